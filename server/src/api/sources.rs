//! How the sources do that Telos runs itself, and what they set aside.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use telos_doors::receiving::Health;
use telos_engine::Aside;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asker;
use super::reading::{json, read};
use super::wire::Problems;
use crate::AppState;
use crate::keys::Role;
use crate::problem::Problem;

/// The most rows that are listed of each source.
const ASIDE_SHOWN_MAX: usize = 100;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(sources))
}

/// The sources that Telos runs itself.
#[derive(Serialize, ToSchema)]
struct SourcesShown {
    sources: Vec<SourceShown>,
}

/// How a source does.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SourceShown {
    source: String,
    /// `starting`, `waiting`, `working`, `slowed`, or what is wrong.
    state: &'static str,
    /// What to do about it.
    remedy: &'static str,
    /// Rows read since the start.
    rows: u64,
    /// Messages taken in since the start.
    messages: u64,
    /// What is known to wait.
    waiting: u64,
    /// The rows that were set aside last, newest first.
    aside: Vec<AsideShown>,
}

/// A row that could not be taken in: where it is and why, never what it says.
#[derive(Serialize, ToSchema)]
struct AsideShown {
    #[schema(format = DateTime)]
    at: String,
    place: String,
    code: String,
    field: String,
}

/// How the sources do that Telos runs itself, of the key's brands.
#[utoipa::path(
    get, path = "/v1/sources", tag = "service",
    responses((status = 200, body = SourcesShown), Problems),
    security(("machine_key" = [])),
)]
async fn sources(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Live))?.clone();
    let policy = state.engine.policy();
    let healths = state.receiving.healths(&policy.catalog);
    read(&state.engine, move |engine| {
        let mut shown = Vec::with_capacity(healths.len());
        for (name, health) in &healths {
            let id = policy.catalog.names.sources.get(name);
            let source = id.and_then(|id| policy.catalog.source(*id));
            let Some(source) = source.filter(|source| {
                let brand = policy.catalog.brand(source.brand);
                brand.is_some_and(|brand| key.sees_brand(&brand.name))
            }) else {
                continue;
            };
            let aside = engine.set_aside(source.id, ASIDE_SHOWN_MAX)?;
            shown.push(of(name, health, &aside));
        }
        Ok(Ok(json(&SourcesShown { sources: shown })))
    })
    .await
}

fn of(name: &str, health: &Health, aside: &[Aside]) -> SourceShown {
    let aside = aside.iter().map(|row| AsideShown {
        at: row.at.to_string(),
        place: row.place.to_string(),
        code: row.code.to_string(),
        field: row.field.to_string(),
    });
    SourceShown {
        source: name.to_owned(),
        state: health.state.word(),
        remedy: health.state.remedy(),
        rows: health.rows,
        messages: health.messages,
        waiting: health.waiting,
        aside: aside.collect(),
    }
}
