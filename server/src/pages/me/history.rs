//! Every change of a person's permissions, and everyone who looked at them.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_engine::layout::RecordedFact;
use telos_engine::{Engine, Look, LookedAt, Looker, Who};
use telos_model::consent::{Act, Actor, Flag, Preference, Statement};
use telos_model::time::Timestamp;

use super::Portal;
use super::around::{Visit, own_page};
use super::entry::Session;
use super::frame::{Frame, Place};
use crate::pages::around::query;
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::Words;

/// How many entries a page has.
const ENTRIES_MAX: usize = 50;

/// The page of changes.
#[derive(Clone, Default)]
pub(super) struct History {
    pub(super) changes: Vec<Change>,
    /// Where earlier ones are.
    pub(super) more: Option<String>,
}

/// A change.
#[derive(Clone)]
pub(super) struct Change {
    pub(super) at: Timestamp,
    pub(super) what: String,
    /// The key of who said it.
    pub(super) by: &'static str,
    /// How, as a code.
    pub(super) method: String,
    /// The version of the text, where there was one.
    pub(super) version: Option<u32>,
    /// The number of the entry in the record.
    pub(super) id: String,
}

#[derive(Template)]
#[template(path = "me/history.html")]
struct HistoryPage<'a> {
    f: &'a Frame,
    p: &'a History,
}

/// The page of looks.
#[derive(Clone, Default)]
pub(super) struct Looks {
    pub(super) looks: Vec<LookRow>,
}

/// A look.
#[derive(Clone)]
pub(super) struct LookRow {
    pub(super) at: Timestamp,
    /// A program, by the name of its key; none for staff.
    pub(super) program: Option<String>,
    pub(super) what: &'static str,
    pub(super) purpose: Option<String>,
}

#[derive(Template)]
#[template(path = "me/looks.html")]
struct LooksPage<'a> {
    f: &'a Frame,
    p: &'a Looks,
}

/// A change in the reader's words.
pub(super) fn change(names: &Names<'_>, w: Words, recorded: &RecordedFact) -> Change {
    let fact = &recorded.fact;
    let version = match fact.statement {
        Statement::Consent { text_version, .. } if text_version > 0 => Some(text_version),
        _ => None,
    };
    Change {
        at: fact.effective,
        what: sentence(names, w, &fact.statement),
        by: match fact.actor {
            Actor::Person => "me-by-person",
            Actor::Guardian => "me-by-guardian",
            Actor::Staff => "me-by-staff",
            Actor::Agent => "me-by-agent",
            Actor::Signal => "me-by-signal",
            Actor::Controller => "me-by-controller",
        },
        method: recorded.detail.method.to_string(),
        version,
        id: fact.id.to_string(),
    }
}

/// A statement in the reader's words.
pub(in crate::pages) fn sentence(names: &Names<'_>, w: Words, statement: &Statement) -> String {
    let purpose = |id| {
        let brand = names.catalog().purpose(id).map(|purpose| purpose.brand);
        let brand = brand.map_or_else(String::new, |brand| names.brand(brand));
        w.t2(
            "me-purpose-of",
            "purpose",
            names.purpose(id),
            "brand",
            brand,
        )
    };
    match *statement {
        Statement::Consent {
            purpose: id, act, ..
        } => {
            let key = match act {
                Act::Request => "me-fact-request",
                Act::Grant => "me-fact-grant",
                Act::Confirm => "me-fact-confirm",
                Act::Deny => "me-fact-deny",
                Act::Withdraw => "me-fact-withdraw",
                Act::Revoke => "me-fact-revoke",
                Act::Invalidate => "me-fact-invalidate",
            };
            w.t1(key, "purpose", purpose(id))
        }
        Statement::Objection {
            purpose: Some(id),
            on,
            ..
        } => w.t1(
            pick(on, "me-fact-object", "me-fact-unobject"),
            "purpose",
            purpose(id),
        ),
        Statement::Objection {
            brand,
            purpose: None,
            on,
        } => {
            let key = pick(on, "me-fact-no-marketing", "me-fact-marketing");
            w.t1(key, "brand", names.brand(brand))
        }
        Statement::Flag { flag, on, .. } => {
            let flag = w.t(flag_key(flag));
            w.t1(
                pick(on, "me-fact-flag-on", "me-fact-flag-off"),
                "flag",
                flag,
            )
        }
        Statement::Preference { brand, preference } => {
            preferred(names, w, &names.brand(brand), preference)
        }
    }
}

const fn pick(on: bool, yes: &'static str, no: &'static str) -> &'static str {
    if on { yes } else { no }
}

/// The key of a flag's words.
const fn flag_key(flag: Flag) -> &'static str {
    match flag {
        Flag::Restriction => "me-flag-restriction",
        Flag::SaleOptOut => "me-flag-sale",
        Flag::Gpc => "me-flag-gpc",
        Flag::LimitSensitive => "me-flag-sensitive",
        Flag::Child => "me-flag-child",
        Flag::YoungChild => "me-flag-young",
        Flag::LegalHold => "me-flag-hold",
        Flag::Erased => "me-flag-erased",
    }
}

fn preferred(names: &Names<'_>, w: Words, brand: &str, preference: Preference) -> String {
    match preference {
        Preference::Channel { channel, wanted } => {
            let key = pick(wanted, "me-fact-channel-yes", "me-fact-channel-no");
            w.t2(key, "channel", names.channel(channel), "brand", brand)
        }
        Preference::Topic { topic, wanted } => {
            let key = pick(wanted, "me-fact-topic-yes", "me-fact-topic-no");
            w.t2(key, "topic", names.topic(topic), "brand", brand)
        }
        Preference::Frequency {
            channel, days: 0, ..
        } => w.t2(
            "me-fact-often-any",
            "channel",
            names.channel(channel),
            "brand",
            brand,
        ),
        Preference::Frequency {
            channel,
            messages_max,
            days,
        } => {
            let limit = w.t2("me-often", "count", messages_max, "days", days);
            let channel = names.channel(channel);
            w.t3(
                "me-fact-often",
                "channel",
                channel,
                "brand",
                brand.to_owned(),
                "limit",
                limit,
            )
        }
        Preference::QuietHours {
            channel,
            from_minute,
            until_minute,
            ..
        } => {
            let key = pick(
                from_minute != until_minute,
                "me-fact-quiet",
                "me-fact-quiet-none",
            );
            w.t2(key, "channel", names.channel(channel), "brand", brand)
        }
    }
}

/// A look in the reader's words.
pub(super) fn look(names: &Names<'_>, look: &Look) -> LookRow {
    LookRow {
        at: look.at,
        program: (look.by == Looker::Machine).then(|| look.name.to_string()),
        what: match look.what {
            LookedAt::Profile => "me-looked-profile",
            LookedAt::Timeline => "me-looked-timeline",
            LookedAt::Permissions => "me-looked-permissions",
            LookedAt::Request => "me-looked-request",
        },
        purpose: look.purpose.map(|purpose| names.purpose(purpose)),
    }
}

/// A change as other pages tell it: when, what, who said it and how, and the version of the text.
pub(in crate::pages) fn told_change(
    names: &Names<'_>,
    w: Words,
    recorded: &RecordedFact,
) -> (Timestamp, String, String, Option<u32>) {
    let change = change(names, w, recorded);
    let method = w.coded("me-method", &change.method);
    let by = w.t2("me-by", "by", w.t(change.by), "method", method);
    (change.at, change.what, by, change.version)
}

/// A look as other pages tell it: when, and who looked at what and for which purpose.
pub(in crate::pages) fn told_look(names: &Names<'_>, w: Words, one: &Look) -> (Timestamp, String) {
    let row = look(names, one);
    let who = match row.program {
        Some(name) => w.t1("me-looked-program", "name", name),
        None => w.t("me-looked-staff"),
    };
    let mut told = format!("{who}{}{}", w.t("gap"), w.t(row.what));
    if let Some(purpose) = row.purpose {
        told.push_str(&w.t("list-separator"));
        told.push_str(&w.t1("me-looked-for", "purpose", purpose));
    }
    (row.at, told)
}

/// `GET /me/history`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let from = query(&uri, "from").and_then(|from| from.parse::<usize>().ok());
    let (lang, from) = (visit.lang, from.unwrap_or(0));
    let read = move |engine: &Engine, session: Session| {
        let facts = engine.history(&Who::Node(session.oneself.node()))?;
        let policy = engine.policy();
        let names = Names::new(&policy.catalog, lang);
        let w = Words::new(lang);
        Ok(facts.map(|facts| {
            let shown = facts.iter().skip(from).take(ENTRIES_MAX);
            let next = from.saturating_add(ENTRIES_MAX);
            History {
                changes: shown.map(|fact| change(&names, w, fact)).collect(),
                more: (next < facts.len()).then(|| format!("/me/history?from={next}")),
            }
        }))
    };
    own_page(
        &portal,
        &visit,
        (Place::History, "/me/history"),
        read,
        |f, p| render(StatusCode::OK, &HistoryPage { f, p }),
    )
    .await
}

/// `GET /me/looks`
pub(super) async fn looks_page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let lang = visit.lang;
    let read = move |engine: &Engine, session: Session| {
        let looks = engine.looks(&Who::Node(session.oneself.node()))?;
        let policy = engine.policy();
        let names = Names::new(&policy.catalog, lang);
        Ok(looks.map(|looks| Looks {
            looks: looks.iter().map(|one| look(&names, one)).collect(),
        }))
    };
    own_page(
        &portal,
        &visit,
        (Place::History, "/me/looks"),
        read,
        |f, p| render(StatusCode::OK, &LooksPage { f, p }),
    )
    .await
}
