//! `telos init`: writes a catalog to start from.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use telos_model::catalog::{CatalogFile, starter};

use super::Report;
use crate::cli::Init;

/// Why no catalog was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InitError {
    /// There is something in the directory.
    #[error("{} is not empty; name a new directory", .0.display())]
    NotEmpty(PathBuf),
    /// A directory could not be read or made.
    #[error("cannot use the directory {}", path.display())]
    Directory {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Writes the starter catalog.
pub(crate) fn run(args: &Init) -> Result<Report, InitError> {
    let directory = &args.directory;
    check_empty(directory)?;
    let files = starter();
    for file in &files {
        write(directory, file)?;
    }
    let shown = directory.display();
    let text = format!(
        "Wrote {} files to {shown}.\n\
         Begin with brands.toml and purposes/, change the write keys in sources/,\n\
         then run: telos catalog check {shown}\n",
        files.len()
    );
    Ok(Report {
        text,
        success: true,
    })
}

fn check_empty(directory: &Path) -> Result<(), InitError> {
    let failed = |source| InitError::Directory {
        path: directory.into(),
        source,
    };
    match fs::read_dir(directory) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(Ok(_)) => Err(InitError::NotEmpty(directory.into())),
            Some(Err(error)) => Err(failed(error)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

fn write(directory: &Path, file: &CatalogFile) -> Result<(), InitError> {
    let path = directory.join(&file.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|source| InitError::Directory {
            path: parent.into(),
            source,
        })?;
    }
    let written = fs::File::create_new(&path).and_then(|mut open| {
        open.write_all(file.text.as_bytes())?;
        open.sync_all()
    });
    written.map_err(|source| InitError::Write { path, source })
}
