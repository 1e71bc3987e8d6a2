//! What the engine answers: values for the edge to put into its own words. They may hold personal
//! data, so none can be serialised as it is.

use smallvec::SmallVec;
use smol_str::SmolStr;
use telos_model::catalog::BasisKind;
use telos_model::consent::{FactId, PermissionState};
use telos_model::decide::{Deny, Obligations, Operation, Permit, Reason};
use telos_model::gate::LeftOut;
use telos_model::id::{
    BrandId, CategorySet, ComputedId, EventId, EventKind, FieldId, IdentifierKind, NodeId,
    PurposeId, PurposeSet, RecipientId, SegmentId, SourceId,
};
use telos_model::message::{CallName, Finding, Rejection};
use telos_model::people::{Edge, Standing};
use telos_model::profile::{Held, TallyView};
use telos_model::record::{EventRecord, Move};
use telos_model::time::Timestamp;
use telos_model::value::Value;

/// What became of one message of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The id that its sender knows it by, or the one it was given.
    pub message_id: Box<str>,
    /// What became of it.
    pub status: Status,
}

/// What became of a message, as its sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Taken in; so many fields were left out.
    Kept {
        /// Fields that no purpose may hold, or that were no values of their field.
        left_out: u16,
    },
    /// Nothing of it may be held: counted and forgotten.
    Forgotten,
    /// Seen before: nothing changed.
    Duplicate,
    /// Not a message that can be understood.
    Rejected(Rejection),
}

/// Why a batch was not taken. Nothing of it was written; sending it again is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// Too much is waiting.
    #[error("take a batch in: too much is waiting; send it again in a moment")]
    Busy,
    /// The store turns writes away.
    #[error("take a batch in: the store turns writes away for now; send it again later")]
    Unavailable,
    /// The engine is stopping.
    #[error("take a batch in: the engine is stopping")]
    Stopping,
}

/// Why a read could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store could not be read.
    #[error("read a person: the store could not be read")]
    Store(#[from] telos_store::StoreError),
    /// Stored bytes are damaged.
    #[error("read a person: stored bytes are damaged")]
    Damaged(#[from] crate::layout::Damaged),
    /// A row could not be opened with its key.
    #[error("read a person: a row could not be opened")]
    Sealed(#[from] telos_store::seal::SealError),
}

/// A person as one purpose may see them.
#[derive(Debug)]
pub enum ProfileAnswer {
    /// Nobody carries this identifier.
    Absent,
    /// The purpose may see nothing of this person.
    Denied(Deny),
    /// What the purpose may see.
    Seen(Box<ProfileSeen>),
}

/// What a purpose may see of a person.
#[derive(Debug)]
pub struct ProfileSeen {
    /// The family's head, which names the person in staff pages and logs.
    pub person: NodeId,
    /// On what it rests.
    pub ground: Ground,
    /// How many nodes the person is made of.
    pub nodes: usize,
    /// Identifiers whose category the purpose may see.
    pub identifiers: Vec<SeenIdentifier>,
    /// Traits, newest first visible, with provenance.
    pub traits: Vec<(FieldId, Held)>,
    /// Computed traits.
    pub computed: Vec<(ComputedId, Value)>,
    /// Behaviour over all time.
    pub behaviours: Vec<TallyView>,
    /// Segments of this purpose that the person is in.
    pub segments: Vec<Standing>,
    /// Groups, where the purpose may see identity.
    pub groups: Vec<Box<str>>,
    /// What is there and not shown, and why; only where it was asked for.
    pub withheld: Vec<Withheld>,
}

/// What a permit rested on, told after it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// What was asked.
    pub operation: Operation,
    /// The purpose.
    pub purpose: PurposeId,
    /// The categories that may be used.
    pub categories: CategorySet,
    /// The recipient, if any.
    pub recipient: Option<RecipientId>,
    /// The basis.
    pub basis: BasisKind,
    /// The permission facts.
    pub evidence: SmallVec<[FactId; 2]>,
    /// What comes with it.
    pub obligations: Obligations,
    /// Until when the same question is answered the same, if no fact is added.
    pub valid_until: Timestamp,
}

impl Ground {
    /// What this permit rests on.
    #[must_use]
    pub fn of(permit: &Permit) -> Self {
        Self {
            operation: permit.operation(),
            purpose: permit.purpose(),
            categories: permit.categories(),
            recipient: permit.recipient(),
            basis: permit.basis(),
            evidence: SmallVec::from_slice(permit.evidence()),
            obligations: permit.obligations(),
            valid_until: permit.valid_until(),
        }
    }
}

/// An identifier that a purpose may see.
#[derive(Clone, PartialEq, Eq)]
pub struct SeenIdentifier {
    /// The kind.
    pub kind: IdentifierKind,
    /// The value.
    pub value: SmolStr,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When it was last seen.
    pub last_seen: Timestamp,
}

impl std::fmt::Debug for SeenIdentifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SeenIdentifier({})", self.kind.slot())
    }
}

/// A trait that is known and not shown to the asking purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The trait.
    pub field: FieldId,
    /// Why.
    pub why: WhyWithheld,
}

/// Why a known trait is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyWithheld {
    /// The purpose does not declare its category.
    CategoryNotDeclared,
    /// It was collected for other purposes.
    CollectedForOthers(PurposeSet),
    /// The permission denies its category.
    Denied(Reason),
}

/// One page of a person's timeline, newest first.
#[derive(Debug)]
pub enum TimelineAnswer {
    /// Nobody carries this identifier.
    Absent,
    /// The purpose may see nothing of this person.
    Denied(Deny),
    /// What it may see.
    Page {
        /// On what it rests.
        ground: Ground,
        /// Entries, newest first, with what the purpose may not see already taken out.
        entries: Vec<TimelineEntry>,
        /// Where the next page starts, opaque; none at the end.
        next: Option<Box<str>>,
    },
}

/// An entry that a purpose may see.
#[derive(Debug)]
pub enum TimelineEntry {
    /// An event, with only the fields that the purpose may see.
    Event(Box<EventRecord>),
    /// A segment of this purpose entered or left.
    Move(Move),
}

/// What became of an event, for those who ask why.
#[derive(Debug)]
pub enum EventAnswer {
    /// No event of this id is known.
    Unknown,
    /// It was forgotten, and this is why.
    Forgotten {
        /// The source.
        source: SourceId,
        /// When it was received.
        received: Timestamp,
        /// What was left out, and why.
        left_out: Vec<LeftOut>,
    },
    /// It was kept. Values are left out: fields, purposes and reasons only.
    Kept(Box<EventExplained>),
}

/// A kept event without its values.
#[derive(Debug)]
pub struct EventExplained {
    /// The node that took it in.
    pub node: NodeId,
    /// Its id.
    pub id: EventId,
    /// The source.
    pub source: SourceId,
    /// The kind of call.
    pub call: CallName,
    /// The event it counted as, and for which purposes.
    pub event: Option<(EventKind, PurposeSet)>,
    /// When it happened.
    pub occurred: Timestamp,
    /// When it was received.
    pub received: Timestamp,
    /// The fields that were kept, and for which purposes.
    pub kept: Vec<(FieldId, PurposeSet)>,
    /// What the gate left out, and why.
    pub left_out: Vec<LeftOut>,
    /// What was left out before the gate.
    pub findings: Vec<Finding>,
    /// The kinds of identifier it was matched by.
    pub matched: Vec<IdentifierKind>,
    /// The kinds that were left out of the match, and why.
    pub unmatched: Vec<(IdentifierKind, telos_model::identity::LeftOut)>,
    /// How many permission facts it brought.
    pub facts: u16,
}

/// The answer to one question about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionAnswer {
    /// It may be done.
    Permit(Ground),
    /// It may not.
    Deny(Deny),
}

/// A person's permission for a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurposeState {
    /// The purpose.
    pub purpose: PurposeId,
    /// The state of the consent.
    pub state: PermissionState,
}

/// A node of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneNode {
    /// Its id.
    pub id: NodeId,
    /// When it was first seen.
    pub created: Timestamp,
    /// How many identifiers of each kind it carries.
    pub identifiers: Vec<(IdentifierKind, usize)>,
}

/// Why a person's nodes are one.
#[derive(Debug)]
pub struct WhyOne {
    /// The nodes.
    pub nodes: Vec<OneNode>,
    /// The edges between them.
    pub edges: Vec<Edge>,
    /// Pairs that were taken apart.
    pub severed: Vec<(NodeId, NodeId)>,
}

/// One outcome on the live stream: no personal values.
#[derive(Debug, Clone)]
pub struct LiveOutcome {
    /// When it was received.
    pub received: Timestamp,
    /// The source.
    pub source: SourceId,
    /// The brand.
    pub brand: BrandId,
    /// The kind of call.
    pub call: CallName,
    /// The event it counted as.
    pub event: Option<EventKind>,
    /// What became of it.
    pub what: LiveWhat,
}

/// What became of a message, for the live stream.
#[derive(Debug, Clone)]
pub enum LiveWhat {
    /// Taken in.
    Kept {
        /// The head of the person's family.
        person: NodeId,
        /// The node is new.
        new: bool,
        /// Nodes were linked.
        linked: bool,
        /// Fields kept, each with its purposes.
        kept: Vec<(FieldId, PurposeSet)>,
        /// Fields left out, and why.
        left_out: Vec<LeftOut>,
        /// Segments entered (true) or left.
        moves: Vec<(SegmentId, bool)>,
        /// New permission facts.
        facts: u16,
    },
    /// Counted and forgotten.
    Forgotten {
        /// What was left out, and why.
        left_out: Vec<LeftOut>,
    },
    /// Seen before.
    Duplicate,
    /// Not understood: the rejection's code.
    Rejected(&'static str),
}

/// A count of what was left out or turned away, without values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The source.
    pub source: SourceId,
    /// What was counted.
    pub what: Counted,
    /// How many.
    pub count: u64,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Counted {
    /// Messages taken in.
    Kept,
    /// Messages forgotten.
    Forgotten,
    /// Messages seen before.
    Duplicate,
    /// Messages turned away, by the place of the code in [`crate::counts::CODES`].
    Rejected(u16),
    /// A field left out by the gate for a purpose and a reason; no field means the event itself,
    /// no purpose that no purpose of the source declares the category.
    LeftOut {
        /// The field.
        field: Option<FieldId>,
        /// The purpose and its reason.
        why: Option<(PurposeId, Reason)>,
    },
    /// A field left out before the gate.
    Finding(Finding),
    /// An identifier left out of a match.
    Unmatched(IdentifierKind),
}
