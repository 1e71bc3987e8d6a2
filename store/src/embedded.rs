//! The embedded engine: an LSM tree (crate `fjall`) in one directory that belongs to one process.
//!
//! ```text
//! DIR/lock     held while open, with the process id
//! DIR/format   the version of this layout
//! DIR/rows/    the files of the engine: journals, and a keyspace for each space
//! ```
//!
//! **Commits.** Expectations are checked and the batch is written to the journal and the memtables
//! under one lock; then the lock is free for the next while this one waits to be on disk. One of
//! the waiting syncs for all (`embedded/sync.rs`).
//!
//! **Failing writes.** When a write or sync fails (a full disk, an I/O error), that commit and the
//! later ones get [`StoreError::Unavailable`], and reads go on. The engine takes no writes any more
//! once that has happened; so at most every [`Options::retry_delay`] a commit tries to open the
//! files again, once the disk takes writes. [`Embedded::reopen`] does the same on demand. For the
//! moment of reopening, reads wait.
//!
//! **Destroying rows.** A deleted row's bytes stay in the journal and in older files until these
//! are replaced. [`Embedded::purge`] sees to that and returns when no file in the directory holds
//! them any more.
//!
//! **Power failures.** A batch that was cut off is left out at the next opening. Where the end of
//! one reached the disk and its middle did not, opening fails and [`Embedded::repair`] cuts it off.

mod bare;
mod codec;
mod commit;
mod config;
mod error;
mod files;
mod hot;
mod purge;
mod repair;
mod stats;
mod sync;
mod versions;

use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Instant;

use fjall::{Database, Keyspace, Readable};

pub use bare::Bare;
pub use config::Options;
pub use repair::Repaired;
pub use stats::{SpaceStats, Stats};

use crate::key::{Commit, Committed, Key, Range, Row, Sort, Space};
use crate::{Store, StoreError, limit};
use codec::{decode_key, decode_row, encode_key, key_bytes};
use commit::encode_batch;
use error::{damaged, engine_error, unavailable};
use hot::HotRows;
use sync::GroupSync;
use versions::Versions;

/// So many rows are read before others may have the processor.
const READS_AT_ONCE: usize = 16;
/// More rows than this are read without a break: whoever asks for so many wants them soon.
const READS_WITH_BREAKS_MAX: usize = 500;

/// The embedded engine. See the module's words.
#[derive(Debug)]
pub struct Embedded {
    dir: PathBuf,
    options: Options,
    rows: RwLock<Option<Rows>>,
    /// Held while a batch is checked and applied; orders commits.
    committing: Mutex<()>,
    /// The number of the last commit that is in the journal and visible.
    applied: AtomicU64,
    versions: Mutex<Versions>,
    hot: HotRows,
    /// Set when a write failed: nothing more is written until the files are opened again.
    broken: AtomicBool,
    last_retry: Mutex<Instant>,
    purging: Mutex<()>,
    counters: stats::Counters,
    // Dropped last.
    _lock: files::DirLock,
}

/// The open engine.
struct Rows {
    database: Database,
    spaces: Vec<Keyspace>,
    sync: GroupSync,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

impl Rows {
    fn open(dir: &Path, options: &Options) -> Result<Self, StoreError> {
        let rows = files::rows_dir(dir);
        let (database, spaces) =
            config::open(&rows, options).map_err(|error| engine_error("open the store", error))?;
        let sync = GroupSync::new(&rows)
            .map_err(|error| unavailable("open the journal of the store", error))?;
        Ok(Self {
            database,
            spaces,
            sync,
        })
    }

    fn space(&self, space: Space) -> &Keyspace {
        &self.spaces[space as usize - 1]
    }
}

impl Embedded {
    /// Opens a directory, making it if it is not there.
    ///
    /// This replays the journals: after a crash at most about [`Options::journal_bytes_max`] and
    /// the journal in use, and next to nothing if [`Embedded::flush`] came last.
    pub fn open(dir: &Path, options: Options) -> Result<Self, StoreError> {
        fs::create_dir_all(dir).map_err(|error| unavailable("make the data directory", error))?;
        let lock = files::DirLock::take(dir)?;
        files::check_format(dir)?;
        make_rows(dir, &options)?;
        files::remove_leftovers(dir);
        let rows = Rows::open(dir, &options)?;
        Ok(Self {
            dir: dir.to_owned(),
            rows: RwLock::new(Some(rows)),
            committing: Mutex::new(()),
            applied: AtomicU64::new(0),
            versions: Mutex::new(Versions::new(options.versions_max)),
            hot: HotRows::new(options.hot_rows_bytes),
            broken: AtomicBool::new(false),
            last_retry: Mutex::new(Instant::now()),
            purging: Mutex::new(()),
            counters: stats::Counters::default(),
            options,
            _lock: lock,
        })
    }

    /// Closes the files and opens them again, which ends the state after a failed write.
    ///
    /// Fails, with the files left open for reading, while the disk takes no writes. Commits that
    /// are under way end first; other calls wait.
    pub fn reopen(&self) -> Result<(), StoreError> {
        let attempt = "open the store again after a failed write";
        // The room is asked for before anything is closed, so that reads go on while there is none.
        files::probe_room(&self.dir).map_err(|error| unavailable(attempt, error))?;
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        *rows = None;
        files::rewrite_journal(&files::rows_dir(&self.dir))
            .map_err(|error| unavailable(attempt, error))?;
        *rows = Some(Rows::open(&self.dir, &self.options)?);
        self.applied.store(0, Ordering::Release);
        *lock(&self.versions) = Versions::new(self.options.versions_max);
        self.hot.clear();
        self.broken.store(false, Ordering::Release);
        tracing::info!("the store was opened again and takes writes");
        Ok(())
    }

    /// Whether a write failed and commits are turned away until the files are open again.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    fn rows(&self) -> Result<OpenRows<'_>, StoreError> {
        let guard = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        if guard.is_none() {
            return Err(unavailable(
                "use the store",
                "its files could not be opened again",
            ));
        }
        Ok(OpenRows(guard))
    }

    fn refuse_if_broken(&self) -> Result<(), StoreError> {
        if self.is_read_only() {
            return Err(unavailable("commit a batch", "an earlier write failed"));
        }
        Ok(())
    }

    /// Tries to open the files again, if a write failed and the last try is long enough ago.
    fn mend(&self) -> Result<(), StoreError> {
        if !self.is_read_only() {
            return Ok(());
        }
        {
            let mut last_retry = lock(&self.last_retry);
            if last_retry.elapsed() < self.options.retry_delay {
                return self.refuse_if_broken();
            }
            *last_retry = Instant::now();
        }
        self.reopen()
    }

    fn note_failure(&self, error: &(dyn std::error::Error + 'static)) {
        if !self.broken.swap(true, Ordering::AcqRel) {
            *lock(&self.last_retry) = Instant::now();
            tracing::error!(
                error,
                "a write to the store failed; commits are turned away"
            );
        }
    }
}

/// A read guard that is known to hold open rows.
struct OpenRows<'a>(RwLockReadGuard<'a, Option<Rows>>);

impl std::ops::Deref for OpenRows<'_> {
    type Target = Rows;

    fn deref(&self) -> &Rows {
        self.0.as_ref().expect("checked when the guard was made")
    }
}

impl Store for Embedded {
    fn read(&self, keys: &[Key]) -> Result<Vec<Option<Row>>, StoreError> {
        limit::check_read(keys)?;
        let rows = self.rows()?;
        let seen = self.applied.load(Ordering::Acquire);
        let snapshot = rows.database.snapshot();
        let mut found = vec![None; keys.len()];
        // In the order of the keys, neighbours are found in blocks that are still at hand.
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_unstable_by_key(|at| (keys[*at].space, keys[*at].partition));
        for (step, at) in order.into_iter().enumerate() {
            if keys.len() <= READS_WITH_BREAKS_MAX && step % READS_AT_ONCE == READS_AT_ONCE - 1 {
                std::thread::yield_now();
            }
            let key = &keys[at];
            let takes = HotRows::takes(key);
            let hot = takes.then(|| self.hot.get(key.partition, seen)).flatten();
            let known = hot.is_some();
            let stored = match hot {
                Some(bytes) => Some(bytes),
                None => snapshot
                    .get(rows.space(key.space), key_bytes(key))
                    .map_err(|error| engine_error("read rows", error))?,
            };
            let Some(bytes) = stored else {
                continue;
            };
            found[at] = Some(decode_row(&bytes).ok_or(damaged("read rows"))?);
            if takes && !known {
                self.hot.note_read(key.partition, &bytes, seen);
            }
        }
        // Knowing versions spares look-ups later; it is not worth waiting for a commit.
        if let Ok(mut versions) = self.versions.try_lock() {
            for (key, row) in keys.iter().zip(&found) {
                if versions.tracks(key.space) {
                    versions.note_read(key, row.as_ref().map(|row| row.version), seen);
                }
            }
        }
        Ok(found)
    }

    fn scan(&self, range: &Range, rows_max: usize) -> Result<Vec<(Sort, Row)>, StoreError> {
        limit::check_scan(range, rows_max)?;
        let empty = range
            .until
            .as_ref()
            .is_some_and(|until| *until <= range.from);
        if empty || rows_max == 0 {
            return Ok(Vec::new());
        }
        let from = encode_key(range.partition, &range.from);
        let until = match &range.until {
            Some(until) => Bound::Excluded(encode_key(range.partition, until)),
            None => match range.partition.checked_add(1) {
                Some(next) => Bound::Excluded(encode_key(next, b"")),
                None => Bound::Unbounded,
            },
        };
        let rows = self.rows()?;
        let stretch = rows
            .database
            .snapshot()
            .range(rows.space(range.space), (Bound::Included(from), until));
        let page = if range.reverse {
            page(stretch.rev(), rows_max)
        } else {
            page(stretch, rows_max)
        }?;
        Ok(page.into_iter().map(|(_, sort, row)| (sort, row)).collect())
    }

    fn walk(
        &self,
        space: Space,
        after: Option<&Key>,
        rows_max: usize,
    ) -> Result<Vec<(Key, Row)>, StoreError> {
        limit::check_walk(after, rows_max)?;
        if rows_max == 0 {
            return Ok(Vec::new());
        }
        let from = after.map_or(Bound::Unbounded, |after| Bound::Excluded(key_bytes(after)));
        let rows = self.rows()?;
        let rest = rows
            .database
            .snapshot()
            .range(rows.space(space), (from, Bound::Unbounded));
        let page = page(rest, rows_max)?;
        let with_key = |(partition, sort, row)| {
            (
                Key {
                    space,
                    partition,
                    sort,
                },
                row,
            )
        };
        Ok(page.into_iter().map(with_key).collect())
    }

    fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        limit::check_commit(&commit)?;
        self.mend()?;
        let rows = self.rows()?;
        let (batch, hot) = encode_batch(&rows, &commit);
        let number = {
            let _turn = lock(&self.committing);
            if let Some(key) = self.apply(&rows, &commit, batch, hot)? {
                return Ok(Committed::Conflict { key });
            }
            self.applied.load(Ordering::Relaxed)
        };
        rows.sync.wait(number, &self.applied).map_err(|error| {
            self.note_failure(&error);
            unavailable("commit a batch", error)
        })?;
        self.counters.note_commit(&commit);
        Ok(Committed::Done)
    }

    fn purge(&self, space: Space) -> Result<(), StoreError> {
        Self::purge(self, space)
    }
}

/// Reads one page of a stretch.
fn page(
    stretch: impl Iterator<Item = fjall::Guard>,
    rows_max: usize,
) -> Result<Vec<(u64, Sort, Row)>, StoreError> {
    let attempt = "scan rows";
    let mut rows = Vec::with_capacity(rows_max.min(1_000));
    for guard in stretch.take(rows_max) {
        let (key, value) = guard
            .into_inner()
            .map_err(|error| engine_error(attempt, error))?;
        let (partition, sort) = decode_key(&key).ok_or(damaged(attempt))?;
        rows.push((partition, sort, decode_row(&value).ok_or(damaged(attempt))?));
    }
    Ok(rows)
}

/// Makes the engine's directory beside its place first, so that a crash never leaves half of one.
fn make_rows(dir: &Path, options: &Options) -> Result<(), StoreError> {
    let attempt = "make the files of the store";
    let rows = files::rows_dir(dir);
    let new = files::new_rows_dir(dir);
    if rows.exists() {
        return Ok(());
    }
    if new.exists() {
        fs::remove_dir_all(&new).map_err(|error| unavailable(attempt, error))?;
    }
    drop(config::open(&new, options).map_err(|error| engine_error(attempt, error))?);
    fs::rename(&new, &rows)
        .and_then(|()| files::sync_dir(dir))
        .map_err(|error| unavailable(attempt, error))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
