//! The door: codes, links, limits, and what it does not give away.

use serde_json::json;
use telos_server::pages::me::LetterBy;

use super::{ADA, FORM, Me, code, cookie, decision, token};
use crate::support::ALL;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_without_a_session() {
    let me = Me::with_customer().await;
    for path in [
        "/me",
        "/me/choices",
        "/me/contact",
        "/me/data",
        "/me/addresses",
        "/me/addresses/code",
        "/me/history",
        "/me/looks",
        "/me/rights",
        "/me/requests",
        "/me/prove",
        "/me/copy",
        "/me/take",
        "/me/download/x",
        "/me/human",
        "/me/erase",
        "/me/receipts/x",
        "/me/anything",
    ] {
        let answer = me.get(path, "telos_me=made-up").await;
        assert_eq!(answer.status.as_u16(), 303, "{path}");
        assert_eq!(answer.headers["location"], "/me/enter", "{path}");
    }
    let posted = me
        .post("/me/choices", "", "purpose=aria/orders&act=no")
        .await;
    assert_eq!(posted.status.as_u16(), 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_once_and_in_the_browser_that_asked_for_it() {
    let me = Me::with_customer().await;
    let asked = me.post("/me/enter", "", ADA).await;
    let wish = cookie(&asked);
    let letter = me.letters.letter(1).await;
    assert_eq!(letter.by, LetterBy::Mail);
    assert_eq!(&*letter.to, "ada@example.org");
    let body = format!("code={}", code(&letter));
    let elsewhere = me.post("/me/code", "telos_me_wish=other", &body).await;
    assert_eq!(elsewhere.status.as_u16(), 422);
    let opened = me.post("/me/code", &wish, &body).await;
    assert_eq!(opened.status.as_u16(), 303);
    let again = me.post("/me/code", &wish, &body).await;
    assert_eq!(again.status.as_u16(), 422);
    let session = cookie(&opened);
    let home = me.get("/me", &session).await;
    assert_eq!(home.status.as_u16(), 200, "{}", home.text);
    me.post("/me/leave", &session, "").await;
    assert_eq!(me.get("/me", &session).await.status.as_u16(), 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_gone_after_five_wrong_ones_and_after_ten_minutes() {
    let me = Me::with_customer().await;
    let asked = me.post("/me/enter", "", ADA).await;
    let letter = me.letters.letter(1).await;
    let right = format!("code={}", code(&letter));
    let wrong = format!(
        "code={:06}",
        (code(&letter).parse::<u32>().unwrap() + 1) % 1_000_000
    );
    for _ in 0..5 {
        let tried = me.post("/me/code", &cookie(&asked), &wrong).await;
        assert_eq!(tried.status.as_u16(), 422);
    }
    let late = me.post("/me/code", &cookie(&asked), &right).await;
    assert_eq!(late.status.as_u16(), 422);

    let asked = me.post("/me/enter", "", ADA).await;
    let letter = me.letters.letter(2).await;
    me.world.clock.advance(10 * 60 * 1_000);
    let right = format!("code={}", code(&letter));
    let late = me.post("/me/code", &cookie(&asked), &right).await;
    assert_eq!(late.status.as_u16(), 422);
    let metrics = me.world.get("/metrics", "").await.text;
    assert!(
        metrics.contains("telos_refusals_total{what=\"me\",code=\"code_wrong\"} 7"),
        "{metrics}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_waits_for_a_click_and_opens_once() {
    let me = Me::with_customer().await;
    me.post("/me/enter", "", ADA).await;
    let letter = me.letters.letter(1).await;
    let link = letter
        .text
        .split("https://aria.example")
        .nth(1)
        .expect("a link");
    let link = link.split_whitespace().next().unwrap();
    for _ in 0..2 {
        let page = me.get(link, "").await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.text);
        assert!(!page.headers.contains_key("set-cookie"));
    }
    let body = link.split('?').nth(1).unwrap();
    let opened = me.post("/me/link", "", body).await;
    assert_eq!(opened.status.as_u16(), 303);
    assert_eq!(me.get("/me", &cookie(&opened)).await.status.as_u16(), 200);
    assert_eq!(me.post("/me/link", "", body).await.status.as_u16(), 422);
    assert_eq!(
        me.post("/me/link", "", "t=forged").await.status.as_u16(),
        422
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_whether_an_address_is_known() {
    let me = Me::with_customer().await;
    let known = me.post("/me/enter", "", ADA).await;
    let unknown = me.post("/me/enter", "", "address=carl%40example.org").await;
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.headers["location"], unknown.headers["location"]);
    assert_eq!(known.text, unknown.text);
    me.letters.letter(1).await;
    let tried = me.post("/me/code", &cookie(&unknown), "code=123456").await;
    assert_eq!(tried.status.as_u16(), 422);
    assert_eq!(me.letters.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_added_later_does_not_open() {
    let me = Me::with_customer().await;
    me.world.clock.advance(1_000);
    let added = r#"{"messageId":"c-9","userId":"u1","traits":{"email":"eve@evil.example"}}"#;
    assert_eq!(
        me.world.web("/v1/identify", added).await.statuses(),
        ["kept"]
    );
    me.post("/me/enter", "", "address=eve%40evil.example").await;
    me.enter(ADA).await;
    assert_eq!(me.letters.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_is_slowed_down_by_address_and_by_network() {
    let me = Me::with_customer().await;
    for _ in 0..5 {
        assert_eq!(me.post("/me/enter", "", ADA).await.status.as_u16(), 303);
    }
    let slowed = me.post("/me/enter", "", ADA).await;
    assert_eq!(slowed.status.as_u16(), 429);
    for number in 0..24 {
        let other = format!("address=n{number}%40example.org");
        assert_eq!(me.post("/me/enter", "", &other).await.status.as_u16(), 303);
    }
    let slowed = me.post("/me/enter", "", "address=last%40example.org").await;
    assert_eq!(slowed.status.as_u16(), 429);
    for bad in ["address=", "address=nobody", "address=12", ""] {
        let answer = me.post("/me/enter", "", bad).await;
        assert_eq!(answer.status.as_u16(), 422, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_token_or_from_elsewhere_changes_nothing() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let body = "purpose=aria/personalisation&act=yes";
    for token in ["", "token=forged&"] {
        let forged = me
            .post("/me/choices", &session, &format!("{token}{body}"))
            .await;
        assert_eq!(forged.status.as_u16(), 403);
    }
    let page = me.get("/me/choices", &session).await;
    let token = token(&page.text);
    let headers = [
        ("content-type", FORM),
        ("origin", "https://evil.example"),
        ("cookie", session.as_str()),
    ];
    let body = format!("token={token}&{body}");
    let elsewhere = me.world.post("/me/choices", &headers, body).await;
    assert_eq!(elsewhere.status.as_u16(), 403);
    let history = me.get("/me/history", &session).await;
    assert!(history.text.contains("You have not changed anything yet."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_consent_is_confirmed_by_a_link_once() {
    let me = Me::with_customer().await;
    let headers = [("authorization", ALL)];
    let grant = json!({"who": {"kind": "user_id", "value": "u1"}, "consents": [
        {"purpose": "news-email", "act": "grant", "explicit": true, "separate": true}]});
    me.world.clock.advance(1);
    let said = me
        .world
        .post("/v1/consents", &headers, grant.to_string())
        .await;
    assert_eq!(
        said.json()["consents"][0]["state"],
        "pending",
        "{}",
        said.text
    );
    assert_eq!(decision(&me, "segment", "news-email").await, "deny");
    let letter = me.letters.letter(1).await;
    let link = letter
        .text
        .split("https://aria.example")
        .nth(1)
        .expect("a link");
    let link = link.split_whitespace().next().unwrap().to_owned();
    let page = me.get(&link, "").await;
    assert!(page.text.contains("Music news by email"), "{}", page.text);
    let body = link.split('?').nth(1).unwrap();
    let confirmed = me.post("/me/confirm", "", body).await;
    assert_eq!(confirmed.status.as_u16(), 200, "{}", confirmed.text);
    assert_eq!(decision(&me, "segment", "news-email").await, "permit");
    assert_eq!(me.post("/me/confirm", "", body).await.status.as_u16(), 422);
    assert_eq!(
        me.post("/me/confirm", "", "t=forged").await.status.as_u16(),
        422
    );
    assert_eq!(
        me.get("/me/confirm?t=forged", "").await.status.as_u16(),
        422
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_sign_up_in_japanese_is_confirmed_by_a_letter_and_opens_the_pages() {
    let me = Me::new();
    let form = "/forms/aria/newsletter?place=DE&lang=ja";
    let shown = me.get(form, "").await;
    assert_eq!(shown.status.as_u16(), 200, "{}", shown.text);
    let body = format!(
        "token={}&field.email=Hana%40Example.org&yes.news-email=1",
        token(&shown.text)
    );
    let sent = me.post(form, "", &body).await;
    assert_eq!(sent.status.as_u16(), 303, "{}", sent.text);
    let letter = me.letters.letter(1).await;
    assert_eq!(&*letter.to, "hana@example.org");
    assert!(
        letter.text.contains("「はい」とお答えになりました"),
        "{}",
        letter.subject
    );
    // The same form again is the same message: nobody gets a second letter for it.
    me.post(form, "", &body).await;
    let link = letter
        .text
        .split("https://aria.example")
        .nth(1)
        .expect("a link");
    let link = link.split_whitespace().next().expect("a link").to_owned();
    let confirmed = me
        .post(
            "/me/confirm",
            "",
            link.split('?').nth(1).expect("its query"),
        )
        .await;
    assert_eq!(confirmed.status.as_u16(), 200, "{}", confirmed.text);
    let read = "/v1/consents?kind=email&value=hana@example.org";
    let read = me.world.get(read, ALL).await.json();
    let news = read["consents"].as_array().expect("consents").iter();
    let mut news = news.filter(|one| one["purpose"] == "aria/news-email");
    assert_eq!(news.next().expect("declared")["state"], "granted", "{read}");
    let session = me.enter("address=hana%40example.org").await;
    let history = me.get("/me/history?lang=ja", &session).await.text;
    assert!(history.contains("「はい」を確認"), "{history}");
    assert_eq!(me.letters.count(), 2);
}
