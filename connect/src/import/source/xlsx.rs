//! A sheet of an Excel workbook.
//!
//! A workbook is a ZIP file, and whoever made it may have lied about its size. So every part is
//! unpacked once into nothing, with a limit, before any of it is read. Cells are read one after the
//! other; only the texts that they share are held in memory.

use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader};
use jiff::civil::DateTime;

use super::super::mapping::Mapping;
use super::super::row::Problem;
use super::super::sink::{Halt, Sink};
use super::super::value::Cell;
use super::super::{
    COLUMNS_MAX, ImportError, XLSX_BYTES_MAX, XLSX_CELLS_MAX, XLSX_STRINGS_BYTES_MAX,
    XLSX_UNPACKED_BYTES_MAX,
};

/// The most parts of a workbook.
const PARTS_MAX: usize = 10_000;
const NOT_A_WORKBOOK: ImportError = ImportError::Workbook("it is no .xlsx file, or a damaged one");

pub(super) fn rows<R: Read + Seek>(
    mapping: &Mapping,
    sheet: Option<&str>,
    mut input: R,
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    let size = input.seek(SeekFrom::End(0))?;
    measure(&mut input, size)?;
    input.seek(SeekFrom::Start(0))?;
    let input = io::BufReader::new(input);
    let mut workbook = guarded(|| Xlsx::new(input).ok())?.ok_or(NOT_A_WORKBOOK)?;
    let sheets = workbook.sheet_names();
    let name = match sheet {
        None => sheets.first().cloned(),
        Some(wanted) => sheets.iter().find(|name| *name == wanted).cloned(),
    };
    let Some(name) = name else {
        return Err(ImportError::NoSheet {
            wanted: sheet.unwrap_or_default().into(),
            sheets,
        }
        .into());
    };
    let cells = guarded(|| workbook.worksheet_cells_reader(&name).ok())?;
    let mut cells = cells.ok_or(NOT_A_WORKBOOK)?;
    let last = u64::from(cells.dimensions().end.0) + 1;
    let mut rows = Rows {
        mapping,
        header: mapping.file.header,
        values: Vec::new(),
        too_wide: false,
        content: Vec::new(),
    };
    if !rows.header {
        sink.header(mapping.file.names.as_deref().unwrap_or_default())?;
    }
    rows.read(&mut cells, sink, |row| {
        size.saturating_mul(row.min(last)) / last
    })?;
    if rows.header {
        return Err(ImportError::NoHeader.into());
    }
    Ok(())
}

/// Unpacks every part into nothing, and refuses what grows too large.
fn measure<R: Read + Seek>(input: &mut R, size: u64) -> Result<(), ImportError> {
    let too_large = |what, max| ImportError::TooLarge { what, max };
    if size > XLSX_BYTES_MAX {
        return Err(too_large("bytes", XLSX_BYTES_MAX));
    }
    input.seek(SeekFrom::Start(0))?;
    let mut archive = guarded(|| zip::ZipArchive::new(input).ok())?.ok_or(NOT_A_WORKBOOK)?;
    if archive.len() > PARTS_MAX {
        return Err(too_large("parts", PARTS_MAX as u64));
    }
    let (mut total, mut held) = (0, 0);
    for index in 0..archive.len() {
        let room = XLSX_UNPACKED_BYTES_MAX - total;
        let unpacked = guarded(|| {
            let part = archive.by_index(index).ok()?;
            let is_sheet = part.name().ok()?.starts_with("xl/worksheets/");
            let copied = io::copy(&mut part.take(room + 1), &mut io::sink()).ok()?;
            Some((copied, is_sheet))
        })?;
        let (copied, is_sheet) = unpacked.ok_or(NOT_A_WORKBOOK)?;
        if copied > room {
            return Err(too_large("bytes unpacked", XLSX_UNPACKED_BYTES_MAX));
        }
        total += copied;
        held += if is_sheet { 0 } else { copied };
        if held > XLSX_STRINGS_BYTES_MAX {
            return Err(too_large("bytes of texts", XLSX_STRINGS_BYTES_MAX));
        }
    }
    Ok(())
}

/// Runs the libraries that read workbooks: whatever a hostile file makes of them is an error of
/// that file.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, ImportError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| NOT_A_WORKBOOK)
}

struct Rows<'m> {
    mapping: &'m Mapping,
    /// The next row names the columns.
    header: bool,
    /// The cells of the row that is being read.
    values: Vec<Cell<'static>>,
    too_wide: bool,
    content: Vec<u8>,
}

impl Rows<'_> {
    fn read<RS: Read + Seek>(
        &mut self,
        cells: &mut XlsxCellReader<'_, RS>,
        sink: &mut Sink<'_>,
        consumed: impl Fn(u64) -> u64,
    ) -> Result<(), Halt> {
        let mut row = None;
        let mut count = 0;
        loop {
            let next = guarded(|| {
                let cell = cells.next_cell();
                cell.map(|cell| cell.map(|cell| (cell.get_position(), read(cell.get_value()))))
                    .ok()
            })?;
            let Some((position, value)) = next.ok_or(NOT_A_WORKBOOK)? else {
                break;
            };
            count += 1;
            if count > XLSX_CELLS_MAX {
                let (what, max) = ("cells", XLSX_CELLS_MAX);
                return Err(ImportError::TooLarge { what, max }.into());
            }
            let (at, column) = (u64::from(position.0), position.1 as usize);
            match row {
                Some(current) if current == at => {}
                Some(current) if at < current => {
                    return Err(ImportError::Workbook("its rows are out of order").into());
                }
                before => {
                    if let Some(before) = before {
                        self.end(before, sink)?;
                    }
                    row = Some(at);
                    sink.consumed = consumed(at);
                }
            }
            self.put(column, value);
        }
        match row {
            Some(row) => self.end(row, sink),
            None => Ok(()),
        }
    }

    fn put(&mut self, column: usize, value: Cell<'static>) {
        if value == Cell::Empty {
            return;
        }
        if column >= COLUMNS_MAX {
            self.too_wide = true;
            return;
        }
        if self.values.len() <= column {
            self.values.resize(column + 1, Cell::Empty);
        }
        self.values[column] = value;
    }

    /// Hands over the row that is complete.
    fn end(&mut self, row: u64, sink: &mut Sink<'_>) -> Result<(), Halt> {
        let mut values = std::mem::take(&mut self.values);
        let too_wide = std::mem::take(&mut self.too_wide);
        if row < u64::from(self.mapping.file.skip_rows) || (values.is_empty() && !too_wide) {
            return Ok(());
        }
        let names = self.mapping.file.names.as_deref();
        if self.header {
            self.header = false;
            let found: Vec<Box<str>> = values.iter().map(name).collect();
            self.values.clear();
            return sink.header(names.unwrap_or(&found));
        }
        let line = row + 1;
        if too_wide {
            return sink.reject(line, Problem::ColumnsTooMany);
        }
        if values.len() < sink.columns() {
            values.resize(sink.columns(), Cell::Empty);
        }
        self.content.clear();
        for value in &values {
            let (kind, text) = match value {
                Cell::Text(text) => (b't', text.to_string()),
                Cell::Date(date) => (b'd', date.to_string()),
                _ => (b' ', String::new()),
            };
            self.content.push(kind);
            self.content.extend((text.len() as u64).to_le_bytes());
            self.content.extend(text.as_bytes());
        }
        sink.row(line, &self.content, &values)
    }
}

fn name(cell: &Cell<'_>) -> Box<str> {
    match cell {
        Cell::Text(text) => text.trim().into(),
        _ => "".into(),
    }
}

/// What a cell holds. Durations and the errors of formulas are nothing that can be imported.
fn read(value: &DataRef<'_>) -> Cell<'static> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => text(number.to_string()),
        DataRef::Float(number) => text(number.to_string()),
        DataRef::String(plain) => text(plain.clone()),
        DataRef::SharedString(plain) => text((*plain).to_owned()),
        DataRef::Bool(yes) => text(yes.to_string()),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
            let date = date_time(
                [year, u16::from(month), u16::from(day)],
                [hour, minute, second],
                milli,
            );
            date.map_or(Cell::Bad(Problem::CellInvalid), Cell::Date)
        }
        DataRef::DateTimeIso(plain) => match plain.parse::<DateTime>() {
            Ok(date) => Cell::Date(date),
            Err(_) => text(plain.clone()),
        },
        DataRef::DateTime(_) | DataRef::DurationIso(_) | DataRef::Error(_) => {
            Cell::Bad(Problem::CellInvalid)
        }
    }
}

fn text(text: String) -> Cell<'static> {
    Cell::Text(text.into())
}

fn date_time(date: [u16; 3], time: [u8; 3], milli: u16) -> Option<DateTime> {
    let small = |number: u16| i8::try_from(number).ok();
    let [hour, minute, second] = time.map(|number| small(u16::from(number)));
    DateTime::new(
        i16::try_from(date[0]).ok()?,
        small(date[1])?,
        small(date[2])?,
        hour?,
        minute?,
        second?,
        i32::from(milli) * 1_000_000,
    )
    .ok()
}
