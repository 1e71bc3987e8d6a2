//! The rows of a table of MySQL or MariaDB that changed.

use telos_engine::outbox::Failure;
use telos_model::catalog::TableDef;

use super::State;
use super::table::{Found, Mark, QUERY_MAX, ROW_BYTES_MAX, trouble};
use crate::sending::wire;
use crate::sql::Place;
use crate::sql::mysql::{Client, connect};

/// The most columns that a table has.
const COLUMNS_MAX: usize = 4_096;

/// A connection, and what its queries are made of.
#[derive(Debug)]
pub(super) struct Open {
    client: Client,
    /// The rows, before what they are behind.
    select: String,
    /// Behind a mark.
    after: String,
}

/// A column and its types, the short and the whole one.
struct Column {
    name: String,
    kind: String,
    whole: String,
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
        let columns = columns(def, &mut client).await?;
        let (select, after) = queries(def, &columns)?;
        Ok(Self {
            client,
            select,
            after,
        })
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

async fn columns(def: &TableDef, client: &mut Client) -> Result<Vec<Column>, State> {
    let schema = match &def.schema {
        Some(schema) => schema.to_string(),
        None => def.target.path.trim_start_matches('/').to_owned(),
    };
    let values = [Some(schema), Some(def.table.to_string())];
    let rows = client
        .execute(
            "SELECT CAST(column_name AS CHAR), CAST(data_type AS CHAR), \
             CAST(column_type AS CHAR) FROM information_schema.columns \
             WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
            &values,
        )
        .await
        .map_err(trouble)?;
    // A table that may not be read looks as if it were not there.
    if rows.is_empty() {
        return Err(State::Gone);
    }
    let columns = rows.into_iter().take(COLUMNS_MAX).map(|row| {
        let [name, kind, whole] = <[Option<String>; 3]>::try_from(row).ok()?;
        Some(Column {
            name: name?,
            kind: kind?.to_ascii_lowercase(),
            whole: whole?.to_ascii_lowercase(),
        })
    });
    let columns: Option<Vec<Column>> = columns.collect();
    columns.ok_or_else(|| trouble(Failure::Garbled))
}

/// The beginning of the query for rows, and what it has behind a mark.
fn queries(def: &TableDef, columns: &[Column]) -> Result<(String, String), State> {
    let column_of = |name: &str| {
        let mut known = columns.iter();
        known.find(|column| column.name == name).ok_or(State::Drift)
    };
    let (updated, id) = (column_of(&def.updated)?, column_of(&def.id)?);
    let table = match &def.schema {
        Some(schema) => format!("{}.{}", quoted(schema), quoted(&def.table)),
        None => quoted(&def.table),
    };
    let values: Vec<String> = columns
        .iter()
        .map(|column| format!("{}, {}", text_of(&column.name), json_of(column)))
        .collect();
    let values = values.join(", ");
    let (u, i) = (quoted(&updated.name), quoted(&id.name));
    // Changes that are not committed yet may be older than some that are: what is quite new waits.
    let behind = def.behind_seconds;
    let settled = match &*updated.kind {
        "datetime" | "timestamp" => format!("t.{u} < NOW(6) - INTERVAL {behind} SECOND"),
        _ => format!("t.{u} IS NOT NULL"),
    };
    let select = format!(
        "SELECT IF(OCTET_LENGTH(r.j) <= {ROW_BYTES_MAX}, r.j, ''), r.u, r.i FROM \
         (SELECT CAST(JSON_OBJECT({values}) AS CHAR) j, CAST(t.{u} AS CHAR) u, \
         CAST(t.{i} AS CHAR) i, t.{u} su, t.{i} si FROM {table} t WHERE {settled}"
    );
    let (mark, of_id) = (compared(updated), compared(id));
    let after = format!(" AND (t.{u} > {mark} OR (t.{u} = {mark} AND t.{i} > {of_id}))");
    Ok((select, after))
}

/// A value as JSON has it: times in UTC as in the rest of the world, bytes as Base64.
fn json_of(column: &Column) -> String {
    let name = quoted(&column.name);
    match &*column.kind {
        "datetime" | "timestamp" => format!("DATE_FORMAT(t.{name}, '%Y-%m-%dT%H:%i:%s.%fZ')"),
        "bit" => format!("t.{name} + 0"),
        // They can be larger than numbers are in JSON.
        "bigint" | "decimal" => format!("CAST(t.{name} AS CHAR)"),
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
            format!("TO_BASE64(t.{name})")
        }
        _ => format!("t.{name}"),
    }
}

/// A parameter that compares as the column does.
fn compared(column: &Column) -> &'static str {
    match &*column.kind {
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" => {
            if column.whole.contains("unsigned") {
                "CAST(? AS UNSIGNED)"
            } else {
                "CAST(? AS SIGNED)"
            }
        }
        "datetime" | "timestamp" => "CAST(? AS DATETIME(6))",
        "date" => "CAST(? AS DATE)",
        "decimal" => "CAST(? AS DECIMAL(65, 30))",
        _ => "?",
    }
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn text_of(name: &str) -> String {
    format!("'{}'", name.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_whatever_they_hold() {
        assert_eq!(quoted("a`; DROP TABLE b; --"), "`a``; DROP TABLE b; --`");
        assert_eq!(text_of("a' \\"), "'a'' \\\\'");
    }
}
