//! The people that a batch concerns, loaded: what `process` reads and changes.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::consent::{PermissionFact, PermissionRecord};
use crate::id::{EventId, IdentifierKind, NodeId, PurposeSet, SegmentId, SourceId};
use crate::profile::{NodeFold, Profile};
use crate::time::Timestamp;

/// A kind and a normalised value. `Debug` hides the value.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier {
    /// The kind.
    pub kind: IdentifierKind,
    /// The value as `normalise` writes it.
    pub value: SmolStr,
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({})", self.kind.slot())
    }
}

/// How it was shown that an identifier is the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shown {
    /// Somebody opened a letter to it.
    Letter,
    /// Somebody opened a letter to it while they were in by one that only a letter had shown, or
    /// was in by it when they added another.
    Within,
    /// A system of the brand's own vouched for it, or somebody opened a letter to it while they
    /// were in by one that was vouched for.
    Vouched,
}

/// An identifier on a node, and when it was seen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The identifier.
    pub identifier: Identifier,
    /// When it was first seen on this node.
    pub first_seen: Timestamp,
    /// When it was last seen on this node.
    pub last_seen: Timestamp,
    /// How it was shown to be the person's own, if it was.
    pub shown: Option<Shown>,
}

/// A node's state.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its id.
    pub id: NodeId,
    /// The identifiers that find it.
    pub identifiers: Vec<Carried>,
    /// The family it belongs to; its own id where it is alone.
    pub family: FamilyId,
    /// What it knows of permission.
    pub permissions: PermissionRecord,
    /// The fold of its own facts.
    pub fold: NodeFold,
    /// The groups it is in, with when it was last said so and for which purposes.
    pub groups: Vec<(Box<str>, Timestamp, PurposeSet)>,
    /// The segments that its family is in. Kept on the family's head and empty elsewhere.
    pub segments: Vec<Standing>,
    /// When something of the family has to be looked at again, if ever. On the head alone.
    pub due: Timestamp,
    /// Nodes that it was taken apart from and must not be linked with again by messages, in order.
    pub severed: Vec<NodeId>,
    /// When the node was created.
    pub created: Timestamp,
    /// The version of its row; 0 while it is not stored.
    pub version: u64,
}

impl Node {
    /// A node that was just seen for the first time.
    #[must_use]
    pub fn new(id: NodeId, created: Timestamp) -> Self {
        Self {
            id,
            identifiers: Vec::new(),
            family: FamilyId(id),
            permissions: PermissionRecord::default(),
            fold: NodeFold::default(),
            groups: Vec::new(),
            segments: Vec::new(),
            due: Timestamp::MAX,
            severed: Vec::new(),
            created,
            version: 0,
        }
    }

    /// How much memory it takes, about: texts of identifiers and evidence are not counted.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let groups = self.groups.iter().map(|(name, ..)| name.len());
        size_of::<Self>()
            + size_of_val(&*self.groups)
            + groups.sum::<usize>()
            + size_of_val(&*self.severed)
            + self.identifiers.len() * size_of::<Carried>()
            + self.permissions.facts().len() * size_of::<PermissionFact>()
            + self.fold.bytes()
            + self.segments.len() * size_of::<Standing>()
    }
}

/// A segment that a family is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The segment.
    pub segment: SegmentId,
    /// Since when.
    pub since: Timestamp,
}

/// A family's id: the smallest id of its nodes, which is its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FamilyId(pub NodeId);

/// The nodes believed to be one person, and why. Only families of two nodes or more are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Its id.
    pub id: FamilyId,
    /// Its nodes in order of id, connected by its edges.
    pub members: SmallVec<[NodeId; 4]>,
    /// Why they are one, in order of since when.
    pub edges: Vec<Edge>,
    /// The version of its row; 0 while it is not stored.
    pub version: u64,
}

/// Why two nodes are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// One node, the smaller id.
    pub a: NodeId,
    /// The other.
    pub b: NodeId,
    /// When they were linked: later permission facts of one count for the other too.
    pub since: Timestamp,
    /// The rule that linked them.
    pub reason: LinkReason,
    /// The event that showed it, if one did.
    pub event: Option<EventId>,
    /// The source of the event.
    pub source: Option<SourceId>,
}

/// The rule by which two nodes were linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkReason {
    /// One message carried identifiers of both: these kinds.
    SeenTogether {
        /// The kind that found the one.
        a: IdentifierKind,
        /// The kind that found the other.
        b: IdentifierKind,
    },
    /// An alias message said so.
    Alias,
    /// Staff said so.
    Staff,
}

/// The loaded people, by identifier, node and family. What is asked for must have been loaded.
#[derive(Debug, Default)]
pub struct People {
    /// Who carries an identifier; `None` where nobody does.
    pub holders: FxHashMap<Identifier, Option<NodeId>>,
    /// Identifiers of people who were erased: they find nobody and must not be taken in again.
    pub suppressed: FxHashSet<Identifier>,
    /// Nodes by id.
    pub nodes: FxHashMap<NodeId, Node>,
    /// Families of two nodes or more, by id.
    pub families: FxHashMap<FamilyId, Family>,
    /// Families that are stored and no more, with the version of the row that is to be deleted.
    pub dissolved: FxHashMap<FamilyId, u64>,
}

impl People {
    /// The nodes of a node's family in order of id: itself alone, or all members.
    #[must_use]
    pub fn members(&self, node: NodeId) -> SmallVec<[NodeId; 4]> {
        let family = self.nodes.get(&node).map(|node| node.family);
        match family.and_then(|family| self.families.get(&family)) {
            Some(family) => family.members.clone(),
            None => SmallVec::from_slice(&[node]),
        }
    }

    /// The combined profile of a node's family.
    #[must_use]
    pub fn profile(&self, node: NodeId) -> Profile<'_> {
        let members = self.members(node);
        let loaded = members.iter().filter_map(|id| self.nodes.get(id));
        loaded.fold(Profile::default(), |profile, node| {
            profile.unify(&Profile::of(node.id, &node.fold))
        })
    }
}
