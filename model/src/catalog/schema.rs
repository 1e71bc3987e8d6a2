//! Sources, fields, events, computed traits and segments: what may come in and what is made of it.

use super::intake::Intake;
use crate::id::{
    BrandId, CategoryId, ComputedId, EventKind, FieldId, IdentifierKind, PurposeId, PurposeSet,
    SegmentId, SourceId,
};
use crate::segment::Condition;

/// Where messages come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its slot.
    pub id: SourceId,
    /// Its name in catalogs.
    pub name: Box<str>,
    /// The brand it belongs to.
    pub brand: BrandId,
    /// The key that clients write with.
    pub write_key: Box<str>,
    /// The purposes that it collects for.
    pub purposes: PurposeSet,
    /// Its write key is a secret that only systems of the brand's own know: what it says of people
    /// is vouched for. Other keys are public, and anybody can say anything with them.
    pub trusted: bool,
    /// Origins that browsers may send from; `*` for any.
    pub origins: Vec<Box<str>>,
    /// Events per second it may send, and the burst above it.
    pub rate_events_max: Option<u32>,
    /// The country that phone numbers and addresses are read in where none is given.
    pub country: Option<Box<str>>,
    /// The channel it stands for, for people: web, app, store, phone, email.
    pub channel: Box<str>,
    /// Where its rows come from, if Telos runs it itself.
    pub from: Option<Box<Intake>>,
    /// Whose data it is, where it was not collected from people by the brand itself.
    pub third_party: Option<ThirdParty>,
}

/// Data of others: who gave it, and on what terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThirdParty {
    /// Who collected it.
    pub provider: Box<str>,
    /// The contract or licence under which it may be used.
    pub licence: Box<str>,
}

/// Where a field lives in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// In `traits`: what is known of the person.
    Trait,
    /// In `context`.
    Context,
    /// In the `properties` of one kind of event.
    Event(EventKind),
    /// In the `traits` of a group.
    Group,
}

/// The type of a field, which also says how it is normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A finite number.
    Number,
    /// Yes or no.
    Boolean,
    /// An instant or a date.
    Time,
    /// An email address.
    Email,
    /// A phone number, to E.164.
    Phone,
    /// A country, to ISO 3166-1 alpha-2.
    Country,
    /// A region of a country, to ISO 3166-2.
    Region,
    /// A city.
    City,
    /// A personal name.
    Name,
    /// A postal code.
    PostalCode,
    /// An IP address, shortened unless a purpose permits the full one.
    Ip,
    /// A BCP 47 locale.
    Locale,
    /// Free text, in which a label stands in the place of personal data.
    Note,
}

impl FieldKind {
    /// All kinds.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Number,
        Self::Boolean,
        Self::Time,
        Self::Email,
        Self::Phone,
        Self::Country,
        Self::Region,
        Self::City,
        Self::Name,
        Self::PostalCode,
        Self::Ip,
        Self::Locale,
        Self::Note,
    ];

    /// The word that catalogs use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Time => "time",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Country => "country",
            Self::Region => "region",
            Self::City => "city",
            Self::Name => "name",
            Self::PostalCode => "postal_code",
            Self::Ip => "ip",
            Self::Locale => "locale",
            Self::Note => "note",
        }
    }
}

/// A declared field.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property that a catalog declares by itself"
)]
pub struct FieldDef {
    /// Its slot.
    pub id: FieldId,
    /// Where it lives.
    pub scope: Scope,
    /// Its path: names joined by dots, `[]` after a list, such as `products[].sku`.
    pub path: Box<str>,
    /// Its type.
    pub kind: FieldKind,
    /// A list of the type.
    pub list: bool,
    /// Its data category.
    pub category: CategoryId,
    /// The category of the value as it was sent, where that may be kept beside the normalised
    /// one (text kinds that normalise) or instead of the shortened one (addresses of the network).
    pub raw_category: Option<CategoryId>,
    /// It is summed by day, so that segments and computed traits can ask for its sum.
    pub measure: bool,
    /// An event without it is quarantined.
    pub required: bool,
    /// It is the day somebody was born on, which says whether they are a child.
    pub birth_date: bool,
    /// It is what somebody likes or does not, which they tell on their own pages.
    pub taste: bool,
    /// It identifies a person: the kind of identifier it also becomes.
    pub identifier: Option<IdentifierKind>,
}

/// A kind of event and what it may carry.
#[derive(Debug, Clone, PartialEq)]
pub struct EventSchema {
    /// Its slot.
    pub id: EventKind,
    /// Its name, as messages carry it.
    pub name: Box<str>,
    /// The category of the fact that it happened.
    pub category: CategoryId,
    /// Its properties, by path.
    pub fields: Vec<(Box<str>, FieldId)>,
}

/// How often an identifier may be on one person within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitWindow {
    /// Counting all that there ever were.
    Ever,
    /// Counting those seen within this many days.
    Days(u16),
}

/// A kind of identifier and its rules.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentifierDef {
    /// Its slot.
    pub id: IdentifierKind,
    /// Its name, such as `user_id`.
    pub name: Box<str>,
    /// The data category that holding it needs.
    pub category: CategoryId,
    /// Lower comes first; the last is left out of a match first.
    pub priority: u8,
    /// How many of this kind one person may have.
    pub limit: u16,
    /// Within which time they are counted.
    pub window: LimitWindow,
    /// It names a person, not a device or browser.
    pub personal: bool,
    /// Values that never identify anyone, besides those of the field's rules; lower case, `*` matches any run.
    pub blocked: Vec<Box<str>>,
    /// How its values are normalised.
    pub kind: FieldKind,
}

/// A trait that is worked out from others and from behaviour.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// Its slot.
    pub id: ComputedId,
    /// Its name.
    pub name: Box<str>,
    /// Its data category, which a reader's purpose must hold.
    pub category: CategoryId,
    /// How it is worked out.
    pub rule: ComputedRule,
    /// Only behaviour of this many last UTC days counts, today included.
    pub within_days: Option<u16>,
}

/// How a computed trait is worked out, over what the asking purpose may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComputedRule {
    /// How often the event happened.
    Count(EventKind),
    /// The sum of a measure.
    Sum(FieldId),
    /// The mean of a measure: its sum over how often it was given.
    Average(FieldId),
    /// When the event first happened.
    First(EventKind),
    /// When the event last happened.
    Last(EventKind),
    /// Whole UTC days since the event last happened.
    DaysSince(EventKind),
}

/// A named condition on profiles.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentDef {
    /// Its slot.
    pub id: SegmentId,
    /// Its name.
    pub name: Box<str>,
    /// Its title for people.
    pub title: Box<str>,
    /// The purpose it is for: nobody is a member whom this purpose may not segment.
    pub purpose: PurposeId,
    /// Who belongs, as written.
    pub text: Box<str>,
    /// Who belongs.
    pub condition: Condition,
}
