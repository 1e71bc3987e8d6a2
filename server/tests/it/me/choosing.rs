//! What people see and decide on their pages.

use std::time::{Duration, Instant};

use serde_json::json;
use telos_model::catalog::CatalogFile;

use super::{ADA, Me, decision, token};
use crate::support::{ALL, shipped};

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_is_in_force_before_the_page_says_so() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    assert_eq!(decision(&me, "segment", "personalisation").await, "deny");
    let said = me
        .say(
            "/me/choices",
            &session,
            "purpose=aria/personalisation&act=yes",
        )
        .await;
    assert_eq!(
        said.headers["location"],
        "/me/choices?told=yes#aria-personalisation"
    );
    assert_eq!(decision(&me, "segment", "personalisation").await, "permit");
    let page = me.get("/me/choices?told=yes", &session).await;
    assert!(page.text.contains("It is switched on from now."));
    me.say(
        "/me/choices",
        &session,
        "purpose=aria/personalisation&act=no",
    )
    .await;
    assert_eq!(decision(&me, "segment", "personalisation").await, "deny");
    me.say(
        "/me/choices",
        &session,
        "purpose=aria/personalisation&act=yes",
    )
    .await;
    assert_eq!(decision(&me, "segment", "personalisation").await, "permit");
    let history = me.get("/me/history", &session).await.text;
    assert_eq!(history.matches("class=\"entry\"").count(), 3, "{history}");
    assert!(history.contains("on these pages"));
    for bad in [
        "purpose=aria/none&act=yes",
        "purpose=aria/orders&act=maybe",
        "",
    ] {
        let refused = me.say("/me/choices", &session, bad).await;
        assert_eq!(refused.status.as_u16(), 404, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_by_a_proven_address_needs_no_second_letter() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    me.say("/me/choices", &session, "purpose=aria/news-email&act=yes")
        .await;
    assert_eq!(decision(&me, "segment", "news-email").await, "permit");
    assert_eq!(me.letters.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_switched_off_says_why_and_has_no_switch() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let page = me.get("/me/choices", &session).await.text;
    let article = page.split("id=\"aria-accounts-and-tax\"").nth(1).unwrap();
    let article = article.split("</article>").next().unwrap();
    assert!(
        article.contains("You cannot switch this off, because"),
        "{article}"
    );
    assert!(!article.contains("<button"));
    let said = me
        .say(
            "/me/choices",
            &session,
            "purpose=aria/accounts-and-tax&act=no",
        )
        .await;
    assert!(
        said.headers["location"]
            .to_str()
            .unwrap()
            .contains("told=unchanged")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_topics_and_quiet_hours_are_kept_and_shown() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let body = "brand=aria&channel=email&wanted=yes&often=1/7&from=22:00&until=07:00&offset=540";
    let said = me.say("/me/contact", &session, body).await;
    assert_eq!(
        said.headers["location"],
        "/me/contact?told=saved#aria-email"
    );
    let again = me.say("/me/contact", &session, body).await;
    assert!(
        again.headers["location"]
            .to_str()
            .unwrap()
            .contains("told=unchanged")
    );
    let page = me.get("/me/contact", &session).await.text;
    assert!(page.contains("value=\"22:00\"") && page.contains("value=\"540\" selected"));
    assert!(page.contains("value=\"1/7\" selected"));
    let token = token(&page);
    let topics = format!("token={token}&brand=aria&topic=new-books");
    me.post("/me/contact/topics", &session, &topics).await;
    let read = me
        .world
        .get("/v1/preferences?kind=user_id&value=u1", ALL)
        .await
        .json();
    let all = read["preferences"].as_array().unwrap();
    assert!(
        all.contains(&json!({"brand": "aria", "topic": "new-music", "wanted": false})),
        "{read}"
    );
    for bad in [
        "brand=aria&channel=email&wanted=yes&often=1/7&from=99:00&until=07:00&offset=0",
        "brand=aria&channel=pigeon&wanted=yes&often=0/0&from=&until=&offset=0",
        "brand=none&channel=email&wanted=yes&often=0/0&from=&until=&offset=0",
    ] {
        assert_eq!(
            me.say("/me/contact", &session, bad).await.status.as_u16(),
            404,
            "{bad}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn restriction_stops_everything_but_what_the_law_demands_until_it_is_lifted() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let read = "/v1/profiles/user_id/u1?purpose=orders";
    assert_eq!(me.world.get(read, ALL).await.status.as_u16(), 200);
    me.say("/me/rights", &session, "what=restriction&on=yes")
        .await;
    assert_eq!(me.world.get(read, ALL).await.status.as_u16(), 403);
    let home = me.get("/me", &session).await.text;
    assert!(home.contains("keep your data and do nothing else with it"));
    me.say("/me/rights", &session, "what=restriction&on=no")
        .await;
    assert_eq!(me.world.get(read, ALL).await.status.as_u16(), 200);
    me.say("/me/rights", &session, "what=marketing&brand=aria&on=yes")
        .await;
    let choices = me.get("/me/choices", &session).await.text;
    assert!(choices.contains("You said no to all advertising of"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_what_is_held_with_its_source_and_corrects_it() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let page = me.get("/me/data", &session).await.text;
    for part in [
        "ada@example.org",
        "Ada",
        "From: web",
        "Kept for:",
        "First name",
    ] {
        assert!(page.contains(part), "{part} is missing");
    }
    let said = me
        .say("/me/data", &session, "path=first_name&value=Augusta+Ada")
        .await;
    assert_eq!(said.headers["location"], "/me/data?told=corrected");
    let page = me.get("/me/data", &session).await.text;
    assert!(page.contains("Augusta Ada"), "{page}");
    let refused = me.say("/me/data", &session, "path=email&value=x").await;
    assert_eq!(refused.status.as_u16(), 404);
    let empty = me.say("/me/data", &session, "path=first_name&value=").await;
    assert_eq!(empty.headers["location"], "/me/data?told=not-corrected");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_collected_is_shown_as_theirs_with_its_terms() {
    let mut files = shipped();
    files.push(CatalogFile {
        path: "sources/broker.toml".into(),
        text: r#"
[source.broker]
brand = "aria"
write_key = "aria-broker-key"
channel = "import"
purposes = ["orders"]
third_party = { provider = "Example Addresses GmbH", licence = "Contract 4711" }
"#
        .into(),
    });
    let me = Me::over(&[], &files).and_customer().await;
    let broker = [("authorization", "Basic YXJpYS1icm9rZXIta2V5Og==")];
    let theirs = r#"{"userId":"u1","traits":{"last_name":"Lovelace"}}"#;
    let taken = me.world.post("/v1/identify", &broker, theirs).await;
    assert_eq!(taken.statuses(), ["kept"]);
    let session = me.enter(ADA).await;
    let page = me.get("/me/data", &session).await.text;
    let from = page.split("Lovelace").nth(1).expect("shown");
    let terms = "Collected by Example Addresses GmbH, and used under: Contract 4711.";
    assert!(from.contains(terms), "{from}");
    assert_eq!(page.matches(terms).count(), 1, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_says_what_they_like_and_do_not_and_takes_it_back() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let page = me.get("/me/likes", &session).await.text;
    assert!(
        page.contains("Music and books that you do not like"),
        "{page}"
    );
    let said = "favourite_genres=Jazz%2C+%E6%BC%94%E6%AD%8C%E3%80%81poems&disliked_genres=Noise";
    let said = me.say("/me/likes", &session, said).await;
    assert_eq!(said.headers["location"], "/me/likes?told=corrected");
    let page = me.get("/me/likes", &session).await.text;
    assert!(page.contains("Jazz, 演歌, poems"), "{page}");
    assert!(page.contains("value=\"Noise\""), "{page}");
    let held = me.get("/me/data", &session).await.text;
    assert!(held.contains("Noise"), "{held}");

    let said = me.say("/me/likes", &session, "disliked_genres=").await;
    assert_eq!(said.headers["location"], "/me/likes?told=corrected");
    let page = me.get("/me/likes", &session).await.text;
    assert!(!page.contains("Noise"), "{page}");
    assert!(page.contains("Jazz"), "what was not sent stays: {page}");
    let long = format!("favourite_genres={}", "a".repeat(101));
    let said = me.say("/me/likes", &session, &long).await;
    assert_eq!(said.headers["location"], "/me/likes?told=not-corrected");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looked_is_shown_with_the_reason() {
    let me = Me::with_customer().await;
    let read = "/v1/profiles/user_id/u1?purpose=orders";
    assert_eq!(me.world.get(read, ALL).await.status.as_u16(), 200);
    let session = me.enter(ADA).await;
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let page = me.get("/me/looks", &session).await.text;
        if page.contains("Program “all”") {
            assert!(page.contains("at your profile"), "{page}");
            break;
        }
        assert!(Instant::now() < until, "{page}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_with_strict_headers_in_each_brands_look() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let page = me.get("/me?brand=bento", &session).await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"));
    assert_eq!(page.headers["cache-control"], "no-store");
    let style = page
        .text
        .split("href=\"/me/brand/")
        .nth(1)
        .expect("a style");
    let style = format!("/me/brand/{}", style.split('"').next().unwrap());
    let css = me.get(&style, "").await;
    assert_eq!(css.status.as_u16(), 200);
    assert!(css.text.contains("--accent: #"), "{}", css.text);
    assert_eq!(
        me.get("/me/brand/none.000000.css", "")
            .await
            .status
            .as_u16(),
        404
    );
    assert!(!page.text.contains("<script"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_person_with_a_thousand_events_are_shown() {
    let me = Me::with_customer().await;
    for part in 0..10 {
        let events = (0..100).map(|number| {
            json!({"type": "track", "messageId": format!("e-{part}-{number}"), "userId": "u1",
                "event": "Order Completed", "properties": {"order_id": format!("{part}-{number}"), "revenue": 5}})
        });
        let batch = json!({"batch": events.collect::<Vec<_>>()});
        let taken = me.world.web("/v1/batch", batch.to_string()).await;
        assert_eq!(taken.statuses().len(), 100);
    }
    let session = me.enter(ADA).await;
    for path in [
        "/me",
        "/me/choices",
        "/me/contact",
        "/me/data",
        "/me/history",
    ] {
        let page = me.get(path, &session).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
    }
    let data = me.get("/me/data", &session).await.text;
    assert!(data.contains("1,001 times"), "{data}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_changed_tells_what_changed_and_asks_again() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    me.say(
        "/me/choices",
        &session,
        "purpose=aria/personalisation&act=yes",
    )
    .await;
    let mut files = shipped();
    let name = "purposes/personalisation.toml";
    let file = files.iter_mut().find(|file| file.path == name).unwrap();
    file.text
        .push_str("\n[[purpose.personalisation.texts]]\nversion = 2\n");
    for lang in ["en", "ja", "zh-Hant", "zh-Hans", "de", "fr"] {
        let text = format!(
            "{lang} = {{ title = \"Suggestions\", body = \"Now also by post.\", \
             change = \"We also send letters ({lang}).\" }}\n"
        );
        file.text.push_str(&text);
    }
    me.world.engine.apply(&files).expect("applies");
    assert_eq!(decision(&me, "segment", "personalisation").await, "deny");
    let page = me.get("/me/choices", &session).await.text;
    let article = page.split("id=\"aria-personalisation\"").nth(1).unwrap();
    let article = article.split("</article>").next().unwrap();
    for part in [
        "We also send letters (en).",
        "please answer again",
        "Now also by post.",
        "<blockquote>We look at what you bought",
    ] {
        assert!(article.contains(part), "{part}: {article}");
    }
    me.say(
        "/me/choices",
        &session,
        "purpose=aria/personalisation&act=yes",
    )
    .await;
    assert_eq!(decision(&me, "segment", "personalisation").await, "permit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_childs_yes_counts_from_a_guardian_only() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let headers = [("authorization", ALL)];
    let who = json!({"kind": "user_id", "value": "u1"});
    let child = json!({"who": who, "flags": [{"flag": "child", "actor": "guardian"}]});
    me.world.clock.advance(1);
    me.world
        .post("/v1/consents", &headers, child.to_string())
        .await;
    me.say(
        "/me/choices",
        &session,
        "purpose=aria/personalisation&act=yes",
    )
    .await;
    assert_eq!(decision(&me, "segment", "personalisation").await, "deny");
    let page = me.get("/me/choices", &session).await.text;
    assert!(page.contains("only from a parent or guardian"));
    let guardian = json!({"who": who, "consents": [{"purpose": "personalisation", "act": "grant",
        "explicit": true, "separate": true, "actor": "guardian", "method": "paper", "evidence": "form 3"}]});
    me.world.clock.advance(1);
    me.world
        .post("/v1/consents", &headers, guardian.to_string())
        .await;
    assert_eq!(decision(&me, "segment", "personalisation").await, "permit");
    let history = me.get("/me/history", &session).await.text;
    assert!(
        history.contains("your parent or guardian, on paper"),
        "{history}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn in_california_a_yes_to_sale_after_a_no_takes_two_steps() {
    let me = Me::with_customer().await;
    let session = me.enter(ADA).await;
    let (stop, go) = ("what=sale&brand=&on=yes", "what=sale&brand=&on=no");
    // Where no law asks for it, one step is enough.
    me.say("/me/rights", &session, stop).await;
    let said = me.say("/me/rights", &session, go).await;
    assert_eq!(said.headers["location"], "/me/rights?told=unobjected#sale");
    let moved =
        r#"{"messageId":"ca-1","userId":"u1","traits":{"address":{"country":"US","state":"CA"}}}"#;
    let moved = me.world.shop("/v1/identify", moved).await;
    assert_eq!(moved.statuses(), ["kept"], "{}", moved.text);
    // A no takes one step there as well.
    let said = me.say("/me/rights", &session, stop).await;
    assert_eq!(said.headers["location"], "/me/rights?told=objected#sale");
    let asked = me.say("/me/rights", &session, go).await;
    assert_eq!(asked.status.as_u16(), 200, "{}", asked.text);
    assert!(asked.text.contains("Allow sale and sharing?"));
    let sure = format!("{go}&sure=yes");
    let said = me.say("/me/rights", &session, &sure).await;
    assert_eq!(said.headers["location"], "/me/rights?told=unobjected#sale");

    let (no, yes) = (
        "purpose=aria/ads-audiences&act=no",
        "purpose=aria/ads-audiences&act=yes",
    );
    me.say("/me/choices", &session, no).await;
    let asked = me.say("/me/choices", &session, yes).await;
    assert_eq!(asked.status.as_u16(), 200, "{}", asked.text);
    assert!(asked.text.contains("value=\"aria/ads-audiences\""));
    assert_eq!(decision(&me, "segment", "ads-audiences").await, "deny");
    let sure = format!("{yes}&sure=yes");
    let said = me.say("/me/choices", &session, &sure).await;
    let told = "/me/choices?told=yes#aria-ads-audiences";
    assert_eq!(said.headers["location"], told);
}
