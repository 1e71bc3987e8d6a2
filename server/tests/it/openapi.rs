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
