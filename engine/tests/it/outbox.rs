//! Deliveries: asked for when queued and again at the door, in order, once, over faults; who holds
//! what, and how they are told to let go.

use std::sync::Arc;

use telos_engine::outbox::{
    LANE_REMOVALS, LANES, Ready, Recipient, Sending, Settled, SettledAs, Waiting,
};
use telos_engine::{Ask, Engine, RequestAnswer};
use telos_model::catalog::{CatalogFile, Occasion};
use telos_model::deliver::Failure;
use telos_model::id::DestinationId;
use telos_model::request::{Asker, Check, CheckMethod, RequestId, Right, State};
use telos_store::memory::Faults;
use telos_store::{Memory, Space};

use crate::support::{World, shipped};

pub(crate) const IDENTIFY: &str = r#"{"type":"identify","userId":"u1","messageId":"i1","traits":{
    "email":"u1@mail.example","first_name":"Heldfirst","address":{"country":"DE"}}}"#;
pub(crate) const RENAME: &str = r#"{"type":"identify","userId":"u1","messageId":"i2","traits":{
    "first_name":"Heldlater"}}"#;
pub(crate) const YES: &str = r#"{"type":"consent","userId":"u1","messageId":"c1","consents":[
    {"purpose":"news-email","act":"grant"},{"purpose":"news-email","act":"confirm"}]}"#;
pub(crate) const NO: &str = r#"{"type":"consent","userId":"u1","messageId":"c2","consents":[
    {"purpose":"news-email","act":"withdraw"}]}"#;

pub(crate) fn order(number: u32) -> String {
    format!(
        r#"{{"type":"track","event":"Order Completed","userId":"u1","messageId":"o{number}",
        "properties":{{"order_id":"held-{number}","revenue":12.5}}}}"#
    )
}

/// The shipped catalog with its destinations in use.
pub(crate) fn files() -> Vec<CatalogFile> {
    let mut files = shipped();
    for file in &mut files {
        if file.path.starts_with("destinations/") {
            file.text = file.text.replace("active = false", "active = true");
        }
    }
    files
}

pub(crate) fn world() -> World {
    over(Arc::new(Memory::new()), 1)
}

pub(crate) fn over(store: Arc<Memory>, seed: u8) -> World {
    let world = World::over(store, seed);
    world.engine.apply(&files()).expect("applies");
    world
}

/// A person of whom letters may know.
pub(crate) fn known(world: &World) {
    world.send("aria-web-key", &[IDENTIFY, YES]);
}

pub(crate) fn destination(world: &World, name: &str) -> DestinationId {
    world.engine.policy().catalog.names.destinations[name]
}

/// All that waits for a destination, in the order of its lanes.
pub(crate) fn waiting(engine: &Engine, id: DestinationId) -> Vec<Waiting> {
    let lanes = (0..=LANE_REMOVALS).rev();
    let waiting = lanes.map(|lane| engine.waiting(id, lane, None, 1_000).expect("reads"));
    waiting.flatten().collect()
}

pub(crate) fn sending(engine: &Engine, waiting: &Waiting) -> Option<Box<Sending>> {
    match engine.ready(waiting).expect("reads") {
        Ready::Send(sending) => Some(sending),
        Ready::Refused | Ready::Gone | Ready::Waits => None,
    }
}

/// Sends what waits to a destination that takes everything; what went, and by which key.
pub(crate) fn deliver(engine: &Engine, id: DestinationId) -> Vec<Sending> {
    let mut went = Vec::new();
    for waiting in waiting(engine, id) {
        let came = match engine.ready(&waiting).expect("reads") {
            Ready::Send(sending) => {
                went.push((*sending).clone());
                let status = 200;
                SettledAs::Sent { status, sending }
            }
            Ready::Refused => SettledAs::Refused,
            Ready::Gone => SettledAs::Gone,
            Ready::Waits => continue,
        };
        engine.settle(&[Settled { waiting, came }]).expect("writes");
    }
    went
}

pub(crate) fn holds(world: &World) -> Vec<Recipient> {
    let recipients = world.engine.recipients(&world.who("user_id", "u1"));
    recipients.expect("reads").unwrap_or_default()
}

#[test]
fn what_is_not_permitted_is_not_queued_and_what_is_goes_with_its_evidence() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    world.send("aria-web-key", &[IDENTIFY, &order(1)]);
    assert_eq!(waiting(&world.engine, letters), [], "nobody said yes");
    world.send("aria-web-key", &[YES, &order(2)]);
    let went = deliver(&world.engine, letters);
    let occasions: Vec<Occasion> = went.iter().map(|sent| sent.outgoing.occasion).collect();
    assert_eq!(occasions, [Occasion::Consent, Occasion::Event]);
    let event = went[1].outgoing.event.as_ref().expect("an event");
    let text = |path: &str| {
        let mut properties = event.properties.iter();
        properties.find(|(known, _)| &**known == path)?.1.text()
    };
    assert_eq!(text("order_id"), Some("held-2"));
    assert!(
        !went[1].outgoing.evidence.facts.is_empty(),
        "it rests on the yes"
    );
    let who = world.who("user_id", "u1");
    let kept = world
        .engine
        .deliveries(&who)
        .expect("reads")
        .expect("known");
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[0].evidence.facts, went[1].outgoing.evidence.facts);
    let holds = holds(&world);
    assert_eq!((holds.len(), holds[0].destination), (1, letters));
    assert_eq!(holds[0].told, None);
}

#[test]
fn a_withdrawn_purpose_cancels_pending_delivery_and_has_the_destination_told() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    known(&world);
    deliver(&world.engine, letters);
    world.send("aria-web-key", &[&order(1), &order(2)]);
    assert_eq!(waiting(&world.engine, letters).len(), 2);
    world.send("aria-web-key", &[NO]);
    for pending in waiting(&world.engine, letters) {
        assert!(matches!(world.engine.ready(&pending), Ok(Ready::Refused)));
    }
    assert_eq!(
        world.engine.review().expect("reviews"),
        2,
        "the yes and the no"
    );
    let went = deliver(&world.engine, letters);
    assert_eq!(went.len(), 1, "{went:?}");
    let told = &went[0].outgoing;
    assert_eq!(told.occasion, Occasion::Suppress);
    assert!(told.traits.is_empty() && told.event.is_none());
    assert!(told.identifiers.iter().any(|(kind, _)| &**kind == "email"));
    let holds = holds(&world);
    assert!(holds[0].told.is_some() && holds[0].acknowledged.is_some());
    world.send("aria-web-key", &[&order(3)]);
    assert_eq!(
        waiting(&world.engine, letters),
        [],
        "and nothing goes any more"
    );
    assert_eq!(world.engine.review().expect("reviews"), 0);
}

#[test]
fn who_says_yes_again_before_the_destination_was_told_is_not_let_go_of() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    known(&world);
    deliver(&world.engine, letters);
    world.send("aria-web-key", &[NO]);
    world.engine.review().expect("reviews");
    world.clock.advance(1_000);
    let again = YES.replace("c1", "c3");
    world.send("aria-web-key", &[&again, &order(1)]);
    world.engine.review().expect("reviews");
    let went = deliver(&world.engine, letters);
    assert!(went.iter().all(|sent| !sent.outgoing.occasion.is_removal()));
    assert_eq!(holds(&world)[0].told, None);
}

#[test]
fn what_was_under_way_during_a_withdrawal_is_taken_back_again() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    known(&world);
    deliver(&world.engine, letters);
    world.send("aria-web-key", &[&order(1)]);
    let pending = waiting(&world.engine, letters).remove(0);
    let under_way = sending(&world.engine, &pending).expect("permitted");
    world.send("aria-web-key", &[NO]);
    world.engine.review().expect("reviews");
    assert_eq!(waiting(&world.engine, letters).len(), 2);
    let removal = waiting(&world.engine, letters).remove(0);
    let told = sending(&world.engine, &removal).expect("told");
    let status = 200;
    let came = SettledAs::Sent {
        status,
        sending: told,
    };
    world
        .engine
        .settle(&[Settled {
            waiting: removal,
            came,
        }])
        .expect("writes");
    assert!(holds(&world)[0].acknowledged.is_some());
    // Only now does the destination answer what was sent before.
    let came = SettledAs::Sent {
        status,
        sending: under_way,
    };
    world
        .engine
        .settle(&[Settled {
            waiting: pending,
            came,
        }])
        .expect("writes");
    assert_eq!(
        holds(&world)[0].acknowledged,
        None,
        "it has to say so again"
    );
    let went = deliver(&world.engine, letters);
    assert_eq!(went[0].outgoing.occasion, Occasion::Suppress);
    assert!(holds(&world)[0].acknowledged.is_some());
}

#[test]
fn fields_that_may_not_go_are_left_out() {
    let world = world();
    let parcels = destination(&world, "aria-parcels");
    known(&world);
    world.send("aria-web-key", &[&order(1)]);
    let went = deliver(&world.engine, parcels);
    let sent = went
        .iter()
        .find(|sent| sent.outgoing.event.is_some())
        .expect("an order");
    let paths: Vec<&str> = sent
        .outgoing
        .traits
        .iter()
        .map(|(path, _)| &**path)
        .collect();
    assert!(
        paths.contains(&"address.country") && paths.contains(&"email"),
        "{paths:?}"
    );
    assert!(
        !paths.contains(&"first_name"),
        "the parcel service does not list it"
    );
    let shown = format!("{sent:?}");
    assert!(
        !shown.contains("held-1") && !shown.contains("mail.example"),
        "it is quiet"
    );
}

#[test]
fn the_order_of_a_person_is_kept_and_a_key_is_the_same_however_often_it_is_sent() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    known(&world);
    let orders: Vec<String> = (0..20).map(order).collect();
    let orders: Vec<&str> = orders.iter().map(String::as_str).collect();
    world.send("aria-web-key", &orders);
    let lanes: Vec<usize> = (0..LANES)
        .map(|lane| {
            world
                .engine
                .waiting(letters, lane, None, 100)
                .expect("reads")
                .len()
        })
        .filter(|waiting| *waiting > 0)
        .collect();
    assert_eq!(lanes, [21], "all in one lane: the yes and the orders");
    let all = waiting(&world.engine, letters);
    let first = sending(&world.engine, &all[1]).expect("permitted");
    let came = SettledAs::Again(Failure::Answered(503));
    let waiting_one = all[1].clone();
    world
        .engine
        .settle(&[Settled {
            waiting: waiting_one,
            came,
        }])
        .expect("writes");
    let all = waiting(&world.engine, letters);
    assert_eq!(all[1].attempts, 1);
    assert_eq!(
        sending(&world.engine, &all[1]).expect("permitted").id,
        first.id
    );
    let came = SettledAs::GivenUp(Failure::Answered(503), None);
    let waiting_one = all[1].clone();
    world
        .engine
        .settle(&[Settled {
            waiting: waiting_one,
            came,
        }])
        .expect("writes");
    assert_eq!(
        world.engine.dead(letters, None, 10).expect("reads").len(),
        1
    );
    assert_eq!(world.engine.retry_dead(letters).expect("writes"), 1);
    let went = deliver(&world.engine, letters);
    assert_eq!(went[1].id, first.id, "in its place and with its key");
    let numbers: Vec<String> = went
        .iter()
        .filter_map(|sent| sent.outgoing.event.as_ref())
        .map(|event| {
            let mut properties = event.properties.iter();
            let id = properties.find(|(path, _)| &**path == "order_id");
            id.and_then(|(_, value)| value.text())
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    let wanted: Vec<String> = (0..20).map(|number| format!("held-{number}")).collect();
    assert_eq!(numbers, wanted);
}

#[test]
fn what_waits_is_there_after_a_crash_and_what_ended_is_not() {
    let store = Arc::new(Memory::new());
    let world = over(Arc::clone(&store), 1);
    let letters = destination(&world, "aria-letters");
    known(&world);
    deliver(&world.engine, letters);
    world.send("aria-web-key", &[&order(1), &order(2)]);
    let before = waiting(&world.engine, letters);
    let first = sending(&world.engine, &before[0]).expect("permitted");
    // It was sent, and the process was killed before it could write that down.
    drop(world);
    store.crash();
    let world = over(store, 2);
    let after = waiting(&world.engine, letters);
    assert_eq!(after, before);
    assert_eq!(
        sending(&world.engine, &after[0]).expect("permitted").id,
        first.id
    );
    assert_eq!(deliver(&world.engine, letters).len(), 2);
    assert_eq!(waiting(&world.engine, letters), []);
}

#[test]
fn over_faults_nothing_is_lost_and_nothing_goes_that_may_not() {
    for seed in 0..20 {
        let store = Arc::new(Memory::with_faults(seed, Faults::default()));
        let world = over(Arc::clone(&store), 1);
        let letters = destination(&world, "aria-letters");
        known(&world);
        store.set_faults(Faults {
            before_per_mille: 100,
            after_per_mille: 100,
            unsynced_per_mille: 100,
            conflict_per_mille: 100,
            read_per_mille: 20,
        });
        for number in 0..10 {
            // A sender tries again until it is acknowledged.
            while world.try_send("aria-web-key", &[&order(number)]).is_err() {}
        }
        let mut ids = std::collections::BTreeMap::new();
        for _ in 0..400 {
            for lane in 0..LANES {
                let Ok(found) = world.engine.waiting(letters, lane, None, 1) else {
                    continue;
                };
                for waiting in found {
                    let Ok(Ready::Send(sending)) = world.engine.ready(&waiting) else {
                        continue;
                    };
                    if sending.outgoing.event.is_some() {
                        *ids.entry(sending.id).or_insert(0) += 1;
                    }
                    let status = 200;
                    let came = SettledAs::Sent { status, sending };
                    drop(world.engine.settle(&[Settled { waiting, came }]));
                }
            }
            store.crash();
        }
        store.set_faults(Faults::default());
        assert_eq!(
            ids.len(),
            10,
            "seed {seed}: each order has one key and went"
        );
        assert_eq!(waiting(&world.engine, letters), [], "seed {seed}");
    }
}

pub(crate) fn erasure(world: &World, brand: Option<&str>) -> RequestId {
    let policy = world.engine.policy();
    let asked = world.engine.ask(&Ask {
        who: world.who("user_id", "u1"),
        right: Right::Erasure,
        brand: brand.map(|brand| policy.catalog.names.brands[brand]),
        asker: Asker::Person,
    });
    let id = asked.expect("taken").id;
    let check = Check {
        method: CheckMethod::CodeByEmail,
        at: world.engine.now(),
    };
    world.engine.identify_request(id, &[check]).expect("shown");
    id
}

#[test]
fn an_erasure_waits_for_every_destination_that_holds_data_and_then_takes_the_records() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    known(&world);
    deliver(&world.engine, letters);
    let id = erasure(&world, None);
    let answer = world.engine.advance_request(id, &[]).expect("begun");
    let RequestAnswer::Known(request) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(request.state().word(), "working");
    world.send("aria-web-key", &[RENAME]);
    let parked = waiting(&world.engine, letters);
    let (told, later): (Vec<_>, Vec<_>) = parked
        .into_iter()
        .partition(|one| one.cause.occasion().is_removal());
    assert_eq!((told.len(), later.len()), (1, 1));
    assert!(
        matches!(world.engine.ready(&later[0]), Ok(Ready::Refused)),
        "nothing goes any more"
    );
    let sending = sending(&world.engine, &told[0]).expect("told");
    assert_eq!(sending.outgoing.occasion, Occasion::Delete);
    let status = 200;
    let came = SettledAs::Sent { status, sending };
    let waiting_one = told[0].clone();
    world
        .engine
        .settle(&[Settled {
            waiting: waiting_one,
            came,
        }])
        .expect("writes");
    let answer = world.engine.request(id).expect("reads");
    assert!(matches!(answer, RequestAnswer::Gone(_)), "{answer:?}");
    assert!(matches!(world.engine.ready(&later[0]), Ok(Ready::Gone)));
    let rows = world.store.dump();
    assert!(rows.iter().all(|(key, _)| key.space != Space::Deliveries));
}

#[test]
fn what_a_law_keeps_stays_when_it_came_while_an_erasure_waited() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    known(&world);
    deliver(&world.engine, letters);
    let id = erasure(&world, None);
    world.engine.advance_request(id, &[]).expect("begun");
    world.send("aria-web-key", &[&order(7)]);
    deliver(&world.engine, letters);
    let answer = world.engine.request(id).expect("reads");
    let RequestAnswer::Known(request) = answer else {
        panic!("{answer:?}");
    };
    let State::Completed(answered) = request.state() else {
        panic!("{request:?}");
    };
    assert_eq!(answered.plan.nothing_possible(), None, "the rest is erased");
    assert!(answered.plan.hindered().next().is_some(), "and says so");
    let kept = world.engine.choices(&world.who("user_id", "u1"));
    assert!(kept.expect("reads").is_some());
}

#[test]
fn an_erasure_by_one_brand_leaves_the_destinations_of_the_others_alone() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    known(&world);
    deliver(&world.engine, letters);
    let before = holds(&world);
    assert!(!before.is_empty());
    let bought = order(1).replace("held-1", "bento-order");
    world.send("bento-web-key", &[&bought]);
    let id = erasure(&world, Some("bento"));
    let answer = world.engine.advance_request(id, &[]).expect("done");
    let RequestAnswer::Known(request) = answer else {
        panic!("{answer:?}");
    };
    assert!(request.state().is_closed(), "{}", request.state().word());
    assert_eq!(holds(&world), before, "nobody was told to let go");
    world.send("aria-web-key", &[&order(2)]);
    assert_eq!(deliver(&world.engine, letters).len(), 1, "and it goes on");
    let own = erasure(&world, Some("aria"));
    let answer = world.engine.advance_request(own, &[]).expect("begun");
    let RequestAnswer::Known(request) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(request.state().word(), "working", "its own is waited for");
}

#[test]
fn rows_that_wait_and_rows_of_what_went_hold_nothing_in_clear() {
    let world = world();
    known(&world);
    world.send("aria-web-key", &[&order(1)]);
    let letters = destination(&world, "aria-letters");
    deliver(&world.engine, letters);
    world.send("aria-web-key", &[&order(2)]);
    for (key, row) in world.store.dump() {
        for marker in ["held-", "Heldfirst", "u1@mail.example"] {
            let found = row
                .value
                .windows(marker.len())
                .any(|part| part == marker.as_bytes());
            assert!(!found, "{marker} in {}", key.space.name());
        }
    }
}

#[test]
fn a_paused_destination_keeps_what_waits() {
    let world = world();
    let letters = destination(&world, "aria-letters");
    known(&world);
    world.engine.pause(letters).expect("writes");
    let health = world.engine.destination_health(letters).expect("reads");
    assert_eq!(
        (health.waiting, health.paused),
        (1, Some(world.engine.now()))
    );
    world.engine.resume(letters).expect("writes");
    assert_eq!(world.engine.paused(letters).expect("reads"), None);
    assert_eq!(deliver(&world.engine, letters).len(), 1);
    let health = world.engine.destination_health(letters).expect("reads");
    assert_eq!((health.waiting, health.sent, health.dead), (0, 1, 0));
}
