//! Strict, borrowed JSON: what a source sent, read once, with limits, and quiet about its values.

mod batch;
mod error;
mod parse;

use std::borrow::Cow;
use std::fmt;

pub use batch::{BATCH_MESSAGES_MAX, Envelope, parse_batch};
pub use error::{JsonError, Problem};

/// How deep lists and objects may nest; the outermost one counts as 1.
pub const JSON_DEPTH_MAX: usize = 16;
/// How many list elements and object members one document may hold in all.
pub const JSON_ITEMS_MAX: usize = 2_000;

/// A JSON value that borrows its texts from the bytes it was parsed from where they hold no
/// escapes. It may hold personal data: `Debug` shows its shape and never its values.
#[derive(Clone, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(Number),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Json<'a>>),
    /// An object: its members in the order in which they were sent, no key twice.
    Map(Members<'a>),
}

/// The members of an object, in the order in which they were sent.
pub type Members<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// A finite JSON number: exact where it was written as an integer that fits 64 bits.
#[derive(Clone, Copy, PartialEq)]
pub enum Number {
    /// Written without fraction or exponent, and within the range of `i64`.
    Int(i64),
    /// Any other: the nearest `f64`, so beyond 2^53 it may stand for several written numbers and
    /// must not be used as an identifier.
    Float(f64),
}

impl Number {
    /// The integer this number is: also of `3.0`, and of `1e3`, where that is exact.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        /// Up to here every integer has a floating-point number of its own (2^53 - 1).
        const EXACT_MAX: f64 = 9_007_199_254_740_991.0;
        match self {
            Self::Int(value) => Some(value),
            Self::Float(value) if value.fract() == 0.0 && value.abs() <= EXACT_MAX => {
                #[expect(clippy::cast_possible_truncation, reason = "integral and within 2^53")]
                let value = value as i64;
                Some(value)
            }
            Self::Float(_) => None,
        }
    }

    /// The nearest floating-point number.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "the nearest is what is asked for"
            )]
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number")
    }
}

impl<'a> Json<'a> {
    /// Parses one document. Refuses invalid UTF-8, duplicate keys, numbers that are not finite,
    /// more than [`JSON_DEPTH_MAX`] levels and more than [`JSON_ITEMS_MAX`] items. Never panics.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, JsonError> {
        Self::parse_str(error::utf8(bytes)?)
    }

    /// Parses one document that is known to be UTF-8, such as a message of a batch.
    pub fn parse_str(text: &'a str) -> Result<Self, JsonError> {
        parse::document(text)
    }

    /// The member `key` of an object. `None` where there is none or this is no object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.as_map()?
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The value at the end of a path of keys, such as `["context", "page", "url"]`.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Json<'a>> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The text, where this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, where this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, where this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The integer, where this is one, exactly.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The nearest floating-point number, where this is a number.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().map(Number::as_f64)
    }

    /// The elements, where this is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Json<'a>]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The members, where this is an object.
    #[must_use]
    pub fn as_map(&self) -> Option<&[(Cow<'a, str>, Json<'a>)]> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What this is, in the words of JSON, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Map(_) => "an object",
        }
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Bool(_) => f.write_str("Bool"),
            Self::Number(_) => f.write_str("Number"),
            Self::Text(_) => f.write_str("Text"),
            Self::List(list) => f.debug_list().entries(list).finish(),
            Self::Map(map) => {
                let shown = map.iter().map(|(key, value)| (Shown(key), value));
                f.debug_map().entries(shown).finish()
            }
        }
    }
}

/// A key as `Debug` may show it.
struct Shown<'k>(&'k str);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(error::sayable(self.0).unwrap_or("(a key)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_keep_their_types_and_order() {
        let json = Json::parse(
            br#"{"z":1,"a":[true,null,-2.5,"t\u00e9xt"],"big":18446744073709551615,"x":1e3}"#,
        )
        .unwrap();
        assert_eq!(json.get("z").unwrap().as_i64(), Some(1));
        let list = json.get("a").unwrap().as_list().unwrap();
        assert_eq!(list[0].as_bool(), Some(true));
        assert!(list[1].is_null());
        assert_eq!(list[2].as_f64(), Some(-2.5));
        assert_eq!(list[3].as_str(), Some("téxt"));
        assert_eq!(json.get("big").unwrap().as_i64(), None);
        assert_eq!(json.get("x").unwrap().as_i64(), Some(1000));
        let keys: Vec<&str> = json.as_map().unwrap().iter().map(|(k, _)| &**k).collect();
        assert_eq!(keys, ["z", "a", "big", "x"]);
    }

    #[test]
    fn plain_texts_are_borrowed() {
        let json = Json::parse(br#"{"name":"Ada"}"#).unwrap();
        let (key, value) = &json.as_map().unwrap()[0];
        assert!(matches!(key, Cow::Borrowed(_)));
        assert!(matches!(value, Json::Text(Cow::Borrowed("Ada"))));
    }

    #[test]
    fn paths_reach_nested_members() {
        let json = Json::parse(br#"{"context":{"page":{"url":"u"}}}"#).unwrap();
        assert_eq!(
            json.at(&["context", "page", "url"]).and_then(Json::as_str),
            Some("u")
        );
        assert!(json.at(&["context", "app"]).is_none());
    }

    #[test]
    fn debug_shows_shape_and_never_values() {
        let json = Json::parse(br#"{"userId":"ada@example.com","ada@example.com":[42]}"#).unwrap();
        assert_eq!(format!("{json:?}"), "{userId: Text, (a key): [Number]}");
    }

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>()
                .prop_filter("finite", |f| f.is_finite())
                .prop_map(Into::into),
            ".{0,12}".prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 64, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::btree_map(".{0,8}", inner, 0..6)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn same(json: &Json<'_>, value: &serde_json::Value) -> bool {
        match (json, value) {
            (Json::Null, serde_json::Value::Null) => true,
            (Json::Bool(a), serde_json::Value::Bool(b)) => a == b,
            (Json::Number(Number::Int(a)), serde_json::Value::Number(b)) => b.as_i64() == Some(*a),
            (Json::Number(Number::Float(a)), serde_json::Value::Number(b)) => {
                b.as_f64() == Some(*a)
            }
            (Json::Text(a), serde_json::Value::String(b)) => a == b,
            (Json::List(a), serde_json::Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Json::Map(a), serde_json::Value::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(key, a)| b.get(&**key).is_some_and(|b| same(a, b)))
            }
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Json::parse(&bytes).map_err(|error| error.to_string());
            let _ = parse_batch(&bytes).map_err(|error| error.to_string());
        }

        #[test]
        fn any_json_like_text_is_an_answer_and_never_a_panic(text in r#"[\[\]{}:,"\\a-c0-9.eE+\- \n\u{e9}]{0,60}"#) {
            let _ = Json::parse(text.as_bytes()).map_err(|error| error.to_string());
            let _ = parse_batch(text.as_bytes()).map_err(|error| error.to_string());
        }

        #[test]
        fn valid_json_reads_as_serde_json_reads_it(value in value()) {
            let text = value.to_string();
            let reread: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert!(same(&Json::parse(text.as_bytes()).unwrap(), &reread));
        }

        #[test]
        fn what_is_accepted_is_what_serde_json_accepts(text in r#"[\[\]{}:,"0-9.e\- ]{0,24}"#) {
            if let Ok(json) = Json::parse(text.as_bytes()) {
                let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                prop_assert!(same(&json, &value));
            }
        }

        #[test]
        fn errors_never_echo_values(secret in "[A-Z]{12}") {
            let body = format!(r#"{{"a":{{"b":["{secret}",{{"{secret}é":"{secret}","k":"{secret}" x}}]}}}}"#);
            let error = Json::parse(body.as_bytes()).unwrap_err();
            let said = format!("{error} {error:?}");
            prop_assert!(!said.contains(&secret));
        }
    }
}
