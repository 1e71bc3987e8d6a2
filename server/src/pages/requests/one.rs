//! One request: who asks, until when and by which rule, what it comes to, who has yet to do their
//! part, and each step as a form.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_model::request::RequestId;
use telos_model::time::Timestamp;

use super::super::around::{ABSENT, FAILED, Visit, query, tell};
use super::super::frame::{Frame, Place};
use super::super::{Console, render};
use super::read::{Found, find};
use super::{Choice, Mark};

/// What can have happened just now: the words that addresses use.
const TOLD: [&str; 10] = [
    "taken",
    "joined",
    "identified",
    "advanced",
    "replied",
    "extended",
    "refused",
    "cancelled",
    "held",
    "lifted",
];

/// The page.
#[derive(Clone)]
pub(super) struct One {
    pub(super) id: String,
    /// The id that it is looked at by, which is that of one who asks.
    pub(super) by: String,
    pub(super) right: &'static str,
    pub(super) brand: Option<String>,
    pub(super) person: String,
    pub(super) state: &'static str,
    pub(super) received: Timestamp,
    /// When it ended.
    pub(super) ended: Option<Timestamp>,
    pub(super) refused: Option<&'static str>,
    pub(super) mark: Mark,
    pub(super) law: Law,
    pub(super) askers: Vec<AskerRow>,
    /// How sure one has to be, as a code.
    pub(super) parts: Vec<PartRow>,
    /// The parts are what it would come to now.
    pub(super) foreseen: bool,
    pub(super) systems: Vec<SystemRow>,
    pub(super) hold: bool,
    pub(super) steps: Steps,
    /// The word of what happened just now.
    pub(super) told: Option<&'static str>,
    /// The key of what stands in the way of what was tried.
    pub(super) problem: Option<&'static str>,
    /// A link that was just made.
    pub(super) link: Option<String>,
}

/// The rule that a deadline comes from.
#[derive(Clone)]
pub(super) struct Law {
    pub(super) jurisdiction: String,
    pub(super) citation: String,
    /// The key of the time and how much of it.
    pub(super) limit: (&'static str, u16),
    /// How much more there may be.
    pub(super) more: Option<(&'static str, u16)>,
    pub(super) zone: String,
    pub(super) late_at: Timestamp,
    pub(super) acknowledge_by: Option<Timestamp>,
    pub(super) extended: Option<(Timestamp, Option<&'static str>)>,
}

/// Somebody who asks.
#[derive(Clone)]
pub(super) struct AskerRow {
    pub(super) id: String,
    /// person, staff, agent or opendsr.
    pub(super) asker: &'static str,
    pub(super) name: Option<String>,
    /// The mandate of an agent was not seen.
    pub(super) without_mandate: bool,
    pub(super) at: Timestamp,
    /// How sure one has to be, as a code.
    pub(super) required: &'static str,
    pub(super) shown: Option<ShownRow>,
}

/// How somebody showed who they are.
#[derive(Clone)]
pub(super) struct ShownRow {
    pub(super) assurance: &'static str,
    pub(super) checks: Vec<&'static str>,
    pub(super) at: Timestamp,
}

/// What it comes to for a purpose.
#[derive(Clone)]
pub(super) struct PartRow {
    pub(super) purpose: String,
    pub(super) brand: String,
    /// What stands in the way, as a code.
    pub(super) why: Option<&'static str>,
}

/// A system that holds the data.
#[derive(Clone)]
pub(super) struct SystemRow {
    pub(super) name: String,
    /// It is this deployment.
    pub(super) here: bool,
    /// waiting, done or failed.
    pub(super) state: &'static str,
    pub(super) at: Option<Timestamp>,
    pub(super) code: Option<String>,
}

/// What can be done now.
#[derive(Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a form that is there or not"
)]
pub(super) struct Steps {
    /// Ways of showing who one is.
    pub(super) checks: Vec<&'static str>,
    /// Systems that may hold the data.
    pub(super) recipients: Vec<Choice>,
    pub(super) begin: bool,
    pub(super) advance: bool,
    pub(super) reply: bool,
    /// Reasons for more time.
    pub(super) delays: Vec<&'static str>,
    /// Reasons to refuse all of it.
    pub(super) refusals: Vec<&'static str>,
    pub(super) cancel: bool,
    pub(super) download: bool,
    pub(super) hold: bool,
}

impl Steps {
    /// Whether any of the steps that end a request or give it more time is there.
    pub(super) fn others(&self) -> bool {
        !self.delays.is_empty() || !self.refusals.is_empty() || self.cancel || self.hold
    }
}

/// The certificate of an erasure, which took the request along.
#[derive(Clone)]
pub(super) struct Gone {
    pub(super) number: String,
    pub(super) at: Timestamp,
    pub(super) nodes: u32,
    pub(super) identifiers: u32,
    pub(super) entries: u64,
    pub(super) facts: u64,
}

#[derive(Template)]
#[template(path = "request.html")]
struct OnePage<'a> {
    f: &'a Frame,
    p: &'a One,
}

#[derive(Template)]
#[template(path = "request_gone.html")]
struct GonePage<'a> {
    f: &'a Frame,
    p: &'a Gone,
}

impl One {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        let status = if self.problem.is_some() {
            StatusCode::CONFLICT
        } else {
            StatusCode::OK
        };
        render(status, &OnePage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        OnePage { f: frame, p: self }.render().unwrap_or_default()
    }
}

impl Gone {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &GonePage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        GonePage { f: frame, p: self }.render().unwrap_or_default()
    }
}

/// `GET /console/requests/{id}`
pub(in crate::pages) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let Some(id) = RequestId::parse(&id) else {
        return tell(visit, ABSENT);
    };
    let told = query(&uri, "told");
    let told = told.and_then(|told| TOLD.into_iter().find(|known| *known == told));
    show(console, visit, id, move |one| one.told = told).await
}

/// Shows a request, with what is to be said on the page, and records that staff looked.
pub(super) async fn show(
    console: Console,
    visit: Visit,
    id: RequestId,
    say: impl FnOnce(&mut One) + Send + 'static,
) -> Response {
    let read = tokio::task::spawn_blocking(move || find(&console.0.engine, visit.lang, id));
    let frame = visit.frame(Place::Requests, &format!("/console/requests/{id}"));
    match read.await {
        Ok(Ok(Found::One(mut one))) => {
            say(&mut one);
            one.show(&frame)
        }
        Ok(Ok(Found::Gone(gone))) => gone.show(&frame),
        Ok(Ok(Found::Nothing)) => tell(visit, ABSENT),
        Ok(Err(error)) => {
            tracing::error!(%error, "show a request");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}
