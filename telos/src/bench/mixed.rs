//! Reading and deciding at a steady pace while events come in at theirs.
//!
//! Every request has a time at which it should begin. What it took is counted from then, so that
//! one slow answer also counts for those that had to wait behind it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use super::WARM_UP;
use super::error::BenchError;
use super::http::{Connection, get, post};
use super::messages::Template;
use super::random::Random;
use super::report::{Figures, times, whole};
use super::server::{Place, Server};

const PART: &str = "mixed";
/// What comes in and is asked in a second.
const EVENTS_PER_SECOND: u64 = 5_000;
const READS_PER_SECOND: u64 = 2_000;
const DECISIONS_PER_SECOND: u64 = 2_000;
/// Connections that share a pace.
pub(super) const SENDERS: u64 = 4;
const ASKERS: u64 = 4;

/// What to send.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixed<'a> {
    pub(super) people: u64,
    pub(super) batch: usize,
    pub(super) seconds: u64,
    pub(super) first_id: u64,
    pub(super) time: &'a str,
}

/// What a connection asks for, over and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Write,
    Read,
    Decide,
}

impl Ask {
    const fn name(self) -> &'static str {
        match self {
            Self::Write => "batch",
            Self::Read => "profile",
            Self::Decide => "decision",
        }
    }
}

/// Runs the mix and adds its figures.
pub(super) fn run(
    mixed: &Mixed<'_>,
    server: &Server,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let paces = [
        (Ask::Write, SENDERS, batches_per_second(mixed)),
        (Ask::Read, ASKERS, READS_PER_SECOND),
        (Ask::Decide, ASKERS, DECISIONS_PER_SECOND),
    ];
    let before = server.usage();
    let begun = Instant::now();
    let mut all: Vec<(Ask, Histogram<u64>)> = Vec::new();
    std::thread::scope(|scope| {
        let mut askers = Vec::new();
        for (ask, connections, per_second) in paces {
            for number in 0..connections {
                // Connections of one pace take turns.
                let (first, between) = turns(connections, per_second, number);
                let asker = move || pace(mixed, ask, number, server.address, first, between);
                askers.push((ask, scope.spawn(asker)));
            }
        }
        for (ask, asker) in askers {
            let took = asker.join().map_err(|_| BenchError::Thread)??;
            all.push((ask, took));
        }
        Ok::<(), BenchError>(())
    })?;
    let cpu = server.usage().cpu_seconds - before.cpu_seconds;
    for ask in [Ask::Read, Ask::Decide, Ask::Write] {
        let mut together = times();
        for (_, took) in all.iter().filter(|(of, _)| *of == ask) {
            // Both have the same precision and grow by themselves.
            let _ = together.add(took);
        }
        let events = if ask == Ask::Write {
            mixed.batch as u64
        } else {
            1
        };
        let answered = whole(together.len() * events) / whole(mixed.seconds);
        figures.add(PART, format!("{} answered", ask.name()), answered, "/s");
        figures.add_times(PART, ask.name(), &together);
    }
    let cores = cpu / begun.elapsed().as_secs_f64();
    figures.add(PART, "server's processor time", cores, "cores");
    Ok(())
}

/// Sends batches over one of the connections that share their pace.
pub(super) fn write(
    mixed: &Mixed<'_>,
    number: u64,
    address: SocketAddr,
) -> Result<Histogram<u64>, BenchError> {
    let (first, between) = turns(SENDERS, batches_per_second(mixed), number);
    pace(mixed, Ask::Write, number, address, first, between)
}

fn batches_per_second(mixed: &Mixed<'_>) -> u64 {
    EVENTS_PER_SECOND / u64::try_from(mixed.batch).unwrap_or(1).max(1)
}

/// When a connection begins, and how long it is from one request to the next.
fn turns(connections: u64, per_second: u64, number: u64) -> (Duration, Duration) {
    let between = Duration::from_secs(connections) / share(per_second.max(1));
    (between / share(connections) * share(number), between)
}

fn share(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn pace(
    mixed: &Mixed<'_>,
    ask: Ask,
    number: u64,
    address: SocketAddr,
    first: Duration,
    between: Duration,
) -> Result<Histogram<u64>, BenchError> {
    let mut random = Random::new(mixed.first_id ^ (number << 40) ^ ((ask as u64) << 50));
    let mut templates: Vec<Template> = match ask {
        Ask::Write => (0..8)
            .map(|_| Template::batch(&mut random, mixed.batch, mixed.time))
            .collect(),
        _ => Vec::new(),
    };
    let mut ids = mixed.first_id + number * 10_000_000_000;
    let mut connection = Connection::open(address)?;
    let mut took = times();
    let begun = Instant::now();
    let end = WARM_UP + Duration::from_secs(mixed.seconds);
    let mut due = first;
    let mut made;
    for turn in 0_usize.. {
        if due >= end {
            break;
        }
        let request: &[u8] = match ask {
            Ask::Write => {
                let at = turn % templates.len();
                templates[at].fill(&mut random, mixed.people, &mut ids)
            }
            Ask::Read => {
                made = read(random.skewed(mixed.people));
                made.as_bytes()
            }
            Ask::Decide => {
                made = decide(random.skewed(mixed.people));
                made.as_bytes()
            }
        };
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        let answer = connection.ask(request)?;
        if answer.status != 200 {
            return Err(answer.unexpected(ask.name()));
        }
        if due >= WARM_UP {
            let micros = begun.elapsed().saturating_sub(due).as_micros();
            // The histogram grows by itself, and nothing takes longer than it can hold.
            let _ = took.record(u64::try_from(micros).unwrap_or(u64::MAX));
        }
        due += between;
    }
    Ok(took)
}

fn read(person: u64) -> String {
    let path = format!("/v1/profiles/user_id/u{person:09}?purpose=orders");
    get(&path, Place::machine_key())
}

fn decide(person: u64) -> String {
    let body = format!(
        r#"{{"who":{{"kind":"user_id","value":"u{person:09}"}},"operation":"read","purpose":"orders","categories":["contact","transaction"]}}"#
    );
    let head = post("/v1/decisions", Place::machine_key(), body.len());
    format!("{head}{body}")
}
