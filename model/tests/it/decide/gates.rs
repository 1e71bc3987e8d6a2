//! Each gate by example: when it denies, with which reason, and when it lets through.

use telos_model::catalog::{Basis, BasisKind, Catalog, Purpose};
use telos_model::consent::{Act, Flag, PermissionRecord, Statement};
use telos_model::decide::{Contact, Named, Operation, OperationSet, Question, Reason};
use telos_model::id::{CategorySet, ChannelSet, JurisdictionSet, RecipientSet};
use telos_model::time::Timestamp;

use super::support::{
    CHINA, CONTACT, EU, HEALTH, NEWS, PARTNER, SMS, catalog, day, email, fact, flag, permitted,
    person, purpose, question, reasons, said,
};

/// When all that was said has taken effect.
pub(super) const NOW: Timestamp = day(20);

pub(super) fn with_purpose(kind: BasisKind, change: impl FnOnce(&mut Purpose)) -> Catalog {
    let mut purpose = purpose(NEWS, kind);
    change(&mut purpose);
    catalog([purpose])
}

fn with_basis(change: impl Fn(&mut Basis)) -> Catalog {
    with_purpose(BasisKind::Consent, |purpose| {
        purpose
            .bases
            .iter_mut()
            .for_each(|(_, basis)| change(basis));
    })
}

pub(super) fn living_in(
    jurisdiction: telos_model::id::JurisdictionId,
    statements: impl IntoIterator<Item = Statement>,
) -> PermissionRecord {
    let mut record = person(statements);
    record.note_residence(day(0), JurisdictionSet::EMPTY);
    record.note_residence(day(1), JurisdictionSet::only(jurisdiction));
    record
}

pub(super) fn yes(
    channel: Option<telos_model::id::ChannelId>,
    explicit: bool,
    separate: bool,
) -> Statement {
    Statement::Consent {
        purpose: NEWS,
        channel,
        act: Act::Grant,
        text_version: 1,
        explicit,
        separate,
    }
}

pub(super) const GRANT: fn() -> Statement = || said(NEWS, Act::Grant);

#[test]
fn a_permit_tells_what_it_is_for_and_rests_on() {
    let catalog = with_purpose(BasisKind::Consent, |purpose| {
        (purpose.marketing, purpose.profiling) = (true, true);
    });
    let asked = Question {
        recipient: Some(Named::Known(PARTNER)),
        ..email(NOW)
    };
    let permit = permitted(&catalog, &person([GRANT()]), &asked).expect("granted");
    assert_eq!(permit.operation(), Operation::Send);
    assert_eq!(permit.purpose(), NEWS);
    assert_eq!(permit.categories(), CategorySet::only(CONTACT));
    assert_eq!(permit.recipient(), Some(PARTNER));
    assert_eq!(permit.basis(), BasisKind::Consent);
    assert_eq!(permit.evidence(), [fact(1, GRANT(), day(1)).id]);
    assert_eq!((permit.at(), permit.valid_until()), (NOW, Timestamp::MAX));
    let obligations = permit.obligations();
    assert_eq!(obligations.retention_days, Some(365));
    assert!(obligations.offer_opt_out && obligations.disclose_profiling);
}

#[test]
fn a_necessary_message_needs_no_way_out_and_marketing_always_does() {
    for (kind, marketing, expected) in [
        (BasisKind::Contract, false, false),
        (BasisKind::Contract, true, true),
        (BasisKind::LegitimateInterests, false, true),
    ] {
        let catalog = with_purpose(kind, |purpose| purpose.marketing = marketing);
        let permit = permitted(&catalog, &person([]), &email(NOW)).expect("permitted");
        assert_eq!(permit.obligations().offer_opt_out, expected, "{kind:?}");
        let reading = permitted(&catalog, &person([]), &question(NOW)).expect("permitted");
        assert!(!reading.obligations().offer_opt_out);
    }
}

#[test]
fn a_purpose_allows_only_what_it_declares() {
    let catalog = with_purpose(BasisKind::Contract, |purpose| {
        purpose.categories = CategorySet::EMPTY;
        purpose.recipients = RecipientSet::EMPTY;
        purpose.operations = OperationSet::EMPTY.with(Operation::Collect);
        purpose.channels = ChannelSet::only(SMS);
        purpose.bases.retain(|(id, _)| *id != EU);
    });
    let asked = Question {
        recipient: Some(Named::Known(PARTNER)),
        ..email(NOW)
    };
    let expected = [
        Reason::CategoryNotDeclared,
        Reason::RecipientNotDeclared,
        Reason::OperationNotDeclared,
        Reason::ChannelNotDeclared,
        Reason::NoBasis,
    ];
    assert_eq!(reasons(&catalog, &person([]), &asked), expected);
}

#[test]
fn a_purpose_that_is_not_declared_any_more_is_denied_with_all_that_is_unknown() {
    let mut catalog = with_purpose(BasisKind::Contract, |_| {});
    catalog.purposes[0] = None;
    let asked = Question {
        categories: Named::Unknown,
        recipient: Some(Named::Unknown),
        jurisdictions: Named::Unknown,
        contact: Some(Contact {
            channel: Named::Unknown,
            topic: Some(Named::Unknown),
            sent: &[],
        }),
        ..question(NOW)
    };
    let erased = person([flag(Flag::Erased, true)]);
    assert_eq!(reasons(&catalog, &erased, &asked), Reason::ALL[..7]);
}

#[test]
fn a_transfer_names_its_recipient() {
    let catalog = with_purpose(BasisKind::Contract, |_| {});
    let mut asked = Question {
        operation: Operation::Send,
        ..question(NOW)
    };
    assert_eq!(
        reasons(&catalog, &person([]), &asked),
        [Reason::RecipientUnknown]
    );
    asked.recipient = Some(Named::Known(PARTNER));
    assert!(permitted(&catalog, &person([]), &asked).is_ok());
}

#[test]
fn where_no_place_is_known_the_strictest_rules_hold_besides_those_of_the_question() {
    let catalog = with_purpose(BasisKind::Contract, |purpose| {
        purpose.bases.retain(|(id, _)| *id == EU);
    });
    let nowhere = PermissionRecord::EMPTY;
    let asked = Question {
        jurisdictions: Named::Known(JurisdictionSet::only(EU)),
        ..question(NOW)
    };
    assert_eq!(reasons(&catalog, &nowhere, &asked), [Reason::NoBasis]);
    assert!(permitted(&catalog, &person([]), &asked).is_ok());
}

#[test]
fn where_the_brand_is_established_its_rules_hold_for_everyone() {
    let mut catalog = with_purpose(BasisKind::Contract, |purpose| {
        purpose.bases.retain(|(id, _)| *id == EU);
    });
    assert!(permitted(&catalog, &person([]), &question(NOW)).is_ok());
    for brand in catalog.brands.iter_mut().flatten() {
        brand.established_in = JurisdictionSet::only(CHINA);
    }
    assert_eq!(
        reasons(&catalog, &person([]), &question(NOW)),
        [Reason::NoBasis]
    );
}

#[test]
fn consent_is_denied_by_its_state() {
    let double = with_basis(|basis| {
        basis.double_opt_in = true;
        basis.age_days_max = Some(10);
    });
    let cases: [(&[Act], Option<Reason>); 11] = [
        (&[], Some(Reason::ConsentUnknown)),
        (&[Act::Confirm], Some(Reason::ConsentUnknown)),
        (&[Act::Request], Some(Reason::ConsentRequested)),
        (&[Act::Grant], Some(Reason::ConsentPending)),
        (&[Act::Confirm, Act::Grant], Some(Reason::ConsentPending)),
        (&[Act::Grant, Act::Confirm], None),
        (&[Act::Grant, Act::Confirm, Act::Request, Act::Grant], None),
        (
            &[Act::Grant, Act::Confirm, Act::Deny],
            Some(Reason::ConsentDenied),
        ),
        (
            &[Act::Grant, Act::Withdraw, Act::Confirm],
            Some(Reason::ConsentWithdrawn),
        ),
        (
            &[Act::Grant, Act::Confirm, Act::Revoke, Act::Request],
            Some(Reason::ConsentRevoked),
        ),
        (
            &[Act::Grant, Act::Confirm, Act::Invalidate],
            Some(Reason::ConsentInvalidated),
        ),
    ];
    for (acts, expected) in cases {
        let record = person(acts.iter().map(|act| said(NEWS, *act)));
        let denied = reasons(&double, &record, &question(day(6)));
        assert_eq!(denied, Vec::from_iter(expected), "{acts:?}");
    }
}

#[test]
fn a_consent_expires_to_the_millisecond_and_a_renewal_counts_anew() {
    let catalog = with_basis(|basis| basis.age_days_max = Some(10));
    let mut record = person([GRANT()]);
    let end = day(11);
    let last = end.plus_millis(-1);
    let permit = permitted(&catalog, &record, &question(last)).expect("still fresh");
    assert_eq!(permit.valid_until(), end);
    assert_eq!(
        reasons(&catalog, &record, &question(end)),
        [Reason::ConsentExpired]
    );
    record.insert(fact(9, said(NEWS, Act::Confirm), day(11)));
    let permit = permitted(&catalog, &record, &question(end)).expect("confirmed again");
    assert_eq!(permit.valid_until(), day(21));
    assert_eq!(permit.evidence().len(), 2);
}

#[test]
fn a_weaker_yes_never_undoes_a_stronger_one() {
    let catalog = with_basis(|basis| (basis.explicit, basis.separate) = (true, true));
    let ask = |statements: &[Statement]| {
        reasons(
            &catalog,
            &person(statements.iter().copied()),
            &question(NOW),
        )
    };
    let (weak, strong) = (yes(None, false, false), yes(None, true, true));
    let both = [Reason::ConsentNotExplicit, Reason::ConsentNotSeparate];
    assert_eq!(ask(&[weak]), both);
    assert_eq!(ask(&[yes(None, true, false)]), [Reason::ConsentNotSeparate]);
    assert_eq!(ask(&[yes(None, true, false), yes(None, false, true)]), both);
    assert_eq!(ask(&[strong]), []);
    assert_eq!(ask(&[strong, weak]), []);
    assert_eq!(ask(&[strong, said(NEWS, Act::Withdraw), weak]), both);
}

#[test]
fn packs_ask_more_of_sensitive_data_and_of_disclosure() {
    let catalog = with_purpose(BasisKind::Consent, |_| {});
    let about_health = Question {
        categories: Named::Known([CONTACT, HEALTH].into_iter().collect()),
        ..question(NOW)
    };
    let to_partner = Question {
        recipient: Some(Named::Known(PARTNER)),
        ..question(NOW)
    };
    let (plain, explicit) = (GRANT(), yes(None, true, false));
    let separate = yes(None, false, true);
    for (place, asked, statement, expected) in [
        (EU, about_health, plain, Some(Reason::ConsentNotExplicit)),
        (EU, about_health, explicit, None),
        (CHINA, about_health, plain, Some(Reason::ConsentNotSeparate)),
        (CHINA, about_health, separate, None),
        (CHINA, to_partner, plain, Some(Reason::ConsentNotSeparate)),
        (CHINA, to_partner, separate, None),
        (CHINA, question(NOW), plain, None),
        (EU, to_partner, plain, None),
    ] {
        let denied = reasons(&catalog, &living_in(place, [statement]), &asked);
        assert_eq!(denied, Vec::from_iter(expected), "{place:?} {asked:?}");
    }
}
