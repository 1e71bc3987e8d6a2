//! The rules of matching, one by one.

use super::testing::*;
use super::*;
use crate::id::{EventId, PurposeId, SegmentId, SourceId};
use crate::people::{FamilyId, Standing};

#[test]
fn nobody_known_makes_a_new_node_with_all_identifiers() {
    let mut world = World::new(1);
    let done = world.message(&[(ANONYMOUS, "a"), (EMAIL, "e"), (USER, "u")], 0);
    assert_eq!(done.plan.home, Home::New);
    assert_eq!(done.plan.attach.len(), 3);
    assert_eq!(world.people.nodes[&done.home].identifiers.len(), 3);
    assert_eq!(done.changed.nodes[..], [done.home]);
}

#[test]
fn without_candidates_there_is_no_plan() {
    assert_eq!(World::new(1).plan(&[], day(0), true), None);
    let undeclared = candidates(&[(IdentifierKind::new(9), "x")]);
    assert_eq!(World::new(1).plan(&undeclared, day(0), true), None);
}

#[test]
fn the_common_case_stays_off_the_heap() {
    let mut world = World::new(1);
    let done = world.message(&[(ANONYMOUS, "a"), (USER, "u")], 0);
    let again = candidates(&[(ANONYMOUS, "a"), (USER, "u")]);
    let plan = world.plan(&again, day(1), true).expect("a home");
    assert_eq!(plan.home, Home::Existing(done.home));
    assert_eq!(plan.seen.len(), 2);
    assert!(!plan.seen.spilled() && !plan.attach.spilled() && !plan.links_people());
    assert!(!plan.links.spilled() && !plan.left_out.spilled());
}

#[test]
fn an_anonymous_person_becomes_known() {
    let mut world = World::new(1);
    let anonymous = world.message(&[(ANONYMOUS, "a")], 0);
    let known = world.message(&[(USER, "u"), (ANONYMOUS, "a")], 1);
    assert_eq!(known.home, anonymous.home);
    assert!(known.plan.links_people());
}

#[test]
fn an_anonymous_node_is_linked_with_the_known_one_it_turns_out_to_be() {
    let mut world = World::new(1);
    let anonymous = world.message(&[(ANONYMOUS, "a")], 0).home;
    let user = world.message(&[(USER, "u")], 1).home;
    let done = world.message(&[(ANONYMOUS, "a"), (USER, "u")], 2);
    assert_eq!(
        done.home, user,
        "the identifier of highest priority names the home"
    );
    assert!(world.one_person(anonymous, user));
    let edge = world.people.families[&FamilyId(anonymous)].edges[0];
    assert_eq!((edge.a, edge.b, edge.since), (anonymous, user, day(2)));
    let (a, b) = (ANONYMOUS, USER);
    assert_eq!(edge.reason, LinkReason::SeenTogether { a, b });
    assert_eq!(edge.event, Some(EventId([7; 16])));
    assert_eq!(edge.source, Some(SourceId::new(3)));
    assert_eq!(done.changed.nodes[..], [anonymous, user]);
    assert_eq!(done.changed.families[..], [FamilyId(anonymous)]);
    assert_eq!(done.changed.heads[..], [anonymous]);
}

#[test]
fn a_new_user_with_a_known_email_makes_a_new_profile() {
    let mut world = World::new(1);
    let first = world.message(&[(USER, "u1"), (EMAIL, "e")], 0).home;
    let done = world.message(&[(EMAIL, "e"), (USER, "u2"), (ANONYMOUS, "a")], 1);
    assert_eq!(done.plan.home, Home::New);
    assert_eq!(done.left_out(0), Some(LeftOut::OverLimit(USER)));
    assert_eq!(done.plan.attach[..], [1, 2]);
    assert!(!world.one_person(first, done.home));
}

#[test]
fn a_shared_device_never_makes_two_identified_people_one() {
    for users_max in [1, 5] {
        let mut world = World::new(users_max);
        let first = world
            .message(&[(USER, "u1"), (ANONYMOUS, "tablet")], 0)
            .home;
        let second = world.message(&[(USER, "u2"), (ANONYMOUS, "tablet")], 1);
        assert_eq!(second.left_out(1), Some(LeftOut::SharedDevice));
        let again = world.message(&[(USER, "u2"), (ANONYMOUS, "tablet")], 2);
        assert_eq!(again.left_out(1), Some(LeftOut::SharedDevice));
        assert_eq!(again.home, second.home);
        let guest = world.message(&[(EMAIL, "visitor"), (ANONYMOUS, "tablet")], 3);
        assert_eq!(guest.left_out(1), Some(LeftOut::SharedDevice));
        let alone = world.message(&[(ANONYMOUS, "tablet")], 4);
        assert_eq!(
            alone.home, first,
            "on its own the device finds who used it first"
        );
    }
}

#[test]
fn an_alias_makes_an_anonymous_id_a_users_and_says_so() {
    let mut world = World::new(1);
    let anonymous = world.message(&[(ANONYMOUS, "a")], 0).home;
    let user = world.message(&[(USER, "u")], 0).home;
    let mut alias = candidates(&[(ANONYMOUS, "a"), (USER, "u")]);
    alias[0].previous = true;
    let done = world.take(&alias, day(1), true);
    assert_eq!(done.plan.links[..], [(anonymous, LinkReason::Alias)]);
    assert_eq!(done.home, user);
}

#[test]
fn an_alias_does_not_make_two_users_one() {
    let mut world = World::new(1);
    world.message(&[(USER, "a")], 0);
    let user = world.message(&[(USER, "b")], 0).home;
    let mut alias = candidates(&[(USER, "a"), (USER, "b")]);
    alias[0].previous = true;
    let done = world.take(&alias, day(1), true);
    assert_eq!(done.home, user, "the present identity is the home");
    assert_eq!(done.left_out(0), Some(LeftOut::OverLimit(USER)));
}

#[test]
fn limits_count_the_whole_family_within_the_window() {
    let mut world = World::new(1);
    world.message(&[(USER, "u"), (DEVICE, "d1")], 0);
    let soon = world.message(&[(USER, "u"), (DEVICE, "d2")], 6);
    assert_eq!(soon.left_out(1), Some(LeftOut::OverLimit(DEVICE)));
    let both = world.message(&[(USER, "u"), (DEVICE, "d1"), (DEVICE, "d2")], 7);
    assert_eq!(
        both.left_out(2),
        Some(LeftOut::OverLimit(DEVICE)),
        "the message's own count"
    );
    let later = world.message(&[(USER, "u"), (DEVICE, "d2")], 14);
    assert_eq!(later.left_out(1), None);
    for (email, left_out) in [
        ("e1", None),
        ("e2", None),
        ("e3", Some(LeftOut::OverLimit(EMAIL))),
    ] {
        let done = world.vouched(&[(USER, "u"), (EMAIL, email)], 15);
        assert_eq!(done.left_out(1), left_out);
    }
}

#[test]
fn a_public_key_gives_nobody_a_second_identifier_of_a_kind() {
    let mut world = World::new(5);
    let ada = world.message(&[(USER, "u"), (EMAIL, "ada")], 0).home;
    let more = world.message(&[(USER, "u"), (EMAIL, "eve")], 1);
    assert_eq!(more.left_out(1), Some(LeftOut::Unconfirmed));
    let eve = world.message(&[(EMAIL, "eve"), (ANONYMOUS, "a")], 2).home;
    let joined = world.message(&[(USER, "u"), (EMAIL, "eve")], 3);
    assert_eq!(joined.left_out(1), Some(LeftOut::Unconfirmed));
    assert!(!world.one_person(ada, eve));
    let both = world.message(&[(EMAIL, "x"), (EMAIL, "y")], 4);
    assert_eq!(both.plan.attach.len(), 1, "nor one message two");
    // Long ago counts too: a window is for limits alone.
    let def = world.catalog.identifiers[EMAIL.index()].as_mut();
    def.expect("declared").window = crate::catalog::LimitWindow::Days(7);
    let late = world.message(&[(USER, "u"), (EMAIL, "eve3")], 99);
    assert_eq!(late.left_out(1), Some(LeftOut::Unconfirmed));
    let vouched = world.vouched(&[(USER, "u"), (EMAIL, "new")], 100);
    assert_eq!(vouched.left_out(1), None, "a system of the brand's own may");
}

#[test]
fn equal_identifiers_in_one_message_count_once() {
    let mut world = World::new(1);
    let done = world.message(
        &[(USER, "u"), (USER, "u"), (ANONYMOUS, "a"), (USER, "u")],
        0,
    );
    assert_eq!(done.plan.attach[..], [0, 2]);
    assert!(done.plan.left_out.is_empty());
    world.check();
}

#[test]
fn without_linking_only_the_first_identifier_counts() {
    let mut world = World::new(1);
    let anonymous = world.message(&[(ANONYMOUS, "a")], 0).home;
    let message = candidates(&[(ANONYMOUS, "a"), (EMAIL, "e"), (USER, "u")]);
    let done = world.take(&message, day(1), false);
    assert_eq!(
        (done.plan.home, &done.plan.attach[..]),
        (Home::New, &[2][..])
    );
    assert_eq!(done.left_out(0), Some(LeftOut::NotPermitted));
    assert_eq!(done.left_out(1), Some(LeftOut::NotPermitted));
    assert!(!world.one_person(done.home, anonymous));
    let linked = world.take(&message, day(2), true);
    assert_eq!((linked.home, linked.plan.links.len()), (done.home, 1));
    let after = world.take(&message, day(3), false);
    assert_eq!(after.home, done.home);
    assert_eq!(
        after.left_out(0),
        Some(LeftOut::NotPermitted),
        "carried by another node"
    );
    assert_eq!(after.left_out(1), None, "carried by the home");
}

#[test]
fn a_plan_that_links_needs_a_permit_to_merge_its_categories() {
    let mut world = World::new(1);
    world.message(&[(ANONYMOUS, "a")], 0);
    let message = candidates(&[(ANONYMOUS, "a"), (USER, "u")]);
    let plan = world.plan(&message, day(1), true).expect("a home");
    let permit = |operation, bits| {
        Permit::for_tests(operation, PurposeId::new(0), CategorySet::from_bits(bits))
    };
    assert!(plan.clone().permitted(None).is_err());
    assert!(
        plan.clone()
            .permitted(Some(&permit(Operation::Collect, u32::MAX)))
            .is_err()
    );
    assert!(
        plan.clone()
            .permitted(Some(&permit(Operation::Merge, 0b001)))
            .is_err()
    );
    assert!(
        plan.permitted(Some(&permit(Operation::Merge, 0b101)))
            .is_ok()
    );
}

#[test]
fn a_person_has_only_so_many_nodes() {
    let mut world = World::new(1);
    let def = world.catalog.identifiers[ANONYMOUS.index()]
        .as_mut()
        .expect("declared");
    def.limit = u16::MAX;
    world.message(&[(USER, "u")], 0);
    for device in 0..FAMILY_NODES_MAX {
        let value = format!("d{device}");
        world.message(&[(ANONYMOUS, &value)], 0);
        let done = world.message(&[(USER, "u"), (ANONYMOUS, &value)], 0);
        let full = device == FAMILY_NODES_MAX - 1;
        assert_eq!(done.left_out(1), full.then_some(LeftOut::TooLarge));
    }
    for more in FAMILY_NODES_MAX.. {
        let done = world.message(&[(USER, "u"), (ANONYMOUS, &format!("d{more}"))], 0);
        if done.left_out(1).is_some() {
            assert_eq!(done.left_out(1), Some(LeftOut::TooLarge));
            assert_eq!(
                more, PERSON_IDENTIFIERS_MAX,
                "49 linked, the user, and those attached"
            );
            break;
        }
    }
    world.check();
}

#[test]
fn seen_times_are_exact_at_home_and_by_day_elsewhere() {
    let mut world = World::new(1);
    let anonymous = world.message(&[(ANONYMOUS, "a")], 0).home;
    let user = world.message(&[(USER, "u")], 0).home;
    let both = candidates(&[(ANONYMOUS, "a"), (USER, "u")]);
    world.take(&both, day(1), true);
    let done = world.take(&both, day(1).plus_millis(5), true);
    assert_eq!(done.changed.nodes[..], [user]);
    let seen = |world: &World, node: NodeId| world.people.nodes[&node].identifiers[0].last_seen;
    assert_eq!(seen(&world, anonymous), day(1));
    assert_eq!(seen(&world, user), day(1).plus_millis(5));
    let late = world.take(&both, day(-1), true);
    assert_eq!(late.changed.nodes[..], [anonymous, user]);
    assert_eq!(
        seen(&world, anonymous),
        day(1),
        "a late message does not move it back"
    );
}

#[test]
fn the_new_head_takes_segments_and_due_time_over() {
    let mut world = World::new(1);
    let anonymous = world.message(&[(ANONYMOUS, "a")], 0).home;
    let user = world.message(&[(USER, "u")], 0).home;
    let standing = |segment, since| Standing {
        segment: SegmentId::new(segment),
        since: day(since),
    };
    let node = |world: &mut World, id, segments: Vec<Standing>, due| {
        let node = world.people.nodes.get_mut(&id).expect("known");
        (node.segments, node.due) = (segments, due);
    };
    node(&mut world, anonymous, vec![standing(2, 9)], day(30));
    node(
        &mut world,
        user,
        vec![standing(1, 4), standing(2, 5)],
        day(20),
    );
    world.message(&[(ANONYMOUS, "a"), (USER, "u")], 10);
    let head = &world.people.nodes[&anonymous];
    assert_eq!(head.segments, [standing(1, 4), standing(2, 5)]);
    assert_eq!(head.due, day(20));
    world.check();
    let changed = unmerge(&mut world.people, user, anonymous).expect("linked");
    assert_eq!(changed.heads[..], [anonymous, user]);
    assert_eq!(
        world.people.nodes[&user].segments,
        [standing(1, 4), standing(2, 5)]
    );
    assert_eq!(world.people.nodes[&user].due, day(20));
}

#[test]
fn rows_of_families_that_are_no_more_are_named_with_their_version() {
    let mut world = World::new(1);
    let [a, b, c] = ["a", "b", "c"].map(|value| world.message(&[(ANONYMOUS, value)], 0).home);
    world.message(&[(ANONYMOUS, "b"), (ANONYMOUS, "c")], 1);
    world
        .people
        .families
        .get_mut(&FamilyId(b))
        .expect("linked")
        .version = 4;
    let done = world.message(&[(ANONYMOUS, "a"), (ANONYMOUS, "b")], 2);
    assert_eq!(done.changed.families[..], [FamilyId(a)]);
    assert_eq!(world.people.dissolved.get(&FamilyId(b)), Some(&4));
    assert_eq!(world.people.families[&FamilyId(a)].version, 0);
    unmerge(&mut world.people, a, b).expect("linked");
    assert!(world.people.dissolved.is_empty(), "it is there again");
    assert_eq!(world.people.families[&FamilyId(b)].version, 4);
    assert!(world.one_person(b, c));
    unmerge(&mut world.people, b, c).expect("linked");
    assert_eq!(world.people.dissolved.get(&FamilyId(b)), Some(&4));
    world.check();
}

#[test]
#[should_panic(expected = "validation takes blocked values out")]
fn a_blocked_value_never_reaches_the_match() {
    World::new(1).message(&[(USER, "undefined")], 0);
}
