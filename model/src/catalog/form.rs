//! Forms as the catalog wishes them: what a brand would like to ask at which moment.
//!
//! What may really be asked is worked out by [`crate::form`] for each jurisdiction.

use crate::id::{BrandId, FieldId, PurposeId, SourceId};

/// When a person meets a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Moment {
    /// Nothing is known yet: an address and its permission, and nothing else.
    FirstContact,
    /// Asking for letters.
    Newsletter,
    /// Opening an account.
    Account,
    /// Buying something.
    Checkout,
    /// Telling more, later.
    Profile,
}

impl Moment {
    /// All of them, in the order in which people meet them.
    pub const ALL: [Self; 5] = [
        Self::FirstContact,
        Self::Newsletter,
        Self::Account,
        Self::Checkout,
        Self::Profile,
    ];

    /// The word that catalogs and addresses use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FirstContact => "first-contact",
            Self::Newsletter => "newsletter",
            Self::Account => "account",
            Self::Checkout => "checkout",
            Self::Profile => "profile",
        }
    }

    /// The moment of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.word() == word)
    }
}

/// A form of a brand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormDef {
    /// Its name in catalogs.
    pub name: Box<str>,
    /// The brand it belongs to.
    pub brand: BrandId,
    /// When it is met. A brand has one form a moment.
    pub moment: Moment,
    /// The source that its answers come in by.
    pub source: SourceId,
    /// The purposes it asks for, the one it is there for first.
    pub purposes: Vec<PurposeId>,
    /// The traits it would like to ask for, in order.
    pub wishes: Vec<Wish>,
}

/// A trait that a form would like to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The trait.
    pub field: FieldId,
    /// The form does not work without it.
    pub required: bool,
}
