//! Which controller asks: one that signs with a key that was set up, or one with a machine key.
//!
//! A signature is over `METHOD`, a blank, the path, a new line, the time, a new line and the exact
//! body. It holds for five minutes about its time, and once.

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};
use telos_engine::PassKind;
use telos_model::time::Timestamp;

use super::OpenDsr;
use super::wire::AHEAD_MILLIS_MAX;
use crate::AppState;
use crate::api::hex;
use crate::api::machine_key;
use crate::keys::Role;

/// The signature, in base64.
pub(super) const SIGNATURE: &str = "x-opendsr-signature";
/// Whose it is.
pub(super) const CONTROLLER: &str = "x-opendsr-controller-id";
/// When it was made.
pub(super) const TIME: &str = "x-opendsr-time";
/// The domain that answers.
pub(super) const DOMAIN: &str = "x-opendsr-processor-domain";

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The controller's id.
    pub(super) id: Box<str>,
    /// It signed, and so answers for having identified the person.
    pub(super) signed: bool,
}

/// What is asked, as far as a signature covers it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) method: &'static str,
    pub(super) path: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

/// Which controller asks, or the code of why none is believed. Blocks.
pub(super) fn caller(
    state: &AppState,
    set_up: &OpenDsr,
    asked: Asked<'_>,
) -> Result<Caller, &'static str> {
    if !asked.headers.contains_key(SIGNATURE) {
        let key = machine_key(&state.keys, asked.headers, Some(Role::Admin));
        let key = key.map_err(|problem| problem.code())?;
        return Ok(Caller {
            // Ids of controllers have no colon.
            id: format!("key:{}", key.name()).into(),
            signed: false,
        });
    }
    let one = |name: &str| {
        let mut all = asked.headers.get_all(name).iter();
        let only = all.next().filter(|_| all.next().is_none());
        only.and_then(|value| value.to_str().ok())
            .ok_or("signature_malformed")
    };
    let (signature, id, time) = (one(SIGNATURE)?, one(CONTROLLER)?, one(TIME)?);
    let controller = set_up.controller(id).ok_or("controller_unknown")?;
    let mut signed = format!("{} {}\n{time}\n", asked.method, asked.path).into_bytes();
    signed.extend_from_slice(asked.body);
    if !controller.verifier.verifies(&signed, signature) {
        return Err("signature_forged");
    }
    let now = state.engine.now();
    if !controller.verifier.holds(now) {
        return Err("certificate_over");
    }
    let at = Timestamp::parse(time).ok_or("signature_malformed")?;
    if at < now.plus_millis(-AHEAD_MILLIS_MAX) || at > now.plus_millis(AHEAD_MILLIS_MAX) {
        return Err("signature_stale");
    }
    // By what was signed: of one content there are many signatures.
    let mark = Sha256::new()
        .chain_update(id)
        .chain_update([0])
        .chain_update(&signed);
    let mark = hex(&mark.finalize());
    let ends = at.plus_millis(2 * AHEAD_MILLIS_MAX);
    match state.engine.first_use(PassKind::Signature, &mark, ends) {
        Ok(true) => Ok(Caller {
            id: controller.id.clone(),
            signed: true,
        }),
        Ok(false) => Err("signature_replayed"),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a signature could not be marked as used"
            );
            Err("store_unavailable")
        }
    }
}
