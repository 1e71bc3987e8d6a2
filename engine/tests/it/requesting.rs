//! Requests as they are kept: joined, identified, carried out, late, and gone with their person.

use telos_engine::layout::Ending;
use telos_engine::{Ask, HERE, OPEN_MAX, ProfileAnswer, RequestAnswer, RequestFailed, Status, Who};
use telos_model::request::{
    Asker, Check, CheckMethod, Hindrance, NotNow, Reply, RequestId, Right, State, Urgency,
};
use telos_model::time::{DAY_MS, Timestamp};
use telos_store::Space;

use crate::simulation::erased::erased;
use crate::support::{World, shipped, vault};

const IDENTIFY: &str = r#"{"type":"identify","userId":"u1","messageId":"i1","traits":{
    "email":"u1@mail.example","first_name":"Heldfirst","address":{"country":"DE"}}}"#;
const ORDER: &str = r#"{"type":"track","event":"Order Completed","userId":"u1","messageId":"o1","properties":{"order_id":"held-order","revenue":12.5}}"#;
const OTHER: &str = r#"{"type":"identify","userId":"u2","messageId":"i2","traits":{"email":"u2@mail.example","first_name":"Otherfirst","address":{"country":"DE"}}}"#;

fn filled(with_order: bool) -> World {
    let world = World::new();
    world.send("aria-web-key", &[IDENTIFY, OTHER]);
    if with_order {
        let order = world.send("aria-web-key", &[ORDER]);
        assert!(matches!(order[0], Status::Kept { .. }));
    }
    world
}

fn ask(world: &World, right: Right) -> RequestId {
    asked(world, right, Asker::Person).0
}

fn asked(world: &World, right: Right, asker: Asker) -> (RequestId, bool) {
    let taken = world.engine.ask(&Ask {
        who: world.who("user_id", "u1"),
        right,
        brand: None,
        asker,
    });
    let taken = taken.expect("taken");
    (taken.id, taken.joined)
}

fn identify(world: &World, id: RequestId) {
    let check = Check {
        method: CheckMethod::CodeByEmail,
        at: world.engine.now(),
    };
    world.engine.identify_request(id, &[check]).expect("shown");
}

fn known(answer: RequestAnswer) -> telos_model::request::Request {
    match answer {
        RequestAnswer::Known(request) => *request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn access_is_given_to_whoever_was_identified_and_to_nobody_else() {
    let world = filled(true);
    let id = ask(&world, Right::Access);
    let early = world.engine.advance_request(id, &[]);
    assert!(
        matches!(early, Err(RequestFailed::NotNow(NotNow::NotIdentified))),
        "{early:?}"
    );
    let unshown = world.engine.identify_request(id, &[]);
    assert!(matches!(
        unshown,
        Err(RequestFailed::NotShown(Hindrance::IdentityNotShown))
    ));
    assert!(world.engine.package(id).is_err() && world.engine.offer_download(id).is_err());
    identify(&world, id);
    let (second, joined) = asked(&world, Right::Access, Asker::Person);
    assert!(joined && second != id);
    let done = known(world.engine.advance_request(id, &[]).expect("done"));
    assert_eq!(done.state().word(), "completed");
    let package = world.engine.package(id).expect("a package");
    let text = format!(
        "{:?}",
        package
            .traits
            .iter()
            .map(|(_, held)| held.value.text())
            .collect::<Vec<_>>()
    );
    assert!(text.contains("Heldfirst") && !text.contains("Otherfirst"));
    assert_eq!(package.events.len(), 2);
    assert!(!format!("{package:?}").contains("Heldfirst"), "it is quiet");
    let not_shown = world.engine.package(second);
    assert!(
        matches!(not_shown, Err(RequestFailed::NotNow(NotNow::NotIdentified))),
        "{not_shown:?}"
    );
}

#[test]
fn a_link_works_once_and_only_in_its_time() {
    let world = filled(true);
    let id = ask(&world, Right::Access);
    identify(&world, id);
    world.engine.advance_request(id, &[]).expect("done");
    let secret = world.engine.offer_download(id).expect("a link").secret;
    assert_eq!(world.engine.take_download("0").expect("reads"), None);
    for _ in 0..2 {
        let looked = world.engine.download(&secret).expect("reads");
        assert_eq!(looked, Some(id), "looking uses nothing up");
    }
    assert_eq!(
        world.engine.take_download(&secret).expect("reads"),
        Some(id)
    );
    assert_eq!(
        world.engine.take_download(&secret).expect("reads"),
        None,
        "once"
    );
    let late = world.engine.offer_download(id).expect("a link").secret;
    world.clock.advance(7 * DAY_MS);
    assert_eq!(world.engine.download(&late).expect("reads"), None);
    assert_eq!(
        world.engine.take_download(&late).expect("reads"),
        None,
        "in its time"
    );
    let rows = world.store.dump();
    let passes = |rows: &[(telos_store::Key, telos_store::Row)]| {
        let passes = rows.iter();
        passes.filter(|(key, _)| key.space == Space::Passes).count()
    };
    assert_eq!(passes(&rows), 1);
    let clear = |(_, row): &(_, telos_store::Row)| {
        row.value
            .windows(secret.len())
            .any(|part| part == secret.as_bytes())
    };
    assert!(!rows.iter().any(clear), "only its hash is kept");
    world.engine.offer_download(id).expect("another");
    assert_eq!(passes(&world.store.dump()), 1, "what ended is let go");
}

#[test]
fn what_only_an_event_brought_is_kept_by_law_too() {
    let world = filled(false);
    let mut files = shipped();
    let channels = files.iter_mut();
    let channels = channels
        .into_iter()
        .find(|file| file.path == "events/channels.toml");
    let channels = channels.expect("there");
    let (before, after) = (
        "store = \"text\"\n",
        "store = \"text\"\nbill = { kind = \"text\", category = \"transaction\" }\n",
    );
    assert_eq!(channels.text.matches(before).count(), 1);
    channels.text = channels.text.replace(before, after);
    world.engine.apply(&files).expect("applies");
    let tax = world.engine.policy().catalog.names.purposes["aria/accounts-and-tax"];
    let hindered = || {
        let plan = world
            .engine
            .foresee(&world.who("user_id", "u1"), Right::Erasure, None);
        let plan = plan.expect("reads").expect("known");
        plan.hindered().collect::<Vec<_>>()
    };
    assert_eq!(hindered(), []);
    // Neither a trait nor counted or summed.
    let visit = r#"{"type":"track","event":"Store Visit","userId":"u1","messageId":"v1","properties":{"bill":"held-bill"}}"#;
    let kept = world.send("aria-web-key", &[visit]);
    assert!(matches!(kept[0], Status::Kept { .. }), "{kept:?}");
    assert_eq!(hindered(), [(tax, Hindrance::KeptByLaw)]);
    let id = ask(&world, Right::Erasure);
    identify(&world, id);
    let done = known(world.engine.advance_request(id, &[]).expect("done"));
    assert_eq!(done.state().word(), "completed");
    assert!(world.opened().holds("held-bill"));
}

#[test]
fn portability_has_what_rests_on_consent_and_contract() {
    let world = filled(true);
    let id = ask(&world, Right::Portability);
    identify(&world, id);
    world.engine.advance_request(id, &[]).expect("done");
    let package = world.engine.package(id).expect("a package");
    let fraud = world.engine.policy().catalog.names.purposes["aria/fraud-prevention"];
    assert!(!package.request.state().is_closed() || !package.traits.is_empty());
    let State::Completed(answered) = package.request.state() else {
        panic!("completed");
    };
    let hindered = answered.plan.hindered();
    let hindered: Vec<_> = hindered.filter(|(purpose, _)| *purpose == fraud).collect();
    assert_eq!(hindered, [(fraud, Hindrance::NotUnderBasis)]);
    assert!(package.segments.is_empty() && package.moves.is_empty());
}

#[test]
fn an_erasure_waits_for_every_system_and_then_takes_the_request_with_it() {
    let world = filled(false);
    let id = ask(&world, Right::Erasure);
    let other = ask(&world, Right::Access);
    identify(&world, id);
    let begun = known(
        world
            .engine
            .advance_request(id, &["mail-service"])
            .expect("begun"),
    );
    assert_eq!(begun.state().word(), "working");
    assert!(
        world.opened().holds("Heldfirst"),
        "not before the other system"
    );
    let done = Reply::Done {
        at: world.engine.now(),
    };
    world
        .engine
        .request_replied(id, "mail-service", &done)
        .expect("its part");
    let answer = world.engine.advance_request(id, &[]).expect("erased");
    let RequestAnswer::Gone(erasure) = answer else {
        panic!("{answer:?}");
    };
    assert!(erasure.is_finished);
    assert_eq!(erasure.request, Some(id));
    let opened = world.opened();
    assert!(!opened.holds("Heldfirst") && opened.holds("Otherfirst"));
    erased(&opened, &world.store.dump(), &vault());
    for id in [id, other] {
        let answer = world.engine.request(id).expect("reads");
        assert!(matches!(answer, RequestAnswer::Gone(gone) if gone == erasure));
    }
    assert!(world.engine.open_requests(10).expect("reads").is_empty());
    let again = world.engine.advance_request(id, &[]).expect("again");
    assert!(matches!(again, RequestAnswer::Gone(gone) if gone == erasure));
    let all = (Timestamp::MIN, Timestamp::MAX);
    let ended = world.engine.ended_page(all, None, 10, |_| true);
    let ended = ended.expect("reads").items;
    let told: Vec<_> = ended.iter().map(|one| (one.id, one.ended.ending)).collect();
    assert_eq!(told, [(id, Ending::Erased)], "that it ended stays known");
}

#[test]
fn what_is_open_and_what_ended_goes_on_page_by_page_and_misses_nothing() {
    let world = filled(true);
    let rights = Right::ALL;
    let ids: Vec<RequestId> = rights.iter().map(|right| ask(&world, *right)).collect();
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.engine.open_page(after, 3, |_| true).expect("reads");
        assert!(page.items.len() <= 3);
        seen.extend(page.items.iter().map(|request| request.case().id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let sorted = |mut ids: Vec<RequestId>| {
        ids.sort_unstable();
        ids
    };
    assert_eq!(sorted(seen), sorted(ids.clone()));
    let wanted = |request: &telos_model::request::Request| request.case().right == Right::Access;
    let only = world.engine.open_page(None, 3, wanted).expect("reads");
    assert_eq!(only.items.len(), 1);
    for id in &ids {
        world.clock.advance(1);
        world.engine.cancel_request(*id).expect("taken back");
    }
    let all = (Timestamp::MIN, Timestamp::MAX);
    let mut ended = Vec::new();
    let mut after = None;
    loop {
        let page = world.engine.ended_page(all, after, 4, |_| true);
        let page = page.expect("reads");
        ended.extend(page.items.iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    ended.reverse();
    assert_eq!(ended, ids, "the newest first");
    assert!(
        world
            .engine
            .open_page(None, 3, |_| true)
            .expect("reads")
            .items
            .is_empty()
    );
    let later = (world.engine.now().plus_millis(1), Timestamp::MAX);
    let none = world.engine.ended_page(later, None, 4, |_| true);
    assert!(none.expect("reads").items.is_empty());
}

#[test]
fn what_the_law_keeps_is_said_and_the_rest_is_erased() {
    let world = filled(true);
    let id = ask(&world, Right::Erasure);
    identify(&world, id);
    let request = known(world.engine.advance_request(id, &[]).expect("done"));
    let State::Completed(answered) = request.state() else {
        panic!("{request:?}");
    };
    let tax = world.engine.policy().catalog.names.purposes["aria/accounts-and-tax"];
    let hindered: Vec<_> = answered.plan.hindered().collect();
    assert_eq!(hindered, [(tax, Hindrance::KeptByLaw)]);
    let opened = world.opened();
    assert!(opened.holds("held-order"));
    let orders = world.engine.policy().catalog.names.purposes["aria/orders"];
    for (node, _) in opened.nodes.values() {
        let of_u1 = node
            .identifiers
            .iter()
            .any(|one| &*one.identifier.value == "u1");
        let mut series = node.fold.series().iter();
        assert!(!of_u1 || series.all(|series| !series.purposes.contains(orders)));
    }
}

#[test]
fn a_legal_hold_refuses_an_erasure_with_its_reason() {
    let world = filled(false);
    let hold = r#"{"type":"consent","userId":"u1","messageId":"h1","actor":"controller","flags":[{"flag":"legal_hold","on":true}]}"#;
    world.send("aria-calls-key", &[hold]);
    let id = ask(&world, Right::Erasure);
    identify(&world, id);
    let request = known(world.engine.advance_request(id, &[]).expect("answered"));
    assert!(
        matches!(
            request.state(),
            State::Refused {
                why: Hindrance::LegalHold,
                ..
            }
        ),
        "{request:?}"
    );
    assert!(world.opened().holds("Heldfirst"));
}

#[test]
fn what_is_late_comes_first_and_more_time_is_taken_once() {
    let world = filled(false);
    let access = ask(&world, Right::Access);
    world.clock.advance(DAY_MS);
    let opt_out = ask(&world, Right::Objection);
    let open = world.engine.open_requests(10).expect("reads");
    let ids: Vec<_> = open.iter().map(|request| request.case().id).collect();
    assert_eq!(ids, [access, opt_out]);
    assert_eq!(open[0].urgency(world.engine.now()), Urgency::InTime);
    let extended = world.engine.extend_request(access).expect("in time");
    assert!(extended.extension().is_some());
    let again = world.engine.extend_request(access);
    assert!(matches!(
        again,
        Err(RequestFailed::NotNow(NotNow::NoMoreTime))
    ));
    let open = world.engine.open_requests(10).expect("reads");
    let ids: Vec<_> = open.iter().map(|request| request.case().id).collect();
    assert_eq!(ids, [opt_out, access], "in the order of the new deadlines");
    world.engine.cancel_request(opt_out).expect("taken back");
    let open = world.engine.open_requests(10).expect("reads");
    assert_eq!(open.len(), 1);
    let refused = world
        .engine
        .refuse_request(access, Hindrance::Excessive)
        .expect("a ground");
    assert!(refused.state().is_closed());
    assert!(world.engine.open_requests(10).expect("reads").is_empty());
    assert_eq!(
        world
            .engine
            .requests_of(&world.who("user_id", "u1"))
            .expect("reads")
            .len(),
        2
    );
}

#[test]
fn a_right_that_others_carry_out_is_done_when_they_say_so() {
    let world = filled(false);
    let id = ask(&world, Right::Rectification);
    identify(&world, id);
    let begun = known(world.engine.advance_request(id, &[]).expect("begun"));
    assert_eq!(begun.state().word(), "working");
    let done = Reply::Done {
        at: world.engine.now(),
    };
    world
        .engine
        .request_replied(id, HERE, &done)
        .expect("its part");
    let request = known(world.engine.advance_request(id, &[]).expect("done"));
    assert_eq!(request.state().word(), "completed");
}

#[test]
fn strangers_and_floods_are_turned_away() {
    let world = filled(false);
    let nobody = world.engine.ask(&Ask {
        who: world.who("user_id", "nobody"),
        right: Right::Access,
        brand: None,
        asker: Asker::Person,
    });
    assert!(matches!(nobody, Err(RequestFailed::Nobody)));
    let unknown = RequestId([7; 16]);
    assert!(matches!(
        world.engine.request(unknown),
        Ok(RequestAnswer::Unknown)
    ));
    assert!(matches!(
        world.engine.advance_request(unknown, &[]),
        Err(RequestFailed::Unknown)
    ));
    let brands = [
        None,
        Some(telos_model::id::BrandId::new(0)),
        Some(telos_model::id::BrandId::new(1)),
    ];
    let mut taken = 0;
    let mut refused = 0;
    for right in Right::ALL {
        for brand in brands {
            let who = world.who("user_id", "u1");
            match world.engine.ask(&Ask {
                who,
                right,
                brand,
                asker: Asker::Person,
            }) {
                Ok(_) => taken += 1,
                Err(RequestFailed::OverLimit) => refused += 1,
                Err(error) => panic!("{error:?}"),
            }
        }
    }
    assert_eq!((taken, refused), (OPEN_MAX, 30 - OPEN_MAX));
}

#[test]
fn requests_are_sealed_and_survive_a_restart() {
    let world = filled(false);
    let agent = Asker::Agent {
        name: "leak-agent-name".into(),
        mandate_seen: true,
    };
    let (id, _) = asked(&world, Right::Access, agent);
    let rows = world.store.dump();
    let clear = |(_, row): &(_, telos_store::Row)| {
        row.value.windows(15).any(|part| part == b"leak-agent-name")
    };
    assert!(!rows.iter().any(clear), "sealed");
    world.engine.stop();
    let again = World::over(world.store.clone(), 9);
    let request = known(again.engine.request(id).expect("reads"));
    assert_eq!(request.case().right, Right::Access);
    assert!(
        matches!(&request.askers()[0].asker, Asker::Agent { name, .. } if &**name == "leak-agent-name")
    );
    let node = Who::Node(request.case().person);
    assert_eq!(again.engine.requests_of(&node).expect("reads").len(), 1);
}

#[test]
fn an_erasure_by_one_brand_leaves_what_the_others_hold() {
    let world = filled(false);
    let order = ORDER
        .replace("o1", "b1")
        .replace("held-order", "bento-order");
    let other = world.send("bento-web-key", &[&order]);
    assert!(matches!(other[0], Status::Kept { .. }), "{other:?}");
    let brand = world.engine.policy().catalog.names.brands["aria"];
    let asked = world.engine.ask(&Ask {
        who: world.who("user_id", "u1"),
        right: Right::Erasure,
        brand: Some(brand),
        asker: Asker::Person,
    });
    let id = asked.expect("taken").id;
    identify(&world, id);
    let done = known(world.engine.advance_request(id, &[]).expect("done"));
    assert_eq!(done.state().word(), "completed");
    let opened = world.opened();
    assert!(!opened.holds("Heldfirst"), "what the brand held is gone");
    assert!(opened.holds("bento-order"), "the other brand keeps its own");
    let who = world.who("user_id", "u1");
    let seen = |purpose| world.engine.profile(&who, world.purpose(purpose), false);
    assert!(matches!(seen("bento/orders"), Ok(ProfileAnswer::Seen(_))));
    assert!(matches!(seen("aria/orders"), Ok(ProfileAnswer::Denied(_))));
    let again = ORDER.replace("o1", "b2").replace("held-order", "new-order");
    world.send("bento-web-key", &[&again]);
    assert!(world.opened().holds("new-order"), "and goes on");
}
