//! Taking apart, linking by staff, and telling why, one by one.

use super::testing::*;
use super::*;
use crate::people::FamilyId;
use crate::time::Timestamp;

#[test]
fn who_was_taken_apart_is_not_linked_again_by_messages_through_others_either() {
    let mut world = World::new(1);
    let [a, b, c] = ["a", "b", "c"].map(|value| world.message(&[(ANONYMOUS, value)], 0).home);
    world.message(&[(ANONYMOUS, "a"), (ANONYMOUS, "b")], 1);
    unmerge(&mut world.people, a, b).expect("linked");
    let again = world.message(&[(ANONYMOUS, "a"), (ANONYMOUS, "b")], 2);
    assert_eq!(again.left_out(1), Some(LeftOut::Severed));
    world.message(&[(ANONYMOUS, "a"), (ANONYMOUS, "c")], 3);
    let through = world.message(&[(ANONYMOUS, "c"), (ANONYMOUS, "b")], 4);
    assert!(world.one_person(a, c) && !world.one_person(a, b));
    assert!(
        through
            .plan
            .left_out
            .iter()
            .any(|(_, why)| *why == LeftOut::Severed)
    );
    let permit = merge_permit();
    link_by_staff(&mut world.people, a, b, &permit, cause(day(5))).expect("allowed");
    assert!(world.one_person(c, b));
    world.check();
    let twice = link_by_staff(&mut world.people, a, b, &permit, cause(day(5)));
    assert_eq!(twice, Err(LinkError::OnePerson));
}

#[test]
fn nodes_linked_through_others_are_named_or_split_off() {
    let mut world = World::new(1);
    let [a, b, c] = ["a", "b", "c"].map(|value| world.message(&[(ANONYMOUS, value)], 0).home);
    world.message(&[(ANONYMOUS, "a"), (ANONYMOUS, "b"), (ANONYMOUS, "c")], 1);
    let error = unmerge(&mut world.people, b, c);
    assert_eq!(error, Err(UnmergeError::LinkedThrough(vec![a])));
    assert_eq!(
        unmerge(&mut world.people, b, b),
        Err(UnmergeError::NotOnePerson)
    );
    split_off(&mut world.people, b).expect("linked");
    assert!(world.one_person(a, c) && !world.one_person(a, b));
    assert_eq!(world.people.nodes[&b].severed, [a, c]);
    split_off(&mut world.people, a).expect("linked");
    assert_eq!(
        split_off(&mut world.people, a),
        Err(UnmergeError::NotOnePerson)
    );
    world.check();
}

#[test]
fn a_node_is_taken_apart_from_so_many_others_and_no_more() {
    let mut world = World::new(1);
    let [a, b] = ["a", "b"].map(|value| world.message(&[(ANONYMOUS, value)], 0).home);
    world.message(&[(ANONYMOUS, "a"), (ANONYMOUS, "b")], 1);
    let others = (1_000_000..).map(NodeId::new).take(SEVERED_MAX);
    let node = world.people.nodes.get_mut(&b).expect("known");
    node.severed = others.collect();
    let before = world.people.nodes.clone();
    let error = UnmergeError::TooMany(b);
    assert_eq!(unmerge(&mut world.people, a, b), Err(error.clone()));
    assert_eq!(split_off(&mut world.people, a), Err(error));
    assert_eq!(world.people.nodes, before, "nothing was changed");
    let node = world.people.nodes.get_mut(&b).expect("known");
    node.severed.pop();
    unmerge(&mut world.people, a, b).expect("one more is taken");
    assert_eq!(world.people.nodes[&b].severed.len(), SEVERED_MAX);
}

#[test]
fn two_nodes_are_one_since_the_links_between_them_were_all_there() {
    let mut world = World::new(1);
    let [a, b, c] = ["a", "b", "c"].map(|value| world.message(&[(ANONYMOUS, value)], 0).home);
    world.message(&[(ANONYMOUS, "b"), (ANONYMOUS, "c")], 5);
    world.message(&[(ANONYMOUS, "a"), (ANONYMOUS, "b")], 3);
    let family = &world.people.families[&FamilyId(a)];
    assert_eq!(linked_since(family, a, b), day(3));
    assert_eq!(linked_since(family, c, b), day(5));
    assert_eq!(linked_since(family, a, c), day(5));
    assert_eq!(linked_since(family, a, a), Timestamp::MIN);
    assert_eq!(linked_since(family, a, NodeId::new(99)), Timestamp::MAX);
}

#[test]
fn an_explanation_tells_why_without_values() {
    let mut world = World::new(1);
    let anonymous = world
        .message(&[(ANONYMOUS, "secret-a"), (ANONYMOUS, "secret-b")], 0)
        .home;
    let user = world.message(&[(USER, "secret-u")], 1).home;
    world.message(&[(ANONYMOUS, "secret-a"), (USER, "secret-u")], 2);
    let explanation = explain(&world.catalog, &world.people, user).expect("known");
    assert_eq!(explanation.nodes.len(), 2);
    let kind = &explanation.nodes[0].identifiers[0];
    assert_eq!((kind.name, kind.count), ("anonymous_id", 2));
    assert_eq!((kind.first_seen, kind.last_seen), (day(0), day(2)));
    assert_eq!(explanation.edges.len(), 1);
    assert!(!format!("{explanation:?}").contains("secret"));
    unmerge(&mut world.people, user, anonymous).expect("linked");
    let explanation = explain(&world.catalog, &world.people, user).expect("known");
    assert_eq!(explanation.severed, [(user, anonymous)]);
    assert_eq!(
        explain(&world.catalog, &world.people, NodeId::new(99)),
        None
    );
}
