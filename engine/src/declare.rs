//! What people say about permission, taken in on their behalf: by their own pages, by forms, by
//! staff. It goes the way of every message, so that it is on disk before anyone is answered and
//! holds for the very next question.

use smallvec::{SmallVec, smallvec};
use telos_model::age::AgeSaid;
use telos_model::consent::{Actor, FactDetail, PermissionFact, Statement};
use telos_model::id::{BrandId, SourceId};
use telos_model::identity::{Candidate, Claim};
use telos_model::message::{CallName, Message, Stated, fact_id};
use telos_model::people::{Identifier, Shown};
use tokio::sync::oneshot;

use crate::answer::{ReadError, Receipt, SubmitError};
use crate::engine::Engine;
use crate::read::Who;
use crate::sealed;

/// The channel of sources that stand for a brand's own pages and desks.
const CHOICES: &str = "choices";

/// One thing said.
#[derive(Debug, Clone)]
pub struct Said {
    /// What.
    pub statement: Statement,
    /// By whom.
    pub actor: Actor,
    /// What goes with it into the record.
    pub detail: FactDetail,
}

impl Engine {
    /// The source that a brand's statements are recorded under: the one whose channel is
    /// `choices`, else the brand's first.
    #[must_use]
    pub fn choices_source(&self, brand: BrandId) -> Option<SourceId> {
        let policy = self.policy();
        let sources = policy.catalog.sources.iter().flatten();
        let mut own = sources.filter(|source| source.brand == brand);
        let first = own.next()?;
        let chosen = std::iter::once(first)
            .chain(own)
            .find(|source| &*source.channel == CHOICES);
        Some(chosen.unwrap_or(first).id)
    }

    /// An identifier that finds a person: the given one, or of a node's person the one of the
    /// kind that ranks first. None where nobody is there, or nothing finds them any more.
    pub fn identifier_of(&self, who: &Who) -> Result<Option<Identifier>, ReadError> {
        if let Who::Identifier(identifier) = who {
            return Ok(Some(identifier.clone()));
        }
        let Some(person) = self.person(who)? else {
            return Ok(None);
        };
        let policy = self.policy();
        let nodes = person
            .members
            .iter()
            .filter_map(|id| person.people.nodes.get(id));
        let carried = nodes.flat_map(|node| &node.identifiers);
        let ranked = carried.filter_map(|carried| {
            let kind = policy.catalog.identifier(carried.identifier.kind)?;
            Some((!kind.personal, kind.priority, &carried.identifier))
        });
        let first = ranked.min_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
        Ok(first.map(|(.., identifier)| identifier.clone()))
    }

    /// Notes that somebody opened a letter to an address, which is theirs therefore. `in_by` is the
    /// address that they were in by, if they were; then the new one becomes the same person's and
    /// is as good as that. What they said with it is taken in too.
    ///
    /// The receiver gives the receipt once it is on disk.
    pub fn show_address(
        &self,
        source: SourceId,
        address: Identifier,
        in_by: Option<(Identifier, Shown)>,
        said: Vec<Said>,
    ) -> Result<oneshot::Receiver<Result<Vec<Receipt>, SubmitError>>, SubmitError> {
        let shown = in_by.as_ref().map_or(Shown::Letter, |(_, shown)| *shown);
        let mut candidates = smallvec![candidate(address, Claim::Shown(shown))];
        candidates.extend(in_by.map(|(by, shown)| candidate(by, Claim::Shown(shown))));
        self.state(source, candidates, &self.new_message_id(), said)
    }

    /// Takes in what somebody said, under a message id: the same id again changes nothing.
    ///
    /// The receiver gives the receipt once it is on disk; from then on every decision heeds it.
    pub fn declare(
        &self,
        source: SourceId,
        by: Identifier,
        message_id: &str,
        said: Vec<Said>,
    ) -> Result<oneshot::Receiver<Result<Vec<Receipt>, SubmitError>>, SubmitError> {
        let by = smallvec![candidate(by, Claim::Anybody)];
        self.state(source, by, message_id, said)
    }

    fn state(
        &self,
        source: SourceId,
        candidates: SmallVec<[Candidate; 4]>,
        message_id: &str,
        said: Vec<Said>,
    ) -> Result<oneshot::Receiver<Result<Vec<Receipt>, SubmitError>>, SubmitError> {
        let policy = self.policy();
        let brand = policy.catalog.source(source).map(|source| source.brand);
        let now = self.now();
        let id = sealed::event_id(&self.inner.vault, source, message_id);
        let statements = said.into_iter().enumerate().map(|(place, said)| Stated {
            fact: PermissionFact {
                id: fact_id(id, place),
                statement: said.statement,
                actor: said.actor,
                effective: now,
                recorded: now,
            },
            detail: said.detail,
            remembered: false,
        });
        let message = Message {
            id,
            message_id: message_id.into(),
            source,
            brand: brand.unwrap_or(BrandId::new(0)),
            call: CallName::Consent,
            event: None,
            occurred: now,
            received: now,
            candidates,
            readings: Vec::new(),
            statements: statements.collect(),
            residence: None,
            location: None,
            age: AgeSaid::default(),
            countries: SmallVec::new(),
            trusted: true,
            group: None,
            findings: Vec::new(),
        };
        self.submit(source, vec![Ok(message)])
    }
}

fn candidate(identifier: Identifier, claim: Claim) -> Candidate {
    Candidate {
        identifier,
        previous: false,
        claim,
    }
}
