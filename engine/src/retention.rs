//! The sweep that removes what no purpose may keep any longer, and its dry run.

use std::time::Duration;

use telos_model::erased::{is_on_hold, on_hold};
use telos_model::id::NodeId;
use telos_model::process::Policy;
use telos_model::retention::Ended;
use telos_model::time::{DAY_MS, Timestamp};
use telos_store::{Commit, Key, Put, Space};
use tokio::sync::oneshot;

use crate::answer::{ReadError, SubmitError};
use crate::engine::Engine;
use crate::job::{Job, Kept};
use crate::layout::keys::{self, Meta};
use crate::layout::{self, Entry};
use crate::load;
use crate::read::Who;
use crate::trimming::{TRIM_NODES_MAX, keeping, timeline};

/// How long the sweep waits before it tries again what could not be written.
const AGAIN: Duration = Duration::from_millis(20);
/// How often it is tried again before the sweep is left to the next time.
const FAILURES_MAX: usize = 3;
/// How often nodes are trimmed again of which more had to go than one commit takes.
const PASSES_MAX: usize = 1_000;

/// What a sweep found, or would find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Nodes looked at.
    pub nodes: u64,
    /// Nodes of which something went, or would go.
    pub trimmed: u64,
    /// What went, or would go, by purpose.
    pub ended: Ended,
}

/// Why a person was not trimmed.
#[derive(Debug, thiserror::Error)]
pub enum TrimFailed {
    /// Nobody is known by this.
    #[error("trim a person: nobody is known by this")]
    Nobody,
    /// Proceedings demand that nothing is erased for now.
    #[error("trim a person: a legal hold stands")]
    LegalHold,
    /// It could not be written; trying again is right.
    #[error("trim a person: not written")]
    Submit(#[from] SubmitError),
    /// It could not be read.
    #[error("trim a person: not read")]
    Read(#[from] ReadError),
}

impl Engine {
    /// Removes what no purpose may keep any longer from events, traits, groups and behaviour, in
    /// steps, and makes the places of messages whose events went bare marks. A dry run changes
    /// nothing and counts the same.
    ///
    /// Blocks for as long as it takes to look at everyone; the engine goes on meanwhile.
    pub fn sweep_retention(&self, dry_run: bool) -> Result<Swept, ReadError> {
        let policy = self.policy();
        let now = self.now();
        let mut swept = Swept::default();
        let mut after: Option<Key> = None;
        loop {
            let store = &*self.inner.store;
            let page = store.walk(Space::Nodes, after.as_ref(), TRIM_NODES_MAX)?;
            let Some((last, _)) = page.last() else {
                break;
            };
            after = Some(last.clone());
            let mut due = Vec::new();
            for (key, _) in &page {
                let node = NodeId::new(key.partition);
                let ended = self.ended_of(&policy, node, now)?;
                swept.nodes += 1;
                if !ended.is_nothing() {
                    swept.trimmed += 1;
                    swept.ended.add(&ended);
                    due.push(node);
                }
            }
            if !dry_run && !due.is_empty() && self.trim_nodes(&due, None).is_err() {
                // The store takes no writes or the engine is stopping; the next sweep goes on.
                return Ok(swept);
            }
        }
        if !dry_run {
            self.note_sweep(now)?;
            tracing::info!(
                nodes = swept.nodes,
                trimmed = swept.trimmed,
                events = swept.ended.events,
                "what no purpose may keep any longer was removed"
            );
        }
        Ok(swept)
    }

    /// What of a node no purpose may keep any longer.
    fn ended_of(&self, policy: &Policy, id: NodeId, now: Timestamp) -> Result<Ended, ReadError> {
        let keeping = keeping(policy, None, now);
        let mut ended = Ended::default();
        let Some(last) = keeping.last_day() else {
            return Ok(ended);
        };
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let loaded = load::nodes(store, vault, &[(id, None)])?.pop().flatten();
        let Some((mut loaded, _)) = loaded else {
            return Ok(ended);
        };
        if is_on_hold(&loaded.node, now) {
            return Ok(ended);
        }
        for (_, entry) in timeline(store, id, &loaded.key, Some(last.plus(1).start()))? {
            match entry {
                Entry::Event(mut record) => {
                    keeping.trim(&mut record, &mut ended);
                }
                Entry::Move(change) if !keeping.keeps_move(&change) => ended.events += 1,
                Entry::Move(_) => {}
            }
        }
        if keeping.trim_groups(&mut loaded.node) {
            ended.events += 1;
        }
        Ok(ended)
    }

    /// Trims nodes until nothing has to go any more.
    fn trim_nodes(&self, nodes: &[NodeId], only: Option<Kept>) -> Result<Ended, SubmitError> {
        let mut all = Ended::default();
        let mut failures = 0;
        for _ in 0..PASSES_MAX {
            let (reply, outcome) = oneshot::channel();
            let queued = self.queue(Job::Trim {
                nodes: nodes.to_vec(),
                only,
                reply,
            });
            let outcome = match queued {
                Ok(()) => outcome
                    .blocking_recv()
                    .unwrap_or(Err(SubmitError::Stopping)),
                Err(error) => Err(error),
            };
            match outcome {
                Ok(ended) if ended.is_nothing() => return Ok(all),
                Ok(ended) => all.add(&ended),
                Err(SubmitError::Stopping) => return Err(SubmitError::Stopping),
                Err(error) if failures >= FAILURES_MAX => return Err(error),
                Err(_) => {
                    failures += 1;
                    std::thread::sleep(AGAIN);
                }
            }
        }
        Err(SubmitError::Busy)
    }

    /// Keeps of a person only what some purposes have to keep, and restricts the person to them:
    /// nothing else is done with it and nothing new is taken in. This is an erasure as far as the
    /// law lets it go, or by one brand of several. Blocks until it is on disk.
    pub fn erase_but(&self, who: &Who, kept: Kept) -> Result<Ended, TrimFailed> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let node = match who {
            Who::Identifier(identifier) => load::holder_of(store, vault, identifier)?,
            Who::Node(node) => Some(*node),
        };
        let person = match node {
            Some(node) => load::person(store, vault, node)?,
            None => None,
        };
        let person = person.ok_or(TrimFailed::Nobody)?;
        if on_hold(&person.people, person.head(), self.now()) {
            return Err(TrimFailed::LegalHold);
        }
        Ok(self.trim_nodes(&person.members, Some(kept))?)
    }

    /// When the last sweep was finished.
    pub fn last_sweep(&self) -> Result<Option<Timestamp>, ReadError> {
        let row = self.inner.store.read(&[keys::meta(Meta::Swept, 0)])?;
        let Some(row) = row.into_iter().flatten().next() else {
            return Ok(None);
        };
        let at: [u8; 8] = row.value.as_slice().try_into().map_err(|_| {
            ReadError::Damaged(layout::Damaged {
                what: "note of a sweep",
            })
        })?;
        Ok(Some(Timestamp::from_millis(i64::from_be_bytes(at))))
    }

    fn note_sweep(&self, at: Timestamp) -> Result<(), ReadError> {
        self.inner.store.commit(Commit {
            name: "swept",
            puts: vec![Put {
                key: keys::meta(Meta::Swept, 0),
                version: 0,
                value: at.millis().to_be_bytes().to_vec(),
            }],
            ..Commit::default()
        })?;
        Ok(())
    }
}

/// Sweeps once a day; the first time a day after the engine first looked.
pub(crate) fn tend(engine: &Engine) {
    let now = engine.now();
    let tended = engine.last_sweep().and_then(|last| match last {
        None => engine.note_sweep(now),
        Some(last) if last.plus_millis(DAY_MS) <= now => engine.sweep_retention(false).map(|_| ()),
        Some(_) => Ok(()),
    });
    if let Err(error) = tended {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the sweep for what may not be kept any longer failed"
        );
    }
}
