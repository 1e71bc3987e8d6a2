//! Tables of a real PostgreSQL as a destination: rows are put there, changed and deleted.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Value, json};
use telos_doors::sending::Sender;
use telos_engine::outbox::Health;
use telos_model::catalog::CatalogFile;
use telos_model::deliver::Failure;
use telos_model::id::DestinationId;
use telos_server::Options;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_postgres::{Client, Config, NoTls};

use crate::sending::PATIENCE;
use crate::support::{ALL, World, shipped};

const MADE: &str = "
CREATE TABLE people (user_id text PRIMARY KEY, email text, first_name text, last_name text,
    permitted boolean, changed timestamptz);
CREATE TABLE orders (delivery text PRIMARY KEY, user_id text NOT NULL, order_id text NOT NULL,
    revenue numeric CHECK (revenue < 1000), at timestamptz NOT NULL, lines jsonb);
";

/// A schema and a user of their own in the server that `cargo xtask test` starts.
struct Database {
    client: Client,
    place: String,
    name: String,
    /// Where the user's password lies.
    home: TempDir,
}

impl Database {
    async fn make(name: &str) -> Self {
        let url = std::env::var("TELOS_TEST_POSTGRES");
        let url = url.expect("a PostgreSQL to test with: run `cargo xtask servers COMMAND`");
        let config: Config = url.parse().expect("an address");
        let place = url.trim_start_matches("postgres://telos@").to_owned();
        let authority = place.split('/').next().expect("an authority");
        let stream = TcpStream::connect(authority).await.expect("it listens");
        let (client, connection) = config.connect_raw(stream, NoTls).await.expect("it answers");
        tokio::spawn(async move {
            let _ = connection.await;
        });
        let name = format!("telos_{name}_{}", std::process::id());
        // Whoever is of this role has to show a password.
        let make = format!(
            "DO $$ BEGIN CREATE ROLE telos_password;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
             CREATE ROLE {name} LOGIN PASSWORD 'right' IN ROLE telos_password;
             CREATE SCHEMA {name} AUTHORIZATION {name};
             SET search_path TO {name}; {MADE}
             GRANT ALL ON ALL TABLES IN SCHEMA {name} TO {name}"
        );
        client.batch_execute(&make).await.expect("made");
        let home = tempfile::tempdir().expect("a directory");
        std::fs::write(home.path().join("password"), "right\n").expect("written");
        Self {
            client,
            place,
            name,
            home,
        }
    }

    fn file(&self, name: &str, orders: &str) -> CatalogFile {
        let user = &self.name;
        let url = format!("postgres://{user}@{}", self.place);
        let secret = format!("file:{}", self.home.path().join("password").display());
        let file = destination("postgres", name, &url, &secret);
        file(&format!("{user}.people"), &format!("{user}.{orders}"))
    }

    async fn run(&self, statements: &str) {
        self.client.batch_execute(statements).await.expect("taken");
    }

    async fn one(&self, value: &str) -> String {
        let query = format!("SELECT ({value})::text");
        let row = self.client.query_one(&query, &[]).await.expect("a row");
        row.get::<_, Option<String>>(0).unwrap_or_default()
    }

    async fn until(&self, value: &str, wanted: &str) {
        let begun = Instant::now();
        loop {
            let found = self.one(value).await;
            if found == wanted {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{value}: {found}, not {wanted}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A destination of two tables.
pub(crate) fn destination(
    kind: &str,
    name: &str,
    url: &str,
    secret: &str,
) -> impl Fn(&str, &str) -> CatalogFile {
    move |people, orders| CatalogFile {
        path: format!("destinations/{name}.toml"),
        text: format!(
            r#"
[destination.{name}]
kind = "{kind}"
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
url = "{url}"
secret = "{secret}"
inside = "loopback"
tls = false
identifiers = ["user_id", "email"]
traits = ["first_name", "last_name"]
events = ["Order Completed"]
[destination.{name}.send.event]
tables = ["{orders}"]
key = {{ delivery = "{{delivery.id}}" }}
[destination.{name}.send.event.columns]
user_id = "{{identifier.user_id}}"
order_id = "{{event.property.order_id}}"
revenue = "{{event.property.revenue}}"
at = "{{event.time}}"
lines = [{{ "{{each}}" = "products", sku = "{{item.sku}}" }}]
[destination.{name}.send.traits]
tables = ["{people}"]
key = {{ user_id = "{{identifier.user_id}}" }}
[destination.{name}.send.traits.columns]
email = "{{identifier.email}}"
first_name = "{{trait.first_name}}"
last_name = "{{trait.last_name}}"
permitted = true
changed = "{{delivery.time}}"
[destination.{name}.send.suppress]
tables = ["{people}"]
key = {{ user_id = "{{identifiers.user_id}}" }}
columns = {{ permitted = false }}
empty = ["last_name"]
[destination.{name}.send.delete]
tables = ["{people}", "{orders}"]
key = {{ user_id = "{{identifiers.user_id}}" }}
"#
        ),
    }
}

pub(crate) struct Shop {
    world: World,
    sender: Sender,
}

impl Shop {
    pub(crate) async fn open(destinations: Vec<CatalogFile>) -> Self {
        let mut files = shipped();
        files.extend(destinations);
        let world = World::of(Options::default(), &files);
        let sender = Sender::start(&world.engine);
        let shop = Self { world, sender };
        // What was said before the consent was not collected for it.
        shop.identifies(json!({"firstName": "Hanako", "lastName": "Sato"}))
            .await;
        shop.says("grant").await;
        shop.identifies(json!({"lastName": "Suzuki"})).await;
        shop
    }

    pub(crate) async fn identifies(&self, names: Value) {
        self.world.clock.advance(1_000);
        let mut traits = json!({"email": "u1@mail.example", "address": {"country": "Japan"}});
        let all = traits.as_object_mut().expect("an object");
        all.extend(names.as_object().expect("an object").clone());
        let identify = json!({"userId": "u1", "traits": traits});
        let kept = self.world.web("/v1/identify", identify.to_string()).await;
        assert_eq!(kept.statuses(), ["kept"]);
    }

    pub(crate) async fn says(&self, act: &str) {
        self.world.clock.advance(1_000);
        let consent = json!({"userId": "u1", "consents": [{"purpose": "news-email", "act": act}]});
        let said = self.world.web("/v1/consents", consent.to_string()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    }

    pub(crate) async fn orders(&self, number: u32, revenue: f64) {
        let order = json!({"userId": "u1", "event": "Order Completed",
            "properties": {"order_id": format!("order-{number}'; DROP TABLE people; --"),
                "revenue": revenue, "products": [{"sku": "s1"}, {"sku": "s2"}]}});
        let kept = self.world.web("/v1/track", order.to_string()).await;
        assert_eq!(kept.statuses(), ["kept"], "{}", kept.text);
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
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) fn pauses(&self, name: &str) {
        self.world.engine.pause(self.id(name)).expect("writes");
    }

    pub(crate) fn resumes(&self, name: &str) {
        self.world.engine.resume(self.id(name)).expect("writes");
    }

    pub(crate) fn sends_again(&self, name: &str) {
        self.world.engine.retry_dead(self.id(name)).expect("writes");
    }

    pub(crate) async fn stop(self) {
        self.sender.stop().await;
    }

    /// Waits until a destination fails so, and is in trouble for it.
    pub(crate) async fn fails(&self, name: &str, failure: Failure, trouble: &str) {
        let fails = |shop: &Self| shop.health(name).last_failure == Some(failure);
        self.until(trouble, fails).await;
        assert_eq!(failure.trouble(), trouble);
    }

    pub(crate) async fn erases(&self) {
        let headers = [("authorization", ALL)];
        let ask = json!({"kind": "user_id", "value": "u1", "right": "erasure"});
        let asked = self.world.post("/v1/requests", &headers, ask.to_string());
        let asked = asked.await.json();
        let id = asked["id"].as_str().expect("an id");
        for (end, body) in [
            ("identity", r#"{"checks":["document"]}"#),
            ("advance", "{}"),
        ] {
            let path = format!("/v1/requests/{id}/{end}");
            let went = self.world.post(&path, &headers, body).await;
            assert_eq!(went.status, StatusCode::OK, "{}", went.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_postgresql_follow_the_person_and_go_with_them() {
    let database = Database::make("follow").await;
    // What another hand left in a column that may not go is emptied.
    let left = "INSERT INTO people (user_id, first_name) VALUES ('u1', 'Hanako'), ('u2', 'Ken')";
    database.run(left).await;
    let shop = Shop::open(vec![database.file("tables", "orders")]).await;
    let person = "SELECT concat_ws(',', email, first_name, last_name, permitted) FROM people
        WHERE user_id = 'u1'";
    database.until(person, "u1@mail.example,Suzuki,t").await;
    for number in 0..20 {
        shop.orders(number, 10.5).await;
    }
    database.until("SELECT count(*) FROM orders", "20").await;
    assert_eq!(
        database.one("SELECT sum(revenue) FROM orders").await,
        "210.0"
    );
    let line = "SELECT lines -> 1 ->> 'sku' FROM orders LIMIT 1";
    assert_eq!(database.one(line).await, "s2");
    shop.says("withdraw").await;
    database.until(person, "u1@mail.example,f").await;
    shop.erases().await;
    let rows = "SELECT string_agg(user_id, ',') FROM people";
    database.until(rows, "u2").await;
    assert_eq!(database.one("SELECT count(*) FROM orders").await, "0");
    let health = shop.health("tables");
    assert_eq!((health.dead, health.failed), (0, 0), "{health:?}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_postgresql_refuses_is_given_up_alone_and_a_missing_table_is_waited_for() {
    let database = Database::make("refused").await;
    let files = ["orders", "later"].map(|orders| database.file(orders, orders));
    let shop = Shop::open(files.into()).await;
    // All three go in one transaction, which is refused, and then each by itself.
    shop.pauses("orders");
    for (number, revenue) in [(0, 10.0), (1, 5_000.0), (2, 10.0)] {
        shop.orders(number, revenue).await;
    }
    shop.resumes("orders");
    database.until("SELECT count(*) FROM orders", "2").await;
    shop.until("given up", |shop| shop.health("orders").dead == 1)
        .await;
    let failure = shop.health("orders").last_failure;
    assert_eq!(failure, Some(Failure::Answered(422)));
    shop.fails("later", Failure::Answered(404), "gone").await;
    let name = &database.name;
    let make = format!(
        "CREATE TABLE later (LIKE orders INCLUDING INDEXES); ALTER TABLE later OWNER TO {name}"
    );
    database.run(&make).await;
    database.until("SELECT count(*) FROM later", "3").await;
    // What was refused can be sent again once the table takes it; what went stays once.
    database
        .run("ALTER TABLE orders DROP CONSTRAINT orders_revenue_check")
        .await;
    shop.sends_again("orders");
    database.until("SELECT count(*) FROM orders", "3").await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_killed_lose_nothing_and_write_nothing_twice() {
    let database = Database::make("killed").await;
    let shop = Shop::open(vec![database.file("tables", "orders")]).await;
    // What comes twice would be seen: nothing may go over what is there.
    database
        .run(
            "CREATE TABLE twice (order_id text);
             CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                 PERFORM pg_sleep(0.002);
                 IF OLD.order_id <> NEW.order_id THEN
                     INSERT INTO twice VALUES (OLD.order_id);
                 END IF;
                 RETURN NEW;
             END $$;
             CREATE TRIGGER seen BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION seen();
             CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 PERFORM pg_sleep(0.002); RETURN NEW;
             END $$;
             CREATE TRIGGER slow BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION slow();",
        )
        .await;
    // There is none at times: it is waited for.
    let ended = &format!(
        "SELECT count(pg_terminate_backend(pid)) > 0 FROM pg_stat_activity WHERE usename = '{}'",
        database.name
    );
    for number in 0..60 {
        shop.orders(number, 10.0).await;
        if number % 15 == 14 {
            database.until(ended, "true").await;
        }
    }
    database
        .until("SELECT count(DISTINCT order_id) FROM orders", "60")
        .await;
    assert_eq!(database.one("SELECT count(*) FROM orders").await, "60");
    assert_eq!(database.one("SELECT count(*) FROM twice").await, "0");
    assert_eq!(shop.health("tables").dead, 0);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_reaches_the_table_and_what_waited_does_not() {
    let database = Database::make("withdrawn").await;
    let shop = Shop::open(vec![database.file("tables", "orders")]).await;
    let permitted = "SELECT permitted FROM people";
    database.until(permitted, "true").await;
    shop.pauses("tables");
    for number in 0..5 {
        shop.orders(number, 10.0).await;
    }
    shop.says("withdraw").await;
    shop.resumes("tables");
    database.until(permitted, "false").await;
    shop.until("nothing waits", |shop| shop.health("tables").waiting == 0)
        .await;
    assert_eq!(database.one("SELECT count(*) FROM orders").await, "0");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_named_and_the_right_one_is_found_by_itself() {
    let database = Database::make("password").await;
    let password = database.home.path().join("password");
    std::fs::write(&password, "wrong").expect("written");
    let shop = Shop::open(vec![database.file("tables", "orders")]).await;
    shop.fails("tables", Failure::Answered(401), "credentials")
        .await;
    std::fs::write(&password, "right").expect("written");
    database
        .until("SELECT last_name FROM people", "Suzuki")
        .await;
    let forbid = format!("REVOKE ALL ON people FROM {}", database.name);
    database.run(&forbid).await;
    shop.identifies(json!({"lastName": "Abe"})).await;
    shop.fails("tables", Failure::Answered(403), "credentials")
        .await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_postgresql_is_named_and_waited_for_and_keeps_no_other_waiting() {
    let database = Database::make("full").await;
    let name = &database.name;
    let make = format!(
        "CREATE TABLE other (LIKE orders INCLUDING ALL); ALTER TABLE other OWNER TO {name};
         CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
         CREATE TRIGGER no_room BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION no_room()"
    );
    database.run(&make).await;
    let files = ["orders", "other"].map(|orders| database.file(orders, orders));
    let shop = Shop::open(files.into()).await;
    for number in 0..3 {
        shop.orders(number, 10.0).await;
    }
    shop.fails("orders", Failure::Answered(507), "disk-full")
        .await;
    database.until("SELECT count(*) FROM other", "3").await;
    assert_eq!(shop.health("orders").dead, 0);
    database.run("DROP TRIGGER no_room ON orders").await;
    database.until("SELECT count(*) FROM orders", "3").await;
    shop.until("nothing waits", |shop| shop.health("orders").waiting == 0)
        .await;
    assert_eq!(shop.health("orders").dead, 0, "nothing is lost");
    shop.stop().await;
}
