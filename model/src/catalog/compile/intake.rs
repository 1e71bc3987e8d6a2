//! Where the rows of a source come from, for sources that Telos runs itself.

use toml::de::DeValue;

use super::super::mistake::MistakeKind;
use super::super::read::{Node, Table, Text};
use super::super::{
    ChangesDef, Deletes, Dialect, Intake, IntakeKind, Protocol, Secret, Signature, TableDef, Target,
};
use super::Cx;
use super::bucket::bucket;
use super::records;
use super::request::header_name;
use super::sending::{inside, intake_alert, secret_of};
use super::streams;
use super::tables::database;

/// The longest path and pattern, in bytes.
const PATH_BYTES_MAX: usize = 1_024;
/// The longest name of a slot, in bytes.
const NAME_BYTES_MAX: usize = 63;
/// How deep the tables of a mapping may lie in each other.
const DEPTH_MAX: usize = 12;
/// The parts of a mapping, which are read elsewhere.
const MAPPING: [&str; 3] = ["file", "key", "message"];

/// Reads `from`, if a source has it.
pub(super) fn intake(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Intake> {
    let node = table.take("from")?;
    let mut table = node.table(cx.report, "where a source's rows come from", node.at)?;
    let active = table.flag_or(cx.report, "active", true);
    let kind = table.need_text(cx.report, "kind", "such as \"folder\"");
    let known = kind.is_some_and(|kind| KINDS.contains(&kind.text));
    let kind = kind.and_then(|kind| kind_of(kind, &mut table, cx));
    let every = table.number(cx.report, "every_seconds", 1..=86_400);
    let rows = table.number(cx.report, "rows_max", 1..=2_000);
    let alert = intake_alert(&mut table, cx);
    let mut mapping = toml::Table::new();
    let files = matches!(
        kind,
        None | Some(IntakeKind::Folder { .. } | IntakeKind::Bucket { .. })
    );
    // Records of other kinds are JSON.
    for part in MAPPING.into_iter().filter(|part| files || *part != "file") {
        if let Some(node) = table.take(part) {
            mapping.insert(part.to_owned(), value(node, 0, cx)?);
        }
    }
    if !mapping.contains_key("message") {
        table.need(
            cx.report,
            "message",
            "written as `[[source.NAME.from.message]]`",
        );
    }
    // Keys of other kinds are named as of no use only where the kind is known.
    if known {
        table.finish(cx.report);
    }
    Some(Intake {
        active,
        kind: kind?,
        every_seconds: every.unwrap_or(5),
        rows_max: rows.unwrap_or(500),
        mapping: mapping.to_string().into(),
        alert,
    })
}

const KINDS: [&str; 9] = [
    "folder", "bucket", "webhook", "postgres", "mysql", "nats", "mqtt", "kafka", "http",
];

fn kind_of(kind: Text<'_>, table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<IntakeKind> {
    match kind.text {
        "folder" => folder(table, cx),
        "bucket" => objects(table, cx),
        "webhook" => signature(table, cx).map(IntakeKind::Webhook),
        "postgres" => match table.text(cx.report, "slot") {
            Some(slot) => changes_of(slot, table, cx).map(IntakeKind::Changes),
            None => table_of(Dialect::Postgres, table, cx).map(IntakeKind::Postgres),
        },
        "mysql" => table_of(Dialect::Mysql, table, cx).map(IntakeKind::Mysql),
        "nats" => streams::source(table, Protocol::Nats, cx).map(IntakeKind::Stream),
        "mqtt" => streams::source(table, Protocol::Mqtt, cx).map(IntakeKind::Stream),
        "http" => records::list(table, cx).map(|list| IntakeKind::Http(Box::new(list))),
        "kafka" => streams::source(table, Protocol::Kafka, cx).map(IntakeKind::Stream),
        other => {
            let message = format!("there is no kind of source `{other}`");
            let bad = MistakeKind::BadValue;
            cx.report.unknown(kind.at, bad, message, other, KINDS);
            None
        }
    }
}

fn folder(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<IntakeKind> {
    let path = table.need_text(cx.report, "path", "the directory, from `/` on");
    let pattern = table.text(cx.report, "pattern");
    let path = path.filter(|path| {
        let proper = path.text.starts_with('/')
            && path.text.len() <= PATH_BYTES_MAX
            && !path.text.split('/').any(|step| step == "..");
        if !proper {
            let message = format!("`{}` is no directory that can be watched", path.text);
            let expected = "a path from `/` on, without `..`";
            cx.report
                .expect(path.at, MistakeKind::BadValue, message, expected);
        }
        proper
    });
    if let Some(pattern) = pattern
        && (pattern.text.contains('/') || pattern.text.len() > PATH_BYTES_MAX)
    {
        let message = format!("`{}` is no pattern of names", pattern.text);
        let expected = "a name with `*` for anything, as \"orders-*.csv\"";
        cx.report
            .expect(pattern.at, MistakeKind::BadValue, message, expected);
    }
    Some(IntakeKind::Folder {
        path: path?.text.trim_end_matches('/').into(),
        pattern: pattern.map_or("*", |pattern| pattern.text).into(),
    })
}

/// A bucket, and the names of objects that are taken.
fn objects(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<IntakeKind> {
    let place = table.need_text(cx.report, "place", "as \"s3://bucket/prefix\"");
    let pattern = table.text(cx.report, "pattern");
    if let Some(pattern) = pattern.filter(|pattern| pattern.text.len() > PATH_BYTES_MAX) {
        let message = "the pattern is too long";
        let expected = "names with `*` for anything, as \"orders/*.csv\"";
        cx.report
            .expect(pattern.at, MistakeKind::BadValue, message, expected);
    }
    Some(IntakeKind::Bucket {
        bucket: bucket(table, place?, cx)?,
        pattern: pattern.map_or("*", |pattern| pattern.text).into(),
    })
}

/// Where a database is, who asks there, and what they show.
type Place = (Box<str>, Target, Option<Secret>);

fn place_of(dialect: Dialect, table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Place> {
    let inside = inside(table, cx);
    let tls = table.flag_or(cx.report, "tls", true);
    let expected = "as \"postgres://user@host/database\"";
    let url = table.need_text(cx.report, "url", expected);
    let password = table.text(cx.report, "password");
    let password = password.map(|text| secret_of(text, cx));
    let (user, target) = database(dialect, url?, tls, inside, cx)?;
    let password = match password {
        None => None,
        Some(secret) => Some(secret?),
    };
    Some((user, target, password))
}

/// A table, and the columns that tell what is new in it.
fn table_of(dialect: Dialect, table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<TableDef> {
    let place = place_of(dialect, table, cx);
    let name = table.need_text(
        cx.report,
        "table",
        "the table or view, as \"shop.customers\"",
    );
    let updated = table.need_text(cx.report, "updated", "the column that grows with a change");
    let id = table.need_text(cx.report, "id", "the column that tells rows apart");
    let behind = table.number(cx.report, "behind_seconds", 0..=3_600);
    let (user, target, password) = place?;
    let (schema, name) = match name?.text.split_once('.') {
        Some((schema, name)) => (Some(schema.into()), name.into()),
        None => (None, name?.text.into()),
    };
    Some(TableDef {
        dialect,
        target,
        user,
        password,
        schema,
        table: name,
        updated: updated?.text.into(),
        id: id?.text.into(),
        behind_seconds: behind.unwrap_or(5),
    })
}

/// A slot, and what becomes of the changes that are recorded for it.
fn changes_of(slot: Text<'_>, table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<ChangesDef> {
    let place = place_of(Dialect::Postgres, table, cx);
    let publication = table.text(cx.report, "publication").unwrap_or(slot);
    let deletes = table.text(cx.report, "deletes");
    let deletes = match deletes.map(|word| (word, word.text)) {
        None | Some((_, "message")) => Deletes::Message,
        Some((_, "erase")) => Deletes::Erase,
        Some((word, text)) => {
            let message = format!("rows that are deleted cannot become `{text}`");
            let bad = MistakeKind::BadValue;
            let valid = ["message", "erase"];
            cx.report.unknown(word.at, bad, message, text, valid);
            Deletes::Message
        }
    };
    let mut proper = true;
    for name in [slot, publication] {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if name.text.is_empty() || name.text.len() > NAME_BYTES_MAX || !name.text.bytes().all(plain)
        {
            let message = format!("`{}` cannot be a slot or a publication here", name.text);
            let expected = "small letters, digits and `_`, 63 at most";
            cx.report
                .expect(name.at, MistakeKind::BadValue, message, expected);
            proper = false;
        }
    }
    let (user, target, password) = place.filter(|_| proper)?;
    Some(ChangesDef {
        target,
        user,
        password,
        slot: slot.text.into(),
        publication: publication.text.into(),
        deletes,
    })
}

/// How a webhook is signed.
fn signature(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<Signature> {
    let node = table.need(
        cx.report,
        "signature",
        "{ kind = \"standard-webhooks\", secret = \"env:NAME\" }",
    )?;
    let mut table = node.table(cx.report, "the signature of a webhook", node.at)?;
    let kind = table.need_text(cx.report, "kind", "how, as \"standard-webhooks\"");
    let secret = table.need_text(cx.report, "secret", "\"env:NAME\" or \"file:PATH\"");
    let secret = secret.and_then(|text| secret_of(text, cx));
    let kind = kind?;
    let found = match kind.text {
        "shopify" => secret.map(Signature::Shopify),
        "stripe" => secret.map(Signature::Stripe),
        "standard-webhooks" => secret.map(Signature::Standard),
        "hmac" => {
            let header = table.need_text(cx.report, "header", "the header, as \"x-signature\"");
            let header = header.and_then(|name| header_name(name, &[], cx));
            let prefix = table.text(cx.report, "prefix");
            let encoding = table.text(cx.report, "encoding");
            let hex = match encoding.map(|word| (word.at, word.text)) {
                None | Some((_, "hex")) => true,
                Some((_, "base64")) => false,
                Some((at, word)) => {
                    let message = format!("signatures are not written as `{word}`");
                    let bad = MistakeKind::BadValue;
                    let valid = ["hex", "base64"];
                    cx.report.unknown(at, bad, message, word, valid);
                    true
                }
            };
            secret.zip(header).map(|(secret, header)| Signature::Hmac {
                secret,
                header,
                prefix: prefix.map_or("", |prefix| prefix.text).into(),
                hex,
            })
        }
        other => {
            let message = format!("`{other}` is no kind of signature");
            let bad = MistakeKind::BadValue;
            let valid = Signature::WORDS;
            cx.report.unknown(kind.at, bad, message, other, valid);
            return None;
        }
    };
    table.finish(cx.report);
    found
}

/// A part of a mapping as a value of its own, without places.
fn value(node: Node<'_>, depth: usize, cx: &mut Cx<'_, '_>) -> Option<toml::Value> {
    if depth > DEPTH_MAX {
        let message = "the mapping is too deep";
        let expected = format!("at most {DEPTH_MAX} tables and lists in each other");
        cx.report
            .expect(node.at, MistakeKind::TooMany, message, expected);
        return None;
    }
    Some(match node.value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(digits) => {
            let number = i64::from_str_radix(digits.as_str(), digits.radix()).ok();
            toml::Value::Integer(number.or_else(|| node.wrong(cx.report, "a smaller number"))?)
        }
        DeValue::Float(digits) => {
            let number = digits.as_str().parse().ok();
            toml::Value::Float(number.or_else(|| node.wrong(cx.report, "a number"))?)
        }
        DeValue::Boolean(flag) => toml::Value::Boolean(*flag),
        DeValue::Datetime(date) => toml::Value::Datetime(*date),
        DeValue::Array(_) => {
            let items = node.list(cx.report, "values")?.into_iter();
            let items = items.map(|item| value(item, depth + 1, cx));
            toml::Value::Array(items.collect::<Option<_>>()?)
        }
        DeValue::Table(_) => {
            let table = node.table(cx.report, "a mapping", node.at)?;
            let items = table.rest().into_iter();
            let items =
                items.map(|(name, node)| Some((name.text.to_owned(), value(node, depth + 1, cx)?)));
            toml::Value::Table(items.collect::<Option<_>>()?)
        }
    })
}
