//! The binary as people and scripts use it.

mod allocator;
#[path = "../../../server/tests/it/broker.rs"]
#[expect(dead_code, reason = "nothing is read here that was written")]
mod broker;
mod catalog;
mod changes;
mod import;
mod kafka;
mod ledger;
mod repair;
mod search;
mod sources;
mod streams;
mod syncs;
