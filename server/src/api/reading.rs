//! Reading a person with a machine key: always for a purpose, never more than it may see.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use telos_engine::{Engine, Look, LookedAt, Looker, ProfileAnswer, ReadError, TimelineAnswer, Who};
use telos_model::decide::Named as Asked;
use telos_model::id::PurposeId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asker;
use super::names::Names;
use super::wire::Problems;
use super::wire_person::{self as wire, Permissions, Timeline, Why};
use super::wire_profile::{self, Profile};
use crate::AppState;
use crate::keys::Role;
use crate::problem::Problem;

/// The most entries of one page of a timeline.
const PAGE_ENTRIES_MAX: usize = 200;
/// How many entries a page has where nothing is said.
const PAGE_ENTRIES: usize = 50;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(profile))
        .routes(routes!(timeline))
        .routes(routes!(permissions))
        .routes(routes!(why))
}

/// Where a person is named in the path.
type Named = Result<Path<(String, String)>, PathRejection>;
/// The pairs of a query.
pub(crate) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// A person as one purpose may see them.
#[utoipa::path(
    get, path = "/v1/profiles/{kind}/{value}", tag = "reading",
    params(
        ("kind" = String, Path, description = "A kind of identifier, such as `email`, or `person`"),
        ("value" = String, Path, description = "The identifier, percent-encoded"),
        ("purpose" = String, Query, description = "`brand/purpose`, or `purpose` of the key's brand"),
        ("withheld" = Option<bool>, Query, description = "Tell what is known and not shown, and why"),
    ),
    responses((status = 200, body = Profile<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn profile(
    State(state): State<AppState>,
    headers: HeaderMap,
    path: Named,
    query: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Read))?;
    let policy = state.engine.policy();
    let asked = Params::new(query)?;
    let withheld = asked.flag("withheld")?;
    let purpose = asked.need("purpose")?;
    let purpose = asker::purpose(&policy.catalog, key, purpose, "purpose".into())?;
    let (kind, value) = place(path)?;
    let who = asker::who(&policy.catalog, &kind, &value)?;
    let name = key.name();
    let mut unnoted = None;
    let response = read_here(&state.engine, |engine| {
        Ok(match engine.profile(&who, purpose, withheld)? {
            ProfileAnswer::Absent => Err(asker::nobody()),
            ProfileAnswer::Denied(deny) => Err(Problem::denied(&deny)),
            ProfileAnswer::Seen(seen) => {
                let look = look(engine, name, purpose, LookedAt::Profile);
                let look = engine.note_machine_look_at_once(seen.person, look);
                unnoted = look.map(|look| (Who::Node(seen.person), look));
                Ok(json(&wire_profile::profile(Names(&policy.catalog), &seen)))
            }
        })
    })?;
    let Some((head, look)) = unnoted else {
        return Ok(response);
    };
    // Nothing is shown that the person could not see was shown.
    read(&state.engine, move |engine| {
        engine.note_machine_look(&head, look)?;
        Ok(Ok(response))
    })
    .await
}

/// What happened to a person, as one purpose may see it, newest first.
#[utoipa::path(
    get, path = "/v1/profiles/{kind}/{value}/timeline", tag = "reading",
    params(
        ("kind" = String, Path, description = "A kind of identifier, such as `email`, or `person`"),
        ("value" = String, Path, description = "The identifier, percent-encoded"),
        ("purpose" = String, Query, description = "`brand/purpose`, or `purpose` of the key's brand"),
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "How many entries", minimum = 1, maximum = 200),
    ),
    responses((status = 200, body = Timeline<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn timeline(
    State(state): State<AppState>,
    headers: HeaderMap,
    path: Named,
    query: Pairs,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Read))?;
    let policy = state.engine.policy();
    let asked = Params::new(query)?;
    let entries_max = asked.number("limit", PAGE_ENTRIES, PAGE_ENTRIES_MAX)?;
    let before = asked.one("before")?.map(ToOwned::to_owned);
    let purpose = asked.need("purpose")?;
    let purpose = asker::purpose(&policy.catalog, key, purpose, "purpose".into())?;
    let name: Box<str> = key.name().into();
    let (kind, value) = place(path)?;
    let who = asker::who(&policy.catalog, &kind, &value)?;
    read(&state.engine, move |engine| {
        let answer = engine.timeline(&who, purpose, before.as_deref(), entries_max)?;
        Ok(match answer {
            None => Err(Problem::bad(
                "cursor_invalid",
                "before",
                "this is no place in a timeline",
                "send `next` of the page before, as it is",
            )),
            Some(TimelineAnswer::Absent) => Err(asker::nobody()),
            Some(TimelineAnswer::Denied(deny)) => Err(Problem::denied(&deny)),
            Some(TimelineAnswer::Page {
                ground,
                entries,
                next,
            }) => {
                note(engine, &name, &who, purpose, LookedAt::Timeline)?;
                let names = Names(&policy.catalog);
                Ok(json(&Timeline {
                    ground: super::wire::ground(names, &ground),
                    entries: entries
                        .iter()
                        .map(|entry| wire::entry(names, entry))
                        .collect(),
                    next: next.as_deref(),
                }))
            }
        })
    })
    .await
}

/// What a person has said about each purpose that the key may ask for.
#[utoipa::path(
    get, path = "/v1/profiles/{kind}/{value}/permissions", tag = "reading",
    params(
        ("kind" = String, Path, description = "A kind of identifier, such as `email`, or `person`"),
        ("value" = String, Path, description = "The identifier, percent-encoded"),
    ),
    responses((status = 200, body = Permissions<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn permissions(
    State(state): State<AppState>,
    headers: HeaderMap,
    path: Named,
) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, &headers, Some(Role::Read))?.clone();
    let policy = state.engine.policy();
    let (kind, value) = place(path)?;
    let who = asker::who(&policy.catalog, &kind, &value)?;
    read(&state.engine, move |engine| {
        let Some(known) = engine.permissions(&who)? else {
            return Ok(Err(asker::nobody()));
        };
        note(
            engine,
            key.name(),
            &who,
            Asked::Unknown,
            LookedAt::Permissions,
        )?;
        let names = Names(&policy.catalog);
        let own = known
            .into_iter()
            .filter(|state| key.may_ask(names.purpose(state.purpose)));
        let permissions = own.map(|state| wire::permission(names, state)).collect();
        Ok(Ok(json(&Permissions { permissions })))
    })
    .await
}

/// Why the nodes of a person are one: kinds, times and rules, no values.
#[utoipa::path(
    get, path = "/v1/profiles/{kind}/{value}/why", tag = "explaining",
    params(
        ("kind" = String, Path, description = "A kind of identifier, such as `email`, or `person`"),
        ("value" = String, Path, description = "The identifier, percent-encoded"),
    ),
    responses((status = 200, body = Why<'static>), Problems),
    security(("machine_key" = [])),
)]
async fn why(
    State(state): State<AppState>,
    headers: HeaderMap,
    path: Named,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Explain))?;
    let policy = state.engine.policy();
    let (kind, value) = place(path)?;
    let who = asker::who(&policy.catalog, &kind, &value)?;
    read(&state.engine, move |engine| {
        let why = engine.why_one(&who)?;
        let answer = why.map(|why| json(&wire::why(Names(&policy.catalog), &why)));
        Ok(answer.ok_or_else(asker::nobody))
    })
    .await
}

/// Records that a machine read of a person, for that person to see.
pub(crate) fn note(
    engine: &Engine,
    key: &str,
    who: &Who,
    purpose: Asked<PurposeId>,
    what: LookedAt,
) -> Result<(), ReadError> {
    engine.note_machine_look(who, look(engine, key, purpose, what))
}

fn look(engine: &Engine, key: &str, purpose: Asked<PurposeId>, what: LookedAt) -> Look {
    Look {
        by: Looker::Machine,
        name: key.into(),
        purpose: match purpose {
            Asked::Known(purpose) => Some(purpose),
            Asked::Unknown => None,
        },
        what,
        at: engine.now(),
    }
}

/// Asks the engine on a thread that may wait for the disk.
pub(crate) async fn read(
    engine: &Engine,
    ask: impl FnOnce(&Engine) -> Result<Result<Response, Problem>, ReadError> + Send + 'static,
) -> Result<Response, Problem> {
    let engine = engine.clone();
    answered(tokio::task::spawn_blocking(move || ask(&engine)).await)
}

/// Asks the engine what takes a look-up or two, right here: to hand it over and back would cost
/// more. Nothing that waits until something is written belongs here. The runtime has more threads
/// than there are processors, for those that wait for the disk.
pub(crate) fn read_here(
    engine: &Engine,
    ask: impl FnOnce(&Engine) -> Result<Result<Response, Problem>, ReadError>,
) -> Result<Response, Problem> {
    answered(catch_unwind(AssertUnwindSafe(|| ask(engine))))
}

/// The answer of a read, or what there is to say where it failed or panicked.
fn answered<P>(
    asked: Result<Result<Result<Response, Problem>, ReadError>, P>,
) -> Result<Response, Problem> {
    match asked {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a read failed");
            Err(Problem::internal())
        }
        Err(_) => {
            tracing::error!("a read panicked");
            Err(Problem::internal())
        }
    }
}

/// An answer that nobody may keep, since permissions change.
pub(crate) fn json(answer: &impl Serialize) -> Response {
    let Ok(body) = serde_json::to_vec(answer) else {
        return Problem::internal().into_response();
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn place(path: Named) -> Result<(String, String), Problem> {
    path.map(|Path(place)| place).map_err(|_| {
        Problem::bad(
            "path_invalid",
            "path",
            "the path is not percent-encoded UTF-8",
            "percent-encode the identifier",
        )
    })
}

/// The answer to a query that cannot be read.
pub(crate) fn query_invalid() -> Problem {
    Problem::bad(
        "query_invalid",
        "query",
        "the query is not written as queries are",
        "send name=value pairs, percent-encoded",
    )
}

/// The parameters of a query, of which [`query::known`](super::query::known) has let none through
/// that the route does not know.
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn new(query: Pairs) -> Result<Self, Problem> {
        query
            .map(|Query(pairs)| Self(pairs))
            .map_err(|_| query_invalid())
    }

    /// The one value of a parameter.
    pub(crate) fn one(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        let first = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            return Err(Problem::bad(
                "parameter_twice",
                name,
                "the parameter is there more than once",
                "send it once",
            ));
        }
        Ok(first)
    }

    pub(crate) fn need(&self, name: &'static str) -> Result<&str, Problem> {
        let value = self.one(name)?.filter(|value| !value.is_empty());
        value.ok_or_else(|| {
            Problem::bad(
                "parameter_missing",
                name,
                "the parameter is missing",
                "send it",
            )
        })
    }

    pub(crate) fn flag(&self, name: &'static str) -> Result<bool, Problem> {
        match self.one(name)? {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Problem::bad(
                "parameter_invalid",
                name,
                "the parameter is neither true nor false",
                "send true or false",
            )),
        }
    }

    pub(crate) fn number(
        &self,
        name: &'static str,
        default: usize,
        max: usize,
    ) -> Result<usize, Problem> {
        let Some(text) = self.one(name)? else {
            return Ok(default);
        };
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text
            .parse()
            .ok()
            .filter(|number| digits && (1..=max).contains(number));
        number.ok_or_else(|| {
            Problem::bad(
                "parameter_invalid",
                name,
                format!("the parameter is no number from 1 to {max}"),
                "send such a number",
            )
        })
    }
}
