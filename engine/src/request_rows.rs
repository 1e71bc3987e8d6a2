//! Requests in the store: found by person and by id, and written over what is there.

use telos_model::id::NodeId;
use telos_model::request::{Case, Request, RequestId, answer_deadline};
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Expect, Key, Put};

use crate::answer::ReadError;
use crate::deeds::STAFF;
use crate::desk::ended_row;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::ledger::Act;
use crate::load::{self, Person};
use crate::read::{Who, with_permissions};
use crate::requests::{ATTEMPTS_MAX, Ask, PERSON_REQUESTS_MAX, RequestFailed};
use crate::sealed::{self, Open, SharedKey};
use crate::telling::{self, Reach, RequestHappened};

/// A request where it lies.
pub(crate) struct Lying {
    pub(crate) request: Request,
    key: Key,
    version: u64,
    with: SharedKey,
}

impl Lying {
    /// The same place, with the request as it is now.
    pub(crate) fn changed(&self, request: Request) -> Self {
        debug_assert_eq!(self.request.case(), request.case(), "a case never changes");
        Self {
            request,
            key: self.key.clone(),
            version: self.version,
            with: SharedKey::clone(&self.with),
        }
    }
}

impl Engine {
    pub(crate) fn place(&self, id: RequestId) -> Result<Option<(NodeId, RequestId)>, ReadError> {
        let row = self.inner.store.read(&[keys::request_place(id)])?;
        let row = row.into_iter().flatten().next();
        let place = row.map(|row| layout::read_request_place(&row.value));
        Ok(place.transpose()?)
    }

    /// Every request under a person's nodes.
    pub(crate) fn lying(&self, person: &Person) -> Result<Vec<Lying>, ReadError> {
        let mut all = Vec::new();
        for (node, with) in &person.keys {
            let rows = self
                .inner
                .store
                .scan(&keys::requests_of(*node), PERSON_REQUESTS_MAX)?;
            for (sort, row) in rows {
                let key = keys::request_at(*node, &sort);
                let plain = sealed::open(&key, with, &row.value)?;
                all.push(Lying {
                    request: layout::read_request(&plain)?,
                    key,
                    version: row.version,
                    with: SharedKey::clone(with),
                });
            }
        }
        Ok(all)
    }

    pub(crate) fn lying_at(&self, node: NodeId, id: RequestId) -> Result<Option<Lying>, ReadError> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let Some((loaded, _)) = load::nodes(store, vault, &[(node, None)])?.pop().flatten() else {
            return Ok(None);
        };
        let key = keys::request_at(node, &id.0);
        let Some(row) = store.read(std::slice::from_ref(&key))?.pop().flatten() else {
            return Ok(None);
        };
        let plain = sealed::open(&key, &loaded.key, &row.value)?;
        Ok(Some(Lying {
            request: layout::read_request(&plain)?,
            key,
            version: row.version,
            with: loaded.key,
        }))
    }

    pub(crate) fn made(
        &self,
        person: &Person,
        ask: &Ask,
        id: RequestId,
        now: Timestamp,
    ) -> Result<Lying, RequestFailed> {
        let policy = self.policy();
        let catalog = &policy.catalog;
        let head = person.head();
        let jurisdictions = with_permissions(person, |permissions| {
            permissions.jurisdictions(catalog, ask.brand)
        });
        let deadline = answer_deadline(catalog, jurisdictions, ask.right, now, false);
        // The strictest pack of a catalog always exists, so that there is a deadline.
        let deadline = deadline.ok_or(RequestFailed::Unknown)?;
        let case = Case {
            id,
            person: head,
            right: ask.right,
            brand: ask.brand,
            jurisdictions,
            received: now,
            deadline,
        };
        let with = person.keys.get(&head).ok_or(RequestFailed::Nobody)?;
        Ok(Lying {
            request: Request::received(case, ask.asker.clone()),
            key: keys::request_at(head, &id.0),
            version: 0,
            with: SharedKey::clone(with),
        })
    }

    /// The commit that writes a request over the one before. The person's key must still be there:
    /// else they were erased meanwhile.
    pub(crate) fn commit_of(
        &self,
        name: &'static str,
        lying: &Lying,
        before: Option<&Request>,
    ) -> Commit {
        let request = &lying.request;
        let mut expects = vec![match lying.version {
            0 => Expect::Absent(lying.key.clone()),
            version => Expect::Version(lying.key.clone(), version),
        }];
        let node = NodeId::new(lying.key.partition);
        expects.push(Expect::Version(keys::node_key(node), 0));
        let open = Open {
            key: lying.key.clone(),
            version: lying.version + 1,
            plain: layout::write_request(request),
            with: SharedKey::clone(&lying.with),
        };
        let mut puts = vec![open.seal(self.new_nonce())];
        let mut deletes = Vec::new();
        let id = request.case().id;
        let index = keys::open_request(request.late_at(), id);
        if let Some(before) = before {
            let old = keys::open_request(before.late_at(), id);
            if old != index || request.state().is_closed() {
                deletes.push(old);
            }
        }
        if !request.state().is_closed() {
            puts.push(Put {
                key: index,
                version: 0,
                value: Vec::new(),
            });
        }
        puts.extend(ended_row(request));
        Commit {
            name,
            expects,
            puts,
            deletes,
        }
    }

    /// Changes the request of an id, again where another changed it meanwhile. What it comes to is
    /// an entry of the ledger in the same commit.
    pub(crate) fn change(
        &self,
        id: RequestId,
        change: impl Fn(Request, &Person) -> Result<Request, RequestFailed>,
    ) -> Result<Request, RequestFailed> {
        self.change_over(id, change, |_| None)
    }

    /// Changes a request, with an entry of its own about what staff did.
    pub(crate) fn change_over<'a>(
        &self,
        id: RequestId,
        change: impl Fn(Request, &Person) -> Result<Request, RequestFailed>,
        over: impl for<'r> Fn(&'r Request) -> Option<(Act<'r>, &'a str)>,
    ) -> Result<Request, RequestFailed> {
        self.change_told(id, change, over, None)
    }

    /// Changes a request, and tells it to where the person was reached before, if that is known.
    pub(crate) fn change_told<'a>(
        &self,
        id: RequestId,
        change: impl Fn(Request, &Person) -> Result<Request, RequestFailed>,
        over: impl for<'r> Fn(&'r Request) -> Option<(Act<'r>, &'a str)>,
        reach: Option<Reach>,
    ) -> Result<Request, RequestFailed> {
        for _ in 0..ATTEMPTS_MAX {
            let (node, main) = self.place(id)?.ok_or(RequestFailed::Unknown)?;
            let lying = self.lying_at(node, main)?.ok_or(RequestFailed::Unknown)?;
            let person = self.person(&Who::Node(node))?;
            let person = person.ok_or(RequestFailed::Unknown)?;
            let request = change(lying.request.clone(), &person)?;
            if request == lying.request {
                return Ok(request);
            }
            let changed = lying.changed(request);
            let mut commit = self.commit_of("request", &changed, Some(&lying.request));
            let whose = (node, &lying.with);
            let steps = (&lying.request, &changed.request);
            let happened = telling::happened(steps.0, steps.1);
            // More time is taken by staff alone, whichever way they do it.
            let extended = matches!(happened, Some(RequestHappened::Extended));
            let by_staff = extended.then_some((Act::Extended { request: steps.1 }, STAFF));
            let over = over(steps.1).or(by_staff);
            let leaves = self.note_deeds(&mut commit, whose, steps, over);
            if self.inner.ledger.commit(commit, &leaves)? == Committed::Done {
                if let Some(happened) = happened {
                    let reach = reach.unwrap_or_else(|| self.reach(&person));
                    self.tell(&changed.request, happened, reach);
                }
                return Ok(changed.request);
            }
        }
        Err(RequestFailed::Busy)
    }
}
