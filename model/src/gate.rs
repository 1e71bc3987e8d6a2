//! The gate: for every field, is there a purpose of this source, for this person, now, that may
//! hold it? What has none is left out before anything is written.

use smallvec::SmallVec;

use crate::catalog::Catalog;
use crate::consent::Permissions;
use crate::decide::{Decision, Named, Operation, Permit, Question, Reason, decide};
use crate::id::{
    CategoryId, CategorySet, EventId, FieldId, JurisdictionSet, PurposeId, PurposeSet, SourceId,
};
use crate::profile::Stamp;
use crate::time::Timestamp;

/// The answers for one message: what its source's purposes may take from this person now.
#[derive(Debug)]
pub struct Gate {
    permits: SmallVec<[Permit; 8]>,
    refusals: SmallVec<[Refusal; 8]>,
    source: SourceId,
    event: EventId,
    occurred: Timestamp,
}

/// A purpose that said no to some categories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The purpose.
    pub purpose: PurposeId,
    /// What it was asked for.
    pub categories: CategorySet,
    /// Why not.
    pub reasons: SmallVec<[Reason; 4]>,
}

/// Why a field was left out: each purpose that could have held it, and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The field; none for the event itself, whose being known is left out.
    pub field: Option<FieldId>,
    /// The purpose and its first reason; empty where no purpose of the source declares the category.
    pub why: SmallVec<[(PurposeId, Reason); 2]>,
}

impl Gate {
    /// Asks each purpose of a source about the categories a message carries.
    ///
    /// Sensitive categories are asked for apart, so that their stricter rules do not cost the
    /// rest, and cannot be carried by it.
    #[must_use]
    pub fn ask(
        catalog: &Catalog,
        permissions: &Permissions<'_>,
        purposes: PurposeSet,
        categories: CategorySet,
        stamp: (SourceId, EventId, Timestamp),
        now: Timestamp,
    ) -> Self {
        let sensitive = catalog.sensitive();
        let mut gate = Self {
            permits: SmallVec::new(),
            refusals: SmallVec::new(),
            source: stamp.0,
            event: stamp.1,
            occurred: stamp.2,
        };
        for purpose in purposes.iter() {
            let Some(declared) = catalog.purpose(purpose) else {
                continue;
            };
            let asked = categories.intersection(declared.categories);
            for part in [asked.minus(sensitive), asked.intersection(sensitive)] {
                if !part.is_empty() {
                    gate.ask_one(catalog, permissions, purpose, part, now);
                }
            }
        }
        gate
    }

    fn ask_one(
        &mut self,
        catalog: &Catalog,
        permissions: &Permissions<'_>,
        purpose: PurposeId,
        categories: CategorySet,
        now: Timestamp,
    ) {
        let question = Question {
            operation: Operation::Collect,
            purpose: Named::Known(purpose),
            categories: Named::Known(categories),
            recipient: None,
            jurisdictions: Named::Known(JurisdictionSet::EMPTY),
            contact: None,
            at: now,
        };
        match decide(catalog, permissions, &question) {
            Decision::Permit(permit) => self.permits.push(permit),
            Decision::Deny(deny) => self.refusals.push(Refusal {
                purpose,
                categories,
                reasons: deny.reasons,
            }),
        }
    }

    /// The stamp for a fact of this category, or none if no purpose may hold it.
    #[must_use]
    pub fn stamp(&self, category: CategoryId) -> Option<Stamp> {
        Stamp::of(
            &self.permits,
            category,
            self.source,
            self.event,
            self.occurred,
        )
    }

    /// Whether any purpose may hold this category.
    #[must_use]
    pub fn holds(&self, category: CategoryId) -> bool {
        self.permits
            .iter()
            .any(|permit| permit.categories().contains(category))
    }

    /// Why nothing may hold this category.
    #[must_use]
    pub fn why_not(&self, category: CategoryId) -> SmallVec<[(PurposeId, Reason); 2]> {
        let asked = self
            .refusals
            .iter()
            .filter(|refusal| refusal.categories.contains(category));
        let first = asked.filter_map(|refusal| Some((refusal.purpose, *refusal.reasons.first()?)));
        first.collect()
    }

    /// The permits that were given.
    #[must_use]
    pub fn permits(&self) -> &[Permit] {
        &self.permits
    }
}

/// Asks whether identifiers and nodes may be linked for any of these purposes.
#[must_use]
pub fn linking_permit(
    catalog: &Catalog,
    permissions: &Permissions<'_>,
    purposes: PurposeSet,
    categories: CategorySet,
    now: Timestamp,
) -> Option<Permit> {
    let able = purposes.iter().filter(|purpose| {
        catalog.purpose(*purpose).is_some_and(|purpose| {
            purpose.operations.contains(Operation::Merge)
                && categories.is_subset(purpose.categories)
        })
    });
    for purpose in able {
        let question = Question {
            operation: Operation::Merge,
            purpose: Named::Known(purpose),
            categories: Named::Known(categories),
            recipient: None,
            jurisdictions: Named::Known(JurisdictionSet::EMPTY),
            contact: None,
            at: now,
        };
        if let Decision::Permit(permit) = decide(catalog, permissions, &question) {
            return Some(permit);
        }
    }
    None
}
