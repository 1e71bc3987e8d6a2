//! The receipt of something that the person said, for themself to keep.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use telos_engine::ledger::ToProve;

use super::Portal;
use super::around::{ABSENT, FAILED, Notice, Visit, tell};
use super::asking::who;
use crate::api::receipts::{answer, base, fact_id};
use crate::receipt::document;

/// It was said before there was a ledger.
const NONE: (StatusCode, Notice) = (
    StatusCode::NOT_FOUND,
    Notice {
        title: "me-receipt-none",
        body: "me-receipt-none-body",
        href: "/me/history",
        link: "me-history",
    },
);

/// `GET /me/receipts/{id}`
pub(super) async fn one(
    State(portal): State<Portal>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (Some(session), Some(id)) = (visit.session, fact_id(&id)) else {
        portal.refuse("receipt_unknown");
        return tell(&portal, &visit, ABSENT);
    };
    let engine = portal.0.engine.clone();
    let found = tokio::task::spawn_blocking(move || engine.receipt(&who(session), id)).await;
    match found {
        Ok(Ok(ToProve::Proven(proven))) => {
            let base = base(portal.0.options.public_url.as_ref(), &headers);
            let policy = portal.0.engine.policy();
            answer(&document(&policy.catalog, &proven, &base), id)
        }
        Ok(Ok(ToProve::BeforeLedger(_))) => tell(&portal, &visit, NONE),
        Ok(Ok(ToProve::Unknown)) => {
            portal.refuse("receipt_unknown");
            tell(&portal, &visit, ABSENT)
        }
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "make a person's receipt"
            );
            tell(&portal, &visit, FAILED)
        }
        Err(_) => tell(&portal, &visit, FAILED),
    }
}
