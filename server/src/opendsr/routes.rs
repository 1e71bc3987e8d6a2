//! The routes of `OpenDSR`. Every answer is signed over its exact bytes, errors too.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use telos_engine::{
    Engine, Foreign, ForeignAsk, Look, LookedAt, Looker, ReadError, RequestFailed, Standing, Who,
};
use telos_model::id::NodeId;
use telos_model::message::normal_identifier;
use telos_model::people::Identifier;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::{self, Asked, Caller, DOMAIN, SIGNATURE};
use super::wire::{
    self, Cancelled, Discovery, Identity, REQUEST_BYTES_MAX, Refused, Status, SupportedIdentity,
    TYPES, Taken, ToAsk,
};
use super::{API_VERSION, OpenDsr};
use crate::api::source::{address, network};
use crate::api::{read_body, receipt_base};
use crate::problem::Problem;
use crate::{AppState, Limits};

/// The most that a certificate is kept for.
const BRIEFLY: HeaderValue = HeaderValue::from_static("public, max-age=300");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(discovery))
        .routes(routes!(certificate))
        .routes(routes!(create))
        .routes(routes!(one, cancel))
}

/// What is spoken here.
#[utoipa::path(
    get, path = "/opendsr/discovery", tag = "opendsr",
    responses((status = 200, body = Discovery), (status = 404)),
)]
async fn discovery(State(state): State<AppState>, parts: Parts) -> Response {
    let Some(set_up) = set_up(&state) else {
        return off();
    };
    if let Some(answer) = too_many(&state, &set_up, &parts).await {
        return answer;
    }
    let policy = state.engine.policy();
    let known = &policy.catalog.names.identifiers;
    let kinds = set_up
        .kinds
        .iter()
        .filter(|(_, kind)| known.contains_key(&**kind));
    let answer = Discovery {
        api_version: API_VERSION,
        supported_identities: kinds
            .map(|(name, _)| SupportedIdentity {
                identity_type: name.to_string(),
                identity_format: "raw",
            })
            .collect(),
        supported_subject_request_types: TYPES.iter().map(|(word, _)| *word).collect(),
        processor_certificate: format!(
            "{}/opendsr/certificate.pem",
            receipt_base(state.options.public_url.as_ref(), &parts.headers)
        ),
    };
    let body = json(&answer);
    apart(move || signed(&set_up, StatusCode::OK, body)).await
}

/// The certificate (X.509, PEM) of the key that answers are signed with.
#[utoipa::path(
    get, path = "/opendsr/certificate.pem", tag = "opendsr",
    responses((status = 200, content_type = "application/x-pem-file", body = String), (status = 404)),
)]
async fn certificate(State(state): State<AppState>) -> Response {
    let Some(set_up) = set_up(&state) else {
        return off();
    };
    let kind = HeaderValue::from_static("application/x-pem-file");
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, BRIEFLY)];
    (headers, set_up.certificate.to_string()).into_response()
}

/// Takes a request in. The same id again gives the same answer.
#[utoipa::path(
    post, path = "/opendsr/requests", tag = "opendsr",
    request_body(content = ToAsk, content_type = "application/json"),
    responses((status = 201, body = Taken), (status = 400), (status = 401), (status = 404)),
    security(("machine_key" = [])),
)]
async fn create(State(state): State<AppState>, request: Request) -> Response {
    answer(state, "POST", request, |state, set_up, caller, body| {
        let read = wire::read(body, state.engine.now())?;
        let foreign = ForeignAsk {
            controller: caller.id.clone(),
            subject: read.subject,
            right: read.right,
            whom: whom(state, set_up, &read.identities)?,
            signed: caller.signed,
            callbacks: callbacks(set_up, read.callbacks)?,
        };
        let (foreign, _) = state.engine.ask_foreign(&foreign).map_err(failed)?;
        Ok((StatusCode::CREATED, json(&wire::taken(&foreign, body))))
    })
    .await
}

/// Where a request stands.
#[utoipa::path(
    get, path = "/opendsr/requests/{id}", tag = "opendsr",
    params(("id" = String, Path, description = "The controller's own id: a version 4 UUID")),
    responses((status = 200, body = Status), (status = 401), (status = 404)),
    security(("machine_key" = [])),
)]
async fn one(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Response {
    let base = receipt_base(state.options.public_url.as_ref(), request.headers());
    answer(state, "GET", request, move |state, set_up, caller, _| {
        let foreign = known(state, caller, &id)?;
        let engine = &state.engine;
        let standing = engine.foreign_standing(&foreign).map_err(unread)?;
        let offered = match standing {
            (Standing::Completed, _) => engine.foreign_downloads(&foreign).map_err(failed)?,
            _ => Vec::new(),
        };
        // Whoever has a link can follow it.
        for one in &offered {
            note_look(engine, caller, one.person).map_err(unread)?;
        }
        let links = offered.iter();
        let links = links.map(|one| format!("{base}/v1/downloads/{}", one.secret));
        let domain = &set_up.domain;
        let status = wire::status(&foreign, standing, domain).with_results(links.collect(), domain);
        Ok((StatusCode::OK, json(&status)))
    })
    .await
}

/// Takes a request back, while it is pending.
#[utoipa::path(
    delete, path = "/opendsr/requests/{id}", tag = "opendsr",
    params(("id" = String, Path, description = "The controller's own id: a version 4 UUID")),
    responses((status = 202, body = Cancelled), (status = 400), (status = 401), (status = 404)),
    security(("machine_key" = [])),
)]
async fn cancel(
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(state, "DELETE", request, move |state, _, caller, _| {
        let foreign = known(state, caller, &id)?;
        state.engine.cancel_foreign(&foreign).map_err(failed)?;
        let at = state.engine.now();
        Ok((StatusCode::ACCEPTED, json(&wire::cancelled(&foreign, at))))
    })
    .await
}

type Answered = Result<(StatusCode, Vec<u8>), Refused>;

/// Reads a request whole, finds out who asks, and answers, signed.
async fn answer(
    state: AppState,
    method: &'static str,
    request: Request,
    act: impl FnOnce(&AppState, &OpenDsr, &Caller, &[u8]) -> Answered + Send + 'static,
) -> Response {
    let Some(set_up) = set_up(&state) else {
        return off();
    };
    let (parts, content): (_, Body) = request.into_parts();
    if let Some(answer) = too_many(&state, &set_up, &parts).await {
        return answer;
    }
    let limits = Limits {
        body_bytes_max: REQUEST_BYTES_MAX.min(state.options.limits.body_bytes_max),
        ..state.options.limits.clone()
    };
    let body = match read_body(&limits, &parts.headers, content).await {
        Ok(body) => body,
        Err(problem) => {
            let why = unreadable(&problem);
            return apart(move || refused(&state, &set_up, why)).await;
        }
    };
    apart(move || {
        let asked = Asked {
            method,
            path: parts.uri.path(),
            headers: &parts.headers,
            body: &body,
        };
        let caller = auth::caller(&state, &set_up, asked).map_err(|code| {
            // Why is counted, and not told.
            state.metrics.refused("opendsr", code);
            UNAUTHENTICATED
        });
        match caller.and_then(|caller| act(&state, &set_up, &caller, &body)) {
            Ok((status, body)) => signed(&set_up, status, body),
            Err(why) => refused(&state, &set_up, why),
        }
    })
    .await
}

/// Answers on a thread that may wait for the disk and take the time that a signature takes.
async fn apart(answer: impl FnOnce() -> Response + Send + 'static) -> Response {
    let answered = tokio::task::spawn_blocking(answer).await;
    answered.unwrap_or_else(|_| {
        tracing::error!("a request of a controller panicked");
        Problem::internal().into_response()
    })
}

/// The answer where more is asked a second than is answered.
async fn too_many(state: &AppState, set_up: &Arc<OpenDsr>, parts: &Parts) -> Option<Response> {
    let address = address(parts, state.options.trusted_proxy);
    let network = network(address.as_deref());
    let wait = state.opendsr_rate.take_or_wait(network).err()?;
    let (state, set_up) = (state.clone(), Arc::clone(set_up));
    let mut answer = apart(move || refused(&state, &set_up, TOO_MANY)).await;
    answer.headers_mut().insert(RETRY_AFTER, wait.into());
    Some(answer)
}

/// Records that a controller was given a link to what is held about a person.
fn note_look(engine: &Engine, caller: &Caller, person: NodeId) -> Result<(), ReadError> {
    let look = Look {
        by: Looker::Machine,
        name: caller.id.clone(),
        purpose: None,
        what: LookedAt::Profile,
        at: engine.now(),
    };
    engine.note_machine_look(&Who::Node(person), look)
}

const UNAUTHENTICATED: Refused = Refused {
    status: 401,
    reason: "unauthenticated",
    message: "the request is not signed by a known controller for now, nor has it a machine key \
              that may",
};

const TOO_MANY: Refused = Refused {
    status: 429,
    reason: "too_many_requests",
    message: "come again after Retry-After",
};

const INTERNAL: Refused = Refused {
    status: 500,
    reason: "internal",
    message: "the server could not answer because of a fault of its own",
};

const UNKNOWN: Refused = Refused {
    status: 404,
    reason: "subject_request_id_unknown",
    message: "no request of this controller is known by this id",
};

fn set_up(state: &AppState) -> Option<Arc<OpenDsr>> {
    state.options.opendsr.clone()
}

/// The answer where nothing is set up, and so nothing signs.
fn off() -> Response {
    Problem::not_found(
        "opendsr_off",
        "OpenDSR is not set up here",
        "start the server with --opendsr FILE",
    )
    .into_response()
}

fn unreadable(problem: &Problem) -> Refused {
    if problem.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Refused::bad("body_too_large", "the body is too large");
    }
    Refused {
        status: problem.status().as_u16(),
        reason: problem.code(),
        message: "the body could not be read",
    }
}

fn unread(error: ReadError) -> Refused {
    failed(RequestFailed::Read(error))
}

fn failed(error: RequestFailed) -> Refused {
    match error {
        RequestFailed::NotNow(_) => Refused::bad(
            "not_now",
            "another request has this id, or this one is not pending any more",
        ),
        RequestFailed::OverLimit => Refused::bad(
            "requests_too_many",
            "too many requests are open, or the identities lead to too many people",
        ),
        RequestFailed::Busy => Refused {
            status: 503,
            reason: "busy",
            message: "send the same again in a moment",
        },
        error => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a request of a controller failed"
            );
            INTERNAL
        }
    }
}

/// The identifiers that are understood. Others are passed over, as long as one is.
fn whom(
    state: &AppState,
    set_up: &OpenDsr,
    identities: &[Identity],
) -> Result<Vec<Identifier>, Refused> {
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let understood = identities.iter().filter_map(|identity| {
        let raw = identity.identity_format.as_deref().unwrap_or("raw") == "raw";
        let kind = set_up.kinds.get(&*identity.identity_type).filter(|_| raw)?;
        let declared = catalog.identifier(*catalog.names.identifiers.get(&**kind)?)?;
        Some(Identifier {
            kind: declared.id,
            value: normal_identifier(declared, &identity.identity_value)?,
        })
    });
    let understood: Vec<Identifier> = understood.collect();
    if understood.is_empty() {
        return Err(Refused::bad(
            "identities_not_supported",
            "none of the identities is of a supported type and format; see /opendsr/discovery",
        ));
    }
    Ok(understood)
}

fn callbacks(set_up: &OpenDsr, urls: Vec<String>) -> Result<Vec<Box<str>>, Refused> {
    let readable = urls.iter().all(|url| set_up.outgoing.target(url).is_some());
    if !readable {
        return Err(Refused::bad(
            "callback_invalid",
            "a callback is an https address of a public place",
        ));
    }
    Ok(urls.into_iter().map(String::into_boxed_str).collect())
}

fn known(state: &AppState, caller: &Caller, id: &str) -> Result<Foreign, Refused> {
    let id = wire::uuid_v4(id).ok_or(UNKNOWN)?;
    let found = state.engine.foreign(&caller.id, id).map_err(unread)?;
    found.ok_or(UNKNOWN)
}

fn json(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_default()
}

fn refused(state: &AppState, set_up: &OpenDsr, why: Refused) -> Response {
    if why.status != 401 {
        state.metrics.refused("opendsr", why.reason);
    }
    let status = StatusCode::from_u16(why.status).unwrap_or(StatusCode::BAD_REQUEST);
    let (body, signature) = set_up.refusal(why).unzip();
    with_signature(set_up, status, body.unwrap_or_default(), signature)
}

/// An answer with the signature over its exact bytes.
fn signed(set_up: &OpenDsr, status: StatusCode, body: Vec<u8>) -> Response {
    let signature = set_up.signer.sign(&body).map(String::into_boxed_str);
    with_signature(set_up, status, body.into(), signature)
}

fn with_signature(
    set_up: &OpenDsr,
    status: StatusCode,
    body: Bytes,
    signature: Option<Box<str>>,
) -> Response {
    let signature = signature.and_then(|text| HeaderValue::from_str(&text).ok());
    let domain = HeaderValue::from_str(&set_up.domain).ok();
    let (Some(signature), Some(domain)) = (signature, domain) else {
        tracing::error!("an answer to a controller could not be signed");
        return Problem::internal().into_response();
    };
    let headers = [
        (CONTENT_TYPE, JSON),
        (CACHE_CONTROL, NO_STORE),
        (HeaderName::from_static(DOMAIN), domain),
        (HeaderName::from_static(SIGNATURE), signature),
    ];
    (status, headers, body).into_response()
}
