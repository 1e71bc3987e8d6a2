//! Any proof of any tree verifies, agrees with the recursive definition of RFC 6962, and proves
//! nothing else.

use proptest::prelude::*;
use telos_ledger::proof::{self, ProofError};
use telos_ledger::{Frontier, Hash, TILE_HASHES, TileAt, Tiles};

/// A tree held as its leaves, that gives tiles by RFC 6962's definition.
struct Plain(Vec<Hash>);

impl Plain {
    fn of(size: u64) -> Self {
        Self((0..size).map(|n| Hash::of_leaf(&n.to_be_bytes())).collect())
    }

    fn tiles(&self) -> Tiles<impl FnMut(TileAt) -> Result<Vec<Hash>, String>> {
        Tiles::new(self.0.len() as u64, |at| Ok(self.tile(at)))
    }

    fn tile(&self, at: TileAt) -> Vec<Hash> {
        let span = 1 << (8 * u32::from(at.level));
        let first = at.index * TILE_HASHES;
        let hashes =
            (first..first + u64::from(at.width)).map(|n| self.mth(n * span, (n + 1) * span));
        hashes.collect()
    }

    fn slice(&self, from: u64, until: u64) -> &[Hash] {
        let place = |n| usize::try_from(n).expect("small");
        &self.0[place(from)..place(until)]
    }

    fn mth(&self, from: u64, until: u64) -> Hash {
        mth(self.slice(from, until))
    }
}

fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::empty(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            Hash::of_node(&mth(left), &mth(right))
        }
    }
}

fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut path, other) = if index < k {
        (path(index, left), mth(right))
    } else {
        (path(index - k, right), mth(left))
    };
    path.push(other);
    path
}

fn subproof(first: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if first == leaves.len() {
        return if whole { Vec::new() } else { vec![mth(leaves)] };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut path, other) = if first <= k {
        (subproof(first, left, whole), mth(right))
    } else {
        (subproof(first - k, right, false), mth(left))
    };
    path.push(other);
    path
}

#[test]
fn the_frontier_has_the_root_of_the_definition_at_every_size() {
    let tree = Plain::of(1_100);
    let mut tiles = tree.tiles();
    let mut frontier = Frontier::default();
    for size in 0..=1_100_u64 {
        let root = tiles.root_at(size).expect("reads");
        assert_eq!(frontier.root(), root, "{size}");
        assert_eq!(tiles.frontier_at(size).expect("reads"), frontier);
        if size < 600 {
            assert_eq!(root, tree.mth(0, size));
        }
        if size < 1_100 {
            frontier.push(tree.slice(size, size + 1)[0]);
        }
    }
    let peaks = frontier.peaks().to_vec();
    assert_eq!(Frontier::new(1_100, peaks.clone()), Ok(frontier));
    assert!(Frontier::new(1_101, peaks).is_err());
}

/// Three levels of tiles are read only by trees of more than 65,536 leaves.
#[test]
fn proofs_of_a_tree_over_three_levels_of_tiles_verify() {
    let size = 66_000;
    let tree = Plain::of(size);
    let mut tiles = tree.tiles();
    let root = tree.mth(0, size);
    assert_eq!(tiles.root_at(size), Ok(root));
    for index in [0, 255, 256, 65_535, 65_536, 65_999] {
        let found = tiles.inclusion(index, size).expect("reads");
        let leaf = tiles.leaf(index).expect("reads");
        assert_eq!(proof::inclusion(&leaf, index, size, &found, &root), Ok(()));
    }
    for first in [1, 256, 257, 65_536, 65_537, 65_999, 66_000] {
        let found = tiles.consistency(first, size).expect("reads");
        let old = tiles.root_at(first).expect("reads");
        assert_eq!(
            proof::consistency((first, &old), (size, &root), &found),
            Ok(())
        );
    }
}

#[test]
fn a_tree_without_leaves_proves_nothing() {
    let root = Plain::of(3).mth(0, 3);
    let refused = Err(ProofError::Sizes);
    for proof in [&[][..], &[root]] {
        assert_eq!(
            proof::consistency((0, &Hash::empty()), (3, &root), proof),
            refused
        );
        assert_eq!(proof::consistency((0, &root), (0, &root), proof), refused);
        assert_eq!(proof::consistency((4, &root), (3, &root), proof), refused);
    }
    let leaf = Hash::of_leaf(b"");
    assert_eq!(
        proof::inclusion(&leaf, 0, 0, &[], &leaf),
        Err(ProofError::NoSuchLeaf)
    );
    assert_eq!(
        proof::inclusion(&leaf, 1, 1, &[], &leaf),
        Err(ProofError::NoSuchLeaf)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_inclusion_proof_is_the_defined_one_and_proves_that_leaf_alone(
        size in 1..700_u64, at: prop::sample::Index, change: prop::sample::Index, bit in 0..256_usize,
    ) {
        let tree = Plain::of(size);
        let index = at.index(tree.0.len()) as u64;
        let root = tree.mth(0, size);
        let leaf = tree.slice(index, index + 1)[0];
        let hashes = tree.tiles().inclusion(index, size).expect("reads");
        prop_assert_eq!(&hashes, &path(at.index(tree.0.len()), &tree.0));
        let check = |leaf: &Hash, index, size, hashes: &[Hash], root: &Hash| {
            proof::inclusion(leaf, index, size, hashes, root)
        };
        prop_assert_eq!(check(&leaf, index, size, &hashes, &root), Ok(()));
        let flip = |hash: &Hash| {
            let mut other = *hash;
            other.0[bit / 8] ^= 1 << (bit % 8);
            other
        };
        prop_assert!(check(&flip(&leaf), index, size, &hashes, &root).is_err());
        prop_assert!(check(&leaf, index, size, &hashes, &flip(&root)).is_err());
        for other in 0..size {
            prop_assert_eq!(check(&leaf, other, size, &hashes, &root).is_ok(), other == index);
        }
        let mut longer = hashes.clone();
        longer.push(root);
        prop_assert!(check(&leaf, index, size, &longer, &root).is_err());
        if !hashes.is_empty() {
            let mut changed = hashes.clone();
            let place = change.index(changed.len());
            changed[place] = flip(&changed[place]);
            prop_assert!(check(&leaf, index, size, &changed, &root).is_err());
            prop_assert!(check(&leaf, index, size, &hashes[1..], &root).is_err());
            prop_assert!(check(&leaf, index, size, &hashes[..hashes.len() - 1], &root).is_err());
        }
    }

    #[test]
    fn a_consistency_proof_is_the_defined_one_and_proves_those_trees_alone(
        second in 1..700_u64, at: prop::sample::Index, change: prop::sample::Index, bit in 0..256_usize,
    ) {
        let tree = Plain::of(second);
        let first = at.index(tree.0.len()) as u64 + 1;
        let (old, new) = (tree.mth(0, first), tree.mth(0, second));
        let hashes = tree.tiles().consistency(first, second).expect("reads");
        prop_assert_eq!(&hashes, &subproof(at.index(tree.0.len()) + 1, &tree.0, true));
        let check = |old: &Hash, new: &Hash, hashes: &[Hash]| {
            proof::consistency((first, old), (second, new), hashes)
        };
        prop_assert_eq!(check(&old, &new, &hashes), Ok(()));
        let flip = |hash: &Hash| {
            let mut other = *hash;
            other.0[bit / 8] ^= 1 << (bit % 8);
            other
        };
        prop_assert!(check(&flip(&old), &new, &hashes).is_err());
        prop_assert!(check(&old, &flip(&new), &hashes).is_err());
        let mut longer = hashes.clone();
        longer.push(old);
        prop_assert!(check(&old, &new, &longer).is_err());
        if !hashes.is_empty() {
            let mut changed = hashes.clone();
            let place = change.index(changed.len());
            changed[place] = flip(&changed[place]);
            prop_assert!(check(&old, &new, &changed).is_err());
            prop_assert!(check(&old, &new, &hashes[..hashes.len() - 1]).is_err());
        }
    }
}
