//! Answers to the privacy officer's questions as they go over the wire. Each is a file that
//! `telos receipt verify` checks: what stands beside a proof has to be what the proof is of.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use telos_engine::audit::{
    ConsentsFound, EndedCount, FactCount, FactCounts, ProvenVersion, Then, VersionChange,
};
use telos_engine::layout::RecordedFact;
use telos_engine::ledger::ToProve;
use telos_engine::{AppliedVersion, Engine, ProvenDeed};
use telos_ledger::note::VerifierKey;
use telos_ledger::{EntryKind, LogProof, Salt};
use telos_model::consent::Statement;
use telos_model::decide::Operation;
use telos_model::id::NodeId;
use utoipa::ToSchema;

use super::names::Names;
use super::wire_decision::{Decision, decision};
use super::wire_ledger::hex;
use super::wire_package::{about, actor_word};

/// The name and version of the form.
pub(crate) const FORM: &str = "telos-audit/1";

/// What every answer begins with.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditHead)]
pub(crate) struct Head {
    /// The name and version of this form.
    form: &'static str,
    /// consents, decision or changes.
    question: &'static str,
    made: String,
    /// The keys of the ledger, newest first.
    keys: Vec<String>,
}

/// Who consented to which text, and when.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditConsents)]
pub(crate) struct Consents<'a> {
    #[serde(flatten)]
    pub(crate) head: Head,
    pub(crate) facts: Vec<Fact<'a>>,
    /// How many records were looked at for this page.
    pub(crate) looked: usize,
    /// How many of these have more than 5,000 statements in this time: only the newest of each
    /// were read.
    pub(crate) records_cut: usize,
    /// What `after` has to be for the next page; null at the end. A page may be empty and not be
    /// the last.
    pub(crate) next: Option<String>,
}

/// On what basis something could be done at an instant.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditDecision)]
pub(crate) struct DecisionThen<'a> {
    #[serde(flatten)]
    head: Head,
    person: String,
    at: String,
    purpose: &'a str,
    operation: &'static str,
    /// The decision as of then.
    answer: Decision<'a>,
    /// The jurisdictions that held; none where none was known, which is when the strictest does.
    jurisdictions: Vec<&'a str>,
    catalog: Version,
    /// What the decision rests on; of a denial, what was said about the purpose.
    facts: Vec<Fact<'a>>,
    /// How many records were the person by then, by the links that are known now.
    records: usize,
    /// How many statements took effect by then and came here only later, so that they did not count.
    recorded_later: usize,
    /// A place was noted only later, so that the strictest rules were taken.
    place_later: bool,
    /// How many of the records had more than 5,000 statements by then: only the newest of each were
    /// read, so that an older one may be missing from the decision.
    records_cut: usize,
}

/// What changed in a time.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditChanges)]
pub(crate) struct Changes<'a> {
    #[serde(flatten)]
    pub(crate) head: Head,
    pub(crate) from: String,
    pub(crate) until: String,
    /// Newest first.
    pub(crate) versions: Vec<VersionShown>,
    /// There were more versions than are told.
    pub(crate) versions_cut: bool,
    pub(crate) requests: Vec<Ended>,
    /// More requests ended than were counted.
    pub(crate) requests_cut: bool,
    pub(crate) facts: Vec<Count<'a>>,
    /// Statements by staff or the brand in a person's place, at most 50.
    pub(crate) overrides: Vec<Fact<'a>>,
    /// How many there were of these among the records looked at.
    pub(crate) overrides_count: u64,
    /// What staff did that the rules alone would not have done, at most 50: a request refused or
    /// extended, records taken apart.
    pub(crate) deeds: Vec<DeedShown>,
    /// How many ledger entries there were about requests (`request`) and about what staff did
    /// (`override`), among the records looked at.
    pub(crate) deeds_counts: BTreeMap<&'static str, u64>,
    /// How many records were looked at for facts.
    pub(crate) looked: usize,
    /// How many of these have more than 5,000 statements: only the newest of each were counted.
    pub(crate) records_cut: usize,
    /// What `after` has to be for the next page of facts; null at the end.
    pub(crate) next: Option<String>,
}

/// A proof that an entry is in the ledger, and what the entry commits to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditProof)]
#[expect(clippy::struct_field_names, reason = "the name on the wire")]
pub(crate) struct Proof {
    kind: &'static str,
    /// What the entry commits to, together with the salt.
    payload: String,
    /// 64 hexadecimal digits.
    salt: String,
    /// The entry's place in the ledger.
    index: u64,
    /// C2SP tlog-proof, with the signed checkpoint.
    tlog_proof: String,
}

/// A statement about permission.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditFact)]
#[expect(clippy::struct_field_names, reason = "the name on the wire")]
pub(crate) struct Fact<'a> {
    fact: String,
    /// The person's head as it is known now.
    person: Option<String>,
    /// The record that it was stated for.
    subject: Option<String>,
    /// consent, objection, flag or preference.
    about: &'static str,
    what: &'static str,
    purpose: Option<&'a str>,
    on: Option<bool>,
    text_version: Option<u32>,
    effective: String,
    recorded: String,
    actor: &'static str,
    method: String,
    locale: String,
    evidence: Option<String>,
    /// None of a statement that is older than the ledger.
    proof: Option<Proof>,
    /// Where its receipt is.
    receipt: String,
}

/// Something that staff did.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditDeed)]
pub(crate) struct DeedShown {
    /// The person's head as it is known now.
    person: String,
    at: String,
    /// `unmerge`, `refuse`, `extend` or `lift_suppression`.
    act: Option<String>,
    /// The name of the key that was used.
    by: Option<String>,
    /// The request that it was about.
    request: Option<String>,
    proof: Proof,
}

/// A catalog version.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditVersion)]
pub(crate) struct Version {
    number: u64,
    hash: String,
    at: String,
    /// None of a version that is older than the ledger.
    proof: Option<Proof>,
}

/// A catalog version with what differs from the one before.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditVersionChange)]
pub(crate) struct VersionShown {
    catalog: Version,
    /// What was added, removed and changed; null of the first.
    #[schema(value_type = Option<Object>)]
    changes: Option<Value>,
    /// The changes of lawful bases among them.
    basis_changes: Vec<BasisChange>,
}

/// A change of a lawful basis.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditBasisChange)]
pub(crate) struct BasisChange {
    /// `brand/purpose`.
    purpose: String,
    /// Such as `basis.eu.kind`.
    attribute: String,
}

/// How requests ended.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEnded)]
pub(crate) struct Ended {
    right: &'static str,
    /// completed, refused, cancelled or erased.
    outcome: &'static str,
    reason: Option<&'static str>,
    in_time: bool,
    count: u64,
}

/// How many statements of a kind there were.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditCount)]
#[expect(clippy::struct_field_names, reason = "the name on the wire")]
pub(crate) struct Count<'a> {
    about: &'static str,
    what: &'static str,
    purpose: Option<&'a str>,
    on: Option<bool>,
    actor: &'static str,
    count: u64,
}

impl Head {
    /// The head of an answer that is made now.
    pub(crate) fn of(engine: &Engine, question: &'static str) -> Self {
        let keys: Vec<VerifierKey> = engine.ledger_keys();
        Self {
            form: FORM,
            question,
            made: engine.now().to_string(),
            keys: keys.iter().map(ToString::to_string).collect(),
        }
    }
}

fn proof(kind: EntryKind, payload: &str, salt: &Salt, log: &LogProof) -> Proof {
    Proof {
        kind: kind.word(),
        payload: payload.to_owned(),
        salt: hex(&salt.0),
        index: log.index,
        tlog_proof: log.to_string(),
    }
}

/// A statement with its proof; none where there is none.
pub(crate) fn fact<'a>(
    names: Names<'a>,
    person: Option<NodeId>,
    found: &ToProve,
) -> Option<Fact<'a>> {
    let (recorded, subject, proof) = match found {
        ToProve::Unknown => return None,
        ToProve::BeforeLedger(recorded) => (&**recorded, None, None),
        ToProve::Proven(proven) => {
            let kind = proven.entry.kind;
            let proof = proof(kind, &proven.payload, &proven.salt, &proven.proof);
            (&proven.recorded, Some(proven.node), Some(proof))
        }
    };
    let RecordedFact { fact, detail, .. } = recorded;
    let (about, what, purpose, on) = about(&fact.statement);
    Some(Fact {
        fact: fact.id.to_string(),
        person: person.map(|person| person.to_string()),
        subject: subject.map(|node| node.to_string()),
        about,
        what,
        purpose: purpose.map(|purpose| names.purpose(purpose)),
        on,
        text_version: match fact.statement {
            Statement::Consent { text_version, .. } => Some(text_version),
            _ => None,
        },
        effective: fact.effective.to_string(),
        recorded: fact.recorded.to_string(),
        actor: actor_word(fact.actor),
        method: detail.method.to_string(),
        locale: detail.locale.to_string(),
        evidence: detail.evidence.as_deref().map(ToOwned::to_owned),
        proof,
        receipt: format!("/v1/receipts/{}", fact.id),
    })
}

/// Something that staff did, with its proof.
pub(crate) fn deed(person: NodeId, found: &ProvenDeed) -> DeedShown {
    let payload: Value = serde_json::from_str(&found.payload).unwrap_or_default();
    let text = |name: &str| payload[name].as_str().map(ToOwned::to_owned);
    DeedShown {
        person: person.to_string(),
        at: found.at.to_string(),
        act: text("act"),
        by: text("by"),
        request: text("request"),
        proof: proof(found.entry.kind, &found.payload, &found.salt, &found.proof),
    }
}

impl DeedShown {
    /// What was done, by whom and about which request, for a page.
    pub(crate) fn told(&self) -> (&str, &str, &str) {
        (
            self.act.as_deref().unwrap_or_default(),
            self.by.as_deref().unwrap_or_default(),
            self.request.as_deref().unwrap_or_default(),
        )
    }
}

/// A page of statements about consent.
pub(crate) fn consents<'a>(
    engine: &Engine,
    names: Names<'a>,
    found: &ConsentsFound,
) -> Consents<'a> {
    let facts = found
        .facts
        .iter()
        .filter_map(|(person, found)| fact(names, Some(*person), found));
    Consents {
        head: Head::of(engine, "consents"),
        facts: facts.collect(),
        looked: found.looked,
        records_cut: found.cut,
        next: found.next.map(|node| node.to_string()),
    }
}

/// A decision as of an instant.
pub(crate) fn then<'a>(
    engine: &Engine,
    names: Names<'a>,
    (purpose, operation): (&'a str, Operation),
    found: &Then,
) -> DecisionThen<'a> {
    let holds = found.jurisdictions.iter();
    let facts = found.facts.iter();
    DecisionThen {
        head: Head::of(engine, "decision"),
        person: found.person.to_string(),
        at: found.at.to_string(),
        purpose,
        operation: operation.name(),
        answer: decision(names, &found.decision),
        jurisdictions: holds.map(|id| names.pack(id)).collect(),
        catalog: version(&found.version, found.proven.as_ref()),
        facts: facts
            .filter_map(|one| fact(names, Some(found.person), one))
            .collect(),
        records: found.records,
        recorded_later: found.recorded_later,
        place_later: found.place_later,
        records_cut: found.cut,
    }
}

fn version(version: &AppliedVersion, proven: Option<&ProvenVersion>) -> Version {
    Version {
        number: version.number,
        hash: version.hash.to_string(),
        at: version.at.to_string(),
        proof: proven.map(|one| proof(EntryKind::Catalog, &one.payload, &one.salt, &one.proof)),
    }
}

/// A version with what differs from the one before.
pub(crate) fn version_change(change: &VersionChange) -> VersionShown {
    let changes = change.diff.iter().flat_map(|diff| &diff.changes);
    let bases = changes.filter(|one| one.kind == "purpose").flat_map(|one| {
        let attributes = one.attributes.iter();
        let bases = attributes.filter(|attribute| attribute.name.starts_with("basis."));
        bases.map(|attribute| BasisChange {
            purpose: one.name.clone(),
            attribute: attribute.name.clone(),
        })
    });
    VersionShown {
        basis_changes: bases.collect(),
        catalog: version(&change.version, change.proven.as_ref()),
        changes: change
            .diff
            .as_ref()
            .and_then(|diff| serde_json::to_value(&diff.changes).ok()),
    }
}

/// How requests ended.
pub(crate) fn ended(count: &EndedCount) -> Ended {
    let (outcome, reason) = count.ending.told();
    Ended {
        right: count.right.word(),
        outcome,
        reason,
        in_time: count.in_time,
        count: count.count,
    }
}

/// How many statements of a kind there were.
pub(crate) fn count<'a>(names: Names<'a>, count: &FactCount) -> Count<'a> {
    let (about, what, _, on) = about(&count.statement);
    Count {
        about,
        what,
        purpose: count.purpose.map(|purpose| names.purpose(purpose)),
        on,
        actor: actor_word(count.actor),
        count: count.count,
    }
}

/// What changed in a time, as far as somebody may see it.
pub(crate) fn changes<'a>(
    engine: &Engine,
    names: Names<'a>,
    (from, until): (telos_model::time::Timestamp, telos_model::time::Timestamp),
    (versions, versions_cut): &(Vec<VersionChange>, bool),
    (requests, requests_cut): &(Vec<EndedCount>, bool),
    facts: &FactCounts,
) -> Changes<'a> {
    let overrides = facts.overrides.iter();
    Changes {
        head: Head::of(engine, "changes"),
        from: from.to_string(),
        until: until.to_string(),
        versions: versions.iter().map(version_change).collect(),
        versions_cut: *versions_cut,
        requests: requests.iter().map(ended).collect(),
        requests_cut: *requests_cut,
        facts: facts.counts.iter().map(|one| count(names, one)).collect(),
        overrides: overrides
            .filter_map(|one| fact(names, Some(one.person), &one.fact))
            .collect(),
        overrides_count: facts.overrides_count,
        deeds: facts
            .deeds
            .iter()
            .map(|(person, found)| deed(*person, found))
            .collect(),
        deeds_counts: facts.deeds_counts.clone(),
        looked: facts.looked,
        records_cut: facts.cut,
        next: facts.next.map(|node| node.to_string()),
    }
}
