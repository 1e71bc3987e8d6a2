//! Why a delivery was not taken, in words that every way out shares.

/// Why a delivery was not taken. Says nothing of what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The destination answered with this status.
    Answered(u16),
    /// It did not answer in time.
    NoAnswer,
    /// It could not be reached, or broke off.
    Unreachable,
    /// Its name leads to an address inside, which the catalog does not allow.
    Inside,
    /// Its certificate does not hold.
    Certificate,
    /// Its certificate was good and is not any more.
    Expired,
    /// The secret is not where the catalog says.
    NoSecret,
    /// The request cannot be made of what there is, such as a header of a value that none can have.
    Unmade,
    /// Its answer is no HTTP.
    Garbled,
}

impl Failure {
    /// A stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answered(_) => "answered",
            Self::NoAnswer => "no_answer",
            Self::Unreachable => "unreachable",
            Self::Inside => "address_inside",
            Self::Certificate => "certificate",
            Self::Expired => "certificate_expired",
            Self::NoSecret => "secret_missing",
            Self::Unmade => "request_unmade",
            Self::Garbled => "answer_garbled",
        }
    }

    /// The status, if the destination answered with one.
    #[must_use]
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Answered(status) => Some(status),
            _ => None,
        }
    }

    /// All the words that [`Failure::trouble`] knows.
    pub const TROUBLES: [&str; 15] = [
        "credentials",
        "gone",
        "rate-limited",
        "redirected",
        "disk-full",
        "failing",
        "refused",
        "slow",
        "unreachable",
        "address-inside",
        "certificate",
        "certificate-expired",
        "secret-missing",
        "request-unmade",
        "answer-garbled",
    ];

    /// What staff have to look into, as a stable word: each has its own way out.
    #[must_use]
    pub const fn trouble(self) -> &'static str {
        match self {
            Self::Answered(401 | 403 | 407) => "credentials",
            Self::Answered(404 | 410) => "gone",
            Self::Answered(429) => "rate-limited",
            Self::Answered(300..=399) => "redirected",
            Self::Answered(507) => "disk-full",
            Self::Answered(500..=599) => "failing",
            Self::Answered(_) => "refused",
            Self::NoAnswer => "slow",
            Self::Unreachable => "unreachable",
            Self::Inside => "address-inside",
            Self::Certificate => "certificate",
            Self::Expired => "certificate-expired",
            Self::NoSecret => "secret-missing",
            Self::Unmade => "request-unmade",
            Self::Garbled => "answer-garbled",
        }
    }
}
