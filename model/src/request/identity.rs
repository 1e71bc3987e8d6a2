//! How sure one has to be of who asks, and what shows it.

use smallvec::SmallVec;

use super::{Asker, Hindrance, Right};
use crate::time::Timestamp;

/// A check counts for this long: 1 hour.
pub const CHECK_MILLIS_MAX: i64 = 3_600_000;

/// How sure one is that whoever asks is, or speaks for, the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Assurance {
    /// They named the person's identifier.
    Named,
    /// They showed that they read the person's email or messages, or are signed in.
    Reached,
    /// They showed it in two ways that do not depend on each other, or by a document.
    Strong,
}

/// A way of showing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckMethod {
    /// A one-time code or link, sent to an address on file.
    CodeByEmail,
    /// A one-time code, sent to a phone number on file.
    CodeBySms,
    /// The person is signed in with the brand.
    SignedIn,
    /// Staff asked for facts that only the person knows.
    Questions,
    /// Staff saw a document.
    Document,
    /// A controller who identified the person signed for it.
    Controller,
}

impl CheckMethod {
    /// All ways, in the order of their stored numbers: append only.
    pub const ALL: [Self; 6] = [
        Self::CodeByEmail,
        Self::CodeBySms,
        Self::SignedIn,
        Self::Questions,
        Self::Document,
        Self::Controller,
    ];

    /// The word that interfaces use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::CodeByEmail => "code-by-email",
            Self::CodeBySms => "code-by-sms",
            Self::SignedIn => "signed-in",
            Self::Questions => "questions",
            Self::Document => "document",
            Self::Controller => "controller",
        }
    }

    /// The way of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word() == word)
    }

    /// Whether it suffices for the highest assurance by itself.
    const fn is_strong(self) -> bool {
        matches!(self, Self::Document | Self::Controller)
    }
}

/// A check that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// How.
    pub method: CheckMethod,
    /// When.
    pub at: Timestamp,
}

/// Whoever asked showed who they are, well enough for what they asked. Only [`verify`] makes one;
/// what storage kept is taken back by [`Verified::from_parts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    assurance: Assurance,
    checks: SmallVec<[Check; 2]>,
    at: Timestamp,
}

impl Verified {
    /// How sure one is.
    #[must_use]
    pub const fn assurance(&self) -> Assurance {
        self.assurance
    }
    /// The checks it rests on.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }
    /// When that was found.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }
    /// What storage kept of one that [`verify`] made.
    #[must_use]
    pub fn from_parts(assurance: Assurance, checks: &[Check], at: Timestamp) -> Self {
        Self {
            assurance,
            checks: SmallVec::from_slice(checks),
            at,
        }
    }
}

/// How sure one has to be, in proportion to what a mistake would do.
///
/// What only narrows (objecting, opting out, limiting) harms nobody and is not made hard (11 CCR
/// 7026(d)); what changes or gives out data needs that the person was reached; where special data
/// would be given out, and where somebody speaks for another, two ways (11 CCR 7062, EDPB
/// Guidelines 01/2022, 3.2 and 3.3).
#[must_use]
pub const fn required(right: Right, asker: &Asker, sensitive_held: bool) -> Assurance {
    match right {
        Right::Information | Right::Objection | Right::SaleOptOut | Right::LimitSensitive => {
            Assurance::Named
        }
        Right::Rectification | Right::Restriction | Right::AutomatedDecision => Assurance::Reached,
        Right::Access | Right::Portability | Right::Erasure => match asker {
            Asker::Person if !sensitive_held => Assurance::Reached,
            _ => Assurance::Strong,
        },
    }
}

/// How sure these checks make now.
#[must_use]
pub fn assured(asker: &Asker, checks: &[Check], now: Timestamp) -> Assurance {
    counted(asker, checks, now).0
}

/// How sure these checks make now, and which of them count.
fn counted(asker: &Asker, checks: &[Check], now: Timestamp) -> (Assurance, SmallVec<[Check; 2]>) {
    let fresh = |check: &&Check| {
        check.at <= now
            && check.at.plus_millis(CHECK_MILLIS_MAX) >= now
            && (check.method != CheckMethod::Controller || matches!(asker, Asker::OpenDsr { .. }))
    };
    let mut counted: SmallVec<[Check; 2]> = SmallVec::new();
    for check in checks.iter().filter(fresh) {
        // The same way twice shows no more than once.
        if !counted.iter().any(|known| known.method == check.method) {
            counted.push(*check);
        }
    }
    let assurance = match counted.len() {
        _ if counted.iter().any(|check| check.method.is_strong()) => Assurance::Strong,
        0 => Assurance::Named,
        1 => Assurance::Reached,
        _ => Assurance::Strong,
    };
    (assurance, counted)
}

/// Whether these checks show, now, who asks, well enough.
pub fn verify(
    right: Right,
    asker: &Asker,
    sensitive_held: bool,
    checks: &[Check],
    now: Timestamp,
) -> Result<Verified, Hindrance> {
    if let Asker::Agent {
        mandate_seen: false,
        ..
    } = asker
    {
        return Err(Hindrance::AgentNotAuthorised);
    }
    let (assurance, counted) = counted(asker, checks, now);
    if assurance < required(right, asker, sensitive_held) {
        return Err(Hindrance::IdentityNotShown);
    }
    Ok(Verified {
        assurance,
        checks: counted,
        at: now,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn check(method: CheckMethod, minutes_ago: i64) -> Check {
        Check {
            method,
            at: NOW.plus_millis(-minutes_ago * 60_000),
        }
    }

    fn agent(mandate_seen: bool) -> Asker {
        Asker::Agent {
            name: "agent".into(),
            mandate_seen,
        }
    }

    #[test]
    fn what_only_narrows_needs_no_proof_and_what_gives_data_out_does() {
        for right in [Right::Objection, Right::SaleOptOut, Right::LimitSensitive] {
            assert!(verify(right, &Asker::Person, true, &[], NOW).is_ok());
        }
        for right in [Right::Access, Right::Portability, Right::Erasure] {
            let refused = verify(right, &Asker::Person, false, &[], NOW);
            assert_eq!(refused, Err(Hindrance::IdentityNotShown));
            let code = [check(CheckMethod::CodeByEmail, 1)];
            assert!(verify(right, &Asker::Person, false, &code, NOW).is_ok());
        }
    }

    #[test]
    fn special_data_and_speaking_for_another_need_two_ways() {
        let one = [check(CheckMethod::CodeByEmail, 1)];
        let same_twice = [
            check(CheckMethod::CodeByEmail, 1),
            check(CheckMethod::CodeByEmail, 2),
        ];
        let two = [
            check(CheckMethod::CodeByEmail, 1),
            check(CheckMethod::CodeBySms, 2),
        ];
        let staff = Asker::Staff { name: "s".into() };
        for (asker, sensitive) in [(Asker::Person, true), (staff, false), (agent(true), false)] {
            let verify = |checks: &[Check]| verify(Right::Access, &asker, sensitive, checks, NOW);
            assert_eq!(verify(&one), Err(Hindrance::IdentityNotShown));
            assert_eq!(verify(&same_twice), Err(Hindrance::IdentityNotShown));
            assert_eq!(
                verify(&two).map(|shown| shown.assurance()),
                Ok(Assurance::Strong)
            );
            assert!(verify(&[check(CheckMethod::Document, 5)]).is_ok());
        }
    }

    #[test]
    fn an_old_check_and_one_of_the_future_do_not_count() {
        for minutes in [61, -1] {
            let stale = [check(CheckMethod::CodeByEmail, minutes)];
            let refused = verify(Right::Access, &Asker::Person, false, &stale, NOW);
            assert_eq!(refused, Err(Hindrance::IdentityNotShown));
        }
    }

    #[test]
    fn an_agent_without_a_mandate_gets_nothing_at_all() {
        let proof = [check(CheckMethod::Document, 1)];
        for right in Right::ALL {
            let refused = verify(right, &agent(false), false, &proof, NOW);
            assert_eq!(refused, Err(Hindrance::AgentNotAuthorised));
        }
    }

    #[test]
    fn a_controllers_word_counts_over_opendsr_only() {
        let signed = [check(CheckMethod::Controller, 0)];
        let controller = Asker::OpenDsr {
            controller: "c".into(),
        };
        assert!(verify(Right::Erasure, &controller, true, &signed, NOW).is_ok());
        let refused = verify(Right::Erasure, &Asker::Person, false, &signed, NOW);
        assert_eq!(refused, Err(Hindrance::IdentityNotShown));
    }
}
