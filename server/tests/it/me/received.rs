//! Who received what: told to the person, with what became of it after a no.

use std::time::Instant;

use serde_json::json;
use telos_doors::sending::Sender;

use super::{ADA, Me};
use crate::sending::{PATIENCE, Receiver, letters};
use crate::support::shipped;

async fn shows(me: &Me, session: &str, words: &[&str]) -> String {
    let begun = Instant::now();
    loop {
        let page = me.get("/me/received", session).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.text);
        if words.iter().all(|word| page.text.contains(word)) {
            return page.text;
        }
        assert!(begun.elapsed() < PATIENCE, "{words:?} in {}", page.text);
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

async fn says(me: &Me, act: &str) {
    me.world.clock.advance(1_000);
    let consent = json!({"userId": "u1", "consents": [{"purpose": "news-email", "act": act}]});
    let said = me.world.web("/v1/consents", consent.to_string()).await;
    assert_eq!(said.statuses(), ["kept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_who_received_what_and_who_let_go_of_it() {
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let mut files = shipped();
    files.push(letters("post", &url, ""));
    let me = Me::over(&[], &files).and_customer().await;
    let session = me.enter(ADA).await;
    shows(&me, &session, &["Nothing about you was given to anybody."]).await;

    let sender = Sender::start(&me.world.engine);
    let japan = r#"{"messageId":"r-1","userId":"u1","traits":{"address":{"country":"Japan"}}}"#;
    let moved = me.world.web("/v1/identify", japan).await;
    assert_eq!(moved.statuses(), ["kept"]);
    says(&me, "grant").await;
    let order = r#"{"messageId":"r-2","userId":"u1","event":"Order Completed","properties":{"order_id":"seen-order"}}"#;
    assert_eq!(me.world.web("/v1/track", order).await.statuses(), ["kept"]);
    let given = ["The service that sends our email", "Something you did"];
    let page = shows(&me, &session, &given).await;
    assert!(!page.contains("seen-order"), "names of values, not values");

    says(&me, "withdraw").await;
    shows(&me, &session, &["Used no longer, confirmed on"]).await;
    assert_eq!(receiver.bodies("suppress").len(), 1);
    sender.stop().await;
}
