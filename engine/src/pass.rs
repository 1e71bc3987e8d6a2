//! What people sign in with and other secrets that live for a while: codes, links, sessions.
//!
//! A pass is found by the keyed hash of its name, so that the store holds no secret that would
//! open anything, and its value must hold nothing personal. Passes that have ended are let go
//! when others are kept.

use telos_model::time::Timestamp;
use telos_store::seal::BlindDomain;
use telos_store::{Commit, Committed, Expect, Key, Put, Row};

use crate::answer::ReadError;
use crate::engine::Engine;
use crate::layout::{Damaged, keys};

/// The longest value of a pass, in bytes.
pub const PASS_BYTES_MAX: usize = 512;
/// How many ended passes are let go at once, and how many rows are looked at for that.
const SWEPT_MAX: usize = 200;
const VERSION: u8 = 1;
const WHAT: &str = "pass";

/// What a pass is for. One kind never stands for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassKind {
    /// A wish to enter, which waits for its code.
    Entry,
    /// A link that enters.
    EntryLink,
    /// A session of a person's own pages.
    Session,
    /// A link that confirms a consent.
    Confirmation,
    /// A link by which a guardian decides about what a child wishes.
    Guardian,
    /// A link to something made ready, such as a package to download.
    Download,
    /// A signature that was used.
    Signature,
    /// A wish to add an address, which waits for its code, and what was added lately.
    Address,
}

impl PassKind {
    const fn mark(self) -> &'static [u8] {
        match self {
            Self::Entry => b"entry",
            Self::EntryLink => b"entry link",
            Self::Session => b"session",
            Self::Confirmation => b"confirmation",
            Self::Guardian => b"guardian",
            Self::Download => b"download",
            Self::Signature => b"signature",
            Self::Address => b"address",
        }
    }
}

impl Engine {
    fn pass_key(&self, kind: PassKind, name: &str) -> Key {
        let parts: [&[u8]; 3] = [b"pass", kind.mark(), name.as_bytes()];
        keys::pass(self.inner.vault.blind(BlindDomain::Other, &parts))
    }

    /// A keyed hash of a short secret, such as a code, to keep in a pass. It depends on the
    /// pass's name, so that equal codes do not look alike.
    #[must_use]
    pub fn secret_hash(&self, name: &str, secret: &str) -> [u8; 16] {
        let parts: [&[u8]; 3] = [b"secret", name.as_bytes(), secret.as_bytes()];
        self.inner.vault.blind(BlindDomain::Other, &parts)
    }

    /// Keeps a pass until it ends, in the place of one that has the name.
    pub fn keep_pass(
        &self,
        kind: PassKind,
        name: &str,
        value: &[u8],
        ends: Timestamp,
    ) -> Result<(), ReadError> {
        debug_assert!(value.len() <= PASS_BYTES_MAX, "a pass is small");
        let key = self.pass_key(kind, name);
        let deletes = self.ended_passes(&key)?;
        self.inner.store.commit(Commit {
            name: "pass",
            expects: Vec::new(),
            puts: vec![Put {
                key,
                version: 1,
                value: written(value, ends),
            }],
            deletes,
        })?;
        Ok(())
    }

    /// Marks a name as used until a time. False where it is marked already: whoever comes second
    /// gets nothing, also on another instance and after a restart. Once that time is over, it can
    /// be marked anew.
    pub fn first_use(
        &self,
        kind: PassKind,
        name: &str,
        ends: Timestamp,
    ) -> Result<bool, ReadError> {
        let key = self.pass_key(kind, name);
        let deletes = self.ended_passes(&key)?;
        let row = self.inner.store.read(std::slice::from_ref(&key))?;
        let (expect, version) = match row.into_iter().next().flatten() {
            None => (Expect::Absent(key.clone()), 1),
            Some(row) if read(&row)?.0 <= self.now() => {
                (Expect::Version(key.clone(), row.version), row.version + 1)
            }
            Some(_) => return Ok(false),
        };
        let committed = self.inner.store.commit(Commit {
            name: "first-use",
            expects: vec![expect],
            puts: vec![Put {
                key,
                version,
                value: written(&[], ends),
            }],
            deletes,
        })?;
        Ok(committed == Committed::Done)
    }

    /// Passes that have ended, other than this one.
    fn ended_passes(&self, but: &Key) -> Result<Vec<Key>, ReadError> {
        let now = self.now();
        let from = Key::new(but.space, but.partition, &[]);
        let mut rows = self.inner.store.walk(but.space, Some(&from), SWEPT_MAX)?;
        if rows.len() < SWEPT_MAX {
            // Round, so that none is passed over for long.
            let first = self.inner.store.walk(but.space, None, SWEPT_MAX)?;
            let before = first.into_iter();
            rows.extend(before.take_while(|(key, _)| key.partition < from.partition));
        }
        let ended = rows
            .into_iter()
            .filter(|(key, row)| key != but && read(row).is_ok_and(|(ends, _)| ends <= now));
        Ok(ended.map(|(key, _)| key).collect())
    }

    /// The value of a pass that has not ended.
    pub fn pass(&self, kind: PassKind, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(self.pass_row(kind, name)?.map(|(_, _, value)| value))
    }

    fn pass_row(
        &self,
        kind: PassKind,
        name: &str,
    ) -> Result<Option<(Key, u64, Vec<u8>)>, ReadError> {
        let row = self.pass_until(kind, name)?;
        Ok(row.map(|kept| (kept.key, kept.version, kept.value)))
    }

    fn pass_until(&self, kind: PassKind, name: &str) -> Result<Option<Kept>, ReadError> {
        let key = self.pass_key(kind, name);
        let row = self.inner.store.read(std::slice::from_ref(&key))?;
        let Some(row) = row.into_iter().next().flatten() else {
            return Ok(None);
        };
        let (ends, value) = read(&row)?;
        let version = row.version;
        Ok((self.now() < ends).then_some(Kept {
            key,
            version,
            value,
            ends,
        }))
    }

    /// The same as [`Engine::change_pass`], and it ends when it was to end.
    pub fn count_pass(&self, kind: PassKind, name: &str, value: &[u8]) -> Result<bool, ReadError> {
        match self.pass_until(kind, name)? {
            Some(kept) => self.put_pass((kept.key, kept.version), value, kept.ends),
            None => Ok(false),
        }
    }

    /// Changes the value of a pass, unless somebody else did at the same time: then, or where it
    /// is not there, false.
    pub fn change_pass(
        &self,
        kind: PassKind,
        name: &str,
        value: &[u8],
        ends: Timestamp,
    ) -> Result<bool, ReadError> {
        let Some((key, version, _)) = self.pass_row(kind, name)? else {
            return Ok(false);
        };
        self.put_pass((key, version), value, ends)
    }

    fn put_pass(
        &self,
        (key, version): (Key, u64),
        value: &[u8],
        ends: Timestamp,
    ) -> Result<bool, ReadError> {
        let committed = self.inner.store.commit(Commit {
            name: "pass-changed",
            expects: vec![Expect::Version(key.clone(), version)],
            puts: vec![Put {
                key,
                version: version + 1,
                value: written(value, ends),
            }],
            deletes: Vec::new(),
        })?;
        Ok(committed == Committed::Done)
    }

    /// Takes a pass: its value, once. Whoever comes second gets nothing.
    pub fn take_pass(&self, kind: PassKind, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some((key, version, value)) = self.pass_row(kind, name)? else {
            return Ok(None);
        };
        let committed = self.inner.store.commit(Commit {
            name: "pass-taken",
            expects: vec![Expect::Version(key.clone(), version)],
            puts: Vec::new(),
            deletes: vec![key],
        })?;
        Ok((committed == Committed::Done).then_some(value))
    }
}

/// A pass as it is kept.
struct Kept {
    key: Key,
    version: u64,
    value: Vec<u8>,
    ends: Timestamp,
}

fn written(value: &[u8], ends: Timestamp) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(&ends.millis().to_be_bytes());
    bytes.extend_from_slice(value);
    bytes
}

fn read(row: &Row) -> Result<(Timestamp, Vec<u8>), Damaged> {
    let damaged = Damaged { what: WHAT };
    let (version, rest) = row.value.split_first().ok_or(damaged)?;
    let (ends, value) = rest.split_first_chunk::<8>().ok_or(damaged)?;
    if *version != VERSION {
        return Err(damaged);
    }
    let ends = Timestamp::from_millis(i64::from_be_bytes(*ends));
    Ok((ends, value.to_vec()))
}
