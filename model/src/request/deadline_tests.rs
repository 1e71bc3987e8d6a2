//! Deadlines over month ends, leap years, holidays, weekends and time zones.

use super::*;
use crate::catalog::{Calendar, Holiday, TimeLimit, compile, starter};
use crate::id::JurisdictionSet;
use crate::time::Timestamp;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn calendar(zone: &str, holidays: &[&str]) -> Calendar {
    Calendar {
        time_zone: zone.into(),
        rolls_to_business_day: false,
        holidays: holidays
            .iter()
            .map(|text| Holiday::parse(text).expect("valid"))
            .collect(),
    }
}

/// The last day of a time in UTC.
fn last_day(limit: TimeLimit, from: &str) -> String {
    let due = due(&calendar("UTC", &[]), limit, at(from));
    due.last_day.expect("in days").to_string()
}

#[test]
fn a_month_ends_on_the_same_number_or_on_the_last_day_there_is() {
    let month = TimeLimit::Months(1);
    assert_eq!(last_day(month, "2026-05-03T12:00:00Z"), "2026-06-03");
    assert_eq!(last_day(month, "2026-01-31T12:00:00Z"), "2026-02-28");
    assert_eq!(last_day(month, "2026-05-31T00:00:00Z"), "2026-06-30");
    assert_eq!(last_day(month, "2026-12-31T23:59:59Z"), "2027-01-31");
    assert_eq!(
        last_day(TimeLimit::Months(3), "2026-11-30T10:00:00Z"),
        "2027-02-28"
    );
}

#[test]
fn a_leap_year_has_its_day() {
    let month = TimeLimit::Months(1);
    assert_eq!(last_day(month, "2028-01-31T12:00:00Z"), "2028-02-29");
    assert_eq!(last_day(month, "2028-02-29T12:00:00Z"), "2028-03-29");
    assert_eq!(
        last_day(TimeLimit::Months(12), "2028-02-29T12:00:00Z"),
        "2029-02-28"
    );
    assert_eq!(
        last_day(TimeLimit::Days(45), "2028-02-01T12:00:00Z"),
        "2028-03-17"
    );
    assert_eq!(
        last_day(TimeLimit::Days(45), "2026-02-01T12:00:00Z"),
        "2026-03-18"
    );
    // A century that is none.
    assert_eq!(last_day(month, "2100-01-31T12:00:00Z"), "2100-02-28");
}

#[test]
fn the_last_day_counts_whole_where_the_law_holds() {
    let tokyo = due(
        &calendar("Asia/Tokyo", &[]),
        TimeLimit::Days(1),
        at("2026-05-03T14:59:00Z"),
    );
    // 23:59 on 3 May in Tokyo: the 4th is the last day, and ends at 15:00 UTC.
    assert_eq!(tokyo.late_at, at("2026-05-04T15:00:00Z"));
    let tokyo = due(
        &calendar("Asia/Tokyo", &[]),
        TimeLimit::Days(1),
        at("2026-05-03T15:00:00Z"),
    );
    assert_eq!(tokyo.late_at, at("2026-05-05T15:00:00Z"));
    let la = due(
        &calendar("America/Los_Angeles", &[]),
        TimeLimit::Days(1),
        at("2026-05-03T15:00:00Z"),
    );
    assert_eq!(la.late_at, at("2026-05-05T07:00:00Z"));
}

#[test]
fn days_are_days_also_when_clocks_change() {
    let brussels = calendar("Europe/Brussels", &[]);
    // 29 March 2026 has 23 hours there, 25 October 25.
    let spring = due(&brussels, TimeLimit::Days(2), at("2026-03-28T11:00:00Z"));
    assert_eq!(spring.late_at, at("2026-03-30T22:00:00Z"));
    let autumn = due(&brussels, TimeLimit::Days(1), at("2026-10-24T10:00:00Z"));
    assert_eq!(autumn.late_at, at("2026-10-25T23:00:00Z"));
}

#[test]
fn hours_are_counted_through() {
    let due = due(
        &calendar("Europe/Brussels", &[]),
        TimeLimit::Hours(72),
        at("2026-03-28T11:00:00Z"),
    );
    assert_eq!(
        (due.late_at, due.last_day),
        (at("2026-03-31T11:00:00Z"), None)
    );
}

#[test]
fn business_days_pass_over_weekends_and_holidays() {
    let us = calendar(
        "America/Los_Angeles",
        &[
            "07-04",
            "first monday of september",
            "fourth thursday of november",
        ],
    );
    let last = |from: &str, days| {
        let due = due(&us, TimeLimit::BusinessDays(days), at(from));
        due.last_day.expect("in days").to_string()
    };
    // From a Friday: Monday is the first.
    assert_eq!(last("2026-05-01T20:00:00Z", 1), "2026-05-04");
    // From a Saturday just the same.
    assert_eq!(last("2026-05-02T20:00:00Z", 1), "2026-05-04");
    // Labour Day 2026 is 7 September.
    assert_eq!(last("2026-09-04T20:00:00Z", 1), "2026-09-08");
    // Thanksgiving 2026 is 26 November.
    assert_eq!(last("2026-11-24T20:00:00Z", 2), "2026-11-27");
    assert_eq!(last("2026-05-04T20:00:00Z", 15), "2026-05-25");
}

#[test]
fn a_time_rolls_to_the_next_business_day_only_where_the_calendar_says_so() {
    let mut uk = calendar("Europe/London", &["12-25", "12-26", "01-01", "easter+1"]);
    // 25 November 2026 and a month is Christmas, a Friday.
    let plain = due(&uk, TimeLimit::Months(1), at("2026-11-25T12:00:00Z"));
    assert_eq!(plain.last_day.expect("days").to_string(), "2026-12-25");
    uk.rolls_to_business_day = true;
    let rolled = due(&uk, TimeLimit::Months(1), at("2026-11-25T12:00:00Z"));
    assert_eq!(rolled.last_day.expect("days").to_string(), "2026-12-28");
    // 28 February 2027 and a month is Easter Sunday; Monday is a holiday too.
    let rolled = due(&uk, TimeLimit::Months(1), at("2027-02-28T12:00:00Z"));
    assert_eq!(rolled.last_day.expect("days").to_string(), "2027-03-30");
}

#[test]
fn an_extension_counts_from_the_beginning() {
    let utc = calendar("UTC", &[]);
    let months = extended(
        &utc,
        TimeLimit::Months(1),
        TimeLimit::Months(2),
        at("2026-01-31T12:00:00Z"),
    );
    assert_eq!(months.last_day.expect("days").to_string(), "2026-04-30");
    let days = extended(
        &utc,
        TimeLimit::Days(45),
        TimeLimit::Days(45),
        at("2026-01-01T12:00:00Z"),
    );
    assert_eq!(days.last_day.expect("days").to_string(), "2026-04-01");
}

#[test]
fn promptly_is_held_to_a_figure_of_the_house() {
    assert_eq!(
        last_day(TimeLimit::Promptly, "2026-05-03T12:00:00Z"),
        "2026-05-17"
    );
}

#[test]
fn a_time_beyond_the_calendar_is_late_at_once_and_no_panic() {
    for from in [Timestamp::MIN, Timestamp::MAX] {
        for limit in [
            TimeLimit::Months(24),
            TimeLimit::BusinessDays(1),
            TimeLimit::Hours(1),
        ] {
            let due = due(&calendar("UTC", &[]), limit, from);
            assert!(due.late_at >= from);
        }
    }
}

#[test]
fn each_pack_sets_the_time_that_its_law_does() {
    let catalog = compile(&starter(), None).expect("compiles");
    let deadline = |packs: &[&str], right, extended| {
        let holds: JurisdictionSet = packs
            .iter()
            .map(|pack| catalog.names.packs[*pack])
            .collect();
        let received = at("2026-01-31T12:00:00Z");
        answer_deadline(&catalog, holds, right, received, extended).expect("some pack")
    };
    let late = |packs: &[&str], right, extended| deadline(packs, right, extended).late_at;
    let access = Right::Access;
    assert_eq!(late(&["eu"], access, false), at("2026-02-28T23:00:00Z"));
    assert_eq!(late(&["eu"], access, true), at("2026-04-30T22:00:00Z"));
    // 28 February 2026 is a Saturday.
    assert_eq!(late(&["uk"], access, false), at("2026-03-03T00:00:00Z"));
    assert_eq!(late(&["us-ca"], access, false), at("2026-03-18T07:00:00Z"));
    assert_eq!(late(&["us-ca"], access, true), at("2026-05-02T07:00:00Z"));
    assert_eq!(late(&["br"], access, false), at("2026-02-16T03:00:00Z"));
    assert_eq!(late(&["ca-qc"], access, false), at("2026-03-03T05:00:00Z"));
    assert_eq!(late(&["in"], access, false), at("2026-05-01T18:30:00Z"));
    assert_eq!(late(&["jp"], access, false), at("2026-02-14T15:00:00Z"));
    assert_eq!(late(&["cn"], access, false), at("2026-02-14T16:00:00Z"));
    assert_eq!(
        late(&["cn-shenzhen"], access, false),
        at("2026-02-14T16:00:00Z")
    );
    assert_eq!(
        late(&["strictest"], access, false),
        at("2026-02-16T00:00:00Z")
    );
    // Opting out has a time of its own in California, which is not extended.
    let opt_out = late(&["us-ca"], Right::SaleOptOut, true);
    assert_eq!(opt_out, at("2026-02-24T08:00:00Z"));
    let acknowledge = deadline(&["us-ca"], access, false).acknowledge_by;
    assert_eq!(acknowledge, Some(at("2026-02-14T08:00:00Z")));
}

#[test]
fn of_several_laws_the_first_to_end_holds_and_with_none_known_the_strictest() {
    let catalog = compile(&starter(), None).expect("compiles");
    let received = at("2026-05-03T12:00:00Z");
    let of = |packs: &[&str]| {
        let holds: JurisdictionSet = packs
            .iter()
            .map(|pack| catalog.names.packs[*pack])
            .collect();
        answer_deadline(&catalog, holds, Right::Erasure, received, false).expect("some pack")
    };
    assert_eq!(of(&["eu", "br"]).jurisdiction, catalog.names.packs["br"]);
    assert_eq!(of(&[]).jurisdiction, catalog.strictest);
}
