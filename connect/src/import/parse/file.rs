//! The part of a mapping that says how the file is to be read.

use telos_model::catalog::MistakeKind;
use telos_model::catalog::read::{Node, Table, Text};

use super::Cx;
use crate::import::COLUMNS_MAX;
use crate::import::mapping::{Encoding, FileOptions, Layout};

const FORMATS: [&str; 5] = ["csv", "jsonl", "fixed", "xlsx", "parquet"];
const ENCODINGS: [&str; 10] = [
    "utf-8",
    "utf-8-sig",
    "latin1",
    "windows-1252",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "gb18030",
    "gbk",
    "big5",
];
/// The most characters of a fixed line that columns may reach.
const FIXED_CHARS_MAX: u32 = 100_000;
const SKIP_ROWS_MAX: u32 = 10_000;

/// Lines of JSON, where nothing else is said.
pub(in crate::import) fn lines_of_json() -> FileOptions {
    FileOptions {
        layout: Layout::JsonLines,
        encoding: Encoding::Utf8,
        names: None,
        header: false,
        skip_rows: 0,
        trim: true,
        empty: Vec::new(),
    }
}

/// Reads `[file]`.
pub(in crate::import) fn options(node: Node<'_>, cx: &mut Cx<'_>) -> Option<FileOptions> {
    let mut table = node.table(&mut cx.report, "the file", node.at)?;
    let format = table.need_text(&mut cx.report, "format", "such as \"csv\"");
    let format = format.and_then(|name| one_of(name, "format", &FORMATS, cx));
    let header = table.take("header");
    let header = header.and_then(|node| node.flag(&mut cx.report));
    let columns = table.take("columns");
    let skip_rows = table.number(&mut cx.report, "skip_rows", 0..=SKIP_ROWS_MAX);
    let trim = table.flag_or(&mut cx.report, "trim", true);
    let empty = table.take("empty");
    let empty = empty.map(|node| node.texts(&mut cx.report, "texts"));
    let encoding = if matches!(format, Some("xlsx" | "parquet")) {
        Encoding::Utf8
    } else {
        encoding(&mut table, cx)
    };
    let (mut names, mut layout) = (None, None);
    match format {
        Some("csv") => {
            layout = csv(&mut table, cx);
            names = columns.map(|node| texts(node, cx));
        }
        Some(kind @ ("jsonl" | "parquet")) => {
            layout = Some(if kind == "parquet" {
                Layout::Parquet
            } else {
                Layout::JsonLines
            });
            if let Some(node) = columns {
                let message = "such files name their columns themselves";
                cx.report.add(node.at, MistakeKind::UnknownKey, message);
            }
        }
        Some("fixed") => match columns {
            Some(node)
                if node
                    .value
                    .as_array()
                    .is_some_and(|list| list.iter().any(|item| item.get_ref().is_table())) =>
            {
                let (fixed, places) = places(node, cx);
                names = Some(fixed);
                layout = Some(Layout::Fixed(places));
            }
            other => {
                names = other.map(|node| texts(node, cx));
                layout = Some(Layout::Whitespace);
            }
        },
        Some(_) => {
            let sheet = table.text(&mut cx.report, "sheet");
            let sheet = sheet.map(|name| name.text.into());
            layout = Some(Layout::Xlsx { sheet });
            names = columns.map(|node| texts(node, cx));
        }
        None => {}
    }
    let at = table.at;
    if format.is_some() {
        table.finish(&mut cx.report);
    }
    let own = matches!(format, Some("jsonl" | "parquet"));
    if header == Some(false) && names.is_none() && !own {
        let message = "a file without a header needs the names of its columns";
        let expected = "`columns = [...]`, or `header = true`";
        cx.report
            .expect(at, MistakeKind::MissingKey, message, expected);
    }
    Some(FileOptions {
        layout: layout?,
        encoding,
        header: !own && header.unwrap_or(names.is_none()),
        names,
        skip_rows: skip_rows.unwrap_or(0),
        trim,
        empty: empty
            .unwrap_or_default()
            .iter()
            .map(|text| text.text.into())
            .collect(),
    })
}

/// One of these names, or a mistake.
pub(super) fn one_of(
    name: Text<'_>,
    what: &str,
    valid: &'static [&'static str],
    cx: &mut Cx<'_>,
) -> Option<&'static str> {
    let known = valid.iter().find(|known| **known == name.text);
    if known.is_none() {
        let message = format!("there is no {what} `{}`", name.text);
        let valid = valid.iter().copied();
        let kind = MistakeKind::UnknownName;
        cx.report.unknown(name.at, kind, message, name.text, valid);
    }
    known.copied()
}

fn encoding(table: &mut Table<'_>, cx: &mut Cx<'_>) -> Encoding {
    let Some(name) = table.text(&mut cx.report, "encoding") else {
        return Encoding::Utf8;
    };
    match one_of(name, "encoding", &ENCODINGS, cx) {
        None | Some("utf-8" | "utf-8-sig") => Encoding::Utf8,
        Some("latin1") => Encoding::Latin1,
        Some(label) => encoding_rs::Encoding::for_label(label.as_bytes())
            .map_or(Encoding::Utf8, Encoding::Other),
    }
}

fn csv(table: &mut Table<'_>, cx: &mut Cx<'_>) -> Option<Layout> {
    let delimiter = table.take("delimiter");
    let delimiter = delimiter.map_or(Some(','), |node| character(node, cx));
    let quote = match table.take("quote") {
        None => Some('"'),
        Some(node) if node.value.as_bool() == Some(false) => None,
        Some(node) => {
            let quote = character(node, cx);
            if quote.is_some() && quote == delimiter {
                cx.bad(node.at, "the quote is the delimiter", "another character");
            }
            quote
        }
    };
    Some(Layout::Csv {
        delimiter: delimiter?,
        quote,
    })
}

/// A text of one character that may stand between values.
fn character(node: Node<'_>, cx: &mut Cx<'_>) -> Option<char> {
    let mut characters = node.value.as_str().unwrap_or_default().chars();
    match (characters.next(), characters.next()) {
        (Some(one), None) if !matches!(one, '\n' | '\r' | '\0') => Some(one),
        _ => {
            cx.bad(
                node.at,
                "this is not one character",
                "such as \";\" or \"\\t\"",
            );
            None
        }
    }
}

/// Names of columns, each once.
fn texts(node: Node<'_>, cx: &mut Cx<'_>) -> Vec<Box<str>> {
    let names = node.texts(&mut cx.report, "names of columns");
    if names.len() > COLUMNS_MAX {
        let message = format!("a file has at most {COLUMNS_MAX} columns");
        cx.report.add(node.at, MistakeKind::TooMany, message);
    }
    let names = names.iter().take(COLUMNS_MAX);
    names.map(|name| name.text.trim().into()).collect()
}

/// Columns by start (from 1) and width, in characters.
fn places(node: Node<'_>, cx: &mut Cx<'_>) -> (Vec<Box<str>>, Vec<(usize, usize)>) {
    let (mut names, mut places): (Vec<Box<str>>, _) = (Vec::new(), Vec::new());
    let items = node.list(&mut cx.report, "columns").unwrap_or_default();
    if items.len() > COLUMNS_MAX {
        let message = format!("a file has at most {COLUMNS_MAX} columns");
        cx.report.add(node.at, MistakeKind::TooMany, message);
    }
    for item in items.into_iter().take(COLUMNS_MAX) {
        let Some(mut table) = item.table(&mut cx.report, "the column", item.at) else {
            continue;
        };
        let name = table.need_text(&mut cx.report, "name", "a name");
        let start = table
            .need(&mut cx.report, "start", "the first character, from 1")
            .and_then(|node| node.number(&mut cx.report, 1..=FIXED_CHARS_MAX));
        let width = table
            .need(&mut cx.report, "width", "a number of characters")
            .and_then(|node| node.number(&mut cx.report, 1..=FIXED_CHARS_MAX));
        table.finish(&mut cx.report);
        if let (Some(name), Some(start), Some(width)) = (name, start, width) {
            if names.iter().any(|known| **known == *name.text) {
                let message = format!("the column `{}` is there twice", name.text);
                cx.report.add(name.at, MistakeKind::Duplicate, message);
            }
            names.push(name.text.into());
            places.push((start as usize - 1, width as usize));
        }
    }
    (names, places)
}
