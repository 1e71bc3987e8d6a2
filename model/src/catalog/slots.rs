//! Slots: the small numbers that names keep from version to version of a catalog.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What a slot numbers. Each kind counts from 0 by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SlotKind {
    /// Brands, by name.
    Brand,
    /// Purposes, as `brand/name`.
    Purpose,
    /// Data categories.
    Category,
    /// Recipients.
    Recipient,
    /// Jurisdiction packs.
    Pack,
    /// Channels.
    Channel,
    /// Topics.
    Topic,
    /// Sources.
    Source,
    /// Kinds of event.
    Event,
    /// Fields, as `scope:path` (`trait:email`, `context:page.url`, `event:Order Completed:revenue`).
    Field,
    /// Computed traits.
    Computed,
    /// Segments.
    Segment,
    /// Kinds of identifier.
    Identifier,
    /// Destinations.
    Destination,
}

impl SlotKind {
    /// All kinds.
    pub const ALL: [Self; 14] = [
        Self::Brand,
        Self::Purpose,
        Self::Category,
        Self::Recipient,
        Self::Pack,
        Self::Channel,
        Self::Topic,
        Self::Source,
        Self::Event,
        Self::Field,
        Self::Computed,
        Self::Segment,
        Self::Identifier,
        Self::Destination,
    ];

    /// The word that catalogs use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Brand => "brand",
            Self::Purpose => "purpose",
            Self::Category => "category",
            Self::Recipient => "recipient",
            Self::Pack => "pack",
            Self::Channel => "channel",
            Self::Topic => "topic",
            Self::Source => "source",
            Self::Event => "event",
            Self::Field => "field",
            Self::Computed => "computed trait",
            Self::Segment => "segment",
            Self::Identifier => "identifier",
            Self::Destination => "destination",
        }
    }

    /// How many names of this kind can ever be declared in one deployment.
    #[must_use]
    pub const fn slots_max(self) -> usize {
        match self {
            Self::Purpose => 128,
            Self::Brand | Self::Pack | Self::Recipient | Self::Destination => 64,
            Self::Category => 32,
            Self::Channel | Self::Identifier => 16,
            Self::Topic | Self::Source | Self::Event | Self::Computed | Self::Segment => 4_096,
            Self::Field => 32_768,
        }
    }
}

/// A name too many of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no slot is left for another {}: at most {} can be declared", .kind.word(), .kind.slots_max())]
pub struct SlotsFull {
    /// The kind that is full.
    pub kind: SlotKind,
}

/// The names of each kind in the order of their slots. Names are only ever added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredSlots", try_from = "StoredSlots")]
pub struct Slots {
    names: [Vec<Box<str>>; 14],
    by_name: [FxHashMap<Box<str>, usize>; 14],
}

/// How slots are kept: the lists of names in the order of [`SlotKind::ALL`].
#[derive(Serialize, Deserialize)]
struct StoredSlots(Vec<Vec<Box<str>>>);

impl From<Slots> for StoredSlots {
    fn from(slots: Slots) -> Self {
        Self(slots.names.into())
    }
}

impl TryFrom<StoredSlots> for Slots {
    type Error = SlotsFull;

    fn try_from(stored: StoredSlots) -> Result<Self, SlotsFull> {
        let mut slots = Self::default();
        for (kind, names) in SlotKind::ALL.into_iter().zip(stored.0) {
            for name in names {
                slots.intern(kind, &name)?;
            }
        }
        Ok(slots)
    }
}

impl Slots {
    /// The slot of a name, giving it the next one if it is new.
    pub fn intern(&mut self, kind: SlotKind, name: &str) -> Result<usize, SlotsFull> {
        if let Some(slot) = self.find(kind, name) {
            return Ok(slot);
        }
        let names = &mut self.names[kind as usize];
        if names.len() >= kind.slots_max() {
            return Err(SlotsFull { kind });
        }
        let slot = names.len();
        names.push(name.into());
        self.by_name[kind as usize].insert(name.into(), slot);
        Ok(slot)
    }

    /// The slot of a name.
    #[must_use]
    pub fn find(&self, kind: SlotKind, name: &str) -> Option<usize> {
        self.by_name[kind as usize].get(name).copied()
    }

    /// The name in a slot.
    #[must_use]
    pub fn name(&self, kind: SlotKind, slot: usize) -> Option<&str> {
        self.names[kind as usize].get(slot).map(AsRef::as_ref)
    }

    /// The names of a kind in the order of their slots.
    #[must_use]
    pub fn names(&self, kind: SlotKind) -> &[Box<str>] {
        &self.names[kind as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_slot() {
        let mut slots = Slots::default();
        assert_eq!(slots.intern(SlotKind::Purpose, "aria/orders"), Ok(0));
        assert_eq!(slots.intern(SlotKind::Purpose, "aria/news"), Ok(1));
        assert_eq!(slots.intern(SlotKind::Purpose, "aria/orders"), Ok(0));
        assert_eq!(slots.name(SlotKind::Purpose, 1), Some("aria/news"));
    }

    #[test]
    fn stored_slots_come_back_the_same() {
        let mut slots = Slots::default();
        for name in ["aria", "bento"] {
            slots.intern(SlotKind::Brand, name).expect("room");
        }
        let stored = serde_json::to_string(&slots).expect("serialises");
        let restored: Slots = serde_json::from_str(&stored).expect("reads back");
        assert_eq!(restored, slots);
        assert_eq!(restored.find(SlotKind::Brand, "bento"), Some(1));
    }

    #[test]
    fn a_full_kind_refuses_a_new_name() {
        let mut slots = Slots::default();
        for index in 0..SlotKind::Category.slots_max() {
            slots
                .intern(SlotKind::Category, &index.to_string())
                .expect("room");
        }
        let full = SlotsFull {
            kind: SlotKind::Category,
        };
        assert_eq!(slots.intern(SlotKind::Category, "more"), Err(full));
    }
}
