//! The rows of a table of PostgreSQL that changed.

use telos_model::catalog::TableDef;
use telos_model::deliver::Failure;
use telos_reach::sql::{Place, postgres};
use telos_reach::wire;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use super::State;
use super::table::{Found, Mark, ROW_BYTES_MAX, trouble};

/// What a session is set to: times are read in UTC, and nothing is written.
pub(super) const SESSION: &str = "-c timezone=UTC -c default_transaction_read_only=on";

/// A connection, and the queries for the first rows and for those behind a mark.
pub(super) struct Open {
    client: Client,
    /// The table, quoted.
    table: String,
    from_start: String,
    from_mark: String,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Open")
    }
}

impl Open {
    pub(super) async fn new(def: &TableDef, client: &wire::Client) -> Result<Self, State> {
        let place = Place {
            target: &def.target,
            user: &def.user,
            secret: def.password.as_ref(),
        };
        let client = postgres::connect(place, SESSION, client).await;
        let client = client.map_err(trouble)?;
        let table = match &def.schema {
            Some(schema) => format!("{}.{}", quoted(schema), quoted(&def.table)),
            None => quoted(&def.table),
        };
        let (from_start, from_mark) = queries(def, &table, &client).await?;
        Ok(Self {
            client,
            table,
            from_start,
            from_mark,
        })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Whether a row has a value in a column.
    pub(super) async fn has(&self, column: &str, value: &str) -> Result<bool, Failure> {
        let (table, name) = (&self.table, quoted(column));
        let row = serde_json::json!({ column: value }).to_string();
        let query = format!(
            "SELECT EXISTS (SELECT 1 FROM {table} t WHERE t.{name} = \
             (SELECT r.{name} FROM jsonb_populate_record(NULL::{table}, $1::text::jsonb) r))"
        );
        let found = self.client.query_one(&query, &[&row]).await;
        let found = found.and_then(|found| found.try_get(0));
        found.map_err(|error| postgres::failure(&error))
    }

    pub(super) async fn changed(
        &self,
        mark: Option<&Mark>,
        rows_max: usize,
    ) -> Result<Vec<Found>, State> {
        let limit = i64::try_from(rows_max).unwrap_or(i64::MAX);
        let rows = match mark {
            None => self.client.query(&self.from_start, &[&limit]).await,
            Some((updated, id)) => {
                let values: [&(dyn ToSql + Sync); 3] = [&limit, updated, id];
                self.client.query(&self.from_mark, &values).await
            }
        };
        let rows = rows.map_err(|error| told(&error))?;
        let found = rows.into_iter().map(|row| {
            let text = |at: usize| row.try_get::<_, String>(at).map_err(|_| State::Garbled);
            Ok(Found {
                text: text(0)?,
                updated: text(1)?,
                id: text(2)?,
            })
        });
        found.collect()
    }
}

/// The queries for the first rows and for those behind a mark. The types of the two columns are
/// asked for, so that marks compare as the columns do.
async fn queries(def: &TableDef, table: &str, client: &Client) -> Result<(String, String), State> {
    let known = client
        .query_one("SELECT to_regclass($1)::text", &[&table])
        .await
        .map_err(|error| told(&error))?;
    let known = known.try_get::<_, Option<String>>(0).ok().flatten();
    known.ok_or(State::Gone)?;
    let types = client
        .query(
            "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute \
             WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
            &[&table],
        )
        .await
        .map_err(|error| told(&error))?;
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

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn told(error: &tokio_postgres::Error) -> State {
    trouble(postgres::failure(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_whatever_they_hold() {
        assert_eq!(
            quoted("a\"; DROP TABLE b; --"),
            "\"a\"\"; DROP TABLE b; --\""
        );
    }
}
