//! Why something is denied, in the order of the gates.

use std::fmt;

use smallvec::SmallVec;

/// A refusal and all its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deny {
    /// Why, never empty, each once, in the order of the gates.
    pub reasons: SmallVec<[Reason; 4]>,
}

/// Why something is denied, in the order of the gates. `code` is stable; `Display` is for people.
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
    /// All reasons, in the order of the gates.
    pub const ALL: [Self; 33] = [
        Self::PurposeUnknown,
        Self::CategoryUnknown,
        Self::RecipientUnknown,
        Self::JurisdictionUnknown,
        Self::ChannelUnknown,
        Self::TopicUnknown,
        Self::Erased,
        Self::Restricted,
        Self::ChildWithoutGuardian,
        Self::CategoryNotDeclared,
        Self::RecipientNotDeclared,
        Self::OperationNotDeclared,
        Self::ChannelNotDeclared,
        Self::NoBasis,
        Self::ConsentUnknown,
        Self::ConsentRequested,
        Self::ConsentPending,
        Self::ConsentDenied,
        Self::ConsentWithdrawn,
        Self::ConsentRevoked,
        Self::ConsentExpired,
        Self::ConsentInvalidated,
        Self::ConsentNotExplicit,
        Self::ConsentNotSeparate,
        Self::Objected,
        Self::SaleOptedOut,
        Self::GlobalPrivacyControl,
        Self::SensitiveLimited,
        Self::ChannelConsentMissing,
        Self::ChannelUnwanted,
        Self::TopicUnwanted,
        Self::FrequencyReached,
        Self::QuietHours,
    ];

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

/// A set of reasons.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ReasonSet(u64);

impl ReasonSet {
    pub(super) const fn insert(&mut self, reason: Reason) {
        self.0 |= 1 << reason as u8;
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons, each once, in the order of the gates.
    pub(super) fn in_order(self) -> SmallVec<[Reason; 4]> {
        let all = Reason::ALL.into_iter();
        all.filter(|reason| self.0 >> *reason as u8 & 1 == 1)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_place_a_code_of_its_own_and_a_sentence() {
        let mut codes = std::collections::BTreeSet::new();
        for (place, reason) in Reason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, place);
            assert!(codes.insert(reason.code()));
            assert!(reason.to_string().len() > reason.code().len());
        }
        assert!(Reason::ALL.len() <= 64, "a set of reasons has 64 bits");
    }
}
