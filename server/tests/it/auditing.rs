//! The privacy officer's questions: answers that hold offline, as of then, within limits.

use axum::http::Method;
use serde_json::{Value, json};
use telos_engine::{LookedAt, Looker, Who};
use telos_ledger::SignedCheckpoint;
use telos_ledger::note::{Algorithm, Note, SignerKey};
use telos_model::time::DAY_MS;
use telos_server::Options;
use telos_server::receipt::{Refused, check_audit, is_audit};

use crate::console::{ORIGIN, enter, form, page, world as console};
use crate::support::{ALL, NOON, WEB, World, request};

const READER: &str = "Bearer key-reader";
const ORDERS: &str = "Bearer key-orders";

async fn say(world: &World, id: &str, user: &str, consents: Value) {
    let said = json!({"messageId": id, "userId": user, "consents": consents});
    let headers = [("authorization", WEB)];
    let said = world.post("/v1/consents", &headers, said.to_string()).await;
    assert_eq!(said.status.as_u16(), 200, "{}", said.text);
}

/// Somebody who said yes on one day and no on the next, and somebody else who said yes.
async fn filled() -> World {
    let world = console(false).with_customer().await;
    let news = |act: &str| json!([{"purpose": "personalisation", "act": act, "explicit": true, "method": "form", "locale": "de"}]);
    say(&world, "s-1", "u1", news("grant")).await;
    world.clock.advance(DAY_MS);
    say(&world, "s-2", "u1", news("withdraw")).await;
    let other = r#"{"messageId":"c-9","userId":"u9","traits":{"address":{"country":"Germany"}}}"#;
    world.web("/v1/identify", other).await;
    say(&world, "s-9", "u9", news("grant")).await;
    world.clock.advance(DAY_MS);
    world
}

async fn ask(world: &World, path: &str) -> Value {
    let answer = world.get(path, ALL).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    answer.json()
}

fn facts(answer: &Value) -> &Vec<Value> {
    answer["facts"].as_array().expect("facts")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_consented_to_which_text_and_when_is_answered_with_proofs_that_hold_offline() {
    let world = filled().await;
    let all = ask(&world, "/v1/audit/consents?purpose=personalisation").await;
    assert_eq!(facts(&all).len(), 3);
    assert_eq!(
        (&all["next"], all["looked"].as_u64().unwrap() >= 2),
        (&Value::Null, true)
    );
    let bytes = serde_json::to_vec(&all).unwrap();
    assert!(is_audit(&bytes));
    let checked = check_audit(&bytes, &world.engine.ledger_keys(), &[], 0).expect("holds");
    assert_eq!((checked.proofs, checked.unproven), (3, 0));
    let one = "/v1/audit/consents?purpose=personalisation&kind=user_id&value=u1";
    let one = ask(&world, one).await;
    let acts: Vec<_> = facts(&one).iter().map(|fact| &fact["what"]).collect();
    assert_eq!(acts, ["withdraw", "grant"]);
    let early = format!("/v1/audit/consents?until=2026-05-04T00:00:00Z&from={NOON}");
    assert_eq!(facts(&ask(&world, &early).await).len(), 1);
    let version = facts(&one)[1]["textVersion"].as_u64().unwrap();
    let fits = format!("/v1/audit/consents?text_version={}", version.max(1));
    let none = format!("/v1/audit/consents?text_version={}", version + 7);
    assert_eq!(facts(&ask(&world, &none).await).len(), 0);
    assert_eq!(facts(&ask(&world, &fits).await).is_empty(), version == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_changed_does_not_hold() {
    let world = filled().await;
    let answer = ask(&world, "/v1/audit/consents?purpose=personalisation").await;
    let keys = world.engine.ledger_keys();
    for (pointer, value) in [
        ("/facts/0/what", json!("grant")),
        ("/facts/1/what", json!("deny")),
        ("/facts/0/effective", json!("2020-01-01T00:00:00.000Z")),
        ("/facts/0/purpose", json!("aria/orders")),
        ("/facts/0/actor", json!("staff")),
        ("/facts/0/evidence", json!("made up")),
        ("/facts/0/proof/index", json!(0)),
        ("/facts/0/proof/salt", json!("0".repeat(64))),
        ("/form", json!("telos-audit/9")),
    ] {
        let mut changed = answer.clone();
        *changed.pointer_mut(pointer).expect(pointer) = value;
        if changed == answer {
            continue;
        }
        let bytes = serde_json::to_vec(&changed).unwrap();
        assert!(check_audit(&bytes, &keys, &[], 0).is_err(), "{pointer}");
    }
    let mut swapped = answer.clone();
    let (one, other) = (
        answer["facts"][0]["proof"].clone(),
        answer["facts"][2]["proof"].clone(),
    );
    swapped["facts"][0]["proof"] = other;
    swapped["facts"][2]["proof"] = one;
    let bytes = serde_json::to_vec(&swapped).unwrap();
    assert!(matches!(
        check_audit(&bytes, &keys, &[], 0),
        Err(Refused::Differs(_))
    ));
    let mut bare = answer;
    bare["facts"] = json!([]);
    let bytes = serde_json::to_vec(&bare).unwrap();
    assert!(matches!(
        check_audit(&bytes, &keys, &[], 0),
        Err(Refused::Malformed(_))
    ));
    assert!(check_audit(b"[]", &keys, &[], 0).is_err() && !is_audit(b"{"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_as_it_was_then_with_what_it_rested_on() {
    let world = filled().await;
    let at = |time: &str| {
        format!("/v1/audit/decision?kind=user_id&value=u1&purpose=personalisation&at={time}")
    };
    let permitted = ask(&world, &at("2026-05-03T18:00:00Z")).await;
    assert_eq!(permitted["answer"]["decision"], "permit", "{permitted}");
    assert_eq!(permitted["answer"]["ground"]["basis"], "consent");
    let evidence = permitted["answer"]["ground"]["evidence"]
        .as_array()
        .unwrap();
    let told: Vec<_> = facts(&permitted).iter().map(|fact| &fact["fact"]).collect();
    assert!(evidence.iter().all(|fact| told.contains(&fact)) && !evidence.is_empty());
    assert_eq!(permitted["catalog"]["number"], 1);
    let denied = ask(&world, &at("2026-05-04T18:00:00Z")).await;
    assert_eq!(denied["answer"]["decision"], "deny");
    assert_eq!(denied["answer"]["reasons"][0]["code"], "consent_withdrawn");
    assert_eq!(facts(&denied)[0]["what"], "withdraw");
    for answer in [&permitted, &denied] {
        let bytes = serde_json::to_vec(answer).unwrap();
        let checked = check_audit(&bytes, &world.engine.ledger_keys(), &[], 0).expect("holds");
        assert_eq!(checked.proofs, facts(answer).len() + 1, "the catalog's too");
    }
    let before = world.get(&at("2020-01-01T00:00:00Z"), ALL).await;
    before.problem(404, "catalog_absent");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_late_did_not_count_then_and_is_said() {
    let world = console(false).with_customer().await;
    world.clock.advance(5 * DAY_MS);
    let said = json!({
        "messageId": "late", "userId": "u1", "timestamp": "2026-05-04T12:00:00Z",
        "consents": [{"purpose": "personalisation", "act": "grant", "explicit": true, "method": "paper"}],
    });
    let headers = [("authorization", WEB)];
    let said = world.post("/v1/consents", &headers, said.to_string()).await;
    assert_eq!(said.status.as_u16(), 200, "{}", said.text);
    let path = |at: &str| {
        format!("/v1/audit/decision?kind=user_id&value=u1&purpose=personalisation&at={at}")
    };
    let then = ask(&world, &path("2026-05-05T00:00:00Z")).await;
    assert_eq!(then["answer"]["decision"], "deny");
    assert_eq!(then["recordedLater"], 1);
    let now = ask(&world, &path("2026-05-08T12:00:00Z")).await;
    assert_eq!(now["answer"]["decision"], "permit", "{now}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_tells_versions_requests_statements_and_who_spoke_for_others() {
    let world = filled().await;
    let cookie = enter(&world).await;
    let body = "kind=user_id&value=u1&right=erasure&asker=person";
    let taken = form(&world, "/console/requests/new", &cookie, ORIGIN, body).await;
    let to = taken.headers["location"].to_str().unwrap().to_owned();
    let path = to.split('?').next().unwrap();
    form(
        &world,
        &format!("{path}/hold"),
        &cookie,
        ORIGIN,
        "on=yes&reason=case+7",
    )
    .await;
    form(&world, &format!("{path}/cancel"), &cookie, ORIGIN, "").await;
    let month = ask(&world, "/v1/audit/changes?month=2026-05").await;
    assert_eq!(month["versions"][0]["catalog"]["number"], 1);
    let ended = json!([{"right": "erasure", "outcome": "cancelled", "reason": null, "inTime": true, "count": 1}]);
    assert_eq!(month["requests"], ended);
    let counted = |what: &str| -> u64 {
        let counts = facts(&month).iter().filter(|one| one["what"] == what);
        counts.map(|one| one["count"].as_u64().unwrap()).sum()
    };
    assert_eq!(
        (counted("grant"), counted("withdraw"), counted("legal_hold")),
        (2, 1, 1)
    );
    assert_eq!(month["overridesCount"], 1);
    assert_eq!(month["overrides"][0]["evidence"], "case 7");
    let bytes = serde_json::to_vec(&month).unwrap();
    let checked = check_audit(&bytes, &world.engine.ledger_keys(), &[], 0).expect("holds");
    assert_eq!(checked.proofs, 2);
    assert_eq!(
        month["deedsCounts"],
        json!({"request": 1}),
        "that it was taken back"
    );
    let body = "kind=user_id&value=u1&right=rectification&asker=person";
    let taken = form(&world, "/console/requests/new", &cookie, ORIGIN, body).await;
    let to = taken.headers["location"].to_str().unwrap().to_owned();
    let path = to.split('?').next().unwrap();
    let extended = format!("{path}/extend");
    form(&world, &extended, &cookie, ORIGIN, "reason=many").await;
    form(
        &world,
        &format!("{path}/refuse"),
        &cookie,
        ORIGIN,
        "reason=excessive",
    )
    .await;
    let month = ask(&world, "/v1/audit/changes?month=2026-05").await;
    let deeds = month["deeds"].as_array().unwrap().iter();
    let mut acts: Vec<_> = deeds.map(|deed| deed["act"].as_str().unwrap()).collect();
    acts.sort_unstable();
    assert_eq!(
        (acts, &month["deedsCounts"]["override"]),
        (vec!["extend", "refuse"], &json!(2))
    );
    let keys = world.engine.ledger_keys();
    let bytes = serde_json::to_vec(&month).unwrap();
    assert_eq!(check_audit(&bytes, &keys, &[], 0).expect("holds").proofs, 4);
    let mut changed = month;
    changed["deeds"][0]["by"] = json!("nobody");
    let bytes = serde_json::to_vec(&changed).unwrap();
    assert!(matches!(
        check_audit(&bytes, &keys, &[], 0),
        Err(Refused::Differs(_))
    ));
    let empty = ask(&world, "/v1/audit/changes?month=2026-04").await;
    assert_eq!(
        (&empty["versions"], &empty["facts"]),
        (&json!([]), &json!([]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_or_not_allowed_is_refused_with_its_own_problem() {
    let world = filled().await;
    let consents = "/v1/audit/consents";
    world
        .get(consents, READER)
        .await
        .problem(403, "role_missing");
    world
        .get("/v1/audit/changes?month=2026-05", ORDERS)
        .await
        .problem(403, "purpose_not_allowed");
    let other = format!("{consents}?purpose=personalisation");
    world
        .get(&other, ORDERS)
        .await
        .problem(403, "purpose_not_allowed");
    let own = world.get(consents, ORDERS).await.json();
    assert!(facts(&own).is_empty(), "of other purposes nothing is told");
    for (path, status, code) in [
        ("/v1/audit/consents?purpose=none", 400, "purpose_unknown"),
        ("/v1/audit/consents?from=yesterday", 400, "time_invalid"),
        ("/v1/audit/consents?after=x", 400, "cursor_invalid"),
        ("/v1/audit/consents?limit=201", 400, "parameter_invalid"),
        (
            "/v1/audit/consents?kind=user_id&value=nobody",
            404,
            "person_unknown",
        ),
        (
            "/v1/audit/decision?kind=user_id&value=u1&at=2026-05-03T12:00:00Z",
            400,
            "parameter_missing",
        ),
        (
            "/v1/audit/decision?kind=user_id&value=u1&purpose=orders",
            400,
            "parameter_missing",
        ),
        (
            "/v1/audit/decision?kind=user_id&value=u1&purpose=orders&at=2026-05-03T12:00:00Z&operation=x",
            400,
            "operation_unknown",
        ),
        ("/v1/audit/changes?month=2026-13", 400, "month_invalid"),
        // A filter that is written wrong must not answer about everybody.
        (
            "/v1/audit/consents?knd=user_id&value=u1",
            400,
            "parameter_unknown",
        ),
        ("/v1/audit/consents?value=u1", 400, "parameter_missing"),
        ("/v1/audit/consents?kind=user_id", 400, "parameter_missing"),
    ] {
        world.get(path, ALL).await.problem(status, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_asks_the_same_keeps_identifiers_out_of_addresses_and_records_each_look() {
    let world = filled().await;
    let cookie = enter(&world).await;
    let fresh = page(&world, "/console/audit/consents", &cookie).await;
    assert!(fresh.text.contains("Who consented") && !fresh.text.contains("Ledger entry"));
    let body = "kind=email&value=ada%40example.org&purpose=aria%2Fpersonalisation";
    let found = form(&world, "/console/audit/consents", &cookie, ORIGIN, body).await;
    assert_eq!(found.status.as_u16(), 303, "{}", found.text);
    let to = found.headers["location"].to_str().unwrap().to_owned();
    assert!(!to.contains("ada") && to.contains("person=n"), "{to}");
    let shown = page(&world, &to, &cookie).await;
    assert_eq!(
        shown.text.matches("Ledger entry").count(),
        2,
        "{}",
        shown.text
    );
    let file = page(&world, &to.replace("consents?", "consents.json?"), &cookie).await;
    assert_eq!(
        file.headers["content-disposition"],
        "attachment; filename=\"audit.json\""
    );
    assert_eq!(
        check_audit(&file.bytes, &world.engine.ledger_keys(), &[], 0)
            .expect("holds")
            .proofs,
        2
    );
    let body =
        "kind=user_id&value=u1&purpose=aria%2Fpersonalisation&operation=read&at=2026-05-03T18%3A00";
    let found = form(&world, "/console/audit/decision", &cookie, ORIGIN, body).await;
    let to = found.headers["location"].to_str().unwrap().to_owned();
    let shown = page(&world, &to, &cookie).await;
    assert!(shown.text.contains("was allowed then"), "{}", shown.text);
    let month = page(
        &world,
        "/console/audit/changes?ask=yes&month=2026-05",
        &cookie,
    )
    .await;
    assert!(month.text.contains("Version 1") && month.text.contains("records were looked at"));
    let who = Who::Identifier(world.identifier("user_id", "u1"));
    let looks = world.engine.looks(&who).expect("reads").expect("known");
    let staff = looks.iter().filter(|look| look.by == Looker::Staff);
    assert_eq!(
        staff
            .filter(|look| look.what == LookedAt::Permissions)
            .count(),
        3
    );
    for (path, status) in [
        ("/console/audit/decision?ask=yes", 422),
        ("/console/audit/changes?ask=yes&month=May", 422),
        ("/console/audit/gossip", 404),
        ("/console/audit/consents.json", 404),
    ] {
        assert_eq!(
            page(&world, path, &cookie).await.status.as_u16(),
            status,
            "{path}"
        );
    }
    let closed = world.send(request(Method::GET, &to, &[], "")).await;
    assert_eq!(closed.status.as_u16(), 303, "not without a session");
    let elsewhere = form(
        &world,
        "/console/audit/consents",
        &cookie,
        "https://evil.example",
        body,
    )
    .await;
    assert_eq!(elsewhere.status.as_u16(), 403);
}

/// What machines looked at of somebody, once there is anything or for a while.
async fn looks_of(world: &World, user: &str) -> Vec<(LookedAt, String)> {
    let who = Who::Identifier(world.identifier("user_id", user));
    for _ in 0..20 {
        let looks = world.engine.looks(&who).expect("reads").expect("known");
        let looks = looks.iter().filter(|look| look.by == Looker::Machine);
        let looks: Vec<_> = looks
            .map(|look| (look.what, look.name.to_string()))
            .collect();
        if !looks.is_empty() {
            return looks;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Vec::new()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_asked_about_sees_it_and_whoever_is_left_out_does_not() {
    let world = filled().await;
    let none = "/v1/audit/consents?text_version=900000&kind=user_id&value=u1";
    assert!(facts(&ask(&world, none).await).is_empty());
    let looked = (LookedAt::Permissions, "all".to_owned());
    assert_eq!(
        looks_of(&world, "u1").await,
        [looked],
        "nothing is an answer too"
    );
    let own = world.get("/v1/audit/consents", ORDERS).await.json();
    assert!(facts(&own).is_empty());
    assert_eq!(
        looks_of(&world, "u9").await,
        [],
        "nothing of theirs was shown"
    );
    let cookie = enter(&world).await;
    let body = "kind=user_id&value=u9&version=900000";
    let found = form(&world, "/console/audit/consents", &cookie, ORIGIN, body).await;
    let to = found.headers["location"].to_str().unwrap().to_owned();
    let shown = page(&world, &to, &cookie).await;
    assert_eq!(shown.status.as_u16(), 200, "{}", shown.text);
    let who = Who::Identifier(world.identifier("user_id", "u9"));
    let looks = world.engine.looks(&who).expect("reads").expect("known");
    let looks: Vec<_> = looks.iter().map(|look| (look.by, look.what)).collect();
    assert_eq!(looks, [(Looker::Staff, LookedAt::Permissions)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_is_yet_to_come_is_not_answered() {
    let world = filled().await;
    let path = |at: &str| {
        format!("/v1/audit/decision?kind=user_id&value=u1&purpose=personalisation&at={at}")
    };
    let now = world.engine.now();
    ask(&world, &path(&now.to_string())).await;
    let ahead = now.plus_millis(1).to_string();
    world
        .get(&path(&ahead), ALL)
        .await
        .problem(400, "time_ahead");
    let cookie = enter(&world).await;
    let body =
        "kind=user_id&value=u1&purpose=aria%2Fpersonalisation&operation=read&at=2031-05-03T18%3A00";
    let found = form(&world, "/console/audit/decision", &cookie, ORIGIN, body).await;
    let to = found.headers["location"].to_str().unwrap().to_owned();
    let shown = page(&world, &to, &cookie).await;
    assert_eq!(shown.status.as_u16(), 422);
    assert!(shown.text.contains("has not come yet"), "{}", shown.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_part_of_a_record_says_so() {
    let world = filled().await;
    let path = format!(
        "/v1/audit/decision?kind=user_id&value=u1&purpose=personalisation&at={}",
        world.engine.now()
    );
    assert_eq!(ask(&world, &path).await["recordsCut"], 0);
    let no =
        json!({"purpose": "personalisation", "act": "withdraw", "method": "form", "locale": "de"});
    for round in 0..26 {
        world.clock.advance(1_000);
        say(
            &world,
            &format!("many-{round}"),
            "u1",
            json!(vec![no.clone(); 200]),
        )
        .await;
    }
    let path = path.replace("&at=", "&operation=read&at=");
    let (path, _) = path.split_once("&at=").unwrap();
    let then = ask(&world, &format!("{path}&at={}", world.engine.now())).await;
    assert_eq!(then["recordsCut"], 1, "{then}");
    let month = ask(&world, "/v1/audit/changes?month=2026-05").await;
    assert_eq!(month["recordsCut"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_the_witnesses_that_are_asked_for_does_not_hold() {
    let witness = SignerKey::new("witness.example/one", Algorithm::Cosignature, &[9; 32]);
    let witness = witness.expect("a name");
    let world = World::with(Options {
        witnesses: vec![witness.verifier().clone()],
        ..Options::default()
    })
    .with_customer()
    .await;
    let path = "/v1/audit/decision?kind=user_id&value=u1&purpose=orders&at=2026-05-03T12:00:00Z";
    let bare = ask(&world, path).await;
    let keys = world.engine.ledger_keys();
    let known = [witness.verifier().clone()];
    let check = |answer: &Value, witnesses: &[_], min| {
        check_audit(&serde_json::to_vec(answer).unwrap(), &keys, witnesses, min)
    };
    assert!(check(&bare, &known, 0).is_ok());
    for witnesses in [&known[..], &[]] {
        let refused = check(&bare, witnesses, 1);
        assert!(matches!(refused, Err(Refused::Witnesses(_))), "{refused:?}");
    }
    let head = world.get("/v1/ledger/checkpoint", "").await.text;
    let signed = SignedCheckpoint::parse(&head).expect("a checkpoint");
    let text = signed.unverified().to_string();
    let note = Note::new(&text, vec![witness.sign(&text, 1_700_000_000)]).expect("a note");
    let line = note.to_string().lines().last().expect("a line").to_owned();
    let taken = world.post("/v1/ledger/cosignatures", &[], line).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    let cosigned = ask(&world, path).await;
    assert!(check(&cosigned, &known, 1).is_ok());
    assert!(check(&cosigned, &known, 2).is_err());
}
