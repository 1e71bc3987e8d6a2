//! Mappings of sources that Telos runs itself: they stand in the catalog, at the source.

use telos_model::catalog::read::{Node, Table, Text};
use telos_model::catalog::{At, Catalog, CatalogFile, Mistake};
use toml::de::{DeTable, DeValue};

use super::mapping::Mapping;
use super::parse::{Cx, file, parts};

impl Mapping {
    /// Reads the mapping of a source out of what the catalog keeps of it.
    pub fn of_source(source: &str, text: &str) -> Result<Self, Vec<Mistake>> {
        let files = vec![CatalogFile {
            path: format!("source {source}"),
            text: text.into(),
        }];
        let mut cx = Cx::new(&files);
        let root = cx.root(text);
        let at = At::new(0, 0..0);
        let node = Node { at, value: &root };
        let mut table = node.table(&mut cx.report, "the mapping", at);
        let name = Text { at, text: source };
        let mapping = table
            .as_mut()
            .and_then(|table| of_table(name, table, &mut cx));
        drop(table);
        let mistakes = cx.report.into_mistakes();
        match mapping {
            Some(mapping) if mistakes.is_empty() => Ok(Self {
                text: files,
                ..mapping
            }),
            _ => Err(mistakes),
        }
    }
}

/// What is wrong with the mappings of a catalog's sources, in the files as they are. Names that the
/// catalog does not declare are found where there is a catalog.
#[must_use]
pub fn check_sources(files: &[CatalogFile], catalog: Option<&Catalog>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (index, file) in files.iter().enumerate() {
        // What is no TOML is said where the catalog is read.
        let (document, _) = DeTable::parse_recoverable(&file.text);
        let root = document.get_ref();
        let sources = root
            .get("source")
            .and_then(|node| node.get_ref().as_table());
        for (name, source) in sources.into_iter().flatten() {
            let at = At::new(index, name.span());
            let from = source
                .get_ref()
                .as_table()
                .and_then(|table| table.get("from"));
            let Some(from) = from.filter(|from| has_messages(from.get_ref())) else {
                continue;
            };
            let mut cx = Cx::new(files);
            let node = Node {
                at: At::new(index, from.span()),
                value: from.get_ref(),
            };
            let text: &str = name.get_ref();
            let table = node.table(&mut cx.report, "where rows come from", node.at);
            let mapping =
                table.and_then(|mut table| of_table(Text { at, text }, &mut table, &mut cx));
            let found = cx.report.into_mistakes();
            if found.is_empty()
                && let (Some(mapping), Some(catalog)) = (mapping, catalog)
            {
                let mapping = Mapping {
                    text: files.to_vec(),
                    ..mapping
                };
                mistakes.extend(mapping.check(catalog));
            }
            mistakes.extend(found);
        }
    }
    mistakes
}

/// A source without any is told so where the catalog is read.
fn has_messages(from: &DeValue<'_>) -> bool {
    from.as_table()
        .is_some_and(|from| from.contains_key("message"))
}

fn of_table(name: Text<'_>, table: &mut Table<'_>, cx: &mut Cx<'_>) -> Option<Mapping> {
    let file = match table.take("file") {
        Some(node) => file::options(node, cx),
        None => Some(file::lines_of_json()),
    };
    let parts = parts(table, file, cx)?;
    Some(Mapping {
        name: name.text.into(),
        source: name.text.into(),
        source_at: name.at,
        ..parts
    })
}
