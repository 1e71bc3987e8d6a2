//! The record of processing (GDPR Art. 30) for the officer: as a page, as CSV and as JSON, always
//! from the catalog in force.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use telos_engine::{Engine, ReadError};
use telos_model::notice::Notice;
use telos_model::time::Timestamp;

use super::around::{FAILED, Visit, tell};
use super::frame::{Frame, Place};
use super::public::{ControllerCard, PurposeTold, controller, purpose};
use super::words::{Lang, Words};
use super::{Console, render};

/// The record.
pub(super) struct Records {
    pub(super) version: u64,
    pub(super) applied: Timestamp,
    pub(super) brands: Vec<BrandRecord>,
}

/// The record of one controller.
pub(super) struct BrandRecord {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) controller: Option<ControllerCard>,
    pub(super) purposes: Vec<PurposeTold>,
}

impl BrandRecord {
    /// An anchor for its heading.
    pub(super) fn anchor(&self) -> String {
        format!("brand-{}", self.name)
    }
}

/// What Telos does to keep data safe (Art. 30(1)(g)): keys of words.
const MEASURES: [&str; 6] = [
    "measure-sealed",
    "measure-purpose",
    "measure-recorded",
    "measure-shortened",
    "measure-access",
    "measure-erasure",
];

impl Records {
    /// Keys of words about security.
    #[expect(clippy::unused_self, reason = "templates have no other way to ask")]
    pub(super) fn measures(&self) -> [&'static str; 6] {
        MEASURES
    }
}

impl PurposeTold {
    /// In how many jurisdictions it has a basis.
    pub(super) fn places(&self) -> usize {
        self.grounds.iter().map(|ground| ground.places.len()).sum()
    }

    /// The titles of its kinds of data.
    pub(super) fn held_titles(&self) -> Vec<String> {
        self.held.iter().map(|held| held.title.clone()).collect()
    }

    /// The titles of its recipients.
    pub(super) fn recipient_titles(&self) -> Vec<String> {
        let recipients = self.recipients.iter();
        recipients.map(|one| one.title.clone()).collect()
    }
}

impl Words {
    /// Where data of a purpose goes, and what protects it there.
    pub(super) fn transfers(self, purpose: &PurposeTold) -> Vec<String> {
        let abroad = purpose.recipients.iter();
        let abroad = abroad.filter(|one| !one.countries.is_empty() || one.safeguard.is_some());
        abroad
            .map(|one| {
                let countries = self.countries(&one.countries);
                match &one.safeguard {
                    Some(safeguard) => format!("{}: {countries} ({safeguard})", one.title),
                    None => format!("{}: {countries}", one.title),
                }
            })
            .collect()
    }

    /// Countries by their names, or their codes where no name is known.
    pub(super) fn countries(self, codes: &[String]) -> String {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        self.coded_list("country", &codes)
    }

    /// Channels by their names.
    pub(super) fn channels(self, codes: &[String]) -> String {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        self.coded_list("channel", &codes)
    }

    fn kept_or_not(self, days: Option<u32>) -> String {
        days.map_or_else(|| self.t("retention-none"), |days| self.kept(days))
    }
}

#[derive(Template)]
#[template(path = "records.html")]
struct RecordsPage<'a> {
    f: &'a Frame,
    p: &'a Records,
}

impl Records {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &RecordsPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        RecordsPage { f: frame, p: self }
            .render()
            .unwrap_or_default()
    }

    /// The record as CSV (RFC 4180), one row a purpose, with the byte order mark that spreadsheets
    /// need to read other scripts.
    pub(super) fn csv(&self, w: Words) -> String {
        let mut out = String::from("\u{feff}");
        row(&mut out, &COLUMNS.map(|key| w.t(key)));
        let measures = w.list(&MEASURES.map(|key| w.t(key)));
        for brand in &self.brands {
            for purpose in &brand.purposes {
                row(&mut out, &cells(brand, purpose, &measures, w));
            }
        }
        out
    }

    /// The record as JSON.
    fn json(&self, w: Words) -> Vec<u8> {
        let brands = self.brands.iter().map(wire_brand);
        let record = WireRecord {
            catalog_version: self.version,
            applied: self.applied.to_string(),
            language: w.tag(),
            brands: brands.collect(),
            security_measures: MEASURES.map(|key| w.t(key)).into(),
        };
        serde_json::to_vec(&record).unwrap_or_default()
    }
}

const COLUMNS: [&str; 16] = [
    "brand",
    "record-controller",
    "record-contact",
    "record-officer",
    "record-representative",
    "purpose",
    "name",
    "version",
    "record-people",
    "categories",
    "recipients",
    "record-transfers",
    "retention",
    "bases",
    "mark-profiling",
    "record-measures",
];

fn cells(brand: &BrandRecord, purpose: &PurposeTold, measures: &str, w: Words) -> [String; 16] {
    let of = |read: fn(&ControllerCard) -> Option<&String>| {
        let found = brand.controller.as_ref().and_then(read);
        found.cloned().unwrap_or_default()
    };
    let bases = purpose.grounds.iter().flat_map(|ground| {
        ground.places.iter().map(move |place| {
            let kind = w.coded("basis", ground.kind);
            format!("{}: {kind} ({})", place.jurisdiction, place.citation)
        })
    });
    let bases: Vec<String> = bases.collect();
    [
        brand.title.clone(),
        of(|one| Some(&one.name)),
        brand
            .controller
            .as_ref()
            .map_or_else(String::new, |one| format!("{}; {}", one.address, one.email)),
        of(|one| one.officer.as_ref()),
        of(|one| one.representative.as_ref()),
        format!("{}: {}", purpose.title, purpose.body),
        format!("{}/{}", brand.name, purpose.name),
        purpose.version.to_string(),
        w.coded_list("concerned", &purpose.concerns),
        purpose.held_titles().join("; "),
        purpose.recipient_titles().join("; "),
        w.transfers(purpose).join("; "),
        w.kept_or_not(purpose.retention_days),
        bases.join("; "),
        w.t(if purpose.profiling { "yes" } else { "no" }),
        measures.to_owned(),
    ]
}

/// Writes a row. A cell that a spreadsheet would take for a formula is written as text.
fn row(out: &mut String, cells: &[String; 16]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        out.push('"');
        if formula {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireRecord<'a> {
    catalog_version: u64,
    applied: String,
    language: &'a str,
    brands: Vec<WireBrand<'a>>,
    security_measures: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireBrand<'a> {
    name: &'a str,
    title: &'a str,
    controller: Option<WireController<'a>>,
    processing: Vec<WirePurpose<'a>>,
}

#[derive(Serialize)]
struct WireController<'a> {
    name: &'a str,
    address: &'a str,
    email: &'a str,
    officer: Option<&'a str>,
    representative: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WirePurpose<'a> {
    purpose: &'a str,
    version: u32,
    title: &'a str,
    description: &'a str,
    people: &'a [&'static str],
    data_categories: Vec<String>,
    sources: &'a [String],
    recipients: Vec<WireRecipient<'a>>,
    retention_days: Option<u32>,
    lawful_bases: Vec<WireBasis<'a>>,
    automated_decisions: bool,
    sells_or_shares: bool,
}

#[derive(Serialize)]
struct WireRecipient<'a> {
    title: &'a str,
    countries: &'a [String],
    safeguard: Option<&'a str>,
}

#[derive(Serialize)]
struct WireBasis<'a> {
    jurisdiction: &'a str,
    basis: &'static str,
    citation: &'a str,
}

fn wire_brand(brand: &BrandRecord) -> WireBrand<'_> {
    let controller = brand.controller.as_ref().map(|one| WireController {
        name: &one.name,
        address: &one.address,
        email: &one.email,
        officer: one.officer.as_deref(),
        representative: one.representative.as_deref(),
    });
    let processing = brand.purposes.iter().map(|one| {
        let recipients = one.recipients.iter().map(|recipient| WireRecipient {
            title: &recipient.title,
            countries: &recipient.countries,
            safeguard: recipient.safeguard.as_deref(),
        });
        let bases = one.grounds.iter().flat_map(|ground| {
            ground.places.iter().map(|place| WireBasis {
                jurisdiction: &place.jurisdiction,
                basis: ground.kind,
                citation: &place.citation,
            })
        });
        WirePurpose {
            purpose: &one.name,
            version: one.version,
            title: &one.title,
            description: &one.body,
            people: &one.concerns,
            data_categories: one.held_titles(),
            sources: &one.channels,
            recipients: recipients.collect(),
            retention_days: one.retention_days,
            lawful_bases: bases.collect(),
            automated_decisions: one.profiling,
            sells_or_shares: one.sells,
        }
    });
    WireBrand {
        name: &brand.name,
        title: &brand.title,
        controller,
        processing: processing.collect(),
    }
}

fn read(engine: &Engine, lang: Lang) -> Result<Records, ReadError> {
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let newest = engine.catalogs()?.into_iter().next();
    let brands = catalog.brands.iter().flatten();
    let brands = brands.filter_map(|brand| {
        let notice = Notice::of(catalog, brand.id, lang.tag(), None)?;
        let purposes = notice.purposes.iter();
        Some(BrandRecord {
            name: brand.name.to_string(),
            title: brand.title.to_string(),
            controller: controller(brand),
            purposes: purposes
                .map(|told| purpose(catalog, lang.tag(), told))
                .collect(),
        })
    });
    Ok(Records {
        version: newest.as_ref().map_or(0, |version| version.number),
        applied: newest.map_or(engine.now(), |version| version.at),
        brands: brands.collect(),
    })
}

async fn records(
    console: Console,
    visit: Visit,
    show: impl FnOnce(Records) -> Response,
) -> Response {
    let read = tokio::task::spawn_blocking(move || read(&console.0.engine, visit.lang));
    match read.await {
        Ok(Ok(records)) => show(records),
        Ok(Err(error)) => {
            tracing::error!(%error, "show the record of processing");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}

/// `GET /console/records`
pub(super) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let frame = visit.frame(Place::Records, "/console/records");
    records(console, visit, |records| records.show(&frame)).await
}

/// `GET /console/records.csv`
pub(super) async fn csv(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    records(console, visit, |records| {
        let headers = [
            (
                header::CONTENT_TYPE,
                "text/csv; charset=utf-8; header=present",
            ),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"record-of-processing.csv\"",
            ),
        ];
        (headers, records.csv(Words::new(visit.lang))).into_response()
    })
    .await
}

/// `GET /console/records.json`
pub(super) async fn json(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    records(console, visit, |records| {
        let headers = [(header::CONTENT_TYPE, "application/json")];
        (headers, records.json(Words::new(visit.lang))).into_response()
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        let mut out = String::new();
        let mut cells: [String; 16] = std::array::from_fn(|_| String::new());
        cells[0] = "=1+1".into();
        cells[1] = "say \"no\", please".into();
        row(&mut out, &cells);
        assert!(out.starts_with("\"'=1+1\",\"say \"\"no\"\", please\",\"\""));
        assert!(out.ends_with("\"\"\r\n"));
    }
}
