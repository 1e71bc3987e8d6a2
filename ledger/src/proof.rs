//! Checking proofs: that a leaf is in a tree, and that one tree is the beginning of another.

use crate::hash::Hash;

/// The most hashes that a proof of a tree of 2^64 leaves can have.
pub const PROOF_HASHES_MAX: usize = 65;

/// A proof that does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf's index is not below the tree's size.
    #[error("check a proof: the tree has no leaf of that index")]
    NoSuchLeaf,
    /// A tree without leaves, from which nothing follows, or sizes in the wrong order.
    #[error("check a proof: the sizes must be at least 1, and the first no more than the second")]
    Sizes,
    /// Too few or too many hashes for the sizes.
    #[error("check a proof: it has not as many hashes as the sizes ask for")]
    Length,
    /// The hashes lead to another root.
    #[error("check a proof: it leads to another root")]
    OtherRoot,
}

/// Checks that a leaf is in the tree of this size and root (RFC 9162, 2.1.3.2).
pub fn inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchLeaf);
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            hash = Hash::of_node(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::of_node(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    same(&hash, root)
}

/// Checks that the second tree begins with all leaves of the first (RFC 9162, 2.1.4.2). A first
/// tree without leaves is refused: everything begins with it, so that it proves nothing.
pub fn consistency(
    (first, first_root): (u64, &Hash),
    (second, second_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), ProofError> {
    if first == 0 || first > second {
        return Err(ProofError::Sizes);
    }
    if first == second {
        return if proof.is_empty() {
            same(first_root, second_root)
        } else {
            Err(ProofError::Length)
        };
    }
    let mut hashes = proof.iter();
    let (mut node, mut last) = (first - 1, second - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let begin = if first.is_power_of_two() {
        first_root
    } else {
        hashes.next().ok_or(ProofError::Length)?
    };
    let (mut old, mut new) = (*begin, *begin);
    for hash in hashes {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            old = Hash::of_node(hash, &old);
            new = Hash::of_node(hash, &new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new = Hash::of_node(&new, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    same(&old, first_root)?;
    same(&new, second_root)
}

fn same(found: &Hash, root: &Hash) -> Result<(), ProofError> {
    if found == root {
        Ok(())
    } else {
        Err(ProofError::OtherRoot)
    }
}
