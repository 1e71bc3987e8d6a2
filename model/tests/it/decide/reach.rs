//! How far the generated cases reach, and the ends of what can be asked.

use proptest::prelude::*;
use telos_model::catalog::BasisKind;
use telos_model::consent::{Act, PermissionRecord, Permissions};
use telos_model::decide::{Named, Question, Reason};
use telos_model::id::{JurisdictionSet, PurposeId};
use telos_model::time::Timestamp;

use super::arbitrary::{catalogs, people, questions};
use super::support::{
    NEWS, UNDECLARED, asked, catalog, day, fact, permitted, person, purpose, question, said,
};

/// P-2: no instant, number or id is out of reach.
#[test]
fn extreme_values_are_answered() {
    let mut about = purpose(NEWS, BasisKind::Consent);
    for (_, basis) in &mut about.bases {
        basis.age_days_max = Some(u32::MAX);
    }
    let catalog = catalog([about]);
    let ends = [Timestamp::MIN, day(0), Timestamp::MAX];
    for effective in ends {
        for at in ends {
            let grant = fact(1, said(NEWS, Act::Grant), effective);
            let record = PermissionRecord::from_facts([grant]);
            let answer = permitted(&catalog, &record, &question(at));
            // Even as many days as can be written are over by then.
            let expired = at == Timestamp::MAX || effective == Timestamp::MIN && at > effective;
            let expected = effective <= at && !expired;
            assert_eq!(answer.is_ok(), expected, "{effective} {at}");
        }
    }
    let undeclared = Question {
        purpose: Named::Known(PurposeId::new(u8::MAX)),
        jurisdictions: Named::Known(JurisdictionSet::from_bits(u64::MAX)),
        ..question(day(1))
    };
    assert!(permitted(&catalog, &person([]), &undeclared).is_err());
    let everywhere = Question {
        jurisdictions: undeclared.jurisdictions,
        ..question(day(2))
    };
    let deny = permitted(&catalog, &person([said(NEWS, Act::Grant)]), &everywhere);
    assert_eq!(
        deny.expect_err("unknown places").reasons.to_vec(),
        [Reason::JurisdictionUnknown]
    );
    assert!(
        catalog
            .pack(telos_model::id::JurisdictionId::new(UNDECLARED))
            .is_none()
    );
}

/// The generated cases above would prove little if nearly all of them were denied.
#[test]
fn generated_questions_are_permitted_often_enough_to_prove_something() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let cases = (catalogs(), people(8), questions());
    let mut bases = std::collections::BTreeMap::new();
    let mut reasons = std::collections::BTreeSet::new();
    let mut ending = 0;
    for _ in 0..6_000 {
        let (catalog, record, asked_of) = cases.new_tree(&mut runner).expect("a case").current();
        match asked(
            &catalog,
            &Permissions::single(&record),
            &asked_of.as_asked(),
        ) {
            Ok(permit) => {
                *bases.entry(format!("{:?}", permit.basis())).or_insert(0) += 1;
                ending += usize::from(permit.valid_until() < Timestamp::MAX);
            }
            Err(deny) => reasons.extend(deny.reasons),
        }
    }
    let permits: usize = bases.values().sum();
    assert!(
        permits > 900 && ending > 400,
        "{permits} permits, {ending} that end"
    );
    assert!(bases.len() == 7 && bases["Consent"] > 100, "{bases:?}");
    let unreached = [
        Reason::CategoryNotDeclared,
        Reason::RecipientNotDeclared,
        Reason::OperationNotDeclared,
        Reason::ChannelNotDeclared,
        Reason::NoBasis,
    ];
    for reason in Reason::ALL
        .iter()
        .filter(|reason| !unreached.contains(reason))
    {
        assert!(reasons.contains(reason), "never denied because {reason}");
    }
}
