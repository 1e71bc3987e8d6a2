//! Who is known in the other system of a sync, and who could be.

use telos_model::catalog::SyncDef;
use telos_model::deliver;
use telos_model::id::{DestinationId, NodeId};
use telos_store::{Key, Space};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{self, keys};
use crate::load;
use crate::read::with_permissions;
use crate::sealed;

/// Somebody whom the other system may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToTell {
    /// The family's head.
    pub head: NodeId,
    /// They are known there.
    pub known: bool,
    /// They have something that they could be told from others by there.
    pub told_apart: bool,
}

impl Engine {
    /// One page of the people whom the other system may be given something of, with where the next
    /// page goes on; none at the end.
    pub fn people_to_tell(
        &self,
        sync: &SyncDef,
        after: Option<NodeId>,
        rows_max: usize,
    ) -> Result<(Vec<ToTell>, Option<NodeId>), ReadError> {
        let (store, policy, now) = (&*self.inner.store, self.policy(), self.now());
        let from: Option<Key> = after.map(keys::node);
        let page = store.walk(Space::Nodes, from.as_ref(), rows_max)?;
        let next = (page.len() == rows_max).then(|| page.last());
        let next = next.flatten().map(|(key, _)| NodeId::new(key.partition));
        let mut people = Vec::new();
        let Some(destination) = policy.catalog.destination(sync.destination) else {
            return Ok((people, None));
        };
        for (key, _) in &page {
            let head = NodeId::new(key.partition);
            let Some(person) = load::person(store, &self.inner.vault, head)? else {
                continue;
            };
            let permits = with_permissions(&person, |permissions| {
                deliver::permits(&policy.catalog, permissions, destination, now)
            });
            if person.head() != head || permits.is_empty() {
                continue;
            }
            let nodes = person.people.nodes.values();
            let mut carried = nodes.flat_map(|node| &node.identifiers);
            let known = carried.clone().any(|one| one.identifier.kind == sync.key);
            let told_apart = carried.any(|one| {
                let mut kinds = sync.matches.iter();
                one.shown.is_some()
                    && kinds.any(|(kind, column)| *kind == one.identifier.kind && column.is_some())
            });
            people.push(ToTell {
                head,
                known,
                told_apart,
            });
        }
        Ok((people, next))
    }

    /// One page of the keys of people who are known in the other system and not gone there, with
    /// where the next page goes on; none at the end.
    pub fn synced_people(
        &self,
        sync: DestinationId,
        after: Option<NodeId>,
        rows_max: usize,
    ) -> Result<(Vec<Box<str>>, Option<NodeId>), ReadError> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let from: Option<Key> = after.map(keys::node);
        let page = store.walk(Space::Nodes, from.as_ref(), rows_max)?;
        let next = (page.len() == rows_max).then(|| page.last());
        let next = next.flatten().map(|(key, _)| NodeId::new(key.partition));
        let nodes = page.iter().map(|(key, _)| NodeId::new(key.partition));
        let nodes: Vec<NodeId> = nodes.collect();
        let rows: Vec<Key> = nodes.iter().map(|node| keys::synced(*node, sync)).collect();
        let found = store.read(&rows)?;
        let mut remotes = Vec::new();
        for (node, (key, row)) in nodes.iter().zip(rows.iter().zip(found)) {
            let Some(row) = row else { continue };
            let Some((loaded, _)) = load::nodes(store, vault, &[(*node, None)])?.pop().flatten()
            else {
                continue;
            };
            let base = layout::read_base(&sealed::open(key, &loaded.key, &row.value)?)?;
            if !base.gone && !base.remote.is_empty() {
                remotes.push(base.remote);
            }
        }
        Ok((remotes, next))
    }
}
