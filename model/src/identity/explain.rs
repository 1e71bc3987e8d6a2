//! Why a person's nodes are one, and since when. Tells kinds, counts and times, never values.

use smallvec::SmallVec;

use super::resolve::members;
use crate::catalog::{Catalog, SlotKind};
use crate::id::{IdentifierKind, NodeId};
use crate::people::{Carried, Edge, Family, Node, People};
use crate::time::Timestamp;

/// Why a person's nodes are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation<'a> {
    /// The person's nodes in order of id.
    pub nodes: Vec<NodeExplained<'a>>,
    /// What links them, in order of since when: the rule, the event and its source. None where the
    /// person is one node.
    pub edges: &'a [Edge],
    /// Which of the nodes were taken apart from which others, in order.
    pub severed: Vec<(NodeId, NodeId)>,
}

/// A node of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeExplained<'a> {
    /// Its id.
    pub id: NodeId,
    /// When it was created.
    pub created: Timestamp,
    /// The kinds of identifier that find it, in order of kind.
    pub identifiers: Vec<KindSeen<'a>>,
    /// How many facts of its own it holds.
    pub facts: u64,
}

/// The identifiers of one kind on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSeen<'a> {
    /// The kind.
    pub kind: IdentifierKind,
    /// Its name in the catalog, now or once.
    pub name: &'a str,
    /// How many there are.
    pub count: usize,
    /// When the first of them was first seen.
    pub first_seen: Timestamp,
    /// When the last of them was last seen.
    pub last_seen: Timestamp,
}

/// Explains the person that a node belongs to; `None` if the node is not known.
#[must_use]
pub fn explain<'a>(
    catalog: &'a Catalog,
    people: &'a People,
    node: NodeId,
) -> Option<Explanation<'a>> {
    let node = people.nodes.get(&node)?;
    let loaded = || {
        members(people, node)
            .iter()
            .filter_map(|id| people.nodes.get(id))
    };
    let family = people.families.get(&node.family);
    let severed = loaded().flat_map(|node| node.severed.iter().map(|other| (node.id, *other)));
    Some(Explanation {
        nodes: loaded().map(|node| explain_node(catalog, node)).collect(),
        edges: family.map_or(&[], |family| &family.edges),
        severed: severed.collect(),
    })
}

fn explain_node<'a>(catalog: &'a Catalog, node: &Node) -> NodeExplained<'a> {
    let mut identifiers: Vec<KindSeen<'a>> = Vec::new();
    for carried in &node.identifiers {
        let kind = carried.identifier.kind;
        match identifiers.binary_search_by_key(&kind, |seen| seen.kind) {
            Ok(at) => add(&mut identifiers[at], carried),
            Err(at) => {
                let name = catalog.slots.name(SlotKind::Identifier, kind.index());
                let seen = KindSeen {
                    kind,
                    name: name.unwrap_or_default(),
                    count: 1,
                    first_seen: carried.first_seen,
                    last_seen: carried.last_seen,
                };
                identifiers.insert(at, seen);
            }
        }
    }
    NodeExplained {
        id: node.id,
        created: node.created,
        identifiers,
        facts: node.fold.facts(),
    }
}

fn add(seen: &mut KindSeen<'_>, carried: &Carried) {
    seen.count += 1;
    seen.first_seen = seen.first_seen.min(carried.first_seen);
    seen.last_seen = seen.last_seen.max(carried.last_seen);
}

/// Since when two nodes of a family are one person: the earliest instant at which the links that
/// were there by then connect them. `MIN` for a node and itself, `MAX` if nothing connects them.
#[must_use]
pub fn linked_since(family: &Family, a: NodeId, b: NodeId) -> Timestamp {
    if a == b {
        return Timestamp::MIN;
    }
    // Parts that are connected so far, by the place of one of their nodes.
    let mut parts: SmallVec<[usize; 8]> = (0..family.members.len()).collect();
    let place = |node: NodeId| family.members.binary_search(&node).ok();
    let (Some(from), Some(to)) = (place(a), place(b)) else {
        return Timestamp::MAX;
    };
    debug_assert!(family.edges.is_sorted_by_key(|edge| edge.since));
    for edge in &family.edges {
        let (Some(one), Some(other)) = (place(edge.a), place(edge.b)) else {
            continue;
        };
        let (kept, gone) = (parts[one], parts[other]);
        for part in &mut parts {
            if *part == gone {
                *part = kept;
            }
        }
        if parts[from] == parts[to] {
            return edge.since;
        }
    }
    Timestamp::MAX
}
