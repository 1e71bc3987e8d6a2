//! Taking people apart who turned out not to be one.

use smallvec::SmallVec;
use thiserror::Error;

use super::SEVERED_MAX;
use super::carry::{Changed, take_family};
use crate::id::NodeId;
use crate::people::{Edge, Family, FamilyId, People};
use crate::time::Timestamp;

/// Why two nodes cannot be taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnmergeError {
    /// They are not one person, or one of them is not known.
    #[error("the nodes are not one person")]
    NotOnePerson,
    /// They are linked through others too, by which one would come back to the other; these nodes
    /// lie between. One of the links on this way has to go first, or a node split off.
    #[error("the nodes are also linked through other nodes")]
    LinkedThrough(Vec<NodeId>),
    /// One of them was taken apart from as many as there may be.
    #[error("{0} was taken apart from {SEVERED_MAX} nodes already")]
    TooMany(NodeId),
}

/// Takes two nodes of a person apart: removes the links between them, so that two people remain,
/// and remembers that they are not one, so that no message links them again.
///
/// Facts, permissions and identifiers lie with their nodes, so each person is what it would be
/// without the link. Each keeps the segments of both until they are looked at again, which the
/// caller does for `Changed::heads`.
pub fn unmerge(people: &mut People, a: NodeId, b: NodeId) -> Result<Changed, UnmergeError> {
    let family = family_of(people, a).ok_or(UnmergeError::NotOnePerson)?;
    if a == b || !family.members.contains(&b) {
        return Err(UnmergeError::NotOnePerson);
    }
    let between = |edge: &Edge| (edge.a, edge.b) == (a.min(b), a.max(b));
    let edges: Vec<Edge> = family
        .edges
        .iter()
        .copied()
        .filter(|edge| !between(edge))
        .collect();
    if let Some(through) = way(&edges, a, b) {
        return Err(UnmergeError::LinkedThrough(through));
    }
    let id = family.id;
    split(people, id, &edges, &[(a, b)])
}

/// Takes one node out of its person: removes all its links, so that it is alone and the others
/// are as many people as their own links make them, and remembers that it is none of them.
pub fn split_off(people: &mut People, node: NodeId) -> Result<Changed, UnmergeError> {
    let family = family_of(people, node).ok_or(UnmergeError::NotOnePerson)?;
    let touches = |edge: &Edge| edge.a == node || edge.b == node;
    let edges: Vec<Edge> = family
        .edges
        .iter()
        .copied()
        .filter(|edge| !touches(edge))
        .collect();
    let others = family.members.iter().filter(|member| **member != node);
    let pairs: Vec<(NodeId, NodeId)> = others.map(|other| (node, *other)).collect();
    let id = family.id;
    split(people, id, &edges, &pairs)
}

fn family_of(people: &People, node: NodeId) -> Option<&Family> {
    let node = people.nodes.get(&node)?;
    people.families.get(&node.family)
}

/// Leaves a family these edges, and makes each part that hangs together a person.
fn split(
    people: &mut People,
    id: FamilyId,
    edges: &[Edge],
    severed: &[(NodeId, NodeId)],
) -> Result<Changed, UnmergeError> {
    let full = |node: NodeId| {
        let more = severed.iter().filter(|(a, b)| *a == node || *b == node);
        let held = people.nodes.get(&node).map_or(0, |node| node.severed.len());
        held + more.count() > SEVERED_MAX
    };
    let mut all = severed.iter().flat_map(|&(a, b)| [a, b]);
    if let Some(node) = all.find(|node| full(*node)) {
        return Err(UnmergeError::TooMany(node));
    }
    let mut changed = Changed::default();
    for &(a, b) in severed {
        sever(people, a, b, &mut changed);
        sever(people, b, a, &mut changed);
    }
    let old = take_family(people, id);
    if old.version > 0 {
        people.dissolved.insert(id, old.version);
    }
    let head = people.nodes.get(&id.0);
    let (segments, due) = head.map_or((Vec::new(), Timestamp::MAX), |head| {
        (head.segments.clone(), head.due)
    });
    for members in parts(&old.members, edges) {
        let part = FamilyId(members[0]);
        for member in &members {
            let Some(node) = people.nodes.get_mut(member) else {
                continue;
            };
            if node.family != part {
                node.family = part;
                changed.node(*member);
            }
        }
        if let Some(head) = people.nodes.get_mut(&part.0) {
            head.segments.clone_from(&segments);
            head.due = due;
        }
        changed.head(part.0);
        if members.len() > 1 {
            let mut family = take_family(people, part);
            let inside = edges
                .iter()
                .copied()
                .filter(|edge| members.contains(&edge.a));
            family.edges = inside.collect();
            family.members = members;
            people.families.insert(part, family);
            changed.family(part);
        }
    }
    Ok(changed)
}

/// Remembers on a node that it is not one with another.
fn sever(people: &mut People, node: NodeId, from: NodeId, changed: &mut Changed) {
    let Some(node) = people.nodes.get_mut(&node) else {
        return;
    };
    if let Err(at) = node.severed.binary_search(&from) {
        node.severed.insert(at, from);
        changed.node(node.id);
    }
}

/// The parts that hang together by these edges, each in order of id.
fn parts(members: &[NodeId], edges: &[Edge]) -> Vec<SmallVec<[NodeId; 4]>> {
    let mut parts: Vec<SmallVec<[NodeId; 4]>> = Vec::new();
    for &member in members {
        if !parts.iter().any(|part| part.contains(&member)) {
            let reached = reach(edges, member);
            let mut part: SmallVec<[NodeId; 4]> = reached.iter().map(|(node, _)| *node).collect();
            part.sort_unstable();
            parts.push(part);
        }
    }
    parts
}

/// The nodes that lie on a shortest way from one node to another, if there is a way.
fn way(edges: &[Edge], from: NodeId, to: NodeId) -> Option<Vec<NodeId>> {
    let reached = reach(edges, from);
    let before = |node: NodeId| {
        let found = reached.iter().find(|(reached, _)| *reached == node);
        found.map(|(_, before)| *before)
    };
    let mut between = Vec::new();
    let mut node = before(to)?;
    while node != from {
        between.push(node);
        node = before(node)?;
    }
    between.reverse();
    Some(between)
}

/// The nodes that can be reached from one, nearest first, each with the node before it.
fn reach(edges: &[Edge], from: NodeId) -> Vec<(NodeId, NodeId)> {
    let mut reached = vec![(from, from)];
    let mut next = 0;
    while let Some(&(node, _)) = reached.get(next) {
        next += 1;
        for edge in edges {
            let other = match node {
                node if node == edge.a => edge.b,
                node if node == edge.b => edge.a,
                _ => continue,
            };
            if !reached.iter().any(|(known, _)| *known == other) {
                reached.push((other, node));
            }
        }
    }
    reached
}
