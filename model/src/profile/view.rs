//! Several nodes as one person, and what a permit may see of them.

use smallvec::SmallVec;

use super::fold::{Held, NodeFold};
use super::series::{Measured, Series, Tally};
use crate::catalog::{Catalog, Computed, ComputedRule};
use crate::decide::Permit;
use crate::id::{CategorySet, FieldId, NodeId, PurposeId};
use crate::time::Day;
use crate::value::{MICROS, Value};

/// A person: the folds of the nodes believed to be one, each once, in order of id.
#[derive(Debug, Clone, Default)]
pub struct Profile<'a> {
    nodes: SmallVec<[(NodeId, &'a NodeFold); 1]>,
}

impl<'a> Profile<'a> {
    /// The profile of one node.
    #[must_use]
    pub fn of(node: NodeId, fold: &'a NodeFold) -> Self {
        Self {
            nodes: SmallVec::from_slice(&[(node, fold)]),
        }
    }

    /// Both as one person. Associative, commutative and idempotent; a node that is in both is
    /// taken once, the later of its two folds.
    #[must_use]
    pub fn unify(mut self, other: &Self) -> Self {
        for &(node, fold) in &other.nodes {
            match self.nodes.binary_search_by_key(&node, |(id, _)| *id) {
                Ok(at) if self.nodes[at].1.facts() < fold.facts() => self.nodes[at].1 = fold,
                Ok(_) => {}
                Err(at) => self.nodes.insert(at, (node, fold)),
            }
        }
        self
    }

    /// The nodes in order of id.
    #[must_use]
    pub fn nodes(&self) -> &[(NodeId, &'a NodeFold)] {
        &self.nodes
    }
}

/// What one permit may see of a profile.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    nodes: &'a [(NodeId, &'a NodeFold)],
    catalog: &'a Catalog,
    purpose: PurposeId,
    categories: CategorySet,
    today: Day,
}

/// A tally as a reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TallyView {
    /// What was measured.
    pub measured: Measured,
    /// Over all time.
    pub total: Tally,
}

impl<'a> View<'a> {
    /// The view that a permit opens, as of the instant it was asked for.
    #[must_use]
    pub fn new(catalog: &'a Catalog, profile: &'a Profile<'_>, permit: &Permit) -> Self {
        Self {
            nodes: profile.nodes(),
            catalog,
            purpose: permit.purpose(),
            categories: permit.categories(),
            today: permit.at().day(),
        }
    }

    /// A view without a permit, for tests of what is done with views.
    #[cfg(test)]
    pub(crate) fn for_tests(
        catalog: &'a Catalog,
        profile: &'a Profile<'_>,
        purpose: PurposeId,
        today: Day,
    ) -> Self {
        Self {
            nodes: profile.nodes(),
            catalog,
            purpose,
            categories: CategorySet::from_bits(u32::MAX),
            today,
        }
    }

    /// The UTC day it is as of.
    #[must_use]
    pub const fn today(&self) -> Day {
        self.today
    }

    /// The value of a trait: the newest valid one that this purpose may see, or where none is
    /// valid the newest.
    #[must_use]
    pub fn held(&self, field: FieldId) -> Option<&'a Held> {
        let category = self.catalog.field(field)?.category;
        if !self.categories.contains(category) {
            return None;
        }
        let mut best: Option<&'a Held> = None;
        for (_, fold) in self.nodes {
            let Ok(at) = fold
                .traits()
                .binary_search_by_key(&field, |(field, _)| *field)
            else {
                continue;
            };
            let visible = fold.traits()[at].1.iter();
            for held in visible.filter(|held| held.stamp.purposes.contains(self.purpose)) {
                let newer = |best: &Held| held.age() > best.age();
                if best.is_none_or(newer) {
                    best = Some(held);
                }
            }
        }
        best
    }

    /// Every trait that this purpose may see, in order of field.
    #[must_use]
    pub fn traits(&self) -> Vec<(FieldId, &'a Held)> {
        let folds = self.nodes.iter().flat_map(|(_, fold)| fold.traits());
        let mut fields: Vec<FieldId> = folds.map(|(field, _)| *field).collect();
        fields.sort_unstable();
        fields.dedup();
        let held = fields
            .into_iter()
            .filter_map(|field| Some((field, self.held(field)?)));
        held.collect()
    }

    /// The tally of a measure over all time, or over the last `within_days` UTC days, today
    /// included.
    #[must_use]
    pub fn tally(&self, measured: Measured, within_days: Option<u16>) -> Tally {
        match within_days {
            None => {
                let totals = self.series(measured).map(|series| series.total);
                totals.fold(Tally::NONE, Tally::plus)
            }
            Some(days) => self.tally_since(measured, self.today.plus(1 - i32::from(days))),
        }
    }

    /// The tally of a measure from this UTC day to today.
    #[must_use]
    pub fn tally_since(&self, measured: Measured, from: Day) -> Tally {
        let tallies = self
            .series(measured)
            .map(|series| series.since(from, self.today));
        tallies.fold(Tally::NONE, Tally::plus)
    }

    /// How many facts of a measure there are from this UTC day to today.
    #[must_use]
    pub fn count_since(&self, measured: Measured, from: Day) -> u64 {
        let counts = self
            .series(measured)
            .map(|series| series.count_since(from, self.today));
        counts.fold(0, u64::saturating_add)
    }

    /// When the tally of a window changes by the passing of time alone, if nothing new is learnt:
    /// the day on which the oldest day in the window leaves it, or a day still ahead enters it.
    #[must_use]
    pub fn tally_changes_on(&self, measured: Measured, within_days: u16) -> Option<Day> {
        let tally = self.tally(measured, Some(within_days));
        let leaves = (tally.count > 0).then(|| tally.first.day().plus(i32::from(within_days)));
        let enters = self.next_day_ahead(measured);
        leaves.into_iter().chain(enters).min()
    }

    /// The first day after today that has a tally of a measure, which windows do not count yet.
    #[must_use]
    pub fn next_day_ahead(&self, measured: Measured) -> Option<Day> {
        let next = self.series(measured).filter_map(|series| {
            let ahead = series.days.partition_point(|(day, _)| *day <= self.today);
            series.days.get(ahead).map(|(day, _)| *day)
        });
        next.min()
    }

    /// The series of a measure that this purpose may see, over all nodes.
    fn series(&self, measured: Measured) -> impl Iterator<Item = &'a Series> {
        let nodes = if self.sees(measured) { self.nodes } else { &[] };
        let purpose = self.purpose;
        let all = nodes.iter().flat_map(move |(_, fold)| {
            let all = fold.series();
            let start = all.partition_point(|series| series.measured < measured);
            all[start..]
                .iter()
                .take_while(move |series| series.measured == measured)
        });
        all.filter(move |series| series.purposes.contains(purpose))
    }

    /// Every measure that this purpose may see.
    #[must_use]
    pub fn tallies(&self) -> Vec<TallyView> {
        let series = self.nodes.iter().flat_map(|(_, fold)| fold.series());
        let mut all: Vec<Measured> = series.map(|series| series.measured).collect();
        all.sort_unstable();
        all.dedup();
        let tallies = all.into_iter().map(|measured| TallyView {
            measured,
            total: self.tally(measured, None),
        });
        tallies.filter(|tally| tally.total.count > 0).collect()
    }

    /// The value of a computed trait, if this purpose may see it and all it is made of.
    #[must_use]
    pub fn computed(&self, computed: &Computed) -> Option<Value> {
        if !self.sees_computed(computed) {
            return None;
        }
        let tally = self.tally(computed.rule.measured(), computed.within_days);
        computed.rule.value(&tally, self.today)
    }

    /// Whether this purpose may see a computed trait and what it is made of.
    pub(crate) fn sees_computed(&self, computed: &Computed) -> bool {
        self.categories.contains(computed.category) && self.sees(computed.rule.measured())
    }

    /// The catalog that says what may be seen.
    pub(crate) const fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    fn sees(&self, measured: Measured) -> bool {
        let category = match measured {
            Measured::Event(kind) => self.catalog.event(kind).map(|event| event.category),
            Measured::Field(field) => self.catalog.field(field).map(|field| field.category),
        };
        category.is_some_and(|category| self.categories.contains(category))
    }
}

impl ComputedRule {
    /// What it is worked out from.
    pub(crate) const fn measured(self) -> Measured {
        match self {
            Self::Count(kind) | Self::First(kind) | Self::Last(kind) | Self::DaysSince(kind) => {
                Measured::Event(kind)
            }
            Self::Sum(field) | Self::Average(field) => Measured::Field(field),
        }
    }

    /// What it makes of a tally on a day.
    pub(crate) fn value(self, tally: &Tally, today: Day) -> Option<Value> {
        let some = tally.count > 0;
        match self {
            Self::Count(_) => Some(whole(tally.count)),
            Self::Sum(_) => Some(decimal(tally.micros)),
            Self::Average(_) => some.then(|| decimal(tally.micros / i128::from(tally.count))),
            Self::First(_) => some.then_some(Value::Time(tally.first)),
            Self::Last(_) => some.then_some(Value::Time(tally.last)),
            Self::DaysSince(_) => some.then(|| {
                let days = i64::from(today.number()) - i64::from(tally.last.day().number());
                whole(u64::try_from(days).unwrap_or(0))
            }),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn whole(count: u64) -> Value {
    Value::Number(count as f64)
}

/// Millionths as a number; exact to the millionth below 2^53 of them.
#[expect(clippy::cast_precision_loss, reason = "documented")]
fn decimal(micros: i128) -> Value {
    Value::Number(micros as f64 / MICROS as f64)
}
