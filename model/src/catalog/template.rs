//! What a request to a destination says: texts with placeholders, and values made of them.
//!
//! `{trait.email|lower|sha256}` stands for a value and what is done with it; `{{` is a brace. A
//! text that is one placeholder and nothing else is the value itself, with its type, and is left
//! out where there is none.

use std::fmt::Write as _;

/// What a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// The idempotency key of the delivery: the same however often it is sent.
    DeliveryId,
    /// When it is sent.
    DeliveryTime,
    /// What is sent, as catalogs name it: `event`, `traits` and so on.
    DeliveryKind,
    /// The name of the event.
    EventName,
    /// When it happened.
    EventTime,
    /// Everything of the event that may go, by path.
    Properties,
    /// One property of the event.
    Property(Box<str>),
    /// The identifier of a kind that was seen last.
    Identifier(Box<str>),
    /// All identifiers that may go: each kind with its values.
    Identifiers,
    /// One trait.
    Trait(Box<str>),
    /// All traits that may go, by path.
    Traits,
    /// The name of the segment.
    SegmentName,
    /// Whether it was entered; else it was left.
    SegmentEntered,
    /// For each purpose of the destination, whether it permits.
    Permissions,
    /// The items of a batch.
    Items,
    /// The name of the event as the destination calls it.
    EventNamed,
    /// All identifiers of a kind.
    Values(Box<str>),
    /// Whether one purpose of the destination permits.
    Permission(Box<str>),
    /// A value of the item that is at hand, by the path of the whole property: `products[].sku`.
    OfItem(Box<str>),
    /// What was found by asking the destination first.
    Found,
    /// Since when records of a list changed.
    ListSince,
    /// What the page of a list before said about the next one.
    ListNext,
    /// The number of the page of a list.
    ListPage,
    /// What a record is known by.
    RecordKey,
    /// What records are looked for by.
    RecordValue,
    /// The state of a record that is changed.
    RecordVersion,
    /// What is written of a record.
    RecordFields,
    /// All of a record, as it is to be.
    RecordWhole,
}

/// What is done with a value before it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// In lower case, without blanks at the ends.
    Lower,
    /// Its digits alone, as phone numbers are hashed.
    Digits,
    /// SHA-256, as 64 hexadecimal digits.
    Sha256,
    /// A time as whole seconds since 1970.
    Seconds,
    /// A time as milliseconds since 1970.
    Millis,
    /// A time as microseconds since 1970.
    Micros,
    /// Its letters and digits alone, of whatever script.
    Letters,
    /// MD5, as 32 hexadecimal digits. For receivers that name people by it; it hides nothing.
    Md5,
    /// As text.
    Text,
    /// Words of small letters and digits, joined by `_`.
    Snake,
    /// The first of two words where it is so, else the second.
    Either(Box<str>, Box<str>),
    /// So many characters at the most.
    First(usize),
}

impl Change {
    const ALL: [(&'static str, Self); 10] = [
        ("lower", Self::Lower),
        ("digits", Self::Digits),
        ("sha256", Self::Sha256),
        ("seconds", Self::Seconds),
        ("millis", Self::Millis),
        ("micros", Self::Micros),
        ("letters", Self::Letters),
        ("md5", Self::Md5),
        ("text", Self::Text),
        ("snake", Self::Snake),
    ];

    fn read(text: &str) -> Option<Self> {
        let known = Self::ALL.iter().find(|(word, _)| *word == text);
        if let Some((_, change)) = known {
            return Some(change.clone());
        }
        let mut parts = text.split(':');
        let (word, first, second) = (parts.next()?, parts.next()?, parts.next());
        if parts.next().is_some() {
            return None;
        }
        match (word, second) {
            ("either", Some(second)) => Some(Self::Either(first.into(), second.into())),
            ("first", None) => {
                let most = first.parse().ok().filter(|most| *most > 0);
                most.map(Self::First)
            }
            _ => None,
        }
    }
}

/// A placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// As it is written, without braces.
    pub text: Box<str>,
    /// What it stands for.
    pub stands: Stands,
    /// What is done with the value, in order.
    pub changes: Vec<Change>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Itself.
    Text(Box<str>),
    /// A placeholder.
    Blank(Blank),
}

/// A value of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Template {
    /// A text of pieces; of one placeholder alone, the value that it stands for.
    Text(Vec<Piece>),
    /// Yes or no.
    Flag(bool),
    /// A number, as written.
    Number(Box<str>),
    /// Several.
    List(Vec<Template>),
    /// By name, in the order of the names.
    Object(Vec<(Box<str>, Template)>),
    /// One for each item of a list of the event, such as `products`.
    Each(Box<str>, Box<Template>),
    /// Only where there is such a value, and it is not `false`.
    If(Blank, Box<Template>),
}

/// What is wrong with a text, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) offset: usize,
    pub(super) length: usize,
    pub(super) found: Box<str>,
    pub(super) valid: &'static [&'static str],
}

/// What placeholders can be called; those that end in a dot go on with a name.
const WORDS: [&str; 28] = [
    "delivery.id",
    "delivery.kind",
    "delivery.time",
    "event.name",
    "event.named",
    "event.properties",
    "event.property.",
    "event.time",
    "found",
    "identifier.",
    "identifiers",
    "identifiers.",
    "item.",
    "items",
    "list.next",
    "list.page",
    "list.since",
    "permission.",
    "permissions",
    "record.fields",
    "record.key",
    "record.value",
    "record.version",
    "record.whole",
    "segment.entered",
    "segment.name",
    "trait.",
    "traits",
];
/// What can be done with values.
const CHANGES: [&str; 12] = [
    "digits",
    "either:YES:NO",
    "first:100",
    "letters",
    "lower",
    "md5",
    "micros",
    "millis",
    "seconds",
    "sha256",
    "snake",
    "text",
];
/// For a brace that is not closed.
const CLOSED: [&str; 1] = ["}"];

/// Reads a text with placeholders.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, Slip> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{') {
        plain.push_str(&text[at..at + open]);
        let start = at + open;
        if text[start..].starts_with("{{") {
            plain.push('{');
            at = start + 2;
            continue;
        }
        let inner = start + 1;
        let Some(length) = text[inner..].find('}') else {
            return Err(Slip {
                offset: start,
                length: text.len() - start,
                found: text[start..].into(),
                valid: &CLOSED,
            });
        };
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain).into()));
        }
        let blank = blank(&text[inner..inner + length]).map_err(|mut slip| {
            slip.offset += inner;
            slip
        })?;
        pieces.push(Piece::Blank(blank));
        at = inner + length + 1;
    }
    plain.push_str(&text[at..]);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain.into()));
    }
    Ok(pieces)
}

/// Reads what stands between the braces of a placeholder.
pub(super) fn blank(text: &str) -> Result<Blank, Slip> {
    let mut parts = text.split('|');
    let name = parts.next().unwrap_or_default();
    let slip = |offset, found: &str, valid| Slip {
        offset,
        length: found.len().max(1),
        found: found.into(),
        valid,
    };
    let stands = stands(name).ok_or_else(|| slip(0, name, &WORDS[..]))?;
    let mut changes = Vec::new();
    let mut offset = name.len() + 1;
    for part in parts {
        let change = Change::read(part);
        changes.push(change.ok_or_else(|| slip(offset, part, &CHANGES[..]))?);
        offset += part.len() + 1;
    }
    Ok(Blank {
        text: text.into(),
        stands,
        changes,
    })
}

fn stands(name: &str) -> Option<Stands> {
    let of = |prefix: &str| {
        let rest = name.strip_prefix(prefix)?;
        (!rest.is_empty()).then(|| Box::<str>::from(rest))
    };
    Some(match name {
        "delivery.id" => Stands::DeliveryId,
        "delivery.time" => Stands::DeliveryTime,
        "delivery.kind" => Stands::DeliveryKind,
        "event.name" => Stands::EventName,
        "event.named" => Stands::EventNamed,
        "event.time" => Stands::EventTime,
        "found" => Stands::Found,
        "event.properties" => Stands::Properties,
        "identifiers" => Stands::Identifiers,
        "traits" => Stands::Traits,
        "segment.name" => Stands::SegmentName,
        "segment.entered" => Stands::SegmentEntered,
        "permissions" => Stands::Permissions,
        "items" => Stands::Items,
        "list.since" => Stands::ListSince,
        "list.next" => Stands::ListNext,
        "list.page" => Stands::ListPage,
        "record.key" => Stands::RecordKey,
        "record.value" => Stands::RecordValue,
        "record.version" => Stands::RecordVersion,
        "record.fields" => Stands::RecordFields,
        "record.whole" => Stands::RecordWhole,
        _ => {
            if let Some(path) = of("event.property.") {
                Stands::Property(path)
            } else if let Some(kind) = of("identifier.") {
                Stands::Identifier(kind)
            } else if let Some(kind) = of("identifiers.") {
                Stands::Values(kind)
            } else if let Some(purpose) = of("permission.") {
                Stands::Permission(purpose)
            } else if let Some(path) = of("item.") {
                Stands::OfItem(path)
            } else {
                Stands::Trait(of("trait.")?)
            }
        }
    })
}

/// The text that pieces were read from.
pub(super) fn written(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(&text.replace('{', "{{")),
            Piece::Blank(blank) => {
                write!(out, "{{{}}}", blank.text).expect("writing to a string never fails");
            }
        }
    }
    out
}

impl Template {
    /// All placeholders in it.
    #[must_use]
    pub fn blanks(&self) -> Vec<&Blank> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'t>(&'t self, found: &mut Vec<&'t Blank>) {
        match self {
            Self::Text(pieces) => found.extend(pieces.iter().filter_map(Piece::blank)),
            Self::Flag(_) | Self::Number(_) => {}
            Self::List(items) => items.iter().for_each(|item| item.collect(found)),
            Self::Object(items) => items.iter().for_each(|(_, item)| item.collect(found)),
            Self::Each(_, item) => item.collect(found),
            Self::If(blank, then) => {
                found.push(blank);
                then.collect(found);
            }
        }
    }

    /// Has `{item.x}` name the whole property of a list, unless another list lies between.
    pub(super) fn of_list(mut self, list: &str) -> Self {
        self.name_items(list);
        self
    }

    fn name_items(&mut self, list: &str) {
        let name = |blank: &mut Blank| {
            if let Stands::OfItem(path) = &mut blank.stands {
                *path = format!("{list}[].{path}").into();
            }
        };
        match self {
            Self::Text(pieces) => {
                for piece in pieces {
                    if let Piece::Blank(blank) = piece {
                        name(blank);
                    }
                }
            }
            Self::Flag(_) | Self::Number(_) | Self::Each(..) => {}
            Self::List(items) => items.iter_mut().for_each(|item| item.name_items(list)),
            Self::Object(items) => items.iter_mut().for_each(|(_, item)| item.name_items(list)),
            Self::If(blank, then) => {
                name(blank);
                then.name_items(list);
            }
        }
    }

    /// As one line, the same for templates that say the same.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Text(pieces) => format!("{:?}", written(pieces)),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::written).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(items) => {
                let items = items.iter();
                let items: Vec<String> = items
                    .map(|(name, item)| format!("{name:?}:{}", item.written()))
                    .collect();
                format!("{{{}}}", items.join(","))
            }
            Self::Each(list, item) => format!("each {list} {}", item.written()),
            Self::If(blank, then) => format!("if {{{}}} {}", blank.text, then.written()),
        }
    }
}

impl Piece {
    /// The placeholder, if it is one.
    #[must_use]
    pub const fn blank(&self) -> Option<&Blank> {
        match self {
            Self::Text(_) => None,
            Self::Blank(blank) => Some(blank),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_what_is_done_with_them_are_read() {
        let read = pieces("a{{b {trait.email|lower|sha256}!").expect("good");
        assert_eq!(read.len(), 3);
        assert_eq!(read[0], Piece::Text("a{b ".into()));
        let blank = read[1].blank().expect("a placeholder");
        assert_eq!(blank.stands, Stands::Trait("email".into()));
        assert_eq!(blank.changes, [Change::Lower, Change::Sha256]);
        assert_eq!(written(&read), "a{{b {trait.email|lower|sha256}!");
    }

    #[test]
    fn what_is_done_with_values_may_have_its_own_words() {
        let read = pieces("{permission.news|either:GRANTED:DENIED}{event.name|first:40}");
        let read = read.expect("good");
        let changes = |at: usize| read[at].blank().expect("a placeholder").changes.clone();
        let words = Change::Either("GRANTED".into(), "DENIED".into());
        assert_eq!(changes(0), [words]);
        assert_eq!(changes(1), [Change::First(40)]);
        for bad in [
            "either:a",
            "either:a:b:c",
            "first:0",
            "first:x",
            "first:1:2",
        ] {
            assert!(pieces(&format!("{{event.name|{bad}}}")).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_slip_says_where_it_is_and_what_could_stand_there() {
        let slip = pieces("x {trait.email|lwer}").expect_err("no such change");
        assert_eq!((slip.offset, slip.length, &*slip.found), (15, 4, "lwer"));
        assert!(slip.valid.contains(&"lower"));
        let slip = pieces("{evnt.name}").expect_err("no such thing");
        assert_eq!((slip.offset, &*slip.found), (1, "evnt.name"));
        assert!(pieces("{trait.}").is_err() && pieces("{open").is_err());
    }
}
