//! Retention: what no purpose may keep any longer of an event, a group and a node's fold.
//!
//! Time is counted in whole UTC days from the day when something happened, as the law of storage
//! limitation counts from the matter and not from the copy.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::id::{PurposeId, PurposeSet};
use crate::people::Node;
use crate::profile::NodeFold;
use crate::record::{EventRecord, Move};
use crate::time::{Day, Timestamp};

/// Who may keep what, today.
#[derive(Debug, Clone, Copy)]
pub struct Keeping<'a> {
    catalog: &'a Catalog,
    today: Day,
    only: Option<PurposeSet>,
}

/// What no purpose may keep any longer, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ended {
    /// By purpose, how many values and events it may not keep any longer.
    pub values: BTreeMap<PurposeId, u64>,
    /// Events of which nothing is left.
    pub events: u64,
}

impl Ended {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.values.is_empty() && self.events == 0
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (purpose, count) in &other.values {
            *self.values.entry(*purpose).or_default() += count;
        }
        self.events += other.events;
    }
}

/// What becomes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// All of it stays.
    Stays,
    /// Part of it stays.
    Trimmed,
    /// Nothing of it stays.
    Goes,
}

impl<'a> Keeping<'a> {
    /// Each purpose keeps for as long as the catalog says.
    #[must_use]
    pub const fn by_age(catalog: &'a Catalog, today: Day) -> Self {
        Self {
            catalog,
            today,
            only: None,
        }
    }

    /// The same, and of all purposes only these may keep anything.
    #[must_use]
    pub const fn only(catalog: &'a Catalog, today: Day, purposes: PurposeSet) -> Self {
        Self {
            catalog,
            today,
            only: Some(purposes),
        }
    }

    /// The last day of which something may have to go; none if nothing ever has to.
    #[must_use]
    pub fn last_day(&self) -> Option<Day> {
        if self.only.is_some() {
            return Some(Day::new(i32::MAX));
        }
        let purposes = self.catalog.purposes.iter().flatten();
        let shortest = purposes
            .filter_map(|purpose| purpose.retention_days)
            .min()?;
        let days = i32::try_from(shortest).unwrap_or(i32::MAX);
        Some(self.today.plus(days.saturating_neg().saturating_sub(1)))
    }

    /// Of these purposes, those that may still keep what happened at a time. One that is not
    /// declared any more keeps what it has, unseen by anyone, until it is declared again.
    #[must_use]
    pub fn still(&self, purposes: PurposeSet, at: Timestamp) -> PurposeSet {
        let allowed = self
            .only
            .map_or(purposes, |only| purposes.intersection(only));
        let keeps = |purpose: &PurposeId| {
            let declared = self.catalog.purpose(*purpose);
            let days = declared.and_then(|purpose| purpose.retention_days);
            days.is_none_or(|days| {
                let days = i32::try_from(days).unwrap_or(i32::MAX);
                at.day().plus(days) >= self.today
            })
        };
        allowed.iter().filter(keeps).collect()
    }

    /// Takes out of an event what may not be kept any longer.
    ///
    /// An event that never held anything but who it was about stays for as long as any purpose of
    /// its source may keep it.
    pub fn trim(&self, record: &mut EventRecord, ended: &mut Ended) -> Fate {
        let at = record.occurred;
        let mut changed = false;
        let had_content = record.event.is_some() || !record.kept.is_empty();
        let mut cut = |purposes: &mut PurposeSet| {
            let still = self.still(*purposes, at);
            for gone in purposes.minus(still).iter() {
                *ended.values.entry(gone).or_default() += 1;
                changed = true;
            }
            *purposes = still;
            still.is_empty()
        };
        if let Some((_, purposes)) = &mut record.event
            && cut(purposes)
        {
            record.event = None;
        }
        for kept in &mut record.kept {
            cut(&mut kept.purposes);
            if let Some((_, purposes)) = &mut kept.raw
                && cut(purposes)
            {
                kept.raw = None;
            }
        }
        record.kept.retain(|kept| !kept.purposes.is_empty());
        let empty = record.event.is_none() && record.kept.is_empty();
        let goes = if had_content {
            empty
        } else {
            let source = self.catalog.source(record.source);
            source.is_some_and(|source| self.still(source.purposes, at).is_empty())
        };
        if goes {
            ended.events += 1;
            Fate::Goes
        } else if changed {
            Fate::Trimmed
        } else {
            Fate::Stays
        }
    }

    /// Whether a segment's entering or leaving may still be told.
    #[must_use]
    pub fn keeps_move(&self, change: &Move) -> bool {
        let segment = self.catalog.segment(change.segment);
        segment.is_none_or(|segment| {
            !self
                .still(PurposeSet::only(segment.purpose), change.at)
                .is_empty()
        })
    }

    /// Takes groups out of a node that may not be kept any longer. Returns whether any went.
    pub fn trim_groups(&self, node: &mut Node) -> bool {
        let before = node.groups.clone();
        for (_, at, purposes) in &mut node.groups {
            *purposes = self.still(*purposes, *at);
        }
        node.groups.retain(|(.., purposes)| !purposes.is_empty());
        node.groups != before
    }

    /// A node's fold made again from what its timeline still holds.
    #[must_use]
    pub fn refold<'r>(
        &self,
        before: &NodeFold,
        records: impl Iterator<Item = &'r EventRecord>,
    ) -> NodeFold {
        let still = |purposes, at| self.still(purposes, at);
        NodeFold::again(self.catalog, before, records, self.today, &still)
    }
}

#[cfg(test)]
mod tests {
    use smallvec::SmallVec;

    use super::*;
    use crate::catalog::{compile, starter};
    use crate::id::EventId;
    use crate::message::CallName;
    use crate::record::KeptField;
    use crate::time::DAY_MS;
    use crate::value::Value;

    const TODAY: Day = Day::new(20_000);

    fn catalog() -> Catalog {
        compile(&starter(), None).expect("compiles")
    }

    fn record(catalog: &Catalog, days_ago: i64, purposes: &[&str]) -> EventRecord {
        let purposes = purposes.iter().map(|name| catalog.names.purposes[*name]);
        let purposes: PurposeSet = purposes.collect();
        let occurred = TODAY.start().plus_millis(-days_ago * DAY_MS + 5);
        EventRecord {
            id: EventId([1; 16]),
            source: catalog.names.write_keys["aria-web-key"],
            call: CallName::Track,
            event: Some((catalog.names.events["Order Completed"], purposes)),
            occurred,
            received: occurred,
            kept: vec![KeptField {
                field: catalog.names.traits["first_name"],
                value: Value::Text("x".into()),
                raw: Some(("X".into(), purposes)),
                purposes,
            }],
            left_out: Vec::new(),
            findings: Vec::new(),
            matched: SmallVec::new(),
            unmatched: Vec::new(),
            facts: 0,
        }
    }

    /// Analytics keeps for 400 days, tax for 3,650.
    const BOTH: [&str; 2] = ["aria/shop-analytics", "aria/accounts-and-tax"];

    #[test]
    fn each_purpose_keeps_to_the_last_of_its_days_and_not_one_more() {
        let catalog = catalog();
        let keeping = Keeping::by_age(&catalog, TODAY);
        for (days_ago, fate, values) in [
            (0, Fate::Stays, 0),
            (400, Fate::Stays, 0),
            (401, Fate::Trimmed, 3),
            (3_650, Fate::Trimmed, 3),
            (3_651, Fate::Goes, 6),
        ] {
            let mut one = record(&catalog, days_ago, &BOTH);
            let mut ended = Ended::default();
            assert_eq!(keeping.trim(&mut one, &mut ended), fate, "{days_ago} days");
            assert_eq!(
                ended.values.values().sum::<u64>(),
                values,
                "{days_ago} days"
            );
            let again = keeping.trim(&mut one, &mut ended);
            assert!(fate == Fate::Goes || again == Fate::Stays, "once is enough");
        }
    }

    #[test]
    fn nothing_after_the_last_day_has_to_go() {
        let catalog = catalog();
        let keeping = Keeping::by_age(&catalog, TODAY);
        let last = keeping.last_day().expect("some purpose ends");
        let shortest = catalog.purposes.iter().flatten();
        let shortest = shortest.filter_map(|purpose| purpose.retention_days).min();
        let days = i32::try_from(shortest.expect("some")).expect("small");
        assert_eq!(last, TODAY.plus(-days - 1));
    }

    #[test]
    fn what_other_purposes_hold_goes_where_only_some_may_keep() {
        let catalog = catalog();
        let tax = PurposeSet::only(catalog.names.purposes[BOTH[1]]);
        let keeping = Keeping::only(&catalog, TODAY, tax);
        let mut one = record(&catalog, 1, &BOTH);
        let mut ended = Ended::default();
        assert_eq!(keeping.trim(&mut one, &mut ended), Fate::Trimmed);
        assert_eq!(one.kept[0].purposes, tax);
        let mut other = record(&catalog, 1, &BOTH[..1]);
        assert_eq!(keeping.trim(&mut other, &mut ended), Fate::Goes);
    }

    #[test]
    fn who_somebody_is_stays_as_long_as_any_purpose_of_the_source_keeps_it() {
        let catalog = catalog();
        let keeping = Keeping::by_age(&catalog, TODAY);
        let bare = |days_ago| {
            let mut one = record(&catalog, days_ago, &BOTH);
            one.event = None;
            one.kept.clear();
            keeping.trim(&mut one, &mut Ended::default())
        };
        assert_eq!(bare(3_650), Fate::Stays);
        assert_eq!(bare(3_651), Fate::Goes);
    }
}
