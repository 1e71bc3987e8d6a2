//! The deciding half and the commit driven by hand on one thread, for simulations.

use std::sync::Arc;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use telos_ledger::SignedCheckpoint;
use telos_model::catalog::Slots;
use telos_model::id::{EventId, NodeId, SourceId};
use telos_model::message::{Message, RawMessage, Rejection, validate};
use telos_model::process::Policy;
use telos_model::retention::Ended;
use telos_model::time::{Day, Timestamp};
use telos_store::seal::Vault;
use telos_store::{Committed, Store};
use tokio::sync::oneshot;

use crate::answer::{Count, ReadError, Receipt, SubmitError};
use crate::core::{CacheSizes, Core, Hints};
use crate::counts;
use crate::deeds::STAFF;
use crate::engine::OpenError;
use crate::erase::EraseFailed;
use crate::erasing::How;
use crate::job::{Job, Refused, UnmergeFailed};
use crate::layout::{Erasure, keys};
use crate::ledger::{self, Ledger, LedgerError, LedgerReport};
use crate::maker::IdMaker;
use crate::pipeline::ATTEMPTS_MAX;
use crate::sealed;
use crate::sweep::TIMERS_MAX;

/// An engine without threads: each call is decided and committed before it returns.
pub struct Direct {
    core: Core,
    ledger: Ledger,
    store: Arc<dyn Store>,
}

impl std::fmt::Debug for Direct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Direct(..)")
    }
}

impl Direct {
    /// Opens a store. Caches may be of any size, since nothing is ever decided ahead of the disk.
    pub fn open(
        store: Arc<dyn Store>,
        vault: Arc<Vault>,
        now: Timestamp,
        caches: CacheSizes,
        seed: u64,
    ) -> Result<Self, OpenError> {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        let mut ids = [0; 32];
        rng.fill_bytes(&mut ids);
        let maker = IdMaker::new(ids);
        ledger::ensure(&*store, &vault, None, now, &mut rng)?;
        let ledger = Ledger::open(Arc::clone(&store), Arc::clone(&vault))?;
        let caches = (caches, Hints::new(caches));
        let core = Core::new(Arc::clone(&store), vault, 0, now, caches, rng, maker)?;
        Ok(Self {
            core,
            ledger,
            store,
        })
    }

    /// Signs the ledger's head.
    pub fn checkpoint(&self, now: Timestamp) -> Result<Arc<SignedCheckpoint>, LedgerError> {
        self.ledger.checkpoint(now)
    }

    /// Takes a batch in.
    pub fn submit(
        &mut self,
        policy: &Policy,
        source: SourceId,
        items: Vec<Result<Message, Refused>>,
        now: Timestamp,
    ) -> Result<Vec<Receipt>, SubmitError> {
        let (reply, outcome) = oneshot::channel();
        let job = Job::Batch {
            source,
            items,
            marks: Vec::new(),
            reply,
        };
        self.run(policy, vec![job], now);
        answered(outcome)
    }

    /// Looks at all families whose time has come.
    pub fn run_due(&mut self, policy: &Policy, now: Timestamp) -> Result<(), SubmitError> {
        for bucket in 0..keys::TIMER_BUCKETS {
            let rows = self.store.scan(&keys::timers_due(bucket, now), TIMERS_MAX);
            let rows = rows.map_err(|_| SubmitError::Unavailable)?;
            let timers: Vec<_> = rows
                .iter()
                .filter_map(|(sort, _)| keys::timer_parts(sort))
                .collect();
            if timers.is_empty() {
                continue;
            }
            let (reply, outcome) = oneshot::channel();
            self.run(policy, vec![Job::Due { timers, reply }], now);
            answered(outcome)?;
        }
        Ok(())
    }

    /// Looks at all segments of these nodes' families.
    pub fn settle(
        &mut self,
        policy: &Policy,
        nodes: Vec<NodeId>,
        now: Timestamp,
    ) -> Result<(), SubmitError> {
        let (reply, outcome) = oneshot::channel();
        self.run(policy, vec![Job::Settle { nodes, reply }], now);
        answered(outcome)
    }

    /// Takes two nodes apart.
    pub fn unmerge(
        &mut self,
        policy: &Policy,
        a: NodeId,
        b: NodeId,
        now: Timestamp,
    ) -> Result<(), UnmergeFailed> {
        let (reply, mut outcome) = oneshot::channel();
        let by = STAFF.into();
        self.run(policy, vec![Job::Unmerge { a, b, by, reply }], now);
        outcome
            .try_recv()
            .unwrap_or(Err(SubmitError::Stopping.into()))
    }

    /// Erases the person of a node, in as many steps as it takes.
    pub fn erase(
        &mut self,
        policy: &Policy,
        node: NodeId,
        now: Timestamp,
    ) -> Result<Erasure, EraseFailed> {
        self.erase_step(policy, node, How::Clear, now)?;
        self.erase_step(policy, node, How::Finish, now)
    }

    /// Takes out of nodes what no purpose may keep any longer.
    pub fn trim(
        &mut self,
        policy: &Policy,
        nodes: Vec<NodeId>,
        now: Timestamp,
    ) -> Result<Ended, SubmitError> {
        let (reply, outcome) = oneshot::channel();
        let only = None;
        self.run(policy, vec![Job::Trim { nodes, only, reply }], now);
        answered(outcome)
    }

    /// Begins to erase the person of a node, and does not finish.
    pub fn begin_erasing(
        &mut self,
        policy: &Policy,
        node: NodeId,
        now: Timestamp,
    ) -> Result<Erasure, EraseFailed> {
        self.erase_step(policy, node, How::Clear, now)
    }

    fn erase_step(
        &mut self,
        policy: &Policy,
        node: NodeId,
        how: How,
        now: Timestamp,
    ) -> Result<Erasure, EraseFailed> {
        let (reply, mut outcome) = oneshot::channel();
        self.run(
            policy,
            vec![Job::Erase {
                node,
                how,
                request: None,
                reply,
            }],
            now,
        );
        outcome
            .try_recv()
            .unwrap_or(Err(SubmitError::Stopping.into()))
    }

    fn run(&mut self, policy: &Policy, mut jobs: Vec<Job>, now: Timestamp) {
        for attempt in 0..=ATTEMPTS_MAX {
            let mut prepared = match self.core.run(policy, jobs, now, u64::from(attempt)) {
                Ok(prepared) => prepared,
                Err((_, jobs)) => return fail(jobs, SubmitError::Unavailable),
            };
            if prepared.complete(&*self.store).is_err() {
                drop(self.core.forget(now));
                return fail(prepared.jobs, SubmitError::Unavailable);
            }
            let committed = self.ledger.commit(prepared.commit, &prepared.leaves);
            if matches!(committed, Ok(Committed::Done)) {
                for (job, done) in prepared.jobs.into_iter().zip(prepared.done) {
                    job.succeed(done);
                }
                return;
            }
            // Counts that cannot be read now are read before they are used again.
            drop(self.core.forget(now));
            if committed.is_err() {
                return fail(prepared.jobs, SubmitError::Unavailable);
            }
            jobs = prepared.jobs;
        }
        fail(jobs, SubmitError::Busy);
    }
}

fn fail(jobs: Vec<Job>, why: SubmitError) {
    for job in jobs {
        job.fail(why);
    }
}

fn answered<T>(mut outcome: oneshot::Receiver<Result<T, SubmitError>>) -> Result<T, SubmitError> {
    outcome.try_recv().unwrap_or(Err(SubmitError::Stopping))
}

/// Reads a raw message into a typed one.
pub fn read_message(
    policy: &Policy,
    vault: &Vault,
    raw: &RawMessage<'_>,
) -> Result<Message, Rejection> {
    let event_id = |source, id: &str| sealed::event_id(vault, source, id);
    validate(&policy.catalog, raw, &event_id)
}

/// Goes through a ledger with the names of a catalog that the store does not have.
pub fn verify_ledger(
    store: &dyn Store,
    vault: &Vault,
    slots: &Slots,
    kept: &[(Box<str>, SignedCheckpoint)],
) -> Result<LedgerReport, LedgerError> {
    ledger::verify_with(store, vault, slots, kept)
}

/// The id of a source's message.
#[must_use]
pub fn event_id(vault: &Vault, source: SourceId, message_id: &str) -> EventId {
    sealed::event_id(vault, source, message_id)
}

/// The counts of a day, as the store has them.
pub fn counts(store: &dyn Store, day: Day) -> Result<Vec<Count>, ReadError> {
    counts::read(store, day)
}
