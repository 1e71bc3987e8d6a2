//! Fills a store with people over HTTP: for each an identify with traits, and one order.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::error::BenchError;
use super::http::{Connection, post};
use super::people::introduce;

/// People of one request, each with two messages.
const PEOPLE_PER_REQUEST: u64 = 200;
/// Aria's web shop.
const SOURCE: &str = "Basic YXJpYS13ZWIta2V5Og==";
/// How often a request is sent again when the server asks for that.
const TRIES_MAX: u32 = 30;
/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// Sends everybody in. Returns how many messages were sent.
pub(super) fn run(
    address: SocketAddr,
    people: u64,
    connections: usize,
    time: &str,
) -> Result<u64, BenchError> {
    let next = AtomicU64::new(0);
    let done = AtomicU64::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let senders: Vec<_> = (0..connections)
            .map(|_| scope.spawn(|| send(address, people, time, &next, &done)))
            .collect();
        let mut told = begun;
        while !senders
            .iter()
            .all(std::thread::ScopedJoinHandle::is_finished)
        {
            std::thread::sleep(Duration::from_millis(50));
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                tell(done.load(Ordering::Relaxed), people, begun.elapsed());
            }
        }
        for sender in senders {
            sender.join().map_err(|_| BenchError::Thread)??;
        }
        Ok(2 * people)
    })
}

fn tell(done: u64, people: u64, elapsed: Duration) {
    let per_second = done * 1_000 / u64::try_from(elapsed.as_millis()).unwrap_or(1).max(1);
    let left = (people - done.min(people)) / per_second.max(1);
    // Nobody reads along: that is no reason to stop.
    let _ = writeln!(
        std::io::stderr(),
        "fill: {done} of {people} people, {per_second} people/s, {left} s left"
    );
}

fn send(
    address: SocketAddr,
    people: u64,
    time: &str,
    next: &AtomicU64,
    done: &AtomicU64,
) -> Result<(), BenchError> {
    let mut connection = Connection::open(address)?;
    let mut body = String::new();
    let mut request = String::new();
    loop {
        let from = next.fetch_add(PEOPLE_PER_REQUEST, Ordering::Relaxed);
        let until = (from + PEOPLE_PER_REQUEST).min(people);
        if from >= until {
            return Ok(());
        }
        body.clear();
        body.push_str(r#"{"batch":["#);
        for person in from..until {
            if person > from {
                body.push(',');
            }
            introduce(person, time, &mut body);
        }
        body.push_str("]}");
        request.clear();
        request.push_str(&post("/v1/batch", SOURCE, body.len()));
        request.push_str(&body);
        send_until_taken(&mut connection, request.as_bytes())?;
        done.fetch_add(until - from, Ordering::Relaxed);
    }
}

/// Sends a request again where the server asks for that.
fn send_until_taken(connection: &mut Connection, request: &[u8]) -> Result<(), BenchError> {
    let mut tries = 0;
    loop {
        let answer = connection.ask(request)?;
        tries += 1;
        match answer.status {
            200 if answer.count(br#""status":"rejected""#) == 0 => return Ok(()),
            429 | 503 if tries < TRIES_MAX => std::thread::sleep(Duration::from_millis(500)),
            _ => return Err(answer.unexpected("fill")),
        }
    }
}
