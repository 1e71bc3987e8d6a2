//! What goes out: to a receiver in this process, one by one and in batches, beside a destination
//! that takes connections and never answers, and while a million deliveries wait for that one.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::error::BenchError;
use super::fill;
use super::http::{Connection, get, post};
use super::receiver;
use super::report::{Figures, whole};
use super::server::{Place, Server};

const PART: &str = "deliveries";
/// How long anything may take.
pub(super) const WAIT_MAX: Duration = Duration::from_mins(10);
/// Rounds with and rounds without the neighbour that never answers.
const ROUNDS: u64 = 8;
/// How many deliveries wait for the one that never answers while memory is looked at.
const WAITING: u64 = 1_000_000;
/// What is sent again: everything.
const ALL_TIME: &str = r#"{"from":"2000-01-01T00:00:00Z","until":"2100-01-01T00:00:00Z"}"#;

/// What to send.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deliveries<'a> {
    pub(super) people: u64,
    pub(super) connections: usize,
    pub(super) time: &'a str,
}

/// A receiver that counts the orders it takes.
struct Receiver {
    address: SocketAddr,
    taken: Arc<AtomicU64>,
}

impl Receiver {
    fn start() -> Result<Self, BenchError> {
        let taken = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&taken);
        let address = receiver::start(move |_, body| {
            let mark = b"\"order\":";
            let items = body.windows(mark.len()).filter(|part| part == mark);
            count.fetch_add(items.count() as u64, Ordering::Relaxed);
        })?;
        Ok(Self { address, taken })
    }

    fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

fn declared(name: &str, address: SocketAddr, more: &str) -> String {
    format!(
        r#"
[destination.{name}]
brand = "aria"
recipient = "parcel-carrier"
purposes = ["orders"]
categories = ["identity", "contact", "transaction"]
url = "http://{address}"
inside = "loopback"
auth = {{ kind = "none" }}
identifiers = ["user_id"]
events = ["Order Completed"]
send.event = {{ path = "/event", body = {{ id = "{{delivery.id}}", user = "{{identifier.user_id}}", order = "{{event.property.order_id}}" }} }}
send.suppress = {{ path = "/suppress", body = {{ user = "{{identifier.user_id}}" }} }}
pace = {{ requests_max = 100000, at_once_max = 64, wait_seconds_max = 5 }}
{more}
"#
    )
}

/// Runs the part and adds its figures.
pub(super) fn run(
    deliveries: Deliveries<'_>,
    place: &Place,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let (single, batch) = (Receiver::start()?, Receiver::start()?);
    // Takes connections into its queue and never answers.
    let stalled = TcpListener::bind("127.0.0.1:0")?;
    let together = "batch = { items_max = 100, path = \"/batch\", body = { items = \"{items}\" } }";
    let text = [
        declared("bench-single", single.address, ""),
        declared("bench-batch", batch.address, together),
        declared("bench-stalled", stalled.local_addr()?, ""),
    ];
    let text = text.join("\n");
    let place = place.with(PART, "catalog/destinations/bench.toml", &text)?;
    let store = place.join("store");
    super::replay::remove(&store)?;
    let server = Server::start(&place, &store, None)?;
    let staff = Staff(server.address);
    let all = ["bench-single", "bench-batch", "bench-stalled"];
    for name in all {
        staff.post(name, "pause", "")?;
    }
    let (people, connections) = (deliveries.people, deliveries.connections);
    fill::run(server.address, people, connections, deliveries.time)?;
    // The first about each person puts on record that the destination holds something.
    let first = measure(&staff, &[("bench-single", &single)], people)?;
    figures.add(
        PART,
        "one by one, first about a person",
        first,
        "deliveries/s",
    );
    replayed(&staff, &["bench-single"])?;
    let alone = measure(&staff, &[("bench-single", &single)], people)?;
    figures.add(PART, "one by one", alone, "deliveries/s");
    measure(&staff, &[("bench-batch", &batch)], people)?;
    replayed(&staff, &["bench-batch"])?;
    let batched = measure(&staff, &[("bench-batch", &batch)], people)?;
    figures.add(PART, "in batches of 100", batched, "deliveries/s");
    let beside = neighbours(&staff, &single, people)?;
    figures.add(
        PART,
        "one by one beside a stalled one",
        beside.rate,
        "deliveries/s",
    );
    figures.add(PART, "lost to the stalled one", beside.lost, "%");
    let cpu = server.usage().cpu_seconds;
    staff.post("bench-stalled", "resume", "")?;
    memory(&staff, &server, people, figures)?;
    figures.add(PART, "processor time so far", cpu, "s");
    server.stop()?;
    super::replay::remove(&store)
}

/// What a neighbour that never answers costs.
struct Beside {
    rate: f64,
    /// In percent of the rate alone.
    lost: f64,
}

/// Delivers alone and beside a destination that never answers and has as much to do, in turns:
/// one round of either says more about the moment than about the neighbour.
fn neighbours(staff: &Staff, single: &Receiver, people: u64) -> Result<Beside, BenchError> {
    let (mut alone, mut beside) = (0.0, 0.0);
    for round in 0..2 * ROUNDS {
        replayed(staff, &["bench-single"])?;
        // Alone, beside, beside, alone: neither is always the later one.
        let stalled = matches!(round % 4, 1 | 2);
        if stalled {
            staff.post("bench-stalled", "resume", "")?;
        }
        let seconds = whole(people) / measure(staff, &[("bench-single", single)], people)?;
        if stalled {
            staff.post("bench-stalled", "pause", "")?;
            beside += seconds;
        } else {
            alone += seconds;
        }
    }
    Ok(Beside {
        rate: whole(people * ROUNDS) / beside,
        lost: 100.0 * (1.0 - alone / beside),
    })
}

/// Memory while more and more waits for the one that never answers.
fn memory(
    staff: &Staff,
    server: &Server,
    people: u64,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let before = server.usage().resident_bytes;
    let mut waiting = people;
    let mut half = before;
    while waiting < WAITING {
        replayed(staff, &["bench-stalled"])?;
        waiting += people;
        // Caches fill at first; what counts is whether it goes on.
        if waiting <= WAITING / 2 {
            half = server.usage().resident_bytes;
        }
    }
    let after = server.usage().resident_bytes;
    figures.add(PART, "waiting for the stalled one", whole(waiting), "");
    figures.add(PART, "resident before", whole(before) / 1e6, "MB");
    let (half, all) = (whole(half) / 1e6, whole(after) / 1e6);
    figures.add(PART, "resident while half of them wait", half, "MB");
    figures.add(PART, "resident while they wait", all, "MB");
    Ok(())
}

/// Lets destinations go until their receivers took so many more, and pauses them again.
fn measure(staff: &Staff, all: &[(&str, &Receiver)], count: u64) -> Result<f64, BenchError> {
    let before: Vec<u64> = all.iter().map(|(_, receiver)| receiver.taken()).collect();
    let begun = Instant::now();
    for (name, _) in all {
        staff.post(name, "resume", "")?;
    }
    for ((_, receiver), before) in all.iter().zip(before) {
        while receiver.taken() < before + count {
            if begun.elapsed() > WAIT_MAX {
                return Err(BenchError::Replay("what waits does not arrive"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    for (name, _) in all {
        staff.post(name, "pause", "")?;
    }
    Ok(whole(count) / seconds)
}

/// Queues everything once more for destinations.
pub(super) fn replayed(staff: &Staff, names: &[&str]) -> Result<(), BenchError> {
    for name in names {
        staff.post(name, "replay", ALL_TIME)?;
    }
    let begun = Instant::now();
    for name in names {
        while staff.get(name)?["replay"]["ended"].is_null() {
            if begun.elapsed() > WAIT_MAX {
                return Err(BenchError::Replay("a replay does not end"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    Ok(())
}

/// What staff's tools do.
pub(super) struct Staff(pub(super) SocketAddr);

impl Staff {
    pub(super) fn post(&self, name: &str, step: &str, body: &str) -> Result<(), BenchError> {
        let path = format!("/v1/destinations/{name}/{step}");
        let mut request = post(&path, Place::machine_key(), body.len());
        request.push_str(body);
        let mut connection = Connection::open(self.0)?;
        let answer = connection.ask(request.as_bytes())?;
        if answer.status == 200 {
            return Ok(());
        }
        Err(answer.unexpected("look after a destination"))
    }

    pub(super) fn get(&self, name: &str) -> Result<Value, BenchError> {
        let path = format!("/v1/destinations/{name}");
        let mut connection = Connection::open(self.0)?;
        let answer = connection.ask(get(&path, Place::machine_key()).as_bytes())?;
        serde_json::from_slice(answer.body).map_err(|_| answer.unexpected("see a destination"))
    }
}
