//! Destinations that are tables of a database.

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Node, Table, Text};
use super::super::tables::{Dialect, Tables, WriteAct, WriteDef};
use super::super::{Inside, Occasion, Target, Template};
use super::{Cx, request, sending};

/// The most columns that are written at once.
const COLUMNS_MAX: usize = 200;
/// The most tables of one occasion.
const TABLES_MAX: usize = 20;

/// What is written on an occasion, and where the catalog says so.
pub(super) type Written = (Occasion, Option<WriteDef>, At);

/// Reads where the tables are and what is written.
pub(super) fn tables(
    dialect: Dialect,
    table: &mut Table<'_>,
    at: At,
    cx: &mut Cx<'_, '_>,
) -> (Option<Tables>, Vec<Written>) {
    let inside = sending::inside(table, cx);
    let url = table.need_text(
        cx.report,
        "url",
        "where it is, as \"postgres://user@db.example/shop\"",
    );
    let tls = table.flag_or(cx.report, "tls", true);
    let place = url.and_then(|url| database(dialect, url, tls, inside, cx));
    let secret = table.text(cx.report, "secret");
    let secret = secret.map(|text| sending::secret_of(text, cx));
    let items_max = table.number(cx.report, "items_max", 1..=1_000);
    let read = request::by_occasion(table, at, cx, write);
    let writes = read.iter().filter_map(|(occasion, write, _)| {
        let write = write.clone()?;
        Some((*occasion, write))
    });
    let writes: Vec<(Occasion, WriteDef)> = writes.collect();
    let secret = match secret {
        Some(None) => return (None, read),
        Some(secret) => secret,
        None => None,
    };
    let tables = place.map(|(user, target)| Tables {
        dialect,
        target,
        user,
        secret,
        writes,
        items_max: items_max.map_or(100, |most| most as usize),
    });
    (tables, read)
}

/// Who Telos is in which database, as `scheme://user@host[:port]/database` says it.
pub(super) fn database(
    dialect: Dialect,
    url: Text<'_>,
    tls: bool,
    inside: Inside,
    cx: &mut Cx<'_, '_>,
) -> Option<(Box<str>, Target)> {
    let scheme = dialect.word();
    let rest = url.text.strip_prefix(scheme);
    let rest = rest.and_then(|rest| rest.strip_prefix("://"));
    let parsed = rest.and_then(|rest| {
        let (user, rest) = rest.split_once('@')?;
        let proper = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let named = !user.is_empty() && user.bytes().all(proper);
        let target = sending::parse_place(rest, tls, dialect.port(), inside)?;
        let database = target.path.strip_prefix('/')?;
        let one = !database.is_empty() && database.bytes().all(proper);
        (named && one).then(|| (Box::<str>::from(user), target))
    });
    if parsed.is_none() {
        let message = format!("`{}` is not the address of a database", url.text);
        let expected = format!(
            "`{scheme}://user@host[:port]/database`, without a password; \
             `tls = false` only with `inside`"
        );
        cx.report
            .expect(url.at, MistakeKind::BadValue, message, expected);
    }
    parsed
}

fn write(table: &mut Table<'_>, occasion: Occasion, cx: &mut Cx<'_, '_>) -> Option<WriteDef> {
    let at = table.at;
    let act = table.text(cx.report, "act");
    let usual = match occasion {
        Occasion::Suppress => WriteAct::Update,
        Occasion::Delete => WriteAct::Delete,
        _ => WriteAct::Upsert,
    };
    let act = act.map_or(Some(usual), |word| {
        let known = WriteAct::ALL
            .into_iter()
            .find(|known| known.word() == word.text);
        if known.is_none() {
            let message = format!("`{}` cannot be done with rows", word.text);
            let valid = WriteAct::ALL.into_iter().map(WriteAct::word);
            let bad = MistakeKind::BadValue;
            cx.report.unknown(word.at, bad, message, word.text, valid);
        }
        known
    });
    let names = table.need(cx.report, "tables", "as `[\"shop.people\"]`");
    let names = names.map(|node| node.texts(cx.report, "tables"));
    let mut tables = Vec::new();
    for name in names.unwrap_or_default().into_iter().take(TABLES_MAX) {
        let parts = name.text.split('.').count();
        if parts <= 2 && name.text.split('.').all(is_name) {
            tables.push(name.text.into());
        } else {
            unnamed(name, "a table", cx);
        }
    }
    let key = table.need(cx.report, "key", "the columns that rows are known by");
    let key = key.and_then(|node| columns(node, cx));
    let others = table.take("columns");
    let others = match others {
        Some(node) => columns(node, cx),
        None => Some(Vec::new()),
    };
    let empty = table
        .take("empty")
        .map(|node| node.texts(cx.report, "columns"));
    let mut emptied: Vec<Box<str>> = Vec::new();
    for name in empty.unwrap_or_default().into_iter().take(COLUMNS_MAX) {
        if is_name(name.text) {
            emptied.push(name.text.into());
        } else {
            unnamed(name, "a column", cx);
        }
    }
    let (act, key, others) = (act?, key?, others?);
    let names = || {
        key.iter()
            .chain(&others)
            .map(|(name, _)| name)
            .chain(&emptied)
    };
    let twice = names()
        .enumerate()
        .any(|(at, name)| names().take(at).any(|one| one == name));
    let changes = !others.is_empty() || !emptied.is_empty();
    let sensible = match act {
        WriteAct::Upsert => true,
        WriteAct::Update => changes,
        WriteAct::Delete => !changes,
    };
    if key.is_empty() || tables.is_empty() || twice || !sensible {
        let message = "nothing sensible would be written";
        let expected = "a table and a key at least; `columns` or `empty` to update, none to \
                        delete; each column once";
        cx.report
            .expect(at, MistakeKind::BadValue, message, expected);
        return None;
    }
    Some(WriteDef {
        act,
        tables,
        key,
        columns: others,
        empty: emptied,
    })
}

fn columns(node: Node<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<(Box<str>, Template)>> {
    let table = node.table(cx.report, "columns", node.at)?;
    let mut columns = Vec::new();
    let mut good = true;
    for (name, value) in table.rest().into_iter().take(COLUMNS_MAX) {
        if !is_name(name.text) {
            unnamed(name, "a column", cx);
            good = false;
        }
        match request::template(value, 0, cx) {
            Some(value) => columns.push((name.text.into(), value)),
            None => good = false,
        }
    }
    good.then_some(columns)
}

fn is_name(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.len() <= 63 && name.bytes().all(letter)
}

fn unnamed(name: Text<'_>, what: &str, cx: &mut Cx<'_, '_>) {
    let message = format!("`{}` cannot be {what} here", name.text);
    let expected = "letters, digits and `_`, 63 at most";
    cx.report
        .expect(name.at, MistakeKind::BadValue, message, expected);
}
