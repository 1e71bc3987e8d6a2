//! `GET /v1/live`: outcomes as they happen, as server-sent events without personal values.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use telos_engine::LiveOutcome;
use telos_model::catalog::SlotKind;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asker;
use super::names::Names;
use super::wire::Problems;
use super::wire_explain::live;
use crate::keys::{MachineKey, Role};
use crate::problem::Problem;
use crate::{AppState, Closing};

/// How often a silent stream says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(follow))
}

/// Outcomes of messages of the key's brands as they reach the disk: `outcome` events, and
/// `missed` with a count where the reader was too slow.
#[utoipa::path(
    get, path = "/v1/live", tag = "explaining",
    responses(
        (status = 200, content_type = "text/event-stream", body = String,
            description = "Events named `outcome` (data: a JSON object) and `missed` (data: `{\"count\": n}`)"),
        Problems,
    ),
    security(("machine_key" = [])),
)]
async fn follow(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let key = asker::key(&state.keys, request.headers(), Some(Role::Live))?.clone();
    let place = Arc::clone(&state.streams)
        .try_acquire_owned()
        .map_err(|_| {
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "streams_full",
                "as many live streams are open as there may be",
                "close one, or try again later",
            )
            .retry_after(30)
        })?;
    let follower = Follower {
        outcomes: state.engine.live(),
        closing: request.extensions().get::<Closing>().cloned(),
        state,
        key,
        _place: place,
    };
    let events = stream::unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok::<_, Infallible>(event), follower))
    });
    let heartbeat = KeepAlive::new().interval(HEARTBEAT).text("alive");
    Ok(Sse::new(events).keep_alive(heartbeat).into_response())
}

/// One reader of the stream.
struct Follower {
    outcomes: Receiver<Arc<LiveOutcome>>,
    closing: Option<Closing>,
    state: AppState,
    key: MachineKey,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// The next event for this reader; none once the server stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let outcome = match &mut self.closing {
                Some(closing) => tokio::select! {
                    outcome = self.outcomes.recv() => outcome,
                    () = closing.wait() => return None,
                },
                None => self.outcomes.recv().await,
            };
            match outcome {
                Ok(outcome) => {
                    if let Some(event) = self.told(&outcome) {
                        return Some(event);
                    }
                }
                Err(RecvError::Lagged(count)) => {
                    self.state.metrics.missed(count);
                    return Some(
                        Event::default()
                            .event("missed")
                            .data(format!("{{\"count\":{count}}}")),
                    );
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// The outcome as an event, where its brand is one of the key's.
    fn told(&self, outcome: &LiveOutcome) -> Option<Event> {
        let policy = self.state.engine.policy();
        let names = Names(&policy.catalog);
        let brand = names.of(SlotKind::Brand, outcome.brand.index());
        if !self.key.sees_brand(brand) {
            return None;
        }
        let data = serde_json::to_string(&live(names, brand, outcome)).ok()?;
        Some(Event::default().event("outcome").data(data))
    }
}
