//! Reads a file row by row on a thread of its own, ahead of what is taken in by a few batches.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use telos_connect::import::{ImportError, Mapping, read};
use tokio::sync::mpsc;

use super::State;
use super::take::Row;

/// How many batches are read ahead.
const AHEAD_MAX: usize = 2;
/// The most messages of a batch.
const MESSAGES_MAX: usize = 2_000;
/// The most bytes of a batch.
const BATCH_BYTES_MAX: usize = 1024 * 1024;
/// How much of a file is read at once to tell it by, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// Rows that follow each other.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) rows: Vec<Row>,
    /// How many rows of the file end with these.
    pub(super) upto: u64,
    /// The file ends with them.
    pub(super) ends: bool,
}

/// A file that is open, and what it is known by.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) file: File,
    pub(super) hash: [u8; 32],
}

/// Opens a file and finds out what it is known by.
pub(super) fn open(path: &Path) -> std::io::Result<Known> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        hash.update(&buffer[..length]);
    }
    file.rewind()?;
    Ok(Known {
        file,
        hash: hash.finalize().into(),
    })
}

/// Reads a file from behind `done` rows. What comes last says why it ended, if not at its end.
pub(super) fn start(
    mapping: Arc<Mapping>,
    file: File,
    done: u64,
    rows_max: usize,
) -> mpsc::Receiver<Result<Batch, State>> {
    let (sender, batches) = mpsc::channel(AHEAD_MAX);
    tokio::task::spawn_blocking(move || {
        let mut ahead = Ahead {
            sender,
            rows_max,
            batch: Batch {
                upto: done,
                ..Batch::default()
            },
            messages: 0,
            bytes: 0,
        };
        let mut seen = 0;
        let outcome = read(&mapping, file, &mut |row| {
            seen += 1;
            if seen <= done {
                return ahead.listens();
            }
            ahead.push(
                Row {
                    place: format!("line {}", row.line).into(),
                    outcome: row.outcome,
                },
                seen,
            )
        });
        match outcome {
            Ok(()) => {
                ahead.batch.ends = true;
                // Whoever listened no longer does so, and the file is read again later.
                let _ = ahead.send();
            }
            Err(error) => drop(ahead.sender.blocking_send(Err(trouble(&error)))),
        }
    });
    batches
}

struct Ahead {
    sender: mpsc::Sender<Result<Batch, State>>,
    rows_max: usize,
    batch: Batch,
    messages: usize,
    bytes: usize,
}

impl Ahead {
    fn listens(&self) -> ControlFlow<()> {
        if self.sender.is_closed() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn push(&mut self, row: Row, upto: u64) -> ControlFlow<()> {
        let messages = row.outcome.as_deref().unwrap_or_default();
        self.messages += messages.len();
        self.bytes += messages.iter().map(|one| one.body.len()).sum::<usize>();
        self.batch.rows.push(row);
        self.batch.upto = upto;
        let full = self.batch.rows.len() >= self.rows_max
            || self.messages >= MESSAGES_MAX
            || self.bytes >= BATCH_BYTES_MAX;
        if full {
            self.send()
        } else {
            ControlFlow::Continue(())
        }
    }

    fn send(&mut self) -> ControlFlow<()> {
        let next = Batch {
            upto: self.batch.upto,
            ..Batch::default()
        };
        let batch = std::mem::replace(&mut self.batch, next);
        (self.messages, self.bytes) = (0, 0);
        match self.sender.blocking_send(Ok(batch)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

fn trouble(error: &ImportError) -> State {
    match error {
        ImportError::Io(_) => State::Gone,
        ImportError::Mistakes(_)
        | ImportError::NoHeader
        | ImportError::Header(_)
        | ImportError::NoSheet { .. } => State::Drift,
        ImportError::Utf16
        | ImportError::Workbook(_)
        | ImportError::Parquet(_)
        | ImportError::TooLarge { .. }
        | ImportError::TooManyKeys => State::Garbled,
    }
}

/// How far a file is: rows, and whether that is all.
pub(super) fn mark_of(batch: &Batch) -> [u8; 9] {
    let mut mark = [0; 9];
    mark[..8].copy_from_slice(&batch.upto.to_be_bytes());
    mark[8] = u8::from(batch.ends);
    mark
}

pub(super) fn read_mark(mark: &[u8]) -> (u64, bool) {
    match mark.split_first_chunk::<8>() {
        Some((rows, rest)) => (u64::from_be_bytes(*rows), rest == [1]),
        None => (0, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_is_written() {
        let batch = Batch {
            upto: 77,
            ends: true,
            rows: Vec::new(),
        };
        assert_eq!(read_mark(&mark_of(&batch)), (77, true));
        assert_eq!(read_mark(b"?"), (0, false));
    }
}
