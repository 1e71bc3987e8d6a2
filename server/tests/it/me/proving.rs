//! Very private data takes two proofs: which are there, which is missing, and how to bring it.

use telos_model::catalog::CatalogFile;

use super::{ADA, Me, code, cookie};
use crate::support::{Answer, shipped};

/// The shipped catalog, with a purpose that holds very private data.
fn private() -> Vec<CatalogFile> {
    let mut files = shipped();
    let file = files
        .iter_mut()
        .find(|file| file.path.ends_with("purposes/personalisation.toml"));
    let file = file.expect("a purpose");
    let before = file.text.clone();
    file.text = before.replacen("\"opinion\"]", "\"opinion\", \"sensitive\"]", 1);
    assert_ne!(file.text, before);
    files
}

/// Ada, of whom allergies are held since she agreed to that by name; with a telephone, or not.
async fn with_allergies(phone: bool) -> Me {
    let me = Me::over(&[], &private()).and_customer().await;
    let said = r#"{"messageId":"s-1","userId":"u1","consents":[{"purpose":"personalisation","act":"grant","explicit":true,"separate":true,"method":"form","locale":"en"}]}"#;
    assert_eq!(
        me.world.shop("/v1/consents", said).await.statuses(),
        ["kept"]
    );
    let phone = if phone {
        r#","phone":"+49 170 1234567""#
    } else {
        ""
    };
    let told =
        format!(r#"{{"messageId":"s-2","userId":"u1","traits":{{"allergies":["nuts"]{phone}}}}}"#);
    assert_eq!(
        me.world.shop("/v1/identify", told).await.statuses(),
        ["kept"]
    );
    me
}

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text);
    answer.headers["location"].to_str().expect("text")
}

const PHONE: &str = "address=%2B491701234567";

#[tokio::test(flavor = "multi_thread")]
async fn every_part_of_the_flow_says_which_proof_is_missing_and_takes_it() {
    let me = with_allergies(true).await;
    let session = me.enter(ADA).await;
    let data = me.get("/me/data", &session).await.text;
    assert!(data.contains("nuts"), "{data}");
    for path in ["/me/copy", "/me/take", "/me/erase"] {
        let page = me.get(path, &session).await.text;
        assert!(page.contains("we need two proofs"), "{path}: {page}");
        assert_eq!(page.matches(">There<").count(), 1, "{path}");
        assert_eq!(page.matches(">Missing<").count(), 1, "{path}");
        assert!(page.contains("href=\"/me/prove\""), "{path}");
        let body = if path == "/me/erase" { "sure=yes" } else { "" };
        let asked = me.say(path, &session, body).await;
        let to = location(&asked);
        assert!(to.starts_with("/me/requests?told=prove#"), "{path}: {to}");
    }
    let page = me.get("/me/requests", &session).await.text;
    assert_eq!(page.matches(">Missing<").count(), 3, "one for each: {page}");

    let both = me.enter_again(&session, PHONE).await;
    for path in ["/me/copy", "/me/take", "/me/erase"] {
        let page = me.get(path, &both).await.text;
        assert_eq!(page.matches(">There<").count(), 2, "{path}: {page}");
        assert!(page.contains("That suffices"), "{path}");
    }
    let made = me.say("/me/copy", &both, "").await;
    assert_eq!(location(&made), "/me/copy?told=ready");
    // An hour later neither counts.
    me.world.clock.advance(61 * 60 * 1_000);
    let page = me.get("/me/take", &both).await.text;
    assert_eq!(page.matches(">Missing<").count(), 2, "{page}");
    assert!(page.contains("too old by now"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_that_was_added_just_now_is_no_second_proof() {
    let me = with_allergies(false).await;
    let session = me.enter(ADA).await;
    let page = me.get("/me/copy", &session).await.text;
    assert!(
        !page.contains("href=\"/me/prove\""),
        "nothing to bring: {page}"
    );
    assert!(page.contains("only after 30 days") && page.contains("look at a document"));

    let asked = me.say("/me/addresses", &session, PHONE).await;
    let letter = me.letters.letter(2).await;
    let both = format!("{session}; {}", cookie(&asked));
    let body = format!("code={}", code(&letter));
    let added = me.say("/me/addresses/code", &both, &body).await;
    assert_eq!(location(&added), "/me/addresses?told=address-added");
    // Neither after the email nor before it.
    let again = me.enter_again(&session, PHONE).await;
    let refused = me.say("/me/copy", &again, "").await;
    assert!(location(&refused).starts_with("/me/requests?told=prove"));
    let phone = me.enter(PHONE).await;
    let again = me.enter_again(&phone, ADA).await;
    let refused = me.say("/me/copy", &again, "").await;
    assert!(location(&refused).starts_with("/me/requests?told=prove"));

    me.world.clock.advance(30 * 86_400_000);
    let session = me.enter(ADA).await;
    let both = me.enter_again(&session, PHONE).await;
    let made = me.say("/me/copy", &both, "").await;
    assert_eq!(location(&made), "/me/copy?told=ready");
}
