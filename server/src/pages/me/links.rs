//! Links of letters that decide something: sent seldom, opened to look, and used by a click. Programs
//! that look at mail open links; only sending the form of the page decides.

use axum::extract::Request;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use subtle::ConstantTimeEq;
use telos_engine::{Engine, Oneself, PassKind, ReadError};
use telos_model::catalog::FieldKind;
use telos_model::id::{IdentifierKind, NodeId};
use telos_model::people::Identifier;
use telos_model::time::DAY_MS;

use super::around::{FAILED, Notice, Visit, tell};
use super::carrier::LetterBy;
use super::entry;
use super::say::{Fields, SayError, fields};
use super::{Portal, PortalOptions};
use crate::pages::around::query;
use crate::pages::words::Lang;

/// How long a link can be used.
pub(super) const LINK_MILLIS: i64 = 7 * DAY_MS;
/// How long nobody is written to again about the same.
const SELDOM_MILLIS: i64 = 10 * 60 * 1_000;
/// What the keyed hash of an address is for that a link was sent to.
const OPENED: &str = "opened";

/// Why no letter was sent.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Letters cannot have links, because the public address is not known.
    #[error("ask by a letter: the public address is not set")]
    NoAddress,
    /// The person has no address that it could be sent to.
    #[error("ask by a letter: the person has no address for it")]
    Unreachable,
    /// The guardian's address is the child's own, or another child's.
    #[error("ask a guardian: the address is a child's")]
    OfChild,
    /// Somebody else agreed as this child's guardian before.
    #[error("ask a guardian: the child has another")]
    OtherGuardian,
    /// It could not be kept or sent.
    #[error("ask by a letter: it could not be made or sent")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

pub(super) fn failed(error: impl std::error::Error + Send + Sync + 'static) -> AskError {
    AskError::Failed(Box::new(error))
}

/// Whether somebody may be written to about this now. Anybody can fill in forms for others: nobody
/// is written to again and again for it, however many ask at once.
pub(super) fn is_seldom(engine: &Engine, kind: PassKind, name: &str) -> Result<bool, AskError> {
    let ends = engine.now().plus_millis(SELDOM_MILLIS);
    engine.first_use(kind, name, ends).map_err(failed)
}

/// A new link to a page, which stands for what `value` makes of its secret.
pub(super) fn link_to(
    engine: &Engine,
    options: &PortalOptions,
    (kind, page): (PassKind, &str),
    lang: Lang,
    value: impl FnOnce(&str) -> Vec<u8>,
) -> Result<String, AskError> {
    let url = options.public_url.as_ref().ok_or(AskError::NoAddress)?;
    let secret = entry::secret().map_err(failed)?;
    let ends = engine.now().plus_millis(LINK_MILLIS);
    let kept = engine.keep_pass(kind, &secret, &value(&secret), ends);
    kept.map_err(failed)?;
    let (scheme, place, tag) = (url.scheme(), url.place(), lang.tag());
    Ok(format!("{scheme}://{place}{page}?t={secret}&lang={tag}"))
}

/// How what is sent to an address is brought there.
pub(super) fn letter_by(engine: &Engine, address: &Identifier) -> Option<LetterBy> {
    let policy = engine.policy();
    match policy.catalog.identifier(address.kind)?.kind {
        FieldKind::Email => Some(LetterBy::Mail),
        FieldKind::Phone => Some(LetterBy::Text),
        _ => None,
    }
}

/// Stands for an address in a pass, and does not tell it: its kind and its keyed hash.
pub(super) type Mark = [u8; 17];

/// The mark of the address that a link is sent to.
pub(super) fn mark(engine: &Engine, address: &Identifier) -> Mark {
    let mut mark = [address.kind.slot(); 17];
    mark[1..].copy_from_slice(&engine.secret_hash(OPENED, &address.value));
    mark
}

/// The address of a person that a link was sent to, if it is theirs still.
pub(super) fn marked(
    engine: &Engine,
    node: NodeId,
    wanted: &Mark,
) -> Result<Option<Identifier>, ReadError> {
    let held = engine.everything(Oneself::proven(node))?;
    let mut own = held.into_iter().flat_map(|held| held.identifiers);
    let found = own.find_map(|seen| {
        let address = Identifier {
            kind: IdentifierKind::new(wanted[0]),
            value: seen.value,
        };
        let same = bool::from(mark(engine, &address).ct_eq(wanted));
        (seen.kind == address.kind && same).then_some(address)
    });
    Ok(found)
}

/// What a page says, with its status.
pub(super) type Answer = (StatusCode, Notice);

/// What the link of a page stands for, with its secret; else the page that says it stands for none.
pub(super) async fn looked_at<T: Send + 'static>(
    portal: &Portal,
    visit: &Visit,
    uri: &Uri,
    (code, wrong): (&'static str, Answer),
    find: impl FnOnce(&Engine, &str) -> Result<Option<T>, ReadError> + Send + 'static,
) -> Result<(String, T), Response> {
    let link = query(uri, "t").unwrap_or_default();
    let engine = portal.0.engine.clone();
    let name = link.clone();
    let found = tokio::task::spawn_blocking(move || find(&engine, &name)).await;
    match found {
        Ok(Ok(Some(found))) => Ok((link, found)),
        Ok(Ok(None)) => {
            portal.refuse(code);
            Err(tell(portal, visit, wrong))
        }
        _ => Err(tell(portal, visit, FAILED)),
    }
}

/// What became of a click.
pub(super) enum Came {
    /// It is in force.
    Done,
    /// Nothing was done: the code of why, which is counted, and what the page says.
    Not(&'static str, Answer),
}

/// Takes in what the form of such a page decides, and says what became of it.
pub(super) async fn decided(
    portal: &Portal,
    visit: &Visit,
    request: Request,
    (done, wrong): (Answer, Answer),
    work: impl FnOnce(&Engine, &PortalOptions, &Fields) -> Result<Came, SayError> + Send + 'static,
) -> Response {
    let (parts, body) = request.into_parts();
    let fields = fields(&parts.headers, body).await;
    if !portal.may_try(&parts) {
        portal.refuse("tried_too_often");
        return tell(portal, visit, wrong);
    }
    let (engine, options) = (portal.0.engine.clone(), portal.0.options.clone());
    let work = move || work(&engine, &options, &fields);
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(Came::Done)) => tell(portal, visit, done),
        Ok(Ok(Came::Not(code, answer))) => {
            portal.refuse(code);
            tell(portal, visit, answer)
        }
        Ok(Err(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "take in what a link decides");
            tell(portal, visit, FAILED)
        }
        Err(_) => tell(portal, visit, FAILED),
    }
}
