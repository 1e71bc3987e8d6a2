//! The declared fields of a message: found by path, read by kind, normalised.

use std::borrow::Cow;
use std::net::IpAddr;

use super::{Finding, Problem, Reading};
use crate::catalog::{Catalog, EventSchema, FieldDef, FieldKind, Scope};
use crate::id::FieldId;
use crate::json::Json;
use crate::normalise;
use crate::time::Timestamp;
use crate::value::{LIST_ITEMS_MAX, TEXT_BYTES_MAX, Value};

/// Declared fields with what a message holds for each: one value, or one an item of a list.
#[derive(Debug, Default)]
pub(super) struct Leaves<'m> {
    found: Vec<(FieldId, Leaf<'m>)>,
}

#[derive(Debug)]
enum Leaf<'m> {
    One(&'m Json<'m>),
    Column(Vec<Option<&'m Json<'m>>>),
    Text(&'m str),
}

impl<'m> Leaves<'m> {
    /// Finds the declared fields of a scope in an object. What is not declared is counted, and its
    /// name is not kept.
    pub(super) fn find(
        &mut self,
        catalog: &Catalog,
        scope: Scope,
        object: &'m Json<'m>,
        findings: &mut Vec<Finding>,
    ) {
        let mut walk = Walk {
            catalog,
            scope,
            leaves: self,
            findings,
            path: String::new(),
        };
        walk.object(object);
    }

    /// The name of a page or screen call, which stands beside the properties.
    pub(super) fn name(&mut self, catalog: &Catalog, schema: &EventSchema, body: &'m Json<'m>) {
        for key in ["name", "category"] {
            let text = body
                .get(key)
                .and_then(Json::as_str)
                .filter(|text| !text.is_empty());
            let field = lookup(catalog, Scope::Event(schema.id), key);
            if let (Some(text), Some(field)) = (text, field) {
                self.put(field, Leaf::Text(text));
            }
        }
    }

    /// The address a message came from, where its context names none.
    pub(super) fn address(&mut self, catalog: &Catalog, address: &'m str) {
        if let Some(field) = lookup(catalog, Scope::Context, "ip") {
            self.put(field, Leaf::Text(address));
        }
    }

    /// Puts a field, unless it is there already: what stands first counts.
    fn put(&mut self, field: FieldId, leaf: Leaf<'m>) {
        if !self.found.iter().any(|(known, _)| *known == field) {
            self.found.push((field, leaf));
        }
    }
}

struct Walk<'w, 'm> {
    catalog: &'w Catalog,
    scope: Scope,
    leaves: &'w mut Leaves<'m>,
    findings: &'w mut Vec<Finding>,
    path: String,
}

impl<'m> Walk<'_, 'm> {
    fn object(&mut self, object: &'m Json<'m>) {
        for (key, value) in object.as_map().unwrap_or_default() {
            let length = self.path.len();
            self.path.push_str(key);
            self.value(value);
            self.path.truncate(length);
        }
    }

    fn value(&mut self, value: &'m Json<'m>) {
        if value.is_null() {
            return;
        }
        if let Some(field) = lookup(self.catalog, self.scope, &self.path) {
            return self.leaves.put(field, Leaf::One(value));
        }
        match value {
            Json::Map(_) => {
                if self.scope == Scope::Context && is_protocol(&self.path) {
                    return;
                }
                self.path.push('.');
                self.object(value);
            }
            Json::List(items) if items.iter().any(|item| item.as_map().is_some()) => {
                if self.scope == Scope::Context && is_protocol(&self.path) {
                    return;
                }
                self.path.push_str("[].");
                self.columns(items);
            }
            _ => self.undeclared(),
        }
    }

    /// A list of objects, as one column for each declared key.
    fn columns(&mut self, items: &'m [Json<'m>]) {
        let length = self.path.len();
        let mut keys: Vec<&str> = Vec::new();
        for (key, _) in items
            .iter()
            .flat_map(|item| item.as_map().unwrap_or_default())
        {
            if !keys.contains(&&**key) {
                keys.push(key);
            }
        }
        for key in keys {
            self.path.push_str(key);
            match lookup(self.catalog, self.scope, &self.path) {
                Some(field) => {
                    let column = items.iter().map(|item| item.get(key)).collect();
                    self.leaves.put(field, Leaf::Column(column));
                }
                None => self.undeclared(),
            }
            self.path.truncate(length);
        }
    }

    fn undeclared(&mut self) {
        let problem = match self.scope {
            Scope::Trait | Scope::Group => Problem::UndeclaredTrait,
            Scope::Context => Problem::UndeclaredContext,
            Scope::Event(_) => Problem::UndeclaredProperty,
        };
        self.findings.push(Finding {
            field: None,
            problem,
        });
    }
}

/// Parts of the context that are read elsewhere and hold no fields.
fn is_protocol(path: &str) -> bool {
    matches!(
        path,
        "traits" | "externalIds" | "externalId" | "consent" | "consentManagement"
    )
}

/// The declared field at a path. A name that is declared as `first_name` is found as `firstName`
/// too, since SDKs and their users write either.
fn lookup(catalog: &Catalog, scope: Scope, path: &str) -> Option<FieldId> {
    let found = declared(catalog, scope, path);
    if found.is_some() || !path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return found;
    }
    let mut snake = String::with_capacity(path.len() + 4);
    for letter in path.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() && !snake.ends_with(['.', '_']) {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    declared(catalog, scope, &snake)
}

fn declared(catalog: &Catalog, scope: Scope, path: &str) -> Option<FieldId> {
    match scope {
        Scope::Trait => catalog.names.traits.get(path).copied(),
        Scope::Context => catalog.names.context.get(path).copied(),
        Scope::Group => catalog.names.group.get(path).copied(),
        Scope::Event(kind) => {
            let fields = &catalog.event(kind)?.fields;
            let at = fields.iter().find(|(known, _)| **known == *path);
            at.map(|(_, field)| *field)
        }
    }
}

/// What helps to read texts.
#[derive(Debug, Clone, Copy)]
struct Hints<'a> {
    /// The country that phone numbers and the like are read in.
    country: Option<&'a str>,
    /// What the message calls the person, to be found in notes.
    names: &'a [&'a str],
}

/// The most names that are looked for in notes.
const NAMES_MAX: usize = 8;

/// What a message calls the person.
fn names<'m>(catalog: &Catalog, leaves: &Leaves<'m>) -> Vec<&'m str> {
    let named = leaves.found.iter().filter_map(|(id, leaf)| {
        let field = catalog.field(*id)?;
        let is_name = field.kind == FieldKind::Name && field.scope == Scope::Trait;
        match leaf {
            Leaf::One(value) if is_name => value.as_str(),
            _ => None,
        }
    });
    named.take(NAMES_MAX).collect()
}

/// Reads found fields by their kinds. What is no value of its kind is left out and named.
pub(super) fn read(
    catalog: &Catalog,
    leaves: &Leaves<'_>,
    country: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Vec<Reading> {
    let names = names(catalog, leaves);
    let hints = Hints {
        country,
        names: &names,
    };
    let mut readings = Vec::with_capacity(leaves.found.len());
    for (id, leaf) in &leaves.found {
        let Some(field) = catalog.field(*id) else {
            continue;
        };
        match reading(field, leaf, hints) {
            Ok(reading) => readings.push(reading),
            Err(problem) => findings.push(Finding {
                field: Some(*id),
                problem,
            }),
        }
    }
    readings
}

fn reading(field: &FieldDef, leaf: &Leaf<'_>, hints: Hints<'_>) -> Result<Reading, Problem> {
    match leaf {
        Leaf::Text(text) => text_reading(field, text, hints),
        Leaf::One(Json::List(items)) => {
            if !field.list {
                return Err(Problem::WrongType);
            }
            column(field, &mut items.iter().map(Some), items.len(), hints)
        }
        Leaf::One(value) => one(field, value, hints),
        Leaf::Column(items) => column(field, &mut items.iter().copied(), items.len(), hints),
    }
}

fn column(
    field: &FieldDef,
    items: &mut dyn Iterator<Item = Option<&Json<'_>>>,
    length: usize,
    hints: Hints<'_>,
) -> Result<Reading, Problem> {
    if length > LIST_ITEMS_MAX {
        return Err(Problem::TooLarge);
    }
    let mut values = Vec::with_capacity(length);
    for item in items {
        values.push(match item {
            None | Some(Json::Null) => Value::Null,
            Some(item) => one(field, item, hints)?.value,
        });
    }
    let value = Value::List(values.into());
    Ok(Reading {
        field: field.id,
        value,
        raw: None,
        valid: true,
    })
}

fn one(field: &FieldDef, json: &Json<'_>, hints: Hints<'_>) -> Result<Reading, Problem> {
    let plain = |value| {
        Ok(Reading {
            field: field.id,
            value,
            raw: None,
            valid: true,
        })
    };
    match (field.kind, json) {
        (FieldKind::Number, Json::Number(number)) => plain(Value::Number(number.as_f64())),
        (FieldKind::Number, Json::Text(text)) => {
            let number = text
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite());
            plain(Value::Number(number.ok_or(Problem::WrongType)?))
        }
        (FieldKind::Boolean, Json::Bool(yes)) => plain(Value::Bool(*yes)),
        (FieldKind::Time, Json::Text(text)) => plain(Value::Time(
            Timestamp::parse(text).ok_or(Problem::WrongType)?,
        )),
        (FieldKind::Number | FieldKind::Boolean | FieldKind::Time, _) => Err(Problem::WrongType),
        (_, Json::Text(text)) => text_reading(field, text, hints),
        (_, Json::Number(number)) => {
            let whole = number.as_i64().ok_or(Problem::WrongType)?;
            text_reading(field, &whole.to_string(), hints)
        }
        _ => Err(Problem::WrongType),
    }
}

/// Reads text by its kind. Text that is no value of its kind is kept only as raw: it has no
/// normalised form, and whether the raw one may be held is the gate's to say.
fn text_reading(field: &FieldDef, text: &str, hints: Hints<'_>) -> Result<Reading, Problem> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Problem::TooLarge);
    }
    let normal = normal(field.kind, text, hints);
    let (value, valid) = match &normal {
        Some(normal) => (Value::Text(normal.as_ref().into()), true),
        None => (Value::Null, false),
    };
    let differs = normal.as_deref() != Some(text);
    let raw = (differs && field.raw_category.is_some()).then(|| text.into());
    Ok(Reading {
        field: field.id,
        value,
        raw,
        valid,
    })
}

/// The normalised form of text of a kind, or none if it is not valid.
fn normal<'t>(kind: FieldKind, text: &'t str, hints: Hints<'_>) -> Option<Cow<'t, str>> {
    let country = hints.country;
    match kind {
        FieldKind::Email => normalise::email(text).ok(),
        FieldKind::Phone => normalise::phone(text, country)
            .ok()
            .map(|phone| Cow::Owned(phone.as_str().to_owned())),
        FieldKind::Country => normalise::country(text).ok().map(Cow::Borrowed),
        FieldKind::Region => {
            let region = country.and_then(|country| normalise::region(country, text));
            Some(region.map_or_else(|| Cow::Borrowed(text.trim()), Cow::Borrowed))
        }
        FieldKind::Name => normalise::name(text).ok(),
        FieldKind::PostalCode => normalise::postal_code(country, text)
            .ok()
            .map(|code| Cow::Owned(code.into())),
        FieldKind::Locale => normalise::locale(text).ok(),
        FieldKind::Note => Some(normalise::mask(text, country, hints.names)),
        FieldKind::Ip => {
            let address: IpAddr = normalise::ip::parse(text).ok()?;
            Some(Cow::Owned(normalise::ip::shorten(address).to_string()))
        }
        FieldKind::Text
        | FieldKind::City
        | FieldKind::Number
        | FieldKind::Boolean
        | FieldKind::Time => Some(Cow::Borrowed(text)),
    }
}
