//! `/v1/requests`: what people ask for by right, for staff and the systems that do their part.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::de::DeserializeOwned;
use telos_engine::{
    Ask, Engine, LookedAt, OPEN_PAGE_MAX, Offered, ReadError, RequestAnswer, RequestFailed, Who,
};
use telos_model::decide::Named;
use telos_model::id::NodeId;
use telos_model::request::{Check, Hindrance, Reply, RequestId, Right};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::Names;
use super::packed::{form, packed};
use super::reading::{Pairs, json, note};
use super::requesting_problem::{problem, unknown};
use super::wire::Problems;
use super::wire_package::PackageShown;
use super::wire_request::{
    Advance, Asked, Checks, Link, OpenRequests, RefuseFor, Replied, RequestShown, ToAsk, answer,
    asker as read_asker, method, request as shown,
};
use super::{asker, body};
use crate::AppState;
use crate::keys::Role;
use crate::problem::Problem;

/// The most systems named at once.
const SYSTEMS_MAX: usize = 100;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(ask, open))
        .routes(routes!(one))
        .routes(routes!(identify))
        .routes(routes!(advance))
        .routes(routes!(replied))
        .routes(routes!(extend))
        .routes(routes!(refuse))
        .routes(routes!(cancel))
        .routes(routes!(package))
        .routes(routes!(offer))
        .routes(routes!(download))
}

pub(super) type Id = Result<Path<String>, PathRejection>;

/// Takes a request in, or joins it with the same one that is open.
#[utoipa::path(
    post, path = "/v1/requests", tag = "requests",
    request_body(content = ToAsk, content_type = "application/json"),
    responses((status = 200, body = Asked<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn ask(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (asked, name): (ToAsk, _) = read(&state, request).await?;
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let right = Right::of(&asked.right).ok_or_else(|| {
        let mend = "send information, access, rectification, erasure, restriction, portability, \
                    objection, automated-decision, sale-opt-out or limit-sensitive";
        Problem::bad("right_unknown", "right", "there is no such right", mend)
    })?;
    let brand = match &asked.brand {
        None => None,
        Some(brand) => Some(*catalog.names.brands.get(&**brand).ok_or_else(|| {
            let mend = "/v1/catalog lists the brands";
            Problem::bad("brand_unknown", "brand", "there is no such brand", mend)
        })?),
    };
    let ask = Ask {
        who: asker::who(catalog, &asked.kind, &asked.value)?,
        right,
        brand,
        asker: read_asker(asked.asker, &name),
    };
    act(&state, move |engine| {
        let asked = engine.ask(&ask)?;
        looked(engine, &name, asked.request.case().person)?;
        let policy = engine.policy();
        Ok(json(&Asked {
            id: asked.id.to_string(),
            joined: asked.joined,
            request: shown(Names(&policy.catalog), &asked.request, engine.now()),
        }))
    })
    .await
}

/// What is open, the first to be late first.
#[utoipa::path(
    get, path = "/v1/requests", tag = "requests",
    responses((status = 200, body = OpenRequests<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn open(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Admin))?.clone();
    act(&state, move |engine| {
        let policy = engine.policy();
        let now = engine.now();
        let open = engine.open_requests(OPEN_PAGE_MAX)?;
        for one in &open {
            looked(engine, key.name(), one.case().person)?;
        }
        let requests = open
            .iter()
            .map(|one| shown(Names(&policy.catalog), one, now));
        Ok(json(&OpenRequests {
            requests: requests.collect(),
        }))
    })
    .await
}

/// A request by an id that was given for it.
#[utoipa::path(
    get, path = "/v1/requests/{id}", tag = "requests",
    params(("id" = String, Path, description = "As it was given: `r` and 32 hexadecimal digits")),
    responses((status = 200, body = RequestShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn one(
    State(state): State<AppState>,
    id: Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = admin(&state, &headers)?;
    let id = request_id(id)?;
    answered(&state, name, move |engine| Ok(engine.request(id)?)).await
}

/// Whoever asked under this id passed these checks just now.
#[utoipa::path(
    post, path = "/v1/requests/{id}/identity", tag = "requests",
    params(("id" = String, Path, description = "The id of whoever asked")),
    request_body(content = Checks, content_type = "application/json"),
    responses((status = 200, body = RequestShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn identify(
    State(state): State<AppState>,
    id: Id,
    request: Request,
) -> Result<Response, Problem> {
    let id = request_id(id)?;
    let (checks, name): (Checks, _) = read(&state, request).await?;
    let at = state.engine.now();
    let methods: Result<Vec<_>, _> = checks.checks.iter().map(|word| method(word)).collect();
    let methods = methods?;
    answered(&state, name, move |engine| {
        let checks = methods.into_iter().map(|method| Check { method, at });
        let checks: Vec<Check> = checks.collect();
        engine.identify_request(id, &checks)?;
        Ok(engine.request(id)?)
    })
    .await
}

/// Does what can be done now, and begins if it was not begun.
#[utoipa::path(
    post, path = "/v1/requests/{id}/advance", tag = "requests",
    params(("id" = String, Path, description = "The id of the request")),
    request_body(content = Advance, content_type = "application/json"),
    responses((status = 200, body = RequestShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn advance(
    State(state): State<AppState>,
    id: Id,
    request: Request,
) -> Result<Response, Problem> {
    let id = request_id(id)?;
    let (with, name): (Advance, _) = read(&state, request).await?;
    let named = |system: &String| !system.is_empty() && system.len() <= 64;
    if with.systems.len() > SYSTEMS_MAX || !with.systems.iter().all(named) {
        return Err(Problem::bad(
            "systems_invalid",
            "systems",
            "there are too many systems, or one has no name of up to 64 bytes",
            "name up to 100 systems",
        ));
    }
    answered(&state, name, move |engine| {
        let systems: Vec<&str> = with.systems.iter().map(String::as_str).collect();
        engine.advance_request(id, &systems)
    })
    .await
}

/// A system says what became of its part; then what can be done is done.
#[utoipa::path(
    post, path = "/v1/requests/{id}/replies", tag = "requests",
    params(("id" = String, Path, description = "The id of the request")),
    request_body(content = Replied, content_type = "application/json"),
    responses((status = 200, body = RequestShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn replied(
    State(state): State<AppState>,
    id: Id,
    request: Request,
) -> Result<Response, Problem> {
    let id = request_id(id)?;
    let (replied, name): (Replied, _) = read(&state, request).await?;
    let at = state.engine.now();
    let reply = match replied.failed {
        None => Reply::Done { at },
        Some(code) if code.len() <= 64 => Reply::Failed {
            at,
            code: code.into(),
        },
        Some(_) => {
            let mend = "send a code of up to 64 bytes";
            let detail = "the code is too long";
            return Err(Problem::bad("code_invalid", "failed", detail, mend));
        }
    };
    answered(&state, name, move |engine| {
        engine.request_replied(id, &replied.system, &reply)?;
        engine.advance_request(id, &[])
    })
    .await
}

/// Takes the more time that the law gives; the person has to be told now.
#[utoipa::path(
    post, path = "/v1/requests/{id}/extend", tag = "requests",
    params(("id" = String, Path, description = "The id of the request")),
    responses((status = 200, body = RequestShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn extend(
    State(state): State<AppState>,
    id: Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = admin(&state, &headers)?;
    let id = request_id(id)?;
    answered(&state, name.clone(), move |engine| {
        engine.extend_request_by(id, &name)?;
        Ok(engine.request(id)?)
    })
    .await
}

/// Refuses all of it, with the reason.
#[utoipa::path(
    post, path = "/v1/requests/{id}/refuse", tag = "requests",
    params(("id" = String, Path, description = "The id of the request")),
    request_body(content = RefuseFor, content_type = "application/json"),
    responses((status = 200, body = RequestShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn refuse(
    State(state): State<AppState>,
    id: Id,
    request: Request,
) -> Result<Response, Problem> {
    let id = request_id(id)?;
    let (refuse, name): (RefuseFor, _) = read(&state, request).await?;
    let why = Hindrance::of(&refuse.reason).ok_or_else(|| {
        let mend = "send a code such as excessive or identity_not_shown";
        Problem::bad("reason_unknown", "reason", "there is no such reason", mend)
    })?;
    answered(&state, name.clone(), move |engine| {
        engine.refuse_request_by(id, why, &name)?;
        Ok(engine.request(id)?)
    })
    .await
}

/// Whoever asked under this id takes it back.
#[utoipa::path(
    post, path = "/v1/requests/{id}/cancel", tag = "requests",
    params(("id" = String, Path, description = "The id of whoever asked")),
    responses((status = 200, body = RequestShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn cancel(
    State(state): State<AppState>,
    id: Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = admin(&state, &headers)?;
    let id = request_id(id)?;
    answered(&state, name, move |engine| {
        engine.cancel_request(id)?;
        Ok(engine.request(id)?)
    })
    .await
}

/// The package of an access or portability request.
#[utoipa::path(
    get, path = "/v1/requests/{id}/package", tag = "requests",
    params(
        ("id" = String, Path, description = "The id of whoever asked and was identified"),
        ("format" = Option<String>, Query, description = "json, csv, or html for a page to read"),
        ("lang" = Option<String>, Query, description = "The language of the page, such as `de`"),
    ),
    responses((status = 200, body = PackageShown<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn package(
    State(state): State<AppState>,
    id: Id,
    query: Pairs,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = admin(&state, &headers)?;
    let (id, form) = (request_id(id)?, form(query, &headers)?);
    act(&state, move |engine| {
        let package = engine.package(id)?;
        // What staff take is told to the person; what the person takes by a link is not a look.
        let who = Who::Node(package.person);
        note(engine, &name, &who, Named::Unknown, LookedAt::Profile)?;
        Ok(packed(engine, &package, form))
    })
    .await
}

/// A link to the package that works once, for a week.
#[utoipa::path(
    post, path = "/v1/requests/{id}/download", tag = "requests",
    params(("id" = String, Path, description = "The id of whoever asked and was identified")),
    responses((status = 200, body = Link), Problems),
    security(("machine_key" = [])),
)]
async fn offer(
    State(state): State<AppState>,
    id: Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = admin(&state, &headers)?;
    let id = request_id(id)?;
    act(&state, move |engine| {
        let Offered { secret, person } = engine.offer_download(id)?;
        // Whoever has the link can follow it.
        let who = Who::Node(person);
        note(engine, &name, &who, Named::Unknown, LookedAt::Profile)?;
        Ok(json(&Link {
            path: format!("/v1/downloads/{secret}"),
        }))
    })
    .await
}

/// The package that a link leads to, once.
#[utoipa::path(
    get, path = "/v1/downloads/{secret}", tag = "requests",
    params(
        ("secret" = String, Path, description = "The secret of the link"),
        ("format" = Option<String>, Query, description = "json, csv, or html for a page to read"),
        ("lang" = Option<String>, Query, description = "The language of the page, such as `de`"),
    ),
    responses((status = 200, body = PackageShown<'static>), Problems),
)]
async fn download(
    State(state): State<AppState>,
    secret: Id,
    query: Pairs,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = form(query, &headers)?;
    let secret = secret.map_or_else(|_| String::new(), |Path(secret)| secret);
    act(&state, move |engine| {
        let id = engine.download(&secret)?.ok_or(RequestFailed::Unknown)?;
        let answer = packed(engine, &engine.package(id)?, form);
        // Whoever only looks whether it is there uses nothing up, and what could not be made can be
        // fetched again.
        if method != Method::HEAD && engine.take_download(&secret)? != Some(id) {
            return Err(RequestFailed::Unknown);
        }
        Ok(answer)
    })
    .await
}

/// Reads the body of a request whose key may change what is stored; gives the key's name too.
async fn read<T: DeserializeOwned>(
    state: &AppState,
    request: Request,
) -> Result<(T, String), Problem> {
    let (parts, content): (_, Body) = request.into_parts();
    let key = asker::key(&state.keys, &parts.headers, Some(Role::Admin))?;
    let limits = &state.options.limits;
    let bytes = body::read(limits, &parts.headers, content, body::too_slow).await?;
    let read = serde_json::from_slice(&bytes).map_err(|_| {
        Problem::bad(
            "request_invalid",
            "body",
            "the body is not what this route takes",
            "send JSON as the OpenAPI document says, and nothing else",
        )
    })?;
    Ok((read, key.name().to_owned()))
}

pub(super) fn request_id(id: Id) -> Result<RequestId, Problem> {
    let id = id.ok().and_then(|Path(id)| RequestId::parse(&id));
    id.ok_or_else(unknown)
}

/// The name of a request's key, which must be one that may carry requests out.
pub(super) fn admin(state: &AppState, headers: &HeaderMap) -> Result<String, Problem> {
    let key = asker::key(&state.keys, headers, Some(Role::Admin))?;
    Ok(key.name().to_owned())
}

/// Records that a machine saw what somebody asked for.
pub(super) fn looked(engine: &Engine, key: &str, person: NodeId) -> Result<(), ReadError> {
    let who = Who::Node(person);
    note(engine, key, &who, Named::Unknown, LookedAt::Request)
}

/// Answers the key of this name with a request as it is now.
async fn answered(
    state: &AppState,
    key: String,
    act_on: impl FnOnce(&Engine) -> Result<RequestAnswer, RequestFailed> + Send + 'static,
) -> Result<Response, Problem> {
    act(state, move |engine| {
        let known = act_on(engine)?;
        if let RequestAnswer::Known(request) = &known {
            looked(engine, &key, request.case().person)?;
        }
        let policy = engine.policy();
        let shown = answer(Names(&policy.catalog), &known, engine.now());
        Ok(json(&shown.ok_or(RequestFailed::Unknown)?))
    })
    .await
}

/// Asks the engine on a thread that may wait for the disk.
async fn act(
    state: &AppState,
    ask: impl FnOnce(&Engine) -> Result<Response, RequestFailed> + Send + 'static,
) -> Result<Response, Problem> {
    let engine = state.engine.clone();
    let asked = tokio::task::spawn_blocking(move || ask(&engine)).await;
    let Ok(answer) = asked else {
        tracing::error!("a request for a right panicked");
        return Err(Problem::internal());
    };
    answer.map_err(|error| problem(&error))
}
