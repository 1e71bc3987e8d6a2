//! What became of requests, what staff did and erasures are entries that are proven.

use telos_engine::layout::{Deed, keys};
use telos_engine::ledger::{Finding, LedgerReport};
use telos_engine::{Ask, ProvenDeed, RequestAnswer, Who};
use telos_ledger::{EntryKind, LogProof};
use telos_model::request::{Asker, Check, CheckMethod, Hindrance, Reply, RequestId, Right};
use telos_store::{Commit, Put, Space, Store};

use crate::ledger::{delete, report};
use crate::support::World;

const IDENTIFY: &str = r#"{"type":"identify","userId":"u1","messageId":"i1","traits":{
    "email":"u1@mail.example","first_name":"Heldfirst","address":{"country":"DE"}}}"#;

fn filled() -> World {
    let world = World::new();
    world.send("aria-web-key", &[IDENTIFY]);
    world
}

fn ask(world: &World, right: Right) -> RequestId {
    let asked = world.engine.ask(&Ask {
        who: world.who("user_id", "u1"),
        right,
        brand: None,
        asker: Asker::Person,
    });
    asked.expect("taken").id
}

fn identify(world: &World, id: RequestId) {
    let check = Check {
        method: CheckMethod::CodeByEmail,
        at: world.engine.now(),
    };
    world.engine.identify_request(id, &[check]).expect("shown");
}

/// What is proven about a request, each proof verified offline.
fn proven(world: &World, id: RequestId) -> Vec<ProvenDeed> {
    let proven = world.engine.prove_request(id).expect("reads");
    for one in &proven {
        let proof = LogProof::parse(&one.proof.to_string()).expect("a proof");
        let made = telos_ledger::Entry::new(one.entry.kind, &one.salt, one.payload.as_bytes());
        assert_eq!(made, one.entry);
        proof.verify(&made.leaf_hash(), &one.keys).expect("proves");
    }
    proven
}

fn good(world: &World) -> LedgerReport {
    let report = report(world, &[]);
    assert!(report.is_good(), "{:#?}", report.findings);
    report
}

#[test]
fn what_becomes_of_a_request_is_an_entry_that_is_proven() {
    let world = filled();
    let done = ask(&world, Right::Access);
    assert!(proven(&world, done).is_empty(), "nothing became of it yet");
    identify(&world, done);
    world.engine.advance_request(done, &[]).expect("done");
    let one = proven(&world, done);
    assert_eq!((one.len(), one[0].entry.kind), (1, EntryKind::Request));
    assert!(
        one[0].payload.contains(r#""state":"completed""#),
        "{}",
        one[0].payload
    );
    assert!(one[0].payload.contains(&format!(r#""request":"{done}""#)));
    let cancelled = ask(&world, Right::Restriction);
    world.engine.cancel_request(cancelled).expect("taken back");
    assert!(
        proven(&world, cancelled)[0]
            .payload
            .contains(r#""state":"cancelled""#)
    );
    let failed = ask(&world, Right::Erasure);
    identify(&world, failed);
    world
        .engine
        .advance_request(failed, &["mail"])
        .expect("begun");
    let reply = Reply::Failed {
        at: world.engine.now(),
        code: "timeout".into(),
    };
    world
        .engine
        .request_replied(failed, "mail", &reply)
        .expect("its part");
    world
        .engine
        .request_replied(failed, "mail", &reply)
        .expect("the same again");
    let one = proven(&world, failed);
    assert_eq!(one.len(), 1, "once");
    let parts = [
        r#""code":"timeout""#,
        r#""state":"failed""#,
        r#""system":"mail""#,
    ];
    assert!(
        parts.iter().all(|part| one[0].payload.contains(part)),
        "{}",
        one[0].payload
    );
    assert_eq!(good(&world).deeds, 3);
    assert!(
        world
            .engine
            .prove_request(RequestId([7; 16]))
            .expect("reads")
            .is_empty()
    );
}

#[test]
fn what_staff_do_beyond_the_rules_is_an_entry_with_their_key() {
    let world = filled();
    let id = ask(&world, Right::Access);
    world
        .engine
        .extend_request_by(id, "desk-key")
        .expect("in time");
    let why = Hindrance::Excessive;
    world
        .engine
        .refuse_request_by(id, why, "desk-key")
        .expect("a ground");
    let all = proven(&world, id);
    let kinds: Vec<_> = all.iter().map(|one| one.entry.kind).collect();
    let overrides = kinds.iter().filter(|kind| **kind == EntryKind::Override);
    assert_eq!((overrides.count(), kinds.len()), (2, 3), "{kinds:?}");
    let says = |text: &str| all.iter().any(|one| one.payload.contains(text));
    assert!(says(r#""act":"extend""#) && says(r#""act":"refuse""#));
    assert!(says(r#""by":"desk-key""#) && says(r#""state":"refused""#));
    let clear =
        |(_, row): &(_, telos_store::Row)| row.value.windows(8).any(|part| part == b"desk-key");
    assert!(!world.store.dump().iter().any(clear), "sealed");
    // A hold that staff set is a permission fact, whose entry says who acted.
    let hold = r#"{"type":"consent","userId":"u1","messageId":"h1","actor":"staff","flags":[{"flag":"legal_hold","on":true}]}"#;
    world.send("aria-calls-key", &[hold]);
    let report = good(&world);
    assert_eq!((report.facts, report.deeds), (1, 3));
}

#[test]
fn people_who_are_taken_apart_have_an_entry_each_that_does_not_name_the_other() {
    let world = World::new();
    let yes = |who: &str| {
        format!(
            r#"{{"type":"consent",{who},"consents":[{{"purpose":"personalisation","act":"grant","explicit":true,"separate":true}}]}}"#
        )
    };
    let (known, unknown) = (yes(r#""userId":"u1""#), yes(r#""anonymousId":"a1""#));
    let view = r#"{"type":"track","event":"Product Viewed","anonymousId":"a1","properties":{"product_id":"p"}}"#;
    let place =
        r#"{"type":"identify","userId":"u1","traits":{"address":{"country":"US","state":"CA"}}}"#;
    world.send("aria-web-key", &[&known, place, &unknown, view]);
    let user = world.who("user_id", "u1");
    world.clock.advance(1);
    world.send(
        "aria-web-key",
        &[r#"{"type":"alias","userId":"u1","previousId":"a1"}"#],
    );
    let why = world.engine.why_one(&user).expect("reads").expect("known");
    let (a, b) = (why.edges[0].a, why.edges[0].b);
    let taken = world.engine.unmerge_by(a, b, "desk-key").expect("queued");
    taken.blocking_recv().expect("answered").expect("linked");
    let of = |node| -> Deed {
        let deeds = world
            .engine
            .deeds(&Who::Node(node))
            .expect("reads")
            .expect("known");
        deeds[0].1.clone()
    };
    for (node, other) in [(a, b), (b, a)] {
        let deed = of(node);
        assert_eq!(deed.kind, EntryKind::Override);
        assert!(deed.payload.contains(&node.to_string()));
        assert!(!deed.payload.contains(&other.to_string()));
        world.engine.prove_deed(&deed).expect("proven");
    }
    assert_eq!(good(&world).deeds, 2);
}

#[test]
fn an_erasure_is_an_entry_and_takes_the_deeds_with_it() {
    let world = filled();
    let access = ask(&world, Right::Access);
    identify(&world, access);
    world.engine.advance_request(access, &[]).expect("done");
    let before = proven(&world, access);
    let id = ask(&world, Right::Erasure);
    identify(&world, id);
    let answer = world.engine.advance_request(id, &[]).expect("erased");
    assert!(matches!(answer, RequestAnswer::Gone(_)), "{answer:?}");
    let after = proven(&world, id);
    assert_eq!((after.len(), after[0].entry.kind), (1, EntryKind::Erasure));
    assert!(after[0].payload.contains(&format!(r#""request":"{id}""#)));
    let rows = world.store.dump();
    assert!(
        !rows.iter().any(|(key, _)| key.space == Space::Deeds),
        "nothing is left to open"
    );
    let report = good(&world);
    assert_eq!(
        (report.deeds, report.deeds_gone, report.erasures),
        (0, 1, 1)
    );
    // What was proven before is proven still, by whoever kept it.
    let leaf = before[0].entry.leaf_hash();
    before[0]
        .proof
        .verify(&leaf, &world.engine.ledger_keys())
        .expect("proves");
    let who = world.who("user_id", "u1");
    let Who::Identifier(identifier) = &who else {
        panic!("an identifier");
    };
    assert!(world.engine.lift_suppression(identifier).expect("writes"));
    assert_eq!(
        good(&world).deeds,
        1,
        "the entry is public and names nobody"
    );
}

#[test]
fn a_deed_or_certificate_that_was_changed_or_removed_is_found() {
    let world = filled();
    let id = ask(&world, Right::Access);
    world.engine.cancel_request(id).expect("taken back");
    let who = world.who("user_id", "u1");
    world.engine.erase(&who, None).expect("erased");
    world.engine.stop();
    let rows = world.store.dump();
    let erased = keys::metas(keys::Meta::Erased).partition;
    let certificate =
        |(key, _): &&(telos_store::Key, _)| key.space == Space::Meta && key.partition == erased;
    let (key, row) = rows.iter().find(certificate).expect("there").clone();
    let mut value = row.value.clone();
    *value.last_mut().expect("bytes") ^= 1;
    let commit = Commit {
        name: "tamper",
        puts: vec![Put {
            key: key.clone(),
            version: 1,
            value,
        }],
        ..Commit::default()
    };
    world.store.commit(commit).expect("writes");
    let findings = report(&world, &[]).findings;
    assert!(
        findings.contains(&Finding::ErasureWithoutEntry),
        "{findings:?}"
    );
    delete(&world.store, vec![key]);
    let findings = report(&world, &[]).findings;
    let missing = |finding: &Finding| matches!(finding, Finding::ErasureWithoutCertificate { .. });
    assert!(findings.iter().any(missing), "{findings:?}");
}
