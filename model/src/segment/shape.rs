//! Which tests make sense of which values, so that a test that nobody could pass is a mistake.

use super::{Measure, Test};
use crate::catalog::{ComputedRule, FieldDef, FieldKind};
use crate::value::Value;

/// The type of what a test is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Number,
    Boolean,
    Time,
    Texts,
    OtherList,
}

impl Shape {
    pub(super) const fn of_field(field: &FieldDef) -> Self {
        let one = match field.kind {
            FieldKind::Number => Self::Number,
            FieldKind::Boolean => Self::Boolean,
            FieldKind::Time => Self::Time,
            FieldKind::Text
            | FieldKind::Note
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Country
            | FieldKind::Region
            | FieldKind::City
            | FieldKind::Name
            | FieldKind::PostalCode
            | FieldKind::Ip
            | FieldKind::Locale => Self::Text,
        };
        match (field.list, one) {
            (false, one) => one,
            (true, Self::Text) => Self::Texts,
            (true, _) => Self::OtherList,
        }
    }

    pub(super) const fn of_rule(rule: ComputedRule) -> Self {
        match rule {
            ComputedRule::Count(_)
            | ComputedRule::Sum(_)
            | ComputedRule::Average(_)
            | ComputedRule::DaysSince(_) => Self::Number,
            ComputedRule::First(_) | ComputedRule::Last(_) => Self::Time,
        }
    }

    pub(super) const fn of_measure(measure: Measure) -> Self {
        match measure {
            Measure::Count(_) | Measure::Sum(_) => Self::Number,
            Measure::First(_) | Measure::Last(_) => Self::Time,
        }
    }

    /// Whether a value of this type could pass the test; if not, what to ask instead.
    pub(super) fn admits(self, test: &Test) -> Result<(), &'static str> {
        let one = match self {
            Self::Text => Some("text"),
            Self::Number => Some("number"),
            Self::Boolean => Some("boolean"),
            Self::Time => Some("time"),
            Self::Texts | Self::OtherList => None,
        };
        let same = |value: &Value| one == Some(value.kind());
        let admitted = match test {
            Test::Exists | Test::Missing => true,
            Test::Equals(value) | Test::Differs(value) => same(value),
            Test::OneOf(values) => one.is_some() && values.iter().all(same),
            Test::Less(value)
            | Test::AtMost(value)
            | Test::Greater(value)
            | Test::AtLeast(value) => self != Self::Boolean && same(value),
            Test::Contains(_) => matches!(self, Self::Text | Self::Texts),
            Test::StartsWith(_) => self == Self::Text,
            Test::WithinDays(_) | Test::BeforeDays(_) => self == Self::Time,
        };
        if admitted { Ok(()) } else { Err(self.advice()) }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::Text => "a test of text, such as is \"a\", contains \"a\" or starts with \"a\"",
            Self::Number => "a test of a number, such as >= 2",
            Self::Boolean => "is true or is false",
            Self::Time => {
                "a test of a time, such as within 30 days, before 30 days or < time \"2026-01-01\""
            }
            Self::Texts => "a test of a list, such as contains \"a\" or exists",
            Self::OtherList => "exists or is missing",
        }
    }
}
