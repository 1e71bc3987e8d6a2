//! Signals of consent tools: what a string says and means for the source's brand, and TCF strings
//! written. For those who set a consent tool up, and for consent tools themselves.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use telos_model::catalog::{Catalog, Source};
use telos_model::json::Json as Value;
use telos_model::signal::google::ConsentMode;
use telos_model::signal::gpp::Gpp;
use telos_model::signal::tcf::{POLICY_VERSION_2_3, Publisher, Tcf, Vendors};
use telos_model::signal::{SignalError, of_google, of_gpp, of_tcf};
use telos_model::time::Timestamp;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::wire::Problems;
use super::wire_signals::{GppShown, SaidShown, SignalsGiven, SignalsShown};
use super::wire_signals::{TcfGiven, TcfShown, TcfWritten};
use super::{body, cors, source};
use crate::AppState;
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let preflight = || axum::routing::options(cors::preflight);
    let preflights = Router::new()
        .route("/v1/signals", preflight())
        .route("/v1/signals/tcf", preflight());
    OpenApiRouter::new()
        .routes(routes!(read))
        .routes(routes!(write))
        .merge(OpenApiRouter::from(preflights))
}

/// Says what signals say, and what they mean for the purposes of the source's brand. Nothing is
/// kept: to be kept, signals come with messages, in `context.consent`.
#[utoipa::path(
    post, path = "/v1/signals", tag = "signals",
    request_body(content = SignalsGiven, content_type = "application/json"),
    responses((status = 200, body = SignalsShown), Problems),
    security(("write_key" = [])),
)]
async fn read(State(state): State<AppState>, request: Request) -> Response {
    answered(&state, request, |catalog, source, json, now| {
        shown(catalog, source, json, now).map(|shown| Json(shown).into_response())
    })
    .await
}

/// Writes a TCF 2.3 string.
#[utoipa::path(
    post, path = "/v1/signals/tcf", tag = "signals",
    request_body(content = TcfGiven, content_type = "application/json"),
    responses((status = 200, body = TcfWritten), Problems),
    security(("write_key" = [])),
)]
async fn write(State(state): State<AppState>, request: Request) -> Response {
    answered(&state, request, |_, _, json, now| {
        let tc_string = given(json, now)?.write();
        Ok(Json(TcfWritten { tc_string }).into_response())
    })
    .await
}

/// Reads the body for the source of its write key, and counts what is refused.
async fn answered(
    state: &AppState,
    request: Request,
    answer: impl FnOnce(&Catalog, &Source, &Value<'_>, Timestamp) -> Result<Response, Problem>,
) -> Response {
    let policy = state.engine.policy();
    let catalog = &policy.catalog;
    let (parts, content) = request.into_parts();
    let mut known = None;
    let taken = async {
        let key = source::header_key(&parts.headers)?.ok_or_else(source::no_key)?;
        let source = source::find(catalog, &key)?;
        known = Some(source);
        cors::check(source, &parts.headers)?;
        super::track::paced(state, source, 1)?;
        let limits = &state.options.limits;
        let bytes = body::read(limits, &parts.headers, content, body::too_slow).await?;
        answer(catalog, source, &Value::parse(&bytes)?, state.engine.now())
    };
    let taken = taken.await.inspect_err(|problem| {
        if problem.code().starts_with("signal_") {
            state.metrics.refused("signal", problem.code());
        }
    });
    let mut response = taken.unwrap_or_else(IntoResponse::into_response);
    cors::stamp(catalog, known, &parts.headers, &mut response);
    response
}

fn shown(
    catalog: &Catalog,
    source: &Source,
    json: &Value<'_>,
    now: Timestamp,
) -> Result<SignalsShown, Problem> {
    let text = |key: &'static str| match json.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| {
            Problem::bad(
                "signal_characters",
                key,
                "the signal is no text",
                "send it as text",
            )
        }),
    };
    let mut shown = SignalsShown::default();
    let mut said = Vec::new();
    if let Some(signal) = text("tcString")? {
        let tcf = Tcf::read(signal, now).map_err(|error| damaged("tcString", error))?;
        said.extend(of_tcf(catalog, source.brand, &tcf, "tcf"));
        shown.tcf = Some(TcfShown::of(&tcf));
    }
    if let Some(signal) = text("gppString")? {
        let gpp = Gpp::read(signal, now).map_err(|error| damaged("gppString", error))?;
        said.extend(of_gpp(catalog, source.brand, &gpp));
        shown.gpp = Some(GppShown::of(&gpp));
    }
    if let Some(signal) = json.get("consentMode").filter(|value| !value.is_null()) {
        let mode = mode(signal).map_err(|error| damaged("consentMode", error))?;
        said.extend(of_google(catalog, source.brand, &mode));
    }
    shown.says = said.iter().map(|one| SaidShown::of(catalog, one)).collect();
    Ok(shown)
}

fn mode(signal: &Value<'_>) -> Result<ConsentMode, SignalError> {
    let states = signal.as_map().ok_or(SignalError::State)?.iter();
    ConsentMode::read(states.map(|(name, state)| (&**name, state.as_str().unwrap_or_default())))
}

fn damaged(at: &'static str, error: SignalError) -> Problem {
    Problem::bad(
        error.code(),
        at,
        error.to_string(),
        "send the signal as the consent tool made it",
    )
}

/// What a string is to say.
fn given(json: &Value<'_>, now: Timestamp) -> Result<Tcf, Problem> {
    let number = |key: &'static str, max: u16| match json.get(key) {
        None | Some(Value::Null) => Ok(0),
        Some(value) => {
            let number = value.as_i64().and_then(|number| u16::try_from(number).ok());
            let number = number.filter(|number| *number <= max);
            number.ok_or_else(|| out_of_range(key))
        }
    };
    let numbers = |key: &'static str, max: u16| match json.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(list) => {
            let items = list.as_list().ok_or_else(|| out_of_range(key))?;
            let numbers = items.iter().map(|item| {
                let number = item.as_i64().and_then(|number| u16::try_from(number).ok());
                let number = number.filter(|number| (1..=max).contains(number));
                number.ok_or_else(|| out_of_range(key))
            });
            numbers.collect::<Result<Vec<u16>, Problem>>()
        }
    };
    let bytes = |key, max| {
        let numbers = numbers(key, max)?.into_iter();
        let bytes = numbers.map(|number| u8::try_from(number).map_err(|_| out_of_range(key)));
        bytes.collect::<Result<Vec<u8>, Problem>>()
    };
    let letters = |key: &'static str, otherwise: [u8; 2]| match json.get(key) {
        None | Some(Value::Null) => Ok(otherwise),
        Some(value) => {
            let letters = value.as_str().unwrap_or_default().to_ascii_uppercase();
            let letters: Result<[u8; 2], _> = letters.as_bytes().try_into();
            let letters = letters
                .ok()
                .filter(|two| two.iter().all(u8::is_ascii_uppercase));
            letters.ok_or_else(|| out_of_range(key))
        }
    };
    let today = now.day().start();
    let publisher = json
        .get("publisherConsents")
        .is_some_and(|value| !value.is_null());
    let publisher = if publisher {
        Some(Publisher {
            purposes: bytes("publisherConsents", 24)?,
            ..Publisher::default()
        })
    } else {
        None
    };
    Ok(Tcf {
        created: today,
        updated: today,
        cmp_id: number("cmpId", 4_095)?,
        cmp_version: number("cmpVersion", 4_095)?,
        screen: u8::try_from(number("consentScreen", 63)?).unwrap_or(0),
        language: letters("consentLanguage", *b"EN")?,
        vendor_list_version: number("vendorListVersion", 4_095)?,
        policy_version: POLICY_VERSION_2_3,
        service_specific: true,
        non_standard_texts: false,
        special_features: bytes("specialFeatures", 12)?,
        purposes: bytes("purposes", 24)?,
        interests: bytes("legitimateInterests", 24)?,
        purpose_one_treatment: false,
        country: letters("publisherCountry", *b"AA")?,
        vendors: Vendors::of(numbers("vendors", u16::MAX)?),
        vendor_interests: Vendors::of(numbers("vendorInterests", u16::MAX)?),
        restrictions: Vec::new(),
        disclosed: Some(Vendors::of(numbers("disclosedVendors", u16::MAX)?)),
        publisher,
    })
}

fn out_of_range(at: &'static str) -> Problem {
    Problem::bad(
        "signal_range",
        at,
        "this is not what the standard takes here",
        "send numbers within the standard's range, and two letters for languages and countries",
    )
}
