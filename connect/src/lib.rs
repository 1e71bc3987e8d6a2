//! What connects Telos with the systems around it: files that are imported, the mappings of sources
//! that Telos runs itself and the signatures of webhooks, and the requests that go to destinations.

pub mod destination;
pub mod import;
pub mod intake;
