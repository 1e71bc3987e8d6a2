//! The one decision: may this be done with this person's data, for this purpose, now?

mod channel;
mod gates;
mod permit;
mod person;
mod question;
mod reason;
mod verdict;

pub use gates::decide;
pub use permit::{Obligations, Permit};
pub use question::{Contact, Named, Operation, OperationSet, Question};
pub use reason::{Deny, Reason};

/// The answer.
#[derive(Debug)]
pub enum Decision {
    /// It may be done.
    Permit(Permit),
    /// It may not.
    Deny(Deny),
}
