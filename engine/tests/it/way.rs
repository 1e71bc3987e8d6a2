//! The way of an event, whole.

use telos_engine::{EventAnswer, ProfileAnswer, Status};

use crate::support::World;

fn kept(status: &Status) -> bool {
    matches!(status, Status::Kept { .. })
}

#[test]
fn an_order_is_kept_under_its_contract_and_read_back() {
    let world = World::new();
    let status = world.send(
        "aria-web-key",
        &[
            r#"{"type":"identify","userId":"u1","messageId":"m1","traits":{"email":"Ada@Example.org","address":{"country":"Germany"}}}"#,
            r#"{"type":"track","event":"Order Completed","userId":"u1","messageId":"m2","properties":{"order_id":"o1","revenue":19.9}}"#,
        ],
    );
    assert!(status.iter().all(kept), "{status:?}");
    let who = world.who("user_id", "u1");
    let answer = world
        .engine
        .profile(&who, world.purpose("aria/orders"), true)
        .expect("reads");
    let ProfileAnswer::Seen(seen) = answer else {
        panic!("{answer:?}")
    };
    let sum: i128 = seen.behaviours.iter().map(|tally| tally.total.micros).sum();
    assert_eq!(sum, 19_900_000);
    let by_email = world.who("email", "ada@example.org");
    assert!(matches!(
        world
            .engine
            .profile(&by_email, world.purpose("aria/orders"), false),
        Ok(ProfileAnswer::Seen(_))
    ));
}

#[test]
fn a_message_seen_before_changes_nothing() {
    let world = World::new();
    let order = r#"{"type":"track","event":"Order Completed","userId":"u1","messageId":"m2","properties":{"order_id":"o1","revenue":19.9}}"#;
    assert!(kept(&world.send("aria-web-key", &[order])[0]));
    assert_eq!(
        world.send("aria-web-key", &[order, order]),
        [Status::Duplicate, Status::Duplicate]
    );
    let other = order.replace("m2", "m3");
    let twice = world.send("aria-web-key", &[&other, &other]);
    assert!(kept(&twice[0]) && twice[1] == Status::Duplicate);
    let again = World::over(world.store.clone(), 2);
    assert_eq!(again.send("aria-web-key", &[order]), [Status::Duplicate]);
}

#[test]
fn what_no_purpose_may_hold_is_explained_and_not_stored() {
    let world = World::new();
    let status = world.send(
        "aria-web-key",
        &[r#"{"type":"page","anonymousId":"a1","messageId":"m1","properties":{"url":"https://x.example/marker-4711"}}"#],
    );
    assert_eq!(status, [Status::Forgotten]);
    let answer = world.engine.event("m1", None).expect("reads");
    assert!(
        matches!(answer, EventAnswer::Forgotten { .. }),
        "{answer:?}"
    );
}

#[test]
fn a_sign_up_without_leave_to_link_the_browser_still_knows_the_persons_own_identifiers() {
    let world = World::new();
    let status = world.send(
        "aria-web-key",
        &[
            r#"{"type":"consent","anonymousId":"b1","messageId":"m0","consents":[{"purpose":"shop-analytics","act":"grant"}]}"#,
            r#"{"type":"page","anonymousId":"b1","messageId":"m1","properties":{"url":"https://x.example/"}}"#,
            r#"{"type":"identify","userId":"u9","anonymousId":"b1","messageId":"m2","traits":{"email":"nine@example.org","address":{"country":"Germany"}}}"#,
            r#"{"type":"track","event":"Order Completed","userId":"u9","anonymousId":"b1","messageId":"m3","properties":{"order_id":"o1","revenue":5}}"#,
        ],
    );
    assert!(status.iter().all(kept), "{status:?}");
    let by_user = world
        .engine
        .why_one(&world.who("user_id", "u9"))
        .expect("reads")
        .expect("known");
    let by_email = world
        .engine
        .why_one(&world.who("email", "nine@example.org"))
        .expect("reads");
    let by_email = by_email.expect("the email is the person's own");
    assert_eq!(by_user.nodes[0].id, by_email.nodes[0].id);
    let browser = world
        .engine
        .why_one(&world.who("anonymous_id", "b1"))
        .expect("reads")
        .expect("known");
    assert_ne!(
        browser.nodes[0].id, by_user.nodes[0].id,
        "no purpose may link the browser"
    );
    let answer = world
        .engine
        .profile(
            &world.who("user_id", "u9"),
            world.purpose("aria/orders"),
            false,
        )
        .expect("reads");
    let ProfileAnswer::Seen(seen) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(seen.behaviours[0].total.count, 1);
}
