//! The grammar of tests: what is asked of a value, and values.

use super::Parser;
use crate::segment::lex::{Symbol, TokenKind};
use crate::segment::names::Mistake;
use crate::segment::shape::Shape;
use crate::segment::{Test, WINDOW_DAYS_MAX};
use crate::time::Timestamp;
use crate::value::{LIST_ITEMS_MAX, TEXT_BYTES_MAX, Value};

const TEST: &str = "a test, such as is \"a\", >= 2, exists, is missing or within 30 days";

impl Parser<'_> {
    pub(super) fn test(&mut self, shape: Option<Shape>) -> Option<Test> {
        let start = self.at;
        let test = self.any_test()?;
        self.fitting(start, shape, test)
    }

    pub(super) fn fitting(
        &mut self,
        start: usize,
        shape: Option<Shape>,
        test: Test,
    ) -> Option<Test> {
        match shape.map_or(Ok(()), |shape| shape.admits(&test)) {
            Ok(()) => Some(test),
            Err(expected) => {
                let from = self.tokens.get(start).map_or(0, |token| token.start);
                let until = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
                let until = until.map_or(from, |token| token.end.max(from));
                let mistake = Mistake::new(&self.text[from..until], expected);
                self.mistake_at(start, mistake)
            }
        }
    }

    fn any_test(&mut self) -> Option<Test> {
        let Some(kind) = self.peek().cloned() else {
            return self.mistake_here(TEST);
        };
        self.at += 1;
        match kind {
            TokenKind::Symbol(Symbol::Equal) => self.value().map(Test::Equals),
            TokenKind::Symbol(Symbol::Differ) => self.value().map(Test::Differs),
            TokenKind::Symbol(Symbol::Less) => self.value().map(Test::Less),
            TokenKind::Symbol(Symbol::AtMost) => self.value().map(Test::AtMost),
            TokenKind::Symbol(Symbol::Greater) => self.value().map(Test::Greater),
            TokenKind::Symbol(Symbol::AtLeast) => self.value().map(Test::AtLeast),
            TokenKind::Word("exists") => Some(Test::Exists),
            TokenKind::Word("is") => self.identity(),
            TokenKind::Word("contains") => self.quoted_text().map(Test::Contains),
            TokenKind::Word("starts") => {
                self.expect_word("with")?;
                self.quoted_text().map(Test::StartsWith)
            }
            TokenKind::Word("within") => self.days().map(Test::WithinDays),
            TokenKind::Word("before") => self.days().map(Test::BeforeDays),
            _ => {
                self.at -= 1;
                self.mistake_here(TEST)
            }
        }
    }

    /// What follows `is`.
    fn identity(&mut self) -> Option<Test> {
        if self.take_word("missing") {
            return Some(Test::Missing);
        }
        if self.take_word("not") {
            return self.value().map(Test::Differs);
        }
        if !self.take_word("one") {
            return self.value().map(Test::Equals);
        }
        self.expect_word("of")?;
        self.expect(Symbol::Open, "an opening (")?;
        let mut values = Vec::new();
        if self.take(Symbol::Close) {
            return Some(Test::OneOf(values));
        }
        loop {
            if values.len() == LIST_ITEMS_MAX {
                return self.mistake_here(&format!("at most {LIST_ITEMS_MAX} values"));
            }
            values.push(self.value()?);
            if !self.take(Symbol::Comma) {
                break;
            }
        }
        self.expect(Symbol::Close, "a comma or a closing )")?;
        Some(Test::OneOf(values))
    }

    fn value(&mut self) -> Option<Value> {
        const VALUE: &str = "a value: \"text\", a number, true, false or time \"2026-01-01\"";
        match self.peek() {
            Some(TokenKind::Quoted(_)) => self.quoted_text().map(|text| Value::Text(text.into())),
            Some(TokenKind::Word("true")) => Some(self.passing(Value::Bool(true))),
            Some(TokenKind::Word("false")) => Some(self.passing(Value::Bool(false))),
            Some(TokenKind::Word("time")) => {
                self.at += 1;
                match self.peek() {
                    Some(TokenKind::Quoted(text)) if Timestamp::parse(text).is_some() => {
                        let at = Timestamp::parse(text)?;
                        Some(self.passing(Value::Time(at)))
                    }
                    _ => {
                        self.mistake_here("a quoted RFC 3339 time or date, such as \"2026-01-01\"")
                    }
                }
            }
            Some(TokenKind::Word(word)) => match number(word) {
                Some(number) => Some(self.passing(Value::Number(number))),
                None => self.mistake_here(VALUE),
            },
            _ => self.mistake_here(VALUE),
        }
    }

    fn quoted_text(&mut self) -> Option<Box<str>> {
        let Some(TokenKind::Quoted(text)) = self.peek() else {
            return self.mistake_here("a quoted text");
        };
        if text.len() > TEXT_BYTES_MAX {
            return self.mistake_here(&format!("a text of at most {TEXT_BYTES_MAX} bytes"));
        }
        let text = text.as_str().into();
        Some(self.passing(text))
    }

    /// `30 days`
    pub(super) fn days(&mut self) -> Option<u16> {
        let days = match self.peek() {
            Some(TokenKind::Word(word)) => word.parse::<u16>().ok().filter(|days| *days > 0),
            _ => None,
        };
        if days.is_none() {
            return self.mistake_here(&format!("a number of days from 1 to {}", u16::MAX));
        }
        self.at += 1;
        if !self.take_word("day") {
            self.expect_word("days")?;
        }
        days
    }

    pub(super) fn window_days(&mut self) -> Option<u16> {
        let at = self.at;
        let days = self.days()?;
        self.window(at, days)
    }

    pub(super) fn window(&mut self, at: usize, days: u16) -> Option<u16> {
        if days <= WINDOW_DAYS_MAX {
            return Some(days);
        }
        let expected = format!("a window of at most {WINDOW_DAYS_MAX} days");
        self.mistake_at(at, Mistake::new(&format!("{days} days"), &expected))
    }
}

/// A finite number as people write it: not the words that Rust also reads as numbers.
fn number(word: &str) -> Option<f64> {
    let digits = word.trim_start_matches(['-', '+']);
    let starts = digits.starts_with(|c: char| c.is_ascii_digit());
    let number = word.parse::<f64>().ok().filter(|number| number.is_finite());
    number.filter(|_| starts)
}
