//! Checkpoints (C2SP tlog-checkpoint): the head of a log, signed by it and by its witnesses.

use std::fmt;

use crate::hash::Hash;
use crate::note::{self, Algorithm, Note, NoteError, SignerKey, VerifierKey};
use crate::text;

/// The head of a log: whose, how large, and its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: Box<str>,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why a checkpoint was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is no checkpoint's.
    #[error("read a checkpoint: the text is not an origin, a size and a root")]
    Malformed,
    /// It is another log's.
    #[error("verify a checkpoint: it is of another log")]
    OtherOrigin,
    /// Fewer witnesses than asked for have signed it.
    #[error("verify a checkpoint: {found} witnesses have signed it, and {wanted} are asked for")]
    TooFewWitnesses {
        /// How many have.
        found: usize,
        /// How many should.
        wanted: usize,
    },
}

impl Checkpoint {
    /// Reads the text of a checkpoint; lines after the third are passed over.
    pub fn parse(body: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let lines = body.strip_suffix('\n').ok_or(malformed)?;
        let mut lines = lines.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(malformed);
        };
        if origin.is_empty() || lines.any(str::is_empty) {
            return Err(malformed);
        }
        Ok(Self {
            origin: origin.into(),
            size: text::decimal(size).ok_or(malformed)?,
            root: Hash::parse(root).ok_or(malformed)?,
        })
    }

    /// The checkpoint, signed by these keys of the log, of which there must be one at least.
    pub fn sign(&self, keys: &[&SignerKey]) -> Result<SignedCheckpoint, NoteError> {
        note::check_name(&self.origin)?;
        let body = self.to_string();
        let signatures = keys.iter().map(|key| key.sign(&body, 0)).collect();
        Ok(SignedCheckpoint {
            note: Note::new(&body, signatures)?,
            checkpoint: self.clone(),
        })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)
    }
}

/// A checkpoint with signatures that nobody has checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    note: Note,
    checkpoint: Checkpoint,
}

/// A witness that has signed, and when it says it did, in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's name.
    pub witness: Box<str>,
    /// When, in seconds since 1970.
    pub time: u64,
}

impl SignedCheckpoint {
    /// Reads a signed checkpoint.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let note = Note::parse(text)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        Ok(Self { note, checkpoint })
    }

    /// What it says, believed only by who made it.
    #[must_use]
    pub fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// What it says, once a key of the log is found to have signed it. Wrong signatures of known
    /// keys spoil it.
    pub fn verify(&self, log: &[VerifierKey]) -> Result<&Checkpoint, CheckpointError> {
        let signers = self.note.verify(log)?;
        let own = |key: &VerifierKey| {
            key.algorithm() == Algorithm::Ed25519 && key.name() == &*self.checkpoint.origin
        };
        if signers.iter().any(|signer| own(signer.key)) {
            Ok(&self.checkpoint)
        } else {
            Err(CheckpointError::OtherOrigin)
        }
    }

    /// The witnesses among these that have signed it, which must be at least so many.
    pub fn cosigned(
        &self,
        witnesses: &[VerifierKey],
        wanted: usize,
    ) -> Result<Vec<Cosigned>, CheckpointError> {
        let signers = match self.note.verify(witnesses) {
            Ok(signers) => signers,
            Err(NoteError::Unsigned) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let mut found: Vec<Cosigned> = Vec::new();
        for signer in signers {
            if let Some(time) = signer.time
                && found.iter().all(|one| *one.witness != *signer.key.name())
            {
                found.push(Cosigned {
                    witness: signer.key.name().into(),
                    time,
                });
            }
        }
        if found.len() < wanted {
            let found = found.len();
            return Err(CheckpointError::TooFewWitnesses { found, wanted });
        }
        Ok(found)
    }

    /// Takes a witness's signature line along (`— name base64`), if it is right for this
    /// checkpoint and the witness is one of these.
    pub fn add_cosignature(
        &mut self,
        line: &str,
        witnesses: &[VerifierKey],
    ) -> Result<(), CheckpointError> {
        let text = format!("{}\n{}\n", self.note.text(), line.trim_end_matches('\n'));
        let alone = Note::parse(&text)?;
        let signers = alone.verify(witnesses)?;
        if alone.signatures().len() != 1 || signers.iter().any(|signer| signer.time.is_none()) {
            return Err(NoteError::Malformed.into());
        }
        for signature in alone.signatures() {
            self.note.add(signature.clone())?;
        }
        Ok(())
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}
