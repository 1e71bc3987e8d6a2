//! Identity: which node an event belongs to, and which nodes are one person. Plans only.

use smallvec::SmallVec;

use crate::id::{IdentifierKind, NodeId};
use crate::people::{Identifier, LinkReason};

/// What should become of an event's identifiers, before anything is written.
///
/// Linking is itself processing: a plan with links or attachments is carried out only with a
/// permit for `Merge`; without one, the plan is made again with `linking` off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The node that the event's facts belong to.
    pub home: Home,
    /// The identifiers (by index) that the home does not carry yet and will.
    pub attach: SmallVec<[usize; 4]>,
    /// Nodes that turn out to be the same person as the home.
    pub links: SmallVec<[(NodeId, LinkReason); 2]>,
    /// Identifiers (by index) that were left out of the match, and why.
    pub left_out: SmallVec<[(usize, LeftOut); 2]>,
}

/// The node that an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// One that exists.
    Existing(NodeId),
    /// A new one.
    New,
}

/// Why an identifier was left out of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// One person may not have so many of this kind.
    OverLimit(IdentifierKind),
    /// It belongs to a device that several known people use.
    SharedDevice,
    /// The two were taken apart before.
    Severed,
    /// The person would become too large: identifiers, merges or nodes.
    TooLarge,
    /// No purpose permits linking.
    NotPermitted,
}

/// The most nodes in one family.
pub const FAMILY_NODES_MAX: usize = 50;
/// The most identifiers on one person.
pub const PERSON_IDENTIFIERS_MAX: usize = 1_000;

/// An identifier that a message carries, ready to be matched.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The identifier.
    pub identifier: Identifier,
    /// It was named as the previous identity in an alias message.
    pub previous: bool,
}
