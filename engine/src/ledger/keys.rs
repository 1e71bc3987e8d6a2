//! The keys that sign checkpoints: made with the ledger, wrapped by the master key, and changed
//! by an entry of the ledger, so that the old key vouches for the new one.

use rand::{CryptoRng, Rng};
use telos_ledger::note::{Algorithm, SignerKey, VerifierKey};
use telos_ledger::{EntryKind, SALT_BYTES, Salt};
use telos_model::time::Timestamp;
use telos_store::seal::{NodeKey, SealError, Vault};
use telos_store::{Commit, Committed, Expect, Put, Store};

use super::head::{Head, Leaf};
use super::payload::key_payload;
use super::{Ledger, LedgerError};
use crate::layout::keys::{self, Meta};
use crate::layout::{self, StoredKey};
use std::sync::{Arc, PoisonError};

/// The most keys that a ledger ever has.
const KEYS_MAX: usize = 1_000;
/// How often making a key is tried again when others write at the same moment.
const ATTEMPTS_MAX: usize = 8;

/// The ledger's keys: the newest signs, and so does the one before it, so that whoever knows only
/// that one is not left behind at once.
pub(super) struct KeyRing {
    /// Newest first.
    pub(super) signers: Vec<SignerKey>,
    /// All there ever were, newest first.
    pub(super) verifiers: Vec<VerifierKey>,
}

impl KeyRing {
    /// Reads the keys, and opens those that sign. Empty where there is no ledger.
    pub(super) fn load(store: &dyn Store, vault: &Vault) -> Result<Self, LedgerError> {
        let rows = store.scan(&keys::metas(Meta::LedgerKeys), KEYS_MAX)?;
        let mut ring = Self {
            signers: Vec::new(),
            verifiers: Vec::new(),
        };
        for (number, (_, row)) in (1..=rows.len() as u64).rev().zip(&rows) {
            let stored = layout::read_key(&row.value)?;
            let verifier = VerifierKey::parse(&stored.verifier)?;
            if ring.signers.len() < 2 {
                let signer = open(vault, number, &stored, verifier.name())?;
                if signer.verifier() != &verifier {
                    return Err(SealError::Damaged.into());
                }
                ring.signers.push(signer);
            }
            ring.verifiers.push(verifier);
        }
        Ok(ring)
    }

    pub(super) fn origin(&self) -> Option<&str> {
        self.verifiers.first().map(VerifierKey::name)
    }
}

/// Makes the ledger of a store under a name, unless it has one by that name already.
///
/// Without a name, the ledger keeps the one it has, or gets one that nobody else has.
pub fn ensure<R: CryptoRng + Rng>(
    store: &dyn Store,
    vault: &Vault,
    name: Option<&str>,
    now: Timestamp,
    rng: &mut R,
) -> Result<Box<str>, LedgerError> {
    for _ in 0..ATTEMPTS_MAX {
        let known = KeyRing::load(store, vault)?;
        if let Some(found) = known.origin() {
            return match name {
                Some(name) if name != found => Err(LedgerError::OtherOrigin {
                    found: found.into(),
                }),
                _ => Ok(found.into()),
            };
        }
        let origin = name.map_or_else(|| format!("telos/{:016x}", rng.next_u64()), Into::into);
        let (stored, leaf) = make(vault, &origin, 1, now, rng)?;
        let mut commit = Commit {
            name: "ledger",
            ..Commit::default()
        };
        put(1, &stored, &mut commit);
        Head::load(store)?.append(&[leaf], &mut commit);
        if store.commit(commit)? == Committed::Done {
            return Ok(origin.into());
        }
    }
    Err(LedgerError::Conflict)
}

impl Ledger {
    /// The keys that verify its checkpoints, newest first.
    pub(crate) fn verifiers(&self) -> Vec<VerifierKey> {
        self.ring().verifiers.clone()
    }

    /// Makes a new key, which signs from now on together with the one before it. The change is an
    /// entry of the ledger.
    pub(crate) fn rotate<R: CryptoRng + Rng>(
        &self,
        now: Timestamp,
        rng: &mut R,
    ) -> Result<VerifierKey, LedgerError> {
        for _ in 0..ATTEMPTS_MAX {
            let known = KeyRing::load(&*self.store, &self.vault)?;
            let number = known.verifiers.len() as u64 + 1;
            let (stored, leaf) = make(&self.vault, &self.origin, number, now, rng)?;
            let mut commit = Commit {
                name: "ledger-key",
                ..Commit::default()
            };
            put(number, &stored, &mut commit);
            if self.commit(commit, &[leaf])? == Committed::Done {
                let known = KeyRing::load(&*self.store, &self.vault)?;
                let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
                *keys = Arc::new(known);
                return Ok(VerifierKey::parse(&stored.verifier)?);
            }
        }
        Err(LedgerError::Conflict)
    }
}

/// A new key, and the entry that says so.
fn make<R: CryptoRng + Rng>(
    vault: &Vault,
    origin: &str,
    number: u64,
    now: Timestamp,
    rng: &mut R,
) -> Result<(StoredKey, Leaf), LedgerError> {
    let mut secret = [0; 32];
    rng.fill_bytes(&mut secret);
    let mut nonce = [0; 24];
    rng.fill_bytes(&mut nonce);
    let signer = SignerKey::new(origin, Algorithm::Ed25519, &secret)?;
    let with = NodeKey::generate(rng);
    let mut sealed = Vec::new();
    with.seal(&bound(number), nonce, &secret, &mut sealed);
    let verifier = signer.verifier().to_string();
    let leaf = Leaf::public(EntryKind::Key, salt(rng), key_payload(&verifier, now));
    let stored = StoredKey {
        verifier: verifier.into(),
        at: now,
        wrapped: vault.wrap_key(&with, place(number)),
        sealed,
    };
    Ok((stored, leaf))
}

fn open(
    vault: &Vault,
    number: u64,
    stored: &StoredKey,
    name: &str,
) -> Result<SignerKey, LedgerError> {
    let with = vault.unwrap_key(&stored.wrapped, place(number))?;
    let secret = with.open(&bound(number), &stored.sealed)?;
    let secret: [u8; 32] = secret.try_into().map_err(|_| SealError::Damaged)?;
    Ok(SignerKey::new(name, Algorithm::Ed25519, &secret)?)
}

fn put(number: u64, stored: &StoredKey, commit: &mut Commit) {
    let key = keys::meta(Meta::LedgerKeys, number);
    commit.expects.push(Expect::Absent(key.clone()));
    commit.puts.push(Put {
        key,
        version: 1,
        value: layout::write_key(stored),
    });
}

/// What the wrapping is bound to: places that no node has, since those are made of times.
fn place(number: u64) -> u64 {
    u64::MAX - number
}

fn bound(number: u64) -> telos_store::Sort {
    keys::bound(&keys::meta(Meta::LedgerKeys, number))
}

/// A new salt.
pub(crate) fn salt<R: Rng>(rng: &mut R) -> Salt {
    let mut salt = [0; SALT_BYTES];
    rng.fill_bytes(&mut salt);
    Salt(salt)
}
