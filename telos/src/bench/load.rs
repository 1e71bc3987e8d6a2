//! Load as fast as the server takes it, in batches or in single calls.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use super::WARM_UP;
use super::error::BenchError;
use super::http::Connection;
use super::messages::Template;
use super::random::Random;
use super::report::{Figures, times, whole};
use super::server::{Server, Usage};

/// How many requests each connection has made beforehand and sends over and over, with other ids.
const TEMPLATES: usize = 24;
/// Every so many answers one is read closely.
const LOOK_EVERY: usize = 64;
/// How long a connection waits when the server asks it to come again.
const PAUSE: Duration = Duration::from_millis(200);

/// What to send.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load<'a> {
    pub(super) part: &'static str,
    pub(super) people: u64,
    pub(super) connections: usize,
    /// Messages of a request; one means single calls.
    pub(super) batch: usize,
    pub(super) seconds: u64,
    /// Numbers of messages begin here, so that none was sent before.
    pub(super) first_id: u64,
    pub(super) time: &'a str,
}

/// What one connection did.
#[derive(Debug)]
struct Sent {
    events: u64,
    bytes: u64,
    turned_away: u64,
    times: Histogram<u64>,
    /// All that was taken, with the warm-up.
    all_events: u64,
    /// Of so many events whose answers were read closely, so many were kept.
    looked: u64,
    kept: u64,
}

/// Runs the load and adds its figures. Returns how many events were taken, warm-up included.
pub(super) fn run(
    load: &Load<'_>,
    server: &Server,
    figures: &mut Figures,
) -> Result<u64, BenchError> {
    let barrier = Barrier::new(load.connections + 1);
    let (sent, before, after, elapsed) = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..load.connections)
            .map(|number| {
                let (barrier, address) = (&barrier, server.address);
                scope.spawn(move || send(load, number, address, barrier))
            })
            .collect();
        barrier.wait();
        std::thread::sleep(WARM_UP);
        let (before, begun) = (server.usage(), Instant::now());
        let end = Duration::from_secs(load.seconds);
        std::thread::sleep(end.saturating_sub(begun.elapsed()));
        let (after, elapsed) = (server.usage(), begun.elapsed());
        let sent: Result<Vec<Sent>, BenchError> = senders
            .into_iter()
            .map(|sender| sender.join().map_err(|_| BenchError::Thread)?)
            .collect();
        sent.map(|sent| (sent, before, after, elapsed))
    })?;
    add(load, &sent, [before, after], elapsed, figures);
    Ok(sent.iter().map(|sent| sent.all_events).sum())
}

fn add(
    load: &Load<'_>,
    sent: &[Sent],
    [before, after]: [Usage; 2],
    elapsed: Duration,
    figures: &mut Figures,
) {
    let part = load.part;
    let events = whole(sent.iter().map(|sent| sent.events).sum());
    let bytes = whole(sent.iter().map(|sent| sent.bytes).sum());
    let mut all = times();
    for sent in sent {
        // Both have the same precision and grow by themselves.
        let _ = all.add(&sent.times);
    }
    let seconds = elapsed.as_secs_f64();
    figures.add(part, "events", events / seconds, "events/s");
    figures.add(
        part,
        "bytes of an event, as sent",
        bytes / events.max(1.0),
        "B",
    );
    let looked: u64 = sent.iter().map(|sent| sent.looked).sum();
    let kept: u64 = sent.iter().map(|sent| sent.kept).sum();
    let kept = 100.0 * whole(kept) / whole(looked.max(1));
    figures.add(part, "kept, the others are forgotten", kept, "%");
    figures.add_times(part, "request", &all);
    let cpu = after.cpu_seconds - before.cpu_seconds;
    figures.add(part, "server's processor time", cpu / seconds, "cores");
    figures.add(part, "of that an event", 1e6 * cpu / events.max(1.0), "us");
    let written = whole(after.written_bytes.saturating_sub(before.written_bytes));
    figures.add(
        part,
        "written to disk an event",
        written / events.max(1.0),
        "B",
    );
    let turned_away: u64 = sent.iter().map(|sent| sent.turned_away).sum();
    figures.add(part, "requests asked to come again", whole(turned_away), "");
    figures.add(part, "resident", whole(after.resident_bytes) / 1e6, "MB");
}

/// Sends until the time is over. The first seconds warm up and do not count.
fn send(
    load: &Load<'_>,
    number: usize,
    address: SocketAddr,
    barrier: &Barrier,
) -> Result<Sent, BenchError> {
    let number = u64::try_from(number).unwrap_or_default();
    let mut random = Random::new(load.first_id ^ (number << 40));
    let mut templates: Vec<Template> = (0..TEMPLATES)
        .map(|_| match load.batch {
            1 => Template::single(&mut random, load.time),
            batch => Template::batch(&mut random, batch, load.time),
        })
        .collect();
    let connection = Connection::open(address);
    barrier.wait();
    let mut connection = connection?;
    // Room for 10^10 messages a connection.
    let mut ids = load.first_id + number * 10_000_000_000;
    let mut sent = Sent {
        events: 0,
        bytes: 0,
        turned_away: 0,
        times: times(),
        all_events: 0,
        looked: 0,
        kept: 0,
    };
    let begun = Instant::now();
    let end = WARM_UP + Duration::from_secs(load.seconds);
    let mut requests = 0_usize;
    while begun.elapsed() < end {
        let at = requests % templates.len();
        requests += 1;
        let template = &mut templates[at];
        let (events, bytes) = (template.len() as u64, template.bytes() as u64);
        let request = template.fill(&mut random, load.people, &mut ids);
        let asked = Instant::now();
        let answer = connection.ask(request)?;
        let took = asked.elapsed();
        match answer.status {
            200 => {}
            429 | 503 => {
                sent.turned_away += 1;
                std::thread::sleep(PAUSE);
                continue;
            }
            _ => return Err(answer.unexpected(load.part)),
        }
        if requests % LOOK_EVERY == 1 {
            // Some are forgotten: their people permit nothing that they could be kept for.
            let kept = answer.count(br#""status":"kept""#) as u64;
            let forgotten = answer.count(br#""status":"forgotten""#) as u64;
            if kept + forgotten != events {
                return Err(answer.unexpected(load.part));
            }
            sent.looked += events;
            sent.kept += kept;
        }
        sent.all_events += events;
        if begun.elapsed() >= WARM_UP && begun.elapsed() < end {
            sent.events += events;
            sent.bytes += bytes;
            let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            // The histogram grows by itself, and nothing takes longer than it can hold.
            let _ = sent.times.record(micros);
        }
    }
    Ok(sent)
}
