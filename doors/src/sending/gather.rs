//! What goes together: how long the first of a lane waits for others, where a destination is better
//! told of many at once.

use std::time::Duration;

use telos_engine::outbox::{LANE_REMOVALS, Settled, SettledAs, Waiting};

use super::door::Door;

/// How often it is looked whether enough has come together.
const GATHER_LOOK: Duration = Duration::from_secs(2);

/// How long the front of a lane is still to wait, where more may come to go with it. What tells a
/// destination to let go waits for nothing, and neither does what failed before.
pub(super) fn gathers(door: &Door, lane: u8, waiting: &[Waiting], most: usize) -> Option<Duration> {
    let seconds = i64::from(door.destination.reach.gather_seconds());
    let again = waiting.iter().any(|one| one.attempts > 0);
    if lane == LANE_REMOVALS || seconds == 0 || again || waiting.len() >= most {
        return None;
    }
    let oldest = waiting.iter().map(|one| one.queued).min()?.millis();
    let millis = seconds * 1_000;
    let until = if door.destination.reach.gathers_by_the_clock() {
        (oldest.div_euclid(millis) + 1) * millis
    } else {
        oldest + millis
    };
    let rest = until - door.engine.now().millis();
    let rest = u64::try_from(rest).ok().filter(|rest| *rest > 0)?;
    Some(Duration::from_millis(rest).min(GATHER_LOOK))
}

/// The delivery that went, if one did.
pub(super) fn sent(one: &Settled) -> Option<[u8; 16]> {
    match &one.came {
        SettledAs::Sent { sending, .. } | SettledAs::Told { sending, .. } => Some(sending.id),
        _ => None,
    }
}
