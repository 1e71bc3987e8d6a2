//! Properties of folds and of combining them.

use proptest::prelude::*;

use super::{Measured, NodeFold, Profile, Stamp, StoredStamp};
use crate::id::{EventId, EventKind, FieldId, NodeId, PurposeId, PurposeSet, SourceId};
use crate::time::{Day, Timestamp};
use crate::value::Value;

const FIELD: FieldId = FieldId::new(0);
const PURPOSES: u8 = 4;

fn stamp(event: u8, at: i64, purposes: u8) -> Stamp {
    Stamp::for_tests(StoredStamp {
        source: SourceId::new(0),
        event: EventId([event; 16]),
        at: Timestamp::from_millis(at),
        purposes: PurposeSet::from_bits(u128::from(purposes)),
    })
}

/// An event's number, whether its value is valid, its instant and its purposes.
type Given = (u8, bool, i64, u8);

/// Values of one trait: each event's instant and purposes, in two orders of arrival.
fn two_orders() -> impl Strategy<Value = (Vec<Given>, Vec<Given>)> {
    let values = prop::collection::vec((any::<bool>(), 0..5_i64, 1..1_u8 << PURPOSES), 0..12);
    values.prop_flat_map(|values| {
        let values: Vec<Given> = (0_u8..)
            .zip(values)
            .map(|(event, (valid, at, purposes))| (event, valid, at, purposes))
            .collect();
        (Just(values.clone()), Just(values).prop_shuffle())
    })
}

fn fold(values: &[Given]) -> NodeFold {
    let mut fold = NodeFold::default();
    for (event, valid, at, purposes) in values {
        let value = Value::Number(f64::from(*event));
        let stamp = stamp(*event, *at, *purposes);
        fold.take_trait(FIELD, value, None, *valid, stamp);
    }
    fold
}

/// A node's fold after each of some facts.
fn histories() -> impl Strategy<Value = Vec<(NodeId, Vec<NodeFold>)>> {
    let history = prop::collection::vec((0..30_i32, any::<i32>()), 1..5);
    prop::collection::vec(history, 4).prop_map(|histories| {
        let nodes = (0..).map(NodeId::new);
        let folds = histories.into_iter().map(|facts| {
            let mut fold = NodeFold::default();
            let after = facts.into_iter().zip(0..).map(|((day, micros), event)| {
                let stamp = stamp(event, Day::new(day).start().millis(), 1);
                let measured = Measured::Event(EventKind::new(0));
                fold.tally(measured, i128::from(micros), stamp, Day::new(30));
                fold.clone()
            });
            after.collect::<Vec<_>>()
        });
        nodes.zip(folds).collect()
    })
}

fn unified<'a>(parts: &[(NodeId, &'a NodeFold)]) -> Profile<'a> {
    parts
        .iter()
        .fold(Profile::default(), |profile, (id, fold)| {
            profile.unify(&Profile::of(*id, fold))
        })
}

fn same(a: &Profile<'_>, b: &Profile<'_>) -> bool {
    a.nodes() == b.nodes()
}

proptest! {
    #[test]
    fn a_trait_is_the_newest_valid_one_for_each_purpose_in_whatever_order_values_arrive(
        (one, other) in two_orders()
    ) {
        let folded = fold(&one);
        prop_assert_eq!(&folded, &fold(&other));
        let held = folded.traits().first().map_or(&[][..], |(_, held)| held);
        let mut seen = PurposeSet::EMPTY;
        for purpose in (0..PURPOSES).map(PurposeId::new) {
            let visible = one.iter().filter(|(_, _, _, bits)| bits >> purpose.slot() & 1 == 1);
            let newest = visible.max_by_key(|(event, valid, at, _)| (*valid, *at, *event));
            let first = held.iter().find(|held| held.stamp.purposes.contains(purpose));
            let first = first.map(|held| held.stamp.event);
            prop_assert_eq!(first, newest.map(|(event, ..)| EventId([*event; 16])));
        }
        for held in held {
            prop_assert!(!held.stamp.purposes.is_subset(seen), "what no purpose sees is kept");
            seen = seen.union(held.stamp.purposes);
        }
    }

    #[test]
    fn a_trait_reports_a_change_only_if_some_purpose_sees_it((one, _) in two_orders()) {
        for at in 0..one.len() {
            let before = fold(&one[..at]);
            let mut after = before.clone();
            let (event, valid, when, purposes) = one[at];
            let value = Value::Number(f64::from(event));
            let changed = after.take_trait(FIELD, value, None, valid, stamp(event, when, purposes));
            prop_assert_eq!(changed, before.traits() != after.traits());
        }
    }

    #[test]
    fn unify_is_associative_commutative_and_idempotent_and_counts_no_node_twice(
        histories in histories(),
        picks in prop::collection::vec((0..4_usize, 0..5_usize, 0..3_usize), 0..20),
    ) {
        let mut parts: [Vec<(NodeId, &NodeFold)>; 3] = Default::default();
        let mut all = Vec::new();
        for (node, age, part) in picks {
            let (id, folds) = &histories[node];
            let fold = &folds[age.min(folds.len() - 1)];
            parts[part].push((*id, fold));
            all.push((*id, fold));
        }
        let [a, b, c] = parts.map(|part| unified(&part));
        let left = a.clone().unify(&b).unify(&c);
        prop_assert!(same(&left, &a.clone().unify(&b.clone().unify(&c))));
        prop_assert!(same(&left, &c.clone().unify(&b).unify(&a)));
        prop_assert!(same(&left, &left.clone().unify(&left)));
        prop_assert!(same(&left, &left.clone().unify(&b)));
        prop_assert!(same(&left, &unified(&all)));
        prop_assert!(left.nodes().is_sorted_by(|(a, _), (b, _)| a < b));
        for (id, fold) in left.nodes() {
            let given = all.iter().filter(|(other, _)| other == id);
            prop_assert_eq!(Some(fold.facts()), given.map(|(_, fold)| fold.facts()).max());
        }
    }
}
