//! The way to an MQTT broker: every message is acknowledged by the broker before it counts.

use std::sync::Arc;
use std::time::Duration;

use telos_connect::destination::{Item, Message, messages};
use telos_model::catalog::{Means, Messages};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::broker::mqtt::{Opening, Session, open};
use telos_reach::wire::Client;
use tokio::sync::Mutex;

use super::carry::Came;

/// The way to one broker.
#[derive(Debug)]
pub(super) struct OverMqtt {
    pub(super) to: Messages,
    client: Arc<Client>,
    wait: Duration,
    session: Mutex<Option<Session>>,
}

impl OverMqtt {
    pub(super) fn new(to: Messages, client: Arc<Client>, wait: Duration) -> Self {
        Self {
            to,
            client,
            wait,
            session: Mutex::default(),
        }
    }

    /// Publishes deliveries in their order, and waits until the broker has all of them.
    pub(super) async fn carry(&self, items: &[Item<'_>], now: Timestamp) -> Came {
        let mut all = Vec::new();
        for item in items {
            match messages(&self.to, *item, now) {
                Ok(messages) => all.extend(messages),
                Err(_) => return Came::failed(Failure::Unmade),
            }
        }
        if all.is_empty() {
            return Came::done(204);
        }
        let mut kept = self.session.lock().await;
        let published = tokio::time::timeout(self.wait, self.publish(&mut kept, &all)).await;
        match published.unwrap_or(Err(Failure::NoAnswer)) {
            Ok(()) => Came::done(200),
            Err(failure) => Came {
                means: match failure {
                    Failure::Unmade | Failure::Answered(413 | 422) => Means::Final,
                    _ => Means::Retry,
                },
                failure,
                asks: None,
                not_before: None,
            },
        }
    }

    /// A session that fails is not kept, and neither is one that waits for something.
    async fn publish(&self, kept: &mut Option<Session>, all: &[Message]) -> Result<(), Failure> {
        if let Some(mut session) = kept.take() {
            match session.publish(all).await {
                // It may have ended meanwhile: once more, with the same keys.
                Err(Failure::Unreachable) => {}
                published => {
                    *kept = published.is_ok().then_some(session);
                    return published;
                }
            }
        }
        let mut session = self.open().await?;
        session.publish(all).await?;
        *kept = Some(session);
        Ok(())
    }

    async fn open(&self) -> Result<Session, Failure> {
        // Without a name the broker gives one, and keeps nothing of the session.
        let opening = Opening {
            client: String::new(),
            kept: Duration::ZERO,
            window: 1,
        };
        open(&self.to.broker, &self.client, opening).await
    }
}
