//! What entries about requests, overrides and erasures commit to, in the same canonical JSON as
//! those about permission facts. A form that was used is never changed.

use std::collections::BTreeMap;

use telos_model::catalog::{SlotKind, Slots};
use telos_model::id::NodeId;
use telos_model::request::{Plan, Reply, Request, RequestId, State};
use telos_model::time::Timestamp;

use super::json_text;
use crate::layout::Erasure;

/// The form of payloads about what became of requests.
const OUTCOME_TYPE: &str = "telos-request-outcome/1";
/// The form of payloads about what staff did.
const OVERRIDE_TYPE: &str = "telos-override/1";
/// The form of payloads about erasures.
const ERASURE_TYPE: &str = "telos-erasure/1";

/// The members of an object, whose values are JSON already, in the order of their names.
type Members = BTreeMap<&'static str, String>;

/// What staff did that the rules alone would not have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act<'a> {
    /// Took a node apart from another. Neither names the other, so that nothing of one is left
    /// with the other when one is erased; they share a number.
    Unmerged { number: [u8; 16] },
    /// Refused a request.
    Refused { request: &'a Request },
    /// Took more time for a request.
    Extended { request: &'a Request },
    /// Let an identifier of somebody who was erased be collected again.
    Lifted,
}

/// What became of a request, where it is closed, or a system's part in it failed since `before`.
pub(crate) fn outcomes(
    slots: &Slots,
    node: NodeId,
    (before, after): (&Request, &Request),
    at: Timestamp,
) -> Vec<String> {
    let mut payloads = Vec::new();
    for (system, code) in failures(before, after) {
        let mut members = about(slots, node, after, at);
        members.insert("code", json_text(code));
        members.insert("state", json_text("failed"));
        members.insert("system", json_text(system));
        payloads.push(object(&members));
    }
    if before.state().is_closed() || !after.state().is_closed() {
        return payloads;
    }
    let mut members = about(slots, node, after, at);
    members.insert("state", json_text(after.state().word()));
    match after.state() {
        State::Completed(answered) => {
            members.insert("done_for", done_for(slots, &answered.plan));
            members.insert("hindered", hindered(slots, &answered.plan));
        }
        State::Refused { why, .. } => {
            members.insert("code", json_text(why.code()));
        }
        State::Received | State::Identified | State::Working(_) | State::Cancelled { .. } => {}
    }
    payloads.push(object(&members));
    payloads
}

/// What staff did, and which key they used.
pub(crate) fn override_payload(
    node: Option<NodeId>,
    act: Act<'_>,
    by: &str,
    at: Timestamp,
) -> String {
    let mut members = Members::new();
    members.insert("at", json_text(&at.to_string()));
    members.insert("by", json_text(by));
    members.insert("type", json_text(OVERRIDE_TYPE));
    if let Some(node) = node {
        members.insert("subject", json_text(&node.to_string()));
    }
    let word = match act {
        Act::Unmerged { number } => {
            members.insert("number", json_text(&hex(number)));
            "unmerge"
        }
        Act::Refused { request } => {
            members.insert("request", json_text(&request.case().id.to_string()));
            if let State::Refused { why, .. } = request.state() {
                members.insert("code", json_text(why.code()));
            }
            "refuse"
        }
        Act::Extended { request } => {
            members.insert("late_at", json_text(&request.late_at().to_string()));
            members.insert("request", json_text(&request.case().id.to_string()));
            "extend"
        }
        Act::Lifted => "lift_suppression",
    };
    members.insert("act", json_text(word));
    object(&members)
}

/// What the entry of an erasure commits to: its certificate, which names nobody.
pub(crate) fn erasure_payload(erasure: &Erasure) -> String {
    let mut members = Members::new();
    members.insert("at", json_text(&erasure.at.to_string()));
    members.insert("entries", erasure.entries.to_string());
    members.insert("facts", erasure.facts.to_string());
    members.insert("identifiers", erasure.identifiers.to_string());
    members.insert("nodes", erasure.nodes.to_string());
    members.insert("number", json_text(&hex(erasure.number)));
    if let Some(request) = erasure.request {
        members.insert("request", json_text(&request.to_string()));
    }
    members.insert("type", json_text(ERASURE_TYPE));
    object(&members)
}

/// The parts that failed with another code than before.
fn failures<'a>(before: &'a Request, after: &'a Request) -> Vec<(&'a str, &'a str)> {
    let tasks = |request: &'a Request| match request.state() {
        State::Working(work) => &work.systems[..],
        _ => &[],
    };
    let known = tasks(before);
    let failed = tasks(after).iter().filter_map(|task| match &task.reply {
        Reply::Failed { code, .. } if !known.contains(task) => Some((&*task.system, &**code)),
        _ => None,
    });
    failed.collect()
}

fn about(slots: &Slots, node: NodeId, request: &Request, at: Timestamp) -> Members {
    let case = request.case();
    let mut members = Members::new();
    members.insert("at", json_text(&at.to_string()));
    if let Some(brand) = case.brand {
        let name = named(slots, SlotKind::Brand, usize::from(brand.slot()));
        members.insert("brand", name);
    }
    let id: RequestId = case.id;
    members.insert("request", json_text(&id.to_string()));
    members.insert("right", json_text(case.right.word()));
    members.insert("subject", json_text(&node.to_string()));
    members.insert("type", json_text(OUTCOME_TYPE));
    members
}

fn done_for(slots: &Slots, plan: &Plan) -> String {
    let purposes = plan.done_for();
    let purposes = purposes.iter();
    list(purposes.map(|id| named(slots, SlotKind::Purpose, usize::from(id.slot()))))
}

fn hindered(slots: &Slots, plan: &Plan) -> String {
    list(plan.hindered().map(|(purpose, why)| {
        let mut members = Members::new();
        members.insert("code", json_text(why.code()));
        let name = named(slots, SlotKind::Purpose, usize::from(purpose.slot()));
        members.insert("purpose", name);
        object(&members)
    }))
}

/// A name as JSON; a slot without one, which no store has, is named by its number.
fn named(slots: &Slots, kind: SlotKind, slot: usize) -> String {
    slots
        .name(kind, slot)
        .map_or_else(|| format!("\"#{slot}\""), json_text)
}

fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    format!("[{}]", items.join(","))
}

fn object(members: &Members) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn hex(number: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_millis(1_777_809_600_123);

    /// What was committed to must come out the same for ever.
    #[test]
    fn the_payloads_of_overrides_and_erasures_never_change_between_releases() {
        let act = Act::Unmerged { number: [0xab; 16] };
        let payload = override_payload(Some(NodeId::new(77)), act, "desk \"1\"", AT);
        let expected = concat!(
            r#"{"act":"unmerge","at":"2026-05-03T12:00:00.123Z","by":"desk \"1\"","#,
            r#""number":"abababababababababababababababab","#,
            r#""subject":"n000000000000004d","type":"telos-override/1"}"#,
        );
        assert_eq!(payload, expected);
        let erasure = Erasure {
            number: [1; 16],
            at: AT,
            is_finished: true,
            request: Some(RequestId([2; 16])),
            nodes: 1,
            identifiers: 2,
            entries: 3,
            facts: 4,
            salt: None,
        };
        let expected = concat!(
            r#"{"at":"2026-05-03T12:00:00.123Z","entries":3,"facts":4,"identifiers":2,"nodes":1,"#,
            r#""number":"01010101010101010101010101010101","#,
            r#""request":"r02020202020202020202020202020202","type":"telos-erasure/1"}"#,
        );
        assert_eq!(erasure_payload(&erasure), expected);
        let lifted = override_payload(None, Act::Lifted, "staff", AT);
        let expected = r#"{"act":"lift_suppression","at":"2026-05-03T12:00:00.123Z","by":"staff","type":"telos-override/1"}"#;
        assert_eq!(lifted, expected);
    }
}
