//! The door: what waits is asked for again, right before it is sent, and put together.
//!
//! Before anything of a kind first goes to a destination it is on record that it holds it, in a
//! commit that expects the person as they were when the question was asked. So a withdrawal either
//! comes before and is heeded, or finds the record and has the destination told.

use telos_model::catalog::{Catalog, Destination};
use telos_model::deliver::{self, Cause, Holding, Outgoing, Packing};
use telos_model::id::{DestinationId, NodeId};
use telos_model::record::EventRecord;
use telos_model::time::Timestamp;
use telos_store::seal::BlindDomain;
use telos_store::{Commit, Committed, Expect, Put, StoreError};

use super::{ATTEMPTS_MAX, Waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, Entry, keys};
use crate::load::{self, Person};
use crate::read::with_permissions;
use crate::sealed::{self, Open, SharedKey};

/// What may be done with a delivery that waits.
#[derive(Debug)]
pub enum Ready {
    /// It may go now.
    Send(Box<Sending>),
    /// It may not go.
    Refused,
    /// There is nothing to send any more: the person was erased, or what it was about is gone.
    Gone,
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
    /// The first half of the catalog's hash.
    pub(crate) catalog: [u8; 16],
}

/// What a destination holds of one node, with its row's version.
pub(crate) struct Held {
    pub(crate) node: NodeId,
    pub(crate) holding: Holding,
    pub(crate) version: u64,
}

impl Engine {
    /// Asks whether a delivery may go now, and puts it together.
    pub fn ready(&self, waiting: &Waiting) -> Result<Ready, ReadError> {
        for _ in 0..ATTEMPTS_MAX {
            if let Some(ready) = self.try_ready(waiting)? {
                return Ok(ready);
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "ask for a delivery",
            source: "the person changed with every try".into(),
        }))
    }

    /// None where the person changed meanwhile.
    fn try_ready(&self, waiting: &Waiting) -> Result<Option<Ready>, ReadError> {
        let policy = self.policy();
        let catalog = &policy.catalog;
        let parts = keys::waiting_parts(&waiting.key);
        let Some((id, _)) = parts else {
            return Ok(Some(Ready::Gone));
        };
        let Some(destination) = catalog.destination(id) else {
            return Ok(Some(Ready::Gone));
        };
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let Some(person) = load::person(store, vault, waiting.node)? else {
            return Ok(Some(Ready::Gone));
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
        if waiting.cause.occasion().is_removal() {
            let by_withdrawal = matches!(
                waiting.cause,
                Cause::Suppress | Cause::Delete { request: None }
            );
            let all = merged(id, &held);
            let told = all
                .removal
                .is_none_or(|removal| removal.acknowledged.is_some());
            // Somebody who permits it again since is not to be let go of.
            if !all.is_something() || told || (by_withdrawal && !permits.is_empty()) {
                return Ok(Some(Ready::Gone));
            }
            let outgoing = packing.removal(&all, &permits, waiting.cause);
            let sending = outgoing.map(|outgoing| self.sending(waiting, outgoing, asked, catalog));
            return Ok(Some(sending.map_or(Ready::Gone, Ready::Send)));
        }
        let let_go = held
            .iter()
            .any(|held| held.holding.removal.is_some_and(|removal| removal.deletes));
        if let_go {
            return Ok(Some(Ready::Refused));
        }
        let event = match waiting.cause {
            Cause::Event { .. } => match self.event_of(waiting, &person)? {
                Some(event) => Some(event),
                None => return Ok(Some(Ready::Gone)),
            },
            _ => None,
        };
        let Some(outgoing) = packing.permitted(&permits, waiting.cause, event.as_ref()) else {
            return Ok(Some(Ready::Refused));
        };
        if !self.on_record(&person, waiting.node, destination, &held, &outgoing, asked)? {
            return Ok(None);
        }
        let sending = self.sending(waiting, outgoing, asked, catalog);
        Ok(Some(Ready::Send(sending)))
    }

    fn sending(
        &self,
        waiting: &Waiting,
        outgoing: Outgoing,
        asked: Timestamp,
        catalog: &Catalog,
    ) -> Box<Sending> {
        // What was given up and is sent again stands elsewhere and keeps its place's bytes.
        let sort = waiting.key.sort.get(..12).unwrap_or(&waiting.key.sort);
        let destination = (waiting.key.partition >> 8).to_be_bytes();
        let parts: [&[u8]; 3] = [b"delivery", &destination, sort];
        Box::new(Sending {
            id: self.inner.vault.blind(BlindDomain::Other, &parts),
            outgoing,
            asked,
            catalog: half_hash(catalog),
        })
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

    /// What a destination holds of each node of a person.
    pub(crate) fn held(
        &self,
        person: &Person,
        destination: DestinationId,
    ) -> Result<Vec<Held>, ReadError> {
        let rows: Vec<_> = person
            .members
            .iter()
            .map(|node| keys::holding(*node, destination))
            .collect();
        let found = self.inner.store.read(&rows)?;
        let mut held = Vec::with_capacity(rows.len());
        for (node, (key, row)) in person.members.iter().zip(rows.iter().zip(found)) {
            let none = Held {
                node: *node,
                holding: Holding::none(destination),
                version: 0,
            };
            held.push(match (row, person.keys.get(node)) {
                (Some(row), Some(with)) => Held {
                    holding: layout::read_holding(&sealed::open(key, with, &row.value)?)?,
                    version: row.version,
                    ..none
                },
                _ => none,
            });
        }
        Ok(held)
    }

    /// Sees to it that it is on record that the destination holds what is about to go. False where
    /// the person or the record changed meanwhile.
    fn on_record(
        &self,
        person: &Person,
        node: NodeId,
        destination: &Destination,
        held: &[Held],
        outgoing: &Outgoing,
        asked: Timestamp,
    ) -> Result<bool, ReadError> {
        let Some(mine) = held.iter().find(|held| held.node == node) else {
            return Ok(false);
        };
        let holds = mine.holding.removal.is_none();
        if holds && mine.holding.covers(&outgoing.evidence) {
            return Ok(true);
        }
        let with = person.keys.get(&node).map(SharedKey::clone);
        let Some(with) = with else {
            return Ok(false);
        };
        let mut holding = mine.holding.with(&outgoing.evidence, asked);
        holding.removal = None;
        let mut commit = Commit {
            name: "hold",
            ..Commit::default()
        };
        for id in &person.members {
            let version = person.people.nodes.get(id).map_or(0, |node| node.version);
            commit
                .expects
                .push(Expect::Version(keys::node(*id), version));
        }
        debug_assert_eq!(holding.destination, destination.id);
        let (expect, put) = self.put_holding(node, &holding, mine.version, with);
        commit.expects.push(expect);
        commit.puts.push(put);
        Ok(self.inner.store.commit(commit)? == Committed::Done)
    }

    /// The row of what a destination holds, over the version that was read.
    pub(crate) fn put_holding(
        &self,
        node: NodeId,
        holding: &Holding,
        before: u64,
        with: SharedKey,
    ) -> (Expect, Put) {
        let key = keys::holding(node, holding.destination);
        let expect = match before {
            0 => Expect::Absent(key.clone()),
            version => Expect::Version(key.clone(), version),
        };
        let open = Open {
            key,
            version: before + 1,
            plain: layout::write_holding(holding),
            with,
        };
        (expect, open.seal(self.new_nonce()))
    }
}

/// What a destination holds of all nodes together; it has let go only where it let go of each.
pub(crate) fn merged(destination: DestinationId, held: &[Held]) -> Holding {
    let mut all = Holding::none(destination);
    let something = || held.iter().map(|held| &held.holding);
    for holding in something().filter(|holding| holding.is_something()) {
        all.categories = all.categories.union(holding.categories);
        all.purposes = all.purposes.union(holding.purposes);
        all.identifiers.extend(&holding.identifiers);
        all.first = all.first.min(holding.first);
        all.last = all.last.max(holding.last);
        all.deliveries += holding.deliveries;
    }
    all.identifiers.sort_unstable();
    all.identifiers.dedup();
    let removals: Option<Vec<_>> = something()
        .filter(|holding| holding.is_something())
        .map(|holding| holding.removal)
        .collect();
    // The one that was acknowledged last, or not at all, speaks for all.
    all.removal = removals.and_then(|removals| {
        removals
            .into_iter()
            .max_by_key(|removal| (removal.acknowledged.is_none(), removal.acknowledged))
    });
    all
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
