//! The master key and its file, which lies outside the data directory.
//!
//! The file is text: `telos-master-key 1`, then `id` and 16 hexadecimal digits, then `key` and 64.
//! The id follows from the key, so a mistyped or cut key is noticed.

use std::fmt::{self, Write as _};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use hmac::Mac;
use zeroize::Zeroizing;

use super::node::KEY_BYTES;
use super::vault::mac;

const HEADER: &str = "telos-master-key 1";
const FILE_BYTES_MAX: u64 = 4096;

/// Names a master key without telling anything of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId([u8; Self::BYTES]);

impl KeyId {
    pub(super) const BYTES: usize = 8;

    pub(super) fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    pub(super) fn to_bytes(self) -> [u8; Self::BYTES] {
        self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a key file could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is a file already, and a key is never overwritten.
    #[error("make the key file {0}: there is a file already, and a key is never overwritten")]
    Exists(PathBuf),
    /// There is no file.
    #[error("read the key file {0}: there is no such file")]
    Absent(PathBuf),
    /// The file could not be read or written.
    #[error("use the key file {path}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        #[source]
        source: io::Error,
    },
    /// The file is of another kind or version, or damaged.
    #[error("read the key file {path}: {problem}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What was expected.
        problem: &'static str,
    },
    /// The file is inside the data directory, where the key would protect nothing.
    #[error("use the key file {path}: it must lie outside the data directory {dir}")]
    InsideData {
        /// The file.
        path: PathBuf,
        /// The data directory.
        dir: PathBuf,
    },
    /// The system has no randomness to give.
    #[error("make a master key: the system gives no randomness")]
    Randomness(#[source] getrandom::Error),
}

/// The key that wraps all others. Wiped from memory when dropped; `Debug` shows its id only.
pub struct MasterKey {
    secret: Zeroizing<[u8; KEY_BYTES]>,
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id())
    }
}

impl MasterKey {
    /// A key of this secret, for tests and simulation; in use it comes from a file.
    #[must_use]
    pub fn from_secret(secret: [u8; KEY_BYTES]) -> Self {
        Self {
            secret: Zeroizing::new(secret),
        }
    }

    /// Makes a key and its file, readable by its owner only. Never overwrites a file.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        let mut secret = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(secret.as_mut_slice()).map_err(KeyFileError::Randomness)?;
        let key = Self { secret };
        let mut file = create_private(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
            _ => io_error(path, error),
        })?;
        let written = file
            .write_all(key.to_text().as_bytes())
            .and_then(|()| file.sync_all());
        if let Err(error) = written {
            // The file is ours and holds half a key.
            let _ = fs::remove_file(path);
            return Err(io_error(path, error));
        }
        Ok(key)
    }

    /// Reads a key from its file.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => KeyFileError::Absent(path.to_owned()),
            _ => io_error(path, error),
        })?;
        warn_if_open_to_others(path, &file);
        let mut text = Zeroizing::new(String::with_capacity(256));
        file.take(FILE_BYTES_MAX)
            .read_to_string(&mut text)
            .map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData => malformed(path, "it is not a text file"),
                _ => io_error(path, error),
            })?;
        Self::from_text(&text).map_err(|problem| malformed(path, problem))
    }

    /// The key's name, which follows from the key.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let whole = self.derive(b"telos master key id 1");
        KeyId(std::array::from_fn(|at| whole[at]))
    }

    /// A key of its own for each label (one step of HKDF: the secret is uniform already).
    pub(super) fn derive(&self, label: &[u8]) -> Zeroizing<[u8; KEY_BYTES]> {
        let mut mac = mac(self.secret.as_slice());
        mac.update(label);
        Zeroizing::new(mac.finalize().into_bytes().into())
    }

    fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(256));
        let _ = write!(text, "{HEADER}\nid {}\nkey ", self.id());
        for byte in self.secret.iter() {
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\n');
        text
    }

    fn from_text(text: &str) -> Result<Self, &'static str> {
        let mut lines = text.lines().map(str::trim_end);
        if lines.next() != Some(HEADER) {
            return Err("the first line should be `telos-master-key 1`");
        }
        let id = lines.next().and_then(|line| line.strip_prefix("id "));
        let id = id.ok_or("the second line should be `id` and 16 hexadecimal digits")?;
        let digits = lines.next().and_then(|line| line.strip_prefix("key "));
        let secret = digits.and_then(parse_secret);
        let secret = secret.ok_or("the third line should be `key` and 64 hexadecimal digits")?;
        if lines.any(|line| !line.is_empty()) {
            return Err("there should be three lines");
        }
        let key = Self { secret };
        if id != key.id().to_string() {
            return Err("the id does not belong to the key: one of them was changed");
        }
        Ok(key)
    }
}

/// Refuses a key file that lies in the data directory or below. Neither has to exist yet.
pub fn check_outside(key_file: &Path, data_dir: &Path) -> Result<(), KeyFileError> {
    let resolve = |path: &Path| resolve(path).map_err(|error| io_error(path, error));
    if resolve(key_file)?.starts_with(resolve(data_dir)?) {
        return Err(KeyFileError::InsideData {
            path: key_file.to_owned(),
            dir: data_dir.to_owned(),
        });
    }
    Ok(())
}

/// The real path, links followed as far as there is something.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut there = path.as_path();
    loop {
        match there.canonicalize() {
            Ok(real) => {
                return Ok(missing
                    .iter()
                    .rev()
                    .fold(real, |path, name| path.join(name)));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (Some(parent), Some(name)) = (there.parent(), there.file_name()) else {
                    return Err(error);
                };
                missing.push(name);
                there = parent;
            }
            Err(error) => return Err(error),
        }
    }
}

fn parse_secret(digits: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let mut secret = Zeroizing::new([0; KEY_BYTES]);
    if digits.len() != 2 * KEY_BYTES || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in secret.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(secret)
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Mounted secrets are often readable to a group, so this is a warning and no error.
#[cfg(unix)]
fn warn_if_open_to_others(path: &Path, file: &File) {
    use std::os::unix::fs::PermissionsExt;
    let open = |meta: fs::Metadata| meta.permissions().mode() & 0o077 != 0;
    if file.metadata().is_ok_and(open) {
        tracing::warn!(path = %path.display(), "the key file can be read by others than its owner");
    }
}

#[cfg(not(unix))]
fn warn_if_open_to_others(_path: &Path, _file: &File) {}

fn io_error(path: &Path, source: io::Error) -> KeyFileError {
    KeyFileError::Io {
        path: path.to_owned(),
        source,
    }
}

fn malformed(path: &Path, problem: &'static str) -> KeyFileError {
    KeyFileError::Malformed {
        path: path.to_owned(),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn created_key_is_loaded_as_it_was_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let key = MasterKey::create(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let loaded = MasterKey::load(&path).unwrap();
        assert_eq!(loaded.secret, key.secret);
        assert_eq!(format!("{loaded:?}"), format!("MasterKey({})", key.id()));
        let error = MasterKey::create(&path).unwrap_err();
        assert!(matches!(error, KeyFileError::Exists(_)));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }

    #[cfg(unix)]
    #[test]
    fn key_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        MasterKey::create(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn broken_key_files_are_refused_with_what_was_expected() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        MasterKey::create(&path).unwrap();
        let good = fs::read_to_string(&path).unwrap();
        let last = if good.trim_end().ends_with('0') {
            "1"
        } else {
            "0"
        };
        let one_digit_off = format!("{}{last}\n", &good[..good.len() - 2]);
        let cases = [
            (String::new(), "first line"),
            (good.replace("key 1", "key 2"), "first line"),
            (good.replace("id ", "name "), "second line"),
            (good[..good.len() - 3].to_owned(), "third line"),
            (one_digit_off, "does not belong"),
            (format!("{good}more\n"), "three lines"),
        ];
        for (text, expected) in cases {
            fs::write(&path, text).unwrap();
            let error = MasterKey::load(&path).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        fs::write(&path, [0xff, 0xfe]).unwrap();
        let error = MasterKey::load(&path).unwrap_err().to_string();
        assert!(error.contains("not a text file"), "{error}");
        let absent = MasterKey::load(&dir.path().join("none")).unwrap_err();
        assert!(matches!(absent, KeyFileError::Absent(_)));
    }

    #[test]
    fn key_file_inside_the_data_directory_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let refused = |key: &Path| check_outside(key, &data).is_err();
        assert!(refused(&data.join("key")));
        fs::create_dir(&data).unwrap();
        assert!(refused(&data.join("key")));
        assert!(refused(&data.join("deep/er/key")));
        assert!(refused(&data.join("../data/key")));
        assert!(!refused(&dir.path().join("key")));
        assert!(!refused(&dir.path().join("data.key")));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&data, dir.path().join("link")).unwrap();
            assert!(refused(&dir.path().join("link/key")));
        }
    }
}
