//! What the browser SDKs ask for before they send: where to send, and nothing to load.

use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use telos_model::catalog::{Catalog, SlotKind, Source};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::Names;
use super::wire::Problems;
use super::wire_settings::{Settings, SourceConfig};
use super::{cors, source};
use crate::AppState;
use crate::problem::Problem;

/// The answers may change with the catalog, so they are kept only for a short while.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=60");
/// Where `updatedAt` has no better answer: the SDK shows it nowhere.
const UPDATED_AT: &str = "2026-01-01T00:00:00.000Z";

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let config = axum::routing::get(source_config)
        .head(is_reachable)
        .options(cors::preflight);
    let slash = Router::new().route("/sourceConfig/", config);
    OpenApiRouter::new()
        .routes(routes!(settings))
        .routes(routes!(source_config))
        .merge(OpenApiRouter::from(slash))
}

/// Preflights, and the question whether the server can be reached at all.
pub(crate) fn preflights() -> Router<AppState> {
    let settings = axum::routing::options(cors::preflight);
    let config = axum::routing::head(is_reachable).options(cors::preflight);
    Router::new()
        .route("/v1/projects/{writeKey}/settings", settings)
        .route("/sourceConfig", config)
}

/// The settings that `@segment/analytics-next` loads.
#[utoipa::path(
    get, path = "/v1/projects/{writeKey}/settings", tag = "tracking",
    params(("writeKey" = String, Path, description = "The write key of a source")),
    responses((status = 200, body = Settings), Problems),
)]
async fn settings(
    State(state): State<AppState>,
    Path(key): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    // An unknown project is not found; a 401 would make some SDKs try again.
    let found = source::find(catalog, &key).map_err(|_| {
        Problem::not_found(
            "write_key_unknown",
            "no source has this write key",
            "use the write key of a source of the catalog",
        )
    });
    answer(catalog, &parts, found, |source| {
        let (protocol, place) = reached_under(&state, &parts)?;
        Ok(Json(Settings::new(&source.write_key, protocol, &place)).into_response())
    })
}

/// The configuration that `@rudderstack/analytics-js` loads. Also with a slash at the end.
#[utoipa::path(
    get, path = "/sourceConfig", tag = "tracking",
    params(("writeKey" = Option<String>, Query, description = "The write key of a source")),
    responses((status = 200, body = SourceConfig), Problems),
    security((), ("write_key" = [])),
)]
async fn source_config(State(state): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let key = source::query_key(&parts).map(|key| Ok(key.into_owned()));
    let key = key.or_else(|| source::header_key(&parts.headers).transpose());
    let found = key.unwrap_or_else(|| Err(source::no_key()));
    let found = found.and_then(|key| source::find(catalog, &key));
    answer(catalog, &parts, found, |source| {
        let names = Names(catalog);
        let brand = names.of(SlotKind::Brand, source.brand.index());
        Ok(Json(SourceConfig::new(source, brand, UPDATED_AT)).into_response())
    })
}

/// The SDK of `RudderStack` asks with HEAD and without a key whether something blocks it.
async fn is_reachable(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut response = ().into_response();
    cors::stamp(
        &state.engine.policy().catalog,
        None,
        &headers,
        &mut response,
    );
    response
}

fn answer(
    catalog: &Catalog,
    parts: &Parts,
    found: Result<&Source, Problem>,
    with: impl FnOnce(&Source) -> Result<Response, Problem>,
) -> Response {
    let source = found.as_ref().ok().copied();
    let answered = found.and_then(|source| {
        cors::check(source, &parts.headers)?;
        let mut response = with(source)?;
        response.headers_mut().insert(header::CACHE_CONTROL, CACHE);
        Ok(response)
    });
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    cors::stamp(catalog, source, &parts.headers, &mut response);
    response
}

/// Scheme, host, port and path under which the browser reaches this server.
pub(crate) fn reached_under(
    state: &AppState,
    parts: &Parts,
) -> Result<(&'static str, String), Problem> {
    if let Some(url) = &state.options.public_url {
        return Ok((url.scheme(), url.place().to_owned()));
    }
    let told = parts.headers.get("x-forwarded-proto");
    let secure = state.options.trusted_proxy && told.is_some_and(|scheme| scheme == "https");
    let host = parts
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.or_else(|| {
        parts
            .uri
            .authority()
            .map(axum::http::uri::Authority::as_str)
    });
    let plain = |b: u8| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b);
    match host {
        Some(host) if !host.is_empty() && host.bytes().all(plain) => {
            Ok((if secure { "https" } else { "http" }, host.to_owned()))
        }
        _ => Err(Problem::bad(
            "host_bad",
            "Host",
            "the Host header is missing or names no host",
            "send the host and port that the server is reached under",
        )),
    }
}
