//! The activate stage: what others may learn of a change, each asked for again.

use smallvec::SmallVec;

use crate::catalog::Catalog;
use crate::decide::{Decision, Named, Operation, Question, decide};
use crate::id::{CategorySet, JurisdictionSet, NodeId, SegmentId};
use crate::people::People;
use crate::permissions::Records;
use crate::record::Move;
use crate::time::Timestamp;

/// That a person entered or left a segment, for those who follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announcement {
    /// The head of the person's family.
    pub person: NodeId,
    /// The segment.
    pub segment: SegmentId,
    /// Entered, or left.
    pub entered: bool,
}

/// What may be announced of segments entered and left. Leaving is always announced, since who
/// followed a person in must learn to let go; entering only where the segment's purpose may read.
pub(crate) fn announce(
    catalog: &Catalog,
    people: &People,
    node: NodeId,
    moves: &[Move],
    now: Timestamp,
) -> SmallVec<[Announcement; 2]> {
    let mut announcements = SmallVec::new();
    if moves.is_empty() {
        return announcements;
    }
    let members = people.members(node);
    let records = Records::of(people, &members);
    let permissions = records.permissions();
    for change in moves {
        let Some(segment) = catalog.segment(change.segment) else {
            continue;
        };
        let question = Question {
            operation: Operation::Read,
            purpose: Named::Known(segment.purpose),
            categories: Named::Known(CategorySet::EMPTY),
            recipient: None,
            jurisdictions: Named::Known(JurisdictionSet::EMPTY),
            contact: None,
            at: now,
        };
        let permitted = matches!(
            decide(catalog, &permissions, &question),
            Decision::Permit(_)
        );
        if permitted || !change.entered {
            let person = members.first().copied().unwrap_or(node);
            let Move {
                segment, entered, ..
            } = *change;
            announcements.push(Announcement {
                person,
                segment,
                entered,
            });
        }
    }
    announcements
}
