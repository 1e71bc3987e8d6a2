//! The answer to a batch, written by hand because it is written for every request.

use std::io::Write;

use telos_engine::{Receipt, Status};
use utoipa::ToSchema;

/// The answer to a batch: a result for each message, in the order in which they were sent.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the shape of what `write` writes, for the OpenAPI document"
)]
pub(crate) struct Results {
    /// What became of each message.
    results: Vec<ResultShape>,
}

/// What became of a message.
#[derive(ToSchema)]
#[schema(as = Result)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the shape of what `write` writes, for the OpenAPI document"
)]
struct ResultShape {
    /// Its id, given or made; null where none could be read.
    message_id: Option<String>,
    /// `kept`, `forgotten` (no purpose may hold any of it), `duplicate` (seen before) or
    /// `rejected`.
    status: StatusShape,
    /// How many fields of a kept message were left out.
    left_out: u16,
    /// Why it was rejected.
    #[schema(required = false, nullable = false)]
    reason: Option<RejectionShape>,
}

#[derive(ToSchema)]
#[schema(as = ResultStatus)]
#[serde(rename_all = "lowercase")]
#[expect(
    dead_code,
    reason = "the shape of what `write` writes, for the OpenAPI document"
)]
enum StatusShape {
    Kept,
    Forgotten,
    Duplicate,
    Rejected,
}

/// Why a message was rejected.
#[derive(ToSchema)]
#[schema(as = Rejection)]
#[expect(
    dead_code,
    reason = "the shape of what `write` writes, for the OpenAPI document"
)]
struct RejectionShape {
    /// A stable name.
    code: String,
    /// Where in the message.
    at: String,
    /// What is wrong.
    problem: String,
    /// How to mend it.
    mend: String,
}

/// The body of an answer.
pub(crate) fn write(receipts: &[Receipt]) -> Vec<u8> {
    let mut out = Vec::with_capacity(16 + receipts.len() * 96);
    out.extend_from_slice(b"{\"results\":[");
    for (index, receipt) in receipts.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        receipt_into(&mut out, receipt);
    }
    out.extend_from_slice(b"]}");
    out
}

fn receipt_into(out: &mut Vec<u8>, receipt: &Receipt) {
    out.extend_from_slice(b"{\"messageId\":");
    if receipt.message_id.is_empty() {
        out.extend_from_slice(b"null");
    } else {
        text_into(out, &receipt.message_id);
    }
    let (status, left_out) = match &receipt.status {
        Status::Kept { left_out } => ("kept", *left_out),
        Status::Forgotten => ("forgotten", 0),
        Status::Duplicate => ("duplicate", 0),
        Status::Rejected(_) => ("rejected", 0),
    };
    // Writing to a vector does not fail.
    let _ = write!(out, ",\"status\":\"{status}\",\"leftOut\":{left_out}");
    if let Status::Rejected(rejection) = &receipt.status {
        out.extend_from_slice(b",\"reason\":{\"code\":");
        text_into(out, rejection.code);
        out.extend_from_slice(b",\"at\":");
        text_into(out, &rejection.at);
        out.extend_from_slice(b",\"problem\":");
        text_into(out, rejection.problem);
        out.extend_from_slice(b",\"mend\":");
        text_into(out, rejection.mend);
        out.push(b'}');
    }
    out.push(b'}');
}

/// A text as JSON. Most need no escapes.
fn text_into(out: &mut Vec<u8>, text: &str) {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // Writing a text to a vector does not fail.
        let _ = serde_json::to_writer(out, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use telos_model::message::Rejection;

    #[test]
    fn results_are_json_whatever_an_id_holds() {
        let receipt = |id: &str, status| Receipt {
            message_id: id.into(),
            status,
        };
        let rejection = Rejection {
            code: "event_missing",
            at: "properties.\"x\"\n".into(),
            problem: "p",
            mend: "m",
        };
        let written = write(&[
            receipt("a-1", Status::Kept { left_out: 3 }),
            receipt("q\"\\\u{1}é", Status::Duplicate),
            receipt("", Status::Rejected(rejection)),
            receipt("f", Status::Forgotten),
        ]);
        let read: serde_json::Value = serde_json::from_slice(&written).unwrap();
        assert_eq!(
            read,
            serde_json::json!({"results": [
                {"messageId": "a-1", "status": "kept", "leftOut": 3},
                {"messageId": "q\"\\\u{1}é", "status": "duplicate", "leftOut": 0},
                {"messageId": null, "status": "rejected", "leftOut": 0, "reason": {
                    "code": "event_missing", "at": "properties.\"x\"\n", "problem": "p", "mend": "m"}},
                {"messageId": "f", "status": "forgotten", "leftOut": 0},
            ]})
        );
        assert_eq!(write(&[]), b"{\"results\":[]}");
    }
}
