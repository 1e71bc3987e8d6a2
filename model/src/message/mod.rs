//! Messages: what a source sends, read into types once, at the edge.
//!
//! A [`RawMessage`] is whatever came in; [`validate`] turns it into a [`Message`] or a
//! [`Rejection`] that says where, what and how to mend it, and never repeats a value.

mod consents;
mod fields;
mod people;
mod validate;

pub use consents::{CONSENT_MEMBERS, FLAG_MEMBERS, OBJECTION_MEMBERS, STATEMENT_DETAILS, fact_id};
pub use people::{is_blocked_identifier, normal_identifier};
pub use validate::{validate, validate_of_staff};

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::age::AgeSaid;
use crate::consent::{FactDetail, PermissionFact};
use crate::id::{BrandId, EventId, EventKind, FieldId, JurisdictionSet, SourceId};
use crate::identity::Candidate;
use crate::json::Json;
use crate::time::Timestamp;
use crate::value::Value;

/// The largest message, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 32 * 1024;
/// The largest batch, in bytes after decompression.
pub const BATCH_BYTES_MAX: usize = 500 * 1024;
/// The most messages in a batch.
pub const BATCH_EVENTS_MAX: usize = 2_500;
/// The longest message id, in characters.
pub const MESSAGE_ID_CHARS_MAX: usize = 100;
/// The longest identifier, in bytes.
pub const IDENTIFIER_BYTES_MAX: usize = 256;
/// The most identifiers in one message.
pub const IDENTIFIERS_MAX: usize = 20;
/// How far ahead of its receipt a message may say it happened, in milliseconds; later is taken
/// as the time of receipt.
pub const FUTURE_MILLIS_MAX: i64 = 60_000;

/// A message as it came in, with what is known of how it came.
#[derive(Debug)]
pub struct RawMessage<'a> {
    /// The body.
    pub body: Json<'a>,
    /// The kind of call, where the route says it; a batch's messages say it in `type`.
    pub call: Option<CallName>,
    /// The source whose key it came with.
    pub source: SourceId,
    /// When it was received.
    pub received: Timestamp,
    /// `sentAt` of the envelope, where the message has none of its own.
    pub sent: Option<Timestamp>,
    /// The address it came from, where it came over the network.
    pub address: Option<Box<str>>,
    /// It came with `Sec-GPC: 1`.
    pub gpc: bool,
    /// The id it gets if it brings none.
    pub fallback_id: Box<str>,
}

/// The kinds of call, as the tracking API names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallName {
    /// Who the person is.
    Identify,
    /// What the person did.
    Track,
    /// A web page seen.
    Page,
    /// An app screen seen.
    Screen,
    /// The group a person belongs to.
    Group,
    /// Two identities are one.
    Alias,
    /// What the person permits.
    Consent,
}

impl CallName {
    /// The call of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "identify" => Self::Identify,
            "track" => Self::Track,
            "page" => Self::Page,
            "screen" => Self::Screen,
            "group" => Self::Group,
            "alias" => Self::Alias,
            "consent" => Self::Consent,
            _ => return None,
        })
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Track => "track",
            Self::Page => "page",
            Self::Screen => "screen",
            Self::Group => "group",
            Self::Alias => "alias",
            Self::Consent => "consent",
        }
    }
}

/// A message that is well-formed, typed and within its limits.
#[derive(Debug)]
pub struct Message {
    /// Its id: a keyed hash of source and message id.
    pub id: EventId,
    /// The id its sender knows it by.
    pub message_id: Box<str>,
    /// The source.
    pub source: SourceId,
    /// The source's brand.
    pub brand: BrandId,
    /// The kind of call.
    pub call: CallName,
    /// The event that it counts as, if it counts as one.
    pub event: Option<EventKind>,
    /// When it happened, by the corrected clock of its sender.
    pub occurred: Timestamp,
    /// When it was received.
    pub received: Timestamp,
    /// The identifiers it carries that may identify someone.
    pub candidates: SmallVec<[Candidate; 4]>,
    /// The declared fields it carries.
    pub readings: Vec<Reading>,
    /// What it states about permission.
    pub statements: Vec<Stated>,
    /// The jurisdictions where the person lives, if it says so.
    pub residence: Option<JurisdictionSet>,
    /// The jurisdictions where the person was, if it says so.
    pub location: Option<JurisdictionSet>,
    /// What it says about the person's age.
    pub age: AgeSaid,
    /// The countries where the person lives or was, if it says so.
    pub countries: SmallVec<[&'static str; 2]>,
    /// Whoever sent it is known: a system of the brand's own, its pages or its staff.
    pub trusted: bool,
    /// The group it names.
    pub group: Option<Box<str>>,
    /// What it carried that could not be taken as it was, by field.
    pub findings: Vec<Finding>,
}

/// A declared field's value in a message.
#[derive(Debug)]
pub struct Reading {
    /// The field.
    pub field: FieldId,
    /// The value, normalised where its kind is.
    pub value: Value,
    /// The value as it was sent, where it differs from the normalised one.
    pub raw: Option<Box<str>>,
    /// Whether it is a valid value of its kind.
    pub valid: bool,
}

/// Something stated about permission, and how firmly.
#[derive(Debug)]
pub struct Stated {
    /// The fact.
    pub fact: PermissionFact,
    /// What goes with it into the record.
    pub detail: FactDetail,
    /// It only repeats what a device remembers: it never overrules what was stated otherwise.
    pub remembered: bool,
}

/// Something in a message that was left out before the gate was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Finding {
    /// The declared field; none where the name itself is not declared (and so is not kept).
    pub field: Option<FieldId>,
    /// What was wrong.
    pub problem: Problem,
}

/// Why a value was left out before the gate was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Problem {
    /// A trait that the catalog does not declare.
    UndeclaredTrait,
    /// A property that the event's schema does not declare.
    UndeclaredProperty,
    /// A context field that the catalog does not declare.
    UndeclaredContext,
    /// The value has another type than the field.
    WrongType,
    /// The value is too long or the list has too many items.
    TooLarge,
    /// The value never identifies anyone.
    BlockedIdentifier,
    /// An identifier of a kind that the catalog does not declare.
    UndeclaredIdentifier,
    /// An identifier that is too long, empty or not valid for its kind.
    InvalidIdentifier,
    /// A consent category that no purpose of the source's brand is known by.
    UnknownConsentCategory,
    /// It says that it happened after it was received; the time of receipt is taken.
    FutureClock,
    /// A TCF string that cannot be read.
    DamagedTcString,
    /// A GPP string that cannot be read.
    DamagedGppString,
    /// States of Google Consent Mode that cannot be read.
    DamagedConsentMode,
}

impl Problem {
    /// All, in the order of their stored numbers: append only.
    pub const ALL: [Self; 13] = [
        Self::UndeclaredTrait,
        Self::UndeclaredProperty,
        Self::UndeclaredContext,
        Self::WrongType,
        Self::TooLarge,
        Self::BlockedIdentifier,
        Self::UndeclaredIdentifier,
        Self::InvalidIdentifier,
        Self::UnknownConsentCategory,
        Self::FutureClock,
        Self::DamagedTcString,
        Self::DamagedGppString,
        Self::DamagedConsentMode,
    ];

    /// The name used in answers and counts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UndeclaredTrait => "undeclared_trait",
            Self::UndeclaredProperty => "undeclared_property",
            Self::UndeclaredContext => "undeclared_context",
            Self::WrongType => "wrong_type",
            Self::TooLarge => "too_large",
            Self::BlockedIdentifier => "blocked_identifier",
            Self::UndeclaredIdentifier => "undeclared_identifier",
            Self::InvalidIdentifier => "invalid_identifier",
            Self::UnknownConsentCategory => "unknown_consent_category",
            Self::FutureClock => "future_clock",
            Self::DamagedTcString => "damaged_tc_string",
            Self::DamagedGppString => "damaged_gpp_string",
            Self::DamagedConsentMode => "damaged_consent_mode",
        }
    }
}

/// Why a message was turned away: where, what, and how to mend it. Holds no value of the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {problem}; {mend}")]
pub struct Rejection {
    /// A stable name of the problem.
    pub code: &'static str,
    /// Where, as a path of declared names.
    pub at: Cow<'static, str>,
    /// What is wrong.
    pub problem: &'static str,
    /// How to mend it.
    pub mend: &'static str,
}
