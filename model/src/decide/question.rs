//! What is asked: an operation, for a purpose, on some data, at a time.

use crate::id::{CategorySet, ChannelId, JurisdictionSet, PurposeId, RecipientId, TopicId};
use crate::time::Timestamp;

/// Something that can be done with personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Operation {
    /// Taking data in and keeping it.
    Collect,
    /// Linking identifiers and nodes to one person.
    Merge,
    /// Showing a person's data.
    Read,
    /// Counting and asking over many people.
    Query,
    /// Putting people into segments.
    Segment,
    /// Training models.
    Train,
    /// Giving data to a recipient or reaching the person.
    Send,
    /// Processing old events again.
    Replay,
}

impl Operation {
    /// All operations.
    pub const ALL: [Self; 8] = [
        Self::Collect,
        Self::Merge,
        Self::Read,
        Self::Query,
        Self::Segment,
        Self::Train,
        Self::Send,
        Self::Replay,
    ];

    /// The name used in catalogs and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Merge => "merge",
            Self::Read => "read",
            Self::Query => "query",
            Self::Segment => "segment",
            Self::Train => "train",
            Self::Send => "send",
            Self::Replay => "replay",
        }
    }
}

/// A set of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct OperationSet(u8);

impl OperationSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);
    /// Every operation.
    pub const ALL: Self = Self(u8::MAX);

    /// This set and one more.
    #[must_use]
    pub const fn with(self, operation: Operation) -> Self {
        Self(self.0 | 1 << operation as u8)
    }
    /// Whether it is in.
    #[must_use]
    pub const fn contains(self, operation: Operation) -> bool {
        self.0 >> operation as u8 & 1 == 1
    }
}

/// What a name in a question stood for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<T> {
    /// This.
    Known(T),
    /// Nothing that the catalog declares; denied.
    Unknown,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What would be done.
    pub operation: Operation,
    /// For which purpose.
    pub purpose: Named<PurposeId>,
    /// With which categories of data.
    pub categories: Named<CategorySet>,
    /// Who would be given it, if anyone.
    pub recipient: Option<Named<RecipientId>>,
    /// Jurisdictions that hold besides those known of the person; adding one only narrows.
    pub jurisdictions: Named<JurisdictionSet>,
    /// How the person would be reached, if they would.
    pub contact: Option<Contact<'a>>,
    /// When.
    pub at: Timestamp,
}

/// Reaching a person over a channel.
#[derive(Debug, Clone, Copy)]
pub struct Contact<'a> {
    /// The channel.
    pub channel: Named<ChannelId>,
    /// The topic, if the message has one.
    pub topic: Option<Named<TopicId>>,
    /// When this brand's earlier messages went out over this channel, in any order.
    pub sent: &'a [Timestamp],
}
