//! One destination: how it does, what could not be sent, and what staff can do.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_doors::destinations::{Doing, doing, named, place_of, place_text};
use telos_engine::outbox::Waiting;
use telos_engine::{Engine, ReadError};
use telos_model::catalog::Catalog;
use telos_model::deliver::{Evidence, Failure};
use telos_model::time::{DAY_MS, Timestamp};

use super::super::around::{ABSENT, FAILED, Visit, query, tell};
use super::super::chart::Bar;
use super::super::frame::{Frame, Place};
use super::super::names::Names;
use super::super::words::Words;
use super::super::{Console, render};
use super::{Row, bars};

/// How many of what could not be sent a page has.
const PAGE_DEAD: usize = 25;
/// How many parts of an hour the chart has.
const CHART_PARTS: i64 = 12;
const MINUTE_MS: i64 = 60_000;

/// The page.
#[derive(Clone)]
pub(super) struct One {
    pub(super) row: Row,
    pub(super) declared: bool,
    pub(super) paused: Option<Timestamp>,
    pub(super) bars: Vec<Bar>,
    pub(super) dead: Vec<Dead>,
    pub(super) more: Option<String>,
    pub(super) replay: Option<ReplayRow>,
    /// The segments to choose from, with their titles.
    pub(super) segments: Vec<(String, String)>,
    pub(super) from: String,
    pub(super) until: String,
    /// What was just done.
    pub(super) said: Option<Said>,
}

/// What could not be sent. It does not say whose it is.
#[derive(Clone)]
pub(super) struct Dead {
    pub(super) place: String,
    pub(super) occasion: &'static str,
    pub(super) trouble: Option<&'static str>,
    pub(super) status: Option<u16>,
    pub(super) queued: Timestamp,
    pub(super) attempts: u64,
    /// It tells the destination to let go of somebody.
    pub(super) duty: bool,
    /// What would go, by name and without values.
    pub(super) fields: Vec<String>,
}

/// The last replay.
#[derive(Clone)]
pub(super) struct ReplayRow {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) records: u64,
    pub(super) queued: u64,
    pub(super) running: bool,
    pub(super) stopped: bool,
}

/// What came of a step.
#[derive(Clone)]
pub(super) struct Said {
    pub(super) key: &'static str,
    pub(super) tone: &'static str,
    pub(super) count: u64,
    pub(super) trouble: Option<String>,
    pub(super) status: Option<u16>,
}

impl Said {
    /// What the address says of the step that led here.
    fn of(uri: &Uri) -> Option<Self> {
        let done = query(uri, "done")?;
        let (key, tone) = match &*done {
            "paused" => ("de-said-paused", "good"),
            "resumed" => ("de-said-resumed", "good"),
            "retried" => ("de-said-retried", "good"),
            "dropped" => ("de-said-dropped", "good"),
            "replay" => ("de-said-replay", "good"),
            "stopped" => ("de-said-stopped", "good"),
            "taken" => ("de-said-taken", "good"),
            "refused" => ("de-said-refused", "bad"),
            "period" => ("de-said-period", "bad"),
            "under-way" => ("de-said-under-way", "caution"),
            "nothing" => ("de-said-nothing", "caution"),
            _ => return None,
        };
        let number = |name| query(uri, name).and_then(|text| text.parse().ok());
        let trouble = query(uri, "trouble");
        Some(Self {
            key,
            tone,
            count: number("count").unwrap_or(0),
            trouble: trouble.filter(|word| Failure::TROUBLES.contains(&&**word)),
            status: query(uri, "status").and_then(|text| text.parse().ok()),
        })
    }
}

#[derive(Template)]
#[template(path = "destination.html")]
struct OnePage<'a> {
    f: &'a Frame,
    p: &'a One,
}

impl One {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &OnePage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        OnePage { f: frame, p: self }.render().unwrap_or_default()
    }
}

/// What came of deliveries in the last hour, by five minutes.
fn hour(w: Words, doing: &Doing, now: Timestamp) -> Vec<Bar> {
    let step = 60 / CHART_PARTS * MINUTE_MS;
    let rows = (0..CHART_PARTS).map(|part| {
        let from = now.plus_millis(-step * (CHART_PARTS - part));
        let until = from.plus_millis(step);
        let minutes = doing.health.minutes.iter();
        let within = minutes.filter(|minute| minute.at >= from && minute.at < until);
        let (sent, failed) = within.fold((0, 0), |(sent, failed), minute| {
            (sent + minute.sent, failed + minute.failed)
        });
        (w.clock(from), sent, failed)
    });
    let rows: Vec<_> = rows.collect();
    let nothing = rows.iter().all(|(_, sent, failed)| sent + failed == 0);
    bars(if nothing { Vec::new() } else { rows })
}

fn read(
    engine: &Engine,
    w: Words,
    name: &str,
    after: Option<&[u8]>,
) -> Result<Option<One>, ReadError> {
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let Some(id) = named(catalog, name) else {
        return Ok(None);
    };
    let Some(doing) = doing(engine, id)? else {
        return Ok(None);
    };
    let names = Names::new(catalog, w.lang());
    let now = engine.now();
    let dead = engine.dead(id, after, PAGE_DEAD)?;
    let more = dead.last().filter(|_| dead.len() == PAGE_DEAD);
    let more = more.map(|last| {
        let place = place_text(last.place());
        format!("/console/destinations/{name}?after={place}")
    });
    let mut rows = Vec::with_capacity(dead.len());
    for waiting in &dead {
        let would_go = engine.would_go(waiting)?;
        rows.push(dead_row(catalog, waiting, would_go.as_ref()));
    }
    let declared = catalog.destination(id);
    let purposes = declared.map(|declared| declared.purposes);
    let segments = catalog.segments.iter().flatten();
    let segments = segments
        .filter(|segment| purposes.is_some_and(|purposes| purposes.contains(segment.purpose)));
    Ok(Some(One {
        row: Row::of(catalog, &names, &doing, now),
        declared: doing.declared,
        paused: doing.health.paused,
        bars: hour(w, &doing, now),
        dead: rows,
        more,
        replay: doing.replay.as_ref().map(|replay| ReplayRow {
            from: replay.of.from,
            until: replay.of.until,
            records: replay.nodes,
            queued: replay.queued,
            running: replay.ended.is_none(),
            stopped: replay.stopped,
        }),
        segments: segments
            .map(|segment| (segment.name.to_string(), names.segment(segment.id)))
            .collect(),
        from: day(now.plus_millis(-7 * DAY_MS)),
        until: day(now.plus_millis(DAY_MS)),
        said: None,
    }))
}

fn dead_row(catalog: &Catalog, waiting: &Waiting, would_go: Option<&Evidence>) -> Dead {
    let occasion = waiting.cause.occasion();
    let mut fields = Vec::new();
    if let Some(evidence) = would_go {
        let kinds = evidence.identifiers.iter();
        let kinds = kinds.filter_map(|kind| catalog.identifier(*kind));
        fields.extend(kinds.map(|def| def.name.to_string()));
        let ids = evidence.fields.iter().filter_map(|id| catalog.field(*id));
        fields.extend(ids.map(|field| field.path.to_string()));
    }
    Dead {
        place: place_text(waiting.place()),
        occasion: occasion.word(),
        trouble: waiting.failure.map(Failure::trouble),
        status: waiting.failure.and_then(Failure::status),
        queued: waiting.queued,
        attempts: waiting.attempts.into(),
        duty: occasion.is_removal(),
        fields,
    }
}

/// A day as forms have it.
fn day(at: Timestamp) -> String {
    at.to_string().get(..10).unwrap_or_default().to_owned()
}

/// `GET /console/destinations/{name}`
pub(in crate::pages) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    uri: Uri,
) -> Response {
    let frame = visit.frame(
        Place::Destinations,
        &format!("/console/destinations/{name}"),
    );
    let after = query(&uri, "after").and_then(|place| place_of(&place));
    let w = frame.w;
    let read =
        tokio::task::spawn_blocking(move || read(&console.0.engine, w, &name, after.as_deref()));
    match read.await {
        Ok(Ok(Some(mut one))) => {
            one.said = Said::of(&uri);
            one.show(&frame)
        }
        Ok(Ok(None)) => tell(visit, ABSENT),
        Ok(Err(error)) => {
            tracing::error!(%error, "show a destination");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}
