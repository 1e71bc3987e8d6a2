//! The handle on a running engine.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use telos_model::catalog::Catalog;
use telos_model::id::{NodeId, SourceId};
use telos_model::message::{Message, RawMessage, Rejection, validate, validate_of_staff};
use telos_model::process::Policy;
use telos_model::segment::SegmentCycle;
use telos_model::time::{Day, Timestamp};
use telos_store::seal::{BlindDomain, Vault};
use telos_store::{Commit, Committed, Expect, Put, Store, StoreError};
use tokio::sync::{broadcast, oneshot};

use crate::answer::{Count, LiveOutcome, ReadError, Receipt, SubmitError};
use crate::clock::Clock;
use crate::core::{CacheSizes, Core, Hints};
use crate::counts;
use crate::deeds::STAFF;
use crate::job::{Job, Refused, UnmergeFailed};
use crate::layout::keys::{self, Meta};
use crate::ledger::{self, Ledger, LedgerError};
use crate::live::Live;
use crate::look::{self, Looking};
use crate::maker::IdMaker;
use crate::outbox::Outbox;
use crate::pipeline::{
    Figures, QUEUE_EVENTS_MAX, QUEUE_JOBS_MAX, Shared, commit_loop, decide_loop,
};
use crate::sealed;
use crate::sweep;
use crate::telling::{CHANGES_MAX, RequestChange};
use crate::warm;

/// How an engine is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// The seed of ids, keys and nonces. It must come from the system's randomness, except in
    /// simulations.
    pub seed: [u8; 32],
    /// The number of this instance among those that share a store; counts are kept apart by it.
    pub instance: u16,
    /// The sizes of the caches.
    pub caches: CacheSizes,
    /// How often due timers are looked for, in milliseconds; 0 leaves it to the caller
    /// ([`Engine::run_due`]).
    pub sweep_millis: u64,
    /// Fill the caches in the background after the start.
    pub warm: bool,
    /// Keep outcomes for those who come later, even while nobody follows the live stream.
    pub keep_recent: bool,
}

/// Why an engine could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store could not be read or written.
    #[error("open the engine: the store could not be used")]
    Store(#[from] StoreError),
    /// What was read is damaged.
    #[error("open the engine: the store could not be read")]
    Read(#[from] ReadError),
    /// The key file is not the one that the store was made with.
    #[error("open the engine: the key file is not the one this store was made with")]
    OtherKey,
    /// Segments ask about each other in a circle.
    #[error("open the engine: the catalog cannot be used")]
    Catalog(#[from] SegmentCycle),
    /// The ledger is not what was signed, or not whole.
    #[error("open the engine: the ledger cannot be used")]
    Ledger(#[from] LedgerError),
    /// A thread could not be started.
    #[error("open the engine: a thread could not be started")]
    Thread(#[source] std::io::Error),
}

/// Figures since the engine was opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stats {
    /// Events that wait to be decided.
    pub queued_events: usize,
    /// Events decided.
    pub events: u64,
    /// Groups committed.
    pub commits: u64,
    /// Rows written.
    pub rows: u64,
    /// Groups that met a conflict and ran again.
    pub conflicts: u64,
    /// Groups that could not be loaded or committed.
    pub failures: u64,
    /// Microseconds spent deciding groups.
    pub decide_micros: u64,
    /// Microseconds spent sealing and committing groups.
    pub commit_micros: u64,
    /// Nodes in the cache.
    pub cached_nodes: usize,
    /// Identifiers in the cache.
    pub cached_identifiers: usize,
    /// Message ids in the cache.
    pub cached_messages: usize,
}

/// A running engine. Clones are handles on the same one.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) hints: Arc<Hints>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) ledger: Arc<Ledger>,
    queue: SyncSender<Job>,
    pub(crate) maker: Mutex<IdMaker>,
    pub(crate) looking: Looking,
    pub(crate) request_changes: broadcast::Sender<Arc<RequestChange>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    pub(crate) applying: Mutex<()>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({:?})", self.stats())
    }
}

impl Engine {
    /// Opens a store with a catalog in force and starts the threads.
    ///
    /// The catalog must have been compiled with the store's slots
    /// ([`stored_slots`](crate::stored_slots)); [`Engine::apply`] records it.
    pub fn open(
        store: Arc<dyn Store>,
        vault: Vault,
        catalog: Catalog,
        clock: Arc<dyn Clock>,
        options: &Options,
    ) -> Result<Self, OpenError> {
        check_key(&*store, &vault)?;
        let vault = Arc::new(vault);
        let mut rng = ChaCha12Rng::from_seed(options.seed);
        let mut seed = || {
            let mut seed = [0; 32];
            rng.fill_bytes(&mut seed);
            seed
        };
        let mut salts = ChaCha12Rng::from_seed(seed());
        ledger::ensure(&*store, &vault, None, clock.now(), &mut salts)?;
        let ledger = Arc::new(Ledger::open(Arc::clone(&store), Arc::clone(&vault))?);
        let caches = options.caches.at_least_in_flight();
        let hints = Hints::new(caches);
        let core = Core::new(
            Arc::clone(&store),
            Arc::clone(&vault),
            options.instance,
            clock.now(),
            (caches, Arc::clone(&hints)),
            ChaCha12Rng::from_seed(seed()),
            IdMaker::new(seed()),
        )?;
        let shared = Arc::new(Shared {
            policy: RwLock::new(Arc::new(Policy::new(catalog)?)),
            clock,
            live: Live::new(),
            queued: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            stopping: AtomicBool::new(false),
            writable: AtomicBool::new(true),
            followers: AtomicBool::new(false),
            keep_recent: options.keep_recent,
            figures: Figures::default(),
            outbox: Outbox::default(),
            syncs: crate::sync::SyncCounts::default(),
        });
        let (queue, jobs) = sync_channel(QUEUE_JOBS_MAX);
        let (commits, prepared) = sync_channel(1);
        let (failed, failures) = channel();
        let decider = Arc::clone(&shared);
        let (looking, looks) = Looking::new();
        let writer = look::Writer {
            store: Arc::clone(&store),
            vault: Arc::clone(&vault),
            shared: Arc::clone(&shared),
            hints: Arc::clone(&hints),
            maker: IdMaker::new(seed()),
        };
        let committer = (Arc::clone(&shared), Arc::clone(&ledger));
        let threads = vec![
            spawn("telos-looks", move || writer.run(&looks))?,
            spawn("telos-decide", move || {
                decide_loop(core, &decider, &jobs, commits, &failures);
            })?,
            spawn("telos-commit", move || {
                let failed: Sender<_> = failed;
                commit_loop(&committer.1, &committer.0, &prepared, &failed);
            })?,
        ];
        let inner = Inner {
            store,
            vault,
            hints,
            shared,
            ledger,
            queue,
            maker: Mutex::new(IdMaker::new(seed())),
            looking,
            request_changes: broadcast::Sender::new(CHANGES_MAX),
            threads: Mutex::new(threads),
            applying: Mutex::new(()),
        };
        let engine = Self {
            inner: Arc::new(inner),
        };
        if options.warm {
            let warming = warm::start(&engine, options.caches).map_err(OpenError::Thread)?;
            engine.threads().push(warming);
        }
        if options.sweep_millis > 0 {
            let timers = sweep::start(&engine, options.sweep_millis).map_err(OpenError::Thread)?;
            engine.threads().push(timers);
            let signing = ledger::start(&engine).map_err(OpenError::Thread)?;
            engine.threads().push(signing);
            let sweeper = sweep::start_sweeper(&engine).map_err(OpenError::Thread)?;
            engine.threads().push(sweeper);
        }
        Ok(engine)
    }

    fn threads(&self) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.inner
            .threads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        self.inner.shared.policy()
    }

    /// The instant now is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.shared.clock.now()
    }

    /// An id for a message that brings none.
    #[must_use]
    pub fn new_message_id(&self) -> Box<str> {
        self.inner
            .maker
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .message_id()
    }

    /// A number that nobody guesses.
    pub(crate) fn new_number(&self) -> [u8; 16] {
        let mut maker = self
            .inner
            .maker
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        maker.number()
    }

    /// A nonce for a row that is sealed by the caller.
    pub(crate) fn new_nonce(&self) -> [u8; 24] {
        let (first, rest) = (self.new_number(), self.new_number());
        std::array::from_fn(|at| *first.get(at).unwrap_or(&rest[at % 16]))
    }

    /// Bytes that only this deployment can make for a text of its own, such as a form's token.
    /// `what` keeps uses apart; every node that shares the master key makes the same.
    #[must_use]
    pub fn sign(&self, what: &str, bytes: &[u8]) -> [u8; 16] {
        let parts = [what.as_bytes(), bytes];
        self.inner.vault.blind(BlindDomain::Other, &parts)
    }

    /// Reads a raw message into a typed one, under the policy in force.
    pub fn read_message(&self, raw: &RawMessage<'_>) -> Result<Message, Rejection> {
        let policy = self.policy();
        validate(&policy.catalog, raw, &|source, id| {
            sealed::event_id(&self.inner.vault, source, id)
        })
    }

    /// The same, of what came by a key of the brand's staff: it may speak for others.
    pub fn read_statement(&self, raw: &RawMessage<'_>) -> Result<Message, Rejection> {
        let policy = self.policy();
        validate_of_staff(&policy.catalog, raw, &|source, id| {
            sealed::event_id(&self.inner.vault, source, id)
        })
    }

    /// Takes a batch: messages, and those that could not be read, so that they are counted in
    /// their place.
    ///
    /// The receiver gives one receipt an item, in order, once all of it is on disk. An error there
    /// leaves it unknown what of it was written: sending the same again changes nothing twice.
    pub fn submit(
        &self,
        source: SourceId,
        items: Vec<Result<Message, Refused>>,
    ) -> Result<oneshot::Receiver<Result<Vec<Receipt>, SubmitError>>, SubmitError> {
        let (reply, receipts) = oneshot::channel();
        self.queue(Job::Batch {
            source,
            items,
            marks: Vec::new(),
            reply,
        })?;
        Ok(receipts)
    }

    /// Takes two nodes that are linked directly apart.
    pub fn unmerge(
        &self,
        a: NodeId,
        b: NodeId,
    ) -> Result<oneshot::Receiver<Result<(), UnmergeFailed>>, SubmitError> {
        self.unmerge_by(a, b, STAFF)
    }

    /// [`Engine::unmerge`], with the name of the key that whoever wants it uses.
    pub fn unmerge_by(
        &self,
        a: NodeId,
        b: NodeId,
        by: &str,
    ) -> Result<oneshot::Receiver<Result<(), UnmergeFailed>>, SubmitError> {
        let (reply, outcome) = oneshot::channel();
        let by = by.into();
        self.queue(Job::Unmerge { a, b, by, reply })?;
        Ok(outcome)
    }

    /// Puts a job into the queue, if there is room.
    pub(crate) fn queue(&self, job: Job) -> Result<(), SubmitError> {
        let shared = &self.inner.shared;
        if shared.stopping.load(Ordering::SeqCst) {
            return Err(SubmitError::Stopping);
        }
        let weight = job.weight();
        let queued = shared.queued.fetch_add(weight, Ordering::SeqCst);
        if queued > 0 && queued + weight > QUEUE_EVENTS_MAX {
            shared.queued.fetch_sub(weight, Ordering::SeqCst);
            return Err(SubmitError::Busy);
        }
        self.inner.queue.try_send(job).map_err(|unsent| {
            shared.queued.fetch_sub(weight, Ordering::SeqCst);
            match unsent {
                TrySendError::Full(_) => SubmitError::Busy,
                TrySendError::Disconnected(_) => SubmitError::Stopping,
            }
        })
    }

    /// Looks at all families whose time has come, and returns how many there were.
    pub fn run_due(&self) -> Result<usize, ReadError> {
        sweep::run_due(self)
    }

    /// Follows the outcomes of messages as they reach the disk.
    #[must_use]
    pub fn live(&self) -> broadcast::Receiver<Arc<LiveOutcome>> {
        self.inner.shared.followers.store(true, Ordering::Relaxed);
        self.inner.shared.live.follow()
    }

    /// The newest outcomes, newest first; kept only while someone follows or options say so.
    #[must_use]
    pub fn recent(&self, outcomes_max: usize) -> Vec<Arc<LiveOutcome>> {
        self.inner.shared.live.recent(outcomes_max)
    }

    /// Lets outcomes of all messages be made only while somebody follows.
    pub(crate) fn notice_followers(&self) {
        let shared = &self.inner.shared;
        let followed = shared.live.is_followed();
        shared.followers.store(followed, Ordering::Relaxed);
    }

    /// What was taken, left out and turned away on a day.
    pub fn counts(&self, day: Day) -> Result<Vec<Count>, ReadError> {
        counts::read(&*self.inner.store, day)
    }

    /// Whether the last write succeeded.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.inner.shared.writable.load(Ordering::Relaxed)
    }

    /// Figures since the engine was opened.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let shared = &self.inner.shared;
        let figures = &shared.figures;
        let of = |figure: &std::sync::atomic::AtomicU64| figure.load(Ordering::Relaxed);
        Stats {
            queued_events: shared.queued.load(Ordering::Relaxed),
            events: of(&figures.events),
            commits: of(&figures.commits),
            rows: of(&figures.rows),
            conflicts: of(&figures.conflicts),
            failures: of(&figures.failures),
            decide_micros: of(&figures.decide_micros),
            commit_micros: of(&figures.commit_micros),
            cached_nodes: figures.cached[0].load(Ordering::Relaxed),
            cached_identifiers: figures.cached[1].load(Ordering::Relaxed),
            cached_messages: figures.cached[2].load(Ordering::Relaxed),
        }
    }

    /// Finishes what is queued and stops the threads. Handles stay good for reading.
    pub fn stop(&self) {
        self.inner.shared.stopping.store(true, Ordering::SeqCst);
        let threads = std::mem::take(&mut *self.threads());
        for thread in threads {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("an engine thread ended in a panic");
            }
        }
        if let Err(error) = self.inner.ledger.checkpoint(self.now()) {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the ledger's head could not be signed"
            );
        }
    }
}

/// Starts a named thread.
fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map_err(OpenError::Thread)
}

/// Makes sure that the key belongs to the store; a new store takes the key as its own.
fn check_key(store: &dyn Store, vault: &Vault) -> Result<(), OpenError> {
    let key = keys::meta(Meta::Check, 0);
    let check = vault.check_value().to_vec();
    for _ in 0..2 {
        let known = store.read(std::slice::from_ref(&key))?.pop().flatten();
        match known {
            Some(row) if row.value == check => return Ok(()),
            Some(_) => return Err(OpenError::OtherKey),
            None => {
                let commit = Commit {
                    name: "check-value",
                    expects: vec![Expect::Absent(key.clone())],
                    puts: vec![Put {
                        key: key.clone(),
                        version: 1,
                        value: check.clone(),
                    }],
                    deletes: Vec::new(),
                };
                if store.commit(commit)? == Committed::Done {
                    return Ok(());
                }
            }
        }
    }
    Err(OpenError::OtherKey)
}
