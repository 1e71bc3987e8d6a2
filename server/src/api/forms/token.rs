//! The token of a form: it shows that this deployment made the form, what was shown in it, and when.
//!
//! Nothing is remembered between showing and sending, so any node can take what any other showed.
//! Sending the same answers twice changes nothing twice: their message ids follow from the token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use telos_engine::Engine;
use telos_model::catalog::Catalog;
use telos_model::time::Timestamp;

use super::Wanted;

/// How long a form can be sent after it was shown.
pub(super) const AGE_MILLIS_MAX: i64 = 24 * 60 * 60 * 1_000;
/// How far clocks of nodes may differ.
const SKEW_MILLIS_MAX: i64 = 60_000;
const FORM: u8 = 1;
const NONCE_BYTES: usize = 12;
const DIGEST_BYTES: usize = 16;
/// Form byte, time, nonce, digest of what was shown.
const SIGNED_BYTES: usize = 1 + 8 + NONCE_BYTES + DIGEST_BYTES;
const BYTES: usize = SIGNED_BYTES + 16;

/// Why a token is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// This deployment did not make it.
    Forged,
    /// The form was shown too long ago.
    Stale,
    /// What is shown now is not what was shown then.
    Changed,
}

impl Fault {
    /// The stable name used in answers and for words.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Forged => "form_token_forged",
            Self::Stale => "form_token_stale",
            Self::Changed => "form_changed",
        }
    }
}

/// A token for a form that is shown now. None where the system gives no randomness.
pub(crate) fn make(
    engine: &Engine,
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    now: Timestamp,
) -> Option<String> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).ok()?;
    let mut bytes = Vec::with_capacity(BYTES);
    bytes.push(FORM);
    bytes.extend_from_slice(&now.millis().to_be_bytes());
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&digest(catalog, wanted));
    bytes.extend_from_slice(&engine.sign("form token", &bytes));
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// Checks a token against what is shown now.
pub(super) fn check(
    engine: &Engine,
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    token: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    // Twice the length of a good one is enough to tell that it is none.
    if token.len() > 2 * BYTES {
        return Err(Fault::Forged);
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Fault::Forged)?;
    let (signed, mac) = bytes
        .split_at_checked(SIGNED_BYTES)
        .filter(|(signed, _)| signed[0] == FORM)
        .ok_or(Fault::Forged)?;
    if !bool::from(engine.sign("form token", signed).as_slice().ct_eq(mac)) {
        return Err(Fault::Forged);
    }
    let mut issued = [0; 8];
    issued.copy_from_slice(&signed[1..9]);
    let age = now.millis().saturating_sub(i64::from_be_bytes(issued));
    if !(-SKEW_MILLIS_MAX..=AGE_MILLIS_MAX).contains(&age) {
        return Err(Fault::Stale);
    }
    if signed[SIGNED_BYTES - DIGEST_BYTES..] != digest(catalog, wanted) {
        return Err(Fault::Changed);
    }
    Ok(())
}

/// What is shown: which texts in which versions and languages, which boxes and fields, for whom.
fn digest(catalog: &Catalog, wanted: &Wanted<'_>) -> [u8; DIGEST_BYTES] {
    let form = &wanted.form;
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    part(&form.def.name);
    part(wanted.locale);
    part(&form.jurisdictions.bits().to_string());
    part(&form.age.map_or_else(String::new, |years| years.to_string()));
    for field in &form.fields {
        part(&field.control());
        part(if field.required { "required" } else { "" });
    }
    for one in &form.boxes {
        part(&one.control(catalog));
        part(&one.text.version.to_string());
        part(&one.text.locale);
    }
    for notice in &form.notices {
        part(&notice.purpose.name);
        part(&notice.text.version.to_string());
    }
    let whole: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|at| whole[at])
}
