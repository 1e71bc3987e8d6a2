//! The history of what a brand says it does with data: every version of the catalog that was
//! applied, and what changed for the brand's people.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use telos_model::time::Timestamp;

use super::super::render;
use super::frame::{PublicFrame, tell};
use super::history_read::read;
use super::transparency::CACHE;
use super::{guarded, lang};
use crate::AppState;

/// The page.
#[derive(Clone)]
pub(in crate::pages) struct History {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) accent: String,
    /// Newest first.
    pub(super) versions: Vec<VersionTold>,
    /// There are older ones that the page does not show.
    pub(super) more: bool,
}

/// A version.
#[derive(Clone)]
pub(super) struct VersionTold {
    pub(super) number: u64,
    pub(super) at: Timestamp,
    /// The page can be read as it was then.
    pub(super) readable: bool,
    /// It is the first.
    pub(super) first: bool,
    pub(super) changes: Vec<ChangeTold>,
}

/// A change.
#[derive(Clone)]
pub(super) struct ChangeTold {
    /// The purpose's title; none for the brand itself.
    pub(super) purpose: Option<String>,
    /// `added`, `removed` or `changed`.
    pub(super) act: &'static str,
    /// `neutral`, `narrows` or `widens`.
    pub(super) meaning: &'static str,
    /// Codes of what changed.
    pub(super) sides: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "transparency_history.html")]
struct HistoryPage<'a> {
    f: &'a PublicFrame,
    p: &'a History,
}

impl History {
    #[cfg(test)]
    pub(super) fn text(&self, frame: &PublicFrame) -> String {
        let page = HistoryPage { f: frame, p: self };
        page.render().unwrap_or_default()
    }
}

/// `GET /transparency/{brand}/history`
pub(super) async fn page(
    State(state): State<AppState>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let policy = state.engine.policy();
    let brand = policy.catalog.names.brands.get(&*name);
    let brand = brand.and_then(|id| policy.catalog.brand(*id));
    let lang = lang(&uri, &headers, brand.map_or("en", |brand| &brand.locale));
    let plain = PublicFrame::plain(lang, "/transparency");
    let found = tokio::task::spawn_blocking(move || read(&state, &name, lang)).await;
    match found {
        Ok(Ok(Some(page))) => {
            let address = format!("/transparency/{}/history", page.name);
            let frame = PublicFrame::of(lang, &page.name, &page.title, &page.accent, &address);
            let page = HistoryPage {
                f: &frame,
                p: &page,
            };
            guarded(render(StatusCode::OK, &page), lang, CACHE)
        }
        Ok(Ok(None)) => {
            let status = StatusCode::NOT_FOUND;
            tell(&plain, status, "public-absent", "public-absent-body")
        }
        failed => {
            if let Ok(Err(error)) = failed {
                tracing::error!(%error, "show the history of a brand");
            }
            let status = StatusCode::SERVICE_UNAVAILABLE;
            tell(&plain, status, "notice-failed", "notice-failed-body")
        }
    }
}
