//! The keys of all rows.
//!
//! | space | partition | sort |
//! |---|---|---|
//! | nodes | node | empty |
//! | families | family | empty |
//! | identifiers | first 8 bytes of the blind index | the other 8 |
//! | events | node | time, kind of entry, id |
//! | messages | first 8 bytes of the event id | the other 8 |
//! | keys | node | empty |
//! | timers | bucket | due time, node |
//! | permissions | node | effective time, fact id |
//! | counts | UTC day | instance, source, what |
//! | meta | kind of row | name or number |
//! | looks | node | time, mark |
//! | passes | first 8 bytes of the keyed hash | the other 8 |
//! | ledger | level of tiles, or what else | place within the level |
//! | ledger index | first 8 bytes of the leaf's hash | the next 8 |
//! | requests | node | id |
//! | deeds | node | time, mark |
//! | outbox | destination and lane | order, mark |
//! | imports | source | how far it is: part; set aside: place |
//! | deliveries | node | what (held, ended, or said by both sides of a sync), destination, place |

mod intake;
mod outbox;
mod request;

pub use intake::*;
pub use outbox::*;
pub use request::*;

use telos_ledger::Hash;
use telos_model::consent::FactId;
use telos_model::id::{EventId, NodeId};
use telos_model::people::FamilyId;
use telos_model::record::Move;
use telos_model::time::Timestamp;
use telos_store::{Key, Range, Sort, Space};

/// How many buckets timers are spread over.
pub const TIMER_BUCKETS: u64 = 16;

/// The rows of the meta space, by kind. Number 26 stood for something else once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Meta {
    /// What tells whether the key file belongs to the store.
    Check = 1,
    /// Applied catalog versions, by number.
    Catalogs = 2,
    /// Numbers given to running instances.
    Instances = 3,
    /// The newest catalog version that everyone's segments were settled under.
    Settled = 4,
    /// Keys that sign the ledger's checkpoints, by number.
    LedgerKeys = 5,
    /// Tombstones, by the number of the node that was erased.
    Erased = 20,
    /// Erasures that were begun and not finished, by the number of a node.
    Erasing = 21,
    /// Since when removed keys may still be in files.
    Purge = 22,
    /// When the last sweep was finished.
    Swept = 23,
    /// Open requests, by when they are late.
    OpenRequests = 24,
    /// Where a request is, by its id.
    RequestPlaces = 25,
    /// Destinations that staff paused, by slot.
    Paused = 27,
    /// What other controllers asked for, by the keyed hash of their id.
    Foreign = 40,
    /// Which of these want to be told of changes.
    Callbacks = 41,
    /// Requests that ended, by when.
    EndedRequests = 30,
    /// The catalog under which everyone was looked at whom destinations hold something of.
    Reviewed = 50,
    /// The last replay to each destination, by slot.
    Replays = 51,
    /// Where each sync stands, by the slot of its destination.
    Syncs = 60,
}

/// What the ledger space has besides tiles, whose partitions are their levels, 1 to 7, with
/// entries at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
enum LedgerRow {
    /// Payloads that are public, by the place of their entry.
    Public = 253,
    /// The newest checkpoint.
    Checkpoint = 254,
    /// Size and right edge of the tree.
    Head = 255,
}

/// A node's state.
#[must_use]
pub fn node(node: NodeId) -> Key {
    Key::new(Space::Nodes, node.number(), &[])
}

/// A node's wrapped key.
#[must_use]
pub fn node_key(node: NodeId) -> Key {
    Key::new(Space::Keys, node.number(), &[])
}

/// A family.
#[must_use]
pub fn family(family: FamilyId) -> Key {
    Key::new(Space::Families, family.0.number(), &[])
}

/// An identifier's node, by blind index.
#[must_use]
pub fn identifier(blind: [u8; 16]) -> Key {
    let (first, rest) = halves(blind);
    Key::new(Space::Identifiers, first, &rest)
}

/// The blind index in the key of an identifier's row.
#[must_use]
pub fn identifier_blind(key: &Key) -> Option<[u8; 16]> {
    let rest: [u8; 8] = key.sort.as_slice().try_into().ok()?;
    let mut blind = [0; 16];
    blind[..8].copy_from_slice(&key.partition.to_be_bytes());
    blind[8..].copy_from_slice(&rest);
    Some(blind)
}

/// Where an event is, by its id.
#[must_use]
pub fn message(id: EventId) -> Key {
    let (first, rest) = halves(id.0);
    Key::new(Space::Messages, first, &rest)
}

/// An event in a node's timeline.
#[must_use]
pub fn event(node: NodeId, at: Timestamp, id: EventId) -> Key {
    let mut sort = Sort::new();
    sort.extend_from_slice(&ordered(at));
    sort.push(0);
    sort.extend_from_slice(&id.0[..8]);
    Key {
        space: Space::Events,
        partition: node.number(),
        sort,
    }
}

/// A segment entered or left, in the timeline of the family's head; told apart by its event where
/// several fall into one millisecond.
#[must_use]
pub fn move_of(node: NodeId, change: &Move) -> Key {
    let Move {
        segment,
        entered,
        at,
        event,
    } = *change;
    let mut sort = Sort::new();
    sort.extend_from_slice(&ordered(at));
    sort.push(1);
    sort.extend_from_slice(&segment.slot().to_be_bytes());
    sort.push(u8::from(entered));
    sort.extend_from_slice(&event.map_or([0; 4], |event| {
        [event.0[0], event.0[1], event.0[2], event.0[3]]
    }));
    Key {
        space: Space::Events,
        partition: node.number(),
        sort,
    }
}

/// A node's timeline, newest first, strictly before a position if one is given.
#[must_use]
pub fn timeline(node: NodeId, before: Option<&[u8]>) -> Range {
    Range {
        space: Space::Events,
        partition: node.number(),
        from: Sort::new(),
        until: before.map(Sort::from_slice),
        reverse: true,
    }
}

/// Where the entries of a timeline begin that are of a time or later.
#[must_use]
pub fn timeline_from(at: Timestamp) -> Sort {
    Sort::from_slice(&ordered(at))
}

/// A permission fact in full.
#[must_use]
pub fn permission(node: NodeId, effective: Timestamp, fact: FactId) -> Key {
    let mut sort = Sort::new();
    sort.extend_from_slice(&ordered(effective));
    sort.extend_from_slice(&fact.0);
    Key {
        space: Space::Permissions,
        partition: node.number(),
        sort,
    }
}

/// All permission facts of a node, newest first.
#[must_use]
pub fn permissions(node: NodeId) -> Range {
    Range {
        space: Space::Permissions,
        partition: node.number(),
        from: Sort::new(),
        until: None,
        reverse: true,
    }
}

/// A look at a person that is told by itself.
#[must_use]
pub fn look(node: NodeId, at: Timestamp, mark: [u8; 8]) -> Key {
    let mut sort = Sort::new();
    sort.extend_from_slice(&ordered(at));
    sort.extend_from_slice(&mark);
    Key {
        space: Space::Looks,
        partition: node.number(),
        sort,
    }
}

/// All looks at a node, newest first.
#[must_use]
pub fn looks(node: NodeId) -> Range {
    Range {
        space: Space::Looks,
        partition: node.number(),
        from: Sort::new(),
        until: None,
        reverse: true,
    }
}

/// A pass, by its keyed hash.
#[must_use]
pub fn pass(hash: [u8; 16]) -> Key {
    let (first, rest) = halves(hash);
    Key::new(Space::Passes, first, &rest)
}

/// When a family has to be looked at again.
#[must_use]
pub fn timer(head: NodeId, due: Timestamp) -> Key {
    let mut sort = Sort::new();
    sort.extend_from_slice(&ordered(due));
    sort.extend_from_slice(&head.number().to_be_bytes());
    Key {
        space: Space::Timers,
        partition: head.number() % TIMER_BUCKETS,
        sort,
    }
}

/// The timers of a bucket that are due at a time, oldest first.
#[must_use]
pub fn timers_due(bucket: u64, now: Timestamp) -> Range {
    Range {
        space: Space::Timers,
        partition: bucket,
        from: Sort::new(),
        until: Some(Sort::from_slice(&ordered(now.plus_millis(1)))),
        reverse: false,
    }
}

/// The node that a timer is about, and when it is due.
#[must_use]
pub fn timer_parts(sort: &[u8]) -> Option<(Timestamp, NodeId)> {
    let (time, node) = sort.split_first_chunk::<8>()?;
    let node = u64::from_be_bytes(node.try_into().ok()?);
    Some((instant(*time), NodeId::new(node)))
}

/// A deed that the ledger has an entry about.
#[must_use]
pub fn deed(node: NodeId, at: Timestamp, mark: [u8; 8]) -> Key {
    Key {
        space: Space::Deeds,
        ..look(node, at, mark)
    }
}

/// All deeds of a node, newest first.
#[must_use]
pub fn deeds(node: NodeId) -> Range {
    Range {
        reverse: true,
        ..rows_of(Space::Deeds, node)
    }
}

/// All rows of a node's own in a space that is kept by node, oldest first.
#[must_use]
pub fn rows_of(space: Space, node: NodeId) -> Range {
    Range {
        space,
        partition: node.number(),
        from: Sort::new(),
        until: None,
        reverse: false,
    }
}

/// A row of the meta space.
#[must_use]
pub fn meta(kind: Meta, number: u64) -> Key {
    Key::new(Space::Meta, kind as u64, &number.to_be_bytes())
}

/// All meta rows of a kind, newest first.
#[must_use]
pub fn metas(kind: Meta) -> Range {
    Range {
        space: Space::Meta,
        partition: kind as u64,
        from: Sort::new(),
        until: None,
        reverse: true,
    }
}

/// The size and right edge of the ledger's tree.
#[must_use]
pub fn ledger_head() -> Key {
    Key::new(Space::Ledger, LedgerRow::Head as u64, &[])
}

/// The ledger's newest checkpoint.
#[must_use]
pub fn ledger_checkpoint() -> Key {
    Key::new(Space::Ledger, LedgerRow::Checkpoint as u64, &[])
}

/// A public payload of the ledger, by the place of its entry.
#[must_use]
pub fn ledger_public(index: u64) -> Key {
    Key::new(
        Space::Ledger,
        LedgerRow::Public as u64,
        &index.to_be_bytes(),
    )
}

/// All public payloads of the ledger, the newest entry first.
#[must_use]
pub fn ledger_publics() -> Range {
    Range {
        space: Space::Ledger,
        partition: LedgerRow::Public as u64,
        from: Sort::new(),
        until: None,
        reverse: true,
    }
}

/// A tile of the ledger: entries at level 0, hashes above.
#[must_use]
pub fn ledger_tile(level: u8, index: u64) -> Key {
    Key::new(Space::Ledger, level.into(), &index.to_be_bytes())
}

/// All tiles of a level of the ledger, in order.
#[must_use]
pub fn ledger_tiles(level: u8, from: u64) -> Range {
    Range {
        space: Space::Ledger,
        partition: level.into(),
        from: Sort::from_slice(&from.to_be_bytes()),
        until: None,
        reverse: false,
    }
}

/// Where in the ledger a leaf is.
#[must_use]
pub fn ledger_index(leaf: &Hash) -> Key {
    let mut first = [0; 16];
    first.copy_from_slice(&leaf.0[..16]);
    let (first, rest) = halves(first);
    Key::new(Space::LedgerIndex, first, &rest)
}

/// What sealed bytes are bound to: their key.
#[must_use]
pub fn bound(key: &Key) -> Sort {
    let mut bound = Sort::new();
    bound.push(key.space as u8);
    bound.extend_from_slice(&key.partition.to_be_bytes());
    bound.extend_from_slice(&key.sort);
    bound
}

/// A time as bytes that sort as times do.
fn ordered(at: Timestamp) -> [u8; 8] {
    (at.millis().cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

fn instant(bytes: [u8; 8]) -> Timestamp {
    Timestamp::from_millis((u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed())
}

fn halves(bytes: [u8; 16]) -> (u64, [u8; 8]) {
    let number = u128::from_be_bytes(bytes);
    let first = u64::try_from(number >> 64).unwrap_or_default();
    let mut rest = [0; 8];
    rest.copy_from_slice(&bytes[8..]);
    (first, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_sort_as_bytes() {
        let times = [i64::MIN, -1, 0, 1, i64::MAX].map(Timestamp::from_millis);
        assert!(
            times
                .windows(2)
                .all(|pair| ordered(pair[0]) < ordered(pair[1]))
        );
        assert!(times.iter().all(|at| instant(ordered(*at)) == *at));
    }

    #[test]
    fn an_identifiers_key_names_its_blind_index() {
        let blind = std::array::from_fn(|at| u8::try_from(at).expect("small") ^ 0xa5);
        assert_eq!(identifier_blind(&identifier(blind)), Some(blind));
        assert_eq!(identifier_blind(&node(NodeId::new(1))), None);
    }

    #[test]
    fn a_timer_names_its_node() {
        let due = Timestamp::from_millis(1_700_000_000_123);
        let key = timer(NodeId::new(77), due);
        assert_eq!(timer_parts(&key.sort), Some((due, NodeId::new(77))));
        let range = timers_due(key.partition, due);
        assert!(key.sort < range.until.expect("bounded"));
    }
}
