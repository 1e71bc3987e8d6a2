//! Reads the files of a catalog from a directory.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use telos_connect::import::check_sources;
use telos_model::catalog::{self, Catalog, CatalogFile, FILE_BYTES_MAX, FILES_MAX, Mistake, Slots};

/// How deep directories may lie in each other.
const DEPTH_MAX: usize = 16;
/// How many entries of any kind are looked at.
const ENTRIES_MAX: usize = 20_000;

/// Why a directory cannot be read as a catalog.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// Something could not be opened.
    #[error("cannot read {}", path.display())]
    Io {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is a file.
    #[error("{} is not a directory", .0.display())]
    NotADirectory(PathBuf),
    /// A link leads out of the directory.
    #[error("{} is a link that leads out of the catalog", .0.display())]
    LeadsOut(PathBuf),
    /// There is too much of something.
    #[error("{} has more than {max} {what}", path.display())]
    TooMany {
        /// Where.
        path: PathBuf,
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// It is not text.
    #[error("{} is not UTF-8 text", .0.display())]
    NotText(PathBuf),
}

/// Reads every `.toml` file of a directory and those below it, in order of path. What begins with
/// a dot is left alone, and no link out of the directory is followed.
pub(crate) fn read(directory: &Path) -> Result<Vec<CatalogFile>, ReadError> {
    let root = directory.canonicalize().map_err(|source| ReadError::Io {
        path: directory.into(),
        source,
    })?;
    if !root.is_dir() {
        return Err(ReadError::NotADirectory(directory.into()));
    }
    let mut walk = Walk {
        root,
        files: Vec::new(),
        entries: 0,
    };
    walk.directory(directory, "", 1)?;
    walk.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(walk.files)
}

/// Compiles a catalog and checks the mappings of its sources: all mistakes of both at once.
pub(crate) fn compile(
    files: &[CatalogFile],
    previous: Option<&Slots>,
) -> Result<Catalog, Vec<Mistake>> {
    let compiled = catalog::compile(files, previous);
    let mut mistakes = check_sources(files, compiled.as_ref().ok());
    let catalog = compiled.map_err(|more| mistakes.extend(more));
    match catalog {
        Ok(catalog) if mistakes.is_empty() => Ok(catalog),
        _ => {
            mistakes.sort();
            mistakes.dedup();
            Err(mistakes)
        }
    }
}

struct Walk {
    root: PathBuf,
    files: Vec<CatalogFile>,
    entries: usize,
}

impl Walk {
    fn directory(&mut self, directory: &Path, prefix: &str, depth: usize) -> Result<(), ReadError> {
        let failed = |source| ReadError::Io {
            path: directory.into(),
            source,
        };
        let too_many = |what, max| ReadError::TooMany {
            path: directory.into(),
            what,
            max,
        };
        if depth > DEPTH_MAX {
            return Err(too_many("directories in each other", DEPTH_MAX));
        }
        for entry in fs::read_dir(directory).map_err(failed)? {
            self.entries += 1;
            if self.entries > ENTRIES_MAX {
                return Err(too_many("entries", ENTRIES_MAX));
            }
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            let path = entry.path();
            let link = entry.file_type().map_err(failed)?.is_symlink();
            let inner = format!("{prefix}{name}");
            let is_toml = path.extension().is_some_and(|end| end == "toml");
            if link && is_toml {
                self.check_link(&path)?;
            }
            if path.is_dir() {
                // A linked directory would be read twice or without end.
                if !link {
                    self.directory(&path, &format!("{inner}/"), depth + 1)?;
                }
            } else if is_toml {
                if self.files.len() >= FILES_MAX {
                    return Err(too_many("files", FILES_MAX));
                }
                let text = text(&path)?;
                self.files.push(CatalogFile { path: inner, text });
            }
        }
        Ok(())
    }

    fn check_link(&self, path: &Path) -> Result<(), ReadError> {
        let target = path.canonicalize().map_err(|source| ReadError::Io {
            path: path.into(),
            source,
        })?;
        if target.starts_with(&self.root) {
            Ok(())
        } else {
            Err(ReadError::LeadsOut(path.into()))
        }
    }
}

/// The text of a file, if it is not too long.
fn text(path: &Path) -> Result<String, ReadError> {
    let failed = |source| ReadError::Io {
        path: path.into(),
        source,
    };
    let file = fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    let mut within = file.take(FILE_BYTES_MAX as u64 + 1);
    within.read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ReadError::TooMany {
            path: path.into(),
            what: "bytes",
            max: FILE_BYTES_MAX,
        });
    }
    String::from_utf8(bytes).map_err(|_| ReadError::NotText(path.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(directory: &Path, name: &str, text: &[u8]) {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, text).expect("writes");
    }

    #[test]
    fn toml_files_are_read_recursively_in_order() {
        let home = tempfile::tempdir().expect("a directory");
        write(home.path(), "b.toml", b"# b");
        write(home.path(), "a/z.toml", b"# z");
        write(home.path(), "notes.md", b"not read");
        write(home.path(), ".git/x.toml", b"not read");
        let files = read(home.path()).expect("reads");
        let paths: Vec<&str> = files.iter().map(|file| &*file.path).collect();
        assert_eq!(paths, ["a/z.toml", "b.toml"]);
    }

    #[test]
    fn what_is_no_catalog_is_refused() {
        let home = tempfile::tempdir().expect("a directory");
        let missing = read(&home.path().join("missing"));
        assert!(matches!(missing, Err(ReadError::Io { .. })));
        write(home.path(), "file", b"");
        let file = read(&home.path().join("file"));
        assert!(matches!(file, Err(ReadError::NotADirectory(_))));
        write(home.path(), "latin.toml", b"title = \"caf\xe9\"");
        assert!(matches!(read(home.path()), Err(ReadError::NotText(_))));
        write(home.path(), "latin.toml", &vec![b' '; FILE_BYTES_MAX + 1]);
        assert!(matches!(read(home.path()), Err(ReadError::TooMany { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_only() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().expect("a directory");
        write(outside.path(), "secret.toml", b"# secret");
        let home = tempfile::tempdir().expect("a directory");
        write(home.path(), ".data/a.toml", b"# a");
        symlink(home.path().join(".data/a.toml"), home.path().join("a.toml")).expect("links");
        symlink(home.path(), home.path().join("again")).expect("links");
        assert_eq!(read(home.path()).expect("reads").len(), 1);
        symlink(
            outside.path().join("secret.toml"),
            home.path().join("b.toml"),
        )
        .expect("links");
        assert!(matches!(read(home.path()), Err(ReadError::LeadsOut(_))));
    }
}
