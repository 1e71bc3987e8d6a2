//! The engine without anything around it, to measure what Telos adds to it.

use std::path::Path;

use fjall::{Database, Keyspace, PersistMode};

use super::commit::fill_batch;
use super::config::{self, Options};
use super::error::engine_error;
use super::files;
use crate::StoreError;
use crate::key::Commit;

/// The files of a store, written to by one thread: a write batch and a sync for each commit, no
/// expectations, no lock, no group sync. For benchmarks on a copy of a store, and nothing else.
#[expect(
    missing_debug_implementations,
    reason = "the engine's handles have none"
)]
pub struct Bare {
    database: Database,
    spaces: Vec<Keyspace>,
}

impl Bare {
    /// Opens the files of a store that nothing else has open.
    pub fn open(dir: &Path, options: &Options) -> Result<Self, StoreError> {
        let (database, spaces) = config::open(&files::rows_dir(dir), options)
            .map_err(|error| engine_error("open the store", error))?;
        Ok(Self { database, spaces })
    }

    /// Writes the puts and deletes of a commit and returns when they are on disk.
    pub fn write(&self, commit: &Commit) -> Result<(), StoreError> {
        let space = |space| &self.spaces[space as usize - 1];
        let sync = PersistMode::SyncData;
        let batch = fill_batch(&self.database, space, commit, sync, |_, _| {});
        batch
            .commit()
            .map_err(|error| engine_error("write a batch", error))
    }
}
