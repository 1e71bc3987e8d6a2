//! What of a row of the other system is news, by the rule for each field.

use rustc_hash::FxHashMap;

use super::{Base, Digest, Settled, Side, agreed, answer, ours, settle};
use crate::catalog::{Catalog, Scope, SyncDef};
use crate::id::{FieldId, NodeId};
use crate::identity::Candidate;
use crate::message::{CallName, Message, Reading};
use crate::people::{Carried, Identifier, People};
use crate::permissions::is_over_a_no;
use crate::profile::Held;
use crate::time::Timestamp;
use crate::value::Value;

/// What was found out about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Judged {
    /// Fields that come in.
    pub taken: u32,
    /// Fields that Telos is to write there.
    pub out: u32,
    /// Consents that are said there over a no here. Fields are counted where they are written over.
    pub overruled: u32,
    /// Identifiers that are somebody else's here.
    pub ambiguous: u32,
    /// Nothing of it is news.
    pub echo: bool,
    /// Something comes in that came in before, because it was changed here since.
    pub again: bool,
}

/// A person whom a row is about, as they are loaded.
#[derive(Debug, Clone, Copy)]
pub struct Whose<'a> {
    /// Loaded people.
    pub people: &'a People,
    /// The person's nodes; empty for somebody new.
    pub members: &'a [NodeId],
    /// The identifiers of the row that others carry.
    pub others: &'a [Identifier],
}

/// Makes the keyed digest of a value of a field.
pub type Digests<'a> = &'a dyn Fn(FieldId, &Value) -> Digest;

/// Leaves of the messages of a row what is news, and says what is to be done. `base` becomes what
/// is to be remembered once they are taken in; `told` has each field and what comes of it.
pub fn judge(
    (catalog, sync): (&Catalog, &SyncDef),
    whose: Whose<'_>,
    base: &mut Base,
    messages: &mut Vec<Message>,
    digest: Digests<'_>,
    told: &mut Vec<(FieldId, Settled)>,
) -> Judged {
    let members = whose.members.iter();
    let nodes = members.filter_map(|node| whose.people.nodes.get(node));
    let mut judging = Judging {
        catalog,
        sync,
        whose,
        base,
        digest,
        told,
        ours: ours(whose.people, whose.members),
        carried: nodes.flat_map(|node| &node.identifiers).collect(),
        judged: Judged::default(),
    };
    messages.retain_mut(|message| judging.message(message));
    let judged = judging.judged;
    Judged {
        echo: messages.is_empty() && judged.out == 0,
        ..judged
    }
}

struct Judging<'a> {
    catalog: &'a Catalog,
    sync: &'a SyncDef,
    whose: Whose<'a>,
    base: &'a mut Base,
    digest: Digests<'a>,
    told: &'a mut Vec<(FieldId, Settled)>,
    ours: FxHashMap<FieldId, Held>,
    carried: Vec<&'a Carried>,
    judged: Judged,
}

impl Judging<'_> {
    /// Leaves of a message what is news. False if nothing is.
    fn message(&mut self, message: &mut Message) -> bool {
        let (mut least, mut dropped) = (Timestamp::MIN, Vec::new());
        let at = message.occurred;
        message.readings.retain(|reading| {
            let is_trait = self.catalog.field(reading.field);
            // What is no value of its kind never displaces one.
            if !reading.valid || is_trait.is_none_or(|field| field.scope != Scope::Trait) {
                return true;
            }
            match self.field(reading, at) {
                Settled::TakeIn => {
                    let held = self.ours.get(&reading.field);
                    let later = held.map(|held| held.stamp.at.plus_millis(1));
                    least = least.max(later.unwrap_or(Timestamp::MIN));
                    true
                }
                Settled::Same => false,
                Settled::WriteOut | Settled::Left => {
                    dropped.push(reading.field);
                    false
                }
            }
        });
        // Else what is older than what is held would not count.
        message.occurred = message.occurred.max(least).min(message.received);
        self.identifiers(message, &dropped);
        let is_place = |field: &FieldId| {
            let field = self.catalog.field(*field);
            field.is_some_and(|field| field.path.starts_with("address."))
        };
        if dropped.iter().any(is_place) {
            (message.residence, message.location) = (None, None);
            message.countries.clear();
        }
        message.statements.retain(|stated| {
            let statement = &stated.fact.statement;
            let Some((purpose, yes)) = answer(statement) else {
                return true;
            };
            let changed = self.base.answer(purpose) != Some(yes);
            self.base.answered(purpose, yes);
            let (people, members) = (self.whose.people, self.whose.members);
            if changed && yes && is_over_a_no(people, members, statement) {
                self.judged.out += 1;
                self.judged.overruled += 1;
                return false;
            }
            changed
        });
        let mut candidates = message.candidates.iter();
        !(message.readings.is_empty()
            && message.statements.is_empty()
            && message.event.is_none()
            && message.call != CallName::Group
            && candidates.all(|candidate| self.is_carried(candidate)))
    }

    fn field(&mut self, reading: &Reading, at: Timestamp) -> Settled {
        let theirs = Side {
            digest: (self.digest)(reading.field, &reading.value),
            at,
        };
        let held = self.ours.get(&reading.field);
        let ours = held.map(|held| Side {
            digest: (self.digest)(reading.field, &held.value),
            at: held.stamp.at,
        });
        let known = self.base.known(reading.field);
        let owner = self.sync.owner(reading.field);
        let settled = settle(owner, &known, ours, Some(theirs));
        let again = known.theirs == Some(theirs.digest);
        match settled {
            Settled::Same => self.base.learn(reading.field, agreed(theirs.digest)),
            Settled::TakeIn => {
                self.judged.taken += 1;
                self.judged.again |= again;
                self.base.learn(reading.field, agreed(theirs.digest));
            }
            Settled::WriteOut => self.judged.out += 1,
            Settled::Left => {}
        }
        self.told.push((reading.field, settled));
        settled
    }

    /// Takes out what others carry, and what is overruled. The key stays in any case.
    fn identifiers(&mut self, message: &mut Message, dropped: &[FieldId]) {
        let before = message.candidates.len();
        let others = self.whose.others;
        let is_others = |candidate: &Candidate| others.contains(&candidate.identifier);
        message.candidates.retain(|candidate| !is_others(candidate));
        let fewer = before - message.candidates.len();
        self.judged.ambiguous += u32::try_from(fewer).unwrap_or(u32::MAX);
        if self.whose.members.is_empty() {
            return;
        }
        let overruled = |candidate: &Candidate| {
            let fields = dropped.iter();
            let mut fields = fields.filter_map(|field| self.catalog.field(*field));
            let kind = candidate.identifier.kind;
            kind != self.sync.key && fields.any(|field| field.identifier == Some(kind))
        };
        let keeps = |candidate: &Candidate| self.is_carried(candidate) || !overruled(candidate);
        message.candidates.retain(|candidate| keeps(candidate));
    }

    fn is_carried(&self, candidate: &Candidate) -> bool {
        let mut carried = self.carried.iter();
        carried.any(|one| one.identifier == candidate.identifier)
    }
}
