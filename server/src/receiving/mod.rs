//! Sources that Telos runs itself: it looks for what is new there and takes it in.
//!
//! Each source has a task of its own, with its own pace and patience, so that one that is gone or
//! sends too much keeps no other waiting. How far a source is goes to disk in the commit of the
//! messages that it belongs to. In reading order: `feed` is that task, `take` makes messages of rows
//! and hands them to the engine, `folder` looks for files, `table` for rows that changed, in
//! `postgres` or `mysql`; `changes` and `recorded` read what a database records of them, as `pgoutput`
//! says it.
//! `rights` asks for what people have a right to, `health` says how each source does, `secret` finds
//! what stands outside the catalog. Webhooks come in over `api::hooks` and share `take` and `health`.

mod changes;
mod feed;
mod folder;
mod health;
mod mysql;
mod pgoutput;
mod postgres;
mod reading;
mod recorded;
pub(crate) mod rights;
mod secret;
mod table;
mod take;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use telos_connect::import::Mapping;
use telos_model::catalog::{Catalog, IntakeKind, Source};
use telos_model::id::SourceId;
use tokio::task::JoinSet;

use crate::AppState;

pub use health::{Health, State};
pub(crate) use secret::find as find_secret;
pub(crate) use take::{Row, Rows, Taker};

/// How often it is looked whether the catalog is another.
const CATALOG_EVERY: Duration = Duration::from_millis(500);

type Mappings = BTreeMap<SourceId, Arc<Mapping>>;

/// How the sources do that Telos runs itself.
#[derive(Debug, Default)]
pub struct Receiving {
    healths: Mutex<BTreeMap<SourceId, Health>>,
    /// Mappings of the catalog of this hash, each read once.
    mappings: Mutex<(Box<str>, Mappings)>,
}

impl Receiving {
    /// How each active source of a catalog does, by name.
    #[must_use]
    pub fn healths(&self, catalog: &Catalog) -> Vec<(Box<str>, Health)> {
        let known = self.healths.lock().unwrap_or_else(PoisonError::into_inner);
        let active = active(catalog);
        active
            .map(|source| {
                let health = known.get(&source.id).copied();
                (source.name.clone(), health.unwrap_or_default())
            })
            .collect()
    }

    /// Takes note of something about a source.
    pub(crate) fn note(&self, source: &Source, change: impl FnOnce(&mut Health)) {
        let mut known = self.healths.lock().unwrap_or_else(PoisonError::into_inner);
        let health = known.entry(source.id).or_default();
        let before = health.state;
        change(health);
        let (name, after) = (&*source.name, health.state);
        if before != after && after.is_trouble() {
            let todo = after.remedy();
            tracing::warn!(
                source = name,
                state = after.word(),
                todo,
                "a source needs care"
            );
        }
    }

    /// The mapping of a source; none where it cannot be read, which a check of the catalog says.
    pub(crate) fn mapping(&self, catalog: &Catalog, source: &Source) -> Option<Arc<Mapping>> {
        let mut kept = self.mappings.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != catalog.hash {
            *kept = (catalog.hash.clone(), Mappings::new());
        }
        if let Some(mapping) = kept.1.get(&source.id) {
            return Some(Arc::clone(mapping));
        }
        let from = source.from.as_ref()?;
        let mapping = Arc::new(Mapping::of_source(&source.name, &from.mapping).ok()?);
        kept.1.insert(source.id, Arc::clone(&mapping));
        Some(mapping)
    }
}

/// The sources of a catalog that Telos runs itself.
fn active(catalog: &Catalog) -> impl Iterator<Item = &Source> {
    let sources = catalog.sources.iter().flatten();
    sources.filter(|source| source.from.as_ref().is_some_and(|from| from.active))
}

/// Keeps a task for each active source of the catalog in force. Dropping it ends them all.
pub(crate) async fn run(state: AppState) {
    loop {
        let policy = state.engine.policy();
        let mut feeds = JoinSet::new();
        for source in active(&policy.catalog) {
            let is_looked_at = source.from.as_ref().is_some_and(|from| match from.kind {
                IntakeKind::Folder { .. }
                | IntakeKind::Postgres(_)
                | IntakeKind::Mysql(_)
                | IntakeKind::Changes(_) => true,
                IntakeKind::Webhook(_) => false,
            });
            if is_looked_at {
                feeds.spawn(feed::run(state.clone(), source.clone()));
            } else {
                state
                    .receiving
                    .note(source, |health| health.now(State::Waiting));
            }
        }
        while state.engine.policy().catalog.hash == policy.catalog.hash {
            tokio::time::sleep(CATALOG_EVERY).await;
        }
        feeds.shutdown().await;
    }
}
