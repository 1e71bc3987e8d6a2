//! What went wrong, as every caller is told it: an RFC 9457 problem document with a stable code
//! and the way to mend it, and never a value of the request.

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use telos_model::decide::Deny;
use telos_model::json::JsonError;
use telos_model::message::Rejection;

use crate::api::wire::{ProblemDocument, reasons};

/// The media type of problem documents.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem on its way to the caller.
#[derive(Debug, Clone)]
pub struct Problem(Box<Told>);

/// What a problem tells.
#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    mend: Cow<'static, str>,
    at: Option<Cow<'static, str>>,
    denied: Option<Deny>,
    retry_after: Option<u64>,
    authenticate: Option<&'static str>,
    closes: bool,
}

impl Problem {
    /// A problem of this status, with what is wrong and how to mend it.
    #[must_use]
    pub fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
        mend: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Told {
            status,
            code,
            detail: detail.into(),
            mend: mend.into(),
            at: None,
            denied: None,
            retry_after: None,
            authenticate: None,
            closes: false,
        }))
    }

    /// A request that cannot be understood.
    #[must_use]
    pub fn bad(
        code: &'static str,
        at: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
        mend: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail, mend).at(at)
    }

    /// Something of the server's own failed. The cause is logged where it is noticed, not told.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the server could not answer because of a fault of its own",
            "try again; if it stays, the server's log says more",
        )
    }

    /// Nothing is there.
    #[must_use]
    pub fn not_found(code: &'static str, detail: &'static str, mend: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail, mend)
    }

    /// The person's permissions deny what was asked.
    #[must_use]
    pub fn denied(deny: &Deny) -> Self {
        let mut problem = Self::new(
            StatusCode::FORBIDDEN,
            "denied",
            "the purpose may see nothing of this person",
            "the reasons say what is missing",
        );
        problem.0.denied = Some(deny.clone());
        problem
    }

    /// Where in the request, by its own names.
    #[must_use]
    pub fn at(mut self, at: impl Into<Cow<'static, str>>) -> Self {
        self.0.at = Some(at.into());
        self
    }

    /// When to try again, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The challenge that goes with a 401.
    #[must_use]
    pub fn authenticate(mut self, challenge: &'static str) -> Self {
        self.0.authenticate = Some(challenge);
        self
    }

    /// Closes the connection: the rest of the request was not read.
    #[must_use]
    pub fn closing(mut self) -> Self {
        self.0.closes = true;
        self
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }
}

impl From<&JsonError> for Problem {
    fn from(error: &JsonError) -> Self {
        let (line, column) = (error.line(), error.column());
        let place = format!("line {line}, column {column}");
        let at = match error.path() {
            "" => place,
            path => format!("{path} ({place})"),
        };
        let problem = error.problem();
        Self::bad(problem.code(), at, problem.to_string(), problem.remedy())
    }
}

impl From<JsonError> for Problem {
    fn from(error: JsonError) -> Self {
        Self::from(&error)
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        Self::bad(
            rejection.code,
            rejection.at,
            rejection.problem,
            rejection.mend,
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let told = *self.0;
        let document = ProblemDocument {
            kind: format!("urn:telos:problem:{}", told.code),
            title: told.status.canonical_reason().unwrap_or("Problem"),
            status: told.status.as_u16(),
            detail: &told.detail,
            code: told.code,
            message: &told.detail,
            mend: &told.mend,
            at: told.at.as_deref(),
            reasons: told.denied.as_ref().map(reasons).unwrap_or_default(),
        };
        let body = serde_json::to_vec(&document).expect("a problem document is JSON");
        let mut response = (told.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = told.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = told.authenticate {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        if told.closes {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response.extensions_mut().insert(Answered(told.code));
        response
    }
}

/// The code of the problem that a response tells, for counting.
#[derive(Debug, Clone, Copy)]
pub struct Answered(pub &'static str);

#[cfg(test)]
mod tests {
    use super::*;
    use telos_model::json::Json;

    fn body(problem: Problem) -> serde_json::Value {
        let body = problem.into_response().into_body();
        let bytes = futures_util::FutureExt::now_or_never(axum::body::to_bytes(body, 65_536));
        serde_json::from_slice(&bytes.unwrap().unwrap()).unwrap()
    }

    #[test]
    fn a_problem_has_the_members_that_rfc_9457_and_the_sdks_want() {
        let problem = Problem::bad(
            "event_missing",
            "event",
            "a track call names its event",
            "send it",
        );
        assert_eq!(
            body(problem),
            serde_json::json!({
                "type": "urn:telos:problem:event_missing",
                "title": "Bad Request",
                "status": 400,
                "detail": "a track call names its event",
                "code": "event_missing",
                "message": "a track call names its event",
                "mend": "send it",
                "at": "event",
            })
        );
    }

    #[test]
    fn a_json_problem_says_where_and_never_what() {
        let error = Json::parse(br#"{"a":{"secret":1,"secret":"SECRETVALUE"}}"#).unwrap_err();
        let body = body(Problem::from(error));
        assert_eq!(body["code"], "json_duplicate_key");
        assert!(body["at"].as_str().unwrap().contains("line 1"));
        assert!(!body.to_string().contains("SECRETVALUE"));
    }
}
