//! One request to a destination: the place where data leaves, and what the answer means.

use std::time::Duration;

use telos_connect::destination::{self, Item, Made, Unmade, retry_after};
use telos_engine::outbox::{Failure, Sending, Waiting};
use telos_model::catalog::Means;

use super::door::Door;

/// A delivery on its way, with where it waited.
pub(super) type Going = (Waiting, Box<Sending>);

/// What a destination made of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered {
    /// Taken, to be tried again, or refused for good.
    pub(super) means: Means,
    /// The answer, or why there is none.
    pub(super) failure: Failure,
    /// How many seconds it asks to wait.
    pub(super) asks: Option<u64>,
}

/// Sends deliveries to a destination in one request. All that leaves, leaves here.
pub(super) async fn send(door: &Door, going: &[Going]) -> Answered {
    let items: Vec<Item<'_>> = going
        .iter()
        .map(|(_, sending)| Item {
            id: sending.id,
            outgoing: &sending.outgoing,
        })
        .collect();
    exchange(door, &items).await
}

/// Sends items to a destination in one request.
pub(super) async fn exchange(door: &Door, items: &[Item<'_>]) -> Answered {
    let wait = Duration::from_secs(door.destination.pace.wait_seconds_max.into());
    let answer = match make(door, items) {
        Ok(made) => door.pool.send(&made, wait).await,
        Err(Unmade::Secret) => Err(Failure::NoSecret),
        Err(_) => Err(Failure::Unmade),
    };
    let answered = match answer {
        Ok(answer) => {
            let answers = &door.destination.answers;
            let now = door.engine.now();
            Answered {
                means: answers.meaning(answer.status, &answer.body),
                failure: Failure::Answered(answer.status),
                asks: answer.retry_after.and_then(|text| retry_after(&text, now)),
            }
        }
        Err(failure) => Answered {
            means: match failure {
                Failure::Unmade => Means::Final,
                _ => Means::Retry,
            },
            failure,
            asks: None,
        },
    };
    if matches!(
        answered.failure,
        Failure::NoSecret | Failure::Answered(401 | 403)
    ) {
        door.forget_secret();
    }
    answered
}

fn make(door: &Door, items: &[Item<'_>]) -> Result<Made, Unmade> {
    let secret = door.secret();
    let secret = secret.as_deref();
    let now = door.engine.now();
    match items {
        [item] => destination::one(&door.destination, *item, now, secret),
        items => destination::batch(&door.destination, items, now, secret),
    }
}
