//! The second half of a double opt-in: a link in a letter, and a click on the page it leads to.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use subtle::ConstantTimeEq;
use telos_engine::{Engine, Oneself, PassKind, ReadError, Who};
use telos_model::consent::{Act, PermissionState, Statement};
use telos_model::id::{IdentifierKind, NodeId, PurposeId};
use telos_model::people::Identifier;
use telos_model::time::DAY_MS;

use super::around::{FAILED, Notice, Visit, tell};
use super::carrier::{Letter, LetterBy};
use super::entry;
use super::frame::{Frame, Place};
use super::say::{self, SayError, fields, said};
use super::{Portal, PortalOptions};
use crate::pages::around::query;
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::{Lang, Words};

/// What the keyed hash of the address is for that a link was sent to.
const OPENED: &str = "opened";
/// How long a link confirms.
pub(super) const CONFIRM_MILLIS: i64 = 7 * DAY_MS;
/// How long nobody is asked again to confirm the same.
pub(super) const ASKED_MILLIS: i64 = 10 * 60 * 1_000;

/// The page that a link leads to. Programs that look at mail open links; only a click on the
/// button confirms.
#[derive(Clone, Default)]
pub(super) struct Confirm {
    pub(super) link: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) brand: String,
}

#[derive(Template)]
#[template(path = "me/confirm.html")]
struct ConfirmPage<'a> {
    f: &'a Frame,
    p: &'a Confirm,
}

/// The link is none, was used, or is too old.
const WRONG: (StatusCode, Notice) = (
    StatusCode::UNPROCESSABLE_ENTITY,
    Notice::new("me-confirm-wrong", "me-confirm-wrong-body"),
);
const DONE: (StatusCode, Notice) = (
    StatusCode::OK,
    Notice::new("me-confirmed", "me-confirmed-body"),
);

/// Why no letter was sent that asks to confirm.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Letters cannot have links, because the public address is not known.
    #[error("ask to confirm a consent: the public address is not set")]
    NoAddress,
    /// The person has no address that the purpose uses.
    #[error("ask to confirm a consent: the person has no address for it")]
    Unreachable,
    /// It could not be kept or sent.
    #[error("ask to confirm a consent: the letter could not be made or sent")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

pub(super) fn failed(error: impl std::error::Error + Send + Sync + 'static) -> AskError {
    AskError::Failed(Box::new(error))
}

/// Sends a person the letter that asks to confirm a consent by a click, over the channel that it
/// was given for. Call it when a yes was said that has to be confirmed; where the consent does not
/// wait, or a letter went out within the last ten minutes, nothing is sent. Blocks.
pub fn ask_to_confirm(
    engine: &Engine,
    options: &PortalOptions,
    who: &Who,
    purpose: PurposeId,
    lang: Lang,
) -> Result<(), AskError> {
    let url = options.public_url.as_ref().ok_or(AskError::NoAddress)?;
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let (node, address, by) = reachable(engine, who, purpose)?;
    if !waits(engine, who, purpose).map_err(failed)? {
        return Ok(());
    }
    // Anybody can fill in forms for others: nobody is written to again and again for it.
    let asked = format!("asked {node} {}", purpose.slot());
    let known = engine
        .pass(PassKind::Confirmation, &asked)
        .map_err(failed)?;
    if known.is_some() {
        return Ok(());
    }
    let soon = engine.now().plus_millis(ASKED_MILLIS);
    engine
        .keep_pass(PassKind::Confirmation, &asked, &[], soon)
        .map_err(failed)?;
    let link = entry::secret().map_err(failed)?;
    let mut value = node.number().to_be_bytes().to_vec();
    value.extend([purpose.slot(), address.kind.slot()]);
    value.extend(engine.secret_hash(OPENED, &address.value));
    let ends = engine.now().plus_millis(CONFIRM_MILLIS);
    engine
        .keep_pass(PassKind::Confirmation, &link, &value, ends)
        .map_err(failed)?;
    let names = Names::new(catalog, lang);
    let w = Words::new(lang);
    let brand = catalog.purpose(purpose).map(|purpose| purpose.brand);
    let brand = brand.map_or_else(String::new, |brand| names.brand(brand));
    let (scheme, place) = (url.scheme(), url.place());
    let tag = lang.tag();
    let link = format!("{scheme}://{place}/me/confirm?t={link}&lang={tag}");
    let title = names.purpose(purpose);
    let letter = Letter {
        by,
        to: address.value,
        subject: w.t2(
            "me-letter-confirm-subject",
            "brand",
            brand.as_str(),
            "purpose",
            title.as_str(),
        ),
        text: w.t3(
            "me-letter-confirm",
            "brand",
            brand.as_str(),
            "purpose",
            title.as_str(),
            "link",
            link.as_str(),
        ),
        from: brand.into(),
    };
    options.carrier.carry(&letter).map_err(failed)
}

/// The same, on another thread: whoever waits for an answer does not wait for a mail relay. Must be
/// called on a runtime. What could not be sent is logged, and the consent stays pending.
pub fn ask_in_background(
    engine: &Engine,
    options: &PortalOptions,
    who: &Who,
    purpose: PurposeId,
    lang: Lang,
) {
    let (engine, options, who) = (engine.clone(), options.clone(), who.clone());
    tokio::task::spawn_blocking(move || {
        if let Err(error) = ask_to_confirm(&engine, &options, &who, purpose, lang) {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a consent stays pending"
            );
        }
    });
}

/// Whether a consent waits to be confirmed.
pub(super) fn waits(engine: &Engine, who: &Who, purpose: PurposeId) -> Result<bool, ReadError> {
    let states = engine.permissions(who)?.unwrap_or_default();
    let mut states = states.into_iter();
    let state = states.find(|state| state.purpose == purpose);
    Ok(state.is_some_and(|state| state.state == PermissionState::Pending))
}

/// The address of a person that a purpose reaches them by.
fn reachable(
    engine: &Engine,
    who: &Who,
    purpose: PurposeId,
) -> Result<(NodeId, Identifier, LetterBy), AskError> {
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let channels = catalog.purpose(purpose).map(|purpose| purpose.channels);
    let channels = channels.ok_or(AskError::Unreachable)?;
    let known = engine.choices(who).map_err(failed)?;
    let node = known.ok_or(AskError::Unreachable)?.person;
    let held = engine.everything(Oneself::proven(node)).map_err(failed)?;
    let held = held.ok_or(AskError::Unreachable)?;
    for (channel, kind, by) in [
        ("email", "email", LetterBy::Mail),
        ("sms", "phone", LetterBy::Text),
    ] {
        let channel = catalog.names.channels.get(channel);
        let kind = catalog.names.identifiers.get(kind);
        let (Some(channel), Some(kind)) = (channel, kind) else {
            continue;
        };
        if !channels.contains(*channel) {
            continue;
        }
        let own = held.identifiers.iter().filter(|seen| seen.kind == *kind);
        let named = match who {
            Who::Identifier(identifier) if identifier.kind == *kind => Some(&identifier.value),
            _ => None,
        };
        let first = own.min_by_key(|seen| (Some(&seen.value) != named, seen.first_seen));
        if let Some(seen) = first {
            let value = seen.value.clone();
            return Ok((node, Identifier { kind: *kind, value }, by));
        }
    }
    Err(AskError::Unreachable)
}

/// The person, the purpose, the kind of the address that the link went to, and its keyed hash.
fn read(value: &[u8]) -> Option<(NodeId, PurposeId, IdentifierKind, [u8; 16])> {
    let (node, rest) = value.split_first_chunk::<8>()?;
    let ([purpose, kind], hash) = rest.split_first_chunk::<2>()?;
    let hash = hash.try_into().ok()?;
    let node = NodeId::new(u64::from_be_bytes(*node));
    let kind = IdentifierKind::new(*kind);
    Some((node, PurposeId::new(*purpose), kind, hash))
}

/// `GET /me/confirm`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let link = query(&uri, "t").unwrap_or_default();
    let engine = portal.0.engine.clone();
    let name = link.clone();
    let found = tokio::task::spawn_blocking(move || engine.pass(PassKind::Confirmation, &name));
    let Ok(Ok(found)) = found.await else {
        return tell(&portal, &visit, FAILED);
    };
    let Some((_, purpose, ..)) = found.as_deref().and_then(read) else {
        portal.refuse("confirmation_wrong");
        return tell(&portal, &visit, WRONG);
    };
    let policy = portal.0.engine.policy();
    let names = Names::new(&policy.catalog, visit.lang);
    let brand = policy.catalog.purpose(purpose).map(|purpose| purpose.brand);
    let text = names.purpose_text(purpose);
    let confirm = Confirm {
        link,
        title: names.purpose(purpose),
        body: text.map_or_else(String::new, |text| text.body.to_string()),
        brand: brand.map_or_else(String::new, |brand| names.brand(brand)),
    };
    let frame = visit.frame(&portal, Place::Elsewhere, "/me/confirm");
    render(
        StatusCode::OK,
        &ConfirmPage {
            f: &frame,
            p: &confirm,
        },
    )
}

/// `POST /me/confirm`
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let link = fields(&parts.headers, body).await.take("t");
    if !portal.may_try(&parts) {
        portal.refuse("tried_too_often");
        return tell(&portal, &visit, WRONG);
    }
    let engine = portal.0.engine.clone();
    let lang = visit.lang;
    let confirmed = tokio::task::spawn_blocking(move || confirm(&engine, &link, lang)).await;
    match confirmed {
        Ok(Ok(true)) => tell(&portal, &visit, DONE),
        Ok(Ok(false)) => {
            portal.refuse("confirmation_wrong");
            tell(&portal, &visit, WRONG)
        }
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "confirm a consent"
            );
            tell(&portal, &visit, FAILED)
        }
        Err(_) => tell(&portal, &visit, FAILED),
    }
}

/// Confirms a consent that waits for it. False where the link is none, was used, is too old, or
/// what it was for no longer waits.
fn confirm(engine: &Engine, link: &str, lang: Lang) -> Result<bool, SayError> {
    let taken = engine.take_pass(PassKind::Confirmation, link)?;
    let Some((node, id, kind, hash)) = taken.as_deref().and_then(read) else {
        return Ok(false);
    };
    let waits = waits(engine, &Who::Node(node), id)?;
    let policy = engine.policy();
    let (Some(purpose), true) = (policy.catalog.purpose(id), waits) else {
        return Ok(false);
    };
    let statement = Statement::Consent {
        purpose: id,
        channel: None,
        act: Act::Confirm,
        text_version: purpose.text_version(),
        explicit: true,
        separate: true,
    };
    let held = engine.everything(Oneself::proven(node))?;
    let held = held.ok_or(SayError::Nobody)?;
    let mut sent_to = held.identifiers.into_iter().filter(|seen| {
        let own = engine.secret_hash(OPENED, &seen.value);
        seen.kind == kind && bool::from(own.as_slice().ct_eq(&hash))
    });
    let address = sent_to.next().map(|seen| Identifier {
        kind,
        value: seen.value,
    });
    let address = address.ok_or(SayError::Nobody)?;
    say::opened(
        engine,
        purpose.brand,
        address,
        None,
        vec![said(statement, lang)],
    )?;
    Ok(true)
}
