//! The in-memory engine, with faults that follow from a seed, for simulation and tests.
//!
//! It behaves as a disk would: what was committed is visible at once and durable when the commit
//! returns `Done`; after a commit that failed it may be either, both or neither, and
//! [`Memory::crash`] takes away whatever was visible but not durable.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::key::{Commit, Committed, Expect, Key, Range, Row, Sort, Space};
use crate::{Store, StoreError, limit};

/// How often each fault happens, in thousandths of the calls. All zero means none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// A commit fails and nothing was applied.
    pub before_per_mille: u16,
    /// A commit fails although it was applied and is durable.
    pub after_per_mille: u16,
    /// A commit fails although it was applied; it is visible, and lost in a crash unless a later
    /// commit made it durable.
    pub unsynced_per_mille: u16,
    /// A commit with expectations is told of a conflict that is none.
    pub conflict_per_mille: u16,
    /// A read, scan or walk fails.
    pub read_per_mille: u16,
}

/// The in-memory engine.
#[derive(Debug)]
pub struct Memory {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rows: BTreeMap<Key, Row>,
    /// What stood before each write that is not durable yet, oldest first.
    undo: Vec<(Key, Option<Row>)>,
    faults: Faults,
    dice: ChaCha8Rng,
    disk_full: bool,
}

#[derive(Debug, thiserror::Error)]
enum Injected {
    #[error("injected fault")]
    Fault,
    #[error("the simulated disk is full")]
    DiskFull,
}

/// What happens to one commit.
enum Fate {
    Done,
    Before,
    After,
    Unsynced,
    Conflict(usize),
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// An empty store without faults.
    #[must_use]
    pub fn new() -> Self {
        Self::with_faults(0, Faults::default())
    }

    /// An empty store whose faults follow from the seed and the order of the calls.
    #[must_use]
    pub fn with_faults(seed: u64, faults: Faults) -> Self {
        Self {
            state: Mutex::new(State {
                rows: BTreeMap::new(),
                undo: Vec::new(),
                faults,
                dice: ChaCha8Rng::seed_from_u64(seed),
                disk_full: false,
            }),
        }
    }

    /// Changes how often faults happen from now on, such as to none for a last check.
    pub fn set_faults(&self, faults: Faults) {
        self.state().faults = faults;
    }

    /// While the disk is full every commit that writes fails before it is applied; reads go on.
    pub fn set_disk_full(&self, full: bool) {
        self.state().disk_full = full;
    }

    /// Takes away what is not durable, as a crash and a restart do. Returns how many writes that were.
    pub fn crash(&self) -> usize {
        let mut state = self.state();
        let undo = std::mem::take(&mut state.undo);
        let lost = undo.len();
        for (key, before) in undo.into_iter().rev() {
            state.put(key, before);
        }
        lost
    }

    /// All rows in the order of their keys, past all faults, to compare or to search.
    #[must_use]
    pub fn dump(&self) -> Vec<(Key, Row)> {
        let state = self.state();
        let rows = state.rows.iter();
        rows.map(|(key, row)| (key.clone(), row.clone())).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(&mut self, key: Key, row: Option<Row>) -> Option<Row> {
        match row {
            Some(row) => self.rows.insert(key, row),
            None => self.rows.remove(&key),
        }
    }

    fn write(&mut self, key: Key, row: Option<Row>) {
        let before = self.put(key.clone(), row);
        self.undo.push((key, before));
    }

    fn apply(&mut self, commit: Commit) {
        for put in commit.puts {
            let row = Row {
                version: put.version,
                value: put.value,
            };
            self.write(put.key, Some(row));
        }
        for key in commit.deletes {
            self.write(key, None);
        }
    }

    fn holds(&self, expect: &Expect) -> bool {
        match expect {
            Expect::Absent(key) => !self.rows.contains_key(key),
            Expect::Version(key, version) => self
                .rows
                .get(key)
                .is_some_and(|row| row.version == *version),
        }
    }

    /// Throws the dice once a commit, so that one fault more or less does not shift the others' kinds.
    fn fate(&mut self, commit: &Commit) -> Fate {
        let thrown = self.dice.random_range(0..1000_u16);
        let pick = self.dice.next_u32() as usize;
        let faults = self.faults;
        let mut bound = 0;
        let mut within = |per_mille: u16| {
            bound += per_mille;
            thrown < bound
        };
        if within(faults.before_per_mille) {
            Fate::Before
        } else if within(faults.after_per_mille) {
            Fate::After
        } else if within(faults.unsynced_per_mille) {
            Fate::Unsynced
        } else if within(faults.conflict_per_mille) && !commit.expects.is_empty() {
            Fate::Conflict(pick % commit.expects.len())
        } else {
            Fate::Done
        }
    }

    fn read_fault(&mut self, attempt: &'static str) -> Result<(), StoreError> {
        let rate = self.faults.read_per_mille;
        if rate > 0 && self.dice.random_range(0..1000_u16) < rate {
            return Err(unavailable(attempt, Injected::Fault));
        }
        Ok(())
    }
}

impl Store for Memory {
    fn read(&self, keys: &[Key]) -> Result<Vec<Option<Row>>, StoreError> {
        limit::check_read(keys)?;
        let mut state = self.state();
        state.read_fault("read rows")?;
        Ok(keys
            .iter()
            .map(|key| state.rows.get(key).cloned())
            .collect())
    }

    fn scan(&self, range: &Range, rows_max: usize) -> Result<Vec<(Sort, Row)>, StoreError> {
        limit::check_scan(range, rows_max)?;
        let mut state = self.state();
        state.read_fault("scan a partition")?;
        if range
            .until
            .as_ref()
            .is_some_and(|until| *until <= range.from)
        {
            return Ok(Vec::new());
        }
        let key = |sort: &Sort| Key {
            space: range.space,
            partition: range.partition,
            sort: sort.clone(),
        };
        let until = match (&range.until, range.partition.checked_add(1)) {
            (Some(until), _) => Bound::Excluded(key(until)),
            (None, Some(next)) => Bound::Excluded(Key::new(range.space, next, b"")),
            (None, None) => space_end(range.space),
        };
        let stretch = state.rows.range((Bound::Included(key(&range.from)), until));
        let copy = |(key, row): (&Key, &Row)| (key.sort.clone(), row.clone());
        Ok(if range.reverse {
            stretch.rev().take(rows_max).map(copy).collect()
        } else {
            stretch.take(rows_max).map(copy).collect()
        })
    }

    fn walk(
        &self,
        space: Space,
        after: Option<&Key>,
        rows_max: usize,
    ) -> Result<Vec<(Key, Row)>, StoreError> {
        limit::check_walk(after, rows_max)?;
        let mut state = self.state();
        state.read_fault("walk a space")?;
        let from = match after {
            Some(after) => Bound::Excluded(Key {
                space,
                ..after.clone()
            }),
            None => Bound::Included(Key::new(space, 0, b"")),
        };
        let stretch = state.rows.range((from, space_end(space)));
        let copy = |(key, row): (&Key, &Row)| (key.clone(), row.clone());
        Ok(stretch.take(rows_max).map(copy).collect())
    }

    fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        limit::check_commit(&commit)?;
        let attempt = "commit a batch";
        let mut state = self.state();
        let fate = state.fate(&commit);
        if let Fate::Before = fate {
            return Err(unavailable(attempt, Injected::Fault));
        }
        if let Fate::Conflict(index) = fate {
            let key = commit.expects[index].key().clone();
            return Ok(Committed::Conflict { key });
        }
        if let Some(unmet) = commit.expects.iter().find(|expect| !state.holds(expect)) {
            let key = unmet.key().clone();
            return Ok(Committed::Conflict { key });
        }
        let writes = !commit.puts.is_empty() || !commit.deletes.is_empty();
        if state.disk_full && (writes || !state.undo.is_empty()) {
            return Err(unavailable(attempt, Injected::DiskFull));
        }
        state.apply(commit);
        if let Fate::Unsynced = fate {
            return Err(unavailable(attempt, Injected::Fault));
        }
        state.undo.clear();
        if let Fate::After = fate {
            return Err(unavailable(attempt, Injected::Fault));
        }
        Ok(Committed::Done)
    }
}

/// The first key after a space.
fn space_end(space: Space) -> Bound<Key> {
    let next = Space::ALL.iter().find(|next| **next > space);
    next.map_or(Bound::Unbounded, |next| {
        Bound::Excluded(Key::new(*next, 0, b""))
    })
}

fn unavailable(attempt: &'static str, fault: Injected) -> StoreError {
    StoreError::Unavailable {
        attempt,
        source: Box::new(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Put;

    fn put(partition: u64, version: u64) -> Commit {
        Commit {
            name: "test",
            puts: vec![Put {
                key: Key::new(Space::Nodes, partition, b""),
                version,
                value: vec![1],
            }],
            ..Commit::default()
        }
    }

    const ROUGH: Faults = Faults {
        before_per_mille: 100,
        after_per_mille: 100,
        unsynced_per_mille: 100,
        conflict_per_mille: 100,
        read_per_mille: 100,
    };

    fn story(seed: u64) -> (Vec<String>, Vec<(Key, Row)>) {
        let store = Memory::with_faults(seed, ROUGH);
        let outcomes = (0..200)
            .map(|step| {
                let mut commit = put(step % 7, step);
                commit.expects = vec![Expect::Absent(Key::new(Space::Keys, 0, b""))];
                let lost = if step % 50 == 49 { store.crash() } else { 0 };
                format!("{:?} {lost}", store.commit(commit))
            })
            .collect();
        (outcomes, store.dump())
    }

    #[test]
    fn same_seed_tells_the_same_story() {
        assert_eq!(story(7), story(7));
        assert_ne!(story(7).0, story(8).0);
    }

    #[test]
    fn acknowledged_commits_outlive_crashes_and_failed_ones_may_not() {
        let mut lost = 0;
        for seed in 0..50 {
            let store = Memory::with_faults(seed, ROUGH);
            for step in 0..50 {
                let outcome = store.commit(put(step, 1));
                let acknowledged = matches!(outcome, Ok(Committed::Done));
                lost += store.crash();
                let kept = store.dump().iter().any(|(key, _)| key.partition == step);
                assert!(kept || !acknowledged);
            }
        }
        assert!(lost > 0, "no seed showed an unsynced commit");
    }

    #[test]
    fn full_disk_turns_writes_away_and_lets_reads_pass() {
        let store = Memory::new();
        store.commit(put(1, 1)).unwrap();
        store.set_disk_full(true);
        assert!(matches!(
            store.commit(put(1, 2)),
            Err(StoreError::Unavailable { .. })
        ));
        let key = Key::new(Space::Nodes, 1, b"");
        assert_eq!(store.read(&[key]).unwrap()[0].as_ref().unwrap().version, 1);
        store.set_disk_full(false);
        store.commit(put(1, 2)).unwrap();
    }
}
