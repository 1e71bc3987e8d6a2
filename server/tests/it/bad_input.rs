//! Every bad input has its own answer, and none is the server's fault.

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;

use crate::support::{ALL, NOON, WEB, World, gzip, order, request};

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_refused() {
    let world = World::new();
    for key in ["Basic d3Jvbmc6", "Basic !!!", "Bearer x", "Digest"] {
        let answer = world
            .post("/v1/track", &[("authorization", key)], order("1"))
            .await;
        assert_eq!(answer.status.as_u16(), 401, "{key}: {}", answer.text);
        assert!(
            !answer.headers["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("Basic")
        );
    }
    world
        .post("/v1/track", &[], order("1"))
        .await
        .problem(401, "write_key_missing");
    world
        .post("/v1/batch", &[], r#"{"batch":[{}]}"#)
        .await
        .problem(401, "write_key_missing");
    let body = r#"{"batch":[],"writeKey":"nobody"}"#;
    world
        .post("/v1/batch", &[], body)
        .await
        .problem(401, "write_key_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_body_is_refused_whole() {
    let world = World::new();
    world
        .web("/v1/batch", vec![b' '; 4 * 1024 * 1024 + 1])
        .await
        .problem(413, "body_too_large");
    let far = world.web("/v1/batch", vec![b' '; 40 * 1024 * 1024]).await;
    far.problem(413, "body_too_large");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_message_is_refused_alone() {
    let world = World::new();
    let large = format!(
        r#"{{"type":"track","messageId":"large","userId":"u","event":"Order Completed","pad":"{}"}}"#,
        "x".repeat(33_000)
    );
    let body = format!(r#"{{"batch":[{},{large},{}]}}"#, order("s-1"), order("s-2"));
    let answer = world.web("/v1/batch", body).await;
    assert_eq!(answer.statuses(), ["kept", "rejected", "kept"]);
    let result = &answer.json()["results"][1];
    assert_eq!(result["messageId"], "large");
    assert_eq!(result["reason"]["code"], "message_too_large");
    world
        .web("/v1/track", large)
        .await
        .problem(400, "message_too_large");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_messages_are_refused_whole() {
    let world = World::new();
    let body = format!(r#"{{"batch":[{}]}}"#, vec!["{}"; 2_501].join(","));
    world
        .web("/v1/batch", body)
        .await
        .problem(400, "json_too_many_messages");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_body_is_refused() {
    let world = World::new();
    let track = order("1");
    for end in [0, 1, track.len() / 2, track.len() - 1] {
        let answer = world.web("/v1/track", track[..end].to_owned()).await;
        assert_eq!(answer.status.as_u16(), 400, "{}", answer.text);
        assert!(answer.json()["code"].as_str().unwrap().starts_with("json_"));
    }
    world
        .web("/v1/batch", format!(r#"{{"batch":[{track}"#))
        .await
        .problem(400, "json_truncated");
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_nesting_is_refused() {
    let world = World::new();
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for levels in [17, 1_000, 100_000] {
        let body = format!(r#"{{"userId":"u","traits":{{"x":{}}}}}"#, deep(levels));
        let answer = world.web("/v1/identify", body).await;
        assert_eq!(answer.status.as_u16(), 400, "{levels}: {}", answer.text);
    }
    let body = format!(r#"{{"batch":[{{"x":{}}},{}]}}"#, deep(100), order("1"));
    let answer = world.web("/v1/batch", body).await;
    assert_eq!(answer.statuses(), ["rejected", "kept"]);
    assert_eq!(
        answer.json()["results"][0]["reason"]["code"],
        "json_too_deep"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_gzip_and_bombs_are_refused() {
    let world = World::new();
    let headers = [("authorization", WEB), ("content-encoding", "gzip")];
    let post = async |body: Vec<u8>| world.post("/v1/batch", &headers, body).await;
    post(b"{\"batch\":[]} is not gzip".to_vec())
        .await
        .problem(400, "gzip_bad");
    let packed = gzip(b"{\"batch\":[]}");
    post(packed[..packed.len() - 4].to_vec())
        .await
        .problem(400, "gzip_truncated");
    post(Vec::new()).await.problem(400, "gzip_truncated");
    post(gzip(&vec![b' '; 100_000_000]))
        .await
        .problem(413, "body_too_large");
    let unknown = [("authorization", WEB), ("content-encoding", "br")];
    world
        .post("/v1/batch", &unknown, "x")
        .await
        .problem(415, "encoding_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_types_are_rejected_by_message_and_left_out_by_field() {
    let world = World::new();
    let rejected = [
        (r#"{"userId":"u","event":7}"#, "event_missing"),
        (
            r#"{"userId":"u","event":"Order Completed","messageId":7}"#,
            "message_id_invalid",
        ),
        (
            r#"{"userId":"u","event":"Order Completed","timestamp":7}"#,
            "timestamp_invalid",
        ),
        (
            r#"{"userId":"u","event":"Order Completed","timestamp":"soon"}"#,
            "timestamp_invalid",
        ),
        (
            r#"{"event":"Order Completed","properties":{"order_id":"o","revenue":1}}"#,
            "identifier_missing",
        ),
        (r"[]", "message_not_object"),
        (r#""text""#, "message_not_object"),
        (r"7", "message_not_object"),
        (r"null", "message_not_object"),
    ];
    for (body, code) in rejected {
        let answer = world.web("/v1/track", body).await;
        let problem = answer.json();
        assert_eq!(answer.status.as_u16(), 400, "{body}: {problem}");
        assert_eq!(problem["code"], code, "{body}");
    }
    let left_out = r#"{"messageId":"wt-1","userId":"u","event":"Order Completed","properties":{"order_id":"o","revenue":{"not":"a number"}}}"#;
    assert_eq!(world.web("/v1/track", left_out).await.statuses(), ["kept"]);
    let event = world.get("/v1/events/wt-1", ALL).await.json();
    let findings = event["findings"].as_array().unwrap();
    assert!(!findings.is_empty(), "{event}");
    world
        .web("/v1/batch", r#"{"batch":{}}"#)
        .await
        .problem(400, "json_no_batch");
    world
        .web("/v1/batch", "[]")
        .await
        .problem(400, "json_not_an_object");
    world
        .web("/v1/batch", r#"{"batch":[],"sentAt":7}"#)
        .await
        .problem(400, "timestamp_invalid");
    world
        .web("/v1/identify", r#"{"type":"track","userId":"u"}"#)
        .await
        .problem(400, "message_type_mismatch");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_event_is_rejected_without_its_name() {
    let world = World::new();
    let answer = world
        .web(
            "/v1/track",
            r#"{"userId":"u","event":"SECRET-4711 bought"}"#,
        )
        .await;
    answer.problem(400, "event_unknown");
    assert!(!answer.text.contains("SECRET-4711"));
}

#[tokio::test(flavor = "multi_thread")]
async fn future_clocks_are_corrected_and_ancient_ones_refused() {
    let world = World::new();
    let at = |id: &str, time: &str| {
        let order = order(id);
        format!("{},\"timestamp\":\"{time}\"}}", &order[..order.len() - 1])
    };
    assert_eq!(
        world
            .web("/v1/track", at("f-1", "2999-01-01T00:00:00Z"))
            .await
            .statuses(),
        ["kept"]
    );
    let event = world.get("/v1/events/f-1", ALL).await.json();
    assert_eq!(event["occurred"], NOON.replace('Z', ".000Z"));
    assert_eq!(event["findings"][0]["code"], "future_clock");
    let ancient = world
        .web("/v1/track", at("f-2", "1066-10-14T00:00:00Z"))
        .await;
    ancient.problem(400, "timestamp_ancient");
    let overflow = world
        .web("/v1/track", at("f-3", "99999999-01-01T00:00:00Z"))
        .await;
    overflow.problem(400, "timestamp_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_utf8_is_refused() {
    let world = World::new();
    world
        .web("/v1/track", b"{\"userId\":\"\xff\xfe\"}".to_vec())
        .await
        .problem(400, "json_not_utf8");
    world
        .web("/v1/batch", b"{\"batch\":[\"\xc3\x28\"]}".to_vec())
        .await
        .problem(400, "json_not_utf8");
    let lone = world.web("/v1/track", r#"{"userId":"\ud800"}"#).await;
    lone.problem(400, "json_bad_string");
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicate_keys_are_refused_alone() {
    let world = World::new();
    let twice =
        r#"{"type":"track","userId":"u1","userId":"SECRET-4711","event":"Order Completed"}"#;
    let body = format!(r#"{{"batch":[{twice},{}]}}"#, order("1"));
    let answer = world.web("/v1/batch", body).await;
    assert_eq!(answer.statuses(), ["rejected", "kept"]);
    let reason = answer.json()["results"][0]["reason"].clone();
    assert_eq!(reason["code"], "json_duplicate_key");
    assert!(
        reason["at"]
            .as_str()
            .unwrap()
            .starts_with("batch[0].userId")
    );
    assert!(!answer.text.contains("SECRET-4711"));
    world
        .web("/v1/track", twice)
        .await
        .problem(400, "json_duplicate_key");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_identifiers_are_answered_and_identify_nobody_else() {
    let world = World::new();
    let hostile: Vec<String> = vec![
        String::new(),
        " ".into(),
        "null".into(),
        "[object Object]".into(),
        "0".into(),
        "x".repeat(300),
        "\u{0}\u{1}".into(),
        "../../etc/passwd".into(),
        "' OR 1=1 --".into(),
        "\u{202e}\u{feff}".into(),
        "💣".repeat(40),
    ];
    for value in hostile {
        let body = serde_json::json!({"userId": value, "event": "Order Completed",
            "properties": {"order_id": "o", "revenue": 1}});
        let answer = world.web("/v1/track", body.to_string()).await;
        assert!(
            matches!(answer.status.as_u16(), 200 | 400),
            "{}",
            answer.text
        );
    }
    for value in ["a%00b", "%ff", "..%2f..%2fetc", "%F0%9F%92%A3", "x%20y"] {
        let path = format!("/v1/profiles/user_id/{value}?purpose=orders");
        let answer = world.get(&path, ALL).await;
        assert!(
            matches!(answer.status.as_u16(), 400 | 404),
            "{value}: {}",
            answer.text
        );
    }
    let nothing = world
        .get("/v1/profiles/email/not-an-email?purpose=orders", ALL)
        .await;
    nothing.problem(400, "identifier_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_and_methods_are_problems() {
    let world = World::new();
    world
        .get("/v2/nothing", "")
        .await
        .problem(404, "route_unknown");
    let answer = world
        .send(request(Method::DELETE, "/v1/track", &[], Body::empty()))
        .await;
    answer.problem(405, "method_not_allowed");
    assert!(answer.headers["allow"].to_str().unwrap().contains("POST"));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_questions_are_refused_and_never_echoed() {
    let world = World::new();
    let bodies = [
        "",
        "[]",
        "{",
        "null",
        "7",
        r#"{"questions":[]}"#,
        r#"{"questions":7}"#,
        r#"{"questions":[],"x":1}"#,
        r#"{"who":"SECRET-4711"}"#,
        r#"{"who":{"kind":"user_id","value":"u"},"operation":"SECRET-4711","purpose":"orders","categories":["identity"]}"#,
        r#"{"who":{"kind":"user_id","value":"u"},"operation":"read","purpose":"orders","categories":[]}"#,
        r#"{"who":{"kind":"user_id","value":"u"},"operation":"read","purpose":"orders","categories":["identity"],"jurisdiction":["eu"]}"#,
        r#"{"who":{"kind":"user_id","value":"u"},"operation":"send","purpose":"orders","categories":["identity"],"contact":{"channel":"email","sent":["SECRET-4711"]}}"#,
        r#"{"who":{"kind":"SECRET-4711","value":"u"},"operation":"read","purpose":"orders","categories":["identity"]}"#,
    ];
    for body in bodies {
        let answer = world
            .post("/v1/decisions", &[("authorization", ALL)], body)
            .await;
        assert_eq!(answer.status.as_u16(), 400, "{body}: {}", answer.text);
        assert!(!answer.text.contains("SECRET-4711"), "{}", answer.text);
        let problem: Value = answer.json();
        assert!(problem["code"].is_string());
    }
}
