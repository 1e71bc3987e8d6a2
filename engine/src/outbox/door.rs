//! The door: what waits is asked for again, right before it is sent, and put together.
//!
//! Before anything of a kind first goes to a destination it is on record that it holds it, in a
//! commit that expects the person as they were when the question was asked. So a withdrawal either
//! comes before and is heeded, or finds the record and has the destination told.

use std::collections::HashSet;

use telos_model::catalog::{Catalog, Destination, Occasion};
use telos_model::decide::Permit;
use telos_model::deliver::{self, Cause, Evidence, Holding, Outgoing, Packing};
use telos_model::id::NodeId;
use telos_model::record::EventRecord;
use telos_model::time::Timestamp;
use telos_store::seal::BlindDomain;
use telos_store::{Commit, Committed, Expect, Space, StoreError};

use super::forget::{Forgetting, forgetting};
use super::held::{Held, merged};
use super::{ATTEMPTS_MAX, Waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, Entry, keys};
use crate::load::{self, Person};
use crate::read::with_permissions;
use crate::sealed::{self, SharedKey};

/// What may be done with a delivery that waits.
#[derive(Debug)]
pub enum Ready {
    /// It may go now.
    Send(Box<Sending>),
    /// It may not go.
    Refused,
    /// There is nothing to send any more: the person was erased, or what it was about is gone.
    Gone,
    /// The destination has to be told to let go and is not declared any more: it waits until it
    /// is again.
    Waits,
}

/// A delivery on its way out.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Its idempotency key: the same however often it is sent.
    pub id: [u8; 16],
    /// What goes.
    pub outgoing: Outgoing,
    /// When it was asked for.
    pub asked: Timestamp,
    /// The nodes of the person that it is about.
    pub members: Vec<NodeId>,
    /// It has a destination let go of identifiers alone, which it is not told of where its request
    /// needs more than those.
    pub forgets: bool,
    /// The first half of the catalog's hash.
    pub(crate) catalog: [u8; 16],
    /// What the destination holds of the node once it goes, with the node's key.
    pub(crate) held: Option<(Held, SharedKey)>,
}

impl Sending {
    /// Whether it was asked for under this catalog.
    #[must_use]
    pub fn is_under(&self, catalog: &Catalog) -> bool {
        self.catalog == half_hash(catalog)
    }
}

impl Engine {
    /// The nodes of the person that a node belongs to; none if nobody is there.
    pub fn members_of(&self, node: NodeId) -> Result<Vec<NodeId>, ReadError> {
        let person = load::person(&*self.inner.store, &self.inner.vault, node)?;
        Ok(person.map_or_else(Vec::new, |person| person.members))
    }

    /// Asks whether a delivery may go now, and puts it together.
    pub fn ready(&self, waiting: &Waiting) -> Result<Ready, ReadError> {
        for _ in 0..ATTEMPTS_MAX {
            let mut commit = holding();
            let ready = self.prepared(waiting, &mut commit)?;
            if commit.puts.is_empty() || self.inner.store.commit(commit)? == Committed::Done {
                return Ok(ready);
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "ask for a delivery",
            source: "the person changed with every try".into(),
        }))
    }

    /// [`Engine::ready`] of each, with one commit for all that are first given something.
    pub fn ready_all(&self, waiting: &[Waiting]) -> Result<Vec<Ready>, ReadError> {
        let mut all = Vec::with_capacity(waiting.len());
        let mut commit = holding();
        let mut drafted: HashSet<NodeId> = HashSet::new();
        for one in waiting {
            // What it is about is being written: it is asked for by itself, once that is there.
            if drafted.contains(&one.node) {
                all.push(None);
                continue;
            }
            let (rows, expects) = (commit.puts.len(), commit.expects.len());
            let ready = self.prepared(one, &mut commit)?;
            if commit.puts.len() > rows {
                // All of the person's nodes are expected as they are.
                let expected = commit.expects[expects..].iter().map(Expect::key);
                let nodes = expected.filter(|key| key.space == Space::Nodes);
                drafted.extend(nodes.map(|key| NodeId::new(key.partition)));
                drafted.insert(one.node);
            }
            all.push(Some(ready));
        }
        let done = commit.puts.is_empty() || self.inner.store.commit(commit)? == Committed::Done;
        let all = all.into_iter().zip(waiting);
        all.map(|(ready, waiting)| match ready {
            Some(ready) if done => Ok(ready),
            _ => self.ready(waiting),
        })
        .collect()
    }

    /// Asks for a delivery, and drafts what has to be on record before it goes.
    fn prepared(&self, waiting: &Waiting, commit: &mut Commit) -> Result<Ready, ReadError> {
        let policy = self.policy();
        let catalog = &policy.catalog;
        let Some((id, _)) = keys::waiting_parts(&waiting.key) else {
            return Ok(Ready::Gone);
        };
        let removes = waiting.cause.occasion().is_removal();
        let Some(destination) = catalog.destination(id) else {
            return Ok(if removes { Ready::Waits } else { Ready::Gone });
        };
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let Some(person) = load::person(store, vault, waiting.node)? else {
            return Ok(Ready::Gone);
        };
        let asked = self.now();
        let permits = with_permissions(&person, |permissions| {
            deliver::permits(catalog, permissions, destination, asked)
        });
        let held = self.held(&person, id)?;
        let packing = Packing {
            catalog,
            people: &person.people,
            node: waiting.node,
            destination,
        };
        if waiting.cause == Cause::Forget {
            return Ok(
                match forgetting(waiting, &merged(id, &held), &packing, asked) {
                    Forgetting::Waits => Ready::Waits,
                    Forgetting::Gone => Ready::Gone,
                    Forgetting::Tell(out) => {
                        Ready::Send(self.sending(waiting, *out, &person, (asked, catalog), None))
                    }
                },
            );
        }
        if removes {
            let all = merged(id, &held);
            if is_permitted_again(waiting.cause, &all, &permits) {
                self.keep(&person, &held, commit);
                return Ok(Ready::Gone);
            }
            let Some(cause) = removal_cause(waiting.cause, destination, &all) else {
                return Ok(Ready::Gone);
            };
            let outgoing = packing.removal(&all, &permits, cause);
            let sending =
                outgoing.map(|out| self.sending(waiting, out, &person, (asked, catalog), None));
            return Ok(sending.map_or(Ready::Gone, Ready::Send));
        }
        let let_go = held
            .iter()
            .any(|held| held.holding.removal.is_some_and(|removal| removal.deletes));
        if let_go {
            return Ok(Ready::Refused);
        }
        let event = match waiting.cause {
            Cause::Event { .. } => match self.event_of(waiting, &person)? {
                Some(event) => Some(event),
                None => return Ok(Ready::Gone),
            },
            _ => None,
        };
        let Some(outgoing) = packing.permitted(&permits, waiting.cause, event.as_ref()) else {
            return Ok(Ready::Refused);
        };
        let mine = held.iter().find(|held| held.node == waiting.node);
        let (Some(mine), Some(with)) = (mine, person.keys.get(&waiting.node)) else {
            return Ok(Ready::Gone);
        };
        let ends = permits.iter().map(Permit::valid_until).min();
        let times = (asked, ends.unwrap_or(Timestamp::MAX));
        let holds = self.hold(&person, mine, &outgoing, times, with, commit);
        let holds = Some((holds, SharedKey::clone(with)));
        let sending = self.sending(waiting, outgoing, &person, (asked, catalog), holds);
        Ok(Ready::Send(sending))
    }

    fn sending(
        &self,
        waiting: &Waiting,
        outgoing: Outgoing,
        person: &Person,
        (asked, catalog): (Timestamp, &Catalog),
        held: Option<(Held, SharedKey)>,
    ) -> Box<Sending> {
        // What was given up stands elsewhere; what is sent again stands where it stood.
        let sort = &waiting.key.sort;
        let destination = (waiting.key.partition >> 8).to_be_bytes();
        let parts: [&[u8]; 3] = [b"delivery", &destination, sort];
        Box::new(Sending {
            id: self.inner.vault.blind(BlindDomain::Other, &parts),
            outgoing,
            asked,
            members: person.members.clone(),
            forgets: waiting.cause == Cause::Forget,
            catalog: half_hash(catalog),
            held,
        })
    }

    /// What would go now of a delivery, without values and without anything being noted; none where
    /// nothing would.
    pub fn would_go(&self, waiting: &Waiting) -> Result<Option<Evidence>, ReadError> {
        let policy = self.policy();
        let destination = keys::waiting_parts(&waiting.key);
        let destination = destination.and_then(|(id, _)| policy.catalog.destination(id));
        let person = load::person(&*self.inner.store, &self.inner.vault, waiting.node)?;
        let (Some(destination), Some(person)) = (destination, person) else {
            return Ok(None);
        };
        let permits = with_permissions(&person, |permissions| {
            deliver::permits(&policy.catalog, permissions, destination, self.now())
        });
        let packing = Packing {
            catalog: &policy.catalog,
            people: &person.people,
            node: waiting.node,
            destination,
        };
        if waiting.cause.occasion().is_removal() {
            let held = merged(destination.id, &self.held(&person, destination.id)?);
            let outgoing = match waiting.cause {
                Cause::Forget => match forgetting(waiting, &held, &packing, self.now()) {
                    Forgetting::Tell(outgoing) => Some(*outgoing),
                    Forgetting::Waits | Forgetting::Gone => None,
                },
                cause => packing.removal(&held, &permits, cause),
            };
            return Ok(outgoing.map(|outgoing| outgoing.evidence));
        }
        let event = self.event_of(waiting, &person)?;
        let outgoing = packing.permitted(&permits, waiting.cause, event.as_ref());
        Ok(outgoing.map(|outgoing| outgoing.evidence))
    }

    /// The event that a delivery is about, if it is still there.
    fn event_of(
        &self,
        waiting: &Waiting,
        person: &Person,
    ) -> Result<Option<EventRecord>, ReadError> {
        let Cause::Event { id, at } = waiting.cause else {
            return Ok(None);
        };
        let Some(with) = person.keys.get(&waiting.node) else {
            return Ok(None);
        };
        let key = keys::event(waiting.node, at, id);
        let row = self.inner.store.read(std::slice::from_ref(&key))?;
        let Some(row) = row.into_iter().flatten().next() else {
            return Ok(None);
        };
        let plain = sealed::open(&key, with, &row.value)?;
        Ok(match layout::read_entry(&plain)? {
            Entry::Event(record) => Some(*record),
            Entry::Move(_) => None,
        })
    }
}

/// A commit of what destinations are about to hold.
fn holding() -> Commit {
    Commit {
        name: "hold",
        ..Commit::default()
    }
}

/// Whether a destination is still to be told of a no that became a yes again.
fn is_permitted_again(cause: Cause, held: &Holding, permits: &[Permit]) -> bool {
    let by_withdrawal = matches!(cause, Cause::Suppress | Cause::Delete { request: None });
    let told = held
        .removal
        .is_none_or(|removal| removal.acknowledged.is_some());
    by_withdrawal && held.is_something() && !told && !permits.is_empty()
}

/// How a destination is told to let go by the requests that it has; none where it need not be.
fn removal_cause(cause: Cause, destination: &Destination, held: &Holding) -> Option<Cause> {
    let told = held
        .removal
        .is_none_or(|removal| removal.acknowledged.is_some());
    if !held.is_something() || told {
        return None;
    }
    let request = match cause {
        Cause::Delete { request } => request,
        _ => None,
    };
    match destination.removal(cause.occasion() == Occasion::Delete)? {
        Occasion::Delete => Some(Cause::Delete { request }),
        _ => Some(Cause::Suppress),
    }
}

/// The first half of a catalog's hash, as bytes.
fn half_hash(catalog: &Catalog) -> [u8; 16] {
    let mut half = [0; 16];
    for (at, byte) in half.iter_mut().enumerate() {
        let digits = catalog.hash.get(2 * at..2 * at + 2);
        *byte = digits
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .unwrap_or_default();
    }
    half
}
