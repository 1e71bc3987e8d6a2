//! The limits of the storage trait, checked by every engine before it does anything.

use rustc_hash::FxHashSet;

use crate::key::{
    COMMIT_WRITES_MAX, Commit, Key, READ_KEYS_MAX, Range, SCAN_ROWS_MAX, SORT_BYTES_MAX, Sort,
    VALUE_BYTES_MAX,
};
use crate::{Expect, StoreError};

/// Refuses a read of too many keys or of a key that is too long.
pub(crate) fn check_read(keys: &[Key]) -> Result<(), StoreError> {
    let attempt = "read rows";
    if keys.len() > READ_KEYS_MAX {
        return Err(over(attempt, "read_keys_max: 100000 keys"));
    }
    keys.iter().try_for_each(|key| check_key(attempt, key))
}

/// Refuses a page that is too large or a bound that is too long.
pub(crate) fn check_scan(range: &Range, rows_max: usize) -> Result<(), StoreError> {
    let attempt = "scan a partition";
    let until_bytes = range.until.as_ref().map_or(0, Sort::len);
    if range.from.len() > SORT_BYTES_MAX || until_bytes > SORT_BYTES_MAX {
        return Err(over(attempt, "sort_bytes_max: 255 bytes"));
    }
    check_page(attempt, rows_max)
}

/// Refuses a page that is too large or a start that is too long.
pub(crate) fn check_walk(after: Option<&Key>, rows_max: usize) -> Result<(), StoreError> {
    let attempt = "walk a space";
    if let Some(after) = after {
        check_key(attempt, after)?;
    }
    check_page(attempt, rows_max)
}

/// Refuses a commit that is too large or that writes a key twice.
pub(crate) fn check_commit(commit: &Commit) -> Result<(), StoreError> {
    let attempt = "commit a batch";
    let writes = commit.puts.len() + commit.deletes.len();
    if writes + commit.expects.len() > COMMIT_WRITES_MAX {
        return Err(over(attempt, "commit_writes_max: 100000 rows"));
    }
    for expect in &commit.expects {
        check_key(attempt, Expect::key(expect))?;
    }
    let mut seen = FxHashSet::with_capacity_and_hasher(writes, rustc_hash::FxBuildHasher);
    for put in &commit.puts {
        check_key(attempt, &put.key)?;
        if put.value.len() > VALUE_BYTES_MAX {
            return Err(over(attempt, "value_bytes_max: 8 MiB"));
        }
        if !seen.insert(&put.key) {
            return Err(over(attempt, "writes of one key in a commit: 1"));
        }
    }
    for key in &commit.deletes {
        check_key(attempt, key)?;
        if !seen.insert(key) {
            return Err(over(attempt, "writes of one key in a commit: 1"));
        }
    }
    Ok(())
}

fn check_key(attempt: &'static str, key: &Key) -> Result<(), StoreError> {
    if key.sort.len() > SORT_BYTES_MAX {
        return Err(over(attempt, "sort_bytes_max: 255 bytes"));
    }
    Ok(())
}

fn check_page(attempt: &'static str, rows_max: usize) -> Result<(), StoreError> {
    if rows_max > SCAN_ROWS_MAX {
        return Err(over(attempt, "scan_rows_max: 100000 rows"));
    }
    Ok(())
}

fn over(attempt: &'static str, limit: &'static str) -> StoreError {
    StoreError::OverLimit { attempt, limit }
}
