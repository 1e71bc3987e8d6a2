//! Around every request: its duration counted, a panic caught, an unknown route answered.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::AppState;
use crate::problem::Problem;

/// Counts and logs a request, by its route and never by its path, and catches its panic.
pub(crate) async fn watch(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = known_method(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("none", MatchedPath::as_str);
    let mut answer = pin!(next.run(request));
    let caught = poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx)));
        polled.map_or(Poll::Ready(None), |poll| poll.map(Some))
    });
    let response = caught.await.unwrap_or_else(|| {
        tracing::error!(route, "a handler panicked");
        Problem::internal().into_response()
    });
    let (status, took) = (response.status(), begun.elapsed());
    state.metrics.request(route, status, took);
    tracing::debug!(
        method,
        route,
        status = status.as_u16(),
        micros = took.as_micros(),
        "answered"
    );
    response
}

/// The name of a method of HTTP itself. Any other is the caller's text.
fn known_method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let found = known.into_iter().find(|known| *known == method.as_str());
    found.unwrap_or("other")
}

/// The answer where there is no such route.
pub(crate) async fn no_route() -> Problem {
    Problem::not_found(
        "route_unknown",
        "there is nothing under this path",
        "/openapi.json lists what there is",
    )
}

/// The answer where a route does not take this method.
pub(crate) async fn no_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "this path does not take this method",
        "use a method that the Allow header names",
    )
}
