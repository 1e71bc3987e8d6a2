//! How often somebody may ask for a code or try one: by address and by network.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use telos_model::time::Timestamp;

/// How many codes may be asked for one address within [`WINDOW_MILLIS`].
const CODES_PER_ADDRESS_MAX: u32 = 5;
/// How many codes may be asked for from one network within [`WINDOW_MILLIS`].
const CODES_PER_NETWORK_MAX: u32 = 30;
/// How many codes and links may be tried from one network within [`WINDOW_MILLIS`].
const TRIES_PER_NETWORK_MAX: u32 = 60;
/// The window, in milliseconds.
const WINDOW_MILLIS: i64 = 15 * 60 * 1_000;
/// How many addresses and networks are remembered; the one that came first gives way.
const REMEMBERED_MAX: usize = 50_000;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// A code asked for an address, by its keyed hash.
    Address([u8; 16]),
    /// A code asked for from a network.
    Asking(u128),
    /// A code or link tried from a network.
    Trying(u128),
}

impl What {
    const fn times_max(self) -> u32 {
        match self {
            Self::Address(_) => CODES_PER_ADDRESS_MAX,
            Self::Asking(_) => CODES_PER_NETWORK_MAX,
            Self::Trying(_) => TRIES_PER_NETWORK_MAX,
        }
    }
}

/// How often what was done lately.
#[derive(Default)]
pub(super) struct Limits(Mutex<HashMap<What, (Timestamp, u32)>>);

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits")
    }
}

impl Limits {
    /// Counts one more, and says whether it may be done.
    pub(super) fn may(&self, what: What, now: Timestamp) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED_MAX && !known.contains_key(&what) {
            known.retain(|_, (since, _)| now < since.plus_millis(WINDOW_MILLIS));
            let first = known.iter().min_by_key(|(_, (since, _))| *since);
            let first = first.map(|(what, _)| *what);
            if let (true, Some(first)) = (known.len() >= REMEMBERED_MAX, first) {
                known.remove(&first);
            }
        }
        let (since, times) = known.entry(what).or_insert((now, 0));
        if now >= since.plus_millis(WINDOW_MILLIS) {
            (*since, *times) = (now, 0);
        }
        *times = times.saturating_add(1);
        *times <= what.times_max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn an_address_gets_so_many_codes_in_a_window_and_others_are_not_touched() {
        let limits = Limits::default();
        let (one, two) = (What::Address([1; 16]), What::Address([2; 16]));
        for _ in 0..CODES_PER_ADDRESS_MAX {
            assert!(limits.may(one, at(0)));
        }
        assert!(!limits.may(one, at(WINDOW_MILLIS - 1)));
        assert!(limits.may(two, at(1)));
        assert!(limits.may(one, at(WINDOW_MILLIS)));
    }

    #[test]
    fn what_is_remembered_does_not_grow_without_end() {
        let limits = Limits::default();
        for number in 0..REMEMBERED_MAX as u128 + 10 {
            assert!(limits.may(What::Asking(number), at(1)));
        }
        assert_eq!(limits.0.lock().unwrap().len(), REMEMBERED_MAX);
    }
}
