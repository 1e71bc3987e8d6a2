//! Consents through a running engine, durable with their entries in the ledger, and proofs from
//! the store.

use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use telos_engine::{CacheSizes, Engine, Options, Refused, SystemClock};
use telos_model::catalog::{compile, starter};
use telos_model::json::Json;
use telos_model::message::{Message, RawMessage};
use telos_store::Store;
use telos_store::embedded::{self, Embedded};
use telos_store::seal::{MasterKey, Vault};

const PEOPLE: usize = 5_000;
const BATCH: usize = 100;

fn engine(store: Arc<dyn Store>) -> Engine {
    let catalog = compile(&starter(), None).expect("compiles");
    let options = Options {
        seed: [7; 32],
        instance: 0,
        caches: CacheSizes::default(),
        warm: false,
        sweep_millis: 500,
        keep_recent: false,
    };
    let vault = Vault::new(MasterKey::from_secret([7; 32]));
    let engine = Engine::open(store, vault, catalog, Arc::new(SystemClock), &options);
    let engine = engine.expect("opens");
    engine.apply(&starter()).expect("applies");
    engine
}

/// A round of changes of mind: each person once.
fn round(engine: &Engine, number: usize) -> Vec<Vec<Result<Message, Refused>>> {
    let act = if number.is_multiple_of(2) {
        "grant"
    } else {
        "withdraw"
    };
    let read = |person: usize| {
        let body = format!(
            r#"{{"type":"consent","userId":"u{person}","messageId":"m{number}-{person}","consents":[{{"purpose":"news-email","act":"{act}"}}]}}"#
        );
        let raw = RawMessage {
            body: Json::parse_str(&body).expect("JSON"),
            call: None,
            source: engine.policy().catalog.names.write_keys["aria-web-key"],
            received: engine.now(),
            sent: None,
            address: None,
            gpc: false,
            fallback_id: engine.new_message_id(),
        };
        Ok(engine.read_message(&raw).expect("a message"))
    };
    let people: Vec<usize> = (0..PEOPLE).collect();
    let batches = people.chunks(BATCH);
    batches
        .map(|people| people.iter().copied().map(read).collect())
        .collect()
}

fn send(engine: &Engine, batches: Vec<Vec<Result<Message, Refused>>>) {
    let source = engine.policy().catalog.names.write_keys["aria-web-key"];
    let sent = batches
        .into_iter()
        .map(|batch| engine.submit(source, batch));
    let sent: Vec<_> = sent.map(|sent| sent.expect("taken")).collect();
    for answer in sent {
        answer.blocking_recv().expect("answered").expect("kept");
    }
}

fn consents(criterion: &mut Criterion) {
    let directory = tempfile::tempdir().expect("a directory");
    let store = Embedded::open(directory.path(), embedded::Options::default());
    let engine = engine(Arc::new(store.expect("opens")));
    let mut number = 0;
    let mut group = criterion.benchmark_group("consents");
    group.throughput(Throughput::Elements(PEOPLE as u64));
    group.sample_size(10);
    group.bench_function("5,000 changes in batches of 100, durable", |bencher| {
        bencher.iter_batched(
            || {
                number += 1;
                round(&engine, number)
            },
            |batches| send(&engine, batches),
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
    let head = engine.ledger_checkpoint().expect("signs");
    let size = head.unverified().size;
    println!("{size} entries");
    criterion.bench_function("inclusion proof from the store", |bencher| {
        bencher.iter(|| engine.ledger_inclusion(size / 3, size).expect("reads"));
    });
    engine.stop();
}

criterion_group!(benches, consents);
criterion_main!(benches);
