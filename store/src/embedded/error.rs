//! The engine's errors as those of the trait.

use crate::StoreError;

/// What the engine says of a journal with a batch that was not written whole.
const TORN: &str = "open the store, whose journal has a damaged batch, as after a power failure \
    (`telos repair` cuts it off)";

/// An error of the engine: damaged files, a lock, or something that may pass.
pub(super) fn engine_error(attempt: &'static str, error: fjall::Error) -> StoreError {
    use fjall::{Error, LsmError};

    match error {
        Error::Locked => StoreError::InUse {
            holder: "an unknown process holds the files of the engine".to_owned(),
        },
        Error::JournalRecovery(_) => corrupt(TORN, &error),
        Error::InvalidVersion(_)
        | Error::Decompress(_)
        | Error::InvalidTrailer
        | Error::InvalidTag(_)
        | Error::Unrecoverable => corrupt(attempt, &error),
        Error::Storage(ref cause) if !matches!(cause, LsmError::Io(_)) => corrupt(attempt, &error),
        error => unavailable(attempt, error),
    }
}

/// The trait's error has no source, so the engine's words go to the log. They hold no stored bytes.
fn corrupt(attempt: &'static str, error: &fjall::Error) -> StoreError {
    tracing::error!(%error, "the files of the store are damaged");
    damaged(attempt)
}

/// What was read cannot be what was written.
pub(super) fn damaged(attempt: &'static str) -> StoreError {
    StoreError::Corrupt { attempt }
}

/// Something that may pass, such as a full disk.
pub(super) fn unavailable(
    attempt: &'static str,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> StoreError {
    StoreError::Unavailable {
        attempt,
        source: error.into(),
    }
}
