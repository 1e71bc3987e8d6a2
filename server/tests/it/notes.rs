//! Notes of calls, answers of surveys and reviews: personal data in them is labelled before anything
//! is kept. Data of others is marked as theirs.

use serde_json::{Value, json};
use telos_model::catalog::CatalogFile;
use telos_server::Options;

use crate::support::{ALL, World, shipped};

/// `Basic` with the key of the source of calls.
const CALLS: &str = "Basic YXJpYS1jYWxscy1rZXk6";

async fn timeline(world: &World, who: &str, purpose: &str) -> String {
    let path = format!("/v1/profiles/{who}/timeline?purpose={purpose}");
    world.get(&path, ALL).await.text
}

#[tokio::test]
async fn personal_data_in_a_note_of_a_call_is_labelled_before_it_is_kept() {
    let world = World::new();
    let headers = [("authorization", CALLS)];
    let ada = json!({"userId": "u1", "messageId": "i1", "traits": {"first_name": "Ada",
        "last_name": "Lovelace", "address": {"country": "Germany"}}});
    let kept = world.post("/v1/identify", &headers, ada.to_string()).await;
    assert_eq!(kept.statuses(), ["kept"]);
    let notes = "Ada called about order 4711. New mail ada.l@mail.example, phone +49 30 1234567, \
        paid with 4111 1111 1111 1111, refund to DE89 3704 0044 0532 0130 00. Lovelace is happy.";
    let call = json!({"userId": "u1", "messageId": "c1", "event": "Call Ended",
        "properties": {"call_id": "call-1", "notes": notes}});
    let kept = world.post("/v1/track", &headers, call.to_string()).await;
    assert_eq!(kept.statuses(), ["kept"]);
    let shown = timeline(&world, "user_id/u1", "service").await;
    let expected = "[name] called about order 4711. New mail [email], phone [phone], paid with \
        [card], refund to [iban]. [name] is happy.";
    assert!(shown.contains(expected), "{shown}");
    for secret in ["ada.l@", "1234567", "4111", "3704"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[tokio::test]
async fn a_note_is_kept_as_it_was_said_only_where_the_catalog_lets_a_purpose_hold_it() {
    let mut files = shipped();
    for file in &mut files {
        file.text = file.text.replace(
            r#"notes = { kind = "note", category = "content" }"#,
            r#"notes = { kind = "note", category = "content", raw_category = "raw_input" }"#,
        );
    }
    let world = World::of(Options::default(), &files);
    let headers = [("authorization", CALLS)];
    let call = json!({"userId": "u1", "messageId": "c1", "event": "Call Ended",
        "properties": {"notes": "ring ada@mail.example"}});
    world.post("/v1/track", &headers, call.to_string()).await;
    let shown = timeline(&world, "user_id/u1", "service").await;
    assert!(shown.contains("ring [email]"), "{shown}");
    assert!(!shown.contains("ada@mail"), "not for this purpose: {shown}");
}

#[tokio::test]
async fn data_of_others_is_marked_as_theirs_on_every_value() {
    let mut files = shipped();
    files.push(CatalogFile {
        path: "sources/broker.toml".into(),
        text: r#"
[source.broker]
brand = "aria"
write_key = "aria-broker-key"
channel = "import"
purposes = ["orders"]
third_party = { provider = "Example Addresses GmbH", licence = "Contract 4711" }
"#
        .into(),
    });
    let world = World::of(Options::default(), &files);
    let broker = [("authorization", "Basic YXJpYS1icm9rZXIta2V5Og==")];
    let theirs = json!({"userId": "u1", "traits": {"last_name": "Lovelace"}});
    world
        .post("/v1/identify", &broker, theirs.to_string())
        .await;
    let calls = [("authorization", CALLS)];
    let own = json!({"userId": "u1", "traits": {"first_name": "Ada"}});
    world.post("/v1/identify", &calls, own.to_string()).await;
    let seen = world
        .get("/v1/profiles/user_id/u1?purpose=orders", ALL)
        .await
        .json();
    let traits = seen["traits"].as_array().expect("a list").clone();
    let of = |name: &str| {
        let mut found = traits.iter().filter(|one| one["name"] == name);
        found.next().expect("held")["provenance"].clone()
    };
    let terms = json!({"provider": "Example Addresses GmbH", "licence": "Contract 4711"});
    assert_eq!(of("last_name")["thirdParty"], terms);
    assert!(of("first_name").get("thirdParty").is_none());
    let path = "/v1/profiles/user_id/u1/timeline?purpose=orders";
    let timeline = world.get(path, ALL).await.json();
    let entries = timeline["entries"].as_array().expect("a list").iter();
    let marks: Vec<&Value> = entries.filter_map(|one| one.get("thirdParty")).collect();
    assert_eq!(marks, [&terms], "one of the two: {timeline}");
}
