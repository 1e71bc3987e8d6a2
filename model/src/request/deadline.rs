//! Until when: the times of the law, counted by its calendar.

use jiff::Span;
use jiff::civil::Date;

use super::Right;
use crate::catalog::{Calendar, Catalog, TimeLimit};
use crate::id::{JurisdictionId, JurisdictionSet};
use crate::time::Timestamp;

/// What "promptly" is held to where a law names no figure, in calendar days. A house rule.
pub const PROMPTLY_DAYS: u16 = 14;

/// Until when something has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The first instant at which it is late.
    pub late_at: Timestamp,
    /// The last day on which it is in time, where the time is counted in days.
    pub last_day: Option<Date>,
}

/// The time that a request has, and the law that sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The jurisdiction whose time ends first.
    pub jurisdiction: JurisdictionId,
    /// The first instant at which the answer is late.
    pub late_at: Timestamp,
    /// The first instant at which the acknowledgement is late, where one is demanded.
    pub acknowledge_by: Option<Timestamp>,
}

/// Why an answer takes more than the first time (GDPR Art. 12(3) names these two).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Delay {
    /// What is asked is laborious.
    Complex,
    /// Many ask at once.
    Many,
}

impl Delay {
    /// All of them, in the order of their stored numbers.
    pub const ALL: [Self; 2] = [Self::Complex, Self::Many];

    /// The word that interfaces use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complex => "complex",
            Self::Many => "many",
        }
    }

    /// The reason of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|delay| delay.word() == word)
    }
}

/// Until when a time runs that begins at an instant.
///
/// The day of the beginning does not count, and the last day counts whole (Regulation 1182/71
/// Art. 3). A month ends on the day of the same number, or on the last day of a month that has no
/// such day. Hours are counted through from the instant.
#[must_use]
pub fn due(calendar: &Calendar, limit: TimeLimit, from: Timestamp) -> Due {
    due_after(calendar, &[limit], from)
}

/// Until when a time runs that was extended by another.
#[must_use]
pub fn extended(calendar: &Calendar, first: TimeLimit, more: TimeLimit, from: Timestamp) -> Due {
    // Months are added before they are counted: 31 January and one month and two is 30 April.
    match (first, more) {
        (TimeLimit::Months(first), TimeLimit::Months(more)) => {
            let months = TimeLimit::Months(first.saturating_add(more));
            due_after(calendar, &[months], from)
        }
        _ => due_after(calendar, &[first, more], from),
    }
}

fn due_after(calendar: &Calendar, limits: &[TimeLimit], from: Timestamp) -> Due {
    let zone = calendar.zone();
    let hours: i64 = limits
        .iter()
        .map(|limit| match limit {
            TimeLimit::Hours(hours) => i64::from(*hours),
            _ => 0,
        })
        .sum();
    let from = from.plus_millis(hours * 3_600_000);
    let in_days = limits
        .iter()
        .filter(|limit| !matches!(limit, TimeLimit::Hours(_)));
    let begun = jiff::Timestamp::from_millisecond(from.millis())
        .map(|instant| instant.to_zoned(zone.clone()).date());
    let last = begun.ok().and_then(|begun| {
        in_days
            .clone()
            .try_fold(begun, |date, limit| after(calendar, date, *limit))
    });
    if in_days.clone().next().is_none() {
        return Due {
            late_at: from,
            last_day: None,
        };
    }
    let last = last.and_then(|last| roll(calendar, last));
    let late_at = last
        .and_then(|last| last.tomorrow().ok())
        .and_then(|day| day.to_zoned(zone).ok())
        .map(|midnight| Timestamp::from_millis(midnight.timestamp().as_millisecond()));
    Due {
        // Beyond the calendar's end nothing is counted: what began there is late at once.
        late_at: late_at.unwrap_or(from),
        last_day: last,
    }
}

/// The last day of a time that began on a day.
fn after(calendar: &Calendar, begun: Date, limit: TimeLimit) -> Option<Date> {
    let plus = |span: Span| begun.checked_add(span).ok();
    match limit {
        TimeLimit::Months(months) => plus(Span::new().months(months)),
        TimeLimit::Days(days) => plus(Span::new().days(days)),
        TimeLimit::Promptly => plus(Span::new().days(PROMPTLY_DAYS)),
        TimeLimit::Hours(_) => Some(begun),
        TimeLimit::BusinessDays(days) => {
            let mut date = begun;
            let mut left = days;
            while left > 0 {
                date = date.tomorrow().ok()?;
                if calendar.is_business_day(date) {
                    left -= 1;
                }
            }
            Some(date)
        }
    }
}

/// The day itself, or the next business day where the calendar says so.
fn roll(calendar: &Calendar, date: Date) -> Option<Date> {
    let mut date = date;
    while calendar.rolls_to_business_day && !calendar.is_business_day(date) {
        date = date.tomorrow().ok()?;
    }
    Some(date)
}

/// Until when a request has to be answered: of the jurisdictions that hold, the first to end.
/// With none known, the strictest of the catalog holds.
#[must_use]
pub fn answer_deadline(
    catalog: &Catalog,
    jurisdictions: JurisdictionSet,
    right: Right,
    received: Timestamp,
    is_extended: bool,
) -> Option<Deadline> {
    let holds = if jurisdictions.is_empty() {
        JurisdictionSet::only(catalog.strictest)
    } else {
        jurisdictions
    };
    let packs = holds.iter().filter_map(|id| catalog.pack(id));
    let each = packs.map(|pack| {
        let times = &pack.times;
        let calendar = &times.calendar;
        let narrows = matches!(right, Right::SaleOptOut | Right::LimitSensitive);
        let limit = match times.opt_out {
            Some(limit) if narrows => limit,
            _ => pack.rules.request,
        };
        let answer = match times.request_extension {
            Some(more) if is_extended && !narrows => extended(calendar, limit, more, received),
            _ => due(calendar, limit, received),
        };
        Deadline {
            jurisdiction: pack.id,
            late_at: answer.late_at,
            acknowledge_by: times
                .request_acknowledged
                .map(|limit| due(calendar, limit, received).late_at),
        }
    });
    let each: Vec<Deadline> = each.collect();
    let first = each.iter().min_by_key(|deadline| deadline.late_at)?;
    Some(Deadline {
        acknowledge_by: each.iter().filter_map(|one| one.acknowledge_by).min(),
        ..*first
    })
}
