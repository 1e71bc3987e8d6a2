//! Syncs: where each stands, whose a row of the other system is, and what is remembered of both
//! sides.
//!
//! What is remembered stands with the person, sealed with their key, and goes with them. `judge`
//! finds out whose rows are and what of them is news, and writes nothing; `keep` writes what is to
//! be remembered of them once they are taken in.

mod judge;
mod keep;
mod people;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use telos_model::catalog::Destination;
use telos_model::deliver::{self, Cause};
use telos_model::id::{DestinationId, NodeId};
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Expect, Put, Space, StoreError};

pub use judge::{JudgedRow, Matched};
pub use keep::{Ours, lag};
pub use people::ToTell;

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys, keys::Meta};
use crate::load;
use crate::outbox::{fresh, lane_of, put_waiting};
use crate::read::with_permissions;

/// How many nodes one step of telling looks at.
const NODES_MAX: usize = 200;
/// How often what met another change is tried again.
const ATTEMPTS_MAX: usize = 16;

/// Where a sync stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it was started.
    pub begun: Timestamp,
    /// How far it is.
    pub phase: SyncPhase,
    /// Who was told of last.
    pub(crate) after: Option<NodeId>,
    /// When all rows were last looked at.
    pub swept: Timestamp,
    pub(crate) version: u64,
}

/// How far a sync is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncPhase {
    /// All rows come in for the first time; nothing goes out.
    Matching,
    /// Everybody who is here is compared with what is there.
    Telling,
    /// Changes go both ways.
    Running,
}

impl SyncPhase {
    /// The word that answers and pages use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matching => "matching",
            Self::Telling => "telling",
            Self::Running => "running",
        }
    }
}

/// What is counted of a sync since the start of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SyncFigure {
    /// Fields that came in.
    In,
    /// Rows that were written there.
    Out,
    /// Fields that were changed there and are not the other system's.
    Overruled,
    /// Rows that came back as Telos wrote them.
    Echoes,
    /// Rows and identifiers that could be several people's.
    Ambiguous,
    /// Rows that were found deleted.
    Deleted,
    /// Milliseconds from the last change there to its being here.
    Lag,
    /// When it last went well, in seconds since 1970.
    Success,
}

impl SyncFigure {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::In,
        Self::Out,
        Self::Overruled,
        Self::Echoes,
        Self::Ambiguous,
        Self::Deleted,
        Self::Lag,
        Self::Success,
    ];

    /// Its name in metrics.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Overruled => "overruled",
            Self::Echoes => "echoes",
            Self::Ambiguous => "ambiguous",
            Self::Deleted => "deleted",
            Self::Lag => "lag_millis",
            Self::Success => "last_success_seconds",
        }
    }
}

type Counts = Arc<[AtomicU64; SyncFigure::ALL.len()]>;

/// What is counted of each sync, by its destination.
#[derive(Debug, Default)]
pub(crate) struct SyncCounts(Mutex<BTreeMap<DestinationId, Counts>>);

impl SyncCounts {
    fn of(&self, sync: DestinationId) -> Counts {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(sync).or_default())
    }
}

impl Engine {
    /// It went well just now.
    pub fn sync_went_well(&self, sync: DestinationId) {
        let seconds = self.now().millis() / 1_000;
        let seconds = u64::try_from(seconds).unwrap_or_default();
        self.count_sync(sync, SyncFigure::Success, seconds);
    }

    /// Adds to what is counted of a sync, which its destination stands for; sets instants and the lag.
    pub fn count_sync(&self, sync: DestinationId, figure: SyncFigure, more: u64) {
        let counts = self.inner.shared.syncs.of(sync);
        let at = SyncFigure::ALL.iter().position(|known| *known == figure);
        let Some(count) = at.and_then(|at| counts.get(at)) else {
            return;
        };
        if matches!(figure, SyncFigure::Lag | SyncFigure::Success) {
            count.store(more, Ordering::Relaxed);
        } else {
            count.fetch_add(more, Ordering::Relaxed);
        }
    }

    /// What was counted of a sync since the start.
    #[must_use]
    pub fn sync_figure(&self, sync: DestinationId, figure: SyncFigure) -> u64 {
        let counts = self.inner.shared.syncs.of(sync);
        let at = SyncFigure::ALL.iter().position(|known| *known == figure);
        let count = at.and_then(|at| counts.get(at));
        count.map_or(0, |count| count.load(Ordering::Relaxed))
    }

    /// Where a sync stands, by its destination; none where it was not started.
    pub fn sync_standing(&self, sync: DestinationId) -> Result<Option<Standing>, ReadError> {
        let key = keys::meta(Meta::Syncs, sync.slot().into());
        let row = self.inner.store.read(&[key])?.pop().flatten();
        row.map(|row| Ok(layout::read_standing(&row.value, row.version)?))
            .transpose()
    }

    /// Whether what waits may be written there: once all that is there was taken in.
    pub fn sync_tells(&self, sync: DestinationId) -> Result<bool, ReadError> {
        let standing = self.sync_standing(sync)?;
        Ok(standing.is_some_and(|standing| standing.phase != SyncPhase::Matching))
    }

    /// Starts a sync, or tells where it stands if it was.
    pub fn start_sync(&self, sync: DestinationId) -> Result<Standing, ReadError> {
        for _ in 0..ATTEMPTS_MAX {
            if let Some(standing) = self.sync_standing(sync)? {
                return Ok(standing);
            }
            let standing = Standing {
                begun: self.now(),
                phase: SyncPhase::Matching,
                after: None,
                swept: self.now(),
                version: 0,
            };
            self.put_standing(sync, standing, Vec::new())?;
        }
        Err(changes())
    }

    /// Says that all rows were taken in, or looked at.
    pub fn swept_sync(&self, sync: DestinationId) -> Result<(), ReadError> {
        for _ in 0..ATTEMPTS_MAX {
            let Some(mut standing) = self.sync_standing(sync)? else {
                return Ok(());
            };
            standing.swept = self.now();
            if standing.phase == SyncPhase::Matching {
                standing.phase = SyncPhase::Telling;
            }
            if self.put_standing(sync, standing, Vec::new())? {
                return Ok(());
            }
        }
        Err(changes())
    }

    /// Queues the next people to be compared with what is there. True once there are no more.
    pub fn tell_sync(&self, destination: &Destination) -> Result<bool, ReadError> {
        let Some(mut standing) = self.sync_standing(destination.id)? else {
            return Ok(true);
        };
        if standing.phase != SyncPhase::Telling {
            return Ok(standing.phase == SyncPhase::Running);
        }
        let (store, policy, now) = (&*self.inner.store, self.policy(), self.now());
        let after = standing.after.map(keys::node);
        let page = store.walk(Space::Nodes, after.as_ref(), NODES_MAX)?;
        let mut puts = Vec::new();
        for (key, _) in &page {
            let node = NodeId::new(key.partition);
            standing.after = Some(node);
            let Some(person) = load::person(store, &self.inner.vault, node)? else {
                continue;
            };
            let permits = with_permissions(&person, |permissions| {
                deliver::permits(&policy.catalog, permissions, destination, now)
            });
            if person.head() == node && !permits.is_empty() {
                let key = self.fresh_key(destination.id, lane_of(node));
                puts.push(put_waiting(fresh(key, node, Cause::Traits, now)));
            }
        }
        if page.len() < NODES_MAX {
            standing.phase = SyncPhase::Running;
        }
        let done = self.put_standing(destination.id, standing, puts)?;
        self.inner.shared.outbox.tell(destination.id);
        Ok(done && standing.phase == SyncPhase::Running)
    }

    /// Writes where a sync stands; false if it stands elsewhere by now.
    fn put_standing(
        &self,
        sync: DestinationId,
        standing: Standing,
        puts: Vec<Put>,
    ) -> Result<bool, ReadError> {
        let key = keys::meta(Meta::Syncs, sync.slot().into());
        let expect = match standing.version {
            0 => Expect::Absent(key.clone()),
            version => Expect::Version(key.clone(), version),
        };
        let mut commit = Commit {
            name: "sync",
            expects: vec![expect],
            puts,
            ..Commit::default()
        };
        commit.puts.push(Put {
            key,
            version: standing.version + 1,
            value: layout::write_standing(&standing),
        });
        Ok(self.inner.store.commit(commit)? == Committed::Done)
    }
}

fn changes() -> ReadError {
    ReadError::Store(StoreError::Unavailable {
        attempt: "write where a sync stands",
        source: "it changed with every try".into(),
    })
}
