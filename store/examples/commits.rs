//! Measures commits of the embedded engine as events make them: for each event a node's state with
//! an expected version, the event, and its message id; batches from several threads at once.
//!
//! `cargo run --release -p telos-store --example commits -- DIR [threads] [events a batch] [seconds] [bare]`
//!
//! `bare` puts the same bytes straight into the engine, one thread, a sync a batch, for comparison.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use fjall::{Database, KeyspaceCreateOptions, PersistMode};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use telos_store::embedded::Options;
use telos_store::{Commit, Committed, Embedded, Expect, Key, Put, Space, Store};

const PEOPLE: u64 = 1_000_000;
const STATE_BYTES: usize = 600;
const EVENT_BYTES: usize = 400;

/// Rows of one event, the same for both ways of writing.
struct Event {
    node: u64,
    sort: [u8; 16],
    message: [u8; 16],
    partition: u64,
}

fn events(dice: &mut ChaCha8Rng, count: usize) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::with_capacity(count);
    let mut nodes = std::collections::HashSet::new();
    while events.len() < count {
        let node = dice
            .random_range(0..PEOPLE)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        if nodes.insert(node) {
            let mut event = Event {
                node,
                sort: [0; 16],
                message: [0; 16],
                partition: dice.next_u64(),
            };
            dice.fill_bytes(&mut event.sort);
            dice.fill_bytes(&mut event.message);
            events.push(event);
        }
    }
    events
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, other: u64| {
        arguments
            .get(at)
            .map_or(Ok(other), |text| text.parse::<u64>())
    };
    let dir = arguments.first().ok_or("name a directory to make")?;
    let (threads, batch) = (number(1, 4)?, usize::try_from(number(2, 100)?)?);
    let time = Duration::from_secs(number(3, 10)?);
    if arguments.get(4).is_some_and(|word| word == "bare") {
        return bare(Path::new(dir), batch, time);
    }
    let start = Instant::now();
    let mut options = Options::default();
    if let Ok(bytes) = std::env::var("MEMTABLE_MIB") {
        options.memtable_bytes = bytes.parse::<u64>()? << 20;
    }
    if let Ok(count) = std::env::var("WORKERS") {
        options.worker_threads = count.parse()?;
    }
    let store = Embedded::open(Path::new(dir), options)?;
    println!("opened in {:?}", start.elapsed());
    let waits = Mutex::new(Vec::new());
    let start = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (store, waits) = (&store, &waits);
            scope.spawn(move || {
                let mut dice = ChaCha8Rng::seed_from_u64(thread + u64::from(std::process::id()));
                let mut own = Vec::new();
                while start.elapsed() < time {
                    own.push(one_batch(store, &mut dice, batch));
                }
                waits.lock().expect("no thread panicked").extend(own);
            });
        }
    });
    report(&mut waits.into_inner()?, start.elapsed(), batch);
    let stats = store.stats()?;
    println!(
        "syncs {}, looked up {} of {} expectations, stalled {:?}, disk {} MiB, journals {} MiB, memtables {} MiB",
        stats.syncs,
        stats.expects_looked_up,
        stats.expects,
        stats.stalled,
        stats.disk_bytes >> 20,
        stats.journal_bytes >> 20,
        stats.memtable_bytes >> 20,
    );
    for line in std::fs::read_to_string("/proc/self/status")?.lines() {
        if line.starts_with("VmHWM") || line.starts_with("VmRSS") {
            println!("{line}");
        }
    }
    Ok(())
}

/// Reads the states, writes the batch, and again if another thread was first. Returns how long the commit took.
fn one_batch(store: &Embedded, dice: &mut ChaCha8Rng, count: usize) -> Duration {
    let events = events(dice, count);
    let nodes: Vec<_> = events
        .iter()
        .map(|event| Key::new(Space::Nodes, event.node, b""))
        .collect();
    loop {
        let states = store.read(&nodes).expect("read");
        let mut commit = Commit {
            name: "measure",
            ..Commit::default()
        };
        for ((event, node), state) in events.iter().zip(&nodes).zip(&states) {
            let version = state.as_ref().map_or(0, |row| row.version);
            commit.expects.push(match state {
                Some(_) => Expect::Version(node.clone(), version),
                None => Expect::Absent(node.clone()),
            });
            let mut value = vec![0; STATE_BYTES];
            dice.fill_bytes(&mut value);
            commit.puts.push(Put {
                key: node.clone(),
                version: version + 1,
                value,
            });
            let key = Key::new(Space::Events, event.node, &event.sort);
            commit.puts.push(Put {
                key,
                version: 0,
                value: vec![7; EVENT_BYTES],
            });
            let key = Key::new(Space::Messages, event.partition, &event.message[..8]);
            commit.puts.push(Put {
                key,
                version: 0,
                value: event.message[..].to_vec(),
            });
        }
        let start = Instant::now();
        if store.commit(commit).expect("commit") == Committed::Done {
            return start.elapsed();
        }
    }
}

fn report(waits: &mut [Duration], time: Duration, batch: usize) {
    waits.sort();
    let at = |share: usize| waits[(waits.len() - 1) * share / 100];
    let events = (waits.len() * batch) as u128 * 1000 / time.as_millis().max(1);
    println!(
        "{events} events/s, {} rows/s; a commit takes p50 {:?} p99 {:?} max {:?}",
        events * 3,
        at(50),
        at(99),
        at(100),
    );
}

/// The same rows straight into the engine, reading the state as well.
fn bare(dir: &Path, batch: usize, time: Duration) -> Result<(), Box<dyn std::error::Error>> {
    let database = Database::builder(dir).cache_size(192 << 20).open()?;
    let open = |name| database.keyspace(name, KeyspaceCreateOptions::default);
    let (nodes, rows, messages) = (open("nodes")?, open("events")?, open("messages")?);
    let mut dice = ChaCha8Rng::seed_from_u64(u64::from(std::process::id()));
    let mut waits = Vec::new();
    let start = Instant::now();
    while start.elapsed() < time {
        let events = events(&mut dice, batch);
        let mut writes = database.batch().durability(Some(PersistMode::SyncData));
        for event in &events {
            std::hint::black_box(nodes.get(event.node.to_be_bytes())?);
            let mut value = vec![0; STATE_BYTES];
            dice.fill_bytes(&mut value);
            writes.insert(&nodes, event.node.to_be_bytes(), value);
            let key = [&event.node.to_be_bytes()[..], &event.sort].concat();
            writes.insert(&rows, key, vec![7; EVENT_BYTES]);
            let key = [&event.partition.to_be_bytes()[..], &event.message[..8]].concat();
            writes.insert(&messages, key, event.message);
        }
        let began = Instant::now();
        writes.commit()?;
        waits.push(began.elapsed());
    }
    report(&mut waits, start.elapsed(), batch);
    Ok(())
}
