//! What is remembered of people in a sync once their rows were taken in or written.

use std::collections::HashMap;

use telos_model::catalog::SyncDef;
use telos_model::decide::Permit;
use telos_model::deliver::{self, Cause, Evidence};
use telos_model::id::{CategorySet, DestinationId, FieldId, NodeId};
use telos_model::people::Identifier;
use telos_model::sync::{self, Base, Side};
use telos_model::time::Timestamp;
use telos_store::{Commit, Committed, Expect, StoreError};

use super::ATTEMPTS_MAX;
use super::judge::JudgedRow;
use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::load::{self, Person};
use crate::outbox::{fresh, lane_of, put_waiting};
use crate::read::with_permissions;
use crate::sealed::{Open, SharedKey};

/// What Telos says of a person, to compare what goes out with what is there.
#[derive(Debug, Default)]
pub struct Ours {
    /// Since when each trait has been what it is.
    pub sides: HashMap<FieldId, Side>,
    /// The identifiers that were shown to be the person's own.
    pub shown: Vec<Identifier>,
    /// What is remembered.
    pub base: Base,
}

impl Engine {
    /// Remembers what rows that were taken in say, that the destination holds it, and has what is
    /// to be written there queued.
    pub fn keep_rows(&self, sync: &SyncDef, rows: &[JudgedRow]) -> Result<(), ReadError> {
        let rows: Vec<&JudgedRow> = rows.iter().filter(|row| row.matched.is_taken()).collect();
        if rows.is_empty() {
            return Ok(());
        }
        for _ in 0..ATTEMPTS_MAX {
            let mut commit = Commit {
                name: "sync-keep",
                ..Commit::default()
            };
            for row in &rows {
                self.keep_row(sync, row, &mut commit)?;
            }
            if commit.puts.is_empty() || self.inner.store.commit(commit)? == Committed::Done {
                self.inner.shared.outbox.tell(sync.destination);
                return Ok(());
            }
        }
        Err(changes())
    }

    fn keep_row(
        &self,
        sync: &SyncDef,
        row: &JudgedRow,
        commit: &mut Commit,
    ) -> Result<(), ReadError> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let Some(key) = &row.key else {
            return Ok(());
        };
        // Nobody is there where nothing of the row may be held.
        let Some(node) = load::holder_of(store, vault, key)? else {
            return Ok(());
        };
        let Some(person) = load::person(store, vault, node)? else {
            return Ok(());
        };
        let before = self.sync_base(sync.destination, &person, Some(&key.value))?;
        let (node, version) = match &before {
            Some((node, _, version)) => (*node, *version),
            None => (node, self.synced_version(node, sync.destination)?),
        };
        let Some(with) = person.keys.get(&node) else {
            return Ok(());
        };
        let same = before.is_some_and(|(_, known, _)| known == row.base);
        let drafted = commit
            .puts
            .iter()
            .any(|put| put.key == keys::synced(node, sync.destination));
        if !same && !drafted {
            let with = SharedKey::clone(with);
            self.draft_base(node, sync.destination, (&row.base, version), with, commit);
            self.draft_held(sync, &person, row, commit)?;
        }
        if row.judged.out > 0 {
            let now = self.now();
            let place = self.fresh_key(sync.destination, lane_of(person.head()));
            let waiting = fresh(place, node, Cause::Traits, now);
            commit.puts.push(put_waiting(waiting));
        }
        Ok(())
    }

    /// It is on record that the destination holds the person, so that an erasure and a withdrawal
    /// reach it.
    fn draft_held(
        &self,
        sync: &SyncDef,
        person: &Person,
        row: &JudgedRow,
        commit: &mut Commit,
    ) -> Result<(), ReadError> {
        let policy = self.policy();
        let catalog = &policy.catalog;
        let Some(destination) = catalog.destination(sync.destination) else {
            return Ok(());
        };
        let now = self.now();
        let permits = with_permissions(person, |permissions| {
            deliver::permits(catalog, permissions, destination, now)
        });
        let fields = row.fields.iter();
        let fields = fields.filter_map(|(field, _)| Some(catalog.field(*field)?.category));
        let mut categories: CategorySet = fields.collect();
        if let Some(kind) = catalog.identifier(sync.key) {
            categories.insert(kind.category);
        }
        let evidence = Evidence {
            purposes: permits.iter().map(Permit::purpose).collect(),
            categories,
            identifiers: vec![sync.key],
            ..Evidence::default()
        };
        let all = self.held(person, sync.destination)?;
        let mine = person.head();
        let Some(held) = all.iter().find(|held| held.node == mine) else {
            return Ok(());
        };
        if held.holding.covers(&evidence) || held.holding.removal.is_some() {
            return Ok(());
        }
        if let Some(with) = person.keys.get(&mine) {
            let holding = held.holding.with(&evidence, now);
            let with = SharedKey::clone(with);
            let (expect, put) = self.put_holding(mine, &holding, held.version, with);
            if commit.puts.iter().all(|known| known.key != put.key) {
                commit.expects.push(expect);
                commit.puts.push(put);
            }
        }
        Ok(())
    }

    fn draft_base(
        &self,
        node: NodeId,
        sync: DestinationId,
        (base, version): (&Base, u64),
        with: SharedKey,
        commit: &mut Commit,
    ) {
        let key = keys::synced(node, sync);
        let expect = match version {
            0 => Expect::Absent(key.clone()),
            version => Expect::Version(key.clone(), version),
        };
        let open = Open {
            key,
            version: version + 1,
            plain: layout::write_base(base),
            with,
        };
        commit.expects.push(expect);
        commit.puts.push(open.seal(self.new_nonce()));
    }

    fn synced_version(&self, node: NodeId, sync: DestinationId) -> Result<u64, ReadError> {
        let row = self.inner.store.read(&[keys::synced(node, sync)])?;
        let row = row.into_iter().next().flatten();
        Ok(row.map_or(0, |row| row.version))
    }

    /// What Telos says of the person of a node, to be compared with a row; none if nobody is there.
    pub fn sync_ours(&self, sync: &SyncDef, node: NodeId) -> Result<Option<Ours>, ReadError> {
        let person = load::person(&*self.inner.store, &self.inner.vault, node)?;
        let Some(person) = person else {
            return Ok(None);
        };
        let held = sync::ours(&person.people, &person.members);
        let sides = held.into_iter().map(|(field, held)| {
            let digest = self.sync_digest(sync.destination, field, &held.value);
            let at = held.stamp.at;
            (field, Side { digest, at })
        });
        let nodes = person.people.nodes.values();
        let carried = nodes.flat_map(|node| &node.identifiers);
        let shown = carried.filter(|carried| carried.shown.is_some());
        let shown = shown.map(|carried| carried.identifier.clone()).collect();
        let base = self.sync_base(sync.destination, &person, None)?;
        Ok(Some(Ours {
            sides: sides.collect(),
            shown,
            base: base.map(|(_, base, _)| base).unwrap_or_default(),
        }))
    }

    /// Whether the person of a key is kept in step with the other system.
    pub fn is_synced(&self, sync: &SyncDef, key: &Identifier) -> Result<bool, ReadError> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let Some(node) = load::holder_of(store, vault, key)? else {
            return Ok(false);
        };
        let Some(person) = load::person(store, vault, node)? else {
            return Ok(false);
        };
        let known = self.sync_base(sync.destination, &person, Some(&key.value))?;
        Ok(known.is_some_and(|(_, base, _)| !base.gone))
    }

    /// Changes what is remembered of the person who is known by a key in the other system. False
    /// if nobody is.
    pub fn remember_synced(
        &self,
        sync: &SyncDef,
        remote: &str,
        change: &dyn Fn(&mut Base),
    ) -> Result<bool, ReadError> {
        let identifier = Identifier {
            kind: sync.key,
            value: remote.into(),
        };
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        for _ in 0..ATTEMPTS_MAX {
            let Some(node) = load::holder_of(store, vault, &identifier)? else {
                return Ok(false);
            };
            let Some(person) = load::person(store, vault, node)? else {
                return Ok(false);
            };
            let known = self.sync_base(sync.destination, &person, Some(remote))?;
            let (node, mut base, version) = if let Some(known) = known {
                known
            } else {
                let version = self.synced_version(node, sync.destination)?;
                let base = Base {
                    remote: remote.into(),
                    ..Base::default()
                };
                (node, base, version)
            };
            let before = base.clone();
            change(&mut base);
            let Some(with) = person.keys.get(&node).filter(|_| base != before) else {
                return Ok(true);
            };
            let mut commit = Commit {
                name: "sync-keep",
                ..Commit::default()
            };
            let with = SharedKey::clone(with);
            self.draft_base(node, sync.destination, (&base, version), with, &mut commit);
            if store.commit(commit)? == Committed::Done {
                return Ok(true);
            }
        }
        Err(changes())
    }
}

/// The most recent of two instants that say how far behind something is, in milliseconds.
#[must_use]
pub const fn lag(since: Timestamp, now: Timestamp) -> u64 {
    let millis = now.millis() - since.millis();
    if millis < 0 {
        0
    } else {
        millis.cast_unsigned()
    }
}

fn changes() -> ReadError {
    ReadError::Store(StoreError::Unavailable {
        attempt: "remember what both sides say",
        source: "the people changed with every try".into(),
    })
}
