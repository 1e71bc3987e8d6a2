//! JSON to conditions, with every mistake and where it is.

use serde_json::{Map, Value as Json};

use super::JsonError;
use crate::segment::names::{Mistake, Resolver};
use crate::segment::print::{STATES, print};
use crate::segment::shape::Shape;
use crate::segment::{
    CONDITION_DEPTH_MAX, CONDITION_NODES_MAX, Condition, Measure, SEGMENT_TEXT_BYTES_MAX, Test,
    WINDOW_DAYS_MAX,
};
use crate::time::Timestamp;
use crate::value::{LIST_ITEMS_MAX, TEXT_BYTES_MAX, Value};

/// How many mistakes are reported of one condition.
const ERRORS_MAX: usize = 50;
const SUBJECTS: [&str; 11] = [
    "all", "any", "not", "trait", "computed", "count", "sum", "first", "last", "consent", "segment",
];
const TESTS: [&str; 13] = [
    "exists",
    "missing",
    "is",
    "is_not",
    "less",
    "at_most",
    "greater",
    "at_least",
    "one_of",
    "contains",
    "starts_with",
    "in_last_days",
    "before_last_days",
];

/// Reads a condition's JSON form, or says what is wrong in it; never empty on failure.
pub fn from_json(json: &Json, names: &Resolver<'_>) -> Result<Condition, Vec<JsonError>> {
    let mut reader = Reader {
        names,
        errors: Vec::new(),
        nodes: 0,
    };
    let condition = reader.condition(json, "", 1);
    if let (Some(condition), true) = (condition, reader.errors.is_empty()) {
        let length = print(&condition, names).len();
        if length <= SEGMENT_TEXT_BYTES_MAX {
            return Ok(condition);
        }
        let found = format!("a condition of {length} bytes as text");
        let expected = format!("at most {SEGMENT_TEXT_BYTES_MAX}");
        reader.wrong::<()>("", Mistake::new(&found, &expected));
    }
    Err(reader.errors)
}

struct Reader<'a> {
    names: &'a Resolver<'a>,
    errors: Vec<JsonError>,
    nodes: usize,
}

/// Each method reads what its name says. `None` means that a mistake was noted.
impl Reader<'_> {
    fn condition(&mut self, json: &Json, at: &str, depth: usize) -> Option<Condition> {
        self.nodes += 1;
        if depth > CONDITION_DEPTH_MAX || self.nodes > CONDITION_NODES_MAX {
            if depth > CONDITION_DEPTH_MAX || self.nodes == CONDITION_NODES_MAX + 1 {
                let expected = format!(
                    "at most {CONDITION_NODES_MAX} conditions, {CONDITION_DEPTH_MAX} levels deep"
                );
                return self.wrong(at, Mistake::new("one more condition", &expected));
            }
            return None;
        }
        let Some(object) = json.as_object() else {
            return self.wrong(at, Mistake::new(kind(json), "an object"));
        };
        let mut subjects = SUBJECTS.iter().filter(|key| object.contains_key(**key));
        let (Some(key), None) = (subjects.next(), subjects.next()) else {
            let expected = format!("an object with exactly one of {}", SUBJECTS.join(", "));
            let keys = object.keys().map(String::as_str).collect::<Vec<_>>();
            let found = format!("an object with [{}]", keys.join(", "));
            return self.wrong(at, Mistake::new(&found, &expected));
        };
        let subject = &object[*key];
        let below = format!("{at}/{key}");
        match *key {
            "all" => self.parts(object, subject, at, depth).map(Condition::All),
            "any" => self.parts(object, subject, at, depth).map(Condition::Any),
            "not" => {
                self.only(object, &["not"], at)?;
                let part = self.condition(subject, &below, depth + 1)?;
                Some(Condition::Not(Box::new(part)))
            }
            "trait" => {
                let path = self.text(subject, &below)?;
                let field = self.named(self.names.trait_field(path), &below)?;
                let shape = self.names.field_shape(field);
                let test = self.test(object, &["trait"], shape, at)?;
                Some(Condition::Trait { field, test })
            }
            "computed" => {
                let name = self.text(subject, &below)?;
                let computed = self.named(self.names.computed_trait(name), &below)?;
                let shape = self.names.computed_shape(computed);
                let test = self.test(object, &["computed"], shape, at)?;
                Some(Condition::Computed { computed, test })
            }
            "consent" => self.consent(object, at),
            "segment" => {
                self.only(object, &["segment"], at)?;
                let name = self.text(subject, &below)?;
                let segment = self.named(self.names.segment(name), &below)?;
                Some(Condition::Member(segment))
            }
            key => self.behaviour(object, key, at),
        }
    }

    fn parts(
        &mut self,
        object: &Map<String, Json>,
        parts: &Json,
        at: &str,
        depth: usize,
    ) -> Option<Vec<Condition>> {
        let key = if object.contains_key("all") {
            "all"
        } else {
            "any"
        };
        self.only(object, &[key], at)?;
        let Some(parts) = parts.as_array() else {
            let mistake = Mistake::new(kind(parts), "a list of conditions");
            return self.wrong(&format!("{at}/{key}"), mistake);
        };
        let read = parts
            .iter()
            .enumerate()
            .map(|(index, part)| self.condition(part, &format!("{at}/{key}/{index}"), depth + 1));
        // All are read, so that the mistakes of each are noted.
        read.collect::<Vec<_>>().into_iter().collect()
    }

    fn behaviour(
        &mut self,
        object: &Map<String, Json>,
        key: &'static str,
        at: &str,
    ) -> Option<Condition> {
        let below = format!("{at}/{key}");
        let measure = match key {
            "count" => Measure::Count(self.event(&object[key], &below)?),
            "first" => Measure::First(self.event(&object[key], &below)?),
            "last" => Measure::Last(self.event(&object[key], &below)?),
            _ => {
                let parts = object[key].as_object();
                let parts = parts.and_then(|parts| {
                    (parts.len() == 2).then_some((parts.get("event")?, parts.get("field")?))
                });
                let Some((event, path)) = parts else {
                    let expected = "an object with event and field";
                    return self.wrong(&below, Mistake::new(kind(&object[key]), expected));
                };
                let event = self.event(event, &format!("{below}/event"))?;
                let below = format!("{below}/field");
                let path = self.text(path, &below)?;
                Measure::Sum(self.named(self.names.measure(event, path), &below)?)
            }
        };
        let within_days = match object.get("within_days") {
            Some(days) => Some(self.days(days, WINDOW_DAYS_MAX, &format!("{at}/within_days"))?),
            None => None,
        };
        let shape = Some(Shape::of_measure(measure));
        let test = self.test(object, &[key, "within_days"], shape, at)?;
        Some(Condition::Behaviour {
            measure,
            within_days,
            test,
        })
    }

    fn event(&mut self, json: &Json, at: &str) -> Option<crate::id::EventKind> {
        let name = self.text(json, at)?;
        self.named(self.names.event(name), at)
    }

    fn consent(&mut self, object: &Map<String, Json>, at: &str) -> Option<Condition> {
        self.only(object, &["consent", "state"], at)?;
        let below = format!("{at}/consent");
        let name = self.text(&object["consent"], &below)?;
        let purpose = self.named(self.names.purpose(name), &below)?;
        let below = format!("{at}/state");
        let word = self.text(object.get("state").unwrap_or(&Json::Null), &below)?;
        let Some((state, _)) = STATES.iter().find(|(_, known)| *known == word) else {
            let words = STATES.iter().map(|(_, word)| *word);
            let expected = words.clone().collect::<Vec<_>>().join(", ");
            let mistake = Mistake::new(word, &format!("one of {expected}")).near(words);
            return self.wrong(&below, mistake);
        };
        Some(Condition::Permission {
            purpose,
            state: *state,
        })
    }

    /// The one test among the keys of an object, besides the keys that are not tests.
    fn test(
        &mut self,
        object: &Map<String, Json>,
        others: &[&str],
        shape: Option<Shape>,
        at: &str,
    ) -> Option<Test> {
        let allowed: Vec<&str> = others.iter().chain(&TESTS).copied().collect();
        self.only(object, &allowed, at)?;
        let mut tests = TESTS.iter().filter(|key| object.contains_key(**key));
        let (Some(key), None) = (tests.next(), tests.next()) else {
            let found = format!(
                "{} tests",
                TESTS
                    .iter()
                    .filter(|key| object.contains_key(**key))
                    .count()
            );
            let expected = format!("exactly one of {}", TESTS.join(", "));
            return self.wrong(at, Mistake::new(&found, &expected));
        };
        let below = format!("{at}/{key}");
        let asked = &object[*key];
        let test = match *key {
            "exists" => self.yes(asked, &below).map(|()| Test::Exists),
            "missing" => self.yes(asked, &below).map(|()| Test::Missing),
            "is" => self.value(asked, &below).map(Test::Equals),
            "is_not" => self.value(asked, &below).map(Test::Differs),
            "less" => self.value(asked, &below).map(Test::Less),
            "at_most" => self.value(asked, &below).map(Test::AtMost),
            "greater" => self.value(asked, &below).map(Test::Greater),
            "at_least" => self.value(asked, &below).map(Test::AtLeast),
            "one_of" => self.values(asked, &below).map(Test::OneOf),
            "contains" => self
                .text(asked, &below)
                .map(|text| Test::Contains(text.into())),
            "starts_with" => self
                .text(asked, &below)
                .map(|text| Test::StartsWith(text.into())),
            "in_last_days" => self.days(asked, u16::MAX, &below).map(Test::WithinDays),
            _ => self.days(asked, u16::MAX, &below).map(Test::BeforeDays),
        }?;
        match shape.map_or(Ok(()), |shape| shape.admits(&test)) {
            Ok(()) => Some(test),
            Err(expected) => self.wrong(&below, Mistake::new(key, expected)),
        }
    }

    fn yes(&mut self, json: &Json, at: &str) -> Option<()> {
        if *json == Json::Bool(true) {
            return Some(());
        }
        self.wrong(at, Mistake::new(kind(json), "true"))
    }

    fn values(&mut self, json: &Json, at: &str) -> Option<Vec<Value>> {
        let list = json.as_array().filter(|list| list.len() <= LIST_ITEMS_MAX);
        let Some(list) = list else {
            let expected = format!("a list of at most {LIST_ITEMS_MAX} values");
            return self.wrong(at, Mistake::new(kind(json), &expected));
        };
        let values = list.iter().enumerate();
        values
            .map(|(index, json)| self.value(json, &format!("{at}/{index}")))
            .collect()
    }

    fn value(&mut self, json: &Json, at: &str) -> Option<Value> {
        let time = |object: &Map<String, Json>| {
            let text = object.get("time").filter(|_| object.len() == 1)?.as_str()?;
            Timestamp::parse(text).map(Value::Time)
        };
        let value = match json {
            Json::Bool(value) => Some(Value::Bool(*value)),
            Json::Number(number) => number.as_f64().map(Value::Number),
            Json::String(_) => return self.text(json, at).map(|text| Value::Text(text.into())),
            Json::Object(object) => time(object),
            Json::Null | Json::Array(_) => None,
        };
        if value.is_none() {
            let expected = "a text, a number, true, false or {\"time\": \"2026-01-01\"}";
            return self.wrong(at, Mistake::new(kind(json), expected));
        }
        value
    }

    fn days(&mut self, json: &Json, days_max: u16, at: &str) -> Option<u16> {
        let days = json.as_u64().and_then(|days| u16::try_from(days).ok());
        let days = days.filter(|days| (1..=days_max).contains(days));
        if days.is_none() {
            let expected = format!("a number of days from 1 to {days_max}");
            return self.wrong(at, Mistake::new(&json.to_string(), &expected));
        }
        days
    }

    fn text<'j>(&mut self, json: &'j Json, at: &str) -> Option<&'j str> {
        match json.as_str() {
            Some(text) if text.len() <= TEXT_BYTES_MAX => Some(text),
            Some(_) => {
                let expected = format!("at most {TEXT_BYTES_MAX} bytes");
                self.wrong(at, Mistake::new("a longer text", &expected))
            }
            None => self.wrong(at, Mistake::new(kind(json), "a text")),
        }
    }

    /// Refuses keys that are not among these.
    fn only(&mut self, object: &Map<String, Json>, allowed: &[&str], at: &str) -> Option<()> {
        let Some(other) = object.keys().find(|key| !allowed.contains(&key.as_str())) else {
            return Some(());
        };
        let expected = format!("no keys but {}", allowed.join(", "));
        let mistake = Mistake::new(other, &expected).near(allowed.iter().copied());
        self.wrong(at, mistake)
    }

    fn named<T>(&mut self, found: Result<T, Mistake>, at: &str) -> Option<T> {
        match found {
            Ok(id) => Some(id),
            Err(mistake) => self.wrong(at, mistake),
        }
    }

    fn wrong<T>(&mut self, at: &str, mistake: Mistake) -> Option<T> {
        if self.errors.len() < ERRORS_MAX {
            self.errors.push(JsonError {
                pointer: at.to_owned(),
                mistake,
            });
        }
        None
    }
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null or nothing",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}
