//! The HTTP edge of Telos: the tracking API, reading by machines, and the pages.
//!
//! [`app`] puts the routes of [`api`] and [`pages`] together, [`serve`] answers connections with
//! them; [`opendsr`] speaks with other controllers. Problems leave as RFC 9457 documents
//! ([`problem`]); wire types live in `api/wire*.rs`.

pub mod api;
mod background;
mod edge;
pub mod keys;
pub mod metrics;
pub mod opendsr;
mod outgoing;
pub mod pages;
pub mod problem;
pub mod receipt;
mod serve;
mod state;

pub use api::preview_sync;
pub use background::background;
pub use serve::{Closing, ServeOptions, serve};
pub use state::{AppState, Limits, Options, PublicUrl};

use std::sync::Arc;

use axum::Router;

/// Everything that is answered over HTTP.
pub fn app(state: AppState) -> Router {
    let console = state.options.console.map_or_else(Router::new, |options| {
        let (engine, receiving) = (state.engine.clone(), Arc::clone(&state.receiving));
        pages::routes(pages::Console::new(engine, receiving, options))
    });
    let own = state
        .options
        .portal
        .clone()
        .map_or_else(Router::new, |options| {
            let refusals = state.metrics.refusals();
            pages::me::routes(pages::me::Portal::new(
                state.engine.clone(),
                options,
                refusals,
            ))
        });
    Router::new()
        .merge(api::routes())
        .route("/receipts/verify", axum::routing::get(receipt::page))
        .merge(pages::public::routes())
        .merge(console)
        .merge(own)
        .fallback(edge::no_route)
        .method_not_allowed_fallback(edge::no_method)
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            edge::watch,
        ))
        .with_state(state)
}
