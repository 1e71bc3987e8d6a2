//! The sender against receivers on this host: what goes, in which order, how often, and what
//! becomes of what is not taken.

use std::collections::VecDeque;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use telos_doors::sending::Sender;
use telos_engine::outbox::Health;
use telos_engine::{Oneself, Released};
use telos_model::catalog::CatalogFile;
use telos_model::deliver::Failure;
use telos_model::id::DestinationId;
use telos_model::people::Identifier;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::{World, shipped};

/// How long anything may take to arrive; it takes far less.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A receiver that answers as it is told, and then 200.
#[derive(Clone, Default)]
pub(crate) struct Receiver {
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    /// How long the next takes before it counts as arrived.
    slow: Arc<Mutex<Option<Duration>>>,
    begun: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Got {
    path: String,
    headers: HeaderMap,
    body: Value,
}

impl Receiver {
    pub(crate) async fn start(&self) -> SocketAddr {
        async fn take(
            State(receiver): State<Receiver>,
            uri: Uri,
            headers: HeaderMap,
            body: Bytes,
        ) -> impl IntoResponse {
            let body = serde_json::from_slice(&body).unwrap_or_default();
            let path = uri.path().to_owned();
            let got = Got {
                path,
                headers,
                body,
            };
            receiver.begun.fetch_add(1, Ordering::SeqCst);
            let slow = receiver.slow.lock().expect("free").take();
            tokio::time::sleep(slow.unwrap_or_default()).await;
            receiver.got.lock().expect("free").push(got);
            let status = receiver.answers.lock().expect("free").pop_front();
            let status = StatusCode::from_u16(status.unwrap_or(200)).expect("a status");
            (status, [("location", "/elsewhere")])
        }
        let app = Router::new().fallback(take).with_state(self.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let never = std::future::pending();
        let options = telos_server::ServeOptions::default();
        tokio::spawn(telos_server::serve(listener, app, options, never));
        address
    }

    /// What the next requests are answered.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = u16>) {
        self.answers.lock().expect("free").extend(answers);
    }

    /// Whether all that arrived had this header.
    pub(crate) fn has_header(&self, name: &str) -> bool {
        self.got().iter().all(|got| got.headers.contains_key(name))
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().expect("free").clone()
    }

    /// How many requests have begun to arrive.
    fn begun(&self) -> usize {
        self.begun.load(Ordering::SeqCst)
    }

    pub(crate) fn bodies(&self, kind: &str) -> Vec<Value> {
        let got = self.got().into_iter().map(|got| got.body);
        got.filter(|body| body["type"] == kind).collect()
    }
}

/// A destination for letters at an address, with more of its declaration.
pub(crate) fn letters(name: &str, url: &str, more: &str) -> CatalogFile {
    let text = format!(
        r#"
[destination.{name}]
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
url = "{url}"
inside = "loopback"
auth = {{ kind = "none" }}
identifiers = ["user_id", "email"]
events = ["Order Completed"]
send.event = {{ path = "/event", body = {{ type = "event", id = "{{delivery.id}}", order = "{{event.property.order_id}}" }} }}
send.suppress = {{ path = "/suppress", body = {{ type = "suppress", who = "{{identifiers}}" }} }}
send.delete = {{ path = "/delete", body = {{ type = "delete", who = "{{identifiers}}" }} }}
{more}
"#
    );
    CatalogFile {
        path: format!("destinations/{name}.toml"),
        text,
    }
}

pub(crate) struct Sending {
    pub(crate) world: World,
    pub(crate) sender: Sender,
}

/// A world whose sender is at work, with a person whom letters may know.
pub(crate) async fn sending(destinations: Vec<CatalogFile>) -> Sending {
    let mut files = shipped();
    files.extend(destinations);
    let world = World::of(crate::console::options(false), &files);
    let sender = Sender::start(&world.engine);
    let identify = r#"{"messageId":"s-1","userId":"u1","traits":{"email":"u1@mail.example","address":{"country":"Japan"}}}"#;
    let kept = world.web("/v1/identify", identify).await;
    assert_eq!(kept.statuses(), ["kept"]);
    let sending = Sending { world, sender };
    sending.says("grant").await;
    sending
}

impl Sending {
    pub(crate) async fn says(&self, act: &str) {
        self.world.clock.advance(1_000);
        let consent = json!({"userId": "u1", "consents": [{"purpose": "news-email", "act": act}]});
        let said = self.world.web("/v1/consents", consent.to_string()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    }

    pub(crate) async fn orders(&self, numbers: std::ops::Range<u32>) {
        for number in numbers {
            let order = json!({"userId": "u1", "messageId": format!("o-{number}"),
                "event": "Order Completed", "properties": {"order_id": format!("order-{number}")}});
            let sent = self.world.web("/v1/track", order.to_string()).await;
            assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
        }
    }

    fn id(&self, name: &str) -> DestinationId {
        self.world.engine.policy().catalog.names.destinations[name]
    }

    pub(crate) fn health(&self, name: &str) -> Health {
        let health = self.world.engine.destination_health(self.id(name));
        health.expect("reads")
    }

    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < PATIENCE, "{what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_arrive_in_order_and_a_withdrawal_stops_them_and_is_told() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let sending = sending(vec![letters("post", &url, "")]).await;
    sending.orders(0..10).await;
    sending
        .until("ten orders", |_| receiver.bodies("event").len() == 10)
        .await;
    let orders: Vec<Value> = receiver.bodies("event");
    let orders: Vec<&str> = orders
        .iter()
        .filter_map(|body| body["order"].as_str())
        .collect();
    let wanted: Vec<String> = (0..10).map(|number| format!("order-{number}")).collect();
    assert_eq!(orders, wanted);
    let begun = Instant::now();
    sending.says("withdraw").await;
    sending
        .until("told", |_| receiver.bodies("suppress").len() == 1)
        .await;
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(
        receiver.bodies("suppress")[0]["who"]["email"][0],
        "u1@mail.example"
    );
    sending.orders(10..15).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(receiver.bodies("event").len(), 10, "nothing more");
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_destination_keeps_no_other_waiting() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let dead = letters("dead", "http://127.0.0.1:1", "");
    let sending = sending(vec![letters("post", &url, ""), dead]).await;
    sending.orders(0..20).await;
    sending
        .until("twenty orders", |_| receiver.bodies("event").len() == 20)
        .await;
    let health = sending.health("dead");
    assert_eq!(health.waiting, 20, "they wait on disk");
    assert_eq!(health.last_failure, Some(Failure::Unreachable));
    sending
        .until("all are settled", |sending| {
            sending.health("post").waiting == 0
        })
        .await;
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_for_good_can_be_sent_again_with_its_key() {
    let receiver = Receiver::default();
    receiver.answers.lock().expect("free").extend([422]);
    let url = format!("http://{}", receiver.start().await);
    let sending = sending(vec![letters("post", &url, "")]).await;
    sending.orders(0..3).await;
    sending
        .until("three tries", |_| receiver.bodies("event").len() == 3)
        .await;
    sending
        .until("one dead", |sending| sending.health("post").dead == 1)
        .await;
    let dead = sending
        .world
        .engine
        .dead(sending.id("post"), None, 10)
        .expect("reads");
    assert_eq!(dead[0].failure, Some(Failure::Answered(422)));
    sending
        .world
        .engine
        .retry_dead(sending.id("post"))
        .expect("writes");
    sending
        .until("once more", |_| receiver.bodies("event").len() == 4)
        .await;
    let bodies = receiver.bodies("event");
    assert_eq!(bodies[3], bodies[0], "the same, with its key");
    sending
        .until("none dead", |sending| sending.health("post").sent == 3)
        .await;
    assert_eq!(sending.health("post").dead, 0);
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_now_is_tried_again_with_its_key_and_the_rest_waits_in_order() {
    let receiver = Receiver::default();
    receiver.answers.lock().expect("free").extend([503, 429]);
    let url = format!("http://{}", receiver.start().await);
    let sending = sending(vec![letters("post", &url, "")]).await;
    sending.orders(0..3).await;
    sending
        .until("all three", |sending| sending.health("post").sent == 3)
        .await;
    let orders = receiver.bodies("event");
    let orders: Vec<&str> = orders
        .iter()
        .filter_map(|body| body["order"].as_str())
        .collect();
    assert_eq!(
        orders,
        ["order-0", "order-0", "order-0", "order-1", "order-2"]
    );
    let got = receiver.got();
    assert_eq!(
        got[0].headers["idempotency-key"],
        got[2].headers["idempotency-key"]
    );
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_inside_and_redirects_are_refused() {
    let receiver = Receiver::default();
    receiver.answers.lock().expect("free").extend([302]);
    let address = receiver.start().await;
    let plain = letters("post", &format!("http://{address}"), "");
    let mut inside = letters(
        "inside",
        &format!("https://localhost:{}", address.port()),
        "",
    );
    inside.text = inside.text.replace("inside = \"loopback\"\n", "");
    let sending = sending(vec![plain, inside]).await;
    sending.orders(0..1).await;
    sending
        .until("given up", |sending| sending.health("post").dead == 1)
        .await;
    sending
        .until("refused", |sending| sending.health("inside").failed > 0)
        .await;
    assert_eq!(
        sending.health("post").last_failure,
        Some(Failure::Answered(302))
    );
    assert_eq!(sending.health("inside").last_failure, Some(Failure::Inside));
    assert!(
        receiver.got().iter().all(|got| got.path == "/event"),
        "not followed"
    );
    sending.sender.stop().await;
}

/// Answers whoever connects with these bytes, and holds the line.
async fn liar(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        loop {
            let Ok((mut stream, _)) = listener.accept().await else {
                return;
            };
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let _ = stream.write_all(bytes).await;
                let _ = stream.read(&mut asked).await;
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_slow_or_no_http_are_told_apart() {
    let slow = liar(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nten").await;
    let garbled = liar(b"I AM NO SERVER\r\n\r\n").await;
    let quick = "pace = { wait_seconds_max = 1 }";
    let both = vec![
        letters("slow", &slow, quick),
        letters("garbled", &garbled, quick),
    ];
    let sending = sending(both).await;
    sending.orders(0..1).await;
    for (name, failure) in [("slow", Failure::NoAnswer), ("garbled", Failure::Garbled)] {
        sending
            .until(name, |sending| sending.health(name).failed > 0)
            .await;
        assert_eq!(sending.health(name).last_failure, Some(failure));
    }
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_one_spoils_is_sent_one_by_one() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let batch = r#"batch = { items_max = 5, path = "/batch", body = { type = "batch", items = "{items}" } }"#;
    let sending = sending(vec![letters("post", &url, batch)]).await;
    let post = sending.id("post");
    sending.world.engine.pause(post).expect("writes");
    tokio::time::sleep(Duration::from_millis(100)).await;
    sending.orders(0..6).await;
    receiver
        .answers
        .lock()
        .expect("free")
        .extend([422, 200, 422]);
    sending.world.engine.resume(post).expect("writes");
    sending
        .until("all", |sending| sending.health("post").waiting == 0)
        .await;
    let batches = receiver.bodies("batch");
    assert_eq!(batches[0]["items"].as_array().map(Vec::len), Some(5));
    assert_eq!(batches.len(), 1);
    let health = sending.health("post");
    assert_eq!((health.sent, health.dead), (5, 1));
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_read_from_its_file_and_while_it_is_missing_all_waits() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secret");
    let mut post = letters("post", &url, "");
    let auth = format!(
        r#"auth = {{ kind = "standard-webhooks", secret = "file:{}" }}"#,
        path.display()
    );
    post.text = post.text.replace(r#"auth = { kind = "none" }"#, &auth);
    let sending = sending(vec![post]).await;
    sending.orders(0..1).await;
    sending
        .until("missing", |sending| sending.health("post").failed > 0)
        .await;
    assert_eq!(sending.health("post").last_failure, Some(Failure::NoSecret));
    let mut file = std::fs::File::create(&path).expect("a file");
    writeln!(file, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("written");
    sending
        .until("sent", |sending| sending.health("post").sent == 1)
        .await;
    let got = receiver.got().remove(0);
    let signature = got.headers["webhook-signature"].to_str().expect("text");
    assert!(signature.starts_with("v1,"), "{signature}");
    assert_eq!(got.headers["webhook-id"], got.headers["idempotency-key"]);
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_each_destination_are_told() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let sending = sending(vec![letters("post", &url, "")]).await;
    sending.orders(0..2).await;
    sending
        .until("sent", |sending| sending.health("post").sent == 2)
        .await;
    let text = sending
        .world
        .get("/metrics", crate::support::ALL)
        .await
        .text;
    let line = r#"telos_destination{destination="post",figure="sent"} 2"#;
    assert!(text.contains(line), "{text}");
    assert!(text.contains(r#"destination="post",figure="waiting"} 0"#));
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_is_never_overtaken_by_what_was_under_way() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let sending = sending(vec![letters("post", &url, "")]).await;
    sending.orders(0..1).await;
    sending
        .until("one order", |_| receiver.bodies("event").len() == 1)
        .await;
    *receiver.slow.lock().expect("free") = Some(Duration::from_millis(600));
    sending.orders(1..2).await;
    sending
        .until("one is under way", |_| receiver.begun() == 2)
        .await;
    sending.says("withdraw").await;
    sending
        .until("told", |_| receiver.bodies("suppress").len() == 1)
        .await;
    let paths: Vec<String> = receiver.got().into_iter().map(|got| got.path).collect();
    assert_eq!(paths, ["/event", "/event", "/suppress"]);
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(receiver.got().len(), 3, "and nothing is told twice");
    sending.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_taken_off_is_let_go_of_alone() {
    let (by_each, by_user) = (Receiver::default(), Receiver::default());
    let each = letters("each", &format!("http://{}", by_each.start().await), "")
        .text
        .replace(
            r#"send.delete = { path = "/delete", body = { type = "delete", who = "{identifiers}" } }"#,
            r#"send.delete = { path = "/delete", each = "email", needs = ["{identifier.email}"], body = { type = "delete", who = "{identifier.email}" } }
            send.traits = { path = "/traits", body = { type = "traits", who = "{identifiers}" } }
            traits = ["first_name"]"#,
        );
    let each = CatalogFile {
        path: "destinations/each.toml".into(),
        text: each,
    };
    let user = letters("user", &format!("http://{}", by_user.start().await), "");
    let sending = sending(vec![each, user]).await;
    for address in ["u1@mail.example", "u2@mail.example"] {
        sending.world.clock.advance(1_000);
        let vouched = json!({"userId": "u1", "traits": {"email": address}}).to_string();
        let vouched = sending.world.shop("/v1/identify", vouched).await;
        assert_eq!(vouched.statuses(), ["kept"]);
    }
    // The name is known for letters too.
    let named = json!({"userId": "u1", "traits": {"first_name": "Ada"}}).to_string();
    let named = sending.world.web("/v1/identify", named).await;
    assert_eq!(named.statuses(), ["kept"]);
    sending.orders(0..1).await;
    let arrived =
        |_: &Sending| by_each.bodies("event").len() == 1 && by_user.bodies("event").len() == 1;
    sending.until("an order at both", arrived).await;
    let engine = &sending.world.engine;
    let email = engine.policy().catalog.names.identifiers["email"];
    let old = Identifier {
        kind: email,
        value: "u1@mail.example".into(),
    };
    let node = engine.enters(&old).expect("reads").expect("lets in");
    let (engine, oneself) = (engine.clone(), Oneself::proven(node));
    let released = tokio::task::spawn_blocking(move || engine.release_address(oneself, &old));
    let released = released.await.expect("runs").expect("answered");
    assert_eq!(released, Released::Done);
    let told = |_: &Sending| {
        let traits = by_each.bodies("traits");
        let mut emails = traits.iter().map(|body| &body["who"]["email"]);
        emails.any(|emails| *emails == json!(["u2@mail.example"]))
    };
    sending.until("told again", told).await;
    let deleted = by_each.bodies("delete");
    assert_eq!(deleted.len(), 1);
    assert_eq!(deleted[0]["who"], "u1@mail.example");
    // One that would take it for the whole person is not told to delete.
    let idle = |sending: &Sending| sending.health("user").waiting == 0;
    sending.until("nothing waits", idle).await;
    assert_eq!(by_user.bodies("delete").len(), 0);
    sending.orders(1..2).await;
    let goes_on = |_: &Sending| by_user.bodies("event").len() == 2;
    sending.until("the rest goes on", goes_on).await;
    sending.sender.stop().await;
}
