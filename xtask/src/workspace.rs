//! Where the workspace lies, and which files belong to it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{self, Problem};

/// Larger files are data, and no check reads them.
const TEXT_BYTES_MAX: u64 = 1024 * 1024;

/// The workspace that this program was built from.
pub(crate) struct Workspace {
    /// The directory of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
}

/// A text file of the workspace.
pub(crate) struct TextFile {
    /// Relative to the root, with `/` between its parts.
    pub(crate) path: String,
    /// Its whole text.
    pub(crate) text: String,
}

impl TextFile {
    /// Whether the file's name ends in `.extension`.
    pub(crate) fn is(&self, extension: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|own| own == extension)
    }
}

impl Workspace {
    /// The workspace around this package.
    pub(crate) fn find() -> Result<Self, Problem> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here
            .parent()
            .ok_or_else(|| Problem::new("xtask does not lie in a workspace"))?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target_directory(&self) -> Result<PathBuf, Problem> {
        let metadata = run::capture(
            &self.root,
            "cargo",
            &["metadata", "--no-deps", "--format-version", "1"],
        )?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)
            .map_err(|error| Problem::new(format!("cargo metadata is not JSON: {error}")))?;
        metadata["target_directory"]
            .as_str()
            .map(PathBuf::from)
            .ok_or_else(|| Problem::new("cargo metadata names no target directory"))
    }

    /// Every text file that is in git or could be added to it.
    pub(crate) fn text_files(&self) -> Result<Vec<TextFile>, Problem> {
        let listing = run::capture(
            &self.root,
            "git",
            &["ls-files", "--cached", "--others", "--exclude-standard"],
        )?;
        let mut files = Vec::new();
        for path in listing.lines() {
            let full = self.root.join(path);
            let small = fs::metadata(&full)
                .is_ok_and(|found| found.is_file() && found.len() <= TEXT_BYTES_MAX);
            if !small {
                continue;
            }
            if let Ok(text) = fs::read_to_string(&full) {
                files.push(TextFile {
                    path: path.to_owned(),
                    text,
                });
            }
        }
        Ok(files)
    }
}
