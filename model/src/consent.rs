//! Permission facts and their fold: what a person has said, and what that means at a time.

mod fold;
mod permissions;
mod prune;
mod record;

pub(crate) use fold::{Answers, Demands, Standing, consent};
pub use permissions::Permissions;
pub(crate) use permissions::{Toggle, View};
pub use record::{NotedPlace, PermissionRecord};

use std::fmt;

use crate::id::{BrandId, ChannelId, PurposeId, TopicId};
use crate::time::Timestamp;

/// A permission fact's id: the same fact always has the same id, so that replays change nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactId(pub [u8; 16]);

impl fmt::Debug for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "f{:032x}", u128::from_be_bytes(self.0))
    }
}

/// A statement about permission and when it holds from: the part that decisions rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionFact {
    /// Its id.
    pub id: FactId,
    /// What was stated.
    pub statement: Statement,
    /// Who stated it.
    pub actor: Actor,
    /// From when on it holds.
    pub effective: Timestamp,
    /// When it was recorded here.
    pub recorded: Timestamp,
}

/// What goes with a fact into the record, and no decision needs.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FactDetail {
    /// The locale of the text that was shown.
    pub locale: Box<str>,
    /// How it was stated: `form`, `api`, `phone`, `paper`, `import`, `gpc`, ...
    pub method: Box<str>,
    /// What shows it, such as a form's address or a file's name.
    pub evidence: Option<Box<str>>,
}

impl fmt::Debug for FactDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FactDetail(..)")
    }
}

/// Who stated a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    /// The person.
    Person,
    /// A parent or guardian.
    Guardian,
    /// Staff, for the person.
    Staff,
    /// An agent whom the person authorised.
    Agent,
    /// A browser or device signal.
    Signal,
    /// The controller itself.
    Controller,
}

/// What a fact states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Statement {
    /// About consent to a purpose, or to one channel of it.
    Consent {
        /// The purpose.
        purpose: PurposeId,
        /// The channel, where the consent is about being reached by it.
        channel: Option<ChannelId>,
        /// What was done.
        act: Act,
        /// The version of the text that was shown; 0 where none is known.
        text_version: u32,
        /// It was an explicit statement.
        explicit: bool,
        /// It was asked for separately from other matters.
        separate: bool,
    },
    /// An objection to a purpose, or to all marketing of a brand.
    Objection {
        /// The brand.
        brand: BrandId,
        /// The purpose; none means all marketing.
        purpose: Option<PurposeId>,
        /// Made, or taken back.
        on: bool,
    },
    /// A flag set or taken back.
    Flag {
        /// Which.
        flag: Flag,
        /// The brand; none means every brand.
        brand: Option<BrandId>,
        /// Set, or taken back.
        on: bool,
    },
    /// A preference. Preferences only narrow.
    Preference {
        /// The brand.
        brand: BrandId,
        /// What is preferred.
        preference: Preference,
    },
}

impl Statement {
    /// Whether it can let something be done that could not be before: a yes, or what takes a no
    /// back. What only narrows is always taken in, even by a full record.
    #[must_use]
    pub const fn may_widen(&self) -> bool {
        match self {
            Self::Consent { act, .. } => act.no_strength().is_none(),
            Self::Objection { on, .. } | Self::Flag { on, .. } => !*on,
            Self::Preference { preference, .. } => match preference {
                Preference::Channel { wanted, .. } | Preference::Topic { wanted, .. } => *wanted,
                Preference::Frequency { .. } | Preference::QuietHours { .. } => true,
            },
        }
    }
}

/// What was done about a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Act {
    /// The person was asked.
    Request,
    /// The person said yes.
    Grant,
    /// The person confirmed a yes over the channel it was given for.
    Confirm,
    /// The person said no.
    Deny,
    /// The person took a yes back.
    Withdraw,
    /// The controller took the permission back.
    Revoke,
    /// The consent turned out not to be valid.
    Invalidate,
}

impl Act {
    /// How strong a no it is, if it is one: of several at one instant the strongest gives the
    /// state its name. The person's own words come before the controller's.
    #[must_use]
    pub const fn no_strength(self) -> Option<u8> {
        match self {
            Self::Withdraw => Some(4),
            Self::Deny => Some(3),
            Self::Revoke => Some(2),
            Self::Invalidate => Some(1),
            Self::Request | Self::Grant | Self::Confirm => None,
        }
    }
}

/// A mark on a person that decisions heed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flag {
    /// Processing is restricted: stored, and nothing else but what is necessary by law.
    Restriction,
    /// The person opted out of sale and sharing.
    SaleOptOut,
    /// The browser or device sends Global Privacy Control.
    Gpc,
    /// Only necessary uses of sensitive data.
    LimitSensitive,
    /// The person is a child.
    Child,
    /// The person is a child below the age from which the law lets children say yes to sale and
    /// sharing themselves. Of whoever is a child, that this was taken back says that they are old
    /// enough for it; that it was never said says nothing.
    YoungChild,
    /// Nothing may be erased for now.
    LegalHold,
    /// The person was erased.
    Erased,
}

/// A preference, which narrows what a permission allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Preference {
    /// Whether to be reached by a channel.
    Channel {
        /// The channel.
        channel: ChannelId,
        /// Yes or no.
        wanted: bool,
    },
    /// Whether to hear about a topic.
    Topic {
        /// The topic.
        topic: TopicId,
        /// Yes or no.
        wanted: bool,
    },
    /// At most so many messages in so many days over a channel. 0 days is no limit: it takes an
    /// earlier one back.
    Frequency {
        /// The channel.
        channel: ChannelId,
        /// How many.
        messages_max: u16,
        /// In how many days.
        days: u16,
    },
    /// Not between these times over a channel. The same time twice is no quiet time: it takes an
    /// earlier one back; 0 to 1,440 is the whole day.
    QuietHours {
        /// The channel.
        channel: ChannelId,
        /// Minutes after midnight at which quiet begins.
        from_minute: u16,
        /// Minutes after midnight at which it ends; smaller than the beginning if over midnight.
        until_minute: u16,
        /// Minutes to add to UTC for the person's clock.
        utc_offset_minutes: i16,
    },
}

/// The states of a consent (DESIGN.md, Words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PermissionState {
    /// Nothing was ever said.
    Unknown,
    /// The person was asked and has not answered.
    Requested,
    /// The person said yes and has yet to confirm.
    Pending,
    /// Yes.
    Granted,
    /// No.
    Denied,
    /// The person took a yes back.
    Withdrawn,
    /// The controller took it back.
    Revoked,
    /// It was yes, and too long ago.
    Expired,
    /// It was yes to a text that has changed materially since, or turned out not to be valid.
    Invalidated,
}

impl PermissionState {
    /// How much it forbids, to find the most restrictive of several. Only a granted consent
    /// permits (0); among the others the person's own no comes first.
    #[must_use]
    pub const fn restrictiveness(self) -> u8 {
        match self {
            Self::Granted => 0,
            Self::Pending => 1,
            Self::Requested => 2,
            Self::Unknown => 3,
            Self::Expired => 4,
            Self::Invalidated => 5,
            Self::Revoked => 6,
            Self::Denied => 7,
            Self::Withdrawn => 8,
        }
    }
}
