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
    /// How much memory it takes beside its own place, about.
    pub(crate) fn heap_bytes(&self) -> usize {
        match self {
            Self::Text(text) if text.is_heap_allocated() => text.len(),
            Self::List(items) => {
                let inner: usize = items.iter().map(Self::heap_bytes).sum();
                size_of_val(&**items) + inner
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Time(_) => 0,
        }
    }

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

    #[test]
    fn long_texts_and_lists_weigh_what_they_take() {
        let long = Value::Text(SmolStr::new("a".repeat(TEXT_BYTES_MAX)));
        assert_eq!(long.heap_bytes(), TEXT_BYTES_MAX);
        assert_eq!(Value::Text(SmolStr::new("short")).heap_bytes(), 0);
        let two = Value::List(Box::new([long.clone(), long]));
        assert_eq!(two.heap_bytes(), 2 * (TEXT_BYTES_MAX + size_of::<Value>()));
    }
}
