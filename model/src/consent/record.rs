//! What one node knows about permission: facts that only ever join, and the places that hold.

use crate::catalog::Catalog;
use crate::consent::prune::matters;
use crate::consent::{Actor, FactId, PermissionFact, PermissionState, Permissions, Statement};
use crate::id::{ChannelId, JurisdictionSet, PurposeId};
use crate::time::Timestamp;

/// A place that was noted: when, and the jurisdictions that hold there.
pub type NotedPlace = Option<(Timestamp, JurisdictionSet)>;

/// Everything one node knows about permission.
///
/// A join-semilattice: taking in facts and places in any order, any number of times, split over
/// any records that are merged later, ends in the same record. Of two facts with one id the one
/// that was recorded first stays, so that a replay changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PermissionRecord {
    /// In order of `effective`, then of id; ids are unique.
    facts: Vec<PermissionFact>,
    residence: NotedPlace,
    location: NotedPlace,
}

impl PermissionRecord {
    /// A record with more facts than this is full: it is to be pruned before it takes more.
    pub const FACTS_MAX: usize = 1_000;

    /// The record that knows nothing.
    pub const EMPTY: Self = Self {
        facts: Vec::new(),
        residence: None,
        location: None,
    };

    /// The record of these facts, in any order.
    #[must_use]
    pub fn from_facts(facts: impl IntoIterator<Item = PermissionFact>) -> Self {
        let mut record = Self {
            facts: facts.into_iter().collect(),
            ..Self::EMPTY
        };
        record.restore_order();
        record
    }

    /// Takes a fact in. False where it was known already and nothing changed.
    pub fn insert(&mut self, fact: PermissionFact) -> bool {
        if let Some(at) = self.facts.iter().position(|known| known.id == fact.id) {
            if precedence(&self.facts[at]) <= precedence(&fact) {
                return false;
            }
            self.facts.remove(at);
        }
        let at = self
            .facts
            .partition_point(|known| order(known) < order(&fact));
        self.facts.insert(at, fact);
        true
    }

    /// Takes in all that another record of the same node knows.
    pub fn merge(&mut self, other: &Self) {
        self.facts.extend_from_slice(&other.facts);
        self.restore_order();
        self.residence = later(self.residence, other.residence);
        self.location = later(self.location, other.location);
    }

    /// The facts in order of `effective`, then of id.
    #[must_use]
    pub fn facts(&self) -> impl ExactSizeIterator<Item = &PermissionFact> + Clone {
        self.facts.iter()
    }

    /// The same, as a slice.
    pub(super) fn sorted(&self) -> &[PermissionFact] {
        &self.facts
    }

    /// Whether it is full. [`Self::prune`] it; should it stay full, refuse facts for which
    /// [`Statement::may_widen`] is true. What narrows is always taken in: it is few after
    /// pruning, since of each subject only the latest matters.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.facts.len() >= Self::FACTS_MAX
    }

    /// Drops the facts that no question at or after `before` depends on, alone or in a family.
    ///
    /// `links` are the instants since when this node is or was linked to others; links made
    /// later must not reach back before `before`. Should a fact turn up after pruning that
    /// took effect before `before`, answers may be narrower than with the whole history, and
    /// never wider.
    pub fn prune(&mut self, before: Timestamp, links: &[Timestamp]) {
        let keep = matters(&self.facts, before, links);
        let mut keep = keep.into_iter();
        self.facts.retain(|_| keep.next().unwrap_or(true));
    }

    /// Notes where the person lives. The latest note rules; two at one instant hold together.
    pub fn note_residence(&mut self, at: Timestamp, jurisdictions: JurisdictionSet) {
        self.residence = later(self.residence, Some((at, jurisdictions)));
    }

    /// Notes where the person is. The latest note rules; two at one instant hold together.
    pub fn note_location(&mut self, at: Timestamp, jurisdictions: JurisdictionSet) {
        self.location = later(self.location, Some((at, jurisdictions)));
    }

    /// Where the person lives, and when that was noted.
    #[must_use]
    pub const fn residence(&self) -> NotedPlace {
        self.residence
    }

    /// Where the person is, and when that was noted.
    #[must_use]
    pub const fn location(&self) -> NotedPlace {
        self.location
    }

    /// The jurisdictions that hold for the person: of where they live and of where they are.
    /// Empty where neither is known; `decide` then takes the catalog's strictest.
    #[must_use]
    pub fn jurisdictions(&self) -> JurisdictionSet {
        jurisdictions_of(self.residence).union(jurisdictions_of(self.location))
    }

    /// The state of the consent to a purpose, or to one channel of it, at a time. See
    /// [`Permissions::state`].
    #[must_use]
    pub fn state(
        &self,
        catalog: &Catalog,
        purpose: PurposeId,
        channel: Option<ChannelId>,
        at: Timestamp,
    ) -> PermissionState {
        Permissions::single(self).state(catalog, purpose, channel, at)
    }

    fn restore_order(&mut self) {
        self.facts
            .sort_unstable_by_key(|fact| (fact.id, precedence(fact)));
        self.facts.dedup_by_key(|fact| fact.id);
        self.facts.sort_unstable_by_key(order);
    }
}

/// The order of facts within a record.
fn order(fact: &PermissionFact) -> (Timestamp, FactId) {
    (fact.effective, fact.id)
}

/// Which of two facts with one id stays: the smaller.
fn precedence(fact: &PermissionFact) -> (Timestamp, Timestamp, Statement, Actor) {
    (fact.recorded, fact.effective, fact.statement, fact.actor)
}

/// The later of two notes; both where they are of one instant.
pub(super) fn later(a: NotedPlace, b: NotedPlace) -> NotedPlace {
    match (a, b) {
        (Some((at, one)), Some((bt, other))) if at == bt => Some((at, one.union(other))),
        (Some((at, _)), Some((bt, _))) if at > bt => a,
        (Some(_), None) => a,
        _ => b,
    }
}

pub(super) fn jurisdictions_of(place: NotedPlace) -> JurisdictionSet {
    place.map_or(JurisdictionSet::EMPTY, |(_, jurisdictions)| jurisdictions)
}
