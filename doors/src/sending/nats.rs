//! The way to a stream of NATS: every message is acknowledged by the stream before it counts, and
//! many are under way at once. The stream knows the key of a delivery and takes it once.

use std::sync::Arc;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::client::Request;
use bytes::Bytes;
use futures_util::future::join_all;
use telos_connect::destination::{Item, Message, messages};
use telos_model::catalog::{Means, Messages};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::broker::nats::{Link, connect};
use telos_reach::wire::Client;
use tokio::sync::Mutex;

use super::carry::Came;

/// The way to one stream, or to all that a server has.
#[derive(Debug)]
pub(super) struct OverNats {
    pub(super) to: Messages,
    client: Arc<Client>,
    wait: Duration,
    link: Mutex<Option<Arc<Link>>>,
}

impl OverNats {
    pub(super) fn new(to: Messages, client: Arc<Client>, wait: Duration) -> Self {
        Self {
            to,
            client,
            wait,
            link: Mutex::default(),
        }
    }

    /// Publishes deliveries in their order, and waits until the stream has all of them.
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
        let link = match self.link().await {
            Ok(link) => link,
            Err(failure) => return Came::failed(failure),
        };
        let published = all.into_iter().map(|message| self.publish(&link, message));
        let mut failures = join_all(published).await.into_iter();
        let failure = failures.find_map(Result::err);
        match failure {
            None => Came::done(200),
            Some(failure @ Failure::Answered(status)) => Came {
                // A message that is too large, or that the stream will not have as it is.
                means: match status {
                    400 | 413 => Means::Final,
                    _ => Means::Retry,
                },
                failure,
                asks: None,
                not_before: None,
            },
            Some(failure) => Came::failed(failure),
        }
    }

    async fn publish(&self, link: &Link, message: Message) -> Result<(), Failure> {
        let mut headers = HeaderMap::new();
        for (name, value) in &message.headers {
            headers.insert(&**name, value.as_str());
        }
        headers.insert("Nats-Msg-Id", message.id.as_str());
        if let Some(stream) = &self.to.stream {
            headers.insert("Nats-Expected-Stream", &**stream);
        }
        let request = Request::new()
            .headers(headers)
            .payload(Bytes::from(message.body))
            .timeout(Some(self.wait));
        let answer = link.request(&message.to, request).await?;
        // Whoever answers besides a stream is none that keeps it.
        let kept = answer.get("stream").is_some() && answer.get("seq").is_some();
        kept.then_some(()).ok_or(Failure::Garbled)
    }

    async fn link(&self) -> Result<Arc<Link>, Failure> {
        let mut kept = self.link.lock().await;
        if let Some(link) = kept.as_ref().filter(|link| link.holds()) {
            return Ok(Arc::clone(link));
        }
        *kept = None;
        let link = Arc::new(connect(&self.to.broker, &self.client).await?);
        *kept = Some(Arc::clone(&link));
        Ok(link)
    }
}
