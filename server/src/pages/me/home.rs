//! The first page: what is held and what is allowed at one glance, with ways on.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::{Engine, ReadError, Who};
use telos_model::time::{DAY_MS, Timestamp};

use super::Portal;
use super::around::{Visit, own_page};
use super::choices::{Control, is_restricted, rows};
use super::data::{Data, shown};
use super::entry::Session;
use super::frame::{Frame, Place};
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::{Lang, Words};

/// How many days back looks are counted.
const LOOKS_DAYS: i64 = 30;

/// The page.
#[derive(Clone)]
pub(super) struct Home {
    pub(super) brands: Vec<String>,
    pub(super) since: Timestamp,
    /// Uses that the person can say something about, and those of them that are on.
    pub(super) open: usize,
    pub(super) on: usize,
    /// Uses for which the person has not decided, or has to decide again.
    pub(super) undecided: usize,
    pub(super) kinds: Vec<Kind>,
    pub(super) changes: usize,
    pub(super) changed: Option<Timestamp>,
    pub(super) looks: usize,
    pub(super) restricted: bool,
    /// What the person asked for that is not answered yet.
    pub(super) asked: usize,
}

/// A kind of data and how much there is.
#[derive(Clone)]
pub(super) struct Kind {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) count: usize,
}

/// How much there is of each kind.
pub(super) fn kinds(data: &Data) -> Vec<Kind> {
    let kinds = data.categories.iter().map(|row| Kind {
        id: row.id.clone(),
        title: row.title.clone(),
        count: row.count(),
    });
    kinds.collect()
}

#[derive(Template)]
#[template(path = "me/home.html")]
struct HomePage<'a> {
    f: &'a Frame,
    p: &'a Home,
}

fn home(
    engine: &Engine,
    session: Session,
    lang: Lang,
    brand: &str,
) -> Result<Option<Home>, ReadError> {
    let who = Who::Node(session.oneself.node());
    let (Some(held), Some(known)) = (engine.everything(session.oneself)?, engine.choices(&who)?)
    else {
        return Ok(None);
    };
    let facts = engine.history(&who)?.unwrap_or_default();
    let looks = engine.looks(&who)?.unwrap_or_default();
    let asked = engine.requests_of(&who)?;
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let data = shown(&names, Words::new(lang), &held);
    let brands = rows(&names, &known, brand);
    let purposes = || brands.iter().flat_map(|brand| &brand.purposes);
    let open = || purposes().filter(|row| row.is_open());
    let undecided = open().filter(|row| {
        row.control == Control::Consent
            && matches!(
                row.state,
                "requested" | "pending" | "expired" | "invalidated"
            )
    });
    let lately = engine.now().plus_millis(-LOOKS_DAYS * DAY_MS);
    Ok(Some(Home {
        brands: brands.iter().map(|brand| brand.title.clone()).collect(),
        since: data.since,
        open: open().count(),
        on: open().filter(|row| row.on).count(),
        undecided: undecided.count(),
        kinds: kinds(&data),
        changes: facts.len(),
        changed: facts.first().map(|recorded| recorded.fact.effective),
        looks: looks.iter().filter(|look| look.at >= lately).count(),
        restricted: is_restricted(&known),
        asked: asked
            .iter()
            .filter(|request| !request.state().is_closed())
            .count(),
    }))
}

/// `GET /me`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let (lang, brand) = (visit.lang, visit.brand.name.clone());
    let read = move |engine: &Engine, session: Session| home(engine, session, lang, &brand);
    own_page(&portal, &visit, (Place::Home, "/me"), read, |f, p| {
        render(StatusCode::OK, &HomePage { f, p })
    })
    .await
}
