//! Rate limits by source: so many events a second and a burst of one full batch.

use std::num::NonZeroU32;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, NotUntil, Quota, RateLimiter};
use rustc_hash::FxHashMap;
use telos_model::id::SourceId;
use telos_model::json::BATCH_MESSAGES_MAX;

/// The longest wait that a client is told, in seconds: SDKs heed no longer one.
const WAIT_SECONDS_MAX: u64 = 300;

/// The limiters of all sources that have a limit.
#[derive(Debug, Default)]
pub struct Rates {
    limiters: RwLock<FxHashMap<SourceId, (NonZeroU32, Arc<DefaultDirectRateLimiter>)>>,
}

impl Rates {
    /// Takes `events` from what a source may send now, or says in how many whole seconds to try
    /// again. A full batch can always pass a source that has rested.
    pub fn take(&self, source: SourceId, rate: Option<u32>, events: usize) -> Result<(), u64> {
        let Some(rate) = rate.map(|rate| NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN)) else {
            return Ok(());
        };
        let events = u32::try_from(events.clamp(1, BATCH_MESSAGES_MAX)).unwrap_or(u32::MAX);
        let events = NonZeroU32::new(events).unwrap_or(NonZeroU32::MIN);
        let limiter = self.limiter(source, rate);
        match limiter.check_n(events) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => Err(waiting(&until)),
            // More than the burst holds, which is as large as a batch can be.
            Err(_) => Err(WAIT_SECONDS_MAX),
        }
    }

    fn limiter(&self, source: SourceId, rate: NonZeroU32) -> Arc<DefaultDirectRateLimiter> {
        if let Ok(limiters) = self.limiters.read()
            && let Some((known, limiter)) = limiters.get(&source)
            && *known == rate
        {
            return Arc::clone(limiter);
        }
        let full_batch = u32::try_from(BATCH_MESSAGES_MAX).unwrap_or(u32::MAX);
        let burst = NonZeroU32::new(full_batch).map_or(rate, |batch| batch.max(rate));
        let limiter = Arc::new(RateLimiter::direct(
            Quota::per_second(rate).allow_burst(burst),
        ));
        // A poisoned lock only means that some other thread died; the map is whole.
        let mut limiters = self
            .limiters
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let entry = limiters
            .entry(source)
            .or_insert_with(|| (rate, Arc::clone(&limiter)));
        if entry.0 != rate {
            *entry = (rate, limiter);
        }
        Arc::clone(&entry.1)
    }
}

/// In how many whole seconds to come again.
#[must_use]
pub fn waiting(until: &NotUntil<<DefaultClock as Clock>::Instant>) -> u64 {
    whole_seconds(until.wait_time_from(DefaultClock::default().now()))
}

fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).clamp(1, WAIT_SECONDS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: SourceId = SourceId::new(3);

    #[test]
    fn a_source_without_a_limit_is_never_held_back() {
        let rates = Rates::default();
        for _ in 0..100 {
            assert_eq!(rates.take(SOURCE, None, BATCH_MESSAGES_MAX), Ok(()));
        }
    }

    #[test]
    fn a_full_batch_passes_once_and_the_next_is_told_when_to_come() {
        let rates = Rates::default();
        assert_eq!(rates.take(SOURCE, Some(100), BATCH_MESSAGES_MAX), Ok(()));
        let wait = rates.take(SOURCE, Some(100), 500).unwrap_err();
        assert!((4..=5).contains(&wait), "{wait}");
        assert_eq!(rates.take(SourceId::new(4), Some(100), 500), Ok(()));
    }

    #[test]
    fn a_new_rate_takes_effect() {
        let rates = Rates::default();
        assert_eq!(rates.take(SOURCE, Some(1), BATCH_MESSAGES_MAX), Ok(()));
        assert!(rates.take(SOURCE, Some(1), 1).is_err());
        assert_eq!(rates.take(SOURCE, Some(10_000), 1), Ok(()));
    }

    #[test]
    fn waits_are_whole_seconds_and_never_zero() {
        assert_eq!(whole_seconds(Duration::from_millis(1)), 1);
        assert_eq!(whole_seconds(Duration::from_millis(1_001)), 2);
        assert_eq!(whole_seconds(Duration::from_secs(9_999)), WAIT_SECONDS_MAX);
    }
}
