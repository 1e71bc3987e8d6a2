//! Real servers to test against: PostgreSQL, `MariaDB`, NATS, Mosquitto, Kafka, S3 and a mail relay, each
//! on a free port of this host with a directory of its own, ended when they are dropped.
//!
//! Tests find them by the variables `TELOS_TEST_*`. Each test makes itself a database, a stream, a
//! topic or a bucket of its own, so that any number of them can run at once.

mod kafka;

use std::fs;
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::install;
use crate::run::{self, Problem};
use crate::workspace::Workspace;

/// How long a server may take until it answers.
const START_MAX: Duration = Duration::from_mins(1);
/// How long a server may take to end before it is killed.
const END_MAX: Duration = Duration::from_secs(10);
/// Whom servers run as that will not run as root, or should not.
const NOBODY: (u32, u32) = (65_534, 65_534);

/// Servers that run until this is dropped.
pub(crate) struct Servers {
    running: Vec<Running>,
    directory: PathBuf,
    environment: Vec<(&'static str, String)>,
}

/// A server that was started, by its process.
struct Running {
    child: Child,
    /// What tells it to end quickly and in order.
    signal: &'static str,
}

/// How a server is started and known to be there.
struct Start<'a> {
    program: &'a str,
    arguments: Vec<String>,
    signal: &'static str,
    /// Whether it answers.
    ready: Box<dyn Fn() -> bool + 'a>,
}

/// Runs a command with all servers; true when it succeeds.
pub(crate) fn with(workspace: &Workspace, command: &[String]) -> Result<bool, Problem> {
    let servers = Servers::start(workspace)?;
    let mut words = command.iter().map(String::as_str);
    let program = words.next().unwrap_or_default();
    let arguments: Vec<&str> = words.collect();
    let environment = servers.environment();
    Ok(run::show(&workspace.root, program, &arguments, &environment)?.success)
}

impl Servers {
    /// Installs what is missing, starts all, and waits until each answers.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self, Problem> {
        let programs = install::servers(workspace)?;
        let name = format!("telos-servers-{}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        let mut servers = Self {
            running: Vec::new(),
            directory,
            environment: Vec::new(),
        };
        servers.home("")?;
        servers.postgres(workspace, &programs.postgres)?;
        servers.mariadb(workspace, &programs.mariadb)?;
        servers.nats(&programs.nats)?;
        servers.mosquitto(&programs.mosquitto)?;
        servers.s3(&programs.s3)?;
        servers.kafka(&programs.kafka)?;
        servers.kafka_cluster(&programs.kcat)?;
        servers.smtp(workspace, &programs.python)?;
        Ok(servers)
    }

    /// The variables by which tests find them.
    pub(crate) fn environment(&self) -> Vec<(&str, &str)> {
        let pairs = self.environment.iter();
        pairs.map(|(name, value)| (*name, value.as_str())).collect()
    }

    /// A directory for a server, which it may write to.
    fn home(&self, name: &str) -> Result<PathBuf, Problem> {
        let home = self.directory.join(name);
        let owner = is_root().then_some(NOBODY);
        let made = fs::create_dir_all(&home).and_then(|()| match owner {
            Some((user, group)) => chown(&home, Some(user), Some(group)),
            None => Ok(()),
        });
        made.map_err(|error| Problem::new(format!("cannot make {}: {error}", home.display())))?;
        Ok(home)
    }

    fn postgres(&mut self, workspace: &Workspace, programs: &Path) -> Result<(), Problem> {
        let home = self.home("postgres")?;
        let data = home.join("data").display().to_string();
        let make = programs.join("initdb").display().to_string();
        let arguments = ["-D", &data, "-U", "telos", "-A", "trust", "--no-sync"];
        prepare(workspace, &make, &arguments)?;
        // Members of this role have to show a password; everybody else is let in.
        let access = "host all +telos_password 127.0.0.1/32 scram-sha-256\n\
                      host all all 127.0.0.1/32 trust\n";
        write(&home.join("data/pg_hba.conf"), access)?;
        let (certificate, key) = certificate(workspace, &home)?;
        let port = free_port()?;
        let text = port.to_string();
        let sockets = home.display().to_string();
        let mut arguments = strings(&["-D", &data, "-h", "127.0.0.1", "-p", &text, "-k", &sockets]);
        for setting in [
            "fsync=off",
            "wal_level=logical",
            "max_replication_slots=32",
            "max_wal_senders=32",
            "max_connections=200",
            "ssl=on",
            &format!("ssl_cert_file={certificate}"),
            &format!("ssl_key_file={key}"),
        ] {
            arguments.extend(strings(&["-c", setting]));
        }
        let ask = strings(&[
            "-h",
            "127.0.0.1",
            "-p",
            &text,
            "-U",
            "telos",
            "-d",
            "postgres",
        ]);
        let asking = programs.join("pg_isready").display().to_string();
        let root = workspace.root.clone();
        self.run(&Start {
            program: &programs.join("postgres").display().to_string(),
            arguments,
            signal: "INT",
            ready: Box::new(move || {
                let ask: Vec<&str> = ask.iter().map(String::as_str).collect();
                run::answers(&root, &asking, &ask)
            }),
        })?;
        let url = format!("postgres://telos@127.0.0.1:{port}/postgres");
        self.environment.push(("TELOS_TEST_POSTGRES", url));
        Ok(())
    }

    fn mariadb(&mut self, workspace: &Workspace, program: &Path) -> Result<(), Problem> {
        let home = self.home("mariadb")?;
        let data = format!("--datadir={}", home.join("data").display());
        let make = [
            "--no-defaults",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            &data,
        ];
        prepare(workspace, "mariadb-install-db", &make)?;
        let (certificate, key) = certificate(workspace, &home)?;
        let port = free_port()?;
        let socket = home.join("socket").display().to_string();
        // The first thing that it does is to let tests in over the network, with a password.
        let first = home.join("first.sql");
        let grant = "CREATE USER 'telos'@'127.0.0.1' IDENTIFIED BY 'telos';\n\
                     GRANT ALL ON *.* TO 'telos'@'127.0.0.1' WITH GRANT OPTION;\n";
        write(&first, grant)?;
        let arguments = vec![
            "--no-defaults".to_owned(),
            data,
            "--bind-address=127.0.0.1".to_owned(),
            "--skip-name-resolve".to_owned(),
            format!("--port={port}"),
            format!("--socket={socket}"),
            format!("--pid-file={}", home.join("pid").display()),
            format!("--init-file={}", first.display()),
            "--innodb-flush-log-at-trx-commit=0".to_owned(),
            "--innodb-buffer-pool-size=32M".to_owned(),
            "--log-bin=telos".to_owned(),
            "--binlog-format=ROW".to_owned(),
            "--server-id=1".to_owned(),
            format!("--ssl-cert={certificate}"),
            format!("--ssl-key={key}"),
        ];
        let ask = strings(&[
            "--no-defaults",
            "--protocol=tcp",
            "--host=127.0.0.1",
            &format!("--port={port}"),
            "--user=telos",
            "--password=telos",
            "--execute=SELECT 1",
        ]);
        let root = workspace.root.clone();
        self.run(&Start {
            program: &program.display().to_string(),
            arguments,
            signal: "TERM",
            ready: Box::new(move || {
                let ask: Vec<&str> = ask.iter().map(String::as_str).collect();
                run::answers(&root, "mariadb", &ask)
            }),
        })?;
        let url = format!("mysql://telos:telos@127.0.0.1:{port}/mysql");
        self.environment.push(("TELOS_TEST_MYSQL", url));
        Ok(())
    }

    fn nats(&mut self, program: &Path) -> Result<(), Problem> {
        let home = self.home("nats")?;
        let port = free_port()?;
        let (text, store) = (port.to_string(), home.display().to_string());
        self.run(&Start {
            program: &program.display().to_string(),
            arguments: strings(&["-a", "127.0.0.1", "-p", &text, "-js", "-sd", &store]),
            signal: "TERM",
            ready: Box::new(move || greets(port, "INFO ")),
        })?;
        let url = format!("nats://127.0.0.1:{port}");
        self.environment.push(("TELOS_TEST_NATS", url));
        Ok(())
    }

    fn mosquitto(&mut self, program: &Path) -> Result<(), Problem> {
        let home = self.home("mosquitto")?;
        let port = free_port()?;
        let settings = home.join("settings");
        let text = format!("listener {port} 127.0.0.1\nallow_anonymous true\n");
        write(&settings, &text)?;
        self.run(&Start {
            program: &program.display().to_string(),
            arguments: strings(&["-c", &settings.display().to_string()]),
            signal: "TERM",
            ready: Box::new(move || TcpStream::connect(("127.0.0.1", port)).is_ok()),
        })?;
        let url = format!("mqtt://127.0.0.1:{port}");
        self.environment.push(("TELOS_TEST_MQTT", url));
        Ok(())
    }

    fn s3(&mut self, program: &Path) -> Result<(), Problem> {
        let home = self.home("s3")?;
        let port = free_port()?;
        // Cargo's directory is nobody else's to look into.
        let copy = self.directory.join("s3s-fs");
        let copied = fs::copy(program, &copy);
        copied.map_err(|error| Problem::new(format!("cannot copy the S3 server: {error}")))?;
        let mut arguments = strings(&["--host", "127.0.0.1", "--port", &port.to_string()]);
        arguments.extend(strings(&[
            "--access-key",
            "telos",
            "--secret-key",
            "telos-secret",
        ]));
        arguments.push(home.display().to_string());
        self.run(&Start {
            program: &copy.display().to_string(),
            arguments,
            signal: "TERM",
            ready: Box::new(move || TcpStream::connect(("127.0.0.1", port)).is_ok()),
        })?;
        let url = format!("http://telos:telos-secret@127.0.0.1:{port}");
        self.environment.push(("TELOS_TEST_S3", url));
        // Its buckets are directories: tests make them so, since it is on this host.
        let buckets = home.display().to_string();
        self.environment.push(("TELOS_TEST_S3_BUCKETS", buckets));
        Ok(())
    }

    fn smtp(&mut self, workspace: &Workspace, python: &Path) -> Result<(), Problem> {
        let home = self.home("smtp")?;
        let (certificate, key) = certificate(workspace, &home)?;
        let (port, tls) = (free_port()?, free_port()?);
        let script = home.join("smtp_server.py");
        let copied = fs::copy(workspace.root.join("e2e/smtp_server.py"), &script);
        copied.map_err(|error| Problem::new(format!("cannot copy the mail server: {error}")))?;
        let mails = self.home("smtp/mails")?.display().to_string();
        self.run(&Start {
            program: &python.display().to_string(),
            arguments: strings(&[
                &script.display().to_string(),
                &port.to_string(),
                &tls.to_string(),
                &certificate,
                &key,
                &mails,
            ]),
            signal: "TERM",
            ready: Box::new(move || {
                greets(port, "220 ") && TcpStream::connect(("127.0.0.1", tls)).is_ok()
            }),
        })?;
        let url = |scheme: &str, port: u16| format!("{scheme}://telos:telos@127.0.0.1:{port}");
        self.environment
            .push(("TELOS_TEST_SMTP", url("smtp", port)));
        self.environment
            .push(("TELOS_TEST_SMTPS", url("smtps", tls)));
        // What it was handed lies there, a file a mail.
        self.environment.push(("TELOS_TEST_SMTP_MAILS", mails));
        Ok(())
    }

    fn run(&mut self, start: &Start<'_>) -> Result<(), Problem> {
        let program = start.program;
        let words: Vec<&str> = start.arguments.iter().map(String::as_str).collect();
        let (through, arguments) = unprivileged(program, &words);
        let name = Path::new(program).file_name();
        let name = name.map_or(program.into(), |name| name.to_string_lossy());
        let log = self.directory.join(format!("{name}.log"));
        let problem = |error| Problem::new(format!("cannot start {name}: {error}"));
        let output = fs::File::create(&log).map_err(problem)?;
        let errors = output.try_clone().map_err(problem)?;
        let child = Command::new(through)
            .args(arguments)
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(problem)?;
        let signal = start.signal;
        self.running.push(Running { child, signal });
        let begun = Instant::now();
        while !(start.ready)() {
            let child = self.running.last_mut().map(|running| &mut running.child);
            let ended = child.is_some_and(|child| !matches!(child.try_wait(), Ok(None)));
            if ended || begun.elapsed() > START_MAX {
                let said = fs::read_to_string(&log).unwrap_or_default();
                return Err(Problem::new(format!("{name} does not answer:\n{said}")));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for running in &self.running {
            let (signal, pid) = (running.signal, running.child.id().to_string());
            // One that cannot be told is killed below.
            let _ = Command::new("kill").args(["-s", signal, &pid]).status();
        }
        let begun = Instant::now();
        for running in &mut self.running {
            while matches!(running.child.try_wait(), Ok(None)) {
                if begun.elapsed() > END_MAX {
                    // It ended meanwhile, then.
                    let _ = running.child.kill();
                    let _ = running.child.wait();
                    break;
                }
                thread::sleep(Duration::from_millis(20));
            }
        }
        // What is left of a directory for temporary files does no harm.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// A certificate for `localhost` and its key, as files that a server may read.
fn certificate(workspace: &Workspace, home: &Path) -> Result<(String, String), Problem> {
    let copy = |name: &str| {
        let from = workspace.root.join("reach/tests/certificates").join(name);
        let to = home.join(name);
        let owner = is_root().then_some(NOBODY);
        let copied = fs::copy(&from, &to)
            .and_then(|_| fs::set_permissions(&to, fs::Permissions::from_mode(0o600)))
            .and_then(|()| match owner {
                Some((user, group)) => chown(&to, Some(user), Some(group)),
                None => Ok(()),
            });
        let copied = copied.map(|()| to.display().to_string());
        copied.map_err(|error| Problem::new(format!("cannot copy {}: {error}", from.display())))
    };
    Ok((copy("localhost.cert.pem")?, copy("localhost.key.pem")?))
}

/// Runs what a server needs done before its first start.
fn prepare(workspace: &Workspace, program: &str, arguments: &[&str]) -> Result<(), Problem> {
    let (program, arguments) = unprivileged(program, arguments);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run::capture(&workspace.root, &program, &arguments).map(drop)
}

/// A program as somebody who is not root, that ends when we do, however we end.
fn unprivileged(program: &str, arguments: &[&str]) -> (String, Vec<String>) {
    let mut words = strings(&["--pdeathsig", "TERM"]);
    if is_root() {
        let (user, group) = (NOBODY.0.to_string(), NOBODY.1.to_string());
        words.extend(strings(&[
            "--reuid",
            &user,
            "--regid",
            &group,
            "--clear-groups",
        ]));
    }
    words.push(program.to_owned());
    words.extend(strings(arguments));
    ("setpriv".to_owned(), words)
}

fn is_root() -> bool {
    run::capture(Path::new("/"), "id", &["-u"]).is_ok_and(|id| id.trim() == "0")
}

fn free_port() -> Result<u16, Problem> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = listener.map_err(|error| Problem::new(format!("no port is free: {error}")))?;
    Ok(address.port())
}

/// Whether what listens there begins by saying this.
fn greets(port: u16, greeting: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let mut said = vec![0; greeting.len()];
    let waits = stream.set_read_timeout(Some(Duration::from_secs(1)));
    waits.is_ok() && stream.read_exact(&mut said).is_ok() && said == greeting.as_bytes()
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    fs::write(path, text)
        .map_err(|error| Problem::new(format!("cannot write {}: {error}", path.display())))
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
