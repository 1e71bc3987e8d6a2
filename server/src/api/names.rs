//! The names of slots, also of those that the present catalog no longer declares.

use telos_model::catalog::{Catalog, SlotKind};
use telos_model::id::{
    BrandId, CategoryId, CategorySet, ChannelId, EventKind, FieldId, IdentifierKind,
    JurisdictionId, PurposeId, PurposeSet, RecipientId, SegmentId, SourceId, TopicId,
};

/// The names of a catalog.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'c>(pub(crate) &'c Catalog);

impl<'c> Names<'c> {
    /// The name in a slot.
    pub(crate) fn of(self, kind: SlotKind, slot: usize) -> &'c str {
        self.0.slots.name(kind, slot).unwrap_or("unknown")
    }

    pub(crate) fn purpose(self, id: PurposeId) -> &'c str {
        self.of(SlotKind::Purpose, id.index())
    }

    pub(crate) fn purposes(self, set: PurposeSet) -> Vec<&'c str> {
        set.iter().map(|id| self.purpose(id)).collect()
    }

    pub(crate) fn brand(self, id: BrandId) -> &'c str {
        self.of(SlotKind::Brand, id.index())
    }

    pub(crate) fn pack(self, id: JurisdictionId) -> &'c str {
        self.of(SlotKind::Pack, id.index())
    }

    pub(crate) fn channel(self, id: ChannelId) -> &'c str {
        self.of(SlotKind::Channel, id.index())
    }

    pub(crate) fn topic(self, id: TopicId) -> &'c str {
        self.of(SlotKind::Topic, id.index())
    }

    pub(crate) fn category(self, id: CategoryId) -> &'c str {
        self.of(SlotKind::Category, id.index())
    }

    pub(crate) fn categories(self, set: CategorySet) -> Vec<&'c str> {
        set.iter().map(|id| self.category(id)).collect()
    }

    pub(crate) fn recipient(self, id: RecipientId) -> &'c str {
        self.of(SlotKind::Recipient, id.index())
    }

    pub(crate) fn source(self, id: SourceId) -> &'c str {
        self.of(SlotKind::Source, id.index())
    }

    pub(crate) fn event(self, id: EventKind) -> &'c str {
        self.of(SlotKind::Event, id.index())
    }

    pub(crate) fn segment(self, id: SegmentId) -> &'c str {
        self.of(SlotKind::Segment, id.index())
    }

    pub(crate) fn identifier(self, id: IdentifierKind) -> &'c str {
        self.of(SlotKind::Identifier, id.index())
    }

    /// A field with its scope, such as `trait:email` or `event:Order Completed:revenue`.
    pub(crate) fn field(self, id: FieldId) -> &'c str {
        self.of(SlotKind::Field, id.index())
    }

    /// A field's path alone, such as `email` or `revenue`.
    pub(crate) fn path(self, id: FieldId) -> &'c str {
        let full = self.field(id);
        self.0.field(id).map_or_else(
            || full.rsplit(':').next().unwrap_or(full),
            |field| &field.path,
        )
    }
}
