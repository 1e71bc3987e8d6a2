//! Offline proofs (C2SP tlog-proof): an entry's place, its way to the root, and the signed head.

use std::fmt;

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::hash::Hash;
use crate::note::VerifierKey;
use crate::proof::{self, PROOF_HASHES_MAX, ProofError};
use crate::text;

/// The longest proof that is read, in bytes.
pub const PROOF_BYTES_MAX: usize = 128 * 1024;
const HEAD: &str = "c2sp.org/tlog-proof@v1";

/// A proof that something is in a log, checked by [`LogProof::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    /// What the proof's maker wanted to go with it; nobody vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The entry's place in the log.
    pub index: u64,
    /// From the entry's sibling up.
    pub hashes: Vec<Hash>,
    /// The head that the hashes lead to.
    pub checkpoint: SignedCheckpoint,
}

/// Why a proof was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogProofError {
    /// The text is no proof.
    #[error("read a log proof: it is malformed or too long")]
    Malformed,
    /// The head in it.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The hashes.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl LogProof {
    /// Reads a proof.
    pub fn parse(proof: &str) -> Result<Self, LogProofError> {
        let malformed = LogProofError::Malformed;
        if proof.len() > PROOF_BYTES_MAX {
            return Err(malformed);
        }
        let (head, checkpoint) = proof.split_once("\n\n").ok_or(malformed)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEAD) {
            return Err(malformed);
        }
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            Some(extra) => {
                lines.next();
                Some(text::unbase64(extra).ok_or(malformed)?)
            }
            None => None,
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(text::decimal).ok_or(malformed)?;
        let mut hashes = Vec::new();
        for line in lines {
            if hashes.len() == PROOF_HASHES_MAX {
                return Err(malformed);
            }
            hashes.push(Hash::parse(line).ok_or(malformed)?);
        }
        Ok(Self {
            extra,
            index,
            hashes,
            checkpoint: SignedCheckpoint::parse(checkpoint)?,
        })
    }

    /// Checks that the entry is in the log at its place, under a head that the log signed.
    pub fn verify(&self, leaf: &Hash, log: &[VerifierKey]) -> Result<&Checkpoint, LogProofError> {
        let head = self.checkpoint.verify(log)?;
        proof::inclusion(leaf, self.index, head.size, &self.hashes, &head.root)?;
        Ok(head)
    }
}

impl fmt::Display for LogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", text::base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{hash}")?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}
