//! What is kept of an event: the timeline's entry, and the answer to "what became of it, and why".

use smallvec::SmallVec;

use crate::gate::LeftOut;
use crate::id::{EventId, EventKind, FieldId, IdentifierKind, PurposeSet, SegmentId, SourceId};
use crate::identity;
use crate::message::{CallName, Finding};
use crate::time::Timestamp;
use crate::value::Value;

/// An event as the timeline keeps it: only what some purpose may hold.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord {
    /// Its id.
    pub id: EventId,
    /// The source.
    pub source: SourceId,
    /// The kind of call.
    pub call: CallName,
    /// The event that it counted as, and the purposes that may know that it happened.
    pub event: Option<(EventKind, PurposeSet)>,
    /// When it happened.
    pub occurred: Timestamp,
    /// When it was received.
    pub received: Timestamp,
    /// What was kept.
    pub kept: Vec<KeptField>,
    /// What the gate left out, and why.
    pub left_out: Vec<LeftOut>,
    /// What was left out before the gate.
    pub findings: Vec<Finding>,
    /// The kinds of identifier that it was matched by.
    pub matched: SmallVec<[IdentifierKind; 4]>,
    /// The kinds of identifier that were left out of the match.
    pub unmatched: Vec<(IdentifierKind, identity::LeftOut)>,
    /// How many permission facts it brought.
    pub facts: u16,
}

/// A field that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptField {
    /// The field.
    pub field: FieldId,
    /// The value.
    pub value: Value,
    /// The value as sent, and the purposes that may hold that.
    pub raw: Option<(Box<str>, PurposeSet)>,
    /// The purposes that may hold the value.
    pub purposes: PurposeSet,
}

/// A segment entered or left: a fact of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The segment.
    pub segment: SegmentId,
    /// Entered, or left.
    pub entered: bool,
    /// When.
    pub at: Timestamp,
    /// The event that led to it; none where time passing or a permission did.
    pub event: Option<EventId>,
}
