//! A yes that takes two steps: the wish first, and then once more by itself (11 CCR 7028(a)).

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::{Choices as Known, Who};

use super::Portal;
use super::around::{ABSENT, FAILED, Visit, tell};
use super::entry::Session;
use super::frame::{Frame, Place};
use super::say::Fields;
use crate::pages::render;

/// The field of the second step.
const FIELD: &str = "sure";

/// What is asked once more.
#[derive(Clone, Default)]
pub(super) struct Sure {
    pub(super) brand: String,
    /// Where the answer goes, and where the page is that was come from.
    pub(super) action: &'static str,
    /// What the first form said.
    pub(super) fields: Vec<(&'static str, String)>,
    /// The purpose in words, if it is about one.
    pub(super) title: String,
    pub(super) body: String,
}

#[derive(Template)]
#[template(path = "me/sure.html")]
struct SurePage<'a> {
    f: &'a Frame,
    p: &'a Sure,
}

/// The page that asks once more, where this is the first step of two; none where one is enough, or
/// this is the second.
pub(super) async fn asked(
    portal: &Portal,
    visit: &Visit,
    (session, fields): (Session, &Fields),
    sure: Sure,
    takes_two: impl FnOnce(&Known) -> bool + Send + 'static,
) -> Option<Response> {
    if fields.get(FIELD) == "yes" {
        return None;
    }
    let engine = portal.0.engine.clone();
    let read = move || engine.choices(&Who::Node(session.oneself.node()));
    let known = match tokio::task::spawn_blocking(read).await {
        Ok(Ok(Some(known))) => known,
        Ok(Ok(None)) => return Some(tell(portal, visit, ABSENT)),
        Ok(Err(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "find out whether a yes takes two steps");
            return Some(tell(portal, visit, FAILED));
        }
        Err(_) => return Some(tell(portal, visit, FAILED)),
    };
    (known.sale_yes_two_steps && takes_two(&known)).then(|| {
        let frame = visit.frame(portal, Place::Elsewhere, sure.action);
        let page = SurePage {
            f: &frame,
            p: &sure,
        };
        render(StatusCode::OK, &page)
    })
}
