//! Checking and applying one batch, in the order of the commits.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use fjall::{AbstractTree, Database, Keyspace, OwnedWriteBatch, PersistMode, Slice};

use super::codec::{encode_row, key_bytes, split_row};
use super::error::{damaged, engine_error, unavailable};
use super::hot::HotRows;
use super::{Embedded, Rows, lock};
use crate::StoreError;
use crate::key::{Commit, Expect, Key, Space, Version};

/// The pause between looks at whether merging has caught up.
const STALL_PAUSE: Duration = Duration::from_millis(2);
/// With as many memtables of one space waiting to become files, commits wait. The engine itself
/// would wait at four, inside of the commit; one may be added by the commit before.
const SEALED_MEMTABLES_MAX: usize = 3;
/// A commit of more bytes may itself fill a memtable, so it waits for one less.
const LARGE_COMMIT_BYTES: usize = 4 * 1024 * 1024;
/// With as many unmerged runs of files in one space, commits wait.
const UNMERGED_RUNS_MAX: usize = 18;

impl Embedded {
    /// Checks and applies one batch. None means that it was applied; a key, that its expectation failed.
    pub(super) fn apply(
        &self,
        rows: &Rows,
        commit: &Commit,
        batch: OwnedWriteBatch,
        hot: Vec<(u64, Slice)>,
    ) -> Result<Option<Key>, StoreError> {
        self.refuse_if_broken()?;
        self.wait_for_room(rows, commit)?;
        if let Some(key) = self.first_unmet(rows, &commit.expects)? {
            return Ok(Some(key));
        }
        if batch.is_empty() {
            return Ok(None);
        }
        let number = self.applied.load(Ordering::Relaxed) + 1;
        let removed = commit.deletes.iter().filter(|key| HotRows::takes(key));
        let removed = removed.map(|key| key.partition);
        let written = hot.iter().map(|(partition, _)| *partition);
        self.hot.begin(number, written.chain(removed));
        if let Err(error) = batch.commit() {
            self.note_failure(&error);
            return Err(engine_error("commit a batch", error));
        }
        lock(&self.versions).record(commit, number);
        self.hot.finish(number, hot);
        self.applied.store(number, Ordering::Release);
        Ok(None)
    }

    /// Waits until merging has caught up. The engine would wait too, but for ever if its threads died.
    fn wait_for_room(&self, rows: &Rows, commit: &Commit) -> Result<(), StoreError> {
        let mut touched = [false; Space::ALL.len()];
        let keys = commit.puts.iter().map(|put| &put.key);
        for key in keys.chain(&commit.deletes) {
            touched[key.space as usize - 1] = true;
        }
        let bytes: usize = commit.puts.iter().map(|put| put.value.len()).sum();
        let spare = usize::from(bytes > LARGE_COMMIT_BYTES);
        let busy = |keyspace: &Keyspace| {
            keyspace.sealed_memtable_count() >= SEALED_MEMTABLES_MAX - spare
                || keyspace.tree.l0_run_count() >= UNMERGED_RUNS_MAX
        };
        let mut since = None;
        for (keyspace, _) in rows
            .spaces
            .iter()
            .zip(touched)
            .filter(|(_, touched)| *touched)
        {
            while busy(keyspace) {
                let since = *since.get_or_insert_with(Instant::now);
                if let Err(error) = rows.database.persist(PersistMode::Buffer) {
                    self.note_failure(&error);
                    return Err(engine_error("commit a batch", error));
                }
                if since.elapsed() > self.options.stall_wait_max {
                    return Err(unavailable(
                        "commit a batch",
                        "merging of files lags behind",
                    ));
                }
                std::thread::sleep(STALL_PAUSE);
            }
        }
        if let Some(since) = since {
            self.counters.note_stall(since.elapsed());
        }
        Ok(())
    }

    /// The first key whose expectation does not hold.
    fn first_unmet(&self, rows: &Rows, expects: &[Expect]) -> Result<Option<Key>, StoreError> {
        if expects.is_empty() {
            return Ok(None);
        }
        let versions = lock(&self.versions);
        let mut unknown = Vec::new();
        for expect in expects {
            match versions.get(expect.key()) {
                Some(version) if holds(expect, version) => {}
                Some(_) => return Ok(Some(expect.key().clone())),
                None => unknown.push(expect),
            }
        }
        drop(versions);
        self.counters.note_expects(expects.len(), unknown.len());
        for expect in unknown {
            let version = stored_version(rows, expect.key())?;
            if !holds(expect, version) {
                return Ok(Some(expect.key().clone()));
            }
        }
        Ok(None)
    }
}

/// Encodes all writes of a commit, and gives those with it that are kept in memory.
pub(super) fn encode_batch(rows: &Rows, commit: &Commit) -> (OwnedWriteBatch, Vec<(u64, Slice)>) {
    let mut hot = Vec::new();
    let space = |space| rows.space(space);
    let note = |key: &Key, bytes: &Slice| {
        if HotRows::takes(key) {
            hot.push((key.partition, bytes.clone()));
        }
    };
    let batch = fill_batch(&rows.database, space, commit, PersistMode::Buffer, note);
    (batch, hot)
}

/// Encodes all writes of a commit, in the order of the keys, which the memtables take faster.
pub(super) fn fill_batch<'r>(
    database: &Database,
    keyspace: impl Fn(Space) -> &'r Keyspace,
    commit: &Commit,
    durability: PersistMode,
    mut note: impl FnMut(&Key, &Slice),
) -> OwnedWriteBatch {
    let count = commit.puts.len() + commit.deletes.len();
    let mut batch =
        OwnedWriteBatch::with_capacity(database.clone(), count).durability(Some(durability));
    let mut order: Vec<_> = commit.puts.iter().collect();
    order.sort_unstable_by_key(|put| (put.key.space, put.key.partition, &put.key.sort));
    let mut bytes = Vec::new();
    for put in order {
        encode_row(put.version, &put.value, &mut bytes);
        let key = Slice::from(&key_bytes(&put.key)[..]);
        let row = Slice::from(&bytes[..]);
        note(&put.key, &row);
        batch.insert(keyspace(put.key.space), key, row);
    }
    for key in &commit.deletes {
        batch.remove(keyspace(key.space), Slice::from(&key_bytes(key)[..]));
    }
    batch
}

fn stored_version(rows: &Rows, key: &Key) -> Result<Option<Version>, StoreError> {
    let attempt = "check an expected version";
    let stored = rows
        .space(key.space)
        .get(key_bytes(key))
        .map_err(|error| engine_error(attempt, error))?;
    match stored {
        Some(bytes) => Ok(Some(split_row(&bytes).ok_or(damaged(attempt))?.0)),
        None => Ok(None),
    }
}

fn holds(expect: &Expect, version: Option<Version>) -> bool {
    match expect {
        Expect::Absent(_) => version.is_none(),
        Expect::Version(_, expected) => version == Some(*expected),
    }
}
