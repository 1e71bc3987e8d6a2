//! What destinations hold of each node, as it is on record.

use std::collections::BTreeMap;

use telos_model::deliver::{Holding, Outgoing, Removal};
use telos_model::id::{DestinationId, NodeId};
use telos_model::time::Timestamp;
use telos_store::{Commit, Expect, Key, Put};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::load::Person;
use crate::sealed::{self, Open, SharedKey};

/// The most destinations that there are.
const HOLDINGS_MAX: usize = 256;

/// What a destination holds of one node, with its row's version.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) node: NodeId,
    pub(crate) holding: Holding,
    pub(crate) version: u64,
}

impl Engine {
    /// What a destination holds of each node of a person.
    pub(crate) fn held(
        &self,
        person: &Person,
        destination: DestinationId,
    ) -> Result<Vec<Held>, ReadError> {
        let rows: Vec<_> = person
            .members
            .iter()
            .map(|node| keys::holding(*node, destination))
            .collect();
        let found = self.inner.store.read(&rows)?;
        let mut held = Vec::with_capacity(rows.len());
        for (node, (key, row)) in person.members.iter().zip(rows.iter().zip(found)) {
            let none = Held {
                node: *node,
                holding: Holding::none(destination),
                version: 0,
            };
            held.push(match (row, person.keys.get(node)) {
                (Some(row), Some(with)) => Held {
                    holding: layout::read_holding(&sealed::open(key, with, &row.value)?)?,
                    version: row.version,
                    ..none
                },
                _ => none,
            });
        }
        Ok(held)
    }

    /// What each destination holds of each node of a person, of those that hold something or are
    /// being told to let go.
    pub(crate) fn holdings(
        &self,
        person: &Person,
    ) -> Result<BTreeMap<DestinationId, Vec<Held>>, ReadError> {
        let mut all: BTreeMap<DestinationId, Vec<Held>> = BTreeMap::new();
        for node in &person.members {
            let Some(with) = person.keys.get(node) else {
                continue;
            };
            let range = keys::holdings(*node);
            for (sort, row) in self.inner.store.scan(&range, HOLDINGS_MAX)? {
                let key = Key::new(range.space, range.partition, &sort);
                let holding = layout::read_holding(&sealed::open(&key, with, &row.value)?)?;
                all.entry(holding.destination).or_default().push(Held {
                    node: *node,
                    version: row.version,
                    holding,
                });
            }
        }
        Ok(all)
    }

    /// Drafts that it is on record that the destination holds what is about to go, and that the
    /// person is looked at again when the permission for it ends by itself, and says what is held
    /// then. Nothing is drafted where that is on record already.
    pub(crate) fn hold(
        &self,
        person: &Person,
        mine: &Held,
        outgoing: &Outgoing,
        (asked, ends): (Timestamp, Timestamp),
        with: &SharedKey,
        commit: &mut Commit,
    ) -> Held {
        let node = mine.node;
        let holds = mine.holding.removal.is_none();
        if holds && mine.holding.covers(&outgoing.evidence) {
            return mine.clone();
        }
        let mut holding = mine.holding.with(&outgoing.evidence, asked);
        holding.removal = None;
        commit.expects.extend(as_they_are(person));
        let with = SharedKey::clone(with);
        let (expect, put) = self.put_holding(node, &holding, mine.version, with);
        commit.expects.push(expect);
        commit.puts.push(put);
        commit.puts.extend(put_due(ends, node));
        Held {
            node,
            holding,
            version: mine.version + 1,
        }
    }

    /// Drafts that a destination need not be told to let go any more, since the person permits it
    /// again: the next no has it told anew.
    pub(crate) fn keep(&self, person: &Person, held: &[Held], commit: &mut Commit) {
        let rows = commit.puts.len();
        for one in held {
            let told = |removal: Removal| removal.acknowledged.is_some() || removal.deletes;
            let (Some(with), false) = (
                person.keys.get(&one.node),
                one.holding.removal.is_none_or(told),
            ) else {
                continue;
            };
            let mut holding = one.holding.clone();
            holding.removal = None;
            let with = SharedKey::clone(with);
            let (expect, put) = self.put_holding(one.node, &holding, one.version, with);
            commit.expects.push(expect);
            commit.puts.push(put);
        }
        if commit.puts.len() > rows {
            commit.expects.extend(as_they_are(person));
        }
    }

    /// The row of what a destination holds, over the version that was read.
    pub(crate) fn put_holding(
        &self,
        node: NodeId,
        holding: &Holding,
        before: u64,
        with: SharedKey,
    ) -> (Expect, Put) {
        let key = keys::holding(node, holding.destination);
        let expect = match before {
            0 => Expect::Absent(key.clone()),
            version => Expect::Version(key.clone(), version),
        };
        let open = Open {
            key,
            version: before + 1,
            plain: layout::write_holding(holding),
            with,
        };
        (expect, open.seal(self.new_nonce()))
    }
}

/// That nothing about a person changed since they were read.
fn as_they_are(person: &Person) -> impl Iterator<Item = Expect> {
    person.members.iter().map(|id| {
        let version = person.people.nodes.get(id).map_or(0, |node| node.version);
        Expect::Version(keys::node(*id), version)
    })
}

/// That a person is looked at again when a permission ends by itself.
pub(crate) fn put_due(ends: Timestamp, node: NodeId) -> Option<Put> {
    (ends < Timestamp::MAX).then(|| Put {
        key: keys::review_due(ends, node),
        version: 0,
        value: Vec::new(),
    })
}

/// What a destination holds of all nodes together; it has let go only where it let go of each.
pub(crate) fn merged(destination: DestinationId, held: &[Held]) -> Holding {
    let mut all = Holding::none(destination);
    let something = || held.iter().map(|held| &held.holding);
    for holding in something().filter(|holding| holding.is_something()) {
        all.categories = all.categories.union(holding.categories);
        all.purposes = all.purposes.union(holding.purposes);
        all.identifiers.extend(&holding.identifiers);
        all.first = all.first.min(holding.first);
        all.last = all.last.max(holding.last);
        all.deliveries += holding.deliveries;
    }
    all.identifiers.sort_unstable();
    all.identifiers.dedup();
    all.gone = something().flat_map(|one| one.gone.clone()).collect();
    let removals: Option<Vec<_>> = something()
        .filter(|holding| holding.is_something())
        .map(|holding| holding.removal)
        .collect();
    // The one that was acknowledged last, or not at all, speaks for all.
    all.removal = removals.and_then(|removals| {
        removals
            .into_iter()
            .max_by_key(|removal| (removal.acknowledged.is_none(), removal.acknowledged))
    });
    all
}
