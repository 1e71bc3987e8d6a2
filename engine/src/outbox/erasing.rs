//! Before an erasure: every destination that holds the data is told to delete it, nothing goes
//! there any more, and the request goes on once all of them have acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use telos_model::catalog::{Catalog, Destination, SlotKind};
use telos_model::deliver::{Cause, Holding, Removal};
use telos_model::id::{BrandId, DestinationId, PurposeSet};
use telos_model::request::{Reply, Request, RequestId, Right, State};
use telos_store::{Commit, Committed, Expect, StoreError};

use super::held::merged;
use super::review::destination_named;
use super::{ATTEMPTS_MAX, LANE_REMOVALS, fresh, put_waiting};
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::keys;
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
        for (id, held) in self.holdings(person)? {
            let all = merged(id, &held);
            let name = policy.catalog.slots.name(SlotKind::Destination, id.index());
            if let Some(name) = name
                && all.is_something()
                && is_concerned(&policy.catalog, brand, &all)
            {
                parts.push(Part {
                    name: name.into(),
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
        let case = request.case();
        let mut told = BTreeSet::new();
        for destination in concerned(&policy.catalog, case.brand) {
            let spared = destination.purposes.is_subset(kept);
            if !spared {
                told.insert(destination.id);
            }
        }
        // Those that are not declared any more hold what they hold all the same.
        let inner = &self.inner;
        let person = load::person(&*inner.store, &inner.vault, case.person)?;
        let held = match &person {
            Some(person) => self.holdings(person)?,
            None => BTreeMap::new(),
        };
        for (id, held) in held {
            let all = merged(id, &held);
            if policy.catalog.destination(id).is_none()
                && all.is_something()
                && !all.purposes.is_subset(kept)
                && is_concerned(&policy.catalog, case.brand, &all)
            {
                told.insert(id);
            }
        }
        for id in told {
            self.tell_one(request, id)?;
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
        for (id, held) in self.holdings(person)? {
            let all = merged(id, &held);
            let brand = request.case().brand;
            let name = policy.catalog.slots.name(SlotKind::Destination, id.index());
            let (Some(name), true) = (name, is_concerned(&policy.catalog, brand, &all)) else {
                continue;
            };
            let mut systems = work.systems.iter();
            let part = systems.find(|task| &*task.system == name);
            let replied = part.and_then(|task| match task.reply {
                Reply::Done { at } => Some(at),
                _ => None,
            });
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
                inner.shared.outbox.tell(destination);
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
            let Some(destination) = destination_named(&policy.catalog, &task.system) else {
                continue;
            };
            let all = merged(destination, &self.held(&person, destination)?);
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
        let mut after: Option<Vec<u8>> = None;
        loop {
            let range = keys::requests_open_after(after.as_deref());
            let rows = self.inner.store.scan(&range, OPEN_PAGE_MAX)?;
            let ids = rows
                .iter()
                .filter_map(|(sort, _)| keys::open_request_id(sort));
            for id in ids {
                self.tend_request(id);
            }
            match rows.last() {
                Some((last, _)) if rows.len() == OPEN_PAGE_MAX => after = Some(last.to_vec()),
                _ => return Ok(()),
            }
        }
    }

    /// After an erasure that left something, such as what a law keeps: destinations that let go of
    /// everything for it hold nothing any more, and may be given what is permitted from now on.
    pub(crate) fn reopen_doors(&self, request: &Request) -> Result<(), ReadError> {
        let (case, inner) = (request.case(), &self.inner);
        for _ in 0..ATTEMPTS_MAX {
            let Some(person) = load::person(&*inner.store, &inner.vault, case.person)? else {
                return Ok(());
            };
            let mut commit = Commit {
                name: "reopen-doors",
                ..Commit::default()
            };
            for (id, held) in self.holdings(&person)? {
                let mine = |removal: &Removal| removal.request == Some(case.id);
                for one in held
                    .iter()
                    .filter(|one| one.holding.removal.as_ref().is_some_and(mine))
                {
                    let key = keys::holding(one.node, id);
                    commit
                        .expects
                        .push(Expect::Version(key.clone(), one.version));
                    commit.deletes.push(key);
                    // Their row there went by our own word: nobody is to be asked about it.
                    commit.deletes.push(keys::synced(one.node, id));
                }
            }
            if commit.deletes.is_empty() || inner.store.commit(commit)? == Committed::Done {
                return Ok(());
            }
        }
        Err(ReadError::Store(StoreError::Unavailable {
            attempt: "let destinations have what is permitted after an erasure",
            source: "the person changed with every try".into(),
        }))
    }
}

/// Whether an erasure asked for with a brand, or with all, reaches what a destination holds. One
/// that is not declared any more belongs to whoever the purposes belong to; where nobody can tell,
/// it is reached.
fn is_concerned(catalog: &Catalog, brand: Option<BrandId>, held: &Holding) -> bool {
    let Some(brand) = brand else {
        return true;
    };
    if let Some(declared) = catalog.destination(held.destination) {
        return declared.brand == brand;
    }
    let purposes = held.purposes.iter().filter_map(|id| catalog.purpose(id));
    let mut brands = purposes.map(|purpose| purpose.brand).peekable();
    brands.peek().is_none() || brands.any(|known| known == brand)
}

/// The destinations that an erasure asked for with a brand, or with all, reaches.
fn concerned(catalog: &Catalog, brand: Option<BrandId>) -> impl Iterator<Item = &Destination> {
    let all = catalog.destinations.iter().flatten();
    all.filter(move |destination| brand.is_none_or(|brand| brand == destination.brand))
}
