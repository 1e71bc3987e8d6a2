//! The console: closed without its key, blind without a purpose, and quiet about values.

use axum::http::Method;
use telos_server::Options;
use telos_server::pages::{ConsoleKey, ConsoleOptions};

use crate::support::{Answer, World, order, request};

const KEY: &str = "a console key for tests";
pub(crate) const ORIGIN: &str = "http://telos.example:8080";
const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) fn options(development: bool) -> Options {
    let key = ConsoleKey::new(KEY).expect("long enough");
    Options {
        console: Some(ConsoleOptions {
            key,
            https: true,
            development,
        }),
        ..Options::default()
    }
}

pub(crate) fn world(development: bool) -> World {
    World::with(options(development))
}

pub(crate) async fn form(
    world: &World,
    path: &str,
    cookie: &str,
    origin: &str,
    body: &str,
) -> Answer {
    let headers = [
        ("content-type", FORM),
        ("origin", origin),
        ("cookie", cookie),
    ];
    world.post(path, &headers, body.to_owned()).await
}

pub(crate) async fn enter(world: &World) -> String {
    let body = format!("key={}", KEY.replace(' ', "+"));
    let answer = form(world, "/console/enter", "", ORIGIN, &body).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text);
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    for mark in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/console"] {
        assert!(cookie.contains(mark), "{cookie}");
    }
    cookie.split(';').next().expect("a pair").to_owned()
}

pub(crate) async fn page(world: &World, path: &str, cookie: &str) -> Answer {
    let headers = [("cookie", cookie), ("accept-language", "en")];
    world.send(request(Method::GET, path, &headers, "")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_without_signing_in() {
    let world = world(true).with_customer().await;
    for path in [
        "/console",
        "/console/today",
        "/console/people",
        "/console/people/n0000000000000001",
        "/console/catalog",
        "/console/catalog/sources",
        "/console/parts",
        "/console/anything",
    ] {
        let answer = page(&world, path, "telos_console=made-up").await;
        assert_eq!(answer.status.as_u16(), 303, "{path}");
        let to = answer.headers["location"].to_str().unwrap();
        assert!(to.starts_with("/console/enter"), "{path}: {to}");
        assert!(!answer.text.contains("ada@"), "{path}");
    }
    assert_eq!(page(&world, "/console/live", "").await.status.as_u16(), 401);
    let find = form(&world, "/console/people", "", ORIGIN, "kind=user_id").await;
    assert_eq!(find.status.as_u16(), 303);
    let wrong = form(&world, "/console/enter", "", ORIGIN, "key=wrong").await;
    assert_eq!(wrong.status.as_u16(), 403);
    assert!(!wrong.headers.contains_key("set-cookie"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_is_refused() {
    let world = world(false);
    let cookie = enter(&world).await;
    for origin in ["https://evil.example", "null", ""] {
        let answer = form(&world, "/console/leave", &cookie, origin, "").await;
        assert_eq!(answer.status.as_u16(), 403, "{origin}");
    }
    assert_eq!(page(&world, "/console", &cookie).await.status.as_u16(), 200);
    let left = form(&world, "/console/leave", &cookie, ORIGIN, "").await;
    assert_eq!(left.status.as_u16(), 303);
    assert_eq!(page(&world, "/console", &cookie).await.status.as_u16(), 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_with_strict_headers_and_files_that_keep() {
    let world = world(false);
    let cookie = enter(&world).await;
    let answer = page(&world, "/console", &cookie).await;
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    assert_eq!(answer.headers["cache-control"], "no-store");
    let mut files = 0;
    for rest in answer.text.split("\"/console/assets/").skip(1) {
        let path = format!("/console/assets/{}", rest.split('"').next().unwrap());
        let file = page(&world, &path, "").await;
        assert_eq!(file.status.as_u16(), 200, "{path}");
        let cache = file.headers["cache-control"].to_str().unwrap();
        assert!(cache.contains("immutable"), "{path}: {cache}");
        files += 1;
    }
    assert_eq!(files, 4);
    let other = page(&world, "/console/assets/console.0.css", "").await;
    assert_eq!(other.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_found_by_post_and_shown_for_a_purpose_only() {
    let world = world(false).with_customer().await;
    let cookie = enter(&world).await;
    let ask = |body: &'static str| form(&world, "/console/people", &cookie, ORIGIN, body);
    let found = ask("kind=email&value=ADA%40example.org&purpose=aria%2Forders").await;
    assert_eq!(found.status.as_u16(), 303, "{}", found.text);
    let to = found.headers["location"].to_str().unwrap().to_owned();
    assert!(
        to.starts_with("/console/people/n") && !to.contains("ada"),
        "{to}"
    );
    let person = page(&world, &to, &cookie).await;
    assert_eq!(person.status.as_u16(), 200);
    for part in [
        "ada@example.org",
        "aria-web",
        "Order Completed",
        "19.90",
        "You may see this",
    ] {
        assert!(person.text.contains(part), "{part} is missing");
    }
    let bare = to.split('?').next().unwrap();
    for blind in [bare.to_owned(), format!("{bare}?purpose=aria/unknown")] {
        let blind = page(&world, &blind, &cookie).await;
        assert_eq!(blind.status.as_u16(), 200);
        assert!(!blind.text.contains("ada@example.org") && !blind.text.contains("19.90"));
        assert!(blind.text.contains("Choose a purpose first"));
    }
    let nobody = ask("kind=email&value=bob%40example.org&purpose=aria%2Forders").await;
    assert_eq!(nobody.status.as_u16(), 404);
    assert!(nobody.text.contains("Nobody here carries this identifier"));
    for bad in [
        "kind=email&value=not-an-address&purpose=aria%2Forders",
        "kind=shoe&value=42&purpose=aria%2Forders",
        "kind=email&value=ada%40example.org&purpose=",
        "kind=email&value=&purpose=aria%2Forders",
        "",
    ] {
        assert_eq!(ask(bad).await.status.as_u16(), 422, "{bad}");
    }
    let absent = page(
        &world,
        "/console/people/n00000000000000ff?purpose=aria/orders",
        &cookie,
    );
    assert_eq!(absent.await.status.as_u16(), 404);
    let cursor = format!("{bare}/timeline?purpose=aria/orders&before=nonsense");
    assert_eq!(page(&world, &cursor, &cookie).await.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn now_tells_what_was_kept_left_out_and_rejected_without_values() {
    let world = world(false).with_customer().await;
    let cookie = enter(&world).await;
    world.web("/v1/track", order("o-2")).await;
    world.web("/v1/track", order("o-2")).await;
    let unknown = r#"{"messageId":"x","userId":"u1","event":"No Such Event"}"#;
    world.web("/v1/track", unknown).await;
    let now = page(&world, "/console", &cookie).await;
    assert_eq!(now.status.as_u16(), 200);
    for part in [
        "aria-web",
        "Order Completed",
        "Seen before",
        "Rejected",
        "Kept",
    ] {
        assert!(now.text.contains(part), "{part} is missing");
    }
    for value in ["ada@example.org", "Ada", "violin", "19.9"] {
        assert!(!now.text.contains(value), "{value} is shown");
    }
    let part = page(&world, "/console/today", &cookie).await;
    assert!(
        part.text.trim_start().starts_with("<div id=\"today\""),
        "{}",
        part.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalog_is_readable_in_every_language_and_keeps_write_keys() {
    let world = world(false);
    let cookie = enter(&world).await;
    for part in [
        "",
        "/brands",
        "/sources",
        "/data",
        "/segments",
        "/jurisdictions",
        "/history",
    ] {
        for lang in ["en", "ja", "zh-Hant", "zh-Hans", "de", "fr"] {
            let path = format!("/console/catalog{part}?lang={lang}");
            let answer = page(&world, &path, &cookie).await;
            assert_eq!(answer.status.as_u16(), 200, "{path}");
            assert_eq!(answer.headers["content-language"], lang);
            assert!(
                !answer.text.contains("aria-web-key"),
                "{path} shows a write key"
            );
        }
    }
    let unknown = page(&world, "/console/catalog/unknown", &cookie).await;
    assert_eq!(unknown.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_style_guide_is_open_while_developing_only() {
    for development in [true, false] {
        let world = world(development);
        let cookie = enter(&world).await;
        let answer = page(&world, "/console/parts", &cookie).await;
        let expected = if development { 200 } else { 404 };
        assert_eq!(answer.status.as_u16(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_there_is_no_console() {
    let world = World::new();
    assert_eq!(page(&world, "/console", "").await.status.as_u16(), 404);
}
