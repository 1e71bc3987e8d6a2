//! Rows of MySQL and MariaDB that are compared and written under a lock.

use telos_connect::destination::mysql_value;
use telos_model::catalog::WriteDef;
use telos_model::deliver::Failure;
use telos_reach::sql::mysql::Client;
use telos_reach::sql::mysql::table::{Column, columns, object, quoted};

use serde_json::{Map, Value as Json};

use super::rows::FOUND_MAX;
use crate::sending::mysql::text;

/// A connection, perhaps in a transaction.
#[derive(Debug)]
pub(super) struct Open {
    client: Client,
    table: String,
    columns: Vec<Column>,
    /// The locks that are held besides those of rows: they do not end with a transaction.
    locks: Vec<String>,
}

impl Open {
    /// A connection that is not used yet. Where nothing else is said, the table is in this database.
    pub(super) async fn new(
        mut client: Client,
        table: &str,
        database: &str,
    ) -> Result<Self, Failure> {
        // Rows that are looked at and are not the ones that are looked for stay free.
        client
            .run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            .await?;
        let (schema, name) = table.split_once('.').unwrap_or((database, table));
        let columns = columns(&mut client, schema, name).await?;
        Ok(Self {
            client,
            table: format!("{}.{}", quoted(schema), quoted(name)),
            columns,
            locks: Vec::new(),
        })
    }

    /// Begins, commits.
    pub(super) async fn run(&mut self, statement: &str) -> Result<(), Failure> {
        self.client.run(statement).await?;
        for lock in std::mem::take(&mut self.locks) {
            let unlock = "SELECT CAST(RELEASE_LOCK(?) AS CHAR)";
            self.client.execute(unlock, &[Some(lock)]).await?;
        }
        Ok(())
    }

    /// Locks the row of a key, and gives it.
    pub(super) async fn by_key(
        &mut self,
        column: &str,
        key: &str,
    ) -> Result<Option<String>, Failure> {
        let (row, is) = (object(&self.columns), self.column(column)?.is());
        let query = format!(
            "SELECT {row} FROM {} t WHERE {is} LIMIT 1 FOR UPDATE",
            self.table
        );
        let found = self.texts(&query, key).await?;
        Ok(found.into_iter().next())
    }

    /// Has others that look for the same value wait until this transaction ends.
    pub(super) async fn lock(&mut self, value: &str, seconds: u64) -> Result<(), Failure> {
        let name = "SELECT CONCAT('telos.', SHA1(CONCAT(?, LOWER(?))))";
        let values = [Some(self.table.clone()), Some(value.to_owned())];
        let name = self.client.execute(name, &values).await?;
        let name = name.into_iter().flatten().next().flatten();
        let name = name.ok_or(Failure::Garbled)?;
        let lock = "SELECT CAST(GET_LOCK(?, ?) AS CHAR)";
        let values = [Some(name.clone()), Some(seconds.to_string())];
        let got = self.client.execute(lock, &values).await?;
        let got = got.into_iter().flatten().next().flatten();
        if got.as_deref() != Some("1") {
            return Err(Failure::Answered(503));
        }
        self.locks.push(name);
        Ok(())
    }

    /// Locks the rows with a value in a column, whatever the case of its letters, and gives them.
    pub(super) async fn by_value(
        &mut self,
        column: &str,
        value: &str,
    ) -> Result<Vec<String>, Failure> {
        let (row, is) = (object(&self.columns), self.column(column)?.is_alike());
        let query = format!(
            "SELECT {row} FROM {} t WHERE {is} LIMIT {FOUND_MAX} FOR UPDATE",
            self.table
        );
        self.texts(&query, value).await
    }

    pub(super) async fn update(
        &mut self,
        (key, known): (&str, &str),
        columns: &[Box<str>],
        (write, values): (&WriteDef, &Map<String, Json>),
    ) -> Result<(), Failure> {
        let set = columns.iter().map(|column| {
            let column = quoted(column);
            format!("t.{column} = ?")
        });
        let set: Vec<String> = set.collect();
        let is = self.column(key)?.is();
        let query = format!("UPDATE {} t SET {} WHERE {is}", self.table, set.join(", "));
        let mut all = given(columns, write, values);
        all.extend([Some(known.to_owned()), Some(known.to_owned())]);
        self.client.execute(&query, &all).await.map(drop)
    }

    pub(super) async fn insert(
        &mut self,
        columns: &[Box<str>],
        (write, values): (&WriteDef, &Map<String, Json>),
    ) -> Result<(), Failure> {
        let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let query = format!(
            "INSERT INTO {} ({}) VALUES ({marks})",
            self.table,
            names.join(", ")
        );
        let all = given(columns, write, values);
        self.client.execute(&query, &all).await.map(drop)
    }

    fn column(&self, name: &str) -> Result<&Column, Failure> {
        let mut columns = self.columns.iter();
        let found = columns.find(|column| column.name == name);
        found.ok_or(Failure::Answered(404))
    }

    /// Rows where a value is given twice.
    async fn texts(&mut self, query: &str, value: &str) -> Result<Vec<String>, Failure> {
        let values = [Some(value.to_owned()), Some(value.to_owned())];
        let rows = self.client.execute(query, &values).await?;
        Ok(rows.into_iter().flatten().flatten().collect())
    }
}

fn given(
    columns: &[Box<str>],
    write: &WriteDef,
    values: &Map<String, Json>,
) -> Vec<Option<String>> {
    let columns = columns.iter();
    let values = columns.map(|column| text(&mysql_value(write, column, values)));
    values.collect()
}
