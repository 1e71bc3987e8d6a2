//! The hashes of the tree: SHA-256 with RFC 6962's prefixes for leaves and nodes.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::text;

/// Bytes of a hash.
pub const HASH_BYTES: usize = 32;

/// A leaf's, a node's or a tree's hash. Shown in base64, as C2SP texts have it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; HASH_BYTES]);

impl Hash {
    /// The root of the tree without leaves.
    #[must_use]
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// The hash of a leaf with this content.
    #[must_use]
    pub fn of_leaf(content: &[u8]) -> Self {
        let hash = Sha256::new().chain_update([0]).chain_update(content);
        Self(hash.finalize().into())
    }

    /// The hash of a node over two others.
    #[must_use]
    pub fn of_node(left: &Self, right: &Self) -> Self {
        let mut both = [1; 1 + 2 * HASH_BYTES];
        both[1..=HASH_BYTES].copy_from_slice(&left.0);
        both[1 + HASH_BYTES..].copy_from_slice(&right.0);
        Self(Sha256::digest(both).into())
    }

    /// Reads the base64 form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text::unbase64(text)?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::base64(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
