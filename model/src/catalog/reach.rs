//! How destinations are reached, each kind in its own way, and what is sent on which occasion.

use super::attribute::{Item, Leaning};
use super::destination::{Answers, Occasion, Secret, Target};
use super::files::Files;
use super::records::RecordsDef;
use super::streams::Messages;
use super::tables::Tables;
use super::template::{Blank, Piece, Template, written};

/// How a destination is reached.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one for each destination"
)]
#[derive(Debug, Clone, PartialEq)]
pub enum Reach {
    /// By requests over HTTP.
    Http(Box<Http>),
    /// By rows in tables of PostgreSQL.
    Postgres(Tables),
    /// By rows in tables of MySQL or MariaDB.
    Mysql(Tables),
    /// By files in a directory or a bucket.
    Files(Files),
    /// By messages to a broker.
    Messages(Messages),
}

/// A destination that takes requests over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// Where it is.
    pub target: Target,
    /// How Telos shows who it is.
    pub auth: Auth,
    /// What is sent, by occasion.
    pub requests: Vec<(Occasion, RequestDef)>,
    /// Several deliveries in one request.
    pub batch: Option<BatchDef>,
    /// What its answers mean.
    pub answers: Answers,
    /// What it calls events, by their names here.
    pub event_names: Vec<(Box<str>, Box<str>)>,
    /// How records of people are compared and written one by one, where it is one side of a sync.
    pub records: Option<Box<RecordsDef>>,
}

/// How Telos shows who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// Not at all.
    None,
    /// `Authorization: Bearer`.
    Bearer(Secret),
    /// `Authorization: Basic`; the secret is `user:password`.
    Basic(Secret),
    /// A header of its own.
    Header(Box<str>, Secret),
    /// A parameter of the query.
    Query(Box<str>, Secret),
    /// Signed as Standard Webhooks has it; the secret is `whsec_` and base64.
    StandardWebhooks(Secret),
    /// A token that is asked for first, by OAuth 2.0.
    Oauth(Box<Oauth>),
}

/// Where a token is asked for, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oauth {
    /// Where.
    pub target: Target,
    /// The client's id.
    pub client: Box<str>,
    /// The client's secret.
    pub secret: Secret,
    /// The refresh token; without one the client is asked for by itself.
    pub refresh: Option<Secret>,
    /// What the token is to be good for.
    pub scope: Option<Box<str>>,
}

/// One kind of request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestDef {
    /// `POST`, `PUT`, `PATCH`, `DELETE` or `GET`.
    pub method: &'static str,
    /// Where, if not where the destination is.
    pub target: Option<Target>,
    /// How Telos shows who it is, if not as always.
    pub auth: Option<Auth>,
    /// The path, from a slash on.
    pub path: Vec<Piece>,
    /// Headers besides those of the protocol, with lower-case names.
    pub headers: Vec<(Box<str>, Vec<Piece>)>,
    /// What it carries.
    pub body: Option<Template>,
    /// It is carried as a form; else as JSON.
    pub form: bool,
    /// It is not sent where one of these has no value.
    pub needs: Vec<Piece>,
    /// Once for each identifier of this kind that the destination knows, rather than once.
    pub each: Option<Box<str>>,
    /// What is asked first.
    pub find: Option<Box<FindDef>>,
    /// What is sent after it was taken.
    pub then: Option<Box<RequestDef>>,
    /// What is sent in its place where a segment was left.
    pub left: Option<Box<RequestDef>>,
    /// What its answers mean, before what those of the destination do.
    pub answers: Answers,
}

/// What is asked of a destination before a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindDef {
    /// The question.
    pub request: RequestDef,
    /// Where in the answer `{found}` stands, as `users.0.id`.
    pub take: Box<str>,
}

/// Several deliveries in one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchDef {
    /// The most deliveries.
    pub items_max: usize,
    /// The occasions that go in batches.
    pub occasions: Vec<Occasion>,
    /// The body is made of those of the deliveries, their lists joined.
    pub join: bool,
    /// The request, whose body has `{items}` unless they are joined.
    pub request: RequestDef,
}

impl Reach {
    /// Whether something is sent on an occasion.
    #[must_use]
    pub fn sends(&self, occasion: Occasion) -> bool {
        match self {
            Self::Http(http) => {
                let compared = matches!(occasion, Occasion::Traits | Occasion::Consent);
                http.request(occasion).is_some() || compared && http.records.is_some()
            }
            Self::Postgres(tables) | Self::Mysql(tables) => tables.write(occasion).is_some(),
            Self::Files(files) => files.write(occasion).is_some(),
            Self::Messages(messages) => messages.message(occasion).is_some(),
        }
    }

    /// How many deliveries of an occasion may go together.
    #[must_use]
    pub fn together_max(&self, occasion: Occasion) -> usize {
        match self {
            Self::Http(http) => match &http.batch {
                Some(batch) if batch.occasions.contains(&occasion) => batch.items_max,
                _ => 1,
            },
            Self::Postgres(tables) | Self::Mysql(tables) => match occasion {
                Occasion::Event | Occasion::Traits | Occasion::Segment => tables.items_max,
                Occasion::Consent | Occasion::Suppress | Occasion::Delete => 1,
            },
            Self::Files(files) => files.items_max,
            Self::Messages(messages) => messages.items_max,
        }
    }

    /// How long the first that waits may wait for more to go with it, in seconds.
    #[must_use]
    pub fn gather_seconds(&self) -> u32 {
        if let Self::Files(files) = self {
            return files.age_seconds;
        }
        0
    }

    /// Where it is, as staff read it.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Http(http) => http.target.url(),
            Self::Postgres(tables) | Self::Mysql(tables) => tables.place(),
            Self::Files(files) => files.place(),
            Self::Messages(messages) => messages.broker.url(),
        }
    }

    /// All it says, by name.
    pub(super) fn item(&self, item: &mut Item) {
        match self {
            Self::Http(http) => http.item(item),
            Self::Postgres(tables) | Self::Mysql(tables) => tables.item(item),
            Self::Files(files) => files.item(item),
            Self::Messages(messages) => messages.item(item),
        }
    }
}

impl Http {
    /// The request for an occasion, if there is one.
    #[must_use]
    pub fn request(&self, occasion: Occasion) -> Option<&RequestDef> {
        let mut requests = self.requests.iter();
        requests
            .find(|(known, _)| *known == occasion)
            .map(|(_, request)| request)
    }

    fn item(&self, item: &mut Item) {
        item.text("url", self.target.url(), Leaning::Unclear);
        let inside = format!("{:?}", self.target.inside);
        item.text("inside", inside, Leaning::Unclear);
        item.text("auth", self.auth.written(), Leaning::Neutral);
        for (occasion, request) in &self.requests {
            let name = format!("send.{}", occasion.word());
            item.text(name, request.written(), Leaning::Unclear);
        }
        if let Some(batch) = &self.batch {
            let words = batch.occasions.iter().map(|occasion| occasion.word());
            let words: Vec<&str> = words.collect();
            let how = if batch.join { " joined" } else { "" };
            let (most, request) = (batch.items_max, batch.request.written());
            let written = format!("{most} {}{how} {request}", words.join(","));
            item.text("batch", written, Leaning::Unclear);
        }
        if let Some(records) = &self.records {
            records.item(item);
        }
        let answers = format!("{:?}", self.answers);
        item.text("answers", answers, Leaning::Neutral);
        for (name, named) in &self.event_names {
            item.text(
                format!("event_names.{name}"),
                named.to_string(),
                Leaning::Neutral,
            );
        }
    }
}

impl Auth {
    /// The kind and where the secret is.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Bearer(secret) => format!("bearer {secret}"),
            Self::Basic(secret) => format!("basic {secret}"),
            Self::Header(name, secret) => format!("header {name} {secret}"),
            Self::Query(name, secret) => format!("query {name} {secret}"),
            Self::StandardWebhooks(secret) => format!("standard-webhooks {secret}"),
            Self::Oauth(oauth) => {
                let refresh = oauth.refresh.as_ref().map(ToString::to_string);
                let (url, client, secret) = (oauth.target.url(), &oauth.client, &oauth.secret);
                let (refresh, scope) = (refresh.unwrap_or_default(), oauth.scope.as_deref());
                let scope = scope.unwrap_or_default();
                format!("oauth {url} {client} {secret} {refresh} {scope}")
            }
        }
    }
}

impl RequestDef {
    /// All placeholders of the request itself, without those of what goes before and after it.
    #[must_use]
    pub fn blanks(&self) -> Vec<&Blank> {
        let texts = self.headers.iter().map(|(_, value)| value);
        let texts = texts.chain([&self.path, &self.needs]).flatten();
        let mut blanks: Vec<&Blank> = texts.filter_map(Piece::blank).collect();
        blanks.extend(self.body.iter().flat_map(Template::blanks));
        blanks
    }

    /// All requests that it may come to, with itself.
    #[must_use]
    pub fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        all.extend(self.find.iter().map(|find| &find.request));
        let after = [&self.then, &self.left].into_iter().flatten();
        all.extend(after.flat_map(|request| request.all()));
        all
    }

    /// The texts that its path is made of.
    #[must_use]
    pub fn path_written(&self) -> String {
        written(&self.path)
    }

    pub(super) fn written(&self) -> String {
        let headers = self.headers.iter();
        let headers: Vec<String> = headers
            .map(|(name, value)| format!("{name}: {}", written(value)))
            .collect();
        let body = self.body.as_ref().map(Template::written);
        let path = self.path_written();
        let (method, headers) = (self.method, headers.join("\n"));
        let mut text = format!("{method} {path}\n{headers}\n{}", body.unwrap_or_default());
        let mut more = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                text.extend(["\n", name, " ", &value]);
            }
        };
        more("url", self.target.as_ref().map(Target::url));
        more("auth", self.auth.as_ref().map(Auth::written));
        more("form", self.form.then(String::new));
        more(
            "needs",
            (!self.needs.is_empty()).then(|| written(&self.needs)),
        );
        more("each", self.each.as_deref().map(str::to_owned));
        let find = self.find.as_ref();
        let find = find.map(|find| format!("{} {}", find.take, find.request.written()));
        more("find", find);
        more("then", self.then.as_ref().map(|then| then.written()));
        more("left", self.left.as_ref().map(|left| left.written()));
        let own = self.answers != Answers::default();
        more("answers", own.then(|| format!("{:?}", self.answers)));
        text
    }
}
