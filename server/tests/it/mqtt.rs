//! Topics of a real MQTT broker at both doors: each message once, also those that came while
//! nobody was there, and every trouble by its name.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::Publish;
use rumqttc::v5::{AsyncClient, Event, Incoming, MqttOptions};
use serde_json::{Value, json};
use telos_model::catalog::CatalogFile;

use crate::receiving::{figure, start, state};
use crate::sending::{PATIENCE, sending};

/// Where the tests' broker is; `cargo xtask servers` and `cargo xtask test` start one.
const PLACE: &str = "TELOS_TEST_MQTT";

/// A client of the broker, and all that came to it.
struct Device {
    client: AsyncClient,
    got: Arc<Mutex<Vec<Publish>>>,
    url: String,
}

impl Device {
    async fn new(name: &str, topic: &str) -> Option<Self> {
        let Ok(url) = std::env::var(PLACE) else {
            eprintln!("{PLACE} is not set: run it by `cargo xtask servers`");
            return None;
        };
        let (_, port) = url.rsplit_once(':').expect("a port");
        let port = port.parse().expect("a port");
        let options = MqttOptions::new(name, "127.0.0.1", port);
        let (client, mut events) = AsyncClient::new(options, 100);
        let got: Arc<Mutex<Vec<Publish>>> = Arc::default();
        let kept = Arc::clone(&got);
        let (listens, listening) = tokio::sync::oneshot::channel();
        let mut listens = Some(listens);
        tokio::spawn(async move {
            while let Ok(event) = events.poll().await {
                match event {
                    Event::Incoming(Incoming::Publish(message)) => {
                        kept.lock().expect("free").push(message);
                    }
                    Event::Incoming(Incoming::SubAck(_)) => {
                        listens.take().map(|listens| listens.send(()));
                    }
                    _ => {}
                }
            }
        });
        let asked = client.subscribe(topic, QoS::AtLeastOnce).await;
        asked.expect("asked");
        listening.await.expect("listens");
        Some(Self { client, got, url })
    }

    async fn publish(&self, topic: &str, payload: &str) {
        let payload = payload.to_owned();
        let published = self.client.publish(topic, QoS::AtLeastOnce, false, payload);
        published.await.expect("published");
    }

    fn got(&self) -> Vec<Publish> {
        self.got.lock().expect("free").clone()
    }

    async fn until(&self, count: usize) -> Vec<Publish> {
        let begun = Instant::now();
        while self.got().len() < count {
            assert!(
                begun.elapsed() < PATIENCE,
                "{} of {count}",
                self.got().len()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.got()
    }
}

fn source(name: &str, url: &str, more: &str) -> CatalogFile {
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
kind = "mqtt"
url = "{url}"
inside = "loopback"
topics = ["telos-in/{name}/+"]
rows_max = 7
{more}
[[source.{name}.from.message]]
type = "track"
event = "Order Completed"
timestamp = "2026-05-01T10:00:00Z"
identifiers.customer_id = "{name}-{{who}}"
properties.order_id = "{{@topic}}"
properties.revenue = {{ column = "money", type = "number", required = true }}
"#
        ),
    }
}

fn order(who: &str, money: u32) -> String {
    json!({"who": who, "money": money}).to_string()
}

#[tokio::test]
async fn messages_of_topics_are_taken_in_once_also_those_that_came_while_nobody_was_there() {
    let Some(device) = Device::new("telos-till", "telos-in/nothing").await else {
        return;
    };
    let files = || {
        vec![
            source("beacons", &device.url, ""),
            source("dead", "mqtt://127.0.0.1:1", ""),
            source(
                "secret",
                &device.url,
                "user = \"u\"\npassword = \"env:TELOS_NO_SUCH\"",
            ),
        ]
    };
    let running = start(files());
    running.until(&state("beacons", "waiting")).await;
    for number in 0..20 {
        device
            .publish("telos-in/beacons/1", &order("ada", number))
            .await;
    }
    device.publish("telos-in/beacons/1", &order("ada", 7)).await;
    device.publish("telos-in/beacons/2", "no JSON-marker").await;
    device.publish("telos-in/beacons/2", "").await;
    let list = format!("[{},{}]", order("bob", 1), order("bob", 2));
    device.publish("telos-in/beacons/3", &list).await;
    device.publish("telos-in/others", &order("eve", 1)).await;
    running.until(&figure("beacons", "rows", 24)).await;
    running.until(&figure("beacons", "messages", 22)).await;
    running.until(&state("beacons", "poison_row")).await;
    running.until(&state("dead", "unreachable")).await;
    running.until(&state("secret", "credentials")).await;
    let ada = running.orders("beacons-ada").await;
    assert!(ada.contains("\"count\":20"), "{ada}");
    let seen = running
        .world
        .get("/v1/sources", crate::support::ALL)
        .await
        .text;
    assert!(
        seen.contains("telos-in/beacons/2") && seen.contains("json_invalid"),
        "{seen}"
    );
    assert!(!seen.contains("marker"), "{seen}");

    // The broker keeps what comes while nobody is there, and nothing of what was taken in.
    drop(running);
    for number in 20..25 {
        device
            .publish("telos-in/beacons/1", &order("ada", number))
            .await;
    }
    let running = start(files());
    running.until(&figure("beacons", "messages", 5)).await;
    running.until(&state("beacons", "waiting")).await;
    running.until(&figure("beacons", "rows", 5)).await;
}

fn letters(name: &str, url: &str) -> CatalogFile {
    CatalogFile {
        path: format!("destinations/{name}.toml"),
        text: format!(
            r#"
[destination.{name}]
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
kind = "mqtt"
url = "{url}"
inside = "loopback"
identifiers = ["user_id", "email"]
events = ["Order Completed"]
send.event = {{ topic = "telos-out/last/{{identifier.email}}", retain = true, headers = {{ kind = "{{delivery.kind}}" }}, body = {{ order = "{{event.property.order_id}}" }} }}
send.suppress = {{ each = "email", topic = "telos-out/last/{{identifier.email}}", retain = true }}
"#
        ),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_gets_each_delivery_in_order_and_keeps_nothing_after_a_withdrawal() {
    let Some(device) = Device::new("telos-reader", "telos-out/#").await else {
        return;
    };
    let dead = letters("dead", "mqtt://127.0.0.1:1");
    let sending = sending(vec![letters("post", &device.url), dead]).await;
    sending.orders(0..40).await;
    let got = device.until(40).await;
    let orders: Vec<String> = got
        .iter()
        .map(|message| {
            let body: Value = serde_json::from_slice(&message.payload).expect("JSON");
            body["order"].as_str().expect("a text").to_owned()
        })
        .collect();
    let wanted: Vec<String> = (0..40).map(|number| format!("order-{number}")).collect();
    assert_eq!(orders, wanted);
    assert_eq!(got[0].topic, "telos-out/last/u1%40mail.example");
    let properties = got[0].properties.as_ref().expect("some");
    assert_eq!(properties.content_type.as_deref(), Some("application/json"));
    let property = |name: &str| {
        let mut all = properties.user_properties.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    };
    assert_eq!(property("kind").as_deref(), Some("event"));
    assert!(property("idempotency-key").is_some_and(|key| key.starts_with("msg_")));
    sending
        .until("all settled", |sending| sending.health("post").sent == 40)
        .await;
    assert_eq!(sending.health("dead").waiting, 40);

    // Whoever comes later gets the last one, until the person takes the permission back.
    let later = Device::new("telos-later", "telos-out/#")
        .await
        .expect("there");
    assert!(later.until(1).await[0].retain);
    sending.says("withdraw").await;
    let told = device.until(41).await;
    assert!(told[40].payload.is_empty() && told[40].topic == got[0].topic);
    sending
        .until("acknowledged", |sending| {
            sending.health("post").waiting == 0
        })
        .await;
    let last = Device::new("telos-last", "telos-out/#")
        .await
        .expect("there");
    last.publish("telos-out/end", "{}").await;
    let got = last.until(1).await;
    assert_eq!(got[0].topic, "telos-out/end", "nothing is kept there");
    sending.sender.stop().await;
}
