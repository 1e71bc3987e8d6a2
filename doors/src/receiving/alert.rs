//! Alerts about sources: a signed webhook when one is in trouble for too long or sets rows aside, and
//! one when it is out of it. They say how it does and nothing about anybody.

use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};
use telos_model::catalog::{IntakeAlert, Source};
use telos_model::id::SourceId;
use telos_model::time::Timestamp;
use telos_reach::wire::{Client, Pool};
use tokio::task::JoinSet;

use super::Intake;
use super::{Health, Receiving, State};
use crate::sending::alert::{WATCH_EVERY, tell};

/// Begins to watch a source of which somebody wants to be told.
pub(super) fn begin(tasks: &mut JoinSet<()>, intake: &Intake, source: &Source) {
    let alert = source.from.as_ref().and_then(|from| from.alert.clone());
    if let Some(alert) = alert {
        tasks.spawn(watch(intake.clone(), source.clone(), alert));
    }
}

/// Watches a source until it is dropped. What could not be told is told again.
async fn watch(intake: Intake, source: Source, alert: IntakeAlert) {
    let client = Arc::new(Client::new(Vec::new()));
    let pool = Pool::new(client, alert.to.target.clone());
    loop {
        tokio::time::sleep(WATCH_EVERY).await;
        let (now, health) = (intake.engine.now(), intake.receiving.health(source.id));
        let over = over(&alert, &health, now);
        if over == intake.receiving.told(source.id) {
            continue;
        }
        let message = message(&source.name, &health, &over, now);
        match tell(&intake.engine, &pool, &alert.to, &message).await {
            Ok(()) => intake.receiving.tells(source.id, over),
            Err(code) => {
                tracing::warn!(source = &*source.name, code, "an alert could not be sent");
            }
        }
    }
}

impl Receiving {
    /// What was last told of a source's troubles. It outlives a change of the catalog, so that the
    /// end of what was told is told.
    fn told(&self, source: SourceId) -> Vec<&'static str> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.get(&source).cloned().unwrap_or_default()
    }

    fn tells(&self, source: SourceId, over: Vec<&'static str>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.insert(source, over);
    }
}

/// What of a source is over its bounds, as stable words. That rows were set aside is bounded by their
/// number, and so is no trouble by its time.
fn over(alert: &IntakeAlert, health: &Health, now: Timestamp) -> Vec<&'static str> {
    let trouble = health.trouble;
    let trouble = trouble.filter(|(state, _)| *state != State::Poison);
    let bounds = [
        (
            "trouble",
            trouble.is_some_and(|(_, since)| {
                now.millis() - since.millis() >= i64::from(alert.trouble_seconds_max) * 1_000
            }),
        ),
        ("aside", health.hour.sum(now).1 > alert.aside_max.into()),
    ];
    let over = bounds.into_iter().filter(|(_, is_over)| *is_over);
    over.map(|(word, _)| word).collect()
}

fn message(source: &str, health: &Health, over: &[&str], now: Timestamp) -> Value {
    let kind = if over.is_empty() {
        "source.recovered"
    } else {
        "source.troubled"
    };
    let (taken, aside) = health.hour.sum(now);
    json!({
        "type": kind,
        "timestamp": now.to_string(),
        "data": {
            "source": source,
            "over": over,
            "state": health.state.word(),
            "trouble": health.trouble.map(|(state, _)| state.word()),
            "since": health.trouble.map(|(_, since)| since.to_string()),
            "waiting": health.waiting,
            "taken_hour": taken,
            "aside_hour": aside,
        },
    })
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{AlertTo, Inside, Secret, Target};

    use super::*;

    fn alert() -> IntakeAlert {
        IntakeAlert {
            to: AlertTo {
                target: Target {
                    https: true,
                    host: "hooks.example".into(),
                    port: 443,
                    path: "".into(),
                    inside: Inside::No,
                },
                secret: Secret::Env("HOOK".into()),
            },
            trouble_seconds_max: 10,
            aside_max: 1,
        }
    }

    #[test]
    fn trouble_counts_by_its_time_and_rows_set_aside_by_their_number_within_an_hour() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        let mut health = Health::default();
        health.fails(State::Gone, at(0));
        assert_eq!(over(&alert(), &health, at(9)), [""; 0]);
        assert_eq!(over(&alert(), &health, at(10)), ["trouble"]);
        health.now(State::Working);
        assert_eq!(over(&alert(), &health, at(11)), ["trouble"]);
        health.takes(at(12), 3, 2, 1);
        health.looked(State::Poison, at(12));
        assert_eq!(over(&alert(), &health, at(99)), [""; 0], "one may be");
        health.takes(at(100), 1, 0, 1);
        assert_eq!(over(&alert(), &health, at(100)), ["aside"]);
        let told = message("till", &health, &["aside"], at(100));
        assert_eq!(told["data"]["aside_hour"], 2);
        assert_eq!(told["type"], "source.troubled");
        assert_eq!(over(&alert(), &health, at(4_000)), [""; 0], "an hour ago");
    }
}
