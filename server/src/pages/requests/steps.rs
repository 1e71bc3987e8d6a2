//! The steps of a request, each a form on its page.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use telos_engine::{
    Engine, EraseFailed, Look, LookedAt, Looker, RequestAnswer, RequestFailed, Said, TrimFailed,
    Who,
};
use telos_model::consent::{Actor, FactDetail, Flag, Statement};
use telos_model::id::BrandId;
use telos_model::request::{Check, CheckMethod, Delay, Hindrance, NotNow, Reply, RequestId};

use super::super::Console;
use super::super::around::{ABSENT, FAILED, Visit, tell};
use super::super::words::Lang;
use super::one::show;
use super::read::CHECKS;

/// How steps that are taken here are named in the record.
pub(super) const CONSOLE: &str = "console";
/// The most systems that are named at once.
const SYSTEMS_MAX: usize = 100;
/// The longest name of a system, and the longest code of a failure, in bytes.
const NAME_BYTES_MAX: usize = 64;
/// The longest reason for a legal hold, in bytes.
const REASON_BYTES_MAX: usize = 500;

/// The fields of a form; one may be there several times.
type Fields = Vec<(String, String)>;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    let mut fields = fields.iter();
    let found = fields.find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.trim())
}

fn all<'a>(fields: &'a Fields, name: &'a str) -> impl Iterator<Item = &'a str> {
    let fields = fields.iter();
    let named = fields.filter(move |(known, _)| known == name);
    named.map(|(_, value)| value.trim())
}

/// What came of a step.
enum Came {
    /// The word of what happened.
    Told(&'static str),
    /// A link was made.
    Link(String),
    /// The key of what stands in the way.
    Refused(&'static str),
    /// There is no such step, or no such request.
    Absent,
}

/// Why a step failed without the reader being at fault.
#[derive(Debug, thiserror::Error)]
#[error("take a step of a request")]
struct Failed(#[source] Box<dyn std::error::Error + Send + Sync>);

/// `POST /console/requests/{id}/{step}`
pub(in crate::pages) async fn submit(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path((id, step)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let Some(id) = RequestId::parse(&id) else {
        return tell(visit, ABSENT);
    };
    let engine = console.0.engine.clone();
    let lang = visit.lang;
    let taken = tokio::task::spawn_blocking(move || take(&engine, lang, id, &step, &fields));
    match taken.await {
        Ok(Ok(Came::Told(told))) => {
            Redirect::to(&format!("/console/requests/{id}?told={told}")).into_response()
        }
        Ok(Ok(Came::Link(link))) => show(console, visit, id, |one| one.link = Some(link)).await,
        Ok(Ok(Came::Refused(problem))) => {
            show(console, visit, id, move |one| one.problem = Some(problem)).await
        }
        Ok(Ok(Came::Absent)) => tell(visit, ABSENT),
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a step of a request failed"
            );
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}

fn take(
    engine: &Engine,
    lang: Lang,
    id: RequestId,
    step: &str,
    fields: &Fields,
) -> Result<Came, Failed> {
    let told = |done: Result<(), RequestFailed>, told| came(done.map(|()| Came::Told(told)));
    match step {
        "identity" => told(identify(engine, id, fields), "identified"),
        "advance" => match systems(fields) {
            None => Ok(Came::Refused("rq-problem-systems")),
            Some(systems) => {
                let systems: Vec<&str> = systems.iter().map(String::as_str).collect();
                told(engine.advance_request(id, &systems).map(drop), "advanced")
            }
        },
        "reply" => match reply(engine, fields) {
            None => Ok(Came::Refused("rq-problem-code")),
            Some(reply) => {
                let system = field(fields, "system");
                let done = engine.request_replied(id, system, &reply);
                let done = done.and_then(|_| engine.advance_request(id, &[]));
                told(done.map(drop), "replied")
            }
        },
        "extend" => match Delay::of(field(fields, "reason")) {
            None => Ok(Came::Refused("rq-problem-reason")),
            Some(why) => told(engine.extend_request_for(id, why).map(drop), "extended"),
        },
        "refuse" => match Hindrance::of(field(fields, "reason")) {
            None => Ok(Came::Refused("rq-problem-reason")),
            Some(why) => told(engine.refuse_request(id, why).map(drop), "refused"),
        },
        "cancel" => told(engine.cancel_request(id).map(drop), "cancelled"),
        "download" => {
            let offered = match engine.offer_download(id) {
                Ok(offered) => offered,
                Err(error) => return came(Err(error)),
            };
            // Whoever has the link can follow it, so that it is shown once the look is on record.
            let look = Look {
                by: Looker::Staff,
                name: Box::default(),
                purpose: None,
                what: LookedAt::Profile,
                at: engine.now(),
            };
            let noted = engine.note_staff_look(offered.person, look);
            noted.map_err(|error| Failed(error.into()))?;
            Ok(Came::Link(format!("/v1/downloads/{}", offered.secret)))
        }
        "hold" => hold(engine, lang, id, fields),
        _ => Ok(Came::Absent),
    }
}

fn identify(engine: &Engine, id: RequestId, fields: &Fields) -> Result<(), RequestFailed> {
    let at = engine.now();
    let methods = all(fields, "check").filter_map(CheckMethod::of);
    let checks = methods.filter(|method| CHECKS.contains(method));
    let checks: Vec<Check> = checks.map(|method| Check { method, at }).collect();
    engine.identify_request(id, &checks).map(drop)
}

/// The systems that are ticked, and those that are written, one a line.
fn systems(fields: &Fields) -> Option<Vec<String>> {
    let written = field(fields, "others").lines().map(str::trim);
    let named = all(fields, "system").chain(written);
    let mut named: Vec<String> = named
        .filter(|name| !name.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    named.sort_unstable();
    named.dedup();
    let short = named.iter().all(|name| name.len() <= NAME_BYTES_MAX);
    (short && named.len() <= SYSTEMS_MAX).then_some(named)
}

fn reply(engine: &Engine, fields: &Fields) -> Option<Reply> {
    let at = engine.now();
    match (field(fields, "outcome"), field(fields, "code")) {
        ("done", _) => Some(Reply::Done { at }),
        ("failed", code) if !code.is_empty() && code.len() <= NAME_BYTES_MAX => {
            let code = code.into();
            Some(Reply::Failed { at, code })
        }
        _ => None,
    }
}

/// Sets a legal hold for all brands, or lifts all that are set.
fn hold(engine: &Engine, lang: Lang, id: RequestId, fields: &Fields) -> Result<Came, Failed> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| Failed(error);
    let reason = field(fields, "reason");
    let on = match field(fields, "on") {
        "yes" => true,
        "no" => false,
        _ => return Ok(Came::Absent),
    };
    if reason.is_empty() || reason.len() > REASON_BYTES_MAX {
        return Ok(Came::Refused("rq-problem-hold-reason"));
    }
    let request = match engine.request(id).map_err(|error| failed(error.into()))? {
        RequestAnswer::Known(request) => request,
        RequestAnswer::Gone(_) | RequestAnswer::Unknown => return Ok(Came::Absent),
    };
    let who = Who::Node(request.case().person);
    let known = engine.choices(&who).map_err(|error| failed(error.into()))?;
    let known = known.map_or_else(Vec::new, |known| known.flags);
    let held = known
        .into_iter()
        .filter(|(flag, _)| *flag == Flag::LegalHold)
        .map(|(_, brand)| brand);
    let brands: Vec<Option<BrandId>> = if on { vec![None] } else { held.collect() };
    let said = brands.into_iter().map(|brand| Said {
        statement: Statement::Flag {
            flag: Flag::LegalHold,
            brand,
            on,
        },
        actor: Actor::Controller,
        detail: FactDetail {
            locale: lang.tag().into(),
            method: CONSOLE.into(),
            evidence: Some(reason.into()),
        },
    });
    let said: Vec<Said> = said.collect();
    let told = if on { "held" } else { "lifted" };
    if said.is_empty() {
        return Ok(Came::Told(told));
    }
    let policy = engine.policy();
    let any = policy.catalog.brands.iter().flatten().next();
    let brand = request.case().brand.or(any.map(|brand| brand.id));
    let source = brand.and_then(|brand| engine.choices_source(brand));
    let by = engine.identifier_of(&who);
    let (Some(source), Some(by)) = (source, by.map_err(|error| failed(error.into()))?) else {
        return Ok(Came::Refused("rq-problem-unfound"));
    };
    let id = engine.new_message_id();
    let receipts = engine.declare(source, by, &id, said);
    let receipts = receipts.map_err(|error| failed(error.into()))?;
    let taken = receipts.blocking_recv();
    match taken {
        Ok(Ok(_)) => Ok(Came::Told(told)),
        Ok(Err(error)) => Err(failed(error.into())),
        Err(error) => Err(failed(error.into())),
    }
}

/// What the reader is told of a failure; what is no fault of theirs stays one.
fn came(done: Result<Came, RequestFailed>) -> Result<Came, Failed> {
    let error = match done {
        Ok(came) => return Ok(came),
        Err(error) => error,
    };
    let key = match &error {
        RequestFailed::Unknown => return Ok(Came::Absent),
        RequestFailed::NotShown(Hindrance::AgentNotAuthorised) => "rq-problem-agent",
        RequestFailed::NotShown(_) => "rq-problem-not-shown",
        RequestFailed::NotNow(why) => match why {
            NotNow::Closed => "rq-problem-closed",
            NotNow::NotIdentified => "rq-problem-not-identified",
            NotNow::NoGround => "rq-problem-no-ground",
            NotNow::NoMoreTime => "rq-problem-no-time",
            NotNow::SystemsWait => "rq-problem-systems-wait",
            NotNow::UnknownSystem => "rq-problem-systems",
            _ => "rq-problem-not-now",
        },
        RequestFailed::Nobody => "rq-problem-nobody",
        RequestFailed::OverLimit => "rq-problem-many",
        RequestFailed::Busy => "rq-problem-busy",
        RequestFailed::Erase(EraseFailed::LegalHold)
        | RequestFailed::Trim(TrimFailed::LegalHold) => "rq-problem-hold",
        RequestFailed::Erase(_) | RequestFailed::Trim(_) | RequestFailed::Read(_) => {
            return Err(Failed(error.into()));
        }
    };
    Ok(Came::Refused(key))
}
