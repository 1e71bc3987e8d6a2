//! Decisions: one and many, with reasons and evidence.

use serde_json::{Value, json};

use crate::support::{ALL, World};

const ORDERS: &str = "Bearer key-orders";

#[tokio::test(flavor = "multi_thread")]
async fn decisions_are_given_one_and_many_with_reasons_and_evidence() {
    let world = World::new().with_customer().await;
    let headers = [("authorization", ALL)];
    let ask = |purpose: &str| {
        json!({"who": {"kind": "user_id", "value": "u1"}, "operation": "read",
            "purpose": purpose, "categories": ["identity"]})
    };
    let one = world
        .post("/v1/decisions", &headers, ask("orders").to_string())
        .await
        .json();
    assert_eq!(one["decision"], "permit", "{one}");
    assert_eq!(one["ground"]["purpose"], "aria/orders");
    let mut stranger = ask("personalisation");
    stranger["who"]["value"] = json!("never-seen");
    let questions = json!({"questions": [ask("personalisation"), ask("orders"), stranger]});
    let many = world
        .post("/v1/decisions", &headers, questions.to_string())
        .await
        .json();
    let decided: Vec<&Value> = many["answers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["decision"])
        .collect();
    assert_eq!(decided, ["deny", "permit", "deny"], "{many}");
    assert_eq!(many["answers"][0]["reasons"][0]["code"], "consent_unknown");
    let mut unknown = ask("orders");
    unknown["categories"] = json!(["identity", "no-such"]);
    let denied = world
        .post("/v1/decisions", &headers, unknown.to_string())
        .await
        .json();
    assert_eq!(denied["reasons"][0]["code"], "category_unknown", "{denied}");
    let thousand = json!({"questions": vec![ask("orders"); 1_000]});
    let many = world
        .post("/v1/decisions", &headers, thousand.to_string())
        .await
        .json();
    assert_eq!(many["answers"].as_array().unwrap().len(), 1_000);
    let more = json!({"questions": vec![ask("orders"); 1_001]});
    world
        .post("/v1/decisions", &headers, more.to_string())
        .await
        .problem(400, "question_invalid");
    let not_own = world
        .post(
            "/v1/decisions",
            &[("authorization", ORDERS)],
            ask("service").to_string(),
        )
        .await;
    assert_eq!(not_own.problem(403, "purpose_not_allowed")["at"], "purpose");
}
