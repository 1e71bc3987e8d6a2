//! From what the engine knows of a request to what its page shows.

use std::collections::BTreeSet;

use telos_engine::layout::Erasure;
use telos_engine::{
    Engine, HERE, Look, LookedAt, Looker, ReadError, RequestAnswer, SubmitError, Who,
};
use telos_model::catalog::{Catalog, Pack, TimeLimit};
use telos_model::consent::Flag;
use telos_model::id::RecipientId;
use telos_model::request::{
    Asker, Asking, Assurance, CheckMethod, Delay, Hindrance, Plan, Reply, Request, RequestId,
    Right, State, SystemTask, required,
};
use telos_model::time::Timestamp;

use super::super::names::Names;
use super::super::words::Lang;
use super::one::{AskerRow, Gone, Law, One, PartRow, ShownRow, Steps, SystemRow};
use super::{Choice, Mark};

/// The ways of showing who one is that staff can attest.
pub(super) const CHECKS: [CheckMethod; 5] = [
    CheckMethod::CodeByEmail,
    CheckMethod::CodeBySms,
    CheckMethod::SignedIn,
    CheckMethod::Questions,
    CheckMethod::Document,
];

/// What is found by an id.
pub(super) enum Found {
    One(Box<One>),
    Gone(Box<Gone>),
    Nothing,
}

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unshown {
    /// It could not be read.
    #[error("show a request: it could not be read")]
    Read(#[from] ReadError),
    /// That staff looked could not be recorded, and nothing is shown that is not on record.
    #[error("show a request: the look could not be recorded")]
    Look(#[from] SubmitError),
}

/// Reads a request, and records that staff looked at it.
pub(super) fn find(engine: &Engine, lang: Lang, id: RequestId) -> Result<Found, Unshown> {
    let request = match engine.request(id)? {
        RequestAnswer::Known(request) => request,
        RequestAnswer::Gone(erasure) => return Ok(Found::Gone(Box::new(gone(&erasure)))),
        RequestAnswer::Unknown => return Ok(Found::Nothing),
    };
    let look = Look {
        by: Looker::Staff,
        name: Box::default(),
        purpose: None,
        what: LookedAt::Request,
        at: engine.now(),
    };
    engine.note_staff_look(request.case().person, look)?;
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let foreseen = match request.state() {
        State::Received | State::Identified => engine.foresee_request(&request)?,
        _ => None,
    };
    let choices = engine.choices(&Who::Node(request.case().person))?;
    let hold = choices.is_some_and(|known| {
        let mut flags = known.flags.iter();
        flags.any(|(flag, _)| *flag == Flag::LegalHold)
    });
    let mut one = shown(&names, &request, foreseen.as_ref(), engine.now());
    one.by = id.to_string();
    one.hold = hold;
    Ok(Found::One(Box::new(one)))
}

fn gone(erasure: &Erasure) -> Gone {
    Gone {
        number: format!("{:032x}", u128::from_be_bytes(erasure.number)),
        at: erasure.at,
        nodes: erasure.nodes,
        identifiers: erasure.identifiers,
        entries: erasure.entries,
        facts: erasure.facts,
    }
}

fn shown(names: &Names<'_>, request: &Request, foreseen: Option<&Plan>, now: Timestamp) -> One {
    let case = request.case();
    let none: &[SystemTask] = &[];
    let (plan, systems, ended) = match request.state() {
        State::Working(work) => (Some(&work.plan), &work.systems[..], None),
        State::Completed(done) => (Some(&done.plan), &done.systems[..], Some(done.at)),
        State::Refused { at, .. } | State::Cancelled { at } => (None, none, Some(*at)),
        State::Received | State::Identified => (foreseen, none, None),
    };
    let sensitive = plan.is_some_and(|plan| holds_sensitive(names.catalog(), plan));
    let askers = request.askers().iter();
    One {
        id: case.id.to_string(),
        by: case.id.to_string(),
        right: case.right.word(),
        brand: case.brand.map(|brand| names.brand(brand)),
        person: case.person.to_string(),
        state: request.state().word(),
        received: case.received,
        ended,
        refused: match request.state() {
            State::Refused { why, .. } => Some(why.code()),
            _ => None,
        },
        mark: Mark::of(request, now),
        law: law(names, request),
        askers: askers
            .map(|asking| asker(case.right, asking, sensitive))
            .collect(),
        parts: plan.map_or_else(Vec::new, |plan| parts(names, plan)),
        foreseen: foreseen.is_some(),
        systems: systems.iter().map(system).collect(),
        hold: false,
        steps: steps(names, request, plan, now),
        told: None,
        problem: None,
        link: None,
    }
}

/// Whether any purpose of a plan may hold sensitive data, which is when identity is asked for in
/// two ways. The engine looks at what is held; this is for saying beforehand what may be asked.
fn holds_sensitive(catalog: &Catalog, plan: &Plan) -> bool {
    let sensitive = catalog.sensitive();
    let mut parts = plan.parts.iter();
    parts.any(|(purpose, _)| {
        let purpose = catalog.purpose(*purpose);
        purpose.is_some_and(|one| !one.categories.intersection(sensitive).is_empty())
    })
}

const fn assurance(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Named => "named",
        Assurance::Reached => "reached",
        Assurance::Strong => "strong",
    }
}

fn asker(right: Right, asking: &Asking, sensitive: bool) -> AskerRow {
    let (name, without_mandate) = match &asking.asker {
        Asker::Person => (None, false),
        Asker::Staff { name } => (Some(name.to_string()), false),
        Asker::Agent { name, mandate_seen } => (Some(name.to_string()), !mandate_seen),
        Asker::OpenDsr { controller } => (Some(controller.to_string()), false),
    };
    let shown = asking.verified.as_ref().map(|verified| ShownRow {
        assurance: assurance(verified.assurance()),
        checks: verified
            .checks()
            .iter()
            .map(|check| check.method.word())
            .collect(),
        at: verified.at(),
    });
    AskerRow {
        id: asking.id.to_string(),
        asker: asking.asker.word(),
        name,
        without_mandate,
        at: asking.at,
        required: assurance(required(right, &asking.asker, sensitive)),
        shown,
    }
}

fn parts(names: &Names<'_>, plan: &Plan) -> Vec<PartRow> {
    let parts = plan.parts.iter().map(|(purpose, why)| {
        let declared = names.catalog().purpose(*purpose);
        PartRow {
            purpose: names.purpose(*purpose),
            brand: declared.map_or_else(String::new, |purpose| names.brand(purpose.brand)),
            why: why.map(Hindrance::code),
        }
    });
    parts.collect()
}

fn system(task: &SystemTask) -> SystemRow {
    let (state, at, code) = match &task.reply {
        Reply::Waiting => ("waiting", None, None),
        Reply::Done { at } => ("done", Some(*at), None),
        Reply::Failed { at, code } => ("failed", Some(*at), Some(code.to_string())),
    };
    SystemRow {
        name: task.system.to_string(),
        here: &*task.system == HERE,
        state,
        at,
        code,
    }
}

/// The key of a time's words, and how much of it.
fn limit(limit: TimeLimit) -> (&'static str, u16) {
    match limit {
        TimeLimit::Months(months) => ("request-months", months),
        TimeLimit::Days(days) => ("request-days", days),
        TimeLimit::BusinessDays(days) => ("request-business-days", days),
        TimeLimit::Hours(hours) => ("rq-hours", hours),
        TimeLimit::Promptly => ("request-promptly", 0),
    }
}

const fn narrows(right: Right) -> bool {
    matches!(right, Right::SaleOptOut | Right::LimitSensitive)
}

fn law(names: &Names<'_>, request: &Request) -> Law {
    let case = request.case();
    let pack: Option<&Pack> = names.catalog().pack(case.deadline.jurisdiction);
    let first = pack.map_or(TimeLimit::Promptly, |pack| match pack.times.opt_out {
        Some(limit) if narrows(case.right) => limit,
        _ => pack.rules.request,
    });
    let more = pack.and_then(|pack| pack.times.request_extension);
    Law {
        jurisdiction: names.jurisdiction(case.deadline.jurisdiction),
        citation: pack.map_or_else(String::new, |pack| pack.citation.to_string()),
        limit: limit(first),
        more: more.filter(|_| !narrows(case.right)).map(limit),
        zone: pack.map_or_else(String::new, |pack| {
            pack.times.calendar.time_zone.to_string()
        }),
        late_at: request.late_at(),
        acknowledge_by: case.deadline.acknowledge_by,
        extended: request
            .extension()
            .map(|more| (more.at, more.why.map(Delay::word))),
    }
}

/// What may happen to a request now. The engine has the last word.
fn steps(names: &Names<'_>, request: &Request, plan: Option<&Plan>, now: Timestamp) -> Steps {
    let state = request.state();
    if state.is_closed() {
        let given = matches!(state, State::Completed(_)) && request.case().right.gives_data();
        return Steps {
            download: given,
            ..Steps::default()
        };
    }
    let working = matches!(state, State::Working(_));
    let identified = *state == State::Identified;
    let refusals = Hindrance::ALL.into_iter().filter(|why| {
        !working
            && match why {
                Hindrance::IdentityNotShown => {
                    let waited = telos_model::request::IDENTITY_DAYS_MAX;
                    !identified && now >= request.case().received.plus_days(waited)
                }
                why => why.refuses_whole(),
            }
    });
    let first = request.case().deadline.late_at;
    let more = law(names, request).more.is_some();
    let extends = more && request.extension().is_none() && now < first;
    let delays = Delay::ALL.into_iter().filter(|_| extends);
    Steps {
        checks: CHECKS.map(CheckMethod::word).into(),
        recipients: recipients(names, plan),
        begin: identified,
        advance: working,
        reply: working,
        delays: delays.map(Delay::word).collect(),
        refusals: refusals.map(Hindrance::code).collect(),
        cancel: !working,
        download: working && request.case().right.gives_data(),
        hold: true,
    }
}

/// Who may have been given the data, by the purposes of a plan.
fn recipients(names: &Names<'_>, plan: Option<&Plan>) -> Vec<Choice> {
    let catalog = names.catalog();
    let parts = plan.into_iter().flat_map(|plan| &plan.parts);
    let purposes = parts.filter_map(|(purpose, _)| catalog.purpose(*purpose));
    let all: BTreeSet<RecipientId> = purposes
        .flat_map(|purpose| purpose.recipients.iter())
        .collect();
    let known = all.into_iter().filter_map(|id| catalog.recipient(id));
    known
        .map(|recipient| Choice {
            value: recipient.name.to_string(),
            title: names.recipient(recipient.id),
            chosen: false,
        })
        .collect()
}
