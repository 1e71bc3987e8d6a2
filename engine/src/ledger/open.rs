//! Taking up a ledger at the start: what is stored must agree with itself and with what was signed.

use std::sync::{Arc, Mutex, RwLock};

use telos_ledger::{SignedCheckpoint, TILE_HASHES, TileAt, Tiles, tile};
use telos_model::time::Timestamp;
use telos_store::Store;
use telos_store::seal::Vault;

use super::head::{self, Head};
use super::keys::KeyRing;
use super::{Ledger, LedgerError, Newest};
use crate::layout::{self, Damaged, keys};

impl Ledger {
    /// Opens a store's ledger, which must have been made ([`super::ensure`]).
    ///
    /// The head is compared with the stored tree along its right edge, and both with the newest
    /// checkpoint: a torn, rolled back or altered ledger is refused.
    pub(crate) fn open(store: Arc<dyn Store>, vault: Arc<Vault>) -> Result<Self, LedgerError> {
        let ring = KeyRing::load(&*store, &vault)?;
        let missing = Damaged {
            what: "key of the ledger",
        };
        let origin = ring.origin().ok_or(missing)?.into();
        let head = Head::load(&*store)?;
        check_edge(&*store, &head)?;
        let newest = newest(&*store)?;
        if let Some(signed) = &newest.signed {
            check_signed(&*store, &head, &ring, signed)?;
        }
        Ok(Self {
            store,
            vault,
            origin,
            keys: RwLock::new(Arc::new(ring)),
            head: Mutex::new(Some(head)),
            newest: Mutex::new(newest),
        })
    }
}

/// The newest checkpoint that the store has.
pub(super) fn newest(store: &dyn Store) -> Result<Newest, LedgerError> {
    let row = store.read(&[keys::ledger_checkpoint()])?.pop().flatten();
    let Some(row) = row else {
        return Ok(Newest {
            signed: None,
            at: Timestamp::MIN,
            version: 0,
        });
    };
    let (at, text) = layout::read_checkpoint(&row.value)?;
    Ok(Newest {
        signed: Some(Arc::new(SignedCheckpoint::parse(&text)?)),
        at,
        version: row.version,
    })
}

/// The tree's right edge must be the one that the head says, and nothing may lie beyond it.
fn check_edge(store: &dyn Store, head: &Head) -> Result<(), LedgerError> {
    let size = head.frontier.size();
    let mut tiles = Tiles::new(size, |at| head::hashes(store, at));
    if tiles.frontier_at(size)? != head.frontier {
        return Err(LedgerError::Altered {
            what: "right edge",
            size,
        });
    }
    for level in 0..=tile::LEVEL_MAX {
        let index = tile::hashes(level, size).div_ceil(TILE_HASHES);
        let beyond = store.scan(&keys::ledger_tiles(level, index), 1)?;
        if !beyond.is_empty() {
            return Err(LedgerError::Torn { level, index });
        }
    }
    Ok(())
}

/// A signed size must be there, under the root that was signed.
pub(super) fn check_signed(
    store: &dyn Store,
    head: &Head,
    ring: &KeyRing,
    signed: &SignedCheckpoint,
) -> Result<(), LedgerError> {
    let signed = signed.verify(&ring.verifiers)?;
    let size = head.frontier.size();
    if signed.size > size {
        return Err(LedgerError::RolledBack {
            size,
            signed: signed.size,
        });
    }
    let read = |at: TileAt| head::hashes(store, at);
    if Tiles::new(size, read).root_at(signed.size)? != signed.root {
        return Err(LedgerError::Altered {
            what: "signed root",
            size: signed.size,
        });
    }
    Ok(())
}
