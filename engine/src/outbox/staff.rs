//! What staff see of destinations and do about them: health, pause and resume, what could not be
//! sent.

use std::sync::atomic::Ordering;

use telos_model::deliver::Failure;
use telos_model::id::DestinationId;
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Expect, Put, StoreError};

use super::{ATTEMPTS_MAX, LANE_DEAD, LANE_REMOVALS, Minute, Waiting, put_waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{
    self,
    keys::{self, Meta},
};

/// Milliseconds in an hour.
const HOUR_MS: i64 = 3_600_000;
/// The most deliveries of one page of what could not be sent.
pub const DEAD_PAGE_MAX: usize = 500;
/// What waits is counted up to this many in each lane.
pub const WAITING_COUNTED_MAX: usize = 1_000;

/// How a destination does.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// What came of deliveries by minute, of those minutes of the last hour in which something did.
    pub minutes: Vec<Minute>,
}

impl Health {
    /// How long the oldest that waits has waited, in whole seconds.
    #[must_use]
    pub fn lag_seconds(&self, now: Timestamp) -> u64 {
        let lag = self
            .oldest
            .map_or(0, |oldest| now.millis() - oldest.millis());
        lag.max(0).unsigned_abs() / 1_000
    }

    /// The counts of what waits and of what could not be sent are at least so many.
    #[must_use]
    pub const fn is_counted_in_part(&self) -> bool {
        self.waiting >= WAITING_COUNTED_MAX || self.dead >= WAITING_COUNTED_MAX
    }

    /// How it fails, if it did the last time that something was sent.
    #[must_use]
    pub fn failing(&self) -> Option<Failure> {
        let failed = self.last_failed > self.last_sent;
        self.last_failure.filter(|_| failed)
    }
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
            minutes: Vec::new(),
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
            health.last_failure = layout::failure(kind, status);
            let hour = self.now().plus_millis(-HOUR_MS);
            health.minutes = figures.minutes();
            health.minutes.retain(|minute| minute.at > hour);
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
        self.inner.shared.outbox.tell(id);
        Ok(())
    }

    /// Lets what waited go.
    pub fn resume(&self, id: DestinationId) -> Result<(), ReadError> {
        self.inner.store.commit(Commit {
            name: "resume",
            deletes: vec![keys::meta(Meta::Paused, id.slot().into())],
            ..Commit::default()
        })?;
        self.inner.shared.outbox.tell(id);
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

    /// One delivery that could not be sent, by its place; none if it is there no more.
    pub fn dead_one(&self, id: DestinationId, place: &[u8]) -> Result<Option<Waiting>, ReadError> {
        let key = keys::waiting_at(id, LANE_DEAD, place);
        let row = self.inner.store.read(std::slice::from_ref(&key))?;
        let row = row.into_iter().flatten().next();
        row.map(|row| Ok(layout::read_waiting(&key, &row.value)?))
            .transpose()
    }

    /// Lets everything that could not be sent by now wait again in its place, with its idempotency
    /// key. It is asked for again like everything that waits. Returns how many there were.
    pub fn retry_dead(&self, id: DestinationId) -> Result<usize, ReadError> {
        self.each_dead(id, "retry-dead", |waiting, commit| {
            retry(id, waiting, commit)
        })
    }

    /// Lets one wait again. False if it is there no more.
    pub fn retry_dead_one(&self, id: DestinationId, place: &[u8]) -> Result<bool, ReadError> {
        self.one_dead(id, place, "retry-dead-one", |waiting, commit| {
            retry(id, waiting, commit)
        })
    }

    /// Forgets everything that could not be sent by now, but for what tells the destination to let
    /// go of somebody, which has to be sent again. Returns how many were forgotten.
    pub fn forget_dead(&self, id: DestinationId) -> Result<usize, ReadError> {
        self.each_dead(id, "forget-dead", forget)
    }

    /// Forgets one, if that is no duty. False if it is there no more or has to be sent.
    pub fn forget_dead_one(&self, id: DestinationId, place: &[u8]) -> Result<bool, ReadError> {
        self.one_dead(id, place, "forget-dead-one", forget)
    }

    /// Does something with all that lies with what could not be sent, once with each.
    fn each_dead(
        &self,
        id: DestinationId,
        name: &'static str,
        mut with: impl FnMut(&Waiting, &mut Commit) -> bool,
    ) -> Result<usize, ReadError> {
        let (mut count, mut after) = (0, None::<Vec<u8>>);
        let mut conflicts = 0;
        loop {
            let dead = self.dead(id, after.as_deref(), DEAD_PAGE_MAX)?;
            let Some(last) = dead.last().map(|last| last.place().to_vec()) else {
                break;
            };
            let mut commit = Commit {
                name,
                ..Commit::default()
            };
            let mut done = 0;
            for waiting in &dead {
                done += usize::from(with(waiting, &mut commit));
            }
            match self.inner.store.commit(commit)? {
                Committed::Done => {
                    count += done;
                    after = Some(last);
                }
                // Somebody else took one of them meanwhile: the page is another.
                Committed::Conflict { .. } if conflicts < ATTEMPTS_MAX => conflicts += 1,
                Committed::Conflict { .. } => {
                    return Err(ReadError::Store(StoreError::Unavailable {
                        attempt: "look after what could not be sent",
                        source: "it changed with every try".into(),
                    }));
                }
            }
        }
        self.inner.shared.outbox.tell(id);
        Ok(count)
    }

    fn one_dead(
        &self,
        id: DestinationId,
        place: &[u8],
        name: &'static str,
        with: impl FnOnce(&Waiting, &mut Commit) -> bool,
    ) -> Result<bool, ReadError> {
        let Some(waiting) = self.dead_one(id, place)? else {
            return Ok(false);
        };
        let mut commit = Commit {
            name,
            ..Commit::default()
        };
        if !with(&waiting, &mut commit) {
            return Ok(false);
        }
        let done = self.inner.store.commit(commit)? == Committed::Done;
        self.inner.shared.outbox.tell(id);
        Ok(done)
    }
}

/// Puts one back to where it waited before.
fn retry(id: DestinationId, waiting: &Waiting, commit: &mut Commit) -> bool {
    let Some((lane, sort)) = waiting.key.sort.split_last() else {
        return false;
    };
    let key = keys::waiting_at(id, (*lane).min(LANE_REMOVALS), sort);
    commit.expects.push(Expect::Version(waiting.key.clone(), 0));
    commit.deletes.push(waiting.key.clone());
    commit.puts.push(put_waiting(Waiting {
        key,
        attempts: 0,
        failed_since: Timestamp::MAX,
        ..waiting.clone()
    }));
    true
}

fn forget(waiting: &Waiting, commit: &mut Commit) -> bool {
    if waiting.cause.occasion().is_removal() {
        return false;
    }
    commit.expects.push(Expect::Version(waiting.key.clone(), 0));
    commit.deletes.push(waiting.key.clone());
    true
}
