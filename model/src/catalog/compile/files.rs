//! Destinations that are files: where they are, what is written and how it is taken out again.

use toml::de::DeValue;

use super::super::mistake::{At, MistakeKind};
use super::super::read::{Node, Table, Text};
use super::super::{
    Blank, ColumnDef, ColumnKind, FileFormat, FilePlace, FileWrite, Files, KeyDef, Occasion,
    PathPiece, Piece, Stands, Template, TimePart,
};
use super::bucket::{bucket, is_folder, is_path};
use super::{Cx, request};

/// The most columns of a row.
const COLUMNS_MAX: usize = 200;

/// An occasion, the placeholders of what is done, and where it stands.
type Said = (Occasion, Vec<Blank>, At);

/// Reads where the files are and what is done with them.
pub(super) fn files(
    table: &mut Table<'_>,
    at: At,
    cx: &mut Cx<'_, '_>,
) -> (Option<Files>, Vec<Said>) {
    let place = place(table, cx);
    let format = format(table, cx);
    let column = table.need_text(cx.report, "key", "the column that tells whose a row is");
    let items_max = table.number(cx.report, "items_max", 1..=5_000);
    let age_seconds = table.number(cx.report, "age_seconds", 0..=3_600);
    let objects_max = table.number(cx.report, "objects_max", 1..=1_000_000);
    let read = request::by_occasion(table, at, cx, write);
    let key = column.and_then(|column| key(column, &read, cx));
    let said = read.iter().map(|(occasion, write, at)| {
        let blanks = write.iter().flat_map(FileWrite::blanks).cloned().collect();
        (*occasion, blanks, *at)
    });
    let said = said.collect();
    let writes = read
        .into_iter()
        .filter_map(|(occasion, write, _)| Some((occasion, write?)));
    let writes: Vec<(Occasion, FileWrite)> = writes.collect();
    let files = place
        .zip(format)
        .zip(key)
        .map(|((place, format), key)| Files {
            place,
            format,
            key,
            writes,
            items_max: items_max.map_or(1_000, |most| most as usize),
            age_seconds: age_seconds.unwrap_or(60),
            objects_max: objects_max.map_or(100_000, |most| most as usize),
        });
    (files, said)
}

fn place(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<FilePlace> {
    let text = table.need_text(cx.report, "place", "\"file:///srv/out\" or \"s3://bucket\"")?;
    if text.text.starts_with("s3://") {
        return bucket(table, text, cx).map(FilePlace::Bucket);
    }
    let path = text.text.strip_prefix("file://");
    let path = path.map(|path| path.trim_end_matches('/'));
    let path = path.filter(|path| is_folder(path));
    if path.is_none() {
        let message = format!("`{}` is no place for files", text.text);
        let expected = "`file:///a/directory` from the root on, or `s3://bucket/prefix`";
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, expected);
    }
    path.map(|path| FilePlace::Folder(path.into()))
}

fn format(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Option<FileFormat> {
    let word = table.need_text(cx.report, "format", "\"jsonl\" or \"parquet\"")?;
    let known = FileFormat::ALL.into_iter();
    let known = known.clone().find(|known| known.word() == word.text);
    if known.is_none() {
        let message = format!("files are not written as `{}`", word.text);
        let valid = FileFormat::ALL.into_iter().map(FileFormat::word);
        let bad = MistakeKind::BadValue;
        cx.report.unknown(word.at, bad, message, word.text, valid);
    }
    known
}

fn write(table: &mut Table<'_>, occasion: Occasion, cx: &mut Cx<'_, '_>) -> Option<FileWrite> {
    let act = table.text(cx.report, "act");
    let removes = match act.map(|act| (act, act.text)) {
        None => occasion.is_removal(),
        Some((_, "append")) => false,
        Some((_, "remove")) if occasion.is_removal() => true,
        Some((act, text)) => {
            let message = format!("`{text}` cannot be done in `send.{}`", occasion.word());
            let valid: &[&str] = if occasion.is_removal() {
                &["append", "remove"]
            } else {
                &["append"]
            };
            let valid = valid.iter().copied();
            let bad = MistakeKind::BadValue;
            cx.report.unknown(act.at, bad, message, text, valid);
            occasion.is_removal()
        }
    };
    if removes {
        return Some(FileWrite::Remove);
    }
    if occasion == Occasion::Delete {
        let message = "a row more deletes nothing";
        let expected = "`act = \"remove\"`, or no `act`";
        cx.report
            .expect(table.at, MistakeKind::BadValue, message, expected);
    }
    let path = table.need_text(cx.report, "path", "as \"orders/{year}/{month}/{day}\"");
    let path = path.and_then(|path| path_of(path, cx));
    let columns = table.need(cx.report, "columns", "what a row holds, by column");
    let columns = columns.and_then(|node| columns_of(node, cx));
    Some(FileWrite::Append {
        path: path?,
        columns: columns?,
    })
}

/// A path with times and names of events and segments in it; never values of people.
fn path_of(text: Text<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<PathPiece>> {
    let mut pieces = Vec::new();
    let mut rest = text.text;
    while !rest.is_empty() {
        let times = TimePart::ALL.iter();
        let first = times.filter_map(|(word, part)| Some((rest.find(word)?, *word, *part)));
        let first = first.min_by_key(|(at, ..)| *at);
        let (plain, after) = match first {
            Some((at, word, _)) => (&rest[..at], &rest[at + word.len()..]),
            None => (rest, ""),
        };
        let plain = Text {
            at: text.at,
            text: plain,
        };
        for piece in request::pieces_of(plain, cx)? {
            pieces.push(match piece {
                Piece::Text(text) => PathPiece::Text(text),
                Piece::Blank(blank) => PathPiece::Blank(blank),
            });
        }
        pieces.extend(first.map(|(.., part)| PathPiece::Time(part)));
        rest = after;
    }
    let stands = |blank: &Blank| match blank.stands {
        Stands::EventName | Stands::EventNamed | Stands::SegmentName | Stands::DeliveryKind => "x",
        _ => "",
    };
    let sample: String = pieces
        .iter()
        .map(|piece| match piece {
            PathPiece::Text(text) => &**text,
            PathPiece::Time(_) => "1",
            PathPiece::Blank(blank) => stands(blank),
        })
        .collect();
    let named = |piece: &PathPiece| match piece {
        PathPiece::Blank(blank) => !stands(blank).is_empty(),
        _ => true,
    };
    // What begins so is Telos' own.
    let own = sample.starts_with('_') || sample.contains("/_") || sample.contains("/.");
    if !pieces.iter().all(named) || !is_path(sample.trim_end_matches('/')) || own {
        let message = format!("`{}` is no path for files", text.text);
        let expected = "steps with `/` between them, of plain text, `{year}`, `{month}`, `{day}`, \
                        `{hour}`, `{event.name}`, `{event.named}`, `{segment.name}` and \
                        `{delivery.kind}`; none begins with `_` or `.`, and no value of a person \
                        stands in a path";
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, expected);
        return None;
    }
    Some(pieces)
}

fn columns_of(node: Node<'_>, cx: &mut Cx<'_, '_>) -> Option<Vec<ColumnDef>> {
    let table = node.table(cx.report, "columns", node.at)?;
    let mut columns = Vec::new();
    let mut good = true;
    let all = table.rest();
    if let Some((name, _)) = all.get(COLUMNS_MAX) {
        let message = format!("there are {} columns", all.len());
        let expected = format!("at most {COLUMNS_MAX}");
        cx.report
            .expect(name.at, MistakeKind::TooMany, message, expected);
    }
    for (name, value) in all.into_iter().take(COLUMNS_MAX) {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let named = name.text.len() <= 63 && name.text.bytes().all(letter);
        if !named || name.text.is_empty() {
            let message = format!("`{}` cannot be a column here", name.text);
            let expected = "letters, digits and `_`, 63 at most";
            cx.report
                .expect(name.at, MistakeKind::BadValue, message, expected);
            good = false;
        }
        match column(name, value, cx) {
            Some(column) => columns.push(column),
            None => good = false,
        }
    }
    good.then_some(columns)
}

/// A column: its value, or a table with `value` and `type`.
fn column(name: Text<'_>, node: Node<'_>, cx: &mut Cx<'_, '_>) -> Option<ColumnDef> {
    let typed = matches!(node.value, DeValue::Table(items) if items.contains_key("value"));
    if !typed {
        let value = request::template(node, 0, cx)?;
        return Some(ColumnDef {
            name: name.text.into(),
            kind: None,
            value,
        });
    }
    let mut table = node.table(cx.report, "a column", node.at)?;
    let word = table.text(cx.report, "type");
    let value = table.need(cx.report, "value", "what it holds");
    let value = value.and_then(|node| request::template(node, 0, cx));
    table.finish(cx.report);
    let kind = word.and_then(|word| {
        let known = ColumnKind::ALL.into_iter();
        let mut known = known.filter(|known| known.word() == word.text);
        let kind = known.next();
        if kind.is_none() {
            let message = format!("`{}` is no type of a column", word.text);
            let valid = ColumnKind::ALL.into_iter().map(ColumnKind::word);
            let bad = MistakeKind::BadValue;
            cx.report.unknown(word.at, bad, message, word.text, valid);
        }
        kind
    });
    Some(ColumnDef {
        name: name.text.into(),
        kind,
        value: value?,
    })
}

/// The column by which rows are found again has to be one identifier, and the same in every row.
fn key(
    column: Text<'_>,
    read: &[(Occasion, Option<FileWrite>, At)],
    cx: &mut Cx<'_, '_>,
) -> Option<KeyDef> {
    let mut found: Option<KeyDef> = None;
    let mut good = true;
    for (occasion, write, at) in read {
        let Some(FileWrite::Append { columns, .. }) = write else {
            good &= write.is_some();
            continue;
        };
        let mut columns = columns.iter();
        let own = columns.find(|known| *known.name == *column.text);
        let own = own.and_then(key_of);
        let same = |own: &KeyDef| found.as_ref().is_none_or(|found| found == own);
        if let Some(own) = own.filter(same) {
            found = Some(own);
            continue;
        }
        let name = column.text;
        let message = format!(
            "`send.{}` has no `{name}` by which its rows are found again",
            occasion.word()
        );
        let expected = format!(
            "the column `{name} = \"{{identifier.KIND}}\"` of one kind, the same in all rows"
        );
        cx.report
            .expect(*at, MistakeKind::BadValue, message, expected);
        good = false;
    }
    if found.is_none() && good {
        let message = "nothing is ever written";
        let expected = "a `send.event`, `send.traits`, `send.segment` or `send.consent`";
        cx.report
            .expect(column.at, MistakeKind::MissingKey, message, expected);
    }
    found.filter(|_| good)
}

fn key_of(column: &ColumnDef) -> Option<KeyDef> {
    let Template::Text(pieces) = &column.value else {
        return None;
    };
    let [Piece::Blank(blank)] = &pieces[..] else {
        return None;
    };
    let Stands::Identifier(kind) = &blank.stands else {
        return None;
    };
    matches!(column.kind, None | Some(ColumnKind::Text)).then(|| KeyDef {
        column: column.name.clone(),
        identifier: kind.clone(),
        changes: blank.changes.clone(),
    })
}
