//! The states of a request, each with what is known in it.

use super::{Hindrance, Plan, Verified};
use crate::time::Timestamp;

/// The most systems that one request waits for.
pub const SYSTEMS_MAX: usize = 200;

/// Where a request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It was asked; who asks has yet to be shown.
    Received,
    /// Who asks was shown; nothing was begun.
    Identified,
    /// It is being done.
    Working(Work),
    /// All of it that can be done is done, here and everywhere.
    Completed(Answered),
    /// None of it can be done.
    Refused {
        /// When it was refused.
        at: Timestamp,
        /// Why.
        why: Hindrance,
    },
    /// Whoever asked took it back.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

impl State {
    /// The word that interfaces use for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Identified => "identified",
            Self::Working(_) => "working",
            Self::Completed(_) => "completed",
            Self::Refused { .. } => "refused",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(
            self,
            Self::Completed(_) | Self::Refused { .. } | Self::Cancelled { .. }
        )
    }
}

/// What is being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// When it was begun.
    pub since: Timestamp,
    /// What it comes to for each purpose.
    pub plan: Plan,
    /// The systems that hold the data, each of which has to acknowledge.
    pub systems: Vec<SystemTask>,
}

impl Work {
    /// The systems that have not acknowledged.
    pub fn waiting(&self) -> impl Iterator<Item = &SystemTask> {
        let systems = self.systems.iter();
        systems.filter(|task| !matches!(task.reply, Reply::Done { .. }))
    }
}

/// A system that has to do its part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemTask {
    /// Its name, such as a destination's, or `telos` for this deployment.
    pub system: Box<str>,
    /// What it said.
    pub reply: Reply,
}

/// What a system said of its part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Nothing yet.
    Waiting,
    /// It is done.
    Done {
        /// When it said so.
        at: Timestamp,
    },
    /// It could not be done, and has to be tried again.
    Failed {
        /// When it said so.
        at: Timestamp,
        /// A short code, without personal data.
        code: Box<str>,
    },
}

/// What a completed request came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// When it was completed.
    pub at: Timestamp,
    /// What was done for each purpose, and what not, and why.
    pub plan: Plan,
    /// The systems that did their part.
    pub systems: Vec<SystemTask>,
}

/// Whether the askers of a request include one who was identified.
pub(super) fn any_identified<'a>(mut askers: impl Iterator<Item = &'a Option<Verified>>) -> bool {
    askers.any(Option::is_some)
}
