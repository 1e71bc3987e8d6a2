//! A table of PostgreSQL, looked at by the column that says when a row changed and the one that
//! tells rows apart. A row that changes is taken in again; one that is deleted is not noticed.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use telos_connect::destination::is_allowed;
use telos_connect::import::{Mapping, record};
use telos_model::catalog::{Inside, TableDef};
use tokio::net::TcpStream;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};

use super::feed::Looked;
use super::synced::Inward;
use super::take::{Row, Rows, Taker};
use super::{State, find_secret};

/// How long a connection may take to come about.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// How long a query may take.
const QUERY_MAX: Duration = Duration::from_mins(1);
/// The most messages of one commit.
const MESSAGES_MAX: usize = 2_000;
/// The longest row that is read, in bytes; a longer one is set aside, by its place.
const ROW_BYTES_MAX: usize = 256 * 1024;
/// The longest value of a column that marks how far a table is, in bytes.
const VALUE_BYTES_MAX: usize = 4 * 1024;

/// A table that is looked at.
#[derive(Debug)]
pub(super) struct Table {
    def: TableDef,
    mapping: Arc<Mapping>,
    open: Option<Open>,
    /// Where it is one direction of a sync.
    inward: Option<Inward>,
}

/// A connection, and the query for rows behind a mark.
struct Open {
    client: Client,
    from_start: String,
    from_mark: String,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Open")
    }
}

/// How far a table is: the two columns of the last row, as text.
pub(super) type Mark = (String, String);

impl Table {
    pub(super) fn new(def: &TableDef, mapping: Arc<Mapping>) -> Self {
        Self {
            def: def.clone(),
            mapping,
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
        let (engine, source, of) = (taker.state.engine.clone(), taker.source.id, part.clone());
        let mark = tokio::task::spawn_blocking(move || engine.progress(source, &of)).await;
        let mark = mark.map_err(|_| State::Store)?.map_err(|_| State::Store)?;
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
}

impl Table {
    /// The rows behind a mark, or the first ones.
    pub(super) async fn page(
        &mut self,
        mark: Option<&Mark>,
        rows_max: usize,
    ) -> Result<Vec<Found>, State> {
        changed(self.connected().await?, mark, rows_max).await
    }

    async fn connected(&mut self) -> Result<&Open, State> {
        let open = match self.open.take() {
            Some(open) if !open.client.is_closed() => open,
            _ => connect(&self.def).await?,
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
        rows_max.min(MESSAGES_MAX / self.mapping.messages_max().max(1))
    }
}

/// A row as JSON, with the columns that mark how far the table is.
pub(super) struct Found {
    pub(super) text: String,
    pub(super) updated: String,
    pub(super) id: String,
}

async fn changed(open: &Open, mark: Option<&Mark>, rows_max: usize) -> Result<Vec<Found>, State> {
    let limit = i64::try_from(rows_max).unwrap_or(i64::MAX);
    let asked = async {
        match mark {
            None => open.client.query(&open.from_start, &[&limit]).await,
            Some((updated, id)) => {
                let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&limit, updated, id];
                open.client.query(&open.from_mark, &values).await
            }
        }
    };
    let rows = tokio::time::timeout(QUERY_MAX, asked).await;
    let rows = rows
        .map_err(|_| State::Unreachable)?
        .map_err(|e| trouble(&e))?;
    let found = rows.into_iter().map(|row| {
        let text = |at: usize| row.try_get::<_, String>(at).map_err(|_| State::Garbled);
        let found = Found {
            text: text(0)?,
            updated: text(1)?,
            id: text(2)?,
        };
        let marks = found.updated.len() + found.id.len();
        if marks > VALUE_BYTES_MAX {
            return Err(State::Garbled);
        }
        Ok(found)
    });
    found.collect()
}

async fn connect(def: &TableDef) -> Result<Open, State> {
    let connected = tokio::time::timeout(CONNECT_MAX, connected(def)).await;
    let client = connected.map_err(|_| State::Unreachable)??;
    let asked = tokio::time::timeout(QUERY_MAX, queries(def, &client)).await;
    let (from_start, from_mark) = asked.map_err(|_| State::Unreachable)??;
    Ok(Open {
        client,
        from_start,
        from_mark,
    })
}

async fn connected(def: &TableDef) -> Result<Client, State> {
    let mut config = Config::new();
    config.user(&*def.user).dbname(&*def.database);
    config.application_name("telos");
    config.options("-c timezone=UTC -c default_transaction_read_only=on");
    if let Some(password) = &def.password {
        config.password(find_secret(password).ok_or(State::Credentials)?);
    }
    let found = tokio::net::lookup_host((&*def.host, def.port)).await;
    let found: Vec<SocketAddr> = found.map_err(|_| State::Unreachable)?.collect();
    let allowed = found
        .into_iter()
        .find(|address| is_inside(address.ip(), def.inside));
    let stream = TcpStream::connect(allowed.ok_or(State::Unreachable)?).await;
    let stream = stream.map_err(|_| State::Unreachable)?;
    let connected = config.connect_raw(stream, NoTls).await;
    let (client, connection) = connected.map_err(|error| trouble(&error))?;
    tokio::spawn(async move {
        // Whoever asks over it is told of what breaks.
        let _ = connection.await;
    });
    Ok(client)
}

/// Whether an address is one of the inside that the catalog allows: what is said goes in clear.
fn is_inside(address: IpAddr, inside: Inside) -> bool {
    is_allowed(address, inside) && !is_allowed(address, Inside::No)
}

/// The queries for the first rows and for those behind a mark. The types of the two columns are
/// asked for, so that marks compare as the columns do.
async fn queries(def: &TableDef, client: &Client) -> Result<(String, String), State> {
    let table = match &def.schema {
        Some(schema) => format!("{}.{}", quoted(schema), quoted(&def.table)),
        None => quoted(&def.table),
    };
    let known = client
        .query_one("SELECT to_regclass($1)::text", &[&table])
        .await
        .map_err(|error| trouble(&error))?;
    if known
        .try_get::<_, Option<String>>(0)
        .ok()
        .flatten()
        .is_none()
    {
        return Err(State::Gone);
    }
    let types = client
        .query(
            "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute \
             WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
            &[&table],
        )
        .await
        .map_err(|error| trouble(&error))?;
    let type_of = |column: &str| {
        let mut rows = types.iter();
        let row = rows.find(|row| row.try_get::<_, &str>(0).is_ok_and(|name| name == column));
        let kind = row.and_then(|row| row.try_get::<_, String>(1).ok());
        kind.ok_or(State::Drift)
    };
    let (updated_kind, id_kind) = (type_of(&def.updated)?, type_of(&def.id)?);
    let (updated, id) = (quoted(&def.updated), quoted(&def.id));
    // Changes that are not committed yet may be older than some that are: what is quite new waits.
    let behind = def.behind_seconds;
    let settled = match &*updated_kind {
        "timestamp with time zone" => format!("t.{updated} < now() - interval '{behind} s'"),
        "timestamp without time zone" => {
            format!("t.{updated} < localtimestamp - interval '{behind} s'")
        }
        _ => format!("t.{updated} IS NOT NULL"),
    };
    let select = format!(
        "SELECT CASE WHEN octet_length(r.j) <= {ROW_BYTES_MAX} THEN r.j ELSE '' END, \
         t.{updated}::text, t.{id}::text \
         FROM {table} t, LATERAL (SELECT row_to_json(t)::text AS j) r WHERE {settled}"
    );
    let order = format!("ORDER BY t.{updated}, t.{id} LIMIT $1");
    let after = format!("(t.{updated}, t.{id}) > ($2::text::{updated_kind}, $3::text::{id_kind})");
    Ok((
        format!("{select} {order}"),
        format!("{select} AND {after} {order}"),
    ))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn trouble(error: &tokio_postgres::Error) -> State {
    let Some(code) = error.code() else {
        return State::Unreachable;
    };
    let is = |codes: &[&SqlState]| codes.contains(&code);
    if is(&[
        &SqlState::INVALID_PASSWORD,
        &SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        &SqlState::INSUFFICIENT_PRIVILEGE,
    ]) {
        State::Credentials
    } else if is(&[
        &SqlState::UNDEFINED_TABLE,
        &SqlState::INVALID_CATALOG_NAME,
        &SqlState::INVALID_SCHEMA_NAME,
    ]) {
        State::Gone
    } else if is(&[&SqlState::UNDEFINED_COLUMN, &SqlState::UNDEFINED_FUNCTION])
        || code.code().starts_with("22")
    {
        State::Drift
    } else {
        State::Unreachable
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

    #[test]
    fn what_goes_in_clear_stays_inside() {
        let is = |text: &str, inside| is_inside(text.parse().unwrap(), inside);
        assert!(is("127.0.0.1", Inside::Loopback) && is("10.0.0.7", Inside::Network));
        assert!(!is("10.0.0.7", Inside::Loopback));
        assert!(!is("203.0.113.7", Inside::Network) && !is("8.8.8.8", Inside::Loopback));
    }

    #[test]
    fn names_are_quoted_whatever_they_hold() {
        assert_eq!(
            quoted("a\"; DROP TABLE b; --"),
            "\"a\"\"; DROP TABLE b; --\""
        );
    }
}
