//! Topics of Kafka at both doors, against a broker (Tansu) and a cluster of three (that of
//! librdkafka): each message once, in the order of its key, and every trouble by its name.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use telos_model::catalog::CatalogFile;
use telos_model::deliver::Failure;

use crate::broker::{Client, Got};
use crate::receiving::{figure, start, state};
use crate::sending::{PATIENCE, sending};

/// Where the tests' broker and cluster are, and the program of the broker; `cargo xtask servers`
/// and `cargo xtask test` start them.
const PLACE: &str = "TELOS_TEST_KAFKA";
const CLUSTER: &str = "TELOS_TEST_KAFKA_CLUSTER";
const PROGRAM: &str = "TELOS_TEST_KAFKA_SERVER";

fn place(variable: &str) -> Option<String> {
    let place = std::env::var(variable).ok();
    if place.is_none() {
        eprintln!("{variable} is not set: run it by `cargo xtask servers`");
    }
    place
}

fn client(url: &str) -> Client {
    let (_, port) = url.rsplit_once(':').expect("a port");
    Client::connect(port.parse().expect("a port"))
}

fn source(name: &str, url: &str, topic: &str, more: &str) -> CatalogFile {
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
kind = "kafka"
url = "{url}"
inside = "loopback"
topic = "{topic}"
rows_max = 7
{more}
[[source.{name}.from.message]]
type = "track"
event = "Order Completed"
timestamp = "2026-05-01T10:00:00Z"
identifiers.customer_id = "{name}-{{who}}"
properties.order_id = "{{@topic}}-{{@key}}"
properties.revenue = {{ column = "money", type = "number", required = true }}
"#
        ),
    }
}

fn order(who: &str, money: u32) -> String {
    json!({"who": who, "money": money}).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_all_partitions_are_taken_in_once_and_bad_ones_are_set_aside() {
    let Some(url) = place(PLACE) else {
        return;
    };
    let mut kafka = client(&url);
    kafka.make("telos-in", 3);
    for partition in 0..3 {
        let values: Vec<String> = (0..10).map(|money| order("ada", money)).collect();
        kafka.write("telos-in", partition, &values[..3]);
        kafka.write("telos-in", partition, &values[3..]);
    }
    let list = format!("[{},{}]", order("bob", 1), order("bob", 2));
    kafka.write(
        "telos-in",
        1,
        &["no JSON-marker".into(), list, String::new()],
    );
    let running = start(vec![
        source("tills", &url, "telos-in", ""),
        source("lost", &url, "telos-nothing", ""),
        source("dead", "kafka://127.0.0.1:1", "telos-in", ""),
        source(
            "secret",
            &url,
            "telos-in",
            "user = \"u\"\npassword = \"env:TELOS_NO_SUCH\"\nsasl = \"plain\"",
        ),
    ]);
    running.until(&figure("tills", "rows", 33)).await;
    running.until(&figure("tills", "messages", 32)).await;
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
    assert!(ada.contains("\"count\":30"), "{ada}");
    let bob = running.orders("tills-bob").await;
    assert!(bob.contains("\"count\":2"), "{bob}");
    let seen = running
        .world
        .get("/v1/sources", crate::support::ALL)
        .await
        .text;
    assert!(
        seen.contains("telos-in, partition 1, 10") && seen.contains("json_invalid"),
        "{seen}"
    );
    assert!(!seen.contains("marker"), "{seen}");

    // What comes while it waits is there at once, and a topic that is made anew is read anew, with
    // all its partitions.
    kafka.write("telos-in", 2, &[order("ada", 77)]);
    running.until(&figure("tills", "messages", 33)).await;
    running.until(&state("tills", "waiting")).await;
    kafka.delete("telos-in");
    running.until(&state("tills", "gone")).await;
    kafka.make("telos-in", 4);
    for partition in 0..4 {
        let values: Vec<String> = (0..12).map(|money| order("ada", money)).collect();
        kafka.write("telos-in", partition, &values);
    }
    running.until(&figure("tills", "messages", 81)).await;
    let ada = running.orders("tills-ada").await;
    assert!(ada.contains("\"count\":79"), "{ada}");
}

/// Runs `kcat` against the cluster, with lines to its standard input.
fn kcat(cluster: &str, words: &[&str], lines: &str) -> String {
    let child = Command::new("kcat")
        .args(["-b", cluster, "-m", "20"])
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.expect("kcat runs");
    let mut input = child.stdin.take().expect("piped");
    input.write_all(lines.as_bytes()).expect("written");
    drop(input);
    let came = child.wait_with_output().expect("ends");
    String::from_utf8(came.stdout).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_that_are_packed_in_any_way_are_read_from_every_broker_of_a_cluster() {
    let Some(cluster) = place(CLUSTER) else {
        return;
    };
    let topic = format!("telos-packed-{}", std::process::id());
    for (number, codec) in ["none", "gzip", "snappy", "lz4", "zstd"].iter().enumerate() {
        let lines = (0..40).map(|money| {
            let who = format!("p{}", money % 8);
            format!("{who}:{}\n", order(&format!("{codec}-{who}"), money))
        });
        let lines: String = lines.collect();
        let codec = format!("compression.codec={codec}");
        let words = ["-P", "-t", &topic, "-K", ":", "-X", &codec];
        kcat(&cluster, &words, &lines);
        assert!(number < 5);
    }
    let first = cluster.split(',').next().expect("an address");
    let running = start(vec![source(
        "packed",
        &format!("kafka://{first}"),
        &topic,
        "",
    )]);
    running.until(&figure("packed", "messages", 200)).await;
    running.until(&state("packed", "waiting")).await;
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
        for who in 0..8 {
            let orders = running.orders(&format!("packed-{codec}-p{who}")).await;
            assert!(orders.contains("\"count\":5"), "{codec} {who}: {orders}");
        }
    }
}

fn letters(name: &str, url: &str, topic: &str, more: &str) -> CatalogFile {
    CatalogFile {
        path: format!("destinations/{name}.toml"),
        text: format!(
            r#"
[destination.{name}]
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
kind = "kafka"
url = "{url}"
inside = "loopback"
identifiers = ["user_id", "email"]
events = ["Order Completed"]
{more}
send.event = {{ topic = "{topic}", key = "{{identifier.user_id}}", headers = {{ kind = "{{delivery.kind}}" }}, body = {{ order = "{{event.property.order_id}}" }} }}
send.suppress = {{ topic = "{topic}", key = "{{identifier.user_id}}" }}
"#
        ),
    }
}

fn wanted(numbers: std::ops::Range<u32>) -> Vec<String> {
    numbers.map(|number| format!("order-{number}")).collect()
}

fn orders_of(got: &[Got]) -> Vec<String> {
    let values = got.iter().filter_map(|one| one.value.as_deref());
    let bodies = values.map(|value| serde_json::from_str::<Value>(value).expect("JSON"));
    bodies
        .map(|body| body["order"].as_str().expect("a text").to_owned())
        .collect()
}

/// All of a topic of three partitions, once there is so much.
async fn held(kafka: &mut Client, topic: &str, count: usize) -> Vec<Got> {
    let begun = Instant::now();
    loop {
        let parts = (0..3).flat_map(|partition| kafka.read(topic, partition));
        let all: Vec<Got> = parts.collect();
        if all.len() >= count {
            return all;
        }
        assert!(begun.elapsed() < PATIENCE, "{} of {count}", all.len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_gets_each_delivery_once_in_order_and_an_empty_one_at_a_withdrawal() {
    let Some(url) = place(PLACE) else {
        return;
    };
    let mut kafka = client(&url);
    kafka.make("telos-out", 3);
    let sending = sending(vec![
        letters("post", &url, "telos-out", ""),
        letters("dead", "kafka://127.0.0.1:1", "telos-out", ""),
        letters("lost", &url, "telos-no-topic", ""),
    ])
    .await;
    sending.orders(0..40).await;
    let got = held(&mut kafka, "telos-out", 40).await;
    assert_eq!(orders_of(&got), wanted(0..40), "one key, one partition");
    assert_eq!(got[0].key.as_deref(), Some("u1"));
    assert_eq!(got[0].headers["kind"], "event");
    assert!(got[0].headers["idempotency-key"].starts_with("msg_"));
    sending
        .until("settled", |sending| sending.health("post").sent == 40)
        .await;
    for (name, failure) in [
        ("dead", Failure::Unreachable),
        ("lost", Failure::Answered(404)),
    ] {
        let health = sending.health(name);
        assert_eq!((health.waiting, health.sent), (40, 0), "{name}");
        assert_eq!(health.last_failure, Some(failure), "{name}");
    }
    sending.says("withdraw").await;
    let got = held(&mut kafka, "telos-out", 41).await;
    let last = got.last().expect("one");
    assert_eq!((last.key.as_deref(), &last.value), (Some("u1"), &None));

    // A topic that is gone is missed until it is back, and nothing is lost meanwhile. This broker
    // writes to one that is gone, so it has to be noticed by looking.
    sending.says("grant").await;
    kafka.delete("telos-out");
    tokio::time::sleep(Duration::from_millis(5_200)).await;
    sending.orders(40..45).await;
    sending
        .until("missed", |sending| {
            sending.health("post").last_failure == Some(Failure::Answered(404))
        })
        .await;
    kafka.make("telos-out", 3);
    let got = held(&mut kafka, "telos-out", 5).await;
    assert_eq!(orders_of(&got), wanted(40..45));
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_goes_where_other_clients_of_a_cluster_would_put_it() {
    let Some(cluster) = place(CLUSTER) else {
        return;
    };
    let topic = format!("telos-keys-{}", std::process::id());
    let first = cluster.split(',').next().expect("an address");
    let url = format!("kafka://{first}");
    let words = [
        "-P",
        "-t",
        &topic,
        "-K",
        ":",
        "-X",
        "partitioner=murmur2_random",
    ];
    kcat(&cluster, &words, "u1:there\n");
    let sending = sending(vec![letters("post", &url, &topic, "items_max = 9")]).await;
    sending.orders(0..40).await;
    sending
        .until("settled", |sending| sending.health("post").sent == 40)
        .await;
    let read = kcat(
        &cluster,
        &[
            "-C",
            "-t",
            &topic,
            "-o",
            "beginning",
            "-e",
            "-f",
            "%p %k %s\n",
        ],
        "",
    );
    let lines: Vec<&str> = read.lines().collect();
    let (partition, _) = lines[0].split_once(' ').expect("a partition");
    let wanted: Vec<String> = std::iter::once(format!("{partition} u1 there"))
        .chain((0..40).map(|number| format!("{partition} u1 {{\"order\":\"order-{number}\"}}")))
        .collect();
    assert_eq!(lines, wanted);
    sending.sender.stop().await;
}

/// A broker of this test's own, ended with it.
struct Broker {
    child: Child,
    port: u16,
}

impl Broker {
    fn start(advertised: Option<&str>, more: &[&str]) -> Option<Self> {
        let program = place(PROGRAM)?;
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let address = format!("tcp://127.0.0.1:{port}");
        let child = Command::new(program)
            .args(["--listener-url", &address])
            .args(["--advertised-listener-url", advertised.unwrap_or(&address)])
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let broker = Self {
            child: child.expect("the broker runs"),
            port,
        };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < PATIENCE, "the broker answers");
            std::thread::sleep(Duration::from_millis(10));
        }
        Some(broker)
    }

    fn url(&self) -> String {
        format!("kafka://127.0.0.1:{}", self.port)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_followed_to_an_address_inside_that_a_broker_names() {
    let Some(broker) = Broker::start(Some("tcp://10.1.2.3:9092"), &[]) else {
        return;
    };
    Client::connect(broker.port).make("telos-far", 3);
    let running = start(vec![source("far", &broker.url(), "telos-far", "")]);
    running.until(&state("far", "address_inside")).await;
    let sending = sending(vec![letters("far", &broker.url(), "telos-far", "")]).await;
    sending.orders(0..1).await;
    sending
        .until("refused", |sending| {
            sending.health("far").last_failure == Some(Failure::Inside)
        })
        .await;
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_let_in_is_told_so() {
    let Some(broker) = Broker::start(None, &["--authentication"]) else {
        return;
    };
    let url = broker.url();
    let home = tempfile::tempdir().expect("a directory");
    let secret = home.path().join("secret");
    std::fs::write(&secret, "not right").expect("written");
    let login = |sasl: &str| {
        let secret = secret.display();
        format!("user = \"ada\"\npassword = \"file:{secret}\"\nsasl = \"{sasl}\"")
    };
    let ways = ["plain", "scram-sha-256", "scram-sha-512"];
    let mut files = vec![source("nobody", &url, "telos-in", "")];
    files.extend(ways.map(|way| source(way, &url, "telos-in", &login(way))));
    let running = start(files);
    for name in ["nobody"].into_iter().chain(ways) {
        running.until(&state(name, "credentials")).await;
    }
    let sending = sending(vec![letters("post", &url, "telos-in", &login(ways[2]))]).await;
    sending.orders(0..1).await;
    sending
        .until("refused", |sending| {
            sending.health("post").last_failure == Some(Failure::Answered(401))
        })
        .await;
    sending.sender.stop().await;
}
