//! The catalog: the policy as code, compiled. What a deployment collects, for what, on which basis.
//!
//! `compile` turns a directory of TOML files into a [`Catalog`] or into every mistake at once.
//! Every name has a slot, a small number that stays the same from version to version, so that
//! stored facts need not repeat names.

mod about;
mod attribute;
mod basis;
mod calendar;
mod canonical;
mod compile;
mod destination;
#[cfg(test)]
mod destinations;
mod diff;
#[cfg(test)]
mod filed;
mod files;
mod form;
mod intake;
#[cfg(test)]
mod intakes;
mod mistake;
#[cfg(test)]
mod mistakes;
mod policy;
mod reach;
pub mod read;
mod records;
mod schema;
#[cfg(test)]
mod shipped;
mod slots;
mod starter;
mod streams;
mod sync;
#[cfg(test)]
mod syncs;
mod tables;
mod template;
#[cfg(test)]
mod versions;

pub use about::{About, Concerned, Controller, Mission};
pub use attribute::Attribute;
pub use basis::{Basis, BasisKind, Model, Pack, PackRules, Place};
pub use calendar::{Calendar, Holiday, TimeLimit, Times};
pub use compile::{FILE_BYTES_MAX, FILES_MAX, compile};
pub use destination::{
    AlertDef, Answers, BodyRule, Destination, Inside, Means, Occasion, Pace, Secret, Target,
};
pub use diff::{AttributeChange, Change, ChangeAct, Diff, Meaning, Refusal, compare};
pub use files::{
    Bucket, ColumnDef, ColumnKind, FileFormat, FilePlace, FileWrite, Files, KeyDef, PathPiece,
    TimePart,
};
pub use form::{FormDef, Moment, Wish};
pub use intake::{ChangesDef, Deletes, Intake, IntakeKind, Signature, TableDef};
pub use mistake::{At, CatalogFile, MISTAKES_MAX, Mistake, MistakeKind, Report, nearest, one_of};
pub use policy::{Brand, Category, Channel, Purpose, PurposeText, Recipient, Topic};
pub use reach::{Auth, BatchDef, FindDef, Http, Oauth, Reach, RequestDef};
pub use records::{FindsDef, ListDef, NextDef, RecordsDef, Version};
pub use schema::{
    Computed, ComputedRule, EventSchema, FieldDef, FieldKind, IdentifierDef, LimitWindow, Scope,
    SegmentDef, Source, ThirdParty,
};
pub use slots::{SlotKind, Slots, SlotsFull};
pub use starter::starter;
pub use streams::{Broker, MessageDef, Messages, Protocol, Sasl, StreamDef};
pub use sync::{Deleted, Owner, SyncDef};
pub use tables::{Dialect, Tables, WriteAct, WriteDef};
pub use template::{Blank, Change as Tidied, Piece, Stands, Template};

use rustc_hash::FxHashMap;

use crate::id::{
    BrandId, CategoryId, CategorySet, ChannelId, ComputedId, DestinationId, EventKind, FieldId,
    IdentifierKind, JurisdictionId, JurisdictionSet, PurposeId, RecipientId, SegmentId, SourceId,
    TopicId,
};

/// One version of the policy, checked and ready to be asked.
///
/// Each list is indexed by slot; a slot whose name is no longer declared holds `None`, so that
/// facts stored under it stay known and are denied.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// SHA-256 of the canonical text of all files, as 64 hexadecimal digits.
    pub hash: Box<str>,
    /// The slots of all names, this version's and earlier ones'.
    pub slots: Slots,
    /// Data categories.
    pub categories: Vec<Option<Category>>,
    /// Brands.
    pub brands: Vec<Option<Brand>>,
    /// Recipients.
    pub recipients: Vec<Option<Recipient>>,
    /// Channels.
    pub channels: Vec<Option<Channel>>,
    /// Topics.
    pub topics: Vec<Option<Topic>>,
    /// Jurisdiction packs.
    pub packs: Vec<Option<Pack>>,
    /// The pack that holds where no other is known to.
    pub strictest: JurisdictionId,
    /// Purposes, one for each brand that has it.
    pub purposes: Vec<Option<Purpose>>,
    /// Kinds of identifier, in order of slot.
    pub identifiers: Vec<Option<IdentifierDef>>,
    /// Sources.
    pub sources: Vec<Option<Source>>,
    /// Kinds of event.
    pub events: Vec<Option<EventSchema>>,
    /// Every field: traits, context fields, event properties.
    pub fields: Vec<Option<FieldDef>>,
    /// Computed traits.
    pub computed: Vec<Option<Computed>>,
    /// Segments.
    pub segments: Vec<Option<SegmentDef>>,
    /// Destinations.
    pub destinations: Vec<Option<Destination>>,
    /// Syncs, in order of name.
    pub syncs: Vec<SyncDef>,
    /// Forms, in order of brand and moment.
    pub forms: Vec<FormDef>,
    /// What is looked up by name on the way of an event.
    pub names: Names,
}

/// A title in each language: locale and text.
pub type Titles = Vec<(Box<str>, Box<str>)>;

/// Names to slots, for what is looked up on the way of an event and by readers.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Write keys to sources.
    pub write_keys: FxHashMap<Box<str>, SourceId>,
    /// `brand/purpose` to purposes.
    pub purposes: FxHashMap<Box<str>, PurposeId>,
    /// Names of events, as messages carry them, to kinds.
    pub events: FxHashMap<Box<str>, EventKind>,
    /// Paths of traits (`address.city`) to fields.
    pub traits: FxHashMap<Box<str>, FieldId>,
    /// Paths of context fields (`page.url`) to fields.
    pub context: FxHashMap<Box<str>, FieldId>,
    /// Paths of the traits of groups to fields.
    pub group: FxHashMap<Box<str>, FieldId>,
    /// Names of identifier kinds.
    pub identifiers: FxHashMap<Box<str>, IdentifierKind>,
    /// Names of brands.
    pub brands: FxHashMap<Box<str>, BrandId>,
    /// Names of categories.
    pub categories: FxHashMap<Box<str>, CategoryId>,
    /// Names of recipients.
    pub recipients: FxHashMap<Box<str>, RecipientId>,
    /// Names of channels.
    pub channels: FxHashMap<Box<str>, ChannelId>,
    /// Names of topics.
    pub topics: FxHashMap<Box<str>, TopicId>,
    /// Names of packs (`eu`, `us-ca`).
    pub packs: FxHashMap<Box<str>, JurisdictionId>,
    /// Names of segments.
    pub segments: FxHashMap<Box<str>, SegmentId>,
    /// Names of computed traits.
    pub computed: FxHashMap<Box<str>, ComputedId>,
    /// Names of sources.
    pub sources: FxHashMap<Box<str>, SourceId>,
    /// Names of destinations.
    pub destinations: FxHashMap<Box<str>, DestinationId>,
    /// Titles by locale of what people get to read about, by kind and slot.
    pub titles: FxHashMap<(SlotKind, usize), Titles>,
}

macro_rules! lookups {
    ($($(#[$doc:meta])* $name:ident($list:ident, $id:ident) -> $item:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(&self, id: $id) -> Option<&$item> {
            self.$list.get(id.index()).and_then(Option::as_ref)
        }
    )*};
}

impl Catalog {
    lookups! {
        /// The category, if this version declares it.
        category(categories, CategoryId) -> Category;
        /// The brand, if this version declares it.
        brand(brands, BrandId) -> Brand;
        /// The recipient, if this version declares it.
        recipient(recipients, RecipientId) -> Recipient;
        /// The channel, if this version declares it.
        channel(channels, ChannelId) -> Channel;
        /// The topic, if this version declares it.
        topic(topics, TopicId) -> Topic;
        /// The jurisdiction's pack, if this version declares it.
        pack(packs, JurisdictionId) -> Pack;
        /// The purpose, if this version declares it.
        purpose(purposes, PurposeId) -> Purpose;
        /// The kind of identifier, if this version declares it.
        identifier(identifiers, IdentifierKind) -> IdentifierDef;
        /// The source, if this version declares it.
        source(sources, SourceId) -> Source;
        /// The kind of event, if this version declares it.
        event(events, EventKind) -> EventSchema;
        /// The field, if this version declares it.
        field(fields, FieldId) -> FieldDef;
        /// The computed trait, if this version declares it.
        computed_trait(computed, ComputedId) -> Computed;
        /// The segment, if this version declares it.
        segment(segments, SegmentId) -> SegmentDef;
        /// The destination, if this version declares it.
        destination(destinations, DestinationId) -> Destination;
    }

    /// The title of something in a locale, in the nearest one it has, or its name.
    #[must_use]
    pub fn title(&self, kind: SlotKind, slot: usize, locale: &str) -> &str {
        let titles = self.names.titles.get(&(kind, slot));
        let found = titles.and_then(|titles| {
            let locales: Vec<&str> = titles.iter().map(|(locale, _)| &**locale).collect();
            nearest_locale(&locales, locale, "en").map(|index| &*titles[index].1)
        });
        found
            .or_else(|| self.slots.name(kind, slot))
            .unwrap_or_default()
    }

    /// The form of a brand for a moment, if it has one.
    #[must_use]
    pub fn form(&self, brand: BrandId, moment: Moment) -> Option<&FormDef> {
        let mut forms = self.forms.iter();
        forms.find(|form| form.brand == brand && form.moment == moment)
    }

    /// The categories that are special (health, belief and the like) and need an explicit basis.
    #[must_use]
    pub fn sensitive(&self) -> CategorySet {
        let flagged = self
            .categories
            .iter()
            .flatten()
            .filter(|category| category.sensitive);
        flagged.map(|category| category.id).collect()
    }

    /// The jurisdictions whose packs name this place; the strictest default if none does.
    #[must_use]
    pub fn jurisdictions_of(
        &self,
        country: &str,
        region: Option<&str>,
        city: Option<&str>,
    ) -> JurisdictionSet {
        let found: JurisdictionSet = self
            .packs
            .iter()
            .flatten()
            .filter(|pack| {
                pack.places
                    .iter()
                    .any(|place| place.holds(country, region, city))
            })
            .map(|pack| pack.id)
            .collect();
        if found.is_empty() {
            JurisdictionSet::only(self.strictest)
        } else {
            found
        }
    }
}

/// The index of the locale that suits a reader best: the same, else the same language (and script
/// where both name one), else the fallback, else the first.
#[must_use]
pub fn nearest_locale(locales: &[&str], wanted: &str, fallback: &str) -> Option<usize> {
    let position = |wanted: &str| {
        locales
            .iter()
            .position(|known| known.eq_ignore_ascii_case(wanted))
    };
    let mut shorter = wanted;
    loop {
        if let Some(index) = position(shorter) {
            return Some(index);
        }
        match shorter.rfind('-') {
            Some(dash) => shorter = &shorter[..dash],
            None => break,
        }
    }
    let script = match wanted.get(..2) {
        Some("zh") if ["TW", "HK", "MO"].iter().any(|end| wanted.ends_with(end)) => "zh-Hant",
        Some("zh") => "zh-Hans",
        _ => fallback,
    };
    position(script)
        .or_else(|| position(fallback))
        .or(if locales.is_empty() { None } else { Some(0) })
}
