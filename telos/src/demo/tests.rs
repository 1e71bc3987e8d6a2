//! The demo as a whole: the real server, asked over HTTP.

use std::path::Path;

use hyper::StatusCode;
use serde_json::Value;
use telos_model::people::Identifier;

use super::client::Client;
use super::diary::Diary;
use super::dice::{Dice, Stream};
use super::message::{Item, Situation};
use super::person::{Part, Person};
use super::story::history;
use super::*;

const SEED: u64 = 7;

struct Running {
    demo: Demo,
    client: Client,
}

impl Running {
    async fn start(dir: &Path) -> Self {
        let args = cli::Demo {
            dir: None,
            listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
            people: Some(50),
            rate: 0,
            seed: Some(SEED),
            log: "warn".to_owned(),
        };
        let home = Home::new(Some(dir.join("demo")));
        let demo = Demo::start(home, &args).await.expect("starts");
        let client = Client::new(demo.address);
        Self { demo, client }
    }

    /// What is told about somebody for a purpose.
    async fn profile(&mut self, user_id: &str, purpose: &str) -> (StatusCode, Value) {
        let path = format!("/v1/profiles/user_id/{user_id}?purpose={purpose}");
        let (status, answer) = self
            .client
            .get(&path, &self.demo.access.machine)
            .await
            .expect("answered");
        (status, serde_json::from_slice(&answer).expect("JSON"))
    }

    /// How often somebody did something, as a purpose sees it.
    async fn count(&mut self, person: &Person, purpose: &str, event: &str) -> u64 {
        let (_, profile) = self.profile(&person.user_id, purpose).await;
        let behaviours = profile["behaviours"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let found = behaviours.iter().find(|tally| tally["event"] == event);
        found.and_then(|tally| tally["count"].as_u64()).unwrap_or(0)
    }

    async fn send(&mut self, items: &[Item]) -> Tally {
        let lane = (items[0].source, items[0].gpc);
        let now = SystemClock.now();
        self.client.send(lane, items, now).await.expect("taken")
    }

    /// How often suggestions see that somebody looked at something.
    async fn looks(&mut self, person: &Person) -> u64 {
        self.count(person, "aria/personalisation", "Product Viewed")
            .await
    }
}

fn playing(part: Part) -> Person {
    let mut people = (0..50).map(|number| Person::new(SEED, number));
    people
        .find(|person| person.part == part)
        .expect("somebody plays it")
}

/// How many different orders a history has.
fn orders(person: &Person, ends: i64) -> u64 {
    let items = history(SEED, person.number, ends);
    let mut bodies: Vec<&str> = items
        .iter()
        .map(|item| item.body.as_str())
        .filter(|body| body.contains("\"Order Completed\""))
        .collect();
    bodies.sort_unstable();
    bodies.dedup();
    bodies.len() as u64
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_that_is_printed_answers() {
    let scratch = tempfile::tempdir().expect("a directory");
    let mut running = Running::start(scratch.path()).await;
    running.demo.tell_history().await.expect("told");
    let people = running.demo.known_people().await.expect("known");
    let (address, access) = (running.demo.address, &running.demo.access);
    let text = welcome::ready(address, access, &people, 0);
    let start = format!("  http://{address}");
    let lines = text.lines().filter_map(|line| line.strip_prefix(&start));
    // In the tour, addresses are part of commands.
    let paths: Vec<String> = lines.map(ToOwned::to_owned).collect();
    assert!(paths.len() >= 12, "{text}");
    for path in paths {
        let (status, _) = running.client.get(&path, "").await.expect("answered");
        let door = status == StatusCode::SEE_OTHER;
        assert!(status == StatusCode::OK || door, "{path} answers {status}");
    }
    // The address that the welcome names opens the customer's own pages.
    let engine = &running.demo.opened.engine;
    let kind = engine.policy().catalog.names.identifiers["email"];
    let value = people[0].email.as_str().into();
    let enters = engine.enters(&Identifier { kind, value }).expect("reads");
    assert!(enters.is_some(), "{}", people[0].name);
    running.demo.stop().await.expect("stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn history_becomes_people_and_stays() {
    let scratch = tempfile::tempdir().expect("a directory");
    let mut running = Running::start(scratch.path()).await;
    let tally = running.demo.tell_history().await.expect("told");
    assert!(tally.kept > 500 && tally.forgotten > 20, "{tally:?}");
    assert!(tally.duplicate >= 2 && tally.rejected >= 5, "{tally:?}");

    let ends = running.demo.replay.progress.ends;
    let (first, second) = (playing(Part::TabletFirst), playing(Part::TabletSecond));
    let mut ids = Vec::new();
    for person in [&first, &second] {
        let purpose = purpose_of(person, "orders");
        let (status, profile) = running.profile(&person.user_id, &purpose).await;
        assert_eq!(status, StatusCode::OK);
        ids.push(profile["person"].clone());
    }
    assert_ne!(
        ids[0], ids[1],
        "a shared tablet makes two users no one person"
    );

    let devices = playing(Part::TwoDevices);
    let purpose = purpose_of(&devices, "personalisation");
    let (_, profile) = running.profile(&devices.user_id, &purpose).await;
    let identifiers = profile["identifiers"].as_array().expect("a list");
    for id in [&devices.browser, &devices.app] {
        let here = identifiers
            .iter()
            .any(|shown| shown["value"] == id.as_str());
        assert!(here, "both devices are one person's");
    }

    let repeater = playing(Part::Repeater);
    let purpose = purpose_of(&repeater, "orders");
    let bought = running.count(&repeater, &purpose, "Order Completed").await;
    assert_eq!(
        bought,
        orders(&repeater, ends),
        "an order sent twice counts once"
    );

    withdrawal_works(&mut running).await;

    let before = running
        .profile(&first.user_id, &purpose_of(&first, "orders"))
        .await;
    running.demo.stop().await.expect("stops");
    let mut again = Running::start(scratch.path()).await;
    let told = again.demo.tell_history().await.expect("told");
    assert_eq!(told.all(), 0, "history is told once");
    let after = again
        .profile(&first.user_id, &purpose_of(&first, "orders"))
        .await;
    assert_eq!(before.1["person"], after.1["person"]);
    assert_eq!(before.1["traits"], after.1["traits"]);
    again.demo.stop().await.expect("stops");
}

/// The tour's second step: an event is kept, the yes is taken back, the next is forgotten.
async fn withdrawal_works(running: &mut Running) {
    let friend = playing(Part::Friend);
    let dice = Dice::of(SEED, Stream::Session, 1);
    let mut diary = Diary::new(
        &friend,
        dice,
        "tour".into(),
        SystemClock.now().millis() - 60_000,
    );
    diary.known = true;
    let act = |diary: &mut Diary<'_>| {
        diary.track(Situation::SignedIn, "Product Viewed", serde_json::json!({}));
        let no = diary.act("personalisation", "withdraw");
        diary.consent(Situation::Withdraw, serde_json::json!({"consents": [no]}));
        diary.track(Situation::SignedIn, "Product Viewed", serde_json::json!({}));
    };
    act(&mut diary);
    let seen = running.looks(&friend).await;
    running.send(&diary.items[..1]).await;
    assert_eq!(running.looks(&friend).await, seen + 1);
    running.send(&diary.items[1..]).await;
    let (status, answer) = running
        .profile(&friend.user_id, "aria/personalisation")
        .await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
}

fn purpose_of(person: &Person, purpose: &str) -> String {
    match person.brand {
        message::Brand::Aria => format!("aria/{purpose}"),
        message::Brand::Bento => format!("bento/{purpose}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_cut_short_is_told_to_its_end_without_counting_twice() {
    let scratch = tempfile::tempdir().expect("a directory");
    let mut running = Running::start(scratch.path()).await;
    let whole = running.demo.tell_history().await.expect("told");
    // As after a crash between the last message and the note of it.
    running.demo.replay.progress.told = 0;
    let again = running.demo.tell_history().await.expect("told");
    assert_eq!(again.kept, 0, "{again:?}");
    assert_eq!(again.all(), whole.all());
    running.demo.stop().await.expect("stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn traffic_goes_on_at_the_rate_that_was_asked_for() {
    let scratch = tempfile::tempdir().expect("a directory");
    let mut running = Running::start(scratch.path()).await;
    running.demo.replay.progress.people = 50;
    let before = running.demo.opened.engine.stats().events;
    let seconds = 5;
    let going = running.demo.replay.go_on(40);
    let over = tokio::time::timeout(std::time::Duration::from_secs(seconds), going).await;
    assert!(over.is_err(), "it goes on until it is stopped");
    let events = running.demo.opened.engine.stats().events - before;
    assert!(
        (100..400).contains(&events),
        "{events} events in {seconds} s"
    );
    let noted = running
        .demo
        .replay
        .home
        .progress()
        .expect("readable")
        .expect("noted");
    assert!(noted.sessions >= running.demo.replay.progress.sessions);
    running.demo.stop().await.expect("stops");
}
