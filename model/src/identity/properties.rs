//! What must hold whatever messages come, in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::testing::*;
use super::*;
use crate::decide::Operation;
use crate::id::{CategoryId, EventId, FieldId, PurposeId, SourceId};
use crate::people::{Carried, People};
use crate::profile::Stamp;
use crate::time::Timestamp;
use crate::value::Value;

const ALL: [(IdentifierKind, &str); 9] = [
    (USER, "u1"),
    (USER, "u2"),
    (EMAIL, "e1"),
    (EMAIL, "e2"),
    (EMAIL, "e3"),
    (ANONYMOUS, "a1"),
    (ANONYMOUS, "a2"),
    (DEVICE, "d1"),
    (DEVICE, "d2"),
];

/// How many identifiers of a kind the person of a node carries, as the limit counts them.
fn count(world: &World, node: NodeId, kind: IdentifierKind, at: i64, now: &[Candidate]) -> usize {
    let members = world.people.members(node);
    let nodes = members.iter().map(|node| &world.people.nodes[node]);
    let counts = |carried: &&Carried| {
        let mut message = now.iter().map(|candidate| &candidate.identifier);
        carried.identifier.kind == kind
            && (kind != DEVICE
                || carried.last_seen > day(at - 7)
                || message.any(|identifier| *identifier == carried.identifier))
    };
    let carried = nodes.flat_map(|node| &node.identifiers);
    carried.filter(counts).count()
}

const LIMITS: [(IdentifierKind, usize); 4] = [(USER, 1), (EMAIL, 2), (ANONYMOUS, 3), (DEVICE, 1)];

/// Takes a message in and checks that it brought nobody over a limit that nobody was over before.
fn take_within_limits(world: &mut World, message: &[Candidate], at: i64, linking: bool) -> Done {
    let nodes: Vec<NodeId> = world.people.nodes.keys().copied().collect();
    let before: BTreeMap<_, _> = nodes
        .into_iter()
        .map(|node| {
            let counts = LIMITS.map(|(kind, _)| count(world, node, kind, at, message));
            (node, counts)
        })
        .collect();
    let done = world.take(message, day(at), linking);
    for (place, (kind, limit)) in LIMITS.into_iter().enumerate() {
        let members = world.people.members(done.home);
        let over = members.iter().filter_map(|node| before.get(node));
        let over = over.map(|counts| counts[place]).max().unwrap_or(0);
        let now = count(world, done.home, kind, at, message);
        assert!(now <= limit.max(over), "{now} of {kind:?}");
    }
    done
}

/// Which identifiers of people were in one message with which others, taken together: no others
/// may be one person's.
#[derive(Default)]
struct SeenTogether(Vec<BTreeSet<Identifier>>);

impl SeenTogether {
    fn add(&mut self, message: &[Candidate]) {
        let personal = message.iter().map(|candidate| &candidate.identifier);
        let personal = personal.filter(|identifier| [USER, EMAIL].contains(&identifier.kind));
        let mut group: BTreeSet<Identifier> = personal.cloned().collect();
        self.0.retain_mut(|other| {
            let apart = group.is_disjoint(other);
            if !apart {
                group.append(other);
            }
            apart
        });
        self.0.push(group);
    }

    fn check(&self, world: &World) {
        for node in world.people.nodes.values() {
            let members = world.people.members(node.id);
            let nodes = members.iter().map(|node| &world.people.nodes[node]);
            let carried = nodes.flat_map(|node| &node.identifiers);
            let personal =
                carried.filter(|carried| [USER, EMAIL].contains(&carried.identifier.kind));
            let groups: BTreeSet<usize> = personal
                .map(|carried| {
                    let mut groups = self.0.iter();
                    let holds = |group: &BTreeSet<Identifier>| group.contains(&carried.identifier);
                    groups.position(holds).expect("seen")
                })
                .collect();
            assert!(groups.len() <= 1, "two people became one through a device");
        }
    }
}

#[test]
fn every_short_history_of_a_small_universe_keeps_the_rules() {
    let universe = [0, 1, 2, 5, 6];
    let messages = |claim| -> Vec<Vec<Candidate>> {
        let some = (1_usize..32).filter(|bits| bits.count_ones() <= 3);
        let messages = some.map(|bits| {
            let picked = (0..5).filter(|bit| bits >> bit & 1 == 1);
            let picked: Vec<_> = picked.map(|bit| ALL[universe[bit]]).collect();
            claimed(&picked, claim)
        });
        messages.collect()
    };
    let all = [Claim::Anybody, Claim::Source].map(messages);
    assert!(all.iter().all(|messages| messages.len() == 25));
    for (claim, history) in [Claim::Anybody, Claim::Source]
        .into_iter()
        .flat_map(|claim| (0..25_usize.pow(3)).map(move |history| (claim, history)))
    {
        let messages = &all[usize::from(claim == Claim::Source)];
        let steps = [history % 25, history / 25 % 25, history / 625];
        let mut world = World::new(1);
        let mut together = SeenTogether::default();
        for step in steps {
            take_within_limits(&mut world, &messages[step], 0, true);
            together.add(&messages[step]);
            let holder = |user| world.people.holders.get(&id(USER, user)).copied().flatten();
            if let (Some(first), Some(second)) = (holder("u1"), holder("u2")) {
                assert!(!world.one_person(first, second));
            }
        }
        together.check(&world);
        world.check();
    }
}

fn message() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (0..ALL.len(), prop::bool::weighted(0.1));
    let claim = prop_oneof![Just(Claim::Anybody), Just(Claim::Source)];
    (prop::collection::vec(one, 1..5), claim).prop_map(|(picks, claim)| {
        let all = picks.into_iter().map(|(pick, previous)| Candidate {
            identifier: id(ALL[pick].0, ALL[pick].1),
            previous,
            claim,
        });
        all.collect()
    })
}

/// A plan in words that do not depend on the places in the message.
fn told(plan: &Plan, message: &[Candidate]) -> (Home, Vec<String>) {
    let name = |index: usize| {
        let identifier = &message[index].identifier;
        format!("{}/{}", identifier.kind.slot(), identifier.value)
    };
    let seen = plan
        .seen
        .iter()
        .map(|index| format!("seen {}", name(*index)));
    let attach = plan
        .attach
        .iter()
        .map(|index| format!("attach {}", name(*index)));
    let links = plan.links.iter().map(|link| format!("{link:?}"));
    let left_out = plan.left_out.iter();
    let left_out = left_out.map(|(index, why)| format!("{} {why:?}", name(*index)));
    (
        plan.home,
        seen.chain(attach).chain(links).chain(left_out).collect(),
    )
}

proptest! {
    #[test]
    fn limits_and_families_hold_after_every_message(
        messages in prop::collection::vec((message(), 0_i64..3, any::<bool>()), 1..25),
        users_max in 1_u16..3,
    ) {
        let mut world = World::new(users_max);
        let mut together = SeenTogether::default();
        let mut at = 0;
        for (message, days, linking) in messages {
            at += days;
            let done = if users_max == 1 {
                take_within_limits(&mut world, &message, at, linking)
            } else {
                world.take(&message, day(at), linking)
            };
            together.add(&message);
            let once: BTreeSet<_> = message.iter().map(|candidate| &candidate.identifier).collect();
            let plan = &done.plan;
            let told = plan.seen.len() + plan.attach.len() + plan.left_out.len();
            prop_assert_eq!(told, once.len());
            prop_assert!(linking || !plan.links_people());
            world.check();
        }
        together.check(&world);
    }

    #[test]
    fn public_keys_alone_give_nobody_two_identifiers_of_a_kind(
        messages in prop::collection::vec((message(), any::<bool>()), 1..25),
    ) {
        let mut world = World::new(3);
        for (mut message, linking) in messages {
            for candidate in &mut message {
                candidate.claim = Claim::Anybody;
            }
            let home = world.take(&message, day(0), linking).home;
            for kind in [USER, EMAIL] {
                prop_assert!(count(&world, home, kind, 0, &[]) <= 1);
            }
        }
    }

    #[test]
    fn a_plan_does_not_depend_on_the_order_of_identifiers(
        messages in prop::collection::vec(message(), 0..8),
        (message, shuffled) in message().prop_flat_map(|message| {
            (Just(message.clone()), Just(message).prop_shuffle())
        }),
        linking: bool,
    ) {
        let mut world = World::new(1);
        for message in messages {
            world.take(&message, day(0), true);
        }
        let plan = world.plan(&message, day(1), linking).expect("a home");
        let other = world.plan(&shuffled, day(1), linking).expect("a home");
        prop_assert_eq!(told(&plan, &message), told(&other, &shuffled));
        prop_assert_eq!(plan.categories, other.categories);
    }

    #[test]
    fn an_unmerge_gives_back_what_would_have_been_without_the_link(
        steps in prop::collection::vec(step(), 1..30),
    ) {
        let (mut linked, mut never) = (start(), start());
        let mut facts = 0;
        for step in steps {
            match step {
                Step::Message(one, other, claim) => {
                    facts += 1;
                    let message = claimed(&[ALL[one], ALL[other]], claim);
                    let home = linked.take(&message, day(1), true).home;
                    take_fact(&mut linked.people, home, facts);
                    let home = never.take(&message, day(1), false).home;
                    take_fact(&mut never.people, home, facts);
                }
                Step::Unmerge(one, other) => {
                    let [a, b] = [one, other].map(|pick| holder(&linked, pick));
                    let _ = unmerge(&mut linked.people, a, b);
                }
                Step::SplitOff(one) => {
                    let node = holder(&linked, one);
                    let _ = split_off(&mut linked.people, node);
                }
            }
            linked.check();
        }
        for pick in 0..ALL.len() {
            let node = holder(&linked, pick);
            let _ = split_off(&mut linked.people, node);
        }
        linked.check();
        prop_assert!(linked.people.families.is_empty());
        for (id, node) in &never.people.nodes {
            let was = &linked.people.nodes[id];
            prop_assert_eq!(&was.fold, &node.fold);
            prop_assert_eq!(&was.permissions, &node.permissions);
            let carried = |carried: &Carried| (carried.identifier.clone(), carried.first_seen);
            let own: Vec<_> = was.identifiers.iter().map(carried).collect();
            prop_assert_eq!(own, node.identifiers.iter().map(carried).collect::<Vec<_>>());
            let (profile, other) = (linked.people.profile(*id), never.people.profile(*id));
            prop_assert_eq!(profile.nodes(), other.nodes());
        }
        prop_assert_eq!(linked.people.nodes.len(), never.people.nodes.len());
    }

    #[test]
    fn one_unmerge_leaves_everyone_else_as_if_that_link_never_was(
        links in prop::collection::vec((0_u64..8, 0_u64..8, 0_i64..9), 1..12),
        undone in 0_usize..12,
    ) {
        // Linking refuses to close a circle, so that each link can be undone alone.
        let mut people = nodes(8);
        let permit = merge_permit();
        for (a, b, at) in &links {
            let (a, b) = (NodeId::new(*a), NodeId::new(*b));
            let _ = link_by_staff(&mut people, a, b, &permit, cause(day(*at)));
        }
        let undone = undone % links.len();
        let (a, b) = (NodeId::new(links[undone].0), NodeId::new(links[undone].1));
        let linked = people.families.values().flat_map(|family| &family.edges);
        let edges: BTreeMap<_, _> = linked.map(|edge| ((edge.a, edge.b), edge.since)).collect();
        let unmerged = unmerge(&mut people, a, b);
        prop_assert_eq!(unmerged.is_ok(), edges.contains_key(&(a.min(b), a.max(b))));
        if unmerged.is_ok() {
            // The same links without this one, which are all that is left: rebuilt from scratch.
            let mut rebuilt = nodes(8);
            for ((one, other), since) in edges {
                if (one, other) != (a.min(b), a.max(b)) {
                    let done = link_by_staff(&mut rebuilt, one, other, &permit, cause(since));
                    prop_assert!(done.is_ok());
                }
            }
            prop_assert_eq!(&people.families, &rebuilt.families);
            for (id, node) in &rebuilt.nodes {
                prop_assert_eq!(people.nodes[id].family, node.family);
            }
        }
    }

    #[test]
    fn linked_since_is_the_earliest_instant_that_connects(
        links in prop::collection::vec((0_u64..7, 0_u64..7, 0_i64..5), 1..15),
        a in 0_u64..7,
        b in 0_u64..7,
    ) {
        let mut people = nodes(7);
        let permit = merge_permit();
        for (a, b, at) in links {
            let (a, b) = (NodeId::new(a), NodeId::new(b));
            let _ = link_by_staff(&mut people, a, b, &permit, cause(day(at)));
        }
        let (a, b) = (NodeId::new(a), NodeId::new(b));
        let Some(family) = people.families.get(&people.nodes[&a].family) else {
            return Ok(());
        };
        // By trying: with the links until each instant, is the one reached from the other?
        let connected = |until: Timestamp| {
            let mut reached = BTreeSet::from([a]);
            for _ in &family.members {
                for edge in family.edges.iter().filter(|edge| edge.since <= until) {
                    if reached.contains(&edge.a) || reached.contains(&edge.b) {
                        reached.extend([edge.a, edge.b]);
                    }
                }
            }
            reached.contains(&b)
        };
        let tried = (0..5).map(day).find(|until| connected(*until));
        let expected = if a == b { Timestamp::MIN } else { tried.unwrap_or(Timestamp::MAX) };
        prop_assert_eq!(linked_since(family, a, b), expected);
        prop_assert_eq!(linked_since(family, b, a), expected);
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Message(usize, usize, Claim),
    Unmerge(usize, usize),
    SplitOff(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let pick = || 0..ALL.len();
    prop_oneof![
        2 => (pick(), pick())
            .prop_map(|(one, other)| Step::Message(one, other, Claim::Anybody)),
        2 => (pick(), pick())
            .prop_map(|(one, other)| Step::Message(one, other, Claim::Source)),
        2 => (pick(), pick()).prop_map(|(one, other)| Step::Unmerge(one, other)),
        1 => pick().prop_map(Step::SplitOff),
    ]
}

/// A world in which each identifier has found a node of its own.
fn start() -> World {
    let mut world = World::new(2);
    for one in ALL {
        world.message(&[one], 0);
    }
    world
}

fn holder(world: &World, pick: usize) -> NodeId {
    let identifier = id(ALL[pick].0, ALL[pick].1);
    world.people.holders[&identifier].expect("everyone is known")
}

fn nodes(count: u64) -> People {
    let mut people = People::default();
    for node in (0..count).map(NodeId::new) {
        people
            .nodes
            .insert(node, crate::people::Node::new(node, day(0)));
    }
    people
}

fn take_fact(people: &mut People, home: NodeId, number: u8) {
    let categories = CategorySet::only(CategoryId::new(0));
    let permit = Permit::for_tests(Operation::Collect, PurposeId::new(0), categories);
    let at = day(i64::from(number));
    let event = EventId([number; 16]);
    let category = CategoryId::new(0);
    let stamp = Stamp::of(&[permit], category, SourceId::new(0), event, at).expect("permitted");
    let value = Value::Number(f64::from(number));
    let node = people.nodes.get_mut(&home).expect("known");
    node.fold
        .take_trait(FieldId::new(0), value, None, true, stamp);
}
