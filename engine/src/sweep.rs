//! Timers: families are looked at again when passing time alone may have changed their segments.

use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use telos_model::id::NodeId;
use telos_store::{Commit, Key, Put, Space, Store};
use tokio::sync::oneshot;

use crate::answer::{ReadError, SubmitError};
use crate::engine::Engine;
use crate::job::Job;
use crate::layout::keys::{self, Meta};

/// The most timers taken up at once. Messages wait behind them, so they are few.
pub(crate) const TIMERS_MAX: usize = 100;
/// The most nodes settled at once.
const SETTLE_NODES_MAX: usize = 100;
/// After so many steps it is written down how far settling is, for a start that comes in between.
const SETTLE_NOTE_STEPS: usize = 100;
/// How long is rested after a step at the most; else as long as the step took, so that what can
/// wait takes at most half of what there is.
const REST_MAX: Duration = Duration::from_secs(1);
/// How long settling waits before it tries again what could not be written.
const SETTLE_AGAIN: Duration = Duration::from_millis(100);

/// Starts the thread that looks for due timers until the engine stops.
pub(crate) fn start(engine: &Engine, every_millis: u64) -> std::io::Result<JoinHandle<()>> {
    let engine = engine.clone();
    let work = move || {
        while !engine.inner.shared.stopping.load(Ordering::SeqCst) {
            engine.notice_followers();
            let begun = Instant::now();
            match run_due(&engine) {
                Ok(0) => std::thread::sleep(Duration::from_millis(every_millis)),
                Ok(_) => rest(begun),
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "timers could not be read"
                    );
                    std::thread::sleep(Duration::from_millis(every_millis));
                }
            }
        }
    };
    std::thread::Builder::new()
        .name("telos-timers".into())
        .spawn(work)
}

/// How often the thread that finishes erasures, purges and sweeps looks whether there is something.
const TEND_EVERY: Duration = Duration::from_secs(1);

/// Starts the thread that looks after erasures and retention until the engine stops.
pub(crate) fn start_sweeper(engine: &Engine) -> std::io::Result<JoinHandle<()>> {
    let engine = engine.clone();
    let work = move || {
        while !engine.inner.shared.stopping.load(Ordering::SeqCst) {
            crate::erase::tend(&engine);
            crate::retention::tend(&engine);
            if !crate::outbox::tend(&engine) {
                std::thread::park_timeout(TEND_EVERY);
            }
        }
    };
    std::thread::Builder::new()
        .name("telos-sweep".into())
        .spawn(work)
}

/// Takes up what is due in each bucket, and waits until it is on disk.
pub(crate) fn run_due(engine: &Engine) -> Result<usize, ReadError> {
    let now = engine.now();
    let mut done = 0;
    for bucket in 0..keys::TIMER_BUCKETS {
        let rows = engine
            .inner
            .store
            .scan(&keys::timers_due(bucket, now), TIMERS_MAX)?;
        let timers: Vec<_> = rows
            .iter()
            .filter_map(|(sort, _)| keys::timer_parts(sort))
            .collect();
        if timers.is_empty() {
            continue;
        }
        let count = timers.len();
        let taken = run(engine, |reply| Job::Due { timers, reply });
        // What could not be taken up now stays due and is taken up the next time.
        if taken.is_ok() {
            done += count;
        }
    }
    Ok(done)
}

/// Looks again at every segment of everyone, after a version of the catalog came into force, and
/// notes that it was done. Ends early where the engine stops, and goes on there after a start.
pub(crate) fn settle_everyone(engine: &Engine, version: u64) -> Result<(), ReadError> {
    let store = &*engine.inner.store;
    let mut after = settled_to(store, version)?;
    // Nobody: what was decided under the version before is on disk after it, and so in the walk.
    let mut nodes = Vec::new();
    for step in 1.. {
        let begun = Instant::now();
        if settle(engine, &nodes).is_err() {
            return Ok(());
        }
        if step % SETTLE_NOTE_STEPS == 0
            && let Some(after) = &after
        {
            note_settling(store, version, after.partition)?;
        }
        let page = store.walk(Space::Nodes, after.as_ref(), SETTLE_NODES_MAX)?;
        let Some((last, _)) = page.last() else {
            break;
        };
        after = Some(last.clone());
        nodes = page
            .iter()
            .map(|(key, _)| NodeId::new(key.partition))
            .collect();
        rest(begun);
    }
    write_settled(store, version, |_| (version, Vec::new()))
}

/// The last node that an earlier run settled under this version, if there was one.
fn settled_to(store: &dyn Store, version: u64) -> Result<Option<Key>, ReadError> {
    let row = store.read(&[keys::meta(Meta::Settled, 0)])?.pop().flatten();
    let under = row.and_then(|row| settling(&row.value));
    let last = under.and_then(|(of, last)| (of == version).then_some(last));
    Ok(last.map(|last| keys::node(NodeId::new(last))))
}

/// Under which version people are being settled, and the last of them.
fn settling(value: &[u8]) -> Option<(u64, u64)> {
    let (version, last) = value.split_first_chunk::<8>()?;
    let last: [u8; 8] = last.try_into().ok()?;
    Some((u64::from_be_bytes(*version), u64::from_be_bytes(last)))
}

/// Writes down how far settling under a version is.
fn note_settling(store: &dyn Store, version: u64, last: u64) -> Result<(), ReadError> {
    let value = [version.to_be_bytes(), last.to_be_bytes()].concat();
    write_settled(store, version, |settled| (settled, value))
}

/// Writes under which version everyone was settled and how far it is under the next, given the
/// former as it is; unless a later version came in between.
fn write_settled(
    store: &dyn Store,
    version: u64,
    make: impl FnOnce(u64) -> (u64, Vec<u8>),
) -> Result<(), ReadError> {
    let key = keys::meta(Meta::Settled, 0);
    let row = store.read(std::slice::from_ref(&key))?.pop().flatten();
    let settled = row.as_ref().map_or(0, |row| row.version);
    let under_way = row.and_then(|row| settling(&row.value));
    if settled >= version || under_way.is_some_and(|(of, _)| of > version) {
        return Ok(());
    }
    let (version, value) = make(settled);
    store.commit(Commit {
        name: "settled",
        puts: vec![Put {
            key,
            version,
            value,
        }],
        ..Commit::default()
    })?;
    Ok(())
}

/// Rests after a step for as long as it took.
fn rest(begun: Instant) {
    std::thread::sleep(begun.elapsed().min(REST_MAX));
}

/// The engine is stopping.
struct Stopping;

/// Settles nodes, however often it takes.
fn settle(engine: &Engine, nodes: &[NodeId]) -> Result<(), Stopping> {
    loop {
        let nodes = nodes.to_vec();
        match run(engine, |reply| Job::Settle { nodes, reply }) {
            Ok(()) => return Ok(()),
            Err(SubmitError::Stopping) => return Err(Stopping),
            Err(_) => std::thread::sleep(SETTLE_AGAIN),
        }
    }
}

/// Runs a job and waits until it is on disk.
fn run(
    engine: &Engine,
    job: impl FnOnce(oneshot::Sender<Result<(), SubmitError>>) -> Job,
) -> Result<(), SubmitError> {
    let (reply, outcome) = oneshot::channel();
    engine.queue(job(reply))?;
    outcome
        .blocking_recv()
        .unwrap_or(Err(SubmitError::Stopping))
}

#[cfg(test)]
mod tests {
    use telos_store::Memory;

    use super::*;

    #[test]
    fn settling_goes_on_where_it_was_and_a_later_version_begins_anew() {
        let store = Memory::new();
        let to = |version| settled_to(&store, version).expect("read");
        assert_eq!(to(2), None);
        note_settling(&store, 2, 70).expect("written");
        assert_eq!(to(2), Some(keys::node(NodeId::new(70))));
        assert_eq!(to(3), None);
        note_settling(&store, 3, 10).expect("written");
        // One that is still busy with an earlier version changes nothing any more.
        note_settling(&store, 2, 80).expect("left");
        assert_eq!((to(2), to(3)), (None, Some(keys::node(NodeId::new(10)))));
        write_settled(&store, 3, |_| (3, Vec::new())).expect("written");
        write_settled(&store, 2, |_| (2, Vec::new())).expect("left");
        let row = store.read(&[keys::meta(Meta::Settled, 0)]).expect("read");
        assert_eq!(row[0].as_ref().map(|row| row.version), Some(3));
    }
}
