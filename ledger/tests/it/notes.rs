//! Checkpoints and proofs as texts: signed, cosigned, handed on and checked offline.

use telos_ledger::note::{Algorithm, NoteError, SignerKey, VerifierKey};
use telos_ledger::{
    Checkpoint, CheckpointError, Entry, EntryKind, Frontier, Hash, LogProof, LogProofError, Salt,
    SignedCheckpoint, TileAt, Tiles,
};

const ORIGIN: &str = "telos.example/ledger";

fn log_key(secret: u8) -> SignerKey {
    SignerKey::new(ORIGIN, Algorithm::Ed25519, &[secret; 32]).expect("a key")
}

fn witness(name: &str, secret: u8) -> SignerKey {
    SignerKey::new(name, Algorithm::Cosignature, &[secret; 32]).expect("a key")
}

fn head(size: u64) -> Checkpoint {
    Checkpoint {
        origin: ORIGIN.into(),
        size,
        root: Hash::of_leaf(&size.to_be_bytes()),
    }
}

fn verifiers(keys: &[&SignerKey]) -> Vec<VerifierKey> {
    keys.iter().map(|key| key.verifier().clone()).collect()
}

/// RFC 8032, 7.1, test 1: the public key of a secret one.
#[test]
fn a_key_is_made_of_its_secret_as_published() {
    let unhex = |hex: &str| -> [u8; 32] {
        let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex");
        std::array::from_fn(byte)
    };
    let secret = unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let public = unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let key = SignerKey::new("example.org/log", Algorithm::Ed25519, &secret).expect("a key");
    assert_eq!(key.verifier().public(), public);
    assert!(!format!("{key:?}").contains("9d61"));
    let text = key.verifier().to_string();
    assert_eq!(VerifierKey::parse(&text).as_ref(), Ok(key.verifier()));
}

#[test]
fn a_checkpoint_has_the_published_form_and_verifies_as_it_was_signed() {
    let key = log_key(1);
    let signed = head(20_852_163).sign(&[&key]).expect("signs");
    let text = signed.to_string();
    let lines: Vec<&str> = text.split('\n').collect();
    assert_eq!(lines[..2], [ORIGIN, "20852163"]);
    assert_eq!((lines[3], lines[5]), ("", ""));
    assert!(lines[4].starts_with("\u{2014} telos.example/ledger "));
    let read = SignedCheckpoint::parse(&text).expect("reads");
    assert_eq!(read, signed);
    assert_eq!(read.verify(&verifiers(&[&key])), Ok(&head(20_852_163)));
    let other = SignedCheckpoint::parse(&text.replace("20852163", "20852164")).expect("reads");
    let wrong = Err(CheckpointError::Note(NoteError::Signature));
    assert_eq!(other.verify(&verifiers(&[&key])), wrong);
    let unknown = Err(CheckpointError::Note(NoteError::Unsigned));
    assert_eq!(read.verify(&verifiers(&[&log_key(2)])), unknown);
}

#[test]
fn while_keys_change_a_checkpoint_verifies_by_the_old_and_by_the_new() {
    let (old, new) = (log_key(1), log_key(2));
    let signed = head(7).sign(&[&new, &old]).expect("signs");
    for key in [&old, &new] {
        assert_eq!(signed.verify(&verifiers(&[key])), Ok(&head(7)));
    }
    assert_eq!(signed.verify(&verifiers(&[&old, &new])), Ok(&head(7)));
    // One wrong signature of a known key spoils it, whatever the other says.
    let other = head(8).sign(&[&old]).expect("signs").to_string();
    let stolen = other.lines().last().expect("a line").to_owned();
    let mixed = head(7).sign(&[&new]).expect("signs").to_string() + &stolen + "\n";
    let mixed = SignedCheckpoint::parse(&mixed).expect("reads");
    assert!(mixed.verify(&verifiers(&[&old, &new])).is_err());
}

#[test]
fn another_logs_checkpoint_is_refused_even_if_signed_by_a_known_key() {
    let other = SignerKey::new("other.example/log", Algorithm::Ed25519, &[9; 32]).expect("a key");
    let signed = head(7).sign(&[&other]).expect("signs");
    let refused = Err(CheckpointError::OtherOrigin);
    assert_eq!(signed.verify(&verifiers(&[&other])), refused);
    // A witness's signature does not stand in for the log's.
    let same_name = witness(ORIGIN, 3);
    let text = head(7).sign(&[&log_key(1)]).expect("signs");
    let mut text = text;
    let body = text.unverified().to_string();
    let line = telos_ledger::note::Note::new(&body, vec![same_name.sign(&body, 5)]);
    let line = line.expect("a note").to_string();
    let line = line.lines().last().expect("a line");
    text.add_cosignature(line, &verifiers(&[&same_name]))
        .expect("right");
    assert_eq!(text.verify(&verifiers(&[&same_name])), refused);
}

#[test]
fn witnesses_sign_with_their_time_and_are_counted_once() {
    let (key, one, two) = (
        log_key(1),
        witness("w1.example", 3),
        witness("w2.example", 4),
    );
    let mut signed = head(7).sign(&[&key]).expect("signs");
    let known = verifiers(&[&one, &two]);
    let line = |witness: &SignerKey, of: &Checkpoint, time| {
        let note = telos_ledger::note::Note::new(
            &of.to_string(),
            vec![witness.sign(&of.to_string(), time)],
        );
        note.expect("a note")
            .to_string()
            .lines()
            .last()
            .expect("a line")
            .to_owned()
    };
    let none = CheckpointError::TooFewWitnesses {
        found: 0,
        wanted: 1,
    };
    assert_eq!(signed.cosigned(&known, 1), Err(none));
    signed
        .add_cosignature(&line(&one, &head(7), 1_679_315_147), &known)
        .expect("right");
    signed
        .add_cosignature(&line(&one, &head(7), 1_679_315_148), &known)
        .expect("right");
    assert!(
        signed
            .add_cosignature(&line(&two, &head(8), 5), &known)
            .is_err()
    );
    let stranger = witness("w3.example", 5);
    assert!(
        signed
            .add_cosignature(&line(&stranger, &head(7), 5), &known)
            .is_err()
    );
    assert!(
        signed
            .add_cosignature("\u{2014} w1.example AAAA", &known)
            .is_err()
    );
    let signed = SignedCheckpoint::parse(&signed.to_string()).expect("reads");
    let found = signed.cosigned(&known, 1).expect("one has");
    assert_eq!((found.len(), found[0].time), (1, 1_679_315_148));
    assert!(signed.cosigned(&known, 2).is_err());
    assert_eq!(signed.verify(&verifiers(&[&key])), Ok(&head(7)));
}

#[test]
fn a_proof_can_be_checked_offline_from_its_text() {
    let entry = |n: u8| Entry::new(EntryKind::Permission, &Salt([n; 32]), &[n]);
    let leaves: Vec<Hash> = (0..200).map(|n| entry(n).leaf_hash()).collect();
    let mut frontier = Frontier::default();
    for leaf in &leaves {
        frontier.push(*leaf);
    }
    let head = Checkpoint {
        origin: ORIGIN.into(),
        size: 200,
        root: frontier.root(),
    };
    let key = log_key(1);
    let read = |_: TileAt| -> Result<Vec<Hash>, ()> { Ok(leaves.clone()) };
    let proof = LogProof {
        extra: None,
        index: 77,
        hashes: Tiles::new(200, read).inclusion(77, 200).expect("reads"),
        checkpoint: head.sign(&[&key]).expect("signs"),
    };
    let text = proof.to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 77\n"));
    let read = LogProof::parse(&text).expect("reads");
    assert_eq!(read, proof);
    let known = verifiers(&[&key]);
    assert_eq!(read.verify(&leaves[77], &known), Ok(&head));
    assert!(read.verify(&leaves[78], &known).is_err());
    let with_extra = LogProof {
        extra: Some(b"more".to_vec()),
        ..proof
    };
    assert_eq!(LogProof::parse(&with_extra.to_string()), Ok(with_extra));
    for (from, to) in [
        ("index 77", "index 077"),
        ("index 77", "index"),
        ("proof@v1", "proof@v2"),
        ("\n\n", "\n"),
    ] {
        let bad = LogProof::parse(&text.replacen(from, to, 1));
        assert!(bad.is_err(), "{from} as {to}");
    }
    let moved = LogProof::parse(&text.replacen("index 77", "index 78", 1)).expect("reads");
    assert!(matches!(
        moved.verify(&leaves[77], &known),
        Err(LogProofError::Proof(_))
    ));
}

#[test]
fn names_of_keys_are_checked() {
    for bad in ["", "a b", "a+b", "a\u{a0}b", "a\nb", &"x".repeat(256)] {
        let refused = SignerKey::new(bad, Algorithm::Ed25519, &[1; 32]);
        assert_eq!(refused.expect_err("refused"), NoteError::Name);
    }
}
