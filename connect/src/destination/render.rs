//! Fills templates with what goes out.

use std::fmt::Write as _;

use md5::Md5;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use telos_model::catalog::{Blank, Piece, Stands, Template, Tidied};
use telos_model::deliver::Outgoing;
use telos_model::time::Timestamp;
use telos_model::value::Value;

use super::{Asked, id_text};

/// What placeholders stand for.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) id: [u8; 16],
    pub(super) outgoing: Option<&'a Outgoing>,
    /// The bodies of a batch.
    pub(super) items: &'a [Json],
    pub(super) at: Timestamp,
    /// What the destination calls events.
    pub(super) event_names: &'a [(Box<str>, Box<str>)],
    /// The item of a list that is at hand.
    pub(super) item: Option<&'a Json>,
    /// What was found by asking first.
    pub(super) found: Option<&'a Json>,
    /// What is asked about a list or a record.
    pub(super) asked: Asked<'a>,
}

impl Scope<'_> {
    /// A path, with its values encoded; none where one is missing.
    pub(super) fn path(&self, pieces: &[Piece]) -> Option<String> {
        let mut path = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => path.push_str(text),
                Piece::Blank(blank) => encode(&plain(&self.blank(blank)?), &mut path),
            }
        }
        Some(path)
    }

    /// A text; none where a value of it is missing.
    pub(super) fn text(&self, pieces: &[Piece]) -> Option<String> {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Blank(blank) => text.push_str(&plain(&self.blank(blank)?)),
            }
        }
        Some(text)
    }

    /// The value of a template; none where there is none.
    pub(super) fn value(&self, template: &Template) -> Option<Json> {
        match template {
            Template::Text(pieces) => match &pieces[..] {
                [Piece::Blank(blank)] => self.blank(blank),
                pieces => self.text(pieces).map(Json::String),
            },
            Template::Flag(flag) => Some(Json::Bool(*flag)),
            Template::Number(number) => serde_json::from_str(number).ok(),
            Template::List(items) => {
                let mut list = Vec::new();
                for item in items {
                    match (item, self.value(item)) {
                        // What there is one of for each stands among the others.
                        (Template::Each(..), Some(Json::Array(each))) => list.extend(each),
                        (_, value) => list.extend(value),
                    }
                }
                Some(Json::Array(list))
            }
            Template::Object(items) => {
                let items = items
                    .iter()
                    .filter_map(|(name, item)| Some((name.to_string(), self.value(item)?)));
                Some(Json::Object(items.collect()))
            }
            Template::Each(list, item) => {
                let event = self.outgoing?.event.as_ref()?;
                let properties = nested(&event.properties);
                let items = list
                    .split('.')
                    .try_fold(&properties, |at, name| at.get(name))?;
                let items = items.as_array()?.iter();
                let items = items.filter_map(|one| {
                    let scope = Scope {
                        item: Some(one),
                        ..*self
                    };
                    scope.value(item)
                });
                Some(Json::Array(items.collect()))
            }
            Template::If(blank, then) => match self.blank(blank)? {
                Json::Bool(false) => None,
                _ => self.value(then),
            },
        }
    }

    /// Whether all of these have a value.
    pub(super) fn has(&self, pieces: &[Piece]) -> bool {
        let mut blanks = pieces.iter().filter_map(Piece::blank);
        blanks.all(|blank| self.blank(blank).is_some())
    }

    pub(super) fn blank(&self, blank: &Blank) -> Option<Json> {
        let mut value = self.stands(&blank.stands)?;
        for change in &blank.changes {
            value = changed(value, change)?;
        }
        Some(value)
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each thing")]
    fn stands(&self, stands: &Stands) -> Option<Json> {
        match stands {
            Stands::DeliveryId => return Some(Json::String(id_text(self.id))),
            Stands::DeliveryTime => return Some(Json::String(self.at.to_string())),
            Stands::Items => return Some(Json::Array(self.items.to_vec())),
            Stands::Found => return self.found.cloned(),
            Stands::ListSince => return self.asked.since.map(|at| Json::String(at.to_string())),
            Stands::ListNext => return self.asked.next.map(Json::from),
            Stands::ListPage => return self.asked.page.map(Json::from),
            Stands::RecordKey => return self.asked.key.map(Json::from),
            Stands::RecordValue => return self.asked.value.map(Json::from),
            Stands::RecordVersion => return self.asked.version.cloned(),
            Stands::RecordFields => return self.asked.fields.cloned(),
            Stands::RecordWhole => return self.asked.whole.cloned(),
            Stands::OfItem(path) => {
                let (_, path) = path.rsplit_once("[].")?;
                let value = path
                    .split('.')
                    .try_fold(self.item?, |at, name| at.get(name))?;
                return Some(value.clone());
            }
            _ => {}
        }
        let outgoing = self.outgoing?;
        let event = outgoing.event.as_ref();
        let of = |pairs: &[(Box<str>, Value)], path: &str| {
            let (_, value) = pairs.iter().find(|(known, _)| **known == *path)?;
            json(value)
        };
        match stands {
            Stands::DeliveryId
            | Stands::DeliveryTime
            | Stands::Items
            | Stands::Found
            | Stands::ListSince
            | Stands::ListNext
            | Stands::ListPage
            | Stands::RecordKey
            | Stands::RecordValue
            | Stands::RecordVersion
            | Stands::RecordFields
            | Stands::RecordWhole
            | Stands::OfItem(_) => None,
            Stands::DeliveryKind => Some(Json::String(outgoing.occasion.word().to_owned())),
            Stands::EventName => Some(Json::String(event?.name.to_string())),
            Stands::EventNamed => {
                let name = &event?.name;
                let mut known = self.event_names.iter();
                let called = known.find(|(own, _)| own == name);
                let called = called.map_or_else(|| snake(name), |(_, called)| called.to_string());
                Some(Json::String(called))
            }
            Stands::EventTime => Some(Json::String(event?.at.to_string())),
            Stands::Properties => Some(nested(&event?.properties)),
            Stands::Property(path) => of(&event?.properties, path),
            Stands::Identifier(kind) => {
                let mut identifiers = outgoing.identifiers.iter();
                let (_, value) = identifiers.find(|(known, _)| known == kind)?;
                Some(Json::String(value.to_string()))
            }
            Stands::Values(kind) => {
                let identifiers = outgoing.identifiers.iter();
                let values = identifiers.filter(|(known, _)| known == kind);
                let values: Vec<Json> = values
                    .map(|(_, value)| Json::String(value.to_string()))
                    .collect();
                (!values.is_empty()).then_some(Json::Array(values))
            }
            Stands::Permission(name) => {
                let mut permissions = outgoing.permissions.iter();
                let (_, permits) = permissions.find(|(known, _)| known == name)?;
                Some(Json::Bool(*permits))
            }
            Stands::Identifiers => {
                let mut kinds = Map::new();
                for (kind, value) in &outgoing.identifiers {
                    let values = kinds
                        .entry(kind.to_string())
                        .or_insert_with(|| Json::Array(Vec::new()));
                    if let Json::Array(values) = values {
                        values.push(Json::String(value.to_string()));
                    }
                }
                Some(Json::Object(kinds))
            }
            Stands::Trait(path) => of(&outgoing.traits, path),
            Stands::Traits => Some(nested(&outgoing.traits)),
            Stands::SegmentName => {
                let (name, _) = outgoing.segment.as_ref()?;
                Some(Json::String(name.to_string()))
            }
            Stands::SegmentEntered => Some(Json::Bool(outgoing.segment.as_ref()?.1)),
            Stands::Permissions => {
                let permissions = outgoing.permissions.iter();
                let permissions =
                    permissions.map(|(name, permits)| (name.to_string(), Json::Bool(*permits)));
                Some(Json::Object(permissions.collect()))
            }
        }
    }
}

/// A value as JSON; none for nothing and for numbers that JSON has not.
fn json(value: &Value) -> Option<Json> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(Json::Bool(*flag)),
        Value::Number(number) => Some(Json::Number(number_of(*number)?)),
        Value::Text(text) => Some(Json::String(text.to_string())),
        Value::Time(at) => Some(Json::String(at.to_string())),
        Value::List(items) => {
            let items = items.iter().map(|item| json(item).unwrap_or(Json::Null));
            Some(Json::Array(items.collect()))
        }
    }
}

/// Whole numbers without a fraction, as people write them.
fn number_of(number: f64) -> Option<serde_json::Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    if number.fract() == 0.0 && number.abs() < EXACT {
        return Some((number as i64).into());
    }
    serde_json::Number::from_f64(number)
}

/// Values by path as one object: `address.city` lies in `address`, and the lists of `products[].x`
/// become one list of objects.
fn nested(pairs: &[(Box<str>, Value)]) -> Json {
    let mut root = Map::new();
    for (path, value) in pairs {
        let Some(value) = json(value) else {
            continue;
        };
        match path.split_once("[].") {
            None => put(&mut root, path, value),
            Some((list, rest)) => {
                let Json::Array(values) = value else {
                    continue;
                };
                for (at, value) in values.into_iter().enumerate() {
                    if let Some(item) = item(&mut root, list, at)
                        && !value.is_null()
                    {
                        put(item, rest, value);
                    }
                }
            }
        }
    }
    Json::Object(root)
}

pub(super) fn put(object: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            object.insert(path.trim_end_matches("[]").to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = object
                .entry(first.to_owned())
                .or_insert_with(|| Json::Object(Map::new()));
            if inner.is_null() {
                *inner = Json::Object(Map::new());
            }
            if let Json::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// The item of a list of objects at a path, made if it is not there.
fn item<'m>(
    object: &'m mut Map<String, Json>,
    path: &str,
    at: usize,
) -> Option<&'m mut Map<String, Json>> {
    let mut object = object;
    let mut path = path;
    while let Some((first, rest)) = path.split_once('.') {
        let inner = object
            .entry(first.to_owned())
            .or_insert_with(|| Json::Object(Map::new()));
        object = inner.as_object_mut()?;
        path = rest;
    }
    let list = object
        .entry(path.to_owned())
        .or_insert_with(|| Json::Array(Vec::new()));
    let list = list.as_array_mut()?;
    while list.len() <= at {
        list.push(Json::Object(Map::new()));
    }
    list[at].as_object_mut()
}

/// What a change makes of a value; of a list, of each.
fn changed(value: Json, change: &Tidied) -> Option<Json> {
    if let Json::Array(items) = value {
        let items = items.into_iter().filter_map(|item| changed(item, change));
        return Some(Json::Array(items.collect()));
    }
    let text = plain(&value);
    Some(match change {
        Tidied::Lower => Json::String(text.trim().to_lowercase()),
        Tidied::Digits => Json::String(text.chars().filter(char::is_ascii_digit).collect()),
        Tidied::Sha256 => Json::String(hex::<Sha256>(&text)),
        Tidied::Md5 => Json::String(hex::<Md5>(&text)),
        Tidied::Letters => Json::String(text.chars().filter(|one| one.is_alphanumeric()).collect()),
        Tidied::Text => Json::String(text),
        Tidied::Snake => Json::String(snake(&text)),
        Tidied::First(most) => Json::String(text.chars().take(*most).collect()),
        Tidied::Either(yes, no) => {
            let word = if value == Json::Bool(true) { yes } else { no };
            Json::String(word.to_string())
        }
        Tidied::Micros => Json::from(Timestamp::parse(&text)?.millis().checked_mul(1_000)?),
        Tidied::Seconds => Json::from(Timestamp::parse(&text)?.millis().div_euclid(1_000)),
        Tidied::Millis => Json::from(Timestamp::parse(&text)?.millis()),
    })
}

fn hex<D: Digest>(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in D::digest(text.as_bytes()) {
        // Writing to a string never fails.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Words of small letters and digits, joined by `_`.
fn snake(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    words.join("_")
}

/// A value as text.
pub(super) fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Percent-encodes all but what paths, queries and forms may hold.
pub(super) fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
