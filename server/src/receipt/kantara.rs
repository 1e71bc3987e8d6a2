//! The same as a Kantara Initiative consent receipt, version 1.1.0.

use serde_json::{Value, json};
use telos_model::consent::Statement;

use super::About;
use super::record::{Party, basis, party, places, sensitive};

/// The jurisdiction where the purpose has a basis by the deployment's own strictest rules alone.
const ANYWHERE: &str = "strictest";

/// The receipt.
pub(super) fn receipt(about: &About<'_>) -> Value {
    let recorded = &about.proven.recorded;
    let fact = &recorded.fact;
    let Party {
        name,
        address,
        email,
        phone,
    } = party(about);
    let brand = about.brand.map_or("all", |brand| &brand.name);
    let mut places: Vec<String> = places(about)
        .iter()
        .map(|place| place.trim_start_matches("loc:").to_owned())
        .collect();
    if places.is_empty() {
        places.push(ANYWHERE.to_owned());
    }
    let categories = about.purpose.map(|purpose| purpose.categories);
    let categories: Vec<_> = categories
        .unwrap_or_default()
        .iter()
        .filter_map(|id| about.catalog.category(id))
        .collect();
    let special: Vec<&str> = categories
        .iter()
        .filter(|category| category.sensitive)
        .map(|category| &*category.name)
        .collect();
    json!({
        "version": "KI-CR-v1.1.0",
        "jurisdiction": places.join(", "),
        "consentTimestamp": fact.effective.millis().div_euclid(1_000),
        "collectionMethod": recorded.detail.method,
        "consentReceiptID": fact.id.to_string(),
        "publicKey": about.proven.keys.first().map(ToString::to_string),
        "language": about.language(),
        "piiPrincipalId": about.proven.node.to_string(),
        "piiControllers": [{
            "piiController": name,
            "contact": email,
            "address": { "streetAddress": address },
            "email": email,
            "phone": phone,
            "onBehalf": false,
            "piiControllerUrl": about.base,
        }],
        "policyUrl": format!("{}/transparency/{brand}", about.base),
        "services": [{
            "service": about.brand.map_or(about.base, |brand| &brand.title),
            "purposes": [purpose(about, &categories)],
        }],
        "sensitive": sensitive(about),
        "spiCat": special,
    })
}

fn purpose(about: &About<'_>, categories: &[&telos_model::catalog::Category]) -> Value {
    let fact = &about.proven.recorded.fact;
    let names: Vec<&str> = categories.iter().map(|category| &*category.name).collect();
    let kind = match fact.statement {
        Statement::Consent { explicit: true, .. } => "EXPLICIT",
        Statement::Consent { .. } => "EXPRESS",
        _ => "OTHER",
    };
    let recipients = about.purpose.map(|purpose| purpose.recipients);
    let recipients: Vec<&str> = recipients
        .unwrap_or_default()
        .iter()
        .filter_map(|id| about.catalog.recipients.get(id.index())?.as_ref())
        .map(|recipient| &*recipient.title)
        .collect();
    let name = about.purpose_name().unwrap_or("all");
    json!({
        "purpose": name,
        "purposeCategory": [basis(about).map_or("consent", |kind| kind.word())],
        "consentType": kind,
        "piiCategory": names,
        "primaryPurpose": about.purpose.is_some_and(|purpose| purpose.necessary),
        "termination": format!("{}/me", about.base),
        "thirdPartyDisclosure": !recipients.is_empty(),
        "thirdPartyName": recipients.join(", "),
    })
}
