//! A copy of everything that is held, and what can be taken along to somebody else: asked for,
//! and brought by a link that works once.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::{Engine, ReadError, RequestFailed};
use telos_model::request::{Request as Known, RequestId, Right, State as Stands};
use telos_model::time::{DAY_MS, Timestamp};

use super::Portal;
use super::around::{ABSENT, Notice, Visit, own_page, tell};
use super::asking::{Taken, of_own, own, take, then, who};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::proofs::{Proofs, proofs};
use super::say::checked;
use crate::api::packed::{Form, packed};
use crate::pages::around::query;
use crate::pages::render;

/// How long what was asked for is offered, before it is asked for anew.
const OFFERED_MILLIS: i64 = DAY_MS;
/// The forms in which it can be taken, by their words.
const FORMS: [(&str, Form); 3] = [
    ("html", Form::Html(None)),
    ("csv", Form::Csv),
    ("json", Form::Json),
];
/// The link was used, or is none.
const USED: (StatusCode, Notice) = (
    StatusCode::NOT_FOUND,
    Notice {
        title: "me-download-used",
        body: "me-download-used-body",
        href: "/me/copy",
        link: "me-copy",
    },
);

/// The page.
#[derive(Clone)]
pub(super) struct Copy {
    /// The word of the right.
    pub(super) right: &'static str,
    pub(super) action: &'static str,
    /// What was asked for: by which id, and when it was made.
    pub(super) ready: Option<(String, Timestamp)>,
    /// The words of the forms.
    pub(super) forms: Vec<&'static str>,
    /// What it takes to show who one is.
    pub(super) proofs: Proofs,
}

#[derive(Template)]
#[template(path = "me/copy.html")]
struct CopyPage<'a> {
    f: &'a Frame,
    p: &'a Copy,
}

/// What was asked for lately and can be taken.
fn ready(
    engine: &Engine,
    session: Session,
    right: Right,
) -> Result<Option<(RequestId, Timestamp)>, ReadError> {
    let since = engine.now().plus_millis(-OFFERED_MILLIS);
    let known = engine.requests_of(&who(session))?;
    let done = |request: &Known| match request.state() {
        Stands::Completed(answered) if answered.at >= since => Some((own(request)?, answered.at)),
        Stands::Working(work) => Some((own(request)?, work.since)),
        _ => None,
    };
    let mut same = known
        .iter()
        .filter(|request| request.case().right == right && request.case().brand.is_none());
    Ok(same.find_map(done))
}

async fn page(portal: &Portal, visit: &Visit, right: Right, address: &'static str) -> Response {
    let read = move |engine: &Engine, session: Session| {
        let ready = ready(engine, session, right)?;
        Ok(Some(Copy {
            right: right.word(),
            action: address,
            ready: ready.map(|(id, at)| (id.to_string(), at)),
            forms: FORMS.map(|(word, _)| word).into(),
            proofs: proofs(engine, session, right)?,
        }))
    };
    own_page(portal, visit, (Place::Elsewhere, address), read, |f, p| {
        render(StatusCode::OK, &CopyPage { f, p })
    })
    .await
}

/// `GET /me/copy`
pub(super) async fn copy_page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    page(&portal, &visit, Right::Access, "/me/copy").await
}

/// `GET /me/take`
pub(super) async fn take_page(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
) -> Response {
    page(&portal, &visit, Right::Portability, "/me/take").await
}

async fn asked(
    portal: &Portal,
    visit: &Visit,
    request: Request,
    (right, address): (Right, &'static str),
) -> Response {
    let session = match checked(portal, visit, request).await {
        Ok((session, _)) => session,
        Err(response) => return response,
    };
    then(portal, visit, move |engine| {
        let at_hand = format!("{address}?told=ready");
        if ready(engine, session, right)?.is_some() {
            return Ok(Redirect::to(&at_hand).into_response());
        }
        let taken = take(engine, &[], session, (right, None))?;
        let is_made =
            matches!(&taken, Taken::Known(request) if request.state().word() != "refused");
        let to = if is_made {
            at_hand
        } else {
            taken.page("asked")
        };
        Ok(Redirect::to(&to).into_response())
    })
    .await
}

/// `POST /me/copy`
pub(super) async fn ask_copy(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    asked(&portal, &visit, request, (Right::Access, "/me/copy")).await
}

/// `POST /me/take`
pub(super) async fn ask_take(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    asked(&portal, &visit, request, (Right::Portability, "/me/take")).await
}

/// `POST /me/download`: a link to what was asked for, which works once, and leads there.
pub(super) async fn offer(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let (session, fields) = match checked(&portal, &visit, request).await {
        Ok(checked) => checked,
        Err(response) => return response,
    };
    let known = FORMS.iter().find(|(word, _)| *word == fields.get("format"));
    let (Some((word, _)), Some(id)) = (known, RequestId::parse(fields.get("id"))) else {
        portal.refuse("form_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    then(&portal, &visit, move |engine| {
        of_own(engine, session, id)?.ok_or(RequestFailed::Unknown)?;
        // What was shown when it was asked for may have been shown by somebody else, long ago.
        match engine.identify_request(id, &session.checks(engine)) {
            Ok(_) | Err(RequestFailed::NotNow(_)) => {}
            Err(RequestFailed::NotShown(_)) => {
                return Ok(Redirect::to(&Taken::NotShown(id).page("")).into_response());
            }
            Err(error) => return Err(error),
        }
        let secret = engine.offer_download(id)?.secret;
        let to = format!("/me/download/{secret}?format={word}");
        Ok(Redirect::to(&to).into_response())
    })
    .await
}

/// `GET /me/download/{secret}`: what the link leads to, once, for whoever it is about.
pub(super) async fn download(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    Path(secret): Path<String>,
    uri: Uri,
    method: Method,
) -> Response {
    let Some(session) = visit.session else {
        return tell(&portal, &visit, ABSENT);
    };
    let wished = query(&uri, "format").unwrap_or_default();
    let form = FORMS.iter().find(|(word, _)| *word == wished);
    let form = match form {
        None => Form::Json,
        Some((_, Form::Html(_))) => Form::Html(Some(visit.lang)),
        Some((_, form)) => *form,
    };
    let (on, shown) = (portal.clone(), visit.clone());
    then(&portal, &visit, move |engine| {
        let used = || {
            on.refuse("download_unknown");
            Ok(tell(&on, &shown, USED))
        };
        let known = engine.download(&secret)?;
        let own = match known {
            Some(id) => of_own(engine, session, id)?.map(|_| id),
            None => None,
        };
        // Somebody else's link is not used up, nor one that is only looked at.
        let Some(id) = own else {
            return used();
        };
        let answer = packed(engine, &engine.package(id)?, form);
        if method != Method::HEAD && engine.take_download(&secret)? != Some(id) {
            return used();
        }
        Ok(answer)
    })
    .await
}
