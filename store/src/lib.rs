//! The thin waist for storage: an ordered, transactional key-value store behind one small trait.
//!
//! Everything that Telos keeps is a [`Row`] under a [`Key`]: a space, a partition and a sort key.
//! What is processed together shares a partition, so that a [`Commit`] mostly touches one shard.
//! An engine reads many keys, scans one partition, and commits a batch with expected versions or
//! changes nothing. All else is layout, and lives above this crate.

mod key;
mod limit;

pub mod embedded;
pub mod memory;
pub mod seal;

pub use embedded::Embedded;
pub use key::{
    COMMIT_WRITES_MAX, Commit, Committed, Expect, Key, Put, READ_KEYS_MAX, Range, Row,
    SCAN_ROWS_MAX, SORT_BYTES_MAX, Sort, Space, VALUE_BYTES_MAX, Version,
};
pub use memory::Memory;

/// Why a store could not answer. Conflicts and absent rows are values, not errors.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory or database is in use by another process.
    #[error("open the store: it is in use by another process ({holder})")]
    InUse {
        /// What is known of the holder, such as a path and a process id.
        holder: String,
    },
    /// A read or write failed; nothing acknowledged is lost, and trying again later may succeed.
    #[error("{attempt}")]
    Unavailable {
        /// What was attempted.
        attempt: &'static str,
        /// The engine's own error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What was read cannot be what was written.
    #[error("{attempt}: the stored bytes are damaged or of an unknown version")]
    Corrupt {
        /// What was attempted.
        attempt: &'static str,
    },
    /// A key, value or batch is over a named limit.
    #[error("{attempt}: over the limit {limit}")]
    OverLimit {
        /// What was attempted.
        attempt: &'static str,
        /// The limit's name and figure.
        limit: &'static str,
    },
}

/// An ordered, transactional key-value store with partition and sort keys.
///
/// Calls block; callers on an async runtime move them to a blocking thread. Every engine passes
/// the one conformance suite in `tests/it`.
pub trait Store: Send + Sync {
    /// Reads up to [`READ_KEYS_MAX`] rows at once; the answers stand in the order of the keys.
    ///
    /// All rows of one call are of one moment: a commit is seen whole or not at all. A row may be
    /// seen a moment before its commit is on disk. Whoever promises something on the strength of
    /// what was read (such as that a message is already kept) makes a commit first, if only an
    /// empty one: it returns when everything that was visible before it is on disk.
    fn read(&self, keys: &[Key]) -> Result<Vec<Option<Row>>, StoreError>;

    /// Reads up to `rows_max` rows (at most [`SCAN_ROWS_MAX`]) of one partition in the order of
    /// their sort keys.
    fn scan(&self, range: &Range, rows_max: usize) -> Result<Vec<(Sort, Row)>, StoreError>;

    /// Walks a whole space, one page at a time, in an order that is stable but the engine's own;
    /// `after` is the last key of the page before, and `rows_max` at most [`SCAN_ROWS_MAX`]. For
    /// rebuilds, sweeps and counts, never for the way of an event.
    fn walk(
        &self,
        space: Space,
        after: Option<&Key>,
        rows_max: usize,
    ) -> Result<Vec<(Key, Row)>, StoreError>;

    /// Applies all of a batch durably, or changes nothing and says which expectation failed.
    ///
    /// A key is written at most once in a commit. When this returns `Done` the batch is on disk,
    /// and so is every row that was visible before, even if the batch was empty. An error leaves it unknown whether the batch
    /// was applied, so every commit must be idempotent: applying it again gives the same rows.
    fn commit(&self, commit: Commit) -> Result<Committed, StoreError>;

    /// Sees to it that rows of a space that were removed before this call are in no file any more.
    /// May take long; reads and commits go on. For an engine that keeps no removed rows this does
    /// nothing.
    fn purge(&self, _space: Space) -> Result<(), StoreError> {
        Ok(())
    }
}
