//! Batches are read as they are written, and nothing of what was taken back.

use proptest::prelude::*;

use super::*;

const NONE: &[(&str, &[u8])] = &[];

/// A batch of values by a producer, from an offset on, with these attributes.
fn made(first: i64, values: &[Option<&[u8]>], producer: i64, attributes: i16) -> Vec<u8> {
    let mut records = Writer::default();
    for (at, value) in (0..).zip(values) {
        let draft = Draft {
            key: Some(b"k"),
            value: *value,
            headers: NONE,
        };
        write_record(at, draft, &mut records);
    }
    let author = Author {
        id: producer,
        epoch: 0,
        first: 0,
    };
    let count = i32::try_from(values.len()).expect("few");
    let mut bytes = batch(&records.bytes, count, 1_000, author);
    bytes[..8].copy_from_slice(&first.to_be_bytes());
    bytes[CHECKED_FROM..CHECKED_FROM + 2].copy_from_slice(&attributes.to_be_bytes());
    let checksum = crc32c::crc32c(&bytes[CHECKED_FROM..]);
    bytes[CHECKED_FROM - 4..CHECKED_FROM].copy_from_slice(&checksum.to_be_bytes());
    bytes
}

/// The end of a transaction: 0 takes it back, 1 commits it.
fn ended(offset: i64, producer: i64, how: i16) -> Vec<u8> {
    let mut record = Writer::default();
    record.i8(0);
    record.signed(0);
    record.signed(0);
    record.bytes_after_sign(Some(&[[0, 0], how.to_be_bytes()].concat()));
    record.bytes_after_sign(Some(b"......"));
    record.signed(0);
    let mut records = Writer::default();
    records.bytes_after_sign(Some(&record.bytes));
    let author = Author {
        id: producer,
        epoch: 0,
        first: -1,
    };
    let mut bytes = batch(&records.bytes, 1, 1_000, author);
    bytes[..8].copy_from_slice(&offset.to_be_bytes());
    let attributes = (TRANSACTIONAL | CONTROL).to_be_bytes();
    bytes[CHECKED_FROM..CHECKED_FROM + 2].copy_from_slice(&attributes);
    let checksum = crc32c::crc32c(&bytes[CHECKED_FROM..]);
    bytes[CHECKED_FROM - 4..CHECKED_FROM].copy_from_slice(&checksum.to_be_bytes());
    bytes
}

/// Offsets and values of all records, and where the next one is read from.
fn read(bytes: Vec<u8>, aborted: &[(i64, i64)], from: i64) -> (Vec<(i64, Option<Bytes>)>, i64) {
    let all = batches(&Bytes::from(bytes), aborted).expect("well made");
    let next = all.last().map_or(0, |batch| batch.next);
    let records = all
        .iter()
        .flat_map(|batch| batch.records(from).expect("read"));
    let records = records.map(|record| record.expect("read"));
    let records = records
        .map(|record| (record.offset, record.value))
        .collect();
    (records, next)
}

#[test]
fn records_are_read_from_an_offset_on_also_within_a_batch() {
    let bytes = [
        made(5, &[Some(b"a"), None, Some(b"")], -1, 0),
        made(8, &[Some(b"d")], -1, 0),
    ];
    let cut = made(9, &[Some(b"cut off")], -1, 0);
    let bytes = [&bytes.concat()[..], &cut[..cut.len() - 1]].concat();
    let (records, next) = read(bytes, &[], 6);
    let empty = Some(Bytes::new());
    assert_eq!(records, [(6, None), (7, empty), (8, Some("d".into()))]);
    assert_eq!(next, 9);
}

#[test]
fn what_a_transaction_took_back_is_not_read_and_what_it_committed_is() {
    let bytes = [
        made(0, &[Some(b"back")], 7, TRANSACTIONAL),
        made(1, &[Some(b"other")], 8, TRANSACTIONAL),
        made(2, &[Some(b"plain")], -1, 0),
        ended(3, 7, ABORTED),
        made(4, &[Some(b"again")], 7, TRANSACTIONAL),
        ended(5, 7, 1),
        ended(6, 8, 1),
        made(7, &[Some(b"back too")], 7, TRANSACTIONAL),
        ended(8, 7, ABORTED),
    ]
    .concat();
    let (records, next) = read(bytes, &[(7, 7), (7, 0)], 0);
    let values: Vec<_> = records.into_iter().map(|(_, value)| value).collect();
    let wanted = ["other", "plain", "again"].map(|value| Some(Bytes::from(value)));
    assert_eq!(values, wanted);
    assert_eq!(next, 9, "and it goes on behind all of it");
}

#[test]
fn a_batch_that_was_damaged_is_not_read_and_one_that_lies_is_refused() {
    let good = made(0, &[Some(b"a")], -1, 0);
    let mut damaged = good.clone();
    damaged[CHECKED_FROM + 45] ^= 1;
    assert_eq!(batches(&Bytes::from(damaged), &[]), None);
    // More records than there are, or one that is longer than all of it.
    let mut records = Writer::default();
    records.signed(1_000);
    let lies = batch(&records.bytes, i32::MAX, 0, Author::NOBODY);
    let all = batches(&Bytes::from(lies), &[]).expect("a batch");
    let read: Vec<_> = all[0].records(0).expect("unpacked").collect();
    assert_eq!(read, [Err(Unread::Garbled)]);
    // The forms before Kafka 0.11.
    let mut old = good;
    old[16] = 1;
    let all = batches(&Bytes::from(old), &[]).expect("a batch");
    assert_eq!(all[0].records(0).map(drop), Err(Unread::Garbled));
    assert_eq!(all[0].next, 1);
}

proptest! {
    #[test]
    fn whatever_comes_is_split_or_refused(bytes: Vec<u8>, at in 0_usize..90, byte: u8) {
        let _ = batches(&Bytes::from(bytes), &[(0, 0)]);
        let mut bytes = made(3, &[Some(b"a"), Some(b"b")], 1, TRANSACTIONAL);
        if let Some(one) = bytes.get_mut(at) {
            *one = byte;
        }
        for batch in batches(&Bytes::from(bytes), &[]).unwrap_or_default() {
            prop_assert!(batch.records(0).is_err() || batch.records(0).into_iter().flatten().count() <= 2);
        }
    }
}
