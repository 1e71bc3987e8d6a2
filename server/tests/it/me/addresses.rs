//! Addresses of one's own: added by a code, taken off, and nothing given away.

use telos_server::pages::me::LetterBy;

use super::{ADA, Me, code, cookie};
use crate::support::Answer;

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text);
    answer.headers["location"].to_str().expect("text")
}

/// Has a code sent to an address, and types it.
async fn add(me: &Me, session: &str, address: &str) -> Answer {
    let count = me.letters.count();
    let body = format!("address={address}");
    let asked = me.say("/me/addresses", session, &body).await;
    assert_eq!(location(&asked), "/me/addresses/code");
    let letter = me.letters.letter(count + 1).await;
    let both = format!("{session}; {}", cookie(&asked));
    let body = format!("code={}", code(&letter));
    me.say("/me/addresses/code", &both, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_adds_an_address_by_a_code_and_takes_the_old_one_off() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let page = me.get("/me/addresses", &session).await.text;
    assert!(page.contains("ada@example.org") && page.contains("Lets you in"));
    assert!(page.contains("so this one stays") && !page.contains("/me/addresses/remove"));
    let body = "address=ada%40example.org";
    let last = me.say_to("/me/addresses/remove", "/me/addresses", &session, body);
    assert_eq!(location(&last.await), "/me/addresses?told=address-last");

    let added = add(&me, &session, "Ada.New%40posteo.example").await;
    assert_eq!(location(&added), "/me/addresses?told=address-added");
    let told = me.letters.letter(3).await;
    assert_eq!((&*told.to, told.by), ("ada@example.org", LetterBy::Mail));
    assert!(told.text.contains("a***@posteo.example"), "{}", told.text);
    let again = add(&me, &session, "ada.new%40posteo.example").await;
    assert_eq!(location(&again), "/me/addresses?told=address-already");

    let gone = me.say_to("/me/addresses/remove", "/me/addresses", &session, body);
    assert_eq!(location(&gone.await), "/me/addresses?told=address-removed");
    let told = me.letters.letter(5).await;
    assert_eq!(&*told.to, "ada@example.org");
    let data = me.get("/me/data", &session).await.text;
    let newest = data.split("ada.new@posteo.example").next().expect("text");
    assert!(
        newest.len() < data.len() && !newest.contains("ada@example.org"),
        "{data}"
    );
    // The new one lets in, the old one no more.
    let other = me.enter("address=ada.new%40posteo.example").await;
    let home = me.get("/me/data", &other).await.text;
    assert!(home.contains("Ada"), "{home}");
    me.post("/me/enter", "", ADA).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(me.letters.count(), 6, "no code comes there");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_by_adding_an_address_whether_it_is_known() {
    let me = Me::with_customer().await;
    let bea = r#"{"messageId":"b-1","userId":"bea","traits":{"email":"bea@example.org"}}"#;
    assert_eq!(
        me.world.shop("/v1/identify", bea).await.statuses(),
        ["kept"]
    );
    let session = me.enter(ADA).await;
    let mut answers = Vec::new();
    for address in ["bea%40example.org", "nobody%40posteo.example"] {
        let count = me.letters.count();
        let body = format!("address={address}");
        let asked = me.say("/me/addresses", &session, &body).await;
        me.letters.letter(count + 1).await;
        answers.push((location(&asked).to_owned(), asked.text.clone()));
    }
    assert_eq!(answers[0], answers[1]);
    // Whoever reads Bea's letters is told no more than that they can go in there.
    let others = add(&me, &session, "bea%40example.org").await;
    assert_eq!(location(&others), "/me/addresses?told=address-others");
    for bad in [
        "nothing",
        "x%40",
        "noreply%40example.org",
        "user%40example.com",
    ] {
        let body = format!("address={bad}");
        let wrong = me.say("/me/addresses", &session, &body).await;
        assert_eq!(wrong.status.as_u16(), 422, "{bad}");
    }
    let body = "address=often%40posteo.example";
    for _ in 0..5 {
        let asked = me.say("/me/addresses", &session, body).await;
        assert_eq!(asked.status.as_u16(), 303);
    }
    let often = me.say("/me/addresses", &session, body).await;
    assert_eq!(often.status.as_u16(), 429, "{}", often.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_adds_once_and_for_whoever_asked_alone() {
    let me = Me::with_customer().await;
    let bea = r#"{"messageId":"b-1","userId":"bea","traits":{"email":"bea@example.org"}}"#;
    assert_eq!(
        me.world.shop("/v1/identify", bea).await.statuses(),
        ["kept"]
    );
    let ada = me.enter(ADA).await;
    let other = me.enter("address=bea%40example.org").await;
    let asked = me.say("/me/addresses", &ada, "address=new%40posteo.example");
    let wish = cookie(&asked.await);
    let right = format!("code={}", code(&me.letters.letter(3).await));
    let path = "/me/addresses/code";
    let stolen = me.say(path, &format!("{other}; {wish}"), &right).await;
    assert_eq!(stolen.status.as_u16(), 422);
    let used = me.say(path, &format!("{ada}; {wish}"), &right).await;
    assert_eq!(used.status.as_u16(), 422, "it was used up");
    let forged = me.post(path, &format!("{ada}; {wish}"), &right).await;
    assert_eq!(forged.status.as_u16(), 403, "without the token of the form");
    let page = me.get("/me/addresses", &ada).await.text;
    assert!(!page.contains("new@posteo.example"), "{page}");
    // An address of another's is not taken off by its name.
    let body = "address=bea%40example.org";
    let gone = me.say_to("/me/addresses/remove", "/me/addresses", &ada, body);
    assert_eq!(location(&gone.await), "/me/addresses?told=unchanged");
    assert_eq!(me.get("/me/addresses", &other).await.status.as_u16(), 200);
}
