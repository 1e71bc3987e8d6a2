//! Loading people from the store: who carries an identifier, nodes with their keys, families.

use rustc_hash::{FxHashMap, FxHashSet};
use telos_model::id::NodeId;
use telos_model::people::{Family, FamilyId, Identifier, Node, People};
use telos_store::seal::Vault;
use telos_store::{Key, Row, Store, StoreError};

use crate::answer::ReadError;
use crate::layout::{self, keys};
use crate::pipeline::give_way;
use crate::sealed::{self, SharedKey};

/// A node with the key that opens its rows.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) node: Node,
    pub(crate) key: SharedKey,
}

/// The node of each blind index, in order.
pub(crate) fn holders(
    store: &dyn Store,
    blinds: &[[u8; 16]],
) -> Result<Vec<Option<NodeId>>, ReadError> {
    let found = found(store, blinds)?.into_iter();
    let nodes = found.map(|found| match found {
        Found::Node(node) => Some(node),
        Found::Nobody | Found::Suppressed => None,
    });
    Ok(nodes.collect())
}

/// Whom an identifier finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Nobody,
    Node(NodeId),
    /// Whoever carried it was erased.
    Suppressed,
}

/// Whom each blind index finds, in order.
pub(crate) fn found(store: &dyn Store, blinds: &[[u8; 16]]) -> Result<Vec<Found>, ReadError> {
    let rows: Vec<Key> = blinds
        .iter()
        .map(|blind| keys::identifier(*blind))
        .collect();
    let rows = store.read(&rows)?.into_iter();
    rows.map(|row| row.map_or(Ok(Found::Nobody), |row| holder(&row)))
        .collect()
}

/// The version of a row that suppresses an identifier, by which it is told from others.
pub(crate) const SUPPRESSED_VERSION: u64 = 1;

/// The value of the row of an identifier that finds nobody any more.
pub(crate) fn suppressed_value() -> Vec<u8> {
    vec![2]
}

/// The value of an identifier's row: the node's number.
pub(crate) fn holder_value(node: NodeId) -> Vec<u8> {
    let mut value = vec![1];
    value.extend_from_slice(&node.number().to_be_bytes());
    value
}

/// Whom an identifier's row finds.
pub(crate) fn holder(row: &Row) -> Result<Found, ReadError> {
    match row.value.split_first() {
        Some((1, number)) => {
            let number: [u8; 8] = number.try_into().map_err(|_| damaged("identifier"))?;
            Ok(Found::Node(NodeId::new(u64::from_be_bytes(number))))
        }
        Some((2, [])) => Ok(Found::Suppressed),
        _ => Err(damaged("identifier")),
    }
}

fn damaged(what: &'static str) -> ReadError {
    ReadError::Damaged(layout::Damaged { what })
}

/// Nodes with their keys, and whether each has a family of two nodes or more. A node whose key is
/// gone is gone; one whose key is given is looked up alone.
pub(crate) fn nodes(
    store: &dyn Store,
    vault: &Vault,
    wanted: &[(NodeId, Option<SharedKey>)],
) -> Result<Vec<Option<(Loaded, bool)>>, ReadError> {
    let mut rows: Vec<Key> = wanted.iter().map(|(id, _)| keys::node(*id)).collect();
    let unknown = wanted.iter().filter(|(_, key)| key.is_none());
    rows.extend(unknown.map(|(id, _)| keys::node_key(*id)));
    let mut states = store.read(&rows)?;
    let mut wrapped = states.split_off(wanted.len()).into_iter();
    let mut loaded = Vec::with_capacity(wanted.len());
    let all = wanted.iter().zip(rows.iter().zip(states));
    for (step, ((id, known), (row, state))) in all.enumerate() {
        give_way(step, wanted.len());
        let key = key_of(vault, *id, known.as_ref(), &mut wrapped)?;
        let (Some(state), Some(key)) = (state, key) else {
            loaded.push(None);
            continue;
        };
        let plain = sealed::open(row, &key, &state.value)?;
        let (node, in_family) = layout::read_node(&plain, state.version)?;
        loaded.push(Some((Loaded { node, key }, in_family)));
    }
    Ok(loaded)
}

/// The keys of those nodes that are there; one whose key is given is not unwrapped again.
pub(crate) fn keys_of(
    store: &dyn Store,
    vault: &Vault,
    wanted: &[(NodeId, Option<SharedKey>)],
) -> Result<Vec<Option<SharedKey>>, ReadError> {
    let mut rows: Vec<Key> = wanted.iter().map(|(id, _)| keys::node(*id)).collect();
    let unknown = wanted.iter().filter(|(_, key)| key.is_none());
    rows.extend(unknown.map(|(id, _)| keys::node_key(*id)));
    let mut states = store.read(&rows)?;
    let mut wrapped = states.split_off(wanted.len()).into_iter();
    let mut found = Vec::with_capacity(wanted.len());
    for ((id, known), state) in wanted.iter().zip(states) {
        let key = key_of(vault, *id, known.as_ref(), &mut wrapped)?;
        found.push(key.filter(|_| state.is_some()));
    }
    Ok(found)
}

/// The key of a node that is known, or the next of those that were read.
fn key_of(
    vault: &Vault,
    id: NodeId,
    known: Option<&SharedKey>,
    wrapped: &mut impl Iterator<Item = Option<Row>>,
) -> Result<Option<SharedKey>, ReadError> {
    if let Some(key) = known {
        return Ok(Some(SharedKey::clone(key)));
    }
    let row = wrapped.next().flatten();
    let key = row.map(|row| sealed::unwrap(vault, id, &row.value));
    Ok(key.transpose()?)
}

/// Families by id.
pub(crate) fn families(
    store: &dyn Store,
    ids: &[FamilyId],
) -> Result<Vec<Option<Family>>, ReadError> {
    let rows: Vec<Key> = ids.iter().map(|id| keys::family(*id)).collect();
    let rows = store.read(&rows)?;
    let families = rows.into_iter().map(|row| match row {
        Some(row) => Ok(Some(layout::read_family(&row.value, row.version)?)),
        None => Ok(None),
    });
    families.collect()
}

/// A person whole, for a reader: their nodes, keys and family, as they are in the store.
#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) people: People,
    pub(crate) keys: FxHashMap<NodeId, SharedKey>,
    /// The nodes in order of id; the first is the head. Never empty.
    pub(crate) members: Vec<NodeId>,
}

impl Person {
    /// The family's head.
    pub(crate) fn head(&self) -> NodeId {
        self.members.first().copied().unwrap_or(NodeId::new(0))
    }
}

/// How often a person is read again that changes while being read.
const READS_MAX: usize = 8;

/// Loads the person that a node belongs to, if there is one.
///
/// Their rows are read one after the other; should the family have changed in between, all are
/// read again, since part of a family could permit more than the whole.
pub(crate) fn person(
    store: &dyn Store,
    vault: &Vault,
    node: NodeId,
) -> Result<Option<Person>, ReadError> {
    person_by(store, vault, node, &|_| None)
}

/// The same, by keys as far as they are known.
pub(crate) fn person_by(
    store: &dyn Store,
    vault: &Vault,
    node: NodeId,
    key: &dyn Fn(NodeId) -> Option<SharedKey>,
) -> Result<Option<Person>, ReadError> {
    for _ in 0..READS_MAX {
        let first = nodes(store, vault, &[(node, key(node))])?.pop();
        let Some(first) = first.flatten() else {
            return Ok(None);
        };
        if let Some(person) = family_of(store, vault, first, key)? {
            return Ok(Some(person));
        }
    }
    Err(ReadError::Store(StoreError::Unavailable {
        attempt: "read a person who keeps changing",
        source: "their family changed with every read".into(),
    }))
}

/// Loads the others of a node's family; none if the family is another by now.
fn family_of(
    store: &dyn Store,
    vault: &Vault,
    (first, in_family): (Loaded, bool),
    key: &dyn Fn(NodeId) -> Option<SharedKey>,
) -> Result<Option<Person>, ReadError> {
    let mut person = Person::default();
    let id = first.node.family;
    if in_family {
        let Some(family) = families(store, &[id])?.pop().flatten() else {
            return Ok(None);
        };
        if !family.members.contains(&first.node.id) {
            return Ok(None);
        }
        let others = family.members.iter().copied();
        let others = others.filter(|other| *other != first.node.id);
        let others: Vec<_> = others.map(|other| (other, key(other))).collect();
        for (other, _) in nodes(store, vault, &others)?.into_iter().flatten() {
            if other.node.family != id {
                return Ok(None);
            }
            take(&mut person, other);
        }
        person.people.families.insert(id, family);
    }
    take(&mut person, first);
    person.members = person.people.nodes.keys().copied().collect();
    person.members.sort_unstable();
    Ok(Some(person))
}

fn take(person: &mut Person, loaded: Loaded) {
    person.keys.insert(loaded.node.id, loaded.key);
    person.people.nodes.insert(loaded.node.id, loaded.node);
}

/// The node that carries an identifier, if one does.
pub(crate) fn holder_of(
    store: &dyn Store,
    vault: &Vault,
    identifier: &Identifier,
) -> Result<Option<NodeId>, ReadError> {
    Ok(holders(store, &[sealed::blind(vault, identifier)])?
        .pop()
        .flatten())
}

/// Ids in order of first mention, each once.
pub(crate) fn distinct<T: std::hash::Hash + Eq + Copy>(ids: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = FxHashSet::default();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}
