//! Who is a child, until when, and whose yes counts for them.

use telos_engine::{DecisionAnswer, Status, Who};
use telos_model::consent::{Act, Actor, Flag, PermissionState, Statement};
use telos_model::decide::{Named, Operation, Question, Reason};
use telos_model::id::{CategorySet, JurisdictionSet};
use telos_model::time::Timestamp;

use crate::support::World;

const DAY: i64 = 86_400_000;
const PURPOSE: &str = "aria/personalisation";

fn born(day: &str, country: &str) -> String {
    format!(
        r#"{{"type":"identify","userId":"u1","traits":{{"birthday":"{day}","address":{{"country":"{country}"}}}}}}"#
    )
}

fn yes(actor: &str) -> String {
    format!(
        r#"{{"type":"consent","userId":"u1","consents":[{{"purpose":"personalisation","act":"grant","explicit":true,"separate":true,"actor":"{actor}","evidence":"form 7"}}]}}"#
    )
}

fn says_age(age: &str) -> String {
    format!(r#"{{"type":"identify","userId":"u1","age":{age}}}"#)
}

fn send(world: &World, key: &str, message: &str) {
    world.clock.advance(1_000);
    let statuses = world.send(key, &[message]);
    assert!(
        matches!(statuses[..], [Status::Kept { .. }]),
        "{statuses:?}"
    );
}

fn who(world: &World) -> Who {
    world.who("user_id", "u1")
}

fn child(world: &World) -> bool {
    let choices = world.engine.choices(&who(world)).expect("reads");
    let flags = choices.map(|choices| choices.flags).unwrap_or_default();
    flags.contains(&(Flag::Child, None))
}

/// Until when the purpose may be read for, or why not.
fn asked(world: &World) -> Result<Timestamp, Vec<Reason>> {
    let question = Question {
        operation: Operation::Read,
        purpose: world.purpose(PURPOSE),
        categories: Named::Known(CategorySet::EMPTY),
        recipient: None,
        jurisdictions: Named::Known(JurisdictionSet::EMPTY),
        contact: None,
        at: world.engine.now(),
    };
    let mut answers = world
        .engine
        .decide(&who(world), &[question])
        .expect("reads");
    match answers.remove(0) {
        DecisionAnswer::Permit(ground) => Ok(ground.valid_until),
        DecisionAnswer::Deny(deny) => Err(deny.reasons.to_vec()),
    }
}

fn state(world: &World) -> PermissionState {
    let purpose = world.engine.policy().catalog.names.purposes[PURPOSE];
    let states = world.engine.permissions(&who(world)).expect("reads");
    let states = states.expect("somebody").into_iter();
    let mut states = states.filter(|state| state.purpose == purpose);
    states.next().expect("the purpose").state
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

#[test]
fn a_child_is_one_until_the_day_that_the_law_of_their_country_says() {
    let world = World::new();
    send(&world, "aria-store-key", &born("2012-06-01", "DE"));
    assert!(child(&world), "13, where Germany says 16");
    let denied = asked(&world).expect_err("a guardian has to agree");
    assert!(denied.contains(&Reason::ChildWithoutGuardian), "{denied:?}");

    send(&world, "aria-store-key", &yes("guardian"));
    // What may be kept now says on which day the flag ends.
    send(&world, "aria-store-key", &born("2012-06-01", "DE"));
    let end = time("2028-06-01T12:00:00Z");
    assert!(asked(&world).expect("agreed") <= end);
    let choices = world
        .engine
        .history(&who(&world))
        .expect("reads")
        .expect("somebody");
    let off = Statement::Flag {
        flag: Flag::Child,
        brand: None,
        on: false,
    };
    let mut lifted = choices.iter().filter(|one| one.fact.statement == off);
    assert!(lifted.any(|one| (one.fact.effective, one.fact.actor) == (end, Actor::Person)));
    let now = world.engine.now();
    world.clock.advance(end.millis() - now.millis() - 1);
    assert!(child(&world));
    world.clock.advance(1);
    assert!(!child(&world));
    assert_ne!(
        asked(&world).err(),
        Some(vec![Reason::ChildWithoutGuardian])
    );
}

#[test]
fn a_birth_date_that_nobody_may_keep_ends_the_flag_on_no_day_that_tells_it() {
    let world = World::new();
    send(&world, "aria-store-key", &born("2012-06-01", "DE"));
    let history = world
        .engine
        .history(&who(&world))
        .expect("reads")
        .expect("somebody");
    let ends: Vec<Timestamp> = history
        .iter()
        .filter(|one| {
            matches!(
                one.fact.statement,
                Statement::Flag {
                    flag: Flag::Child,
                    on: false,
                    ..
                }
            )
        })
        .map(|one| one.fact.effective)
        .collect();
    assert_eq!(
        ends,
        [time("2042-05-03T12:00:00Z")],
        "sixteen years after it was said"
    );
    assert!(history.iter().all(|one| one.detail.evidence.is_none()));
    let everything =
        telos_engine::Oneself::proven(world.engine.choices(&who(&world)).unwrap().unwrap().person);
    let held = world.engine.everything(everything).unwrap().unwrap();
    let catalog = &world.engine.policy().catalog;
    let birthday = catalog.names.traits["birthday"];
    assert!(held.traits.iter().all(|(field, _)| *field != birthday));
}

#[test]
fn the_most_demanding_of_all_jurisdictions_counts_and_a_move_is_heeded() {
    // Fifteen and a half: of age in France, a child in Germany.
    let world = World::new();
    send(&world, "aria-store-key", &yes("person"));
    send(&world, "aria-store-key", &born("2010-11-03", "FR"));
    assert!(!child(&world));
    assert!(asked(&world).is_ok());
    send(
        &world,
        "aria-store-key",
        r#"{"type":"identify","userId":"u1","traits":{"address":{"country":"DE"}}}"#,
    );
    assert!(
        child(&world),
        "the birth date was kept, and the law is another"
    );
    assert!(asked(&world).is_err());

    // An age is as good as a date, and 13 to 15 is not 16.
    let world = World::new();
    send(
        &world,
        "aria-store-key",
        r#"{"type":"identify","userId":"u1","traits":{"address":{"country":"FI"}}}"#,
    );
    world.clock.advance(1_000);
    world.send("aria-web-key", &[&says_age(r#"{"from":13,"below":16}"#)]);
    assert!(!child(&world), "Finland says 13");
    let elsewhere = r#"{"type":"identify","userId":"u1","age":{"from":13,"below":16},"traits":{"address":{"country":"PL"}}}"#;
    send(&world, "aria-web-key", elsewhere);
    assert!(child(&world));
}

#[test]
fn a_childs_own_yes_counts_neither_before_nor_after_the_age_is_known() {
    let world = World::new();
    send(&world, "aria-web-key", &yes("person"));
    assert_eq!(state(&world), PermissionState::Granted);
    send(&world, "aria-web-key", &says_age(r#"{"below":13}"#));
    assert_eq!(state(&world), PermissionState::Invalidated);
    send(&world, "aria-web-key", &yes("person"));
    assert_ne!(
        state(&world),
        PermissionState::Granted,
        "a wish, and no yes"
    );
    let told = r#"{"type":"track","event":"Product Viewed","userId":"u1","properties":{"product_id":"p"},"context":{"consent":{"categoryPreferences":{"personalisation":true}}}}"#;
    for _ in 0..2 {
        world.send("aria-web-key", &[told]);
        world.clock.advance(1_000);
    }
    let purpose = world.engine.policy().catalog.names.purposes[PURPOSE];
    let history = world
        .engine
        .history(&who(&world))
        .expect("reads")
        .expect("somebody");
    let said: Vec<Act> = history
        .iter()
        .filter_map(|one| match one.fact.statement {
            Statement::Consent {
                purpose: about,
                act,
                ..
            } if about == purpose => Some(act),
            _ => None,
        })
        .collect();
    assert_eq!(
        said,
        [Act::Request, Act::Invalidate, Act::Grant],
        "the newest first"
    );
    send(&world, "aria-store-key", &yes("guardian"));
    assert_eq!(state(&world), PermissionState::Granted);
    // Grown up, what the guardian agreed to stands, and their own yes from then on counts.
    world.clock.advance(19 * 366 * DAY);
    assert!(!child(&world));
}

#[test]
fn whoever_has_only_a_public_key_makes_nobody_older_and_is_nobodys_guardian() {
    let world = World::new();
    send(&world, "aria-web-key", &says_age(r#"{"below":13}"#));
    let off = r#"{"type":"consent","userId":"u1","flags":[{"flag":"child","on":false,"every_brand":true}]}"#;
    world.clock.advance(1_000);
    world.send("aria-web-key", &[off]);
    world.send("aria-web-key", &[&says_age(r#"{"from":18}"#)]);
    world.send("aria-web-key", &[&born("1980-01-01", "DE")]);
    assert!(child(&world));
    let rejected = world.send("aria-web-key", &[&yes("guardian")]);
    let [Status::Rejected(rejection)] = &rejected[..] else {
        panic!("{rejected:?}");
    };
    assert_eq!(rejection.code, "actor_not_trusted");
    send(&world, "aria-store-key", &says_age(r#"{"from":18}"#));
    assert!(!child(&world), "the shop has seen a passport");
}

#[test]
fn an_age_that_is_none_is_refused_and_a_day_to_come_is_ignored() {
    let world = World::new();
    for age in [
        r#"{"from":16,"below":13}"#,
        r#"{"below":200}"#,
        r#"{"from":-1}"#,
        "{}",
        r#"{"from":"ten"}"#,
    ] {
        let rejected = world.send("aria-web-key", &[&says_age(age)]);
        let [Status::Rejected(rejection)] = &rejected[..] else {
            panic!("{age}: {rejected:?}");
        };
        assert_eq!(rejection.code, "age_invalid", "{age}");
    }
    world.send("aria-store-key", &[&born("2030-01-01", "DE")]);
    assert!(!child(&world));
}

const ADS: &str = "aria/ads-audiences";

/// What is decided and stands about a purpose: whether it may be used, and the state of the consent.
fn stands(world: &World, purpose: &str) -> (bool, PermissionState) {
    let question = Question {
        operation: Operation::Collect,
        purpose: world.purpose(purpose),
        categories: Named::Known(CategorySet::EMPTY),
        recipient: None,
        jurisdictions: Named::Known(JurisdictionSet::EMPTY),
        contact: None,
        at: world.engine.now(),
    };
    let answers = world.engine.decide(&who(world), &[question]);
    let permitted = matches!(answers.expect("reads")[0], DecisionAnswer::Permit(_));
    let id = world.engine.policy().catalog.names.purposes[purpose];
    let states = world.engine.permissions(&who(world)).expect("reads");
    let mut states = states.expect("somebody").into_iter();
    let state = states.find(|state| state.purpose == id);
    (permitted, state.expect("the purpose").state)
}

fn californian(born: &str) -> String {
    format!(
        r#"{{"type":"identify","userId":"u1","traits":{{"birthday":"{born}","address":{{"country":"US","state":"CA"}}}}}}"#
    )
}

fn wants(purpose: &str, actor: &str) -> String {
    yes(actor).replace("personalisation", purpose)
}

#[test]
fn in_california_a_child_of_thirteen_says_yes_to_sale_and_a_younger_one_does_not() {
    let world = World::new();
    send(&world, "aria-store-key", &californian("2012-06-01"));
    assert!(child(&world));
    assert!(!stands(&world, ADS).0, "without a yes nothing is sold");
    send(&world, "aria-web-key", &wants("ads-audiences", "person"));
    assert_eq!(stands(&world, ADS), (true, PermissionState::Granted));
    // Everything else is a guardian's to agree to.
    send(&world, "aria-web-key", &yes("person"));
    assert_eq!(stands(&world, PURPOSE), (false, PermissionState::Requested));
    // Elsewhere that is so of sale too, and what was said before does not come back.
    send(&world, "aria-store-key", &born("2012-06-01", "DE"));
    assert!(!stands(&world, ADS).0);
    assert_ne!(stands(&world, ADS).1, PermissionState::Granted);

    let world = World::new();
    send(&world, "aria-store-key", &californian("2013-06-01"));
    send(&world, "aria-web-key", &wants("ads-audiences", "person"));
    assert_eq!(stands(&world, ADS), (false, PermissionState::Requested));
    // On the birthday nothing is permitted that was not asked for anew.
    world.clock.advance(400 * DAY);
    assert_eq!(stands(&world, ADS), (false, PermissionState::Requested));
    // No purpose could keep the birthday, so the day on which it is over is told by the source.
    send(&world, "aria-store-key", &californian("2013-06-01"));
    send(&world, "aria-web-key", &wants("ads-audiences", "person"));
    assert_eq!(stands(&world, ADS), (true, PermissionState::Granted));
}

#[test]
fn of_a_child_whose_age_nobody_knows_a_public_key_says_nothing_that_widens() {
    let world = World::new();
    let place =
        r#"{"type":"identify","userId":"u1","traits":{"address":{"country":"US","state":"CA"}}}"#;
    send(&world, "aria-store-key", place);
    let flagged = r#"{"type":"consent","userId":"u1","flags":[{"flag":"child","on":true}]}"#;
    send(&world, "aria-store-key", flagged);
    let age = says_age(r#"{"from":13,"below":16}"#);
    for key in ["none", "aria-web-key"] {
        if key != "none" {
            send(&world, key, &age);
        }
        send(&world, "aria-web-key", &wants("ads-audiences", "person"));
        assert_eq!(
            stands(&world, ADS),
            (false, PermissionState::Requested),
            "{key}"
        );
    }
    send(&world, "aria-store-key", &age);
    send(&world, "aria-web-key", &wants("ads-audiences", "person"));
    assert_eq!(stands(&world, ADS), (true, PermissionState::Granted));
}
