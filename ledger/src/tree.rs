//! The right edge of a growing tree: enough to append leaves and to know the root.

use crate::hash::Hash;

/// The size of a tree and the roots of the complete subtrees that it falls into, largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

/// Peaks that do not belong to a tree of the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("take up a tree of {size} leaves: it has {} complete subtrees, not {found}", .size.count_ones())]
pub struct FrontierError {
    /// The size that was named.
    pub size: u64,
    /// How many peaks were given.
    pub found: usize,
}

impl Frontier {
    /// The frontier of a tree of this size with these peaks, largest first.
    pub fn new(size: u64, peaks: Vec<Hash>) -> Result<Self, FrontierError> {
        if peaks.len() == size.count_ones() as usize {
            Ok(Self { size, peaks })
        } else {
            let found = peaks.len();
            Err(FrontierError { size, found })
        }
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of its complete subtrees, largest first.
    #[must_use]
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_noting(leaf, |_, _| ());
    }

    /// Appends a leaf, and tells the level (0 for the leaf) and root of each subtree that it
    /// completes, lowest first.
    pub fn push_noting(&mut self, leaf: Hash, mut completed: impl FnMut(u8, Hash)) {
        let mut hash = leaf;
        completed(0, hash);
        for level in 1..=self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = Hash::of_node(&left, &hash);
                completed(u8::try_from(level).unwrap_or(u8::MAX), hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold(&self.peaks)
    }
}

/// The root over the roots of complete subtrees, largest first.
pub(crate) fn fold(peaks: &[Hash]) -> Hash {
    let mut rest = peaks.iter().rev();
    let Some(last) = rest.next() else {
        return Hash::empty();
    };
    rest.fold(*last, |right, left| Hash::of_node(left, &right))
}
