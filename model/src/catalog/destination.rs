//! Destinations as the catalog declares them: who is sent what, for which purposes, and how.

use super::attribute::{Item, Leaning};
use super::{Catalog, Reach, SlotKind};
use crate::id::{
    BrandId, CategorySet, DestinationId, EventKind, FieldId, IdentifierKind, PurposeSet,
    RecipientId, SegmentId,
};

/// A system that data goes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Destination {
    /// Its slot.
    pub id: DestinationId,
    /// Its name in catalogs.
    pub name: Box<str>,
    /// The brand that it belongs to.
    pub brand: BrandId,
    /// The purposes that data goes there for; each is asked by itself.
    pub purposes: PurposeSet,
    /// Whom the data is given to: one of the recipients of each purpose.
    pub recipient: RecipientId,
    /// The categories that it takes.
    pub categories: CategorySet,
    /// Something is sent; else it is only declared.
    pub active: bool,
    /// The kinds of identifier that it takes.
    pub identifiers: Vec<IdentifierKind>,
    /// The traits that it takes.
    pub traits: Vec<FieldId>,
    /// The events that it is sent.
    pub events: Vec<EventKind>,
    /// The segments whose entering and leaving it is sent.
    pub segments: Vec<SegmentId>,
    /// How it is reached, and what is sent on which occasion.
    pub reach: Reach,
    /// How fast, how often, how long.
    pub pace: Pace,
    /// Who is told when it is in trouble.
    pub alert: Option<AlertDef>,
}

/// Where an alert goes, as a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTo {
    /// Where.
    pub target: Target,
    /// What it is signed with, as Standard Webhooks have it.
    pub secret: Secret,
}

impl AlertTo {
    /// All it says.
    pub(super) fn written(&self) -> String {
        let (url, inside) = (self.target.url(), self.target.inside);
        format!("{url} {inside:?} {}", self.secret)
    }
}

/// Who is told when a destination is in trouble, and when that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertDef {
    /// Where the alert goes.
    pub to: AlertTo,
    /// The oldest that waits may wait this long, in seconds.
    pub lag_seconds_max: u32,
    /// This many may lie with what could not be sent.
    pub dead_max: u32,
    /// It may fail for this long, in seconds.
    pub failing_seconds_max: u32,
}

impl AlertDef {
    /// All it says.
    fn written(&self) -> String {
        format!(
            "{} {} {} {}",
            self.to.written(),
            self.lag_seconds_max,
            self.dead_max,
            self.failing_seconds_max
        )
    }
}

/// What a delivery is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Occasion {
    /// An event happened.
    Event,
    /// A trait changed: all that may go are sent.
    Traits,
    /// A segment was entered or left.
    Segment,
    /// A permission changed, and what is held there may stay.
    Consent,
    /// What is held there must not be used any longer.
    Suppress,
    /// What is held there has to be deleted.
    Delete,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Event,
        Self::Traits,
        Self::Segment,
        Self::Consent,
        Self::Suppress,
        Self::Delete,
    ];

    /// The word that catalogs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Traits => "traits",
            Self::Segment => "segment",
            Self::Consent => "consent",
            Self::Suppress => "suppress",
            Self::Delete => "delete",
        }
    }

    /// Whether it takes data back instead of giving it.
    #[must_use]
    pub const fn is_removal(self) -> bool {
        matches!(self, Self::Suppress | Self::Delete)
    }
}

/// Where a destination is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Over TLS.
    pub https: bool,
    /// The host's name or address; an IPv6 address without brackets.
    pub host: Box<str>,
    /// The port.
    pub port: u16,
    /// What paths of requests begin with, without a slash at the end.
    pub path: Box<str>,
    /// Whether its address may lie inside.
    pub inside: Inside,
}

impl Target {
    /// The host and, where it is not the usual one, the port, as requests name them.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.to_string()
        };
        match (self.https, self.port) {
            (true, 443) | (false, 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }

    /// Its address, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}{}", self.authority(), self.path)
    }
}

/// Which addresses of the inside a destination may have. None unless the catalog says so, so that
/// nobody can be made to send to what only this host can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// None.
    No,
    /// This host itself.
    Loopback,
    /// This host and private networks.
    Network,
}

/// Where a secret is: never in the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// In an environment variable.
    Env(Box<str>),
    /// In a file, without blanks at its end.
    File(Box<str>),
}

impl std::fmt::Display for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{path}"),
        }
    }
}

/// How fast, how often, how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The most requests a second.
    pub requests_max: u32,
    /// The most requests at once.
    pub at_once_max: u32,
    /// How long a request may take, in seconds.
    pub wait_seconds_max: u32,
    /// A delivery is given up once it failed this often,
    pub attempts_max: u32,
    /// and this long.
    pub give_up_hours: u32,
}

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// It was taken.
    Done,
    /// Try again later.
    Retry,
    /// It will never be taken.
    Final,
}

impl Means {
    /// The word that catalogs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retry => "retry",
            Self::Final => "final",
        }
    }
}

/// What a destination's answers mean, beyond the usual.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// By status.
    pub statuses: Vec<(u16, Means)>,
    /// By what the body says; the first that fits counts, before the status.
    pub bodies: Vec<BodyRule>,
}

/// What a body means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyRule {
    /// With this status only.
    pub status: Option<u16>,
    /// What it contains.
    pub contains: Box<str>,
    /// What it means.
    pub means: Means,
}

impl Answers {
    /// What an answer means. Without a rule of the destination's own: 2xx is done; 408, 425, 429
    /// and 5xx are worth another try, and so are 401, 403 and 407, since what is wrong then is the
    /// deployment's and not the delivery's; all else, redirects included, is final.
    #[must_use]
    pub fn meaning(&self, status: u16, body: &str) -> Means {
        match (self.rule(status, body), status) {
            (Some(means), _) => means,
            (None, 200..=299) => Means::Done,
            (None, 401 | 403 | 407 | 408 | 425 | 429 | 500..=599) => Means::Retry,
            (None, _) => Means::Final,
        }
    }

    /// What an answer means by these rules, if one fits.
    #[must_use]
    pub fn rule(&self, status: u16, body: &str) -> Option<Means> {
        let mut bodies = self.bodies.iter();
        let by_body = bodies.find(|rule| {
            rule.status.is_none_or(|wanted| wanted == status) && body.contains(&*rule.contains)
        });
        let by_status = self.statuses.iter().find(|(known, _)| *known == status);
        let by_status = by_status.map(|(_, means)| *means);
        by_body.map(|rule| rule.means).or(by_status)
    }
}

impl Destination {
    /// Whether something is sent on an occasion.
    #[must_use]
    pub fn sends(&self, occasion: Occasion) -> bool {
        self.reach.sends(occasion)
    }

    /// How it is told to let go: by deleting where everything has to go and it can, else by
    /// suppressing, else by deleting. None where it cannot be told.
    #[must_use]
    pub fn removal(&self, everything: bool) -> Option<Occasion> {
        let order = if everything {
            [Occasion::Delete, Occasion::Suppress]
        } else {
            [Occasion::Suppress, Occasion::Delete]
        };
        order.into_iter().find(|occasion| self.sends(*occasion))
    }

    /// All it says, by name.
    pub(super) fn item(&self, catalog: &Catalog) -> Item {
        let name = |kind, slot| {
            let name = catalog.slots.name(kind, slot);
            name.unwrap_or_default().to_owned()
        };
        let mut item = Item::default();
        let brand = name(SlotKind::Brand, self.brand.index());
        item.text("brand", brand, Leaning::Unclear);
        let purposes = self.purposes.iter();
        let purposes = purposes.map(|id| name(SlotKind::Purpose, id.index()));
        item.set("purposes", purposes, Leaning::Widens);
        let recipient = name(SlotKind::Recipient, self.recipient.index());
        item.text("recipient", recipient, Leaning::Unclear);
        let categories = self.categories.iter();
        let categories = categories.map(|id| name(SlotKind::Category, id.index()));
        item.set("categories", categories, Leaning::Widens);
        item.flag("active", self.active, Leaning::Widens);
        let kinds = self.identifiers.iter();
        let kinds = kinds.map(|id| name(SlotKind::Identifier, id.index()));
        item.set("identifiers", kinds, Leaning::Widens);
        let traits = self.traits.iter();
        let traits = traits.map(|id| name(SlotKind::Field, id.index()));
        item.set("traits", traits, Leaning::Widens);
        let events = self.events.iter();
        let events = events.map(|id| name(SlotKind::Event, id.index()));
        item.set("events", events, Leaning::Widens);
        let segments = self.segments.iter();
        let segments = segments.map(|id| name(SlotKind::Segment, id.index()));
        item.set("segments", segments, Leaning::Widens);
        self.reach.item(&mut item);
        item.text("pace", format!("{:?}", self.pace), Leaning::Neutral);
        if let Some(alert) = &self.alert {
            item.text("alert", alert.written(), Leaning::Neutral);
        }
        item
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_mean_what_the_destination_says_and_else_the_usual() {
        let answers = Answers {
            statuses: vec![(404, Means::Done)],
            bodies: vec![BodyRule {
                status: Some(400),
                contains: "rate".into(),
                means: Means::Retry,
            }],
        };
        for (status, body, means) in [
            (200, "", Means::Done),
            (204, "", Means::Done),
            (404, "", Means::Done),
            (400, "rate limited", Means::Retry),
            (400, "bad email", Means::Final),
            (429, "", Means::Retry),
            (503, "", Means::Retry),
            (302, "", Means::Final),
            (403, "", Means::Retry),
            (422, "", Means::Final),
        ] {
            assert_eq!(answers.meaning(status, body), means, "{status} {body}");
        }
    }
}
