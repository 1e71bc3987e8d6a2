//! Identity: which node an event belongs to, and which nodes are one person.
//!
//! [`resolve`] reads and proposes a [`Plan`]; a permit for `Merge` makes it a [`PermittedPlan`];
//! [`carry_out`] writes it. [`unmerge`] and [`split_off`] take people apart again, and [`explain`]
//! says why a person's nodes are one.

#[cfg(test)]
mod apart;
mod carry;
mod explain;
mod own;
#[cfg(test)]
mod properties;
mod resolve;
#[cfg(test)]
mod rules;
mod split;
mod tally;
#[cfg(test)]
mod testing;

use smallvec::SmallVec;
use thiserror::Error;

use crate::decide::{Operation, Permit};
use crate::id::{CategorySet, IdentifierKind, NodeId};
use crate::people::{Identifier, LinkReason, Shown};

pub use carry::{Cause, Changed, LinkError, carry_out, link_by_staff};
pub use explain::{Explanation, KindSeen, NodeExplained, explain, linked_since};
pub use own::{Release, lets_in, release};
pub use resolve::resolve;
pub use split::{UnmergeError, split_off, unmerge};

/// What should become of an event's identifiers, before anything is written.
///
/// Every candidate is in one of `seen`, `attach` and `left_out`; of equal ones only the first is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The node that the event's facts belong to.
    pub home: Home,
    /// The identifiers (by index) that the person carries already.
    pub seen: SmallVec<[usize; 4]>,
    /// The identifiers (by index) that nobody carries yet and the home will.
    pub attach: SmallVec<[usize; 4]>,
    /// Nodes that turn out to be the same person as the home.
    pub links: SmallVec<[(NodeId, LinkReason); 2]>,
    /// Identifiers (by index) that are shown to be the person's own by it, and how.
    pub shown: SmallVec<[(usize, Shown); 2]>,
    /// Identifiers (by index) that were left out of the match, and why.
    pub left_out: SmallVec<[(usize, LeftOut); 2]>,
    /// The data categories of the identifiers that are not left out.
    pub categories: CategorySet,
}

impl Plan {
    /// Whether it says that several identifiers are one person which were not yet. That is
    /// processing of its own, for which the person's permissions must be asked.
    #[must_use]
    pub fn links_people(&self) -> bool {
        let attached_free = match self.home {
            Home::New => 1,
            Home::Existing(_) => 0,
        };
        !self.links.is_empty() || self.attach.len() > attached_free
    }

    /// The plan as one that may be carried out: it links nothing, or this permit allows it.
    ///
    /// A permit allows it if it is for `Merge` and covers the plan's categories. Otherwise
    /// [`resolve`] again with `linking` off: such a plan needs no permit.
    pub fn permitted(self, permit: Option<&Permit>) -> Result<PermittedPlan, NotPermitted> {
        let covers = |permit: &Permit| {
            permit.operation() == Operation::Merge && self.categories.is_subset(permit.categories())
        };
        if self.links_people() && !permit.is_some_and(covers) {
            return Err(NotPermitted);
        }
        Ok(PermittedPlan(self))
    }
}

/// A plan that may be carried out. Only [`Plan::permitted`] makes one.
///
/// ```compile_fail
/// use telos_model::identity::{PermittedPlan, Plan};
/// fn skip_the_question(plan: Plan) -> PermittedPlan { PermittedPlan(plan) } // the field is private
/// ```
#[derive(Debug)]
pub struct PermittedPlan(Plan);

impl PermittedPlan {
    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.0
    }
}

/// The plan links people and no permit allows that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("linking people needs a permit to merge these categories")]
pub struct NotPermitted;

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
    /// The person would become too large: identifiers or nodes.
    TooLarge,
    /// No purpose permits linking.
    NotPermitted,
    /// Anybody could have said so, and it would reach somebody whose address is confirmed, or
    /// give somebody a second identifier of a kind.
    Unconfirmed,
    /// The catalog does not declare this kind (any more).
    Undeclared(IdentifierKind),
}

impl LeftOut {
    /// The name used in answers and counts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OverLimit(_) => "over_limit",
            Self::SharedDevice => "shared_device",
            Self::Severed => "severed",
            Self::TooLarge => "too_large",
            Self::NotPermitted => "not_permitted",
            Self::Unconfirmed => "unconfirmed",
            Self::Undeclared(_) => "undeclared",
        }
    }
}

/// The most nodes in one family.
pub const FAMILY_NODES_MAX: usize = 50;
/// The most identifiers on one person.
pub const PERSON_IDENTIFIERS_MAX: usize = 1_000;

/// The most nodes that one node may have been taken apart from.
pub const SEVERED_MAX: usize = 1_000;

/// An identifier that a message carries, ready to be matched.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The identifier.
    pub identifier: Identifier,
    /// It was named as the previous identity in an alias message.
    pub previous: bool,
    /// Who says that it is the person's.
    pub claim: Claim,
}

/// Who says that an identifier is a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Claim {
    /// Anybody: the key that it came by is public.
    #[default]
    Anybody,
    /// A system of the brand's own.
    Source,
    /// It was shown.
    Shown(Shown),
}
