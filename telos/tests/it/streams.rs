//! A stream of NATS that `telos serve` reads, with either side killed in the middle.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use telos_engine::{Clock as _, SystemClock};

use crate::sources::{Server, copied, counted_once, rests};

/// Set where servers to test against are; this test runs one of its own, to kill it.
const PLACE: &str = "TELOS_TEST_NATS";
/// How many messages the stream has.
const ROWS: u64 = 20_000;
/// How often both sides are killed at the least, and started at the most.
const KILLS_MIN: usize = 4;
const LIVES_MAX: usize = 15;
/// The first looks of a server are over by then.
const LOOK: Duration = Duration::from_secs(3);
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
kind = "nats"
url = "nats://127.0.0.1:PORT"
inside = "loopback"
stream = "TILLS"
rows_max = 20
[[source.till.from.message]]
type = "track"
event = "Order Completed"
timestamp = "2026-05-01T10:00:00Z"
identifiers.customer_id = "till-{who}"
properties.order_id = "{order}"
"#;

/// A broker that is killed with the test.
struct Broker {
    child: Child,
}

impl Broker {
    fn nats(home: &Path, port: u16, more: &[&str]) -> Self {
        let store = home.join("nats").display().to_string();
        let port_text = port.to_string();
        let mut words = vec!["-a", "127.0.0.1", "-p", &port_text, "-js", "-sd", &store];
        words.extend(more);
        Self::start("nats-server", &words, port)
    }

    fn start(name: &str, words: &[&str], port: u16) -> Self {
        // Where Debian has it, also for those who have no such place on their path.
        let program = Path::new("/usr/sbin").join(name);
        let program = if program.exists() {
            program
        } else {
            name.into()
        };
        let child = Command::new(program)
            .args(words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let server = Self {
            child: child.expect("the broker runs"),
        };
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "the broker answers");
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Makes the stream and fills it, in the server's own words.
fn fill(port: u16) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connects");
    let answers = stream.try_clone().expect("one more");
    let mut answers = BufReader::new(answers).lines().map_while(Result::ok);
    let config = r#"{"name":"TILLS","subjects":["tills.>"]}"#;
    let mut said = String::from("CONNECT {\"verbose\":false}\r\nSUB answers 1\r\n");
    let mut publish = |subject: &str, body: &str| {
        write!(said, "PUB {subject} {}\r\n{body}\r\n", body.len()).expect("written");
    };
    publish("$JS.API.STREAM.CREATE.TILLS answers", config);
    for row in 0..ROWS {
        let body = format!("{{\"who\":\"{}\",\"order\":\"o{row}\"}}", row % 500);
        publish("tills.one", &body);
    }
    publish("$JS.API.STREAM.INFO.TILLS answers", "");
    io::Write::write_all(&mut stream, said.as_bytes()).expect("sent");
    let all = format!("\"messages\":{ROWS}");
    let until = Instant::now() + PATIENCE;
    // What was said last may be answered before all is written.
    while !answers.by_ref().any(|line| line.contains("\"state\"")) {
        assert!(Instant::now() < until);
    }
    loop {
        let ask = "PUB $JS.API.STREAM.INFO.TILLS answers 0\r\n\r\n";
        io::Write::write_all(&mut stream, ask.as_bytes()).expect("sent");
        let state = answers.by_ref().find(|line| line.contains("\"state\""));
        if state.expect("an answer").contains(&all) {
            return;
        }
        assert!(Instant::now() < until, "the stream is filled");
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub(crate) fn set_up() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a directory");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    copied(&root.join("catalog"), &home.path().join("catalog"));
    home
}

pub(crate) fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    free.local_addr().expect("an address").port()
}

#[test]
fn a_stream_is_taken_in_once_and_whole_over_kills_of_either_side() {
    if std::env::var_os(PLACE).is_none() {
        eprintln!("{PLACE} is not set: run it by `cargo xtask servers`");
        return;
    }
    let home = set_up();
    let port = free_port();
    let source = SOURCE.replace("PORT", &port.to_string());
    fs::write(home.path().join("catalog/sources/till.toml"), source).expect("written");
    let begun = SystemClock.now().day();
    let mut nats = Broker::nats(home.path(), port, &[]);
    fill(port);
    let mut kills = 0;
    for life in 0..LIVES_MAX {
        let server = Server::start(home.path());
        std::thread::sleep(Duration::from_millis(800 + (life as u64 * 97) % 400));
        drop(nats);
        std::thread::sleep(Duration::from_millis(100));
        nats = Broker::nats(home.path(), port, &[]);
        // It is found again after a second, the first time that it is looked for.
        std::thread::sleep(Duration::from_millis(1_200 + (life as u64 * 61) % 400));
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

/// Makes an authority, and a certificate of `localhost` by it.
pub(crate) fn certificates(home: &Path) {
    let made = |words: &[&str]| {
        let mut command = Command::new("openssl");
        command
            .current_dir(home)
            .args(["req", "-x509", "-nodes", "-days", "30", "-newkey", "ec"]);
        command
            .args(["-pkeyopt", "ec_paramgen_curve:prime256v1"])
            .args(words);
        let made = command.output().expect("openssl runs");
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{said}");
    };
    made(&["-subj", "/CN=Tests", "-keyout", "ca.key", "-out", "ca.pem"]);
    let name = "subjectAltName=DNS:localhost";
    made(&[
        "-subj",
        "/CN=localhost",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-addext",
        name,
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-keyout",
        "own.key",
        "-out",
        "own.pem",
    ]);
}

#[test]
fn brokers_are_believed_by_the_certificate_of_their_name_alone() {
    if std::env::var_os(PLACE).is_none() {
        eprintln!("{PLACE} is not set: run it by `cargo xtask servers`");
        return;
    }
    let home = set_up();
    certificates(home.path());
    let (nats_port, mqtt_port) = (free_port(), free_port());
    let path = |name: &str| home.path().join(name).display().to_string();
    let (cert, key) = (path("own.pem"), path("own.key"));
    let tls = [
        "--auth",
        "the-token",
        "--tls",
        "--tlscert",
        &cert,
        "--tlskey",
        &key,
    ];
    let nats = Broker::nats(home.path(), nats_port, &tls);
    let settings = format!(
        "user root\nlistener {mqtt_port} 127.0.0.1\nallow_anonymous true\ncertfile {cert}\nkeyfile {key}\n"
    );
    fs::write(home.path().join("mosquitto.conf"), settings).expect("written");
    let mqtt = Broker::start("mosquitto", &["-c", &path("mosquitto.conf")], mqtt_port);
    let sources = [
        ("good", "nats", "localhost", "TILL_TOKEN", "gone"),
        ("named", "nats", "127.0.0.1", "TILL_TOKEN", "certificate"),
        ("token", "nats", "localhost", "OTHER_TOKEN", "credentials"),
        ("beacon", "mqtt", "localhost", "", "waiting"),
        ("other", "mqtt", "127.0.0.1", "", "certificate"),
    ];
    for (name, kind, host, token, _) in sources {
        let text = SOURCE.replace("source.till", &format!("source.{name}"));
        let text = text.replace("aria-till-key", &format!("aria-{name}-key"));
        let text = if kind == "nats" {
            let secret = format!("stream = \"TILLS\"\ntoken = \"env:{token}\"");
            let url = format!("tls://{host}:{nats_port}");
            text.replace("stream = \"TILLS\"", &secret)
                .replace("nats://127.0.0.1:PORT", &url)
        } else {
            let url = format!("mqtts://{host}:{mqtt_port}");
            text.replace("nats://127.0.0.1:PORT", &url)
                .replace("kind = \"nats\"", "kind = \"mqtt\"")
                .replace("stream = \"TILLS\"", "topics = [\"tills/#\"]")
        };
        let file = home.path().join(format!("catalog/sources/{name}.toml"));
        fs::write(file, text).expect("written");
    }
    let ca = path("ca.pem");
    let variables = [
        ("SSL_CERT_FILE", &*ca),
        ("TILL_TOKEN", "the-token"),
        ("OTHER_TOKEN", "no"),
    ];
    let server = Server::start_with(home.path(), &variables);
    let until = Instant::now() + PATIENCE;
    for (name, .., stands) in sources {
        // The stream is not there, which only whoever is let in is told.
        let wanted = format!("telos_source_state{{source=\"{name}\",state=\"{stands}\"}} 1");
        loop {
            let metrics = server.metrics();
            if metrics.contains(&wanted) {
                break;
            }
            let own: Vec<&str> = metrics
                .lines()
                .filter(|line| line.ends_with("\"} 1"))
                .collect();
            assert!(Instant::now() < until, "{wanted}\n{}", own.join("\n"));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    drop((server, nats, mqtt));
}
