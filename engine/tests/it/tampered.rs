//! A ledger that was tampered with is found out, at the start or by going through it.

use std::sync::Arc;

use telos_engine::OpenError;
use telos_engine::layout::{keys, write_checkpoint, write_head};
use telos_engine::ledger::{Finding, LedgerError};
use telos_ledger::{Entry, Frontier};
use telos_store::{Commit, Key, Memory, Put, Space, Store};

use crate::ledger::{delete, open, report, said_yes};
use crate::support::{World, vault};

fn put(store: &Memory, key: Key, value: Vec<u8>) {
    let version = store.read(std::slice::from_ref(&key)).expect("reads")[0]
        .as_ref()
        .map_or(1, |row| row.version);
    let commit = Commit {
        name: "tamper",
        puts: vec![Put {
            key,
            version,
            value,
        }],
        ..Commit::default()
    };
    store.commit(commit).expect("writes");
}

fn value(store: &Memory, key: Key) -> Vec<u8> {
    let row = store.read(&[key]).expect("reads").pop().flatten();
    row.expect("there").value
}

/// Changes a stored ledger and gives what going through it finds, and why it is not opened.
fn tampered(change: impl Fn(&Memory), kept: bool) -> (Vec<Finding>, Option<LedgerError>) {
    let world = said_yes(300);
    let before = world.engine.ledger_checkpoint().expect("signs");
    world.engine.stop();
    change(&world.store);
    let kept: Vec<_> = kept
        .then(|| ("kept".into(), (*before).clone()))
        .into_iter()
        .collect();
    let findings = report(&world, &kept).findings;
    let refused = match open(&world.store) {
        Ok(engine) => {
            engine.stop();
            None
        }
        Err(OpenError::Ledger(error)) => Some(error),
        Err(error) => panic!("{error}"),
    };
    (findings, refused)
}

/// The entries of a tile, each of its own bytes.
fn with_entries(store: &Memory, index: u64, change: impl Fn(&mut Vec<Vec<u8>>)) {
    let key = keys::ledger_tile(0, index);
    let bytes = value(store, key.clone());
    let mut entries: Vec<Vec<u8>> = bytes[1..].chunks(34).map(<[u8]>::to_vec).collect();
    change(&mut entries);
    put(store, key, [vec![1], entries.concat()].concat());
}

#[test]
fn an_untouched_ledger_is_good_and_opens() {
    let (findings, refused) = tampered(|_| (), true);
    assert_eq!(
        (findings.len(), refused.is_none()),
        (0, true),
        "{findings:?}"
    );
}

#[test]
fn a_flipped_bit_is_found_wherever_it_is() {
    for (tile, at) in [(0, 0), (0, 255), (1, 7), (2, 89)] {
        let flip = |store: &Memory| with_entries(store, tile, |entries| entries[at][20] ^= 1);
        let (findings, _) = tampered(flip, false);
        let other = |finding: &Finding| matches!(finding, Finding::OtherRoot { size: 602, .. });
        assert!(findings.iter().any(other), "{tile} {at}: {findings:?}");
    }
    for key in [
        keys::ledger_tile(1, 0),
        keys::ledger_head(),
        keys::ledger_checkpoint(),
    ] {
        let flip = |store: &Memory| {
            let mut bytes = value(store, key.clone());
            let at = bytes.len() / 2;
            bytes[at] ^= 1;
            put(store, key.clone(), bytes);
        };
        let (findings, refused) = tampered(flip, false);
        assert!(!findings.is_empty() && refused.is_some(), "{key:?}");
    }
}

#[test]
fn a_removed_reordered_or_replaced_entry_is_found() {
    type Change = fn(&mut Vec<Vec<u8>>);
    let changes: [Change; 3] = [
        |entries| drop(entries.remove(3)),
        |entries| entries.swap(3, 4),
        |entries| entries[3] = entries[4].clone(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        for tile in [0, 2] {
            let (findings, refused) = tampered(|store| with_entries(store, tile, change), false);
            assert!(!findings.is_empty(), "{number} in {tile}");
            // The start looks along the right edge; what lies deeper is for going through it all.
            assert_eq!(
                refused.is_some(),
                tile == 2,
                "{number} in {tile}: {refused:?}"
            );
        }
    }
    let missing = |store: &Memory| delete(store, vec![keys::ledger_tile(0, 1)]);
    let (findings, _) = tampered(missing, false);
    assert!(findings.contains(&Finding::MissingTile { level: 0, index: 1 }));
}

/// Rolls the tree back to its first 400 entries, in all its rows.
fn roll_back(store: &Memory) {
    let mut frontier = Frontier::default();
    let mut left = Vec::new();
    for index in [0, 1] {
        let bytes = value(store, keys::ledger_tile(0, index));
        let entries = bytes[1..].chunks(34);
        let entries: Vec<&[u8]> = entries.take(400 - left.len()).collect();
        left.extend(
            entries
                .iter()
                .map(|entry| Entry::parse(entry).expect("one").leaf_hash()),
        );
        put(
            store,
            keys::ledger_tile(0, index),
            [&[1], &*entries.concat()].concat(),
        );
    }
    for leaf in &left {
        frontier.push(*leaf);
    }
    put(store, keys::ledger_head(), write_head(&frontier));
    let tile = value(store, keys::ledger_tile(1, 0));
    put(store, keys::ledger_tile(1, 0), tile[..33].to_vec());
    delete(store, vec![keys::ledger_tile(0, 2)]);
}

#[test]
fn a_rolled_back_ledger_is_refused_and_found_by_a_checkpoint() {
    let (findings, refused) = tampered(roll_back, false);
    let rolled_back = |finding: &Finding| {
        matches!(
            finding,
            Finding::RolledBack {
                signed: 602,
                size: 400,
                ..
            }
        )
    };
    assert!(findings.iter().any(rolled_back), "{findings:?}");
    let signed = matches!(
        refused,
        Some(LedgerError::RolledBack {
            signed: 602,
            size: 400
        })
    );
    assert!(signed, "{refused:?}");
}

#[test]
fn a_ledger_rolled_back_with_its_checkpoint_is_found_by_one_that_was_kept() {
    let all = |store: &Memory| {
        roll_back(store);
        delete(store, vec![keys::ledger_checkpoint()]);
        // The facts that go with the entries, too, so that only the kept checkpoint can tell.
        let rows = store.dump();
        let facts = rows.iter().map(|(key, _)| key);
        let facts = facts.filter(|key| key.space == Space::Permissions);
        delete(store, facts.cloned().collect());
    };
    let (findings, refused) = tampered(all, false);
    assert!(
        findings.is_empty() && refused.is_none(),
        "{findings:?} {refused:?}"
    );
    let (findings, _) = tampered(all, true);
    let which = "kept".into();
    let found = Finding::RolledBack {
        which,
        signed: 602,
        size: 400,
    };
    assert_eq!(findings, [found]);
}

#[test]
fn a_checkpoint_that_the_ledgers_keys_did_not_sign_is_refused() {
    let forged = |store: &Memory| {
        let other = World::over(Arc::new(Memory::new()), 5);
        let signed = other.engine.ledger_checkpoint().expect("signs").to_string();
        let row = write_checkpoint(other.engine.now(), &signed);
        put(store, keys::ledger_checkpoint(), row);
    };
    let (findings, refused) = tampered(forged, false);
    assert!(
        matches!(findings[..], [Finding::Unsigned { .. }]),
        "{findings:?}"
    );
    assert!(
        matches!(refused, Some(LedgerError::Checkpoint(_))),
        "{refused:?}"
    );
}

#[test]
fn a_permission_fact_that_was_changed_or_made_up_has_no_entry() {
    let swapped = |store: &Memory| {
        // One person's sealed row put in another's place cannot even be opened.
        let rows = store.dump();
        let facts: Vec<_> = rows
            .iter()
            .filter(|(key, _)| key.space == Space::Permissions)
            .collect();
        put(store, facts[0].0.clone(), facts[5].1.value.clone());
    };
    let (findings, _) = tampered(swapped, false);
    assert!(
        matches!(findings[..], [Finding::UnreadableFact { .. }]),
        "{findings:?}"
    );
    let world = said_yes(2);
    let rows = world.store.dump();
    let (key, row) = rows
        .iter()
        .find(|(key, _)| key.space == Space::Permissions)
        .expect("there");
    let wrapped = rows
        .iter()
        .find(|(k, _)| k.space == Space::Keys && k.partition == key.partition);
    let with = vault()
        .unwrap_key(&wrapped.expect("there").1.value, key.partition)
        .expect("unwraps");
    // Whoever has the master key can rewrite a fact, and the ledger tells.
    let plain = with.open(&keys::bound(key), &row.value).expect("opens");
    let mut fact = telos_engine::layout::read_fact(&plain).expect("reads");
    fact.detail.method = "paper".into();
    let plain = telos_engine::layout::write_fact(&fact.fact, &fact.detail, fact.salt.as_ref());
    let mut sealed = Vec::new();
    with.seal(&keys::bound(key), [9; 24], &plain, &mut sealed);
    put(&world.store, key.clone(), sealed);
    let report = report(&world, &[]);
    let found = matches!(report.findings[..], [Finding::FactWithoutEntry { .. }]);
    assert!(found, "{:?}", report.findings);
    assert_eq!((report.facts, report.facts_gone), (3, 1));
}
