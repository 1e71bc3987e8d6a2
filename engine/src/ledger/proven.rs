//! One permission fact with all that proves it, for receipts.

use telos_ledger::note::VerifierKey;
use telos_ledger::{Entry, EntryKind, LogProof, Salt};
use telos_model::consent::FactId;
use telos_model::id::{EventId, NodeId};
use telos_store::seal::NodeKey;
use telos_store::{Range, Sort};

use super::{LedgerError, fact_payload};
use crate::engine::Engine;
use crate::layout::{self, Located, RecordedFact, keys};
use crate::load;
use crate::read::Who;

/// The most facts of a person that are listed.
pub const FACTS_MAX: usize = 1_000;
/// The most facts that one message can state, which is how far their ids can be from its own.
const FACTS_PER_EVENT: u8 = u8::MAX;
/// How many rows are looked through at once.
const PAGE_ROWS: usize = 1_000;

/// A permission fact, what its entry commits to, and the proof that the entry is in the ledger.
#[derive(Debug, Clone)]
pub struct ProvenFact {
    /// The node that it was recorded for.
    pub node: NodeId,
    /// The fact.
    pub recorded: RecordedFact,
    /// What the entry commits to, together with the salt: the fact as canonical JSON.
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

/// What came of looking for a fact to prove.
#[derive(Debug, Clone)]
pub enum ToProve {
    /// There is no such fact, or not with this person.
    Unknown,
    /// It is older than the ledger, so that it has no entry.
    BeforeLedger(Box<RecordedFact>),
    /// The fact with its proof.
    Proven(Box<ProvenFact>),
}

impl ToProve {
    /// The fact, where there is one.
    #[must_use]
    pub fn recorded(&self) -> Option<&RecordedFact> {
        match self {
            Self::Unknown => None,
            Self::BeforeLedger(recorded) => Some(recorded),
            Self::Proven(proven) => Some(&proven.recorded),
        }
    }
}

impl Engine {
    /// The permission facts of a person, newest first for each node, at most [`FACTS_MAX`].
    /// `None` if nobody is known by that name.
    pub fn facts(&self, who: &Who) -> Result<Option<Vec<(NodeId, RecordedFact)>>, LedgerError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let mut facts = Vec::new();
        for node in &person.members {
            let left = FACTS_MAX - facts.len();
            let rows = self.inner.store.scan(&keys::permissions(*node), left)?;
            for (sort, row) in rows {
                if let Some(with) = person.keys.get(node) {
                    facts.push((*node, open(*node, &sort, with, &row.value)?));
                }
            }
        }
        Ok(Some(facts))
    }

    /// A permission fact of a person with its proof, under a checkpoint of this moment.
    pub fn receipt(&self, who: &Who, fact: FactId) -> Result<ToProve, LedgerError> {
        let Some(person) = self.person(who)? else {
            return Ok(ToProve::Unknown);
        };
        for node in &person.members {
            if let Some(with) = person.keys.get(node)
                && let Some(recorded) = self.find_fact(*node, with, fact)?
            {
                return self.prove(*node, recorded);
            }
        }
        Ok(ToProve::Unknown)
    }

    /// A permission fact by its id alone, found by the message that stated it.
    pub fn receipt_by_id(&self, fact: FactId) -> Result<ToProve, LedgerError> {
        let Some(node) = self.node_of_fact(fact)? else {
            return Ok(ToProve::Unknown);
        };
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let Some((loaded, _)) = load::nodes(store, vault, &[(node, None)])?.pop().flatten() else {
            return Ok(ToProve::Unknown);
        };
        match self.find_fact(node, &loaded.key, fact)? {
            Some(recorded) => self.prove(node, recorded),
            None => Ok(ToProve::Unknown),
        }
    }

    /// The node in whose timeline the message is that stated a fact. A fact's id is its message's
    /// with the place mixed into the last byte.
    fn node_of_fact(&self, fact: FactId) -> Result<Option<NodeId>, LedgerError> {
        let places = 1..=FACTS_PER_EVENT;
        let events = places.map(|place| {
            let mut bytes = fact.0;
            bytes[15] ^= place;
            keys::message(EventId(bytes))
        });
        let events: Vec<_> = events.collect();
        for row in self.inner.store.read(&events)?.into_iter().flatten() {
            if let Located::Kept { node, .. } = layout::read_located(&row.value)? {
                return Ok(Some(node));
            }
        }
        Ok(None)
    }

    fn find_fact(
        &self,
        node: NodeId,
        with: &NodeKey,
        fact: FactId,
    ) -> Result<Option<RecordedFact>, LedgerError> {
        let mut range: Range = keys::permissions(node);
        loop {
            let rows = self.inner.store.scan(&range, PAGE_ROWS)?;
            let Some((last, _)) = rows.last() else {
                return Ok(None);
            };
            range.until = Some(last.clone());
            let found = rows.into_iter().find(|(sort, _)| sort.ends_with(&fact.0));
            if let Some((sort, row)) = found {
                return open(node, &sort, with, &row.value).map(Some);
            }
        }
    }

    pub(crate) fn prove(
        &self,
        node: NodeId,
        recorded: RecordedFact,
    ) -> Result<ToProve, LedgerError> {
        let Some(salt) = recorded.salt else {
            return Ok(ToProve::BeforeLedger(Box::new(recorded)));
        };
        let policy = self.policy();
        let slots = &policy.catalog.slots;
        let payload = fact_payload(slots, node, &recorded.fact, &recorded.detail);
        let entry = Entry::new(EntryKind::Permission, &salt, payload.as_bytes());
        let ledger = &self.inner.ledger;
        let checkpoint = ledger.checkpoint(self.now())?;
        let missing = layout::Damaged {
            what: "place in the ledger",
        };
        let index = ledger.find(&entry.leaf_hash())?.ok_or(missing)?;
        let proof = ledger.log_proof(index, &checkpoint)?.ok_or(missing)?;
        Ok(ToProve::Proven(Box::new(ProvenFact {
            node,
            recorded,
            payload: payload.into(),
            salt,
            entry,
            proof,
            keys: ledger.verifiers(),
        })))
    }
}

fn open(
    node: NodeId,
    sort: &Sort,
    with: &NodeKey,
    value: &[u8],
) -> Result<RecordedFact, LedgerError> {
    let mut key = keys::permission(node, telos_model::time::Timestamp::MIN, FactId([0; 16]));
    key.sort.clone_from(sort);
    let plain = with.open(&keys::bound(&key), value)?;
    Ok(layout::read_fact(&plain)?)
}
