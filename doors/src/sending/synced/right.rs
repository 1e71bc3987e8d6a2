//! What is for the other system to say and was changed here: what it says is taken in again, at once
//! and not only when all rows are looked at.

use std::collections::HashSet;
use std::time::Duration;

use telos_engine::Progress;
use telos_engine::sync::{Ours, SyncFigure};
use telos_model::catalog::Owner;
use telos_model::deliver::Failure;
use telos_model::message::Message;

use super::{Synced, Theirs};

/// How long what is taken in may wait to be on disk.
const COMMIT_WAIT_MAX: Duration = Duration::from_secs(10);

impl Synced {
    /// Whether something is said here that is for the other system to say, and it says otherwise.
    pub(super) fn is_overstepped(&self, ours: &Ours, theirs: &Theirs) -> bool {
        let sync = &self.catalog.sync;
        let mut sides = theirs.sides.iter();
        sides.any(|(field, their)| {
            let our = ours.sides.get(field);
            sync.owner(*field) == Owner::There && our.is_some_and(|our| our.digest != their.digest)
        })
    }

    /// Takes in again what a row says that is for the other system to say, and no more: the rest of
    /// it may be older than what was just written.
    pub(super) async fn put_right(&self, text: &str) -> Result<(), Failure> {
        let sync = self.catalog.sync.clone();
        let mut messages = self.messages(text);
        messages.retain_mut(|message| {
            only_theirs(&sync, message);
            !message.readings.is_empty()
        });
        if messages.is_empty() {
            return Ok(());
        }
        let judged = self
            .engine(move |engine| engine.judge_rows(&sync, vec![messages], &HashSet::new()))
            .await?;
        let mut judged: Vec<_> = judged
            .into_iter()
            .filter(|row| !row.messages.is_empty())
            .collect();
        let items: Vec<_> = judged
            .iter_mut()
            .flat_map(|row| row.messages.drain(..))
            .collect();
        if items.is_empty() {
            return Ok(());
        }
        let taken: u32 = judged.iter().map(|row| row.judged.taken).sum();
        let items = items.into_iter().map(Ok).collect();
        let source = self.catalog.source.id;
        let unmarked = Progress::default();
        // As if it were not reached: it is tried again.
        let handed = self.engine.submit_from(source, items, &unmarked);
        let handed = handed.map_err(|_| Failure::Unreachable)?;
        let kept = tokio::time::timeout(COMMIT_WAIT_MAX, handed).await;
        let is_kept = matches!(kept, Ok(Ok(Ok(_))));
        if !is_kept {
            return Err(Failure::Unreachable);
        }
        let sync = self.catalog.sync.clone();
        let figure = sync.destination;
        self.engine(move |engine| engine.keep_rows(&sync, &judged))
            .await?;
        self.engine.count_sync(figure, SyncFigure::In, taken.into());
        Ok(())
    }
}

/// Leaves of a message only the traits that are for the other system to say.
fn only_theirs(sync: &telos_model::catalog::SyncDef, message: &mut Message) {
    let is_theirs = |field| sync.owner(field) == Owner::There;
    message
        .readings
        .retain(|reading| reading.valid && is_theirs(reading.field));
    message
        .candidates
        .retain(|candidate| candidate.identifier.kind == sync.key);
    message.statements.clear();
    message.event = None;
    (message.residence, message.location) = (None, None);
    message.countries.clear();
}
