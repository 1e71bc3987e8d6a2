//! The segment stage: which segments a person is in, settled after something changed.

use smallvec::SmallVec;

use crate::consent::Permissions;
use crate::decide::{Decision, Named, Operation, Question, decide};
use crate::id::{EventId, JurisdictionSet, NodeId, PurposeId, SegmentId};
use crate::people::{People, Standing};
use crate::permissions::Records;
use crate::process::Policy;
use crate::profile::{Profile, View};
use crate::record::Move;
use crate::segment::{Change, Membership, SegmentFacts, evaluate};
use crate::time::Timestamp;

/// What was learnt about a person, for choosing the segments to look at.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    changes: SmallVec<[Change; 8]>,
    everything: bool,
}

impl Touched {
    /// Everything may have changed.
    #[must_use]
    pub fn all() -> Self {
        Self {
            changes: SmallVec::new(),
            everything: true,
        }
    }

    /// One thing that changed.
    pub fn change(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Something that concerns the whole person changed.
    pub fn everything(&mut self) {
        self.everything = true;
    }
}

/// Settles the segments of a node's family after a change, and when time alone may change them.
/// Standings and the due time are kept on the family's head.
pub fn settle(
    policy: &Policy,
    people: &mut People,
    node: NodeId,
    touched: &Touched,
    now: Timestamp,
    event: Option<EventId>,
) -> SmallVec<[Move; 2]> {
    let mut moves = SmallVec::new();
    let members = people.members(node);
    let Some(head) = members.first().copied() else {
        return moves;
    };
    let Some(known) = people.nodes.get(&head) else {
        return moves;
    };
    // A due time that has come means that any segment may have changed by time alone.
    let overdue = known.due <= now;
    let segments: SmallVec<[SegmentId; 16]> = if touched.everything || overdue {
        SmallVec::from_slice(policy.segments.all())
    } else {
        policy.segments.touched(touched.changes.iter().copied())
    };
    if segments.is_empty() && !touched.everything {
        return moves;
    }
    let mut standings = known.segments.clone();
    // A segment that the catalog declares no more has no members.
    standings.retain(|standing| policy.catalog.segment(standing.segment).is_some());
    let mut due = if touched.everything || overdue {
        Timestamp::MAX
    } else {
        known.due
    };
    {
        let records = Records::of(people, &members);
        let asked = Asked {
            policy,
            permissions: records.permissions(),
            now,
        };
        let profile = people.profile(node);
        for segment in segments {
            let verdict = asked.verdict(segment, &profile, &standings);
            due = due.min(verdict.holds_until);
            let place = standings
                .iter()
                .position(|standing| standing.segment == segment);
            match (place, verdict.member) {
                (None, true) => standings.push(Standing {
                    segment,
                    since: now,
                }),
                (Some(place), false) => {
                    standings.remove(place);
                }
                _ => continue,
            }
            moves.push(Move {
                segment,
                entered: verdict.member,
                at: now,
                event,
            });
        }
    }
    if let Some(known) = people.nodes.get_mut(&head) {
        known.segments = standings;
        known.due = due;
    }
    moves
}

struct Asked<'a> {
    policy: &'a Policy,
    permissions: Permissions<'a>,
    now: Timestamp,
}

impl Asked<'_> {
    /// Whether the person is in a segment now: the purpose permits it and the condition holds.
    fn verdict(
        &self,
        segment: SegmentId,
        profile: &Profile<'_>,
        standings: &[Standing],
    ) -> Membership {
        let out = |holds_until| Membership {
            member: false,
            holds_until,
        };
        let catalog = &self.policy.catalog;
        let Some(declared) = catalog.segment(segment) else {
            return out(Timestamp::MAX);
        };
        let question = Question {
            operation: Operation::Segment,
            purpose: Named::Known(declared.purpose),
            categories: Named::Known(self.policy.segments.categories(segment)),
            recipient: None,
            jurisdictions: Named::Known(JurisdictionSet::EMPTY),
            contact: None,
            at: self.now,
        };
        let Decision::Permit(permit) = decide(catalog, &self.permissions, &question) else {
            return out(self.permissions.next_change(self.now));
        };
        let view = View::new(catalog, profile, &permit);
        let permission = |purpose: PurposeId| {
            self.permissions
                .state_until(catalog, purpose, None, self.now)
        };
        let member = |other: SegmentId| Membership {
            member: standings.iter().any(|standing| standing.segment == other),
            holds_until: Timestamp::MAX,
        };
        let facts = SegmentFacts {
            permission: &permission,
            member: &member,
        };
        let verdict = evaluate(&declared.condition, &view, &facts);
        Membership {
            holds_until: verdict.holds_until.min(permit.valid_until()),
            ..verdict
        }
    }
}
