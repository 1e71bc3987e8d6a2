//! Before an erasure: every destination that holds the data is told to delete it, nothing goes
//! there any more, and the request goes on once all of them have acknowledged.

use telos_model::catalog::{Catalog, Destination};
use telos_model::deliver::{Cause, Removal};
use telos_model::id::{BrandId, DestinationId, PurposeSet};
use telos_model::request::{Reply, Request, RequestId, Right, State};
use telos_store::{Commit, Committed, StoreError};

use super::door::merged;
use super::{ATTEMPTS_MAX, LANE_REMOVALS, fresh, put_waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::load::{self, Person};
use crate::requests::{HERE, OPEN_PAGE_MAX, RequestAnswer};

/// A destination that takes part in an erasure.
pub(crate) struct Part {
    pub(crate) name: Box<str>,
    pub(crate) purposes: PurposeSet,
}

impl Engine {
    /// The destinations of a brand, or of all, that hold something of a person.
    pub(crate) fn parts(
        &self,
        person: &Person,
        brand: Option<BrandId>,
    ) -> Result<Vec<Part>, ReadError> {
        let policy = self.policy();
        let mut parts = Vec::new();
        for destination in concerned(&policy.catalog, brand) {
            let held = self.held(person, destination.id)?;
            let all = merged(destination.id, &held);
            if all.is_something() {
                parts.push(Part {
                    name: destination.name.clone(),
                    purposes: all.purposes,
                });
            }
        }
        Ok(parts)
    }

    /// Has every destination delete what it holds, and keeps anything more from going there.
    /// Those that are for purposes alone which a law makes keep the data are left alone. Telling
    /// again changes nothing.
    pub(crate) fn tell_erasure(&self, request: &Request) -> Result<(), ReadError> {
        let State::Working(work) = request.state() else {
            return Ok(());
        };
        let kept: PurposeSet = work.plan.hindered().map(|(purpose, _)| purpose).collect();
        let policy = self.policy();
        for destination in concerned(&policy.catalog, request.case().brand) {
            let spared = destination.purposes.is_subset(kept);
            if !spared {
                self.tell_one(request, destination.id)?;
            }
        }
        Ok(())
    }

    /// Whether a destination has yet to let go that is none of the request's systems, or was told
    /// once more after its reply: it was given something in the moment in which it was asked.
    pub(crate) fn waits_elsewhere(
        &self,
        request: &Request,
        person: &Person,
    ) -> Result<bool, ReadError> {
        let State::Working(work) = request.state() else {
            return Ok(false);
        };
        let policy = self.policy();
        for destination in concerned(&policy.catalog, request.case().brand) {
            let mut systems = work.systems.iter();
            let part = systems.find(|task| task.system == destination.name);
            let replied = part.and_then(|task| match task.reply {
                Reply::Done { at } => Some(at),
                _ => None,
            });
            let all = merged(destination.id, &self.held(person, destination.id)?);
            // What it was told after its reply, it has yet to do.
            let waits = all.removal.is_some_and(|removal| {
                removal.deletes
                    && removal.acknowledged.is_none()
                    && replied.is_none_or(|at| at < removal.asked)
            });
            if all.is_something() && waits {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn tell_one(&self, request: &Request, destination: DestinationId) -> Result<(), ReadError> {
        let (case, inner) = (request.case(), &self.inner);
        for _ in 0..ATTEMPTS_MAX {
            let Some(person) = load::person(&*inner.store, &inner.vault, case.person)? else {
                return Ok(());
            };
            let held = self.held(&person, destination)?;
            let all = merged(destination, &held);
            let told = |removal: &Removal| removal.deletes && removal.request == Some(case.id);
            if held
                .iter()
                .all(|held| held.holding.removal.as_ref().is_some_and(told))
            {
                return Ok(());
            }
            let now = self.now();
            let mut commit = Commit {
                name: "tell-erasure",
                ..Commit::default()
            };
            for one in &held {
                let Some(with) = person.keys.get(&one.node).cloned() else {
                    continue;
                };
                let mut holding = one.holding.clone();
                holding.removal = Some(Removal {
                    deletes: true,
                    request: Some(case.id),
                    asked: now,
                    // Where there is nothing to delete, there is nothing to wait for.
                    acknowledged: (!holding.is_something()).then_some(now),
                });
                let (expect, put) = self.put_holding(one.node, &holding, one.version, with);
                commit.expects.push(expect);
                commit.puts.push(put);
            }
            if all.is_something() {
                let request = Some(case.id);
                let key = self.fresh_key(destination, LANE_REMOVALS);
                let waiting = fresh(key, person.head(), Cause::Delete { request }, now);
                commit.puts.push(put_waiting(waiting));
            }
            if inner.store.commit(commit)? == Committed::Done {
                inner.shared.outbox.tell(1);
                return Ok(());
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "tell destinations of an erasure",
            source: "the person changed with every try".into(),
        }))
    }

    /// Goes on with a request that waited for destinations: those that acknowledged have replied.
    /// What cannot be done now is done by the next call.
    pub(crate) fn tend_request(&self, id: RequestId) {
        if let Err(error) = self.try_tend(id) {
            tracing::warn!(
                error = &*error as &dyn std::error::Error,
                "a request that waits for destinations could not go on"
            );
        }
    }

    fn try_tend(&self, id: RequestId) -> Result<(), Box<dyn std::error::Error>> {
        let RequestAnswer::Known(request) = self.request(id)? else {
            return Ok(());
        };
        let State::Working(work) = request.state() else {
            return Ok(());
        };
        if request.case().right != Right::Erasure {
            return Ok(());
        }
        self.tell_erasure(&request)?;
        let inner = &self.inner;
        let node = request.case().person;
        let Some(person) = load::person(&*inner.store, &inner.vault, node)? else {
            return Ok(());
        };
        let policy = self.policy();
        let mut replied = false;
        for task in work.waiting() {
            let Some(destination) = policy.catalog.names.destinations.get(&*task.system) else {
                continue;
            };
            let all = merged(*destination, &self.held(&person, *destination)?);
            let removal = all.removal.filter(|removal| removal.deletes);
            if let Some(at) = removal.and_then(|removal| removal.acknowledged) {
                self.request_replied(id, &task.system, &Reply::Done { at })?;
                replied = true;
            }
        }
        let only_here = work.waiting().all(|task| &*task.system == HERE);
        if replied || only_here {
            self.advance_request(id, &[])?;
        }
        Ok(())
    }

    /// Goes on with all requests that wait for destinations, such as after a stop.
    pub fn tend_requests(&self) -> Result<(), ReadError> {
        for request in self.open_requests(OPEN_PAGE_MAX)? {
            self.tend_request(request.case().id);
        }
        Ok(())
    }
}

/// The destinations that an erasure asked for with a brand, or with all, reaches.
fn concerned(catalog: &Catalog, brand: Option<BrandId>) -> impl Iterator<Item = &Destination> {
    let all = catalog.destinations.iter().flatten();
    all.filter(move |destination| brand.is_none_or(|brand| brand == destination.brand))
}
