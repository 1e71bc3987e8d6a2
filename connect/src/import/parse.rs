//! Reads a mapping out of TOML, noting every mistake.

mod field;
pub(super) mod file;

use telos_model::catalog::read::{Node, Table, Text};
use telos_model::catalog::{At, CatalogFile, Mistake, MistakeKind, Report};
use telos_model::message::{CONSENT_MEMBERS, FLAG_MEMBERS, OBJECTION_MEMBERS, STATEMENT_DETAILS};
use toml::de::DeTable;

use super::MAPPING_BYTES_MAX;
use super::mapping::{ColumnUse, Condition, Field, FileOptions, Mapping, MessageMap, StatementMap};

/// The most messages that one row may become.
pub(super) const MESSAGES_MAX: usize = 20;
/// The most fields of one message.
pub(super) const FIELDS_MAX: usize = 500;

const CALLS: [&str; 7] = [
    "identify", "track", "page", "screen", "group", "alias", "consent",
];

/// What is collected on the way.
pub(super) struct Cx<'a> {
    pub(super) report: Report<'a>,
    columns: Vec<ColumnUse>,
}

impl<'a> Cx<'a> {
    pub(super) fn new(files: &'a [CatalogFile]) -> Self {
        Self {
            report: Report::new(files),
            columns: Vec::new(),
        }
    }

    /// What is written in a text, as far as it is TOML.
    pub(super) fn root<'t>(&mut self, text: &'t str) -> toml::de::DeValue<'t> {
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let message = error.message().replace('\n', ", ");
            let message = format!("this is not TOML: {message}");
            self.report
                .add(At::new(0, span), MistakeKind::Syntax, message);
        }
        toml::de::DeValue::Table(document.into_inner())
    }
}

impl Cx<'_> {
    /// The place of a column among those that are used.
    fn column(&mut self, name: Text<'_>) -> usize {
        let mut known = self.columns.iter();
        if let Some(index) = known.position(|column| *column.name == *name.text) {
            return index;
        }
        self.columns.push(ColumnUse {
            name: name.text.into(),
            at: name.at,
        });
        self.columns.len() - 1
    }

    fn bad(&mut self, at: At, message: impl Into<String>, expected: &str) {
        self.report
            .expect(at, MistakeKind::BadValue, message, expected);
    }
}

impl Mapping {
    /// Reads a mapping. `name` is how mistakes name the file.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Mistake>> {
        let text = vec![CatalogFile {
            path: name.into(),
            text: text.into(),
        }];
        let (mapping, mistakes) = read(&text);
        match mapping {
            Some(mapping) if mistakes.is_empty() => Ok(Self { text, ..mapping }),
            _ => Err(mistakes),
        }
    }
}

fn read(files: &[CatalogFile]) -> (Option<Mapping>, Vec<Mistake>) {
    let mut cx = Cx::new(files);
    let text = files.first().map_or("", |file| &file.text);
    if text.len() > MAPPING_BYTES_MAX {
        let message = format!("a mapping has at most {MAPPING_BYTES_MAX} bytes");
        cx.report
            .add(At::new(0, 0..0), MistakeKind::TooMany, message);
        return (None, cx.report.into_mistakes());
    }
    let root = cx.root(text);
    let start = At::new(0, 0..0);
    let root = Node {
        at: start,
        value: &root,
    };
    let mapping = root
        .table(&mut cx.report, "the mapping", start)
        .and_then(|table| mapping(table, &mut cx));
    (mapping, cx.report.into_mistakes())
}

fn mapping(mut table: Table<'_>, cx: &mut Cx<'_>) -> Option<Mapping> {
    let name = table.need_text(&mut cx.report, "name", "a name of your own for this import");
    let source = table.need_text(&mut cx.report, "source", "a source of the catalog");
    let file = table
        .need(&mut cx.report, "file", "a table that says how to read it")
        .and_then(|node| file::options(node, cx));
    let parts = parts(&mut table, file, cx);
    table.finish(&mut cx.report);
    let (name, source) = (name?, source?);
    Some(Mapping {
        name: name.text.into(),
        source: source.text.into(),
        source_at: source.at,
        ..parts?
    })
}

/// What a mapping says besides its name and its source.
pub(super) fn parts(
    table: &mut Table<'_>,
    file: Option<FileOptions>,
    cx: &mut Cx<'_>,
) -> Option<Mapping> {
    let key = table.texts(&mut cx.report, "key", "columns");
    let key = key.into_iter().map(|name| cx.column(name)).collect();
    let messages = table
        .need(&mut cx.report, "message", "written as `[[message]]`")
        .and_then(|node| node.list(&mut cx.report, "messages, written as `[[message]]`"))
        .unwrap_or_default();
    let places = (table.at, messages.first().map_or(table.at, |node| node.at));
    if messages.len() > MESSAGES_MAX {
        let message = format!("a row becomes at most {MESSAGES_MAX} messages");
        cx.report.add(places.1, MistakeKind::TooMany, message);
    } else if messages.is_empty() {
        cx.bad(places.0, "a row becomes no message", "`[[message]]`");
    }
    let mut maps: Vec<MessageMap> = Vec::new();
    for node in messages.into_iter().take(MESSAGES_MAX) {
        if let Some(mut map) = message(node, cx) {
            let alike = maps.iter().filter(|other| {
                let label: &str = other.label.rsplit_once('#').map_or("", |(label, _)| label);
                label == &*map.label
            });
            map.label = format!("{}#{}", map.label, alike.count()).into();
            maps.push(map);
        }
    }
    let file = file?;
    if let Some(names) = &file.names {
        declared_columns(names, cx);
    }
    Some(Mapping {
        name: Box::default(),
        source: Box::default(),
        source_at: places.0,
        file,
        messages: maps,
        columns: std::mem::take(&mut cx.columns),
        key,
        text: Vec::new(),
    })
}

/// Checks the columns that are used against those that the mapping itself declares.
fn declared_columns(names: &[Box<str>], cx: &mut Cx<'_>) {
    for column in &cx.columns {
        if !names.contains(&column.name) {
            let message = format!("the file has no column `{}`", column.name);
            let valid = names.iter().map(|name| &**name);
            cx.report.unknown(
                column.at,
                MistakeKind::UnknownName,
                message,
                &column.name,
                valid,
            );
        }
    }
}

fn message(node: Node<'_>, cx: &mut Cx<'_>) -> Option<MessageMap> {
    let mut table = node.table(&mut cx.report, "the message", node.at)?;
    let call = table.need_text(&mut cx.report, "type", "such as \"track\"");
    let call = call.and_then(|name| {
        let known = CALLS.iter().find(|call| **call == name.text);
        if known.is_none() {
            let message = format!("there is no call `{}`", name.text);
            let kind = MistakeKind::UnknownName;
            cx.report.unknown(name.at, kind, message, name.text, CALLS);
        }
        known.copied()
    });
    let when = table.take("when").and_then(|node| condition(node, cx));
    let single = |key: &'static str, table: &mut Table<'_>, cx: &mut Cx<'_>| {
        let node = table.take(key)?;
        field::field(vec![key.into()], node, cx)
    };
    let event = single("event", &mut table, cx);
    let group_id = single("group_id", &mut table, cx);
    let previous_id = single("previous_id", &mut table, cx);
    let name = single("name", &mut table, cx);
    let category = single("category", &mut table, cx);
    let timestamp = table
        .take("timestamp")
        .and_then(|node| field::timestamp(node, cx));
    let message_id = table
        .text(&mut cx.report, "message_id")
        .and_then(|text| field::template(text, cx));
    let group = |key: &'static str, table: &mut Table<'_>, cx: &mut Cx<'_>| {
        let node = table.take(key);
        node.map(|node| field::fields(node, cx)).unwrap_or_default()
    };
    let identifiers = group("identifiers", &mut table, cx);
    let traits = group("traits", &mut table, cx);
    let properties = group("properties", &mut table, cx);
    let context = group("context", &mut table, cx);
    let statements = statements(&mut table, cx);
    let at = table.at;
    table.finish(&mut cx.report);
    let call = call?;
    let map = MessageMap {
        call,
        label: label(call, event.as_ref()).into(),
        when,
        event,
        group_id,
        previous_id,
        name,
        category,
        timestamp,
        message_id,
        identifiers,
        traits,
        properties,
        context,
        statements,
    };
    fits(&map, at, cx);
    Some(map)
}

fn label(call: &str, event: Option<&Field>) -> String {
    let event = event.and_then(Field::constant).unwrap_or_default();
    format!("{call}/{event}")
}

/// What a call needs and what it has no use for.
fn fits(map: &MessageMap, at: At, cx: &mut Cx<'_>) {
    let call = map.call;
    let mut need = |needed: bool, present: bool, key: &str, expected: &str| {
        if needed && !present {
            let message = format!("a {call} message has no `{key}`");
            let kind = MistakeKind::MissingKey;
            cx.report.expect(at, kind, message, expected);
        } else if present && !needed {
            let message = format!("a {call} message has no use for `{key}`");
            cx.report.add(at, MistakeKind::UnknownKey, message);
        }
    };
    need(
        call == "track",
        map.event.is_some(),
        "event",
        "`event =` the event's name",
    );
    let group = map.group_id.is_some();
    need(call == "group", group, "group_id", "`group_id =` a column");
    let previous = map.previous_id.is_some();
    need(
        call == "alias",
        previous,
        "previous_id",
        "`previous_id =` a column",
    );
    let states = !map.statements.is_empty();
    need(
        call == "consent",
        states,
        "consents",
        "`[[message.consents]]`",
    );
    let named = map.name.is_some() || map.category.is_some();
    need(
        named && matches!(call, "page" | "screen"),
        named,
        "name",
        "",
    );
    let traits = !map.traits.is_empty();
    need(
        traits && matches!(call, "identify" | "group"),
        traits,
        "traits",
        "",
    );
    let properties = !map.properties.is_empty();
    let takes = matches!(call, "track" | "page" | "screen");
    need(properties && takes, properties, "properties", "");
    if map.identifiers.is_empty() {
        let expected = "`[message.identifiers]` with at least one";
        let message = format!("a {call} message says nothing of whom it is about");
        cx.report
            .expect(at, MistakeKind::MissingKey, message, expected);
    }
    let count = map.identifiers.len() + map.traits.len() + map.properties.len();
    if count + map.context.len() > FIELDS_MAX {
        let message = format!("a message has at most {FIELDS_MAX} fields");
        cx.report.add(at, MistakeKind::TooMany, message);
    }
}

fn condition(node: Node<'_>, cx: &mut Cx<'_>) -> Option<Condition> {
    let mut table = node.table(&mut cx.report, "the condition", node.at)?;
    let column = table.need_text(&mut cx.report, "column", "a column of the file");
    let texts = |texts: Vec<Text<'_>>| texts.iter().map(|text| text.text.into()).collect();
    let is = texts(table.texts(&mut cx.report, "is", "texts"));
    let is_not = texts(table.texts(&mut cx.report, "is_not", "texts"));
    table.finish(&mut cx.report);
    Some(Condition {
        column: cx.column(column?),
        is,
        is_not,
    })
}

/// The lists that a consent message may hold, the key of each that decides, and all of its own.
const STATEMENTS: [(&str, &str, &[&str]); 4] = [
    ("consents", "act", CONSENT_MEMBERS),
    ("objections", "on", OBJECTION_MEMBERS),
    ("flags", "on", FLAG_MEMBERS),
    ("preferences", "wanted", &["topic", "channel", "wanted"]),
];
const STATEMENTS_MAX: usize = 100;

fn statements(table: &mut Table<'_>, cx: &mut Cx<'_>) -> Vec<StatementMap> {
    let mut statements = Vec::new();
    for (list, decisive, own) in STATEMENTS {
        let Some(node) = table.take(list) else {
            continue;
        };
        let items = node.list(&mut cx.report, "tables").unwrap_or_default();
        if items.len() > STATEMENTS_MAX {
            let message = format!("a message states at most {STATEMENTS_MAX} of these");
            cx.report.add(node.at, MistakeKind::TooMany, message);
        }
        for item in items.into_iter().take(STATEMENTS_MAX) {
            let Some(mut table) = item.table(&mut cx.report, "the statement", item.at) else {
                continue;
            };
            let mut fields = Vec::new();
            for key in own.iter().chain(&STATEMENT_DETAILS) {
                let node = table.take(key);
                fields.extend(node.and_then(|node| field::field(vec![(*key).into()], node, cx)));
            }
            let needed: &[&'static str] = match list {
                "consents" => &["act", "purpose"],
                "flags" => &["flag"],
                _ => &[],
            };
            for key in needed {
                table.need(&mut cx.report, key, "a text or a table with a column");
            }
            table.finish(&mut cx.report);
            statements.push(StatementMap {
                list,
                decisive,
                fields,
            });
        }
    }
    statements
}
