//! What the engine's handle answers about the ledger.

use std::sync::{Arc, PoisonError};

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use telos_ledger::note::VerifierKey;
use telos_ledger::tile::TilePath;
use telos_ledger::{Hash, Salt, SignedCheckpoint};
use telos_model::time::Timestamp;

use super::{Consistency, Inclusion, LedgerError, PublicEntry};
use crate::engine::Engine;

impl Engine {
    /// The ledger's name.
    #[must_use]
    pub fn ledger_name(&self) -> &str {
        self.inner.ledger.origin()
    }

    /// The keys that verify the ledger's checkpoints, newest first.
    #[must_use]
    pub fn ledger_keys(&self) -> Vec<VerifierKey> {
        self.inner.ledger.verifiers()
    }

    /// A checkpoint over all entries that are on disk, signed now if there is news.
    pub fn ledger_checkpoint(&self) -> Result<Arc<SignedCheckpoint>, LedgerError> {
        self.inner.ledger.checkpoint(self.now())
    }

    /// The newest checkpoint that was signed already, without writing anything.
    #[must_use]
    pub fn ledger_newest(&self) -> Option<Arc<SignedCheckpoint>> {
        self.inner.ledger.newest()
    }

    /// When the newest checkpoint was signed.
    #[must_use]
    pub fn ledger_signed_at(&self) -> Option<Timestamp> {
        self.inner.ledger.newest_at()
    }

    /// Takes a witness's signature line (C2SP tlog-cosignature) along with the newest checkpoint,
    /// if it is right for that one and the witness is one of these.
    pub fn add_cosignature(
        &self,
        line: &str,
        witnesses: &[VerifierKey],
    ) -> Result<Arc<SignedCheckpoint>, LedgerError> {
        self.inner.ledger.cosign(line, witnesses)
    }

    /// The place of an entry by the hash of its leaf; `None` if no checkpoint has it.
    pub fn ledger_find(&self, leaf: &Hash) -> Result<Option<u64>, LedgerError> {
        self.inner.ledger.find(leaf)
    }

    /// The proof that an entry is in the ledger as it was at a size. `None` unless a checkpoint
    /// has reached that size and the entry lies below it.
    pub fn ledger_inclusion(
        &self,
        index: u64,
        size: u64,
    ) -> Result<Option<Inclusion>, LedgerError> {
        self.inner.ledger.inclusion(index, size)
    }

    /// The proof that the ledger at one size begins with that of another. `None` unless
    /// `1 <= first <= second` and a checkpoint has reached the second.
    pub fn ledger_consistency(
        &self,
        first: u64,
        second: u64,
    ) -> Result<Option<Consistency>, LedgerError> {
        self.inner.ledger.consistency(first, second)
    }

    /// The bytes of a tile of hashes or entries (C2SP tlog-tiles). `None` unless a checkpoint has
    /// reached it at that width.
    pub fn ledger_tile(&self, path: TilePath) -> Result<Option<Vec<u8>>, LedgerError> {
        self.inner.ledger.tile(path)
    }

    /// An entry and, where anybody may see it, what it commits to. `None` unless a checkpoint has
    /// reached it.
    pub fn ledger_entry(&self, index: u64) -> Result<Option<PublicEntry>, LedgerError> {
        self.inner.ledger.public(index)
    }

    /// Makes a new key, which signs checkpoints from now on together with the one before it.
    pub fn rotate_ledger_key(&self) -> Result<VerifierKey, LedgerError> {
        let mut rng = ChaCha12Rng::from_seed(self.salt().0);
        self.inner.ledger.rotate(self.now(), &mut rng)
    }

    /// A new salt.
    pub(crate) fn salt(&self) -> Salt {
        let maker = self.inner.maker.lock();
        maker.unwrap_or_else(PoisonError::into_inner).salt()
    }
}
