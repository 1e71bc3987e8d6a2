//! The people that the deciding thread keeps in memory from one group to the next.
//!
//! They stay in their maps for as long as they are used, so that nobody is moved about between
//! groups. Who is used once soon goes, so that a sweep over everybody does not push out those who
//! come again and again (S3-FIFO: a short queue of newcomers, a long one of those who came again,
//! and the ids of newcomers who went). Never what may be on its way to the disk.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use telos_model::id::NodeId;
use telos_model::people::{Node, People};
use telos_model::time::Timestamp;

use crate::cache::Generations;
use crate::load::Loaded;
use crate::sealed::SharedKey;

/// What was used by one of so many latest groups stays: it may not be on disk yet. At most three
/// groups are on their way at once.
const IN_FLIGHT_GROUPS: u64 = 8;
/// Newcomers are let go once they are more than one in so many.
const NEWCOMERS: usize = 5;
/// How often a node that was used stays when its turn to go comes, at the most.
const TURNS_MAX: u8 = 3;
/// Nodes are also too many when they take more memory than so many bytes for each that there may be.
const NODE_BYTES: usize = 3_072;
/// For how many nodes room is made ahead.
const NODES_AHEAD_MAX: usize = 110_000;

/// What is known of a node beside its state.
#[derive(Debug)]
pub(crate) struct Side {
    pub(crate) key: SharedKey,
    /// When its row says that it is due.
    pub(crate) due: Timestamp,
    /// Its family has other nodes.
    pub(crate) in_family: bool,
    /// The latest group that used it.
    used: u64,
    /// In how many groups it was used since it came or its turn to go did, up to [`TURNS_MAX`].
    turns: u8,
    /// How much memory its state takes, about.
    bytes: u32,
}

/// People in memory, with what the engine knows of their nodes.
pub(crate) struct Known {
    /// Nodes and families. The holders of identifiers are those of one group.
    pub(crate) people: People,
    sides: FxHashMap<NodeId, Side>,
    /// Keys of nodes, of those that went out of memory too. Readers find them here.
    keys: Arc<Generations<NodeId, SharedKey>>,
    /// Nodes in the order in which they came.
    newcomers: VecDeque<NodeId>,
    /// Nodes that were used again, in the order of their turns to go.
    regulars: VecDeque<NodeId>,
    /// Newcomers that went lately: whoever of them comes again is no newcomer.
    went: Generations<NodeId, ()>,
    group: u64,
    nodes_max: usize,
    /// How much memory the states of the nodes take, about.
    bytes: usize,
}

impl Known {
    pub(crate) fn new(nodes_max: usize, keys: Arc<Generations<NodeId, SharedKey>>) -> Self {
        Self {
            people: room_for(nodes_max),
            sides: FxHashMap::default(),
            keys,
            newcomers: VecDeque::new(),
            regulars: VecDeque::new(),
            went: Generations::new(nodes_max / 2),
            group: 0,
            nodes_max,
            bytes: 0,
        }
    }

    /// Lets everything go.
    pub(crate) fn clear(&mut self) {
        self.people = room_for(self.nodes_max);
        self.sides.clear();
        self.keys.clear();
        self.newcomers.clear();
        self.regulars.clear();
        self.went.clear();
        self.bytes = 0;
    }

    /// Begins a group: lets nodes go, if there are too many.
    pub(crate) fn begin(&mut self) {
        self.group += 1;
        // Each turn lets a node go, makes a newcomer a regular or takes one from a regular's turns.
        let turns_max = self.people.nodes.len() * (usize::from(TURNS_MAX) + 2);
        for _ in 0..turns_max {
            let nodes = self.people.nodes.len();
            if nodes <= self.nodes_max && self.bytes <= self.nodes_max * NODE_BYTES {
                return;
            }
            let many = self.newcomers.len() > nodes.min(self.nodes_max) / NEWCOMERS;
            let done = (many && self.turn_of_newcomer()) || self.turn_of_regular();
            if !done && !self.turn_of_newcomer() {
                return;
            }
        }
    }

    /// The turn of the newcomer who came first; none if there is none that may go yet.
    fn turn_of_newcomer(&mut self) -> bool {
        let Some(id) = self.newcomers.front().copied() else {
            return false;
        };
        match self.sides.get_mut(&id) {
            Some(side) if side.turns > 0 => {
                side.turns = 0;
                self.regulars.push_back(id);
            }
            Some(side) if side.used + IN_FLIGHT_GROUPS > self.group => return false,
            Some(_) => {
                self.let_go(id);
                self.went.put(id, ());
            }
            None => {}
        }
        self.newcomers.pop_front();
        true
    }

    /// The turn of the regular who had none for longest; none if there is none that may go yet.
    fn turn_of_regular(&mut self) -> bool {
        let Some(id) = self.regulars.pop_front() else {
            return false;
        };
        match self.sides.get_mut(&id) {
            Some(side) if side.turns > 0 => {
                side.turns -= 1;
                self.regulars.push_back(id);
            }
            Some(side) if side.used + IN_FLIGHT_GROUPS > self.group => {
                self.regulars.push_front(id);
                return false;
            }
            Some(_) => self.let_go(id),
            None => {}
        }
        true
    }

    fn let_go(&mut self, id: NodeId) {
        let node = self.people.nodes.remove(&id);
        if let Some(side) = self.sides.remove(&id) {
            self.bytes -= side.bytes as usize;
            self.keys.put(id, side.key);
            // The others of the family may stay; whoever uses them loads the family again.
            if let (Some(node), true) = (node, side.in_family) {
                self.people.families.remove(&node.family);
            }
        }
    }

    /// Notes that the group uses a node, if it is here.
    pub(crate) fn touch(&mut self, id: NodeId) -> bool {
        let Some(side) = self.sides.get_mut(&id) else {
            return false;
        };
        if side.used != self.group {
            side.used = self.group;
            side.turns = TURNS_MAX.min(side.turns + 1);
        }
        true
    }

    /// Takes in a node that was loaded.
    pub(crate) fn put(&mut self, loaded: Loaded, in_family: bool) {
        let Loaded { node, key } = loaded;
        let id = node.id;
        self.put_side(id, key, node.due, in_family);
        self.people.nodes.insert(id, node);
        self.weigh(id);
    }

    /// Takes in the key of a node that was made.
    pub(crate) fn put_side(&mut self, id: NodeId, key: SharedKey, due: Timestamp, in_family: bool) {
        self.keys.put(id, Arc::clone(&key));
        let side = Side {
            key,
            due,
            in_family,
            used: self.group,
            turns: 0,
            bytes: 0,
        };
        if let Some(before) = self.sides.insert(id, side) {
            self.bytes -= before.bytes as usize;
            return;
        }
        if self.went.contains(&id) {
            self.went.remove(&id);
            self.regulars.push_back(id);
        } else {
            self.newcomers.push_back(id);
        }
    }

    /// What is known of a node beside its state.
    pub(crate) fn side(&self, id: NodeId) -> Option<&Side> {
        self.sides.get(&id)
    }

    /// Notes how much memory a node takes.
    fn weigh(&mut self, id: NodeId) {
        if let (Some(node), Some(side)) = (self.people.nodes.get(&id), self.sides.get_mut(&id)) {
            let bytes = u32::try_from(node.bytes()).unwrap_or(u32::MAX);
            self.bytes += bytes as usize;
            self.bytes -= std::mem::replace(&mut side.bytes, bytes) as usize;
        }
    }

    /// A node that is to be written, what is to be noted of it, and whether its family has other
    /// nodes.
    pub(crate) fn written(&mut self, id: NodeId) -> Option<(&mut Node, &mut Side, bool)> {
        self.weigh(id);
        let node = self.people.nodes.get_mut(&id)?;
        let in_family = self.people.families.contains_key(&node.family);
        Some((node, self.sides.get_mut(&id)?, in_family))
    }

    /// Takes a node out for good, with its key; gives it with when its row says that it is due.
    pub(crate) fn remove(&mut self, id: NodeId) -> Option<(Node, Timestamp)> {
        self.keys.remove(&id);
        let side = self.sides.remove(&id)?;
        self.bytes -= side.bytes as usize;
        Some((self.people.nodes.remove(&id)?, side.due))
    }

    /// Takes in the key of a node that was read ahead, unless it is known.
    pub(crate) fn warm(&mut self, id: NodeId, key: SharedKey) {
        if !self.sides.contains_key(&id) && !self.keys.contains(&id) {
            self.keys.put(id, key);
        }
    }

    /// The key of a node, as long as it is known.
    pub(crate) fn key(&self, id: NodeId) -> Option<SharedKey> {
        self.keys.get(&id)
    }
}

/// Nobody yet, with room for so many, since moving them all when a map grows takes a while.
fn room_for(nodes_max: usize) -> People {
    let mut people = People::default();
    people.nodes.reserve(nodes_max.min(NODES_AHEAD_MAX));
    people
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;
    use telos_model::id::SegmentId;
    use telos_model::people::Standing;
    use telos_store::seal::NodeKey;

    use super::*;

    fn loaded(number: u64) -> Loaded {
        Loaded {
            node: Node::new(NodeId::new(number), Timestamp::from_millis(0)),
            key: Arc::new(NodeKey::generate(&mut ChaCha20Rng::seed_from_u64(number))),
        }
    }

    #[test]
    fn what_was_used_longest_ago_goes_and_its_key_stays() {
        let mut known = Known::new(10, Arc::new(Generations::new(100)));
        for number in 0..100 {
            known.begin();
            known.touch(NodeId::new(0));
            known.put(loaded(number), false);
        }
        for _ in 0..IN_FLIGHT_GROUPS {
            known.begin();
        }
        assert!(known.people.nodes.len() <= 10);
        assert!(!known.touch(NodeId::new(50)));
        assert!(known.key(NodeId::new(50)).is_some());
        assert!(known.touch(NodeId::new(99)));
    }

    #[test]
    fn what_may_be_on_its_way_to_the_disk_stays() {
        let mut known = Known::new(1, Arc::new(Generations::new(100)));
        known.begin();
        for number in 0..100 {
            known.put(loaded(number), false);
        }
        for _ in 1..IN_FLIGHT_GROUPS {
            known.begin();
            assert_eq!(known.people.nodes.len(), 100);
        }
        known.begin();
        assert!(known.people.nodes.len() <= 1);
    }

    #[test]
    fn who_comes_again_and_again_outlasts_a_sweep_over_everybody() {
        let mut known = Known::new(100, Arc::new(Generations::new(100)));
        let again = |known: &mut Known, number: u64| {
            if !known.touch(NodeId::new(number)) {
                known.put(loaded(number), false);
            }
        };
        for round in 0..5_000 {
            known.begin();
            again(&mut known, round % 50);
            again(&mut known, 1_000 + round);
        }
        let here = (0..50).filter(|number| known.touch(NodeId::new(*number)));
        assert_eq!(here.count(), 50);
    }

    #[test]
    fn nodes_that_take_much_memory_are_fewer() {
        let mut known = Known::new(100, Arc::new(Generations::new(100)));
        let mut heavy = |number: u64| {
            known.begin();
            let mut loaded = loaded(number);
            let standing = Standing {
                segment: SegmentId::new(0),
                since: Timestamp::from_millis(0),
            };
            loaded.node.segments = vec![standing; 10 * NODE_BYTES / size_of::<Standing>()];
            known.put(loaded, false);
        };
        (0..200).for_each(&mut heavy);
        assert!(known.people.nodes.len() < 20);
        assert!(known.people.nodes.contains_key(&NodeId::new(199)));
        for number in 0..200 {
            known.remove(NodeId::new(number));
        }
        assert_eq!(known.bytes, 0);
    }

    #[test]
    fn each_node_has_one_place_in_line() {
        let mut known = Known::new(10, Arc::new(Generations::new(100)));
        for round in 0..10_000 {
            known.begin();
            let id = round % 15;
            if round % 7 == 0 {
                known.remove(NodeId::new(id));
            } else if !known.touch(NodeId::new(id)) {
                known.put(loaded(id), false);
            }
        }
        let places = known.newcomers.len() + known.regulars.len();
        assert!(places <= 40, "{places}");
    }
}
