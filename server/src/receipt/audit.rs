//! Checking an answer to the privacy officer offline: every proof in it holds, and what stands
//! beside a proof is what the proof is of.

use serde_json::{Map, Value};
use telos_ledger::note::VerifierKey;
use telos_ledger::{Entry, EntryKind, LogProof};

use super::check::{Refused, own_keys, salt, text};
use crate::api::AUDIT_FORM;

/// The longest answer that is read, in bytes.
pub const AUDIT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What a member of an answer is called in what an entry commits to.
const FACT_MEMBERS: [(&str, &str); 8] = [
    ("fact", "/fact"),
    ("subject", "/subject"),
    ("effective", "/effective"),
    ("recorded", "/recorded"),
    ("actor", "/actor"),
    ("method", "/method"),
    ("locale", "/locale"),
    ("evidence", "/evidence"),
];
/// The same for what was stated. A statement has only some of them.
const STATEMENT_MEMBERS: [(&str, &str); 4] = [
    ("about", "/statement/kind"),
    ("purpose", "/statement/purpose"),
    ("on", "/statement/on"),
    ("textVersion", "/statement/text_version"),
];
/// The same for what staff did.
const DEED_MEMBERS: [(&str, &str); 4] = [
    ("at", "/at"),
    ("act", "/act"),
    ("by", "/by"),
    ("request", "/request"),
];
/// The same for catalog versions.
const VERSION_MEMBERS: [(&str, &str); 3] =
    [("number", "/number"), ("hash", "/hash"), ("at", "/at")];

/// An answer that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedAudit {
    /// consents, decision or changes.
    pub question: String,
    /// How many proofs hold, which is all that are in it.
    pub proofs: usize,
    /// How many statements and versions have none, since they are older than the ledger.
    pub unproven: usize,
    /// How many entries the ledger had at the largest of their heads.
    pub size: u64,
    /// The ledger's name.
    pub origin: String,
}

/// Whether a file says that it is an answer to the privacy officer.
#[must_use]
pub fn is_audit(bytes: &[u8]) -> bool {
    let value: Result<Value, _> = serde_json::from_slice(bytes);
    value.is_ok_and(|value| value["form"] == AUDIT_FORM)
}

/// What every proof in an answer is held against.
struct Against<'a> {
    keys: &'a [VerifierKey],
    witnesses: &'a [VerifierKey],
    witnesses_min: usize,
}

/// Checks an answer with these keys of the ledger; with none, with its own. Each checkpoint in it has
/// to be cosigned by so many of the witnesses.
pub fn check_audit(
    bytes: &[u8],
    keys: &[VerifierKey],
    witnesses: &[VerifierKey],
    witnesses_min: usize,
) -> Result<CheckedAudit, Refused> {
    if bytes.len() > AUDIT_BYTES_MAX {
        return Err(Refused::TooLong);
    }
    let answer: Value =
        serde_json::from_slice(bytes).map_err(|_| Refused::Malformed("it is no JSON"))?;
    if text(&answer["form"])? != AUDIT_FORM {
        return Err(Refused::Malformed("its form is not known"));
    }
    let own = own_keys(&answer["keys"])?;
    let against = Against {
        keys: if keys.is_empty() { &own } else { keys },
        witnesses,
        witnesses_min,
    };
    let mut checked = CheckedAudit {
        question: text(&answer["question"])?.to_owned(),
        proofs: 0,
        unproven: 0,
        size: 0,
        origin: String::new(),
    };
    walk(&answer, &against, &mut checked)?;
    if checked.proofs == 0 {
        return Err(Refused::Malformed("there is no proof in it"));
    }
    Ok(checked)
}

fn walk(value: &Value, against: &Against<'_>, checked: &mut CheckedAudit) -> Result<(), Refused> {
    match value {
        Value::Array(items) => items
            .iter()
            .try_for_each(|item| walk(item, against, checked)),
        Value::Object(members) => {
            match members.get("proof") {
                Some(Value::Object(proof)) => proven(members, proof, against, checked)?,
                Some(_) => checked.unproven += 1,
                None => {}
            }
            let mut others = members.iter().filter(|(name, _)| *name != "proof");
            others.try_for_each(|(_, member)| walk(member, against, checked))
        }
        _ => Ok(()),
    }
}

/// Checks one proof, and that what stands beside it is what it is of.
fn proven(
    beside: &Map<String, Value>,
    proof: &Map<String, Value>,
    against: &Against<'_>,
    checked: &mut CheckedAudit,
) -> Result<(), Refused> {
    let of = |name: &str| proof.get(name).unwrap_or(&Value::Null);
    let kind = EntryKind::of_word(text(of("kind"))?);
    let kind = kind.ok_or(Refused::Malformed("its kind is not known"))?;
    let payload = text(of("payload"))?;
    let entry = Entry::new(kind, &salt(text(of("salt"))?)?, payload.as_bytes());
    let log = LogProof::parse(text(of("tlogProof"))?)?;
    let head = log.verify(&entry.leaf_hash(), against.keys)?;
    let cosigned = log
        .checkpoint
        .cosigned(against.witnesses, against.witnesses_min);
    cosigned.map_err(Refused::Witnesses)?;
    if of("index").as_u64() != Some(log.index) {
        return Err(Refused::Differs("a place in the ledger"));
    }
    checked.size = checked.size.max(head.size);
    checked.origin = head.origin.to_string();
    checked.proofs += 1;
    let payload: Value =
        serde_json::from_str(payload).map_err(|_| Refused::Malformed("its payload is no JSON"))?;
    let same = |(name, place): &(&str, &str)| {
        let shown = beside.get(*name).unwrap_or(&Value::Null);
        let meant = payload.pointer(place).unwrap_or(&Value::Null);
        shown == meant
    };
    let agrees = match kind {
        EntryKind::Permission => {
            let members = FACT_MEMBERS.iter().chain(&STATEMENT_MEMBERS);
            let statement = &payload["statement"];
            let done = statement.get("act").or(statement.get("flag"));
            members.into_iter().all(same)
                && done.is_none_or(|done| Some(done) == beside.get("what"))
        }
        EntryKind::Catalog => VERSION_MEMBERS.iter().all(same),
        EntryKind::Override => DEED_MEMBERS.iter().all(same),
        _ => return Err(Refused::Malformed("it is about something else")),
    };
    if agrees {
        Ok(())
    } else {
        Err(Refused::Differs("a statement, a version or a deed"))
    }
}
