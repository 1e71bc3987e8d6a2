//! Who belongs to a segment, and until when that stands if nothing new is learnt.

use super::passes::Direction;
use super::{Condition, Measure, Membership, Test};
use crate::catalog::ComputedRule;
use crate::consent::PermissionState;
use crate::id::{PurposeId, SegmentId};
use crate::profile::{Tally, View};
use crate::time::{Day, Timestamp};
use crate::value::Value;

/// What a condition may ask besides the profile.
#[derive(Clone, Copy)]
pub struct SegmentFacts<'a> {
    /// The state of the person's consent to a purpose, and until when (excluded) it is that.
    pub permission: &'a dyn Fn(PurposeId) -> (PermissionState, Timestamp),
    /// Whether the person is in another segment, which was evaluated before.
    pub member: &'a dyn Fn(SegmentId) -> Membership,
}

/// Whether a condition holds of what a view shows, as of the view's day.
///
/// `holds_until` is sound: at every instant before it the same data gives the same answer, so that
/// evaluating again then (a timer) is enough. The segment's own purpose must permit
/// [`Operation::Segment`](crate::decide::Operation::Segment) besides, which may end sooner.
/// Does not allocate.
#[must_use]
pub fn evaluate(condition: &Condition, view: &View<'_>, facts: &SegmentFacts<'_>) -> Membership {
    match condition {
        Condition::All(parts) => joined(parts, true, view, facts),
        Condition::Any(parts) => joined(parts, false, view, facts),
        Condition::Not(part) => {
            let inner = evaluate(part, view, facts);
            Membership {
                member: !inner.member,
                ..inner
            }
        }
        Condition::Trait { field, test } => {
            let value = view.held(*field).map(|held| &held.value);
            let member = test.passes(value, view.today());
            until(member, test.changes_on(value, view.today()))
        }
        Condition::Computed { computed, test } => {
            let declared = view.catalog().computed_trait(*computed);
            match declared.filter(|computed| view.sees_computed(computed)) {
                Some(computed) => quantity(computed.rule, computed.within_days, test, view),
                None => until(test.passes(None, view.today()), None),
            }
        }
        Condition::Behaviour {
            measure,
            within_days,
            test,
        } => quantity((*measure).into(), *within_days, test, view),
        Condition::Permission { purpose, state } => {
            let (found, holds_until) = (facts.permission)(*purpose);
            Membership {
                member: found == *state,
                holds_until,
            }
        }
        Condition::Member(segment) => (facts.member)(*segment),
    }
}

impl From<Measure> for ComputedRule {
    fn from(measure: Measure) -> Self {
        match measure {
            Measure::Count(event) => Self::Count(event),
            Measure::Sum(field) => Self::Sum(field),
            Measure::First(event) => Self::First(event),
            Measure::Last(event) => Self::Last(event),
        }
    }
}

fn until(member: bool, changes_on: Option<Day>) -> Membership {
    Membership {
        member,
        holds_until: changes_on.map_or(Timestamp::MAX, Day::start),
    }
}

/// All of the parts (`every`), or any. One part that decides is enough, for as long as the longest
/// of these stands; without one, all must stand.
fn joined(
    parts: &[Condition],
    every: bool,
    view: &View<'_>,
    facts: &SegmentFacts<'_>,
) -> Membership {
    let mut undecided_until = Timestamp::MAX;
    let mut decided_until = None;
    for part in parts {
        let Membership {
            member,
            holds_until,
        } = evaluate(part, view, facts);
        if member == every {
            undecided_until = undecided_until.min(holds_until);
        } else if holds_until == Timestamp::MAX {
            return until(!every, None);
        } else {
            decided_until = decided_until.max(Some(holds_until));
        }
    }
    Membership {
        member: every == decided_until.is_none(),
        holds_until: decided_until.unwrap_or(undecided_until),
    }
}

/// What was done, or is computed from it.
fn quantity(
    rule: ComputedRule,
    within_days: Option<u16>,
    test: &Test,
    view: &View<'_>,
) -> Membership {
    let today = view.today();
    let tally = view.tally(rule.measured(), within_days);
    let value = rule.value(&tally, today);
    let member = test.passes(value.as_ref(), today);
    let aging = match (rule, &value) {
        (ComputedRule::DaysSince(_), Some(Value::Number(days))) => {
            let changes = test.changes_above(*days, today);
            changes.and_then(|days| after(tally.last.day(), days))
        }
        _ => test.changes_on(value.as_ref(), today),
    };
    let moving = within_days.and_then(|days| {
        let window = Window {
            rule,
            days,
            tally,
            view: *view,
        };
        window.changes_on(test, member)
    });
    until(member, aging.into_iter().chain(moving).min())
}

/// The day this many days later; none where that is beyond all days.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to be in range and whole"
)]
fn after(day: Day, days: f64) -> Option<Day> {
    (days < f64::from(i32::MAX)).then(|| day.plus(days as i32))
}

/// A window on behaviour that moves with the days.
struct Window<'a> {
    rule: ComputedRule,
    days: u16,
    /// Of what is in it today.
    tally: Tally,
    view: View<'a>,
}

impl Window<'_> {
    /// The next day on which the window's moving may change whether the test is passed, given
    /// whether it is passed today.
    fn changes_on(&self, test: &Test, member: bool) -> Option<Day> {
        let enters = || self.view.next_day_ahead(self.rule.measured());
        if self.tally.count == 0 {
            return enters();
        }
        let first_leaves = self.leaves(self.tally.first.day());
        let last_leaves = self.leaves(self.tally.last.day());
        let or_enters = |leaves: Day| Some(enters().map_or(leaves, |day| day.min(leaves)));
        match (self.rule, test) {
            (ComputedRule::Count(_) | ComputedRule::Sum(_), Test::Exists | Test::Missing) => None,
            (_, Test::Exists | Test::Missing) => Some(last_leaves),
            (ComputedRule::Count(_), _) => match test.direction() {
                None => or_enters(first_leaves),
                Some(Direction::More) if !member => enters(),
                Some(Direction::Less) if member => enters(),
                Some(_) => self.count_falls_on(test, member),
            },
            (ComputedRule::First(_), _) => Some(first_leaves),
            (ComputedRule::Last(_) | ComputedRule::DaysSince(_), _) => or_enters(last_leaves),
            (ComputedRule::Sum(_) | ComputedRule::Average(_), _) => or_enters(first_leaves),
        }
    }

    /// The day on which a day in the window leaves it.
    fn leaves(&self, day: Day) -> Day {
        day.plus(i32::from(self.days))
    }

    /// When so many days have left that the count, falling, changes whether the test is passed.
    fn count_falls_on(&self, test: &Test, member: bool) -> Option<Day> {
        let today = self.view.today();
        let stands = |count: u64| {
            let tally = Tally {
                count,
                ..Tally::NONE
            };
            test.passes(self.rule.value(&tally, today).as_ref(), today) == member
        };
        if stands(0) {
            return None;
        }
        let measured = self.rule.measured();
        let stands_from = |from: Day| stands(self.view.count_since(measured, from));
        // The answer stands counting from `kept`, and not from `lost`. Few days back are cheap to
        // count and mostly enough, so the steps back begin small and double.
        let first = self.tally.first.day();
        let mut lost = self.tally.last.day().plus(1);
        let mut kept = first;
        let mut step = 1;
        while lost.plus(-step) > first {
            let back = lost.plus(-step);
            if stands_from(back) {
                kept = back;
                break;
            }
            lost = back;
            step *= 2;
        }
        while lost.number() - kept.number() > 1 {
            let middle = Day::new(i32::midpoint(kept.number(), lost.number()));
            if stands_from(middle) {
                kept = middle;
            } else {
                lost = middle;
            }
        }
        Some(self.leaves(kept))
    }
}
