//! A sync of a served store with a CRM in a real PostgreSQL, with the server killed in the middle.

use std::fs;
use std::io::{self, Read as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::changes::psql;
use crate::sources::{Server, copied};

/// How many contacts there are at first.
const ROWS: u32 = 300;
/// How often the server is killed.
const KILLS: u32 = 7;
/// How long what is left at the end may take.
const PATIENCE: Duration = Duration::from_mins(3);

const CATALOG: &str = r#"
[identifier.crm_id]
category = "identity"
priority = 8
limit = 1

[source.crm-in]
brand = "aria"
write_key = "aria-crm-in-key"
trusted = true
channel = "store"
purposes = ["orders"]
[source.crm-in.from]
kind = "postgres"
url = "URL"
inside = "loopback"
tls = false
table = "SCHEMA.contacts"
updated = "changed_at"
id = "number"
behind_seconds = 1
every_seconds = 1
rows_max = 20
[[source.crm-in.from.message]]
type = "identify"
timestamp = "{changed_at}"
identifiers.crm_id = "{number}"
traits.first_name = "{first_name}"
traits.last_name = "{last_name}"
traits.email = "{mail}"

[destination.crm-out]
kind = "postgres"
brand = "aria"
recipient = "help-desk"
purposes = ["orders"]
categories = ["identity", "contact"]
url = "URL"
inside = "loopback"
tls = false
identifiers = ["crm_id", "email"]
traits = ["first_name", "email"]
pace = { requests_max = 40, at_once_max = 4 }
[destination.crm-out.send.traits]
tables = ["SCHEMA.contacts"]
key = { number = "{identifier.crm_id}" }
columns = { first_name = "{trait.first_name}", mail = "{trait.email}" }
[destination.crm-out.send.delete]
tables = ["SCHEMA.contacts"]
key = { number = "{identifiers.crm_id}" }

[sync.crm]
source = "crm-in"
destination = "crm-out"
key = "crm_id"
match = ["email"]
new = "both"
[sync.crm.fields]
first_name = { owner = "telos" }
last_name = { owner = "remote" }
email = { owner = "newest" }
"#;

const MADE: &str = "
CREATE SCHEMA NAME;
CREATE TABLE NAME.contacts (number bigserial PRIMARY KEY, first_name text, last_name text,
    mail text, changed_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE NAME.writes (number bigint, first_name text, who text);
CREATE FUNCTION NAME.touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at = clock_timestamp();
    INSERT INTO NAME.writes
        VALUES (NEW.number, NEW.first_name, current_setting('application_name'));
    RETURN NEW;
END $$;
CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON NAME.contacts
    FOR EACH ROW EXECUTE FUNCTION NAME.touched();
";

/// Says something of a person; false where it is not known whether it was taken.
fn identifies(server: &Server, user: &str, mail: &str, first_name: &str) -> bool {
    let body = format!(
        r#"{{"userId":"{user}","traits":{{"email":"{mail}","firstName":"{first_name}",
            "address":{{"country":"Japan"}}}}}}"#
    );
    let said = || -> io::Result<String> {
        let mut stream = TcpStream::connect(server.address())?;
        let request = format!(
            "POST /v1/identify HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             authorization: Basic YXJpYS1zdG9yZS1rZXk6\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            server.address(),
            body.len()
        );
        io::Write::write_all(&mut stream, request.as_bytes())?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        Ok(text)
    };
    let said = said().unwrap_or_default();
    assert!(said.is_empty() || said.contains(" 200 "), "{said}");
    !said.is_empty()
}

/// A name of letters alone, another for each round.
fn named(begin: &str, life: u32, round: u32) -> String {
    let letters = format!("{life}x{round}").replace('x', "-");
    let letters = letters.chars().map(|letter| match letter.to_digit(10) {
        Some(digit) => char::from_digit(digit + 10, 36).unwrap_or('z'),
        None => letter,
    });
    format!("{begin}{}", letters.collect::<String>())
}

fn telos(home: &Path, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_telos"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TELOS_")) {
        command.env_remove(name);
    }
    let place = ["--store", "data", "--key-file", "telos.key"];
    let done = command.current_dir(home).args(words).args(place).output();
    let done = done.expect("the binary runs");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{words:?}: {said}");
    String::from_utf8(done.stdout).expect("text")
}

#[test]
fn over_kills_of_the_server_a_sync_loses_doubles_and_echoes_nothing() {
    let url = std::env::var("TELOS_TEST_POSTGRES");
    let url = url.expect("a PostgreSQL to test with: run `cargo xtask servers COMMAND`");
    let schema = format!("telos_synced_{}", std::process::id());
    psql(&url, &MADE.replace("NAME", &schema));
    psql(
        &url,
        &format!(
            "INSERT INTO {schema}.contacts (first_name, last_name, mail)
             SELECT 'Row', 'First', 'row' || n || '@mail.example' FROM generate_series(1, {ROWS}) n"
        ),
    );
    let home = tempfile::tempdir().expect("a directory");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    copied(&root.join("catalog"), &home.path().join("catalog"));
    let catalog = CATALOG.replace("URL", &url).replace("SCHEMA", &schema);
    fs::write(home.path().join("catalog/sync.toml"), catalog).expect("written");
    drop(Server::start(home.path()));
    telos(home.path(), &["sync", "start", "catalog", "crm"]);

    // Changes on both sides go on while the server is killed: in the first match, while everybody is
    // told, and later.
    let (mut posted, mut acked) = (0_u64, Vec::new());
    for life in 0..KILLS {
        let server = Server::start(home.path());
        let until = Instant::now() + Duration::from_millis(900 + u64::from(life) * 330 % 1_900);
        let mut round = 0;
        while Instant::now() < until {
            let row = 1 + (life * 37 + round) % ROWS;
            psql(
                &url,
                &format!(
                    "UPDATE {schema}.contacts SET last_name = '{}' WHERE number = {row}",
                    named("There", life, round)
                ),
            );
            let (user, mail) = if round % 5 == 0 {
                (
                    format!("new{life}x{round}"),
                    format!("new{life}x{round}@here.example"),
                )
            } else {
                (format!("row{row}"), format!("row{row}@mail.example"))
            };
            let name = named("Here", life, round);
            posted += 1;
            if identifies(&server, &user, &mail, &name) {
                acked.retain(|(known, _)| *known != mail);
                acked.push((mail, name));
            }
            round += 1;
        }
        // `kill -9`.
        drop(server);
    }
    let server = Server::start(home.path());
    let wanted: Vec<String> = acked
        .iter()
        .map(|(mail, name)| format!("('{mail}', '{name}')"))
        .collect();
    let missing = format!(
        "SELECT count(*) FROM (VALUES {}) w (mail, name) WHERE NOT EXISTS
         (SELECT 1 FROM {schema}.contacts c WHERE c.mail = w.mail AND c.first_name = w.name)",
        wanted.join(", ")
    );
    let until = Instant::now() + PATIENCE;
    while psql(&url, &missing) != "0" {
        assert!(Instant::now() < until, "{} are lost", psql(&url, &missing));
        std::thread::sleep(Duration::from_millis(200));
    }
    std::thread::sleep(Duration::from_secs(4));
    let count = format!("SELECT count(*) FROM {schema}.writes WHERE who = 'telos'");
    let writes = psql(&url, &count);
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(psql(&url, &count), writes, "nothing goes on by itself");
    // Whatever was told more than once was written once.
    let writes: u64 = writes.parse().expect("a number");
    assert!(writes <= posted, "{writes} writes for {posted} changes");
    assert!(writes >= acked.len() as u64, "{writes} for {}", acked.len());
    let twice = format!("SELECT count(*) - count(DISTINCT mail) FROM {schema}.contacts");
    assert_eq!(psql(&url, &twice), "0", "nobody is made twice");
    drop(server);
    let preview = telos(home.path(), &["sync", "preview", "catalog", "crm"]);
    let preview: serde_json::Value = serde_json::from_str(&preview).expect("JSON");
    let rows = psql(&url, &format!("SELECT count(*) FROM {schema}.contacts"));
    assert_eq!(preview["matchedByKey"].to_string(), rows, "{preview}");
    assert_eq!(preview["onlyHere"], 0, "{preview}");
    assert_eq!(preview["fields"], serde_json::json!([]), "{preview}");
    psql(&url, &format!("DROP SCHEMA {schema} CASCADE"));
}
