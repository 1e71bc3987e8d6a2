//! Membership against evaluating a plain list of facts from scratch.

use proptest::prelude::*;

use super::fixture::{
    AGE, BORN, COUNTRY, NEWS, ORDERED, OTHER_ADS, REFUNDED, REVENUE, SPENDERS, TAGS, VIP, WEIGHT,
    catalog,
};
use super::properties::condition;
use super::{Condition, Measure, Membership, SegmentFacts, Test, evaluate};
use crate::catalog::{Catalog, ComputedRule};
use crate::consent::PermissionState;
use crate::id::{EventId, EventKind, FieldId, NodeId, PurposeId, PurposeSet, SegmentId, SourceId};
use crate::profile::{Measured, NodeFold, Profile, Stamp, StoredStamp, View};
use crate::time::{DAY_MS, Day, Timestamp};
use crate::value::Value;

const TODAY: Day = Day::new(20_000);
const NODES: usize = 3;

#[derive(Debug, Clone)]
struct Fact {
    what: What,
    at: Timestamp,
    /// Whether the purpose that the segment is for may see it.
    seen: bool,
    node: usize,
    /// By which facts are sorted into the order of arrival.
    arrival: u16,
}

#[derive(Debug, Clone)]
enum What {
    Did(EventKind),
    Summed(FieldId, i32),
    Is(FieldId, Value),
}

fn fact() -> impl Strategy<Value = Fact> {
    let day = prop_oneof![6 => -30_i64..=0, 1 => 1_i64..6, 1 => -500_i64..0];
    let numbers = (-9..9_i32).prop_map(|n| Value::Number(f64::from(n)));
    let times = (-40..10_i64).prop_map(|day| Value::Time(TODAY.start().plus_days(day)));
    let texts = prop::sample::select(vec!["", "a", "JP"]).prop_map(|text| Value::Text(text.into()));
    let what = prop_oneof![
        4 => prop::sample::select(vec![ORDERED, REFUNDED]).prop_map(What::Did),
        3 => (prop::sample::select(vec![REVENUE, WEIGHT]), -3_000_000..9_000_000_i32)
            .prop_map(|(field, micros)| What::Summed(field, micros)),
        1 => numbers.prop_map(|value| What::Is(AGE, value)),
        1 => times.prop_map(|value| What::Is(BORN, value)),
        1 => texts.clone().prop_map(|value| What::Is(COUNTRY, value)),
        1 => any::<bool>().prop_map(|value| What::Is(VIP, Value::Bool(value))),
        1 => texts.prop_map(|value| What::Is(TAGS, Value::List([value].into()))),
    ];
    let seen = prop::bool::weighted(0.8);
    (what, day, 0..DAY_MS, seen, 0..NODES, any::<u16>()).prop_map(
        |(what, day, millis, seen, node, arrival)| Fact {
            what,
            at: TODAY.start().plus_days(day).plus_millis(millis),
            seen,
            node,
            arrival,
        },
    )
}

/// The folds of the facts' nodes, taken in by order of arrival over the days up to today.
fn folds(facts: &[Fact]) -> [NodeFold; NODES] {
    let mut folds: [NodeFold; NODES] = Default::default();
    let mut arriving: Vec<(usize, &Fact)> = facts.iter().enumerate().collect();
    arriving.sort_by_key(|(_, fact)| fact.arrival);
    let late = i32::try_from(arriving.len()).expect("few");
    for ((index, fact), ago) in arriving.into_iter().zip((0..late).rev()) {
        let other = PurposeSet::only(OTHER_ADS);
        let stamp = Stamp::for_tests(StoredStamp {
            source: SourceId::new(0),
            event: EventId(u128::try_from(index).expect("small").to_be_bytes()),
            at: fact.at,
            purposes: if fact.seen {
                // Several sets of purposes may see one purpose's facts.
                if index % 2 == 0 {
                    other.union(PurposeSet::only(NEWS))
                } else {
                    PurposeSet::only(NEWS)
                }
            } else {
                other
            },
        });
        let fold = &mut folds[fact.node];
        match &fact.what {
            What::Did(kind) => fold.tally(Measured::Event(*kind), 0, stamp, TODAY.plus(-ago)),
            What::Summed(field, micros) => {
                fold.tally(
                    Measured::Field(*field),
                    i128::from(*micros),
                    stamp,
                    TODAY.plus(-ago),
                );
            }
            What::Is(field, value) => {
                fold.take_trait(*field, value.clone(), None, true, stamp);
            }
        }
    }
    folds
}

/// Consent and another segment that both turn at an instant.
#[derive(Debug, Clone, Copy)]
struct Turn(Timestamp);

impl Turn {
    fn permission(self, purpose: PurposeId, now: Timestamp) -> (PermissionState, Timestamp) {
        if purpose != NEWS {
            (PermissionState::Unknown, Timestamp::MAX)
        } else if now < self.0 {
            (PermissionState::Granted, self.0)
        } else {
            (PermissionState::Expired, Timestamp::MAX)
        }
    }

    fn member(self, segment: SegmentId, now: Timestamp) -> Membership {
        let before = now < self.0;
        Membership {
            member: segment == SPENDERS && before,
            holds_until: if before { self.0 } else { Timestamp::MAX },
        }
    }
}

fn from_folds(
    condition: &Condition,
    catalog: &Catalog,
    folds: &[NodeFold; NODES],
    turn: Turn,
    now: Timestamp,
) -> Membership {
    let nodes = (0..).map(NodeId::new).zip(folds);
    let profile = nodes.fold(Profile::default(), |profile, (id, fold)| {
        profile.unify(&Profile::of(id, fold))
    });
    let view = View::for_tests(catalog, &profile, NEWS, now.day());
    let facts = SegmentFacts {
        permission: &|purpose| turn.permission(purpose, now),
        member: &|segment| turn.member(segment, now),
    };
    evaluate(condition, &view, &facts)
}

/// The same from the plain list.
struct Scratch<'a> {
    catalog: &'a Catalog,
    facts: &'a [Fact],
    turn: Turn,
    now: Timestamp,
}

impl Scratch<'_> {
    fn holds(&self, condition: &Condition) -> bool {
        let today = self.now.day();
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.holds(part)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Condition::Not(part) => !self.holds(part),
            Condition::Trait { field, test } => {
                let known = self.facts.iter().enumerate().filter_map(|(index, fact)| {
                    let What::Is(other, value) = &fact.what else {
                        return None;
                    };
                    (fact.seen && other == field).then_some((fact.at, index, value))
                });
                let newest = known.max_by_key(|(at, index, _)| (*at, *index));
                test.passes(newest.map(|(_, _, value)| value), today)
            }
            Condition::Computed { computed, test } => {
                let computed = self.catalog.computed_trait(*computed).expect("declared");
                let value = self.value(computed.rule, computed.within_days);
                test.passes(value.as_ref(), today)
            }
            Condition::Behaviour {
                measure,
                within_days,
                test,
            } => {
                let rule = match measure {
                    Measure::Count(event) => ComputedRule::Count(*event),
                    Measure::Sum(field) => ComputedRule::Sum(*field),
                    Measure::First(event) => ComputedRule::First(*event),
                    Measure::Last(event) => ComputedRule::Last(*event),
                };
                test.passes(self.value(rule, *within_days).as_ref(), today)
            }
            Condition::Permission { purpose, state } => {
                self.turn.permission(*purpose, self.now).0 == *state
            }
            Condition::Member(segment) => self.turn.member(*segment, self.now).member,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn value(&self, rule: ComputedRule, within_days: Option<u16>) -> Option<Value> {
        let today = self.now.day();
        let inside = |at: Timestamp| {
            let ago = today.number() - at.day().number();
            within_days.is_none_or(|days| (0..i32::from(days)).contains(&ago))
        };
        let seen = || {
            self.facts
                .iter()
                .filter(|fact| fact.seen && inside(fact.at))
        };
        let times = |kind: EventKind| {
            let did = seen().filter(move |fact| matches!(fact.what, What::Did(did) if did == kind));
            did.map(|fact| fact.at)
        };
        let amounts = |field: FieldId| -> Vec<i64> {
            let summed = seen().filter_map(|fact| match fact.what {
                What::Summed(other, micros) if other == field => Some(i64::from(micros)),
                _ => None,
            });
            summed.collect()
        };
        match rule {
            ComputedRule::Count(kind) => Some(Value::Number(times(kind).count() as f64)),
            ComputedRule::Sum(field) => {
                let sum: i64 = amounts(field).iter().sum();
                Some(Value::Number(sum as f64 / 1e6))
            }
            ComputedRule::Average(field) => {
                let amounts = amounts(field);
                let sum: i64 = amounts.iter().sum();
                let mean = sum.checked_div(i64::try_from(amounts.len()).expect("few"))?;
                Some(Value::Number(mean as f64 / 1e6))
            }
            ComputedRule::First(kind) => times(kind).min().map(Value::Time),
            ComputedRule::Last(kind) => times(kind).max().map(Value::Time),
            ComputedRule::DaysSince(kind) => times(kind).max().map(|at| {
                let days = today.number() - at.day().number();
                Value::Number(f64::from(days.max(0)))
            }),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn membership_equals_evaluating_from_scratch_and_holds_until_it_says(
        condition in condition(),
        facts in prop::collection::vec(fact(), 0..25),
        turn in 0..40_i64,
    ) {
        let catalog = catalog(Vec::new());
        let folds = folds(&facts);
        let turn = Turn(TODAY.start().plus_days(turn).plus_millis(turn));
        let scratch = |now| {
            Scratch { catalog: &catalog, facts: &facts, turn, now }.holds(&condition)
        };
        // Day by day, and around the turn, as timers see it.
        let mut stands: Option<Membership> = None;
        let days = (0..60).chain([400, 410, 420, 900]).map(|day| TODAY.start().plus_days(day));
        let mut instants: Vec<Timestamp> = days.chain([turn.0.plus_millis(-1), turn.0]).collect();
        instants.retain(|at| *at >= TODAY.start());
        instants.sort_unstable();
        for now in instants {
            let fresh = from_folds(&condition, &catalog, &folds, turn, now);
            prop_assert_eq!(fresh.member, scratch(now), "at {}", now);
            prop_assert!(fresh.holds_until > now);
            if let Some(before) = stands && now < before.holds_until {
                prop_assert_eq!(before.member, fresh.member, "at {} of {:?}", now, before);
            } else {
                stands = Some(fresh);
            }
        }
    }

    #[test]
    fn the_timer_of_a_count_is_exact(
        facts in prop::collection::vec(fact(), 0..25),
        days in 1..40_u16,
        bound in 0..4_u8,
        direction in 0..4_u8,
    ) {
        let catalog = catalog(Vec::new());
        let folds = folds(&facts);
        let bound = Value::Number(f64::from(bound));
        let condition = Condition::Behaviour {
            measure: Measure::Count(ORDERED),
            within_days: Some(days),
            test: match direction {
                0 => Test::AtLeast(bound),
                1 => Test::Greater(bound),
                2 => Test::AtMost(bound),
                _ => Test::Less(bound),
            },
        };
        let turn = Turn(Timestamp::MAX);
        let now = TODAY.start();
        let fresh = from_folds(&condition, &catalog, &folds, turn, now);
        let ahead = facts.iter().any(|fact| fact.at.day() > TODAY);
        if !ahead && fresh.holds_until < Timestamp::MAX {
            let then = from_folds(&condition, &catalog, &folds, turn, fresh.holds_until);
            prop_assert_ne!(fresh.member, then.member);
        }
    }
}
