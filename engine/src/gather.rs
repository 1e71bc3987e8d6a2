//! Loading all that a group of jobs concerns, with as few look-ups as it takes.
//!
//! An identifier that a node's state lists has a row that leads to this node (E-8): where
//! one is taken off a node, its row finds nobody from the same commit on. So of a message's identifiers often only the first has to be looked up: the
//! node that it finds tells about the others.

use rustc_hash::FxHashSet;
use telos_model::id::{EventId, NodeId};
use telos_model::identity::Candidate;
use telos_model::message::Message;
use telos_model::people::Identifier;

use crate::answer::ReadError;
use crate::core::{Core, Group};
use crate::job::Job;
use crate::layout::keys;
use crate::load::{self, Found, distinct};
use crate::sealed;

impl Core {
    /// Loads all that the jobs concern, and finds out which messages were seen before.
    pub(crate) fn load<'j>(
        &mut self,
        jobs: &'j [Job],
        group: &mut Group<'j>,
    ) -> Result<FxHashSet<EventId>, ReadError> {
        let seen = self.seen(jobs)?;
        let new = || messages(jobs).filter(|message| !seen.contains(&message.id));
        self.known.people.holders.clear();
        self.known.people.suppressed.clear();
        group.blinds.reserve(2 * messages(jobs).count());
        for candidate in new().flat_map(|message| &message.candidates) {
            let identifier = &candidate.identifier;
            if !group.blinds.contains_key(identifier) {
                let blind = sealed::blind(&self.vault, identifier);
                let holder = self.hints.holders.get(&blind);
                group.blinds.insert(identifier, (blind, holder));
            }
        }
        let first = new().filter_map(|message| {
            let found = |candidate: &Candidate| group.holder(&candidate.identifier).is_some();
            let unknown = !message.candidates.iter().any(found);
            unknown.then(|| Some(&message.candidates.first()?.identifier))?
        });
        let first = distinct(first);
        self.look_up(&first, group)?;
        self.load_nodes(&carried(group))?;

        let mut rest = Vec::new();
        for message in new() {
            for candidate in &message.candidates {
                let identifier = &candidate.identifier;
                if group.holder(identifier).is_none() {
                    match self.listed(message, identifier, group) {
                        Some(node) => self.found(identifier, node, group),
                        None => rest.push(identifier),
                    }
                }
            }
        }
        // Those that were looked up and are nobody's need no second look.
        let first: FxHashSet<&Identifier> = first.into_iter().collect();
        rest.retain(|identifier| !first.contains(identifier));
        self.look_up(&distinct(rest), group)?;

        let named = jobs.iter().flat_map(|job| match job {
            Job::Due { timers, .. } => timers.iter().map(|(_, node)| *node).collect(),
            Job::Settle { nodes, .. } | Job::Trim { nodes, .. } => nodes.clone(),
            Job::Unmerge { a, b, .. } => vec![*a, *b],
            Job::Erase { node, .. } | Job::Release { node, .. } => vec![*node],
            Job::Batch { .. } | Job::Warm(_) => Vec::new(),
        });
        let ids = distinct(named.chain(carried(group)));
        self.load_nodes(&ids)?;
        self.load_families(&ids)?;
        self.load_severed(jobs)?;
        let people = &mut self.known.people;
        people.holders.reserve(group.blinds.len());
        for (identifier, (blind, holder)) in &group.blinds {
            // A holder whose node is gone was erased, by another instance or while it was read
            // ahead: nobody carries the identifier, and nobody may.
            let known = holder.filter(|node| people.nodes.contains_key(node));
            if holder.is_some() && known.is_none() {
                people.suppressed.insert((*identifier).clone());
                self.hints.holders.remove(blind);
            }
            people.holders.insert((*identifier).clone(), known);
        }
        Ok(seen)
    }

    /// Which messages were seen before.
    fn seen(&mut self, jobs: &[Job]) -> Result<FxHashSet<EventId>, ReadError> {
        // What the cache knows is noted now: taking in the rest of the group may push it out.
        let ids = || messages(jobs).map(|message| message.id);
        let mut seen: FxHashSet<EventId> = ids().filter(|id| self.recent.contains(id)).collect();
        let unknown: Vec<EventId> = ids().filter(|id| !seen.contains(id)).collect();
        let places: Vec<_> = unknown.iter().map(|id| keys::message(*id)).collect();
        let rows = self.store.read(&places)?;
        let found = unknown.iter().zip(rows).filter(|(_, row)| row.is_some());
        seen.extend(found.map(|(id, _)| *id));
        Ok(seen)
    }

    /// Looks up who carries identifiers.
    fn look_up<'j>(
        &mut self,
        identifiers: &[&'j Identifier],
        group: &mut Group<'j>,
    ) -> Result<(), ReadError> {
        let blinds = identifiers.iter().filter_map(|identifier| {
            let (blind, _) = group.blinds.get(identifier)?;
            Some(*blind)
        });
        let blinds: Vec<[u8; 16]> = blinds.collect();
        let found = load::found(&*self.store, &blinds)?;
        for (identifier, found) in identifiers.iter().zip(found) {
            match found {
                Found::Suppressed => self.suppress(identifier),
                // The erasure is still on its way to the disk.
                Found::Node(node) if self.gone.has(node) => self.suppress(identifier),
                Found::Node(node) => self.found(identifier, node, group),
                Found::Nobody => {}
            }
        }
        Ok(())
    }

    fn suppress(&mut self, identifier: &Identifier) {
        self.known.people.suppressed.insert(identifier.clone());
    }

    fn found<'j>(&mut self, identifier: &'j Identifier, node: NodeId, group: &mut Group<'j>) {
        if let Some((blind, holder)) = group.blinds.get_mut(identifier) {
            *holder = Some(node);
            self.hints.holders.put(*blind, node);
        }
    }

    /// The node that lists an identifier, of those that the message's other identifiers found.
    fn listed(
        &self,
        message: &Message,
        identifier: &Identifier,
        group: &Group<'_>,
    ) -> Option<NodeId> {
        let others = message.candidates.iter();
        let found = others.filter_map(|other| group.holder(&other.identifier));
        let mut loaded = found.filter_map(|id| self.known.people.nodes.get(&id));
        let lists = |node: &&telos_model::people::Node| {
            let mut carried = node.identifiers.iter();
            carried.any(|carried| carried.identifier == *identifier)
        };
        loaded.find(lists).map(|node| node.id)
    }

    fn load_nodes(&mut self, ids: &[NodeId]) -> Result<(), ReadError> {
        let mut missing = Vec::new();
        for id in ids {
            if !self.known.touch(*id) && !self.gone.has(*id) {
                missing.push((*id, self.known.key(*id)));
            }
        }
        let loaded = load::nodes(&*self.store, &self.vault, &missing)?;
        for (loaded, in_family) in loaded.into_iter().flatten() {
            self.known.put(loaded, in_family);
        }
        Ok(())
    }

    /// Loads those who were taken apart from people that are to be erased, since they name them.
    fn load_severed(&mut self, jobs: &[Job]) -> Result<(), ReadError> {
        let people = &self.known.people;
        let erased = jobs.iter().filter_map(|job| match job {
            Job::Erase { node, .. } => Some(people.members(*node)),
            _ => None,
        });
        let nodes = erased.flatten().filter_map(|id| people.nodes.get(&id));
        let severed: Vec<NodeId> = nodes.flat_map(|node| node.severed.clone()).collect();
        self.load_nodes(&severed)
    }

    /// Loads the families of loaded nodes, and the nodes of these families.
    fn load_families(&mut self, ids: &[NodeId]) -> Result<(), ReadError> {
        let known = &self.known;
        let in_family = ids
            .iter()
            .filter(|id| known.side(**id).is_some_and(|side| side.in_family));
        let families = in_family.filter_map(|id| Some(known.people.nodes.get(id)?.family));
        let wanted = distinct(families);
        let missing: Vec<_> = wanted
            .iter()
            .filter(|id| !known.people.families.contains_key(id))
            .copied()
            .collect();
        let loaded = load::families(&*self.store, &missing)?;
        let people = &mut self.known.people;
        for family in loaded.into_iter().flatten() {
            people.families.insert(family.id, family);
        }
        let loaded = wanted.iter().filter_map(|id| people.families.get(id));
        let members: Vec<NodeId> = loaded
            .flat_map(|family| family.members.iter().copied())
            .collect();
        self.load_nodes(&members)
    }
}

impl Group<'_> {
    /// Who carries one of the group's identifiers, as far as it is known.
    fn holder(&self, identifier: &Identifier) -> Option<NodeId> {
        self.blinds.get(identifier)?.1
    }
}

/// The nodes that carry the group's identifiers, as far as they are known.
fn carried(group: &Group<'_>) -> Vec<NodeId> {
    distinct(group.blinds.values().filter_map(|(_, holder)| *holder))
}

/// The messages of all batches.
fn messages(jobs: &[Job]) -> impl Iterator<Item = &Message> {
    let items = jobs.iter().flat_map(|job| match job {
        Job::Batch { items, .. } => items.as_slice(),
        _ => &[],
    });
    items.filter_map(|item| item.as_ref().ok())
}
