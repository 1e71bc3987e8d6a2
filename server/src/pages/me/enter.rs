//! The door: an address, then the code or the link that was sent to it.

use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::Engine;

use super::Portal;
use super::around::{FAILED, SESSION_COOKIE, Visit, tell};
use super::entry::{self, CODE_MILLIS, EntryError, SESSION_MILLIS, Tried};
use super::frame::{Frame, Place};
use super::limit::What;
use super::say::fields;
use super::sending::{send, understood};
use crate::pages::around::{cookie, query};
use crate::pages::render;

/// The cookie that says which wish a code is for.
const WISH_COOKIE: &str = "telos_me_wish";
/// The first page of the door, and of showing who one is in one more way.
#[derive(Clone, Default)]
pub(super) struct Enter {
    /// Whoever sees it is in already.
    pub(super) again: bool,
    pub(super) address: String,
    /// The key of what was wrong.
    pub(super) problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "me/enter.html")]
struct EnterPage<'a> {
    f: &'a Frame,
    p: &'a Enter,
}

/// The page that takes the code.
#[derive(Clone, Copy, Default)]
pub(super) struct Code {
    pub(super) problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "me/code.html")]
struct CodePage<'a> {
    f: &'a Frame,
    p: Code,
}

/// The page that a link leads to. Programs that look at mail open links; only a click on the
/// button uses it up.
#[derive(Clone, Default)]
pub(super) struct Link {
    pub(super) link: String,
}

#[derive(Template)]
#[template(path = "me/link.html")]
struct LinkPage<'a> {
    f: &'a Frame,
    p: &'a Link,
}

fn frame(portal: &Portal, visit: &Visit, address: &'static str) -> Frame {
    visit.frame(portal, Place::Elsewhere, address)
}

/// `GET /me/enter`
pub(super) async fn page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    if visit.session.is_some() {
        return Redirect::to("/me").into_response();
    }
    let frame = frame(&portal, &visit, "/me/enter");
    render(
        StatusCode::OK,
        &EnterPage {
            f: &frame,
            p: &Enter::default(),
        },
    )
}

/// `GET /me/prove`: the door for whoever is in already and has to show who they are once more.
pub(super) async fn prove_page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let frame = frame(&portal, &visit, "/me/prove");
    let again = Enter {
        again: true,
        ..Enter::default()
    };
    render(
        StatusCode::OK,
        &EnterPage {
            f: &frame,
            p: &again,
        },
    )
}

/// `POST /me/enter`: the answer is the same whether or not somebody has the address, and is given
/// before anything is looked up.
pub(super) async fn ask(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let network = portal.network(&parts);
    let address = fields(&parts.headers, body).await.take("address");
    let Some((identifier, by)) = understood(&portal.0.engine, &address) else {
        return again(&portal, &visit, address, "me-address-wrong");
    };
    let now = portal.0.engine.now();
    let hash = portal.0.engine.secret_hash("address", &identifier.value);
    let limits = &portal.0.limits;
    let may = limits.may(What::Asking(network), now) & limits.may(What::Address(hash), now);
    if !may {
        portal.refuse("asked_too_often");
        return again(&portal, &visit, String::new(), "me-asked-too-often");
    }
    let Ok(wish) = entry::secret() else {
        return tell(&portal, &visit, FAILED);
    };
    let cookie = set_cookie(&portal, WISH_COOKIE, &wish, CODE_MILLIS / 1_000);
    let background = portal.clone();
    tokio::task::spawn_blocking(move || send(&background, &visit, &wish, &identifier, by));
    (cookie, Redirect::to("/me/code")).into_response()
}

fn again(portal: &Portal, visit: &Visit, address: String, problem: &'static str) -> Response {
    let status = if problem == "me-asked-too-often" {
        StatusCode::TOO_MANY_REQUESTS
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let enter = Enter {
        again: visit.session.is_some(),
        address,
        problem: Some(problem),
    };
    let frame = frame(portal, visit, "/me/enter");
    render(
        status,
        &EnterPage {
            f: &frame,
            p: &enter,
        },
    )
}

/// `GET /me/code`
pub(super) async fn code_page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let frame = frame(&portal, &visit, "/me/code");
    render(
        StatusCode::OK,
        &CodePage {
            f: &frame,
            p: Code::default(),
        },
    )
}

/// `POST /me/code`
pub(super) async fn code(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let wish = cookie(&parts.headers, WISH_COOKIE).map(ToOwned::to_owned);
    let digits = digits(&fields(&parts.headers, body).await.take("code"));
    let may = portal.may_try(&parts);
    let before = visit.before(&parts.headers);
    let tried = match wish.filter(|_| may && !digits.is_empty()) {
        Some(wish) => {
            tried(&portal, move |engine| {
                entry::try_code(engine, &wish, &digits, before)
            })
            .await
        }
        None => Some(Tried::Wrong),
    };
    let problem = if may {
        "me-code-wrong"
    } else {
        "me-asked-too-often"
    };
    match tried {
        Some(Tried::Open { token, again }) => entered(&portal, &token, again),
        Some(Tried::Wrong) => {
            portal.refuse(if may { "code_wrong" } else { "tried_too_often" });
            let frame = frame(&portal, &visit, "/me/code");
            let code = Code {
                problem: Some(problem),
            };
            render(
                StatusCode::UNPROCESSABLE_ENTITY,
                &CodePage { f: &frame, p: code },
            )
        }
        None => tell(&portal, &visit, FAILED),
    }
}

/// The digits of what was typed, full-width ones too: people copy codes with spaces around them.
pub(super) fn digits(typed: &str) -> String {
    const TYPED_CHARS_MAX: usize = 40;
    let plain = typed.chars().take(TYPED_CHARS_MAX).filter_map(|typed| {
        let narrow = match typed {
            '０'..='９' => char::from_digit(u32::from(typed) - u32::from('０'), 10)?,
            other => other,
        };
        narrow.is_ascii_digit().then_some(narrow)
    });
    plain.collect()
}

async fn tried(
    portal: &Portal,
    work: impl FnOnce(&Engine) -> Result<Tried, EntryError> + Send + 'static,
) -> Option<Tried> {
    let engine = portal.0.engine.clone();
    match tokio::task::spawn_blocking(move || work(&engine)).await {
        Ok(Ok(tried)) => Some(tried),
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "let somebody in");
            None
        }
        Err(_) => None,
    }
}

/// Leads to their pages; whoever was in already wanted to show who they are in one more way.
fn entered(portal: &Portal, token: &str, again: bool) -> Response {
    let session = set_cookie(portal, SESSION_COOKIE, token, SESSION_MILLIS / 1_000);
    let wish = set_cookie(portal, WISH_COOKIE, "", 0);
    let to = if again {
        "/me/requests?told=proven"
    } else {
        "/me?told=welcome"
    };
    let mut response = Redirect::to(to).into_response();
    for headers in [session, wish] {
        for value in headers.values() {
            response
                .headers_mut()
                .append(header::SET_COOKIE, value.clone());
        }
    }
    response
}

/// `GET /me/link`
pub(super) async fn link_page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    uri: Uri,
) -> Response {
    let link = query(&uri, "t").unwrap_or_default();
    let frame = frame(&portal, &visit, "/me/link");
    render(
        StatusCode::OK,
        &LinkPage {
            f: &frame,
            p: &Link { link },
        },
    )
}

/// `POST /me/link`
pub(super) async fn link(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let link = fields(&parts.headers, body).await.take("t");
    let may = portal.may_try(&parts);
    let before = visit.before(&parts.headers);
    let tried = if may {
        tried(&portal, move |engine| {
            entry::take_link(engine, &link, before)
        })
        .await
    } else {
        Some(Tried::Wrong)
    };
    match tried {
        Some(Tried::Open { token, again }) => entered(&portal, &token, again),
        Some(Tried::Wrong) => {
            portal.refuse(if may { "link_wrong" } else { "tried_too_often" });
            again(&portal, &visit, String::new(), "me-link-wrong")
        }
        None => tell(&portal, &visit, FAILED),
    }
}

/// `POST /me/leave`
pub(super) async fn leave(State(portal): State<Portal>, headers: HeaderMap) -> Response {
    if let Some(token) = cookie(&headers, SESSION_COOKIE).map(ToOwned::to_owned) {
        let engine = portal.0.engine.clone();
        let closed = tokio::task::spawn_blocking(move || entry::close(&engine, &token)).await;
        if !matches!(closed, Ok(Ok(()))) {
            tracing::error!("end a session: it ends by itself");
        }
    }
    let gone = without_session(&portal);
    (gone, Redirect::to("/me/enter?told=left")).into_response()
}

/// The header by which the browser forgets the session.
pub(super) fn without_session(portal: &Portal) -> HeaderMap {
    set_cookie(portal, SESSION_COOKIE, "", 0)
}

pub(super) fn set_cookie(portal: &Portal, name: &str, value: &str, seconds: i64) -> HeaderMap {
    let secure = if portal.0.options.https {
        "; Secure"
    } else {
        ""
    };
    let cookie =
        format!("{name}={value}; Path=/me; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
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
    fn a_code_is_read_however_it_is_copied() {
        for typed in ["123456", " 123 456 ", "123-456", "１２３４５６"] {
            assert_eq!(digits(typed), "123456", "{typed}");
        }
        assert_eq!(digits("code"), "");
    }
}
