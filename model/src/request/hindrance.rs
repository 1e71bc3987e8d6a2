//! Why something that was asked for cannot be done: codes, with their words in the texts of pages.

/// Why a request, or the part of it that concerns one purpose, cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hindrance {
    /// The right does not hold under the basis on which the data is processed.
    NotUnderBasis,
    /// A law demands that the data is kept until its time is over.
    KeptByLaw,
    /// The data is held for a task in the public interest.
    PublicTask,
    /// Proceedings demand that nothing is erased for now.
    LegalHold,
    /// Nothing is held about the person under this purpose.
    NothingHeld,
    /// The purpose decides nothing about people automatically.
    NoAutomatedDecision,
    /// The purpose sells and shares nothing.
    NotSold,
    /// The purpose uses no sensitive data, or only where it is necessary.
    NoSensitiveData,
    /// Whoever asked did not show in time that they are the person.
    IdentityNotShown,
    /// Whoever asked did not show that they act for the person.
    AgentNotAuthorised,
    /// It was asked for without any ground or far too often, as the controller can show.
    Excessive,
    /// It would hurt the rights of others.
    RightsOfOthers,
    /// Nobody who can be identified is known by what was given.
    NobodyKnown,
}

impl Hindrance {
    /// All of them, in the order of their stored numbers: append only.
    pub const ALL: [Self; 13] = [
        Self::NotUnderBasis,
        Self::KeptByLaw,
        Self::PublicTask,
        Self::LegalHold,
        Self::NothingHeld,
        Self::NoAutomatedDecision,
        Self::NotSold,
        Self::NoSensitiveData,
        Self::IdentityNotShown,
        Self::AgentNotAuthorised,
        Self::Excessive,
        Self::RightsOfOthers,
        Self::NobodyKnown,
    ];

    /// The stable code, which interfaces give and texts are found by.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotUnderBasis => "not_under_basis",
            Self::KeptByLaw => "kept_by_law",
            Self::PublicTask => "public_task",
            Self::LegalHold => "legal_hold",
            Self::NothingHeld => "nothing_held",
            Self::NoAutomatedDecision => "no_automated_decision",
            Self::NotSold => "not_sold",
            Self::NoSensitiveData => "no_sensitive_data",
            Self::IdentityNotShown => "identity_not_shown",
            Self::AgentNotAuthorised => "agent_not_authorised",
            Self::Excessive => "excessive",
            Self::RightsOfOthers => "rights_of_others",
            Self::NobodyKnown => "nobody_known",
        }
    }

    /// The hindrance of this code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// Whether the controller itself may give it as the reason to refuse a whole request.
    #[must_use]
    pub const fn refuses_whole(self) -> bool {
        matches!(
            self,
            Self::IdentityNotShown
                | Self::AgentNotAuthorised
                | Self::Excessive
                | Self::RightsOfOthers
                | Self::NobodyKnown
                | Self::LegalHold
                | Self::NothingHeld
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hindrance_has_a_code_of_its_own() {
        for hindrance in Hindrance::ALL {
            assert_eq!(Hindrance::of(hindrance.code()), Some(hindrance));
        }
    }
}
