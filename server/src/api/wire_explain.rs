//! What became of events, as it goes over the wire: names, reasons and counts, never values.

use serde::Serialize;
use telos_engine::{EventExplained, LiveOutcome, LiveWhat};
use telos_model::gate::LeftOut;
use telos_model::id::SourceId;
use telos_model::identity;
use telos_model::message::Finding;
use telos_model::time::Timestamp;
use utoipa::ToSchema;

use super::names::Names;

/// What became of an event.
#[derive(Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub(crate) enum Explained<'a> {
    /// Something of it was kept.
    Kept(Box<KeptEvent<'a>>),
    /// Nothing of it could be kept.
    Forgotten(ForgottenEvent<'a>),
}

/// An event of which something was kept.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeptEvent<'a> {
    id: String,
    /// The node that took it in.
    node: String,
    source: &'a str,
    call: &'static str,
    /// The event that it counted as.
    event: Option<FieldKept<'a>>,
    occurred: String,
    received: String,
    /// The fields that were kept, and for which purposes.
    kept: Vec<FieldKept<'a>>,
    /// What the gate left out, and why.
    left_out: Vec<FieldLeftOut<'a>>,
    /// What was left out before the gate.
    findings: Vec<FieldFinding<'a>>,
    /// The kinds of identifier that it was matched by.
    matched: Vec<&'a str>,
    /// The kinds that were left out of the match, and why.
    unmatched: Vec<KindLeftOut<'a>>,
    /// How many permission facts it brought.
    facts: u16,
}

/// An event that was counted and forgotten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ForgottenEvent<'a> {
    source: &'a str,
    received: String,
    /// What was left out, and why.
    left_out: Vec<FieldLeftOut<'a>>,
}

/// A name and the purposes that may know of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldKept<'a> {
    name: &'a str,
    purposes: Vec<&'a str>,
}

/// A field that no purpose may hold.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldLeftOut<'a> {
    /// The field with its scope; null for the event itself.
    name: Option<&'a str>,
    /// Each purpose that could have held it, and its reason. Empty where none declares its
    /// category.
    why: Vec<PurposeReason<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct PurposeReason<'a> {
    purpose: &'a str,
    code: &'static str,
    message: String,
}

/// A field that was left out before the gate.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldFinding<'a> {
    /// The field with its scope; null where its name is not declared.
    name: Option<&'a str>,
    code: &'static str,
}

/// A kind of identifier that was left out of a match.
#[derive(Serialize, ToSchema)]
pub(crate) struct KindLeftOut<'a> {
    kind: &'a str,
    code: &'static str,
}

/// A kept event in the words of the wire.
pub(crate) fn kept<'a>(names: Names<'a>, event: &EventExplained) -> Explained<'a> {
    Explained::Kept(Box::new(KeptEvent {
        id: event.id.to_string(),
        node: event.node.to_string(),
        source: names.source(event.source),
        call: event.call.name(),
        event: event.event.map(|(kind, purposes)| FieldKept {
            name: names.event(kind),
            purposes: names.purposes(purposes),
        }),
        occurred: event.occurred.to_string(),
        received: event.received.to_string(),
        kept: event
            .kept
            .iter()
            .map(|(field, purposes)| FieldKept {
                name: names.field(*field),
                purposes: names.purposes(*purposes),
            })
            .collect(),
        left_out: left_out(names, &event.left_out),
        findings: event
            .findings
            .iter()
            .map(|found| finding(names, *found))
            .collect(),
        matched: event
            .matched
            .iter()
            .map(|kind| names.identifier(*kind))
            .collect(),
        unmatched: event
            .unmatched
            .iter()
            .map(|(kind, why)| KindLeftOut {
                kind: names.identifier(*kind),
                code: unmatched(*why),
            })
            .collect(),
        facts: event.facts,
    }))
}

/// A forgotten event in the words of the wire.
pub(crate) fn forgotten<'a>(
    names: Names<'a>,
    source: SourceId,
    received: Timestamp,
    fields: &[LeftOut],
) -> Explained<'a> {
    Explained::Forgotten(ForgottenEvent {
        source: names.source(source),
        received: received.to_string(),
        left_out: left_out(names, fields),
    })
}

fn left_out<'a>(names: Names<'a>, fields: &[LeftOut]) -> Vec<FieldLeftOut<'a>> {
    let fields = fields.iter().map(|left| FieldLeftOut {
        name: left.field.map(|field| names.field(field)),
        why: left
            .why
            .iter()
            .map(|(purpose, reason)| PurposeReason {
                purpose: names.purpose(*purpose),
                code: reason.code(),
                message: reason.to_string(),
            })
            .collect(),
    });
    fields.collect()
}

fn finding(names: Names<'_>, finding: Finding) -> FieldFinding<'_> {
    FieldFinding {
        name: finding.field.map(|field| names.field(field)),
        code: finding.problem.code(),
    }
}

const fn unmatched(why: identity::LeftOut) -> &'static str {
    match why {
        identity::LeftOut::OverLimit(_) => "over_limit",
        identity::LeftOut::SharedDevice => "shared_device",
        identity::LeftOut::Severed => "severed",
        identity::LeftOut::TooLarge => "too_large",
        identity::LeftOut::NotPermitted => "not_permitted",
        identity::LeftOut::Unconfirmed => "unconfirmed",
        identity::LeftOut::Undeclared(_) => "undeclared",
    }
}

/// One outcome on the live stream.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Live<'a> {
    received: String,
    source: &'a str,
    brand: &'a str,
    call: &'static str,
    /// The event that it counted as.
    event: Option<&'a str>,
    /// `kept`, `forgotten`, `duplicate` or `rejected`.
    outcome: &'static str,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<&'static str>,
    /// The person, where something was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    person: Option<String>,
    /// The person was not known before.
    new: bool,
    /// Nodes were linked.
    linked: bool,
    kept: Vec<FieldKept<'a>>,
    left_out: Vec<FieldLeftOut<'a>>,
    moves: Vec<SegmentMove<'a>>,
    /// New permission facts.
    facts: u16,
}

/// A segment that was entered or left.
#[derive(Serialize, ToSchema)]
pub(crate) struct SegmentMove<'a> {
    segment: &'a str,
    entered: bool,
}

/// An outcome in the words of the wire.
pub(crate) fn live<'a>(names: Names<'a>, brand: &'a str, told: &LiveOutcome) -> Live<'a> {
    let mut live = Live {
        received: told.received.to_string(),
        source: names.source(told.source),
        brand,
        call: told.call.name(),
        event: told.event.map(|event| names.event(event)),
        outcome: "kept",
        code: None,
        person: None,
        new: false,
        linked: false,
        kept: Vec::new(),
        left_out: Vec::new(),
        moves: Vec::new(),
        facts: 0,
    };
    match &told.what {
        LiveWhat::Kept {
            person,
            new,
            linked,
            kept,
            left_out: left,
            moves,
            facts,
        } => {
            live.person = Some(person.to_string());
            (live.new, live.linked, live.facts) = (*new, *linked, *facts);
            let kept = kept.iter().map(|(field, purposes)| FieldKept {
                name: names.field(*field),
                purposes: names.purposes(*purposes),
            });
            live.kept = kept.collect();
            live.left_out = left_out(names, left);
            let moves = moves.iter().map(|(segment, entered)| SegmentMove {
                segment: names.segment(*segment),
                entered: *entered,
            });
            live.moves = moves.collect();
        }
        LiveWhat::Forgotten { left_out: left } => {
            live.outcome = "forgotten";
            live.left_out = left_out(names, left);
        }
        LiveWhat::Duplicate => live.outcome = "duplicate",
        LiveWhat::Rejected(code) => {
            live.outcome = "rejected";
            live.code = Some(code);
        }
    }
    live
}

/// Counts of a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counts<'a> {
    /// The UTC day.
    pub(crate) day: String,
    pub(crate) counts: Vec<CountShown<'a>>,
}

/// A count of messages, or of fields that were left out.
#[derive(Serialize, ToSchema, Default)]
#[schema(as = Count)]
pub(crate) struct CountShown<'a> {
    pub(crate) source: &'a str,
    /// `kept`, `forgotten`, `duplicate`, `rejected`: messages; `left_out`, `finding`: fields;
    /// `unmatched`: identifiers.
    pub(crate) what: &'static str,
    /// How many.
    pub(crate) count: u64,
    /// The field with its scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) field: Option<&'a str>,
    /// The purpose that said no.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) purpose: Option<&'a str>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) code: Option<&'static str>,
    /// The kind of identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<&'a str>,
}
