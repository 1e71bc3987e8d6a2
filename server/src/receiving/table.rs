//! A table of a database, looked at by the column that says when a row changed and the one that
//! tells rows apart. A row that changes is taken in again; one that is deleted is not noticed.

use std::sync::Arc;
use std::time::Duration;

use telos_connect::import::{Mapping, record};
use telos_engine::outbox::Failure;
use telos_model::catalog::{Dialect, TableDef};

use super::State;
use super::feed::Looked;
use super::synced::Inward;
use super::take::{Row, Rows, Taker};
use super::{mysql, postgres};
use crate::sending::wire;

/// How long a connection may take to come about.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// How long a query may take.
pub(super) const QUERY_MAX: Duration = Duration::from_mins(1);
/// The most messages of one commit.
const MESSAGES_MAX: usize = 2_000;
/// The longest row that is read, in bytes; a longer one is set aside, by its place.
pub(super) const ROW_BYTES_MAX: usize = 256 * 1024;
/// The longest value of a column that marks how far a table is, in bytes.
const VALUE_BYTES_MAX: usize = 4 * 1024;

/// A table that is looked at.
#[derive(Debug)]
pub(super) struct Table {
    def: TableDef,
    mapping: Arc<Mapping>,
    client: Arc<wire::Client>,
    open: Option<Open>,
    /// Where it is one direction of a sync.
    inward: Option<Inward>,
}

/// A connection, with the queries for rows behind a mark.
#[derive(Debug)]
enum Open {
    Postgres(postgres::Open),
    Mysql(Box<mysql::Open>),
}

/// How far a table is: the two columns of the last row, as text.
pub(super) type Mark = (String, String);

/// A row as JSON, with the columns that mark how far the table is.
#[derive(PartialEq, Eq)]
pub(super) struct Found {
    pub(super) text: String,
    pub(super) updated: String,
    pub(super) id: String,
}

impl Table {
    pub(super) fn new(def: &TableDef, mapping: Arc<Mapping>) -> Self {
        Self {
            def: def.clone(),
            mapping,
            client: Arc::new(wire::Client::new(Vec::new())),
            open: None,
            inward: None,
        }
    }

    /// The same as one direction of a sync.
    pub(super) fn with(self, inward: Option<Inward>) -> Self {
        Self { inward, ..self }
    }

    /// Takes in the rows that changed since the last look.
    pub(super) async fn look(
        &mut self,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Looked, State> {
        let looked = match self.inward.take() {
            Some(mut inward) => {
                let looked = inward.look(self, taker, rows_max).await;
                self.inward = Some(inward);
                looked
            }
            None => self.rows(taker, rows_max, None).await,
        };
        if looked.is_err() {
            self.open = None;
        }
        looked
    }

    /// Takes in the rows that changed, as they are or as rows of a sync.
    pub(super) async fn rows(
        &mut self,
        taker: &mut Taker,
        rows_max: usize,
        mut inward: Option<&mut Inward>,
    ) -> Result<Looked, State> {
        self.connected().await?;
        let part = [b"table\0", self.def.written().as_bytes()].concat();
        let mark = progress(taker, &part).await?;
        let mut mark = mark.and_then(|mark| read_mark(&mark));
        let rows_max = self.rows_max(rows_max);
        loop {
            let found = self.page(mark.as_ref(), rows_max).await?;
            let Some(last) = found.last() else {
                return Ok(Looked::default());
            };
            let behind = (last.updated.clone(), last.id.clone());
            let (count, written) = (found.len(), mark_of(&behind));
            let mark_then = Some((&*part, &*written));
            let rows = self.read(found);
            if let Some(inward) = &mut inward {
                inward.take(taker, rows, mark_then).await?;
            } else {
                let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
                let rows = Rows {
                    rows: &rows,
                    mark: mark_then,
                };
                taker.take(rows).await?;
            }
            mark = Some(behind);
            if count < rows_max {
                return Ok(Looked::default());
            }
        }
    }

    /// The rows behind a mark, or the first ones.
    pub(super) async fn page(
        &mut self,
        mark: Option<&Mark>,
        rows_max: usize,
    ) -> Result<Vec<Found>, State> {
        self.connected().await?.changed(mark, rows_max).await
    }

    async fn connected(&mut self) -> Result<&mut Open, State> {
        let open = match self.open.take() {
            Some(open) if !open.is_closed() => open,
            _ => connect(&self.def, &self.client).await?,
        };
        Ok(self.open.insert(open))
    }

    /// Rows by the mapping, with their text.
    pub(super) fn read(&self, found: Vec<Found>) -> Vec<(Row, String)> {
        let rows = found.into_iter().map(|found| {
            let row = Row {
                place: format!("{}, {} = {}", self.def.table, self.def.id, found.id).into(),
                outcome: record(&self.mapping, found.text.as_bytes(), &found.text),
            };
            (row, found.text)
        });
        rows.collect()
    }

    /// The most rows that are read at once.
    pub(super) fn rows_max(&self, rows_max: usize) -> usize {
        rows_of_one(rows_max, &self.mapping)
    }
}

/// How many rows go into one commit.
pub(super) fn rows_of_one(rows_max: usize, mapping: &Mapping) -> usize {
    rows_max.min(MESSAGES_MAX / mapping.messages_max().max(1))
}

/// How far a part of a source is.
pub(super) async fn progress(taker: &Taker, part: &[u8]) -> Result<Option<Vec<u8>>, State> {
    let (engine, source) = (taker.state.engine.clone(), taker.source.id);
    let part = part.to_vec();
    let mark = tokio::task::spawn_blocking(move || engine.progress(source, &part)).await;
    mark.map_err(|_| State::Store)?.map_err(|_| State::Store)
}

async fn connect(def: &TableDef, client: &wire::Client) -> Result<Open, State> {
    let connected = async {
        Ok(match def.dialect {
            Dialect::Postgres => Open::Postgres(postgres::Open::new(def, client).await?),
            Dialect::Mysql => Open::Mysql(Box::new(mysql::Open::new(def, client).await?)),
        })
    };
    let connected = tokio::time::timeout(CONNECT_MAX, connected).await;
    connected.map_err(|_| State::Unreachable)?
}

impl Open {
    fn is_closed(&self) -> bool {
        match self {
            Self::Postgres(open) => open.is_closed(),
            // It is known only when it is used.
            Self::Mysql(_) => false,
        }
    }

    async fn changed(&mut self, mark: Option<&Mark>, rows_max: usize) -> Result<Vec<Found>, State> {
        let asked = async {
            match self {
                Self::Postgres(open) => open.changed(mark, rows_max).await,
                Self::Mysql(open) => open.changed(mark, rows_max).await,
            }
        };
        let found = tokio::time::timeout(QUERY_MAX, asked).await;
        let found = found.map_err(|_| State::Unreachable)??;
        let short = |found: &Found| found.updated.len() + found.id.len() <= VALUE_BYTES_MAX;
        if !found.iter().all(short) {
            return Err(State::Garbled);
        }
        Ok(found)
    }
}

/// What is wrong with a source whose database says no.
pub(super) const fn trouble(failure: Failure) -> State {
    match failure {
        Failure::NoSecret | Failure::Answered(401 | 403) => State::Credentials,
        Failure::Answered(404) => State::Gone,
        Failure::Answered(400 | 422) => State::Drift,
        Failure::Certificate | Failure::Expired => State::Certificate,
        Failure::Inside => State::Inside,
        Failure::Garbled | Failure::Unmade => State::Garbled,
        Failure::Answered(_) | Failure::NoAnswer | Failure::Unreachable => State::Unreachable,
    }
}

/// Two texts, each with its length in front.
fn mark_of((updated, id): &Mark) -> Vec<u8> {
    let mut mark = Vec::with_capacity(8 + updated.len() + id.len());
    for text in [updated, id] {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        mark.extend_from_slice(&length.to_be_bytes());
        mark.extend_from_slice(text.as_bytes());
    }
    mark
}

fn read_mark(mut mark: &[u8]) -> Option<Mark> {
    let mut text = || {
        let (length, rest) = mark.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (text, rest) = rest.split_at_checked(length)?;
        mark = rest;
        String::from_utf8(text.to_vec()).ok()
    };
    Some((text()?, text()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_is_written() {
        let mark = ("2026-05-01 10:00:00+00".to_owned(), "7\u{e9}".to_owned());
        assert_eq!(read_mark(&mark_of(&mark)), Some(mark));
        for damaged in [&b""[..], b"\0\0\0\x09ab", b"\0\0\0\x01a"] {
            assert_eq!(read_mark(damaged), None);
        }
    }
}
