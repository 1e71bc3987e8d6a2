//! What a request comes to for each purpose under which something is held.

use super::{Hindrance, Right, holds};
use crate::catalog::{BasisKind, Catalog, Purpose};
use crate::id::{CategorySet, JurisdictionSet, PurposeId, PurposeSet};

/// What is held of a person under one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The purpose.
    pub purpose: PurposeId,
    /// The categories of what is held.
    pub categories: CategorySet,
}

/// What a request meets.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The jurisdictions that hold for the person; with none known, the strictest.
    pub jurisdictions: JurisdictionSet,
    /// What is held, each purpose once.
    pub held: &'a [Held],
    /// Proceedings demand that nothing is erased.
    pub legal_hold: bool,
}

/// What a request comes to, purpose by purpose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Each purpose, with what stands in the way if something does.
    pub parts: Vec<(PurposeId, Option<Hindrance>)>,
}

impl Plan {
    /// The purposes for which it can be done.
    #[must_use]
    pub fn done_for(&self) -> PurposeSet {
        let free = self.parts.iter().filter(|(_, why)| why.is_none());
        free.map(|(purpose, _)| *purpose).collect()
    }

    /// The purposes for which it cannot, each with its reason.
    pub fn hindered(&self) -> impl Iterator<Item = (PurposeId, Hindrance)> {
        let parts = self.parts.iter();
        parts.filter_map(|(purpose, why)| Some((*purpose, (*why)?)))
    }

    /// Why nothing of it can be done, if that is so: the first reason.
    #[must_use]
    pub fn nothing_possible(&self) -> Option<Hindrance> {
        if !self.done_for().is_empty() {
            return None;
        }
        let first = self.hindered().next();
        Some(first.map_or(Hindrance::NothingHeld, |(_, why)| why))
    }
}

/// Works out what a request for a right comes to.
///
/// A right that gives (access, correction, portability, restriction) holds for a purpose if it
/// holds under its basis in any jurisdiction of the person; an erasure is hindered if a law of any
/// of them demands that the data is kept.
#[must_use]
pub fn plan(catalog: &Catalog, right: Right, situation: &Situation<'_>) -> Plan {
    let parts = situation.held.iter().map(|held| {
        let hindrance = match catalog.purpose(held.purpose) {
            Some(purpose) => hindrance(catalog, right, purpose, *held, situation),
            // What is no longer declared has no basis left to keep it under.
            None => {
                (right == Right::Erasure && situation.legal_hold).then_some(Hindrance::LegalHold)
            }
        };
        (held.purpose, hindrance)
    });
    Plan {
        parts: parts.collect(),
    }
}

fn hindrance(
    catalog: &Catalog,
    right: Right,
    purpose: &Purpose,
    held: Held,
    situation: &Situation<'_>,
) -> Option<Hindrance> {
    let bases = bases(catalog, purpose, situation.jurisdictions);
    let under_any = bases.is_empty() || bases.iter().any(|basis| holds(right, *basis));
    let unless = |possible: bool, why: Hindrance| (!possible).then_some(why);
    match right {
        Right::Erasure if situation.legal_hold => Some(Hindrance::LegalHold),
        Right::Erasure if bases.contains(&BasisKind::PublicTask) => Some(Hindrance::PublicTask),
        Right::Erasure => {
            let by_law = bases.contains(&BasisKind::LegalObligation);
            // A duty to keep invoices keeps nothing of someone who never bought anything.
            let duty = purpose.kept_by_law.unwrap_or(purpose.categories);
            let kept = !duty.intersection(held.categories).is_empty();
            (by_law && kept).then_some(Hindrance::KeptByLaw)
        }
        Right::Objection => unless(purpose.marketing || under_any, Hindrance::NotUnderBasis),
        Right::AutomatedDecision if !purpose.profiling => Some(Hindrance::NoAutomatedDecision),
        Right::SaleOptOut => unless(purpose.sells, Hindrance::NotSold),
        Right::LimitSensitive => {
            let sensitive = held.categories.intersection(catalog.sensitive());
            let used = !sensitive.is_empty() && !purpose.necessary;
            unless(used, Hindrance::NoSensitiveData)
        }
        _ => unless(under_any, Hindrance::NotUnderBasis),
    }
}

/// The bases of a purpose in each jurisdiction that holds, of the person and of the brand.
fn bases(catalog: &Catalog, purpose: &Purpose, of_person: JurisdictionSet) -> Vec<BasisKind> {
    let brand = catalog.brand(purpose.brand);
    let established = brand.map_or(JurisdictionSet::EMPTY, |brand| brand.established_in);
    let known = if of_person.is_empty() {
        JurisdictionSet::only(catalog.strictest)
    } else {
        of_person
    };
    let all = known.union(established);
    let bases = all.iter().filter_map(|id| purpose.basis(id));
    bases.map(|basis| basis.kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{compile, starter};

    fn catalog() -> Catalog {
        compile(&starter(), None).expect("compiles")
    }

    fn categories(catalog: &Catalog, names: &[&str]) -> CategorySet {
        let known = &catalog.names.categories;
        names.iter().map(|name| known[*name]).collect()
    }

    /// The plan for one purpose of Aria for a person in one jurisdiction.
    fn one(right: Right, purpose: &str, held: &[&str], place: &str) -> Option<Hindrance> {
        with_hold(right, purpose, held, place, false)
    }

    fn with_hold(
        right: Right,
        purpose: &str,
        held: &[&str],
        place: &str,
        legal_hold: bool,
    ) -> Option<Hindrance> {
        let catalog = catalog();
        let held = [Held {
            purpose: catalog.names.purposes[purpose],
            categories: categories(&catalog, held),
        }];
        let situation = Situation {
            jurisdictions: JurisdictionSet::only(catalog.names.packs[place]),
            held: &held,
            legal_hold,
        };
        plan(&catalog, right, &situation).parts[0].1
    }

    #[test]
    fn a_law_keeps_receipts_and_nothing_of_who_never_bought() {
        let tax = "aria/accounts-and-tax";
        let bought = one(Right::Erasure, tax, &["contact", "transaction"], "eu");
        assert_eq!(bought, Some(Hindrance::KeptByLaw));
        assert_eq!(one(Right::Erasure, tax, &["contact"], "eu"), None);
        // What is remembered of choices lives on as blind indexes alone.
        let choices = "aria/privacy-choices";
        assert_eq!(one(Right::Erasure, choices, &["contact"], "eu"), None);
    }

    #[test]
    fn portability_is_under_consent_and_contract_and_marketing_can_always_be_objected_to() {
        let hindered = Some(Hindrance::NotUnderBasis);
        let fraud = "aria/fraud-prevention";
        assert_eq!(one(Right::Portability, fraud, &["contact"], "eu"), hindered);
        assert_eq!(one(Right::Portability, fraud, &["contact"], "cn"), None);
        assert_eq!(one(Right::Objection, fraud, &["contact"], "eu"), None);
        let tax = "aria/accounts-and-tax";
        assert_eq!(one(Right::Objection, tax, &["transaction"], "eu"), hindered);
        let news = "aria/news-email";
        assert_eq!(one(Right::Objection, news, &["contact"], "eu"), None);
        assert_eq!(one(Right::Portability, news, &["contact"], "eu"), None);
    }

    #[test]
    fn a_legal_hold_stops_an_erasure_and_nothing_else() {
        let news = "aria/news-email";
        for right in Right::ALL {
            let free = one(right, news, &["contact"], "eu");
            let on_hold = with_hold(right, news, &["contact"], "eu", true);
            if right == Right::Erasure {
                assert_eq!(on_hold, Some(Hindrance::LegalHold));
            } else {
                assert_eq!(on_hold, free, "{right:?}");
            }
        }
    }

    #[test]
    fn rights_about_sale_profiling_and_sensitive_data_are_for_purposes_that_do_it() {
        let news = "aria/news-email";
        let place = "us-ca";
        let why = one(Right::SaleOptOut, news, &["contact"], place);
        assert_eq!(why, Some(Hindrance::NotSold));
        let ads = "aria/ads-audiences";
        assert_eq!(one(Right::SaleOptOut, ads, &["contact"], place), None);
        let why = one(Right::LimitSensitive, ads, &["contact"], place);
        assert_eq!(why, Some(Hindrance::NoSensitiveData));
        let why = one(Right::AutomatedDecision, "aria/orders", &["contact"], "eu");
        assert_eq!(why, Some(Hindrance::NoAutomatedDecision));
        let fraud = "aria/fraud-prevention";
        assert_eq!(
            one(Right::AutomatedDecision, fraud, &["contact"], "eu"),
            None
        );
    }

    #[test]
    fn with_nothing_held_nothing_can_be_done_and_that_is_said() {
        let catalog = catalog();
        let situation = Situation {
            jurisdictions: JurisdictionSet::EMPTY,
            held: &[],
            legal_hold: false,
        };
        let plan = plan(&catalog, Right::Erasure, &situation);
        assert_eq!(plan.nothing_possible(), Some(Hindrance::NothingHeld));
    }
}
