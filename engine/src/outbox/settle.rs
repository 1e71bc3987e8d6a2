//! What came of deliveries: sent, refused, given up, or to be tried again; each with its record.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use telos_model::catalog::Occasion;
use telos_model::deliver::{Cause, Failure, Removal};
use telos_model::id::{DestinationId, NodeId};
use telos_model::request::RequestId;
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, StoreError};

use super::forget::let_go;
use super::held::Held;
use super::{
    ATTEMPTS_MAX, Delivered, Ended, LANE_DEAD, LANE_REMOVALS, Sending, Waiting, fresh, put_waiting,
};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::load::{self, Person};
use crate::sealed::{Open, SharedKey};

/// How many of the last deliveries to a destination are kept of each node. Older ones go, the sum
/// of what was given stays.
const KEPT_MAX: u64 = 200;

/// A delivery and what came of it.
#[derive(Debug)]
pub struct Settled {
    /// The delivery.
    pub waiting: Waiting,
    /// What came of it.
    pub came: SettledAs,
}

/// What came of a delivery.
#[derive(Debug)]
pub enum SettledAs {
    /// The destination took it.
    Sent {
        /// Its answer.
        status: u16,
        /// What went.
        sending: Box<Sending>,
    },
    /// It was told to let go, by a way that never says whether that was done: staff do, in the
    /// request that asked for it.
    Told {
        /// The answer of whoever passes it on.
        status: u16,
        /// What went.
        sending: Box<Sending>,
    },
    /// It is tried again later.
    Again(Failure),
    /// It is given up, and lies with what could not be sent.
    GivenUp(Failure, Option<Box<Sending>>),
    /// It may not go.
    Refused,
    /// There is nothing to send any more.
    Gone,
}

impl Engine {
    /// Writes what came of deliveries, and goes on with the requests that waited for them.
    pub fn settle(&self, settled: &[Settled]) -> Result<(), ReadError> {
        if settled.is_empty() {
            return Ok(());
        }
        for attempt in 0..ATTEMPTS_MAX {
            // What was read when it was asked for suffices, unless it changed since.
            let (commit, retold) = self.settling(settled, attempt == 0)?;
            if self.inner.store.commit(commit)? == Committed::Done {
                self.count(settled, &retold);
                for request in requests(settled) {
                    self.tend_request(request);
                }
                return Ok(());
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "settle deliveries",
            source: "the people changed with every try".into(),
        }))
    }

    fn settling(
        &self,
        settled: &[Settled],
        as_asked: bool,
    ) -> Result<(Commit, Vec<DestinationId>), ReadError> {
        let mut settling = Settling {
            engine: self,
            commit: Commit {
                name: "settle",
                ..Commit::default()
            },
            held: BTreeMap::new(),
            people: BTreeMap::new(),
            keys: BTreeMap::new(),
            now: self.now(),
            retold: Vec::new(),
        };
        for one in settled.iter().filter(|_| as_asked) {
            settling.recall(one);
        }
        for one in settled {
            settling.one(one)?;
        }
        Ok(settling.finish())
    }

    fn count(&self, settled: &[Settled], retold: &[DestinationId]) {
        let outbox = &self.inner.shared.outbox;
        for destination in retold {
            outbox.tell(*destination);
        }
        let at = self.now();
        let now = at.millis();
        for one in settled {
            let parts = keys::waiting_parts(&one.waiting.key);
            let Some(figures) = parts.and_then(|(destination, _)| outbox.of(destination)) else {
                continue;
            };
            let failed = |failure: Failure| {
                let number = u64::from(layout::failure_number(failure)) << 16;
                let number = number | u64::from(failure.status().unwrap_or(0));
                figures.last_failure.store(number, Ordering::Relaxed);
                figures.last_failed.store(now, Ordering::Relaxed);
                figures.failed.fetch_add(1, Ordering::Relaxed);
                figures.count(at, 0, 1);
            };
            match &one.came {
                SettledAs::Sent { .. } | SettledAs::Told { .. } => {
                    figures.sent.fetch_add(1, Ordering::Relaxed);
                    figures.count(at, 1, 0);
                    figures.last_sent.store(now, Ordering::Relaxed);
                }
                SettledAs::Again(failure) => failed(*failure),
                SettledAs::GivenUp(failure, _) => {
                    failed(*failure);
                    figures.given_up.fetch_add(1, Ordering::Relaxed);
                }
                SettledAs::Refused => {
                    figures.refused.fetch_add(1, Ordering::Relaxed);
                }
                SettledAs::Gone => {}
            }
        }
    }
}

/// The requests that waited for removals which were acknowledged.
fn requests(settled: &[Settled]) -> Vec<RequestId> {
    let done = settled
        .iter()
        .filter_map(|one| match (&one.came, one.waiting.cause) {
            (SettledAs::Sent { .. } | SettledAs::Gone, Cause::Delete { request }) => request,
            _ => None,
        });
    load::distinct(done)
}

/// A commit of what came of deliveries.
struct Settling<'e> {
    engine: &'e Engine,
    commit: Commit,
    /// What destinations hold, as it is after this commit.
    held: BTreeMap<(NodeId, DestinationId), (Held, bool)>,
    people: BTreeMap<NodeId, Option<Person>>,
    keys: BTreeMap<NodeId, SharedKey>,
    now: Timestamp,
    /// Which destinations are told once more to let go.
    retold: Vec<DestinationId>,
}

impl Settling<'_> {
    /// Takes what was read when a delivery was asked for.
    fn recall(&mut self, settled: &Settled) {
        let (SettledAs::Sent { sending, .. }
        | SettledAs::Told { sending, .. }
        | SettledAs::GivenUp(_, Some(sending))) = &settled.came
        else {
            return;
        };
        if let Some((held, with)) = &sending.held {
            let key = (held.node, held.holding.destination);
            self.keys.insert(held.node, SharedKey::clone(with));
            self.held
                .entry(key)
                .or_insert_with(|| (held.clone(), false));
        }
    }

    fn one(&mut self, settled: &Settled) -> Result<(), ReadError> {
        let waiting = &settled.waiting;
        let Some((destination, lane)) = keys::waiting_parts(&waiting.key) else {
            return Ok(());
        };
        match &settled.came {
            SettledAs::Again(failure) => {
                self.commit
                    .puts
                    .push(put_waiting(self.failed(waiting, *failure)));
            }
            SettledAs::Refused | SettledAs::Gone => {
                self.remove(waiting);
                if waiting.cause == Cause::Forget {
                    self.forgotten(waiting, destination)?;
                }
            }
            SettledAs::GivenUp(failure, sending) => {
                self.remove(waiting);
                let mut dead = self.failed(waiting, *failure);
                let mut sort = waiting.key.sort.clone();
                sort.push(lane);
                dead.key = keys::waiting_at(destination, LANE_DEAD, &sort);
                self.commit.puts.push(put_waiting(dead));
                if let Some(sending) = sending {
                    let ended = Ended::GivenUp(*failure);
                    self.record(waiting, destination, sending, ended)?;
                }
            }
            SettledAs::Told { status, sending } => {
                self.remove(waiting);
                let ended = Ended::Sent { status: *status };
                self.record(waiting, destination, sending, ended)?;
                if waiting.cause == Cause::Forget {
                    self.forgotten(waiting, destination)?;
                }
            }
            SettledAs::Sent { status, sending } => {
                self.remove(waiting);
                let ended = Ended::Sent { status: *status };
                self.record(waiting, destination, sending, ended)?;
                if waiting.cause == Cause::Forget {
                    self.forgotten(waiting, destination)?;
                } else if waiting.cause.occasion().is_removal() {
                    self.acknowledged(waiting, destination, sending.asked)?;
                } else {
                    self.given(waiting.node, destination, sending)?;
                }
            }
        }
        Ok(())
    }

    fn remove(&mut self, waiting: &Waiting) {
        self.commit.deletes.push(waiting.key.clone());
    }

    fn failed(&self, waiting: &Waiting, failure: Failure) -> Waiting {
        Waiting {
            attempts: waiting.attempts.saturating_add(1),
            failed_since: waiting.failed_since.min(self.now),
            failure: Some(failure),
            ..waiting.clone()
        }
    }

    fn load(&mut self, node: NodeId, destination: DestinationId) -> Result<(), ReadError> {
        if !self.people.contains_key(&node) {
            let inner = &self.engine.inner;
            let person = load::person(&*inner.store, &inner.vault, node)?;
            for (node, with) in person.iter().flat_map(|person| &person.keys) {
                self.keys.insert(*node, SharedKey::clone(with));
            }
            self.people.insert(node, person);
        }
        if let Some(Some(person)) = self.people.get(&node) {
            for held in self.engine.held(person, destination)? {
                let key = (held.node, destination);
                self.held.entry(key).or_insert((held, false));
            }
        }
        Ok(())
    }

    /// Loads what is not known of a node.
    fn know(&mut self, node: NodeId, destination: DestinationId) -> Result<(), ReadError> {
        if self.held.contains_key(&(node, destination)) {
            return Ok(());
        }
        self.load(node, destination)
    }

    fn members(&self, node: NodeId) -> Vec<NodeId> {
        let person = self.people.get(&node).and_then(Option::as_ref);
        person.map_or_else(Vec::new, |person| person.members.clone())
    }

    /// Keeps what was sent, among the last of its destination.
    fn record(
        &mut self,
        waiting: &Waiting,
        destination: DestinationId,
        sending: &Sending,
        ended: Ended,
    ) -> Result<(), ReadError> {
        let node = waiting.node;
        self.know(node, destination)?;
        let with = self.keys.get(&node).cloned();
        // Whoever was erased in between has no key to keep it under.
        let (Some(with), Some((held, changed))) = (with, self.held.get_mut(&(node, destination)))
        else {
            return Ok(());
        };
        let place = u16::try_from(held.holding.deliveries % KEPT_MAX).unwrap_or_default();
        held.holding.deliveries += 1;
        *changed = true;
        let delivered = Delivered {
            id: sending.id,
            destination,
            occasion: waiting.cause.occasion(),
            queued: waiting.queued,
            at: self.now,
            attempts: waiting.attempts + 1,
            ended,
            catalog: sending.catalog,
            evidence: sending.outgoing.evidence.clone(),
        };
        let open = Open {
            key: keys::delivered(node, destination, place),
            version: 0,
            plain: layout::write_delivered(&delivered),
            with,
        };
        let put = open.seal(self.engine.new_nonce());
        self.commit.puts.retain(|known| known.key != put.key);
        self.commit.puts.push(put);
        Ok(())
    }

    /// The destination took something. If it is being told to let go since, it has to be told again.
    fn given(
        &mut self,
        node: NodeId,
        destination: DestinationId,
        sending: &Sending,
    ) -> Result<(), ReadError> {
        self.know(node, destination)?;
        let now = self.now;
        let Some((held, changed)) = self.held.get_mut(&(node, destination)) else {
            return Ok(());
        };
        let holding = &mut held.holding;
        holding.last = holding.last.max(sending.asked);
        *changed = true;
        let Some(removal) = holding.removal else {
            return Ok(());
        };
        if removal.asked >= sending.asked {
            holding.removal = Some(Removal {
                acknowledged: None,
                asked: now,
                ..removal
            });
            let cause = if removal.deletes {
                let request = removal.request;
                Cause::Delete { request }
            } else {
                Cause::Suppress
            };
            let key = self.engine.fresh_key(destination, LANE_REMOVALS);
            self.commit
                .puts
                .push(put_waiting(fresh(key, node, cause, now)));
            self.retold.push(destination);
        } else if !removal.deletes {
            holding.removal = None;
        }
        Ok(())
    }

    /// The destination was told that identifiers are gone, or cannot be told of them alone: it hears
    /// once more what it may know.
    fn forgotten(
        &mut self,
        waiting: &Waiting,
        destination: DestinationId,
    ) -> Result<(), ReadError> {
        let node = waiting.node;
        self.load(node, destination)?;
        for member in self.members(node) {
            if let Some((held, changed)) = self.held.get_mut(&(member, destination)) {
                *changed |= let_go(held, waiting);
            }
        }
        let policy = self.engine.policy();
        let declared = policy.catalog.destination(destination);
        if declared.is_some_and(|declared| declared.sends(Occasion::Traits)) {
            let about = (node, destination);
            self.engine.put_told_again(about, &mut self.commit);
            self.retold.push(destination);
        }
        Ok(())
    }

    /// The destination let go of all nodes that it was told of when this was asked for. Who was told
    /// no longer to use what has to be deleted by now has not deleted it.
    fn acknowledged(
        &mut self,
        waiting: &Waiting,
        destination: DestinationId,
        asked: Timestamp,
    ) -> Result<(), ReadError> {
        let deletes = matches!(waiting.cause, Cause::Delete { .. });
        self.load(waiting.node, destination)?;
        for member in self.members(waiting.node) {
            let Some((held, changed)) = self.held.get_mut(&(member, destination)) else {
                continue;
            };
            if let Some(removal) = &mut held.holding.removal
                && removal.asked <= asked
                && removal.acknowledged.is_none()
                && (deletes || !removal.deletes)
            {
                removal.acknowledged = Some(self.now);
                *changed = true;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> (Commit, Vec<DestinationId>) {
        for ((node, _), (held, changed)) in &self.held {
            if !changed {
                continue;
            }
            if let Some(with) = self.keys.get(node).cloned() {
                let (expect, put) =
                    self.engine
                        .put_holding(*node, &held.holding, held.version, with);
                self.commit.expects.push(expect);
                self.commit.puts.push(put);
            }
        }
        (self.commit, self.retold)
    }
}
