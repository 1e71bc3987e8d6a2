//! Rows as Parquet: flat, optional columns in one group, compressed by Snappy.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::record::Field;
use parquet::schema::types::Type;
use serde_json::Value as Json;
use telos_model::catalog::{ColumnDef, ColumnKind, KeyDef};
use telos_model::time::Timestamp;

use super::super::render::plain;
use super::{FileRow, Left, NotOurs};

/// A value of a column.
#[derive(Clone, PartialEq)]
enum Cell {
    Nothing,
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
}

type Columns = Vec<(String, ColumnKind)>;

/// A file of rows. None where a value is not of its column's type.
pub(super) fn file(columns: &[ColumnDef], rows: &[FileRow]) -> Option<Vec<u8>> {
    let kinds = columns.iter();
    let kinds: Columns = kinds
        .map(|column| {
            let kind = column.kind.unwrap_or(ColumnKind::Text);
            (column.name.to_string(), kind)
        })
        .collect();
    let rows = rows.iter().map(|row| {
        let cells = row.cells.iter().zip(&kinds);
        cells
            .map(|((_, value), (_, kind))| cell(value, *kind))
            .collect::<Option<Vec<Cell>>>()
    });
    let rows: Vec<Vec<Cell>> = rows.collect::<Option<_>>()?;
    written(&kinds, &rows).ok()
}

/// A file without the rows whose key is one of these. Whatever a file that is none of ours makes of
/// the library that reads it, it is a mistake of that file.
pub(super) fn without(
    key: &KeyDef,
    values: &BTreeSet<String>,
    bytes: &[u8],
) -> Result<Left, NotOurs> {
    let read = catch_unwind(AssertUnwindSafe(|| rows_of(bytes)));
    let (columns, mut rows) = read.map_err(|_| NotOurs::Garbled)??;
    let mut names = columns.iter();
    let at = names.position(|(name, _)| *name == *key.column);
    let at = at.ok_or(NotOurs::NoKey)?;
    let has_key = |row: &Vec<Cell>| matches!(row.get(at), Some(Cell::Text(_)));
    if !rows.iter().all(has_key) {
        return Err(NotOurs::NoKey);
    }
    let before = rows.len();
    rows.retain(|row| match &row[at] {
        Cell::Text(whose) => !values.contains(whose),
        _ => true,
    });
    if rows.len() == before {
        return Ok(Left::Same);
    }
    if rows.is_empty() {
        return Ok(Left::Nothing);
    }
    let bytes = written(&columns, &rows).map_err(|_| NotOurs::Garbled)?;
    Ok(Left::Fewer(bytes))
}

fn cell(value: &Json, kind: ColumnKind) -> Option<Cell> {
    if value.is_null() {
        return Some(Cell::Nothing);
    }
    match kind {
        ColumnKind::Text => Some(Cell::Text(plain(value))),
        ColumnKind::Json => Some(Cell::Text(value.to_string())),
        ColumnKind::Integer => value.as_i64().map(Cell::Whole),
        ColumnKind::Number => value.as_f64().map(Cell::Number),
        ColumnKind::Boolean => value.as_bool().map(Cell::Flag),
        ColumnKind::Time => {
            let at = Timestamp::parse(value.as_str()?)?;
            Some(Cell::Whole(at.millis()))
        }
    }
}

fn written(columns: &Columns, rows: &[Vec<Cell>]) -> Result<Vec<u8>, ParquetError> {
    let fields = columns.iter().map(|(name, kind)| {
        let (physical, logical) = match kind {
            ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnKind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
            ColumnKind::Integer => (Physical::INT64, None),
            ColumnKind::Number => (Physical::DOUBLE, None),
            ColumnKind::Boolean => (Physical::BOOLEAN, None),
            ColumnKind::Time => {
                let millis = LogicalType::timestamp(true, TimeUnit::MILLIS);
                (Physical::INT64, Some(millis))
            }
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    });
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    let schema = Type::group_type_builder("row")
        .with_fields(fields)
        .build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("Telos ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (at, (_, kind)) in columns.iter().enumerate() {
        let Some(mut column) = group.next_column()? else {
            return Err(ParquetError::General("too few columns".to_owned()));
        };
        put(&mut column, *kind, rows.iter().map(|row| &row[at]))?;
        column.close()?;
    }
    group.close()?;
    writer.into_inner()
}

fn put<'c>(
    column: &mut SerializedColumnWriter<'_>,
    kind: ColumnKind,
    cells: impl Iterator<Item = &'c Cell> + Clone,
) -> Result<(), ParquetError> {
    let defined = cells.clone().map(|cell| i16::from(*cell != Cell::Nothing));
    let defined: Vec<i16> = defined.collect();
    match kind {
        ColumnKind::Text | ColumnKind::Json => {
            let values = cells.filter_map(|cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            });
            let values: Vec<ByteArray> = values.collect();
            let writer = column.typed::<ByteArrayType>();
            writer.write_batch(&values, Some(&defined), None)?;
        }
        ColumnKind::Integer | ColumnKind::Time => {
            let values = cells.filter_map(|cell| match cell {
                Cell::Whole(number) => Some(*number),
                _ => None,
            });
            let values: Vec<i64> = values.collect();
            let writer = column.typed::<Int64Type>();
            writer.write_batch(&values, Some(&defined), None)?;
        }
        ColumnKind::Number => {
            let values = cells.filter_map(|cell| match cell {
                Cell::Number(number) => Some(*number),
                _ => None,
            });
            let values: Vec<f64> = values.collect();
            let writer = column.typed::<DoubleType>();
            writer.write_batch(&values, Some(&defined), None)?;
        }
        ColumnKind::Boolean => {
            let values = cells.filter_map(|cell| match cell {
                Cell::Flag(flag) => Some(*flag),
                _ => None,
            });
            let values: Vec<bool> = values.collect();
            let writer = column.typed::<BoolType>();
            writer.write_batch(&values, Some(&defined), None)?;
        }
    }
    Ok(())
}

/// The columns and rows of a file that was written here.
fn rows_of(bytes: &[u8]) -> Result<(Columns, Vec<Vec<Cell>>), NotOurs> {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes));
    let reader = reader.map_err(|_| NotOurs::Garbled)?;
    let schema = reader.metadata().file_metadata().schema();
    let columns = schema.get_fields().iter().map(|field| {
        let kind = kind_of(field)?;
        Some((field.name().to_owned(), kind))
    });
    let columns = columns.collect::<Option<Columns>>();
    let columns = columns.ok_or(NotOurs::Garbled)?;
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None).map_err(|_| NotOurs::Garbled)? {
        let row = row.map_err(|_| NotOurs::Garbled)?;
        let cells = row.get_column_iter().map(|(_, field)| match field {
            Field::Null => Some(Cell::Nothing),
            Field::Str(text) => Some(Cell::Text(text.clone())),
            Field::Long(number) | Field::TimestampMillis(number) => Some(Cell::Whole(*number)),
            Field::Double(number) => Some(Cell::Number(*number)),
            Field::Bool(flag) => Some(Cell::Flag(*flag)),
            _ => None,
        });
        let cells: Option<Vec<Cell>> = cells.collect();
        rows.push(cells.ok_or(NotOurs::Garbled)?);
    }
    Ok((columns, rows))
}

fn kind_of(field: &Type) -> Option<ColumnKind> {
    if !field.is_primitive() {
        return None;
    }
    let logical = field.get_basic_info().logical_type_ref();
    Some(match (field.get_physical_type(), logical) {
        (Physical::BYTE_ARRAY, Some(LogicalType::String)) => ColumnKind::Text,
        (Physical::BYTE_ARRAY, Some(LogicalType::Json)) => ColumnKind::Json,
        (Physical::INT64, None) => ColumnKind::Integer,
        (Physical::INT64, Some(LogicalType::Timestamp(_))) => ColumnKind::Time,
        (Physical::DOUBLE, None) => ColumnKind::Number,
        (Physical::BOOLEAN, None) => ColumnKind::Boolean,
        _ => return None,
    })
}
