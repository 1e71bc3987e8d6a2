//! The words of the Data Privacy Vocabulary that receipts use (DPV 2.2 and its extensions).

use serde_json::{Value, json};
use telos_model::catalog::{BasisKind, Category, Purpose};
use telos_model::consent::{Act, Actor, Statement};

/// The profile of receipts about consent (W3C DPV guide to ISO/IEC TS 27560).
pub(super) const CONSENT_RECEIPT: &str = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr";
/// The profile of the record in them.
pub(super) const CONSENT_RECORD: &str = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr";

/// The prefixes, and what is no linked data.
pub(super) fn context() -> Value {
    json!({
        "@version": 1.1,
        "dpv": "https://w3id.org/dpv#",
        "dpv-27560": "https://w3id.org/dpv/schema/dpv-27560#",
        "pd": "https://w3id.org/dpv/pd#",
        "loc": "https://w3id.org/dpv/loc#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
        "dct": "http://purl.org/dc/terms/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "kantara": null,
        "proof": null,
    })
}

/// The state of consent that a statement leads to.
pub(super) fn status(statement: &Statement) -> &'static str {
    match statement {
        Statement::Consent { act, .. } => match act {
            Act::Request => "dpv:ConsentRequested",
            Act::Grant => "dpv:ConsentGiven",
            Act::Confirm => "dpv:RenewedConsentGiven",
            Act::Deny => "dpv:ConsentRefused",
            Act::Withdraw => "dpv:ConsentWithdrawn",
            Act::Revoke => "dpv:ConsentRevoked",
            Act::Invalidate => "dpv:ConsentInvalidated",
        },
        Statement::Objection { on: true, .. } => "dpv:ConsentRefused",
        Statement::Objection { .. } | Statement::Flag { .. } | Statement::Preference { .. } => {
            "dpv:ConsentUnknown"
        }
    }
}

/// What a purpose is for, in DPV's taxonomy.
pub(super) fn purpose(purpose: &Purpose) -> &'static str {
    if purpose.sells {
        "dpv:Advertising"
    } else if purpose.marketing {
        "dpv:Marketing"
    } else if purpose.profiling {
        "dpv:Personalisation"
    } else if purpose.necessary {
        "dpv:ServiceProvision"
    } else {
        "dpv:Purpose"
    }
}

/// A data category in the taxonomy of personal data.
pub(super) fn category(category: &Category) -> &'static str {
    match &*category.name {
        "identity" => "pd:Identifying",
        "contact" => "pd:Contact",
        "demographic" => "pd:Demographic",
        "behaviour" => "pd:Behavioral",
        "transaction" => "pd:Transactional",
        "location" => "pd:Location",
        "opinion" => "pd:Opinion",
        _ if category.sensitive => "dpv:SensitivePersonalData",
        _ => "dpv:PersonalData",
    }
}

/// The place of a jurisdiction pack, such as `loc:EU` or `loc:US-CA`; none for house rules.
pub(super) fn place(pack: &str) -> Option<String> {
    let code = match pack {
        "strictest" => return None,
        "uk" => "GB".to_owned(),
        // A city within a country: ISO 3166 has no code for it.
        pack if pack.starts_with("cn-") => "CN".to_owned(),
        pack => pack.to_ascii_uppercase(),
    };
    Some(format!("loc:{code}"))
}

/// The legal basis under the General Data Protection Regulation.
pub(super) fn basis(kind: BasisKind, explicit: bool) -> &'static str {
    match kind {
        BasisKind::Consent if explicit => "eu-gdpr:A9-2-a",
        BasisKind::Consent => "eu-gdpr:A6-1-a",
        BasisKind::Contract => "eu-gdpr:A6-1-b",
        BasisKind::LegalObligation => "eu-gdpr:A6-1-c",
        BasisKind::VitalInterests => "eu-gdpr:A6-1-d",
        BasisKind::PublicTask => "eu-gdpr:A6-1-e",
        BasisKind::LegitimateInterests | BasisKind::OptOut => "eu-gdpr:A6-1-f",
    }
}

/// The rights that go with a basis (DPV's table of legal bases and rights of the regulation).
pub(super) fn rights(kind: BasisKind) -> Vec<&'static str> {
    let mut rights = vec!["eu-gdpr:A13", "eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A18"];
    if !matches!(kind, BasisKind::LegalObligation | BasisKind::PublicTask) {
        rights.push("eu-gdpr:A17");
    }
    if matches!(kind, BasisKind::Consent | BasisKind::Contract) {
        rights.push("eu-gdpr:A20");
    }
    if kind.can_be_objected_to() {
        rights.push("eu-gdpr:A21");
    }
    if kind == BasisKind::Consent {
        rights.push("eu-gdpr:A7-3");
    }
    rights.extend(["eu-gdpr:A22", "eu-gdpr:A77"]);
    rights
}

/// Who stated it.
pub(super) fn actor(actor: Actor) -> &'static str {
    match actor {
        Actor::Person | Actor::Signal => "dpv:DataSubject",
        Actor::Guardian => "dpv:GuardianOfDataSubject",
        Actor::Agent => "dpv:Representative",
        Actor::Staff | Actor::Controller => "dpv:DataController",
    }
}
