//! Where messages go: into an engine in this process, or to a server.

use std::thread;
use std::time::Duration;

use telos_connect::import::Prepared;
use telos_engine::{Engine, Receipt, Refused, Status, SubmitError};
use telos_model::id::SourceId;
use telos_model::json::Json;
use telos_model::message::{CallName, Message, RawMessage, Rejection};
use tokio::sync::oneshot;

use super::http;
use super::rejects::Why;

/// How often a batch is sent again before the import gives up.
const ATTEMPTS_MAX: u32 = 30;

/// Messages that are sent together, each with the line of its row.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) messages: Vec<(u64, Prepared)>,
    pub(super) bytes: usize,
}

impl Batch {
    pub(super) fn push(&mut self, line: u64, message: Prepared) {
        self.bytes += message.body.len() + 1;
        self.messages.push((line, message));
    }
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    Kept { left_out: u64 },
    Forgotten,
    Duplicate,
    Rejected(Why),
}

/// Why a batch has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// Sending it again later is right.
    #[error("{why}")]
    Again { after: Duration, why: String },
    /// It is not.
    #[error("{0}")]
    Final(String),
}

/// Where messages go.
#[derive(Debug)]
pub(super) enum Target {
    Engine { engine: Engine, source: SourceId },
    Server(http::Server),
}

/// A batch on its way.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) batch: Batch,
    waiting: Waiting,
}

#[derive(Debug)]
enum Waiting {
    Engine(Result<oneshot::Receiver<Result<Vec<Receipt>, SubmitError>>, SubmitError>),
    Server(oneshot::Receiver<Result<Vec<Fate>, Trouble>>),
}

impl Target {
    /// Sends a batch, without waiting for what becomes of it.
    pub(super) fn send(&self, batch: Batch) -> Sent {
        let waiting = self.start(&batch);
        Sent { batch, waiting }
    }

    fn start(&self, batch: &Batch) -> Waiting {
        match self {
            Self::Engine { engine, source } => {
                let messages = batch.messages.iter();
                let items = messages.map(|(_, message)| read(engine, *source, message));
                Waiting::Engine(engine.submit(*source, items.collect()))
            }
            Self::Server(server) => Waiting::Server(server.send(batch)),
        }
    }

    /// What became of a batch. It is sent again for as long as that is right, unless `stopped`.
    pub(super) fn settle(
        &self,
        sent: Sent,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Vec<(u64, Fate)>, Trouble> {
        let Sent { batch, mut waiting } = sent;
        let mut attempts = 0;
        loop {
            match waiting.answer() {
                Ok(fates) if fates.len() == batch.messages.len() => {
                    let lines = batch.messages.iter().map(|(line, _)| *line);
                    return Ok(lines.zip(fates).collect());
                }
                Ok(_) => {
                    let problem = "the server did not answer for each message";
                    return Err(Trouble::Final(problem.to_owned()));
                }
                Err(Trouble::Again { after, .. }) if attempts < ATTEMPTS_MAX && !stopped() => {
                    attempts += 1;
                    thread::sleep(after);
                    waiting = self.start(&batch);
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }
}

impl Waiting {
    fn answer(self) -> Result<Vec<Fate>, Trouble> {
        let gone = || Trouble::Final("the batch was dropped without an answer".to_owned());
        match self {
            Self::Engine(receiver) => {
                let receipts = receiver.map_err(again)?;
                let receipts = receipts.blocking_recv().map_err(|_| gone())?;
                let receipts = receipts.map_err(again)?;
                Ok(receipts
                    .into_iter()
                    .map(|receipt| fate(receipt.status))
                    .collect())
            }
            Self::Server(receiver) => receiver.blocking_recv().map_err(|_| gone())?,
        }
    }
}

fn again(error: SubmitError) -> Trouble {
    let why = error.to_string();
    match error {
        SubmitError::Busy => Trouble::Again {
            after: Duration::from_millis(200),
            why,
        },
        SubmitError::Unavailable => Trouble::Again {
            after: Duration::from_secs(1),
            why,
        },
        SubmitError::Stopping => Trouble::Final(why),
    }
}

/// Reads a message as the tracking API would.
pub(super) fn read(
    engine: &Engine,
    source: SourceId,
    message: &Prepared,
) -> Result<Message, Refused> {
    let mut call = None;
    let read = raw(source, message, engine.now()).and_then(|raw| {
        let name = raw.body.get("type").and_then(Json::as_str);
        call = name.and_then(CallName::parse);
        engine.read_message(&raw)
    });
    read.map_err(|rejection| Refused {
        message_id: message.message_id.clone(),
        rejection,
        call,
    })
}

/// A prepared message as one that came in.
pub(super) fn raw(
    source: SourceId,
    message: &Prepared,
    received: telos_model::time::Timestamp,
) -> Result<RawMessage<'_>, Rejection> {
    let body = Json::parse(&message.body).map_err(|error| Rejection {
        code: error.problem().code(),
        at: "message".into(),
        problem: "the message is no JSON that can be read",
        mend: error.problem().remedy(),
    })?;
    Ok(RawMessage {
        body,
        call: None,
        source,
        received,
        sent: None,
        address: None,
        gpc: false,
        fallback_id: message.message_id.clone(),
    })
}

fn fate(status: Status) -> Fate {
    match status {
        Status::Kept { left_out } => Fate::Kept {
            left_out: u64::from(left_out),
        },
        Status::Forgotten => Fate::Forgotten,
        Status::Duplicate => Fate::Duplicate,
        Status::Rejected(rejection) => Fate::Rejected(why(&rejection)),
    }
}

/// A rejection in the words of the file of rejects.
pub(super) fn why(rejection: &Rejection) -> Why {
    Why {
        code: rejection.code.to_owned(),
        place: rejection.at.clone().into_owned(),
        reason: rejection.problem.to_owned(),
        mend: rejection.mend.to_owned(),
    }
}
