//! Files as a destination, in a directory and in a bucket of a real server: what is in them, how
//! often, and that nobody stays who is let go of.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Value, json};
use telos_connect::import::{Mapping, read_rows};
use telos_doors::sending::{Sender, test};
use telos_engine::outbox::Health;
use telos_model::catalog::CatalogFile;
use telos_model::deliver::Failure;

use crate::sending::PATIENCE;
use crate::support::{ALL, World, shipped};

/// Where the tests' S3 server is, and the directory of its buckets; `cargo xtask servers` and
/// `cargo xtask test` start one.
const PLACES: [&str; 2] = ["TELOS_TEST_S3", "TELOS_TEST_S3_BUCKETS"];

/// Values that no file may hold, whatever is sent in.
const MARKERS: [&str; 3] = ["marker-undeclared", "marker-viewed", "marker-phone"];

pub(crate) fn lake(name: &str, place: &str, more: &str) -> CatalogFile {
    let text = format!(
        r#"
[destination.{name}]
kind = "files"
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
{place}
key = "user_id"
age_seconds = 0
identifiers = ["user_id", "email"]
traits = ["last_name"]
events = ["Order Completed"]
pace = {{ wait_seconds_max = 5 }}
{more}
[destination.{name}.send.event]
path = "orders/{{year}}/{{month}}/{{day}}"
[destination.{name}.send.event.columns]
user_id = "{{identifier.user_id}}"
email = "{{identifier.email}}"
order_id = "{{event.property.order_id}}"
at = {{ value = "{{event.time}}", type = "time" }}
revenue = {{ value = "{{event.property.revenue}}", type = "number" }}
[destination.{name}.send.traits]
path = "people"
columns.user_id = "{{identifier.user_id}}"
columns.last_name = "{{trait.last_name}}"
[destination.{name}.send.suppress]
act = "remove"
[destination.{name}.send.delete]
"#
    );
    CatalogFile {
        path: format!("destinations/{name}.toml"),
        text,
    }
}

pub(crate) fn folder(name: &str, home: &Path) -> CatalogFile {
    let place = format!("place = \"file://{}\"\nformat = \"jsonl\"", home.display());
    lake(name, &place, "")
}

pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) sender: Sender,
}

impl Shop {
    pub(crate) async fn open(destinations: Vec<CatalogFile>) -> Self {
        let mut files = shipped();
        files.extend(destinations);
        let world = World::of(crate::console::options(false), &files);
        let sender = Sender::start(&world.engine);
        let shop = Self { world, sender };
        for who in ["ann", "bob"] {
            shop.identifies(who, "before").await;
            shop.says(who, "grant").await;
            shop.identifies(who, "name").await;
        }
        shop
    }

    pub(crate) async fn identifies(&self, who: &str, name: &str) {
        self.world.clock.advance(1_000);
        let identify = json!({"userId": format!("person-{who}"), "traits": {
            "email": format!("{who}@mail.example"), "lastName": format!("{name}-{who}"),
            "phone": "+49 30 901820", "nickname": "marker-undeclared",
            "address": {"country": "Japan"}}});
        let kept = self.world.web("/v1/identify", identify.to_string()).await;
        assert_eq!(kept.statuses(), ["kept"], "{}", kept.text);
    }

    pub(crate) async fn says(&self, who: &str, act: &str) {
        self.world.clock.advance(1_000);
        let consent = json!({"userId": format!("person-{who}"),
            "consents": [{"purpose": "news-email", "act": act}]});
        let said = self.world.web("/v1/consents", consent.to_string()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    }

    pub(crate) async fn orders(&self, who: &str, numbers: std::ops::Range<u32>) {
        for number in numbers {
            let id = format!("order-{who}-{number}");
            let order = json!({"userId": format!("person-{who}"), "messageId": id,
                "event": "Order Completed", "timestamp": format!("2026-05-0{}T10:00:00Z", 1 + number % 3),
                "properties": {"order_id": id, "revenue": 12.5, "shoe": "marker-undeclared"}});
            let sent = self.world.web("/v1/track", order.to_string()).await;
            assert_eq!(sent.statuses(), ["kept"], "{}", sent.text);
        }
        let viewed = json!({"userId": format!("person-{who}"), "event": "Product Viewed",
            "properties": {"product_id": "marker-viewed", "name": "marker-viewed"}});
        let sent = self.world.web("/v1/track", viewed.to_string()).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    }

    pub(crate) fn health(&self, name: &str) -> Health {
        let id = self.world.engine.policy().catalog.names.destinations[name];
        self.world.engine.destination_health(id).expect("reads")
    }

    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < PATIENCE, "{what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Asks for an erasure, as far as it goes; says by which id.
    pub(crate) async fn erases(&self, who: &str) -> String {
        let headers = [("authorization", ALL)];
        let ask = json!({"kind": "user_id", "value": format!("person-{who}"), "right": "erasure"});
        let asked = self
            .world
            .post("/v1/requests", &headers, ask.to_string())
            .await;
        let asked = asked.json();
        let id = asked["id"].as_str().expect("an id");
        for (end, body) in [
            ("identity", r#"{"checks":["document"]}"#),
            ("advance", "{}"),
        ] {
            let path = format!("/v1/requests/{id}/{end}");
            let went = self.world.post(&path, &headers, body).await;
            assert_eq!(went.status, StatusCode::OK, "{}", went.text);
        }
        id.to_owned()
    }
}

/// All files below a directory, whatever they are called, as text.
fn all(root: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                let name = path.strip_prefix(root).expect("below").to_owned();
                found.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    found
}

/// Whether a text is in any file or its name, in whatever letters: names of people are tidied.
fn holds(root: &Path, text: &str) -> bool {
    let all = all(root);
    all.iter().any(|(path, held)| {
        let path = path.to_string_lossy().to_lowercase();
        held.to_lowercase().contains(text) || path.contains(text)
    })
}

/// The orders of all rows, and the days that their files stand under.
pub(crate) fn orders(root: &Path) -> Vec<(String, String)> {
    let mut orders = Vec::new();
    for (path, text) in all(root) {
        let path = path.to_string_lossy().into_owned();
        let Some((_, day)) = path
            .split_once("orders/")
            .filter(|_| path.strip_suffix(".jsonl").is_some())
        else {
            continue;
        };
        for line in text.lines() {
            let row: Value = serde_json::from_str(line).expect("a row");
            assert_eq!(row["revenue"], 12.5);
            let id = row["order_id"].as_str().expect("an order").to_owned();
            orders.push((id, day[..10].to_owned()));
        }
    }
    orders.sort();
    orders
}

/// Orders of two people go into files; one withdraws, the other is erased.
async fn story(shop: &Shop, root: &Path) {
    for who in ["ann", "bob"] {
        shop.orders(who, 0..6).await;
    }
    shop.until("all orders", |_| orders(root).len() == 12).await;
    shop.until("on record", |shop| shop.health("lake").waiting == 0)
        .await;
    let orders_now = orders(root);
    let wanted = ["ann", "bob"].iter().flat_map(|who| {
        (0..6).map(move |number| {
            let day = format!("2026/05/0{}", 1 + number % 3);
            (format!("order-{who}-{number}"), day)
        })
    });
    let mut wanted: Vec<(String, String)> = wanted.collect();
    wanted.sort();
    assert_eq!(orders_now, wanted, "each once, below its day");
    assert!(holds(root, "name-ann") && holds(root, "name-bob"));
    for marker in MARKERS.iter().chain(&["+4930901820"]) {
        assert!(!holds(root, marker), "{marker}");
    }
    shop.says("ann", "withdraw").await;
    shop.until("withdrawn", |_| !holds(root, "person-ann"))
        .await;
    assert!(!holds(root, "name-ann") && !holds(root, "ann@mail.example"));
    assert!(!holds(root, "order-ann"));
    assert_eq!(orders(root).len(), 6, "those of others stay");
    shop.orders("ann", 6..8).await;
    shop.erases("bob").await;
    shop.until("erased", |_| !holds(root, "person-bob")).await;
    shop.until("told", |shop| shop.health("lake").waiting == 0)
        .await;
    for text in ["ann", "bob@", "name-bob", "order-bob"] {
        assert!(!holds(root, text), "{text} in {:#?}", all(root));
    }
    let health = shop.health("lake");
    assert_eq!((health.dead, health.failed), (0, 0), "{health:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_files_are_there_once_by_day_and_go_with_the_person() {
    let home = tempfile::tempdir().expect("a directory");
    let shop = Shop::open(vec![folder("lake", home.path())]).await;
    story(&shop, home.path()).await;
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_wait_for_others_to_go_with_them_and_removals_do_not() {
    let home = tempfile::tempdir().expect("a directory");
    let mut lake = folder("lake", home.path());
    lake.text = lake.text.replace("age_seconds = 0", "age_seconds = 600");
    let shop = Shop::open(vec![lake]).await;
    shop.orders("ann", 0..3).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(all(home.path()).len(), 0, "more may come");
    shop.world.clock.advance(600_000);
    shop.until("together", |_| orders(home.path()).len() == 3)
        .await;
    assert_eq!(
        all(home.path())
            .keys()
            .filter(|path| path.starts_with("orders"))
            .count(),
        3,
        "a file a day"
    );
    shop.says("ann", "withdraw").await;
    shop.until("at once", |_| !holds(home.path(), "person-ann"))
        .await;
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_gone_is_waited_for_and_a_test_leaves_nothing() {
    let home = tempfile::tempdir().expect("a directory");
    let gone = home.path().join("not-yet");
    let shop = Shop::open(vec![folder("lake", &gone)]).await;
    shop.orders("ann", 0..2).await;
    shop.until("failing", |shop| shop.health("lake").failed > 0)
        .await;
    let failure = shop.health("lake").last_failure.expect("one");
    assert_eq!(
        (failure, failure.trouble()),
        (Failure::Answered(404), "gone")
    );
    let id = shop.world.engine.policy().catalog.names.destinations["lake"];
    let tested = test(&shop.world.engine, id).await.expect("declared");
    assert!(!tested.taken);
    fs::create_dir(&gone).expect("made");
    shop.until("sent", |_| orders(&gone).len() == 2).await;
    shop.until("on record", |shop| shop.health("lake").waiting == 0)
        .await;
    let before = all(&gone).len();
    let tested = test(&shop.world.engine, id).await.expect("declared");
    assert!(tested.taken);
    assert_eq!(all(&gone).len(), before);
    shop.sender.stop().await;
}

/// A bucket of its own on the tests' server, and where its objects are on disk.
pub(crate) fn bucket(name: &str) -> Option<(String, PathBuf)> {
    let [url, buckets] = PLACES.map(std::env::var);
    let (Ok(url), Ok(buckets)) = (url, buckets) else {
        eprintln!("{} is not set: run it by `cargo xtask servers`", PLACES[0]);
        return None;
    };
    let (_, authority) = url.split_once('@').expect("an address");
    let bucket = format!("telos-{name}-{}", std::process::id());
    let home = Path::new(&buckets).join(&bucket);
    fs::create_dir_all(&home).expect("made");
    open_to_all(&home);
    let place = format!(
        r#"place = "s3://{bucket}/raw"
endpoint = "http://{authority}"
inside = "loopback"
access_key = "file:{access}"
secret_key = "file:{secret}"
"#,
        access = written("key", "telos").display(),
        secret = written("secret", "telos-secret").display(),
    );
    Some((place, home))
}

/// The server may run as somebody else.
fn open_to_all(home: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(home, fs::Permissions::from_mode(0o777)).expect("changed");
}

fn written(name: &str, secret: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("telos-s3-{name}-{}", std::process::id()));
    fs::write(&path, secret).expect("written");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_a_bucket_are_there_once_and_go_with_the_person() {
    let Some((place, home)) = bucket("once") else {
        return;
    };
    let place = format!("{place}format = \"jsonl\"");
    let shop = Shop::open(vec![lake("lake", &place, "")]).await;
    story(&shop, &home).await;
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn troubles_of_a_bucket_have_names_and_end_by_themselves() {
    let Some((place, home)) = bucket("trouble") else {
        return;
    };
    let place = format!("{place}format = \"jsonl\"");
    let wrong = written("wrong", "not-the-secret");
    let secret = place
        .lines()
        .find(|line| line.starts_with("secret_key"))
        .expect("there");
    let stranger = place.replace(
        secret,
        &format!("secret_key = \"file:{}\"", wrong.display()),
    );
    let inside = place
        .replace("inside = \"loopback\"", "")
        .replace("http://", "https://");
    let elsewhere = place.replace("s3://telos-trouble", "s3://telos-nowhere");
    let shop = Shop::open(vec![
        lake("stranger", &stranger, ""),
        lake("inside", &inside, ""),
        lake("elsewhere", &elsewhere, ""),
        lake("lake", &place, ""),
    ])
    .await;
    shop.orders("ann", 0..3).await;
    for (name, trouble) in [
        ("stranger", "credentials"),
        ("inside", "address-inside"),
        ("elsewhere", "gone"),
    ] {
        shop.until(name, |shop| shop.health(name).failed > 0).await;
        let failure = shop.health(name).last_failure.expect("one");
        assert_eq!(failure.trouble(), trouble, "{name}: {failure:?}");
    }
    shop.until("others", |_| orders(&home).len() == 3).await;
    fs::write(&wrong, "telos-secret").expect("written");
    shop.until("let in", |shop| shop.health("stranger").waiting == 0)
        .await;
    assert_eq!(orders(&home).len(), 6, "two destinations of one bucket");
    shop.sender.stop().await;
}

/// The orders of all Parquet files below a directory, by person.
fn packed(root: &Path) -> Vec<(String, String)> {
    let mapping = "name = \"t\"\nsource = \"s\"\n[file]\nformat = \"parquet\"\n[[message]]\n\
        type = \"track\"\nevent = \"Order Completed\"\ntimestamp = \"{at}\"\n\
        identifiers = { user_id = \"{user_id}\" }\n[message.properties]\n\
        order_id = \"{order_id}\"\nrevenue = { column = \"revenue\", type = \"number\" }\n";
    let mapping = Mapping::parse("t.toml", mapping).expect("no mistakes");
    let mut found = Vec::new();
    let mut open = vec![root.join("orders")];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            // What is half written has a name of its own until it is whole.
            let is_whole = path.extension().is_some_and(|ending| ending == "parquet");
            let Some(bytes) = is_whole.then(|| fs::read(&path).ok()).flatten() else {
                continue;
            };
            for row in read_rows(&mapping, &bytes).expect("Parquet") {
                let messages = row.outcome.expect("understood");
                let body: Value = serde_json::from_slice(&messages[0].body).expect("JSON");
                assert_eq!(body["properties"]["revenue"], 12.5);
                assert!(
                    body["timestamp"]
                        .as_str()
                        .expect("a time")
                        .starts_with("2026-05-0")
                );
                let text = |value: &Value| value.as_str().expect("text").to_owned();
                let order = text(&body["properties"]["order_id"]);
                found.push((text(&body["userId"]), order));
            }
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_parquet_have_their_types_and_go_with_the_person() {
    let home = tempfile::tempdir().expect("a directory");
    let mut lake = folder("lake", home.path());
    lake.text = lake.text.replace("\"jsonl\"", "\"parquet\"");
    let shop = Shop::open(vec![lake]).await;
    for who in ["ann", "bob"] {
        shop.orders(who, 0..6).await;
    }
    shop.until("all orders", |_| packed(home.path()).len() == 12)
        .await;
    shop.until("on record", |shop| shop.health("lake").waiting == 0)
        .await;
    shop.erases("ann").await;
    shop.until("erased", |_| packed(home.path()).len() == 6)
        .await;
    shop.until("told", |shop| shop.health("lake").waiting == 0)
        .await;
    let left = packed(home.path());
    assert!(left.iter().all(|(who, _)| who == "person-bob"), "{left:?}");
    for text in ["person-ann", "order-ann", "ann@", "name-ann"] {
        assert!(!holds(home.path(), text), "{text}");
    }
    for marker in MARKERS {
        assert!(!holds(home.path(), marker), "{marker}");
    }
    shop.sender.stop().await;
}
