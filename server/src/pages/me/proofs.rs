//! What whoever is in has shown of who they are, what is missing for a right, and how to bring it.

use telos_engine::{Engine, ReadError};
use telos_model::request::{Asker, Assurance, CHECK_MILLIS_MAX, CheckMethod, Right, assured};
use telos_model::time::Timestamp;

use super::asking::who;
use super::entry::Session;

/// What it takes, and what is there.
#[derive(Clone, Default)]
pub(super) struct Proofs {
    /// Two proofs are needed, since very private data is held.
    pub(super) two: bool,
    /// What is there suffices.
    pub(super) enough: bool,
    pub(super) rows: Vec<ProofRow>,
    /// What is missing can be brought here: an address of a kind that was not shown lets them in.
    pub(super) here: bool,
}

/// A way of showing who one is.
#[derive(Clone)]
pub(super) struct ProofRow {
    /// The word of the way.
    pub(super) way: &'static str,
    /// Until when it counts, if it was shown.
    pub(super) until: Option<Timestamp>,
    /// It was shown and counts no more.
    pub(super) old: bool,
    /// An address of this kind lets them in.
    pub(super) known: bool,
}

/// The ways in which people show it themselves, with the kind of address.
const WAYS: [(CheckMethod, &str); 2] = [
    (CheckMethod::CodeByEmail, "email"),
    (CheckMethod::CodeBySms, "phone"),
];

/// What a right takes of whoever is in, and what they have shown.
pub(super) fn proofs(engine: &Engine, session: Session, right: Right) -> Result<Proofs, ReadError> {
    let needed = engine.assurance_of(&who(session), right, &Asker::Person)?;
    let needed = needed.unwrap_or(Assurance::Strong);
    let (checks, now) = (session.checks(engine), engine.now());
    let enough = assured(&Asker::Person, &checks, now) >= needed;
    let own = engine.addresses_of(session.oneself)?.unwrap_or_default();
    let policy = engine.policy();
    let rows = WAYS.map(|(way, kind)| {
        let kind = policy.catalog.names.identifiers.get(kind);
        let newest = checks.iter().filter(|check| check.method == way);
        let until = newest
            .map(|check| check.at.plus_millis(CHECK_MILLIS_MAX))
            .max();
        ProofRow {
            way: way.word(),
            until: until.filter(|until| *until >= now),
            old: until.is_some_and(|until| until < now),
            known: own
                .iter()
                .any(|one| one.enters && Some(&one.identifier.kind) == kind),
        }
    });
    Ok(Proofs {
        two: needed == Assurance::Strong,
        enough,
        here: rows.iter().any(|row| row.known && row.until.is_none()),
        rows: rows.into(),
    })
}
