//! A mapping: how the rows of a file become messages.

use telos_model::catalog::{At, CatalogFile, Mistake, MistakeKind, Report};

use super::date::DateFormat;

/// A mapping, read and free of mistakes. It tells nothing of any person.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Part of every message id that it makes: another name makes other messages.
    pub name: Box<str>,
    /// The source that the messages come from, as the catalog names it.
    pub source: Box<str>,
    pub(super) source_at: At,
    pub(super) file: FileOptions,
    pub(super) messages: Vec<MessageMap>,
    /// The columns that are used, each once, and where they are named first.
    pub(super) columns: Vec<ColumnUse>,
    /// Columns that tell rows apart; none means all of the row.
    pub(super) key: Vec<usize>,
    pub(super) text: Vec<CatalogFile>,
}

/// A column as the mapping names it.
#[derive(Debug, Clone)]
pub(super) struct ColumnUse {
    pub(super) name: Box<str>,
    pub(super) at: At,
}

/// How the file is to be read.
#[derive(Debug, Clone)]
pub(super) struct FileOptions {
    pub(super) layout: Layout,
    pub(super) encoding: Encoding,
    /// Names of the columns, where the file does not name them itself.
    pub(super) names: Option<Vec<Box<str>>>,
    /// The first row that counts names the columns.
    pub(super) header: bool,
    /// Lines or rows before the first that counts.
    pub(super) skip_rows: u32,
    /// White space around values is not part of them.
    pub(super) trim: bool,
    /// Texts that stand for nothing, besides the empty one.
    pub(super) empty: Vec<Box<str>>,
}

/// How values are laid out.
#[derive(Debug, Clone)]
pub(super) enum Layout {
    /// Values between delimiters.
    Csv {
        delimiter: char,
        quote: Option<char>,
    },
    /// One JSON object a line.
    JsonLines,
    /// Values between white space.
    Whitespace,
    /// Values at places of the line, in characters from 0.
    Fixed(Vec<(usize, usize)>),
    /// A file of Parquet.
    Parquet,
    /// A sheet of an Excel workbook; none means the first.
    Xlsx { sheet: Option<Box<str>> },
}

/// How bytes are read as text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// ISO 8859-1: each byte is the character of its number.
    Latin1,
    /// Another that contains ASCII.
    Other(&'static encoding_rs::Encoding),
}

/// One message that a row becomes.
#[derive(Debug, Clone)]
pub(super) struct MessageMap {
    /// The kind of call.
    pub(super) call: &'static str,
    /// What tells it from the other messages of a row, for its id.
    pub(super) label: Box<str>,
    /// Made only of rows for which this holds.
    pub(super) when: Option<Condition>,
    pub(super) event: Option<Field>,
    pub(super) group_id: Option<Field>,
    pub(super) previous_id: Option<Field>,
    /// The name and category of a page or screen.
    pub(super) name: Option<Field>,
    pub(super) category: Option<Field>,
    pub(super) timestamp: Option<Field>,
    pub(super) message_id: Option<Template>,
    /// Kinds of identifier, where the catalog is asked for them, and their values.
    pub(super) identifiers: Vec<Field>,
    pub(super) traits: Vec<Field>,
    pub(super) properties: Vec<Field>,
    pub(super) context: Vec<Field>,
    pub(super) statements: Vec<StatementMap>,
}

/// A condition on a row.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) column: usize,
    /// One of these; empty means anything but nothing.
    pub(super) is: Vec<Box<str>>,
    /// None of these.
    pub(super) is_not: Vec<Box<str>>,
}

/// A consent, objection, flag or preference that a row states.
#[derive(Debug, Clone)]
pub(super) struct StatementMap {
    /// The list of the message that it goes to.
    pub(super) list: &'static str,
    /// The key that decides: where it comes out empty, nothing is stated.
    pub(super) decisive: &'static str,
    pub(super) fields: Vec<Field>,
}

/// A target and how its value comes about.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its place in the message, from the outside in.
    pub(super) target: Vec<Box<str>>,
    pub(super) at: At,
    pub(super) value: FieldValue,
}

impl Field {
    /// The target with dots.
    pub(super) fn path(&self) -> String {
        self.target.join(".")
    }

    /// The text, where it is a constant one.
    pub(super) fn constant(&self) -> Option<&str> {
        match &self.value {
            FieldValue::Constant(value) => value.as_str(),
            FieldValue::Read(_) => None,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum FieldValue {
    /// The same in every row.
    Constant(serde_json::Value),
    /// Read from columns.
    Read(Box<Reading>),
}

/// How text of columns becomes a value.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) template: Template,
    pub(super) kind: Kind,
    /// What stands for nothing.
    pub(super) default: Option<serde_json::Value>,
    /// Texts for other texts, before the kind is looked at.
    pub(super) map: Vec<(Box<str>, Box<str>)>,
    pub(super) unmapped: Unmapped,
    /// Nothing refuses the row.
    pub(super) required: bool,
    /// Nothing is left out; otherwise it is an empty text.
    pub(super) skip_empty: bool,
    /// The text is a list with this between the items.
    pub(super) separator: Option<Box<str>>,
}

impl Reading {
    /// Plain text of a template.
    pub(super) fn plain(template: Template) -> Self {
        Self {
            template,
            kind: Kind::Text,
            default: None,
            map: Vec::new(),
            unmapped: Unmapped::Reject,
            required: false,
            skip_empty: true,
            separator: None,
        }
    }
}

/// What becomes of a text that a value map does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unmapped {
    /// The row is refused.
    Reject,
    /// The value is left out.
    Skip,
    /// The text stays as it is.
    Keep,
}

/// The type of a value.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Text,
    Number {
        decimal: char,
        thousands: Option<char>,
    },
    Integer {
        thousands: Option<char>,
    },
    Boolean,
    Date(DateFormat),
}

/// Text with columns in it.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) parts: Vec<Part>,
}

#[derive(Debug, Clone)]
pub(super) enum Part {
    /// This text.
    Text(Box<str>),
    /// The value of a column, by its place in `Mapping::columns`.
    Column(usize),
    /// The id of the message.
    Id,
    /// The number of the line.
    Line,
}

impl Template {
    /// Whether it is the same in every row.
    pub(super) fn is_constant(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// The columns in it.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().filter_map(|part| match part {
            Part::Column(index) => Some(*index),
            _ => None,
        })
    }
}

impl Mapping {
    /// The most messages that a row becomes.
    #[must_use]
    pub fn messages_max(&self) -> usize {
        self.messages.len()
    }

    /// The columns that are used.
    pub fn column_names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| &*column.name)
    }

    /// Where each used column stands among the file's, or what the file does not have.
    pub(super) fn bind(&self, header: &[Box<str>]) -> Result<Vec<usize>, Vec<Mistake>> {
        let mut report = Report::new(&self.text);
        let mut places = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let mut found = header.iter().enumerate();
            let mut found = found.by_ref().filter(|(_, name)| **name == column.name);
            match (found.next(), found.next()) {
                (Some((place, _)), None) => places.push(place),
                (Some(_), Some(_)) => {
                    let message = format!("the file has two columns named `{}`", column.name);
                    report.add(column.at, MistakeKind::Duplicate, message);
                }
                (None, _) => {
                    let message = format!("the file has no column `{}`", column.name);
                    let valid = header.iter().map(|name| &**name);
                    report.unknown(
                        column.at,
                        MistakeKind::UnknownName,
                        message,
                        &column.name,
                        valid,
                    );
                }
            }
        }
        let mistakes = report.into_mistakes();
        if mistakes.is_empty() {
            Ok(places)
        } else {
            Err(mistakes)
        }
    }
}
