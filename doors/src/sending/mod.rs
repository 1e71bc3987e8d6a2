//! The sender: takes what waits in the outbox to its destinations.
//!
//! Each destination has a task of its own, with its own connections, pace and patience, so that one
//! that is slow or dead keeps no other waiting. In reading order: `door` is that task, `lane` sends
//! what waits in one lane in order, `gate` keeps a removal from being overtaken, `gather` has what
//! goes together wait, `request` is where data leaves, `carry` takes it to a destination of whatever
//! kind, over connections of [`telos_reach`]: `http` by requests, `postgres` and `mysql` by rows,
//! `synced` by rows that are compared first, `files` by rows of files, `nats`, `mqtt` and `kafka` by
//! messages, `mail` by mail. `keys` finds what stands outside the catalog, `test` tries a destination
//! with something made up, `alert` tells when one is in trouble.

pub mod alert;
mod carry;
mod door;
mod files;
mod gate;
mod gather;
mod http;
mod kafka;
mod keys;
mod lane;
mod mail;
mod mqtt;
mod mysql;
mod nats;
mod postgres;
mod request;
mod synced;
mod test;

use std::sync::Arc;
use std::time::Duration;

use telos_engine::Engine;
use telos_reach::wire::Client;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use door::Door;
pub use http::OverHttp;
pub use test::{Tested, test};

/// How often the sender looks whether there is something new.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often it looks whether the catalog is another.
const CATALOG_EVERY: Duration = Duration::from_millis(500);
/// How often requests are gone on with that wait for destinations.
const REQUESTS_EVERY: Duration = Duration::from_mins(1);

/// A sender that is running.
#[derive(Debug)]
pub struct Sender {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Sender {
    /// Starts sending what waits. Has to be called within a runtime.
    #[must_use]
    pub fn start(engine: &Engine) -> Self {
        let (stop, stopping) = watch::channel(false);
        let task = tokio::spawn(run(engine.clone(), stopping));
        Self { stop, task }
    }

    /// Lets what is under way end, and stops.
    pub async fn stop(self) {
        // Nobody who listens has stopped already.
        let _ = self.stop.send(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the sender ended in a panic");
        }
    }
}

/// Keeps a task for each active destination of the catalog in force.
async fn run(engine: Engine, mut stopping: watch::Receiver<bool>) {
    let client = Arc::new(Client::new(Vec::new()));
    let reviewing = tokio::spawn(review(engine.clone(), stopping.clone()));
    loop {
        let policy = engine.policy();
        let (end, ending) = watch::channel(false);
        let mut doors = JoinSet::new();
        let active = policy.catalog.destinations.iter().flatten();
        for destination in active.filter(|destination| destination.active) {
            let (engine, policy) = (engine.clone(), Arc::clone(&policy));
            if let Some(alert) = &destination.alert {
                let watched = (destination.id, alert.clone());
                let watching =
                    alert::watch(engine.clone(), watched, client.clone(), ending.clone());
                doors.spawn(watching);
            }
            let door = Door::new(engine, policy, destination.clone(), Arc::clone(&client));
            doors.spawn(Arc::new(door).run(ending.clone()));
        }
        let changed = async {
            while engine.policy().catalog.hash == policy.catalog.hash {
                tokio::time::sleep(CATALOG_EVERY).await;
            }
        };
        let stopped = tokio::select! {
            () = changed => false,
            _ = stopping.wait_for(|stop| *stop) => true,
        };
        // No receiver means that no destination is active.
        let _ = end.send(true);
        while let Some(ended) = doors.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "sending to a destination ended in a panic");
            }
        }
        if stopped {
            break;
        }
    }
    if let Err(error) = reviewing.await {
        tracing::error!(%error, "reviewing destinations ended in a panic");
    }
}

/// Has destinations told of permissions as soon as they change.
async fn review(engine: Engine, stopping: watch::Receiver<bool>) {
    let mut seen = 0;
    let mut tended: Option<tokio::time::Instant> = None;
    while !*stopping.borrow() {
        let news = engine.outbox_news();
        if news != seen {
            seen = news;
            blocking(&engine, "review destinations", Engine::review).await;
        }
        if tended.is_none_or(|at| at.elapsed() > REQUESTS_EVERY) {
            tended = Some(tokio::time::Instant::now());
            blocking(&engine, "tend requests", Engine::tend_requests).await;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Does something on the engine on a thread that may block; none where it failed, which is logged.
async fn blocking<T, E>(
    engine: &Engine,
    attempt: &'static str,
    work: impl FnOnce(&Engine) -> Result<T, E> + Send + 'static,
) -> Option<T>
where
    T: Send + 'static,
    E: std::error::Error + Send + 'static,
{
    let engine = engine.clone();
    match tokio::task::spawn_blocking(move || work(&engine)).await {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            tracing::warn!(
                attempt,
                error = &error as &dyn std::error::Error,
                "deliveries could not be handled"
            );
            None
        }
        Err(error) => {
            tracing::error!(attempt, %error, "handling deliveries ended in a panic");
            None
        }
    }
}
