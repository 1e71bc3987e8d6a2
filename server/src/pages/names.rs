//! Names for the ids of a catalog, in a reader's language.

use telos_model::catalog::{Catalog, PurposeText, SlotKind, nearest_locale};
use telos_model::gate::LeftOut;
use telos_model::id::{
    BrandId, CategoryId, CategorySet, ChannelId, ComputedId, EventKind, FieldId, IdentifierKind,
    JurisdictionId, PurposeId, PurposeSet, RecipientId, SegmentId, SourceId, TopicId,
};
use telos_model::message::Finding;

use super::shown::{LeftOutRow, PurposeChoice, PurposeGroup, ReasonRow, ThirdParty};
use super::words::Lang;

/// Names for ids. What is no longer declared keeps the name it had.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    catalog: &'a Catalog,
    lang: Lang,
}

impl<'a> Names<'a> {
    /// The names of a catalog for a reader.
    #[must_use]
    pub(super) const fn new(catalog: &'a Catalog, lang: Lang) -> Self {
        Self { catalog, lang }
    }

    /// The catalog.
    #[must_use]
    pub(super) const fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    fn slot(&self, kind: SlotKind, slot: usize) -> String {
        self.catalog.title(kind, slot, self.lang.tag()).to_owned()
    }

    /// A brand's title.
    #[must_use]
    pub(super) fn brand(&self, id: BrandId) -> String {
        let declared = self.catalog.brand(id);
        declared.map_or_else(
            || self.slot(SlotKind::Brand, id.index()),
            |brand| brand.title.to_string(),
        )
    }

    /// The brand of a source.
    #[must_use]
    pub(super) fn brand_of(&self, id: SourceId) -> String {
        let source = self.catalog.source(id);
        source.map_or_else(String::new, |source| self.brand(source.brand))
    }

    /// A source's name.
    #[must_use]
    pub(super) fn source(&self, id: SourceId) -> String {
        self.slot(SlotKind::Source, id.index())
    }

    /// The mark of what came by a source, where others collected it.
    #[must_use]
    pub(super) fn third_party(&self, id: SourceId) -> Option<ThirdParty> {
        let terms = self.catalog.source(id)?.third_party.as_ref()?;
        Some(ThirdParty {
            provider: terms.provider.to_string(),
            licence: terms.licence.to_string(),
        })
    }

    /// A purpose's text in the reader's language, in its newest version.
    #[must_use]
    pub(super) fn purpose_text(&self, id: PurposeId) -> Option<&'a PurposeText> {
        let purpose = self.catalog.purpose(id)?;
        self.text_of(id, purpose.text_version())
    }

    /// A purpose's text of a version, in the reader's language or else in the brand's.
    #[must_use]
    pub(super) fn text_of(&self, id: PurposeId, version: u32) -> Option<&'a PurposeText> {
        let purpose = self.catalog.purpose(id)?;
        let texts = purpose.texts.iter().filter(|text| text.version == version);
        let texts: Vec<&PurposeText> = texts.collect();
        let locales: Vec<&str> = texts.iter().map(|text| &*text.locale).collect();
        let brand = self.catalog.brand(purpose.brand);
        let fallback = brand.map_or("en", |brand| &*brand.locale);
        Some(texts[nearest_locale(&locales, self.lang.tag(), fallback)?])
    }

    /// What changed in a purpose's text since a version, in the reader's language or else in the
    /// brand's.
    #[must_use]
    pub(super) fn changes(&self, id: PurposeId, since: u32) -> Vec<String> {
        let Some(purpose) = self.catalog.purpose(id) else {
            return Vec::new();
        };
        let brand = self.catalog.brand(purpose.brand);
        let fallback = brand.map_or("en", |brand| &*brand.locale);
        let versions = since.saturating_add(1)..=purpose.text_version();
        let changes = versions.filter_map(|version| {
            let texts = purpose.texts.iter().filter(|text| text.version == version);
            let texts: Vec<&PurposeText> = texts.filter(|text| text.change.is_some()).collect();
            let locales: Vec<&str> = texts.iter().map(|text| &*text.locale).collect();
            let nearest = nearest_locale(&locales, self.lang.tag(), fallback)?;
            texts[nearest].change.as_deref().map(ToOwned::to_owned)
        });
        changes.collect()
    }

    /// A purpose's title.
    #[must_use]
    pub(super) fn purpose(&self, id: PurposeId) -> String {
        self.purpose_text(id).map_or_else(
            || self.slot(SlotKind::Purpose, id.index()),
            |text| text.title.to_string(),
        )
    }

    /// The titles of purposes.
    #[must_use]
    pub(super) fn purposes(&self, set: PurposeSet) -> Vec<String> {
        set.iter().map(|id| self.purpose(id)).collect()
    }

    /// A category's title.
    #[must_use]
    pub(super) fn category(&self, id: CategoryId) -> String {
        self.slot(SlotKind::Category, id.index())
    }

    /// The titles of categories.
    #[must_use]
    pub(super) fn categories(&self, set: CategorySet) -> Vec<String> {
        set.iter().map(|id| self.category(id)).collect()
    }

    /// A recipient's title.
    #[must_use]
    pub(super) fn recipient(&self, id: RecipientId) -> String {
        self.slot(SlotKind::Recipient, id.index())
    }

    /// A channel's title.
    #[must_use]
    pub(super) fn channel(&self, id: ChannelId) -> String {
        self.slot(SlotKind::Channel, id.index())
    }

    /// A topic's title.
    #[must_use]
    pub(super) fn topic(&self, id: TopicId) -> String {
        self.slot(SlotKind::Topic, id.index())
    }

    /// A jurisdiction's title.
    #[must_use]
    pub(super) fn jurisdiction(&self, id: JurisdictionId) -> String {
        self.slot(SlotKind::Pack, id.index())
    }

    /// An event's name.
    #[must_use]
    pub(super) fn event(&self, id: EventKind) -> String {
        self.slot(SlotKind::Event, id.index())
    }

    /// A field's path.
    #[must_use]
    pub(super) fn field(&self, id: FieldId) -> String {
        let declared = self.catalog.field(id);
        declared.map_or_else(
            || self.slot(SlotKind::Field, id.index()),
            |field| field.path.to_string(),
        )
    }

    /// What people are asked for, where they are asked for a field.
    #[must_use]
    pub(super) fn field_title(&self, id: FieldId) -> String {
        self.slot(SlotKind::Field, id.index())
    }

    /// A computed trait's name.
    #[must_use]
    pub(super) fn computed(&self, id: ComputedId) -> String {
        self.slot(SlotKind::Computed, id.index())
    }

    /// A segment's title.
    #[must_use]
    pub(super) fn segment(&self, id: SegmentId) -> String {
        let segment = self.catalog.segment(id);
        segment.map_or_else(
            || self.slot(SlotKind::Segment, id.index()),
            |segment| segment.title.to_string(),
        )
    }

    /// The name of a kind of identifier in the catalog.
    #[must_use]
    pub(super) fn identifier(&self, id: IdentifierKind) -> String {
        let names = &self.catalog.slots;
        let name = names.name(SlotKind::Identifier, id.index());
        name.unwrap_or_default().to_owned()
    }

    /// What the gate left out, and what was left out before it.
    #[must_use]
    pub(super) fn left_out(&self, left_out: &[LeftOut], findings: &[Finding]) -> Vec<LeftOutRow> {
        let gate = left_out.iter().map(|left_out| LeftOutRow {
            field: left_out.field.map(|field| self.field(field)),
            whole: left_out.field.is_none(),
            why: self.reasons(left_out),
        });
        let before = findings.iter().map(|finding| LeftOutRow {
            field: finding.field.map(|field| self.field(field)),
            whole: false,
            why: vec![ReasonRow {
                purpose: String::new(),
                family: "problem",
                code: finding.problem.code(),
            }],
        });
        gate.chain(before).collect()
    }

    fn reasons(&self, left_out: &LeftOut) -> Vec<ReasonRow> {
        let why = left_out.why.iter().map(|(purpose, reason)| ReasonRow {
            purpose: self.purpose(*purpose),
            family: "reason",
            code: reason.code(),
        });
        why.collect()
    }

    /// The purposes that a person can be looked at for, by brand.
    #[must_use]
    pub(super) fn choices(&self, chosen: Option<PurposeId>) -> Vec<PurposeGroup> {
        let brands = self.catalog.brands.iter().flatten();
        let groups = brands.map(|brand| {
            let purposes = self.catalog.purposes.iter().flatten();
            let readable = purposes.filter(|purpose| {
                let reads = telos_model::decide::Operation::Read;
                purpose.brand == brand.id && purpose.operations.contains(reads)
            });
            let choices = readable.map(|purpose| PurposeChoice {
                name: format!("{}/{}", brand.name, purpose.name),
                title: self.purpose(purpose.id),
                chosen: chosen == Some(purpose.id),
            });
            PurposeGroup {
                brand: brand.title.to_string(),
                purposes: choices.collect(),
            }
        });
        groups.filter(|group| !group.purposes.is_empty()).collect()
    }
}
