//! The body of a statement: who, for which brand, and what; checked before anything is asked.

use std::borrow::Cow;

use telos_engine::Who;
use telos_model::catalog::Catalog;
use telos_model::id::{BrandId, PurposeId, PurposeSet};
use telos_model::json::Json;
use telos_model::message::FUTURE_MILLIS_MAX;
use telos_model::time::Timestamp;

use super::super::asker;
use crate::keys::MachineKey;
use crate::pages::Lang;
use crate::problem::Problem;

/// What a route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Consents, objections, flags and preferences.
    Everything,
    /// Preferences alone.
    Preferences,
}

/// The lists of statements.
const LISTS: [&str; 4] = ["consents", "objections", "flags", "preferences"];
/// Members besides the lists.
const ABOUT: [&str; 4] = ["who", "brand", "messageId", "timestamp"];
/// Ways of stating that leave no trace of their own, so that evidence has to be kept.
const NEEDS_EVIDENCE: [&str; 3] = ["store", "phone", "paper"];

/// A statement that may be made.
pub(super) struct Parsed<'a> {
    pub(super) who: Who,
    pub(super) brand: BrandId,
    /// The members that the message takes over.
    pub(super) members: Vec<(Cow<'a, str>, Json<'a>)>,
    /// The purposes that it is about.
    pub(super) purposes: PurposeSet,
    /// Those of them that a yes was said to.
    pub(super) granted: PurposeSet,
    /// The language that the person was spoken to in, as far as it is known.
    pub(super) lang: Lang,
}

/// Reads a body, and checks that the key may state what is in it.
pub(super) fn parse<'a>(
    catalog: &Catalog,
    key: &MachineKey,
    bytes: &'a [u8],
    takes: Takes,
    now: Timestamp,
) -> Result<Parsed<'a>, Problem> {
    let body = Json::parse(bytes)?;
    let Json::Map(members) = body else {
        return Err(invalid("body", "this must be an object"));
    };
    let known = |name: &str| match takes {
        Takes::Everything => ABOUT.contains(&name) || LISTS.contains(&name),
        Takes::Preferences => ABOUT.contains(&name) || name == "preferences",
    };
    if members.iter().any(|(name, _)| !known(name)) {
        return Err(invalid("body", "it has a member that is not known"));
    }
    let get = |wanted: &str| {
        let mut members = members.iter();
        members
            .find(|(name, value)| name == wanted && !value.is_null())
            .map(|(_, value)| value)
    };
    let who = who(catalog, get("who"))?;
    let brand = brand(catalog, key, get("brand"))?;
    past(get("timestamp"), now)?;
    let (mut purposes, mut granted) = (PurposeSet::EMPTY, PurposeSet::EMPTY);
    let mut lang = None;
    for list in LISTS {
        for item in get(list).and_then(Json::as_list).unwrap_or_default() {
            let about = item.get("purpose").and_then(Json::as_str);
            if let Some(purpose) = may_state(catalog, key, brand, about)? {
                purposes.insert(purpose);
                if item.get("act").and_then(Json::as_str) == Some("grant") {
                    granted.insert(purpose);
                }
            }
            let locale = item.get("locale").and_then(Json::as_str);
            lang = lang.or(locale.and_then(Lang::of_tag));
            evidence(item)?;
        }
    }
    let kept = members
        .into_iter()
        .filter(|(name, _)| name != "who" && name != "brand");
    Ok(Parsed {
        who,
        brand: brand.0,
        members: kept.collect(),
        purposes,
        granted,
        lang: lang.or(Lang::of_tag(brand.2)).unwrap_or(Lang::En),
    })
}

fn invalid(at: &'static str, detail: &'static str) -> Problem {
    Problem::bad(
        "statement_invalid",
        at,
        detail,
        "/openapi.json has the shape of a statement",
    )
}

fn who(catalog: &Catalog, who: Option<&Json<'_>>) -> Result<Who, Problem> {
    let part = |name: &str| who.and_then(|who| who.get(name)?.as_str());
    match (part("kind"), part("value")) {
        (Some(kind), Some(value)) => asker::who(catalog, kind, value),
        _ => Err(invalid("who", "name the person by `kind` and `value`")),
    }
}

/// The brand that is named, or else the key's.
fn brand<'k>(
    catalog: &'k Catalog,
    key: &'k MachineKey,
    named: Option<&Json<'_>>,
) -> Result<(BrandId, &'k str, &'k str), Problem> {
    let name = match named {
        Some(name) => name.as_str(),
        None => key.brand(),
    };
    let brands = catalog.brands.iter().flatten();
    let found = name.and_then(|name| brands.into_iter().find(|brand| *brand.name == *name));
    let found = found.filter(|brand| key.sees_brand(&brand.name));
    found
        .map(|brand| (brand.id, &*brand.name, &*brand.locale))
        .ok_or_else(|| {
            Problem::bad(
                "brand_unknown",
                "brand",
                "this is no brand that the machine key works for",
                "name one of the catalog, for which the key has a purpose",
            )
        })
}

/// Refuses what lies ahead: nobody has said it yet.
fn past(timestamp: Option<&Json<'_>>, now: Timestamp) -> Result<(), Problem> {
    let time = timestamp.and_then(Json::as_str).and_then(Timestamp::parse);
    if time.is_some_and(|time| time > now.plus_millis(FUTURE_MILLIS_MAX)) {
        return Err(Problem::bad(
            "timestamp_future",
            "timestamp",
            "the time lies in the future",
            "send the time at which the person said it",
        ));
    }
    Ok(())
}

/// The purpose that a statement is about, if it names one that the key works for. What names
/// none is about the brand. A purpose that the catalog lacks is the message's to refuse.
fn may_state(
    catalog: &Catalog,
    key: &MachineKey,
    (_, brand, _): (BrandId, &str, &str),
    about: Option<&str>,
) -> Result<Option<PurposeId>, Problem> {
    let Some(about) = about else {
        return Ok(None);
    };
    let full = format!("{brand}/{about}");
    if !key.may_ask(&full) {
        return Err(Problem::new(
            axum::http::StatusCode::FORBIDDEN,
            "purpose_not_allowed",
            "the machine key may not state anything about this purpose",
            "name a purpose of the key's, without its brand",
        )
        .at("purpose"));
    }
    Ok(catalog.names.purposes.get(full.as_str()).copied())
}

/// What was said in a shop, on the telephone or on paper needs something that shows it, and so does
/// that somebody is a child's guardian.
fn evidence(item: &Json<'_>) -> Result<(), Problem> {
    let text = |name: &str| item.get(name).and_then(Json::as_str).unwrap_or_default();
    let guardian = text("actor") == "guardian" && text("act") == "grant";
    if (guardian || NEEDS_EVIDENCE.contains(&text("method"))) && text("evidence").is_empty() {
        return Err(Problem::bad(
            "evidence_missing",
            "evidence",
            "a guardian's yes, and what was said in a shop, on the telephone or on paper, needs evidence",
            "send a reference, such as the number of the form or of the recording",
        ));
    }
    Ok(())
}
