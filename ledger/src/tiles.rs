//! Hashes and proofs of a stored tree, read tile by tile.

use std::collections::BTreeMap;

use crate::hash::Hash;
use crate::tile::{TILE_HASHES, TILE_HEIGHT, TileAt};
use crate::tree::{Frontier, fold};

/// A tree of a size whose tiles are read as they are needed, each once.
#[derive(Debug)]
pub struct Tiles<R> {
    size: u64,
    read: R,
    known: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<E, R> Tiles<R>
where
    R: FnMut(TileAt) -> Result<Vec<Hash>, E>,
{
    /// A tree of this size. `read` gives the hashes of a tile, exactly as many as it is wide, or
    /// an error.
    pub fn new(size: u64, read: R) -> Self {
        Self {
            size,
            read,
            known: BTreeMap::new(),
        }
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root that the tree had at a size.
    ///
    /// # Panics
    ///
    /// When the size is greater than the tree's own.
    pub fn root_at(&mut self, size: u64) -> Result<Hash, E> {
        assert!(size <= self.size, "the tree has grown to that size");
        self.range(0, size)
    }

    /// The right edge that the tree had at a size.
    ///
    /// # Panics
    ///
    /// When the size is greater than the tree's own.
    pub fn frontier_at(&mut self, size: u64) -> Result<Frontier, E> {
        assert!(size <= self.size, "the tree has grown to that size");
        let peaks = self.peaks(0, size)?;
        Ok(Frontier::new(size, peaks).expect("a tree has one peak for each bit of its size"))
    }

    /// The hash of a leaf.
    ///
    /// # Panics
    ///
    /// When the tree has no leaf of that index.
    pub fn leaf(&mut self, index: u64) -> Result<Hash, E> {
        assert!(index < self.size, "the tree has that leaf");
        self.subtree(0, index)
    }

    /// The proof that a leaf is in the tree as it was at a size: RFC 6962, 2.1.1, from the leaf's
    /// sibling up.
    ///
    /// # Panics
    ///
    /// Unless `index < size <= self.size()`.
    pub fn inclusion(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, E> {
        assert!(index < size && size <= self.size, "the tree has that leaf");
        let (mut from, mut until) = (0, size);
        let mut proof = Vec::new();
        while until - from > 1 {
            let middle = from + below(until - from);
            if index < middle {
                proof.push(self.range(middle, until)?);
                until = middle;
            } else {
                proof.push(self.range(from, middle)?);
                from = middle;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// The proof that the tree of the second size begins with that of the first: RFC 6962, 2.1.2.
    ///
    /// # Panics
    ///
    /// Unless `1 <= first <= second <= self.size()`.
    pub fn consistency(&mut self, first: u64, second: u64) -> Result<Vec<Hash>, E> {
        assert!(
            1 <= first && first <= second && second <= self.size,
            "the tree had both sizes"
        );
        let (mut from, mut until) = (0, second);
        let mut proof = Vec::new();
        while first < until {
            let middle = from + below(until - from);
            if first <= middle {
                proof.push(self.range(middle, until)?);
                until = middle;
            } else {
                proof.push(self.range(from, middle)?);
                from = middle;
            }
        }
        if from > 0 {
            proof.push(self.range(from, until)?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// The hash over leaves `from..until`, where `from` is a multiple of a power of two that is
    /// not less than their number.
    fn range(&mut self, from: u64, until: u64) -> Result<Hash, E> {
        Ok(fold(&self.peaks(from, until)?))
    }

    fn peaks(&mut self, mut from: u64, until: u64) -> Result<Vec<Hash>, E> {
        let mut peaks = Vec::new();
        while from < until {
            let level = (until - from).ilog2();
            let level = u8::try_from(level).expect("a number has 64 bits");
            peaks.push(self.subtree(level, from >> level)?);
            from += 1 << level;
        }
        Ok(peaks)
    }

    /// The hash of a complete subtree, by the level of its root and its place in the level.
    fn subtree(&mut self, level: u8, index: u64) -> Result<Hash, E> {
        let (tile_level, height) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let first = index << height;
        let (tile, offset) = (first / TILE_HASHES, first % TILE_HASHES);
        let hashes = self.tile(tile_level, tile)?;
        let offset = usize::try_from(offset).expect("a tile is small");
        Ok(complete(&hashes[offset..offset + (1 << height)]))
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], E> {
        let at = TileAt::within(level, index, self.size).expect("the tile is in the tree");
        if !self.known.contains_key(&(level, index)) {
            let hashes = (self.read)(at)?;
            assert_eq!(hashes.len(), usize::from(at.width), "a tile is read whole");
            self.known.insert((level, index), hashes);
        }
        Ok(&self.known[&(level, index)])
    }
}

/// The root over a power of two of hashes.
pub(crate) fn complete(hashes: &[Hash]) -> Hash {
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        for pair in 0..level.len() / 2 {
            level[pair] = Hash::of_node(&level[2 * pair], &level[2 * pair + 1]);
        }
        level.truncate(level.len() / 2);
    }
    level[0]
}

/// The largest power of two below a number of two or more.
fn below(number: u64) -> u64 {
    1 << (number - 1).ilog2()
}
