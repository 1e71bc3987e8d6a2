//! What the engine promises about permission and identity, one by one.

use telos_engine::{EventAnswer, ProfileAnswer, ProfileSeen, Status, Who, WhyWithheld};
use telos_model::decide::{Named, Operation, Question};
use telos_model::id::{CategorySet, JurisdictionSet};

use crate::support::World;

const DAY: i64 = 86_400_000;

fn kept(status: &Status) -> bool {
    matches!(status, Status::Kept { .. })
}

fn seen(world: &World, who: &Who, purpose: &str) -> Option<Box<ProfileSeen>> {
    let answer = world.engine.profile(who, world.purpose(purpose), true);
    match answer.expect("reads") {
        ProfileAnswer::Seen(seen) => Some(seen),
        ProfileAnswer::Absent | ProfileAnswer::Denied(_) => None,
    }
}

fn in_segment(world: &World, who: &Who, purpose: &str, segment: &str) -> bool {
    let id = world.engine.policy().catalog.names.segments[segment];
    seen(world, who, purpose).is_some_and(|seen| {
        let mut standings = seen.segments.iter();
        standings.any(|standing| standing.segment == id)
    })
}

/// A person in California who said yes to personalisation.
fn customer(world: &World, user: &str) -> Who {
    let identify = format!(
        r#"{{"type":"identify","userId":"{user}","traits":{{"address":{{"country":"US","state":"CA"}},"favourite_genres":["jazz"]}}}}"#
    );
    let consent = consent(user, "personalisation", "grant");
    let statuses = world.send("aria-web-key", &[&consent, &identify]);
    assert!(statuses.iter().all(kept), "{statuses:?}");
    world.who("user_id", user)
}

fn consent(user: &str, purpose: &str, act: &str) -> String {
    format!(
        r#"{{"type":"consent","userId":"{user}","consents":[{{"purpose":"{purpose}","act":"{act}","explicit":true,"separate":true}}]}}"#
    )
}

fn viewed(user: &str, context: &str) -> String {
    format!(
        r#"{{"type":"track","event":"Product Viewed","userId":"{user}","properties":{{"product_id":"p"}},"context":{{{context}}}}}"#
    )
}

#[test]
fn a_withdrawal_stops_collection_at_once_and_leaves_the_segments() {
    let world = World::new();
    let who = customer(&world, "u1");
    assert!(in_segment(
        &world,
        &who,
        "aria/personalisation",
        "aria-jazz"
    ));
    world.clock.advance(1);
    let no = consent("u1", "personalisation", "withdraw");
    let view = viewed("u1", "");
    let both = world.send("aria-web-key", &[&no, &view]);
    assert!(kept(&both[0]), "{both:?}");
    assert!(
        seen(&world, &who, "aria/personalisation").is_none(),
        "nothing may be read"
    );
    let EventAnswer::Kept(record) = last(&world, "aria-web-key", &viewed("u1", r#""consent":{}"#))
    else {
        return;
    };
    let personalisation = world.engine.policy().catalog.names.purposes["aria/personalisation"];
    assert!(
        record
            .event
            .is_none_or(|(_, purposes)| !purposes.contains(personalisation))
    );
    world.clock.advance(1);
    world.send(
        "aria-web-key",
        &[&consent("u1", "personalisation", "grant")],
    );
    let back = seen(&world, &who, "aria/personalisation").expect("permitted again");
    assert!(!back.segments.is_empty(), "the segments are entered again");
    let views = back
        .behaviours
        .iter()
        .filter(|tally| tally.total.count > 0)
        .count();
    assert_eq!(
        views, 0,
        "what happened without permission was not taken in"
    );
}

/// Sends one message and says what became of it.
fn last(world: &World, key: &str, message: &str) -> EventAnswer {
    let body = message.replacen('{', r#"{"messageId":"the-last","#, 1);
    world.send(key, &[&body]);
    world.engine.event("the-last", None).expect("reads")
}

#[test]
fn a_withdrawal_is_kept_even_where_no_purpose_could_collect_any_more() {
    let world = World::new();
    let who = customer(&world, "u1");
    world.clock.advance(1);
    // Restriction leaves only what the law demands, which this source does not serve.
    let restrict = r#"{"type":"consent","userId":"u1","flags":[{"flag":"restriction"}]}"#;
    assert!(kept(&world.send("aria-store-key", &[restrict])[0]));
    world.clock.advance(1);
    let no = consent("u1", "personalisation", "withdraw");
    assert!(
        kept(&world.send("aria-store-key", &[&no])[0]),
        "a no is never forgotten"
    );
    world.clock.advance(1);
    let lift = r#"{"type":"consent","userId":"u1","flags":[{"flag":"restriction","on":false}]}"#;
    assert!(kept(&world.send("aria-store-key", &[lift])[0]));
    assert!(
        seen(&world, &who, "aria/personalisation").is_none(),
        "the no still stands"
    );
}

#[test]
fn a_devices_yes_cannot_overrule_a_stated_no() {
    let world = World::new();
    customer(&world, "u1");
    world.clock.advance(1);
    world.send(
        "aria-web-key",
        &[&consent("u1", "personalisation", "withdraw")],
    );
    world.clock.advance(1);
    let yes = r#""consent":{"categoryPreferences":{"personalization":true}}"#;
    world.send("aria-web-key", &[&viewed("u1", yes)]);
    assert!(seen(&world, &world.who("user_id", "u1"), "aria/personalisation").is_none());
}

#[test]
fn a_devices_no_keeps_its_message_from_a_purpose_the_person_said_yes_to() {
    let world = World::new();
    let who = customer(&world, "u1");
    world.clock.advance(1);
    let no = r#""consent":{"categoryPreferences":{"personalization":false}}"#;
    world.send("aria-web-key", &[&viewed("u1", no)]);
    let profile = seen(&world, &who, "aria/personalisation").expect("the yes stands");
    assert!(
        profile.behaviours.is_empty(),
        "the message itself was not taken in for it"
    );
    world.send("aria-web-key", &[&viewed("u1", "")]);
    let profile = seen(&world, &who, "aria/personalisation").expect("the yes stands");
    assert_eq!(profile.behaviours[0].total.count, 1);
}

#[test]
fn a_devices_no_that_comes_late_still_keeps_its_message_out() {
    let world = World::new();
    let yes = r#"{"type":"page","anonymousId":"a1","messageId":"m1","context":{"consent":{"categoryPreferences":{"analytics":true,"personalization":true}},"location":{"country":"DE"}}}"#;
    assert!(kept(&world.send("aria-web-key", &[yes])[0]));
    let late = r#"{"type":"page","anonymousId":"a1","messageId":"m2","timestamp":"2026-05-01T12:00:00Z","context":{"consent":{"categoryPreferences":{"analytics":false,"personalization":false}}}}"#;
    assert!(
        kept(&world.send("aria-web-key", &[late])[0]),
        "for the no that it states"
    );
    let answer = world.engine.event("m2", None).expect("reads");
    let EventAnswer::Kept(record) = answer else {
        panic!("{answer:?}");
    };
    assert!(
        record.event.is_none() && record.facts > 0,
        "and for nothing else: {record:?}"
    );
}

#[test]
fn a_missing_consent_object_grants_nothing_and_what_was_said_before_counts() {
    let world = World::new();
    let bare = r#"{"type":"page","anonymousId":"a1","context":{"location":{"country":"DE"}}}"#;
    assert_eq!(world.send("aria-web-key", &[bare]), [Status::Forgotten]);
    let order = r#"{"type":"track","event":"Order Completed","userId":"u1","properties":{"order_id":"o","revenue":5}}"#;
    assert!(
        kept(&world.send("aria-web-key", &[order])[0]),
        "a contract needs no consent"
    );
    let yes = r#"{"type":"page","anonymousId":"a2","context":{"location":{"country":"DE"},"consent":{"categoryPreferences":{"analytics":true}}}}"#;
    let again = r#"{"type":"page","anonymousId":"a2"}"#;
    assert!(world.send("aria-web-key", &[yes, again]).iter().all(kept));
}

#[test]
fn a_gpc_header_ends_selling_until_the_person_says_otherwise() {
    let world = World::new();
    let who = customer(&world, "u1");
    let ads = world.purpose("aria/ads-audiences");
    let ask = || {
        let question = Question {
            operation: Operation::Collect,
            purpose: ads,
            categories: Named::Known(CategorySet::EMPTY),
            recipient: None,
            jurisdictions: Named::Known(JurisdictionSet::EMPTY),
            contact: None,
            at: world.engine.now(),
        };
        let answers = world.engine.decide(&who, &[question]).expect("reads");
        matches!(answers[0], telos_engine::DecisionAnswer::Permit(_))
    };
    assert!(ask(), "California: permitted until opted out");
    world.clock.advance(1);
    world.send_with("aria-web-key", &[&viewed("u1", "")], true, None);
    assert!(!ask(), "the signal is an opt-out");
}

#[test]
fn an_anonymous_history_is_kept_when_the_person_becomes_known() {
    let world = World::new();
    let yes = r#"{"type":"consent","anonymousId":"a1","consents":[{"purpose":"personalisation","act":"grant","explicit":true,"separate":true}]}"#;
    let view = r#"{"type":"track","event":"Product Viewed","anonymousId":"a1","properties":{"product_id":"p"}}"#;
    let login = r#"{"type":"identify","anonymousId":"a1","userId":"u1","traits":{}}"#;
    let statuses = world.send("aria-web-key", &[yes, view, login]);
    assert!(statuses.iter().all(kept), "{statuses:?}");
    let profile = seen(&world, &world.who("user_id", "u1"), "aria/personalisation");
    assert_eq!(profile.expect("permitted").behaviours[0].total.count, 1);
}

#[test]
fn two_users_of_one_device_stay_two() {
    let world = World::new();
    for user in ["u1", "u2"] {
        customer(&world, user);
        let login = format!(r#"{{"type":"identify","anonymousId":"shared","userId":"{user}"}}"#);
        assert!(kept(&world.send("aria-web-key", &[&login])[0]));
    }
    let one = |user: &str| {
        world
            .engine
            .why_one(&world.who("user_id", user))
            .expect("reads")
    };
    let nodes = |user: &str| {
        let why = one(user).expect("known");
        why.nodes.iter().map(|node| node.id).collect::<Vec<_>>()
    };
    assert!(nodes("u1").iter().all(|node| !nodes("u2").contains(node)));
}

#[test]
fn an_alias_makes_an_anonymous_id_a_users_and_taking_apart_undoes_it() {
    let world = World::new();
    let user = customer(&world, "u1");
    let yes = r#"{"type":"consent","anonymousId":"a1","consents":[{"purpose":"personalisation","act":"grant","explicit":true,"separate":true}]}"#;
    let view = r#"{"type":"track","event":"Product Viewed","anonymousId":"a1","properties":{"product_id":"p"}}"#;
    world.send("aria-web-key", &[yes, view]);
    let before = format!(
        "{:?}",
        seen(&world, &user, "aria/personalisation").map(|seen| (seen.traits, seen.behaviours))
    );
    world.clock.advance(1);
    let alias = r#"{"type":"alias","userId":"u1","previousId":"a1"}"#;
    assert!(kept(&world.send("aria-web-key", &[alias])[0]));
    let joined = seen(&world, &user, "aria/personalisation").expect("permitted");
    assert_eq!((joined.nodes, joined.behaviours.len()), (2, 1));
    let why = world.engine.why_one(&user).expect("reads").expect("known");
    let (a, b) = (why.edges[0].a, why.edges[0].b);
    world
        .engine
        .unmerge(a, b)
        .expect("queued")
        .blocking_recv()
        .expect("answered")
        .expect("linked");
    let apart =
        seen(&world, &user, "aria/personalisation").map(|seen| (seen.traits, seen.behaviours));
    assert_eq!(
        format!("{apart:?}"),
        before,
        "as if they had never been one"
    );
    world.send("aria-web-key", &[alias]);
    let again = world.engine.why_one(&user).expect("reads").expect("known");
    assert_eq!(again.nodes.len(), 1, "no message links them again");
}

#[test]
fn events_in_any_order_lead_to_the_same_memberships() {
    let orders: Vec<String> = (1..=4)
        .map(|day| {
            format!(
                r#"{{"type":"track","event":"Order Completed","userId":"u1","messageId":"m{day}","timestamp":"2026-04-{:02}T10:00:00Z","properties":{{"order_id":"o","revenue":{day}00}}}}"#,
                day * 5
            )
        })
        .collect();
    let outcome = |order: &[usize]| {
        let world = World::new();
        let who = customer(&world, "u1");
        for at in order {
            world.clock.advance(1_000);
            world.send("aria-web-key", &[&orders[*at]]);
        }
        let mut segments = Vec::new();
        for purpose in ["aria/orders", "aria/personalisation"] {
            let seen = seen(&world, &who, purpose).expect("permitted");
            segments.extend(seen.segments.iter().map(|standing| standing.segment.slot()));
        }
        segments.sort_unstable();
        segments
    };
    let first = outcome(&[0, 1, 2, 3]);
    assert!(first.len() >= 4, "{first:?}");
    assert_eq!(first, outcome(&[3, 2, 1, 0]));
    assert_eq!(first, outcome(&[2, 0, 3, 1]));
}

#[test]
fn a_window_closes_by_a_timer_alone() {
    let world = World::new();
    let who = customer(&world, "u1");
    let order = r#"{"type":"track","event":"Order Completed","userId":"u1","properties":{"order_id":"o","revenue":5}}"#;
    world.send("aria-web-key", &[order]);
    assert!(in_segment(
        &world,
        &who,
        "aria/orders",
        "aria-new-customers"
    ));
    assert_eq!(
        world.engine.run_due().expect("reads"),
        0,
        "nothing is due yet"
    );
    world.clock.advance(40 * DAY);
    assert!(world.engine.run_due().expect("reads") > 0);
    assert!(!in_segment(
        &world,
        &who,
        "aria/orders",
        "aria-new-customers"
    ));
    assert!(in_segment(&world, &who, "aria/orders", "aria-customers"));
}

#[test]
fn withheld_traits_say_why() {
    let world = World::new();
    let identify =
        r#"{"type":"identify","userId":"u1","traits":{"email":"a@x.example","first_name":"Ada"}}"#;
    world.send("aria-store-key", &[identify]);
    let who = world.who("user_id", "u1");
    let profile = seen(&world, &who, "aria/privacy-choices").expect("permitted");
    assert!(profile.traits.is_empty(), "collected for other purposes");
    let why = |why: &telos_engine::Withheld| matches!(why.why, WhyWithheld::CollectedForOthers(_));
    assert!(!profile.withheld.is_empty() && profile.withheld.iter().all(why));
}

#[test]
fn an_address_is_shortened_and_a_raw_value_kept_only_where_permitted() {
    let world = World::new();
    let consent = r#"{"type":"consent","userId":"u1","consents":[{"purpose":"shop-analytics","act":"grant"}]}"#;
    world.send("aria-web-key", &[consent]);
    world.send_with(
        "aria-web-key",
        &[&viewed("u1", "")],
        false,
        Some("203.0.113.77"),
    );
    let opened = world.opened();
    assert!(opened.holds("203.0.113.0") && !opened.holds("203.0.113.77"));
    let order = r#"{"type":"identify","userId":"u2","traits":{"email":" Ada@EXAMPLE.org "}}"#;
    world.send("aria-email-key", &[order]);
    assert!(
        !world.opened().holds("Ada@EXAMPLE.org"),
        "no purpose of the source holds raw input"
    );
    world.send("aria-store-key", &[order]);
    assert!(world.opened().holds("Ada@EXAMPLE.org"), "orders does");
}

#[test]
fn an_invalid_newer_phone_does_not_put_a_valid_older_one_out() {
    let world = World::new();
    let phone = |phone: &str| {
        format!(
            r#"{{"type":"identify","userId":"u1","traits":{{"phone":"{phone}","address":{{"country":"DE"}}}}}}"#
        )
    };
    world.send("aria-store-key", &[&phone("+49 30 1234567")]);
    world.clock.advance(1_000);
    world.send("aria-store-key", &[&phone("call me at home")]);
    let profile = seen(&world, &world.who("user_id", "u1"), "aria/orders").expect("permitted");
    let field = world.engine.policy().catalog.names.traits["phone"];
    let held = profile
        .traits
        .iter()
        .find(|(id, _)| *id == field)
        .map(|(_, held)| held.value.clone());
    assert_eq!(
        held.as_ref().and_then(|value| value.text()),
        Some("+49301234567")
    );
}
