//! What is forged, stale or sent again on people's pages is refused alike, and counted by its kind.

use serde_json::json;

use super::{ADA, FORM, Me, ORIGIN, token};
use crate::support::ALL;

const NEWS: &str = "/forms/aria/newsletter?place=DE&lang=en";
const DAY: i64 = 86_400_000;

async fn counted(me: &Me, what: &str, code: &str) -> u64 {
    let metrics = me.world.get("/metrics", ALL).await.text;
    let mark = format!("telos_refusals_total{{what=\"{what}\",code=\"{code}\"}} ");
    let number = metrics.split(mark.as_str()).nth(1);
    let number = number.and_then(|rest| rest.lines().next());
    number.map_or(0, |number| number.trim().parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_links_and_sessions_that_open_nothing_are_counted_and_say_nothing_more() {
    let me = Me::with_customer().await;
    me.post("/me/enter", "", ADA).await;
    let letter = me.letters.letter(1).await;
    let forged = me.post("/me/code", "telos_me_wish=00", "code=123456").await;
    let unasked = me.post("/me/code", "", "code=123456").await;
    assert_eq!(
        (forged.status.as_u16(), unasked.status.as_u16()),
        (422, 422)
    );
    assert_eq!(forged.text, unasked.text, "no hint which part was wrong");
    assert_eq!(counted(&me, "me", "code_wrong").await, 2);

    let link = letter.text.split("/me/link?").nth(1).expect("a link");
    let link = link.split_whitespace().next().expect("its end").to_owned();
    assert_eq!(me.post("/me/link", "", "t=00").await.status.as_u16(), 422);
    assert_eq!(me.post("/me/link", "", &link).await.status.as_u16(), 303);
    assert_eq!(me.post("/me/link", "", &link).await.status.as_u16(), 422);
    assert_eq!(
        counted(&me, "me", "link_wrong").await,
        2,
        "forged, and used"
    );
    me.post("/me/enter", "", ADA).await;
    let letter = me.letters.letter(2).await;
    let link = letter.text.split("/me/link?").nth(1).expect("a link");
    let link = link.split_whitespace().next().expect("its end").to_owned();
    me.world.clock.advance(31 * 60_000);
    assert_eq!(me.post("/me/link", "", &link).await.status.as_u16(), 422);
    assert_eq!(counted(&me, "me", "link_wrong").await, 3, "too old");

    let away = me.get("/me/data", "telos_me=00").await;
    assert_eq!(away.status.as_u16(), 303, "to the door");
    assert_eq!(counted(&me, "me", "session_unknown").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_is_forged_used_or_too_old_confirms_nothing_and_is_counted() {
    let me = Me::with_customer().await;
    let headers = [("authorization", ALL)];
    let grant = json!({"who": {"kind": "user_id", "value": "u1"}, "consents": [
        {"purpose": "news-email", "act": "grant", "explicit": true, "separate": true}]});
    me.world.clock.advance(1);
    me.world
        .post("/v1/consents", &headers, grant.to_string())
        .await;
    let letter = me.letters.letter(1).await;
    let link = letter.text.split("/me/confirm?").nth(1).expect("a link");
    let link = link.split_whitespace().next().expect("its end").to_owned();
    assert_eq!(
        me.post("/me/confirm", "", "t=00").await.status.as_u16(),
        422
    );
    me.world.clock.advance(7 * DAY);
    assert_eq!(
        me.get(&format!("/me/confirm?{link}"), "")
            .await
            .status
            .as_u16(),
        422
    );
    assert_eq!(me.post("/me/confirm", "", &link).await.status.as_u16(), 422);
    assert_eq!(super::decision(&me, "segment", "news-email").await, "deny");
    assert_eq!(counted(&me, "me", "confirmation_wrong").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_open_for_more_than_a_day_is_shown_again_and_keeps_nothing() {
    let me = Me::new();
    let shown = me.get(NEWS, "").await;
    let body = format!(
        "token={}&field.email=a%40posteo.example&yes.news-email=1",
        token(&shown.text)
    );
    me.world.clock.advance(DAY + 1);
    let headers = [("content-type", FORM), ("origin", ORIGIN)];
    let late = me.world.post(NEWS, &headers, body.clone()).await;
    assert_eq!(late.status.as_u16(), 422);
    assert!(
        late.text.contains("open for more than a day"),
        "{}",
        late.text
    );
    assert_eq!(counted(&me, "form", "form_token_stale").await, 1);
    let forged = me
        .world
        .post(NEWS, &headers, body.replace("token=", "token=AA"))
        .await;
    assert_eq!(forged.status.as_u16(), 422);
    assert_eq!(counted(&me, "form", "form_token_forged").await, 1);
    let path = "/v1/profiles/email/a@posteo.example/permissions";
    assert_eq!(me.world.get(path, ALL).await.status.as_u16(), 404);
    assert_eq!(me.letters.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_no_text_is_in_gets_the_brands_own_and_the_record_says_which() {
    let me = Me::new();
    let path = "/v1/forms/aria/newsletter?place=DE&lang=pt";
    let form = me.world.get(path, "").await.json();
    let text = &form["boxes"][0];
    assert_eq!(
        (text["textLanguage"].as_str(), form["language"].as_str()),
        (Some("en"), Some("en"))
    );
    let answers = json!({"token": form["token"], "answers": {
        "field.email": "ana@posteo.example", "yes.news-email": true}});
    let taken = me.world.post(path, &[], answers.to_string()).await;
    assert_eq!(taken.status.as_u16(), 200, "{}", taken.text);
    let path = "/v1/consents?kind=email&value=ana@posteo.example&history=true";
    let history = me.world.get(path, ALL).await.json();
    let locales = history["history"].as_array().expect("a history").iter();
    let locales: Vec<_> = locales.map(|one| one["locale"].clone()).collect();
    assert!(locales.iter().all(|locale| locale == "en"), "{history}");
}
