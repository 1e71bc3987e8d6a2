//! The reading of one document: a visitor that builds `Json` and keeps the limits.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::error::{JsonError, Problem, classify, sayable};
use super::{JSON_DEPTH_MAX, JSON_ITEMS_MAX, Json, Members, Number};

/// Objects with more members than this are checked for duplicate keys by sorting.
const SCANNED_MEMBERS_MAX: usize = 16;
/// What a list or an object has room for at first.
const FIRST_CAPACITY: usize = 8;

/// What is counted and remembered while one document is read.
#[derive(Default)]
pub(super) struct State {
    depth: usize,
    items: usize,
    problem: Option<Problem>,
    /// Where an error happened, innermost first; filled while it travels up.
    trail: Vec<Step>,
}

enum Step {
    Key(Option<&'static str>),
    Index(usize),
}

impl State {
    /// Notes the problem and makes the error that carries it up.
    pub(super) fn refuse<E: serde::de::Error>(&mut self, problem: Problem) -> E {
        self.problem = Some(problem);
        E::custom("")
    }

    pub(super) fn enter<E: serde::de::Error>(&mut self) -> Result<(), E> {
        if self.depth == JSON_DEPTH_MAX {
            return Err(self.refuse(Problem::TooDeep));
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    pub(super) fn count<E: serde::de::Error>(&mut self) -> Result<(), E> {
        if self.items == JSON_ITEMS_MAX {
            return Err(self.refuse(Problem::TooManyItems));
        }
        self.items += 1;
        Ok(())
    }

    pub(super) fn at_key(&mut self, key: &str) {
        self.trail.push(Step::Key(sayable(key)));
    }

    pub(super) fn at_index(&mut self, index: usize) {
        self.trail.push(Step::Index(index));
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in self.trail.iter().rev() {
            match step {
                Step::Index(index) => path.extend(["[", &index.to_string(), "]"]),
                Step::Key(key) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key.unwrap_or("(a key)"));
                }
            }
        }
        path
    }

    /// Turns the error that came up into one that says what, where and how to mend it.
    pub(super) fn explain(&self, error: &serde_json::Error, text: &str) -> JsonError {
        let problem = self.problem.unwrap_or_else(|| classify(error, text));
        JsonError::new(problem, text, error.line(), error.column()).with_path(self.path())
    }
}

/// Reads one whole document.
pub(super) fn document(text: &str) -> Result<Json<'_>, JsonError> {
    let mut state = State::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    Value(&mut state)
        .deserialize(&mut reader)
        .and_then(|json| reader.end().map(|()| json))
        .map_err(|error| state.explain(&error, text))
}

/// Reads one value.
pub(super) struct Value<'s>(pub(super) &'s mut State);

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json<'de>, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(Number::Int(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        #[expect(clippy::cast_precision_loss, reason = "documented on Number::Float")]
        let number = i64::try_from(value).map_or(Number::Float(value as f64), Number::Int);
        Ok(Json::Number(number))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json<'de>, E> {
        if value.is_finite() {
            Ok(Json::Number(Number::Float(value)))
        } else {
            Err(self.0.refuse(Problem::NotFinite))
        }
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
        let state = self.0;
        state.enter()?;
        let mut list = Vec::new();
        loop {
            match seq.next_element_seed(Value(state)) {
                Ok(Some(value)) => {
                    if list.is_empty() {
                        list.reserve(FIRST_CAPACITY);
                    }
                    list.push(value);
                    state.count()?;
                }
                Ok(None) => break,
                Err(error) => {
                    state.at_index(list.len());
                    return Err(error);
                }
            }
        }
        state.leave();
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let state = self.0;
        state.enter()?;
        let mut members: Members<'de> = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            if members.len() < SCANNED_MEMBERS_MAX && members.iter().any(|(name, _)| *name == key) {
                state.at_key(&key);
                return Err(state.refuse(Problem::DuplicateKey));
            }
            let value = match map.next_value_seed(Value(state)) {
                Ok(value) => value,
                Err(error) => {
                    state.at_key(&key);
                    return Err(error);
                }
            };
            if members.is_empty() {
                members.reserve(FIRST_CAPACITY);
            }
            members.push((key, value));
            state.count()?;
        }
        if let Some(key) = sorted_duplicate(&members) {
            state.at_key(key);
            return Err(state.refuse(Problem::DuplicateKey));
        }
        state.leave();
        Ok(Json::Map(members))
    }
}

/// A key that a large object has twice; small ones were scanned while they were read. Sorting
/// keeps hostile objects at `n log n` without a seeded hash.
fn sorted_duplicate<'m>(members: &'m Members<'_>) -> Option<&'m str> {
    if members.len() <= SCANNED_MEMBERS_MAX {
        return None;
    }
    let mut keys: Vec<&str> = members.iter().map(|(key, _)| &**key).collect();
    keys.sort_unstable();
    keys.windows(2)
        .find(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
}

/// A key of an object, borrowed where it holds no escapes.
pub(super) struct Key<'a>(pub(super) Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_str(KeyVisitor).map(Key)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> JsonError {
        Json::parse(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn bad_documents_are_refused_with_their_problem() {
        let cases = [
            ("", Problem::Empty),
            (" \n ", Problem::Empty),
            ("{", Problem::Truncated),
            (r#"{"a":"b"#, Problem::Truncated),
            ("{} {}", Problem::Trailing),
            ("{'a':1}", Problem::Syntax),
            (r#"{"a" 1}"#, Problem::Syntax),
            (r#"{"a":1,}"#, Problem::Syntax),
            ("[1,]", Problem::Syntax),
            ("NaN", Problem::Syntax),
            ("[01]", Problem::BadNumber),
            ("[1.]", Problem::BadNumber),
            ("[1e400]", Problem::NotFinite),
            (r#"["\x"]"#, Problem::BadString),
            (r#"["\ud800"]"#, Problem::BadString),
            ("[\"a\nb\"]", Problem::BadString),
            (r#"{"a":1,"a":2}"#, Problem::DuplicateKey),
            (r#"{"a":1,"\u0061":2}"#, Problem::DuplicateKey),
        ];
        for (text, problem) in cases {
            assert_eq!(refused(text).problem(), problem, "{text}");
        }
        assert_eq!(
            Json::parse(b"\"a\xff\"").unwrap_err().problem(),
            Problem::NotUtf8
        );
    }

    #[test]
    fn errors_say_where_by_path_line_and_offset() {
        let error = refused("{\"properties\":\n{\"products\":[{},{\"sku\":1,\"sku\":2}]}}");
        assert_eq!(error.path(), "properties.(a key)[1].(a key)");
        assert_eq!((error.line(), error.offset()), (2, 45));
        assert_eq!(
            refused(r#"{"batch":[1,{"type":tru}]}"#).path(),
            "batch[1].type"
        );
        let error = Json::parse(b"{\n\"a\":\"\xff\"}").unwrap_err();
        assert_eq!((error.line(), error.column(), error.offset()), (2, 6, 7));
    }

    #[test]
    fn keys_that_could_be_somebodys_data_are_not_repeated() {
        let error = refused(r#"{"traits":{"ada@example.com":{"ada_lovelace":x}}}"#);
        assert_eq!(error.path(), "traits.(a key).(a key)");
    }

    #[test]
    fn messages_name_problem_place_and_remedy() {
        insta::assert_snapshot!(refused(r#"{"traits":{"a":1,"a":2}}"#), @"an object has the same key twice at traits.(a key) (line 1, column 20): send each key of an object once");
    }

    #[test]
    fn nesting_is_limited_to_the_level() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(Json::parse(nested(JSON_DEPTH_MAX).as_bytes()).is_ok());
        assert_eq!(
            refused(&nested(JSON_DEPTH_MAX + 1)).problem(),
            Problem::TooDeep
        );
        assert_eq!(refused(&nested(100_000)).problem(), Problem::TooDeep);
        assert_eq!(
            refused(&r#"{"a":"#.repeat(50_000)).problem(),
            Problem::TooDeep
        );
        let wide = format!("[{}]", vec![nested(3); 40].join(","));
        assert!(
            Json::parse(wide.as_bytes()).is_ok(),
            "siblings do not add up"
        );
    }

    #[test]
    fn items_are_limited_in_all() {
        let list = |items: usize| format!("[{}]", vec!["1"; items].join(","));
        assert!(Json::parse(list(JSON_ITEMS_MAX).as_bytes()).is_ok());
        assert_eq!(
            refused(&list(JSON_ITEMS_MAX + 1)).problem(),
            Problem::TooManyItems
        );
        let two = format!(
            "[{},{}]",
            list(JSON_ITEMS_MAX / 2),
            list(JSON_ITEMS_MAX / 2)
        );
        assert_eq!(refused(&two).problem(), Problem::TooManyItems);
    }

    #[test]
    fn the_names_that_are_repeated_are_in_order() {
        use crate::json::error::{SAID, sayable};
        assert!(SAID.is_sorted());
        assert_eq!(sayable("userId"), Some("userId"));
        assert_eq!(sayable("user"), None);
    }

    #[test]
    fn duplicates_are_found_in_objects_of_any_size() {
        for size in [2, SCANNED_MEMBERS_MAX, SCANNED_MEMBERS_MAX + 1, 500] {
            let members: Vec<String> = (0..size).map(|n| format!("\"k{n}\":0")).collect();
            let good = format!("{{{}}}", members.join(","));
            assert!(Json::parse(good.as_bytes()).is_ok());
            let bad = format!("{{{},\"k1\":0}}", members.join(","));
            let error = refused(&bad);
            assert_eq!(
                (error.problem(), error.path()),
                (Problem::DuplicateKey, "(a key)"),
                "{size}"
            );
        }
    }

    #[test]
    fn errors_of_inner_documents_can_say_their_place() {
        assert_eq!(
            refused(r#"{"type":x}"#).within("batch[3]").path(),
            "batch[3].type"
        );
        assert_eq!(refused("[x]").within("batch[3]").path(), "batch[3][0]");
        assert_eq!(refused("x").within("batch[3]").path(), "batch[3]");
    }
}
