//! `OpenDSR` as it goes over the wire: read leniently, answered as the standard has it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use telos_engine::{FOREIGN_CALLBACKS_MAX, Foreign, Standing};
use telos_model::request::{Hindrance, Right};
use telos_model::time::Timestamp;
use utoipa::ToSchema;

use super::API_VERSION;

/// The largest request, in bytes.
pub(super) const REQUEST_BYTES_MAX: usize = 64 * 1_024;
/// The most identities of one request.
pub(super) const IDENTITIES_MAX: usize = 50;
/// How far ahead a clock may be, in milliseconds.
pub(super) const AHEAD_MILLIS_MAX: i64 = 5 * 60_000;
/// The types of request that the standard has.
pub(super) const TYPES: [(&str, Right); 3] = [
    ("access", Right::Access),
    ("portability", Right::Portability),
    ("erasure", Right::Erasure),
];

/// What a controller asks for. Members that are not known are passed over.
#[derive(Deserialize, ToSchema)]
#[schema(as = OpenDsrRequest)]
pub(crate) struct ToAsk {
    /// A version 4 UUID of the controller's own.
    subject_request_id: Option<String>,
    /// access, portability or erasure.
    subject_request_type: Option<String>,
    /// When the person asked the controller (RFC 3339).
    submitted_time: Option<String>,
    /// Who it is about.
    #[serde(default)]
    subject_identities: Vec<Identity>,
    /// gdpr or ccpa. The person's own jurisdictions hold, whatever is named.
    #[expect(dead_code, reason = "it is part of the document, and is not used")]
    regulation: Option<String>,
    /// The version that the controller speaks: 2.0, or one before.
    api_version: Option<String>,
    /// Where changes are to be told.
    #[serde(default)]
    status_callback_urls: Vec<String>,
}

/// What finds a person.
#[derive(Deserialize, ToSchema)]
#[schema(as = OpenDsrIdentity)]
#[expect(clippy::struct_field_names, reason = "the names are the standard's")]
pub(crate) struct Identity {
    /// Such as `email` or `controller_customer_id`; `/opendsr/discovery` lists them.
    pub(super) identity_type: String,
    /// The value.
    pub(super) identity_value: String,
    /// Only `raw`: what is held by keyed hash cannot be found by another hash.
    pub(super) identity_format: Option<String>,
}

/// What was wrong with a request, and at which status that is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Refused {
    pub(super) status: u16,
    /// The stable code, which is counted and told.
    pub(super) reason: &'static str,
    pub(super) message: &'static str,
}

impl Refused {
    pub(super) const fn bad(reason: &'static str, message: &'static str) -> Self {
        Self {
            status: 400,
            reason,
            message,
        }
    }

    /// The standard's error object.
    pub(super) fn body(self) -> Value {
        let domain = if self.status == 401 {
            "Authentication"
        } else {
            "Validation"
        };
        json!({"error": {
            "code": self.status,
            "message": self.message,
            "errors": [{"domain": domain, "reason": self.reason, "message": self.message}],
        }})
    }
}

/// A request that was read.
pub(super) struct Read {
    pub(super) subject: [u8; 16],
    pub(super) right: Right,
    pub(super) identities: Vec<Identity>,
    pub(super) callbacks: Vec<String>,
}

/// Reads a request.
pub(super) fn read(body: &[u8], now: Timestamp) -> Result<Read, Refused> {
    let malformed = Refused::bad("malformed", "the body is no OpenDSR request in JSON");
    let asked: ToAsk = serde_json::from_slice(body).map_err(|_| malformed)?;
    let known = |version: &str| matches!(version.split('.').next(), Some("0" | "1" | "2"));
    if asked
        .api_version
        .as_deref()
        .is_some_and(|version| !known(version))
    {
        return Err(Refused::bad(
            "api_version_unknown",
            "api_version 2.0 is spoken here",
        ));
    }
    let subject = asked.subject_request_id.as_deref().and_then(uuid_v4);
    let subject = subject.ok_or(Refused::bad(
        "subject_request_id_invalid",
        "subject_request_id is required and is a version 4 UUID",
    ))?;
    let wanted = asked.subject_request_type.as_deref();
    let right = TYPES.iter().find(|(word, _)| Some(*word) == wanted);
    let (_, right) = right.ok_or(Refused::bad(
        "subject_request_type_unknown",
        "subject_request_type is required and is access, portability or erasure",
    ))?;
    let submitted = asked.submitted_time.as_deref().and_then(instant);
    let submitted = submitted.ok_or(Refused::bad(
        "submitted_time_invalid",
        "submitted_time is required and is a time as RFC 3339 has it",
    ))?;
    if submitted > now.plus_millis(AHEAD_MILLIS_MAX) {
        return Err(Refused::bad(
            "submitted_time_ahead",
            "submitted_time has not come yet",
        ));
    }
    if asked.subject_identities.is_empty() || asked.subject_identities.len() > IDENTITIES_MAX {
        return Err(Refused::bad(
            "subject_identities_invalid",
            "subject_identities is required and has 1 to 50 of them",
        ));
    }
    if asked.status_callback_urls.len() > FOREIGN_CALLBACKS_MAX {
        return Err(Refused::bad(
            "callbacks_too_many",
            "status_callback_urls has 5 at most",
        ));
    }
    Ok(Read {
        subject,
        right: *right,
        identities: asked.subject_identities,
        callbacks: asked.status_callback_urls,
    })
}

/// A time with its zone.
fn instant(text: &str) -> Option<Timestamp> {
    let zoned =
        text.len() <= 40 && (text.ends_with(['Z', 'z']) || text.rfind(['+', '-']) > Some(10));
    zoned.then(|| Timestamp::parse(text)).flatten()
}

/// A version 4 UUID.
pub(super) fn uuid_v4(text: &str) -> Option<[u8; 16]> {
    let bytes = text.as_bytes();
    let dashes = [8, 13, 18, 23];
    let formed = bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| {
            if dashes.contains(&at) {
                *byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        });
    if !formed {
        return None;
    }
    let number = u128::from_str_radix(&text.replace('-', ""), 16).ok()?;
    let id = number.to_be_bytes();
    (id[6] >> 4 == 4 && id[8] >> 6 == 2).then_some(id)
}

/// A UUID as text.
pub(super) fn uuid(id: [u8; 16]) -> String {
    let hex = format!("{:032x}", u128::from_be_bytes(id));
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

/// That a request was taken.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenDsrTaken)]
pub(crate) struct Taken {
    /// The controller, as it is known here.
    controller_id: String,
    /// Until when it is answered.
    expected_completion_time: String,
    /// When it was received.
    received_time: String,
    /// The whole body, in base64. Not to be logged.
    encoded_request: String,
    /// The controller's own id.
    subject_request_id: String,
}

/// Where a request stands.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenDsrStatus)]
#[expect(clippy::struct_field_names, reason = "the names are the standard's")]
pub(crate) struct Status {
    /// The controller, as it is known here.
    controller_id: String,
    /// Until when it is answered.
    expected_completion_time: String,
    /// The controller's own id.
    subject_request_id: String,
    /// pending, `in_progress`, completed or cancelled.
    request_status: &'static str,
    /// The version of the standard.
    api_version: &'static str,
    /// A link that works once, for what an access or portability request gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    results_url: Option<String>,
    /// How many people it was done for, once nothing more will happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    results_count: Option<usize>,
    /// By the processor's domain: the code of why it was refused (`refused`), or the links of all
    /// people (`results_urls`) where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Value>,
    /// Where it is told, in what is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    status_callback_url: Option<String>,
}

/// That a request was taken back.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenDsrCancelled)]
pub(crate) struct Cancelled {
    /// The controller, as it is known here.
    controller_id: String,
    /// The controller's own id.
    subject_request_id: String,
    /// When it was taken back.
    received_time: String,
    /// The version of the standard.
    api_version: &'static str,
}

/// What is spoken here.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenDsrDiscovery)]
pub(crate) struct Discovery {
    /// The version of the standard.
    pub(super) api_version: &'static str,
    /// What finds people here.
    pub(super) supported_identities: Vec<SupportedIdentity>,
    /// access, portability and erasure.
    pub(super) supported_subject_request_types: Vec<&'static str>,
    /// Where the certificate is that answers are signed with.
    pub(super) processor_certificate: String,
}

/// A kind of identity.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenDsrSupportedIdentity)]
pub(crate) struct SupportedIdentity {
    /// Its name in the standard.
    pub(super) identity_type: String,
    /// raw.
    pub(super) identity_format: &'static str,
}

pub(super) fn taken(foreign: &Foreign, body: &[u8]) -> Taken {
    Taken {
        controller_id: foreign.controller.to_string(),
        expected_completion_time: foreign.expected.to_string(),
        received_time: foreign.received.to_string(),
        encoded_request: STANDARD.encode(body),
        subject_request_id: uuid(foreign.subject),
    }
}

pub(super) fn status(
    foreign: &Foreign,
    (standing, why): (Standing, Option<Hindrance>),
    domain: &str,
) -> Status {
    Status {
        controller_id: foreign.controller.to_string(),
        expected_completion_time: foreign.expected.to_string(),
        subject_request_id: uuid(foreign.subject),
        request_status: word(standing),
        api_version: API_VERSION,
        results_url: None,
        results_count: standing.is_final().then_some(foreign.requests.len()),
        extensions: why.map(|why| json!({domain: {"refused": why.code()}})),
        status_callback_url: None,
    }
}

impl Status {
    /// With a link for each person. The standard has room for one; where there are several, all of
    /// them stand under the processor's domain.
    pub(super) fn with_results(mut self, mut urls: Vec<String>, domain: &str) -> Self {
        if urls.len() > 1 {
            self.extensions = Some(json!({domain: {"results_urls": urls}}));
        }
        urls.truncate(1);
        self.results_url = urls.pop();
        self
    }

    pub(super) fn told_to(mut self, url: &str) -> Self {
        self.status_callback_url = Some(url.to_owned());
        self
    }
}

pub(super) fn cancelled(foreign: &Foreign, at: Timestamp) -> Cancelled {
    Cancelled {
        controller_id: foreign.controller.to_string(),
        subject_request_id: uuid(foreign.subject),
        received_time: at.to_string(),
        api_version: API_VERSION,
    }
}

const fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Pending => "pending",
        Standing::InProgress => "in_progress",
        Standing::Completed => "completed",
        Standing::Cancelled => "cancelled",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_of_version_4_and_come_out_as_they_went_in() {
        let id = "a7551968-d5d6-44b2-9831-815ac9017798";
        assert_eq!(uuid(uuid_v4(id).expect("an id")), id);
        assert!(uuid_v4(&id.to_uppercase()).is_some());
        for bad in [
            "",
            "a7551968-d5d6-14b2-9831-815ac9017798",
            "a7551968-d5d6-44b2-1831-815ac9017798",
            "a7551968d5d644b29831815ac9017798",
            "a7551968-d5d6-44b2-9831-815ac901779g",
            "+7551968-d5d6-44b2-9831-815ac9017798",
        ] {
            assert_eq!(uuid_v4(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_have_a_zone() {
        assert!(instant("2018-10-02T15:00:00Z").is_some());
        assert!(instant("2018-10-02T15:00:00+02:00").is_some());
        for bad in ["2018-10-02", "2018-10-02T15:00:00", "soon", ""] {
            assert_eq!(instant(bad), None, "{bad}");
        }
    }
}
