//! Sources that Telos runs itself: it looks for what is new there and takes it in.
//!
//! Each source has a task of its own, with its own pace and patience, so that one that is gone or
//! sends too much keeps no other waiting. How far a source is goes to disk in the commit of the
//! messages that it belongs to. In reading order: `feed` is that task, `take` makes messages of rows
//! and hands them to the engine, `folder` looks for files, `bucket` for objects, `table` for rows that
//! changed, in `postgres` or `mysql` or as an API has them `listed`; `changes` and `recorded` read what a database records of them,
//! as `pgoutput` says it. `synced` finds out first what of the rows of a sync is news, `survey` what
//! all of them say, `preview` tells it. `nats`, `mqtt` and `kafka` read `messages` of brokers. `rights` asks for what people have a right to, `health` says
//! how each source does, `alert` tells it. Webhooks come in over
//! HTTP, a layer above, and share `take` and `health`.

mod alert;
mod bucket;
mod changes;
mod feed;
mod folder;
mod health;
mod kafka;
mod listed;
mod messages;
mod mqtt;
mod mysql;
mod nats;
mod pgoutput;
mod postgres;
mod preview;
mod reading;
mod recorded;
pub mod rights;
mod survey;
mod synced;
mod table;
mod take;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use telos_connect::import::Mapping;
use telos_engine::{Engine, Receipt};
use telos_model::catalog::{Catalog, IntakeKind, Source};
use telos_model::deliver::Failure;
use telos_model::id::SourceId;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::rate::Rates;

pub use health::{Health, State};
pub use preview::{Preview, preview};
pub use survey::is_deleted;
pub use take::{Row, Rows, Taker};

/// How often it is looked whether the catalog is another.
const CATALOG_EVERY: Duration = Duration::from_millis(500);
/// How long staff wait for a look that they asked for.
const LOOK_WAIT_MAX: Duration = Duration::from_secs(10);
const LOOK_STEP: Duration = Duration::from_millis(20);

/// The most messages of one commit.
const MESSAGES_MAX: usize = 2_000;

type Mappings = BTreeMap<SourceId, Arc<Mapping>>;

/// What sources are run with. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Takes the messages.
    pub engine: Engine,
    /// How the sources do.
    pub receiving: Arc<Receiving>,
    /// How much each source may send.
    pub rates: Arc<Rates>,
    /// How long a batch may take to be on disk.
    pub commit_wait_max: Duration,
    /// Is told of what became of messages.
    pub counts: Arc<dyn Counts>,
}

/// Counts what became of messages.
pub trait Counts: fmt::Debug + Send + Sync {
    /// Takes note of the messages of a batch.
    fn count(&self, source: &Source, receipts: &[Receipt]);
}

/// How the sources do that Telos runs itself.
#[derive(Debug, Default)]
pub struct Receiving {
    healths: Mutex<BTreeMap<SourceId, Health>>,
    /// What was last told of a source's troubles.
    told: Mutex<BTreeMap<SourceId, Vec<&'static str>>>,
    /// What has a source looked at before its time.
    wakes: Mutex<BTreeMap<SourceId, Arc<Notify>>>,
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
    pub fn note(&self, source: &Source, change: impl FnOnce(&mut Health)) {
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

    /// What has a source looked at before its time.
    fn wakes(&self, source: SourceId) -> Arc<Notify> {
        let mut wakes = self.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(wakes.entry(source).or_default())
    }

    /// Has a source looked at now, and says how it does; as it stood before where the look takes
    /// longer than [`LOOK_WAIT_MAX`].
    pub async fn look(&self, source: &Source) -> Health {
        let before = self.health(source.id);
        self.wakes(source.id).notify_one();
        let until = tokio::time::Instant::now() + LOOK_WAIT_MAX;
        loop {
            tokio::time::sleep(LOOK_STEP).await;
            let now = self.health(source.id);
            if now.looks > before.looks || tokio::time::Instant::now() >= until {
                return now;
            }
        }
    }

    fn health(&self, source: SourceId) -> Health {
        let known = self.healths.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&source).copied().unwrap_or_default()
    }

    /// The mapping of a source; none where it cannot be read, which a check of the catalog says.
    pub fn mapping(&self, catalog: &Catalog, source: &Source) -> Option<Arc<Mapping>> {
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
pub fn active(catalog: &Catalog) -> impl Iterator<Item = &Source> {
    let sources = catalog.sources.iter().flatten();
    sources.filter(|source| source.from.as_ref().is_some_and(|from| from.active))
}

/// What a broker that cannot be used means for a source.
const fn trouble(failure: Failure) -> State {
    match failure {
        Failure::NoSecret | Failure::Answered(401 | 403) => State::Credentials,
        Failure::Answered(400..=499) => State::Gone,
        Failure::Certificate | Failure::Expired => State::Certificate,
        Failure::Inside => State::Inside,
        Failure::Garbled => State::Garbled,
        _ => State::Unreachable,
    }
}

/// Keeps a task for each active source of the catalog in force. Dropping it ends them all.
pub async fn run(intake: Intake) {
    loop {
        let policy = intake.engine.policy();
        let mut feeds = JoinSet::new();
        for source in active(&policy.catalog) {
            let is_looked_at = source
                .from
                .as_ref()
                .is_some_and(|from| !matches!(from.kind, IntakeKind::Webhook(_)));
            alert::begin(&mut feeds, &intake, source);
            if is_looked_at {
                feeds.spawn(feed::run(intake.clone(), source.clone()));
            } else {
                intake
                    .receiving
                    .note(source, |health| health.now(State::Waiting));
            }
        }
        while intake.engine.policy().catalog.hash == policy.catalog.hash {
            tokio::time::sleep(CATALOG_EVERY).await;
        }
        feeds.shutdown().await;
    }
}
