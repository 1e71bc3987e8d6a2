//! The consent ledger over a running engine: what is recorded is proven, and what was signed stands.

use std::sync::Arc;

use telos_engine::ledger::{LedgerReport, ToProve, verify};
use telos_engine::{CacheSizes, Engine, ManualClock, OpenError, Options};
use telos_ledger::note::{Algorithm, Note, SignerKey};
use telos_ledger::tile::TilePath;
use telos_ledger::{Entry, EntryKind, Frontier, Hash, SignedCheckpoint, TileAt, proof};
use telos_model::time::Timestamp;
use telos_store::{Commit, Key, Memory, Space, Store};

use crate::support::{NOON, World, catalog, shipped, vault};

fn consent(user: usize, act: &str) -> String {
    format!(
        r#"{{"type":"consent","userId":"user-{user}","messageId":"c{user}-{act}","consents":[
            {{"purpose":"reviews","act":"{act}"}},{{"purpose":"personalisation","act":"{act}","explicit":true}}]}}"#
    )
}

/// A world in which so many people have said yes to two purposes.
pub(crate) fn said_yes(people: usize) -> World {
    let world = World::new();
    let yes: Vec<String> = (0..people).map(|user| consent(user, "grant")).collect();
    for some in yes.chunks(100) {
        let some: Vec<&str> = some.iter().map(String::as_str).collect();
        world.send("aria-web-key", &some);
    }
    world
}

pub(crate) fn report(world: &World, kept: &[(Box<str>, SignedCheckpoint)]) -> LedgerReport {
    verify(&*world.store, &vault(), kept).expect("reads")
}

pub(crate) fn open(store: &Arc<Memory>) -> Result<Engine, OpenError> {
    let clock = Arc::new(ManualClock::at(Timestamp::parse(NOON).expect("a time")));
    let options = Options {
        seed: [3; 32],
        instance: 0,
        caches: CacheSizes::default(),
        sweep_millis: 0,
        keep_recent: false,
        warm: false,
    };
    Engine::open(store.clone(), vault(), catalog(), clock, &options)
}

pub(crate) fn delete(store: &Memory, keys: Vec<Key>) {
    let commit = Commit {
        name: "tamper",
        deletes: keys,
        ..Commit::default()
    };
    store.commit(commit).expect("writes");
}

#[test]
fn every_statement_and_every_catalog_version_is_an_entry_that_is_proven() {
    let world = said_yes(300);
    let signed = world.engine.ledger_checkpoint().expect("signs");
    let known = world.engine.ledger_keys();
    let head = signed.verify(&known).expect("verifies").clone();
    // The key, the catalog and two statements each.
    assert_eq!(head.size, 2 + 600);
    let report = report(&world, &[]);
    assert!(report.is_good(), "{:#?}", report.findings);
    assert_eq!((report.facts, report.facts_gone), (600, 0));
    assert_eq!(report.kinds["catalog"], 1);
    assert_eq!(report.root, Some(head.root));
    for index in [0, 1, 2, 255, 256, 601] {
        let found = world.engine.ledger_inclusion(index, head.size);
        let found = found.expect("reads").expect("there");
        let leaf = found.entry.leaf_hash();
        let proven = proof::inclusion(&leaf, index, head.size, &found.hashes, &head.root);
        assert_eq!(proven, Ok(()));
        assert_eq!(world.engine.ledger_find(&leaf).expect("reads"), Some(index));
    }
    let none = Hash::of_leaf(b"nothing of ours");
    assert_eq!(world.engine.ledger_find(&none).expect("reads"), None);
    for (index, size) in [
        (602, 602),
        (602, 603),
        (0, 0),
        (u64::MAX, u64::MAX),
        (0, u64::MAX),
    ] {
        let found = world.engine.ledger_inclusion(index, size).expect("reads");
        assert!(found.is_none(), "{index} in {size}");
    }
    for (first, second) in [(0, 602), (602, 601), (1, 603), (0, 0)] {
        let found = world
            .engine
            .ledger_consistency(first, second)
            .expect("reads");
        assert!(found.is_none(), "{first} to {second}");
    }
}

#[test]
fn what_was_signed_is_the_beginning_of_all_that_is_signed_later() {
    let world = said_yes(200);
    let before = world.engine.ledger_checkpoint().expect("signs");
    assert_eq!(
        world.engine.ledger_checkpoint().expect("signs"),
        before,
        "without news nothing is signed"
    );
    let no: Vec<String> = (0..200).map(|user| consent(user, "withdraw")).collect();
    let no: Vec<&str> = no.iter().map(String::as_str).collect();
    world.send("aria-web-key", &no[..100]);
    world.engine.stop();
    let world = World::over(world.store.clone(), 9);
    world.send("aria-web-key", &no[100..]);
    let after = world.engine.ledger_checkpoint().expect("signs");
    let keys = world.engine.ledger_keys();
    let (old, new) = (before.verify(&keys), after.verify(&keys));
    let (old, new) = (old.expect("verifies"), new.expect("verifies"));
    assert_eq!((old.size, new.size), (402, 802));
    let found = world.engine.ledger_consistency(old.size, new.size);
    let found = found.expect("reads").expect("there");
    let proven = proof::consistency((old.size, &old.root), (new.size, &new.root), &found.hashes);
    assert_eq!(proven, Ok(()));
    let kept = [("before".into(), (*before).clone())];
    assert!(report(&world, &kept).is_good());
}

#[test]
fn a_key_that_changes_is_vouched_for_and_the_one_before_goes_on_verifying() {
    let world = said_yes(1);
    let old = world.engine.ledger_keys();
    let new = world.engine.rotate_ledger_key().expect("rotates");
    assert_ne!(old[0], new);
    assert_eq!(world.engine.ledger_keys(), [new.clone(), old[0].clone()]);
    let signed = world.engine.ledger_checkpoint().expect("signs");
    for key in [&old[0], &new] {
        assert!(signed.verify(std::slice::from_ref(key)).is_ok());
    }
    let last = signed.unverified().size - 1;
    let entry = world
        .engine
        .ledger_entry(last)
        .expect("reads")
        .expect("there");
    let public = entry.public.expect("public");
    assert!(public.payload.contains(&new.to_string()));
    let made = Entry::new(EntryKind::Key, &public.salt, public.payload.as_bytes());
    assert_eq!(made, entry.entry);
    // Whoever knows only the newest but one is left behind by the next change.
    world.engine.rotate_ledger_key().expect("rotates");
    let signed = world.engine.ledger_checkpoint().expect("signs");
    assert!(signed.verify(&old).is_err());
    assert!(signed.verify(&[new]).is_ok());
    world.engine.stop();
    let again = open(&world.store).expect("opens");
    assert_eq!(again.ledger_keys().len(), 3);
    again.stop();
}

#[test]
fn tiles_hold_what_a_monitor_needs_to_rebuild_the_tree() {
    let world = said_yes(300);
    let head = world.engine.ledger_checkpoint().expect("signs");
    let head = head.unverified().clone();
    let mut frontier = Frontier::default();
    for index in 0..=2 {
        let at = TileAt::within(0, index, head.size).expect("there");
        let tile = |path| {
            world
                .engine
                .ledger_tile(path)
                .expect("reads")
                .expect("there")
        };
        let hashes = tile(TilePath::Hashes(at));
        let entries = tile(TilePath::Entries(at));
        assert_eq!(hashes.len(), usize::from(at.width) * 32);
        for (hash, entry) in hashes.chunks(32).zip(entries.chunks(36)) {
            assert_eq!(entry[..2], [0, 34]);
            let entry = Entry::parse(&entry[2..]).expect("an entry");
            assert_eq!(entry.leaf_hash().0, hash);
            frontier.push(entry.leaf_hash());
        }
    }
    assert_eq!((frontier.size(), frontier.root()), (head.size, head.root));
    let at = |level, index, width| TileAt {
        level,
        index,
        width,
    };
    let part = world.engine.ledger_tile(TilePath::Hashes(at(0, 2, 7)));
    assert_eq!(part.expect("reads").expect("there").len(), 7 * 32);
    for beyond in [
        at(0, 2, 91),
        at(0, 2, 256),
        at(0, 3, 1),
        at(1, 0, 3),
        at(7, 0, 1),
    ] {
        let found = world
            .engine
            .ledger_tile(TilePath::Hashes(beyond))
            .expect("reads");
        assert!(found.is_none(), "{beyond:?}");
    }
}

#[test]
fn when_somebody_is_erased_the_ledger_stays_whole() {
    let world = said_yes(20);
    let before = world.engine.ledger_checkpoint().expect("signs");
    world.engine.stop();
    let rows = world.store.dump();
    let somebody = rows.iter().find(|(key, _)| key.space == Space::Keys);
    let somebody = somebody.expect("there").0.partition;
    let own = |key: &Key| {
        let spaces = [Space::Keys, Space::Permissions, Space::Nodes, Space::Events];
        key.partition == somebody && spaces.contains(&key.space)
    };
    let own: Vec<Key> = rows
        .iter()
        .map(|(key, _)| key)
        .filter(|key| own(key))
        .cloned()
        .collect();
    delete(&world.store, own);
    let kept = [("before".into(), (*before).clone())];
    let report = report(&world, &kept);
    assert!(report.is_good(), "{:#?}", report.findings);
    assert_eq!((report.facts, report.facts_gone), (38, 2));
    open(&world.store).expect("opens").stop();
}

#[test]
fn a_new_version_of_the_catalog_is_an_entry_that_anybody_can_read() {
    let world = World::new();
    let head = world.engine.ledger_checkpoint().expect("signs");
    let entry = world.engine.ledger_entry(1).expect("reads").expect("there");
    let public = entry.public.expect("public");
    let hash = &world.engine.policy().catalog.hash;
    let expected = format!(
        r#"{{"at":"2026-05-03T12:00:00.000Z","hash":"{hash}","number":1,"type":"telos-catalog-version/1"}}"#
    );
    assert_eq!(*public.payload, *expected);
    let made = Entry::new(EntryKind::Catalog, &public.salt, public.payload.as_bytes());
    assert_eq!(made, entry.entry);
    world.engine.apply(&shipped()).expect("applies");
    assert_eq!(
        world.engine.ledger_checkpoint().expect("signs"),
        head,
        "no news"
    );
}

#[test]
fn a_witness_that_signs_the_newest_checkpoint_is_carried_by_receipts() {
    let world = said_yes(3);
    let head = world.engine.ledger_checkpoint().expect("signs");
    let witness = SignerKey::new("w.example", Algorithm::Cosignature, &[5; 32]).expect("a key");
    let known = [witness.verifier().clone()];
    let line = |body: &str| {
        let note = Note::new(body, vec![witness.sign(body, 1_700_000_000)]).expect("a note");
        note.to_string().lines().last().expect("a line").to_owned()
    };
    let right = line(&head.unverified().to_string());
    assert!(
        world.engine.add_cosignature(&right, &[]).is_err(),
        "a stranger"
    );
    let wrong = line("another.example/log\n1\nAAAA\n");
    assert!(
        world.engine.add_cosignature(&wrong, &known).is_err(),
        "another head"
    );
    let signed = world.engine.add_cosignature(&right, &known).expect("right");
    assert_eq!(signed.cosigned(&known, 1).expect("signed").len(), 1);
    let who = world.who("user_id", "user-1");
    let facts = world.engine.facts(&who).expect("reads").expect("known");
    let ToProve::Proven(proven) = world
        .engine
        .receipt(&who, facts[0].1.fact.id)
        .expect("reads")
    else {
        panic!("the fact is proven");
    };
    assert!(proven.proof.checkpoint.cosigned(&known, 1).is_ok());
    world.engine.stop();
    // It is kept over a restart, and gives way to the next checkpoint.
    let again = World::over(world.store.clone(), 9);
    let newest = again.engine.ledger_newest().expect("there");
    assert!(newest.cosigned(&known, 1).is_ok());
    again.send("aria-web-key", &[&consent(1, "withdraw")]);
    let next = again.engine.ledger_checkpoint().expect("signs");
    assert!(next.cosigned(&known, 1).is_err());
}
