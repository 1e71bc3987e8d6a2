//! A CRM in a real PostgreSQL, and a Telos that is kept in step with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Value, json};
use telos_engine::{Clock as _, SystemClock};
use telos_model::catalog::CatalogFile;
use telos_server::Options;
use telos_server::sending::Sender;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_postgres::{Client, Config, NoTls};

use crate::support::{ALL, World, shipped};

/// How long anything may take; it takes far less.
const PATIENCE: Duration = Duration::from_secs(30);

/// The CRM: contacts whose time of change is set by the database, and who writes is counted.
const MADE: &str = "
CREATE TABLE contacts (number bigserial PRIMARY KEY, first_name text, last_name text, city text,
    mail text, phone text, newsletter boolean, notes text, permitted boolean,
    removed boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE writes (number bigint, who text, at timestamptz DEFAULT clock_timestamp());
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at = clock_timestamp();
    INSERT INTO SCHEMA.writes (number, who) VALUES (NEW.number, current_setting('application_name'));
    RETURN NEW;
END $$;
CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON contacts FOR EACH ROW EXECUTE FUNCTION touched();
";

/// What Telos is told of it.
const CATALOG: &str = r#"[identifier.crm_id]
category = "identity"
priority = 8
limit = 1

[source.crm-in]
brand = "aria"
write_key = "aria-crm-in-key"
trusted = true
channel = "store"
purposes = ["orders", "news-email"]
[source.crm-in.from]
kind = "postgres"
url = "URL"
inside = "loopback"
tls = false
table = "SCHEMA.contacts"
updated = "changed_at"
id = "number"
behind_seconds = 0
every_seconds = 1
rows_max = 50
[[source.crm-in.from.message]]
type = "identify"
timestamp = "{changed_at}"
identifiers.crm_id = "{number}"
traits.first_name = "{first_name}"
traits.last_name = "{last_name}"
traits.address.city = "{city}"
traits.address.country = "Japan"
traits.email = "{mail}"
traits.phone = "{phone}"
[[source.crm-in.from.message]]
type = "consent"
timestamp = "{changed_at}"
identifiers.crm_id = "{number}"
[[source.crm-in.from.message.consents]]
purpose = "news-email"
act = { column = "newsletter", map = { true = "grant", false = "withdraw" } }
method = "crm"

[source.desk]
brand = "aria"
write_key = "aria-desk-key"
trusted = true
channel = "phone"
purposes = ["service"]

[destination.crm-out]
kind = "postgres"
brand = "aria"
recipient = "help-desk"
purposes = ["orders", "news-email"]
categories = ["identity", "contact"]
url = "URL"
inside = "loopback"
tls = false
identifiers = ["crm_id", "email", "phone"]
traits = ["first_name", "address.city", "email", "phone"]
[destination.crm-out.send.traits]
tables = ["SCHEMA.contacts"]
key = { number = "{identifier.crm_id}" }
columns = { first_name = "{trait.first_name}", city = "{trait.address.city}", mail = "{trait.email}", phone = "{trait.phone}", newsletter = "{permission.news-email}", permitted = true }
[destination.crm-out.send.consent]
tables = ["SCHEMA.contacts"]
key = { number = "{identifier.crm_id}" }
columns = { newsletter = "{permission.news-email}" }
[destination.crm-out.send.suppress]
tables = ["SCHEMA.contacts"]
key = { number = "{identifiers.crm_id}" }
columns = { permitted = false, newsletter = false }
[destination.crm-out.send.delete]
tables = ["SCHEMA.contacts"]
key = { number = "{identifiers.crm_id}" }

[sync.crm]
source = "crm-in"
destination = "crm-out"
key = "crm_id"
match = ["email", "phone"]
deleted_column = "removed"
MORE
[sync.crm.fields]
first_name = { owner = "telos" }
last_name = { owner = "remote" }
"address.city" = { owner = "newest" }
"address.country" = { owner = "remote" }
email = { owner = "newest" }
phone = { owner = "newest" }
"#;

pub(super) struct Crm {
    pub(super) client: Client,
    url: String,
    pub(super) schema: String,
}

impl Crm {
    /// None where no server is there to test with.
    pub(super) async fn make(name: &str) -> Option<Self> {
        let Ok(url) = std::env::var("TELOS_TEST_POSTGRES") else {
            eprintln!("TELOS_TEST_POSTGRES is not set: run it by `cargo xtask servers`");
            return None;
        };
        let config: Config = url.parse().expect("an address");
        let stream = TcpStream::connect(("127.0.0.1", config.get_ports()[0])).await;
        let stream = stream.expect("connects");
        let (client, connection) = config.connect_raw(stream, NoTls).await.expect("let in");
        tokio::spawn(connection);
        let schema = format!("sync_{name}_{}", std::process::id());
        let tables = MADE.replace("SCHEMA.", &format!("{schema}."));
        let make = format!("CREATE SCHEMA {schema}; SET search_path TO {schema}; {tables}");
        client.batch_execute(&make).await.expect("made");
        Some(Self {
            client,
            url,
            schema,
        })
    }

    pub(super) fn files(&self, more: &str) -> Vec<CatalogFile> {
        let text = CATALOG.replace("URL", &self.url);
        let text = text.replace("SCHEMA", &self.schema).replace("MORE", more);
        let mut files = shipped();
        for file in &mut files {
            if file.path.ends_with("news-email-aria.toml") {
                let more = "[\"mail-service\", \"help-desk\"]";
                file.text = file.text.replace("[\"mail-service\"]", more);
            }
        }
        files.push(CatalogFile {
            path: "sync.toml".into(),
            text,
        });
        files
    }

    pub(super) async fn run(&self, statement: &str) {
        self.client.batch_execute(statement).await.expect("done");
    }

    pub(super) async fn one(&self, query: &str) -> String {
        let query = format!("SELECT ({query})::text");
        let row = self.client.query_one(&query, &[]).await.expect("a row");
        row.get::<_, Option<String>>(0)
            .unwrap_or_else(|| "nothing".into())
    }

    /// Waits until a query says so, and tells how long it took.
    pub(super) async fn until(&self, query: &str, wanted: &str) -> Duration {
        let begun = Instant::now();
        loop {
            let found = self.one(query).await;
            if found == wanted {
                return begun.elapsed();
            }
            assert!(begun.elapsed() < PATIENCE, "{query}: {found}, not {wanted}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How often Telos wrote a row.
    pub(super) async fn writes(&self) -> u64 {
        let query = "SELECT count(*) FROM writes WHERE who = 'telos'";
        self.one(query).await.parse().expect("a number")
    }

    pub(super) async fn row(&self, number: u32, column: &str) -> String {
        let query = format!("SELECT {column} FROM contacts WHERE number = {number}");
        self.one(&query).await
    }
}

/// A Telos that runs, by the clock of this host.
pub(super) struct Telos {
    pub(super) world: World,
    tasks: Option<JoinSet<()>>,
    sender: Option<Sender>,
    ticking: Arc<AtomicBool>,
}

impl Telos {
    pub(super) fn start(files: &[CatalogFile]) -> Self {
        let world = World::of(Options::default(), files);
        let ticking = Arc::new(AtomicBool::new(true));
        let (clock, ticks) = (Arc::clone(&world.clock), Arc::clone(&ticking));
        clock.set(SystemClock.now());
        std::thread::spawn(move || {
            while ticks.load(Ordering::SeqCst) {
                clock.set(SystemClock.now());
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let mut telos = Self {
            world,
            tasks: None,
            sender: None,
            ticking,
        };
        telos.resume();
        telos
    }

    /// Ends all that runs beside answering, wherever it is.
    pub(super) async fn kill(&mut self) {
        self.tasks = None;
        if let Some(sender) = self.sender.take() {
            sender.stop().await;
        }
    }

    pub(super) fn resume(&mut self) {
        self.tasks = Some(telos_server::background(&self.world.state));
        self.sender = Some(Sender::start(&self.world.engine));
    }

    pub(super) async fn identifies(&self, user: &str, traits: Value) {
        let identify = json!({"userId": user, "traits": traits});
        let kept = self.world.shop("/v1/identify", identify.to_string()).await;
        assert_eq!(kept.statuses(), ["kept"], "{}", kept.text);
    }

    /// The same by a source whose purposes the CRM has no part in.
    pub(super) async fn notes(&self, user: &str, traits: Value) {
        let identify = json!({"userId": user, "traits": traits});
        // `Basic` with its key.
        let headers = [("authorization", "Basic YXJpYS1kZXNrLWtleTo=")];
        let kept = self
            .world
            .post("/v1/identify", &headers, identify.to_string());
        let kept = kept.await;
        assert_eq!(kept.statuses(), ["kept"], "{}", kept.text);
    }

    pub(super) async fn says(&self, user: &str, act: &str) {
        let consent = json!({"userId": user, "consents": [{"purpose": "news-email", "act": act}]});
        let said = self.world.web("/v1/consents", consent.to_string()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    }

    pub(super) async fn profile(&self, kind: &str, value: &str) -> String {
        let path = format!("/v1/profiles/{kind}/{value}?purpose=orders");
        self.world.get(&path, ALL).await.text
    }

    /// Waits until a profile says so, and tells how long it took.
    pub(super) async fn until(&self, kind: &str, value: &str, expected: &str) -> Duration {
        let begun = Instant::now();
        loop {
            let found = self.profile(kind, value).await;
            if found.contains(expected) {
                return begun.elapsed();
            }
            assert!(begun.elapsed() < PATIENCE, "no {expected}: {found}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until somebody was erased as far as they may be: what orders need by contract stays,
    /// and nothing is done with it.
    pub(super) async fn until_erased(&self, id: &str) {
        let begun = Instant::now();
        loop {
            let found = self.profile("crm_id", id).await;
            if found.contains("404") || found.contains("\"restricted\"") {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{id} is still there: {found}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(super) async fn sync(&self) -> Value {
        let all = self.world.get("/v1/sync", ALL).await;
        assert_eq!(all.status, StatusCode::OK, "{}", all.text);
        all.json()["syncs"][0].clone()
    }

    pub(super) async fn figure(&self, figure: &str) -> u64 {
        let sync = self.sync().await;
        let figures = sync["figures"].as_array().expect("figures");
        let found = figures.iter().find(|one| one["figure"] == figure);
        found
            .and_then(|one| one["value"].as_u64())
            .expect("a figure")
    }

    pub(super) async fn preview(&self) -> Value {
        let shown = self.world.get("/v1/sync/crm/preview", ALL).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        shown.json()
    }

    /// Starts the sync, and waits until changes go both ways.
    pub(super) async fn starts(&self) {
        let headers = [("authorization", ALL)];
        let started = self.world.post("/v1/sync/crm/start", &headers, "").await;
        assert_eq!(started.status, StatusCode::OK, "{}", started.text);
        self.runs().await;
    }

    pub(super) async fn runs(&self) {
        let begun = Instant::now();
        loop {
            let sync = self.sync().await;
            if sync["state"] == "running" {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{sync}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Telos {
    fn drop(&mut self) {
        self.ticking.store(false, Ordering::SeqCst);
    }
}

/// Long enough that whatever would still happen has happened.
pub(super) async fn quiet() {
    tokio::time::sleep(Duration::from_millis(3_500)).await;
}
