//! Deliveries: what goes to which destination. Each is asked for when it is queued, and again
//! right before it is sent; what may not go is left out.

mod failure;
mod packing;
mod sample;

pub use failure::Failure;
pub use packing::{Evidence, Holding, Outgoing, OutgoingEvent, Packing, Removal};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::catalog::{Catalog, Destination, Occasion, Owner};
use crate::consent::{FactDetail, PermissionFact, Permissions, Statement};
use crate::decide::{Decision, Named, Operation, Permit, Question, decide};
use crate::id::{
    DestinationId, EventId, EventKind, FieldId, JurisdictionSet, NodeId, PurposeId, PurposeSet,
    SegmentId, SourceId,
};
use crate::people::People;
use crate::permissions::Records;
use crate::record::{EventRecord, Move};
use crate::request::RequestId;
use crate::time::Timestamp;

/// Which destinations want what, worked out once from a catalog.
#[derive(Debug, Clone, Default)]
pub struct Doors {
    events: FxHashMap<EventKind, SmallVec<[DestinationId; 2]>>,
    traits: FxHashMap<FieldId, SmallVec<[DestinationId; 2]>>,
    /// Traits that are for the other system of a sync to say, unless they come by its source.
    overseen: FxHashMap<FieldId, SmallVec<[(DestinationId, SourceId); 1]>>,
    segments: FxHashMap<SegmentId, SmallVec<[DestinationId; 2]>>,
    consents: Vec<(DestinationId, PurposeSet)>,
    any: bool,
}

impl Doors {
    /// The doors of a catalog's active destinations.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let mut doors = Self::default();
        let active = catalog.destinations.iter().flatten();
        for destination in active.filter(|destination| destination.active) {
            let id = destination.id;
            doors.any = true;
            for event in &destination.events {
                doors.events.entry(*event).or_default().push(id);
            }
            for segment in &destination.segments {
                doors.segments.entry(*segment).or_default().push(id);
            }
            if destination.sends(Occasion::Consent) {
                doors.consents.push((id, destination.purposes));
            }
            if destination.sends(Occasion::Traits) {
                for field in &destination.traits {
                    doors.traits.entry(*field).or_default().push(id);
                }
                // What is for the other system of a sync to say does not go there, but a change of
                // it here is put right.
                if let Some(sync) = catalog.sync_of_destination(id) {
                    let theirs = sync.fields.iter();
                    let theirs = theirs.filter(|(_, owner)| *owner == Owner::There);
                    for (field, _) in theirs {
                        let overseen = doors.overseen.entry(*field).or_default();
                        overseen.push((id, sync.source));
                    }
                }
            }
        }
        doors
    }

    /// Whether nothing goes anywhere.
    #[must_use]
    pub const fn are_closed(&self) -> bool {
        !self.any
    }
}

/// Why something goes to a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// An event that is in the node's timeline.
    Event {
        /// Its id.
        id: EventId,
        /// When it happened.
        at: Timestamp,
    },
    /// A trait changed.
    Traits,
    /// A segment was entered or left.
    Segment {
        /// The segment.
        segment: SegmentId,
        /// Entered, or left.
        entered: bool,
    },
    /// A permission changed.
    Consent,
    /// What the destination holds must not be used any longer.
    Suppress,
    /// What the destination holds has to be deleted, for this request if for one.
    Delete {
        /// The request.
        request: Option<RequestId>,
    },
    /// An identifier that it knows the person by is theirs no more.
    Forget,
}

impl Cause {
    /// The occasion that it is.
    #[must_use]
    pub const fn occasion(self) -> Occasion {
        match self {
            Self::Event { .. } => Occasion::Event,
            Self::Traits => Occasion::Traits,
            Self::Segment { .. } => Occasion::Segment,
            Self::Consent => Occasion::Consent,
            Self::Suppress => Occasion::Suppress,
            Self::Delete { .. } | Self::Forget => Occasion::Delete,
        }
    }
}

/// Something to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Where to.
    pub destination: DestinationId,
    /// Why.
    pub cause: Cause,
}

/// What a change leads to at the doors.
#[derive(Debug, Clone, Default)]
pub struct Deliveries {
    /// What is to be sent.
    pub wanted: SmallVec<[Wanted; 1]>,
    /// Which destinations would have wanted something that may not go.
    pub refused: SmallVec<[DestinationId; 1]>,
}

/// What of a message and of the segments that it touched is to be sent.
pub(crate) fn of_message(
    catalog: &Catalog,
    doors: &Doors,
    people: &People,
    node: NodeId,
    record: &EventRecord,
    (moves, facts): (&[Move], &[(PermissionFact, FactDetail)]),
    now: Timestamp,
) -> Deliveries {
    let mut deliveries = of_moves(catalog, doors, people, node, moves, now);
    if doors.are_closed() {
        return deliveries;
    }
    let mut asked = Asked::new(catalog, people, node, now);
    // What they permit first, so that it is known when the rest arrives.
    for (id, purposes) in &doors.consents {
        let concerns = |(fact, _): &(PermissionFact, FactDetail)| match fact.statement {
            Statement::Consent { purpose, .. } => purposes.contains(purpose),
            Statement::Flag { .. } | Statement::Objection { .. } => true,
            Statement::Preference { .. } => false,
        };
        // Where nothing is permitted any more, the destination is told to let go instead.
        if facts.iter().any(concerns) && !asked.permits(*id).is_empty() {
            deliveries.note(*id, Cause::Consent, true);
        }
    }
    if let Some((event, purposes)) = record.event
        && let Some(destinations) = doors.events.get(&event)
        && let Some(schema) = catalog.event(event)
    {
        let cause = Cause::Event {
            id: record.id,
            at: record.occurred,
        };
        for id in destinations {
            let may = asked.permits(*id).iter().any(|permit| {
                purposes.contains(permit.purpose()) && permit.categories().contains(schema.category)
            });
            deliveries.note(*id, cause, may);
        }
    }
    let mut told: SmallVec<[DestinationId; 2]> = SmallVec::new();
    for kept in &record.kept {
        let destinations = doors.traits.get(&kept.field);
        let overseen = doors.overseen.get(&kept.field);
        if destinations.is_none() && overseen.is_none() {
            continue;
        }
        let overseen = overseen.into_iter().flatten();
        let overseen = overseen.filter(|(_, source)| *source != record.source);
        let destinations = destinations.into_iter().flatten();
        let category = catalog.field(kept.field).map(|field| field.category);
        for id in destinations.chain(overseen.map(|(id, _)| id)) {
            if told.contains(id) {
                continue;
            }
            let may = asked.permits(*id).iter().any(|permit| {
                kept.purposes.contains(permit.purpose())
                    && category.is_some_and(|category| permit.categories().contains(category))
            });
            if may {
                told.push(*id);
                deliveries.note(*id, Cause::Traits, true);
            }
        }
    }
    deliveries
}

/// What of segments entered and left is to be sent.
#[must_use]
pub fn of_moves(
    catalog: &Catalog,
    doors: &Doors,
    people: &People,
    node: NodeId,
    moves: &[Move],
    now: Timestamp,
) -> Deliveries {
    let mut deliveries = Deliveries::default();
    if moves.is_empty() || doors.segments.is_empty() {
        return deliveries;
    }
    let mut asked = Asked::new(catalog, people, node, now);
    for change in moves {
        let destinations = doors.segments.get(&change.segment);
        let segment = catalog.segment(change.segment);
        let (Some(destinations), Some(segment)) = (destinations, segment) else {
            continue;
        };
        let cause = Cause::Segment {
            segment: segment.id,
            entered: change.entered,
        };
        for id in destinations {
            let permits = asked.permits(*id);
            let may = permits
                .iter()
                .any(|permit| permit.purpose() == segment.purpose);
            deliveries.note(*id, cause, may);
        }
    }
    deliveries
}

impl Deliveries {
    fn note(&mut self, destination: DestinationId, cause: Cause, may: bool) {
        if may {
            self.wanted.push(Wanted { destination, cause });
        } else {
            self.refused.push(destination);
        }
    }
}

/// The answers for one person, each destination asked once.
struct Asked<'a> {
    catalog: &'a Catalog,
    people: &'a People,
    members: SmallVec<[NodeId; 4]>,
    now: Timestamp,
    answers: SmallVec<[(DestinationId, SmallVec<[Permit; 2]>); 2]>,
}

impl<'a> Asked<'a> {
    fn new(catalog: &'a Catalog, people: &'a People, node: NodeId, now: Timestamp) -> Self {
        Self {
            catalog,
            people,
            members: people.members(node),
            now,
            answers: SmallVec::new(),
        }
    }

    fn permits(&mut self, id: DestinationId) -> &[Permit] {
        if let Some(at) = self.answers.iter().position(|(known, _)| *known == id) {
            return &self.answers[at].1;
        }
        let permits = match self.catalog.destination(id) {
            Some(destination) => {
                let records = Records::of(self.people, &self.members);
                let permissions = records.permissions();
                permits(self.catalog, &permissions, destination, self.now)
            }
            None => SmallVec::new(),
        };
        self.answers.push((id, permits));
        self.answers.last().map_or(&[], |(_, permits)| permits)
    }
}

/// The purposes for which what happened before may be gone through again now, for a destination.
#[must_use]
pub fn replayable(
    catalog: &Catalog,
    permissions: &Permissions<'_>,
    destination: &Destination,
    now: Timestamp,
) -> PurposeSet {
    let may = |purpose: &PurposeId| {
        let declared = catalog.purpose(*purpose);
        let categories = declared.map(|declared| {
            let asked = destination.categories.intersection(declared.categories);
            asked.minus(catalog.sensitive())
        });
        let question = Question {
            operation: Operation::Replay,
            purpose: Named::Known(*purpose),
            categories: Named::Known(categories.unwrap_or_default()),
            recipient: Some(Named::Known(destination.recipient)),
            jurisdictions: Named::Known(JurisdictionSet::EMPTY),
            contact: None,
            at: now,
        };
        matches!(decide(catalog, permissions, &question), Decision::Permit(_))
    };
    destination.purposes.iter().filter(may).collect()
}

/// What a destination may be given now: a permit for each of its purposes that allows it, naming
/// its recipient. Sensitive categories are asked for apart, so that their stricter rules do not
/// cost the rest, and cannot be carried by it.
#[must_use]
pub fn permits(
    catalog: &Catalog,
    permissions: &Permissions<'_>,
    destination: &Destination,
    now: Timestamp,
) -> SmallVec<[Permit; 2]> {
    let sensitive = catalog.sensitive();
    let mut permits = SmallVec::new();
    for purpose in destination.purposes.iter() {
        let Some(declared) = catalog.purpose(purpose) else {
            continue;
        };
        let asked = destination.categories.intersection(declared.categories);
        for part in [asked.minus(sensitive), asked.intersection(sensitive)] {
            if part.is_empty() {
                continue;
            }
            let question = Question {
                operation: Operation::Send,
                purpose: Named::Known(purpose),
                categories: Named::Known(part),
                recipient: Some(Named::Known(destination.recipient)),
                jurisdictions: Named::Known(JurisdictionSet::EMPTY),
                contact: None,
                at: now,
            };
            if let Decision::Permit(permit) = decide(catalog, permissions, &question) {
                permits.push(permit);
            }
        }
    }
    permits
}
