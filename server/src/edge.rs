//! Around every request: its duration counted, a panic caught, an unknown route answered.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::AppState;
use crate::problem::Problem;

/// Counts a request and catches its panic.
pub(crate) async fn watch(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
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
    state
        .metrics
        .request(route, response.status(), begun.elapsed());
    response
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
