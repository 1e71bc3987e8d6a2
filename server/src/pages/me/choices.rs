//! What may be done with a person's data: each purpose in words, with a yes and a no that weigh
//! the same.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::{Choices as Known, Engine, PurposeChoice, Who};
use telos_model::catalog::{BasisKind, Catalog, Purpose};
use telos_model::consent::{Act, Flag, PermissionState, Statement};
use telos_model::decide::Reason;
use telos_model::id::PurposeId;
use telos_model::time::Timestamp;

use super::Portal;
use super::around::{ABSENT, Visit, own_page, tell};
use super::confirm::{ask_in_background, waits};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::say::{self, SayError, checked, said};
use super::sure::{self, Sure};
use crate::pages::names::Names;
use crate::pages::person_read::{basis_code, state_code};
use crate::pages::render;

/// The page.
#[derive(Clone, Default)]
pub(super) struct Choices {
    pub(super) brands: Vec<BrandRow>,
    /// The use of the person's data is restricted.
    pub(super) restricted: bool,
    /// The person is a child: a yes counts from a parent or guardian only.
    pub(super) child: bool,
    /// They say yes to sale and sharing themselves all the same.
    pub(super) decides_sale: bool,
}

/// The purposes of a brand.
#[derive(Clone)]
pub(super) struct BrandRow {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) purposes: Vec<PurposeRow>,
    /// The person objects to all its marketing.
    pub(super) objected: bool,
}

impl BrandRow {
    /// What the person can say something about.
    pub(super) fn open(&self) -> Vec<&PurposeRow> {
        self.purposes.iter().filter(|row| row.is_open()).collect()
    }

    /// What cannot be switched off, or is not done where the person is.
    pub(super) fn fixed(&self) -> Vec<&PurposeRow> {
        self.purposes.iter().filter(|row| !row.is_open()).collect()
    }
}

/// A purpose.
#[derive(Clone)]
pub(super) struct PurposeRow {
    /// `brand/purpose`.
    pub(super) name: String,
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) on: bool,
    pub(super) control: Control,
    /// `consent`, `contract`, ...
    pub(super) basis: &'static str,
    pub(super) citations: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) recipients: Vec<String>,
    pub(super) retention_days: Option<u32>,
    /// When the person agreed last, and to which version of the text.
    pub(super) agreed: Option<(Timestamp, u32)>,
    /// The text that the person agreed to, where it is not the present one.
    pub(super) agreed_text: Option<String>,
    /// What changed in the text since, version by version.
    pub(super) changed: Vec<String>,
    /// Until when the consent holds.
    pub(super) until: Option<Timestamp>,
    pub(super) state: &'static str,
}

/// What the person can do about a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Control {
    /// Say yes or no.
    Consent,
    /// Object, or take it back.
    Objection,
    /// Nothing: the law or a contract needs it.
    Fixed,
    /// Nothing: it is not done where the person is.
    NotHere,
}

impl PurposeRow {
    /// Whether the person can say something about it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.control, Control::Consent | Control::Objection)
    }

    /// Yes stands.
    pub(super) fn says_yes(&self) -> bool {
        match self.control {
            Control::Consent => matches!(self.state, "granted" | "pending"),
            _ => self.on,
        }
    }

    /// No stands, as against nothing having been said yet.
    pub(super) fn says_no(&self) -> bool {
        match self.control {
            Control::Consent => matches!(self.state, "denied" | "withdrawn" | "revoked"),
            _ => !self.on,
        }
    }
}

#[derive(Template)]
#[template(path = "me/choices.html")]
struct ChoicesPage<'a> {
    f: &'a Frame,
    p: &'a Choices,
}

/// What a person can do about a purpose where they are, and the basis that it is told by: the one
/// that leaves the person most to say.
pub(super) fn control(
    catalog: &Catalog,
    purpose: &Purpose,
    choice: &PurposeChoice,
) -> (Control, Option<BasisKind>) {
    let kinds: Vec<BasisKind> = choice.bases(catalog).map(|(_, basis)| basis.kind).collect();
    if kinds.len() < choice.jurisdictions.len() {
        return (Control::NotHere, None);
    }
    let consent = kinds.iter().find(|kind| **kind == BasisKind::Consent);
    let objectable = kinds.iter().find(|kind| kind.can_be_objected_to());
    match (consent, objectable, kinds.first()) {
        (Some(kind), ..) => (Control::Consent, Some(*kind)),
        (None, Some(kind), _) => (Control::Objection, Some(*kind)),
        (None, None, Some(kind)) if purpose.marketing => (Control::Objection, Some(*kind)),
        (None, None, Some(kind)) => (Control::Fixed, Some(*kind)),
        (None, None, None) => (Control::NotHere, None),
    }
}

/// The rows of a person's choices, the brand of the page first.
pub(super) fn rows(names: &Names<'_>, known: &Known, first: &str) -> Vec<BrandRow> {
    let catalog = names.catalog();
    let mut brands: Vec<BrandRow> = catalog
        .brands
        .iter()
        .flatten()
        .map(|brand| {
            let own = known.purposes.iter().filter_map(|choice| {
                let purpose = catalog.purpose(choice.purpose)?;
                (purpose.brand == brand.id).then(|| row(names, purpose, choice))
            });
            let mut purposes: Vec<PurposeRow> = own.collect();
            purposes.sort_by_key(|row| (!row.is_open(), row.control == Control::NotHere));
            BrandRow {
                name: brand.name.to_string(),
                title: brand.title.to_string(),
                purposes,
                objected: known.marketing_objections.contains(&brand.id),
            }
        })
        .collect();
    brands.sort_by_key(|brand| brand.name != first);
    brands
}

fn row(names: &Names<'_>, purpose: &Purpose, choice: &PurposeChoice) -> PurposeRow {
    let catalog = names.catalog();
    let text = names.purpose_text(purpose.id);
    let (control, basis) = control(catalog, purpose, choice);
    let mut citations: Vec<String> = choice
        .bases(catalog)
        .map(|(_, basis)| basis.citation.to_string())
        .collect();
    citations.dedup();
    let brand = catalog.brand(purpose.brand);
    let brand = brand.map_or("", |brand| &*brand.name);
    let recipients = purpose.recipients.iter();
    PurposeRow {
        name: format!("{brand}/{}", purpose.name),
        anchor: format!("{brand}-{}", purpose.name),
        title: names.purpose(purpose.id),
        body: text.map_or_else(String::new, |text| text.body.to_string()),
        on: choice.permitted.is_ok(),
        control,
        basis: basis.map_or("", basis_code),
        citations,
        categories: names.categories(purpose.categories),
        recipients: recipients.map(|id| names.recipient(id)).collect(),
        retention_days: purpose.retention_days,
        agreed: choice.agreed,
        agreed_text: choice
            .agreed
            .filter(|(_, version)| *version < purpose.text_version())
            .and_then(|(_, version)| names.text_of(purpose.id, version))
            .map(|text| text.body.to_string()),
        changed: choice
            .agreed
            .map(|(_, version)| names.changes(purpose.id, version))
            .unwrap_or_default(),
        until: (choice.state == PermissionState::Granted && choice.until != Timestamp::MAX)
            .then_some(choice.until),
        state: state_code(choice.state),
    }
}

/// Whether the use of a person's data is restricted, for any brand.
pub(super) fn is_restricted(known: &Known) -> bool {
    is_set(known, Flag::Restriction)
}

fn is_set(known: &Known, wanted: Flag) -> bool {
    known.flags.iter().any(|(flag, _)| *flag == wanted)
}

/// `GET /me/choices`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let (lang, brand) = (visit.lang, visit.brand.name.clone());
    let read = move |engine: &Engine, session: Session| {
        let known = engine.choices(&Who::Node(session.oneself.node()))?;
        let policy = engine.policy();
        let names = Names::new(&policy.catalog, lang);
        Ok(known.map(|known| Choices {
            brands: rows(&names, &known, &brand),
            restricted: is_restricted(&known),
            child: is_set(&known, Flag::Child),
            decides_sale: known.decides_sale,
        }))
    };
    own_page(
        &portal,
        &visit,
        (Place::Choices, "/me/choices"),
        read,
        |f, p| render(StatusCode::OK, &ChoicesPage { f, p }),
    )
    .await
}

/// `POST /me/choices`
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let policy = portal.0.engine.policy();
    let purpose = policy.catalog.names.purposes.get(fields.get("purpose"));
    let purpose = purpose.and_then(|id| policy.catalog.purpose(*id));
    let yes = match fields.get("act") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let (Some(purpose), Some(yes)) = (purpose, yes) else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    let (id, brand) = (purpose.id, purpose.brand);
    let anchor = fields.get("purpose").replace('/', "-");
    if yes && purpose.sells {
        let text = Names::new(&policy.catalog, visit.lang).purpose_text(id);
        let (title, body) = text.map_or_else(Default::default, |text| {
            (text.title.to_string(), text.body.to_string())
        });
        let sure = Sure {
            brand: visit.brand.title.clone(),
            action: "/me/choices",
            fields: vec![
                ("purpose", fields.get("purpose").to_owned()),
                ("act", "yes".into()),
            ],
            title,
            body,
        };
        let after_a_no = move |known: &Known| sold_after_a_no(known, id);
        let asked = sure::asked(&portal, &visit, (session, &fields), sure, after_a_no).await;
        if let Some(page) = asked {
            return page;
        }
    }
    let lang = visit.lang;
    let options = portal.0.options.clone();
    say::then(&portal, &visit, move |engine| {
        let who = Who::Node(session.oneself.node());
        let known = engine.choices(&who)?.ok_or(SayError::Nobody)?;
        let policy = engine.policy();
        let said = statements(&policy.catalog, &known, id, yes, session);
        let said: Vec<_> = said.into_iter().map(|one| self::said(one, lang)).collect();
        if said.is_empty() {
            return Ok(format!("/me/choices?told=unchanged#{anchor}"));
        }
        say::say(engine, session, brand, said)?;
        let told = match (yes, waits(engine, &who, id)?) {
            (true, true) => {
                ask_in_background(engine, &options, &who, id, lang);
                "pending"
            }
            (true, false) => "yes",
            (false, _) => "no",
        };
        Ok(format!("/me/choices?told={told}#{anchor}"))
    })
    .await
}

/// Whether a yes to a purpose that sells comes after a no, or from a child.
fn sold_after_a_no(known: &Known, id: PurposeId) -> bool {
    let mut choices = known.purposes.iter();
    let Some(choice) = choices.find(|choice| choice.purpose == id) else {
        return false;
    };
    let refused = matches!(
        choice.state,
        PermissionState::Denied | PermissionState::Withdrawn | PermissionState::Revoked
    );
    let opted_out = known
        .flags
        .iter()
        .any(|(flag, _)| *flag == Flag::SaleOptOut);
    refused || opted_out || known.objections.contains(&id) || of_child(choice)
}

/// What a yes or a no states, as the basis has it. The person says it with a button of its own
/// next to the whole text: explicitly, and apart from all else.
fn statements(
    catalog: &Catalog,
    known: &Known,
    id: PurposeId,
    yes: bool,
    session: Session,
) -> Vec<Statement> {
    let choice = known.purposes.iter().find(|choice| choice.purpose == id);
    let (Some(choice), Some(purpose)) = (choice, catalog.purpose(id)) else {
        return Vec::new();
    };
    let consent = |act| Statement::Consent {
        purpose: id,
        channel: None,
        act,
        text_version: purpose.text_version(),
        explicit: true,
        separate: true,
    };
    let objection = |on| Statement::Objection {
        brand: purpose.brand,
        purpose: Some(id),
        on,
    };
    let (control, _) = control(catalog, purpose, choice);
    let objected = known.objections.contains(&id);
    let refused = matches!(
        choice.state,
        PermissionState::Denied | PermissionState::Withdrawn | PermissionState::Revoked
    );
    let mut all = Vec::new();
    match (control, yes) {
        (Control::Consent, true) => {
            all.push(consent(Act::Grant));
            let double = choice.bases(catalog).any(|(_, basis)| basis.double_opt_in);
            if double && proves_channel(catalog, purpose, session) {
                all.push(consent(Act::Confirm));
            }
        }
        (Control::Consent, false) => {
            let given = matches!(
                choice.state,
                PermissionState::Granted | PermissionState::Pending | PermissionState::Expired
            );
            all.push(consent(if given { Act::Withdraw } else { Act::Deny }));
        }
        // A no that was said as to a consent is taken back by a yes; and a child has to say one.
        (Control::Objection, true) if refused || of_child(choice) => {
            all.push(consent(Act::Grant));
        }
        (Control::Objection, false) => all.push(objection(true)),
        (Control::Objection, true) | (Control::Fixed | Control::NotHere, _) => {}
    }
    if yes && objected && !matches!(control, Control::Fixed | Control::NotHere) {
        all.push(objection(false));
    }
    all
}

/// Whether it waits for a yes, since the person is a child.
fn of_child(choice: &PurposeChoice) -> bool {
    let denied = choice.permitted.as_ref().err();
    denied.is_some_and(|deny| deny.reasons.contains(&Reason::ChildWithoutGuardian))
}

/// Whether this session has shown that the address is the person's over which the purpose reaches
/// them: then it is confirmed already, as a link in a letter would do.
fn proves_channel(catalog: &Catalog, purpose: &Purpose, session: Session) -> bool {
    session.proofs().any(|proof| {
        let by = catalog.identifier(proof.by).map(|kind| &*kind.name);
        let channel = match by {
            Some("email") => "email",
            Some("phone") => "sms",
            _ => return false,
        };
        let channel = catalog.names.channels.get(channel);
        channel.is_some_and(|channel| purpose.channels.contains(*channel))
    })
}
