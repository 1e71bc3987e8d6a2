//! Lawful bases and the rules of jurisdictions, as data.

use crate::catalog::{TimeLimit, Times};
use crate::id::JurisdictionId;

/// The kind of ground on which a purpose may process, as the field names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BasisKind {
    /// The person said yes.
    Consent,
    /// Needed for a contract with the person.
    Contract,
    /// A law demands it.
    LegalObligation,
    /// Somebody's life depends on it.
    VitalInterests,
    /// A task in the public interest.
    PublicTask,
    /// An interest that outweighs, and that the person may object to.
    LegitimateInterests,
    /// Allowed on notice unless the person opts out (United States style).
    OptOut,
}

impl BasisKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Consent,
        Self::Contract,
        Self::LegalObligation,
        Self::VitalInterests,
        Self::PublicTask,
        Self::LegitimateInterests,
        Self::OptOut,
    ];

    /// The word that catalogs and answers use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::LegalObligation => "legal-obligation",
            Self::VitalInterests => "vital-interests",
            Self::PublicTask => "public-task",
            Self::LegitimateInterests => "legitimate-interests",
            Self::OptOut => "opt-out",
        }
    }

    /// Whether a person's objection ends processing under it. Marketing can always be objected to.
    #[must_use]
    pub const fn can_be_objected_to(self) -> bool {
        matches!(
            self,
            Self::LegitimateInterests | Self::PublicTask | Self::OptOut
        )
    }
}

/// How a purpose may process in one jurisdiction, and the rules that come with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The ground.
    pub kind: BasisKind,
    /// The consent must be marked explicit (a statement, not only a box).
    pub explicit: bool,
    /// The consent must have been asked for separately from others.
    pub separate: bool,
    /// The consent counts only once confirmed over the channel it was given for.
    pub double_opt_in: bool,
    /// A consent older than this many days has expired.
    pub age_days_max: Option<u32>,
    /// The article or paragraph that it rests on, for people.
    pub citation: Box<str>,
}

/// What a jurisdiction expects where a purpose does not say more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// Nothing optional without a yes.
    OptIn,
    /// Allowed until a no.
    OptOut,
}

/// A jurisdiction: where it holds and what it demands.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Its slot.
    pub id: JurisdictionId,
    /// Its name in catalogs, such as `eu` or `us-ca`.
    pub name: Box<str>,
    /// Its title for people.
    pub title: Box<str>,
    /// The places it holds in. The strictest default has none.
    pub places: Vec<Place>,
    /// What it demands.
    pub rules: PackRules,
    /// The other times that it sets, and the calendar they are counted by.
    pub times: Times,
    /// The law, for people.
    pub citation: Box<str>,
    /// Since when, as a date.
    pub effective: Box<str>,
    /// Who reviewed it, or that nobody has yet.
    pub reviewer: Box<str>,
}

impl Pack {
    /// Below which age a person is a child here. Where the countries that the person is known to
    /// be in say nothing about it, the highest age of the jurisdiction counts.
    #[must_use]
    pub fn child_age(&self, countries: &[&str]) -> u8 {
        let rules = &self.rules;
        let own = |country: &str| {
            let mut ages = rules.child_ages.iter();
            let found = ages.find(|(known, _)| **known == *country);
            found.map_or(rules.child_age, |(_, age)| *age)
        };
        let covers = |country: &str| self.places.iter().any(|place| *place.country == *country);
        let here = countries.iter().filter(|country| covers(country));
        let highest = || {
            let ages = rules.child_ages.iter().map(|(_, age)| *age);
            ages.chain([rules.child_age]).max()
        };
        let age = here.map(|country| own(country)).max().or_else(highest);
        age.unwrap_or(rules.child_age)
    }
}

/// The demands of a jurisdiction that `decide` enforces whatever a purpose says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a demand of the law that decide reads"
)]
pub struct PackRules {
    /// Opt-in or opt-out.
    pub model: Model,
    /// Below this age a person is a child, by default.
    pub child_age: u8,
    /// Countries with an age of their own.
    pub child_ages: Vec<(Box<str>, u8)>,
    /// From this age on a child says yes to sale and sharing themselves, and no guardian does.
    pub sale_own_yes_age: Option<u8>,
    /// Forms have to find out who is a child whatever the brand offers; else only a brand that is
    /// there for children too has to.
    pub asks_age: bool,
    /// Sensitive categories under consent need an explicit one.
    pub sensitive_explicit: bool,
    /// Sensitive categories under consent need a separate one.
    pub sensitive_separate: bool,
    /// Disclosure to recipients under consent needs a separate one.
    pub disclosure_separate: bool,
    /// A Global Privacy Control signal is a sale opt-out here.
    pub honours_gpc: bool,
    /// A sale opt-out or GPC signal denies purposes that sell or share.
    pub sale_opt_out: bool,
    /// Whoever opted out of sale, or is a child, says yes to it in two steps: the wish, and then
    /// once more by itself.
    pub sale_yes_two_steps: bool,
    /// "Limit the use of my sensitive data" denies sensitive categories beyond what is necessary.
    pub limit_sensitive: bool,
    /// How long answering a request may take.
    pub request: TimeLimit,
}

/// A place: a country, a region of it (ISO 3166-2), or a city of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 alpha-2.
    pub country: Box<str>,
    /// ISO 3166-2, such as `US-CA`.
    pub region: Option<Box<str>>,
    /// A city as `normalise` names it, such as `Shenzhen`.
    pub city: Option<Box<str>>,
}

impl Place {
    /// Whether someone there is in this place.
    #[must_use]
    pub fn holds(&self, country: &str, region: Option<&str>, city: Option<&str>) -> bool {
        &*self.country == country
            && self
                .region
                .as_deref()
                .is_none_or(|wanted| region == Some(wanted))
            && self
                .city
                .as_deref()
                .is_none_or(|wanted| city == Some(wanted))
    }
}
