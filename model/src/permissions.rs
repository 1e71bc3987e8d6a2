//! What a message is asked under: the permission records of everyone it may concern, with what it
//! states itself already in force.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::catalog::Catalog;
use crate::consent::{
    Act, Actor, FactDetail, Flag, PermissionFact, PermissionRecord, Permissions, Statement,
};
use crate::id::{NodeId, PurposeId, PurposeSet};
use crate::identity::{self, Candidate};
use crate::message::{Message, Stated};
use crate::people::People;
use crate::time::Timestamp;

/// What a message states that is not known yet.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// Facts to record.
    pub(crate) facts: Vec<(PermissionFact, FactDetail)>,
    /// Purposes that the device remembers a no for, though the person said yes elsewhere: they
    /// take nothing from this message, and what the person said stays.
    pub(crate) declined: PurposeSet,
}

/// Makes room in the records of everyone a message may concern that are full.
pub(crate) fn make_room(people: &mut People, message: &Message) {
    if message.statements.is_empty() {
        return;
    }
    let holders = holders(people, message.candidates.iter());
    let nodes = everyone(people, holders.into_iter());
    for node in &nodes {
        let full = people.nodes.get(node);
        if !full.is_some_and(|node| node.permissions.is_full()) {
            continue;
        }
        let others = nodes.iter().filter(|other| *other != node);
        let links: Vec<Timestamp> = others
            .map(|other| linked_since(people, *node, *other))
            .collect();
        if let Some(node) = people.nodes.get_mut(node) {
            node.permissions.prune(message.received, &links);
        }
    }
}

/// Works out what of a message's statements is new to these nodes. Where a record is still full
/// after [`make_room`], only what narrows is taken in.
///
/// What a device remembers (`remembered`) is weaker than what a person stated: it is recorded
/// only where it changes something, never turns a stated no into a yes, and its no does not undo
/// a stated yes but keeps that purpose from this message.
///
/// What the system of a sync says never turns a no into a yes: only the person does.
pub(crate) fn news(
    catalog: &Catalog,
    people: &People,
    nodes: &[NodeId],
    message: &Message,
) -> News {
    let mut news = News::default();
    let is_synced = catalog.sync_of_source(message.source).is_some();
    let known = nodes.iter().filter_map(|node| people.nodes.get(node));
    let full = known.into_iter().any(|node| node.permissions.is_full());
    for stated in &message.statements {
        if full && stated.fact.statement.may_widen() {
            continue;
        }
        // Whoever sends it may be the child.
        if !message.trusted && lifts_child(&stated.fact.statement) {
            continue;
        }
        let statement = &stated.fact.statement;
        if is_synced && statement.may_widen() && is_over_a_no(people, nodes, statement) {
            continue;
        }
        let record = if stated.remembered {
            remembered(people, nodes, stated, &mut news.declined)
        } else {
            let known = |node: &NodeId| {
                let node = people.nodes.get(node);
                node.is_some_and(|node| {
                    node.permissions
                        .facts()
                        .any(|fact| fact.id == stated.fact.id)
                })
            };
            !nodes.iter().any(known)
        };
        if record {
            news.facts
                .push((stated.fact.clone(), stated.detail.clone()));
        }
    }
    news
}

/// Whether it says that somebody is no child.
const fn lifts_child(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Flag {
            flag: Flag::Child,
            on: false,
            ..
        }
    )
}

/// Whether a yes would be one over a no. What takes an objection, a flag or a preference back
/// always is.
pub(crate) fn is_over_a_no(people: &People, nodes: &[NodeId], statement: &Statement) -> bool {
    let Statement::Consent {
        purpose, channel, ..
    } = statement
    else {
        return true;
    };
    let facts = nodes.iter().filter_map(|node| people.nodes.get(node));
    let facts = facts.flat_map(|node| node.permissions.facts());
    let answers = facts.filter_map(|fact| match fact.statement {
        Statement::Consent {
            purpose: about,
            channel: over,
            act,
            ..
        } if about == *purpose
            && act != Act::Request
            && (over.is_none() || channel.is_none() || over == *channel) =>
        {
            Some((fact.effective, act.no_strength().is_some()))
        }
        _ => None,
    });
    answers.max().is_some_and(|(_, no)| no)
}

/// Whether what a device remembers has to be recorded.
fn remembered(
    people: &People,
    nodes: &[NodeId],
    stated: &Stated,
    declined: &mut PurposeSet,
) -> bool {
    let facts = nodes.iter().filter_map(|node| people.nodes.get(node));
    let facts = facts.flat_map(|node| node.permissions.facts());
    match stated.fact.statement {
        Statement::Consent { purpose, act, .. } => {
            let latest = latest_answer(facts, purpose);
            match (latest, act) {
                (Some((Act::Grant | Act::Confirm, _)), Act::Grant) => false,
                (None, _) => true,
                // The no may be older than the yes, which then stands; even so this message was
                // sent under the no.
                (Some((Act::Grant | Act::Confirm, yes)), _) => {
                    declined.insert(purpose);
                    yes == Actor::Signal
                }
                (Some((_, actor)), Act::Grant) => actor == Actor::Signal,
                (Some(_), _) => false,
            }
        }
        Statement::Flag { flag, .. } => !is_on(facts, flag),
        Statement::Objection { .. } | Statement::Preference { .. } => true,
    }
}

/// The latest answer about a purpose, and whose it was; at one instant, a no before a yes.
fn latest_answer<'a>(
    facts: impl Iterator<Item = &'a PermissionFact>,
    wanted: PurposeId,
) -> Option<(Act, Actor)> {
    let answers = facts.filter_map(|fact| match fact.statement {
        Statement::Consent {
            purpose,
            channel: None,
            act,
            ..
        } if purpose == wanted && act != Act::Request => {
            let yes = matches!(act, Act::Grant | Act::Confirm);
            Some(((fact.effective, !yes), (act, fact.actor)))
        }
        _ => None,
    });
    answers
        .max_by_key(|(order, _)| *order)
        .map(|(_, answer)| answer)
}

fn is_on<'a>(facts: impl Iterator<Item = &'a PermissionFact>, wanted: Flag) -> bool {
    let settings = facts.filter_map(|fact| match fact.statement {
        Statement::Flag { flag, on, .. } if flag == wanted => Some((fact.effective, on)),
        _ => None,
    });
    settings.max().is_some_and(|(_, on)| on)
}

/// The records that a question is asked under.
pub(crate) struct Records<'a> {
    records: SmallVec<[(NodeId, Cow<'a, PermissionRecord>); 1]>,
    people: &'a People,
}

impl<'a> Records<'a> {
    /// The records of these nodes, with a message's places and news in force on those that it
    /// shows, as they will be once it is taken in. For the others of a family they count as far as
    /// they came after the link.
    ///
    /// Where there is no node yet, one empty record stands for the person to be.
    pub(crate) fn with_message(
        people: &'a People,
        nodes: &[NodeId],
        shown: &[NodeId],
        message: &Message,
        news: &News,
    ) -> Self {
        let mut records = Self::of(people, nodes);
        if records.records.is_empty() {
            let nobody = Cow::Owned(PermissionRecord::default());
            records.records.push((NodeId::new(0), nobody));
        }
        // In a family, when somebody was where counts too.
        let places = message.residence.is_some() || message.location.is_some();
        let family = records.records.len() > 1;
        for (node, record) in &mut records.records {
            if !nodes.is_empty() && !shown.contains(node) {
                continue;
            }
            if !news.facts.is_empty() || (family && places) || moves(record, message) {
                note(record.to_mut(), message);
                for (fact, _) in &news.facts {
                    record.to_mut().insert(fact.clone());
                }
            }
        }
        records
    }

    /// The records of these nodes as they are.
    pub(crate) fn of(people: &'a People, nodes: &[NodeId]) -> Self {
        let loaded = nodes.iter().filter_map(|id| people.nodes.get(id));
        Self {
            records: loaded
                .map(|node| (node.id, Cow::Borrowed(&node.permissions)))
                .collect(),
            people,
        }
    }

    /// What `decide` reads.
    pub(crate) fn permissions(&self) -> Permissions<'_> {
        if let [(_, record)] = &self.records[..] {
            return Permissions::single(record);
        }
        let members = self.records.iter().map(|(node, record)| (*node, &**record));
        Permissions::family(members, |a, b| linked_since(self.people, a, b))
    }
}

/// Since when two nodes are one person; never, where they are not.
fn linked_since(people: &People, a: NodeId, b: NodeId) -> Timestamp {
    let family = people.nodes.get(&a).map(|node| node.family);
    match family.and_then(|family| people.families.get(&family)) {
        Some(family) => identity::linked_since(family, a, b),
        None => Timestamp::MAX,
    }
}

/// Whether a message says anything new about where the person is.
fn moves(record: &PermissionRecord, message: &Message) -> bool {
    let differs = |known: Option<_>, said: Option<_>| said.is_some() && known != said;
    differs(record.residence().map(|(_, set)| set), message.residence)
        || differs(record.location().map(|(_, set)| set), message.location)
}

/// Notes where a message says the person is.
pub(crate) fn note(record: &mut PermissionRecord, message: &Message) {
    if let Some(set) = message.residence {
        record.note_residence(message.occurred, set);
    }
    if let Some(set) = message.location {
        record.note_location(message.occurred, set);
    }
}

/// The nodes that carry the identifiers of these candidates, each once, in order of id.
pub(crate) fn holders<'a>(
    people: &People,
    candidates: impl Iterator<Item = &'a Candidate>,
) -> SmallVec<[NodeId; 4]> {
    let mut nodes: SmallVec<[NodeId; 4]> = candidates
        .filter_map(|candidate| *people.holders.get(&candidate.identifier)?)
        .collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// The nodes of the families of these nodes, each once, in order of id.
pub(crate) fn everyone(
    people: &People,
    nodes: impl Iterator<Item = NodeId>,
) -> SmallVec<[NodeId; 4]> {
    let mut all: SmallVec<[NodeId; 4]> = SmallVec::new();
    for node in nodes {
        if !all.contains(&node) {
            all.extend(people.members(node));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}
