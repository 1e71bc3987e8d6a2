//! Tests of signals: strings of the IAB's own encoders, round trips, and damage.

use proptest::prelude::*;

use super::gpp::{Gpp, UsChoices};
use super::tcf::{Publisher, Restriction, Tcf, Vendors};
use super::*;
use crate::catalog::{Catalog, CatalogFile, compile, starter};
use crate::consent::Flag;
use crate::time::Timestamp;

/// Made by npm `@iabtechlabtcf/core` 1.5.21: consent to 1, 2, 4 and 7, vendors 2, 6, 8 to 11 and
/// 300, disclosed 2, 6 and 8, the publisher's own 1 and 3.
const TC: &str =
    "CQuFeUAQuFeUAAfACBENCOFoANIAAEKAAAYgCWQBAABAAGgAQABYBLAACIAA.IAEEUAAA.dAAAAAAAAAAA";
/// Made by npm `@iabgpp/cmpapi` 3.2.0: opted out in all sections, with GPC in the national one.
const GPP: &str = "DBABzMA~1YY-~CAAYAAAAAABA.YA~BAQEAABA.QA~BAQAABA";
const GPP_NOT_OUT: &str = "DBABLA~CAAgAAAAAABA.QA";

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T12:00:00Z").expect("a time")
}

fn tcf(text: &str) -> Result<Tcf, SignalError> {
    Tcf::read(text, now())
}

#[test]
fn a_string_of_the_iabs_own_encoder_is_read_and_written_again() {
    let read = tcf(TC).expect("valid");
    assert_eq!(read.purposes, [1, 2, 4, 7]);
    assert_eq!(read.interests, [2, 7, 9]);
    assert_eq!((read.cmp_id, read.policy_version), (31, 5));
    assert_eq!((&read.language, &read.country), (b"EN", b"DE"));
    let vendors: Vec<u16> = (1..=400).filter(|id| read.vendors.contains(*id)).collect();
    assert_eq!(vendors, [2, 6, 8, 9, 10, 11, 300]);
    let disclosed = read.disclosed.clone().expect("TCF 2.3");
    assert!(disclosed.contains(8) && !disclosed.contains(300));
    let publisher = read.publisher.clone().expect("a segment");
    assert_eq!(publisher.purposes, [1, 3]);
    assert_eq!(read.created.to_string(), "2026-11-22T00:00:00.000Z");
    assert_eq!(tcf(&read.write()), Ok(read));
}

#[test]
fn what_american_sections_say_is_read() {
    let gpp = Gpp::read(GPP, now()).expect("valid");
    assert_eq!(gpp.sections, [6, 7, 8, 9]);
    let expected = UsChoices {
        sale: Some(true),
        sharing: Some(false),
        targeted: None,
        sensitive: Some(true),
        child: false,
        gpc: true,
    };
    assert_eq!(gpp.us, expected);
    let other = Gpp::read(GPP_NOT_OUT, now()).expect("valid");
    assert_eq!(other.us.sale, Some(false));
    assert!(!other.us.opted_out() && !other.us.gpc);
    assert_eq!(Gpp::read("DBAA", now()), Ok(Gpp::default()));
    let within = format!("DBABMA~{TC}");
    let within = Gpp::read(&within, now()).expect("valid");
    assert_eq!(within.tcf.expect("a section").purposes, [1, 2, 4, 7]);
}

#[test]
fn forged_and_damaged_strings_are_refused_with_their_reason() {
    let core = TC.split('.').next().expect("a core");
    let long = "A".repeat(SIGNAL_BYTES_MAX + 1);
    let twice = format!("{TC}.IAEEUAAA");
    let before = Timestamp::parse("2026-11-01").expect("a time");
    let cases: [(&str, SignalError); 9] = [
        ("", SignalError::Truncated),
        ("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA", SignalError::Version),
        (&TC[..40], SignalError::Truncated),
        (core, SignalError::VendorsUndisclosed),
        (&twice, SignalError::Segments),
        ("CQuF eUA", SignalError::Characters),
        (&long, SignalError::TooLong),
        ("CQuFeUAQuFeUAAfACBENCOF_", SignalError::Truncated),
        ("C.QuFeUA", SignalError::Truncated),
    ];
    for (text, expected) in cases {
        assert_eq!(tcf(text), Err(expected), "{text:.30}");
    }
    assert_eq!(Tcf::read(TC, before), Err(SignalError::Times));
    let mut backwards = tcf(TC).expect("valid");
    backwards.created = backwards.updated.plus_days(1);
    assert_eq!(tcf(&backwards.write()), Err(SignalError::Times));
    for (text, expected) in [
        ("", SignalError::Truncated),
        ("CBAA", SignalError::Version),
        ("DBABLA", SignalError::Truncated),
        ("DBABLA~CAAgAAAAAABA.QA~CAAg", SignalError::Trailing),
        ("DBABLA~DAAgAAAAAABA.QA", SignalError::Version),
        ("DBABLA~C__gAAAAAABA.QA", SignalError::State),
        ("DBABLA~CAAgAAAAAABA.gA", SignalError::Segments),
    ] {
        assert_eq!(Gpp::read(text, now()), Err(expected), "{text}");
    }
}

#[test]
fn interests_that_the_policy_forbids_are_left_unread() {
    let mut forged = tcf(TC).expect("valid");
    forged.interests = vec![1, 2, 3, 4, 5, 6, 7];
    assert_eq!(tcf(&forged.write()).expect("valid").interests, [2, 7]);
}

fn shipped(with_vendor: bool) -> Catalog {
    let files: Vec<CatalogFile> = starter()
        .into_iter()
        .map(|mut file| {
            if with_vendor && file.path == "brands.toml" {
                let mark = "title = \"Aria Music & Books\"";
                file.text = file
                    .text
                    .replacen(mark, &format!("{mark}\ntcf_vendor = 300"), 1);
            }
            file
        })
        .collect();
    compile(&files, None).expect("no mistakes")
}

fn purposes(catalog: &Catalog, said: &[Said]) -> Vec<(String, bool)> {
    let named = said.iter().filter_map(|one| match one.what {
        Meant::Purpose(id, yes) => Some((catalog.purpose(id)?.name.to_string(), yes)),
        Meant::Flag(_) => None,
    });
    named.collect()
}

#[test]
fn a_purpose_is_allowed_only_if_all_that_it_names_is() {
    let catalog = shipped(false);
    let aria = catalog.names.brands["aria"];
    let mut read = tcf(TC).expect("valid");
    read.publisher = None;
    read.purposes = vec![1, 2, 3, 4, 7];
    let said = purposes(&catalog, &of_tcf(&catalog, aria, &read, "tcf"));
    assert!(said.contains(&("ads-audiences".into(), true)), "{said:?}");
    assert!(
        said.contains(&("personalisation".into(), false)),
        "{said:?}"
    );
    read.purposes.retain(|number| *number != 4);
    let said = purposes(&catalog, &of_tcf(&catalog, aria, &read, "tcf"));
    assert!(said.contains(&("ads-audiences".into(), false)), "{said:?}");
    assert!(
        said.iter().all(|(name, _)| name != "orders"),
        "not spoken of"
    );
}

#[test]
fn a_brand_that_is_a_vendor_needs_to_be_disclosed_and_allowed() {
    let catalog = shipped(true);
    let aria = catalog.names.brands["aria"];
    let mut read = tcf(TC).expect("valid");
    read.publisher = None;
    read.purposes = (1..=10).collect();
    let ads = |read: &Tcf| {
        let said = purposes(&catalog, &of_tcf(&catalog, aria, read, "tcf"));
        said.into_iter().find(|(name, _)| name == "ads-audiences")
    };
    assert_eq!(
        ads(&read).map(|(_, yes)| yes),
        Some(false),
        "300 was not disclosed"
    );
    read.disclosed = Some(Vendors::of([300]));
    assert_eq!(ads(&read).map(|(_, yes)| yes), Some(true));
    read.restrictions = vec![Restriction {
        purpose: 4,
        kind: 0,
        vendors: Vendors::of([300]),
    }];
    assert_eq!(ads(&read).map(|(_, yes)| yes), Some(false), "restricted");
}

#[test]
fn what_the_sections_of_the_states_say_is_read() {
    // Made by npm `@iabgpp/cmpapi` 3.2.0: not opted out of sale, opted out of targeted advertising,
    // the last answer for a child a no, the last kind of sensitive data agreed to, and GPC.
    for (text, id, sensitive, child, gpc) in [
        ("DBABRg~BAkAAlA", 9, Some(false), true, false),
        ("DBABJg~BAkACUA.YA", 10, Some(false), true, true),
        ("DBABFg~BAJAAJQA", 11, Some(false), true, false),
        ("DBABVg~BAkAAgUA.YA", 12, Some(false), true, true),
        ("DBABIw~BAkAAAgRAA.YA", 15, Some(false), true, true),
        ("DBABUw~BAkAAIARAA.YA", 17, Some(false), true, true),
        ("DBABCw~BAJAAJQA.YA", 18, Some(false), true, true),
        ("DBABAYA~BAkAACAEQA.YA", 21, Some(false), true, true),
        ("DBABEYA~BQCQ.YA", 24, None, false, true),
        ("DBABUYA~BQCU.AAI", 25, Some(false), true, false),
        ("DBABSYA~BQCU.AAI", 27, Some(false), true, false),
    ] {
        let gpp = Gpp::read(text, now()).expect(text);
        assert_eq!(gpp.sections, [id], "{text}");
        let expected = UsChoices {
            sale: Some(false),
            sharing: None,
            targeted: Some(true),
            sensitive,
            child,
            gpc,
        };
        assert_eq!(gpp.us, expected, "{text}");
        let (header, section) = text.split_once('~').expect("a section");
        let core = section.split('.').next().expect("a core");
        for bad in [
            format!("{header}~{}", &core[..2]),
            format!("{header}~C{}", &core[1..]),
            format!("{header}~{core}.w"),
        ] {
            assert!(Gpp::read(&bad, now()).is_err(), "{bad}");
        }
    }
}

#[test]
fn opting_out_sets_flags_and_consent_mode_speaks_of_what_it_names() {
    let catalog = shipped(false);
    let aria = catalog.names.brands["aria"];
    let gpp = Gpp::read(GPP, now()).expect("valid");
    let flags: Vec<Flag> = of_gpp(&catalog, aria, &gpp)
        .into_iter()
        .filter_map(|said| match said.what {
            Meant::Flag(flag) => Some(flag),
            Meant::Purpose(..) => None,
        })
        .collect();
    assert_eq!(flags, [Flag::SaleOptOut, Flag::LimitSensitive, Flag::Gpc]);
    let read =
        |states: &[(&'static str, &'static str)]| google::ConsentMode::read(states.iter().copied());
    let mode = read(&[
        ("ad_storage", "granted"),
        ("ad_user_data", "denied"),
        ("personalization_storage", "granted"),
        ("wait_for_update", "500"),
    ]);
    let said = purposes(&catalog, &of_google(&catalog, aria, &mode.expect("valid")));
    let expected = [("ads-audiences", false), ("personalisation", true)];
    assert_eq!(said, expected.map(|(name, yes)| (name.to_owned(), yes)));
    assert_eq!(read(&[("ad_storage", "maybe")]), Err(SignalError::State));
    let twice = [("ad_storage", "denied"), ("ad_storage", "granted")];
    assert_eq!(read(&twice), Err(SignalError::Segments));
}

prop_compose! {
    fn any_vendors()(ids in prop::collection::vec(1..=u16::MAX, 0..40)) -> Vendors {
        Vendors::of(ids)
    }
}

fn numbers(max: u8) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::btree_set(1..=max, 0..usize::from(max))
        .prop_map(|set| set.into_iter().collect())
}

prop_compose! {
    fn any_tcf()(
        day in 0_i64..20_000, later in 0_i64..500, cmp in 0_u16..4_096, screen in 0_u8..64,
        language in [b'A'..=b'Z', b'A'..=b'Z'], policy in 0_u8..64, flags in any::<[bool; 3]>(),
        special_features in numbers(12), purposes in numbers(24), interests in numbers(24),
        vendors in any_vendors(), vendor_interests in any_vendors(), disclosed in any_vendors(),
        restricted in prop::collection::vec((1_u8..=24, 0_u8..3, any_vendors()), 0..4),
        publisher in prop::option::of((numbers(24), numbers(63))),
    ) -> Tcf {
        let created = Timestamp::from_millis(day * 86_400_000);
        let allowed = |number: &u8| ![1, 3, 4, 5, 6].contains(number);
        let interests: Vec<u8> = interests.into_iter().filter(allowed).collect();
        Tcf {
            created,
            updated: created.plus_days(later),
            cmp_id: cmp,
            cmp_version: 4_095 - cmp,
            screen,
            language,
            vendor_list_version: cmp,
            policy_version: policy,
            service_specific: flags[0],
            non_standard_texts: flags[1],
            special_features,
            interests,
            purpose_one_treatment: flags[2],
            country: language,
            vendors,
            vendor_interests,
            restrictions: restricted
                .into_iter()
                .map(|(purpose, kind, vendors)| Restriction { purpose, kind, vendors })
                .collect(),
            disclosed: Some(disclosed),
            publisher: publisher.map(|(own, custom)| Publisher {
                purposes: own,
                interests: Vec::new(),
                custom_count: 63,
                custom_interests: custom.clone(),
                custom,
            }),
            purposes,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(tcf in any_tcf()) {
        prop_assert_eq!(Tcf::read(&tcf.write(), Timestamp::MAX), Ok(tcf));
    }

    #[test]
    fn any_text_is_an_answer_and_never_a_panic(text in "[A-Za-z0-9_.~\\-]{0,120}", tail in "\\PC{0,8}") {
        for text in [format!("{text}{tail}"), format!("CQuF{text}"), format!("DBA{text}{tail}")] {
            let _ = Tcf::read(&text, now());
            let _ = Gpp::read(&text, now());
        }
    }

    #[test]
    fn a_damaged_string_is_an_answer_and_never_a_panic(at in 0..TC.len(), put in "[A-Za-z0-9_.\\-]{0,3}") {
        let damaged = format!("{}{put}{}", &TC[..at], &TC[at + 1..]);
        let _ = Tcf::read(&damaged, now());
        let _ = Gpp::read(&format!("DBABMA~{damaged}"), now());
    }
}
