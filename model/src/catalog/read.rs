//! Reads typed values out of TOML tables, noting what is wrong and going on.
//!
//! A table remembers which keys it was asked for, so that `finish` can name the ones that mean
//! nothing. So every key has to be asked for, whatever else is wrong.

use std::ops::RangeInclusive;

use toml::de::{DeTable, DeValue};

use super::mistake::{At, MistakeKind, Report};

/// A piece of text and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Where.
    pub at: At,
    /// What.
    pub text: &'a str,
}

/// A value and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    /// Where.
    pub at: At,
    /// What.
    pub value: &'a DeValue<'a>,
}

impl<'a> Node<'a> {
    /// The text, if it is one and not blank.
    pub fn text(self, report: &mut Report<'_>) -> Option<Text<'a>> {
        let Some(text) = self.value.as_str() else {
            return self.wrong(report, "a text in quotes");
        };
        if text.trim().is_empty() {
            report.add(self.at, MistakeKind::BadValue, "the text is empty");
            return None;
        }
        Some(Text { at: self.at, text })
    }

    /// Yes or no.
    pub fn flag(self, report: &mut Report<'_>) -> Option<bool> {
        let flag = self.value.as_bool();
        flag.or_else(|| self.wrong(report, "`true` or `false`"))
    }

    /// A whole number within a range.
    pub fn number(self, report: &mut Report<'_>, range: RangeInclusive<u32>) -> Option<u32> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let Some(digits) = self.value.as_integer() else {
            return self.wrong(report, &expected);
        };
        let number = i64::from_str_radix(digits.as_str(), digits.radix()).ok();
        let number = number.and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let message = format!("`{}` is out of range", digits.as_str());
            report.expect(self.at, MistakeKind::BadValue, message, expected);
        }
        number
    }

    /// The items of a list.
    pub fn list(self, report: &mut Report<'_>, of: &str) -> Option<Vec<Node<'a>>> {
        let Some(items) = self.value.as_array() else {
            return self.wrong(report, &format!("a list of {of}"));
        };
        let items = items.iter().map(|item| Node {
            at: At::new(self.at.file, item.span()),
            value: item.get_ref(),
        });
        Some(items.collect())
    }

    /// The texts of a list, each once.
    pub fn texts(self, report: &mut Report<'_>, of: &str) -> Vec<Text<'a>> {
        let mut texts: Vec<Text<'a>> = Vec::new();
        for item in self.list(report, of).unwrap_or_default() {
            let Some(text) = item.text(report) else {
                continue;
            };
            if texts.iter().any(|known| known.text == text.text) {
                let message = format!("`{}` is listed twice", text.text);
                report.add(text.at, MistakeKind::Duplicate, message);
            } else {
                texts.push(text);
            }
        }
        texts
    }

    /// The table. `what` says what it describes, for messages; `name_at` is where its name stands.
    pub fn table(self, report: &mut Report<'_>, what: &str, name_at: At) -> Option<Table<'a>> {
        let Some(items) = self.value.as_table() else {
            return self.wrong(report, &format!("a table that describes {what}"));
        };
        Some(Table {
            at: name_at,
            what: what.to_owned(),
            items,
            asked: Vec::new(),
        })
    }

    /// Notes that another type was expected.
    pub fn wrong<T>(self, report: &mut Report<'_>, expected: &str) -> Option<T> {
        let found = match self.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "`true` or `false`",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("{found} cannot stand here");
        report.expect(self.at, MistakeKind::WrongType, message, expected);
        None
    }
}

/// A table being read.
#[derive(Debug)]
pub struct Table<'a> {
    /// Where its name stands.
    pub at: At,
    what: String,
    items: &'a DeTable<'a>,
    asked: Vec<&'static str>,
}

impl<'a> Table<'a> {
    /// The value of a key, if it is there.
    pub fn take(&mut self, key: &'static str) -> Option<Node<'a>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let value = self.items.get(key)?;
        Some(Node {
            at: At::new(self.at.file, value.span()),
            value: value.get_ref(),
        })
    }

    /// The value of a key that has to be there.
    pub fn need(
        &mut self,
        report: &mut Report<'_>,
        key: &'static str,
        expected: &str,
    ) -> Option<Node<'a>> {
        let node = self.take(key);
        if node.is_none() {
            let message = format!("{} has no `{key}`", self.what);
            let expected = format!("`{key} =` {expected}");
            report.expect(self.at, MistakeKind::MissingKey, message, expected);
        }
        node
    }

    /// A text that has to be there.
    pub fn need_text(
        &mut self,
        report: &mut Report<'_>,
        key: &'static str,
        expected: &str,
    ) -> Option<Text<'a>> {
        let node = self.need(report, key, expected)?;
        node.text(report)
    }

    /// A text that may be there.
    pub fn text(&mut self, report: &mut Report<'_>, key: &'static str) -> Option<Text<'a>> {
        self.take(key)?.text(report)
    }

    /// Yes or no; no where it is not there.
    pub fn flag(&mut self, report: &mut Report<'_>, key: &'static str) -> bool {
        self.flag_or(report, key, false)
    }

    /// Yes or no, with what holds where it is not there.
    pub fn flag_or(&mut self, report: &mut Report<'_>, key: &'static str, otherwise: bool) -> bool {
        let flag = self.take(key).and_then(|node| node.flag(report));
        flag.unwrap_or(otherwise)
    }

    /// A whole number that may be there.
    pub fn number(
        &mut self,
        report: &mut Report<'_>,
        key: &'static str,
        range: RangeInclusive<u32>,
    ) -> Option<u32> {
        self.take(key)?.number(report, range)
    }

    /// The texts of a list that may be there.
    pub fn texts(&mut self, report: &mut Report<'_>, key: &'static str, of: &str) -> Vec<Text<'a>> {
        self.take(key)
            .map(|node| node.texts(report, of))
            .unwrap_or_default()
    }

    /// Every key that was not asked for, with its value: for tables whose keys are names.
    #[must_use]
    pub fn rest(&self) -> Vec<(Text<'a>, Node<'a>)> {
        let rest = self.items.iter().filter(|(key, _)| {
            let key: &str = key.get_ref();
            !self.asked.contains(&key)
        });
        rest.map(|(key, value)| {
            let name = Text {
                at: At::new(self.at.file, key.span()),
                text: key.get_ref(),
            };
            let node = Node {
                at: At::new(self.at.file, value.span()),
                value: value.get_ref(),
            };
            (name, node)
        })
        .collect()
    }

    /// Notes every key that was never asked for.
    pub fn finish(self, report: &mut Report<'_>) {
        for (name, _) in self.rest() {
            let message = format!("{} has no use for `{}`", self.what, name.text);
            let valid = self.asked.iter().copied();
            report.unknown(name.at, MistakeKind::UnknownKey, message, name.text, valid);
        }
    }
}
