//! Segment text to conditions, with every mistake and where it is.

mod condition;
mod test;

use super::lex::{Symbol, Token, TokenKind, lex};
use super::names::{Mistake, Resolver};
use super::{Condition, SEGMENT_TEXT_BYTES_MAX};

/// The deepest nesting of parentheses, `not` and lists in text, needless ones included.
const TEXT_NESTING_MAX: usize = 64;
/// How many mistakes are reported of one text.
const ERRORS_MAX: usize = 50;

/// A mistake in a segment's text, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {mistake}")]
pub struct SegmentError {
    /// Byte offset in the text.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub mistake: Mistake,
}

impl SegmentError {
    fn new(text: &str, offset: usize, mistake: Mistake) -> Self {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            offset,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            mistake,
        }
    }
}

/// Reads a segment's text, or says what is wrong in it: every mistake of the signs and words, and
/// the first of each condition. In order of place; never empty on failure.
pub fn parse(text: &str, names: &Resolver<'_>) -> Result<Condition, Vec<SegmentError>> {
    if text.len() > SEGMENT_TEXT_BYTES_MAX {
        let found = format!("a text of {} bytes", text.len());
        let expected = format!("at most {SEGMENT_TEXT_BYTES_MAX}");
        let mistake = Mistake::new(&found, &expected);
        return Err(vec![SegmentError::new(text, 0, mistake)]);
    }
    let (tokens, mistakes) = lex(text);
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        names,
        mistakes,
        nesting: 0,
    };
    let condition = parser.whole();
    let mut mistakes = parser.mistakes;
    if let (Some(condition), true) = (condition, mistakes.is_empty()) {
        match condition.beyond_limits() {
            None => return Ok(condition),
            Some(mistake) => mistakes.push((0, mistake)),
        }
    }
    mistakes.sort_by_key(|(offset, _)| *offset);
    mistakes.dedup_by_key(|(offset, _)| *offset);
    mistakes.truncate(ERRORS_MAX);
    let located = mistakes.into_iter();
    Err(located
        .map(|(offset, mistake)| SegmentError::new(text, offset, mistake))
        .collect())
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
    names: &'a Resolver<'a>,
    mistakes: Vec<(usize, Mistake)>,
    nesting: usize,
}

/// Each method reads what its name says from where the parser stands. `None` means that a mistake
/// was noted.
impl<'a> Parser<'a> {
    /// A name, bare or quoted.
    fn name(&mut self, expected: &str) -> Option<String> {
        let name = match self.peek() {
            Some(TokenKind::Word(word)) => (*word).to_owned(),
            Some(TokenKind::Quoted(text)) => text.clone(),
            _ => return self.mistake_here(expected),
        };
        Some(self.passing(name))
    }

    /// The name after the prefix and dot that the word just taken begins with: the rest of that
    /// word, or the quoted text right behind it.
    fn after_dot(&mut self, prefix: &str) -> Option<String> {
        let word = match &self.tokens[self.at - 1].kind {
            TokenKind::Word(word) => &word[prefix.len() + 1..],
            TokenKind::Quoted(_) | TokenKind::Symbol(_) => "",
        };
        if !word.is_empty() {
            return Some(word.to_owned());
        }
        match self.adjacent() {
            Some(TokenKind::Quoted(text)) => {
                let text = text.clone();
                Some(self.passing(text))
            }
            _ => self.mistake_here("a name right after the dot"),
        }
    }

    /// The next token, if nothing stands between it and the one before.
    fn adjacent(&self) -> Option<&TokenKind<'a>> {
        let end = self.tokens.get(self.at.checked_sub(1)?)?.end;
        let next = self.tokens.get(self.at)?;
        (next.start == end).then_some(&next.kind)
    }

    fn named<T>(&mut self, at: usize, found: Result<T, Mistake>) -> Option<T> {
        match found {
            Ok(id) => Some(id),
            Err(mistake) => self.mistake_at(at, mistake),
        }
    }

    fn peek(&self) -> Option<&TokenKind<'a>> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    /// Passes the token that gave this value.
    fn passing<T>(&mut self, value: T) -> T {
        self.at += 1;
        value
    }

    fn take(&mut self, symbol: Symbol) -> bool {
        let found = self.peek() == Some(&TokenKind::Symbol(symbol));
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(&TokenKind::Word(word));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: Symbol, expected: &str) -> Option<()> {
        if self.take(symbol) {
            return Some(());
        }
        self.mistake_here(expected)
    }

    fn expect_word(&mut self, word: &str) -> Option<()> {
        if self.take_word(word) {
            return Some(());
        }
        self.mistake_here(word)
    }

    fn ends_here(&self) -> bool {
        matches!(
            self.peek(),
            None | Some(
                TokenKind::Word("and" | "or") | TokenKind::Symbol(Symbol::Close | Symbol::Comma)
            )
        )
    }

    fn test_follows(&self) -> bool {
        match self.peek() {
            Some(TokenKind::Word(word)) => {
                ["exists", "is", "contains", "starts", "within", "before"].contains(word)
            }
            Some(TokenKind::Symbol(symbol)) => {
                !matches!(symbol, Symbol::Open | Symbol::Close | Symbol::Comma)
            }
            _ => false,
        }
    }

    /// Goes from within a condition that began at `start` to where the next may begin.
    fn recover(&mut self, start: usize) {
        let behind = self.at;
        let mut open = 0_usize;
        self.at = start;
        while let Some(kind) = self.peek() {
            if open == 0 && self.at >= behind && self.ends_here() {
                return;
            }
            match kind {
                TokenKind::Symbol(Symbol::Open) => open += 1,
                TokenKind::Symbol(Symbol::Close) => open = open.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
    }

    fn mistake_here<T>(&mut self, expected: &str) -> Option<T> {
        let found = match self.tokens.get(self.at) {
            Some(token) => &self.text[token.start..token.end],
            None => "the end",
        };
        self.mistake_at(self.at, Mistake::new(found, expected))
    }

    fn mistake_at<T>(&mut self, at: usize, mistake: Mistake) -> Option<T> {
        let place = self
            .tokens
            .get(at)
            .map_or(self.text.len(), |token| token.start);
        let told = self.mistakes.last().is_some_and(|(last, _)| *last == place);
        if !told && self.mistakes.len() < ERRORS_MAX {
            self.mistakes.push((place, mistake));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::fixture::{catalog, resolver};
    use crate::segment::print;

    fn errors(text: &str) -> Vec<String> {
        let catalog = catalog(Vec::new());
        let errors = parse(text, &resolver(&catalog)).expect_err("refused");
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn text_as_people_write_it_is_read_and_written_in_one_form() {
        let catalog = catalog(Vec::new());
        let names = resolver(&catalog);
        for (written, printed) in [
            (
                "trait.country = \"JP\" and (count of \"Order Completed\" within 30 days >= 2 or \
                 sum of \"Order Completed\".revenue within 90 days > 100)",
                "trait.country is \"JP\" and (count of \"Order Completed\" within 30 days >= 2 or \
                 sum of \"Order Completed\".revenue within 90 days > 100)",
            ),
            (
                "not did \"Order Completed\" within 14 days # lately\n and consent to news-email is granted",
                "not did \"Order Completed\" within 14 days and consent to news-email is granted",
            ),
            (
                "in segment big-spenders and computed.lifetime_value > -5e2 or last \"Order Completed\" before 1 day",
                "(in segment big-spenders and computed.lifetime_value > -500) or last \"Order Completed\" before 1 day",
            ),
            (
                "did not \"Order Completed\" and consent to other/ads is not denied",
                "did not \"Order Completed\" and not consent to other/ads is denied",
            ),
            (
                "trait.\"birth date\" < time \"2000-02-03T00:00:00Z\" and trait.vip is true",
                "trait.\"birth date\" < time \"2000-02-03\" and trait.vip is true",
            ),
            (
                "last \"Order Completed\" within 9 days within 3 days or all of (trait.age exists)",
                "last \"Order Completed\" within 9 days within 3 days or all of (trait.age exists)",
            ),
            ("((any of ()))", "nobody"),
        ] {
            let condition = parse(written, &names).expect(written);
            assert_eq!(print(&condition, &names), printed);
        }
    }

    #[test]
    fn every_condition_with_a_mistake_is_named_with_its_place_and_the_nearest_name() {
        assert_eq!(
            errors("trait.contry is \"JP\"\n and did \"Order Complete\" or trait.age > \"30\""),
            [
                "line 1, column 1: found contry, expected a declared trait; did you mean country?",
                "line 2, column 10: found Order Complete, expected a declared event; did you mean Order Completed?",
                "line 2, column 40: found > \"30\", expected a test of a number, such as >= 2",
            ]
        );
        assert_eq!(
            errors("consent to news-mail is granted and consent to news-email is grantd"),
            [
                "line 1, column 12: found news-mail, expected a declared purpose; did you mean news-email?",
                "line 1, column 62: found grantd, expected one of unknown, requested, pending, granted, \
                 denied, withdrawn, revoked, expired, invalidated; did you mean granted?",
            ]
        );
    }

    #[test]
    fn a_count_without_a_comparison_is_a_mistake() {
        assert_eq!(
            errors("count of \"Order Completed\" within 30 days"),
            ["line 1, column 28: found within 30 days, expected a test of a number, such as >= 2"]
        );
    }

    #[test]
    fn limits_are_named() {
        let deep = "not ".repeat(12) + "everyone";
        assert_eq!(
            errors(&deep),
            ["line 1, column 1: found conditions nested 13 deep, expected at most 12 levels"]
        );
        let many = ["everyone"; 200].join(" or ");
        assert_eq!(
            errors(&many),
            ["line 1, column 1: found 201 conditions, expected at most 200"]
        );
        let long = " ".repeat(SEGMENT_TEXT_BYTES_MAX + 1);
        assert_eq!(errors(&long).len(), 1);
        let nested = errors(&"(".repeat(60_000));
        assert!(nested[0].contains("fewer nested parentheses") && nested.len() == 2);
        assert!(errors("did \"Order Completed\" within 401 days")[0].contains("at most 400 days"));
    }

    #[test]
    fn what_does_not_end_is_a_mistake_at_its_place() {
        assert_eq!(
            errors("trait.age > 1)"),
            ["line 1, column 14: found ), expected and, or, or the end"]
        );
        assert_eq!(
            errors("trait.country is one of (\"DE\", AT) and trait.age >"),
            [
                "line 1, column 32: found AT, expected a value: \"text\", a number, true, false or time \"2026-01-01\"",
                "line 1, column 51: found the end, expected a value: \"text\", a number, true, false or time \"2026-01-01\"",
            ]
        );
    }
}
