//! The life of a request: what changes it, and what may not happen.
//!
//! ```text
//! received --identify--> identified --begin--> working --complete--> completed
//!    \------------------------\--------------------\--refuse--> refused
//!     \------------------------\--------------------\--cancel--> cancelled
//! ```

use std::fmt;

use super::state::any_identified;
use super::{
    Answered, Asker, Deadline, Delay, Hindrance, Plan, Reply, Right, SYSTEMS_MAX, State,
    SystemTask, Verified, Work,
};
use crate::id::{BrandId, JurisdictionSet, NodeId};
use crate::time::{DAY_MS, Timestamp};

/// The most askers that are joined in one request.
pub const ASKERS_MAX: usize = 20;
/// A request whose asker has not shown who they are after this many days can be refused for it.
pub const IDENTITY_DAYS_MAX: i64 = 30;
/// A request that ends within this many days is urgent.
const SOON_DAYS: i64 = 7;

/// A request's id: random, and so not to be guessed. It names nobody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub [u8; 16]);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl RequestId {
    /// Reads what `Display` wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('r').filter(|digits| digits.len() == 32)?;
        let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let number = digits
            .bytes()
            .all(lower)
            .then(|| u128::from_str_radix(digits, 16));
        Some(Self(number?.ok()?.to_be_bytes()))
    }
}

/// What was asked, of whom it is about, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: RequestId,
    /// The person: a node of theirs.
    pub person: NodeId,
    /// The right.
    pub right: Right,
    /// The brand, where it is about one only.
    pub brand: Option<BrandId>,
    /// The jurisdictions that held for the person when it was asked.
    pub jurisdictions: JurisdictionSet,
    /// When it was received.
    pub received: Timestamp,
    /// Until when it has to be answered.
    pub deadline: Deadline,
}

/// Somebody who asks for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The id that they were given.
    pub id: RequestId,
    /// Who they are.
    pub asker: Asker,
    /// When they asked.
    pub at: Timestamp,
    /// How they showed it, once they have.
    pub verified: Option<Verified>,
}

/// More time was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// When, which is when the person was told.
    pub at: Timestamp,
    /// The first instant at which the answer is late now.
    pub late_at: Timestamp,
    /// Why, where that was said.
    pub why: Option<Delay>,
}

/// A request. Each change consumes it and gives the next, or says why it cannot happen now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    case: Case,
    /// Never empty; the first made it.
    askers: Vec<Asking>,
    extension: Option<Extension>,
    state: State,
}

/// Why something cannot happen to a request now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// It is closed.
    #[error("change a request: it is closed")]
    Closed,
    /// Nobody of those who asked has shown who they are.
    #[error("change a request: nobody who asks for it was identified")]
    NotIdentified,
    /// Nobody of this id asks for it.
    #[error("change a request: nobody of this id asks for it")]
    UnknownAsker,
    /// Whoever it is was identified already, or it is being done already.
    #[error("change a request: that was done already")]
    Already,
    /// It has not been begun.
    #[error("change a request: it has not been begun")]
    NotBegun,
    /// The system is none of those that hold the data.
    #[error("change a request: this system has no part in it")]
    UnknownSystem,
    /// Systems have yet to acknowledge.
    #[error("change a request: not every system has acknowledged")]
    SystemsWait,
    /// The reason is none for which a whole request can be refused.
    #[error("change a request: this is no reason to refuse all of it")]
    NoGround,
    /// The other asks for something else.
    #[error("change a request: the other asks for something else")]
    Different,
    /// The first time is over, or the law gives no more.
    #[error("change a request: there is no more time to take")]
    NoMoreTime,
    /// A limit is reached.
    #[error("change a request: the limit {0} is reached")]
    OverLimit(&'static str),
}

/// How pressing a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    /// Nothing more will happen.
    Closed,
    /// There is time.
    InTime,
    /// It ends within a week.
    Soon,
    /// It is late.
    Late,
}

impl Request {
    /// A request that was just received.
    #[must_use]
    pub fn received(case: Case, asker: Asker) -> Self {
        let first = Asking {
            id: case.id,
            asker,
            at: case.received,
            verified: None,
        };
        Self {
            case,
            askers: vec![first],
            extension: None,
            state: State::Received,
        }
    }

    /// What storage kept.
    #[must_use]
    pub fn from_parts(
        case: Case,
        askers: Vec<Asking>,
        extension: Option<Extension>,
        state: State,
    ) -> Option<Self> {
        (!askers.is_empty()).then_some(Self {
            case,
            askers,
            extension,
            state,
        })
    }

    /// What was asked.
    #[must_use]
    pub const fn case(&self) -> &Case {
        &self.case
    }
    /// Who asks, the first first.
    #[must_use]
    pub fn askers(&self) -> &[Asking] {
        &self.askers
    }
    /// The time that was added.
    #[must_use]
    pub const fn extension(&self) -> Option<Extension> {
        self.extension
    }
    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }
    /// The first instant at which its answer is late.
    #[must_use]
    pub fn late_at(&self) -> Timestamp {
        let first = self.case.deadline.late_at;
        self.extension.map_or(first, |more| more.late_at.max(first))
    }

    /// How pressing it is.
    #[must_use]
    pub fn urgency(&self, now: Timestamp) -> Urgency {
        if self.state.is_closed() {
            Urgency::Closed
        } else if now >= self.late_at() {
            Urgency::Late
        } else if now.plus_millis(SOON_DAYS * DAY_MS) >= self.late_at() {
            Urgency::Soon
        } else {
            Urgency::InTime
        }
    }

    /// Whether a new request would be the same as this one, which is still open.
    #[must_use]
    pub fn is_same_as(&self, person: NodeId, right: Right, brand: Option<BrandId>) -> bool {
        let case = &self.case;
        !self.state.is_closed() && (case.person, case.right, case.brand) == (person, right, brand)
    }

    /// The askers whom the answer may be given to: those who showed who they are, each by
    /// themselves.
    pub fn answered(&self) -> impl Iterator<Item = &Asking> {
        self.askers
            .iter()
            .filter(|asking| asking.verified.is_some())
    }

    /// Another asks for the same. Their own identity is still to be shown: what the first one
    /// showed does not count for them.
    pub fn join(mut self, id: RequestId, asker: Asker, at: Timestamp) -> Result<Self, NotNow> {
        self.open()?;
        if self.askers.iter().any(|asking| asking.id == id) {
            return Err(NotNow::Already);
        }
        if self.askers.len() >= ASKERS_MAX {
            return Err(NotNow::OverLimit("askers_max: 20"));
        }
        self.askers.push(Asking {
            id,
            asker,
            at,
            verified: None,
        });
        Ok(self)
    }

    /// One of the askers showed who they are.
    pub fn identify(mut self, id: RequestId, verified: Verified) -> Result<Self, NotNow> {
        self.open()?;
        let asking = self.askers.iter_mut().find(|asking| asking.id == id);
        let asking = asking.ok_or(NotNow::UnknownAsker)?;
        if asking.verified.is_some() {
            return Err(NotNow::Already);
        }
        asking.verified = Some(verified);
        if self.state == State::Received {
            self.state = State::Identified;
        }
        Ok(self)
    }

    /// Work begins, in these systems.
    pub fn begin(mut self, plan: Plan, systems: &[&str], at: Timestamp) -> Result<Self, NotNow> {
        self.open()?;
        match self.state {
            State::Identified => {}
            State::Working(_) => return Err(NotNow::Already),
            _ => return Err(NotNow::NotIdentified),
        }
        debug_assert!(
            any_identified(self.askers.iter().map(|asking| &asking.verified)),
            "who is identified is among the askers"
        );
        if systems.len() > SYSTEMS_MAX {
            return Err(NotNow::OverLimit("systems_max: 200"));
        }
        let systems = systems.iter().map(|system| SystemTask {
            system: (*system).into(),
            reply: Reply::Waiting,
        });
        self.state = State::Working(Work {
            since: at,
            plan,
            systems: systems.collect(),
        });
        Ok(self)
    }

    /// Something came in while others were waited for: what stands in its way now does.
    pub fn hinder(mut self, now: &Plan) -> Result<Self, NotNow> {
        self.open()?;
        let State::Working(work) = &mut self.state else {
            return Err(NotNow::NotBegun);
        };
        for (purpose, why) in now.hindered() {
            let mut parts = work.plan.parts.iter_mut();
            match parts.find(|(planned, _)| *planned == purpose) {
                Some((_, planned)) => *planned = planned.or(Some(why)),
                None => work.plan.parts.push((purpose, Some(why))),
            }
        }
        Ok(self)
    }

    /// A system said what became of its part. What is done stays done.
    pub fn replied(mut self, system: &str, reply: Reply) -> Result<Self, NotNow> {
        self.open()?;
        let State::Working(work) = &mut self.state else {
            return Err(NotNow::NotBegun);
        };
        let task = work.systems.iter_mut().find(|task| &*task.system == system);
        let task = task.ok_or(NotNow::UnknownSystem)?;
        if !matches!(task.reply, Reply::Done { .. }) {
            task.reply = reply;
        }
        Ok(self)
    }

    /// All of it is done: every system has acknowledged.
    pub fn complete(mut self, at: Timestamp) -> Result<Self, NotNow> {
        self.open()?;
        let State::Working(work) = self.state else {
            return Err(NotNow::NotBegun);
        };
        if work.waiting().next().is_some() {
            return Err(NotNow::SystemsWait);
        }
        self.state = State::Completed(Answered {
            at,
            plan: work.plan,
            systems: work.systems,
        });
        Ok(self)
    }

    /// None of it can be done. That nobody was identified is a reason only after the time for it.
    pub fn refuse(mut self, why: Hindrance, at: Timestamp) -> Result<Self, NotNow> {
        self.open()?;
        if matches!(self.state, State::Working(_)) {
            return Err(NotNow::Already);
        }
        let waited = at >= self.case.received.plus_millis(IDENTITY_DAYS_MAX * DAY_MS);
        let identified = self.state == State::Identified;
        let grounded = match why {
            Hindrance::IdentityNotShown => waited && !identified,
            why => why.refuses_whole() || identified,
        };
        if !grounded {
            return Err(NotNow::NoGround);
        }
        self.state = State::Refused { at, why };
        Ok(self)
    }

    /// Whoever asked takes it back; the request goes on for the others. What is being done cannot
    /// be taken back.
    pub fn cancel(mut self, id: RequestId, at: Timestamp) -> Result<Self, NotNow> {
        self.open()?;
        if matches!(self.state, State::Working(_)) {
            return Err(NotNow::Already);
        }
        let place = self.askers.iter().position(|asking| asking.id == id);
        let place = place.ok_or(NotNow::UnknownAsker)?;
        if self.askers.len() == 1 {
            self.state = State::Cancelled { at };
            return Ok(self);
        }
        self.askers.remove(place);
        if !any_identified(self.askers.iter().map(|asking| &asking.verified)) {
            self.state = State::Received;
        }
        Ok(self)
    }

    /// More time is taken, once, and within the first time (GDPR Art. 12(3)).
    pub fn extend(self, late_at: Timestamp, at: Timestamp) -> Result<Self, NotNow> {
        self.extend_for(late_at, at, None)
    }

    /// The same, with the reason that the person is told.
    pub fn extend_for(
        mut self,
        late_at: Timestamp,
        at: Timestamp,
        why: Option<Delay>,
    ) -> Result<Self, NotNow> {
        self.open()?;
        let first = self.case.deadline.late_at;
        if self.extension.is_some() || at >= first || late_at <= first {
            return Err(NotNow::NoMoreTime);
        }
        self.extension = Some(Extension { at, late_at, why });
        Ok(self)
    }

    fn open(&self) -> Result<(), NotNow> {
        if self.state.is_closed() {
            return Err(NotNow::Closed);
        }
        Ok(())
    }
}
