//! Kafka, out and in: everybody's orders go to a topic of a cluster that is there, and are read from
//! it again by another server.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::deliveries::{Staff, WAIT_MAX, replayed};
use super::error::BenchError;
use super::fill;
use super::http::{Connection, get};
use super::replay;
use super::report::{Figures, whole};
use super::server::{Place, Server};

const PART: &str = "kafka";
/// The topic, which has to be there.
const TOPIC: &str = "telos-bench";
/// How many messages go out at the least before any are read.
const MESSAGES_MIN: u64 = 200_000;
/// How often it is looked how far things are.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long nothing may come until all is taken in.
const QUIET: Duration = Duration::from_secs(5);
/// So that a message is of a usual size, in bytes.
const FILLER_BYTES: usize = 400;

/// What to send and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kafka<'a> {
    pub(super) people: u64,
    pub(super) connections: usize,
    pub(super) time: &'a str,
    /// A broker of the cluster.
    pub(super) broker: SocketAddr,
}

/// Runs the part and adds its figures.
pub(super) fn run(
    kafka: Kafka<'_>,
    place: &Place,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    out(kafka, place, figures)?;
    into(kafka, place, figures)
}

/// Orders go to the topic, all of them again and again.
fn out(kafka: Kafka<'_>, place: &Place, figures: &mut Figures) -> Result<(), BenchError> {
    let filler = "x".repeat(FILLER_BYTES);
    let broker = kafka.broker;
    let declared = format!(
        r#"
[destination.bench-kafka]
brand = "aria"
recipient = "parcel-carrier"
purposes = ["orders"]
categories = ["identity", "contact", "transaction"]
kind = "kafka"
url = "kafka://{broker}"
inside = "network"
identifiers = ["user_id"]
events = ["Order Completed"]
items_max = 250
send.event = {{ topic = "{TOPIC}", key = "{{identifier.user_id}}", body = {{ id = "{{delivery.id}}", user = "{{identifier.user_id}}", order = "{{event.property.order_id}}", more = "{filler}" }} }}
send.suppress = {{ topic = "{TOPIC}", key = "{{identifier.user_id}}" }}
pace = {{ requests_max = 100000, at_once_max = 4, wait_seconds_max = 30 }}
"#
    );
    let place = place.with("kafka-out", "catalog/destinations/bench.toml", &declared)?;
    let store = place.join("store");
    replay::remove(&store)?;
    let server = Server::start(&place, &store, None)?;
    let staff = Staff(server.address);
    let name = "bench-kafka";
    staff.post(name, "pause", "")?;
    fill::run(server.address, kafka.people, kafka.connections, kafka.time)?;
    let first = drained(&staff, name)?;
    let rate = whole(kafka.people) / first.as_secs_f64();
    figures.add(PART, "out, first about a person", rate, "messages/s");
    let mut messages = 0;
    while messages < MESSAGES_MIN {
        replayed(&staff, &[name])?;
        messages += kafka.people;
    }
    let cpu = server.usage().cpu_seconds;
    let took = drained(&staff, name)?;
    let cpu = server.usage().cpu_seconds - cpu;
    let rate = whole(messages) / took.as_secs_f64();
    figures.add(PART, "out", rate, "messages/s");
    let cpu = 1e6 * cpu / whole(messages);
    figures.add(PART, "out: server's processor time", cpu, "us");
    server.stop()?;
    replay::remove(&store)
}

/// Lets a destination go until nothing waits for it, pauses it again, and says how long it took.
fn drained(staff: &Staff, name: &str) -> Result<Duration, BenchError> {
    let begun = Instant::now();
    staff.post(name, "resume", "")?;
    while staff.get(name)?["waiting"] != 0 {
        if begun.elapsed() > WAIT_MAX {
            return Err(BenchError::Replay("what waits does not leave"));
        }
        std::thread::sleep(LOOK_EVERY);
    }
    let took = begun.elapsed();
    staff.post(name, "pause", "")?;
    Ok(took)
}

/// The topic is read by a server that has nothing else to do.
fn into(kafka: Kafka<'_>, place: &Place, figures: &mut Figures) -> Result<(), BenchError> {
    let broker = kafka.broker;
    let declared = format!(
        r#"
[source.bench-kafka]
brand = "aria"
write_key = "aria-bench-kafka-key"
trusted = true
channel = "store"
purposes = ["orders"]
rate_events_max = 1000000
[source.bench-kafka.from]
kind = "kafka"
url = "kafka://{broker}"
inside = "network"
topic = "{TOPIC}"
rows_max = 2000
[[source.bench-kafka.from.message]]
type = "track"
event = "Order Completed"
timestamp = "{time}"
identifiers.user_id = "{{user}}"
properties.order_id = "{{order}}"
"#,
        time = kafka.time
    );
    let place = place.with("kafka-in", "catalog/sources/bench.toml", &declared)?;
    let store = place.join("store");
    replay::remove(&store)?;
    let server = Server::start(&place, &store, None)?;
    let mut counted = vec![(Instant::now(), 0, 0.0)];
    let mut last = Instant::now();
    while last.elapsed() < QUIET {
        std::thread::sleep(LOOK_EVERY);
        let messages = taken(server.address)?;
        if counted
            .last()
            .is_some_and(|(_, before, _)| *before < messages)
        {
            last = Instant::now();
            counted.push((last, messages, server.usage().cpu_seconds));
        }
    }
    // Of the beginning and the end not all was read at full speed.
    if let ([_, (begun, first, cpu), .., (ended, all, cpu_then)], true) =
        (&counted[..], counted.len() > 2)
    {
        let messages = whole(all - first);
        let seconds = ended.duration_since(*begun).as_secs_f64();
        figures.add(PART, "in", messages / seconds, "messages/s");
        let cpu = 1e6 * (cpu_then - cpu) / messages;
        figures.add(PART, "in: server's processor time", cpu, "us");
        figures.add(PART, "in: messages", whole(*all), "");
    }
    server.stop()?;
    replay::remove(&store)
}

/// How many messages the source has taken in.
fn taken(address: SocketAddr) -> Result<u64, BenchError> {
    let mut connection = Connection::open(address)?;
    let answer = connection.ask(get("/metrics", Place::machine_key()).as_bytes())?;
    let text = String::from_utf8_lossy(answer.body);
    let figure = "telos_source{source=\"bench-kafka\",figure=\"messages\"} ";
    let mut lines = text.lines();
    let value = lines.find_map(|line| line.strip_prefix(figure));
    Ok(value.and_then(|value| value.parse().ok()).unwrap_or(0))
}
