//! The way to tables of PostgreSQL: connections that are kept, one transaction for what goes
//! together.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::try_join_all;
use telos_connect::destination::{Item, Statement};
use telos_model::catalog::Tables;
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::sql::{Place, postgres};
use telos_reach::wire;
use tokio_postgres::{Client, Error};

use super::carry::{Came, into_tables};

/// How many prepared statements are kept: more than most destinations have.
const STATEMENTS_MAX: usize = 256;

/// The way to the tables of one database.
pub(super) struct ToPostgres {
    pub(super) tables: Tables,
    client: Arc<wire::Client>,
    wait: Duration,
    idle: Mutex<Vec<Open>>,
}

struct Open {
    client: Client,
    prepared: Vec<(String, tokio_postgres::Statement)>,
}

impl std::fmt::Debug for ToPostgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ToPostgres")
    }
}

impl ToPostgres {
    pub(super) fn new(tables: Tables, client: Arc<wire::Client>, wait: Duration) -> Self {
        Self {
            tables,
            client,
            wait,
            idle: Mutex::default(),
        }
    }

    /// Writes deliveries, all or none of them.
    pub(super) async fn carry(&self, items: &[Item<'_>], now: Timestamp) -> Came {
        let write = |all: Vec<Statement>| async move { self.write(&all).await };
        into_tables(&self.tables, (items, now), self.wait, write).await
    }

    async fn write(&self, all: &[Statement]) -> Result<(), Failure> {
        let mut open = match self.kept() {
            Some(open) => open,
            None => self.connect().await?,
        };
        let written = write(&mut open, all).await;
        let written = written.map_err(|error| postgres::failure(&error));
        // After anything but a row that it does not take, the next one connects anew.
        if matches!(written, Ok(()) | Err(Failure::Answered(422))) {
            self.idle().push(open);
        }
        written
    }

    fn kept(&self) -> Option<Open> {
        let mut idle = self.idle();
        idle.retain(|open| !open.client.is_closed());
        idle.pop()
    }

    /// No more of them than requests that go at the same time.
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Open>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> Result<Open, Failure> {
        let place = Place {
            target: &self.tables.target,
            user: &self.tables.user,
            secret: self.tables.secret.as_ref(),
        };
        let client = postgres::connect(place, "", &self.client).await?;
        // What nobody waits for any more ends there too, and lets go of its locks.
        let wait = self.wait.as_millis();
        let limit = format!("SET statement_timeout = {wait}; SET lock_timeout = {wait}");
        let limited = client.batch_execute(&limit).await;
        limited.map_err(|error| postgres::failure(&error))?;
        Ok(Open {
            client,
            prepared: Vec::new(),
        })
    }
}

async fn write(open: &mut Open, all: &[Statement]) -> Result<(), Error> {
    let Open { client, prepared } = open;
    let mut made = Vec::with_capacity(all.len());
    for statement in all {
        let known = prepared.iter().find(|(sql, _)| *sql == statement.sql);
        if let Some((_, known)) = known {
            made.push(known.clone());
            continue;
        }
        if prepared.len() >= STATEMENTS_MAX {
            prepared.clear();
        }
        let new = client.prepare(&statement.sql).await?;
        prepared.push((statement.sql.clone(), new.clone()));
        made.push(new);
    }
    let transaction = client.transaction().await?;
    // They go one behind the other without waiting, and are executed in this order.
    let executed = made.iter().zip(all);
    let executed = executed.map(|(made, statement)| {
        transaction.execute_raw(made, statement.values.iter().map(ToString::to_string))
    });
    try_join_all(executed).await?;
    transaction.commit().await
}
