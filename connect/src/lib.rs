//! What connects Telos with the systems around it: files that are imported, and the requests that
//! go to destinations.

pub mod destination;
pub mod import;
