//! The outbox: what waits to be sent to destinations, asked for again at the door, and what came
//! of it.
//!
//! A row that waits is written in the commit of the event that caused it. It names a node and an
//! event and holds nothing personal, so it can wait as long as it takes; what goes is put together
//! when it is sent. In reading order: `door` asks again and puts it together, `held` is what is on
//! record of what destinations hold, `settle` writes what
//! came of it, `review` finds who has to be told after a permission changed, `forget` tells of an address that is
//! somebody's no more, `erasing` waits for destinations before an erasure, `holdings` tells who holds what, `staff` is pause, resume and
//! what could not be sent, `replay` sends again what happened in a period.

mod door;
mod erasing;
mod figures;
mod forget;
mod held;
mod holdings;
mod replay;
mod review;
mod settle;
mod staff;

use telos_model::catalog::Occasion;
use telos_model::deliver::{Cause, Deliveries, Evidence, Failure};
use telos_model::id::{DestinationId, NodeId};
use telos_model::time::Timestamp;
use telos_store::{Key, Put};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};

pub(crate) use erasing::Part;
pub(crate) use figures::{Outbox, Queued};

pub use door::{Ready, Sending};
pub use figures::Minute;
pub use holdings::{DELIVERIES_SHOWN_MAX, Recipient};
pub use replay::{Replay, ReplayFailed, ReplayOf};
pub(crate) use review::tend;
pub use settle::{Settled, SettledAs};
pub use staff::{DEAD_PAGE_MAX, Health, WAITING_COUNTED_MAX};

/// How many lanes each destination has: the deliveries about a person stay in one, in order.
pub const LANES: u8 = 16;
/// The lane of what tells a destination to let go, which waits for nothing else.
pub const LANE_REMOVALS: u8 = LANES;
/// Where deliveries lie that could not be sent.
pub(crate) const LANE_DEAD: u8 = LANES + 1;
/// How often what met another change is tried again.
pub(crate) const ATTEMPTS_MAX: usize = 16;

/// A delivery that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Where it stands.
    pub(crate) key: Key,
    /// The node that it is about.
    pub node: NodeId,
    /// Why.
    pub cause: Cause,
    /// When it was queued.
    pub queued: Timestamp,
    /// How often it failed.
    pub attempts: u32,
    /// When it first failed; the end of time if it never did.
    pub failed_since: Timestamp,
    /// How it failed last.
    pub failure: Option<Failure>,
}

impl Waiting {
    /// Its place in the lane, to go on after.
    #[must_use]
    pub fn place(&self) -> &[u8] {
        &self.key.sort
    }
}

/// How a delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The destination took it.
    Sent {
        /// Its answer.
        status: u16,
    },
    /// It was given up; some of it may have arrived.
    GivenUp(Failure),
}

/// A delivery that ended, as it is kept: what it rested on, what went, when, and the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Its idempotency key.
    pub id: [u8; 16],
    /// Where it went.
    pub destination: DestinationId,
    /// What it was.
    pub occasion: Occasion,
    /// When it was queued.
    pub queued: Timestamp,
    /// When it ended.
    pub at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// How it ended.
    pub ended: Ended,
    /// The first half of the hash of the catalog that it was permitted under.
    pub catalog: [u8; 16],
    /// What it rested on, and what went.
    pub evidence: Evidence,
}

/// Gives what is queued its order: by time, and of one instant by when it was decided.
#[derive(Debug, Default)]
pub(crate) struct Order(u64);

impl Order {
    pub(crate) fn next(&mut self, now: Timestamp) -> u64 {
        let millis = now.millis().max(0).cast_unsigned() & ((1 << 43) - 1);
        self.0 = (self.0 + 1).max(millis << 20);
        self.0
    }
}

/// The lane of a person. The head of the family at that time stands for the person.
pub(crate) fn lane_of(head: NodeId) -> u8 {
    // Ids begin with the time: the last digits are random.
    let lane = head.number() % u64::from(LANES);
    u8::try_from(lane).unwrap_or_default()
}

/// Drafts the rows of what is to be sent.
pub(crate) fn draft(
    puts: &mut Vec<Put>,
    (head, node): (NodeId, NodeId),
    deliveries: &Deliveries,
    review: bool,
    order: &mut Order,
    now: Timestamp,
) {
    for wanted in &deliveries.wanted {
        let key = keys::waiting(wanted.destination, lane_of(head), order.next(now), 0);
        puts.push(put_waiting(fresh(key, node, wanted.cause, now)));
    }
    if review {
        puts.push(Put {
            key: keys::review(order.next(now), 0),
            version: 0,
            value: layout::write_review(node, now),
        });
    }
}

/// A delivery that was not tried yet.
pub(crate) const fn fresh(key: Key, node: NodeId, cause: Cause, now: Timestamp) -> Waiting {
    Waiting {
        key,
        node,
        cause,
        queued: now,
        attempts: 0,
        failed_since: Timestamp::MAX,
        failure: None,
    }
}

pub(crate) fn put_waiting(waiting: Waiting) -> Put {
    let value = layout::write_waiting(&waiting);
    Put {
        key: waiting.key,
        version: 0,
        value,
    }
}

impl Engine {
    /// A number that grows whenever something was queued, so that senders need to look only then.
    #[must_use]
    pub fn outbox_news(&self) -> u64 {
        self.inner.shared.outbox.news()
    }

    /// A number that grows whenever something was queued for a destination, or something about it
    /// changed.
    #[must_use]
    pub fn destination_news(&self, destination: DestinationId) -> u64 {
        self.inner.shared.outbox.news_of(destination)
    }

    /// What waits in a lane of a destination, the oldest first, from after a place.
    pub fn waiting(
        &self,
        destination: DestinationId,
        lane: u8,
        after: Option<&[u8]>,
        rows_max: usize,
    ) -> Result<Vec<Waiting>, ReadError> {
        let range = keys::lane(destination, lane, after);
        let rows = self.inner.store.scan(&range, rows_max)?;
        let waiting = rows.into_iter().map(|(sort, row)| {
            let key = keys::waiting_at(destination, lane, &sort);
            Ok(layout::read_waiting(&key, &row.value)?)
        });
        waiting.collect()
    }

    /// A key for something that is queued outside the pipeline.
    pub(crate) fn fresh_key(&self, destination: DestinationId, lane: u8) -> Key {
        let (order, mark) = self.fresh_order();
        keys::waiting(destination, lane, order, mark)
    }

    pub(crate) fn fresh_order(&self) -> (u64, u32) {
        let number = self.new_number();
        let mark = u32::from_be_bytes([number[0], number[1], number[2], number[3] | 1]);
        (Order::default().next(self.now()), mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_grows_even_if_the_clock_does_not() {
        let mut order = Order::default();
        let now = Timestamp::from_millis(1_700_000_000_000);
        let first = order.next(now);
        assert!(order.next(now) > first);
        assert!(order.next(now.plus_millis(-5_000)) > first);
        let later = order.next(now.plus_millis(1));
        assert!(later > first && order.next(Timestamp::MIN) > later);
    }
}
