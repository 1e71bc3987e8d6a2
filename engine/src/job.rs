//! What the engine is given to do, and what it is told back.

use std::fmt;

use telos_model::id::{BrandId, NodeId, PurposeSet, SourceId};
use telos_model::identity::UnmergeError;
use telos_model::message::{CallName, Message, Rejection};
use telos_model::people::Identifier;
use telos_model::request::RequestId;
use telos_model::retention::Ended;
use telos_model::time::Timestamp;
use telos_store::Put;
use tokio::sync::oneshot;

use crate::addresses::Released;
use crate::answer::{Receipt, SubmitError};
use crate::erase::EraseFailed;
use crate::erasing::How;
use crate::layout::Erasure;
use crate::warm::Warmth;

/// A message that could not be read, kept in its place of the batch so that it is counted.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The id that its sender knows it by, or the one it was given.
    pub message_id: Box<str>,
    /// Why.
    pub rejection: Rejection,
    /// The kind of call, where it could be told.
    pub call: Option<CallName>,
}

/// Why nodes were not taken apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnmergeFailed {
    /// The rules of identity say no.
    #[error("take nodes apart: not possible")]
    Identity(#[from] UnmergeError),
    /// It could not be written.
    #[error("take nodes apart: not written")]
    Submit(#[from] SubmitError),
}

/// Where a batch's receipts go.
pub(crate) type ReceiptsTo = oneshot::Sender<Result<Vec<Receipt>, SubmitError>>;

/// What an erasure leaves.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// The purposes that keep what they hold.
    pub purposes: PurposeSet,
    /// The brand that the person is restricted with from then on; all brands if there is none.
    pub brand: Option<BrandId>,
}

/// One thing to do.
pub(crate) enum Job {
    /// Take a batch of one source in.
    Batch {
        source: SourceId,
        items: Vec<Result<Message, Refused>>,
        /// How far a source that Telos runs itself is behind them.
        marks: Vec<Put>,
        reply: ReceiptsTo,
    },
    /// Look again at families whose time has come.
    Due {
        timers: Vec<(Timestamp, NodeId)>,
        reply: oneshot::Sender<Result<(), SubmitError>>,
    },
    /// Look again at all segments of these nodes' families.
    Settle {
        nodes: Vec<NodeId>,
        reply: oneshot::Sender<Result<(), SubmitError>>,
    },
    /// Take into the caches what was read ahead. Nobody waits for it.
    Warm(Warmth),
    /// Take two nodes apart, as staff with this key said.
    Unmerge {
        a: NodeId,
        b: NodeId,
        by: Box<str>,
        reply: oneshot::Sender<Result<(), UnmergeFailed>>,
    },
    /// Take an address off a person.
    Release {
        node: NodeId,
        address: Identifier,
        reply: oneshot::Sender<Result<Released, SubmitError>>,
    },
    /// Erase a person.
    Erase {
        node: NodeId,
        how: How,
        request: Option<RequestId>,
        reply: oneshot::Sender<Result<Erasure, EraseFailed>>,
    },
    /// Take out of nodes what no purpose, or none but these, may keep any longer.
    Trim {
        nodes: Vec<NodeId>,
        only: Option<Kept>,
        reply: oneshot::Sender<Result<Ended, SubmitError>>,
    },
}

impl Job {
    /// How many events it has.
    pub(crate) fn events(&self) -> usize {
        match self {
            Self::Batch { items, .. } => items.len(),
            Self::Due { .. }
            | Self::Settle { .. }
            | Self::Warm(_)
            | Self::Unmerge { .. }
            | Self::Release { .. }
            | Self::Erase { .. }
            | Self::Trim { .. } => 0,
        }
    }

    /// How much it weighs against the limits of a group and of the queue: about as many rows as an
    /// event or two write. A message of many identifiers and statements weighs more than one, so
    /// that no group outgrows what a store commits at once.
    pub(crate) fn weight(&self) -> usize {
        let weight = match self {
            Self::Batch { items, .. } => items.iter().map(weight_of).sum(),
            Self::Due { timers, .. } => timers.len(),
            Self::Settle { nodes, .. } => nodes.len(),
            Self::Warm(warmth) => warmth.len() / 100,
            Self::Unmerge { .. }
            | Self::Release { .. }
            | Self::Erase { .. }
            | Self::Trim { .. } => 1,
        };
        weight.max(1)
    }

    /// Whether it is a group of its own: what it removes is found once everything before it is on
    /// disk, or nothing else of a group may look up what it takes away.
    pub(crate) fn is_alone(&self) -> bool {
        matches!(
            self,
            Self::Release { .. } | Self::Erase { .. } | Self::Trim { .. }
        )
    }

    /// Whether it is to be decided only once everything before it is on disk.
    pub(crate) fn needs_quiet(&self) -> bool {
        matches!(self, Self::Trim { .. })
    }

    /// Tells whoever waits that it was not done.
    pub(crate) fn fail(self, why: SubmitError) {
        // A receiver that is gone has given up waiting, which changes nothing.
        match self {
            Self::Batch { reply, .. } => drop(reply.send(Err(why))),
            Self::Due { reply, .. } | Self::Settle { reply, .. } => drop(reply.send(Err(why))),
            Self::Unmerge { reply, .. } => drop(reply.send(Err(why.into()))),
            Self::Release { reply, .. } => drop(reply.send(Err(why))),
            Self::Erase { reply, .. } => drop(reply.send(Err(why.into()))),
            Self::Trim { reply, .. } => drop(reply.send(Err(why))),
            Self::Warm(_) => {}
        }
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Job of weight {}", self.weight())
    }
}

fn weight_of(item: &Result<Message, Refused>) -> usize {
    let parts = |message: &Message| message.candidates.len() + message.statements.len();
    1 + item.as_ref().map_or(0, parts) / 4
}

/// What a job came to, to be told once it is on disk.
#[derive(Debug)]
pub(crate) enum Done {
    Receipts(Vec<Receipt>),
    Nothing,
    Unmerged(Result<(), UnmergeError>),
    Released(Released),
    Erased(Result<Erasure, EraseFailed>),
    Trimmed(Ended),
}

impl Job {
    /// Tells whoever waits what it came to.
    pub(crate) fn succeed(self, done: Done) {
        match (self, done) {
            (Self::Batch { reply, .. }, Done::Receipts(receipts)) => drop(reply.send(Ok(receipts))),
            (Self::Warm(_), _) => {}
            (Self::Due { reply, .. } | Self::Settle { reply, .. }, _) => drop(reply.send(Ok(()))),
            (Self::Unmerge { reply, .. }, Done::Unmerged(result)) => {
                drop(reply.send(result.map_err(UnmergeFailed::from)));
            }
            (Self::Release { reply, .. }, Done::Released(released)) => {
                let _ = reply.send(Ok(released));
            }
            (Self::Erase { reply, .. }, Done::Erased(result)) => drop(reply.send(result)),
            (Self::Trim { reply, .. }, Done::Trimmed(ended)) => drop(reply.send(Ok(ended))),
            (job, _) => job.fail(SubmitError::Unavailable),
        }
    }
}
