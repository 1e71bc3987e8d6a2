//! Tables of real databases: rows that change become profiles, each state once.

use telos_model::catalog::CatalogFile;
use tokio::net::TcpStream;
use tokio_postgres::{Client, Config, NoTls};

use crate::receiving::{figure, start, state};
use crate::tables_mysql::Database;

/// Where the tests' PostgreSQL is; `cargo xtask servers` and `cargo xtask test` start one.
const PLACE: &str = "TELOS_TEST_POSTGRES";

async fn client() -> Option<(Client, String)> {
    let url = std::env::var(PLACE).ok()?;
    let config: Config = url.parse().expect("an address");
    let stream = TcpStream::connect(("127.0.0.1", config.get_ports()[0])).await;
    let stream = stream.expect("connects");
    let (client, connection) = config.connect_raw(stream, NoTls).await.expect("let in");
    tokio::spawn(connection);
    Some((client, url))
}

fn source(name: &str, url: &str, table: &str, more: &str) -> CatalogFile {
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
table = "{table}"
updated = "changed_at"
id = "number"
behind_seconds = 0
every_seconds = 1
rows_max = 3
{more}
[[source.{name}.from.message]]
type = "identify"
timestamp = "{{changed_at}}"
identifiers.customer_id = "{name}-{{number}}"
traits.first_name = "{{first_name}}"
traits.email = "{{mail}}"
"#
        ),
    }
}

#[tokio::test]
async fn rows_that_change_in_a_table_become_profiles_each_state_once() {
    let Some((client, url)) = client().await else {
        eprintln!("{PLACE} is not set: run it by `cargo xtask servers`");
        return;
    };
    client
        .batch_execute(
            "DROP SCHEMA IF EXISTS telos_table CASCADE; CREATE SCHEMA telos_table;
             CREATE TABLE telos_table.people (number bigint PRIMARY KEY, first_name text,
                mail text, changed_at timestamptz NOT NULL, secret text DEFAULT 'not mapped');
             INSERT INTO telos_table.people SELECT n, 'Ada', 'ada' || n || '@mail.example',
                '2026-05-01 10:00:00Z' FROM generate_series(1, 8) n;
             INSERT INTO telos_table.people VALUES (9, 'Bob', NULL, '2026-05-01 09:00:00Z');",
        )
        .await
        .expect("made");
    let files = vec![
        source("people", &url, "telos_table.people", ""),
        source("lost", &url, "telos_table.nothing", ""),
        source("drift", &url, "telos_table.people", "").with("changed_at\"", "modified_at\""),
        source("wrong", &url, "telos_table.people", "").with("telos@", "nobody@"),
    ];
    let running = start(files);
    running.until(&figure("people", "messages", 9)).await;
    running.until(&state("people", "waiting")).await;
    for (name, stands) in [
        ("lost", "gone"),
        ("drift", "schema_drift"),
        ("wrong", "credentials"),
    ] {
        running.until(&state(name, stands)).await;
    }
    let ada = running.orders("people-8").await;
    assert!(ada.contains("ada8@mail.example"), "{ada}");

    client
        .batch_execute(
            "UPDATE telos_table.people SET first_name = 'Grace', changed_at = '2026-05-02 10:00:00Z'
                WHERE number = 3;
             INSERT INTO telos_table.people VALUES (10, 'Eve', 'eve@mail.example',
                '2026-05-02 10:00:00Z');",
        )
        .await
        .expect("changed");
    running.until(&figure("people", "rows", 11)).await;
    let grace = running.orders("people-3").await;
    assert!(grace.contains("Grace"), "{grace}");
    let eve = running.orders("people-10").await;
    assert!(eve.contains("eve@mail.example"), "{eve}");
    client
        .batch_execute("DROP TABLE telos_table.people CASCADE")
        .await
        .expect("dropped");
    running.until(&state("people", "gone")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_change_in_a_table_of_mariadb_become_profiles_each_state_once() {
    let database = Database::make(
        "source",
        "CREATE TABLE people (number BIGINT UNSIGNED PRIMARY KEY, first_name TEXT, mail TEXT,
            changed_at DATETIME(6) NOT NULL, secret TEXT DEFAULT 'not mapped',
            picture BLOB DEFAULT x'ff00');
         INSERT INTO people (number, first_name, mail, changed_at)
            SELECT seq, 'Ada', concat('ada', seq, '@mail.example'), '2026-05-01 10:00:00.5'
            FROM seq_1_to_8;
         INSERT INTO people (number, first_name, changed_at)
            VALUES (18446744073709551615, 'B\\'o\"b', '2026-05-01 09:00:00')",
    );
    let (url, secret) = (database.url(), database.secret());
    let over = |name: &str| {
        let more = format!("password = \"{secret}\"");
        source(name, &url, "people", &more).with("\"postgres\"", "\"mysql\"")
    };
    let name = &database.name;
    let files = vec![
        over("people"),
        over("lost").with("\"people\"", "\"nothing\""),
        over("drift").with("changed_at\"", "modified_at\""),
        over("wrong").with(&format!("{name}@"), "nobody@"),
        over("inside").with("inside = \"loopback\"\ntls = false\n", ""),
    ];
    let running = start(files);
    running.until(&figure("people", "messages", 9)).await;
    running.until(&state("people", "waiting")).await;
    for (name, stands) in [
        ("lost", "gone"),
        ("drift", "schema_drift"),
        ("wrong", "credentials"),
        ("inside", "address_inside"),
    ] {
        running.until(&state(name, stands)).await;
    }
    let ada = running.orders("people-8").await;
    assert!(ada.contains("ada8@mail.example"), "{ada}");
    let bob = running.orders("people-18446744073709551615").await;
    assert!(bob.contains("B'o\\\"b"), "{bob}");
    database.one(
        "UPDATE people SET first_name = 'Grace', changed_at = '2026-05-02 10:00:00'
            WHERE number = 3;
         INSERT INTO people (number, first_name, mail, changed_at)
            VALUES (10, 'Eve', 'eve@mail.example', '2026-05-02 10:00:00')",
    );
    running.until(&figure("people", "rows", 11)).await;
    let grace = running.orders("people-3").await;
    assert!(grace.contains("Grace"), "{grace}");
    // A connection that is killed is made anew, and nothing is read twice.
    database.run(&format!("KILL USER {name}@'127.0.0.1'"));
    database.one("INSERT INTO people (number, first_name, changed_at) VALUES (11, 'Zoe', NOW() - INTERVAL 1 DAY)");
    running.until(&figure("people", "rows", 12)).await;
    database.one("DROP TABLE people");
    running.until(&state("people", "gone")).await;
}

trait With {
    fn with(self, from: &str, to: &str) -> Self;
}

impl With for CatalogFile {
    fn with(mut self, from: &str, to: &str) -> Self {
        self.text = self.text.replacen(from, to, 1);
        self
    }
}
