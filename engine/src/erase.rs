//! Erasing people: the handle's part, from the request for it to the files.

use telos_ledger::EntryKind;
use telos_model::id::NodeId;
use telos_model::people::Identifier;
use telos_model::request::RequestId;
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Expect, Space, StoreError};
use tokio::sync::oneshot;

use crate::answer::{ReadError, SubmitError};
use crate::deeds::STAFF;
use crate::engine::Engine;
use crate::erasing::{CLEAR_ROWS_MAX, How, SPACES};
use crate::job::Job;
use crate::layout::keys::{self, Meta};
use crate::layout::{self, Erasure};
use crate::ledger::{Act, Leaf, override_payload};
use crate::load::{self, Found, SUPPRESSED_VERSION};
use crate::read::Who;
use crate::sealed;

/// How long the bytes of destroyed keys may stay in files before these are replaced, for one and
/// many erasures together: 10 minutes.
pub const PURGE_AFTER_MILLIS: i64 = 600_000;
/// How many commits one erasure may take; more than anybody has rows for.
const STEPS_MAX: usize = 10_000;
/// How many erasures that were begun are taken up at once.
const RESUMED_MAX: usize = 100;

/// Why somebody was not erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseFailed {
    /// Nobody is known by this.
    #[error("erase a person: nobody is known by this")]
    Nobody,
    /// Proceedings demand that nothing is erased for now.
    #[error("erase a person: a legal hold stands")]
    LegalHold,
    /// It could not be written; trying again is right.
    #[error("erase a person: not written")]
    Submit(#[from] SubmitError),
    /// It could not be read.
    #[error("erase a person: not read")]
    Read(#[from] ReadError),
}

impl From<StoreError> for EraseFailed {
    fn from(error: StoreError) -> Self {
        Self::Read(ReadError::Store(error))
    }
}

impl Engine {
    /// Erases a person: their whole family, with the keys that everything of them is sealed with.
    ///
    /// Blocks until it is on disk; from then on nothing of them can be read, here or in any copy
    /// that lacks the keys, and what is sent or imported about them again is counted and
    /// forgotten. The bytes of the keys leave the files with the next purge
    /// ([`Engine::purge_erased`]). Erasing again gives the same certificate. Whether the law lets
    /// somebody be erased is for the request to find out; a legal hold is asked here as well.
    pub fn erase(&self, who: &Who, request: Option<RequestId>) -> Result<Erasure, EraseFailed> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let node = match who {
            Who::Identifier(identifier) => load::holder_of(store, vault, identifier)?,
            Who::Node(node) => Some(*node),
        };
        let node = node.ok_or(EraseFailed::Nobody)?;
        for _ in 0..STEPS_MAX {
            if let Some(done) = self.erasure(node)?.filter(|erasure| erasure.is_finished) {
                // It may have been seen a moment before it is on disk; after this it is.
                store.commit(Commit {
                    name: "erased",
                    ..Commit::default()
                })?;
                return Ok(done);
            }
            let person = load::person(store, vault, node)?.ok_or(EraseFailed::Nobody)?;
            let how = self.how(&person.members)?;
            let (reply, outcome) = oneshot::channel();
            self.queue(Job::Erase {
                node,
                how,
                request,
                reply,
            })?;
            let outcome = outcome.blocking_recv();
            let erasure = outcome.unwrap_or(Err(SubmitError::Stopping.into()))?;
            if erasure.is_finished {
                tracing::info!(nodes = erasure.nodes, "a person was erased");
                return Ok(erasure);
            }
        }
        Err(EraseFailed::Submit(SubmitError::Busy))
    }

    /// Whether all rows of these nodes go in one commit.
    fn how(&self, nodes: &[NodeId]) -> Result<How, ReadError> {
        let mut room = CLEAR_ROWS_MAX;
        for node in nodes {
            for space in SPACES {
                let range = keys::rows_of(space, *node);
                room -= self.inner.store.scan(&range, room)?.len();
                if room == 0 {
                    return Ok(How::Clear);
                }
            }
        }
        Ok(How::Finish)
    }

    /// The certificate of a node that was erased, or is being erased.
    pub fn erasure(&self, node: NodeId) -> Result<Option<Erasure>, ReadError> {
        let key = keys::meta(Meta::Erased, node.number());
        let row = self.inner.store.read(&[key])?.pop().flatten();
        Ok(row
            .map(|row| layout::read_erasure(&row.value))
            .transpose()?)
    }

    /// Whether whoever carried an identifier was erased.
    pub fn is_suppressed(&self, identifier: &Identifier) -> Result<bool, ReadError> {
        let blind = sealed::blind(&self.inner.vault, identifier);
        let found = load::found(&*self.inner.store, &[blind])?;
        Ok(found == [Found::Suppressed])
    }

    /// Lets an identifier be collected again: whoever was erased has come back by their own will.
    /// False where it was not suppressed. That it was done is a public entry of the ledger, which
    /// does not say for whom.
    pub fn lift_suppression(&self, identifier: &Identifier) -> Result<bool, ReadError> {
        let key = keys::identifier(sealed::blind(&self.inner.vault, identifier));
        let commit = Commit {
            name: "lift-suppression",
            expects: vec![Expect::Version(key.clone(), SUPPRESSED_VERSION)],
            puts: Vec::new(),
            deletes: vec![key],
        };
        let payload = override_payload(None, Act::Lifted, STAFF, self.now());
        let leaf = Leaf::public(EntryKind::Override, self.salt(), payload);
        let committed = self.inner.ledger.commit(commit, &[leaf])?;
        Ok(committed == Committed::Done)
    }

    /// Since when the bytes of destroyed keys may be in files; none if they are in none.
    pub fn purge_due_since(&self) -> Result<Option<Timestamp>, ReadError> {
        Ok(self.purge_wish()?.map(|(_, since)| since))
    }

    fn purge_wish(&self) -> Result<Option<(u64, Timestamp)>, ReadError> {
        let row = self.inner.store.read(&[keys::meta(Meta::Purge, 0)])?;
        let Some(row) = row.into_iter().flatten().next() else {
            return Ok(None);
        };
        let since: [u8; 8] = row.value.as_slice().try_into().map_err(|_| {
            ReadError::Damaged(layout::Damaged {
                what: "wish for a purge",
            })
        })?;
        let since = Timestamp::from_millis(i64::from_be_bytes(since));
        Ok(Some((row.version, since)))
    }

    /// Replaces the files that hold bytes of destroyed keys. False where there were none.
    ///
    /// Takes long, and one call does for all erasures before it: the thread that looks after
    /// timers calls it when the oldest is [`PURGE_AFTER_MILLIS`] old.
    pub fn purge_erased(&self) -> Result<bool, ReadError> {
        let Some((version, _)) = self.purge_wish()? else {
            return Ok(false);
        };
        let store = &*self.inner.store;
        store.purge(Space::Keys)?;
        let key = keys::meta(Meta::Purge, 0);
        // Erasures in the meantime have wishes of their own.
        store.commit(Commit {
            name: "purged",
            expects: vec![Expect::Version(key.clone(), version)],
            puts: Vec::new(),
            deletes: vec![key],
        })?;
        tracing::info!("destroyed keys were removed from the files");
        Ok(true)
    }

    /// Goes on with erasures that were begun before a stop. Returns how many it finished.
    pub fn resume_erasures(&self) -> Result<usize, ReadError> {
        let unfinished = keys::metas(Meta::Erasing);
        let rows = self.inner.store.scan(&unfinished, RESUMED_MAX)?;
        let mut finished = 0;
        for (sort, _) in rows {
            let Ok(number) = <[u8; 8]>::try_from(&sort[..]) else {
                continue;
            };
            let node = NodeId::new(u64::from_be_bytes(number));
            match self.erase(&Who::Node(node), None) {
                Ok(_) => finished += 1,
                Err(EraseFailed::Read(error)) => return Err(error),
                // It stays noted, and is taken up the next time.
                Err(error) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "an erasure that was begun could not be finished"
                ),
            }
        }
        Ok(finished)
    }
}

/// Looks after erasures: finishes those that were begun, and purges when it is time.
pub(crate) fn tend(engine: &Engine) {
    let due = |since: Timestamp| since.plus_millis(PURGE_AFTER_MILLIS) <= engine.now();
    let tended = engine.resume_erasures().and_then(|_| {
        if engine.purge_due_since()?.is_some_and(due) {
            engine.purge_erased()?;
        }
        Ok(())
    });
    if let Err(error) = tended {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "erasures could not be looked after"
        );
    }
}
