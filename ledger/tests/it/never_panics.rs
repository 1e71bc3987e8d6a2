//! Whatever comes in is read or refused, and what is read is written back as it came.

use proptest::prelude::*;
use telos_ledger::note::{Note, VerifierKey};
use telos_ledger::proof;
use telos_ledger::{Checkpoint, Entry, Hash, LogProof, SignedCheckpoint};

const NOTE: &str = "telos.example/ledger\n3\nrra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=\n\n\u{2014} telos.example/ledger AAAAAAAA\n";

fn read_all(text: &str) {
    if let Ok(note) = Note::parse(text) {
        assert_eq!(note.to_string(), text);
    }
    if let Ok(key) = VerifierKey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(proof) = LogProof::parse(text) {
        assert_eq!(proof.to_string(), text);
    }
    if let Ok(signed) = SignedCheckpoint::parse(text) {
        assert!(signed.verify(&[]).is_err());
    }
    drop(Checkpoint::parse(text));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text: String) {
        read_all(&text);
    }

    #[test]
    fn any_text_of_such_lines_is_read_or_refused(
        text in "(c2sp.org/tlog-proof@v1\n)?((extra |index |\u{2014} )?[a-z/=+0-9]{0,6} ?[A-Za-z0-9=]{0,8}\n|\n){0,9}",
    ) {
        read_all(&text);
    }

    #[test]
    fn any_change_of_a_note_is_read_or_refused(at in 0..NOTE.len(), by: char, cut: bool) {
        let mut text = NOTE.to_owned();
        let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).expect("0 is one");
        if cut {
            text.truncate(at);
        } else {
            text.insert(at, by);
        }
        read_all(&text);
        read_all(&format!("c2sp.org/tlog-proof@v1\nindex 0\n\n{text}"));
    }

    #[test]
    fn any_proof_is_checked_or_refused(
        first: u64, second: u64, hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let hashes: Vec<Hash> = hashes.into_iter().map(Hash).collect();
        let root = Hash::empty();
        prop_assert!(proof::inclusion(&root, first, second, &hashes, &Hash::of_leaf(b"")).is_err());
        let other = Hash::of_leaf(b"");
        prop_assert!(proof::consistency((first, &root), (second, &other), &hashes).is_err());
    }

    #[test]
    fn any_bytes_are_an_entry_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(entry) = Entry::parse(&bytes) {
            prop_assert_eq!(entry.to_bytes().to_vec(), bytes);
        }
    }
}

#[test]
fn the_note_that_is_changed_is_one() {
    assert!(SignedCheckpoint::parse(NOTE).is_ok());
}
