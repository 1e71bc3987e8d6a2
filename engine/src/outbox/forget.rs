//! An address that is taken off somebody: every destination that knows them by it is told to let
//! go of that address, and is told once more what it may know of them.
//!
//! What is gone is noted before it is taken off, and waits at the door until it is: so a stop in
//! between leaves nobody untold, and tells nobody too early.

use telos_model::deliver::{Cause, Holding, Outgoing, Packing};
use telos_model::id::{DestinationId, NodeId};
use telos_model::people::Identifier;
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, StoreError};

use super::held::{Held, merged};
use super::{ATTEMPTS_MAX, LANE_REMOVALS, Waiting, fresh, lane_of, put_waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::load;

/// How long what is noted waits for the address to be taken off. Where that never happened, the
/// note is dropped.
const WAIT_MS: i64 = 60_000;

/// What becomes of telling a destination that an address is gone.
pub(super) enum Forgetting {
    /// It is told this.
    Tell(Box<Outgoing>),
    /// The address is theirs still, and about to be taken off.
    Waits,
    /// There is nothing to tell.
    Gone,
}

impl Engine {
    /// Notes with each destination that knows a person by an identifier that it is about to be
    /// theirs no more, and queues that it is told so.
    pub(crate) fn note_gone(&self, node: NodeId, gone: &Identifier) -> Result<(), ReadError> {
        let inner = &self.inner;
        for _ in 0..ATTEMPTS_MAX {
            let Some(person) = load::person(&*inner.store, &inner.vault, node)? else {
                return Ok(());
            };
            let now = self.now();
            let mut commit = Commit {
                name: "note-gone",
                ..Commit::default()
            };
            let mut told = Vec::new();
            for (id, held) in self.holdings(&person)? {
                let all = merged(id, &held);
                let knows = all.identifiers.contains(&gone.kind);
                let mine = held.iter().find(|one| one.holding.is_something());
                let (Some(mine), true, None) = (mine, knows, &all.removal) else {
                    continue;
                };
                let Some(with) = person.keys.get(&mine.node).cloned() else {
                    continue;
                };
                let mut holding = mine.holding.clone();
                holding.gone.push((gone.clone(), now));
                let (expect, put) = self.put_holding(mine.node, &holding, mine.version, with);
                commit.expects.push(expect);
                commit.puts.push(put);
                let key = self.fresh_key(id, LANE_REMOVALS);
                let waiting = fresh(key, person.head(), Cause::Forget, now);
                commit.puts.push(put_waiting(waiting));
                told.push(id);
            }
            if commit.puts.is_empty() {
                return Ok(());
            }
            if inner.store.commit(commit)? == Committed::Done {
                for destination in told {
                    inner.shared.outbox.tell(destination);
                }
                return Ok(());
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "note an address that is gone",
            source: "the person changed with every try".into(),
        }))
    }

    /// That a destination is told what it may know of a person, now that an address is gone.
    pub(super) fn put_told_again(
        &self,
        (node, destination): (NodeId, DestinationId),
        commit: &mut Commit,
    ) {
        let key = self.fresh_key(destination, lane_of(node));
        let waiting = fresh(key, node, Cause::Traits, self.now());
        commit.puts.push(put_waiting(waiting));
    }
}

/// What a destination is told of what is gone.
pub(super) fn forgetting(
    waiting: &Waiting,
    all: &Holding,
    packing: &Packing<'_>,
    now: Timestamp,
) -> Forgetting {
    let gone = noted(all, waiting);
    // Whoever lets go of everything lets go of this as well.
    if gone.is_empty() || all.removal.is_some() {
        return Forgetting::Gone;
    }
    match packing.forgetting(gone.into_iter()) {
        Some(outgoing) => Forgetting::Tell(Box::new(outgoing)),
        None if now < waiting.queued.plus_millis(WAIT_MS) => Forgetting::Waits,
        None => Forgetting::Gone,
    }
}

/// What was gone when this was queued.
fn noted<'h>(all: &'h Holding, waiting: &Waiting) -> Vec<&'h Identifier> {
    let noted = all.gone.iter().filter(|(_, at)| *at <= waiting.queued);
    noted.map(|(identifier, _)| identifier).collect()
}

/// Lets go of the notes themselves, once the destination was told or need not be.
pub(super) fn let_go(held: &mut Held, waiting: &Waiting) -> bool {
    let before = held.holding.gone.len();
    held.holding.gone.retain(|(_, at)| *at > waiting.queued);
    held.holding.gone.len() < before
}
