//! The OpenAPI document, made from the handlers.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use super::wire::{ProblemDocument, WireReason};
use super::{
    auditing, catalogs, deciding, destinations, explaining, forms, hooks, keeping, ledger, live,
    reading, receipts, request_proofs, requesting, sdk, service, settings, signals, sources,
    stating, syncs, track,
};
use crate::AppState;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Telos",
        description = "A customer data platform in which every datum has a purpose.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "tracking", description = "What sources send, with a write key"),
        (name = "forms", description = "What a brand may ask, and the answers"),
        (name = "signals", description = "What consent tools say, and what it means"),
        (name = "reading", description = "A person as one purpose may see them"),
        (name = "permissions", description = "What people permit: said and read"),
        (name = "requests", description = "The rights of each person"),
        (name = "audit", description = "The privacy officer's questions, answered with proofs"),
        (name = "destinations", description = "What goes out, what waits and what could not be sent"),
        (name = "opendsr", description = "Requests of other controllers, as OpenDSR 2.0 has them"),
        (name = "deciding", description = "May this be done?"),
        (name = "explaining", description = "What became of it, and why"),
        (name = "catalog", description = "The policy in force"),
        (name = "ledger", description = "The proof of every permission and catalog version, in public"),
        (name = "service", description = "The server itself"),
    ),
    paths(super::ledger::tile),
    components(schemas(ProblemDocument<'static>, WireReason)),
    modifiers(&Security),
)]
struct Api;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let scheme = |scheme| SecurityScheme::Http(Http::new(scheme));
        components.add_security_scheme("write_key", scheme(HttpAuthScheme::Basic));
        components.add_security_scheme("machine_key", scheme(HttpAuthScheme::Bearer));
    }
}

/// All routes that the document tells of.
pub(super) fn documented() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Api::openapi())
        .merge(track::routes())
        .merge(hooks::routes())
        .merge(settings::routes())
        .merge(forms::routes())
        .merge(signals::routes())
        .merge(sdk::routes())
        .merge(reading::routes())
        .merge(stating::routes())
        .merge(requesting::routes())
        .merge(destinations::routes())
        .merge(auditing::routes())
        .merge(request_proofs::routes())
        .merge(crate::opendsr::routes())
        .merge(deciding::routes())
        .merge(explaining::routes())
        .merge(live::routes())
        .merge(catalogs::routes())
        .merge(ledger::routes())
        .merge(keeping::routes())
        .merge(receipts::routes())
        .merge(sources::routes())
        .merge(syncs::routes())
        .merge(service::routes())
}

/// The OpenAPI document.
#[must_use]
pub fn document() -> Document {
    documented().split_for_parts().1
}

/// The document as JSON, made once.
static TEXT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());

/// The route of the document itself.
pub(super) fn routes() -> Router<AppState> {
    let serve = async || {
        let headers = [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "public, max-age=300"),
        ];
        (headers, TEXT.as_str()).into_response()
    };
    Router::new().route("/openapi.json", get(serve))
}
