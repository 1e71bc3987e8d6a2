//! Free text, such as notes of a call: personal data in it is found, and a label stands in its place.
//!
//! What is found is found by its form (a card number by its check digit, an IBAN by its remainder),
//! so that order numbers and dates stay readable. Where in doubt, it is masked.

mod ids;
mod numbers;

use std::borrow::Cow;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// An email address.
    Email,
    /// A bank account.
    Iban,
    /// A payment card.
    Card,
    /// A number that a state gives to a person.
    NationalId,
    /// A phone number.
    Phone,
    /// A name of the person.
    Name,
}

impl Label {
    /// What stands in the place of what was found.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Email => "[email]",
            Self::Iban => "[iban]",
            Self::Card => "[card]",
            Self::NationalId => "[national id]",
            Self::Phone => "[phone]",
            Self::Name => "[name]",
        }
    }
}

/// A stretch of a text and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What it is.
    pub label: Label,
}

/// The shortest word of a name that is looked for, in bytes: shorter ones are in other words too.
const NAME_BYTES_MIN: usize = 3;

/// All personal data that is found in a text, in order, without overlaps. `country` says how phone
/// numbers without a prefix are read; `names` are those of the person.
#[must_use]
pub fn find(text: &str, country: Option<&str>, names: &[impl AsRef<str>]) -> Vec<Found> {
    let mut found = emails(text);
    let mut add = |more: Vec<Found>| {
        for one in more {
            let free = |known: &Found| known.end <= one.start || one.end <= known.start;
            if found.iter().all(free) {
                found.push(one);
            }
        }
    };
    add(ids::ibans(text));
    add(ids::lettered(text));
    add(numbers::find(text, country));
    add(known_names(text, names));
    found.sort_unstable_by_key(|one| one.start);
    found
}

/// A text with a label in the place of all personal data that is found in it.
#[must_use]
pub fn mask<'t>(text: &'t str, country: Option<&str>, names: &[impl AsRef<str>]) -> Cow<'t, str> {
    let found = find(text, country, names);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for one in found {
        masked.push_str(&text[from..one.start]);
        masked.push_str(one.label.mark());
        from = one.end;
    }
    masked.push_str(&text[from..]);
    Cow::Owned(masked)
}

/// Addresses around each `@`.
fn emails(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (at, sign) in text.char_indices() {
        if !matches!(sign, '@' | '\u{ff20}') {
            continue;
        }
        let (before, after) = (&text[..at], &text[at + sign.len_utf8()..]);
        let local = |letter: char| letter.is_alphanumeric() || "._%+-'".contains(letter);
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, letter)| local(*letter))
            .last();
        let host =
            after.find(|letter: char| !(letter.is_alphanumeric() || ".-\u{ff0e}".contains(letter)));
        let host = after[..host.unwrap_or(after.len())].trim_end_matches(['.', '-']);
        let dotted = host.contains(['.', '\u{ff0e}']);
        let Some((start, _)) = start.filter(|_| dotted && host.chars().count() >= 4) else {
            continue;
        };
        let end = at + sign.len_utf8() + host.len();
        if found.last().is_none_or(|last| last.end <= start) {
            found.push(Found {
                start,
                end,
                label: Label::Email,
            });
        }
    }
    found
}

/// The words of names where they stand by themselves, in any case.
fn known_names(text: &str, names: &[impl AsRef<str>]) -> Vec<Found> {
    let mut found = Vec::new();
    let words = names
        .iter()
        .flat_map(|name| name.as_ref().split_whitespace());
    for name in words {
        let spaced = name.is_ascii() || name.chars().all(|letter| (letter as u32) < 0x2e80);
        if spaced && name.len() < NAME_BYTES_MIN {
            continue;
        }
        let wanted: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
        for (start, _) in text.char_indices() {
            let bounded = !spaced
                || !text[..start]
                    .chars()
                    .next_back()
                    .is_some_and(char::is_alphanumeric);
            if let Some(end) = bounded.then(|| same(&text[start..], &wanted)).flatten() {
                let end = start + end;
                let after = text[end..].chars().next();
                if !spaced || !after.is_some_and(char::is_alphanumeric) {
                    found.push(Found {
                        start,
                        end,
                        label: Label::Name,
                    });
                }
            }
        }
    }
    found
}

/// Where a text that begins with some lower-case letters, in any case, goes on.
fn same(text: &str, wanted: &[char]) -> Option<usize> {
    let mut rest = wanted;
    for (at, letter) in text.char_indices() {
        if rest.is_empty() {
            return Some(at);
        }
        for lower in letter.to_lowercase() {
            let (first, others) = rest.split_first()?;
            if *first != lower {
                return None;
            }
            rest = others;
        }
    }
    rest.is_empty().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn masked(text: &str) -> String {
        mask(text, Some("DE"), &["Ada Lovelace", "\u{7530}\u{4e2d}"]).into_owned()
    }

    #[test]
    fn personal_data_in_a_note_is_labelled() {
        for (text, expected) in [
            ("write to ada@mail.example.", "write to [email]."),
            ("ADA.L+x@sub.mail.example, please", "[email], please"),
            ("call +44 20 7946 0958 after 5", "call [phone] after 5"),
            (
                "call 030 1234567 or (030) 123-4567",
                "call [phone] or [phone]",
            ),
            ("\u{ff10}\u{ff19}\u{ff10}-1234-5678", "[phone]"),
            (
                "card 4111 1111 1111 1111 exp 12/27",
                "card [card] exp 12/27",
            ),
            ("4012888888881881", "[card]"),
            ("to DE89 3704 0044 0532 0130 00 today", "to [iban] today"),
            ("GB29NWBK60161331926819", "[iban]"),
            ("ssn 078-05-1120", "ssn [national id]"),
            ("NI QQ123456C", "NI [national id]"),
            ("cpf 529.982.247-25", "cpf [national id]"),
            ("id 11010519491231002X", "id [national id]"),
            ("Steuer-ID 86095742719", "Steuer-ID [national id]"),
            ("my number 1234 5678 9018", "my number [national id]"),
            ("RSSMRA85T10A562S called", "[national id] called"),
            ("ada lovelace said", "[name] [name] said"),
            ("\u{7530}\u{4e2d}\u{3055}\u{3093}", "[name]\u{3055}\u{3093}"),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
    }

    #[test]
    fn what_names_nobody_stays_readable() {
        for text in [
            "order 4711 of 2026-05-01, 3 parts at 12.50 EUR",
            "size 38, article 12345678, Adams street",
            "meet @noon, version 1.2.3.4",
            "ticket 1234567812345678 is no card",
            "",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_masked_within_its_bounds(text: String, name in "[a-zA-Z ]{0,9}") {
            let found = find(&text, Some("JP"), &[name.as_str()]);
            for pair in found.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
            for one in &found {
                prop_assert!(one.start < one.end);
                prop_assert!(text.is_char_boundary(one.start) && text.is_char_boundary(one.end));
            }
        }

        #[test]
        fn an_email_address_never_stays(before in "[a-z ]{0,9}", local in "[a-z0-9.]{1,9}[a-z]", after in "[ ,;][a-z ]{0,9}") {
            let address = format!("{local}@mail.example");
            let text = format!("{before} {address}{after}");
            prop_assert!(!mask(&text, None, &[""; 0]).contains("@mail.example"));
        }
    }
}
