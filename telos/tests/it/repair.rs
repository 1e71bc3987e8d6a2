//! `telos repair`, as an operator uses it after a power failure.

use std::fs;
use std::path::Path;
use std::process::Command;

use telos_store::embedded::{Embedded, Options};
use telos_store::{Commit, Key, Put, Space, Store};

fn repair(store: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_telos"));
    let output = command.arg("repair").arg("--store").arg(store).output();
    let output = output.expect("the binary runs");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn a_store_with_a_damaged_journal_opens_again_after_a_repair_and_only_where_there_is_one() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = directory.path().join("store");
    let (code, text) = repair(&store);
    assert_eq!(code, Some(1));
    assert!(text.contains("there is no store"), "{text}");

    let open = || Embedded::open(&store, Options::small());
    let engine = open().expect("opens");
    for partition in 1..=3_u8 {
        let key = Key {
            space: Space::Meta,
            partition: partition.into(),
            sort: b"row"[..].into(),
        };
        let put = Put {
            key,
            version: 1,
            value: vec![partition; 2_000],
        };
        let commit = Commit {
            name: "test",
            puts: vec![put],
            ..Commit::default()
        };
        engine.commit(commit).expect("commits");
    }
    drop(engine);
    let (code, text) = repair(&store);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Nothing was changed"), "{text}");

    for entry in fs::read_dir(store.join("rows")).expect("lists") {
        let path = entry.expect("lists").path();
        if path.extension().is_some_and(|end| end == "jnl") {
            let mut bytes = fs::read(&path).expect("reads");
            let last = bytes.windows(2_000).position(|part| part == [3; 2_000]);
            if let Some(at) = last {
                bytes[at + 100..at + 200].fill(0);
                fs::write(&path, bytes).expect("writes");
            }
        }
    }
    let refused = open().expect_err("damaged").to_string();
    assert!(refused.contains("telos repair"), "{refused}");
    let (code, text) = repair(&store);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("were cut off"), "{text}");
    open().expect("opens again");
}
