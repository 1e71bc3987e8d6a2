//! Taking a request in for a person who asks by letter, on the telephone or in a shop.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use telos_engine::{Ask, RequestFailed, Who};
use telos_model::request::{Asker, Right};

use super::super::around::{FAILED, Visit, tell};
use super::super::frame::{Frame, Place};
use super::super::names::Names;
use super::super::people::identifier;
use super::super::words::Words;
use super::super::{Console, render};
use super::Choice;
use super::steps::CONSOLE;

/// The longest name of an agent, in characters.
const NAME_CHARS_MAX: usize = 200;

/// The page.
#[derive(Clone, Default)]
pub(super) struct Take {
    pub(super) kinds: Vec<Choice>,
    pub(super) value: String,
    pub(super) rights: Vec<Choice>,
    pub(super) brands: Vec<Choice>,
    pub(super) askers: Vec<Choice>,
    pub(super) agent: String,
    /// The key of what is wrong with the identifier, the right or the agent.
    pub(super) problem: Option<&'static str>,
    pub(super) right_problem: Option<&'static str>,
    pub(super) agent_problem: Option<&'static str>,
    /// The key of what stands in the way.
    pub(super) refused: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "request_new.html")]
struct TakePage<'a> {
    f: &'a Frame,
    p: &'a Take,
}

/// What the form says.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    kind: String,
    value: String,
    right: String,
    brand: String,
    asker: String,
    agent: String,
    mandate: String,
}

impl Take {
    fn of(names: &Names<'_>, w: Words, asked: &Asked) -> Self {
        let catalog = names.catalog();
        let mut kinds: Vec<_> = catalog.identifiers.iter().flatten().collect();
        kinds.sort_by_key(|kind| kind.priority);
        let kinds = kinds.into_iter().map(|kind| Choice {
            value: kind.name.to_string(),
            title: w.coded("identifier", &kind.name),
            chosen: *kind.name == *asked.kind,
        });
        let rights = Right::ALL.map(|right| Choice {
            value: right.word().into(),
            title: w.coded("rq-right", right.word()),
            chosen: right.word() == asked.right,
        });
        let brands = catalog.brands.iter().flatten().map(|brand| Choice {
            value: brand.name.to_string(),
            title: brand.title.to_string(),
            chosen: *brand.name == *asked.brand,
        });
        let askers = ["person", "staff", "agent"].map(|asker| Choice {
            value: asker.into(),
            title: w.coded("rq-asks", asker),
            chosen: asker == asked.asker || (asked.asker.is_empty() && asker == "person"),
        });
        Self {
            kinds: kinds.collect(),
            value: asked.value.clone(),
            rights: rights.into(),
            brands: brands.collect(),
            askers: askers.into(),
            agent: asked.agent.clone(),
            ..Self::default()
        }
    }

    pub(super) fn show(&self, frame: &Frame) -> Response {
        let wrong = [self.problem, self.right_problem, self.agent_problem];
        let status = match (wrong.iter().any(Option::is_some), self.refused) {
            (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (_, Some("rq-problem-nobody")) => StatusCode::NOT_FOUND,
            (_, Some(_)) => StatusCode::CONFLICT,
            _ => StatusCode::OK,
        };
        render(status, &TakePage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        TakePage { f: frame, p: self }.render().unwrap_or_default()
    }
}

const ADDRESS: &str = "/console/requests/new";

/// `GET /console/requests/new`
pub(in crate::pages) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let policy = console.0.engine.policy();
    let names = Names::new(&policy.catalog, visit.lang);
    let take = Take::of(&names, Words::new(visit.lang), &Asked::default());
    take.show(&visit.frame(Place::Requests, ADDRESS))
}

/// `POST /console/requests/new`
pub(in crate::pages) async fn submit(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Form(asked): Form<Asked>,
) -> Response {
    let policy = console.0.engine.policy();
    let names = Names::new(&policy.catalog, visit.lang);
    let mut take = Take::of(&names, Words::new(visit.lang), &asked);
    let frame = visit.frame(Place::Requests, ADDRESS);
    let right = Right::of(&asked.right);
    if right.is_none() {
        take.right_problem = Some("rq-right-missing");
    }
    let agent: String = asked.agent.trim().chars().take(NAME_CHARS_MAX).collect();
    if asked.asker == "agent" && agent.is_empty() {
        take.agent_problem = Some("rq-agent-missing");
    }
    let who = identifier(&policy.catalog, &asked.kind, &asked.value);
    if let Err(problem) = &who {
        take.problem = Some(problem);
    }
    let (Ok(who), Some(right), None) = (who, right, take.agent_problem) else {
        return take.show(&frame);
    };
    let ask = Ask {
        who: Who::Identifier(who),
        right,
        brand: policy.catalog.names.brands.get(&*asked.brand).copied(),
        asker: match &*asked.asker {
            "agent" => Asker::Agent {
                name: agent.into(),
                mandate_seen: asked.mandate == "seen",
            },
            "staff" => Asker::Staff {
                name: CONSOLE.into(),
            },
            _ => Asker::Person,
        },
    };
    let engine = console.0.engine.clone();
    let taken = tokio::task::spawn_blocking(move || engine.ask(&ask)).await;
    match taken {
        Ok(Ok(taken)) => {
            let told = if taken.joined { "joined" } else { "taken" };
            let to = format!("/console/requests/{}?told={told}", taken.id);
            Redirect::to(&to).into_response()
        }
        Ok(Err(error)) => {
            take.refused = Some(match error {
                RequestFailed::Nobody => "rq-problem-nobody",
                RequestFailed::OverLimit | RequestFailed::NotNow(_) => "rq-problem-many",
                RequestFailed::Busy => "rq-problem-busy",
                error => {
                    tracing::error!(%error, "take a request in");
                    return tell(visit, FAILED);
                }
            });
            take.show(&frame)
        }
        Err(_) => tell(visit, FAILED),
    }
}
