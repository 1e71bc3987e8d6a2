//! Real destruction: replacing every file that still holds bytes of removed rows.
//!
//! A removed row's bytes are in three places: the journals, the files of its space, and blocks in
//! memory. Purging writes the memtables to files, merges all files of the space into new ones
//! without what was removed, and fills the journal up so that the engine starts a new one and
//! drops the old. What remains is outside the engine's reach: the blocks of deleted files on the
//! device until it reuses or trims them, and copies such as snapshots and backups. Where that
//! counts, the device itself has to be encrypted.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fjall::{Keyspace, KeyspaceCreateOptions, PersistMode, Slice};

use super::error::{engine_error, unavailable};
use super::repair::remove_aside;
use super::{Embedded, Rows, files, lock};
use crate::StoreError;
use crate::key::Space;

/// The keyspace whose rows do nothing but fill the journal.
const FILLER: &str = "filler";
const FILLER_BYTES: usize = 1024 * 1024;
/// The engine starts a new journal beyond 64,000,000 bytes.
const FILLER_ROWS: u32 = 62;
const PAUSE: Duration = Duration::from_millis(2);
/// For how long one step may wait for the engine's threads.
const WAIT_MAX: Duration = Duration::from_mins(2);
const ATTEMPT: &str = "write out the store's files";

impl Embedded {
    /// Sees to it that rows of this space that were removed or replaced before this call are in no
    /// file of the directory any more.
    ///
    /// Costs a rewrite of the whole space and some 64 MiB of journal, so gather removals and purge
    /// once for many. Reads and commits go on. When it fails, call it again.
    pub fn purge(&self, space: Space) -> Result<(), StoreError> {
        let _turn = lock(&self.purging);
        self.refuse_if_broken()?;
        remove_aside(&self.dir).map_err(|error| unavailable(ATTEMPT, error))?;
        let rows = self.rows()?;
        let filler = rows
            .database
            .keyspace(FILLER, KeyspaceCreateOptions::default)
            .map_err(|error| engine_error(ATTEMPT, error))?;
        let removed_before = rows.database.seqno();
        let mut journals = files_in(&files::rows_dir(&self.dir))?;
        journals.retain(|path| path.extension().is_some_and(|end| end == "jnl"));
        self.fill_journal(&filler)?;
        // Writing out the filler starts a new journal; writing out the others frees the old ones.
        write_out(&rows, &filler)?;
        for keyspace in &rows.spaces {
            write_out(&rows, keyspace)?;
        }
        // Merging keeps what a reader might still see, so the readers of that time have to end first.
        let tracker = &rows.database.supervisor.snapshot_tracker;
        wait_until(|| {
            touch(&rows, &filler)?;
            Ok(tracker.get_seqno_safe_to_gc() >= removed_before)
        })?;
        let tables = files_in(&rows.space(space).path().join("tables"))?;
        wait_until(|| {
            rows.space(space)
                .major_compact()
                .map_err(|error| engine_error(ATTEMPT, error))?;
            // Old files leave with the next memtable that is written out.
            touch(&rows, &filler)?;
            Ok(!journals.iter().chain(&tables).any(|path| path.exists()))
        })
    }

    /// Writes all memtables to files, so that opening again has little to replay. Commits go on.
    pub fn flush(&self) -> Result<(), StoreError> {
        let rows = self.rows()?;
        rows.spaces
            .iter()
            .try_for_each(|keyspace| write_out(&rows, keyspace))
    }

    fn fill_journal(&self, filler: &Keyspace) -> Result<(), StoreError> {
        let zeros = Slice::from(vec![0; FILLER_BYTES]);
        for _ in 0..FILLER_ROWS {
            filler.insert(FILLER, zeros.clone()).map_err(|error| {
                self.note_failure(&error);
                engine_error(ATTEMPT, error)
            })?;
        }
        Ok(())
    }
}

/// Writes a small memtable out, after which the engine drops what nobody needs any more.
fn touch(rows: &Rows, filler: &Keyspace) -> Result<(), StoreError> {
    filler
        .insert(FILLER, b"")
        .map_err(|error| engine_error(ATTEMPT, error))?;
    write_out(rows, filler)
}

/// Writes the memtables of a keyspace to files.
fn write_out(rows: &Rows, keyspace: &Keyspace) -> Result<(), StoreError> {
    keyspace
        .rotate_memtable()
        .map_err(|error| engine_error(ATTEMPT, error))?;
    wait_until(|| {
        // Fails when the engine's threads have died.
        rows.database
            .persist(PersistMode::Buffer)
            .map_err(|error| engine_error(ATTEMPT, error))?;
        Ok(keyspace.sealed_memtable_count() == 0)
    })
}

fn wait_until(mut done: impl FnMut() -> Result<bool, StoreError>) -> Result<(), StoreError> {
    let since = Instant::now();
    while !done()? {
        if since.elapsed() > WAIT_MAX {
            return Err(unavailable(ATTEMPT, "the engine did not get to it in time"));
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

fn files_in(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let list = || {
        let mut paths = Vec::new();
        for entry in dir.read_dir()? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                paths.push(entry.path());
            }
        }
        std::io::Result::Ok(paths)
    };
    list().map_err(|error| unavailable(ATTEMPT, error))
}
