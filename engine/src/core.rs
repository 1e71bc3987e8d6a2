//! The deciding half of the engine: load, process, and prepare what is to be committed.
//!
//! One thread owns a [`Core`] and takes groups of jobs through it one after the other, so that a
//! person is never changed by two at once. States that were prepared and not yet committed are in
//! its caches; should a commit fail, [`Core::forget`] drops them all and the group runs again.

use std::sync::Arc;

use rand_chacha::ChaCha12Rng;
use rustc_hash::{FxHashMap, FxHashSet};
use telos_ledger::EntryKind;
use telos_model::deliver::of_moves;
use telos_model::id::{EventId, NodeId};
use telos_model::identity;
use telos_model::message::{BATCH_EVENTS_MAX, Message};
use telos_model::people::{FamilyId, Identifier, People};
use telos_model::process::{Outcome, Policy, process};
use telos_model::standing::{Touched, settle};
use telos_model::time::Timestamp;
use telos_store::Store;
use telos_store::seal::Vault;

use crate::answer::{Counted, LiveOutcome, ReadError, Receipt, Status};
use crate::cache::Generations;
use crate::counts::{Counts, code_number};
use crate::erasing::Gone;
use crate::job::{Done, Job, Refused};
use crate::known::Known;
use crate::layout::{Deed, Entry, Located};
use crate::ledger::{self, Act, override_payload};
use crate::live;
use crate::maker::IdMaker;
use crate::outbox::Order;
use crate::pipeline::{GROUP_EVENTS_MAX, give_way};
use crate::prepare::{Draft, Prepared};
use crate::sealed::SharedKey;
use crate::warm::Warmth;

/// How many entries the caches hold; identifiers and messages up to twice.
#[derive(Debug, Clone, Copy)]
pub struct CacheSizes {
    /// Nodes with their states, about 3 KB each; fewer where theirs are larger.
    pub nodes: usize,
    /// Keys of nodes beyond those, about 80 bytes each; up to twice as many.
    pub keys: usize,
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
            keys: self.keys,
            identifiers: self.identifiers.max(4 * events),
            messages: self.messages.max(events),
        }
    }
}

impl Default for CacheSizes {
    fn default() -> Self {
        Self {
            nodes: 100_000,
            keys: 1_000_000,
            identifiers: 4_000_000,
            messages: 250_000,
        }
    }
}

/// What the deciding thread knows and readers use too, so that they find a person's state with one
/// look-up. It may be ahead of the disk, and another instance may have changed what it tells: a
/// reader holds it against the state that is on disk.
pub(crate) struct Hints {
    /// Who carries the identifier of a blind index.
    pub(crate) holders: Generations<[u8; 16], NodeId>,
    /// Keys of nodes.
    pub(crate) keys: Arc<Generations<NodeId, SharedKey>>,
}

impl Hints {
    pub(crate) fn new(sizes: CacheSizes) -> Arc<Self> {
        Arc::new(Self {
            holders: Generations::new(sizes.identifiers),
            keys: Arc::new(Generations::new(sizes.keys)),
        })
    }
}

/// The state of the deciding thread.
pub(crate) struct Core {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) known: Known,
    pub(crate) hints: Arc<Hints>,
    pub(crate) recent: Generations<EventId, ()>,
    /// Whom it erased lately.
    pub(crate) gone: Gone,
    counts: Counts,
    instance: u16,
    pub(crate) maker: IdMaker,
    rng: ChaCha12Rng,
    /// The order of what goes to destinations.
    order: Order,
    telling: Telling,
    /// Counts may be ahead of the store and have to be loaded again before they are used.
    stale: bool,
}

/// What a group reads and changes, beside the people.
#[derive(Default)]
pub(crate) struct Group<'j> {
    pub(crate) draft: Draft,
    /// Blind indexes of the group's identifiers, and who carried them before.
    pub(crate) blinds: FxHashMap<&'j Identifier, ([u8; 16], Option<NodeId>)>,
    pub(crate) dirty: FxHashSet<NodeId>,
    dirty_families: FxHashSet<FamilyId>,
    spare: Option<NodeId>,
    /// How many of its events come before the first that is told on the live stream.
    untold: usize,
}

/// How much is told on the live stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    Nothing,
    /// So many of the newest of each group.
    Newest(usize),
    Everything,
}

impl Core {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        vault: Arc<Vault>,
        instance: u16,
        now: Timestamp,
        (sizes, hints): (CacheSizes, Arc<Hints>),
        rng: ChaCha12Rng,
        maker: IdMaker,
    ) -> Result<Self, ReadError> {
        let counts = Counts::load(&*store, instance, now.day())?;
        Ok(Self {
            known: Known::new(sizes.nodes, Arc::clone(&hints.keys)),
            hints,
            recent: Generations::new(sizes.messages),
            gone: Gone::default(),
            store,
            vault,
            counts,
            instance,
            maker,
            rng,
            order: Order::default(),
            telling: Telling::Nothing,
            stale: false,
        })
    }

    /// Drops everything that a failed commit may have left ahead of the store.
    pub(crate) fn forget(&mut self, now: Timestamp) -> Result<(), ReadError> {
        self.hints.holders.clear();
        self.known.clear();
        self.recent.clear();
        self.gone = Gone::default();
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

    /// Says how much is told on the live stream; of the rest nothing is made for it.
    pub(crate) fn set_telling(&mut self, telling: Telling) {
        self.telling = telling;
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
        self.known.begin();
        let steps: usize = jobs.iter().map(Job::events).sum();
        let mut group = Group {
            untold: match self.telling {
                Telling::Newest(outcomes_max) => steps.saturating_sub(outcomes_max),
                Telling::Nothing | Telling::Everything => 0,
            },
            ..Group::default()
        };
        let mut seen = match self.load(&jobs, &mut group) {
            Ok(seen) => seen,
            Err(error) => return Err((error, jobs)),
        };
        let mut done = Vec::with_capacity(jobs.len());
        for job in &jobs {
            done.push(match job {
                Job::Batch {
                    source,
                    items,
                    marks,
                    ..
                } => {
                    group.draft.marks(marks);
                    let mut receipts = Vec::with_capacity(items.len());
                    for (step, item) in items.iter().enumerate() {
                        give_way(step, steps);
                        receipts.push(self.item(policy, *source, item, &mut seen, &mut group, now));
                    }
                    Done::Receipts(receipts)
                }
                Job::Due { timers, .. } => {
                    for (step, (due, node)) in timers.iter().enumerate() {
                        give_way(step, steps);
                        group.draft.end_timer(*node, *due);
                        self.settle(&mut group, policy, *node, &Touched::default(), now);
                    }
                    Done::Nothing
                }
                Job::Settle { nodes, .. } => {
                    for (step, node) in nodes.iter().enumerate() {
                        give_way(step, steps);
                        self.settle(&mut group, policy, *node, &Touched::all(), now);
                    }
                    Done::Nothing
                }
                Job::Warm(warmth) => {
                    self.warm(warmth);
                    Done::Nothing
                }
                Job::Unmerge { a, b, by, .. } => {
                    Done::Unmerged(self.unmerge(&mut group, policy, (*a, *b, by), now))
                }
                Job::Release { node, address, .. } => {
                    Done::Released(self.release(&mut group, policy, (*node, address)))
                }
                Job::Erase {
                    node, how, request, ..
                } => {
                    let what = (*node, *how, *request);
                    Done::Erased(self.erase(&mut group, policy, what, now))
                }
                Job::Trim { nodes, only, .. } => {
                    match self.trim(&mut group, policy, nodes, *only, now) {
                        Ok(ended) => Done::Trimmed(ended),
                        Err(error) => {
                            // Some nodes may have been changed in memory already.
                            drop(self.forget(now));
                            return Err((error, jobs));
                        }
                    }
                }
            });
        }
        self.finish(&mut group);
        Ok(group.draft.prepare(jobs, done, generation))
    }

    /// Takes into the caches what was read ahead, as far as nothing newer is known.
    fn warm(&mut self, warmth: &Warmth) {
        for (blind, node) in &warmth.holders {
            if !self.hints.holders.contains(blind) && !self.gone.has(*node) {
                self.hints.holders.put(*blind, *node);
            }
        }
        for (node, key) in &warmth.keys {
            if self.gone.has(*node) {
                continue;
            }
            self.known.warm(*node, Arc::clone(key));
        }
    }

    /// Takes one item of a batch through the stages, unless it was seen before, and sees it.
    fn item(
        &mut self,
        policy: &Policy,
        source: telos_model::id::SourceId,
        item: &Result<Message, Refused>,
        seen: &mut FxHashSet<EventId>,
        group: &mut Group<'_>,
        now: Timestamp,
    ) -> Receipt {
        let message = match item {
            Ok(message) => message,
            Err(refused) => {
                let code = refused.rejection.code;
                self.counts
                    .add(now.day(), source, Counted::Rejected(code_number(code)));
                self.tell(group, |_| live::rejected(policy, source, refused, now));
                return Receipt {
                    message_id: refused.message_id.clone(),
                    status: Status::Rejected(refused.rejection.clone()),
                };
            }
        };
        let status = if seen.insert(message.id) {
            self.message(policy, message, group, now)
        } else {
            self.counts.add(now.day(), source, Counted::Duplicate);
            self.tell(group, |_| Some(live::duplicate(message)));
            Status::Duplicate
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
        group: &mut Group<'_>,
        now: Timestamp,
    ) -> Status {
        let new_node = group.spare.take().unwrap_or_else(|| self.maker.node(now));
        match process(policy, &mut self.known.people, message, new_node) {
            Outcome::Forgotten { left_out } => {
                group.spare = Some(new_node);
                self.counts.forgotten(now.day(), message, &left_out);
                self.tell(group, |_| Some(live::forgotten(message, &left_out)));
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
                self.tell(group, |people| {
                    Some(live::taken(message, people, &taken, new))
                });
                group.dirty.insert(taken.home);
                group
                    .dirty
                    .extend(self.known.people.members(taken.home).first());
                group.changed(&taken.changed);
                let left_out = taken.record.left_out.len() + taken.record.findings.len();
                let (node, at) = (taken.home, taken.record.occurred);
                group.draft.locate(message.id, &Located::Kept { node, at });
                for (fact, detail) in &taken.facts {
                    let salt = ledger::salt(&mut self.rng);
                    let slots = &policy.catalog.slots;
                    group.draft.fact(slots, node, (fact, detail), salt);
                }
                let head = self.head(node);
                if !policy.doors.are_closed() {
                    // A link may narrow what is permitted, as a fact may.
                    let review = !taken.facts.is_empty() || !taken.changed.families.is_empty();
                    let who = (head, node);
                    let order = &mut self.order;
                    group.draft.send(who, &taken.deliveries, review, order, now);
                }
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

    /// Makes what the live stream is told of the next event of a group, if anything.
    fn tell(&self, group: &mut Group<'_>, outcome: impl FnOnce(&People) -> Option<LiveOutcome>) {
        if self.telling == Telling::Nothing {
            return;
        }
        if group.untold > 0 {
            group.untold -= 1;
            return;
        }
        let outcome = outcome(&self.known.people);
        group.draft.outcomes.extend(outcome.map(Arc::new));
    }

    /// Drafts the rows of all that changed.
    fn finish(&mut self, group: &mut Group) {
        let Group {
            draft,
            blinds,
            dirty,
            dirty_families,
            ..
        } = group;
        let people = &mut self.known.people;
        for (identifier, (blind, before)) in blinds.iter() {
            let now = people.holders.get(*identifier).copied().flatten();
            if let (Some(node), true) = (now, now != *before) {
                draft.holder(*blind, node, before.is_none());
                self.hints.holders.put(*blind, node);
            }
        }
        people.holders.clear();
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
        let mut dirty: Vec<NodeId> = dirty.drain().collect();
        dirty.sort_unstable();
        let steps = dirty.len();
        for (step, id) in dirty.into_iter().enumerate() {
            give_way(step, steps);
            draft.node(&mut self.known, id, &self.vault, &mut self.rng);
        }
        draft.commit.puts.extend(self.counts.take_changed());
        draft.seal_all(&self.known, &mut self.rng);
    }

    /// How many entries the caches hold: nodes, identifiers, messages.
    pub(crate) fn cached(&self) -> [usize; 3] {
        [
            self.known.people.nodes.len(),
            self.hints.holders.len(),
            self.recent.len(),
        ]
    }

    fn head(&self, node: NodeId) -> NodeId {
        let members = self.known.people.members(node);
        members.first().copied().unwrap_or(node)
    }

    pub(crate) fn settle(
        &mut self,
        group: &mut Group<'_>,
        policy: &Policy,
        node: NodeId,
        touched: &Touched,
        now: Timestamp,
    ) {
        if !self.known.people.nodes.contains_key(&node) {
            return;
        }
        let head = self.head(node);
        let state = |people: &People| {
            let head = people.nodes.get(&head);
            head.map(|head| (head.due, head.segments.len()))
        };
        let before = state(&self.known.people);
        let moves = settle(policy, &mut self.known.people, head, touched, now, None);
        let after = state(&self.known.people);
        if !moves.is_empty() || before != after {
            group.dirty.insert(head);
        }
        if !policy.doors.are_closed() {
            let (people, doors) = (&self.known.people, &policy.doors);
            let deliveries = of_moves(&policy.catalog, doors, people, head, &moves, now);
            let order = &mut self.order;
            group
                .draft
                .send((head, head), &deliveries, false, order, now);
        }
        for change in moves {
            group.draft.moved(head, change);
        }
    }

    fn unmerge(
        &mut self,
        group: &mut Group<'_>,
        policy: &Policy,
        (a, b, by): (NodeId, NodeId, &str),
        now: Timestamp,
    ) -> Result<(), identity::UnmergeError> {
        let changed = identity::unmerge(&mut self.known.people, a, b)?;
        let act = Act::Unmerged {
            number: self.maker.number(),
        };
        for node in [a, b] {
            let deed = Deed {
                kind: EntryKind::Override,
                at: now,
                request: None,
                salt: self.maker.salt(),
                payload: override_payload(Some(node), act, by, now).into(),
            };
            group.draft.deed(node, self.maker.random(), &deed);
        }
        group.changed(&changed);
        for head in &changed.heads {
            group.dirty.insert(*head);
            self.settle(group, policy, *head, &Touched::all(), now);
        }
        Ok(())
    }
}

impl Group<'_> {
    fn changed(&mut self, changed: &identity::Changed) {
        self.dirty.extend(&changed.nodes);
        self.dirty_families.extend(&changed.families);
    }
}
