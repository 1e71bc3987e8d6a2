//! What every engine promises. Each function takes a factory of empty stores.

mod limits;
mod scans;
mod threads;

pub(crate) use limits::*;
pub(crate) use scans::*;
pub(crate) use threads::*;

use telos_store::{Commit, Committed, Expect, Key, Put, Range, Row, Sort, Space, Store, Version};

use crate::engines::Subject;
pub(crate) use crate::model::store_agrees_with_a_model;

pub(crate) type Factory<'a> = &'a dyn Fn() -> Subject;

pub(crate) fn key(space: Space, partition: u64, sort: &[u8]) -> Key {
    Key::new(space, partition, sort)
}

pub(crate) fn put(key: &Key, version: Version, value: &[u8]) -> Put {
    Put {
        key: key.clone(),
        version,
        value: value.to_vec(),
    }
}

pub(crate) fn puts(puts: Vec<Put>) -> Commit {
    Commit {
        name: "test",
        puts,
        ..Commit::default()
    }
}

pub(crate) fn done(store: &dyn Store, commit: Commit) {
    assert_eq!(store.commit(commit).unwrap(), Committed::Done);
}

pub(crate) fn read_one(store: &dyn Store, key: &Key) -> Option<Row> {
    store.read(std::slice::from_ref(key)).unwrap().remove(0)
}

fn row(version: Version, value: &[u8]) -> Row {
    Row {
        version,
        value: value.to_vec(),
    }
}

fn whole(space: Space, partition: u64) -> Range {
    Range {
        space,
        partition,
        from: Sort::new(),
        until: None,
        reverse: false,
    }
}

pub(crate) fn rows_come_back_as_they_were_put(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Nodes, 7, b"state");
    assert_eq!(read_one(&*store, &at), None);
    for (version, value) in [(1, &b"first"[..]), (u64::MAX, b""), (0, &[0, 255, 128])] {
        done(&*store, puts(vec![put(&at, version, value)]));
        assert_eq!(read_one(&*store, &at), Some(row(version, value)));
    }
}

pub(crate) fn reads_answer_in_the_order_of_the_keys(factory: Factory<'_>) {
    let store = factory();
    let keys: Vec<_> = [9, 1, 5, 3].map(|at| key(Space::Nodes, at, b"")).to_vec();
    let rows = keys.iter().map(|at| put(at, at.partition, b"v")).collect();
    done(&*store, puts(rows));
    let mut asked = keys.clone();
    asked.insert(2, key(Space::Nodes, 2, b""));
    asked.push(keys[0].clone());
    let found: Vec<_> = store.read(&asked).unwrap();
    let versions: Vec<_> = found
        .iter()
        .map(|row| row.as_ref().map(|row| row.version))
        .collect();
    assert_eq!(
        versions,
        [Some(9), Some(1), None, Some(5), Some(3), Some(9)]
    );
    assert!(store.read(&[]).unwrap().is_empty());
}

pub(crate) fn spaces_and_partitions_are_apart(factory: Factory<'_>) {
    let store = factory();
    let keys: Vec<_> = Space::ALL
        .iter()
        .flat_map(|space| [0, 1, u64::MAX].map(|partition| key(*space, partition, b"same")))
        .collect();
    let rows = keys
        .iter()
        .zip(1..)
        .map(|(at, version)| put(at, version, b""))
        .collect();
    done(&*store, puts(rows));
    for (at, version) in keys.iter().zip(1..) {
        assert_eq!(read_one(&*store, at), Some(row(version, b"")));
        let rows = store.scan(&whole(at.space, at.partition), 10).unwrap();
        assert_eq!(rows, [(at.sort.clone(), row(version, b""))]);
    }
}

fn cas(at: &Key, expected: Version, version: Version) -> Commit {
    Commit {
        expects: vec![Expect::Version(at.clone(), expected)],
        ..puts(vec![put(at, version, b"v")])
    }
}

pub(crate) fn expected_version_lets_one_of_two_writers_through(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Nodes, 1, b"");
    let conflict = Committed::Conflict { key: at.clone() };
    assert_eq!(store.commit(cas(&at, 1, 2)).unwrap(), conflict);
    done(&*store, puts(vec![put(&at, 1, b"v")]));
    assert_eq!(store.commit(cas(&at, 1, 2)).unwrap(), Committed::Done);
    assert_eq!(store.commit(cas(&at, 1, 3)).unwrap(), conflict);
    assert_eq!(store.commit(cas(&at, 2, 9)).unwrap(), Committed::Done);
    // A write that expects nothing is noticed by the next that does.
    done(&*store, puts(vec![put(&at, 4, b"w")]));
    assert_eq!(store.commit(cas(&at, 9, 10)).unwrap(), conflict);
    assert_eq!(read_one(&*store, &at), Some(row(4, b"w")));
}

pub(crate) fn absent_expectation_holds_once(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Identifiers, 1, b"id");
    let claim = |version| Commit {
        expects: vec![Expect::Absent(at.clone())],
        ..puts(vec![put(&at, version, b"v")])
    };
    done(&*store, claim(1));
    let conflict = Committed::Conflict { key: at.clone() };
    assert_eq!(store.commit(claim(2)).unwrap(), conflict);
    done(
        &*store,
        Commit {
            deletes: vec![at.clone()],
            ..Commit::default()
        },
    );
    done(&*store, claim(3));
    assert_eq!(read_one(&*store, &at), Some(row(3, b"v")));
}

pub(crate) fn conflict_changes_nothing_and_names_the_key(factory: Factory<'_>) {
    let store = factory();
    let [good, bad, removed] = [1, 2, 3].map(|at| key(Space::Nodes, at, b""));
    done(
        &*store,
        puts(vec![put(&good, 1, b"old"), put(&removed, 1, b"old")]),
    );
    let before = store.walk(Space::Nodes, None, 10).unwrap();
    let commit = Commit {
        expects: vec![
            Expect::Version(good.clone(), 1),
            Expect::Version(bad.clone(), 1),
            Expect::Absent(good.clone()),
        ],
        deletes: vec![removed],
        ..puts(vec![
            put(&good, 2, b"new"),
            put(&key(Space::Events, 1, b"e"), 0, b"e"),
        ])
    };
    assert_eq!(
        store.commit(commit).unwrap(),
        Committed::Conflict { key: bad }
    );
    assert_eq!(store.walk(Space::Nodes, None, 10).unwrap(), before);
    assert_eq!(store.walk(Space::Events, None, 10).unwrap(), []);
}

pub(crate) fn conflict_is_seen_again_after_many_other_rows(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Nodes, 0, b"");
    done(&*store, puts(vec![put(&at, 1, b"v")]));
    done(&*store, cas(&at, 1, 2));
    for chunk in 0..30_u64 {
        let others = (1..=100).map(|other| key(Space::Nodes, chunk * 100 + other, b""));
        let others: Vec<_> = others.collect();
        done(
            &*store,
            Commit {
                expects: others.iter().cloned().map(Expect::Absent).collect(),
                ..puts(others.iter().map(|other| put(other, 1, b"o")).collect())
            },
        );
        store.read(&others).unwrap();
    }
    let conflict = Committed::Conflict { key: at.clone() };
    assert_eq!(store.commit(cas(&at, 1, 3)).unwrap(), conflict);
    let first = key(Space::Nodes, 1, b"");
    assert!(matches!(
        store.commit(cas(&first, 2, 3)).unwrap(),
        Committed::Conflict { .. }
    ));
    done(&*store, cas(&at, 2, 3));
    done(&*store, cas(&first, 1, 2));
}

pub(crate) fn expectations_without_writes_are_checked(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Meta, 1, b"");
    let absent = || Commit {
        expects: vec![Expect::Absent(at.clone())],
        ..Commit::default()
    };
    done(&*store, absent());
    done(&*store, puts(vec![put(&at, 1, b"v")]));
    let conflict = Committed::Conflict { key: at.clone() };
    assert_eq!(store.commit(absent()).unwrap(), conflict);
}

pub(crate) fn deleted_rows_are_absent_and_can_come_back(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Keys, 1, b"k");
    let delete = || Commit {
        deletes: vec![at.clone()],
        ..Commit::default()
    };
    done(&*store, delete());
    done(&*store, puts(vec![put(&at, 1, b"v")]));
    done(&*store, delete());
    assert_eq!(read_one(&*store, &at), None);
    assert_eq!(store.scan(&whole(Space::Keys, 1), 10).unwrap(), []);
    assert_eq!(store.walk(Space::Keys, None, 10).unwrap(), []);
    done(&*store, puts(vec![put(&at, 2, b"w")]));
    assert_eq!(read_one(&*store, &at), Some(row(2, b"w")));
}

pub(crate) fn committing_again_gives_the_same_rows(factory: Factory<'_>) {
    let store = factory();
    let [kept, gone] = [1, 2].map(|at| key(Space::Counts, at, b""));
    done(&*store, puts(vec![put(&gone, 1, b"v")]));
    let commit = Commit {
        deletes: vec![gone],
        ..puts(vec![put(&kept, 1, b"v")])
    };
    done(&*store, commit.clone());
    let once = store.walk(Space::Counts, None, 10).unwrap();
    done(&*store, commit);
    assert_eq!(store.walk(Space::Counts, None, 10).unwrap(), once);
}

pub(crate) fn empty_commit_is_done(factory: Factory<'_>) {
    let store = factory();
    done(&*store, Commit::default());
    done(&*store, puts(vec![put(&key(Space::Meta, 1, b""), 1, b"")]));
    done(&*store, Commit::default());
}
