//! The ledger's rows as bytes, version 1.

use telos_ledger::{ENTRY_BYTES, Entry, Frontier, HASH_BYTES, Hash, Salt};
use telos_model::time::Timestamp;

use super::node::time;
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 1;
const ENTRIES: &str = "tile of ledger entries";
const HASHES: &str = "tile of ledger hashes";
const HEAD: &str = "ledger head";
const INDEX: &str = "place in the ledger";
const KEY: &str = "ledger key";
const CHECKPOINT: &str = "checkpoint";
const PUBLIC: &str = "public ledger payload";

/// The entries of a tile of level 0.
#[must_use]
pub fn write_entries(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + entries.len() * ENTRY_BYTES);
    bytes.push(VERSION);
    for entry in entries {
        bytes.extend_from_slice(&entry.to_bytes());
    }
    bytes
}

/// Reads what [`write_entries`] wrote.
pub fn read_entries(bytes: &[u8]) -> Result<Vec<Entry>, Damaged> {
    let damaged = Damaged { what: ENTRIES };
    let entries = chunks::<ENTRY_BYTES>(bytes).ok_or(damaged)?;
    let entries = entries
        .iter()
        .map(|entry| Entry::parse(entry).map_err(|_| damaged));
    entries.collect()
}

/// The hashes of a tile.
#[must_use]
pub fn write_hashes(hashes: &[Hash]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + hashes.len() * HASH_BYTES);
    bytes.push(VERSION);
    for hash in hashes {
        bytes.extend_from_slice(&hash.0);
    }
    bytes
}

/// Reads what [`write_hashes`] wrote.
pub fn read_hashes(bytes: &[u8]) -> Result<Vec<Hash>, Damaged> {
    let hashes = chunks::<HASH_BYTES>(bytes).ok_or(Damaged { what: HASHES })?;
    Ok(hashes.iter().map(|hash| Hash(*hash)).collect())
}

fn chunks<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    let (version, rest) = bytes.split_first()?;
    let (chunks, left) = rest.as_chunks::<N>();
    (*version == VERSION && left.is_empty()).then_some(chunks)
}

/// The head: size and right edge.
#[must_use]
pub fn write_head(frontier: &Frontier) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.uint(frontier.size());
    out.len(frontier.peaks().len());
    for peak in frontier.peaks() {
        out.fixed(&peak.0);
    }
    out.finish()
}

/// Reads what [`write_head`] wrote.
pub fn read_head(bytes: &[u8]) -> Result<Frontier, Damaged> {
    let mut input = Reader::new(bytes, VERSION, HEAD)?;
    let size = input.uint()?;
    let peaks = input.list(|input| Ok(Hash(input.fixed()?)))?;
    input.end()?;
    Frontier::new(size, peaks).map_err(|_| input.damaged())
}

/// Where a leaf is.
#[must_use]
pub fn write_index(index: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(9);
    out.push(VERSION);
    out.extend_from_slice(&index.to_be_bytes());
    out
}

/// Reads what [`write_index`] wrote.
pub fn read_index(bytes: &[u8]) -> Result<u64, Damaged> {
    let mut input = Reader::new(bytes, VERSION, INDEX)?;
    let index = u64::from_be_bytes(input.fixed()?);
    input.end()?;
    Ok(index)
}

/// A signed checkpoint, and when it was signed.
#[must_use]
pub fn write_checkpoint(at: Timestamp, checkpoint: &str) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.int(at.millis());
    out.text(checkpoint);
    out.finish()
}

/// Reads what [`write_checkpoint`] wrote.
pub fn read_checkpoint(bytes: &[u8]) -> Result<(Timestamp, Box<str>), Damaged> {
    let mut input = Reader::new(bytes, VERSION, CHECKPOINT)?;
    let read = (time(&mut input)?, input.text()?.into());
    input.end()?;
    Ok(read)
}

/// A key that signs checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// The verifier key, as text.
    pub verifier: Box<str>,
    /// When it was made.
    pub at: Timestamp,
    /// The wrapped key that seals the secret.
    pub wrapped: Vec<u8>,
    /// The sealed secret.
    pub sealed: Vec<u8>,
}

/// A key that signs checkpoints.
#[must_use]
pub fn write_key(key: &StoredKey) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.text(&key.verifier);
    out.int(key.at.millis());
    for bytes in [&key.wrapped, &key.sealed] {
        out.len(bytes.len());
        for byte in bytes {
            out.byte(*byte);
        }
    }
    out.finish()
}

/// Reads what [`write_key`] wrote.
pub fn read_key(bytes: &[u8]) -> Result<StoredKey, Damaged> {
    let mut input = Reader::new(bytes, VERSION, KEY)?;
    let key = StoredKey {
        verifier: input.text()?.into(),
        at: time(&mut input)?,
        wrapped: input.list(Reader::byte)?,
        sealed: input.list(Reader::byte)?,
    };
    input.end()?;
    Ok(key)
}

/// A payload that anybody may see, with its salt, so that anybody can check its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPublic {
    /// The salt.
    pub salt: Salt,
    /// The payload.
    pub payload: Box<str>,
}

/// A public payload.
#[must_use]
pub fn write_public(public: &StoredPublic) -> Vec<u8> {
    let mut out = Writer::new(VERSION);
    out.fixed(&public.salt.0);
    out.text(&public.payload);
    out.finish()
}

/// Reads what [`write_public`] wrote.
pub fn read_public(bytes: &[u8]) -> Result<StoredPublic, Damaged> {
    let mut input = Reader::new(bytes, VERSION, PUBLIC)?;
    let public = StoredPublic {
        salt: Salt(input.fixed()?),
        payload: input.text()?.into(),
    };
    input.end()?;
    Ok(public)
}
