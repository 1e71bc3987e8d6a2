//! Machine keys see what their purposes may see, and nothing else.

use serde_json::{Value, json};

use crate::support::{ALL, World, order};

const ORDERS: &str = "Bearer key-orders";
const BENTO: &str = "Bearer key-bento";

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_shows_values_with_where_they_came_from() {
    let world = World::new().with_customer().await;
    let answer = world
        .get("/v1/profiles/user_id/u1?purpose=orders", ORDERS)
        .await;
    let profile = answer.json();
    assert_eq!(answer.status.as_u16(), 200, "{profile}");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(profile["ground"]["purpose"], "aria/orders");
    let traits = profile["traits"].as_array().unwrap();
    let email = traits
        .iter()
        .find(|held| held["name"] == "email")
        .expect("an email");
    assert_eq!(email["value"], "ada@example.org");
    assert_eq!(email["provenance"]["source"], "aria-web");
    assert!(
        email["provenance"]["purposes"]
            .as_array()
            .unwrap()
            .contains(&json!("aria/orders"))
    );
    let behaviours = profile["behaviours"].as_array().unwrap();
    let sum = behaviours.iter().find_map(|one| one["sum"].as_str());
    assert_eq!(sum, Some("19.9"));
    let by_email = world
        .get(
            "/v1/profiles/email/ADA%40example.org?purpose=aria/orders",
            ORDERS,
        )
        .await;
    assert_eq!(by_email.json()["person"], profile["person"]);
    let person = profile["person"].as_str().unwrap();
    let by_id = world
        .get(
            &format!("/v1/profiles/person/{person}?purpose=orders"),
            ORDERS,
        )
        .await;
    assert_eq!(by_id.json()["person"], profile["person"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withheld_is_named_only_when_asked() {
    let world = World::new().with_customer().await;
    let path = "/v1/profiles/user_id/u1?purpose=privacy-choices";
    let silent = world.get(path, ALL).await.json();
    assert_eq!(silent["withheld"], json!([]), "{silent}");
    let told = world
        .get(&format!("{path}&withheld=true"), ALL)
        .await
        .json();
    let withheld = told["withheld"].as_array().unwrap();
    assert!(!withheld.is_empty(), "{told}");
    assert!(
        withheld.iter().all(|one| one["why"]["code"].is_string()),
        "{told}"
    );
    assert!(!told["withheld"].to_string().contains("Ada"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_reads_only_under_its_purposes() {
    let world = World::new().with_customer().await;
    let path = "/v1/profiles/user_id/u1?purpose=";
    world
        .get(&format!("{path}personalisation"), ORDERS)
        .await
        .problem(403, "purpose_not_allowed");
    world
        .get(&format!("{path}aria/orders"), BENTO)
        .await
        .problem(403, "purpose_not_allowed");
    world
        .get(&format!("{path}orders"), "Bearer key-nothing")
        .await
        .problem(403, "purpose_missing");
    world
        .get(&format!("{path}orders"), "Bearer wrong")
        .await
        .problem(401, "key_unknown");
    world
        .get(&format!("{path}orders"), "")
        .await
        .problem(401, "key_missing");
    world
        .get("/v1/profiles/user_id/u1", ORDERS)
        .await
        .problem(400, "parameter_missing");
    let mistyped = format!("{path}orders&ada@example.org=true");
    let mistyped = world.get(&mistyped, ORDERS).await;
    mistyped.problem(400, "parameter_unknown");
    // Nor are parameters of routes that have none: what they were to narrow would be done for all.
    let statements = "/v1/profiles/user_id/u1/permissions?purpose=orders";
    world
        .get(statements, ORDERS)
        .await
        .problem(400, "parameter_unknown");
    let drop = "/v1/destinations/aria-letters/dead/drop?place=00";
    world
        .post(drop, &[("authorization", ALL)], String::new())
        .await
        .problem(400, "parameter_unknown");
    assert!(
        mistyped.text.contains("purpose, withheld"),
        "{}",
        mistyped.text
    );
    assert!(!mistyped.text.contains("ada@"), "{}", mistyped.text);
    world
        .get("/v1/events/c-1", "Bearer key-reader")
        .await
        .problem(403, "role_missing");
    // Nobody and a person whom the key may not ask about look the same.
    let nobody = "/v1/profiles/user_id/nobody?purpose=personalisation";
    world
        .get(nobody, ORDERS)
        .await
        .problem(403, "purpose_not_allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purpose_that_is_denied_answers_with_reasons() {
    let world = World::new().with_customer().await;
    let denied = world
        .get("/v1/profiles/user_id/u1?purpose=personalisation", ALL)
        .await;
    let problem = denied.problem(403, "denied");
    assert_eq!(
        problem["reasons"][0]["code"], "consent_unknown",
        "{problem}"
    );
    assert!(problem["reasons"][0]["message"].is_string());
    let unknown = world
        .get("/v1/profiles/user_id/u1?purpose=no-such", ALL)
        .await;
    assert_eq!(
        unknown.problem(403, "denied")["reasons"][0]["code"],
        "purpose_unknown"
    );
    world
        .get("/v1/profiles/user_id/nobody?purpose=orders", ALL)
        .await
        .problem(404, "person_unknown");
    let kind = world
        .get("/v1/profiles/shoe_size/42?purpose=orders", ALL)
        .await;
    kind.problem(404, "identifier_kind_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_is_read_page_by_page_to_its_end() {
    let world = World::new().with_customer().await;
    let path = "/v1/profiles/user_id/u1/timeline?purpose=orders&limit=1";
    let first = world.get(path, ORDERS).await.json();
    assert_eq!(first["entries"].as_array().unwrap().len(), 1, "{first}");
    let mut next = first["next"].as_str().map(str::to_owned);
    let events_in = |page: &Value| {
        let entries = page["entries"].as_array().unwrap().iter();
        entries.filter(|entry| entry["type"] == "event").count()
    };
    let (mut events, mut pages) = (events_in(&first), 1);
    while let Some(before) = next {
        let page = world
            .get(&format!("{path}&before={before}"), ORDERS)
            .await
            .json();
        (events, pages) = (events + events_in(&page), pages + 1);
        assert!(pages < 20, "the timeline does not end");
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(events, 2);
    world
        .get(&format!("{path}&before=zz"), ORDERS)
        .await
        .problem(400, "cursor_invalid");
    for limit in ["0", "201", "-1", "+5", "many", ""] {
        let path = format!("/v1/profiles/user_id/u1/timeline?purpose=orders&limit={limit}");
        world
            .get(&path, ORDERS)
            .await
            .problem(400, "parameter_invalid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn permissions_are_told_for_the_purposes_of_the_key() {
    let world = World::new().with_customer().await;
    let all = world
        .get("/v1/profiles/user_id/u1/permissions", ALL)
        .await
        .json();
    assert!(all["permissions"].as_array().unwrap().len() > 5, "{all}");
    let own = world
        .get("/v1/profiles/user_id/u1/permissions", ORDERS)
        .await
        .json();
    assert_eq!(
        own,
        json!({"permissions": [{"purpose": "aria/orders", "state": "unknown"}]})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_explained_by_nodes_and_links() {
    let world = World::new().with_customer().await;
    let why = world.get("/v1/profiles/user_id/u1/why", ALL).await.json();
    assert_eq!(why["nodes"].as_array().unwrap().len(), 1, "{why}");
    assert!(!why.to_string().contains("ada"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_explained_without_its_values_to_keys_of_its_brand() {
    let world = World::new().with_customer().await;
    let answer = world.get("/v1/events/c-2", ALL).await;
    let event = answer.json();
    assert_eq!(event["outcome"], "kept", "{event}");
    assert_eq!(event["event"]["name"], "Order Completed");
    assert!(!answer.text.contains("19.9"));
    world
        .get("/v1/events/c-2", BENTO)
        .await
        .problem(404, "event_unknown");
    world
        .get("/v1/events/never", ALL)
        .await
        .problem(404, "event_unknown");
    world
        .get("/v1/events/c-2?source=nowhere", ALL)
        .await
        .problem(400, "source_unknown");
    let forgotten = r#"{"anonymousId":"a1","messageId":"g-1","properties":{"url":"https://x.example/marker-4711"}}"#;
    assert_eq!(
        world.web("/v1/page", forgotten).await.statuses(),
        ["forgotten"]
    );
    let answer = world.get("/v1/events/g-1", ALL).await;
    assert_eq!(answer.json()["outcome"], "forgotten");
    assert!(!answer.text.contains("marker-4711"));
    assert!(!answer.json()["leftOut"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_of_a_day_are_those_of_the_keys_brands() {
    let world = World::new().with_customer().await;
    world
        .web("/v1/track", r#"{"userId":"u"}"#)
        .await
        .problem(400, "event_missing");
    let counts = world.get("/v1/counts?day=2026-05-03", ALL).await.json();
    let of = |what: &str| {
        let rows = counts["counts"].as_array().unwrap().iter();
        rows.filter(|row| row["what"] == what)
            .map(|row| row["count"].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!((of("kept"), of("rejected")), (2, 1), "{counts}");
    assert_eq!(counts["day"], "2026-05-03");
    assert_eq!(
        world.get("/v1/counts", BENTO).await.json()["counts"],
        json!([])
    );
    world
        .get("/v1/counts?day=today", ALL)
        .await
        .problem(400, "parameter_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalog_is_readable_and_keeps_write_keys_to_itself() {
    let world = World::new();
    let answer = world.get("/v1/catalog", ORDERS).await;
    let catalog = answer.json();
    assert!(
        catalog["purposes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["name"] == "aria/orders")
    );
    assert!(!answer.text.contains("aria-web-key"));
    let versions = world.get("/v1/catalog/versions", ORDERS).await.json();
    assert_eq!(versions["versions"][0]["number"], 1);
    assert_eq!(versions["versions"][0]["hash"], catalog["hash"]);
    world
        .get("/v1/catalog", "")
        .await
        .problem(401, "key_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_are_not_one_person_cannot_be_taken_apart() {
    let world = World::new();
    let headers = [("authorization", ALL)];
    let pair = r#"{"a":"n0000000000000001","b":"n0000000000000002"}"#;
    world
        .post("/v1/unmerge", &headers, pair)
        .await
        .problem(409, "not_one_person");
    world
        .post("/v1/unmerge", &headers, r#"{"a":"x","b":7}"#)
        .await
        .problem(400, "person_invalid");
    let reader = [("authorization", "Bearer key-reader")];
    world
        .post("/v1/unmerge", &reader, pair)
        .await
        .problem(403, "role_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merged_person_is_explained_and_taken_apart() {
    let world = World::new();
    let messages = [
        r#"{"type":"identify","messageId":"m-1","traits":{"email":"bo@example.org"}}"#,
        r#"{"type":"track","messageId":"m-2","userId":"u7","event":"Order Completed","properties":{"order_id":"o2","revenue":2}}"#,
        r#"{"type":"identify","messageId":"m-3","userId":"u7","traits":{"email":"bo@example.org"}}"#,
    ];
    let batch = format!(r#"{{"batch":[{}]}}"#, messages.join(","));
    assert_eq!(world.web("/v1/batch", batch).await.statuses(), ["kept"; 3]);
    let path = "/v1/profiles/user_id/u7";
    let nodes = async || {
        let profile = world
            .get(&format!("{path}?purpose=orders"), ALL)
            .await
            .json();
        profile["nodes"].as_u64()
    };
    assert_eq!(nodes().await, Some(2));
    let why = world.get(&format!("{path}/why"), ALL).await.json();
    let link = &why["links"][0];
    assert_eq!(link["reason"], "seen_together", "{why}");
    assert_eq!(link["source"], "aria-web");
    let pair = json!({"a": link["a"], "b": link["b"]}).to_string();
    let apart = world
        .post("/v1/unmerge", &[("authorization", ALL)], pair)
        .await;
    assert_eq!(apart.status.as_u16(), 200, "{}", apart.text);
    assert_eq!(nodes().await, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_told_without_anything_of_a_person() {
    let world = World::new().with_customer().await;
    assert_eq!(
        world.web("/v1/track", order("fig")).await.statuses(),
        ["kept"]
    );
    let text = world.get("/metrics", "").await.text;
    assert!(
        text.contains(r#"telos_messages_total{source="aria-web",outcome="kept",code=""} 3"#),
        "{text}"
    );
    assert!(text.contains("telos_http_request_seconds_bucket"));
    assert!(text.contains(r#"telos_engine{figure="commits"}"#));
    assert!(!text.contains("u1") && !text.contains("example.org"));
    let gpc = world.get("/.well-known/gpc.json", "").await.json();
    assert_eq!(gpc["gpc"], true);
}
