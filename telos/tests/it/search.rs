//! `telos search`, as an officer uses it. That it finds what is there, and nothing of whoever was
//! erased, is shown by `e2e/life.test.mjs`.

use std::fs;
use std::process::Command;

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use telos_engine::layout::keys::{self, Meta};
use telos_model::id::NodeId;
use telos_store::embedded::{self, Embedded};
use telos_store::seal::{MasterKey, NodeKey, Vault};
use telos_store::{Commit, Put, Store};

#[test]
fn what_cannot_be_searched_for_is_refused_with_its_reason() {
    let directory = tempfile::tempdir().expect("a directory");
    let search = |values: &str| {
        fs::write(directory.path().join("values"), values).expect("writes");
        let mut command = Command::new(env!("CARGO_BIN_EXE_telos"));
        let command = command.current_dir(directory.path()).args([
            "search",
            "--store",
            "none",
            "--key-file",
            "none.key",
            "--values",
            "values",
        ]);
        let output = command.output().expect("the binary runs");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), text)
    };
    for bad in ["", "long enough\nab\n"] {
        let (code, text) = search(bad);
        assert_eq!(code, Some(1), "{text}");
        assert!(
            text.contains("1 to 1000 lines, each of 4 bytes or more"),
            "{text}"
        );
    }
    let (code, text) = search("ada@example.org\n");
    assert_eq!(code, Some(1));
    assert!(text.contains("there is no store in none"), "{text}");
    assert!(!text.contains("ada@"), "values are not printed");
}

#[test]
fn a_search_with_a_key_that_opens_nothing_fails_and_says_so() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    let own = Vault::new(MasterKey::create(&path("own.key")).expect("makes"));
    drop(MasterKey::create(&path("other.key")).expect("makes"));
    let node = NodeId::new(7);
    let sealed_by = |vault: &Vault| {
        let store = Embedded::open(&path("data"), embedded::Options::default()).expect("opens");
        let key = NodeKey::generate(&mut ChaCha12Rng::from_seed([1; 32]));
        let put = |key, value| Put {
            key,
            version: 1,
            value,
        };
        let commit = Commit {
            name: "test",
            puts: vec![
                put(keys::meta(Meta::Check, 0), own.check_value().to_vec()),
                put(keys::node_key(node), vault.wrap_key(&key, node.number())),
            ],
            ..Commit::default()
        };
        store.commit(commit).expect("commits");
    };
    fs::write(path("values"), "ada@example.org\n").expect("writes");
    let search = |key: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_telos"));
        let command = command.current_dir(directory.path()).args([
            "search",
            "--store",
            "data",
            "--key-file",
            key,
            "--values",
            "values",
        ]);
        let output = command.output().expect("the binary runs");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        (output.status.code(), text)
    };
    sealed_by(&own);
    let (code, text) = search("own.key");
    assert!(
        code == Some(0) && text.contains("None of them is there"),
        "{text}"
    );
    let (code, text) = search("other.key");
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("not the one that the store was made with"),
        "{text}"
    );
    assert!(!text.contains("None of them is there"));
    sealed_by(&Vault::new(
        MasterKey::load(&path("other.key")).expect("reads"),
    ));
    let (code, text) = search("own.key");
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("1 of 1 keys in the store do not open"),
        "{text}"
    );
}
