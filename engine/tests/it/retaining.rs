//! The sweep: what no purpose may keep any longer goes, the rest stays, and a dry run tells first.

use telos_engine::layout::{Entry, Located};
use telos_engine::{Kept, ProfileAnswer, Status, TrimFailed};
use telos_model::id::PurposeSet;
use telos_model::time::DAY_MS;

use crate::support::World;

const IDENTIFY: &str = r#"{"type":"identify","userId":"u1","anonymousId":"a1","messageId":"i1","traits":{
    "email":"u1@mail.example","first_name":"Keptfirst","address":{"country":"DE"}},
    "context":{"consent":{"categoryPreferences":{"analytics":true,"personalization":true}}}}"#;
const ORDER: &str = r#"{"type":"track","event":"Order Completed","userId":"u1","messageId":"o1","properties":{"order_id":"kept-order","revenue":12.5}}"#;
const VIEW: &str = r#"{"type":"track","event":"Product Viewed","userId":"u1","messageId":"v1","properties":{"product_id":"seen-product"}}"#;

fn filled() -> World {
    let world = World::new();
    let statuses = world.send("aria-web-key", &[IDENTIFY, ORDER, VIEW]);
    assert!(
        statuses
            .iter()
            .all(|status| matches!(status, Status::Kept { .. })),
        "{statuses:?}"
    );
    world
}

fn pass_days(world: &World, days: i64) {
    world.clock.advance(days * DAY_MS);
}

#[test]
fn a_dry_run_counts_what_the_sweep_then_removes_and_changes_nothing() {
    let world = filled();
    let none = world.engine.sweep_retention(true).expect("reads");
    assert_eq!((none.trimmed, none.ended.is_nothing()), (0, true));
    pass_days(&world, 1_200);
    let rows = world.store.dump();
    let told = world.engine.sweep_retention(true).expect("reads");
    assert_eq!(world.store.dump(), rows, "a dry run changes nothing");
    assert!(
        told.trimmed > 0 && !told.ended.values.is_empty(),
        "{told:?}"
    );
    let analytics = world.engine.policy().catalog.names.purposes["aria/shop-analytics"];
    assert!(
        told.ended.values.contains_key(&analytics),
        "counted by purpose"
    );
    let done = world.engine.sweep_retention(false).expect("sweeps");
    assert_eq!(done, told);
    let opened = world.opened();
    assert!(
        !opened.holds("seen-product"),
        "a view has no purpose that keeps it so long"
    );
    assert!(
        opened.holds("kept-order") && opened.holds("Keptfirst"),
        "the tax office wants these"
    );
    for (_, entry) in &opened.entries {
        if let Entry::Event(record) = entry {
            let mut purposes = record.event.iter().map(|(_, purposes)| *purposes);
            assert!(purposes.all(|purposes| !purposes.contains(analytics)));
        }
    }
    let again = world.engine.sweep_retention(false).expect("sweeps");
    assert!(again.ended.is_nothing(), "once is enough: {again:?}");
    assert_eq!(
        world.engine.last_sweep().expect("reads"),
        Some(world.engine.now())
    );
}

#[test]
fn a_message_whose_event_went_is_still_known_when_it_comes_again() {
    let world = filled();
    pass_days(&world, 1_200);
    world.engine.sweep_retention(false).expect("sweeps");
    assert_eq!(world.send("aria-web-key", &[VIEW]), [Status::Duplicate]);
    let opened = world.opened();
    let marks = opened.located.values();
    assert!(
        marks
            .filter(|located| matches!(located, Located::Erased { .. }))
            .count()
            >= 1
    );
}

#[test]
fn after_the_longest_time_no_event_and_no_value_is_left() {
    let world = filled();
    pass_days(&world, 3_651);
    world.engine.sweep_retention(false).expect("sweeps");
    let opened = world.opened();
    assert!(!opened.holds("kept-order") && !opened.holds("Keptfirst"));
    for (node, _) in opened.nodes.values() {
        assert!(node.fold.traits().is_empty() && node.fold.series().is_empty());
    }
    let events = opened.entries.iter();
    assert_eq!(
        events
            .filter(|(_, entry)| matches!(entry, Entry::Event(_)))
            .count(),
        0
    );
}

#[test]
fn a_legal_hold_keeps_what_is_past_its_time() {
    let world = filled();
    let hold = r#"{"type":"consent","userId":"u1","messageId":"h1","actor":"controller","flags":[{"flag":"legal_hold","on":true}]}"#;
    world.send("aria-calls-key", &[hold]);
    pass_days(&world, 1_200);
    world.engine.sweep_retention(false).expect("sweeps");
    assert!(world.opened().holds("seen-product"));
    let who = world.who("user_id", "u1");
    let refused = world.engine.erase_but(&who, by_law(PurposeSet::EMPTY));
    assert!(matches!(refused, Err(TrimFailed::LegalHold)), "{refused:?}");
}

#[test]
fn what_a_law_keeps_outlives_an_erasure_and_nothing_else_is_done_with_it() {
    let world = filled();
    let who = world.who("user_id", "u1");
    let tax = world.engine.policy().catalog.names.purposes["aria/accounts-and-tax"];
    let ended = world
        .engine
        .erase_but(&who, by_law(PurposeSet::only(tax)))
        .expect("trims");
    assert!(!ended.is_nothing());
    let opened = world.opened();
    assert!(opened.holds("kept-order") && !opened.holds("seen-product"));
    for (node, _) in opened.nodes.values() {
        for series in node.fold.series() {
            assert_eq!(series.purposes, PurposeSet::only(tax));
        }
        for (_, values) in node.fold.traits() {
            assert!(
                values
                    .iter()
                    .all(|held| held.stamp.purposes == PurposeSet::only(tax))
            );
        }
    }
    let orders = world
        .engine
        .profile(&who, world.purpose("aria/orders"), false);
    assert!(matches!(orders, Ok(ProfileAnswer::Denied(_))), "{orders:?}");
    let tax = world
        .engine
        .profile(&who, world.purpose("aria/accounts-and-tax"), false);
    assert!(
        matches!(tax, Ok(ProfileAnswer::Seen(_) | ProfileAnswer::Denied(_))),
        "{tax:?}"
    );
    let facts = opened.facts.len();
    let again = world
        .engine
        .erase_but(&who, by_law(PurposeSet::only(world_tax(&world))));
    assert!(again.expect("trims").is_nothing(), "once is enough");
    assert_eq!(world.opened().facts.len(), facts, "restricted once");
    let view = VIEW
        .replace("v1", "v2")
        .replace("seen-product", "new-product");
    world.send("aria-web-key", &[&view]);
    assert!(
        !world.opened().holds("new-product"),
        "nothing new is taken in"
    );
}

fn by_law(purposes: PurposeSet) -> Kept {
    let brand = None;
    Kept { purposes, brand }
}

fn world_tax(world: &World) -> telos_model::id::PurposeId {
    world.engine.policy().catalog.names.purposes["aria/accounts-and-tax"]
}
