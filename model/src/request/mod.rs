//! Requests: the rights of each person, who asks, until when, what it comes to and why not.
//!
//! In reading order: [`Right`]; [`holds`], which right there is under which basis; [`Asker`] and
//! [`Verified`], who asks and how they showed it; [`Deadline`], until when; [`Plan`], what a
//! request comes to for each purpose; [`Request`], its life.

mod asker;
mod deadline;
#[cfg(test)]
mod deadline_tests;
mod hindrance;
mod identity;
mod life;
#[cfg(test)]
mod life_tests;
mod matrix;
mod plan;
mod state;

pub use asker::Asker;
pub use deadline::{Deadline, Delay, Due, PROMPTLY_DAYS, answer_deadline, due, extended};
pub use hindrance::Hindrance;
pub use identity::{
    Assurance, CHECK_MILLIS_MAX, Check, CheckMethod, Verified, assured, required, verify,
};
pub use life::{
    ASKERS_MAX, Asking, Case, Extension, IDENTITY_DAYS_MAX, NotNow, Request, RequestId, Urgency,
};
pub use matrix::holds;
pub use plan::{Held, Plan, Situation, plan};
pub use state::{Answered, Reply, SYSTEMS_MAX, State, SystemTask, Work};

/// What a person can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// To be told what is processed and why (GDPR Art. 13 and 14).
    Information,
    /// To see what is held (Art. 15).
    Access,
    /// To have it corrected (Art. 16).
    Rectification,
    /// To have it erased (Art. 17).
    Erasure,
    /// To have it kept and not used (Art. 18).
    Restriction,
    /// To take it along (Art. 20).
    Portability,
    /// To object (Art. 21).
    Objection,
    /// To have a human look at an automated decision (Art. 22).
    AutomatedDecision,
    /// To opt out of sale and sharing (Cal. Civ. Code 1798.120).
    SaleOptOut,
    /// To limit the use of sensitive data (Cal. Civ. Code 1798.121).
    LimitSensitive,
}

impl Right {
    /// All rights, in the order of their stored numbers.
    pub const ALL: [Self; 10] = [
        Self::Information,
        Self::Access,
        Self::Rectification,
        Self::Erasure,
        Self::Restriction,
        Self::Portability,
        Self::Objection,
        Self::AutomatedDecision,
        Self::SaleOptOut,
        Self::LimitSensitive,
    ];

    /// The word that interfaces use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Access => "access",
            Self::Rectification => "rectification",
            Self::Erasure => "erasure",
            Self::Restriction => "restriction",
            Self::Portability => "portability",
            Self::Objection => "objection",
            Self::AutomatedDecision => "automated-decision",
            Self::SaleOptOut => "sale-opt-out",
            Self::LimitSensitive => "limit-sensitive",
        }
    }

    /// The right of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.word() == word)
    }

    /// Whether it gives data out, so that whoever was not identified must never get its answer.
    #[must_use]
    pub const fn gives_data(self) -> bool {
        matches!(self, Self::Access | Self::Portability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_is_found_by_its_word() {
        for right in Right::ALL {
            assert_eq!(Right::of(right.word()), Some(right));
        }
        assert_eq!(Right::of("everything"), None);
    }
}
