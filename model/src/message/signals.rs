//! Signals of consent tools in a message's context: `context.consent.tcString`, `gppString` and
//! `consentMode`. What cannot be read is counted and states nothing.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::super::{Finding, Problem};
use super::{Act, Actor, DETAIL_BYTES_MAX, Flag, Json, Purpose, Reader, Statement};
use crate::signal::google::ConsentMode;
use crate::signal::gpp::Gpp;
use crate::signal::tcf::Tcf;
use crate::signal::{Meant, Said, SignalError, of_google, of_gpp, of_tcf};

/// Reads every signal that a message carries.
pub(super) fn read(reader: &mut Reader<'_>, body: &Json<'_>, findings: &mut Vec<Finding>) {
    let Some(consent) = body.at(&["context", "consent"]) else {
        return;
    };
    let (catalog, brand, received) = (reader.catalog, reader.brand, reader.recorded);
    let text = |key| consent.get(key).filter(|value| !value.is_null());
    let mut damaged = |problem| {
        findings.push(Finding {
            field: None,
            problem,
        });
    };
    if let Some(signal) = text("tcString") {
        let signal = signal.as_str().unwrap_or_default();
        match Tcf::read(signal, received) {
            Ok(tcf) => state(reader, &of_tcf(catalog, brand, &tcf, "tcf"), signal),
            Err(_) => damaged(Problem::DamagedTcString),
        }
    }
    if let Some(signal) = text("gppString") {
        let signal = signal.as_str().unwrap_or_default();
        match Gpp::read(signal, received) {
            Ok(gpp) => state(reader, &of_gpp(catalog, brand, &gpp), signal),
            Err(_) => damaged(Problem::DamagedGppString),
        }
    }
    if let Some(signal) = text("consentMode") {
        match mode(signal) {
            Ok(mode) => {
                let evidence = mode
                    .states()
                    .iter()
                    .fold(String::new(), |mut out, (name, yes)| {
                        // Writing to a string does not fail.
                        let _ = write!(out, "{name}={yes};");
                        out
                    });
                state(reader, &of_google(catalog, brand, &mode), &evidence);
            }
            Err(_) => damaged(Problem::DamagedConsentMode),
        }
    }
}

/// The states of Consent Mode, as `gtag("consent", "update", {...})` takes them.
pub(crate) fn mode(signal: &Json<'_>) -> Result<ConsentMode, SignalError> {
    let states = signal.as_map().ok_or(SignalError::State)?;
    let states = states.iter();
    ConsentMode::read(states.map(|(name, state)| (&**name, state.as_str().unwrap_or_default())))
}

/// States what signals say, with the signal itself as evidence, or its hash where it is long.
fn state(reader: &mut Reader<'_>, said: &[Said], signal: &str) {
    let hash;
    let evidence = if signal.len() <= DETAIL_BYTES_MAX {
        signal
    } else {
        let digest = Sha256::digest(signal.as_bytes());
        hash = digest
            .iter()
            .fold(String::from("sha256:"), |mut out, byte| {
                // Writing to a string does not fail.
                let _ = write!(out, "{byte:02x}");
                out
            });
        &hash
    };
    for one in said {
        let statement = match one.what {
            Meant::Purpose(id, yes) => Statement::Consent {
                purpose: id,
                channel: None,
                act: if yes { Act::Grant } else { Act::Deny },
                text_version: reader.catalog.purpose(id).map_or(0, Purpose::text_version),
                explicit: false,
                separate: false,
            },
            Meant::Flag(flag) => Statement::Flag {
                flag,
                // The browser's own signal holds for whoever it meets.
                brand: (flag != Flag::Gpc).then_some(reader.brand),
                on: true,
            },
        };
        reader.push(statement, Actor::Signal, one.by, Some(evidence), true);
    }
}
