//! Group sync: commits that were applied together share one write-through of the journal.
//!
//! The engine's own sync holds the journal's lock, so that nobody could append meanwhile. Here the
//! journal's file is opened a second time and synced beside it: the next batches are applied while
//! the disk works. A sealed journal was synced by the engine before its successor was made.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::versions::CommitNumber;

/// For how long a sealed journal is synced along, to be safe if sealing it failed half way.
const SEALED_SYNC: Duration = Duration::from_secs(5);

/// Waits of committers for their commit to be on disk; one of them does the work for all.
#[derive(Debug)]
pub(super) struct GroupSync {
    state: Mutex<State>,
    turn: Condvar,
    syncs: AtomicU64,
}

#[derive(Debug)]
struct State {
    synced: CommitNumber,
    running: bool,
    failed: bool,
    /// Taken out by the one who syncs.
    journal: Option<Journal>,
}

/// Why a commit is not known to be on disk.
#[derive(Debug, thiserror::Error)]
pub(super) enum SyncError {
    /// This sync failed.
    #[error("sync the journal")]
    Failed(#[source] io::Error),
    /// An earlier one failed, and the journal has not been opened again since.
    #[error("the journal could not be synced earlier")]
    FailedEarlier,
}

impl GroupSync {
    /// For a database whose journals lie in `dir` and that is on disk as it is.
    pub(super) fn new(dir: &Path) -> io::Result<Self> {
        Ok(Self {
            state: Mutex::new(State {
                synced: 0,
                running: false,
                failed: false,
                journal: Some(Journal::open(dir)?),
            }),
            turn: Condvar::new(),
            syncs: AtomicU64::new(0),
        })
    }

    /// How many times the disk was asked to sync.
    pub(super) fn syncs(&self) -> u64 {
        self.syncs.load(Ordering::Relaxed)
    }

    /// Returns when the commit of this number is on disk; `applied` counts those written to the journal.
    pub(super) fn wait(&self, number: CommitNumber, applied: &AtomicU64) -> Result<(), SyncError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if state.synced >= number {
                return Ok(());
            }
            if state.failed {
                return Err(SyncError::FailedEarlier);
            }
            if state.running {
                state = self
                    .turn
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let Some(mut journal) = state.journal.take() else {
                return Err(SyncError::FailedEarlier);
            };
            state.running = true;
            drop(state);
            let covered = applied.load(Ordering::Acquire);
            let outcome = journal.sync();
            self.syncs.fetch_add(1, Ordering::Relaxed);
            state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.running = false;
            state.journal = Some(journal);
            match &outcome {
                Ok(()) => state.synced = state.synced.max(covered),
                Err(_) => state.failed = true,
            }
            self.turn.notify_all();
            outcome.map_err(SyncError::Failed)?;
        }
    }
}

/// The journal that is being written, as a second handle to its file.
#[derive(Debug)]
struct Journal {
    dir: PathBuf,
    id: u64,
    file: File,
    next_path: PathBuf,
    sealed: Option<(File, Instant)>,
}

impl Journal {
    fn open(dir: &Path) -> io::Result<Self> {
        let id = newest_journal(dir)?
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no journal"))?;
        Ok(Self {
            dir: dir.to_owned(),
            id,
            file: open_journal(&journal_path(dir, id))?,
            next_path: journal_path(dir, id + 1),
            sealed: None,
        })
    }

    fn sync(&mut self) -> io::Result<()> {
        while self.next_path.try_exists()? {
            let next = open_journal(&self.next_path)?;
            let sealed = std::mem::replace(&mut self.file, next);
            sealed.sync_data()?;
            self.sealed = Some((sealed, Instant::now()));
            self.id += 1;
            self.next_path = journal_path(&self.dir, self.id + 1);
        }
        if let Some((sealed, since)) = &self.sealed {
            sealed.sync_data()?;
            if since.elapsed() > SEALED_SYNC {
                self.sealed = None;
            }
        }
        self.file.sync_data()
    }
}

/// The path of a journal of the engine.
pub(super) fn journal_path(dir: &Path, id: u64) -> PathBuf {
    dir.join(format!("{id}.jnl"))
}

/// The number of the journal that is being written; none when there is no journal.
pub(super) fn newest_journal(dir: &Path) -> io::Result<Option<u64>> {
    let mut newest = None;
    for entry in dir.read_dir()? {
        let name = entry?.file_name();
        let id = name
            .to_str()
            .and_then(|name| name.strip_suffix(".jnl"))
            .and_then(|id| id.parse::<u64>().ok());
        newest = newest.max(id);
    }
    Ok(newest)
}

fn open_journal(path: &Path) -> io::Result<File> {
    File::options().read(true).write(true).open(path)
}
