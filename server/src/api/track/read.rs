//! From a body to messages, and to those that cannot be read: each is judged by itself.

use std::borrow::Cow;

use axum::http::request::Parts;
use telos_engine::Refused;
use telos_model::catalog::Source;
use telos_model::id::SourceId;
use telos_model::json::{Envelope, Json, JsonError, Problem as Flaw, parse_batch};
use telos_model::message::{
    CallName, MESSAGE_BYTES_MAX, MESSAGE_ID_CHARS_MAX, Message, RawMessage, Rejection,
};
use telos_model::process::Policy;
use telos_model::time::Timestamp;

use super::super::source;
use super::{admitted, paced};
use crate::AppState;
use crate::problem::Problem;

/// What a body held.
#[derive(Debug)]
pub(super) struct Read {
    /// Whose it is.
    pub(super) source: SourceId,
    /// Its messages in order.
    pub(super) items: Vec<Result<Message, Refused>>,
}

/// What all messages of a request have in common.
struct Came<'a> {
    state: &'a AppState,
    source: &'a Source,
    received: Timestamp,
    sent: Option<Timestamp>,
    context: Option<&'a Json<'a>>,
    address: Option<Box<str>>,
    gpc: bool,
    /// Each message must name this key, because that is how the request's source was told.
    own_key: Option<&'a str>,
}

impl<'a> Came<'a> {
    fn new(state: &'a AppState, source: &'a Source, parts: &Parts) -> Self {
        let near = matches!(&*source.channel, "web" | "app");
        let address = near.then(|| source::address(parts, state.options.trusted_proxy));
        Self {
            state,
            source,
            received: state.engine.now(),
            sent: None,
            context: None,
            address: address.flatten(),
            gpc: source::gpc(&parts.headers),
            own_key: None,
        }
    }
}

/// Reads the body of a call of one message.
pub(super) fn one(
    state: &AppState,
    policy: &Policy,
    parts: &Parts,
    call: CallName,
    bytes: &[u8],
    known: &mut Option<SourceId>,
) -> Result<Read, Problem> {
    let header = source::header_key(&parts.headers)?;
    let parsed = Json::parse(bytes);
    let body_key = || {
        parsed
            .as_ref()
            .ok()
            .and_then(|body| body.get("writeKey")?.as_str())
    };
    let key = header.map(Cow::Owned);
    let key = key
        .or_else(|| body_key().map(Cow::Borrowed))
        .or_else(|| source::query_key(parts));
    let Some(key) = key else {
        // A body that cannot be read may hold the key: say what is wrong with the body first.
        return Err(parsed.err().map_or_else(source::no_key, Problem::from));
    };
    let source = admitted(policy, &parts.headers, &key, known)?;
    paced(state, source, 1)?;
    let item = if bytes.len() > MESSAGE_BYTES_MAX {
        Err(refused(
            message_id(parsed.as_ref().ok()),
            too_large(),
            Some(call),
        ))
    } else {
        match parsed {
            Ok(body) => message(&Came::new(state, source, parts), body, Some(call)),
            Err(error) => Err(refused(Box::default(), flawed(&error), Some(call))),
        }
    };
    Ok(Read {
        source: source.id,
        items: vec![item],
    })
}

/// Reads the body of a batch call.
pub(super) fn batch(
    state: &AppState,
    policy: &Policy,
    parts: &Parts,
    bytes: &[u8],
    known: &mut Option<SourceId>,
) -> Result<Read, Problem> {
    let header = source::header_key(&parts.headers)?;
    let envelope = parse_batch(bytes);
    let body_key = || {
        envelope
            .as_ref()
            .ok()
            .and_then(|body| body.get("writeKey")?.as_str())
    };
    let key = header.map(Cow::Owned);
    let key = key
        .or_else(|| body_key().map(Cow::Borrowed))
        .or_else(|| source::query_key(parts));
    let (source, own_key) = match (key, &envelope) {
        (Some(key), _) => (admitted(policy, &parts.headers, &key, known)?, None),
        (None, Err(error)) => return Err(Problem::from(error)),
        (None, Ok(envelope)) => {
            let key = first_key(envelope).ok_or_else(source::no_key)?;
            let source = admitted(policy, &parts.headers, &key, known)?;
            (source, Some(&*source.write_key))
        }
    };
    let envelope = envelope?;
    paced(state, source, envelope.batch.len())?;
    let came = Came {
        sent: sent_at(&envelope)?,
        context: envelope
            .get("context")
            .filter(|context| context.as_map().is_some()),
        own_key,
        ..Came::new(state, source, parts)
    };
    let items = envelope.batch.iter().enumerate();
    let items = items
        .map(|(index, raw)| batched(&came, index, raw.get()))
        .collect();
    Ok(Read {
        source: source.id,
        items,
    })
}

/// The write key that the first message of a batch names.
fn first_key(envelope: &Envelope<'_>) -> Option<String> {
    let first = Json::parse_str(envelope.batch.first()?.get()).ok()?;
    first.get("writeKey")?.as_str().map(ToOwned::to_owned)
}

fn sent_at(envelope: &Envelope<'_>) -> Result<Option<Timestamp>, Problem> {
    let time = match envelope.get("sentAt") {
        None | Some(Json::Null) => return Ok(None),
        Some(value) => value.as_str().and_then(Timestamp::parse),
    };
    time.map(Some).ok_or_else(|| {
        Problem::bad(
            "timestamp_invalid",
            "sentAt",
            "this is no time",
            "send RFC 3339, such as 2026-05-03T10:00:00Z",
        )
    })
}

fn batched(came: &Came<'_>, index: usize, raw: &str) -> Result<Message, Refused> {
    let parsed = Json::parse_str(raw).map_err(|error| error.within(&format!("batch[{index}]")));
    if raw.len() > MESSAGE_BYTES_MAX {
        return Err(refused(message_id(parsed.as_ref().ok()), too_large(), None));
    }
    let mut body = match parsed {
        Ok(body) => body,
        Err(error) => return Err(refused(Box::default(), flawed(&error), None)),
    };
    if let Some(own_key) = came.own_key
        && body.get("writeKey").and_then(Json::as_str) != Some(own_key)
    {
        let rejection = Rejection {
            code: "write_key_mismatch",
            at: "writeKey".into(),
            problem: "the message has another write key than the first of its batch",
            mend: "send messages of different sources in batches of their own",
        };
        return Err(refused(message_id(Some(&body)), rejection, None));
    }
    if let (Some(context), Json::Map(members)) = (came.context, &mut body)
        && !members.iter().any(|(key, _)| key == "context")
    {
        members.push(("context".into(), context.clone()));
    }
    message(came, body, None)
}

fn message(came: &Came<'_>, body: Json<'_>, call: Option<CallName>) -> Result<Message, Refused> {
    let id = message_id(Some(&body));
    let named = body
        .get("type")
        .and_then(Json::as_str)
        .and_then(CallName::parse);
    if let (Some(call), Some(named)) = (call, named)
        && call != named
    {
        let rejection = Rejection {
            code: "message_type_mismatch",
            at: "type".into(),
            problem: "the type of the message is not that of the route it was sent to",
            mend: "send it to the route of its type, or leave the type out",
        };
        return Err(refused(id, rejection, Some(call)));
    }
    let fallback_id = if id.is_empty() {
        came.state.engine.new_message_id()
    } else {
        id.clone()
    };
    let raw = RawMessage {
        body,
        call,
        source: came.source.id,
        received: came.received,
        sent: came.sent,
        address: came.address.clone(),
        gpc: came.gpc,
        fallback_id,
    };
    came.state
        .engine
        .read_message(&raw)
        .map_err(|rejection| refused(id, rejection, call.or(named)))
}

/// The id that a message brings, where it is one.
fn message_id(body: Option<&Json<'_>>) -> Box<str> {
    let id = body.and_then(|body| body.get("messageId")?.as_str());
    let id = id.filter(|id| id.len() <= 4 * MESSAGE_ID_CHARS_MAX);
    id.filter(|id| id.chars().count() <= MESSAGE_ID_CHARS_MAX)
        .unwrap_or_default()
        .into()
}

fn refused(message_id: Box<str>, rejection: Rejection, call: Option<CallName>) -> Refused {
    Refused {
        message_id,
        rejection,
        call,
    }
}

fn too_large() -> Rejection {
    Rejection {
        code: "message_too_large",
        at: "message".into(),
        problem: "the message is larger than 32 KB",
        mend: "leave out what no purpose needs, or split it",
    }
}

/// A message that is no JSON, or has what JSON should not have.
fn flawed(error: &JsonError) -> Rejection {
    let flaw = error.problem();
    let at = format!(
        "{} (line {}, column {})",
        error.path(),
        error.line(),
        error.column()
    );
    Rejection {
        code: flaw.code(),
        at: at.trim_start().to_owned().into(),
        problem: sentence(flaw),
        mend: flaw.remedy(),
    }
}

/// What is wrong, in a sentence; the numbers are those of `telos_model::json`.
const fn sentence(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Empty => "the document is empty",
        Flaw::NotUtf8 => "the document is not UTF-8",
        Flaw::Truncated => "the document ends too early",
        Flaw::Trailing => "something follows the end of the document",
        Flaw::BadString => "a string is not written as JSON",
        Flaw::BadNumber => "a number is not written as JSON",
        Flaw::NotFinite => "a number is too large",
        Flaw::DuplicateKey => "an object has the same key twice",
        Flaw::TooDeep => "values nest deeper than 16 levels",
        Flaw::TooManyItems => "there are more than 2,000 values",
        Flaw::TooManyMessages => "a batch holds more than 2,500 messages",
        Flaw::NotAnObject => "the body is not an object",
        Flaw::NoBatch => "the body has no `batch` array",
        _ => "this is not JSON",
    }
}
