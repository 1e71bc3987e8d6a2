//! Changes of requests, for whoever tells the people whom they are about.
//!
//! A change carries the addresses it may be told to and the person's language as they were before
//! it: after an erasure nobody could tell any more. It is in memory only, and whoever follows too
//! slowly misses some.

use std::fmt;
use std::sync::Arc;

use telos_model::id::IdentifierKind;
use telos_model::people::Identifier;
use telos_model::profile::Held;
use telos_model::request::{Request, State};
use telos_store::Sort;
use tokio::sync::broadcast;

use crate::engine::Engine;
use crate::layout::{self, Erasure, keys};
use crate::load::Person;
use crate::read::Who;
use crate::sealed;

/// How many changes wait for whoever follows.
pub(crate) const CHANGES_MAX: usize = 4_096;
/// How many permission facts of a node are looked through for a language.
const FACTS_LOOKED_MAX: usize = 20;
/// The trait that says a person's language.
const LANGUAGE: &str = "language";

/// What happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestHappened {
    /// It was taken in; not told where it was joined with another.
    Received,
    /// More time was taken.
    Extended,
    /// It is completed.
    Completed,
    /// It was refused.
    Refused,
    /// The person was erased, and the request with them.
    Erased(Erasure),
}

/// How a person is reached.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Of each kind the first address that was seen with them and lets them in
    /// ([`Engine::enters`]).
    pub addresses: Vec<Identifier>,
    /// The language that they want, or in which they last said something about permission.
    pub locale: Option<Box<str>>,
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reach({} addresses)", self.addresses.len())
    }
}

/// A change of a request.
#[derive(Debug, Clone)]
pub struct RequestChange {
    /// The request after it; of somebody who was erased, before it.
    pub request: Request,
    /// What happened.
    pub happened: RequestHappened,
    /// How the person is reached.
    pub reach: Reach,
}

impl Engine {
    /// Follows changes of requests from now on.
    #[must_use]
    pub fn request_changes(&self) -> broadcast::Receiver<Arc<RequestChange>> {
        self.inner.request_changes.subscribe()
    }

    /// How a person is reached; nothing is looked up where nobody follows.
    pub(crate) fn reach(&self, person: &Person) -> Reach {
        if self.inner.request_changes.receiver_count() == 0 {
            return Reach::default();
        }
        Reach {
            addresses: self.addresses(person),
            locale: self.locale(person),
        }
    }

    /// How whoever this is about is reached.
    pub(crate) fn reach_of(&self, request: &Request) -> Reach {
        let person = self.person(&Who::Node(request.case().person));
        let person = person.ok().flatten();
        person.map_or_else(Reach::default, |person| self.reach(&person))
    }

    /// Tells whoever follows.
    pub(crate) fn tell(&self, request: &Request, happened: RequestHappened, reach: Reach) {
        // Nobody follows, which is no fault.
        let _ = self.inner.request_changes.send(Arc::new(RequestChange {
            request: request.clone(),
            happened,
            reach,
        }));
    }

    fn addresses(&self, person: &Person) -> Vec<Identifier> {
        let policy = self.policy();
        let names = &policy.catalog.names.identifiers;
        let kinds = ["email", "phone"].map(|kind| names.get(kind).copied());
        let first = |kind: IdentifierKind| {
            let nodes = person.people.nodes.values();
            let carried = nodes.flat_map(|node| &node.identifiers);
            let same = carried.filter(|carried| {
                let address = &carried.identifier;
                address.kind == kind && self.lets_in(person, address)
            });
            let first = same.min_by_key(|carried| (carried.first_seen, &carried.identifier));
            first.map(|carried| carried.identifier.clone())
        };
        kinds.into_iter().flatten().filter_map(first).collect()
    }

    fn locale(&self, person: &Person) -> Option<Box<str>> {
        let policy = self.policy();
        let wanted = policy.catalog.names.traits.get(LANGUAGE);
        let wanted = wanted.and_then(|field| {
            let nodes = person.people.nodes.values();
            let held = nodes.flat_map(|node| node.fold.traits());
            let values = held.filter(|(of, _)| of == field);
            let values = values.flat_map(|(_, values)| values);
            let newest = values.max_by_key(|held: &&Held| (held.valid, held.stamp.at))?;
            newest.value.text().map(Into::into)
        });
        wanted.or_else(|| self.spoken(person))
    }

    /// The language in which a person last said something about permission.
    fn spoken(&self, person: &Person) -> Option<Box<str>> {
        let mut spoken: Option<(Sort, Box<str>)> = None;
        for (node, with) in &person.keys {
            let range = keys::permissions(*node);
            // A language that cannot be read is as good as none.
            let rows = self.inner.store.scan(&range, FACTS_LOOKED_MAX);
            for (sort, row) in rows.unwrap_or_default() {
                let key = telos_store::Key {
                    space: range.space,
                    partition: range.partition,
                    sort,
                };
                let plain = sealed::open(&key, with, &row.value).ok();
                let fact = plain.and_then(|plain| layout::read_fact(&plain).ok());
                let Some(fact) = fact.filter(|fact| !fact.detail.locale.is_empty()) else {
                    continue;
                };
                if spoken.as_ref().is_none_or(|(newest, _)| *newest < key.sort) {
                    spoken = Some((key.sort, fact.detail.locale));
                }
                break;
            }
        }
        spoken.map(|(_, locale)| locale)
    }
}

/// What happened between two states of a request, if it is told.
pub(crate) fn happened(before: &Request, after: &Request) -> Option<RequestHappened> {
    if before.extension().is_none() && after.extension().is_some() {
        return Some(RequestHappened::Extended);
    }
    if before.state().is_closed() {
        return None;
    }
    match after.state() {
        State::Completed(_) => Some(RequestHappened::Completed),
        State::Refused { .. } => Some(RequestHappened::Refused),
        State::Received | State::Identified | State::Working(_) | State::Cancelled { .. } => None,
    }
}
