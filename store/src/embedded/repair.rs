//! Cutting off the end of a journal that a power failure left damaged.
//!
//! The system may put the pages of a file to disk in any order. When the power fails in the middle
//! of a batch, its end can be there and its middle not; the engine then finds a batch that is not
//! what its checksum says, and refuses to open. Nobody was told that this batch is kept, since the
//! sync had not returned. But a damaged disk looks the same, so cutting is for people to decide.
//!
//! What the engine takes is asked of the engine itself, with a journal of its own beside the store:
//! up to the end of the first damaged batch it takes any length, beyond that none.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fjall::{Database, Error};

use super::error::{engine_error, unavailable};
use super::sync::{journal_path, newest_journal};
use super::{Embedded, Options, files};
use crate::StoreError;

const ATTEMPT: &str = "repair the store";
const TRIAL: &str = "trial";
const ASIDE: &str = "cut.journal";

/// What a repair came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// How much of the newest journal stays, in bytes.
    pub kept_bytes: u64,
    /// How much was cut off its end, in bytes; 0 if it was whole.
    pub cut_bytes: u64,
    /// Where that lies now. A later [`Embedded::purge`] removes it.
    pub aside: Option<PathBuf>,
}

impl Embedded {
    /// Cuts the newest journal off before its first damaged batch, and puts what was cut aside.
    ///
    /// After a power failure these are commits that nobody was told of. After damage to a disk
    /// there may be others among them. Fails with [`StoreError::Corrupt`] where something else is
    /// damaged.
    pub fn repair(dir: &Path, options: &Options) -> Result<Repaired, StoreError> {
        // Made for a new directory only, and there is nothing to repair in one.
        let rows = files::rows_dir(dir);
        let journal = rows.is_dir().then(|| newest_journal(&rows));
        let newest = journal.transpose().map_err(failed)?.flatten();
        let Some(id) = newest else {
            return Err(unavailable(ATTEMPT, "there is no store in this directory"));
        };
        let path = journal_path(&rows, id);
        let repaired = {
            let _lock = files::DirLock::take(dir)?;
            files::check_format(dir)?;
            files::remove_leftovers(dir);
            let trial = dir.join(TRIAL);
            clear(&trial).map_err(failed)?;
            let used = used_bytes(&path).map_err(failed)?;
            let kept = whole_bytes(&trial, &path, used);
            clear(&trial).map_err(failed)?;
            let kept_bytes = kept?;
            let cut_bytes = used - kept_bytes;
            let aside = dir.join(ASIDE);
            if cut_bytes > 0 {
                cut(&path, &aside, (kept_bytes, used)).map_err(failed)?;
            }
            Repaired {
                kept_bytes,
                cut_bytes,
                aside: (cut_bytes > 0).then_some(aside),
            }
        };
        // Whether it was that and nothing else shows when it is opened.
        drop(Self::open(dir, options.clone())?);
        Ok(repaired)
    }
}

/// Removes what a repair put aside.
pub(super) fn remove_aside(dir: &Path) -> io::Result<()> {
    match fs::remove_file(dir.join(ASIDE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn failed(error: io::Error) -> StoreError {
    unavailable(ATTEMPT, error)
}

/// The length of a file without the zeros at its end.
fn used_bytes(path: &Path) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut chunk = vec![0; 1024 * 1024];
    let (mut at, mut used) = (0, 0);
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(used);
        }
        if let Some(last) = chunk[..read].iter().rposition(|byte| *byte != 0) {
            used = at + last as u64 + 1;
        }
        at += read as u64;
    }
}

/// The length of a journal up to the end of its last batch before the first damaged one.
fn whole_bytes(trial: &Path, journal: &Path, used: u64) -> Result<u64, StoreError> {
    if taken_of(trial, journal, used)?.is_some() {
        return Ok(used);
    }
    let (mut taken, mut refused, mut whole) = (0, used, 0);
    while refused - taken > 1 {
        let middle = taken.midpoint(refused);
        match taken_of(trial, journal, middle)? {
            Some(bytes) => (taken, whole) = (middle, bytes),
            None => refused = middle,
        }
    }
    Ok(whole)
}

/// How much the engine takes of the first bytes of a journal: up to the end of the last batch that
/// is whole, or none of it if one is damaged. The rows in it belong to no keyspace of the trial, so
/// they are read, compared with their checksums, and passed over.
fn taken_of(trial: &Path, journal: &Path, bytes: u64) -> Result<Option<u64>, StoreError> {
    let open = || Database::builder(trial).worker_threads(1).open();
    drop(open().map_err(|error| engine_error(ATTEMPT, error))?);
    let put = || {
        let Some(id) = newest_journal(trial)? else {
            return Err(io::Error::other("a new store has no journal"));
        };
        let path = journal_path(trial, id);
        let mut target = File::create(&path)?;
        io::copy(&mut File::open(journal)?.take(bytes), &mut target)?;
        Ok(path)
    };
    let copy = put().map_err(failed)?;
    let taken = match open() {
        // The engine cuts off a batch without an end by itself.
        Ok(_) => Some(copy.metadata().map_err(failed)?.len()),
        Err(Error::JournalRecovery(_)) => None,
        Err(error) => return Err(engine_error(ATTEMPT, error)),
    };
    clear(trial).map_err(failed)?;
    Ok(taken)
}

fn clear(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        cleared => cleared,
    }
}

/// Puts the end of a journal aside, and then cuts it off.
fn cut(journal: &Path, aside: &Path, (kept, used): (u64, u64)) -> io::Result<()> {
    let mut source = File::options().read(true).write(true).open(journal)?;
    source.seek(SeekFrom::Start(kept))?;
    let mut target = File::options().append(true).create(true).open(aside)?;
    io::copy(&mut (&mut source).take(used - kept), &mut target)?;
    target.flush()?;
    target.sync_all()?;
    files::sync_dir(aside.parent().unwrap_or(Path::new(".")))?;
    source.set_len(kept)?;
    source.sync_all()
}
