//! As much of DER and PEM as keys and certificates take: the public key in either, and a
//! certificate's time and names (RFC 5280, 4.1). What is not understood is no key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use telos_model::time::Timestamp;

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// `[0]`, the version of a certificate.
const VERSION: u8 = 0xa0;
/// `[3]`, its extensions.
const EXTENSIONS: u8 = 0xa3;
/// `[2]`, a DNS name among its names.
const DNS_NAME: u8 = 0x82;
/// 2.5.29.17, the other names of the subject.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// A public key with the object identifiers of its algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublicKey<'a> {
    /// The algorithm.
    pub(super) algorithm: &'a [u8],
    /// The curve, where the algorithm has one.
    pub(super) curve: Option<&'a [u8]>,
    /// The key itself.
    pub(super) key: &'a [u8],
}

/// What is looked at in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Certificate<'a> {
    /// Its key.
    pub(super) key: PublicKey<'a>,
    /// From when on it holds.
    pub(super) from: Timestamp,
    /// The last instant at which it holds.
    pub(super) until: Timestamp,
    /// The domains that it is for.
    pub(super) domains: Vec<&'a str>,
}

/// The bytes of the first block of this name in a PEM text.
pub(super) fn pem(text: &str, name: &str) -> Option<Vec<u8>> {
    let begin = format!("-----BEGIN {name}-----");
    let end = format!("-----END {name}-----");
    let (_, rest) = text.split_once(&begin)?;
    let (body, _) = rest.split_once(&end)?;
    let body: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(body).ok()
}

/// A `SubjectPublicKeyInfo`.
pub(super) fn public_key(der: &[u8]) -> Option<PublicKey<'_>> {
    let (info, rest) = inside(der, SEQUENCE)?;
    rest.is_empty().then_some(())?;
    key_of(info)
}

fn key_of(info: &[u8]) -> Option<PublicKey<'_>> {
    let (identifier, rest) = inside(info, SEQUENCE)?;
    let (algorithm, parameters) = inside(identifier, OID)?;
    let curve = inside(parameters, OID).map(|(curve, _)| curve);
    let (bits, _) = inside(rest, BIT_STRING)?;
    let (unused, key) = bits.split_first()?;
    (*unused == 0).then_some(PublicKey {
        algorithm,
        curve,
        key,
    })
}

/// A certificate.
pub(super) fn certificate(der: &[u8]) -> Option<Certificate<'_>> {
    let (whole, _) = inside(der, SEQUENCE)?;
    let (signed, _) = inside(whole, SEQUENCE)?;
    let rest = match element(signed)? {
        (VERSION, _, rest) => rest,
        _ => signed,
    };
    let (_serial, _, rest) = element(rest)?;
    let (_signature, rest) = inside(rest, SEQUENCE)?;
    let (_issuer, rest) = inside(rest, SEQUENCE)?;
    let (validity, rest) = inside(rest, SEQUENCE)?;
    let (_subject, rest) = inside(rest, SEQUENCE)?;
    let (info, mut rest) = inside(rest, SEQUENCE)?;
    let (from, validity) = instant(validity)?;
    let (until, _) = instant(validity)?;
    let mut domains = Vec::new();
    while let Some((tag, content, next)) = element(rest) {
        if tag == EXTENSIONS {
            domains = names(content)?;
        }
        rest = next;
    }
    Some(Certificate {
        key: key_of(info)?,
        from,
        until,
        domains,
    })
}

fn names(extensions: &[u8]) -> Option<Vec<&str>> {
    let (mut rest, _) = inside(extensions, SEQUENCE)?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        let (extension, next) = inside(rest, SEQUENCE)?;
        rest = next;
        let (oid, mut members) = inside(extension, OID)?;
        if oid != SUBJECT_ALT_NAME {
            continue;
        }
        // A flag may stand before the value.
        while let Some((tag, content, next)) = element(members) {
            members = next;
            if tag != OCTET_STRING {
                continue;
            }
            let (mut list, _) = inside(content, SEQUENCE)?;
            while let Some((tag, name, next)) = element(list) {
                if tag == DNS_NAME {
                    names.push(std::str::from_utf8(name).ok()?);
                }
                list = next;
            }
        }
    }
    Some(names)
}

fn instant(der: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (tag, content, rest) = element(der)?;
    let text = std::str::from_utf8(content)
        .ok()
        .filter(|text| text.is_ascii())?;
    let digits = text.strip_suffix('Z')?;
    let whole = match tag {
        // Two digits of a year are of 1950 to 2049.
        UTC_TIME if digits.len() == 12 && digits < "50" => format!("20{digits}"),
        UTC_TIME if digits.len() == 12 => format!("19{digits}"),
        GENERALIZED_TIME if digits.len() == 14 => digits.to_owned(),
        _ => return None,
    };
    let part = |from: usize, to: usize| &whole[from..to];
    let written = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    );
    Some((Timestamp::parse(&written)?, rest))
}

/// The content of an element that must have this tag, and what follows it.
fn inside(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = element(der)?;
    (tag == wanted).then_some((content, rest))
}

/// The first element: its tag, its content, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match *first {
        short @ 0..=0x7f => (usize::from(short), rest),
        long @ 0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
            let length = length
                .iter()
                .fold(0_usize, |all, byte| (all << 8) | usize::from(*byte));
            (length, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_or_made_up_is_no_key() {
        let pem_text = include_str!("../../tests/it/opendsr/processor.cert.pem");
        let der = pem(pem_text, "CERTIFICATE").expect("PEM");
        let whole = certificate(&der).expect("a certificate");
        assert_eq!(whole.domains, ["opendsr.aria.example"]);
        assert!(whole.from < whole.until);
        for end in 0..der.len() {
            assert_eq!(certificate(&der[..end]), None, "{end}");
        }
        for at in 0..der.len() {
            let mut other = der.clone();
            other[at] ^= 0x80;
            // It may be another certificate, and must not panic.
            let _ = certificate(&other);
            let _ = public_key(&other);
        }
        assert_eq!(public_key(&der), None);
        assert_eq!(pem("-----BEGIN X-----\n!!\n-----END X-----", "X"), None);
        assert_eq!(pem(pem_text, "PUBLIC KEY"), None);
    }

    #[test]
    fn times_are_of_their_century() {
        let at = |tag: u8, text: &str| {
            let mut der = vec![tag, u8::try_from(text.len()).expect("short")];
            der.extend_from_slice(text.as_bytes());
            instant(&der).map(|(at, _)| at.to_string())
        };
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(
            at(UTC_TIME, "491231235959Z"),
            is("2049-12-31T23:59:59.000Z")
        );
        assert_eq!(
            at(UTC_TIME, "500101000000Z"),
            is("1950-01-01T00:00:00.000Z")
        );
        assert_eq!(
            at(GENERALIZED_TIME, "20500101000000Z"),
            is("2050-01-01T00:00:00.000Z")
        );
        for (tag, bad) in [
            (UTC_TIME, "991332000000Z"),
            (UTC_TIME, "4912312359Z"),
            (0x16, "x"),
        ] {
            assert_eq!(at(tag, bad), None, "{bad}");
        }
    }
}
