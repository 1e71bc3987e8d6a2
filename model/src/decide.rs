//! The one decision: may this be done with this person's data, for this purpose, now?

use std::fmt;

use smallvec::SmallVec;

use crate::catalog::BasisKind;
use crate::consent::FactId;
use crate::id::{CategorySet, ChannelId, JurisdictionSet, PurposeId, RecipientId, TopicId};
use crate::time::Timestamp;

/// Something that can be done with personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Operation {
    /// Taking data in and keeping it.
    Collect,
    /// Linking identifiers and nodes to one person.
    Merge,
    /// Showing a person's data.
    Read,
    /// Counting and asking over many people.
    Query,
    /// Putting people into segments.
    Segment,
    /// Training models.
    Train,
    /// Giving data to a recipient or reaching the person.
    Send,
    /// Processing old events again.
    Replay,
}

impl Operation {
    /// All operations.
    pub const ALL: [Self; 8] = [
        Self::Collect,
        Self::Merge,
        Self::Read,
        Self::Query,
        Self::Segment,
        Self::Train,
        Self::Send,
        Self::Replay,
    ];

    /// The name used in catalogs and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Merge => "merge",
            Self::Read => "read",
            Self::Query => "query",
            Self::Segment => "segment",
            Self::Train => "train",
            Self::Send => "send",
            Self::Replay => "replay",
        }
    }
}

/// A set of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct OperationSet(u8);

impl OperationSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);
    /// Every operation.
    pub const ALL: Self = Self(u8::MAX);

    /// This set and one more.
    #[must_use]
    pub const fn with(self, operation: Operation) -> Self {
        Self(self.0 | 1 << operation as u8)
    }
    /// Whether it is in.
    #[must_use]
    pub const fn contains(self, operation: Operation) -> bool {
        self.0 >> operation as u8 & 1 == 1
    }
}

/// What a name in a question stood for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<T> {
    /// This.
    Known(T),
    /// Nothing that the catalog declares; denied.
    Unknown,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What would be done.
    pub operation: Operation,
    /// For which purpose.
    pub purpose: Named<PurposeId>,
    /// With which categories of data.
    pub categories: Named<CategorySet>,
    /// Who would be given it, if anyone.
    pub recipient: Option<Named<RecipientId>>,
    /// Jurisdictions that hold besides those known of the person; adding one only narrows.
    pub jurisdictions: Named<JurisdictionSet>,
    /// How the person would be reached, if they would.
    pub contact: Option<Contact<'a>>,
    /// When.
    pub at: Timestamp,
}

/// Reaching a person over a channel.
#[derive(Debug, Clone, Copy)]
pub struct Contact<'a> {
    /// The channel.
    pub channel: Named<ChannelId>,
    /// The topic, if the message has one.
    pub topic: Option<Named<TopicId>>,
    /// When this brand's earlier messages went out over this channel, in any order.
    pub sent: &'a [Timestamp],
}

/// The answer.
#[derive(Debug)]
pub enum Decision {
    /// It may be done.
    Permit(Permit),
    /// It may not.
    Deny(Deny),
}

/// A witness that `decide` allowed something.
///
/// Only `decide` makes one. It is never cloned, stored or serialised; what writes, shows or sends
/// personal data takes one, so that forgetting to ask does not compile.
///
/// ```compile_fail
/// use telos_model::decide::Permit;
/// fn copy(permit: &Permit) -> Permit { permit.clone() } // a permit is not copied
/// ```
#[derive(Debug)]
pub struct Permit {
    operation: Operation,
    purpose: PurposeId,
    categories: CategorySet,
    recipient: Option<RecipientId>,
    basis: BasisKind,
    evidence: SmallVec<[FactId; 2]>,
    obligations: Obligations,
    at: Timestamp,
    valid_until: Timestamp,
}

/// What whoever acts on a permit must do besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Obligations {
    /// Keep no longer than this many days.
    pub retention_days: Option<u32>,
    /// Offer a way out with each message.
    pub offer_opt_out: bool,
    /// Tell the person that it is an automated decision.
    pub disclose_profiling: bool,
}

impl Permit {
    /// What may be done.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }
    /// For which purpose.
    #[must_use]
    pub const fn purpose(&self) -> PurposeId {
        self.purpose
    }
    /// With which categories.
    #[must_use]
    pub const fn categories(&self) -> CategorySet {
        self.categories
    }
    /// For whom, if it was asked for a recipient.
    #[must_use]
    pub const fn recipient(&self) -> Option<RecipientId> {
        self.recipient
    }
    /// On which basis.
    #[must_use]
    pub const fn basis(&self) -> BasisKind {
        self.basis
    }
    /// The facts it rests on.
    #[must_use]
    pub fn evidence(&self) -> &[FactId] {
        &self.evidence
    }
    /// What comes with it.
    #[must_use]
    pub const fn obligations(&self) -> Obligations {
        self.obligations
    }
    /// The instant it was asked for.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }
    /// Until when (excluded) the same question would be answered the same if no fact is added.
    #[must_use]
    pub const fn valid_until(&self) -> Timestamp {
        self.valid_until
    }
}

/// A refusal and all its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deny {
    /// Why, never empty, each once, in the order of the gates.
    pub reasons: SmallVec<[Reason; 4]>,
}

/// Why something is denied. `code` is stable; `Display` is for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The purpose is not declared.
    PurposeUnknown,
    /// A category is not declared.
    CategoryUnknown,
    /// A recipient is not declared.
    RecipientUnknown,
    /// A jurisdiction is not known.
    JurisdictionUnknown,
    /// A channel is not declared.
    ChannelUnknown,
    /// A topic is not declared.
    TopicUnknown,
    /// The person was erased.
    Erased,
    /// The person's data is restricted.
    Restricted,
    /// A child, and no guardian has agreed.
    ChildWithoutGuardian,
    /// The purpose does not declare this category.
    CategoryNotDeclared,
    /// The purpose does not declare this recipient.
    RecipientNotDeclared,
    /// The purpose does not declare this operation.
    OperationNotDeclared,
    /// The purpose does not declare this channel.
    ChannelNotDeclared,
    /// The purpose has no basis in a jurisdiction that holds.
    NoBasis,
    /// Consent is needed and nothing was said.
    ConsentUnknown,
    /// Consent was asked for and not answered.
    ConsentRequested,
    /// Consent waits for its confirmation.
    ConsentPending,
    /// Consent was refused.
    ConsentDenied,
    /// Consent was withdrawn.
    ConsentWithdrawn,
    /// The controller revoked it.
    ConsentRevoked,
    /// Consent is too old.
    ConsentExpired,
    /// Consent was to another text, or was not valid.
    ConsentInvalidated,
    /// Consent was given, but not explicitly.
    ConsentNotExplicit,
    /// Consent was given, but not separately.
    ConsentNotSeparate,
    /// The person objected.
    Objected,
    /// The person opted out of sale and sharing.
    SaleOptedOut,
    /// The browser or device signals Global Privacy Control.
    GlobalPrivacyControl,
    /// Sensitive data may be used only where necessary.
    SensitiveLimited,
    /// The channel needs a yes of its own.
    ChannelConsentMissing,
    /// The person does not want this channel.
    ChannelUnwanted,
    /// The person does not want this topic.
    TopicUnwanted,
    /// The person wants fewer messages.
    FrequencyReached,
    /// It is the person's quiet time.
    QuietHours,
}

impl Reason {
    /// The name used in answers, counts and translations.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PurposeUnknown => "purpose_unknown",
            Self::CategoryUnknown => "category_unknown",
            Self::RecipientUnknown => "recipient_unknown",
            Self::JurisdictionUnknown => "jurisdiction_unknown",
            Self::ChannelUnknown => "channel_unknown",
            Self::TopicUnknown => "topic_unknown",
            Self::Erased => "erased",
            Self::Restricted => "restricted",
            Self::ChildWithoutGuardian => "child_without_guardian",
            Self::CategoryNotDeclared => "category_not_declared",
            Self::RecipientNotDeclared => "recipient_not_declared",
            Self::OperationNotDeclared => "operation_not_declared",
            Self::ChannelNotDeclared => "channel_not_declared",
            Self::NoBasis => "no_basis",
            Self::ConsentUnknown => "consent_unknown",
            Self::ConsentRequested => "consent_requested",
            Self::ConsentPending => "consent_pending",
            Self::ConsentDenied => "consent_denied",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::ConsentRevoked => "consent_revoked",
            Self::ConsentExpired => "consent_expired",
            Self::ConsentInvalidated => "consent_invalidated",
            Self::ConsentNotExplicit => "consent_not_explicit",
            Self::ConsentNotSeparate => "consent_not_separate",
            Self::Objected => "objected",
            Self::SaleOptedOut => "sale_opted_out",
            Self::GlobalPrivacyControl => "global_privacy_control",
            Self::SensitiveLimited => "sensitive_limited",
            Self::ChannelConsentMissing => "channel_consent_missing",
            Self::ChannelUnwanted => "channel_unwanted",
            Self::TopicUnwanted => "topic_unwanted",
            Self::FrequencyReached => "frequency_reached",
            Self::QuietHours => "quiet_hours",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PurposeUnknown => "the purpose is not in the catalog",
            Self::CategoryUnknown => "a data category is not in the catalog",
            Self::RecipientUnknown => "the recipient is not in the catalog",
            Self::JurisdictionUnknown => "no rules are known for a jurisdiction",
            Self::ChannelUnknown => "the channel is not in the catalog",
            Self::TopicUnknown => "the topic is not in the catalog",
            Self::Erased => "the person was erased",
            Self::Restricted => "the person restricted the use of their data",
            Self::ChildWithoutGuardian => "the person is a child and no guardian has agreed",
            Self::CategoryNotDeclared => "the purpose does not declare this data category",
            Self::RecipientNotDeclared => "the purpose does not declare this recipient",
            Self::OperationNotDeclared => "the purpose does not declare this operation",
            Self::ChannelNotDeclared => "the purpose does not declare this channel",
            Self::NoBasis => "the purpose has no lawful basis where the person is",
            Self::ConsentUnknown => "consent is needed and the person has not been heard",
            Self::ConsentRequested => "consent was asked for and not answered yet",
            Self::ConsentPending => "consent waits for the person to confirm it",
            Self::ConsentDenied => "the person said no",
            Self::ConsentWithdrawn => "the person withdrew their consent",
            Self::ConsentRevoked => "the consent was revoked by the brand",
            Self::ConsentExpired => "the consent is too old and must be asked for again",
            Self::ConsentInvalidated => "the consent does not cover the present text",
            Self::ConsentNotExplicit => "an explicit consent is needed",
            Self::ConsentNotSeparate => "a separate consent is needed",
            Self::Objected => "the person objected",
            Self::SaleOptedOut => "the person opted out of sale and sharing",
            Self::GlobalPrivacyControl => "the browser or device signals Global Privacy Control",
            Self::SensitiveLimited => "the person limited the use of sensitive data",
            Self::ChannelConsentMissing => "the channel needs a consent of its own",
            Self::ChannelUnwanted => "the person does not want to be reached by this channel",
            Self::TopicUnwanted => "the person does not want this topic",
            Self::FrequencyReached => "the person wants no more messages for now",
            Self::QuietHours => "it is the quiet time of the person",
        })
    }
}
