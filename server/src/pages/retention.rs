//! What the next sweep for retention would remove, counted on demand: nothing is changed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use telos_engine::{Engine, Swept};
use telos_model::time::{DAY_MS, Timestamp};

use super::around::{FAILED, Visit, tell};
use super::frame::{Frame, Place};
use super::names::Names;
use super::words::Lang;
use super::{Console, render};

/// How long the answer waits for a count, so that a small one is there at once.
const WAIT_MAX: Duration = Duration::from_secs(2);
const ADDRESS: &str = "/console/retention";

/// The count, of which there is one at a time: it looks at everyone.
#[derive(Debug, Default)]
pub(super) struct Counting(Mutex<Count>);

#[derive(Debug, Default, Clone)]
struct Count {
    since: Option<Timestamp>,
    done: Option<(Timestamp, Swept)>,
    failed: bool,
}

impl Counting {
    fn now(&self) -> Count {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Count> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a count, unless one is under way.
    fn begin(self: &Arc<Self>, at: Timestamp) -> Option<UnderWay> {
        let mut count = self.lock();
        if count.since.is_some() {
            return None;
        }
        count.since = Some(at);
        count.failed = false;
        Some(UnderWay(Arc::clone(self)))
    }
}

/// A count that is under way, and failed unless it comes to an end: also where its thread panics.
struct UnderWay(Arc<Counting>);

impl UnderWay {
    fn end(self, done: (Timestamp, Swept)) {
        let mut count = self.0.lock();
        count.since = None;
        count.done = Some(done);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut count = self.0.lock();
        if count.since.take().is_some() {
            count.failed = true;
        }
    }
}

/// The page.
#[derive(Clone, Default)]
pub(super) struct Retention {
    /// When the last sweep was done.
    pub(super) last: Option<Timestamp>,
    /// When the next is due.
    pub(super) next: Option<Timestamp>,
    /// Since when a count is under way.
    pub(super) since: Option<Timestamp>,
    pub(super) failed: bool,
    pub(super) found: Option<Found>,
    pub(super) periods: Vec<Period>,
}

/// What a count found.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) at: Timestamp,
    pub(super) nodes: u64,
    pub(super) trimmed: u64,
    pub(super) events: u64,
}

/// A purpose, how long it keeps data, and how much it may not keep any longer.
#[derive(Clone)]
pub(super) struct Period {
    pub(super) purpose: String,
    pub(super) brand: String,
    pub(super) days: Option<u32>,
    pub(super) ended: u64,
}

#[derive(Template)]
#[template(path = "retention.html")]
struct RetentionPage<'a> {
    f: &'a Frame,
    p: &'a Retention,
}

impl Retention {
    pub(super) fn show(&self, frame: &Frame) -> Response {
        render(StatusCode::OK, &RetentionPage { f: frame, p: self })
    }

    #[cfg(test)]
    pub(super) fn text(&self, frame: &Frame) -> String {
        RetentionPage { f: frame, p: self }
            .render()
            .unwrap_or_default()
    }
}

fn page_of(engine: &Engine, lang: Lang, last: Option<Timestamp>, count: &Count) -> Retention {
    let policy = engine.policy();
    let names = Names::new(&policy.catalog, lang);
    let purposes = policy.catalog.purposes.iter().flatten();
    let ended = count.done.as_ref().map(|(_, swept)| &swept.ended.values);
    let periods = purposes.map(|purpose| Period {
        purpose: names.purpose(purpose.id),
        brand: names.brand(purpose.brand),
        days: purpose.retention_days,
        ended: ended
            .and_then(|ended| ended.get(&purpose.id).copied())
            .unwrap_or_default(),
    });
    Retention {
        last,
        next: last.map(|last| last.plus_millis(DAY_MS)),
        since: count.since,
        failed: count.failed,
        found: count.done.as_ref().map(|(at, swept)| Found {
            at: *at,
            nodes: swept.nodes,
            trimmed: swept.trimmed,
            events: swept.ended.events,
        }),
        periods: periods.collect(),
    }
}

/// `GET /console/retention`
pub(super) async fn page(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let frame = visit.frame(Place::Records, ADDRESS);
    let read = tokio::task::spawn_blocking(move || {
        let engine = &console.0.engine;
        let last = engine.last_sweep()?;
        Ok::<_, telos_engine::ReadError>(page_of(
            engine,
            visit.lang,
            last,
            &console.0.counting.now(),
        ))
    });
    match read.await {
        Ok(Ok(retention)) => retention.show(&frame),
        Ok(Err(error)) => {
            tracing::error!(%error, "show what may not be kept");
            tell(visit, FAILED)
        }
        Err(_) => tell(visit, FAILED),
    }
}

/// `POST /console/retention`: counts again, and leads to the page.
pub(super) async fn count(State(console): State<Console>) -> Response {
    let now = console.0.engine.now();
    if let Some(under_way) = console.0.counting.begin(now) {
        let counting = tokio::task::spawn_blocking(move || {
            let engine = &console.0.engine;
            match engine.sweep_retention(true) {
                Ok(swept) => under_way.end((engine.now(), swept)),
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "what may not be kept any longer could not be counted"
                ),
            }
        });
        // A long one goes on; the page says so.
        let _ = tokio::time::timeout(WAIT_MAX, counting).await;
    }
    Redirect::to(ADDRESS).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_count_at_a_time_and_the_last_one_stays() {
        let counting = Arc::new(Counting::default());
        let at = Timestamp::from_millis(1);
        let first = counting.begin(at).expect("free");
        assert!(counting.begin(at).is_none());
        first.end((at, Swept::default()));
        let count = counting.now();
        assert!(!count.failed && count.done.is_some() && count.since.is_none());
        drop(counting.begin(at).expect("free again"));
        let count = counting.now();
        assert!(count.failed && count.done.is_some() && count.since.is_none());
    }

    #[test]
    fn a_count_that_panics_has_failed_and_another_can_begin() {
        let counting = Arc::new(Counting::default());
        let at = Timestamp::from_millis(1);
        let under_way = counting.begin(at).expect("free");
        let panicked = std::thread::spawn(move || {
            let _under_way = under_way;
            panic!("on purpose");
        });
        assert!(panicked.join().is_err());
        let count = counting.now();
        assert!(count.failed && count.since.is_none());
        assert!(counting.begin(at).is_some());
    }
}
