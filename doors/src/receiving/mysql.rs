//! The rows of a table of MySQL or MariaDB that changed.

use telos_model::catalog::TableDef;
use telos_model::deliver::Failure;
use telos_reach::sql::Place;
use telos_reach::sql::mysql::table::{Column, columns, object, quoted};
use telos_reach::sql::mysql::{Client, connect};
use telos_reach::wire;

use super::State;
use super::table::{Found, Mark, QUERY_MAX, ROW_BYTES_MAX, trouble};

/// A connection, and what its queries are made of.
#[derive(Debug)]
pub(super) struct Open {
    client: Client,
    /// The table, quoted, and its columns.
    table: String,
    columns: Vec<Column>,
    /// The rows, before what they are behind.
    select: String,
    /// Behind a mark.
    after: String,
}

impl Open {
    pub(super) async fn new(def: &TableDef, client: &wire::Client) -> Result<Self, State> {
        let place = Place {
            target: &def.target,
            user: &def.user,
            secret: def.password.as_ref(),
        };
        let client = connect(place, QUERY_MAX, client).await;
        let mut client = client.map_err(trouble)?;
        let read_only = client.run("SET SESSION TRANSACTION READ ONLY").await;
        read_only.map_err(trouble)?;
        let schema = match &def.schema {
            Some(schema) => schema,
            None => def.target.path.trim_start_matches('/'),
        };
        let columns = columns(&mut client, schema, &def.table).await;
        let columns = columns.map_err(trouble)?;
        let table = format!("{}.{}", quoted(schema), quoted(&def.table));
        let (select, after) = queries(def, &table, &columns)?;
        Ok(Self {
            client,
            table,
            columns,
            select,
            after,
        })
    }

    /// Whether a row has a value in a column.
    pub(super) async fn has(&mut self, column: &str, value: &str) -> Result<bool, Failure> {
        let mut columns = self.columns.iter();
        let column = columns.find(|known| known.name == column);
        let is = column.ok_or(Failure::Answered(404))?.is();
        let query = format!("SELECT 'x' FROM {} t WHERE {is} LIMIT 1", self.table);
        let value = Some(value.to_owned());
        let rows = self.client.execute(&query, &[value.clone(), value]).await?;
        Ok(!rows.is_empty())
    }

    pub(super) async fn changed(
        &mut self,
        mark: Option<&Mark>,
        rows_max: usize,
    ) -> Result<Vec<Found>, State> {
        let (after, values) = match mark {
            None => ("", Vec::new()),
            Some((updated, id)) => {
                let values = [updated, updated, id].map(|text| Some(text.clone()));
                (&*self.after, values.into())
            }
        };
        let sql = format!(
            "{}{after} ORDER BY su, si LIMIT {rows_max}) r ORDER BY su, si",
            self.select
        );
        let rows = self.client.execute(&sql, &values).await;
        let rows = rows.map_err(trouble)?.into_iter().map(|row| {
            let mut texts = row.into_iter().flatten();
            let mut text = || texts.next().ok_or(State::Garbled);
            Ok(Found {
                text: text()?,
                updated: text()?,
                id: text()?,
            })
        });
        rows.collect()
    }
}

/// The beginning of the query for rows, and what it has behind a mark.
fn queries(def: &TableDef, table: &str, columns: &[Column]) -> Result<(String, String), State> {
    let column_of = |name: &str| {
        let mut known = columns.iter();
        known.find(|column| column.name == name).ok_or(State::Drift)
    };
    let (updated, id) = (column_of(&def.updated)?, column_of(&def.id)?);
    let row = object(columns);
    let (u, i) = (quoted(&updated.name), quoted(&id.name));
    // Changes that are not committed yet may be older than some that are: what is quite new waits.
    let behind = def.behind_seconds;
    let settled = match &*updated.kind {
        "datetime" | "timestamp" => format!("t.{u} < NOW(6) - INTERVAL {behind} SECOND"),
        _ => format!("t.{u} IS NOT NULL"),
    };
    let select = format!(
        "SELECT IF(OCTET_LENGTH(r.j) <= {ROW_BYTES_MAX}, r.j, ''), r.u, r.i FROM \
         (SELECT {row} j, CAST(t.{u} AS CHAR) u, \
         CAST(t.{i} AS CHAR) i, t.{u} su, t.{i} si FROM {table} t WHERE {settled}"
    );
    let (mark, of_id) = (updated.compared(), id.compared());
    let after = format!(" AND (t.{u} > {mark} OR (t.{u} = {mark} AND t.{i} > {of_id}))");
    Ok((select, after))
}
