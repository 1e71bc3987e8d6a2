//! Who looked at a person, and why: rows of that person's own, sealed with their key.
//!
//! A look of staff is on disk before the page is shown. What a machine reads is told once a day
//! for each key, purpose and kind of reading, and is written in the background: readers wait only
//! where the queue is full.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashSet;
use telos_model::id::{NodeId, PurposeId};
use telos_model::time::Timestamp;
use telos_store::seal::{BlindDomain, Vault};
use telos_store::{Commit, Store};
use tokio::sync::oneshot;

use crate::answer::{ReadError, SubmitError};
use crate::core::Hints;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::load;
use crate::maker::IdMaker;
use crate::pipeline::Shared;
use crate::read::Who;
use crate::sealed::{self, Open};

/// The most looks of a person that are told.
pub const LOOKS_MAX: usize = 1_000;
/// The most looks that wait to be written.
const QUEUE_LOOKS_MAX: usize = 10_000;
/// The most looks written at once.
const BATCH_LOOKS_MAX: usize = 1_000;
/// How many looks of machines are remembered as written today.
const REMEMBERED_MAX: usize = 200_000;
/// How long looks gather before they are written together.
const GATHER: Duration = Duration::from_millis(100);
/// How long the thread sleeps when nothing comes, before it looks whether to stop.
const IDLE: Duration = Duration::from_millis(50);

/// Who looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looker {
    /// Staff, in the console.
    Staff,
    /// A program, with a machine key.
    Machine,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookedAt {
    /// What is known of the person.
    Profile,
    /// What the person did.
    Timeline,
    /// What the person permits.
    Permissions,
    /// What the person asked for by right.
    Request,
}

/// A look at a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Who.
    pub by: Looker,
    /// The name of the machine key, or of the member of staff where it is known.
    pub name: Box<str>,
    /// For which purpose, if for one.
    pub purpose: Option<PurposeId>,
    /// What was looked at.
    pub what: LookedAt,
    /// When; of a machine, when it first did so on that day.
    pub at: Timestamp,
}

/// A look on its way to the disk.
pub(crate) struct Waiting {
    node: NodeId,
    look: Look,
    reply: Option<oneshot::Sender<Result<(), SubmitError>>>,
}

/// Where looks go.
pub(crate) struct Looking {
    queue: SyncSender<Waiting>,
    today: Mutex<FxHashSet<[u8; 16]>>,
}

impl Looking {
    pub(crate) fn new() -> (Self, Receiver<Waiting>) {
        let (queue, looks) = sync_channel(QUEUE_LOOKS_MAX);
        let today = Mutex::default();
        (Self { queue, today }, looks)
    }

    /// Whether this is the first of its kind, as far as it is remembered.
    fn is_first(&self, mark: [u8; 16]) -> bool {
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        if today.len() >= REMEMBERED_MAX {
            // Writing a look again changes nothing.
            today.clear();
        }
        today.insert(mark)
    }

    /// It was not written after all.
    fn unmark(&self, mark: [u8; 16]) {
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        today.remove(&mark);
    }
}

impl Engine {
    /// Records that staff looked at a person, and returns once that is on disk.
    pub fn note_staff_look(&self, node: NodeId, look: Look) -> Result<(), SubmitError> {
        let (reply, outcome) = oneshot::channel();
        self.queue_look(Waiting {
            node,
            look,
            reply: Some(reply),
        })?;
        outcome
            .blocking_recv()
            .unwrap_or(Err(SubmitError::Stopping))
    }

    /// Records that a machine read of a person, once a day for each key, purpose and kind. Where
    /// nobody is there, or the engine is stopping, there is nothing to record.
    pub fn note_machine_look(&self, who: &Who, look: Look) -> Result<(), ReadError> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let node = match who {
            Who::Node(node) => Some(*node),
            Who::Identifier(identifier) => load::holder_of(store, vault, identifier)?,
        };
        let Some(node) = node else {
            return Ok(());
        };
        if self.inner.looking.is_first(mark(vault, node, &look)) {
            // Nothing is answered any more once the engine has stopped.
            let _ = self.queue_look(Waiting {
                node,
                look,
                reply: None,
            });
        }
        Ok(())
    }

    /// The same for a reader who must not wait. Where the queue is full the look comes back, to be
    /// noted where there is time.
    #[must_use]
    pub fn note_machine_look_at_once(&self, node: NodeId, look: Look) -> Option<Look> {
        let looking = &self.inner.looking;
        let mark = mark(&self.inner.vault, node, &look);
        if !looking.is_first(mark) {
            return None;
        }
        let waiting = Waiting {
            node,
            look,
            reply: None,
        };
        match looking.queue.try_send(waiting) {
            // Nothing is answered any more once the engine has stopped.
            Ok(()) | Err(TrySendError::Disconnected(_)) => None,
            Err(TrySendError::Full(waiting)) => {
                looking.unmark(mark);
                Some(waiting.look)
            }
        }
    }

    fn queue_look(&self, waiting: Waiting) -> Result<(), SubmitError> {
        self.inner
            .looking
            .queue
            .send(waiting)
            .map_err(|_| SubmitError::Stopping)
    }

    /// Who looked at a person, newest first, at most [`LOOKS_MAX`]; none if nobody is there.
    pub fn looks(&self, who: &Who) -> Result<Option<Vec<Look>>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let mut looks = Vec::new();
        for node in &person.members {
            let Some(key) = person.keys.get(node) else {
                continue;
            };
            for (sort, row) in self.inner.store.scan(&keys::looks(*node), LOOKS_MAX)? {
                let mut at = keys::look(*node, Timestamp::MIN, [0; 8]);
                at.sort = sort;
                let plain = sealed::open(&at, key, &row.value)?;
                looks.push(layout::read_look(&plain)?);
            }
        }
        looks.sort_by_key(|look| std::cmp::Reverse(look.at));
        looks.truncate(LOOKS_MAX);
        Ok(Some(looks))
    }
}

/// What looks of one machine, purpose, kind and day have in common.
fn mark(vault: &Vault, node: NodeId, look: &Look) -> [u8; 16] {
    let purpose = look.purpose.map_or(u8::MAX, PurposeId::slot);
    let rest = [look.what as u8, look.by as u8, purpose];
    let parts: [&[u8]; 5] = [
        b"look",
        &node.number().to_be_bytes(),
        &look.at.day().start().millis().to_be_bytes(),
        &rest,
        look.name.as_bytes(),
    ];
    vault.blind(BlindDomain::Other, &parts)
}

/// The thread that writes looks.
pub(crate) struct Writer {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) hints: Arc<Hints>,
    pub(crate) maker: IdMaker,
}

impl Writer {
    /// Writes what comes until the engine stops and nothing is left.
    pub(crate) fn run(mut self, looks: &Receiver<Waiting>) {
        loop {
            let first = match looks.recv_timeout(IDLE) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) if !self.shared.is_stopping() => continue,
                Err(_) => return,
            };
            // Somebody waits for a look of staff.
            if first.reply.is_none() {
                std::thread::sleep(GATHER);
            }
            let mut batch = vec![first];
            batch.extend(looks.try_iter().take(BATCH_LOOKS_MAX - 1));
            let outcome = self.write(&batch).map_err(|error| {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "looks at people could not be written"
                );
                SubmitError::Unavailable
            });
            for waiting in batch {
                if let Some(reply) = waiting.reply {
                    // A receiver that is gone has given up waiting, which changes nothing.
                    let _ = reply.send(outcome);
                }
            }
        }
    }

    fn write(&mut self, batch: &[Waiting]) -> Result<(), ReadError> {
        let nodes = load::distinct(batch.iter().map(|waiting| waiting.node));
        let known = nodes.iter().map(|node| (*node, self.hints.keys.get(node)));
        let known: Vec<_> = known.collect();
        let found = load::keys_of(&*self.store, &self.vault, &known)?;
        let keys_of: BTreeMap<NodeId, _> = nodes
            .into_iter()
            .zip(found)
            .filter_map(|(node, key)| Some((node, key?)))
            .collect();
        let mut puts = BTreeMap::new();
        for Waiting { node, look, .. } in batch {
            // Whoever was erased in between is not there any more.
            let Some(with) = keys_of.get(node) else {
                continue;
            };
            let key = match look.by {
                Looker::Staff => keys::look(*node, look.at, self.maker.random()),
                Looker::Machine => {
                    let mark = mark(&self.vault, *node, look);
                    let mark = mark.first_chunk::<8>().copied().unwrap_or_default();
                    keys::look(*node, look.at.day().start(), mark)
                }
            };
            let open = Open {
                key: key.clone(),
                version: 1,
                plain: layout::write_look(look),
                with: Arc::clone(with),
            };
            puts.insert(key, open.seal(self.maker.random()));
        }
        self.store.commit(Commit {
            name: "looks",
            puts: puts.into_values().collect(),
            ..Commit::default()
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_that_was_not_queued_is_the_first_again() {
        let (looking, _looks) = Looking::new();
        assert!(looking.is_first([1; 16]));
        assert!(!looking.is_first([1; 16]));
        looking.unmark([1; 16]);
        assert!(looking.is_first([1; 16]));
    }
}
