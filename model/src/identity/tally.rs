//! What a person has, as the rules of matching count it.

use super::{FAMILY_NODES_MAX, LeftOut, PERSON_IDENTIFIERS_MAX};
use crate::catalog::{Catalog, SlotKind};
use crate::people::Shown;

const KINDS_MAX: usize = SlotKind::Identifier.slots_max();

/// What a person has, as limits count it.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    /// Identifiers within their window, by kind.
    pub(super) counts: [u16; KINDS_MAX],
    /// All identifiers.
    pub(super) identifiers: usize,
    pub(super) nodes: usize,
    /// The kinds of those that are a person's, by their bits, whenever they were seen.
    pub(super) kinds: u16,
    /// Whether one of them is a person's.
    pub(super) personal: bool,
    /// Whether one of those is carried already.
    pub(super) held: bool,
    /// The best way in which one of those was shown to be the person's own.
    pub(super) shown: Option<Shown>,
}

impl Tally {
    /// Whether what anybody could have said must not make the two one person.
    pub(super) fn is_kept_from(&self, other: &Self) -> bool {
        let known = (self.shown.is_some() && other.held) || (other.shown.is_some() && self.held);
        known || (other.shown == Some(Shown::Vouched) && self.personal)
    }

    /// Whether both have an identifier of a person of one kind.
    pub(super) const fn shares_a_kind(&self, other: &Self) -> bool {
        self.kinds & other.kinds != 0
    }

    /// Both together, if no limit is broken by it. An identifier is on one node only, so that
    /// counts add up; a limit that one of the two is over by itself is not broken by the other.
    pub(super) fn plus(&self, other: &Self, catalog: &Catalog) -> Result<Self, LeftOut> {
        let mut both = Self {
            counts: self.counts,
            identifiers: self.identifiers + other.identifiers,
            nodes: self.nodes + other.nodes,
            kinds: self.kinds | other.kinds,
            personal: self.personal || other.personal,
            held: self.held || other.held,
            shown: self.shown.max(other.shown),
        };
        if both.nodes > FAMILY_NODES_MAX || both.identifiers > PERSON_IDENTIFIERS_MAX {
            return Err(LeftOut::TooLarge);
        }
        for def in catalog.identifiers.iter().flatten() {
            let kind = def.id.index();
            let added = other.counts[kind];
            let count = self.counts[kind].saturating_add(added);
            if added > 0 && self.counts[kind] > 0 && count > def.limit {
                return Err(LeftOut::OverLimit(def.id));
            }
            both.counts[kind] = count;
        }
        Ok(both)
    }
}
