//! After a permission changed: which destinations have to let go of the person.
//!
//! The wish for it is written in the commit of the permission, so it is never lost; it is taken up
//! at once, and does nothing a second time.

use telos_model::catalog::Occasion;
use telos_model::deliver::{self, Cause, Removal};
use telos_model::id::NodeId;
use telos_store::{Commit, Committed, Key, StoreError};

use super::door::merged;
use super::{ATTEMPTS_MAX, LANE_REMOVALS, fresh, put_waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::load::{self, Person};
use crate::read::with_permissions;

/// The most people taken up at once.
const REVIEWS_MAX: usize = 500;

impl Engine {
    /// Takes up the people whose permissions changed: cancels nothing that waits, which is asked
    /// for again before it goes, but has every destination told that holds what it may not hold
    /// any more. Returns how many there were.
    pub fn review(&self) -> Result<usize, ReadError> {
        let rows = self.inner.store.scan(&keys::reviews(), REVIEWS_MAX)?;
        let count = rows.len();
        for (sort, row) in rows {
            let (node, _) = layout::read_review(&row.value)?;
            self.review_one(node, &keys::review_at(&sort))?;
        }
        Ok(count)
    }

    fn review_one(&self, node: NodeId, key: &Key) -> Result<(), ReadError> {
        for _ in 0..ATTEMPTS_MAX {
            let mut commit = Commit {
                name: "review",
                deletes: vec![key.clone()],
                ..Commit::default()
            };
            let inner = &self.inner;
            let person = load::person(&*inner.store, &inner.vault, node)?;
            if let Some(person) = &person {
                self.reviewed(person, &mut commit)?;
            }
            let rows = commit.puts.len() as u64;
            if inner.store.commit(commit)? == Committed::Done {
                if rows > 0 {
                    inner.shared.outbox.tell(rows);
                }
                return Ok(());
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "review destinations",
            source: "the person changed with every try".into(),
        }))
    }

    fn reviewed(&self, person: &Person, commit: &mut Commit) -> Result<(), ReadError> {
        let policy = self.policy();
        let now = self.now();
        let head = person.head();
        for destination in policy.catalog.destinations.iter().flatten() {
            let permits = with_permissions(person, |permissions| {
                deliver::permits(&policy.catalog, permissions, destination, now)
            });
            if !permits.is_empty() {
                continue;
            }
            let holdings = self.held(person, destination.id)?;
            let all = merged(destination.id, &holdings);
            if !all.is_something() || all.removal.is_some() {
                continue;
            }
            let Some(occasion) = destination.removal(false) else {
                continue;
            };
            let deletes = occasion == Occasion::Delete;
            let removal = Removal {
                deletes: false,
                request: None,
                asked: now,
                acknowledged: None,
            };
            for one in &holdings {
                let Some(with) = person.keys.get(&one.node).cloned() else {
                    continue;
                };
                if !one.holding.is_something() || one.holding.removal.is_some() {
                    continue;
                }
                let mut holding = one.holding.clone();
                holding.removal = Some(removal);
                let (expect, put) = self.put_holding(one.node, &holding, one.version, with);
                commit.expects.push(expect);
                commit.puts.push(put);
            }
            let cause = if deletes {
                Cause::Delete { request: None }
            } else {
                Cause::Suppress
            };
            let key = self.fresh_key(destination.id, LANE_REMOVALS);
            commit.puts.push(put_waiting(fresh(key, head, cause, now)));
        }
        Ok(())
    }
}

/// Takes up who is to be reviewed, for as long as there is somebody.
pub(crate) fn tend(engine: &Engine) {
    loop {
        match engine.review() {
            Ok(REVIEWS_MAX) => {}
            Ok(_) => return,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "people whose permissions changed could not be reviewed"
                );
                return;
            }
        }
    }
}
