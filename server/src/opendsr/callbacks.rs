//! Telling controllers what changed: a few at a time in the background, signed, and again for a
//! while where it fails.
//!
//! Nothing waits in a queue: which requests want to be told of changes is in the store, and where
//! each stands is looked at again and again, so that nothing is lost over a restart.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream;
use telos_engine::{Engine, Foreign, ReadError, Standing, Told};
use telos_model::request::Hindrance;

use super::OpenDsr;
use super::auth::{DOMAIN, SIGNATURE};
use super::wire;
use crate::AppState;
use crate::outgoing::Unsent;

/// How often requests are looked at, where there is nothing to do.
const PAUSE: Duration = Duration::from_secs(5);
/// How many requests are looked at in a row.
const PAGE_ROWS: usize = 500;
/// How many are told at a time.
const TOLD_AT_ONCE_MAX: usize = 16;
/// How often it is tried in vain before a change is given up.
const TRIES_MAX: u8 = 12;
/// How long until the second try, in milliseconds; it doubles with each.
const RETRY_MILLIS: i64 = 30_000;
/// The longest that a try waits, in milliseconds: 6 hours.
const RETRY_MILLIS_MAX: i64 = 6 * 3_600_000;

/// A request whose change has to be told now.
struct ToTell {
    foreign: Foreign,
    standing: Standing,
    why: Option<Hindrance>,
    told: Told,
}

/// Tells controllers of changes for as long as the server runs. Returns at once where nothing is
/// set up.
pub async fn run(state: AppState) {
    if state.options.opendsr.is_none() {
        return;
    }
    let mut after = None;
    loop {
        match tell_page(&state, after).await {
            Ok((_, next)) => after = next,
            Err(error) => {
                after = None;
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "requests of controllers could not be looked at"
                );
            }
        }
        if after.is_none() {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Tells all that has to be told now, once. Returns how often something was told.
pub async fn tell_once(state: &AppState) -> Result<usize, ReadError> {
    let (mut sent, mut after) = (0, None);
    loop {
        let (told, next) = tell_page(state, after).await?;
        sent += told;
        if next.is_none() {
            return Ok(sent);
        }
        after = next;
    }
}

/// One page of the requests that want to be told, from after a place on; with the place of the
/// last, if there may be more.
async fn tell_page(
    state: &AppState,
    after: Option<[u8; 16]>,
) -> Result<(usize, Option<[u8; 16]>), ReadError> {
    let Some(set_up) = state.options.opendsr.clone() else {
        return Ok((0, None));
    };
    let engine = state.engine.clone();
    let looked = tokio::task::spawn_blocking(move || page(&engine, after)).await;
    let Ok(looked) = looked else {
        tracing::error!("looking at requests of controllers panicked");
        return Ok((0, None));
    };
    let (due, next) = looked?;
    let sent = stream::iter(due)
        .map(|one| tell(state, &set_up, one))
        .buffer_unordered(TOLD_AT_ONCE_MAX)
        .fold(0, async |all, sent| all + sent)
        .await;
    Ok((sent, next))
}

fn page(
    engine: &Engine,
    after: Option<[u8; 16]>,
) -> Result<(Vec<ToTell>, Option<[u8; 16]>), ReadError> {
    let (all, last) = engine.foreign_to_tell(after, PAGE_ROWS)?;
    let full = all.len() >= PAGE_ROWS;
    let now = engine.now();
    let mut due = Vec::new();
    for foreign in all {
        let (standing, why) = engine.foreign_standing(&foreign)?;
        let mut told = foreign.told;
        if told.standing != standing {
            told = Told {
                standing,
                urls: 0,
                tries: 0,
                next: now,
            };
        }
        let all_told = mask(&foreign) & !told.urls == 0;
        if told.next <= now && (!all_told || standing.is_final()) {
            due.push(ToTell {
                foreign,
                standing,
                why,
                told,
            });
        }
    }
    Ok((due, last.filter(|_| full)))
}

/// Tells every place that was not told yet. Returns how many were.
async fn tell(state: &AppState, set_up: &OpenDsr, one: ToTell) -> usize {
    let ToTell {
        foreign,
        standing,
        why,
        mut told,
    } = one;
    let mut sent = 0;
    let mut failed = false;
    for (place, url) in foreign.callbacks.iter().enumerate() {
        let bit = 1_u8 << place;
        if told.urls & bit != 0 {
            continue;
        }
        let status = wire::status(&foreign, (standing, why), &set_up.domain).told_to(url);
        match send(set_up, url, &status).await {
            Ok(()) => {
                told.urls |= bit;
                sent += 1;
            }
            Err(error) => {
                failed = true;
                state.metrics.refused("opendsr_callback", error.code());
            }
        }
    }
    if failed {
        told.tries = told.tries.saturating_add(1);
        let doubled = RETRY_MILLIS.saturating_mul(1 << told.tries.min(16).saturating_sub(1));
        told.next = state
            .engine
            .now()
            .plus_millis(doubled.min(RETRY_MILLIS_MAX));
        if told.tries >= TRIES_MAX {
            state.metrics.refused("opendsr_callback", "given_up");
            told.urls = u8::MAX;
        }
    }
    let done = standing.is_final() && mask(&foreign) & !told.urls == 0;
    let engine = state.engine.clone();
    let noted = tokio::task::spawn_blocking(move || engine.note_told(&foreign, told, done)).await;
    if let Ok(Err(error)) = noted {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "what a controller was told could not be noted"
        );
    }
    sent
}

async fn send(set_up: &OpenDsr, url: &str, status: &wire::Status) -> Result<(), Unsent> {
    let target = set_up.outgoing.target(url).ok_or(Unsent::Inside)?;
    let body = serde_json::to_vec(status).map_err(|_| Unsent::Refused)?;
    let signature = set_up.signer.sign(&body).ok_or(Unsent::Refused)?;
    let headers = [
        ("content-type", "application/json"),
        (DOMAIN, &*set_up.domain),
        (SIGNATURE, &*signature),
    ];
    set_up
        .outgoing
        .post(&target, &headers, Bytes::from(body))
        .await
}

/// A bit for each place that has to be told.
fn mask(foreign: &Foreign) -> u8 {
    (0..foreign.callbacks.len()).fold(0, |mask, place| mask | 1 << place)
}
