//! Several nodes as one person, and what a permit may see of them.

use smallvec::SmallVec;

use super::fold::{Held, NodeFold};
use super::series::{Measured, Tally};
use crate::catalog::{Catalog, Computed, ComputedRule};
use crate::decide::Permit;
use crate::id::{CategorySet, EventKind, FieldId, NodeId, PurposeId};
use crate::time::{Day, Timestamp};
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
    profile: &'a Profile<'a>,
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
    pub fn new(catalog: &'a Catalog, profile: &'a Profile<'a>, permit: &Permit) -> Self {
        Self {
            profile,
            catalog,
            purpose: permit.purpose(),
            categories: permit.categories(),
            today: permit.at().day(),
        }
    }

    /// The UTC day it is as of.
    #[must_use]
    pub const fn today(&self) -> Day {
        self.today
    }

    /// The value of a trait: the newest that this purpose may see.
    #[must_use]
    pub fn held(&self, field: FieldId) -> Option<&'a Held> {
        let category = self.catalog.field(field)?.category;
        if !self.categories.contains(category) {
            return None;
        }
        let mut best: Option<&'a Held> = None;
        for (_, fold) in &self.profile.nodes {
            let Ok(at) = fold
                .traits()
                .binary_search_by_key(&field, |(field, _)| *field)
            else {
                continue;
            };
            let visible = fold.traits()[at].1.iter();
            for held in visible.filter(|held| held.stamp.purposes.contains(self.purpose)) {
                let newer = |best: &Held| {
                    (held.stamp.at, held.stamp.event) > (best.stamp.at, best.stamp.event)
                };
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
        let folds = self
            .profile
            .nodes
            .iter()
            .flat_map(|(_, fold)| fold.traits());
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
        let Some(category) = self.category(measured) else {
            return Tally::NONE;
        };
        if !self.categories.contains(category) {
            return Tally::NONE;
        }
        let mut sum = Tally::NONE;
        for (_, fold) in &self.profile.nodes {
            let all = fold.series();
            let start = all.partition_point(|series| series.measured < measured);
            let same = all[start..]
                .iter()
                .take_while(|series| series.measured == measured);
            for series in same.filter(|series| series.purposes.contains(self.purpose)) {
                sum = sum.plus(match within_days {
                    None => series.total,
                    Some(days) => series.since(self.today.plus(1 - i32::from(days)), self.today),
                });
            }
        }
        sum
    }

    /// When the tally of a window changes by the passing of time alone, if nothing new is learnt:
    /// the day on which the oldest day in the window leaves it, or a day still ahead enters it.
    #[must_use]
    pub fn tally_changes_on(&self, measured: Measured, within_days: u16) -> Option<Day> {
        let from = self.today.plus(1 - i32::from(within_days));
        let series = self
            .profile
            .nodes
            .iter()
            .flat_map(|(_, fold)| fold.series());
        let visible = series
            .filter(|series| series.measured == measured && series.purposes.contains(self.purpose));
        let days = visible.flat_map(|series| series.days.iter().map(|(day, _)| *day));
        let changes = days.filter_map(|day| {
            if day < from {
                None
            } else if day <= self.today {
                Some(day.plus(i32::from(within_days)))
            } else {
                Some(day)
            }
        });
        changes.min()
    }

    /// Every measure that this purpose may see.
    #[must_use]
    pub fn tallies(&self) -> Vec<TallyView> {
        let series = self
            .profile
            .nodes
            .iter()
            .flat_map(|(_, fold)| fold.series());
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
        if !self.categories.contains(computed.category) {
            return None;
        }
        let days = computed.within_days;
        let event = |kind: EventKind| self.tally(Measured::Event(kind), days);
        let field = |field: FieldId| self.tally(Measured::Field(field), days);
        match computed.rule {
            ComputedRule::Count(kind) => Some(whole(event(kind).count)),
            ComputedRule::Sum(measure) => Some(decimal(field(measure).micros)),
            ComputedRule::Average(measure) => {
                let tally = field(measure);
                (tally.count > 0).then(|| decimal(tally.micros / i128::from(tally.count)))
            }
            ComputedRule::First(kind) => time(event(kind).first),
            ComputedRule::Last(kind) => time(event(kind).last),
            ComputedRule::DaysSince(kind) => {
                let last = event(kind).last;
                let days = i64::from(self.today.number()) - i64::from(last.day().number());
                (last != Timestamp::MIN).then(|| whole(u64::try_from(days).unwrap_or(0)))
            }
        }
    }

    fn category(&self, measured: Measured) -> Option<crate::id::CategoryId> {
        match measured {
            Measured::Event(kind) => self.catalog.event(kind).map(|event| event.category),
            Measured::Field(field) => self.catalog.field(field).map(|field| field.category),
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

fn time(at: Timestamp) -> Option<Value> {
    (at != Timestamp::MIN && at != Timestamp::MAX).then_some(Value::Time(at))
}
