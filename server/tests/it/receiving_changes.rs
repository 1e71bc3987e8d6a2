//! Changes that a real PostgreSQL records: rows become profiles, deleted rows erasures, each once.

use std::time::{Duration, Instant};

use telos_model::catalog::CatalogFile;
use tokio::net::TcpStream;
use tokio_postgres::{Client, Config, NoTls};

use crate::receiving::{figure, start, state};

/// How long anything may take; it takes far less.
const PATIENCE: Duration = Duration::from_secs(20);

/// A schema, a publication and a slot of their own in the server that `cargo xtask test` starts.
struct Recorded {
    client: Client,
    url: String,
    name: String,
}

impl Recorded {
    async fn make(name: &str) -> Self {
        let url = std::env::var("TELOS_TEST_POSTGRES");
        let url = url.expect("a PostgreSQL to test with: run `cargo xtask servers COMMAND`");
        let config: Config = url.parse().expect("an address");
        let stream = TcpStream::connect(("127.0.0.1", config.get_ports()[0])).await;
        let stream = stream.expect("connects");
        let (client, connection) = config.connect_raw(stream, NoTls).await.expect("let in");
        tokio::spawn(connection);
        let name = format!("telos_{name}_{}", std::process::id());
        let recorded = Self { client, url, name };
        let name = &recorded.name;
        recorded
            .run(&format!(
                "CREATE SCHEMA {name}; SET search_path TO {name};
                 CREATE TABLE people (number bigint PRIMARY KEY, first_name text, mail text,
                    at timestamptz NOT NULL DEFAULT '2026-05-01 10:00:00Z', notes text);
                 ALTER TABLE people ALTER notes SET STORAGE EXTERNAL;
                 CREATE TABLE other (number bigint PRIMARY KEY);
                 CREATE PUBLICATION {name} FOR TABLE people;"
            ))
            .await;
        recorded
            .run(&format!(
                "SELECT pg_create_logical_replication_slot('{name}', 'pgoutput')"
            ))
            .await;
        recorded
    }

    async fn run(&self, statements: &str) {
        self.client.batch_execute(statements).await.expect("taken");
    }

    async fn one(&self, value: &str) -> String {
        let query = format!("SELECT ({value})::text");
        let row = self.client.query_one(&query, &[]).await.expect("a row");
        row.get::<_, Option<String>>(0).unwrap_or_default()
    }

    /// Waits until nothing that was recorded by now is kept for the slot.
    async fn goes_on(&self) {
        let now = self.one("SELECT pg_current_wal_flush_lsn()").await;
        let ask = format!(
            "SELECT confirmed_flush_lsn >= '{now}' FROM pg_replication_slots
             WHERE slot_name = '{}'",
            self.name
        );
        let begun = Instant::now();
        while self.one(&ask).await != "true" {
            assert!(begun.elapsed() < PATIENCE, "the slot does not go on");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn source(&self, name: &str, more: &str) -> CatalogFile {
        let (url, slot) = (&self.url, &self.name);
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
kind = "postgres"
url = "{url}"
inside = "loopback"
tls = false
slot = "{slot}"
every_seconds = 1
rows_max = 3
{more}
[[source.{name}.from.message]]
type = "identify"
when = {{ column = "@change", is_not = ["delete"] }}
timestamp = "{{at}}"
identifiers.customer_id = "{name}-{{number}}"
traits.first_name = "{{first_name}}"
traits.email = "{{mail}}"
[[source.{name}.from.message]]
type = "identify"
when = {{ column = "@change", is = ["delete"] }}
identifiers.customer_id = "{name}-{{number}}"
"#
            ),
        }
    }

    /// The slot is let go of, so that the server keeps nothing for it.
    async fn end(&self) {
        let name = &self.name;
        let drop = format!(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
             WHERE slot_name = '{name}' AND NOT active"
        );
        self.run(&drop).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_become_profiles_once_and_a_deleted_row_an_erasure() {
    let recorded = Recorded::make("changes").await;
    let running = start(vec![recorded.source("crm", "deletes = \"erase\"")]);
    // One transaction that is longer than a commit here, one that never was, and a short one.
    recorded
        .run(
            "BEGIN; INSERT INTO people (number, first_name, mail, notes)
                SELECT n, 'Ada', 'ada' || n || '@mail.example', repeat('x', 9000)
                FROM generate_series(1, 8) n; COMMIT;
             BEGIN; INSERT INTO people (number, first_name) VALUES (99, 'Nobody'); ROLLBACK;
             INSERT INTO people (number, first_name) VALUES (9, 'Bob');",
        )
        .await;
    running.until(&figure("crm", "messages", 9)).await;
    let ada = running.orders("crm-8").await;
    assert!(ada.contains("ada8@mail.example"), "{ada}");
    let nobody = running.orders("crm-99").await;
    assert!(!nobody.contains("Nobody"), "{nobody}");

    // There and back again: each state counts.
    for name in ["Grace", "Ada", "Grace"] {
        let change =
            format!("UPDATE people SET first_name = '{name}', at = at + '1 s' WHERE number = 3");
        recorded.run(&change).await;
    }
    running.until(&figure("crm", "messages", 12)).await;
    let grace = running.orders("crm-3").await;
    assert!(grace.contains("Grace"), "{grace}");

    recorded.run("DELETE FROM people WHERE number = 4").await;
    let begun = Instant::now();
    while running.orders("crm-4").await.contains("Ada") {
        let open = running.world.engine.open_requests(10).expect("reads");
        if open
            .iter()
            .any(|one| format!("{:?}", one.case().right) == "Erasure")
        {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "no erasure was asked for");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    running.until(&state("crm", "waiting")).await;
    // Nothing is kept for the slot, also where only other tables change.
    recorded
        .run("INSERT INTO other SELECT generate_series(1, 5000)")
        .await;
    recorded.goes_on().await;
    recorded.run("TRUNCATE people").await;
    running.until(&state("crm", "poison_row")).await;
    running.stop().await;
    recorded.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_set_up_for_changes_is_named_and_keeps_no_other_waiting() {
    let recorded = Recorded::make("setup").await;
    let name = recorded.name.clone();
    let other =
        format!("SELECT pg_create_logical_replication_slot('{name}_other', 'test_decoding')");
    let plugin = recorded.client.batch_execute(&other).await.is_ok();
    let files = vec![
        recorded.source("crm", ""),
        recorded
            .source("lost", "")
            .with("slot = \"", "slot = \"no_"),
        recorded.source("unsaid", "publication = \"no_such\""),
        recorded.source("drift", "").with("{mail}", "{post}"),
        recorded
            .source("other", &format!("publication = \"{name}\""))
            .with(
                &format!("slot = \"{name}\""),
                &format!("slot = \"{name}_other\""),
            ),
        recorded.source("wrong", "").with("telos@", "nobody@"),
        recorded
            .source("inside", "")
            .with("inside = \"loopback\"\ntls = false\n", ""),
    ];
    let running = start(files);
    recorded
        .run("INSERT INTO people (number, first_name) VALUES (1, 'Ada')")
        .await;
    running.until(&figure("crm", "messages", 1)).await;
    let other = if plugin { "settings" } else { "gone" };
    for (name, stands) in [
        ("lost", "gone"),
        ("unsaid", "gone"),
        ("drift", "schema_drift"),
        ("other", other),
        ("wrong", "credentials"),
        ("inside", "address_inside"),
    ] {
        running.until(&state(name, stands)).await;
    }
    // A slot that is taken away is told, and nothing is made up in its place.
    running.stop().await;
    recorded.end().await;
    let running = start(vec![recorded.source("crm", "")]);
    running.until(&state("crm", "gone")).await;
    if plugin {
        let drop = format!("SELECT pg_drop_replication_slot('{name}_other')");
        recorded.run(&drop).await;
    }
}

trait With {
    fn with(self, from: &str, to: &str) -> Self;
}

impl With for CatalogFile {
    fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.text.contains(from), "{from}");
        self.text = self.text.replacen(from, to, 1);
        self
    }
}
