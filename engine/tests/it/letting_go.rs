//! Destinations are told to let go also where nobody says a word: when a consent ends by age, when
//! the catalog changes, and when they are not declared any more. No such duty is dropped.

use telos_engine::RequestAnswer;
use telos_engine::outbox::{LANE_REMOVALS, Ready, Settled, SettledAs};
use telos_model::catalog::{CatalogFile, Occasion};
use telos_model::deliver::{Cause, Failure};
use telos_store::Space;

use crate::outbox::{
    IDENTIFY, NO, RENAME, YES, deliver, destination, erasure, files, holds, known, order, over,
    sending, waiting, world,
};
use crate::support::World;

const YES_TO_PERSONALISATION: &str = r#"{"type":"consent","userId":"u1","messageId":"c8","consents":[
    {"purpose":"personalisation","act":"grant","explicit":true,"separate":true}]}"#;
const DAY_MS: i64 = 86_400_000;

/// The files with one of them changed.
fn with(path: &str, from: &str, to: &str) -> Vec<CatalogFile> {
    let mut files = files();
    let mut changed = 0;
    for file in files.iter_mut().filter(|file| file.path.ends_with(path)) {
        changed += usize::from(file.text.contains(from));
        file.text = file.text.replace(from, to);
    }
    assert_eq!(changed, 1, "{path} has {from}");
    files
}

/// Somebody of whom it is not known where they are: their consent lasts for two years.
fn agreed(world: &World, mark: &str) {
    let identify = r#"{"type":"identify","userId":"u1","messageId":"i-MARK","traits":{
        "email":"u1@mail.example","first_name":"Heldfirst"}}"#;
    let yes = r#"{"type":"consent","userId":"u1","messageId":"y-MARK","consents":[
        {"purpose":"news-email","act":"grant","explicit":true,"separate":true},
        {"purpose":"news-email","act":"confirm","explicit":true,"separate":true}]}"#;
    let said = [identify, yes, identify].map(|text| text.replace("MARK", mark));
    let again = said[2].replace(&format!("i-{mark}"), &format!("j-{mark}"));
    world.send("aria-web-key", &[&said[0], &said[1], &again]);
}

fn reviewed(world: &World) {
    while world.engine.review().expect("reviews") > 0 {}
}

#[test]
fn a_consent_that_ends_by_age_has_the_destination_told_by_itself_also_after_a_restart() {
    let first = world();
    agreed(&first, "1");
    let letters = destination(&first, "aria-letters");
    assert!(!deliver(&first.engine, letters).is_empty());
    reviewed(&first);
    first.clock.advance(700 * DAY_MS);
    assert_eq!(first.engine.review().expect("reviews"), 0, "not yet");
    assert_eq!(waiting(&first.engine, letters), []);
    let store = std::sync::Arc::clone(&first.store);
    drop(first);
    let world = over(store, 2);
    world.clock.advance(731 * DAY_MS);
    assert!(world.engine.review().expect("reviews") > 0);
    let went = deliver(&world.engine, letters);
    assert_eq!(went.len(), 1, "{went:?}");
    assert_eq!(went[0].outgoing.occasion, Occasion::Suppress);
    assert!(holds(&world)[0].acknowledged.is_some());
    reviewed(&world);
    assert_eq!(waiting(&world.engine, letters), [], "and once");
}

#[test]
fn a_consent_that_was_renewed_in_time_is_not_taken_back() {
    let world = world();
    agreed(&world, "1");
    let letters = destination(&world, "aria-letters");
    deliver(&world.engine, letters);
    world.clock.advance(700 * DAY_MS);
    agreed(&world, "2");
    deliver(&world.engine, letters);
    world.clock.advance(700 * DAY_MS);
    reviewed(&world);
    assert_eq!(waiting(&world.engine, letters), []);
    world.clock.advance(40 * DAY_MS);
    reviewed(&world);
    let went = deliver(&world.engine, letters);
    assert_eq!(went[0].outgoing.occasion, Occasion::Suppress);
}

#[test]
fn a_catalog_that_permits_less_has_destinations_told_by_what_they_know() {
    let world = world();
    known(&world);
    let letters = destination(&world, "aria-letters");
    deliver(&world.engine, letters);
    assert!(world.engine.review_catalog().expect("reviews"));
    assert!(!world.engine.review_catalog().expect("reviews"), "once");
    assert_eq!(waiting(&world.engine, letters), []);
    let mut less = with(
        "aria-letters.toml",
        "identifiers = [\"user_id\", \"email\"]",
        "identifiers = [\"user_id\"]",
    );
    let named = "email = \"{identifier.email}\"";
    for file in &mut less {
        file.text = file.text.replace(named, "by = \"letters\"");
    }
    world.engine.apply(&less).expect("applies");
    world.send("aria-web-key", &[NO]);
    world.engine.review().expect("reviews");
    let went = deliver(&world.engine, letters);
    assert_eq!(went.len(), 1, "{went:?}");
    let kinds = went[0].outgoing.identifiers.iter();
    let kinds: Vec<&str> = kinds.map(|(kind, _)| &**kind).collect();
    assert!(kinds.contains(&"email"), "it was given it: {kinds:?}");
}

#[test]
fn a_destination_that_is_not_declared_any_more_is_waited_for_and_told_once_it_is_again() {
    let world = world();
    known(&world);
    let letters = destination(&world, "aria-letters");
    deliver(&world.engine, letters);
    let mut gone = files();
    gone.retain(|file| !file.path.ends_with("aria-letters.toml"));
    world.engine.apply(&gone).expect("applies");
    assert!(world.engine.review_catalog().expect("reviews"));
    let told = world.engine.waiting(letters, LANE_REMOVALS, None, 10);
    let told = told.expect("reads");
    assert_eq!(told.len(), 1);
    assert!(matches!(world.engine.ready(&told[0]), Ok(Ready::Waits)));
    let id = erasure(&world, None);
    let answer = world.engine.advance_request(id, &[]).expect("begun");
    let RequestAnswer::Known(request) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(request.state().word(), "working", "it holds what it holds");
    world.engine.apply(&files()).expect("applies");
    let went = deliver(&world.engine, letters);
    assert_eq!(went.len(), 1, "it is permitted again, but for the erasure");
    assert_eq!(went[0].outgoing.occasion, Occasion::Delete);
    world.engine.tend_requests().expect("tends");
    let answer = world.engine.request(id).expect("reads");
    assert!(matches!(answer, RequestAnswer::Gone(_)), "{answer:?}");
}

#[test]
fn after_an_erasure_that_left_something_no_door_stays_shut() {
    let world = world();
    known(&world);
    let letters = destination(&world, "aria-letters");
    deliver(&world.engine, letters);
    let id = erasure(&world, None);
    world.engine.advance_request(id, &[]).expect("begun");
    world.send("aria-web-key", &[&order(7)]);
    for name in ["aria-letters", "aria-parcels"] {
        deliver(&world.engine, destination(&world, name));
    }
    let answer = world.engine.request(id).expect("reads");
    let RequestAnswer::Known(request) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(request.state().word(), "completed");
    let rows = world.store.dump();
    let marks = rows.iter().filter(|(key, _)| {
        key.space == Space::Deliveries && key.sort.as_slice() == [0, letters.slot()]
    });
    assert_eq!(marks.count(), 0);
}

#[test]
fn what_tells_to_let_go_is_never_forgotten_and_each_is_sent_again_once() {
    let world = world();
    known(&world);
    let letters = destination(&world, "aria-letters");
    deliver(&world.engine, letters);
    world.send("aria-web-key", &[&order(1), &order(2)]);
    world.send("aria-web-key", &[NO]);
    world.engine.review().expect("reviews");
    for waiting in waiting(&world.engine, letters) {
        let came = SettledAs::GivenUp(Failure::Answered(400), None);
        world
            .engine
            .settle(&[Settled { waiting, came }])
            .expect("writes");
    }
    let dead = world.engine.dead(letters, None, 10).expect("reads");
    assert_eq!(dead.len(), 3);
    let removal = dead
        .iter()
        .find(|dead| dead.cause.occasion().is_removal())
        .expect("a removal");
    let place = removal.place().to_vec();
    let engine = &world.engine;
    assert!(!engine.forget_dead_one(letters, &place).expect("reads"));
    assert_eq!(engine.forget_dead(letters).expect("writes"), 2);
    assert_eq!(engine.dead(letters, None, 10).expect("reads").len(), 1);
    assert!(engine.retry_dead_one(letters, &place).expect("writes"));
    assert!(!engine.retry_dead_one(letters, &place).expect("reads"));
    assert_eq!(engine.retry_dead(letters).expect("writes"), 0);
    let went = deliver(engine, letters);
    assert_eq!(went[0].outgoing.occasion, Occasion::Suppress);
}

/// A withdrawal that the destination has not been told of yet, and an erasure right after it.
#[test]
fn who_was_told_to_use_no_longer_what_is_to_be_deleted_by_now_has_not_deleted_it() {
    for under_way in [false, true] {
        let world = world();
        let engine = &world.engine;
        known(&world);
        let letters = destination(&world, "aria-letters");
        deliver(engine, letters);
        world.send("aria-web-key", &[NO]);
        reviewed(&world);
        let suppress = waiting(engine, letters).remove(0);
        assert_eq!(suppress.cause, Cause::Suppress);
        let on_its_way = sending(engine, &suppress).filter(|_| under_way);
        let id = erasure(&world, None);
        engine.advance_request(id, &[]).expect("begun");
        // It was asked for in the instant of the erasure, or before.
        if let Some(sending) = on_its_way {
            let status = 200;
            let came = SettledAs::Sent { status, sending };
            let waiting = suppress;
            engine.settle(&[Settled { waiting, came }]).expect("writes");
        }
        engine.tend_requests().expect("tends");
        let answer = engine.request(id).expect("reads");
        assert!(matches!(answer, RequestAnswer::Known(_)), "{answer:?}");
        let went = deliver(engine, letters);
        let last = went.last().expect("it is told to delete");
        assert_eq!(last.outgoing.occasion, Occasion::Delete, "{went:?}");
        assert_eq!(went.len(), if under_way { 1 } else { 2 }, "{went:?}");
        let answer = engine.request(id).expect("reads");
        assert!(matches!(answer, RequestAnswer::Gone(_)), "{answer:?}");
    }
}

#[test]
fn whoever_becomes_one_with_somebody_who_said_no_is_let_go_of() {
    let world = over(std::sync::Arc::default(), 1);
    known(&world);
    let letters = destination(&world, "aria-letters");
    deliver(&world.engine, letters);
    while world.engine.review().expect("reviews") > 0 {}
    let no = r#"{"type":"consent","anonymousId":"a1","messageId":"n1","consents":[
        {"purpose":"personalisation","act":"grant","explicit":true,"separate":true},
        {"purpose":"news-email","act":"withdraw"}]}"#;
    let view = r#"{"type":"track","event":"Product Viewed","anonymousId":"a1",
        "messageId":"v1","properties":{"product_id":"p"}}"#;
    world.send("aria-web-key", &[no, view]);
    world.clock.advance(1);
    world.send("aria-web-key", &[YES_TO_PERSONALISATION]);
    deliver(&world.engine, letters);
    reviewed(&world);
    world.clock.advance(1);
    let alias = r#"{"type":"alias","userId":"u1","previousId":"a1","messageId":"n2"}"#;
    world.send("aria-web-key", &[alias]);
    while world.engine.review().expect("reviews") > 0 {}
    let went = deliver(&world.engine, letters);
    assert_eq!(went.len(), 1, "{went:?}");
    assert_eq!(went[0].outgoing.occasion, Occasion::Suppress);
}

#[test]
fn many_who_say_no_at_once_are_each_told_of_once() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    let people = 230;
    let of = |text: &str, number: usize| {
        let text = text.replace("u1", &format!("u{number}"));
        let id = format!("\"messageId\":\"{number}-");
        text.replace("\"messageId\":\"", &id)
    };
    for number in 0..people {
        let said = [IDENTIFY, YES, RENAME].map(|text| of(text, number));
        world.send("aria-web-key", &[&said[0], &said[1], &said[2]]);
    }
    while !deliver(&world.engine, letters).is_empty() {}
    reviewed(&world);
    for number in 0..people {
        // Twice: the second changes nothing.
        let no = of(NO, number);
        world.send("aria-web-key", &[&no, &no.replace("c2", "c3")]);
    }
    while world.engine.review().expect("reviews") > 0 {}
    let told = waiting(&world.engine, letters);
    let removals = told.iter().filter(|one| one.cause == Cause::Suppress);
    let nodes: std::collections::BTreeSet<_> = removals.clone().map(|one| one.node).collect();
    assert_eq!((nodes.len(), removals.count()), (people, people));
    assert!(deliver(&world.engine, letters).len() >= people);
    reviewed(&world);
    assert_eq!(waiting(&world.engine, letters), [], "and once");
}

#[test]
fn a_no_after_a_yes_that_overtook_the_no_before_is_told_too() {
    let world = world();
    known(&world);
    let letters = destination(&world, "aria-letters");
    assert!(!deliver(&world.engine, letters).is_empty());
    let removals = || {
        let waiting = world.engine.waiting(letters, LANE_REMOVALS, None, 10);
        waiting.expect("reads")
    };
    world.send("aria-web-key", &[NO]);
    reviewed(&world);
    assert_eq!(removals().len(), 1);
    // They say yes before the destination was told, and nothing goes there under it.
    world.clock.advance(1_000);
    let yes = YES.replace("\"c1\"", "\"c11\"");
    world.send("aria-web-key", &[&yes]);
    reviewed(&world);
    for waiting in removals() {
        let ready = world.engine.ready_all(std::slice::from_ref(&waiting));
        assert!(matches!(ready.expect("asks")[..], [Ready::Gone]));
        let came = SettledAs::Gone;
        let settled = world.engine.settle(&[Settled { waiting, came }]);
        settled.expect("settles");
    }
    assert!(holds(&world)[0].told.is_none(), "it may keep what it has");
    world.clock.advance(1_000);
    let no = NO.replace("\"c2\"", "\"c12\"");
    world.send("aria-web-key", &[&no]);
    reviewed(&world);
    let went = deliver(&world.engine, letters);
    let last = went.last().expect("it is told");
    assert_eq!(last.outgoing.occasion, Occasion::Suppress);
    assert!(holds(&world)[0].acknowledged.is_some());
}
