//! Taking in what a person asks for by right. Who asks is known by the code that let them in, as
//! far as that suffices for the right.

use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::{Ask, Engine, RequestAnswer, RequestFailed, Who};
use telos_model::id::BrandId;
use telos_model::request::{Asker, NotNow, Request, RequestId, Right};

use super::Portal;
use super::around::{ABSENT, FAILED, Notice, Visit, tell};
use super::entry::Session;

/// So much is open already that no more is taken.
const TOO_MANY: (axum::http::StatusCode, Notice) = (
    axum::http::StatusCode::CONFLICT,
    Notice {
        title: "me-requests-many",
        body: "me-requests-many-body",
        href: "/me/requests",
        link: "me-requests",
    },
);

/// What became of asking.
pub(super) enum Taken {
    /// What they showed does not suffice for this right: they show it in one more way.
    NotShown(RequestId),
    /// It stands as told.
    Known(Box<Request>),
    /// They were erased.
    Gone(RequestId),
}

impl Taken {
    /// The page that shows it, after what happened to a request that is known.
    pub(super) fn page(&self, told: &str) -> String {
        match self {
            Self::NotShown(id) => format!("/me/requests?told=prove#{id}"),
            Self::Known(request) => format!("/me/requests?told={told}#{}", request.case().id),
            Self::Gone(id) => format!("/me/erased?id={id}"),
        }
    }
}

/// Whom a session is about.
pub(super) const fn who(session: Session) -> Who {
    Who::Node(session.oneself.node())
}

/// The id by which the person themself asks for it, the newest.
pub(super) fn own(request: &Request) -> Option<RequestId> {
    let mut askers = request.askers().iter().rev();
    let own = askers.find(|asking| matches!(asking.asker, Asker::Person));
    own.map(|asking| asking.id)
}

/// Asks for a right, or goes on with what was asked already. Blocks.
pub(super) fn take(
    engine: &Engine,
    systems: &[String],
    session: Session,
    (right, brand): (Right, Option<BrandId>),
) -> Result<Taken, RequestFailed> {
    let who = who(session);
    let known = engine.requests_of(&who)?;
    let mut same = known
        .iter()
        .filter(|request| request.is_same_as(request.case().person, right, brand));
    let id = if let Some(id) = same.find_map(own) {
        id
    } else {
        let ask = Ask {
            who,
            right,
            brand,
            asker: Asker::Person,
        };
        engine.ask(&ask)?.id
    };
    go_on(engine, systems, session, id)
}

/// Goes on with a request of the person's own, by what they have shown in this session. Blocks.
pub(super) fn go_on(
    engine: &Engine,
    systems: &[String],
    session: Session,
    id: RequestId,
) -> Result<Taken, RequestFailed> {
    match engine.identify_request(id, &session.checks(engine)) {
        Ok(_) | Err(RequestFailed::NotNow(NotNow::Already)) => {}
        Err(RequestFailed::NotShown(_)) => return Ok(Taken::NotShown(id)),
        Err(error) => return Err(error),
    }
    let erases = match engine.request(id)? {
        RequestAnswer::Known(request) => request.case().right == Right::Erasure,
        RequestAnswer::Gone(_) => return Ok(Taken::Gone(id)),
        RequestAnswer::Unknown => return Err(RequestFailed::Unknown),
    };
    let systems: Vec<&str> = systems
        .iter()
        .filter(|_| erases)
        .map(String::as_str)
        .collect();
    match engine.advance_request(id, &systems)? {
        RequestAnswer::Known(request) => Ok(Taken::Known(request)),
        RequestAnswer::Gone(_) => Ok(Taken::Gone(id)),
        RequestAnswer::Unknown => Err(RequestFailed::Unknown),
    }
}

/// A request of the person's own by its id; none if it is another's.
pub(super) fn of_own(
    engine: &Engine,
    session: Session,
    id: RequestId,
) -> Result<Option<Request>, RequestFailed> {
    let mut known = engine.requests_of(&who(session))?.into_iter();
    Ok(known.find(|request| own(request) == Some(id)))
}

/// Does something about a request on a thread that may wait for the disk.
pub(super) async fn then(
    portal: &Portal,
    visit: &Visit,
    work: impl FnOnce(&Engine) -> Result<Response, RequestFailed> + Send + 'static,
) -> Response {
    let engine = portal.0.engine.clone();
    match tokio::task::spawn_blocking(move || work(&engine)).await {
        Ok(Ok(response)) => response,
        Ok(Err(RequestFailed::Nobody | RequestFailed::Unknown)) => {
            portal.refuse("request_unknown");
            tell(portal, visit, ABSENT)
        }
        Ok(Err(RequestFailed::OverLimit)) => {
            portal.refuse("requests_too_many");
            tell(portal, visit, TOO_MANY)
        }
        // It went on meanwhile: the page shows where it stands.
        Ok(Err(RequestFailed::NotNow(_))) => {
            Redirect::to("/me/requests?told=unchanged").into_response()
        }
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "answer a person's request"
            );
            tell(portal, visit, FAILED)
        }
        Err(_) => tell(portal, visit, FAILED),
    }
}
