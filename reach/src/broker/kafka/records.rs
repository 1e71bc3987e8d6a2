//! Batches of records as Kafka keeps them: written by us, unpacked and read, and left out where
//! their transaction was taken back.

use bytes::{Buf as _, Bytes};

use super::unpack::{Packed, unpack};
use super::wire::{Reader, Writer};

/// The form of batches since Kafka 0.11.
const FORM: i8 = 2;
/// What stands before a batch: its first offset and its length.
const HEAD_BYTES: usize = 12;
/// Where the checked part begins, behind the head, the leader's epoch, the form and the checksum.
const CHECKED_FROM: usize = HEAD_BYTES + 9;
/// Bits that say what a batch is.
const TRANSACTIONAL: i16 = 1 << 4;
const CONTROL: i16 = 1 << 5;
/// Of a control record: the transaction was taken back.
const ABORTED: i16 = 0;

/// A record that is to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft<'d> {
    pub key: Option<&'d [u8]>,
    /// What it carries; nothing at all takes back what was kept under its key.
    pub value: Option<&'d [u8]>,
    pub headers: &'d [(&'d str, &'d [u8])],
}

/// Who writes a batch, so that a broker knows one that it is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Author {
    pub id: i64,
    pub epoch: i16,
    /// The number of the first record of the batch.
    pub first: i32,
}

impl Author {
    /// Nobody that is known.
    pub(super) const NOBODY: Self = Self {
        id: -1,
        epoch: -1,
        first: -1,
    };
}

/// One record as it lies in a batch, at a place of it.
pub(super) fn write_record(at: i32, draft: Draft<'_>, out: &mut Writer) {
    let mut record = Writer::default();
    record.i8(0);
    record.signed(0);
    record.signed(at.into());
    record.bytes_after_sign(draft.key);
    record.bytes_after_sign(draft.value);
    record.signed(i64::try_from(draft.headers.len()).unwrap_or(i64::MAX));
    for (name, value) in draft.headers {
        record.bytes_after_sign(Some(name.as_bytes()));
        record.bytes_after_sign(Some(value));
    }
    out.bytes_after_sign(Some(&record.bytes));
}

/// A batch of so many records, all of one time in milliseconds.
pub(super) fn batch(records: &[u8], count: i32, time: i64, author: Author) -> Vec<u8> {
    let mut checked = Writer::default();
    checked.i16(0);
    checked.i32(count - 1);
    checked.i64(time);
    checked.i64(time);
    checked.i64(author.id);
    checked.i16(author.epoch);
    checked.i32(author.first);
    checked.i32(count);
    checked.put(records);
    let mut out = Writer::default();
    out.i64(0);
    out.length(checked.bytes.len() + CHECKED_FROM - HEAD_BYTES);
    out.i32(-1);
    out.i8(FORM);
    out.put(&crc32c::crc32c(&checked.bytes).to_be_bytes());
    out.put(&checked.bytes);
    out.bytes
}

/// A batch as it came, not unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The first offset in it.
    pub first: i64,
    /// The first offset behind it.
    pub next: i64,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Records {
        packed: Packed,
        logged: bool,
        first_time: i64,
        last_time: i64,
        count: i32,
        body: Bytes,
    },
    /// Nothing to read: the broker's own notes, or a transaction that was taken back.
    Nothing,
    /// Of a form that is not read here.
    Unreadable,
}

/// A record that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub offset: i64,
    /// In milliseconds.
    pub time: i64,
    pub key: Option<Bytes>,
    pub value: Option<Bytes>,
}

/// Why a batch cannot be read: what it says is not what it should be, or it is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is not what it should be.
    Garbled,
    /// It is too large.
    TooLarge,
}

/// Splits what came of a partition into batches. The last is left out where it was cut off, and
/// none is read where a checksum is not right. Of transactions that were taken back (whose, and
/// from which offset on) nothing is left.
pub fn batches(records: &Bytes, aborted: &[(i64, i64)]) -> Option<Vec<Batch>> {
    let mut rest = records.clone();
    let mut taken_back = TakenBack::new(aborted);
    let mut all = Vec::new();
    while rest.len() >= HEAD_BYTES + 5 {
        let mut at = Reader::new(&rest, false);
        let (first, length) = (at.i64()?, usize::try_from(at.i32()?).ok()?);
        let Some(end) = HEAD_BYTES
            .checked_add(length)
            .filter(|end| *end <= rest.len())
        else {
            break;
        };
        let whole = rest.split_to(end);
        at = Reader::new(&whole, false);
        at.take(HEAD_BYTES + 4)?;
        all.push(if at.i8()? == FORM {
            read_batch(first, &whole, &mut taken_back)?
        } else {
            Batch {
                first,
                next: first.checked_add(1)?,
                kind: Kind::Unreadable,
            }
        });
    }
    Some(all)
}

fn read_batch(first: i64, whole: &Bytes, taken_back: &mut TakenBack) -> Option<Batch> {
    let mut at = Reader::new(whole, false);
    at.take(CHECKED_FROM - 4)?;
    let checksum = at.u32()?;
    if crc32c::crc32c(whole.get(CHECKED_FROM..)?) != checksum {
        return None;
    }
    let attributes = at.i16()?;
    let last = first.checked_add(i64::from(at.i32()?.max(0)))?;
    let (first_time, last_time) = (at.i64()?, at.i64()?);
    let producer = at.i64()?;
    at.i16()?;
    at.i32()?;
    let count = at.i32()?;
    let body = whole.slice(CHECKED_FROM + 40..);
    let next = last.checked_add(1)?;
    let kind = if attributes & CONTROL != 0 {
        taken_back.ends(producer, &body);
        Kind::Nothing
    } else if attributes & TRANSACTIONAL != 0 && taken_back.holds(producer, last) {
        Kind::Nothing
    } else {
        Kind::Records {
            packed: Packed(attributes & 7),
            logged: attributes & 8 != 0,
            first_time,
            last_time,
            count,
            body,
        }
    };
    Some(Batch { first, next, kind })
}

impl Batch {
    /// Its records, from an offset on.
    pub fn records(&self, from: i64) -> Result<Records, Unread> {
        let mut records = Records {
            first: self.first,
            next: self.next,
            from,
            ..Records::default()
        };
        match &self.kind {
            Kind::Nothing => {}
            Kind::Unreadable => return Err(Unread::Garbled),
            Kind::Records {
                packed,
                logged,
                first_time,
                last_time,
                count,
                body,
            } => {
                records.left = *count;
                records.time = if *logged { *last_time } else { *first_time };
                records.logged = *logged;
                records.rest = unpack(*packed, body)?;
            }
        }
        Ok(records)
    }
}

/// The records of a batch, one after the other.
#[derive(Debug, Default)]
pub struct Records {
    first: i64,
    next: i64,
    from: i64,
    left: i32,
    /// The time of the first, or of all where the broker says when they came.
    time: i64,
    logged: bool,
    rest: Bytes,
}

impl Iterator for Records {
    type Item = Result<Record, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.left > 0 {
            self.left -= 1;
            let Some(record) = self.read() else {
                self.left = 0;
                return Some(Err(Unread::Garbled));
            };
            if record.offset >= self.from {
                return Some(Ok(record));
            }
        }
        None
    }
}

impl Records {
    fn read(&mut self) -> Option<Record> {
        let mut at = Reader::new(&self.rest, false);
        let body = self.rest.slice_ref(at.bytes_after_sign()??);
        self.rest.advance(self.rest.len() - at.len());
        let (delta, mut record) = read_record(&body)?;
        record.offset = self.first.checked_add(record.offset)?;
        record.time = if self.logged {
            self.time
        } else {
            self.time.saturating_add(delta)
        };
        (record.offset < self.next).then_some(record)
    }
}

/// A record with its time after the first and its offset behind the first.
fn read_record(body: &Bytes) -> Option<(i64, Record)> {
    let mut at = Reader::new(body, false);
    at.i8()?;
    let (delta, offset) = (at.signed()?, at.signed()?);
    let own = |bytes: Option<&[u8]>| bytes.map(|bytes| body.slice_ref(bytes));
    let record = Record {
        offset: Some(offset).filter(|offset| *offset >= 0)?,
        time: 0,
        key: own(at.bytes_after_sign()?),
        value: own(at.bytes_after_sign()?),
    };
    Some((delta, record))
}

/// Transactions that were taken back, as far as they were come by.
struct TakenBack {
    /// Those that begin behind what was read, the next one last.
    ahead: Vec<(i64, i64)>,
    open: Vec<i64>,
}

impl TakenBack {
    fn new(aborted: &[(i64, i64)]) -> Self {
        let mut ahead = aborted.to_vec();
        ahead.sort_by_key(|(_, first)| std::cmp::Reverse(*first));
        Self {
            ahead,
            open: Vec::new(),
        }
    }

    /// Whether what a producer wrote up to an offset was taken back.
    fn holds(&mut self, producer: i64, last: i64) -> bool {
        while let Some((other, _)) = self.ahead.pop_if(|(_, first)| *first <= last) {
            self.open.push(other);
        }
        self.open.contains(&producer)
    }

    /// A producer's transaction ends with a control record.
    fn ends(&mut self, producer: i64, body: &Bytes) {
        let record = Reader::new(body, false).bytes_after_sign().flatten();
        let record = record.and_then(|record| read_record(&body.slice_ref(record)));
        let key = record.and_then(|(_, record)| record.key);
        let kind = key.and_then(|key| {
            let mut at = Reader::new(&key, false);
            at.i16()?;
            at.i16()
        });
        if kind == Some(ABORTED) {
            self.open.retain(|other| *other != producer);
        }
    }
}

#[cfg(test)]
mod tests;
