//! From rows to messages on disk: rows that cannot be taken in are set aside, the source keeps to
//! its rate, and how far it is goes with them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use telos_connect::import::{Prepared, Reject};
use telos_engine::{Aside, Progress, Receipt, Refused, Status, SubmitError};
use telos_model::catalog::Source;
use telos_model::json::Json;
use telos_model::message::{CallName, Message, Problem, RawMessage, Rejection};

use super::Intake;
use super::State;

/// How long to wait where too much waits to be decided.
const BUSY_WAIT: Duration = Duration::from_millis(200);
/// How often that is tried before the source rests.
const BUSY_TRIES_MAX: u32 = 50;

/// A row and what became of it.
#[derive(Debug)]
pub struct Row {
    /// Where it is, for whoever has to mend it.
    pub place: Box<str>,
    /// Its messages, or what is wrong with it.
    pub outcome: Result<Vec<Prepared>, Vec<Reject>>,
}

/// Rows that are taken in together.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'r> {
    /// The rows.
    pub rows: &'r [Row],
    /// The part of the source that they are of, and how far it is behind them.
    pub mark: Option<(&'r [u8], &'r [u8])>,
}

/// Takes the rows of one source in.
#[derive(Debug)]
pub struct Taker {
    /// What it is run with.
    pub intake: Intake,
    /// Whose rows they are.
    pub source: Source,
    finds: Mutex<Finds>,
}

/// What looks find.
#[derive(Debug, Default)]
struct Finds {
    /// What was wrong with the rows of the last look that found some.
    found: Option<State>,
    /// Whether this look found any, and what is wrong with those.
    looked: bool,
    finding: Option<State>,
}

impl Taker {
    /// Nothing was looked at yet.
    #[must_use]
    pub fn new(intake: Intake, source: Source) -> Self {
        Self {
            intake,
            source,
            finds: Mutex::default(),
        }
    }

    fn finds(&self) -> MutexGuard<'_, Finds> {
        self.finds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was wrong with rows, at the end of a look. It stays so until rows come that are well.
    pub fn trouble(&self) -> Option<State> {
        let mut finds = self.finds();
        if std::mem::take(&mut finds.looked) {
            finds.found = finds.finding.take();
        }
        finds.found
    }

    /// Takes rows in at the source's own pace, and returns once they are on disk. After an error it
    /// is not known whether they are: how far the source is tells. Parts of a source that have marks
    /// of their own can be taken in at the same time.
    pub async fn take(&self, rows: Rows<'_>) -> Result<Vec<Receipt>, State> {
        let messages = rows.rows.iter();
        let messages = messages.map(|row| row.outcome.as_ref().map_or(1, Vec::len));
        self.pace(messages.sum()).await;
        let mut tries = 0;
        loop {
            match self.once(rows).await {
                Err(SubmitError::Busy) if tries < BUSY_TRIES_MAX => {
                    tries += 1;
                    tokio::time::sleep(BUSY_WAIT).await;
                }
                Err(_) => return Err(State::Store),
                Ok(receipts) => return Ok(receipts),
            }
        }
    }

    /// Waits until the source may send so many events.
    pub async fn pace(&self, events: usize) {
        let Self { intake, source, .. } = self;
        while let Err(seconds) = intake.rates.take(source.id, source.rate_events_max, events) {
            intake
                .receiving
                .note(source, |health| health.now(State::Slowed));
            tokio::time::sleep(Duration::from_secs(seconds)).await;
        }
        intake
            .receiving
            .note(source, |health| health.now(State::Working));
    }

    /// Takes rows in without waiting for the source's pace.
    pub async fn once(&self, rows: Rows<'_>) -> Result<Vec<Receipt>, SubmitError> {
        let (items, aside) = self.read(rows.rows);
        let skewed = items.iter().flatten().filter(|message| is_skewed(message));
        let skewed = skewed.count() as u64;
        let progress = Progress {
            mark: rows.mark,
            aside: &aside,
        };
        let receipts = self.hand(items, &progress).await?;
        self.count(rows.rows.len(), &receipts, aside.len(), skewed);
        Ok(receipts)
    }

    /// Hands messages over, and returns once they are on disk.
    pub async fn hand(
        &self,
        items: Vec<Result<Message, Refused>>,
        progress: &Progress<'_>,
    ) -> Result<Vec<Receipt>, SubmitError> {
        let engine = &self.intake.engine;
        let receipts = engine.submit_from(self.source.id, items, progress)?;
        let wait = self.intake.commit_wait_max;
        let receipts = match tokio::time::timeout(wait, receipts).await {
            Ok(Ok(receipts)) => receipts?,
            Ok(Err(_)) => return Err(SubmitError::Stopping),
            Err(_) => return Err(SubmitError::Unavailable),
        };
        self.intake.counts.count(&self.source, &receipts);
        Ok(receipts)
    }

    /// Takes note of what became of rows.
    pub fn count(&self, rows: usize, receipts: &[Receipt], aside: usize, skewed: u64) {
        let taken = receipts.iter();
        let taken = taken.filter(|one| matches!(one.status, Status::Kept { .. }));
        let taken = taken.count() as u64;
        let now = self.intake.engine.now();
        self.intake.receiving.note(&self.source, |health| {
            health.takes(now, rows as u64, taken, aside as u64);
            health.skewed += skewed;
        });
        let mut finds = self.finds();
        finds.looked |= rows > 0;
        finds.finding = match finds.finding {
            _ if aside > 0 => Some(State::Poison),
            None if skewed > 0 => Some(State::Clock),
            before => before,
        };
    }

    /// Rows as messages, and what is set aside of them. A row of which one message cannot be read
    /// is set aside for that one; the others are taken in.
    fn read(&self, rows: &[Row]) -> (Vec<Result<Message, Refused>>, Vec<Aside>) {
        let (mut items, mut aside) = (Vec::with_capacity(rows.len()), Vec::new());
        let now = self.intake.engine.now();
        let set_aside = |row: &Row, code: &str, field: &str| Aside {
            at: now,
            place: row.place.clone(),
            code: code.into(),
            field: field.into(),
        };
        for row in rows {
            match &row.outcome {
                Ok(messages) => {
                    for prepared in messages {
                        let item = self.message(prepared);
                        if let Err(refused) = &item {
                            let why = &refused.rejection;
                            aside.push(set_aside(row, why.code, &why.at));
                        }
                        items.push(item);
                    }
                }
                Err(rejects) => {
                    let first = rejects.first();
                    let code = first.map_or("row_invalid", |reject| reject.code);
                    let field = first.map_or("", |reject| &reject.place);
                    aside.push(set_aside(row, code, field));
                    items.push(Err(refused(first)));
                }
            }
        }
        (items, aside)
    }

    /// A prepared message as the tracking API would read it.
    pub fn message(&self, prepared: &Prepared) -> Result<Message, Refused> {
        let mut call = None;
        let body = Json::parse(&prepared.body).map_err(|error| Rejection {
            code: error.problem().code(),
            at: "message".into(),
            problem: "the message is no JSON that can be read",
            mend: error.problem().remedy(),
        });
        let read = body.and_then(|body| {
            let name = body.get("type").and_then(Json::as_str);
            call = name.and_then(CallName::parse);
            self.intake.engine.read_message(&RawMessage {
                body,
                call: None,
                source: self.source.id,
                received: self.intake.engine.now(),
                sent: None,
                address: None,
                gpc: false,
                fallback_id: prepared.message_id.clone(),
            })
        });
        read.map_err(|rejection| Refused {
            message_id: prepared.message_id.clone(),
            rejection,
            call,
        })
    }
}

/// Whether a message came from the future.
fn is_skewed(message: &Message) -> bool {
    let mut findings = message.findings.iter();
    findings.any(|finding| finding.problem == Problem::FutureClock)
}

/// A row that became no message, as it is counted.
fn refused(reject: Option<&Reject>) -> Refused {
    Refused {
        message_id: Box::default(),
        rejection: Rejection {
            code: reject.map_or("row_invalid", |reject| reject.code),
            at: "row".into(),
            problem: reject.map_or("the row cannot be read", |reject| reject.reason),
            mend: reject.map_or("see what the source sends", |reject| reject.mend),
        },
        call: None,
    }
}
