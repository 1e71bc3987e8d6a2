//! `POST /v1/decisions`: may this be done with this person's data, for this purpose, now?

mod question;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use rustc_hash::FxHashMap;
use telos_engine::{DecisionAnswer, Engine, ReadError, Who};
use telos_model::decide::{Contact, Question};
use telos_model::id::NodeId;
use telos_model::people::Identifier;
use telos_model::time::Timestamp;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::Names;
use super::reading::{json, read, read_here};
use super::wire::Problems;
use super::wire_decision::{Answered, Asked, Decisions, decision};
use super::{asker, body};
use crate::AppState;
use crate::keys::Role;
use crate::problem::Problem;
use question::{Parsed, Reader};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(decisions))
}

/// Decides one question or up to 1,000, with reasons and evidence.
#[utoipa::path(
    post, path = "/v1/decisions", tag = "deciding",
    request_body(content = Asked, content_type = "application/json"),
    responses((status = 200, body = Answered), Problems),
    security(("machine_key" = [])),
)]
async fn decisions(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, content): (_, Body) = request.into_parts();
    let key = asker::key(&state.keys, &parts.headers, Some(Role::Decide))?;
    let limits = &state.options.limits;
    let bytes = body::read(limits, &parts.headers, content, body::too_slow).await?;
    let policy = state.engine.policy();
    let reader = Reader {
        catalog: &policy.catalog,
        key,
    };
    let (questions, many) = reader.questions(&bytes)?;
    drop(bytes);
    let ask = move |engine: &Engine| {
        let names = Names(&policy.catalog);
        let answers = decide_all(engine, &questions)?;
        let mut answers: Vec<_> = answers
            .iter()
            .map(|answer| decision(names, answer))
            .collect();
        Ok(Ok(match answers.pop() {
            Some(one) if !many => json(&one),
            last => {
                answers.extend(last);
                json(&Decisions { answers })
            }
        }))
    };
    if many {
        read(&state.engine, ask).await
    } else {
        read_here(&state.engine, ask)
    }
}

/// Whom questions are about, to ask about each person once.
#[derive(PartialEq, Eq, Hash)]
enum Subject<'q> {
    Identifier(&'q Identifier),
    Node(NodeId),
}

fn decide_all(engine: &Engine, parsed: &[Parsed]) -> Result<Vec<DecisionAnswer>, ReadError> {
    let at = engine.now();
    let mut subjects: FxHashMap<Subject<'_>, Vec<usize>> = FxHashMap::default();
    for (index, question) in parsed.iter().enumerate() {
        let subject = match &question.who {
            Who::Identifier(identifier) => Subject::Identifier(identifier),
            Who::Node(node) => Subject::Node(*node),
        };
        subjects.entry(subject).or_default().push(index);
    }
    let mut answers: Vec<Option<DecisionAnswer>> = vec![None; parsed.len()];
    for indexes in subjects.into_values() {
        let questions: Vec<Question<'_>> = indexes
            .iter()
            .map(|&index| question(&parsed[index], at))
            .collect();
        let about = engine.decide(&parsed[indexes[0]].who, &questions)?;
        debug_assert_eq!(about.len(), indexes.len());
        for (index, answer) in indexes.into_iter().zip(about) {
            answers[index] = Some(answer);
        }
    }
    Ok(answers.into_iter().flatten().collect())
}

fn question(parsed: &Parsed, at: Timestamp) -> Question<'_> {
    Question {
        operation: parsed.operation,
        purpose: parsed.purpose,
        categories: parsed.categories,
        recipient: parsed.recipient,
        jurisdictions: parsed.jurisdictions,
        contact: parsed.contact.as_ref().map(|contact| Contact {
            channel: contact.channel,
            topic: contact.topic,
            sent: &contact.sent,
        }),
        at,
    }
}
