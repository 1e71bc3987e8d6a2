//! What is read from one broker of a cluster: it is asked for what stands behind the partitions that
//! it leads, as they come.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::try_join_all;
use telos_connect::import::Mapping;
use telos_model::catalog::StreamDef;
use telos_model::deliver::Failure;
use telos_reach::broker::kafka::{Fetched, From, Link, Room, batches, told};
use tokio::time::Instant;

use super::super::take::{Rows, Taker};
use super::super::{State, trouble};
use super::taking::{Found, MISSED, refused, take};
use super::{LOOK_MAX, mark};

/// How much later than it may wait itself a broker may answer.
const ANSWER_GRACE: Duration = Duration::from_secs(10);
/// How long it takes at the least until it is asked again after there was nothing.
const EMPTY_EVERY: Duration = Duration::from_millis(50);
/// How long a broker waits for something new, and how much it gives at once.
const ROOM: Room = Room {
    wait_ms: 1_000,
    bytes_max: 8 * 1024 * 1024,
    partition_bytes_max: 1024 * 1024,
};
/// The code for an offset that a partition does not have.
const OUT_OF_RANGE: i16 = 1;

/// What is read from one broker.
pub(super) struct Reader {
    pub(super) link: Link,
    pub(super) parts: Vec<Part>,
    /// When it was last asked, if it has not answered yet.
    pub(super) asked: Option<Instant>,
    /// How often it was asked: each time another partition comes first, so that none is left out
    /// where there is no room for all.
    pub(super) turn: usize,
}

/// A partition, as far as it is read.
pub(super) struct Part {
    pub(super) number: i32,
    /// What its mark is known by.
    pub(super) name: Vec<u8>,
    pub(super) next: i64,
    pub(super) waiting: Arc<AtomicU64>,
}

/// What all readers of a look share.
pub(super) struct Look<'l> {
    pub(super) def: &'l StreamDef,
    pub(super) mapping: &'l Mapping,
    pub(super) topic: [u8; 16],
    pub(super) taker: &'l Taker,
    pub(super) rows_max: usize,
    /// When something was last found by any of them.
    pub(super) found: Mutex<Instant>,
    /// When the topic is to be looked at again.
    pub(super) until: Instant,
    /// How many records are known to wait, of each partition.
    pub(super) waiting: Vec<Arc<AtomicU64>>,
}

impl Look<'_> {
    fn last(&self) -> Instant {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note that something was found.
    fn note(&self) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        let parts = self.waiting.iter();
        let waiting = parts.map(|part| part.load(Ordering::Relaxed)).sum();
        let Taker { intake, source, .. } = self.taker;
        intake
            .receiving
            .note(source, |health| health.waiting = waiting);
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.last().elapsed() >= LOOK_MAX
    }
}

impl Reader {
    /// Takes in what comes until nothing did for a while, here and at the other readers, or until
    /// the topic is to be looked at again.
    pub(super) async fn read(&mut self, look: &Look<'_>) -> Result<(), State> {
        while !look.is_quiet() && Instant::now() < look.until {
            let asked = match self.asked {
                Some(asked) => asked,
                None => self.ask(look.def).await.map_err(trouble)?,
            };
            let until = look.until.min(look.last() + LOOK_MAX);
            let Ok(came) = tokio::time::timeout_at(until, self.link.fetched()).await else {
                let wait_ms = u64::try_from(ROOM.wait_ms).unwrap_or_default();
                if asked.elapsed() > Duration::from_millis(wait_ms) + ANSWER_GRACE {
                    return Err(State::Unreachable);
                }
                continue;
            };
            self.asked = None;
            let found = self.sort(came.map_err(trouble)?, look).await?;
            if found.is_empty() {
                // One that does not wait for something new is not asked again at once.
                let rest = EMPTY_EVERY.saturating_sub(asked.elapsed());
                tokio::time::sleep(rest).await;
                continue;
            }
            // What comes next is on its way while this is taken in.
            self.ask(look.def).await.map_err(trouble)?;
            let taken = found.into_iter().map(|found| {
                let part = &self.parts[found.at];
                take(look, part, found)
            });
            try_join_all(taken).await?;
            look.note();
        }
        Ok(())
    }

    async fn ask(&mut self, def: &StreamDef) -> Result<Instant, Failure> {
        let from = self.parts.iter().map(|part| From {
            partition: part.number,
            offset: part.next,
        });
        let mut from: Vec<From> = from.collect();
        let first = self.turn % from.len().max(1);
        from.rotate_left(first);
        self.turn = self.turn.wrapping_add(1);
        self.link.ask_on(&def.stream, &from, ROOM).await?;
        Ok(*self.asked.insert(Instant::now()))
    }

    /// What came by partition, and from where on each is read next.
    async fn sort(&mut self, came: Vec<Fetched>, look: &Look<'_>) -> Result<Vec<Found>, State> {
        let mut found = Vec::new();
        for came in came {
            let mut parts = self.parts.iter();
            let at = parts.position(|part| part.number == came.partition);
            let at = at.ok_or(State::Garbled)?;
            if came.error == OUT_OF_RANGE {
                self.begin_anew(at, look).await?;
                continue;
            }
            told(came.error).map_err(trouble)?;
            let part = &mut self.parts[at];
            let batches = batches(&came.records, &came.aborted).ok_or(State::Garbled)?;
            let from = part.next;
            let next = batches.last().map_or(from, |batch| batch.next);
            let waiting = came.end.saturating_sub(next);
            let waiting = u64::try_from(waiting).unwrap_or_default();
            part.waiting.store(waiting, Ordering::Relaxed);
            if next > from {
                part.next = next;
                found.push(Found { at, from, batches });
            }
        }
        Ok(found)
    }

    /// A partition does not have the offset that it was left at: either what was not read yet is
    /// gone, or it was made anew. It goes on with the oldest that is there.
    async fn begin_anew(&mut self, at: usize, look: &Look<'_>) -> Result<(), State> {
        let part = &mut self.parts[at];
        let topic = &*look.def.stream;
        let begin = self.link.firsts(topic, &[part.number]).await;
        let begin = begin.map_err(trouble)?;
        let (_, first) = begin.first().ok_or(State::Garbled)?;
        let missed = part.next..*first;
        part.next = *first;
        if missed.is_empty() {
            return Ok(());
        }
        let place = format!(
            "{topic}, partition {}, from {} to {}",
            part.number,
            missed.start,
            missed.end - 1
        );
        let mark = mark(*first, look.topic);
        let rows = Rows {
            rows: &[refused(place, MISSED)],
            mark: Some((&part.name, &mark)),
        };
        look.taker.take(rows).await.map(drop)
    }
}
