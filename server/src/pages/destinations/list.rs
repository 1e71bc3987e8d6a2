//! The list: each destination, its state, and what came of deliveries in the last hour.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use telos_doors::destinations::all;
use telos_engine::{Engine, ReadError};

use super::super::around::{FAILED, Visit, tell};
use super::super::chart::Bar;
use super::super::frame::{Frame, Place};
use super::super::names::Names;
use super::super::words::Lang;
use super::super::{Console, render};
use super::{Row, bars};

/// The page.
#[derive(Clone, Default)]
pub(super) struct List {
    pub(super) rows: Vec<Row>,
    pub(super) bars: Vec<Bar>,
}

#[derive(Template)]
#[template(path = "destinations.html")]
struct ListPage<'a> {
    f: &'a Frame,
    p: &'a List,
}

impl List {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &ListPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        ListPage { f: frame, p: self }.render().unwrap_or_default()
    }
}

fn read(engine: &Engine, lang: Lang) -> Result<List, ReadError> {
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let now = engine.now();
    let all = all(engine)?;
    let hours = all.iter().map(|doing| {
        let (sent, failed) = doing.hour();
        (doing.name.to_string(), sent, failed)
    });
    Ok(List {
        bars: bars(hours.collect()),
        rows: all
            .iter()
            .map(|doing| Row::of(&policy.catalog, &names, doing, now))
            .collect(),
    })
}

/// `GET /console/destinations`
pub(in crate::pages) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let frame = visit.frame(Place::Destinations, "/console/destinations");
    let read = tokio::task::spawn_blocking(move || read(&console.0.engine, visit.lang));
    match read.await {
        Ok(Ok(list)) => list.show(&frame),
        Ok(Err(error)) => {
            tracing::error!(%error, "show destinations");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}
