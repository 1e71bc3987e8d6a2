//! Finds the row of a person in the other system, locks it, and writes what was decided.

use serde_json::{Map, Value as Json};
use telos_connect::destination::{Item, row_of};
use telos_engine::sync::{Ours, SyncFigure};
use telos_model::sync::Base;
use tokio_postgres::{Client, Error, Transaction};

use super::lookup::{Lookup, quoted};
use super::{Draft, Synced};
use crate::receiving::is_deleted;

/// How many rows of one identifier are looked at: more than one is too many.
const FOUND_MAX: i64 = 3;

/// A row that was found for a person.
enum Found {
    /// This one.
    Row(String),
    /// Nobody of theirs; they may be made there.
    Nobody,
    /// The row that they are known by is gone, or nobody is made there.
    Gone,
    /// Several.
    Several,
}

impl Synced {
    /// Finds the row, locks it, compares it and writes what is to be written.
    pub(super) async fn in_transaction(
        &self,
        client: &mut Client,
        item: Item<'_>,
        ours: &Ours,
    ) -> Result<(Option<Box<str>>, Draft, Vec<(SyncFigure, u64)>), Error> {
        let values = row_of(&self.write, item, self.engine.now());
        let transaction = client.transaction().await?;
        let found = self.find(&transaction, item, ours).await?;
        let (mut draft, mut counts) = (Draft::default(), Vec::new());
        let mut remote = None;
        match found {
            Found::Row(text) => {
                let (key, theirs) = self.theirs(&text);
                let base = Some(&ours.base).filter(|base| Some(&base.remote) == key.as_ref());
                draft = self.compare(item, ours, base.unwrap_or(&Base::default()), &theirs);
                let row: Option<Map<String, Json>> = serde_json::from_str(&text).ok();
                let key_column = &*self.catalog.sync.key_column;
                let known = row.as_ref().and_then(|row| row.get(key_column));
                if let (false, Some(known)) = (draft.columns.is_empty(), known) {
                    self.update(&transaction, known, &draft.columns, &values)
                        .await?;
                    counts.push((SyncFigure::Out, 1));
                }
                remote = key;
            }
            Found::Nobody => {
                let columns = self.insert(&transaction, &values).await?;
                draft.columns = columns;
                counts.push((SyncFigure::Out, 1));
            }
            Found::Several => counts.push((SyncFigure::Ambiguous, 1)),
            Found::Gone => {}
        }
        transaction.commit().await?;
        Ok((remote, draft, counts))
    }

    /// Finds the row of a person by its key, else by what was shown to be theirs.
    async fn find(
        &self,
        transaction: &Transaction<'_>,
        item: Item<'_>,
        ours: &Ours,
    ) -> Result<Found, Error> {
        let Lookup {
            sync, table, key, ..
        } = &*self.catalog;
        let column = quoted(&sync.key_column);
        let identifiers = &item.outgoing.identifiers;
        let known = identifiers.iter().find(|(kind, _)| kind == key);
        if let Some((_, value)) = known {
            if ours.base.gone && ours.base.remote == *value {
                return Ok(Found::Gone);
            }
            let row = Json::from_iter([(sync.key_column.to_string(), Json::from(&**value))]);
            let query = format!(
                "SELECT row_to_json(t)::text FROM {table} t WHERE t.{column} = \
                 (SELECT r.{column} FROM jsonb_populate_record(NULL::{table}, $1::text::jsonb) r) \
                 FOR UPDATE"
            );
            let row = transaction.query_opt(&query, &[&row.to_string()]).await?;
            let text: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
            let text = text.filter(|text| !is_deleted(sync, text));
            return Ok(text.map_or(Found::Gone, Found::Row));
        }
        let mut asked = false;
        for (kind, column) in &self.catalog.matches {
            let is_shown = |value: &str| {
                let mut shown = ours.shown.iter();
                shown.any(|identifier| *identifier.value == *value)
            };
            let values = identifiers.iter().filter(|(known, _)| known == kind);
            for (_, value) in values.filter(|(_, value)| is_shown(value)) {
                asked = true;
                // Of two that look for the same one at once, the second waits for the first.
                let lock = "SELECT pg_advisory_xact_lock(hashtextextended(lower($1), 0))";
                transaction.execute(lock, &[&&**value]).await?;
                let query = format!(
                    "SELECT row_to_json(t)::text FROM {table} t \
                     WHERE lower(t.{}::text) = lower($1) LIMIT {FOUND_MAX} FOR UPDATE",
                    quoted(column)
                );
                let rows = transaction.query(&query, &[&&**value]).await?;
                let texts: Result<Vec<String>, Error> =
                    rows.iter().map(|row| row.try_get(0)).collect();
                let mut texts = texts?;
                texts.retain(|text| !is_deleted(sync, text));
                match texts.len() {
                    0 => {}
                    1 => return Ok(texts.pop().map_or(Found::Gone, Found::Row)),
                    _ => return Ok(Found::Several),
                }
            }
        }
        Ok(if asked && sync.new_there {
            Found::Nobody
        } else {
            Found::Gone
        })
    }

    async fn update(
        &self,
        transaction: &Transaction<'_>,
        known: &Json,
        columns: &[Box<str>],
        values: &Map<String, Json>,
    ) -> Result<(), Error> {
        let Lookup { sync, table, .. } = &*self.catalog;
        let key = quoted(&sync.key_column);
        let set = columns.iter().map(|column| {
            let column = quoted(column);
            format!("{column} = r.{column}")
        });
        let set: Vec<String> = set.collect();
        let query = format!(
            "UPDATE {table} AS t SET {} FROM jsonb_populate_record(NULL::{table}, \
             $1::text::jsonb) AS r WHERE t.{key} = r.{key}",
            set.join(", ")
        );
        let mut row = picked(columns, values);
        row.insert(sync.key_column.to_string(), known.clone());
        let row = Json::Object(row).to_string();
        transaction.execute(&query, &[&row]).await?;
        Ok(())
    }

    /// Makes a row for somebody who is new there. Its key is for the database to make.
    async fn insert(
        &self,
        transaction: &Transaction<'_>,
        values: &Map<String, Json>,
    ) -> Result<Vec<Box<str>>, Error> {
        let columns = self.write.columns.iter().map(|(column, _)| column);
        let given = columns.filter(|column| values.get(&***column).is_some_and(|v| !v.is_null()));
        let columns: Vec<Box<str>> = given.cloned().collect();
        let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let (table, names) = (&self.catalog.table, names.join(", "));
        let query = format!(
            "INSERT INTO {table} ({names}) SELECT {names} FROM \
             jsonb_populate_record(NULL::{table}, $1::text::jsonb)"
        );
        let row = Json::Object(picked(&columns, values)).to_string();
        transaction.execute(&query, &[&row]).await?;
        Ok(columns)
    }
}

fn picked(columns: &[Box<str>], values: &Map<String, Json>) -> Map<String, Json> {
    let columns = columns.iter().map(|column| {
        let value = values.get(&**column).cloned();
        (column.to_string(), value.unwrap_or(Json::Null))
    });
    columns.collect()
}
