//! What columns a table of MySQL or MariaDB has, and its rows as JSON: the same JSON wherever rows
//! are read, so that what is compared compares.

use super::Client;
use telos_model::deliver::Failure;

/// The most columns that a table has.
const COLUMNS_MAX: usize = 4_096;

/// A column and its types, the short and the whole one.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type without lengths, such as `varchar`.
    pub kind: String,
    whole: String,
    collation: String,
}

/// The columns of a table, in order. A table that may not be read looks as if it were not there.
pub async fn columns(
    client: &mut Client,
    schema: &str,
    table: &str,
) -> Result<Vec<Column>, Failure> {
    let values = [Some(schema.to_owned()), Some(table.to_owned())];
    let rows = client
        .execute(
            "SELECT CAST(column_name AS CHAR), CAST(data_type AS CHAR), \
             CAST(column_type AS CHAR), CAST(IFNULL(collation_name, '') AS CHAR) \
             FROM information_schema.columns \
             WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
            &values,
        )
        .await?;
    if rows.is_empty() {
        return Err(Failure::Answered(404));
    }
    let columns = rows.into_iter().take(COLUMNS_MAX).map(|row| {
        let [name, kind, whole, collation] = <[Option<String>; 4]>::try_from(row).ok()?;
        Some(Column {
            name: name?,
            kind: kind?.to_ascii_lowercase(),
            whole: whole?.to_ascii_lowercase(),
            collation: collation?.to_ascii_lowercase(),
        })
    });
    let columns: Option<Vec<Column>> = columns.collect();
    columns.ok_or(Failure::Garbled)
}

/// A row `t` as a JSON object.
#[must_use]
pub fn object(columns: &[Column]) -> String {
    let values: Vec<String> = columns
        .iter()
        .map(|column| format!("{}, {}", text_of(&column.name), column.json()))
        .collect();
    format!("CAST(JSON_OBJECT({}) AS CHAR)", values.join(", "))
}

impl Column {
    /// Its value as JSON has it: times in UTC as in the rest of the world, bytes as Base64.
    fn json(&self) -> String {
        let name = quoted(&self.name);
        match &*self.kind {
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
    #[must_use]
    pub fn compared(&self) -> &'static str {
        match &*self.kind {
            "tinyint" | "smallint" | "mediumint" | "int" | "bigint" => {
                if self.whole.contains("unsigned") {
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

    /// That the column of `t` is what two parameters say, which are the same: found as the column is
    /// kept in order, and then by each letter. What is no number is no number's row.
    #[must_use]
    pub fn is(&self) -> String {
        let (name, compared) = (quoted(&self.name), self.compared());
        let own = format!("CAST(CONVERT(t.{name} USING utf8mb4) AS BINARY)");
        format!("t.{name} = {compared} AND {own} = CAST(? AS BINARY)")
    }

    /// The same, whatever the case of the letters. By the order of the column it would be the same
    /// for letters with accents and without.
    #[must_use]
    pub fn is_alike(&self) -> String {
        let name = quoted(&self.name);
        let lower =
            |what: &str| format!("LOWER(CONVERT({what} USING utf8mb4)) COLLATE utf8mb4_bin");
        let (own, given) = (lower(&format!("t.{name}")), lower("?"));
        // An order that knows no case finds it quickly.
        let quick = if self.collation.ends_with("_ci") {
            format!("t.{name} = ?")
        } else {
            "? IS NOT NULL".to_owned()
        };
        format!("{quick} AND {own} = {given}")
    }
}

/// A name, in quotes.
#[must_use]
pub fn quoted(name: &str) -> String {
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
