//! The witness of a permission, and what comes with it.

use smallvec::SmallVec;

use crate::catalog::BasisKind;
use crate::consent::FactId;
use crate::decide::Operation;
use crate::id::{CategorySet, PurposeId, RecipientId};
use crate::time::Timestamp;

/// A witness that `decide` allowed something.
///
/// Only `decide` makes one. It is never cloned, stored or serialised; what writes, shows or sends
/// personal data takes one, so that forgetting to ask does not compile.
///
/// ```compile_fail
/// use telos_model::decide::Permit;
/// fn copy(permit: &Permit) -> Permit { permit.clone() } // a permit is not copied
/// ```
///
/// ```compile_fail
/// use telos_model::decide::Permit;
/// fn forge(permit: Permit) -> Permit { Permit { ..permit } } // its fields are private
/// ```
///
/// ```compile_fail
/// use telos_model::decide::Permit;
/// fn default() -> Permit { Permit::default() } // there is no permit without a question
/// ```
///
/// ```compile_fail
/// fn store(permit: &telos_model::decide::Permit) -> String {
///     serde_json::to_string(permit).unwrap_or_default() // a permit is not stored
/// }
/// ```
///
/// The same ways to name it do compile, so that the above fail for the reason they give:
///
/// ```
/// use telos_model::decide::Permit;
/// fn purpose(permit: &Permit) -> telos_model::id::PurposeId { permit.purpose() }
/// fn json(text: &str) -> String { serde_json::to_string(text).unwrap_or_default() }
/// ```
#[derive(Debug)]
pub struct Permit {
    pub(super) operation: Operation,
    pub(super) purpose: PurposeId,
    pub(super) categories: CategorySet,
    pub(super) recipient: Option<RecipientId>,
    pub(super) basis: BasisKind,
    pub(super) evidence: SmallVec<[FactId; 2]>,
    pub(super) obligations: Obligations,
    pub(super) at: Timestamp,
    pub(super) valid_until: Timestamp,
}

/// What whoever acts on a permit must do besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Obligations {
    /// Keep no longer than this many days.
    pub retention_days: Option<u32>,
    /// Offer a way out with each message.
    pub offer_opt_out: bool,
    /// Tell the person that it is an automated decision.
    pub disclose_profiling: bool,
}

impl Permit {
    /// A permit that nothing was asked for.
    #[cfg(test)]
    pub(crate) fn for_tests(
        operation: Operation,
        purpose: PurposeId,
        categories: CategorySet,
    ) -> Self {
        Self {
            operation,
            purpose,
            categories,
            recipient: None,
            basis: BasisKind::Consent,
            evidence: SmallVec::new(),
            obligations: Obligations::default(),
            at: Timestamp::from_millis(0),
            valid_until: Timestamp::MAX,
        }
    }

    /// What may be done.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }
    /// For which purpose.
    #[must_use]
    pub const fn purpose(&self) -> PurposeId {
        self.purpose
    }
    /// With which categories.
    #[must_use]
    pub const fn categories(&self) -> CategorySet {
        self.categories
    }
    /// For whom, if it was asked for a recipient.
    #[must_use]
    pub const fn recipient(&self) -> Option<RecipientId> {
        self.recipient
    }
    /// On which basis.
    #[must_use]
    pub const fn basis(&self) -> BasisKind {
        self.basis
    }
    /// The facts it rests on.
    #[must_use]
    pub fn evidence(&self) -> &[FactId] {
        &self.evidence
    }
    /// What comes with it.
    #[must_use]
    pub const fn obligations(&self) -> Obligations {
        self.obligations
    }
    /// The instant it was asked for.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }
    /// Until when (excluded) the same question would be answered the same if no fact is added.
    #[must_use]
    pub const fn valid_until(&self) -> Timestamp {
        self.valid_until
    }
}
