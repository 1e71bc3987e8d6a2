//! Values between delimiters, as RFC 4180 has them.
//!
//! A value in quotes may go over several lines. When its closing quote is missing, the row it began
//! with is refused and reading goes on with the very next line, so that one lost quote does not
//! swallow the rest of the file.

use std::collections::VecDeque;
use std::io::BufRead;

use super::super::ROW_BYTES_MAX;
use super::super::mapping::FileOptions;
use super::super::row::Problem;
use super::super::sink::{Halt, Sink};
use super::super::value::Cell;
use super::lines::{Line, Lines};

pub(super) fn rows<R: BufRead>(
    file: &FileOptions,
    delimiter: char,
    quote: Option<char>,
    lines: Lines<R>,
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    let mut records = Records {
        lines,
        delimiter,
        quote,
        again: VecDeque::new(),
    };
    let mut named = file.names.clone();
    if let Some(names) = &named
        && !file.header
    {
        sink.header(names)?;
    }
    let mut header = file.header;
    while let Some(record) = records.next(sink)? {
        sink.consumed = records.lines.bytes;
        let (number, content, values) = match record {
            Ok(record) => record,
            Err((_, problem)) if header => return Err(no_header(problem).into()),
            Err((number, problem)) => {
                sink.reject(number, problem)?;
                continue;
            }
        };
        if header {
            header = false;
            let found = values.iter().map(|name| name.trim().into()).collect();
            sink.header(&named.take().unwrap_or(found))?;
            continue;
        }
        let values: Vec<Cell<'_>> = values
            .into_iter()
            .map(|value| Cell::Text(value.into()))
            .collect();
        sink.row(number, content.as_bytes(), &values)?;
    }
    if header {
        return Err(super::super::ImportError::NoHeader.into());
    }
    Ok(())
}

/// What is wrong with a header.
pub(super) fn no_header(problem: Problem) -> super::super::ImportError {
    super::super::ImportError::Header(problem.at("").reason)
}

type Record = Result<(u64, String, Vec<String>), (u64, Problem)>;

struct Records<R> {
    lines: Lines<R>,
    delimiter: char,
    quote: Option<char>,
    /// Lines that were read in search of a closing quote that never came.
    again: VecDeque<Line>,
}

impl<R: BufRead> Records<R> {
    fn line(&mut self) -> Result<Option<Line>, Halt> {
        match self.again.pop_front() {
            Some(line) => Ok(Some(line)),
            None => Ok(self.lines.next()?),
        }
    }

    /// The next row that is not blank.
    fn next(&mut self, sink: &mut Sink<'_>) -> Result<Option<Record>, Halt> {
        loop {
            let Some(line) = self.line()? else {
                return Ok(None);
            };
            sink.consumed = self.lines.bytes;
            match line.text {
                Ok(text) if text.is_empty() => {}
                Ok(text) => return self.record(line.number, text).map(Some),
                Err(problem) => return Ok(Some(Err((line.number, problem)))),
            }
        }
    }

    /// The row that begins with a line.
    fn record(&mut self, number: u64, first: String) -> Result<Record, Halt> {
        let mut parser = Parser {
            delimiter: self.delimiter,
            quote: self.quote,
            values: Vec::new(),
            value: String::new(),
            state: State::Start,
        };
        let mut content = first;
        let mut from = 0;
        let mut taken = Vec::new();
        loop {
            let problem = match parser.feed(&content[from..]) {
                Fed::Row => return Ok(Ok((number, content, parser.values))),
                Fed::Misplaced => Problem::QuoteMisplaced,
                Fed::Open => match self.line()? {
                    None => Problem::QuoteUnterminated,
                    Some(line) => match &line.text {
                        Ok(text) if content.len() + text.len() < ROW_BYTES_MAX => {
                            content.push('\n');
                            from = content.len();
                            content.push_str(text);
                            parser.value.push('\n');
                            taken.push(line);
                            continue;
                        }
                        _ => {
                            taken.push(line);
                            Problem::QuoteUnterminated
                        }
                    },
                },
            };
            for line in taken.into_iter().rev() {
                self.again.push_front(line);
            }
            return Ok(Err((number, problem)));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a value.
    Start,
    /// In a value without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// Behind a quote that closes a value, or is the first of two.
    Closed,
}

enum Fed {
    /// The line ends the row.
    Row,
    /// A quote is still open.
    Open,
    /// Something follows a closing quote.
    Misplaced,
}

struct Parser {
    delimiter: char,
    quote: Option<char>,
    values: Vec<String>,
    value: String,
    state: State,
}

impl Parser {
    /// Takes a line without its end.
    fn feed(&mut self, line: &str) -> Fed {
        for character in line.chars() {
            let is_quote = Some(character) == self.quote;
            let is_delimiter = character == self.delimiter;
            self.state = match self.state {
                State::Quoted if is_quote => State::Closed,
                State::Quoted => {
                    self.value.push(character);
                    State::Quoted
                }
                State::Closed if is_quote => {
                    self.value.push(character);
                    State::Quoted
                }
                State::Start if is_quote => State::Quoted,
                _ if is_delimiter => {
                    self.values.push(std::mem::take(&mut self.value));
                    State::Start
                }
                // Spaces between a closing quote and the delimiter belong to nothing.
                State::Closed if character == ' ' => State::Closed,
                State::Closed => return Fed::Misplaced,
                State::Start | State::Plain => {
                    self.value.push(character);
                    State::Plain
                }
            };
        }
        if self.state == State::Quoted {
            return Fed::Open;
        }
        self.values.push(std::mem::take(&mut self.value));
        self.state = State::Start;
        Fed::Row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Option<Vec<String>> {
        let mut parser = Parser {
            delimiter: ',',
            quote: Some('"'),
            values: Vec::new(),
            value: String::new(),
            state: State::Start,
        };
        match parser.feed(line) {
            Fed::Row => Some(parser.values),
            Fed::Open | Fed::Misplaced => None,
        }
    }

    #[test]
    fn values_are_taken_apart() {
        let row = |values: &[&str]| Some(values.iter().map(|v| (*v).to_owned()).collect());
        assert_eq!(parse("a,b"), row(&["a", "b"]));
        assert_eq!(parse("a,"), row(&["a", ""]));
        assert_eq!(parse(r#""a,b","say ""hi""""#), row(&["a,b", "say \"hi\""]));
        assert_eq!(parse(r#"5" disc,x"#), row(&["5\" disc", "x"]));
        assert_eq!(parse(r#""a" ,b"#), row(&["a", "b"]));
        assert_eq!(parse("a, b "), row(&["a", " b "]));
        assert_eq!(parse(r#""a"b,c"#), None);
        assert_eq!(parse(r#""a"#), None);
    }
}
