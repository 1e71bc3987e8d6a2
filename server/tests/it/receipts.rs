//! Receipts: each verifies as it was given out and not with anything of it changed, and only those
//! who may see the fact get it.

use serde_json::{Value, json};
use telos_engine::Who;
use telos_ledger::note::VerifierKey;
use telos_server::receipt::{Refused, check, document};

use crate::support::World;

/// One message with a statement of each kind.
const STATED: &str = r#"{"batch":[{"type":"consent","messageId":"s1","userId":"u1","context":{"locale":"de-DE"},"consents":[
    {"purpose":"reviews","act":"grant","text_version":1},
    {"purpose":"personalisation","act":"grant","explicit":true,"separate":true},
    {"purpose":"ads-audiences","act":"withdraw"},
    {"purpose":"shop-analytics","act":"deny"}]}]}"#;

async fn stated() -> World {
    let world = World::new();
    assert_eq!(world.web("/v1/batch", STATED).await.statuses(), ["kept"]);
    let gpc = r#"{"batch":[{"type":"page","messageId":"s2","userId":"u1"}]}"#;
    let headers = [("authorization", crate::support::WEB), ("sec-gpc", "1")];
    assert_eq!(world.post("/v1/batch", &headers, gpc).await.status, 200);
    world
}

/// The ids of the facts of the one person there is.
fn facts(world: &World) -> Vec<String> {
    let policy = world.engine.policy();
    let kind = policy.catalog.names.identifiers["user_id"];
    let value = "u1".into();
    let who = Who::Identifier(telos_model::people::Identifier { kind, value });
    let facts = world.engine.facts(&who).expect("reads").expect("known");
    facts
        .iter()
        .map(|(_, recorded)| recorded.fact.id.to_string())
        .collect()
}

async fn receipts(world: &World) -> Vec<Value> {
    let mut receipts = Vec::new();
    for fact in facts(world) {
        let answer = world
            .get(&format!("/v1/receipts/{fact}"), "Bearer key-reader")
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.headers["content-type"], "application/ld+json");
        assert_eq!(answer.headers["cache-control"], "no-store");
        receipts.push(answer.json());
    }
    receipts
}

fn verify(receipt: &Value) -> Result<(), Refused> {
    check(receipt.to_string().as_bytes(), &[], &[], 0).map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fact_has_a_receipt_that_verifies() {
    let world = stated().await;
    let receipts = receipts(&world).await;
    assert!(
        receipts.len() >= 5,
        "four stated and GPC: {}",
        receipts.len()
    );
    let keys = world.engine.ledger_keys();
    for receipt in &receipts {
        let bytes = receipt.to_string();
        let checked = check(bytes.as_bytes(), &keys, &[], 0).expect("holds");
        assert_eq!(checked.key, keys[0].to_string());
        assert!(checked.index < checked.size);
        assert_eq!(checked.origin, world.engine.ledger_name());
        let other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let other = VerifierKey::parse(other).expect("a key");
        assert!(check(bytes.as_bytes(), &[other], &[], 0).is_err());
        assert!(matches!(
            check(bytes.as_bytes(), &keys, &[], 1),
            Err(Refused::Witnesses(_))
        ));
    }
}

/// ISO/IEC TS 27560's mandatory fields, where the DPV profile has them.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_has_every_mandatory_field() {
    let world = stated().await;
    for receipt in receipts(&world).await {
        let there = |pointer: &str| {
            let value = receipt.pointer(pointer);
            let value = value.unwrap_or_else(|| panic!("{pointer} of {receipt:#}"));
            assert!(
                !value.is_null() && *value != json!("") && *value != json!([]),
                "{pointer}"
            );
        };
        let record = |path: &str| there(&format!("/dct:hasPart/{path}"));
        there("/dct:conformsTo/@id");
        there("/dct:identifier");
        for path in [
            "dct:conformsTo/@id",
            "dct:identifier",
            "dpv:hasDataSubject/dct:identifier",
            "dpv:hasNotice/@id",
            "dct:language",
            "dpv:hasProcess/dpv:hasPurpose/dct:identifier",
            "dpv:hasProcess/dpv:hasPersonalData",
            "dpv:hasProcess/dpv:hasDataController/@id",
            "dpv:hasProcess/dpv:hasStorageCondition/0/dpv:hasLocation",
            "dpv:hasProcess/dpv:hasStorageCondition/1/dpv:hasDuration",
            "dpv:hasProcess/dpv:hasJurisdiction",
            "dpv:hasProcess/dpv:hasRecipient",
            "dpv:hasProcess/dpv:hasConsentControl/dpv:isExercisedAt/@id",
            "dpv:hasProcess/dpv:hasRight/0/dpv:isExercisedAt/@id",
            "dpv:hasDataController/dct:identifier",
            "dpv:hasDataController/dpv:hasName",
            "dpv:hasDataController/dpv:hasAddress",
            "dpv:hasDataController/dpv:hasContact",
            "dpv:hasConsentStatus/@type",
            "dpv:hasConsentStatus/dct:date/@value",
            "dpv:hasConsentStatus/dct:valid",
            "dpv:hasConsentStatus/dpv:isImplementedByEntity",
            "dpv:hasConsentStatus/dpv:hasLegalBasis/@id",
        ] {
            record(path);
        }
        // The Kantara view: what its schema requires.
        for name in [
            "version",
            "jurisdiction",
            "consentTimestamp",
            "collectionMethod",
            "consentReceiptID",
            "piiPrincipalId",
            "piiControllers",
            "policyUrl",
            "services",
            "sensitive",
            "spiCat",
        ] {
            assert!(receipt["kantara"].get(name).is_some(), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipt_of_a_consent_shows_the_text_in_the_language_it_was_shown() {
    let world = stated().await;
    let receipts = receipts(&world).await;
    let about = |purpose: &str| {
        let of = |receipt: &&Value| {
            receipt["kantara"]["services"][0]["purposes"][0]["purpose"] == purpose
        };
        receipts.iter().find(of).expect("there")
    };
    let receipt = about("aria/reviews");
    let notice = &receipt["dct:hasPart"]["dpv:hasNotice"];
    assert_eq!(notice["dct:language"], "de");
    assert_eq!(notice["dct:identifier"], "aria/reviews:1");
    let state = |receipt: &Value| receipt["dct:hasPart"]["dpv:hasConsentStatus"]["@type"].clone();
    assert_eq!(state(receipt), "dpv:ConsentGiven");
    assert_eq!(state(about("aria/ads-audiences")), "dpv:ConsentWithdrawn");
    assert_eq!(state(about("aria/shop-analytics")), "dpv:ConsentRefused");
    // What a basis is called is the catalog's, whatever the person said.
    let basis = |receipt: &Value| {
        receipt["dct:hasPart"]["dpv:hasProcess"]["dpv:hasLegalBasis"]["@id"].clone()
    };
    assert_eq!(basis(receipt), "eu-gdpr:A6-1-f");
    assert_eq!(basis(about("aria/ads-audiences")), "eu-gdpr:A6-1-a");
    let party = &receipt["dct:hasPart"]["dpv:hasDataController"];
    assert!(
        party["dpv:hasAddress"]
            .as_str()
            .expect("text")
            .contains("Sacramento")
    );
}

/// Changes each text and number of a receipt, one at a time.
fn mutations(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                mutations(member, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                mutations(item, &format!("{path}/{place}"), found);
            }
        }
        Value::String(text) => found.push((path.to_owned(), json!(format!("{text}x")))),
        Value::Number(_) => found.push((path.to_owned(), json!(7))),
        Value::Bool(yes) => found.push((path.to_owned(), json!(!yes))),
        Value::Null => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_part_of_the_proof_and_nothing_that_was_committed_to_can_be_changed() {
    let world = stated().await;
    let receipt = receipts(&world).await.remove(0);
    assert_eq!(verify(&receipt), Ok(()));
    let mut found = Vec::new();
    mutations(&receipt, "", &mut found);
    let bound = [
        "/proof/",
        "/dct:identifier",
        "/dct:hasPart/dct:identifier",
        "/kantara/consentReceiptID",
        "/kantara/piiPrincipalId",
        "/kantara/consentTimestamp",
        "/kantara/collectionMethod",
        "/kantara/services/0/purposes/0/purpose",
        "/dct:hasPart/dct:created/@value",
        "/dct:hasPart/dpv:hasConsentStatus/@type",
        "/dct:hasPart/dpv:hasConsentStatus/dct:date/@value",
        "/dct:hasPart/dpv:hasConsentStatus/dpv:hasIndicationMethod",
        "/dct:hasPart/dpv:hasDataSubject/dct:identifier",
        "/dct:hasPart/dpv:hasProcess/dpv:hasPurpose/dct:identifier",
    ];
    let mut bounds = 0;
    for (path, changed) in found {
        let mut other = receipt.clone();
        *other.pointer_mut(&path).expect("there") = changed;
        let refused = verify(&other).is_err();
        let must = bound
            .iter()
            .any(|one| path == *one || (one.ends_with('/') && path.starts_with(one)));
        assert!(refused || !must, "{path} can be changed");
        bounds += usize::from(must);
    }
    assert!(bounds > bound.len(), "the paths are there");
    for part in ["proof", "kantara", "dct:hasPart", "dct:identifier"] {
        let mut other = receipt.clone();
        other.as_object_mut().expect("an object").remove(part);
        assert!(verify(&other).is_err(), "without {part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proof_of_one_fact_is_none_of_another() {
    let world = stated().await;
    let receipts = receipts(&world).await;
    let (mut one, other) = (receipts[0].clone(), &receipts[1]);
    one["proof"] = other["proof"].clone();
    assert!(matches!(verify(&one), Err(Refused::Differs(_))));
    let mut one = receipts[0].clone();
    one["proof"]["tlogProof"] = other["proof"]["tlogProof"].clone();
    assert!(matches!(verify(&one), Err(Refused::Proof(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_no_receipt_is_refused() {
    for bad in [
        "",
        "{}",
        "[]",
        "null",
        "7",
        r#"{"proof":{}}"#,
        r#"{"proof":{"form":"telos-receipt/2"}}"#,
    ] {
        assert!(check(bad.as_bytes(), &[], &[], 0).is_err(), "{bad}");
    }
    let deep = "[".repeat(200_000);
    assert!(check(deep.as_bytes(), &[], &[], 0).is_err());
    assert_eq!(
        check(&vec![b' '; 1024 * 1024 + 1], &[], &[], 0),
        Err(Refused::TooLong)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_key_that_may_ask_for_the_purpose_gets_the_receipt() {
    let world = stated().await;
    for fact in facts(&world) {
        let path = format!("/v1/receipts/{fact}");
        world
            .get(&path, "Bearer key-bento")
            .await
            .problem(404, "receipt_unknown");
        world.get(&path, "").await.problem(401, "key_missing");
        world
            .get(&path, "Bearer key-nothing")
            .await
            .problem(403, "purpose_missing");
    }
    let none = "/v1/receipts/f00000000000000000000000000000000";
    world
        .get(none, "Bearer key-reader")
        .await
        .problem(404, "receipt_unknown");
    let bad = world.get("/v1/receipts/s1", "Bearer key-reader").await;
    bad.problem(400, "receipt_id_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purpose_that_is_not_declared_any_more_keeps_its_receipts() {
    let world = stated().await;
    let mut catalog = world.engine.policy().catalog.clone();
    for purpose in &mut catalog.purposes {
        *purpose = None;
    }
    for fact in facts(&world) {
        let id = u128::from_str_radix(&fact[1..], 16)
            .expect("hex")
            .to_be_bytes();
        let found = world
            .engine
            .receipt_by_id(telos_model::consent::FactId(id))
            .expect("reads");
        let telos_engine::ledger::ToProve::Proven(proven) = found else {
            panic!("{fact} is proven");
        };
        let receipt = document(&catalog, &proven, "https://cdp.example");
        assert_eq!(verify(&receipt), Ok(()));
    }
}
