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
pub fn process(policy: &Policy, people: &mut People, message: Message, new_node: NodeId) -> Outcome {
    let catalog = &policy.catalog;
    let Some(source) = catalog.source(message.source) else {
        return Outcome::Forgotten { left_out: Vec::new() };
    };

    let Resolved { plan, candidates, linking, gate, records } =
        match resolve_and_gate(catalog, people, source, &message) {
            Ok(resolved) => resolved,
            Err(left_out) => return Outcome::Forgotten { left_out },
        };

    let sorted = merge::sort(catalog, &gate, &message);
    if sorted.is_nothing() && records.news().is_empty() {
        return Outcome::Forgotten { left_out: sorted.left_out };
    }
    let facts = records.into_news();
    let home = match plan.home {
        Home::Existing(node) => node,
        Home::New => {
            people.nodes.insert(new_node, Node::new(new_node, message.received));
            new_node
        }
    };
    let origin = identity::Origin {
        at: message.received,
        event: message.id,
        source: message.source,
    };
    let changed = identity::carry_out(people, &plan, &candidates, home, &origin, &linking);
    let matched = candidates.iter().map(|candidate| candidate.identifier.kind).collect();
    let unmatched = unmatched(&plan, &candidates);
    let merged = merge::take_in(catalog, people, home, &message, &gate, sorted, &facts);

    let touched = policy.segments.touched(&merged.touch, changed.linked());
    let moves = segment::settle(policy, people, home, touched, message.received, Some(message.id));
    let announcements = activate::announce(catalog, people, home, &moves, message.received);

    Outcome::Taken(Box::new(Taken {
        home,
        record: merge::record(&message, merged, matched, unmatched, facts.len()),
        facts,
        changed,
        moves,
        announcements,
    }))
}
