//! Who a message is about: its identifiers, and where the person is.

use std::borrow::Cow;

use super::validate::{Candidates, reject};
use super::{
    CallName, Finding, IDENTIFIER_BYTES_MAX, IDENTIFIERS_MAX, Problem, Reading, Rejection,
};
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::age::{AGE_YEARS_MAX, AgeSaid};
use crate::catalog::{Catalog, FieldKind, IdentifierDef, Source};
use crate::id::{IdentifierKind, JurisdictionSet};
use crate::identity::{Candidate, Claim};
use crate::json::Json;
use crate::normalise;
use crate::people::Identifier;
use crate::value::Value;

/// The identifiers of a message that may identify someone.
pub(super) fn candidates(
    catalog: &Catalog,
    source: &Source,
    body: &Json<'_>,
    call: CallName,
    readings: &[Reading],
    findings: &mut Vec<Finding>,
) -> Result<Candidates, Rejection> {
    let mut found = Found {
        catalog,
        claim: if source.trusted {
            Claim::Source
        } else {
            Claim::Anybody
        },
        candidates: Candidates::new(),
        findings,
        any: false,
    };
    let user = body.get("userId");
    found.take("user_id", user, false);
    found.take("anonymous_id", body.get("anonymousId"), false);
    if call == CallName::Alias {
        let previous = body.get("previousId");
        if previous.and_then(id_text).is_none() {
            return Err(reject(
                "previous_id_missing",
                "previousId",
                "an alias call names the previous id",
                "send it as text",
            ));
        }
        if previous.and_then(id_text) != user.and_then(id_text) {
            found.take("anonymous_id", previous, true);
        }
    }
    for path in [["context", "externalIds"], ["context", "externalId"]] {
        let ids = body.at(&path).and_then(Json::as_list).unwrap_or_default();
        for id in ids {
            match id.get("type").and_then(Json::as_str) {
                Some(kind) => found.take(kind, id.get("id"), false),
                None => found.note(Problem::UndeclaredIdentifier),
            }
        }
    }
    for reading in readings.iter().filter(|reading| reading.valid) {
        let field = catalog.field(reading.field);
        let kind = field.and_then(|field| field.identifier);
        if let (Some(kind), Some(text)) = (kind, reading.value.text()) {
            found.put(kind, text, false);
        }
    }
    let (candidates, any) = (found.candidates, found.any);
    if candidates.is_empty() {
        return Err(if any {
            reject(
                "identifier_unusable",
                "userId",
                "every identifier is blocked, too long or not valid",
                "send an id of your own for the person or the device, never a placeholder",
            )
        } else {
            reject(
                "identifier_missing",
                "userId",
                "a message needs a userId or an anonymousId",
                "send one of them as text",
            )
        });
    }
    if candidates.len() > IDENTIFIERS_MAX {
        return Err(reject(
            "identifiers_too_many",
            "context.externalIds",
            "more than 20 identifiers",
            "send fewer",
        ));
    }
    Ok(candidates)
}

struct Found<'a> {
    catalog: &'a Catalog,
    claim: Claim,
    candidates: Candidates,
    findings: &'a mut Vec<Finding>,
    any: bool,
}

impl Found<'_> {
    fn note(&mut self, problem: Problem) {
        self.findings.push(Finding {
            field: None,
            problem,
        });
    }

    /// Takes an identifier of a named kind as it was sent.
    fn take(&mut self, kind: &str, value: Option<&Json<'_>>, previous: bool) {
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return;
        };
        self.any = true;
        let Some(kind) = self.catalog.names.identifiers.get(kind).copied() else {
            return self.note(Problem::UndeclaredIdentifier);
        };
        match id_text(value) {
            Some(text) => self.put(kind, &text, previous),
            None => self.note(Problem::InvalidIdentifier),
        }
    }

    fn put(&mut self, kind: IdentifierKind, text: &str, previous: bool) {
        self.any = true;
        let Some(declared) = self.catalog.identifier(kind) else {
            return self.note(Problem::UndeclaredIdentifier);
        };
        let blocked = |text: &str| is_blocked_identifier(declared, text);
        if blocked(text) {
            return self.note(Problem::BlockedIdentifier);
        }
        let Some(value) = normal_identifier(declared, text) else {
            return self.note(Problem::InvalidIdentifier);
        };
        // Another way to write a blocked value is blocked too.
        if value != text && blocked(&value) {
            return self.note(Problem::BlockedIdentifier);
        }
        let identifier = Identifier { kind, value };
        if !self
            .candidates
            .iter()
            .any(|known| known.identifier == identifier)
        {
            self.candidates.push(Candidate {
                identifier,
                previous,
                claim: self.claim,
            });
        }
    }
}

/// The value of an identifier as it is matched, or none if it is no value of its kind.
pub fn normal_identifier(declared: &IdentifierDef, text: &str) -> Option<SmolStr> {
    let value: Cow<'_, str> = match declared.kind {
        FieldKind::Email => normalise::email(text).ok()?,
        FieldKind::Phone => Cow::Owned(normalise::phone(text, None).ok()?.as_str().to_owned()),
        _ => Cow::Borrowed(text.trim()),
    };
    let usable = !value.is_empty()
        && value.len() <= IDENTIFIER_BYTES_MAX
        && !value.chars().any(char::is_control);
    usable.then(|| SmolStr::new(value))
}

/// Whether a value never identifies anybody: of any kind, or of this one.
#[must_use]
pub fn is_blocked_identifier(declared: &IdentifierDef, text: &str) -> bool {
    normalise::is_blocked(text) || is_blocked_for(declared, text)
}

/// Whether a kind's own patterns block a value; `*` matches any run.
fn is_blocked_for(declared: &IdentifierDef, text: &str) -> bool {
    if declared.blocked.is_empty() {
        return false;
    }
    let text = text.trim();
    let is_lower = text
        .bytes()
        .all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    let lower = if is_lower {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    };
    declared
        .blocked
        .iter()
        .any(|pattern| matches(pattern, &lower))
}

fn matches(pattern: &str, text: &str) -> bool {
    // Found by hand: most patterns have no more than a few bytes, and each is held against every
    // identifier that comes in.
    let Some(star) = pattern.bytes().position(|byte| byte == b'*') else {
        return pattern == text;
    };
    let Some(mut rest) = text.strip_prefix(&pattern[..star]) else {
        return false;
    };
    let mut last = None;
    for part in pattern[star + 1..].split('*') {
        if let Some(middle) = last.replace(part) {
            let Some(at) = rest.find(middle) else {
                return false;
            };
            rest = &rest[at + middle.len()..];
        }
    }
    rest.ends_with(last.unwrap_or_default())
}

/// An id as text: text as it is, whole numbers written out.
pub(super) fn id_text<'j>(value: &'j Json<'_>) -> Option<Cow<'j, str>> {
    match value {
        Json::Text(text) => Some(Cow::Borrowed(text)),
        Json::Number(number) => number.as_i64().map(|number| Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// The country that phone numbers and addresses of a message are read in.
pub(super) fn country(body: &Json<'_>, source: &Source) -> Option<Box<str>> {
    let said = trait_text(body, &["address", "country"]).or_else(|| trait_text(body, &["country"]));
    let said = said.and_then(|text| normalise::country(text).ok());
    said.map(Box::from).or_else(|| source.country.clone())
}

fn trait_text<'j>(body: &'j Json<'_>, path: &[&str]) -> Option<&'j str> {
    let traits = body.get("traits").and_then(|traits| traits.at(path));
    let traits = traits.or_else(|| {
        body.at(&["context", "traits"])
            .and_then(|traits| traits.at(path))
    });
    traits.and_then(Json::as_str)
}

/// The jurisdictions where the person lives (from traits) and was (from context), if said.
///
/// They are worked out before the gate and kept without the place itself: without them no law
/// could be applied.
pub(super) fn places(
    catalog: &Catalog,
    body: &Json<'_>,
    call: CallName,
) -> (Option<JurisdictionSet>, Option<JurisdictionSet>) {
    let residence = if call == CallName::Identify {
        let first = |paths: [&[&str]; 2]| paths.iter().find_map(|path| trait_text(body, path));
        place(
            catalog,
            first([&["address", "country"], &["country"]]),
            first([&["address", "state"], &["state"]])
                .or_else(|| first([&["address", "region"], &["region"]])),
            first([&["address", "city"], &["city"]]),
        )
    } else {
        None
    };
    let location = body.at(&["context", "location"]).and_then(|location| {
        let text = |key| location.get(key).and_then(Json::as_str);
        place(
            catalog,
            text("country"),
            text("region").or_else(|| text("state")),
            text("city"),
        )
    });
    (residence, location)
}

/// The countries that [`places`] are in.
pub(super) fn countries(body: &Json<'_>, call: CallName) -> SmallVec<[&'static str; 2]> {
    let lives = (call == CallName::Identify).then(|| {
        trait_text(body, &["address", "country"]).or_else(|| trait_text(body, &["country"]))
    });
    let was = body.at(&["context", "location", "country"]);
    let said = [lives.flatten(), was.and_then(Json::as_str)];
    let known = said.into_iter().flatten();
    known
        .filter_map(|text| normalise::country(text).ok())
        .collect()
}

/// What a message says about the person's age: the birth date among its traits, and
/// `age = { from, below }` in years.
pub(super) fn age(
    catalog: &Catalog,
    body: &Json<'_>,
    readings: &[Reading],
) -> Result<AgeSaid, Rejection> {
    let day = |reading: &&Reading| {
        let field = catalog.field(reading.field);
        reading.valid && field.is_some_and(|field| field.birth_date)
    };
    let born = readings.iter().find(day).and_then(|reading| {
        let Value::Time(born) = reading.value else {
            return None;
        };
        Some(born)
    });
    let band = match body.get("age").filter(|age| age.as_map().is_some()) {
        Some(age) => Some(band(age)?),
        None => None,
    };
    Ok(AgeSaid { born, band })
}

fn band(age: &Json<'_>) -> Result<(u8, Option<u8>), Rejection> {
    let years = |key: &str| match age.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => {
            let number = value.as_i64().and_then(|number| u8::try_from(number).ok());
            number
                .filter(|years| *years <= AGE_YEARS_MAX)
                .map(Some)
                .ok_or(())
        }
    };
    let band = match (years("from"), years("below")) {
        (Ok(from), Ok(below)) => Some((from, below)),
        _ => None,
    };
    let some = |(from, below): &(Option<u8>, Option<u8>)| {
        let order = below.is_none_or(|below| from.unwrap_or(0) < below);
        order && (from.is_some() || below.is_some())
    };
    let (from, below) = band.filter(some).ok_or_else(|| {
        reject(
            "age_invalid",
            "age",
            "an age is a number of years from 0 to 130, `from` less than `below`",
            "send { \"from\": 13, \"below\": 16 }, or one of the two",
        )
    })?;
    Ok((from.unwrap_or(0), below))
}

fn place(
    catalog: &Catalog,
    country: Option<&str>,
    region: Option<&str>,
    city: Option<&str>,
) -> Option<JurisdictionSet> {
    let country = normalise::country(country?).ok()?;
    let city = city.and_then(|city| normalise::city(country, city));
    let region = region.and_then(|region| normalise::region(country, region));
    let region = region.or(city.map(|city| city.region));
    Some(catalog.jurisdictions_of(country, region, city.map(|city| city.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run_and_everything_else_for_itself() {
        for (pattern, text) in [
            ("guest", "guest"),
            ("*@example.com", "ann@example.com"),
            ("*@example.com", "@example.com"),
            ("noreply@*", "noreply@shop.test"),
            ("a*b*c", "abc"),
            ("a*b*c", "a-b-bc"),
            ("*", ""),
            ("**", "anything"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("guest", "guests"),
            ("guest", "a guest"),
            ("*@example.com", "ann@example.com.test"),
            ("noreply@*", "a noreply@shop.test"),
            ("a*b*c", "acb"),
            ("ab*ba", "aba"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
