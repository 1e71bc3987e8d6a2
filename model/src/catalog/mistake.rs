//! What is wrong in a catalog: where, what was expected, and the nearest valid name.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::read::Text;

/// One file of a catalog, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogFile {
    /// Its path below the catalog's directory, with `/` between names.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// The most mistakes that one report holds; the rest is counted.
pub const MISTAKES_MAX: usize = 500;
/// The most characters of a source line that a report quotes.
const LINE_CHARS_MAX: usize = 160;
/// Names further apart than this share of their length are not offered as the nearest one.
const NEAREST_SIMILARITY_MIN: f64 = 0.6;

/// Longer names are not compared with others.
const NAME_BYTES_MAX: usize = 200;

/// The kind of a mistake; `code` is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MistakeKind {
    /// The text is not TOML.
    Syntax,
    /// A key that means nothing here.
    UnknownKey,
    /// A value of another type than expected.
    WrongType,
    /// A key that has to be there and is not.
    MissingKey,
    /// A reference to something that no file declares.
    UnknownName,
    /// Something is declared or listed twice.
    Duplicate,
    /// A value of the right type that is not allowed.
    BadValue,
    /// A purpose without any lawful basis.
    NoBasis,
    /// A sum or mean over a field that is not a measure.
    NotAMeasure,
    /// A field's path that cannot be read.
    BadPath,
    /// A segment's text that cannot be read.
    SegmentText,
    /// Segments that refer to each other in a circle.
    SegmentCycle,
    /// More of something than there is room for.
    TooMany,
}

/// One mistake. `Display` shows it with its line, the way compilers do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mistake {
    /// The file, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub width: usize,
    /// What kind it is.
    pub kind: MistakeKind,
    /// What is wrong.
    pub message: String,
    /// What was expected there.
    pub expected: Option<String>,
    /// The nearest valid name.
    pub nearest: Option<String>,
    /// The line itself.
    pub source: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gutter = " ".repeat(self.line.to_string().len());
        writeln!(f, "error: {}", self.message)?;
        writeln!(f, "{gutter}--> {}:{}:{}", self.file, self.line, self.column)?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{} | {}", self.line, self.source)?;
        let indent = " ".repeat(self.column - 1);
        let carets = "^".repeat(self.width);
        writeln!(f, "{gutter} | {indent}{carets}")?;
        if let Some(expected) = &self.expected {
            writeln!(f, "{gutter} = expected: {expected}")?;
        }
        if let Some(nearest) = &self.nearest {
            writeln!(f, "{gutter} = did you mean `{nearest}`?")?;
        }
        Ok(())
    }
}

/// A stretch of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Which file, in the order given.
    pub file: usize,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl At {
    /// These bytes of this file.
    #[must_use]
    pub fn new(file: usize, span: Range<usize>) -> Self {
        Self {
            file,
            start: span.start,
            end: span.end,
        }
    }
}

/// Collects mistakes.
#[derive(Debug)]
pub struct Report<'a> {
    files: &'a [CatalogFile],
    mistakes: Vec<Mistake>,
    more: usize,
}

impl<'a> Report<'a> {
    /// No mistakes yet in these files.
    #[must_use]
    pub fn new(files: &'a [CatalogFile]) -> Self {
        Self {
            files,
            mistakes: Vec::new(),
            more: 0,
        }
    }

    /// Notes a mistake.
    pub fn add(&mut self, at: At, kind: MistakeKind, message: impl Into<String>) {
        self.note(at, kind, message.into(), None, None);
    }

    /// Notes a mistake and what was expected.
    pub fn expect(
        &mut self,
        at: At,
        kind: MistakeKind,
        message: impl Into<String>,
        expected: impl Into<String>,
    ) {
        self.note(at, kind, message.into(), Some(expected.into()), None);
    }

    /// Notes a name that is none of the valid ones.
    pub fn unknown<'n>(
        &mut self,
        at: At,
        kind: MistakeKind,
        message: impl Into<String>,
        name: &str,
        valid: impl IntoIterator<Item = &'n str>,
    ) {
        let valid: Vec<&str> = valid.into_iter().collect();
        let nearest = nearest(name, valid.iter().copied()).map(str::to_owned);
        self.note(at, kind, message.into(), Some(one_of(&valid)), nearest);
    }

    /// Notes what is wrong in the text of a segment.
    pub(super) fn segment(&mut self, at: At, mistake: crate::segment::Mistake) {
        let message = format!("the segment cannot have `{}` here", mistake.found);
        let nearest = mistake.nearest.map(String::from);
        let expected = Some(mistake.expected.into());
        self.note(at, MistakeKind::SegmentText, message, expected, nearest);
    }

    /// The place of some bytes of a text. Where the text is escaped, so that its bytes are not
    /// those of the file, it is the whole text.
    #[must_use]
    pub fn within(&self, text: Text<'_>, offset: usize, length: usize) -> At {
        let file = self.files.get(text.at.file).map_or("", |file| &file.text);
        let quoted = file.get(text.at.start..text.at.end).unwrap_or_default();
        let Some(shift) = quoted.find(text.text) else {
            return text.at;
        };
        let start = text.at.start + shift + offset;
        At {
            file: text.at.file,
            start: start.min(text.at.end),
            end: (start + length).min(text.at.end),
        }
    }

    fn note(
        &mut self,
        at: At,
        kind: MistakeKind,
        message: String,
        expected: Option<String>,
        nearest: Option<String>,
    ) {
        if self.mistakes.len() >= MISTAKES_MAX {
            self.more += 1;
            return;
        }
        let empty = CatalogFile {
            path: "(catalog)".into(),
            text: String::new(),
        };
        let file = self.files.get(at.file).unwrap_or(&empty);
        let place = Place::of(&file.text, at.start, at.end);
        self.mistakes.push(Mistake {
            file: file.path.clone(),
            line: place.line,
            column: place.column,
            width: place.width,
            kind,
            message,
            expected,
            nearest,
            source: place.source,
        });
    }

    /// How many mistakes there are so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.mistakes.len() + self.more
    }

    /// How a place is named in the message of another mistake.
    #[must_use]
    pub fn place(&self, at: At) -> String {
        let Some(file) = self.files.get(at.file) else {
            return "(catalog)".into();
        };
        let place = Place::of(&file.text, at.start, at.end);
        format!("{}:{}", file.path, place.line)
    }

    /// All mistakes in order of file and line, each once; none at all is the good outcome.
    #[must_use]
    pub fn into_mistakes(mut self) -> Vec<Mistake> {
        self.mistakes.sort();
        self.mistakes.dedup();
        if self.more > 0
            && let Some(last) = self.mistakes.last_mut()
        {
            last.message = format!("{} (and {} more mistakes)", last.message, self.more);
        }
        self.mistakes
    }
}

/// A stretch of text as people count it.
struct Place {
    line: usize,
    column: usize,
    width: usize,
    source: String,
}

impl Place {
    fn of(text: &str, start: usize, end: usize) -> Self {
        let start = floor_boundary(text, start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let stop = floor_boundary(text, end.min(line_end)).max(start);
        let line = text[line_start..line_end].trim_end_matches('\r');
        let column = text[line_start..start].chars().count() + 1;
        let source: String = line.chars().take(LINE_CHARS_MAX).collect();
        let column = column.min(LINE_CHARS_MAX + 1);
        let room = (source.chars().count() + 1).saturating_sub(column);
        Self {
            line: before.matches('\n').count() + 1,
            column,
            width: text[start..stop].chars().count().clamp(1, room.max(1)),
            source: source.replace('\t', " "),
        }
    }
}

fn floor_boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

/// The valid name most like this one, if one is like it.
pub fn nearest<'n>(name: &str, valid: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > NAME_BYTES_MAX {
        return None;
    }
    let name = name.to_lowercase();
    valid
        .into_iter()
        .map(|candidate| {
            let likeness = strsim::normalized_damerau_levenshtein(&name, &candidate.to_lowercase());
            (likeness, candidate)
        })
        .filter(|(likeness, _)| *likeness >= NEAREST_SIMILARITY_MIN)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))
        .map(|(_, candidate)| candidate)
}

/// The valid names in words, not too many of them.
#[must_use]
pub fn one_of(valid: &[&str]) -> String {
    const SHOWN_MAX: usize = 16;
    if valid.is_empty() {
        return "nothing is declared yet".into();
    }
    let mut sorted = valid.to_vec();
    sorted.sort_unstable();
    let shown: Vec<String> = sorted
        .iter()
        .take(SHOWN_MAX)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = sorted.len().saturating_sub(SHOWN_MAX);
    match (sorted.len(), more) {
        (1, _) => shown.concat(),
        (_, 0) => format!("one of {}", shown.join(", ")),
        _ => format!("one of {} and {more} more", shown.join(", ")),
    }
}
