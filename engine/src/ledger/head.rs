//! The ledger's head in memory: what is needed to append, and the rows that appending writes.

use telos_ledger::{
    Entry, EntryKind, Frontier, Hash, Salt, TILE_HASHES, TILE_HEIGHT, TileAt, tile,
};
use telos_store::{Commit, Expect, Put, Row, Store};

use super::LedgerError;
use super::deed_payload::erasure_payload;
use crate::layout::{self, Erasure, StoredPublic, keys};

/// How often the head is read again where another instance appends meanwhile.
const LOADS_MAX: usize = 8;

/// An entry to be appended, with what it commits to.
#[derive(Clone)]
pub(crate) struct Leaf {
    /// What it is about.
    pub(crate) kind: EntryKind,
    /// The salt, which the caller keeps with what the entry is about.
    pub(crate) salt: Salt,
    /// The payload.
    pub(crate) payload: Box<str>,
    /// Anybody may see the payload, so that it is kept in clear in the ledger itself.
    pub(crate) public: bool,
}

impl Leaf {
    /// An entry about a person, whose payload and salt lie sealed elsewhere.
    pub(crate) fn private(kind: EntryKind, salt: Salt, payload: String) -> Self {
        Self {
            kind,
            salt,
            payload: payload.into(),
            public: false,
        }
    }

    /// An entry that says nothing about anybody, kept in clear.
    pub(crate) fn public(kind: EntryKind, salt: Salt, payload: String) -> Self {
        Self {
            public: true,
            ..Self::private(kind, salt, payload)
        }
    }

    /// The entry.
    pub(crate) fn entry(&self) -> Entry {
        Entry::new(self.kind, &self.salt, self.payload.as_bytes())
    }
}

/// The entry of an erasure that is finished; none where it is not, or has none.
pub(crate) fn erasure_leaf(erasure: &Erasure) -> Option<Leaf> {
    let salt = erasure.salt.filter(|_| erasure.is_finished)?;
    let payload = erasure_payload(erasure);
    Some(Leaf::private(EntryKind::Erasure, salt, payload))
}

/// The head, with the tiles at the right edge that are not full yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head {
    /// The version of its row; 0 where there is none.
    pub(super) version: u64,
    pub(super) frontier: Frontier,
    /// The entries of the last tile of level 0, fewer than 256.
    entries: Vec<Entry>,
    /// The hashes of the last tiles of levels 1 to 7, fewer than 256 each.
    hashes: [Vec<Hash>; tile::LEVEL_MAX as usize],
}

impl Head {
    /// Reads the head and its open tiles.
    pub(super) fn load(store: &dyn Store) -> Result<Self, LedgerError> {
        for _ in 0..LOADS_MAX {
            let row = store.read(&[keys::ledger_head()])?.pop().flatten();
            let Some(row) = row else {
                return Ok(Self::default());
            };
            let frontier = layout::read_head(&row.value)?;
            let open = |level| tile::hashes(level, frontier.size()) / TILE_HASHES;
            let tiles = (0..=tile::LEVEL_MAX).map(|level| keys::ledger_tile(level, open(level)));
            let wanted: Vec<_> = std::iter::once(keys::ledger_head()).chain(tiles).collect();
            let mut rows = store.read(&wanted)?.into_iter();
            // Unless it is the same still, another instance appended in between.
            if rows.next().flatten().as_ref() == Some(&row) {
                return Self::of(row.version, frontier, rows);
            }
        }
        Err(LedgerError::Conflict)
    }

    /// The head of this right edge, with the rows of the open tiles from level 0 up.
    fn of(
        version: u64,
        frontier: Frontier,
        rows: impl Iterator<Item = Option<Row>>,
    ) -> Result<Self, LedgerError> {
        let size = frontier.size();
        let mut head = Self {
            version,
            frontier,
            ..Self::default()
        };
        for (level, row) in (0..=tile::LEVEL_MAX).zip(rows) {
            let found = match (level.checked_sub(1), row) {
                (_, None) => 0,
                (None, Some(row)) => {
                    head.entries = layout::read_entries(&row.value)?;
                    head.entries.len()
                }
                (Some(place), Some(row)) => {
                    let hashes = &mut head.hashes[usize::from(place)];
                    *hashes = layout::read_hashes(&row.value)?;
                    hashes.len()
                }
            };
            let hashes = tile::hashes(level, size);
            if found as u64 != hashes % TILE_HASHES {
                let index = hashes / TILE_HASHES;
                return Err(LedgerError::Torn { level, index });
            }
        }
        Ok(head)
    }

    /// Adds the rows of these entries to a commit, and what makes sure that no other writer
    /// appended meanwhile. Returns the head after it.
    pub(super) fn append(mut self, leaves: &[Leaf], commit: &mut Commit) -> Self {
        commit.expects.push(match self.version {
            0 => Expect::Absent(keys::ledger_head()),
            version => Expect::Version(keys::ledger_head(), version),
        });
        let mut changed = [false; tile::LEVEL_MAX as usize + 1];
        for leaf in leaves {
            self.push(leaf, &mut changed, &mut commit.puts);
        }
        for level in 0..=tile::LEVEL_MAX {
            if changed[usize::from(level)] {
                self.put_open(level, &mut commit.puts);
            }
        }
        self.version += 1;
        commit.puts.push(Put {
            key: keys::ledger_head(),
            version: self.version,
            value: layout::write_head(&self.frontier),
        });
        self
    }

    fn push(&mut self, leaf: &Leaf, changed: &mut [bool], puts: &mut Vec<Put>) {
        let index = self.frontier.size();
        let entry = leaf.entry();
        let hash = entry.leaf_hash();
        puts.push(put(keys::ledger_index(&hash), layout::write_index(index)));
        if leaf.public {
            let public = StoredPublic {
                salt: leaf.salt,
                payload: leaf.payload.clone(),
            };
            puts.push(put(
                keys::ledger_public(index),
                layout::write_public(&public),
            ));
        }
        self.entries.push(entry);
        changed[0] = true;
        let hashes = &mut self.hashes;
        self.frontier.push_noting(hash, |level, hash| {
            if level > 0 && level.is_multiple_of(TILE_HEIGHT) {
                let level = usize::from(level / TILE_HEIGHT);
                if let Some(tile) = hashes.get_mut(level - 1) {
                    tile.push(hash);
                    changed[level] = true;
                }
            }
        });
        for level in 0..=tile::LEVEL_MAX {
            if self.is_full(level) {
                self.put_open(level, puts);
                self.clear(level);
                changed[usize::from(level)] = false;
            }
        }
    }

    fn is_full(&self, level: u8) -> bool {
        let hashes = match level.checked_sub(1) {
            None => self.entries.len(),
            Some(place) => self.hashes[usize::from(place)].len(),
        };
        hashes as u64 == TILE_HASHES
    }

    fn clear(&mut self, level: u8) {
        match level.checked_sub(1) {
            None => self.entries.clear(),
            Some(place) => self.hashes[usize::from(place)].clear(),
        }
    }

    /// The row of a level's last tile.
    fn put_open(&self, level: u8, puts: &mut Vec<Put>) {
        let hashes = tile::hashes(level, self.frontier.size());
        let index = hashes.saturating_sub(1) / TILE_HASHES;
        let value = match level.checked_sub(1) {
            None => layout::write_entries(&self.entries),
            Some(place) => layout::write_hashes(&self.hashes[usize::from(place)]),
        };
        puts.push(put(keys::ledger_tile(level, index), value));
    }
}

/// The hashes of a tile as it was in a tree of a size that the ledger has reached. A row has what
/// came later, too, which is cut off.
pub(super) fn hashes(store: &dyn Store, at: TileAt) -> Result<Vec<Hash>, LedgerError> {
    let mut hashes = if at.level == 0 {
        let entries = entries(store, at)?;
        entries.into_iter().map(Entry::leaf_hash).collect()
    } else {
        layout::read_hashes(&row(store, at)?)?
    };
    cut(&mut hashes, at)?;
    Ok(hashes)
}

/// The entries under a tile of level 0, likewise.
pub(super) fn entries(store: &dyn Store, at: TileAt) -> Result<Vec<Entry>, LedgerError> {
    let mut entries = layout::read_entries(&row(store, at)?)?;
    cut(&mut entries, at)?;
    Ok(entries)
}

fn row(store: &dyn Store, at: TileAt) -> Result<Vec<u8>, LedgerError> {
    let key = keys::ledger_tile(at.level, at.index);
    let row = store.read(std::slice::from_ref(&key))?.pop().flatten();
    row.map(|row| row.value).ok_or(torn(at))
}

fn cut<T>(items: &mut Vec<T>, at: TileAt) -> Result<(), LedgerError> {
    if items.len() < usize::from(at.width) {
        return Err(torn(at));
    }
    items.truncate(at.width.into());
    Ok(())
}

fn torn(at: TileAt) -> LedgerError {
    LedgerError::Torn {
        level: at.level,
        index: at.index,
    }
}

fn put(key: telos_store::Key, value: Vec<u8>) -> Put {
    Put {
        key,
        version: 0,
        value,
    }
}
