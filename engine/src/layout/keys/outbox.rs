//! The keys of deliveries: those that wait, and what went to whom.

use telos_model::id::{DestinationId, NodeId};
use telos_model::time::Timestamp;
use telos_store::{Key, Range, Sort, Space};

use super::ordered;

/// The partition of the outbox that has people whose permissions changed.
const REVIEWS: u64 = 1 << 32;
/// The partition of the outbox that has people of whom a permission ends by itself.
const REVIEWS_DUE: u64 = REVIEWS + 1;

/// A delivery that waits in a lane of a destination.
#[must_use]
pub fn waiting(destination: DestinationId, lane: u8, order: u64, mark: u32) -> Key {
    let mut sort = Sort::from_slice(&order.to_be_bytes());
    sort.extend_from_slice(&mark.to_be_bytes());
    waiting_at(destination, lane, &sort)
}

/// A delivery that waits, by its place in a lane.
#[must_use]
pub fn waiting_at(destination: DestinationId, lane: u8, sort: &[u8]) -> Key {
    let partition = u64::from(destination.slot()) << 8 | u64::from(lane);
    Key::new(Space::Outbox, partition, sort)
}

/// The destination and lane of a delivery that waits.
#[must_use]
pub fn waiting_parts(key: &Key) -> Option<(DestinationId, u8)> {
    let destination = u8::try_from(key.partition >> 8).ok()?;
    let lane = u8::try_from(key.partition & 0xff).ok()?;
    Some((DestinationId::new(destination), lane))
}

/// What waits in a lane, oldest first, from after a place if one is given.
#[must_use]
pub fn lane(destination: DestinationId, lane: u8, after: Option<&[u8]>) -> Range {
    let mut from = Sort::from_slice(after.unwrap_or_default());
    if after.is_some() {
        from.push(0);
    }
    Range {
        space: Space::Outbox,
        partition: waiting_at(destination, lane, &[]).partition,
        from,
        until: None,
        reverse: false,
    }
}

/// A person whose permissions changed, for the destinations to be told.
#[must_use]
pub fn review(order: u64, mark: u32) -> Key {
    let mut sort = Sort::from_slice(&order.to_be_bytes());
    sort.extend_from_slice(&mark.to_be_bytes());
    review_at(&sort)
}

/// A person whose permissions changed, by their place.
#[must_use]
pub fn review_at(sort: &[u8]) -> Key {
    Key::new(Space::Outbox, REVIEWS, sort)
}

/// The people whose permissions changed, oldest first.
#[must_use]
pub fn reviews() -> Range {
    Range {
        space: Space::Outbox,
        partition: REVIEWS,
        from: Sort::new(),
        until: None,
        reverse: false,
    }
}

/// A person of whom a permission ends by itself, by when and who.
#[must_use]
pub fn review_due(due: Timestamp, node: NodeId) -> Key {
    let mut sort = Sort::from_slice(&ordered(due));
    sort.extend_from_slice(&node.number().to_be_bytes());
    Key::new(Space::Outbox, REVIEWS_DUE, &sort)
}

/// The people of whom a permission ended by itself until an instant, that included.
#[must_use]
pub fn reviews_due(now: Timestamp) -> Range {
    Range {
        partition: REVIEWS_DUE,
        until: Some(Sort::from_slice(&ordered(now.plus_millis(1)))),
        ..reviews()
    }
}

/// Whom a row of [`reviews_due`] is about, and the row.
#[must_use]
pub fn review_due_of(sort: &[u8]) -> Option<(NodeId, Key)> {
    let node: [u8; 8] = sort.get(8..)?.try_into().ok()?;
    let key = Key::new(Space::Outbox, REVIEWS_DUE, sort);
    Some((NodeId::new(u64::from_be_bytes(node)), key))
}

/// What destinations hold of a node, in the order of their slots.
#[must_use]
pub fn holdings(node: NodeId) -> Range {
    Range {
        space: Space::Deliveries,
        partition: node.number(),
        from: Sort::new(),
        until: Some(Sort::from_slice(&[1])),
        reverse: false,
    }
}

/// The last row that a node may have among those about deliveries, to go on after.
#[must_use]
pub fn deliveries_end(node: u64) -> Key {
    Key::new(Space::Deliveries, node, &[u8::MAX; 8])
}

/// What a destination holds of a node.
#[must_use]
pub fn holding(node: NodeId, destination: DestinationId) -> Key {
    let sort = [0, destination.slot()];
    Key::new(Space::Deliveries, node.number(), &sort)
}

/// What both sides of a sync last said of a node, which its destination stands for.
#[must_use]
pub fn synced(node: NodeId, destination: DestinationId) -> Key {
    let sort = [2, destination.slot()];
    Key::new(Space::Deliveries, node.number(), &sort)
}

/// A delivery about a node that ended, by its place among the last of its destination.
#[must_use]
pub fn delivered(node: NodeId, destination: DestinationId, place: u16) -> Key {
    let mut sort = Sort::from_slice(&[1, destination.slot()]);
    sort.extend_from_slice(&place.to_be_bytes());
    Key::new(Space::Deliveries, node.number(), &sort)
}
