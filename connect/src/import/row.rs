//! What a row became: messages, or the reasons why it is refused.

use std::fmt;

/// A row that was read.
#[derive(Debug)]
pub struct ReadRow {
    /// The line it starts on, from 1; in a workbook, the row.
    pub line: u64,
    /// How much of the file is read, in bytes.
    pub consumed: u64,
    /// Its messages (none where no condition held), or everything that is wrong with it.
    pub outcome: Result<Vec<Prepared>, Vec<Reject>>,
}

/// A message as the tracking API takes it.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Its id, which is also in the body.
    pub message_id: Box<str>,
    /// The body: a JSON object with its `type`.
    pub body: Box<[u8]>,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({} bytes)", self.body.len())
    }
}

/// Why a row is refused, where and how to mend it. It repeats names of columns, never a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// A stable name of the problem.
    pub code: &'static str,
    /// The column or the field; empty where it is the whole row.
    pub place: Box<str>,
    /// What is wrong.
    pub reason: &'static str,
    /// How to mend it.
    pub mend: &'static str,
}

macro_rules! problems {
    ($($name:ident $code:literal $reason:literal $mend:literal;)*) => {
        /// What can be wrong with a row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Problem { $($name,)* }

        impl Problem {
            /// The reject of this problem at a place.
            pub(super) fn at(self, place: &str) -> Reject {
                let (code, reason, mend) = match self {
                    $(Self::$name => ($code, $reason, $mend),)*
                };
                Reject { code, place: place.into(), reason, mend }
            }
        }
    };
}

problems! {
    RowTooLong "row_too_long" "the row is longer than 262,144 bytes"
        "see whether a quote or a line end is missing";
    FieldTooLong "field_too_long" "a value is longer than 32,768 bytes"
        "shorten it, or see whether a quote is missing";
    EncodingInvalid "encoding_invalid" "the bytes are no text of the mapping's encoding"
        "save the file in that encoding, or name the right one in the mapping";
    QuoteUnterminated "quote_unterminated" "a quote is opened and never closed"
        "close it, and write quotes inside of values twice";
    QuoteMisplaced "quote_misplaced" "something follows a closing quote"
        "write quotes inside of values twice";
    ColumnsTooFew "columns_too_few" "the row has fewer values than there are columns"
        "add the delimiters that are missing";
    ColumnsTooMany "columns_too_many" "the row has more values than there are columns"
        "put values that hold a delimiter into quotes";
    JsonInvalid "json_invalid" "the line is no JSON object that can be read"
        "write one object a line, each key once";
    CellInvalid "cell_invalid" "the value cannot be read from its cell"
        "write it as text or as a number";
    NumberInexact "number_inexact" "the number has more digits than numbers can hold exactly"
        "write it as text";
    ValueMissing "value_missing" "there is no value, and the mapping requires one"
        "fill it in, or give the mapping a default";
    ValueUnmapped "value_unmapped" "the mapping's value map does not list this value"
        "add it to the map, or set `unmapped`";
    NumberInvalid "number_invalid" "this is no number as the mapping says numbers are written"
        "mend it, or set `decimal` and `thousands`";
    IntegerInvalid "integer_invalid" "this is no whole number" "mend it, or take `type = \"number\"`";
    BooleanInvalid "boolean_invalid" "this is neither yes nor no"
        "write true or false, yes or no, 1 or 0, or give a value map";
    DateInvalid "date_invalid" "this is no date as the mapping says dates are written"
        "mend it, or set `format`";
    ListTooLong "list_too_long" "the list has more than 500 items" "shorten it";
    IdentifierMissing "identifier_missing" "every identifier of the row is empty"
        "fill at least one in";
    MessageIdInvalid "message_id_invalid" "the message's id is empty or longer than 100 characters"
        "build it from columns that are always filled and short";
    MessageTooLong "message_too_long" "the message is longer than 32,768 bytes"
        "leave long texts out";
}
