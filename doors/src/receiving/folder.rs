//! A directory that files are put into. Each file is taken in once, whole, known by its name, size
//! and hash; one that changes is another file.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use telos_connect::import::Mapping;

use super::State;
use super::feed::Looked;
use super::reading::{self, Batch, Known, mark_of, read_mark};
use super::take::{Rows, Taker};

/// The most files of one directory that are looked at.
const FILES_MAX: usize = 10_000;

/// A directory that is watched.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    pattern: Box<str>,
    mapping: Arc<Mapping>,
    /// The files of the last look.
    files: BTreeMap<Box<str>, Seen>,
}

/// A file as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    size: u64,
    modified: Option<SystemTime>,
    stands: Stands,
}

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It may still be written: it has to look the same twice.
    New,
    /// It was taken in.
    Done,
    /// It cannot be read as it is.
    Bad(State),
}

impl Folder {
    pub(super) fn new(path: &str, pattern: &str, mapping: Arc<Mapping>) -> Self {
        Self {
            path: path.into(),
            pattern: pattern.into(),
            mapping,
            files: BTreeMap::new(),
        }
    }

    /// Takes in what is new, the oldest file first. A file that cannot be read keeps no other
    /// waiting.
    pub(super) async fn look(
        &mut self,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Looked, State> {
        let (path, pattern) = (self.path.clone(), self.pattern.clone());
        let found = tokio::task::spawn_blocking(move || list(&path, &pattern)).await;
        let found = found.map_err(|_| State::Gone)??;
        let before = std::mem::take(&mut self.files);
        let mut ready = Vec::new();
        for (name, mut seen) in found {
            let known = before.get(&name);
            let same =
                known.filter(|known| (known.size, known.modified) == (seen.size, seen.modified));
            if let Some(same) = same {
                seen.stands = same.stands;
                if same.stands == Stands::New {
                    ready.push((seen.modified, name.clone()));
                }
            }
            self.files.insert(name, seen);
        }
        ready.sort();
        let waiting = self.files.values();
        let waiting = waiting.filter(|seen| seen.stands == Stands::New).count();
        note_waiting(taker, waiting as u64);
        for (_, name) in ready {
            let stands = match self.take(&name, taker, rows_max).await {
                Ok(()) => Stands::Done,
                Err(State::Store) => return Err(State::Store),
                Err(trouble) => Stands::Bad(trouble),
            };
            if let Some(seen) = self.files.get_mut(&name) {
                seen.stands = stands;
            }
            let waiting = self.files.values();
            let waiting = waiting.filter(|seen| seen.stands == Stands::New).count();
            note_waiting(taker, waiting as u64);
        }
        let trouble = self.files.values().find_map(|seen| match seen.stands {
            Stands::Bad(trouble) => Some(trouble),
            _ => None,
        });
        Ok(Looked { trouble })
    }

    /// Takes a file in from where it was left.
    async fn take(&self, name: &str, taker: &mut Taker, rows_max: usize) -> Result<(), State> {
        let path = self.path.join(name);
        let known = tokio::task::spawn_blocking(move || reading::open(&path)).await;
        let Known { file, hash } = known.map_err(|_| State::Gone)?.map_err(|e| refused(&e))?;
        let size = self.files.get(name).map_or(0, |seen| seen.size);
        let mut part = b"file\0".to_vec();
        part.extend_from_slice(&size.to_be_bytes());
        part.extend_from_slice(&hash);
        part.extend_from_slice(name.as_bytes());
        let (engine, source, of) = (taker.intake.engine.clone(), taker.source.id, part.clone());
        let mark = tokio::task::spawn_blocking(move || engine.progress(source, &of)).await;
        let mark = mark.map_err(|_| State::Store)?.map_err(|_| State::Store)?;
        let (done, ends) = mark.as_deref().map_or((0, false), read_mark);
        if ends {
            return Ok(());
        }
        let mapping = Arc::clone(&self.mapping);
        let mut batches = reading::start(mapping, file, done, rows_max);
        while let Some(batch) = batches.recv().await {
            let batch = named(batch?, name);
            let mark = mark_of(&batch);
            let rows = Rows {
                rows: &batch.rows,
                mark: Some((&part, &mark)),
            };
            taker.take(rows).await?;
            if batch.ends {
                return Ok(());
            }
        }
        // The thread that reads ended without a word.
        Err(State::Garbled)
    }
}

/// Rows with the file's name at their places.
pub(super) fn named(mut batch: Batch, name: &str) -> Batch {
    for row in &mut batch.rows {
        row.place = format!("{name}, {}", row.place).into();
    }
    batch
}

pub(super) fn note_waiting(taker: &Taker, waiting: u64) {
    taker
        .intake
        .receiving
        .note(&taker.source, |health| health.waiting = waiting);
}

fn refused(error: &std::io::Error) -> State {
    match error.kind() {
        ErrorKind::PermissionDenied => State::Credentials,
        _ => State::Gone,
    }
}

/// The files of a directory whose names fit, without links and what is hidden.
fn list(path: &Path, pattern: &str) -> Result<Vec<(Box<str>, Seen)>, State> {
    let entries = fs::read_dir(path).map_err(|error| refused(&error))?;
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| refused(&error))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            continue;
        };
        if name.starts_with('.') || !fits(name, pattern) {
            continue;
        }
        // A file that went away meanwhile is none.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_file() && files.len() < FILES_MAX {
            files.push((
                name.into(),
                Seen {
                    size: metadata.len(),
                    modified: metadata.modified().ok(),
                    stands: Stands::New,
                },
            ));
        }
    }
    Ok(files)
}

/// Whether a name fits a pattern, in which `*` stands for anything.
pub(super) fn fits(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else {
                return false;
            };
            rest = &rest[at + part.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last: &str| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns() {
        for (name, pattern, fit) in [
            ("a.csv", "*", true),
            ("a.csv", "*.csv", true),
            ("a.csv.tmp", "*.csv", false),
            ("orders-1.csv", "orders-*.csv", true),
            ("orders.csv", "orders-*.csv", false),
            ("a-b-c", "a*b*c", true),
            ("a-c", "a*b*c", false),
            ("exact", "exact", true),
            ("exactly", "exact", false),
            ("ab", "ab*b", false),
        ] {
            assert_eq!(fits(name, pattern), fit, "{name} {pattern}");
        }
    }
}
