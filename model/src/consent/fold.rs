//! The fold of consent facts: what a person's yes and no about one purpose mean at a time.

use crate::catalog::{Basis, Purpose};
use smallvec::SmallVec;

use crate::consent::{Act, Actor, FactId, PermissionFact, PermissionState, Statement};
use crate::id::{ChannelId, PurposeId};
use crate::time::Timestamp;

/// What a yes must be, to count.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a demand that a law or a catalog makes by itself"
)]
pub(crate) struct Demands {
    /// At least to this text version. Version 0 is an unknown text: it counts as long as the
    /// wording never changed materially, that is up to version 1.
    pub(crate) material_version: u32,
    pub(crate) age_days_max: Option<u32>,
    pub(crate) double_opt_in: bool,
    pub(crate) explicit: bool,
    pub(crate) separate: bool,
    /// By a parent or guardian.
    pub(crate) guardian: bool,
}

impl Demands {
    /// What a purpose and its basis in one jurisdiction demand of every yes. Being explicit and
    /// separate is left out: it is a gate of `decide` and no part of the state.
    pub(crate) fn of(purpose: &Purpose, basis: &Basis) -> Self {
        Self {
            material_version: purpose.material_version(),
            age_days_max: basis.age_days_max,
            double_opt_in: basis.double_opt_in,
            ..Self::default()
        }
    }

    fn met_by(&self, fact: &PermissionFact) -> bool {
        let Statement::Consent {
            text_version,
            explicit,
            separate,
            ..
        } = fact.statement
        else {
            return false;
        };
        self.covered_by(text_version)
            && (explicit || !self.explicit)
            && (separate || !self.separate)
            && (fact.actor == Actor::Guardian || !self.guardian)
    }

    const fn covered_by(&self, text_version: u32) -> bool {
        self.material_version <= 1 || text_version >= self.material_version
    }
}

/// What the fold came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) state: PermissionState,
    /// The facts that a granted consent rests on: remove every other yes and it still stands.
    pub(crate) evidence: [Option<FactId>; 3],
    /// When a granted or pending consent expires.
    pub(crate) until: Timestamp,
    /// The latest no but for an invalidation, if no yes stands that came after it: what counts
    /// where no consent is needed. A yes that was invalidated does not stand, and invalidating a
    /// no does not end it.
    pub(crate) refused: Option<Act>,
    /// The latest yes, whatever its worth, if there was a no before: it took the no back.
    pub(crate) no_taken_back: Option<FactId>,
}

impl Standing {
    const fn of(state: PermissionState) -> Self {
        Self {
            state,
            evidence: [None; 3],
            until: Timestamp::MAX,
            refused: None,
            no_taken_back: None,
        }
    }
}

/// What a view says about one purpose, for all its channels.
#[derive(Debug)]
pub(crate) struct Answers<'a> {
    /// The time.
    pub(crate) at: Timestamp,
    facts: SmallVec<[(Act, Option<ChannelId>, &'a PermissionFact); 6]>,
}

impl<'a> Answers<'a> {
    /// None yet.
    pub(crate) fn none(at: Timestamp) -> Self {
        Self {
            at,
            facts: SmallVec::new(),
        }
    }

    /// Notes a fact if it is about the purpose, in any order.
    pub(crate) fn note(&mut self, fact: &'a PermissionFact, wanted: PurposeId) {
        if let Statement::Consent {
            purpose,
            channel,
            act,
            ..
        } = fact.statement
            && purpose == wanted
        {
            self.facts.push((act, channel, fact));
        }
    }
}

/// Folds what a view says about one purpose, or about one channel of it.
///
/// The latest answer rules, and a no rules over a yes of the same instant. A yes is weighed by
/// the grants since the latest no: it counts if one of them meets the demands, so that neither
/// asking again nor a weaker yes (as a client sends with every message, with no text version)
/// undoes a stronger one; only a no does. A confirmation counts from the first grant that meets
/// the demands on, until the next no. Age counts from the latest such grant or confirmation.
pub(crate) fn consent(
    answers: &Answers<'_>,
    channel: Option<ChannelId>,
    demands: &Demands,
) -> Standing {
    let facts = answers.facts.iter();
    let about = || facts.clone().filter(|(_, about, _)| *about == channel);

    let mut no: Option<(Timestamp, u8, Act)> = None;
    let mut refusal: Option<(Timestamp, u8, Act)> = None;
    let mut asked = false;
    for &(act, _, fact) in about() {
        asked |= act == Act::Request;
        if let Some(strength) = act.no_strength() {
            no = no.max(Some((fact.effective, strength, act)));
            if act != Act::Invalidate {
                refusal = refusal.max(Some((fact.effective, strength, act)));
            }
        }
    }

    let mut yes: Option<(Timestamp, FactId)> = None;
    let mut first: Option<(Timestamp, FactId)> = None;
    let mut last: Option<(Timestamp, FactId)> = None;
    let mut confirm: Option<(Timestamp, FactId)> = None;
    for &(act, _, fact) in about() {
        if no.is_some_and(|(instant, ..)| fact.effective <= instant) {
            continue;
        }
        let key = (fact.effective, fact.id);
        match act {
            Act::Grant => {
                yes = yes.max(Some(key));
                if demands.met_by(fact) {
                    first = Some(first.map_or(key, |known| known.min(key)));
                    last = last.max(Some(key));
                }
            }
            Act::Confirm => confirm = confirm.max(Some(key)),
            _ => {}
        }
    }

    let standing = match (first, last, no) {
        (Some(first), Some(last), _) => {
            let confirm = confirm.filter(|(instant, _)| *instant >= first.0);
            weigh(first, last, confirm, demands, answers.at)
        }
        _ if yes.is_some() => Standing::of(PermissionState::Invalidated),
        (.., Some((_, _, act))) => Standing::of(match act {
            Act::Withdraw => PermissionState::Withdrawn,
            Act::Revoke => PermissionState::Revoked,
            Act::Invalidate => PermissionState::Invalidated,
            Act::Deny | Act::Request | Act::Grant | Act::Confirm => PermissionState::Denied,
        }),
        _ if asked => Standing::of(PermissionState::Requested),
        _ => Standing::of(PermissionState::Unknown),
    };
    Standing {
        refused: refusal.filter(|_| yes.is_none()).map(|(.., act)| act),
        no_taken_back: no.and(yes).map(|(_, id)| id),
        ..standing
    }
}

/// Weighs a yes that meets the demands: its age and its confirmation.
fn weigh(
    first: (Timestamp, FactId),
    last: (Timestamp, FactId),
    confirm: Option<(Timestamp, FactId)>,
    demands: &Demands,
    at: Timestamp,
) -> Standing {
    let renewed = confirm.map_or(last.0, |(instant, _)| instant.max(last.0));
    let until = demands
        .age_days_max
        .map_or(Timestamp::MAX, |days| renewed.plus_days(i64::from(days)));
    if demands.age_days_max.is_some() && at >= until {
        return Standing::of(PermissionState::Expired);
    }
    let later_confirm = confirm.filter(|(instant, _)| *instant > last.0);
    let evidence = match (demands.double_opt_in, confirm) {
        (true, None) => {
            return Standing {
                until,
                ..Standing::of(PermissionState::Pending)
            };
        }
        (true, Some((instant, confirm))) => {
            let renewal = (last.0 > instant && last.1 != first.1).then_some(last.1);
            [Some(first.1), Some(confirm), renewal]
        }
        (false, _) if demands.age_days_max.is_some() => {
            [Some(last.1), later_confirm.map(|(_, id)| id), None]
        }
        (false, _) => [Some(last.1), None, None],
    };
    Standing {
        state: PermissionState::Granted,
        evidence,
        until,
        refused: None,
        no_taken_back: None,
    }
}
