//! What takes a delivery to its destination, whatever kind that is, and says what came of it.

use std::sync::Arc;
use std::time::Duration;

use telos_connect::destination::{Item, goes_by_each, has_all};
use telos_engine::outbox::{Failure, Sending};
use telos_model::catalog::{Destination, Means, Reach};
use telos_model::time::Timestamp;

use super::http::OverHttp;
use super::wire::Client;

/// What came of sending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Came {
    /// What it means for the deliveries.
    pub(super) means: Means,
    /// The answer, or why there is none.
    pub(super) failure: Failure,
    /// How long the destination asks to wait, in seconds.
    pub(super) asks: Option<u64>,
}

impl Came {
    /// It was taken.
    pub(super) const fn done(status: u16) -> Self {
        Self {
            means: Means::Done,
            failure: Failure::Answered(status),
            asks: None,
        }
    }

    /// It was not: what cannot be made is never tried again, all else is.
    pub(super) const fn failed(failure: Failure) -> Self {
        let means = match failure {
            Failure::Unmade => Means::Final,
            _ => Means::Retry,
        };
        Self {
            means,
            failure,
            asks: None,
        }
    }
}

/// The way to one destination, with what is kept open for it.
#[derive(Debug)]
pub(super) enum Carrier {
    Http(OverHttp),
}

impl Carrier {
    pub(super) fn new(destination: &Destination, client: Arc<Client>) -> Self {
        let wait = Duration::from_secs(destination.pace.wait_seconds_max.into());
        match &destination.reach {
            Reach::Http(http) => Self::Http(OverHttp::new(http.clone(), client, wait)),
        }
    }

    /// Whether there is all that telling it needs. Removals go in any case: what cannot be told
    /// there has to be seen.
    pub(super) fn can_tell(&self, sending: &Sending) -> bool {
        let item = item_of(sending);
        match self {
            Self::Http(http) if sending.forgets => goes_by_each(&http.http, item),
            Self::Http(http) => item.outgoing.occasion.is_removal() || has_all(&http.http, item),
        }
    }

    /// Takes deliveries there, all together.
    pub(super) async fn carry(&self, items: &[Item<'_>], now: Timestamp) -> Came {
        match self {
            Self::Http(http) => http.carry(items, now).await,
        }
    }
}

fn item_of(sending: &Sending) -> Item<'_> {
    Item {
        id: sending.id,
        outgoing: &sending.outgoing,
    }
}
