//! What the ledger has about a request, for staff who have to show it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use telos_engine::RequestAnswer;
use telos_engine::ledger::LedgerError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::reading::json;
use super::requesting::{Id, admin, looked, request_id};
use super::requesting_problem::unknown;
use super::wire::Problems;
use super::wire_ledger::{RequestProofs, request_proofs};
use crate::AppState;
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(proofs))
}

/// What the ledger has about a request: what became of it, what staff did about it, or the erasure
/// that it led to. Each with its salt, and the proof that its entry is there.
#[utoipa::path(
    get, path = "/v1/requests/{id}/proofs", tag = "requests",
    params(("id" = String, Path, description = "An id that was given for the request")),
    responses((status = 200, body = RequestProofs), Problems),
    security(("machine_key" = [])),
)]
async fn proofs(
    State(state): State<AppState>,
    id: Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = admin(&state, &headers)?;
    let id = request_id(id)?;
    let engine = state.engine.clone();
    let asked = tokio::task::spawn_blocking(move || {
        match engine.request(id)? {
            RequestAnswer::Known(request) => looked(&engine, &name, request.case().person)?,
            RequestAnswer::Gone(_) => {}
            RequestAnswer::Unknown => return Ok::<_, LedgerError>(Err(unknown())),
        }
        let proven = engine.prove_request(id)?;
        Ok(Ok(json(&request_proofs(&proven))))
    })
    .await;
    match asked {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "what the ledger has about a request could not be proven"
            );
            Err(Problem::internal())
        }
        Err(_) => Err(Problem::internal()),
    }
}
