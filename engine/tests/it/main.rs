//! The engine over the in-memory store, with the shipped catalog.

mod support;
mod way;
