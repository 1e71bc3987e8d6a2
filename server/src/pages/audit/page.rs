//! The pages of the three questions.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use telos_model::time::Timestamp;

use super::super::around::{ABSENT, FAILED, Visit, tell};
use super::super::frame::{Frame, Place};
use super::super::shown::PurposeGroup;
use super::super::{Console, render};
use super::ask::{Asked, Part};
use super::read;

/// Something to choose.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) title: String,
    pub(super) chosen: bool,
}

/// The page.
#[derive(Clone)]
pub(super) struct Audit {
    pub(super) part: Part,
    pub(super) asked: Asked,
    pub(super) kinds: Vec<Choice>,
    pub(super) purposes: Vec<PurposeGroup>,
    pub(super) operations: Vec<Choice>,
    /// The key of what is wrong with the question.
    pub(super) problem: Option<&'static str>,
    pub(super) answer: Answer,
    /// Where the answer is as a file.
    pub(super) file: Option<String>,
    /// Where it goes on.
    pub(super) more: Option<String>,
    /// How many records were looked at.
    pub(super) looked: Option<usize>,
    /// Of how many records only the newest statements were read.
    pub(super) cut: usize,
}

/// The answer.
#[derive(Clone)]
pub(super) enum Answer {
    Nothing,
    Consents(Vec<FactRow>),
    Decision(Box<ThenRow>),
    Changes(Box<ChangesRow>),
}

/// A statement.
#[derive(Clone)]
pub(super) struct FactRow {
    pub(super) at: Timestamp,
    pub(super) what: String,
    pub(super) by: String,
    pub(super) person: String,
    pub(super) id: String,
    pub(super) version: Option<u32>,
    /// The text of that version.
    pub(super) text: Option<String>,
    /// The place in the ledger.
    pub(super) index: Option<u64>,
}

/// A decision as of an instant.
#[derive(Clone)]
pub(super) struct ThenRow {
    pub(super) at: Timestamp,
    pub(super) person: String,
    pub(super) purpose: String,
    pub(super) operation: &'static str,
    /// The basis of a permit, as a code.
    pub(super) basis: Option<&'static str>,
    /// The reasons of a denial.
    pub(super) reasons: Vec<&'static str>,
    pub(super) jurisdictions: Vec<String>,
    pub(super) version: u64,
    pub(super) applied: Timestamp,
    pub(super) index: Option<u64>,
    pub(super) facts: Vec<FactRow>,
    pub(super) records: usize,
    pub(super) recorded_later: usize,
    pub(super) place_later: bool,
}

/// What changed.
#[derive(Clone, Default)]
pub(super) struct ChangesRow {
    pub(super) versions: Vec<VersionRow>,
    pub(super) versions_cut: bool,
    pub(super) ended: Vec<EndedRow>,
    pub(super) ended_cut: bool,
    pub(super) counts: Vec<CountRow>,
    pub(super) overrides: Vec<FactRow>,
    pub(super) overrides_count: u64,
}

/// A catalog version.
#[derive(Clone)]
pub(super) struct VersionRow {
    pub(super) number: u64,
    pub(super) at: Timestamp,
    pub(super) index: Option<u64>,
    pub(super) changes: Vec<DifferenceRow>,
}

/// What differs.
#[derive(Clone)]
pub(super) struct DifferenceRow {
    /// added, removed or changed.
    pub(super) act: &'static str,
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// neutral, narrows or widens.
    pub(super) meaning: &'static str,
    pub(super) attributes: Vec<String>,
    /// A lawful basis is among them.
    pub(super) basis: bool,
}

/// How requests ended.
#[derive(Clone)]
pub(super) struct EndedRow {
    pub(super) right: &'static str,
    pub(super) ending: &'static str,
    pub(super) why: Option<&'static str>,
    pub(super) in_time: bool,
    pub(super) count: u64,
}

/// How many statements of a kind.
#[derive(Clone)]
pub(super) struct CountRow {
    pub(super) what: String,
    pub(super) by: String,
    pub(super) count: u64,
}

/// A tab.
pub(super) struct Tab {
    pub(super) href: String,
    pub(super) key: &'static str,
    pub(super) current: bool,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage<'a> {
    f: &'a Frame,
    p: &'a Audit,
}

impl Audit {
    /// The three questions.
    pub(super) fn tabs(&self) -> Vec<Tab> {
        let tabs = Part::ALL.map(|part| Tab {
            href: part.address(),
            key: part.key(),
            current: part == self.part,
        });
        tabs.into()
    }

    pub(super) fn show(&self, frame: &Frame) -> Response {
        let status = if self.problem.is_some() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        render(status, &AuditPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        AuditPage { f: frame, p: self }.render().unwrap_or_default()
    }
}

/// `GET /console/audit`
pub(in crate::pages) async fn page() -> Response {
    Redirect::to(&Part::Consents.address()).into_response()
}

/// `GET /console/audit/{part}`
pub(in crate::pages) async fn part(
    state: State<Console>,
    visit: Extension<Visit>,
    Path(name): Path<String>,
    uri: Uri,
) -> Response {
    if name.strip_suffix(".json").is_some() {
        return super::file(state, visit, Path(name), uri).await;
    }
    let (State(console), Extension(visit)) = (state, visit);
    match Part::of(&name) {
        Some(part) => show(console, visit, part, Asked::of_uri(&uri), None).await,
        None => tell(visit, ABSENT),
    }
}

/// The page with what is wrong with the question.
pub(super) async fn refused(
    console: Console,
    visit: Visit,
    part: Part,
    mut asked: Asked,
    problem: &'static str,
) -> Response {
    asked.put = false;
    show(console, visit, part, asked, Some(problem)).await
}

async fn show(
    console: Console,
    visit: Visit,
    part: Part,
    asked: Asked,
    problem: Option<&'static str>,
) -> Response {
    let address = if asked.put {
        asked.address(part)
    } else {
        part.address()
    };
    let frame = visit.frame(Place::Audit, &address);
    let read =
        tokio::task::spawn_blocking(move || read::page(&console.0.engine, visit.lang, part, asked));
    match read.await {
        Ok(Ok(mut audit)) => {
            audit.problem = problem.or(audit.problem);
            audit.show(&frame)
        }
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "answer the officer"
            );
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}
