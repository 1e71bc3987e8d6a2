//! What the embedded engine promises beyond the trait: its directory, its lock, its format,
//! durability across opening again, and real destruction.

use std::fs;
use std::path::Path;

use telos_store::embedded::Options;
use telos_store::{Commit, Embedded, Expect, Space, Store, StoreError};

use crate::conformance::{done, key, put, puts, read_one};

fn open(dir: &Path) -> Embedded {
    Embedded::open(dir, Options::small()).unwrap()
}

#[test]
fn rows_are_there_after_opening_again() {
    let dir = tempfile::tempdir().unwrap();
    for round in 0..5_u64 {
        let store = open(dir.path());
        let rows = store.walk(Space::Events, None, 100_000).unwrap();
        assert_eq!(rows.len() as u64, round * 2_000);
        for chunk in 0..20 {
            let at = |row| key(Space::Events, round * 20 + chunk, &[row]);
            done(
                &store,
                puts((0..100).map(|row| put(&at(row), 1, &[row; 500])).collect()),
            );
        }
        if round == 3 {
            store.flush().unwrap();
        }
    }
}

#[test]
fn expectations_are_checked_against_rows_of_before_opening() {
    let dir = tempfile::tempdir().unwrap();
    let at = key(Space::Nodes, 1, b"");
    done(&open(dir.path()), puts(vec![put(&at, 41, b"v")]));
    let store = open(dir.path());
    let wrong = Commit {
        expects: vec![Expect::Version(at.clone(), 40)],
        ..Commit::default()
    };
    let right = Commit {
        expects: vec![Expect::Version(at.clone(), 41)],
        ..Commit::default()
    };
    assert_ne!(store.commit(wrong).unwrap(), store.commit(right).unwrap());
}

#[test]
fn second_opening_is_refused_and_names_the_holder() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let error = Embedded::open(dir.path(), Options::small()).unwrap_err();
    let StoreError::InUse { holder } = &error else {
        panic!("{error}");
    };
    assert!(holder.contains(&std::process::id().to_string()), "{holder}");
    assert!(holder.contains(&*dir.path().to_string_lossy()), "{holder}");
    drop(store);
    open(dir.path());
}

#[test]
fn unknown_format_is_refused_and_nothing_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    let at = key(Space::Nodes, 1, b"");
    done(&open(dir.path()), puts(vec![put(&at, 1, b"v")]));
    let format = dir.path().join("format");
    let known = fs::read(&format).unwrap();
    let unknown: [Option<&[u8]>; 4] = [Some(b"telos store 2\n"), Some(b""), Some(b"\xff"), None];
    for bytes in unknown {
        match bytes {
            Some(bytes) => fs::write(&format, bytes).unwrap(),
            None => fs::remove_file(&format).unwrap(),
        }
        let error = Embedded::open(dir.path(), Options::small()).unwrap_err();
        assert!(error.to_string().contains("telos store 1"), "{error}");
    }
    fs::write(&format, known).unwrap();
    assert!(read_one(&open(dir.path()), &at).is_some());
}

#[test]
fn half_made_directory_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    fs::rename(dir.path().join("rows"), dir.path().join("rows.new")).unwrap();
    fs::remove_file(dir.path().join("rows.new/version")).unwrap();
    done(
        &open(dir.path()),
        puts(vec![put(&key(Space::Meta, 1, b""), 1, b"")]),
    );
}

#[test]
fn reopening_keeps_rows_and_takes_writes() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let at = key(Space::Nodes, 1, b"");
    for version in 1..4 {
        done(&store, puts(vec![put(&at, version, b"v")]));
        store.reopen().unwrap();
        assert_eq!(read_one(&store, &at).unwrap().version, version);
    }
    drop(store);
    assert_eq!(read_one(&open(dir.path()), &at).unwrap().version, 3);
}

fn files_with(dir: &Path, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, needle));
        } else if String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(needle) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn purged_rows_are_in_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let [gone, kept, replaced] = [1, 2, 3].map(|node| key(Space::Keys, node, b"k"));
    done(
        &store,
        puts(vec![
            put(&gone, 1, b"SECRET-TO-DESTROY"),
            put(&kept, 1, b"SECRET-TO-KEEP"),
            put(&replaced, 1, b"SECRET-REPLACED"),
        ]),
    );
    // Some of it is in files already, and some in the journal only.
    store.flush().unwrap();
    done(
        &store,
        puts(vec![put(&gone, 2, b"SECRET-TO-DESTROY again")]),
    );
    store.read(std::slice::from_ref(&gone)).unwrap();
    done(
        &store,
        Commit {
            deletes: vec![gone.clone()],
            ..puts(vec![put(&replaced, 2, b"new")])
        },
    );
    assert!(!files_with(dir.path(), "SECRET-TO-DESTROY").is_empty());
    store.purge(Space::Keys).unwrap();
    assert_eq!(files_with(dir.path(), "SECRET-TO-DESTROY"), [""; 0]);
    assert_eq!(files_with(dir.path(), "SECRET-REPLACED"), [""; 0]);
    assert!(!files_with(dir.path(), "SECRET-TO-KEEP").is_empty());
    assert_eq!(read_one(&store, &kept).unwrap().value, b"SECRET-TO-KEEP");
    assert_eq!(read_one(&store, &gone), None);
    drop(store);
    let store = open(dir.path());
    assert_eq!(read_one(&store, &gone), None);
    assert_eq!(read_one(&store, &replaced).unwrap().value, b"new");
}

#[test]
fn purge_works_while_others_read_and_commit() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let busy = std::sync::atomic::AtomicBool::new(true);
    let at = key(Space::Keys, 1, b"k");
    done(&store, puts(vec![put(&at, 1, b"SECRET-TO-DESTROY")]));
    done(
        &store,
        Commit {
            deletes: vec![at.clone()],
            ..Commit::default()
        },
    );
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut step = 0;
            while busy.load(std::sync::atomic::Ordering::Relaxed) {
                step += 1;
                let row = key(Space::Keys, 1_000 + step, b"k");
                done(&store, puts(vec![put(&row, step, &[9; 2000])]));
                assert!(read_one(&store, &row).is_some());
            }
        });
        store.purge(Space::Keys).unwrap();
        busy.store(false, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(files_with(dir.path(), "SECRET-TO-DESTROY"), [""; 0]);
}

#[test]
fn stats_tell_of_commits_and_files() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let at = key(Space::Nodes, 1, b"");
    for version in 1..=10 {
        let expect = match version {
            1 => Expect::Absent(at.clone()),
            _ => Expect::Version(at.clone(), version - 1),
        };
        done(
            &store,
            Commit {
                expects: vec![expect],
                ..puts(vec![put(&at, version, b"v")])
            },
        );
    }
    store.flush().unwrap();
    let stats = store.stats().unwrap();
    assert_eq!((stats.commits, stats.writes, stats.expects), (10, 10, 10));
    assert_eq!(stats.expects_looked_up, 1);
    assert!(stats.syncs >= 10);
    assert!(stats.disk_bytes > stats.journal_bytes);
    assert!(!stats.read_only);
    let nodes = stats
        .spaces
        .iter()
        .find(|space| space.space == Space::Nodes)
        .unwrap();
    assert!(nodes.files > 0 && nodes.disk_bytes > 0);
}
