//! Destinations as they go over the wire: how they do, what waits, what could not be sent.

use serde::{Deserialize, Serialize};
use telos_doors::destinations::{Doing, place_text};
use telos_doors::sending::Tested;
use telos_engine::outbox::{Replay, Waiting};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use utoipa::ToSchema;

use super::names::Names;

/// All destinations.
#[derive(Serialize, ToSchema)]
pub(crate) struct Destinations {
    /// By name.
    pub(crate) destinations: Vec<DestinationShown>,
}

/// A destination and how it does. Counts of what came of deliveries are since the start.
#[derive(Serialize, ToSchema)]
pub(crate) struct DestinationShown {
    /// Its name.
    pub(crate) name: String,
    /// well, dead-letters, behind, failing, paused, inactive or undeclared.
    pub(crate) state: &'static str,
    /// What troubles it: credentials, secret-missing, certificate, certificate-expired,
    /// address-inside, rate-limited, gone, refused, redirected, disk-full, failing, slow,
    /// unreachable, request-unmade or answer-garbled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trouble: Option<&'static str>,
    /// The status that it answered with last, if it troubles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// Since when staff have paused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paused: Option<String>,
    /// How many deliveries wait, at least.
    pub(crate) waiting: usize,
    /// How long the oldest of them has waited.
    pub(crate) lag_seconds: u64,
    /// How many could not be sent, at least.
    pub(crate) dead: usize,
    /// The counts of what waits and of what could not be sent are at least so many.
    pub(crate) counted_in_part: bool,
    /// How many were sent.
    pub(crate) sent: u64,
    /// How often it failed.
    pub(crate) failed: u64,
    /// How many were given up.
    pub(crate) given_up: u64,
    /// How many were not permitted.
    pub(crate) refused: u64,
    /// How many were sent a minute, over the last five minutes.
    pub(crate) sent_per_minute: u64,
    /// When one was last sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sent: Option<String>,
    /// When it last failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_failed: Option<String>,
    /// The last replay to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replay: Option<ReplayShown>,
}

/// A replay, and how far it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplayShown {
    /// What happened at this time or later goes once more.
    pub(crate) from: String,
    /// What happened before this time.
    pub(crate) until: String,
    /// To those in this segment only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) segment: Option<String>,
    /// When it was asked for.
    pub(crate) begun: String,
    /// When it was done, or ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended: Option<String>,
    /// Staff ended it.
    pub(crate) stopped: bool,
    /// How many records were looked at.
    pub(crate) records: u64,
    /// How many deliveries were queued.
    pub(crate) queued: u64,
}

/// What could not be sent. Holds nothing personal.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadLetters {
    /// The oldest first.
    pub(crate) dead: Vec<DeadLetter>,
    /// Where the next page goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// A delivery that could not be sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadLetter {
    /// Its place, to send it again or drop it by.
    pub(crate) place: String,
    /// event, traits, segment, consent, suppress or delete.
    pub(crate) occasion: &'static str,
    /// When it was queued.
    pub(crate) queued: String,
    /// How often it was tried.
    pub(crate) attempts: u32,
    /// What troubled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trouble: Option<&'static str>,
    /// A stable code of how it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<&'static str>,
    /// The answer's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// It tells the destination to let go of somebody: it can be sent again, and not dropped.
    pub(crate) duty: bool,
}

/// One of what could not be sent, or all of it.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// The place of one; all if none is named.
    #[serde(default)]
    pub(crate) place: Option<String>,
}

/// What is to go once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToReplay {
    /// What happened at this time or later.
    pub(crate) from: String,
    /// What happened before this time.
    pub(crate) until: String,
    /// To those in this segment only, `brand/segment` or its name.
    #[serde(default)]
    pub(crate) segment: Option<String>,
}

/// How many.
#[derive(Serialize, ToSchema)]
pub(crate) struct Count {
    /// How many.
    pub(crate) count: usize,
}

/// What came of a try.
#[derive(Serialize, ToSchema)]
pub(crate) struct TestShown {
    /// What was sent about the made-up person.
    pub(crate) occasion: &'static str,
    /// It was taken.
    pub(crate) taken: bool,
    /// The answer's status, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// What troubles it, if it was not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trouble: Option<&'static str>,
}

pub(crate) fn shown(names: Names<'_>, doing: &Doing, now: Timestamp) -> DestinationShown {
    let health = &doing.health;
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
    DestinationShown {
        name: doing.name.to_string(),
        state: doing.state(now),
        trouble: doing.trouble(),
        status: health.failing().and_then(Failure::status),
        paused: time(health.paused),
        waiting: health.waiting,
        lag_seconds: health.lag_seconds(now),
        dead: health.dead,
        counted_in_part: health.is_counted_in_part(),
        sent: health.sent,
        failed: health.failed,
        given_up: health.given_up,
        refused: health.refused,
        sent_per_minute: doing.rate(now),
        last_sent: time(health.last_sent),
        last_failed: time(health.last_failed),
        replay: doing
            .replay
            .as_ref()
            .map(|replay| shown_replay(names, replay)),
    }
}

pub(crate) fn shown_replay(names: Names<'_>, replay: &Replay) -> ReplayShown {
    let segment = replay.of.segment.and_then(|id| names.0.segment(id));
    ReplayShown {
        from: replay.of.from.to_string(),
        until: replay.of.until.to_string(),
        segment: segment.map(|segment| segment.name.to_string()),
        begun: replay.begun.to_string(),
        ended: replay.ended.map(|at| at.to_string()),
        stopped: replay.stopped,
        records: replay.nodes,
        queued: replay.queued,
    }
}

pub(crate) fn dead(waiting: &Waiting) -> DeadLetter {
    let occasion = waiting.cause.occasion();
    DeadLetter {
        place: place_text(waiting.place()),
        occasion: occasion.word(),
        queued: waiting.queued.to_string(),
        attempts: waiting.attempts,
        trouble: waiting.failure.map(Failure::trouble),
        failure: waiting.failure.map(Failure::code),
        status: waiting.failure.and_then(Failure::status),
        duty: occasion.is_removal(),
    }
}

pub(crate) fn tested(tested: Tested) -> TestShown {
    TestShown {
        occasion: tested.occasion.word(),
        taken: tested.taken,
        status: tested.answer.status(),
        trouble: (!tested.taken).then(|| tested.answer.trouble()),
    }
}
