//! Streams of a real NATS server at both doors: each message once, in order, and every trouble by
//! its name.

use std::time::{Duration, Instant};

use async_nats::{Client, HeaderMap};
use serde_json::{Value, json};
use telos_model::catalog::CatalogFile;
use telos_model::deliver::Failure;

use crate::receiving::{figure, start, state};
use crate::sending::{PATIENCE, sending};

/// Where the tests' NATS is; `cargo xtask servers` and `cargo xtask test` start one.
const PLACE: &str = "TELOS_TEST_NATS";

/// A client of the server, and a stream of that name that holds all below it.
pub(crate) struct Stream {
    pub(crate) client: Client,
    pub(crate) url: String,
    pub(crate) name: &'static str,
}

impl Stream {
    pub(crate) async fn made(name: &'static str, more: Value) -> Option<Self> {
        let Ok(url) = std::env::var(PLACE) else {
            eprintln!("{PLACE} is not set: run it by `cargo xtask servers`");
            return None;
        };
        let client = async_nats::connect(&url).await.expect("connects");
        let stream = Self { client, url, name };
        stream.ask("DELETE", &json!({})).await;
        stream.make(more).await;
        Some(stream)
    }

    pub(crate) async fn make(&self, more: Value) {
        self.declare("CREATE", &more).await;
    }

    /// Has it be otherwise from now on.
    pub(crate) async fn change(&self, more: Value) {
        self.declare("UPDATE", &more).await;
    }

    async fn declare(&self, act: &str, more: &Value) {
        let mut config = json!({"name": self.name, "subjects": [format!("{}.>", self.name)]});
        for (key, value) in more.as_object().expect("a table") {
            config[key] = value.clone();
        }
        let made = self.ask(act, &config).await;
        assert!(made.get("error").is_none(), "{made}");
    }

    async fn ask(&self, act: &str, body: &Value) -> Value {
        let subject = format!("$JS.API.STREAM.{act}.{}", self.name);
        let asked = self.client.request(subject, body.to_string().into()).await;
        serde_json::from_slice(&asked.expect("answers").payload).expect("JSON")
    }

    pub(crate) async fn publish(&self, subject: &str, payload: &str) {
        let subject = format!("{}.{subject}", self.name);
        let kept = self.client.request(subject, payload.to_owned().into());
        let kept = kept.await.expect("kept");
        assert!(String::from_utf8_lossy(&kept.payload).contains("seq"));
    }

    /// All that the stream holds: subject, headers and body.
    async fn held(&self) -> Vec<(String, HeaderMap, Value)> {
        let info = self.ask("INFO", &json!({})).await;
        let first = info["state"]["first_seq"].as_u64().expect("a number");
        let last = info["state"]["last_seq"].as_u64().expect("a number");
        let mut held = Vec::new();
        for seq in first.max(1)..=last {
            let subject = format!("$JS.API.DIRECT.GET.{}", self.name);
            let body = json!({"seq": seq}).to_string();
            let got = self.client.request(subject, body.into()).await;
            let got = got.expect("answers");
            let headers = got.headers.unwrap_or_default();
            let subject = headers.get("Nats-Subject").expect("named").to_string();
            let body = serde_json::from_slice(&got.payload).unwrap_or_default();
            held.push((subject, headers, body));
        }
        held
    }

    pub(crate) async fn until(&self, count: usize) -> Vec<(String, HeaderMap, Value)> {
        let begun = Instant::now();
        loop {
            let held = self.held().await;
            if held.len() >= count {
                return held;
            }
            assert!(begun.elapsed() < PATIENCE, "{} of {count}", held.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

pub(crate) fn source(name: &str, url: &str, stream: &str, more: &str) -> CatalogFile {
    CatalogFile {
        path: format!("sources/{name}.toml"),
        text: format!(
            r#"
[source.{name}]
brand = "aria"
write_key = "aria-{name}-key"
trusted = true
channel = "store"
purposes = ["orders", "accounts-and-tax"]
[source.{name}.from]
kind = "nats"
url = "{url}"
inside = "loopback"
stream = "{stream}"
rows_max = 7
{more}
[[source.{name}.from.message]]
type = "track"
event = "Order Completed"
timestamp = "2026-05-01T10:00:00Z"
identifiers.customer_id = "{name}-{{who}}"
properties.order_id = "{{@subject}}"
properties.revenue = {{ column = "money", type = "number", required = true }}
"#
        ),
    }
}

pub(crate) fn order(who: &str, money: u32) -> String {
    json!({"who": who, "money": money}).to_string()
}

#[tokio::test]
async fn messages_of_a_stream_are_taken_in_once_in_order_and_bad_ones_are_set_aside() {
    let Some(stream) = Stream::made("telos-in", json!({})).await else {
        return;
    };
    for number in 0..20 {
        stream
            .publish(&format!("tills.{number}"), &order("ada", number))
            .await;
    }
    stream.publish("tills.bad", "no JSON-marker").await;
    stream
        .publish(
            "tills.list",
            &format!("[{},{}]", order("bob", 1), order("bob", 2)),
        )
        .await;
    stream.publish("others", &order("eve", 1)).await;
    let files = vec![
        source(
            "tills",
            &stream.url,
            stream.name,
            "subject = \"telos-in.tills.>\"",
        ),
        source("lost", &stream.url, "telos-nothing", ""),
        source("dead", "nats://127.0.0.1:1", stream.name, ""),
        source(
            "secret",
            &stream.url,
            stream.name,
            "token = \"env:TELOS_NO_SUCH_TOKEN\"",
        ),
    ];
    let running = start(files);
    running.until(&figure("tills", "rows", 23)).await;
    running.until(&figure("tills", "messages", 22)).await;
    running.until(&figure("tills", "waiting", 0)).await;
    running.until(&state("tills", "poison_row")).await;
    for (name, stands) in [
        ("lost", "gone"),
        ("dead", "unreachable"),
        ("secret", "credentials"),
    ] {
        running.until(&state(name, stands)).await;
    }
    let ada = running.orders("tills-ada").await;
    assert!(ada.contains("\"count\":20"), "{ada}");
    let bob = running.orders("tills-bob").await;
    assert!(bob.contains("\"count\":2"), "{bob}");
    let seen = running
        .world
        .get("/v1/sources", crate::support::ALL)
        .await
        .text;
    assert!(
        seen.contains("telos-in, 21") && seen.contains("json_invalid"),
        "{seen}"
    );
    assert!(!seen.contains("marker"), "{seen}");

    // What comes while it waits is there at once, and a stream that is made anew is read anew.
    stream.publish("tills.21", &order("ada", 1)).await;
    running.until(&figure("tills", "messages", 23)).await;
    running.until(&state("tills", "waiting")).await;
    stream.ask("DELETE", &json!({})).await;
    running.until(&state("tills", "gone")).await;
    stream.make(json!({})).await;
    stream.publish("tills.1", &order("ada", 1)).await;
    running.until(&figure("tills", "messages", 24)).await;
    let ada = running.orders("tills-ada").await;
    assert!(ada.contains("\"count\":22"), "{ada}");
}

#[tokio::test]
async fn a_work_queue_lets_go_of_a_message_once_it_is_on_disk() {
    let Some(stream) = Stream::made("telos-work", json!({"retention": "workqueue"})).await else {
        return;
    };
    for number in 0..20 {
        stream.publish("tills", &order("ada", number)).await;
    }
    let running = start(vec![source("work", &stream.url, stream.name, "")]);
    running.until(&figure("work", "messages", 20)).await;
    let begun = Instant::now();
    while stream.ask("INFO", &json!({})).await["state"]["messages"] != 0 {
        assert!(begun.elapsed() < PATIENCE, "they are acknowledged");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let ada = running.orders("work-ada").await;
    assert!(ada.contains("\"count\":20"), "{ada}");
}

pub(crate) fn letters(name: &str, url: &str, more: &str) -> CatalogFile {
    CatalogFile {
        path: format!("destinations/{name}.toml"),
        text: format!(
            r#"
[destination.{name}]
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
kind = "nats"
url = "{url}"
inside = "loopback"
identifiers = ["user_id", "email"]
events = ["Order Completed"]
{more}
send.event = {{ subject = "telos-out.orders.{{identifier.email}}", headers = {{ kind = "{{delivery.kind}}" }}, body = {{ order = "{{event.property.order_id}}" }} }}
send.suppress = {{ subject = "telos-out.suppress", body = {{ who = "{{identifiers}}" }} }}
send.delete = {{ each = "email", subject = "telos-out.delete", body = {{ who = "{{identifier.email}}" }} }}
"#
        ),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_gets_each_delivery_once_in_order_and_every_withdrawal() {
    let config = json!({"allow_direct": true});
    let Some(stream) = Stream::made("telos-out", config.clone()).await else {
        return;
    };
    let sending = sending(vec![
        letters(
            "post",
            &stream.url,
            "stream = \"telos-out\"\nitems_max = 50",
        ),
        letters("other", &stream.url, "stream = \"telos-in-other\""),
        letters("dead", "nats://127.0.0.1:1", ""),
    ])
    .await;
    sending.orders(0..40).await;
    let held = stream.until(40).await;
    let orders: Vec<String> = held
        .iter()
        .map(|(_, _, body)| body["order"].to_string())
        .collect();
    let wanted: Vec<String> = (0..40)
        .map(|number| format!("\"order-{number}\""))
        .collect();
    assert_eq!(orders, wanted);
    let (subject, headers, _) = &held[0];
    assert_eq!(subject, "telos-out.orders.u1%40mail%2Eexample");
    assert_eq!(headers.get("kind").expect("there").as_str(), "event");
    let key = headers.get("Nats-Msg-Id").expect("there").as_str();
    assert!(key.starts_with("msg_"), "{key}");
    // A stream that has it keeps it once, whatever is sent again.
    let mut again = HeaderMap::new();
    again.insert("Nats-Msg-Id", key);
    let request = async_nats::client::Request::new()
        .headers(again)
        .payload("{}".into());
    let kept = stream
        .client
        .send_request("telos-out.orders.x", request)
        .await;
    let kept = kept.expect("answers").payload;
    assert!(
        String::from_utf8_lossy(&kept).contains("duplicate"),
        "{kept:?}"
    );

    sending
        .until("all settled", |sending| sending.health("post").sent == 40)
        .await;
    let refused = sending.health("other");
    assert!(
        refused.waiting == 40 && refused.sent == 0,
        "another stream does not take them"
    );
    assert_eq!(
        sending.health("dead").last_failure,
        Some(Failure::Unreachable)
    );
    sending.says("withdraw").await;
    let held = stream.until(41).await;
    let (subject, _, body) = held.last().expect("one");
    assert_eq!(subject, "telos-out.suppress");
    assert_eq!(body["who"]["email"], json!(["u1@mail.example"]));

    // A stream that is gone is missed until it is back, and nothing is lost meanwhile.
    sending.says("grant").await;
    stream.ask("DELETE", &json!({})).await;
    sending.orders(40..45).await;
    let gone = Some(Failure::Answered(404));
    sending
        .until("missed", |sending| {
            sending.health("post").last_failure == gone
        })
        .await;
    stream.make(config).await;
    let held = stream.until(5).await;
    let last: Vec<String> = held
        .iter()
        .map(|(_, _, body)| body["order"].to_string())
        .collect();
    let wanted: Vec<String> = (40..45)
        .map(|number| format!("\"order-{number}\""))
        .collect();
    assert_eq!(last, wanted);
    sending.sender.stop().await;
}
