//! What one message does to the people it concerns: the seven stages, in order.
//!
//! 1. **collect** happened at the door: a key was checked, a [`RawMessage`] made.
//! 2. **validate**: [`message::validate`] read it into a typed [`Message`].
//! 3. **resolve**: [`identity::resolve`] plans whose it is.
//! 4. **gate**: [`Gate`] says which purposes may hold what.
//! 5. **merge**: the home node takes in what may be held.
//! 6. **segment**: the segments that this can touch are looked at again.
//! 7. **activate**: what others may learn of it is worked out, each asked for again.
//!
//! Between 2 and 3 the engine loads the people; after 7 it commits them.
//!
//! [`RawMessage`]: crate::message::RawMessage
//! [`message::validate`]: crate::message::validate

use smallvec::SmallVec;

use crate::activate::{self, Announcement};
use crate::catalog::{Catalog, Source};
use crate::consent::{FactDetail, PermissionFact};
use crate::gate::{self, Gate, LeftOut};
use crate::id::{CategorySet, IdentifierKind, NodeId};
use crate::identity::{self, Candidate, Changed, Home, Linking, Plan};
use crate::merge;
use crate::message::Message;
use crate::people::{Node, People};
use crate::permissions::Records;
use crate::record::{EventRecord, Move};
use crate::segment::{self, SegmentIndex};

/// The policy in force, with what is worked out from it once.
#[derive(Debug)]
pub struct Policy {
    /// The catalog.
    pub catalog: Catalog,
    /// Which segments a change can touch.
    pub segments: SegmentIndex,
}

impl Policy {
    /// The policy of a catalog.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        let segments = SegmentIndex::new(&catalog);
        Self { catalog, segments }
    }
}

/// What became of a message.
#[derive(Debug)]
pub enum Outcome {
    /// Something of it may be held.
    Taken(Box<Taken>),
    /// Nothing of it may be held: it is counted and forgotten.
    Forgotten {
        /// What was left out, and why.
        left_out: Vec<LeftOut>,
    },
}

/// What was taken in, and all that changed.
#[derive(Debug)]
pub struct Taken {
    /// The node that took it in.
    pub home: NodeId,
    /// What the timeline keeps of it.
    pub record: EventRecord,
    /// Permission facts that are new, for the record of permissions.
    pub facts: Vec<(PermissionFact, FactDetail)>,
    /// Nodes, identifiers and families that changed.
    pub changed: Changed,
    /// Segments entered and left.
    pub moves: Vec<Move>,
    /// What others may learn.
    pub announcements: Vec<Announcement>,
}

/// Takes one message through the stages, over loaded people.
///
/// `new_node` is the id that a node gets if one has to be made. Everything that the message's
/// candidates lead to must have been loaded into `people`.
#[must_use]
pub fn process(
    policy: &Policy,
    people: &mut People,
    message: &Message,
    new_node: NodeId,
) -> Outcome {
    let catalog = &policy.catalog;
    let Some(source) = catalog.source(message.source) else {
        return Outcome::Forgotten { left_out: Vec::new() };
    };

    // 3. resolve, which only plans, and 4. gate, under the permissions of all it may concern
    let found = Found::new(people, message);
    let Resolved { plan, candidates, gate, facts } =
        match resolve(catalog, people, source, message, found) {
            Ok(resolved) => resolved,
            Err(left_out) => return Outcome::Forgotten { left_out },
        };
    let sorted = merge::sort(catalog, &gate, message);
    if sorted.is_nothing() && facts.is_empty() && !says_who(message, &candidates) {
        return Outcome::Forgotten { left_out: sorted.left_out };
    }

    // 5. merge
    let also = plan.linked();
    let unmatched = unmatched(&plan, &candidates);
    let matched = matched(&plan, &candidates);
    let home = match plan.home() {
        Home::Existing(node) => node,
        Home::New => {
            people.nodes.insert(new_node, Node::new(new_node, message.received));
            new_node
        }
    };
    let cause = Cause { at: message.received, event: message.id, source: message.source };
    let changed = identity::carry_out(people, plan, &candidates, home, cause);
    let taken = merge::take_in(catalog, people, home, &also, message, sorted, &facts);

    // 6. segment
    let mut touch = taken.touch;
    if changed.joined() {
        touch.everything();
    }
    let moves = standing::settle(policy, people, home, &touch, message.received, Some(message.id));

    // 7. activate
    let announcements = activate::announce(catalog, people, home, &moves, message.received);

    let record = EventRecord {
        id: message.id,
        source: message.source,
        call: message.call,
        event: message.event.zip(taken.event.map(|stamp| stamp.parts().purposes)),
        occurred: message.occurred,
        received: message.received,
        kept: taken.kept,
        left_out: taken.left_out,
        findings: message.findings.clone(),
        matched,
        unmatched,
        facts: u16::try_from(facts.len()).unwrap_or(u16::MAX),
    };
    Outcome::Taken(Box::new(Taken { home, record, facts, changed, moves, announcements }))
}
