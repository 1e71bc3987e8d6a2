//! The same stories through the engine's two threads, with many batches on their way at once.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use telos_engine::{
    CacheSizes, Engine, ManualClock, Options, Receipt, Refused, Status, SubmitError, Who,
};
use telos_ledger::SignedCheckpoint;
use telos_model::catalog::{compile, starter};
use telos_model::json::Json;
use telos_model::message::RawMessage;
use telos_model::time::Timestamp;
use telos_store::memory::Faults;
use telos_store::{Memory, Store};
use tokio::sync::oneshot::Receiver;

use super::check::{self, Told};
use super::erased;
use super::story::{Step, Teller};
use super::{POLICIES, VAULT};
use crate::opened::Opened;
use crate::support::{NOON, vault};

const RUNS: u64 = 200;
const STEPS: usize = 60;
/// How many batches are sent before the answers to the first are awaited.
const ON_THE_WAY: usize = 8;

type Answer = Receiver<Result<Vec<Receipt>, SubmitError>>;

fn open(store: &Arc<Memory>, clock: &Arc<ManualClock>, seed: u64) -> Engine {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    let options = Options {
        seed: bytes,
        instance: 0,
        caches: CacheSizes::default(),
        warm: true,
        sweep_millis: 0,
        keep_recent: true,
    };
    let shared: Arc<dyn Store> = store.clone();
    let catalog = compile(&starter(), None).expect("compiles");
    Engine::open(shared, vault(), catalog, clock.clone(), &options).expect("opens")
}

fn submit(engine: &Engine, key: &str, bodies: &[String], gpc: bool) -> Option<(u16, Answer)> {
    let source = engine.policy().catalog.names.write_keys[key];
    let items = bodies.iter().map(|body| {
        let raw = RawMessage {
            body: Json::parse_str(body).expect("JSON"),
            call: None,
            source,
            received: engine.now(),
            sent: None,
            address: None,
            gpc,
            fallback_id: engine.new_message_id(),
        };
        engine.read_message(&raw).map_err(|rejection| Refused {
            message_id: "none".into(),
            rejection,
            call: None,
        })
    });
    let answer = engine.submit(source, items.collect()).ok()?;
    Some((source.slot(), answer))
}

/// Notes what was told; false if a batch failed.
fn note(told: &mut Told, (source, answer): (u16, Answer)) -> bool {
    let Ok(receipts) = answer.blocking_recv().expect("always answered") else {
        return false;
    };
    let source = telos_model::id::SourceId::new(source);
    for receipt in receipts {
        if matches!(receipt.status, Status::Kept { .. } | Status::Forgotten) {
            let id = telos_engine::testing::event_id(&VAULT, source, &receipt.message_id);
            let twice = told.insert(id.0, receipt.status);
            assert!(twice.is_none(), "E-1: a message is taken once");
        }
    }
    true
}

fn run(seed: u64) {
    let store = Arc::new(Memory::with_faults(seed, Faults::default()));
    let clock = Arc::new(ManualClock::at(Timestamp::parse(NOON).expect("a time")));
    let mut engine = open(&store, &clock, seed);
    let mut teller = Teller {
        dice: ChaCha8Rng::seed_from_u64(seed),
        messages: 0,
        faults: seed.is_multiple_of(2),
    };
    let mut told = Told::new();
    let mut waiting: Vec<(u16, Answer)> = Vec::new();
    let mut signed: Vec<(Box<str>, SignedCheckpoint)> = Vec::new();
    for _ in 0..STEPS {
        match teller.step(engine.now()) {
            Step::Send(key, bodies, gpc) => {
                waiting.extend(submit(&engine, key, &bodies, gpc));
                if waiting.len() >= ON_THE_WAY && teller.dice.random_bool(0.3) {
                    for answer in waiting.drain(..) {
                        note(&mut told, answer);
                    }
                    if let Ok(one) = engine.ledger_checkpoint() {
                        let name = format!("checkpoint {}", signed.len());
                        signed.push((name.into(), (*one).clone()));
                    }
                }
            }
            Step::Pass(millis) => clock.advance(millis),
            Step::Due => drop(engine.run_due()),
            Step::Faults(rate) => store.set_faults(Faults {
                before_per_mille: rate,
                after_per_mille: rate / 2,
                unsynced_per_mille: 0,
                conflict_per_mille: rate,
                read_per_mille: rate / 2,
            }),
            Step::Full(full) => store.set_disk_full(full),
            Step::Crash => {
                engine.stop();
                store.set_faults(Faults::default());
                clock.advance(1);
                engine = open(&store, &clock, seed ^ 0xdead);
            }
            // Over faults it waits and tries again, which takes the time of many stories.
            Step::Sweep if teller.faults => {}
            Step::Sweep => drop(engine.sweep_retention(false)),
            Step::Erase(place) => {
                let node = Opened::of(&store.dump(), &VAULT)
                    .nodes
                    .into_keys()
                    .nth(place);
                // What was begun is finished in the end; nothing else is promised over a fault.
                drop(node.map(|node| engine.erase(&Who::Node(node), None)));
            }
            Step::Again | Step::Unmerge(_) | Step::Apply(_) => {}
        }
    }
    for answer in waiting.drain(..) {
        note(&mut told, answer);
    }
    store.set_faults(Faults::default());
    store.set_disk_full(false);
    engine.resume_erasures().expect("no faults");
    engine.run_due().expect("no faults");
    let now = engine.now();
    engine.stop();
    let opened = Opened::of(&store.dump(), &VAULT);
    let policy = &POLICIES[0];
    check::messages(&opened, &told);
    check::folds(&opened, &[&policy.catalog]);
    check::families(&opened);
    check::standings(policy, &opened, now);
    check::identifiers(&opened, &VAULT);
    check::counts(&opened, &store, None);
    check::rows(&opened);
    check::ledger(&store, &policy.catalog.slots, &opened, &signed);
    erased::erased(&opened, &store.dump(), &VAULT);
}

#[test]
fn with_many_batches_on_their_way_the_invariants_hold() {
    for seed in 0..RUNS {
        // Shown where it fails.
        println!("threaded seed {seed}");
        run(seed);
    }
}
