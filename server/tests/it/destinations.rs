//! What staff and their tools see of destinations, and do about them.

use axum::http::StatusCode;
use serde_json::json;

use crate::console::{ORIGIN, enter, form, page};
use crate::sending::{Receiver, Sending, letters, sending};
use crate::support::ALL;

async fn post(sending: &Sending, path: &str, body: serde_json::Value) -> serde_json::Value {
    let path = format!("/v1/destinations/post{path}");
    let headers = [("authorization", ALL), ("content-type", "application/json")];
    let answer = sending.world.post(&path, &headers, body.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

async fn one(sending: &Sending) -> serde_json::Value {
    let answer = sending.world.get("/v1/destinations/post", ALL).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_is_named_with_what_to_do_and_sent_again_or_dropped() {
    let receiver = Receiver::default();
    receiver.answer([422, 422, 410]);
    let url = format!("http://{}", receiver.start().await);
    let sending = sending(vec![letters("post", &url, "")]).await;
    sending.orders(0..3).await;
    sending
        .until("three dead", |sending| sending.health("post").dead == 3)
        .await;
    let shown = one(&sending).await;
    assert_eq!(
        (&shown["state"], &shown["trouble"]),
        (&json!("failing"), &json!("gone"))
    );
    assert_eq!((&shown["status"], &shown["dead"]), (&json!(410), &json!(3)));
    let dead = sending
        .world
        .get("/v1/destinations/post/dead", ALL)
        .await
        .json();
    assert_eq!(dead["dead"][0]["trouble"], "refused");
    assert_eq!(dead["dead"][0]["duty"], false);
    assert!(
        !dead.to_string().contains("mail.example"),
        "nothing personal"
    );
    let place = dead["dead"][0]["place"].clone();
    assert_eq!(
        post(&sending, "/dead/drop", json!({"place": place})).await["count"],
        1
    );
    assert_eq!(
        post(&sending, "/dead/drop", json!({"place": place})).await["count"],
        0
    );
    let cookie = enter(&sending.world).await;
    let page_of = async |path: &str| page(&sending.world, path, &cookie).await.text;
    let page = page_of("/console/destinations/post").await;
    assert!(page.contains("order_id") && page.contains("422"), "{page}");
    assert!(
        !page.contains("u1@mail.example") && !page.contains("order-1"),
        "no values"
    );
    let list = page_of("/console/destinations").await;
    assert!(list.contains("/console/destinations/post"));
    let path = "/console/destinations/post/retry";
    let answer = form(&sending.world, path, &cookie, ORIGIN, "").await;
    let to = answer.headers["location"].to_str().expect("text");
    assert_eq!(to, "/console/destinations/post?done=retried&count=2");
    sending
        .until("two more", |_| receiver.bodies("event").len() == 5)
        .await;
    sending
        .until("well", |sending| sending.health("post").dead == 0)
        .await;
    let wrong = json!({"place": "no place"}).to_string();
    let headers = [("authorization", ALL), ("content-type", "application/json")];
    let path = "/v1/destinations/post/dead/retry";
    let answer = sending.world.post(path, &headers, wrong).await;
    answer.problem(400, "place_invalid");
    let answer = sending.world.get("/v1/destinations/nobody", ALL).await;
    answer.problem(404, "destination_unknown");
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_destination_can_be_tested_and_a_test_is_about_nobody() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let sending = sending(vec![letters("post", &url, "")]).await;
    assert_eq!(post(&sending, "/pause", json!({})).await["state"], "paused");
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    sending.orders(0..2).await;
    let tested = post(&sending, "/test", json!({})).await;
    assert_eq!(
        (&tested["taken"], &tested["status"]),
        (&json!(true), &json!(200))
    );
    let bodies = receiver.bodies("event");
    assert_eq!(bodies.len(), 1, "the test alone");
    assert_eq!(bodies[0]["order"], "Sample");
    receiver.answer([401]);
    let tested = post(&sending, "/test", json!({})).await;
    assert_eq!(tested["trouble"], "credentials");
    assert_eq!(one(&sending).await["waiting"], 2);
    post(&sending, "/resume", json!({})).await;
    sending
        .until("two orders", |_| receiver.bodies("event").len() == 4)
        .await;
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_replayed_once_with_keys_of_its_own() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let sending = sending(vec![letters("post", &url, "")]).await;
    sending.orders(0..4).await;
    sending
        .until("four orders", |_| receiver.bodies("event").len() == 4)
        .await;
    let period = json!({"from": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
    let begun = post(&sending, "/replay", period.clone()).await;
    assert_eq!(begun["queued"], 0);
    sending.world.engine.replay_all().expect("replays");
    sending
        .until("four more", |_| receiver.bodies("event").len() == 8)
        .await;
    let mut keys: Vec<String> = receiver
        .bodies("event")
        .iter()
        .map(|body| body["id"].to_string())
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 8);
    let replay = &one(&sending).await["replay"];
    assert_eq!(
        (&replay["queued"], &replay["stopped"]),
        (&json!(4), &json!(false))
    );
    assert!(replay["ended"].is_string());
    let empty = json!({"from": "2100-01-01T00:00:00Z", "until": "2000-01-01T00:00:00Z"});
    let headers = [("authorization", ALL), ("content-type", "application/json")];
    let path = "/v1/destinations/post/replay";
    let answer = sending.world.post(path, &headers, empty.to_string()).await;
    answer.problem(400, "period_empty");
    sending.sender.stop().await;
}
