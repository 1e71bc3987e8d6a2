//! What the server does beside answering and sending.

use telos_doors::receiving;
use tokio::task::JoinSet;

use crate::{AppState, opendsr, pages};

/// Starts what goes on beside answering: telling people and controllers of what happens to
/// requests, and taking in what is new at sources. Must be called on a runtime. Dropping the set ends it all; shut it down before the
/// store is closed, since it holds on to it.
#[must_use]
pub fn background(state: &AppState) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(pages::me::follow_requests(state));
    tasks.spawn(opendsr::run(state.clone()));
    tasks.spawn(receiving::run(state.intake()));
    tasks
}
