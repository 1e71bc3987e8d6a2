//! `/v1/sync`: where syncs stand, what one would change on both sides, and its start.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use telos_doors::receiving::{self, preview as found_out};
use telos_engine::Engine;
use telos_engine::sync::{Standing, SyncFigure};
use telos_model::catalog::{Catalog, SlotKind, SyncDef};
use telos_model::id::FieldId;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asker;
use super::reading::{json, read};
use super::wire::Problems;
use crate::keys::{Keys, Role};
use crate::problem::Problem;
use crate::{AppState, Options};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(all))
        .routes(routes!(preview))
        .routes(routes!(start))
}

type Name = Result<Path<String>, PathRejection>;

/// Syncs and where they stand.
#[derive(Serialize, ToSchema)]
struct Syncs {
    syncs: Vec<SyncShown>,
}

/// Where a sync stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SyncShown {
    name: String,
    source: String,
    destination: String,
    /// `stopped`, `matching`, `telling` or `running`.
    state: &'static str,
    /// When it was started.
    #[schema(format = DateTime)]
    begun: Option<String>,
    /// What was counted since the start of the server.
    figures: Vec<SyncFigureShown>,
}

/// A figure of a sync.
#[derive(Serialize, ToSchema)]
struct SyncFigureShown {
    figure: &'static str,
    value: u64,
}

/// What a sync would change on both sides. No values are told.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SyncPreview {
    /// Rows there.
    rows: usize,
    /// There are more rows than were looked at.
    cut: bool,
    /// Rows that cannot be read.
    unreadable: usize,
    /// Rows that are marked as deleted.
    deleted: usize,
    /// Rows of people who are known by the key.
    matched_by_key: usize,
    /// Rows of people who would be matched by other identifiers.
    matched_by: Vec<SyncMatched>,
    /// Rows of people who are not here.
    only_there: usize,
    /// Of these, the ones who would be made here.
    made_here: usize,
    /// People who are not there, as far as they may be given there.
    only_here: usize,
    /// Of these, the ones who would be made there.
    made_there: usize,
    /// Rows left alone that could be several people's.
    ambiguous: usize,
    /// Rows left alone since nobody has shown that what would match is theirs.
    unverified: usize,
    /// Rows without a key.
    keyless: usize,
    /// By field, how many people it would be changed of.
    fields: Vec<SyncField>,
    /// The first rows that something would come of.
    samples: Vec<SyncSample>,
}

/// How many would be matched by a kind of identifier.
#[derive(Serialize, ToSchema)]
struct SyncMatched {
    identifier: String,
    rows: usize,
}

/// How many people a field would be changed of, here and there.
#[derive(Serialize, ToSchema)]
struct SyncField {
    field: String,
    here: usize,
    there: usize,
}

/// A row and what would come of it.
#[derive(Serialize, ToSchema)]
struct SyncSample {
    place: String,
    /// `key`, a kind of identifier, `new`, `not_made`, `ambiguous`, `unverified` or `keyless`.
    matched: String,
    /// Fields that would be changed here.
    here: Vec<String>,
    /// Fields that would be changed there.
    there: Vec<String>,
}

/// Where all syncs stand.
#[utoipa::path(
    get, path = "/v1/sync", tag = "destinations",
    responses((status = 200, body = Syncs), Problems),
    security(("machine_key" = [])),
)]
async fn all(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    read(&state.engine, |engine| {
        let policy = engine.policy();
        let mut syncs = Vec::new();
        for sync in &policy.catalog.syncs {
            let standing = engine.sync_standing(sync.destination)?;
            let figures = SyncFigure::ALL.into_iter().map(|figure| SyncFigureShown {
                figure: figure.word(),
                value: engine.sync_figure(sync.destination, figure),
            });
            syncs.push(shown(&policy.catalog, sync, standing, figures.collect()));
        }
        Ok(Ok(json(&Syncs { syncs })))
    })
    .await
}

/// What a sync would change on both sides, if it were started now. Nothing is written.
#[utoipa::path(
    get, path = "/v1/sync/{name}/preview", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    responses((status = 200, body = SyncPreview), Problems),
    security(("machine_key" = [])),
)]
async fn preview(
    State(state): State<AppState>,
    name: Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    let sync = named(&state, name)?;
    let found = found_out(&state.intake(), &sync).await.map_err(unreached)?;
    let policy = state.engine.policy();
    Ok(json(&told(&policy.catalog, &sync, &found)))
}

/// Starts a sync: all rows come in once, then everybody is compared, then changes go both ways.
/// Starting it again changes nothing.
#[utoipa::path(
    post, path = "/v1/sync/{name}/start", tag = "destinations",
    params(("name" = String, Path, description = "Its name in the catalog")),
    responses((status = 200, body = SyncShown), Problems),
    security(("machine_key" = [])),
)]
async fn start(
    State(state): State<AppState>,
    name: Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asker::key(&state.keys, &headers, Some(Role::Admin))?;
    let sync = named(&state, name)?;
    read(&state.engine, move |engine| {
        let standing = engine.start_sync(sync.destination)?;
        let policy = engine.policy();
        let shown = shown(&policy.catalog, &sync, Some(standing), Vec::new());
        Ok(Ok(json(&shown)))
    })
    .await
}

/// What a sync would change on both sides, as JSON; what to do where the other system cannot be
/// looked at. Nothing is written.
pub async fn preview_sync(engine: &Engine, sync: &SyncDef) -> Result<String, &'static str> {
    let state = AppState::new(engine.clone(), Keys::new(Vec::new()), Options::default());
    let found = found_out(&state.intake(), sync).await;
    let found = found.map_err(receiving::State::remedy)?;
    let shown = told(&engine.policy().catalog, sync, &found);
    let text = serde_json::to_string_pretty(&shown);
    Ok(text.unwrap_or_default() + "\n")
}

fn named(state: &AppState, name: Name) -> Result<SyncDef, Problem> {
    let unknown = || {
        Problem::not_found(
            "sync_unknown",
            "no sync of the catalog has this name",
            "/v1/sync lists them",
        )
    };
    let Path(name) = name.map_err(|_| unknown())?;
    let policy = state.engine.policy();
    policy.catalog.sync(&name).cloned().ok_or_else(unknown)
}

fn unreached(trouble: receiving::State) -> Problem {
    Problem::new(
        StatusCode::BAD_GATEWAY,
        "sync_unreached",
        "the other system could not be looked at",
        trouble.remedy(),
    )
}

fn shown(
    catalog: &Catalog,
    sync: &SyncDef,
    standing: Option<Standing>,
    figures: Vec<SyncFigureShown>,
) -> SyncShown {
    let name = |kind, slot| {
        catalog
            .slots
            .name(kind, slot)
            .unwrap_or_default()
            .to_owned()
    };
    SyncShown {
        name: sync.name.to_string(),
        source: name(SlotKind::Source, sync.source.index()),
        destination: name(SlotKind::Destination, sync.destination.index()),
        state: standing.map_or("stopped", |standing| standing.phase.word()),
        begun: standing.map(|standing| standing.begun.to_string()),
        figures,
    }
}

fn told(catalog: &Catalog, sync: &SyncDef, found: &receiving::Preview) -> SyncPreview {
    let field = |id: &FieldId| {
        let field = catalog.field(*id);
        field.map_or_else(String::new, |field| field.path.to_string())
    };
    let fields = |ids: &[FieldId]| ids.iter().map(field).collect();
    let matched = found.by.iter().map(|(kind, rows)| SyncMatched {
        identifier: catalog
            .identifier(*kind)
            .map_or_else(String::new, |kind| kind.name.to_string()),
        rows: *rows,
    });
    SyncPreview {
        rows: found.rows,
        cut: found.cut,
        unreadable: found.unreadable,
        deleted: found.deleted,
        matched_by_key: found.by_key,
        matched_by: matched.collect(),
        only_there: found.only_there,
        made_here: if sync.new_here { found.only_there } else { 0 },
        only_here: found.only_here,
        made_there: found.made_there,
        ambiguous: found.ambiguous,
        unverified: found.unverified,
        keyless: found.keyless,
        fields: found
            .fields
            .iter()
            .map(|(id, (here, there))| SyncField {
                field: field(id),
                here: *here,
                there: *there,
            })
            .collect(),
        samples: found
            .samples
            .iter()
            .map(|sample| SyncSample {
                place: sample.place.to_string(),
                matched: sample.how(catalog),
                here: fields(&sample.here),
                there: fields(&sample.there),
            })
            .collect(),
    }
}
