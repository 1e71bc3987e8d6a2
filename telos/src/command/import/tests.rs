//! Imports through a real engine.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use telos_connect::import::Mapping;
use telos_engine::{CacheSizes, Engine, ManualClock, Options, ProfileAnswer, Who};
use telos_model::decide::Named;
use telos_model::people::Identifier;
use telos_model::profile::Measured;
use telos_model::time::Timestamp;
use telos_model::value::MICROS;
use telos_store::seal::{MasterKey, Vault};
use telos_store::{Memory, Store};

use super::rejects::Rejects;
use super::run::{Tally, run};
use super::target::Target;
use crate::catalog;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn engine() -> Engine {
    let files = catalog::read(&root().join("catalog")).expect("the shipped catalog");
    let compiled = telos_model::catalog::compile(&files, None).expect("in order");
    let store: Arc<dyn Store> = Arc::new(Memory::new());
    let now = Timestamp::parse("2026-05-03T12:00:00Z").expect("a time");
    let options = Options {
        seed: [1; 32],
        instance: 0,
        caches: CacheSizes::default(),
        warm: false,
        sweep_millis: 0,
        keep_recent: false,
    };
    let vault = Vault::new(MasterKey::from_secret([7; 32]));
    let clock = Arc::new(ManualClock::at(now));
    let engine = Engine::open(store, vault, compiled, clock, &options).expect("opens");
    engine.apply(&files).expect("applies");
    engine
}

fn mapping(name: &str) -> Mapping {
    let path = root().join("imports").join(name);
    Mapping::parse(name, &std::fs::read_to_string(path).expect("text")).expect("in order")
}

/// Imports a file and gives what became of it, with the rejects as text.
fn import(
    engine: &Engine,
    mapping: &Mapping,
    path: &Path,
    stopped: &dyn Fn() -> bool,
) -> (Tally, String) {
    let home = tempfile::tempdir().expect("a directory");
    let written = home.path().join("rejects.csv");
    let mut rejects = Rejects::new(Some(&written), path).expect("made");
    let source = engine.policy().catalog.names.sources[&mapping.source];
    let target = Target::Engine {
        engine: engine.clone(),
        source,
    };
    let file = File::open(path).expect("opens");
    let tally = run(mapping, file, &target, &mut rejects, stopped).expect("imports");
    rejects.finish().expect("written");
    (tally, std::fs::read_to_string(&written).expect("text"))
}

/// Customers who are known, their orders, and their money in millionths.
fn totals(engine: &Engine, customers: &BTreeSet<String>) -> (usize, u64, i128) {
    let policy = engine.policy();
    let names = &policy.catalog.names;
    let purpose = Named::Known(names.purposes["aria/orders"]);
    let order = names.events["Order Completed"];
    let schema = policy.catalog.event(order).expect("declared");
    let revenue = schema.fields.iter().find(|(path, _)| **path == *"revenue");
    let revenue = revenue.expect("declared").1;
    let kind = names.identifiers["customer_id"];
    let (mut known, mut orders, mut money) = (0, 0, 0);
    for customer in customers {
        let value = customer.as_str().into();
        let who = Who::Identifier(Identifier { kind, value });
        let ProfileAnswer::Seen(seen) = engine.profile(&who, purpose, false).expect("reads") else {
            panic!("a customer is not known");
        };
        known += 1;
        for tally in &seen.behaviours {
            match tally.measured {
                Measured::Event(event) if event == order => orders += tally.total.count,
                Measured::Field(field) if field == revenue => money += tally.total.micros,
                _ => {}
            }
        }
    }
    (known, orders, money)
}

/// Customers, purchases and cents, from the text in whole numbers only.
fn truth(path: &Path) -> (BTreeSet<String>, u64, i128) {
    let text = std::fs::read_to_string(path).expect("text");
    let (mut customers, mut purchases, mut cents) = (BTreeSet::new(), 0, 0);
    for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        customers.insert(words[0].to_owned());
        purchases += 1;
        cents += words[3].replace('.', "").parse::<i128>().expect("cents");
    }
    (customers, purchases, cents)
}

fn second_import_changes_nothing(path: &Path) -> (usize, u64, i128) {
    let engine = engine();
    let (customers, purchases, cents) = truth(path);
    let (first, rejects) = import(&engine, &mapping("cdnow.toml"), path, &|| false);
    assert_eq!(
        (first.rows, first.messages, first.kept),
        (purchases, purchases, purchases)
    );
    assert_eq!((first.left_out, rejects.lines().count()), (0, 1));
    let before = totals(&engine, &customers);
    assert_eq!(before, (customers.len(), purchases, cents * MICROS / 100));
    let (second, _) = import(&engine, &mapping("cdnow.toml"), path, &|| false);
    assert_eq!((second.kept, second.duplicate), (0, purchases));
    assert_eq!(totals(&engine, &customers), before);
    engine.stop();
    (customers.len(), purchases, cents)
}

#[test]
fn cdnow_slice_is_exact_and_a_second_import_changes_nothing() {
    let slice = root().join("connect/tests/data/cdnow.txt");
    assert_eq!(second_import_changes_nothing(&slice), (79, 454, 1_640_801));
}

#[test]
fn cdnow_in_full_is_exact_and_a_second_import_changes_nothing() {
    // The whole file lies beside the project where it is built, and is not part of it.
    let beside = || root().join("../shared/data");
    let data = std::env::var_os("TELOS_TEST_DATA").map_or_else(beside, PathBuf::from);
    let path = data.join("CDNOW_master.txt");
    if path.exists() {
        let totals = second_import_changes_nothing(&path);
        assert_eq!(totals, (23_570, 69_659, 250_031_563));
    }
}

#[test]
fn a_stopped_import_goes_on_where_it_ended() {
    let slice = root().join("connect/tests/data/cdnow.txt");
    let engine = engine();
    let (customers, purchases, cents) = truth(&slice);
    let asked = AtomicU64::new(0);
    let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 100;
    let (first, _) = import(&engine, &mapping("cdnow.toml"), &slice, &stop);
    assert!(first.stopped);
    assert_eq!((first.rows, first.kept), (100, 100));
    let (second, _) = import(&engine, &mapping("cdnow.toml"), &slice, &|| false);
    assert_eq!((second.kept, second.duplicate), (purchases - 100, 100));
    let whole = (customers.len(), purchases, cents * MICROS / 100);
    assert_eq!(totals(&engine, &customers), whole);
    engine.stop();
}

#[test]
fn febrl_people_are_imported() {
    let slice = root().join("connect/tests/data/febrl.csv");
    let engine = engine();
    let (tally, _) = import(&engine, &mapping("febrl.toml"), &slice, &|| false);
    assert_eq!((tally.rows, tally.kept, tally.rejected), (200, 200, 0));
    engine.stop();
}

#[test]
fn rejects_of_rows_and_of_messages_are_written_without_values() {
    let text = "name = \"t\"\nsource = \"cdnow\"\n[file]\nformat = \"csv\"\n[[message]]\n\
        type = \"track\"\nevent = \"{event}\"\ntimestamp = \"{at}\"\n\
        identifiers.customer_id = \"{id}\"\nproperties.order_id = \"{#id}\"\n";
    let mapping = Mapping::parse("t.toml", text).expect("in order");
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("orders.csv");
    let mut file = File::create(&path).expect("made");
    file.write_all(
        b"id,event,at\nann17,Order Completed,2024-01-01\nbob23,Secret Event,2024-01-01\n\
          null,Order Completed,2024-01-01\ncara42,Order Completed,marker-date\n",
    )
    .expect("written");
    let engine = engine();
    let (tally, rejects) = import(&engine, &mapping, &path, &|| false);
    assert_eq!((tally.rows, tally.rejected_rows), (4, 3));
    assert_eq!((tally.messages, tally.kept, tally.rejected), (3, 1, 2));
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines[0], "line,reason_code,where,reason,mend");
    assert!(lines[1].starts_with("5,date_invalid,at,"));
    assert!(lines[2].starts_with("3,event_unknown,event,"));
    assert!(lines[3].starts_with("4,identifier_unusable,userId,"));
    for value in ["bob23", "Secret", "cara42", "marker"] {
        assert!(!rejects.contains(value), "{value}");
    }
    engine.stop();
}
