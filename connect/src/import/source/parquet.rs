//! A file of Parquet. Columns are paths with dots, such as `customer.email`.
//!
//! Whoever made it may have lied about what is in it. So what it says about itself is held against
//! limits before any of it is read, and whatever it makes of the library is an error of that file.
//! Rows are read one after the other; of each column only the page at hand is in memory.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use jiff::civil::DateTime;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, FileReader as _, Length, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use super::super::mapping::Mapping;
use super::super::row::Problem;
use super::super::sink::{Halt, Sink};
use super::super::value::Cell;
use super::super::{COLUMNS_MAX, ImportError, PARQUET_COLUMN_BYTES_MAX};

const NOT_PARQUET: ImportError = ImportError::Parquet("it is none, or a damaged one");
const PACKED: &str = "it is packed in a way that is not read here; use Snappy or gzip";
/// The most digits of a decimal number.
const DIGITS_MAX: i32 = 100;
/// How deep columns may lie in each other.
const DEPTH_MAX: usize = 16;

pub(super) fn rows<R: Read + Seek + Send + 'static>(
    mapping: &Mapping,
    mut input: R,
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    let size = input.seek(SeekFrom::End(0))?;
    let chunks = Chunks {
        input: Arc::new(Mutex::new(input)),
        size,
    };
    let reader = guarded(|| SerializedFileReader::new(chunks).ok())?.ok_or(NOT_PARQUET)?;
    let metadata = reader.metadata();
    measure(metadata)?;
    let schema = metadata.file_metadata().schema();
    let fields = schema.get_fields();
    let mut names = Vec::new();
    collect(fields, "", 0, &mut names)?;
    sink.header(&names)?;
    let total = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0);
    let iter = guarded(|| reader.get_row_iter(None).ok())?;
    let mut iter = iter.ok_or(NOT_PARQUET)?;
    let (mut line, mut content) = (0, Vec::new());
    while let Some(row) = guarded(|| iter.next())? {
        let row = row.map_err(|error| refused(&error))?;
        line += 1;
        if line <= u64::from(mapping.file.skip_rows) {
            continue;
        }
        sink.consumed = size.saturating_mul(line.min(total)) / total.max(1);
        let cells = guarded(|| {
            let mut cells = Vec::with_capacity(names.len());
            flatten(fields, Some(&row), &mut cells);
            cells
        })?;
        known_by(&cells, &mut content);
        sink.row(line, &content, &cells)?;
    }
    Ok(())
}

/// Holds what a file says about itself against limits.
fn measure(metadata: &ParquetMetaData) -> Result<(), ImportError> {
    let (what, most) = ("bytes in a column of one group", PARQUET_COLUMN_BYTES_MAX);
    for group in metadata.row_groups() {
        for column in group.columns() {
            let read = matches!(
                column.compression(),
                Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_)
            );
            if !read {
                return Err(ImportError::Parquet(PACKED));
            }
            let sizes = [column.compressed_size(), column.uncompressed_size()];
            for size in sizes {
                let size = u64::try_from(size).map_err(|_| NOT_PARQUET)?;
                if size > most {
                    return Err(ImportError::TooLarge { what, max: most });
                }
            }
        }
    }
    Ok(())
}

fn refused(error: &ParquetError) -> ImportError {
    match error {
        ParquetError::NYI(_) => ImportError::Parquet("it has values that are not read here"),
        _ => NOT_PARQUET,
    }
}

/// Runs the library that reads files: whatever a hostile file makes of it is an error of that file.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, ImportError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| NOT_PARQUET)
}

/// What a column of the schema is to the rows.
enum Shape<'t> {
    /// One value.
    Value,
    /// A list or a map: one column, whatever it holds.
    Several,
    /// Columns in each other.
    Group(&'t [Arc<Type>]),
}

fn shape(field: &Type) -> Shape<'_> {
    let basic = field.get_basic_info();
    let several = basic.has_repetition() && basic.repetition() == Repetition::REPEATED;
    let converted = basic.converted_type();
    if field.is_primitive() && !several {
        return Shape::Value;
    }
    let lists = [
        ConvertedType::LIST,
        ConvertedType::MAP,
        ConvertedType::MAP_KEY_VALUE,
    ];
    if several || lists.contains(&converted) {
        return Shape::Several;
    }
    Shape::Group(field.get_fields())
}

/// The names of all columns, with those that they lie in before a dot.
fn collect(
    fields: &[Arc<Type>],
    within: &str,
    depth: usize,
    names: &mut Vec<Box<str>>,
) -> Result<(), ImportError> {
    if depth > DEPTH_MAX {
        return Err(ImportError::Parquet(
            "its columns lie too deep in each other",
        ));
    }
    for field in fields {
        let name = match within {
            "" => field.name().to_owned(),
            within => format!("{within}.{}", field.name()),
        };
        if is_endless(field, 0) {
            return Err(ImportError::Parquet("it has numbers of too many digits"));
        }
        match shape(field) {
            Shape::Group(inner) => collect(inner, &name, depth + 1, names)?,
            Shape::Value | Shape::Several => names.push(name.into()),
        }
        if names.len() > COLUMNS_MAX {
            return Err(ImportError::Header("there are more than 1,000 columns"));
        }
    }
    Ok(())
}

/// Whether it has numbers that would be written with more digits than anybody reads.
fn is_endless(field: &Type, depth: usize) -> bool {
    if !field.is_primitive() {
        let mut fields = field.get_fields().iter();
        return depth > DEPTH_MAX || fields.any(|field| is_endless(field, depth + 1));
    }
    // What is no decimal has -1.
    let digits = -1..=DIGITS_MAX;
    !digits.contains(&field.get_precision()) || !digits.contains(&field.get_scale())
}

/// The cells of a row, or as many empty ones where a group is not there.
fn flatten(fields: &[Arc<Type>], row: Option<&Row>, cells: &mut Vec<Cell<'static>>) {
    let mut values = row.map(|row| row.get_column_iter());
    for field in fields {
        let value = values.as_mut().and_then(Iterator::next);
        let value = value.map(|(_, value)| value);
        match (shape(field), value) {
            (Shape::Group(inner), Some(Field::Group(row))) => flatten(inner, Some(row), cells),
            (Shape::Group(inner), _) => flatten(inner, None, cells),
            (_, None) => cells.push(Cell::Empty),
            (_, Some(value)) => cells.push(cell(value, field)),
        }
    }
}

fn cell(value: &Field, of: &Type) -> Cell<'static> {
    match value {
        Field::Null => Cell::Empty,
        Field::ListInternal(list) => {
            let items = list.elements().iter();
            let items = items.filter(|item| **item != Field::Null);
            let items = items.map(|item| match scalar(item, None) {
                Cell::Text(text) => Ok(text),
                Cell::Bad(problem) => Err(problem),
                _ => Err(Problem::CellInvalid),
            });
            match items.collect::<Result<Vec<_>, _>>() {
                Ok(items) if items.is_empty() => Cell::Empty,
                Ok(items) => Cell::List(items),
                Err(problem) => Cell::Bad(problem),
            }
        }
        value => scalar(value, of.get_basic_info().logical_type_ref()),
    }
}

/// One value. Instants are written with their zone; times of nowhere are dates of the mapping's.
fn scalar(value: &Field, logical: Option<&LogicalType>) -> Cell<'static> {
    let text = |text: String| Cell::Text(text.into());
    let (is_utc, is_nanos) = match logical {
        Some(LogicalType::Timestamp(of)) => (of.is_adjusted_to_u_t_c, of.unit == TimeUnit::NANOS),
        _ => (true, false),
    };
    let instant = |micros: i64| {
        let Ok(at) = jiff::Timestamp::from_microsecond(micros) else {
            return Cell::Bad(Problem::DateInvalid);
        };
        if is_utc {
            return Cell::Text(format!("{at:.3}").into());
        }
        Cell::Date(at.to_zoned(jiff::tz::TimeZone::UTC).datetime())
    };
    match value {
        Field::Null => Cell::Empty,
        Field::Bool(flag) => text(flag.to_string()),
        Field::Byte(number) => text(number.to_string()),
        Field::Short(number) => text(number.to_string()),
        Field::Int(number) => text(number.to_string()),
        Field::Long(nanos) if is_nanos => instant(nanos.div_euclid(1_000)),
        Field::Long(number) => text(number.to_string()),
        Field::UByte(number) => text(number.to_string()),
        Field::UShort(number) => text(number.to_string()),
        Field::UInt(number) => text(number.to_string()),
        Field::ULong(number) => text(number.to_string()),
        // What is no number stands for nothing, as the tools that write it have it.
        Field::Float(number) if number.is_nan() => Cell::Empty,
        Field::Double(number) if number.is_nan() => Cell::Empty,
        Field::Float16(number) => text(number.to_string()),
        Field::Float(number) => text(number.to_string()),
        Field::Double(number) => text(number.to_string()),
        Field::Decimal(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => text(value.to_string()),
        Field::Str(plain) => text(plain.clone()),
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(plain) => text(plain.to_owned()),
            Err(_) => Cell::Bad(Problem::CellInvalid),
        },
        Field::Date(days) => {
            let first = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
            let days = jiff::Span::new().try_days(*days);
            let date = days.and_then(|days| first.checked_add(days));
            date.map_or(Cell::Bad(Problem::DateInvalid), Cell::Date)
        }
        Field::TimestampMillis(millis) => millis
            .checked_mul(1_000)
            .map_or(Cell::Bad(Problem::DateInvalid), instant),
        Field::TimestampMicros(micros) => instant(*micros),
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
            Cell::Bad(Problem::CellInvalid)
        }
    }
}

/// All of a row, by which it is told from others.
fn known_by(cells: &[Cell<'_>], content: &mut Vec<u8>) {
    content.clear();
    let mut put = |kind: u8, text: &str| {
        content.push(kind);
        content.extend((text.len() as u64).to_le_bytes());
        content.extend(text.as_bytes());
    };
    for cell in cells {
        match cell {
            Cell::Text(text) => put(b't', text),
            Cell::Date(date) => put(b'd', &date.to_string()),
            Cell::List(items) => {
                put(b'l', &items.len().to_string());
                for item in items {
                    put(b'i', item);
                }
            }
            Cell::Empty | Cell::Bad(_) => put(b' ', ""),
        }
    }
}

/// A file as the library reads it: from any place, again and again.
struct Chunks<R> {
    input: Arc<Mutex<R>>,
    size: u64,
}

/// A file from one place on.
struct Part<R> {
    input: Arc<Mutex<R>>,
    at: u64,
}

impl<R: Read + Seek> Read for Part<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        input.seek(SeekFrom::Start(self.at))?;
        let length = input.read(buffer)?;
        self.at += length as u64;
        Ok(length)
    }
}

impl<R> Length for Chunks<R> {
    fn len(&self) -> u64 {
        self.size
    }
}

impl<R: Read + Seek + Send> ChunkReader for Chunks<R> {
    type T = BufReader<Part<R>>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(Part {
            input: Arc::clone(&self.input),
            at: start,
        }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let ends = start.checked_add(length as u64);
        if ends.is_none_or(|ends| ends > self.size) {
            return Err(ParquetError::EOF("the file ends before".to_owned()));
        }
        let mut bytes = vec![0; length];
        self.get_read(start)?.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}
