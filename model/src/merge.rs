//! The merge stage: the home node takes in what the gate allows, and no more.

use smallvec::SmallVec;

use crate::catalog::{Catalog, FieldDef, FieldKind, Scope};
use crate::consent::{FactDetail, PermissionFact, PermissionRecord, Statement};
use crate::gate::{Gate, LeftOut};
use crate::id::{FieldId, NodeId, PurposeId, PurposeSet};
use crate::message::{CallName, Message, Reading};
use crate::normalise;
use crate::people::People;
use crate::permissions;
use crate::profile::{Measured, Stamp};
use crate::record::KeptField;
use crate::segment::Change;
use crate::standing::Touched;
use crate::time::Timestamp;
use crate::value::Value;

/// A message's fields, sorted into what may be held and what may not.
#[derive(Debug, Default)]
pub(crate) struct Sorted<'m> {
    event: Option<Stamp>,
    kept: Vec<Kept<'m>>,
    pub(crate) left_out: Vec<LeftOut>,
}

#[derive(Debug)]
struct Kept<'m> {
    reading: &'m Reading,
    stamp: Stamp,
    raw: Option<Stamp>,
}

impl Sorted<'_> {
    /// Whether no field and not even the event may be held.
    pub(crate) fn is_nothing(&self) -> bool {
        self.event.is_none() && self.kept.is_empty()
    }
}

/// Sorts a message's fields by what the gate says.
///
/// Where the event itself may not be known, its properties and context are left out with it.
pub(crate) fn sort<'m>(catalog: &Catalog, gate: &Gate, message: &'m Message) -> Sorted<'m> {
    let mut sorted = Sorted {
        kept: Vec::with_capacity(message.readings.len()),
        ..Sorted::default()
    };
    let schema = message.event.and_then(|event| catalog.event(event));
    if let Some(schema) = schema {
        sorted.event = gate.stamp(schema.category);
        if sorted.event.is_none() {
            sorted.left_out.push(LeftOut {
                field: None,
                why: gate.why_not(schema.category),
            });
        }
    }
    let event_unknown = schema.is_some() && sorted.event.is_none();
    for reading in &message.readings {
        let Some(field) = catalog.field(reading.field) else {
            continue;
        };
        let stamp = if event_unknown && field.scope != Scope::Trait {
            None
        } else {
            gate.stamp(field.category)
        };
        match stamp {
            Some(stamp) => {
                let raw = raw_stamp(gate, field, reading);
                sorted.kept.push(Kept {
                    reading,
                    stamp,
                    raw,
                });
            }
            None => sorted.left_out.push(LeftOut {
                field: Some(reading.field),
                why: gate.why_not(field.category),
            }),
        }
    }
    sorted
}

/// The stamp for the value as sent, where it differs and some purpose may hold it.
fn raw_stamp(gate: &Gate, field: &FieldDef, reading: &Reading) -> Option<Stamp> {
    reading.raw.as_ref()?;
    gate.stamp(field.raw_category?)
}

/// What the home node took in.
#[derive(Debug)]
pub(crate) struct TakenIn {
    /// The nodes whose permissions changed.
    pub(crate) noted: SmallVec<[NodeId; 4]>,
    /// The event's stamp, if it may be known.
    pub(crate) event: Option<Stamp>,
    /// The fields as the timeline keeps them.
    pub(crate) kept: Vec<KeptField>,
    /// What was left out.
    pub(crate) left_out: Vec<LeftOut>,
    /// What segments can be touched by.
    pub(crate) touched: Touched,
}

/// Takes sorted fields, permission facts and places into the home node, and facts and places into
/// the nodes that carry what the message was matched by.
pub(crate) fn take_in(
    catalog: &Catalog,
    people: &mut People,
    home: NodeId,
    shown: &[NodeId],
    message: &Message,
    sorted: Sorted<'_>,
    facts: &[(PermissionFact, FactDetail)],
) -> TakenIn {
    let mut touched = Touched::default();
    // In a family, where somebody is depends on when it was noted on each node.
    let alone = people.members(home).len() == 1;
    let mut noted = SmallVec::new();
    let others = shown.iter().filter(|node| **node != home);
    for node in std::iter::once(&home).chain(others) {
        if let Some(node) = people.nodes.get_mut(node) {
            let places = |record: &PermissionRecord| (record.residence(), record.location());
            let before = (places(&node.permissions), node.permissions.jurisdictions());
            permissions::note(&mut node.permissions, message);
            let moved = if alone {
                before.1 != node.permissions.jurisdictions()
            } else {
                before.0 != places(&node.permissions)
            };
            if moved {
                touched.everything();
            }
            let mut changed = before.0 != places(&node.permissions);
            for (fact, _) in facts {
                changed |= node.permissions.insert(fact.clone());
            }
            if changed {
                noted.push(node.id);
            }
        }
    }
    for (fact, _) in facts {
        match purpose_of(&fact.statement) {
            Some(purpose) => touched.change(Change::Permission(purpose)),
            None => touched.everything(),
        }
    }
    let mut taken = TakenIn {
        noted,
        event: sorted.event,
        kept: Vec::with_capacity(sorted.kept.len()),
        left_out: sorted.left_out,
        touched,
    };
    let names = names_for_notes(catalog, people, home, &sorted.kept);
    let Some(node) = people.nodes.get_mut(&home) else {
        return taken;
    };
    let today = message.received.day();
    if let (Some(event), Some(stamp)) = (message.event, sorted.event) {
        node.fold.tally(Measured::Event(event), 0, stamp, today);
        taken.touched.change(Change::Event(event));
        join_group(&mut node.groups, message, stamp);
    }
    for kept in sorted.kept {
        let Some(field) = catalog.field(kept.reading.field) else {
            continue;
        };
        let raw = kept.reading.raw.clone().zip(kept.raw);
        let value = match &kept.reading.value {
            Value::Text(text) if field.kind == FieldKind::Note => {
                Value::Text(normalise::mask(text, None, &names).into())
            }
            value => value.clone(),
        };
        if field.measure {
            for micros in kept.reading.value.all_micros() {
                node.fold
                    .tally(Measured::Field(field.id), micros, kept.stamp, today);
                taken.touched.change(Change::Field(field.id));
            }
        }
        if field.scope == Scope::Trait {
            let value = value.clone();
            let valid = kept.reading.valid;
            if node
                .fold
                .take_trait(field.id, value, raw.clone(), valid, kept.stamp)
            {
                taken.touched.change(Change::Field(field.id));
            }
        }
        taken.kept.push(KeptField {
            field: field.id,
            value,
            raw: raw.map(|(text, stamp)| (text, stamp.parts().purposes)),
            purposes: kept.stamp.parts().purposes,
        });
    }
    taken
}

/// The most names that are looked for in notes.
const NAMES_MAX: usize = 32;

/// What the person is called, where there are notes that their names may stand in.
fn names_for_notes(
    catalog: &Catalog,
    people: &People,
    home: NodeId,
    kept: &[Kept<'_>],
) -> Vec<Box<str>> {
    let is = |field: FieldId, kind: FieldKind| {
        let field = catalog.field(field);
        field.is_some_and(|field| field.kind == kind)
    };
    let noted = |kept: &Kept<'_>| is(kept.reading.field, FieldKind::Note);
    if !kept.iter().any(noted) {
        return Vec::new();
    }
    let nodes = people.members(home);
    let nodes = nodes.iter().filter_map(|node| people.nodes.get(node));
    let traits = nodes.flat_map(|node| node.fold.traits());
    let called = traits.filter(|(field, _)| is(*field, FieldKind::Name));
    let names = called.flat_map(|(_, held)| held).filter_map(|held| {
        let Value::Text(name) = &held.value else {
            return None;
        };
        Some(name.as_str().into())
    });
    names.take(NAMES_MAX).collect()
}

fn purpose_of(statement: &Statement) -> Option<PurposeId> {
    match statement {
        Statement::Consent { purpose, .. } => Some(*purpose),
        Statement::Objection { purpose, .. } => *purpose,
        Statement::Flag { .. } | Statement::Preference { .. } => None,
    }
}

/// Notes the group that a message says the person is in.
fn join_group(
    groups: &mut Vec<(Box<str>, Timestamp, PurposeSet)>,
    message: &Message,
    stamp: Stamp,
) {
    if message.call != CallName::Group {
        return;
    }
    let Some(group) = &message.group else {
        return;
    };
    let purposes = stamp.parts().purposes;
    if let Some((_, at, held_for)) = groups.iter_mut().find(|(known, ..)| known == group) {
        *at = (*at).max(message.occurred);
        *held_for = held_for.union(purposes);
    } else if groups.len() < GROUPS_MAX {
        groups.push((group.clone(), message.occurred, purposes));
    }
}

/// The most groups kept for one node.
pub const GROUPS_MAX: usize = 100;
