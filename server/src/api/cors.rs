//! Which browsers may send: by the origins of a source, told in the headers of every answer.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use telos_model::catalog::{Catalog, Source};

use crate::AppState;
use crate::problem::Problem;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, OPTIONS");
/// What the stock SDKs ask for in preflights.
const HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, content-encoding, anonymousid, sentat, x-retry-count, \
     rsa-retry-attempt, rsa-since-last-attempt, rsa-since-first-attempt, rsa-retry-reason, \
     rsa-recovered",
);
/// How long a browser may remember a preflight, in seconds. Short, since origins can change.
const AGE_MAX: HeaderValue = HeaderValue::from_static("600");
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after");

/// Answers a preflight. It names no source yet, so that an origin of any source is let through;
/// the request itself is judged by its own source.
pub(crate) async fn preflight(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let answer = response.headers_mut();
    answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
    answer.insert(header::ACCESS_CONTROL_MAX_AGE, AGE_MAX);
    stamp(
        &state.engine.policy().catalog,
        None,
        &headers,
        &mut response,
    );
    response
}

/// Refuses a request of a browser whose page's origin is none of its source's.
pub(crate) fn check(source: &Source, headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get(header::ORIGIN) {
        Some(origin) if !allows(source, origin) => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "origin_not_allowed",
            "the source does not take messages from pages of this origin",
            "add the origin to `origins` of the source, or use the key of another source",
        )
        .at("Origin")),
        _ => Ok(()),
    }
}

/// Tells the browser that it may read the answer, where the source, or any if the source is not
/// known, takes messages from its page. Errors need it too: without it an SDK sends again.
pub(crate) fn stamp(
    catalog: &Catalog,
    source: Option<&Source>,
    headers: &HeaderMap,
    response: &mut Response,
) {
    let answer = response.headers_mut();
    answer.append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = headers.get(header::ORIGIN) else {
        return;
    };
    let known = source.is_some_and(|source| allows(source, origin));
    if known
        || catalog
            .sources
            .iter()
            .flatten()
            .any(|source| allows(source, origin))
    {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}

/// Whether pages of an origin may send to a source.
pub(crate) fn allows(source: &Source, origin: &HeaderValue) -> bool {
    source.origins.iter().any(|allowed| {
        &**allowed == "*" || allowed.as_bytes().eq_ignore_ascii_case(origin.as_bytes())
    })
}
