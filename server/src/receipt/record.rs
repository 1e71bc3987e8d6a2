//! The ISO/IEC TS 27560 record of a fact, in the words of DPV.

use serde_json::{Map, Value, json};
use telos_model::catalog::{BasisKind, Purpose};
use telos_model::consent::Statement;

use super::{About, terms};

/// The record, and the profile that the receipt around it conforms to.
pub(super) fn record(about: &About<'_>) -> (Value, &'static str) {
    let recorded = &about.proven.recorded;
    let fact = &recorded.fact;
    let id = format!("urn:telos:fact:{}", fact.id);
    let record = json!({
        "@id": id,
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": { "@id": terms::CONSENT_RECORD },
        "dct:identifier": id,
        "dct:created": time(&fact.recorded.to_string()),
        "dpv:hasDataSubject": {
            "@id": subject(about),
            "@type": "dpv:DataSubject",
            "dct:identifier": about.proven.node.to_string(),
        },
        "dpv:hasNotice": notice(about),
        "dct:language": about.language(),
        "dpv:hasProcess": process(about),
        "dpv:hasDataController": controller(about),
        "dpv:hasConsentStatus": event(about),
    });
    (record, terms::CONSENT_RECEIPT)
}

fn subject(about: &About<'_>) -> String {
    format!("urn:telos:person:{}", about.proven.node)
}

fn time(text: &str) -> Value {
    json!({ "@type": "xsd:dateTime", "@value": text })
}

/// The text that was shown.
fn notice(about: &About<'_>) -> Value {
    let brand = about.brand.map_or("all", |brand| &brand.name);
    let shown = format!("{}/transparency/{brand}", about.base);
    let (Some(text), Some(name)) = (about.text, about.purpose_name()) else {
        return json!({
            "@id": shown,
            "@type": "dpv:ConsentNotice",
            "dct:identifier": shown,
            "dct:language": about.language(),
        });
    };
    let version = match about.proven.recorded.fact.statement {
        Statement::Consent { text_version, .. } => text_version,
        _ => 0,
    };
    json!({
        "@id": format!("urn:telos:notice:{name}:{version}:{}", text.locale),
        "@type": "dpv:ConsentNotice",
        "dct:identifier": format!("{name}:{version}"),
        "dct:isVersionOf": { "@id": shown },
        "dct:language": text.locale,
        "dct:title": { "@language": text.locale, "@value": text.title },
        "dct:description": { "@language": text.locale, "@value": text.body },
    })
}

/// What the person was asked about.
fn process(about: &About<'_>) -> Value {
    let fact = &about.proven.recorded.fact;
    let mut process = Map::new();
    let mut put = |name: &str, value: Value| process.insert(name.to_owned(), value);
    put("@id", json!(format!("urn:telos:process:{}", fact.id)));
    put("@type", json!("dpv:Process"));
    put("dpv:hasPurpose", purpose(about));
    put("dpv:hasPersonalData", personal_data(about));
    put("dpv:hasStorageCondition", storage(about));
    put(
        "dpv:hasDataController",
        json!({ "@id": controller_id(about) }),
    );
    put("dpv:hasRecipient", recipients(about));
    put("dpv:hasJurisdiction", jurisdictions(about));
    put("dpv:hasRight", rights(about));
    put(
        "dpv:hasConsentControl",
        json!({
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": { "@id": format!("{}/me", about.base) },
        }),
    );
    if let Some(kind) = basis(about) {
        let explicit = matches!(fact.statement, Statement::Consent { explicit: true, .. });
        put(
            "dpv:hasLegalBasis",
            json!({ "@id": terms::basis(kind, explicit && sensitive(about)) }),
        );
    }
    Value::Object(process)
}

fn purpose(about: &About<'_>) -> Value {
    // What is said about no purpose in particular is said about all of them.
    let name = about.purpose_name().unwrap_or("all");
    let broader = about.purpose.map_or("dpv:Purpose", terms::purpose);
    let mut value = json!({
        "@id": format!("urn:telos:purpose:{name}"),
        "@type": "dpv:Purpose",
        "skos:broader": { "@id": broader },
        "dct:identifier": name,
    });
    if let (Some(text), Value::Object(members)) = (about.text, &mut value) {
        let title = json!({ "@language": text.locale, "@value": text.title });
        members.insert("dct:title".to_owned(), title);
    }
    value
}

fn personal_data(about: &About<'_>) -> Value {
    let categories = about.purpose.map(|purpose| purpose.categories);
    let categories = categories.unwrap_or_default();
    let data: Vec<Value> = categories
        .iter()
        .filter_map(|id| about.catalog.category(id))
        .map(|category| {
            let types = if category.sensitive {
                json!(["dpv:PersonalData", "dpv:SensitivePersonalData"])
            } else {
                json!("dpv:PersonalData")
            };
            json!({
                "@id": format!("urn:telos:category:{}", category.name),
                "@type": types,
                "skos:broader": { "@id": terms::category(category) },
                "dct:identifier": category.name,
            })
        })
        .collect();
    if data.is_empty() {
        return json!({ "@id": "dpv:PersonalData" });
    }
    Value::Array(data)
}

pub(super) fn sensitive(about: &About<'_>) -> bool {
    let categories = about.purpose.map(|purpose| purpose.categories);
    let mut categories = categories.unwrap_or_default().iter();
    categories.any(|id| {
        let category = about.catalog.category(id);
        category.is_some_and(|category| category.sensitive)
    })
}

/// Where and how long. The controller runs Telos itself, so that its data is where it is.
fn storage(about: &About<'_>) -> Value {
    let days = about.purpose.and_then(|purpose| purpose.retention_days);
    let duration = days.map_or_else(
        || json!({ "@type": "dpv:UntilEventDuration", "rdf:value": "dpv:ConsentWithdrawn" }),
        |days| {
            json!({
                "@type": "dpv:TemporalDuration",
                "rdf:value": { "@type": "xsd:duration", "@value": format!("P{days}D") },
            })
        },
    );
    let place = address(about);
    json!([
        {
            "@type": "dpv:StorageLocation",
            "dpv:hasLocation": { "@type": "dpv:Location", "dct:title": place },
        },
        { "@type": "dpv:StorageDuration", "dpv:hasDuration": duration },
    ])
}

fn recipients(about: &About<'_>) -> Value {
    let recipients = about.purpose.map(|purpose| purpose.recipients);
    let found: Vec<Value> = recipients
        .unwrap_or_default()
        .iter()
        .filter_map(|id| about.catalog.recipients.get(id.index())?.as_ref())
        .map(|recipient| {
            json!({
                "@id": format!("urn:telos:recipient:{}", recipient.name),
                "@type": ["dpv:Recipient", "dpv:ThirdParty"],
                "dct:identifier": recipient.name,
                "dpv:hasName": recipient.title,
            })
        })
        .collect();
    if found.is_empty() {
        // Nobody else gets it.
        return json!({ "@id": controller_id(about) });
    }
    Value::Array(found)
}

/// The places whose law knows a basis for the purpose.
fn jurisdictions(about: &About<'_>) -> Value {
    let mut places = places(about);
    if places.is_empty() {
        places.push("dpv:Location".to_owned());
    }
    let places = places.into_iter().map(|place| json!({ "@id": place }));
    Value::Array(places.collect())
}

pub(super) fn places(about: &About<'_>) -> Vec<String> {
    let bases = about.purpose.map(|purpose| &*purpose.bases);
    let packs = bases.unwrap_or_default().iter();
    let mut places: Vec<String> = packs
        .filter_map(|(id, _)| about.catalog.packs.get(id.index())?.as_ref())
        .filter_map(|pack| terms::place(&pack.name))
        .collect();
    places.sort();
    places.dedup();
    places
}

fn rights(about: &About<'_>) -> Value {
    let kind = basis(about).unwrap_or(BasisKind::Consent);
    let at = format!("{}/me", about.base);
    let rights = terms::rights(kind).into_iter().map(|right| {
        json!({
            "@type": ["dpv:DataSubjectRight", right],
            "dpv:isExercisedAt": { "@id": at },
        })
    });
    Value::Array(rights.collect())
}

/// The basis under the regulation, or under whatever law comes first.
pub(super) fn basis(about: &About<'_>) -> Option<BasisKind> {
    let purpose: &Purpose = about.purpose?;
    let pack = |id: telos_model::id::JurisdictionId| about.catalog.packs.get(id.index())?.as_ref();
    let eu = purpose
        .bases
        .iter()
        .find(|(id, _)| pack(*id).is_some_and(|pack| &*pack.name == "eu"));
    eu.or(purpose.bases.first()).map(|(_, basis)| basis.kind)
}

fn controller_id(about: &About<'_>) -> String {
    format!("urn:telos:controller:{}", controller_name(about))
}

fn controller_name<'a>(about: &About<'a>) -> &'a str {
    about.brand.map_or("all", |brand| &brand.name)
}

/// The legal name, postal address and mail address of who answers for the data.
pub(super) struct Party {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) email: String,
    pub(super) phone: String,
}

/// Who answers for the data. A catalog that does not say so leaves the brand and its pages.
pub(super) fn party(about: &About<'_>) -> Party {
    let told = about
        .brand
        .and_then(|brand| brand.about.controller.as_ref());
    let title = about.brand.map_or(about.base, |brand| &brand.title);
    told.map_or_else(
        || Party {
            name: title.to_owned(),
            address: format!("{}/transparency/{}", about.base, controller_name(about)),
            email: format!("{}/me", about.base),
            phone: format!("{}/me", about.base),
        },
        |told| Party {
            name: told.name.to_string(),
            address: told.address.to_string(),
            email: told.email.to_string(),
            phone: match &told.phone {
                Some(phone) => phone.to_string(),
                None => format!("{}/me", about.base),
            },
        },
    )
}

fn address(about: &About<'_>) -> String {
    party(about).address
}

fn controller(about: &About<'_>) -> Value {
    let Party {
        name,
        address,
        email,
        ..
    } = party(about);
    json!({
        "@id": controller_id(about),
        "@type": ["dpv:DataController", "dpv:LegalEntity"],
        "dct:identifier": controller_name(about),
        "dpv:hasName": name,
        "dpv:hasAddress": address,
        "dpv:hasContact": email,
    })
}

/// What was done, by whom, when, and how long it holds.
fn event(about: &About<'_>) -> Value {
    let recorded = &about.proven.recorded;
    let fact = &recorded.fact;
    let consent = match fact.statement {
        Statement::Consent { explicit: true, .. } => "dpv:ExplicitlyExpressedConsent",
        Statement::Consent { .. } => "dpv:ExpressedConsent",
        _ => "dpv:Consent",
    };
    let age = about.purpose.and_then(|purpose| {
        let ages = purpose.bases.iter();
        ages.filter_map(|(_, basis)| basis.age_days_max).min()
    });
    let valid = age.map_or_else(
        || json!({ "@type": "dpv:UntilEventDuration", "rdf:value": "dpv:ConsentWithdrawn" }),
        |days| json!({ "@type": "xsd:duration", "@value": format!("P{days}D") }),
    );
    let by = terms::actor(fact.actor);
    let entity = match by {
        "dpv:DataSubject" => json!({ "@id": subject(about), "@type": by }),
        "dpv:DataController" => json!({ "@id": controller_id(about), "@type": by }),
        _ => json!({ "@type": by }),
    };
    json!({
        "@id": format!("urn:telos:event:{}", fact.id),
        "@type": terms::status(&fact.statement),
        "dct:date": time(&fact.effective.to_string()),
        "dct:valid": valid,
        "dpv:hasLegalBasis": { "@id": consent },
        "dpv:isImplementedByEntity": entity,
        "dpv:hasIndicationMethod": recorded.detail.method,
    })
}
