//! The bodies of statements about permission for the OpenAPI document. They are read by hand.
#![expect(dead_code, reason = "shapes of bodies that are read by hand")]

use utoipa::ToSchema;

/// A statement: from a source with its write key, or for a person with a machine key.
#[derive(ToSchema)]
#[schema(as = ConsentsBody)]
#[serde(untagged)]
pub(crate) enum ConsentsBody {
    /// With a machine key.
    Statement(StatementBody),
    /// With a write key.
    Call(super::wire_track::Call),
}

/// What is stated for a person with a machine key. At least one list has an item.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Statement)]
pub(crate) struct StatementBody {
    who: WhoNamed,
    /// The brand, if the key works for several.
    #[schema(nullable = false)]
    brand: Option<String>,
    /// The same id again changes nothing.
    #[schema(nullable = false, max_length = 100)]
    message_id: Option<String>,
    /// When the person said it; now, if it is left out. Never in the future.
    #[schema(nullable = false)]
    timestamp: Option<String>,
    #[schema(required = false)]
    consents: Vec<ConsentItem>,
    /// `purpose` (none: all marketing of the brand), `on`, and who and how as with consents.
    #[schema(required = false)]
    objections: Vec<serde_json::Value>,
    /// `flag`: `restriction`, `sale_opt_out`, `gpc`, `limit_sensitive`, `child` or `legal_hold`;
    /// `on`; `every_brand`.
    #[schema(required = false)]
    flags: Vec<serde_json::Value>,
    #[schema(required = false)]
    preferences: Vec<PreferenceItem>,
}

/// What a person prefers, stated with a machine key.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PreferencesStatement)]
pub(crate) struct PreferencesBody {
    who: WhoNamed,
    /// The brand, if the key works for several.
    #[schema(nullable = false)]
    brand: Option<String>,
    /// The same id again changes nothing.
    #[schema(nullable = false, max_length = 100)]
    message_id: Option<String>,
    /// When the person said it; now, if it is left out. Never in the future.
    #[schema(nullable = false)]
    timestamp: Option<String>,
    preferences: Vec<PreferenceItem>,
}

#[derive(ToSchema)]
#[schema(as = WhoNamed)]
struct WhoNamed {
    /// A kind of identifier, such as `email`, or `person`.
    kind: String,
    value: String,
}

/// One consent.
#[derive(ToSchema)]
#[schema(as = ConsentItem)]
struct ConsentItem {
    /// Without the brand.
    purpose: String,
    /// request, grant, confirm, deny, withdraw, revoke or invalidate.
    act: String,
    /// Where the consent is about being reached by it.
    #[schema(nullable = false)]
    channel: Option<String>,
    /// The version of the text that was shown; the newest, if it is left out.
    #[schema(nullable = false)]
    text_version: Option<u32>,
    /// The locale of the text that was shown.
    #[schema(nullable = false)]
    locale: Option<String>,
    #[schema(required = false)]
    explicit: bool,
    #[schema(required = false)]
    separate: bool,
    /// person, guardian, staff, agent or controller.
    #[schema(nullable = false)]
    actor: Option<String>,
    /// How it was said: `form`, `store`, `phone`, `paper`, ...
    #[schema(nullable = false)]
    method: Option<String>,
    /// What shows it. Needed for `store`, `phone` and `paper`.
    #[schema(nullable = false)]
    evidence: Option<String>,
}

/// One preference: a topic or a channel wanted or not, at most so many messages in so many days
/// over a channel, or quiet hours of a channel.
#[derive(ToSchema)]
#[schema(as = PreferenceItem)]
struct PreferenceItem {
    #[schema(nullable = false)]
    topic: Option<String>,
    #[schema(nullable = false)]
    channel: Option<String>,
    #[schema(nullable = false)]
    wanted: Option<bool>,
    #[schema(nullable = false)]
    messages_max: Option<u16>,
    /// 0 takes an earlier limit back.
    #[schema(nullable = false)]
    days: Option<u16>,
    /// Minutes after midnight.
    #[schema(nullable = false)]
    from_minute: Option<u16>,
    /// Minutes after midnight. The same as `from_minute` takes earlier quiet hours back.
    #[schema(nullable = false)]
    until_minute: Option<u16>,
    #[schema(nullable = false)]
    utc_offset_minutes: Option<i16>,
}

/// The answer to a statement.
#[derive(ToSchema)]
#[schema(as = ConsentsAnswer)]
#[serde(untagged)]
pub(crate) enum ConsentsAnswer {
    /// With a machine key.
    Stated(super::wire_stating::Stated<'static>),
    /// With a write key.
    Results(super::wire_results::Results),
}
