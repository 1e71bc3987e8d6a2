//! What a brand has to tell people about its processing, worked out from the catalog: the ground of
//! the public transparency page and of the officer's record of processing (GDPR Art. 13, 14, 30).

use std::collections::BTreeSet;

use crate::catalog::{
    Basis, BasisKind, Brand, Catalog, Category, Change, ChangeAct, Meaning, Mission, Pack, Purpose,
    PurposeText, Recipient, Scope, SlotKind, Source, compare, nearest_locale,
};
use crate::id::{BrandId, JurisdictionSet};

/// What a brand has to tell.
#[derive(Debug, Clone)]
pub struct Notice<'c> {
    /// The brand.
    pub brand: &'c Brand,
    /// Its data mission statement in the reader's language or the nearest one.
    pub mission: Option<&'c Mission>,
    /// Each of its purposes, in the order of their names.
    pub purposes: Vec<PurposeNotice<'c>>,
}

/// What has to be told about a purpose.
#[derive(Debug, Clone)]
pub struct PurposeNotice<'c> {
    /// The purpose.
    pub purpose: &'c Purpose,
    /// Its text in the reader's language or the nearest one.
    pub text: Option<&'c PurposeText>,
    /// What is held, by kind of data.
    pub held: Vec<Held<'c>>,
    /// Who may be given it.
    pub recipients: Vec<&'c Recipient>,
    /// Where it comes from.
    pub sources: Vec<&'c Source>,
    /// Where it is based on what, one entry for each kind of basis.
    pub grounds: Vec<Ground<'c>>,
    /// The jurisdictions where it is not done at all.
    pub nowhere: Vec<&'c Pack>,
}

/// A kind of data that a purpose holds.
#[derive(Debug, Clone)]
pub struct Held<'c> {
    /// The kind.
    pub category: &'c Category,
    /// Its title in the reader's language.
    pub title: &'c str,
    /// Titles of traits of this kind that people are asked for by name.
    pub examples: Vec<&'c str>,
}

/// A kind of basis, and where it holds.
#[derive(Debug, Clone)]
pub struct Ground<'c> {
    /// The kind.
    pub kind: BasisKind,
    /// How the person can say no to it.
    pub no: No,
    /// Where, with the rules there.
    pub places: Vec<(&'c Pack, &'c Basis)>,
}

/// How somebody says no to a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum No {
    /// By not saying yes, or by taking the yes back.
    Withdraw,
    /// By objecting: it ends at once.
    Object,
    /// By objecting to marketing, which always ends it, whatever it rests on.
    ObjectToMarketing,
    /// Not at all: it is needed for what the person ordered.
    Contract,
    /// Not at all: a law demands it.
    Law,
}

impl No {
    /// How to say no to a purpose on this basis.
    #[must_use]
    pub const fn to(kind: BasisKind, marketing: bool) -> Self {
        match kind {
            BasisKind::Consent => Self::Withdraw,
            _ if marketing => Self::ObjectToMarketing,
            BasisKind::OptOut | BasisKind::LegitimateInterests | BasisKind::PublicTask => {
                Self::Object
            }
            BasisKind::Contract => Self::Contract,
            BasisKind::LegalObligation | BasisKind::VitalInterests => Self::Law,
        }
    }

    /// The stable name used in answers and for words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Object => "object",
            Self::ObjectToMarketing => "object_to_marketing",
            Self::Contract => "contract",
            Self::Law => "law",
        }
    }
}

impl<'c> Notice<'c> {
    /// What a brand has to tell, in a language; only for these jurisdictions, or for all.
    /// None where the brand is not declared.
    #[must_use]
    pub fn of(
        catalog: &'c Catalog,
        brand: BrandId,
        locale: &str,
        only: Option<JurisdictionSet>,
    ) -> Option<Self> {
        let brand = catalog.brand(brand)?;
        let locales: Vec<&str> = brand
            .about
            .mission
            .iter()
            .map(|text| &*text.locale)
            .collect();
        let mission = nearest_locale(&locales, locale, &brand.locale);
        let mut purposes: Vec<&Purpose> = catalog
            .purposes
            .iter()
            .flatten()
            .filter(|purpose| purpose.brand == brand.id)
            .collect();
        // What people can decide about comes first, what the law demands last.
        purposes.sort_by_key(|purpose| (purpose.necessary, &purpose.name));
        let of = Of {
            catalog,
            brand,
            locale,
            only,
        };
        Some(Self {
            brand,
            mission: mission.map(|index| &brand.about.mission[index]),
            purposes: purposes.into_iter().map(|one| of.purpose(one)).collect(),
        })
    }
}

struct Of<'c, 'l> {
    catalog: &'c Catalog,
    brand: &'c Brand,
    locale: &'l str,
    only: Option<JurisdictionSet>,
}

impl<'c> Of<'c, '_> {
    fn purpose(&self, purpose: &'c Purpose) -> PurposeNotice<'c> {
        let catalog = self.catalog;
        let recipients = purpose.recipients.iter();
        let sources = catalog.sources.iter().flatten();
        let packs = catalog.packs.iter().flatten();
        let within = |pack: &&Pack| self.only.is_none_or(|only| only.contains(pack.id));
        let mut grounds: Vec<Ground<'c>> = Vec::new();
        let mut nowhere = Vec::new();
        for pack in packs.filter(within) {
            let Some(basis) = purpose.basis(pack.id) else {
                nowhere.push(pack);
                continue;
            };
            match grounds.iter_mut().find(|ground| ground.kind == basis.kind) {
                Some(ground) => ground.places.push((pack, basis)),
                None => grounds.push(Ground {
                    kind: basis.kind,
                    no: No::to(basis.kind, purpose.marketing),
                    places: vec![(pack, basis)],
                }),
            }
        }
        PurposeNotice {
            purpose,
            text: purpose.text(self.locale, &self.brand.locale),
            held: self.held(purpose),
            recipients: recipients.filter_map(|id| catalog.recipient(id)).collect(),
            sources: sources
                .filter(|source| source.purposes.contains(purpose.id))
                .collect(),
            grounds,
            nowhere,
        }
    }

    fn held(&self, purpose: &Purpose) -> Vec<Held<'c>> {
        let catalog = self.catalog;
        let categories = purpose.categories.iter();
        let held = categories.filter_map(|id| {
            let category = catalog.category(id)?;
            let traits = catalog.fields.iter().flatten();
            let named = traits.filter(|field| {
                let slot = (SlotKind::Field, field.id.index());
                field.scope == Scope::Trait
                    && field.category == id
                    && catalog.names.titles.contains_key(&slot)
            });
            let title = |field: usize| catalog.title(SlotKind::Field, field, self.locale);
            Some(Held {
                category,
                title: catalog.title(SlotKind::Category, id.index(), self.locale),
                examples: named.map(|field| title(field.id.index())).collect(),
            })
        });
        held.collect()
    }
}

/// A change between two versions of a catalog that people of a brand should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The purpose by its name in catalogs; none for the brand's own words.
    pub purpose: Option<Box<str>>,
    /// What happened to it.
    pub act: ChangeAct,
    /// What that means for people's data.
    pub meaning: Meaning,
    /// Which sides of it changed: `basis`, `categories`, `text`, `mission` and the like, each once.
    pub sides: BTreeSet<&'static str>,
}

/// The sides of purposes and brands that people are told of, by how attributes begin.
const SIDES: [(&str, &str); 12] = [
    ("basis.", "basis"),
    ("categories", "categories"),
    ("recipients", "recipients"),
    ("retention_days", "retention"),
    ("operations", "operations"),
    ("channels", "channels"),
    ("channel_consent", "channels"),
    ("sells", "sale"),
    ("profiling", "profiling"),
    ("text.", "text"),
    ("mission.", "mission"),
    ("controller.", "controller"),
];

/// What changed for a brand's people from one version to the next.
#[must_use]
pub fn changes(old: &Catalog, new: &Catalog, brand: &str) -> Vec<Changed> {
    let diff = compare(old, new);
    let told = diff.changes.iter().filter_map(|change| told(change, brand));
    told.collect()
}

fn told(change: &Change, brand: &str) -> Option<Changed> {
    let purpose = match change.kind {
        "purpose" => {
            let (of, name) = change.name.split_once('/')?;
            (of == brand).then(|| Some(name.into()))?
        }
        "brand" if change.name == brand => None,
        _ => return None,
    };
    let sides: BTreeSet<&'static str> = change
        .attributes
        .iter()
        .filter_map(|attribute| {
            let mut sides = SIDES.iter();
            let side = sides.find(|(start, _)| attribute.name.starts_with(start));
            side.map(|(_, side)| *side)
        })
        .collect();
    let whole = change.act != ChangeAct::Changed;
    (whole || !sides.is_empty()).then_some(Changed {
        purpose,
        act: change.act,
        meaning: change.meaning,
        sides,
    })
}

/// Every side that [`changes`] may name, for words.
pub fn sides() -> impl Iterator<Item = &'static str> {
    let all: BTreeSet<&'static str> = SIDES.iter().map(|(_, side)| *side).collect();
    all.into_iter()
}

#[cfg(test)]
#[path = "notice_tests.rs"]
mod tests;
