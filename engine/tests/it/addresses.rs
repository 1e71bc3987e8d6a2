//! Which addresses let in to people's own pages, and how others try to get in.

use std::sync::Arc;

use telos_engine::{Added, Oneself, Released, Status, Who};
use telos_model::id::{NodeId, SourceId};
use telos_model::people::{Identifier, Shown};

use crate::support::World;

const WEB: &str = "aria-web-key";
const STORE: &str = "aria-store-key";

fn email(world: &World, value: &str) -> Identifier {
    let kind = world.engine.policy().catalog.names.identifiers["email"];
    let value = value.into();
    Identifier { kind, value }
}

fn identify(world: &World, key: &str, user: Option<&str>, address: Option<&str>) {
    world.clock.advance(1_000);
    let user = user.map_or_else(String::new, |user| format!(r#""userId":"{user}","#));
    let traits = address.map_or_else(String::new, |address| format!(r#""email":"{address}""#));
    let device = if user.is_empty() {
        r#""anonymousId":"shared-kiosk","#
    } else {
        ""
    };
    let message = format!(r#"{{"type":"identify",{user}{device}"traits":{{{traits}}}}}"#);
    let statuses = world.send(key, &[&message]);
    let whole = |status: &Status| !matches!(status, Status::Rejected(_));
    assert!(statuses.iter().all(whole), "{statuses:?}");
}

/// Somebody who is known by an address alone, from a browser of their own.
fn subscriber(world: &World, key: &str, address: &str) {
    world.clock.advance(1_000);
    let message = format!(
        r#"{{"type":"identify","anonymousId":"of {address}","traits":{{"email":"{address}"}}}}"#
    );
    world.send(key, &[&message]);
}

fn enters(world: &World, address: &str) -> Option<NodeId> {
    world.engine.enters(&email(world, address)).expect("reads")
}

fn person(world: &World, user: &str) -> Option<NodeId> {
    let choices = world.engine.choices(&world.who("user_id", user));
    choices.expect("reads").map(|choices| choices.person)
}

fn opened(world: &World, address: &str, in_by: Option<(&str, Shown)>) {
    world.clock.advance(1_000);
    let source: SourceId = world.source("aria-choices-key");
    let in_by = in_by.map(|(by, shown)| (email(world, by), shown));
    let address = email(world, address);
    let done = world
        .engine
        .show_address(source, address, in_by, Vec::new());
    let receipts = done.expect("taken").blocking_recv().expect("answered");
    let receipts = receipts.expect("on disk");
    assert!(
        matches!(receipts[0].status, Status::Kept { .. }),
        "{receipts:?}"
    );
}

#[test]
fn an_address_lets_in_once_a_system_of_the_brand_vouches_for_it_or_its_letter_was_opened() {
    let world = World::new();
    identify(&world, WEB, Some("u1"), Some("ada@posteo.example"));
    assert_eq!(
        enters(&world, "ada@posteo.example"),
        None,
        "a browser said so"
    );
    identify(&world, STORE, Some("u1"), Some("ada@posteo.example"));
    assert_eq!(enters(&world, "ada@posteo.example"), person(&world, "u1"));

    subscriber(&world, WEB, "reader@posteo.example");
    assert_eq!(enters(&world, "reader@posteo.example"), None);
    opened(&world, "reader@posteo.example", None);
    assert!(enters(&world, "reader@posteo.example").is_some());
    // Imported by an address alone.
    subscriber(&world, STORE, "imported@posteo.example");
    assert!(enters(&world, "imported@posteo.example").is_some());
}

#[test]
fn whoever_adds_an_address_to_somebody_does_not_get_in_by_it() {
    let world = World::new();
    identify(&world, STORE, Some("u1"), Some("ada@posteo.example"));
    identify(&world, WEB, Some("u1"), Some("eve@evil.example"));
    let eve = Who::Identifier(email(&world, "eve@evil.example"));
    let found = world.engine.choices(&eve).expect("reads");
    assert!(found.is_none_or(|found| Some(found.person) != person(&world, "u1")));
    assert_eq!(enters(&world, "eve@evil.example"), None);
    assert!(enters(&world, "ada@posteo.example").is_some());

    // Nor where nobody has vouched for anything yet: it is not even added.
    identify(&world, WEB, Some("u2"), Some("bea@posteo.example"));
    identify(&world, WEB, Some("u2"), Some("eve2@evil.example"));
    let eve = Who::Identifier(email(&world, "eve2@evil.example"));
    assert!(world.engine.choices(&eve).expect("reads").is_none());
    // What is sent to it shows only whose letter it is, and not that of whom it was said.
    opened(&world, "eve2@evil.example", None);
    let bea = person(&world, "u2");
    assert_ne!(enters(&world, "eve2@evil.example"), bea);
    identify(&world, STORE, Some("u2"), Some("bea@posteo.example"));
    assert_eq!(enters(&world, "bea@posteo.example"), bea);
    assert_ne!(enters(&world, "eve2@evil.example"), bea);
}

#[test]
fn whoever_was_there_first_with_somebody_elses_id_does_not_get_in() {
    let world = World::new();
    identify(&world, WEB, Some("u9"), Some("eve@evil.example"));
    subscriber(&world, STORE, "eve@evil.example");
    opened(&world, "eve@evil.example", None);
    identify(&world, STORE, Some("u9"), Some("ada@posteo.example"));
    assert_eq!(enters(&world, "ada@posteo.example"), person(&world, "u9"));
    assert_eq!(enters(&world, "eve@evil.example"), None);
}

#[test]
fn a_public_key_does_not_make_two_known_people_one() {
    let world = World::new();
    identify(&world, STORE, Some("u1"), Some("ada@posteo.example"));
    subscriber(&world, STORE, "eve@evil.example");
    identify(&world, WEB, Some("u1"), Some("eve@evil.example"));
    let alias = r#"{"type":"alias","userId":"u1","previousId":"of eve@evil.example"}"#;
    world.clock.advance(1_000);
    world.send(WEB, &[alias]);
    let (ada, eve) = (
        enters(&world, "ada@posteo.example"),
        enters(&world, "eve@evil.example"),
    );
    assert!(
        ada.is_some() && eve.is_some() && ada != eve,
        "{ada:?} {eve:?}"
    );

    // Nor with one whose letter was opened.
    subscriber(&world, WEB, "mal@evil.example");
    opened(&world, "mal@evil.example", None);
    identify(&world, WEB, Some("u3"), Some("cleo@posteo.example"));
    identify(&world, WEB, Some("u3"), Some("mal@evil.example"));
    assert_ne!(enters(&world, "mal@evil.example"), person(&world, "u3"));

    // A system of the brand's own may, and gives people a new address.
    identify(&world, STORE, Some("u1"), Some("eve@evil.example"));
    assert_eq!(enters(&world, "eve@evil.example"), person(&world, "u1"));
}

#[test]
fn an_address_that_was_opened_by_whoever_is_in_is_as_good_as_theirs() {
    let world = World::new();
    identify(&world, STORE, Some("u1"), Some("ada@posteo.example"));
    opened(
        &world,
        "new@posteo.example",
        Some(("ada@posteo.example", Shown::Vouched)),
    );
    assert_eq!(enters(&world, "new@posteo.example"), person(&world, "u1"));
}

#[test]
fn an_address_that_came_with_another_does_not_let_in_to_the_person_of_the_other() {
    // Whichever of the two is held first.
    for eve in ["aeve@evil.example", "zeve@evil.example"] {
        let world = World::new();
        subscriber(&world, WEB, "ada@posteo.example");
        opened(&world, "ada@posteo.example", None);
        let ada = enters(&world, "ada@posteo.example");
        assert!(ada.is_some());
        world.clock.advance(1_000);
        let both = format!(
            r#"{{"type":"identify","anonymousId":"of both","context":{{"externalIds":[
            {{"type":"email","id":"ada@posteo.example"}},{{"type":"email","id":"{eve}"}}]}}}}"#
        );
        world.send(WEB, &[&both]);
        opened(&world, eve, None);
        assert_ne!(enters(&world, eve), ada, "{eve}");
    }
}

fn oneself(world: &World, address: &str) -> Oneself {
    Oneself::proven(enters(world, address).expect("they are let in"))
}

fn add(world: &World, who: Oneself, address: &str) -> Added {
    world.clock.advance(1_000);
    let source = world.source("aria-choices-key");
    let address = email(world, address);
    let added = world.engine.add_address(source, who, &address);
    added.expect("answered")
}

fn release(world: &World, who: Oneself, address: &str) -> Released {
    let address = email(world, address);
    let released = world.engine.release_address(who, &address);
    released.expect("answered")
}

#[test]
fn a_person_who_is_in_adds_an_address_and_takes_the_old_one_off() {
    for vouched in [true, false] {
        let mut world = World::new();
        if vouched {
            identify(&world, STORE, Some("u1"), Some("ada@posteo.example"));
        } else {
            subscriber(&world, WEB, "ada@posteo.example");
            opened(&world, "ada@posteo.example", None);
        }
        let ada = oneself(&world, "ada@posteo.example");
        assert_eq!(add(&world, ada, "new@posteo.example"), Added::Done);
        assert_eq!(add(&world, ada, "new@posteo.example"), Added::Already);
        assert_eq!(enters(&world, "new@posteo.example"), Some(ada.node()));
        assert_eq!(enters(&world, "ada@posteo.example"), Some(ada.node()));
        let own = world
            .engine
            .addresses_of(ada)
            .expect("reads")
            .expect("there");
        assert!(own.len() == 2 && own.iter().all(|one| one.enters));

        assert_eq!(release(&world, ada, "ada@posteo.example"), Released::Done);
        assert_eq!(
            release(&world, ada, "ada@posteo.example"),
            Released::NotCarried
        );
        assert_eq!(enters(&world, "ada@posteo.example"), None);
        assert_eq!(release(&world, ada, "new@posteo.example"), Released::Last);

        // Over a restart it is so too, and the address is free for whoever has it next.
        world.engine.stop();
        world = World::over(world.store.clone(), 2);
        assert_eq!(enters(&world, "ada@posteo.example"), None);
        assert_eq!(enters(&world, "new@posteo.example"), Some(ada.node()));
        subscriber(&world, STORE, "ada@posteo.example");
        let next = enters(&world, "ada@posteo.example");
        assert!(next.is_some() && next != Some(ada.node()));
    }
}

#[test]
fn what_letters_showed_goes_on_letting_in_beside_what_is_added() {
    let world = World::new();
    let both = r#"{"type":"identify","anonymousId":"of both","traits":{"email":"ada@posteo.example","phone":"+491701234567"}}"#;
    world.clock.advance(1_000);
    world.send(WEB, &[both]);
    opened(&world, "ada@posteo.example", None);
    let kind = world.engine.policy().catalog.names.identifiers["phone"];
    let phone = Identifier {
        kind,
        value: "+491701234567".into(),
    };
    let source = world.source("aria-choices-key");
    let shown = world
        .engine
        .show_address(source, phone.clone(), None, Vec::new());
    let shown = shown.expect("taken").blocking_recv();
    shown.expect("answered").expect("on disk");
    let ada = oneself(&world, "ada@posteo.example");
    assert_eq!(
        world.engine.enters(&phone).expect("reads"),
        Some(ada.node())
    );
    assert_eq!(add(&world, ada, "new@posteo.example"), Added::Done);
    assert_eq!(
        world.engine.enters(&phone).expect("reads"),
        Some(ada.node())
    );
}

#[test]
fn an_address_of_somebody_who_is_known_by_more_is_not_added_and_nobody_becomes_one() {
    let world = World::new();
    identify(&world, STORE, Some("u1"), Some("ada@posteo.example"));
    identify(&world, STORE, Some("u2"), Some("bea@posteo.example"));
    subscriber(&world, WEB, "letters@posteo.example");
    let ada = oneself(&world, "ada@posteo.example");
    assert_eq!(add(&world, ada, "bea@posteo.example"), Added::Others);
    assert_ne!(enters(&world, "bea@posteo.example"), Some(ada.node()));
    // Nobody but a reader of letters: that is whoever reads them.
    assert_eq!(add(&world, ada, "letters@posteo.example"), Added::Done);
    assert_eq!(
        enters(&world, "letters@posteo.example"),
        person(&world, "u1")
    );
}

#[test]
fn an_address_that_was_put_upon_somebody_can_be_taken_off() {
    let world = World::new();
    identify(&world, STORE, Some("u1"), Some("ada@posteo.example"));
    identify(&world, STORE, Some("u1"), Some("mistyped@posteo.example"));
    let ada = oneself(&world, "ada@posteo.example");
    assert_eq!(
        release(&world, ada, "mistyped@posteo.example"),
        Released::Done
    );
    let who = Who::Identifier(email(&world, "mistyped@posteo.example"));
    assert!(world.engine.choices(&who).expect("reads").is_none());
    // A public key does not put it back.
    identify(&world, WEB, Some("u1"), Some("mistyped@posteo.example"));
    assert!(world.engine.choices(&who).expect("reads").is_none());
}

#[test]
fn an_address_that_another_instance_took_off_finds_nobody_here_either() {
    let world = World::new();
    identify(&world, STORE, Some("u1"), Some("ada@posteo.example"));
    identify(&world, STORE, Some("u1"), Some("mistyped@posteo.example"));
    let [kept, gone] = ["ada@posteo.example", "mistyped@posteo.example"]
        .map(|address| Who::Identifier(email(&world, address)));
    let reads = |who| world.engine.choices(who).expect("reads").is_some();
    assert!(reads(&kept) && reads(&gone));
    let other = World::over(Arc::clone(&world.store), 2);
    let ada = oneself(&other, "ada@posteo.example");
    let released = release(&other, ada, "mistyped@posteo.example");
    assert_eq!(released, Released::Done);
    // This instance still has in memory whom it led to.
    assert!(reads(&kept) && !reads(&gone));
}
