//! A NATS server with users of different rights: whoever is not let in, or may not do what is asked of
//! them, is named with what to do, keeps no other waiting, and goes on once it is put right.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use telos_model::catalog::CatalogFile;
use telos_model::deliver::Failure;

use crate::nats::{Stream, letters, order, source};
use crate::receiving::{figure, start, state};
use crate::sending::{PATIENCE, sending};
use crate::support::ALL;

/// Where Debian has the server; `cargo xtask servers` installs it.
const PROGRAMS: [&str; 2] = ["/usr/sbin/nats-server", "/usr/bin/nats-server"];

/// A server with users, ended when this is dropped.
struct Server {
    child: Child,
    home: tempfile::TempDir,
    port: u16,
}

impl Server {
    fn begin() -> Option<Self> {
        let mut programs = PROGRAMS.iter().map(Path::new);
        let Some(program) = programs.find(|path| path.exists()) else {
            eprintln!("there is no nats-server: run it by `cargo xtask servers`");
            return None;
        };
        // A port that was free a moment ago may be somebody else's now.
        let mut servers = (0..5).map(|_| Self::on(program, free_port()));
        servers.find(Self::greets)
    }

    fn on(program: &Path, port: u16) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        for secret in ["right", "wrong"] {
            std::fs::write(home.path().join(secret), secret).expect("written");
        }
        write(&home.path().join("config"), port, home.path(), false);
        let child = Command::new(program)
            .arg("-c")
            .arg(home.path().join("config"))
            .arg("-l")
            .arg(home.path().join("log"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = child.expect("starts");
        Self { child, home, port }
    }

    /// Whether it is there, and it is this one.
    fn greets(&self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let log = std::fs::read_to_string(self.secret("log")).unwrap_or_default();
            if log.contains("Server is ready") {
                return true;
            }
            if log.contains("[FTL]") {
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    fn secret(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// How a user shows who they are.
    fn login(&self, user: &str, secret: &str) -> String {
        let secret = self.secret(secret);
        format!(
            "user = \"{user}\"\npassword = \"file:{}\"",
            secret.display()
        )
    }

    /// A stream of the one who may do everything.
    async fn stream(&self, name: &'static str) -> Stream {
        let options =
            async_nats::ConnectOptions::with_user_and_password("all".into(), "right".into());
        let client = options.connect(self.url()).await.expect("connects");
        let stream = Stream {
            client,
            url: self.url(),
            name,
        };
        stream.make(json!({"allow_direct": true})).await;
        stream
    }

    /// Lets everybody do everything from now on.
    fn allow(&self) {
        write(&self.secret("config"), self.port, self.home.path(), true);
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-s", "HUP", &pid]).status();
        assert!(told.expect("runs").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Users, and what some of them may not do, unless all is allowed.
fn write(config: &Path, port: u16, home: &Path, all: bool) {
    let may = |rights: &str| {
        if all {
            String::new()
        } else {
            format!(", permissions: {{ {rights} }}")
        }
    };
    let text = format!(
        r#"
listen: "127.0.0.1:{port}"
jetstream {{ store_dir: "{home}" }}
authorization {{ users: [
  {{ user: all, password: right }}
  {{ user: mute, password: right{mute} }}
  {{ user: deaf, password: right{deaf} }}
] }}
"#,
        home = home.display(),
        mute = may(r#"publish: { deny: ["$JS.API.>", "telos-out.>"] }"#),
        deaf = may(r#"subscribe: { deny: [">"] }"#),
    );
    std::fs::write(config, text).expect("written");
}

fn till(server: &Server, name: &str, user: &str, secret: &str) -> CatalogFile {
    source(name, &server.url(), "telos-in", &server.login(user, secret))
}

#[tokio::test]
async fn sources_that_may_not_read_are_named_with_what_to_do_and_go_on_once_they_may() {
    let Some(server) = Server::begin() else {
        return;
    };
    let stream = server.stream("telos-in").await;
    for number in 0..5 {
        stream.publish("tills", &order("ada", number)).await;
    }
    let running = start(vec![
        till(&server, "well", "all", "right"),
        till(&server, "stranger", "all", "wrong"),
        till(&server, "mute", "mute", "right"),
        till(&server, "deaf", "deaf", "right"),
    ]);
    running.until(&figure("well", "messages", 5)).await;
    for name in ["stranger", "mute", "deaf"] {
        running.until(&state(name, "credentials")).await;
    }
    let seen = running.world.get("/v1/sources", ALL).await.text;
    assert!(
        seen.contains("see whether the secret is there and right, and what it allows"),
        "{seen}"
    );
    assert!(!seen.contains("wrong"), "no secret: {seen}");
    std::fs::write(server.secret("wrong"), "right").expect("written");
    server.allow();
    for name in ["stranger", "mute", "deaf"] {
        running.until(&figure(name, "messages", 5)).await;
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn destinations_that_may_not_publish_are_named_lose_nothing_and_go_on_once_they_may() {
    let Some(server) = Server::begin() else {
        return;
    };
    let stream = server.stream("telos-out").await;
    let of = |name: &str, user: &str, secret: &str| {
        let quick = "pace = { wait_seconds_max = 1 }";
        let more = format!("{}\n{quick}", server.login(user, secret));
        letters(name, &server.url(), &more)
    };
    let sending = sending(vec![
        of("well", "all", "right"),
        of("stranger", "all", "wrong"),
        of("mute", "mute", "right"),
        of("deaf", "deaf", "right"),
    ])
    .await;
    sending.orders(0..4).await;
    stream.until(4).await;
    for (name, failure) in [
        ("stranger", Failure::Answered(401)),
        ("mute", Failure::Answered(403)),
        ("deaf", Failure::Answered(403)),
    ] {
        sending
            .until(name, |sending| {
                sending.health(name).last_failure == Some(failure)
            })
            .await;
        assert_eq!(failure.trouble(), "credentials");
        let health = sending.health(name);
        assert!(
            health.waiting == 4 && health.dead == 0,
            "{name}: {health:?}"
        );
    }
    std::fs::write(server.secret("wrong"), "right").expect("written");
    server.allow();
    // A stream keeps each key once, whoever brings it.
    for name in ["stranger", "mute", "deaf"] {
        sending
            .until(name, |sending| sending.health(name).sent == 4)
            .await;
    }
    sending.sender.stop().await;
}
