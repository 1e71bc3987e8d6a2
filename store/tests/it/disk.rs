//! A disk that is full: writes are turned away, reads go on, nothing acknowledged is lost, and
//! writes are taken again once there is room. The full disk is played by a file size limit.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use telos_store::embedded::Options;
use telos_store::{Committed, Embedded, Space, Store, StoreError};

use crate::conformance::{key, put, puts};

const DIR_VARIABLE: &str = "TELOS_TEST_DISK_DIR";
/// In bytes, just above the 64 MiB that the engine reserves for a journal.
const FILE_LIMIT: &str = "67200000";

fn all_there(store: &dyn Store, last: u64) {
    let keys: Vec<_> = (1..=last)
        .map(|number| key(Space::Events, number, b""))
        .collect();
    let rows = store.read(&keys).unwrap();
    assert!(
        rows.iter()
            .all(|row| row.as_ref().is_some_and(|row| row.value.len() == 1_000_000))
    );
}

/// Runs under the limit, in a process of its own.
#[test]
fn child_whose_disk_fills_up() {
    let Some(dir) = std::env::var_os(DIR_VARIABLE).map(PathBuf::from) else {
        return;
    };
    // Memtables are never written out here, so that the journal is what meets the limit.
    let options = Options {
        memtable_bytes: 1 << 40,
        ..Options::small()
    };
    let store = Embedded::open(&dir, options).unwrap();
    let commit = |number| {
        let at = key(Space::Events, number, b"");
        store.commit(puts(vec![put(&at, number, &vec![3; 1_000_000])]))
    };
    let mut last = 0;
    let error = loop {
        match commit(last + 1) {
            Ok(outcome) => assert_eq!(outcome, Committed::Done),
            Err(error) => break error,
        }
        last += 1;
        assert!(last < 200, "the limit was never met");
    };
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
    assert!(last > 20);
    assert!(store.is_read_only());
    for _ in 0..3 {
        std::thread::sleep(Duration::from_millis(20));
        assert!(matches!(
            commit(last + 1),
            Err(StoreError::Unavailable { .. })
        ));
        all_there(&store, last);
    }
    let freed = Command::new("prlimit")
        .args([
            "--fsize=unlimited",
            "--pid",
            &std::process::id().to_string(),
        ])
        .status()
        .unwrap();
    assert!(freed.success());
    let since = Instant::now();
    while commit(last + 1).is_err() {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "writes never came back"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    all_there(&store, last + 1);
    drop(store);
    all_there(&Embedded::open(&dir, Options::small()).unwrap(), last + 1);
    println!("disk story complete");
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_turns_writes_away_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    // The shell ignores the signal, so that writes beyond the limit fail as on a full disk.
    let script = "trap '' XFSZ; exec prlimit --fsize=\"$0\":unlimited \"$1\" \
                  --exact disk::child_whose_disk_fills_up --nocapture";
    let output = Command::new("sh")
        .arg("-c")
        .args([script, FILE_LIMIT])
        .arg(std::env::current_exe().unwrap())
        .env(DIR_VARIABLE, dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && text.contains("disk story complete"),
        "{text}\n{errors}"
    );
}
