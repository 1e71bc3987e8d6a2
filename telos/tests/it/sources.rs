//! Sources that `telos serve` runs itself, with the process killed in the middle.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use telos_engine::{Clock as _, Counted, SystemClock, testing};
use telos_model::time::Day;
use telos_store::embedded::{Embedded, Options};

/// How many rows the file has.
const ROWS: u64 = 20_000;
/// How often the server is killed at the least, and started at the most.
const KILLS_MIN: usize = 5;
const LIVES_MAX: usize = 20;
/// The first looks of a server are over by then.
const LOOK: Duration = Duration::from_secs(2);
/// How long what is left at the end may take.
const PATIENCE: Duration = Duration::from_mins(3);

const SOURCE: &str = r#"
[source.till]
brand = "aria"
write_key = "aria-till-key"
trusted = true
channel = "store"
purposes = ["orders"]
[source.till.from]
kind = "folder"
path = "FOLDER"
pattern = "*.csv"
every_seconds = 1
rows_max = 20
[source.till.from.file]
format = "csv"
[[source.till.from.message]]
type = "track"
event = "Order Completed"
timestamp = "{at}"
identifiers.customer_id = "till-{who}"
properties.order_id = "{order}"
properties.revenue = { column = "money", type = "number", required = true }
"#;

/// A server that is killed with the test.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    pub(crate) fn start(home: &Path) -> Self {
        Self::start_with(home, &[])
    }

    /// With more variables.
    pub(crate) fn start_with(home: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_telos"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TELOS_")) {
            command.env_remove(name);
        }
        let child = command
            .current_dir(home)
            .envs(variables.iter().copied())
            .args(["serve", "--store", "data", "--key-file", "telos.key"])
            .args(["--listen", "127.0.0.1:0", "--catalog", "catalog"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.expect("the binary runs");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let mut lines = out.lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let address = line.strip_prefix("listening on http://")?;
            Some(address.to_owned())
        });
        let address = address.expect("an address");
        Self { child, address }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn metrics(&self) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("connects");
        let request = format!(
            "GET /metrics HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.address
        );
        io::Write::write_all(&mut stream, request.as_bytes()).expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("read");
        text
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("readable") {
        let entry = entry.expect("readable");
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copied(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copied");
        }
    }
}

fn set_up() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("a directory");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    copied(&root.join("catalog"), &home.path().join("catalog"));
    let folder = home.path().join("incoming");
    fs::create_dir_all(&folder).expect("made");
    let source = SOURCE.replace("FOLDER", folder.to_str().expect("UTF-8"));
    fs::write(home.path().join("catalog/sources/till.toml"), source).expect("written");
    let mut text = String::from("who,order,at,money\n");
    for row in 0..ROWS {
        let who = row % 500;
        writeln!(text, "{who},o{row},2026-05-01,3").expect("written");
    }
    fs::write(folder.join("a.csv"), text).expect("written");
    (home, folder)
}

/// Whether all was taken in, as the figures say.
pub(crate) fn rests(metrics: &str) -> bool {
    let all = r#"telos_source{source="till",figure="waiting"} 0"#;
    let rested = r#"telos_source_state{source="till",state="waiting"} 1"#;
    metrics.contains(all) && metrics.contains(rested)
}

#[test]
fn a_file_is_taken_in_once_and_whole_over_kills_of_the_server() {
    let (home, _) = set_up();
    let begun = SystemClock.now().day();
    let mut kills = 0;
    for life in 0..LIVES_MAX {
        let server = Server::start(home.path());
        // The first look finds the file, the second, a second later, takes it.
        let pause = 1_030 + (life as u64 * 97) % 400;
        std::thread::sleep(Duration::from_millis(pause));
        let metrics = server.metrics();
        drop(server);
        if rests(&metrics) {
            break;
        }
        kills += 1;
    }
    assert!(kills >= KILLS_MIN, "killed {kills} times");
    // However slow the machine, what is left is taken in the end.
    let server = Server::start(home.path());
    std::thread::sleep(LOOK);
    let until = Instant::now() + PATIENCE;
    while !rests(&server.metrics()) {
        assert!(Instant::now() < until, "{}", server.metrics());
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(server);
    counted_once(home.path(), begun, ROWS);
}

/// Looks into the store of a server that ended, whether so many messages were taken in once each.
pub(crate) fn counted_once(home: &Path, begun: Day, rows: u64) {
    let store = Embedded::open(&home.join("data"), Options::default()).expect("opens");
    let today = SystemClock.now().day();
    let mut counts = testing::counts(&store, begun).expect("reads");
    if today != begun {
        counts.extend(testing::counts(&store, today).expect("reads"));
    }
    let sum = |what: Counted| -> u64 {
        let found = counts.iter().filter(|count| count.what == what);
        found.map(|count| count.count).sum()
    };
    assert_eq!(sum(Counted::Kept), rows);
    assert_eq!(sum(Counted::Duplicate), 0, "no row was sent twice");
}

#[test]
fn the_mistakes_of_a_sources_mapping_are_told_with_those_of_the_catalog() {
    let (home, _) = set_up();
    let path = home.path().join("catalog/sources/till.toml");
    let text = fs::read_to_string(&path).expect("text");
    let wrong = text
        .replace("\"Order Completed\"", "\"Order Complete\"")
        .replace("properties.order_id", "properties.ordr_id")
        .replace("format = \"csv\"", "format = \"cvs\"")
        .replace("rows_max = 20", "rows_max = 20\nspeed = 3");
    fs::write(&path, wrong).expect("written");
    let check = |words: &[&str]| {
        let checked = Command::new(env!("CARGO_BIN_EXE_telos"))
            .current_dir(home.path())
            .args(["catalog", "check", "catalog"])
            .output()
            .expect("the binary runs");
        assert!(!checked.status.success());
        let said = String::from_utf8_lossy(&checked.stdout).into_owned();
        for word in words {
            assert!(said.contains(word), "{word}\n{said}");
        }
    };
    check(&["`speed`", "did you mean `csv`?", "sources/till.toml:14:1"]);
    // Once the rest is in order, names are looked up too.
    let text = text.replace("\"Order Completed\"", "\"Order Complete\"");
    fs::write(&path, text).expect("written");
    check(&["did you mean `Order Completed`?", "sources/till.toml:18:9"]);
}
