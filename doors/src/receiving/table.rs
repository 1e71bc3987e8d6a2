//! A table of a database, looked at by the column that says when a row changed and the one that
//! tells rows apart, or the list of an API. A row that changes is taken in again; one that is deleted
//! is not noticed.

use std::sync::Arc;
use std::time::Duration;

use telos_connect::import::{Mapping, record};
use telos_model::catalog::{Catalog, Dialect, Http, IntakeKind, ListDef, Reach, Source, TableDef};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::wire;

use super::State;
use super::feed::Looked;
use super::listed::{Listed, Round};
use super::synced::Inward;
use super::take::{Row, Rows, Taker};
use super::{mysql, postgres};

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

/// A table or a list that is looked at.
#[derive(Debug)]
pub(super) struct Table {
    what: What,
    mapping: Arc<Mapping>,
    client: Arc<wire::Client>,
    open: Option<Open>,
    /// Where it is one direction of a sync.
    inward: Option<Inward>,
}

/// What is looked at.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A table of a database.
    Table(TableDef),
    /// The list of an API, and the destination that reads the same records one by one, if one does.
    List(Box<ListDef>, Option<Box<Http>>),
}

/// A connection, with the queries for rows behind a mark.
#[derive(Debug)]
enum Open {
    Postgres(postgres::Open),
    Mysql(Box<mysql::Open>),
    Listed(Box<Listed>),
}

/// How far a look through rows is.
#[derive(Debug)]
pub(super) struct Walk {
    /// The last row, where there is a table,
    mark: Option<Mark>,
    /// and the page, where there is a list.
    round: Option<Round>,
    ended: bool,
    /// Only what changed since the last look is wanted.
    news: bool,
}

impl Walk {
    /// All rows, from the first on.
    pub(super) const fn all() -> Self {
        Self {
            mark: None,
            round: None,
            ended: false,
            news: false,
        }
    }

    fn behind(mark: Option<Mark>) -> Self {
        Self {
            mark,
            news: true,
            ..Self::all()
        }
    }
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
    pub(super) fn new(what: What, mapping: Arc<Mapping>) -> Self {
        Self {
            what,
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
        let part = self.what.part();
        let mark = progress(taker, &part).await?;
        let mut walk = Walk::behind(mark.and_then(|mark| read_mark(&mark)));
        let commit_max = self.rows_max(rows_max).max(1);
        while let Some(found) = self.page(&mut walk, taker, rows_max).await? {
            let mut rows = self.read(found);
            while !rows.is_empty() {
                let rest = rows.split_off(commit_max.min(rows.len()));
                // How far it is goes with the last rows of a page.
                let mark = rest.is_empty().then(|| walk.mark.as_ref().map(mark_of));
                let mark = mark.flatten();
                let mark = mark.as_ref().map(|mark| (&*part, &**mark));
                if let Some(inward) = &mut inward {
                    inward.take(taker, rows, mark).await?;
                } else {
                    let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
                    let rows = Rows { rows: &rows, mark };
                    taker.take(rows).await?;
                }
                rows = rest;
            }
        }
        Ok(Looked::default())
    }

    /// The next rows of a walk; none at its end. A page of a list may have none.
    pub(super) async fn page(
        &mut self,
        walk: &mut Walk,
        taker: &Taker,
        rows_max: usize,
    ) -> Result<Option<Vec<Found>>, State> {
        if walk.ended {
            return Ok(None);
        }
        let rows_max = self.rows_max(rows_max);
        let open = self.connected().await?;
        if let Open::Listed(list) = open {
            let mark = walk.mark.as_ref();
            let mut round = walk.round.take().unwrap_or_else(|| Round::behind(mark));
            let now = taker.intake.engine.now();
            let found = list.next(&mut round, now, walk.news).await?;
            (walk.mark, walk.ended) = (Some(round.mark()), round.has_ended());
            walk.round = Some(round);
            return Ok(Some(found));
        }
        let found = open.changed(walk.mark.as_ref(), rows_max).await?;
        walk.ended = found.len() < rows_max;
        let Some(last) = found.last() else {
            return Ok(None);
        };
        walk.mark = Some((last.updated.clone(), last.id.clone()));
        Ok(Some(found))
    }

    /// Whether a row is there that has a value in a column.
    pub(super) async fn has(
        &mut self,
        column: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<bool, State> {
        let open = self.connected().await?;
        if let Open::Listed(list) = open {
            return list.has(column, value, now).await;
        }
        let asked = open.has(column, value);
        let has = tokio::time::timeout(QUERY_MAX, asked).await;
        match has.map_err(|_| State::Unreachable)? {
            // What is no value of the column is nobody's.
            Err(Failure::Answered(422)) => Ok(false),
            has => has.map_err(trouble),
        }
    }

    async fn connected(&mut self) -> Result<&mut Open, State> {
        let open = match self.open.take() {
            Some(open) if !open.is_closed() => open,
            _ => connect(&self.what, &self.client).await?,
        };
        Ok(self.open.insert(open))
    }

    /// Rows by the mapping, with their text.
    pub(super) fn read(&self, found: Vec<Found>) -> Vec<(Row, String)> {
        let (name, id) = self.what.named();
        let rows = found.into_iter().map(|found| {
            let row = Row {
                place: format!("{name}, {id} = {}", found.id).into(),
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
    let (engine, source) = (taker.intake.engine.clone(), taker.source.id);
    let part = part.to_vec();
    let mark = tokio::task::spawn_blocking(move || engine.progress(source, &part)).await;
    mark.map_err(|_| State::Store)?.map_err(|_| State::Store)
}

async fn connect(what: &What, client: &Arc<wire::Client>) -> Result<Open, State> {
    let def = match what {
        What::Table(def) => def,
        What::List(def, reader) => {
            return Ok(Open::Listed(Box::new(Listed::new(
                def,
                reader.as_deref(),
                client,
            ))));
        }
    };
    let connected = async {
        Ok(match def.dialect {
            Dialect::Postgres => Open::Postgres(postgres::Open::new(def, client).await?),
            Dialect::Mysql => Open::Mysql(Box::new(mysql::Open::new(def, client).await?)),
        })
    };
    let connected = tokio::time::timeout(CONNECT_MAX, connected).await;
    connected.map_err(|_| State::Unreachable)?
}

impl What {
    /// What a source looks at; none where it looks at neither a table nor a list.
    pub(super) fn of(catalog: &Catalog, source: &Source) -> Option<Self> {
        match &source.from.as_ref()?.kind {
            IntakeKind::Postgres(table) | IntakeKind::Mysql(table) => {
                Some(Self::Table(table.clone()))
            }
            IntakeKind::Http(list) => {
                let sync = catalog.sync_of_source(source.id);
                let to = sync.and_then(|sync| catalog.destination(sync.destination));
                let reader = to.and_then(|to| match &to.reach {
                    Reach::Http(http) => Some(http.clone()),
                    _ => None,
                });
                Some(Self::List(list.clone(), reader))
            }
            _ => None,
        }
    }

    /// What it is called and what its rows are told apart by, for staff and logs.
    pub(super) fn named(&self) -> (&str, &str) {
        match self {
            Self::Table(def) => (&def.table, &def.id),
            Self::List(def, _) => (&def.http.target.host, &def.id),
        }
    }

    /// The part of the source that its mark is of.
    fn part(&self) -> Vec<u8> {
        match self {
            Self::Table(def) => [b"table\0", def.written().as_bytes()].concat(),
            Self::List(def, _) => [b"list\0", def.written().as_bytes()].concat(),
        }
    }
}

impl Open {
    fn is_closed(&self) -> bool {
        match self {
            Self::Postgres(open) => open.is_closed(),
            // It is known only when it is used.
            Self::Mysql(_) | Self::Listed(_) => false,
        }
    }

    async fn has(&mut self, column: &str, value: &str) -> Result<bool, Failure> {
        match self {
            Self::Postgres(open) => open.has(column, value).await,
            Self::Mysql(open) => open.has(column, value).await,
            Self::Listed(_) => Err(Failure::Unmade),
        }
    }

    async fn changed(&mut self, mark: Option<&Mark>, rows_max: usize) -> Result<Vec<Found>, State> {
        let asked = async {
            match self {
                Self::Postgres(open) => open.changed(mark, rows_max).await,
                Self::Mysql(open) => open.changed(mark, rows_max).await,
                Self::Listed(_) => Err(State::Garbled),
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
