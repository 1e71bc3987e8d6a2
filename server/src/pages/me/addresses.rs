//! Addresses of one's own: which of them let in, one more by a code that is sent to it, and one taken
//! off that is theirs no more.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::{Added, Engine, Oneself, OwnAddress, ReadError, Released};
use telos_model::id::BrandId;
use telos_model::json::Json;
use telos_model::message::is_blocked_identifier;
use telos_model::people::Identifier;
use telos_model::time::Timestamp;

use super::Portal;
use super::around::{ABSENT, FAILED, Visit, own_page, tell};
use super::carrier::{Letter, LetterBy};
use super::enter::{digits, set_cookie};
use super::entry::{self, CODE_MILLIS, Session};
use super::frame::{Frame, Place};
use super::hint::hinted;
use super::limit::What;
use super::links::letter_by;
use super::say::{self, SayError, checked};
use super::sending::understood;
use crate::pages::around::cookie;
use crate::pages::render;
use crate::pages::words::Words;

/// The cookie that says which wish a code is for.
const NEW_COOKIE: &str = "telos_me_new";

/// The page.
#[derive(Clone, Default)]
pub(super) struct Addresses {
    pub(super) rows: Vec<AddressRow>,
    /// What was typed and cannot be used.
    pub(super) typed: String,
    /// The key of what was wrong.
    pub(super) problem: Option<&'static str>,
}

/// An address.
#[derive(Clone)]
pub(super) struct AddressRow {
    /// The name of its kind.
    pub(super) kind: String,
    pub(super) value: String,
    pub(super) since: Timestamp,
    /// It lets in.
    pub(super) enters: bool,
    /// Another lets in too, so that it can be taken off.
    pub(super) removable: bool,
}

#[derive(Template)]
#[template(path = "me/addresses.html")]
struct AddressesPage<'a> {
    f: &'a Frame,
    p: &'a Addresses,
}

/// The page that takes the code.
#[derive(Clone, Copy, Default)]
pub(super) struct NewCode {
    pub(super) problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "me/new_code.html")]
struct NewCodePage<'a> {
    f: &'a Frame,
    p: NewCode,
}

fn rows(engine: &Engine, session: Session) -> Result<Option<Vec<AddressRow>>, ReadError> {
    let policy = engine.policy();
    let Some(own) = engine.addresses_of(session.oneself)? else {
        return Ok(None);
    };
    let others = |address: &OwnAddress| own.iter().any(|one| one.enters && one != address);
    let rows = own.iter().map(|address| {
        let kind = policy.catalog.identifier(address.identifier.kind);
        AddressRow {
            kind: kind.map_or_else(String::new, |kind| kind.name.to_string()),
            value: address.identifier.value.to_string(),
            since: address.first_seen,
            enters: address.enters,
            removable: others(address),
        }
    });
    Ok(Some(rows.collect()))
}

async fn shown(
    portal: &Portal,
    visit: &Visit,
    typed: String,
    problem: Option<&'static str>,
) -> Response {
    let read = move |engine: &Engine, session: Session| {
        let rows = rows(engine, session)?;
        Ok(rows.map(|rows| Addresses {
            rows,
            typed,
            problem,
        }))
    };
    let place = (Place::Elsewhere, "/me/addresses");
    own_page(portal, visit, place, read, |f, p| {
        let status = match p.problem {
            None => StatusCode::OK,
            Some("me-asked-too-often") => StatusCode::TOO_MANY_REQUESTS,
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        render(status, &AddressesPage { f, p })
    })
    .await
}

/// `GET /me/addresses`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    shown(&portal, &visit, String::new(), None).await
}

/// `POST /me/addresses`: a code goes to the address that was typed, whoever has it.
pub(super) async fn submit(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let network = portal.network(&parts);
    let request = Request::from_parts(parts, body);
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let typed = fields.take("address");
    let engine = &portal.0.engine;
    let policy = engine.policy();
    let sound = understood(engine, &typed).filter(|(address, _)| {
        let kind = policy.catalog.identifier(address.kind);
        kind.is_some_and(|kind| !is_blocked_identifier(kind, &address.value))
    });
    let Some((address, by)) = sound else {
        return shown(&portal, &visit, typed, Some("me-address-wrong")).await;
    };
    let (now, limits) = (engine.now(), &portal.0.limits);
    let hash = engine.secret_hash("address", &address.value);
    let may = limits.may(What::Asking(network), now) & limits.may(What::Address(hash), now);
    if !may {
        portal.refuse("asked_too_often");
        return shown(&portal, &visit, String::new(), Some("me-asked-too-often")).await;
    }
    let Ok(wish) = entry::secret() else {
        return tell(&portal, &visit, FAILED);
    };
    let cookie = set_cookie(&portal, NEW_COOKIE, &wish, CODE_MILLIS / 1_000);
    let (on, letters) = (portal.clone(), visit.clone());
    tokio::task::spawn_blocking(move || send(&on, &letters, &wish, session, &address, by));
    (cookie, Redirect::to("/me/addresses/code")).into_response()
}

fn send(
    portal: &Portal,
    visit: &Visit,
    wish: &str,
    session: Session,
    address: &Identifier,
    by: LetterBy,
) {
    let code = match entry::begin_to_add(&portal.0.engine, wish, session, address) {
        Ok(code) => code,
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "keep a wish to add an address");
            return;
        }
    };
    let w = Words::new(visit.lang);
    let brand = visit.brand.title.as_str();
    let text = w.t2("me-letter-new", "brand", brand, "code", code.as_str());
    let letter = Letter {
        by,
        to: address.value.as_str().into(),
        from: brand.into(),
        subject: w.t1("me-letter-subject", "brand", brand),
        text,
    };
    carry(portal, &letter);
}

fn carry(portal: &Portal, letter: &Letter) {
    if let Err(error) = portal.0.options.carrier.carry(letter) {
        tracing::error!(%error, "send a letter about an address");
    }
}

fn code_response(portal: &Portal, visit: &Visit, problem: Option<&'static str>) -> Response {
    let frame = visit.frame(portal, Place::Elsewhere, "/me/addresses/code");
    let status = match problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = NewCodePage {
        f: &frame,
        p: NewCode { problem },
    };
    render(status, &page)
}

/// `GET /me/addresses/code`
pub(super) async fn code_page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    code_response(&portal, &visit, None)
}

/// `POST /me/addresses/code`
pub(super) async fn code(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let may = portal.may_try(&parts);
    let wish = cookie(&parts.headers, NEW_COOKIE).map(ToOwned::to_owned);
    let request = Request::from_parts(parts, body);
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let digits = digits(fields.get("code"));
    if !may {
        portal.refuse("tried_too_often");
        return code_response(&portal, &visit, Some("me-asked-too-often"));
    }
    let brand = brand(&portal, &visit);
    let (Some(wish), Some(brand), false) = (wish, brand, digits.is_empty()) else {
        portal.refuse("code_wrong");
        return code_response(&portal, &visit, Some("me-code-wrong"));
    };
    let (on, letters) = (portal.clone(), visit.clone());
    let work = move || add(&on, &letters, session, brand, (&wish, &digits));
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(Some(told))) => Redirect::to(&format!("/me/addresses?told={told}")).into_response(),
        Ok(Ok(None)) => {
            portal.refuse("code_wrong");
            code_response(&portal, &visit, Some("me-code-wrong"))
        }
        Ok(Err(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "add an address");
            tell(&portal, &visit, FAILED)
        }
        Err(_) => tell(&portal, &visit, FAILED),
    }
}

fn brand(portal: &Portal, visit: &Visit) -> Option<BrandId> {
    let policy = portal.0.engine.policy();
    let mut brands = policy.catalog.brands.iter().flatten();
    let brand = brands.find(|brand| *brand.name == *visit.brand.name);
    brand.map(|brand| brand.id)
}

/// Adds the address whose code was typed: what is to be told; none where the code is wrong.
fn add(
    portal: &Portal,
    visit: &Visit,
    session: Session,
    brand: BrandId,
    (wish, code): (&str, &str),
) -> Result<Option<&'static str>, SayError> {
    let engine = &portal.0.engine;
    let Some(address) = entry::try_to_add(engine, wish, code, session)? else {
        return Ok(None);
    };
    let before = entering(engine, session.oneself)?;
    let source = engine.choices_source(brand).ok_or(SayError::NoSource)?;
    if engine.enters(&address)?.is_none() {
        // Before anybody can come in by it.
        entry::added(engine, session, &address)?;
    }
    let told = match engine.add_address(source, session.oneself, &address)? {
        Added::Done => {
            if let Some(before) = before.first() {
                let about = ("me-letter-added", hinted(&address.value));
                about_addresses(portal, visit, before, about);
            }
            "address-added"
        }
        Added::Already => "address-already",
        Added::Others => "address-others",
        Added::NotHeld => "address-not",
    };
    Ok(Some(told))
}

/// The addresses that let a person in.
fn entering(engine: &Engine, oneself: Oneself) -> Result<Vec<Identifier>, ReadError> {
    let own = engine
        .addresses_of(oneself)?
        .unwrap_or_default()
        .into_iter();
    let entering = own.filter(|one| one.enters);
    Ok(entering.map(|one| one.identifier).collect())
}

/// Tells somebody at an address of theirs what became of their addresses.
fn about_addresses(
    portal: &Portal,
    visit: &Visit,
    to: &Identifier,
    (text, address): (&str, String),
) {
    let Some(by) = letter_by(&portal.0.engine, to) else {
        return;
    };
    let w = Words::new(visit.lang);
    let brand = visit.brand.title.as_str();
    let letter = Letter {
        by,
        to: to.value.as_str().into(),
        from: brand.into(),
        subject: w.t1("me-letter-addresses", "brand", brand),
        text: w.t2(text, "brand", brand, "address", address.as_str()),
    };
    carry(portal, &letter);
}

/// `POST /me/addresses/remove`
pub(super) async fn remove(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let Some(brand) = brand(&portal, &visit) else {
        return tell(&portal, &visit, ABSENT);
    };
    let value = fields.take("address");
    let (on, letters) = (portal.clone(), visit.clone());
    say::then(&portal, &visit, move |_| {
        let told = take_off(&on, &letters, session, brand, &value)?;
        Ok(format!("/me/addresses?told={told}"))
    })
    .await
}

/// Takes an address off: what is to be told.
fn take_off(
    portal: &Portal,
    visit: &Visit,
    session: Session,
    brand: BrandId,
    value: &str,
) -> Result<&'static str, SayError> {
    let engine = &portal.0.engine;
    let own = engine.addresses_of(session.oneself)?.unwrap_or_default();
    let Some(address) = own.into_iter().find(|one| *one.identifier.value == *value) else {
        return Ok("unchanged");
    };
    match engine.release_address(session.oneself, &address.identifier)? {
        Released::Done => {}
        Released::NotCarried => return Ok("unchanged"),
        Released::Last => return Ok("address-last"),
    }
    replace(engine, session, brand, &address.identifier)?;
    if address.enters {
        let hint = hinted(&address.identifier.value);
        let about = ("me-letter-removed", hint);
        about_addresses(portal, visit, &address.identifier, about);
    }
    Ok("address-removed")
}

/// Where the address that was taken off is the newest value of a field, puts another of its kind
/// there, so that nothing more is sent to it. Without another the value stays, as what was said then.
fn replace(
    engine: &Engine,
    session: Session,
    brand: BrandId,
    gone: &Identifier,
) -> Result<(), SayError> {
    let left = entering(engine, session.oneself)?;
    let Some(other) = left.iter().find(|one| one.kind == gone.kind) else {
        return Ok(());
    };
    let Some(held) = engine.everything(session.oneself)? else {
        return Ok(());
    };
    let policy = engine.policy();
    let fields = policy.catalog.fields.iter().flatten();
    for field in fields.filter(|field| field.identifier == Some(gone.kind)) {
        let mut values = held.traits.iter().filter(|(id, _)| *id == field.id);
        let newest = values.next().and_then(|(_, held)| held.value.text());
        if newest == Some(&*gone.value) {
            let value = Json::Text(other.value.to_string().into());
            say::correct(engine, session, brand, &field.path, value)?;
        }
    }
    Ok(())
}
