//! Forms from policy: as pages, as a part of other pages and as JSON, sent through the pipeline.

use axum::http::Method;
use serde_json::{Value, json};
use telos_model::catalog::CatalogFile;
use telos_server::Options;

use crate::support::{ALL, Answer, World, request, shipped};

const ORIGIN: &str = "http://telos.example:8080";
const FORM: &str = "application/x-www-form-urlencoded";
const NEWS: &str = "/forms/aria/newsletter?place=DE&lang=en";

async fn get(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    world.send(request(Method::GET, path, headers, "")).await
}

/// The value of an attribute that follows a mark.
fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let rest = text
        .split(mark)
        .nth(1)
        .unwrap_or_else(|| panic!("no {mark}"));
    rest.split('"').next().expect("a value")
}

fn token(text: &str) -> String {
    after(text, "name=\"token\" value=\"").to_owned()
}

async fn post(world: &World, path: &str, origin: &str, body: String) -> Answer {
    let headers = [("content-type", FORM), ("origin", origin)];
    world.post(path, &headers, body).await
}

async fn json_form(world: &World, path: &str) -> Value {
    let answer = world.get(path, "").await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    answer.json()
}

async fn permission(world: &World, email: &str, purpose: &str) -> Value {
    let path = format!("/v1/profiles/email/{email}/permissions");
    let answer = world.get(&path, ALL).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    let body = answer.json();
    let all = body["permissions"].as_array().expect("permissions");
    let found = all.iter().find(|one| one["purpose"] == purpose);
    found.unwrap_or_else(|| panic!("{purpose}: {body}")).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_sent_with_the_consent_and_the_text_that_was_shown() {
    let world = World::new();
    let shown = get(&world, NEWS, &[]).await;
    assert_eq!(shown.status.as_u16(), 200);
    assert!(!shown.text.contains(" checked"), "boxes are empty at first");
    assert!(shown.text.contains("Once a week we write to you"));
    let body = format!(
        "token={}&field.email=Ada%40Example.org&field.first_name=Ada&yes.news-email=1",
        token(&shown.text)
    );
    let sent = post(&world, NEWS, ORIGIN, body.clone()).await;
    assert_eq!(sent.status.as_u16(), 303, "{}", sent.text);
    let to = sent.headers["location"].to_str().unwrap().to_owned();
    assert!(to.contains("confirm=1") && !to.contains("ada"), "{to}");
    let done = get(&world, &to, &[]).await;
    assert_eq!(done.status.as_u16(), 200);
    assert!(done.text.contains("Until then nothing is sent to you."));
    let news = permission(&world, "ada@example.org", "aria/news-email").await;
    assert_eq!(news["state"], "pending", "{news}");
    let advice = permission(&world, "ada@example.org", "aria/personalisation").await;
    assert_eq!(advice["state"], "requested", "an empty box is no decision");
    // Sent twice, taken once.
    let again = post(&world, NEWS, ORIGIN, body).await;
    assert_eq!(again.status.as_u16(), 303);
    let profile = world
        .get(
            "/v1/profiles/email/ada@example.org?purpose=aria/privacy-choices",
            ALL,
        )
        .await;
    assert_eq!(profile.status.as_u16(), 200, "{}", profile.text);
    assert!(profile.text.contains("Ada"));
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_shown_beside_their_fields_and_nothing_is_kept() {
    let world = World::new();
    let shown = get(&world, NEWS, &[]).await;
    let body = format!("token={}&field.email=nonsense%3Cb%3E", token(&shown.text));
    let answer = post(&world, NEWS, ORIGIN, body).await;
    assert_eq!(answer.status.as_u16(), 422);
    for part in [
        "role=\"alert\"",
        "Nothing has been kept yet.",
        "aria-invalid=\"true\" aria-describedby=\"field-email-problem field-email-hint\"",
        "Write an email address",
        "Tick the box if you want this.",
        "value=\"nonsense&#60;b&#62;\"",
    ] {
        assert!(
            answer.text.contains(part),
            "{part} is missing: {}",
            answer.text
        );
    }
    let counted = world.get("/metrics", ALL).await;
    assert!(
        counted
            .text
            .contains("telos_refusals_total{what=\"form\",code=\"email\"} 1")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_forged_stale_changed_or_good() {
    let world = World::new();
    let shown = get(&world, NEWS, &[]).await;
    let good = token(&shown.text);
    let send = async |path: &str, token: &str| {
        let body = format!("token={token}&field.email=a%40b.test&yes.news-email=1");
        post(&world, path, ORIGIN, body).await
    };
    let mut flipped = good.clone().into_bytes();
    flipped[20] = if flipped[20] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    for forged in ["", "x", &flipped, &"A".repeat(5_000)] {
        let answer = send(NEWS, forged).await;
        assert_eq!(answer.status.as_u16(), 422);
        assert!(answer.text.contains("did not come from us"), "{forged}");
    }
    // The same form for another place or in another language shows other words.
    for other in [
        "/forms/aria/newsletter?place=JP&lang=en",
        "/forms/aria/newsletter?place=DE&lang=ja",
        "/forms/aria/first-contact?place=DE&lang=en",
    ] {
        assert_eq!(send(other, &good).await.status.as_u16(), 422, "{other}");
    }
    assert_eq!(send(NEWS, &good).await.status.as_u16(), 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_an_unknown_page_is_refused() {
    let files: Vec<CatalogFile> = shipped()
        .into_iter()
        .map(|file| CatalogFile {
            text: file.text.replace(
                "origins = [\"*\"]",
                "origins = [\"https://shop.aria.example\"]",
            ),
            ..file
        })
        .collect();
    let world = World::of(Options::default(), &files);
    let path = "/forms/aria/newsletter?place=DE&lang=en";
    let shown = get(&world, path, &[]).await;
    let body = format!(
        "token={}&field.email=a%40b.test&yes.news-email=1",
        token(&shown.text)
    );
    for origin in ["https://evil.example", "null", ""] {
        let answer = post(&world, path, origin, body.clone()).await;
        assert_eq!(answer.status.as_u16(), 403, "{origin}");
    }
    let good = post(&world, path, "https://shop.aria.example", body).await;
    assert_eq!(good.status.as_u16(), 303);
    let embed = "/forms/aria/newsletter/embed?place=DE&lang=de";
    let evil = get(&world, embed, &[("origin", "https://evil.example")]).await;
    evil.problem(403, "origin_not_allowed");
    let own = get(&world, embed, &[("origin", "https://shop.aria.example")]).await;
    assert_eq!(own.status.as_u16(), 200);
    assert_eq!(
        own.headers["access-control-allow-origin"],
        "https://shop.aria.example"
    );
    assert!(own.text.trim_start().starts_with("<form method=\"post\""));
    let action = after(&own.text, "action=\"");
    assert!(
        action.starts_with("http://telos.example:8080/forms/aria/newsletter?"),
        "{action}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_moment_of_every_brand_is_shown_in_every_language() {
    let world = World::new();
    for brand in ["aria", "bento"] {
        for moment in [
            "first-contact",
            "newsletter",
            "account",
            "checkout",
            "profile",
        ] {
            for lang in ["en", "ja", "zh-Hant", "zh-Hans", "de", "fr"] {
                for place in [
                    "",
                    "&place=DE",
                    "&place=US-CA",
                    "&place=CN-GD&city=Shenzhen",
                ] {
                    let path = format!("/forms/{brand}/{moment}?lang={lang}{place}");
                    let page = get(&world, &path, &[]).await;
                    assert_eq!(page.status.as_u16(), 200, "{path}");
                    assert_eq!(page.headers["cache-control"], "no-store");
                    assert!(!page.text.contains(" checked"), "{path}");
                }
            }
        }
    }
    let japanese = get(&world, "/forms/aria/checkout?place=JP&lang=ja", &[])
        .await
        .text;
    let place = |control: &str| {
        let mark = format!("name=\"{control}\"");
        japanese
            .find(&mark)
            .unwrap_or_else(|| panic!("no {control}"))
    };
    assert!(place("field.last_name") < place("field.first_name"));
    assert!(place("field.address.postal_code") < place("field.address.street"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_no_form_for_has_its_own_answer() {
    let world = World::new();
    for (path, status, code) in [
        ("/aria/wedding", 404, "form_unknown"),
        ("/nobody/newsletter", 404, "form_unknown"),
        ("/aria/newsletter?place=ZZ", 400, "place_unknown"),
        ("/aria/newsletter?place=US-ZZ", 400, "place_unknown"),
        (
            "/aria/newsletter?place=DE&city=Atlantis",
            400,
            "place_unknown",
        ),
    ] {
        let json = world.get(&format!("/v1/forms{path}"), "").await;
        json.problem(status, code);
        let page = get(&world, &format!("/forms{path}"), &[]).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_as_json_says_what_may_be_asked_and_takes_the_answers() {
    let world = World::new();
    let path = "/v1/forms/aria/checkout?place=US-CA&lang=en";
    let form = json_form(&world, path).await;
    assert_eq!(form["jurisdictions"], json!(["us-ca"]));
    let boxes = form["boxes"].as_array().unwrap();
    let says: Vec<&str> = boxes
        .iter()
        .map(|one| one["says"].as_str().unwrap())
        .collect();
    assert_eq!(says, ["no", "no"]);
    assert!(form["notices"].as_array().unwrap().len() >= 2);
    let gpc = get(&world, path, &[("sec-gpc", "1")]).await.json();
    assert_eq!(gpc["boxes"].as_array().unwrap().len(), 1);
    assert_eq!(gpc["leftOut"][0]["why"], "global_privacy_control");

    let answers = json!({
        "field.email": "bo@example.net", "field.last_name": "Bo",
        "field.address.street": "1 Main St", "field.address.postal_code": "95814",
        "field.address.city": "Sacramento", "field.address.country": "US",
        "no.ads-audiences": true,
    });
    let body = |answers: &Value| json!({ "token": form["token"], "answers": answers }).to_string();
    let mut bad = answers.clone();
    bad["field.email"] = json!("bo");
    bad["field.last_name"] = json!(7);
    let problem = world
        .post(path, &[], body(&bad))
        .await
        .problem(422, "form_answers");
    let errors = problem["errors"].as_array().unwrap();
    let at: Vec<&str> = errors
        .iter()
        .map(|one| one["at"].as_str().unwrap())
        .collect();
    assert_eq!(at, ["field.email", "field.last_name"]);
    assert!(!problem.to_string().contains("\"bo\""));

    let taken = world.post(path, &[], body(&answers)).await;
    assert_eq!(taken.status.as_u16(), 200, "{}", taken.text);
    assert_eq!(
        taken.json(),
        json!({"confirm": false, "decided": "kept", "guardian": false, "told": "kept"})
    );
    let question = json!({
        "who": {"kind": "email", "value": "bo@example.net"},
        "purpose": "aria/ads-audiences", "operation": "send", "categories": ["contact"],
    });
    let decided = world
        .post(
            "/v1/decisions",
            &[("authorization", ALL)],
            question.to_string(),
        )
        .await;
    assert!(decided.text.contains("objected"), "{}", decided.text);

    for (token, code) in [
        (json!("x"), "form_token_forged"),
        (Value::Null, "form_token_forged"),
    ] {
        let body = json!({ "token": token, "answers": answers }).to_string();
        world.post(path, &[], body).await.problem(422, code);
    }
    for body in ["", "[]x", "{\"answers\":[]}"] {
        let answer = world.post(path, &[], body).await;
        assert_eq!(answer.status.as_u16(), 400, "{body}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_or_foreign_body_is_refused() {
    let world = World::new();
    let long = format!("token=x&field.email={}", "a".repeat(70_000));
    let answer = post(&world, NEWS, ORIGIN, long).await;
    assert_eq!(answer.status.as_u16(), 413);
    let headers = [("content-type", "text/plain"), ("origin", ORIGIN)];
    let answer = world.post(NEWS, &headers, "token=x").await;
    assert_eq!(answer.status.as_u16(), 415);
}
