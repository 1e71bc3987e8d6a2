//! What sources that Telos runs itself remember: how far they are, and what they set aside. Both
//! are written in the commit of the messages that they belong to, so that a source that is killed
//! goes on exactly where its messages end.
//!
//! A place in a file or a table may name somebody, so every row is sealed, with a key that is
//! wrapped beside it.

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use telos_model::id::SourceId;
use telos_model::message::Message;
use telos_model::time::Timestamp;
use telos_store::seal::{BlindDomain, NodeKey};
use telos_store::{Key, Put};
use tokio::sync::oneshot;

use crate::answer::{ReadError, Receipt, SubmitError};
use crate::engine::Engine;
use crate::job::{Job, Refused};
use crate::layout::wire::{Reader, Writer};
use crate::layout::{Damaged, keys};

/// The longest mark of how far a source is, in bytes.
pub const MARK_BYTES_MAX: usize = 16 * 1024;
/// The most rows that are kept set aside of one source; new ones take the places of old ones.
pub const ASIDE_MAX: u16 = 4_096;
/// The version of these rows.
const VERSION: u8 = 1;

/// How far a source is, and what was set aside on the way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress<'a> {
    /// The part of the source that it goes on in (a file, a table), and how far it is there.
    pub mark: Option<(&'a [u8], &'a [u8])>,
    /// Rows that could not be taken in.
    pub aside: &'a [Aside],
}

/// A row that could not be taken in: where it is, and why. Never what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Aside {
    /// When it was found.
    pub at: Timestamp,
    /// Where it is.
    pub place: Box<str>,
    /// The stable name of the reason.
    pub code: Box<str>,
    /// The column or field; empty where it is the whole row.
    pub field: Box<str>,
}

impl std::fmt::Debug for Aside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Aside({})", self.code)
    }
}

impl Engine {
    /// Takes a batch of a source that Telos runs itself, as [`Engine::submit`] does, with how far
    /// the source is behind it: all of it is on disk, or nothing.
    ///
    /// A source sends one batch after the other. After an error it reads how far it is and goes on
    /// from there.
    pub fn submit_from(
        &self,
        source: SourceId,
        items: Vec<Result<Message, Refused>>,
        progress: &Progress<'_>,
    ) -> Result<oneshot::Receiver<Result<Vec<Receipt>, SubmitError>>, SubmitError> {
        let mut marks = Vec::with_capacity(1 + progress.aside.len());
        if let Some((name, at)) = progress.mark {
            debug_assert!(at.len() <= MARK_BYTES_MAX, "a mark is small");
            let mut writer = Writer::new(VERSION);
            writer.bytes(at);
            marks.push(self.sealed_mark(self.mark_key(source, name), &writer.finish()));
        }
        for aside in progress.aside {
            let key = keys::aside(source, self.aside_place(source, aside));
            // Of two in one place, the later one stays.
            marks.retain(|put: &Put| put.key != key);
            marks.push(self.sealed_mark(key, &written(aside)));
        }
        let (reply, receipts) = oneshot::channel();
        self.queue(Job::Batch {
            source,
            items,
            marks,
            reply,
        })?;
        Ok(receipts)
    }

    /// How far a source is in a part of it; none where it never was there.
    pub fn progress(&self, source: SourceId, name: &[u8]) -> Result<Option<Vec<u8>>, ReadError> {
        let key = self.mark_key(source, name);
        let rows = self.inner.store.read(std::slice::from_ref(&key))?;
        let Some(row) = rows.into_iter().next().flatten() else {
            return Ok(None);
        };
        let plain = self.opened_mark(&key, &row.value)?;
        let mut reader = Reader::new(&plain, VERSION, "mark of a source")?;
        let at = reader.bytes()?.to_vec();
        reader.end()?;
        Ok(Some(at))
    }

    /// What a source has set aside, newest first.
    pub fn set_aside(&self, source: SourceId, rows_max: usize) -> Result<Vec<Aside>, ReadError> {
        let range = keys::asides(source);
        let rows = self.inner.store.scan(&range, ASIDE_MAX.into())?;
        let mut found = Vec::with_capacity(rows.len());
        for (sort, row) in rows {
            let key = Key::new(range.space, range.partition, &sort);
            let plain = self.opened_mark(&key, &row.value)?;
            found.push(read(&plain)?);
        }
        found.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.place.cmp(&b.place)));
        found.truncate(rows_max);
        Ok(found)
    }

    fn mark_key(&self, source: SourceId, name: &[u8]) -> Key {
        let slot = source.slot().to_be_bytes();
        let parts: [&[u8]; 3] = [b"intake", &slot, name];
        keys::mark(source, self.inner.vault.blind(BlindDomain::Other, &parts))
    }

    /// The same row set aside again has the same place.
    fn aside_place(&self, source: SourceId, aside: &Aside) -> u16 {
        let slot = source.slot().to_be_bytes();
        let parts: [&[u8]; 3] = [b"aside", &slot, aside.place.as_bytes()];
        let blind = self.inner.vault.blind(BlindDomain::Other, &parts);
        u16::from_be_bytes([blind[0], blind[1]]) % ASIDE_MAX
    }

    fn sealed_mark(&self, key: Key, plain: &[u8]) -> Put {
        let (first, rest) = (self.new_number(), self.new_number());
        let seed: [u8; 32] =
            std::array::from_fn(|at| if at < 16 { first[at] } else { rest[at - 16] });
        let own = NodeKey::generate(&mut ChaCha12Rng::from_seed(seed));
        let wrapped = self.inner.vault.wrap_key(&own, !key.partition);
        let mut sealed = Vec::new();
        own.seal(&keys::bound(&key), self.new_nonce(), plain, &mut sealed);
        let mut writer = Writer::new(VERSION);
        writer.bytes(&wrapped);
        writer.bytes(&sealed);
        Put {
            key,
            version: 0,
            value: writer.finish(),
        }
    }

    fn opened_mark(&self, key: &Key, value: &[u8]) -> Result<Vec<u8>, ReadError> {
        let mut reader = Reader::new(value, VERSION, "row of a source")?;
        let (wrapped, sealed) = (reader.bytes()?, reader.bytes()?);
        reader.end()?;
        let own = self.inner.vault.unwrap_key(wrapped, !key.partition)?;
        Ok(own.open(&keys::bound(key), sealed)?)
    }
}

fn written(aside: &Aside) -> Vec<u8> {
    let mut writer = Writer::new(VERSION);
    writer.int(aside.at.millis());
    writer.text(&aside.place);
    writer.text(&aside.code);
    writer.text(&aside.field);
    writer.finish()
}

fn read(plain: &[u8]) -> Result<Aside, Damaged> {
    let mut reader = Reader::new(plain, VERSION, "row that was set aside")?;
    let aside = Aside {
        at: Timestamp::from_millis(reader.int()?),
        place: reader.text()?.into(),
        code: reader.text()?.into(),
        field: reader.text()?.into(),
    };
    reader.end()?;
    Ok(aside)
}
