//! What connects Telos with the systems around it: files that are imported, the mappings of sources
//! that Telos runs itself and the signatures of webhooks, the requests that go to destinations, and objects
//! of buckets, in which files of both kinds lie.

pub mod destination;
pub mod import;
pub mod intake;
pub mod objects;
