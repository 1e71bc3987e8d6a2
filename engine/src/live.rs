//! What is told on the live stream: names and counts, never values.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use telos_model::gate::LeftOut;
use telos_model::id::{NodeId, SourceId};
use telos_model::message::{CallName, Message};
use telos_model::people::People;
use telos_model::process::{Policy, Taken};
use telos_model::time::Timestamp;
use tokio::sync::broadcast;

use crate::answer::{LiveOutcome, LiveWhat};
use crate::job::Refused;

/// How many outcomes are kept for those who come later.
pub const RECENT_MAX: usize = 500;
/// How far a follower may fall behind before it misses some.
pub const LAG_MAX: usize = 2_048;

/// The live stream and the newest outcomes.
#[derive(Debug)]
pub(crate) struct Live {
    sender: broadcast::Sender<Arc<LiveOutcome>>,
    recent: Mutex<VecDeque<Arc<LiveOutcome>>>,
}

impl Live {
    pub(crate) fn new() -> Self {
        let (sender, _) = broadcast::channel(LAG_MAX);
        Self {
            sender,
            recent: Mutex::new(VecDeque::with_capacity(RECENT_MAX)),
        }
    }

    pub(crate) fn follow(&self) -> broadcast::Receiver<Arc<LiveOutcome>> {
        self.sender.subscribe()
    }

    pub(crate) fn is_followed(&self) -> bool {
        self.sender.receiver_count() > 0
    }

    /// Tells outcomes that are on disk.
    pub(crate) fn tell(&self, outcomes: Vec<Arc<LiveOutcome>>) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        for outcome in outcomes {
            if recent.len() >= RECENT_MAX {
                recent.pop_front();
            }
            recent.push_back(Arc::clone(&outcome));
            // Nobody following is no error.
            drop(self.sender.send(outcome));
        }
    }

    /// Lets go of what was told of nodes that were erased.
    pub(crate) fn forget(&self, nodes: &[NodeId]) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|outcome| match outcome.what {
            LiveWhat::Kept { person, .. } => !nodes.contains(&person),
            _ => true,
        });
    }

    /// The newest outcomes, newest first.
    pub(crate) fn recent(&self, outcomes_max: usize) -> Vec<Arc<LiveOutcome>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.iter().rev().take(outcomes_max).cloned().collect()
    }
}

pub(crate) fn rejected(
    policy: &Policy,
    source: SourceId,
    refused: &Refused,
    now: Timestamp,
) -> Option<LiveOutcome> {
    Some(LiveOutcome {
        received: now,
        source,
        brand: policy.catalog.source(source)?.brand,
        call: refused.call.unwrap_or(CallName::Track),
        event: None,
        what: LiveWhat::Rejected(refused.rejection.code),
    })
}

pub(crate) fn duplicate(message: &Message) -> LiveOutcome {
    of(message, LiveWhat::Duplicate)
}

pub(crate) fn forgotten(message: &Message, left_out: &[LeftOut]) -> LiveOutcome {
    let left_out = left_out.to_vec();
    of(message, LiveWhat::Forgotten { left_out })
}

pub(crate) fn taken(message: &Message, people: &People, taken: &Taken, new: bool) -> LiveOutcome {
    let person = people
        .members(taken.home)
        .first()
        .copied()
        .unwrap_or(taken.home);
    let kept = taken
        .record
        .kept
        .iter()
        .map(|kept| (kept.field, kept.purposes));
    let moves = taken
        .announcements
        .iter()
        .map(|change| (change.segment, change.entered));
    let what = LiveWhat::Kept {
        person,
        new,
        linked: !taken.changed.families.is_empty(),
        kept: kept.collect(),
        left_out: taken.record.left_out.clone(),
        moves: moves.collect(),
        facts: taken.record.facts,
    };
    of(message, what)
}

fn of(message: &Message, what: LiveWhat) -> LiveOutcome {
    LiveOutcome {
        received: message.received,
        source: message.source,
        brand: message.brand,
        call: message.call,
        event: message.event,
        what,
    }
}
