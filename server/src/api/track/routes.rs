//! The paths of the tracking API, long and short, and how the OpenAPI document tells of them.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::post;
use telos_model::message::CallName;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Takes, take};
use crate::AppState;
use crate::api::cors;
use crate::api::wire::Problems;
use crate::api::wire_results::Results;

/// The short paths that browser SDKs use.
const SHORT: [(&str, Takes); 6] = [
    ("/v1/i", Takes::One(CallName::Identify)),
    ("/v1/t", Takes::One(CallName::Track)),
    ("/v1/p", Takes::One(CallName::Page)),
    ("/v1/s", Takes::One(CallName::Screen)),
    ("/v1/g", Takes::One(CallName::Group)),
    ("/v1/a", Takes::One(CallName::Alias)),
];

/// The routes of the tracking API.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let mut short: Router<AppState> = Router::new();
    for (path, takes) in SHORT {
        let handler =
            move |State(state): State<AppState>, request: Request| take(state, takes, request);
        short = short.route(path, post(handler).options(cors::preflight));
    }
    for path in ["/v1/b", "/v1/import", "/beacon/v1/batch"] {
        short = short.route(path, post(batch).options(cors::preflight));
    }
    OpenApiRouter::new()
        .routes(routes!(identify))
        .routes(routes!(track))
        .routes(routes!(page))
        .routes(routes!(screen))
        .routes(routes!(group))
        .routes(routes!(alias))
        .routes(routes!(batch))
        .merge(OpenApiRouter::from(short))
}

/// The preflight of each documented path. axum merges it with the path's other methods.
pub(crate) fn preflights() -> Router<AppState> {
    let calls = [
        "identify", "track", "page", "screen", "group", "alias", "consents", "batch",
    ];
    calls.into_iter().fold(Router::new(), |router, call| {
        router.route(
            &format!("/v1/{call}"),
            axum::routing::options(cors::preflight),
        )
    })
}

macro_rules! one {
    ($($(#[$doc:meta])* $name:ident($path:literal, $call:ident);)*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post, path = $path, tag = "tracking",
            request_body(content = super::super::wire_track::Call, content_type = "application/json"),
            responses((status = 200, body = Results), Problems),
            security(("write_key" = [])),
        )]
        async fn $name(State(state): State<AppState>, request: Request) -> Response {
            take(state, Takes::One(CallName::$call), request).await
        }
    )*};
}

one! {
    /// Says who a person is. Short path `/v1/i`.
    identify("/v1/identify", Identify);
    /// Says what a person did. Short path `/v1/t`.
    track("/v1/track", Track);
    /// Says that a page was seen. Short path `/v1/p`.
    page("/v1/page", Page);
    /// Says that a screen of an app was seen. Short path `/v1/s`.
    screen("/v1/screen", Screen);
    /// Says that a person belongs to a group. Short path `/v1/g`.
    group("/v1/group", Group);
    /// Says that two identities are one. Short path `/v1/a`.
    alias("/v1/alias", Alias);
}

/// Sends messages together. Also `/v1/b`, `/v1/import` and `/beacon/v1/batch`.
///
/// A batch that was understood is answered with 200; what became of each message stands in its
/// result.
#[utoipa::path(
    post, path = "/v1/batch", tag = "tracking",
    request_body(content = super::super::wire_track::Batch, content_type = "application/json"),
    responses((status = 200, body = Results), Problems),
    security(("write_key" = [])),
)]
async fn batch(State(state): State<AppState>, request: Request) -> Response {
    take(state, Takes::Batch, request).await
}
