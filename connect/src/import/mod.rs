//! Import: files of rows and a mapping become messages, as the tracking API takes them.
//!
//! A [`Mapping`] is read from TOML and says all its mistakes at once. [`read`] takes a file row by
//! row, in constant memory for CSV, JSON lines and fixed-width text but for the counting of rows
//! that are alike. Every row becomes messages or reasons why it is refused; a bad row never spoils
//! the others. Values are checked here only as far as the mapping asks; what a message may be is
//! said in one place, by `telos_model::message::validate`.

mod build;
mod check;
mod date;
mod ids;
mod inline;
mod mapping;
mod parse;
mod row;
mod sink;
mod source;
mod value;

use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;

pub use inline::check_sources;
pub use mapping::Mapping;
pub use row::{Prepared, ReadRow, Reject};
use telos_model::catalog::Mistake;

/// The longest mapping, in bytes.
pub const MAPPING_BYTES_MAX: usize = 256 * 1024;
/// The most columns of a file.
pub const COLUMNS_MAX: usize = 1_000;
/// The longest row, in bytes.
pub const ROW_BYTES_MAX: usize = 256 * 1024;
/// The longest value, in bytes.
pub const FIELD_BYTES_MAX: usize = 32 * 1024;
/// The most rows with keys of their own in one run: they are remembered, so that rows alike count
/// each. A mapping with a `message_id` of its own needs no memory and has no such limit.
pub const KEYS_MAX: usize = 50_000_000;
/// The largest workbook, in bytes.
pub const XLSX_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// The largest workbook after unpacking, in bytes.
pub const XLSX_UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// The most texts that the cells of a workbook share, in bytes: they are held in memory.
pub const XLSX_STRINGS_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most cells of a sheet.
pub const XLSX_CELLS_MAX: u64 = 50_000_000;
/// The most bytes of one column in one group of a Parquet file, packed and unpacked.
pub const PARQUET_COLUMN_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// The most rows that [`read_rows`] gives.
pub const READ_ROWS_MAX: usize = 100_000;

/// Why a file cannot be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It could not be read.
    #[error("read the file")]
    Io(#[from] std::io::Error),
    /// The mapping and the file do not fit each other.
    #[error("the mapping does not fit the file: {} mistakes", .0.len())]
    Mistakes(Vec<Mistake>),
    /// There is no row that names the columns.
    #[error("read the file: it has no header row")]
    NoHeader,
    /// The header is not one.
    #[error("read the header row: {0}")]
    Header(&'static str),
    /// It is UTF-16.
    #[error("read the file: it is UTF-16; save it as UTF-8")]
    Utf16,
    /// It is no workbook that can be read.
    #[error("read the workbook: {0}")]
    Workbook(&'static str),
    /// It is no Parquet file that can be read.
    #[error("read the Parquet file: {0}")]
    Parquet(&'static str),
    /// A workbook has no sheet of this name.
    #[error("the workbook has no sheet `{wanted}`; it has {}", .sheets.join(", "))]
    NoSheet {
        /// The name.
        wanted: Box<str>,
        /// The names there are.
        sheets: Vec<String>,
    },
    /// A limit of workbooks and of Parquet files.
    #[error("read the file: it has more than {max} {what}")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: u64,
    },
    /// More rows than can be told apart.
    #[error("more than {KEYS_MAX} rows: give the mapping a `message_id` made of columns")]
    TooManyKeys,
}

/// Reads a file row by row, from where the input stands. `each` is given every row in order, and
/// may break off.
pub fn read<R: Read + Seek + Send + 'static>(
    mapping: &Mapping,
    input: R,
    each: &mut dyn FnMut(ReadRow) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let mut sink = sink::Sink::new(mapping, each);
    match source::rows(mapping, input, &mut sink) {
        Ok(()) | Err(sink::Halt::Stopped) => Ok(()),
        Err(sink::Halt::Error(error)) => Err(error),
    }
}

/// The messages of one record, a JSON object. The same `id` gives the same messages, where the
/// mapping names no `key`.
pub fn record(mapping: &Mapping, id: &[u8], text: &str) -> Result<Vec<Prepared>, Vec<Reject>> {
    let mut outcome = Ok(Vec::new());
    let mut each = |row: ReadRow| {
        outcome = row.outcome;
        ControlFlow::Continue(())
    };
    let mut sink = sink::Sink::new(mapping, &mut each);
    // One record is over no limit of rows, and nothing tells it to stop.
    let _ = source::record(mapping, id, text, &mut sink);
    outcome
}

/// The rows of a file in memory, at most [`READ_ROWS_MAX`].
pub fn read_rows(mapping: &Mapping, bytes: &[u8]) -> Result<Vec<ReadRow>, ImportError> {
    let mut rows = Vec::new();
    read(mapping, Cursor::new(bytes.to_vec()), &mut |row| {
        rows.push(row);
        if rows.len() < READ_ROWS_MAX {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(rows)
}
