//! The fold and `decide` against a plain specification, over every small history.

use telos_model::catalog::BasisKind;
use telos_model::consent::{Act, PermissionFact, PermissionRecord, PermissionState, Permissions};
use telos_model::id::{JurisdictionSet, NodeId, PurposeId};

use super::support::{
    EU, NEWS, asked, catalog, day, fact, permitted, purpose, question, reasons, said, text,
};
use telos_model::consent::Statement;
use telos_model::decide::{Named, Question};

const ACTS: [Act; 7] = [
    Act::Request,
    Act::Grant,
    Act::Confirm,
    Act::Deny,
    Act::Withdraw,
    Act::Revoke,
    Act::Invalidate,
];
const INSTANTS: [i64; 3] = [1, 2, 3];

/// Every fact of the universe: 7 acts at 3 instants about each of so many purposes.
fn universe(purposes: u8) -> Vec<PermissionFact> {
    let mut facts = Vec::new();
    for purpose in (0..purposes).map(PurposeId::new) {
        for act in ACTS {
            for instant in INSTANTS {
                let number = facts.len() as u128 + 1;
                facts.push(fact(number, said(purpose, act), day(instant)));
            }
        }
    }
    facts
}

/// Every set of at most so many of these facts.
fn histories(facts: &[PermissionFact], at_most: usize) -> Vec<Vec<PermissionFact>> {
    let mut all = vec![Vec::new()];
    let mut newest = vec![(0, Vec::new())];
    for _ in 0..at_most {
        let mut longer = Vec::new();
        for (from, history) in &newest {
            for (index, fact) in facts.iter().enumerate().skip(*from) {
                let mut history: Vec<PermissionFact> = history.clone();
                history.push(fact.clone());
                all.push(history.clone());
                longer.push((index + 1, history));
            }
        }
        newest = longer;
    }
    all
}

/// The specification: instant by instant, a no ends every yes, otherwise yeses and confirmations
/// pile up.
fn specified(
    history: &[PermissionFact],
    about: PurposeId,
    at: i64,
    double: bool,
) -> PermissionState {
    let mut state = PermissionState::Unknown;
    let mut granted = false;
    let mut confirmed = false;
    for instant in INSTANTS.into_iter().filter(|instant| *instant <= at) {
        let said_now = |wanted: Act| {
            history.iter().any(|fact| {
                fact.effective == day(instant)
                    && matches!(fact.statement, Statement::Consent { purpose, act, .. }
                        if purpose == about && act == wanted)
            })
        };
        let no = [
            (Act::Withdraw, PermissionState::Withdrawn),
            (Act::Deny, PermissionState::Denied),
            (Act::Revoke, PermissionState::Revoked),
            (Act::Invalidate, PermissionState::Invalidated),
        ];
        if let Some((_, no)) = no.into_iter().find(|(act, _)| said_now(*act)) {
            (state, granted, confirmed) = (no, false, false);
            continue;
        }
        granted |= said_now(Act::Grant);
        confirmed |= granted && said_now(Act::Confirm);
        if granted {
            state = if confirmed || !double {
                PermissionState::Granted
            } else {
                PermissionState::Pending
            };
        } else if said_now(Act::Request) && state == PermissionState::Unknown {
            state = PermissionState::Requested;
        }
    }
    state
}

/// The specification where no consent is needed: a no other than an invalidation stands unless a
/// yes came after the latest no of any kind.
fn refused(history: &[PermissionFact], at: i64) -> bool {
    let (mut ever, mut yes) = (false, false);
    for instant in INSTANTS.into_iter().filter(|instant| *instant <= at) {
        let now = |fact: &&PermissionFact| fact.effective == day(instant);
        let acts = history
            .iter()
            .filter(now)
            .filter_map(|fact| match fact.statement {
                Statement::Consent { act, .. } => Some(act),
                _ => None,
            });
        let acts: Vec<Act> = acts.collect();
        ever |= [Act::Withdraw, Act::Deny, Act::Revoke]
            .iter()
            .any(|act| acts.contains(act));
        let no = acts.iter().any(|act| act.no_strength().is_some());
        yes = !no && (yes || acts.contains(&Act::Grant));
    }
    ever && !yes
}

fn record_of(history: &[PermissionFact]) -> PermissionRecord {
    let mut record = PermissionRecord::from_facts(history.iter().cloned());
    record.note_residence(day(0), JurisdictionSet::only(EU));
    record
}

/// P-3, P-4, P-9 and P-18, over every history of at most three facts about two purposes.
#[test]
fn every_small_history_folds_as_specified_and_consent_permits_only_what_is_granted() {
    let mut double = purpose(PurposeId::new(1), BasisKind::Consent);
    for (_, basis) in &mut double.bases {
        basis.double_opt_in = true;
    }
    let catalog = catalog([purpose(NEWS, BasisKind::Consent), double]);
    let mut granted = 0;
    for history in histories(&universe(2), 3) {
        let record = record_of(&history);
        for at in 0..=4 {
            for about in [0, 1].map(PurposeId::new) {
                let expected = specified(&history, about, at, about != NEWS);
                let state = record.state(&catalog, about, None, day(at));
                assert_eq!(state, expected, "{history:?} about {about:?} on day {at}");
                let question = Question {
                    purpose: Named::Known(about),
                    ..question(day(at))
                };
                let answer = permitted(&catalog, &record, &question);
                assert_eq!(answer.is_ok(), expected == PermissionState::Granted);
                granted += usize::from(answer.is_ok());
            }
        }
    }
    assert!(
        granted > 5_000,
        "the universe holds many permits, not {granted}"
    );
}

/// P-7: without consent as the basis, a no is an objection where there is something to object to.
#[test]
fn every_small_history_denies_other_bases_only_by_a_no() {
    let kinds = [
        BasisKind::Contract,
        BasisKind::LegalObligation,
        BasisKind::VitalInterests,
        BasisKind::PublicTask,
        BasisKind::LegitimateInterests,
        BasisKind::OptOut,
    ];
    for kind in kinds {
        for marketing in [false, true] {
            let mut about = purpose(NEWS, kind);
            about.marketing = marketing;
            let catalog = catalog([about]);
            for history in histories(&universe(1), 3) {
                let record = record_of(&history);
                for at in 0..=4 {
                    let no = refused(&history, at);
                    let objectable = marketing || kind.can_be_objected_to();
                    let denied = reasons(&catalog, &record, &question(day(at)));
                    assert_eq!(!denied.is_empty(), objectable && no, "{kind:?} {history:?}");
                }
            }
        }
    }
}

/// P-11 and P-12, over every pair of histories of at most two facts and every time of linking.
#[test]
fn every_small_family_permits_only_what_each_member_does_by_what_it_may_know() {
    let catalog = catalog([purpose(NEWS, BasisKind::Consent)]);
    let histories = histories(&universe(1), 2);
    let records: Vec<_> = histories.iter().map(|history| record_of(history)).collect();
    let (a, b) = (NodeId::new(1), NodeId::new(2));
    for (one, own) in histories.iter().zip(&records) {
        for (other, others) in histories.iter().zip(&records) {
            for link in 0..=3 {
                let family = Permissions::family([(a, own), (b, others)], |_, _| day(link));
                let seen = |own: &[PermissionFact], others: &[PermissionFact]| {
                    let after = others.iter().filter(|fact| fact.effective > day(link));
                    let seen: Vec<_> = own.iter().chain(after).cloned().collect();
                    specified(&seen, NEWS, 3, false) == PermissionState::Granted
                };
                let expected = seen(one, other) && seen(other, one);
                let answer = asked(&catalog, &family, &question(day(3)));
                assert_eq!(
                    answer.is_ok(),
                    expected,
                    "{one:?} {other:?} linked on {link}"
                );
            }
        }
    }
}

/// P-10, over every version of the text and of the consent.
#[test]
fn a_consent_counts_from_the_newest_material_version_on() {
    let newest = 4;
    for material in 1..=newest {
        let mut about = purpose(NEWS, BasisKind::Consent);
        about.texts = (1..=newest)
            .map(|version| text(version, version == 1 || version == material))
            .collect();
        let catalog = catalog([about]);
        for version in 0..=newest {
            let mut grant = said(NEWS, Act::Grant);
            if let Statement::Consent { text_version, .. } = &mut grant {
                *text_version = version;
            }
            let record = record_of(&[fact(1, grant, day(1))]);
            let state = record.state(&catalog, NEWS, None, day(2));
            let expected = if material == 1 || version >= material {
                PermissionState::Granted
            } else {
                PermissionState::Invalidated
            };
            assert_eq!(state, expected, "version {version}, material at {material}");
            let answer = permitted(&catalog, &record, &question(day(2)));
            assert_eq!(answer.is_ok(), expected == PermissionState::Granted);
        }
    }
}
