//! Limits of what anybody may ask.

use std::num::NonZeroU32;

use axum::http::StatusCode;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use telos_doors::rate::waiting;

use crate::problem::Problem;

/// From how many networks on those that have rested are forgotten.
const NETWORKS_MAX: usize = 10_000;

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

#[cfg(test)]
mod tests {
    use super::*;

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
