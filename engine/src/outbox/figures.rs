//! What the threads share about deliveries: that there is news, and what came of them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use smallvec::SmallVec;
use telos_model::catalog::SlotKind;
use telos_model::deliver::Deliveries;
use telos_model::id::DestinationId;
use telos_model::time::Timestamp;

/// How many minutes are kept in which something came of deliveries.
const MINUTES_KEPT: usize = 60;
/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;

/// What a group queued.
#[derive(Debug, Default)]
pub(crate) struct Queued {
    rows: u64,
    wanted: SmallVec<[DestinationId; 4]>,
    refused: Vec<DestinationId>,
}

impl Queued {
    pub(crate) fn note(&mut self, deliveries: &Deliveries, review: bool) {
        self.rows += deliveries.wanted.len() as u64 + u64::from(review);
        for wanted in &deliveries.wanted {
            if !self.wanted.contains(&wanted.destination) {
                self.wanted.push(wanted.destination);
            }
        }
        self.refused.extend(&deliveries.refused);
    }
}

/// What the threads share about deliveries.
#[derive(Debug)]
pub(crate) struct Outbox {
    /// Grows with everything that is queued, and when something about a destination changed.
    news: AtomicU64,
    figures: Vec<Figures>,
}

impl Default for Outbox {
    fn default() -> Self {
        let destinations = SlotKind::Destination.slots_max();
        Self {
            news: AtomicU64::new(1),
            figures: (0..destinations).map(|_| Figures::default()).collect(),
        }
    }
}

/// What came of the deliveries to one destination since the start.
#[derive(Debug)]
pub(super) struct Figures {
    /// Grows with what is queued for it, and when something about it changed.
    news: AtomicU64,
    pub(super) sent: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) given_up: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) last_sent: AtomicI64,
    pub(super) last_failed: AtomicI64,
    /// How it failed last: kind and status.
    pub(super) last_failure: AtomicU64,
    /// What came of them by minute.
    minutes: Mutex<VecDeque<Minute>>,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            news: AtomicU64::new(1),
            sent: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            given_up: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            last_sent: AtomicI64::new(i64::MIN),
            last_failed: AtomicI64::new(i64::MIN),
            last_failure: AtomicU64::new(u64::MAX),
            minutes: Mutex::default(),
        }
    }
}

impl Outbox {
    pub(super) fn news(&self) -> u64 {
        self.news.load(Ordering::SeqCst)
    }

    pub(super) fn news_of(&self, destination: DestinationId) -> u64 {
        let figures = self.of(destination);
        figures.map_or(0, |figures| figures.news.load(Ordering::SeqCst))
    }

    /// Takes note of what a group queued.
    pub(crate) fn note(&self, queued: &Queued) {
        self.news.fetch_add(queued.rows, Ordering::SeqCst);
        for destination in &queued.wanted {
            self.tell(*destination);
        }
        for destination in &queued.refused {
            if let Some(figures) = self.figures.get(destination.index()) {
                figures.refused.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Lets the sender of a destination look again.
    pub(crate) fn tell(&self, destination: DestinationId) {
        self.news.fetch_add(1, Ordering::SeqCst);
        if let Some(figures) = self.of(destination) {
            figures.news.fetch_add(1, Ordering::SeqCst);
        }
    }

    pub(super) fn of(&self, destination: DestinationId) -> Option<&Figures> {
        self.figures.get(destination.index())
    }
}

/// What came of the deliveries to a destination in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minute {
    /// When it began.
    pub at: Timestamp,
    /// How many were sent.
    pub sent: u64,
    /// How often it failed.
    pub failed: u64,
}

impl Figures {
    /// Counts what came of deliveries by the minute that it is.
    pub(super) fn count(&self, now: Timestamp, sent: u64, failed: u64) {
        let at = Timestamp::from_millis(now.millis() - now.millis().rem_euclid(MINUTE_MS));
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        match minutes.back_mut().filter(|last| last.at >= at) {
            Some(last) => {
                last.sent += sent;
                last.failed += failed;
            }
            None => minutes.push_back(Minute { at, sent, failed }),
        }
        while minutes.len() > MINUTES_KEPT {
            minutes.pop_front();
        }
    }

    /// The minutes in which something came of deliveries, the oldest first.
    pub(super) fn minutes(&self) -> Vec<Minute> {
        let minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        minutes.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_kept_by_minute_for_an_hour() {
        let figures = Figures::default();
        for minute in 0..70 {
            let at = Timestamp::from_millis(minute * MINUTE_MS + 5);
            figures.count(at, 2, 0);
            figures.count(at.plus_millis(1_000), 1, 1);
        }
        let minutes = figures.minutes();
        assert_eq!(minutes.len(), MINUTES_KEPT);
        let last = minutes.last().expect("the last");
        assert_eq!(
            (last.at.millis(), last.sent, last.failed),
            (69 * MINUTE_MS, 3, 1)
        );
    }
}
