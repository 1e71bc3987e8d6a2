//! The forms on the page of a destination. Each leads back to it, and says what was done.

use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use telos_doors::destinations::{named, place_of};
use telos_engine::outbox::{ReplayFailed, ReplayOf};
use telos_engine::{Engine, ReadError};
use telos_model::deliver::Failure;
use telos_model::id::DestinationId;
use telos_model::time::{DAY_MS, Timestamp};

use super::super::around::{ABSENT, FAILED, Visit, tell};
use super::super::{Console, encoded};

/// What a form says.
#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(in crate::pages) struct Filled {
    place: String,
    from: String,
    until: String,
    segment: String,
}

/// What was done, as the address of the page says it.
type Done = Result<String, ReadError>;

/// `POST /console/destinations/{name}/{step}`
pub(in crate::pages) async fn submit(
    State(console): State<Console>,
    Extension(visit): Extension<Visit>,
    Path((name, step)): Path<(String, String)>,
    Form(filled): Form<Filled>,
) -> Response {
    let engine = console.0.engine.clone();
    let Some(id) = named(&engine.policy().catalog, &name) else {
        return tell(visit, ABSENT);
    };
    let done = if step == "test" {
        Some(Ok(tried(&engine, id).await))
    } else {
        let asked = step.clone();
        let work = move || carry_out(&engine, id, &asked, &filled);
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done,
            Err(_) => return tell(visit, FAILED),
        }
    };
    match done {
        None => tell(visit, ABSENT),
        Some(Ok(said)) => {
            tracing::info!(destination = %name, %step, "staff looked after a destination");
            let name = encoded(&name);
            Redirect::to(&format!("/console/destinations/{name}?done={said}")).into_response()
        }
        Some(Err(error)) => {
            tracing::error!(%error, "look after a destination");
            tell(visit, FAILED)
        }
    }
}

/// Does what a form asks for; none if there is no such form.
fn carry_out(engine: &Engine, id: DestinationId, step: &str, filled: &Filled) -> Option<Done> {
    Some(match step {
        "pause" => engine.pause(id).map(|()| "paused".to_owned()),
        "resume" => engine.resume(id).map(|()| "resumed".to_owned()),
        "retry" => counted(
            "retried",
            match place_of(&filled.place) {
                Some(place) if !place.is_empty() => {
                    engine.retry_dead_one(id, &place).map(usize::from)
                }
                _ => engine.retry_dead(id),
            },
        ),
        "drop" => counted(
            "dropped",
            match place_of(&filled.place) {
                Some(place) if !place.is_empty() => {
                    engine.forget_dead_one(id, &place).map(usize::from)
                }
                _ => Ok(0),
            },
        ),
        "stop" => engine.stop_replay(id).map(|_| "stopped".to_owned()),
        "replay" => return Some(replayed(engine, id, filled)),
        _ => return None,
    })
}

fn counted(word: &str, count: Result<usize, ReadError>) -> Done {
    Ok(match count? {
        0 => "nothing".to_owned(),
        count => format!("{word}&count={count}"),
    })
}

fn replayed(engine: &Engine, id: DestinationId, filled: &Filled) -> Done {
    let day = |text: &str| Timestamp::parse(&format!("{text}T00:00:00Z"));
    let (Some(from), Some(until)) = (day(&filled.from), day(&filled.until)) else {
        return Ok("period".to_owned());
    };
    let policy = engine.policy();
    let segments = &policy.catalog.names.segments;
    let segment = segments.get(&*filled.segment).copied();
    if !filled.segment.is_empty() && segment.is_none() {
        return Ok("nothing".to_owned());
    }
    let of = ReplayOf {
        from,
        // The last day is part of the period.
        until: until.plus_millis(DAY_MS),
        segment,
    };
    match engine.begin_replay(id, of) {
        Ok(_) => Ok("replay".to_owned()),
        Err(ReplayFailed::UnderWay) => Ok("under-way".to_owned()),
        Err(ReplayFailed::Empty) => Ok("period".to_owned()),
        Err(ReplayFailed::Read(error)) => Err(error),
        Err(ReplayFailed::Store(error)) => Err(ReadError::Store(error)),
    }
}

async fn tried(engine: &Engine, id: DestinationId) -> String {
    let Some(tested) = telos_doors::sending::test(engine, id).await else {
        return "nothing".to_owned();
    };
    let word = if tested.taken { "taken" } else { "refused" };
    let mut said = word.to_owned();
    if !tested.taken {
        said.push_str("&trouble=");
        said.push_str(Failure::trouble(tested.answer));
    }
    if let Some(status) = tested.answer.status() {
        said.push_str("&status=");
        said.push_str(&status.to_string());
    }
    said
}
