//! Problem documents, decisions' reasons and other small shapes as they go over the wire.

use serde::Serialize;
use telos_model::decide::{Deny, Reason};
use utoipa::ToSchema;

/// An RFC 9457 problem document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument<'a> {
    /// The kind of problem, as a URN that ends in its code.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The name of the status.
    pub(crate) title: &'static str,
    /// The status.
    #[schema(minimum = 400, maximum = 599)]
    pub(crate) status: u16,
    /// What is wrong, in a sentence without values of the request.
    pub(crate) detail: &'a str,
    /// A stable name of the problem.
    pub(crate) code: &'static str,
    /// The same as `detail`, for clients that look for it here.
    pub(crate) message: &'a str,
    /// How to mend it.
    pub(crate) mend: &'a str,
    /// Where in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) at: Option<&'a str>,
    /// Why it is denied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) reasons: Vec<WireReason>,
}

/// A reason for a denial.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reason)]
pub(crate) struct WireReason {
    /// A stable name.
    pub(crate) code: &'static str,
    /// A sentence for people.
    pub(crate) message: String,
}

/// A reason in the words of the wire.
pub(crate) fn reason(reason: Reason) -> WireReason {
    WireReason {
        code: reason.code(),
        message: reason.to_string(),
    }
}

/// All reasons of a denial.
pub(crate) fn reasons(deny: &Deny) -> Vec<WireReason> {
    deny.reasons.iter().copied().map(reason).collect()
}
