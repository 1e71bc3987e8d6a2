//! Alerts: a signed webhook when a destination gets into trouble, and one when it is out of it. They
//! say how it does and nothing about anybody.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use telos_connect::destination::webhook;
use telos_engine::Engine;
use telos_engine::outbox::Health;
use telos_model::catalog::{AlertDef, AlertTo};
use telos_model::id::DestinationId;
use telos_model::time::Timestamp;
use telos_reach::secret;
use telos_reach::wire::{Client, Pool};
use tokio::sync::watch;

use super::{LOOK_EVERY, blocking};
use crate::destinations::{self, Doing};

/// How often it is looked how a destination or a source does.
pub const WATCH_EVERY: Duration = Duration::from_secs(2);
/// How long a receiver of alerts may take to answer.
const ANSWER_WAIT: Duration = Duration::from_secs(10);

/// Watches a destination until it is told to end. What could not be told is told again.
pub(super) async fn watch(
    engine: Engine,
    (id, alert): (DestinationId, AlertDef),
    client: Arc<Client>,
    ending: watch::Receiver<bool>,
) {
    let pool = Pool::new(client, alert.to.target.clone());
    let mut failing_since = None;
    let mut told: Vec<&'static str> = Vec::new();
    let mut looked: Option<tokio::time::Instant> = None;
    while !*ending.borrow() {
        if looked.is_some_and(|at| at.elapsed() < WATCH_EVERY) {
            tokio::time::sleep(LOOK_EVERY).await;
            continue;
        }
        looked = Some(tokio::time::Instant::now());
        let seen = blocking(&engine, "watch a destination", move |engine| {
            destinations::doing(engine, id)
        });
        let Some(Some(doing)) = seen.await else {
            continue;
        };
        let now = engine.now();
        let failing = doing.health.failing().is_some() && doing.health.waiting > 0;
        failing_since = failing.then(|| failing_since.unwrap_or(now));
        let over = over(&alert, &doing.health, failing_since, now);
        if over == told {
            continue;
        }
        match tell(&engine, &pool, &alert.to, &message(&doing, &over, now)).await {
            Ok(()) => told = over,
            Err(code) => {
                tracing::warn!(destination = %doing.name, code, "an alert could not be sent");
            }
        }
    }
}

/// What of a destination is over its bounds, as stable words.
fn over(
    alert: &AlertDef,
    health: &Health,
    failing_since: Option<Timestamp>,
    now: Timestamp,
) -> Vec<&'static str> {
    let failing = failing_since.is_some_and(|since| {
        now.millis() - since.millis() >= i64::from(alert.failing_seconds_max) * 1_000
    });
    let bounds = [
        (
            "lag",
            health.paused.is_none() && health.lag_seconds(now) > alert.lag_seconds_max.into(),
        ),
        ("dead-letters", health.dead > alert.dead_max as usize),
        ("failing", failing),
    ];
    let over = bounds.into_iter().filter(|(_, is_over)| *is_over);
    over.map(|(word, _)| word).collect()
}

fn message(doing: &Doing, over: &[&str], now: Timestamp) -> Value {
    let kind = if over.is_empty() {
        "destination.recovered"
    } else {
        "destination.troubled"
    };
    json!({
        "type": kind,
        "timestamp": now.to_string(),
        "data": {
            "destination": &*doing.name,
            "over": over,
            "state": doing.state(now),
            "trouble": doing.trouble(),
            "waiting": doing.health.waiting,
            "lag_seconds": doing.health.lag_seconds(now),
            "dead": doing.health.dead,
        },
    })
}

/// Sends an alert; a stable code where it was not taken.
pub async fn tell(
    engine: &Engine,
    pool: &Pool,
    to: &AlertTo,
    message: &Value,
) -> Result<(), &'static str> {
    let secret = secret::plain(&to.secret).map_err(|_| "secret_missing")?;
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|_| "no_dice")?;
    let made = webhook(&to.target, &secret, id, engine.now(), message);
    let made = made.map_err(|_| "request_unmade")?;
    let answer = pool.send(&made, ANSWER_WAIT).await;
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
        Ok(_) => Err("answered"),
        Err(failure) => Err(failure.code()),
    }
}
