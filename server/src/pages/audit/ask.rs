//! What the officer asks for, as addresses and forms say it.

use std::fmt::Write as _;

use axum::http::Uri;
use telos_engine::audit::ConsentQuery;
use telos_model::catalog::Catalog;
use telos_model::decide::Operation;
use telos_model::id::{NodeId, PurposeId};
use telos_model::time::{DAY_MS, Timestamp};

use super::super::around::query;
use super::super::encoded;
use super::super::person::node;

/// One of the three questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Consents,
    Decision,
    Changes,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Consents, Self::Decision, Self::Changes];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Consents => "consents",
            Self::Decision => "decision",
            Self::Changes => "changes",
        }
    }

    /// The key of its title.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Consents => "au-consents",
            Self::Decision => "au-decision",
            Self::Changes => "au-changes",
        }
    }

    /// The key of what it answers.
    pub(super) const fn lead(self) -> &'static str {
        match self {
            Self::Consents => "au-consents-lead",
            Self::Decision => "au-decision-lead",
            Self::Changes => "au-changes-lead",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".json").unwrap_or(name);
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    pub(super) fn address(self) -> String {
        format!("/console/audit/{}", self.name())
    }
}

/// The words of a question. An identifier is never put into an address.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) kind: String,
    pub(super) value: String,
    pub(super) person: String,
    pub(super) purpose: String,
    pub(super) version: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) at: String,
    pub(super) operation: String,
    pub(super) month: String,
    pub(super) after: String,
    /// The question was put, and not only the page opened.
    pub(super) put: bool,
}

impl Asked {
    pub(super) fn of_uri(uri: &Uri) -> Self {
        Self::of(|name| query(uri, name).unwrap_or_default())
    }

    pub(super) fn of_fields(fields: &[(String, String)]) -> Self {
        let asked = Self::of(|name| {
            let mut fields = fields.iter();
            let found = fields.find(|(known, _)| known == name);
            found.map_or_else(String::new, |(_, value)| value.trim().to_owned())
        });
        Self { put: true, ..asked }
    }

    fn of(text: impl Fn(&str) -> String) -> Self {
        Self {
            kind: text("kind"),
            value: text("value"),
            person: text("person"),
            purpose: text("purpose"),
            version: text("version"),
            from: text("from"),
            until: text("until"),
            at: text("at"),
            operation: text("operation"),
            month: text("month"),
            after: text("after"),
            put: text("ask") == "yes",
        }
    }

    /// The address that asks the same.
    pub(super) fn address(&self, part: Part) -> String {
        format!("{}?{}", part.address(), self.pairs())
    }

    /// The address of the same as a file.
    pub(super) fn file(&self, part: Part) -> String {
        format!("{}.json?{}", part.address(), self.pairs())
    }

    /// The address where it goes on.
    pub(super) fn next(&self, part: Part, place: NodeId) -> String {
        let mut next = self.clone();
        next.after = place.to_string();
        next.address(part)
    }

    fn pairs(&self) -> String {
        let mut pairs = String::from("ask=yes");
        for (name, value) in [
            ("person", &self.person),
            ("purpose", &self.purpose),
            ("version", &self.version),
            ("from", &self.from),
            ("until", &self.until),
            ("at", &self.at),
            ("operation", &self.operation),
            ("month", &self.month),
            ("after", &self.after),
        ] {
            if !value.is_empty() {
                let _ = write!(pairs, "&{name}={}", encoded(value));
            }
        }
        pairs
    }

    pub(super) fn person(&self) -> Option<NodeId> {
        node(&self.person)
    }

    pub(super) fn after(&self) -> Option<NodeId> {
        node(&self.after)
    }

    pub(super) fn purpose(&self, catalog: &Catalog) -> Option<PurposeId> {
        catalog.names.purposes.get(&*self.purpose).copied()
    }

    pub(super) fn operation(&self) -> Operation {
        let mut all = Operation::ALL.into_iter();
        let found = all.find(|one| one.name() == self.operation);
        found.unwrap_or(Operation::Read)
    }

    /// The instant, to the minute, in UTC.
    pub(super) fn at(&self) -> Option<Timestamp> {
        Timestamp::parse(&format!("{}:00Z", self.at)).or_else(|| Timestamp::parse(&self.at))
    }

    /// What of statements about consent is asked for; a day counts whole.
    pub(super) fn consents(&self, catalog: &Catalog) -> ConsentQuery {
        let day = |text: &str| Timestamp::parse(&format!("{text}T00:00:00Z"));
        let until = day(&self.until).map(|at| at.plus_millis(DAY_MS));
        ConsentQuery {
            purpose: self.purpose(catalog),
            text_version: self.version.parse().ok(),
            from: day(&self.from).unwrap_or(Timestamp::MIN),
            until: until.unwrap_or(Timestamp::MAX),
        }
    }
}
