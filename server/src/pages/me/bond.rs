//! Who may be asked as a child's guardian: nobody who is a child, and nobody else once one agreed.

use std::fmt::Write as _;

use telos_engine::{Choices, Engine, Oneself, ReadError, Who};
use telos_model::consent::{Act, Actor, Flag, Statement};
use telos_model::id::NodeId;
use telos_model::people::Identifier;

use super::links::{AskError, failed};

/// How guardians state things by a link.
pub(super) const METHOD: &str = "guardian-link";

/// The keyed hash of the address of a guardian who may be asked about a child. It must be nobody's
/// who is a child, this one's own other mailboxes among them; and where a guardian has agreed to
/// something for this child already, by a link, it must be that one's.
pub(super) fn may_be_asked(
    engine: &Engine,
    child: NodeId,
    address: &str,
) -> Result<[u8; 16], AskError> {
    let held = engine.everything(Oneself::proven(child)).map_err(failed)?;
    let held = held.ok_or(AskError::Unreachable)?;
    let mut identifiers = held.identifiers.iter().map(|seen| &*seen.value);
    let mut values = held.traits.iter().filter_map(|(_, held)| held.value.text());
    let same = |value: &str| value.eq_ignore_ascii_case(address);
    if identifiers.any(same) || values.any(same) {
        return Err(AskError::OfChild);
    }
    let policy = engine.policy();
    if let Some(kind) = policy.catalog.names.identifiers.get("email") {
        let who = Who::Identifier(Identifier {
            kind: *kind,
            value: address.into(),
        });
        let known = engine.choices(&who).map_err(failed)?;
        if known.is_some_and(|known| is_child(&known)) {
            return Err(AskError::OfChild);
        }
    }
    let hash = engine.secret_hash("guardian", address);
    match bound(engine, child).map_err(failed)? {
        Some(other) if *other != *evidence(&hash) => Err(AskError::OtherGuardian),
        _ => Ok(hash),
    }
}

/// The evidence of the guardian who first agreed to something for a child by a link, if one did.
pub(super) fn bound(engine: &Engine, child: NodeId) -> Result<Option<Box<str>>, ReadError> {
    let facts = engine.history(&Who::Node(child))?.unwrap_or_default();
    let mut oldest = facts.into_iter().rev().filter(|recorded| {
        let grants = matches!(
            recorded.fact.statement,
            Statement::Consent {
                act: Act::Grant,
                ..
            }
        );
        grants && recorded.fact.actor == Actor::Guardian && &*recorded.detail.method == METHOD
    });
    Ok(oldest.find_map(|recorded| recorded.detail.evidence))
}

/// What shows later that it was this guardian.
pub(super) fn evidence(hash: &[u8; 16]) -> String {
    format!("guardian {}", hex(hash))
}

pub(super) fn is_child(known: &Choices) -> bool {
    known.flags.iter().any(|(flag, _)| *flag == Flag::Child)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
