//! `/v1/destinations`: how destinations do, and what staff's own tools do about it.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::de::DeserializeOwned;
use telos_doors::destinations::{self, place_of, place_text};
use telos_engine::outbox::{DEAD_PAGE_MAX, ReplayFailed, ReplayOf};
use telos_engine::{Engine, ReadError};
use telos_model::id::{DestinationId, SegmentId};
use telos_model::time::Timestamp;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::Names;
use super::reading::{Pairs, Params, json};
use super::wire::Problems;
use super::wire_destinations::{
    Count, DeadLetters, DestinationShown, Destinations, ReplayShown, TestShown, ToReplay, Which,
    dead as shown_dead, shown, shown_replay, tested,
};
use super::{asker, body};
use crate::AppState;
use crate::keys::Role;
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(all))
        .routes(routes!(one))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(try_out))
        .routes(routes!(dead))
        .routes(routes!(retry_dead))
        .routes(routes!(forget_dead))
        .routes(routes!(replay))
        .routes(routes!(stop_replay))
}

type Name = Result<Path<String>, PathRejection>;

/// How all destinations do.
#[utoipa::path(
    get, path = "/v1/destinations", tag = "destinations",
    responses((status = 200, body = Destinations), Problems),
    security(("machine_key" = [])),
)]
async fn all(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    act(&state, |engine| {
        let policy = engine.policy();
        let now = engine.now();
        let all = destinations::all(engine)?;
        let all = all
            .iter()
            .map(|doing| shown(Names(&policy.catalog), doing, now));
        Ok(json(&Destinations {
            destinations: all.collect(),
        }))
    })
    .await
}

/// How a destination does.
#[utoipa::path(
    get, path = "/v1/destinations/{name}", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    responses((status = 200, body = DestinationShown), Problems),
    security(("machine_key" = [])),
)]
async fn one(
    State(state): State<AppState>,
    name: Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    let id = destination(&state, name)?;
    answer(&state, id).await
}

/// Lets nothing go there until it is resumed; what is to go waits.
#[utoipa::path(
    post, path = "/v1/destinations/{name}/pause", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    responses((status = 200, body = DestinationShown), Problems),
    security(("machine_key" = [])),
)]
async fn pause(
    State(state): State<AppState>,
    name: Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    let id = destination(&state, name)?;
    run(&state, move |engine| engine.pause(id)).await?;
    answer(&state, id).await
}

/// Lets what waited go.
#[utoipa::path(
    post, path = "/v1/destinations/{name}/resume", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    responses((status = 200, body = DestinationShown), Problems),
    security(("machine_key" = [])),
)]
async fn resume(
    State(state): State<AppState>,
    name: Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    let id = destination(&state, name)?;
    run(&state, move |engine| engine.resume(id)).await?;
    answer(&state, id).await
}

/// Sends something about a made-up person, and says what came of it.
#[utoipa::path(
    post, path = "/v1/destinations/{name}/test", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    responses((status = 200, body = TestShown), Problems),
    security(("machine_key" = [])),
)]
async fn try_out(
    State(state): State<AppState>,
    name: Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    let id = destination(&state, name)?;
    let came = telos_doors::sending::test(&state.engine, id).await;
    let came = came.ok_or_else(|| {
        let detail = "the destination is not declared, or takes nothing";
        let mend = "GET /v1/destinations lists how they do";
        Problem::not_found("nothing_to_try", detail, mend)
    })?;
    Ok(json(&tested(came)))
}

/// What could not be sent, the oldest first.
#[utoipa::path(
    get, path = "/v1/destinations/{name}/dead", tag = "destinations",
    params(
        ("name" = String, Path, description = "Its name in the catalog"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, body = DeadLetters), Problems),
    security(("machine_key" = [])),
)]
async fn dead(
    State(state): State<AppState>,
    name: Name,
    query: Pairs,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    let id = destination(&state, name)?;
    let params = Params::new(query)?;
    let after = params.one("after")?.map(place).transpose()?;
    act(&state, move |engine| {
        let dead = engine.dead(id, after.as_deref(), DEAD_PAGE_MAX)?;
        let next = dead.last().filter(|_| dead.len() == DEAD_PAGE_MAX);
        Ok(json(&DeadLetters {
            next: next.map(|last| place_text(last.place())),
            dead: dead.iter().map(shown_dead).collect(),
        }))
    })
    .await
}

/// Sends one of them, or all, again: in its place, with its key, and asked for again.
#[utoipa::path(
    post, path = "/v1/destinations/{name}/dead/retry", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    request_body(content = Which, content_type = "application/json"),
    responses((status = 200, body = Count), Problems),
    security(("machine_key" = [])),
)]
async fn retry_dead(
    State(state): State<AppState>,
    name: Name,
    request: Request,
) -> Result<Response, Problem> {
    let id = destination(&state, name)?;
    let which: Which = read(&state, request).await?;
    let place = which.place.as_deref().map(place).transpose()?;
    act(&state, move |engine| {
        let count = match place {
            Some(place) => usize::from(engine.retry_dead_one(id, &place)?),
            None => engine.retry_dead(id)?,
        };
        Ok(json(&Count { count }))
    })
    .await
}

/// Drops one of them, or all, but for what tells the destination to let go of somebody.
#[utoipa::path(
    post, path = "/v1/destinations/{name}/dead/drop", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    request_body(content = Which, content_type = "application/json"),
    responses((status = 200, body = Count), Problems),
    security(("machine_key" = [])),
)]
async fn forget_dead(
    State(state): State<AppState>,
    name: Name,
    request: Request,
) -> Result<Response, Problem> {
    let id = destination(&state, name)?;
    let which: Which = read(&state, request).await?;
    let place = which.place.as_deref().map(place).transpose()?;
    act(&state, move |engine| {
        let count = match place {
            Some(place) => usize::from(engine.forget_dead_one(id, &place)?),
            None => engine.forget_dead(id)?,
        };
        Ok(json(&Count { count }))
    })
    .await
}

/// Lets what happened in a period, or to those in a segment, go there once more, as far as it may
/// go now. Each replay has idempotency keys of its own.
#[utoipa::path(
    post, path = "/v1/destinations/{name}/replay", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    request_body(content = ToReplay, content_type = "application/json"),
    responses((status = 200, body = ReplayShown), Problems),
    security(("machine_key" = [])),
)]
async fn replay(
    State(state): State<AppState>,
    name: Name,
    request: Request,
) -> Result<Response, Problem> {
    let id = destination(&state, name)?;
    let wanted: ToReplay = read(&state, request).await?;
    let of = ReplayOf {
        from: time("from", &wanted.from)?,
        until: time("until", &wanted.until)?,
        segment: wanted
            .segment
            .as_deref()
            .map(|name| segment(&state, name))
            .transpose()?,
    };
    let engine = state.engine.clone();
    let begun = tokio::task::spawn_blocking(move || engine.begin_replay(id, of)).await;
    let Ok(begun) = begun else {
        tracing::error!("beginning a replay panicked");
        return Err(Problem::internal());
    };
    let replay = begun.map_err(|error| not_replayed(&error))?;
    let policy = state.engine.policy();
    Ok(json(&shown_replay(Names(&policy.catalog), &replay)))
}

/// Ends the replay that is under way; what it queued goes.
#[utoipa::path(
    post, path = "/v1/destinations/{name}/replay/stop", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    responses((status = 200, body = DestinationShown), Problems),
    security(("machine_key" = [])),
)]
async fn stop_replay(
    State(state): State<AppState>,
    name: Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    let id = destination(&state, name)?;
    run(&state, move |engine| engine.stop_replay(id).map(|_| ())).await?;
    answer(&state, id).await
}

fn not_replayed(error: &ReplayFailed) -> Problem {
    match error {
        ReplayFailed::UnderWay => Problem::new(
            axum::http::StatusCode::CONFLICT,
            "replay_under_way",
            "another replay to this destination is under way",
            "wait until it is done, or end it",
        ),
        ReplayFailed::Empty => Problem::bad(
            "period_empty",
            "until",
            "the period ends before it begins",
            "send an `until` later than `from`",
        ),
        ReplayFailed::Read(_) | ReplayFailed::Store(_) => {
            tracing::error!(error = error as &dyn std::error::Error, "begin a replay");
            Problem::internal()
        }
    }
}

fn destination(state: &AppState, name: Name) -> Result<DestinationId, Problem> {
    let policy = state.engine.policy();
    let found = name
        .ok()
        .and_then(|Path(name)| destinations::named(&policy.catalog, &name));
    found.ok_or_else(|| {
        let detail = "there is no such destination";
        let mend = "GET /v1/destinations lists them";
        Problem::not_found("destination_unknown", detail, mend)
    })
}

fn segment(state: &AppState, name: &str) -> Result<SegmentId, Problem> {
    let policy = state.engine.policy();
    let found = policy.catalog.names.segments.get(name).copied();
    found.ok_or_else(|| {
        let mend = "/v1/catalog lists the segments";
        Problem::bad(
            "segment_unknown",
            "segment",
            "there is no such segment",
            mend,
        )
    })
}

fn place(text: &str) -> Result<Vec<u8>, Problem> {
    place_of(text).ok_or_else(|| {
        let mend = "send a place as GET .../dead gives it";
        Problem::bad("place_invalid", "place", "this is no place", mend)
    })
}

fn time(at: &'static str, text: &str) -> Result<Timestamp, Problem> {
    Timestamp::parse(text).ok_or_else(|| {
        let mend = "send a time as RFC 3339 has it, such as 2026-01-31T09:00:00Z";
        Problem::bad("time_invalid", at, "this is no time", mend)
    })
}

async fn read<T: DeserializeOwned>(state: &AppState, request: Request) -> Result<T, Problem> {
    let (parts, content) = request.into_parts();
    asker::key(&state.keys, &parts.headers, Some(Role::Admin))?;
    let limits = &state.options.limits;
    let bytes = body::read(limits, &parts.headers, content, body::too_slow).await?;
    serde_json::from_slice(&bytes).map_err(|_| {
        let detail = "the body is not what this route takes";
        let mend = "send JSON as the OpenAPI document says, and nothing else";
        Problem::bad("request_invalid", "body", detail, mend)
    })
}

async fn answer(state: &AppState, id: DestinationId) -> Result<Response, Problem> {
    act(state, move |engine| {
        let policy = engine.policy();
        let doing = destinations::doing(engine, id)?;
        let shown = doing.map(|doing| shown(Names(&policy.catalog), &doing, engine.now()));
        Ok(json(&shown))
    })
    .await
}

async fn run(
    state: &AppState,
    work: impl FnOnce(&Engine) -> Result<(), ReadError> + Send + 'static,
) -> Result<(), Problem> {
    act(state, move |engine| {
        work(engine)?;
        Ok(Response::default())
    })
    .await
    .map(|_| ())
}

async fn act(
    state: &AppState,
    work: impl FnOnce(&Engine) -> Result<Response, ReadError> + Send + 'static,
) -> Result<Response, Problem> {
    let engine = state.engine.clone();
    match tokio::task::spawn_blocking(move || work(&engine)).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "look after a destination"
            );
            Err(Problem::internal())
        }
        Err(_) => {
            tracing::error!("looking after a destination panicked");
            Err(Problem::internal())
        }
    }
}
