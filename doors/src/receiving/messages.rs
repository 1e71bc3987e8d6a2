//! Messages of brokers as rows: objects, lists of them, and plain values, each with where it came
//! from as more columns.

use std::fmt::Write as _;

use serde_json::Value as Json;
use serde_json::value::RawValue;
use telos_connect::import::{Mapping, ROW_BYTES_MAX, record};

use super::take::Row;

/// The most rows of one message.
const ROWS_MAX: usize = 500;

/// A message that came from a broker.
#[derive(Clone, Copy)]
pub(super) struct Came<'m> {
    /// Where it is, for whoever has to mend it.
    pub(super) place: &'m str,
    /// What it is known by.
    pub(super) id: &'m [u8],
    /// The columns that say where it came from, such as `@subject`, and what that is.
    pub(super) labels: &'m [(&'static str, &'m str)],
    /// What it carries.
    pub(super) payload: &'m [u8],
}

/// The rows of a message. One that carries nothing has none: it takes back what a broker kept.
pub(super) fn rows(mapping: &Mapping, came: Came<'_>) -> Vec<Row> {
    if came.payload.is_empty() {
        return Vec::new();
    }
    let text = std::str::from_utf8(came.payload).unwrap_or_default();
    let text = text.trim();
    let row = |place: String, id: &[u8], text: &str| {
        let text = if text.len() > ROW_BYTES_MAX { "" } else { text };
        Row {
            place: place.into(),
            outcome: record(mapping, id, text),
        }
    };
    let whole = |text: &str| vec![row(came.place.to_owned(), came.id, text)];
    if !text.starts_with('[') {
        return whole(&labelled(text, came.labels));
    }
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(items) if items.len() <= ROWS_MAX => {
            let items = items.iter().enumerate();
            items
                .map(|(at, item)| {
                    let place = format!("{}, item {}", came.place, at + 1);
                    let id = [came.id, &at.to_be_bytes()].concat();
                    row(place, &id, &labelled(item.get(), came.labels))
                })
                .collect()
        }
        _ => whole(""),
    }
}

/// A value as an object with where it came from in it. What is no object becomes its `@value`;
/// what is no JSON stays so, and is refused as such.
fn labelled(text: &str, labels: &[(&str, &str)]) -> String {
    let mut label = String::new();
    for (column, value) in labels {
        let comma = if label.is_empty() { "" } else { "," };
        // Writing to a text does not fail.
        let _ = write!(label, "{comma}\"{column}\":{}", Json::from(*value));
    }
    if let Some(rest) = text.strip_prefix('{') {
        let comma = if rest.trim_start().starts_with('}') {
            ""
        } else {
            ","
        };
        return format!("{{{label}{comma}{rest}");
    }
    match serde_json::from_str::<&RawValue>(text) {
        Ok(value) => format!("{{{label},\"@value\":{value}}}"),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping() -> Mapping {
        let text = r#"
[[message]]
type = "track"
event = "Order Completed"
identifiers.user_id = "{who}"
properties.order_id = "{@topic}"
properties.revenue = { column = "@value", type = "number" }
"#;
        Mapping::of_source("tills", text).expect("a mapping")
    }

    fn bodies(payload: &str) -> Vec<Result<String, &'static str>> {
        let came = Came {
            place: "tills/1",
            id: b"1",
            labels: &[("@topic", "tills/\"1"), ("@key", "k")],
            payload: payload.as_bytes(),
        };
        let rows = rows(&mapping(), came).into_iter();
        rows.map(|row| match row.outcome {
            Ok(messages) => Ok(String::from_utf8_lossy(&messages[0].body).into_owned()),
            Err(rejects) => Err(rejects[0].code),
        })
        .collect()
    }

    #[test]
    fn objects_lists_and_values_are_rows_and_all_else_is_refused() {
        let one = bodies(r#"{"who":"u1"}"#);
        let body = one[0].as_ref().expect("a row");
        assert!(body.contains(r#""order_id":"tills/\"1""#), "{body}");
        let two = bodies(r#" [{"who":"u1"}, {"who":"u2"}, 7] "#);
        assert!(two[0].is_ok() && two[1].is_ok() && two[0] != two[1]);
        assert_eq!(two[2], Err("identifier_missing"));
        assert_eq!(bodies("23.5"), [Err("identifier_missing")]);
        assert!(bodies("").is_empty());
        for garbled in ["{", "[1", "nonsense", r#"{"@topic":1,"who":"u1"}"#] {
            assert_eq!(bodies(garbled), [Err("json_invalid")], "{garbled}");
        }
        let many = format!("[{}]", vec!["1"; ROWS_MAX + 1].join(","));
        assert_eq!(bodies(&many), [Err("json_invalid")]);
    }
}
