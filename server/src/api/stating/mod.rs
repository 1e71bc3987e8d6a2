//! What people permit: stated on their behalf with a machine key, and read.
//!
//! A source states with its write key, as all messages come; then it is a tracking call. Both go
//! the same way through the engine, and hold for the very next decision once they are answered.

mod body;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use telos_engine::{Engine, LookedAt, PurposeState, ReadError, Receipt, Status, SubmitError, Who};
use telos_model::consent::PermissionState;
use telos_model::decide::Named;
use telos_model::id::{BrandId, PurposeSet, SourceId};
use telos_model::json::Json;
use telos_model::message::{CallName, RawMessage};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::Names;
use super::reading::{Pairs, Params, json, note, read};
use super::service::unwritten;
use super::wire::Problems;
use super::wire_renewals::Renewals;
use super::wire_stating::{self as wire, Consents, Preferences, Stated};
use super::wire_stating_body::{ConsentsAnswer, ConsentsBody, PreferencesBody};
use super::{asker, body as bodies, track, wire_renewals};
use crate::AppState;
use crate::keys::{MachineKey, Role};
use crate::pages::Lang;
use crate::pages::me::{PortalOptions, ask_in_background};
use crate::problem::Problem;
use body::{Parsed, Takes};

/// The most facts of a history that are answered.
const FACTS_MAX: usize = 1_000;
/// How many days ahead ends of consents are looked for at the most.
const WITHIN_DAYS_MAX: usize = 366;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(state_consents, read_consents))
        .routes(routes!(state_preferences, read_preferences))
        .routes(routes!(renewals))
}

/// Says what a person permits: consents, objections, flags and preferences.
///
/// With a write key it is a tracking call, as a source sends it. With a machine key of the role
/// `consent` it names the person in `who`, and the answer has the state of what was stated.
#[utoipa::path(
    post, path = "/v1/consents", tag = "permissions",
    request_body(content = ConsentsBody, content_type = "application/json"),
    responses((status = 200, body = ConsentsAnswer), Problems),
    security(("machine_key" = []), ("write_key" = [])),
)]
async fn state_consents(State(state): State<AppState>, request: Request) -> Response {
    if !is_machine(request.headers()) {
        return track::consent(state, request).await;
    }
    let stated = stated(&state, request, Takes::Everything).await;
    stated.unwrap_or_else(IntoResponse::into_response)
}

/// Says what a person prefers: channels, topics, how often and when not.
#[utoipa::path(
    post, path = "/v1/preferences", tag = "permissions",
    request_body(content = PreferencesBody, content_type = "application/json"),
    responses((status = 200, body = Stated<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn state_preferences(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Problem> {
    stated(&state, request, Takes::Preferences).await
}

/// What a person permits now, with every entry that it rests on if `history` is asked for.
#[utoipa::path(
    get, path = "/v1/consents", tag = "permissions",
    params(
        ("kind" = String, Query, description = "A kind of identifier, such as `email`, or `person`"),
        ("value" = String, Query, description = "The identifier, percent-encoded"),
        ("history" = Option<bool>, Query, description = "Tell every entry, newest first, at most 1,000"),
    ),
    responses((status = 200, body = Consents<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn read_consents(
    State(state): State<AppState>,
    headers: HeaderMap,
    query: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Read))?.clone();
    let policy = state.engine.policy();
    let asked = Params::new(query)?;
    let history = asked.flag("history")?;
    let who = asker::who(&policy.catalog, asked.need("kind")?, asked.need("value")?)?;
    read(&state.engine, move |engine| {
        let Some(choices) = engine.choices(&who)? else {
            return Ok(Err(asker::nobody()));
        };
        note(
            engine,
            key.name(),
            &who,
            Named::Unknown,
            LookedAt::Permissions,
        )?;
        let facts = if history {
            engine.history(&who)?.unwrap_or_default()
        } else {
            Vec::new()
        };
        let names = Names(&policy.catalog);
        let may = May { key: &key, names };
        let facts = facts.iter().filter(|one| may.see(&one.fact.statement));
        let facts: Vec<_> = facts
            .take(FACTS_MAX)
            .map(|recorded| wire::fact(names, recorded))
            .collect();
        let mut consents = wire::consents(names, &choices, &|full| key.may_ask(full));
        consents.history = history.then_some(facts);
        Ok(Ok(json(&consents)))
    })
    .await
}

/// What a person prefers now.
#[utoipa::path(
    get, path = "/v1/preferences", tag = "permissions",
    params(
        ("kind" = String, Query, description = "A kind of identifier, such as `email`, or `person`"),
        ("value" = String, Query, description = "The identifier, percent-encoded"),
    ),
    responses((status = 200, body = Preferences<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn read_preferences(
    State(state): State<AppState>,
    headers: HeaderMap,
    query: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Read))?.clone();
    let policy = state.engine.policy();
    let asked = Params::new(query)?;
    let who = asker::who(&policy.catalog, asked.need("kind")?, asked.need("value")?)?;
    read(&state.engine, move |engine| {
        let choices = engine.choices(&who)?;
        note(
            engine,
            key.name(),
            &who,
            Named::Unknown,
            LookedAt::Permissions,
        )?;
        let answer = choices.map(|choices| {
            let names = Names(&policy.catalog);
            json(&wire::preferences(names, &choices, &|brand| {
                key.sees_brand(brand)
            }))
        });
        Ok(answer.ok_or_else(asker::nobody))
    })
    .await
}

/// Who has to be asked again for their consent to a purpose: it ended by age, the text changed
/// materially, or it ends within so many days. Whoever said no is not among them. Follow `next`
/// until there is none: a page may be empty and not be the last.
#[utoipa::path(
    get, path = "/v1/consents/renewals", tag = "permissions",
    params(
        ("purpose" = String, Query, description = "`brand/purpose`, or `purpose` of the key's brand"),
        ("within_days" = Option<u32>, Query, description = "Also those that end within so many days", minimum = 1, maximum = 366),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, body = Renewals<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn renewals(
    State(state): State<AppState>,
    headers: HeaderMap,
    query: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Read))?;
    let policy = state.engine.policy();
    let asked = Params::new(query)?;
    let days = match asked.one("within_days")? {
        None => 0,
        Some(_) => asked.number("within_days", 1, WITHIN_DAYS_MAX)?,
    };
    let after = match asked.one("after")? {
        None => None,
        Some(text) => Some(asker::node(text).ok_or_else(|| {
            Problem::bad(
                "cursor_invalid",
                "after",
                "this is no place in the list",
                "send `next` of the page before, as it is",
            )
        })?),
    };
    let purpose = asker::purpose(
        &policy.catalog,
        key,
        asked.need("purpose")?,
        "purpose".into(),
    )?;
    let Named::Known(purpose) = purpose else {
        return Err(Problem::bad(
            "purpose_unknown",
            "purpose",
            "the catalog has no purpose of this name",
            "name a purpose of the catalog",
        ));
    };
    let days = i64::try_from(days).unwrap_or_default();
    let before = state.engine.now().plus_days(days);
    read(&state.engine, move |engine| {
        let page = engine.renewals(purpose, before, after)?;
        Ok(Ok(json(&wire_renewals::renewals(
            Names(&policy.catalog),
            purpose,
            &page,
        ))))
    })
    .await
}

/// What a key may see of statements: those about purposes and brands of its own.
struct May<'a> {
    key: &'a MachineKey,
    names: Names<'a>,
}

impl May<'_> {
    fn see(&self, statement: &telos_model::consent::Statement) -> bool {
        use telos_model::consent::Statement as Said;
        match *statement {
            Said::Consent { purpose, .. }
            | Said::Objection {
                purpose: Some(purpose),
                ..
            } => self.key.may_ask(self.names.purpose(purpose)),
            Said::Objection { brand, .. } | Said::Preference { brand, .. } => self.brand(brand),
            Said::Flag { brand, .. } => brand.is_none_or(|brand| self.brand(brand)),
        }
    }

    fn brand(&self, brand: BrandId) -> bool {
        self.key.sees_brand(self.names.brand(brand))
    }
}

/// Whether a request comes with a machine key.
fn is_machine(headers: &HeaderMap) -> bool {
    let value = headers.get(header::AUTHORIZATION);
    let scheme = value.and_then(|value| value.as_bytes().get(..7));
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer "))
}

/// Takes in what a machine states for a person, and answers once it is on disk.
async fn stated(state: &AppState, request: Request, takes: Takes) -> Result<Response, Problem> {
    let (parts, content) = request.into_parts();
    let key = asker::key(&state.keys, &parts.headers, Some(Role::Consent))?;
    let limits = &state.options.limits;
    let bytes = bodies::read(limits, &parts.headers, content, bodies::too_slow).await?;
    let policy = state.engine.policy();
    let parsed = body::parse(&policy.catalog, key, &bytes, takes, state.engine.now())?;
    let source = state.engine.choices_source(parsed.brand).ok_or_else(|| {
        Problem::bad(
            "source_missing",
            "brand",
            "the brand has no source to record statements under",
            "declare one in the catalog, with the channel `choices`",
        )
    })?;
    let engine = state.engine.clone();
    let who = parsed.who.clone();
    let found = tokio::task::spawn_blocking(move || engine.identifier_of(&who)).await;
    let Ok(Ok(found)) = found else {
        tracing::error!("state what a person permits: the person could not be read");
        return Err(Problem::internal());
    };
    let identifier = found.ok_or_else(asker::nobody)?;
    let kind = policy
        .catalog
        .identifier(identifier.kind)
        .map_or("", |kind| &*kind.name);
    let message = message(state, source, &parsed, (kind, &identifier.value))?;
    let receipt = taken(state, source, message).await?;
    let (purposes, granted) = (parsed.purposes, parsed.granted);
    let portal = state.options.portal.clone();
    let lang = parsed.lang;
    read(&state.engine, move |engine| {
        let names = Names(&policy.catalog);
        let states = states(engine, &parsed.who)?;
        let own: Vec<_> = states
            .filter(|state| purposes.contains(state.purpose))
            .collect();
        if let (Some(portal), false) = (&portal, receipt.status == Status::Duplicate) {
            confirm(engine, portal, &parsed.who, granted, &own, lang);
        }
        let own = own.into_iter();
        Ok(Ok(json(&Stated {
            message_id: &receipt.message_id,
            status: match receipt.status {
                Status::Duplicate => "duplicate",
                _ => "kept",
            },
            consents: own.map(|state| wire::brief(names, state)).collect(),
        })))
    })
    .await
}

/// Asks the person to confirm what was granted just now and waits for it. What cannot be asked
/// stays pending, which permits nothing.
fn confirm(
    engine: &Engine,
    portal: &PortalOptions,
    who: &Who,
    granted: PurposeSet,
    states: &[PurposeState],
    lang: Lang,
) {
    for state in states {
        let waits = state.state == PermissionState::Pending && granted.contains(state.purpose);
        if !waits {
            continue;
        }
        ask_in_background(engine, portal, who, state.purpose, lang);
    }
}

fn states(engine: &Engine, who: &Who) -> Result<impl Iterator<Item = PurposeState>, ReadError> {
    Ok(engine.permissions(who)?.unwrap_or_default().into_iter())
}

/// The message that a statement becomes.
fn message(
    state: &AppState,
    source: SourceId,
    parsed: &Parsed<'_>,
    (kind, value): (&str, &str),
) -> Result<telos_model::message::Message, Problem> {
    let text = |text: &str| Json::Text(text.to_owned().into());
    let id = Json::Map(vec![
        ("type".into(), text(kind)),
        ("id".into(), text(value)),
    ]);
    let ids = Json::Map(vec![("externalIds".into(), Json::List(vec![id]))]);
    let mut members = parsed.members.clone();
    members.push(("context".into(), ids));
    let raw = RawMessage {
        body: Json::Map(members),
        call: Some(CallName::Consent),
        source,
        received: state.engine.now(),
        sent: None,
        address: None,
        gpc: false,
        fallback_id: state.engine.new_message_id(),
    };
    Ok(state.engine.read_statement(&raw)?)
}

/// Waits until a message is on disk.
async fn taken(
    state: &AppState,
    source: SourceId,
    message: telos_model::message::Message,
) -> Result<Receipt, Problem> {
    let receipts = state.engine.submit(source, vec![Ok(message)]);
    let receipts = receipts.map_err(unwritten)?;
    let receipts = tokio::time::timeout(state.options.limits.commit_wait_max, receipts).await;
    let receipts = match receipts {
        Ok(Ok(receipts)) => receipts.map_err(unwritten)?,
        Ok(Err(_)) => return Err(unwritten(SubmitError::Stopping)),
        Err(_) => return Err(unwritten(SubmitError::Unavailable)),
    };
    let policy = state.engine.policy();
    if let Some(source) = policy.catalog.source(source) {
        state.metrics.receipts(source, &receipts);
    }
    let receipt = receipts.into_iter().next().ok_or_else(Problem::internal)?;
    match receipt.status {
        Status::Kept { .. } | Status::Duplicate => Ok(receipt),
        Status::Rejected(rejection) => Err(Problem::from(rejection)),
        Status::Forgotten => Err(Problem::new(
            StatusCode::CONFLICT,
            "person_not_held",
            "nobody carries the identifier, and no purpose of the brand may hold it",
            "give the brand's `choices` source a necessary purpose that remembers choices",
        )),
    }
}
