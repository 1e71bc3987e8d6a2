//! Keeping the ledger's signatures: a new key, and the cosignatures of witnesses.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use telos_engine::ledger::LedgerError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::reading::json;
use super::wire::Problems;
use super::wire_ledger::{self as wire, Cosigned, LedgerKeys};
use super::{asker, body};
use crate::AppState;
use crate::keys::Role;
use crate::problem::Problem;

/// The longest signature line of a witness, in bytes.
const LINE_BYTES_MAX: usize = 1_024;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(rotate))
        .routes(routes!(cosign))
}

/// Makes a new key for the ledger. It signs checkpoints from now on, together with the key before
/// it, so that whoever knows only that one can follow.
#[utoipa::path(
    post, path = "/v1/ledger/keys", tag = "ledger",
    responses((status = 201, body = LedgerKeys), Problems),
    security(("machine_key" = [])),
)]
async fn rotate(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    asker::key(&state.keys, request.headers(), Some(Role::Admin))?;
    let engine = state.engine.clone();
    let made = tokio::task::spawn_blocking(move || {
        engine.rotate_ledger_key()?;
        Ok(wire::keys(engine.ledger_name(), &engine.ledger_keys()))
    });
    let mut answer = json(&done(made.await)?);
    *answer.status_mut() = StatusCode::CREATED;
    Ok(answer)
}

/// Takes the signature line of a witness (C2SP tlog-cosignature) along with the newest checkpoint.
/// Only the witnesses that the server was started with are taken.
#[utoipa::path(
    post, path = "/v1/ledger/cosignatures", tag = "ledger",
    request_body(content = String, content_type = "text/plain"),
    responses((status = 200, body = Cosigned), Problems),
)]
async fn cosign(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    state.ledger_rate.take()?;
    let (parts, content) = request.into_parts();
    let limits = &state.options.limits;
    let bytes = body::read(limits, &parts.headers, content, body::too_slow).await?;
    let line = String::from_utf8(bytes.to_vec()).ok();
    let Some(line) = line.filter(|line| line.len() <= LINE_BYTES_MAX) else {
        return Err(refused());
    };
    let (engine, witnesses) = (state.engine.clone(), state.options.witnesses.clone());
    let taken = tokio::task::spawn_blocking(move || {
        let signed = engine.add_cosignature(line.trim_end(), &witnesses)?;
        Ok(Cosigned {
            checkpoint: signed.to_string(),
        })
    });
    Ok(json(&done(taken.await)?))
}

fn done<T>(outcome: Result<Result<T, LedgerError>, tokio::task::JoinError>) -> Result<T, Problem> {
    match outcome {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(LedgerError::Checkpoint(_) | LedgerError::Note(_))) => Err(refused()),
        Ok(Err(LedgerError::Conflict)) => Err(Problem::new(
            StatusCode::CONFLICT,
            "ledger_moved_on",
            "the ledger was changed meanwhile",
            "send it once more",
        )),
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the signatures of the ledger could not be changed"
            );
            Err(Problem::internal())
        }
        Err(_) => Err(Problem::internal()),
    }
}

fn refused() -> Problem {
    Problem::bad(
        "cosignature_invalid",
        "body",
        "this is no signature of a known witness over the newest checkpoint",
        "fetch /v1/ledger/checkpoint, cosign it, and send the signature line",
    )
}
