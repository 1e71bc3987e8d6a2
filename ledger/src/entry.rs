//! An entry of the ledger: its kind and a salted commitment to what it is about.
//!
//! What was committed to lies elsewhere, sealed, together with the salt. Without the salt nobody
//! can tell from an entry what or whom it is about, nor whether two are about the same.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::hash::Hash;

/// Bytes of a salt.
pub const SALT_BYTES: usize = 32;
/// Bytes of an entry: form, kind, commitment.
pub const ENTRY_BYTES: usize = 34;
/// The form that is written.
const FORM: u8 = 1;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// Something stated about permission, by or for a person.
    Permission,
    /// A version of the catalog put in force.
    Catalog,
    /// A key that signs checkpoints from here on.
    Key,
    /// What became of a person's request.
    Request,
    /// Staff did what the rules alone would not have done.
    Override,
    /// Somebody was erased.
    Erasure,
}

impl EntryKind {
    /// All kinds, in the order of their numbers, which begin with 1: append only.
    pub const ALL: [Self; 6] = [
        Self::Permission,
        Self::Catalog,
        Self::Key,
        Self::Request,
        Self::Override,
        Self::Erasure,
    ];

    /// The word for it in texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Permission => "permission",
            Self::Catalog => "catalog",
            Self::Key => "key",
            Self::Request => "request",
            Self::Override => "override",
            Self::Erasure => "erasure",
        }
    }

    /// The number that entries carry.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The kind of a number.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        let place = number.checked_sub(1)?;
        Self::ALL.get(usize::from(place)).copied()
    }

    /// The kind of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The random bytes that keep a commitment from being guessed. Destroyed with what they hide, so
/// `Debug` shows nothing of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; SALT_BYTES]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// SHA-256 over a salt and a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Commitment(pub Hash);

impl Commitment {
    /// The commitment to a payload under a salt.
    #[must_use]
    pub fn to(salt: &Salt, payload: &[u8]) -> Self {
        let hash = Sha256::new().chain_update(salt.0).chain_update(payload);
        Self(Hash(hash.finalize().into()))
    }
}

/// A leaf of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Entry {
    /// What it is about.
    pub kind: EntryKind,
    /// What it commits to.
    pub commitment: Commitment,
}

/// Bytes that are no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a ledger entry: the bytes are no entry of a known form and kind")]
pub struct EntryError;

impl Entry {
    /// The entry that commits to a payload.
    #[must_use]
    pub fn new(kind: EntryKind, salt: &Salt, payload: &[u8]) -> Self {
        Self {
            kind,
            commitment: Commitment::to(salt, payload),
        }
    }

    /// The leaf's content: what the log is asked to hold, and what its hash is over.
    #[must_use]
    pub fn to_bytes(self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [FORM; ENTRY_BYTES];
        bytes[1] = self.kind.number();
        bytes[2..].copy_from_slice(&self.commitment.0.0);
        bytes
    }

    /// Reads what [`Entry::to_bytes`] gave.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let bytes: &[u8; ENTRY_BYTES] = bytes.try_into().map_err(|_| EntryError)?;
        let (head, commitment) = bytes.split_first_chunk::<2>().ok_or(EntryError)?;
        let kind = EntryKind::of_number(head[1]).filter(|_| head[0] == FORM);
        let commitment = commitment.try_into().map_err(|_| EntryError)?;
        Ok(Self {
            kind: kind.ok_or(EntryError)?,
            commitment: Commitment(Hash(commitment)),
        })
    }

    /// The hash of the leaf.
    #[must_use]
    pub fn leaf_hash(self) -> Hash {
        Hash::of_leaf(&self.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_back_from_its_bytes_and_nothing_else_does() {
        for kind in EntryKind::ALL {
            let entry = Entry::new(kind, &Salt([7; SALT_BYTES]), b"payload");
            assert_eq!(Entry::parse(&entry.to_bytes()), Ok(entry));
            assert_eq!(EntryKind::of_word(kind.word()), Some(kind));
        }
        let bytes = Entry::new(EntryKind::Permission, &Salt([0; 32]), b"").to_bytes();
        for (at, value) in [(0, 0), (0, 2), (1, 0), (1, 7)] {
            let mut other = bytes;
            other[at] = value;
            assert_eq!(Entry::parse(&other), Err(EntryError));
        }
        assert_eq!(Entry::parse(&bytes[..33]), Err(EntryError));
        assert_eq!(
            Entry::parse(&[bytes.as_slice(), &[0]].concat()),
            Err(EntryError)
        );
    }

    #[test]
    fn a_commitment_hides_under_its_salt() {
        let one = Commitment::to(&Salt([1; 32]), b"yes");
        assert_ne!(one, Commitment::to(&Salt([2; 32]), b"yes"));
        assert_ne!(one, Commitment::to(&Salt([1; 32]), b"no"));
        assert_eq!(format!("{:?}", Salt([1; 32])), "Salt(..)");
    }
}
