//! The OpenAPI document is a promise: changes of it are seen.

use crate::support::World;

#[test]
fn the_document_is_as_it_was_agreed() {
    insta::assert_json_snapshot!("openapi", telos_server::api::document());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_served() {
    let world = World::new();
    let document = world.get("/openapi.json", "").await.json();
    assert_eq!(
        document,
        serde_json::to_value(telos_server::api::document()).unwrap()
    );
}

/// Every reference of the document, wherever it stands.
fn references(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(serde_json::Value::as_str) {
                found.push(reference.to_owned());
            }
            for value in members.values() {
                references(value, found);
            }
        }
        serde_json::Value::Array(values) => {
            for value in values {
                references(value, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let document = serde_json::to_value(telos_server::api::document()).unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}
