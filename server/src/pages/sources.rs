//! Sources for staff: how those do that Telos looks at by itself, what came in the last hour, and
//! which rows were set aside; and how the systems do that it keeps in step with.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use telos_doors::receiving::{self, Health, Receiving};
use telos_engine::sync::SyncFigure;
use telos_engine::{Engine, ReadError};
use telos_model::catalog::{Catalog, IntakeKind, Source, SyncDef};
use telos_model::time::Timestamp;

use super::around::{ABSENT, FAILED, Visit, query, tell};
use super::chart::Bar;
use super::frame::{Frame, Place};
use super::names::Names;
use super::words::Lang;
use super::{Console, encoded, render};

/// How many rows that were set aside are shown of each source.
const ASIDE_SHOWN_MAX: usize = 10;

/// The page.
#[derive(Clone, Default)]
pub(super) struct Sources {
    pub(super) rows: Vec<Row>,
    pub(super) bars: Vec<Bar>,
    /// Systems that are kept in step with.
    pub(super) syncs: Vec<Synced>,
    pub(super) sync_bars: Vec<Bar>,
    /// What was just looked at.
    pub(super) said: Option<Said>,
}

/// A sync.
#[derive(Clone)]
pub(super) struct Synced {
    pub(super) name: String,
    pub(super) source: String,
    /// How far it is.
    pub(super) phase: &'static str,
    /// How its source stands, which says what to do where that is in trouble.
    pub(super) state: &'static str,
    pub(super) in_trouble: bool,
    pub(super) tone: &'static str,
    pub(super) came_in: u64,
    pub(super) went_out: u64,
    pub(super) overruled: u64,
    pub(super) ambiguous: u64,
    pub(super) deleted: u64,
    pub(super) aside: u64,
    /// From the last change there to its being here, in milliseconds.
    pub(super) lag: u64,
    pub(super) last_success: Option<Timestamp>,
}

/// A source.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) brand: String,
    pub(super) kind: &'static str,
    pub(super) state: &'static str,
    pub(super) tone: &'static str,
    pub(super) messages: u64,
    pub(super) waiting: u64,
    pub(super) aside_count: u64,
    pub(super) failed: u64,
    pub(super) last_taken: Option<Timestamp>,
    pub(super) last_failed: Option<Timestamp>,
    /// The rows that were set aside last, newest first.
    pub(super) aside: Vec<AsideRow>,
    /// It is looked at again and again, so that it can be at once.
    pub(super) can_look: bool,
}

/// A row that was set aside: where it is and why, never what it says.
#[derive(Clone)]
pub(super) struct AsideRow {
    pub(super) at: Timestamp,
    pub(super) place: String,
    pub(super) code: String,
    pub(super) field: String,
}

/// What a look came to.
#[derive(Clone)]
pub(super) struct Said {
    pub(super) name: String,
    pub(super) state: &'static str,
    pub(super) tone: &'static str,
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage<'a> {
    f: &'a Frame,
    p: &'a Sources,
}

impl Sources {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &SourcesPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        SourcesPage { f: frame, p: self }
            .render()
            .unwrap_or_default()
    }
}

impl Synced {
    fn of(
        engine: &Engine,
        sync: &SyncDef,
        (source, health): (&Source, &Health),
    ) -> Result<Self, ReadError> {
        let figure = |figure| engine.sync_figure(sync.destination, figure);
        let standing = engine.sync_standing(sync.destination)?;
        let success = i64::try_from(figure(SyncFigure::Success)).unwrap_or_default();
        let in_trouble = standing.is_some() && health.state.is_trouble();
        Ok(Self {
            name: sync.name.to_string(),
            source: source.name.to_string(),
            phase: standing.map_or("stopped", |standing| standing.phase.word()),
            state: health.state.word(),
            in_trouble,
            tone: match standing {
                None => "plain",
                Some(_) if in_trouble => tone(health.state),
                Some(_) => "good",
            },
            came_in: figure(SyncFigure::In),
            went_out: figure(SyncFigure::Out),
            overruled: figure(SyncFigure::Overruled),
            ambiguous: figure(SyncFigure::Ambiguous),
            deleted: figure(SyncFigure::Deleted),
            aside: health.aside,
            lag: figure(SyncFigure::Lag),
            last_success: (success > 0).then(|| Timestamp::from_millis(success * 1_000)),
        })
    }

    /// What it changed on both sides, as a bar.
    fn bar(&self) -> (String, Vec<(&'static str, &'static str, u64)>) {
        let parts = vec![
            ("sy-in", "good", self.came_in),
            ("sy-out", "plain", self.went_out),
        ];
        (self.name.clone(), parts)
    }
}

impl Row {
    fn of(names: &Names<'_>, source: &Source, health: &Health, aside: Vec<AsideRow>) -> Self {
        let kind = source.from.as_ref().map(|from| &from.kind);
        Self {
            name: source.name.to_string(),
            brand: names.brand(source.brand),
            kind: kind.map_or("", IntakeKind::word),
            state: health.state.word(),
            tone: tone(health.state),
            messages: health.messages,
            waiting: health.waiting,
            aside_count: health.aside,
            failed: health.failed,
            last_taken: health.last_taken,
            last_failed: health.last_failed,
            aside,
            can_look: !matches!(kind, Some(IntakeKind::Webhook(_)) | None),
        }
    }
}

/// The colour of a state.
fn tone(state: receiving::State) -> &'static str {
    match state {
        receiving::State::Waiting | receiving::State::Working => "good",
        receiving::State::Starting => "plain",
        receiving::State::Slowed | receiving::State::Poison | receiving::State::Clock => "caution",
        _ => "bad",
    }
}

fn bars(rows: Vec<(String, u64, u64)>) -> Vec<Bar> {
    let rows = rows.into_iter().map(|(label, taken, aside)| {
        let parts = vec![("so-taken", "good", taken), ("so-aside", "bad", aside)];
        (label, parts)
    });
    Bar::stacked(rows.collect())
}

fn read(engine: &Engine, receiving: &Receiving, lang: Lang) -> Result<Sources, ReadError> {
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let now = engine.now();
    let mut page = Sources::default();
    let mut hours = Vec::new();
    for (name, health) in receiving.healths(&policy.catalog) {
        let Some(source) = run_here(&policy.catalog, &name) else {
            continue;
        };
        let aside = engine.set_aside(source.id, ASIDE_SHOWN_MAX)?;
        let aside = aside.into_iter().map(|row| AsideRow {
            at: row.at,
            place: row.place.into(),
            code: row.code.into(),
            field: row.field.into(),
        });
        let row = Row::of(&names, source, &health, aside.collect());
        let (taken, left) = health.hour.sum(now);
        hours.push((row.name.clone(), taken, left));
        page.rows.push(row);
        if let Some(sync) = policy.catalog.sync_of_source(source.id) {
            page.syncs
                .push(Synced::of(engine, sync, (source, &health))?);
        }
    }
    page.bars = bars(hours);
    page.sync_bars = Bar::stacked(page.syncs.iter().map(Synced::bar).collect());
    Ok(page)
}

/// The source of a name, if Telos runs it.
fn run_here<'c>(catalog: &'c Catalog, name: &str) -> Option<&'c Source> {
    receiving::active(catalog).find(|source| &*source.name == name)
}

/// `GET /console/sources`
pub(super) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let frame = visit.frame(Place::Sources, "/console/sources");
    let looked = query(&uri, "looked");
    let read = move || read(&console.0.engine, &console.0.receiving, visit.lang);
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(mut page)) => {
            let row = page
                .rows
                .iter()
                .find(|row| looked.as_ref() == Some(&row.name));
            page.said = row.map(|row| Said {
                name: row.name.clone(),
                state: row.state,
                tone: row.tone,
            });
            page.show(&frame)
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "show sources");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}

/// `POST /console/sources/{name}/look`: looks at a source before its time.
pub(super) async fn look(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
) -> Response {
    let policy = console.0.engine.policy();
    let Some(source) = run_here(&policy.catalog, &name) else {
        return tell(visit, ABSENT);
    };
    tracing::info!(source = %name, "staff had a source looked at");
    console.0.receiving.look(source).await;
    let name = encoded(&name);
    Redirect::to(&format!("/console/sources?looked={name}#s-{name}")).into_response()
}

/// 3 May 2026, 14:05:09 UTC, and seconds before it.
const fn before(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_777_817_109_000 - seconds * 1_000)
}

/// A sync as a sample.
fn synced(name: &str, phase: &'static str, state: receiving::State) -> Synced {
    let runs = phase == "running";
    Synced {
        name: name.into(),
        source: format!("{name}-in"),
        phase,
        state: state.word(),
        in_trouble: state.is_trouble(),
        tone: if phase == "stopped" {
            "plain"
        } else {
            tone(state)
        },
        came_in: u64::from(runs) * 4_211,
        went_out: u64::from(runs) * 1_870,
        overruled: u64::from(runs) * 12,
        ambiguous: u64::from(runs) * 3,
        deleted: u64::from(runs),
        aside: u64::from(runs) * 2,
        lag: u64::from(runs) * 840,
        last_success: runs.then(|| before(2)),
    }
}

/// Sample data for the page.
pub(super) fn sample(name: &str) -> Option<Sources> {
    match name {
        "intakes-empty" => return Some(Sources::default()),
        "intakes" => {}
        _ => return None,
    }
    let row = |name: &str, kind, state: receiving::State| Row {
        name: name.into(),
        brand: "Aria Music & Books".into(),
        kind,
        state: state.word(),
        tone: tone(state),
        messages: 48_102,
        waiting: 0,
        aside_count: 0,
        failed: 0,
        last_taken: Some(before(2)),
        last_failed: None,
        aside: Vec::new(),
        can_look: kind != "webhook",
    };
    let poison = Row {
        aside_count: 2,
        aside: vec![
            AsideRow {
                at: before(40),
                place: "orders-2026-05-03.csv:117".into(),
                code: "not_a_number".into(),
                field: "total".into(),
            },
            AsideRow {
                at: before(4_000),
                place: "orders-2026-05-03.csv:12".into(),
                code: "no_identifier".into(),
                field: String::new(),
            },
        ],
        ..row("aria-till", "folder", receiving::State::Poison)
    };
    let rest = receiving::State::ALL
        .into_iter()
        .filter(|state| *state != receiving::State::Poison);
    let rest = rest.map(|state| Row {
        failed: u64::from(state.is_trouble()) * 12,
        last_failed: state.is_trouble().then(|| before(9)),
        last_taken: None,
        ..row(&format!("aria-{}", state.word()), "postgres", state)
    });
    let webhook = row("aria-shop", "webhook", receiving::State::Waiting);
    let syncs = vec![
        synced("crm", "running", receiving::State::Waiting),
        synced("erp", "matching", receiving::State::Credentials),
        synced("till", "stopped", receiving::State::Waiting),
    ];
    Some(Sources {
        sync_bars: Bar::stacked(syncs.iter().map(Synced::bar).collect()),
        syncs,
        bars: bars(vec![
            ("aria-till".into(), 1_200, 2),
            ("aria-shop".into(), 9_022, 0),
        ]),
        rows: [poison, webhook].into_iter().chain(rest).collect(),
        said: Some(Said {
            name: "aria-till".into(),
            state: receiving::State::Poison.word(),
            tone: tone(receiving::State::Poison),
        }),
    })
}
