//! What connects Telos with the systems around it: for now, files that are imported.

pub mod import;
