//! Questions and decisions as they go over the wire.

use serde::Serialize;
use telos_engine::DecisionAnswer;
use utoipa::ToSchema;

use super::names::Names;
use super::wire::{WireGround, WireReason, ground, reasons};

/// One question, or up to 1,000 of them.
#[derive(ToSchema)]
#[schema(as = DecisionRequest)]
#[serde(untagged)]
#[expect(dead_code, reason = "the shape of a body that is read by hand")]
pub(crate) enum Asked {
    /// Several questions, answered in order.
    Many(ManyShape),
    /// One question.
    One(QuestionShape),
}

#[derive(ToSchema)]
#[schema(as = Questions)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of a body that is read by hand")]
pub(crate) struct ManyShape {
    #[schema(min_items = 1, max_items = 1000)]
    questions: Vec<QuestionShape>,
}

/// May this be done with this person's data, for this purpose, now?
#[derive(ToSchema)]
#[schema(as = Question)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of a body that is read by hand")]
pub(crate) struct QuestionShape {
    /// Whom it is about. One whom nobody knows is decided as a person who never said anything.
    who: WhoShape,
    /// What would be done.
    operation: OperationShape,
    /// For which purpose: `brand/purpose`, or `purpose` of the key's brand.
    #[schema(min_length = 1)]
    purpose: String,
    /// With which categories of data.
    #[schema(min_items = 1, max_items = 32)]
    categories: Vec<String>,
    /// Who would be given it.
    recipient: Option<String>,
    /// Jurisdictions that hold besides those known of the person; they only narrow.
    #[schema(max_items = 64)]
    jurisdictions: Option<Vec<String>>,
    /// How the person would be reached.
    contact: Option<ContactShape>,
}

#[derive(ToSchema)]
#[schema(as = Who)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of a body that is read by hand")]
struct WhoShape {
    /// A kind of identifier, or `person`.
    kind: String,
    value: String,
}

#[derive(ToSchema)]
#[schema(as = Operation)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "the shape of a body that is read by hand")]
enum OperationShape {
    Collect,
    Merge,
    Read,
    Query,
    Segment,
    Train,
    Send,
    Replay,
}

#[derive(ToSchema)]
#[schema(as = Contact)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of a body that is read by hand")]
struct ContactShape {
    /// The channel.
    channel: String,
    /// The topic, if the message has one.
    topic: Option<String>,
    /// When earlier messages of the brand went out over the channel, RFC 3339.
    #[schema(max_items = 1000)]
    sent: Option<Vec<String>>,
}

/// The answer to one question.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the name on the wire")]
pub(crate) struct Decision<'a> {
    /// `permit` or `deny`.
    decision: Verdict,
    /// What a permit rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ground: Option<WireGround<'a>>,
    /// All reasons of a denial.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    reasons: Vec<WireReason>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    Permit,
    Deny,
}

/// The answers to several questions, in their order.
#[derive(Serialize, ToSchema)]
pub(crate) struct Decisions<'a> {
    pub(crate) answers: Vec<Decision<'a>>,
}

/// The answer, in the shape of the request.
#[derive(ToSchema)]
#[schema(as = DecisionAnswer)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "the two shapes of an answer, for the OpenAPI document"
)]
pub(crate) enum Answered {
    /// To several questions.
    Many(Decisions<'static>),
    /// To one.
    One(Decision<'static>),
}

/// A decision in the words of the wire.
pub(crate) fn decision<'a>(names: Names<'a>, answer: &DecisionAnswer) -> Decision<'a> {
    match answer {
        DecisionAnswer::Permit(permit) => Decision {
            decision: Verdict::Permit,
            ground: Some(ground(names, permit)),
            reasons: Vec::new(),
        },
        DecisionAnswer::Deny(deny) => Decision {
            decision: Verdict::Deny,
            ground: None,
            reasons: reasons(deny),
        },
    }
}
