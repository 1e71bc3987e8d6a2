//! Versions of rows that were lately read or committed, so that an expectation needs no look-up.
//!
//! The directory belongs to this process, so what is known here is exact. It holds every row of a
//! tracked space that was written since a certain commit, in two generations; the older is dropped
//! when the younger is full. What a reader saw is taken in only if every commit since is known.

use rustc_hash::FxHashMap;

use crate::key::{Commit, Key, Space, Version};

/// The number of a commit, counted from the opening of the directory.
pub(super) type CommitNumber = u64;

/// Known versions; none means that there is no row.
type Known = FxHashMap<Key, Option<Version>>;

#[derive(Debug)]
pub(super) struct Versions {
    rows_max: usize,
    /// The last commit that is taken in.
    recorded: CommitNumber,
    /// For each space from which commit on its writes are taken in; none before its first expectation.
    tracked_since: [Option<CommitNumber>; Space::ALL.len()],
    young: Known,
    young_since: CommitNumber,
    old: Known,
    old_since: CommitNumber,
}

impl Versions {
    /// Knows nothing yet and keeps at most about `rows_max` rows.
    pub(super) fn new(rows_max: usize) -> Self {
        Self {
            rows_max,
            recorded: 0,
            tracked_since: [None; Space::ALL.len()],
            young: Known::default(),
            young_since: 0,
            old: Known::default(),
            old_since: 0,
        }
    }

    /// What is known of a row: nothing, that there is none, or its version.
    #[expect(
        clippy::option_option,
        reason = "both nones are plain in the one caller's match"
    )]
    pub(super) fn get(&self, key: &Key) -> Option<Option<Version>> {
        self.young.get(key).or_else(|| self.old.get(key)).copied()
    }

    /// Whether anything is ever expected of rows of this space.
    pub(super) fn tracks(&self, space: Space) -> bool {
        self.tracked_since[index(space)].is_some()
    }

    /// Takes in that a row was found at this version by a reader that began after commit `seen`.
    pub(super) fn note_read(&mut self, key: &Key, version: Option<Version>, seen: CommitNumber) {
        let complete_since = self.tracked_since[index(key.space)]
            .map_or(CommitNumber::MAX, |since| since.max(self.old_since));
        if seen >= complete_since && self.get(key).is_none() {
            self.insert(key.clone(), version);
        }
    }

    /// Takes in an applied commit. To be called in the order of the commits.
    pub(super) fn record(&mut self, commit: &Commit, number: CommitNumber) {
        for expect in &commit.expects {
            let since = &mut self.tracked_since[index(expect.key().space)];
            since.get_or_insert(self.recorded);
        }
        for put in &commit.puts {
            if self.tracks(put.key.space) {
                self.insert(put.key.clone(), Some(put.version));
            }
        }
        for key in &commit.deletes {
            if self.tracks(key.space) {
                self.insert(key.clone(), None);
            }
        }
        self.recorded = number;
    }

    fn insert(&mut self, key: Key, version: Option<Version>) {
        if self.young.len() >= self.rows_max.div_ceil(2) {
            self.old = std::mem::take(&mut self.young);
            self.old_since = self.young_since;
            // The commit being taken in may stand in both, so only later ones are whole in the young.
            self.young_since = self.recorded + 1;
        }
        self.young.insert(key, version);
    }
}

const fn index(space: Space) -> usize {
    space as usize - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{Expect, Put};

    fn node(partition: u64) -> Key {
        Key::new(Space::Nodes, partition, b"")
    }

    fn bump(partition: u64, version: Version) -> Commit {
        Commit {
            name: "test",
            expects: vec![Expect::Version(node(partition), version - 1)],
            puts: vec![Put {
                key: node(partition),
                version,
                value: Vec::new(),
            }],
            deletes: Vec::new(),
        }
    }

    #[test]
    fn version_read_before_a_commit_never_covers_that_commit() {
        let mut versions = Versions::new(100);
        versions.record(&bump(1, 5), 1);
        versions.note_read(&node(1), Some(4), 0);
        assert_eq!(versions.get(&node(1)), Some(Some(5)));
    }

    #[test]
    fn read_that_is_older_than_what_is_kept_is_not_taken_in() {
        let mut versions = Versions::new(4);
        versions.record(&bump(1, 1), 1);
        for number in 2..20 {
            versions.record(&bump(number, 1), number);
        }
        assert_eq!(versions.get(&node(1)), None);
        versions.note_read(&node(1), None, 0);
        assert_eq!(versions.get(&node(1)), None);
        versions.note_read(&node(1), Some(1), 19);
        assert_eq!(versions.get(&node(1)), Some(Some(1)));
    }

    #[test]
    fn spaces_without_expectations_take_no_room() {
        let mut versions = Versions::new(100);
        let event = Key::new(Space::Events, 1, b"e");
        let commit = Commit {
            puts: vec![Put {
                key: event.clone(),
                version: 0,
                value: Vec::new(),
            }],
            ..Commit::default()
        };
        versions.record(&commit, 1);
        versions.note_read(&event, Some(0), 1);
        assert_eq!(versions.get(&event), None);
    }

    #[test]
    fn rows_kept_stay_bounded() {
        let mut versions = Versions::new(10);
        for number in 1..1000 {
            versions.record(&bump(number, 1), number);
        }
        assert!(versions.young.len() + versions.old.len() <= 10);
    }
}
