//! Conditions as JSON, for programs. docs/segments.md describes the shape.

mod read;

use serde_json::{Map, Value as Json, json};

use super::names::{Mistake, Resolver};
use super::print::state_word;
use super::{Condition, Measure, Test};
use crate::value::Value;

pub use read::from_json;

/// A mistake in a segment's JSON form, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {}: {mistake}", if .pointer.is_empty() { "the top" } else { .pointer })]
pub struct JsonError {
    /// JSON pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong.
    pub mistake: Mistake,
}

/// The JSON form of a condition. What the catalog no longer names is written as `?` and its slot,
/// which cannot be read back.
#[must_use]
pub fn to_json(condition: &Condition, names: &Resolver<'_>) -> Json {
    let several = |parts: &[Condition]| -> Json {
        let parts = parts.iter().map(|part| to_json(part, names));
        Json::Array(parts.collect())
    };
    let event = |id: crate::id::EventKind| name(names.event_name(id), id.index());
    match condition {
        Condition::All(parts) => json!({ "all": several(parts) }),
        Condition::Any(parts) => json!({ "any": several(parts) }),
        Condition::Not(part) => json!({ "not": to_json(part, names) }),
        Condition::Trait { field, test } => {
            let path = name(names.trait_path(*field), field.index());
            tested("trait", path.into(), None, test)
        }
        Condition::Computed { computed, test } => {
            let name = name(names.computed_name(*computed), computed.index());
            tested("computed", name.into(), None, test)
        }
        Condition::Behaviour {
            measure,
            within_days,
            test,
        } => {
            let (key, subject) = match measure {
                Measure::Count(id) => ("count", event(*id).into()),
                Measure::First(id) => ("first", event(*id).into()),
                Measure::Last(id) => ("last", event(*id).into()),
                Measure::Sum(field) => {
                    let (event, path) = names.measure_name(*field).unzip();
                    let event = name(event, field.index());
                    let path = name(path, field.index());
                    ("sum", json!({ "event": event, "field": path }))
                }
            };
            tested(key, subject, *within_days, test)
        }
        Condition::Permission { purpose, state } => {
            let name = name(names.purpose_name(*purpose), purpose.index());
            json!({ "consent": name, "state": state_word(*state) })
        }
        Condition::Member(segment) => {
            let name = name(names.segment_name(*segment), segment.index());
            json!({ "segment": name })
        }
    }
}

fn name(name: Option<&str>, slot: usize) -> String {
    name.map_or_else(|| format!("?{slot}"), str::to_owned)
}

fn tested(key: &str, subject: Json, within_days: Option<u16>, test: &Test) -> Json {
    let mut object = Map::new();
    object.insert(key.to_owned(), subject);
    if let Some(days) = within_days {
        object.insert("within_days".to_owned(), days.into());
    }
    let (key, asked) = match test {
        Test::Exists => ("exists", true.into()),
        Test::Missing => ("missing", true.into()),
        Test::Equals(value) => ("is", literal(value)),
        Test::Differs(value) => ("is_not", literal(value)),
        Test::Less(value) => ("less", literal(value)),
        Test::AtMost(value) => ("at_most", literal(value)),
        Test::Greater(value) => ("greater", literal(value)),
        Test::AtLeast(value) => ("at_least", literal(value)),
        Test::OneOf(values) => ("one_of", values.iter().map(literal).collect()),
        Test::Contains(part) => ("contains", Json::from(&**part)),
        Test::StartsWith(start) => ("starts_with", Json::from(&**start)),
        Test::WithinDays(days) => ("in_last_days", (*days).into()),
        Test::BeforeDays(days) => ("before_last_days", (*days).into()),
    };
    object.insert(key.to_owned(), asked);
    Json::Object(object)
}

fn literal(value: &Value) -> Json {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => whole(*number).map_or_else(|| (*number).into(), Json::from),
        Value::Text(text) => Json::from(&**text),
        Value::Time(at) => json!({ "time": at.to_string() }),
        // No text or JSON form makes a condition with these.
        Value::Null | Value::List(_) => Json::Null,
    }
}

/// The number as JSON writes whole ones, if it is whole and exact.
#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
fn whole(number: f64) -> Option<i64> {
    const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT_BELOW).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::fixture::{catalog, read, resolver};
    use crate::segment::print;

    #[test]
    fn each_form_reads_as_documented() {
        let catalog = catalog(Vec::new());
        let names = resolver(&catalog);
        for (text, json) in [
            ("everyone", json!({"all": []})),
            (
                "trait.country is one of (\"DE\", \"AT\") and not trait.age < 18",
                json!({"all": [
                    {"trait": "country", "one_of": ["DE", "AT"]},
                    {"not": {"trait": "age", "less": 18}},
                ]}),
            ),
            (
                "sum of \"Order Completed\".revenue within 90 days > 99.5",
                json!({
                    "sum": {"event": "Order Completed", "field": "revenue"},
                    "within_days": 90,
                    "greater": 99.5,
                }),
            ),
            (
                "last \"Order Completed\" before 30 days",
                json!({"last": "Order Completed", "before_last_days": 30}),
            ),
            (
                "trait.\"birth date\" >= time \"2000-01-01\"",
                json!({"trait": "birth date", "at_least": {"time": "2000-01-01T00:00:00.000Z"}}),
            ),
            (
                "consent to news-email is granted or in segment big-spenders",
                json!({"any": [
                    {"consent": "news-email", "state": "granted"},
                    {"segment": "big-spenders"},
                ]}),
            ),
        ] {
            let condition = read(text, &catalog);
            assert_eq!(to_json(&condition, &names), json);
            let read = from_json(&json, &names).expect("valid");
            assert_eq!(print(&read, &names), text);
        }
    }

    #[test]
    fn every_mistake_is_named_with_its_place() {
        let catalog = catalog(Vec::new());
        let errors = |json: Json| -> Vec<String> {
            let errors = from_json(&json, &resolver(&catalog)).expect_err("refused");
            errors.iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            errors(json!({"any": [
                {"trait": "contry", "exists": true},
                {"not": {"count": "Order Completed", "within_days": 401, "at_least": 1}},
                {"trait": "age", "at_lest": 3},
                {"trait": "age", "is": "3"},
            ]})),
            [
                "at /any/0/trait: found contry, expected a declared trait; did you mean country?",
                "at /any/1/not/within_days: found 401, expected a number of days from 1 to 400",
                "at /any/2: found at_lest, expected no keys but trait, exists, missing, is, is_not, \
                 less, at_most, greater, at_least, one_of, contains, starts_with, in_last_days, \
                 before_last_days; did you mean at_least?",
                "at /any/3/is: found is, expected a test of a number, such as >= 2",
            ]
        );
        assert_eq!(
            errors(json!(3)),
            ["at the top: found a number, expected an object"]
        );
        let mut deep = json!({"all": []});
        for _ in 0..12 {
            deep = json!({ "not": deep });
        }
        assert!(errors(deep)[0].contains("12 levels"));
        assert_eq!(
            errors(json!({"all": vec![json!({"all": []}); 200]})).len(),
            1
        );
    }
}
