//! What is looked up while rows of a sync are compared.

use std::collections::HashMap;

use telos_connect::destination::Item;
use telos_connect::import::Mapping;
use telos_engine::sync::Ours;
use telos_model::catalog::{
    Catalog, Destination, Piece, Source, Stands, SyncDef, Template, WriteDef,
};
use telos_model::id::{FieldId, PurposeId};

/// What is looked up while rows are compared.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) sync: SyncDef,
    pub(super) source: Source,
    pub(super) mapping: Mapping,
    /// Each column that is one trait, with its path.
    pub(super) traits: HashMap<Box<str>, (FieldId, Box<str>)>,
    /// Each column that is the answer about one purpose, with its name.
    pub(super) answers: HashMap<Box<str>, (PurposeId, Box<str>)>,
    /// The name of the kind that rows are known by, and of those that people are matched by.
    pub(super) key: Box<str>,
    pub(super) matches: Vec<(Box<str>, Box<str>)>,
    /// The columns that are written.
    pub(super) write: WriteDef,
}

impl Lookup {
    pub(super) fn new(
        catalog: &Catalog,
        sync: &SyncDef,
        destination: &Destination,
        write: &WriteDef,
    ) -> Option<Self> {
        let source = catalog.source(sync.source)?;
        let mapping = Mapping::of_source(&source.name, &source.from.as_ref()?.mapping).ok()?;
        let purposes = destination.purposes.iter();
        let purposes: HashMap<Box<str>, PurposeId> = purposes
            .filter_map(|id| Some((catalog.purpose(id)?.name.clone(), id)))
            .collect();
        let (mut traits, mut answers) = (HashMap::new(), HashMap::new());
        for (column, template) in &write.columns {
            match plain(template) {
                Some(Stands::Trait(path)) => {
                    let field = catalog.names.traits.get(path)?;
                    traits.insert(column.clone(), (*field, path.clone()));
                }
                Some(Stands::Permission(name)) => {
                    let purpose = purposes.get(name)?;
                    answers.insert(column.clone(), (*purpose, name.clone()));
                }
                _ => {}
            }
        }
        let matches = sync.matches.iter().filter_map(|(kind, column)| {
            Some((catalog.identifier(*kind)?.name.clone(), column.clone()?))
        });
        Some(Self {
            sync: sync.clone(),
            source: source.clone(),
            mapping,
            traits,
            answers,
            key: catalog.identifier(sync.key)?.name.clone(),
            matches: matches.collect(),
            write: write.clone(),
        })
    }

    /// What the row of somebody is known by, if they are known there.
    pub(super) fn key_of<'i>(&self, item: Item<'i>) -> Option<&'i str> {
        let mut identifiers = item.outgoing.identifiers.iter();
        let (_, value) = identifiers.find(|(kind, _)| *kind == self.key)?;
        Some(value)
    }

    /// The kind of identifier that a column has.
    pub(super) fn kind_in(&self, column: &str) -> &str {
        let mut matches = self.matches.iter();
        let found = matches.find(|(_, known)| **known == *column);
        found.map_or("", |(kind, _)| kind)
    }

    /// What somebody is looked for by who is not known there, in order: columns and values that were
    /// shown to be theirs.
    pub(super) fn matching<'i>(&'i self, item: Item<'i>, ours: &Ours) -> Vec<(&'i str, &'i str)> {
        let is_shown = |value: &str| {
            let mut shown = ours.shown.iter();
            shown.any(|identifier| *identifier.value == *value)
        };
        let all = self.matches.iter().flat_map(|(kind, column)| {
            let identifiers = item.outgoing.identifiers.iter();
            let values = identifiers.filter(move |(known, _)| known == kind);
            values.map(move |(_, value)| (&**column, &**value))
        });
        all.filter(|(_, value)| is_shown(value)).collect()
    }
}

/// What a column is, where it is one placeholder and no more.
pub(super) fn plain(template: &Template) -> Option<&Stands> {
    match template {
        Template::Text(pieces) => match &pieces[..] {
            [Piece::Blank(blank)] if blank.changes.is_empty() => Some(&blank.stands),
            _ => None,
        },
        _ => None,
    }
}
