//! Random stories told to a store and to a plain map, which have to agree all along.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use telos_store::{Commit, Committed, Expect, Key, Put, Range, Row, Sort, Space, Store};

use crate::conformance::Factory;

type Model = BTreeMap<Key, Row>;

#[derive(Debug, Clone)]
enum Step {
    Commit(Commit),
    Read(Vec<Key>),
    Scan(Range, usize),
    Walk(Space, usize),
}

fn any_space() -> impl Strategy<Value = Space> {
    prop::sample::select(&[Space::Nodes, Space::Events, Space::Identifiers][..])
}

fn any_sort() -> impl Strategy<Value = Sort> {
    prop::collection::vec(prop::sample::select(&[0_u8, 1, 255][..]), 0..3)
        .prop_map(|bytes| Sort::from_slice(&bytes))
}

fn any_partition() -> impl Strategy<Value = u64> {
    prop::sample::select(&[0, 1, 255, 256, u64::MAX][..])
}

fn any_key() -> impl Strategy<Value = Key> {
    (any_space(), any_partition(), any_sort()).prop_map(|(space, partition, sort)| Key {
        space,
        partition,
        sort,
    })
}

fn any_expect() -> impl Strategy<Value = Expect> {
    let version = (any_key(), 0..3_u64).prop_map(|(key, version)| Expect::Version(key, version));
    prop_oneof![any_key().prop_map(Expect::Absent), version]
}

fn any_commit() -> impl Strategy<Value = Commit> {
    let put = (
        0..3_u64,
        prop::collection::vec(any::<u8>(), 0..20),
        any::<bool>(),
    );
    (
        prop::collection::vec(any_expect(), 0..2),
        prop::collection::btree_map(any_key(), put, 0..8),
    )
        .prop_map(|(expects, writes)| {
            let mut commit = Commit {
                name: "model",
                expects,
                ..Commit::default()
            };
            for (key, (version, value, delete)) in writes {
                if delete {
                    commit.deletes.push(key);
                } else {
                    commit.puts.push(Put {
                        key,
                        version,
                        value,
                    });
                }
            }
            commit
        })
}

fn any_range() -> impl Strategy<Value = Range> {
    let until = prop::option::of(any_sort());
    (
        any_space(),
        any_partition(),
        any_sort(),
        until,
        any::<bool>(),
    )
        .prop_map(|(space, partition, from, until, reverse)| Range {
            space,
            partition,
            from,
            until,
            reverse,
        })
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any_commit().prop_map(Step::Commit),
        2 => prop::collection::vec(any_key(), 0..6).prop_map(Step::Read),
        2 => (any_range(), 0..5_usize).prop_map(|(range, limit)| Step::Scan(range, limit)),
        1 => (any_space(), 1..5_usize).prop_map(|(space, page)| Step::Walk(space, page)),
    ]
}

pub(crate) fn store_agrees_with_a_model(factory: Factory<'_>) {
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };
    let stories = prop::collection::vec(any_step(), 1..40);
    // One store for all stories, emptied between them, since making one takes a second.
    let store = factory();
    TestRunner::new(config)
        .run(&stories, |story| {
            empty(&*store);
            let mut model = Model::new();
            for step in story {
                take(&*store, &mut model, step)?;
            }
            Ok(())
        })
        .unwrap();
}

fn empty(store: &dyn Store) {
    for space in Space::ALL {
        let rows = store.walk(space, None, 10_000).unwrap();
        let commit = Commit {
            name: "empty",
            deletes: rows.into_iter().map(|(key, _)| key).collect(),
            ..Commit::default()
        };
        assert_eq!(store.commit(commit).unwrap(), Committed::Done);
    }
}

fn take(store: &dyn Store, model: &mut Model, step: Step) -> Result<(), TestCaseError> {
    match step {
        Step::Commit(commit) => {
            let outcome = store.commit(commit.clone()).unwrap();
            prop_assert_eq!(outcome, commit_to(model, commit));
        }
        Step::Read(keys) => {
            let wanted: Vec<_> = keys.iter().map(|key| model.get(key).cloned()).collect();
            prop_assert_eq!(store.read(&keys).unwrap(), wanted);
        }
        Step::Scan(range, limit) => {
            let wanted = scan_of(model, &range, limit);
            prop_assert_eq!(store.scan(&range, limit).unwrap(), wanted);
        }
        Step::Walk(space, page_rows) => {
            let mut met = Model::new();
            let mut after = None;
            loop {
                let page = store.walk(space, after.as_ref(), page_rows).unwrap();
                let Some((last, _)) = page.last() else { break };
                after = Some(last.clone());
                for (key, row) in page {
                    prop_assert!(met.insert(key, row).is_none());
                }
            }
            let mut wanted = model.clone();
            wanted.retain(|key, _| key.space == space);
            prop_assert_eq!(met, wanted);
        }
    }
    Ok(())
}

fn commit_to(model: &mut Model, commit: Commit) -> Committed {
    for expect in &commit.expects {
        let held = match expect {
            Expect::Absent(key) => !model.contains_key(key),
            Expect::Version(key, version) => {
                model.get(key).is_some_and(|row| row.version == *version)
            }
        };
        if !held {
            let key = expect.key().clone();
            return Committed::Conflict { key };
        }
    }
    for Put {
        key,
        version,
        value,
    } in commit.puts
    {
        model.insert(key, Row { version, value });
    }
    for key in &commit.deletes {
        model.remove(key);
    }
    Committed::Done
}

fn scan_of(model: &Model, range: &Range, limit: usize) -> Vec<(Sort, Row)> {
    let inside = |key: &Key| {
        key.space == range.space
            && key.partition == range.partition
            && key.sort >= range.from
            && range.until.as_ref().is_none_or(|until| key.sort < *until)
    };
    let rows = model.iter().filter(|(key, _)| inside(key));
    let mut rows: Vec<_> = rows
        .map(|(key, row)| (key.sort.clone(), row.clone()))
        .collect();
    if range.reverse {
        rows.reverse();
    }
    rows.truncate(limit);
    rows
}
