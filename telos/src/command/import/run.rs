//! The import itself: rows in, batches out, a bounded number of them on their way.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use telos_connect::import::{ImportError, Mapping, ReadRow, Reject, read};

use super::rejects::{Rejects, Why};
use super::target::{Batch, Fate, Sent, Target, Trouble};

/// The most messages of a batch.
const BATCH_MESSAGES_MAX: usize = 500;
/// The most bytes of a batch, below what the tracking API takes.
const BATCH_BYTES_MAX: usize = 400 * 1024;
/// The most batches on their way.
const IN_FLIGHT_MAX: usize = 8;

/// Why an import ended early. What was sent before stays; running it again goes on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    #[error(transparent)]
    Read(#[from] ImportError),
    #[error("send the rows")]
    Send(#[from] Trouble),
    #[error("write the file of rejects")]
    Rejects(#[from] io::Error),
}

/// What became of a file.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) rows: u64,
    /// Rows rejected, whole or in part.
    pub(super) rejected_rows: u64,
    pub(super) messages: u64,
    pub(super) kept: u64,
    pub(super) duplicate: u64,
    pub(super) forgotten: u64,
    pub(super) rejected: u64,
    /// Fields of kept messages that were left out.
    pub(super) left_out: u64,
    pub(super) took: Duration,
    /// It was told to stop before the end.
    pub(super) stopped: bool,
}

impl Tally {
    /// Rows in a second.
    pub(super) fn rate(&self) -> u64 {
        let millis = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX);
        self.rows.saturating_mul(1_000) / millis.max(1)
    }
}

/// Imports a file. `stopped` is asked between rows.
pub(super) fn run(
    mapping: &Mapping,
    file: File,
    target: &Target,
    rejects: &mut Rejects,
    stopped: &dyn Fn() -> bool,
) -> Result<Tally, Failed> {
    let bar = bar(file.metadata().map_or(0, |metadata| metadata.len()));
    let mut run = Run {
        target,
        rejects,
        stopped,
        batch: Batch::default(),
        sent: VecDeque::new(),
        tally: Tally::default(),
        last_rejected: None,
        failed: None,
        bar,
        started: Instant::now(),
    };
    let outcome = read(mapping, file, &mut |row| {
        if stopped() {
            run.tally.stopped = true;
            return ControlFlow::Break(());
        }
        match run.row(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failed) => {
                run.failed = Some(failed);
                ControlFlow::Break(())
            }
        }
    });
    run.end(outcome)
}

fn bar(bytes: u64) -> ProgressBar {
    let style = "{bar:30} {percent:>3}% {msg}, {eta} left";
    let style =
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(bytes).with_style(style)
}

struct Run<'r> {
    target: &'r Target,
    rejects: &'r mut Rejects,
    stopped: &'r dyn Fn() -> bool,
    batch: Batch,
    sent: VecDeque<Sent>,
    tally: Tally,
    /// The line of the last message that was rejected.
    last_rejected: Option<u64>,
    failed: Option<Failed>,
    bar: ProgressBar,
    started: Instant,
}

impl Run<'_> {
    fn row(&mut self, row: ReadRow) -> Result<(), Failed> {
        self.tally.rows += 1;
        if self.tally.rows.is_multiple_of(500) {
            self.bar.set_position(row.consumed);
            self.tally.took = self.started.elapsed();
            let (rows, rate) = (self.tally.rows, self.tally.rate());
            self.bar.set_message(format!("{rows} rows, {rate} rows/s"));
        }
        let messages = match row.outcome {
            Ok(messages) => messages,
            Err(rejects) => {
                self.tally.rejected_rows += 1;
                for reject in &rejects {
                    self.rejects.write(row.line, &why(reject))?;
                }
                return Ok(());
            }
        };
        for message in messages {
            if self.batch.bytes + message.body.len() > BATCH_BYTES_MAX {
                self.send()?;
            }
            self.batch.push(row.line, message);
            if self.batch.messages.len() >= BATCH_MESSAGES_MAX {
                self.send()?;
            }
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), Failed> {
        let batch = std::mem::take(&mut self.batch);
        if batch.messages.is_empty() {
            return Ok(());
        }
        while self.sent.len() >= IN_FLIGHT_MAX {
            self.settle()?;
        }
        self.sent.push_back(self.target.send(batch));
        Ok(())
    }

    /// Waits for the oldest batch on its way.
    fn settle(&mut self) -> Result<(), Failed> {
        let Some(sent) = self.sent.pop_front() else {
            return Ok(());
        };
        for (line, fate) in self.target.settle(sent, self.stopped)? {
            self.tally.messages += 1;
            match fate {
                Fate::Kept { left_out } => {
                    self.tally.kept += 1;
                    self.tally.left_out += left_out;
                }
                Fate::Duplicate => self.tally.duplicate += 1,
                Fate::Forgotten => self.tally.forgotten += 1,
                Fate::Rejected(why) => {
                    self.tally.rejected += 1;
                    // Batches are settled in order, and a row's messages follow each other.
                    if self.last_rejected.replace(line) != Some(line) {
                        self.tally.rejected_rows += 1;
                    }
                    self.rejects.write(line, &why)?;
                }
            }
        }
        Ok(())
    }

    fn end(mut self, outcome: Result<(), ImportError>) -> Result<Tally, Failed> {
        if let Some(failed) = self.failed.take() {
            return Err(failed);
        }
        // What was read before the file broke off is good, and is kept.
        self.send()?;
        while !self.sent.is_empty() {
            self.settle()?;
        }
        outcome?;
        self.bar.finish_and_clear();
        self.tally.took = self.started.elapsed();
        Ok(self.tally)
    }
}

fn why(reject: &Reject) -> Why {
    Why {
        code: reject.code.to_owned(),
        place: reject.place.to_string(),
        reason: reject.reason.to_owned(),
        mend: reject.mend.to_owned(),
    }
}
