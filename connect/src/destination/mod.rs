//! Requests to destinations: pure functions from what goes out to what is sent, and from what came
//! back to what it means. Sending is somebody else's.

mod address;
mod files;
mod messages;
mod records;
mod render;
mod sign;
mod steps;
mod tables;
mod token;

use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use telos_model::catalog::{Auth, Http, RequestDef, Target};
use telos_model::deliver::Outgoing;
use telos_model::time::Timestamp;

pub use address::is_allowed;
pub use files::{
    Batch, FileRow, Left, NotOurs, Under, format_of, has_row, keys_of, note, notes_under,
    object_of, read_note, row, take_out, takes_out,
};
pub use messages::{Message, has_message, messages, messages_by_each};
pub use records::{Asked, ask, at, fields_of, next_link, page_at, text_at, time_at, whole_of};
use render::Scope;
pub use steps::{Call, calls, found, id_of_step, shown};
pub use tables::{Statement, has_rows, mysql_value, row_of, statements};
pub use token::{TOKEN_SECONDS_MAX, Token, ask_token, read_token};

/// Who Telos says that it is.
pub(crate) const AGENT: &str = concat!("Telos/", env!("CARGO_PKG_VERSION"));
/// The largest body that is made, in bytes.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The longest time that an answer can ask to wait, in seconds.
pub const RETRY_AFTER_SECONDS_MAX: u64 = 3_600;

/// One delivery as it goes into a request.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its idempotency key.
    pub id: [u8; 16],
    /// What goes.
    pub outgoing: &'a Outgoing,
}

/// A request that is ready to be sent. `Debug` hides all but its method.
#[derive(Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it goes.
    pub target: Target,
    /// The method.
    pub method: &'static str,
    /// The path, with what the destination's address begins with.
    pub path: String,
    /// Headers, with lower-case names.
    pub headers: Vec<(Box<str>, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Made({})", self.method)
    }
}

/// Why a request cannot be made. Names no values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmade {
    /// The destination has no request for it.
    #[error("make a request: the destination has none for this")]
    NoRequest,
    /// It needs a value that is not there or may not go.
    #[error("make a request: it needs a value that there is none of")]
    NoValue,
    /// A header would have a value that none can have.
    #[error("make a request: a header would have a value that none can have")]
    Header,
    /// The body would be too large.
    #[error("make a request: over the limit body_bytes_max: 4194304 bytes")]
    TooLarge,
    /// A value is not of the type of its column.
    #[error("make a row: a value is not of the type of its column")]
    Type,
    /// There is no secret to sign with, or it is not one.
    #[error("make a request: there is no secret, or it is not one of its kind")]
    Secret,
}

/// The idempotency key as receivers see it.
#[must_use]
pub fn id_text(id: [u8; 16]) -> String {
    format!("msg_{:032x}", u128::from_be_bytes(id))
}

/// Who sends, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// The secret, or the token that was asked for with it.
    pub secret: Option<&'a str>,
    /// Now.
    pub at: Timestamp,
    /// What was found by asking first.
    pub found: Option<&'a Json>,
}

/// A request for one delivery.
pub fn one(http: &Http, request: &RequestDef, item: Item<'_>, by: By<'_>) -> Result<Made, Unmade> {
    make(http, request, None, &scope(http, item, by), by.secret)
}

fn scope<'a>(http: &'a Http, item: Item<'a>, by: By<'a>) -> Scope<'a> {
    Scope {
        id: item.id,
        outgoing: Some(item.outgoing),
        items: &[],
        at: by.at,
        event_names: &http.event_names,
        item: None,
        found: by.found,
        asked: Asked::default(),
    }
}

/// Whether there is a request for a delivery, and all that it needs, short of what is asked first.
#[must_use]
pub fn has_all(http: &Http, item: Item<'_>) -> bool {
    let Some(request) = http.request(item.outgoing.occasion) else {
        return false;
    };
    let request = steps::fitting(request, item.outgoing);
    let by = By {
        secret: None,
        at: Timestamp::MIN,
        found: Some(&Json::Null),
    };
    let scope = scope(http, item, by);
    request
        .all()
        .iter()
        .all(|request| scope.has(&request.path) && scope.has(&request.needs))
}

/// Whether what a delivery says goes once for each identifier of a kind that it names, so that it
/// reaches these alone.
#[must_use]
pub fn goes_by_each(http: &Http, item: Item<'_>) -> bool {
    let request = http.request(item.outgoing.occasion);
    let each = request.and_then(|request| request.each.as_ref());
    each.is_some_and(|each| {
        let mut identifiers = item.outgoing.identifiers.iter();
        identifiers.any(|(kind, _)| kind == each) && has_all(http, item)
    })
}

/// One request for several deliveries. Its key is made of theirs: the same deliveries have the same
/// key, and others never do.
pub fn batch(http: &Http, items: &[Item<'_>], by: By<'_>) -> Result<Made, Unmade> {
    let batch = http.batch.as_ref().ok_or(Unmade::NoRequest)?;
    let mut bodies = Vec::with_capacity(items.len());
    for item in items {
        let request = http.request(item.outgoing.occasion);
        let body = request.and_then(|request| request.body.as_ref());
        bodies.extend(body.and_then(|body| scope(http, *item, by).value(body)));
    }
    let joined = batch.join.then(|| joined(&bodies));
    let scope = Scope {
        id: id_of(items),
        outgoing: None,
        items: &bodies,
        at: by.at,
        event_names: &http.event_names,
        item: None,
        found: None,
        asked: Asked::default(),
    };
    make(http, &batch.request, joined, &scope, by.secret)
}

/// One body of several: lists are joined, all else is the first's.
fn joined(bodies: &[Json]) -> Json {
    let mut all = serde_json::Map::new();
    for body in bodies.iter().filter_map(Json::as_object) {
        for (name, value) in body {
            match (all.get_mut(name), value) {
                (Some(Json::Array(items)), Json::Array(more)) => items.extend(more.iter().cloned()),
                (Some(_), _) => {}
                (None, value) => {
                    all.insert(name.clone(), value.clone());
                }
            }
        }
    }
    Json::Object(all)
}

/// A Standard Webhook of JSON to a target, signed with a secret.
pub fn webhook(
    target: &Target,
    secret: &str,
    id: [u8; 16],
    at: Timestamp,
    body: &serde_json::Value,
) -> Result<Made, Unmade> {
    let body = body.to_string().into_bytes();
    let id = id_text(id);
    let seconds = at.millis().div_euclid(1_000).to_string();
    let signature = sign::standard(secret, &id, &seconds, &body).ok_or(Unmade::Secret)?;
    let agent = concat!("Telos/", env!("CARGO_PKG_VERSION")).to_owned();
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("user-agent", agent),
        ("webhook-id", id),
        ("webhook-timestamp", seconds),
        ("webhook-signature", signature),
    ];
    let path = if target.path.is_empty() {
        "/".to_owned()
    } else {
        target.path.to_string()
    };
    Ok(Made {
        target: target.clone(),
        method: "POST",
        path,
        headers: headers
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect(),
        body,
    })
}

fn id_of(items: &[Item<'_>]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(b"batch");
    for item in items {
        hash.update(item.id);
    }
    let hash: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|at| hash[at])
}

fn make(
    http: &Http,
    request: &RequestDef,
    joined: Option<Json>,
    scope: &Scope<'_>,
    secret: Option<&str>,
) -> Result<Made, Unmade> {
    if !scope.has(&request.needs) {
        return Err(Unmade::NoValue);
    }
    let target = request.target.as_ref().unwrap_or(&http.target);
    let path = scope.path(&request.path).ok_or(Unmade::NoValue)?;
    let mut path = match format!("{}{path}", target.path) {
        empty if empty.is_empty() => "/".to_owned(),
        path => path,
    };
    let body = request.body.as_ref().and_then(|body| scope.value(body));
    let body = joined.or(body).map_or_else(Vec::new, |body| {
        if request.form {
            form(&body).into_bytes()
        } else {
            body.to_string().into_bytes()
        }
    });
    if body.len() > BODY_BYTES_MAX {
        return Err(Unmade::TooLarge);
    }
    let mut headers: Vec<(Box<str>, String)> = Vec::new();
    if !body.is_empty() {
        let kind = if request.form {
            "application/x-www-form-urlencoded"
        } else {
            "application/json"
        };
        headers.push(("content-type".into(), kind.to_owned()));
    }
    headers.push(("idempotency-key".into(), id_text(scope.id)));
    headers.push(("user-agent".into(), AGENT.to_owned()));
    for (name, value) in &request.headers {
        let Some(value) = scope.text(value) else {
            continue;
        };
        headers.retain(|(known, _)| known != name);
        headers.push((name.clone(), value));
    }
    let auth = request.auth.as_ref().unwrap_or(&http.auth);
    if let Auth::Query(name, _) = auth {
        let secret = secret.ok_or(Unmade::Secret)?;
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(name);
        path.push('=');
        render::encode(secret, &mut path);
    }
    headers.extend(authorised(auth, scope, &body, secret)?);
    let proper = |byte: u8| (0x20..0x7f).contains(&byte);
    if !headers.iter().all(|(_, value)| value.bytes().all(proper)) {
        return Err(Unmade::Header);
    }
    Ok(Made {
        target: target.clone(),
        method: request.method,
        path,
        headers,
        body,
    })
}

/// A body as forms write it: each value as text, lists by repeating the name.
fn form(body: &Json) -> String {
    let mut out = String::new();
    let mut put = |name: &str, value: &Json| {
        if !out.is_empty() {
            out.push('&');
        }
        render::encode(name, &mut out);
        out.push('=');
        render::encode(&render::plain(value), &mut out);
    };
    for (name, value) in body.as_object().into_iter().flatten() {
        match value {
            Json::Array(items) => items.iter().for_each(|item| put(name, item)),
            value => put(name, value),
        }
    }
    out
}

/// The headers by which Telos shows who it is.
fn authorised(
    auth: &Auth,
    scope: &Scope<'_>,
    body: &[u8],
    secret: Option<&str>,
) -> Result<Vec<(Box<str>, String)>, Unmade> {
    let one = |name: &str, value: String| vec![(Box::from(name), value)];
    if *auth == Auth::None {
        return Ok(Vec::new());
    }
    let secret = secret.ok_or(Unmade::Secret)?;
    Ok(match auth {
        Auth::None | Auth::Query(..) => Vec::new(),
        Auth::Bearer(_) | Auth::Oauth(_) => one("authorization", format!("Bearer {secret}")),
        Auth::Basic(_) => one("authorization", format!("Basic {}", sign::base64(secret))),
        Auth::Header(name, _) => one(name, secret.to_owned()),
        Auth::StandardWebhooks(_) => {
            let id = id_text(scope.id);
            let seconds = scope.at.millis().div_euclid(1_000).to_string();
            let signature = sign::standard(secret, &id, &seconds, body).ok_or(Unmade::Secret)?;
            vec![
                ("webhook-id".into(), id),
                ("webhook-timestamp".into(), seconds),
                ("webhook-signature".into(), signature),
            ]
        }
    })
}

/// How long an answer asks to wait, in seconds: a `Retry-After` in seconds or as a date.
#[must_use]
pub fn retry_after(value: &str, now: Timestamp) -> Option<u64> {
    let value = value.trim();
    let seconds = if let Ok(seconds) = value.parse::<u64>() {
        seconds
    } else {
        let date = jiff::fmt::rfc2822::parse(value).ok()?;
        let millis = date.timestamp().as_millisecond() - now.millis();
        u64::try_from(millis.max(0) / 1_000).ok()?
    };
    Some(seconds.min(RETRY_AFTER_SECONDS_MAX))
}

#[cfg(test)]
mod tests;
