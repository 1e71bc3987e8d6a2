//! The pages that everybody may see, in the look of a brand: what it does with data, and its forms.
//!
//! They need no session, set no cookie and load no script. In reading order: `frame` surrounds
//! every page, `look` gives it the brand's colours, `transparency` and `history` tell, `form` asks.

mod form_read;
mod frame;
mod history;
mod history_read;
mod look;
pub(super) mod samples;
#[cfg(test)]
mod tests;
mod transparency;
mod transparency_read;

pub(crate) mod form;

pub(super) use transparency::{ControllerCard, PurposeTold};
pub(super) use transparency_read::{controller, purpose};

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use telos_engine::{Engine, ReadError};
use telos_model::catalog::Catalog;
use telos_model::time::Timestamp;

use super::around::query;
use super::assets::{Asset, lasting};
use super::words::{Lang, Words};
use crate::AppState;

const CSS: &str = "text/css; charset=utf-8";
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";
/// How many earlier versions of the catalog are kept ready to be shown.
const VERSIONS_KEPT_MAX: usize = 32;

/// The styles of all public pages.
static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let body = include_str!("../../../assets/public.css");
    Asset::under("/assets", "public", "css", CSS, body)
});

/// The head of the ledger, for people to compare with what others see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerHead {
    /// The ledger's name, as its checkpoints carry it.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root hash, in base64.
    pub root: String,
    /// When it was signed.
    pub at: Timestamp,
}

/// Gives the newest signed head of the ledger.
#[derive(Clone)]
pub struct LedgerHeads(Arc<dyn Fn() -> Option<LedgerHead> + Send + Sync>);

impl LedgerHeads {
    /// Heads from this function, which must not take long.
    pub fn new(newest: impl Fn() -> Option<LedgerHead> + Send + Sync + 'static) -> Self {
        Self(Arc::new(newest))
    }

    fn newest(&self) -> Option<LedgerHead> {
        (self.0)()
    }
}

impl std::fmt::Debug for LedgerHeads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LedgerHeads")
    }
}

/// Earlier versions of the catalog, compiled once each.
#[derive(Debug, Default)]
pub(crate) struct Past(Mutex<Vec<(u64, Option<Arc<Catalog>>)>>);

impl Past {
    /// A version as it was applied. None where there is none that can be read.
    fn at(&self, engine: &Engine, number: u64) -> Result<Option<Arc<Catalog>>, ReadError> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().iter().find(|(known, _)| *known == number).cloned();
        if let Some((_, catalog)) = known {
            return Ok(catalog);
        }
        let found = engine.catalog_at(number)?.map(Arc::new);
        let mut kept = kept();
        if kept.len() >= VERSIONS_KEPT_MAX {
            kept.remove(0);
        }
        kept.push((number, found.clone()));
        Ok(found)
    }
}

/// The public pages, to be merged into the routes of the server.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/transparency", get(transparency::brands))
        .route("/transparency/{brand}", get(transparency::page))
        .route("/transparency/{brand}/history", get(history::page))
        .route("/assets/{name}", get(style))
        .route("/assets/look/{name}", get(brand_look))
        .merge(form::routes())
}

async fn style(Path(name): Path<String>) -> Response {
    if name == STYLE.name() {
        return STYLE.answer();
    }
    StatusCode::NOT_FOUND.into_response()
}

async fn brand_look(Path(name): Path<String>) -> Response {
    match name.strip_suffix(".css").and_then(look::styles) {
        Some(styles) => lasting(CSS, styles),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The reader's language: what the address asks for, else what the browser does, else the brand's.
pub(crate) fn lang(uri: &Uri, headers: &HeaderMap, own: &str) -> Lang {
    let wished = query(uri, "lang").and_then(|tag| Lang::of_tag(&tag));
    let header = || {
        let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        Lang::of_header(header)
    };
    wished
        .or_else(header)
        .or_else(|| Lang::of_tag(own))
        .unwrap_or(Lang::En)
}

/// The words of the consent script's banner.
pub(crate) fn banner_words(lang: Lang, brand: &str) -> BTreeMap<&'static str, String> {
    let w = Words::new(lang);
    BTreeMap::from([
        ("title", w.t1("banner-title", "brand", brand)),
        ("lead", w.t("banner-lead")),
        ("yes", w.t("banner-yes")),
        ("no", w.t("banner-no")),
        ("choose", w.t("banner-choose")),
        ("save", w.t("banner-save")),
        ("close", w.t("banner-close")),
        ("gpc", w.t("banner-gpc")),
        ("more", w.t1("form-transparency", "brand", brand)),
        ("separator", w.t("list-separator")),
    ])
}

/// A brand's colours for the consent script: accent and what stands on it, in the light (`a`, `o`)
/// and in the dark (`d`, `p`).
pub(crate) fn colours(accent: &str) -> BTreeMap<&'static str, String> {
    look::shades(accent).map_or_else(BTreeMap::new, |[a, o, d, p]| {
        BTreeMap::from([("a", a), ("o", o), ("d", d), ("p", p)])
    })
}

/// Sets the headers of a page.
fn guarded(mut response: Response, lang: Lang, cache: &'static str) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, cache),
        (header::VARY, "Accept-Language, Sec-GPC"),
        (header::CONTENT_LANGUAGE, lang.tag()),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
