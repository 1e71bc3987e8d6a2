//! The door: what waits is asked for again, right before it is sent, and put together.
//!
//! Before anything of a kind first goes to a destination it is on record that it holds it, in a
//! commit that expects the person as they were when the question was asked. So a withdrawal either
//! comes before and is heeded, or finds the record and has the destination told.

use std::collections::BTreeMap;

use telos_model::catalog::{Catalog, Destination, Occasion};
use telos_model::decide::Permit;
use telos_model::deliver::{self, Cause, Evidence, Holding, Outgoing, Packing};
use telos_model::id::{DestinationId, NodeId};
use telos_model::record::EventRecord;
use telos_model::time::Timestamp;
use telos_store::seal::BlindDomain;
use telos_store::{Commit, Committed, Expect, Key, Put, StoreError};

use super::{ATTEMPTS_MAX, Waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, Entry, keys};
use crate::load::{self, Person};
use crate::read::with_permissions;
use crate::sealed::{self, Open, SharedKey};

/// The most destinations that there are.
const HOLDINGS_MAX: usize = 256;

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
    /// The first half of the catalog's hash.
    pub(crate) catalog: [u8; 16],
}

impl Sending {
    /// Whether it was asked for under this catalog.
    #[must_use]
    pub fn is_under(&self, catalog: &Catalog) -> bool {
        self.catalog == half_hash(catalog)
    }
}

/// What a destination holds of one node, with its row's version.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) node: NodeId,
    pub(crate) holding: Holding,
    pub(crate) version: u64,
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
            if let Some(ready) = self.try_ready(waiting)? {
                return Ok(ready);
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "ask for a delivery",
            source: "the person changed with every try".into(),
        }))
    }

    /// [`Engine::ready`] of each.
    pub fn ready_all(&self, waiting: &[Waiting]) -> Result<Vec<Ready>, ReadError> {
        waiting.iter().map(|waiting| self.ready(waiting)).collect()
    }

    /// None where the person changed meanwhile.
    fn try_ready(&self, waiting: &Waiting) -> Result<Option<Ready>, ReadError> {
        let policy = self.policy();
        let catalog = &policy.catalog;
        let parts = keys::waiting_parts(&waiting.key);
        let Some((id, _)) = parts else {
            return Ok(Some(Ready::Gone));
        };
        let removes = waiting.cause.occasion().is_removal();
        let Some(destination) = catalog.destination(id) else {
            let ready = if removes { Ready::Waits } else { Ready::Gone };
            return Ok(Some(ready));
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
        if removes {
            let all = merged(id, &held);
            let Some(cause) = removal_cause(waiting.cause, destination, &all, &permits) else {
                return Ok(Some(Ready::Gone));
            };
            let outgoing = packing.removal(&all, &permits, cause);
            let sending = outgoing.map(|out| self.sending(waiting, out, &person, asked, catalog));
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
        let ends = permits.iter().map(Permit::valid_until).min();
        let ends = ends.unwrap_or(Timestamp::MAX);
        if !self.on_record(&person, waiting.node, &held, &outgoing, (asked, ends))? {
            return Ok(None);
        }
        let sending = self.sending(waiting, outgoing, &person, asked, catalog);
        Ok(Some(Ready::Send(sending)))
    }

    fn sending(
        &self,
        waiting: &Waiting,
        outgoing: Outgoing,
        person: &Person,
        asked: Timestamp,
        catalog: &Catalog,
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
            catalog: half_hash(catalog),
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
            let outgoing = packing.removal(&held, &permits, waiting.cause);
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

    /// What each destination holds of each node of a person, of those that hold something or are
    /// being told to let go.
    pub(crate) fn holdings(
        &self,
        person: &Person,
    ) -> Result<BTreeMap<DestinationId, Vec<Held>>, ReadError> {
        let mut all: BTreeMap<DestinationId, Vec<Held>> = BTreeMap::new();
        for node in &person.members {
            let Some(with) = person.keys.get(node) else {
                continue;
            };
            let range = keys::holdings(*node);
            for (sort, row) in self.inner.store.scan(&range, HOLDINGS_MAX)? {
                let key = Key::new(range.space, range.partition, &sort);
                let holding = layout::read_holding(&sealed::open(&key, with, &row.value)?)?;
                all.entry(holding.destination).or_default().push(Held {
                    node: *node,
                    version: row.version,
                    holding,
                });
            }
        }
        Ok(all)
    }

    /// Sees to it that it is on record that the destination holds what is about to go, and that
    /// the person is looked at again when the permission for it ends by itself. False where the
    /// person or the record changed meanwhile.
    fn on_record(
        &self,
        person: &Person,
        node: NodeId,
        held: &[Held],
        outgoing: &Outgoing,
        (asked, ends): (Timestamp, Timestamp),
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
        let (expect, put) = self.put_holding(node, &holding, mine.version, with);
        commit.expects.push(expect);
        commit.puts.push(put);
        commit.puts.extend(put_due(ends, node));
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

/// How a destination is told to let go by the requests that it has; none where it need not be.
fn removal_cause(
    cause: Cause,
    destination: &Destination,
    held: &Holding,
    permits: &[Permit],
) -> Option<Cause> {
    let by_withdrawal = matches!(cause, Cause::Suppress | Cause::Delete { request: None });
    let told = held
        .removal
        .is_none_or(|removal| removal.acknowledged.is_some());
    // Somebody who permits it again since is not to be let go of.
    if !held.is_something() || told || (by_withdrawal && !permits.is_empty()) {
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

/// That a person is looked at again when a permission ends by itself.
pub(crate) fn put_due(ends: Timestamp, node: NodeId) -> Option<Put> {
    (ends < Timestamp::MAX).then(|| Put {
        key: keys::review_due(ends, node),
        version: 0,
        value: Vec::new(),
    })
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
