//! The style guide: every part, and every page with sample data. In development only.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::around::{ABSENT, Visit, tell};
use super::chart::Bar;
use super::enter::Enter;
use super::frame::{Frame, Place};
use super::graph::Graph;
use super::person::{Entry, Happened};
use super::shown::Provenance;
use super::{audit, destinations, render, requests, samples, sources};

/// The page.
pub(super) struct Parts {
    pub(super) pages: Vec<SampleLink>,
    pub(super) tones: [&'static str; 4],
    pub(super) from: Provenance,
    pub(super) bars: Vec<Bar>,
    pub(super) graph: Graph,
    pub(super) entries: Vec<Entry>,
    pub(super) denied: Vec<&'static str>,
}

/// A link to a page with sample data.
pub(super) struct SampleLink {
    pub(super) href: String,
    pub(super) name: &'static str,
}

#[derive(Template)]
#[template(path = "parts_page.html")]
struct PartsPage<'a> {
    f: &'a Frame,
    p: &'a Parts,
}

/// The names of the pages with sample data.
pub(super) const SAMPLES: [&str; 36] = [
    "now",
    "now-empty",
    "enter",
    "people",
    "people-absent",
    "person",
    "person-empty",
    "person-denied",
    "person-purpose",
    "purposes",
    "brands",
    "sources",
    "data",
    "segments",
    "jurisdictions",
    "history",
    "records",
    "requests",
    "requests-empty",
    "requests-ended",
    "request-new",
    "request-received",
    "request-working",
    "request-gone",
    "destinations",
    "destinations-empty",
    "destination",
    "destination-well",
    "intakes",
    "intakes-empty",
    "retention",
    "retention-counting",
    "audit",
    "audit-consents",
    "audit-decision",
    "audit-changes",
];

impl Parts {
    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        PartsPage { f: frame, p: self }.render().unwrap_or_default()
    }
}

/// `GET /console/parts`
pub(super) async fn page(Extension(visit): Extension<Visit>) -> Response {
    let frame = visit.frame(Place::Parts, "/console/parts");
    let parts = samples::parts(visit.lang);
    render(
        StatusCode::OK,
        &PartsPage {
            f: &frame,
            p: &parts,
        },
    )
}

/// `GET /console/parts/{sample}`
pub(super) async fn sample(
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
) -> Response {
    let address = format!("/console/parts/{name}");
    let frame = |place| visit.frame(place, &address);
    let lang = visit.lang;
    if let Some(now) = samples::now(lang, &name) {
        now.show(&frame(Place::Now))
    } else if let Some(people) = samples::people(lang, &name) {
        people.show(&frame(Place::People))
    } else if let Some(person) = samples::person(lang, &name) {
        person.show(&frame(Place::People))
    } else if let Some(catalog) = samples::catalog(lang, &name) {
        catalog.show(&frame(Place::Catalog))
    } else if let Some(records) = samples::records(lang, &name) {
        records.show(&frame(Place::Records))
    } else if let Some(retention) = samples::retention(lang, &name) {
        retention.show(&frame(Place::Records))
    } else if let Some(page) = audit::sample(lang, &name, &frame(Place::Audit)) {
        page
    } else if let Some(page) = requests::sample(lang, &name, &frame(Place::Requests)) {
        page
    } else if let Some(page) = sources::sample(&name) {
        page.show(&frame(Place::Sources))
    } else if let Some(page) = destinations::sample(lang, &name, &frame(Place::Destinations)) {
        page
    } else if name == "enter" {
        Enter::sample().show(&frame(Place::Elsewhere), StatusCode::OK)
    } else {
        tell(visit, ABSENT)
    }
}
