//! The transparency pages and the record of processing: from the catalog in force, with history.

use axum::http::Method;
use telos_model::catalog::CatalogFile;
use telos_model::time::Timestamp;
use telos_server::Options;
use telos_server::pages::{ConsoleKey, ConsoleOptions, LedgerHead, LedgerHeads};

use crate::support::{Answer, World, request, shipped};

const LANGS: [&str; 6] = ["en", "ja", "zh-Hant", "zh-Hans", "de", "fr"];

async fn page(world: &World, path: &str) -> Answer {
    let headers = [("accept-language", "en")];
    world.send(request(Method::GET, path, &headers, "")).await
}

/// The catalog of the tests with a text replaced.
fn changed(from: &str, to: &str) -> Vec<CatalogFile> {
    let files = shipped().into_iter().map(|file| CatalogFile {
        text: file.text.replacen(from, to, 1),
        ..file
    });
    files.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_brand_tells_in_every_language_what_it_does() {
    let world = World::new();
    for brand in ["aria", "bento"] {
        for lang in LANGS {
            for rest in ["", "/history"] {
                let path = format!("/transparency/{brand}{rest}?lang={lang}");
                let answer = page(&world, &path).await;
                assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
                assert_eq!(answer.headers["content-language"], lang);
                let policy = answer.headers["content-security-policy"].to_str().unwrap();
                assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
                assert!(!answer.headers.contains_key("set-cookie"));
                assert!(!answer.text.contains("-key"), "{path} shows a write key");
            }
        }
    }
    let all = page(&world, "/transparency").await;
    assert!(
        all.text.contains("Aria Music &#38; Books") && all.text.contains("/transparency/bento")
    );
    let aria = page(&world, "/transparency/aria").await.text;
    for told in [
        "Your data is here to bring you music and books",
        "Music news by email",
        "10 years",
        "Advertising networks",
        "§ 7 UWG",
        "Only if you say yes.",
        "We do not do this at all in: Anywhere else",
        "officer@aria-music.example",
        "href=\"/me?lang=en\"",
    ] {
        assert!(aria.contains(told), "{told} is missing");
    }
    assert!(
        !aria.contains("The ledger of permissions"),
        "no ledger, no head"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_shows_the_law_of_that_place_and_an_unknown_one_is_not_found() {
    let world = World::new();
    let european = page(&world, "/transparency/aria?place=eu").await.text;
    assert!(european.contains("ePrivacy Directive Art. 13(1)"));
    assert!(!european.contains("CAN-SPAM"));
    for bad in [
        "/transparency/nobody",
        "/transparency/aria?place=atlantis",
        "/transparency/aria?version=99",
        "/transparency/aria?version=one",
        "/transparency/nobody/history",
        "/assets/look/zzzzzz.css",
        "/assets/none.css",
    ] {
        assert_eq!(page(&world, bad).await.status.as_u16(), 404, "{bad}");
    }
    let hostile = page(&world, "/transparency/%22%3E%3Cscript%3E?place=%22%3E").await;
    assert!(!hostile.text.contains("<script"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_styles_of_a_page_are_served_and_keep() {
    let world = World::new();
    let text = page(&world, "/transparency/bento").await.text;
    let mut files = 0;
    for rest in text.split("href=\"/assets/").skip(1) {
        let path = format!("/assets/{}", rest.split('"').next().unwrap());
        let file = page(&world, &path).await;
        assert_eq!(file.status.as_u16(), 200, "{path}");
        assert_eq!(file.headers["content-type"], "text/css; charset=utf-8");
        let cache = file.headers["cache-control"].to_str().unwrap();
        assert!(cache.contains("immutable"), "{path}");
        files += 1;
    }
    assert_eq!(files, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_told_at_once_and_the_old_one_stays_readable() {
    let world = World::new();
    let mission = "Your data is here to bring you music and books";
    let files = changed(mission, "Your data brings you songs");
    let version = world.engine.apply(&files).expect("applies");
    assert_eq!(version.number, 2);
    let now = page(&world, "/transparency/aria").await.text;
    assert!(now.contains("Your data brings you songs") && !now.contains(mission));
    let then = page(&world, "/transparency/aria?version=1").await.text;
    assert!(then.contains(mission) && then.contains("no longer in force"));
    let history = page(&world, "/transparency/aria/history").await.text;
    assert!(history.contains("Version 2") && history.contains("the mission"));
    let other = page(&world, "/transparency/bento/history").await.text;
    assert!(other.contains("Nothing changed for the people of Bento Kitchenware."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_the_ledger_is_shown_where_there_is_one() {
    let heads = LedgerHeads::new(|| {
        Some(LedgerHead {
            origin: "telos.example/ledger".into(),
            size: 4_321,
            root: "cm9vdA==".into(),
            at: Timestamp::parse("2026-05-03T11:59:00Z").expect("a time"),
        })
    });
    let world = World::with(Options {
        ledger_heads: Some(heads),
        ..Options::default()
    });
    let text = page(&world, "/transparency/aria").await.text;
    for part in ["telos.example/ledger", "4,321", "cm9vdA==", "11:59:00 UTC"] {
        assert!(text.contains(part), "{part} is missing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_of_processing_is_for_staff_and_says_the_same_in_three_forms() {
    let key = "a console key for tests";
    let world = World::with(Options {
        console: Some(ConsoleOptions {
            key: ConsoleKey::new(key).expect("long enough"),
            https: true,
            development: false,
        }),
        ..Options::default()
    });
    for path in ["", ".csv", ".json"] {
        let path = format!("/console/records{path}");
        let outside = page(&world, &path).await;
        assert_eq!(outside.status.as_u16(), 303, "{path}");
    }
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "http://telos.example:8080"),
    ];
    let body = format!("key={}", key.replace(' ', "+"));
    let entered = world.post("/console/enter", &headers, body).await;
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let get = async |path: &str| {
        let headers = [("cookie", cookie.as_str()), ("accept-language", "en")];
        let answer = world.send(request(Method::GET, path, &headers, "")).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        answer
    };
    let record = get("/console/records.json").await.json();
    let brands = record["brands"].as_array().unwrap();
    assert_eq!(brands.len(), 2);
    let rows: usize = brands
        .iter()
        .map(|brand| brand["processing"].as_array().unwrap().len())
        .sum();
    let csv = get("/console/records.csv").await;
    assert_eq!(
        csv.headers["content-type"],
        "text/csv; charset=utf-8; header=present"
    );
    assert_eq!(csv.text.matches("\r\n").count(), rows + 1);
    let shown = get("/console/records").await.text;
    for brand in brands {
        assert!(brand["controller"]["email"].as_str().unwrap().contains('@'));
        for row in brand["processing"].as_array().unwrap() {
            let title = row["title"].as_str().unwrap();
            assert!(shown.contains(title) && csv.text.contains(title), "{title}");
            for (member, least) in [("people", 1), ("dataCategories", 1), ("lawfulBases", 9)] {
                assert!(row[member].as_array().unwrap().len() >= least, "{member}");
            }
        }
    }
    for lang in LANGS {
        get(&format!("/console/records?lang={lang}")).await;
        get(&format!("/console/records.csv?lang={lang}")).await;
    }
}
