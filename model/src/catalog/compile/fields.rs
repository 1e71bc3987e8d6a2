//! Fields: traits, context, traits of groups, and the properties of events with the sets they
//! include.

use super::super::mistake::{MistakeKind, Report};
use super::super::read::{Node, Table, Text};
use super::super::{EventSchema, FieldDef, FieldKind, Scope, SlotKind};
use super::words::titles_of;
use super::{Cx, Section, Sections, by_slot, small, wide};
use crate::id::{CategoryId, EventKind, FieldId, IdentifierKind};

/// The longest path of a field, in bytes.
const PATH_BYTES_MAX: usize = 200;
/// The most names in a path.
const PATH_NAMES_MAX: usize = 8;
/// The most fields of one event.
const EVENT_FIELDS_MAX: usize = 1_000;

/// A field as read, before its category and identifier are looked up.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property that a catalog declares by itself"
)]
pub(super) struct FieldDraft<'a> {
    pub(super) path: Text<'a>,
    place: Where<'a>,
    kind: FieldKind,
    list: bool,
    category: Option<Text<'a>>,
    raw_category: Option<Text<'a>>,
    measure: bool,
    required: bool,
    birth_date: bool,
    taste: bool,
    identifier: Option<Text<'a>>,
    /// What people are asked for, where a form asks for it.
    title: Option<Node<'a>>,
}

/// Where a field lives, with events still by name.
#[derive(Debug, Clone, Copy)]
enum Where<'a> {
    Trait,
    Context,
    Group,
    Event(&'a str),
}

/// An event as read.
#[derive(Debug, Clone)]
pub(super) struct EventDraft<'a> {
    name: Text<'a>,
    category: Option<Text<'a>>,
    pub(super) fields: Vec<FieldDraft<'a>>,
}

/// A set of fields that events include.
#[derive(Debug)]
pub(super) struct FieldSet<'a> {
    name: Text<'a>,
    fields: Vec<FieldDraft<'a>>,
}

impl FieldDraft<'_> {
    /// The name that its slot goes by.
    pub(super) fn slot_name(&self) -> String {
        let path = self.path.text;
        match self.place {
            Where::Trait => format!("trait:{path}"),
            Where::Context => format!("context:{path}"),
            Where::Group => format!("group:{path}"),
            Where::Event(event) => format!("event:{event}:{path}"),
        }
    }
}

/// Reads the sets of fields.
pub(super) fn sets<'a>(sections: &Sections<'a>, report: &mut Report<'_>) -> Vec<FieldSet<'a>> {
    let mut sets: Vec<FieldSet<'a>> = Vec::new();
    for declaration in sections.of(Section::Sets) {
        let name = declaration.name;
        if let Some(first) = sets.iter().find(|set| set.name.text == name.text) {
            let place = report.place(first.name.at);
            let message = format!(
                "the fields `{}` are declared twice, first at {place}",
                name.text
            );
            report.add(name.at, MistakeKind::Duplicate, message);
        }
        let what = format!("the fields `{}`", name.text);
        let table = declaration.node.table(report, &what, name.at);
        let fields = table.map(|table| entries(&table, Where::Event(""), report));
        sets.push(FieldSet {
            name,
            fields: fields.unwrap_or_default(),
        });
    }
    sets
}

/// Reads traits, context fields and traits of groups.
pub(super) fn plain<'a>(sections: &Sections<'a>, report: &mut Report<'_>) -> Vec<FieldDraft<'a>> {
    let mut fields = Vec::new();
    for (section, place) in [
        (Section::Traits, Where::Trait),
        (Section::Context, Where::Context),
        (Section::GroupTraits, Where::Group),
    ] {
        for declaration in sections.of(section) {
            let field = field(declaration.name, declaration.node, place, report);
            if let Some(field) = &field
                && field.category.is_none()
            {
                let message = format!("the field `{}` has no `category`", field.path.text);
                let expected = "`category =` the data category it belongs to";
                report.expect(field.path.at, MistakeKind::MissingKey, message, expected);
            }
            fields.extend(field);
        }
    }
    fields
}

/// Reads events. A field of the event's own goes before one of the same path in a set.
pub(super) fn events<'a>(
    sections: &Sections<'a>,
    sets: &[FieldSet<'a>],
    report: &mut Report<'_>,
) -> Vec<EventDraft<'a>> {
    let mut events = Vec::new();
    for declaration in sections.named(SlotKind::Event) {
        let name = declaration.name;
        let what = format!("the event `{}`", name.text);
        let Some(mut table) = declaration.node.table(report, &what, name.at) else {
            continue;
        };
        let place = Where::Event(name.text);
        let category = table.need_text(report, "category", "the data category of the fact");
        let include = table.texts(report, "include", "sets of fields");
        let own = table.take("properties");
        table.finish(report);
        let own = own.and_then(|node| node.table(report, "each property by its path", node.at));
        let mut fields = own
            .map(|own| entries(&own, place, report))
            .unwrap_or_default();
        include_sets(&include, sets, place, &mut fields, report);
        if fields.len() > EVENT_FIELDS_MAX {
            let message = format!("{what} has {} properties", fields.len());
            let expected = format!("at most {EVENT_FIELDS_MAX}");
            report.expect(name.at, MistakeKind::TooMany, message, expected);
            fields.truncate(EVENT_FIELDS_MAX);
        }
        for field in &mut fields {
            field.category = field.category.or(category);
        }
        events.push(EventDraft {
            name,
            category,
            fields,
        });
    }
    events
}

fn include_sets<'a>(
    include: &[Text<'a>],
    sets: &[FieldSet<'a>],
    place: Where<'a>,
    fields: &mut Vec<FieldDraft<'a>>,
    report: &mut Report<'_>,
) {
    let own = fields.len();
    for wanted in include {
        let Some(set) = sets.iter().find(|set| set.name.text == wanted.text) else {
            let message = format!("no set of fields is named `{}`", wanted.text);
            let valid = sets.iter().map(|set| set.name.text);
            report.unknown(
                wanted.at,
                MistakeKind::UnknownName,
                message,
                wanted.text,
                valid,
            );
            continue;
        };
        for field in set.fields.iter().take(EVENT_FIELDS_MAX) {
            let path = field.path.text;
            let known = fields.iter().position(|known| known.path.text == path);
            match known {
                Some(index) if index < own => {}
                Some(_) => {
                    let message =
                        format!("`{}` brings `{path}`, which is there already", wanted.text);
                    report.add(wanted.at, MistakeKind::Duplicate, message);
                }
                None => fields.push(FieldDraft {
                    place,
                    ..field.clone()
                }),
            }
        }
    }
}

fn entries<'a>(
    table: &Table<'a>,
    place: Where<'a>,
    report: &mut Report<'_>,
) -> Vec<FieldDraft<'a>> {
    let entries = table.rest().into_iter();
    let fields = entries.map(|(path, node)| field(path, node, place, report));
    fields.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// A field: `"text"`, `"[text]"` for a list of it, or a table with `kind` and more.
fn field<'a>(
    path: Text<'a>,
    node: Node<'a>,
    place: Where<'a>,
    report: &mut Report<'_>,
) -> Option<FieldDraft<'a>> {
    let proper = proper_path(path, report);
    let mut draft = FieldDraft {
        path,
        place,
        kind: FieldKind::Text,
        list: false,
        category: None,
        raw_category: None,
        measure: false,
        required: false,
        birth_date: false,
        taste: false,
        identifier: None,
        title: None,
    };
    if node.value.is_str() {
        (draft.kind, draft.list) = field_kind(node.text(report)?, report)?;
        return proper.then_some(draft);
    }
    let what = format!(
        "the field `{}` (a path with dots stands in quotes)",
        path.text
    );
    let mut table = node.table(report, &what, path.at)?;
    let kind = table.need_text(report, "kind", "the type, as \"text\"");
    draft.category = table.text(report, "category");
    draft.raw_category = table.text(report, "raw_category");
    draft.measure = table.flag(report, "measure");
    draft.required = table.flag(report, "required");
    draft.birth_date = table.flag(report, "birth_date");
    draft.taste = table.flag(report, "taste");
    draft.identifier = table.text(report, "identifier");
    draft.title = table.take("title");
    table.finish(report);
    (draft.kind, draft.list) = field_kind(kind?, report)?;
    let single = draft.kind == FieldKind::Number && !draft.list && !path.text.contains("[]");
    if draft.measure && !single {
        let message = format!("`{}` cannot be summed", path.text);
        let expected = "a measure that is one number per event, not in a list";
        report.expect(path.at, MistakeKind::NotAMeasure, message, expected);
    }
    let of_event = matches!(place, Where::Event(_));
    if !of_event && (draft.measure || draft.required) {
        let message = "only properties of events are `measure` or `required`";
        report.add(path.at, MistakeKind::BadValue, message);
    }
    let day = draft.kind == FieldKind::Time && !draft.list && matches!(place, Where::Trait);
    if draft.birth_date && !day {
        let message = "only a trait of the type `time` is a `birth_date`";
        report.add(path.at, MistakeKind::BadValue, message);
    }
    let words = draft.kind == FieldKind::Text && draft.list && matches!(place, Where::Trait);
    if draft.taste && !(words && draft.title.is_some()) {
        let message = "only a trait of the type `[text]` with a `title` is a `taste`";
        report.add(path.at, MistakeKind::BadValue, message);
    }
    proper.then_some(draft)
}

fn field_kind(name: Text<'_>, report: &mut Report<'_>) -> Option<(FieldKind, bool)> {
    let inner = name.text.strip_prefix('[');
    let inner = inner.and_then(|inner| inner.strip_suffix(']'));
    let word = inner.unwrap_or(name.text);
    let found = FieldKind::ALL.into_iter().find(|kind| kind.word() == word);
    if found.is_none() {
        let message = format!("no type is named `{word}`");
        let valid = FieldKind::ALL.into_iter().map(FieldKind::word);
        report.unknown(name.at, MistakeKind::UnknownName, message, word, valid);
    }
    Some((found?, inner.is_some()))
}

fn proper_path(path: Text<'_>, report: &mut Report<'_>) -> bool {
    let wrong = |report: &mut Report<'_>, message: String| {
        let expected =
            "names joined by dots, with at most one `[]` after a list, such as `products[].sku`";
        report.expect(path.at, MistakeKind::BadPath, message, expected);
        false
    };
    let text = path.text;
    let names = text
        .split('.')
        .map(|name| name.strip_suffix("[]").unwrap_or(name));
    if text.matches("[]").count() > 1 {
        return wrong(report, format!("`{text}` goes into two lists"));
    }
    if text.len() > PATH_BYTES_MAX || names.clone().count() > PATH_NAMES_MAX {
        return wrong(report, "the path is too long".into());
    }
    let proper = |name: &str| {
        let strange = |letter: char| letter.is_control() || "[]:".contains(letter);
        !name.is_empty() && name.trim() == name && !name.contains(strange)
    };
    let ends_in_list = text.ends_with("[]");
    if ends_in_list || !names.clone().all(proper) {
        return wrong(report, format!("`{text}` is not a path"));
    }
    true
}

/// Gives fields and events their slots, categories and identifiers.
pub(super) fn resolve(
    plain: &[FieldDraft<'_>],
    events: &[EventDraft<'_>],
    cx: &mut Cx<'_, '_>,
) -> (Vec<Option<FieldDef>>, Vec<Option<EventSchema>>) {
    let mut fields = Vec::new();
    for draft in plain {
        let scope = match draft.place {
            Where::Context => Scope::Context,
            Where::Group => Scope::Group,
            _ => Scope::Trait,
        };
        fields.extend(resolve_field(draft, scope, cx));
    }
    let mut schemas = Vec::new();
    for event in events {
        let category = event.category;
        let category = category.and_then(|name| cx.refer(SlotKind::Category, name));
        let Some(slot) = cx.declared.find(SlotKind::Event, event.name.text) else {
            continue;
        };
        let id = EventKind::new(wide(slot));
        let mut properties: Vec<(Box<str>, FieldId)> = Vec::new();
        for draft in &event.fields {
            if let Some((slot, field)) = resolve_field(draft, Scope::Event(id), cx) {
                properties.push((field.path.clone(), field.id));
                fields.push((slot, field));
            }
        }
        properties.sort();
        if let Some(category) = category {
            schemas.push((
                slot,
                EventSchema {
                    id,
                    name: event.name.text.into(),
                    category: CategoryId::new(small(category)),
                    fields: properties,
                },
            ));
        }
    }
    let fields = by_slot(cx, SlotKind::Field, fields);
    (fields, by_slot(cx, SlotKind::Event, schemas))
}

fn resolve_field(
    draft: &FieldDraft<'_>,
    scope: Scope,
    cx: &mut Cx<'_, '_>,
) -> Option<(usize, FieldDef)> {
    let category = draft.category;
    let category = category.and_then(|name| cx.refer(SlotKind::Category, name));
    let raw = draft.raw_category;
    let raw = raw.and_then(|name| cx.refer(SlotKind::Category, name));
    let identifier = draft.identifier;
    let identifier = identifier.and_then(|name| cx.refer(SlotKind::Identifier, name));
    let slot = cx.declared.find(SlotKind::Field, &draft.slot_name())?;
    if let Some(title) = draft.title {
        titles_of(title, SlotKind::Field, slot, cx);
    }
    let field = FieldDef {
        id: FieldId::new(wide(slot)),
        scope,
        path: draft.path.text.into(),
        kind: draft.kind,
        list: draft.list,
        category: CategoryId::new(small(category?)),
        raw_category: raw.map(|slot| CategoryId::new(small(slot))),
        measure: draft.measure,
        required: draft.required,
        birth_date: draft.birth_date,
        taste: draft.taste,
        identifier: identifier.map(|slot| IdentifierKind::new(small(slot))),
    };
    Some((slot, field))
}

/// The type of an identifier's values.
pub(super) fn kind_of(name: Text<'_>, report: &mut Report<'_>) -> Option<FieldKind> {
    let (kind, list) = field_kind(name, report)?;
    if list {
        report.add(
            name.at,
            MistakeKind::BadValue,
            "an identifier is not a list",
        );
        return None;
    }
    Some(kind)
}
