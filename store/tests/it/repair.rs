//! What a power failure leaves of a journal, and what becomes of it.

use std::fs;
use std::path::{Path, PathBuf};

use telos_store::embedded::Options;
use telos_store::{Embedded, Key, Space, Store, StoreError};

use crate::conformance::{key, put, puts};

const COMMITS: u64 = 6;
const VALUE_BYTES: usize = 3_000;

fn row(number: u64) -> Key {
    key(Space::Events, number, b"row")
}

/// A store of some commits, each with a value that is found in its journal.
fn filled(dir: &Path) -> PathBuf {
    let store = Embedded::open(dir, Options::small()).unwrap();
    for number in 1..=COMMITS {
        let value = vec![u8::try_from(number).unwrap(); VALUE_BYTES];
        store
            .commit(puts(vec![put(&row(number), number, &value)]))
            .unwrap();
    }
    drop(store);
    let journals = fs::read_dir(dir.join("rows")).unwrap();
    let journals = journals.map(|entry| entry.unwrap().path());
    journals
        .filter(|path| path.extension().is_some_and(|end| end == "jnl"))
        .max()
        .unwrap()
}

/// Where the value of a commit begins in the journal.
fn place(journal: &[u8], number: u64) -> usize {
    let value = vec![u8::try_from(number).unwrap(); VALUE_BYTES];
    let found = journal.windows(VALUE_BYTES).position(|part| part == value);
    found.unwrap()
}

/// The commits whose rows are there.
fn kept(dir: &Path) -> Vec<u64> {
    let store = Embedded::open(dir, Options::small()).unwrap();
    let keys: Vec<Key> = (1..=COMMITS).map(row).collect();
    let rows = store.read(&keys).unwrap().into_iter();
    rows.flatten().map(|row| row.version).collect()
}

#[test]
fn a_journal_may_end_anywhere_and_opens_with_all_that_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let journal = filled(dir.path());
    let bytes = fs::read(&journal).unwrap();
    let (from, to) = (place(&bytes, 5), place(&bytes, 6));
    for end in (from..to).step_by(613) {
        fs::write(&journal, &bytes[..end]).unwrap();
        let kept = kept(dir.path());
        assert!(kept.starts_with(&[1, 2, 3, 4]), "{end}: {kept:?}");
        assert!(kept.len() < 6, "{end}: {kept:?}");
        // With zeros behind it, as where the file was given its room before.
        let mut torn = bytes[..end].to_vec();
        torn.resize(bytes.len(), 0);
        fs::write(&journal, &torn).unwrap();
        let opened = Embedded::open(dir.path(), Options::small());
        match opened {
            Ok(store) => drop(store),
            Err(StoreError::Corrupt { .. }) => {
                let repaired = Embedded::repair(dir.path(), &Options::small()).unwrap();
                assert!(repaired.cut_bytes > 0, "{end}");
            }
            Err(error) => panic!("{end}: {error}"),
        }
        fs::remove_dir_all(dir.path()).unwrap();
        filled(dir.path());
    }
}

#[test]
fn a_batch_whose_middle_never_reached_the_disk_is_cut_off_and_kept_aside() {
    let dir = tempfile::tempdir().unwrap();
    let journal = filled(dir.path());
    let mut bytes = fs::read(&journal).unwrap();
    let at = place(&bytes, COMMITS);
    bytes[at + 500..at + 1_500].fill(0);
    fs::write(&journal, &bytes).unwrap();

    let refused = Embedded::open(dir.path(), Options::small()).unwrap_err();
    assert!(matches!(refused, StoreError::Corrupt { .. }), "{refused}");
    assert!(refused.to_string().contains("telos repair"), "{refused}");
    let repaired = Embedded::repair(dir.path(), &Options::small()).unwrap();
    assert!(repaired.cut_bytes > VALUE_BYTES as u64, "{repaired:?}");
    assert!(repaired.cut_bytes < 2 * VALUE_BYTES as u64, "{repaired:?}");
    assert_eq!(kept(dir.path()), [1, 2, 3, 4, 5]);
    let aside = fs::read(repaired.aside.unwrap()).unwrap();
    assert_eq!(aside.len() as u64, repaired.cut_bytes);
    assert!(!dir.path().join("trial").exists());

    // It goes on as if nothing had been, and a purge leaves nothing aside.
    let store = Embedded::open(dir.path(), Options::small()).unwrap();
    store
        .commit(puts(vec![put(&row(COMMITS), COMMITS, b"again")]))
        .unwrap();
    store.purge(Space::Keys).unwrap();
    drop(store);
    assert!(!dir.path().join("cut.journal").exists());
    assert_eq!(kept(dir.path()), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_damaged_batch_in_the_middle_takes_those_after_it_along() {
    let dir = tempfile::tempdir().unwrap();
    let journal = filled(dir.path());
    let mut bytes = fs::read(&journal).unwrap();
    let at = place(&bytes, 3);
    bytes[at + 10] ^= 1;
    fs::write(&journal, &bytes).unwrap();
    let repaired = Embedded::repair(dir.path(), &Options::small()).unwrap();
    assert!(repaired.cut_bytes > 4 * VALUE_BYTES as u64, "{repaired:?}");
    assert_eq!(kept(dir.path()), [1, 2]);
}

#[test]
fn a_whole_store_is_left_as_it_is_and_no_store_is_not_made() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let repaired = Embedded::repair(dir.path(), &Options::small()).unwrap();
    assert_eq!((repaired.cut_bytes, repaired.aside), (0, None));
    assert_eq!(kept(dir.path()), [1, 2, 3, 4, 5, 6]);

    let open = Embedded::open(dir.path(), Options::small()).unwrap();
    let refused = Embedded::repair(dir.path(), &Options::small()).unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }), "{refused}");
    drop(open);

    let empty = tempfile::tempdir().unwrap();
    Embedded::repair(empty.path(), &Options::small()).unwrap_err();
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0);
}
