//! Checks a mapping against a catalog: names that the catalog does not declare.

use telos_model::catalog::{At, Catalog, EventSchema, Mistake, MistakeKind, Report};
use telos_model::id::BrandId;

use super::mapping::{Field, Mapping, MessageMap};

impl Mapping {
    /// Every name of the mapping that the catalog does not declare.
    #[must_use]
    pub fn check(&self, catalog: &Catalog) -> Vec<Mistake> {
        let mut check = Check {
            catalog,
            source_at: self.source_at,
            report: Report::new(&self.text),
        };
        let sources = &catalog.names.sources;
        let source = sources.get(&self.source).copied();
        if source.is_none() {
            let names = sources.keys().map(|name| &**name);
            check.unknown(self.source_at, "source", &self.source, names);
        }
        let source = source.and_then(|source| catalog.source(source));
        for map in &self.messages {
            check.message(map, source.map(|source| source.brand));
        }
        check.report.into_mistakes()
    }
}

/// Parts of the context that hold no fields.
const PROTOCOL: [&str; 4] = ["traits", "externalIds", "consent", "consentManagement"];

struct Check<'c> {
    catalog: &'c Catalog,
    source_at: At,
    report: Report<'c>,
}

impl<'c> Check<'c> {
    fn unknown<'n>(
        &mut self,
        at: At,
        what: &str,
        name: &str,
        valid: impl IntoIterator<Item = &'n str>,
    ) {
        let message = format!("the catalog has no {what} `{name}`");
        let kind = MistakeKind::UnknownName;
        self.report.unknown(at, kind, message, name, valid);
    }

    fn message(&mut self, map: &MessageMap, brand: Option<BrandId>) {
        let catalog = self.catalog;
        let names = &catalog.names;
        for field in &map.identifiers {
            if !names.identifiers.contains_key(&*field.path()) {
                let valid = names.identifiers.keys().map(|name| &**name);
                self.unknown(field.at, "kind of identifier", &field.path(), valid);
            }
        }
        let traits = match map.call {
            "group" => &names.group,
            _ => &names.traits,
        };
        self.fields(&map.traits, "trait", &traits.keys());
        let context = map.context.iter().filter(|field| {
            let first = field.target.first().map_or("", |first| &**first);
            !PROTOCOL.contains(&first)
        });
        self.fields(context, "context field", &names.context.keys());
        if let Some(schema) = self.event(map) {
            let paths = schema.fields.iter().map(|(path, _)| path);
            self.fields(&map.properties, "property of this event", &paths);
            self.required(map, schema);
        }
        for field in map.statements.iter().flat_map(|map| &map.fields) {
            self.statement(field, brand);
        }
    }

    /// The schema of a message, where its event is the same in every row.
    fn event(&mut self, map: &MessageMap) -> Option<&'c EventSchema> {
        let catalog = self.catalog;
        let events = &catalog.names.events;
        let name = match (map.call, &map.event) {
            ("page", _) => "Page Viewed",
            ("screen", _) => "Screen Viewed",
            (_, Some(field)) => {
                let name = field.constant()?;
                if !events.contains_key(name) {
                    let valid = events.keys().map(|name| &**name);
                    self.unknown(field.at, "event", name, valid);
                }
                name
            }
            _ => return None,
        };
        catalog.event(*events.get(name)?)
    }

    fn fields<'f, 'n>(
        &mut self,
        fields: impl IntoIterator<Item = &'f Field>,
        what: &str,
        valid: &(impl Iterator<Item = &'n Box<str>> + Clone),
    ) {
        for field in fields {
            let path = field.path();
            if !valid.clone().any(|known| **known == *path) {
                let valid = valid.clone().map(|name| &**name);
                self.unknown(field.at, what, &path, valid);
            }
        }
    }

    /// Properties that the schema requires and the mapping never fills.
    fn required(&mut self, map: &MessageMap, schema: &EventSchema) {
        for (path, id) in &schema.fields {
            let required = self.catalog.field(*id).is_some_and(|field| field.required);
            let filled = map.properties.iter().any(|field| field.path() == **path);
            if required && !filled {
                let at = map.event.as_ref().map_or(self.source_at, |field| field.at);
                let message = format!("the event `{}` requires the property `{path}`", schema.name);
                let expected = format!("`{path} =` under `[message.properties]`");
                self.report
                    .expect(at, MistakeKind::MissingKey, message, expected);
            }
        }
    }

    /// The purpose, channel and topic of a statement, where they are the same in every row.
    fn statement(&mut self, field: &Field, brand: Option<BrandId>) {
        let catalog = self.catalog;
        let Some(name) = field.constant() else {
            return;
        };
        match field.path().as_str() {
            "purpose" => {
                let purposes = catalog.purposes.iter().flatten();
                let own = purposes.filter(|purpose| Some(purpose.brand) == brand);
                let valid: Vec<&str> = own.map(|purpose| &*purpose.name).collect();
                if brand.is_some() && !valid.contains(&name) {
                    self.unknown(field.at, "purpose of the source's brand", name, valid);
                }
            }
            "channel" if !catalog.names.channels.contains_key(name) => {
                let valid = catalog.names.channels.keys().map(|name| &**name);
                self.unknown(field.at, "channel", name, valid);
            }
            "topic" if !catalog.names.topics.contains_key(name) => {
                let valid = catalog.names.topics.keys().map(|name| &**name);
                self.unknown(field.at, "topic", name, valid);
            }
            _ => {}
        }
    }
}
