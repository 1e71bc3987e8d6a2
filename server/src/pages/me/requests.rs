//! What a person asked for by right: where it stands, until when it is answered, what it came to.

use askama::Template;
use axum::Extension;
use axum::extract::{Request as Posted, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::{Engine, HERE, RequestFailed};
use telos_model::request::{Plan, Request, RequestId, Right, State as Stands, SystemTask, Urgency};
use telos_model::time::Timestamp;

use super::Portal;
use super::around::{ABSENT, Visit, own_page, tell};
use super::asking::{go_on, of_own, own, then, who};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::proofs::{Proofs, proofs};
use super::say::checked;
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::{Lang, Words};

/// How many requests a page shows.
const SHOWN_MAX: usize = 50;

/// The page.
#[derive(Clone, Default)]
pub(super) struct Requests {
    pub(super) requests: Vec<RequestRow>,
}

/// A request.
#[derive(Clone)]
pub(super) struct RequestRow {
    /// The id of the request.
    pub(super) id: String,
    /// The id by which the person asks for it; none where others ask for them.
    pub(super) own: Option<String>,
    /// Its word, such as `erasure`.
    pub(super) right: &'static str,
    /// The word of where it stands.
    pub(super) state: &'static str,
    pub(super) tone: &'static str,
    pub(super) received: Timestamp,
    /// The last moment at which the answer is in time.
    pub(super) due: Timestamp,
    pub(super) extended: bool,
    pub(super) late: bool,
    pub(super) closed: Option<Timestamp>,
    /// Why all of it was refused, as a code.
    pub(super) refused: Option<&'static str>,
    /// The uses of which it cannot be done, each with its reason as a code.
    pub(super) hindered: Vec<(String, &'static str)>,
    /// Other systems that have yet to do their part.
    pub(super) waiting: Vec<String>,
    /// Staff have to do something.
    pub(super) staff: bool,
    /// What it takes to show who one is, where that is left to do.
    pub(super) proofs: Option<Proofs>,
}

impl RequestRow {
    /// It can be taken back: nothing was begun.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, "received" | "identified")
    }

    /// Whoever asks has not shown well enough who they are.
    pub(super) fn is_unproven(&self) -> bool {
        self.state == "received" && self.own.is_some()
    }
}

#[derive(Template)]
#[template(path = "me/requests.html")]
struct RequestsPage<'a> {
    f: &'a Frame,
    p: &'a Requests,
}

/// A request in the reader's words.
pub(super) fn row(names: &Names<'_>, w: Words, request: &Request, now: Timestamp) -> RequestRow {
    let case = request.case();
    let nothing: (Option<&Plan>, &[SystemTask], Option<Timestamp>) = (None, &[], None);
    let (plan, systems, closed) = match request.state() {
        Stands::Working(work) => (Some(&work.plan), &*work.systems, None),
        Stands::Completed(done) => (Some(&done.plan), &*done.systems, Some(done.at)),
        Stands::Refused { at, .. } | Stands::Cancelled { at } => (None, &[][..], Some(*at)),
        Stands::Received | Stands::Identified => nothing,
    };
    let refused = match request.state() {
        Stands::Refused { why, .. } => Some(why.code()),
        _ => None,
    };
    let titled = |id| {
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
    let hindered = plan.into_iter().flat_map(Plan::hindered);
    let is_done =
        |task: &SystemTask| matches!(task.reply, telos_model::request::Reply::Done { .. });
    let waiting = || systems.iter().filter(|task| !is_done(task));
    let gives = case.right.gives_data();
    RequestRow {
        id: case.id.to_string(),
        own: own(request).map(|id| id.to_string()),
        right: case.right.word(),
        state: request.state().word(),
        tone: match request.state() {
            Stands::Completed(_) => "good",
            Stands::Refused { .. } => "bad",
            Stands::Cancelled { .. } => "plain",
            _ => "caution",
        },
        received: case.received,
        due: request.late_at().plus_millis(-1),
        extended: request.extension().is_some(),
        late: request.urgency(now) == Urgency::Late,
        closed,
        refused,
        hindered: hindered
            // A copy has all of it, whatever it is held for.
            .filter(|_| case.right != Right::Access)
            .map(|(purpose, why)| (titled(purpose), why.code()))
            .collect(),
        waiting: waiting()
            .filter(|task| *task.system != *HERE)
            .map(|task| task.system.to_string())
            .collect(),
        staff: !gives && waiting().any(|task| *task.system == *HERE),
        proofs: None,
    }
}

/// The requests of whoever is in, the newest first.
pub(super) fn rows(
    engine: &Engine,
    session: Session,
    lang: Lang,
) -> Result<Vec<RequestRow>, telos_engine::ReadError> {
    let known = engine.requests_of(&who(session))?;
    let policy = engine.policy();
    let (names, w) = (Names::new(&policy.catalog, lang), Words::new(lang));
    let known = known.iter().take(SHOWN_MAX);
    let rows = known.map(|request| {
        let mut row = row(&names, w, request, engine.now());
        if row.is_unproven() {
            row.proofs = Some(proofs(engine, session, request.case().right)?);
        }
        Ok(row)
    });
    rows.collect()
}

/// `GET /me/requests`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let lang = visit.lang;
    let read = move |engine: &Engine, session: Session| {
        let requests = rows(engine, session, lang)?;
        Ok(Some(Requests { requests }))
    };
    let place = (Place::Elsewhere, "/me/requests");
    own_page(&portal, &visit, place, read, |f, p| {
        render(StatusCode::OK, &RequestsPage { f, p })
    })
    .await
}

/// `POST /me/requests`: goes on with one, or takes it back.
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Posted,
) -> Response {
    let before = visit.before(request.headers());
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let Some(id) = RequestId::parse(fields.get("id")) else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    let takes_back = fields.get("do") == "back";
    let on = portal.clone();
    then(&portal, &visit, move |engine| {
        let known = of_own(engine, session, id)?.ok_or(RequestFailed::Unknown)?;
        if takes_back {
            engine.cancel_request(id)?;
            let to = format!("/me/requests?told=taken-back#{}", known.case().id);
            return Ok(Redirect::to(&to).into_response());
        }
        let taken = go_on(engine, &on.0.options.systems, session, id)?;
        Ok(super::erase::answer(&on, engine, before, &taken, "asked"))
    })
    .await
}
