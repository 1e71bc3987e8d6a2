//! Statements for tables: pure functions from what goes out to what is executed.
//!
//! For PostgreSQL a statement has one parameter, a JSON object, of which it makes a row of the
//! table's own types (`jsonb_populate_record`); for MySQL it has one for each column. No value is
//! ever part of a statement.

use serde_json::{Map, Value as Json};
use telos_model::catalog::{Dialect, Piece, Stands, Tables, Template, WriteAct, WriteDef};
use telos_model::time::Timestamp;

use super::render::Scope;
use super::{Asked, Item, Unmade};

/// The most rows that one delivery comes to.
const ROWS_MAX: usize = 1_000;

/// A statement and its parameter. `Debug` hides the parameter.
#[derive(Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is executed.
    pub sql: String,
    /// Its parameters, in order.
    pub values: Vec<Json>,
}

impl std::fmt::Debug for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Statement({})", self.sql)
    }
}

/// What a delivery comes to; nothing where a key has no value, for then nothing is there either.
pub fn statements(
    tables: &Tables,
    item: Item<'_>,
    at: Timestamp,
) -> Result<Vec<Statement>, Unmade> {
    let write = tables.write(item.outgoing.occasion);
    let write = write.ok_or(Unmade::NoRequest)?;
    let scope = Scope {
        id: item.id,
        outgoing: Some(item.outgoing),
        items: &[],
        at,
        event_names: &[],
        item: None,
        found: None,
        asked: Asked::default(),
    };
    let mut rows = vec![Map::new()];
    for (name, template) in &write.key {
        let Some(value) = scope.value(template) else {
            return Ok(Vec::new());
        };
        let values = match value {
            Json::Array(values) => values,
            value => vec![value],
        };
        let with = |row: &Map<String, Json>, value: &Json| {
            let mut row = row.clone();
            row.insert(name.to_string(), value.clone());
            row
        };
        let all = rows
            .iter()
            .flat_map(|row| values.iter().map(move |value| with(row, value)));
        rows = all.collect();
        if rows.len() > ROWS_MAX {
            return Err(Unmade::TooLarge);
        }
    }
    let others = columns(write, &scope);
    let mut statements = Vec::new();
    for table in &write.tables {
        let sql = match tables.dialect {
            Dialect::Postgres => postgres(write, table),
            Dialect::Mysql => mysql(write, table),
        };
        for row in &rows {
            let mut row = row.clone();
            row.extend(others.clone());
            let values = match tables.dialect {
                Dialect::Postgres => vec![Json::Object(row)],
                Dialect::Mysql => in_order(write, &row),
            };
            let sql = sql.clone();
            statements.push(Statement { sql, values });
        }
    }
    Ok(statements)
}

/// Whether a delivery comes to anything.
#[must_use]
pub fn has_rows(tables: &Tables, item: Item<'_>) -> bool {
    statements(tables, item, Timestamp::MIN).is_ok_and(|all| !all.is_empty())
}

/// The columns besides the key with their values, whatever the key is.
#[must_use]
pub fn row_of(write: &WriteDef, item: Item<'_>, at: Timestamp) -> Map<String, Json> {
    let scope = Scope {
        id: item.id,
        outgoing: Some(item.outgoing),
        items: &[],
        at,
        event_names: &[],
        item: None,
        found: None,
        asked: Asked::default(),
    };
    columns(write, &scope)
}

fn columns(write: &WriteDef, scope: &Scope<'_>) -> Map<String, Json> {
    let columns = write.columns.iter().map(|(name, value)| {
        let value = scope.value(value).unwrap_or(Json::Null);
        (name.to_string(), value)
    });
    let empty = write
        .empty
        .iter()
        .map(|name| (name.to_string(), Json::Null));
    columns.chain(empty).collect()
}

/// The columns besides those of the key.
fn others(write: &WriteDef) -> impl Iterator<Item = &str> {
    let columns = write.columns.iter().map(|(name, _)| &**name);
    columns.chain(write.empty.iter().map(|name| &**name))
}

fn key(write: &WriteDef) -> impl Iterator<Item = &str> {
    write.key.iter().map(|(name, _)| &**name)
}

/// A name that may have a schema before a dot.
fn quoted(name: &str, quote: char) -> String {
    let parts: Vec<String> = name
        .split('.')
        .map(|part| format!("{quote}{part}{quote}"))
        .collect();
    parts.join(".")
}

fn postgres(write: &WriteDef, table: &str) -> String {
    let table = quoted(table, '"');
    let names =
        |all: &mut dyn Iterator<Item = &str>| all.map(|name| quoted(name, '"')).collect::<Vec<_>>();
    let (key, others) = (names(&mut key(write)), names(&mut others(write)));
    let all = [key.clone(), others.clone()].concat().join(", ");
    let row = format!("jsonb_populate_record(NULL::{table}, $1::text::jsonb) AS r");
    let same: Vec<String> = key
        .iter()
        .map(|name| format!("t.{name} = r.{name}"))
        .collect();
    let same = same.join(" AND ");
    let set = |from: &str| -> String {
        let set: Vec<String> = others
            .iter()
            .map(|name| format!("{name} = {from}.{name}"))
            .collect();
        set.join(", ")
    };
    match write.act {
        WriteAct::Upsert => {
            let then = if others.is_empty() {
                "NOTHING".to_owned()
            } else {
                format!("UPDATE SET {}", set("EXCLUDED"))
            };
            let key = key.join(", ");
            format!(
                "INSERT INTO {table} ({all}) SELECT {all} FROM {row} ON CONFLICT ({key}) DO {then}"
            )
        }
        WriteAct::Update => format!(
            "UPDATE {table} AS t SET {} FROM {row} WHERE {same}",
            set("r")
        ),
        WriteAct::Delete => format!("DELETE FROM {table} AS t USING {row} WHERE {same}"),
    }
}

fn mysql(write: &WriteDef, table: &str) -> String {
    let table = quoted(table, '`');
    let names =
        |all: &mut dyn Iterator<Item = &str>| all.map(|name| quoted(name, '`')).collect::<Vec<_>>();
    let (key, others) = (names(&mut key(write)), names(&mut others(write)));
    let each = |names: &[String], with: &dyn Fn(&str) -> String, between: &str| {
        let each: Vec<String> = names.iter().map(|name| with(name)).collect();
        each.join(between)
    };
    let given = |name: &str| format!("{name} = ?");
    let same = each(&key, &given, " AND ");
    match write.act {
        WriteAct::Upsert => {
            let all = [key.clone(), others.clone()].concat();
            let marks = vec!["?"; all.len()].join(", ");
            // What is there already stays, and nothing else is hidden by it.
            let then = match key.first() {
                Some(first) if others.is_empty() => format!("{first} = {first}"),
                _ => each(&others, &|name| format!("{name} = VALUES({name})"), ", "),
            };
            let all = all.join(", ");
            format!("INSERT INTO {table} ({all}) VALUES ({marks}) ON DUPLICATE KEY UPDATE {then}")
        }
        WriteAct::Update => {
            let set = each(&others, &given, ", ");
            format!("UPDATE {table} SET {set} WHERE {same}")
        }
        WriteAct::Delete => format!("DELETE FROM {table} WHERE {same}"),
    }
}

/// The values of a row as MySQL reads them, in the order of its statement.
fn in_order(write: &WriteDef, row: &Map<String, Json>) -> Vec<Json> {
    let value = |name: &str| mysql_value(write, name, row);
    let (key, others) = (key(write).map(value), others(write).map(value));
    match write.act {
        WriteAct::Update => others.chain(key).collect(),
        WriteAct::Upsert | WriteAct::Delete => key.chain(others).collect(),
    }
}

/// A value of a row as MySQL reads it.
#[must_use]
pub fn mysql_value(write: &WriteDef, name: &str, row: &Map<String, Json>) -> Json {
    match row.get(name) {
        None => Json::Null,
        Some(Json::Bool(flag)) => Json::from(u8::from(*flag)),
        Some(value @ (Json::Array(_) | Json::Object(_))) => Json::String(value.to_string()),
        Some(Json::String(text)) if is_time(write, name, text) => {
            // Its times have no zone; those that are sent are in UTC.
            Json::String(text.trim_end_matches('Z').replacen('T', " ", 1))
        }
        Some(value) => value.clone(),
    }
}

/// Whether a column is given a time as it is, and not a text that was made of one.
fn is_time(write: &WriteDef, name: &str, text: &str) -> bool {
    let mut columns = write.key.iter().chain(&write.columns);
    let column = columns.find(|(known, _)| **known == *name);
    let Some((_, Template::Text(pieces))) = column else {
        return false;
    };
    let [Piece::Blank(blank)] = &pieces[..] else {
        return false;
    };
    let may_be = matches!(
        blank.stands,
        Stands::DeliveryTime | Stands::EventTime | Stands::Trait(_) | Stands::Property(_)
    );
    let time = Timestamp::parse(text).is_some_and(|time| time.to_string() == text);
    may_be && blank.changes.is_empty() && time
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use telos_model::catalog::{Catalog, CatalogFile, Occasion, Reach, compile, starter};

    use super::super::tests::{at, outgoing};
    use super::*;

    const TABLES: &str = r#"
[destination.tables]
kind = "postgres"
brand = "aria"
recipient = "mail-service"
purposes = ["news-email"]
categories = ["identity", "contact", "transaction"]
url = "postgres://telos@db.example/shop"
identifiers = ["user_id", "email"]
traits = ["last_name"]
events = ["Order Completed"]
[destination.tables.send.event]
tables = ["shop.orders"]
key = { delivery = "{delivery.id}" }
columns = { Revenue = "{event.property.revenue}", at = "{event.time}" }
[destination.tables.send.traits]
tables = ["people"]
key = { email = "{identifiers.email}" }
[destination.tables.send.suppress]
tables = ["people"]
key = { user_id = "{identifiers.user_id}", email = "{identifiers.email}" }
columns = { permitted = false }
empty = ["last_name"]
[destination.tables.send.delete]
tables = ["orders", "people"]
key = { user_id = "{identifiers.user_id}" }
"#;

    fn tables(kind: &str) -> Tables {
        let mut files = starter();
        let path = "destinations/tables.toml".into();
        let text = TABLES.replace("postgres", kind);
        files.push(CatalogFile { path, text });
        let catalog: Catalog = compile(&files, None).unwrap_or_else(|them| panic!("{them:#?}"));
        let id = catalog.names.destinations["tables"];
        let reach = &catalog.destination(id).expect("declared").reach;
        let (Reach::Postgres(tables) | Reach::Mysql(tables)) = reach else {
            panic!("no tables");
        };
        tables.clone()
    }

    fn made(occasion: Occasion) -> Vec<(String, Json)> {
        let all = made_for("postgres", occasion).into_iter();
        all.map(|(sql, mut values)| (sql, values.remove(0)))
            .collect()
    }

    fn made_for(kind: &str, occasion: Occasion) -> Vec<(String, Vec<Json>)> {
        let outgoing = outgoing(occasion);
        let item = Item {
            id: [7; 16],
            outgoing: &outgoing,
        };
        let all = statements(&tables(kind), item, at()).expect("made");
        all.into_iter().map(|one| (one.sql, one.values)).collect()
    }

    #[test]
    fn values_are_no_part_of_what_is_executed() {
        let [(sql, row)] = &made(Occasion::Event)[..] else {
            panic!("one row");
        };
        assert_eq!(
            sql,
            "INSERT INTO \"shop\".\"orders\" (\"delivery\", \"Revenue\", \"at\") \
             SELECT \"delivery\", \"Revenue\", \"at\" FROM \
             jsonb_populate_record(NULL::\"shop\".\"orders\", $1::text::jsonb) AS r \
             ON CONFLICT (\"delivery\") DO UPDATE SET \"Revenue\" = EXCLUDED.\"Revenue\", \
             \"at\" = EXCLUDED.\"at\""
        );
        let id = "msg_07070707070707070707070707070707";
        assert_eq!(
            *row,
            json!({"delivery": id, "Revenue": 12.5, "at": "2026-05-03T12:00:00.000Z"})
        );
    }

    #[test]
    fn mysql_is_given_each_value_by_itself_and_times_in_its_own_form() {
        let id = "msg_07070707070707070707070707070707";
        for (occasion, sql, values) in [
            (
                Occasion::Event,
                "INSERT INTO `shop`.`orders` (`delivery`, `Revenue`, `at`) VALUES (?, ?, ?) \
                 ON DUPLICATE KEY UPDATE `Revenue` = VALUES(`Revenue`), `at` = VALUES(`at`)",
                json!([id, 12.5, "2026-05-03 12:00:00.000"]),
            ),
            (
                Occasion::Traits,
                "INSERT INTO `people` (`email`) VALUES (?) \
                 ON DUPLICATE KEY UPDATE `email` = `email`",
                json!(["a@mail.example"]),
            ),
            (
                Occasion::Suppress,
                "UPDATE `people` SET `permitted` = ?, `last_name` = ? \
                 WHERE `email` = ? AND `user_id` = ?",
                json!([0, null, "a@mail.example", "u/1"]),
            ),
            (
                Occasion::Delete,
                "DELETE FROM `orders` WHERE `user_id` = ?",
                json!(["u/1"]),
            ),
        ] {
            let made = made_for("mysql", occasion).remove(0);
            assert_eq!((&*made.0, json!(made.1)), (sql, values));
        }
    }

    #[test]
    fn a_list_in_a_key_makes_a_row_of_each_value() {
        let rows = made(Occasion::Traits);
        let emails: Vec<&Json> = rows.iter().map(|(_, row)| &row["email"]).collect();
        assert_eq!(emails, ["a@mail.example", "b@mail.example"]);
        assert!(rows.iter().all(|(sql, _)| sql.ends_with("DO NOTHING")));
        let (sql, row) = &made(Occasion::Suppress)[1];
        assert_eq!(
            sql,
            "UPDATE \"people\" AS t SET \"permitted\" = r.\"permitted\", \
             \"last_name\" = r.\"last_name\" FROM \
             jsonb_populate_record(NULL::\"people\", $1::text::jsonb) AS r \
             WHERE t.\"email\" = r.\"email\" AND t.\"user_id\" = r.\"user_id\""
        );
        let emptied = json!({"user_id": "u/1", "email": "b@mail.example", "permitted": false,
            "last_name": null});
        assert_eq!(*row, emptied);
    }

    #[test]
    fn a_person_is_deleted_from_all_tables() {
        let rows = made(Occasion::Delete);
        let begins = ["DELETE FROM \"orders\"", "DELETE FROM \"people\""];
        for ((sql, row), begin) in rows.iter().zip(begins) {
            assert!(sql.starts_with(begin), "{sql}");
            assert_eq!(*row, json!({"user_id": "u/1"}));
        }
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn who_has_no_key_there_has_no_rows() {
        let mut outgoing = outgoing(Occasion::Delete);
        outgoing.identifiers.clear();
        let item = Item {
            id: [7; 16],
            outgoing: &outgoing,
        };
        assert!(!has_rows(&tables("postgres"), item));
    }
}
