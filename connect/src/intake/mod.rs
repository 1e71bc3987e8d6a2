//! What systems of others send by themselves: whether it is theirs.

mod signature;

pub use signature::{AGE_SECONDS_MAX, Came, Refused, Shown, verify};
