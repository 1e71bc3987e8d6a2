//! The engine over the in-memory store, with the shipped catalog.

mod opened;
mod simulation;
mod support;
mod way;
