//! From what the engine finds to what the pages show and the files hold.

use axum::response::Response;
use telos_engine::audit::{ConsentsFound, EndedCount, FactCounts, Then, ThenAnswer, VersionChange};
use telos_engine::layout::RecordedFact;
use telos_engine::ledger::{LedgerError, ToProve};
use telos_engine::{DecisionAnswer, Engine, Look, LookedAt, Looker, SubmitError, Who};
use telos_model::catalog::{ChangeAct, Meaning};
use telos_model::consent::Statement;
use telos_model::decide::{Named, Operation};
use telos_model::id::{NodeId, PurposeId};
use telos_model::time::Timestamp;

use super::super::me::history::told_change;
use super::super::names::Names;
use super::super::person_read::basis_code;
use super::super::words::{Lang, Words};
use super::ask::{Asked, Part};
use super::page::{
    Answer, Audit, ChangesRow, Choice, CountRow, DifferenceRow, EndedRow, FactRow, ThenRow,
    VersionRow,
};
use crate::api::auditing::{file as as_file, month};
use crate::api::wire_audit as wire;
use crate::api::{WireNames, actor_word};

/// How many statements a page has.
const PAGE_FACTS: usize = 50;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unanswered {
    /// It could not be read.
    #[error("answer the officer: it could not be read")]
    Read(#[from] LedgerError),
    /// That staff looked could not be recorded, and nothing is shown that is not on record.
    #[error("answer the officer: the look could not be recorded")]
    Look(#[from] SubmitError),
}

/// What the engine found.
enum Found {
    Nothing(Option<&'static str>),
    Consents(ConsentsFound),
    Decision(PurposeId, Operation, Box<Then>),
    Changes(
        (Timestamp, Timestamp),
        (Vec<VersionChange>, bool),
        (Vec<EndedCount>, bool),
        FactCounts,
    ),
}

fn find(engine: &Engine, part: Part, asked: &Asked) -> Result<Found, Unanswered> {
    if !asked.put {
        return Ok(Found::Nothing(None));
    }
    let policy = engine.policy();
    let purpose = asked.purpose(&policy.catalog);
    let found = match part {
        Part::Consents => {
            let query = asked.consents(&policy.catalog);
            let found = match asked.person() {
                None => Some(engine.audit_consents(&query, asked.after(), PAGE_FACTS)?),
                Some(node) => engine.audit_consents_of(&Who::Node(node), &query)?,
            };
            found.map_or(Found::Nothing(Some("people-absent")), Found::Consents)
        }
        Part::Decision => {
            let (Some(node), Some(purpose), Some(at)) = (asked.person(), purpose, asked.at())
            else {
                return Ok(Found::Nothing(Some("au-decision-missing")));
            };
            let operation = asked.operation();
            let known = Named::Known(purpose);
            match engine.audit_decision(&Who::Node(node), known, operation, at)? {
                ThenAnswer::Absent => Found::Nothing(Some("people-absent")),
                ThenAnswer::NoCatalog => Found::Nothing(Some("au-no-catalog")),
                ThenAnswer::Ahead => Found::Nothing(Some("au-ahead")),
                ThenAnswer::Found(then) => Found::Decision(purpose, operation, then),
            }
        }
        Part::Changes => match month(&asked.month) {
            None => Found::Nothing(Some("au-month-missing")),
            Some(time) => Found::Changes(
                time,
                engine.audit_versions(time)?,
                engine.audit_ended(time)?,
                engine.audit_facts(time, asked.after())?,
            ),
        },
    };
    note(engine, &found, asked.person(), purpose)?;
    Ok(found)
}

/// Records that staff looked at each person of an answer, and at whoever was asked about: that
/// nothing was found is an answer too.
fn note(
    engine: &Engine,
    found: &Found,
    asked: Option<NodeId>,
    purpose: Option<PurposeId>,
) -> Result<(), SubmitError> {
    let mut people: Vec<NodeId> = match found {
        Found::Nothing(_) => Vec::new(),
        Found::Consents(found) if found.facts.is_empty() => asked.into_iter().collect(),
        Found::Consents(found) => found.facts.iter().map(|(person, _)| *person).collect(),
        Found::Decision(_, _, then) => vec![then.person],
        Found::Changes(_, _, _, facts) => {
            let said = facts.overrides.iter().map(|one| one.person);
            said.chain(facts.deeds.iter().map(|(person, _)| *person))
                .collect()
        }
    };
    people.sort_unstable();
    people.dedup();
    for person in people {
        let look = Look {
            by: Looker::Staff,
            name: Box::default(),
            purpose,
            what: LookedAt::Permissions,
            at: engine.now(),
        };
        engine.note_staff_look(person, look)?;
    }
    Ok(())
}

/// The answer as a file; none where there is none.
pub(super) fn file(
    engine: &Engine,
    part: Part,
    asked: &Asked,
) -> Result<Option<Response>, Unanswered> {
    let found = find(engine, part, asked)?;
    let policy = engine.policy();
    let names = WireNames(&policy.catalog);
    Ok(match &found {
        Found::Nothing(_) => None,
        Found::Consents(found) => Some(as_file(&wire::consents(engine, names, found))),
        Found::Decision(purpose, operation, then) => {
            let about = (names.purpose(*purpose), *operation);
            Some(as_file(&wire::then(engine, names, about, then)))
        }
        Found::Changes(time, versions, ended, facts) => {
            let answer = wire::changes(engine, names, *time, versions, ended, facts);
            Some(as_file(&answer))
        }
    })
}

/// The page of a question, with its answer where it was put.
pub(super) fn page(
    engine: &Engine,
    lang: Lang,
    part: Part,
    asked: Asked,
) -> Result<Audit, Unanswered> {
    let found = find(engine, part, &asked)?;
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let w = Words::new(lang);
    let mut kinds: Vec<_> = policy.catalog.identifiers.iter().flatten().collect();
    kinds.sort_by_key(|kind| kind.priority);
    let kinds = kinds.into_iter().map(|kind| Choice {
        value: kind.name.to_string(),
        title: w.coded("identifier", &kind.name),
        chosen: *kind.name == *asked.kind,
    });
    let operations = Operation::ALL.map(|operation| Choice {
        value: operation.name().into(),
        title: w.coded("operation", operation.name()),
        chosen: operation == asked.operation(),
    });
    let (next, looked, cut) = match &found {
        Found::Consents(found) => (found.next, Some(found.looked), found.cut),
        Found::Changes(_, _, _, facts) => (facts.next, Some(facts.looked), facts.cut),
        Found::Decision(_, _, then) => (None, None, then.cut),
        Found::Nothing(_) => (None, None, 0),
    };
    let problem = match &found {
        Found::Nothing(problem) => *problem,
        _ => None,
    };
    let answered = !matches!(found, Found::Nothing(_));
    let purposes = names.choices(asked.purpose(&policy.catalog));
    let more = next.map(|place| asked.next(part, place));
    let file = answered.then(|| asked.file(part));
    let answer = match &found {
        Found::Nothing(_) => Answer::Nothing,
        Found::Consents(found) => {
            let facts = found.facts.iter();
            let facts = facts.filter_map(|(person, one)| fact(&names, w, *person, one));
            Answer::Consents(facts.collect())
        }
        Found::Decision(purpose, operation, found) => {
            Answer::Decision(Box::new(then(&names, w, (*purpose, *operation), found)))
        }
        Found::Changes(_, versions, ended, facts) => {
            Answer::Changes(Box::new(changes(&names, w, versions, ended, facts)))
        }
    };
    Ok(Audit {
        part,
        kinds: kinds.collect(),
        purposes,
        operations: operations.into(),
        problem,
        answer,
        file,
        more,
        looked,
        cut,
        asked,
    })
}

fn fact(names: &Names<'_>, w: Words, person: NodeId, found: &ToProve) -> Option<FactRow> {
    let (recorded, index) = match found {
        ToProve::Unknown => return None,
        ToProve::BeforeLedger(recorded) => (&**recorded, None),
        ToProve::Proven(proven) => (&proven.recorded, Some(proven.proof.index)),
    };
    let (at, what, _, version) = told_change(names, w, recorded);
    let by = w.coded("au-by", actor_word(recorded.fact.actor));
    let by = w.t2("au-said", "by", by, "method", &*recorded.detail.method);
    Some(FactRow {
        at,
        what,
        by,
        person: person.to_string(),
        id: recorded.fact.id.to_string(),
        version,
        text: text(names, recorded),
        index,
    })
}

/// The text that was agreed to.
fn text(names: &Names<'_>, recorded: &RecordedFact) -> Option<String> {
    let Statement::Consent {
        purpose,
        text_version,
        ..
    } = recorded.fact.statement
    else {
        return None;
    };
    let text = names.text_of(purpose, text_version)?;
    Some(text.body.to_string())
}

fn then(
    names: &Names<'_>,
    w: Words,
    (purpose, operation): (PurposeId, Operation),
    found: &Then,
) -> ThenRow {
    let (basis, reasons) = match &found.decision {
        DecisionAnswer::Permit(ground) => (Some(basis_code(ground.basis)), Vec::new()),
        DecisionAnswer::Deny(deny) => {
            let reasons = deny.reasons.iter().map(|reason| reason.code());
            (None, reasons.collect())
        }
    };
    let facts = found.facts.iter();
    ThenRow {
        at: found.at,
        person: found.person.to_string(),
        purpose: names.purpose(purpose),
        operation: operation.name(),
        basis,
        reasons,
        jurisdictions: found
            .jurisdictions
            .iter()
            .map(|id| names.jurisdiction(id))
            .collect(),
        version: found.version.number,
        applied: found.version.at,
        index: found.proven.as_ref().map(|one| one.proof.index),
        facts: facts
            .filter_map(|one| fact(names, w, found.person, one))
            .collect(),
        records: found.records,
        recorded_later: found.recorded_later,
        place_later: found.place_later,
    }
}

fn changes(
    names: &Names<'_>,
    w: Words,
    (versions, versions_cut): &(Vec<VersionChange>, bool),
    (ended, ended_cut): &(Vec<EndedCount>, bool),
    facts: &FactCounts,
) -> ChangesRow {
    let counts = facts.counts.iter().map(|one| {
        let what = match one.statement {
            Statement::Preference { brand, .. } => {
                w.t1("au-preferences", "brand", names.brand(brand))
            }
            statement => super::super::me::history::sentence(names, w, &statement),
        };
        CountRow {
            what,
            by: w.coded("au-by", actor_word(one.actor)),
            count: one.count,
        }
    });
    let overrides = facts.overrides.iter();
    let overrides = overrides.filter_map(|one| fact(names, w, one.person, &one.fact));
    let deeds = facts.deeds.iter().map(|(person, found)| {
        let shown = wire::deed(*person, found);
        let (act, by, request) = shown.told();
        FactRow {
            at: found.at,
            what: w.coded("au-deed", act),
            by: w.t1("au-deed-by", "name", by),
            person: person.to_string(),
            id: request.to_owned(),
            version: None,
            text: None,
            index: Some(found.proof.index),
        }
    });
    ChangesRow {
        versions: versions.iter().map(version).collect(),
        versions_cut: *versions_cut,
        ended: ended.iter().map(ended_row).collect(),
        ended_cut: *ended_cut,
        counts: counts.collect(),
        overrides: overrides.chain(deeds).collect(),
        overrides_count: facts.overrides_count
            + facts.deeds_counts.get("override").copied().unwrap_or(0),
    }
}

fn version(change: &VersionChange) -> VersionRow {
    let differences = change.diff.iter().flat_map(|diff| &diff.changes);
    let differences = differences.map(|one| DifferenceRow {
        act: match one.act {
            ChangeAct::Added => "added",
            ChangeAct::Removed => "removed",
            ChangeAct::Changed => "changed",
        },
        kind: one.kind,
        name: one.name.clone(),
        meaning: match one.meaning {
            Meaning::Neutral => "neutral",
            Meaning::Narrows => "narrows",
            Meaning::Widens => "widens",
        },
        basis: one
            .attributes
            .iter()
            .any(|attribute| attribute.name.starts_with("basis.")),
        attributes: one
            .attributes
            .iter()
            .map(|attribute| attribute.name.clone())
            .collect(),
    });
    VersionRow {
        number: change.version.number,
        at: change.version.at,
        index: change.proven.as_ref().map(|one| one.proof.index),
        changes: differences.collect(),
    }
}

fn ended_row(count: &EndedCount) -> EndedRow {
    let (ending, why) = count.ending.told();
    EndedRow {
        right: count.right.word(),
        ending,
        why,
        in_time: count.in_time,
        count: count.count,
    }
}
