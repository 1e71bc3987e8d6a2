//! The batch envelope: its messages are kept unread, so that a bad one does not spoil the others.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::error::{JsonError, Problem, utf8};
use super::parse::{Key, State, Value};
use super::{Json, Members};

/// How many messages one batch may hold.
pub const BATCH_MESSAGES_MAX: usize = 2_500;

/// The body of a batch call: messages that are known to be JSON and not yet read, and the members
/// beside them (`sentAt`, `context`, `writeKey`, `integrations`).
pub struct Envelope<'a> {
    /// The messages in the order in which they were sent.
    pub batch: Vec<&'a RawValue>,
    /// Every other member of the body.
    pub others: Members<'a>,
}

impl<'a> Envelope<'a> {
    /// The member `key` beside `batch`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.others
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The messages, each read for itself, its errors placed at `batch[n]`.
    pub fn messages(&self) -> impl Iterator<Item = Result<Json<'a>, JsonError>> + '_ {
        self.batch.iter().enumerate().map(|(index, raw)| {
            Json::parse_str(raw.get()).map_err(|error| error.within(&format!("batch[{index}]")))
        })
    }
}

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Envelope({} messages)", self.batch.len())
    }
}

/// Reads the body of a batch call. A syntax error anywhere refuses the whole body; the limits of
/// a message, its duplicate keys and its types are left to the reading of each message.
pub fn parse_batch(bytes: &[u8]) -> Result<Envelope<'_>, JsonError> {
    let text = utf8(bytes)?;
    let mut state = State::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    Body(&mut state)
        .deserialize(&mut reader)
        .and_then(|envelope| reader.end().map(|()| envelope))
        .map_err(|error| state.explain(&error, text))
}

struct Body<'s>(&'s mut State);

impl<'de> DeserializeSeed<'de> for Body<'_> {
    type Value = Envelope<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

/// Answers every other kind of JSON value with a problem of ours, because the errors of serde
/// repeat the value.
macro_rules! refuse_others {
    ($problem:expr) => {
        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Err(self.0.refuse($problem))
        }

        fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
            Err(self.0.refuse($problem))
        }

        fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Err(self.0.refuse($problem))
        }

        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Err(self.0.refuse($problem))
        }

        fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Err(self.0.refuse($problem))
        }

        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
            Err(self.0.refuse($problem))
        }
    };
}

impl<'de> Visitor<'de> for Body<'_> {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a batch")
    }

    refuse_others!(Problem::NotAnObject);

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Err(self.0.refuse(Problem::NotAnObject))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let state = self.0;
        state.enter()?;
        let mut batch = None;
        let mut others: Members<'de> = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            let known = if key == "batch" {
                batch.is_some()
            } else {
                others.iter().any(|(name, _)| *name == key)
            };
            if known {
                state.at_key(&key);
                return Err(state.refuse(Problem::DuplicateKey));
            }
            let read = if key == "batch" {
                map.next_value_seed(Messages(state))
                    .map(|messages| batch = Some(messages))
            } else {
                map.next_value_seed(Value(state))
                    .map(|value| others.push((key.clone(), value)))
            };
            if let Err(error) = read {
                state.at_key(&key);
                return Err(error);
            }
            state.count()?;
        }
        match batch {
            Some(batch) => Ok(Envelope { batch, others }),
            None => Err(state.refuse(Problem::NoBatch)),
        }
    }
}

struct Messages<'s>(&'s mut State);

impl<'de> DeserializeSeed<'de> for Messages<'_> {
    type Value = Vec<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Messages<'_> {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of messages")
    }

    refuse_others!(Problem::NoBatch);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Err(self.0.refuse(Problem::NoBatch))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let state = self.0;
        let mut messages = Vec::new();
        loop {
            match seq.next_element::<&'de RawValue>() {
                Ok(Some(_)) if messages.len() == BATCH_MESSAGES_MAX => {
                    return Err(state.refuse(Problem::TooManyMessages));
                }
                Ok(Some(message)) => messages.push(message),
                Ok(None) => return Ok(messages),
                Err(error) => {
                    state.at_index(messages.len());
                    return Err(error);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_keeps_messages_unread_and_reads_the_rest() {
        let body = br#"{"sentAt":"2025-01-01T00:00:00Z","batch":[ {"type":"track"} , 7 ],"context":{"ip":"0.0.0.0"}}"#;
        let envelope = parse_batch(body).unwrap();
        let raw: Vec<&str> = envelope.batch.iter().map(|raw| raw.get()).collect();
        assert_eq!(raw, [r#"{"type":"track"}"#, "7"]);
        assert_eq!(
            envelope.get("sentAt").and_then(Json::as_str),
            Some("2025-01-01T00:00:00Z")
        );
        assert!(envelope.get("context").is_some() && envelope.get("batch").is_none());
        assert_eq!(format!("{envelope:?}"), "Envelope(2 messages)");
    }

    #[test]
    fn a_bad_message_does_not_spoil_its_neighbours() {
        let deep = "[".repeat(200) + &"]".repeat(200);
        let body = format!(
            r#"{{"batch":[{{"a":1}},{{"event":1,"event":2}},{deep},{{"n":1e999}},{{"c":1}}]}}"#
        );
        let envelope = parse_batch(body.as_bytes()).unwrap();
        let read: Vec<_> = envelope.messages().collect();
        assert!(read[0].is_ok() && read[4].is_ok());
        let error = read[1].as_ref().unwrap_err();
        assert_eq!(
            (error.problem(), error.path()),
            (Problem::DuplicateKey, "batch[1].event")
        );
        assert_eq!(read[2].as_ref().unwrap_err().problem(), Problem::TooDeep);
        assert_eq!(read[3].as_ref().unwrap_err().problem(), Problem::NotFinite);
    }

    #[test]
    fn bodies_that_are_no_batch_are_refused() {
        let cases = [
            ("", Problem::Empty),
            ("[]", Problem::NotAnObject),
            ("\"x\"", Problem::NotAnObject),
            ("7", Problem::NotAnObject),
            ("null", Problem::NotAnObject),
            ("{}", Problem::NoBatch),
            (r#"{"batch":null}"#, Problem::NoBatch),
            (r#"{"batch":{"a":1}}"#, Problem::NoBatch),
            (r#"{"batch":"x"}"#, Problem::NoBatch),
            (r#"{"batch":[{"a":]}"#, Problem::Syntax),
            (r#"{"batch":[{"a":1}"#, Problem::Truncated),
            (r#"{"batch":[],"batch":[]}"#, Problem::DuplicateKey),
            (r#"{"batch":[],"a":1,"a":1}"#, Problem::DuplicateKey),
            (r#"{"batch":[]} x"#, Problem::Trailing),
        ];
        for (text, problem) in cases {
            assert_eq!(
                parse_batch(text.as_bytes()).unwrap_err().problem(),
                problem,
                "{text}"
            );
        }
    }

    #[test]
    fn messages_are_limited() {
        let body = |count: usize| format!(r#"{{"batch":[{}]}}"#, vec!["{}"; count].join(","));
        assert!(parse_batch(body(BATCH_MESSAGES_MAX).as_bytes()).is_ok());
        let error = parse_batch(body(BATCH_MESSAGES_MAX + 1).as_bytes()).unwrap_err();
        assert_eq!(
            (error.problem(), error.path()),
            (Problem::TooManyMessages, "batch")
        );
    }
}
