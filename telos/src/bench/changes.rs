//! How long a change takes to reach every destination that holds the person: withdrawals and changes
//! of a profile at a steady pace, while events come in at theirs and deliveries go out.
//!
//! A time begins before the change is sent and ends when the receiver has its request whole. Each
//! change counts once for each destination, and all have to arrive.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::WARM_UP;
use super::error::BenchError;
use super::http::{Connection, post};
use super::mixed::{self, Mixed};
use super::receiver;
use super::report::{Figures, times, whole};
use super::server::{Place, Server};

const PART: &str = "changes";
/// How many destinations hold everybody.
const DESTINATIONS: usize = 3;
/// Changes in a second, half of them withdrawals.
const CHANGES_PER_SECOND: u64 = 50;
/// How long all changes may take to arrive once the load has ended.
const WAIT_MAX: Duration = Duration::from_mins(2);
/// Aria's web shop.
const SOURCE: &str = "Basic YXJpYS13ZWIta2V5Og==";
/// People who change something are none of those who are sent about otherwise.
const APART: &str = "changes-";

/// What arrived: by what was asked for, destination and person, the first time.
type Arrived = Arc<Mutex<HashMap<(&'static str, usize, u64), Instant>>>;

/// What a person changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Withdrawal,
    Profile,
}

impl Change {
    /// What a destination is asked for then.
    const fn act(self) -> &'static str {
        match self {
            Self::Withdrawal => "suppress",
            Self::Profile => "traits",
        }
    }
}

/// Runs the part and adds its figures.
pub(super) fn run(
    load: &Mixed<'_>,
    connections: usize,
    place: &Place,
    figures: &mut Figures,
) -> Result<(), BenchError> {
    let arrived = Arrived::default();
    let mut declared = String::new();
    for number in 0..DESTINATIONS {
        let arrived = Arc::clone(&arrived);
        let address = receiver::start(move |first, body| note(&arrived, number, first, body))?;
        declared.push_str(&declare(number, address));
    }
    let place = place.with(PART, "catalog/destinations/bench.toml", &declared)?;
    let store = place.join("store");
    super::replay::remove(&store)?;
    let server = Server::start(&place, &store, None)?;
    super::fill::run(server.address, load.people, connections, load.time)?;
    let count = load.seconds * CHANGES_PER_SECOND;
    let mut connection = Connection::open(server.address)?;
    for person in 0..count {
        introduce(&mut connection, person, load.time)?;
    }
    await_all(&arrived, "event", &(0..count))?;
    let (begun, took) = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..mixed::SENDERS)
            .map(|number| scope.spawn(move || mixed::write(load, number, server.address)))
            .collect();
        let begun = change_at_pace(server.address, count, load.time);
        let mut took = times();
        for writer in writers {
            let one = writer.join().map_err(|_| BenchError::Thread)??;
            // Both have the same precision and grow by themselves.
            let _ = took.add(one);
        }
        Ok::<_, BenchError>((begun?, took))
    })?;
    for change in [Change::Withdrawal, Change::Profile] {
        let people = (0..count).filter(|person| of(*person) == change);
        await_all(&arrived, change.act(), &people)?;
        let all = arrived.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reached = times();
        for person in people {
            for number in 0..DESTINATIONS {
                let Some(at) = all.get(&(change.act(), number, person)) else {
                    continue;
                };
                let begun = begun[usize::try_from(person).unwrap_or_default()];
                let micros = at.saturating_duration_since(begun).as_micros();
                // The histogram grows by itself.
                let _ = reached.record(u64::try_from(micros).unwrap_or(u64::MAX));
            }
        }
        let name = match change {
            Change::Withdrawal => "withdrawal, sent to arrived",
            Change::Profile => "profile, sent to arrived",
        };
        figures.add_times(PART, name, &reached);
    }
    let events = whole(took.len() * u64::try_from(load.batch).unwrap_or(1));
    let rate = events / whole(load.seconds);
    figures.add(PART, "events taken meanwhile", rate, "/s");
    server.stop()?;
    super::replay::remove(&store)
}

/// Every other one withdraws.
const fn of(person: u64) -> Change {
    if person.is_multiple_of(2) {
        Change::Withdrawal
    } else {
        Change::Profile
    }
}

fn declare(number: usize, address: SocketAddr) -> String {
    format!(
        r#"
[destination.bench-changes-{number}]
brand = "aria"
recipient = "ad-network"
purposes = ["ads-audiences"]
categories = ["contact", "transaction"]
url = "http://{address}"
inside = "loopback"
auth = {{ kind = "none" }}
identifiers = ["email"]
traits = ["address.city"]
events = ["Order Completed"]
send.event = {{ path = "/event", body = {{ email = "{{identifier.email}}" }} }}
send.traits = {{ path = "/traits", body = {{ email = "{{identifier.email}}" }} }}
send.suppress = {{ path = "/suppress", body = {{ email = "{{identifier.email}}" }} }}
pace = {{ requests_max = 100000, at_once_max = 64, wait_seconds_max = 5 }}
"#
    )
}

/// Notes that a destination was asked for something about one of those who change.
fn note(
    arrived: &Mutex<HashMap<(&'static str, usize, u64), Instant>>,
    number: usize,
    first: &str,
    body: &[u8],
) {
    let at = Instant::now();
    let acts = ["event", "traits", "suppress"];
    let act = acts
        .into_iter()
        .find(|act| first.contains(&format!("/{act} ")));
    let body = String::from_utf8_lossy(body);
    let person = body
        .split_once(APART)
        .and_then(|(_, rest)| rest.split_once('@'));
    let person = person.and_then(|(person, _)| person.parse().ok());
    if let (Some(act), Some(person)) = (act, person) {
        let mut arrived = arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.entry((act, number, person)).or_insert(at);
    }
}

/// Waits until every destination was asked for something about all of these people.
fn await_all(
    arrived: &Arrived,
    act: &'static str,
    people: &(impl Iterator<Item = u64> + Clone),
) -> Result<(), BenchError> {
    let begun = Instant::now();
    loop {
        let missing = {
            let all = arrived.lock().unwrap_or_else(PoisonError::into_inner);
            let mut wanted = people
                .clone()
                .flat_map(|person| (0..DESTINATIONS).map(move |number| (act, number, person)));
            wanted.any(|one| !all.contains_key(&one))
        };
        if !missing {
            return Ok(());
        }
        if begun.elapsed() > WAIT_MAX {
            return Err(BenchError::Replay("a change does not arrive"));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Somebody who says yes to ads and orders something.
fn introduce(connection: &mut Connection, person: u64, time: &str) -> Result<(), BenchError> {
    let email = format!("{APART}{person}@posteo.example.net");
    let who = format!("{APART}{person}");
    ask(
        connection,
        "/v1/identify",
        &format!(
            r#"{{"userId":"{who}","messageId":"changes-i-{person}","timestamp":"{time}","traits":{{"email":"{email}","address":{{"city":"Berlin","country":"DE"}}}}}}"#
        ),
    )?;
    ask(connection, "/v1/consents", &consent(&who, person, "grant"))?;
    ask(
        connection,
        "/v1/track",
        &format!(
            r#"{{"userId":"{who}","messageId":"changes-o-{person}","timestamp":"{time}","event":"Order Completed","properties":{{"order_id":"changes-{person}","revenue":5,"currency":"EUR"}}}}"#
        ),
    )
}

fn consent(who: &str, person: u64, act: &str) -> String {
    format!(
        r#"{{"userId":"{who}","messageId":"changes-{act}-{person}","consents":[{{"purpose":"ads-audiences","act":"{act}","explicit":true,"separate":true}}]}}"#
    )
}

/// Changes something about one after the other; says when each was begun.
fn change_at_pace(address: SocketAddr, count: u64, time: &str) -> Result<Vec<Instant>, BenchError> {
    let mut connection = Connection::open(address)?;
    let begun = Instant::now();
    let between = Duration::from_secs(1) / u32::try_from(CHANGES_PER_SECOND).unwrap_or(1);
    let mut all = Vec::new();
    for person in 0..count {
        let due = WARM_UP + between * u32::try_from(person).unwrap_or(u32::MAX);
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        let who = format!("{APART}{person}");
        all.push(Instant::now());
        match of(person) {
            Change::Withdrawal => {
                let body = consent(&who, person, "withdraw");
                ask(&mut connection, "/v1/consents", &body)?;
            }
            Change::Profile => {
                let body = format!(
                    r#"{{"userId":"{who}","messageId":"changes-c-{person}","timestamp":"{time}","traits":{{"address":{{"city":"Leipzig","country":"DE"}}}}}}"#
                );
                ask(&mut connection, "/v1/identify", &body)?;
            }
        }
    }
    Ok(all)
}

fn ask(connection: &mut Connection, path: &str, body: &str) -> Result<(), BenchError> {
    let head = post(path, SOURCE, body.len());
    let answer = connection.ask(format!("{head}{body}").as_bytes())?;
    match answer.status {
        200 => Ok(()),
        _ => Err(answer.unexpected("change something")),
    }
}
