//! Packed batches of records, unpacked within a limit: what would become larger is refused before
//! it is.

use std::io::Read;

use bytes::{Buf as _, Bytes};

use super::records::Unread;

/// How large a batch may become, in bytes.
const UNPACKED_BYTES_MAX: usize = 32 * 1024 * 1024;
/// How Snappy is framed by clients in Java, and how long that head is.
const FRAMED: &[u8] = b"\x82SNAPPY\0";
const FRAMED_HEAD_BYTES: usize = 16;

/// How a batch is packed, by Kafka's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packed(pub i16);

/// What is in a packed batch.
pub(super) fn unpack(packed: Packed, body: &Bytes) -> Result<Bytes, Unread> {
    match packed.0 {
        0 => Ok(body.clone()),
        1 => whole(flate2::read::MultiGzDecoder::new(&body[..])),
        2 => snappy(body),
        3 => whole(lz4_flex::frame::FrameDecoder::new(&body[..])),
        4 => {
            whole(ruzstd::decoding::StreamingDecoder::new(&body[..]).map_err(|_| Unread::Garbled)?)
        }
        _ => Err(Unread::Garbled),
    }
}

/// Reads to the end, or as far as there is room.
fn whole(from: impl Read) -> Result<Bytes, Unread> {
    let mut plain = Vec::new();
    let read = from
        .take(UNPACKED_BYTES_MAX as u64 + 1)
        .read_to_end(&mut plain);
    if plain.len() > UNPACKED_BYTES_MAX {
        return Err(Unread::TooLarge);
    }
    read.map_err(|_| Unread::Garbled)?;
    Ok(plain.into())
}

/// Snappy as it is, or in blocks that say how long they are.
fn snappy(body: &Bytes) -> Result<Bytes, Unread> {
    let mut plain = Vec::new();
    if !body.starts_with(FRAMED) {
        block(body, &mut plain)?;
        return Ok(plain.into());
    }
    let mut rest = body.clone();
    if rest.len() < FRAMED_HEAD_BYTES {
        return Err(Unread::Garbled);
    }
    rest.advance(FRAMED_HEAD_BYTES);
    while rest.has_remaining() {
        let length = rest.try_get_u32().map_err(|_| Unread::Garbled)? as usize;
        if length > rest.len() {
            return Err(Unread::Garbled);
        }
        block(&rest.split_to(length), &mut plain)?;
    }
    Ok(plain.into())
}

fn block(packed: &[u8], plain: &mut Vec<u8>) -> Result<(), Unread> {
    let length = snap::raw::decompress_len(packed).map_err(|_| Unread::Garbled)?;
    let before = plain.len();
    if length > UNPACKED_BYTES_MAX - before {
        return Err(Unread::TooLarge);
    }
    plain.resize(before + length, 0);
    let unpacked = snap::raw::Decoder::new().decompress(packed, &mut plain[before..]);
    unpacked.map(drop).map_err(|_| Unread::Garbled)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// What a text becomes by each way of packing.
    fn packed(text: &[u8]) -> Vec<(Packed, Vec<u8>)> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text).expect("packed");
        let snappy = snap::raw::Encoder::new()
            .compress_vec(text)
            .expect("packed");
        let mut framed = [FRAMED, &[0, 0, 0, 1, 0, 0, 0, 1]].concat();
        for part in text.chunks(1_000) {
            let part = snap::raw::Encoder::new()
                .compress_vec(part)
                .expect("packed");
            let length = u32::try_from(part.len()).expect("small");
            framed.extend_from_slice(&length.to_be_bytes());
            framed.extend_from_slice(&part);
        }
        let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
        lz4.write_all(text).expect("packed");
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        vec![
            (Packed(0), text.to_vec()),
            (Packed(1), gzip.finish().expect("packed")),
            (Packed(2), snappy),
            (Packed(2), framed),
            (Packed(3), lz4.finish().expect("packed")),
            (Packed(4), ruzstd::encoding::compress_to_vec(text, level)),
        ]
    }

    #[test]
    fn whatever_was_packed_by_each_way_comes_out_again() {
        let text = b"who permits what, and what for? ".repeat(200);
        for (how, body) in packed(&text) {
            let body = Bytes::from(body);
            assert_eq!(unpack(how, &body).as_deref(), Ok(&text[..]), "{how:?}");
            if how != Packed(0) {
                let cut = body.slice(..body.len() / 2);
                assert_eq!(unpack(how, &cut), Err(Unread::Garbled), "{how:?}");
                let other = Bytes::from_static(b"not packed by anything");
                assert_eq!(unpack(how, &other), Err(Unread::Garbled), "{how:?}");
            }
        }
        assert_eq!(unpack(Packed(5), &Bytes::new()), Err(Unread::Garbled));
    }

    #[test]
    fn what_would_become_too_large_is_refused() {
        let text = vec![0; UNPACKED_BYTES_MAX + 1];
        for (how, body) in packed(&text).into_iter().skip(1) {
            let came = unpack(how, &Bytes::from(body));
            assert_eq!(came, Err(Unread::TooLarge), "{how:?}");
        }
        // A length that is said and not true takes no room.
        let lies = Bytes::from_static(&[0xff, 0xff, 0xff, 0xff, 0x0f, 0]);
        assert_eq!(unpack(Packed(2), &lies), Err(Unread::TooLarge));
    }
}
