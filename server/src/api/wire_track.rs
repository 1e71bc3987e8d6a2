//! The bodies of the tracking API for the OpenAPI document. They are read by `telos_model::json`.
#![expect(dead_code, reason = "shapes of bodies that are read by hand")]

use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A message. Members that are not known are passed over; `null` counts as absent.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Call {
    /// The kind of call, in a batch.
    #[schema(example = "track")]
    r#type: Option<String>,
    /// The id that keeps the message from counting twice, at most 100 characters.
    message_id: Option<String>,
    /// Who it is about, where they are known.
    user_id: Option<String>,
    /// Who it is about, where they are not.
    anonymous_id: Option<String>,
    /// The identity before, in an alias call.
    previous_id: Option<String>,
    /// The group, in a group call.
    group_id: Option<String>,
    /// The event, in a track call. The catalog must declare it.
    event: Option<String>,
    /// When it happened, RFC 3339.
    timestamp: Option<String>,
    /// When it was sent, RFC 3339; with it the sender's clock is corrected.
    sent_at: Option<String>,
    /// What is known of the person or group.
    traits: Option<Map<String, Value>>,
    /// What is known of the event.
    properties: Option<Map<String, Value>>,
    /// Where it came from; `consent.categoryPreferences` says what the person permits.
    context: Option<Map<String, Value>>,
    /// The write key, where it is in neither header nor query.
    write_key: Option<String>,
}

/// Messages sent together, at most 2,500 of 32 KB each and 4 MiB in all.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the name on the wire")]
pub(crate) struct Batch {
    /// The messages.
    #[schema(max_items = 2_500)]
    batch: Vec<Call>,
    /// When the batch was sent, for messages that do not say so themselves.
    sent_at: Option<String>,
    /// The context of messages that have none of their own.
    context: Option<Map<String, Value>>,
    /// The write key, where it is in neither header nor query.
    write_key: Option<String>,
}
