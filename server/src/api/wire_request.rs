//! Requests of people as they go over the wire.

use serde::{Deserialize, Serialize};
use telos_engine::RequestAnswer;
use telos_model::request::{
    Asker, CheckMethod, Hindrance, Plan, Reply, Request, State, SystemTask, Urgency,
};
use telos_model::time::Timestamp;
use utoipa::ToSchema;

use super::names::Names;
use crate::problem::Problem;

/// What somebody asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToAsk {
    /// A kind of identifier, or `person`.
    pub(crate) kind: String,
    /// The identifier.
    pub(crate) value: String,
    /// information, access, rectification, erasure, restriction, portability, objection,
    /// automated-decision, sale-opt-out or limit-sensitive.
    pub(crate) right: String,
    /// The brand, where it is about one only.
    pub(crate) brand: Option<String>,
    /// Who asks.
    #[serde(default)]
    pub(crate) asker: ToAskAs,
}

/// Who asks.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "lowercase", tag = "type")]
pub(crate) enum ToAskAs {
    /// The person.
    #[default]
    Person,
    /// Staff for the person; they are named by their key.
    Staff,
    /// An agent whom the person authorised.
    Agent {
        /// The agent's name.
        name: String,
        /// Whether the mandate was seen.
        mandate_seen: bool,
    },
}

/// Checks that whoever asks has passed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checks {
    /// code-by-email, code-by-sms, signed-in, questions or document.
    pub(crate) checks: Vec<String>,
}

/// The systems besides this one that hold the data.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advance {
    /// Their names.
    #[serde(default)]
    pub(crate) systems: Vec<String>,
}

/// What a system says of its part.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replied {
    /// Its name.
    pub(crate) system: String,
    /// A code, where it failed.
    pub(crate) failed: Option<String>,
}

/// Why it is refused.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefuseFor {
    /// A code, such as `excessive`.
    pub(crate) reason: String,
}

/// A request that was taken.
#[derive(Serialize, ToSchema)]
#[schema(as = RequestTaken)]
pub(crate) struct Asked<'a> {
    /// The id that whoever asked knows it by.
    pub(crate) id: String,
    /// Whether it was joined with one that was open.
    pub(crate) joined: bool,
    /// The request.
    pub(crate) request: RequestShown<'a>,
}

/// What is open.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenRequests<'a> {
    /// The first to be late first.
    pub(crate) requests: Vec<RequestShown<'a>>,
}

/// A link that works once.
#[derive(Serialize, ToSchema)]
#[schema(as = DownloadLink)]
pub(crate) struct Link {
    /// Its path on this server.
    pub(crate) path: String,
}

/// A request.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PersonRequest)]
pub(crate) struct RequestShown<'a> {
    id: String,
    /// received, identified, working, completed, refused, cancelled, or erased with its person.
    state: &'static str,
    right: Option<&'static str>,
    person: Option<String>,
    received: Option<String>,
    /// The first instant at which the answer is late.
    late_at: Option<String>,
    acknowledge_by: Option<String>,
    /// closed, in-time, soon or late.
    urgency: &'static str,
    extended: bool,
    /// Why all of it was refused.
    reason: Option<&'static str>,
    askers: Vec<AskerShown>,
    /// The purposes for which it is done.
    done_for: Vec<&'a str>,
    /// The purposes for which it cannot be done, and why.
    hindered: Vec<Hindered<'a>>,
    systems: Vec<SystemShown<'a>>,
    /// The number of the certificate, where the person was erased.
    certificate: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RequestAsker)]
struct AskerShown {
    id: String,
    /// person, staff, agent or opendsr.
    asker: &'static str,
    at: String,
    identified: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RequestHindered)]
struct Hindered<'a> {
    purpose: &'a str,
    reason: &'static str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RequestSystem)]
struct SystemShown<'a> {
    system: &'a str,
    /// waiting, done or failed.
    state: &'static str,
    code: Option<&'a str>,
}

/// The way of showing who one is that a word names.
pub(crate) fn method(word: &str) -> Result<CheckMethod, Problem> {
    let known = CheckMethod::of(word).filter(|method| *method != CheckMethod::Controller);
    known.ok_or_else(|| {
        Problem::bad(
            "check_unknown",
            "checks",
            "there is no such check",
            "send code-by-email, code-by-sms, signed-in, questions or document",
        )
    })
}

/// Who asks; staff are named by their key.
pub(crate) fn asker(asked: ToAskAs, key: &str) -> Asker {
    match asked {
        ToAskAs::Person => Asker::Person,
        ToAskAs::Staff => Asker::Staff { name: key.into() },
        ToAskAs::Agent { name, mandate_seen } => Asker::Agent {
            name: name.chars().take(200).collect::<String>().into(),
            mandate_seen,
        },
    }
}

/// What is known by an id, if anything is.
pub(crate) fn answer<'a>(
    names: Names<'a>,
    known: &'a RequestAnswer,
    now: Timestamp,
) -> Option<RequestShown<'a>> {
    match known {
        RequestAnswer::Unknown => None,
        RequestAnswer::Known(known) => Some(request(names, known, now)),
        RequestAnswer::Gone(erasure) => Some(RequestShown {
            id: erasure.request.map(|id| id.to_string()).unwrap_or_default(),
            state: "erased",
            right: None,
            person: None,
            received: None,
            late_at: None,
            acknowledge_by: None,
            urgency: "closed",
            extended: false,
            reason: None,
            askers: Vec::new(),
            done_for: Vec::new(),
            hindered: Vec::new(),
            systems: Vec::new(),
            certificate: Some(format!("{:032x}", u128::from_be_bytes(erasure.number))),
        }),
    }
}

/// A request in the words of the wire.
pub(crate) fn request<'a>(
    names: Names<'a>,
    request: &'a Request,
    now: Timestamp,
) -> RequestShown<'a> {
    let case = request.case();
    let nothing = (None, &[][..]);
    let (plan, systems): (Option<&Plan>, &[SystemTask]) = match request.state() {
        State::Working(work) => (Some(&work.plan), &work.systems),
        State::Completed(answered) => (Some(&answered.plan), &answered.systems),
        _ => nothing,
    };
    let reason = match request.state() {
        State::Refused { why, .. } => Some(why.code()),
        _ => None,
    };
    let hindered = plan.into_iter().flat_map(Plan::hindered);
    RequestShown {
        id: case.id.to_string(),
        state: request.state().word(),
        right: Some(case.right.word()),
        person: Some(case.person.to_string()),
        received: Some(case.received.to_string()),
        late_at: Some(request.late_at().to_string()),
        acknowledge_by: case.deadline.acknowledge_by.map(|at| at.to_string()),
        urgency: match request.urgency(now) {
            Urgency::Closed => "closed",
            Urgency::InTime => "in-time",
            Urgency::Soon => "soon",
            Urgency::Late => "late",
        },
        extended: request.extension().is_some(),
        reason,
        askers: request
            .askers()
            .iter()
            .map(|asking| AskerShown {
                id: asking.id.to_string(),
                asker: asking.asker.word(),
                at: asking.at.to_string(),
                identified: asking.verified.is_some(),
            })
            .collect(),
        done_for: plan.map_or_else(Vec::new, |plan| names.purposes(plan.done_for())),
        hindered: hindered
            .map(|(purpose, why): (_, Hindrance)| Hindered {
                purpose: names.purpose(purpose),
                reason: why.code(),
            })
            .collect(),
        systems: systems.iter().map(system).collect(),
        certificate: None,
    }
}

fn system(task: &SystemTask) -> SystemShown<'_> {
    let (state, code) = match &task.reply {
        Reply::Waiting => ("waiting", None),
        Reply::Done { .. } => ("done", None),
        Reply::Failed { code, .. } => ("failed", Some(&**code)),
    };
    SystemShown {
        system: &task.system,
        state,
        code,
    }
}
