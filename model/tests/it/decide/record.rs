//! What one node knows joins in any order.

use proptest::prelude::*;
use telos_model::consent::{Act, PermissionRecord, Statement};
use telos_model::id::JurisdictionSet;

use super::arbitrary::{facts, people};
use super::support::{CALIFORNIA, EU, NEWS, day, fact, person, said};

fn joined(one: &PermissionRecord, other: &PermissionRecord) -> PermissionRecord {
    let mut joined = one.clone();
    joined.merge(other);
    joined
}

proptest! {
    /// P-8.
    #[test]
    fn merging_records_is_associative_commutative_and_idempotent(
        a in people(6), b in people(6), c in people(6),
    ) {
        prop_assert_eq!(joined(&a, &b), joined(&b, &a));
        prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&a, &joined(&b, &c)));
        prop_assert_eq!(joined(&a, &a), a.clone());
        prop_assert_eq!(joined(&a, &PermissionRecord::EMPTY), a);
    }

    /// P-8: one by one or all at once, in any order, once or again.
    #[test]
    fn replay_and_duplicates_change_nothing(
        (facts, shuffled) in facts(8).prop_flat_map(|facts| {
            let twice = [facts.clone(), facts.clone()].concat();
            (Just(facts), Just(twice).prop_shuffle())
        }),
    ) {
        let mut record = PermissionRecord::default();
        let taken = shuffled.into_iter().filter(|fact| record.insert(fact.clone())).count();
        prop_assert_eq!(taken, facts.len());
        prop_assert_eq!(&record, &PermissionRecord::from_facts(facts.clone()));
        let replayed = facts.into_iter().map(|mut fact| {
            fact.recorded = fact.recorded.plus_days(30);
            fact
        });
        for fact in replayed {
            prop_assert!(!record.insert(fact), "a replay is recorded later and changes nothing");
        }
        let again = PermissionRecord::from_facts(record.facts().cloned());
        prop_assert_eq!(again, record);
    }
}

#[test]
fn of_two_facts_with_one_id_the_one_recorded_first_stays() {
    let mut late = fact(1, said(NEWS, Act::Grant), day(1));
    late.recorded = day(5);
    let early = fact(1, said(NEWS, Act::Deny), day(2));
    let mut record = PermissionRecord::from_facts([late.clone()]);
    assert!(record.insert(early.clone()));
    assert!(!record.insert(late));
    assert_eq!(record.facts().cloned().collect::<Vec<_>>(), [early]);
}

#[test]
fn the_latest_place_rules_and_two_at_one_instant_hold_together() {
    let mut record = person([]);
    record.note_residence(day(3), JurisdictionSet::only(CALIFORNIA));
    record.note_residence(day(2), JurisdictionSet::only(EU));
    assert_eq!(record.jurisdictions(), JurisdictionSet::only(CALIFORNIA));
    record.note_residence(day(3), JurisdictionSet::only(EU));
    assert_eq!(record.jurisdictions().len(), 2);
    record.note_residence(day(4), JurisdictionSet::only(EU));
    record.note_location(day(1), JurisdictionSet::only(CALIFORNIA));
    assert_eq!(
        record.jurisdictions().len(),
        2,
        "where they live and where they are"
    );
    assert!(PermissionRecord::EMPTY.jurisdictions().is_empty());
}

#[test]
fn a_full_record_still_takes_in_what_narrows() {
    let widening = [Act::Request, Act::Grant, Act::Confirm];
    let narrowing = [Act::Deny, Act::Withdraw, Act::Revoke, Act::Invalidate];
    assert!(widening.iter().all(|act| said(NEWS, *act).may_widen()));
    assert!(!narrowing.iter().any(|act| said(NEWS, *act).may_widen()));
    let facts = (0..).take(PermissionRecord::FACTS_MAX);
    let mut record = PermissionRecord::from_facts(
        facts.map(|number| fact(number, said(NEWS, Act::Withdraw), day(1))),
    );
    assert!(record.is_full());
    record.prune(day(1), &[]);
    assert_eq!(
        record.facts().len(),
        1,
        "of many a no at one instant one is enough"
    );
    let kept = record.facts().next().map(|fact| fact.statement);
    assert!(matches!(
        kept,
        Some(Statement::Consent {
            act: Act::Withdraw,
            ..
        })
    ));
}
