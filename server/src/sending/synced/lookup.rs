//! What is looked up while rows of a sync are compared.

use std::collections::HashMap;

use telos_connect::import::Mapping;
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
    /// The table, quoted.
    pub(super) table: String,
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
        let parts: Vec<String> = write.tables.first()?.split('.').map(quoted).collect();
        Some(Self {
            sync: sync.clone(),
            source: source.clone(),
            mapping,
            traits,
            answers,
            key: catalog.identifier(sync.key)?.name.clone(),
            matches: matches.collect(),
            table: parts.join("."),
        })
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

/// Names in catalogs have no quotes in them.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
