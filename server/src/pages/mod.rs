//! The staff's pages under `/console`: rendered on the server, whole without script.
//!
//! In reading order: `around` stands before every page (language, session, headers); `now`,
//! `people`, `person`, `requests`, `sources`, `destinations`, `catalog`, `records` and `audit` are the pages, each a typed context with a `sample`;
//! `templates/parts.html` has the parts they are made of, `words` what they say.

mod around;
mod assets;
mod audit;
mod catalog;
mod catalog_read;
mod chart;
mod destinations;
mod enter;
mod frame;
mod graph;
mod live;
pub mod me;
mod names;
mod now;
pub(crate) mod package;
mod package_read;
mod parts;
mod people;
mod person;
mod person_read;
pub(crate) mod public;
mod records;
mod requests;
mod retention;
mod samples;
mod session;
mod shown;
mod sources;
mod words;

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use telos_doors::receiving::Receiving;
use telos_engine::Engine;
use tokio::sync::Semaphore;

pub(crate) use around::query;
pub use public::{LedgerHead, LedgerHeads};
pub use session::{ConsoleKey, KEY_BYTES_MIN, KeyTooShort};
pub use words::Lang;

use session::Door;

/// What the console stands on. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Console(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    receiving: Arc<Receiving>,
    door: Door,
    options: ConsoleOptions,
    streams: Arc<Semaphore>,
    counting: Arc<retention::Counting>,
}

/// How the console is run.
#[derive(Debug, Clone, Copy)]
pub struct ConsoleOptions {
    /// The key that opens it.
    pub key: ConsoleKey,
    /// Browsers reach it over HTTPS only: cookies are marked so.
    pub https: bool,
    /// The style guide is open at `/console/parts`.
    pub development: bool,
}

impl Console {
    /// A console on this engine.
    #[must_use]
    pub fn new(engine: Engine, receiving: Arc<Receiving>, options: ConsoleOptions) -> Self {
        Self(Arc::new(Inner {
            engine,
            receiving,
            door: Door::new(options.key),
            options,
            streams: Arc::new(Semaphore::new(live::STREAMS_MAX)),
            counting: Arc::default(),
        }))
    }

    /// The path of a link that offers the sign-in with the key filled in, for a demo to print.
    #[must_use]
    pub fn sign_in_path(key: &str) -> String {
        format!("/console/enter?key={}", encoded(key))
    }
}

/// The pages under `/console`, ready to be merged into any router.
pub fn routes<S: Clone + Send + Sync + 'static>(console: Console) -> Router<S> {
    let mut pages = Router::new()
        .route("/console", get(now::page))
        .route("/console/today", get(now::today))
        .route("/console/live", get(live::stream))
        .route("/console/enter", get(enter::page).post(enter::submit))
        .route("/console/leave", post(enter::leave))
        .route("/console/people", get(people::page).post(people::find))
        .route("/console/people/{person}", get(person::page))
        .route("/console/people/{person}/timeline", get(person::earlier))
        .route("/console/requests", get(requests::page))
        .route(
            "/console/requests/new",
            get(requests::take_page).post(requests::take),
        )
        .route("/console/requests/{id}", get(requests::one_page))
        .route("/console/requests/{id}/{step}", post(requests::submit))
        .route("/console/destinations", get(destinations::page))
        .route("/console/destinations/{name}", get(destinations::one_page))
        .route(
            "/console/destinations/{name}/{step}",
            post(destinations::submit),
        )
        .route("/console/sources", get(sources::page))
        .route("/console/sources/{name}/look", post(sources::look))
        .route("/console/catalog", get(catalog::overview))
        .route("/console/catalog/{part}", get(catalog::part))
        .route(
            "/console/retention",
            get(retention::page).post(retention::count),
        )
        .route("/console/audit", get(audit::page))
        .route("/console/audit/{part}", get(audit::part).post(audit::find))
        .route("/console/records", get(records::page))
        .route("/console/records.csv", get(records::csv))
        .route("/console/records.json", get(records::json))
        .route("/console/{*rest}", get(around::nothing_here));
    if console.0.options.development {
        pages = pages
            .route("/console/parts", get(parts::page))
            .route("/console/parts/{sample}", get(parts::sample));
    }
    pages
        .layer(from_fn_with_state(console.clone(), around::stand_before))
        .route("/console/assets/{name}", get(assets::serve))
        .with_state(console)
}

/// A rendered template. A template that fails is a fault of ours.
fn render(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "render a page");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Text as a part of an address's query.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests;
