//! What the stock SDKs lean on.

use serde_json::json;

use crate::support::{STORE, WEB, World, gzip, order};

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_taken_on_its_long_and_short_path() {
    let world = World::new();
    let calls = [
        (
            ["/v1/identify", "/v1/i"],
            r#""userId":"u1","traits":{"email":"a@example.org"}"#,
        ),
        (
            ["/v1/track", "/v1/t"],
            r#""userId":"u1","event":"Order Completed","properties":{"order_id":"o","revenue":1}"#,
        ),
        (["/v1/page", "/v1/p"], r#""userId":"u1","name":"Home""#),
        (["/v1/screen", "/v1/s"], r#""userId":"u1","name":"Home""#),
        (["/v1/group", "/v1/g"], r#""userId":"u1","groupId":"g1""#),
        (["/v1/alias", "/v1/a"], r#""userId":"u1","previousId":"a1""#),
    ];
    for (paths, members) in calls {
        for path in paths {
            let answer = world.web(path, format!("{{{members}}}")).await;
            assert_ne!(answer.statuses(), ["rejected"], "{path}: {}", answer.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_answered_with_a_result_for_each_message() {
    let world = World::new();
    let body = format!(
        r#"{{"batch":[{},{{"type":"track","userId":"u","messageId":"bad"}},{}]}}"#,
        order("b-1"),
        order("b-1")
    );
    let answer = world.web("/v1/batch", body).await;
    assert_eq!(answer.statuses(), ["kept", "rejected", "duplicate"]);
    let results = answer.json();
    assert_eq!(results["results"][0]["messageId"], "b-1");
    assert_eq!(results["results"][1]["messageId"], "bad");
    assert_eq!(results["results"][1]["reason"]["code"], "event_missing");
    assert_eq!(answer.headers["content-type"], "application/json");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_batch_path_takes_a_batch() {
    let world = World::new();
    for path in ["/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch"] {
        let body = format!(r#"{{"batch":[{}]}}"#, order(path.trim_start_matches('/')));
        assert_eq!(world.web(path, body).await.statuses(), ["kept"], "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_found_in_header_body_message_and_query() {
    let world = World::new();
    let message = |id: &str| {
        let order = order(id);
        format!(
            "{},\"writeKey\":\"aria-web-key\"}}",
            &order[..order.len() - 1]
        )
    };
    let plain = [("content-type", "text/plain")];
    let answers = [
        world
            .post("/v1/t", &[("authorization", WEB)], order("k-1"))
            .await,
        world.post("/v1/t", &plain, message("k-2")).await,
        world
            .post("/v1/t?writeKey=aria-web-key", &plain, order("k-3"))
            .await,
        world
            .post(
                "/v1/b",
                &plain,
                format!(
                    r#"{{"batch":[{}],"writeKey":"aria-web-key"}}"#,
                    order("k-4")
                ),
            )
            .await,
        world
            .post(
                "/v1/b",
                &plain,
                format!(r#"{{"batch":[{}]}}"#, message("k-5")),
            )
            .await,
        world
            .post(
                "/beacon/v1/batch?writeKey=aria-web-key",
                &plain,
                format!(r#"{{"batch":[{}]}}"#, order("k-6")),
            )
            .await,
    ];
    for answer in answers {
        assert_eq!(answer.statuses(), ["kept"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_another_source_are_not_taken_under_the_first_ones_key() {
    let world = World::new();
    let with = |id: &str, key: &str| {
        let order = order(id);
        format!("{},\"writeKey\":\"{key}\"}}", &order[..order.len() - 1])
    };
    let body = format!(
        r#"{{"batch":[{},{}]}}"#,
        with("w-1", "aria-web-key"),
        with("w-2", "aria-store-key")
    );
    let answer = world.post("/v1/batch", &[], body).await;
    assert_eq!(answer.statuses(), ["kept", "rejected"]);
    assert_eq!(
        answer.json()["results"][1]["reason"]["code"],
        "write_key_mismatch"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn gzip_is_read_under_any_content_type() {
    let world = World::new();
    for (index, kind) in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/json",
    ]
    .into_iter()
    .enumerate()
    {
        let body = gzip(format!(r#"{{"batch":[{}]}}"#, order(&format!("z-{index}"))).as_bytes());
        let headers = [
            ("authorization", WEB),
            ("content-type", kind),
            ("content-encoding", "gzip"),
        ];
        assert_eq!(
            world.post("/v1/batch", &headers, body).await.statuses(),
            ["kept"],
            "{kind}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_megabytes_of_messages_are_taken() {
    let world = World::new();
    let padded = |index: usize| {
        let order = order(&format!("p-{index}"));
        format!(
            "{},\"pad\":\"{}\"}}",
            &order[..order.len() - 1],
            "x".repeat(31_000)
        )
    };
    let batch: Vec<String> = (0..130).map(padded).collect();
    let body = format!(r#"{{"batch":[{}]}}"#, batch.join(","));
    assert!(body.len() > 4_000_000 && body.len() < 4 * 1024 * 1024);
    let statuses = world.web("/v1/batch", body).await.statuses();
    assert!(statuses.len() == 130 && statuses.iter().all(|status| status == "kept"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_batch_is_understood() {
    let world = World::new();
    assert!(
        world
            .web("/v1/batch", r#"{"batch":[]}"#)
            .await
            .statuses()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_context_of_a_batch_counts_for_messages_without_one() {
    let world = World::new();
    let news = r#""context":{"consent":{"categoryPreferences":{"marketing":true}}}"#;
    let body = format!(r#"{{{news},"batch":[{}]}}"#, order("x-1"));
    assert_eq!(world.web("/v1/batch", body).await.statuses(), ["kept"]);
    let inner = world
        .get("/v1/events/x-1", crate::support::ALL)
        .await
        .json();
    let order_alone = format!(r#"{{"batch":[{}]}}"#, order("x-2"));
    assert_eq!(
        world.web("/v1/batch", order_alone).await.statuses(),
        ["kept"]
    );
    let alone = world
        .get("/v1/events/x-2", crate::support::ALL)
        .await
        .json();
    let seen = |event: &serde_json::Value| {
        (
            event["facts"].as_u64(),
            event["findings"].as_array().map(Vec::len),
        )
    };
    assert_ne!(
        seen(&inner),
        seen(&alone),
        "the context went unread: {inner}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_over_its_rate_is_told_when_to_come_again() {
    let world = World::new();
    // `aria-calls` has a rate of 2 a second and a burst of one full batch.
    let calls = "Basic YXJpYS1jYWxscy1rZXk6";
    let many: Vec<String> = (0..2_500)
        .map(|index| format!("{{\"n\":{index}}}"))
        .collect();
    let body = format!(r#"{{"batch":[{}]}}"#, many.join(","));
    let first = world
        .post("/v1/batch", &[("authorization", calls)], body)
        .await;
    assert_eq!(first.statuses().len(), 2_500);
    let second = format!(
        r#"{{"batch":[{},{},{}]}}"#,
        order("r1"),
        order("r2"),
        order("r3")
    );
    let answer = world
        .post("/v1/batch", &[("authorization", calls)], second)
        .await;
    answer.problem(429, "rate_limited");
    let wait: u64 = answer.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=300).contains(&wait));
    let other = world
        .post("/v1/track", &[("authorization", STORE)], order("r4"))
        .await;
    assert_eq!(other.statuses(), ["kept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_turns_writes_away_and_keeps_reads() {
    let world = World::new().with_customer().await;
    world.store.set_disk_full(true);
    let answer = world.web("/v1/track", order("d-1")).await;
    answer.problem(503, "not_writable");
    assert_eq!(answer.headers["retry-after"], "5");
    let ready = world.get("/readyz", "").await;
    ready.problem(503, "not_writable");
    assert_eq!(world.get("/healthz", "").await.status.as_u16(), 200);
    let read = world
        .get(
            "/v1/profiles/user_id/u1?purpose=orders",
            crate::support::ALL,
        )
        .await;
    assert_eq!(read.status.as_u16(), 200, "{}", read.text);
    world.store.set_disk_full(false);
    assert_eq!(
        world.web("/v1/track", order("d-1")).await.statuses(),
        ["kept"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_sdks_find_their_settings() {
    let world = World::new();
    let settings = world
        .get("/v1/projects/aria-web-key/settings", "")
        .await
        .json();
    let segment = &settings["integrations"]["Segment.io"];
    assert_eq!(segment["apiKey"], "aria-web-key");
    assert_eq!(segment["apiHost"], "telos.example:8080/v1");
    assert_eq!(segment["protocol"], "http");
    assert_eq!(settings["metrics"]["sampleRate"], 0);
    assert!(settings.get("plan").is_none());
    world
        .get("/v1/projects/nobody/settings", "")
        .await
        .problem(404, "write_key_unknown");

    for path in ["/sourceConfig", "/sourceConfig/"] {
        let config = world
            .get(&format!("{path}?p=npm&writeKey=aria-web-key"), "")
            .await
            .json();
        assert_eq!(config["source"]["id"], "aria-web");
        assert_eq!(config["source"]["workspaceId"], "aria");
        assert_eq!(config["source"]["destinations"], json!([]));
        assert_eq!(config["source"]["dataplanes"], json!({}));
        let by_header = world.get(path, WEB).await.json();
        assert_eq!(by_header, config);
        world
            .get(&format!("{path}?writeKey=nobody"), "")
            .await
            .problem(401, "write_key_unknown");
        world.get(path, "").await.problem(401, "write_key_missing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_address_wins_over_the_host_that_was_asked() {
    let options = telos_server::Options {
        public_url: telos_server::PublicUrl::parse("https://cdp.example/telos"),
        ..Default::default()
    };
    let world = World::with(options);
    let settings = world
        .get("/v1/projects/aria-web-key/settings", "")
        .await
        .json();
    assert_eq!(
        settings["integrations"]["Segment.io"]["apiHost"],
        "cdp.example/telos/v1"
    );
    assert_eq!(settings["integrations"]["Segment.io"]["protocol"], "https");
}
