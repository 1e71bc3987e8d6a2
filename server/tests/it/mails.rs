//! Mailboxes as destinations, with a real mail server: what is in each mail, to whom it goes and how
//! often, what becomes of what is taken back, and every trouble by its name.

use std::fs;
use std::path::PathBuf;

use axum::http::StatusCode;
use serde_json::{Value, json};
use telos_engine::Who;
use telos_engine::outbox::Ended;
use telos_model::catalog::{CatalogFile, Occasion};
use telos_model::deliver::Failure;

use crate::files::Shop;
use crate::support::ALL;

/// Where the tests' mail server is, and what it keeps; `cargo xtask servers` and `cargo xtask test`
/// start one.
const PLACES: [&str; 2] = ["TELOS_TEST_SMTP", "TELOS_TEST_SMTP_MAILS"];

/// Values that no mail may hold, whatever is sent in.
const MARKERS: [&str; 4] = [
    "marker-undeclared",
    "marker-viewed",
    "marker-phone",
    "+4930901820",
];

/// Mailboxes that nobody else's tests write to.
struct Boxes {
    port: String,
    mails: PathBuf,
    name: &'static str,
    secrets: tempfile::TempDir,
}

impl Boxes {
    fn of(name: &'static str) -> Option<Self> {
        let [url, mails] = PLACES.map(std::env::var);
        let (Ok(url), Ok(mails)) = (url, mails) else {
            eprintln!("{} is not set: run it by `cargo xtask servers`", PLACES[0]);
            return None;
        };
        let (_, port) = url.rsplit_once(':').expect("a port");
        let secrets = tempfile::tempdir().expect("a directory");
        for secret in ["telos", "wrong"] {
            fs::write(secrets.path().join(secret), secret).expect("written");
        }
        Some(Self {
            port: port.to_owned(),
            mails: mails.into(),
            name,
            secrets,
        })
    }

    /// An address that this test alone writes to.
    fn address(&self, who: &str) -> String {
        format!("{who}@{}.example", self.name)
    }

    /// A destination that is mailboxes: their addresses, by whose password, and more.
    fn desk(&self, name: &str, to: &[String], password: &str, more: &str) -> CatalogFile {
        let (port, secrets) = (&self.port, self.secrets.path().display());
        let text = format!(
            r#"
[destination.{name}]
kind = "email"
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
url = "smtp://127.0.0.1:{port}"
inside = "loopback"
tls = false
user = "telos"
password = "file:{secrets}/{password}"
from = "telos@aria.example"
to = {to:?}
identifiers = ["user_id", "email"]
traits = ["last_name"]
events = ["Order Completed"]
pace = {{ wait_seconds_max = 5 }}
{more}
[destination.{name}.send.event]
subject = "New orders"
text = "Order {{event.property.order_id}} of {{identifier.user_id}}\nby {{trait.last_name}}\ncard {{trait.last_name|first:1}}"
row = {{ order = "{{event.property.order_id}}", who = "{{identifier.user_id}}", all = "{{event.properties}}" }}
[destination.{name}.send.suppress]
subject = "Stop using what you hold of {{identifier.user_id}}"
text = "Use nothing about\n{{identifiers.email}}\nany longer."
[destination.{name}.send.delete]
subject = "Delete what you hold of {{identifier.user_id}}"
text = "Delete all mails and notes about\n{{identifiers.email}}"
row = {{ who = "{{identifiers}}" }}
"#
        );
        CatalogFile {
            path: format!("destinations/{name}.toml"),
            text,
        }
    }

    /// The mails that went to an address, in order, as Python reads them.
    fn got(&self, address: &str) -> Vec<Value> {
        let entries = fs::read_dir(&self.mails).expect("readable");
        let paths = entries.map(|entry| entry.expect("readable").path());
        let mut paths: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect();
        paths.sort();
        let mails = paths.into_iter().map(|path| {
            let text = fs::read_to_string(path).expect("readable");
            serde_json::from_str::<Value>(&text).expect("JSON")
        });
        mails
            .filter(|mail| {
                let to = mail["envelope"]["to"].as_array().expect("a list");
                to.iter().any(|to| to == address)
            })
            .collect()
    }
}

fn header(mail: &Value, name: &str) -> String {
    let headers = mail["headers"].as_array().expect("a list");
    let named = headers.iter().filter(|header| header[0] == name);
    let values: Vec<&str> = named.filter_map(|header| header[1].as_str()).collect();
    values.join("\n")
}

/// The orders that are in the rows of mails.
fn orders(mails: &[Value]) -> Vec<String> {
    let rows = mails
        .iter()
        .flat_map(|mail| mail["rows"].as_array().expect("a list"));
    let orders = rows.filter_map(|row| row["data"]["order"].as_str());
    let mut orders: Vec<String> = orders.map(ToOwned::to_owned).collect();
    orders.sort();
    orders
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_everybody_go_in_one_mail_and_what_is_taken_back_is_told_at_once() {
    let Some(boxes) = Boxes::of("together") else {
        return;
    };
    let to = [boxes.address("desk"), boxes.address("lead")];
    let shop = Shop::open(vec![boxes.desk("desk", &to, "telos", "age_seconds = 3600")]).await;
    shop.orders("ann", 0..3).await;
    shop.orders("bob", 0..3).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(boxes.got(&to[0]).len(), 0, "more may come");
    shop.world.clock.advance(3_600_000);
    shop.until("a mail", |_| orders(&boxes.got(&to[0])).len() == 6)
        .await;
    shop.until("on record", |shop| shop.health("desk").waiting == 0)
        .await;
    let mails = boxes.got(&to[0]);
    assert_eq!(mails.len(), 1, "of both people, who are in different lanes");
    assert_eq!(boxes.got(&to[1]), mails, "the same for both");
    let mail = &mails[0];
    assert_eq!(mail["envelope"]["from"], "telos@aria.example");
    assert_eq!(header(mail, "subject"), "New orders");
    assert_eq!(header(mail, "auto-submitted"), "auto-generated");
    let text = mail["text"].as_str().expect("text").to_lowercase();
    assert!(
        text.contains("order order-ann-0 of person-ann\nby name-ann\n"),
        "{text}"
    );
    assert_eq!(mail["rows"][0]["kind"], "event");
    let keys = mail["rows"].as_array().expect("rows").iter();
    let mut keys: Vec<&str> = keys.filter_map(|row| row["delivery"].as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 6, "each delivery with its own key");
    for marker in MARKERS {
        assert!(!mail.to_string().contains(marker), "{marker}");
    }

    shop.says("ann", "withdraw").await;
    let told = |boxes: &Boxes| {
        let mails = boxes.got(&boxes.address("lead"));
        let mut told = mails.into_iter().skip(1);
        told.next()
    };
    shop.until("told", |_| told(&boxes).is_some()).await;
    let told = told(&boxes).expect("told");
    assert_eq!(
        header(&told, "subject"),
        "Stop using what you hold of person-ann"
    );
    assert!(
        told["text"]
            .as_str()
            .expect("text")
            .contains("ann@mail.example")
    );
    shop.until("on record", |shop| shop.health("desk").waiting == 0)
        .await;
    // The relay took it, which says nothing about those who are to read it.
    let ann = Who::Identifier(shop.world.identifier("user_id", "person-ann"));
    let held = shop
        .world
        .engine
        .recipients(&ann)
        .expect("reads")
        .expect("known");
    assert_eq!(held.len(), 1);
    assert!(
        held[0].told.is_some() && held[0].acknowledged.is_none(),
        "{held:?}"
    );
    let went = shop
        .world
        .engine
        .deliveries(&ann)
        .expect("reads")
        .expect("known");
    assert_eq!(went[0].occasion, Occasion::Suppress);
    assert_eq!(went[0].ended, Ended::Sent { status: 250 });
    shop.orders("ann", 3..5).await;
    shop.world.clock.advance(3_600_000);
    shop.until("nothing waits", |shop| shop.health("desk").waiting == 0)
        .await;
    assert_eq!(
        boxes.got(&to[0]).len(),
        2,
        "nothing more of whoever said no"
    );
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_waits_until_staff_say_that_the_mailbox_was_cleaned() {
    let Some(boxes) = Boxes::of("erasure") else {
        return;
    };
    let to = [boxes.address("desk")];
    let shop = Shop::open(vec![boxes.desk("desk", &to, "telos", "age_seconds = 0")]).await;
    shop.orders("bob", 0..1).await;
    shop.until("sent", |_| orders(&boxes.got(&to[0])).len() == 1)
        .await;
    let id = shop.erases("bob").await;
    let erased = |mail: &Value| header(mail, "subject").starts_with("Delete");
    shop.until("told", |_| boxes.got(&to[0]).iter().any(erased))
        .await;
    let mails = boxes.got(&to[0]);
    let mail = mails.iter().find(|mail| erased(mail)).expect("told");
    assert_eq!(
        mail["rows"][0]["data"]["who"]["email"],
        json!(["bob@mail.example"])
    );
    shop.until("on record", |shop| shop.health("desk").waiting == 0)
        .await;
    let path = format!("/v1/requests/{id}");
    let open = shop.world.get(&path, ALL).await.json();
    assert_eq!(open["state"], "working", "{open}");
    let headers = [("authorization", ALL)];
    let done = json!({"system": "desk"}).to_string();
    let done = shop
        .world
        .post(&format!("{path}/replies"), &headers, done)
        .await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(done.json()["state"], "completed", "{}", done.text);
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn troubles_of_a_relay_have_names_lose_nothing_and_keep_no_other_waiting() {
    let Some(boxes) = Boxes::of("troubles") else {
        return;
    };
    let now = "age_seconds = 0";
    let own = |who: &str| [boxes.address(who)];
    let both = |who: &str| [boxes.address("first"), boxes.address(who)];
    let mut inside = boxes.desk("inside", &own("inside"), "telos", now);
    inside.text = inside
        .text
        .replace("inside = \"loopback\"\ntls = false", "");
    let mut clear = boxes.desk("clear", &own("clear"), "telos", now);
    clear.text = clear.text.replace("tls = false\n", "");
    let shop = Shop::open(vec![
        boxes.desk("well", &own("well"), "telos", now),
        boxes.desk("stranger", &own("stranger"), "wrong", now),
        boxes.desk("nobody", &own("nobody"), "nowhere", now),
        boxes.desk("gone", &both("gone"), "telos", now),
        boxes.desk("full", &both("full"), "telos", now),
        boxes.desk("later", &both("later"), "telos", now),
        inside,
        // The certificate of the tests' server is none that the system believes.
        clear,
    ])
    .await;
    shop.orders("ann", 0..3).await;
    for (name, trouble) in [
        ("stranger", "credentials"),
        ("nobody", "secret-missing"),
        ("gone", "gone"),
        ("full", "disk-full"),
        ("later", "failing"),
        ("inside", "address-inside"),
        ("clear", "certificate"),
    ] {
        shop.until(name, |shop| shop.health(name).failed > 0).await;
        let health = shop.health(name);
        let failure = health.last_failure.expect("one");
        assert_eq!(failure.trouble(), trouble, "{name}: {failure:?}");
        assert!(
            health.waiting >= 3 && health.dead == 0,
            "{name}: {health:?}"
        );
    }
    let well = boxes.address("well");
    shop.until("the others", |_| orders(&boxes.got(&well)).len() == 3)
        .await;
    assert!(
        boxes.got(&boxes.address("first")).is_empty(),
        "to all or to none"
    );
    // What was wrong is put right.
    fs::write(boxes.secrets.path().join("wrong"), "telos").expect("written");
    let stranger = boxes.address("stranger");
    shop.until("let in", |_| orders(&boxes.got(&stranger)).len() == 3)
        .await;
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_never_taken_takes_no_other_delivery_with_it() {
    let Some(boxes) = Boxes::of("refused") else {
        return;
    };
    let to = [boxes.address("desk")];
    let shop = Shop::open(vec![boxes.desk("desk", &to, "telos", "age_seconds = 60")]).await;
    shop.orders("ann", 0..3).await;
    let bad = json!({"userId": "person-ann", "messageId": "bad", "event": "Order Completed",
        "properties": {"order_id": "REFUSE-THIS"}});
    let sent = shop.world.web("/v1/track", bad.to_string()).await;
    assert_eq!(sent.statuses(), ["kept"]);
    shop.orders("bob", 0..3).await;
    shop.world.clock.advance(60_000);
    shop.until("the others", |_| orders(&boxes.got(&to[0])).len() == 6)
        .await;
    shop.until("one is given up", |shop| shop.health("desk").dead == 1)
        .await;
    let health = shop.health("desk");
    assert_eq!(health.last_failure, Some(Failure::Answered(422)));
    shop.until("none waits", |shop| shop.health("desk").waiting == 0)
        .await;
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_answer_was_lost_comes_again_under_its_id_and_says_what_it_said() {
    let Some(boxes) = Boxes::of("again") else {
        return;
    };
    let to = [boxes.address("desk")];
    let mut desk = boxes.desk("desk", &to, "telos", "age_seconds = 0\nitems_max = 1");
    desk.text = desk
        .text
        .replace("\"New orders\"", "\"Order {event.property.order_id}\"");
    let shop = Shop::open(vec![desk]).await;
    // A value can make no header of its own, nor a line that ends the mail.
    let order = "DROP-THIS\r\nBcc: all@evil.example\r\n.\r\nQUIT";
    let bad = json!({"userId": "person-ann", "messageId": "lost", "event": "Order Completed",
        "properties": {"order_id": order}});
    let sent = shop.world.web("/v1/track", bad.to_string()).await;
    assert_eq!(sent.statuses(), ["kept"]);
    shop.until("twice", |_| boxes.got(&to[0]).len() >= 2).await;
    let mails = boxes.got(&to[0]);
    assert_eq!(shop.health("desk").last_failure, Some(Failure::Unreachable));
    let id = header(&mails[0], "message-id");
    assert!(id.ends_with("@aria.example>"), "{id}");
    assert_eq!(header(&mails[1], "message-id"), id);
    assert_eq!(mails[0]["rows"], mails[1]["rows"]);
    assert_eq!(header(&mails[0], "bcc"), "");
    let subject = header(&mails[0], "subject");
    assert!(subject.starts_with("Order DROP-THIS"), "{subject}");
    assert_eq!(mails[0]["envelope"]["to"], json!([to[0]]));
    shop.sender.stop().await;
}
