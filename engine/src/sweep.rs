//! Timers: families are looked at again when passing time alone may have changed their segments.

use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use telos_model::id::NodeId;
use telos_store::{Commit, Key, Put, Space};
use tokio::sync::oneshot;

use crate::answer::{ReadError, SubmitError};
use crate::engine::Engine;
use crate::job::Job;
use crate::layout::keys::{self, Meta};

/// The most timers taken up at once.
pub(crate) const TIMERS_MAX: usize = 500;
/// The most nodes settled at once.
const SETTLE_NODES_MAX: usize = 500;
/// How long settling waits before it tries again what could not be written.
const SETTLE_AGAIN: Duration = Duration::from_millis(100);

/// Starts the thread that looks for due timers until the engine stops.
pub(crate) fn start(engine: &Engine, every_millis: u64) -> std::io::Result<JoinHandle<()>> {
    let engine = engine.clone();
    let work = move || {
        while !engine.inner.shared.stopping.load(Ordering::SeqCst) {
            engine.notice_followers();
            match run_due(&engine) {
                Ok(0) => std::thread::sleep(Duration::from_millis(every_millis)),
                Ok(_) => {}
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
/// notes that it was done. Ends early where the engine stops.
pub(crate) fn settle_everyone(engine: &Engine, version: u64) -> Result<(), ReadError> {
    let store = &*engine.inner.store;
    let mut after: Option<Key> = None;
    // Nobody: what was decided under the version before is on disk after it, and so in the walk.
    let mut nodes = Vec::new();
    loop {
        if settle(engine, &nodes).is_err() {
            return Ok(());
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
    }
    store.commit(Commit {
        name: "settled",
        puts: vec![Put {
            key: keys::meta(Meta::Settled, 0),
            version,
            value: Vec::new(),
        }],
        ..Commit::default()
    })?;
    Ok(())
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
