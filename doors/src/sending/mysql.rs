//! The way to tables of MySQL and MariaDB: connections that are kept, one transaction for what goes
//! together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value as Json;
use telos_connect::destination::{Item, Statement};
use telos_model::catalog::Tables;
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::sql::Place;
use telos_reach::sql::mysql::{Client, connect};
use telos_reach::wire;

use super::carry::{Came, into_tables};

/// The way to the tables of one database.
pub(super) struct ToMysql {
    pub(super) tables: Tables,
    client: Arc<wire::Client>,
    wait: Duration,
    idle: Mutex<Vec<Client>>,
}

impl std::fmt::Debug for ToMysql {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ToMysql")
    }
}

impl ToMysql {
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
        if let Some(open) = self.kept() {
            // The server closes what was idle for long, and may say so to nobody. Nothing was done
            // where it breaks before the first answer.
            match self.over(open, all).await {
                Err((Failure::Unreachable | Failure::Garbled, false)) => {}
                written => return written.map_err(|(failure, _)| failure),
            }
        }
        let place = Place {
            target: &self.tables.target,
            user: &self.tables.user,
            secret: self.tables.secret.as_ref(),
        };
        let open = connect(place, self.wait, &self.client).await?;
        let written = self.over(open, all).await;
        written.map_err(|(failure, _)| failure)
    }

    /// Writes over a connection; an error says whether anything was begun.
    async fn over(&self, mut open: Client, all: &[Statement]) -> Result<(), (Failure, bool)> {
        let begun = open.run("START TRANSACTION").await;
        begun.map_err(|failure| (failure, false))?;
        let mut written = Ok(());
        for statement in all {
            let values: Vec<Option<String>> = statement.values.iter().map(text).collect();
            written = open.execute(&statement.sql, &values).await.map(drop);
            if written.is_err() {
                break;
            }
        }
        if written.is_ok() {
            written = open.run("COMMIT").await;
        }
        // After anything but a row that it does not take, the next one connects anew.
        let keeps = match written {
            Ok(()) => true,
            Err(Failure::Answered(422)) => open.run("ROLLBACK").await.is_ok(),
            Err(_) => false,
        };
        if keeps {
            self.idle().push(open);
        }
        written.map_err(|failure| (failure, true))
    }

    fn kept(&self) -> Option<Client> {
        self.idle().pop()
    }

    /// No more of them than requests that go at the same time.
    fn idle(&self) -> MutexGuard<'_, Vec<Client>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A value as the server reads it.
pub(super) fn text(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
