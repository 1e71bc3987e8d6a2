//! Keys, rows and batches: the values that cross the storage trait.

use smallvec::SmallVec;

/// A named set of rows. An engine keeps each in a keyspace or table of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Space {
    /// A node's state, one row a node.
    Nodes = 1,
    /// A family's members and edges, one row a family of two nodes or more.
    Families = 2,
    /// Blind index of an identifier to its node.
    Identifiers = 3,
    /// A node's events and facts in time order.
    Events = 4,
    /// Blind index of a message id to where its event is.
    Messages = 5,
    /// Wrapped keys of nodes; destroying a row destroys what it sealed.
    Keys = 6,
    /// What is due at a time, in buckets.
    Timers = 7,
    /// What waits to be sent, by lane.
    Outbox = 8,
    /// Permission facts in full, by node.
    Permissions = 9,
    /// Catalog versions, counters and other rows about the deployment itself.
    Meta = 10,
    /// Progress of imports.
    Imports = 11,
    /// Counts of what was left out, by source and day.
    Counts = 12,
    /// Who looked at a person and why, by node.
    Looks = 13,
    /// What people sign in with, by keyed hash: codes, links and sessions.
    Passes = 14,
    /// The consent ledger: its head, entries and tiles of hashes.
    Ledger = 15,
    /// Where in the ledger an entry is, by its leaf's hash.
    LedgerIndex = 16,
    /// Requests about a person, by node.
    Requests = 17,
    /// What became of a person's requests and what staff did, by node.
    Deeds = 18,
    /// What was sent to destinations about a person, and what they hold, by node.
    Deliveries = 19,
}

impl Space {
    /// All spaces, in the order of their numbers.
    pub const ALL: [Self; 19] = [
        Self::Nodes,
        Self::Families,
        Self::Identifiers,
        Self::Events,
        Self::Messages,
        Self::Keys,
        Self::Timers,
        Self::Outbox,
        Self::Permissions,
        Self::Meta,
        Self::Imports,
        Self::Counts,
        Self::Looks,
        Self::Passes,
        Self::Ledger,
        Self::LedgerIndex,
        Self::Requests,
        Self::Deeds,
        Self::Deliveries,
    ];

    /// The name used in files, tables and errors.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nodes => "nodes",
            Self::Families => "families",
            Self::Identifiers => "identifiers",
            Self::Events => "events",
            Self::Messages => "messages",
            Self::Keys => "keys",
            Self::Timers => "timers",
            Self::Outbox => "outbox",
            Self::Permissions => "permissions",
            Self::Meta => "meta",
            Self::Imports => "imports",
            Self::Counts => "counts",
            Self::Looks => "looks",
            Self::Passes => "passes",
            Self::Ledger => "ledger",
            Self::LedgerIndex => "ledger_index",
            Self::Requests => "requests",
            Self::Deeds => "deeds",
            Self::Deliveries => "deliveries",
        }
    }
}

/// The sort key within a partition: bytes, compared as bytes, at most [`SORT_BYTES_MAX`].
pub type Sort = SmallVec<[u8; 24]>;

/// The longest sort key, in bytes.
pub const SORT_BYTES_MAX: usize = 255;
/// The largest value, in bytes.
pub const VALUE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most writes and expectations in one commit.
pub const COMMIT_WRITES_MAX: usize = 100_000;

/// The most keys in one read.
pub const READ_KEYS_MAX: usize = 100_000;
/// The most rows in one page of a scan or walk.
pub const SCAN_ROWS_MAX: usize = 100_000;

/// Where a row is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The set of rows.
    pub space: Space,
    /// What rows are kept together by; the shard is chosen from it.
    pub partition: u64,
    /// The order within the partition.
    pub sort: Sort,
}

impl Key {
    /// A key of these parts.
    #[must_use]
    pub fn new(space: Space, partition: u64, sort: &[u8]) -> Self {
        Self {
            space,
            partition,
            sort: Sort::from_slice(sort),
        }
    }
}

/// A row's version, computed by the program; rows that are never compared carry 0.
pub type Version = u64;

/// A stored value and its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The version that was put with it.
    pub version: Version,
    /// The value, opaque to the engine.
    pub value: Vec<u8>,
}

/// A row to write, whether or not one is there.
#[derive(Debug, Clone)]
pub struct Put {
    /// Where.
    pub key: Key,
    /// The version readers and later expectations will see.
    pub version: Version,
    /// The value.
    pub value: Vec<u8>,
}

/// What must hold for a commit to be applied.
#[derive(Debug, Clone)]
pub enum Expect {
    /// There is no row at this key.
    Absent(Key),
    /// The row at this key has this version.
    Version(Key, Version),
}

impl Expect {
    /// The key that the expectation is about.
    #[must_use]
    pub fn key(&self) -> &Key {
        match self {
            Self::Absent(key) | Self::Version(key, _) => key,
        }
    }
}

/// A batch that is applied whole and durably, or not at all.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// A short name for logs and metrics, such as `events`.
    pub name: &'static str,
    /// What must hold, checked together with the writes.
    pub expects: Vec<Expect>,
    /// Rows to write.
    pub puts: Vec<Put>,
    /// Rows to remove; absent rows are no error.
    pub deletes: Vec<Key>,
}

/// How a commit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// All of it is on disk.
    Done,
    /// An expectation did not hold and nothing was changed; load again and try again.
    Conflict {
        /// The key whose expectation failed first.
        key: Key,
    },
}

/// A stretch of one partition, by sort key.
#[derive(Debug, Clone)]
pub struct Range {
    /// The set of rows.
    pub space: Space,
    /// The partition.
    pub partition: u64,
    /// The first sort key, included.
    pub from: Sort,
    /// The end, excluded; none means to the partition's end.
    pub until: Option<Sort>,
    /// Newest (greatest) first.
    pub reverse: bool,
}
