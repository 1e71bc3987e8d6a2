//! What stands before every page: the reader's language, their session, and strict headers.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::frame::{Frame, Place};
use super::words::Lang;
use super::{Console, encoded, render};

/// The cookie of the session.
pub(super) const SESSION_COOKIE: &str = "telos_console";
const LANGUAGE_COOKIE: &str = "telos_lang";
const LANGUAGE_SECONDS: u32 = 365 * 24 * 60 * 60;
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who is looking, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    pub(super) lang: Lang,
    pub(super) signed_in: bool,
    pub(super) development: bool,
}

impl Visit {
    /// The frame of a page at this address.
    pub(super) fn frame(self, here: Place, address: &str) -> Frame {
        Frame::new(self.lang, here, address, self.signed_in, self.development)
    }
}

/// A page that only says something, with a way on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Notice {
    title: &'static str,
    body: &'static str,
    href: &'static str,
    link: &'static str,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage<'a> {
    f: &'a Frame,
    p: Notice,
}

/// There is nothing at this address.
pub(super) const ABSENT: (StatusCode, Notice) = (
    StatusCode::NOT_FOUND,
    notice("notice-absent", "notice-absent-body"),
);
/// The store could not be read.
pub(super) const FAILED: (StatusCode, Notice) = (
    StatusCode::SERVICE_UNAVAILABLE,
    notice("notice-failed", "notice-failed-body"),
);
const DENIED: (StatusCode, Notice) = (
    StatusCode::FORBIDDEN,
    notice("notice-denied", "notice-denied-body"),
);

const fn notice(title: &'static str, body: &'static str) -> Notice {
    Notice {
        title,
        body,
        href: "/console",
        link: "back-to-now",
    }
}

/// A notice as a page.
pub(super) fn tell(visit: Visit, (status, notice): (StatusCode, Notice)) -> Response {
    let frame = visit.frame(Place::Elsewhere, "/console");
    render(
        status,
        &NoticePage {
            f: &frame,
            p: notice,
        },
    )
}

/// A notice as a sample, for the snapshots.
#[cfg(test)]
pub(super) fn sample_notice(frame: &Frame) -> String {
    NoticePage {
        f: frame,
        p: ABSENT.1,
    }
    .render()
    .unwrap_or_default()
}

/// No page has this address.
pub(super) async fn nothing_here(Extension(visit): Extension<Visit>) -> Response {
    tell(visit, ABSENT)
}

/// Reads the language and the session, turns away what may not pass, and sets the headers.
pub(super) async fn stand_before(
    State(console): State<Console>,
    mut request: Request,
    next: Next,
) -> Response {
    let wished = query(request.uri(), "lang").and_then(|tag| Lang::of_tag(&tag));
    let lang = wished.unwrap_or_else(|| remembered(request.headers()));
    let now = console.0.engine.now();
    let session = cookie(request.headers(), SESSION_COOKIE);
    let visit = Visit {
        lang,
        signed_in: session.is_some_and(|id| console.0.door.knows(id, now)),
        development: console.0.options.development,
    };
    request.extensions_mut().insert(visit);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = if !reads && !own_origin(request.headers(), request.uri()) {
        tell(visit, DENIED)
    } else if visit.signed_in || request.uri().path() == "/console/enter" {
        next.run(request).await
    } else {
        to_the_door(&request)
    };
    let headers = response.headers_mut();
    if wished.is_some() {
        let cookie = format!(
            "{LANGUAGE_COOKIE}={}; Path=/console; Max-Age={LANGUAGE_SECONDS}; SameSite=Strict; HttpOnly",
            lang.tag()
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Cookie, Accept-Language"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(lang.tag()),
    );
    response
}

fn remembered(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(Lang::of_tag);
    let header = || {
        let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        Lang::of_header(header)
    };
    chosen.or_else(header).unwrap_or(Lang::En)
}

/// Sends the reader to the sign-in, and back afterwards where they only wanted to read.
fn to_the_door(request: &Request) -> Response {
    if request.headers().contains_key("hx-request") {
        return (
            StatusCode::UNAUTHORIZED,
            [("hx-redirect", "/console/enter")],
        )
            .into_response();
    }
    if request.uri().path() == "/console/live" {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let wanted = request
        .uri()
        .path_and_query()
        .map_or("", |path| path.as_str());
    if request.method() == Method::GET && wanted != "/console" {
        return Redirect::to(&format!("/console/enter?next={}", encoded(wanted))).into_response();
    }
    Redirect::to("/console/enter").into_response()
}

/// Whether a form comes from a page of this host. Browsers always say where a form comes from.
pub(super) fn own_origin(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let host = text(header::HOST).or_else(|| uri.authority().map(Authority::as_str));
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
    match (origin, host) {
        (Some((_, origin)), Some(host)) => origin.eq_ignore_ascii_case(host),
        _ => false,
    }
}

/// A cookie's value.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    let mut pairs = all
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// A value of an address's query.
pub(crate) fn query(uri: &Uri, wanted: &str) -> Option<String> {
    let pairs: axum::extract::Query<Vec<(String, String)>> =
        axum::extract::Query::try_from_uri(uri).ok()?;
    let mut pairs = pairs.0.into_iter();
    pairs.find_map(|(name, value)| (name == wanted).then_some(value))
}
