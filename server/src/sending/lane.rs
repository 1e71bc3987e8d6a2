//! One lane of a destination: what waits in it is sent in order, each asked for again right before
//! it goes.

use std::time::Duration;

use telos_engine::outbox::{Failure, Ready, Sending, Settled, SettledAs, Waiting};
use telos_model::catalog::Means;
use tokio::sync::watch;

use super::blocking;
use super::carry::Came;
use super::door::Door;

/// How many deliveries are read at once.
const PAGE_MAX: usize = 64;
/// How many are settled in one commit.
const SETTLE_MAX: usize = 32;
/// The first wait after a failure; it doubles with each one more,
const BACK_OFF_MIN: Duration = Duration::from_secs(1);
/// up to this.
const BACK_OFF_MAX: Duration = Duration::from_mins(5);
/// How long a lane rests when the store could not be used.
const TROUBLE_REST: Duration = Duration::from_secs(1);
/// Milliseconds in an hour.
const HOUR_MS: i64 = 3_600_000;

/// How far a lane was sent.
#[derive(Debug, Default)]
pub(super) struct Went {
    /// The place of the last one that ended.
    pub(super) after: Option<Vec<u8>>,
    /// How long to wait before going on.
    pub(super) rest: Option<Duration>,
    /// There may be more.
    pub(super) more: bool,
}

/// Sends what waits in a lane after a place, until it is empty, fails or the page is done.
pub(super) async fn send_lane(
    door: &Door,
    lane: u8,
    after: Option<Vec<u8>>,
    ending: &watch::Receiver<bool>,
) -> Went {
    let id = door.destination.id;
    let read = blocking(&door.engine, "read what waits", move |engine| {
        engine.waiting(id, lane, after.as_deref(), PAGE_MAX)
    });
    let Some(waiting) = read.await else {
        return Went {
            rest: Some(TROUBLE_REST),
            ..Went::default()
        };
    };
    let mut went = Went {
        more: waiting.len() == PAGE_MAX,
        ..Went::default()
    };
    let mut settled: Vec<Settled> = Vec::new();
    let mut rest = waiting.into_iter().peekable();
    let mut single = 0;
    while let Some(first) = rest.next() {
        if *ending.borrow() {
            break;
        }
        let mut group = vec![first];
        let together = |waiting: &Waiting| {
            let occasion = waiting.cause.occasion();
            door.destination.reach.together_max(occasion)
        };
        let items_max = together(&group[0]);
        if single == 0 && items_max > 1 {
            while group.len() < items_max
                && let Some(next) = rest.next_if(|next| together(next) == items_max)
            {
                group.push(next);
            }
        }
        single = usize::saturating_sub(single, 1);
        let outcome = send_group(door, group).await;
        let (done, wait) = match outcome {
            Outcome::Ended(done) => (done, None),
            Outcome::Split(done, group) => {
                settled.extend(done);
                // One of them spoils the batch: each is sent by itself.
                single = group.len();
                let again: Vec<Waiting> = group.into_iter().chain(rest).collect();
                rest = again.into_iter().peekable();
                continue;
            }
            Outcome::Rest(done, wait) => (done, Some(wait)),
        };
        settled.extend(done);
        if settled.len() >= SETTLE_MAX || wait.is_some() {
            // What is tried again stands before some that ended: nothing is passed over.
            let passes = wait.is_none();
            let failed = settle(door, &mut settled, &mut went, passes)
                .await
                .is_none();
            if failed || wait.is_some() {
                went.rest = Some(wait.unwrap_or(TROUBLE_REST));
                return went;
            }
        }
    }
    if settle(door, &mut settled, &mut went, true).await.is_none() {
        went.rest = Some(TROUBLE_REST);
    }
    went
}

/// Writes what came of deliveries; where all before them ended too, the lane goes on after them.
async fn settle(
    door: &Door,
    settled: &mut Vec<Settled>,
    went: &mut Went,
    passes: bool,
) -> Option<()> {
    let batch = std::mem::take(settled);
    let places = batch.iter().map(|one| one.waiting.place().to_vec());
    let last = places.max().filter(|_| passes);
    let done = blocking(&door.engine, "settle deliveries", move |engine| {
        engine.settle(&batch)
    });
    done.await?;
    if last.is_some() {
        went.after = last;
    }
    Some(())
}

/// What came of a group of deliveries.
enum Outcome {
    /// All ended.
    Ended(Vec<Settled>),
    /// The destination will not have them together.
    Split(Vec<Settled>, Vec<Waiting>),
    /// They are tried again after a while.
    Rest(Vec<Settled>, Duration),
}

/// Sends a delivery, or several in one request.
async fn send_group(door: &Door, group: Vec<Waiting>) -> Outcome {
    let mut done = Vec::new();
    let mut going: Vec<(Waiting, Box<Sending>)> = Vec::new();
    door.pace().await;
    for waiting in group {
        let asked = waiting.clone();
        let ready = blocking(&door.engine, "ask for a delivery", move |engine| {
            engine.ready(&asked)
        });
        let came = match ready.await {
            Some(Ready::Send(sending)) if door.carrier.can_tell(&sending) => {
                going.push((waiting, sending));
                continue;
            }
            // It may not go, or there is nothing to call the person by there.
            Some(Ready::Send(_) | Ready::Refused) => SettledAs::Refused,
            Some(Ready::Gone) => SettledAs::Gone,
            None => return Outcome::Rest(done, TROUBLE_REST),
        };
        done.push(Settled { waiting, came });
    }
    if going.is_empty() {
        return Outcome::Ended(done);
    }
    let (waiting, sendings): (Vec<Waiting>, Vec<Box<Sending>>) = going.into_iter().unzip();
    let came = door.carrier.carry(&sendings, door.engine.now()).await;
    let going: Vec<(Waiting, Box<Sending>)> = waiting.into_iter().zip(sendings).collect();
    let Came {
        means,
        failure,
        asks,
    } = came;
    match means {
        Means::Done => {
            let status = failure.status().unwrap_or(200);
            done.extend(going.into_iter().map(|(waiting, sending)| Settled {
                waiting,
                came: SettledAs::Sent { status, sending },
            }));
            Outcome::Ended(done)
        }
        Means::Final if going.len() > 1 => {
            let going = going.into_iter().map(|(waiting, _)| waiting);
            Outcome::Split(done, going.collect())
        }
        Means::Final => {
            done.extend(going.into_iter().map(|(waiting, sending)| Settled {
                waiting,
                came: SettledAs::GivenUp(failure, Some(sending)),
            }));
            Outcome::Ended(done)
        }
        Means::Retry => retry(door, going, done, failure, asks),
    }
}

/// Keeps deliveries to be tried again, or gives those up that failed too often for too long.
fn retry(
    door: &Door,
    going: Vec<(Waiting, Box<Sending>)>,
    mut done: Vec<Settled>,
    failure: Failure,
    asks: Option<u64>,
) -> Outcome {
    let pace = &door.destination.pace;
    let now = door.engine.now();
    let mut attempts = 0;
    let mut waits = false;
    for (waiting, sending) in going {
        let since = waiting.failed_since.min(now);
        let hours = (now.millis() - since.millis()) / HOUR_MS;
        let often = waiting.attempts + 1 >= pace.attempts_max;
        let came = if often && hours >= i64::from(pace.give_up_hours) {
            SettledAs::GivenUp(failure, Some(sending))
        } else {
            waits = true;
            attempts = waiting.attempts.max(attempts);
            SettledAs::Again(failure)
        };
        done.push(Settled { waiting, came });
    }
    if waits {
        let asked = Duration::from_secs(asks.unwrap_or(0));
        Outcome::Rest(done, back_off(attempts).max(asked))
    } else {
        Outcome::Ended(done)
    }
}

/// How long to wait after this many failures before: doubling, with jitter, so that what failed
/// together does not come back together.
fn back_off(attempts: u32) -> Duration {
    let whole = BACK_OFF_MIN.saturating_mul(1 << attempts.min(16));
    let whole = whole.min(BACK_OFF_MAX);
    let mut dice = [0; 1];
    // Without dice it waits the longest.
    if getrandom::fill(&mut dice).is_err() {
        return whole;
    }
    whole.mul_f64(0.5 + f64::from(dice[0]) / 510.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_with_jitter() {
        for attempts in [0, 1, 5, 8, 9, 40, u32::MAX] {
            let whole = 1_u64 << attempts.min(16);
            let whole = Duration::from_secs(whole).min(BACK_OFF_MAX);
            let wait = back_off(attempts);
            assert!(wait >= whole / 2 && wait <= whole, "{attempts}: {wait:?}");
        }
    }
}
