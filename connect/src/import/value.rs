//! Values: cells of a row, read by their types.

use std::borrow::Cow;

use jiff::civil::DateTime;
use serde_json::Value;

use super::mapping::{FieldValue, Kind, Mapping, Part, Reading, Template, Unmapped};
use super::row::Problem;

/// The most items of a list in one cell.
const ITEMS_MAX: usize = 500;

/// What one cell of a row holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    /// A date that the file itself knows to be one.
    Date(DateTime),
    /// A list of JSON.
    List(Vec<Cow<'a, str>>),
    /// Nothing that a value could be read from, and why not.
    Bad(Problem),
}

impl Cell<'_> {
    fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::List(items) => Cow::Owned(items.join(",")),
            Self::Empty | Self::Bad(_) => Cow::Borrowed(""),
        }
    }
}

/// The used cells of a row and what else templates may name.
pub(super) struct Cells<'r> {
    pub(super) values: &'r [Cell<'r>],
    pub(super) line: u64,
    /// The id of the message, once it is known.
    pub(super) id: &'r str,
}

/// What a field came out as: a value, nothing, or a problem with its column.
pub(super) type Read = Result<Option<Value>, (Problem, Option<usize>)>;

impl Cells<'_> {
    /// A cell as it counts for conditions and keys.
    pub(super) fn text(&self, column: usize) -> Cow<'_, str> {
        self.values.get(column).map(Cell::text).unwrap_or_default()
    }

    /// The value of a field.
    pub(super) fn field(&self, value: &FieldValue) -> Read {
        match value {
            FieldValue::Constant(value) => Ok(Some(value.clone())),
            FieldValue::Read(reading) => self.reading(reading),
        }
    }

    /// The text of a template; none where every column in it is empty, or with `whole` where any
    /// is.
    pub(super) fn template(
        &self,
        template: &Template,
        whole: bool,
    ) -> Result<Option<String>, (Problem, Option<usize>)> {
        let mut text = String::new();
        let (mut filled, mut empty) = (template.columns().next().is_none(), false);
        for part in &template.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Id => text.push_str(self.id),
                Part::Line => text.push_str(&self.line.to_string()),
                Part::Column(index) => match self.values.get(*index) {
                    Some(Cell::Bad(problem)) => return Err((*problem, Some(*index))),
                    None | Some(Cell::Empty) => empty = true,
                    Some(cell) => {
                        filled = true;
                        text.push_str(&cell.text());
                    }
                },
            }
        }
        let usable = filled && !(whole && empty);
        Ok(usable.then(|| text.trim().to_owned()))
    }

    fn reading(&self, reading: &Reading) -> Read {
        let first = reading.template.columns().next();
        if let [Part::Column(index)] = reading.template.parts[..]
            && let Some(cell) = self.values.get(index)
            && let Some(value) = whole(cell, reading).map_err(|problem| (problem, first))?
        {
            return Ok(Some(value));
        }
        let text = self.template(&reading.template, false)?;
        let value = match text {
            Some(text) => one_or_list(&text, reading).map_err(|problem| (problem, first))?,
            None => None,
        };
        match value.or_else(|| reading.default.clone()) {
            Some(value) => Ok(Some(value)),
            None if reading.required => Err((Problem::ValueMissing, first)),
            None if reading.skip_empty => Ok(None),
            None => Ok(Some(Value::from(""))),
        }
    }
}

/// The value of a cell that is more than text.
fn whole(cell: &Cell<'_>, reading: &Reading) -> Result<Option<Value>, Problem> {
    match (cell, &reading.kind) {
        (Cell::Date(date), Kind::Date(format)) if reading.map.is_empty() => {
            let instant = format.local(*date).ok_or(Problem::DateInvalid)?;
            Ok(Some(Value::from(format!("{instant:.3}"))))
        }
        (Cell::List(items), _) => {
            let items = items
                .iter()
                .filter_map(|item| one(item, reading).transpose());
            let items = items.collect::<Result<Vec<_>, _>>()?;
            Ok((!items.is_empty()).then(|| Value::from(items)))
        }
        _ => Ok(None),
    }
}

fn one_or_list(text: &str, reading: &Reading) -> Result<Option<Value>, Problem> {
    let Some(separator) = &reading.separator else {
        return one(text, reading);
    };
    let items = text.split(&**separator).map(str::trim);
    let items = items.filter(|item| !item.is_empty()).take(ITEMS_MAX + 1);
    let items = items.filter_map(|item| one(item, reading).transpose());
    let items = items.collect::<Result<Vec<_>, _>>()?;
    if items.len() > ITEMS_MAX {
        return Err(Problem::ListTooLong);
    }
    Ok((!items.is_empty()).then(|| Value::from(items)))
}

/// The value that a text stands for; none where a value map has none for it.
fn one(text: &str, reading: &Reading) -> Result<Option<Value>, Problem> {
    let mut text = text;
    if !reading.map.is_empty() {
        let found = reading.map.iter().find(|(from, _)| **from == *text);
        match (found, reading.unmapped) {
            (Some((_, to)), _) => text = to,
            (None, Unmapped::Keep) => {}
            (None, Unmapped::Skip) => return Ok(None),
            (None, Unmapped::Reject) => return Err(Problem::ValueUnmapped),
        }
    }
    let value = match &reading.kind {
        Kind::Text => Some(Value::from(text)),
        Kind::Number { decimal, thousands } => {
            return number(text, *decimal, *thousands)
                .map(Some)
                .ok_or(Problem::NumberInvalid);
        }
        Kind::Integer { thousands } => {
            let digits = plain_digits(text, *thousands);
            let whole = digits.and_then(|digits| digits.parse::<i64>().ok());
            return whole
                .map(|whole| Some(Value::from(whole)))
                .ok_or(Problem::IntegerInvalid);
        }
        Kind::Boolean => return boolean(text).map(Some).ok_or(Problem::BooleanInvalid),
        Kind::Date(format) => {
            let instant = format.instant(text).ok_or(Problem::DateInvalid)?;
            Some(Value::from(format!("{instant:.3}")))
        }
    };
    Ok(value)
}

/// Without thousands marks, which have to stand before groups of three digits.
fn plain_digits(text: &str, thousands: Option<char>) -> Option<Cow<'_, str>> {
    let Some(mark) = thousands.filter(|mark| text.contains(*mark)) else {
        return Some(Cow::Borrowed(text));
    };
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut groups = unsigned.split(mark);
    let first = groups.next()?;
    let grouped = (1..=3).contains(&first.len())
        && unsigned
            .split(mark)
            .all(|group| group.bytes().all(|b| b.is_ascii_digit()))
        && groups.all(|group| group.len() == 3);
    grouped.then(|| Cow::Owned(text.replace(mark, "")))
}

/// A number written with digits, at most one decimal mark and an exponent.
fn number(text: &str, decimal: char, thousands: Option<char>) -> Option<Value> {
    let (whole, fraction) = match text.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let whole = plain_digits(whole, thousands)?;
    let mut plain = whole.into_owned();
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    let spelled = plain
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    if !spelled || !plain.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Ok(whole) = plain.parse::<i64>() {
        return Some(Value::from(whole));
    }
    let number = plain.parse::<f64>().ok()?;
    serde_json::Number::from_f64(number).map(Value::from)
}

fn boolean(text: &str) -> Option<Value> {
    let yes = ["true", "t", "yes", "y", "1", "on"];
    let no = ["false", "f", "no", "n", "0", "off"];
    let is = |words: [&str; 6]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    match (is(yes), is(no)) {
        (true, _) => Some(Value::from(true)),
        (_, true) => Some(Value::from(false)),
        _ => None,
    }
}

/// Whether a row is one that a message is made of.
pub(super) fn holds(cells: &Cells<'_>, condition: &super::mapping::Condition) -> bool {
    let cell = cells.values.get(condition.column);
    let filled = cell.is_some_and(|cell| !cell.is_empty());
    let text = cells.text(condition.column);
    let listed = |list: &[Box<str>]| list.iter().any(|item| **item == *text);
    let is = match condition.is.is_empty() {
        true if condition.is_not.is_empty() => filled,
        true => true,
        false => listed(&condition.is),
    };
    is && !listed(&condition.is_not)
}

/// What a reject calls a column.
pub(super) fn column_name(mapping: &Mapping, column: usize) -> &str {
    mapping
        .columns
        .get(column)
        .map_or("", |column| &column.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(number("11.77", '.', None), Some(Value::from(11.77)));
        assert_eq!(number("-3", '.', None), Some(Value::from(-3)));
        assert_eq!(
            number("1.234,50", ',', Some('.')),
            Some(Value::from(1234.5))
        );
        assert_eq!(
            number("1'234'567", '.', Some('\'')),
            Some(Value::from(1_234_567))
        );
        assert_eq!(number("1e3", '.', None), Some(Value::from(1000.0)));
        for text in [
            "", "-", ".", "e", "1,5", "1 5", "$5", "nan", "inf", "1.2.3", "1e999", "0x10",
        ] {
            assert_eq!(number(text, '.', None), None, "{text}");
        }
        for text in ["12,34", "1,2345", ",123", "1234,567"] {
            assert_eq!(number(text, '.', Some(',')), None, "{text}");
        }
    }

    #[test]
    fn booleans_are_words_of_yes_and_no() {
        assert_eq!(boolean("Yes"), Some(Value::from(true)));
        assert_eq!(boolean("0"), Some(Value::from(false)));
        assert_eq!(boolean("maybe"), None);
    }
}
