//! Families: a merge never widens, and what is decided afterwards rules for all.

use proptest::prelude::*;
use telos_model::catalog::BasisKind;
use telos_model::consent::{
    Act, Flag, PermissionFact, PermissionRecord, PermissionState, Permissions,
};
use telos_model::decide::Reason;
use telos_model::id::{JurisdictionSet, NodeId};
use telos_model::time::Timestamp;

use super::arbitrary::{QUARTERS, catalogs, people, quarter, questions};
use super::support::{
    CALIFORNIA, EU, NEWS, asked, catalog, day, fact, flag, permitted, person, purpose, question,
    said, summary,
};

const A: NodeId = NodeId::new(1);
const B: NodeId = NodeId::new(2);
const C: NodeId = NodeId::new(3);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// P-11.
    #[test]
    fn a_merge_never_widens(
        catalog in catalogs(), a in people(5), b in people(5), c in people(5),
        asked_of in questions(), later in 0..3_i64,
    ) {
        let link = quarter(QUARTERS);
        let question = asked_of.at(quarter(QUARTERS + later));
        let family = Permissions::family([(A, &a), (B, &b), (C, &c)], |_, _| link);
        let alone = [&a, &b, &c].map(|record| permitted(&catalog, record, &question));
        let together = asked(&catalog, &family, &question);
        if let Ok(permit) = &together {
            for alone in &alone {
                let alone = alone.as_ref().map_err(|deny| TestCaseError::fail(format!("{deny:?}")))?;
                prop_assert!(permit.valid_until() <= alone.valid_until());
            }
        } else {
            let mut reasons: Vec<_> = together.err().into_iter().flat_map(|deny| deny.reasons).collect();
            for alone in alone.into_iter().filter_map(Result::err) {
                prop_assert!(alone.reasons.iter().all(|reason| reasons.contains(reason)));
            }
            reasons.dedup();
            prop_assert!(!reasons.is_empty());
        }
        let states = [&a, &b, &c].map(|record| record.state(&catalog, NEWS, None, question.at));
        let state = family.state(&catalog, NEWS, None, question.at);
        let granted = states.iter().all(|state| *state == PermissionState::Granted);
        prop_assert!(granted || state != PermissionState::Granted);
    }

    /// P-12: what is said after the link on any node counts as if it had been said on each.
    #[test]
    fn what_is_decided_after_the_link_rules_for_the_whole_family(
        catalog in catalogs(), a in people(5), b in people(5), after in people(6),
        asked_of in questions(), on_a in any::<u8>(),
    ) {
        let link = quarter(QUARTERS);
        let later = |fact: &PermissionFact| PermissionFact {
            id: telos_model::consent::FactId((100 + u128::from_be_bytes(fact.id.0)).to_be_bytes()),
            effective: fact.effective.plus_millis(link.millis() + 1),
            recorded: fact.recorded.plus_millis(link.millis() + 1),
            ..fact.clone()
        };
        let question = asked_of.at(quarter(2 * QUARTERS + 1));
        let (mut split_a, mut split_b, mut both_a, mut both_b) =
            (a.clone(), b.clone(), a.clone(), b.clone());
        for (index, fact) in after.facts().map(later).enumerate() {
            if on_a >> (index % 8) & 1 == 1 {
                split_a.insert(fact.clone());
            } else {
                split_b.insert(fact.clone());
            }
            both_a.insert(fact.clone());
            both_b.insert(fact);
        }
        let family = |a, b| {
            let permissions = Permissions::family([(A, a), (B, b)], |_, _| link);
            summary(asked(&catalog, &permissions, &question))
        };
        prop_assert_eq!(family(&split_a, &split_b), family(&both_a, &both_b));
    }

    /// P-2: a family has no order, one is as good as alone, and twice the same node is once.
    #[test]
    fn a_family_has_no_order_and_a_node_counts_once(
        catalog in catalogs(), a in people(5), b in people(5), asked_of in questions(),
        link in 0..QUARTERS,
    ) {
        let question = asked_of.as_asked();
        let answer = |members: &[(NodeId, &PermissionRecord)]| {
            let family = Permissions::family(members.iter().copied(), |_, _| quarter(link));
            summary(asked(&catalog, &family, &question))
        };
        prop_assert_eq!(answer(&[(A, &a), (B, &b)]), answer(&[(B, &b), (A, &a)]));
        prop_assert_eq!(answer(&[(A, &a), (B, &b), (A, &a)]), answer(&[(A, &a), (B, &b)]));
        prop_assert_eq!(answer(&[(A, &a)]), summary(permitted(&catalog, &a, &question)));
    }
}

/// P-1.
#[test]
fn a_family_of_none_is_denied() {
    let catalog = catalog([purpose(NEWS, BasisKind::Consent)]);
    let nobody = Permissions::family([], |_, _| Timestamp::MIN);
    let deny = asked(&catalog, &nobody, &question(day(1))).expect_err("nobody");
    assert_eq!(deny.reasons.to_vec(), [Reason::ConsentUnknown]);
}

#[test]
fn an_anonymous_node_holds_its_family_back_until_the_person_decides_again() {
    let catalog = catalog([purpose(NEWS, BasisKind::Consent)]);
    let known = person([said(NEWS, Act::Grant)]);
    let mut anonymous = person([]);
    let linked = |_, _| day(5);
    let ask = |anonymous: &PermissionRecord| {
        let family = Permissions::family([(A, &known), (B, anonymous)], linked);
        asked(&catalog, &family, &question(day(9)))
    };
    let deny = ask(&anonymous).expect_err("the anonymous visitor has not been asked");
    assert_eq!(deny.reasons.to_vec(), [Reason::ConsentUnknown]);

    anonymous.insert(fact(77, said(NEWS, Act::Grant), day(5)));
    let permit = ask(&anonymous).expect("both said yes");
    assert_eq!(permit.evidence().len(), 2);
    anonymous.insert(fact(78, said(NEWS, Act::Withdraw), day(6)));
    assert!(
        ask(&anonymous).is_err(),
        "a withdrawal on one node counts for all"
    );
    anonymous.insert(fact(79, said(NEWS, Act::Grant), day(7)));
    assert!(ask(&anonymous).is_ok(), "and so does the next yes");
}

#[test]
fn a_flag_of_one_member_holds_for_all_until_it_is_taken_back_after_the_link() {
    let one = person([flag(Flag::Restriction, true)]);
    let linked = |_, _| day(5);
    let restricted = |taken_back: i64| {
        let other = PermissionRecord::from_facts([fact(
            9,
            flag(Flag::Restriction, false),
            day(taken_back),
        )]);
        let family = Permissions::family([(A, &one), (B, &other)], linked);
        family.flag(Flag::Restriction, None, day(9))
    };
    assert!(
        restricted(4),
        "what was said before the link is not about the other node"
    );
    assert!(restricted(5), "nor what was said at that instant");
    assert!(!restricted(6));
}

#[test]
fn places_noted_after_the_link_count_for_the_whole_family() {
    let catalog = catalog([purpose(NEWS, BasisKind::Consent)]);
    let mut one = person([]);
    let other = PermissionRecord::EMPTY;
    let holds = |one: &PermissionRecord| {
        let family = Permissions::family([(A, one), (B, &other)], |_, _| day(5));
        family.jurisdictions(&catalog, None)
    };
    let strictest_too = [EU, catalog.strictest].into_iter().collect();
    assert_eq!(
        holds(&one),
        strictest_too,
        "one member's place is not known"
    );
    one.note_location(day(6), JurisdictionSet::only(CALIFORNIA));
    let both = [EU, CALIFORNIA].into_iter().collect();
    assert_eq!(holds(&one), both);
}
