//! Replays: what happened in a period, or to a segment, goes to a destination once more, as far as
//! it may go now.
//!
//! A replay is a row that is worked off in steps in the background. Each step queues the events of
//! some people and moves the row on in one commit, so that a stop costs nothing and queues nothing
//! twice. What is queued is named by the replay and the event: within a replay its idempotency key
//! is always the same, and it is another than in any replay before.

use std::sync::atomic::Ordering;

use telos_model::catalog::Destination;
use telos_model::decide::Permit;
use telos_model::deliver::{self, Cause};
use telos_model::id::{DestinationId, EventId, NodeId, PurposeSet, SegmentId};
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Expect, Key, Put, Space, StoreError};

use super::{ATTEMPTS_MAX, fresh, lane_of, put_waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{
    self, Entry,
    keys::{self, Meta},
};
use crate::load::{self, Person};
use crate::read::with_permissions;
use crate::sealed;

/// How many nodes one step looks at.
const NODES_MAX: usize = 200;
/// How many entries of a timeline are read at once.
const ENTRIES_MAX: usize = 1_000;
/// How many deliveries are queued in one commit.
const QUEUED_MAX: usize = 2_000;

/// Whose events go to a destination once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplayOf {
    /// What happened at this time or later.
    pub from: Timestamp,
    /// What happened before this time.
    pub until: Timestamp,
    /// To those who are in this segment now; to everyone where there is none.
    pub segment: Option<SegmentId>,
}

/// A replay, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Whose events.
    pub of: ReplayOf,
    /// When it was asked for; tells it from others of the same destination.
    pub begun: Timestamp,
    /// When it was done, or ended by staff.
    pub ended: Option<Timestamp>,
    /// Staff ended it.
    pub stopped: bool,
    /// How many nodes were looked at.
    pub nodes: u64,
    /// How many deliveries were queued.
    pub queued: u64,
    /// The last node that was looked at.
    pub(crate) after: Option<NodeId>,
    pub(crate) version: u64,
}

/// Why a replay does not begin.
#[derive(Debug, thiserror::Error)]
pub enum ReplayFailed {
    /// One is under way.
    #[error("replay to a destination: another replay is under way")]
    UnderWay,
    /// Nothing lies between its ends.
    #[error("replay to a destination: the period ends before it begins")]
    Empty,
    /// It could not be read or written.
    #[error("replay to a destination: not read or written")]
    Read(#[from] ReadError),
    /// It could not be written.
    #[error("replay to a destination: not written")]
    Store(#[from] StoreError),
}

impl Engine {
    /// Begins a replay, of which there is one at a time for each destination.
    pub fn begin_replay(
        &self,
        destination: DestinationId,
        of: ReplayOf,
    ) -> Result<Replay, ReplayFailed> {
        if of.until <= of.from {
            return Err(ReplayFailed::Empty);
        }
        let before = self.replay(destination)?;
        if before.as_ref().is_some_and(|known| known.ended.is_none()) {
            return Err(ReplayFailed::UnderWay);
        }
        let least = before.as_ref().map(|known| known.begun.plus_millis(1));
        let replay = Replay {
            of,
            begun: least.unwrap_or(Timestamp::MIN).max(self.now()),
            ended: None,
            stopped: false,
            nodes: 0,
            queued: 0,
            after: None,
            version: before.map_or(0, |known| known.version),
        };
        match self.inner.store.commit(step(destination, &replay))? {
            Committed::Done => Ok(Replay {
                version: replay.version + 1,
                ..replay
            }),
            Committed::Conflict { .. } => Err(ReplayFailed::UnderWay),
        }
    }

    /// The last replay to a destination, if there was one.
    pub fn replay(&self, destination: DestinationId) -> Result<Option<Replay>, ReadError> {
        let key = keys::meta(Meta::Replays, destination.slot().into());
        let row = self.inner.store.read(&[key])?.pop().flatten();
        row.map(|row| Ok(layout::read_replay(&row.value, row.version)?))
            .transpose()
    }

    /// Ends a replay that is under way; what it queued stays queued. False if there is none.
    pub fn stop_replay(&self, destination: DestinationId) -> Result<bool, ReadError> {
        for _ in 0..ATTEMPTS_MAX {
            let replay = self.replay(destination)?;
            let Some(mut replay) = replay.filter(|known| known.ended.is_none()) else {
                return Ok(false);
            };
            replay.ended = Some(self.now());
            replay.stopped = true;
            if self.inner.store.commit(step(destination, &replay))? == Committed::Done {
                return Ok(true);
            }
        }
        Err(changed())
    }

    /// Works off what is to be replayed. Returns how many deliveries were queued.
    pub fn replay_all(&self) -> Result<u64, ReadError> {
        let mut queued = 0;
        for (sort, _) in self.inner.store.scan(&keys::metas(Meta::Replays), 256)? {
            let Some(destination) = sort.last().copied().map(DestinationId::new) else {
                continue;
            };
            loop {
                let stopping = self.inner.shared.stopping.load(Ordering::SeqCst);
                let replay = self.replay(destination)?;
                let replay = replay.filter(|known| known.ended.is_none() && !stopping);
                let Some(replay) = replay else {
                    break;
                };
                queued += self.replay_step(destination, replay)?;
            }
        }
        Ok(queued)
    }

    /// Queues what is to be replayed of the next nodes.
    fn replay_step(&self, id: DestinationId, mut replay: Replay) -> Result<u64, ReadError> {
        let policy = self.policy();
        let store = &*self.inner.store;
        let before = replay.queued;
        let after = replay.after.map(keys::node);
        let page = store.walk(Space::Nodes, after.as_ref(), NODES_MAX)?;
        // Nothing goes to one that is not declared or sends nothing.
        let destination = policy.catalog.destination(id);
        let destination = destination.filter(|known| known.active);
        let mut puts = Vec::new();
        if let Some(destination) = destination {
            for (key, _) in &page {
                let node = NodeId::new(key.partition);
                self.replay_node(destination, node, &mut replay, &mut puts)?;
                replay.nodes += 1;
                replay.after = Some(node);
                if puts.len() >= QUEUED_MAX {
                    break;
                }
            }
        }
        let last = page.last().map(|(key, _)| NodeId::new(key.partition));
        if destination.is_none()
            || (page.len() < NODES_MAX && replay.after == last)
            || page.is_empty()
        {
            replay.ended = Some(self.now());
        }
        let mut commit = step(id, &replay);
        commit.puts.extend(puts);
        if store.commit(commit)? == Committed::Done {
            self.inner.shared.outbox.tell(id);
            return Ok(replay.queued - before);
        }
        // Staff ended it meanwhile.
        Ok(0)
    }

    /// Queues the events of one node. What one commit cannot take is committed by itself before:
    /// queued twice, it has the same place.
    fn replay_node(
        &self,
        destination: &Destination,
        node: NodeId,
        replay: &mut Replay,
        puts: &mut Vec<Put>,
    ) -> Result<(), ReadError> {
        let inner = &self.inner;
        let Some(person) = load::person(&*inner.store, &inner.vault, node)? else {
            return Ok(());
        };
        let may = self.replayed(destination, &person, &replay.of);
        if may.is_empty() {
            return Ok(());
        }
        let Some(with) = person.keys.get(&node) else {
            return Ok(());
        };
        let lane = lane_of(person.head());
        let now = self.now();
        let mut range = keys::rows_of(Space::Events, node);
        range.from = keys::timeline_from(replay.of.from);
        range.until = Some(keys::timeline_from(replay.of.until));
        loop {
            let rows = inner.store.scan(&range, ENTRIES_MAX)?;
            let last = rows.last().map(|(sort, _)| sort.clone());
            let full = rows.len() == ENTRIES_MAX;
            for (sort, row) in rows {
                let key = Key::new(Space::Events, node.number(), &sort);
                let plain = sealed::open(&key, with, &row.value)?;
                let Entry::Event(record) = layout::read_entry(&plain)? else {
                    continue;
                };
                let wants = |(kind, purposes): (_, PurposeSet)| {
                    destination.events.contains(&kind) && !purposes.intersection(may).is_empty()
                };
                if !record.event.is_some_and(wants) {
                    continue;
                }
                let place = place(replay, record.occurred, record.id);
                let key = keys::waiting_at(destination.id, lane, &place);
                let cause = Cause::Event {
                    id: record.id,
                    at: record.occurred,
                };
                puts.push(put_waiting(fresh(key, node, cause, now)));
                replay.queued += 1;
            }
            if puts.len() >= QUEUED_MAX {
                inner.store.commit(Commit {
                    name: "replay-part",
                    puts: std::mem::take(puts),
                    ..Commit::default()
                })?;
                inner.shared.outbox.tell(destination.id);
            }
            let Some(last) = last.filter(|_| full) else {
                return Ok(());
            };
            range.from = last;
            range.from.push(0);
        }
    }

    /// The purposes for which something of somebody may be replayed; none if they are not in the
    /// segment.
    fn replayed(&self, destination: &Destination, person: &Person, of: &ReplayOf) -> PurposeSet {
        let head = person.people.nodes.get(&person.head());
        let is_in = |segment| {
            let standings = head.map(|head| head.segments.as_slice());
            let mut standings = standings.unwrap_or_default().iter();
            standings.any(|standing| standing.segment == segment)
        };
        if !of.segment.is_none_or(is_in) {
            return PurposeSet::EMPTY;
        }
        let policy = self.policy();
        let now = self.now();
        with_permissions(person, |permissions| {
            let permits = deliver::permits(&policy.catalog, permissions, destination, now);
            let sent: PurposeSet = permits.iter().map(Permit::purpose).collect();
            let replayed = deliver::replayable(&policy.catalog, permissions, destination, now);
            sent.intersection(replayed)
        })
    }
}

/// The place of what is replayed: after what waited when it began, and of each person by time.
fn place(replay: &Replay, at: Timestamp, id: EventId) -> Vec<u8> {
    let begun = super::Order::default().next(replay.begun);
    let mut place = begun.to_be_bytes().to_vec();
    place.extend_from_slice(&keys::timeline_from(at));
    place.extend_from_slice(&id.0);
    place
}

/// The commit that moves a replay on.
fn step(destination: DestinationId, replay: &Replay) -> Commit {
    let key = keys::meta(Meta::Replays, destination.slot().into());
    let expect = match replay.version {
        0 => Expect::Absent(key.clone()),
        version => Expect::Version(key.clone(), version),
    };
    Commit {
        name: "replay",
        expects: vec![expect],
        puts: vec![Put {
            key,
            version: replay.version + 1,
            value: layout::write_replay(replay),
        }],
        ..Commit::default()
    }
}

fn changed() -> ReadError {
    ReadError::Store(StoreError::Unavailable {
        attempt: "end a replay",
        source: "it changed with every try".into(),
    })
}
