//! The times of a pack, and the calendar they are counted by.

use super::super::calendar::zone;
use super::super::mistake::MistakeKind;
use super::super::read::{Node, Table};
use super::super::{Calendar, Holiday, TimeLimit, Times};
use super::{Cx, wide};

/// How a time is written.
pub(super) const LIMIT: &str =
    "{ months = 1 }, { days = 45 }, { business_days = 15 }, { hours = 72 } or \"promptly\"";
const HOLIDAY: &str =
    "`12-25`, `2026-02-17`, `easter+1` or `third monday of january` (up to `fourth`, or `last`)";
const ZONE: &str = "a time zone of the IANA database, such as `Europe/Brussels`";
/// The most holidays of one pack.
const HOLIDAYS_MAX: usize = 200;

/// Reads the times of a pack.
pub(super) fn times(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Times {
    let mut read = |key| {
        let node = table.take(key)?;
        limit(node, cx)
    };
    Times {
        request_extension: read("request_extension"),
        request_acknowledged: read("request_acknowledged"),
        opt_out: read("opt_out"),
        complaint_acknowledged: read("complaint_acknowledged"),
        breach_notice: read("breach_notice"),
        breach_details: read("breach_details"),
        calendar: calendar(table, cx),
    }
}

fn calendar(table: &mut Table<'_>, cx: &mut Cx<'_, '_>) -> Calendar {
    let name = table.text(cx.report, "time_zone");
    if let Some(name) = name.filter(|name| zone(name.text).is_none()) {
        let message = format!("`{}` is not a time zone", name.text);
        cx.report
            .expect(name.at, MistakeKind::BadValue, message, ZONE);
    }
    let rolls_to_business_day = table.flag(cx.report, "next_business_day");
    let texts = table.texts(cx.report, "holidays", "holidays");
    if let Some(beyond) = texts.get(HOLIDAYS_MAX) {
        let message = format!("a pack has at most {HOLIDAYS_MAX} holidays");
        cx.add(beyond.at, MistakeKind::BadValue, message);
    }
    let mut holidays = Vec::new();
    for text in texts.iter().take(HOLIDAYS_MAX) {
        if let Some(holiday) = Holiday::parse(text.text) {
            holidays.push(holiday);
            continue;
        }
        let message = format!("`{}` is not a holiday", text.text);
        cx.report
            .expect(text.at, MistakeKind::BadValue, message, HOLIDAY);
    }
    Calendar {
        time_zone: name.map_or("UTC", |name| name.text).into(),
        rolls_to_business_day,
        holidays,
    }
}

/// Reads one time.
pub(super) fn limit(node: Node<'_>, cx: &mut Cx<'_, '_>) -> Option<TimeLimit> {
    if let Some(word) = node.value.as_str() {
        if word == "promptly" {
            return Some(TimeLimit::Promptly);
        }
        let message = format!("`{word}` is no time to answer in");
        cx.report
            .expect(node.at, MistakeKind::BadValue, message, LIMIT);
        return None;
    }
    let mut table = node.table(cx.report, "a time to answer in", node.at)?;
    let months = table.number(cx.report, "months", 1..=24);
    let days = table.number(cx.report, "days", 1..=730);
    let business = table.number(cx.report, "business_days", 1..=730);
    let hours = table.number(cx.report, "hours", 1..=2_400);
    table.finish(cx.report);
    let number = |number: u32| wide(number as usize);
    match (months, days, business, hours) {
        (Some(months), None, None, None) => Some(TimeLimit::Months(number(months))),
        (None, Some(days), None, None) => Some(TimeLimit::Days(number(days))),
        (None, None, Some(days), None) => Some(TimeLimit::BusinessDays(number(days))),
        (None, None, None, Some(hours)) => Some(TimeLimit::Hours(number(hours))),
        _ => {
            let message = "a time to answer in has exactly one unit";
            cx.report
                .expect(node.at, MistakeKind::BadValue, message, LIMIT);
            None
        }
    }
}
