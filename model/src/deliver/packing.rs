//! What goes out of a person, made from permits or from what a destination holds already.

use smallvec::SmallVec;

use super::Cause;
use crate::catalog::{Catalog, Destination, Occasion, Scope};
use crate::consent::FactId;
use crate::decide::{Operation, Permit};
use crate::id::{CategorySet, DestinationId, FieldId, IdentifierKind, NodeId, PurposeSet};
use crate::people::{Identifier, People};
use crate::profile::View;
use crate::record::EventRecord;
use crate::request::RequestId;
use crate::time::Timestamp;
use crate::value::Value;

/// What goes out, by name. Made from permits, or from what the destination holds already.
/// `Debug` tells only what it is.
#[derive(Clone, PartialEq)]
pub struct Outgoing {
    /// Why.
    pub occasion: Occasion,
    /// Identifiers by kind, of each the one seen last first.
    pub identifiers: Vec<(Box<str>, Box<str>)>,
    /// Traits by path.
    pub traits: Vec<(Box<str>, Value)>,
    /// The event.
    pub event: Option<OutgoingEvent>,
    /// The segment, and whether it was entered.
    pub segment: Option<(Box<str>, bool)>,
    /// Whether each purpose of the destination permits.
    pub permissions: Vec<(Box<str>, bool)>,
    /// What it rests on and what it holds, without values.
    pub evidence: Evidence,
}

/// An event that goes out.
#[derive(Clone, PartialEq)]
pub struct OutgoingEvent {
    /// Its name.
    pub name: Box<str>,
    /// When it happened.
    pub at: Timestamp,
    /// Its properties by path.
    pub properties: Vec<(Box<str>, Value)>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outgoing({})", self.occasion.word())
    }
}

/// What a delivery rests on and what it holds, without values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The purposes that permitted it.
    pub purposes: PurposeSet,
    /// The categories of what went.
    pub categories: CategorySet,
    /// The fields that went.
    pub fields: Vec<FieldId>,
    /// The kinds of identifier that went.
    pub identifiers: Vec<IdentifierKind>,
    /// The permission facts that it rests on.
    pub facts: Vec<FactId>,
}

/// What a destination holds of a person, as far as it was given it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The destination.
    pub destination: DestinationId,
    /// The categories that it was given.
    pub categories: CategorySet,
    /// The purposes that it was given them for.
    pub purposes: PurposeSet,
    /// The kinds of identifier that it knows the person by.
    pub identifiers: Vec<IdentifierKind>,
    /// When something was first sent, or was about to be.
    pub first: Timestamp,
    /// When something was last sent, or was about to be.
    pub last: Timestamp,
    /// How many deliveries it took.
    pub deliveries: u64,
    /// That it was told to let go.
    pub removal: Option<Removal>,
    /// What it knows the person by that is theirs no more, and since when, until it has been told.
    pub gone: Vec<(Identifier, Timestamp)>,
}

/// That a destination was told to let go of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// All of it is to be deleted; else it is not to be used.
    pub deletes: bool,
    /// For this request, if for one.
    pub request: Option<RequestId>,
    /// Since when it is being told.
    pub asked: Timestamp,
    /// When it said that it had done so.
    pub acknowledged: Option<Timestamp>,
}

impl Holding {
    /// What is held with what is about to be sent.
    #[must_use]
    pub fn with(&self, evidence: &Evidence, at: Timestamp) -> Self {
        let mut identifiers = self.identifiers.clone();
        identifiers.extend(&evidence.identifiers);
        identifiers.sort_unstable();
        identifiers.dedup();
        Self {
            categories: self.categories.union(evidence.categories),
            purposes: self.purposes.union(evidence.purposes),
            identifiers,
            first: self.first.min(at),
            last: self.last.max(at),
            ..self.clone()
        }
    }

    /// Nothing yet.
    #[must_use]
    pub const fn none(destination: DestinationId) -> Self {
        Self {
            destination,
            categories: CategorySet::EMPTY,
            purposes: PurposeSet::EMPTY,
            identifiers: Vec::new(),
            first: Timestamp::MAX,
            last: Timestamp::MIN,
            deliveries: 0,
            removal: None,
            gone: Vec::new(),
        }
    }

    /// Whether all of this is known to be held already.
    #[must_use]
    pub fn covers(&self, evidence: &Evidence) -> bool {
        let mut kinds = evidence.identifiers.iter();
        self.last > Timestamp::MIN
            && evidence.categories.is_subset(self.categories)
            && evidence.purposes.is_subset(self.purposes)
            && kinds.all(|kind| self.identifiers.contains(kind))
    }

    /// Whether anything was given, or may have been.
    #[must_use]
    pub fn is_something(&self) -> bool {
        self.last > Timestamp::MIN
    }
}

/// Works out what goes out of a person.
#[derive(Debug)]
pub struct Packing<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The person's nodes, loaded.
    pub people: &'a People,
    /// One of them.
    pub node: NodeId,
    /// Where to.
    pub destination: &'a Destination,
}

impl Packing<'_> {
    /// What these permits let go, or none if it is nothing that would make sense: the event
    /// itself, the segment or each trait is withheld.
    #[must_use]
    pub fn permitted(
        &self,
        permits: &[Permit],
        cause: Cause,
        event: Option<&EventRecord>,
    ) -> Option<Outgoing> {
        let recipient = Some(self.destination.recipient);
        let mine = |permit: &Permit| {
            permit.operation() == Operation::Send
                && permit.recipient() == recipient
                && self.destination.purposes.contains(permit.purpose())
        };
        if permits.is_empty() || !permits.iter().all(mine) {
            return None;
        }
        let mut outgoing = self.empty(cause, permits);
        self.put_identifiers(permits, &mut outgoing);
        self.put_traits(permits, &mut outgoing);
        match cause {
            Cause::Event { .. } => self.put_event(permits, event?, &mut outgoing)?,
            Cause::Segment { segment, entered } => {
                let segment = self.catalog.segment(segment)?;
                let mut purposes = permits.iter().map(Permit::purpose);
                if !purposes.any(|purpose| purpose == segment.purpose) {
                    return None;
                }
                outgoing.segment = Some((segment.name.clone(), entered));
            }
            Cause::Traits if outgoing.traits.is_empty() => return None,
            Cause::Traits | Cause::Consent => {}
            Cause::Suppress | Cause::Delete { .. } | Cause::Forget => return None,
        }
        Some(outgoing.tidied())
    }

    /// What tells a destination to let go: by the identifiers that it holds already, and nothing
    /// else. `permits` are what it may still be given, to say what is not permitted any more.
    #[must_use]
    pub fn removal(&self, holding: &Holding, permits: &[Permit], cause: Cause) -> Option<Outgoing> {
        if !cause.occasion().is_removal() || holding.destination != self.destination.id {
            return None;
        }
        let mut outgoing = self.empty(cause, permits);
        // Those that it was given, also where the catalog would not give it them any more.
        self.put_identifiers_of(holding.identifiers.iter().copied(), &mut outgoing);
        Some(outgoing.tidied())
    }

    /// What tells the destination to let go of identifiers alone that are the person's no more, by
    /// the requests that it has; none where the person carries each of them.
    #[must_use]
    pub fn forgetting<'g>(&self, gone: impl Iterator<Item = &'g Identifier>) -> Option<Outgoing> {
        let members = self.people.members(self.node);
        let nodes = members.iter().filter_map(|id| self.people.nodes.get(id));
        let carried: Vec<&Identifier> = nodes
            .flat_map(|node| &node.identifiers)
            .map(|carried| &carried.identifier)
            .collect();
        let mut outgoing = Outgoing {
            occasion: self.destination.removal(true)?,
            ..self.empty(Cause::Forget, &[])
        };
        for identifier in gone.filter(|gone| !carried.contains(gone)) {
            let Some(def) = self.catalog.identifier(identifier.kind) else {
                continue;
            };
            let pair = (def.name.clone(), identifier.value.as_str().into());
            outgoing.identifiers.push(pair);
            outgoing.evidence.identifiers.push(identifier.kind);
            outgoing.evidence.categories.insert(def.category);
        }
        (!outgoing.identifiers.is_empty()).then(|| outgoing.tidied())
    }

    fn empty(&self, cause: Cause, permits: &[Permit]) -> Outgoing {
        let permitted: PurposeSet = permits.iter().map(Permit::purpose).collect();
        let purposes = self.destination.purposes.iter();
        let purposes = purposes.filter_map(|id| self.catalog.purpose(id));
        let mut facts: Vec<FactId> = Vec::new();
        facts.extend(permits.iter().flat_map(Permit::evidence));
        Outgoing {
            occasion: cause.occasion(),
            identifiers: Vec::new(),
            traits: Vec::new(),
            event: None,
            segment: None,
            permissions: purposes
                .map(|purpose| (purpose.name.clone(), permitted.contains(purpose.id)))
                .collect(),
            evidence: Evidence {
                purposes: permitted,
                facts,
                ..Evidence::default()
            },
        }
    }

    fn put_identifiers(&self, permits: &[Permit], outgoing: &mut Outgoing) {
        let may = |kind| {
            let def = self.catalog.identifier(kind);
            def.is_some_and(|def| {
                let mut permits = permits.iter();
                permits.any(|permit| permit.categories().contains(def.category))
            })
        };
        let kinds = self.destination.identifiers.iter().copied();
        self.put_identifiers_of(kinds.filter(|kind| may(*kind)), outgoing);
    }

    fn put_identifiers_of(
        &self,
        kinds: impl Iterator<Item = IdentifierKind>,
        outgoing: &mut Outgoing,
    ) {
        let members = self.people.members(self.node);
        let nodes = members.iter().filter_map(|id| self.people.nodes.get(id));
        let mut carried: Vec<_> = nodes.flat_map(|node| &node.identifiers).collect();
        carried.sort_by_key(|carried| std::cmp::Reverse(carried.last_seen));
        for kind in kinds {
            let Some(def) = self.catalog.identifier(kind) else {
                continue;
            };
            let mine = carried.iter().map(|carried| &carried.identifier);
            for identifier in mine.filter(|identifier| identifier.kind == kind) {
                let pair = (def.name.clone(), identifier.value.as_str().into());
                if !outgoing.identifiers.contains(&pair) {
                    outgoing.identifiers.push(pair);
                }
                outgoing.evidence.identifiers.push(kind);
                outgoing.evidence.categories.insert(def.category);
            }
        }
    }

    fn put_traits(&self, permits: &[Permit], outgoing: &mut Outgoing) {
        let profile = self.people.profile(self.node);
        let views: SmallVec<[View<'_>; 2]> = permits
            .iter()
            .map(|permit| View::new(self.catalog, &profile, permit))
            .collect();
        for id in &self.destination.traits {
            let Some(field) = self.catalog.field(*id) else {
                continue;
            };
            let held = views.iter().filter_map(|view| view.held(*id));
            let Some(held) = held.max_by_key(|held| held.age()) else {
                continue;
            };
            outgoing
                .traits
                .push((field.path.clone(), held.value.clone()));
            outgoing.evidence.fields.push(*id);
            outgoing.evidence.categories.insert(field.category);
        }
    }

    /// The event and its properties; none where its having happened may not be told.
    fn put_event(
        &self,
        permits: &[Permit],
        record: &EventRecord,
        outgoing: &mut Outgoing,
    ) -> Option<()> {
        let (kind, purposes) = record.event?;
        let schema = self.catalog.event(kind)?;
        let may = |stamped: PurposeSet, category| {
            permits.iter().any(|permit| {
                stamped.contains(permit.purpose()) && permit.categories().contains(category)
            })
        };
        if !may(purposes, schema.category) {
            return None;
        }
        outgoing.evidence.categories.insert(schema.category);
        let mut properties = Vec::new();
        for kept in &record.kept {
            let Some(field) = self.catalog.field(kept.field) else {
                continue;
            };
            if field.scope == Scope::Event(kind) && may(kept.purposes, field.category) {
                properties.push((field.path.clone(), kept.value.clone()));
                outgoing.evidence.fields.push(kept.field);
                outgoing.evidence.categories.insert(field.category);
            }
        }
        outgoing.event = Some(OutgoingEvent {
            name: schema.name.clone(),
            at: record.occurred,
            properties,
        });
        Some(())
    }
}

impl Outgoing {
    fn tidied(mut self) -> Self {
        let evidence = &mut self.evidence;
        evidence.fields.sort_unstable();
        evidence.fields.dedup();
        evidence.identifiers.sort_unstable();
        evidence.identifiers.dedup();
        evidence.facts.sort_unstable();
        evidence.facts.dedup();
        self
    }
}
