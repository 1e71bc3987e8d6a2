//! What a brand does with data, for everybody to read: always from the catalog in force, or from
//! the version that is asked for.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use telos_model::time::Timestamp;

use super::super::around::query;
use super::super::render;
use super::frame::{PublicFrame, tell};
use super::transparency_read::{Asked, Found, read};
use super::{LedgerHead, guarded, lang};
use crate::AppState;

/// Answers follow a new version of the catalog within a minute.
pub(super) const CACHE: &str = "public, max-age=60";

/// The page.
#[derive(Clone)]
pub(in crate::pages) struct Transparency {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) accent: String,
    /// The number of the version that is shown.
    pub(super) version: u64,
    pub(super) applied: Timestamp,
    /// A newer version is in force.
    pub(super) outdated: bool,
    pub(super) mission: Option<MissionText>,
    pub(super) controller: Option<ControllerCard>,
    pub(super) places: Vec<PlaceChoice>,
    pub(super) purposes: Vec<PurposeTold>,
    pub(super) ledger: Option<LedgerHead>,
}

/// The data mission statement.
#[derive(Clone)]
pub(super) struct MissionText {
    pub(super) title: String,
    pub(super) body: String,
    /// The language it is in.
    pub(super) locale: String,
}

/// Who is responsible.
#[derive(Clone)]
pub(in crate::pages) struct ControllerCard {
    pub(in crate::pages) name: String,
    pub(in crate::pages) address: String,
    pub(in crate::pages) email: String,
    pub(in crate::pages) officer: Option<String>,
    pub(in crate::pages) representative: Option<String>,
}

/// A place to choose.
#[derive(Clone)]
pub(super) struct PlaceChoice {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) chosen: bool,
}

/// A purpose as people read about it.
#[derive(Clone)]
pub(in crate::pages) struct PurposeTold {
    pub(in crate::pages) name: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) body: String,
    /// The language of title and body.
    pub(in crate::pages) locale: String,
    pub(in crate::pages) version: u32,
    /// Words of whose data it is.
    pub(in crate::pages) concerns: Vec<&'static str>,
    pub(in crate::pages) held: Vec<HeldTold>,
    /// Codes of channels.
    pub(in crate::pages) channels: Vec<String>,
    pub(in crate::pages) recipients: Vec<RecipientTold>,
    pub(in crate::pages) retention_days: Option<u32>,
    pub(in crate::pages) sells: bool,
    pub(in crate::pages) profiling: bool,
    pub(in crate::pages) grounds: Vec<GroundTold>,
    /// Where it is not done at all.
    pub(in crate::pages) nowhere: Vec<String>,
}

/// A kind of data.
#[derive(Clone)]
pub(in crate::pages) struct HeldTold {
    pub(in crate::pages) title: String,
    pub(in crate::pages) examples: Vec<String>,
    pub(in crate::pages) sensitive: bool,
}

/// Who receives data.
#[derive(Clone)]
pub(in crate::pages) struct RecipientTold {
    pub(in crate::pages) title: String,
    /// ISO 3166-1 codes.
    pub(in crate::pages) countries: Vec<String>,
    pub(in crate::pages) safeguard: Option<String>,
}

/// What a purpose rests on, and where.
#[derive(Clone)]
pub(in crate::pages) struct GroundTold {
    /// The code of the basis.
    pub(in crate::pages) kind: &'static str,
    /// The code of how to say no.
    pub(in crate::pages) no: &'static str,
    pub(in crate::pages) places: Vec<PlaceTold>,
}

impl GroundTold {
    /// Nothing can be done about it.
    pub(super) fn fixed(&self) -> bool {
        matches!(self.no, "contract" | "law")
    }
}

/// A basis in a jurisdiction.
#[derive(Clone)]
pub(in crate::pages) struct PlaceTold {
    pub(in crate::pages) jurisdiction: String,
    pub(in crate::pages) citation: String,
    /// Keys of words.
    pub(in crate::pages) rules: Vec<&'static str>,
    pub(in crate::pages) age_days_max: Option<u32>,
}

/// The brands to choose from.
#[derive(Clone)]
pub(in crate::pages) struct Brands {
    /// Name and title.
    pub(super) brands: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "transparency.html")]
struct TransparencyPage<'a> {
    f: &'a PublicFrame,
    p: &'a Transparency,
}

#[derive(Template)]
#[template(path = "transparency_brands.html")]
struct BrandsPage<'a> {
    f: &'a PublicFrame,
    p: &'a Brands,
}

impl Transparency {
    #[cfg(test)]
    pub(super) fn text(&self, frame: &PublicFrame) -> String {
        let page = TransparencyPage { f: frame, p: self };
        page.render().unwrap_or_default()
    }
}

impl Brands {
    #[cfg(test)]
    pub(super) fn text(&self, frame: &PublicFrame) -> String {
        let page = BrandsPage { f: frame, p: self };
        page.render().unwrap_or_default()
    }
}

/// `GET /transparency`: the brands, or the only one.
pub(super) async fn brands(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let policy = state.engine.policy();
    let lang = lang(&uri, &headers, "en");
    let brands = policy.catalog.brands.iter().flatten();
    let mut brands: Vec<(String, String)> = brands
        .map(|brand| (brand.name.to_string(), brand.title.to_string()))
        .collect();
    brands.sort();
    if let [(name, _)] = &brands[..] {
        let to = format!("/transparency/{name}?lang={}", lang.tag());
        return Redirect::to(&to).into_response();
    }
    let frame = PublicFrame::plain(lang, "/transparency");
    let page = BrandsPage {
        f: &frame,
        p: &Brands { brands },
    };
    guarded(render(StatusCode::OK, &page), lang, CACHE)
}

/// `GET /transparency/{brand}`: with `place`, the name of a jurisdiction, and `version`.
pub(super) async fn page(
    State(state): State<AppState>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let policy = state.engine.policy();
    let brand = policy.catalog.names.brands.get(&*name);
    let brand = brand.and_then(|id| policy.catalog.brand(*id));
    let lang = lang(&uri, &headers, brand.map_or("en", |brand| &brand.locale));
    let asked = Asked {
        brand: name,
        lang,
        place: query(&uri, "place").filter(|place| !place.is_empty()),
        version: query(&uri, "version"),
    };
    let address = address(&asked);
    let plain = PublicFrame::plain(lang, "/transparency");
    let ledger = state.options.ledger_heads.as_ref();
    let ledger = ledger.and_then(super::LedgerHeads::newest);
    let found = tokio::task::spawn_blocking(move || read(&state, &asked)).await;
    match found {
        Ok(Ok(Found::Page(mut page))) => {
            page.ledger = ledger;
            let frame = PublicFrame::of(lang, &page.name, &page.title, &page.accent, &address);
            let page = TransparencyPage {
                f: &frame,
                p: &page,
            };
            guarded(render(StatusCode::OK, &page), lang, CACHE)
        }
        Ok(Ok(Found::Absent)) => {
            let status = StatusCode::NOT_FOUND;
            tell(&plain, status, "public-absent", "public-absent-body")
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "show what a brand does with data");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            tell(&plain, status, "notice-failed", "notice-failed-body")
        }
        Err(_) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            tell(&plain, status, "notice-failed", "notice-failed-body")
        }
    }
}

/// The address of the page without its language. What is not a plain name is left out.
fn address(asked: &Asked) -> String {
    let plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let name = Some(&asked.brand).filter(|name| plain(name));
    let mut address = format!("/transparency/{}", name.map_or("", |name| name));
    let mut sign = '?';
    for (key, value) in [("place", &asked.place), ("version", &asked.version)] {
        if let Some(value) = value.as_ref().filter(|value| plain(value)) {
            // Writing to a string does not fail.
            let _ = write!(address, "{sign}{key}={value}");
            sign = '&';
        }
    }
    address
}
