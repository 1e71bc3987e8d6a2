//! Two-way sync: who is right where two systems differ, and what of a row of the other one is news.
//!
//! For each field it is remembered what both sides last said ([`Known`]), as keyed digests. So a
//! change there is told from one here, and what comes back because Telos itself wrote it is told
//! from news. [`settle`] is the rule for one field, [`judge`] applies it to a row.

mod judge;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;

use crate::catalog::Owner;
use crate::consent::{Act, Statement};
use crate::id::{FieldId, NodeId, PurposeId};
use crate::people::People;
use crate::profile::Held;
use crate::time::Timestamp;
use crate::value::Value;

pub use judge::{Digests, Judged, Whose, judge};

/// A keyed digest of a value.
pub type Digest = [u8; 16];

/// How often the same value there is overruled by the same value here: a system that changes what
/// is written to it would otherwise be written to for ever.
pub const OVERRULED_MAX: u8 = 3;

/// What one side says about a field, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// What.
    pub digest: Digest,
    /// Since when.
    pub at: Timestamp,
}

/// What both sides last said about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// What the other system said.
    pub theirs: Option<Digest>,
    /// What Telos said.
    pub ours: Option<Digest>,
    /// What was overruled there, and how often.
    pub overruled: Option<(Digest, u8)>,
}

/// What is to be done about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Both say the same.
    Same,
    /// What the other system says comes in.
    TakeIn,
    /// What Telos says goes there.
    WriteOut,
    /// Both stay as they are.
    Left,
}

/// Who is right about a field, and what is to be done about it.
///
/// Both directions ask the same question, so they cannot answer it differently. Of two changes
/// the owner's counts, or the later one; at one instant the other system's.
#[must_use]
pub fn settle(owner: Owner, known: &Known, ours: Option<Side>, theirs: Option<Side>) -> Settled {
    let (our, their) = (ours.map(|side| side.digest), theirs.map(|side| side.digest));
    if our == their {
        return Settled::Same;
    }
    let (ours_changed, they_did) = (known.ours != our, known.theirs != their);
    let stubborn = known.overruled.is_some_and(|(digest, times)| {
        their == Some(digest) && times >= OVERRULED_MAX && !ours_changed
    });
    match (owner, ours, theirs) {
        (Owner::Here, Some(_), _) if !stubborn => Settled::WriteOut,
        // What was removed here stays away until it changes there.
        (_, None, Some(_)) if known.ours.is_some() && !they_did => Settled::Left,
        (Owner::There, _, Some(_)) | (Owner::Newest, None, Some(_)) => Settled::TakeIn,
        // What was emptied there stays empty until it changes here.
        (Owner::Newest, Some(_), None) if ours_changed => Settled::WriteOut,
        (Owner::Newest, Some(ours), Some(theirs)) => match (ours_changed, they_did) {
            (false, false) => Settled::Left,
            (true, false) if known.theirs.is_some() => Settled::WriteOut,
            (true, _) if ours.at > theirs.at => Settled::WriteOut,
            _ => Settled::TakeIn,
        },
        _ => Settled::Left,
    }
}

/// What is remembered of a person in the other system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Base {
    /// What the row is known by; empty where there is none yet.
    pub remote: Box<str>,
    /// It is not there any more, or nothing is to be kept in step.
    pub gone: bool,
    /// What both sides last said, in order of field.
    pub fields: Vec<(FieldId, Known)>,
    /// What the other system last said about consents, in order of purpose.
    pub answers: Vec<(PurposeId, bool)>,
}

impl Base {
    /// What both sides last said about a field.
    #[must_use]
    pub fn known(&self, field: FieldId) -> Known {
        match self
            .fields
            .binary_search_by_key(&field, |(field, _)| *field)
        {
            Ok(at) => self.fields[at].1,
            Err(_) => Known::default(),
        }
    }

    /// Remembers what both sides say about a field.
    pub fn learn(&mut self, field: FieldId, known: Known) {
        match self
            .fields
            .binary_search_by_key(&field, |(field, _)| *field)
        {
            Ok(at) => self.fields[at].1 = known,
            Err(at) => self.fields.insert(at, (field, known)),
        }
    }

    /// What the other system last said about a consent.
    #[must_use]
    pub fn answer(&self, purpose: PurposeId) -> Option<bool> {
        let mut answers = self.answers.iter();
        answers
            .find(|(known, _)| *known == purpose)
            .map(|(_, yes)| *yes)
    }

    /// Remembers what the other system says about a consent.
    pub fn answered(&mut self, purpose: PurposeId, yes: bool) {
        match self.answers.binary_search_by_key(&purpose, |(id, _)| *id) {
            Ok(at) => self.answers[at].1 = yes,
            Err(at) => self.answers.insert(at, (purpose, yes)),
        }
    }
}

/// What both say that agree.
#[must_use]
pub const fn agreed(digest: Digest) -> Known {
    Known {
        theirs: Some(digest),
        ours: Some(digest),
        overruled: None,
    }
}

/// What is known of a field after what Telos says was written there over `theirs`.
#[must_use]
pub fn written(known: &Known, ours: Digest, theirs: Option<Digest>) -> Known {
    let again = known.ours == Some(ours) && known.theirs != theirs;
    let times = match known.overruled {
        Some((digest, times)) if Some(digest) == theirs && known.ours == Some(ours) => times,
        _ => 0,
    };
    let overruled = theirs.filter(|_| again || times > 0);
    Known {
        overruled: overruled.map(|theirs| (theirs, times.saturating_add(1))),
        ..agreed(ours)
    }
}

/// What Telos says about each trait of a person: the newest that is held, for whatever purpose.
/// It is compared with, and never shown: what goes out is asked for at the door.
#[must_use]
pub fn ours(people: &People, members: &[NodeId]) -> FxHashMap<FieldId, Held> {
    let mut all: FxHashMap<FieldId, Held> = FxHashMap::default();
    let nodes = members.iter().filter_map(|node| people.nodes.get(node));
    for (field, held) in nodes.flat_map(|node| node.fold.traits()) {
        let valid = held.iter().filter(|held| held.valid);
        let newest = valid.max_by_key(|held| held.age());
        let Some(newest) = newest else { continue };
        let known = all.get(field);
        if known.is_none_or(|known| known.age() < newest.age()) {
            all.insert(*field, newest.clone());
        }
    }
    all
}

/// What a statement says about consent to a purpose as a whole.
#[must_use]
pub fn answer(statement: &Statement) -> Option<(PurposeId, bool)> {
    match statement {
        Statement::Consent {
            purpose,
            channel: None,
            act,
            ..
        } if *act != Act::Request => Some((*purpose, act.no_strength().is_none())),
        _ => None,
    }
}

/// What a digest of a value is made of.
#[must_use]
pub fn bytes(value: &Value) -> Vec<u8> {
    fn put(value: &Value, bytes: &mut Vec<u8>) {
        match value {
            Value::Null => bytes.push(0),
            Value::Bool(yes) => bytes.extend([1, u8::from(*yes)]),
            Value::Number(number) => {
                bytes.push(2);
                bytes.extend(number.to_bits().to_be_bytes());
            }
            Value::Text(text) => {
                bytes.push(3);
                bytes.extend((text.len() as u64).to_be_bytes());
                bytes.extend(text.as_bytes());
            }
            Value::Time(at) => {
                bytes.push(4);
                bytes.extend(at.millis().to_be_bytes());
            }
            Value::List(items) => {
                bytes.push(5);
                bytes.extend((items.len() as u64).to_be_bytes());
                for item in items {
                    put(item, bytes);
                }
            }
        }
    }
    let mut bytes = Vec::new();
    put(value, &mut bytes);
    bytes
}
