//! The way to topics of Kafka: every message is with all replicas in step before it counts.

use std::sync::Arc;
use std::time::Duration;

use telos_connect::destination::{Item, messages};
use telos_model::catalog::{Means, Messages};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::broker::kafka::Producer;
use telos_reach::wire::Client;
use tokio::sync::Mutex;

use super::carry::Came;

/// The way to one cluster.
#[derive(Debug)]
pub(super) struct OverKafka {
    pub(super) to: Messages,
    client: Arc<Client>,
    wait: Duration,
    producer: Mutex<Option<Producer>>,
}

impl OverKafka {
    pub(super) fn new(to: Messages, client: Arc<Client>, wait: Duration) -> Self {
        Self {
            to,
            client,
            wait,
            producer: Mutex::default(),
        }
    }

    /// Writes deliveries in their order, and waits until the cluster has all of them.
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
        let mut kept = self.producer.lock().await;
        // One that fails is not kept, and neither is one that waits for something.
        let producer = kept.take();
        let (broker, client) = (&self.to.broker, &self.client);
        let mut producer = producer.unwrap_or_else(|| Producer::new(broker, client, self.wait));
        let written = tokio::time::timeout(self.wait, producer.publish(&all, now)).await;
        match written.unwrap_or(Err(Failure::NoAnswer)) {
            Ok(()) => {
                *kept = Some(producer);
                Came::done(200)
            }
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
}
