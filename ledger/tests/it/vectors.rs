//! Published vectors: the trees of Certificate Transparency's tests (RFC 6962), and the note of
//! Go's `sumdb/note`.

use telos_ledger::note::{Note, VerifierKey};
use telos_ledger::{Frontier, Hash, TileAt, Tiles, proof};

/// The contents of the eight leaves.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// The roots after each.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
/// Index, size and the hashes of the proof.
const INCLUSIONS: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        3,
        &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    ),
    (
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];
/// Both sizes and the hashes of the proof.
const CONSISTENCIES: [(u64, u64, &[&str]); 4] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

fn hash(hex: &str) -> Hash {
    let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex");
    Hash(std::array::from_fn(byte))
}

fn leaves() -> Vec<Hash> {
    LEAVES.iter().map(|leaf| Hash::of_leaf(leaf)).collect()
}

#[test]
fn roots_are_the_published_ones() {
    assert_eq!(Hash::empty(), hash(EMPTY));
    let mut frontier = Frontier::default();
    assert_eq!(frontier.root(), hash(EMPTY));
    for (leaf, root) in leaves().into_iter().zip(ROOTS) {
        frontier.push(leaf);
        assert_eq!(frontier.root(), hash(root));
    }
}

#[test]
fn proofs_are_the_published_ones() {
    let read = |at: TileAt| -> Result<Vec<Hash>, ()> { Ok(leaves()[..at.width.into()].to_vec()) };
    let mut tiles = Tiles::new(8, read);
    let root = |size: u64| hash(ROOTS[usize::try_from(size).expect("small") - 1]);
    for (index, size, expected) in INCLUSIONS {
        let found = tiles.inclusion(index, size).expect("reads");
        let expected: Vec<Hash> = expected.iter().map(|text| hash(text)).collect();
        assert_eq!(found, expected, "{index} in {size}");
        let leaf = leaves()[usize::try_from(index).expect("small")];
        assert_eq!(
            proof::inclusion(&leaf, index, size, &found, &root(size)),
            Ok(())
        );
    }
    for (first, second, expected) in CONSISTENCIES {
        let found = tiles.consistency(first, second).expect("reads");
        let expected: Vec<Hash> = expected.iter().map(|text| hash(text)).collect();
        assert_eq!(found, expected, "{first} to {second}");
        let (old, new) = (root(first), root(second));
        assert_eq!(
            proof::consistency((first, &old), (second, &new), &found),
            Ok(())
        );
    }
}

#[test]
fn a_note_signed_by_gos_implementation_verifies() {
    let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let note = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n\n\
                \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let keys = [VerifierKey::parse(key).expect("a key")];
    assert_eq!(keys[0].to_string(), key);
    let parsed = Note::parse(note).expect("a note");
    assert_eq!(parsed.to_string(), note);
    assert_eq!(parsed.verify(&keys).expect("verifies")[0].key, &keys[0]);
    let other = Note::parse(&note.replace("problem is", "problem was")).expect("a note");
    assert!(other.verify(&keys).is_err());
}
