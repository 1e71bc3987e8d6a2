//! The made-up world: the same by seed, complete, and understood by the shipped catalog.

use std::collections::HashMap;

use telos_model::catalog::{Catalog, compile, starter};
use telos_model::id::{EventId, SourceId};
use telos_model::json::Json;
use telos_model::message::{Message, RawMessage, Rejection, validate};
use telos_model::time::Timestamp;

use super::diary::DAY;
use super::message::{Item, Situation, write_key};
use super::session::{SESSION_MESSAGES, session};
use super::story::{HISTORY_DAYS, history};

const SEED: u64 = 7;
const PEOPLE: usize = 50;
/// 2026-05-03T12:00:00Z
const NOW: i64 = 1_777_809_600_000;
const SESSIONS: u64 = 2_000;

fn told(seed: u64) -> Vec<Item> {
    (0..PEOPLE)
        .flat_map(|number| history(seed, number, NOW))
        .collect()
}

fn live(seed: u64) -> Vec<Item> {
    (0..SESSIONS)
        .flat_map(|number| session(seed, PEOPLE, number, NOW))
        .collect()
}

fn bodies(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.body.as_str()).collect()
}

fn catalog() -> Catalog {
    compile(&starter(), None).expect("the shipped catalog")
}

fn read(catalog: &Catalog, item: &Item) -> Result<Message, Rejection> {
    let raw = RawMessage {
        body: Json::parse_str(&item.body).expect("JSON"),
        call: None,
        source: catalog.names.write_keys[write_key(item.source)],
        received: Timestamp::from_millis(item.sent),
        sent: Some(Timestamp::from_millis(item.sent)),
        address: None,
        gpc: item.gpc,
        fallback_id: "none".into(),
    };
    let id = |_: SourceId, _: &str| EventId([1; 16]);
    validate(catalog, &raw, &id)
}

#[test]
fn the_same_seed_makes_the_same_world_and_another_seed_another() {
    assert_eq!(bodies(&told(SEED)), bodies(&told(SEED)));
    assert_eq!(bodies(&live(SEED)), bodies(&live(SEED)));
    assert_ne!(bodies(&told(SEED)), bodies(&told(SEED + 1)));
    assert_ne!(bodies(&live(SEED)), bodies(&live(SEED + 1)));
}

#[test]
fn fifty_people_show_every_situation() {
    let mut counts: HashMap<Situation, usize> = HashMap::new();
    for item in told(SEED) {
        *counts.entry(item.situation).or_default() += 1;
    }
    for (situation, at_least) in [
        (Situation::Browse, 100),
        (Situation::Banner, 40),
        (Situation::Consent, 5),
        (Situation::SignUp, 60),
        (Situation::SignedIn, 50),
        (Situation::Buy, 60),
        (Situation::Review, 1),
        (Situation::Email, 20),
        (Situation::DoubleOptIn, 5),
        (Situation::Call, 4),
        (Situation::Store, 5),
        (Situation::Import, 3),
        (Situation::App, 5),
        (Situation::Household, 1),
        (Situation::SharedTablet, 8),
        (Situation::SecondDevice, 5),
        (Situation::TypingError, 2),
        (Situation::Late, 5),
        (Situation::Twice, 2),
        (Situation::Withdraw, 2),
        (Situation::GrantAgain, 1),
        (Situation::Object, 1),
        (Situation::Gpc, 5),
        (Situation::Preference, 1),
        (Situation::Alias, 1),
        (Situation::Unholdable, 2),
        (Situation::UnknownEvent, 1),
        (Situation::WrongType, 2),
        (Situation::NoIdentifier, 2),
        (Situation::BadTime, 1),
    ] {
        let count = counts.get(&situation).copied().unwrap_or(0);
        assert!(count >= at_least, "{situation:?}: {count}");
    }
}

#[test]
fn what_goes_on_shows_mistakes_of_devices_too() {
    let items = live(SEED);
    for situation in [
        Situation::WrongClock,
        Situation::Late,
        Situation::Twice,
        Situation::Withdraw,
        Situation::UnknownEvent,
        Situation::Unholdable,
        Situation::Store,
        Situation::Call,
        Situation::SignUp,
    ] {
        assert!(
            items.iter().any(|item| item.situation == situation),
            "{situation:?}"
        );
    }
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let average = items.len() as f64 / SESSIONS as f64;
    assert!((average - SESSION_MESSAGES).abs() < 0.3, "{average}");
}

#[test]
fn messages_are_understood_except_those_that_are_meant_not_to_be() {
    let catalog = catalog();
    for item in told(SEED).iter().chain(&live(SEED)) {
        let code = read(&catalog, item).err().map(|rejection| rejection.code);
        assert_eq!(code, item.refused, "{}", item.body);
    }
}

#[test]
fn only_what_is_meant_to_be_odd_has_findings() {
    let catalog = catalog();
    let odd = [
        Situation::WrongType,
        Situation::Unholdable,
        Situation::NoIdentifier,
    ];
    for item in told(SEED).iter().chain(&live(SEED)) {
        if let Ok(message) = read(&catalog, item) {
            let expected = odd.contains(&item.situation);
            assert!(
                expected || message.findings.is_empty(),
                "{} {:?}",
                item.body,
                message.findings
            );
        }
    }
}

#[test]
fn clocks_are_corrected_to_when_it_happened() {
    let catalog = catalog();
    for item in told(SEED).iter().chain(&live(SEED)) {
        if let Ok(message) = read(&catalog, item) {
            assert_eq!(message.occurred.millis(), item.at, "{}", item.body);
        }
    }
}

#[test]
fn history_lies_within_its_weeks_but_for_the_old_shops() {
    let begins = NOW - HISTORY_DAYS * DAY;
    for item in told(SEED) {
        assert!(item.sent <= NOW && item.at <= item.sent);
        let old = item.situation == Situation::Import;
        assert!(old || item.at >= begins, "{:?}", item.situation);
    }
}

#[test]
fn a_message_id_is_used_twice_only_where_a_message_is_sent_twice() {
    let mut seen = HashMap::new();
    for item in told(SEED).iter().chain(&live(SEED)) {
        let body: serde_json::Value = serde_json::from_str(&item.body).expect("JSON");
        let id = body["messageId"].as_str().expect("an id").to_owned();
        assert!(id.len() <= 100);
        let before = seen.insert(id, item.body.clone());
        let twice = before.is_some_and(|before| {
            assert_eq!(before, item.body);
            true
        });
        assert_eq!(twice, item.situation == Situation::Twice, "{}", item.body);
    }
}
