//! Appending in groups, and proofs in a tree of ten million leaves, whose tiles come as bytes the
//! way a store keeps them: entries at level 0, hashes above.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use telos_ledger::note::{Algorithm, SignerKey};
use telos_ledger::{
    Checkpoint, ENTRY_BYTES, Entry, EntryKind, Frontier, HASH_BYTES, Hash, Salt, TileAt, Tiles,
    proof,
};

const LEAVES: u64 = 10_000_000;
const GROUP: u64 = 500;
/// What a permission fact is as canonical JSON.
const PAYLOAD: &[u8] = br#"{"actor":"person","effective":"2026-05-03T12:00:00.123Z","fact":"fabababababababababababababababab","locale":"de-DE","method":"form","recorded":"2026-05-03T12:00:01.000Z","statement":{"act":"grant","explicit":true,"kind":"consent","purpose":"aria/news-email","separate":false,"text_version":3},"subject":"n000000000000004d","type":"telos-permission-fact/1"}"#;

/// The bytes of a tile. What is in them makes no difference to the time it takes.
fn row(at: TileAt) -> Vec<u8> {
    let bytes = if at.level == 0 {
        ENTRY_BYTES
    } else {
        HASH_BYTES
    };
    let mut row = vec![1; usize::from(at.width) * bytes];
    for (place, entry) in row.chunks_mut(bytes).enumerate() {
        entry[8..16].copy_from_slice(&(at.index * 256 + place as u64).to_be_bytes());
    }
    row
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a store's tiles may fail to be read"
)]
fn read(at: TileAt) -> Result<Vec<Hash>, ()> {
    let row = row(at);
    Ok(if at.level == 0 {
        let entries = row.chunks(ENTRY_BYTES);
        let leaf = |bytes| Entry::parse(bytes).expect("an entry").leaf_hash();
        entries.map(leaf).collect()
    } else {
        let hash = |bytes: &[u8]| Hash(bytes.try_into().expect("a hash"));
        row.chunks(HASH_BYTES).map(hash).collect()
    })
}

fn appending(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("append");
    group.throughput(Throughput::Elements(GROUP));
    group.bench_function("500 facts: commitment, leaf, tree", |bencher| {
        bencher.iter_batched_ref(
            Frontier::default,
            |frontier| {
                for number in 0..GROUP {
                    let mut salt = Salt([0; 32]);
                    salt.0[..8].copy_from_slice(&number.to_be_bytes());
                    let entry = Entry::new(EntryKind::Permission, &salt, black_box(PAYLOAD));
                    frontier.push(entry.leaf_hash());
                }
                frontier.root()
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn proving(criterion: &mut Criterion) {
    let index = 7_654_321;
    criterion.bench_function("inclusion proof at 10 million leaves", |bencher| {
        bencher.iter(|| Tiles::new(LEAVES, read).inclusion(black_box(index), LEAVES));
    });
    criterion.bench_function(
        "consistency proof from 7,654,321 to 10 million",
        |bencher| {
            bencher.iter(|| Tiles::new(LEAVES, read).consistency(black_box(index), LEAVES));
        },
    );
    let mut tiles = Tiles::new(LEAVES, read);
    let hashes = tiles.inclusion(index, LEAVES).expect("reads");
    let (leaf, root) = (
        tiles.leaf(index).expect("reads"),
        tiles.root_at(LEAVES).expect("reads"),
    );
    criterion.bench_function("check an inclusion proof", |bencher| {
        bencher.iter(|| proof::inclusion(&leaf, black_box(index), LEAVES, &hashes, &root));
    });
}

fn signing(criterion: &mut Criterion) {
    let key = SignerKey::new("telos/bench", Algorithm::Ed25519, &[7; 32]).expect("a key");
    let head = Checkpoint {
        origin: "telos/bench".into(),
        size: LEAVES,
        root: Hash::empty(),
    };
    criterion.bench_function("sign a checkpoint", |bencher| {
        bencher.iter(|| black_box(&head).sign(&[&key]));
    });
    let signed = head.sign(&[&key]).expect("signs");
    let known = [key.verifier().clone()];
    criterion.bench_function("verify a checkpoint", |bencher| {
        bencher.iter(|| black_box(&signed).verify(&known).is_ok());
    });
}

criterion_group!(benches, appending, proving, signing);
criterion_main!(benches);
