//! A person's own pages under `/me`: what is held about them and what they permit, across brands,
//! in their language, whole without script.
//!
//! In reading order: `around` stands before every page (language, brand, session, headers);
//! `enter` lets people in by a code or a link, which `entry` makes and checks, `limit` slows down
//! and `carrier` brings to them; `home`, `choices`, `reach`, `data`, `history` and `rights` are the
//! pages; `say` takes in what they say, which is in force before a page says so.

mod around;
mod carrier;
mod choices;
mod confirm;
mod data;
mod enter;
mod entry;
mod frame;
pub(super) mod history;
mod home;
mod limit;
mod look;
mod reach;
mod rights;
mod say;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use telos_engine::Engine;

pub use carrier::{Carrier, CarryError, Desk, Gateway, Letter, LetterBy, Printed, Relay};
pub use confirm::{AskError, ask_in_background, ask_to_confirm};
pub use entry::SESSION_MILLIS;

use limit::Limits;

use super::assets;
use crate::PublicUrl;
use crate::metrics::Refusals;

/// What a person's own pages stand on. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Portal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    options: PortalOptions,
    limits: Limits,
    refusals: Refusals,
}

/// How the pages are run.
#[derive(Debug, Clone)]
pub struct PortalOptions {
    /// Brings codes and links to people.
    pub carrier: Arc<dyn Carrier>,
    /// The address that links in letters lead to; without it letters carry codes alone.
    pub public_url: Option<PublicUrl>,
    /// Browsers reach it over HTTPS only: cookies are marked so.
    pub https: bool,
    /// A proxy of the deployment's own says where requests come from.
    pub trusted_proxy: bool,
}

impl Portal {
    /// The pages of the people of this engine; refusals are counted there.
    #[must_use]
    pub fn new(engine: Engine, options: PortalOptions, refusals: Refusals) -> Self {
        Self(Arc::new(Inner {
            engine,
            options,
            limits: Limits::default(),
            refusals,
        }))
    }

    fn refuse(&self, why: &'static str) {
        self.0.refusals.count("me", why);
    }
}

/// The pages under `/me`, ready to be merged into any router.
pub fn routes<S: Clone + Send + Sync + 'static>(portal: Portal) -> Router<S> {
    Router::new()
        .route("/me", get(home::page))
        .route("/me/enter", get(enter::page).post(enter::ask))
        .route("/me/code", get(enter::code_page).post(enter::code))
        .route("/me/link", get(enter::link_page).post(enter::link))
        .route("/me/leave", post(enter::leave))
        .route("/me/confirm", get(confirm::page).post(confirm::submit))
        .route("/me/choices", get(choices::page).post(choices::submit))
        .route("/me/contact", get(reach::page).post(reach::submit))
        .route("/me/contact/topics", post(reach::submit_topics))
        .route("/me/data", get(data::page).post(data::submit))
        .route("/me/history", get(history::page))
        .route("/me/looks", get(history::looks_page))
        .route("/me/rights", get(rights::page).post(rights::submit))
        .route("/me/{*rest}", get(around::nothing_here))
        .layer(from_fn_with_state(portal.clone(), around::stand_before))
        .route("/me/assets/{name}", get(assets::serve))
        .route("/me/brand/{name}", get(look::serve))
        .with_state(portal)
}
