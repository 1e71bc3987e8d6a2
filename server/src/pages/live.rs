//! The live list: outcomes as they happen, in portions that a reader can follow.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use telos_engine::LiveOutcome;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, sleep, timeout_at};

use super::Console;
use super::around::Visit;
use super::names::Names;
use super::now::{Outcome, outcomes_text};
use super::words::Lang;
use crate::Closing;

/// How many live lists may be open at once.
pub(super) const STREAMS_MAX: usize = 64;
/// How long one stays open before the browser has to come back, and so show its session again.
const STREAM_SECONDS_MAX: u64 = 15 * 60;
/// How long outcomes are gathered before they are shown together.
const GATHER_MILLIS: u64 = 700;
/// How many outcomes are shown at once; of more, the newest.
const SHOWN_MAX: usize = 6;

struct Follow {
    console: Console,
    lang: Lang,
    receiver: Receiver<Arc<LiveOutcome>>,
    closing: Option<Closing>,
    until: Instant,
    _place: OwnedSemaphorePermit,
}

/// `GET /console/live`
pub(super) async fn stream(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let Ok(place) = Arc::clone(&console.0.streams).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "30")]).into_response();
    };
    let follow = Follow {
        receiver: console.0.engine.live(),
        console,
        lang: visit.lang,
        closing: request.extensions().get::<Closing>().cloned(),
        until: Instant::now() + Duration::from_secs(STREAM_SECONDS_MAX),
        _place: place,
    };
    let events = stream::unfold(follow, |mut follow| async {
        let text = follow.next().await?;
        let event = Event::default().event("outcomes").data(text);
        Some((Ok::<_, Infallible>(event), follow))
    });
    Sse::new(events)
        .keep_alive(KeepAlive::default())
        .into_response()
}

impl Follow {
    /// The next portion; none at the end.
    async fn next(&mut self) -> Option<String> {
        loop {
            let mut newest = vec![self.first().await?];
            sleep(Duration::from_millis(GATHER_MILLIS)).await;
            loop {
                match self.receiver.try_recv() {
                    Ok(outcome) => newest.push(outcome),
                    Err(TryRecvError::Lagged(_)) => {}
                    Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                }
            }
            let policy = self.console.0.engine.policy();
            let names = Names::new(&policy.catalog, self.lang);
            let shown = newest.iter().rev().take(SHOWN_MAX);
            let shown: Vec<Outcome> = shown
                .map(|outcome| Outcome::read(&names, outcome))
                .collect();
            if let Some(text) = outcomes_text(self.lang, &shown) {
                return Some(text);
            }
        }
    }

    async fn first(&mut self) -> Option<Arc<LiveOutcome>> {
        loop {
            let next = timeout_at(self.until, self.receiver.recv());
            let next = match &mut self.closing {
                Some(closing) => tokio::select! {
                    next = next => next,
                    () = closing.wait() => return None,
                },
                None => next.await,
            };
            match next.ok()? {
                Ok(outcome) => return Some(outcome),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}
