//! What can be wrong with a JSON document: said with its place and its remedy, without its values.

use std::fmt;

use super::{BATCH_MESSAGES_MAX, JSON_DEPTH_MAX, JSON_ITEMS_MAX};

/// What is wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// There is nothing but white space.
    Empty,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The document ends in the middle.
    Truncated,
    /// Something follows the end of the document.
    Trailing,
    /// A key, value, comma, colon or bracket is not where JSON wants it.
    Syntax,
    /// A string holds an unknown escape, half of a surrogate pair or a bare control character.
    BadString,
    /// A number is not written as JSON writes numbers.
    BadNumber,
    /// A number is too large for a 64-bit floating-point number.
    NotFinite,
    /// An object has a key twice.
    DuplicateKey,
    /// Lists and objects nest deeper than [`JSON_DEPTH_MAX`].
    TooDeep,
    /// More than [`JSON_ITEMS_MAX`] elements and members in all.
    TooManyItems,
    /// More than [`BATCH_MESSAGES_MAX`] messages in a batch.
    TooManyMessages,
    /// The body of a batch is not an object.
    NotAnObject,
    /// The body of a batch has no `batch` array.
    NoBatch,
}

impl Problem {
    /// A stable name for counters and problem documents.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "json_empty",
            Self::NotUtf8 => "json_not_utf8",
            Self::Truncated => "json_truncated",
            Self::Trailing => "json_trailing",
            Self::Syntax => "json_syntax",
            Self::BadString => "json_bad_string",
            Self::BadNumber => "json_bad_number",
            Self::NotFinite => "json_not_finite",
            Self::DuplicateKey => "json_duplicate_key",
            Self::TooDeep => "json_too_deep",
            Self::TooManyItems => "json_too_many_items",
            Self::TooManyMessages => "json_too_many_messages",
            Self::NotAnObject => "json_not_an_object",
            Self::NoBatch => "json_no_batch",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Empty => "send a JSON document",
            Self::NotUtf8 => "encode the body as UTF-8",
            Self::Truncated => "send the whole document and a matching Content-Length",
            Self::Trailing => "send one document only",
            Self::Syntax => "have a JSON library write the document",
            Self::BadString => "escape control characters, and write escapes as RFC 8259 has them",
            Self::BadNumber => "write numbers as RFC 8259 has them, or as strings",
            Self::NotFinite => "send a smaller number, or a string",
            Self::DuplicateKey => "send each key of an object once",
            Self::TooDeep => "flatten the value",
            Self::TooManyItems => "send less in one message, or split it",
            Self::TooManyMessages => "split the batch",
            Self::NotAnObject => "send an object with a `batch` array",
            Self::NoBatch => "put the messages into a `batch` array",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the document is empty"),
            Self::NotUtf8 => f.write_str("the document is not UTF-8"),
            Self::Truncated => f.write_str("the document ends too early"),
            Self::Trailing => f.write_str("something follows the end of the document"),
            Self::Syntax => f.write_str("this is not JSON"),
            Self::BadString => f.write_str("a string is not written as JSON"),
            Self::BadNumber => f.write_str("a number is not written as JSON"),
            Self::NotFinite => f.write_str("a number is too large"),
            Self::DuplicateKey => f.write_str("an object has the same key twice"),
            Self::TooDeep => write!(f, "values nest deeper than {JSON_DEPTH_MAX} levels"),
            Self::TooManyItems => write!(f, "there are more than {JSON_ITEMS_MAX} values"),
            Self::TooManyMessages => {
                write!(f, "a batch holds more than {BATCH_MESSAGES_MAX} messages")
            }
            Self::NotAnObject => f.write_str("the body is not an object"),
            Self::NoBatch => f.write_str("the body has no `batch` array"),
        }
    }
}

/// Why a document was refused, where, and what to do. It repeats keys that look like names of
/// fields, and never a value, so it may be logged and answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    problem: Problem,
    path: Box<str>,
    line: usize,
    column: usize,
    offset: usize,
}

impl JsonError {
    pub(super) fn new(problem: Problem, text: &str, line: usize, column: usize) -> Self {
        Self {
            problem,
            path: "".into(),
            line,
            column,
            offset: offset(text, line, column),
        }
    }

    pub(super) fn with_path(mut self, path: String) -> Self {
        self.path = path.into_boxed_str();
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> Problem {
        self.problem
    }

    /// Where, such as `properties.products[3].sku`; empty at the top.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in bytes, from 1; 0 where the line has not begun.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// How many bytes were read when it was noticed.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The same error of a document that lies within another at `place`, such as `batch[3]`.
    /// Lines, columns and offsets stay those of the inner document.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{place}{joint}{}", self.path).into_boxed_str();
        self
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.problem)?;
        if !self.path.is_empty() {
            write!(f, " at {}", self.path)?;
        }
        write!(
            f,
            " (line {}, column {}): {}",
            self.line,
            self.column,
            self.problem.remedy()
        )
    }
}

impl std::error::Error for JsonError {}

/// The bytes as text, or where they stop being UTF-8.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, JsonError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let before = &bytes[..offset];
        let line_start = before
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |at| at + 1);
        JsonError {
            problem: Problem::NotUtf8,
            path: "".into(),
            line: before.split(|&b| b == b'\n').count(),
            column: offset - line_start + 1,
            offset,
        }
    })
}

/// Members that the protocol itself names, in order. Any other name is the sender's, and may be
/// somebody's data like any value.
pub(super) const SAID: &[&str] = &[
    "act",
    "actor",
    "anonymousId",
    "batch",
    "categories",
    "channel",
    "consent",
    "consents",
    "contact",
    "context",
    "event",
    "flag",
    "flags",
    "groupId",
    "integrations",
    "jurisdictions",
    "kind",
    "messageId",
    "name",
    "objections",
    "operation",
    "originalTimestamp",
    "preferences",
    "previousId",
    "properties",
    "purpose",
    "questions",
    "recipient",
    "sent",
    "sentAt",
    "timestamp",
    "topic",
    "traits",
    "type",
    "userId",
    "value",
    "who",
    "writeKey",
];

/// The key, where the protocol names it.
pub(super) fn sayable(key: &str) -> Option<&'static str> {
    let place = SAID.binary_search(&key).ok()?;
    SAID.get(place).copied()
}

/// The byte offset of a line and column as `serde_json` counts them.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (before + column).min(text.len())
}

/// How the messages of `serde_json` begin, where they tell more than a syntax error.
const KINDS: [(&str, Problem); 9] = [
    ("number out of range", Problem::NotFinite),
    ("invalid number", Problem::BadNumber),
    ("trailing characters", Problem::Trailing),
    ("recursion limit exceeded", Problem::TooDeep),
    ("invalid escape", Problem::BadString),
    ("invalid unicode code point", Problem::BadString),
    ("control character", Problem::BadString),
    ("lone leading surrogate", Problem::BadString),
    ("unexpected end of hex escape", Problem::BadString),
];

/// Finds what `serde_json` disliked; its syntax errors carry no values, and none are repeated.
pub(super) fn classify(error: &serde_json::Error, text: &str) -> Problem {
    if text.trim_ascii().is_empty() {
        return Problem::Empty;
    }
    if error.is_eof() {
        return Problem::Truncated;
    }
    let said = error.to_string();
    KINDS
        .iter()
        .find(|(start, _)| said.starts_with(start))
        .map_or(Problem::Syntax, |&(_, problem)| problem)
}
