//! Bodies: read whole, within a limit before and after decompression.

use std::error::Error;
use std::io::{ErrorKind, Read};

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::{Bytes, BytesMut};
use flate2::read::MultiGzDecoder;
use http_body_util::BodyExt;

use crate::Limits;
use crate::problem::Problem;

/// How many times the largest body is still read, and thrown away, so that a client that sends
/// too much reads why instead of finding its connection reset.
const DISCARD_FACTOR: usize = 4;
/// How many times its size a body is expected to unpack to.
const GZIP_FACTOR: usize = 4;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
}

/// Reads a whole body and unpacks it. `late` is the answer to one that does not arrive in time.
pub(crate) async fn read(
    limits: &Limits,
    headers: &HeaderMap,
    body: Body,
    late: fn() -> Problem,
) -> Result<Bytes, Problem> {
    let collected = tokio::time::timeout(limits.body_wait_max, collect(limits, body));
    let bytes = collected.await.unwrap_or_else(|_| Err(late().closing()))?;
    match packing(headers)? {
        Packing::Plain => Ok(bytes),
        Packing::Gzip => unpack(&bytes, limits.body_bytes_max).map(Bytes::from),
    }
}

/// The answer to a body that does not arrive in time.
pub(crate) fn too_slow() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "body_late",
        "the body did not arrive in time",
        "send it again, in smaller parts over a slow connection",
    )
}

fn too_large(bytes_max: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        format!("the body is larger than {bytes_max} bytes"),
        "split it",
    )
}

fn packing(headers: &HeaderMap) -> Result<Packing, Problem> {
    let mut packing = Packing::Plain;
    for value in headers.get_all(header::CONTENT_ENCODING) {
        let value = value.as_bytes().trim_ascii();
        let gzip = value.eq_ignore_ascii_case(b"gzip") || value.eq_ignore_ascii_case(b"x-gzip");
        let plain = value.is_empty() || value.eq_ignore_ascii_case(b"identity");
        if !plain && (!gzip || packing == Packing::Gzip) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "encoding_unknown",
                "the body is packed in a way that is not read here",
                "send it plain or with Content-Encoding: gzip, once",
            )
            .at("Content-Encoding"));
        }
        if gzip {
            packing = Packing::Gzip;
        }
    }
    Ok(packing)
}

async fn collect(limits: &Limits, mut body: Body) -> Result<Bytes, Problem> {
    let bytes_max = limits.body_bytes_max;
    let mut whole = Bytes::new();
    let mut parts = BytesMut::new();
    let mut received = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|error| incomplete(&error))?.into_data() else {
            continue;
        };
        received += data.len();
        if received > bytes_max {
            (whole, parts) = (Bytes::new(), BytesMut::new());
            if received > bytes_max.saturating_mul(DISCARD_FACTOR) {
                return Err(too_large(bytes_max).closing());
            }
        } else if whole.is_empty() && parts.is_empty() {
            whole = data;
        } else {
            if parts.is_empty() {
                parts = BytesMut::with_capacity((2 * received).min(bytes_max));
                parts.extend_from_slice(&std::mem::take(&mut whole));
            }
            parts.extend_from_slice(&data);
        }
    }
    if received > bytes_max {
        return Err(too_large(bytes_max));
    }
    Ok(if parts.is_empty() {
        whole
    } else {
        parts.freeze()
    })
}

fn incomplete(error: &axum::Error) -> Problem {
    tracing::debug!(
        cause = error.source().is_some(),
        "read a body: the connection failed"
    );
    Problem::bad(
        "body_incomplete",
        "body",
        "the body ends too early",
        "send it again",
    )
    .closing()
}

/// Unpacks a gzip body of any number of members.
fn unpack(packed: &[u8], bytes_max: usize) -> Result<Vec<u8>, Problem> {
    let expected = packed.len().saturating_mul(GZIP_FACTOR).min(bytes_max);
    let mut plain = Vec::with_capacity(expected);
    let limit = u64::try_from(bytes_max)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let read = MultiGzDecoder::new(packed)
        .take(limit)
        .read_to_end(&mut plain);
    match read {
        Ok(_) if plain.len() > bytes_max => Err(too_large(bytes_max)),
        Ok(_) => Ok(plain),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(Problem::bad(
            "gzip_truncated",
            "body",
            "the gzip body ends too early",
            "send the whole of it",
        )),
        Err(_) => Err(Problem::bad(
            "gzip_bad",
            "body",
            "the body says that it is gzip and is not",
            "pack it with a gzip library, or leave out Content-Encoding",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures_util::FutureExt;
    use std::io::Write;

    const MAX: usize = 1_000;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn code(result: Result<Vec<u8>, Problem>) -> &'static str {
        result.unwrap_err().code()
    }

    #[test]
    fn gzip_is_unpacked_up_to_the_limit_and_not_beyond() {
        assert_eq!(unpack(&gzip(&[b'x'; MAX]), MAX).unwrap(), [b'x'; MAX]);
        assert_eq!(code(unpack(&gzip(&[b'x'; MAX + 1]), MAX)), "body_too_large");
        let bomb = gzip(&vec![0; 50_000_000]);
        assert_eq!(code(unpack(&bomb, MAX)), "body_too_large");
    }

    #[test]
    fn several_members_are_one_body() {
        let mut packed = gzip(b"{\"a\":");
        packed.extend(gzip(b"1}"));
        assert_eq!(unpack(&packed, MAX).unwrap(), b"{\"a\":1}");
    }

    #[test]
    fn bad_gzip_has_its_own_answers() {
        let packed = gzip(b"hello hello hello");
        assert_eq!(
            code(unpack(&packed[..packed.len() - 5], MAX)),
            "gzip_truncated"
        );
        assert_eq!(code(unpack(b"", MAX)), "gzip_truncated");
        assert_eq!(code(unpack(b"{\"a\":1} and more", MAX)), "gzip_bad");
        let mut broken = packed.clone();
        let end = broken.len() - 8;
        broken[end] ^= 0xff;
        assert_eq!(code(unpack(&broken, MAX)), "gzip_bad");
    }

    #[test]
    fn only_one_gzip_is_read() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_ENCODING, HeaderValue::from_static(value));
            }
            packing(&headers).map_err(|problem| problem.status().as_u16())
        };
        assert_eq!(of(&[]), Ok(Packing::Plain));
        assert_eq!(of(&["identity"]), Ok(Packing::Plain));
        assert_eq!(of(&["GZIP"]), Ok(Packing::Gzip));
        assert_eq!(of(&["br"]), Err(415));
        assert_eq!(of(&["gzip, gzip"]), Err(415));
        assert_eq!(of(&["gzip", "gzip"]), Err(415));
    }

    #[test]
    fn a_body_over_the_limit_is_refused_whole() {
        let limits = Limits {
            body_bytes_max: MAX,
            ..Limits::default()
        };
        let of = |size: usize| {
            collect(&limits, Body::from(vec![b'x'; size]))
                .now_or_never()
                .unwrap()
        };
        assert_eq!(of(MAX).unwrap().len(), MAX);
        assert_eq!(
            of(MAX + 1).unwrap_err().status(),
            StatusCode::PAYLOAD_TOO_LARGE
        );
        assert_eq!(of(0).unwrap().len(), 0);
    }
}
