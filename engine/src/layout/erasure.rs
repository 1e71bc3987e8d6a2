//! A tombstone as bytes: that somebody was erased, and nothing of them. Version 2 has the salt of
//! its entry in the ledger; version 1 has none.

use telos_ledger::Salt;
use telos_model::request::RequestId;
use telos_model::time::Timestamp;

use super::node::time;
use super::wire::{Damaged, Reader, Writer};

const VERSION: u8 = 2;
const UNSALTED: u8 = 1;
const WHAT: &str = "tombstone";

/// What is known of an erasure: its certificate. It names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// Its number: random.
    pub number: [u8; 16],
    /// When it was done.
    pub at: Timestamp,
    /// Whether all of it is done; a large one takes several commits.
    pub is_finished: bool,
    /// The request that it answers, if one.
    pub request: Option<RequestId>,
    /// How many nodes the person was made of; each had a key, which was destroyed.
    pub nodes: u32,
    /// How many identifiers find nobody any more.
    pub identifiers: u32,
    /// How many timeline entries were removed.
    pub entries: u64,
    /// How many permission facts were removed.
    pub facts: u64,
    /// The salt of its entry in the ledger; none if it is of a time before such entries.
    pub salt: Option<Salt>,
}

/// A tombstone.
#[must_use]
pub fn write_erasure(erasure: &Erasure) -> Vec<u8> {
    let salted = erasure.salt.is_some();
    let mut out = Writer::new(if salted { VERSION } else { UNSALTED });
    if let Some(salt) = erasure.salt {
        out.fixed(&salt.0);
    }
    out.fixed(&erasure.number);
    out.int(erasure.at.millis());
    out.flag(erasure.is_finished);
    out.flag(erasure.request.is_some());
    if let Some(request) = erasure.request {
        out.fixed(&request.0);
    }
    out.uint(erasure.nodes.into());
    out.uint(erasure.identifiers.into());
    out.uint(erasure.entries);
    out.uint(erasure.facts);
    out.finish()
}

/// Reads what [`write_erasure`] wrote.
pub fn read_erasure(bytes: &[u8]) -> Result<Erasure, Damaged> {
    let salted = bytes.first() == Some(&VERSION);
    let version = if salted { VERSION } else { UNSALTED };
    let mut input = Reader::new(bytes, version, WHAT)?;
    let salt = if salted {
        Some(Salt(input.fixed()?))
    } else {
        None
    };
    let erasure = Erasure {
        number: input.fixed()?,
        at: time(&mut input)?,
        is_finished: input.flag()?,
        request: if input.flag()? {
            Some(RequestId(input.fixed()?))
        } else {
            None
        },
        nodes: input.small()?,
        identifiers: input.small()?,
        entries: input.uint()?,
        facts: input.uint()?,
        salt,
    };
    input.end()?;
    Ok(erasure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tombstone_reads_as_it_is_written() {
        for request in [None, Some(RequestId([3; 16]))] {
            let erasure = Erasure {
                number: [7; 16],
                at: Timestamp::from_millis(1_777_809_600_000),
                is_finished: request.is_some(),
                request,
                nodes: 2,
                identifiers: 5,
                entries: 10_000,
                facts: 12,
                salt: request.map(|_| Salt([9; 32])),
            };
            assert_eq!(read_erasure(&write_erasure(&erasure)), Ok(erasure));
        }
        assert!(read_erasure(&[1, 2]).is_err() && read_erasure(&[2, 2]).is_err());
    }
}
