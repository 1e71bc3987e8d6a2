//! The API: tracking, reading by machines, and what operators ask.
//!
//! `track` takes messages, `hooks` takes webhooks of other systems, `sources` says how sources do,
//! `reading`, `deciding` and `explaining` answer questions for machine keys, `auditing` those of the
//! privacy officer, `destinations` how data goes out, `stating` takes what people permit, `forms` gives
//! and takes forms, `signals` reads those of consent tools, `query` refuses parameters that a route does not know, `settings` serves the browser SDKs, `sdk`
//! the consent script, `service` the operators. Wire types are in `wire*`.

mod asker;
pub(crate) mod auditing;
mod body;
mod catalogs;
pub(crate) mod cors;
mod deciding;
mod destinations;
mod explaining;
pub(crate) mod forms;
mod hooks;
mod keeping;
mod ledger;
mod live;
mod names;
mod openapi;
mod package_csv;
mod package_schema;
pub(crate) mod packed;
mod query;
pub(crate) mod rate;
mod reading;
pub(crate) mod receipts;
mod request_proofs;
pub(crate) mod requesting;
mod requesting_problem;
mod sdk;
mod service;
pub(crate) mod settings;
mod signals;
pub(crate) mod source;
mod sources;
mod stating;
mod syncs;
mod track;
pub(crate) mod wire;
pub(crate) mod wire_audit;
mod wire_catalog;
mod wire_decision;
mod wire_destinations;
mod wire_explain;
mod wire_forms;
mod wire_ledger;
mod wire_package;
mod wire_person;
mod wire_profile;
mod wire_renewals;
mod wire_request;
mod wire_results;
mod wire_sdk;
mod wire_service;
mod wire_settings;
mod wire_signals;
mod wire_stating;
mod wire_stating_body;
mod wire_track;

pub(crate) use asker::key as machine_key;
pub(crate) use names::Names as WireNames;
pub use openapi::document;
pub(crate) use receipts::base as receipt_base;
pub use syncs::preview_sync;
pub(crate) use wire_audit::FORM as AUDIT_FORM;
pub(crate) use wire_ledger::{hex, request_proofs as shown_proofs};
pub(crate) use wire_package::actor_word;

use axum::Router;

use crate::AppState;

/// Reads a whole body within limits, and unpacks it.
pub(crate) async fn read_body(
    limits: &crate::Limits,
    headers: &axum::http::HeaderMap,
    content: axum::body::Body,
) -> Result<bytes::Bytes, crate::problem::Problem> {
    body::read(limits, headers, content, body::too_slow).await
}

/// The routes of the API.
pub fn routes() -> Router<AppState> {
    let (documented, _) = openapi::documented().split_for_parts();
    documented
        .route_layer(axum::middleware::from_fn(query::known))
        .merge(track::preflights())
        .merge(settings::preflights())
        .merge(ledger::tiles())
        .merge(openapi::routes())
        .merge(package_schema::routes())
}
