//! Forms as JSON, for pages and apps that draw them themselves.

use std::collections::BTreeMap;

use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use telos_model::catalog::Catalog;
use telos_model::form::Filled;
use telos_model::json::Json as Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::wire::Problems;
use super::super::wire_forms::{FormGiven, FormProblem, FormShown, FormTaken, shown};
use super::super::{body, cors};
use super::{NoForm, Taken, Wanted, Whereabouts, find, letters, new_token, take};
use crate::AppState;
use crate::pages::Lang;
use crate::pages::public::form::slip_words;
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let preflight = axum::routing::options(cors::preflight);
    let preflights = Router::new().route("/v1/forms/{brand}/{moment}", preflight);
    OpenApiRouter::new()
        .routes(routes!(form, submit))
        .merge(OpenApiRouter::from(preflights))
}

/// A form as it may be shown: what may be asked, which texts and boxes must be shown, and a token
/// to send it with. Boxes are empty at first.
#[utoipa::path(
    get, path = "/v1/forms/{brand}/{moment}", tag = "forms",
    params(
        ("brand" = String, Path, description = "The name of a brand"),
        ("moment" = String, Path, description = "`first-contact`, `newsletter`, `account`, `checkout` or `profile`"),
        ("place" = Option<String>, Query, description = "Where the person is, as `DE` or `US-CA`; the strictest rules hold where it is not said"),
        ("city" = Option<String>, Query, description = "The city, where its own rules hold"),
        ("lang" = Option<String>, Query, description = "The language, as `ja`; else that of Accept-Language"),
    ),
    responses((status = 200, body = FormShown), Problems),
)]
async fn form(
    State(state): State<AppState>,
    Path((brand, moment)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let answer = wanted(&state, catalog, (&brand, &moment), &parts).and_then(|wanted| {
        cors::check(wanted.source, &parts.headers)?;
        let token = new_token(&state.engine, catalog, &wanted, state.engine.now());
        let token = token.ok_or_else(Problem::internal)?;
        let headers = [(header::CACHE_CONTROL, "no-store")];
        Ok((headers, Json(shown(catalog, &wanted, token))).into_response())
    });
    stamped(catalog, &brand, &moment, &parts, answer)
}

/// Sends a form. The query is that of the form, the token the one it came with.
#[utoipa::path(
    post, path = "/v1/forms/{brand}/{moment}", tag = "forms",
    params(
        ("brand" = String, Path, description = "The name of a brand"),
        ("moment" = String, Path, description = "The moment of the form"),
        ("place" = Option<String>, Query, description = "As the form was asked for"),
        ("city" = Option<String>, Query, description = "As the form was asked for"),
        ("lang" = Option<String>, Query, description = "As the form was asked for"),
    ),
    request_body(content = FormGiven, content_type = "application/json"),
    responses(
        (status = 200, body = FormTaken),
        (status = 422, body = FormProblem, description = "Answers to mend, or a token that is not good", content_type = "application/problem+json"),
        Problems,
    ),
)]
async fn submit(
    State(state): State<AppState>,
    Path((brand, moment)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let answer = submitted(&state, catalog, (&brand, &moment), &parts, body).await;
    stamped(catalog, &brand, &moment, &parts, answer)
}

async fn submitted(
    state: &AppState,
    catalog: &Catalog,
    (brand, moment): (&str, &str),
    parts: &Parts,
    body: axum::body::Body,
) -> Result<Response, Problem> {
    let wanted = wanted(state, catalog, (brand, moment), parts)?;
    cors::check(wanted.source, &parts.headers)?;
    let limits = &state.options.limits;
    let bytes = body::read(limits, &parts.headers, body, body::too_slow).await?;
    let json = Value::parse(&bytes)?;
    let sheet = Sheet::read(&json)?;
    let token = json.get("token").and_then(Value::as_str);
    let lang = Lang::of_tag(wanted.locale).unwrap_or(Lang::En);
    match take(state, catalog, &wanted, token, &sheet).await? {
        Taken::Done(sent) => Ok(Json(FormTaken::of(sent)).into_response()),
        Taken::Mend(mistakes) => {
            let told = mistakes.iter().map(|one| {
                let words = slip_words(lang, one.slip);
                (one.control.as_str(), one.slip.code(), words)
            });
            Ok(FormProblem::of_answers(told).into_response())
        }
        Taken::Turned(fault) => Ok(FormProblem::of_token(fault).into_response()),
    }
}

fn wanted<'c>(
    state: &AppState,
    catalog: &'c Catalog,
    (brand, moment): (&str, &str),
    parts: &Parts,
) -> Result<Wanted<'c>, Problem> {
    let query = |name| crate::pages::query(&parts.uri, name);
    let (place, city) = (query("place"), query("city"));
    let place = Whereabouts::read(place.as_deref(), city.as_deref());
    let own = catalog.names.brands.get(brand);
    let own = own.and_then(|id| catalog.brand(*id));
    let own = own.map_or("en", |brand| &brand.locale);
    let lang = crate::pages::public::lang(&parts.uri, &parts.headers, own);
    let headers = &parts.headers;
    let letters = letters(state);
    let found = find(catalog, brand, moment, place, headers, letters, lang.tag());
    found.map_err(|why| match why {
        NoForm::Absent => Problem::not_found(
            "form_unknown",
            "the brand has no form for this moment",
            "name a brand and a moment of the catalog",
        ),
        NoForm::Place => Problem::bad(
            "place_unknown",
            "place",
            "this is no country, region or city",
            "send ISO 3166, as `DE` or `US-CA`, and the city by its name",
        ),
        NoForm::NotHere => Problem::not_found(
            "form_not_here",
            "no purpose of the form has a lawful basis where the person is",
            "give a purpose of the form a basis there",
        ),
    })
}

/// Lets the pages of the form's source read the answer.
fn stamped(
    catalog: &Catalog,
    brand: &str,
    moment: &str,
    parts: &Parts,
    answer: Result<Response, Problem>,
) -> Response {
    let def = super::def(catalog, brand, moment);
    let source = def.and_then(|def| catalog.source(def.source));
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    cors::stamp(catalog, source, &parts.headers, &mut response);
    response
}

/// Answers by the name of their control: text, or `true` for a tick.
struct Sheet<'j> {
    answers: BTreeMap<&'j str, &'j Value<'j>>,
}

impl<'j> Sheet<'j> {
    fn read(json: &'j Value<'j>) -> Result<Self, Problem> {
        let answers = match json.get("answers") {
            None | Some(Value::Null) => {
                return Ok(Self {
                    answers: BTreeMap::new(),
                });
            }
            Some(answers) => answers.as_map(),
        };
        let answers = answers.ok_or_else(|| {
            Problem::bad(
                "form_answers",
                "answers",
                "the answers are no object",
                "send an object of texts and `true` by the names of the form's fields and boxes",
            )
        })?;
        let answers = answers.iter().map(|(name, value)| (&**name, value));
        Ok(Self {
            answers: answers.collect(),
        })
    }
}

impl Filled for Sheet<'_> {
    fn text(&self, control: &str) -> Option<&str> {
        self.answers.get(control)?.as_str()
    }

    fn ticked(&self, control: &str) -> bool {
        let answer = self.answers.get(control);
        answer.and_then(|answer| answer.as_bool()).unwrap_or(false)
    }
}
