//! What the gates have found so far.

use smallvec::SmallVec;

use crate::catalog::BasisKind;
use crate::consent::{FactId, Standing};
use crate::decide::reason::ReasonSet;
use crate::decide::{Deny, Reason};
use crate::time::Timestamp;

/// Reasons to deny, and what a permit would rest on. Gates only ever add to it: whatever one
/// more gate, member or jurisdiction says, a deny stays a deny.
#[derive(Debug)]
pub(super) struct Verdict {
    reasons: ReasonSet,
    pub(super) evidence: SmallVec<[FactId; 2]>,
    pub(super) valid_until: Timestamp,
    pub(super) basis: Option<BasisKind>,
    pub(super) offer_opt_out: bool,
}

impl Verdict {
    /// Nothing found yet; the answer may change at `next_change` at the latest.
    pub(super) fn new(next_change: Timestamp) -> Self {
        Self {
            reasons: ReasonSet::default(),
            evidence: SmallVec::new(),
            valid_until: next_change,
            basis: None,
            offer_opt_out: false,
        }
    }

    pub(super) const fn deny(&mut self, reason: Reason) {
        self.reasons.insert(reason);
    }

    pub(super) const fn deny_if(&mut self, denied: bool, reason: Reason) {
        if denied {
            self.reasons.insert(reason);
        }
    }

    /// A permit would rest on this basis. Of several, the one under which the person has most
    /// to say is named.
    pub(super) fn rests_on(&mut self, basis: BasisKind) {
        let strictest = self.basis.map_or(basis, |known| {
            std::cmp::min_by_key(known, basis, |kind| say(*kind))
        });
        self.basis = Some(strictest);
    }

    /// A permit would rest on this consent.
    pub(super) fn rests_on_consent(&mut self, standing: &Standing) {
        self.until(standing.until);
        for id in standing.evidence.into_iter().flatten() {
            self.rests_on_fact(id);
        }
    }

    /// A permit would rest on the yes that took a no back, if one did.
    pub(super) fn rests_on_taking_back(&mut self, standing: &Standing) {
        if let Some(id) = standing.no_taken_back {
            self.rests_on_fact(id);
        }
    }

    fn rests_on_fact(&mut self, id: FactId) {
        if !self.evidence.contains(&id) {
            self.evidence.push(id);
        }
    }

    /// A permit would hold until then at the latest.
    pub(super) fn until(&mut self, end: Timestamp) {
        self.valid_until = self.valid_until.min(end);
    }

    /// The refusal, if anything denies.
    pub(super) fn refusal(&self) -> Option<Deny> {
        (!self.reasons.is_empty()).then(|| Deny {
            reasons: self.reasons.in_order(),
        })
    }
}

/// The order of bases by how much the person has to say: the smallest has the most.
const fn say(kind: BasisKind) -> u8 {
    match kind {
        BasisKind::Consent => 0,
        BasisKind::OptOut => 1,
        BasisKind::LegitimateInterests => 2,
        BasisKind::PublicTask => 3,
        BasisKind::Contract => 4,
        BasisKind::VitalInterests => 5,
        BasisKind::LegalObligation => 6,
    }
}
