//! One JSON object a line. Columns are paths with dots, such as `customer.email`.

use std::borrow::Cow;
use std::io::BufRead;

use telos_model::json::{Json, Number};

use super::super::mapping::Mapping;
use super::super::row::Problem;
use super::super::sink::{Halt, Sink};
use super::super::value::Cell;
use super::fixed::each;
use super::lines::Lines;

pub(super) fn rows<R: BufRead>(
    mapping: &Mapping,
    lines: Lines<R>,
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    let paths = paths(mapping);
    each(lines, sink, |number, text, sink| {
        row(&paths, (number, text, text.as_bytes()), sink)
    })
}

/// The columns of a mapping, as they are written and taken apart.
pub(super) fn paths(mapping: &Mapping) -> Vec<(&str, Vec<&str>)> {
    let columns = mapping.columns.iter();
    columns
        .map(|column| (&*column.name, column.name.split('.').collect()))
        .collect()
}

/// Takes one object: the number of its line, its text, and what it is known by.
pub(super) fn row(
    paths: &[(&str, Vec<&str>)],
    (number, text, known_by): (u64, &str, &[u8]),
    sink: &mut Sink<'_>,
) -> Result<(), Halt> {
    let object = Json::parse_str(text).ok();
    let Some(object) = object.filter(|object| object.as_map().is_some()) else {
        return sink.reject(number, Problem::JsonInvalid);
    };
    let cells: Vec<Cell<'_>> = paths
        .iter()
        .map(|(name, path)| object.get(name).or_else(|| object.at(path)))
        .map(|value| value.map_or(Cell::Empty, cell))
        .collect();
    let cells: Vec<Cell<'_>> = cells.iter().map(|cell| sink.tidy(cell)).collect();
    sink.cells(number, known_by, &cells)
}

fn cell<'j>(value: &'j Json<'_>) -> Cell<'j> {
    match value {
        Json::List(items) => {
            let items = items.iter().filter(|item| !item.is_null());
            let items = items.map(|item| scalar(item).ok_or(Problem::CellInvalid)?);
            items
                .collect::<Result<Vec<_>, _>>()
                .map_or_else(Cell::Bad, Cell::List)
        }
        Json::Null => Cell::Empty,
        Json::Map(_) => Cell::Bad(Problem::CellInvalid),
        _ => match scalar(value) {
            Some(Ok(text)) => Cell::Text(text),
            Some(Err(problem)) => Cell::Bad(problem),
            None => Cell::Bad(Problem::CellInvalid),
        },
    }
}

/// A text, number or truth value as text.
fn scalar<'j>(value: &'j Json<'_>) -> Option<Result<Cow<'j, str>, Problem>> {
    /// From here on several written numbers share one floating-point number.
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    Some(Ok(match value {
        Json::Text(text) => Cow::Borrowed(&**text),
        Json::Bool(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
        Json::Number(Number::Int(number)) => Cow::Owned(number.to_string()),
        Json::Number(Number::Float(number)) if number.abs() < EXACT_MAX => {
            Cow::Owned(number.to_string())
        }
        Json::Number(Number::Float(_)) => return Some(Err(Problem::NumberInexact)),
        Json::Null | Json::List(_) | Json::Map(_) => return None,
    }))
}
