//! What staff see of destinations and do about them: health, pause and resume, what could not be
//! sent.

use std::sync::atomic::Ordering;

use telos_model::id::DestinationId;
use telos_model::time::Timestamp;
use telos_store::{Commit, Put};

use super::{Failure, LANE_DEAD, LANE_REMOVALS, Waiting, put_waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::keys::{self, Meta};

/// The most deliveries of one page of what could not be sent.
pub const DEAD_PAGE_MAX: usize = 500;
/// What waits is counted up to this many in each lane.
pub const WAITING_COUNTED_MAX: usize = 1_000;

/// How a destination does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Since when staff have paused it.
    pub paused: Option<Timestamp>,
    /// How many deliveries wait, counted up to [`WAITING_COUNTED_MAX`] in each lane.
    pub waiting: usize,
    /// When the oldest of them was queued.
    pub oldest: Option<Timestamp>,
    /// How many could not be sent, counted up to as many.
    pub dead: usize,
    /// How many were sent since the start.
    pub sent: u64,
    /// How often it failed since the start.
    pub failed: u64,
    /// How many were given up since the start.
    pub given_up: u64,
    /// How many were not permitted since the start.
    pub refused: u64,
    /// When one was last sent, since the start.
    pub last_sent: Option<Timestamp>,
    /// When it last failed, since the start.
    pub last_failed: Option<Timestamp>,
    /// How it last failed, since the start.
    pub last_failure: Option<Failure>,
}

impl Engine {
    /// How a destination does.
    pub fn destination_health(&self, id: DestinationId) -> Result<Health, ReadError> {
        let mut health = Health {
            paused: self.paused(id)?,
            waiting: 0,
            oldest: None,
            dead: 0,
            sent: 0,
            failed: 0,
            given_up: 0,
            refused: 0,
            last_sent: None,
            last_failed: None,
            last_failure: None,
        };
        for lane in 0..=LANE_REMOVALS {
            let waiting = self.waiting(id, lane, None, WAITING_COUNTED_MAX)?;
            health.waiting += waiting.len();
            let oldest = waiting.first().map(|waiting| waiting.queued);
            health.oldest = health.oldest.into_iter().chain(oldest).min();
        }
        health.dead = self
            .waiting(id, LANE_DEAD, None, WAITING_COUNTED_MAX)?
            .len();
        if let Some(figures) = self.inner.shared.outbox.of(id) {
            let time = |millis: i64| (millis > i64::MIN).then(|| Timestamp::from_millis(millis));
            health.sent = figures.sent.load(Ordering::Relaxed);
            health.failed = figures.failed.load(Ordering::Relaxed);
            health.given_up = figures.given_up.load(Ordering::Relaxed);
            health.refused = figures.refused.load(Ordering::Relaxed);
            health.last_sent = time(figures.last_sent.load(Ordering::Relaxed));
            health.last_failed = time(figures.last_failed.load(Ordering::Relaxed));
            let [.., kind, high, low] = figures.last_failure.load(Ordering::Relaxed).to_be_bytes();
            let status = u16::from_be_bytes([high, low]);
            health.last_failure = Failure::from_number(kind, status);
        }
        Ok(health)
    }

    /// Since when staff have paused a destination.
    pub fn paused(&self, id: DestinationId) -> Result<Option<Timestamp>, ReadError> {
        let key = keys::meta(Meta::Paused, id.slot().into());
        let row = self.inner.store.read(&[key])?.pop().flatten();
        let since = row.and_then(|row| row.value.try_into().ok().map(i64::from_be_bytes));
        Ok(since.map(Timestamp::from_millis))
    }

    /// Lets nothing go to a destination until it is resumed; what is to go waits.
    pub fn pause(&self, id: DestinationId) -> Result<(), ReadError> {
        let put = Put {
            key: keys::meta(Meta::Paused, id.slot().into()),
            version: 0,
            value: self.now().millis().to_be_bytes().to_vec(),
        };
        self.inner.store.commit(Commit {
            name: "pause",
            puts: vec![put],
            ..Commit::default()
        })?;
        self.inner.shared.outbox.tell(1);
        Ok(())
    }

    /// Lets what waited go.
    pub fn resume(&self, id: DestinationId) -> Result<(), ReadError> {
        self.inner.store.commit(Commit {
            name: "resume",
            deletes: vec![keys::meta(Meta::Paused, id.slot().into())],
            ..Commit::default()
        })?;
        self.inner.shared.outbox.tell(1);
        Ok(())
    }

    /// What could not be sent, the oldest first, from after a place. It holds nothing personal.
    pub fn dead(
        &self,
        id: DestinationId,
        after: Option<&[u8]>,
        rows_max: usize,
    ) -> Result<Vec<Waiting>, ReadError> {
        self.waiting(id, LANE_DEAD, after, rows_max.min(DEAD_PAGE_MAX))
    }

    /// Lets everything that could not be sent wait again in its place, with its idempotency key.
    /// It is asked for again like everything that waits. Returns how many there were.
    pub fn retry_dead(&self, id: DestinationId) -> Result<usize, ReadError> {
        let mut count = 0;
        loop {
            let dead = self.dead(id, None, DEAD_PAGE_MAX)?;
            if dead.is_empty() {
                self.inner.shared.outbox.tell(1);
                return Ok(count);
            }
            count += dead.len();
            let mut commit = Commit {
                name: "retry-dead",
                ..Commit::default()
            };
            for waiting in dead {
                commit.deletes.push(waiting.key.clone());
                if let Some((lane, sort)) = waiting.key.sort.split_last() {
                    let key = keys::waiting_at(id, (*lane).min(LANE_REMOVALS), sort);
                    commit.puts.push(put_waiting(Waiting {
                        key,
                        attempts: 0,
                        failed_since: Timestamp::MAX,
                        ..waiting
                    }));
                }
            }
            self.inner.store.commit(commit)?;
        }
    }

    /// Forgets everything that could not be sent. Returns how many there were.
    pub fn forget_dead(&self, id: DestinationId) -> Result<usize, ReadError> {
        let mut count = 0;
        loop {
            let dead = self.dead(id, None, DEAD_PAGE_MAX)?;
            if dead.is_empty() {
                return Ok(count);
            }
            count += dead.len();
            self.inner.store.commit(Commit {
                name: "forget-dead",
                deletes: dead.into_iter().map(|waiting| waiting.key).collect(),
                ..Commit::default()
            })?;
        }
    }
}
