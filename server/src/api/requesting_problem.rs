//! What can be wrong with a request for a right, as its caller is told.

use axum::http::StatusCode;
use telos_engine::{EraseFailed, RequestFailed, SubmitError, TrimFailed};

use super::asker;
use super::service::unwritten;
use crate::problem::Problem;

/// The answer where no request is known by what was given.
pub(crate) fn unknown() -> Problem {
    Problem::not_found(
        "request_unknown",
        "no request is known by this",
        "send the id that was given, or ask for a new link",
    )
}

/// The answer where something about a request could not be done.
pub(crate) fn problem(error: &RequestFailed) -> Problem {
    let conflict = |code, detail: String, mend: &'static str| {
        Problem::new(StatusCode::CONFLICT, code, detail, mend)
    };
    match error {
        RequestFailed::Nobody => asker::nobody(),
        RequestFailed::Unknown => unknown(),
        RequestFailed::NotNow(why) => {
            conflict("request_not_now", why.to_string(), "look where it stands")
        }
        RequestFailed::NotShown(why) => Problem::new(
            StatusCode::FORBIDDEN,
            why.code(),
            "the checks do not suffice for this right and this asker",
            "let them show it in more ways",
        ),
        RequestFailed::OverLimit => conflict(
            "requests_too_many",
            error.to_string(),
            "answer the open ones first",
        ),
        RequestFailed::Erase(EraseFailed::LegalHold)
        | RequestFailed::Trim(TrimFailed::LegalHold) => conflict(
            "legal_hold",
            "a legal hold stands".into(),
            "lift it first, or refuse the request for it",
        ),
        RequestFailed::Erase(EraseFailed::Submit(error))
        | RequestFailed::Trim(TrimFailed::Submit(error)) => unwritten(*error),
        RequestFailed::Busy => unwritten(SubmitError::Busy),
        RequestFailed::Erase(_) | RequestFailed::Trim(_) | RequestFailed::Read(_) => {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "a request for a right failed"
            );
            Problem::internal()
        }
    }
}
