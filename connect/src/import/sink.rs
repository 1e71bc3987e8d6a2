//! Where rows arrive: columns are found, ids given, messages built, and the caller told.

use std::ops::ControlFlow;

use super::ids::{self, Occurrences};
use super::mapping::Mapping;
use super::row::{Problem, ReadRow, Reject};
use super::value::{Cell, Cells};
use super::{COLUMNS_MAX, FIELD_BYTES_MAX, ImportError, build};

/// Why reading ends before the file does.
#[derive(Debug)]
pub(super) enum Halt {
    /// The caller has enough.
    Stopped,
    /// It cannot go on.
    Error(ImportError),
}

impl From<ImportError> for Halt {
    fn from(error: ImportError) -> Self {
        Self::Error(error)
    }
}

impl From<std::io::Error> for Halt {
    fn from(error: std::io::Error) -> Self {
        Self::Error(error.into())
    }
}

/// Takes what a source reads.
pub(super) struct Sink<'s> {
    mapping: &'s Mapping,
    each: &'s mut dyn FnMut(ReadRow) -> ControlFlow<()>,
    /// Where the used columns stand; none until the columns are known.
    places: Option<Vec<usize>>,
    columns: usize,
    seen: Occurrences,
    /// Whether rows have to be counted at all.
    counts: bool,
    /// How much of the file is read.
    pub(super) consumed: u64,
}

impl<'s> Sink<'s> {
    pub(super) fn new(
        mapping: &'s Mapping,
        each: &'s mut dyn FnMut(ReadRow) -> ControlFlow<()>,
    ) -> Self {
        let own_ids = mapping.messages.iter().all(|map| map.message_id.is_some());
        Self {
            mapping,
            each,
            places: None,
            columns: 0,
            seen: Occurrences::default(),
            counts: !own_ids,
            consumed: 0,
        }
    }

    /// How many columns there are.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Takes the names of the columns.
    pub(super) fn header(&mut self, names: &[Box<str>]) -> Result<(), Halt> {
        if names.len() > COLUMNS_MAX {
            return Err(ImportError::Header("there are more than 1,000 columns").into());
        }
        let places = self.mapping.bind(names).map_err(ImportError::Mistakes)?;
        self.places = Some(places);
        self.columns = names.len();
        Ok(())
    }

    /// Takes a row with a value for each column. `content` is all of the row.
    pub(super) fn row(
        &mut self,
        line: u64,
        content: &[u8],
        values: &[Cell<'_>],
    ) -> Result<(), Halt> {
        if values.len() < self.columns {
            return self.reject(line, Problem::ColumnsTooFew);
        }
        if values.len() > self.columns {
            return self.reject(line, Problem::ColumnsTooMany);
        }
        let places = self.places.as_deref().unwrap_or_default();
        let cells: Vec<Cell<'_>> = places
            .iter()
            .map(|place| {
                values
                    .get(*place)
                    .map_or(Cell::Empty, |cell| self.tidy(cell))
            })
            .collect();
        self.cells(line, content, &cells)
    }

    /// Takes a row that has just the used columns, in their order.
    pub(super) fn cells(
        &mut self,
        line: u64,
        content: &[u8],
        cells: &[Cell<'_>],
    ) -> Result<(), Halt> {
        let mapping = self.mapping;
        let key = if mapping.key.is_empty() {
            ids::key(&mapping.name, std::iter::once(content))
        } else {
            let row = Cells {
                values: cells,
                line,
                id: "",
            };
            let texts: Vec<_> = mapping.key.iter().map(|column| row.text(*column)).collect();
            ids::key(&mapping.name, texts.iter().map(|text| text.as_bytes()))
        };
        let id = if self.counts {
            self.seen.count(key)?
        } else {
            Occurrences::default().count(key)?
        };
        let outcome = build::messages(mapping, cells, line, id);
        self.tell(line, outcome)
    }

    /// Takes a row that cannot be read.
    pub(super) fn reject(&mut self, line: u64, problem: Problem) -> Result<(), Halt> {
        self.tell(line, Err(vec![problem.at("")]))
    }

    fn tell(
        &mut self,
        line: u64,
        outcome: Result<Vec<super::Prepared>, Vec<Reject>>,
    ) -> Result<(), Halt> {
        let row = ReadRow {
            line,
            consumed: self.consumed,
            outcome,
        };
        match (self.each)(row) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Halt::Stopped),
        }
    }

    /// A cell as the mapping wants it: trimmed, and empty where it stands for nothing.
    pub(super) fn tidy<'c>(&self, cell: &'c Cell<'_>) -> Cell<'c> {
        let text = match cell {
            Cell::Text(text) => &**text,
            other => return other.clone(),
        };
        let file = &self.mapping.file;
        let text = if file.trim { text.trim() } else { text };
        if text.is_empty() || file.empty.iter().any(|empty| **empty == *text) {
            Cell::Empty
        } else if text.len() > FIELD_BYTES_MAX {
            Cell::Bad(Problem::FieldTooLong)
        } else {
            Cell::Text(text.into())
        }
    }
}
