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

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::activate::{self, Announcement};
use crate::age;
use crate::catalog::{Catalog, Source};
use crate::consent::{FactDetail, PermissionFact};
use crate::decide::Permit;
use crate::deliver::{self, Deliveries, Doors};
use crate::erased;
use crate::gate::{self, Gate, LeftOut};
use crate::id::{CategorySet, IdentifierKind, NodeId};
use crate::identity::{self, Candidate, Cause, Changed, Home, PermittedPlan};
use crate::merge;
use crate::message::{CallName, Message};
use crate::people::{Node, People};
use crate::permissions::{self, Records};
use crate::record::{EventRecord, Move};
use crate::segment::{SegmentCycle, SegmentIndex};
use crate::standing;
use crate::time::Timestamp;

/// The policy in force, with what is worked out from it once.
#[derive(Debug)]
pub struct Policy {
    /// The catalog.
    pub catalog: Catalog,
    /// Which segments a change can touch.
    pub segments: SegmentIndex,
    /// Which destinations want what.
    pub doors: Doors,
}

impl Policy {
    /// The policy of a catalog. Fails where segments ask about each other in a circle, which the
    /// check of a catalog refuses.
    pub fn new(catalog: Catalog) -> Result<Self, SegmentCycle> {
        let segments = SegmentIndex::new(&catalog)?;
        let doors = Doors::new(&catalog);
        Ok(Self {
            catalog,
            segments,
            doors,
        })
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
    pub moves: SmallVec<[Move; 2]>,
    /// What others may learn.
    pub announcements: SmallVec<[Announcement; 2]>,
    /// What is to be sent to destinations.
    pub deliveries: Deliveries,
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
        return Outcome::Forgotten {
            left_out: Vec::new(),
        };
    };

    if let Some(left_out) = erased::about_erased(catalog, people, source, message) {
        return Outcome::Forgotten { left_out };
    }
    permissions::make_room(people, message);
    // 3. resolve, which only plans, and 4. gate, under the permissions of all it may concern
    let Resolved {
        plan,
        candidates,
        unlinked,
        shown,
        gate,
        facts,
    } = match resolve(catalog, people, source, message) {
        Ok(resolved) => resolved,
        Err(left_out) => return Outcome::Forgotten { left_out },
    };
    let sorted = merge::sort(catalog, &gate, message);
    if sorted.is_nothing() && facts.is_empty() && !says_who(message, &candidates) {
        return Outcome::Forgotten {
            left_out: sorted.left_out,
        };
    }

    // 5. merge
    let home = match plan.plan().home {
        Home::Existing(node) => node,
        Home::New => {
            people
                .nodes
                .insert(new_node, Node::new(new_node, message.received));
            new_node
        }
    };
    let cause = Cause {
        at: message.received,
        event: Some(message.id),
        source: Some(message.source),
    };
    let mut changed = identity::carry_out(people, &plan, &candidates, home, cause);
    let taken = merge::take_in(catalog, people, home, &shown, message, sorted, &facts);
    for node in &taken.noted {
        changed.node(*node);
    }

    // 6. segment
    let mut touched = taken.touched;
    if !changed.heads.is_empty() {
        touched.everything();
    }
    let moves = standing::settle(
        policy,
        people,
        home,
        &touched,
        message.received,
        Some(message.id),
    );

    // 7. activate
    let announcements = activate::announce(catalog, people, home, &moves, message.received);

    let record = EventRecord {
        id: message.id,
        source: message.source,
        call: message.call,
        event: message
            .event
            .zip(taken.event.map(|stamp| stamp.parts().purposes)),
        occurred: message.occurred,
        received: message.received,
        kept: taken.kept,
        left_out: taken.left_out,
        findings: message.findings.clone(),
        matched: matched(&plan, &candidates),
        unmatched: unmatched(&plan, &candidates, &unlinked),
        facts: u16::try_from(facts.len()).unwrap_or(u16::MAX),
    };
    let now = message.received;
    let news = (&moves[..], &facts[..]);
    let deliveries = deliver::of_message(catalog, &policy.doors, people, home, &record, news, now);
    Outcome::Taken(Box::new(Taken {
        home,
        record,
        facts,
        changed,
        moves,
        announcements,
        deliveries,
    }))
}

/// A plan that may be carried out, and the candidates it was made of.
struct Planned<'m> {
    plan: PermittedPlan,
    candidates: Cow<'m, [Candidate]>,
    unlinked: SmallVec<[IdentifierKind; 2]>,
}

/// Plans as much as may be linked: everything; else what names a person, without their devices;
/// else nothing, so that only the first identifier finds or makes the home.
fn plan<'m>(
    catalog: &Catalog,
    people: &People,
    candidates: Cow<'m, [Candidate]>,
    now: Timestamp,
    may_link: &dyn Fn(CategorySet) -> Option<Permit>,
) -> Option<Planned<'m>> {
    let try_with = |candidates: &[Candidate]| {
        let plan = identity::resolve(catalog, people, candidates, now, true)?;
        let permit = if plan.links_people() {
            may_link(plan.categories)
        } else {
            None
        };
        plan.permitted(permit.as_ref()).ok()
    };
    let unlinked = SmallVec::new();
    if let Some(plan) = try_with(&candidates) {
        return Some(Planned {
            plan,
            candidates,
            unlinked,
        });
    }
    let personal = |candidate: &&Candidate| {
        let kind = catalog.identifier(candidate.identifier.kind);
        kind.is_some_and(|kind| kind.personal)
    };
    let people_only: Vec<Candidate> = candidates.iter().filter(personal).cloned().collect();
    let fewer = !people_only.is_empty() && people_only.len() < candidates.len();
    if fewer && let Some(plan) = try_with(&people_only) {
        let home = plan.plan().home;
        let left = candidates.iter().filter(|candidate| {
            let holder = people.holders.get(&candidate.identifier).copied().flatten();
            !personal(candidate) && holder.map(Home::Existing) != Some(home)
        });
        let unlinked = left.map(|candidate| candidate.identifier.kind).collect();
        return Some(Planned {
            plan,
            candidates: Cow::Owned(people_only),
            unlinked,
        });
    }
    let plan = identity::resolve(catalog, people, &candidates, now, false)?;
    let plan = plan.permitted(None).ok()?;
    Some(Planned {
        plan,
        candidates,
        unlinked,
    })
}

/// What stages 3 and 4 found out.
struct Resolved<'m> {
    plan: PermittedPlan,
    candidates: Cow<'m, [Candidate]>,
    /// Kinds of identifier that no purpose permits to link.
    unlinked: SmallVec<[IdentifierKind; 2]>,
    /// The nodes that carry what the message was matched by.
    shown: SmallVec<[NodeId; 4]>,
    gate: Gate,
    facts: Vec<(PermissionFact, FactDetail)>,
}

/// Plans whose the message is, under the permissions of everyone it may concern. Fails with what
/// is left out if not even an identifier may be held.
fn resolve<'m>(
    catalog: &Catalog,
    people: &People,
    source: &Source,
    message: &'m Message,
) -> Result<Resolved<'m>, Vec<LeftOut>> {
    let holders = permissions::holders(people, message.candidates.iter());
    let everyone = permissions::everyone(people, holders.iter().copied());
    let mut news = permissions::news(catalog, people, &everyone, message);
    age::add(
        catalog,
        people,
        source,
        (&everyone, &holders),
        message,
        &mut news,
    );
    let purposes = source.purposes.minus(news.declined);
    let wanted = categories(catalog, message);
    let stamp = (message.source, message.id, message.occurred);
    let now = message.received;

    let records = Records::with_message(people, &everyone, &holders, message, &news);
    let asked = records.permissions();
    let gate = Gate::ask(catalog, &asked, purposes, wanted, stamp, now);
    let category = |candidate: &Candidate| {
        catalog
            .identifier(candidate.identifier.kind)
            .map(|kind| kind.category)
    };
    // Where something is stated, whoever carries an identifier already is found by it even if it
    // could not be collected any more: else a withdrawal could leave no purpose to record it under.
    let states = !news.facts.is_empty();
    let carried = |candidate: &Candidate| {
        let holder = people.holders.get(&candidate.identifier);
        holder.is_some_and(Option::is_some)
    };
    let holdable = |candidate: &&Candidate| {
        if people.suppressed.contains(&candidate.identifier) {
            return false;
        }
        category(candidate).is_some_and(|category| gate.holds(category))
            || (states && carried(candidate))
    };
    let all = &message.candidates[..];
    let candidates = if all.iter().all(|candidate| holdable(&candidate)) {
        Cow::Borrowed(all)
    } else {
        Cow::Owned(all.iter().filter(holdable).cloned().collect())
    };

    let forgotten = || {
        let categories: CategorySet = message.candidates.iter().filter_map(category).collect();
        let why = categories
            .iter()
            .flat_map(|category| gate.why_not(category))
            .collect();
        vec![LeftOut { field: None, why }]
    };
    let may_link = |categories| gate::linking_permit(catalog, &asked, purposes, categories, now);
    let planned = plan(catalog, people, candidates, now, &may_link).ok_or_else(forgotten)?;
    let Planned {
        plan,
        candidates,
        unlinked,
    } = planned;

    // The plan may have left somebody out: then the gate is asked again without them, and what is
    // stated is news to the others only.
    let seen = plan.plan().seen.iter().map(|index| &candidates[*index]);
    let shown = permissions::holders(people, seen);
    let concerned = permissions::everyone(people, shown.iter().copied());
    let (gate, news) = if concerned == everyone && shown == holders {
        (gate, news)
    } else {
        let mut news = permissions::news(catalog, people, &concerned, message);
        age::add(
            catalog,
            people,
            source,
            (&concerned, &shown),
            message,
            &mut news,
        );
        let purposes = source.purposes.minus(news.declined);
        let records = Records::with_message(people, &concerned, &shown, message, &news);
        let asked = records.permissions();
        let gate = Gate::ask(catalog, &asked, purposes, wanted, stamp, now);
        (gate, news)
    };
    Ok(Resolved {
        plan,
        candidates,
        unlinked,
        shown,
        gate,
        facts: news.facts,
    })
}

/// The data categories that a message carries.
fn categories(catalog: &Catalog, message: &Message) -> CategorySet {
    let mut all = CategorySet::EMPTY;
    for candidate in &message.candidates {
        if let Some(kind) = catalog.identifier(candidate.identifier.kind) {
            all.insert(kind.category);
        }
    }
    if let Some(event) = message.event.and_then(|event| catalog.event(event)) {
        all.insert(event.category);
    }
    for reading in &message.readings {
        if let Some(field) = catalog.field(reading.field) {
            all.insert(field.category);
            if let (Some(raw), true) = (field.raw_category, reading.raw.is_some()) {
                all.insert(raw);
            }
        }
    }
    all
}

/// Whether a message is worth keeping for saying who someone is, even without any field.
fn says_who(message: &Message, candidates: &[Candidate]) -> bool {
    match message.call {
        CallName::Identify | CallName::Alias => candidates.len() > 1,
        CallName::Consent => true,
        CallName::Track | CallName::Page | CallName::Screen | CallName::Group => false,
    }
}

fn matched(plan: &PermittedPlan, candidates: &[Candidate]) -> SmallVec<[IdentifierKind; 4]> {
    let plan = plan.plan();
    let indexes = plan.seen.iter().chain(&plan.attach);
    indexes
        .map(|index| candidates[*index].identifier.kind)
        .collect()
}

fn unmatched(
    plan: &PermittedPlan,
    candidates: &[Candidate],
    unlinked: &[IdentifierKind],
) -> Vec<(IdentifierKind, identity::LeftOut)> {
    let left_out = plan.plan().left_out.iter();
    let left_out = left_out.map(|(index, why)| (candidates[*index].identifier.kind, *why));
    let unlinked = unlinked
        .iter()
        .map(|kind| (*kind, identity::LeftOut::NotPermitted));
    left_out.chain(unlinked).collect()
}
