//! The invariants of the engine (docs/INVARIANTS.md, E-1 to E-10, L-1 to L-3), checked over a
//! whole store.

use std::collections::BTreeMap;

use telos_engine::layout::{Entry, Located};
use telos_engine::testing;
use telos_engine::{Counted, Status};
use telos_ledger::SignedCheckpoint;
use telos_model::catalog::{Catalog, Scope, Slots};
use telos_model::consent::{PermissionRecord, Permissions};
use telos_model::decide::{Decision, Named, Operation, Question, Reason, decide};
use telos_model::id::{
    CategoryId, CategorySet, EventId, FieldId, JurisdictionSet, NodeId, PurposeId, PurposeSet,
    SourceId,
};
use telos_model::identity::linked_since;
use telos_model::people::{People, Standing};
use telos_model::process::Policy;
use telos_model::profile::{Measured, Tally};
use telos_model::record::EventRecord;
use telos_model::standing::{Touched, settle};
use telos_model::time::{Day, Timestamp};
use telos_model::value::Value;
use telos_store::seal::{BlindDomain, Vault};
use telos_store::{Memory, Space};

use crate::opened::Opened;
use crate::simulation::story::MARKER;

/// A trait's value as a purpose (by slot) sees it, with its age.
type Traits = BTreeMap<(FieldId, u8), (Age, Value)>;
/// Whether a value is valid, when it was said, and by which event.
type Age = (bool, Timestamp, EventId);

/// What senders were told, by event.
pub(crate) type Told = BTreeMap<[u8; 16], Status>;

/// E-1, E-2: every acknowledged message is there exactly once, and the index and the timeline
/// agree.
pub(crate) fn messages(opened: &Opened, told: &Told) {
    let mut events: BTreeMap<[u8; 16], (NodeId, Timestamp)> = BTreeMap::new();
    for (node, entry) in &opened.entries {
        if let Entry::Event(record) = entry {
            let twice = events.insert(record.id.0, (*node, record.occurred));
            assert!(twice.is_none(), "E-1: an event is kept once");
        }
    }
    for (id, located) in &opened.located {
        let at = match located {
            Located::Kept { node, at } => Some((*node, *at)),
            Located::Forgotten { .. } | Located::Erased { .. } => None,
        };
        assert_eq!(
            events.get(id).copied(),
            at,
            "E-2: the index agrees with the timeline"
        );
    }
    for id in events.keys() {
        assert!(
            opened.located.contains_key(id),
            "E-2: what is kept is in the index"
        );
    }
    for (id, status) in told {
        let located = opened.located.get(id);
        let agrees = match status {
            Status::Kept { .. } => {
                matches!(located, Some(Located::Kept { .. } | Located::Erased { .. }))
            }
            Status::Forgotten => matches!(located, Some(Located::Forgotten { .. })),
            Status::Duplicate => located.is_some(),
            Status::Rejected(_) => true,
        };
        assert!(agrees, "E-1: told {status:?}, stored {located:?}");
    }
}

/// E-3: a node's behaviour and traits are the fold of the events in its own timeline, whatever it
/// was linked with or taken apart from.
pub(crate) fn folds(opened: &Opened, catalogs: &[&Catalog]) {
    for (id, (node, _)) in &opened.nodes {
        let own = opened.entries.iter().filter(|(of, _)| of == id);
        let records: Vec<&EventRecord> = own
            .filter_map(|(_, entry)| match entry {
                Entry::Event(record) => Some(&**record),
                Entry::Move(_) => None,
            })
            .collect();
        let mut tallies: BTreeMap<(Measured, PurposeSet), Tally> = BTreeMap::new();
        let mut traits = Traits::new();
        for record in &records {
            fold_one(record, catalogs, &mut tallies, &mut traits);
        }
        for series in node.fold.series() {
            let expected = tallies.remove(&(series.measured, series.purposes));
            assert_eq!(
                Some(series.total),
                expected,
                "E-3: a tally is that of the timeline"
            );
            let mut days = series.days.iter();
            assert!(
                days.all(|(_, tally)| tally.count <= series.total.count),
                "E-3: days add up"
            );
        }
        assert!(
            tallies.is_empty(),
            "E-3: every event in the timeline is tallied"
        );
        for ((field, purpose), (_, value)) in traits {
            let known = node.fold.traits().iter().find(|(known, _)| *known == field);
            let held = known.and_then(|(_, held)| {
                let purpose = PurposeId::new(purpose);
                held.iter()
                    .find(|held| held.stamp.purposes.contains(purpose))
            });
            assert_eq!(
                held.map(|held| &held.value),
                Some(&value),
                "E-3: a trait is the newest"
            );
        }
    }
}

fn fold_one(
    record: &EventRecord,
    catalogs: &[&Catalog],
    tallies: &mut BTreeMap<(Measured, PurposeSet), Tally>,
    traits: &mut Traits,
) {
    let mut tally = |measured, purposes, micros| {
        let tally = tallies.entry((measured, purposes)).or_insert(Tally::NONE);
        *tally = tally.plus(Tally::one(record.occurred, micros));
    };
    if let Some((event, purposes)) = record.event {
        tally(Measured::Event(event), purposes, 0);
    }
    for kept in &record.kept {
        let declared = catalogs
            .iter()
            .find_map(|catalog| catalog.field(kept.field));
        let field = declared.expect("declared in some version");
        if field.measure {
            let values = match &kept.value {
                Value::List(items) => items.iter().filter_map(Value::micros).collect(),
                value => Vec::from_iter(value.micros()),
            };
            for micros in values {
                tally(Measured::Field(field.id), kept.purposes, micros);
            }
        }
        if field.scope == Scope::Trait {
            let valid = kept.value != Value::Null;
            let age = (valid, record.occurred, record.id);
            for purpose in kept.purposes.iter() {
                let newest = traits.entry((field.id, purpose.slot()));
                let newest = newest.or_insert((age, kept.value.clone()));
                if newest.0 < age {
                    *newest = (age, kept.value.clone());
                }
            }
        }
    }
}

/// E-4: what was kept of an event was permitted when it was received, to each purpose it is
/// stamped with.
pub(crate) fn permitted(catalog: &Catalog, opened: &Opened, id: EventId) {
    let Some(Located::Kept { node, .. }) = opened.located(id) else {
        return;
    };
    let of =
        |(_, entry): &&(NodeId, Entry)| matches!(entry, Entry::Event(record) if record.id == id);
    let Some((_, Entry::Event(record))) = opened.entries.iter().find(of) else {
        panic!("E-2: the index agrees with the timeline");
    };
    let people = opened.people();
    let members = people.members(*node);
    with_permissions(&people, &members, |permissions| {
        let check = |purposes: PurposeSet, category: CategoryId, what: &str| {
            for purpose in purposes.iter() {
                let denied = denied(catalog, permissions, purpose, category, record.received);
                assert!(
                    denied.is_empty(),
                    "E-4: {what} was kept for {purpose:?}, which was not permitted: {denied:?}"
                );
            }
        };
        if let Some((event, purposes)) = record.event {
            check(
                purposes,
                catalog.event(event).expect("declared").category,
                "an event",
            );
        }
        for kept in &record.kept {
            let field = catalog.field(kept.field).expect("declared");
            check(kept.purposes, field.category, "a value");
            if let Some((_, purposes)) = &kept.raw {
                check(
                    *purposes,
                    field.raw_category.expect("declared"),
                    "a raw value",
                );
            }
        }
    });
}

fn denied(
    catalog: &Catalog,
    permissions: &Permissions<'_>,
    purpose: PurposeId,
    category: CategoryId,
    at: Timestamp,
) -> Vec<Reason> {
    let question = Question {
        operation: Operation::Collect,
        purpose: Named::Known(purpose),
        categories: Named::Known(CategorySet::only(category)),
        recipient: None,
        jurisdictions: Named::Known(JurisdictionSet::EMPTY),
        contact: None,
        at,
    };
    match decide(catalog, permissions, &question) {
        Decision::Permit(_) => Vec::new(),
        Decision::Deny(deny) => deny.reasons.to_vec(),
    }
}

fn with_permissions<T>(
    people: &People,
    members: &[NodeId],
    run: impl FnOnce(&Permissions<'_>) -> T,
) -> T {
    let records: Vec<(NodeId, &PermissionRecord)> = members
        .iter()
        .map(|id| (*id, &people.nodes[id].permissions))
        .collect();
    let family = people.families.get(&people.nodes[&members[0]].family);
    let since = |a, b| family.map_or(Timestamp::MAX, |family| linked_since(family, a, b));
    run(&Permissions::family(records, since))
}

/// E-5: families are the parts that hang together by their edges, and each node names its own.
pub(crate) fn families(opened: &Opened) {
    for (id, (node, in_family)) in &opened.nodes {
        let family = opened.families.get(&node.family);
        assert_eq!(
            family.is_some(),
            *in_family,
            "E-5: a node knows whether it has a family"
        );
        match family {
            Some(family) => assert!(family.members.contains(id), "E-5: a family has its nodes"),
            None => assert_eq!(node.family.0, *id, "E-5: a node alone is its own family"),
        }
        for severed in &node.severed {
            let other = &opened.nodes[severed].0;
            assert_ne!(
                node.family, other.family,
                "E-5: who was taken apart stays apart"
            );
        }
    }
    for (id, family) in &opened.families {
        assert!(
            family.members.len() >= 2,
            "E-5: only families of two or more are kept"
        );
        assert!(family.members.is_sorted(), "E-5: in order");
        assert_eq!(family.members[0], id.0, "E-5: the smallest is the head");
        let mut reached = vec![family.members[0]];
        let mut next = 0;
        while let Some(node) = reached.get(next).copied() {
            next += 1;
            for edge in &family.edges {
                let other = if edge.a == node { edge.b } else { edge.a };
                if (edge.a == node || edge.b == node) && !reached.contains(&other) {
                    reached.push(other);
                }
            }
        }
        reached.sort_unstable();
        assert_eq!(
            reached,
            family.members.to_vec(),
            "E-5: the edges connect the members"
        );
        for member in &family.members {
            assert_eq!(
                opened.nodes[member].0.family, *id,
                "E-5: a member names its family"
            );
        }
    }
}

/// E-6: whoever is in a segment is so by evaluating everything from scratch now, and nobody else.
/// E-7: timers are there exactly for the heads that have to be looked at again.
pub(crate) fn standings(policy: &Policy, opened: &Opened, now: Timestamp) {
    let mut people = opened.people();
    let mut timers = Vec::new();
    let heads: Vec<NodeId> = opened
        .nodes
        .values()
        .map(|(node, _)| node.family.0)
        .collect();
    for (id, (node, _)) in &opened.nodes {
        if node.family.0 != *id {
            assert!(node.segments.is_empty(), "E-6: segments are the head's");
            assert_eq!(node.due, Timestamp::MAX, "E-7: the due time is the head's");
        } else if node.due < Timestamp::MAX {
            timers.push((node.due, *id));
        }
    }
    timers.sort_unstable();
    let mut stored = opened.timers.clone();
    stored.sort_unstable();
    assert_eq!(
        stored, timers,
        "E-7: timers are there exactly where something is due"
    );
    for head in heads {
        let before = people.nodes[&head].clone();
        settle(policy, &mut people, head, &Touched::all(), now, None);
        let after = &people.nodes[&head];
        let names = |standings: &[Standing]| {
            let mut names: Vec<_> = standings.iter().map(|standing| standing.segment).collect();
            names.sort_unstable();
            names
        };
        assert_eq!(
            names(&before.segments),
            names(&after.segments),
            "E-6: as from scratch"
        );
        assert!(before.due <= after.due, "E-7: looked at again in time");
        assert!(before.due > now, "E-7: nothing is overdue after timers ran");
    }
}

/// E-8: identifiers are found exactly on the nodes that carry them.
pub(crate) fn identifiers(opened: &Opened, vault: &Vault) {
    let mut carried = BTreeMap::new();
    for (id, (node, _)) in &opened.nodes {
        for one in &node.identifiers {
            let identifier = &one.identifier;
            let kind = [identifier.kind.slot()];
            let parts: [&[u8]; 2] = [&kind, identifier.value.as_bytes()];
            let twice = carried.insert(vault.blind(BlindDomain::Identifier, &parts), *id);
            assert!(twice.is_none(), "E-8: an identifier is on one node");
        }
    }
    assert_eq!(
        opened.holders, carried,
        "E-8: the index agrees with the nodes"
    );
}

/// E-9: counts of messages kept and forgotten are those of the messages that are stored.
pub(crate) fn counts(opened: &Opened, store: &Memory, duplicates: Option<u64>) {
    let mut stored: BTreeMap<(SourceId, bool), u64> = BTreeMap::new();
    for (_, entry) in &opened.entries {
        if let Entry::Event(record) = entry {
            *stored.entry((record.source, true)).or_default() += 1;
        }
    }
    for located in opened.located.values() {
        match located {
            Located::Forgotten { source, .. } => {
                *stored.entry((*source, false)).or_default() += 1;
            }
            // It was kept and counted before it was erased.
            Located::Erased { source } => *stored.entry((*source, true)).or_default() += 1,
            Located::Kept { .. } => {}
        }
    }
    let mut counted: BTreeMap<(SourceId, bool), u64> = BTreeMap::new();
    let mut again = 0;
    let rows = store.dump();
    let days = rows.iter().filter(|(key, _)| key.space == Space::Counts);
    let mut days: Vec<u64> = days.map(|(key, _)| key.partition).collect();
    days.dedup();
    for day in days {
        let day = i32::try_from(day.cast_signed()).expect("a day");
        for count in testing::counts(store, Day::new(day)).expect("reads") {
            match count.what {
                Counted::Kept => *counted.entry((count.source, true)).or_default() += count.count,
                Counted::Forgotten => {
                    *counted.entry((count.source, false)).or_default() += count.count;
                }
                Counted::Duplicate => again += count.count,
                _ => {}
            }
        }
    }
    assert_eq!(counted, stored, "E-9: counts equal outcomes");
    if let Some(duplicates) = duplicates {
        assert_eq!(again, duplicates, "E-9: duplicates are counted");
    }
}

/// E-10: the facts that nodes decide by are in the record of permissions, and nothing undeclared
/// is in any row.
pub(crate) fn rows(opened: &Opened) {
    for (node, _) in opened.nodes.values() {
        for fact in node.permissions.facts() {
            assert!(opened.has_fact(fact.id), "E-10: every fact is on record");
        }
    }
    assert!(!opened.holds(MARKER), "E-10: nothing undeclared is stored");
}

/// L-1: every fact on record has an entry of its own, and every entry its fact.
/// L-2: all hashes of the ledger follow from its entries.
/// L-3: every checkpoint that was given out, over all crashes, is the beginning of what is there.
pub(crate) fn ledger(
    store: &Memory,
    slots: &Slots,
    opened: &Opened,
    signed: &[(Box<str>, SignedCheckpoint)],
) {
    let report = testing::verify_ledger(store, &super::VAULT, slots, signed).expect("reads");
    assert!(report.is_good(), "L-1 to L-3: {:#?}", report.findings);
    let facts = opened.facts.len() as u64;
    assert_eq!(report.facts, facts, "L-1: every fact has its entry");
    // Each erasure once; a seeded engine that was opened again draws the same numbers, later.
    let erasures: BTreeMap<_, u64> = opened
        .erased
        .values()
        .map(|erasure| ((erasure.number, erasure.at), erasure.facts))
        .collect();
    let removed: u64 = erasures.values().sum();
    assert_eq!(
        report.facts_gone, removed,
        "L-1: every entry has its fact until the person is erased"
    );
    assert_eq!(
        report.deeds,
        opened.deeds.len() as u64,
        "L-7: every deed has its entry"
    );
    let finished = erasures.keys().len() as u64;
    assert_eq!(
        report.erasures, finished,
        "L-7: every erasure has its entry"
    );
    let sizes = signed.windows(2).map(|pair| {
        let [(_, a), (_, b)] = pair else {
            return true;
        };
        a.unverified().size <= b.unverified().size
    });
    assert!(
        sizes.into_iter().all(|grows| grows),
        "L-3: it never shrinks"
    );
}
