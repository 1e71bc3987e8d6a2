//! `/v1/audit`: the privacy officer's questions, answered with proofs.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use telos_engine::audit::{ConsentQuery, ThenAnswer};
use telos_engine::ledger::{LedgerError, ToProve};
use telos_engine::{Engine, LookedAt, Who};
use telos_model::consent::Statement;
use telos_model::decide::{Named, Operation};
use telos_model::id::{NodeId, PurposeId};
use telos_model::time::Timestamp;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asker;
use super::names::Names;
use super::reading::{Pairs, Params, json, note};
use super::wire::Problems;
use super::wire_audit::{self as wire, Changes, Consents, DecisionThen};
use crate::AppState;
use crate::keys::{MachineKey, Role};
use crate::problem::Problem;

/// How many statements a page has where nothing is said.
const PAGE_FACTS: usize = 50;
/// The most statements of one page, besides those of the last record on it.
const PAGE_FACTS_MAX: usize = 200;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(consents))
        .routes(routes!(decision))
        .routes(routes!(changes))
}

/// Who consented to which text, and when: of one person, or of everyone page by page, each
/// statement with its proof. A page looks at no more than 5,000 records.
#[utoipa::path(
    get, path = "/v1/audit/consents", tag = "audit",
    params(
        ("purpose" = Option<String>, Query, description = "`brand/purpose`, or `purpose` of the key's brand"),
        ("text_version" = Option<u32>, Query, description = "The version of the text", minimum = 1, maximum = 1_000_000),
        ("from" = Option<String>, Query, description = "Took effect at this instant or later (RFC 3339)"),
        ("until" = Option<String>, Query, description = "Took effect before this instant (RFC 3339)"),
        ("kind" = Option<String>, Query, description = "Of one person: a kind of identifier, or `person`"),
        ("value" = Option<String>, Query, description = "The identifier"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "How many statements", minimum = 1, maximum = 200),
    ),
    responses((status = 200, body = Consents<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn consents(
    State(state): State<AppState>,
    headers: HeaderMap,
    query: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Admin))?.clone();
    let policy = state.engine.policy();
    let asked = Params::new(query)?;
    let purpose = match asked.one("purpose")? {
        None => None,
        Some(name) => Some(known(asker::purpose(
            &policy.catalog,
            &key,
            name,
            "purpose".into(),
        )?)?),
    };
    let text_version = match asked.one("text_version")? {
        None => None,
        Some(_) => u32::try_from(asked.number("text_version", 1, 1_000_000)?).ok(),
    };
    let query = ConsentQuery {
        purpose,
        text_version,
        from: time(&asked, "from")?.unwrap_or(Timestamp::MIN),
        until: time(&asked, "until")?.unwrap_or(Timestamp::MAX),
    };
    // A value without its kind would be nobody's, and the answer about everybody.
    let everybody = asked.one("kind")?.is_none() && asked.one("value")?.is_none();
    let who = if everybody {
        None
    } else {
        let (kind, value) = (asked.need("kind")?, asked.need("value")?);
        Some(asker::who(&policy.catalog, kind, value)?)
    };
    let after = after(&asked)?;
    let facts_max = asked.number("limit", PAGE_FACTS, PAGE_FACTS_MAX)?;
    answer(&state, move |engine| {
        let found = match &who {
            None => Some(engine.audit_consents(&query, after, facts_max)?),
            Some(who) => engine.audit_consents_of(who, &query)?,
        };
        let Some(mut found) = found else {
            return Ok(Err(asker::nobody()));
        };
        let names = Names(&policy.catalog);
        found.facts.retain(|(_, one)| sees(names, &key, one));
        let mut people: Vec<Who> = match who {
            // That nothing was found of somebody is an answer about them too.
            Some(who) => vec![who],
            None => found
                .facts
                .iter()
                .map(|(person, _)| Who::Node(*person))
                .collect(),
        };
        people.dedup();
        let purpose = query.purpose.map_or(Named::Unknown, Named::Known);
        for who in &people {
            note(engine, key.name(), who, purpose, LookedAt::Permissions)?;
        }
        Ok(Ok(json(&wire::consents(engine, names, &found))))
    })
    .await
}

/// On what basis something could be done for a person at an instant: the decision as of then, with
/// the catalog version and the statements that it rests on, each with its proof.
#[utoipa::path(
    get, path = "/v1/audit/decision", tag = "audit",
    params(
        ("kind" = String, Query, description = "A kind of identifier, or `person`"),
        ("value" = String, Query, description = "The identifier"),
        ("purpose" = String, Query, description = "`brand/purpose`, or `purpose` of the key's brand"),
        ("at" = String, Query, description = "The instant (RFC 3339)"),
        ("operation" = Option<String>, Query, description = "collect, merge, read (as if nothing is said), query, segment, train, send or replay"),
    ),
    responses((status = 200, body = DecisionThen<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn decision(
    State(state): State<AppState>,
    headers: HeaderMap,
    query: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Admin))?.clone();
    let policy = state.engine.policy();
    let asked = Params::new(query)?;
    let purpose = asked.need("purpose")?;
    let purpose = asker::purpose(&policy.catalog, &key, purpose, "purpose".into())?;
    let purpose = known(purpose)?;
    let who = asker::who(&policy.catalog, asked.need("kind")?, asked.need("value")?)?;
    asked.need("at")?;
    let at = time(&asked, "at")?.unwrap_or(Timestamp::MAX);
    let operation = match asked.one("operation")? {
        None => Operation::Read,
        Some(name) => {
            let mut all = Operation::ALL.into_iter();
            all.find(|one| one.name() == name).ok_or_else(|| {
                let mend = "send collect, merge, read, query, segment, train, send or replay";
                let detail = "there is no such operation";
                Problem::bad("operation_unknown", "operation", detail, mend)
            })?
        }
    };
    answer(&state, move |engine| {
        let asked = Named::Known(purpose);
        let found = match engine.audit_decision(&who, asked, operation, at)? {
            ThenAnswer::Absent => return Ok(Err(asker::nobody())),
            ThenAnswer::NoCatalog => return Ok(Err(no_catalog())),
            ThenAnswer::Ahead => return Ok(Err(ahead())),
            ThenAnswer::Found(found) => found,
        };
        note(engine, key.name(), &who, asked, LookedAt::Permissions)?;
        let names = Names(&policy.catalog);
        let asked = (names.purpose(purpose), operation);
        Ok(Ok(json(&wire::then(engine, names, asked, &found))))
    })
    .await
}

/// What changed in a month: catalog versions with what differs, how requests ended, what was
/// recorded about permission, and where staff or the brand spoke in a person's place.
#[utoipa::path(
    get, path = "/v1/audit/changes", tag = "audit",
    params(
        ("month" = String, Query, description = "Such as `2026-05`, in UTC"),
        ("after" = Option<String>, Query, description = "`next` of the page before: goes on counting facts"),
    ),
    responses((status = 200, body = Changes<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn changes(
    State(state): State<AppState>,
    headers: HeaderMap,
    query: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Admin))?.clone();
    if !key.may_ask("*") {
        return Err(Problem::new(
            axum::http::StatusCode::FORBIDDEN,
            "purpose_not_allowed",
            "what changed is about every purpose, and the machine key may not ask for all",
            "use a key with the purposes `*`",
        ));
    }
    let policy = state.engine.policy();
    let asked = Params::new(query)?;
    let months = month(asked.need("month")?).ok_or_else(|| {
        let mend = "send a year and a month, such as 2026-05";
        Problem::bad("month_invalid", "month", "this is no month", mend)
    })?;
    let after = after(&asked)?;
    answer(&state, move |engine| {
        let versions = engine.audit_versions(months)?;
        let ended = engine.audit_ended(months)?;
        let facts = engine.audit_facts(months, after)?;
        let said = facts.overrides.iter().map(|one| one.person);
        let mut people: Vec<NodeId> = said
            .chain(facts.deeds.iter().map(|(person, _)| *person))
            .collect();
        people.sort_unstable();
        people.dedup();
        for person in people {
            let who = Who::Node(person);
            note(
                engine,
                key.name(),
                &who,
                Named::Unknown,
                LookedAt::Permissions,
            )?;
        }
        let names = Names(&policy.catalog);
        let answer = wire::changes(engine, names, months, &versions, &ended, &facts);
        Ok(Ok(json(&answer)))
    })
    .await
}

/// The first instant of a month and that of the next, in UTC.
pub(crate) fn month(text: &str) -> Option<(Timestamp, Timestamp)> {
    let (year, number) = text.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || number.len() != 2 || !digits(year) || !digits(number) {
        return None;
    }
    let (year, number) = (year.parse::<u16>().ok()?, number.parse::<u8>().ok()?);
    let (next_year, next) = match number {
        1..=11 => (year, number + 1),
        12 => (year + 1, 1),
        _ => return None,
    };
    let first =
        |year: u16, month: u8| Timestamp::parse(&format!("{year:04}-{month:02}-01T00:00:00Z"));
    Some((first(year, number)?, first(next_year, next)?))
}

fn known(purpose: Named<PurposeId>) -> Result<PurposeId, Problem> {
    match purpose {
        Named::Known(purpose) => Ok(purpose),
        Named::Unknown => Err(Problem::bad(
            "purpose_unknown",
            "purpose",
            "the catalog has no purpose of this name",
            "name a purpose of the catalog",
        )),
    }
}

/// Whether a key may see a statement: it is about one of its purposes.
fn sees(names: Names<'_>, key: &MachineKey, found: &ToProve) -> bool {
    let statement = found.recorded().map(|recorded| &recorded.fact.statement);
    match statement {
        Some(Statement::Consent { purpose, .. }) => key.may_ask(names.purpose(*purpose)),
        _ => false,
    }
}

fn ahead() -> Problem {
    Problem::bad(
        "time_ahead",
        "at",
        "this instant has not come yet",
        "ask for now or an earlier instant",
    )
}

fn no_catalog() -> Problem {
    Problem::not_found(
        "catalog_absent",
        "no catalog was in force at this instant",
        "ask for a later one; /v1/catalog/versions lists them",
    )
}

fn time(asked: &Params, name: &'static str) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = asked.one(name)? else {
        return Ok(None);
    };
    let time = Timestamp::parse(text);
    time.map(Some).ok_or_else(|| {
        let mend = "send an instant such as 2026-05-03T12:00:00Z";
        Problem::bad("time_invalid", name, "this is no instant", mend)
    })
}

fn after(asked: &Params) -> Result<Option<NodeId>, Problem> {
    let Some(text) = asked.one("after")? else {
        return Ok(None);
    };
    asker::node(text).map(Some).ok_or_else(|| {
        let mend = "send `next` of the page before, as it is";
        Problem::bad(
            "cursor_invalid",
            "after",
            "this is no place in the list",
            mend,
        )
    })
}

/// Asks the engine on a thread that may wait for the disk.
async fn answer(
    state: &AppState,
    ask: impl FnOnce(&Engine) -> Result<Result<Response, Problem>, LedgerError> + Send + 'static,
) -> Result<Response, Problem> {
    let engine = state.engine.clone();
    match tokio::task::spawn_blocking(move || ask(&engine)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a question of the officer could not be answered"
            );
            Err(Problem::internal())
        }
        Err(_) => {
            tracing::error!("a question of the officer panicked");
            Err(Problem::internal())
        }
    }
}

/// An answer as a file to keep.
pub(crate) fn file(answer: &impl Serialize) -> Response {
    let mut response = json(answer);
    let name = axum::http::HeaderValue::from_static("attachment; filename=\"audit.json\"");
    let headers = response.headers_mut();
    headers.insert(axum::http::header::CONTENT_DISPOSITION, name);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_from_its_first_instant_to_that_of_the_next() {
        let at = |text| Timestamp::parse(text).unwrap();
        let expected = (at("2026-12-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
        assert_eq!(month("2026-12"), Some(expected));
        for bad in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "26-05",
            "2026-5",
            "+026-05",
            "2026-05-01",
        ] {
            assert_eq!(month(bad), None, "{bad}");
        }
    }
}
