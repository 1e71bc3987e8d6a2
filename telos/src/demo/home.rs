//! Where the demo keeps what it makes: its data, the key beside it, and how far it has come.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::open::Place;

const NAME: &str = "telos-demo";
const PROGRESS: &str = "demo.toml";

/// Why the demo's directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum HomeError {
    /// Something could not be read or written.
    #[error("use the demo's directory: cannot {what} {}", path.display())]
    Io {
        what: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// The file that says how far the demo has come is not one.
    #[error("use the demo's directory: {} is damaged; remove the directory to begin anew", .0.display())]
    Damaged(PathBuf),
    /// It was made otherwise.
    #[error(
        "use the demo's directory: {} was made with {what}; leave the flag out, or name another \
         directory with --dir",
        path.display()
    )]
    MadeOtherwise { path: PathBuf, what: String },
}

/// The demo's directory.
#[derive(Debug, Clone)]
pub(super) struct Home {
    dir: PathBuf,
}

impl Home {
    /// The directory of this name, or else one among the user's own data.
    pub(super) fn new(dir: Option<PathBuf>) -> Self {
        let dir = dir.unwrap_or_else(|| data_directory().join(NAME));
        // A path such as `.` has no name that a file beside it could be called by.
        Self {
            dir: std::path::absolute(&dir).unwrap_or(dir),
        }
    }

    /// The directory of the data.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The store, and the key that lies outside the data.
    pub(super) fn place(&self) -> Place {
        let mut key_file = self.dir.clone().into_os_string();
        key_file.push(".key");
        Place {
            store: self.dir.join("store"),
            key_file: key_file.into(),
        }
    }

    /// How far the demo has come here; none if it never was here.
    pub(super) fn progress(&self) -> Result<Option<Progress>, HomeError> {
        let path = self.dir.join(PROGRESS);
        match fs::read_to_string(&path) {
            Ok(text) => match toml::from_str(&text) {
                Ok(progress) => Ok(Some(progress)),
                Err(_) => Err(HomeError::Damaged(path)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed("read", &path, source)),
        }
    }

    /// Writes down how far the demo has come: whole, or not at all.
    pub(super) fn save(&self, progress: &Progress) -> Result<(), HomeError> {
        fs::create_dir_all(&self.dir).map_err(|source| failed("make", &self.dir, source))?;
        let path = self.dir.join(PROGRESS);
        let fresh = self.dir.join(".demo.toml.new");
        let text = toml::to_string(progress).map_err(|_| HomeError::Damaged(path.clone()))?;
        let text = format!("# How far `telos demo` has come in this directory.\n{text}");
        fs::write(&fresh, text).map_err(|source| failed("write", &fresh, source))?;
        fs::rename(&fresh, &path).map_err(|source| failed("write", &path, source))
    }
}

fn failed(what: &'static str, path: &Path, source: io::Error) -> HomeError {
    let path = path.into();
    HomeError::Io { what, path, source }
}

/// Where the system wants the data of programs, or else where it wants what may go.
fn data_directory() -> PathBuf {
    let of = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let home = of("HOME").map(PathBuf::from);
    let found = if cfg!(windows) {
        of("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home.map(|home| home.join("Library/Application Support"))
    } else {
        let named = of("XDG_DATA_HOME").map(PathBuf::from);
        let named = named.filter(|path| path.is_absolute());
        named.or_else(|| home.map(|home| home.join(".local/share")))
    };
    found.unwrap_or_else(env::temp_dir)
}

/// How far the demo has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Progress {
    /// What the customers are worked out from.
    pub(super) seed: u64,
    /// How many have a history.
    pub(super) people: usize,
    /// When the history ends, in milliseconds since 1970.
    pub(super) ends: i64,
    /// Of how many people the history is in.
    pub(super) told: usize,
    /// The number of the next session.
    pub(super) sessions: u64,
}

impl Progress {
    /// Makes sure that what was asked for is what is here.
    pub(super) fn check(
        &self,
        home: &Home,
        seed: Option<u64>,
        people: Option<usize>,
    ) -> Result<(), HomeError> {
        let other = seed.is_some_and(|seed| seed != self.seed)
            || people.is_some_and(|people| people != self.people);
        if !other {
            return Ok(());
        }
        Err(HomeError::MadeOtherwise {
            path: home.dir.clone(),
            what: format!("--people {} --seed {}", self.people, self.seed),
        })
    }
}

/// The keys that the demo's user has. They follow from the master key, so that they are the same
/// at each start and lie in no file of their own.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) console: String,
    pub(super) machine: String,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Access")
    }
}

impl Access {
    /// The keys that follow from a key file.
    pub(super) fn of(key_file: &Path) -> Result<Self, HomeError> {
        let text = fs::read(key_file).map_err(|source| failed("read", key_file, source))?;
        let derive = |what: &str| {
            let mut hash = Sha256::new();
            hash.update(what.as_bytes());
            hash.update([0]);
            hash.update(&text);
            let hash: [u8; 32] = hash.finalize().into();
            let (first, _) = hash.split_at(16);
            let number = first
                .iter()
                .fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
            format!("{number:032x}")
        };
        Ok(Self {
            console: derive("telos demo console"),
            machine: derive("telos demo machine"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_kept_and_the_key_lies_outside() {
        let scratch = tempfile::tempdir().expect("a directory");
        let home = Home::new(Some(scratch.path().join("demo")));
        assert_eq!(home.progress().expect("readable"), None);
        let progress = Progress {
            seed: 7,
            people: 50,
            ends: 9,
            told: 50,
            sessions: 3,
        };
        home.save(&progress).expect("written");
        assert_eq!(home.progress().expect("readable"), Some(progress.clone()));
        let place = home.place();
        assert!(place.store.starts_with(home.dir()));
        assert!(!place.key_file.starts_with(home.dir()));
        assert!(progress.check(&home, None, Some(50)).is_ok());
        let other = progress
            .check(&home, Some(8), None)
            .expect_err("another seed");
        assert!(other.to_string().contains("--seed 7"), "{other}");
    }

    #[test]
    fn damaged_progress_is_told() {
        let scratch = tempfile::tempdir().expect("a directory");
        let home = Home::new(Some(scratch.path().into()));
        fs::write(scratch.path().join(PROGRESS), "seed = \"x\"").expect("written");
        assert!(matches!(home.progress(), Err(HomeError::Damaged(_))));
    }

    #[test]
    fn keys_follow_from_the_key_file_and_differ() {
        let scratch = tempfile::tempdir().expect("a directory");
        let file = scratch.path().join("key");
        fs::write(&file, "secret").expect("written");
        let (once, again) = (
            Access::of(&file).expect("keys"),
            Access::of(&file).expect("keys"),
        );
        assert_eq!(once.console, again.console);
        assert_ne!(once.console, once.machine);
        assert_eq!(once.machine.len(), 32);
    }
}
