//! The sign-in: the console key for a session.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::around::{FAILED, SESSION_COOKIE, Visit, cookie, query, tell};
use super::frame::{Frame, Place};
use super::session::{Refusal, SESSION_MILLIS};
use super::{Console, render};

/// The longest address to go on to, in bytes.
const NEXT_BYTES_MAX: usize = 512;
/// The longest key that is looked at, in bytes.
const KEY_BYTES_MAX: usize = 256;

/// The sign-in.
#[derive(Clone)]
pub(super) struct Enter {
    /// Where to go on to.
    pub(super) next: String,
    /// The key that is filled in.
    pub(super) key: String,
    /// The key of what was wrong.
    pub(super) problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "enter.html")]
struct EnterPage<'a> {
    f: &'a Frame,
    p: &'a Enter,
}

impl Enter {
    /// A sign-in after a wrong key.
    pub(super) fn sample() -> Self {
        Self {
            next: "/console".into(),
            key: String::new(),
            problem: Some("enter-wrong"),
        }
    }

    pub(super) fn show(&self, frame: &Frame, status: StatusCode) -> Response {
        render(status, &EnterPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        EnterPage { f: frame, p: self }.render().unwrap_or_default()
    }
}

#[derive(Deserialize)]
pub(super) struct Filled {
    #[serde(default)]
    key: String,
    #[serde(default)]
    next: String,
}

/// A path of the console, and nothing else.
fn safe(next: &str) -> &str {
    let rest = next.strip_prefix("/console");
    let within = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let plain = next
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let there = within && plain && next.len() <= NEXT_BYTES_MAX && !next.contains("//");
    if there { next } else { "/console" }
}

/// `GET /console/enter`
pub(super) async fn page(Extension(visit): Extension<Visit>, uri: Uri) -> Response {
    let next = query(&uri, "next").unwrap_or_default();
    if visit.signed_in {
        return Redirect::to(safe(&next)).into_response();
    }
    let key = query(&uri, "key").filter(|key| key.len() <= KEY_BYTES_MAX);
    let enter = Enter {
        next: safe(&next).to_owned(),
        key: key.unwrap_or_default(),
        problem: None,
    };
    enter.show(
        &visit.frame(Place::Elsewhere, "/console/enter"),
        StatusCode::OK,
    )
}

/// `POST /console/enter`
pub(super) async fn submit(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Form(filled): Form<Filled>,
) -> Response {
    let next = safe(&filled.next).to_owned();
    let problem = match console.0.door.enter(&filled.key, console.0.engine.now()) {
        Ok(id) => {
            let cookie = session_cookie(&console, &id, SESSION_MILLIS / 1_000);
            return (cookie, Redirect::to(&next)).into_response();
        }
        Err(Refusal::Unable) => return tell(visit, FAILED),
        Err(Refusal::Wrong) => (StatusCode::FORBIDDEN, "enter-wrong"),
        Err(Refusal::Slow) => (StatusCode::TOO_MANY_REQUESTS, "enter-slow"),
    };
    let enter = Enter {
        next,
        key: String::new(),
        problem: Some(problem.1),
    };
    enter.show(&visit.frame(Place::Elsewhere, "/console/enter"), problem.0)
}

/// `POST /console/leave`
pub(super) async fn leave(State(console): State<Console>, headers: HeaderMap) -> Response {
    if let Some(id) = cookie(&headers, SESSION_COOKIE) {
        console.0.door.leave(id);
    }
    let cookie = session_cookie(&console, "", 0);
    (cookie, Redirect::to("/console/enter")).into_response()
}

fn session_cookie(console: &Console, id: &str, seconds: i64) -> HeaderMap {
    let secure = if console.0.options.https {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{SESSION_COOKIE}={id}; Path=/console; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        headers.insert(header::SET_COOKIE, value);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_goes_on_to_pages_of_the_console_only() {
        for good in ["/console", "/console/people", "/console/catalog?lang=ja"] {
            assert_eq!(safe(good), good);
        }
        for bad in [
            "",
            "/",
            "//evil.example",
            "/consoles",
            "https://evil.example/console",
            "/console//evil",
            "/console/\\evil",
            "/console/\r\nx",
        ] {
            assert_eq!(safe(bad), "/console", "{bad}");
        }
    }
}
