//! What the demo sends: a message, by which source, and what it is there to show.

/// A brand of the shipped catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Brand {
    Aria,
    Bento,
}

impl Brand {
    /// The other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Aria => Self::Bento,
            Self::Bento => Self::Aria,
        }
    }
}

/// A channel that a brand is met on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Channel {
    Web,
    App,
    Store,
    Calls,
    Email,
    Import,
}

/// A source of the shipped catalog.
pub(super) type Source = (Brand, Channel);

/// The write key of a source.
pub(super) const fn write_key(source: Source) -> &'static str {
    use Brand::{Aria, Bento};
    use Channel::{App, Calls, Email, Import, Store, Web};
    match source {
        (Aria, Web) => "aria-web-key",
        (Aria, App) => "aria-app-key",
        (Aria, Store) => "aria-store-key",
        (Aria, Calls) => "aria-calls-key",
        (Aria, Email) => "aria-email-key",
        (Aria, Import) => "aria-import-key",
        (Bento, Web) => "bento-web-key",
        (Bento, App) => "bento-app-key",
        (Bento, Store) => "bento-store-key",
        (Bento, Calls) => "bento-calls-key",
        (Bento, Email) => "bento-email-key",
        (Bento, Import) => "bento-import-key",
    }
}

/// What a message is there to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Situation {
    /// Looks round without saying who.
    Browse,
    /// Answers the banner.
    Banner,
    /// States permission in a message of its own.
    Consent,
    /// Becomes known.
    SignUp,
    /// Is known and looks round or fills a cart.
    SignedIn,
    Buy,
    Review,
    /// Is sent, opens or clicks an email.
    Email,
    /// Confirms the newsletter by a click in an email.
    DoubleOptIn,
    Call,
    Store,
    /// Comes from the old shop's files.
    Import,
    App,
    /// Joins a household.
    Household,
    /// Uses a device that somebody else uses.
    SharedTablet,
    /// Uses a second device.
    SecondDevice,
    /// Has mistyped a name, a telephone number or an address.
    TypingError,
    /// Arrives long after it happened.
    Late,
    /// Arrives a second time.
    Twice,
    Withdraw,
    GrantAgain,
    Object,
    /// Comes from a browser with Global Privacy Control.
    Gpc,
    Preference,
    /// One id takes over from another.
    Alias,
    /// Carries fields that no purpose may hold.
    Unholdable,
    /// Comes from a device whose clock is wrong.
    WrongClock,
    UnknownEvent,
    WrongType,
    NoIdentifier,
    BadTime,
}

/// A message to send.
pub(super) struct Item {
    /// When it happened, in milliseconds since 1970.
    pub(super) at: i64,
    /// When it is sent.
    pub(super) sent: i64,
    /// Whose it is: messages of a household keep their order.
    pub(super) household: usize,
    pub(super) source: Source,
    /// It is sent with `Sec-GPC: 1`.
    pub(super) gpc: bool,
    pub(super) situation: Situation,
    /// The code of the rejection that it is meant to meet, if it is.
    pub(super) refused: Option<&'static str>,
    /// The message, as JSON.
    pub(super) body: String,
}

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Item({:?} {:?})", self.source, self.situation)
    }
}
