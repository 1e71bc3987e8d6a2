//! Erasing people: all of them, nobody else, once, over faults, and down to the files.

use std::path::Path;
use std::sync::Arc;

use telos_engine::layout::Located;
use telos_engine::testing::Direct;
use telos_engine::{
    CacheSizes, Counted, Engine, EraseFailed, EventAnswer, ManualClock, Options,
    PURGE_AFTER_MILLIS, ProfileAnswer, Status, Who,
};
use telos_model::id::NodeId;
use telos_model::people::Identifier;
use telos_model::process::Policy;
use telos_model::request::RequestId;
use telos_model::time::Timestamp;
use telos_store::memory::Faults;
use telos_store::{Embedded, Memory, Space, Store, embedded};

use crate::opened::Opened;
use crate::simulation::erased::erased;
use crate::support::{NOON, World, catalog, shipped, vault};

/// Everything that is sent about the person who is erased: two nodes that become one.
const ABOUT: [&str; 5] = [
    r#"{"type":"page","anonymousId":"gone-device","messageId":"g1","context":{"location":{"country":"DE"},"consent":{"categoryPreferences":{"analytics":true,"personalization":true}}}}"#,
    r#"{"type":"identify","userId":"gone-user","messageId":"g2","traits":{
        "email":"gone@mail.example","phone":"+49 30 7654321","first_name":"gonefirst","address":{"country":"DE"}},"context":{"consent":{"categoryPreferences":{"personalization":true}}}}"#,
    r#"{"type":"track","event":"Order Completed","userId":"gone-user","messageId":"g3","properties":{"order_id":"gone-order","revenue":12.5}}"#,
    r#"{"type":"identify","userId":"gone-user","anonymousId":"gone-device","messageId":"g4","context":{"externalIds":[{"type":"loyalty_id","id":"gone-card"}]}}"#,
    r#"{"type":"consent","userId":"gone-user","messageId":"g5","consents":[{"purpose":"reviews","act":"grant","evidence":"gone-evidence"}]}"#,
];
const OTHERS: [&str; 2] = [
    r#"{"type":"identify","userId":"stay-user","messageId":"s1","traits":{"email":"stay@mail.example","first_name":"stayfirst"}}"#,
    r#"{"type":"track","event":"Order Completed","userId":"stay-user","messageId":"s2","properties":{"order_id":"stay-order","revenue":7}}"#,
];
const MARKS: [&str; 8] = [
    "gone-device",
    "gone-user",
    "gone@mail.example",
    "+49307654321",
    "gonefirst",
    "gone-order",
    "gone-evidence",
    "gone-card",
];

fn filled() -> World {
    let world = World::new();
    world.send("aria-web-key", &ABOUT);
    world.send("aria-web-key", &OTHERS);
    world
}

fn all_are_gone(world: &World) {
    let opened = world.opened();
    for mark in MARKS {
        assert!(!opened.holds(mark), "{mark} is still there");
    }
    erased(&opened, &world.store.dump(), &vault());
}

#[test]
fn a_person_is_erased_with_their_family_and_nobody_else_is_touched() {
    let world = filled();
    let before = world.opened();
    for mark in MARKS {
        assert!(before.holds(mark), "{mark} is there before");
    }
    let who = world.who("user_id", "gone-user");
    let request = RequestId([4; 16]);
    let erasure = world.engine.erase(&who, Some(request)).expect("erased");
    assert!(erasure.is_finished);
    assert_eq!(erasure.nodes, 2);
    assert_eq!(erasure.request, Some(request));
    assert!(erasure.entries >= 4 && erasure.facts >= 1, "{erasure:?}");
    all_are_gone(&world);
    let opened = world.opened();
    assert!(opened.holds("stayfirst") && opened.holds("stay-order"));
    let stays = world.who("user_id", "stay-user");
    let seen = world
        .engine
        .profile(&stays, world.purpose("aria/orders"), false);
    assert!(matches!(seen, Ok(ProfileAnswer::Seen(_))));
    let gone = world
        .engine
        .profile(&who, world.purpose("aria/orders"), false);
    assert!(matches!(gone, Ok(ProfileAnswer::Absent)));
    let told = format!("{:?}", world.engine.recent(100));
    let erased = opened.erased.keys().next().expect("a tombstone");
    assert!(
        !told.contains(&erased.to_string()),
        "nothing is told of them any more"
    );
}

#[test]
fn what_is_sent_again_brings_nothing_back_and_is_counted_with_its_reason() {
    let world = filled();
    let who = world.who("user_id", "gone-user");
    world.engine.erase(&who, None).expect("erased");
    let again = world.send("aria-web-key", &ABOUT);
    assert!(
        again.iter().all(|status| *status == Status::Duplicate),
        "{again:?}"
    );
    // The same over another source, and with other message ids, as an import would.
    let renamed: Vec<String> = ABOUT
        .iter()
        .map(|body| body.replace(r#""messageId":"g"#, r#""messageId":"new"#))
        .collect();
    let renamed: Vec<&str> = renamed.iter().map(String::as_str).collect();
    for key in ["aria-app-key", "bento-web-key", "aria-store-key"] {
        let statuses = world.send(key, &renamed);
        assert!(
            statuses
                .iter()
                .all(|status| matches!(status, Status::Forgotten | Status::Rejected(_))),
            "{key}: {statuses:?}"
        );
    }
    all_are_gone(&world);
    assert_eq!(world.opened().nodes.len(), 1, "nobody new either");
    let counts = world
        .engine
        .counts(world.engine.now().day())
        .expect("reads");
    let why = counts.iter().any(|count| {
        let Counted::LeftOut {
            field: None,
            why: Some((_, reason)),
        } = count.what
        else {
            return false;
        };
        reason == telos_model::decide::Reason::Erased
    });
    assert!(why, "{counts:?}");
    let answer = world.engine.event("g3", None).expect("reads");
    assert!(matches!(answer, EventAnswer::Unknown));
}

#[test]
fn a_device_of_an_erased_person_takes_nobody_else_with_it() {
    let world = filled();
    let who = world.who("user_id", "gone-user");
    world.engine.erase(&who, None).expect("erased");
    let other = r#"{"type":"identify","userId":"stay-user","anonymousId":"gone-device","messageId":"n1","traits":{"first_name":"again"}}"#;
    let alone = r#"{"type":"page","anonymousId":"gone-device","messageId":"n2"}"#;
    let statuses = world.send("aria-web-key", &[other, alone]);
    assert!(matches!(statuses[0], Status::Kept { .. }), "{statuses:?}");
    assert_eq!(statuses[1], Status::Forgotten);
    assert!(!world.opened().holds("gone-device"));
}

#[test]
fn erasing_again_changes_nothing_and_gives_the_same_certificate() {
    let world = filled();
    let who = world.who("user_id", "gone-user");
    let node = match world.engine.why_one(&who).expect("reads") {
        Some(why) => why.nodes[0].id,
        None => panic!("somebody"),
    };
    let first = world.engine.erase(&who, None).expect("erased");
    let rows = world.store.dump();
    let again = world
        .engine
        .erase(&Who::Node(node), Some(RequestId([9; 16])));
    assert_eq!(again.expect("erased"), first);
    assert_eq!(world.store.dump(), rows);
    assert_eq!(world.engine.erasure(node).expect("reads"), Some(first));
    assert!(matches!(
        world.engine.erase(&who, None),
        Err(EraseFailed::Nobody)
    ));
    let nobody = Who::Node(NodeId::new(1));
    assert!(matches!(
        world.engine.erase(&nobody, None),
        Err(EraseFailed::Nobody)
    ));
}

#[test]
fn a_legal_hold_keeps_everything() {
    let world = filled();
    let hold = r#"{"type":"consent","userId":"gone-user","messageId":"h1","actor":"controller","flags":[{"flag":"legal_hold","on":true}]}"#;
    world.send("aria-calls-key", &[hold]);
    let who = world.who("email", "gone@mail.example");
    let rows = world.store.dump();
    assert!(matches!(
        world.engine.erase(&who, None),
        Err(EraseFailed::LegalHold)
    ));
    assert_eq!(world.store.dump(), rows);
    let lifted = hold.replace("true", "false").replace("h1", "h2");
    world.clock.advance(1);
    world.send("aria-calls-key", &[&lifted]);
    world.engine.erase(&who, None).expect("erased");
    all_are_gone(&world);
}

#[test]
fn somebody_with_very_many_events_goes_in_several_commits() {
    let world = World::new();
    let orders: Vec<String> = (0..45_000)
        .map(|id| format!(r#"{{"type":"track","event":"Order Completed","userId":"gone-user","messageId":"o{id}","properties":{{"order_id":"o","revenue":1}}}}"#))
        .collect();
    for batch in orders.chunks(1_000) {
        let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
        world.send("aria-web-key", &batch);
    }
    let who = world.who("user_id", "gone-user");
    let erasure = world.engine.erase(&who, None).expect("erased");
    assert!(
        erasure.is_finished && erasure.entries >= 45_000,
        "{erasure:?}"
    );
    let opened = world.opened();
    erased(&opened, &world.store.dump(), &vault());
    assert!(
        opened
            .located
            .values()
            .all(|located| matches!(located, Located::Erased { .. }))
    );
    assert!(opened.entries.is_empty() && opened.facts.is_empty());
}

#[test]
fn what_was_begun_before_a_stop_is_finished_after_it_and_nothing_is_permitted_meanwhile() {
    let world = filled();
    let who = world.who("user_id", "gone-user");
    let node = world
        .engine
        .why_one(&who)
        .expect("reads")
        .expect("somebody")
        .nodes[0]
        .id;
    world.engine.stop();
    let policy = Policy::new(catalog()).expect("no circle");
    let store: Arc<dyn Store> = world.store.clone();
    let now = Timestamp::parse(NOON).expect("a time");
    let mut direct =
        Direct::open(store, Arc::new(vault()), now, CacheSizes::default(), 1).expect("opens");
    direct.begin_erasing(&policy, node, now).expect("begun");
    let again = World::over(world.store.clone(), 9);
    let seen = again
        .engine
        .profile(&who, again.purpose("aria/orders"), false);
    assert!(matches!(seen, Ok(ProfileAnswer::Denied(_))), "{seen:?}");
    assert!(
        !again.opened().holds("gonefirst"),
        "the state is empty already"
    );
    assert_eq!(again.engine.resume_erasures().expect("reads"), 1);
    all_are_gone(&again);
    assert_eq!(again.engine.resume_erasures().expect("reads"), 0);
}

#[test]
fn over_faults_an_erasure_is_whole_or_not_at_all_until_it_is_done() {
    for seed in 0..40 {
        let store = Arc::new(Memory::with_faults(seed, Faults::default()));
        let world = World::over(store.clone(), 3);
        world.send("aria-web-key", &ABOUT);
        let who = world.who("user_id", "gone-user");
        let node = world
            .engine
            .why_one(&who)
            .expect("reads")
            .expect("somebody")
            .nodes[0]
            .id;
        store.set_faults(Faults {
            before_per_mille: 200,
            after_per_mille: 200,
            unsynced_per_mille: 100,
            conflict_per_mille: 200,
            read_per_mille: 20,
        });
        let mut erasure = world.engine.erase(&Who::Node(node), None);
        for _ in 0..200 {
            if erasure.is_ok() {
                break;
            }
            let opened = world.opened();
            assert!(
                opened.holds("gonefirst") || opened.nodes.is_empty(),
                "seed {seed}: whole or not at all"
            );
            erasure = world.engine.erase(&Who::Node(node), None);
        }
        let erasure = erasure.expect("tried often enough");
        store.set_faults(Faults::default());
        store.crash();
        all_are_gone(&world);
        assert_eq!(
            world.engine.erasure(node).expect("reads"),
            Some(erasure),
            "seed {seed}"
        );
    }
}

#[test]
fn whoever_comes_back_by_their_own_will_is_collected_again() {
    let world = filled();
    let who = world.who("email", "gone@mail.example");
    let Who::Identifier(email) = &who else {
        panic!("an identifier");
    };
    assert!(!world.engine.is_suppressed(email).expect("reads"));
    assert!(
        !world.engine.lift_suppression(email).expect("writes"),
        "not suppressed"
    );
    world.engine.erase(&who, None).expect("erased");
    assert!(world.engine.is_suppressed(email).expect("reads"));
    assert!(world.engine.lift_suppression(email).expect("writes"));
    let back = r#"{"type":"identify","userId":"back-user","messageId":"b1","traits":{"email":"gone@mail.example"}}"#;
    let statuses = world.send("aria-web-key", &[back]);
    assert!(matches!(statuses[0], Status::Kept { .. }), "{statuses:?}");
    let unknown = Identifier {
        kind: email.kind,
        value: "nobody@mail.example".into(),
    };
    assert!(!world.engine.lift_suppression(&unknown).expect("writes"));
}

/// The bytes of every file below a directory.
fn files(dir: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(dir).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            bytes.extend(files(&path));
        } else {
            bytes.extend(std::fs::read(&path).expect("readable"));
        }
    }
    bytes
}

fn found(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn after_the_purge_no_file_holds_a_key_that_would_open_anything_of_them() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Arc::new(Embedded::open(dir.path(), embedded::Options::default()).expect("opens"));
    let clock = Arc::new(ManualClock::at(Timestamp::parse(NOON).expect("a time")));
    let options = Options {
        seed: [1; 32],
        instance: 0,
        caches: CacheSizes::default(),
        sweep_millis: 0,
        keep_recent: true,
        warm: false,
    };
    let shared: Arc<dyn Store> = store.clone();
    let engine = Engine::open(shared, vault(), catalog(), clock.clone(), &options).expect("opens");
    engine.apply(&shipped()).expect("applies");
    let world = Sender { engine: &engine };
    world.send(&ABOUT);
    world.send(&OTHERS);
    let keys: Vec<Vec<u8>> = rows(&*store, Space::Keys)
        .into_iter()
        .map(|(_, row)| row.value)
        .collect();
    let stays = engine.erasure(NodeId::new(0)).expect("reads");
    assert_eq!(stays, None);
    assert!(
        keys.iter().all(|key| found(&files(dir.path()), key)),
        "the search would find them"
    );
    let kind = engine.policy().catalog.names.identifiers["user_id"];
    let who = Who::Identifier(Identifier {
        kind,
        value: "gone-user".into(),
    });
    engine.erase(&who, None).expect("erased");
    assert_eq!(engine.purge_due_since().expect("reads"), Some(engine.now()));
    clock.advance(PURGE_AFTER_MILLIS);
    assert!(engine.purge_erased().expect("purges"));
    assert!(!engine.purge_erased().expect("nothing to do"));
    engine.stop();
    let left: Vec<Vec<u8>> = rows(&*store, Space::Keys)
        .into_iter()
        .map(|(_, row)| row.value)
        .collect();
    let bytes = files(dir.path());
    assert!(left.len() < keys.len() && !left.is_empty());
    for key in &keys {
        assert_eq!(
            found(&bytes, key),
            left.contains(key),
            "only the keys of others are in files"
        );
    }
    for mark in MARKS {
        assert!(!found(&bytes, mark.as_bytes()), "{mark} is in clear");
    }
    let all: Vec<_> = Space::ALL
        .into_iter()
        .flat_map(|space| rows(&*store, space))
        .collect();
    let opened = Opened::of(&all, &vault());
    erased(&opened, &all, &vault());
    assert!(MARKS.iter().all(|mark| !opened.holds(mark)) && opened.holds("stayfirst"));
}

#[test]
fn ten_thousand_events_on_files_go_in_one_commit() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Arc::new(Embedded::open(dir.path(), embedded::Options::default()).expect("opens"));
    let clock = Arc::new(ManualClock::at(Timestamp::parse(NOON).expect("a time")));
    let options = Options {
        seed: [1; 32],
        instance: 0,
        caches: CacheSizes::default(),
        sweep_millis: 0,
        keep_recent: false,
        warm: false,
    };
    let shared: Arc<dyn Store> = store.clone();
    let engine = Engine::open(shared, vault(), catalog(), clock, &options).expect("opens");
    let orders: Vec<String> = (0..10_000)
        .map(|id| format!(r#"{{"type":"track","event":"Order Completed","userId":"gone-user","messageId":"o{id}","properties":{{"order_id":"o","revenue":1}}}}"#))
        .collect();
    for batch in orders.chunks(500) {
        let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
        Sender { engine: &engine }.send(&batch);
    }
    let kind = engine.policy().catalog.names.identifiers["user_id"];
    let who = Who::Identifier(Identifier {
        kind,
        value: "gone-user".into(),
    });
    let commits = engine.stats().commits;
    let begun = std::time::Instant::now();
    let erasure = engine.erase(&who, None).expect("erased");
    println!("erased 10,000 events in {:?}", begun.elapsed());
    assert!(erasure.entries >= 10_000);
    assert_eq!(engine.stats().commits, commits + 1);
    engine.stop();
    assert!(rows(&*store, Space::Events).is_empty());
}

fn rows(store: &dyn Store, space: Space) -> Vec<(telos_store::Key, telos_store::Row)> {
    store.walk(space, None, 10_000).expect("reads")
}

/// Sends to an engine that stands on files.
struct Sender<'a> {
    engine: &'a Engine,
}

impl Sender<'_> {
    fn send(&self, messages: &[&str]) {
        let source = self.engine.policy().catalog.names.write_keys["aria-web-key"];
        let items = messages.iter().map(|text| {
            let raw = telos_model::message::RawMessage {
                body: telos_model::json::Json::parse_str(text).expect("JSON"),
                call: None,
                source,
                received: self.engine.now(),
                sent: None,
                address: None,
                gpc: false,
                fallback_id: self.engine.new_message_id(),
            };
            Ok(self.engine.read_message(&raw).expect("valid"))
        });
        let receipts = self.engine.submit(source, items.collect()).expect("taken");
        receipts
            .blocking_recv()
            .expect("answered")
            .expect("on disk");
    }
}
