//! Rows of PostgreSQL that are compared and written under a lock.

use serde_json::{Map, Value as Json};
use telos_model::deliver::Failure;
use telos_reach::sql::postgres::failure;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error};

use super::rows::FOUND_MAX;

/// A connection, perhaps in a transaction.
#[derive(Debug)]
pub(super) struct Open {
    client: Client,
    /// The table, quoted.
    table: String,
}

impl Open {
    pub(super) fn new(client: Client, table: &str) -> Self {
        let parts: Vec<String> = table.split('.').map(quoted).collect();
        Self {
            client,
            table: parts.join("."),
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Begins, commits.
    pub(super) async fn run(&self, statement: &str) -> Result<(), Failure> {
        let done = self.client.batch_execute(statement).await;
        done.map_err(|error| failure(&error))
    }

    /// Locks the row of a key, and gives it.
    pub(super) async fn by_key(&self, column: &str, key: &str) -> Result<Option<String>, Failure> {
        let row = Json::from_iter([(column.to_owned(), Json::from(key))]);
        let (table, column) = (&self.table, quoted(column));
        let query = format!(
            "SELECT row_to_json(t)::text FROM {table} t WHERE t.{column} = \
             (SELECT r.{column} FROM jsonb_populate_record(NULL::{table}, $1::text::jsonb) r) \
             FOR UPDATE"
        );
        let found = self.texts(&query, &[&row.to_string()]).await?;
        Ok(found.into_iter().next())
    }

    /// Has others that look for the same value wait until this transaction ends.
    pub(super) async fn lock(&self, value: &str) -> Result<(), Failure> {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended(lower($1), 0))";
        let locked = self.client.execute(lock, &[&value]).await;
        locked.map(drop).map_err(|error| failure(&error))
    }

    /// Locks the rows with a value in a column, whatever the case of its letters, and gives them.
    pub(super) async fn by_value(&self, column: &str, value: &str) -> Result<Vec<String>, Failure> {
        let (table, column) = (&self.table, quoted(column));
        let query = format!(
            "SELECT row_to_json(t)::text FROM {table} t \
             WHERE lower(t.{column}::text) = lower($1) LIMIT {FOUND_MAX} FOR UPDATE"
        );
        self.texts(&query, &[&value]).await
    }

    pub(super) async fn update(
        &self,
        (key, known): (&str, &str),
        columns: &[Box<str>],
        values: &Map<String, Json>,
    ) -> Result<(), Failure> {
        let set = columns.iter().map(|column| {
            let column = quoted(column);
            format!("{column} = r.{column}")
        });
        let set: Vec<String> = set.collect();
        let (table, column) = (&self.table, quoted(key));
        let query = format!(
            "UPDATE {table} AS t SET {} FROM jsonb_populate_record(NULL::{table}, \
             $1::text::jsonb) AS r WHERE t.{column} = r.{column}",
            set.join(", ")
        );
        let mut row = picked(columns, values);
        row.insert(key.to_owned(), Json::from(known));
        self.execute(&query, row).await
    }

    pub(super) async fn insert(
        &self,
        columns: &[Box<str>],
        values: &Map<String, Json>,
    ) -> Result<(), Failure> {
        let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let (table, names) = (&self.table, names.join(", "));
        let query = format!(
            "INSERT INTO {table} ({names}) SELECT {names} FROM \
             jsonb_populate_record(NULL::{table}, $1::text::jsonb)"
        );
        self.execute(&query, picked(columns, values)).await
    }

    async fn execute(&self, query: &str, row: Map<String, Json>) -> Result<(), Failure> {
        let row = Json::Object(row).to_string();
        let done = self.client.execute(query, &[&row]).await;
        done.map(drop).map_err(|error| failure(&error))
    }

    async fn texts(
        &self,
        query: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<String>, Failure> {
        let rows = self.client.query(query, values).await;
        let rows = rows.map_err(|error| failure(&error))?;
        let texts: Result<Vec<String>, Error> = rows.iter().map(|row| row.try_get(0)).collect();
        texts.map_err(|error| failure(&error))
    }
}

/// Names in catalogs have no quotes in them.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn picked(columns: &[Box<str>], values: &Map<String, Json>) -> Map<String, Json> {
    let columns = columns.iter().map(|column| {
        let value = values.get(&**column).cloned();
        (column.to_string(), value.unwrap_or(Json::Null))
    });
    columns.collect()
}
