//! How keys and rows stand as bytes in the embedded engine: big endian partition and sort key;
//! version as a variable-length integer and the value.

use smallvec::SmallVec;

use crate::key::{Key, Row, Sort, Version};

/// Room for a key without an allocation.
pub(super) type KeyBytes = SmallVec<[u8; 48]>;

const PARTITION_BYTES: usize = 8;

/// The bytes of a key, ordered as partition and sort key are.
pub(super) fn encode_key(partition: u64, sort: &[u8]) -> KeyBytes {
    let mut bytes = KeyBytes::new();
    bytes.extend_from_slice(&partition.to_be_bytes());
    bytes.extend_from_slice(sort);
    bytes
}

/// The partition and sort key of stored key bytes; none when they are too short.
pub(super) fn decode_key(bytes: &[u8]) -> Option<(u64, Sort)> {
    let (partition, sort) = bytes.split_first_chunk::<PARTITION_BYTES>()?;
    Some((u64::from_be_bytes(*partition), Sort::from_slice(sort)))
}

/// The bytes of a key of the trait.
pub(super) fn key_bytes(key: &Key) -> KeyBytes {
    encode_key(key.partition, &key.sort)
}

/// Writes a row's bytes over what is in `into`, which is kept to spare allocations.
pub(super) fn encode_row(version: Version, value: &[u8], into: &mut Vec<u8>) {
    into.clear();
    let mut rest = version;
    while rest >= 0x80 {
        into.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    into.push(rest.to_le_bytes()[0]);
    into.extend_from_slice(value);
}

/// The version and the value of stored row bytes; none when they are damaged.
pub(super) fn split_row(bytes: &[u8]) -> Option<(Version, &[u8])> {
    let mut version: Version = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let shift = u32::try_from(index * 7).ok()?;
        let part = Version::from(byte & 0x7f);
        if shift >= Version::BITS || (part << shift) >> shift != part {
            return None;
        }
        version |= part << shift;
        if byte & 0x80 == 0 {
            return Some((version, &bytes[index + 1..]));
        }
    }
    None
}

/// The row of stored bytes; none when they are damaged.
pub(super) fn decode_row(bytes: &[u8]) -> Option<Row> {
    let (version, value) = split_row(bytes)?;
    Some(Row {
        version,
        value: value.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_row_is_read_as_it_was_written(version: u64, value: Vec<u8>) {
            let mut bytes = b"old".to_vec();
            encode_row(version, &value, &mut bytes);
            prop_assert_eq!(decode_row(&bytes), Some(Row { version, value }));
        }

        #[test]
        fn damaged_rows_are_refused_without_a_panic(bytes: Vec<u8>) {
            let _ = decode_row(&bytes);
            let _ = decode_key(&bytes);
        }

        #[test]
        fn key_bytes_order_as_keys_do(a: (u64, Vec<u8>), b: (u64, Vec<u8>)) {
            let order = encode_key(a.0, &a.1).cmp(&encode_key(b.0, &b.1));
            prop_assert_eq!(order, a.cmp(&b));
        }
    }

    #[test]
    fn version_of_more_than_64_bits_is_refused() {
        assert_eq!(split_row(&[0xff; 11]), None);
        assert_eq!(
            split_row(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]),
            None
        );
        assert_eq!(split_row(&[]), None);
    }
}
