//! `telos bench`: measures a server from outside, over HTTP, on the machine it is run on.
//!
//! `server` is the process under test and `http` the client; `people` and `messages` make what is
//! sent; `fill`, `load` and `mixed` send it; `deliveries` and `changes` take what goes out, and
//! `kafka` takes it in again; `record` and `replay` are the bare loop.

mod changes;
mod deliveries;
mod error;
mod fill;
mod http;
mod kafka;
mod load;
mod messages;
mod mixed;
mod people;
mod random;
mod receiver;
mod record;
mod replay;
mod report;
mod server;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use telos_engine::{Clock as _, SystemClock};

use crate::cli::{Bench, BenchPart};
use crate::command::Report;
use deliveries::Deliveries;
pub(crate) use error::BenchError;
use error::file;
use kafka::Kafka;
use load::Load;
use mixed::Mixed;
pub(crate) use record::Recording;
use report::{Figures, whole};
use server::{Place, Server};

/// Numbers of messages of different parts never meet: a part has room for this many.
const IDS_PER_PART: u64 = 4_000_000_000_000;
/// Single calls come over so many times more connections than batches.
const SINGLE_CONNECTIONS_FACTOR: usize = 4;
/// Not counted at the beginning of a load: the server fills its caches after a start, touches its
/// memory for the first time, and merges the files of the part before.
const WARM_UP: Duration = Duration::from_secs(15);

/// Runs the parts that are asked for, and says what they came to.
pub(crate) fn run(args: &Bench) -> Result<Report, BenchError> {
    let bench = Run::new(args)?;
    let mut figures = Figures::default();
    if bench.wants(BenchPart::Deliveries) {
        bench.deliveries(&mut figures)?;
    }
    if let Some(broker) = args.kafka.filter(|_| bench.wants(BenchPart::Kafka)) {
        bench.kafka(broker, &mut figures)?;
    }
    if bench.wants(BenchPart::Changes) {
        bench.changes(&mut figures)?;
    }
    let own = [BenchPart::Deliveries, BenchPart::Kafka, BenchPart::Changes];
    if args.only.is_empty() || !args.only.iter().all(|part| own.contains(part)) {
        bench.fill(&mut figures)?;
    }
    bench.measure(&mut figures)?;
    if bench.wants(BenchPart::Bare) {
        bench.bare(&mut figures)?;
    }
    let machine = machine();
    if let Some(path) = &args.json {
        figures.write(path, &machine)?;
    }
    let text = format!("{machine}\n{} people\n\n{}", args.people, figures.table());
    Ok(Report {
        text,
        success: true,
    })
}

/// One run.
struct Run<'a> {
    args: &'a Bench,
    place: Place,
    /// The time of all messages.
    time: String,
}

impl<'a> Run<'a> {
    fn new(args: &'a Bench) -> Result<Self, BenchError> {
        let place = Place::make(&args.dir)?;
        Ok(Self {
            args,
            place,
            time: SystemClock.now().to_string(),
        })
    }

    fn wants(&self, part: BenchPart) -> bool {
        self.args.only.is_empty() || self.args.only.contains(&part)
    }

    fn load(&self, part: &'static str, number: u64, connections: usize, batch: usize) -> Load<'_> {
        Load {
            part,
            people: self.args.people,
            connections,
            batch,
            seconds: self.args.seconds,
            first_id: number * IDS_PER_PART,
            time: &self.time,
        }
    }

    /// The store with all people, which stays as it is.
    fn base(&self) -> PathBuf {
        self.place.join(&format!("people-{}", self.args.people))
    }

    /// Fills the base, unless an earlier run did.
    fn fill(&self, figures: &mut Figures) -> Result<(), BenchError> {
        let base = self.base();
        if base.exists() && !self.args.only.contains(&BenchPart::Fill) {
            return Ok(());
        }
        let work = self.place.join("filling");
        replay::remove(&work)?;
        let server = Server::start(&self.place, &work, None)?;
        let begun = Instant::now();
        let connections = usize::from(self.args.connections);
        let messages = fill::run(server.address, self.args.people, connections, &self.time)?;
        let seconds = begun.elapsed().as_secs_f64();
        let usage = server.usage();
        figures.add("fill", "events", whole(messages) / seconds, "events/s");
        let cpu = 1e6 * usage.cpu_seconds / whole(messages);
        figures.add("fill", "server's processor time an event", cpu, "us");
        add_memory("fill", &server, figures);
        server.stop()?;
        let bytes = whole(size(&work)?);
        figures.add(
            "fill",
            "on disk a person",
            bytes / whole(self.args.people),
            "B",
        );
        replay::remove(&base)?;
        std::fs::rename(&work, &base).map_err(file("rename", &work))
    }

    /// What goes out, from a store of its own.
    fn deliveries(&self, figures: &mut Figures) -> Result<(), BenchError> {
        let deliveries = Deliveries {
            people: self.args.people,
            connections: usize::from(self.args.connections),
            time: &self.time,
        };
        deliveries::run(deliveries, &self.place, figures)
    }

    /// To a topic and from it, each with a store of its own.
    fn kafka(&self, broker: SocketAddr, figures: &mut Figures) -> Result<(), BenchError> {
        let kafka = Kafka {
            people: self.args.people,
            connections: usize::from(self.args.connections),
            time: &self.time,
            broker,
        };
        kafka::run(kafka, &self.place, figures)
    }

    /// How long changes take to arrive, from a store of its own.
    fn changes(&self, figures: &mut Figures) -> Result<(), BenchError> {
        let load = self.mixed(4);
        let connections = usize::from(self.args.connections);
        changes::run(&load, connections, &self.place, figures)
    }

    fn mixed(&self, number: u64) -> Mixed<'_> {
        Mixed {
            people: self.args.people,
            batch: self.batches().1,
            seconds: self.args.seconds,
            first_id: number * IDS_PER_PART,
            time: &self.time,
        }
    }

    /// Batches, single calls, the mix and the start, one after the other on one copy of the base.
    fn measure(&self, figures: &mut Figures) -> Result<(), BenchError> {
        let parts = [
            BenchPart::Batch,
            BenchPart::Single,
            BenchPart::Mixed,
            BenchPart::Start,
        ];
        if !parts.into_iter().any(|part| self.wants(part)) {
            return Ok(());
        }
        let (connections, batch) = self.batches();
        let work = self.place.join("work");
        replay::copy(&self.base(), &work)?;
        let server = Server::start(&self.place, &work, None)?;
        if self.wants(BenchPart::Batch) {
            let before = server.threads();
            let load = self.load("batch", 0, connections, batch);
            let events = load::run(&load, &server, figures)?;
            for (name, seconds) in server.threads().into_iter().take(6) {
                let earlier = before.iter().find(|(known, _)| *known == name);
                let seconds = seconds - earlier.map_or(0.0, |(_, seconds)| *seconds);
                let an_event = 1e6 * seconds / whole(events.max(1));
                figures.add("batch", format!("threads {name}, an event"), an_event, "us");
            }
        }
        if self.wants(BenchPart::Single) {
            let load = self.load("single", 1, SINGLE_CONNECTIONS_FACTOR * connections, 1);
            load::run(&load, &server, figures)?;
        }
        if self.wants(BenchPart::Mixed) {
            let mixed = self.mixed(2);
            mixed::run(&mixed, &server, figures)?;
        }
        if self.wants(BenchPart::Start) {
            add_memory("run", &server, figures);
            let took = server.stop()?;
            figures.add("start", "stopping took", took.as_secs_f64(), "s");
            let server = Server::start(&self.place, &work, None)?;
            let ready = server.ready_after.as_secs_f64();
            figures.add("start", "ready after", ready, "s");
            add_memory("start", &server, figures);
            server.stop()?;
        } else {
            server.stop()?;
        }
        replay::remove(&work)
    }

    /// Runs batches once more with every commit recorded, then replays the commits on a copy of
    /// the store as it was before.
    fn bare(&self, figures: &mut Figures) -> Result<(), BenchError> {
        let (connections, batch) = self.batches();
        let (work, record) = (self.place.join("work"), self.place.join("commits"));
        replay::copy(&self.base(), &work)?;
        let server = Server::start(&self.place, &work, Some(&record))?;
        let load = self.load("recorded", 3, connections, batch);
        let mut unused = Figures::default();
        let events = whole(load::run(&load, &server, &mut unused)?);
        server.stop()?;
        for (name, replay) in [
            ("bare loop", replay::bare as fn(&Path, &Path) -> _),
            ("bare loop through the store trait", replay::embedded),
        ] {
            replay::copy(&self.base(), &work)?;
            let replayed: replay::Replayed = replay(&work, &record)?;
            if replayed.cut {
                return Err(BenchError::Replay("it took too long"));
            }
            let rate = events / replayed.took.as_secs_f64();
            figures.add("bare", name, rate, "events/s");
            if let Some(measured) = figures.get("batch", "events") {
                figures.add("bare", format!("batch / {name}"), measured / rate, "");
            }
            let cpu = 1e6 * replayed.cpu_seconds / events;
            figures.add(
                "bare",
                format!("{name}: processor time an event"),
                cpu,
                "us",
            );
            if name == "bare loop" {
                let commits = whole(replayed.commits);
                figures.add("bare", "events a commit", events / commits, "");
                let rows = whole(replayed.rows);
                figures.add("bare", "rows an event", rows / events, "");
                let bytes = whole(replayed.bytes);
                figures.add("bare", "bytes of values an event", bytes / events, "B");
            }
        }
        replay::remove(&work)?;
        std::fs::remove_file(&record).map_err(file("remove", &record))
    }

    fn batches(&self) -> (usize, usize) {
        (
            usize::from(self.args.connections),
            usize::from(self.args.batch),
        )
    }
}

fn add_memory(part: &'static str, server: &Server, figures: &mut Figures) {
    let usage = server.usage();
    figures.add(part, "resident", whole(usage.resident_bytes) / 1e6, "MB");
    figures.add(
        part,
        "resident at most",
        whole(usage.resident_bytes_max) / 1e6,
        "MB",
    );
}

/// The bytes of all files in a directory.
fn size(dir: &Path) -> Result<u64, BenchError> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(dir).map_err(file("read", dir))? {
        let entry = entry.map_err(file("read", dir))?;
        let about = entry.metadata().map_err(file("read", entry.path()))?;
        bytes += if about.is_dir() {
            size(&entry.path())?
        } else {
            about.len()
        };
    }
    Ok(bytes)
}

/// What it runs on, in a line.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory
        .split_whitespace()
        .nth(1)
        .and_then(|total| total.parse::<u64>().ok());
    let gigabytes = kilobytes.unwrap_or_default() / 1_048_576;
    let now = SystemClock.now().to_string();
    format!("{cores} processors, {gigabytes} GiB, {now}")
}
