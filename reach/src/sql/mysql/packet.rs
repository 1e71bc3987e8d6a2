//! Packets of the protocol of MySQL and MariaDB: how they lie on the wire, and what is in them.

use telos_model::deliver::Failure;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// The longest packet that is read or written, in bytes; more would come in several.
const PACKET_BYTES_MAX: usize = 0xff_ffff - 1;

/// Reads one packet, and says which number it had.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<(u8, Vec<u8>), Failure> {
    let mut head = [0; 4];
    let broken = |_| Failure::Unreachable;
    stream.read_exact(&mut head).await.map_err(broken)?;
    let [a, b, c, number] = head;
    let length = u32::from_le_bytes([a, b, c, 0]) as usize;
    if length > PACKET_BYTES_MAX {
        return Err(Failure::Garbled);
    }
    // Room is made as it comes, not as its length says.
    let mut body = Vec::new();
    let wanted = stream.take(length as u64).read_to_end(&mut body).await;
    if wanted.map_err(broken)? < length {
        return Err(Failure::Unreachable);
    }
    Ok((number, body))
}

/// Writes one packet.
pub(super) async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    number: u8,
    body: &[u8],
) -> Result<(), Failure> {
    let length = u32::try_from(body.len()).map_err(|_| Failure::Unmade)?;
    if body.len() > PACKET_BYTES_MAX {
        return Err(Failure::Unmade);
    }
    let [a, b, c, _] = length.to_le_bytes();
    let mut packet = Vec::with_capacity(4 + body.len());
    packet.extend_from_slice(&[a, b, c, number]);
    packet.extend_from_slice(body);
    let broken = |_| Failure::Unreachable;
    stream.write_all(&packet).await.map_err(broken)?;
    stream.flush().await.map_err(broken)
}

/// Reads what a packet says, from its beginning on. Nothing is there where it ends too early.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'p>(pub &'p [u8]);

impl<'p> Reader<'p> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'p [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    /// A whole number of so many bytes, the lowest first.
    pub(super) fn number(&mut self, bytes: usize) -> Option<u64> {
        let taken = self.take(bytes)?;
        let bytes = taken.iter().rev();
        Some(bytes.fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// A whole number that says how long it is.
    pub(super) fn length(&mut self) -> Option<usize> {
        let number = match self.byte()? {
            0xfc => self.number(2),
            0xfd => self.number(3),
            0xfe => self.number(8),
            small @ 0..=0xfa => Some(u64::from(small)),
            0xfb | 0xff => None,
        };
        usize::try_from(number?).ok()
    }

    /// Bytes that say how many they are.
    pub(super) fn bytes(&mut self) -> Option<&'p [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    /// Bytes up to a zero, or up to the end.
    pub(super) fn until_zero(&mut self) -> &'p [u8] {
        let end = self.0.iter().position(|byte| *byte == 0);
        let (taken, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest.get(1..).unwrap_or_default();
        taken
    }
}

/// Puts bytes after how many they are.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = bytes.len() as u64;
    let [a, b, c, ..] = length.to_le_bytes();
    match length {
        0..=0xfa => out.push(a),
        0xfb..=0xffff => out.extend_from_slice(&[0xfc, a, b]),
        0x1_0000..=0xff_ffff => out.extend_from_slice(&[0xfd, a, b, c]),
        _ => {
            out.push(0xfe);
            out.extend_from_slice(&length.to_le_bytes());
        }
    }
    out.extend_from_slice(bytes);
}

/// What the server says first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Greeting {
    pub can: u64,
    pub nonce: Vec<u8>,
    pub plugin: String,
}

impl Greeting {
    pub(super) fn read(packet: &[u8]) -> Option<Self> {
        let mut at = Reader(packet);
        if at.byte()? != 10 {
            return None;
        }
        at.until_zero();
        at.take(4)?;
        let mut nonce = at.take(8)?.to_vec();
        at.take(1)?;
        let low = at.number(2)?;
        at.take(3)?;
        let high = at.number(2)?;
        let length = usize::from(at.byte()?);
        at.take(10)?;
        // The second part ends in a zero that does not belong to it.
        let second = at.take(length.saturating_sub(8).max(13))?;
        nonce.extend_from_slice(second.strip_suffix(&[0]).unwrap_or(second));
        let plugin = String::from_utf8_lossy(at.until_zero()).into_owned();
        let can = low | high << 16;
        Some(Self { can, nonce, plugin })
    }
}

/// The type of a column that comes as text, whatever it is in the table.
pub(super) fn is_text(column: &[u8]) -> Option<bool> {
    let mut at = Reader(column);
    for _ in 0..6 {
        at.bytes()?;
    }
    at.length()?;
    at.take(6)?;
    Some(matches!(at.byte()?, 0x0f | 0xf5 | 0xf9..=0xfe))
}

/// A row of texts.
pub(super) fn row(packet: &[u8], columns: usize) -> Option<Vec<Option<String>>> {
    let mut at = Reader(packet);
    if at.byte()? != 0 {
        return None;
    }
    let nulls = at.take((columns + 2).div_ceil(8))?;
    let mut row = Vec::with_capacity(columns);
    for column in 0..columns {
        let bit = column + 2;
        if nulls[bit / 8] >> (bit % 8) & 1 == 1 {
            row.push(None);
            continue;
        }
        let text = String::from_utf8(at.bytes()?.to_vec()).ok()?;
        row.push(Some(text));
    }
    Some(row)
}

/// What is executed: a statement that was prepared, with texts for its parameters.
pub(super) fn execute(id: u32, values: &[Option<String>]) -> Vec<u8> {
    const TEXT: [u8; 2] = [0xfd, 0];
    let mut out = vec![0x17];
    out.extend_from_slice(&id.to_le_bytes());
    out.extend_from_slice(&[0, 1, 0, 0, 0]);
    if values.is_empty() {
        return out;
    }
    let mut nulls = vec![0_u8; values.len().div_ceil(8)];
    for (at, value) in values.iter().enumerate() {
        if value.is_none() {
            nulls[at / 8] |= 1 << (at % 8);
        }
    }
    out.extend_from_slice(&nulls);
    out.push(1);
    out.extend(values.iter().flat_map(|_| TEXT));
    for value in values.iter().flatten() {
        put_bytes(&mut out, value.as_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_packet_is_read_as_it_is_written() {
        let mut wire = Vec::new();
        write(&mut wire, 3, b"\x03SELECT 1").await.expect("written");
        assert_eq!(&wire[..4], [9, 0, 0, 3]);
        let read_back = read(&mut &wire[..]).await;
        assert_eq!(read_back, Ok((3, b"\x03SELECT 1".to_vec())));
        let cut = read(&mut &wire[..8]).await;
        assert_eq!(cut, Err(Failure::Unreachable));
        let huge = read(&mut &[0xff, 0xff, 0xff, 0][..]).await;
        assert_eq!(huge, Err(Failure::Garbled));
    }

    #[test]
    fn lengths_are_read_as_they_are_written() {
        for length in [0, 1, 250, 251, 252, 65_535, 65_536, 70_000] {
            let bytes = vec![7; length];
            let mut out = Vec::new();
            put_bytes(&mut out, &bytes);
            let mut at = Reader(&out);
            assert_eq!(at.bytes(), Some(&bytes[..]), "{length}");
            assert!(at.0.is_empty());
            assert_eq!(Reader(&out[..out.len() - 1]).bytes(), None);
        }
    }

    #[test]
    fn a_greeting_is_read_and_half_of_one_is_not() {
        let mut greeting = b"\x0a11.4.2-MariaDB\0\x01\0\0\0abcdefgh\0".to_vec();
        greeting.extend_from_slice(&[0x00, 0x82, 45, 2, 0, 0x08, 0x00, 21]);
        greeting.extend_from_slice(&[0; 10]);
        greeting.extend_from_slice(b"ijklmnopqrst\0mysql_native_password\0");
        let read = Greeting::read(&greeting).expect("whole");
        assert_eq!(read.nonce, b"abcdefghijklmnopqrst");
        assert_eq!(read.plugin, "mysql_native_password");
        assert_eq!(read.can, 0x8_8200);
        for end in 0..60 {
            assert_eq!(Greeting::read(&greeting[..end]), None, "{end}");
        }
    }

    #[test]
    fn rows_that_are_cut_off_or_no_text_are_none() {
        let whole = [&[0, 0b1000][..], b"\x02ab", b"\x01c"].concat();
        let read = row(&whole, 3);
        let wanted = vec![Some("ab".to_owned()), None, Some("c".to_owned())];
        assert_eq!(read, Some(wanted));
        for end in 0..whole.len() {
            assert_eq!(row(&whole[..end], 3), None, "{end}");
        }
        assert_eq!(row(b"\0\0\x01\xff", 1), None);
    }

    #[test]
    fn parameters_go_as_texts_with_a_bit_for_each_that_is_none() {
        let out = execute(258, &[Some("a".to_owned()), None]);
        assert_eq!(
            out,
            [
                0x17, 2, 1, 0, 0, 0, 1, 0, 0, 0, 0b10, 1, 0xfd, 0, 0xfd, 0, 1, b'a'
            ]
        );
    }
}
