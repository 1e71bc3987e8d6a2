//! Requests of other controllers over `OpenDSR`: signed both ways, answered by where they stand,
//! told when that changes.

mod callbacks;
mod refused;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair,
    UnparsedPublicKey,
};
use serde_json::{Value, json};
use telos_server::Options;
use telos_server::opendsr::OpenDsr;

use crate::support::{ALL, Answer, World};

pub(crate) const ID: &str = "a7551968-d5d6-44b2-9831-815ac9017798";
pub(crate) const OTHER: &str = "b7551968-d5d6-44b2-9831-815ac9017798";
pub(crate) const PATH: &str = "/opendsr/requests";

/// Keys and certificates of the controllers, and those of `localhost`, which TLS is tested with.
fn place_of(name: &str) -> PathBuf {
    let folder = if name.starts_with("localhost") {
        "../reach/tests/certificates"
    } else {
        "tests/it/opendsr"
    };
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    home.join(folder).join(name)
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(place_of(name)).expect("readable")
}

fn pkcs8(name: &str) -> Vec<u8> {
    let text = fixture(name);
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).expect("base64")
}

pub(crate) fn options(inside_allowed: bool) -> Options {
    let at = |name: &str| place_of(name).display().to_string();
    let text = format!(
        "domain = \"opendsr.aria.example\"\ncertificate = {:?}\nkey = {:?}\nauthority = {:?}\n\
         inside_allowed = {inside_allowed}\n\
         [[controller]]\nid = \"shop\"\ncertificate = {:?}\n\
         [[controller]]\nid = \"old-shop\"\ncertificate = {:?}\n",
        at("processor.cert.pem"),
        at("processor.key.pem"),
        at("localhost.cert.pem"),
        at("controller.cert.pem"),
        at("expired.cert.pem"),
    );
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path().join("opendsr.toml");
    std::fs::write(&path, text).expect("writes");
    Options {
        opendsr: Some(Arc::new(OpenDsr::load(&path).expect("reads"))),
        ..Options::default()
    }
}

pub(crate) async fn world() -> World {
    World::with(options(false)).with_customer().await
}

/// A request of the shop, signed at a time.
fn signed_at(method: &Method, path: &str, body: &str, who: &str, time: &str) -> Request<Body> {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
    let key = EcdsaKeyPair::from_pkcs8(algorithm, &pkcs8("controller.key.pem"), &random);
    let text = format!("{method} {path}\n{time}\n{body}");
    let signature = key.expect("a key").sign(&random, text.as_bytes());
    Request::builder()
        .method(method)
        .uri(path)
        .header("x-opendsr-controller-id", who)
        .header("x-opendsr-time", time)
        .header(
            "x-opendsr-signature",
            STANDARD.encode(signature.expect("signs")),
        )
        .body(Body::from(body.to_owned()))
        .expect("a request")
}

pub(crate) async fn signed(world: &World, method: Method, path: &str, body: &str) -> Answer {
    // Each with a time of its own.
    world.clock.advance(1);
    let time = world.engine.now().to_string();
    let answer = world
        .send(signed_at(&method, path, body, "shop", &time))
        .await;
    verify(&answer);
    answer
}

/// Every answer is signed by the processor's key over its exact bytes.
fn verify(answer: &Answer) {
    assert!(is_signed(&answer.headers, &answer.bytes), "{}", answer.text);
}

pub(crate) fn is_signed(headers: &axum::http::HeaderMap, body: &[u8]) -> bool {
    let pair = RsaKeyPair::from_pkcs8(&pkcs8("processor.key.pem")).expect("a key");
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref());
    let signature = headers["x-opendsr-signature"].to_str().expect("text");
    let signature = STANDARD.decode(signature).expect("base64");
    headers["x-opendsr-processor-domain"] == "opendsr.aria.example"
        && key.verify(body, &signature).is_ok()
}

pub(crate) fn asked(id: &str, kind: &str) -> Value {
    json!({
        "regulation": "gdpr",
        "subject_request_id": id,
        "subject_request_type": kind,
        "submitted_time": "2026-05-01T09:00:00Z",
        "subject_identities": [
            {"identity_type": "controller_customer_id", "identity_value": "u1", "identity_format": "raw"},
            {"identity_type": "roku_publisher_id", "identity_value": "x", "identity_format": "raw"},
        ],
        "api_version": "2.0",
        "extensions": {"other.example": {"x": 1}},
    })
}

pub(crate) async fn post(world: &World, body: &Value) -> Answer {
    signed(world, Method::POST, PATH, &body.to_string()).await
}

pub(crate) async fn status(world: &World, id: &str) -> Value {
    let answer = signed(world, Method::GET, &format!("{PATH}/{id}"), "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The id of the first request that is open.
pub(crate) async fn open(world: &World) -> String {
    let open = world.get("/v1/requests", ALL).await.json();
    open["requests"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

pub(crate) async fn advance(world: &World, id: &str, systems: Value) -> Answer {
    let body = json!({"systems": systems}).to_string();
    let path = format!("/v1/requests/{id}/advance");
    world.post(&path, &[("authorization", ALL)], body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_spoken_is_told_and_signed() {
    let world = world().await;
    let answer = world.get("/opendsr/discovery", "").await;
    verify(&answer);
    let spoken = answer.json();
    assert_eq!(spoken["api_version"], "2.0");
    let types = json!(["access", "portability", "erasure"]);
    assert_eq!(spoken["supported_subject_request_types"], types);
    let email = json!({"identity_type": "email", "identity_format": "raw"});
    let kinds = spoken["supported_identities"].as_array().expect("a list");
    assert!(kinds.contains(&email), "{spoken}");
    let place = spoken["processor_certificate"]
        .as_str()
        .expect("an address");
    assert!(place.ends_with("/opendsr/certificate.pem"));
    let certificate = world.get("/opendsr/certificate.pem", "").await;
    assert_eq!(certificate.text, fixture("processor.cert.pem"));
    let off = World::new();
    off.get("/opendsr/discovery", "")
        .await
        .problem(404, "opendsr_off");
    let posted = off.post(PATH, &[("authorization", ALL)], "{}").await;
    posted.problem(404, "opendsr_off");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_request_goes_the_way_of_all_and_ends_in_a_link() {
    let world = world().await;
    let ask = asked(ID, "access");
    let answer = post(&world, &ask).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let taken = answer.json();
    assert_eq!(taken["controller_id"], "shop");
    assert_eq!(taken["subject_request_id"], ID);
    let encoded = STANDARD.encode(ask.to_string());
    assert_eq!(taken["encoded_request"], encoded.as_str());
    assert_eq!(status(&world, ID).await["request_status"], "pending");
    let again = post(&world, &ask).await.json();
    assert_eq!(
        again["received_time"], taken["received_time"],
        "the same again is the same"
    );
    let id = open(&world).await;
    let shown = world.get(&format!("/v1/requests/{id}"), ALL).await.json();
    assert_eq!(shown["askers"][0]["asker"], "opendsr", "{shown}");
    assert_eq!(
        shown["askers"][0]["identified"], true,
        "the controller signed for it"
    );
    assert_eq!(
        shown["lateAt"], taken["expected_completion_time"],
        "{shown}"
    );
    assert_eq!(
        advance(&world, &id, json!([])).await.json()["state"],
        "completed"
    );
    let done = status(&world, ID).await;
    assert_eq!(
        (&done["request_status"], &done["results_count"]),
        (&json!("completed"), &json!(1))
    );
    let link = done["results_url"].as_str().expect("a link");
    let path = &link[link.find("/v1/downloads/").expect("a path")..];
    assert!(world.get(path, "").await.text.contains("ada@example.org"));
    world.get(path, "").await.problem(404, "request_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_completed_for_the_controller_after_its_person_is_gone() {
    let world = World::with(options(false));
    let identify = r#"{"type":"identify","userId":"u1","traits":{"email":"eve@mail.example","address":{"country":"DE"}}}"#;
    world.web("/v1/identify", identify).await;
    assert_eq!(post(&world, &asked(ID, "erasure")).await.status, 201);
    let id = open(&world).await;
    let begun = advance(&world, &id, json!(["mail"])).await.json();
    assert_eq!(begun["state"], "working", "{begun}");
    assert_eq!(status(&world, ID).await["request_status"], "in_progress");
    let late = signed(&world, Method::DELETE, &format!("{PATH}/{ID}"), "").await;
    assert_eq!(late.status, 400, "{}", late.text);
    let reply = json!({"system": "mail"}).to_string();
    let path = format!("/v1/requests/{id}/replies");
    let gone = world.post(&path, &[("authorization", ALL)], reply).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    assert_eq!(gone.json()["state"], "erased", "{}", gone.text);
    assert_eq!(status(&world, ID).await["request_status"], "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pending_is_taken_back_and_a_refusal_says_why() {
    let world = world().await;
    post(&world, &asked(ID, "portability")).await;
    let path = format!("{PATH}/{ID}");
    for _ in 0..2 {
        let cancelled = signed(&world, Method::DELETE, &path, "").await;
        assert_eq!(cancelled.status, 202, "{}", cancelled.text);
        assert_eq!(cancelled.json()["subject_request_id"], ID);
    }
    assert_eq!(status(&world, ID).await["request_status"], "cancelled");
    post(&world, &asked(OTHER, "access")).await;
    let id = open(&world).await;
    let refuse = json!({"reason": "excessive"}).to_string();
    let refused = format!("/v1/requests/{id}/refuse");
    world
        .post(&refused, &[("authorization", ALL)], refuse)
        .await;
    let refused = status(&world, OTHER).await;
    assert_eq!(refused["request_status"], "cancelled");
    let why = &refused["extensions"]["opendsr.aria.example"]["refused"];
    assert_eq!(why, "excessive");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_right_is_joined_and_each_shows_who_they_are() {
    let world = world().await;
    let ask = json!({"kind": "user_id", "value": "u1", "right": "access"}).to_string();
    world
        .post("/v1/requests", &[("authorization", ALL)], ask)
        .await;
    // A machine key says which controller it is, and not that anybody was identified.
    let body = asked(ID, "access").to_string();
    let taken = world.post(PATH, &[("authorization", ALL)], body).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    assert_eq!(taken.json()["controller_id"], "key:all");
    let id = open(&world).await;
    advance(&world, &id, json!([]))
        .await
        .problem(409, "request_not_now");
    post(&world, &asked(OTHER, "access")).await;
    let open = world.get("/v1/requests", ALL).await.json();
    assert_eq!(open["requests"].as_array().expect("a list").len(), 1);
    let askers = open["requests"][0]["askers"].as_array().expect("a list");
    let identified: Vec<bool> = askers.iter().map(|one| one["identified"] == true).collect();
    assert_eq!(identified, [false, false, true], "{open}");
    advance(&world, &id, json!([])).await;
    assert!(status(&world, OTHER).await["results_url"].is_string());
    let unshown = world.get(&format!("{PATH}/{ID}"), ALL).await;
    assert!(unshown.json()["results_url"].is_null(), "{}", unshown.text);
    // Nobody sees what another asked for.
    let foreign = world.get(&format!("{PATH}/{OTHER}"), ALL).await;
    assert_eq!(foreign.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_believed_without_a_signature_that_is_right_now_and_new() {
    let world = world().await;
    let now = world.engine.now();
    let body = asked(ID, "erasure").to_string();
    let make = |who: &str, time: &str| signed_at(&Method::POST, PATH, &body, who, time);
    let time = now.to_string();
    let with = |name: &'static str, value: &str| {
        let mut request = make("shop", &time);
        request
            .headers_mut()
            .insert(name, value.parse().expect("a value"));
        request
    };
    let mut other_path = make("shop", &time);
    *other_path.uri_mut() = format!("{PATH}?x").parse().expect("a path");
    let mut twice = make("shop", &time);
    twice
        .headers_mut()
        .append("x-opendsr-time", time.parse().expect("a value"));
    let stale = now.plus_millis(-5 * 60_000 - 1).to_string();
    let ahead = now.plus_millis(5 * 60_000 + 1).to_string();
    let mut changed = make("shop", &time);
    *changed.body_mut() = Body::from(body.replace("u1", "u2"));
    let bearer = |key: &str| {
        Request::post(PATH)
            .header("authorization", key)
            .body(Body::from(body.clone()))
            .expect("a request")
    };
    let cases = [
        (with("x-opendsr-signature", "AAAA"), "signature_forged"),
        (with("x-opendsr-signature", "!"), "signature_forged"),
        (
            with("x-opendsr-time", "2026-05-03T12:00:01Z"),
            "signature_forged",
        ),
        (changed, "signature_forged"),
        (twice, "signature_malformed"),
        (make("shop", &stale), "signature_stale"),
        (make("shop", &ahead), "signature_stale"),
        (make("shop", "today"), "signature_malformed"),
        (make("nobody", &time), "controller_unknown"),
        (make("old-shop", &time), "certificate_over"),
        (bearer("Bearer nothing"), "key_unknown"),
        (bearer("Bearer key-reader"), "role_missing"),
        (
            Request::post(PATH)
                .body(Body::from(body.clone()))
                .expect("a request"),
            "key_missing",
        ),
    ];
    let mut told = Vec::new();
    for (request, code) in cases {
        let answer = world.send(request).await;
        verify(&answer);
        assert_eq!(answer.status, 401, "{code}: {}", answer.text);
        let counted = world.get("/metrics", "").await.text;
        let line = format!("what=\"opendsr\",code=\"{code}\"");
        assert!(counted.contains(&line), "{code}: {counted}");
        told.push(answer.text);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "the answer gives nothing away");
    // Right once, and no second time; also where the path has a query, which is not signed.
    assert_eq!(world.send(make("shop", &time)).await.status, 201);
    for request in [make("shop", &time), other_path] {
        let replayed = world.send(request).await;
        assert_eq!((replayed.status.as_u16(), &replayed.text), (401, &told[0]));
    }
    assert!(
        world
            .get("/metrics", "")
            .await
            .text
            .contains("signature_replayed")
    );
}

/// Asks about two people who were never seen together.
async fn asked_for_two(world: &World) {
    let other = r#"{"messageId":"two-1","userId":"u2","traits":{"email":"bob@mail.example"}}"#;
    world.web("/v1/identify", other).await;
    let mut ask = asked(ID, "access");
    ask["subject_identities"] = json!([
        {"identity_type": "controller_customer_id", "identity_value": "u1"},
        {"identity_type": "controller_customer_id", "identity_value": "u2"},
    ]);
    let taken = post(world, &ask).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_several_people_has_a_link_and_sees_that_it_was_given_out() {
    let world = world().await;
    asked_for_two(&world).await;
    for _ in 0..2 {
        let id = open(&world).await;
        let done = advance(&world, &id, json!([])).await.json();
        assert_eq!(done["state"], "completed", "{done}");
    }
    let done = status(&world, ID).await;
    assert_eq!(done["results_count"], 2);
    let all = &done["extensions"]["opendsr.aria.example"]["results_urls"];
    let all = all.as_array().expect("links");
    assert_eq!((all.len(), &all[0]), (2, &done["results_url"]));
    let mut texts = String::new();
    for link in all {
        let link = link.as_str().expect("a link");
        let path = &link[link.find("/v1/downloads/").expect("a path")..];
        texts.push_str(&world.get(path, "").await.text);
    }
    assert!(texts.contains("ada@example.org") && texts.contains("bob@mail.example"));
    for user in ["u1", "u2"] {
        let who = telos_engine::Who::Identifier(world.identifier("user_id", user));
        let mut told = false;
        for _ in 0..200 {
            let looks = world.engine.looks(&who).expect("reads").expect("known");
            told = looks.iter().any(|look| &*look.name == "shop");
            if told {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert!(told, "{user}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_half_way_is_pending_and_can_be_taken_back_whole() {
    let world = world().await;
    asked_for_two(&world).await;
    let one = open(&world).await;
    let path = format!("/v1/requests/{one}/cancel");
    let cancelled = world.post(&path, &[("authorization", ALL)], "").await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    assert_eq!(status(&world, ID).await["request_status"], "pending");
    let path = format!("{PATH}/{ID}");
    let whole = signed(&world, Method::DELETE, &path, "").await;
    assert_eq!(whole.status, 202, "{}", whole.text);
    assert_eq!(status(&world, ID).await["request_status"], "cancelled");
    let left = world.get("/v1/requests", ALL).await.json();
    assert_eq!(left["requests"], json!([]));
}
