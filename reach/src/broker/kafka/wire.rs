//! How numbers, texts and lists lie on the wire of Kafka: in the older way, where lengths are whole
//! numbers, and in the compact one, where they are as short as they can be and fields with tags may
//! follow.

/// Reads what came, from its beginning on. Nothing is there where it ends too early. Lists grow as
/// they come, whatever their length says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'b> {
    rest: &'b [u8],
    compact: bool,
}

impl<'b> Reader<'b> {
    pub(super) const fn new(bytes: &'b [u8], compact: bool) -> Self {
        Self {
            rest: bytes,
            compact,
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// How much is left, in bytes.
    pub(super) const fn len(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn i8(&mut self) -> Option<i8> {
        self.array().map(i8::from_be_bytes)
    }

    pub(super) fn i16(&mut self) -> Option<i16> {
        self.array().map(i16::from_be_bytes)
    }

    pub(super) fn i32(&mut self) -> Option<i32> {
        self.array().map(i32::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_be_bytes)
    }

    pub(super) fn id(&mut self) -> Option<[u8; 16]> {
        self.array()
    }

    /// A whole number of seven bits a byte, the lowest first.
    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// The same with a sign, which stands in the lowest bit.
    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// Bytes behind a length with a sign; none where that is less than nothing.
    #[expect(
        clippy::option_option,
        reason = "what ends too early and what is not there are not the same"
    )]
    pub(super) fn bytes_after_sign(&mut self) -> Option<Option<&'b [u8]>> {
        match usize::try_from(self.signed()?) {
            Ok(length) => self.take(length).map(Some),
            Err(_) => Some(None),
        }
    }

    /// The length of a text; of nothing it is zero.
    fn text_length(&mut self) -> Option<usize> {
        if self.compact {
            return self.compact_length();
        }
        let length = self.i16()?;
        Some(usize::try_from(length).unwrap_or_default())
    }

    /// The length of bytes or a list; of nothing it is zero.
    fn length(&mut self) -> Option<usize> {
        if self.compact {
            return self.compact_length();
        }
        let length = self.i32()?;
        Some(usize::try_from(length).unwrap_or_default())
    }

    fn compact_length(&mut self) -> Option<usize> {
        let above = self.unsigned()?;
        usize::try_from(above.saturating_sub(1)).ok()
    }

    /// A text; an empty one where there is none.
    pub(super) fn text(&mut self) -> Option<&'b str> {
        let length = self.text_length()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// Bytes; none at all where there are none.
    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    /// A list; an empty one where there is none.
    pub(super) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.length()?;
        let mut all = Vec::new();
        for _ in 0..count {
            // Each takes a byte at the least, so that a list is no longer than what came.
            if self.is_empty() {
                return None;
            }
            all.push(read(self)?);
        }
        Some(all)
    }

    /// Steps over fields with tags, where there may be some.
    pub(super) fn tags(&mut self) -> Option<()> {
        if !self.compact {
            return Some(());
        }
        for _ in 0..self.unsigned()? {
            self.unsigned()?;
            let length = usize::try_from(self.unsigned()?).ok()?;
            self.take(length)?;
        }
        Some(())
    }
}

/// Writes a request.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub bytes: Vec<u8>,
    compact: bool,
}

impl Writer {
    pub(super) const fn new(compact: bool) -> Self {
        Self {
            bytes: Vec::new(),
            compact,
        }
    }

    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn i8(&mut self, number: i8) {
        self.put(&number.to_be_bytes());
    }

    pub(super) fn i16(&mut self, number: i16) {
        self.put(&number.to_be_bytes());
    }

    pub(super) fn i32(&mut self, number: i32) {
        self.put(&number.to_be_bytes());
    }

    pub(super) fn i64(&mut self, number: i64) {
        self.put(&number.to_be_bytes());
    }

    fn unsigned(&mut self, mut number: u64) {
        while number > 0x7f {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    pub(super) fn signed(&mut self, number: i64) {
        self.unsigned((number << 1 ^ number >> 63).cast_unsigned());
    }

    /// Bytes behind a length with a sign; less than nothing where there are none.
    pub(super) fn bytes_after_sign(&mut self, bytes: Option<&[u8]>) {
        let length = bytes.map(|bytes| i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        self.signed(length.unwrap_or(-1));
        self.put(bytes.unwrap_or_default());
    }

    /// How long bytes or a list are.
    pub(super) fn length(&mut self, length: usize) {
        if self.compact {
            self.unsigned(length as u64 + 1);
        } else {
            self.i32(i32::try_from(length).unwrap_or(i32::MAX));
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.compact {
            self.unsigned(text.len() as u64 + 1);
        } else {
            self.i16(i16::try_from(text.len()).unwrap_or(i16::MAX));
        }
        self.put(text.as_bytes());
    }

    /// In place of a text that is not there.
    pub(super) fn no_text(&mut self) {
        if self.compact {
            self.unsigned(0);
        } else {
            self.i16(-1);
        }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.put(bytes);
    }

    /// No fields with tags, where there may be some.
    pub(super) fn no_tags(&mut self) {
        if self.compact {
            self.unsigned(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_and_bytes_are_read_as_they_are_written(
            number: i64, bytes: Option<Vec<u8>>, text in "\\PC{0,40}", compact: bool,
        ) {
            let mut out = Writer::new(compact);
            out.signed(number);
            out.bytes_after_sign(bytes.as_deref());
            out.text(&text);
            out.bytes(text.as_bytes());
            out.no_tags();
            let mut at = Reader::new(&out.bytes, compact);
            prop_assert_eq!(at.signed(), Some(number));
            prop_assert_eq!(at.bytes_after_sign(), Some(bytes.as_deref()));
            prop_assert_eq!(at.text(), Some(&*text));
            prop_assert_eq!(at.bytes(), Some(text.as_bytes()));
            prop_assert_eq!(at.tags(), Some(()));
            prop_assert!(at.is_empty());
        }

        #[test]
        fn whatever_comes_is_read_or_refused(bytes: Vec<u8>, compact: bool) {
            let mut at = Reader::new(&bytes, compact);
            let _ = at.list(|at| at.list(|at| at.text().map(str::len)));
            let _ = at.tags();
            let _ = at.signed();
        }
    }

    #[test]
    fn a_list_that_lies_about_its_length_is_refused() {
        let mut out = Writer::new(false);
        out.i32(i32::MAX);
        out.i32(7);
        let mut at = Reader::new(&out.bytes, false);
        assert_eq!(at.list(Reader::i32), None);
        assert_eq!(
            Reader::new(&[0xff; 12], true).list(Reader::i8),
            None,
            "nor does a length end that has no end"
        );
    }
}
