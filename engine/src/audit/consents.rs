//! Who consented to which text, and when.

use telos_model::consent::Statement;
use telos_model::id::{NodeId, PurposeId};
use telos_model::time::Timestamp;
use telos_store::Space;

use super::AUDIT_NODES_MAX;
use crate::engine::Engine;
use crate::layout::{RecordedFact, keys};
use crate::ledger::{LedgerError, ToProve};
use crate::load;
use crate::read::Who;

/// What is asked for: statements about consent that fit all of it.
#[derive(Debug, Clone, Copy)]
pub struct ConsentQuery {
    /// The purpose; none for all.
    pub purpose: Option<PurposeId>,
    /// The version of the text; none for all.
    pub text_version: Option<u32>,
    /// They took effect at this instant or later.
    pub from: Timestamp,
    /// And before this one.
    pub until: Timestamp,
}

impl ConsentQuery {
    fn fits(&self, recorded: &RecordedFact) -> bool {
        match recorded.fact.statement {
            Statement::Consent {
                purpose,
                text_version,
                ..
            } => {
                self.purpose.is_none_or(|wanted| wanted == purpose)
                    && self
                        .text_version
                        .is_none_or(|wanted| wanted == text_version)
            }
            _ => false,
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct ConsentsFound {
    /// Each statement with the person's head and its proof, by record and then newest first.
    pub facts: Vec<(NodeId, ToProve)>,
    /// How many records were looked at.
    pub looked: usize,
    /// Of how many of these only the newest statements were read.
    pub cut: usize,
    /// Where it goes on; none at the end.
    pub next: Option<NodeId>,
}

impl Engine {
    /// Statements about consent of everyone. A page ends with the record at which it has
    /// `facts_max`, or after [`AUDIT_NODES_MAX`] records, so that it may be empty and not the last.
    pub fn audit_consents(
        &self,
        query: &ConsentQuery,
        after: Option<NodeId>,
        facts_max: usize,
    ) -> Result<ConsentsFound, LedgerError> {
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let from = after.map(keys::node);
        let rows = store.walk(Space::Nodes, from.as_ref(), AUDIT_NODES_MAX)?;
        let all = rows.len() < AUDIT_NODES_MAX;
        let count = rows.len();
        let mut found = ConsentsFound::default();
        for (place, (key, _)) in rows.into_iter().enumerate() {
            let node = NodeId::new(key.partition);
            found.looked += 1;
            let loaded = load::nodes(store, vault, &[(node, None)])?.pop().flatten();
            if let Some((loaded, _)) = loaded {
                let head = loaded.node.family.0;
                let time = (query.from, query.until);
                let (facts, cut) = self.facts_between(node, &loaded.key, time)?;
                found.cut += usize::from(cut);
                for recorded in facts.into_iter().filter(|one| query.fits(one)) {
                    found.facts.push((head, self.prove(node, recorded)?));
                }
            }
            let last = place + 1 == count;
            if found.facts.len() >= facts_max || last {
                found.next = (!(last && all)).then_some(node);
                break;
            }
        }
        Ok(found)
    }

    /// Statements about consent of one person; none if nobody is known.
    pub fn audit_consents_of(
        &self,
        who: &Who,
        query: &ConsentQuery,
    ) -> Result<Option<ConsentsFound>, LedgerError> {
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let mut found = ConsentsFound::default();
        for node in &person.members {
            found.looked += 1;
            let Some(with) = person.keys.get(node) else {
                continue;
            };
            let (facts, cut) = self.facts_between(*node, with, (query.from, query.until))?;
            found.cut += usize::from(cut);
            for recorded in facts.into_iter().filter(|one| query.fits(one)) {
                found
                    .facts
                    .push((person.head(), self.prove(*node, recorded)?));
            }
        }
        Ok(Some(found))
    }
}
