//! Times that a law sets, and the calendar they are counted by, as data.

use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// How long something may take, as the law counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// Calendar months.
    Months(u16),
    /// Calendar days.
    Days(u16),
    /// Business days by the jurisdiction's calendar.
    BusinessDays(u16),
    /// Hours, counted through.
    Hours(u16),
    /// The law names no figure ("without delay").
    Promptly,
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Months(months) => write!(f, "{months} months"),
            Self::Days(days) => write!(f, "{days} days"),
            Self::BusinessDays(days) => write!(f, "{days} business days"),
            Self::Hours(hours) => write!(f, "{hours} hours"),
            Self::Promptly => f.write_str("promptly"),
        }
    }
}

/// The times that a jurisdiction sets beside the time to answer a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    /// How much longer a request may take, if the person is told within the first time.
    pub request_extension: Option<TimeLimit>,
    /// Until when a request has to be acknowledged.
    pub request_acknowledged: Option<TimeLimit>,
    /// Until when opting out of sale, and limiting sensitive data, has to be in force.
    pub opt_out: Option<TimeLimit>,
    /// Until when a complaint has to be acknowledged.
    pub complaint_acknowledged: Option<TimeLimit>,
    /// Until when the authority has to know of a breach, counted from awareness.
    pub breach_notice: Option<TimeLimit>,
    /// Until when the full report of a breach is due.
    pub breach_details: Option<TimeLimit>,
    /// What days and business days are counted by.
    pub calendar: Calendar,
}

impl Times {
    /// The times by the names that catalogs use.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, Option<TimeLimit>); 6] {
        [
            ("request_extension", self.request_extension),
            ("request_acknowledged", self.request_acknowledged),
            ("opt_out", self.opt_out),
            ("complaint_acknowledged", self.complaint_acknowledged),
            ("breach_notice", self.breach_notice),
            ("breach_details", self.breach_details),
        ]
    }
}

/// What days and business days are counted by. Saturdays and Sundays are no business days.
///
/// A holiday that is missing here makes a time end earlier, never later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The IANA time zone in which days begin and end.
    pub time_zone: Box<str>,
    /// A time that would end on no business day ends on the next one.
    pub rolls_to_business_day: bool,
    /// Days that are no business days.
    pub holidays: Vec<Holiday>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            time_zone: "UTC".into(),
            rolls_to_business_day: false,
            holidays: Vec::new(),
        }
    }
}

impl Calendar {
    /// The rules of its time zone, from the database that is built in; UTC where it has none of
    /// that name, which the check of a catalog refuses.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        zone(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Whether offices are open on a day.
    #[must_use]
    pub fn is_business_day(&self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.holidays.iter().any(|holiday| holiday.falls_on(date))
    }
}

/// The rules of a time zone, if there is one of this name.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// A day of the year that is no business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// The same date each year: month and day.
    Yearly(i8, i8),
    /// So many days from Easter Sunday.
    Easter(i16),
    /// A weekday of a month, counted from its beginning, or from its end if negative.
    Weekday(i8, Weekday, i8),
    /// One day of one year.
    Once(Date),
}

/// The names of weekdays, from Monday on.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The names of months, from January on.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Which weekday of a month, as catalogs count.
const PLACES: [(&str, i8); 5] = [
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("last", -1),
];

impl Holiday {
    /// Reads `12-25`, `2026-05-25`, `easter+1` or `third monday of january`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(days) = text.strip_prefix("easter") {
            let days: i16 = if days.is_empty() {
                0
            } else {
                days.parse().ok()?
            };
            let signed = text == "easter" || text[6..].starts_with(['+', '-']);
            return (signed && days.abs() <= 100).then_some(Self::Easter(days));
        }
        if let [month, day] = text.split('-').collect::<Vec<_>>()[..] {
            let proper = month.len() == 2 && day.len() == 2;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            // A leap year has every date.
            let exists = Date::new(2024, month, day).is_ok();
            return (proper && exists).then_some(Self::Yearly(month, day));
        }
        if text.len() == 10 && text.contains('-') {
            return text.parse().ok().map(Self::Once);
        }
        let [place, weekday, "of", month] = text.split(' ').collect::<Vec<_>>()[..] else {
            return None;
        };
        let (_, place) = PLACES.iter().find(|(name, _)| *name == place)?;
        let (_, weekday) = WEEKDAYS.iter().find(|(name, _)| *name == weekday)?;
        let month = MONTHS.iter().position(|name| *name == month)? + 1;
        Some(Self::Weekday(*place, *weekday, i8::try_from(month).ok()?))
    }

    /// Whether it falls on a date.
    #[must_use]
    pub fn falls_on(&self, date: Date) -> bool {
        match *self {
            Self::Yearly(month, day) => (date.month(), date.day()) == (month, day),
            Self::Once(once) => date == once,
            Self::Easter(days) => {
                easter(date.year())
                    .and_then(|easter| easter.checked_add(jiff::Span::new().days(days)).ok())
                    == Some(date)
            }
            Self::Weekday(place, weekday, month) => {
                date.month() == month
                    && date.nth_weekday_of_month(place, weekday).ok() == Some(date)
            }
        }
    }
}

impl fmt::Display for Holiday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Yearly(month, day) => write!(f, "{month:02}-{day:02}"),
            Self::Easter(0) => f.write_str("easter"),
            Self::Easter(days) => write!(f, "easter{days:+}"),
            Self::Once(date) => write!(f, "{date}"),
            Self::Weekday(place, weekday, month) => {
                let word = |known: &[(&'static str, i8)]| {
                    let found = known.iter().find(|(_, number)| *number == place);
                    found.map_or("", |(name, _)| name)
                };
                let day = WEEKDAYS.iter().find(|(_, known)| *known == weekday);
                let month = usize::try_from(month).unwrap_or(0);
                let month = MONTHS.get(month.wrapping_sub(1)).unwrap_or(&"");
                write!(
                    f,
                    "{} {} of {month}",
                    word(&PLACES),
                    day.map_or("", |day| day.0)
                )
            }
        }
    }
}

/// Easter Sunday of the western churches, by the anonymous Gregorian computus.
fn easter(year: i16) -> Option<Date> {
    let year_of_cycle = i32::from(year).rem_euclid(19);
    let century = i32::from(year).div_euclid(100);
    let in_century = i32::from(year).rem_euclid(100);
    let leap_centuries = century / 4;
    let moon = (century + 8) / 25;
    let correction = (century - moon + 1) / 3;
    let epact = (19 * year_of_cycle + century - leap_centuries - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (year_of_cycle + 11 * epact + 22 * weekday) / 451;
    let day = epact + weekday - 7 * late + 114;
    Date::new(
        year,
        i8::try_from(day / 31).ok()?,
        i8::try_from(day % 31 + 1).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn a_holiday_reads_as_it_is_written() {
        for text in [
            "12-25",
            "02-29",
            "2026-02-17",
            "easter",
            "easter+1",
            "easter-2",
            "third monday of january",
            "last monday of may",
        ] {
            let holiday = Holiday::parse(text).expect("a holiday");
            assert_eq!(holiday.to_string(), text);
        }
        for text in [
            "13-01",
            "02-30",
            "1-1",
            "2026-02-30",
            "easter1",
            "easter+900",
            "fifth monday of may",
            "third monday",
            "",
            "christmas",
        ] {
            assert_eq!(Holiday::parse(text), None, "{text}");
        }
    }

    #[test]
    fn easter_falls_where_the_tables_say() {
        for (year, day) in [
            (1818, "1818-03-22"),
            (1943, "1943-04-25"),
            (2000, "2000-04-23"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year), Some(date(day)));
        }
    }

    #[test]
    fn each_kind_of_holiday_falls_on_its_days_and_no_other() {
        let falls =
            |holiday: &str, on: &str| Holiday::parse(holiday).expect("valid").falls_on(date(on));
        assert!(falls("easter-2", "2026-04-03") && !falls("easter-2", "2025-04-03"));
        assert!(falls("third monday of january", "2026-01-19"));
        assert!(!falls("third monday of january", "2026-01-12"));
        assert!(falls("last monday of may", "2026-05-25"));
        assert!(falls("2026-02-17", "2026-02-17") && !falls("2026-02-17", "2027-02-17"));
        assert!(falls("12-25", "2031-12-25"));
    }

    #[test]
    fn the_zones_of_the_database_that_is_built_in_are_found() {
        assert!(zone("Europe/Brussels").is_some() && zone("America/Los_Angeles").is_some());
        assert!(zone("Europe/Atlantis").is_none());
    }
}
