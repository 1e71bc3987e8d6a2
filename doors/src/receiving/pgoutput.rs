//! What PostgreSQL says of changes: the messages of its plugin `pgoutput`, protocol version 1, as
//! rows of JSON. Pure: bytes in, values out.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

/// What a message says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// A transaction begins, whose commit is recorded here.
    Begin(u64),
    /// It ends; what comes later lies behind this.
    Commit(u64),
    /// A row is another.
    Change(Change),
    /// All rows of a table are gone.
    Emptied(String),
    /// Nothing about rows.
    Nothing,
}

/// A row that is another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) kind: Kind,
    /// The table, with its schema before a dot.
    pub(super) table: String,
    /// The columns that are known. Of a row that was deleted these are those of its key.
    pub(super) row: Map<String, Json>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Insert,
    Update,
    Delete,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// The tables that messages were about so far.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    tables: HashMap<u32, Table>,
}

#[derive(Debug)]
struct Table {
    name: String,
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: String,
    kind: u32,
    of_key: bool,
}

/// A value of a row as it comes.
#[derive(Debug)]
enum Cell<'m> {
    Null,
    /// Long, and as it was before.
    Same,
    Text(&'m str),
}

impl Decoder {
    /// What a message says; none where it cannot be read.
    pub(super) fn read(&mut self, message: &[u8]) -> Option<Said> {
        let mut at = Reader(message);
        match at.byte()? {
            b'B' => Some(Said::Begin(at.u64()?)),
            b'C' => {
                at.take(9)?;
                Some(Said::Commit(at.u64()?))
            }
            b'R' => {
                let (id, table) = table(&mut at)?;
                self.tables.insert(id, table);
                Some(Said::Nothing)
            }
            b'I' => {
                let table = self.tables.get(&at.u32()?)?;
                let row = new_row(table, &mut at, None)?;
                Some(table.change(Kind::Insert, row))
            }
            b'U' => {
                let table = self.tables.get(&at.u32()?)?;
                let before = match at.0.first()? {
                    b'O' => {
                        at.byte()?;
                        Some(cells(&mut at)?)
                    }
                    b'K' => {
                        at.byte()?;
                        cells(&mut at)?;
                        None
                    }
                    _ => None,
                };
                let row = new_row(table, &mut at, before)?;
                Some(table.change(Kind::Update, row))
            }
            b'D' => {
                let table = self.tables.get(&at.u32()?)?;
                let whole = at.byte()? == b'O';
                let cells = cells(&mut at)?;
                let known = table.columns.iter().zip(cells);
                let known = known.filter(|(column, _)| whole || column.of_key);
                let row = known.filter_map(|(column, cell)| column.value(&cell));
                Some(table.change(Kind::Delete, row.collect()))
            }
            b'T' => {
                let count = at.u32()?;
                at.byte()?;
                let ids: Option<Vec<u32>> = (0..count.min(1_000)).map(|_| at.u32()).collect();
                let names = ids?.into_iter().filter_map(|id| self.tables.get(&id));
                let names: Vec<&str> = names.map(|table| &*table.name).collect();
                Some(Said::Emptied(names.join(", ")))
            }
            b'O' | b'Y' | b'M' => Some(Said::Nothing),
            _ => None,
        }
    }
}

impl Table {
    fn change(&self, kind: Kind, row: Map<String, Json>) -> Said {
        Said::Change(Change {
            kind,
            table: self.name.clone(),
            row,
        })
    }
}

impl Column {
    /// The name and the value, typed as `row_to_json` has it; none where it is not known.
    fn value(&self, cell: &Cell<'_>) -> Option<(String, Json)> {
        let text = match cell {
            Cell::Same => return None,
            Cell::Null => return Some((self.name.clone(), Json::Null)),
            Cell::Text(text) => *text,
        };
        let plain = || Json::String(text.to_owned());
        let value = match self.kind {
            // Yes and no.
            16 => Json::Bool(text == "t"),
            // Whole numbers; fractions and decimals stay exact as text.
            20 | 21 | 23 | 26 => text.parse::<i64>().map_or_else(|_| plain(), Json::from),
            114 | 3_802 => serde_json::from_str(text).unwrap_or_else(|_| plain()),
            // Times without and with a zone, which is UTC in this session.
            1_114 => Json::String(text.replacen(' ', "T", 1)),
            1_184 => match text.strip_suffix("+00") {
                Some(time) => Json::String(format!("{}+00:00", time.replacen(' ', "T", 1))),
                None => plain(),
            },
            _ => plain(),
        };
        Some((self.name.clone(), value))
    }
}

fn table(at: &mut Reader<'_>) -> Option<(u32, Table)> {
    let id = at.u32()?;
    let (schema, name) = (at.text()?, at.text()?);
    at.byte()?;
    let count = at.u16()?;
    let columns = (0..count).map(|_| {
        let of_key = at.byte()? & 1 == 1;
        let name = at.text()?.to_owned();
        let kind = at.u32()?;
        at.take(4)?;
        Some(Column { name, kind, of_key })
    });
    let columns: Option<Vec<Column>> = columns.collect();
    let table = Table {
        name: format!("{schema}.{name}"),
        columns: columns?,
    };
    Some((id, table))
}

/// A row as it is now; what is the same as before is taken from there, if that is known.
fn new_row(
    table: &Table,
    at: &mut Reader<'_>,
    before: Option<Vec<Cell<'_>>>,
) -> Option<Map<String, Json>> {
    if at.byte()? != b'N' {
        return None;
    }
    let mut before = before.into_iter().flatten();
    let cells = cells(at)?.into_iter().map(|cell| {
        let before = before.next();
        match (cell, before) {
            (Cell::Same, Some(before)) => before,
            (cell, _) => cell,
        }
    });
    let cells = table.columns.iter().zip(cells);
    Some(
        cells
            .filter_map(|(column, cell)| column.value(&cell))
            .collect(),
    )
}

fn cells<'m>(at: &mut Reader<'m>) -> Option<Vec<Cell<'m>>> {
    let count = at.u16()?;
    let cells = (0..count).map(|_| {
        Some(match at.byte()? {
            b'n' => Cell::Null,
            b'u' => Cell::Same,
            b't' => {
                let length = usize::try_from(at.u32()?).ok()?;
                Cell::Text(std::str::from_utf8(at.take(length)?).ok()?)
            }
            _ => return None,
        })
    });
    cells.collect()
}

/// Reads bytes from their beginning on; whole numbers have the highest byte first.
#[derive(Debug)]
struct Reader<'m>(&'m [u8]);

impl<'m> Reader<'m> {
    fn take(&mut self, length: usize) -> Option<&'m [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// A text up to a zero.
    fn text(&mut self) -> Option<&'m str> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let text = self.take(end)?;
        self.byte()?;
        std::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cell(value: Option<&str>) -> Vec<u8> {
        match value {
            None => b"n".to_vec(),
            Some("same") => b"u".to_vec(),
            Some(text) => {
                let length = u32::try_from(text.len()).expect("short").to_be_bytes();
                [b"t", &length[..], text.as_bytes()].concat()
            }
        }
    }

    fn row(mark: u8, values: [Option<&str>; 5]) -> Vec<u8> {
        let cells: Vec<u8> = values.into_iter().flat_map(cell).collect();
        [&[mark, 0, 5], &cells[..]].concat()
    }

    fn relation() -> Vec<u8> {
        let mut message = b"R\0\0\0\x07shop\0people\0d\0\x05".to_vec();
        for (of_key, name, kind) in [
            (1, "number", 20_u32),
            (0, "name", 25),
            (0, "is_in", 16),
            (0, "at", 1_184),
            (0, "more", 3_802),
        ] {
            message.push(of_key);
            message.extend_from_slice(name.as_bytes());
            message.push(0);
            message.extend_from_slice(&kind.to_be_bytes());
            message.extend_from_slice(&[255; 4]);
        }
        message
    }

    fn change(decoder: &mut Decoder, message: &[u8]) -> (Kind, Json) {
        let Some(Said::Change(change)) = decoder.read(message) else {
            panic!("no change");
        };
        assert_eq!(change.table, "shop.people");
        (change.kind, Json::Object(change.row))
    }

    const ADA: [Option<&str>; 5] = [
        Some("7"),
        Some("Ada"),
        Some("t"),
        Some("2026-05-01 10:00:00.5+00"),
        Some("{\"a\": [1]}"),
    ];

    #[test]
    fn rows_come_with_the_types_that_their_columns_have() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.read(&relation()), Some(Said::Nothing));
        let insert = [b"I\0\0\0\x07", &row(b'N', ADA)[..]].concat();
        let wanted = json!({"number": 7, "name": "Ada", "is_in": true,
            "at": "2026-05-01T10:00:00.5+00:00", "more": {"a": [1]}});
        assert_eq!(change(&mut decoder, &insert), (Kind::Insert, wanted));
        for end in 0..insert.len() {
            assert_eq!(decoder.read(&insert[..end]), None, "{end}");
        }
    }

    #[test]
    fn what_an_update_leaves_as_it_was_is_known_only_from_the_row_before() {
        let mut decoder = Decoder::default();
        decoder.read(&relation());
        let mut after = ADA;
        after[1] = Some("same");
        let alone = [b"U\0\0\0\x07", &row(b'N', after)[..]].concat();
        let (kind, seen) = change(&mut decoder, &alone);
        assert_eq!((kind, seen.get("name")), (Kind::Update, None));
        let whole = [b"U\0\0\0\x07", &row(b'O', ADA)[..], &row(b'N', after)].concat();
        let (_, seen) = change(&mut decoder, &whole);
        assert_eq!(seen["name"], "Ada");
        let key = [Some("6"), None, None, None, None];
        let moved = [b"U\0\0\0\x07", &row(b'K', key)[..], &row(b'N', ADA)].concat();
        assert_eq!(change(&mut decoder, &moved).1["number"], 7);
    }

    #[test]
    fn of_a_row_that_was_deleted_its_key_is_known() {
        let mut decoder = Decoder::default();
        decoder.read(&relation());
        let key = [Some("7"), None, None, None, None];
        let deleted = [b"D\0\0\0\x07", &row(b'K', key)[..]].concat();
        let wanted = (Kind::Delete, json!({"number": 7}));
        assert_eq!(change(&mut decoder, &deleted), wanted);
        let whole = [b"D\0\0\0\x07", &row(b'O', ADA)[..]].concat();
        assert_eq!(change(&mut decoder, &whole).1["name"], "Ada");
    }

    #[test]
    fn transactions_and_emptied_tables_are_told_and_nonsense_is_not() {
        let mut decoder = Decoder::default();
        let begin = [b"B", &[0, 0, 0, 0, 0, 0, 1, 2][..], &[0; 12]].concat();
        assert_eq!(decoder.read(&begin), Some(Said::Begin(258)));
        let commit = [b"C\0", &[0; 8][..], &[0, 0, 0, 0, 0, 0, 1, 3], &[0; 8]].concat();
        assert_eq!(decoder.read(&commit), Some(Said::Commit(259)));
        let unknown = [b"I\0\0\0\x07", &row(b'N', ADA)[..]].concat();
        assert_eq!(decoder.read(&unknown), None);
        decoder.read(&relation());
        let emptied = decoder.read(b"T\0\0\0\x01\0\0\0\0\x07");
        assert_eq!(emptied, Some(Said::Emptied("shop.people".to_owned())));
        assert_eq!(decoder.read(b"S"), None);
        assert_eq!(decoder.read(b""), None);
    }
}
