//! Syncs: one source and one destination that are the two directions of the same system, and who
//! is right about what.

use super::Catalog;
use super::attribute::{Item, Leaning};
use crate::id::{BrandId, DestinationId, FieldId, IdentifierKind, SourceId};

/// A system with people of its own that Telos keeps in step with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncDef {
    /// Its name in catalogs.
    pub name: Box<str>,
    /// The brand of both directions.
    pub brand: BrandId,
    /// Where its rows come from.
    pub source: SourceId,
    /// Where they are written.
    pub destination: DestinationId,
    /// The kind of identifier that its rows are known by.
    pub key: IdentifierKind,
    /// The column of the destination's table that has it.
    pub key_column: Box<str>,
    /// The kinds that people are matched by who are not known by the key yet, in order, each with
    /// the column that has it there, if one does.
    pub matches: Vec<(IdentifierKind, Option<Box<str>>)>,
    /// Who is right about each trait, in order of field.
    pub fields: Vec<(FieldId, Owner)>,
    /// People who are new there are made here.
    pub new_here: bool,
    /// People who are new here are made there.
    pub new_there: bool,
    /// What a deletion there means here.
    pub deleted: Deleted,
    /// The column that marks rows as deleted, if there is one.
    pub deleted_column: Option<Box<str>>,
    /// The most people that one look at all rows may find deleted; more is taken for a mistake.
    pub deleted_max: u32,
    /// How often all rows are looked at for those that are gone, in seconds; 0 is never.
    pub sweep_seconds: u32,
}

/// Who is right about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Telos: what the other system says is overruled.
    Here,
    /// The other system: it is never written.
    There,
    /// Whoever changed it last.
    Newest,
}

impl Owner {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Here, Self::There, Self::Newest];

    /// The word that catalogs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Here => "telos",
            Self::There => "remote",
            Self::Newest => "newest",
        }
    }
}

/// What a deletion in the other system means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deleted {
    /// The person asks to be erased.
    EraseRequest,
    /// The two are not kept in step any more.
    Detach,
}

impl Deleted {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::EraseRequest, Self::Detach];

    /// The word that catalogs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::EraseRequest => "erase-request",
            Self::Detach => "detach",
        }
    }
}

impl SyncDef {
    /// Who is right about a trait. What is not listed only comes in.
    #[must_use]
    pub fn owner(&self, field: FieldId) -> Owner {
        let known = self.fields.iter().find(|(known, _)| *known == field);
        known.map_or(Owner::There, |(_, owner)| *owner)
    }

    /// All it says, by name, as something of its destination's.
    pub(super) fn item(&self, names: &dyn Fn(&Self) -> Vec<(String, String)>, item: &mut Item) {
        let mut text = |name: &str, value: String| {
            item.text(format!("sync.{name}"), value, Leaning::Unclear);
        };
        text("name", self.name.to_string());
        text("key_column", self.key_column.to_string());
        text("new", format!("{} {}", self.new_here, self.new_there));
        let column = self.deleted_column.as_deref().unwrap_or_default();
        let (most, every) = (self.deleted_max, self.sweep_seconds);
        let deleted = format!("{} {column} {most} {every}", self.deleted.word());
        text("deleted", deleted);
        for (name, value) in names(self) {
            text(&name, value);
        }
    }
}

impl Catalog {
    /// The sync that a source is a direction of.
    #[must_use]
    pub fn sync_of_source(&self, source: SourceId) -> Option<&SyncDef> {
        self.syncs.iter().find(|sync| sync.source == source)
    }

    /// The sync that a destination is a direction of.
    #[must_use]
    pub fn sync_of_destination(&self, destination: DestinationId) -> Option<&SyncDef> {
        let mut syncs = self.syncs.iter();
        syncs.find(|sync| sync.destination == destination)
    }

    /// The sync of this name.
    #[must_use]
    pub fn sync(&self, name: &str) -> Option<&SyncDef> {
        self.syncs.iter().find(|sync| &*sync.name == name)
    }
}
