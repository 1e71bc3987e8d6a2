//! After a permission changed or ended by itself, and after the catalog changed: which
//! destinations have to let go of the person.
//!
//! The wish for it is written in the commit of the permission, or of what was first given, so it is
//! never lost; it is taken up at once, or when the permission ends, and does nothing a second time.

use std::sync::atomic::Ordering;

use rustc_hash::FxHashSet;
use telos_model::catalog::{Catalog, Destination, Occasion, SlotKind};
use telos_model::decide::Permit;
use telos_model::deliver::{self, Cause, Holding, Removal};
use telos_model::id::{DestinationId, NodeId, PurposeSet};
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Key, Put, Space, StoreError};

use super::held::{Held, merged, put_due};
use super::{ATTEMPTS_MAX, LANE_REMOVALS, fresh, lane_of, put_waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::keys::{self, Meta};
use crate::layout::read_review;
use crate::load::{self, Person};
use crate::read::with_permissions;

/// The most people taken up at once.
const REVIEWS_MAX: usize = 500;
/// The most of them in one commit, so that a wait for the disk serves many.
const TOGETHER_MAX: usize = 100;
/// How many rows are looked at in one step of the walk over all that destinations hold.
const WALK_ROWS_MAX: usize = 500;

/// Why somebody is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// A message changed what is permitted, and queued what destinations are told of it.
    Fact,
    /// Time or the catalog did, and nothing was queued.
    Itself,
}

impl Engine {
    /// Takes up the people whose permissions changed or ended: cancels nothing that waits, which is
    /// asked for again before it goes, but has every destination told that holds what it may not
    /// hold any more. Returns how many there were.
    pub fn review(&self) -> Result<usize, ReadError> {
        let store = &*self.inner.store;
        let rows = store.scan(&keys::reviews(), REVIEWS_MAX)?.into_iter();
        let changed = rows.map(|(sort, row)| {
            let (node, _) = read_review(&row.value)?;
            Ok((node, keys::review_at(&sort)))
        });
        let changed = changed.collect::<Result<Vec<_>, ReadError>>()?;
        let due = store.scan(&keys::reviews_due(self.now()), REVIEWS_MAX)?;
        let due = due.iter().filter_map(|(sort, _)| keys::review_due_of(sort));
        let due: Vec<_> = due.collect();
        for (all, by) in [(&changed, By::Fact), (&due, By::Itself)] {
            for some in all.chunks(TOGETHER_MAX) {
                self.review_some(some, by)?;
            }
        }
        Ok(changed.len() + due.len())
    }

    /// Takes several people up in one commit, each once; one by one if somebody changed meanwhile.
    fn review_some(&self, some: &[(NodeId, Key)], by: By) -> Result<(), ReadError> {
        let inner = &self.inner;
        let mut commit = Commit {
            name: "review",
            ..Commit::default()
        };
        let mut told = Vec::new();
        let mut looked_at = FxHashSet::default();
        for (node, _) in some {
            if looked_at.contains(node) {
                continue;
            }
            if let Some(person) = load::person(&*inner.store, &inner.vault, *node)? {
                looked_at.extend(person.members.iter().copied());
                told.extend(self.reviewed(&person, by, &mut commit)?);
            }
        }
        take(some.iter().map(|(_, key)| key), &mut commit);
        if inner.store.commit(commit)? == Committed::Done {
            for destination in load::distinct(told) {
                inner.shared.outbox.tell(destination);
            }
            return Ok(());
        }
        for (node, key) in some {
            self.review_one(*node, Some(key), by)?;
        }
        Ok(())
    }

    /// Looks at everyone of whom destinations hold something, once after each change of the
    /// catalog, which may permit less than the one before. Returns whether there was a change; ends
    /// early, to begin anew, where the engine stops.
    pub fn review_catalog(&self) -> Result<bool, ReadError> {
        let store = &*self.inner.store;
        let catalog = self.policy().catalog.hash.as_bytes().to_vec();
        let done = keys::meta(Meta::Reviewed, 0);
        let known = store.read(std::slice::from_ref(&done))?.pop().flatten();
        if known.is_some_and(|row| row.value == catalog) {
            return Ok(false);
        }
        let mut after: Option<Key> = None;
        loop {
            let rows = store.walk(Space::Deliveries, after.as_ref(), WALK_ROWS_MAX)?;
            let Some((last, _)) = rows.last() else {
                break;
            };
            // What went there one by one need not be looked at: on to the next node.
            after = Some(keys::deliveries_end(last.partition));
            let mut nodes: Vec<u64> = rows.iter().map(|(key, _)| key.partition).collect();
            nodes.dedup();
            for node in nodes {
                if self.inner.shared.stopping.load(Ordering::SeqCst) {
                    return Ok(true);
                }
                self.review_one(NodeId::new(node), None, By::Itself)?;
            }
        }
        store.commit(Commit {
            name: "reviewed",
            puts: vec![Put {
                key: done,
                version: 0,
                value: catalog,
            }],
            ..Commit::default()
        })?;
        Ok(true)
    }

    fn review_one(&self, node: NodeId, key: Option<&Key>, by: By) -> Result<(), ReadError> {
        for _ in 0..ATTEMPTS_MAX {
            let mut commit = Commit {
                name: "review",
                ..Commit::default()
            };
            let inner = &self.inner;
            let person = load::person(&*inner.store, &inner.vault, node)?;
            let mut told = Vec::new();
            if let Some(person) = &person {
                told = self.reviewed(person, by, &mut commit)?;
            }
            take(key, &mut commit);
            if inner.store.commit(commit)? == Committed::Done {
                for destination in told {
                    inner.shared.outbox.tell(destination);
                }
                return Ok(());
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "review destinations",
            source: "the person changed with every try".into(),
        }))
    }

    /// Drafts what is to be told about a person, and says to whom.
    fn reviewed(
        &self,
        person: &Person,
        by: By,
        commit: &mut Commit,
    ) -> Result<Vec<DestinationId>, ReadError> {
        let policy = self.policy();
        let (now, head) = (self.now(), person.head());
        let mut ends = Timestamp::MAX;
        let mut told = Vec::new();
        for (id, held) in self.holdings(person)? {
            let all = merged(id, &held);
            if !all.is_something() || all.removal.is_some() {
                continue;
            }
            let declared = policy.catalog.destination(id);
            let permits = declared.map(|destination| {
                with_permissions(person, |permissions| {
                    deliver::permits(&policy.catalog, permissions, destination, now)
                })
            });
            let permits = permits.unwrap_or_default();
            if permits.is_empty() {
                if self.let_go(person, declared, &held, commit) {
                    told.push(id);
                }
                continue;
            }
            ends = permits.iter().map(Permit::valid_until).fold(ends, Ord::min);
            // What ended by itself came with no message that would have it told.
            let told_so = declared.is_some_and(|known| known.sends(Occasion::Consent));
            if by == By::Itself && told_so && has_ended(&all, &permits) {
                let key = self.fresh_key(id, lane_of(head));
                let waiting = fresh(key, head, Cause::Consent, now);
                commit.puts.push(put_waiting(waiting));
                told.push(id);
            }
        }
        commit.puts.extend(put_due(ends, head));
        Ok(told)
    }

    /// Drafts that a destination is told to let go of a person. One that is not declared any more
    /// cannot be told: it waits until it is again, or staff say that it was done.
    fn let_go(
        &self,
        person: &Person,
        destination: Option<&Destination>,
        held: &[Held],
        commit: &mut Commit,
    ) -> bool {
        let occasion = match destination {
            Some(destination) => destination.removal(false),
            None => Some(Occasion::Suppress),
        };
        let (Some(occasion), Some(id)) = (occasion, held.first().map(destination_of)) else {
            return false;
        };
        let now = self.now();
        let removal = Removal {
            deletes: false,
            request: None,
            asked: now,
            acknowledged: None,
        };
        for one in held {
            let Some(with) = person.keys.get(&one.node).cloned() else {
                continue;
            };
            if !one.holding.is_something() || one.holding.removal.is_some() {
                continue;
            }
            let mut holding = one.holding.clone();
            holding.removal = Some(removal);
            let (expect, put) = self.put_holding(one.node, &holding, one.version, with);
            commit.expects.push(expect);
            commit.puts.push(put);
        }
        let cause = match occasion {
            Occasion::Delete => Cause::Delete { request: None },
            _ => Cause::Suppress,
        };
        let key = self.fresh_key(id, LANE_REMOVALS);
        let waiting = fresh(key, person.head(), cause, now);
        commit.puts.push(put_waiting(waiting));
        true
    }
}

/// Takes wishes for a review away. Somebody may be due again at the very same instant, in which case
/// the row stays.
fn take<'k>(wishes: impl IntoIterator<Item = &'k Key>, commit: &mut Commit) {
    let again = |key: &Key| commit.puts.iter().any(|put| put.key == *key);
    let taken = wishes.into_iter().filter(|key| !again(key)).cloned();
    let taken: Vec<Key> = taken.collect();
    commit.deletes.extend(taken);
}

fn destination_of(held: &Held) -> DestinationId {
    held.holding.destination
}

/// Whether a destination was given something for a purpose that permits no more.
fn has_ended(held: &Holding, permits: &[Permit]) -> bool {
    let permitted: PurposeSet = permits.iter().map(Permit::purpose).collect();
    !held.purposes.is_subset(permitted)
}

/// The destination of a name, also if it is not declared any more.
pub(crate) fn destination_named(catalog: &Catalog, name: &str) -> Option<DestinationId> {
    let slot = catalog.slots.find(SlotKind::Destination, name)?;
    u8::try_from(slot).ok().map(DestinationId::new)
}

/// How many steps of replays are done before other things are looked after again.
const REPLAY_STEPS: usize = 20;

/// Takes up who is to be reviewed, for as long as there is somebody, and goes on with replays. Says
/// whether there is more to do.
pub(crate) fn tend(engine: &Engine) -> bool {
    let tended = engine.review_catalog().and_then(|_| {
        while engine.review()? >= REVIEWS_MAX {}
        for _ in 0..REPLAY_STEPS {
            if engine.replay_some()?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    });
    tended.unwrap_or_else(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "people whose permissions changed could not be reviewed, or what happened replayed"
        );
        false
    })
}
