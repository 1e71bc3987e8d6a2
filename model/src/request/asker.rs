//! Who asks.

use std::fmt;

/// Who asks for a right to be honoured.
#[derive(Clone, PartialEq, Eq)]
pub enum Asker {
    /// The person.
    Person,
    /// Staff, for the person: by phone, letter or in a store.
    Staff {
        /// The staff member's name among the keys of the deployment.
        name: Box<str>,
    },
    /// An agent whom the person authorised.
    Agent {
        /// The agent's name.
        name: Box<str>,
        /// The mandate, or the register where it stands, was seen.
        mandate_seen: bool,
    },
    /// Another controller, over `OpenDSR`, for a person whom it identified.
    OpenDsr {
        /// The controller's id.
        controller: Box<str>,
    },
}

impl Asker {
    /// The word that interfaces use for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Staff { .. } => "staff",
            Self::Agent { .. } => "agent",
            Self::OpenDsr { .. } => "opendsr",
        }
    }
}

impl fmt::Debug for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
