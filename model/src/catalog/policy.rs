//! Brands, purposes and the words they are made of.

use crate::catalog::{About, Basis, Concerned, nearest_locale};
use crate::decide::OperationSet;
use crate::id::{
    BrandId, CategoryId, CategorySet, ChannelId, ChannelSet, JurisdictionId, JurisdictionSet,
    PurposeId, RecipientId, RecipientSet, TopicId,
};

/// A controller with purposes, texts and sources of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Brand {
    /// Its slot.
    pub id: BrandId,
    /// Its name in catalogs.
    pub name: Box<str>,
    /// Its name for people.
    pub title: Box<str>,
    /// Jurisdictions that hold for everyone because of where the brand is established.
    pub established_in: JurisdictionSet,
    /// Its accent colour, `#rrggbb`.
    pub accent: Box<str>,
    /// The locale of texts where no other fits.
    pub locale: Box<str>,
    /// What it tells about itself.
    pub about: About,
}

/// A label for fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its slot.
    pub id: CategoryId,
    /// Its name in catalogs.
    pub name: Box<str>,
    /// Special by law: health, belief, biometrics and the like.
    pub sensitive: bool,
}

/// Who may be given data.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipient {
    /// Its slot.
    pub id: RecipientId,
    /// Its name in catalogs.
    pub name: Box<str>,
    /// Its name for people.
    pub title: Box<str>,
    /// The countries where it handles data, ISO 3166-1 alpha-2.
    pub countries: Vec<Box<str>>,
    /// What protects data that goes there, such as standard contractual clauses.
    pub safeguard: Option<Box<str>>,
}

/// A way to reach people.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its slot.
    pub id: ChannelId,
    /// Its name in catalogs.
    pub name: Box<str>,
}

/// Something people can follow or mute.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// Its slot.
    pub id: TopicId,
    /// Its name in catalogs.
    pub name: Box<str>,
}

/// Why data is processed: a purpose of one brand.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a declared property that decide reads"
)]
pub struct Purpose {
    /// Its slot.
    pub id: PurposeId,
    /// The brand it belongs to.
    pub brand: BrandId,
    /// Its name in catalogs, without the brand.
    pub name: Box<str>,
    /// Its version; a change of basis needs a new one.
    pub version: u32,
    /// Texts by locale and text version, newest version last.
    pub texts: Vec<PurposeText>,
    /// Whose data it is about.
    pub concerns: Vec<Concerned>,
    /// The data categories it may hold.
    pub categories: CategorySet,
    /// What may be done under it.
    pub operations: OperationSet,
    /// Who may be given its data.
    pub recipients: RecipientSet,
    /// How long data is kept under it, in days; none means as long as the person is known.
    pub retention_days: Option<u32>,
    /// The basis by jurisdiction. A jurisdiction that is not listed denies.
    pub bases: Vec<(JurisdictionId, Basis)>,
    /// It is marketing: an objection denies it under every basis.
    pub marketing: bool,
    /// It sells or shares data in the Californian sense: a sale opt-out denies it.
    pub sells: bool,
    /// Whether somebody is a child has to be known before anything is done for it, so that forms
    /// ask.
    pub asks_age: bool,
    /// It is what the person asked for or the law demands: "limit sensitive" does not touch it.
    pub necessary: bool,
    /// The categories that the law makes the controller keep, even where an erasure is asked for:
    /// holding any of them keeps what is held under this purpose. Where it is not said, all of the
    /// purpose's categories are, as far as it rests on a legal obligation.
    pub kept_by_law: Option<CategorySet>,
    /// It decides about a person automatically (profiling).
    pub profiling: bool,
    /// The channels it may use to reach people.
    pub channels: ChannelSet,
    /// Using a channel needs a yes for that channel, besides the purpose's own.
    pub channel_consent: bool,
    /// The names that consent categories of SDKs and consent tools use for it.
    pub signals: Vec<Box<str>>,
    /// The topic that messages of this purpose belong to, if one.
    pub topic: Option<TopicId>,
}

/// What a person is told and agrees to, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeText {
    /// Counts up with each change of the text.
    pub version: u32,
    /// Whether the change from the version before is material: older consents no longer count.
    pub material: bool,
    /// BCP 47.
    pub locale: Box<str>,
    /// A few words.
    pub title: Box<str>,
    /// What it is, what it means for the reader, what they can do.
    pub body: Box<str>,
    /// What changed from the version before, in a sentence for those who knew that one.
    pub change: Option<Box<str>>,
}

impl Purpose {
    /// The newest text version at which the wording changed materially: consents to older ones
    /// no longer count. 0 where no text is declared.
    #[must_use]
    pub fn material_version(&self) -> u32 {
        let material = self.texts.iter().filter(|text| text.material);
        material.map(|text| text.version).max().unwrap_or(0)
    }

    /// The newest text version.
    #[must_use]
    pub fn text_version(&self) -> u32 {
        self.texts
            .iter()
            .map(|text| text.version)
            .max()
            .unwrap_or(0)
    }

    /// The newest text in a locale, or in the nearest one it is written in.
    #[must_use]
    pub fn text(&self, locale: &str, fallback: &str) -> Option<&PurposeText> {
        let newest = self.text_version();
        let texts = self.texts.iter().filter(|text| text.version == newest);
        let texts: Vec<&PurposeText> = texts.collect();
        let locales: Vec<&str> = texts.iter().map(|text| &*text.locale).collect();
        nearest_locale(&locales, locale, fallback).map(|index| texts[index])
    }

    /// The basis in this jurisdiction, if the purpose has one there.
    #[must_use]
    pub fn basis(&self, jurisdiction: JurisdictionId) -> Option<&Basis> {
        let mut bases = self.bases.iter();
        bases
            .find(|(id, _)| *id == jurisdiction)
            .map(|(_, basis)| basis)
    }
}
