//! Tables of a real MariaDB as a destination: rows are put there, changed and deleted.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use telos_model::catalog::CatalogFile;
use telos_model::deliver::Failure;
use tempfile::TempDir;

use crate::sending::PATIENCE;
use crate::tables::{Shop, destination};

const MADE: &str = "
CREATE TABLE people (user_id VARCHAR(80) COLLATE utf8mb4_bin PRIMARY KEY, email TEXT,
    first_name TEXT, last_name TEXT, permitted BOOLEAN, changed DATETIME(3));
CREATE TABLE orders (delivery VARCHAR(80) PRIMARY KEY, user_id VARCHAR(80) NOT NULL,
    order_id TEXT NOT NULL, revenue DECIMAL(10, 2) CHECK (revenue < 1000),
    at TIMESTAMP(3) NOT NULL, `lines` JSON);
";

/// A database and a user of their own in the server that `cargo xtask test` starts.
pub(crate) struct Database {
    port: String,
    pub(crate) name: String,
    /// Where the user's password lies.
    home: TempDir,
}

impl Database {
    pub(crate) fn make(name: &str, made: &str) -> Self {
        let url = std::env::var("TELOS_TEST_MYSQL");
        let url = url.expect("a MariaDB to test with: run `cargo xtask servers COMMAND`");
        let (_, port) = url.rsplit_once(':').expect("a port");
        let (port, _) = port.split_once('/').expect("a database");
        let home = tempfile::tempdir().expect("a directory");
        std::fs::write(home.path().join("password"), "right\n").expect("written");
        let database = Self {
            port: port.to_owned(),
            name: format!("telos_{name}_{}", std::process::id()),
            home,
        };
        let name = &database.name;
        database.run(&format!(
            "CREATE DATABASE {name} CHARACTER SET utf8mb4;
             CREATE USER {name}@'127.0.0.1' IDENTIFIED BY 'right';
             GRANT ALL ON {name}.* TO {name}@'127.0.0.1'; USE {name}; {made}"
        ));
        database
    }

    pub(crate) fn url(&self) -> String {
        let (name, port) = (&self.name, &self.port);
        format!("mysql://{name}@127.0.0.1:{port}/{name}")
    }

    pub(crate) fn secret(&self) -> String {
        format!("file:{}", self.home.path().join("password").display())
    }

    fn file(&self, name: &str, orders: &str) -> CatalogFile {
        let (url, secret) = (self.url(), self.secret());
        let file = destination("mysql", name, &url, &secret);
        file("people", orders)
    }

    /// What the server answers, as text.
    pub(crate) fn run(&self, statements: &str) -> String {
        let mut command = Command::new("mariadb");
        command.args(["--no-defaults", "--protocol=tcp", "--host=127.0.0.1"]);
        command.args(["--user=telos", "--password=telos", "--batch"]);
        command.args(["--skip-column-names", &format!("--port={}", self.port)]);
        let text = format!("{statements};");
        let done = command.arg("--execute").arg(&text).output().expect("runs");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{statements}: {said}");
        let answer = String::from_utf8(done.stdout).expect("text");
        answer.trim_end().to_owned()
    }

    pub(crate) fn one(&self, query: &str) -> String {
        self.run(&format!("USE {}; {query}", self.name))
    }

    pub(crate) async fn until(&self, query: &str, wanted: &str) {
        let begun = Instant::now();
        loop {
            let found = self.one(query);
            if found == wanted {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{query}: {found}, not {wanted}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_mariadb_follow_the_person_and_go_with_them() {
    let database = Database::make("follow", MADE);
    database.one("INSERT INTO people (user_id, first_name) VALUES ('u1', 'Hanako'), ('U1', 'Ken')");
    let shop = Shop::open(vec![database.file("tables", "orders")]).await;
    let person = "SELECT concat_ws(',', email, first_name, last_name, permitted) FROM people
        WHERE user_id = 'u1'";
    database.until(person, "u1@mail.example,Suzuki,1").await;
    for number in 0..20 {
        shop.orders(number, 10.5).await;
    }
    database.until("SELECT count(*) FROM orders", "20").await;
    assert_eq!(database.one("SELECT sum(revenue) FROM orders"), "210.00");
    let line = "SELECT json_value(`lines`, '$[1].sku') FROM orders LIMIT 1";
    assert_eq!(database.one(line), "s2");
    let at = "SELECT DISTINCT convert_tz(at, @@session.time_zone, '+00:00') FROM orders";
    assert!(
        database.one(at).starts_with("2026-05-03 12:00"),
        "{}",
        database.one(at)
    );
    shop.says("withdraw").await;
    database.until(person, "u1@mail.example,0").await;
    shop.erases().await;
    let rows = "SELECT group_concat(user_id) FROM people";
    database.until(rows, "U1").await;
    assert_eq!(database.one("SELECT count(*) FROM orders"), "0");
    let health = shop.health("tables");
    assert_eq!((health.dead, health.failed), (0, 0), "{health:?}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_mariadb_refuses_is_given_up_alone_and_a_missing_table_is_waited_for() {
    let database = Database::make("refused", MADE);
    let files = ["orders", "later"].map(|orders| database.file(orders, orders));
    let shop = Shop::open(files.into()).await;
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
    database.one("CREATE TABLE later LIKE orders; ALTER TABLE later MODIFY revenue DECIMAL(10, 2)");
    database.until("SELECT count(*) FROM later", "3").await;
    database.one("ALTER TABLE orders MODIFY revenue DECIMAL(10, 2)");
    shop.sends_again("orders");
    database.until("SELECT count(*) FROM orders", "3").await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_to_mariadb_that_are_killed_lose_nothing_and_write_nothing_twice() {
    let database = Database::make("killed", MADE);
    // Each row takes its time, so that the connection is in the middle of something.
    database
        .one("CREATE TRIGGER slow BEFORE INSERT ON orders FOR EACH ROW SET @slept = SLEEP(0.002)");
    let shop = Shop::open(vec![database.file("tables", "orders")]).await;
    for number in 0..60 {
        shop.orders(number, 10.0).await;
        if number % 15 == 14 {
            database.run(&format!("KILL USER {}@'127.0.0.1'", database.name));
        }
    }
    database
        .until("SELECT count(DISTINCT order_id) FROM orders", "60")
        .await;
    assert_eq!(database.one("SELECT count(*) FROM orders"), "60");
    assert_eq!(shop.health("tables").dead, 0);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mariadb_is_told_of_a_withdrawal_and_wrong_passwords_are_named() {
    let database = Database::make("withdrawn", MADE);
    let password = database.home.path().join("password");
    std::fs::write(&password, "wrong").expect("written");
    let shop = Shop::open(vec![database.file("tables", "orders")]).await;
    shop.fails("tables", Failure::Answered(401), "credentials")
        .await;
    std::fs::write(&password, "right").expect("written");
    let permitted = "SELECT permitted FROM people";
    database.until(permitted, "1").await;
    shop.pauses("tables");
    for number in 0..5 {
        shop.orders(number, 10.0).await;
    }
    shop.says("withdraw").await;
    shop.resumes("tables");
    database.until(permitted, "0").await;
    shop.until("nothing waits", |shop| shop.health("tables").waiting == 0)
        .await;
    assert_eq!(database.one("SELECT count(*) FROM orders"), "0");
    shop.identifies(json!({"lastName": "Abe"})).await;
    assert_eq!(
        database.one("SELECT count(*) FROM people WHERE last_name = 'Abe'"),
        "0"
    );
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_table_of_mariadb_is_named_and_waited_for_and_keeps_no_other_waiting() {
    // A table in memory is full where others are once their disk is, and says so by the same error.
    let full = "CREATE TABLE full (delivery VARCHAR(80) PRIMARY KEY, user_id VARCHAR(80) NOT NULL,
        order_id VARCHAR(80) NOT NULL, revenue DECIMAL(10, 2), at TIMESTAMP(3) NOT NULL,
        `lines` VARCHAR(900)) ENGINE = MEMORY MAX_ROWS = 1;";
    let database = Database::make("full", &format!("{MADE}{full}"));
    let files = ["full", "orders"].map(|orders| database.file(orders, orders));
    let shop = Shop::open(files.into()).await;
    for number in 0..200 {
        shop.orders(number, 10.0).await;
    }
    shop.fails("full", Failure::Answered(507), "disk-full")
        .await;
    database.until("SELECT count(*) FROM orders", "200").await;
    assert_eq!(shop.health("full").dead, 0);
    database.one("ALTER TABLE full MAX_ROWS = 100000");
    database.until("SELECT count(*) FROM full", "200").await;
    shop.until("nothing waits", |shop| shop.health("full").waiting == 0)
        .await;
    assert_eq!(shop.health("full").dead, 0, "nothing is lost");
    shop.stop().await;
}
