//! The server under test: a process of its own, with its figures from `/proc`.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use telos_model::catalog::starter;

use super::error::{BenchError, file};
use super::http::{Connection, get};

/// How long the server may take to start or to end.
const WAIT_MAX: Duration = Duration::from_mins(3);
/// Times in `/proc` are in hundredths of a second.
const TICKS_PER_SECOND: f64 = 100.0;
/// The text of the machine key that the generator reads with, and the file that declares it.
const MACHINE_KEY: &str = "Bearer telos-bench-key";
const KEYS_FILE: &str = "[[key]]\nname = \"bench\"\nbrand = \"aria\"\n\
    sha256 = \"0d57862bda9f1df2be0438028d5e4b433eac79c4f436905f89a3e1a540ec2f30\"\n\
    roles = [\"read\", \"decide\", \"explain\", \"live\", \"admin\"]\npurposes = [\"*\"]\n";

/// Where the files of a run are.
#[derive(Debug, Clone)]
pub(super) struct Place(PathBuf);

impl Place {
    /// Makes the directory with the shipped catalog and a file of machine keys.
    pub(super) fn make(dir: &Path) -> Result<Self, BenchError> {
        for catalog_file in starter() {
            let path = dir.join("catalog").join(&catalog_file.path);
            let parent = path.parent().unwrap_or(dir);
            fs::create_dir_all(parent).map_err(file("make", parent))?;
            fs::write(&path, &*catalog_file.text).map_err(file("write", &path))?;
        }
        let keys = dir.join("keys.toml");
        fs::write(&keys, KEYS_FILE).map_err(file("write", &keys))?;
        Ok(Self(dir.to_owned()))
    }

    /// A place of its own inside this one, with one more file.
    pub(super) fn with(&self, name: &str, more: &str, text: &str) -> Result<Self, BenchError> {
        let place = Self::make(&self.join(name))?;
        let path = place.join(more);
        fs::write(&path, text).map_err(file("write", &path))?;
        Ok(place)
    }

    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The value of `Authorization` for reading.
    pub(super) const fn machine_key() -> &'static str {
        MACHINE_KEY
    }
}

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    log: PathBuf,
    pub(super) address: SocketAddr,
    /// From the start of the process to its first 200 on `/readyz`.
    pub(super) ready_after: Duration,
}

/// What a process has used.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Usage {
    pub(super) cpu_seconds: f64,
    pub(super) written_bytes: u64,
    pub(super) resident_bytes: u64,
    pub(super) resident_bytes_max: u64,
}

impl Server {
    /// Starts a server on a store and waits until it is ready.
    pub(super) fn start(
        place: &Place,
        store: &Path,
        record: Option<&Path>,
    ) -> Result<Self, BenchError> {
        let log = place.join("serve.log");
        let failed = |why| BenchError::Start {
            why,
            log: log.clone(),
        };
        let errors = File::create(&log).map_err(file("make", &log))?;
        let program = std::env::current_exe().map_err(file("find", "the program"))?;
        let mut command = Command::new(&program);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"])
            .arg("--store")
            .arg(store)
            .arg("--key-file")
            .arg(place.join("master.key"))
            .arg("--catalog")
            .arg(place.join("catalog"))
            .arg("--keys")
            .arg(place.join("keys.toml"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors);
        if let Some(record) = record {
            command.arg("--record-commits").arg(record);
        }
        let begun = Instant::now();
        let mut child = command.spawn().map_err(file("run", &program))?;
        let Some(out) = child.stdout.take() else {
            return Err(failed("it has no standard output"));
        };
        let mut out = BufReader::new(out);
        let mut line = String::new();
        out.read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://");
        let address = address.and_then(|address| address.parse().ok());
        let Some(address) = address else {
            // It may still run: nobody would end it.
            let _ = child.kill();
            let _ = child.wait();
            return Err(failed("it does not say where it listens"));
        };
        let mut server = Self {
            child,
            out,
            log: log.clone(),
            address,
            ready_after: Duration::ZERO,
        };
        let ready = get("/readyz", MACHINE_KEY);
        loop {
            let mut connection = Connection::open(address)?;
            let status = connection.ask(ready.as_bytes())?.status;
            if status == 200 {
                break;
            }
            if begun.elapsed() > WAIT_MAX {
                return Err(failed("it does not become ready"));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        server.ready_after = begun.elapsed();
        Ok(server)
    }

    /// Asks the server to stop and waits until it has.
    pub(super) fn stop(mut self) -> Result<Duration, BenchError> {
        let begun = Instant::now();
        // The standard library can only kill; the shell's own `kill` is everywhere.
        let asked = Command::new("sh")
            .arg("-c")
            .arg(format!("kill -TERM {}", self.child.id()))
            .status()
            .map_err(BenchError::Stop)?;
        if !asked.success() {
            return Err(BenchError::Stop(std::io::Error::other("it is gone")));
        }
        let mut last = String::new();
        // What it says at the end; an error only means that it has closed its output.
        let _ = self.out.read_line(&mut last);
        while begun.elapsed() < WAIT_MAX {
            if let Some(status) = self.child.try_wait().map_err(BenchError::Stop)? {
                if status.success() {
                    return Ok(begun.elapsed());
                }
                return Err(BenchError::Start {
                    why: "it ended with an error",
                    log: self.log.clone(),
                });
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(BenchError::Stop(std::io::ErrorKind::TimedOut.into()))
    }

    /// What it has used so far.
    pub(super) fn usage(&self) -> Usage {
        let dir = PathBuf::from(format!("/proc/{}", self.child.id()));
        let status = fs::read_to_string(dir.join("status")).unwrap_or_default();
        let io = fs::read_to_string(dir.join("io")).unwrap_or_default();
        Usage {
            cpu_seconds: cpu_seconds(&dir),
            written_bytes: figure(&io, "write_bytes:"),
            resident_bytes: 1024 * figure(&status, "VmRSS:"),
            resident_bytes_max: 1024 * figure(&status, "VmHWM:"),
        }
    }

    /// The processor time of its threads by their names, the most first.
    pub(super) fn threads(&self) -> Vec<(String, f64)> {
        let tasks = PathBuf::from(format!("/proc/{}/task", self.child.id()));
        let mut by_name: Vec<(String, f64)> = Vec::new();
        for task in fs::read_dir(tasks).into_iter().flatten().flatten() {
            let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default();
            let name = name.trim().trim_end_matches(|c: char| c.is_ascii_digit());
            let name = name.trim_end_matches(['-', '#', ' ']);
            let seconds = cpu_seconds(&task.path());
            match by_name.iter_mut().find(|(known, _)| known == name) {
                Some((_, sum)) => *sum += seconds,
                None => by_name.push((name.to_owned(), seconds)),
            }
        }
        by_name.sort_by(|a, b| b.1.total_cmp(&a.1));
        by_name
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // Only after a failure of the run; what is in the store does not matter then.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// User and system time of a process or thread.
pub(super) fn cpu_seconds(dir: &Path) -> f64 {
    let stat = fs::read_to_string(dir.join("stat")).unwrap_or_default();
    // The name in parentheses may hold spaces; the times are the 14th and 15th field.
    let after = stat.rsplit_once(") ").map_or("", |(_, after)| after);
    let ticks = after.split(' ').skip(11).take(2);
    let ticks = ticks.filter_map(|ticks| ticks.parse::<u32>().ok());
    ticks.map(f64::from).sum::<f64>() / TICKS_PER_SECOND
}

fn figure(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let figure = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    figure.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_this_process_can_be_read() {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(60) {
            std::hint::black_box(begun);
        }
        assert!(cpu_seconds(Path::new("/proc/self")) > 0.0);
        let status = fs::read_to_string("/proc/self/status").unwrap();
        assert!(figure(&status, "VmRSS:") > 100);
        assert_eq!(figure(&status, "Nothing:"), 0);
    }
}
