//! Fields of a mapping: constants, templates and readings of columns.

use jiff::tz::TimeZone;
use serde_json::Value;
use telos_model::catalog::read::{Node, Table, Text};
use telos_model::catalog::{MistakeKind, nearest};
use toml::de::DeValue;

use super::file::one_of;
use super::{Cx, FIELDS_MAX};
use crate::import::date::{DateFormat, Style};
use crate::import::mapping::{Field, FieldValue, Kind, Part, Reading, Template, Unmapped};

const TYPES: [&str; 5] = ["text", "number", "integer", "boolean", "date"];
const UNMAPPED: [&str; 3] = ["reject", "skip", "keep"];
/// How deep the target of a field may lie.
const TARGET_DEPTH_MAX: usize = 8;

/// The fields of a table: targets as keys, written with dots or as tables in each other.
pub(super) fn fields(node: Node<'_>, cx: &mut Cx<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    group(node, &[], &mut fields, cx);
    let mut targets: Vec<(String, _)> = fields.iter().map(|f| (f.path(), f.at)).collect();
    targets.sort_by(|a, b| a.0.cmp(&b.0));
    for pair in targets.windows(2) {
        let (a, b) = (&pair[0].0, &pair[1].0);
        if a == b
            || b.strip_prefix(&**a)
                .is_some_and(|rest| rest.starts_with('.'))
        {
            let message = format!("`{a}` cannot hold a value and `{b}` too");
            cx.report.add(pair[1].1, MistakeKind::Duplicate, message);
        }
    }
    fields
}

fn group(node: Node<'_>, above: &[Box<str>], fields: &mut Vec<Field>, cx: &mut Cx<'_>) {
    let Some(table) = node.table(&mut cx.report, "the fields", node.at) else {
        return;
    };
    for (name, node) in table.rest() {
        if fields.len() > FIELDS_MAX {
            return;
        }
        let mut target = above.to_vec();
        target.extend(name.text.split('.').map(Box::from));
        if target.iter().any(|step| step.is_empty()) || target.len() > TARGET_DEPTH_MAX {
            cx.bad(
                name.at,
                "this is no path of a field",
                "names with dots between",
            );
        } else if is_group(node) {
            group(node, &target, fields, cx);
        } else {
            let found = field(target, node, cx);
            fields.extend(found.map(|field| Field {
                at: name.at,
                ..field
            }));
        }
    }
}

/// Whether a table holds fields rather than describing one.
fn is_group(node: Node<'_>) -> bool {
    const DECIDING: [&str; 3] = ["column", "template", "value"];
    let Some(table) = node.value.as_table() else {
        return false;
    };
    let mut keys = table.iter().map(|(key, _)| key.get_ref());
    !keys.any(|key| nearest(key, DECIDING).is_some())
}

/// A field: text with columns in braces, a constant, or a table that says more.
pub(super) fn field(target: Vec<Box<str>>, node: Node<'_>, cx: &mut Cx<'_>) -> Option<Field> {
    let value = match node.value {
        DeValue::String(text) => {
            let template = template(Text { at: node.at, text }, cx)?;
            if template.is_constant() {
                FieldValue::Constant(constant(node, cx)?)
            } else {
                FieldValue::Read(Box::new(Reading::plain(template)))
            }
        }
        DeValue::Table(_) => described(node, cx)?,
        _ => FieldValue::Constant(constant(node, cx)?),
    };
    Some(Field {
        target,
        at: node.at,
        value,
    })
}

/// The time of a message: a date wherever it comes from.
pub(super) fn timestamp(node: Node<'_>, cx: &mut Cx<'_>) -> Option<Field> {
    let mut found = field(vec!["timestamp".into()], node, cx)?;
    if let FieldValue::Read(reading) = &mut found.value {
        match reading.kind {
            Kind::Date(_) => {}
            Kind::Text => reading.kind = Kind::Date(iso()),
            _ => cx.bad(node.at, "a timestamp is a date", "`type = \"date\"`"),
        }
        reading.required = reading.default.is_none();
    }
    Some(found)
}

fn iso() -> DateFormat {
    DateFormat {
        style: Style::Iso,
        zone: TimeZone::UTC,
    }
}

/// A constant of TOML as one of JSON.
fn constant(node: Node<'_>, cx: &mut Cx<'_>) -> Option<Value> {
    let value = match node.value {
        DeValue::String(text) => Some(Value::from(text.replace("{{", "{").replace("}}", "}"))),
        DeValue::Boolean(yes) => Some(Value::from(*yes)),
        DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix())
            .ok()
            .map(Value::from),
        DeValue::Float(digits) => {
            let number = digits.as_str().parse::<f64>().ok();
            number
                .and_then(serde_json::Number::from_f64)
                .map(Value::from)
        }
        DeValue::Datetime(date) => Some(Value::from(date.to_string())),
        DeValue::Array(_) => {
            let items = node.list(&mut cx.report, "constants")?;
            let items = items.into_iter().map(|item| match item.value {
                DeValue::Array(_) | DeValue::Table(_) => None,
                _ => constant(item, cx),
            });
            items.collect::<Option<Vec<_>>>().map(Value::from)
        }
        DeValue::Table(_) => None,
    };
    if value.is_none() {
        cx.bad(
            node.at,
            "this is no value of a field",
            "a text, a number, true, false or a list of such",
        );
    }
    value
}

fn described(node: Node<'_>, cx: &mut Cx<'_>) -> Option<FieldValue> {
    let mut table = node.table(&mut cx.report, "the field", node.at)?;
    let column = table.text(&mut cx.report, "column");
    let written = table.text(&mut cx.report, "template");
    let value = table.take("value");
    let kind = kind(&mut table, cx);
    let default = table.take("default");
    let default = default.and_then(|node| constant(node, cx));
    let map = table.take("map").map(|node| pairs(node, cx));
    let unmapped = table.text(&mut cx.report, "unmapped");
    let unmapped = unmapped.and_then(|name| one_of(name, "way with other values", &UNMAPPED, cx));
    let required = table.flag(&mut cx.report, "required");
    let skip_empty = table.flag_or(&mut cx.report, "skip_empty", true);
    let separator = table.text(&mut cx.report, "separator");
    table.finish(&mut cx.report);
    let template = match (column, written, value) {
        (Some(name), None, None) => Template {
            parts: vec![Part::Column(cx.column(name))],
        },
        (None, Some(text), None) => template(text, cx)?,
        (None, None, Some(node)) => return constant(node, cx).map(FieldValue::Constant),
        (None, None, None) => {
            cx.bad(
                node.at,
                "the field comes from nowhere",
                "`column`, `template` or `value`",
            );
            return None;
        }
        _ => {
            cx.bad(
                node.at,
                "the field comes from two places",
                "one of `column`, `template` and `value`",
            );
            return None;
        }
    };
    Some(FieldValue::Read(Box::new(Reading {
        template,
        kind: kind?,
        default,
        map: map.unwrap_or_default(),
        unmapped: match unmapped {
            Some("skip") => Unmapped::Skip,
            Some("keep") => Unmapped::Keep,
            _ => Unmapped::Reject,
        },
        required,
        skip_empty,
        separator: separator.map(|text| text.text.into()),
    })))
}

fn kind(table: &mut Table<'_>, cx: &mut Cx<'_>) -> Option<Kind> {
    let named = table.text(&mut cx.report, "type");
    let format = table.text(&mut cx.report, "format");
    let zone = table.text(&mut cx.report, "timezone");
    let decimal = table.text(&mut cx.report, "decimal");
    let thousands = table.text(&mut cx.report, "thousands");
    let implied = if format.is_some() || zone.is_some() {
        "date"
    } else {
        "text"
    };
    let name = match named {
        None => implied,
        Some(name) => one_of(name, "type", &TYPES, cx)?,
    };
    let mut useless = |text: Option<Text<'_>>, key: &str| {
        if let Some(text) = text {
            let message = format!("a field of type {name} has no use for `{key}`");
            cx.report.add(text.at, MistakeKind::UnknownKey, message);
        }
    };
    if name != "date" {
        useless(format, "format");
        useless(zone, "timezone");
    }
    if name != "number" {
        useless(decimal, "decimal");
    }
    if !matches!(name, "number" | "integer") {
        useless(thousands, "thousands");
    }
    let thousands = thousands.and_then(|text| mark(text, cx));
    Some(match name {
        "number" => Kind::Number {
            decimal: decimal.and_then(|text| mark(text, cx)).unwrap_or('.'),
            thousands,
        },
        "integer" => Kind::Integer { thousands },
        "boolean" => Kind::Boolean,
        "date" => Kind::Date(date(format, zone, cx)),
        _ => Kind::Text,
    })
}

/// A mark within numbers.
fn mark(text: Text<'_>, cx: &mut Cx<'_>) -> Option<char> {
    const MARKS: [&str; 6] = [".", ",", "'", "’", "_", "\u{a0}"];
    let mark = MARKS.iter().find(|mark| **mark == text.text);
    if mark.is_none() {
        cx.bad(
            text.at,
            "this does not stand in numbers",
            "such as \",\" or \".\"",
        );
    }
    mark?.chars().next()
}

fn date(format: Option<Text<'_>>, zone: Option<Text<'_>>, cx: &mut Cx<'_>) -> DateFormat {
    let mut date = iso();
    if let Some(text) = format {
        match Style::parse(text.text) {
            Ok(style) => date.style = style,
            Err(problem) => {
                let message = format!("no date can be read by this format: {problem}");
                cx.bad(
                    text.at,
                    message,
                    "such as \"%Y%m%d\", or \"iso\", \"unix\", \"unix_ms\"",
                );
            }
        }
    }
    if let Some(text) = zone {
        if let Ok(zone) = TimeZone::get(text.text) {
            date.zone = zone;
        } else {
            let zones = jiff::tz::db().available().map(|zone| zone.to_string());
            let zones: Vec<String> = zones.collect();
            let near = nearest(text.text, zones.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let message = format!("there is no time zone `{}`{near}", text.text);
            let expected = "a name of the IANA database, such as \"Europe/Paris\"";
            cx.bad(text.at, message, expected);
        }
    }
    date
}

fn pairs(node: Node<'_>, cx: &mut Cx<'_>) -> Vec<(Box<str>, Box<str>)> {
    let Some(table) = node.table(&mut cx.report, "the value map", node.at) else {
        return Vec::new();
    };
    let pairs = table.rest().into_iter().filter_map(|(from, to)| {
        let to = match to.value {
            DeValue::Boolean(yes) => yes.to_string().into(),
            DeValue::Integer(digits) => digits.as_str().into(),
            _ => to.text(&mut cx.report)?.text.into(),
        };
        Some((from.text.into(), to))
    });
    pairs.collect()
}

/// Text with `{column}`, `{#id}` and `{#line}` in it; `{{` and `}}` stand for braces.
pub(super) fn template(text: Text<'_>, cx: &mut Cx<'_>) -> Option<Template> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text.text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            plain.push_str(&from[..1]);
            rest = after;
            continue;
        }
        let inner = from.strip_prefix('{').and_then(|from| from.split_once('}'));
        let Some((name, after)) = inner.filter(|(name, _)| !name.trim().is_empty()) else {
            cx.bad(
                text.at,
                "a brace has no partner",
                "`{column}`; `{{` and `}}` for braces",
            );
            return None;
        };
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain).into()));
        }
        parts.push(match name.trim() {
            "#id" => Part::Id,
            "#line" => Part::Line,
            name => {
                let offset = name.as_ptr().addr() - text.text.as_ptr().addr();
                let at = cx.report.within(text, offset, name.len());
                Part::Column(cx.column(Text { at, text: name }))
            }
        });
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() || parts.is_empty() {
        parts.push(Part::Text(plain.into()));
    }
    Some(Template { parts })
}
