//! The catalog in readable form: the policy that is in force, part by part.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use telos_model::time::Timestamp;

use super::around::{ABSENT, FAILED, Visit, tell};
use super::catalog_read::read;
use super::frame::{Frame, Place};
use super::words::Words;
use super::{Console, render};

/// A part of the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Purposes,
    Brands,
    Sources,
    Data,
    Segments,
    Jurisdictions,
    History,
}

impl Part {
    const ALL: [Self; 7] = [
        Self::Purposes,
        Self::Brands,
        Self::Sources,
        Self::Data,
        Self::Segments,
        Self::Jurisdictions,
        Self::History,
    ];

    /// Its name in addresses, which is also the key of its word.
    const fn name(self) -> &'static str {
        match self {
            Self::Purposes => "purposes",
            Self::Brands => "brands",
            Self::Sources => "sources",
            Self::Data => "data",
            Self::Segments => "segments",
            Self::Jurisdictions => "jurisdictions",
            Self::History => "history",
        }
    }

    fn address(self) -> String {
        match self {
            Self::Purposes => "/console/catalog".into(),
            _ => format!("/console/catalog/{}", self.name()),
        }
    }
}

/// The page.
#[derive(Clone)]
pub(super) struct Catalog {
    pub(super) part: Part,
    pub(super) version: VersionRow,
    pub(super) body: Body,
}

/// What the part holds.
#[derive(Clone)]
pub(super) enum Body {
    Brands(Vec<BrandCard>),
    Purposes(Vec<PurposeCard>),
    Sources(Vec<SourceCard>),
    Data(Vec<FieldGroup>),
    Segments(Vec<SegmentCard>),
    Jurisdictions(Vec<PackCard>),
    History(Vec<VersionRow>),
}

/// An applied version.
#[derive(Clone)]
pub(super) struct VersionRow {
    pub(super) number: u64,
    pub(super) hash: String,
    pub(super) at: Timestamp,
}

impl VersionRow {
    /// The beginning of its hash, enough to tell versions apart.
    pub(super) fn short(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }
}

/// A brand.
#[derive(Clone)]
pub(super) struct BrandCard {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) accent: String,
    pub(super) established_in: Vec<String>,
    pub(super) purposes: usize,
    pub(super) sources: usize,
}

/// A purpose.
#[derive(Clone)]
pub(super) struct PurposeCard {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) brand: String,
    pub(super) body: String,
    pub(super) version: u32,
    /// Keys of words.
    pub(super) marks: Vec<&'static str>,
    pub(super) categories: Vec<String>,
    /// Codes of operations.
    pub(super) operations: Vec<&'static str>,
    pub(super) recipients: Vec<String>,
    pub(super) retention_days: Option<u32>,
    pub(super) bases: Vec<BasisRow>,
}

impl PurposeCard {
    /// Its name as an anchor.
    pub(super) fn anchor(&self) -> String {
        self.name.replace('/', "-")
    }
}

/// A basis in a jurisdiction.
#[derive(Clone)]
pub(super) struct BasisRow {
    pub(super) jurisdiction: String,
    pub(super) kind: &'static str,
    /// Keys of words.
    pub(super) rules: Vec<&'static str>,
    pub(super) age_days_max: Option<u32>,
    pub(super) citation: String,
}

/// A source. Its write key is not shown.
#[derive(Clone)]
pub(super) struct SourceCard {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) brand: String,
    pub(super) channel: String,
    pub(super) purposes: Vec<String>,
    pub(super) rate_events_max: Option<u32>,
}

/// Fields that live in the same place.
#[derive(Clone)]
pub(super) struct FieldGroup {
    pub(super) scope: GroupScope,
    /// Of an event: the category of the fact that it happened.
    pub(super) category: Option<String>,
    pub(super) fields: Vec<FieldRow>,
}

/// Where fields live.
#[derive(Clone)]
pub(super) enum GroupScope {
    Traits,
    Context,
    Group,
    Event(String),
}

impl FieldGroup {
    /// An anchor for its heading.
    pub(super) fn anchor(&self) -> String {
        match &self.scope {
            GroupScope::Traits => "traits".into(),
            GroupScope::Context => "context".into(),
            GroupScope::Group => "group".into(),
            GroupScope::Event(name) => {
                let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
                let name: String = name.chars().map(plain).collect();
                format!("event-{}", name.to_lowercase())
            }
        }
    }
}

impl Words {
    /// The heading of a group of fields.
    pub(super) fn data_title(self, group: &FieldGroup) -> String {
        match &group.scope {
            GroupScope::Traits => self.t("data-traits"),
            GroupScope::Context => self.t("data-context"),
            GroupScope::Group => self.t("data-group"),
            GroupScope::Event(name) => self.t1("data-event", "name", name.as_str()),
        }
    }
}

/// A field.
#[derive(Clone)]
pub(super) struct FieldRow {
    pub(super) path: String,
    pub(super) kind: &'static str,
    pub(super) list: bool,
    pub(super) category: String,
    /// Keys of words.
    pub(super) notes: Vec<&'static str>,
}

/// A segment.
#[derive(Clone)]
pub(super) struct SegmentCard {
    pub(super) title: String,
    pub(super) purpose: String,
    pub(super) brand: String,
    pub(super) text: String,
}

/// A jurisdiction.
#[derive(Clone)]
pub(super) struct PackCard {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) strictest: bool,
    /// The key of a word.
    pub(super) model: &'static str,
    pub(super) citation: String,
    pub(super) places: Vec<String>,
    pub(super) child_age: u8,
    /// The key of a word.
    pub(super) request_key: &'static str,
    pub(super) request_count: u16,
    /// Keys of words.
    pub(super) demands: Vec<&'static str>,
    pub(super) reviewer: String,
}

/// A tab.
pub(super) struct Tab {
    pub(super) href: String,
    pub(super) key: &'static str,
    pub(super) current: bool,
}

#[derive(Template)]
#[template(path = "catalog.html")]
struct CatalogPage<'a> {
    f: &'a Frame,
    p: &'a Catalog,
}

impl Catalog {
    /// The tabs.
    pub(super) fn tabs(&self) -> Vec<Tab> {
        let tabs = Part::ALL.map(|part| Tab {
            href: part.address(),
            key: part.name(),
            current: part == self.part,
        });
        tabs.into()
    }

    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &CatalogPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        CatalogPage { f: frame, p: self }
            .render()
            .unwrap_or_default()
    }
}

/// `GET /console/catalog`
pub(super) async fn overview(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    answer(console, visit, Part::Purposes).await
}

/// `GET /console/catalog/{part}`
pub(super) async fn part(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
) -> Response {
    match Part::ALL.into_iter().find(|part| part.name() == name) {
        Some(part) => answer(console, visit, part).await,
        None => tell(visit, ABSENT),
    }
}

async fn answer(console: Console, visit: Visit, part: Part) -> Response {
    let read = tokio::task::spawn_blocking(move || read(&console.0.engine, visit.lang, part));
    match read.await {
        Ok(Ok(catalog)) => catalog.show(&visit.frame(Place::Catalog, &part.address())),
        Ok(Err(error)) => {
            tracing::error!(%error, "show the catalog");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}
