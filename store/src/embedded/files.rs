//! The directory around the engine's files: the lock, the format version, and making it whole.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::error::unavailable;
use super::sync::{journal_path, newest_journal};
use crate::StoreError;

/// What the format file says; a later layout gets another number.
const FORMAT: &str = "telos store 1\n";
const FORMAT_BYTES_MAX: u64 = 256;
const PROBE: &str = "probe";
const JOURNAL_COPY: &str = "journal.copy";

/// Where the rows are.
pub(super) fn rows_dir(dir: &Path) -> PathBuf {
    dir.join("rows")
}

/// Where the rows are made at first, to be renamed when they are whole.
pub(super) fn new_rows_dir(dir: &Path) -> PathBuf {
    dir.join("rows.new")
}

/// The lock on a directory, held until it is dropped or the process ends.
#[derive(Debug)]
pub(super) struct DirLock {
    _file: File,
}

impl DirLock {
    /// Locks the directory, or names the process that holds it.
    pub(super) fn take(dir: &Path) -> Result<Self, StoreError> {
        let attempt = "lock the data directory";
        let path = dir.join("lock");
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| unavailable(attempt, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(&path, file)),
            Err(TryLockError::Error(error)) => return Err(unavailable(attempt, error)),
        }
        // The process id is for people only, so a disk too full for it does not keep readers out.
        let noted = file
            .set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        if let Err(error) = noted {
            tracing::warn!(%error, "could not note the process id in the lock file");
        }
        Ok(Self { _file: file })
    }
}

fn in_use(path: &Path, file: File) -> StoreError {
    let mut pid = String::new();
    let _ = file.take(32).read_to_string(&mut pid);
    let pid = match pid.trim() {
        "" => "unknown",
        pid => pid,
    };
    StoreError::InUse {
        holder: format!("process {pid} holds {}", path.display()),
    }
}

/// Reads the format version, or writes it into a directory that has no rows yet.
pub(super) fn check_format(dir: &Path) -> Result<(), StoreError> {
    let path = dir.join("format");
    let mut found = Vec::new();
    match File::open(&path) {
        Ok(file) => {
            file.take(FORMAT_BYTES_MAX)
                .read_to_end(&mut found)
                .map_err(|error| unavailable("read the format version of the store", error))?;
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && !rows_dir(dir).exists() => {
            return write_whole(&path, FORMAT.as_bytes())
                .map_err(|error| unavailable("write the format version of the store", error));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unavailable("read the format version of the store", error)),
    }
    if found == FORMAT.as_bytes() {
        return Ok(());
    }
    let found = String::from_utf8_lossy(&found);
    tracing::error!(
        found = found.trim(),
        known = FORMAT.trim(),
        "unknown store format"
    );
    Err(StoreError::Corrupt {
        attempt: "open the store, whose file `format` does not say `telos store 1`",
    })
}

/// Writes a file whole and durably, or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_dir(path.parent().unwrap_or(Path::new(".")))
}

/// Makes renamed and created names durable.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Removes files that a crash in the middle of reopening may have left.
pub(super) fn remove_leftovers(dir: &Path) {
    // They are only in the way of the disk's room, and mostly there are none.
    let _ = fs::remove_file(dir.join(PROBE));
    let _ = fs::remove_file(rows_dir(dir).join(JOURNAL_COPY));
}

/// Whether the disk takes as much as the journal will be copied with, asked without harm to anything.
pub(super) fn probe_room(dir: &Path) -> io::Result<()> {
    const ROOM_BYTES_MIN: u64 = 16 * 1024 * 1024;
    static CHUNK: [u8; 64 * 1024] = [0x5a; 64 * 1024];
    let rows = rows_dir(dir);
    let journal_bytes = match newest_journal(&rows)? {
        Some(id) => journal_path(&rows, id).metadata()?.len(),
        None => 0,
    };
    let path = dir.join(PROBE);
    let probe = || {
        let mut file = File::create(&path)?;
        let mut written = 0;
        while written < journal_bytes + ROOM_BYTES_MIN {
            file.write_all(&CHUNK)?;
            written += CHUNK.len() as u64;
        }
        file.sync_all()
    };
    let outcome = probe();
    // There is none if it could not be made, and one that stays is removed at the next opening.
    let _ = fs::remove_file(&path);
    outcome
}

/// Copies the newest journal, so that what is read from it is on disk.
///
/// After a failed sync the system may hold pages as clean that never reached the disk; a later
/// crash would cut the journal there and lose what was acknowledged after it. To be called while
/// the engine is closed. The unused zeros at the end are left out.
pub(super) fn rewrite_journal(rows: &Path) -> io::Result<()> {
    let Some(id) = newest_journal(rows)? else {
        return Ok(());
    };
    let path = journal_path(rows, id);
    let copy = rows.join(JOURNAL_COPY);
    let mut source = File::open(&path)?;
    let mut target = File::create(&copy)?;
    let mut chunk = vec![0; 1024 * 1024];
    let mut end = 0;
    let mut position = 0;
    loop {
        let read = source.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        let used = chunk[..read].iter().rposition(|byte| *byte != 0);
        if let Some(last) = used {
            target.seek(io::SeekFrom::Start(position))?;
            target.write_all(&chunk[..=last])?;
            end = position + last as u64 + 1;
        }
        position += read as u64;
    }
    target.set_len(end)?;
    target.sync_all()?;
    fs::rename(&copy, &path)?;
    sync_dir(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewritten_journal_has_the_same_bytes_without_the_zeros_at_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let mut bytes = vec![0; 3 * 1024 * 1024];
        bytes[5] = 1;
        bytes[2_500_000] = 7;
        fs::write(dir.path().join("3.jnl"), &bytes).unwrap();
        fs::write(dir.path().join("2.jnl"), b"sealed").unwrap();
        rewrite_journal(dir.path()).unwrap();
        assert_eq!(
            fs::read(dir.path().join("3.jnl")).unwrap(),
            bytes[..=2_500_000]
        );
        assert_eq!(fs::read(dir.path().join("2.jnl")).unwrap(), b"sealed");
        assert!(!dir.path().join("journal.copy").exists());
    }
}
