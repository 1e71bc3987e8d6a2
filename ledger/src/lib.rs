//! The consent ledger's mathematics and formats: an append-only Merkle tree (RFC 6962) of salted
//! commitments, its proofs, and the C2SP texts in which heads and proofs are handed out.
//!
//! Nothing here reads, writes, takes the time or makes randomness. In reading order: [`Entry`] is
//! a leaf; [`Frontier`] grows the tree; [`Tiles`] reads hashes of a stored tree and makes proofs,
//! [`proof`] checks them; [`note`] signs and verifies; [`Checkpoint`] is a signed head;
//! [`LogProof`] is what an offline verifier needs.

mod checkpoint;
mod entry;
mod hash;
mod log_proof;
pub mod note;
pub mod proof;
mod text;
pub mod tile;
mod tiles;
mod tree;

pub use checkpoint::{Checkpoint, CheckpointError, Cosigned, SignedCheckpoint};
pub use entry::{Commitment, ENTRY_BYTES, Entry, EntryError, EntryKind, SALT_BYTES, Salt};
pub use hash::{HASH_BYTES, Hash};
pub use log_proof::{LogProof, LogProofError, PROOF_BYTES_MAX};
pub use tile::{TILE_HASHES, TILE_HEIGHT, TileAt};
pub use tiles::Tiles;
pub use tree::{Frontier, FrontierError};
