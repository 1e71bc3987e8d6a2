//! Answers about the ledger: proofs, tiles and public payloads.

use std::sync::Arc;

use telos_ledger::tile::TilePath;
use telos_ledger::{Entry, Hash, LogProof, SignedCheckpoint, TileAt, Tiles};

use super::{Ledger, LedgerError, head};
use crate::layout::{self, keys};

/// Where an entry is in the ledger, and the proof of it.
#[derive(Debug, Clone)]
pub struct Inclusion {
    /// The entry.
    pub entry: Entry,
    /// Its place.
    pub index: u64,
    /// The size that the proof is for.
    pub size: u64,
    /// From the entry's sibling up.
    pub hashes: Vec<Hash>,
    /// The root that they lead to.
    pub root: Hash,
}

/// The proof that a ledger of one size is the beginning of that of another.
#[derive(Debug, Clone)]
pub struct Consistency {
    /// The first size and its root.
    pub first: (u64, Hash),
    /// The second size and its root.
    pub second: (u64, Hash),
    /// The proof.
    pub hashes: Vec<Hash>,
}

/// An entry whose payload anybody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicEntry {
    /// Its place.
    pub index: u64,
    /// The entry.
    pub entry: Entry,
    /// The salt and the payload that it commits to, unless they are somebody's own.
    pub public: Option<layout::StoredPublic>,
}

impl Ledger {
    /// Where a leaf is, if it is under a checkpoint.
    pub(crate) fn find(&self, leaf: &Hash) -> Result<Option<u64>, LedgerError> {
        let row = self
            .store
            .read(&[keys::ledger_index(leaf)])?
            .pop()
            .flatten();
        let Some(row) = row else {
            return Ok(None);
        };
        let index = layout::read_index(&row.value)?;
        if index >= self.signed_size() {
            return Ok(None);
        }
        // The row is found by half of the hash.
        let found = Tiles::new(self.signed_size(), self.reader()).leaf(index)?;
        Ok((found == *leaf).then_some(index))
    }

    /// The proof that an entry is in the ledger as it was at a size. `None` unless a checkpoint
    /// has reached that size and the entry lies below it.
    pub(crate) fn inclusion(
        &self,
        index: u64,
        size: u64,
    ) -> Result<Option<Inclusion>, LedgerError> {
        if index >= size || size > self.signed_size() {
            return Ok(None);
        }
        let mut tiles = Tiles::new(size, self.reader());
        let hashes = tiles.inclusion(index, size)?;
        Ok(Some(Inclusion {
            entry: self.entry(index, size)?,
            index,
            size,
            hashes,
            root: tiles.root_at(size)?,
        }))
    }

    /// The proof that the ledger at one size begins with that of another. `None` unless
    /// `1 <= first <= second` and a checkpoint has reached the second.
    pub(crate) fn consistency(
        &self,
        first: u64,
        second: u64,
    ) -> Result<Option<Consistency>, LedgerError> {
        if first == 0 || first > second || second > self.signed_size() {
            return Ok(None);
        }
        let mut tiles = Tiles::new(second, self.reader());
        Ok(Some(Consistency {
            first: (first, tiles.root_at(first)?),
            second: (second, tiles.root_at(second)?),
            hashes: tiles.consistency(first, second)?,
        }))
    }

    /// The offline proof of an entry under a checkpoint. `None` if the checkpoint is of an earlier
    /// time than the entry.
    pub(crate) fn log_proof(
        &self,
        index: u64,
        checkpoint: &Arc<SignedCheckpoint>,
    ) -> Result<Option<LogProof>, LedgerError> {
        let size = checkpoint.unverified().size;
        if index >= size {
            return Ok(None);
        }
        Ok(Some(LogProof {
            extra: None,
            index,
            hashes: Tiles::new(size, self.reader()).inclusion(index, size)?,
            checkpoint: (**checkpoint).clone(),
        }))
    }

    /// The bytes of a tile of hashes or entries (C2SP tlog-tiles). `None` unless a checkpoint has
    /// reached it at that width.
    pub(crate) fn tile(&self, path: TilePath) -> Result<Option<Vec<u8>>, LedgerError> {
        let (TilePath::Hashes(at) | TilePath::Entries(at)) = path;
        let there = TileAt::within(at.level, at.index, self.signed_size());
        if there.is_none_or(|there| there.width < at.width) {
            return Ok(None);
        }
        let bytes = match path {
            TilePath::Hashes(at) => {
                let hashes = head::hashes(&*self.store, at)?;
                hashes.iter().flat_map(|hash| hash.0).collect()
            }
            TilePath::Entries(at) => {
                let mut bytes = Vec::new();
                for entry in head::entries(&*self.store, at)? {
                    let entry = entry.to_bytes();
                    let length = u16::try_from(entry.len()).unwrap_or(u16::MAX);
                    bytes.extend_from_slice(&length.to_be_bytes());
                    bytes.extend_from_slice(&entry);
                }
                bytes
            }
        };
        Ok(Some(bytes))
    }

    /// An entry and, where anybody may see it, what it commits to. `None` unless a checkpoint has
    /// reached it.
    pub(crate) fn public(&self, index: u64) -> Result<Option<PublicEntry>, LedgerError> {
        let size = self.signed_size();
        if index >= size {
            return Ok(None);
        }
        let row = self
            .store
            .read(&[keys::ledger_public(index)])?
            .pop()
            .flatten();
        let public = row.map(|row| layout::read_public(&row.value)).transpose()?;
        Ok(Some(PublicEntry {
            index,
            entry: self.entry(index, size)?,
            public,
        }))
    }

    fn entry(&self, index: u64, size: u64) -> Result<Entry, LedgerError> {
        let torn = |index| LedgerError::Torn { level: 0, index };
        let (tile, place) = (index / 256, index % 256);
        let at = TileAt::within(0, tile, size).ok_or(torn(tile))?;
        let entries = head::entries(&*self.store, at)?;
        let place = usize::try_from(place).map_err(|_| torn(tile))?;
        entries.get(place).copied().ok_or(torn(tile))
    }

    fn signed_size(&self) -> u64 {
        self.newest().map_or(0, |signed| signed.unverified().size)
    }

    fn reader(&self) -> impl FnMut(TileAt) -> Result<Vec<Hash>, LedgerError> {
        |at| head::hashes(&*self.store, at)
    }
}
