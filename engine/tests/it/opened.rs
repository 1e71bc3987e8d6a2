//! Everything in a store, decrypted, to check and to search.

use std::collections::{BTreeMap, BTreeSet};

use telos_engine::layout::keys::{self, Meta};
use telos_engine::layout::{
    Deed, Entry, Erasure, Located, RecordedFact, read_deed, read_entry, read_erasure, read_fact,
    read_family, read_located, read_node,
};
use telos_model::consent::FactId;
use telos_model::id::{EventId, NodeId};
use telos_model::people::{Family, FamilyId, Node, People};
use telos_model::time::Timestamp;
use telos_store::seal::{NodeKey, Vault};
use telos_store::{Key, Row, Space};

/// A store's rows as what they mean.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) nodes: BTreeMap<NodeId, (Node, bool)>,
    pub(crate) families: BTreeMap<FamilyId, Family>,
    /// By node, in the order of their keys.
    pub(crate) entries: Vec<(NodeId, Entry)>,
    pub(crate) facts: Vec<(NodeId, RecordedFact)>,
    pub(crate) deeds: Vec<(NodeId, Deed)>,
    pub(crate) located: BTreeMap<[u8; 16], Located>,
    /// Blind index to node.
    pub(crate) holders: BTreeMap<[u8; 16], NodeId>,
    /// Blind indexes that find nobody any more.
    pub(crate) suppressed: BTreeSet<[u8; 16]>,
    /// Who was erased, or is being erased.
    pub(crate) erased: BTreeMap<NodeId, Erasure>,
    pub(crate) timers: Vec<(Timestamp, NodeId)>,
    /// All plaintext of sealed rows.
    pub(crate) plain: Vec<(Key, Vec<u8>)>,
}

impl Opened {
    pub(crate) fn of(rows: &[(Key, Row)], vault: &Vault) -> Self {
        let mut keys: BTreeMap<u64, NodeKey> = BTreeMap::new();
        for (key, row) in rows.iter().filter(|(key, _)| key.space == Space::Keys) {
            let opened = vault
                .unwrap_key(&row.value, key.partition)
                .expect("unwraps");
            keys.insert(key.partition, opened);
        }
        let mut opened = Self::default();
        for (key, row) in rows {
            let plain = || {
                let with = keys.get(&key.partition).expect("a node's row has its key");
                with.open(&keys::bound(key), &row.value).expect("opens")
            };
            opened.row(key, row, plain);
        }
        opened
    }

    fn row(&mut self, key: &Key, row: &Row, plain: impl FnOnce() -> Vec<u8>) {
        let node = NodeId::new(key.partition);
        match key.space {
            Space::Nodes => {
                let plain = plain();
                let read = read_node(&plain, row.version).expect("reads");
                assert_eq!(read.0.id, node, "a node stands under its id");
                self.nodes.insert(node, read);
                self.plain.push((key.clone(), plain));
            }
            Space::Events => {
                let plain = plain();
                self.entries
                    .push((node, read_entry(&plain).expect("reads")));
                self.plain.push((key.clone(), plain));
            }
            Space::Permissions => {
                let plain = plain();
                self.facts.push((node, read_fact(&plain).expect("reads")));
                self.plain.push((key.clone(), plain));
            }
            Space::Deeds => {
                let plain = plain();
                self.deeds.push((node, read_deed(&plain).expect("reads")));
                self.plain.push((key.clone(), plain));
            }
            Space::Families => {
                let family = read_family(&row.value, row.version).expect("reads");
                assert_eq!(family.id.0, node, "a family stands under its id");
                self.families.insert(family.id, family);
            }
            Space::Messages => {
                let located = read_located(&row.value).expect("reads");
                self.located.insert(blind(key), located);
            }
            Space::Identifiers => {
                let (first, number) = row.value.split_first().expect("a holder");
                if *first == 2 {
                    assert!(number.is_empty(), "what is suppressed leads nowhere");
                    self.suppressed.insert(blind(key));
                    return;
                }
                assert_eq!(*first, 1, "the version of a holder");
                let number = u64::from_be_bytes(number.try_into().expect("eight bytes"));
                self.holders.insert(blind(key), NodeId::new(number));
            }
            Space::Timers => {
                self.timers
                    .push(keys::timer_parts(&key.sort).expect("a timer"));
            }
            Space::Meta if key.partition == Meta::Erased as u64 => {
                let number = key.sort.as_slice().try_into().expect("eight bytes");
                let node = NodeId::new(u64::from_be_bytes(number));
                let erasure = read_erasure(&row.value).expect("reads");
                self.erased.insert(node, erasure);
            }
            _ => {}
        }
    }

    /// Everybody, as the engine would load them.
    pub(crate) fn people(&self) -> People {
        let nodes = self.nodes.iter();
        let families = self.families.iter();
        People {
            nodes: nodes.map(|(id, (node, _))| (*id, node.clone())).collect(),
            families: families.map(|(id, family)| (*id, family.clone())).collect(),
            ..People::default()
        }
    }

    pub(crate) fn located(&self, id: EventId) -> Option<&Located> {
        self.located.get(&id.0)
    }

    pub(crate) fn has_fact(&self, id: FactId) -> bool {
        self.facts
            .iter()
            .any(|(_, recorded)| recorded.fact.id == id)
    }

    /// Whether a text stands anywhere in what was decrypted.
    pub(crate) fn holds(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let mut plain = self.plain.iter();
        plain.any(|(_, bytes)| bytes.windows(text.len()).any(|part| part == text))
    }
}

/// The blind index that a row's key is made of.
fn blind(key: &Key) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&key.partition.to_be_bytes());
    bytes[8..].copy_from_slice(&key.sort);
    bytes
}
