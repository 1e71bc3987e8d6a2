//! A CRM in a real PostgreSQL or MariaDB, whose contacts Telos is kept in step with.

use std::time::{Duration, Instant};

use telos_model::catalog::CatalogFile;
use tokio::net::TcpStream;
use tokio_postgres::{Client, Config, NoTls};

use super::support::PATIENCE;
use crate::support::shipped;
use crate::tables_mysql::Database;

/// The CRM: contacts whose time of change is set by the database, and who writes is counted.
const POSTGRES: &str = "
CREATE TABLE contacts (number bigserial PRIMARY KEY, first_name text, last_name text, city text,
    mail text, phone text, newsletter boolean, notes text, permitted boolean,
    removed boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE writes (number bigint, who text, said text,
    at timestamptz DEFAULT clock_timestamp());
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at = clock_timestamp();
    INSERT INTO SCHEMA.writes (number, who, said) VALUES (NEW.number,
        current_setting('application_name'), NEW::text);
    RETURN NEW;
END $$;
CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON contacts FOR EACH ROW EXECUTE FUNCTION touched();
";

/// The same for MariaDB.
const MYSQL: &str = "
CREATE TABLE contacts (number BIGINT AUTO_INCREMENT PRIMARY KEY, first_name TEXT, last_name TEXT,
    city TEXT, mail VARCHAR(200) COLLATE utf8mb4_general_ci, phone TEXT, newsletter BOOLEAN,
    notes TEXT, permitted BOOLEAN, removed BOOLEAN NOT NULL DEFAULT FALSE,
    changed_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6));
CREATE TABLE writes (number BIGINT, who TEXT, said TEXT, at TIMESTAMP(6) DEFAULT CURRENT_TIMESTAMP(6));
CREATE TRIGGER made BEFORE INSERT ON contacts FOR EACH ROW SET NEW.changed_at = SYSDATE(6);
CREATE TRIGGER touched BEFORE UPDATE ON contacts FOR EACH ROW SET NEW.changed_at = SYSDATE(6);
CREATE TRIGGER made_by AFTER INSERT ON contacts FOR EACH ROW
    INSERT INTO writes (number, who, said) VALUES (NEW.number, SUBSTRING_INDEX(USER(), '@', 1),
        CONCAT_WS(' ', NEW.first_name, NEW.last_name, NEW.city, NEW.mail, NEW.phone, NEW.notes));
CREATE TRIGGER touched_by AFTER UPDATE ON contacts FOR EACH ROW
    INSERT INTO writes (number, who, said) VALUES (NEW.number, SUBSTRING_INDEX(USER(), '@', 1),
        CONCAT_WS(' ', NEW.first_name, NEW.last_name, NEW.city, NEW.mail, NEW.phone, NEW.notes));
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
kind = "KIND"
url = "URL"
inside = "loopback"
tls = false
PASSWORD
table = "SCHEMA.contacts"
updated = "changed_at"
id = "number"
behind_seconds = BEHIND
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
act = { column = "newsletter", map = { YES = "grant", NO = "withdraw" } }
method = "crm"

[source.desk]
brand = "aria"
write_key = "aria-desk-key"
trusted = true
channel = "phone"
purposes = ["service"]

[destination.crm-out]
kind = "KIND"
brand = "aria"
recipient = "help-desk"
purposes = ["orders", "news-email"]
categories = ["identity", "contact"]
url = "URL"
inside = "loopback"
tls = false
SECRET
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

/// Where a CRM is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Postgres,
    Mysql,
}

enum Server {
    Postgres { client: Client, url: String },
    Mysql(Database),
}

pub(super) struct Crm {
    server: Server,
    /// The schema, or the database.
    schema: String,
    behind_seconds: u32,
}

impl Crm {
    /// None where no server is there to test with.
    pub(super) async fn make(kind: Kind, name: &str) -> Option<Self> {
        let place = match kind {
            Kind::Postgres => "TELOS_TEST_POSTGRES",
            Kind::Mysql => "TELOS_TEST_MYSQL",
        };
        let Ok(url) = std::env::var(place) else {
            eprintln!("{place} is not set: run it by `cargo xtask servers`");
            return None;
        };
        if kind == Kind::Mysql {
            let database = Database::make(&format!("sync_{name}"), MYSQL);
            return Some(Self {
                schema: database.name.clone(),
                server: Server::Mysql(database),
                behind_seconds: 0,
            });
        }
        let config: Config = url.parse().expect("an address");
        let stream = TcpStream::connect(("127.0.0.1", config.get_ports()[0])).await;
        let stream = stream.expect("connects");
        let (client, connection) = config.connect_raw(stream, NoTls).await.expect("let in");
        tokio::spawn(connection);
        let schema = format!("sync_{name}_{}", std::process::id());
        let tables = POSTGRES.replace("SCHEMA.", &format!("{schema}."));
        let make = format!("CREATE SCHEMA {schema}; SET search_path TO {schema}; {tables}");
        client.batch_execute(&make).await.expect("made");
        Some(Self {
            server: Server::Postgres { client, url },
            schema,
            behind_seconds: 0,
        })
    }

    /// A CRM whose changes wait so long before they are looked at.
    pub(super) fn behind(self, behind_seconds: u32) -> Self {
        Self {
            behind_seconds,
            ..self
        }
    }

    pub(super) fn files(&self, more: &str) -> Vec<CatalogFile> {
        let (kind, url, password, yes, no) = match &self.server {
            Server::Postgres { url, .. } => ("postgres", url.clone(), None, "true", "false"),
            Server::Mysql(database) => ("mysql", database.url(), Some(database.secret()), "1", "0"),
        };
        let shown = |key: &str| {
            let shown = password.as_ref();
            shown.map_or_else(String::new, |secret| format!("{key} = \"{secret}\""))
        };
        let mut text = CATALOG.to_owned();
        for (from, to) in [
            ("KIND", kind),
            ("URL", &*url),
            ("PASSWORD", &*shown("password")),
            ("SECRET", &*shown("secret")),
            ("YES", yes),
            ("NO =", &*format!("{no} =")),
            ("SCHEMA", &*self.schema),
            ("BEHIND", &*self.behind_seconds.to_string()),
            ("MORE", more),
        ] {
            text = text.replace(from, to);
        }
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

    /// What it says for yes and for no.
    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self.server {
            Server::Postgres { .. } => ("true", "false"),
            Server::Mysql(_) => ("1", "0"),
        }
    }

    pub(super) async fn run(&self, statement: &str) {
        match &self.server {
            Server::Postgres { client, .. } => {
                client.batch_execute(statement).await.expect("done");
            }
            Server::Mysql(database) => drop(database.one(statement)),
        }
    }

    pub(super) async fn one(&self, query: &str) -> String {
        match &self.server {
            Server::Postgres { client, .. } => {
                let query = format!("SELECT ({query})::text");
                let row = client.query_one(&query, &[]).await.expect("a row");
                let text = row.get::<_, Option<String>>(0);
                text.unwrap_or_else(|| "NULL".into())
            }
            Server::Mysql(database) => database.one(query),
        }
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
        let who = match &self.server {
            Server::Postgres { .. } => "telos",
            Server::Mysql(database) => &database.name,
        };
        let query = format!("SELECT count(*) FROM writes WHERE who = '{who}'");
        self.one(&query).await.parse().expect("a number")
    }

    pub(super) async fn row(&self, number: u32, column: &str) -> String {
        let query = format!("SELECT {column} FROM contacts WHERE number = {number}");
        self.one(&query).await
    }

    /// How many rows hold a text anywhere.
    pub(super) async fn holds(&self, text: &str) -> String {
        let query = format!(
            "SELECT count(*) FROM contacts WHERE lower(concat_ws(' ', number, first_name, \
             last_name, city, mail, phone, notes)) LIKE '%{text}%'"
        );
        self.one(&query).await
    }

    /// Puts rows of one name there, each with an address of its own: `row7@mail.example`.
    pub(super) async fn puts(&self, last_name: &str, mail: &str, count: u32) {
        let rows: Vec<String> = (1..=count)
            .map(|n| format!("('{last_name}', '{mail}{n}@mail.example')"))
            .collect();
        let rows = rows.join(", ");
        let insert = format!("INSERT INTO contacts (last_name, mail) VALUES {rows}");
        self.run(&insert).await;
    }
}
