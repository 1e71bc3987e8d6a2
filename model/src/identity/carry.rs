//! Carrying a plan out: identifiers on nodes, nodes into families.

use smallvec::SmallVec;
use thiserror::Error;

use super::resolve::members;
use super::{Candidate, FAMILY_NODES_MAX, PERSON_IDENTIFIERS_MAX, PermittedPlan};
use crate::decide::{Operation, Permit};
use crate::id::{EventId, NodeId, SourceId};
use crate::people::{
    Carried, Edge, Family, FamilyId, Identifier, LinkReason, Node, People, Shown, Standing,
};
use crate::time::Timestamp;

/// What a change to identity rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// When; links hold since then.
    pub at: Timestamp,
    /// The event that showed it, if one did.
    pub event: Option<EventId>,
    /// The source of the event.
    pub source: Option<SourceId>,
}

/// What is to be written anew. Rows to be deleted are in `People::dissolved`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changed {
    /// Nodes, each once, in order.
    pub nodes: SmallVec<[NodeId; 4]>,
    /// Families of two nodes or more, each once, in order.
    pub families: SmallVec<[FamilyId; 2]>,
    /// Heads of people whose nodes are others than before: their segments have to be looked at
    /// again. Each once, in order.
    pub heads: SmallVec<[NodeId; 2]>,
}

impl Changed {
    pub(crate) fn node(&mut self, node: NodeId) {
        insert(&mut self.nodes, node);
    }

    pub(super) fn family(&mut self, family: FamilyId) {
        insert(&mut self.families, family);
    }

    pub(super) fn head(&mut self, node: NodeId) {
        insert(&mut self.heads, node);
        self.node(node);
    }
}

fn insert<T: Ord, A: smallvec::Array<Item = T>>(set: &mut SmallVec<A>, item: T) {
    if let Err(at) = set.binary_search(&item) {
        set.insert(at, item);
    }
}

/// Carries a plan out that was made of these candidates for these people, unchanged since.
/// `home` is the plan's home, which the caller has created if it is a new one.
///
/// On other nodes than the home, the time when an identifier was last seen is kept to the UTC day,
/// which is what limits ask for, so that an event seldom writes to more nodes than its own.
pub fn carry_out(
    people: &mut People,
    plan: &PermittedPlan,
    candidates: &[Candidate],
    home: NodeId,
    cause: Cause,
) -> Changed {
    let plan = plan.plan();
    debug_assert!(people.nodes.contains_key(&home), "the home is loaded");
    let mut changed = Changed::default();
    for &index in &plan.seen {
        see(
            people,
            &candidates[index].identifier,
            home,
            cause.at,
            &mut changed,
        );
    }
    for &index in &plan.attach {
        attach(
            people,
            &candidates[index].identifier,
            home,
            cause.at,
            &mut changed,
        );
    }
    for &(index, shown) in &plan.shown {
        show(people, &candidates[index].identifier, shown, &mut changed);
    }
    for &(node, reason) in &plan.links {
        join(people, edge(home, node, reason, cause), &mut changed);
    }
    changed
}

/// Why staff cannot link two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LinkError {
    /// The permit is not one to merge.
    #[error("linking people needs a permit to merge")]
    NotPermitted,
    /// They are one person already.
    #[error("the nodes are one person already")]
    OnePerson,
    /// One of them is not known.
    #[error("a node is not known")]
    Unknown,
    /// The person would have too many nodes or identifiers.
    #[error("the person would become too large")]
    TooLarge,
}

/// Links two nodes because staff say so, whatever limits say and though they were taken apart.
pub fn link_by_staff(
    people: &mut People,
    a: NodeId,
    b: NodeId,
    permit: &Permit,
    cause: Cause,
) -> Result<Changed, LinkError> {
    if permit.operation() != Operation::Merge {
        return Err(LinkError::NotPermitted);
    }
    let (Some(one), Some(other)) = (people.nodes.get(&a), people.nodes.get(&b)) else {
        return Err(LinkError::Unknown);
    };
    if one.family == other.family {
        return Err(LinkError::OnePerson);
    }
    let mut all: SmallVec<[NodeId; 4]> = SmallVec::from_slice(members(people, one));
    all.extend_from_slice(members(people, other));
    let carried = all.iter().filter_map(|node| people.nodes.get(node));
    let identifiers: usize = carried.map(|node| node.identifiers.len()).sum();
    if all.len() > FAMILY_NODES_MAX || identifiers > PERSON_IDENTIFIERS_MAX {
        return Err(LinkError::TooLarge);
    }
    let mut changed = Changed::default();
    for id in &all {
        let Some(node) = people.nodes.get_mut(id) else {
            continue;
        };
        let before = node.severed.len();
        node.severed.retain(|severed| !all.contains(severed));
        if node.severed.len() < before {
            changed.node(*id);
        }
    }
    join(people, edge(a, b, LinkReason::Staff, cause), &mut changed);
    Ok(changed)
}

/// Notes that an identifier was seen on the node that carries it.
fn see(
    people: &mut People,
    identifier: &Identifier,
    home: NodeId,
    at: Timestamp,
    changed: &mut Changed,
) {
    let holder = people.holders.get(identifier).copied().flatten();
    let Some(node) = holder.and_then(|holder| people.nodes.get_mut(&holder)) else {
        return;
    };
    let mut all = node.identifiers.iter_mut();
    let Some(carried) = all.find(|carried| carried.identifier == *identifier) else {
        return;
    };
    let (first, last) = (carried.first_seen.min(at), carried.last_seen.max(at));
    let moved = if node.id == home {
        (first, last) != (carried.first_seen, carried.last_seen)
    } else {
        (first.day(), last.day()) != (carried.first_seen.day(), carried.last_seen.day())
    };
    if moved {
        (carried.first_seen, carried.last_seen) = (first, last);
        changed.node(node.id);
    }
}

/// Notes how it was shown that an identifier is the person's own.
fn show(people: &mut People, identifier: &Identifier, shown: Shown, changed: &mut Changed) {
    let holder = people.holders.get(identifier).copied().flatten();
    let Some(node) = holder.and_then(|holder| people.nodes.get_mut(&holder)) else {
        return;
    };
    let mut all = node.identifiers.iter_mut();
    let carried = all.find(|carried| carried.identifier == *identifier);
    let Some(carried) = carried.filter(|carried| carried.shown < Some(shown)) else {
        return;
    };
    carried.shown = Some(shown);
    changed.node(node.id);
}

/// Puts an identifier that nobody carries on the home.
fn attach(
    people: &mut People,
    identifier: &Identifier,
    home: NodeId,
    at: Timestamp,
    changed: &mut Changed,
) {
    let Some(node) = people.nodes.get_mut(&home) else {
        return;
    };
    let before = people.holders.insert(identifier.clone(), Some(home));
    debug_assert!(before.flatten().is_none(), "nobody carried it");
    node.identifiers.push(Carried {
        identifier: identifier.clone(),
        first_seen: at,
        last_seen: at,
        shown: None,
    });
    changed.node(home);
}

/// The edge between two nodes; `reason` is told from `one` to `other`.
fn edge(one: NodeId, other: NodeId, reason: LinkReason, cause: Cause) -> Edge {
    let reason = match reason {
        LinkReason::SeenTogether { a, b } if one > other => LinkReason::SeenTogether { a: b, b: a },
        _ => reason,
    };
    Edge {
        a: one.min(other),
        b: one.max(other),
        since: cause.at,
        reason,
        event: cause.event,
        source: cause.source,
    }
}

/// Makes the families of an edge's two nodes one. The smaller head becomes the head of both.
fn join(people: &mut People, edge: Edge, changed: &mut Changed) {
    let family_of = |node| people.nodes.get(&node).map(|node: &Node| node.family);
    let (Some(a), Some(b)) = (family_of(edge.a), family_of(edge.b)) else {
        debug_assert!(false, "linked nodes are loaded");
        return;
    };
    if a == b {
        return;
    }
    let (kept, gone) = (a.min(b), a.max(b));
    let mut family = take_family(people, kept);
    let other = take_family(people, gone);
    if other.version > 0 {
        people.dissolved.insert(gone, other.version);
    }
    family.members.extend(other.members);
    family.members.sort_unstable();
    family.edges.extend(other.edges);
    family.edges.push(edge);
    family
        .edges
        .sort_by_key(|edge| (edge.since, edge.a, edge.b));
    for id in &family.members {
        let Some(node) = people.nodes.get_mut(id) else {
            continue;
        };
        if node.family != kept {
            node.family = kept;
            changed.node(*id);
        }
    }
    move_standings(people, gone.0, kept.0);
    changed.families.retain(|family| *family != gone);
    changed.heads.retain(|head| *head != gone.0);
    changed.family(kept);
    changed.head(kept.0);
    people.families.insert(kept, family);
}

/// The family out of the map; one of the node alone, with the version that its row must have, if
/// there is none.
pub(super) fn take_family(people: &mut People, id: FamilyId) -> Family {
    people.families.remove(&id).unwrap_or_else(|| Family {
        id,
        members: SmallVec::from_slice(&[id.0]),
        edges: Vec::new(),
        version: people.dissolved.remove(&id).unwrap_or(0),
    })
}

/// Moves segments and due time to the new head; what both are in counts since the earlier time.
fn move_standings(people: &mut People, from: NodeId, to: NodeId) {
    let Some(old) = people.nodes.get_mut(&from) else {
        return;
    };
    let due = std::mem::replace(&mut old.due, Timestamp::MAX);
    let standings: Vec<Standing> = std::mem::take(&mut old.segments);
    let Some(head) = people.nodes.get_mut(&to) else {
        return;
    };
    head.due = head.due.min(due);
    for standing in standings {
        let mut own = head.segments.iter_mut();
        match own.find(|own| own.segment == standing.segment) {
            Some(own) => own.since = own.since.min(standing.since),
            None => head.segments.push(standing),
        }
    }
    head.segments.sort_by_key(|standing| standing.segment);
}
