//! `telos ledger verify` and `telos receipt verify`, as officers and customers use them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use serde_json::Value;
use telos_engine::ledger::ToProve;
use telos_engine::{CacheSizes, Engine, Options, Refused, SystemClock, Who};
use telos_model::catalog::compile;
use telos_model::json::Json;
use telos_model::message::RawMessage;
use telos_model::people::Identifier;
use telos_server::receipt::document;
use telos_store::embedded::{self, Embedded};
use telos_store::seal::{MasterKey, Vault};
use telos_store::{Commit, Key, Put, Space, Store};

struct Home {
    directory: tempfile::TempDir,
}

/// What a filled store gave out.
struct GivenOut {
    checkpoint: String,
    receipt: Value,
    key: String,
}

impl Home {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        Self { directory }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("writes");
        path
    }

    fn store(&self) -> Arc<Embedded> {
        let options = embedded::Options::default();
        Arc::new(Embedded::open(&self.path("data"), options).expect("opens"))
    }

    /// Takes so many consents in, and gives what was given out then.
    fn fill(&self, round: usize, people: usize) -> GivenOut {
        let key = self.path("telos.key");
        let master = if key.exists() {
            MasterKey::load(&key)
        } else {
            MasterKey::create(&key)
        };
        let catalog = telos_model::catalog::starter();
        let store = self.store();
        let slots = telos_engine::stored_slots(&*store).expect("reads");
        let compiled = compile(&catalog, slots.as_ref()).expect("compiles");
        let options = Options {
            seed: [u8::try_from(round).expect("small"); 32],
            instance: 0,
            caches: CacheSizes::default(),
            warm: false,
            sweep_millis: 0,
            keep_recent: false,
        };
        let vault = Vault::new(master.expect("a key"));
        let shared: Arc<dyn Store> = store.clone();
        let engine = Engine::open(shared, vault, compiled, Arc::new(SystemClock), &options);
        let engine = engine.expect("opens");
        engine.apply(&catalog).expect("applies");
        let given = consents(&engine, round, people);
        engine.stop();
        given
    }

    fn telos(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_telos"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TELOS_")) {
            command.env_remove(name);
        }
        let command = command.current_dir(self.directory.path()).args(args);
        command.output().expect("the binary runs")
    }

    fn verify(&self, more: &[&str]) -> (bool, String) {
        let args = [
            "ledger",
            "verify",
            "--store",
            "data",
            "--key-file",
            "telos.key",
        ];
        told(&self.telos(&[&args, more].concat()))
    }
}

fn told(output: &Output) -> (bool, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (
        output.status.success(),
        String::from_utf8(text).expect("UTF-8"),
    )
}

fn consents(engine: &Engine, round: usize, people: usize) -> GivenOut {
    let policy = engine.policy();
    let source = policy.catalog.names.write_keys["aria-web-key"];
    let items = (0..people).map(|person| {
        let body = format!(
            r#"{{"type":"consent","userId":"u{person}","messageId":"m{round}-{person}","consents":[{{"purpose":"reviews","act":"grant"}}]}}"#
        );
        let raw = RawMessage {
            body: Json::parse_str(&body).expect("JSON"),
            call: None,
            source,
            received: engine.now(),
            sent: None,
            address: None,
            gpc: false,
            fallback_id: engine.new_message_id(),
        };
        engine.read_message(&raw).map_err(|rejection| Refused {
            message_id: "none".into(),
            rejection,
            call: None,
        })
    });
    let receipts = engine.submit(source, items.collect()).expect("taken");
    receipts.blocking_recv().expect("answered").expect("kept");
    let kind = policy.catalog.names.identifiers["user_id"];
    let value = "u0".into();
    let who = Who::Identifier(Identifier { kind, value });
    let facts = engine.facts(&who).expect("reads").expect("known");
    let ToProve::Proven(proven) = engine.receipt(&who, facts[0].1.fact.id).expect("reads") else {
        panic!("the fact is proven");
    };
    GivenOut {
        checkpoint: engine.ledger_checkpoint().expect("signs").to_string(),
        receipt: document(&policy.catalog, &proven, "https://cdp.example"),
        key: engine.ledger_keys()[0].to_string(),
    }
}

#[test]
fn an_untouched_ledger_is_good_also_by_a_checkpoint_that_was_kept() {
    let home = Home::new();
    let first = home.fill(1, 300);
    home.write("kept.txt", &first.checkpoint);
    home.fill(2, 300);
    let (good, text) = home.verify(&["--checkpoint", "kept.txt"]);
    assert!(good && text.contains("Nothing was changed"), "{text}");
    let (good, text) = home.verify(&["--json"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert!(good && report["good"] == true, "{text}");
    assert_eq!(
        (&report["facts"], &report["size"]),
        (&600.into(), &602.into())
    );
}

#[test]
fn a_changed_entry_and_a_rolled_back_store_are_found() {
    let home = Home::new();
    home.fill(1, 300);
    copy(&home.path("data"), &home.path("backup"));
    let second = home.fill(2, 10);
    home.write("kept.txt", &second.checkpoint);

    // Back to the copy as a whole: only the kept checkpoint can tell.
    fs::remove_dir_all(home.path("data")).expect("removes");
    copy(&home.path("backup"), &home.path("data"));
    let (good, text) = home.verify(&[]);
    assert!(good, "{text}");
    let (good, text) = home.verify(&["--checkpoint", "kept.txt"]);
    assert!(!good && text.contains("rolled back"), "{text}");

    let key = Key::new(Space::Ledger, 0, &0_u64.to_be_bytes());
    let store = home.store();
    let row = store
        .read(std::slice::from_ref(&key))
        .expect("reads")
        .pop()
        .flatten();
    let mut value = row.expect("there").value;
    value[100] ^= 1;
    let put = Put {
        key,
        version: 0,
        value,
    };
    let commit = Commit {
        name: "tamper",
        puts: vec![put],
        ..Commit::default()
    };
    store.commit(commit).expect("writes");
    drop(store);
    let (good, text) = home.verify(&[]);
    assert!(!good && text.contains("altered"), "{text}");
}

#[test]
fn what_cannot_be_checked_is_said_plainly() {
    let home = Home::new();
    home.fill(1, 2);
    home.write("no.txt", "no checkpoint");
    let (good, text) = home.verify(&["--checkpoint", "no.txt"]);
    assert!(!good && text.contains("no.txt"), "{text}");
    let (good, text) = home.verify(&["--checkpoint", "missing.txt"]);
    assert!(!good && text.contains("missing.txt"), "{text}");
    let args = [
        "ledger",
        "verify",
        "--store",
        "nowhere",
        "--key-file",
        "telos.key",
    ];
    let (good, text) = told(&home.telos(&args));
    assert!(!good && text.contains("nowhere"), "{text}");
    assert!(!home.path("nowhere").exists(), "nothing is made");
}

#[test]
fn a_receipt_is_checked_with_its_own_key_and_with_a_trusted_one() {
    let home = Home::new();
    let given = home.fill(1, 20);
    home.write("receipt.jsonld", &given.receipt.to_string());
    let check = |more: &[&str]| {
        told(&home.telos(&[&["receipt", "verify", "receipt.jsonld"], more].concat()))
    };
    let (good, text) = check(&[]);
    assert!(
        good && text.contains("This receipt holds") && text.contains("--key"),
        "{text}"
    );
    let (good, text) = check(&["--key", &given.key]);
    assert!(good && !text.contains("--key"), "{text}");
    let other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let (good, text) = check(&["--key", other]);
    assert!(!good && text.contains("does not hold"), "{text}");
    let (good, text) = check(&["--key", "nonsense"]);
    assert!(!good && text.contains("nonsense"), "{text}");
    let changed = given
        .receipt
        .to_string()
        .replace("dpv:ConsentGiven", "dpv:ConsentWithdrawn");
    home.write("changed.jsonld", &changed);
    let (good, text) = told(&home.telos(&["receipt", "verify", "changed.jsonld"]));
    assert!(!good && text.contains("what was done"), "{text}");
    let (good, text) = told(&home.telos(&["receipt", "verify", "missing.jsonld"]));
    assert!(!good && text.contains("missing.jsonld"), "{text}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("makes");
    for entry in fs::read_dir(from).expect("reads") {
        let path = entry.expect("reads").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copies");
        }
    }
}
