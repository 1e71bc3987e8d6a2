//! The second half of a double opt-in: a link in a letter, and a click on the page it leads to.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_engine::{Engine, Oneself, PassKind, ReadError, Who};
use telos_model::consent::{Act, PermissionState, Statement};
use telos_model::id::{NodeId, PurposeId};
use telos_model::people::Identifier;

use super::around::{Notice, Visit};
use super::carrier::{Letter, LetterBy};
use super::frame::{Frame, Place};
use super::links::{AskError, Came, Mark, decided, failed, is_seldom, link_to, looked_at};
use super::links::{mark, marked};
use super::say::{self, Fields, SayError, said};
use super::{Portal, PortalOptions};
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::{Lang, Words};

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

/// What a link that is none is counted as.
const CODE: &str = "confirmation_wrong";

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
    if options.public_url.is_none() {
        return Err(AskError::NoAddress);
    }
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let (node, address, by) = reachable(engine, who, purpose)?;
    if !waits(engine, who, purpose).map_err(failed)? {
        return Ok(());
    }
    let asked = format!("asked {node} {}", purpose.slot());
    if !is_seldom(engine, PassKind::Confirmation, &asked)? {
        return Ok(());
    }
    let page = (PassKind::Confirmation, "/me/confirm");
    let link = link_to(engine, options, page, lang, |_| {
        let mut value = node.number().to_be_bytes().to_vec();
        value.push(purpose.slot());
        value.extend(mark(engine, &address));
        value
    })?;
    let names = Names::new(catalog, lang);
    let w = Words::new(lang);
    let brand = catalog.purpose(purpose).map(|purpose| purpose.brand);
    let brand = brand.map_or_else(String::new, |brand| names.brand(brand));
    let title = names.purpose(purpose);
    let letter = Letter {
        by,
        to: address.value.as_str().into(),
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

/// The person, the purpose, and the mark of the address that the link went to.
fn read(value: &[u8]) -> Option<(NodeId, PurposeId, Mark)> {
    let (node, rest) = value.split_first_chunk::<8>()?;
    let (purpose, mark) = rest.split_first()?;
    let node = NodeId::new(u64::from_be_bytes(*node));
    Some((node, PurposeId::new(*purpose), mark.try_into().ok()?))
}

/// `GET /me/confirm`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let found = looked_at(&portal, &visit, &uri, (CODE, WRONG), |engine, link| {
        let value = engine.pass(PassKind::Confirmation, link)?;
        Ok(value.as_deref().and_then(read))
    });
    let (link, (_, purpose, _)) = match found.await {
        Ok(found) => found,
        Err(response) => return response,
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
    let page = ConfirmPage {
        f: &frame,
        p: &confirm,
    };
    render(StatusCode::OK, &page)
}

/// `POST /me/confirm`
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let lang = visit.lang;
    let work = move |engine: &Engine, _: &PortalOptions, fields: &Fields| {
        Ok(if confirm(engine, fields.get("t"), lang)? {
            Came::Done
        } else {
            Came::Not(CODE, WRONG)
        })
    };
    decided(&portal, &visit, request, (DONE, WRONG), work).await
}

/// Confirms a consent that waits for it. False where the link is none, was used, is too old, or
/// what it was for no longer waits.
fn confirm(engine: &Engine, link: &str, lang: Lang) -> Result<bool, SayError> {
    let taken = engine.take_pass(PassKind::Confirmation, link)?;
    let Some((node, id, mark)) = taken.as_deref().and_then(read) else {
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
    let address = marked(engine, node, &mark)?.ok_or(SayError::Nobody)?;
    let said = vec![said(statement, lang)];
    say::opened(engine, purpose.brand, address, None, said)?;
    Ok(true)
}
