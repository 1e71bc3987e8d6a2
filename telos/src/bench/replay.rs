//! The bare loop: recorded commits put through the storage engine again, by one thread.

use std::path::Path;
use std::time::{Duration, Instant};

use telos_store::embedded::{Bare, Embedded, Options};
use telos_store::{Commit, Committed, Store as _};

use super::error::{BenchError, file};
use super::record::Recorded;
use super::server::cpu_seconds;

/// The longest that a replay goes on.
const REPLAY_MAX: Duration = Duration::from_mins(5);

/// What a replay came to.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    pub(super) commits: u64,
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// In writing and syncing alone; reading the record is not counted.
    pub(super) took: Duration,
    /// Processor time of this process meanwhile; reading the record is a small part of it.
    pub(super) cpu_seconds: f64,
    /// It took too long and was ended early, so that its events are not known.
    pub(super) cut: bool,
}

/// Replays on the engine with nothing around it.
pub(super) fn bare(store: &Path, record: &Path) -> Result<Replayed, BenchError> {
    let bare = Bare::open(store, &Options::default())?;
    replay(record, |commit| Ok(bare.write(&commit)?))
}

/// Replays on the embedded engine, with expectations and group sync.
pub(super) fn embedded(store: &Path, record: &Path) -> Result<Replayed, BenchError> {
    let embedded = Embedded::open(store, Options::default())?;
    replay(record, |commit| match embedded.commit(commit)? {
        Committed::Done => Ok(()),
        Committed::Conflict { .. } => Err(BenchError::Replay("a commit met a conflict")),
    })
}

fn replay(
    record: &Path,
    mut write: impl FnMut(Commit) -> Result<(), BenchError>,
) -> Result<Replayed, BenchError> {
    let mut recorded = Recorded::open(record).map_err(file("open", record))?;
    let mut replayed = Replayed::default();
    let before = cpu_seconds(Path::new("/proc/self"));
    while let Some(commit) = recorded.next().map_err(file("read", record))? {
        replayed.commits += 1;
        replayed.rows += commit.puts.len() as u64 + commit.deletes.len() as u64;
        let bytes: usize = commit.puts.iter().map(|put| put.value.len()).sum();
        replayed.bytes += bytes as u64;
        let begun = Instant::now();
        write(commit)?;
        replayed.took += begun.elapsed();
        if replayed.took > REPLAY_MAX {
            replayed.cut = true;
            break;
        }
    }
    replayed.cpu_seconds = cpu_seconds(Path::new("/proc/self")) - before;
    if replayed.commits == 0 {
        return Err(BenchError::Replay("nothing was recorded"));
    }
    Ok(replayed)
}

/// A copy of a store's files at another place, which is made new.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), BenchError> {
    remove(to)?;
    copy_tree(from, to)
}

/// Removes a directory that this program made, if it is there.
pub(super) fn remove(dir: &Path) -> Result<(), BenchError> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(file("remove", dir)(error))
        }
        _ => Ok(()),
    }
}

fn copy_tree(from: &Path, to: &Path) -> Result<(), BenchError> {
    std::fs::create_dir_all(to).map_err(file("make", to))?;
    for entry in std::fs::read_dir(from).map_err(file("read", from))? {
        let entry = entry.map_err(file("read", from))?;
        let (old, new) = (entry.path(), to.join(entry.file_name()));
        if old.is_dir() {
            copy_tree(&old, &new)?;
        } else {
            std::fs::copy(&old, &new).map_err(file("copy", &old))?;
        }
    }
    Ok(())
}
