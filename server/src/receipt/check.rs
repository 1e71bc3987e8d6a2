//! Checking a receipt offline: that the ledger's head was signed, that the entry is in the ledger,
//! that the entry commits to the payload, and that what can be read says the same as the payload.

use serde_json::Value;
use telos_ledger::note::{NoteError, VerifierKey};
use telos_ledger::{CheckpointError, Entry, EntryKind, LogProof, LogProofError, SALT_BYTES, Salt};
use telos_model::time::Timestamp;

use super::FORM;

/// The longest receipt that is read, in bytes.
pub const RECEIPT_BYTES_MAX: usize = 1024 * 1024;
/// The most keys that a receipt may bring.
const KEYS_MAX: usize = 64;

/// A receipt that holds, in the words of what was committed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The fact's id.
    pub fact: String,
    /// What was stated, as canonical JSON.
    pub statement: String,
    /// Who stated it.
    pub actor: String,
    /// From when on it holds.
    pub effective: String,
    /// The entry's place in the ledger.
    pub index: u64,
    /// How many entries the ledger had.
    pub size: u64,
    /// The ledger's name.
    pub origin: String,
    /// The key that verified it, as text.
    pub key: String,
    /// The trusted witnesses that have signed, with the time each named.
    pub witnesses: Vec<String>,
}

/// Why a receipt does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is too long.
    #[error("it is longer than 1 MiB")]
    TooLong,
    /// It is no receipt.
    #[error("it is not a receipt that can be read: {0}")]
    Malformed(&'static str),
    /// The log's proof does not hold.
    #[error("its proof does not hold")]
    Proof(#[from] LogProofError),
    /// Witnesses that were asked for have not signed.
    #[error("its witnesses do not hold")]
    Witnesses(#[source] CheckpointError),
    /// What can be read says something else than what was committed to.
    #[error("what can be read in it is not what was committed to: {0}")]
    Differs(&'static str),
}

/// Checks a receipt with these keys of the ledger; with none, with the receipt's own.
pub fn check(
    bytes: &[u8],
    keys: &[VerifierKey],
    witnesses: &[VerifierKey],
    witnesses_min: usize,
) -> Result<Checked, Refused> {
    if bytes.len() > RECEIPT_BYTES_MAX {
        return Err(Refused::TooLong);
    }
    let receipt: Value =
        serde_json::from_slice(bytes).map_err(|_| Refused::Malformed("it is no JSON"))?;
    let proof = &receipt["proof"];
    if text(&proof["form"])? != FORM {
        return Err(Refused::Malformed("its form is not known"));
    }
    let kind = EntryKind::of_word(text(&proof["kind"])?);
    let kind = kind.ok_or(Refused::Malformed("its kind is not known"))?;
    if kind != EntryKind::Permission {
        return Err(Refused::Malformed("it is not about a permission"));
    }
    let payload = text(&proof["payload"])?;
    let entry = Entry::new(kind, &salt(text(&proof["salt"])?)?, payload.as_bytes());
    let own = own_keys(&proof["keys"])?;
    let keys = if keys.is_empty() { &own } else { keys };

    let log = LogProof::parse(text(&proof["tlogProof"])?)?;
    let head = log.verify(&entry.leaf_hash(), keys)?.clone();
    let key = keys.iter().find(|key| {
        let alone = std::slice::from_ref(*key);
        log.checkpoint.verify(alone).is_ok()
    });
    let key = key.ok_or(LogProofError::Checkpoint(NoteError::Unsigned.into()))?;
    let cosigned = log.checkpoint.cosigned(witnesses, witnesses_min);
    let cosigned = cosigned.map_err(Refused::Witnesses)?;

    let payload: Value =
        serde_json::from_str(payload).map_err(|_| Refused::Malformed("its payload is no JSON"))?;
    agrees(&receipt, &payload)?;
    let told = |name: &'static str| text(&payload[name]).map(ToOwned::to_owned);
    Ok(Checked {
        fact: told("fact")?,
        statement: payload["statement"].to_string(),
        actor: told("actor")?,
        effective: told("effective")?,
        index: log.index,
        size: head.size,
        origin: head.origin.into(),
        key: key.to_string(),
        witnesses: cosigned
            .iter()
            .map(|witness| {
                let millis = i64::try_from(witness.time).unwrap_or(i64::MAX / 1_000);
                let time = Timestamp::from_millis(millis.saturating_mul(1_000));
                format!("{} at {time}", witness.witness)
            })
            .collect(),
    })
}

/// Everything that can be read must follow from the payload.
fn agrees(receipt: &Value, payload: &Value) -> Result<(), Refused> {
    let record = &receipt["dct:hasPart"];
    let statement = &payload["statement"];
    let fact = text(&payload["fact"])?;
    let purpose = statement["purpose"].as_str().unwrap_or("all");
    let effective = text(&payload["effective"])?;
    let seconds = Timestamp::parse(effective).map(|at| at.millis().div_euclid(1_000));
    let status = status(statement).ok_or(Refused::Malformed("its statement is not known"))?;
    let kantara = &receipt["kantara"];
    let event = &record["dpv:hasConsentStatus"];
    let same = |what: &'static str, shown: &Value, meant: &str| {
        if shown.as_str() == Some(meant) {
            Ok(())
        } else {
            Err(Refused::Differs(what))
        }
    };
    same(
        "its id",
        &receipt["dct:identifier"],
        &format!("urn:telos:receipt:{fact}"),
    )?;
    same(
        "the record's id",
        &record["dct:identifier"],
        &format!("urn:telos:fact:{fact}"),
    )?;
    let subject = text(&payload["subject"])?;
    same(
        "the person",
        &record["dpv:hasDataSubject"]["dct:identifier"],
        subject,
    )?;
    let shown = &record["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"];
    same("the purpose", shown, purpose)?;
    same("what was done", &event["@type"], status)?;
    same("the time", &event["dct:date"]["@value"], effective)?;
    same(
        "the method",
        &event["dpv:hasIndicationMethod"],
        text(&payload["method"])?,
    )?;
    same(
        "the time of recording",
        &record["dct:created"]["@value"],
        text(&payload["recorded"])?,
    )?;
    if let Some(version) = statement["text_version"].as_u64() {
        let notice = text(&record["dpv:hasNotice"]["dct:identifier"])?;
        let shown = notice.strip_prefix(&format!("{purpose}:"));
        if shown.is_some_and(|shown| shown != version.to_string()) {
            return Err(Refused::Differs("the text that was shown"));
        }
    }
    same("Kantara's id", &kantara["consentReceiptID"], fact)?;
    same("Kantara's person", &kantara["piiPrincipalId"], subject)?;
    same(
        "Kantara's method",
        &kantara["collectionMethod"],
        text(&payload["method"])?,
    )?;
    let shown = &kantara["services"][0]["purposes"][0]["purpose"];
    same("Kantara's purpose", shown, purpose)?;
    if kantara["consentTimestamp"].as_i64() != seconds || seconds.is_none() {
        return Err(Refused::Differs("Kantara's time"));
    }
    Ok(())
}

/// The state of consent that a statement of a payload leads to.
fn status(statement: &Value) -> Option<&'static str> {
    Some(match (statement["kind"].as_str()?, &statement["act"]) {
        ("consent", act) => match act.as_str()? {
            "request" => "dpv:ConsentRequested",
            "grant" => "dpv:ConsentGiven",
            "confirm" => "dpv:RenewedConsentGiven",
            "deny" => "dpv:ConsentRefused",
            "withdraw" => "dpv:ConsentWithdrawn",
            "revoke" => "dpv:ConsentRevoked",
            "invalidate" => "dpv:ConsentInvalidated",
            _ => return None,
        },
        ("objection", _) if statement["on"].as_bool()? => "dpv:ConsentRefused",
        ("objection" | "flag" | "preference", _) => "dpv:ConsentUnknown",
        _ => return None,
    })
}

pub(super) fn text(value: &Value) -> Result<&str, Refused> {
    value
        .as_str()
        .ok_or(Refused::Malformed("a part of it is missing"))
}

pub(super) fn salt(hex: &str) -> Result<Salt, Refused> {
    let digits = hex.len() == 2 * SALT_BYTES && hex.bytes().all(|b| b.is_ascii_hexdigit());
    if !digits {
        return Err(Refused::Malformed("its salt is not 64 hexadecimal digits"));
    }
    let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap_or(0);
    Ok(Salt(std::array::from_fn(byte)))
}

pub(super) fn own_keys(keys: &Value) -> Result<Vec<VerifierKey>, Refused> {
    let malformed = Refused::Malformed("its keys are no keys");
    let keys = keys.as_array().filter(|keys| keys.len() <= KEYS_MAX);
    let keys = keys.ok_or(malformed.clone())?.iter().map(|key| {
        let key = key.as_str().ok_or(malformed.clone())?;
        VerifierKey::parse(key).map_err(|_| malformed.clone())
    });
    keys.collect()
}
