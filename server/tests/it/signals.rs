//! Signals: read and written over HTTP, and stored with the messages they come with.

use serde_json::json;

use crate::support::{ALL, WEB, World};

const GPP: &str = "DBABzMA~1YY-~CAAYAAAAAABA.YA~BAQEAABA.QA~BAQAABA";

#[tokio::test(flavor = "multi_thread")]
async fn signals_are_explained_and_written() {
    let world = World::new();
    let headers = [("authorization", WEB)];
    let given = json!({
        "cmpId": 31, "consentLanguage": "de", "purposes": [1, 2, 3, 4, 7],
        "legitimateInterests": [2, 3], "vendors": [2, 6, 8, 9, 10, 900], "disclosedVendors": [2, 6],
    });
    let written = world
        .post("/v1/signals/tcf", &headers, given.to_string())
        .await;
    assert_eq!(written.status.as_u16(), 200, "{}", written.text);
    let signal = written.json()["tcString"].as_str().unwrap().to_owned();
    let body = json!({
        "tcString": signal, "gppString": GPP,
        "consentMode": {"analytics_storage": "denied", "wait_for_update": 500},
    });
    let shown = world
        .post("/v1/signals", &headers, body.to_string())
        .await
        .json();
    assert_eq!(shown["tcf"]["purposes"], json!([1, 2, 3, 4, 7]));
    assert_eq!(shown["tcf"]["legitimateInterests"], json!([2]));
    assert_eq!(
        shown["tcf"]["vendors"],
        json!([[2, 2], [6, 6], [8, 10], [900, 900]])
    );
    assert_eq!(shown["gpp"]["saleOptOut"], true);
    let says = shown["says"].as_array().unwrap();
    for expected in [
        json!({"purpose": "ads-audiences", "allowed": true, "flag": null, "by": "tcf"}),
        json!({"purpose": "shop-analytics", "allowed": false, "flag": null, "by": "consent-mode"}),
        json!({"purpose": null, "allowed": null, "flag": "sale_opt_out", "by": "gpp"}),
    ] {
        assert!(says.contains(&expected), "{expected} is not in {shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_signals_are_refused_with_a_reason_and_counted() {
    let world = World::new();
    let headers = [("authorization", WEB)];
    for (body, code) in [
        (json!({"tcString": "CQuFeUA"}), "signal_truncated"),
        (json!({"tcString": "not a string"}), "signal_characters"),
        (json!({"tcString": 7}), "signal_characters"),
        (
            json!({"gppString": "DBABLA~CAAgAAAAAABA.QA~x"}),
            "signal_trailing",
        ),
        (
            json!({"consentMode": {"ad_storage": "perhaps"}}),
            "signal_state",
        ),
        (json!({"consentMode": ["granted"]}), "signal_state"),
    ] {
        let answer = world.post("/v1/signals", &headers, body.to_string()).await;
        answer.problem(400, code);
    }
    let bad = json!({"purposes": [25]});
    let answer = world
        .post("/v1/signals/tcf", &headers, bad.to_string())
        .await;
    answer.problem(400, "signal_range");
    let counted = world.get("/metrics", ALL).await.text;
    assert!(counted.contains("telos_refusals_total{what=\"signal\",code=\"signal_characters\"} 2"));
    world
        .post("/v1/signals", &[], "{}")
        .await
        .problem(401, "write_key_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_of_a_message_is_a_fact_with_its_source() {
    let world = World::new();
    let message = json!({
        "messageId": "s-1", "userId": "u7", "event": "Order Completed",
        "properties": {"order_id": "o7", "revenue": 3},
        "context": {"location": {"country": "US", "region": "CA"},
            "consent": {"gppString": GPP, "tcString": "broken",
                "consentMode": {"personalization_storage": "denied"}}},
    });
    assert_eq!(
        world.web("/v1/track", message.to_string()).await.statuses(),
        ["kept"]
    );
    let question = |purpose: &str| {
        json!({"who": {"kind": "user_id", "value": "u7"}, "operation": "collect",
            "purpose": purpose, "categories": ["transaction"]})
    };
    let headers = [("authorization", ALL)];
    for (purpose, reason) in [
        ("aria/ads-audiences", "sale_opted_out"),
        ("aria/ads-audiences", "global_privacy_control"),
        ("aria/personalisation", "objected"),
    ] {
        let asked = question(purpose).to_string();
        let answer = world.post("/v1/decisions", &headers, asked).await;
        assert!(answer.text.contains(reason), "{purpose}: {}", answer.text);
    }
    let kept = world.get("/v1/events/s-1", ALL).await;
    assert!(kept.text.contains("damaged_tc_string"), "{}", kept.text);
}
