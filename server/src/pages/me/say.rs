//! Taking in what a person says on their pages: forms that come from here, statements that are in
//! force before the next page is shown.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use subtle::ConstantTimeEq;
use telos_engine::{AddressFailed, Engine, ReadError, Said, Status, SubmitError, Who};
use telos_model::consent::{Actor, FactDetail, Statement};
use telos_model::id::BrandId;
use telos_model::json::Json;
use telos_model::message::{CallName, RawMessage};
use telos_model::people::{Identifier, Shown};

use super::Portal;
use super::around::{DENIED, FAILED, Visit, tell};
use super::entry::{EntryError, Session};
use crate::pages::words::Lang;

/// The longest form, in bytes.
const FORM_BYTES_MAX: usize = 16 * 1_024;
/// The way in which people state things here.
const METHOD: &str = "me";

/// The fields of a form.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// A field's value, if the form has it.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let mut fields = self.0.iter();
        let field = fields.find(|(known, _)| known == name);
        field.map(|(_, value)| &**value)
    }

    /// A field's value, or nothing.
    pub(super) fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The same, for one who needs no other.
    pub(super) fn take(self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// Whether a box is ticked.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.0
            .iter()
            .any(|(known, found)| known == name && found == value)
    }
}

/// Reads a form; what is none, or is too long, has no fields.
pub(super) async fn fields(headers: &HeaderMap, body: Body) -> Fields {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Fields::default();
    }
    let Ok(bytes) = axum::body::to_bytes(body, FORM_BYTES_MAX).await else {
        return Fields::default();
    };
    let request = Request::builder()
        .method("POST")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(bytes));
    let Ok(request) = request else {
        return Fields::default();
    };
    let form = axum::Form::<Vec<(String, String)>>::from_request(request, &()).await;
    form.map(|axum::Form(fields)| Fields(fields))
        .unwrap_or_default()
}

/// The session and the fields of a form that comes from a page of that session.
pub(super) async fn checked(
    portal: &Portal,
    visit: &Visit,
    request: Request,
) -> Result<(Session, Fields), Response> {
    let (parts, body) = request.into_parts();
    let fields = fields(&parts.headers, body).await;
    let (Some(session), Some(token)) = (visit.session, visit.token.as_deref()) else {
        return Err(Redirect::to("/me/enter").into_response());
    };
    let brought = fields.get("token").as_bytes();
    if !bool::from(token.as_bytes().ct_eq(brought)) {
        portal.refuse("form_forged");
        return Err(tell(portal, visit, DENIED));
    }
    Ok((session, fields))
}

/// Why nothing was taken in.
#[derive(Debug, thiserror::Error)]
pub(super) enum SayError {
    /// The person is not there any more, or nothing finds them.
    #[error("state what a person says: nobody is there")]
    Nobody,
    /// The brand has no source.
    #[error("state what a person says: the brand has no source")]
    NoSource,
    /// It could not be read.
    #[error("state what a person says: the person could not be read")]
    Read(#[from] ReadError),
    /// It could not be written.
    #[error("state what a person says: it could not be written")]
    Submit(#[from] SubmitError),
    /// An address could not be added or taken off.
    #[error("state what a person says: an address of theirs")]
    Address(#[from] AddressFailed),
    /// What opens could not be kept or found.
    #[error("state what a person says: a pass")]
    Entry(#[from] EntryError),
    /// It was not understood.
    #[error("state what a person says: it was not understood")]
    NotUnderstood,
}

/// A statement of the person's own, as it goes into the record.
pub(super) fn said(statement: Statement, lang: Lang) -> Said {
    Said {
        statement,
        actor: Actor::Person,
        detail: FactDetail {
            locale: lang.tag().into(),
            method: METHOD.into(),
            evidence: None,
        },
    }
}

/// Takes statements in, and returns once they are in force. Blocks.
pub(super) fn say(
    engine: &Engine,
    session: Session,
    brand: BrandId,
    said: Vec<Said>,
) -> Result<(), SayError> {
    let source = engine.choices_source(brand).ok_or(SayError::NoSource)?;
    let who = Who::Node(session.oneself.node());
    let by = engine.identifier_of(&who)?.ok_or(SayError::Nobody)?;
    let id = engine.new_message_id();
    let receipts = engine.declare(source, by, &id, said)?;
    let receipts = receipts
        .blocking_recv()
        .unwrap_or(Err(SubmitError::Stopping))?;
    match receipts.first().map(|receipt| &receipt.status) {
        Some(Status::Kept { .. } | Status::Duplicate) => Ok(()),
        _ => Err(SayError::NotUnderstood),
    }
}

/// Takes in that somebody opened a letter to an address, with what they said by it, and returns once
/// it is in force. `in_by` is the address that they were in by. Blocks.
pub(super) fn opened(
    engine: &Engine,
    brand: BrandId,
    address: Identifier,
    in_by: Option<(Identifier, Shown)>,
    said: Vec<Said>,
) -> Result<(), SayError> {
    let source = engine.choices_source(brand).ok_or(SayError::NoSource)?;
    let receipts = engine.show_address(source, address, in_by, said)?;
    let receipts = receipts
        .blocking_recv()
        .unwrap_or(Err(SubmitError::Stopping))?;
    match receipts.first().map(|receipt| &receipt.status) {
        Some(Status::Kept { .. } | Status::Duplicate) => Ok(()),
        _ => Err(SayError::NotUnderstood),
    }
}

/// Takes a corrected value in: true where it is held now. Blocks.
pub(super) fn correct(
    engine: &Engine,
    session: Session,
    brand: BrandId,
    path: &str,
    value: Json<'static>,
) -> Result<bool, SayError> {
    let source = engine.choices_source(brand).ok_or(SayError::NoSource)?;
    let who = Who::Node(session.oneself.node());
    let by = engine.identifier_of(&who)?.ok_or(SayError::Nobody)?;
    let policy = engine.policy();
    let kind = policy.catalog.identifier(by.kind).ok_or(SayError::Nobody)?;
    let text = |text: &str| Json::Text(text.to_owned().into());
    let mut traits = value;
    for part in path.rsplit('.') {
        traits = Json::Map(vec![(part.to_owned().into(), traits)]);
    }
    let id = Json::Map(vec![
        ("type".into(), text(&kind.name)),
        ("id".into(), text(&by.value)),
    ]);
    let context = Json::Map(vec![("externalIds".into(), Json::List(vec![id]))]);
    let raw = RawMessage {
        body: Json::Map(vec![("traits".into(), traits), ("context".into(), context)]),
        call: Some(CallName::Identify),
        source,
        received: engine.now(),
        sent: None,
        address: None,
        gpc: false,
        fallback_id: engine.new_message_id(),
    };
    let message = engine
        .read_message(&raw)
        .map_err(|_| SayError::NotUnderstood)?;
    let sound = message.readings.iter().any(|reading| reading.valid);
    if !sound {
        return Ok(false);
    }
    let receipts = engine.submit(source, vec![Ok(message)])?;
    let receipts = receipts
        .blocking_recv()
        .unwrap_or(Err(SubmitError::Stopping))?;
    let status = receipts.first().map(|receipt| &receipt.status);
    Ok(matches!(status, Some(Status::Kept { left_out: 0 })))
}

/// Runs what is said on a thread that may wait for the disk, and leads to the page that shows it.
pub(super) async fn then(
    portal: &Portal,
    visit: &Visit,
    work: impl FnOnce(&Engine) -> Result<String, SayError> + Send + 'static,
) -> Response {
    let engine = portal.0.engine.clone();
    match tokio::task::spawn_blocking(move || work(&engine)).await {
        Ok(Ok(to)) => Redirect::to(&to).into_response(),
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "take in what a person says"
            );
            tell(portal, visit, FAILED)
        }
        Err(_) => tell(portal, visit, FAILED),
    }
}
