//! Rows of files: pure functions from what goes out to what a file holds, and from a file to the
//! same file without the rows of somebody.

mod parquet;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use telos_model::catalog::{
    Blank, ColumnKind, FileFormat, FileWrite, Files, KeyDef, Occasion, PathPiece, Stands, TimePart,
};
use telos_model::time::Timestamp;

use super::render::{Scope, encode, plain};
use super::{Asked, Item, Unmade};

/// A row that is ready to be written. `Debug` hides what it holds.
#[derive(Clone, PartialEq)]
pub struct FileRow {
    /// The idempotency key of its delivery.
    pub id: [u8; 16],
    /// The directory that it belongs to, with a slash at the end.
    pub path: String,
    /// On which occasion: rows of different ones have different columns.
    pub occasion: Occasion,
    /// Its values by column, in the order of the columns; nothing where there is none.
    pub cells: Vec<(Box<str>, Json)>,
}

impl std::fmt::Debug for FileRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileRow({})", self.path)
    }
}

/// Rows that are in one file together, and its name. `Debug` hides what they hold.
#[derive(Clone, PartialEq)]
pub struct Batch {
    /// The file's name below the place, which the deliveries make: the same have the same name.
    pub name: String,
    /// The idempotency keys of its deliveries.
    pub ids: Vec<[u8; 16]>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Batch({})", self.name)
    }
}

/// What is left of a file.
#[derive(Clone, PartialEq, Eq)]
pub enum Left {
    /// It holds nothing of theirs.
    Same,
    /// Other rows.
    Fewer(Vec<u8>),
    /// No row at all.
    Nothing,
}

impl std::fmt::Debug for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Left")
    }
}

/// Why rows cannot be taken out of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    /// A row has no column by which it could be told whose it is.
    #[error("take rows out of a file: a row has no key")]
    NoKey,
    /// It is no file of its format.
    #[error("take rows out of a file: it is not of its format")]
    Garbled,
}

/// The row of a delivery; none where there is nothing to call the person by.
pub fn row(files: &Files, item: Item<'_>, at: Timestamp) -> Result<Option<FileRow>, Unmade> {
    let write = files.write(item.outgoing.occasion);
    let Some(FileWrite::Append { path, columns }) = write else {
        return Err(Unmade::NoRequest);
    };
    let scope = scope(item, at);
    let mut cells = Vec::with_capacity(columns.len());
    for column in columns {
        let is_key = column.name == files.key.column;
        let kind = if is_key {
            Some(ColumnKind::Text)
        } else {
            column.kind
        };
        let value = match scope.value(&column.value) {
            None | Some(Json::Null) if is_key => return Ok(None),
            None | Some(Json::Null) => Json::Null,
            Some(value) => typed(value, kind)?,
        };
        cells.push((column.name.clone(), value));
    }
    let happened = item.outgoing.event.as_ref().map_or(at, |event| event.at);
    Ok(Some(FileRow {
        id: item.id,
        path: directory(path, &scope, happened)?,
        occasion: item.outgoing.occasion,
        cells,
    }))
}

/// Whether a delivery comes to a row, or takes some out.
#[must_use]
pub fn has_row(files: &Files, item: Item<'_>) -> bool {
    match files.write(item.outgoing.occasion) {
        Some(FileWrite::Append { .. }) => {
            // A value of another type is seen when it goes, and given up.
            row(files, item, Timestamp::from_millis(0)).map_or(true, |row| row.is_some())
        }
        Some(FileWrite::Remove) => true,
        None => false,
    }
}

/// What the key column holds in rows of the person whom a delivery is about.
#[must_use]
pub fn keys_of(key: &KeyDef, item: Item<'_>) -> Vec<String> {
    let blank = Blank {
        text: "".into(),
        stands: Stands::Values(key.identifier.clone()),
        changes: key.changes.clone(),
    };
    match scope(item, Timestamp::MIN).blank(&blank) {
        Some(Json::Array(values)) => values.iter().map(plain).collect(),
        _ => Vec::new(),
    }
}

/// A file of rows of one directory and occasion, written for a destination.
pub fn object_of(files: &Files, destination: &str, rows: &[FileRow]) -> Result<Batch, Unmade> {
    let ids: Vec<[u8; 16]> = rows.iter().map(|row| row.id).collect();
    let path = rows.first().map_or("", |row| row.path.as_str());
    let hash = name_of(path, &ids);
    let format = files.format;
    let bytes = match format {
        FileFormat::JsonLines => lines(rows),
        FileFormat::Parquet => {
            let write = rows.first().and_then(|row| files.write(row.occasion));
            let Some(FileWrite::Append { columns, .. }) = write else {
                return Err(Unmade::NoRequest);
            };
            parquet::file(columns, rows).ok_or(Unmade::Type)?
        }
    };
    Ok(Batch {
        name: format!("{path}{destination}-{hash}.{}", format.word()),
        ids,
        bytes,
    })
}

/// Whether a file was written for a destination, and in which format.
#[must_use]
pub fn format_of(destination: &str, name: &str) -> Option<FileFormat> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, ending) = file.rsplit_once('.')?;
    let hash = stem.strip_prefix(destination)?.strip_prefix('-')?;
    let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut formats = FileFormat::ALL.into_iter();
    formats.find(|format| is_hash && format.word() == ending)
}

/// A file without the rows whose key is one of these.
pub fn take_out(
    format: FileFormat,
    key: &KeyDef,
    values: &BTreeSet<String>,
    bytes: &[u8],
) -> Result<Left, NotOurs> {
    match format {
        FileFormat::JsonLines => lines_without(key, values, bytes),
        FileFormat::Parquet => parquet::without(key, values, bytes),
    }
}

/// Files that are about to be written, and the deliveries in each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Under {
    /// By name.
    pub files: Vec<(String, Vec<[u8; 16]>)>,
}

/// A note of what is about to be written, and its name.
#[must_use]
pub fn note(destination: &str, under: &Under) -> (String, Vec<u8>) {
    let mut files = Map::new();
    for (name, ids) in &under.files {
        let ids: Vec<Json> = ids.iter().map(|id| Json::String(hex(id))).collect();
        files.insert(name.clone(), Json::Array(ids));
    }
    let body = json!({ "files": files }).to_string().into_bytes();
    let hash: [u8; 32] = Sha256::digest(&body).into();
    let name = format!("{}{}.json", notes_under(destination), hex(&hash[..16]));
    (name, body)
}

/// Where the notes of a destination are.
#[must_use]
pub fn notes_under(destination: &str) -> String {
    format!("_telos/{destination}/")
}

/// What a note says; none where it is no note.
#[must_use]
pub fn read_note(bytes: &[u8]) -> Option<Under> {
    let body: Json = serde_json::from_slice(bytes).ok()?;
    let mut under = Under::default();
    for (name, ids) in body.get("files")?.as_object()? {
        let ids = ids.as_array()?.iter().map(|id| unhex(id.as_str()?));
        under
            .files
            .push((name.clone(), ids.collect::<Option<_>>()?));
    }
    Some(under)
}

fn scope(item: Item<'_>, at: Timestamp) -> Scope<'_> {
    Scope {
        id: item.id,
        outgoing: Some(item.outgoing),
        items: &[],
        at,
        event_names: &[],
        item: None,
        found: None,
        asked: Asked::default(),
    }
}

/// The directory of a row.
fn directory(path: &[PathPiece], scope: &Scope<'_>, happened: Timestamp) -> Result<String, Unmade> {
    let at = jiff::Timestamp::from_millisecond(happened.millis()).map_err(|_| Unmade::Type)?;
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    let mut text = String::new();
    for piece in path {
        match piece {
            PathPiece::Text(plain) => text.push_str(plain),
            PathPiece::Time(TimePart::Year) => put(&mut text, format_args!("{:04}", at.year())),
            PathPiece::Time(TimePart::Month) => put(&mut text, format_args!("{:02}", at.month())),
            PathPiece::Time(TimePart::Day) => put(&mut text, format_args!("{:02}", at.day())),
            PathPiece::Time(TimePart::Hour) => put(&mut text, format_args!("{:02}", at.hour())),
            PathPiece::Blank(blank) => {
                let value = scope.blank(blank).ok_or(Unmade::NoValue)?;
                encode(&plain(&value), &mut text);
            }
        }
    }
    if !text.ends_with('/') {
        text.push('/');
    }
    Ok(text)
}

fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string never fails.
    let _ = text.write_fmt(what);
}

/// A value as its column has it.
fn typed(value: Json, kind: Option<ColumnKind>) -> Result<Json, Unmade> {
    let made = match kind {
        None | Some(ColumnKind::Json) => Some(value),
        Some(ColumnKind::Text) => Some(Json::String(plain(&value))),
        Some(ColumnKind::Boolean) => match plain(&value).as_str() {
            "true" => Some(Json::Bool(true)),
            "false" => Some(Json::Bool(false)),
            _ => None,
        },
        Some(ColumnKind::Integer) => plain(&value).parse::<i64>().ok().map(Json::from),
        Some(ColumnKind::Number) => {
            let number = plain(&value).parse::<f64>().ok();
            number
                .and_then(serde_json::Number::from_f64)
                .map(Json::Number)
        }
        Some(ColumnKind::Time) => {
            let at = Timestamp::parse(&plain(&value));
            at.map(|at| Json::String(at.to_string()))
        }
    };
    made.ok_or(Unmade::Type)
}

fn lines(rows: &[FileRow]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in rows {
        let cells = row.cells.iter();
        let row: Map<String, Json> = cells
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect();
        bytes.extend_from_slice(Json::Object(row).to_string().as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

fn lines_without(key: &KeyDef, values: &BTreeSet<String>, bytes: &[u8]) -> Result<Left, NotOurs> {
    let mut kept = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let row: Map<String, Json> = serde_json::from_slice(line).map_err(|_| NotOurs::Garbled)?;
        let whose = row.get(&*key.column).ok_or(NotOurs::NoKey)?;
        if !values.contains(&plain(whose)) {
            kept.extend_from_slice(line);
        }
    }
    Ok(match kept.len() {
        same if same == bytes.len() => Left::Same,
        0 => Left::Nothing,
        _ => Left::Fewer(kept),
    })
}

/// What a file is called by the deliveries in it, as 32 hexadecimal digits.
fn name_of(path: &str, ids: &[[u8; 16]]) -> String {
    let mut hash = Sha256::new();
    hash.update(path.as_bytes());
    for id in ids {
        hash.update(id);
    }
    let hash: [u8; 32] = hash.finalize().into();
    hex(&hash[..16])
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| {
        [
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]
    });
    digits.map(char::from).collect()
}

fn unhex(text: &str) -> Option<[u8; 16]> {
    let number = u128::from_str_radix(text, 16).ok()?;
    (text.len() == 32).then(|| number.to_be_bytes())
}

/// The occasions that take rows out.
#[must_use]
pub fn takes_out(files: &Files, occasion: Occasion) -> bool {
    files.write(occasion) == Some(&FileWrite::Remove)
}

#[cfg(test)]
mod tests;
