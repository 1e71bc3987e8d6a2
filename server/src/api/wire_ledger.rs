//! The ledger as it goes over the wire.

use serde::Serialize;
use telos_engine::ProvenDeed;
use telos_engine::ledger::{Consistency, Inclusion, PublicEntry};
use telos_ledger::note::VerifierKey;
use telos_ledger::{Hash, SignedCheckpoint};
use utoipa::ToSchema;

/// Who signs the ledger's checkpoints.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerKeys {
    /// The ledger's name: the first line of its checkpoints.
    origin: String,
    /// The keys that ever signed, newest first, as C2SP verifier keys. The first two sign now.
    keys: Vec<String>,
}

/// The newest checkpoint with the signature that was sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct Cosigned {
    /// The checkpoint as `/v1/ledger/checkpoint` gives it.
    pub(crate) checkpoint: String,
}

/// The proof that an entry is in the ledger as it was at a size (RFC 6962, 2.1.1).
#[derive(Serialize, ToSchema)]
pub(crate) struct InclusionShown {
    /// The entry's place.
    index: u64,
    /// The size that the proof is for.
    size: u64,
    /// What the entry is about.
    kind: &'static str,
    /// The hash of the entry's leaf, in base64.
    leaf: String,
    /// From the leaf's sibling up, in base64.
    hashes: Vec<String>,
    /// The root that they lead to, in base64.
    root: String,
    /// The signed checkpoint of this size, where none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<String>,
}

/// The proof that the ledger at one size begins with that of another (RFC 6962, 2.1.2).
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsistencyShown {
    /// The earlier size.
    first: u64,
    /// Its root, in base64.
    first_root: String,
    /// The later size.
    second: u64,
    /// Its root, in base64.
    second_root: String,
    /// The proof, in base64.
    hashes: Vec<String>,
}

/// Either proof.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ProofShown {
    /// That an entry is in the ledger.
    Inclusion(InclusionShown),
    /// That the ledger only grew.
    Consistency(ConsistencyShown),
}

/// An entry of the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryShown {
    /// Its place.
    index: u64,
    /// What it is about.
    kind: &'static str,
    /// What it commits to: SHA-256 over a salt and a payload, in base64.
    commitment: String,
    /// The hash of its leaf, in base64.
    leaf: String,
    /// The salt, in hexadecimal digits, of an entry that says nothing about anybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    /// The payload of such an entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
}

/// What the ledger has about a request.
#[derive(Serialize, ToSchema)]
pub(crate) struct RequestProofs {
    /// Oldest first.
    proofs: Vec<ProvenShown>,
}

/// What an entry commits to, and the proof that the ledger has it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProvenShown {
    /// What the entry is about: request, override or erasure.
    kind: &'static str,
    /// When it was.
    at: String,
    /// What the entry commits to, together with the salt: JSON as RFC 8785 has it.
    payload: String,
    /// The salt, in hexadecimal digits.
    salt: String,
    /// The hash of the entry's leaf, in base64.
    leaf: String,
    /// The proof, as C2SP tlog-proof has it.
    proof: String,
}

pub(crate) fn request_proofs(proven: &[ProvenDeed]) -> RequestProofs {
    let proofs = proven.iter().map(|one| ProvenShown {
        kind: one.entry.kind.word(),
        at: one.at.to_string(),
        payload: one.payload.to_string(),
        salt: hex(&one.salt.0),
        leaf: one.entry.leaf_hash().to_string(),
        proof: one.proof.to_string(),
    });
    RequestProofs {
        proofs: proofs.collect(),
    }
}

pub(crate) fn keys(origin: &str, keys: &[VerifierKey]) -> LedgerKeys {
    LedgerKeys {
        origin: origin.to_owned(),
        keys: keys.iter().map(ToString::to_string).collect(),
    }
}

pub(crate) fn inclusion(found: &Inclusion, checkpoint: Option<&SignedCheckpoint>) -> ProofShown {
    ProofShown::Inclusion(InclusionShown {
        index: found.index,
        size: found.size,
        kind: found.entry.kind.word(),
        leaf: found.entry.leaf_hash().to_string(),
        hashes: texts(&found.hashes),
        root: found.root.to_string(),
        checkpoint: checkpoint.map(ToString::to_string),
    })
}

pub(crate) fn consistency(found: &Consistency) -> ProofShown {
    ProofShown::Consistency(ConsistencyShown {
        first: found.first.0,
        first_root: found.first.1.to_string(),
        second: found.second.0,
        second_root: found.second.1.to_string(),
        hashes: texts(&found.hashes),
    })
}

pub(crate) fn entry(found: &PublicEntry) -> EntryShown {
    let public = found.public.as_ref();
    EntryShown {
        index: found.index,
        kind: found.entry.kind.word(),
        commitment: found.entry.commitment.0.to_string(),
        leaf: found.entry.leaf_hash().to_string(),
        salt: public.map(|public| hex(&public.salt.0)),
        payload: public.map(|public| public.payload.to_string()),
    }
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
