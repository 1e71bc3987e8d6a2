//! Pruning: what is dropped can no longer matter.

use proptest::prelude::*;
use telos_model::catalog::BasisKind;
use telos_model::consent::{Act, PermissionFact, PermissionRecord, Permissions, Statement};
use telos_model::id::{JurisdictionSet, NodeId};

use super::arbitrary::{QUARTERS, catalogs, facts, people, quarter, questions};
use super::support::{EU, NEWS, asked, catalog, day, fact, permitted, purpose, said, summary};

const A: NodeId = NodeId::new(1);
const B: NodeId = NodeId::new(2);

/// Many facts about few things, so that much can be pruned.
fn crowded() -> impl Strategy<Value = PermissionRecord> {
    facts(30).prop_map(|facts| {
        let mut record = PermissionRecord::from_facts(facts);
        record.note_residence(day(0), JurisdictionSet::only(EU));
        record
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// P-15: alone and in a family, whose link was made before or is made after.
    #[test]
    fn pruning_changes_no_answer_from_then_on(
        catalog in catalogs(), record in crowded(), other in people(8), asked_of in questions(),
        before in 0..QUARTERS, link in 0..QUARTERS, link_back in 0..QUARTERS,
    ) {
        let mut pruned = record.clone();
        pruned.prune(quarter(before), &[quarter(link), quarter(link_back)]);
        let linked = |one: NodeId, _| quarter(if one == A { link } else { link_back });
        let relinked = |_, _| quarter(before.max(link));
        for at in (before..=QUARTERS).map(quarter) {
            let question = asked_of.at(at);
            let alone = |record| summary(permitted(&catalog, record, &question));
            prop_assert_eq!(alone(&pruned), alone(&record));
            let state = |record: &PermissionRecord| record.state(&catalog, NEWS, None, at);
            prop_assert_eq!(state(&pruned), state(&record));
            let family = |record| {
                let known = Permissions::family([(A, record), (B, &other)], linked);
                let new = Permissions::family([(A, record), (B, &other)], relinked);
                (summary(asked(&catalog, &known, &question)), summary(asked(&catalog, &new, &question)))
            };
            prop_assert_eq!(family(&pruned), family(&record));
        }
        let again = { let mut again = pruned.clone(); again.prune(quarter(before), &[quarter(link), quarter(link_back)]); again };
        prop_assert_eq!(again, pruned);
    }

    /// P-15: a fact that turns up late never widens what the whole history would permit.
    #[test]
    fn a_late_fact_after_pruning_never_widens(
        catalog in catalogs(), record in crowded(), late in facts(2), asked_of in questions(),
        before in 0..QUARTERS,
    ) {
        let mut pruned = record.clone();
        pruned.prune(quarter(before), &[]);
        let mut whole = record;
        for fact in late {
            let fact = PermissionFact { id: telos_model::consent::FactId([0xff; 16]), ..fact };
            whole.insert(fact.clone());
            pruned.insert(fact);
        }
        for at in (before..=QUARTERS).map(quarter) {
            let question = asked_of.at(at);
            if permitted(&catalog, &pruned, &question).is_ok() {
                prop_assert!(permitted(&catalog, &whole, &question).is_ok());
            }
        }
    }
}

#[test]
fn a_yes_said_again_and_again_is_kept_as_its_first_and_last() {
    let grants = (0..900_u32).map(|number| {
        fact(
            u128::from(number),
            said(NEWS, Act::Grant),
            day(i64::from(number)),
        )
    });
    let mut record = PermissionRecord::from_facts(grants);
    record.prune(day(1_000), &[day(300)]);
    let kept: Vec<_> = record.facts().map(|fact| fact.effective).collect();
    assert_eq!(
        kept,
        [day(0), day(301), day(899)],
        "the first after the link counts there"
    );
    let catalog = catalog([purpose(NEWS, BasisKind::Consent)]);
    let all_granted = record.facts().all(|fact| {
        matches!(
            fact.statement,
            Statement::Consent {
                act: Act::Grant,
                ..
            }
        ) && record.state(&catalog, NEWS, None, fact.effective)
            == telos_model::consent::PermissionState::Granted
    });
    assert!(all_granted);
}

#[test]
fn what_takes_effect_later_is_never_pruned() {
    let facts = [1_u32, 2, 3].map(|number| {
        fact(
            u128::from(number),
            said(NEWS, Act::Withdraw),
            day(i64::from(number)),
        )
    });
    let mut record = PermissionRecord::from_facts(facts);
    record.prune(day(0), &[]);
    assert_eq!(record.facts().len(), 3);
    record.prune(day(2), &[]);
    assert_eq!(record.facts().len(), 2);
}
