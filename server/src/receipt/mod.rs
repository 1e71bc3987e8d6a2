//! Receipts: what a person can keep to show what they said about permission, and when.
//!
//! A receipt is a JSON-LD document with an ISO/IEC TS 27560 consent record in the words of the
//! W3C Data Privacy Vocabulary (profile `dpv-27560`), the same as a Kantara consent receipt 1.1,
//! and the proof that the ledger has it. `record` and `kantara` make the views, `terms` has the
//! words of DPV, `check` verifies a receipt offline, `audit` an answer to the privacy officer.

mod audit;
mod check;
mod kantara;
mod page;
mod record;
mod terms;

pub(crate) use page::page;

pub use audit::{AUDIT_BYTES_MAX, CheckedAudit, check_audit, is_audit};
pub use check::{Checked, RECEIPT_BYTES_MAX, Refused, check};

use serde_json::{Value, json};
use telos_engine::ledger::ProvenFact;
use telos_model::catalog::{Brand, Catalog, Purpose, PurposeText, SlotKind};
use telos_model::consent::Statement;
use telos_model::id::BrandId;

/// The media type of receipts.
pub const MEDIA_TYPE: &str = "application/ld+json";
/// The version of the form of receipts.
pub(crate) const FORM: &str = "telos-receipt/1";

/// What a receipt tells about, looked up in the catalog.
struct About<'a> {
    catalog: &'a Catalog,
    proven: &'a ProvenFact,
    /// None where a flag is for all brands.
    brand: Option<&'a Brand>,
    /// The purpose, where the statement names one that is still declared.
    purpose: Option<&'a Purpose>,
    /// The text that was shown, or the nearest to it.
    text: Option<&'a PurposeText>,
    /// The address of the deployment, without a slash at the end.
    base: &'a str,
}

impl<'a> About<'a> {
    fn new(catalog: &'a Catalog, proven: &'a ProvenFact, base: &'a str) -> Self {
        let fact = &proven.recorded.fact;
        let (purpose, version) = match fact.statement {
            Statement::Consent {
                purpose,
                text_version,
                ..
            } => (Some(purpose), text_version),
            Statement::Objection { purpose, .. } => (purpose, 0),
            Statement::Flag { .. } | Statement::Preference { .. } => (None, 0),
        };
        let purpose = purpose.and_then(|id| catalog.purpose(id));
        let brand = purpose
            .map(|purpose| purpose.brand)
            .or(brand_of(&fact.statement))
            .and_then(|id| catalog.brand(id));
        let locale = &*proven.recorded.detail.locale;
        let text = purpose.and_then(|purpose| shown(purpose, brand, locale, version));
        Self {
            catalog,
            proven,
            brand,
            purpose,
            text,
            base,
        }
    }

    /// The language of what was shown.
    fn language(&self) -> &str {
        let said = &*self.proven.recorded.detail.locale;
        let shown = self.text.map(|text| &*text.locale);
        let brand = self.brand.map(|brand| &*brand.locale);
        shown
            .or(Some(said).filter(|said| !said.is_empty()))
            .or(brand)
            .unwrap_or("en")
    }

    /// The name of the purpose as the payload has it, even if it is not declared any more.
    fn purpose_name(&self) -> Option<&'a str> {
        let purpose = match self.proven.recorded.fact.statement {
            Statement::Consent { purpose, .. } => Some(purpose),
            Statement::Objection { purpose, .. } => purpose,
            Statement::Flag { .. } | Statement::Preference { .. } => None,
        };
        self.catalog.slots.name(SlotKind::Purpose, purpose?.index())
    }
}

/// The text of a version in a language; the newest where the version is not known.
fn shown<'a>(
    purpose: &'a Purpose,
    brand: Option<&Brand>,
    locale: &str,
    version: u32,
) -> Option<&'a PurposeText> {
    let fallback = brand.map_or("en", |brand| &brand.locale);
    let of = |wanted: &str| {
        let mut texts = purpose.texts.iter();
        texts.find(|text| text.version == version && *text.locale == *wanted)
    };
    let language = locale.split('-').next().unwrap_or_default();
    of(locale)
        .or_else(|| of(language))
        .or_else(|| of(fallback))
        .or_else(|| purpose.text(locale, fallback).filter(|_| version == 0))
}

fn brand_of(statement: &Statement) -> Option<BrandId> {
    match *statement {
        Statement::Consent { .. } => None,
        Statement::Objection { brand, .. } | Statement::Preference { brand, .. } => Some(brand),
        Statement::Flag { brand, .. } => brand,
    }
}

/// The brand that a fact is about, for asking whether somebody may see it; `None` for all brands.
#[must_use]
pub fn brand<'c>(catalog: &'c Catalog, proven: &ProvenFact) -> Option<&'c Brand> {
    let statement = &proven.recorded.fact.statement;
    let purpose = match statement {
        Statement::Consent { purpose, .. } => catalog.purpose(*purpose),
        _ => None,
    };
    let brand = purpose.map(|purpose| purpose.brand).or(brand_of(statement));
    brand.and_then(|id| catalog.brand(id))
}

/// The receipt of a fact. `base` is the deployment's address, without a slash at the end.
#[must_use]
pub fn document(catalog: &Catalog, proven: &ProvenFact, base: &str) -> Value {
    let about = About::new(catalog, proven, base);
    let fact = proven.recorded.fact.id;
    let (record, profile) = record::record(&about);
    let keys: Vec<String> = proven.keys.iter().map(ToString::to_string).collect();
    json!({
        "@context": terms::context(),
        "@id": format!("urn:telos:receipt:{fact}"),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": { "@id": profile },
        "dct:identifier": format!("urn:telos:receipt:{fact}"),
        "dct:hasPart": record,
        "kantara": kantara::receipt(&about),
        "proof": {
            "form": FORM,
            "kind": proven.entry.kind.word(),
            "payload": proven.payload,
            "salt": crate::api::hex(&proven.salt.0),
            "tlogProof": proven.proof.to_string(),
            "keys": keys,
        },
    })
}
