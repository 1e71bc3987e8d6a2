//! Requests of people for staff: the list by deadline, one request with each of its steps as a
//! form, and taking one in.
//!
//! In reading order: `list` is the page of all, `take` takes one in, `one` is the page of one,
//! `read` makes it of what the engine knows, `steps` takes the forms on it.

mod list;
mod one;
mod read;
mod samples;
mod steps;
mod take;

pub(super) use list::page;
pub(super) use one::page as one_page;
pub(super) use samples::show as sample;
#[cfg(test)]
pub(super) use samples::text as sample_text;
pub(super) use steps::submit;
pub(super) use take::{page as take_page, submit as take};

use telos_model::request::{Request, Urgency};
use telos_model::time::{DAY_MS, Timestamp};

use super::names::Names;

/// Something to choose in a list.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) title: String,
    pub(super) chosen: bool,
}

/// How much time is left, in a word and a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) tone: &'static str,
    /// The key of its words.
    pub(super) key: &'static str,
    pub(super) days: u32,
}

impl Mark {
    fn of(request: &Request, now: Timestamp) -> Self {
        let left = request.late_at().millis() - now.millis();
        let days = u32::try_from(left.abs() / DAY_MS).unwrap_or(u32::MAX);
        let (tone, key) = match request.urgency(now) {
            Urgency::Closed => ("plain", "rq-mark-closed"),
            Urgency::Late if days == 0 => ("bad", "rq-mark-late-today"),
            Urgency::Late => ("bad", "rq-mark-late"),
            Urgency::Soon if days == 0 => ("caution", "rq-mark-today"),
            Urgency::Soon => ("caution", "rq-mark-soon"),
            Urgency::InTime => ("good", "rq-mark-in-time"),
        };
        Self { tone, key, days }
    }
}

/// The jurisdictions of the catalog, by their names.
fn packs(names: &Names<'_>, chosen: &str) -> Vec<Choice> {
    let packs = names.catalog().packs.iter().flatten();
    packs
        .map(|pack| Choice {
            value: pack.name.to_string(),
            title: names.jurisdiction(pack.id),
            chosen: *pack.name == *chosen,
        })
        .collect()
}
