//! A child's wish, the letter to a guardian, and what the guardian decides by its link.

use serde_json::{Value, json};

use super::{Me, ORIGIN};
use crate::support::ALL;

const NEWS: &str = "/forms/aria/newsletter?place=IN&lang=en";

fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let rest = text.split(mark).nth(1);
    let rest = rest.unwrap_or_else(|| panic!("no {mark}: {text}"));
    rest.split('"').next().expect("a value")
}

/// Fills the form in.
async fn fill(me: &Me, rest: &str) -> crate::support::Answer {
    let shown = me.get(NEWS, "").await;
    let token = after(&shown.text, "name=\"token\" value=\"").to_owned();
    let body = format!("token={token}&field.email=mia%40posteo.example{rest}");
    let headers = [("content-type", super::FORM), ("origin", ORIGIN)];
    me.world.clock.advance(1);
    me.world.post(NEWS, &headers, body).await
}

async fn state(me: &Me) -> Value {
    let path = "/v1/profiles/email/mia@posteo.example/permissions";
    let answer = me.world.get(path, ALL).await.json();
    let all = answer["permissions"].as_array().expect("permissions");
    let found = all
        .iter()
        .find(|one| one["purpose"] == "aria/personalisation");
    found.expect("the purpose")["state"].clone()
}

/// The link of a letter, and the page it leads to.
async fn open(me: &Me, text: &str) -> (String, String) {
    let link = text.split("https://aria.example").nth(1).expect("a link");
    let path = link.split_whitespace().next().expect("its end").to_owned();
    let page = me.get(&path, "").await;
    (path, page.text)
}

/// The child opens the letter that came so far, and has the guardian asked.
async fn child_asks(me: &Me, letters: usize) -> String {
    let letter = me.letters.letter(letters).await;
    assert_eq!(&*letter.to, "mia@posteo.example");
    let (path, page) = open(me, &letter.text).await;
    assert!(path.starts_with("/me/child?"), "{path}");
    let link = after(&page, "name=\"t\" value=\"").to_owned();
    let asked = me.post("/me/child", "", &format!("t={link}")).await;
    assert_eq!(asked.status.as_u16(), 200, "{}", asked.text);
    link
}

fn sent(page: &str, ticked: bool) -> String {
    let (link, texts) = (
        after(page, "name=\"t\" value=\""),
        after(page, "name=\"texts\" value=\""),
    );
    let control = after(page, "<input type=\"checkbox\" id=\"");
    let tick = if ticked {
        format!("&{control}=1")
    } else {
        String::new()
    };
    format!("t={link}&texts={texts}&act=ticked{tick}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_is_asked_for_a_guardian_who_decides_by_a_link_and_takes_it_back_by_the_same() {
    let me = Me::new();
    let shown = me.get(NEWS, "").await.text;
    assert!(shown.contains("Are you 18 or older?"), "{shown}");
    assert!(
        !shown.contains("name=\"guardian\""),
        "nobody else is asked about"
    );
    let unsaid = fill(&me, "&yes.news-email=1").await;
    assert_eq!(unsaid.status.as_u16(), 422);
    let rest = "&yes.news-email=1&yes.personalisation=1&age=younger";
    let alone = fill(&me, rest).await;
    assert_eq!(alone.status.as_u16(), 422);
    assert!(alone.text.contains("name=\"guardian\""));
    let own = fill(&me, &format!("{rest}&guardian=mia%40posteo.example")).await;
    assert!(own.text.contains("not your own"), "{}", own.text);
    assert_eq!(me.letters.count(), 0);
    let done = fill(&me, &format!("{rest}&guardian=Papa%40posteo.example")).await;
    assert_eq!(done.status.as_u16(), 303, "{}", done.text);
    let to = done.headers["location"].to_str().expect("text");
    assert!(
        to.contains("guardian=1") && to.contains("confirm=0"),
        "{to}"
    );
    assert_eq!(state(&me).await, "requested");

    let letter = me.letters.letter(1).await;
    assert!(!letter.text.contains("papa@") && letter.text.contains("p***@posteo.example"));
    let used = child_asks(&me, 1).await;
    let again = me.post("/me/child", "", &format!("t={used}")).await;
    assert_eq!(again.status.as_u16(), 422, "a link asks once");
    let letter = me.letters.letter(2).await;
    assert_eq!(&*letter.to, "papa@posteo.example");
    assert!(letter.text.contains("m***@posteo.example") && !letter.text.contains("mia@"));
    let (path, page) = open(&me, &letter.text).await;
    assert!(page.contains("Your child would like this") && !page.contains(" checked"));
    assert_eq!(state(&me).await, "requested", "looking decides nothing");
    let fields = page.matches("type=\"checkbox\"").count();
    assert_eq!(fields, 2, "each purpose by itself");
    let second = page
        .rsplit("<input type=\"checkbox\" id=\"")
        .next()
        .expect("the last");
    let control = second.split('"').next().expect("its name");
    let base = sent(&page, false);
    let saved = me
        .post("/me/guardian", "", &format!("{base}&{control}=1"))
        .await;
    assert_eq!(saved.status.as_u16(), 200, "{}", saved.text);
    assert_eq!(state(&me).await, "granted");

    // Months later, by the same letter and in as many steps.
    me.world.clock.advance(200 * 86_400_000);
    let page = me.get(&path, "").await.text;
    assert!(page.contains(" checked") && page.contains("Take everything back"));
    let back = me
        .post(
            "/me/guardian",
            "",
            &format!("{}&act=none", sent(&page, false).replace("&act=ticked", "")),
        )
        .await;
    assert_eq!(back.status.as_u16(), 200);
    assert_eq!(state(&me).await, "withdrawn");

    let history = "/v1/consents?kind=email&value=mia@posteo.example&history=true";
    let history = me.world.get(history, ALL).await.json();
    let by: Vec<&Value> = history["history"]
        .as_array()
        .expect("a history")
        .iter()
        .filter(|one| one["actor"] == "guardian")
        .collect();
    assert!(by.len() >= 2, "{history}");
    for one in by {
        assert_eq!(one["method"], "guardian-link");
        let evidence = one["evidence"].as_str().expect("evidence");
        assert!(
            evidence.starts_with("guardian ") && !evidence.contains("papa"),
            "{evidence}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardians_link_is_forged_stale_for_other_texts_or_good() {
    let me = Me::new();
    let rest = "&yes.news-email=1&age=younger&guardian=papa%40posteo.example";
    assert_eq!(fill(&me, rest).await.status.as_u16(), 303);
    child_asks(&me, 1).await;
    let letter = me.letters.letter(2).await;
    let (path, page) = open(&me, &letter.text).await;
    let forged = me.get("/me/guardian?t=0123456789abcdef", "").await;
    assert_eq!(forged.status.as_u16(), 422);
    let good = sent(&page, true);
    let bad = me
        .post("/me/guardian", "", "t=0123&texts=1&act=ticked")
        .await;
    assert_eq!(bad.status.as_u16(), 422);
    let other = good.replace("texts=", "texts=9.");
    assert_eq!(
        me.post("/me/guardian", "", &other).await.status.as_u16(),
        409
    );
    // Nobody is written to again and again.
    assert_eq!(fill(&me, rest).await.status.as_u16(), 303);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(me.letters.count(), 2);
    me.world.clock.advance(7 * 86_400_000);
    assert_eq!(me.get(&path, "").await.status.as_u16(), 422);
    assert_eq!(
        me.post("/me/guardian", "", &good).await.status.as_u16(),
        422
    );
    let counted = me.world.get("/metrics", ALL).await.text;
    assert!(counted.contains("code=\"guardian_wrong\"} 4"), "{counted}");
    assert!(counted.contains("code=\"guardian_changed\"} 1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_asks_for_the_age_only_where_the_law_needs_it() {
    let me = Me::new();
    for (place, years) in [
        ("IN", Some(18)),
        ("DE", None),
        ("US-CA", None),
        ("JP", None),
    ] {
        let path = format!("/v1/forms/aria/newsletter?place={place}");
        let form = me.world.get(&path, "").await.json();
        assert_eq!(form["age"]["years"].as_u64(), years, "{place}: {form}");
    }
    let form = me
        .world
        .get("/v1/forms/aria/newsletter?place=IN", "")
        .await
        .json();
    assert_eq!(form["age"]["guardian"], "guardian");
    let answers = json!({"token": form["token"], "answers": {
        "field.email": "old@posteo.example", "yes.news-email": true, "age": "older"}});
    let taken = me
        .world
        .post(
            "/v1/forms/aria/newsletter?place=IN",
            &[],
            answers.to_string(),
        )
        .await;
    assert_eq!(taken.status.as_u16(), 200, "{}", taken.text);
    assert_eq!(taken.json()["guardian"], false);
    let path = "/v1/profiles/email/old@posteo.example/permissions";
    let known = me.world.get(path, ALL).await.text;
    assert!(!known.contains("child"), "{known}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_becomes_a_guardian_who_is_the_child_or_comes_second() {
    let me = Me::new();
    let wish = "&yes.news-email=1&age=younger&guardian=";
    let asks = async |guardian: &str| {
        me.world.clock.advance(11 * 60_000);
        let filled = fill(&me, &format!("{wish}{guardian}%40posteo.example")).await;
        assert_eq!(filled.status.as_u16(), 303, "{}", filled.text);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    asks("papa").await;
    // Another mailbox of the child's own is none of a guardian.
    let own = r#"{"messageId":"g-9","traits":{"email":"mia@posteo.example"},"context":{"externalIds":[{"type":"email","id":"mia2@posteo.example"}]}}"#;
    let told = me.world.shop("/v1/identify", own).await;
    assert_eq!(told.statuses(), ["kept"]);
    asks("mia2").await;
    assert_eq!(me.letters.count(), 1);
    child_asks(&me, 1).await;
    let papa = me.letters.letter(2).await;
    asks("mama").await;
    child_asks(&me, 3).await;
    let mama = me.letters.letter(4).await;
    assert_eq!(&*mama.to, "mama@posteo.example");
    let (_, page) = open(&me, &papa.text).await;
    let agreed = me.post("/me/guardian", "", &sent(&page, true)).await;
    assert_eq!(agreed.status.as_u16(), 200);
    let confirming = me.letters.count();

    // Whoever agreed first is the guardian: the other decides nothing any more, nor is anybody else asked.
    let (path, _) = open(&me, &mama.text).await;
    assert_eq!(me.get(&path, "").await.status.as_u16(), 422);
    asks("stranger").await;
    assert_eq!(me.letters.count(), confirming);
}
