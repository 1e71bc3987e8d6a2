//! What the fuzz targets do with bytes: nothing may panic, and what was read can be written and
//! read again.

mod engine;
mod import;

pub use engine::{batches, catalogs, layout, messages, segments, signals};
pub use import::{files, mappings};
