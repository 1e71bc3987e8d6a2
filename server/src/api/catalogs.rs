//! The policy in force, for people and machines to read, and its history.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asker;
use super::reading::{json, read};
use super::wire::Problems;
use super::wire_catalog::{CatalogShown, Version, Versions, catalog as shown};
use crate::AppState;
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(catalog))
        .routes(routes!(versions))
}

/// The catalog in force: what is collected, for what, on which basis. Without write keys.
#[utoipa::path(
    get, path = "/v1/catalog", tag = "catalog",
    responses((status = 200, body = CatalogShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn catalog(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, None)?;
    Ok(json(&shown(&state.engine.policy().catalog)))
}

/// The versions that were applied, newest first.
#[utoipa::path(
    get, path = "/v1/catalog/versions", tag = "catalog",
    responses((status = 200, body = Versions), Problems),
    security(("machine_key" = [])),
)]
async fn versions(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, None)?;
    read(&state.engine, |engine| {
        let versions = engine.catalogs()?.into_iter().map(|version| Version {
            number: version.number,
            hash: version.hash.into(),
            at: version.at.to_string(),
        });
        Ok(Ok(json(&Versions {
            versions: versions.collect(),
        })))
    })
    .await
}
