//! Behaviour as tallies: in total and by UTC day, apart for each set of purposes that may see it.

use crate::id::{EventKind, FieldId, PurposeSet};
use crate::segment::WINDOW_DAYS_MAX;
use crate::time::{Day, Timestamp};

/// What a series tallies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measured {
    /// That an event happened.
    Event(EventKind),
    /// The values of a measure field.
    Field(FieldId),
}

/// How often, how much, first and last. Packed, since each day of a series has one, and what an
/// `i128` asks for by itself leaves a quarter of them empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(Rust, packed(8))]
pub struct Tally {
    /// How many facts.
    pub count: u64,
    /// Their sum, in millionths; 0 for events.
    pub micros: i128,
    /// The earliest.
    pub first: Timestamp,
    /// The latest.
    pub last: Timestamp,
}

impl Tally {
    /// The tally of nothing.
    pub const NONE: Self = Self {
        count: 0,
        micros: 0,
        first: Timestamp::MAX,
        last: Timestamp::MIN,
    };

    /// The tally of one fact.
    #[must_use]
    pub const fn one(at: Timestamp, micros: i128) -> Self {
        Self {
            count: 1,
            micros,
            first: at,
            last: at,
        }
    }

    /// Both together. Associative and commutative, with `NONE` as the neutral element.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            micros: self.micros.saturating_add(other.micros),
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}

/// The tallies of one measure that one set of purposes may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What is tallied.
    pub measured: Measured,
    /// The purposes that the tallied facts were collected for.
    pub purposes: PurposeSet,
    /// Over all time.
    pub total: Tally,
    /// By UTC day, in order, for the last `WINDOW_DAYS_MAX` days before the newest `pruned` day.
    pub days: Vec<(Day, Tally)>,
}

impl Series {
    /// An empty series.
    #[must_use]
    pub const fn new(measured: Measured, purposes: PurposeSet) -> Self {
        Self {
            measured,
            purposes,
            total: Tally::NONE,
            days: Vec::new(),
        }
    }

    /// Takes one fact in. `today` is the day of processing: days that no window reaches any more
    /// are let go, and a fact of such a day counts in the total alone.
    pub(super) fn add(&mut self, fact: Tally, today: Day) {
        self.total = self.total.plus(fact);
        let oldest = today.plus(1 - i32::from(WINDOW_DAYS_MAX));
        let day = fact.first.day();
        if day >= oldest {
            match self.days.binary_search_by_key(&day, |(day, _)| *day) {
                Ok(at) => self.days[at].1 = self.days[at].1.plus(fact),
                Err(at) => insert_tight(&mut self.days, at, (day, fact)),
            }
        }
        let stale = self.days.partition_point(|(day, _)| *day < oldest);
        self.days.drain(..stale);
    }

    /// How much memory it takes, about.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.days.len() * size_of::<(Day, Tally)>()
    }

    /// The tally of the days from one to another, both included.
    #[must_use]
    pub fn since(&self, from: Day, until: Day) -> Tally {
        let days = self.between(from, until);
        let (Some((_, oldest)), Some((_, newest))) = (days.first(), days.last()) else {
            return Tally::NONE;
        };
        // The days are in order, so that only counts and sums need a look at each.
        let mut sum = Tally {
            count: 0,
            micros: 0,
            first: oldest.first,
            last: newest.last,
        };
        for (_, tally) in days {
            sum.count = sum.count.saturating_add(tally.count);
            sum.micros = sum.micros.saturating_add(tally.micros);
        }
        sum
    }

    /// How many facts there are from one day to another, both included.
    pub(super) fn count_since(&self, from: Day, until: Day) -> u64 {
        let counts = self
            .between(from, until)
            .iter()
            .map(|(_, tally)| tally.count);
        counts.fold(0, u64::saturating_add)
    }

    fn between(&self, from: Day, until: Day) -> &[(Day, Tally)] {
        let start = self.days.partition_point(|(day, _)| *day < from);
        let days = &self.days[start..];
        // Days ahead of today are rare.
        let ahead = days.iter().rev().take_while(|(day, _)| *day > until);
        &days[..days.len() - ahead.count()]
    }
}

/// Inserts into a list that stays in memory for long and seldom grows: by an eighth at a time,
/// where a vector by itself takes room for four and then doubles it.
pub(super) fn insert_tight<T>(list: &mut Vec<T>, at: usize, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(1 + list.len() / 8);
    }
    list.insert(at, item);
}
