//! How the engine is set up: what each space is like, and how much memory and disk it may take.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fjall::compaction::Leveled;
use fjall::config::{
    BlockSizePolicy, BloomConstructionPolicy, FilterPolicy, FilterPolicyEntry, HashRatioPolicy,
    PinningPolicy,
};
use fjall::{CompressionType, Database, Keyspace, KeyspaceCreateOptions};

use crate::key::Space;

const MIB: u64 = 1024 * 1024;

/// Limits of the embedded engine. The default suits a process of 1.5 GB with millions of people.
#[derive(Debug, Clone)]
pub struct Options {
    /// Memory for blocks that were read from files.
    pub block_cache_bytes: u64,
    /// Memory for states of people as they stand on disk.
    pub hot_rows_bytes: u64,
    /// How much of a busy space is gathered in memory before it goes to a file. Up to four times
    /// this for each of the busy spaces (nodes, events) while files are written. Fixed when the directory is made.
    pub memtable_bytes: u64,
    /// Sealed journals above this make lagging spaces go to files; at least 64 MiB. With the
    /// journal in use (64 MiB or more) this is what opening after a crash has to replay.
    pub journal_bytes_max: u64,
    /// Threads that write and merge files. With more than one the engine keeps one free for
    /// writing, which spins while the others merge: a fifth more work for the processor when
    /// measured. With one, merging has to be in small steps, as it is set up here.
    pub worker_threads: usize,
    /// How many rows' versions are known without a look-up.
    pub versions_max: usize,
    /// How long a commit waits for merging to catch up before it is turned away.
    pub stall_wait_max: Duration,
    /// After a failed write, how long until a commit tries to open the files again.
    pub retry_delay: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            block_cache_bytes: 128 * MIB,
            hot_rows_bytes: 128 * MIB,
            memtable_bytes: 32 * MIB,
            journal_bytes_max: 128 * MIB,
            worker_threads: 1,
            versions_max: 400_000,
            stall_wait_max: Duration::from_secs(20),
            retry_delay: Duration::from_secs(1),
        }
    }
}

impl Options {
    /// Small caches and buffers, for tests with many stores.
    #[must_use]
    pub fn small() -> Self {
        Self {
            block_cache_bytes: 4 * MIB,
            hot_rows_bytes: MIB,
            memtable_bytes: MIB,
            journal_bytes_max: 64 * MIB,
            versions_max: 1_000,
            stall_wait_max: Duration::from_secs(10),
            retry_delay: Duration::from_millis(10),
            ..Self::default()
        }
    }
}

/// Opens the engine on its own directory, with all spaces in the order of their numbers.
pub(super) fn open(rows: &Path, options: &Options) -> fjall::Result<(Database, Vec<Keyspace>)> {
    let database = Database::builder(rows)
        .cache_size(options.block_cache_bytes)
        .journal_compression(CompressionType::None)
        .max_journaling_size(options.journal_bytes_max.max(64 * MIB))
        .worker_threads(options.worker_threads.max(1))
        .open()?;
    let mut spaces = Vec::with_capacity(Space::ALL.len());
    for space in Space::ALL {
        spaces.push(database.keyspace(space.name(), || keyspace_options(space, options))?);
    }
    Ok((database, spaces))
}

/// What a space is read and written like decides its buffer, blocks and filters.
fn keyspace_options(space: Space, options: &Options) -> KeyspaceCreateOptions {
    let base = KeyspaceCreateOptions::default();
    let memtable_bytes = match space {
        Space::Nodes | Space::Events => options.memtable_bytes,
        Space::Identifiers | Space::Keys | Space::Families => options.memtable_bytes / 2,
        _ => options.memtable_bytes / 4,
    };
    // Small files make short merges, so that writing out memtables never waits long for one.
    let file_bytes = match space {
        Space::Events => 32 * MIB,
        _ => 16 * MIB,
    };
    // The more runs are gathered before they are merged, the less is written anew. Rows that are
    // written once and seldom found can wait longest; filters keep look-ups from most runs.
    let runs_max = match space {
        Space::Events | Space::Messages => 12,
        Space::Nodes => 8,
        _ => 4,
    };
    let merging = Leveled::default()
        .with_table_target_size(file_bytes)
        .with_l0_threshold(runs_max);
    let base = base
        .max_memtable_size(memtable_bytes)
        .compaction_strategy(Arc::new(merging));
    match space {
        // Read by the whole key, and often for rows that are not there.
        Space::Nodes
        | Space::Identifiers
        | Space::Messages
        | Space::Keys
        | Space::Families
        | Space::LedgerIndex => base
            .data_block_size_policy(BlockSizePolicy::all(4 * 1024))
            .data_block_hash_ratio_policy(HashRatioPolicy::all(0.75))
            .filter_block_pinning_policy(PinningPolicy::new([true, true, true, false]))
            .filter_policy(FilterPolicy::new([
                FilterPolicyEntry::Bloom(BloomConstructionPolicy::FalsePositiveRate(0.0001)),
                FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(10.0)),
            ])),
        // Read by stretches, where filters help nothing.
        Space::Events | Space::Timers | Space::Outbox => base
            .data_block_size_policy(BlockSizePolicy::all(16 * 1024))
            .filter_policy(FilterPolicy::disabled()),
        Space::Permissions
        | Space::Meta
        | Space::Imports
        | Space::Counts
        | Space::Looks
        | Space::Passes
        | Space::Ledger
        | Space::Requests
        | Space::Deeds
        | Space::Deliveries => base,
    }
}
