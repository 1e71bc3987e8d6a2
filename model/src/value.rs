//! A value that a field can hold, as it is after validation.

use std::fmt;

use smol_str::SmolStr;

use crate::time::Timestamp;

/// Millionths: money and measures are summed as exact whole numbers of these.
pub const MICROS: i128 = 1_000_000;

/// A typed value. `Debug` tells only its shape.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Nothing given (only inside lists).
    Null,
    /// Yes or no.
    Bool(bool),
    /// A finite number.
    Number(f64),
    /// Text, at most `TEXT_BYTES_MAX` bytes. Most are short, and stand here without an allocation.
    Text(SmolStr),
    /// An instant.
    Time(Timestamp),
    /// Several values, never lists themselves; at most `LIST_ITEMS_MAX`.
    List(Box<[Value]>),
}

/// The longest text value, in bytes.
pub const TEXT_BYTES_MAX: usize = 8 * 1024;
/// The most values in a list.
pub const LIST_ITEMS_MAX: usize = 500;

impl Value {
    /// The number as exact millionths, if it is a number within range.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded and checked against the range"
    )]
    pub fn micros(&self) -> Option<i128> {
        match self {
            Self::Number(number) if number.abs() < 1e15 => Some((number * 1e6).round() as i128),
            _ => None,
        }
    }

    /// The exact millionths that a measure brings: of the number, or of each number of the list.
    pub fn all_micros(&self) -> impl Iterator<Item = i128> {
        let items = match self {
            Self::List(items) => &**items,
            value => std::slice::from_ref(value),
        };
        items.iter().filter_map(Self::micros)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value it is, as the catalog names it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::Time(_) => "time",
            Self::List(_) => "list",
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_no_more_room_than_a_short_text() {
        assert_eq!(size_of::<Value>(), size_of::<SmolStr>());
    }
}
