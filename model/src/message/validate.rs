//! From a raw message to a typed one: shape, limits, clocks, the event's schema.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::fields::Leaves;
use super::{
    CallName, FUTURE_MILLIS_MAX, Finding, MESSAGE_ID_CHARS_MAX, Message, Problem, RawMessage,
    Rejection, consents, fields, people,
};
use crate::catalog::{Catalog, EventSchema, Scope};
use crate::id::{EventId, SourceId};
use crate::json::Json;
use crate::time::Timestamp;

/// Reads a raw message into a typed one, or says why it cannot be.
///
/// `event_id` gives the id of a source's message id. Text in the result is normalised; values
/// that are no values of their field are left out and named in `findings`.
pub fn validate(
    catalog: &Catalog,
    raw: &RawMessage<'_>,
    event_id: &dyn Fn(SourceId, &str) -> EventId,
) -> Result<Message, Rejection> {
    read(catalog, raw, false, event_id)
}

/// The same, of what came by a key of the brand's staff and not by the source's own: it may speak
/// for others whether or not the source is trusted.
pub fn validate_of_staff(
    catalog: &Catalog,
    raw: &RawMessage<'_>,
    event_id: &dyn Fn(SourceId, &str) -> EventId,
) -> Result<Message, Rejection> {
    read(catalog, raw, true, event_id)
}

fn read(
    catalog: &Catalog,
    raw: &RawMessage<'_>,
    staff: bool,
    event_id: &dyn Fn(SourceId, &str) -> EventId,
) -> Result<Message, Rejection> {
    let Some(source) = catalog.source(raw.source) else {
        return Err(reject(
            "source_unknown",
            "writeKey",
            "the source is not declared",
            "use a write key of the catalog",
        ));
    };
    if raw.body.as_map().is_none() {
        return Err(reject(
            "message_not_object",
            "message",
            "a message must be a JSON object",
            "send an object",
        ));
    }
    let call = call_of(raw)?;
    let message_id = message_id(raw)?;
    let mut findings = Vec::new();
    let occurred = occurred(raw, &mut findings)?;
    let schema = schema_of(catalog, &raw.body, call)?;

    let leaves = leaves_of(catalog, raw, call, schema, &mut findings);
    let country = people::country(&raw.body, source);
    let readings = fields::read(catalog, &leaves, country.as_deref(), &mut findings);
    require(catalog, schema, &readings)?;
    let candidates =
        people::candidates(catalog, source, &raw.body, call, &readings, &mut findings)?;

    let id = event_id(raw.source, &message_id);
    let (residence, location) = people::places(catalog, &raw.body, call);
    let age = people::age(catalog, &raw.body, &readings)?;
    let trusted = staff || source.trusted;
    let about = (source.brand, trusted, call, id, occurred);
    let statements = consents::read(catalog, raw, about, &mut findings)?;
    Ok(Message {
        id,
        message_id,
        source: raw.source,
        brand: source.brand,
        call,
        event: schema.map(|schema| schema.id),
        occurred,
        received: raw.received,
        candidates,
        readings,
        statements,
        residence,
        location,
        age,
        countries: people::countries(&raw.body, call),
        trusted,
        group: group(&raw.body, call)?,
        findings,
    })
}

/// A rejection of these parts.
pub(super) fn reject(
    code: &'static str,
    at: impl Into<Cow<'static, str>>,
    problem: &'static str,
    mend: &'static str,
) -> Rejection {
    Rejection {
        code,
        at: at.into(),
        problem,
        mend,
    }
}

fn call_of(raw: &RawMessage<'_>) -> Result<CallName, Rejection> {
    if let Some(call) = raw.call {
        return Ok(call);
    }
    let name = raw.body.get("type").and_then(Json::as_str);
    name.and_then(CallName::parse).ok_or_else(|| {
        reject(
            "type_unknown",
            "type",
            "the type of call is missing or unknown",
            "use identify, track, page, screen, group, alias or consent",
        )
    })
}

fn message_id(raw: &RawMessage<'_>) -> Result<Box<str>, Rejection> {
    match raw.body.get("messageId") {
        None | Some(Json::Null) => Ok(raw.fallback_id.clone()),
        Some(Json::Text(id)) if !id.is_empty() && id.chars().count() <= MESSAGE_ID_CHARS_MAX => {
            Ok((&**id).into())
        }
        Some(_) => Err(reject(
            "message_id_invalid",
            "messageId",
            "a message id is text of 1 to 100 characters",
            "send a UUID, or leave it out",
        )),
    }
}

/// When it happened: `received - (sent - original)` where the sender says when it sent it.
fn occurred(raw: &RawMessage<'_>, findings: &mut Vec<Finding>) -> Result<Timestamp, Rejection> {
    let original = match instant(&raw.body, "originalTimestamp")? {
        Some(original) => Some(original),
        None => instant(&raw.body, "timestamp")?,
    };
    let sent = instant(&raw.body, "sentAt")?.or(raw.sent);
    let occurred = match (original, sent) {
        (None, _) => raw.received,
        (Some(original), None) => original,
        (Some(original), Some(sent)) => raw
            .received
            .plus_millis(original.millis().saturating_sub(sent.millis())),
    };
    if occurred < Timestamp::from_millis(0) {
        return Err(reject(
            "timestamp_ancient",
            "timestamp",
            "the time lies before 1970",
            "send the time at which it happened",
        ));
    }
    if occurred > raw.received.plus_millis(FUTURE_MILLIS_MAX) {
        findings.push(Finding {
            field: None,
            problem: Problem::FutureClock,
        });
    }
    Ok(occurred.min(raw.received))
}

fn instant(body: &Json<'_>, key: &'static str) -> Result<Option<Timestamp>, Rejection> {
    match body.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(text)) if text.is_empty() => Ok(None),
        Some(Json::Text(text)) => Timestamp::parse(text).map(Some).ok_or_else(|| {
            reject(
                "timestamp_invalid",
                key,
                "this is no time",
                "send RFC 3339, such as 2026-05-03T10:00:00Z",
            )
        }),
        Some(_) => Err(reject(
            "timestamp_invalid",
            key,
            "a time is text",
            "send RFC 3339, such as 2026-05-03T10:00:00Z",
        )),
    }
}

/// The event that a call counts as. Only `track` must name a declared one.
fn schema_of<'c>(
    catalog: &'c Catalog,
    body: &Json<'_>,
    call: CallName,
) -> Result<Option<&'c EventSchema>, Rejection> {
    let declared = |name: &str| {
        let kind = catalog.names.events.get(name);
        kind.and_then(|kind| catalog.event(*kind))
    };
    match call {
        CallName::Track => {
            let name = body
                .get("event")
                .and_then(Json::as_str)
                .filter(|name| !name.is_empty());
            let Some(name) = name else {
                return Err(reject(
                    "event_missing",
                    "event",
                    "a track call names its event",
                    "send the event's name as text",
                ));
            };
            if consents::is_consent_event(name) {
                return Ok(declared(name));
            }
            declared(name).map(Some).ok_or_else(|| {
                reject(
                    "event_unknown",
                    "event",
                    "the catalog declares no event of this name",
                    "declare it under events/, or send one that is declared",
                )
            })
        }
        CallName::Page => Ok(declared("Page Viewed")),
        CallName::Screen => Ok(declared("Screen Viewed")),
        CallName::Group => Ok(declared("Group Joined")),
        CallName::Identify | CallName::Alias | CallName::Consent => Ok(None),
    }
}

/// Finds the declared fields that a message carries.
fn leaves_of<'m>(
    catalog: &Catalog,
    raw: &'m RawMessage<'_>,
    call: CallName,
    schema: Option<&EventSchema>,
    findings: &mut Vec<Finding>,
) -> Leaves<'m> {
    let mut leaves = Leaves::default();
    let body = &raw.body;
    match call {
        CallName::Identify => {
            if let Some(traits) = body.get("traits") {
                leaves.find(catalog, Scope::Trait, traits, findings);
            }
            if let Some(traits) = body.at(&["context", "traits"]) {
                leaves.find(catalog, Scope::Trait, traits, findings);
            }
        }
        CallName::Group => {
            if let Some(traits) = body.get("traits") {
                leaves.find(catalog, Scope::Group, traits, findings);
            }
        }
        CallName::Track | CallName::Page | CallName::Screen => {
            if let (Some(schema), Some(properties)) = (schema, body.get("properties")) {
                leaves.find(catalog, Scope::Event(schema.id), properties, findings);
            }
            if let (Some(schema), CallName::Page | CallName::Screen) = (schema, call) {
                leaves.name(catalog, schema, body);
            }
        }
        CallName::Alias | CallName::Consent => {}
    }
    if let Some(context) = body.get("context") {
        leaves.find(catalog, Scope::Context, context, findings);
    }
    if let Some(address) = &raw.address {
        leaves.address(catalog, address);
    }
    leaves
}

fn require(
    catalog: &Catalog,
    schema: Option<&EventSchema>,
    readings: &[super::Reading],
) -> Result<(), Rejection> {
    let Some(schema) = schema else {
        return Ok(());
    };
    for (path, id) in &schema.fields {
        let required = catalog.field(*id).is_some_and(|field| field.required);
        if required && !readings.iter().any(|reading| reading.field == *id) {
            return Err(reject(
                "property_required",
                format!("properties.{path}"),
                "the event's schema requires this property",
                "send it with a value of its type",
            ));
        }
    }
    Ok(())
}

fn group(body: &Json<'_>, call: CallName) -> Result<Option<Box<str>>, Rejection> {
    if call != CallName::Group {
        return Ok(None);
    }
    let text = body.get("groupId").and_then(people::id_text);
    let usable = text.filter(|text| {
        !text.is_empty()
            && text.len() <= super::IDENTIFIER_BYTES_MAX
            && !crate::normalise::is_blocked(text)
    });
    usable.map(|text| Some(text.into())).ok_or_else(|| {
        reject(
            "group_missing",
            "groupId",
            "a group call names its group",
            "send the group's id as text",
        )
    })
}

/// Several candidates, few in most messages.
pub(super) type Candidates = SmallVec<[crate::identity::Candidate; 4]>;
