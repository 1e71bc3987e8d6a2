//! Why a value could not be brought into a normal form.

/// The reason, fit to be shown to the sender, logged and counted: it never holds the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Invalid {
    /// Nothing but white space.
    #[error("the value is empty")]
    Empty,
    /// Longer than the limit of its kind.
    #[error("the value is longer than {max} characters")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Not exactly one `@` between two parts.
    #[error("an email address needs exactly one @ between a name and a domain")]
    EmailShape,
    /// The part before the `@` is longer than RFC 5321 allows.
    #[error("the part before the @ is longer than 64 bytes")]
    EmailLocalTooLong,
    /// The part before the `@` is quoted, or is no dot-atom.
    #[error("the part before the @ has a character or a dot where none may be")]
    EmailLocal,
    /// The domain is no host name.
    #[error("the domain of the email address is not a valid host name")]
    EmailDomain,
    /// The domain has no dot, or is an IP address.
    #[error(
        "the domain of the email address needs a name with a dot, not an address or a bare host"
    )]
    EmailDomainBare,
    /// A character that has no place in a phone number.
    #[error("a phone number has only digits, a leading + and separators")]
    PhoneCharacters,
    /// No `+` and no country to read it by.
    #[error("a phone number without a leading + needs a country")]
    PhoneNoCountry,
    /// No such calling code.
    #[error("the calling code of the phone number is not assigned")]
    PhoneCallingCode,
    /// Too few or too many digits.
    #[error("the phone number has too few or too many digits")]
    PhoneLength,
    /// The country's plan has no such number.
    #[error("the numbering plan of the country has no such phone number")]
    PhoneUnassigned,
    /// Not a code or a name of a country.
    #[error("this is not an ISO 3166-1 code or a known name of a country")]
    Country,
    /// No letter in it.
    #[error("a name needs a letter")]
    NameNoLetter,
    /// Digits, an address or a link.
    #[error("a name has no digits, links or email addresses")]
    NameNotPersonal,
    /// Not in the form of the country's postal codes.
    #[error("this is not in the form of a postal code of the country")]
    PostalForm,
    /// The country has no postal codes.
    #[error("the country has no postal codes")]
    PostalUnused,
    /// Neither IPv4 nor IPv6.
    #[error("this is not an IPv4 or IPv6 address")]
    Ip,
    /// Not a BCP 47 language tag.
    #[error("this is not a BCP 47 language tag")]
    Locale,
    /// Not in the form of an IANA time zone name.
    #[error("this is not the name of an IANA time zone")]
    Timezone,
}

impl Invalid {
    /// A stable name for counters and per-event reasons.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::EmailShape => "email_shape",
            Self::EmailLocalTooLong => "email_local_too_long",
            Self::EmailLocal => "email_local",
            Self::EmailDomain => "email_domain",
            Self::EmailDomainBare => "email_domain_bare",
            Self::PhoneCharacters => "phone_characters",
            Self::PhoneNoCountry => "phone_no_country",
            Self::PhoneCallingCode => "phone_calling_code",
            Self::PhoneLength => "phone_length",
            Self::PhoneUnassigned => "phone_unassigned",
            Self::Country => "country",
            Self::NameNoLetter => "name_no_letter",
            Self::NameNotPersonal => "name_not_personal",
            Self::PostalForm => "postal_form",
            Self::PostalUnused => "postal_unused",
            Self::Ip => "ip",
            Self::Locale => "locale",
            Self::Timezone => "timezone",
        }
    }
}
