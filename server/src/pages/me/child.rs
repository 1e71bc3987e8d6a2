//! What a child wishes and may not decide alone: a letter to the child first, and, once it was
//! opened and the button pressed, the one to a parent or guardian.
//!
//! Anybody can fill in a form with the address of a child and name a guardian of their choice. So
//! only whoever reads what is sent to the child's address has a guardian asked.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_engine::{Engine, Oneself, PassKind, ReadError, Who};
use telos_model::id::{ChannelId, NodeId, PurposeId};
use telos_model::people::Identifier;

use super::around::{Notice, Visit};
use super::bond::may_be_asked;
use super::carrier::{Letter, LetterBy};
use super::entry::masked;
use super::frame::{Frame, Place};
use super::guardian::{self, ToGuardian, Wish, brand, title};
use super::hint::hinted;
use super::links::{AskError, Came, Mark, decided, failed, is_seldom, letter_by, link_to};
use super::links::{looked_at, mark, marked};
use super::say::{self, Fields, SayError};
use super::{Portal, PortalOptions};
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::{Lang, Words};

/// The most wishes in one letter.
const WISHES_MAX: usize = 32;
/// The longest address of a guardian, in bytes.
const ADDRESS_BYTES_MAX: usize = 254;
/// Stands for no channel in a pass.
const NO_CHANNEL: u8 = u8::MAX;
/// What a link that is none is counted as.
const CODE: &str = "child_wrong";
/// The link is none, was used, or is too old, or nobody may be asked.
const WRONG: (StatusCode, Notice) = (
    StatusCode::UNPROCESSABLE_ENTITY,
    Notice::new("me-confirm-wrong", "me-confirm-wrong-body"),
);
const DONE: (StatusCode, Notice) = (
    StatusCode::OK,
    Notice::new("me-child-asked", "me-child-asked-body"),
);

/// A guardian to ask about what a child wishes.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The child.
    pub child: Who,
    /// What they wish, with the channel where it is about one.
    pub wishes: Vec<(PurposeId, Option<ChannelId>)>,
    /// The guardian's email address, normalised.
    pub address: Box<str>,
    /// The language of the letters.
    pub lang: Lang,
}

/// Begins to ask a guardian, on another thread. Must be called on a runtime. What could not be sent
/// is logged, and nothing is done.
pub fn ask_guardian_in_background(engine: &Engine, options: &PortalOptions, asked: Asked) {
    let (engine, options) = (engine.clone(), options.clone());
    tokio::task::spawn_blocking(move || {
        if let Err(error) = ask_guardian(&engine, &options, &asked) {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "a guardian is not asked");
        }
    });
}

/// Begins to ask a guardian: by a letter to an address of the child's that is known to be theirs,
/// else to the one that was named, at most once in ten minutes. A child who has no address is asked
/// nothing, and their guardian is. Blocks.
pub fn ask_guardian(
    engine: &Engine,
    options: &PortalOptions,
    asked: &Asked,
) -> Result<(), AskError> {
    let known = engine.choices(&asked.child).map_err(failed)?;
    let child = known.ok_or(AskError::Unreachable)?.person;
    may_be_asked(engine, child, &asked.address)?;
    if asked.address.len() > ADDRESS_BYTES_MAX {
        return Err(AskError::Unreachable);
    }
    let wishes: Vec<Wish> = asked.wishes.iter().copied().take(WISHES_MAX).collect();
    let lang = asked.lang;
    let Some((own, by)) = reached(engine, child, &asked.child)? else {
        let letter = ToGuardian {
            child,
            hint: String::new(),
            wishes,
            address: &asked.address,
            lang,
        };
        return guardian::write(engine, options, letter);
    };
    if !is_seldom(engine, PassKind::Guardian, &format!("child {child}"))? {
        return Ok(());
    }
    let pass = Pass {
        child,
        mark: mark(engine, &own),
        wishes,
        guardian: asked.address.clone(),
    };
    let page = (PassKind::Guardian, "/me/child");
    let link = link_to(engine, options, page, lang, |secret| {
        pass.bytes(engine, secret)
    })?;
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let w = Words::new(lang);
    let brand = brand(&names, pass.wishes.first().map(|(purpose, _)| *purpose));
    let letter = Letter {
        by,
        to: own.value.as_str().into(),
        subject: w.t1("me-letter-child-subject", "brand", brand.as_str()),
        text: w.t3(
            "me-letter-child",
            "brand",
            brand.as_str(),
            "guardian",
            hinted(&asked.address),
            "link",
            link.as_str(),
        ),
        from: brand.into(),
    };
    options.carrier.carry(&letter).map_err(failed)
}

/// The address that a child is written to: one that lets them in, else the one that was named.
fn reached(
    engine: &Engine,
    child: NodeId,
    named: &Who,
) -> Result<Option<(Identifier, LetterBy)>, AskError> {
    let own = engine
        .addresses_of(Oneself::proven(child))
        .map_err(failed)?;
    let own = own.unwrap_or_default().into_iter();
    let best = own.min_by_key(|one| {
        let is_named = matches!(named, Who::Identifier(named) if *named == one.identifier);
        (!one.enters, !is_named, one.first_seen)
    });
    Ok(best.and_then(|one| {
        let by = letter_by(engine, &one.identifier)?;
        Some((one.identifier, by))
    }))
}

/// What the link in a child's letter stands for.
struct Pass {
    child: NodeId,
    /// The mark of the child's address that the letter went to.
    mark: Mark,
    wishes: Vec<Wish>,
    /// The guardian's address. It is kept for whoever has the link alone.
    guardian: Box<str>,
}

impl Pass {
    fn bytes(&self, engine: &Engine, secret: &str) -> Vec<u8> {
        let mut bytes = self.child.number().to_be_bytes().to_vec();
        bytes.extend(self.mark);
        bytes.push(u8::try_from(self.wishes.len()).unwrap_or(0));
        for (purpose, channel) in &self.wishes {
            bytes.extend([purpose.slot(), channel.map_or(NO_CHANNEL, ChannelId::slot)]);
        }
        bytes.extend(masked(engine, secret, self.guardian.as_bytes()));
        bytes
    }

    fn read(engine: &Engine, secret: &str, bytes: &[u8]) -> Option<Self> {
        let (child, rest) = bytes.split_first_chunk::<8>()?;
        let (mark, rest) = rest.split_first_chunk::<17>()?;
        let (count, rest) = rest.split_first()?;
        let (wishes, guardian) = rest.split_at_checked(2 * usize::from(*count))?;
        let wishes = wishes.chunks_exact(2).map(|wish| {
            let channel = (wish[1] != NO_CHANNEL).then(|| ChannelId::new(wish[1]));
            (PurposeId::new(wish[0]), channel)
        });
        Some(Self {
            child: NodeId::new(u64::from_be_bytes(*child)),
            mark: *mark,
            wishes: wishes.collect(),
            guardian: String::from_utf8(masked(engine, secret, guardian))
                .ok()?
                .into(),
        })
    }

    /// What its link is about, if it is one and the address is the child's still.
    fn find(engine: &Engine, link: &str) -> Result<Option<Self>, ReadError> {
        let value = engine.pass(PassKind::Guardian, link)?;
        let pass = value.and_then(|value| Self::read(engine, link, &value));
        let Some(pass) = pass else { return Ok(None) };
        let own = marked(engine, pass.child, &pass.mark)?;
        Ok(own.map(|_| pass))
    }
}

/// The page that the link leads to.
#[derive(Clone, Default)]
pub(super) struct Child {
    pub(super) link: String,
    pub(super) brand: String,
    /// As much of the guardian's address as shows which it is.
    pub(super) guardian: String,
    pub(super) wishes: Vec<String>,
}

#[derive(Template)]
#[template(path = "me/child.html")]
struct ChildPage<'a> {
    f: &'a Frame,
    p: &'a Child,
}

/// `GET /me/child`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let found = looked_at(&portal, &visit, &uri, (CODE, WRONG), Pass::find);
    let (link, pass) = match found.await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let policy = portal.0.engine.policy();
    let names = Names::new(&policy.catalog, visit.lang);
    let wishes = pass.wishes.iter();
    let shown = Child {
        link,
        brand: brand(&names, pass.wishes.first().map(|(purpose, _)| *purpose)),
        guardian: hinted(&pass.guardian),
        wishes: wishes
            .map(|wish| title(&names, visit.lang, *wish))
            .collect(),
    };
    let frame = visit.frame(&portal, Place::Elsewhere, "/me/child");
    let page = ChildPage {
        f: &frame,
        p: &shown,
    };
    render(StatusCode::OK, &page)
}

/// `POST /me/child`
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let lang = visit.lang;
    let work = move |engine: &Engine, options: &PortalOptions, fields: &Fields| {
        ask(engine, options, fields.get("t"), lang)
    };
    decided(&portal, &visit, request, (DONE, WRONG), work).await
}

/// Notes that the child's letter was opened, and asks the guardian. The link is used up.
fn ask(engine: &Engine, options: &PortalOptions, link: &str, lang: Lang) -> Result<Came, SayError> {
    let Some(pass) = Pass::find(engine, link)? else {
        return Ok(Came::Not(CODE, WRONG));
    };
    if engine.take_pass(PassKind::Guardian, link)?.is_none() {
        return Ok(Came::Not(CODE, WRONG));
    }
    let policy = engine.policy();
    let own = marked(engine, pass.child, &pass.mark)?.ok_or(SayError::Nobody)?;
    let first = pass.wishes.first().map(|(purpose, _)| *purpose);
    let first = first.and_then(|purpose| policy.catalog.purpose(purpose));
    let hint = hinted(&own.value);
    if let Some(purpose) = first {
        say::opened(engine, purpose.brand, own, None, Vec::new())?;
    }
    let letter = ToGuardian {
        child: pass.child,
        hint,
        wishes: pass.wishes,
        address: &pass.guardian,
        lang,
    };
    if let Err(error) = guardian::write(engine, options, letter) {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "a guardian is not asked");
        return Ok(Came::Not("guardian_not_asked", WRONG));
    }
    Ok(Came::Done)
}
