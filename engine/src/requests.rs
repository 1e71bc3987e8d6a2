//! Requests as they are kept: asked, joined, identified, carried out, answered; and what is late.
//!
//! A request lies under its person's node, sealed with that node's key, so that it goes with them.
//! Its id leads to it; what is open is found by when its answer is late.

use telos_model::catalog::Catalog;
use telos_model::id::{BrandId, PurposeSet};
use telos_model::request::{
    Asker, Case, Check, Hindrance, NotNow, Plan, Reply, Request, RequestId, Right, State,
    answer_deadline, verify,
};
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Put, StoreError};

use crate::answer::ReadError;
use crate::deeds::STAFF;
use crate::engine::Engine;
use crate::erase::EraseFailed;
use crate::job::Kept;
use crate::layout::{self, Erasure, keys};
use crate::ledger::Act;
use crate::load::Person;
use crate::outbox::Part;
use crate::read::Who;
use crate::request_rows::Lying;
use crate::retention::TrimFailed;
use crate::telling::RequestHappened;

/// The most requests of one person that are looked at.
pub const PERSON_REQUESTS_MAX: usize = 500;
/// The most requests that are open for one person at once.
pub const OPEN_MAX: usize = 20;
/// The most requests of one page of what is open.
pub const OPEN_PAGE_MAX: usize = 500;
/// The name of this deployment among the systems that do their part.
pub const HERE: &str = "telos";
/// How often a change is tried again that met another.
pub(crate) const ATTEMPTS_MAX: usize = 8;

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Whom it is about.
    pub who: Who,
    /// The right.
    pub right: Right,
    /// The brand, where it is about one only.
    pub brand: Option<BrandId>,
    /// Who asks.
    pub asker: Asker,
}

/// A request that was taken.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The id that whoever asked knows it by.
    pub id: RequestId,
    /// Whether it was joined with one that was open.
    pub joined: bool,
    /// The request.
    pub request: Request,
}

/// What is known by a request's id.
#[derive(Debug, Clone)]
pub enum RequestAnswer {
    /// Nothing.
    Unknown,
    /// The request.
    Known(Box<Request>),
    /// The person was erased, and the request with them.
    Gone(Erasure),
}

/// Why something about a request could not be done.
#[derive(Debug, thiserror::Error)]
pub enum RequestFailed {
    /// Nobody is known by what was given. Whoever asks must not be told so.
    #[error("handle a request: nobody is known by this")]
    Nobody,
    /// No request is known by the id.
    #[error("handle a request: no request of this id is known")]
    Unknown,
    /// It cannot happen to the request now.
    #[error("handle a request: not possible now")]
    NotNow(#[from] NotNow),
    /// Whoever asks did not show who they are.
    #[error("handle a request: {}", .0.code())]
    NotShown(Hindrance),
    /// Too many are open for this person.
    #[error("handle a request: over the limit open_max: 20 requests")]
    OverLimit,
    /// Others kept changing it; trying again is right.
    #[error("handle a request: it kept changing")]
    Busy,
    /// The erasure failed.
    #[error("handle a request: not erased")]
    Erase(#[from] EraseFailed),
    /// What a law does not keep could not be removed.
    #[error("handle a request: not trimmed")]
    Trim(#[from] TrimFailed),
    /// It could not be read or written.
    #[error("handle a request: the store could not be used")]
    Read(#[from] ReadError),
}

impl From<StoreError> for RequestFailed {
    fn from(error: StoreError) -> Self {
        Self::Read(ReadError::Store(error))
    }
}

impl Engine {
    /// Takes a request in. The same right for the same person and brand is joined with one that is
    /// open; whoever joins still has to show who they are.
    pub fn ask(&self, ask: &Ask) -> Result<Asked, RequestFailed> {
        for _ in 0..ATTEMPTS_MAX {
            let person = self.person(&ask.who)?.ok_or(RequestFailed::Nobody)?;
            let all = self.lying(&person)?;
            let same = |lying: &&Lying| {
                let person = lying.request.case().person;
                lying.request.is_same_as(person, ask.right, ask.brand)
            };
            let now = self.now();
            let id = RequestId(self.new_number());
            let open = all
                .iter()
                .filter(|lying| !lying.request.state().is_closed());
            let (lying, joined) = if let Some(lying) = all.iter().find(same) {
                let request = lying.request.clone();
                let request = request.join(id, ask.asker.clone(), now)?;
                (lying.changed(request), true)
            } else if open.count() >= OPEN_MAX {
                return Err(RequestFailed::OverLimit);
            } else {
                (self.made(&person, ask, id, now)?, false)
            };
            let head = lying.request.case().person;
            let mut commit = self.commit_of("ask", &lying, None);
            commit.puts.push(Put {
                key: keys::request_place(id),
                version: 0,
                value: layout::write_request_place(head, lying.request.case().id),
            });
            if self.inner.store.commit(commit)? == Committed::Done {
                if !joined {
                    let reach = self.reach(&person);
                    self.tell(&lying.request, RequestHappened::Received, reach);
                }
                return Ok(Asked {
                    id,
                    joined,
                    request: lying.request,
                });
            }
        }
        Err(RequestFailed::Busy)
    }

    /// What is known by an id.
    pub fn request(&self, id: RequestId) -> Result<RequestAnswer, ReadError> {
        let Some((node, main)) = self.place(id)? else {
            return Ok(RequestAnswer::Unknown);
        };
        if let Some(lying) = self.lying_at(node, main)? {
            return Ok(RequestAnswer::Known(Box::new(lying.request)));
        }
        let erasure = self.erasure(node)?;
        Ok(erasure.map_or(RequestAnswer::Unknown, RequestAnswer::Gone))
    }

    /// All requests about a person, the newest first.
    pub fn requests_of(&self, who: &Who) -> Result<Vec<Request>, ReadError> {
        let Some(person) = self.person(who)? else {
            return Ok(Vec::new());
        };
        let mut requests: Vec<Request> = self
            .lying(&person)?
            .into_iter()
            .map(|lying| lying.request)
            .collect();
        requests.sort_by_key(|request| std::cmp::Reverse(request.case().received));
        Ok(requests)
    }

    /// What is open, the first to be late first: the list to escalate by.
    pub fn open_requests(&self, requests_max: usize) -> Result<Vec<Request>, ReadError> {
        let rows_max = requests_max.min(OPEN_PAGE_MAX);
        let rows = self.inner.store.scan(&keys::requests_open(), rows_max)?;
        let mut open = Vec::new();
        for (sort, _) in rows {
            let Some(id) = keys::open_request_id(&sort) else {
                continue;
            };
            match self.request(id)? {
                RequestAnswer::Known(request) => open.push(*request),
                // Its person was erased: it is not open any more.
                RequestAnswer::Gone(_) | RequestAnswer::Unknown => {
                    let key = keys::open_request_at(&sort);
                    self.inner.store.commit(Commit {
                        name: "close-gone",
                        deletes: vec![key],
                        ..Commit::default()
                    })?;
                }
            }
        }
        Ok(open)
    }

    /// Whoever asked under this id passed checks. Says whether they suffice for the right.
    pub fn identify_request(
        &self,
        id: RequestId,
        checks: &[Check],
    ) -> Result<Request, RequestFailed> {
        let now = self.now();
        let policy = self.policy();
        self.change(id, |request, person| {
            let asking = request.askers().iter().find(|asking| asking.id == id);
            let asker = &asking.ok_or(NotNow::UnknownAsker)?.asker;
            let sensitive = self.holds_sensitive(&policy.catalog, person)?;
            let shown = verify(request.case().right, asker, sensitive, checks, now)
                .map_err(RequestFailed::NotShown)?;
            Ok(request.identify(id, shown)?)
        })
    }

    /// Takes more time, as far as the law of the deadline gives it. The person has to be told now.
    pub fn extend_request(&self, id: RequestId) -> Result<Request, RequestFailed> {
        self.extend_request_by(id, STAFF)
    }

    /// [`Engine::extend_request`], with the name of the key that staff use.
    pub fn extend_request_by(&self, id: RequestId, by: &str) -> Result<Request, RequestFailed> {
        let now = self.now();
        let policy = self.policy();
        let change = |request: Request, _: &Person| {
            let case = request.case();
            let (holds, received) = (case.jurisdictions, case.received);
            let late_at = answer_deadline(&policy.catalog, holds, case.right, received, true);
            let late_at = late_at.map_or(case.deadline.late_at, |deadline| deadline.late_at);
            Ok(request.extend(late_at, now)?)
        };
        self.change_over(id, change, |request| Some((Act::Extended { request }, by)))
    }

    /// Refuses all of it.
    pub fn refuse_request(&self, id: RequestId, why: Hindrance) -> Result<Request, RequestFailed> {
        self.refuse_request_by(id, why, STAFF)
    }

    /// [`Engine::refuse_request`], with the name of the key that staff use.
    pub fn refuse_request_by(
        &self,
        id: RequestId,
        why: Hindrance,
        by: &str,
    ) -> Result<Request, RequestFailed> {
        let now = self.now();
        let change = |request: Request, _: &Person| Ok(request.refuse(why, now)?);
        self.change_over(id, change, |request| Some((Act::Refused { request }, by)))
    }

    /// Whoever asked under this id takes it back.
    pub fn cancel_request(&self, id: RequestId) -> Result<Request, RequestFailed> {
        let now = self.now();
        self.change(id, |request, _| Ok(request.cancel(id, now)?))
    }

    /// A system said what became of its part.
    pub fn request_replied(
        &self,
        id: RequestId,
        system: &str,
        reply: &Reply,
    ) -> Result<Request, RequestFailed> {
        self.change(id, |request, _| Ok(request.replied(system, reply.clone())?))
    }

    /// Does what can be done of a request now, with `systems` being those besides this deployment
    /// that hold the data. Called again after each reply, it goes on where it stands.
    ///
    /// An erasure here comes last, once all others have acknowledged. Access, portability and
    /// information need no more than to be looked at; what else a right asks for is done by
    /// whoever then replies for [`HERE`].
    pub fn advance_request(
        &self,
        id: RequestId,
        systems: &[&str],
    ) -> Result<RequestAnswer, RequestFailed> {
        let now = self.now();
        let policy = self.policy();
        let known = match self.request(id)? {
            RequestAnswer::Known(request) => *request,
            RequestAnswer::Gone(erasure) => return Ok(RequestAnswer::Gone(erasure)),
            RequestAnswer::Unknown => return Err(RequestFailed::Unknown),
        };
        if !matches!(known.state(), State::Working(_)) {
            let begun = self.change(id, |request, person| {
                let parts = match known.case().right {
                    Right::Erasure => self.parts(person, known.case().brand)?,
                    _ => Vec::new(),
                };
                let plan = self.foreseen(&policy.catalog, known.case(), person, now)?;
                begin(request, plan, (systems, &parts), now)
            })?;
            if known.case().right == Right::Erasure {
                self.tell_erasure(&begun)?;
            }
            if begun.state().is_closed() {
                return Ok(RequestAnswer::Known(Box::new(begun)));
            }
        }
        let request = match self.request(id)? {
            RequestAnswer::Known(request) => *request,
            other => return Ok(other),
        };
        let State::Working(work) = request.state() else {
            return Ok(RequestAnswer::Known(Box::new(request)));
        };
        // After an erasure nobody could be told any more.
        let reach = self.reach_of(&request);
        let mut waiting = work.waiting();
        let right = request.case().right;
        let only_here = waiting.all(|task| &*task.system == HERE);
        let done = match right {
            Right::Information | Right::Access | Right::Portability => true,
            Right::Erasure if only_here && !self.waits(&request)? => {
                if let Some(erasure) = self.erase_for(&request)? {
                    self.tell(&request, RequestHappened::Erased(erasure), reach);
                    return Ok(RequestAnswer::Gone(erasure));
                }
                true
            }
            _ => false,
        };
        if done {
            self.request_replied(id, HERE, &Reply::Done { at: now })?;
        }
        let complete = |request: Request, _: &Person| Ok(request.complete(now)?);
        match self.change_told(id, complete, |_| None, Some(reach)) {
            Err(RequestFailed::NotNow(NotNow::SystemsWait)) => Ok(self.request(id)?),
            Ok(request) => Ok(RequestAnswer::Known(Box::new(request))),
            Err(error) => Err(error),
        }
    }

    /// Whether somebody was given something in the moment in which an erasure began, and has yet
    /// to let go of it.
    fn waits(&self, request: &Request) -> Result<bool, RequestFailed> {
        let person = self.person(&Who::Node(request.case().person))?;
        Ok(match person {
            Some(person) => self.waits_elsewhere(request, &person)?,
            None => false,
        })
    }

    /// Erases as much as the plan lets: the certificate if it was everything.
    fn erase_for(&self, request: &Request) -> Result<Option<Erasure>, RequestFailed> {
        let who = Who::Node(request.case().person);
        let brand = request.case().brand;
        let (policy, now) = (self.policy(), self.now());
        // While it waited for others, something may have come in that a law keeps.
        let request = self.change(request.case().id, |request, person| {
            let plan = self.foreseen(&policy.catalog, request.case(), person, now)?;
            Ok(request.hinder(&plan)?)
        })?;
        let State::Working(work) = request.state() else {
            return Err(NotNow::NotBegun.into());
        };
        let hindered = work.plan.hindered();
        let mut purposes: PurposeSet = hindered.map(|(purpose, _)| purpose).collect();
        if let Some(brand) = brand {
            // What other brands hold was not asked about.
            let all = policy.catalog.purposes.iter().flatten();
            let others = all.filter(|purpose| purpose.brand != brand);
            purposes = others
                .map(|purpose| purpose.id)
                .chain(purposes.iter())
                .collect();
        } else if purposes.is_empty() {
            let erasure = self.erase(&who, Some(request.case().id))?;
            self.note_erased(&request, erasure.at)?;
            return Ok(Some(erasure));
        }
        self.erase_but(&who, Kept { purposes, brand })?;
        self.reopen_doors(&request)?;
        Ok(None)
    }

    /// What a request comes to as things are.
    pub(crate) fn foreseen(
        &self,
        catalog: &Catalog,
        case: &Case,
        person: &Person,
        now: Timestamp,
    ) -> Result<Plan, ReadError> {
        let of = (case.right, case.brand);
        self.planned(catalog, person, of, case.jurisdictions, now)
    }
}

/// Begins a request, or refuses it where nothing of it can be done.
fn begin(
    request: Request,
    plan: Plan,
    (systems, parts): (&[&str], &[Part]),
    now: Timestamp,
) -> Result<Request, RequestFailed> {
    let has_something = !plan.parts.is_empty();
    if let (Some(why), true) = (plan.nothing_possible(), has_something)
        && *request.state() == State::Identified
    {
        return Ok(request.refuse(why, now)?);
    }
    let kept: PurposeSet = plan.hindered().map(|(purpose, _)| purpose).collect();
    let parts = parts.iter().filter(|part| !part.purposes.is_subset(kept));
    let mut all = vec![HERE];
    for system in systems.iter().copied().chain(parts.map(|part| &*part.name)) {
        if !all.contains(&system) {
            all.push(system);
        }
    }
    Ok(request.begin(plan, &all, now)?)
}
