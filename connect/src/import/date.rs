//! Dates and times as files write them.

use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;

/// How dates are written, and where their clock stands.
#[derive(Debug, Clone)]
pub(super) struct DateFormat {
    pub(super) style: Style,
    pub(super) zone: TimeZone,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    /// ISO 8601, a date or a date with a time, with or without an offset.
    Iso,
    /// The directives of `strftime`.
    Pattern(Box<str>),
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
}

impl Style {
    /// The style of this text, or what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "iso" => return Ok(Self::Iso),
            "unix" => return Ok(Self::UnixSeconds),
            "unix_ms" => return Ok(Self::UnixMillis),
            _ => {}
        }
        if !text.contains('%') {
            return Err("there is no directive such as `%Y` in it".into());
        }
        // It has to be able to write a date, and to read the date back.
        let sample = jiff::civil::date(2003, 4, 25).at(16, 7, 8, 0);
        let written = sample
            .to_zoned(TimeZone::UTC)
            .and_then(|sample| strtime::format(text, &sample));
        let written = written.map_err(|_| "a directive in it is unknown".to_owned())?;
        let read = strtime::parse(text, &written).map_err(|_| "it cannot be read by".to_owned())?;
        let date = read.to_date().map(|date| date == sample.date());
        let instant = read.to_timestamp().is_ok();
        if instant || date.unwrap_or(false) {
            Ok(Self::Pattern(text.into()))
        } else {
            Err("year, month and day do not all come out of it".into())
        }
    }
}

impl DateFormat {
    /// The instant that a text names; none if it names none.
    pub(super) fn instant(&self, text: &str) -> Option<jiff::Timestamp> {
        match &self.style {
            Style::Iso => {
                if let Ok(instant) = text.parse::<jiff::Timestamp>() {
                    return Some(instant);
                }
                self.local(text.parse::<DateTime>().ok()?)
            }
            Style::Pattern(pattern) => {
                let read = strtime::parse(&**pattern, text).ok()?;
                if read.offset().is_some() || read.timestamp().is_some() {
                    return read.to_timestamp().ok();
                }
                self.local(local(&read)?)
            }
            Style::UnixSeconds => {
                let seconds = text
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite())?;
                millis(seconds * 1_000.0)
            }
            Style::UnixMillis => millis(text.parse::<f64>().ok()?),
        }
    }

    /// The instant of a local time; of two, the earlier; in a gap, as far behind it.
    pub(super) fn local(&self, local: DateTime) -> Option<jiff::Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        ambiguous.compatible().ok()
    }
}

/// Date and time; the midnight of a date alone. A leap day that was none is no date.
fn local(read: &BrokenDownTime) -> Option<DateTime> {
    let date = read.to_date().ok()?;
    let time = read.to_time().unwrap_or_default();
    Some(date.to_datetime(time))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "checked against the range first"
)]
fn millis(millis: f64) -> Option<jiff::Timestamp> {
    (millis.is_finite() && millis.abs() < 1e15)
        .then(|| jiff::Timestamp::from_millisecond(millis.round() as i64).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(style: &str, zone: &str, text: &str) -> Option<String> {
        let style = Style::parse(style).expect("a style");
        let zone = TimeZone::get(zone).expect("a zone");
        let format = DateFormat { style, zone };
        format.instant(text).map(|instant| format!("{instant:.3}"))
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        let day = Some("1997-01-01T05:00:00.000Z".to_owned());
        assert_eq!(read("%Y%m%d", "America/New_York", "19970101"), day);
        assert_eq!(read("%d/%m/%Y", "America/New_York", "1/1/1997"), day);
        assert_eq!(read("iso", "America/New_York", "1997-01-01"), day);
        assert_eq!(read("iso", "UTC", "1997-01-01T14:00:00+09:00"), day);
        assert_eq!(read("unix", "UTC", "852094800"), day);
        assert_eq!(read("unix_ms", "UTC", "852094800000"), day);
        assert_eq!(
            read("%Y-%m-%d %H:%M:%S %z", "UTC", "1997-01-01 00:00:00 -0500"),
            day
        );
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "19970229",
            "19971301",
            "1997",
            "x",
            "19970101x",
            "199701011",
        ] {
            assert_eq!(read("%Y%m%d", "UTC", text), None, "{text}");
        }
        for text in ["nan", "inf", "1e99", ""] {
            assert_eq!(read("unix", "UTC", text), None, "{text}");
        }
    }

    #[test]
    fn hours_that_a_clock_skips_or_repeats_have_an_instant() {
        let gap = read("%Y-%m-%d %H:%M", "America/New_York", "2024-03-10 02:30");
        assert_eq!(gap.as_deref(), Some("2024-03-10T07:30:00.000Z"));
        let fold = read("%Y-%m-%d %H:%M", "America/New_York", "2024-11-03 01:30");
        assert_eq!(fold.as_deref(), Some("2024-11-03T05:30:00.000Z"));
    }

    #[test]
    fn patterns_without_a_date_are_refused() {
        for style in ["%Q", "%H:%M", "yyyy-mm-dd", "%Y-%m", ""] {
            assert!(Style::parse(style).is_err(), "{style}");
        }
    }
}
