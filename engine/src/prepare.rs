//! Drafting the rows of a group, and the commit they make.

use std::sync::Arc;

use rand::{CryptoRng, Rng};
use rustc_hash::FxHashSet;
use telos_ledger::{EntryKind, Salt};
use telos_model::catalog::Slots;
use telos_model::consent::{FactDetail, PermissionFact};
use telos_model::deliver::Deliveries;
use telos_model::id::{EventId, NodeId};
use telos_model::people::{Family, FamilyId};
use telos_model::record::Move;
use telos_model::time::Timestamp;
use telos_store::seal::{NodeKey, Vault};
use telos_store::{Commit, Expect, Put, Store};

use crate::answer::{LiveOutcome, ReadError};
use crate::erasing::Remains;
use crate::job::{Done, Job};
use crate::known::Known;
use crate::layout::{self, Deed, Entry, Located, keys};
use crate::ledger::{Leaf, erasure_leaf, fact_payload};
use crate::load::holder_value;
use crate::outbox::{self, Order, Queued};
use crate::pipeline::give_way;
use crate::sealed::Open;

/// The rows of a group so far.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) commit: Commit,
    /// For the live stream.
    pub(crate) outcomes: Vec<Arc<LiveOutcome>>,
    /// Where the segments entered and left are told.
    moves: FxHashSet<telos_store::Key>,
    /// Timeline entries and facts, to be sealed once every node has its key.
    unsealed: Vec<(NodeId, telos_store::Key, Vec<u8>)>,
    open: Vec<(Open, [u8; 24])>,
    /// Timers that begin and end, by node and time. What does both stands among the first.
    timers: FxHashSet<(NodeId, Timestamp)>,
    ended_timers: FxHashSet<(NodeId, Timestamp)>,
    /// The entries of the ledger that go with the facts.
    leaves: Vec<Leaf>,
    /// Whose rows are to be removed.
    pub(crate) remains: Option<Remains>,
    /// What was queued for destinations.
    queued: Queued,
    /// How far sources are.
    marks: Vec<Put>,
}

/// A group that waits to be sealed and committed.
pub(crate) struct Prepared {
    pub(crate) jobs: Vec<Job>,
    pub(crate) done: Vec<Done>,
    pub(crate) commit: Commit,
    pub(crate) open: Vec<(Open, [u8; 24])>,
    /// Entries for the ledger, which get their places where groups are in order.
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) outcomes: Vec<Arc<LiveOutcome>>,
    pub(crate) remains: Option<Remains>,
    /// What was queued for destinations.
    pub(crate) queued: Queued,
    /// The generation of states that it was made from.
    pub(crate) generation: u64,
}

impl Draft {
    /// Where a message is.
    pub(crate) fn locate(&mut self, id: EventId, located: &Located) {
        let value = layout::write_located(located);
        self.commit.puts.push(Put {
            key: keys::message(id),
            version: 0,
            value,
        });
    }

    /// How far a source is; of two marks in one place, the later one stays.
    pub(crate) fn marks(&mut self, marks: &[Put]) {
        for mark in marks {
            self.marks.retain(|known| known.key != mark.key);
            self.marks.push(mark.clone());
        }
    }

    /// An event in a node's timeline.
    pub(crate) fn entry(&mut self, node: NodeId, at: Timestamp, id: EventId, entry: &Entry) {
        self.unsealed
            .push((node, keys::event(node, at, id), layout::write_entry(entry)));
    }

    /// An entry of which only part is kept, in its place.
    pub(crate) fn rewrite(&mut self, node: NodeId, key: telos_store::Key, entry: &Entry) {
        self.unsealed.push((node, key, layout::write_entry(entry)));
    }

    /// A segment entered or left, in the timeline of the head.
    pub(crate) fn moved(&mut self, head: NodeId, change: Move) {
        let key = keys::move_of(head, &change);
        // Within one instant, without an event to tell them apart, the same may happen twice.
        if self.moves.insert(key.clone()) {
            self.unsealed
                .push((head, key, layout::write_entry(&Entry::Move(change))));
        }
    }

    /// What is to be sent about a node of a head's family, and whether destinations are to be
    /// asked about again.
    pub(crate) fn send(
        &mut self,
        who: (NodeId, NodeId),
        deliveries: &Deliveries,
        review: bool,
        order: &mut Order,
        now: Timestamp,
    ) {
        let puts = &mut self.commit.puts;
        outbox::draft(puts, who, deliveries, review, order, now);
        self.queued.note(deliveries, review);
    }

    /// A permission fact in full, and its entry for the ledger.
    pub(crate) fn fact(
        &mut self,
        slots: &Slots,
        node: NodeId,
        (fact, detail): (&PermissionFact, &FactDetail),
        salt: Salt,
    ) {
        let key = keys::permission(node, fact.effective, fact.id);
        let row = layout::write_fact(fact, detail, Some(&salt));
        self.unsealed.push((node, key, row));
        let payload = fact_payload(slots, node, fact, detail);
        let leaf = Leaf::private(EntryKind::Permission, salt, payload);
        self.leaves.push(leaf);
    }

    /// Something that was done about a node, and its entry for the ledger.
    pub(crate) fn deed(&mut self, node: NodeId, mark: [u8; 8], deed: &Deed) {
        let key = keys::deed(node, deed.at, mark);
        self.unsealed.push((node, key, layout::write_deed(deed)));
        self.leaves.push(deed.leaf());
    }

    /// Who carries an identifier now.
    pub(crate) fn holder(&mut self, blind: [u8; 16], node: NodeId, new: bool) {
        let key = keys::identifier(blind);
        if new {
            self.commit.expects.push(Expect::Absent(key.clone()));
        }
        self.commit.puts.push(Put {
            key,
            version: 0,
            value: holder_value(node),
        });
    }

    /// A node's state, its key if it is new, and its timer.
    pub(crate) fn node<R: CryptoRng + Rng>(
        &mut self,
        known: &mut Known,
        id: NodeId,
        vault: &Vault,
        rng: &mut R,
    ) {
        if known.side(id).is_none() && known.people.nodes.contains_key(&id) {
            let with = Arc::new(NodeKey::generate(rng));
            self.commit.puts.push(Put {
                key: keys::node_key(id),
                version: 0,
                value: vault.wrap_key(&with, id.number()),
            });
            known.put_side(id, with, Timestamp::MAX, false);
        }
        let Some((node, side, in_family)) = known.written(id) else {
            return;
        };
        let key = keys::node(id);
        self.commit.expects.push(match node.version {
            0 => Expect::Absent(key.clone()),
            version => Expect::Version(key.clone(), version),
        });
        node.version += 1;
        side.in_family = in_family;
        let before = std::mem::replace(&mut side.due, node.due);
        if before != node.due {
            if before != Timestamp::MAX {
                self.end_timer(id, before);
            }
            if node.due != Timestamp::MAX {
                self.timers.insert((id, node.due));
            }
        }
        let open = Open {
            key,
            version: node.version,
            plain: layout::write_node(node, in_family),
            with: Arc::clone(&side.key),
        };
        self.open.push((open, nonce(rng)));
    }

    /// A timer that is not needed any more.
    pub(crate) fn end_timer(&mut self, node: NodeId, due: Timestamp) {
        self.ended_timers.insert((node, due));
    }

    /// A family's row.
    pub(crate) fn family(&mut self, family: &mut Family) {
        let key = keys::family(family.id);
        self.commit.expects.push(match family.version {
            0 => Expect::Absent(key.clone()),
            version => Expect::Version(key.clone(), version),
        });
        family.version += 1;
        let value = layout::write_family(family);
        self.commit.puts.push(Put {
            key,
            version: family.version,
            value,
        });
    }

    /// A family that is no more.
    pub(crate) fn dissolve(&mut self, id: FamilyId, version: u64) {
        let key = keys::family(id);
        self.commit
            .expects
            .push(Expect::Version(key.clone(), version));
        self.commit.deletes.push(key);
    }

    /// Gives every row that waits for its node's key that key.
    pub(crate) fn seal_all<R: CryptoRng + Rng>(&mut self, known: &Known, rng: &mut R) {
        for (node, key, plain) in std::mem::take(&mut self.unsealed) {
            if let Some(side) = known.side(node) {
                let open = Open {
                    key,
                    version: 0,
                    plain,
                    with: Arc::clone(&side.key),
                };
                self.open.push((open, nonce(rng)));
            }
        }
    }

    /// The group, ready to be sealed and committed.
    pub(crate) fn prepare(self, jobs: Vec<Job>, done: Vec<Done>, generation: u64) -> Prepared {
        let mut commit = self.commit;
        commit.name = "group";
        let ended = self.ended_timers.difference(&self.timers);
        let ended = ended.map(|(node, due)| keys::timer(*node, *due));
        commit.deletes.extend(ended);
        let timers = self.timers.iter().map(|(node, due)| Put {
            key: keys::timer(*node, *due),
            version: 0,
            value: Vec::new(),
        });
        commit.puts.extend(timers);
        commit.puts.extend(self.marks);
        Prepared {
            jobs,
            done,
            commit,
            open: self.open,
            leaves: self.leaves,
            outcomes: self.outcomes,
            remains: self.remains,
            queued: self.queued,
            generation,
        }
    }
}

impl Prepared {
    /// Makes its commit complete, once everything that was prepared before it is on disk: seals
    /// what is open, and finds what is to be removed.
    pub(crate) fn complete(&mut self, store: &dyn Store) -> Result<(), ReadError> {
        let steps = self.open.len();
        for (step, (open, nonce)) in self.open.drain(..).enumerate() {
            give_way(step, steps);
            self.commit.puts.push(open.seal(nonce));
        }
        if let Some(remains) = &self.remains {
            let erasure = remains.gather(store, &mut self.commit)?;
            self.leaves.extend(erasure_leaf(&erasure));
            self.done = vec![Done::Erased(Ok(erasure))];
        }
        Ok(())
    }
}

fn nonce<R: Rng>(rng: &mut R) -> [u8; 24] {
    let mut nonce = [0; 24];
    rng.fill_bytes(&mut nonce);
    nonce
}
