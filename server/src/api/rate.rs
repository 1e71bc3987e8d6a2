//! Rate limits: by source, so many events a second and a burst of one full batch; and for what
//! anybody may ask.

use std::num::NonZeroU32;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use axum::http::StatusCode;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use rustc_hash::FxHashMap;
use telos_model::id::SourceId;
use telos_model::json::BATCH_MESSAGES_MAX;

use crate::problem::Problem;

/// The longest wait that a client is told, in seconds: SDKs heed no longer one.
const WAIT_SECONDS_MAX: u64 = 300;
/// From how many networks on those that have rested are forgotten.
const NETWORKS_MAX: usize = 10_000;

/// The limiters of all sources that have a limit.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    limiters: RwLock<FxHashMap<SourceId, (NonZeroU32, Arc<DefaultDirectRateLimiter>)>>,
}

impl Rates {
    /// Takes `events` from what a source may send now, or says in how many whole seconds to try
    /// again. A full batch can always pass a source that has rested.
    pub(crate) fn take(
        &self,
        source: SourceId,
        rate: Option<u32>,
        events: usize,
    ) -> Result<(), u64> {
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

/// The limit of what anybody may ask, over all who do.
#[derive(Debug)]
pub(crate) struct Public(DefaultDirectRateLimiter);

impl Public {
    /// So many requests a second, and twice as many at once.
    pub(crate) fn new(requests_max: u32) -> Self {
        Self(RateLimiter::direct(quota(requests_max)))
    }

    /// Takes one request, or says when to come again.
    pub(crate) fn take(&self) -> Result<(), Problem> {
        self.take_or_wait().map_err(|wait| {
            Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_requests",
                "too much is asked of this at the moment",
                "come again after Retry-After",
            )
            .retry_after(wait)
        })
    }

    /// Takes one request, or says in how many whole seconds to come again.
    pub(crate) fn take_or_wait(&self) -> Result<(), u64> {
        self.0.check().map_err(|until| waiting(&until))
    }
}

/// The limit of what anybody may ask, over all who do and for each network of theirs, so that one
/// that asks too often keeps nobody else from being answered.
#[derive(Debug)]
pub(crate) struct ByNetwork {
    each: DefaultKeyedRateLimiter<u128>,
    all: Public,
}

impl ByNetwork {
    /// So many requests a second from each network and from all, and twice as many at once.
    pub(crate) fn new(each_max: u32, requests_max: u32) -> Self {
        Self {
            each: RateLimiter::keyed(quota(each_max)),
            all: Public::new(requests_max),
        }
    }

    /// Takes one request of a network, or says in how many whole seconds to come again.
    pub(crate) fn take_or_wait(&self, network: u128) -> Result<(), u64> {
        if self.each.len() >= NETWORKS_MAX {
            // Those that have rested have all of theirs again, as if they had never come.
            self.each.retain_recent();
        }
        self.each
            .check_key(&network)
            .map_err(|until| waiting(&until))?;
        self.all.take_or_wait()
    }
}

fn quota(requests_max: u32) -> Quota {
    let rate = NonZeroU32::new(requests_max).unwrap_or(NonZeroU32::MIN);
    Quota::per_second(rate).allow_burst(rate.saturating_add(rate.get()))
}

fn waiting(until: &NotUntil<<DefaultClock as Clock>::Instant>) -> u64 {
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

    #[test]
    fn a_network_that_asks_too_often_keeps_no_other_from_being_answered() {
        let rate = ByNetwork::new(2, 100);
        let taken = (0..50).filter(|_| rate.take_or_wait(1).is_ok()).count();
        assert!((4..10).contains(&taken), "{taken}");
        assert_eq!(rate.take_or_wait(2), Ok(()));
        let others = (3..500).filter(|network| rate.take_or_wait(*network).is_err());
        assert!(others.count() > 0, "all together have a limit too");
    }

    #[test]
    fn networks_that_rested_are_forgotten() {
        let rate = ByNetwork::new(u32::MAX, u32::MAX);
        for network in 0..3 * NETWORKS_MAX as u128 {
            assert_eq!(rate.take_or_wait(network), Ok(()));
        }
        assert!(rate.each.len() <= NETWORKS_MAX, "{}", rate.each.len());
    }
}
