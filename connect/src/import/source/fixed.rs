//! Fixed-width text: values between white space, or at places of the line.

use std::io::BufRead;

use super::super::ImportError;
use super::super::mapping::FileOptions;
use super::super::sink::{Halt, Sink};
use super::super::value::Cell;
use super::csv::no_header;
use super::lines::{Line, Lines};

/// Values between white space.
pub(super) fn words<R: BufRead>(
    file: &FileOptions,
    mut lines: Lines<R>,
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    if file.header {
        let header = match first(&mut lines)?.map(|line| line.text) {
            None => return Err(ImportError::NoHeader.into()),
            Some(Err(problem)) => return Err(no_header(problem).into()),
            Some(Ok(text)) => text,
        };
        let found: Vec<Box<str>> = header.split_whitespace().map(Box::from).collect();
        sink.header(file.names.as_deref().unwrap_or(&found))?;
    } else {
        sink.header(file.names.as_deref().unwrap_or_default())?;
    }
    each(lines, sink, |number, text, sink| {
        let words = text.split_whitespace();
        let values: Vec<Cell<'_>> = words.map(|word| Cell::Text(word.into())).collect();
        sink.row(number, text.as_bytes(), &values)
    })
}

/// Values at places of the line, in characters. A line may be shorter: what it does not reach is
/// empty.
pub(super) fn rows<R: BufRead>(
    file: &FileOptions,
    places: &[(usize, usize)],
    mut lines: Lines<R>,
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    sink.header(file.names.as_deref().unwrap_or_default())?;
    if file.header {
        first(&mut lines)?;
    }
    each(lines, sink, |number, text, sink| {
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let byte = |character: usize| bounds.get(character).copied().unwrap_or(text.len());
        let values: Vec<Cell<'_>> = places
            .iter()
            .map(|(start, width)| Cell::Text(text[byte(*start)..byte(start + width)].into()))
            .collect();
        sink.row(number, text.as_bytes(), &values)
    })
}

fn first<R: BufRead>(lines: &mut Lines<R>) -> Result<Option<Line>, Halt> {
    while let Some(line) = lines.next()? {
        if line
            .text
            .as_ref()
            .map_or(true, |text| !text.trim().is_empty())
        {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

/// Hands every line that is not blank to `take`.
pub(super) fn each<R: BufRead>(
    mut lines: Lines<R>,
    sink: &mut Sink<'_>,
    mut take: impl FnMut(u64, &str, &mut Sink<'_>) -> Result<(), Halt>,
) -> Result<(), Halt> {
    while let Some(line) = lines.next()? {
        sink.consumed = lines.bytes;
        match line.text {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => take(line.number, &text, sink)?,
            Err(problem) => sink.reject(line.number, problem)?,
        }
    }
    Ok(())
}
