//! Figures of the embedded engine for metrics.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use super::Embedded;
use super::error::engine_error;
use crate::StoreError;
use crate::key::{Commit, Space};

/// Figures since the store was opened, and sizes now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// Bytes of all files.
    pub disk_bytes: u64,
    /// Bytes of the journals among them.
    pub journal_bytes: u64,
    /// Bytes gathered in memory that are not in files yet.
    pub memtable_bytes: u64,
    /// Bytes of blocks in memory.
    pub block_cache_bytes: u64,
    /// Commits that were applied.
    pub commits: u64,
    /// Rows written or removed by them.
    pub writes: u64,
    /// How many times the disk was asked to sync since the files were opened.
    pub syncs: u64,
    /// Expectations that were checked.
    pub expects: u64,
    /// Expectations that needed a look-up.
    pub expects_looked_up: u64,
    /// How long commits waited for merging to catch up.
    pub stalled: Duration,
    /// Whether a write failed and commits are turned away.
    pub read_only: bool,
    /// Each space, in the order of their numbers.
    pub spaces: Vec<SpaceStats>,
}

/// Figures of one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceStats {
    /// Which.
    pub space: Space,
    /// Bytes of its files, without the journals.
    pub disk_bytes: u64,
    /// Rows, counting replaced and removed ones that are not merged yet.
    pub rows_at_most: u64,
    /// Its files.
    pub files: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    commits: AtomicU64,
    writes: AtomicU64,
    expects: AtomicU64,
    expects_looked_up: AtomicU64,
    stalled_micros: AtomicU64,
}

impl Counters {
    pub(super) fn note_commit(&self, commit: &Commit) {
        self.commits.fetch_add(1, Relaxed);
        self.writes
            .fetch_add(count(commit.puts.len() + commit.deletes.len()), Relaxed);
    }

    pub(super) fn note_expects(&self, all: usize, looked_up: usize) {
        self.expects.fetch_add(count(all), Relaxed);
        self.expects_looked_up.fetch_add(count(looked_up), Relaxed);
    }

    pub(super) fn note_stall(&self, stalled: Duration) {
        let micros = u64::try_from(stalled.as_micros()).unwrap_or(u64::MAX);
        self.stalled_micros.fetch_add(micros, Relaxed);
    }
}

impl Embedded {
    /// Figures for metrics. Takes the journal's lock for a moment, so not for every request.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let rows = self.rows()?;
        let journal_bytes = rows
            .database
            .journal_disk_space()
            .map_err(|error| engine_error("measure the store", error))?;
        let spaces: Vec<_> = Space::ALL
            .iter()
            .map(|space| {
                let keyspace = rows.space(*space);
                SpaceStats {
                    space: *space,
                    disk_bytes: keyspace.disk_space(),
                    rows_at_most: count(keyspace.approximate_len()),
                    files: count(keyspace.table_count()),
                }
            })
            .collect();
        Ok(Stats {
            disk_bytes: journal_bytes + spaces.iter().map(|space| space.disk_bytes).sum::<u64>(),
            journal_bytes,
            memtable_bytes: rows.database.write_buffer_size(),
            block_cache_bytes: rows.database.cache_size(),
            commits: self.counters.commits.load(Relaxed),
            writes: self.counters.writes.load(Relaxed),
            syncs: rows.sync.syncs(),
            expects: self.counters.expects.load(Relaxed),
            expects_looked_up: self.counters.expects_looked_up.load(Relaxed),
            stalled: Duration::from_micros(self.counters.stalled_micros.load(Relaxed)),
            read_only: self.is_read_only(),
            spaces,
        })
    }

    /// Bytes of all files.
    pub fn disk_bytes(&self) -> Result<u64, StoreError> {
        Ok(self.stats()?.disk_bytes)
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
