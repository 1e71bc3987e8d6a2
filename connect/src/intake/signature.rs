//! Signatures of webhooks: that a request comes from whom it says, and just now.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use telos_model::catalog::Signature;
use telos_model::time::Timestamp;

/// How old a signed time may be, and how far ahead, in seconds.
pub const AGE_SECONDS_MAX: i64 = 300;
/// The most signatures of one header that are looked at.
const SIGNATURES_MAX: usize = 8;

/// A request as it came.
pub struct Came<'a> {
    /// The value of a header, by its name in lower case.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// When.
    pub now: Timestamp,
}

impl std::fmt::Debug for Came<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Came({} bytes)", self.body.len())
    }
}

/// Why a request is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no signature, or a part of it is missing.
    #[error("check a signature: there is none")]
    Missing,
    /// The signature is not that of the body.
    #[error("check a signature: it is not that of the body")]
    Wrong,
    /// It was signed too long ago, or the clocks differ.
    #[error("check a signature: its time is more than 5 minutes from now")]
    Old,
    /// The secret is none of this kind.
    #[error("check a signature: the secret is none of this kind")]
    Secret,
}

/// What a request that is believed says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it is known by: the same again is the same request.
    pub id: Box<[u8]>,
}

/// Checks that a request was signed with a secret.
pub fn verify(signature: &Signature, secret: &str, came: &Came<'_>) -> Result<Shown, Refused> {
    match signature {
        Signature::Shopify(_) => {
            let given = (came.header)("x-shopify-hmac-sha256").ok_or(Refused::Missing)?;
            let given = STANDARD.decode(given.trim()).map_err(|_| Refused::Wrong)?;
            check(secret.as_bytes(), &[came.body], &[given])?;
            let topic = (came.header)("x-shopify-topic").unwrap_or_default();
            Ok(by_body(topic, came.body))
        }
        Signature::Stripe(_) => stripe(secret, came),
        Signature::Standard(_) => standard(secret, came),
        Signature::Hmac {
            header,
            prefix,
            hex,
            ..
        } => {
            let given = (came.header)(header).ok_or(Refused::Missing)?.trim();
            let given = given.strip_prefix(&**prefix).ok_or(Refused::Wrong)?;
            let given = if *hex {
                unhex(given)
            } else {
                STANDARD.decode(given).ok()
            };
            check(
                secret.as_bytes(),
                &[came.body],
                &[given.ok_or(Refused::Wrong)?],
            )?;
            Ok(by_body("", came.body))
        }
    }
}

/// `t=1492774577,v1=5257a8...`: HMAC-SHA256 over the time, a dot and the body. A request that is
/// sent again has another time, and is known by what is in it.
fn stripe(secret: &str, came: &Came<'_>) -> Result<Shown, Refused> {
    let header = (came.header)("stripe-signature").ok_or(Refused::Missing)?;
    let parts = || {
        header
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
    };
    let time = parts().find(|(name, _)| *name == "t").map(|(_, time)| time);
    let time = time.ok_or(Refused::Missing)?;
    let given: Vec<Vec<u8>> = parts()
        .filter(|(name, _)| *name == "v1")
        .take(SIGNATURES_MAX)
        .filter_map(|(_, digits)| unhex(digits))
        .collect();
    check(
        secret.as_bytes(),
        &[time.as_bytes(), b".", came.body],
        &given,
    )?;
    fresh(time, came.now)?;
    Ok(by_body("", came.body))
}

/// `webhook-id`, `webhook-timestamp` and `webhook-signature` of Standard Webhooks 1.0.
fn standard(secret: &str, came: &Came<'_>) -> Result<Shown, Refused> {
    let header = |name| (came.header)(name).ok_or(Refused::Missing);
    let (id, time) = (header("webhook-id")?, header("webhook-timestamp")?);
    let given = header("webhook-signature")?;
    let key = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = STANDARD.decode(key).map_err(|_| Refused::Secret)?;
    let given: Vec<Vec<u8>> = given
        .split_ascii_whitespace()
        .take(SIGNATURES_MAX)
        .filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok())
        .collect();
    let signed = [id.as_bytes(), b".", time.as_bytes(), b".", came.body];
    check(&key, &signed, &given)?;
    fresh(time, came.now)?;
    Ok(Shown {
        id: id.as_bytes().into(),
    })
}

/// Whether one of some signatures is that of the parts, in a time that tells nothing.
fn check(key: &[u8], parts: &[&[u8]], given: &[Vec<u8>]) -> Result<(), Refused> {
    if key.is_empty() {
        return Err(Refused::Secret);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Refused::Secret)?;
    for part in parts {
        mac.update(part);
    }
    let found = given
        .iter()
        .any(|given| mac.clone().verify_slice(given).is_ok());
    if found { Ok(()) } else { Err(Refused::Wrong) }
}

fn fresh(seconds: &str, now: Timestamp) -> Result<(), Refused> {
    let seconds: i64 = seconds.parse().map_err(|_| Refused::Wrong)?;
    let age = (now.millis() / 1_000).saturating_sub(seconds);
    if (-AGE_SECONDS_MAX..=AGE_SECONDS_MAX).contains(&age) {
        Ok(())
    } else {
        Err(Refused::Old)
    }
}

/// A request without an id that is signed is known by what is in it.
fn by_body(topic: &str, body: &[u8]) -> Shown {
    let mut hash = Sha256::new();
    hash.update((topic.len() as u64).to_le_bytes());
    hash.update(topic.as_bytes());
    hash.update(body);
    Shown {
        id: hash.finalize().to_vec().into(),
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let bytes = (0..text.len()).step_by(2);
    bytes
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use telos_model::catalog::Secret;

    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn secret() -> Secret {
        Secret::Env("SECRET".into())
    }

    fn shown(
        signature: &Signature,
        secret: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        now: i64,
    ) -> Result<Shown, Refused> {
        let header = |name: &str| {
            let found = headers.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| *value)
        };
        let came = Came {
            header: &header,
            body,
            now: Timestamp::from_millis(now * 1_000),
        };
        verify(signature, secret, &came)
    }

    fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("written");
            text
        })
    }

    /// The example of the specification's reference libraries.
    #[test]
    fn a_standard_webhook_is_believed_for_five_minutes() {
        let signature = Signature::Standard(secret());
        let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let headers = [
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            (
                "webhook-signature",
                "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ),
        ];
        let of = |body, now| shown(&signature, key, &headers, body, now);
        let id: &[u8] = b"msg_p5jXN8AQM9LWM0D4loKWxJek";
        assert_eq!(of(BODY, 1_614_265_330 + 299).unwrap().id.as_ref(), id);
        assert_eq!(of(BODY, 1_614_265_330 + 301), Err(Refused::Old));
        assert_eq!(of(BODY, 1_614_265_330 - 301), Err(Refused::Old));
        assert_eq!(of(b"{}", 1_614_265_330), Err(Refused::Wrong));
        let missing = shown(&signature, key, &headers[..2], BODY, 1_614_265_330);
        assert_eq!(missing, Err(Refused::Missing));
        let other = shown(&signature, "whsec_!", &headers, BODY, 1_614_265_330);
        assert_eq!(other, Err(Refused::Secret));
    }

    #[test]
    fn a_shopify_webhook_is_known_by_its_topic_and_body() {
        let signature = Signature::Shopify(secret());
        let given = STANDARD.encode(hmac(b"shpss_key", BODY));
        let of = |topic, given, body| {
            let headers = [("x-shopify-hmac-sha256", given), ("x-shopify-topic", topic)];
            shown(&signature, "shpss_key", &headers, body, 0)
        };
        let once = of("orders/create", &given, BODY).unwrap();
        assert_eq!(of("orders/create", &given, BODY).unwrap(), once);
        assert_ne!(of("orders/updated", &given, BODY).unwrap(), once);
        assert_eq!(of("orders/create", &given, b"{}"), Err(Refused::Wrong));
        assert_eq!(of("orders/create", "?", BODY), Err(Refused::Wrong));
        let none = shown(&signature, "shpss_key", &[], BODY, 0);
        assert_eq!(none, Err(Refused::Missing));
    }

    #[test]
    fn a_stripe_webhook_is_believed_by_any_of_its_signatures() {
        let signature = Signature::Stripe(secret());
        let mut signed = b"1700000000.".to_vec();
        signed.extend_from_slice(BODY);
        let good = hex(&hmac(b"whsec_key", &signed));
        let of = |header: &str, now| {
            let headers = [("stripe-signature", header)];
            shown(&signature, "whsec_key", &headers, BODY, now)
        };
        let rolled = format!("t=1700000000,v1=00ff,v1={good},v0=abc");
        assert!(of(&rolled, 1_700_000_300).is_ok());
        assert_eq!(of(&rolled, 1_700_000_301), Err(Refused::Old));
        let moved = rolled.replace("t=1700000000", "t=1700000301");
        assert_eq!(of(&moved, 1_700_000_301), Err(Refused::Wrong));
        assert_eq!(of("v1=00", 1_700_000_000), Err(Refused::Missing));
        assert_eq!(of("t=1700000000", 1_700_000_000), Err(Refused::Wrong));
    }

    #[test]
    fn a_header_of_its_own_is_read_as_it_is_written() {
        let written = |hex| Signature::Hmac {
            secret: secret(),
            header: "x-hub-signature-256".into(),
            prefix: "sha256=".into(),
            hex,
        };
        let mac = hmac(b"key", BODY);
        let of = |signature: &Signature, value: &str| {
            let headers = [("x-hub-signature-256", value)];
            shown(signature, "key", &headers, BODY, 0)
        };
        let digits = format!("sha256={}", hex(&mac));
        assert!(of(&written(true), &digits).is_ok());
        assert_eq!(of(&written(true), &digits[7..]), Err(Refused::Wrong));
        assert_eq!(of(&written(true), "sha256=0"), Err(Refused::Wrong));
        let packed = format!("sha256={}", STANDARD.encode(&mac));
        assert!(of(&written(false), &packed).is_ok());
        assert_eq!(of(&written(false), &digits), Err(Refused::Wrong));
    }
}
