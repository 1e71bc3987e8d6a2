//! The binary as people and scripts use it.

mod catalog;
mod changes;
mod import;
mod ledger;
mod repair;
mod search;
mod sources;
mod streams;
mod syncs;
