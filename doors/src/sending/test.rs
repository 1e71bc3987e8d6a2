//! Tries a destination: one request about a made-up person, with the destination's own secret, over
//! the same way as all others.

use std::sync::Arc;

use telos_connect::destination::Item;
use telos_engine::Engine;
use telos_model::catalog::{Means, Occasion};
use telos_model::deliver::{Failure, Outgoing};
use telos_model::id::DestinationId;
use telos_reach::wire::Client;

use super::door::Door;

/// What came of trying a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tested {
    /// What was sent.
    pub occasion: Occasion,
    /// It was taken.
    pub taken: bool,
    /// The answer, or why there is none.
    pub answer: Failure,
}

/// Sends something made up to a destination, also if it is paused or not active. None if it is not
/// declared or takes nothing.
pub async fn test(engine: &Engine, id: DestinationId) -> Option<Tested> {
    let policy = engine.policy();
    let destination = policy.catalog.destination(id)?.clone();
    let outgoing = Outgoing::sample(&policy.catalog, &destination, engine.now())?;
    let client = Arc::new(Client::new(Vec::new()));
    let door = Door::new(engine.clone(), policy, destination, client);
    let mut key = [0; 16];
    // Without dice the key is the same each time, and a receiver may leave it out.
    let _ = getrandom::fill(&mut key);
    let item = Item {
        id: key,
        outgoing: &outgoing,
    };
    let answered = match &door.synced {
        Some(synced) => synced.test(item).await,
        None => door.carrier.test(item, engine.now()).await,
    };
    Some(Tested {
        occasion: outgoing.occasion,
        taken: answered.means == Means::Done,
        answer: answered.failure,
    })
}
