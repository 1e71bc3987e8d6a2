//! Google Analytics and Meta.

use serde_json::{Value, json};

use super::{Got, Story, is_hex, keys, must};

/// <https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference>
fn analytics(got: &Got) -> Result<(u16, Value), String> {
    match &*got.line() {
        "POST /mp/collect" => {
            let query = "measurement_id=G-XXXXXXXXXX&api_secret=secret-ARIA_ANALYTICS_SECRET";
            must(got.query == query, "the query")?;
            must(got.header("content-type") == "application/json", "no JSON")?;
            must(got.bytes < 130_000, "over 130 kB")?;
            let body = &got.body;
            let others = ["timestamp_micros", "user_properties", "user_id"];
            keys(body, &["client_id", "events", "consent"], &others)?;
            must(body["client_id"] == "1234567890.1700000000", "client_id")?;
            keys(
                &body["consent"],
                &["ad_user_data", "ad_personalization"],
                &[],
            )?;
            for state in body["consent"].as_object().into_iter().flatten() {
                must(state.1 == "GRANTED" || state.1 == "DENIED", "a state")?;
            }
            let micros = &body["timestamp_micros"];
            let near =
                micros.is_null() || micros.as_u64().is_some_and(|at| at > 1_700_000_000_000_000);
            must(near, "timestamp_micros")?;
            let events = body["events"].as_array().ok_or("events are no list")?;
            must((1..=25).contains(&events.len()), "1 to 25 events")?;
            events.iter().try_for_each(analytics_event)?;
            Ok((204, Value::Null))
        }
        "POST /token" => {
            let body = got.body.as_str().unwrap_or_default();
            let kind = "application/x-www-form-urlencoded";
            must(got.header("content-type") == kind, "no form")?;
            for pair in [
                "grant_type=refresh_token",
                "client_id=your-client.apps.googleusercontent.com",
                "client_secret=secret-ARIA_GOOGLE_CLIENT_SECRET",
                "refresh_token=secret-ARIA_GOOGLE_REFRESH_TOKEN",
            ] {
                must(body.split('&').any(|known| known == pair), pair)?;
            }
            let token =
                json!({"access_token": "ya29.token", "expires_in": 3599, "token_type": "Bearer"});
            Ok((200, token))
        }
        "POST /v1alpha/properties/000000000:submitUserDeletion" => {
            must(got.header("authorization") == "Bearer ya29.token", "token")?;
            must(got.query.is_empty(), "the other secret is not shown there")?;
            keys(&got.body, &["clientId"], &[])?;
            Ok((200, json!({"deletionRequestTime": "2026-05-03T12:00:00Z"})))
        }
        _ => Err("no such request".to_owned()),
    }
}

fn analytics_event(event: &Value) -> Result<(), String> {
    keys(event, &["name"], &["params"])?;
    let proper = |name: &str, most: usize| {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        name.len() <= most
            && name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
            && name.bytes().all(letter)
    };
    let name = event["name"].as_str().unwrap_or_default();
    must(proper(name, 40), "the name of an event")?;
    let Some(params) = event["params"].as_object() else {
        return Ok(());
    };
    must(params.len() <= 25, "25 parameters at most")?;
    for (name, value) in params {
        must(proper(name, 40), "the name of a parameter")?;
        must(
            value
                .as_str()
                .is_none_or(|text| text.chars().count() <= 100),
            "100 characters at most",
        )?;
        must(!value.is_object(), "no objects")?;
    }
    if name == "purchase" {
        keys(
            &event["params"],
            &["transaction_id", "currency", "value", "items"],
            &["tax", "shipping", "coupon"],
        )?;
        must(params["value"].is_number(), "value")?;
    }
    let items = event["params"]["items"].as_array();
    for item in items.into_iter().flatten() {
        let others = [
            "item_brand",
            "item_category",
            "price",
            "quantity",
            "item_name",
        ];
        keys(item, &["item_id"], &others)?;
        must(item["item_id"].is_string(), "item_id")?;
        must(item["price"].is_number(), "price")?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn google_analytics_gets_events_with_consent_and_deletes_whoever_is_erased() {
    let story = Story::begin("google-analytics", analytics).await;
    story.is_known_by_browser().await;
    story.orders(1).await;
    let collect = |got: &Got| got.path == "/mp/collect";
    let order = story.until(1, collect).await;
    let event = &order.body["events"][0];
    assert_eq!(event["name"], "purchase");
    assert_eq!(event["params"]["transaction_id"], "order-1");
    assert_eq!(event["params"]["items"][1]["item_id"], "p2");
    assert_eq!(order.body["consent"]["ad_user_data"], "GRANTED");
    assert!(!order.body.to_string().contains("mail.example"));
    let viewed = json!({"product_id": "p9", "name": "Giant Steps", "price": 12});
    story.does("Product Viewed", viewed).await;
    let viewed = story.until(2, collect).await.body["events"][0].clone();
    assert_eq!(viewed["name"], "view_item");
    assert_eq!(viewed["params"]["items"][0]["item_id"], "p9");
    story.consents("withdraw").await;
    let denied = |got: &Got| got.body["consent"]["ad_user_data"] == "DENIED";
    let denied = story.until(1, denied).await;
    assert_eq!(denied.body["consent"]["ad_personalization"], "DENIED");
    story.orders(2).await;
    story.erases().await;
    let deleted = story
        .until(1, |got| got.path.ends_with(":submitUserDeletion"))
        .await;
    assert_eq!(deleted.body["clientId"], "1234567890.1700000000");
    assert_eq!(story.got().len(), 5, "and the token; no second order");
    story.end().await;
}

/// <https://developers.facebook.com/docs/marketing-api/conversions-api/parameters>
fn meta(got: &Got) -> Result<(u16, Value), String> {
    must(got.query == "access_token=secret-ARIA_META_TOKEN", "token")?;
    match &*got.line() {
        "POST /v24.0/0000000000000001/events" => {
            keys(&got.body, &["data"], &["test_event_code"])?;
            let data = got.body["data"].as_array().ok_or("data is no list")?;
            must((1..=1_000).contains(&data.len()), "1 to 1000 events")?;
            data.iter().try_for_each(meta_event)?;
            Ok((200, json!({"events_received": data.len(), "messages": []})))
        }
        "POST /v24.0/0000000000000002/users" | "DELETE /v24.0/0000000000000002/users" => {
            keys(&got.body, &["payload"], &[])?;
            let payload = &got.body["payload"];
            keys(payload, &["schema", "data"], &[])?;
            must(payload["schema"] == json!(["EMAIL"]), "schema")?;
            let rows = payload["data"].as_array().ok_or("data is no list")?;
            must((1..=10_000).contains(&rows.len()), "1 to 10000 rows")?;
            for row in rows {
                let row = row.as_array().ok_or("a row is no list")?;
                must(row.len() == 1 && is_hex(&row[0], 64), "a row")?;
            }
            Ok((
                200,
                json!({"num_received": rows.len(), "num_invalid_entries": 0}),
            ))
        }
        _ => Err("no such request".to_owned()),
    }
}

fn meta_event(event: &Value) -> Result<(), String> {
    let needed = [
        "event_name",
        "event_time",
        "event_id",
        "action_source",
        "user_data",
    ];
    keys(event, &needed, &["custom_data"])?;
    must(event["event_time"].is_u64(), "event_time")?;
    must(event["action_source"] == "other", "action_source")?;
    let hashed = ["em", "ph", "ct", "zp", "country"];
    keys(&event["user_data"], &["em"], &hashed)?;
    for (name, value) in event["user_data"].as_object().into_iter().flatten() {
        let one = [value.clone()];
        let values = value.as_array().map_or(&one[..], |values| &values[..]);
        must(!values.is_empty(), name)?;
        must(values.iter().all(|value| is_hex(value, 64)), name)?;
    }
    let custom = &event["custom_data"];
    if event["event_name"] == "Purchase" {
        keys(custom, &["currency", "value"], &["order_id", "contents"])?;
        must(custom["value"].is_number(), "value")?;
        for item in custom["contents"].as_array().into_iter().flatten() {
            keys(item, &["id", "quantity"], &["item_price"])?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn meta_gets_hashes_alone_and_everyone_leaves_the_audience_in_the_end() {
    let story = Story::begin("meta", meta).await;
    story.is_known_by_browser().await;
    story.orders(1).await;
    story.orders(2).await;
    let events = |got: &Got| got.path.ends_with("/events");
    let event = story.until(1, events).await.body["data"][0].clone();
    assert_eq!(event["event_name"], "Purchase");
    // What Meta's own examples come to.
    let user = &event["user_data"];
    assert_eq!(user["em"], json!([sha256("u1@mail.example")]));
    assert_eq!(user["ph"], json!([sha256("819012345678")]));
    assert_eq!(user["ct"], sha256("minatoku"));
    assert_eq!(user["zp"], sha256("1050011"));
    assert_eq!(user["country"], sha256("jp"));
    assert_eq!(event["custom_data"]["contents"][0]["id"], "p1");
    story.waits(100).await;
    let users = |method: &'static str| {
        move |got: &Got| got.path.ends_with("/users") && got.method.as_str() == method
    };
    story.until(1, users("POST")).await;
    story.consents("withdraw").await;
    let removed = story.until(1, users("DELETE")).await;
    assert_eq!(
        removed.body["payload"]["data"],
        json!([[sha256("u1@mail.example")]])
    );
    story.erases().await;
    story.until(2, users("DELETE")).await;
    let all: Vec<String> = story.got().iter().map(|got| got.body.to_string()).collect();
    let all = all.join("\n");
    for clear in ["mail.example", "8190", "Minato", "105"] {
        assert!(!all.contains(&format!("\"{clear}")), "{clear}");
    }
    assert!(!all.contains("mail.example"));
    story.end().await;
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    let mut hex = String::new();
    for byte in sha2::Sha256::digest(text.as_bytes()) {
        for half in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(half.into(), 16));
        }
    }
    hex
}
