//! A node's own facts, folded: traits with provenance, behaviour tallies, groups.

use smallvec::SmallVec;

use super::series::{Measured, Series, Tally, insert_tight};
use crate::catalog::{Catalog, Scope};
use crate::decide::{Operation, Permit};
use crate::id::{CategoryId, EventId, FieldId, PurposeSet, SourceId};
use crate::record::EventRecord;
use crate::time::{Day, Timestamp};
use crate::value::Value;

/// Where a fact came from, when, and for which purposes it may be held. Only permits make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    stored: StoredStamp,
}

/// The parts of a stamp, as storage keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredStamp {
    /// The source.
    pub source: SourceId,
    /// The event that brought it.
    pub event: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// The purposes that may hold it.
    pub purposes: PurposeSet,
}

impl Stamp {
    /// The stamp that these permits give to a fact of this category, if any of them covers it.
    #[must_use]
    pub fn of(
        permits: &[Permit],
        category: CategoryId,
        source: SourceId,
        event: EventId,
        at: Timestamp,
    ) -> Option<Self> {
        let covering = permits.iter().filter(|permit| {
            permit.operation() == Operation::Collect && permit.categories().contains(category)
        });
        let purposes: PurposeSet = covering.map(Permit::purpose).collect();
        (!purposes.is_empty()).then_some(Self {
            stored: StoredStamp {
                source,
                event,
                at,
                purposes,
            },
        })
    }

    /// A stamp without permits, for tests of what is done with stamped facts.
    #[cfg(test)]
    pub(crate) const fn for_tests(stored: StoredStamp) -> Self {
        Self { stored }
    }

    /// Its parts.
    #[must_use]
    pub const fn parts(self) -> StoredStamp {
        self.stored
    }
}

/// A trait's value as held, with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The value, normalised where its kind is.
    pub value: Value,
    /// The value as sent, where it differs and may be held, and the purposes that may hold it.
    pub raw: Option<(Box<str>, PurposeSet)>,
    /// Whether the value is a valid one of its kind.
    pub valid: bool,
    /// Where it came from and for what.
    pub stamp: StoredStamp,
}

impl Held {
    fn bytes(&self) -> usize {
        let raw = self.raw.as_ref().map_or(0, |(text, _)| text.len());
        size_of::<Self>() + self.value.heap_bytes() + raw
    }

    /// Greater is shown: a valid value before one that is none; then the newer; at one instant,
    /// the greater event id. So order of arrival does not matter, and a mistyped phone number does
    /// not put a good one out.
    pub(crate) const fn age(&self) -> (bool, Timestamp, EventId) {
        (self.valid, self.stamp.at, self.stamp.event)
    }

    /// The same, and of one event the greater set of purposes.
    const fn rank(&self) -> ((bool, Timestamp, EventId), PurposeSet) {
        (self.age(), self.stamp.purposes)
    }
}

/// The fold of one node's own facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NodeFold {
    /// Traits in order of field; for each, the values that some purpose sees, the one of greatest
    /// age first.
    traits: Vec<(FieldId, SmallVec<[Held; 1]>)>,
    /// Behaviour in order of what is measured and for which purposes.
    series: Vec<Series>,
    /// Facts taken in; of two folds of one node the one with more is the later.
    facts: u64,
}

impl NodeFold {
    /// The fold as storage keeps it.
    #[must_use]
    pub const fn from_parts(
        traits: Vec<(FieldId, SmallVec<[Held; 1]>)>,
        series: Vec<Series>,
        facts: u64,
    ) -> Self {
        Self {
            traits,
            series,
            facts,
        }
    }

    /// Traits in order of field.
    #[must_use]
    pub fn traits(&self) -> &[(FieldId, SmallVec<[Held; 1]>)] {
        &self.traits
    }

    /// Behaviour in order of what is measured.
    #[must_use]
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// How much memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        let values = self.traits.iter().flat_map(|(_, values)| values);
        let values: usize = values.map(Held::bytes).sum();
        let series: usize = self.series.iter().map(Series::bytes).sum();
        self.traits.len() * size_of::<FieldId>() + values + series
    }

    /// How many facts it has taken in.
    #[must_use]
    pub const fn facts(&self) -> u64 {
        self.facts
    }

    /// A fold made again from the events that are still held, which say for whom. Traits and
    /// behaviour of fields that this catalog does not declare stay as far as `still` lets them.
    pub(crate) fn again<'r>(
        catalog: &Catalog,
        before: &Self,
        records: impl Iterator<Item = &'r EventRecord>,
        today: Day,
        still: &dyn Fn(PurposeSet, Timestamp) -> PurposeSet,
    ) -> Self {
        let mut fold = Self::default();
        for record in records {
            let stamp = |purposes| Stamp {
                stored: StoredStamp {
                    source: record.source,
                    event: record.id,
                    at: record.occurred,
                    purposes,
                },
            };
            if let Some((event, purposes)) = record.event {
                fold.tally(Measured::Event(event), 0, stamp(purposes), today);
            }
            for kept in &record.kept {
                let Some(field) = catalog.field(kept.field) else {
                    continue;
                };
                if field.measure {
                    for micros in kept.value.all_micros() {
                        fold.tally(
                            Measured::Field(field.id),
                            micros,
                            stamp(kept.purposes),
                            today,
                        );
                    }
                }
                if field.scope == Scope::Trait {
                    let raw = kept.raw.clone();
                    let raw = raw.map(|(text, purposes)| (text, stamp(purposes)));
                    let valid = kept.value != Value::Null;
                    let value = kept.value.clone();
                    fold.take_trait(field.id, value, raw, valid, stamp(kept.purposes));
                }
            }
        }
        fold.keep_undeclared(catalog, before, still);
        // Of two folds of one node the one with more facts is the later.
        fold.facts = before.facts.saturating_add(1);
        fold
    }

    fn keep_undeclared(
        &mut self,
        catalog: &Catalog,
        before: &Self,
        still: &dyn Fn(PurposeSet, Timestamp) -> PurposeSet,
    ) {
        for (field, values) in &before.traits {
            if catalog.field(*field).is_some() {
                continue;
            }
            let mut values = values.clone();
            for held in &mut values {
                held.stamp.purposes = still(held.stamp.purposes, held.stamp.at);
            }
            values.retain(|held| !held.stamp.purposes.is_empty());
            let place = self.traits.binary_search_by_key(field, |(known, _)| *known);
            if let (Err(place), false) = (place, values.is_empty()) {
                self.traits.insert(place, (*field, values));
            }
        }
        for series in &before.series {
            let Measured::Field(field) = series.measured else {
                continue;
            };
            let key = |series: &Series| (series.measured, series.purposes);
            let place = self.series.binary_search_by_key(&key(series), key);
            let kept = still(series.purposes, series.total.last) == series.purposes;
            if let (None, Err(place), true) = (catalog.field(field), place, kept) {
                self.series.insert(place, series.clone());
            }
        }
    }

    /// Takes a trait's value in. Returns whether it changed what any purpose sees.
    pub fn take_trait(
        &mut self,
        field: FieldId,
        value: Value,
        raw: Option<(Box<str>, Stamp)>,
        valid: bool,
        stamp: Stamp,
    ) -> bool {
        self.facts += 1;
        let held = Held {
            value,
            raw: raw.map(|(text, stamp)| (text, stamp.stored.purposes)),
            valid,
            stamp: stamp.stored,
        };
        let at = match self
            .traits
            .binary_search_by_key(&field, |(field, _)| *field)
        {
            Ok(at) => at,
            Err(at) => {
                insert_tight(&mut self.traits, at, (field, SmallVec::new()));
                at
            }
        };
        let values = &mut self.traits[at].1;
        let place = values.partition_point(|other| other.rank() >= held.rank());
        let seen = |newer: &[Held]| {
            let purposes = newer.iter().map(|held| held.stamp.purposes);
            purposes.fold(PurposeSet::EMPTY, PurposeSet::union)
        };
        let mut covered = seen(&values[..place]);
        if held.stamp.purposes.is_subset(covered) {
            return false;
        }
        values.insert(place, held);
        // What no purpose sees any more is let go.
        let mut index = 0;
        values.retain(|held| {
            index += 1;
            if index <= place {
                return true;
            }
            let needed = !held.stamp.purposes.is_subset(covered);
            covered = covered.union(held.stamp.purposes);
            needed
        });
        true
    }

    /// Tallies one fact of behaviour.
    pub fn tally(&mut self, measured: Measured, micros: i128, stamp: Stamp, today: Day) {
        self.facts += 1;
        let key = (measured, stamp.stored.purposes);
        let found = self
            .series
            .binary_search_by_key(&key, |series| (series.measured, series.purposes));
        let at = found.unwrap_or_else(|at| {
            insert_tight(&mut self.series, at, Series::new(key.0, key.1));
            at
        });
        self.series[at].add(Tally::one(stamp.stored.at, micros), today);
    }
}
