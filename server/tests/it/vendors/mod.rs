//! The shipped destinations against receivers that take only what each vendor publishes: one story
//! of a person, from the first yes to the erasure, through a real engine and the real sender.

mod ads;
mod letters;
mod service;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use telos_doors::sending::Sender;
use telos_model::catalog::CatalogFile;
use telos_server::Options;
use tokio::net::TcpListener;

use crate::sending::PATIENCE;
use crate::support::{ALL, World, shipped};

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Got {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
    pub(super) bytes: usize,
}

impl Got {
    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    /// Method and path in one, to match on.
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// What a receiver says to a request; or what is wrong with it by the vendor's own reference.
pub(super) type Rule = fn(&Got) -> Result<(u16, Value), String>;

/// A receiver that takes only what its rule takes.
#[derive(Clone)]
struct Vendor {
    rule: Rule,
    got: Arc<Mutex<Vec<Got>>>,
    wrong: Arc<Mutex<Vec<String>>>,
}

async fn take(
    State(vendor): State<Vendor>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let text = String::from_utf8_lossy(&body).into_owned();
    let got = Got {
        method,
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        bytes: body.len(),
    };
    let (status, answer) = (vendor.rule)(&got).unwrap_or_else(|wrong| {
        let wrong = format!("{wrong}: {} {}", got.line(), got.body);
        vendor.wrong.lock().expect("free").push(wrong.clone());
        (400, json!({ "error": wrong }))
    });
    vendor.got.lock().expect("free").push(got);
    let status = StatusCode::from_u16(status).expect("a status");
    let body = if answer.is_null() {
        String::new()
    } else {
        answer.to_string()
    };
    (status, body)
}

impl Vendor {
    async fn start(&self) -> String {
        let app = Router::new().fallback(take).with_state(self.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let options = telos_server::ServeOptions::default();
        let never = std::future::pending();
        tokio::spawn(telos_server::serve(listener, app, options, never));
        format!("http://{address}")
    }
}

/// A story of one person, as a vendor is told it.
pub(super) struct Story {
    vendor: Vendor,
    world: World,
    sender: Sender,
    name: String,
    _secrets: tempfile::TempDir,
}

/// The shipped file of a destination, at work, at an address of this host.
fn at_work(name: &str, url: &str, secrets: &std::path::Path) -> Vec<CatalogFile> {
    let mut files = shipped();
    let path = format!("destinations/aria-{name}.toml");
    let file = files.iter_mut().find(|file| file.path == path);
    let file = file.expect("shipped");
    assert!(
        file.text.contains("\nactive = false\n"),
        "it waits to be set up"
    );
    let mut text = String::new();
    for line in file.text.lines().filter(|line| !line.starts_with('#')) {
        let mut line = line.replace("active = false", "active = true\ninside = \"loopback\"");
        while let Some(start) = line.find("https://") {
            let rest = &line[start + 8..];
            let end = rest.find(['/', '"']).expect("the end of a host");
            line = format!("{}{url}{}", &line[..start], &rest[end..]);
        }
        while let Some(start) = line.find("env:") {
            let rest = &line[start + 4..];
            let end = rest.find('"').expect("the end of a name");
            let path = secrets.join(&rest[..end]);
            std::fs::write(&path, format!("secret-{}\n", &rest[..end])).expect("written");
            line = format!("{}file:{}{}", &line[..start], path.display(), &rest[end..]);
        }
        text.push_str(&line);
        text.push('\n');
    }
    file.text = text;
    files
}

impl Story {
    pub(super) async fn begin(name: &str, rule: Rule) -> Self {
        let vendor = Vendor {
            rule,
            got: Arc::default(),
            wrong: Arc::default(),
        };
        let url = vendor.start().await;
        let secrets = tempfile::tempdir().expect("a folder");
        let world = World::of(Options::default(), &at_work(name, &url, secrets.path()));
        let sender = Sender::start(&world.engine);
        let story = Self {
            vendor,
            world,
            sender,
            name: format!("aria-{name}"),
            _secrets: secrets,
        };
        story.identifies("u1@mail.example", "Sato").await;
        story.consents("grant").await;
        story
    }

    pub(super) async fn identifies(&self, email: &str, last_name: &str) {
        self.world.clock.advance(1_000);
        let identify = json!({"userId": "u1", "anonymousId": "1234567890.1700000000",
            "traits": {"email": email, "phone": "+81 90-1234-5678", "name": "Hana Sato",
                "firstName": "Hana", "lastName": last_name,
                "address": {"street": "Shibakoen 4", "city": "Minato-ku", "postalCode": "105-0011",
                    "country": "Japan"}}});
        let kept = self.world.web("/v1/identify", identify.to_string()).await;
        assert_eq!(kept.statuses(), ["kept"]);
    }

    pub(super) async fn consents(&self, act: &str) {
        self.world.clock.advance(1_000);
        let consents: Vec<Value> = ["ads-audiences", "news-email"]
            .map(|purpose| json!({"purpose": purpose, "act": act, "explicit": true, "separate": true}))
            .into();
        let said = json!({"userId": "u1", "consents": consents});
        let said = self.world.web("/v1/consents", said.to_string()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    }

    /// The person lets Aria know their browser, and is named once more, so that what may be used
    /// now is held for it.
    pub(super) async fn is_known_by_browser(&self) {
        self.world.clock.advance(1_000);
        let said = json!({"userId": "u1", "consents": [
            {"purpose": "personalisation", "act": "grant", "explicit": true, "separate": true}]});
        let said = self.world.web("/v1/consents", said.to_string()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
        self.identifies("u1@mail.example", "Sato").await;
    }

    /// The brand's own shop knows the person by a further address.
    pub(super) async fn has_also(&self, email: &str) {
        self.world.clock.advance(1_000);
        let identify = json!({"userId": "u1", "traits": {"email": email}});
        let kept = self.world.shop("/v1/identify", identify.to_string()).await;
        assert_eq!(kept.statuses(), ["kept"]);
    }

    /// Something that the person says about how data may be used, by a source that is trusted.
    pub(super) async fn restricts(&self) {
        self.world.clock.advance(1_000);
        let said = json!({"userId": "u1", "flags": [{"flag": "restriction"}]});
        let said = self.world.shop("/v1/consents", said.to_string()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    }

    pub(super) async fn does(&self, event: &str, properties: Value) {
        self.world.clock.advance(1_000);
        let track = json!({"userId": "u1", "anonymousId": "1234567890.1700000000",
            "event": event, "properties": properties});
        let kept = self.world.web("/v1/track", track.to_string()).await;
        assert_eq!(kept.statuses(), ["kept"], "{}", kept.text);
    }

    pub(super) async fn orders(&self, number: u32) {
        let order = json!({"order_id": format!("order-{number}"), "revenue": 49.5, "tax": 4.5,
            "shipping": 5, "currency": "JPY", "products": [
                {"product_id": "p1", "name": "Kind of Blue", "price": 30, "quantity": 1},
                {"product_id": "p2", "name": "Blue Train", "price": 19.5, "quantity": 1}]});
        self.does("Order Completed", order).await;
    }

    /// Time passes, and what depends on it is looked at again.
    pub(super) async fn waits(&self, days: i64) {
        self.world.clock.advance(days * 86_400_000);
        let engine = self.world.engine.clone();
        let swept = tokio::task::spawn_blocking(move || engine.run_due());
        swept.await.expect("no panic").expect("swept");
    }

    /// Asks for an erasure, and waits until it is done everywhere.
    pub(super) async fn erases(&self) {
        let headers = [("authorization", ALL)];
        let ask = json!({"kind": "user_id", "value": "u1", "right": "erasure"});
        let asked = self.world.post("/v1/requests", &headers, ask.to_string());
        let asked = asked.await.json();
        let id = asked["id"].as_str().expect("an id").to_owned();
        let path = |end: &str| format!("/v1/requests/{id}{end}");
        for (end, body) in [
            ("/identity", r#"{"checks":["document"]}"#),
            ("/advance", "{}"),
        ] {
            let went = self.world.post(&path(end), &headers, body).await;
            assert_eq!(went.status, StatusCode::OK, "{}", went.text);
        }
        let begun = Instant::now();
        loop {
            let answer = self.world.get(&path(""), ALL).await;
            let state = answer.json()["state"].clone();
            if state == "erased" || state == "completed" {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{} {:#?} {:#?}",
                answer.text,
                self.vendor.wrong.lock().expect("free"),
                self.lines()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The requests so far.
    pub(super) fn got(&self) -> Vec<Got> {
        self.vendor.got.lock().expect("free").clone()
    }

    fn lines(&self) -> Vec<String> {
        self.got().iter().map(Got::line).collect()
    }

    /// Waits until so many requests of this kind came, and gives the last.
    pub(super) async fn until(&self, count: usize, is: impl Fn(&Got) -> bool) -> Got {
        let begun = Instant::now();
        loop {
            let mut fitting = self.got();
            fitting.retain(|got| is(got));
            if fitting.len() >= count {
                return fitting.pop().expect("one at least");
            }
            let id = self.world.engine.policy().catalog.names.destinations[&*self.name];
            assert!(
                begun.elapsed() < PATIENCE,
                "{} of {count}; {:#?}; {:#?}; {:?}",
                fitting.len(),
                self.lines(),
                self.vendor.wrong.lock().expect("free"),
                self.world.engine.destination_health(id).expect("reads")
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends it: the vendor found nothing wrong, and nothing was given up.
    pub(super) async fn end(self) {
        let id = self.world.engine.policy().catalog.names.destinations[&*self.name];
        let health = self.world.engine.destination_health(id).expect("reads");
        self.sender.stop().await;
        let wrong = self.vendor.wrong.lock().expect("free").clone();
        assert_eq!(wrong, [""; 0]);
        assert_eq!((health.dead, health.given_up), (0, 0), "{health:?}");
    }
}

/// Fails with what is wrong.
pub(super) fn must(holds: bool, wrong: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(wrong.to_owned()) }
}

/// The keys of an object are among these; those in front are needed.
pub(super) fn keys(value: &Value, needed: &[&str], others: &[&str]) -> Result<(), String> {
    let object = value
        .as_object()
        .ok_or_else(|| format!("no object: {value}"))?;
    for name in needed {
        must(object.contains_key(*name), &format!("`{name}` is missing"))?;
    }
    for name in object.keys() {
        let known = needed.contains(&&**name) || others.contains(&&**name);
        must(known, &format!("`{name}` is unknown"))?;
    }
    Ok(())
}

/// A hash as hexadecimal digits.
pub(super) fn is_hex(value: &Value, digits: usize) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let text = value.as_str().unwrap_or_default();
    text.len() == digits && text.bytes().all(hex)
}

/// A time as RFC 3339 has it.
pub(super) fn is_time(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() >= 20 && text.as_bytes()[10] == b'T' && text.ends_with('Z')
}
