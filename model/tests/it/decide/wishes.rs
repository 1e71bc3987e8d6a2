//! The gates of flags, objections, channels and wishes by example.

use telos_model::catalog::{BasisKind, Purpose};
use telos_model::consent::{
    Act, Actor, Flag, PermissionFact, PermissionRecord, Preference, Statement,
};
use telos_model::decide::{Contact, Named, Operation, Question, Reason};
use telos_model::id::{CategorySet, JurisdictionSet};

use super::support::{
    BRAND, CALIFORNIA, CHINA, EMAIL, EU, HEALTH, NEWS, OTHER_BRAND, PARTNER, SALES, SMS, basis,
    day, email, fact, flag, objection, permitted, person, prefers, question, reasons, said,
};

use super::gates::{GRANT, NOW, living_in, with_purpose, yes};

#[test]
fn restriction_lets_only_what_the_law_demands_through() {
    let restricted = || person([GRANT(), flag(Flag::Restriction, true)]);
    for (kind, necessary, expected) in [
        (BasisKind::Consent, true, Some(Reason::Restricted)),
        (BasisKind::Contract, true, Some(Reason::Restricted)),
        (BasisKind::LegalObligation, false, Some(Reason::Restricted)),
        (BasisKind::LegalObligation, true, None),
        (BasisKind::VitalInterests, true, None),
    ] {
        let catalog = with_purpose(kind, |purpose| purpose.necessary = necessary);
        for operation in Operation::ALL {
            let asked = Question {
                operation,
                recipient: Some(Named::Known(PARTNER)),
                ..question(NOW)
            };
            let denied = reasons(&catalog, &restricted(), &asked);
            assert_eq!(denied, Vec::from_iter(expected), "{kind:?} {operation:?}");
        }
    }
}

#[test]
fn a_flag_is_the_latest_word_about_the_brand_or_every_brand() {
    let catalog = with_purpose(BasisKind::Contract, |_| {});
    let of = |brand, on| Statement::Flag {
        flag: Flag::Restriction,
        brand,
        on,
    };
    let cases: [(&[Statement], bool); 6] = [
        (&[of(Some(BRAND), true)], true),
        (&[of(Some(OTHER_BRAND), true)], false),
        (&[of(None, true), of(Some(BRAND), false)], false),
        (&[of(None, true), of(Some(OTHER_BRAND), false)], true),
        (&[of(Some(BRAND), true), of(None, false)], false),
        (&[of(None, false), of(None, true)], true),
    ];
    for (statements, restricted) in cases {
        let record = person(statements.iter().copied());
        let denied = reasons(&catalog, &record, &question(NOW));
        assert_eq!(
            denied.contains(&Reason::Restricted),
            restricted,
            "{statements:?}"
        );
    }
}

#[test]
fn a_child_needs_a_guardians_yes() {
    let by = |actor| {
        let grant = PermissionFact {
            actor,
            ..fact(1, GRANT(), day(1))
        };
        let mut record = PermissionRecord::from_facts([grant]);
        record.note_residence(day(0), JurisdictionSet::only(EU));
        record.insert(fact(2, flag(Flag::Child, true), day(2)));
        record
    };
    let consent = with_purpose(BasisKind::Consent, |_| {});
    let missing = [Reason::ChildWithoutGuardian];
    assert_eq!(
        reasons(&consent, &by(Actor::Person), &question(NOW)),
        missing
    );
    assert!(permitted(&consent, &by(Actor::Guardian), &question(NOW)).is_ok());
    let silent = person([flag(Flag::Child, true)]);
    let both = [Reason::ChildWithoutGuardian, Reason::ConsentUnknown];
    assert_eq!(reasons(&consent, &silent, &question(NOW)), both);

    let changes: [fn(&mut Purpose); 3] = [
        |purpose| purpose.marketing = true,
        |purpose| purpose.profiling = true,
        |purpose| purpose.sells = true,
    ];
    for change in changes {
        let contract = with_purpose(BasisKind::Contract, change);
        assert_eq!(
            reasons(&contract, &by(Actor::Person), &question(NOW)),
            missing
        );
        let permit = permitted(&contract, &by(Actor::Guardian), &question(NOW)).expect("agreed");
        assert_eq!(permit.evidence().len(), 1, "it rests on the guardian's yes");
    }
    let plain = with_purpose(BasisKind::Contract, |_| {});
    assert!(permitted(&plain, &by(Actor::Person), &question(NOW)).is_ok());
}

#[test]
fn a_child_who_is_known_to_be_old_enough_says_yes_to_sale_and_to_nothing_else() {
    let by = |actor, place, flags: &[(Flag, bool)]| {
        let grant = PermissionFact {
            actor,
            ..fact(1, GRANT(), day(1))
        };
        let mut record = PermissionRecord::from_facts([grant]);
        record.note_residence(day(0), JurisdictionSet::only(place));
        for (id, (of, on)) in (2..).zip(flags) {
            record.insert(fact(id, flag(*of, *on), day(3)));
        }
        record
    };
    let old_enough = [(Flag::Child, true), (Flag::YoungChild, false)];
    let missing = [Reason::ChildWithoutGuardian];
    for kind in [BasisKind::Consent, BasisKind::OptOut] {
        let sale = with_purpose(kind, |purpose| purpose.sells = true);
        let own = by(Actor::Person, CALIFORNIA, &old_enough);
        assert!(permitted(&sale, &own, &question(NOW)).is_ok(), "{kind:?}");
        // Of a child whose age nobody said, of a younger one, and elsewhere, a guardian's counts.
        let unknown = [(Flag::Child, true)];
        let young = [(Flag::Child, true), (Flag::YoungChild, true)];
        for (place, flags) in [
            (CALIFORNIA, &unknown[..]),
            (CALIFORNIA, &young[..]),
            (EU, &old_enough[..]),
        ] {
            let own = by(Actor::Person, place, flags);
            assert_eq!(reasons(&sale, &own, &question(NOW)), missing, "{kind:?}");
            let guardian = by(Actor::Guardian, place, flags);
            assert!(permitted(&sale, &guardian, &question(NOW)).is_ok());
        }
        let profiling = with_purpose(kind, |purpose| purpose.profiling = true);
        let own = by(Actor::Person, CALIFORNIA, &old_enough);
        assert_eq!(reasons(&profiling, &own, &question(NOW)), missing);
    }
    // Who says nothing is sold nowhere: it takes a yes, also where others have to say no.
    let sale = with_purpose(BasisKind::OptOut, |purpose| purpose.sells = true);
    let mut silent = PermissionRecord::default();
    silent.note_residence(day(0), JurisdictionSet::only(CALIFORNIA));
    for (id, (of, on)) in (1..).zip(old_enough) {
        silent.insert(fact(id, flag(of, on), day(1)));
    }
    assert_eq!(reasons(&sale, &silent, &question(NOW)), missing);
}

#[test]
fn an_objection_ends_what_can_be_objected_to_until_it_is_taken_back_itself() {
    let about = objection(Some(NEWS), true);
    for (kind, denied) in [
        (BasisKind::Consent, true),
        (BasisKind::OptOut, true),
        (BasisKind::LegitimateInterests, true),
        (BasisKind::PublicTask, true),
        (BasisKind::Contract, false),
        (BasisKind::LegalObligation, false),
        (BasisKind::VitalInterests, false),
    ] {
        let catalog = with_purpose(kind, |_| {});
        let ask = |statements: &[Statement]| {
            let record = person(statements.iter().copied());
            !reasons(&catalog, &record, &question(NOW)).is_empty()
        };
        assert_eq!(ask(&[GRANT(), about]), denied, "{kind:?}");
        assert_eq!(
            ask(&[about, GRANT()]),
            denied,
            "a yes does not take it back"
        );
        assert!(!ask(&[about, GRANT(), objection(Some(NEWS), false)]));
        assert!(
            !ask(&[GRANT(), objection(None, true)]),
            "it is not marketing"
        );
    }
}

#[test]
fn an_invalidated_yes_gives_way_to_the_no_before_it() {
    let catalog = with_purpose(BasisKind::LegitimateInterests, |_| {});
    let ask = |acts: &[Act]| {
        let record = person(acts.iter().map(|act| said(NEWS, *act)));
        reasons(&catalog, &record, &question(NOW))
    };
    assert_eq!(ask(&[Act::Grant, Act::Invalidate]), []);
    assert_eq!(ask(&[Act::Withdraw, Act::Invalidate]), [Reason::Objected]);
    let invalid_yes = [Act::Withdraw, Act::Grant, Act::Invalidate];
    assert_eq!(ask(&invalid_yes), [Reason::Objected]);
    assert_eq!(ask(&[&invalid_yes[..], &[Act::Grant]].concat()), []);
    assert_eq!(ask(&[Act::Deny, Act::Revoke]), [Reason::ConsentRevoked]);
}

#[test]
fn a_sale_opt_out_ends_selling_where_the_law_or_the_basis_says_so() {
    let selling = |kind| with_purpose(kind, |purpose| purpose.sells = true);
    let (opted_out, gpc) = (flag(Flag::SaleOptOut, true), flag(Flag::Gpc, true));
    let all = [Reason::SaleOptedOut, Reason::GlobalPrivacyControl];
    let record = living_in(CALIFORNIA, [GRANT(), opted_out, gpc]);
    assert_eq!(
        reasons(&selling(BasisKind::Consent), &record, &question(NOW)),
        all
    );
    assert_eq!(
        reasons(&selling(BasisKind::OptOut), &record, &question(NOW)),
        all
    );
    let elsewhere = living_in(EU, [GRANT(), opted_out, gpc]);
    assert!(permitted(&selling(BasisKind::Consent), &elsewhere, &question(NOW)).is_ok());
    let denied = reasons(&selling(BasisKind::OptOut), &elsewhere, &question(NOW));
    assert_eq!(denied, [Reason::SaleOptedOut]);
    let not_selling = with_purpose(BasisKind::OptOut, |_| {});
    assert!(permitted(&not_selling, &record, &question(NOW)).is_ok());
}

#[test]
fn limited_sensitive_data_is_for_what_is_necessary() {
    let about_health = Question {
        categories: Named::Known(CategorySet::only(HEALTH)),
        ..question(NOW)
    };
    let limit = || flag(Flag::LimitSensitive, true);
    let catalog = with_purpose(BasisKind::OptOut, |_| {});
    let record = living_in(CALIFORNIA, [limit()]);
    assert_eq!(
        reasons(&catalog, &record, &about_health),
        [Reason::SensitiveLimited]
    );
    assert!(permitted(&catalog, &record, &question(NOW)).is_ok());
    assert!(permitted(&catalog, &living_in(CHINA, [limit()]), &about_health).is_ok());
    let necessary = with_purpose(BasisKind::OptOut, |purpose| purpose.necessary = true);
    assert!(permitted(&necessary, &record, &about_health).is_ok());
}

#[test]
fn a_channel_may_need_a_yes_of_its_own_and_always_heeds_a_no() {
    let own_yes = with_purpose(BasisKind::Consent, |purpose| purpose.channel_consent = true);
    let missing = [Reason::ChannelConsentMissing];
    assert_eq!(reasons(&own_yes, &person([GRANT()]), &email(NOW)), missing);
    let sms = yes(Some(SMS), false, false);
    assert_eq!(
        reasons(&own_yes, &person([GRANT(), sms]), &email(NOW)),
        missing
    );
    let record = person([GRANT(), yes(Some(EMAIL), false, false)]);
    let permit = permitted(&own_yes, &record, &email(NOW)).expect("both yes");
    assert_eq!(permit.evidence().len(), 2);
    let only_channel = person([yes(Some(EMAIL), false, false)]);
    assert_eq!(
        reasons(&own_yes, &only_channel, &email(NOW)),
        [Reason::ConsentUnknown]
    );

    let no_yes_needed = with_purpose(BasisKind::Contract, |_| {});
    let stop = Statement::Consent {
        purpose: NEWS,
        channel: Some(EMAIL),
        act: Act::Withdraw,
        text_version: 0,
        explicit: false,
        separate: false,
    };
    assert!(permitted(&no_yes_needed, &person([]), &email(NOW)).is_ok());
    let denied = reasons(&no_yes_needed, &person([stop]), &email(NOW));
    assert_eq!(denied, [Reason::ChannelUnwanted]);
    assert!(permitted(&no_yes_needed, &person([stop]), &question(NOW)).is_ok());
}

#[test]
fn preferences_narrow_reaching_people_and_nothing_else() {
    let catalog = with_purpose(BasisKind::Contract, |purpose| purpose.topic = Some(SALES));
    let sent = [day(18), day(19)];
    let asked = Question {
        contact: Some(Contact {
            channel: Named::Known(EMAIL),
            topic: None,
            sent: &sent,
        }),
        ..email(NOW)
    };
    let channel = |channel, wanted| Preference::Channel { channel, wanted };
    let topic = |wanted| Preference::Topic {
        topic: SALES,
        wanted,
    };
    let frequency = |messages_max, days| Preference::Frequency {
        channel: EMAIL,
        messages_max,
        days,
    };
    let quiet = |from_minute, until_minute| Preference::QuietHours {
        channel: EMAIL,
        from_minute,
        until_minute,
        utc_offset_minutes: 0,
    };
    let cases: [(&[Preference], Option<Reason>); 12] = [
        (&[channel(EMAIL, false)], Some(Reason::ChannelUnwanted)),
        (&[channel(SMS, false)], None),
        (&[channel(EMAIL, false), channel(EMAIL, true)], None),
        (&[topic(false)], Some(Reason::TopicUnwanted)),
        (&[topic(false), topic(true)], None),
        (&[frequency(2, 7)], Some(Reason::FrequencyReached)),
        (&[frequency(3, 7)], None),
        (&[frequency(2, 1)], None),
        (&[frequency(0, 7), frequency(0, 0)], None),
        (&[quiet(11 * 60, 13 * 60)], Some(Reason::QuietHours)),
        (&[quiet(13 * 60, 12 * 60)], None),
        (&[quiet(0, 1_440), quiet(60, 60)], None),
    ];
    for (preferences, expected) in cases {
        let record = person(preferences.iter().map(|preference| prefers(*preference)));
        let denied = reasons(&catalog, &record, &asked);
        assert_eq!(denied, Vec::from_iter(expected), "{preferences:?}");
        assert!(permitted(&catalog, &record, &question(NOW)).is_ok());
    }
    let record = person([prefers(quiet(13 * 60, 12 * 60))]);
    let permit = permitted(&catalog, &record, &asked).expect("not quiet yet");
    assert_eq!(permit.valid_until(), NOW.plus_millis(3_600_000));
}

#[test]
fn another_brands_wishes_and_objections_do_not_count_here() {
    let catalog = with_purpose(BasisKind::LegitimateInterests, |purpose| {
        purpose.marketing = true;
    });
    let preference = Preference::Channel {
        channel: EMAIL,
        wanted: false,
    };
    let elsewhere = [
        Statement::Objection {
            brand: OTHER_BRAND,
            purpose: None,
            on: true,
        },
        Statement::Preference {
            brand: OTHER_BRAND,
            preference,
        },
    ];
    assert!(permitted(&catalog, &person(elsewhere), &email(NOW)).is_ok());
}

#[test]
fn of_several_bases_the_one_with_most_say_for_the_person_is_named() {
    let catalog = with_purpose(BasisKind::Contract, |purpose| {
        purpose.bases[0].1 = basis(BasisKind::Consent);
    });
    let both = Question {
        jurisdictions: Named::Known(JurisdictionSet::only(CALIFORNIA)),
        ..question(NOW)
    };
    let permit = permitted(&catalog, &person([GRANT()]), &both).expect("both permit");
    assert_eq!(permit.basis(), BasisKind::Consent);
}
