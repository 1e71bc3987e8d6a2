//! Syncs: a source and a destination of one system, and who is right about what.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Node, Table, Text};
use super::super::sync::{Deleted, Owner, SyncDef};
use super::super::{
    Destination, FieldDef, IdentifierDef, IntakeKind, Occasion, Piece, Reach, SlotKind, Source,
    Stands, TableDef, Template, WriteDef,
};
use super::{Cx, Section, Sections, small, wide};
use crate::id::{DestinationId, FieldId, IdentifierKind, SourceId};

/// The most kinds that people are matched by.
const MATCHES_MAX: usize = 8;
/// The most fields of one sync.
const FIELDS_MAX: usize = 200;

/// What syncs refer to.
pub(super) struct Known<'k> {
    pub(super) sources: &'k [Option<Source>],
    pub(super) destinations: &'k [Option<Destination>],
    pub(super) fields: &'k [Option<FieldDef>],
    pub(super) identifiers: &'k [Option<IdentifierDef>],
}

/// Reads every sync, in order of name.
pub(super) fn syncs(
    sections: &Sections<'_>,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Vec<SyncDef> {
    let mut syncs: Vec<(SyncDef, At)> = Vec::new();
    let mut all_read = true;
    for declaration in sections.of(Section::Syncs) {
        let name = declaration.name;
        let what = format!("the sync `{}`", name.text);
        let Some(mut table) = declaration.node.table(cx.report, &what, name.at) else {
            continue;
        };
        let sync = sync(&mut table, name, known, cx);
        table.finish(cx.report);
        let Some(sync) = sync else {
            all_read = false;
            continue;
        };
        let same = |(other, _): &&(SyncDef, At)| {
            other.name == sync.name
                || other.source == sync.source
                || other.destination == sync.destination
        };
        if let Some((_, first)) = syncs.iter().find(same) {
            let place = cx.report.place(*first);
            let message =
                format!("{what} has the name, source or destination of another sync, at {place}");
            cx.add(name.at, MistakeKind::Duplicate, message);
            continue;
        }
        syncs.push((sync, name.at));
    }
    let mut syncs: Vec<SyncDef> = syncs.into_iter().map(|(sync, _)| sync).collect();
    syncs.sort_by(|one, other| one.name.cmp(&other.name));
    if all_read {
        check_compared(sections, &syncs, known.destinations, cx);
    }
    syncs
}

/// What writes records one by one compares them first, which only a sync does.
fn check_compared(
    sections: &Sections<'_>,
    syncs: &[SyncDef],
    destinations: &[Option<Destination>],
    cx: &mut Cx<'_, '_>,
) {
    for declaration in sections.of(Section::Named(SlotKind::Destination)) {
        let name = declaration.name;
        let named = |known: &&Destination| &*known.name == name.text;
        let Some(known) = destinations.iter().flatten().find(named) else {
            continue;
        };
        let compares = matches!(&known.reach, Reach::Http(http) if http.records.is_some());
        if compares && !syncs.iter().any(|sync| sync.destination == known.id) {
            let message = format!("nothing would ever go to the `records` of `{}`", known.name);
            let expected = "a `[sync.NAME]` whose `destination` it is, or `send` instead";
            cx.report
                .expect(name.at, MistakeKind::BadValue, message, expected);
        }
    }
}

fn sync(
    table: &mut Table<'_>,
    name: Text<'_>,
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) -> Option<SyncDef> {
    let source = table.need_text(cx.report, "source", "the source that its rows come in by");
    let destination = table.need_text(cx.report, "destination", "the destination that writes them");
    let key = table.need_text(cx.report, "key", "the kind of identifier of its rows");
    let matches = table.texts(cx.report, "match", "kinds of identifier");
    let fields = table.take("fields");
    let new = table.text(cx.report, "new");
    let deleted = table.text(cx.report, "deleted");
    let column = table.text(cx.report, "deleted_column");
    let most = table.number(cx.report, "deleted_max", 1..=1_000_000);
    let sweep = table.number(cx.report, "sweep_seconds", 0..=604_800);

    let from = source.and_then(|text| source_of(text, known, cx));
    let to = destination.and_then(|text| destination_of(text, known, cx));
    let key_kind = key.and_then(|text| cx.refer(SlotKind::Identifier, text));
    let kinds: Vec<(Text<'_>, usize)> = matches
        .into_iter()
        .take(MATCHES_MAX)
        .filter_map(|text| Some((text, cx.refer(SlotKind::Identifier, text)?)))
        .collect();
    let owners = fields.map(|node| owners(node, cx)).unwrap_or_default();
    let new = new.map_or(Some((true, false)), |word| new_of(word, cx));
    let deleted = deleted.map_or(Some(Deleted::EraseRequest), |word| deleted_of(word, cx));
    let ((from, source_at), (to, destination_at)) = (from?, to?);
    if from.brand != to.brand {
        let message = format!("`{}` and `{}` are of two brands", from.name, to.name);
        let expected = "a source and a destination of the same brand";
        cx.report
            .expect(source_at, MistakeKind::BadValue, message, expected);
    }
    let write = write_of(from, to, destination_at, cx)?;
    let key_name = key?.text;
    let key_column = key_column(write, key_name, key?.at, cx)?;
    let slot = key_kind?;
    if !to.identifiers.contains(&IdentifierKind::new(small(slot))) {
        let message = format!("the destination `{}` is not given `{key_name}`", to.name);
        let expected = format!("`\"{key_name}\"` in its `identifiers`");
        cx.report
            .expect(key?.at, MistakeKind::BadValue, message, expected);
    }
    let matches = kinds.iter().map(|(text, slot)| {
        let column = column_of(write, text.text, known);
        (IdentifierKind::new(small(*slot)), column)
    });
    let matches: Vec<_> = matches.collect();
    let makes = new?;
    if makes.1 && !matches.iter().any(|(_, column)| column.is_some()) {
        let message = "whoever is made there could not be told from others";
        let expected = "a kind under `match` that the destination writes into a column of its own";
        cx.report
            .expect(name.at, MistakeKind::BadValue, message, expected);
    }
    check_written(write, &owners, (destination_at, &to.name), known, cx);
    let sync = SyncDef {
        name: name.text.into(),
        brand: to.brand,
        source: from.id,
        destination: to.id,
        key: IdentifierKind::new(small(slot)),
        key_column,
        matches,
        fields: owners,
        new_here: makes.0,
        new_there: makes.1,
        deleted: deleted?,
        deleted_column: column.map(|column| column.text.into()),
        deleted_max: most.unwrap_or(100),
        sweep_seconds: sweep.unwrap_or(3_600),
    };
    check_found(to, &sync, (destination_at, known), cx);
    Some(sync)
}

/// The source, which has to look at rows that can be told apart.
fn source_of<'k>(
    text: Text<'_>,
    known: &Known<'k>,
    cx: &mut Cx<'_, '_>,
) -> Option<(&'k Source, At)> {
    let slot = cx.refer(SlotKind::Source, text)?;
    let source = known.sources.get(SourceId::new(wide(slot)).index())?;
    let source = source.as_ref()?;
    let kind = source.from.as_ref().map(|from| &from.kind);
    let looks = matches!(
        kind,
        Some(IntakeKind::Postgres(_) | IntakeKind::Mysql(_) | IntakeKind::Http(_))
    );
    if !looks {
        let message = format!("the source `{}` looks at no table and no list", text.text);
        let expected = "a source with `from.kind = \"postgres\"`, `\"mysql\"` or `\"http\"`";
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, expected);
        return None;
    }
    Some((source, text.at))
}

fn destination_of<'k>(
    text: Text<'_>,
    known: &Known<'k>,
    cx: &mut Cx<'_, '_>,
) -> Option<(&'k Destination, At)> {
    let slot = cx.refer(SlotKind::Destination, text)?;
    let id = DestinationId::new(small(slot));
    let destination = known.destinations.get(id.index())?.as_ref()?;
    Some((destination, text.at))
}

/// What is written when a trait changes, where the source looks: one table, or the records of an API.
fn write_of<'k>(
    from: &Source,
    to: &'k Destination,
    at: At,
    cx: &mut Cx<'_, '_>,
) -> Option<&'k WriteDef> {
    let kind = &from.from.as_ref()?.kind;
    let write = match (kind, &to.reach) {
        (IntakeKind::Postgres(table), Reach::Postgres(tables))
        | (IntakeKind::Mysql(table), Reach::Mysql(tables)) => {
            let write = tables.write(Occasion::Traits);
            let one = write.filter(|write| write.tables.len() == 1);
            one.filter(|write| *write.tables[0] == *name_of(table))
        }
        (IntakeKind::Http(list), Reach::Http(http)) => {
            let same = http.target.host == list.http.target.host;
            let records = http.records.as_ref().filter(|_| same);
            records.map(|records| &records.write)
        }
        _ => None,
    };
    let write = write.filter(|write| write.key.len() == 1);
    if write.is_none() {
        let (looked, expected) = match kind {
            IntakeKind::Postgres(table) | IntakeKind::Mysql(table) => {
                let (looked, dialect) = (name_of(table), table.dialect.word());
                let expected = format!(
                    "`kind = \"{dialect}\"` and a `send.traits` with `tables = [\"{looked}\"]` and \
                     one column as `key`"
                );
                (looked, expected)
            }
            IntakeKind::Http(list) => {
                let expected = "`kind = \"http\"`, the same host, and `records` with one `key`";
                (list.http.target.url(), expected.to_owned())
            }
            _ => return None,
        };
        let message = format!("the destination `{}` does not write `{looked}`", to.name);
        cx.report
            .expect(at, MistakeKind::BadValue, message, expected);
    }
    write
}

/// A table as destinations name it.
fn name_of(table: &TableDef) -> String {
    match &table.schema {
        Some(schema) => format!("{schema}.{}", table.table),
        None => table.table.to_string(),
    }
}

/// Whoever is known by nothing there has to be looked for before anybody is made.
fn check_found(
    to: &Destination,
    sync: &SyncDef,
    (at, known): (At, &Known<'_>),
    cx: &mut Cx<'_, '_>,
) {
    let Reach::Http(http) = &to.reach else {
        return;
    };
    let Some(records) = &http.records else {
        return;
    };
    let mut found = false;
    for (kind, column) in &sync.matches {
        let name = known.identifiers.get(kind.index());
        let name = name.and_then(|kind| Some(&*kind.as_ref()?.name));
        found |= column.is_some() && name.is_some_and(|name| records.find(name).is_some());
    }
    if sync.new_there && !(found && records.create.is_some()) {
        let message = format!("nobody can be found and made at `{}`", to.name);
        let expected =
            "`records.create`, and `records.find` for a kind under `match` that a field has";
        cx.report
            .expect(at, MistakeKind::BadValue, message, expected);
    }
}

/// What a column is, where it is one placeholder and no more.
fn plain(template: &Template) -> Option<&Stands> {
    match template {
        Template::Text(pieces) => match &pieces[..] {
            [Piece::Blank(blank)] if blank.changes.is_empty() => Some(&blank.stands),
            _ => None,
        },
        _ => None,
    }
}

fn key_column(write: &WriteDef, kind: &str, at: At, cx: &mut Cx<'_, '_>) -> Option<Box<str>> {
    let (column, template) = write.key.first()?;
    if matches!(plain(template), Some(Stands::Identifier(known)) if &**known == kind) {
        return Some(column.clone());
    }
    let message = format!("rows are written by `{column}`, which is not `{kind}`");
    let expected =
        format!("`key = {{ {column} = \"{{identifier.{kind}}}\" }}` where it is written");
    cx.report
        .expect(at, MistakeKind::BadValue, message, expected);
    None
}

/// The column that has an identifier, as itself or as the trait that it is.
fn column_of(write: &WriteDef, kind: &str, known: &Known<'_>) -> Option<Box<str>> {
    let is_it = |path: &str| {
        let mut fields = known.fields.iter().flatten();
        fields.any(|field| {
            let id = field.identifier.map(IdentifierKind::index);
            let named = id.and_then(|id| known.identifiers.get(id)?.as_ref());
            &*field.path == path && named.is_some_and(|named| &*named.name == kind)
        })
    };
    let mut columns = write.columns.iter();
    let found = columns.find(|(_, template)| match plain(template) {
        Some(Stands::Identifier(one)) => &**one == kind,
        Some(Stands::Trait(path)) => is_it(path),
        _ => false,
    });
    found.map(|(column, _)| column.clone())
}

fn owners(node: Node<'_>, cx: &mut Cx<'_, '_>) -> Vec<(FieldId, Owner)> {
    let Some(table) = node.table(cx.report, "who is right about each trait", node.at) else {
        return Vec::new();
    };
    let mut owners = Vec::new();
    for (name, value) in table.rest().into_iter().take(FIELDS_MAX) {
        let slot = cx
            .declared
            .find(SlotKind::Field, &format!("trait:{}", name.text));
        if slot.is_none() {
            let message = format!("no trait is named `{}`", name.text);
            let valid = cx.declared.names(SlotKind::Field);
            let valid = valid.filter_map(|name| name.strip_prefix("trait:"));
            let unknown = MistakeKind::UnknownName;
            cx.report
                .unknown(name.at, unknown, message, name.text, valid);
        }
        let table = value.table(cx.report, "who is right about a trait", name.at);
        let Some(mut table) = table else { continue };
        let owner = table.need_text(cx.report, "owner", "\"telos\", \"remote\" or \"newest\"");
        table.finish(cx.report);
        let owner = owner.and_then(|word| {
            let owner = Owner::ALL
                .into_iter()
                .find(|owner| owner.word() == word.text);
            if owner.is_none() {
                let message = format!("`{}` owns no field", word.text);
                let valid = Owner::ALL.map(Owner::word);
                let bad = MistakeKind::BadValue;
                cx.report.unknown(word.at, bad, message, word.text, valid);
            }
            owner
        });
        if let (Some(slot), Some(owner)) = (slot, owner) {
            owners.push((FieldId::new(wide(slot)), owner));
        }
    }
    owners.sort_unstable_by_key(|(field, _)| *field);
    owners
}

/// Every trait that is written has to be one that Telos may write.
fn check_written(
    write: &WriteDef,
    owners: &[(FieldId, Owner)],
    (at, destination): (At, &str),
    known: &Known<'_>,
    cx: &mut Cx<'_, '_>,
) {
    for (column, template) in &write.columns {
        for blank in template.blanks() {
            let Stands::Trait(path) = &blank.stands else {
                continue;
            };
            let mut fields = known.fields.iter().flatten();
            let field = fields
                .find(|field| field.scope == super::super::Scope::Trait && field.path == *path);
            let owner = field.and_then(|field| {
                let known = owners.iter().find(|(id, _)| *id == field.id);
                known.map(|(_, owner)| *owner)
            });
            let why = match owner {
                Some(Owner::Here | Owner::Newest) => continue,
                Some(Owner::There) => "the sync says that it is the other system's",
                None => "the sync does not say whose it is",
            };
            let message =
                format!("`{destination}` writes the trait `{path}` into `{column}`, and {why}");
            let expected =
                format!("`{path} = {{ owner = \"telos\" }}` or `\"newest\"` in `fields`");
            cx.report
                .expect(at, MistakeKind::BadValue, message, expected);
        }
    }
}

fn new_of(word: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<(bool, bool)> {
    const WORDS: [(&str, (bool, bool)); 4] = [
        ("both", (true, true)),
        ("here", (true, false)),
        ("there", (false, true)),
        ("none", (false, false)),
    ];
    let found = WORDS.iter().find(|(known, _)| *known == word.text);
    if found.is_none() {
        let message = format!("nobody is made `{}`", word.text);
        let valid = WORDS.iter().map(|(word, _)| *word);
        let bad = MistakeKind::BadValue;
        cx.report.unknown(word.at, bad, message, word.text, valid);
    }
    found.map(|(_, new)| *new)
}

fn deleted_of(word: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Deleted> {
    let found = Deleted::ALL
        .into_iter()
        .find(|deleted| deleted.word() == word.text);
    if found.is_none() {
        let message = format!("a deletion cannot mean `{}`", word.text);
        let valid = Deleted::ALL.map(Deleted::word);
        let bad = MistakeKind::BadValue;
        cx.report.unknown(word.at, bad, message, word.text, valid);
    }
    found
}
