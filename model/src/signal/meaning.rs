//! What signals mean for the purposes of a brand, by the `signals` that the catalog gives them.
//!
//! A purpose names TCF purposes as `tcf:4` and states of Consent Mode by their names. It is allowed
//! only if all that it names is, and forbidden if any of it is not: a signal that does not speak of
//! something says nothing.

use super::google::ConsentMode;
use super::gpp::Gpp;
use super::tcf::Tcf;
use crate::catalog::{Catalog, Purpose};
use crate::consent::Flag;
use crate::id::{BrandId, PurposeId};

/// What a signal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Of what.
    pub what: Meant,
    /// By which signal: `tcf`, `gpp` or `consent-mode`.
    pub by: &'static str,
}

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// A purpose is allowed, or not.
    Purpose(PurposeId, bool),
    /// A flag of the person at the brand is set. Signals never take one back.
    Flag(Flag),
}

/// What a TC string says to a brand. Where the string says what was decided for the publisher's own
/// use, that counts; else what was decided for the brand as a vendor, if it is one.
#[must_use]
pub fn of_tcf(catalog: &Catalog, brand: BrandId, tcf: &Tcf, by: &'static str) -> Vec<Said> {
    let vendor = catalog
        .brand(brand)
        .and_then(|brand| brand.about.tcf_vendor);
    let allowed = match (&tcf.publisher, vendor) {
        (Some(publisher), _) => Some(&publisher.purposes),
        (None, Some(vendor)) => {
            let disclosed = tcf.disclosed.as_ref();
            let disclosed = disclosed.is_some_and(|vendors| vendors.contains(vendor));
            (disclosed && tcf.vendors.contains(vendor)).then_some(&tcf.purposes)
        }
        (None, None) => Some(&tcf.purposes),
    };
    let restricted = |number: u8| {
        let mut restrictions = tcf.restrictions.iter();
        restrictions.any(|restriction| {
            let ours = vendor.is_some_and(|vendor| restriction.vendors.contains(vendor));
            restriction.purpose == number && restriction.kind == 0 && ours
        })
    };
    said(catalog, brand, by, |name| {
        let number: u8 = name.strip_prefix("tcf:")?.parse().ok()?;
        let yes = allowed.is_some_and(|purposes| purposes.contains(&number));
        Some(yes && !restricted(number))
    })
}

/// What the states of Consent Mode say to a brand.
#[must_use]
pub fn of_google(catalog: &Catalog, brand: BrandId, mode: &ConsentMode) -> Vec<Said> {
    said(catalog, brand, "consent-mode", |name| {
        let mut states = mode.states().iter();
        states
            .find(|(known, _)| *known == name)
            .map(|(_, granted)| *granted)
    })
}

/// What a GPP string says to a brand: its European section, and what was opted out of.
#[must_use]
pub fn of_gpp(catalog: &Catalog, brand: BrandId, gpp: &Gpp) -> Vec<Said> {
    let tcf = gpp.tcf.as_ref();
    let mut said = tcf.map_or_else(Vec::new, |tcf| of_tcf(catalog, brand, tcf, "gpp"));
    let flags = [
        (gpp.us.opted_out(), Flag::SaleOptOut),
        (gpp.us.sensitive == Some(true), Flag::LimitSensitive),
        (gpp.us.child, Flag::Child),
        (gpp.us.gpc, Flag::Gpc),
    ];
    said.extend(
        flags
            .into_iter()
            .filter(|(set, _)| *set)
            .map(|(_, flag)| Said {
                what: Meant::Flag(flag),
                by: "gpp",
            }),
    );
    said
}

/// For each purpose of the brand: yes if all that it names is allowed, no if some of it is not.
fn said(
    catalog: &Catalog,
    brand: BrandId,
    by: &'static str,
    allows: impl Fn(&str) -> Option<bool>,
) -> Vec<Said> {
    let purposes = catalog.purposes.iter().flatten();
    let own = purposes.filter(|purpose| purpose.brand == brand);
    let of = |purpose: &Purpose| {
        let answers = purpose.signals.iter().filter_map(|name| allows(name));
        let all = answers.reduce(|all, one| all && one)?;
        Some(Said {
            what: Meant::Purpose(purpose.id, all),
            by,
        })
    };
    own.filter_map(of).collect()
}
