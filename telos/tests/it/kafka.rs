//! A topic of Kafka that `telos serve` reads, with either side killed in the middle, and over TLS.
//! The broker (Tansu) keeps what it has in a bucket, so that it is there again after a kill.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use telos_engine::{Clock as _, SystemClock};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::broker::Client;
use crate::sources::{Server, counted_once, rests};
use crate::streams::{certificates, free_port, set_up};

/// The program of the broker, and a server for buckets with the directory that they lie in.
const PROGRAM: &str = "TELOS_TEST_KAFKA_SERVER";
const BUCKETS: [&str; 2] = ["TELOS_TEST_S3", "TELOS_TEST_S3_BUCKETS"];
/// How many messages the topic has, and how many are written at once.
const ROWS: u64 = 20_000;
const BATCH: usize = 500;
const PARTITIONS: i32 = 3;
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
kind = "kafka"
url = "kafka://127.0.0.1:PORT"
inside = "loopback"
topic = "tills"
rows_max = 20
[[source.till.from.message]]
type = "track"
event = "Order Completed"
timestamp = "2026-05-01T10:00:00Z"
identifiers.customer_id = "till-{who}"
properties.order_id = "{order}"
"#;

/// A bucket of the tests' server, gone with the test.
struct Bucket {
    name: String,
    home: PathBuf,
    endpoint: String,
    login: (String, String),
}

impl Bucket {
    fn made() -> Option<Self> {
        let [url, homes] = BUCKETS.map(|name| std::env::var(name).ok());
        let (url, homes) = (url?, homes?);
        let name = format!("telos-kafka-{}", std::process::id());
        let home = Path::new(&homes).join(&name);
        fs::create_dir_all(&home).expect("made");
        fs::set_permissions(&home, fs::Permissions::from_mode(0o777)).expect("set");
        let rest = url.strip_prefix("http://").expect("plain");
        let (login, place) = rest.split_once('@').expect("a login");
        let (user, password) = login.split_once(':').expect("a password");
        Some(Self {
            name,
            home,
            endpoint: format!("http://{place}"),
            login: (user.to_owned(), password.to_owned()),
        })
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.home));
    }
}

/// A broker that is killed with the test.
struct Broker {
    child: Child,
}

impl Broker {
    fn start(program: &str, port: u16, advertised: &str, bucket: Option<&Bucket>) -> Self {
        let mut command = Command::new(program);
        command
            .args(["--listener-url", &format!("tcp://127.0.0.1:{port}")])
            .args(["--advertised-listener-url", advertised]);
        if let Some(bucket) = bucket {
            command
                .args(["--storage-engine", &format!("s3://{}/", bucket.name)])
                .env("AWS_ENDPOINT", &bucket.endpoint)
                .env("AWS_ALLOW_HTTP", "true")
                .env("AWS_DEFAULT_REGION", "us-east-1")
                .env("AWS_ACCESS_KEY_ID", &bucket.login.0)
                .env("AWS_SECRET_ACCESS_KEY", &bucket.login.1);
        }
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let broker = Self {
            child: child.expect("the broker runs"),
        };
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "the broker answers");
            std::thread::sleep(Duration::from_millis(10));
        }
        broker
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn fill(port: u16) {
    let mut kafka = Client::connect(port);
    kafka.make("tills", PARTITIONS);
    for first in (0..ROWS).step_by(BATCH) {
        let batch = u64::try_from(BATCH).expect("small");
        let values = (first..first + batch)
            .map(|row| format!("{{\"who\":\"{}\",\"order\":\"o{row}\"}}", row % 500));
        let partition = i32::try_from(first / batch).expect("few") % PARTITIONS;
        kafka.write("tills", partition, &values.collect::<Vec<_>>());
    }
}

#[test]
fn a_topic_is_taken_in_once_and_whole_over_kills_of_either_side() {
    let (Ok(program), Some(bucket)) = (std::env::var(PROGRAM), Bucket::made()) else {
        eprintln!("{PROGRAM} is not set: run it by `cargo xtask servers`");
        return;
    };
    let home = set_up();
    let port = free_port();
    let source = SOURCE.replace("PORT", &port.to_string());
    fs::write(home.path().join("catalog/sources/till.toml"), source).expect("written");
    let begun = SystemClock.now().day();
    let address = format!("tcp://127.0.0.1:{port}");
    let start = || Broker::start(&program, port, &address, Some(&bucket));
    let mut kafka = start();
    fill(port);
    let mut kills = 0;
    for life in 0..LIVES_MAX {
        let server = Server::start(home.path());
        std::thread::sleep(Duration::from_millis(800 + (life as u64 * 97) % 400));
        drop(kafka);
        std::thread::sleep(Duration::from_millis(100));
        kafka = start();
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

/// Takes TLS off for a broker that does not speak it, on a port of its own.
fn over_tls(home: &Path, to: u16) -> u16 {
    let read = |name: &str| fs::read(home.join(name)).expect("made");
    let certificates = CertificateDer::pem_slice_iter(&read("own.pem"))
        .collect::<Result<Vec<_>, _>>()
        .expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(&read("own.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .expect("they belong together");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    listener.set_nonblocking(true).expect("set");
    // It ends with the process.
    std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("listens");
            while let Ok((near, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let mut near = acceptor.accept(near).await.ok()?;
                    let far = tokio::net::TcpStream::connect(("127.0.0.1", to)).await;
                    let mut far = far.ok()?;
                    tokio::io::copy_bidirectional(&mut near, &mut far)
                        .await
                        .ok()
                });
            }
        });
    });
    port
}

#[test]
fn a_broker_is_believed_by_the_certificate_of_its_name_alone() {
    let Ok(program) = std::env::var(PROGRAM) else {
        eprintln!("{PROGRAM} is not set: run it by `cargo xtask servers`");
        return;
    };
    let home = set_up();
    certificates(home.path());
    let plain = free_port();
    let port = over_tls(home.path(), plain);
    let address = format!("tcp://localhost:{port}");
    let kafka = Broker::start(&program, plain, &address, None);
    Client::connect(plain).make("tills", PARTITIONS);
    let sources = [
        ("good", format!("kafkas://localhost:{port}"), "waiting"),
        ("named", format!("kafkas://127.0.0.1:{port}"), "certificate"),
        ("plain", format!("kafka://localhost:{port}"), "garbled"),
        (
            "clear",
            format!("kafkas://localhost:{plain}"),
            "unreachable",
        ),
    ];
    for (name, url, _) in &sources {
        let text = SOURCE
            .replace("source.till", &format!("source.{name}"))
            .replace("aria-till-key", &format!("aria-{name}-key"))
            .replace("kafka://127.0.0.1:PORT", url);
        let file = home.path().join(format!("catalog/sources/{name}.toml"));
        fs::write(file, text).expect("written");
    }
    let ca = home.path().join("ca.pem").display().to_string();
    let server = Server::start_with(home.path(), &[("SSL_CERT_FILE", &ca)]);
    let until = Instant::now() + PATIENCE;
    for (name, _, stands) in &sources {
        let wanted = format!("telos_source_state{{source=\"{name}\",state=\"{stands}\"}} 1");
        while !server.metrics().contains(&wanted) {
            let metrics = server.metrics();
            let own: Vec<&str> = metrics
                .lines()
                .filter(|line| line.ends_with("\"} 1"))
                .collect();
            assert!(Instant::now() < until, "{wanted}\n{}", own.join("\n"));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    drop((server, kafka));
}
