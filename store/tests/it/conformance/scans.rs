//! Scans of a partition and walks of a space.

use telos_store::{Range, Row, SORT_BYTES_MAX, Sort, Space};

use super::{Factory, done, key, put, puts, row, whole};
use crate::engines::Subject;

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
