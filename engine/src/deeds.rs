//! What was done about people and is an entry of the ledger: what became of their requests, what
//! staff did, and erasures; each with its proof.
//!
//! A deed lies under its person's node, sealed with that node's key, and goes with it. A hold, a
//! restriction or an objection that staff set is a permission fact, whose entry names its actor.

use telos_ledger::note::VerifierKey;
use telos_ledger::{Entry, EntryKind, LogProof, Salt};
use telos_model::id::NodeId;
use telos_model::request::{Request, RequestId};
use telos_model::time::Timestamp;
use telos_store::{Commit, Put, Sort};

use crate::engine::Engine;
use crate::layout::{self, Damaged, Deed, Erasure, keys};
use crate::ledger::{self, Act, Leaf, LedgerError};
use crate::read::Who;
use crate::sealed::{self, Open, SharedKey};

/// The most deeds of a person that are listed.
pub const DEEDS_MAX: usize = 1_000;
/// The name of staff where no key names them.
pub(crate) const STAFF: &str = "staff";

/// What an entry commits to, and the proof that the ledger has the entry.
#[derive(Debug, Clone)]
pub struct ProvenDeed {
    /// When it was.
    pub at: Timestamp,
    /// What the entry commits to, together with the salt: canonical JSON.
    pub payload: Box<str>,
    /// The salt.
    pub salt: Salt,
    /// The entry.
    pub entry: Entry,
    /// The offline proof.
    pub proof: LogProof,
    /// The keys that verify the checkpoint in it, newest first.
    pub keys: Vec<VerifierKey>,
}

impl Deed {
    /// The entry to be appended in the same commit.
    pub(crate) fn leaf(&self) -> Leaf {
        Leaf::private(self.kind, self.salt, self.payload.to_string())
    }
}

impl Engine {
    /// What was done about a person, newest first for each node, at most [`DEEDS_MAX`]. `None` if
    /// nobody is known by that name.
    pub fn deeds(&self, who: &Who) -> Result<Option<Vec<(NodeId, Deed)>>, LedgerError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let mut deeds = Vec::new();
        for node in &person.members {
            let Some(with) = person.keys.get(node) else {
                continue;
            };
            let left = DEEDS_MAX - deeds.len();
            for (sort, row) in self.inner.store.scan(&keys::deeds(*node), left)? {
                deeds.push((*node, open(*node, sort, with, &row.value)?));
            }
        }
        Ok(Some(deeds))
    }

    /// What was done about the person of a node, newest first, at most [`DEEDS_MAX`].
    pub(crate) fn deeds_at(
        &self,
        node: NodeId,
        with: &SharedKey,
    ) -> Result<Vec<Deed>, LedgerError> {
        let rows = self.inner.store.scan(&keys::deeds(node), DEEDS_MAX)?;
        let deeds = rows.into_iter();
        deeds
            .map(|(sort, row)| open(node, sort, with, &row.value))
            .collect()
    }

    /// A deed with its proof, under a checkpoint of this moment.
    pub fn prove_deed(&self, deed: &Deed) -> Result<ProvenDeed, LedgerError> {
        self.proven(deed.at, deed.salt, &deed.payload, deed.entry())
    }

    /// An erasure with its proof; none where it is not finished, or older than such entries.
    pub fn prove_erasure(&self, erasure: &Erasure) -> Result<Option<ProvenDeed>, LedgerError> {
        let leaf = ledger::erasure_leaf(erasure);
        let proven =
            leaf.map(|leaf| self.proven(erasure.at, leaf.salt, &leaf.payload, leaf.entry()));
        proven.transpose()
    }

    /// All that is proven about a request, oldest first: what became of it and what staff did
    /// about it, or the erasure that it led to. Empty where nothing is known by the id.
    pub fn prove_request(&self, id: RequestId) -> Result<Vec<ProvenDeed>, LedgerError> {
        let Some((node, main)) = self.place(id)? else {
            return Ok(Vec::new());
        };
        if let Some(erasure) = self.erasure(node)? {
            return Ok(Vec::from_iter(self.prove_erasure(&erasure)?));
        }
        let deeds = self.deeds(&Who::Node(node))?.unwrap_or_default();
        let about = deeds.into_iter().rev().map(|(_, deed)| deed);
        let about = about.filter(|deed| deed.request == Some(main));
        about.map(|deed| self.prove_deed(&deed)).collect()
    }

    fn proven(
        &self,
        at: Timestamp,
        salt: Salt,
        payload: &str,
        entry: Entry,
    ) -> Result<ProvenDeed, LedgerError> {
        let ledger = &self.inner.ledger;
        let checkpoint = ledger.checkpoint(self.now())?;
        let missing = Damaged {
            what: "place in the ledger",
        };
        let index = ledger.find(&entry.leaf_hash())?.ok_or(missing)?;
        let proof = ledger.log_proof(index, &checkpoint)?.ok_or(missing)?;
        Ok(ProvenDeed {
            at,
            payload: payload.into(),
            salt,
            entry,
            proof,
            keys: ledger.verifiers(),
        })
    }

    /// Adds to a commit that changes a request what became of it and what staff did; gives the
    /// entries that go with it.
    pub(crate) fn note_deeds(
        &self,
        commit: &mut Commit,
        (node, with): (NodeId, &SharedKey),
        (before, after): (&Request, &Request),
        over: Option<(Act<'_>, &str)>,
    ) -> Vec<Leaf> {
        let at = self.now();
        let policy = self.policy();
        let slots = &policy.catalog.slots;
        let outcomes = ledger::outcomes(slots, node, (before, after), at).into_iter();
        let mut payloads: Vec<_> = outcomes.map(|text| (EntryKind::Request, text)).collect();
        payloads.extend(over.map(|(act, by)| {
            let payload = ledger::override_payload(Some(node), act, by, at);
            (EntryKind::Override, payload)
        }));
        let mut leaves = Vec::with_capacity(payloads.len());
        for (kind, payload) in payloads {
            let deed = Deed {
                kind,
                at,
                request: Some(after.case().id),
                salt: self.salt(),
                payload: payload.into(),
            };
            leaves.push(deed.leaf());
            commit.puts.push(self.sealed(node, with, &deed));
        }
        leaves
    }

    fn sealed(&self, node: NodeId, with: &SharedKey, deed: &Deed) -> Put {
        let mark = self.new_number();
        let mark = mark.first_chunk::<8>().copied().unwrap_or_default();
        let open = Open {
            key: keys::deed(node, deed.at, mark),
            version: 0,
            plain: layout::write_deed(deed),
            with: SharedKey::clone(with),
        };
        open.seal(self.new_nonce())
    }
}

fn open(node: NodeId, sort: Sort, with: &SharedKey, value: &[u8]) -> Result<Deed, LedgerError> {
    let mut key = keys::deed(node, Timestamp::MIN, [0; 8]);
    key.sort = sort;
    let plain = sealed::open(&key, with, value)?;
    Ok(layout::read_deed(&plain)?)
}
