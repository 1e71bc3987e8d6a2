//! Attributes: what one declared thing says, in a form that compares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

/// A value of one attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Attribute {
    /// Yes or no.
    Flag(bool),
    /// A whole number; none where there is no bound.
    Number(Option<u64>),
    /// Words.
    Text(String),
    /// Names, without order.
    Set(BTreeSet<String>),
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(true) => f.write_str("yes"),
            Self::Flag(false) => f.write_str("no"),
            Self::Number(None) => f.write_str("no bound"),
            Self::Number(Some(number)) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Set(names) if names.is_empty() => f.write_str("none"),
            Self::Set(names) => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                f.write_str(&names.join(", "))
            }
        }
    }
}

/// What it means for people's data if an attribute has more: a larger number, a yes, more names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaning {
    /// More is allowed.
    Widens,
    /// Less is allowed.
    Narrows,
    /// Any change is to be read as allowing more, since it cannot be judged.
    Unclear,
    /// Nothing about what is allowed.
    Neutral,
    /// The kind of a lawful basis: towards consent narrows, anything else widens.
    Basis,
}

/// An attribute and how it leans.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) value: Attribute,
    pub(super) leaning: Leaning,
}

/// The attributes of one declared thing, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    pub(super) entries: BTreeMap<String, Entry>,
}

impl Item {
    fn put(&mut self, name: impl Into<String>, value: Attribute, leaning: Leaning) {
        self.entries.insert(name.into(), Entry { value, leaning });
    }

    pub(super) fn text(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        leaning: Leaning,
    ) {
        self.put(name, Attribute::Text(text.into()), leaning);
    }

    pub(super) fn flag(&mut self, name: impl Into<String>, flag: bool, leaning: Leaning) {
        self.put(name, Attribute::Flag(flag), leaning);
    }

    pub(super) fn number(
        &mut self,
        name: impl Into<String>,
        number: Option<u64>,
        leaning: Leaning,
    ) {
        self.put(name, Attribute::Number(number), leaning);
    }

    pub(super) fn set(
        &mut self,
        name: &str,
        names: impl IntoIterator<Item = String>,
        leaning: Leaning,
    ) {
        self.put(name, Attribute::Set(names.into_iter().collect()), leaning);
    }
}
