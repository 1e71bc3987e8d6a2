//! Lines of a file, each read as text for itself.

use std::io::{self, BufRead, Read};

use super::super::mapping::Encoding;
use super::super::row::Problem;
use super::super::{ImportError, ROW_BYTES_MAX};

/// A line, or why it is none.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u64,
    pub(super) text: Result<String, Problem>,
}

/// Reads lines; one that is too long is read past without being held.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    encoding: Encoding,
    number: u64,
    /// How many bytes are read.
    pub(super) bytes: u64,
}

impl<R: BufRead> Lines<R> {
    /// Starts behind a byte order mark.
    pub(super) fn new(mut reader: R, encoding: Encoding) -> Result<Self, ImportError> {
        let mut bytes = 0;
        let start = reader.fill_buf()?;
        if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
            return Err(ImportError::Utf16);
        }
        if matches!(encoding, Encoding::Utf8) && start.starts_with(b"\xEF\xBB\xBF") {
            reader.consume(3);
            bytes = 3;
        }
        Ok(Self {
            reader,
            encoding,
            number: 0,
            bytes,
        })
    }

    /// Reads past a line.
    pub(super) fn skip(&mut self) -> io::Result<()> {
        self.next().map(drop)
    }

    /// The next line without its end; none at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let limit = ROW_BYTES_MAX as u64 + 2;
        let mut read = (&mut self.reader)
            .take(limit)
            .read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let ended = bytes.last() == Some(&b'\n');
        if !ended && read as u64 == limit {
            read += self.rest()?;
        }
        self.bytes += read as u64;
        if ended {
            bytes.pop();
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        let text = if bytes.len() > ROW_BYTES_MAX {
            Err(Problem::RowTooLong)
        } else {
            decode(self.encoding, bytes).ok_or(Problem::EncodingInvalid)
        };
        Ok(Some(Line {
            number: self.number,
            text,
        }))
    }

    /// Reads past what is left of a line.
    fn rest(&mut self) -> io::Result<usize> {
        let mut read = 0;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(read);
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(buffer.len(), |end| end + 1);
            self.reader.consume(length);
            read += length;
            if end.is_some() {
                return Ok(read);
            }
        }
    }
}

fn decode(encoding: Encoding, bytes: Vec<u8>) -> Option<String> {
    match encoding {
        Encoding::Utf8 => String::from_utf8(bytes).ok(),
        Encoding::Latin1 => Some(bytes.into_iter().map(char::from).collect()),
        Encoding::Other(encoding) => encoding
            .decode_without_bom_handling_and_without_replacement(&bytes)
            .map(std::borrow::Cow::into_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_read_past() {
        let mut text = vec![b'x'; 3 * ROW_BYTES_MAX];
        text.extend(b"\r\nnext\r\n\nlast");
        let total = text.len() as u64;
        let mut lines = Lines::new(&text[..], Encoding::Utf8).expect("lines");
        let mut read = Vec::new();
        while let Some(line) = lines.next().expect("reads") {
            read.push((line.number, line.text));
        }
        let text = |text: &str| Ok(text.to_owned());
        assert_eq!(read[0], (1, Err(Problem::RowTooLong)));
        assert_eq!(
            read[1..],
            [(2, text("next")), (3, text("")), (4, text("last"))]
        );
        assert_eq!(lines.bytes, total);
    }

    #[test]
    fn encodings_are_read_and_what_is_none_is_refused() {
        let one = |encoding, bytes: &[u8]| {
            let mut lines = Lines::new(bytes, encoding).expect("lines");
            lines.next().expect("reads").expect("a line").text
        };
        assert_eq!(one(Encoding::Utf8, b"\xEF\xBB\xBFa"), Ok("a".into()));
        assert_eq!(one(Encoding::Utf8, b"a\xFF"), Err(Problem::EncodingInvalid));
        assert_eq!(one(Encoding::Latin1, b"caf\xE9"), Ok("café".into()));
        let japanese = Encoding::Other(encoding_rs::SHIFT_JIS);
        assert_eq!(one(japanese, b"\x93\xFA\x96\x7B"), Ok("日本".into()));
        assert_eq!(one(japanese, b"\x93"), Err(Problem::EncodingInvalid));
        assert!(matches!(
            Lines::new(&b"\xFF\xFEa\0"[..], Encoding::Utf8),
            Err(ImportError::Utf16)
        ));
    }
}
