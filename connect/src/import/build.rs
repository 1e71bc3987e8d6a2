//! From a row to messages as the tracking API takes them.

use std::borrow::Cow;

use serde_json::{Map, Value, json};
use telos_model::message::{MESSAGE_BYTES_MAX, MESSAGE_ID_CHARS_MAX};

use super::ids::RowId;
use super::mapping::{Field, FieldValue, Mapping, MessageMap, Template};
use super::row::{Prepared, Problem, Reject};
use super::value::{Cell, Cells, Read, column_name, holds};

/// The messages of a row, or all that is wrong with it.
pub(super) fn messages(
    mapping: &Mapping,
    cells: &[Cell<'_>],
    line: u64,
    id: RowId,
) -> Result<Vec<Prepared>, Vec<Reject>> {
    let mut messages = Vec::with_capacity(mapping.messages.len());
    let mut rejects = Vec::new();
    for map in &mapping.messages {
        let hashed = id.message(&map.label);
        let mut build = Build {
            mapping,
            cells: Cells {
                values: cells,
                line,
                id: &hashed,
            },
            rejects: &mut rejects,
        };
        if let Some(condition) = &map.when
            && !holds(&build.cells, condition)
        {
            continue;
        }
        messages.extend(build.message(map, &hashed));
    }
    if rejects.is_empty() {
        Ok(messages)
    } else {
        rejects.dedup();
        Err(rejects)
    }
}

struct Build<'r> {
    mapping: &'r Mapping,
    cells: Cells<'r>,
    rejects: &'r mut Vec<Reject>,
}

impl Build<'_> {
    /// One message; none where nothing is stated by it or something is wrong.
    fn message(&mut self, map: &MessageMap, hashed: &str) -> Option<Prepared> {
        let statements = self.statements(map);
        if map.call == "consent" && statements.is_empty() {
            return None;
        }
        let id = match &map.message_id {
            None => Cow::Borrowed(hashed),
            Some(template) => Cow::Owned(self.message_id(template)?),
        };
        let mut body = Map::new();
        body.insert("type".into(), Value::from(map.call));
        body.insert("messageId".into(), Value::from(&*id));
        let singles = [
            ("event", &map.event),
            ("groupId", &map.group_id),
            ("previousId", &map.previous_id),
            ("name", &map.name),
            ("category", &map.category),
            ("timestamp", &map.timestamp),
        ];
        for (key, field) in singles {
            if let Some(value) = field.as_ref().and_then(|field| self.value(field)) {
                body.insert(key.into(), value);
            }
        }
        let mut context = self.fields(&map.context);
        self.identifiers(map, &mut body, &mut context);
        let groups = [
            ("traits", self.fields(&map.traits)),
            ("properties", self.fields(&map.properties)),
            ("context", context),
        ];
        for (key, members) in groups {
            if !members.is_empty() {
                body.insert(key.into(), Value::from(members));
            }
        }
        for (list, statement) in statements {
            let items = body.entry(list).or_insert_with(|| json!([]));
            if let Some(items) = items.as_array_mut() {
                items.push(Value::from(statement));
            }
        }
        let body = Value::from(body).to_string().into_bytes();
        if body.len() > MESSAGE_BYTES_MAX {
            self.rejects.push(Problem::MessageTooLong.at(""));
            return None;
        }
        Some(Prepared {
            message_id: (&*id).into(),
            body: body.into(),
        })
    }

    fn message_id(&mut self, template: &Template) -> Option<String> {
        let id = self.cells.template(template, true).ok().flatten();
        let id = id.filter(|id| !id.is_empty() && id.chars().count() <= MESSAGE_ID_CHARS_MAX);
        if id.is_none() {
            self.rejects
                .push(Problem::MessageIdInvalid.at("message_id"));
        }
        id
    }

    /// `userId`, `anonymousId`, and the other kinds in `context.externalIds`.
    fn identifiers(
        &mut self,
        map: &MessageMap,
        body: &mut Map<String, Value>,
        context: &mut Map<String, Value>,
    ) {
        let mut others = Vec::new();
        let before = (body.len(), self.rejects.len());
        for field in &map.identifiers {
            let Some(id) = self.identifier(field) else {
                continue;
            };
            let kind = field.path();
            match kind.as_str() {
                "user_id" => drop(body.insert("userId".into(), id)),
                "anonymous_id" => drop(body.insert("anonymousId".into(), id)),
                _ => others.push(json!({"type": kind, "id": id, "collection": "users"})),
            }
        }
        if others.is_empty() && before == (body.len(), self.rejects.len()) {
            let kinds: Vec<String> = map.identifiers.iter().map(Field::path).collect();
            let place = kinds.join(", ");
            self.rejects.push(Problem::IdentifierMissing.at(&place));
        }
        if !others.is_empty() {
            context.insert("externalIds".into(), Value::from(others));
        }
    }

    /// An identifier of which a part is empty would be another's: it is left out.
    fn identifier(&mut self, field: &Field) -> Option<Value> {
        if let FieldValue::Read(reading) = &field.value
            && !matches!(
                self.cells.template(&reading.template, true),
                Ok(Some(_)) | Err(_)
            )
        {
            return reading.default.clone();
        }
        let value = self.value(field)?;
        let empty = value.as_str().is_some_and(str::is_empty);
        (!empty).then_some(value)
    }

    fn statements(&mut self, map: &MessageMap) -> Vec<(&'static str, Map<String, Value>)> {
        let mut statements = Vec::new();
        for statement in &map.statements {
            let mut decisive = statement.fields.iter();
            let decisive = decisive.find(|field| field.path() == statement.decisive);
            let decided = decisive.is_none_or(|field| self.value(field).is_some());
            if decided {
                statements.push((statement.list, self.fields(&statement.fields)));
            }
        }
        statements
    }

    fn fields(&mut self, fields: &[Field]) -> Map<String, Value> {
        let mut members = Map::new();
        for field in fields {
            if let Some(value) = self.value(field) {
                put(&mut members, &field.target, value);
            }
        }
        members
    }

    fn value(&mut self, field: &Field) -> Option<Value> {
        let read: Read = self.cells.field(&field.value);
        read.unwrap_or_else(|(problem, column)| {
            let path = field.path();
            let place = column.map_or(&*path, |column| column_name(self.mapping, column));
            self.rejects.push(problem.at(place));
            None
        })
    }
}

/// Puts a value at its place, making objects on the way.
fn put(members: &mut Map<String, Value>, target: &[Box<str>], value: Value) {
    match target {
        [] => {}
        [last] => drop(members.insert(last.to_string(), value)),
        [first, rest @ ..] => {
            let inner = members.entry(&**first).or_insert_with(|| json!({}));
            if let Some(inner) = inner.as_object_mut() {
                put(inner, rest, value);
            }
        }
    }
}
