//! The officer's questions: who consented to which text and when, on what basis something could be
//! done at an instant, what changed in a month; each answer with its places in the ledger, and as a
//! file with the proofs.
//!
//! In reading order: `ask` is what is asked for, `page` shows the answer, `read` makes it.

mod ask;
mod page;
mod read;
mod samples;

pub(super) use page::{page, part};
pub(super) use samples::show as sample;
#[cfg(test)]
pub(super) use samples::text as sample_text;

use axum::Extension;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::Who;

use super::Console;
use super::around::{ABSENT, FAILED, Visit, tell};
use super::people::identifier;
use ask::{Asked, Part};

/// `GET /console/audit/{part}.json`: the answer as a file, with the proofs.
pub(super) async fn file(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    uri: Uri,
) -> Response {
    let Some(part) = Part::of(&name) else {
        return tell(visit, ABSENT);
    };
    let asked = Asked::of_uri(&uri);
    let read = tokio::task::spawn_blocking(move || read::file(&console.0.engine, part, &asked));
    match read.await {
        Ok(Ok(Some(response))) => response,
        Ok(Ok(None)) => tell(visit, ABSENT),
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

/// `POST /console/audit/{part}`: finds the person, so that no identifier stands in an address.
pub(super) async fn find(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let Some(part) = Part::of(&name) else {
        return tell(visit, ABSENT);
    };
    let mut asked = Asked::of_fields(&fields);
    if asked.value.trim().is_empty() {
        return Redirect::to(&asked.address(part)).into_response();
    }
    let policy = console.0.engine.policy();
    let who = match identifier(&policy.catalog, &asked.kind, &asked.value) {
        Ok(who) => Who::Identifier(who),
        Err(problem) => return page::refused(console, visit, part, asked, problem).await,
    };
    let engine = console.0.engine.clone();
    let found = tokio::task::spawn_blocking(move || engine.why_one(&who)).await;
    match found {
        Ok(Ok(Some(one))) => {
            let head = one.nodes.iter().map(|node| node.id).min();
            asked.person = head.map(|head| head.to_string()).unwrap_or_default();
            Redirect::to(&asked.address(part)).into_response()
        }
        Ok(Ok(None)) => page::refused(console, visit, part, asked, "people-absent").await,
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "find a person");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}
