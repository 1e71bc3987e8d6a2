//! The list: what is open, the first to be late first, and what ended, the newest first.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_engine::{DeskPlace, EndedRequest, Engine, HERE, ReadError};
use telos_model::id::JurisdictionId;
use telos_model::request::{Request, Right};
use telos_model::time::Timestamp;

use super::super::around::{FAILED, Visit, query, tell};
use super::super::frame::{Frame, Place};
use super::super::names::Names;
use super::super::words::Words;
use super::super::{Console, encoded, render};
use super::{Choice, Mark, packs};

/// How many requests a page has.
const PAGE_REQUESTS: usize = 25;
/// The states that can be asked for, besides all that are open.
const STATES: [&str; 4] = ["received", "identified", "working", "ended"];

/// The page.
#[derive(Clone, Default)]
pub(super) struct Requests {
    pub(super) rights: Vec<Choice>,
    pub(super) states: Vec<Choice>,
    pub(super) packs: Vec<Choice>,
    pub(super) rows: Vec<Row>,
    /// The rows are of requests that ended.
    pub(super) ended: bool,
    /// Something was asked for, or it is not the first page.
    pub(super) narrowed: bool,
    pub(super) more: Option<String>,
}

/// A request of the list. It does not say whose it is.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) href: String,
    /// As much of the id as tells requests apart.
    pub(super) short: String,
    pub(super) right: &'static str,
    pub(super) brand: Option<String>,
    pub(super) state: &'static str,
    pub(super) jurisdiction: String,
    /// When it was asked; unknown where it ended.
    pub(super) received: Option<Timestamp>,
    /// When its answer is late, or when it ended.
    pub(super) at: Timestamp,
    pub(super) mark: Mark,
    /// Why it was refused, as a code.
    pub(super) why: Option<&'static str>,
    pub(super) waiting: Vec<String>,
}

#[derive(Template)]
#[template(path = "requests.html")]
struct RequestsPage<'a> {
    f: &'a Frame,
    p: &'a Requests,
}

impl Requests {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &RequestsPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        RequestsPage { f: frame, p: self }
            .render()
            .unwrap_or_default()
    }
}

/// What is asked for.
#[derive(Default)]
struct Asked {
    right: String,
    state: String,
    pack: String,
    after: Option<DeskPlace>,
}

impl Asked {
    fn of(uri: &Uri) -> Self {
        let text = |name| query(uri, name).unwrap_or_default();
        Self {
            right: text("right"),
            state: text("state"),
            pack: text("jurisdiction"),
            after: query(uri, "after").and_then(|place| DeskPlace::parse(&place)),
        }
    }

    /// The address that asks for the same.
    fn address(&self) -> String {
        let mut address = String::from("/console/requests");
        let pairs = [
            ("right", &self.right),
            ("state", &self.state),
            ("jurisdiction", &self.pack),
        ];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        for (place, (name, value)) in pairs.enumerate() {
            address.push(if place == 0 { '?' } else { '&' });
            address.push_str(name);
            address.push('=');
            address.push_str(&encoded(value));
        }
        address
    }

    fn next(&self, place: DeskPlace) -> String {
        let address = self.address();
        let sign = if address.contains('?') { '&' } else { '?' };
        format!("{address}{sign}after={place}")
    }
}

fn read(engine: &Engine, w: Words, asked: &Asked) -> Result<Requests, ReadError> {
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, w.lang());
    let right = Right::of(&asked.right);
    let pack = policy.catalog.names.packs.get(&*asked.pack).copied();
    let fits = |of: Right, jurisdiction: JurisdictionId| {
        right.is_none_or(|wanted| wanted == of) && pack.is_none_or(|wanted| wanted == jurisdiction)
    };
    let now = engine.now();
    let ended = asked.state == "ended";
    let (rows, next) = if ended {
        let all = (Timestamp::MIN, Timestamp::MAX);
        let wanted = |ended: &telos_engine::layout::Ended| fits(ended.right, ended.jurisdiction);
        let page = engine.ended_page(all, asked.after, PAGE_REQUESTS, wanted)?;
        let rows = page.items.iter().map(|one| ended_row(&names, one));
        (rows.collect(), page.next)
    } else {
        let page = engine.open_page(asked.after, PAGE_REQUESTS, |request| {
            let state = request.state().word();
            let case = request.case();
            fits(case.right, case.deadline.jurisdiction)
                && (asked.state.is_empty() || asked.state == state)
        })?;
        let rows = page.items.iter().map(|one| row(&names, w, one, now));
        (rows.collect(), page.next)
    };
    let rights = Right::ALL.map(|right| Choice {
        value: right.word().into(),
        title: w.coded("rq-right", right.word()),
        chosen: right.word() == asked.right,
    });
    let states = STATES.map(|state| Choice {
        value: state.into(),
        title: w.coded("rq-state", state),
        chosen: state == asked.state,
    });
    Ok(Requests {
        rights: rights.into(),
        states: states.into(),
        packs: packs(&names, &asked.pack),
        rows,
        ended,
        narrowed: asked.after.is_some() || asked.address() != Asked::default().address(),
        more: next.map(|place| asked.next(place)),
    })
}

fn row(names: &Names<'_>, w: Words, request: &Request, now: Timestamp) -> Row {
    let case = request.case();
    let waiting = match request.state() {
        telos_model::request::State::Working(work) => {
            let waiting = work.waiting();
            let systems = waiting.map(|task| match &*task.system {
                HERE => w.t("rq-here"),
                other => other.to_owned(),
            });
            systems.collect()
        }
        _ => Vec::new(),
    };
    Row {
        href: format!("/console/requests/{}", case.id),
        short: short(&case.id.to_string()),
        right: case.right.word(),
        brand: case.brand.map(|brand| names.brand(brand)),
        state: request.state().word(),
        jurisdiction: names.jurisdiction(case.deadline.jurisdiction),
        received: Some(case.received),
        at: request.late_at(),
        mark: Mark::of(request, now),
        why: None,
        waiting,
    }
}

fn ended_row(names: &Names<'_>, one: &EndedRequest) -> Row {
    let (state, why) = one.ended.ending.told();
    let (tone, key) = if one.ended.in_time {
        ("plain", "rq-mark-was-in-time")
    } else {
        ("bad", "rq-mark-was-late")
    };
    Row {
        href: format!("/console/requests/{}", one.id),
        short: short(&one.id.to_string()),
        right: one.ended.right.word(),
        brand: None,
        state,
        jurisdiction: names.jurisdiction(one.ended.jurisdiction),
        received: None,
        at: one.at,
        mark: Mark { tone, key, days: 0 },
        why,
        waiting: Vec::new(),
    }
}

fn short(id: &str) -> String {
    id.chars().take(9).collect()
}

/// `GET /console/requests`
pub(in crate::pages) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let asked = Asked::of(&uri);
    let frame = visit.frame(Place::Requests, &asked.address());
    let w = Words::new(visit.lang);
    let read = tokio::task::spawn_blocking(move || read(&console.0.engine, w, &asked));
    match read.await {
        Ok(Ok(requests)) => requests.show(&frame),
        Ok(Err(error)) => {
            tracing::error!(%error, "show requests");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}
