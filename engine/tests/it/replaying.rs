//! Replays: what happened goes once more, to whom it may go now, once for each replay.

use telos_engine::outbox::{ReplayFailed, ReplayOf, Sending};
use telos_model::time::Timestamp;

use crate::outbox::{IDENTIFY, NO, YES, deliver, destination, order, waiting, world};
use crate::support::World;

fn all(world: &World) -> ReplayOf {
    ReplayOf {
        from: Timestamp::from_millis(0),
        until: world.engine.now().plus_millis(1),
        segment: None,
    }
}

fn orders(went: &[Sending]) -> Vec<(String, [u8; 16])> {
    let mut orders = Vec::new();
    for sent in went {
        let event = sent.outgoing.event.as_ref().expect("an order");
        let mut properties = event.properties.iter();
        let id = properties.find(|(path, _)| &**path == "order_id");
        let id = id.and_then(|(_, value)| value.text()).unwrap_or_default();
        orders.push((id.to_owned(), sent.id));
    }
    orders
}

#[test]
fn what_happened_is_sent_once_more_in_order_with_keys_of_its_own() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    world.send("aria-web-key", &[IDENTIFY, YES]);
    deliver(&world.engine, letters);
    for number in 1..=5 {
        world.clock.advance(1_000);
        world.send("aria-web-key", &[&order(number)]);
    }
    let first = orders(&deliver(&world.engine, letters));
    assert_eq!(first.len(), 5);
    let begun = world
        .engine
        .begin_replay(letters, all(&world))
        .expect("begins");
    let second = world.engine.begin_replay(letters, all(&world));
    assert!(matches!(second, Err(ReplayFailed::UnderWay)), "{second:?}");
    assert_eq!(world.engine.replay_all().expect("replays"), 5);
    let done = world.engine.replay(letters).expect("reads").expect("known");
    assert_eq!((done.queued, done.begun), (5, begun.begun));
    assert!(done.ended.is_some() && !done.stopped);
    let again = orders(&deliver(&world.engine, letters));
    let names = |orders: &[(String, [u8; 16])]| -> Vec<String> {
        orders.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&again), names(&first), "in their order");
    assert!(
        again
            .iter()
            .all(|(_, key)| first.iter().all(|(_, known)| key != known))
    );
    // Whoever replays again does so with other keys.
    world
        .engine
        .begin_replay(letters, all(&world))
        .expect("begins");
    world.engine.replay_all().expect("replays");
    let third = orders(&deliver(&world.engine, letters));
    assert!(
        third
            .iter()
            .all(|(_, key)| again.iter().all(|(_, known)| key != known))
    );
}

#[test]
fn what_may_not_go_now_is_not_replayed_and_the_period_and_segment_are_kept_to() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    world.send("aria-web-key", &[IDENTIFY, YES, &order(1)]);
    let between = world.engine.now().plus_millis(500);
    world.clock.advance(1_000);
    world.send("aria-web-key", &[&order(2)]);
    deliver(&world.engine, letters);
    let later = ReplayOf {
        from: between,
        ..all(&world)
    };
    world.engine.begin_replay(letters, later).expect("begins");
    world.engine.replay_all().expect("replays");
    let went = orders(&deliver(&world.engine, letters));
    assert_eq!(went.len(), 1, "{went:?}");
    assert_eq!(went[0].0, "held-2");
    let segment = Some(world.engine.policy().catalog.names.segments["aria-sleeping"]);
    let asleep = ReplayOf {
        segment,
        ..all(&world)
    };
    world.engine.begin_replay(letters, asleep).expect("begins");
    assert_eq!(
        world.engine.replay_all().expect("replays"),
        0,
        "they are awake"
    );
    world
        .engine
        .begin_replay(letters, all(&world))
        .expect("begins");
    world.engine.replay_all().expect("replays");
    world.clock.advance(1_000);
    world.send("aria-web-key", &[NO]);
    assert_eq!(waiting(&world.engine, letters).len(), 2);
    assert!(
        orders(&deliver(&world.engine, letters)).is_empty(),
        "asked again at the door"
    );
    world
        .engine
        .begin_replay(letters, all(&world))
        .expect("begins");
    assert_eq!(
        world.engine.replay_all().expect("replays"),
        0,
        "not even queued"
    );
    let empty = ReplayOf {
        until: Timestamp::from_millis(0),
        ..all(&world)
    };
    let refused = world.engine.begin_replay(letters, empty);
    assert!(matches!(refused, Err(ReplayFailed::Empty)));
    world
        .engine
        .begin_replay(letters, all(&world))
        .expect("begins");
    assert!(world.engine.stop_replay(letters).expect("writes"));
    assert!(!world.engine.stop_replay(letters).expect("reads"));
    let stopped = world.engine.replay(letters).expect("reads").expect("known");
    assert!(stopped.stopped);
}
