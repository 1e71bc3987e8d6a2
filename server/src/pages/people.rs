//! Finding a person: by an identifier that never stands in an address, for a purpose that does.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use telos_engine::Who;
use telos_model::catalog::Catalog;
use telos_model::message::normal_identifier;
use telos_model::people::Identifier;

use super::around::{FAILED, Visit, tell};
use super::frame::{Frame, Place};
use super::names::Names;
use super::shown::PurposeGroup;
use super::words::Words;
use super::{Console, encoded, render};

/// The page.
#[derive(Clone)]
pub(super) struct People {
    pub(super) kinds: Vec<KindChoice>,
    pub(super) purposes: Vec<PurposeGroup>,
    pub(super) value: String,
    /// The key of what is wrong with the identifier.
    pub(super) problem: Option<&'static str>,
    /// The key of what is wrong with the purpose.
    pub(super) purpose_problem: Option<&'static str>,
    /// Nobody was found.
    pub(super) absent: bool,
}

/// A kind of identifier to choose.
#[derive(Clone)]
pub(super) struct KindChoice {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) chosen: bool,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage<'a> {
    f: &'a Frame,
    p: &'a People,
}

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    purpose: String,
}

impl People {
    fn read(names: &Names<'_>, words: Words, asked: &Asked) -> Self {
        let catalog = names.catalog();
        let mut kinds: Vec<_> = catalog.identifiers.iter().flatten().collect();
        kinds.sort_by_key(|kind| kind.priority);
        let kinds = kinds.into_iter().map(|kind| KindChoice {
            name: kind.name.to_string(),
            title: words.coded("identifier", &kind.name),
            chosen: *kind.name == *asked.kind,
        });
        Self {
            kinds: kinds.collect(),
            purposes: names.choices(catalog.names.purposes.get(&*asked.purpose).copied()),
            value: asked.value.clone(),
            problem: None,
            purpose_problem: None,
            absent: false,
        }
    }

    pub(super) fn show(&self, frame: &Frame) -> Response {
        let wrong = self.problem.or(self.purpose_problem).is_some();
        let status = match (wrong, self.absent) {
            (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (_, true) => StatusCode::NOT_FOUND,
            _ => StatusCode::OK,
        };
        render(status, &PeoplePage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        PeoplePage { f: frame, p: self }
            .render()
            .unwrap_or_default()
    }
}

/// `GET /console/people`
pub(super) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let policy = console.0.engine.policy();
    let names = Names::new(&policy.catalog, visit.lang);
    let people = People::read(&names, Words::new(visit.lang), &Asked::default());
    people.show(&visit.frame(Place::People, "/console/people"))
}

/// What an asked identifier is in its normal form, or the key of what is wrong.
pub(super) fn identifier(
    catalog: &Catalog,
    kind: &str,
    value: &str,
) -> Result<Identifier, &'static str> {
    if value.trim().is_empty() {
        return Err("identifier-missing");
    }
    let kind = catalog.names.identifiers.get(kind).copied();
    let declared = kind.and_then(|kind| catalog.identifier(kind));
    let declared = declared.ok_or("identifier-wrong")?;
    let value = normal_identifier(declared, value).ok_or("identifier-wrong")?;
    Ok(Identifier {
        kind: declared.id,
        value,
    })
}

/// `POST /console/people`
pub(super) async fn find(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Form(asked): Form<Asked>,
) -> Response {
    let policy = console.0.engine.policy();
    let names = Names::new(&policy.catalog, visit.lang);
    let mut people = People::read(&names, Words::new(visit.lang), &asked);
    let frame = visit.frame(Place::People, "/console/people");
    if !policy.catalog.names.purposes.contains_key(&*asked.purpose) {
        people.purpose_problem = Some("purpose-wrong");
    }
    let identifier = match identifier(&policy.catalog, &asked.kind, &asked.value) {
        Ok(identifier) if people.purpose_problem.is_none() => identifier,
        Ok(_) => return people.show(&frame),
        Err(problem) => {
            people.problem = Some(problem);
            return people.show(&frame);
        }
    };
    let engine = console.0.engine.clone();
    let who = Who::Identifier(identifier);
    let found = tokio::task::spawn_blocking(move || engine.why_one(&who)).await;
    match found {
        Ok(Ok(Some(one))) => {
            // The head of a family is its smallest node.
            let Some(head) = one.nodes.iter().map(|node| node.id).min() else {
                return tell(visit, FAILED);
            };
            let purpose = encoded(&asked.purpose);
            Redirect::to(&format!("/console/people/{head}?purpose={purpose}")).into_response()
        }
        Ok(Ok(None)) => {
            people.absent = true;
            people.show(&frame)
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "find a person");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}
