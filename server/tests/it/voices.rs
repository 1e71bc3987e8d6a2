//! What people say of their own: reviews by webhook and answers of surveys from files, by the sources
//! that are shipped. Personal data in them is labelled before anything is kept.

use std::fmt::Write as _;

use axum::http::StatusCode;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;

use crate::receiving::{Running, figure, start_all};
use crate::support::{ALL, shipped};

const SECRET: &str = "secret-of-reviews";
/// `Basic` with the key of the source of calls.
const CALLS: &str = "Basic YXJpYS1jYWxscy1rZXk6";

/// A server whose sources of reviews and surveys are on.
fn listening(home: &std::path::Path) -> Running {
    let secret = home.join("secret");
    std::fs::write(&secret, SECRET).expect("written");
    let surveys = home.join("surveys");
    std::fs::create_dir(&surveys).expect("made");
    let mut files = shipped();
    for file in &mut files {
        if matches!(&*file.path, "sources/reviews.toml" | "sources/surveys.toml") {
            file.text = file
                .text
                .replace("active = false", "active = true")
                .replace("every_seconds = 60", "every_seconds = 1")
                .replace("/srv/telos/surveys", &surveys.display().to_string())
                .replace(
                    "env:ARIA_REVIEWS_SECRET",
                    &format!("file:{}", secret.display()),
                );
        }
    }
    start_all(&files)
}

/// Somebody of a place where reviews rest on interests, by number and address.
async fn ada(running: &Running) {
    let headers = [("authorization", CALLS)];
    let ada = json!({"userId": "u1", "messageId": "i1", "traits": {"first_name": "Ada",
        "email": "ada@mail.example", "address": {"country": "Germany"}}});
    let kept = running
        .world
        .post("/v1/identify", &headers, ada.to_string())
        .await;
    assert_eq!(kept.statuses(), ["kept"]);
}

async fn timeline(running: &Running, who: &str) -> String {
    let path = format!("/v1/profiles/{who}/timeline?purpose=reviews");
    running.world.get(&path, ALL).await.text
}

#[tokio::test]
async fn a_review_is_kept_with_its_stars_and_without_what_it_tells_of_people() {
    let home = tempfile::tempdir().expect("a directory");
    let running = listening(home.path());
    ada(&running).await;
    let review = json!({"review": {"id": "r-1", "product": "sku-1", "stars": 4,
        "text": "Fine. Write me at ada.l@mail.example or +49 30 1234567.",
        "written_at": "2026-05-03T11:00:00Z"}, "customer": {"email": "ada@mail.example"}});
    let body = review.to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(body.as_bytes());
    let mut signature = "sha256=".to_owned();
    for byte in mac.finalize().into_bytes() {
        write!(signature, "{byte:02x}").expect("written");
    }
    let headers = [("x-signature", &*signature)];
    for _ in 0..2 {
        let path = "/v1/hooks/aria-reviews";
        let taken = running.world.post(path, &headers, body.clone()).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    }
    let shown = timeline(&running, "email/ada@mail.example").await;
    assert!(shown.contains("Write me at [email] or [phone]."), "{shown}");
    assert!(shown.contains(":rating\""), "{shown}");
    for secret in ["ada.l@", "1234567"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    let count = shown.matches("\"event\":\"Product Reviewed\"").count();
    assert_eq!(count, 1, "{shown}");
}

#[tokio::test]
async fn answers_of_a_survey_are_taken_in_from_a_file_with_labels_in_their_texts() {
    let home = tempfile::tempdir().expect("a directory");
    let running = listening(home.path());
    let headers = [("authorization", CALLS)];
    let ben = json!({"userId": "u2", "messageId": "i2",
        "traits": {"address": {"country": "Germany"}},
        "context": {"externalIds": [{"id": "c-17", "type": "customer_id", "collection": "users", "encoding": "none"}]}});
    let kept = running
        .world
        .post("/v1/identify", &headers, ben.to_string())
        .await;
    assert_eq!(kept.statuses(), ["kept"]);
    let rows = "response,survey,answered_at,customer,question,score,answer\n\
        81,after-order,2026-05-03 12:00,c-17,Would you tell a friend?,9,\"Yes, call +49 30 1234567\"\n\
        81,after-order,2026-05-03 12:00,c-17,Anything else?,,Pay back to DE89 3704 0044 0532 0130 00\n\
        82,after-order,2026-05-03 12:00,,Anything else?,,nobody\n";
    std::fs::write(home.path().join("surveys/may.csv"), rows).expect("written");
    running.until(&figure("aria-surveys", "rows", 3)).await;
    running.until(&figure("aria-surveys", "set_aside", 1)).await;
    let shown = timeline(&running, "customer_id/c-17").await;
    assert!(shown.contains("Pay back to [iban]"), "{shown}");
    assert!(shown.contains("Yes, call [phone]"), "{shown}");
    assert!(
        !shown.contains("1234567") && !shown.contains("3704"),
        "{shown}"
    );
}
