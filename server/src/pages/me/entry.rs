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
use telos_model::request::{Check, CheckMethod};
use telos_model::time::{DAY_MS, Timestamp};

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

/// A proof as the store keeps it, in bytes.
const PROOF_BYTES: usize = 10;
/// How long an address that was added rests on the one that whoever added it was in by.
const YOUNG_MILLIS: i64 = 30 * DAY_MS;

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
    /// It opens a session of this token; of somebody who was in, it adds to what they showed.
    Open { token: String, again: bool },
    /// It does not, for whatever reason.
    Wrong,
}

/// Somebody showed that they read what comes to an address of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Proof {
    /// The kind of address.
    pub(super) by: IdentifierKind,
    /// The kind of address that it rests on: another than `by` where the address was added lately
    /// by somebody who was in by that other, since then it shows no more than that.
    pub(super) rests_on: IdentifierKind,
    pub(super) at: Timestamp,
}

/// Who is in, and how they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) oneself: Oneself,
    /// What opened it.
    pub(super) proof: Proof,
    /// What they showed besides, by an address of another kind.
    pub(super) second: Option<Proof>,
}

impl Session {
    /// A session that one address opened.
    pub(super) const fn opened(oneself: Oneself, by: IdentifierKind, at: Timestamp) -> Self {
        let rests_on = by;
        Self {
            oneself,
            proof: Proof { by, rests_on, at },
            second: None,
        }
    }

    /// Everything that they showed.
    pub(super) fn proofs(self) -> impl Iterator<Item = Proof> {
        [Some(self.proof), self.second].into_iter().flatten()
    }

    /// The same, as requests for rights ask for it.
    pub(super) fn checks(self, engine: &Engine) -> Vec<Check> {
        let policy = engine.policy();
        let phone = policy.catalog.names.identifiers.get("phone");
        let check = |proof: Proof| Check {
            method: if phone == Some(&proof.rests_on) {
                CheckMethod::CodeBySms
            } else {
                CheckMethod::CodeByEmail
            },
            at: proof.at,
        };
        self.proofs().map(check).collect()
    }

    /// What the store keeps of it.
    fn stored(self) -> Vec<u8> {
        let mut value = self.oneself.node().number().to_be_bytes().to_vec();
        for proof in self.proofs() {
            value.extend([proof.by.slot(), proof.rests_on.slot()]);
            value.extend_from_slice(&proof.at.millis().to_be_bytes());
        }
        value
    }

    fn restored(value: &[u8]) -> Option<Self> {
        let (node, mut rest) = value.split_first_chunk::<8>()?;
        if rest.len() % PROOF_BYTES != 0 {
            return None;
        }
        let mut next = || {
            let (proof, left) = rest.split_first_chunk::<PROOF_BYTES>()?;
            rest = left;
            let ([by, rests_on], at) = proof.split_first_chunk::<2>()?;
            let at = i64::from_be_bytes(at.try_into().ok()?);
            Some(Proof {
                by: IdentifierKind::new(*by),
                rests_on: IdentifierKind::new(*rests_on),
                at: Timestamp::from_millis(at),
            })
        };
        let (proof, second) = (next()?, next());
        Some(Self {
            oneself: Oneself::proven(NodeId::new(u64::from_be_bytes(*node))),
            proof,
            second,
        })
    }
}

/// The session in which somebody was already, with its token.
pub(super) type Before = Option<(Session, String)>;

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

/// Makes bytes unreadable, or readable again, for whoever does not have both the secret name of a
/// pass, which nothing keeps, and the deployment's key. A name must serve for one value only.
pub(super) fn masked(engine: &Engine, name: &str, bytes: &[u8]) -> Vec<u8> {
    let blocks = bytes.chunks(16).enumerate();
    let masked = blocks.flat_map(|(place, block)| {
        let pad = engine.secret_hash(name, &format!("mask {place}"));
        block.iter().zip(pad).map(|(byte, pad)| byte ^ pad)
    });
    masked.collect()
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
    let rests_on = rests_on(engine, address)?;
    value.extend_from_slice(&holder(who, address.kind, rests_on));
    let ends = now.plus_millis(CODE_MILLIS);
    engine.keep_pass(PassKind::Entry, wish, &value, ends)?;
    let kept = if node.is_some() {
        link.clone()
    } else {
        secret()?
    };
    let ends = now.plus_millis(LINK_MILLIS);
    let value = if node.is_some() {
        holder(who, address.kind, rests_on)
    } else {
        Vec::new()
    };
    engine.keep_pass(PassKind::EntryLink, &kept, &value, ends)?;
    Ok(node.map(|_| Opening { code, link }))
}

fn holder(node: NodeId, kind: IdentifierKind, rests_on: IdentifierKind) -> Vec<u8> {
    let mut value = node.number().to_be_bytes().to_vec();
    value.extend([kind.slot(), rests_on.slot()]);
    value
}

fn held(value: &[u8]) -> Option<(NodeId, IdentifierKind, IdentifierKind)> {
    let (node, kinds) = value.split_first_chunk::<8>()?;
    let [kind, rests_on] = kinds else { return None };
    let node = NodeId::new(u64::from_be_bytes(*node));
    let (kind, rests_on) = (IdentifierKind::new(*kind), IdentifierKind::new(*rests_on));
    Some((node, kind, rests_on))
}

fn young(engine: &Engine, address: &Identifier) -> String {
    let hash = engine.secret_hash("added", &address.value);
    format!("added {} {}", address.kind.slot(), hex(&hash))
}

/// The kind of address that an address rests on: its own, unless it was added lately.
fn rests_on(engine: &Engine, address: &Identifier) -> Result<IdentifierKind, EntryError> {
    let young = engine.pass(PassKind::Address, &young(engine, address))?;
    let kind = young.and_then(|value| value.first().copied());
    Ok(kind.map_or(address.kind, IdentifierKind::new))
}

/// Notes by what somebody was in when they added an address. Whoever reads one mailbox could
/// otherwise add a telephone of their own, and have two ways of showing who they are.
pub(super) fn added(
    engine: &Engine,
    session: Session,
    address: &Identifier,
) -> Result<(), EntryError> {
    let ends = engine.now().plus_millis(YOUNG_MILLIS);
    let value = [session.proof.rests_on.slot()];
    engine.keep_pass(PassKind::Address, &young(engine, address), &value, ends)?;
    Ok(())
}

/// Keeps a wish to add an address, and gives the code to be sent there. Nothing is looked up.
pub(super) fn begin_to_add(
    engine: &Engine,
    wish: &str,
    session: Session,
    address: &Identifier,
) -> Result<String, EntryError> {
    let code = code()?;
    let mut value = vec![0];
    value.extend_from_slice(&engine.secret_hash(wish, &code));
    value.extend_from_slice(&session.oneself.node().number().to_be_bytes());
    value.push(address.kind.slot());
    value.extend(masked(engine, wish, address.value.as_bytes()));
    let ends = engine.now().plus_millis(CODE_MILLIS);
    engine.keep_pass(PassKind::Address, wish, &value, ends)?;
    Ok(code)
}

/// Tries the code for a wish to add an address: the address, if it is right and the wish this
/// session's person's.
pub(super) fn try_to_add(
    engine: &Engine,
    wish: &str,
    code: &str,
    session: Session,
) -> Result<Option<Identifier>, EntryError> {
    let taken = tried(engine, PassKind::Address, wish, code)?;
    let read = |value: &[u8]| {
        let (node, rest) = value.split_first_chunk::<8>()?;
        let (kind, address) = rest.split_first()?;
        let own = NodeId::new(u64::from_be_bytes(*node)) == session.oneself.node();
        let value = String::from_utf8(masked(engine, wish, address)).ok()?;
        own.then(|| Identifier {
            kind: IdentifierKind::new(*kind),
            value: value.into(),
        })
    };
    Ok(taken.as_deref().and_then(read))
}

/// Tries a code for a wish. After [`TRIES_MAX`] wrong ones the wish is gone.
pub(super) fn try_code(
    engine: &Engine,
    wish: &str,
    code: &str,
    before: Before,
) -> Result<Tried, EntryError> {
    match tried(engine, PassKind::Entry, wish, code)? {
        Some(whose) => open(engine, &whose, before),
        None => Ok(Tried::Wrong),
    }
}

/// Takes a wish by its code: what it stands for, if the code is right.
fn tried(
    engine: &Engine,
    kind: PassKind,
    wish: &str,
    code: &str,
) -> Result<Option<Vec<u8>>, EntryError> {
    let Some(value) = engine.pass(kind, wish)? else {
        return Ok(None);
    };
    let Some((tries, rest)) = value.split_first() else {
        return Ok(None);
    };
    let Some((hash, whose)) = rest.split_first_chunk::<16>() else {
        return Ok(None);
    };
    let mut counted = vec![tries + 1];
    counted.extend_from_slice(rest);
    // A try is counted before it is looked at: of several at once only one is.
    if !engine.count_pass(kind, wish, &counted)? {
        return Ok(None);
    }
    let right = bool::from(engine.secret_hash(wish, code).ct_eq(hash));
    if right && engine.take_pass(kind, wish)?.is_some() {
        return Ok(Some(whose.to_vec()));
    }
    if tries + 1 >= TRIES_MAX {
        engine.take_pass(kind, wish)?;
    }
    Ok(None)
}

/// Opens by a link, once.
pub(super) fn take_link(engine: &Engine, link: &str, before: Before) -> Result<Tried, EntryError> {
    match engine.take_pass(PassKind::EntryLink, link)? {
        Some(whose) => open(engine, &whose, before),
        None => Ok(Tried::Wrong),
    }
}

/// Opens a session, which takes the place of the one before. Whoever was in already as the same
/// person keeps what they showed by another kind of address.
fn open(engine: &Engine, whose: &[u8], before: Before) -> Result<Tried, EntryError> {
    let Some((node, by, rests_on)) = held(whose) else {
        return Ok(Tried::Wrong);
    };
    let mut session = Session::opened(Oneself::proven(node), by, engine.now());
    session.proof.rests_on = rests_on;
    let mut again = false;
    if let Some((before, token)) = before {
        close(engine, &token)?;
        again = before.oneself == session.oneself;
        let mut others = before
            .proofs()
            .filter(|proof| again && proof.rests_on != rests_on);
        session.second = others.next();
    }
    let token = secret()?;
    let ends = engine.now().plus_millis(SESSION_MILLIS);
    engine.keep_pass(PassKind::Session, &token, &session.stored(), ends)?;
    Ok(Tried::Open { token, again })
}

/// The session of a token.
pub(super) fn session(engine: &Engine, token: &str) -> Result<Option<Session>, EntryError> {
    let value = engine.pass(PassKind::Session, token)?;
    Ok(value.and_then(|value| Session::restored(&value)))
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
