//! Destinations for staff: how each does and what to do about it, what could not be sent, replays.
//!
//! In reading order: `list` is the page of all, `one` the page of one, `steps` takes the forms on
//! it.

mod list;
mod one;
mod samples;
mod steps;

pub(super) use list::page;
pub(super) use one::page as one_page;
pub(super) use samples::show as sample;
#[cfg(test)]
pub(super) use samples::text as sample_text;
pub(super) use steps::submit;

use telos_doors::destinations::Doing;
use telos_model::catalog::Catalog;
use telos_model::time::Timestamp;

use super::chart::Bar;
use super::names::Names;

/// How a destination does.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) brand: Option<String>,
    pub(super) recipient: Option<String>,
    pub(super) state: &'static str,
    pub(super) tone: &'static str,
    pub(super) trouble: Option<&'static str>,
    pub(super) status: Option<u16>,
    pub(super) waiting: u64,
    pub(super) lag: u64,
    pub(super) dead: u64,
    /// The counts of what waits and of what could not be sent are at least so many.
    pub(super) in_part: bool,
    pub(super) rate: u64,
    pub(super) sent: u64,
    pub(super) failed: u64,
    pub(super) refused: u64,
    pub(super) last_sent: Option<Timestamp>,
    pub(super) last_failed: Option<Timestamp>,
}

impl Row {
    fn of(catalog: &Catalog, names: &Names<'_>, doing: &Doing, now: Timestamp) -> Self {
        let health = &doing.health;
        let state = doing.state(now);
        let declared = catalog.destination(doing.id);
        Self {
            name: doing.name.to_string(),
            brand: declared.map(|declared| names.brand(declared.brand)),
            recipient: declared.map(|declared| names.recipient(declared.recipient)),
            state,
            tone: tone(state),
            trouble: doing.trouble(),
            status: health
                .failing()
                .and_then(telos_model::deliver::Failure::status),
            waiting: health.waiting as u64,
            lag: health.lag_seconds(now),
            dead: health.dead as u64,
            in_part: health.is_counted_in_part(),
            rate: doing.rate(now),
            sent: health.sent,
            failed: health.failed,
            refused: health.refused,
            last_sent: health.last_sent,
            last_failed: health.last_failed,
        }
    }
}

/// The colour of a state.
pub(super) fn tone(state: &str) -> &'static str {
    match state {
        "well" => "good",
        "failing" | "undeclared" | "dead-letters" => "bad",
        "behind" | "paused" => "caution",
        _ => "plain",
    }
}

/// Bars of what was sent and what failed.
fn bars(rows: Vec<(String, u64, u64)>) -> Vec<Bar> {
    let rows = rows.into_iter().map(|(label, sent, failed)| {
        let parts = vec![("de-sent", "good", sent), ("de-failed", "bad", failed)];
        (label, parts)
    });
    Bar::stacked(rows.collect())
}
