//! The largest that is taken, and what is refused.

use telos_store::{
    COMMIT_WRITES_MAX, Commit, Expect, READ_KEYS_MAX, Range, SCAN_ROWS_MAX, SORT_BYTES_MAX, Space,
    StoreError, VALUE_BYTES_MAX,
};

use super::{Factory, done, key, put, puts, read_one, row, whole};

pub(crate) fn largest_value_and_key_are_kept(factory: Factory<'_>) {
    let store = factory();
    let at = key(Space::Meta, u64::MAX, &[255; SORT_BYTES_MAX]);
    let value: Vec<u8> = (0..VALUE_BYTES_MAX).map(|at| at.to_le_bytes()[0]).collect();
    done(&*store, puts(vec![put(&at, u64::MAX, &value)]));
    assert_eq!(read_one(&*store, &at), Some(row(u64::MAX, &value)));
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "reads better where it is called"
)]
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
