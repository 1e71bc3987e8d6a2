//! Whether a value passes a test, and when the passing of days changes that.

use std::cmp::Ordering;

use super::Test;
use crate::time::Day;
use crate::value::Value;

impl Test {
    /// Whether a value passes on a day.
    pub(super) fn passes(&self, value: Option<&Value>, today: Day) -> bool {
        let Some(value) = value else {
            return *self == Self::Missing;
        };
        match self {
            Self::Exists => true,
            Self::Missing => false,
            Self::Equals(wanted) => equal(value, wanted),
            Self::Differs(other) => !equal(value, other),
            Self::Less(bound) => order(value, bound).is_some_and(Ordering::is_lt),
            Self::AtMost(bound) => order(value, bound).is_some_and(Ordering::is_le),
            Self::Greater(bound) => order(value, bound).is_some_and(Ordering::is_gt),
            Self::AtLeast(bound) => order(value, bound).is_some_and(Ordering::is_ge),
            Self::OneOf(wanted) => wanted.iter().any(|wanted| equal(value, wanted)),
            Self::Contains(part) => match value {
                Value::Text(text) => text.contains(&**part),
                Value::List(items) => items.iter().any(|item| item.text() == Some(part)),
                _ => false,
            },
            Self::StartsWith(start) => value.text().is_some_and(|text| text.starts_with(&**start)),
            Self::WithinDays(days) => match value {
                Value::Time(at) => at.day() >= oldest(today, *days) && at.day() <= today,
                _ => false,
            },
            Self::BeforeDays(days) => match value {
                Value::Time(at) => at.day() < oldest(today, *days),
                _ => false,
            },
        }
    }

    /// The next day on which a value that stays the same passes where it did not, or the reverse.
    pub(super) fn changes_on(&self, value: Option<&Value>, today: Day) -> Option<Day> {
        let Some(Value::Time(at)) = value else {
            return None;
        };
        let day = at.day();
        match self {
            Self::WithinDays(_) if day > today => Some(day),
            Self::WithinDays(days) | Self::BeforeDays(days) if day >= oldest(today, *days) => {
                Some(day.plus(i32::from(*days)))
            }
            _ => None,
        }
    }

    /// The next whole number above this one that passes where this one does not, or the reverse.
    pub(super) fn changes_above(&self, number: f64, today: Day) -> Option<f64> {
        let bounds = match self {
            Self::Equals(bound)
            | Self::Differs(bound)
            | Self::Less(bound)
            | Self::AtMost(bound)
            | Self::Greater(bound)
            | Self::AtLeast(bound) => std::slice::from_ref(bound),
            Self::OneOf(bounds) => bounds,
            _ => &[],
        };
        let passes = |number| self.passes(Some(&Value::Number(number)), today);
        let now = passes(number);
        // Between its bounds a test does not change.
        let candidates = bounds.iter().flat_map(|bound| match bound {
            Value::Number(bound) => [bound.ceil(), bound.floor() + 1.0],
            _ => [number, number],
        });
        let changes = candidates.filter(|next| *next > number && passes(*next) != now);
        changes.min_by(f64::total_cmp)
    }

    /// How a number that only falls can change whether it passes.
    pub(super) fn direction(&self) -> Option<Direction> {
        match self {
            Self::AtLeast(_) | Self::Greater(_) | Self::Differs(Value::Number(0.0)) => {
                Some(Direction::More)
            }
            Self::AtMost(_) | Self::Less(_) | Self::Equals(Value::Number(0.0)) => {
                Some(Direction::Less)
            }
            _ => None,
        }
    }
}

/// Which numbers from 0 on pass a test that splits them in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// The greater ones.
    More,
    /// The smaller ones.
    Less,
}

/// The first of this many days up to today.
fn oldest(today: Day, days: u16) -> Day {
    today.plus(1 - i32::from(days))
}

/// Equal and of one kind. Lists and nothing equal nothing.
#[expect(clippy::float_cmp, reason = "conditions ask for exactly this number")]
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a == b,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Time(a), Value::Time(b)) => a == b,
        _ => false,
    }
}

/// Numbers by value, times by instant, text by its characters' code points.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    const TODAY: Day = Day::new(100);

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn a_missing_value_passes_only_missing() {
        for (test, passes) in [
            (Test::Missing, true),
            (Test::Exists, false),
            (Test::Differs(text("a")), false),
            (Test::OneOf(vec![]), false),
            (Test::Contains("".into()), false),
            (Test::BeforeDays(1), false),
        ] {
            assert_eq!(test.passes(None, TODAY), passes, "{test:?}");
        }
        assert!(!Test::Missing.passes(Some(&text("")), TODAY));
    }

    #[test]
    fn values_of_different_kinds_are_never_equal_less_or_greater() {
        let one = Value::Number(1.0);
        for (test, passes) in [
            (Test::Equals(text("1")), false),
            (Test::Differs(text("1")), true),
            (Test::Less(text("2")), false),
            (Test::AtLeast(Value::Bool(true)), false),
            (Test::StartsWith("1".into()), false),
            (Test::WithinDays(400), false),
            (Test::AtMost(Value::Number(1.0)), true),
            (Test::Equals(Value::Number(1.0)), true),
            (Test::OneOf(vec![text("1"), Value::Number(1.0)]), true),
        ] {
            assert_eq!(test.passes(Some(&one), TODAY), passes);
        }
    }

    #[test]
    fn text_compares_exactly_and_lists_contain_whole_items() {
        let list = Value::List([text("red"), Value::Null].into());
        assert!(Test::Contains("red".into()).passes(Some(&list), TODAY));
        assert!(!Test::Contains("re".into()).passes(Some(&list), TODAY));
        assert!(Test::Contains("re".into()).passes(Some(&text("red")), TODAY));
        assert!(!Test::Equals(text("Red")).passes(Some(&text("red")), TODAY));
        assert!(Test::Less(text("b")).passes(Some(&text("a")), TODAY));
        assert!(!Test::Equals(list.clone()).passes(Some(&list), TODAY));
    }

    #[test]
    fn days_count_from_today_at_utc_midnights() {
        let at = |day: i32, millis| Value::Time(Day::new(day).start().plus_millis(millis));
        let within = |value: &Value, days| Test::WithinDays(days).passes(Some(value), TODAY);
        let before = |value: &Value, days| Test::BeforeDays(days).passes(Some(value), TODAY);
        assert!(within(&at(100, 0), 1) && within(&at(101, -1), 1));
        assert!(!within(&at(100, -1), 1) && before(&at(100, -1), 1));
        assert!(within(&at(99, 0), 2) && !before(&at(99, 0), 2));
        assert!(
            !within(&at(101, 0), 2) && !before(&at(101, 0), 2),
            "the future is neither"
        );
        let last = Value::Time(Timestamp::from_millis(i64::MAX));
        assert!(!within(&last, 2));
    }

    #[test]
    fn a_number_of_days_changes_its_answer_at_the_next_bound() {
        let next = |test: Test, days| test.changes_above(days, TODAY);
        assert_eq!(next(Test::AtLeast(Value::Number(5.0)), 2.0), Some(5.0));
        assert_eq!(next(Test::Greater(Value::Number(5.0)), 2.0), Some(6.0));
        assert_eq!(next(Test::Less(Value::Number(4.5)), 2.0), Some(5.0));
        assert_eq!(next(Test::AtMost(Value::Number(1.0)), 2.0), None);
        assert_eq!(next(Test::Equals(Value::Number(2.0)), 2.0), Some(3.0));
        assert_eq!(next(Test::Differs(Value::Number(7.5)), 2.0), None);
        let some = Test::OneOf(vec![Value::Number(9.0), Value::Number(4.0)]);
        assert_eq!(next(some, 2.0), Some(4.0));
        assert_eq!(next(Test::Exists, 2.0), None);
    }
}
