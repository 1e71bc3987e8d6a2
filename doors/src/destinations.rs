//! How each destination does, as the machine routes and the console tell it: a state, and what
//! troubles it, in words for which there is something to do.

use telos_engine::outbox::{Health, Replay};
use telos_engine::{Engine, ReadError};
use telos_model::catalog::{Catalog, SlotKind};
use telos_model::id::DestinationId;
use telos_model::time::Timestamp;

/// What waits longer than this is behind, in seconds; besides what it may wait for others.
const BEHIND_SECONDS: u64 = 60;

/// A destination and how it does.
#[derive(Debug, Clone)]
pub struct Doing {
    /// Its number.
    pub id: DestinationId,
    /// Its name.
    pub name: Box<str>,
    /// It is in the catalog; else it is only remembered, because something waits for it.
    pub declared: bool,
    /// It is sent to.
    pub active: bool,
    /// How long a delivery may wait there for others, in seconds.
    gathers: u64,
    /// What it came to lately.
    pub health: Health,
    /// The replay that is under way or was the last.
    pub replay: Option<Replay>,
}

impl Doing {
    /// A stable word for its state.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> &'static str {
        let health = &self.health;
        if !self.declared {
            "undeclared"
        } else if !self.active {
            "inactive"
        } else if health.paused.is_some() {
            "paused"
        } else if health.failing().is_some() {
            "failing"
        } else if health.lag_seconds(now) > BEHIND_SECONDS + self.gathers {
            "behind"
        } else if health.dead > 0 {
            "dead-letters"
        } else {
            "well"
        }
    }

    /// A stable word for what troubles it, if something does.
    pub fn trouble(&self) -> Option<&'static str> {
        let failing = self.health.failing();
        failing.map(telos_model::deliver::Failure::trouble)
    }

    /// How many were sent a minute, over the last five minutes.
    #[must_use]
    pub fn rate(&self, now: Timestamp) -> u64 {
        let since = now.plus_millis(-5 * 60_000);
        let minutes = self.health.minutes.iter();
        let sent: u64 = minutes
            .filter(|minute| minute.at >= since)
            .map(|minute| minute.sent)
            .sum();
        sent.div_ceil(5)
    }

    /// How many were sent and how often it failed within the last hour.
    #[must_use]
    pub fn hour(&self) -> (u64, u64) {
        let minutes = self.health.minutes.iter();
        minutes.fold((0, 0), |(sent, failed), minute| {
            (sent + minute.sent, failed + minute.failed)
        })
    }
}

/// The destination of a name, declared or not.
pub fn named(catalog: &Catalog, name: &str) -> Option<DestinationId> {
    let slot = catalog.slots.find(SlotKind::Destination, name)?;
    u8::try_from(slot).ok().map(DestinationId::new)
}

/// How a destination does.
pub fn doing(engine: &Engine, id: DestinationId) -> Result<Option<Doing>, ReadError> {
    let policy = engine.policy();
    let catalog = &policy.catalog;
    let Some(name) = catalog.slots.name(SlotKind::Destination, id.index()) else {
        return Ok(None);
    };
    let declared = catalog.destination(id);
    Ok(Some(Doing {
        id,
        name: name.into(),
        declared: declared.is_some(),
        active: declared.is_some_and(|destination| destination.active),
        gathers: declared.map_or(0, |destination| destination.reach.gather_seconds().into()),
        health: engine.destination_health(id)?,
        replay: engine.replay(id)?,
    }))
}

/// How all of them do, by name: those that are declared, and those for which something waits.
pub fn all(engine: &Engine) -> Result<Vec<Doing>, ReadError> {
    let policy = engine.policy();
    let names = policy.catalog.slots.names(SlotKind::Destination);
    let mut all = Vec::new();
    for slot in 0..names.len() {
        let Ok(slot) = u8::try_from(slot) else {
            break;
        };
        let doing = doing(engine, DestinationId::new(slot))?;
        all.extend(
            doing.filter(|doing| {
                doing.declared || doing.health.waiting > 0 || doing.health.dead > 0
            }),
        );
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// A place in hexadecimal digits, as it goes over the wire.
#[must_use]
pub fn place_text(place: &[u8]) -> String {
    use std::fmt::Write as _;
    place.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads a place; none where it is none.
#[must_use]
pub fn place_of(text: &str) -> Option<Vec<u8>> {
    if text.len() > 510 || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        let place = [0, 1, 0xab, 0xff];
        assert_eq!(place_of(&place_text(&place)), Some(place.to_vec()));
        for bad in ["0", "0g", "äö", "+1"] {
            assert!(place_of(bad).is_none_or(|place| place == [1]), "{bad}");
        }
    }
}
