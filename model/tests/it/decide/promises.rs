//! The promises of `decide`, over generated catalogs, people and questions.

use proptest::prelude::*;
use telos_model::catalog::{BasisKind, Catalog};
use telos_model::consent::{
    Act, Flag, PermissionFact, PermissionRecord, PermissionState, Permissions, Statement,
};
use telos_model::decide::{Named, Operation, Question, Reason};
use telos_model::id::{JurisdictionSet, PurposeId};
use telos_model::time::Timestamp;

use super::arbitrary::{
    Asked, QUARTERS, catalogs, facts, people, preferences, quarter, questions, statements,
};
use super::support::{BRAND, EMAIL, NEWS, fact, permitted, said, summary, text};

/// The id of a fact that is added to generated ones.
const ADDED: u128 = 1_000;

fn with(record: &PermissionRecord, fact: PermissionFact) -> PermissionRecord {
    let mut record = record.clone();
    assert!(record.insert(fact), "the fact is new");
    record
}

fn allows(catalog: &Catalog, record: &PermissionRecord, question: &Question<'_>) -> bool {
    permitted(catalog, record, question).is_ok()
}

/// What only ever narrows: a no, an objection, a flag. (A preference does where none was.)
fn narrowing() -> impl Strategy<Value = Statement> {
    const NOES: [Act; 4] = [Act::Deny, Act::Withdraw, Act::Revoke, Act::Invalidate];
    (statements(), prop::sample::select(NOES.to_vec())).prop_map(|(mut statement, no)| {
        match &mut statement {
            Statement::Consent { act, .. } => *act = no,
            Statement::Flag { on, .. } | Statement::Objection { on, .. } => *on = true,
            Statement::Preference { .. } => statement = said(NEWS, no),
        }
        assert!(!statement.may_widen());
        statement
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// P-1.
    #[test]
    fn what_is_not_declared_is_denied_with_its_reason(
        catalog in catalogs(), record in people(8), asked in questions(),
    ) {
        let question = asked.as_asked();
        let answer = permitted(&catalog, &record, &question);
        let mut expected = Vec::new();
        let purpose = match question.purpose {
            Named::Known(id) => catalog.purpose(id),
            Named::Unknown => None,
        };
        if purpose.is_none() {
            expected.push(Reason::PurposeUnknown);
        }
        match question.categories {
            Named::Known(set) if set.iter().all(|id| catalog.category(id).is_some()) => {}
            _ => expected.push(Reason::CategoryUnknown),
        }
        match question.recipient {
            None if question.operation == Operation::Send && question.contact.is_none() => {
                expected.push(Reason::RecipientUnknown);
            }
            Some(Named::Known(id)) if catalog.recipient(id).is_some() => {}
            None => {}
            Some(_) => expected.push(Reason::RecipientUnknown),
        }
        if question.jurisdictions == Named::Unknown {
            expected.push(Reason::JurisdictionUnknown);
        }
        if let Some(contact) = question.contact {
            match contact.channel {
                Named::Known(id) if catalog.channel(id).is_some() => {}
                _ => expected.push(Reason::ChannelUnknown),
            }
            match contact.topic {
                None => {}
                Some(Named::Known(id)) if catalog.topic(id).is_some() => {}
                Some(_) => expected.push(Reason::TopicUnknown),
            }
        }
        for reason in expected {
            let denied = answer.as_ref().is_err_and(|deny| deny.reasons.contains(&reason));
            prop_assert!(denied, "{reason}");
        }
    }

    /// P-2.
    #[test]
    fn the_same_facts_in_any_order_get_the_same_answer_with_each_reason_once_in_order(
        catalog in catalogs(),
        asked in questions(),
        (facts, shuffled) in facts(8)
            .prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle())),
    ) {
        let one = PermissionRecord::from_facts(facts);
        let mut other = PermissionRecord::default();
        for fact in shuffled {
            other.insert(fact);
        }
        let answer = summary(permitted(&catalog, &one, &asked.as_asked()));
        prop_assert_eq!(&answer, &summary(permitted(&catalog, &other, &asked.as_asked())));
        if let Err(reasons) = answer {
            prop_assert!(!reasons.is_empty());
            prop_assert!(reasons.is_sorted_by(|a, b| a < b));
        }
    }

    /// P-3.
    #[test]
    fn consent_permits_only_if_the_fold_says_granted_then(
        catalog in catalogs(), record in people(8), asked in questions(),
    ) {
        if let Ok(permit) = permitted(&catalog, &record, &asked.as_asked())
            && permit.basis() == BasisKind::Consent
        {
            let state = record.state(&catalog, permit.purpose(), None, permit.at());
            prop_assert_eq!(state, PermissionState::Granted);
            prop_assert!(!permit.evidence().is_empty());
        }
    }

    /// P-4.
    #[test]
    fn a_withdrawal_rules_until_a_later_grant_and_never_alters_an_earlier_time(
        catalog in catalogs(), record in people(8), asked in questions(), when in 0..QUARTERS,
    ) {
        let withdrawn_at = quarter(when);
        let about = PurposeId::new(0);
        let withdrawn = with(&record, fact(ADDED, said(about, Act::Withdraw), withdrawn_at));
        let granted_again = |until: Timestamp| {
            record.facts().any(|fact| {
                fact.effective > withdrawn_at
                    && fact.effective <= until
                    && matches!(fact.statement, Statement::Consent {
                        purpose, channel: None, act: Act::Grant, ..
                    } if purpose == about)
            })
        };
        for at in (0..=QUARTERS).map(quarter) {
            let question = asked.at(at);
            let answer = permitted(&catalog, &withdrawn, &question);
            if at < withdrawn_at {
                let before = permitted(&catalog, &record, &question);
                prop_assert_eq!(before.map(|_| ()), answer.map(|_| ()));
                let state = |record: &PermissionRecord| record.state(&catalog, about, None, at);
                prop_assert_eq!(state(&record), state(&withdrawn));
            } else if !granted_again(at) {
                let state = withdrawn.state(&catalog, about, None, at);
                prop_assert_ne!(state, PermissionState::Granted);
                let by_consent = answer.is_ok_and(|permit| {
                    permit.purpose() == about && permit.basis() == BasisKind::Consent
                });
                prop_assert!(!by_consent);
            }
        }
    }

    /// P-5.
    #[test]
    fn adding_what_narrows_never_turns_a_deny_into_a_permit(
        catalog in catalogs(), record in people(8), asked in questions(),
        statement in narrowing(), when in 0..QUARTERS,
    ) {
        let narrowed = with(&record, fact(ADDED, statement, quarter(when)));
        let question = asked.as_asked();
        let before = allows(&catalog, &record, &question);
        prop_assert!(before || !allows(&catalog, &narrowed, &question));
    }

    /// P-5: a preference narrows where none of its kind was.
    #[test]
    fn adding_a_first_preference_never_turns_a_deny_into_a_permit(
        catalog in catalogs(), record in people(8), asked in questions(),
        preference in preferences(), when in 0..QUARTERS,
    ) {
        let other = |fact: &&PermissionFact| !matches!(fact.statement, Statement::Preference { .. });
        let mut plain = PermissionRecord::from_facts(record.facts().filter(other).cloned());
        plain.note_residence(quarter(0), record.jurisdictions());
        let statement = Statement::Preference { brand: BRAND, preference };
        let narrowed = with(&plain, fact(ADDED, statement, quarter(when)));
        let question = asked.as_asked();
        let before = allows(&catalog, &plain, &question);
        prop_assert!(before || !allows(&catalog, &narrowed, &question));
    }

    /// P-19.
    #[test]
    fn a_childs_own_yes_counts_for_sale_alone_and_only_where_their_age_was_said(
        catalog in catalogs(), record in people(8), asked in questions(),
    ) {
        let mut strict = catalog.clone();
        for pack in strict.packs.iter_mut().flatten() {
            pack.rules.sale_own_yes_age = None;
        }
        let question = asked.as_asked();
        let (here, there) = (allows(&catalog, &record, &question), allows(&strict, &record, &question));
        prop_assert!(here || !there, "a guardian's counts all the same");
        if here && !there {
            let old_enough = |fact: &PermissionFact| {
                let old = Statement::Flag { flag: Flag::YoungChild, brand: None, on: false };
                let of_brand = Statement::Flag { flag: Flag::YoungChild, brand: Some(BRAND), on: false };
                fact.statement == old || fact.statement == of_brand
            };
            prop_assert!(record.facts().any(old_enough));
            let purpose = match question.purpose {
                Named::Known(id) => catalog.purpose(id),
                Named::Unknown => None,
            };
            prop_assert!(purpose.is_some_and(|purpose| purpose.sells));
        }
    }

    /// P-5 and P-6: jurisdictions intersect, exactly.
    #[test]
    fn several_jurisdictions_permit_what_each_of_them_does(
        catalog in catalogs(), record in people(8), asked in questions(),
        one in 0..16_u64, other in 0..16_u64,
    ) {
        let held_by = |bits: u64| Asked {
            question: Question {
                jurisdictions: Named::Known(JurisdictionSet::from_bits(bits)),
                ..asked.question
            },
            ..asked.clone()
        };
        let answer = |bits| summary(permitted(&catalog, &record, &held_by(bits).as_asked()));
        match (answer(one), answer(other), answer(one | other)) {
            (Ok(one), Ok(other), Ok(both)) => {
                prop_assert_eq!(both.0, one.0.min(other.0));
                prop_assert!(one.1.iter().chain(&other.1).all(|id| both.1.contains(id)));
                prop_assert!(both.1.iter().all(|id| one.1.contains(id) || other.1.contains(id)));
            }
            (one, other, both) => {
                let mut all = [one.err(), other.err()].into_iter().flatten().flatten().collect::<Vec<_>>();
                all.sort_unstable();
                all.dedup();
                prop_assert_eq!(both, Err(all));
            }
        }
    }

    /// P-7.
    #[test]
    fn an_objection_to_marketing_denies_under_every_basis(
        mut catalog in catalogs(), record in people(8), asked in questions(),
        all_marketing in any::<bool>(),
    ) {
        for purpose in catalog.purposes.iter_mut().flatten() {
            purpose.marketing = true;
        }
        let Named::Known(about) = asked.question.purpose else { return Ok(()) };
        let statement = Statement::Objection {
            brand: BRAND,
            purpose: (!all_marketing).then_some(about),
            on: true,
        };
        let newest = record.facts().map(|fact| fact.effective).max();
        let at = asked.question.at.max(newest.unwrap_or(Timestamp::MIN));
        let objected = with(&record, fact(ADDED, statement, at));
        let deny = permitted(&catalog, &objected, &asked.at(at)).expect_err("objected");
        let known = catalog.purpose(about).is_some();
        prop_assert!(!known || deny.reasons.contains(&Reason::Objected));
    }

    /// P-9: whatever else was said, a no at the instant of the latest yes rules.
    #[test]
    fn ties_at_one_instant_deny(
        catalog in catalogs(), record in people(8), when in 0..QUARTERS,
        no in prop::sample::select(vec![Act::Deny, Act::Withdraw, Act::Revoke, Act::Invalidate]),
    ) {
        let at = quarter(when);
        let tied = with(&record, fact(ADDED, said(NEWS, no), at));
        let tied = with(&tied, fact(ADDED + 1, said(NEWS, Act::Grant), at));
        let tied = with(&tied, fact(ADDED + 2, said(NEWS, Act::Confirm), at));
        prop_assert_ne!(tied.state(&catalog, NEWS, None, at), PermissionState::Granted);
    }

    /// P-10.
    #[test]
    fn a_material_text_version_denies_until_renewed_and_a_cosmetic_one_changes_nothing(
        mut catalog in catalogs(), record in people(8), asked in questions(),
    ) {
        let before = summary(permitted(&catalog, &record, &asked.as_asked()));
        for purpose in catalog.purposes.iter_mut().flatten() {
            purpose.texts.push(text(7, false));
        }
        let cosmetic = summary(permitted(&catalog, &record, &asked.as_asked()));
        prop_assert_eq!(before, cosmetic);
        for purpose in catalog.purposes.iter_mut().flatten() {
            purpose.texts.push(text(8, true));
        }
        let state = record.state(&catalog, NEWS, None, quarter(QUARTERS));
        prop_assert_ne!(state, PermissionState::Granted);
        let renewed = quarter(QUARTERS + 1);
        let yes = |act| Statement::Consent {
            purpose: NEWS,
            channel: None,
            act,
            text_version: 8,
            explicit: false,
            separate: false,
        };
        let record = with(&record, fact(ADDED, yes(Act::Grant), renewed));
        let record = with(&record, fact(ADDED + 1, yes(Act::Confirm), renewed));
        let state = record.state(&catalog, NEWS, None, renewed);
        prop_assert_eq!(state, PermissionState::Granted);
    }

    /// P-13.
    #[test]
    fn valid_until_never_overshoots(
        catalog in catalogs(), record in people(8), asked in questions(),
        within in prop::collection::vec(0.0..1.0_f64, 8),
    ) {
        let Ok(permit) = permitted(&catalog, &record, &asked.as_asked()) else { return Ok(()) };
        let (at, until) = (permit.at(), permit.valid_until());
        prop_assert!(at < until);
        let end = until.min(quarter(4 * QUARTERS));
        let span = end.millis() - at.millis();
        let half_hours = (0..span / 1_800_000).map(|half_hours| half_hours * 1_800_000);
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a sample")]
        let random = within.iter().map(|share| (*share * span as f64) as i64);
        for later in half_hours.chain(random).chain([span - 1]) {
            let later = at.plus_millis(later);
            let answer = permitted(&catalog, &record, &asked.at(later));
            let reasons = answer.err();
            prop_assert!(reasons.is_none(), "at {later} of {at} to {until}: {reasons:?}");
        }
    }

    /// P-13: the same of a consent's state.
    #[test]
    fn a_state_lasts_as_long_as_it_says(
        catalog in catalogs(), record in people(8), when in 0..QUARTERS,
        channel in prop::option::of(Just(EMAIL)),
    ) {
        let permissions = Permissions::single(&record);
        let (state, until) = permissions.state_until(&catalog, NEWS, channel, quarter(when));
        for later in (when..3 * QUARTERS).map(quarter).filter(|later| *later < until) {
            prop_assert_eq!(permissions.state(&catalog, NEWS, channel, later), state);
        }
    }

    /// P-14: without every other yes, the permit still stands as long as it says.
    #[test]
    fn the_evidence_of_a_permit_suffices_for_it(
        catalog in catalogs(), record in people(8), asked in questions(),
    ) {
        let Ok(permit) = permitted(&catalog, &record, &asked.as_asked()) else { return Ok(()) };
        let needed = |fact: &&PermissionFact| {
            permit.evidence().contains(&fact.id)
                || !matches!(fact.statement, Statement::Consent { act, .. } if act.no_strength().is_none())
        };
        let mut evidence = PermissionRecord::from_facts(record.facts().filter(needed).cloned());
        if let Some((at, jurisdictions)) = record.residence() {
            evidence.note_residence(at, jurisdictions);
        }
        if let Some((at, jurisdictions)) = record.location() {
            evidence.note_location(at, jurisdictions);
        }
        let again = permitted(&catalog, &evidence, &asked.as_asked());
        let again = again.map_err(|deny| TestCaseError::fail(format!("{deny:?}")))?;
        prop_assert_eq!(again.evidence(), permit.evidence());
        prop_assert!(again.valid_until() >= permit.valid_until());
    }

    /// P-16.
    #[test]
    fn nothing_is_permitted_of_an_erased_person_ever_again(
        catalog in catalogs(), record in people(8), asked in questions(),
        brand in prop::option::of(Just(BRAND)), taken_back in 0..QUARTERS,
    ) {
        let set = |on| Statement::Flag { flag: Flag::Erased, brand, on };
        let erased = with(&record, fact(ADDED, set(true), quarter(0)));
        let erased = with(&erased, fact(ADDED + 1, set(false), quarter(taken_back)));
        let deny = permitted(&catalog, &erased, &asked.as_asked()).expect_err("erased");
        let brand_known = !deny.reasons.contains(&Reason::PurposeUnknown);
        prop_assert!(deny.reasons.contains(&Reason::Erased) || brand.is_some() && !brand_known);
    }
}
