//! Rows of people that are read again and again, kept in memory as they stand on disk.
//!
//! The directory belongs to this process, so what is known here is exact. A commit takes its rows
//! out before it can be seen, and puts them in again once it can. What a reader found is taken in
//! only if no commit has begun since it looked. A reader of one moment is not shown a row that was
//! put in by a later commit: it reads that one where all others of its moment are.

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use fjall::Slice;
use quick_cache::Weighter;
use quick_cache::unsync::{Cache, DefaultLifecycle};
use rustc_hash::FxBuildHasher;

use super::lock;
use super::versions::CommitNumber;
use crate::key::{Key, Space};

/// Into how many parts it is cut, each under a lock of its own.
const PARTS: usize = 64;
/// What a row takes beside its bytes: its place in the table and two allocations' headers.
const OVERHEAD_BYTES: u64 = 96;
/// What a row takes about in all, by which room is made ahead.
const ROW_BYTES: u64 = 768;

/// The rows in memory.
#[derive(Debug)]
pub(super) struct HotRows {
    parts: Vec<Mutex<Part>>,
    /// The number of the last commit that began to apply.
    begun: AtomicU64,
}

type Part = Cache<u64, Hot, Weight, FxBuildHasher>;

#[derive(Debug, Clone)]
struct Hot {
    /// The row is as it was from this commit on.
    since: CommitNumber,
    bytes: Slice,
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<u64, Hot> for Weight {
    fn weight(&self, _: &u64, row: &Hot) -> u64 {
        row.bytes.len() as u64 + OVERHEAD_BYTES
    }
}

impl HotRows {
    /// Knows nothing yet and takes about so many bytes at the most.
    pub(super) fn new(bytes_max: u64) -> Self {
        let bytes_max = bytes_max / PARTS as u64;
        let rows = usize::try_from(bytes_max / ROW_BYTES).unwrap_or(usize::MAX);
        let part = || {
            let lifecycle = DefaultLifecycle::default();
            Mutex::new(Part::with(
                rows,
                bytes_max,
                Weight,
                FxBuildHasher,
                lifecycle,
            ))
        };
        Self {
            parts: std::iter::repeat_with(part).take(PARTS).collect(),
            begun: AtomicU64::new(0),
        }
    }

    /// Whether a row is of those that are kept: a node's state, which is found by its partition.
    pub(super) fn takes(key: &Key) -> bool {
        key.space == Space::Nodes && key.sort.is_empty()
    }

    /// A row as it is for a reader that looked when commit `seen` was the last one applied.
    pub(super) fn get(&self, partition: u64, seen: CommitNumber) -> Option<Slice> {
        let part = self.part(partition);
        let hot = part.get(&partition)?;
        (hot.since <= seen).then(|| hot.bytes.clone())
    }

    /// Takes out what a commit is about to change.
    pub(super) fn begin(&self, number: CommitNumber, partitions: impl Iterator<Item = u64>) {
        self.begun.store(number, Ordering::SeqCst);
        for partition in partitions {
            self.part(partition).remove(&partition);
        }
    }

    /// Puts in what a commit has written, once readers can see it.
    pub(super) fn finish(&self, number: CommitNumber, rows: Vec<(u64, Slice)>) {
        for (partition, bytes) in rows {
            let since = number;
            self.part(partition).insert(partition, Hot { since, bytes });
        }
    }

    /// Takes in a row that a reader found that looked after commit `seen`.
    pub(super) fn note_read(&self, partition: u64, bytes: &[u8], seen: CommitNumber) {
        let mut part = self.part(partition);
        // A commit that begins from here on takes the row out again, as soon as the lock is free.
        if self.begun.load(Ordering::SeqCst) == seen {
            let bytes = Slice::from(bytes);
            part.insert(partition, Hot { since: seen, bytes });
        }
    }

    /// Forgets everything; commits are counted from the beginning again.
    pub(super) fn clear(&self) {
        for part in &self.parts {
            lock(part).clear();
        }
        self.begun.store(0, Ordering::SeqCst);
    }

    /// By other bits of the hash than a part's own table goes by.
    fn part(&self, partition: u64) -> MutexGuard<'_, Part> {
        let bits = FxBuildHasher.hash_one(partition).to_be_bytes()[2];
        lock(&self.parts[usize::from(bits) % PARTS])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(text: &str) -> Slice {
        Slice::from(text.as_bytes())
    }

    #[test]
    fn a_row_of_a_later_commit_is_not_shown_to_an_earlier_reader() {
        let hot = HotRows::new(1 << 20);
        hot.begin(1, [7].into_iter());
        hot.finish(1, vec![(7, slice("one"))]);
        assert_eq!(hot.get(7, 0), None);
        assert_eq!(hot.get(7, 1), Some(slice("one")));
        assert_eq!(hot.get(8, 1), None);
    }

    #[test]
    fn what_a_commit_is_about_to_change_is_not_here() {
        let hot = HotRows::new(1 << 20);
        hot.begin(1, [7].into_iter());
        hot.finish(1, vec![(7, slice("one"))]);
        hot.begin(2, [7].into_iter());
        assert_eq!(hot.get(7, 1), None);
        assert_eq!(hot.get(7, 2), None);
    }

    #[test]
    fn what_was_read_before_a_commit_began_is_not_taken_in() {
        let hot = HotRows::new(1 << 20);
        hot.note_read(7, b"zero", 0);
        assert_eq!(hot.get(7, 0), Some(slice("zero")));
        hot.begin(1, [7].into_iter());
        hot.note_read(7, b"zero", 0);
        hot.note_read(8, b"zero", 0);
        assert_eq!(hot.get(7, 1), None);
        assert_eq!(hot.get(8, 1), None);
        hot.finish(1, vec![(7, slice("one"))]);
        hot.note_read(7, b"zero", 0);
        assert_eq!(hot.get(7, 1), Some(slice("one")));
    }

    #[test]
    fn it_stays_within_its_bytes() {
        let bytes_max = 1 << 20;
        let hot = HotRows::new(bytes_max);
        let row = [0; 700];
        for partition in 0..100_000 {
            hot.note_read(partition, &row, 0);
        }
        let weight: u64 = hot.parts.iter().map(|part| lock(part).weight()).sum();
        assert!(weight > bytes_max / 2 && weight <= bytes_max, "{weight}");
    }
}
