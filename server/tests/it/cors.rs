//! What browsers need to be told, on errors too.

use axum::body::Body;
use axum::http::Method;

use crate::support::{STORE, WEB, World, order, request};

const ORIGIN: &str = "https://shop.example";
const APP_ORIGIN: &str = "https://app.aria.example";
/// `Basic` with the key of the app source, which takes one origin.
const APP: &str = "Basic YXJpYS1hcHAta2V5Og==";

#[tokio::test(flavor = "multi_thread")]
async fn preflights_are_answered_on_every_tracking_path() {
    let world = World::new();
    let paths = [
        "/v1/identify",
        "/v1/track",
        "/v1/page",
        "/v1/screen",
        "/v1/group",
        "/v1/alias",
        "/v1/consents",
        "/v1/batch",
        "/v1/import",
        "/v1/i",
        "/v1/t",
        "/v1/p",
        "/v1/s",
        "/v1/g",
        "/v1/a",
        "/v1/b",
        "/beacon/v1/batch",
        "/v1/projects/any/settings",
        "/sourceConfig",
        "/sourceConfig/",
    ];
    for path in paths {
        let headers = [
            ("origin", ORIGIN),
            ("access-control-request-method", "POST"),
        ];
        let answer = world
            .send(request(Method::OPTIONS, path, &headers, Body::empty()))
            .await;
        assert_eq!(answer.status.as_u16(), 204, "{path}");
        assert_eq!(
            answer.headers["access-control-allow-origin"], ORIGIN,
            "{path}"
        );
        assert_eq!(answer.headers["vary"], "Origin");
        let allowed = answer.headers["access-control-allow-headers"]
            .to_str()
            .unwrap();
        for wanted in [
            "authorization",
            "content-type",
            "anonymousid",
            "rsa-recovered",
        ] {
            assert!(allowed.contains(wanted), "{path}: {wanted}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_and_errors_carry_the_origin() {
    let world = World::new();
    let wrong = "Basic d3Jvbmc6";
    let cases = [
        (WEB, "/v1/track", order("o-1"), 200),
        (WEB, "/v1/track", "{}".to_owned(), 400),
        (WEB, "/v1/batch", "{".to_owned(), 400),
        (wrong, "/v1/track", order("o-2"), 401),
        (WEB, "/v1/track", "x".repeat(5_000_000), 413),
    ];
    for (key, path, body, status) in cases {
        let headers = [("authorization", key), ("origin", ORIGIN)];
        let answer = world.post(path, &headers, body).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        assert_eq!(answer.headers["access-control-allow-origin"], ORIGIN);
        assert_eq!(
            answer.headers["access-control-expose-headers"],
            "retry-after"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_takes_messages_only_from_its_origins() {
    let world = World::new();
    let from =
        |key: &'static str, origin: &'static str| [("authorization", key), ("origin", origin)];
    let own = world
        .post("/v1/track", &from(APP, APP_ORIGIN), order("a-1"))
        .await;
    assert_eq!(own.statuses(), ["kept"]);
    assert_eq!(own.headers["access-control-allow-origin"], APP_ORIGIN);
    for (key, origin) in [
        (APP, ORIGIN),
        (STORE, ORIGIN),
        (STORE, APP_ORIGIN),
        (APP, "null"),
    ] {
        let answer = world
            .post("/v1/track", &from(key, origin), order("a-2"))
            .await;
        answer.problem(403, "origin_not_allowed");
    }
    // Without an origin it is no browser's page.
    assert_eq!(
        world
            .post("/v1/track", &[("authorization", APP)], order("a-3"))
            .await
            .statuses(),
        ["kept"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_adblock_check_of_rudderstack_is_answered() {
    let world = World::new();
    for path in ["/sourceConfig/?view=ad", "/sourceConfig?view=ad"] {
        let answer = world
            .send(request(
                Method::HEAD,
                path,
                &[("origin", ORIGIN)],
                Body::empty(),
            ))
            .await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], ORIGIN);
    }
}
