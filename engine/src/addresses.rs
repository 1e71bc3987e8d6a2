//! People's own addresses: which let them in to their pages, one more that they showed to be theirs,
//! and one that is theirs no more.

use telos_model::catalog::{Catalog, FieldKind};
use telos_model::id::{NodeId, SourceId};
use telos_model::identity::{self, Release};
use telos_model::people::{Carried, Identifier, Shown};
use telos_model::process::Policy;
use telos_model::time::Timestamp;
use tokio::sync::oneshot;

use crate::answer::{ReadError, SubmitError};
use crate::core::{Core, Group};
use crate::engine::Engine;
use crate::job::Job;
use crate::layout::keys;
use crate::load::Person;
use crate::oneself::Oneself;
use crate::read::Who;
use crate::sealed;

/// An email address or telephone number of a person's. `Debug` hides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAddress {
    /// The address.
    pub identifier: Identifier,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// Whether it lets them in to their own pages.
    pub enters: bool,
}

/// What became of an address that somebody showed to be theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It lets them in from now on.
    Done,
    /// It did already.
    Already,
    /// It belongs to somebody who is known by more than it: they are not made one person by this.
    Others,
    /// It cannot be held: no purpose may, they have too many, or whoever had it was erased.
    NotHeld,
}

/// What became of taking an address off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// It finds them no more.
    Done,
    /// They did not carry it.
    NotCarried,
    /// No other would let them in.
    Last,
}

/// Why an address was neither added nor taken off.
#[derive(Debug, thiserror::Error)]
pub enum AddressFailed {
    /// The person could not be read.
    #[error("change a person's addresses: the person could not be read")]
    Read(#[from] ReadError),
    /// It could not be written.
    #[error("change a person's addresses: it could not be written")]
    Submit(#[from] SubmitError),
}

impl Engine {
    /// The person who may enter their own pages by an address, once they have shown that it is
    /// theirs ([`identity::lets_in`]).
    pub fn enters(&self, address: &Identifier) -> Result<Option<NodeId>, ReadError> {
        let Some(person) = self.person(&Who::Identifier(address.clone()))? else {
            return Ok(None);
        };
        let enters = self.lets_in(&person, address);
        Ok(enters.then(|| person.head()))
    }

    /// Whether an address lets its person in ([`Engine::enters`]).
    pub(crate) fn lets_in(&self, person: &Person, address: &Identifier) -> bool {
        let policy = self.policy();
        identity::lets_in(&policy.catalog, &person.people, person.head(), address)
    }

    /// A person's addresses, in order of kind and of when they were first seen; none if they are
    /// not there.
    pub fn addresses_of(&self, oneself: Oneself) -> Result<Option<Vec<OwnAddress>>, ReadError> {
        let Some(person) = self.person(&oneself.who())? else {
            return Ok(None);
        };
        let policy = self.policy();
        let own = carried(&person).filter(|one| is_address(&policy.catalog, &one.identifier));
        let mut own: Vec<OwnAddress> = own
            .map(|one| OwnAddress {
                identifier: one.identifier.clone(),
                first_seen: one.first_seen,
                enters: self.lets_in(&person, &one.identifier),
            })
            .collect();
        own.sort_by(|a, b| {
            let key = |one: &OwnAddress| (one.identifier.kind, one.first_seen);
            key(a)
                .cmp(&key(b))
                .then_with(|| a.identifier.cmp(&b.identifier))
        });
        Ok(Some(own))
    }

    /// Takes in, under a source, that whoever is in has shown an address to be theirs by what was
    /// sent to it. From then on it lets them in as those do that they have. Blocks.
    pub fn add_address(
        &self,
        source: SourceId,
        oneself: Oneself,
        address: &Identifier,
    ) -> Result<Added, AddressFailed> {
        let Some(person) = self.person(&oneself.who())? else {
            return Ok(Added::NotHeld);
        };
        let policy = self.policy();
        let lets_in = |one: &&Carried| self.lets_in(&person, &one.identifier);
        let in_by = carried(&person).filter(lets_in).max_by_key(|one| one.shown);
        let Some(in_by) = in_by.filter(|_| is_address(&policy.catalog, address)) else {
            return Ok(Added::NotHeld);
        };
        let holder = self.person(&Who::Identifier(address.clone()))?;
        if let Some(holder) = holder {
            let own = holder.head() == person.head();
            if own && self.lets_in(&holder, address) {
                return Ok(Added::Already);
            }
            let mut more = carried(&holder).filter(|one| one.identifier != *address);
            let named = more.any(|one| {
                let kind = policy.catalog.identifier(one.identifier.kind);
                kind.is_some_and(|kind| kind.personal)
            });
            if !own && named {
                return Ok(Added::Others);
            }
        }
        let shown = in_by.shown.unwrap_or(Shown::Within).max(Shown::Within);
        let by = (in_by.identifier.clone(), shown);
        // What lets them in by letters alone goes on doing so beside what was added from within.
        let own = carried(&person).filter(lets_in);
        let letters = own.filter(|one| one.shown < Some(shown) && one.identifier != by.0);
        let all = letters.map(|one| one.identifier.clone());
        for one in all.chain([address.clone()]) {
            let receipts = self.show_address(source, one, Some(by.clone()), Vec::new())?;
            let receipts = receipts.blocking_recv();
            receipts.unwrap_or(Err(SubmitError::Stopping))?;
        }
        let entered = self.enters(address)?;
        let now = self.person(&oneself.who())?.map(|person| person.head());
        Ok(if entered.is_some() && entered == now {
            Added::Done
        } else {
            Added::NotHeld
        })
    }

    /// Takes an address off a person, unless no other would let them in: from then on it finds
    /// nobody, until somebody says again whose it is. Blocks.
    pub fn release_address(
        &self,
        oneself: Oneself,
        address: &Identifier,
    ) -> Result<Released, AddressFailed> {
        self.note_gone(oneself.node(), address)?;
        let (reply, outcome) = oneshot::channel();
        self.queue(Job::Release {
            node: oneself.node(),
            address: address.clone(),
            reply,
        })?;
        let outcome = outcome.blocking_recv();
        Ok(outcome.unwrap_or(Err(SubmitError::Stopping))?)
    }
}

impl Core {
    /// Takes an address off a person. It is a group of its own, so that nothing else of the group
    /// looks the address up.
    pub(crate) fn release(
        &mut self,
        group: &mut Group<'_>,
        policy: &Policy,
        (node, address): (NodeId, &Identifier),
    ) -> Released {
        let people = &mut self.known.people;
        let changed = match identity::release(&policy.catalog, people, node, address) {
            Release::Done(changed) => changed,
            Release::NotCarried => return Released::NotCarried,
            Release::Last => return Released::Last,
        };
        let blind = sealed::blind(&self.vault, address);
        group.draft.commit.deletes.push(keys::identifier(blind));
        self.hints.holders.remove(&blind);
        group.dirty.extend(&changed.nodes);
        Released::Done
    }
}

fn carried(person: &Person) -> impl Iterator<Item = &Carried> {
    let nodes = person.members.iter();
    let nodes = nodes.filter_map(|id| person.people.nodes.get(id));
    nodes.flat_map(|node| &node.identifiers)
}

/// Whether something can be sent to it.
fn is_address(catalog: &Catalog, identifier: &Identifier) -> bool {
    let kind = catalog.identifier(identifier.kind);
    kind.is_some_and(|kind| matches!(kind.kind, FieldKind::Email | FieldKind::Phone))
}
