//! The formats of files: each reads rows and hands them to the sink.

mod csv;
mod fixed;
mod jsonl;
mod lines;
mod parquet;
mod xlsx;

use std::io::{BufReader, Read, Seek};

use super::mapping::{Layout, Mapping};
use super::sink::{Halt, Sink};
use lines::Lines;

/// The buffer that files are read through, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// Reads one JSON object that is known by an id.
pub(super) fn record(
    mapping: &Mapping,
    id: &[u8],
    text: &str,
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    jsonl::row(&jsonl::paths(mapping), (1, text, id), sink)
}

/// Reads all rows of a file.
pub(super) fn rows<R: Read + Seek + Send + 'static>(
    mapping: &Mapping,
    input: R,
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    let file = &mapping.file;
    if let Layout::Xlsx { sheet } = &file.layout {
        return xlsx::rows(mapping, sheet.as_deref(), input, sink);
    }
    if matches!(file.layout, Layout::Parquet) {
        return parquet::rows(mapping, input, sink);
    }
    let reader = BufReader::with_capacity(BUFFER_BYTES, input);
    let mut lines = Lines::new(reader, file.encoding)?;
    for _ in 0..file.skip_rows {
        lines.skip()?;
    }
    match &file.layout {
        Layout::Csv { delimiter, quote } => csv::rows(file, *delimiter, *quote, lines, sink),
        Layout::JsonLines => jsonl::rows(mapping, lines, sink),
        Layout::Whitespace => fixed::words(file, lines, sink),
        Layout::Fixed(places) => fixed::rows(file, places, lines, sink),
        Layout::Xlsx { .. } | Layout::Parquet => Ok(()),
    }
}
