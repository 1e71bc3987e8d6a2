//! Ids of messages: the same row gets the same id in every run.
//!
//! An id is a hash of the mapping's name, the row's key (the columns that the mapping names, or all
//! of the row) and how often that key was there before in the file. So rows that are alike count
//! each, a second run changes nothing, and a row that is put in elsewhere moves no other's id.

use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::{ImportError, KEYS_MAX};

/// Counts how often each key was there. It holds 8 bytes of a hash for each, and a number only for
/// those that come again. Should two keys share these 8 bytes, their ids still differ: the id
/// holds the whole hash.
#[derive(Debug, Default)]
pub(super) struct Occurrences {
    once: FxHashSet<u64>,
    again: FxHashMap<u64, u32>,
}

/// The hash of a key, and how often it was there before.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowId {
    hash: [u8; 32],
    before: u32,
}

impl Occurrences {
    /// Counts a key.
    pub(super) fn count(&mut self, hash: [u8; 32]) -> Result<RowId, ImportError> {
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        let short = u64::from_le_bytes(first);
        let before = if self.once.contains(&short) {
            let again = self.again.entry(short).or_insert(0);
            *again = again.saturating_add(1);
            *again
        } else if self.once.len() >= KEYS_MAX {
            return Err(ImportError::TooManyKeys);
        } else {
            self.once.insert(short);
            0
        };
        Ok(RowId { hash, before })
    }
}

/// The hash of a key of several parts.
pub(super) fn key<'k>(mapping: &'k str, parts: impl Iterator<Item = &'k [u8]>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"telos import 1\0");
    for part in std::iter::once(mapping.as_bytes()).chain(parts) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

impl RowId {
    /// The id of one of the row's messages.
    pub(super) fn message(&self, label: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.hash);
        hash.update(self.before.to_le_bytes());
        hash.update(label.as_bytes());
        let mut text = String::with_capacity(32);
        for byte in &hash.finalize()[..16] {
            write!(text, "{byte:02x}").expect("writing to a string never fails");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(rows: &[&str]) -> Vec<String> {
        let mut seen = Occurrences::default();
        let rows = rows.iter().map(|row| {
            let key = key("m", std::iter::once(row.as_bytes()));
            seen.count(key).expect("room").message("track/")
        });
        rows.collect()
    }

    #[test]
    fn rows_alike_count_each_and_rows_between_move_nothing() {
        let before = ids(&["a", "b", "a", "a"]);
        let after = ids(&["c", "a", "a", "d", "b", "a"]);
        assert_eq!(before[0], after[1]);
        assert_eq!(before[1], after[4]);
        assert_eq!(before[2], after[2]);
        assert_eq!(before[3], after[5]);
        let mut all = after.clone();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), after.len());
    }

    #[test]
    fn parts_of_a_key_cannot_run_into_each_other() {
        let one = key("m", ["ab".as_bytes(), b"c"].into_iter());
        let other = key("m", ["a".as_bytes(), b"bc"].into_iter());
        assert_ne!(one, other);
    }
}
