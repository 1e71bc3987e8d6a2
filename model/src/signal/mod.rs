//! Signals of consent tools: strings and states by which browsers, apps and consent tools say what
//! a person allowed, read without trust and mapped to purposes by the catalog.
//!
//! [`tcf`] reads and writes IAB TCF strings, [`gpp`] reads IAB GPP strings, [`google`] the states of
//! Google Consent Mode; [`meaning`] says what they mean for the purposes of a brand.

mod bits;
pub mod google;
pub mod gpp;
pub mod meaning;
pub mod tcf;
#[cfg(test)]
mod tests;

pub use meaning::{Meant, Said, of_google, of_gpp, of_tcf};

/// The longest signal that is read, in bytes. Vendor lists make them long.
pub const SIGNAL_BYTES_MAX: usize = 16 * 1024;

/// Why a signal is refused. None of them repeats the signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SignalError {
    /// Longer than [`SIGNAL_BYTES_MAX`].
    #[error("the signal is longer than 16 KB")]
    TooLong,
    /// A character that base64url does not have.
    #[error("the signal has a character that is not base64url")]
    Characters,
    /// It ends before all that it announces.
    #[error("the signal ends too early")]
    Truncated,
    /// Something follows what it announces.
    #[error("something follows the end of the signal")]
    Trailing,
    /// A version of its standard that is not read.
    #[error("the signal is of a version that is not read")]
    Version,
    /// A part that stands twice, or that its standard does not have.
    #[error("the signal has a part twice or one that its standard does not have")]
    Segments,
    /// TCF 2.3 demands the list of disclosed vendors.
    #[error("the signal does not say which vendors were disclosed, which TCF 2.3 demands")]
    VendorsUndisclosed,
    /// A number outside of its range, or ranges out of order.
    #[error("the signal has a number outside of its range")]
    Range,
    /// Times that cannot be: in the future, or changed before it was made.
    #[error("the signal has times that cannot be")]
    Times,
    /// A letter that is none.
    #[error("the signal has a language or country that is none")]
    Letters,
    /// A state that Google Consent Mode does not have.
    #[error("the signal has a state that is neither granted nor denied")]
    State,
}

impl SignalError {
    /// The stable name used in answers and counts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong => "signal_too_long",
            Self::Characters => "signal_characters",
            Self::Truncated => "signal_truncated",
            Self::Trailing => "signal_trailing",
            Self::Version => "signal_version",
            Self::Segments => "signal_segments",
            Self::VendorsUndisclosed => "signal_vendors_undisclosed",
            Self::Range => "signal_range",
            Self::Times => "signal_times",
            Self::Letters => "signal_letters",
            Self::State => "signal_state",
        }
    }
}
