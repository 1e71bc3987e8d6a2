//! What a child wishes and a parent or guardian decides about: a letter with a link, and a page
//! where each purpose is ticked by itself. The same link takes a yes back, in as many steps.
//!
//! The guardian's address serves for that one letter and is not kept. What shows later that it was
//! them is its keyed hash, which goes with each fact as evidence.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use telos_engine::{Engine, Oneself, PassKind, ReadError, Said, Who};
use telos_model::catalog::{Catalog, Purpose, SlotKind};
use telos_model::consent::{Act, Actor, FactDetail, Statement};
use telos_model::id::{ChannelId, IdentifierKind, NodeId, PurposeId};
use telos_model::time::DAY_MS;

use super::around::{Notice, Visit};
use super::bond::{METHOD, bound, evidence, hex, is_child, may_be_asked};
use super::carrier::{Letter, LetterBy};
use super::confirm::ask_to_confirm;
use super::entry::Session;
use super::frame::{Frame, Place};
use super::links::{AskError, Came, LINK_MILLIS, decided, failed, is_seldom, link_to, looked_at};
use super::say::{self, Fields, SayError};
use super::{Portal, PortalOptions};
use crate::pages::names::Names;
use crate::pages::render;
use crate::pages::words::{Lang, Words};

/// How long a link takes back what was agreed to by it: longer than anybody is a child.
const GIVEN_MILLIS: i64 = 18 * 366 * DAY_MS;
/// Stands for no channel in a pass.
const NO_CHANNEL: u8 = u8::MAX;

/// A letter that asks a guardian.
pub(super) struct ToGuardian<'a> {
    pub(super) child: NodeId,
    /// What the child's address looks like to a parent who knows it.
    pub(super) hint: String,
    pub(super) wishes: Vec<Wish>,
    /// The guardian's email address, normalised.
    pub(super) address: &'a str,
    pub(super) lang: Lang,
}

/// Sends a guardian the letter that asks about a child's wishes, where it may be asked and neither
/// the same guardian nor about the same child anybody was written to lately. Blocks.
pub(super) fn write(
    engine: &Engine,
    options: &PortalOptions,
    letter: ToGuardian<'_>,
) -> Result<(), AskError> {
    let ToGuardian { child, lang, .. } = letter;
    let hash = may_be_asked(engine, child, letter.address)?;
    for name in [format!("asked {child}"), format!("asked by {}", hex(&hash))] {
        if !is_seldom(engine, PassKind::Guardian, &name)? {
            return Ok(());
        }
    }
    let pass = Pass {
        child,
        guardian: hash,
        wishes: letter
            .wishes
            .into_iter()
            .map(|(purpose, channel)| (purpose, channel, false))
            .collect(),
    };
    let page = (PassKind::Guardian, "/me/guardian");
    let link = link_to(engine, options, page, lang, |_| pass.bytes())?;
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let w = Words::new(lang);
    let brand = brand(&names, pass.wishes.first().map(|(purpose, ..)| *purpose));
    let letter = Letter {
        by: LetterBy::Mail,
        to: letter.address.into(),
        subject: w.t1("me-letter-guardian-subject", "brand", brand.as_str()),
        text: w.t3(
            "me-letter-guardian",
            "brand",
            brand.as_str(),
            "child",
            letter.hint.as_str(),
            "link",
            link.as_str(),
        ),
        from: brand.into(),
    };
    options.carrier.carry(&letter).map_err(failed)
}

/// The brand of a purpose.
pub(super) fn brand(names: &Names<'_>, purpose: Option<PurposeId>) -> String {
    let purpose = purpose.and_then(|purpose| names.catalog().purpose(purpose));
    purpose.map_or_else(String::new, |purpose| names.brand(purpose.brand))
}

/// The name of something wished for.
pub(super) fn title(names: &Names<'_>, lang: Lang, (purpose, channel): Wish) -> String {
    let title = names.purpose(purpose);
    let Some(channel) = channel else {
        return title;
    };
    let kind = SlotKind::Channel;
    let channel = names.catalog().title(kind, channel.index(), lang.tag());
    Words::new(lang).t2("form-yes-channel", "what", title, "channel", channel)
}

/// Something that a child wishes, with the channel where it is about one.
pub(super) type Wish = (PurposeId, Option<ChannelId>);

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
        let stays = known.is_some_and(|known| is_child(&known));
        // Another may have agreed first meanwhile.
        let bound = if stays {
            bound(engine, pass.child)?
        } else {
            None
        };
        let other = bound.is_some_and(|bound| *bound != *evidence(&pass.guardian));
        Ok((stays && !other).then_some(pass))
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

/// What a link that is none is counted as.
const CODE: &str = "guardian_wrong";
/// The link is none, is too old, the child is grown up, or another guardian agreed first.
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
    let found = looked_at(&portal, &visit, &uri, (CODE, WRONG), Pass::find);
    let (link, pass) = match found.await {
        Ok(found) => found,
        Err(response) => return response,
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
        let text = names.purpose_text(*purpose);
        WishRow {
            control: control(*purpose, *channel),
            title: title(&names, lang, (*purpose, *channel)),
            body: text.map_or_else(String::new, |text| text.body.to_string()),
            given: *given,
        }
    });
    Guardian {
        link,
        brand: brand(&names, pass.wishes.first().map(|(purpose, ..)| *purpose)),
        texts: pass.texts(catalog),
        wishes: wishes.collect(),
        given: pass.wishes.iter().any(|(.., given)| *given),
    }
}

/// `POST /me/guardian`
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let lang = visit.lang;
    let work = move |engine: &Engine, options: &PortalOptions, fields: &Fields| {
        decide(engine, options, fields, lang)
    };
    decided(&portal, &visit, request, (DONE, WRONG), work).await
}

/// Takes in what a guardian decides: what is ticked is a yes, and the rest a no.
fn decide(
    engine: &Engine,
    options: &PortalOptions,
    fields: &Fields,
    lang: Lang,
) -> Result<Came, SayError> {
    let link = fields.get("t");
    let Some(mut pass) = Pass::find(engine, link)? else {
        return Ok(Came::Not(CODE, WRONG));
    };
    let policy = engine.policy();
    let catalog = &policy.catalog;
    if fields.get("texts") != pass.texts(catalog) {
        return Ok(Came::Not("guardian_changed", CHANGED));
    }
    let none = fields.get("act") == "none";
    let evidence = evidence(&pass.guardian);
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
        return Ok(Came::Done);
    };
    let oneself = Oneself::proven(pass.child);
    let session = Session::opened(oneself, IdentifierKind::new(0), engine.now());
    say::say(engine, session, brand, said)?;
    let given = pass.wishes.iter().any(|(.., given)| *given);
    let lasts = if given { GIVEN_MILLIS } else { LINK_MILLIS };
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
    Ok(Came::Done)
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
    }
}
