//! The bytes of stored forms: varints, lengths and checked reading.
//!
//! Numbers are LEB128 (signed ones zigzag first), text and lists carry their length in front.
//! Reading never trusts a length: damaged bytes give an error, not a panic or a huge allocation.

use std::cell::Cell;

use smallvec::{Array, SmallVec};

/// Stored bytes that cannot be what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a stored {what}: the bytes are damaged or of an unknown version")]
pub struct Damaged {
    /// The stored form.
    pub what: &'static str,
}

/// What most rows fit in, so that they need not grow while they are written.
const ROW_BYTES: usize = 2_048;
/// A buffer that has grown beyond this is not kept for the next row.
const KEPT_BYTES_MAX: usize = 256 * 1024;

thread_local! {
    /// Where this thread writes: what was used just now is in the processor's caches, and each row
    /// then takes no more memory than it needs.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Writes a stored form.
#[derive(Debug)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(version: u8) -> Self {
        let mut bytes = BUFFER.take();
        bytes.clear();
        bytes.reserve(ROW_BYTES);
        bytes.push(version);
        Self { bytes }
    }
    pub(crate) fn finish(self) -> Vec<u8> {
        let written = self.bytes.as_slice().to_vec();
        if self.bytes.capacity() <= KEPT_BYTES_MAX {
            BUFFER.set(self.bytes);
        }
        written
    }
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }
    pub(crate) fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }
    pub(crate) fn uint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }
    pub(crate) fn int(&mut self, number: i64) {
        self.uint(((number << 1) ^ (number >> 63)).cast_unsigned());
    }
    pub(crate) fn wide(&mut self, mut number: u128) {
        if let Ok(number) = u64::try_from(number) {
            return self.uint(number);
        }
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }
    pub(crate) fn wide_int(&mut self, number: i128) {
        self.wide(((number << 1) ^ (number >> 127)).cast_unsigned());
    }
    pub(crate) fn len(&mut self, length: usize) {
        self.uint(length as u64);
    }
    pub(crate) fn fixed<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.bytes.extend_from_slice(bytes);
    }
    pub(crate) fn text(&mut self, text: &str) {
        self.len(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }
    /// Bytes of any length, with the length in front.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.len(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }
    pub(crate) fn maybe_text(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        if let Some(text) = text {
            self.text(text);
        }
    }
}

/// Reads a stored form.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    what: &'static str,
}

impl<'a> Reader<'a> {
    /// A reader past the version byte, which must be this one.
    pub(crate) fn new(bytes: &'a [u8], version: u8, what: &'static str) -> Result<Self, Damaged> {
        match bytes.split_first() {
            Some((found, rest)) if *found == version => Ok(Self { rest, what }),
            _ => Err(Damaged { what }),
        }
    }
    pub(crate) fn damaged(&self) -> Damaged {
        Damaged { what: self.what }
    }
    /// Fails unless all was read.
    pub(crate) fn end(&self) -> Result<(), Damaged> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.damaged())
        }
    }
    pub(crate) fn byte(&mut self) -> Result<u8, Damaged> {
        let (first, rest) = self.rest.split_first().ok_or(Damaged { what: self.what })?;
        self.rest = rest;
        Ok(*first)
    }
    pub(crate) fn flag(&mut self) -> Result<bool, Damaged> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.damaged()),
        }
    }
    pub(crate) fn uint(&mut self) -> Result<u64, Damaged> {
        // Most numbers are of one byte.
        if let Some((first, rest)) = self.rest.split_first()
            && *first < 0x80
        {
            self.rest = rest;
            return Ok((*first).into());
        }
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(self.damaged())
    }
    pub(crate) fn int(&mut self) -> Result<i64, Damaged> {
        let raw = self.uint()?;
        Ok((raw >> 1).cast_signed() ^ -((raw & 1).cast_signed()))
    }
    pub(crate) fn wide(&mut self) -> Result<u128, Damaged> {
        // Nearly all are small, and wide arithmetic is slow.
        let mut small = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            small |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(small.into());
            }
        }
        let mut number = u128::from(small);
        for shift in (63..128).step_by(7) {
            let byte = self.byte()?;
            number |= u128::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(self.damaged())
    }
    pub(crate) fn wide_int(&mut self) -> Result<i128, Damaged> {
        let raw = self.wide()?;
        Ok((raw >> 1).cast_signed() ^ -((raw & 1).cast_signed()))
    }
    /// A number that fits a smaller type.
    pub(crate) fn small<T: TryFrom<u64>>(&mut self) -> Result<T, Damaged> {
        let damaged = self.damaged();
        T::try_from(self.uint()?).map_err(|_| damaged)
    }
    /// A length: never more than the bytes that are left.
    pub(crate) fn len(&mut self) -> Result<usize, Damaged> {
        let length: usize = self.small()?;
        if length <= self.rest.len() {
            Ok(length)
        } else {
            Err(self.damaged())
        }
    }
    pub(crate) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        let (first, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(Damaged { what: self.what })?;
        self.rest = rest;
        Ok(*first)
    }
    pub(crate) fn text(&mut self) -> Result<&'a str, Damaged> {
        let length = self.len()?;
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| Damaged { what: self.what })
    }
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Damaged> {
        let length = self.len()?;
        let (bytes, rest) = self.rest.split_at(length);
        self.rest = rest;
        Ok(bytes)
    }
    pub(crate) fn maybe_text(&mut self) -> Result<Option<&'a str>, Damaged> {
        Ok(if self.flag()? {
            Some(self.text()?)
        } else {
            None
        })
    }
    /// A list: its length, then each item.
    pub(crate) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, Damaged>,
    ) -> Result<Vec<T>, Damaged> {
        let length = self.len()?;
        let mut items = Vec::with_capacity(length.min(1_024));
        for _ in 0..length {
            items.push(item(self)?);
        }
        Ok(items)
    }
    /// A list that is nearly always short.
    pub(crate) fn few<A: Array>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<A::Item, Damaged>,
    ) -> Result<SmallVec<A>, Damaged> {
        let length = self.len()?;
        let mut items = SmallVec::with_capacity(length.min(1_024));
        for _ in 0..length {
            items.push(item(self)?);
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(a: u64, b: i64, c: i128, d: u128, text: String, flag: bool) {
            let mut writer = Writer::new(7);
            writer.uint(a);
            writer.int(b);
            writer.wide_int(c);
            writer.wide(d);
            writer.text(&text);
            writer.flag(flag);
            let bytes = writer.finish();
            let mut reader = Reader::new(&bytes, 7, "test").expect("version");
            prop_assert_eq!(reader.uint(), Ok(a));
            prop_assert_eq!(reader.int(), Ok(b));
            prop_assert_eq!(reader.wide_int(), Ok(c));
            prop_assert_eq!(reader.wide(), Ok(d));
            prop_assert_eq!(reader.text(), Ok(&*text));
            prop_assert_eq!(reader.flag(), Ok(flag));
            prop_assert_eq!(reader.end(), Ok(()));
        }

        #[test]
        fn damaged_bytes_are_an_error_and_not_a_panic(bytes: Vec<u8>) {
            if let Ok(mut reader) = Reader::new(&bytes, 1, "test") {
                let _ = reader.list(|reader| reader.text().map(str::len));
                let _ = reader.wide_int();
                let _ = reader.fixed::<16>();
            }
        }
    }
}
