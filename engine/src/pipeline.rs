//! The two threads that take messages in: one decides, one seals and commits.
//!
//! While a group is on its way to the disk, the next one is decided on top of it. Commits are in
//! order; when one fails, those decided on top of it are not tried, and all run again from what
//! the store has. Nobody is answered before their group is on disk.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use telos_model::process::Policy;
use telos_store::Committed;

use crate::answer::SubmitError;
use crate::clock::Clock;
use crate::core::{Core, Telling};
use crate::job::Job;
use crate::ledger::Ledger;
use crate::live::{Live, RECENT_MAX};
use crate::outbox::Outbox;
use crate::prepare::Prepared;

/// The most events decided and committed at once, beside what is left of one batch. A message of
/// many identifiers and statements counts as several.
pub const GROUP_EVENTS_MAX: usize = 2_000;
/// The most events that wait to be decided.
pub const QUEUE_EVENTS_MAX: usize = 50_000;
/// The most jobs that wait to be decided.
pub const QUEUE_JOBS_MAX: usize = 8_192;
/// How often a group runs again after conflicts before its senders are asked to come again.
pub const ATTEMPTS_MAX: u32 = 8;
/// How long the deciding thread sleeps when nothing comes, before it looks whether to stop.
const IDLE: Duration = Duration::from_millis(50);

/// How long the deciding thread waits before it looks again whether all is on disk.
const QUIET: Duration = Duration::from_micros(200);

/// So many steps of work are done before others may have the processor.
const STEPS_AT_ONCE: usize = 8;
/// Work of more steps than this is done without a break: so much comes only where all that counts
/// is to get through it.
const STEPS_WITH_BREAKS_MAX: usize = 500;

/// Between two of so many steps of longer work: gives the processor to whoever waits for it every so
/// often. Else a reader waits for the end of a time slice, which is milliseconds.
pub(crate) fn give_way(step: usize, steps: usize) {
    if steps <= STEPS_WITH_BREAKS_MAX && step % STEPS_AT_ONCE == STEPS_AT_ONCE - 1 {
        std::thread::yield_now();
    }
}

/// What both threads and the handles share.
pub(crate) struct Shared {
    pub(crate) policy: RwLock<Arc<Policy>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) live: Live,
    pub(crate) queued: AtomicUsize,
    /// Groups that were decided and are neither on disk nor sent back.
    pub(crate) in_flight: AtomicUsize,
    pub(crate) stopping: AtomicBool,
    pub(crate) writable: AtomicBool,
    pub(crate) followers: AtomicBool,
    /// Whether the newest outcomes are kept while nobody follows.
    pub(crate) keep_recent: bool,
    pub(crate) figures: Figures,
    pub(crate) outbox: Outbox,
    pub(crate) syncs: crate::sync::SyncCounts,
}

/// Figures since the start.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) commits: AtomicU64,
    pub(crate) events: AtomicU64,
    pub(crate) rows: AtomicU64,
    pub(crate) conflicts: AtomicU64,
    pub(crate) failures: AtomicU64,
    pub(crate) cached: [AtomicUsize; 3],
    pub(crate) decide_micros: AtomicU64,
    pub(crate) commit_micros: AtomicU64,
}

impl Shared {
    /// Whether the engine is to finish what is queued and stop.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// How much is told on the live stream.
    fn telling(&self) -> Telling {
        if self.followers.load(Ordering::Relaxed) {
            Telling::Everything
        } else if self.keep_recent {
            Telling::Newest(RECENT_MAX)
        } else {
            Telling::Nothing
        }
    }

    pub(crate) fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Jobs whose group was not committed.
pub(crate) struct Failed {
    jobs: Vec<Job>,
    /// The generation of states that they were decided on.
    generation: u64,
    /// A conflict is worth another try; anything else is for the senders to try again.
    conflict: bool,
}

/// The deciding thread: takes jobs off the queue in groups until it is told to stop.
pub(crate) fn decide_loop(
    mut core: Core,
    shared: &Shared,
    queue: &Receiver<Job>,
    commits: SyncSender<Prepared>,
    failed: &Receiver<Failed>,
) {
    decide_until_stopped(&mut core, shared, queue, &commits, failed);
    // What is on its way still may come back: whoever waits for it is told.
    drop(commits);
    while let Ok(failure) = failed.recv() {
        fail_all(failure.jobs, SubmitError::Stopping);
    }
}

fn decide_until_stopped(
    core: &mut Core,
    shared: &Shared,
    queue: &Receiver<Job>,
    commits: &SyncSender<Prepared>,
    failed: &Receiver<Failed>,
) {
    let mut generation = 0;
    let mut again: VecDeque<Job> = VecDeque::new();
    let mut attempts = 0;
    let mut committed = 0;
    loop {
        let mut lost = false;
        while let Ok(failure) = failed.try_recv() {
            // Groups of an older generation come back after the states they made were dropped.
            // Dropping again would lose those of groups that are on their way now.
            lost |= failure.generation == generation;
            if failure.conflict {
                again.extend(failure.jobs);
            } else {
                fail_all(failure.jobs, SubmitError::Unavailable);
            }
        }
        if lost {
            generation += 1;
            let commits = shared.figures.commits.load(Ordering::Relaxed);
            attempts = if commits == committed {
                attempts + 1
            } else {
                1
            };
            committed = commits;
            if core.forget(shared.clock.now()).is_err() || attempts > ATTEMPTS_MAX {
                fail_all(again.drain(..).collect(), SubmitError::Busy);
                attempts = 0;
            }
        }
        let jobs = gather(&mut again, shared, queue);
        if jobs.is_empty() {
            attempts = 0;
            if shared.stopping.load(Ordering::SeqCst) && queue_is_done(shared) {
                return;
            }
            continue;
        }
        if jobs.iter().any(Job::needs_quiet) && shared.in_flight.load(Ordering::SeqCst) > 0 {
            for job in jobs.into_iter().rev() {
                again.push_front(job);
            }
            std::thread::sleep(QUIET);
            continue;
        }
        core.set_telling(shared.telling());
        let begun = std::time::Instant::now();
        let events: usize = jobs.iter().map(Job::events).sum();
        match core.run(&shared.policy(), jobs, shared.clock.now(), generation) {
            Ok(prepared) => {
                add_micros(&shared.figures.decide_micros, begun);
                for (figure, cached) in shared.figures.cached.iter().zip(core.cached()) {
                    figure.store(cached, Ordering::Relaxed);
                }
                shared
                    .figures
                    .events
                    .fetch_add(events as u64, Ordering::Relaxed);
                shared.in_flight.fetch_add(1, Ordering::SeqCst);
                if let Err(unsent) = commits.send(prepared) {
                    fail_all(unsent.0.jobs, SubmitError::Stopping);
                    return;
                }
            }
            Err((error, jobs)) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a group could not be loaded"
                );
                shared.figures.failures.fetch_add(1, Ordering::Relaxed);
                fail_all(jobs, SubmitError::Unavailable);
            }
        }
    }
}

/// The next group: what has to run again first, then what waits.
fn gather(again: &mut VecDeque<Job>, shared: &Shared, queue: &Receiver<Job>) -> Vec<Job> {
    let mut jobs = Vec::new();
    let mut weight = 0;
    while let Some(job) = again.pop_front() {
        if job.is_alone() {
            if jobs.is_empty() {
                return vec![job];
            }
            again.push_front(job);
            return jobs;
        }
        weight += job.weight();
        jobs.push(job);
        if weight >= GROUP_EVENTS_MAX {
            return jobs;
        }
    }
    if jobs.is_empty() {
        match queue.recv_timeout(IDLE) {
            Ok(job) => {
                weight += dequeued(shared, &job);
                if job.is_alone() {
                    return vec![job];
                }
                jobs.push(job);
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return jobs,
        }
    }
    while weight < GROUP_EVENTS_MAX {
        let Ok(job) = queue.try_recv() else {
            break;
        };
        weight += dequeued(shared, &job);
        if job.is_alone() {
            again.push_front(job);
            return jobs;
        }
        jobs.push(job);
    }
    jobs
}

fn dequeued(shared: &Shared, job: &Job) -> usize {
    let weight = job.weight();
    shared.queued.fetch_sub(weight, Ordering::SeqCst);
    weight
}

fn queue_is_done(shared: &Shared) -> bool {
    shared.queued.load(Ordering::SeqCst) == 0
}

fn fail_all(jobs: Vec<Job>, why: SubmitError) {
    for job in jobs {
        job.fail(why);
    }
}

fn add_micros(figure: &AtomicU64, begun: std::time::Instant) {
    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    figure.fetch_add(micros, Ordering::Relaxed);
}

/// The committing thread: seals groups and commits them in order, with their entries of the
/// ledger, then answers.
pub(crate) fn commit_loop(
    ledger: &Ledger,
    shared: &Shared,
    commits: &Receiver<Prepared>,
    failed: &Sender<Failed>,
) {
    let mut bad: Option<u64> = None;
    while let Ok(prepared) = commits.recv() {
        commit_one(ledger, shared, prepared, failed, &mut bad);
        shared.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

fn commit_one(
    ledger: &Ledger,
    shared: &Shared,
    mut prepared: Prepared,
    failed: &Sender<Failed>,
    bad: &mut Option<u64>,
) {
    if *bad == Some(prepared.generation) {
        send_back(failed, prepared.jobs, prepared.generation, true);
        return;
    }
    let begun = std::time::Instant::now();
    if let Err(error) = prepared.complete(ledger.store()) {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "what a group removes could not be read"
        );
        shared.figures.failures.fetch_add(1, Ordering::Relaxed);
        *bad = Some(prepared.generation);
        send_back(failed, prepared.jobs, prepared.generation, false);
        return;
    }
    let rows = prepared.commit.puts.len() as u64;
    match ledger.commit(prepared.commit, &prepared.leaves) {
        Ok(Committed::Done) => {
            add_micros(&shared.figures.commit_micros, begun);
            shared.writable.store(true, Ordering::Relaxed);
            shared.figures.commits.fetch_add(1, Ordering::Relaxed);
            shared.figures.rows.fetch_add(rows, Ordering::Relaxed);
            if let Some(remains) = &prepared.remains {
                shared.live.forget(remains.nodes());
            }
            shared.outbox.note(&prepared.queued);
            // Told first, so that whoever has an answer finds what became of it.
            shared.live.tell(prepared.outcomes);
            for (job, done) in prepared.jobs.into_iter().zip(prepared.done) {
                job.succeed(done);
            }
        }
        Ok(Committed::Conflict { key }) => {
            tracing::debug!(
                space = key.space.name(),
                "a group met a conflict and runs again"
            );
            shared.figures.conflicts.fetch_add(1, Ordering::Relaxed);
            *bad = Some(prepared.generation);
            send_back(failed, prepared.jobs, prepared.generation, true);
        }
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a group could not be committed"
            );
            shared.figures.failures.fetch_add(1, Ordering::Relaxed);
            shared.writable.store(false, Ordering::Relaxed);
            *bad = Some(prepared.generation);
            send_back(failed, prepared.jobs, prepared.generation, false);
        }
    }
}

/// Gives jobs back to the deciding thread; if it has gone, to their senders.
fn send_back(failed: &Sender<Failed>, jobs: Vec<Job>, generation: u64, conflict: bool) {
    let failure = Failed {
        jobs,
        generation,
        conflict,
    };
    if let Err(unsent) = failed.send(failure) {
        fail_all(unsent.0.jobs, SubmitError::Stopping);
    }
}
