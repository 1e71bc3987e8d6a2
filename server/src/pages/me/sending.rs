//! The letter that lets in: whose address was typed, and what it gets.

use telos_engine::Engine;
use telos_model::message::normal_identifier;
use telos_model::people::Identifier;

use super::Portal;
use super::around::Visit;
use super::carrier::{Letter, LetterBy};
use super::entry::{self, Opening};
use crate::pages::words::Words;

/// The longest address that is looked at, in bytes.
const ADDRESS_BYTES_MAX: usize = 256;

/// The email address or telephone number that was typed.
pub(super) fn understood(engine: &Engine, typed: &str) -> Option<(Identifier, LetterBy)> {
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    let (kind, by) = if typed.contains('@') {
        ("email", LetterBy::Mail)
    } else {
        ("phone", LetterBy::Text)
    };
    let policy = engine.policy();
    let id = policy.catalog.names.identifiers.get(kind)?;
    let value = normal_identifier(policy.catalog.identifier(*id)?, typed)?;
    Some((Identifier { kind: *id, value }, by))
}

/// Keeps the wish, and sends a code where somebody may enter.
pub(super) fn send(portal: &Portal, visit: &Visit, wish: &str, address: &Identifier, by: LetterBy) {
    let opening = match entry::begin(&portal.0.engine, wish, address) {
        Ok(Some(opening)) => opening,
        Ok(None) => {
            portal.refuse("address_unknown");
            return;
        }
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "keep a wish to enter"
            );
            return;
        }
    };
    let letter = letter(portal, visit, &opening, &address.value, by);
    if let Err(error) = portal.0.options.carrier.carry(&letter) {
        tracing::error!(%error, "send a code");
    }
}

fn letter(portal: &Portal, visit: &Visit, opening: &Opening, to: &str, by: LetterBy) -> Letter {
    let w = Words::new(visit.lang);
    let brand = visit.brand.title.as_str();
    let mut text = w.t2(
        "me-letter-code",
        "brand",
        brand,
        "code",
        opening.code.as_str(),
    );
    if let (LetterBy::Mail, Some(url)) = (by, &portal.0.options.public_url) {
        let (scheme, place) = (url.scheme(), url.place());
        let link = format!("{scheme}://{place}/me/link?t={}", opening.link);
        text.push_str("\n\n");
        text.push_str(&w.t1("me-letter-link", "link", link));
    }
    text.push_str("\n\n");
    text.push_str(&w.t("me-letter-not-you"));
    Letter {
        by,
        to: to.into(),
        from: brand.into(),
        subject: w.t1("me-letter-subject", "brand", brand),
        text,
    }
}
