//! Requests in the console: every step is a form, every look is on record, and nothing is done for
//! a form from elsewhere.

use telos_engine::{Ask, LookedAt, Looker, Who};
use telos_model::request::{Asker, RequestId, Right};
use telos_model::time::DAY_MS;

use crate::console::{ORIGIN, enter, form, page, world};
use crate::support::{Answer, World};

/// The console with a customer, and the cookie of a session.
async fn opened() -> (World, String) {
    let world = world(false).with_customer().await;
    let cookie = enter(&world).await;
    (world, cookie)
}

async fn post(world: &World, cookie: &str, path: &str, body: &str) -> Answer {
    form(world, path, cookie, ORIGIN, body).await
}

/// Takes a request in for the customer, and gives the address of its page.
async fn taken(world: &World, cookie: &str, right: &str) -> String {
    let body = format!("kind=user_id&value=u1&right={right}&brand=&asker=person");
    let answer = post(world, cookie, "/console/requests/new", &body).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text);
    let to = answer.headers["location"].to_str().expect("text");
    let (path, told) = to.split_once('?').expect("what was done");
    assert!(told == "told=taken" || told == "told=joined", "{to}");
    path.to_owned()
}

async fn step(world: &World, cookie: &str, path: &str, step: &str, body: &str) {
    let answer = post(world, cookie, &format!("{path}/{step}"), body).await;
    assert_eq!(answer.status.as_u16(), 303, "{step}: {}", answer.text);
}

async fn shown(world: &World, cookie: &str, path: &str, parts: &[&str]) -> String {
    let answer = page(world, path, cookie).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    for part in parts {
        assert!(answer.text.contains(part), "{part} in {}", answer.text);
    }
    answer.text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_goes_from_letter_to_download_by_forms_alone() {
    let (world, cookie) = opened().await;
    let path = taken(&world, &cookie, "access").await;
    let told = format!("{path}?told=taken");
    let parts = ["Taken in.", "not identified yet", "31 days left", "1 month"];
    shown(&world, &cookie, &told, &parts).await;
    let early = post(&world, &cookie, &format!("{path}/advance"), "").await;
    assert_eq!(early.status.as_u16(), 409);
    assert!(
        early
            .text
            .contains("Nobody who asks for it was identified yet")
    );
    let weak = post(&world, &cookie, &format!("{path}/identity"), "").await;
    assert_eq!(weak.status.as_u16(), 409);
    step(&world, &cookie, &path, "identity", "check=document").await;
    step(
        &world,
        &cookie,
        &path,
        "advance",
        "others=mail-service%0D%0Awarehouse",
    )
    .await;
    let text = shown(&world, &cookie, &path, &["warehouse", "being done"]).await;
    assert!(
        !text.contains("ada@example.org") && !text.contains(">Ada<"),
        "no values"
    );
    let list = shown(&world, &cookie, "/console/requests", &["To see the data"]).await;
    assert!(
        list.contains("Waits for: mail-service, warehouse"),
        "{list}"
    );
    step(
        &world,
        &cookie,
        &path,
        "reply",
        "system=mail-service&outcome=done",
    )
    .await;
    let failed = "system=warehouse&outcome=failed&code=timeout";
    step(&world, &cookie, &path, "reply", failed).await;
    shown(&world, &cookie, &path, &["<code>timeout</code>", "failed"]).await;
    step(
        &world,
        &cookie,
        &path,
        "reply",
        "system=warehouse&outcome=done",
    )
    .await;
    shown(&world, &cookie, &path, &["All that can be done is done."]).await;
    let linked = post(&world, &cookie, &format!("{path}/download"), "").await;
    assert_eq!(linked.status.as_u16(), 200);
    let rest = linked.text.split("/v1/downloads/").nth(1).expect("a link");
    let link = format!("/v1/downloads/{}", &rest[..32]);
    let package = world.get(&link, "").await;
    assert!(package.text.contains("ada@example.org"));
    assert_eq!(world.get(&link, "").await.status.as_u16(), 404, "once");
    let who = Who::Identifier(world.identifier("user_id", "u1"));
    let looks = world.engine.looks(&who).expect("reads").expect("known");
    let mut staff = looks.iter().filter(|look| look.by == Looker::Staff);
    assert!(
        staff.any(|look| look.what == LookedAt::Profile),
        "whoever has the link can follow it"
    );
    let ended = "/console/requests?state=ended&right=access";
    shown(&world, &cookie, ended, &["answered in time"]).await;
    let none = "/console/requests?state=ended&right=erasure";
    shown(&world, &cookie, none, &["No request fits"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_look_at_a_request_is_on_record_for_the_person() {
    let (world, cookie) = opened().await;
    let path = taken(&world, &cookie, "objection").await;
    shown(&world, &cookie, &path, &[]).await;
    shown(&world, &cookie, "/console/requests", &[]).await;
    let who = Who::Identifier(world.identifier("user_id", "u1"));
    let looks = world.engine.looks(&who).expect("reads").expect("known");
    let looks = looks.iter().map(|look| (look.by, look.what));
    let looks: Vec<_> = looks.collect();
    assert_eq!(
        looks,
        [(Looker::Staff, LookedAt::Request)],
        "the list names nobody"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_or_without_a_session_changes_nothing() {
    let (world, cookie) = opened().await;
    let path = taken(&world, &cookie, "access").await;
    for (cookie, origin, expected) in [
        (&*cookie, "https://evil.example", 403),
        (&*cookie, "null", 403),
        ("", ORIGIN, 303),
    ] {
        for (path, body) in [
            (format!("{path}/identity"), "check=document"),
            (format!("{path}/cancel"), ""),
            (format!("{path}/hold"), "on=yes&reason=x"),
            (
                "/console/requests/new".into(),
                "kind=user_id&value=u1&right=erasure",
            ),
        ] {
            let answer = form(&world, &path, cookie, origin, body).await;
            assert_eq!(answer.status.as_u16(), expected, "{path} from {origin}");
        }
    }
    let list = shown(
        &world,
        &cookie,
        "/console/requests",
        &["identity to be shown"],
    )
    .await;
    assert!(!list.contains("To be erased</a>"));
    let path = page(&world, &path, "").await;
    assert_eq!(path.status.as_u16(), 303, "not without a session");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legal_hold_is_set_with_its_reason_stops_an_erasure_and_is_lifted() {
    let (world, cookie) = opened().await;
    let path = taken(&world, &cookie, "erasure").await;
    let bare = post(&world, &cookie, &format!("{path}/hold"), "on=yes&reason=").await;
    assert_eq!(bare.status.as_u16(), 409);
    step(&world, &cookie, &path, "hold", "on=yes&reason=case+7").await;
    let held = ["legal hold", "Legal proceedings demand"];
    shown(&world, &cookie, &path, &held).await;
    let who = Who::Identifier(world.identifier("user_id", "u1"));
    let facts = world.engine.history(&who).expect("reads").expect("known");
    assert_eq!(facts[0].detail.evidence.as_deref(), Some("case 7"));
    world.clock.advance(1_000);
    step(&world, &cookie, &path, "hold", "on=no&reason=settled").await;
    let text = shown(&world, &cookie, &path, &["A law demands"]).await;
    assert!(!text.contains("Lift the legal hold"));
}

#[tokio::test(flavor = "multi_thread")]
async fn time_is_taken_once_with_its_reason_and_a_refusal_needs_a_ground() {
    let (world, cookie) = opened().await;
    let path = taken(&world, &cookie, "rectification").await;
    for body in ["", "reason=mood"] {
        let bad = post(&world, &cookie, &format!("{path}/extend"), body).await;
        assert_eq!(bad.status.as_u16(), 409, "{body}");
    }
    step(&world, &cookie, &path, "extend", "reason=many").await;
    shown(&world, &cookie, &path, &["because many have asked at once"]).await;
    let again = post(&world, &cookie, &format!("{path}/extend"), "reason=many").await;
    assert!(again.text.contains("There is no more time to take"));
    let law = post(
        &world,
        &cookie,
        &format!("{path}/refuse"),
        "reason=kept_by_law",
    )
    .await;
    assert!(
        law.text
            .contains("This is no reason to refuse all of it now")
    );
    step(&world, &cookie, &path, "refuse", "reason=excessive").await;
    shown(&world, &cookie, &path, &["It is manifestly unfounded"]).await;
    for (path, expected) in [
        ("/console/requests/r0", 404),
        ("/console/requests/r00000000000000000000000000000000", 404),
    ] {
        assert_eq!(page(&world, path, &cookie).await.status.as_u16(), expected);
    }
    let absent = post(&world, &cookie, &format!("{path}/dance"), "").await;
    assert_eq!(absent.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_in_is_said_next_to_what_is_wrong() {
    let (world, cookie) = opened().await;
    let new = "/console/requests/new";
    for (body, status, told) in [
        (
            "kind=user_id&value=&right=access",
            422,
            "Fill in the identifier",
        ),
        (
            "kind=user_id&value=u1&right=all",
            422,
            "Choose what they ask for",
        ),
        (
            "kind=user_id&value=u1&right=access&asker=agent",
            422,
            "Fill in the agent",
        ),
        (
            "kind=user_id&value=u2&right=access",
            404,
            "Whoever asked must not be told so",
        ),
    ] {
        let answer = post(&world, &cookie, new, body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}");
        assert!(answer.text.contains(told), "{body}: {}", answer.text);
    }
    let agent = "kind=user_id&value=u1&right=access&asker=agent&agent=Kanzlei";
    let answer = post(&world, &cookie, new, agent).await;
    let to = answer.headers["location"].to_str().unwrap().to_owned();
    let path = to.split('?').next().unwrap();
    shown(&world, &cookie, path, &["mandate not seen", "Kanzlei"]).await;
    let shown = post(
        &world,
        &cookie,
        &format!("{path}/identity"),
        "check=document",
    )
    .await;
    assert!(
        shown.text.contains("mandate was not seen"),
        "{}",
        shown.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_has_what_is_late_first_and_goes_on_page_by_page() {
    let (world, _) = opened().await;
    let mut first: Option<RequestId> = None;
    for number in 0..30 {
        let identify = format!(
            r#"{{"messageId":"m-{number}","userId":"p{number}","traits":{{"address":{{"country":"Germany"}}}}}}"#
        );
        world.web("/v1/identify", identify).await;
        let asked = world.engine.ask(&Ask {
            who: Who::Identifier(world.identifier("user_id", &format!("p{number}"))),
            right: Right::Access,
            brand: None,
            asker: Asker::Person,
        });
        first.get_or_insert(asked.expect("taken").id);
        world.clock.advance(DAY_MS);
    }
    // The session ended meanwhile.
    let cookie = enter(&world).await;
    let list = shown(&world, &cookie, "/console/requests", &["late", "soon"]).await;
    assert_eq!(list.matches("class=\"case ").count(), 25);
    let place = list
        .find(&format!("/console/requests/{}", first.unwrap()))
        .unwrap();
    assert_eq!(
        list[..place].matches("class=\"case ").count(),
        1,
        "the oldest is first"
    );
    let next = list.split("/console/requests?after=").nth(1).unwrap();
    let next = format!(
        "/console/requests?after={}",
        next.split('"').next().unwrap()
    );
    let rest = shown(&world, &cookie, &next, &[]).await;
    assert_eq!(rest.matches("class=\"case ").count(), 5);
    assert!(!rest.contains("after="), "the last page");
    let none = "/console/requests?right=erasure&jurisdiction=eu&state=working&after=zz";
    shown(&world, &cookie, none, &["No request fits"]).await;
}
