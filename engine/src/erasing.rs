//! Erasing within the pipeline: what the deciding thread takes away, and what the committing
//! thread then finds to remove.
//!
//! An erasure is a group of its own. The deciding thread takes the nodes out of memory and drafts
//! the end of their states, keys, family and timers; the committing thread, once everything before
//! it is on disk, looks for all their other rows and removes them in the same commit. Somebody with
//! very many rows is cleared first in several commits ([`How::Clear`]): after the first of these
//! nothing is permitted of them any more and their state is empty.

use telos_model::consent::{
    Actor, FactDetail, FactId, Flag, PermissionFact, PermissionRecord, Statement,
};
use telos_model::erased::on_hold;
use telos_model::id::NodeId;
use telos_model::process::Policy;
use telos_model::profile::NodeFold;
use telos_model::request::RequestId;
use telos_model::standing::Touched;
use telos_model::time::Timestamp;
use telos_store::{Commit, Expect, Key, Put, Space, Store, StoreError};

use crate::answer::ReadError;
use crate::cache::Generations;
use crate::core::{Core, Group};
use crate::erase::EraseFailed;
use crate::layout::keys::{self, Meta};
use crate::layout::{self, Entry, Erasure, Located};
use crate::load::{SUPPRESSED_VERSION, suppressed_value};
use crate::sealed::{self, SharedKey};

/// The most rows that one commit clears.
pub(crate) const CLEAR_ROWS_MAX: usize = 20_000;
/// The most rows that the last commit of an erasure removes. Each may bring a row of the index of
/// messages, and all of it has to fit into one commit.
const FINISH_ROWS_MAX: usize = 45_000;
/// How many nodes are remembered, at least, while their erasure may be on its way to the disk: many
/// times what three people have.
const GONE_MAX: usize = 10_000;
/// The spaces in which a node has rows of its own beside its state and key.
pub(crate) const SPACES: [Space; 6] = [
    Space::Events,
    Space::Permissions,
    Space::Requests,
    Space::Looks,
    Space::Deeds,
    Space::Deliveries,
];

/// How far an erasure goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// It begins: nothing is permitted any more, the states are emptied, and the oldest rows go.
    Clear,
    /// All that is left goes.
    Finish,
}

/// Nodes that the deciding thread erased lately: the store may still have them.
#[derive(Debug)]
pub(crate) struct Gone(Generations<NodeId, ()>);

impl Default for Gone {
    fn default() -> Self {
        Self(Generations::new(GONE_MAX))
    }
}

impl Gone {
    /// Whether a node was erased.
    pub(crate) fn has(&self, node: NodeId) -> bool {
        self.0.contains(&node)
    }
}

impl Core {
    /// Takes a person away, or begins to.
    pub(crate) fn erase(
        &mut self,
        group: &mut Group<'_>,
        policy: &Policy,
        (node, how, request): (NodeId, How, Option<RequestId>),
        now: Timestamp,
    ) -> Result<Erasure, EraseFailed> {
        let people = &self.known.people;
        if !people.nodes.contains_key(&node) {
            return Err(EraseFailed::Nobody);
        }
        if on_hold(people, node, now) {
            return Err(EraseFailed::LegalHold);
        }
        let members = people.members(node);
        let with_keys = members.iter().filter_map(|id| {
            let side = self.known.side(*id)?;
            Some((*id, SharedKey::clone(&side.key)))
        });
        let (nodes, keys): (Vec<_>, Vec<_>) = with_keys.unzip();
        let nodes_of = nodes.iter().filter_map(|id| people.nodes.get(id));
        let identifiers: usize = nodes_of.map(|node| node.identifiers.len()).sum();
        let erasure = Erasure {
            number: self.maker.number(),
            at: now,
            is_finished: how == How::Finish,
            request,
            nodes: u32::try_from(nodes.len()).unwrap_or(u32::MAX),
            identifiers: u32::try_from(identifiers).unwrap_or(u32::MAX),
            entries: 0,
            facts: 0,
            salt: Some(self.maker.salt()),
        };
        match how {
            How::Clear => self.empty(group, policy, &members, &erasure),
            How::Finish => self.take_away(group, &members),
        }
        group.draft.remains = Some(Remains {
            nodes,
            keys,
            erasure,
            how,
        });
        Ok(erasure)
    }

    /// Empties the states of nodes, and lets nothing be permitted of them any more.
    fn empty(
        &mut self,
        group: &mut Group<'_>,
        policy: &Policy,
        members: &[NodeId],
        erasure: &Erasure,
    ) {
        let fact = PermissionFact {
            id: FactId(erasure.number),
            statement: Statement::Flag {
                flag: Flag::Erased,
                brand: None,
                on: true,
            },
            actor: Actor::Controller,
            effective: erasure.at,
            recorded: erasure.at,
        };
        for id in members {
            let Some(node) = self.known.people.nodes.get_mut(id) else {
                continue;
            };
            node.fold = NodeFold::default();
            node.groups.clear();
            let marks = |fact: &&PermissionFact| {
                let Statement::Flag { flag, on, .. } = fact.statement else {
                    return false;
                };
                flag == Flag::Erased && on
            };
            let fact = node.permissions.facts().find(marks).unwrap_or(&fact);
            let fact = fact.clone();
            let (slots, salt) = (&policy.catalog.slots, self.maker.salt());
            let said = (&fact, &FactDetail::default());
            group.draft.fact(slots, *id, said, salt);
            node.permissions = PermissionRecord::from_facts([fact]);
            group.dirty.insert(*id);
        }
        if let Some(first) = members.first() {
            self.settle(group, policy, *first, &Touched::all(), erasure.at);
        }
    }

    /// Ends nodes: their states, keys, timers and family go, and their identifiers find nobody.
    fn take_away(&mut self, group: &mut Group<'_>, members: &[NodeId]) {
        let draft = &mut group.draft;
        let first = members
            .first()
            .and_then(|id| self.known.people.nodes.get(id));
        let family = first.map(|node| node.family);
        let family = family.and_then(|id| self.known.people.families.remove(&id));
        if let Some(family) = family {
            draft.dissolve(family.id, family.version);
        }
        for id in members {
            let Some((node, due)) = self.known.remove(*id) else {
                continue;
            };
            self.gone.0.put(*id, ());
            let commit = &mut draft.commit;
            commit
                .expects
                .push(Expect::Version(keys::node(*id), node.version));
            commit.deletes.push(keys::node(*id));
            commit.deletes.push(keys::node_key(*id));
            if due != Timestamp::MAX {
                draft.end_timer(*id, due);
            }
            for carried in &node.identifiers {
                let blind = sealed::blind(&self.vault, &carried.identifier);
                draft.commit.puts.push(Put {
                    key: keys::identifier(blind),
                    version: SUPPRESSED_VERSION,
                    value: suppressed_value(),
                });
                self.hints.holders.remove(&blind);
            }
            for other in &node.severed {
                if let Some(apart) = self.known.people.nodes.get_mut(other) {
                    apart.severed.retain(|severed| severed != id);
                    group.dirty.insert(*other);
                }
            }
        }
    }
}

/// Nodes whose rows are to be found and removed.
pub(crate) struct Remains {
    nodes: Vec<NodeId>,
    keys: Vec<SharedKey>,
    erasure: Erasure,
    how: How,
}

impl Remains {
    /// The nodes.
    pub(crate) fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// Adds what is to be removed to a commit, and the tombstones, and gives what they say.
    pub(crate) fn gather(
        &self,
        store: &dyn Store,
        commit: &mut Commit,
    ) -> Result<Erasure, ReadError> {
        let mut erasure = self.continued(store)?;
        let mut room = match self.how {
            How::Clear => CLEAR_ROWS_MAX,
            How::Finish => FINISH_ROWS_MAX,
        };
        for (node, with) in self.nodes.iter().zip(&self.keys) {
            for space in &SPACES {
                let rows = store.scan(&keys::rows_of(*space, *node), room)?;
                room -= rows.len();
                let removed = rows.len() as u64;
                for (sort, row) in rows {
                    let key = Key {
                        space: *space,
                        partition: node.number(),
                        sort,
                    };
                    commit.puts.extend(message_of(&key, with, &row.value));
                    commit.deletes.push(key);
                }
                match space {
                    Space::Events => erasure.entries += removed,
                    Space::Permissions => erasure.facts += removed,
                    _ => {}
                }
            }
        }
        if room == 0 && self.how == How::Finish {
            return Err(ReadError::Store(StoreError::OverLimit {
                attempt: "erase a person at once",
                limit: "finish_rows_max: 45000 rows",
            }));
        }
        self.entomb(&erasure, commit);
        if self.how == How::Finish {
            commit.puts.push(self.wish_for_purge(store)?);
        }
        // What the same commit writes anew is no remains.
        let written: rustc_hash::FxHashSet<&Key> = commit.puts.iter().map(|put| &put.key).collect();
        commit.deletes.retain(|key| !written.contains(key));
        Ok(erasure)
    }

    /// What the tombstone says, going on from an erasure that was begun.
    fn continued(&self, store: &dyn Store) -> Result<Erasure, ReadError> {
        let mut erasure = self.erasure;
        let Some(first) = self.nodes.first() else {
            return Ok(erasure);
        };
        let row = store.read(&[keys::meta(Meta::Erased, first.number())])?;
        if let Some(row) = row.into_iter().flatten().next() {
            let begun = layout::read_erasure(&row.value)?;
            erasure.number = begun.number;
            erasure.request = begun.request.or(erasure.request);
            erasure.entries = begun.entries;
            erasure.facts = begun.facts;
        }
        Ok(erasure)
    }

    fn entomb(&self, erasure: &Erasure, commit: &mut Commit) {
        for node in &self.nodes {
            commit.puts.push(Put {
                key: keys::meta(Meta::Erased, node.number()),
                version: 0,
                value: layout::write_erasure(erasure),
            });
        }
        let first = self.nodes.iter().take(1);
        let unfinished = first.map(|node| keys::meta(Meta::Erasing, node.number()));
        match self.how {
            How::Clear => commit.puts.extend(unfinished.map(|key| Put {
                key,
                version: 0,
                value: Vec::new(),
            })),
            How::Finish => commit.deletes.extend(unfinished),
        }
    }

    /// Notes that files hold the bytes of removed keys, if it is not noted yet. The version grows,
    /// so that a purge which began before does not take the wish away.
    fn wish_for_purge(&self, store: &dyn Store) -> Result<Put, ReadError> {
        let key = keys::meta(Meta::Purge, 0);
        let row = store.read(std::slice::from_ref(&key))?.pop().flatten();
        Ok(match row {
            Some(row) => Put {
                key,
                version: row.version + 1,
                value: row.value,
            },
            None => Put {
                key,
                version: self.erasure.at.millis().unsigned_abs().max(1),
                value: self.erasure.at.millis().to_be_bytes().to_vec(),
            },
        })
    }
}

/// What is left of a message whose event is removed. An entry that cannot be read any more is
/// removed all the same.
fn message_of(key: &Key, with: &SharedKey, value: &[u8]) -> Option<Put> {
    if key.space != Space::Events {
        return None;
    }
    let plain = sealed::open(key, with, value).ok()?;
    let Ok(Entry::Event(record)) = layout::read_entry(&plain) else {
        return None;
    };
    Some(Put {
        key: keys::message(record.id),
        version: 0,
        value: layout::write_located(&Located::Erased {
            source: record.source,
        }),
    })
}
