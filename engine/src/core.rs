//! The deciding half of the engine: load, process, and prepare what is to be committed.
//!
//! One thread owns a [`Core`] and takes groups of jobs through it one after the other, so that a
//! person is never changed by two at once. States that were prepared and not yet committed are in
//! its caches; should a commit fail, [`Core::forget`] drops them all and the group runs again.

use std::sync::Arc;

use rand_chacha::ChaCha12Rng;
use rustc_hash::{FxHashMap, FxHashSet};
use telos_model::id::{EventId, NodeId};
use telos_model::identity;
use telos_model::message::{BATCH_EVENTS_MAX, Message};
use telos_model::people::{Family, FamilyId, Identifier, People};
use telos_model::process::{Outcome, Policy, process};
use telos_model::standing::{Touched, settle};
use telos_model::time::Timestamp;
use telos_store::Store;
use telos_store::seal::Vault;

use crate::answer::{Counted, LiveOutcome, ReadError, Receipt, Status};
use crate::cache::Generations;
use crate::counts::{Counts, code_number};
use crate::job::{Done, Job, Refused};
use crate::layout::{Entry, Located};
use crate::ledger;
use crate::live;
use crate::load::{self, Loaded, distinct};
use crate::maker::IdMaker;
use crate::pipeline::GROUP_EVENTS_MAX;
use crate::prepare::{Draft, Prepared};
use crate::sealed;

/// How many entries the caches hold; each up to twice.
#[derive(Debug, Clone, Copy)]
pub struct CacheSizes {
    /// Nodes with their states, about 1 to 2 KB each.
    pub nodes: usize,
    /// Identifiers, about 50 bytes each.
    pub identifiers: usize,
    /// Ids of messages seen lately, about 30 bytes each.
    pub messages: usize,
}

impl CacheSizes {
    /// At least these sizes: what is decided and not yet on disk must be in the caches, since the
    /// store does not have it yet. That is up to three groups, each of a limit and one batch more.
    pub(crate) fn at_least_in_flight(self) -> Self {
        let events = 4 * (GROUP_EVENTS_MAX + BATCH_EVENTS_MAX);
        Self {
            nodes: self.nodes.max(2 * events),
            identifiers: self.identifiers.max(4 * events),
            messages: self.messages.max(events),
        }
    }
}

impl Default for CacheSizes {
    fn default() -> Self {
        Self {
            nodes: 60_000,
            identifiers: 1_000_000,
            messages: 250_000,
        }
    }
}

/// The state of the deciding thread.
pub(crate) struct Core {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Arc<Vault>,
    holders: Generations<[u8; 16], NodeId>,
    nodes: Generations<NodeId, Cached>,
    families: Generations<FamilyId, Family>,
    recent: Generations<EventId, ()>,
    counts: Counts,
    instance: u16,
    maker: IdMaker,
    rng: ChaCha12Rng,
    followed: bool,
    /// Counts may be ahead of the store and have to be loaded again before they are used.
    stale: bool,
}

/// A cached node, with whether its family has other nodes.
struct Cached {
    loaded: Loaded,
    in_family: bool,
}

/// What a group reads and changes.
#[derive(Default)]
struct Group {
    people: People,
    draft: Draft,
    /// Blind indexes of the group's identifiers, and who carried them before.
    blinds: FxHashMap<Identifier, ([u8; 16], Option<NodeId>)>,
    /// Whether each node that was loaded has a family, as it was then.
    in_family: FxHashMap<NodeId, bool>,
    dirty: FxHashSet<NodeId>,
    dirty_families: FxHashSet<FamilyId>,
    spare: Option<NodeId>,
}

impl Core {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        vault: Arc<Vault>,
        instance: u16,
        now: Timestamp,
        sizes: CacheSizes,
        rng: ChaCha12Rng,
        maker: IdMaker,
    ) -> Result<Self, ReadError> {
        let counts = Counts::load(&*store, instance, now.day())?;
        Ok(Self {
            holders: Generations::new(sizes.identifiers),
            nodes: Generations::new(sizes.nodes),
            families: Generations::new(sizes.nodes),
            recent: Generations::new(sizes.messages),
            store,
            vault,
            counts,
            instance,
            maker,
            rng,
            followed: false,
            stale: false,
        })
    }

    /// Drops everything that a failed commit may have left ahead of the store.
    pub(crate) fn forget(&mut self, now: Timestamp) -> Result<(), ReadError> {
        self.holders.clear();
        self.nodes.clear();
        self.families.clear();
        self.recent.clear();
        self.stale = true;
        self.refresh(now)
    }

    /// Loads the counts again, if a failed commit may have left them ahead of the store.
    fn refresh(&mut self, now: Timestamp) -> Result<(), ReadError> {
        if self.stale {
            self.counts = Counts::load(&*self.store, self.instance, now.day())?;
            self.stale = false;
        }
        Ok(())
    }

    /// Whether anyone follows the live stream; if not, nothing is made for it.
    pub(crate) fn set_followed(&mut self, followed: bool) {
        self.followed = followed;
    }

    /// Takes a group of jobs through load and process, and prepares its commit.
    pub(crate) fn run(
        &mut self,
        policy: &Policy,
        jobs: Vec<Job>,
        now: Timestamp,
        generation: u64,
    ) -> Result<Prepared, (ReadError, Vec<Job>)> {
        if let Err(error) = self.refresh(now) {
            return Err((error, jobs));
        }
        let mut group = Group::default();
        let seen = match self.load(&jobs, &mut group) {
            Ok(seen) => seen,
            Err(error) => {
                self.put_back_unread(group);
                return Err((error, jobs));
            }
        };
        let mut done = Vec::with_capacity(jobs.len());
        for job in &jobs {
            done.push(match job {
                Job::Batch { source, items, .. } => {
                    let mut receipts = Vec::with_capacity(items.len());
                    for item in items {
                        receipts.push(self.item(policy, *source, item, &seen, &mut group, now));
                    }
                    Done::Receipts(receipts)
                }
                Job::Due { timers, .. } => {
                    for (due, node) in timers {
                        group.draft.delete_timer(*node, *due);
                        group.settle(policy, *node, &Touched::default(), now);
                    }
                    Done::Nothing
                }
                Job::Settle { nodes, .. } => {
                    for node in nodes {
                        group.settle(policy, *node, &Touched::all(), now);
                    }
                    Done::Nothing
                }
                Job::Unmerge { a, b, .. } => Done::Unmerged(group.unmerge(policy, *a, *b, now)),
            });
        }
        self.finish(&mut group);
        let mut draft = std::mem::take(&mut group.draft);
        group.draft.keys = std::mem::take(&mut draft.keys);
        self.put_back(group);
        Ok(draft.prepare(jobs, done, generation))
    }

    /// Takes one item of a batch through the stages.
    fn item(
        &mut self,
        policy: &Policy,
        source: telos_model::id::SourceId,
        item: &Result<Message, Refused>,
        seen: &FxHashSet<EventId>,
        group: &mut Group,
        now: Timestamp,
    ) -> Receipt {
        let message = match item {
            Ok(message) => message,
            Err(refused) => {
                let code = refused.rejection.code;
                self.counts
                    .add(now.day(), source, Counted::Rejected(code_number(code)));
                self.follow(group, |_| live::rejected(policy, source, refused, now));
                return Receipt {
                    message_id: refused.message_id.clone(),
                    status: Status::Rejected(refused.rejection.clone()),
                };
            }
        };
        let status = if seen.contains(&message.id) || self.recent.contains(&message.id) {
            self.counts.add(now.day(), source, Counted::Duplicate);
            self.follow(group, |_| Some(live::duplicate(message)));
            Status::Duplicate
        } else {
            self.message(policy, message, group, now)
        };
        self.recent.put(message.id, ());
        Receipt {
            message_id: message.message_id.clone(),
            status,
        }
    }

    /// Takes one new message through the stages and drafts what it writes.
    fn message(
        &mut self,
        policy: &Policy,
        message: &Message,
        group: &mut Group,
        now: Timestamp,
    ) -> Status {
        let new_node = group.spare.take().unwrap_or_else(|| self.maker.node(now));
        match process(policy, &mut group.people, message, new_node) {
            Outcome::Forgotten { left_out } => {
                group.spare = Some(new_node);
                self.counts.forgotten(now.day(), message, &left_out);
                self.follow(group, |_| Some(live::forgotten(message, &left_out)));
                let (source, received) = (message.source, message.received);
                group.draft.locate(
                    message.id,
                    &Located::Forgotten {
                        source,
                        received,
                        left_out,
                    },
                );
                Status::Forgotten
            }
            Outcome::Taken(taken) => {
                if taken.home != new_node {
                    group.spare = Some(new_node);
                }
                self.counts.taken(now.day(), &taken.record);
                let new = taken.home == new_node;
                self.follow(group, |people| {
                    Some(live::taken(message, people, &taken, new))
                });
                group.dirty.insert(taken.home);
                group.dirty.extend(group.people.members(taken.home).first());
                group.changed(&taken.changed);
                let left_out = taken.record.left_out.len() + taken.record.findings.len();
                let (node, at) = (taken.home, taken.record.occurred);
                group.draft.locate(message.id, &Located::Kept { node, at });
                for (fact, detail) in &taken.facts {
                    let salt = ledger::salt(&mut self.rng);
                    let slots = &policy.catalog.slots;
                    group.draft.fact(slots, node, (fact, detail), salt);
                }
                let head = group.head(node);
                for change in taken.moves {
                    group.draft.moved(head, change);
                }
                group
                    .draft
                    .entry(node, at, message.id, &Entry::Event(Box::new(taken.record)));
                Status::Kept {
                    left_out: u16::try_from(left_out).unwrap_or(u16::MAX),
                }
            }
        }
    }

    fn follow(&self, group: &mut Group, outcome: impl FnOnce(&People) -> Option<LiveOutcome>) {
        if self.followed {
            let outcome = outcome(&group.people);
            group.draft.outcomes.extend(outcome.map(Arc::new));
        }
    }

    /// Loads all that the jobs concern, and finds out which messages were seen before.
    fn load(&mut self, jobs: &[Job], group: &mut Group) -> Result<FxHashSet<EventId>, ReadError> {
        let messages = || {
            let items = jobs.iter().flat_map(|job| match job {
                Job::Batch { items, .. } => items.as_slice(),
                _ => &[],
            });
            items.filter_map(|item| item.as_ref().ok())
        };
        // What the cache knows is noted now: taking in the rest of the group may push it out.
        let mut seen: FxHashSet<EventId> = messages()
            .map(|message| message.id)
            .filter(|id| self.recent.contains(id))
            .collect();
        let unknown: Vec<EventId> = messages()
            .map(|message| message.id)
            .filter(|id| !self.recent.contains(id))
            .collect();
        let places: Vec<_> = unknown
            .iter()
            .map(|id| crate::layout::keys::message(*id))
            .collect();
        let rows = self.store.read(&places)?;
        let found = unknown.iter().zip(rows).filter(|(_, row)| row.is_some());
        seen.extend(found.map(|(id, _)| *id));

        let mut wanted = Vec::new();
        group.blinds.reserve(2 * messages().count());
        for message in messages().filter(|message| !seen.contains(&message.id)) {
            for candidate in &message.candidates {
                if !group.blinds.contains_key(&candidate.identifier) {
                    let blind = sealed::blind(&self.vault, &candidate.identifier);
                    let holder = self.holders.get(&blind).copied();
                    if holder.is_none() {
                        wanted.push((candidate.identifier.clone(), blind));
                    }
                    group
                        .blinds
                        .insert(candidate.identifier.clone(), (blind, holder));
                }
            }
        }
        let blinds: Vec<[u8; 16]> = wanted.iter().map(|(_, blind)| *blind).collect();
        let found = load::holders(&*self.store, &blinds)?;
        for ((identifier, blind), holder) in wanted.into_iter().zip(found) {
            if let Some(node) = holder {
                self.holders.put(blind, node);
                group.blinds.insert(identifier, (blind, holder));
            }
        }

        let named = jobs.iter().flat_map(|job| match job {
            Job::Due { timers, .. } => timers.iter().map(|(_, node)| *node).collect(),
            Job::Settle { nodes, .. } => nodes.clone(),
            Job::Unmerge { a, b, .. } => vec![*a, *b],
            Job::Batch { .. } => Vec::new(),
        });
        let carried = group.blinds.values().filter_map(|(_, holder)| *holder);
        let ids = distinct(named.chain(carried));
        self.load_nodes(&ids, group)?;
        self.load_families(group)?;
        group.people.holders.reserve(group.blinds.len());
        for (identifier, (_, holder)) in &group.blinds {
            // A holder whose node is gone was erased: nobody carries the identifier.
            let known = holder.filter(|node| group.people.nodes.contains_key(node));
            group.people.holders.insert(identifier.clone(), known);
        }
        Ok(seen)
    }

    fn load_nodes(&mut self, ids: &[NodeId], group: &mut Group) -> Result<(), ReadError> {
        // Nodes are large: a map that grows while they come in moves them several times.
        group.people.nodes.reserve(ids.len());
        group.draft.keys.reserve(ids.len());
        group.draft.due_before.reserve(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            if group.people.nodes.contains_key(id) {
                continue;
            }
            match self.nodes.take(id) {
                Some(cached) => group.take(cached.loaded, cached.in_family),
                None => missing.push(*id),
            }
        }
        for (loaded, in_family) in load::nodes(&*self.store, &self.vault, &missing)?
            .into_iter()
            .flatten()
        {
            group.take(loaded, in_family);
        }
        Ok(())
    }

    /// Loads the families of loaded nodes, and the nodes of these families.
    fn load_families(&mut self, group: &mut Group) -> Result<(), ReadError> {
        let wanted = distinct(group.draft.in_families.drain(..));
        let mut missing = Vec::new();
        for id in &wanted {
            match self.families.take(id) {
                Some(family) => drop(group.people.families.insert(*id, family)),
                None => missing.push(*id),
            }
        }
        for family in load::families(&*self.store, &missing)?
            .into_iter()
            .flatten()
        {
            group.people.families.insert(family.id, family);
        }
        let loaded = wanted.iter().filter_map(|id| group.people.families.get(id));
        let members: Vec<NodeId> = loaded
            .flat_map(|family| family.members.iter().copied())
            .collect();
        self.load_nodes(&members, group)?;
        group.draft.in_families.clear();
        Ok(())
    }

    /// Drafts the rows of all that changed.
    fn finish(&mut self, group: &mut Group) {
        let Group {
            people,
            draft,
            blinds,
            dirty,
            dirty_families,
            ..
        } = group;
        for (identifier, (blind, before)) in blinds.iter() {
            let now = people.holders.get(identifier).copied().flatten();
            if let (Some(node), true) = (now, now != *before) {
                draft.holder(*blind, node, before.is_none());
                self.holders.put(*blind, node);
            }
        }
        let mut dirty: Vec<NodeId> = dirty.drain().collect();
        dirty.sort_unstable();
        for id in dirty {
            let Some(node) = people.nodes.get_mut(&id) else {
                continue;
            };
            let in_family = people.families.contains_key(&node.family);
            draft.node(node, in_family, &self.vault, &mut self.rng);
        }
        for id in dirty_families.drain() {
            if let Some(family) = people.families.get_mut(&id) {
                draft.family(family);
            }
        }
        for (id, version) in people.dissolved.drain() {
            if !people.families.contains_key(&id) {
                draft.dissolve(id, version);
            }
        }
        draft.commit.puts.extend(self.counts.take_changed());
        draft.seal_all(&mut self.rng);
    }

    /// Puts back what a group took out of the caches before its loading failed. Families that were
    /// not read are missing from it, so that nodes are put back as they were taken.
    fn put_back_unread(&mut self, mut group: Group) {
        let in_family = std::mem::take(&mut group.in_family);
        for (id, in_family) in in_family {
            let node = group.people.nodes.remove(&id);
            let key = group.draft.keys.remove(&id);
            if let (Some(node), Some(key)) = (node, key) {
                let loaded = Loaded { node, key };
                self.nodes.put(id, Cached { loaded, in_family });
            }
        }
        self.put_back(group);
    }

    /// Puts what a group used back into the caches.
    fn put_back(&mut self, mut group: Group) {
        let families = &group.people.families;
        let mut keys = std::mem::take(&mut group.draft.keys);
        for (id, node) in group.people.nodes {
            if let Some(key) = keys.remove(&id) {
                let in_family = families.contains_key(&node.family);
                self.nodes.put(
                    id,
                    Cached {
                        loaded: Loaded { node, key },
                        in_family,
                    },
                );
            }
        }
        for (id, family) in group.people.families {
            self.families.put(id, family);
        }
    }

    /// How many entries the caches hold: nodes, identifiers, messages.
    pub(crate) fn cached(&self) -> [usize; 3] {
        [self.nodes.len(), self.holders.len(), self.recent.len()]
    }
}

impl Group {
    fn take(&mut self, loaded: Loaded, in_family: bool) {
        let id = loaded.node.id;
        if in_family {
            self.draft.in_families.push(loaded.node.family);
        }
        self.in_family.insert(id, in_family);
        self.draft.due_before.insert(id, loaded.node.due);
        self.draft.keys.insert(id, loaded.key);
        self.people.nodes.insert(id, loaded.node);
    }

    fn head(&self, node: NodeId) -> NodeId {
        self.people.members(node).first().copied().unwrap_or(node)
    }

    fn changed(&mut self, changed: &identity::Changed) {
        self.dirty.extend(&changed.nodes);
        self.dirty_families.extend(&changed.families);
    }

    fn settle(&mut self, policy: &Policy, node: NodeId, touched: &Touched, now: Timestamp) {
        if !self.people.nodes.contains_key(&node) {
            return;
        }
        let head = self.head(node);
        let state = |people: &People| {
            let head = people.nodes.get(&head);
            head.map(|head| (head.due, head.segments.len()))
        };
        let before = state(&self.people);
        let moves = settle(policy, &mut self.people, head, touched, now, None);
        let after = state(&self.people);
        if !moves.is_empty() || before != after {
            self.dirty.insert(head);
        }
        for change in moves {
            self.draft.moved(head, change);
        }
    }

    fn unmerge(
        &mut self,
        policy: &Policy,
        a: NodeId,
        b: NodeId,
        now: Timestamp,
    ) -> Result<(), identity::UnmergeError> {
        let changed = identity::unmerge(&mut self.people, a, b)?;
        self.changed(&changed);
        for head in &changed.heads {
            self.dirty.insert(*head);
            self.settle(policy, *head, &Touched::all(), now);
        }
        Ok(())
    }
}
