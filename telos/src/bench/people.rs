//! Made-up people: who they are follows from their number.

use std::fmt::Write as _;

use super::random::Random;

/// Digits of a person's number in identifiers.
pub(super) const DIGITS: usize = 9;

const FIRST: [&str; 16] = [
    "Anna", "Ben", "Chiara", "David", "Elif", "Farid", "Greta", "Haruto", "Ines", "Jonas", "Keiko",
    "Liam", "Maria", "Nina", "Oskar", "Priya",
];
const LAST: [&str; 16] = [
    "Almeida", "Becker", "Conti", "Dubois", "Evans", "Fischer", "Garcia", "Haas", "Ito", "Jansen",
    "Kowalski", "Lopez", "Martin", "Nguyen", "Okafor", "Petit",
];
const GENRES: [&str; 6] = ["jazz", "soul", "techno", "folk", "classical", "rock"];

/// A country with a place and the start of its phone numbers.
struct Home {
    country: &'static str,
    region: &'static str,
    city: &'static str,
    postal_code: &'static str,
    phone: &'static str,
    locale: &'static str,
}

/// Where people live; several jurisdictions, those that ask for consent and those that do not.
const HOMES: [Home; 6] = [
    home("DE", "BE", "Berlin", "10115", "+4915112", "de-DE"),
    home("FR", "IDF", "Paris", "75001", "+3361234", "fr-FR"),
    home("US", "CA", "Fresno", "93650", "+1559555", "en-US"),
    home("GB", "ENG", "Leeds", "LS1 1UR", "+4477001", "en-GB"),
    home("JP", "13", "Tokyo", "100-0001", "+8190123", "ja-JP"),
    home("US", "TX", "Austin", "73301", "+1512555", "en-US"),
];

const fn home(
    country: &'static str,
    region: &'static str,
    city: &'static str,
    postal_code: &'static str,
    phone: &'static str,
    locale: &'static str,
) -> Home {
    Home {
        country,
        region,
        city,
        postal_code,
        phone,
        locale,
    }
}

/// Writes what is first known of a person: who they are, and one order. Two messages.
pub(super) fn introduce(person: u64, time: &str, out: &mut String) {
    let mut random = Random::new(person);
    let first = random.pick(&FIRST);
    let last = random.pick(&LAST);
    let at = usize::try_from(random.below(HOMES.len() as u64)).unwrap_or_default();
    let home = &HOMES[at];
    write!(
        out,
        r#"{{"type":"identify","messageId":"fill-i-{person:09}","userId":"u{person:09}","#
    )
    .expect("writing to a string never fails");
    write!(
        out,
        r#""anonymousId":"a0000000-0000-4000-8000-000{person:09}","timestamp":"{time}","#
    )
    .expect("writing to a string never fails");
    write!(
        out,
        r#""traits":{{"first_name":"{first}","last_name":"{last}","email":"{}.{}.{person:09}@posteo.example.net","#,
        first.to_ascii_lowercase(),
        last.to_ascii_lowercase(),
    )
    .expect("writing to a string never fails");
    if random.chance(40) {
        let line = person % 100_000;
        write!(out, r#""phone":"{}{line:05}","#, home.phone)
            .expect("writing to a string never fails");
    }
    if random.chance(30) {
        write!(out, r#""favourite_genres":["{}"],"#, random.pick(&GENRES))
            .expect("writing to a string never fails");
    }
    write!(
        out,
        r#""address":{{"street":"Hauptstr. {}","city":"{}","postal_code":"{}","state":"{}","country":"{}"}}}},"#,
        random.below(200),
        home.city,
        home.postal_code,
        home.region,
        home.country
    )
    .expect("writing to a string never fails");
    let yes = random.chance(60);
    let ads = random.chance(25);
    write!(
        out,
        r#""context":{{"locale":"{}","library":{{"name":"analytics-node","version":"2.1.0"}},"#,
        home.locale
    )
    .expect("writing to a string never fails");
    write!(
        out,
        r#""consent":{{"categoryPreferences":{{"analytics":{yes},"personalization":{yes},"advertising":{ads}}}}}}}}}"#
    )
    .expect("writing to a string never fails");
    let (total, product) = (5 + random.below(200), random.below(50_000));
    write!(
        out,
        r#",{{"type":"track","messageId":"fill-o-{person:09}","userId":"u{person:09}","event":"Order Completed","timestamp":"{time}","properties":{{"order_id":"o{person:09}","total":{total}.5,"revenue":{total},"currency":"EUR","quantity":1,"products":[{{"product_id":"p{product}","name":"Record {product}","price":{total},"quantity":1}}]}}}}"#
    )
    .expect("writing to a string never fails");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn introductions_are_json_of_two_messages() {
        for person in [0, 1, 7, 999_999, 123_456_789] {
            let mut out = String::from("[");
            introduce(person, "2026-05-03T10:00:00.000Z", &mut out);
            out.push(']');
            let read: serde_json::Value = serde_json::from_str(&out).unwrap();
            assert_eq!(read.as_array().unwrap().len(), 2, "{out}");
            let user_id = read[1]["userId"].as_str().unwrap();
            assert_eq!(user_id.len(), 1 + DIGITS);
        }
    }
}
