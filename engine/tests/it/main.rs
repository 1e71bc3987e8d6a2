//! The engine over the in-memory store, with the shipped catalog.

mod addresses;
mod children;
mod deeds;
mod erasing;
mod forgetting;
mod fuzzed;
mod intake;
mod leaks;
mod ledger;
mod letting_go;
mod oneself;
mod opened;
mod outbox;
mod promises;
mod replaying;
mod requesting;
mod retaining;
mod running;
mod simulation;
mod support;
mod tampered;
mod way;
