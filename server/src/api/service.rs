//! What operators and browsers ask of the server itself: health, figures, and taking a wrong
//! merge apart.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use telos_engine::sync::SyncFigure;
use telos_engine::{SubmitError, UnmergeFailed};
use telos_model::identity::UnmergeError;
use telos_model::json::Json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::reading::json;
use super::wire::Problems;
use super::wire_service::{GpcSupport, Health, Pair, Unmerged};
use super::{asker, body};
use crate::AppState;
use crate::keys::Role;
use crate::problem::Problem;

/// When Telos first honoured Global Privacy Control as it does now.
const GPC_SINCE: &str = "2026-01-01";
/// The media type of the text form of metrics.
const OPENMETRICS: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .routes(routes!(metrics))
        .routes(routes!(gpc_support))
        .routes(routes!(unmerge))
}

/// Whether the server runs.
#[utoipa::path(
    get, path = "/healthz", tag = "service",
    responses((status = 200, body = Health), Problems),
)]
async fn healthz() -> Response {
    json(&Health { status: "ok" })
}

/// Whether the server can take messages. 503 while the store turns writes away.
#[utoipa::path(
    get, path = "/readyz", tag = "service",
    responses((status = 200, body = Health), Problems),
)]
async fn readyz(State(state): State<AppState>) -> Result<Response, Problem> {
    if state.engine.is_writable() {
        return Ok(json(&Health { status: "ok" }));
    }
    Err(Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "not_writable",
        "the store turns writes away; reads work",
        "look at the disk: it may be full",
    )
    .retry_after(5))
}

/// Figures in the text form of Prometheus.
#[utoipa::path(
    get, path = "/metrics", tag = "service",
    responses((status = 200, content_type = "application/openmetrics-text", body = String), Problems),
)]
async fn metrics(State(state): State<AppState>) -> Result<Response, Problem> {
    let engine = state.engine.clone();
    let healths = tokio::task::spawn_blocking(move || {
        let policy = engine.policy();
        let active = policy.catalog.destinations.iter().flatten();
        let healths = active.filter(|one| one.active).filter_map(|destination| {
            // A store that cannot be read says so elsewhere; the other figures are told.
            let health = engine.destination_health(destination.id).ok()?;
            Some((destination.name.clone(), health))
        });
        healths.collect::<Vec<_>>()
    });
    for (name, health) in healths.await.map_err(|_| Problem::internal())? {
        let now = state.engine.now();
        state.metrics.destination(&name, &health, now);
    }
    let healths = state.receiving.healths(&state.engine.policy().catalog);
    state.metrics.sources(&healths);
    for sync in &state.engine.policy().catalog.syncs {
        for figure in SyncFigure::ALL {
            let value = state.engine.sync_figure(sync.destination, figure);
            state.metrics.sync(&sync.name, figure.word(), value);
        }
    }
    let mut text = String::new();
    state
        .metrics
        .encode(&state.engine.stats(), state.engine.is_writable(), &mut text)
        .map_err(|_| Problem::internal())?;
    Ok(([(CONTENT_TYPE, OPENMETRICS)], text).into_response())
}

/// That Global Privacy Control is honoured.
#[utoipa::path(
    get, path = "/.well-known/gpc.json", tag = "service",
    responses((status = 200, body = GpcSupport), Problems),
)]
async fn gpc_support() -> Response {
    json(&GpcSupport {
        gpc: true,
        last_update: GPC_SINCE,
    })
}

/// Takes two nodes that are linked directly apart: from then on they are two people.
#[utoipa::path(
    post, path = "/v1/unmerge", tag = "explaining",
    request_body(content = Pair, content_type = "application/json"),
    responses((status = 200, body = Unmerged), Problems),
    security(("machine_key" = [])),
)]
async fn unmerge(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, content) = request.into_parts();
    let key = asker::key(&state.keys, &parts.headers, Some(Role::Admin))?;
    let limits = &state.options.limits;
    let bytes = body::read(limits, &parts.headers, content, body::too_slow).await?;
    let pair = Json::parse(&bytes)?;
    let (a, b) = (node(&pair, "a")?, node(&pair, "b")?);
    if pair.as_map().is_some_and(|members| members.len() > 2) {
        return Err(Problem::bad(
            "pair_invalid",
            "body",
            "there is more than `a` and `b`",
            "send these two",
        ));
    }
    let outcome = state
        .engine
        .unmerge_by(a, b, key.name())
        .map_err(unwritten)?;
    let outcome = tokio::time::timeout(limits.commit_wait_max, outcome).await;
    match outcome {
        Ok(Ok(Ok(()))) => {
            tracing::info!(key = key.name(), %a, %b, "two nodes were taken apart");
            Ok(json(&Unmerged {
                a: a.to_string(),
                b: b.to_string(),
            }))
        }
        Ok(Ok(Err(UnmergeFailed::Submit(error)))) => Err(unwritten(error)),
        Ok(Ok(Err(UnmergeFailed::Identity(error)))) => Err(not_apart(&error)),
        Ok(Err(_)) => Err(unwritten(SubmitError::Stopping)),
        Err(_) => Err(unwritten(SubmitError::Unavailable)),
    }
}

fn node(pair: &Json<'_>, name: &'static str) -> Result<telos_model::id::NodeId, Problem> {
    let text = pair.get(name).and_then(Json::as_str);
    text.and_then(asker::node).ok_or_else(|| {
        Problem::bad(
            "person_invalid",
            name,
            "this is no id of a node",
            "send `n` and 16 hexadecimal digits, as /v1/profiles/{kind}/{value}/why has them",
        )
    })
}

fn not_apart(error: &UnmergeError) -> Problem {
    let (code, mend) = match error {
        UnmergeError::NotOnePerson => (
            "not_one_person",
            "there is nothing to take apart".to_owned(),
        ),
        UnmergeError::LinkedThrough(between) => {
            let between: Vec<String> = between.iter().map(ToString::to_string).collect();
            (
                "linked_through_others",
                format!("take them apart from {} first", between.join(", ")),
            )
        }
        UnmergeError::TooMany(node) => (
            "taken_apart_too_often",
            format!("see what links {node} to so many, and have a source use its own identifiers"),
        ),
    };
    Problem::new(StatusCode::CONFLICT, code, error.to_string(), mend)
}

/// The answer where the engine did not take something: trying again is right.
pub(crate) fn unwritten(error: SubmitError) -> Problem {
    let (code, detail, seconds) = match error {
        SubmitError::Busy => ("busy", "too much is waiting to be written", 1),
        SubmitError::Unavailable => ("not_writable", "the store turns writes away for now", 5),
        SubmitError::Stopping => ("stopping", "the server is stopping", 5),
    };
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        code,
        detail,
        "send the same again after Retry-After; message ids keep it from counting twice",
    )
    .retry_after(seconds)
}
