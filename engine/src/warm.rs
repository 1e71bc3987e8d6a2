//! Filling the caches after a start, so that the first messages are as quick as the later ones.
//!
//! A thread walks who carries which identifier and the keys of nodes, and hands them to the
//! deciding thread in small parts between its groups, until all is walked or the caches are full.

use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use telos_model::id::NodeId;
use telos_store::{Key, Row, Space};

use crate::answer::{ReadError, SubmitError};
use crate::core::CacheSizes;
use crate::engine::Engine;
use crate::job::Job;
use crate::layout::keys;
use crate::load;
use crate::sealed::{self, SharedKey};

/// How many rows are walked at a time.
const PAGE_ROWS: usize = 250;
/// So many times as long as a page took is rested after it, so that others get at the disk, the
/// processors and the deciding thread.
const REST_TIMES: u32 = 3;
/// How long is rested at the most.
const REST_MAX: Duration = Duration::from_millis(100);
/// How long it waits when the queue is full.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// What the caches are given.
#[derive(Default)]
pub(crate) struct Warmth {
    /// Who carries the identifiers of these blind indexes.
    pub(crate) holders: Vec<([u8; 16], NodeId)>,
    /// Nodes' keys.
    pub(crate) keys: Vec<(NodeId, SharedKey)>,
}

impl Warmth {
    /// How many entries it has.
    pub(crate) fn len(&self) -> usize {
        self.holders.len() + self.keys.len()
    }
}

/// Starts the thread; it ends by itself.
pub(crate) fn start(engine: &Engine, sizes: CacheSizes) -> std::io::Result<JoinHandle<()>> {
    let engine = engine.clone();
    let work = move || {
        let begun = std::time::Instant::now();
        match warm(&engine, sizes) {
            Ok(entries) => tracing::debug!(entries, took = ?begun.elapsed(), "the caches are warm"),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the caches could not be filled; they fill as messages come"
            ),
        }
    };
    std::thread::Builder::new()
        .name("telos-warm".into())
        .spawn(work)
}

/// Fills the caches. Returns with how many entries.
fn warm(engine: &Engine, sizes: CacheSizes) -> Result<usize, ReadError> {
    let keys = walk(engine, Space::Keys, sizes.keys, |page, warmth| {
        for (key, row) in page {
            let node = NodeId::new(key.partition);
            let opened = sealed::unwrap(&engine.inner.vault, node, &row.value)?;
            warmth.keys.push((node, opened));
        }
        Ok(())
    })?;
    let holders = walk(
        engine,
        Space::Identifiers,
        sizes.identifiers,
        |page, warmth| {
            for (key, row) in page {
                let found = load::holder(row)?;
                if let (Some(blind), load::Found::Node(node)) = (keys::identifier_blind(key), found)
                {
                    warmth.holders.push((blind, node));
                }
            }
            Ok(())
        },
    )?;
    Ok(keys + holders)
}

/// Walks a space until it ends, so many rows are taken, or the engine stops.
fn walk(
    engine: &Engine,
    space: Space,
    rows_max: usize,
    take: impl Fn(&[(Key, Row)], &mut Warmth) -> Result<(), ReadError>,
) -> Result<usize, ReadError> {
    let mut after: Option<Key> = None;
    let mut taken = 0;
    while taken < rows_max && !engine.inner.shared.stopping.load(Ordering::SeqCst) {
        let begun = Instant::now();
        let page =
            engine
                .inner
                .store
                .walk(space, after.as_ref(), PAGE_ROWS.min(rows_max - taken))?;
        let Some((last, _)) = page.last() else {
            break;
        };
        after = Some(last.clone());
        let mut warmth = Warmth::default();
        take(&page, &mut warmth)?;
        taken += page.len();
        if hand_over(engine, warmth).is_err() {
            break;
        }
        std::thread::sleep((begun.elapsed() * REST_TIMES).min(REST_MAX));
    }
    Ok(taken)
}

/// Queues one part. While the queue is full the part is dropped and it waits: who waits longer may
/// hold what is no longer true.
fn hand_over(engine: &Engine, warmth: Warmth) -> Result<(), SubmitError> {
    match engine.queue(Job::Warm(warmth)) {
        Err(SubmitError::Stopping) => Err(SubmitError::Stopping),
        Err(_) => {
            std::thread::sleep(BUSY_PAUSE);
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
