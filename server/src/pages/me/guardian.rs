//! What a child wishes and a parent or guardian decides about: a letter with a link, and a page
//! where each purpose is ticked by itself. The same link takes a yes back, in as many steps.
//!
//! The guardian's address serves for that one letter and is not kept. What shows later that it was
//! them is its keyed hash, which goes with each fact as evidence.

use std::fmt::Write as _;

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_engine::{Engine, Oneself, PassKind, ReadError, Said, Who};
use telos_model::catalog::{Catalog, Purpose};
use telos_model::consent::{Act, Actor, FactDetail, Flag, Statement};
use telos_model::id::{ChannelId, IdentifierKind, NodeId, PurposeId};
use telos_model::time::DAY_MS;

use super::around::{FAILED, Notice, Visit, tell};
use super::carrier::{Letter, LetterBy};
use super::confirm::{ASKED_MILLIS, AskError, CONFIRM_MILLIS, ask_to_confirm, failed};
use super::entry::{self, Session};
use super::frame::{Frame, Place};
use super::limit::{What, network};
use super::say::{self, Fields, SayError, fields};
use super::{Portal, PortalOptions};
use crate::api::source::address as client_address;
use crate::pages::around::query;
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::{Lang, Words};

/// How long a link takes back what was agreed to by it: longer than anybody is a child.
const GIVEN_MILLIS: i64 = 18 * 366 * DAY_MS;
/// The most wishes in one letter.
const WISHES_MAX: usize = 32;
/// How guardians state things by a link.
const METHOD: &str = "guardian-link";
/// Stands for no channel in a pass.
const NO_CHANNEL: u8 = u8::MAX;

/// A guardian to ask about what a child wishes.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The child.
    pub child: Who,
    /// What they wish, with the channel where it is about one.
    pub wishes: Vec<(PurposeId, Option<ChannelId>)>,
    /// The guardian's email address, normalised.
    pub address: Box<str>,
    /// The language of the letter.
    pub lang: Lang,
}

/// Sends a guardian the letter that asks about a child's wishes, on another thread. Must be called
/// on a runtime. What could not be sent is logged, and nothing is done.
pub fn ask_guardian_in_background(engine: &Engine, options: &PortalOptions, asked: Asked) {
    let (engine, options) = (engine.clone(), options.clone());
    tokio::task::spawn_blocking(move || {
        if let Err(error) = ask_guardian(&engine, &options, &asked) {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "a guardian was not asked");
        }
    });
}

/// The same, at once. Neither the same guardian nor about the same child is anybody written to
/// more than once in ten minutes, since anybody can fill in forms for others. Blocks.
pub fn ask_guardian(
    engine: &Engine,
    options: &PortalOptions,
    asked: &Asked,
) -> Result<(), AskError> {
    let url = options.public_url.as_ref().ok_or(AskError::NoAddress)?;
    let known = engine.choices(&asked.child).map_err(failed)?;
    let child = known.ok_or(AskError::Unreachable)?.person;
    let hash = engine.secret_hash("guardian", &asked.address);
    let soon = engine.now().plus_millis(ASKED_MILLIS);
    for name in [format!("asked {child}"), format!("asked by {}", hex(&hash))] {
        let lately = engine.pass(PassKind::Guardian, &name).map_err(failed)?;
        if lately.is_some() {
            return Ok(());
        }
        let kept = engine.keep_pass(PassKind::Guardian, &name, &[], soon);
        kept.map_err(failed)?;
    }
    let wishes = asked.wishes.iter().take(WISHES_MAX);
    let pass = Pass {
        child,
        guardian: hash,
        wishes: wishes
            .map(|(purpose, channel)| (*purpose, *channel, false))
            .collect(),
    };
    let link = entry::secret().map_err(failed)?;
    let ends = engine.now().plus_millis(CONFIRM_MILLIS);
    let kept = engine.keep_pass(PassKind::Guardian, &link, &pass.bytes(), ends);
    kept.map_err(failed)?;

    let policy = engine.policy();
    let names = Names::new(&policy.catalog, asked.lang);
    let w = Words::new(asked.lang);
    let brand = brand(&policy.catalog, &names, &pass);
    let (scheme, place, tag) = (url.scheme(), url.place(), asked.lang.tag());
    let link = format!("{scheme}://{place}/me/guardian?t={link}&lang={tag}");
    let child = match &asked.child {
        Who::Identifier(identifier) => hinted(&identifier.value),
        Who::Node(_) => String::new(),
    };
    let letter = Letter {
        by: LetterBy::Mail,
        to: asked.address.clone(),
        subject: w.t1("me-letter-guardian-subject", "brand", brand.as_str()),
        text: w.t3(
            "me-letter-guardian",
            "brand",
            brand.as_str(),
            "child",
            child.as_str(),
            "link",
            link.as_str(),
        ),
        from: brand.into(),
    };
    options.carrier.carry(&letter).map_err(failed)
}

/// As much of the child's address as a parent knows it by, and a stranger does not.
fn hinted(address: &str) -> String {
    let (name, host) = address.split_once('@').unwrap_or((address, ""));
    let first = name.chars().next().map(String::from).unwrap_or_default();
    format!("{first}***@{host}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn brand(catalog: &Catalog, names: &Names<'_>, pass: &Pass) -> String {
    let first = pass.wishes.first();
    let purpose = first.and_then(|(purpose, ..)| catalog.purpose(*purpose));
    purpose.map_or_else(String::new, |purpose| names.brand(purpose.brand))
}

/// What a link stands for. It names nobody.
struct Pass {
    child: NodeId,
    /// The keyed hash of the guardian's address.
    guardian: [u8; 16],
    /// What is wished, and whether the guardian agreed to it by this link.
    wishes: Vec<(PurposeId, Option<ChannelId>, bool)>,
}

impl Pass {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.child.number().to_be_bytes().to_vec();
        bytes.extend(self.guardian);
        for (purpose, channel, given) in &self.wishes {
            let channel = channel.map_or(NO_CHANNEL, ChannelId::slot);
            bytes.extend([purpose.slot(), channel, u8::from(*given)]);
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (child, rest) = bytes.split_first_chunk::<8>()?;
        let (guardian, wishes) = rest.split_first_chunk::<16>()?;
        let wishes = wishes.chunks_exact(3).map(|wish| {
            let channel = (wish[1] != NO_CHANNEL).then(|| ChannelId::new(wish[1]));
            (PurposeId::new(wish[0]), channel, wish[2] == 1)
        });
        Some(Self {
            child: NodeId::new(u64::from_be_bytes(*child)),
            guardian: *guardian,
            wishes: wishes.collect(),
        })
    }

    /// What its link is about, if it is one and the child is still one.
    fn find(engine: &Engine, link: &str) -> Result<Option<Self>, ReadError> {
        let found = engine.pass(PassKind::Guardian, link)?;
        let Some(pass) = found.as_deref().and_then(Self::read) else {
            return Ok(None);
        };
        let known = engine.choices(&Who::Node(pass.child))?;
        let child = known.is_some_and(|known| {
            let mut flags = known.flags.iter();
            flags.any(|(flag, _)| *flag == Flag::Child)
        });
        Ok(child.then_some(pass))
    }

    /// What was shown: a link shown with other texts than those in force decides nothing.
    fn texts(&self, catalog: &Catalog) -> String {
        let versions = self.wishes.iter().map(|(purpose, ..)| {
            let purpose = catalog.purpose(*purpose);
            purpose.map_or(0, Purpose::text_version).to_string()
        });
        versions.collect::<Vec<_>>().join(".")
    }
}

/// The page that a link leads to. Programs that look at mail open links; only sending decides.
#[derive(Clone, Default)]
pub(super) struct Guardian {
    pub(super) link: String,
    pub(super) brand: String,
    pub(super) texts: String,
    pub(super) wishes: Vec<WishRow>,
    /// Something was agreed to before.
    pub(super) given: bool,
}

/// One thing to decide about.
#[derive(Clone, Default)]
pub(super) struct WishRow {
    pub(super) control: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) given: bool,
}

#[derive(Template)]
#[template(path = "me/guardian.html")]
struct GuardianPage<'a> {
    f: &'a Frame,
    p: &'a Guardian,
}

/// The link is none, is too old, or the child is grown up.
const WRONG: (StatusCode, Notice) = (
    StatusCode::UNPROCESSABLE_ENTITY,
    Notice::new("me-guardian-wrong", "me-guardian-wrong-body"),
);
/// The texts have changed since they were shown.
const CHANGED: (StatusCode, Notice) = (
    StatusCode::CONFLICT,
    Notice::new("me-guardian-changed", "me-guardian-changed-body"),
);
const DONE: (StatusCode, Notice) = (
    StatusCode::OK,
    Notice::new("me-guardian-done", "me-guardian-done-body"),
);

fn control(purpose: PurposeId, channel: Option<ChannelId>) -> String {
    match channel {
        Some(channel) => format!("wish-{}-{}", purpose.slot(), channel.slot()),
        None => format!("wish-{}", purpose.slot()),
    }
}

/// `GET /me/guardian`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let link = query(&uri, "t").unwrap_or_default();
    let engine = portal.0.engine.clone();
    let name = link.clone();
    let found = tokio::task::spawn_blocking(move || Pass::find(&engine, &name)).await;
    let Ok(Ok(found)) = found else {
        return tell(&portal, &visit, FAILED);
    };
    let Some(pass) = found else {
        portal.refuse("guardian_wrong");
        return tell(&portal, &visit, WRONG);
    };
    let policy = portal.0.engine.policy();
    let shown = shown(&policy.catalog, visit.lang, &pass, link);
    let frame = visit.frame(&portal, Place::Elsewhere, "/me/guardian");
    let page = GuardianPage {
        f: &frame,
        p: &shown,
    };
    render(StatusCode::OK, &page)
}

fn shown(catalog: &Catalog, lang: Lang, pass: &Pass, link: String) -> Guardian {
    let names = Names::new(catalog, lang);
    let wishes = pass.wishes.iter().map(|(purpose, channel, given)| {
        let title = names.purpose(*purpose);
        let text = names.purpose_text(*purpose);
        WishRow {
            control: control(*purpose, *channel),
            title: match channel {
                Some(channel) => {
                    let kind = telos_model::catalog::SlotKind::Channel;
                    let channel = catalog.title(kind, channel.index(), lang.tag());
                    let w = Words::new(lang);
                    w.t2(
                        "form-yes-channel",
                        "what",
                        title.as_str(),
                        "channel",
                        channel,
                    )
                }
                None => title,
            },
            body: text.map_or_else(String::new, |text| text.body.to_string()),
            given: *given,
        }
    });
    Guardian {
        link,
        brand: brand(catalog, &names, pass),
        texts: pass.texts(catalog),
        wishes: wishes.collect(),
        given: pass.wishes.iter().any(|(.., given)| *given),
    }
}

/// What became of a decision.
enum Decided {
    Done,
    Wrong,
    Changed,
}

/// `POST /me/guardian`
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let fields = fields(&parts.headers, body).await;
    let network = network(client_address(&parts, portal.0.options.trusted_proxy).as_deref());
    let now = portal.0.engine.now();
    if !portal.0.limits.may(What::Trying(network), now) {
        portal.refuse("tried_too_often");
        return tell(&portal, &visit, WRONG);
    }
    let (engine, options) = (portal.0.engine.clone(), portal.0.options.clone());
    let lang = visit.lang;
    let work = move || decide(&engine, &options, &fields, lang);
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(Decided::Done)) => tell(&portal, &visit, DONE),
        Ok(Ok(Decided::Wrong)) => {
            portal.refuse("guardian_wrong");
            tell(&portal, &visit, WRONG)
        }
        Ok(Ok(Decided::Changed)) => {
            portal.refuse("guardian_changed");
            tell(&portal, &visit, CHANGED)
        }
        Ok(Err(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "take in what a guardian decides");
            tell(&portal, &visit, FAILED)
        }
        Err(_) => tell(&portal, &visit, FAILED),
    }
}

/// Takes in what a guardian decides: what is ticked is a yes, and the rest a no.
fn decide(
    engine: &Engine,
    options: &PortalOptions,
    fields: &Fields,
    lang: Lang,
) -> Result<Decided, SayError> {
    let link = fields.get("t");
    let Some(mut pass) = Pass::find(engine, link)? else {
        return Ok(Decided::Wrong);
    };
    let policy = engine.policy();
    let catalog = &policy.catalog;
    if fields.get("texts") != pass.texts(catalog) {
        return Ok(Decided::Changed);
    }
    let none = fields.get("act") == "none";
    let evidence = format!("guardian {}", hex(&pass.guardian));
    let mut said = Vec::new();
    let mut agreed = Vec::new();
    let mut brand = None;
    for (id, channel, given) in &mut pass.wishes {
        let Some(purpose) = catalog.purpose(*id) else {
            continue;
        };
        brand = brand.or(Some(purpose.brand));
        let yes = !none && fields.has(&control(*id, *channel), "1");
        let act = match (yes, *given) {
            // Again too: the text may be another by now, or the child may have said no.
            (true, _) => Act::Grant,
            (false, true) => Act::Withdraw,
            (false, false) => Act::Deny,
        };
        *given = yes;
        if yes {
            agreed.push(*id);
        }
        said.push(Said {
            statement: Statement::Consent {
                purpose: *id,
                channel: *channel,
                act,
                text_version: purpose.text_version(),
                explicit: true,
                separate: true,
            },
            actor: Actor::Guardian,
            detail: FactDetail {
                locale: lang.tag().into(),
                method: METHOD.into(),
                evidence: Some(evidence.as_str().into()),
            },
        });
    }
    let (Some(brand), false) = (brand, said.is_empty()) else {
        return Ok(Decided::Done);
    };
    let oneself = Oneself::proven(pass.child);
    let session = Session::opened(oneself, IdentifierKind::new(0), engine.now());
    say::say(engine, session, brand, said)?;
    let given = pass.wishes.iter().any(|(.., given)| *given);
    let lasts = if given { GIVEN_MILLIS } else { CONFIRM_MILLIS };
    let ends = engine.now().plus_millis(lasts);
    engine.change_pass(PassKind::Guardian, link, &pass.bytes(), ends)?;
    // What has to be confirmed over the child's own channel is asked for now that it may count.
    for purpose in agreed {
        let who = Who::Node(pass.child);
        if let Err(error) = ask_to_confirm(engine, options, &who, purpose, lang) {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "a consent stays pending");
        }
    }
    Ok(Decided::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_says_what_it_said_and_names_nobody() {
        let pass = Pass {
            child: NodeId::new(7),
            guardian: [9; 16],
            wishes: vec![
                (PurposeId::new(3), None, true),
                (PurposeId::new(4), Some(ChannelId::new(0)), false),
            ],
        };
        let read = Pass::read(&pass.bytes()).expect("a pass");
        assert_eq!((read.child, read.guardian), (pass.child, pass.guardian));
        assert_eq!(read.wishes, pass.wishes);
        assert!(Pass::read(&[1, 2, 3]).is_none());
        assert_eq!(hinted("mia.meier@posteo.de"), "m***@posteo.de");
    }
}
