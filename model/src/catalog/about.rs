//! What a brand tells people about itself: who is responsible, in which languages it speaks, and
//! what it wants their data for.

/// What a brand tells about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The languages that every text of the brand has to be in; none means its own alone.
    pub locales: Vec<Box<str>>,
    /// Who is responsible, if the catalog says so.
    pub controller: Option<Controller>,
    /// The data mission statement, by language.
    pub mission: Vec<Mission>,
    /// What it offers is for children too, so that forms have to find out who is one.
    pub for_children: bool,
    /// Its number on the IAB's global vendor list, if it is on it.
    pub tcf_vendor: Option<u16>,
}

/// Who is responsible for a brand's data, for notices and records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Controller {
    /// The legal name.
    pub name: Box<str>,
    /// The postal address.
    pub address: Box<str>,
    /// Where people write to about their data.
    pub email: Box<str>,
    /// The telephone number for the same, if there is one.
    pub phone: Option<Box<str>>,
    /// The data protection officer and how to reach them, if there is one.
    pub officer: Option<Box<str>>,
    /// The representative where the brand is not established, if there is one.
    pub representative: Option<Box<str>>,
}

/// Why a brand wants people's data and what it promises, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mission {
    /// BCP 47.
    pub locale: Box<str>,
    /// A few words.
    pub title: Box<str>,
    /// What the brand does with data, what it never does, and what people can do.
    pub body: Box<str>,
}

/// Whose data a purpose is about, for the record of processing (GDPR Art. 30(1)(c)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Concerned {
    /// People who buy or have an account.
    Customers,
    /// People who look at a website or an app.
    Visitors,
    /// People who asked for letters.
    Subscribers,
    /// People who write, call or complain.
    Enquirers,
    /// People who work for the brand.
    Staff,
}

impl Concerned {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Customers,
        Self::Visitors,
        Self::Subscribers,
        Self::Enquirers,
        Self::Staff,
    ];

    /// The word that catalogs and answers use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Visitors => "visitors",
            Self::Subscribers => "subscribers",
            Self::Enquirers => "enquirers",
            Self::Staff => "staff",
        }
    }
}
