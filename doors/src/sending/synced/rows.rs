//! Finds the row of a person in a table of the other system, locks it, and writes what was decided.
//!
//! Since the row is locked while it is compared, nothing that changes there meanwhile is lost: it
//! comes in by the source and is compared again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value as Json};
use telos_connect::destination::{Item, row_of};
use telos_engine::sync::{Ours, SyncFigure};
use telos_model::catalog::{Dialect, Tables, WriteDef};
use telos_model::deliver::Failure;
use telos_reach::sql;
use telos_reach::wire;

use super::lookup::Lookup;
use super::{Done, Draft, Synced, mysql, postgres};
use crate::receiving::is_deleted;

/// How many rows of one identifier are looked at: more than one is too many.
pub(super) const FOUND_MAX: usize = 3;

/// The way to a table.
pub(super) struct ToTable {
    tables: Tables,
    client: Arc<wire::Client>,
    wait: Duration,
    idle: Mutex<Vec<Open>>,
}

/// A connection.
enum Open {
    Postgres(postgres::Open),
    Mysql(Box<mysql::Open>),
}

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

impl ToTable {
    pub(super) fn new(tables: &Tables, client: &Arc<wire::Client>, wait: Duration) -> Self {
        Self {
            tables: tables.clone(),
            client: Arc::clone(client),
            wait,
            idle: Mutex::default(),
        }
    }

    /// Finds the row, locks it, compares it and writes what is to be written.
    pub(super) async fn write(
        &self,
        synced: &Synced,
        item: Item<'_>,
        ours: &Ours,
    ) -> Result<Done, Failure> {
        let mut open = self.begun(&synced.catalog).await?;
        let done = self.in_transaction(&mut open, synced, item, ours).await?;
        open.run("COMMIT").await?;
        // After an error the connection is not used again, and its transaction ends with it.
        self.idle().push(open);
        Ok(done)
    }

    /// Tries whether there is a table that can be looked at.
    pub(super) async fn test(&self, catalog: &Lookup) -> Result<(), Failure> {
        let mut open = self.begun(catalog).await?;
        for (_, column) in &catalog.matches {
            open.by_value(column, "telos-sample").await?;
        }
        open.run("ROLLBACK").await
    }

    /// A connection in a new transaction. One that was kept may have been closed meanwhile.
    async fn begun(&self, catalog: &Lookup) -> Result<Open, Failure> {
        let kept = self.kept();
        if let Some(mut open) = kept {
            match open.run("START TRANSACTION").await {
                Err(Failure::Unreachable | Failure::Garbled) => {}
                begun => return begun.map(|()| open),
            }
        }
        let mut open = self.connect(catalog).await?;
        open.run("START TRANSACTION").await?;
        Ok(open)
    }

    async fn in_transaction(
        &self,
        open: &mut Open,
        synced: &Synced,
        item: Item<'_>,
        ours: &Ours,
    ) -> Result<Done, Failure> {
        let Lookup { sync, write, .. } = &*synced.catalog;
        let values = row_of(write, item, synced.engine.now());
        let mut done = Done::default();
        match self.find(open, &synced.catalog, item, ours).await? {
            Found::Row(text) => {
                let draft = synced.compared(item, ours, &text, &mut done);
                let row: Option<Map<String, Json>> = serde_json::from_str(&text).ok();
                let known = row.as_ref().and_then(|row| row.get(&*sync.key_column));
                let known = known.map(|known| match known {
                    Json::String(known) => known.clone(),
                    known => known.to_string(),
                });
                if let (false, Some(known)) = (draft.columns.is_empty(), known) {
                    let key = (&*sync.key_column, &*known);
                    open.update(key, &draft.columns, (write, &values)).await?;
                    done.counts.push((SyncFigure::Out, 1));
                }
                done.draft = draft;
            }
            Found::Nobody => {
                let columns = write.columns.iter().map(|(column, _)| column);
                let is_given = |column: &str| values.get(column).is_some_and(|v| !v.is_null());
                let columns: Vec<_> = columns.filter(|column| is_given(column)).cloned().collect();
                open.insert(&columns, (write, &values)).await?;
                done.draft = Draft {
                    columns,
                    ..Draft::default()
                };
                done.counts.push((SyncFigure::Out, 1));
            }
            Found::Several => done.counts.push((SyncFigure::Ambiguous, 1)),
            Found::Gone => {}
        }
        Ok(done)
    }

    /// Finds the row of a person by its key, else by what was shown to be theirs.
    async fn find(
        &self,
        open: &mut Open,
        catalog: &Lookup,
        item: Item<'_>,
        ours: &Ours,
    ) -> Result<Found, Failure> {
        let sync = &catalog.sync;
        if let Some(key) = catalog.key_of(item) {
            if ours.base.gone && *ours.base.remote == *key {
                return Ok(Found::Gone);
            }
            let text = open.by_key(&sync.key_column, key).await?;
            let text = text.filter(|text| !is_deleted(sync, text));
            return Ok(text.map_or(Found::Gone, Found::Row));
        }
        let mut asked = false;
        for (column, value) in catalog.matching(item, ours) {
            asked = true;
            // Of two that look for the same one at once, the second waits for the first.
            open.lock(value, self.wait).await?;
            let mut texts = open.by_value(column, value).await?;
            texts.retain(|text| !is_deleted(sync, text));
            match texts.len() {
                0 => {}
                1 => return Ok(texts.pop().map_or(Found::Gone, Found::Row)),
                _ => return Ok(Found::Several),
            }
        }
        Ok(if asked && sync.new_there {
            Found::Nobody
        } else {
            Found::Gone
        })
    }

    fn kept(&self) -> Option<Open> {
        let mut idle = self.idle();
        idle.retain(|open| !open.is_closed());
        idle.pop()
    }

    /// No more of them than requests that go at the same time.
    fn idle(&self) -> MutexGuard<'_, Vec<Open>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self, catalog: &Lookup) -> Result<Open, Failure> {
        let place = sql::Place {
            target: &self.tables.target,
            user: &self.tables.user,
            secret: self.tables.secret.as_ref(),
        };
        let table = catalog.write.tables.first().ok_or(Failure::Unmade)?;
        Ok(match self.tables.dialect {
            Dialect::Postgres => {
                let wait = self.wait.as_millis();
                let options =
                    format!("-c timezone=UTC -c statement_timeout={wait} -c lock_timeout={wait}");
                let client = sql::postgres::connect(place, &options, &self.client).await?;
                Open::Postgres(postgres::Open::new(client, table))
            }
            Dialect::Mysql => {
                let client = sql::mysql::connect(place, self.wait, &self.client).await?;
                let open = mysql::Open::new(client, table, place.database()).await?;
                Open::Mysql(Box::new(open))
            }
        })
    }
}

impl Open {
    fn is_closed(&self) -> bool {
        match self {
            Self::Postgres(open) => open.is_closed(),
            // It is known only when it is used.
            Self::Mysql(_) => false,
        }
    }

    async fn run(&mut self, statement: &str) -> Result<(), Failure> {
        match self {
            Self::Postgres(open) => open.run(statement).await,
            Self::Mysql(open) => open.run(statement).await,
        }
    }

    async fn by_key(&mut self, column: &str, key: &str) -> Result<Option<String>, Failure> {
        match self {
            Self::Postgres(open) => open.by_key(column, key).await,
            Self::Mysql(open) => open.by_key(column, key).await,
        }
    }

    async fn lock(&mut self, value: &str, wait: Duration) -> Result<(), Failure> {
        match self {
            Self::Postgres(open) => open.lock(value).await,
            Self::Mysql(open) => open.lock(value, wait.as_secs().max(1)).await,
        }
    }

    async fn by_value(&mut self, column: &str, value: &str) -> Result<Vec<String>, Failure> {
        match self {
            Self::Postgres(open) => open.by_value(column, value).await,
            Self::Mysql(open) => open.by_value(column, value).await,
        }
    }

    async fn update(
        &mut self,
        key: (&str, &str),
        columns: &[Box<str>],
        (write, values): (&WriteDef, &Map<String, Json>),
    ) -> Result<(), Failure> {
        match self {
            Self::Postgres(open) => open.update(key, columns, values).await,
            Self::Mysql(open) => open.update(key, columns, (write, values)).await,
        }
    }

    async fn insert(
        &mut self,
        columns: &[Box<str>],
        (write, values): (&WriteDef, &Map<String, Json>),
    ) -> Result<(), Failure> {
        match self {
            Self::Postgres(open) => open.insert(columns, values).await,
            Self::Mysql(open) => open.insert(columns, (write, values)).await,
        }
    }
}
