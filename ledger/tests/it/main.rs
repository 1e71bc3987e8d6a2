//! The ledger's promises, against published vectors, by properties, and with any input.

mod never_panics;
mod notes;
mod proofs;
mod vectors;
