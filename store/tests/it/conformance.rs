//! What every engine promises. Each function takes a factory of empty stores.

use std::sync::atomic::{AtomicBool, Ordering};

use telos_store::{
    COMMIT_WRITES_MAX, Commit, Committed, Expect, Key, Put, READ_KEYS_MAX, Range, Row,
    SCAN_ROWS_MAX, SORT_BYTES_MAX, Sort, Space, Store, StoreError, VALUE_BYTES_MAX, Version,
};

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

/// Sort keys that a careless comparison puts out of order.
const SORTS: [&[u8]; 8] = [
    b"",
    &[0],
    &[0, 0],
    &[0, 255],
    &[1],
    b"a",
    b"aa",
    &[255, 255, 255],
];

fn with_sorts(factory: Factory<'_>) -> Subject {
    let store = factory();
    let mut rows: Vec<_> = SORTS
        .iter()
        .zip(1..)
        .map(|(sort, version)| put(&key(Space::Events, 5, sort), version, b"v"))
        .collect();
    rows.reverse();
    rows.push(put(&key(Space::Events, 4, &[255; 30]), 100, b"before"));
    rows.push(put(&key(Space::Events, 6, b""), 100, b"after"));
    done(&*store, puts(rows));
    store
}

fn sorts(rows: &[(Sort, Row)]) -> Vec<&[u8]> {
    rows.iter().map(|(sort, _)| &sort[..]).collect()
}

pub(crate) fn scans_are_in_order_both_ways(factory: Factory<'_>) {
    let store = with_sorts(factory);
    let forward = store.scan(&whole(Space::Events, 5), 100).unwrap();
    assert_eq!(sorts(&forward), SORTS);
    let reverse = Range {
        reverse: true,
        ..whole(Space::Events, 5)
    };
    let mut backward = store.scan(&reverse, 100).unwrap();
    backward.reverse();
    assert_eq!(backward, forward);
}

pub(crate) fn scans_keep_to_their_bounds_and_limits(factory: Factory<'_>) {
    let store = with_sorts(factory);
    for (from, from_sort) in SORTS.iter().enumerate() {
        for (until, until_sort) in SORTS.iter().enumerate() {
            for limit in [0, 1, 3, 100] {
                let mut range = Range {
                    from: Sort::from_slice(from_sort),
                    until: Some(Sort::from_slice(until_sort)),
                    ..whole(Space::Events, 5)
                };
                let inside = if from < until {
                    &SORTS[from..until]
                } else {
                    &[]
                };
                let rows = store.scan(&range, limit).unwrap();
                let first: Vec<_> = inside.iter().take(limit).copied().collect();
                assert_eq!(sorts(&rows), first);
                range.reverse = true;
                let rows = store.scan(&range, limit).unwrap();
                let last: Vec<_> = inside.iter().rev().take(limit).copied().collect();
                assert_eq!(sorts(&rows), last);
            }
        }
    }
}

pub(crate) fn last_partition_is_scanned_to_its_end(factory: Factory<'_>) {
    let store = factory();
    let last = key(Space::Timers, u64::MAX, &[255; SORT_BYTES_MAX]);
    let next_space = key(Space::Outbox, 0, b"");
    done(
        &*store,
        puts(vec![put(&last, 1, b"v"), put(&next_space, 2, b"v")]),
    );
    let rows = store.scan(&whole(Space::Timers, u64::MAX), 10).unwrap();
    assert_eq!(rows, [(last.sort.clone(), row(1, b"v"))]);
    assert_eq!(store.walk(Space::Timers, Some(&last), 10).unwrap(), []);
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

pub(crate) fn walk_meets_every_row_once(factory: Factory<'_>) {
    let store = factory();
    let keys = (0..40_u64).flat_map(|at| {
        let partition = at.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        [&b""[..], b"a", &[255]].map(|sort| key(Space::Permissions, partition, sort))
    });
    let rows: Vec<_> = keys
        .map(|at| put(&at, 1, &at.partition.to_le_bytes()))
        .collect();
    done(&*store, puts(rows.clone()));
    done(
        &*store,
        puts(vec![put(&key(Space::Meta, 1, b""), 1, b"elsewhere")]),
    );
    for page_rows in [1, 7, 120, 1000] {
        let mut met = Vec::new();
        let mut after = None;
        loop {
            let page = store
                .walk(Space::Permissions, after.as_ref(), page_rows)
                .unwrap();
            assert!(page.len() <= page_rows);
            let Some((last, _)) = page.last() else { break };
            after = Some(last.clone());
            met.extend(page);
        }
        assert_eq!(met.len(), rows.len());
        let mut wanted: Vec<_> = rows
            .iter()
            .map(|put| (put.key.clone(), put.value.clone()))
            .collect();
        let mut got: Vec<_> = met.into_iter().map(|(key, row)| (key, row.value)).collect();
        wanted.sort();
        got.sort();
        assert_eq!(got, wanted);
    }
    assert_eq!(store.walk(Space::Permissions, None, 0).unwrap(), []);
}

pub(crate) fn largest_value_and_key_are_kept(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Meta, u64::MAX, &[255; SORT_BYTES_MAX]);
    let value: Vec<u8> = (0..VALUE_BYTES_MAX).map(|at| at.to_le_bytes()[0]).collect();
    done(&*store, puts(vec![put(&at, u64::MAX, &value)]));
    assert_eq!(read_one(&*store, &at), Some(row(u64::MAX, &value)));
}

fn over_limit<T: std::fmt::Debug>(outcome: Result<T, StoreError>) {
    assert!(
        matches!(outcome, Err(StoreError::OverLimit { .. })),
        "{outcome:?}"
    );
}

pub(crate) fn what_is_over_a_limit_is_refused_and_changes_nothing(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Meta, 1, b"");
    let long = key(Space::Meta, 1, &[0; SORT_BYTES_MAX + 1]);
    let huge = put(&at, 1, &vec![0; VALUE_BYTES_MAX + 1]);
    let many = |count| {
        (0..count)
            .map(|at| key(Space::Meta, at, b""))
            .collect::<Vec<_>>()
    };
    over_limit(store.commit(puts(vec![put(&at, 1, b"v"), put(&long, 1, b"v")])));
    over_limit(store.commit(puts(vec![put(&key(Space::Meta, 2, b""), 1, b"v"), huge])));
    over_limit(store.commit(Commit {
        deletes: vec![long.clone()],
        ..puts(vec![put(&at, 1, b"v")])
    }));
    over_limit(store.commit(Commit {
        expects: vec![Expect::Absent(long.clone())],
        ..puts(vec![put(&at, 1, b"v")])
    }));
    over_limit(store.commit(Commit {
        deletes: many(COMMIT_WRITES_MAX as u64),
        ..puts(vec![put(&key(Space::Keys, 1, b""), 1, b"v")])
    }));
    over_limit(store.read(std::slice::from_ref(&long)));
    over_limit(store.read(&many(READ_KEYS_MAX as u64 + 1)));
    over_limit(store.scan(&whole(Space::Meta, 1), SCAN_ROWS_MAX + 1));
    over_limit(store.scan(
        &Range {
            from: long.sort.clone(),
            ..whole(Space::Meta, 1)
        },
        1,
    ));
    over_limit(store.walk(Space::Meta, None, SCAN_ROWS_MAX + 1));
    over_limit(store.walk(Space::Meta, Some(&long), 1));
    for space in Space::ALL {
        assert_eq!(store.walk(space, None, 10).unwrap(), []);
    }
}

pub(crate) fn key_written_twice_in_a_commit_is_refused(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Meta, 1, b"");
    over_limit(store.commit(puts(vec![put(&at, 1, b"v"), put(&at, 2, b"v")])));
    over_limit(store.commit(Commit {
        deletes: vec![at.clone()],
        ..puts(vec![put(&at, 1, b"v")])
    }));
    assert_eq!(read_one(&*store, &at), None);
}

pub(crate) fn concurrent_increments_are_never_lost(factory: Factory<'_>) {
    const THREADS: u64 = 8;
    const EACH: u64 = 40;
    let store = factory();
    let counters = [1, 2, 3].map(|at| key(Space::Counts, at, b"n"));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (store, counters) = (&*store, &counters);
            scope.spawn(move || {
                for step in 0..EACH {
                    let at = &counters[usize::try_from((thread + step) % 3).unwrap()];
                    increment(store, at);
                }
            });
        }
    });
    let total: u64 = counters.iter().map(|at| counted(&*store, at).1).sum();
    assert_eq!(total, THREADS * EACH);
}

fn counted(store: &dyn Store, at: &Key) -> (Option<Version>, u64) {
    let row = read_one(store, at);
    let count = row.as_ref().map_or(0, |row| {
        u64::from_le_bytes(row.value.clone().try_into().unwrap())
    });
    (row.map(|row| row.version), count)
}

fn increment(store: &dyn Store, at: &Key) {
    loop {
        let (version, count) = counted(store, at);
        let expect = match version {
            Some(version) => Expect::Version(at.clone(), version),
            None => Expect::Absent(at.clone()),
        };
        let next = version.map_or(1, |version| version + 1);
        let commit = Commit {
            expects: vec![expect],
            ..puts(vec![put(at, next, &(count + 1).to_le_bytes())])
        };
        if store.commit(commit).unwrap() == Committed::Done {
            return;
        }
    }
}

pub(crate) fn readers_see_commits_whole(factory: Factory<'_>) {
    const ROWS: u64 = 50;
    let store = factory();
    let keys: Vec<_> = (0..ROWS).map(|at| key(Space::Nodes, at, b"")).collect();
    let write = |version| {
        let rows = keys.iter().map(|at| put(at, version, &[7; 100]));
        done(&*store, puts(rows.collect()));
    };
    write(1);
    let writing = AtomicBool::new(true);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while writing.load(Ordering::Relaxed) {
                    let rows = store.read(&keys).unwrap();
                    let first = rows[0].as_ref().unwrap().version;
                    assert!(
                        rows.iter()
                            .all(|row| row.as_ref().unwrap().version == first)
                    );
                }
            });
        }
        for version in 2..60 {
            write(version);
        }
        writing.store(false, Ordering::Relaxed);
    });
}
