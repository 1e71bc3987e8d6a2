//! Requests over HTTP: for a key that may, step by step, with a link that works once.

use axum::http::Method;
use serde_json::{Value, json};
use telos_engine::{Ask, LookedAt, Looker, Who};
use telos_model::request::{Asker, Check, CheckMethod, Right};

use crate::support::{ALL, World, request};

const READER: &str = "Bearer key-reader";

async fn post(world: &World, path: &str, body: Value) -> Value {
    let answer = world
        .post(path, &[("authorization", ALL)], body.to_string())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn asked(world: &World, right: &str) -> String {
    let ask = json!({"kind": "user_id", "value": "u1", "right": right});
    let asked = post(world, "/v1/requests", ask).await;
    assert_eq!(asked["request"]["state"], "received");
    asked["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_request_ends_in_a_package_by_a_link_that_works_once() {
    let world = World::new().with_customer().await;
    let id = asked(&world, "access").await;
    let path = |end: &str| format!("/v1/requests/{id}{end}");
    let headers = [("authorization", ALL)];
    world
        .post(&path("/advance"), &headers, "{}")
        .await
        .problem(409, "request_not_now");
    world
        .post(&path("/identity"), &headers, r#"{"checks":[]}"#)
        .await
        .problem(403, "identity_not_shown");
    let shown = post(&world, &path("/identity"), json!({"checks": ["document"]})).await;
    assert_eq!(shown["askers"][0]["identified"], true);
    let open = world.get("/v1/requests", ALL).await.json();
    assert_eq!(open["requests"][0]["id"], id.as_str());
    let done = post(&world, &path("/advance"), json!({})).await;
    assert_eq!(done["state"], "completed", "{done}");
    let link = post(&world, &path("/download"), json!({})).await;
    let link = link["path"].as_str().unwrap().to_owned();
    let package = world.get(&link, "").await;
    assert_eq!(package.status, 200);
    let package = package.json();
    assert_eq!(package["form"], "telos.package.v1");
    assert!(package.to_string().contains("ada@example.org"), "{package}");
    assert_eq!(package["events"].as_array().unwrap().len(), 2);
    world.get(&link, "").await.problem(404, "request_unknown");
    let table = world.get(&path("/package?format=csv"), ALL).await;
    assert_eq!(table.status, 200);
    assert!(table.text.starts_with("\"what\",\"name\",\"value\""));
    assert!(
        table
            .text
            .contains("\"identifier\",\"email\",\"ada@example.org\"")
    );
    let other = world.get(&path("/package?format=pdf"), ALL).await;
    other.problem(400, "format_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_says_what_the_law_keeps() {
    let world = World::new().with_customer().await;
    let id = asked(&world, "erasure").await;
    let path = |end: &str| format!("/v1/requests/{id}{end}");
    post(&world, &path("/identity"), json!({"checks": ["document"]})).await;
    let begun = post(&world, &path("/advance"), json!({"systems": ["mail"]})).await;
    assert_eq!(begun["state"], "working");
    let done = post(&world, &path("/replies"), json!({"system": "mail"})).await;
    assert_eq!(done["state"], "completed", "{done}");
    assert_eq!(done["hindered"][0]["reason"], "kept_by_law");
    let proofs = world.get(&path("/proofs"), ALL).await.json();
    let proof = &proofs["proofs"][0];
    assert_eq!(proof["kind"], "request");
    let payload: Value = serde_json::from_str(proof["payload"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&payload["state"], &payload["request"]),
        (&json!("completed"), &json!(id))
    );
    assert!(
        proof["proof"]
            .as_str()
            .unwrap()
            .starts_with("c2sp.org/tlog-proof@v1")
    );
    world
        .get(&path("/proofs"), READER)
        .await
        .problem(403, "role_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_with_its_own_problem() {
    let world = World::new().with_customer().await;
    let headers = [("authorization", ALL)];
    let post = async |path: &str, body: Value| world.post(path, &headers, body.to_string()).await;
    let ask = json!({"kind": "user_id", "value": "u1", "right": "access"});
    world
        .post(
            "/v1/requests",
            &[("authorization", READER)],
            ask.to_string(),
        )
        .await
        .problem(403, "role_missing");
    let with = |key: &str, value: Value| {
        let mut ask = ask.clone();
        ask[key] = value;
        ask
    };
    let path = "/v1/requests";
    post(path, with("right", json!("all")))
        .await
        .problem(400, "right_unknown");
    post(path, with("brand", json!("x")))
        .await
        .problem(400, "brand_unknown");
    post(path, with("more", json!(1)))
        .await
        .problem(400, "request_invalid");
    post(path, with("value", json!("nobody")))
        .await
        .problem(404, "person_unknown");
    for id in ["x", "r00000000000000000000000000000000"] {
        let path = format!("/v1/requests/{id}");
        world.get(&path, ALL).await.problem(404, "request_unknown");
        let path = format!("{path}/proofs");
        world.get(&path, ALL).await.problem(404, "request_unknown");
    }
    let id = asked(&world, "access").await;
    let path = |end: &str| format!("/v1/requests/{id}{end}");
    post(&path("/identity"), json!({"checks": ["controller"]}))
        .await
        .problem(400, "check_unknown");
    post(&path("/refuse"), json!({"reason": "mood"}))
        .await
        .problem(400, "reason_unknown");
    post(&path("/refuse"), json!({"reason": "kept_by_law"}))
        .await
        .problem(409, "request_not_now");
    world
        .get(&path("/package"), ALL)
        .await
        .problem(409, "request_not_now");
    let cancelled = post(&path("/cancel"), json!({})).await.json();
    assert_eq!(cancelled["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_only_looked_at_is_not_used_up() {
    let world = World::new().with_customer().await;
    let id = asked(&world, "access").await;
    let path = |end: &str| format!("/v1/requests/{id}{end}");
    post(&world, &path("/identity"), json!({"checks": ["document"]})).await;
    post(&world, &path("/advance"), json!({})).await;
    let link = post(&world, &path("/download"), json!({})).await;
    let link = link["path"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        let looked = world.send(request(Method::HEAD, &link, &[], "")).await;
        assert_eq!((looked.status.as_u16(), &*looked.text), (200, ""));
    }
    let bad = world.get(&format!("{link}?format=pdf"), "").await;
    bad.problem(400, "format_unknown");
    assert_eq!(world.get(&link, "").await.status, 200, "still there");
    let gone = world.send(request(Method::HEAD, &link, &[], "")).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_machine_sees_of_requests_and_hands_out_is_on_record_for_the_person() {
    let looks_after = async |method: Method, path: &str| {
        let world = World::new().with_customer().await;
        let who = Who::Identifier(world.identifier("user_id", "u1"));
        let taken = world.engine.ask(&Ask {
            who: who.clone(),
            right: Right::Access,
            brand: None,
            asker: Asker::Person,
        });
        let id = taken.expect("taken").id;
        let check = Check {
            method: CheckMethod::Document,
            at: world.engine.now(),
        };
        world.engine.identify_request(id, &[check]).expect("shown");
        if path.ends_with("/download") {
            world.engine.advance_request(id, &[]).expect("done");
        }
        let path = path.replace("{id}", &id.to_string());
        let headers = [("authorization", ALL)];
        let body = if method == Method::POST { "{}" } else { "" };
        let answer = world.send(request(method, &path, &headers, body)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        // They are written in the background.
        for _ in 0..200 {
            let looks = world.engine.looks(&who).expect("reads").expect("known");
            if let Some(look) = looks.first() {
                assert_eq!((look.by, &*look.name), (Looker::Machine, "all"));
                return Some(look.what);
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        None
    };
    for (method, path, what) in [
        (Method::GET, "/v1/requests", LookedAt::Request),
        (Method::GET, "/v1/requests/{id}", LookedAt::Request),
        (Method::GET, "/v1/requests/{id}/proofs", LookedAt::Request),
        (Method::POST, "/v1/requests/{id}/extend", LookedAt::Request),
        (
            Method::POST,
            "/v1/requests/{id}/download",
            LookedAt::Profile,
        ),
    ] {
        assert_eq!(looks_after(method, path).await, Some(what), "{path}");
    }
}
