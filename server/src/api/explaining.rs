//! What became of events: one by its id, all as they happen, and counts of a day.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use telos_engine::{Count, Counted, EventAnswer, counts};
use telos_model::catalog::{Catalog, SlotKind};
use telos_model::id::SourceId;
use telos_model::message::MESSAGE_ID_CHARS_MAX;
use telos_model::time::{Day, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asker;
use super::names::Names;
use super::reading::{Pairs, Params, json, read};
use super::wire::Problems;
use super::wire_explain::{CountShown, Counts, Explained, forgotten, kept};
use crate::AppState;
use crate::keys::{MachineKey, Role};
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(event))
        .routes(routes!(day_counts))
}

/// What became of a message, by the id that its sender gave it: what was kept, what was left out,
/// and why.
#[utoipa::path(
    get, path = "/v1/events/{messageId}", tag = "explaining",
    params(
        ("messageId" = String, Path, description = "The id of the message"),
        ("source" = Option<String>, Query, description = "The source, where several use the same ids"),
    ),
    responses((status = 200, body = Explained<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn event(
    State(state): State<AppState>,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Explain))?.clone();
    let policy = state.engine.policy();
    let params = Params::new(pairs)?;
    let source = params
        .one("source")?
        .map(|name| source_named(&policy.catalog, name))
        .transpose()?;
    let id = id.ok().map(|Path(id)| id);
    let id = id.filter(|id| !id.is_empty() && id.chars().count() <= MESSAGE_ID_CHARS_MAX);
    let id = id.ok_or_else(|| {
        Problem::bad(
            "message_id_invalid",
            "messageId",
            "a message id is text of 1 to 100 characters",
            "send the id as the message had it, percent-encoded",
        )
    })?;
    read(&state.engine, move |engine| {
        let names = Names(&policy.catalog);
        let sees = |source| sees_source(&policy.catalog, &key, source);
        Ok(match engine.event(&id, source)? {
            EventAnswer::Forgotten {
                source,
                received,
                left_out,
            } if sees(source) => Ok(json(&forgotten(names, source, received, &left_out))),
            EventAnswer::Kept(event) if sees(event.source) => Ok(json(&kept(names, &event))),
            EventAnswer::Unknown | EventAnswer::Forgotten { .. } | EventAnswer::Kept(_) => {
                Err(Problem::not_found(
                    "event_unknown",
                    "no message of this id is known",
                    "check the id; rejected messages are not kept",
                ))
            }
        })
    })
    .await
}

/// What was taken in, left out and turned away on a UTC day, of the key's brands.
#[utoipa::path(
    get, path = "/v1/counts", tag = "explaining",
    params(("day" = Option<String>, Query, format = Date, description = "A UTC day, such as 2026-05-03; today where there is none")),
    responses((status = 200, body = Counts<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn day_counts(
    State(state): State<AppState>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Live))?.clone();
    let policy = state.engine.policy();
    let day = match Params::new(pairs)?.one("day")? {
        None => state.engine.now().day(),
        Some(text) => parse_day(text).ok_or_else(|| {
            Problem::bad(
                "parameter_invalid",
                "day",
                "this is no day",
                "send one such as 2026-05-03",
            )
        })?,
    };
    read(&state.engine, move |engine| {
        let names = Names(&policy.catalog);
        let counts = engine.counts(day)?;
        let own = counts
            .iter()
            .filter(|count| sees_source(&policy.catalog, &key, count.source));
        let counts = own.map(|count| shown(names, count)).collect();
        let day = day.start().to_string();
        Ok(Ok(json(&Counts {
            day: day[..day.find('T').unwrap_or(day.len())].to_owned(),
            counts,
        })))
    })
    .await
}

fn parse_day(text: &str) -> Option<Day> {
    let shaped = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    shaped
        .then(|| Timestamp::parse(text).map(Timestamp::day))
        .flatten()
}

fn source_named(catalog: &Catalog, name: &str) -> Result<SourceId, Problem> {
    let mut sources = catalog.sources.iter().flatten();
    let found = sources.find(|source| &*source.name == name);
    found.map(|source| source.id).ok_or_else(|| {
        Problem::bad(
            "source_unknown",
            "source",
            "the catalog declares no such source",
            "/v1/catalog lists the sources",
        )
    })
}

/// Whether a key's purposes are of the brand that a source belongs to.
pub(crate) fn sees_source(catalog: &Catalog, key: &MachineKey, source: SourceId) -> bool {
    let brand = catalog
        .source(source)
        .and_then(|source| catalog.brand(source.brand));
    brand.is_some_and(|brand| key.sees_brand(&brand.name))
}

fn shown<'a>(names: Names<'a>, count: &Count) -> CountShown<'a> {
    let mut shown = CountShown {
        source: names.source(count.source),
        count: count.count,
        ..CountShown::default()
    };
    match count.what {
        Counted::Kept => shown.what = "kept",
        Counted::Forgotten => shown.what = "forgotten",
        Counted::Duplicate => shown.what = "duplicate",
        Counted::Rejected(code) => {
            shown.what = "rejected";
            shown.code = counts::CODES.get(usize::from(code)).copied();
        }
        Counted::LeftOut { field, why } => {
            shown.what = "left_out";
            shown.field = field.map(|field| names.field(field));
            shown.purpose = why.map(|(purpose, _)| names.purpose(purpose));
            shown.code = why.map(|(_, reason)| reason.code());
        }
        Counted::Finding(finding) => {
            shown.what = "finding";
            shown.field = finding.field.map(|field| names.field(field));
            shown.code = Some(finding.problem.code());
        }
        Counted::Unmatched(kind) => {
            shown.what = "unmatched";
            shown.kind = Some(names.of(SlotKind::Identifier, kind.index()));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_strictly() {
        assert_eq!(parse_day("1970-01-02"), Some(Day::new(1)));
        for bad in [
            "",
            "1970-1-2",
            "1970-13-01",
            "1970-01-02T00:00:00Z",
            "----------",
        ] {
            assert_eq!(parse_day(bad), None, "{bad}");
        }
    }
}
