//! The engine over the in-memory store, with the shipped catalog.

mod fuzzed;
mod leaks;
mod ledger;
mod oneself;
mod opened;
mod promises;
mod running;
mod simulation;
mod support;
mod tampered;
mod way;
