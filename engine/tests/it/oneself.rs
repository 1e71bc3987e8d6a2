//! What people are told of themselves, what they sign in with, and who looked at them.

use std::time::{Duration, Instant};

use telos_engine::{Look, LookedAt, Looker, Oneself, PassKind, Said, Status, Who};
use telos_model::consent::{Act, Actor, FactDetail, Statement};
use telos_model::id::NodeId;
use telos_store::Space;

use crate::support::World;

const WEB: &str = "aria-web-key";

fn known() -> World {
    let world = World::new();
    let identify = r#"{"type":"identify","messageId":"m1","userId":"u1",
        "traits":{"email":"ada@example.org","first_name":"Ada"}}"#;
    world.send(WEB, &[identify]);
    world
}

fn node(world: &World) -> NodeId {
    let choices = world.engine.choices(&world.who("user_id", "u1"));
    choices.expect("read").expect("there").person
}

fn look(by: Looker, name: &str, world: &World) -> Look {
    Look {
        by,
        name: name.into(),
        purpose: None,
        what: LookedAt::Profile,
        at: world.engine.now(),
    }
}

#[test]
fn a_pass_is_taken_once_even_by_many_at_a_time() {
    let world = World::new();
    let ends = world.engine.now().plus_millis(1_000);
    let kept = world
        .engine
        .keep_pass(PassKind::EntryLink, "secret", b"value", ends);
    kept.expect("kept");
    let takers: Vec<_> = (0..8)
        .map(|_| {
            let engine = world.engine.clone();
            std::thread::spawn(move || engine.take_pass(PassKind::EntryLink, "secret"))
        })
        .collect();
    let taken = takers
        .into_iter()
        .filter_map(|taker| taker.join().expect("ends").expect("read"));
    assert_eq!(taken.collect::<Vec<_>>(), [b"value".to_vec()]);
}

#[test]
fn a_pass_ends_is_of_one_kind_and_leaves_no_name_behind() {
    let world = World::new();
    let engine = &world.engine;
    let ends = engine.now().plus_millis(1_000);
    engine
        .keep_pass(PassKind::Session, "token-in-clear", b"v", ends)
        .expect("kept");
    assert_eq!(
        engine
            .pass(PassKind::Session, "token-in-clear")
            .expect("read"),
        Some(b"v".to_vec())
    );
    assert_eq!(
        engine
            .pass(PassKind::Entry, "token-in-clear")
            .expect("read"),
        None
    );
    for (key, row) in world.store.dump() {
        let whole = [&key.sort[..], &row.value[..]].concat();
        assert!(!whole.windows(14).any(|part| part == b"token-in-clear"));
    }
    world.clock.advance(1_000);
    assert_eq!(
        engine
            .pass(PassKind::Session, "token-in-clear")
            .expect("read"),
        None
    );
    assert_eq!(
        engine
            .take_pass(PassKind::Session, "token-in-clear")
            .expect("read"),
        None
    );
    let later = engine.now().plus_millis(1_000);
    assert!(
        !engine
            .change_pass(PassKind::Session, "token-in-clear", b"w", later)
            .expect("read")
    );
    // Whoever keeps others sweeps what has ended, a stretch at a time.
    for number in 0..64 {
        let name = format!("other-{number}");
        engine
            .keep_pass(PassKind::Session, &name, b"v", later)
            .expect("kept");
    }
    let rows = world.store.dump();
    let passes = rows.iter().filter(|(key, _)| key.space == Space::Passes);
    assert_eq!(passes.count(), 64);
}

#[test]
fn a_look_of_staff_is_on_disk_sealed_before_it_is_answered() {
    let world = known();
    let node = node(&world);
    world
        .engine
        .note_staff_look(node, look(Looker::Staff, "clerk-in-clear", &world))
        .expect("written");
    let looks = world.engine.looks(&Who::Node(node)).expect("read");
    assert_eq!(looks.expect("there")[0].name, "clerk-in-clear".into());
    for (_, row) in world.store.dump() {
        assert!(!row.value.windows(14).any(|part| part == b"clerk-in-clear"));
    }
}

#[test]
fn what_a_machine_reads_is_told_once_a_day() {
    let world = known();
    let who = world.who("user_id", "u1");
    let read = || {
        let look = look(Looker::Machine, "shop", &world);
        world.engine.note_machine_look(&who, look).expect("taken");
    };
    let told = |count: usize| {
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            let looks = world.engine.looks(&who).expect("read").expect("there");
            if looks.len() == count {
                return;
            }
            assert!(
                Instant::now() < until && looks.len() < count,
                "{}",
                looks.len()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    for _ in 0..20 {
        read();
    }
    told(1);
    world.clock.advance(24 * 60 * 60 * 1_000);
    read();
    told(2);
}

#[test]
fn what_somebody_says_holds_once_and_is_in_their_history() {
    let world = known();
    let engine = &world.engine;
    let purpose = engine.policy().catalog.names.purposes["aria/personalisation"];
    let brand = engine
        .policy()
        .catalog
        .purpose(purpose)
        .expect("declared")
        .brand;
    let source = engine.choices_source(brand).expect("a source");
    let who = world.who("user_id", "u1");
    let by = engine
        .identifier_of(&Who::Node(node(&world)))
        .expect("read");
    let by = by.expect("found");
    for expected in ["kept", "duplicate"] {
        let said = Said {
            statement: Statement::Consent {
                purpose,
                channel: None,
                act: Act::Grant,
                text_version: 1,
                explicit: true,
                separate: true,
            },
            actor: Actor::Person,
            detail: FactDetail {
                locale: "de".into(),
                method: "me".into(),
                evidence: None,
            },
        };
        let receipts = engine.declare(source, by.clone(), "said-1", vec![said]);
        let receipts = receipts.expect("taken").blocking_recv().expect("answered");
        let status = &receipts.expect("written")[0].status;
        assert_eq!(matches!(status, Status::Kept { .. }), expected == "kept");
    }
    let history = engine.history(&who).expect("read").expect("there");
    assert_eq!(history.len(), 1);
    assert_eq!(&*history[0].detail.locale, "de");
    let choices = engine.choices(&who).expect("read").expect("there");
    let mut choices = choices.purposes.into_iter();
    let choice = choices
        .find(|choice| choice.purpose == purpose)
        .expect("declared");
    assert!(choice.permitted.is_ok());
}

#[test]
fn people_see_what_no_purpose_may_read_any_more() {
    let world = known();
    let restrict =
        r#"{"type":"consent","messageId":"m2","userId":"u1","flags":[{"flag":"restriction"}]}"#;
    world.clock.advance(1);
    world.send(WEB, &[restrict]);
    let held = world.engine.everything(Oneself::proven(node(&world)));
    let held = held.expect("read").expect("there");
    let texts = held.traits.iter().filter_map(|(_, held)| held.value.text());
    assert!(texts.into_iter().any(|text| text == "Ada"));
    assert!(
        held.identifiers
            .iter()
            .any(|seen| &*seen.value == "ada@example.org")
    );
}
