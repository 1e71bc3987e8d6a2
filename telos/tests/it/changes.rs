//! Changes of a real PostgreSQL, read by the binary and killed at any time, on either side: each
//! counts once.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use telos_engine::{Clock as _, Counted, SystemClock, testing};
use telos_store::embedded::{Embedded, Options};

use crate::sources::{Server, copied};

const ROWS: u64 = 6_000;
const KILLS: usize = 6;
/// How long what is left at the end may take.
const PATIENCE: Duration = Duration::from_mins(3);

const SOURCE: &str = r#"
[source.crm]
brand = "aria"
write_key = "aria-crm-key"
trusted = true
channel = "store"
purposes = ["orders"]
[source.crm.from]
kind = "postgres"
url = "URL"
inside = "loopback"
tls = false
slot = "SLOT"
every_seconds = 1
rows_max = 20
[[source.crm.from.message]]
type = "track"
event = "Order Completed"
timestamp = "{at}"
identifiers.customer_id = "crm-{who}"
properties.order_id = "{number}"
properties.revenue = { column = "money", type = "number", required = true }
"#;

pub(crate) fn psql(url: &str, statements: &str) -> String {
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]);
    let done = command.args([url, "--command", statements]).output();
    let done = done.expect("psql runs");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{statements}: {said}");
    String::from_utf8(done.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

#[test]
fn changes_are_taken_in_once_and_whole_over_kills_of_either_side() {
    let url = std::env::var("TELOS_TEST_POSTGRES");
    let url = url.expect("a PostgreSQL to test with: run `cargo xtask servers COMMAND`");
    let name = format!("telos_killed_{}", std::process::id());
    psql(
        &url,
        &format!(
            "CREATE TABLE {name} (number bigint PRIMARY KEY, who int, money numeric,
                at timestamptz DEFAULT now());
             CREATE PUBLICATION {name} FOR TABLE {name}"
        ),
    );
    let make = format!("SELECT pg_create_logical_replication_slot('{name}', 'pgoutput')");
    psql(&url, &make);
    let home = tempfile::tempdir().expect("a directory");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    copied(&root.join("catalog"), &home.path().join("catalog"));
    let source = SOURCE.replace("URL", &url).replace("SLOT", &name);
    fs::write(home.path().join("catalog/sources/crm.toml"), source).expect("written");
    // Transactions of one row, of a few, and of more than one commit holds.
    let mut next = 0;
    while next < ROWS {
        let end = (next + [1, 7, 300][(next % 3) as usize]).min(ROWS);
        psql(
            &url,
            &format!(
                "INSERT INTO {name} (number, who, money)
                 SELECT n, n % 300, 3 FROM generate_series({next}, {}) n",
                end - 1
            ),
        );
        next = end;
    }
    let begun = SystemClock.now().day();
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'telos' AND query ~ 'pg_replication_slot|pg_logical_slot'";
    for life in 0..KILLS {
        let server = Server::start(home.path());
        std::thread::sleep(Duration::from_millis(900 + (life as u64 * 97) % 400));
        if life % 2 == 1 {
            // The other side breaks off, and this one lives a little longer.
            psql(&url, end);
            std::thread::sleep(Duration::from_millis(700));
        }
        drop(server);
    }
    let server = Server::start(home.path());
    let until = Instant::now() + PATIENCE;
    let recorded = psql(&url, "SELECT pg_current_wal_flush_lsn()");
    let read = format!(
        "SELECT confirmed_flush_lsn >= '{recorded}' FROM pg_replication_slots
         WHERE slot_name = '{name}'"
    );
    let rested = r#"telos_source_state{source="crm",state="waiting"} 1"#;
    let rests = |server: &Server| psql(&url, &read) == "t" && server.metrics().contains(rested);
    while !rests(&server) {
        assert!(Instant::now() < until, "{}", server.metrics());
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(server);
    let drop_slot = format!(
        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots
         WHERE slot_name = '{name}' AND active"
    );
    psql(&url, &drop_slot);
    psql(&url, &format!("SELECT pg_drop_replication_slot('{name}')"));
    let store = Embedded::open(&home.path().join("data"), Options::default()).expect("opens");
    let today = SystemClock.now().day();
    let mut counts = testing::counts(&store, begun).expect("reads");
    if today != begun {
        counts.extend(testing::counts(&store, today).expect("reads"));
    }
    let sum = |what: Counted| -> u64 {
        let found = counts.iter().filter(|count| count.what == what);
        found.map(|count| count.count).sum()
    };
    assert_eq!(sum(Counted::Kept), ROWS);
    assert_eq!(sum(Counted::Duplicate), 0, "no change was sent twice");
}
