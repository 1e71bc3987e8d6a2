//! What people ask for by right: a copy, a human look, erasure; and the receipts of what they said.

use serde_json::{Value, json};

use telos_engine::RequestAnswer;
use telos_model::request::{Assurance, RequestId};

use super::{ADA, Me, code, cookie};
use crate::support::{ALL, Answer};

/// Somebody of whom nothing very private is held, and nothing that a law keeps.
const PLAIN: &str = r#"{"messageId":"p-1","userId":"u-plain","traits":{"email":"plain@example.org","firstName":"Plain","address":{"country":"Germany"}}}"#;
const PLAIN_ADDRESS: &str = "address=plain%40example.org";

async fn with_plain(systems: &[&str]) -> Me {
    let me = Me::beside(systems);
    assert_eq!(
        me.world.web("/v1/identify", PLAIN).await.statuses(),
        ["kept"]
    );
    // The shop vouches for the address that the browser named.
    let vouched = PLAIN.replace("p-1", "p-0");
    let vouched = me.world.shop("/v1/identify", vouched).await;
    assert_eq!(vouched.statuses(), ["kept"]);
    me
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text);
    answer.headers["location"]
        .to_str()
        .expect("text")
        .to_owned()
}

/// The value of the first hidden field of this name.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = page
        .split(&mark)
        .nth(1)
        .unwrap_or_else(|| panic!("{name} in {page}"));
    rest.split('"').next().expect("its end").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_asked_for_and_taken_in_two_steps() {
    let me = with_plain(&[]).await;
    let session = me.enter(PLAIN_ADDRESS).await;
    for (page, right) in [("/me/copy", "access"), ("/me/take", "portability")] {
        let made = me.say(page, &session, "").await;
        assert_eq!(location(&made), format!("{page}?told=ready"));
        let ready = me.get(page, &session).await.text;
        let id = hidden(&ready, "id");
        for (form, inside) in [("json", "plain@example.org"), ("csv", "\"identifier\"")] {
            let body = format!("id={id}&format={form}");
            let link = location(&me.say_to("/me/download", page, &session, &body).await);
            let file = me.get(&link, &session).await;
            assert_eq!(file.status.as_u16(), 200, "{}", file.text);
            assert!(file.text.contains(inside), "{}", file.text);
            assert!(
                file.headers["content-disposition"]
                    .to_str()
                    .unwrap()
                    .starts_with("attachment")
            );
            let again = me.get(&link, &session).await;
            assert_eq!(again.status.as_u16(), 404, "a link works once");
        }
        // Asked for again on the same day, it is the same.
        me.say(page, &session, "").await;
        assert_eq!(hidden(&me.get(page, &session).await.text, "id"), id);
        let all = me.get("/me/requests", &session).await.text;
        let words = if right == "access" {
            "A copy of all my data"
        } else {
            "Take my data along"
        };
        assert!(all.contains(words), "{all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_what_is_about_another() {
    let me = with_plain(&[]).await.and_customer().await;
    let plain = me.enter(PLAIN_ADDRESS).await;
    me.say("/me/copy", &plain, "").await;
    let id = hidden(&me.get("/me/copy", &plain).await.text, "id");
    let body = format!("id={id}&format=json");
    let link = location(&me.say_to("/me/download", "/me/copy", &plain, &body).await);
    let ada = me.enter(ADA).await;
    let stolen = me.get(&link, &ada).await;
    assert_eq!(stolen.status.as_u16(), 404, "{}", stolen.text);
    let own = me.get(&link, &plain).await;
    assert_eq!(own.status.as_u16(), 200, "it was not used up: {}", own.text);
    let asked = me.say_to("/me/download", "/me/copy", &ada, &body).await;
    assert_eq!(asked.status.as_u16(), 404);
    for back in ["do=back", "do=on"] {
        let body = format!("id={id}&{back}");
        let other = me.say_to("/me/requests", "/me/copy", &ada, &body).await;
        assert_eq!(other.status.as_u16(), 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_long_ago_does_not_suffice_and_is_shown_again() {
    let me = with_plain(&[]).await;
    let session = me.enter(PLAIN_ADDRESS).await;
    me.world.clock.advance(61 * 60 * 1_000);
    let asked = location(&me.say("/me/copy", &session, "").await);
    assert!(asked.starts_with("/me/requests?told=prove#r"), "{asked}");
    let page = me.get("/me/requests", &session).await.text;
    assert!(page.contains("href=\"/me/prove\""), "{page}");
    let body = format!("id={}&do=on", hidden(&page, "id"));
    let on = location(&me.say("/me/requests", &session, &body).await);
    assert!(on.contains("told=prove"), "{on}");
    assert_eq!(me.get("/me/prove", &session).await.status.as_u16(), 200);
    let again = me.enter_again(&session, PLAIN_ADDRESS).await;
    let old = me.get("/me", &session).await;
    assert_eq!(old.status.as_u16(), 303, "the new one took its place");
    let on = location(&me.say("/me/requests", &again, &body).await);
    assert!(on.contains("told=asked"), "{on}");
    assert!(
        me.get("/me/copy", &again)
            .await
            .text
            .contains("id=\"ready\"")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_addresses_show_in_two_ways_who_one_is() {
    let me = with_plain(&[]).await;
    let phone = r#"{"messageId":"p-4","userId":"u-plain","traits":{"phone":"+49 170 1234567"}}"#;
    assert_eq!(
        me.world.shop("/v1/identify", phone).await.statuses(),
        ["kept"]
    );
    let session = me.enter(PLAIN_ADDRESS).await;
    let both = me.enter_again(&session, "address=%2B491701234567").await;
    me.say("/me/copy", &both, "").await;
    let id = hidden(&me.get("/me/copy", &both).await.text, "id");
    let id = RequestId::parse(&id).expect("an id");
    let RequestAnswer::Known(known) = me.world.engine.request(id).expect("readable") else {
        panic!("no request");
    };
    let verified = known.askers()[0].verified.as_ref().expect("shown");
    assert_eq!(verified.assurance(), Assurance::Strong);
    // Whoever shows to be another is let in as that other, with nothing of the first.
    let other = r#"{"messageId":"p-5","userId":"u-other","traits":{"email":"other@example.org"}}"#;
    assert_eq!(
        me.world.shop("/v1/identify", other).await.statuses(),
        ["kept"]
    );
    let count = me.letters.count();
    let asked = me
        .post("/me/enter", &both, "address=other%40example.org")
        .await;
    let letter = me.letters.letter(count + 1).await;
    let cookies = format!("{both}; {}", cookie(&asked));
    let body = format!("code={}", code(&letter));
    let opened = me.post("/me/code", &cookies, &body).await;
    assert_eq!(opened.headers["location"], "/me?told=welcome");
    let page = me.get("/me/requests", &cookie(&opened)).await.text;
    assert!(
        page.contains("You have not asked for anything yet."),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_needs_a_tick_ends_the_session_and_leaves_a_certificate() {
    let me = with_plain(&[]).await;
    let session = me.enter(PLAIN_ADDRESS).await;
    let unsure = me.say("/me/erase", &session, "").await;
    assert_eq!(unsure.status.as_u16(), 422);
    assert!(unsure.text.contains("Please tick the box first"));
    assert_eq!(me.get("/me/data", &session).await.status.as_u16(), 200);
    let erased = me.say("/me/erase", &session, "sure=yes").await;
    let to = location(&erased);
    assert!(to.starts_with("/me/erased?id=r"), "{to}");
    let set = erased.headers["set-cookie"].to_str().unwrap();
    assert!(set.starts_with("telos_me=;"), "{set}");
    assert_eq!(location(&me.get("/me", &session).await), "/me/enter");
    let page = me.get(&to, "").await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.text);
    assert!(page.text.contains("Your data is erased"));
    let file = me
        .get(&to.replace("erased?", "erased/certificate?"), "")
        .await;
    let certificate: Value = serde_json::from_str(&file.text).expect("JSON");
    assert_eq!(certificate["form"], "telos.erasure-certificate.v1");
    assert_eq!(certificate["suppressedIdentifiers"], 2);
    assert_eq!(certificate["ledger"]["proofs"][0]["kind"], "erasure");
    assert!(
        page.text
            .contains(certificate["certificate"].as_str().unwrap())
    );
    for bad in [
        "/me/erased",
        "/me/erased?id=r0",
        "/me/erased/certificate?id=r00000000000000000000000000000000",
    ] {
        assert_eq!(me.get(bad, "").await.status.as_u16(), 404, "{bad}");
    }
    // Sent again, it brings nothing back.
    let again = PLAIN.replace("p-1", "p-2");
    assert_eq!(
        me.world.web("/v1/identify", again).await.statuses(),
        ["forgotten"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_law_keeps_is_told_before_and_after_an_erasure() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let page = me.get("/me/erase", &session).await.text;
    assert!(
        page.contains("A law demands that we keep it for a time."),
        "{page}"
    );
    assert!(page.contains("10 years"), "{page}");
    let asked = location(&me.say("/me/erase", &session, "sure=yes").await);
    assert!(asked.contains("told="), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_waits_for_the_systems_beside() {
    let me = with_plain(&["mail-service"]).await;
    let session = me.enter(PLAIN_ADDRESS).await;
    let page = me.get("/me/erase", &session).await.text;
    assert!(page.contains("mail-service"), "{page}");
    let asked = location(&me.say("/me/erase", &session, "sure=yes").await);
    assert!(asked.starts_with("/me/requests?told=erasing#r"), "{asked}");
    let id = asked.split('#').nth(1).unwrap();
    let page = me.get("/me/requests", &session).await.text;
    assert!(page.contains("Still to do their part") && page.contains("mail-service"));
    let body = json!({"system": "mail-service"}).to_string();
    let path = format!("/v1/requests/{id}/replies");
    let done = me.world.post(&path, &[("authorization", ALL)], body).await;
    assert_eq!(done.json()["state"], "erased", "{}", done.text);
    let erased = me.get(&format!("/me/erased?id={id}"), "").await;
    assert_eq!(erased.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_begun_can_be_taken_back() {
    let me = with_plain(&[]).await;
    let session = me.enter(PLAIN_ADDRESS).await;
    me.world.clock.advance(61 * 60 * 1_000);
    let asked = location(&me.say("/me/erase", &session, "sure=yes").await);
    let id = asked.split('#').nth(1).unwrap();
    let body = format!("id={id}&do=back");
    let back = location(&me.say("/me/requests", &session, &body).await);
    assert!(back.contains("told=taken-back"), "{back}");
    let page = me.get("/me/requests", &session).await.text;
    assert!(
        page.contains("You took it back, and nothing was done."),
        "{page}"
    );
    assert!(!page.contains("value=\"back\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_human_look_is_asked_for_and_waits_for_staff() {
    let me = with_plain(&[]).await;
    let order = r#"{"messageId":"p-3","userId":"u-plain","event":"Order Completed","properties":{"order_id":"o9","revenue":5}}"#;
    assert_eq!(me.world.web("/v1/track", order).await.statuses(), ["kept"]);
    let session = me.enter(PLAIN_ADDRESS).await;
    let page = me.get("/me/human", &session).await.text;
    assert!(page.contains("name=\"brand\" value=\"aria\""), "{page}");
    let asked = location(&me.say("/me/human", &session, "brand=aria").await);
    assert!(asked.starts_with("/me/requests?told=asked#r"), "{asked}");
    let page = me.get("/me/requests", &session).await.text;
    assert!(page.contains("our staff"), "{page}");
    let home = me.get("/me", &session).await.text;
    assert!(home.contains("answer of ours is still to come"), "{home}");
    let again = location(&me.say("/me/human", &session, "brand=aria").await);
    assert_eq!(again, asked, "asked for again it is the same request");
    let unknown = me.say("/me/human", &session, "brand=none").await;
    assert_eq!(unknown.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_for_whoever_said_it_and_for_nobody_else() {
    let me = with_plain(&[]).await.and_customer().await;
    let plain = me.enter(PLAIN_ADDRESS).await;
    me.say(
        "/me/choices",
        &plain,
        "purpose=aria/personalisation&act=yes",
    )
    .await;
    let history = me.get("/me/history", &plain).await.text;
    let link = history
        .split("href=\"/me/receipts/")
        .nth(1)
        .expect("a receipt");
    let path = format!("/me/receipts/{}", link.split('"').next().unwrap());
    let receipt = me.get(&path, &plain).await;
    assert_eq!(receipt.status.as_u16(), 200, "{}", receipt.text);
    assert_eq!(receipt.headers["content-type"], "application/ld+json");
    assert_eq!(receipt.json()["@type"], "dpv:ConsentReceipt");
    assert!(
        receipt.text.contains("https://aria.example"),
        "{}",
        receipt.text
    );
    let ada = me.enter(ADA).await;
    assert_eq!(me.get(&path, &ada).await.status.as_u16(), 404);
    assert_eq!(me.get("/me/receipts/f0", &plain).await.status.as_u16(), 404);
    assert_eq!(location(&me.get(&path, "").await), "/me/enter");
}
