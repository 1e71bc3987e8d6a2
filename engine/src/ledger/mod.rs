//! The consent ledger over the store: entries are appended in the commit that they belong to.
//!
//! A head row with a version orders all writers; whoever commits entries expects the version that
//! the entries were placed on. In reading order: [`Leaf`] is an entry to be; `head` grows the tree
//! and its rows; `keys` are those that sign; `open` checks a ledger at the start; `sign` makes
//! checkpoints; `proofs` answers about it; `payload` is what entries commit to; `verify` goes
//! through all of it, `verify_deeds` through what is not about permission.

mod asked;
mod deed_payload;
mod head;
mod keys;
mod open;
mod payload;
mod proofs;
mod proven;
mod report;
mod sign;
mod verify;
mod verify_deeds;

pub use keys::ensure;
pub use payload::{fact_payload, json_text, statement_text};
pub use proofs::{Consistency, Inclusion, PublicEntry};
pub use proven::{FACTS_MAX, ProvenFact, ToProve};
pub use report::{FINDINGS_MAX, Finding, LedgerReport};
pub use sign::CHECKPOINT_EVERY;
pub use verify::verify;

pub(crate) use deed_payload::{Act, outcomes, override_payload};
pub(crate) use head::{Leaf, erasure_leaf};
pub(crate) use keys::salt;
pub(crate) use payload::catalog_payload;
pub(crate) use sign::start;
pub(crate) use verify::verify_with;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use telos_ledger::note::NoteError;
use telos_ledger::{CheckpointError, SignedCheckpoint};
use telos_model::time::Timestamp;
use telos_store::seal::{SealError, Vault};
use telos_store::{Commit, Committed, Key, Space, Store, StoreError};

use crate::answer::ReadError;
use crate::layout::Damaged;
use head::Head;
use keys::KeyRing;

/// Why the ledger could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The store could not be read or written.
    #[error("use the ledger: the store could not be used")]
    Store(#[from] StoreError),
    /// A row is not what was written.
    #[error("use the ledger: a row is damaged")]
    Damaged(#[from] Damaged),
    /// The signing key could not be opened.
    #[error("use the ledger: the key that signs it could not be opened")]
    Sealed(#[from] SealError),
    /// A key or signature is not one.
    #[error("use the ledger: a key or signature is malformed")]
    Note(#[from] NoteError),
    /// The newest checkpoint is not one that this ledger's keys signed.
    #[error("use the ledger: its newest checkpoint is not one that its own keys signed")]
    Checkpoint(#[from] CheckpointError),
    /// The ledger is shorter than a checkpoint says.
    #[error(
        "use the ledger: it was rolled back: {size} entries are there, and a signed checkpoint \
         has {signed}"
    )]
    RolledBack {
        /// How many entries are there.
        size: u64,
        /// How many were signed for.
        signed: u64,
    },
    /// The entries lead to another root than was signed or noted.
    #[error("use the ledger: it was altered: its {what} of {size} entries is another")]
    Altered {
        /// What is another: `right edge` or `signed root`.
        what: &'static str,
        /// At which size.
        size: u64,
    },
    /// A tile is missing, or has fewer or more entries than the ledger's size asks for.
    #[error("use the ledger: it is torn: tile {index} of level {level} is not whole")]
    Torn {
        /// The tile's level.
        level: u8,
        /// Its place in the level.
        index: u64,
    },
    /// The store's ledger has another name.
    #[error("use the ledger: this store's ledger is named {found}")]
    OtherOrigin {
        /// The name it has.
        found: Box<str>,
    },
    /// Others kept writing at the same moment.
    #[error("use the ledger: others kept writing at the same moment; try again")]
    Conflict,
}

impl From<ReadError> for LedgerError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Store(error) => Self::Store(error),
            ReadError::Damaged(error) => Self::Damaged(error),
            ReadError::Sealed(error) => Self::Sealed(error),
        }
    }
}

/// The ledger of a running engine.
pub(crate) struct Ledger {
    store: Arc<dyn Store>,
    vault: Arc<Vault>,
    origin: Box<str>,
    keys: RwLock<Arc<KeyRing>>,
    /// The head as it is on disk; none after a commit that may or may not have been applied.
    head: Mutex<Option<Head>>,
    /// The newest checkpoint that is on disk, and the version of its row.
    newest: Mutex<Newest>,
}

#[derive(Debug, Clone)]
struct Newest {
    signed: Option<Arc<SignedCheckpoint>>,
    /// When it was signed.
    at: Timestamp,
    version: u64,
}

impl Ledger {
    /// The name of the log.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The store that it is in.
    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Makes a commit with the entries that belong to it. Without entries it is an ordinary one.
    pub(crate) fn commit(
        &self,
        mut commit: Commit,
        leaves: &[Leaf],
    ) -> Result<Committed, StoreError> {
        if leaves.is_empty() {
            return self.store.commit(commit);
        }
        let mut place = self.head();
        let head = match place.take() {
            Some(head) => head,
            None => Head::load(&*self.store).map_err(unavailable)?,
        };
        let next = head.append(leaves, &mut commit);
        let committed = self.store.commit(commit)?;
        if committed == Committed::Done {
            *place = Some(next);
        }
        Ok(committed)
    }

    fn head(&self) -> MutexGuard<'_, Option<Head>> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) -> Arc<KeyRing> {
        let ring = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&ring)
    }
}

/// Whether a conflict was about the ledger's head alone, so that the same commit may well succeed.
pub(crate) fn is_heads(key: &Key) -> bool {
    key.space == Space::Ledger
}

fn unavailable(error: LedgerError) -> StoreError {
    match error {
        LedgerError::Store(error) => error,
        error => StoreError::Unavailable {
            attempt: "read the ledger's head",
            source: Box::new(error),
        },
    }
}
