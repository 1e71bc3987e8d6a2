//! Checkpoints: signed when asked for, and every second while there is news.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use telos_ledger::note::VerifierKey;
use telos_ledger::{Checkpoint, CheckpointError, SignedCheckpoint};
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Expect, Put};

use super::head::Head;
use super::{Ledger, LedgerError, Newest, open};
use crate::engine::Engine;
use crate::layout::{self, keys};

/// The longest that news waits for a checkpoint.
pub const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);
/// How often the signing thread looks whether to stop.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often signing is tried again when another instance signs at the same moment.
const ATTEMPTS_MAX: usize = 8;

impl Ledger {
    /// A checkpoint over all entries that are on disk. It is on disk itself before it is given
    /// out, so that after a crash the ledger is held against it.
    pub(crate) fn checkpoint(&self, now: Timestamp) -> Result<Arc<SignedCheckpoint>, LedgerError> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..ATTEMPTS_MAX {
            let checkpoint = self.unsigned()?;
            if let Some(signed) = &newest.signed
                && signed.unverified().size >= checkpoint.size
            {
                return Ok(Arc::clone(signed));
            }
            let ring = self.ring();
            let signers: Vec<_> = ring.signers.iter().collect();
            let signed = checkpoint.sign(&signers)?;
            let key = keys::ledger_checkpoint();
            let expect = match newest.version {
                0 => Expect::Absent(key.clone()),
                version => Expect::Version(key.clone(), version),
            };
            let commit = Commit {
                name: "checkpoint",
                expects: vec![expect],
                puts: vec![Put {
                    key,
                    version: newest.version + 1,
                    value: layout::write_checkpoint(now, &signed.to_string()),
                }],
                deletes: Vec::new(),
            };
            match self.store.commit(commit) {
                Ok(Committed::Done) => {
                    let signed = Arc::new(signed);
                    *newest = Newest {
                        signed: Some(Arc::clone(&signed)),
                        at: now,
                        version: newest.version + 1,
                    };
                    return Ok(signed);
                }
                // Another instance signed, or it is not known whether this was written: what is
                // there now is as good, once it is held against the keys and the tree.
                Ok(Committed::Conflict { .. }) => *newest = self.reload()?,
                Err(error) => {
                    // An empty commit later makes sure of it; until then the older one stands.
                    if let Ok(there) = self.reload() {
                        newest.version = there.version;
                    }
                    return Err(error.into());
                }
            }
        }
        Err(LedgerError::Conflict)
    }

    /// Takes a witness's signature line (`— name base64`) along with the newest checkpoint, if it
    /// is right for that one and the witness is one of these. Receipts carry it from then on,
    /// until there is a newer checkpoint.
    pub(crate) fn cosign(
        &self,
        line: &str,
        witnesses: &[VerifierKey],
    ) -> Result<Arc<SignedCheckpoint>, LedgerError> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(signed) = &newest.signed else {
            return Err(CheckpointError::Malformed.into());
        };
        let mut signed = (**signed).clone();
        signed.add_cosignature(line, witnesses)?;
        let key = keys::ledger_checkpoint();
        let commit = Commit {
            name: "cosignature",
            expects: vec![Expect::Version(key.clone(), newest.version)],
            puts: vec![Put {
                key,
                version: newest.version + 1,
                value: layout::write_checkpoint(newest.at, &signed.to_string()),
            }],
            deletes: Vec::new(),
        };
        if self.store.commit(commit)? != Committed::Done {
            *newest = self.reload()?;
            return Err(LedgerError::Conflict);
        }
        let signed = Arc::new(signed);
        *newest = Newest {
            signed: Some(Arc::clone(&signed)),
            at: newest.at,
            version: newest.version + 1,
        };
        Ok(signed)
    }

    /// The newest checkpoint without asking for another.
    pub(crate) fn newest(&self) -> Option<Arc<SignedCheckpoint>> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.signed.clone()
    }

    fn unsigned(&self) -> Result<Checkpoint, LedgerError> {
        let mut place = self.head();
        let head = if let Some(head) = &*place {
            head
        } else {
            let head = Head::load(&*self.store)?;
            // What was read may not be on disk yet; a commit, if an empty one, sees to that.
            self.store.commit(Commit {
                name: "ledger-read",
                ..Commit::default()
            })?;
            place.insert(head)
        };
        Ok(Checkpoint {
            origin: self.origin.clone(),
            size: head.frontier.size(),
            root: head.frontier.root(),
        })
    }

    /// When the newest checkpoint was signed.
    pub(crate) fn newest_at(&self) -> Option<Timestamp> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.signed.is_some().then_some(newest.at)
    }

    /// The checkpoint that the store has, held against the keys and the tree.
    fn reload(&self) -> Result<Newest, LedgerError> {
        let newest = open::newest(&*self.store)?;
        if let Some(signed) = &newest.signed {
            let head = Head::load(&*self.store)?;
            open::check_signed(&*self.store, &head, &self.ring(), signed)?;
        }
        Ok(newest)
    }
}

/// Starts the thread that signs while there is news, until the engine stops.
pub(crate) fn start(engine: &Engine) -> std::io::Result<JoinHandle<()>> {
    let engine = engine.clone();
    let work = move || {
        let mut last = Instant::now();
        while !engine.inner.shared.stopping.load(Ordering::SeqCst) {
            std::thread::sleep(LOOK_EVERY);
            if last.elapsed() + LOOK_EVERY < CHECKPOINT_EVERY {
                continue;
            }
            last = Instant::now();
            if let Err(error) = engine.inner.ledger.checkpoint(engine.now()) {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the ledger's head could not be signed"
                );
            }
        }
    };
    std::thread::Builder::new()
        .name("telos-ledger".into())
        .spawn(work)
}
