//! On what basis something could be done for a person at an instant: the decision again, with the
//! catalog that was in force and the facts that were on record then.

use telos_model::catalog::Catalog;
use telos_model::consent::{FactId, PermissionRecord, Permissions, Statement};
use telos_model::decide::{Decision, Deny, Named, Operation, Question, decide};
use telos_model::id::{CategorySet, JurisdictionSet, NodeId, PurposeId};
use telos_model::identity::linked_since;
use telos_model::time::Timestamp;

use super::ProvenVersion;
use crate::answer::{DecisionAnswer, Ground};
use crate::catalogs::AppliedVersion;
use crate::engine::Engine;
use crate::layout::RecordedFact;
use crate::ledger::{LedgerError, ToProve};
use crate::load::{self, Person};
use crate::read::Who;

/// The most facts that a denial names.
const DENIAL_FACTS_MAX: usize = 20;

/// The decision as it was at an instant.
#[derive(Debug)]
pub struct Then {
    /// The person's head as it is known now.
    pub person: NodeId,
    /// The instant.
    pub at: Timestamp,
    /// The decision.
    pub decision: DecisionAnswer,
    /// The jurisdictions that held; none where none was known, which is when the strictest does.
    pub jurisdictions: JurisdictionSet,
    /// The catalog version that was in force.
    pub version: AppliedVersion,
    /// The same with its proof, unless it is older than the ledger.
    pub proven: Option<ProvenVersion>,
    /// The facts that it rests on: the evidence of a permit; of a denial, what was said about the
    /// purpose, newest first.
    pub facts: Vec<ToProve>,
    /// How many facts took effect by then and were recorded only later, so that they did not count.
    pub recorded_later: usize,
    /// A place was noted only later; which one held before is not kept, so that the strictest
    /// rules were taken.
    pub place_later: bool,
    /// How many records were the person by then, by the links that are there now.
    pub records: usize,
    /// Of how many of these only the newest statements were read, so that an older one may be
    /// missing from the decision.
    pub cut: usize,
}

/// What came of asking.
#[derive(Debug)]
pub enum ThenAnswer {
    /// Nobody is known by this.
    Absent,
    /// No catalog was in force by then.
    NoCatalog,
    /// The instant has not come: what will be said until then is not known.
    Ahead,
    /// The decision.
    Found(Box<Then>),
}

impl Engine {
    /// The decision about a purpose and operation for a person at an instant, as it was.
    ///
    /// Links that were taken apart since are not known any more, and those made later do not count.
    pub fn audit_decision(
        &self,
        who: &Who,
        purpose: Named<PurposeId>,
        operation: Operation,
        at: Timestamp,
    ) -> Result<ThenAnswer, LedgerError> {
        if at > self.now() {
            return Ok(ThenAnswer::Ahead);
        }
        let (store, vault) = (&*self.inner.store, &*self.inner.vault);
        let root = match who {
            Who::Identifier(identifier) => load::holder_of(store, vault, identifier)?,
            Who::Node(node) => Some(*node),
        };
        let person = match root {
            Some(root) => load::person(store, vault, root)?.map(|person| (root, person)),
            None => None,
        };
        let Some((root, person)) = person else {
            return Ok(ThenAnswer::Absent);
        };
        let versions = self.catalogs()?;
        let Some(version) = versions.into_iter().find(|version| version.at <= at) else {
            return Ok(ThenAnswer::NoCatalog);
        };
        let Some(catalog) = self.catalog_at(version.number)? else {
            return Ok(ThenAnswer::NoCatalog);
        };
        let known = self.known_then(&person, root, at)?;
        let proven = self.proven_versions(std::slice::from_ref(&version))?;
        let (decision, jurisdictions) =
            decided(&catalog, &known, &person, (purpose, operation, at));
        let wanted = rests_on(&decision, &known.facts, purpose);
        let mut facts = Vec::new();
        for (node, recorded) in known.facts {
            if wanted.contains(&recorded.fact.id) {
                facts.push(self.prove(node, recorded)?);
            }
        }
        Ok(ThenAnswer::Found(Box::new(Then {
            person: person.head(),
            at,
            decision,
            jurisdictions,
            version,
            proven: proven.into_iter().next().flatten(),
            facts,
            recorded_later: known.recorded_later,
            place_later: known.place_later,
            records: known.records.len(),
            cut: known.cut,
        })))
    }

    /// What was known of a person's permission at an instant.
    fn known_then(
        &self,
        person: &Person,
        root: NodeId,
        at: Timestamp,
    ) -> Result<Known, LedgerError> {
        let family = person.people.families.values().next();
        let linked = |node: NodeId| {
            node == root || family.is_some_and(|family| linked_since(family, root, node) <= at)
        };
        let mut known = Known::default();
        for node in person.members.iter().copied().filter(|node| linked(*node)) {
            let (Some(with), Some(now)) = (person.keys.get(&node), person.people.nodes.get(&node))
            else {
                continue;
            };
            let until_then = (Timestamp::MIN, at.plus_millis(1));
            let (mut all, cut) = self.facts_between(node, with, until_then)?;
            known.cut += usize::from(cut);
            let count = all.len();
            all.retain(|recorded| recorded.fact.recorded <= at);
            known.recorded_later += count - all.len();
            let facts = all.iter().map(|recorded| recorded.fact.clone());
            let mut record = PermissionRecord::from_facts(facts);
            let place = now.permissions.residence();
            if let Some((noted, holds)) = place.filter(|(noted, _)| *noted <= at) {
                record.note_residence(noted, holds);
            }
            let place = now.permissions.location();
            if let Some((noted, holds)) = place.filter(|(noted, _)| *noted <= at) {
                record.note_location(noted, holds);
            }
            let places = [now.permissions.residence(), now.permissions.location()];
            known.place_later |= places.iter().flatten().any(|(noted, _)| *noted > at);
            known.records.push((node, record));
            known.facts.extend(all.into_iter().map(|one| (node, one)));
        }
        Ok(known)
    }
}

#[derive(Default)]
struct Known {
    records: Vec<(NodeId, PermissionRecord)>,
    facts: Vec<(NodeId, RecordedFact)>,
    recorded_later: usize,
    place_later: bool,
    cut: usize,
}

fn decided(
    catalog: &Catalog,
    known: &Known,
    person: &Person,
    (purpose, operation, at): (Named<PurposeId>, Operation, Timestamp),
) -> (DecisionAnswer, JurisdictionSet) {
    let family = person.people.families.values().next();
    let since = |a, b| family.map_or(Timestamp::MAX, |family| linked_since(family, a, b));
    let records = known.records.iter().map(|(node, record)| (*node, record));
    let permissions = Permissions::family(records, since);
    let declared = match purpose {
        Named::Known(id) => catalog.purpose(id),
        Named::Unknown => None,
    };
    let categories = declared.map_or(CategorySet::EMPTY, |purpose| purpose.categories);
    let ask = |categories| {
        let question = Question {
            operation,
            purpose,
            categories: Named::Known(categories),
            recipient: None,
            jurisdictions: Named::Known(JurisdictionSet::EMPTY),
            contact: None,
            at,
        };
        match decide(catalog, &permissions, &question) {
            Decision::Permit(permit) => Ok(Ground::of(&permit)),
            Decision::Deny(deny) => Err(deny),
        }
    };
    // As for a read: without sensitive data where all of it is denied.
    let decision: Result<Ground, Deny> =
        ask(categories).or_else(|_| ask(categories.minus(catalog.sensitive())));
    let brand = declared.map(|purpose| purpose.brand);
    let jurisdictions = permissions.jurisdictions(catalog, brand);
    let decision = match decision {
        Ok(ground) => DecisionAnswer::Permit(ground),
        Err(deny) => DecisionAnswer::Deny(deny),
    };
    (decision, jurisdictions)
}

/// The facts that a decision rests on.
fn rests_on(
    decision: &DecisionAnswer,
    facts: &[(NodeId, RecordedFact)],
    purpose: Named<PurposeId>,
) -> Vec<FactId> {
    if let DecisionAnswer::Permit(ground) = decision {
        return ground.evidence.to_vec();
    }
    let about = |statement: &Statement| match *statement {
        Statement::Consent { purpose: of, .. } => Named::Known(of) == purpose,
        Statement::Objection { purpose: of, .. } => of.is_none_or(|of| Named::Known(of) == purpose),
        Statement::Flag { .. } => true,
        Statement::Preference { .. } => false,
    };
    let mut about: Vec<_> = facts
        .iter()
        .map(|(_, recorded)| &recorded.fact)
        .filter(|fact| about(&fact.statement))
        .collect();
    about.sort_by_key(|fact| std::cmp::Reverse((fact.effective, fact.id)));
    about
        .iter()
        .take(DENIAL_FACTS_MAX)
        .map(|fact| fact.id)
        .collect()
}
