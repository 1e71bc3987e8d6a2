//! Where data leaves: deliveries that go together, and what the answer means.

use telos_connect::destination::Item;
use telos_engine::outbox::{Sending, Waiting};

use super::carry::Came;
use super::door::Door;

/// A delivery on its way, with where it waited.
pub(super) type Going = (Waiting, Box<Sending>);

/// Sends deliveries to a destination, all together. All that leaves, leaves here.
pub(super) async fn send(door: &Door, going: &[Going]) -> Came {
    if let Some(synced) = &door.synced
        && going.iter().all(|(_, sending)| synced.takes(sending))
    {
        return synced.carry(going).await;
    }
    let items: Vec<Item<'_>> = going
        .iter()
        .map(|(_, sending)| Item {
            id: sending.id,
            outgoing: &sending.outgoing,
        })
        .collect();
    door.carrier.carry(&items, door.engine.now()).await
}
