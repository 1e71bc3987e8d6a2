//! People are told of their requests: by letter, in their language, at an address that is theirs.

use serde_json::{Value, json};
use telos_server::pages::me::{LetterBy, follow_requests};

use super::Me;
use crate::support::{ALL, World};

const PERSON: &str = r#"{"messageId":"i1","userId":"u1","traits":{"email":"Ada@Mail.example","language":"de","address":{"country":"Germany"}}}"#;

/// A person whose language is German, with letters that are kept.
async fn someone() -> Me {
    let me = Me::new();
    tokio::spawn(follow_requests(&me.world.state));
    // The shop vouches for the address.
    let kept = me.world.shop("/v1/identify", PERSON).await.statuses();
    assert_eq!(kept, ["kept"]);
    me
}

async fn post(world: &World, path: &str, body: Value) -> Value {
    let answer = world
        .post(path, &[("authorization", ALL)], body.to_string())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn ask(world: &World, right: &str) -> String {
    let ask = json!({"kind": "user_id", "value": "u1", "right": right});
    let asked = post(world, "/v1/requests", ask).await;
    asked["id"].as_str().expect("an id").to_owned()
}

async fn act(world: &World, id: &str, what: &str, body: Value) -> Value {
    post(world, &format!("/v1/requests/{id}/{what}"), body).await
}

async fn counted(world: &World, about: &str, outcome: &str) {
    let line = format!("telos_request_notices_total{{about=\"{about}\",outcome=\"{outcome}\"}} 1");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let text = world.get("/metrics", "").await.text;
        if text.contains(&line) {
            return;
        }
        assert!(std::time::Instant::now() < until, "{line} in {text}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_is_told_until_when_and_how_to_show_who_they_are() {
    let me = someone().await;
    let id = ask(&me.world, "access").await;
    let letter = me.letters.letter(1).await;
    assert_eq!(
        (letter.by, &*letter.to),
        (LetterBy::Mail, "ada@mail.example")
    );
    assert!(letter.subject.contains("Ihr Antrag"), "{}", letter.subject);
    for part in [
        "Ihre Daten sehen",
        "spätestens am 3. Juni 2026",
        "https://aria.example/me",
        "keine Werbung",
    ] {
        assert!(letter.text.contains(part), "{part}: {}", letter.text);
    }
    // Whoever joins changes nothing for the person.
    ask(&me.world, "access").await;
    act(&me.world, &id, "extend", json!({})).await;
    let letter = me.letters.letter(2).await;
    assert!(letter.text.contains("braucht länger"), "{}", letter.text);
    assert!(letter.text.contains("3. August 2026"), "{}", letter.text);
    act(&me.world, &id, "identity", json!({"checks": ["document"]})).await;
    act(&me.world, &id, "advance", json!({})).await;
    let letter = me.letters.letter(3).await;
    assert!(letter.text.contains("ist erledigt"), "{}", letter.text);
    counted(&me.world, "completed", "sent").await;
    let objection = ask(&me.world, "objection").await;
    let letter = me.letters.letter(4).await;
    assert!(
        !letter.text.contains("Code"),
        "nothing has to be shown: {}",
        letter.text
    );
    act(
        &me.world,
        &objection,
        "refuse",
        json!({"reason": "excessive"}),
    )
    .await;
    let letter = me.letters.letter(5).await;
    for part in ["viel zu oft", "Datenschutzbehörde"] {
        assert!(letter.text.contains(part), "{part}: {}", letter.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_erased_is_told_at_the_address_that_is_gone() {
    let me = someone().await;
    let id = ask(&me.world, "erasure").await;
    act(&me.world, &id, "identity", json!({"checks": ["document"]})).await;
    let gone = act(&me.world, &id, "advance", json!({})).await;
    assert_eq!(gone["state"], "erased", "{gone}");
    let letter = me.letters.letter(2).await;
    assert_eq!(&*letter.to, "ada@mail.example");
    let number = gone["certificate"].as_str().expect("a number");
    assert!(letter.text.contains(number), "{}", letter.text);
    let clear = |(_, row): &(_, telos_store::Row)| {
        row.value
            .windows(16)
            .any(|part| part == b"ada@mail.example")
    };
    assert!(!me.world.store.dump().iter().any(clear));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_done_is_said_with_its_reason() {
    let me = Me::with_customer().await;
    tokio::spawn(follow_requests(&me.world.state));
    tokio::task::yield_now().await;
    let id = ask(&me.world, "erasure").await;
    act(&me.world, &id, "identity", json!({"checks": ["document"]})).await;
    let done = act(&me.world, &id, "advance", json!({})).await;
    assert_eq!(done["hindered"][0]["reason"], "kept_by_law", "{done}");
    let letter = me.letters.letter(2).await;
    assert_eq!(&*letter.to, "ada@example.org");
    assert!(
        letter.text.contains("A law demands that we keep it"),
        "{}",
        letter.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_nobody_vouches_for_gets_no_letter() {
    let me = someone().await;
    me.world.clock.advance(1_000);
    let other = r#"{"messageId":"i2","userId":"u1","traits":{"email":"stranger@mail.example"}}"#;
    assert_eq!(
        me.world.web("/v1/identify", other).await.statuses(),
        ["kept"]
    );
    ask(&me.world, "access").await;
    let letter = me.letters.letter(1).await;
    assert_eq!(&*letter.to, "ada@mail.example");
    counted(&me.world, "received", "sent").await;
    assert_eq!(me.letters.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_never_waits_for_a_letter() {
    let world = World::new().with_customer().await;
    tokio::spawn(follow_requests(&world.state));
    let id = ask(&world, "access").await;
    act(&world, &id, "identity", json!({"checks": ["document"]})).await;
    counted(&world, "received", "no_carrier").await;
    let me = Me::new();
    tokio::spawn(follow_requests(&me.world.state));
    // A browser said so, and nobody else.
    me.world.web("/v1/identify", PERSON).await;
    ask(&me.world, "access").await;
    counted(&me.world, "received", "no_address").await;
    assert_eq!(me.letters.count(), 0);
}
