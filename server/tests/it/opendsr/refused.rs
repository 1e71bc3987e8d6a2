//! Bad requests of controllers are told apart, counted, and give nothing away.

use axum::http::Method;
use serde_json::{Value, json};

use super::{ID, OTHER, PATH, asked, is_signed, options, post, signed, status, world};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_request_is_told_apart_and_counted() {
    let world = world().await;
    let with = |name: &str, value: Value| {
        let mut ask = asked(ID, "access");
        ask[name] = value;
        ask.to_string()
    };
    let identity = |kind: &str, value: &str, format: &str| json!([{"identity_type": kind, "identity_value": value, "identity_format": format}]);
    let v1 = "a7551968-d5d6-14b2-9831-815ac9017798";
    let url = |url: &str| json!([url]);
    let cases = [
        ("{".to_owned(), "malformed"),
        ("[]".to_owned(), "malformed"),
        (with("api_version", json!("7.1")), "api_version_unknown"),
        (
            with("subject_request_id", json!(null)),
            "subject_request_id_invalid",
        ),
        (
            with("subject_request_id", json!(v1)),
            "subject_request_id_invalid",
        ),
        (
            with("subject_request_type", json!("rectification")),
            "subject_request_type_unknown",
        ),
        (
            with("submitted_time", json!("yesterday")),
            "submitted_time_invalid",
        ),
        (
            with("submitted_time", json!("2026-05-04T12:00:00Z")),
            "submitted_time_ahead",
        ),
        (
            with("subject_identities", json!([])),
            "subject_identities_invalid",
        ),
        (
            with(
                "subject_identities",
                identity("email", "ada@example.org", "sha256"),
            ),
            "identities_not_supported",
        ),
        (
            with("subject_identities", identity("email", "no address", "raw")),
            "identities_not_supported",
        ),
        (
            with("status_callback_urls", json!(vec!["https://x.example/"; 6])),
            "callbacks_too_many",
        ),
        (
            with("status_callback_urls", url("http://shop.example/")),
            "callback_invalid",
        ),
        (
            with("status_callback_urls", url("https://127.0.0.1/")),
            "callback_invalid",
        ),
        (
            with("status_callback_urls", url("https://[::ffff:10.0.0.1]/")),
            "callback_invalid",
        ),
        (
            with("status_callback_urls", url("https://localhost/")),
            "callback_invalid",
        ),
        (
            with("status_callback_urls", url("file:///etc/passwd")),
            "callback_invalid",
        ),
        (" ".repeat(64 * 1_024 + 1), "body_too_large"),
    ];
    for (body, code) in cases {
        let answer = signed(&world, Method::POST, PATH, &body).await;
        assert_eq!(answer.status, 400, "{code}: {}", answer.text);
        let error = &answer.json()["error"];
        assert_eq!(
            (&error["code"], &error["errors"][0]["reason"]),
            (&json!(400), &json!(code))
        );
        assert!(!answer.text.contains("ada@"), "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_nobodys_is_answered_without_a_hint() {
    let world = world().await;
    for id in [ID, "x"] {
        for method in [Method::GET, Method::DELETE] {
            let answer = signed(&world, method, &format!("{PATH}/{id}"), "").await;
            assert_eq!(answer.status, 404, "{}", answer.text);
        }
    }
    post(&world, &asked(ID, "access")).await;
    let other = post(&world, &asked(ID, "erasure")).await;
    assert_eq!(other.json()["error"]["errors"][0]["reason"], "not_now");
    // Nobody is known by these: it is taken all the same, and there is nothing to do.
    let mut nobody = asked(OTHER, "erasure");
    nobody["subject_identities"] = json!([
        {"identity_type": "email", "identity_value": "nobody@mail.example"},
    ]);
    assert_eq!(post(&world, &nobody).await.status, 201);
    let done = status(&world, OTHER).await;
    assert_eq!(
        (&done["request_status"], &done["results_count"]),
        (&json!("completed"), &json!(0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_for_one_request_about_the_same_people() {
    let world = world().await;
    let both = |first: &str, second: &str| {
        let mut ask = asked(ID, "access");
        ask["subject_identities"] = json!([
            {"identity_type": "controller_customer_id", "identity_value": first},
            {"identity_type": "controller_customer_id", "identity_value": second},
        ]);
        ask
    };
    assert_eq!(post(&world, &both("u1", "u2")).await.status, 201);
    assert_eq!(
        post(&world, &both("u2", "u1")).await.status,
        201,
        "the same"
    );
    for others in [both("u1", "u3"), asked(ID, "access")] {
        let other = post(&world, &others).await;
        assert_eq!(other.status, 400, "{}", other.text);
        assert_eq!(other.json()["error"]["errors"][0]["reason"], "not_now");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_too_often_is_told_when_to_come_again() {
    let mut options = options(false);
    options.limits.opendsr_requests_each_max = 1;
    let world = World::with(options);
    let mut seen = Vec::new();
    for _ in 0..5 {
        let answer = world.get("/opendsr/discovery", "").await;
        assert!(is_signed(&answer.headers, &answer.bytes), "{}", answer.text);
        seen.push(answer);
    }
    let last = seen.pop().expect("answers");
    assert_eq!(last.status, 429, "{}", last.text);
    assert!(last.headers.contains_key("retry-after"));
    let stranger = world.post(PATH, &[], "{}").await;
    assert_eq!(stranger.status, 429, "{}", stranger.text);
}
