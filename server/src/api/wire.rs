//! Problem documents, decisions' reasons and other small shapes as they go over the wire.

use serde::{Serialize, Serializer};
use telos_engine::Ground;
use telos_model::catalog::BasisKind;
use telos_model::decide::{Deny, Reason};
use telos_model::time::Timestamp;
use telos_model::value::Value;
use utoipa::{IntoResponses, ToSchema};

use super::names::Names;

/// Every answer that is no success.
#[derive(IntoResponses)]
#[response(
    status = "default",
    content_type = "application/problem+json",
    description = "A problem document"
)]
#[expect(dead_code, reason = "the shape of problems, for the OpenAPI document")]
pub(crate) struct Problems(ProblemDocument<'static>);

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

/// What a permit rests on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Ground)]
pub(crate) struct WireGround<'a> {
    /// What may be done.
    operation: &'static str,
    /// For which purpose, as `brand/purpose`.
    purpose: &'a str,
    /// With which categories of data.
    categories: Vec<&'a str>,
    /// For whom, if it was asked for a recipient.
    recipient: Option<&'a str>,
    /// On which lawful basis.
    basis: &'static str,
    /// The permission facts that it rests on.
    evidence: Vec<String>,
    /// What comes with it.
    obligations: WireObligations,
    /// Until when the same question is answered the same, if no fact is added; null for ever.
    valid_until: Option<String>,
}

/// What whoever acts on a permit must do besides.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Obligations)]
struct WireObligations {
    /// Keep no longer than this many days; null where nothing limits it.
    retention_days: Option<u32>,
    /// Offer a way out with each message.
    offer_opt_out: bool,
    /// Tell the person that it is an automated decision.
    disclose_profiling: bool,
}

/// A ground in the words of the wire.
pub(crate) fn ground<'a>(names: Names<'a>, ground: &Ground) -> WireGround<'a> {
    WireGround {
        operation: ground.operation.name(),
        purpose: names.purpose(ground.purpose),
        categories: names.categories(ground.categories),
        recipient: ground.recipient.map(|id| names.recipient(id)),
        basis: basis(ground.basis),
        evidence: ground.evidence.iter().map(ToString::to_string).collect(),
        obligations: WireObligations {
            retention_days: ground.obligations.retention_days,
            offer_opt_out: ground.obligations.offer_opt_out,
            disclose_profiling: ground.obligations.disclose_profiling,
        },
        valid_until: until(ground.valid_until),
    }
}

/// The name of a basis, as catalogs write it.
pub(crate) const fn basis(kind: BasisKind) -> &'static str {
    match kind {
        BasisKind::Consent => "consent",
        BasisKind::Contract => "contract",
        BasisKind::LegalObligation => "legal-obligation",
        BasisKind::VitalInterests => "vital-interests",
        BasisKind::PublicTask => "public-task",
        BasisKind::LegitimateInterests => "legitimate-interests",
        BasisKind::OptOut => "opt-out",
    }
}

/// An instant, or none where it is the end of time.
pub(crate) fn until(instant: Timestamp) -> Option<String> {
    (instant < Timestamp::MAX).then(|| instant.to_string())
}

/// A value as JSON has it: instants as RFC 3339 text.
#[derive(Debug, ToSchema)]
#[schema(as = Value, value_type = serde_json::Value)]
pub(crate) struct WireValue<'a>(pub(crate) &'a Value);

impl Serialize for WireValue<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        /// Up to here every whole number has a floating-point number of its own.
        const WHOLE_MAX: f64 = 9_007_199_254_740_991.0;
        match self.0 {
            Value::Null => out.serialize_unit(),
            Value::Bool(value) => out.serialize_bool(*value),
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
            Value::Number(number) if number.fract() == 0.0 && number.abs() <= WHOLE_MAX => {
                out.serialize_i64(*number as i64)
            }
            Value::Number(number) => out.serialize_f64(*number),
            Value::Text(text) => out.serialize_str(text),
            Value::Time(time) => out.collect_str(time),
            Value::List(list) => out.collect_seq(list.iter().map(WireValue)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_json_has_them() {
        let list = Value::List(Box::new([
            Value::Null,
            Value::Bool(true),
            Value::Number(3.0),
            Value::Number(-2.5),
            Value::Number(1e300),
            Value::Text("t".into()),
            Value::Time(Timestamp::from_millis(0)),
        ]));
        assert_eq!(
            serde_json::to_string(&WireValue(&list)).unwrap(),
            r#"[null,true,3,-2.5,1e+300,"t","1970-01-01T00:00:00.000Z"]"#
        );
    }

    #[test]
    fn what_never_ends_has_no_end() {
        assert_eq!(until(Timestamp::MAX), None);
        assert_eq!(
            until(Timestamp::from_millis(0)).unwrap(),
            "1970-01-01T00:00:00.000Z"
        );
    }
}
