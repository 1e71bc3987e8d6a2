//! How people come in: a wish to enter, its code and its link, and the session that they open.
//!
//! Everything is kept by keyed hash in the store and ends by itself. Codes and links open once.
//! Nothing here tells anybody whether an address is known.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use telos_engine::{Engine, Oneself, PassKind, ReadError};
use telos_model::id::{IdentifierKind, NodeId};
use telos_model::people::Identifier;

/// How long a code opens.
pub(super) const CODE_MILLIS: i64 = 10 * 60 * 1_000;
/// How long a link opens.
pub(super) const LINK_MILLIS: i64 = 30 * 60 * 1_000;
/// How long a session lasts.
pub const SESSION_MILLIS: i64 = 2 * 60 * 60 * 1_000;
/// How often a code may be tried.
pub(super) const TRIES_MAX: u8 = 5;
/// The digits of a code.
const CODE_DIGITS: usize = 6;

/// No random number could be had, or the store did not answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum EntryError {
    #[error("make a secret: the system gave no random number")]
    Random,
    #[error("keep or find a pass")]
    Store(#[from] ReadError),
}

/// What a letter carries.
pub(super) struct Opening {
    pub(super) code: String,
    pub(super) link: String,
}

/// What trying a code came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tried {
    /// It opens: the token of the session.
    Open(String),
    /// It does not, for whatever reason.
    Wrong,
}

/// Who is in, and how they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) oneself: Oneself,
    /// The kind of address that was proven.
    pub(super) by: IdentifierKind,
}

/// A new secret: 64 hexadecimal digits.
pub(super) fn secret() -> Result<String, EntryError> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|_| EntryError::Random)?;
    Ok(hex(&random))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A code of six digits, each as likely as any other.
fn code() -> Result<String, EntryError> {
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|_| EntryError::Random)?;
    let number = u64::from_be_bytes(random) % 10_u64.pow(6);
    Ok(format!("{number:0CODE_DIGITS$}"))
}

/// Keeps a wish to enter. What goes into the letter comes back only where somebody may enter by
/// this address; the same is written to the store where nobody may.
pub(super) fn begin(
    engine: &Engine,
    wish: &str,
    address: &Identifier,
) -> Result<Option<Opening>, EntryError> {
    let node = engine.enters(address)?;
    let (code, link) = (code()?, secret()?);
    // Where nobody may enter, no code opens: the hash is that of a secret that nobody learns.
    let opens = if node.is_some() {
        code.clone()
    } else {
        secret()?
    };
    let who = node.unwrap_or(NodeId::new(0));
    let now = engine.now();
    let mut value = vec![0];
    value.extend_from_slice(&engine.secret_hash(wish, &opens));
    value.extend_from_slice(&holder(who, address.kind));
    let ends = now.plus_millis(CODE_MILLIS);
    engine.keep_pass(PassKind::Entry, wish, &value, ends)?;
    let kept = if node.is_some() {
        link.clone()
    } else {
        secret()?
    };
    let ends = now.plus_millis(LINK_MILLIS);
    let value = if node.is_some() {
        holder(who, address.kind)
    } else {
        Vec::new()
    };
    engine.keep_pass(PassKind::EntryLink, &kept, &value, ends)?;
    Ok(node.map(|_| Opening { code, link }))
}

fn holder(node: NodeId, kind: IdentifierKind) -> Vec<u8> {
    let mut value = node.number().to_be_bytes().to_vec();
    value.push(kind.slot());
    value
}

fn held(value: &[u8]) -> Option<(NodeId, IdentifierKind)> {
    let (node, kind) = value.split_first_chunk::<8>()?;
    let [kind] = kind else { return None };
    let node = NodeId::new(u64::from_be_bytes(*node));
    Some((node, IdentifierKind::new(*kind)))
}

/// Tries a code for a wish. After [`TRIES_MAX`] wrong ones the wish is gone.
pub(super) fn try_code(engine: &Engine, wish: &str, code: &str) -> Result<Tried, EntryError> {
    let Some(value) = engine.pass(PassKind::Entry, wish)? else {
        return Ok(Tried::Wrong);
    };
    let Some((tries, rest)) = value.split_first() else {
        return Ok(Tried::Wrong);
    };
    let Some((hash, whose)) = rest.split_first_chunk::<16>() else {
        return Ok(Tried::Wrong);
    };
    let right = bool::from(engine.secret_hash(wish, code).ct_eq(hash));
    if right && engine.take_pass(PassKind::Entry, wish)?.is_some() {
        return open(engine, whose);
    }
    if tries + 1 >= TRIES_MAX {
        engine.take_pass(PassKind::Entry, wish)?;
        return Ok(Tried::Wrong);
    }
    let mut value = vec![tries + 1];
    value.extend_from_slice(rest);
    let ends = engine.now().plus_millis(CODE_MILLIS);
    // Of two tries at once one is not counted, and none more is allowed for that.
    engine.change_pass(PassKind::Entry, wish, &value, ends)?;
    Ok(Tried::Wrong)
}

/// Opens by a link, once.
pub(super) fn take_link(engine: &Engine, link: &str) -> Result<Tried, EntryError> {
    match engine.take_pass(PassKind::EntryLink, link)? {
        Some(whose) => open(engine, &whose),
        None => Ok(Tried::Wrong),
    }
}

fn open(engine: &Engine, whose: &[u8]) -> Result<Tried, EntryError> {
    if held(whose).is_none() {
        return Ok(Tried::Wrong);
    }
    let token = secret()?;
    let ends = engine.now().plus_millis(SESSION_MILLIS);
    engine.keep_pass(PassKind::Session, &token, whose, ends)?;
    Ok(Tried::Open(token))
}

/// The session of a token.
pub(super) fn session(engine: &Engine, token: &str) -> Result<Option<Session>, EntryError> {
    let Some(value) = engine.pass(PassKind::Session, token)? else {
        return Ok(None);
    };
    Ok(held(&value).map(|(node, by)| Session {
        oneself: Oneself::proven(node),
        by,
    }))
}

/// Ends a session.
pub(super) fn close(engine: &Engine, token: &str) -> Result<(), EntryError> {
    engine.take_pass(PassKind::Session, token)?;
    Ok(())
}

/// What a form of this session must bring, so that no other page can send one.
pub(super) fn form_token(session: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"telos form token\0");
    hash.update(session.as_bytes());
    hex(&hash.finalize()[..16])
}
