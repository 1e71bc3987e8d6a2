//! The privacy officer's questions, answered with proofs: who consented to which text and when,
//! on what basis something could be done at an instant, and what changed in a time.
//!
//! There is no index of facts over all people, on purpose: each question about everyone looks at
//! no more than [`AUDIT_NODES_MAX`] records at once and says where it goes on. What is sealed of
//! people who were erased is not among the answers; their entries stay in the ledger.

mod changes;
mod consents;
mod then;

pub use changes::{
    ENDED_MAX, EndedCount, FactCount, FactCounts, OVERRIDES_MAX, Override, VERSIONS_MAX,
    VersionChange,
};
pub use consents::{ConsentQuery, ConsentsFound};
pub use then::{Then, ThenAnswer};

use telos_ledger::{Entry, EntryKind, LogProof, Salt};
use telos_model::id::NodeId;
use telos_model::time::Timestamp;
use telos_store::seal::NodeKey;
use telos_store::{Key, Space};

use crate::answer::ReadError;
use crate::catalogs::AppliedVersion;
use crate::engine::Engine;
use crate::layout::{self, RecordedFact, keys};
use crate::ledger::{LedgerError, catalog_payload};
use crate::sealed;

/// The most records that one page looks at.
pub const AUDIT_NODES_MAX: usize = 5_000;
/// The most facts of one record that are looked at; answers say of how many records there are more.
pub const AUDIT_RECORD_FACTS_MAX: usize = 5_000;
/// The most public entries that are looked through for a catalog version's.
const PUBLIC_MAX: usize = 20_000;

/// A catalog version with the proof that it is in the ledger.
#[derive(Debug, Clone)]
pub struct ProvenVersion {
    /// The version.
    pub version: AppliedVersion,
    /// What the entry commits to, together with the salt.
    pub payload: Box<str>,
    /// The salt.
    pub salt: Salt,
    /// The offline proof.
    pub proof: LogProof,
}

impl Engine {
    /// Versions with their proofs, in the same order; none where a version is older than the
    /// ledger.
    fn proven_versions(
        &self,
        versions: &[AppliedVersion],
    ) -> Result<Vec<Option<ProvenVersion>>, LedgerError> {
        let mut proven: Vec<Option<ProvenVersion>> = vec![None; versions.len()];
        let payload =
            |version: &AppliedVersion| catalog_payload(version.number, &version.hash, version.at);
        let wanted: Vec<String> = versions.iter().map(payload).collect();
        let checkpoint = self.inner.ledger.checkpoint(self.now())?;
        let rows = self.inner.store.scan(&keys::ledger_publics(), PUBLIC_MAX)?;
        for (sort, row) in rows {
            let public = layout::read_public(&row.value)?;
            let place = wanted
                .iter()
                .position(|payload| **payload == *public.payload);
            let index = <[u8; 8]>::try_from(&sort[..]).map(u64::from_be_bytes);
            let (Some(place), Ok(index)) = (place, index) else {
                continue;
            };
            let proof = self.inner.ledger.log_proof(index, &checkpoint)?;
            proven[place] = proof.map(|proof| ProvenVersion {
                version: versions[place].clone(),
                payload: public.payload,
                salt: public.salt,
                proof,
            });
            if proven.iter().all(Option::is_some) {
                break;
            }
        }
        debug_assert!(
            proven.iter().flatten().all(|one| {
                let entry = Entry::new(EntryKind::Catalog, &one.salt, one.payload.as_bytes());
                one.proof
                    .verify(&entry.leaf_hash(), &self.ledger_keys())
                    .is_ok()
            }),
            "what is told is proven"
        );
        Ok(proven)
    }

    /// The facts of a record that took effect in a time, newest first, and whether older ones were
    /// left out since there are more than [`AUDIT_RECORD_FACTS_MAX`].
    fn facts_between(
        &self,
        node: NodeId,
        with: &NodeKey,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<(Vec<RecordedFact>, bool), ReadError> {
        let mut range = keys::permissions(node);
        range.from = keys::timeline_from(from);
        range.until = (until != Timestamp::MAX).then(|| keys::timeline_from(until));
        let mut rows = self.inner.store.scan(&range, AUDIT_RECORD_FACTS_MAX + 1)?;
        let cut = rows.len() > AUDIT_RECORD_FACTS_MAX;
        rows.truncate(AUDIT_RECORD_FACTS_MAX);
        let facts = rows.into_iter().map(|(sort, row)| {
            let key = Key {
                space: Space::Permissions,
                partition: node.number(),
                sort,
            };
            let plain = sealed::open(&key, with, &row.value)?;
            Ok(layout::read_fact(&plain)?)
        });
        Ok((facts.collect::<Result<_, ReadError>>()?, cut))
    }
}
