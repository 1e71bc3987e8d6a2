//! Several threads at once.

use std::sync::atomic::{AtomicBool, Ordering};

use telos_store::{Commit, Committed, Expect, Key, Space, Store, Version};

use super::{Factory, done, key, put, puts, read_one};

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
