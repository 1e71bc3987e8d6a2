//! The tracking API: what the stock SDKs send, answered once it is on disk.
//!
//! [`read`] turns a body into messages and those that cannot be read; this file answers.

mod read;
mod routes;

pub(crate) use routes::{preflights, routes};

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use telos_engine::{Receipt, Status, SubmitError};
use telos_model::catalog::Source;
use telos_model::id::SourceId;
use telos_model::message::CallName;
use telos_model::process::Policy;

use super::service::unwritten;
use super::{body, cors, source, wire_results};
use crate::AppState;
use crate::problem::Problem;
use read::Read;

/// What a route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// One message of this kind.
    One(CallName),
    /// An envelope of messages.
    Batch,
}

/// Takes a consent message of a source in and answers it.
pub(crate) async fn consent(state: AppState, request: Request) -> Response {
    take(state, Takes::One(CallName::Consent), request).await
}

/// Takes a request in and answers it.
async fn take(state: AppState, takes: Takes, request: Request) -> Response {
    let policy = state.engine.policy();
    let (parts, body) = request.into_parts();
    let mut known = None;
    let answer = taken(&state, &policy, takes, &parts, body, &mut known).await;
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    let source = known.and_then(|id| policy.catalog.source(id));
    cors::stamp(&policy.catalog, source, &parts.headers, &mut response);
    response
}

/// Takes a request in. `known` gets its source as soon as it is known, for the answer's headers.
async fn taken(
    state: &AppState,
    policy: &Policy,
    takes: Takes,
    parts: &Parts,
    body: Body,
    known: &mut Option<SourceId>,
) -> Result<Response, Problem> {
    let bytes = body::read(&state.options.limits, &parts.headers, body, late).await?;
    let read = match takes {
        Takes::One(call) => read::one(state, policy, parts, call, &bytes, known)?,
        Takes::Batch => read::batch(state, policy, parts, &bytes, known)?,
    };
    drop(bytes);
    let Read { source, items } = read;
    if items.is_empty() {
        return Ok(results(&[]));
    }
    let receipts = state.engine.submit(source, items).map_err(unwritten)?;
    let receipts = tokio::time::timeout(state.options.limits.commit_wait_max, receipts).await;
    let receipts = match receipts {
        Ok(Ok(receipts)) => receipts.map_err(unwritten)?,
        // The engine is gone, or the disk is: what was written is not known, and ids tell.
        Ok(Err(_)) => return Err(unwritten(SubmitError::Stopping)),
        Err(_) => return Err(unwritten(SubmitError::Unavailable)),
    };
    if let Some(source) = policy.catalog.source(source) {
        state.metrics.receipts(source, &receipts);
    }
    answer(takes, receipts)
}

/// A batch that was understood is answered with exactly 200, whatever became of its messages: an
/// SDK would drop or repeat all of it otherwise. A single message that was not is a problem.
fn answer(takes: Takes, mut receipts: Vec<Receipt>) -> Result<Response, Problem> {
    match (takes, &mut receipts[..]) {
        (
            Takes::One(_),
            [
                Receipt {
                    status: Status::Rejected(rejection),
                    ..
                },
            ],
        ) => Err(Problem::from(rejection.clone())),
        _ => Ok(results(&receipts)),
    }
}

fn results(receipts: &[Receipt]) -> Response {
    let mut response = Response::new(Body::from(wire_results::write(receipts)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The answer to a body that does not arrive in time: of all statuses, the one after which every
/// SDK sends again.
fn late() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "body_late",
        "the body did not arrive in time",
        "send it again, in smaller batches over a slow connection",
    )
    .retry_after(1)
}

/// The source of a request's key, once its page's origin and its rate are found in order.
fn admitted<'c>(
    policy: &'c Policy,
    headers: &HeaderMap,
    key: &str,
    known: &mut Option<SourceId>,
) -> Result<&'c Source, Problem> {
    let source = source::find(&policy.catalog, key)?;
    *known = Some(source.id);
    cors::check(source, headers)?;
    Ok(source)
}

/// Holds a source to its rate.
pub(crate) fn paced(state: &AppState, source: &Source, events: usize) -> Result<(), Problem> {
    let taken = state.rates.take(source.id, source.rate_events_max, events);
    taken.map_err(|seconds| {
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "the source sends more events than its limit",
            "send the same again after Retry-After, or raise `rate_events_max` of the source",
        )
        .retry_after(seconds)
    })
}
