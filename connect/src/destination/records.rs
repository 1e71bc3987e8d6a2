//! Requests for records of an API one by one and by pages: pure functions from what is asked for to
//! what is sent, and from what came back to records.

use serde_json::{Map, Value as Json};
use telos_model::catalog::{Http, Piece, RequestDef, Target};
use telos_model::time::Timestamp;

use super::render::{Scope, plain, put};
use super::{By, Made, Unmade, make};

/// What placeholders about lists and records stand for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// Since when records changed.
    pub since: Option<Timestamp>,
    /// What the page before said about the next one.
    pub next: Option<&'a str>,
    /// The number of the page, from 1.
    pub page: Option<u64>,
    /// What the record is known by.
    pub key: Option<&'a str>,
    /// What is looked for.
    pub value: Option<&'a str>,
    /// Which state of the record is changed.
    pub version: Option<&'a Json>,
    /// What is written of it.
    pub fields: Option<&'a Json>,
    /// All of it as it is to be.
    pub whole: Option<&'a Json>,
}

/// A request about a list or a record. `id` is its idempotency key.
pub fn ask(
    http: &Http,
    request: &RequestDef,
    asked: Asked<'_>,
    id: [u8; 16],
    by: By<'_>,
) -> Result<Made, Unmade> {
    let scope = Scope {
        id,
        outgoing: None,
        items: &[],
        at: by.at,
        event_names: &[],
        item: None,
        found: by.found,
        asked,
    };
    let mut made = make(http, request, None, &scope, by.secret)?;
    if request.method == "GET" {
        // A question is no delivery, and is answered anew each time.
        made.headers
            .retain(|(name, _)| &**name != "idempotency-key");
    }
    Ok(made)
}

/// The same request for the page at an address that the page before named; none where it is not of
/// the same place, which nobody is led away from.
#[must_use]
pub fn page_at(http: &Http, request: &RequestDef, address: &str) -> Option<RequestDef> {
    let target = request.target.as_ref().unwrap_or(&http.target);
    let path = match address.split_once("://") {
        Some((scheme, rest)) => {
            let (place, _) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            let named = format!("{}://{place}", scheme.to_ascii_lowercase());
            same_place(&named, target).then(|| &rest[place.len()..])?
        }
        None if address.starts_with('/') && !address.starts_with("//") => address,
        None => return None,
    };
    let path = path.strip_prefix(&*target.path)?;
    let proper = path.bytes().all(|byte| byte.is_ascii_graphic()) && path.len() <= 8 * 1024;
    let proper = proper && (path.is_empty() || path.starts_with(['/', '?']));
    proper.then(|| RequestDef {
        path: vec![Piece::Text(path.into())],
        ..request.clone()
    })
}

fn same_place(named: &str, target: &Target) -> bool {
    let scheme = if target.https { "https" } else { "http" };
    let plain = format!("{scheme}://{}", target.authority());
    let whole = format!("{plain}:{}", target.port);
    named.eq_ignore_ascii_case(&plain) || named.eq_ignore_ascii_case(&whole)
}

/// The address of the next page in a `Link` header, if there is one.
#[must_use]
pub fn next_link(header: &str) -> Option<&str> {
    header.split(',').find_map(|link| {
        let (address, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters.split(';').any(|parameter| {
            let Some((name, value)) = parameter.trim().split_once('=') else {
                return false;
            };
            let mut words = value.trim_matches('"').split(' ');
            name.eq_ignore_ascii_case("rel") && words.any(|word| word.eq_ignore_ascii_case("next"))
        });
        is_next.then_some(address)
    })
}

/// What stands at a path in an answer, as `data.items`; the whole where the path is empty.
#[must_use]
pub fn at<'j>(json: &'j Json, path: &str) -> Option<&'j Json> {
    if path.is_empty() {
        return Some(json);
    }
    // A name that has a dot in it is one name.
    if let Some(found) = json.get(path) {
        return Some(found);
    }
    path.split('.').try_fold(json, |at, name| {
        let by_place = name.parse::<usize>().ok().and_then(|place| at.get(place));
        by_place.or_else(|| at.get(name))
    })
}

/// A text or a number as a text; none for anything else and for nothing.
#[must_use]
pub fn text_at(json: &Json, path: &str) -> Option<String> {
    match at(json, path)? {
        value @ (Json::String(_) | Json::Number(_)) => {
            Some(plain(value)).filter(|text| !text.is_empty())
        }
        _ => None,
    }
}

/// An instant: a text of RFC 3339, or a number of seconds or milliseconds.
#[must_use]
pub fn time_at(json: &Json, path: &str) -> Option<Timestamp> {
    /// The year 5138 in seconds, and 1973 in milliseconds.
    const SECONDS_MAX: i64 = 100_000_000_000;
    match at(json, path)? {
        Json::String(text) => Timestamp::parse(text),
        Json::Number(number) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "fractions of times do not matter"
            )]
            let number = number
                .as_i64()
                .or_else(|| number.as_f64().map(|n| n as i64))?;
            let millis = if number.abs() < SECONDS_MAX {
                number.checked_mul(1_000)?
            } else {
                number
            };
            Some(Timestamp::from_millis(millis))
        }
        _ => None,
    }
}

/// Columns by path as one object: `address.city` lies in `address`.
#[must_use]
pub fn fields_of<'c>(columns: impl Iterator<Item = &'c str>, values: &Map<String, Json>) -> Json {
    let mut fields = Map::new();
    for column in columns {
        let value = values.get(column).cloned().unwrap_or(Json::Null);
        put(&mut fields, column, value);
    }
    Json::Object(fields)
}

/// A record with other values in it.
#[must_use]
pub fn whole_of<'c>(
    record: &Json,
    columns: impl Iterator<Item = &'c str>,
    values: &Map<String, Json>,
) -> Json {
    let mut whole = record.as_object().cloned().unwrap_or_default();
    for column in columns {
        let value = values.get(column).cloned().unwrap_or(Json::Null);
        put(&mut whole, column, value);
    }
    Json::Object(whole)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_next_page_is_read_from_the_header() {
        let header =
            r#"<https://a.example/x?page=1>; rel="prev", </x?page=3>; title="n"; rel="next last""#;
        assert_eq!(next_link(header), Some("/x?page=3"));
        for none in ["", "<x", "<x>", "<x>; rel=prev", "x; rel=next"] {
            assert_eq!(next_link(none), None, "{none}");
        }
    }

    #[test]
    fn times_are_read_as_they_are_written() {
        let record = json!({"a": "2026-05-03T12:00:00Z", "b": 1_777_809_600, "c": 1_777_809_600_000_i64,
            "d": {"e": 1_777_809_600.4}, "f": true, "g": "soon"});
        for path in ["a", "b", "c", "d.e"] {
            let read = time_at(&record, path).map(Timestamp::millis);
            assert_eq!(read, Some(1_777_809_600_000), "{path}");
        }
        for path in ["f", "g", "h", "d"] {
            assert_eq!(time_at(&record, path), None, "{path}");
        }
    }

    #[test]
    fn what_is_written_lies_where_the_record_has_it() {
        let values = json!({"name": "Ada", "address.city": "Nara", "gone": null});
        let values = values.as_object().expect("an object");
        let columns = ["name", "address.city", "gone"];
        let fields = fields_of(columns.into_iter(), values);
        assert_eq!(
            fields,
            json!({"name": "Ada", "address": {"city": "Nara"}, "gone": null})
        );
        let record = json!({"id": 7, "name": "A", "address": {"city": "B", "zip": "1"}});
        assert_eq!(
            whole_of(&record, columns.into_iter(), values),
            json!({"id": 7, "name": "Ada", "address": {"city": "Nara", "zip": "1"}, "gone": null})
        );
    }
}
