//! Sealing: the master key outside the data directory, a key for each node, and blind indexes.
//!
//! [`MasterKey`] comes from a file; [`Vault`] derives from it what wraps node keys and what blinds
//! identifiers; [`NodeKey`] seals one node's values. Destroying a node's wrapped key makes all that
//! it sealed unreadable, here and in every copy.

mod master;
mod node;
mod vault;

pub use master::{KeyFileError, KeyId, MasterKey, check_outside};
pub use node::NodeKey;
pub use vault::{BlindDomain, Vault};

/// Why sealed bytes could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes were changed, cut, or sealed with another key, associated data or context.
    #[error("open sealed bytes: they are damaged, or belong to another key or place")]
    Damaged,
    /// The first byte names a form that this program does not know.
    #[error("open sealed bytes: they are of the unknown form {0}")]
    UnknownForm(u8),
    /// The bytes were wrapped by a master key that is not at hand.
    #[error("unwrap a node key: it was wrapped by the master key {0}, which is not at hand")]
    OtherMasterKey(KeyId),
}
