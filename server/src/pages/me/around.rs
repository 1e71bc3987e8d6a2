//! What stands before every page of a person: language, brand, session, and strict headers.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::{Engine, ReadError};

use super::Portal;
use super::entry::{self, Session};
use super::frame::{Frame, Look, Place};
use crate::pages::around::{cookie, own_origin, query};
use crate::pages::render;
use crate::pages::words::Lang;

/// The cookie of the session.
pub(super) const SESSION_COOKIE: &str = "telos_me";
const LANGUAGE_COOKIE: &str = "telos_me_lang";
const BRAND_COOKIE: &str = "telos_me_brand";
const KEPT_SECONDS: u32 = 365 * 24 * 60 * 60;
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Pages that are there before anybody is in.
const OPEN: [&str; 8] = [
    "/me/enter",
    "/me/code",
    "/me/link",
    "/me/confirm",
    "/me/child",
    "/me/guardian",
    "/me/erased",
    "/me/erased/certificate",
];

/// What pages may say that just happened, by the word in the address.
const TOLD: [(&str, &str); 26] = [
    ("pending", "me-told-pending"),
    ("yes", "me-told-yes"),
    ("no", "me-told-no"),
    ("saved", "me-told-saved"),
    ("corrected", "me-told-corrected"),
    ("not-corrected", "me-told-not-corrected"),
    ("objected", "me-told-objected"),
    ("unobjected", "me-told-unobjected"),
    ("restricted", "me-told-restricted"),
    ("unrestricted", "me-told-unrestricted"),
    ("left", "me-told-left"),
    ("unchanged", "me-told-unchanged"),
    ("welcome", "me-told-welcome"),
    ("ready", "me-told-ready"),
    ("asked", "me-told-asked"),
    ("prove", "me-told-prove"),
    ("proven", "me-told-proven"),
    ("taken-back", "me-told-taken-back"),
    ("erasing", "me-told-erasing"),
    ("erased-in-part", "me-told-erased-in-part"),
    ("address-added", "me-told-address-added"),
    ("address-already", "me-told-address-already"),
    ("address-others", "me-told-address-others"),
    ("address-not", "me-told-address-not"),
    ("address-removed", "me-told-address-removed"),
    ("address-last", "me-told-address-last"),
];

/// Who is looking, and how.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) lang: Lang,
    pub(super) brand: Look,
    pub(super) session: Option<Session>,
    pub(super) token: Option<String>,
    told: Option<&'static str>,
}

impl Visit {
    /// The session with its token, as the browser brought it.
    pub(super) fn before(&self, headers: &HeaderMap) -> entry::Before {
        let token = cookie(headers, SESSION_COOKIE)?.to_owned();
        Some((self.session?, token))
    }

    /// The frame of a page.
    pub(super) fn frame(&self, portal: &Portal, here: Place, address: &'static str) -> Frame {
        let policy = portal.0.engine.policy();
        Frame {
            brand: self.brand.clone(),
            token: self.token.clone(),
            told: self.told,
            ..Frame::new(self.lang, here, address, &policy.catalog)
        }
    }
}

/// A page that only says something, with a way on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Notice {
    pub(super) title: &'static str,
    pub(super) body: &'static str,
    pub(super) href: &'static str,
    pub(super) link: &'static str,
}

#[derive(Template)]
#[template(path = "me/notice.html")]
struct NoticePage<'a> {
    f: &'a Frame,
    p: Notice,
}

impl Notice {
    pub(super) const fn new(title: &'static str, body: &'static str) -> Self {
        Self {
            title,
            body,
            href: "/me",
            link: "me-back-home",
        }
    }
}

/// There is nothing at this address.
pub(super) const ABSENT: (StatusCode, Notice) = (
    StatusCode::NOT_FOUND,
    Notice::new("notice-absent", "notice-absent-body"),
);
/// The store could not be read or written.
pub(super) const FAILED: (StatusCode, Notice) = (
    StatusCode::SERVICE_UNAVAILABLE,
    Notice::new("me-failed", "me-failed-body"),
);
/// A form did not come from here.
pub(super) const DENIED: (StatusCode, Notice) = (
    StatusCode::FORBIDDEN,
    Notice::new("me-denied", "me-denied-body"),
);

/// A notice as a page.
pub(super) fn tell(
    portal: &Portal,
    visit: &Visit,
    (status, notice): (StatusCode, Notice),
) -> Response {
    let frame = visit.frame(portal, Place::Elsewhere, "/me");
    render(
        status,
        &NoticePage {
            f: &frame,
            p: notice,
        },
    )
}

/// No page has this address.
pub(super) async fn nothing_here(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    tell(&portal, &visit, ABSENT)
}

/// Asks the engine on a thread that may wait for the disk, and shows what it made.
pub(super) async fn ask<T: Send + 'static>(
    portal: &Portal,
    ask: impl FnOnce(&Engine) -> Result<T, ReadError> + Send + 'static,
) -> Option<T> {
    let engine = portal.0.engine.clone();
    match tokio::task::spawn_blocking(move || ask(&engine)).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "show a person's page"
            );
            None
        }
        Err(_) => None,
    }
}

/// A page of whoever is in: `read` finds what it shows, on a thread that may wait for the disk,
/// and `show` renders it.
pub(super) async fn own_page<T: Send + 'static>(
    portal: &Portal,
    visit: &Visit,
    (here, address): (Place, &'static str),
    read: impl FnOnce(&Engine, Session) -> Result<Option<T>, ReadError> + Send + 'static,
    show: impl FnOnce(&Frame, &T) -> Response,
) -> Response {
    let Some(session) = visit.session else {
        return tell(portal, visit, ABSENT);
    };
    match ask(portal, move |engine| read(engine, session)).await {
        Some(Some(found)) => show(&visit.frame(portal, here, address), &found),
        Some(None) => tell(portal, visit, ABSENT),
        None => tell(portal, visit, FAILED),
    }
}

async fn session_of(portal: &Portal, headers: &HeaderMap) -> Option<(Session, String)> {
    let token = cookie(headers, SESSION_COOKIE)?.to_owned();
    if token.is_empty() {
        return None;
    }
    let engine = portal.0.engine.clone();
    let read = tokio::task::spawn_blocking(move || {
        let session = entry::session(&engine, &token);
        session.map(|session| session.map(|session| (session, token)))
    });
    match read.await {
        Ok(Ok(Some(found))) => Some(found),
        Ok(Ok(None)) => {
            portal.refuse("session_unknown");
            None
        }
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "find a session");
            None
        }
        Err(_) => None,
    }
}

/// Reads language, brand and session, turns away what may not pass, and sets the headers.
pub(super) async fn stand_before(
    State(portal): State<Portal>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let wished_lang = query(request.uri(), "lang").and_then(|tag| Lang::of_tag(&tag));
    let lang = wished_lang.unwrap_or_else(|| remembered(headers));
    let policy = portal.0.engine.policy();
    let wished_brand = query(request.uri(), "brand");
    let known = wished_brand
        .as_deref()
        .or_else(|| cookie(headers, BRAND_COOKIE));
    let brand = Look::chosen(&policy.catalog, known);
    let session = session_of(&portal, headers).await;
    let told = query(request.uri(), "told");
    let visit = Visit {
        lang,
        brand: brand.clone(),
        token: session.as_ref().map(|(_, token)| entry::form_token(token)),
        session: session.map(|(session, _)| session),
        told: told.and_then(|word| {
            let found = TOLD.into_iter().find(|(known, _)| *known == word);
            found.map(|(_, key)| key)
        }),
    };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let own = reads || own_origin(headers, request.uri());
    let open = OPEN.contains(&request.uri().path()) || visit.session.is_some();
    let mut response = if !own {
        portal.refuse("form_from_elsewhere");
        tell(&portal, &visit, DENIED)
    } else if open {
        request.extensions_mut().insert(visit);
        next.run(request).await
    } else {
        to_the_door(request.uri())
    };
    let set = |name: &str, value: &str| {
        let secure = if portal.0.options.https {
            "; Secure"
        } else {
            ""
        };
        let cookie = format!(
            "{name}={value}; Path=/me; Max-Age={KEPT_SECONDS}; SameSite=Lax; HttpOnly{secure}"
        );
        HeaderValue::from_str(&cookie).ok()
    };
    let lang_cookie = wished_lang.and_then(|lang| set(LANGUAGE_COOKIE, lang.tag()));
    let brand_cookie = wished_brand.and_then(|_| set(BRAND_COOKIE, &brand.name));
    finish(response.headers_mut(), lang, [lang_cookie, brand_cookie]);
    response
}

fn finish(headers: &mut HeaderMap, lang: Lang, cookies: [Option<HeaderValue>; 2]) {
    for cookie in cookies.into_iter().flatten() {
        headers.append(header::SET_COOKIE, cookie);
    }
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Cookie, Accept-Language"),
        (header::CONTENT_LANGUAGE, lang.tag()),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn remembered(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(Lang::of_tag);
    let header = || {
        let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        Lang::of_header(header)
    };
    chosen.or_else(header).unwrap_or(Lang::En)
}

/// Sends the reader to the door, in the language and look that they asked for.
fn to_the_door(uri: &Uri) -> Response {
    let kept: Vec<String> = ["lang", "brand"]
        .into_iter()
        .filter_map(|name| {
            let value = query(uri, name)?;
            Some(format!("{name}={}", crate::pages::encoded(&value)))
        })
        .collect();
    let rest = if kept.is_empty() {
        String::new()
    } else {
        format!("?{}", kept.join("&"))
    };
    Redirect::to(&format!("/me/enter{rest}")).into_response()
}
