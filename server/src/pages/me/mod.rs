//! A person's own pages under `/me`: what is held about them and what they permit, across brands,
//! in their language, whole without script.
//!
//! In reading order: `around` stands before every page (language, brand, session, headers);
//! `enter` lets people in by a code or a link, which `entry` makes and checks, `limit` slows down,
//! `sending` writes and `carrier` brings to them; `links` of other letters lead to `confirm`, `child`
//! and `guardian`, whom `bond` tells from others; `home`, `choices`, `reach`, `addresses`, `data`,
//! `likes`, `history` and `rights` are the pages; `say` takes in
//! what they say, which is in force before a page says so. `asking` takes in what they ask for by
//! right: `copy`, `human` and `erase` are its pages, `proofs` what they showed of who they are,
//! `requests` shows what became of it, and `notice` writes to them about it. `receipt` hands out the proof of what they said,
//! and `received` tells who was given what about them.

mod addresses;
mod around;
mod asking;
mod bond;
mod carrier;
mod child;
mod choices;
mod confirm;
mod copy;
mod data;
mod enter;
mod entry;
mod erase;
mod frame;
mod guardian;
mod hint;
pub(super) mod history;
mod home;
mod human;
mod likes;
mod limit;
mod links;
mod look;
mod notice;
mod often;
mod proofs;
mod reach;
mod receipt;
mod received;
mod requests;
mod rights;
mod say;
mod sending;
mod sure;

use std::sync::Arc;

use axum::Router;
use axum::http::request::Parts;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use telos_engine::Engine;

pub use carrier::{Carrier, CarryError, Desk, Gateway, Letter, LetterBy, Printed, Relay};
pub use child::{Asked, ask_guardian, ask_guardian_in_background};
pub use confirm::{ask_in_background, ask_to_confirm};
pub use entry::SESSION_MILLIS;
pub use links::AskError;
pub use notice::follow as follow_requests;

use limit::{Limits, What};

use super::assets;
use crate::PublicUrl;
use crate::api::source::{self, address};
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
    /// The systems besides this one that hold people's data: each has to acknowledge an erasure.
    pub systems: Vec<String>,
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

    /// The network that a request came from.
    fn network(&self, parts: &Parts) -> u128 {
        let address = address(parts, self.0.options.trusted_proxy);
        source::network(address.as_deref())
    }

    /// Counts one more try of a code or a link, and says whether it may be made.
    fn may_try(&self, parts: &Parts) -> bool {
        let what = What::Trying(self.network(parts));
        self.0.limits.may(what, self.0.engine.now())
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
        .route("/me/child", get(child::page).post(child::submit))
        .route("/me/guardian", get(guardian::page).post(guardian::submit))
        .route("/me/choices", get(choices::page).post(choices::submit))
        .route("/me/contact", get(reach::page).post(reach::submit))
        .route("/me/contact/topics", post(reach::submit_topics))
        .route(
            "/me/addresses",
            get(addresses::page).post(addresses::submit),
        )
        .route(
            "/me/addresses/code",
            get(addresses::code_page).post(addresses::code),
        )
        .route("/me/addresses/remove", post(addresses::remove))
        .route("/me/data", get(data::page).post(data::submit))
        .route("/me/likes", get(likes::page).post(likes::submit))
        .route("/me/history", get(history::page))
        .route("/me/looks", get(history::looks_page))
        .route("/me/received", get(received::page))
        .route("/me/rights", get(rights::page).post(rights::submit))
        .route("/me/prove", get(enter::prove_page))
        .route("/me/requests", get(requests::page).post(requests::submit))
        .route("/me/copy", get(copy::copy_page).post(copy::ask_copy))
        .route("/me/take", get(copy::take_page).post(copy::ask_take))
        .route("/me/download", post(copy::offer))
        .route("/me/download/{secret}", get(copy::download))
        .route("/me/human", get(human::page).post(human::submit))
        .route("/me/erase", get(erase::page).post(erase::submit))
        .route("/me/erased", get(erase::erased_page))
        .route("/me/erased/certificate", get(erase::certificate))
        .route("/me/receipts/{id}", get(receipt::one))
        .route("/me/{*rest}", get(around::nothing_here))
        .layer(from_fn_with_state(portal.clone(), around::stand_before))
        .route("/me/assets/{name}", get(assets::serve))
        .route("/me/brand/{name}", get(look::serve))
        .with_state(portal)
}
