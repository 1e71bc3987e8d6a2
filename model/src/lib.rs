//! The pure core: what is known, decided and proposed, without clock, randomness or I/O.

pub mod json;
pub mod normalise;
