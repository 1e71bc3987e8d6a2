//! What a delivery comes to: one request or several, each perhaps with a question before it and
//! another request after it.

use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use telos_model::catalog::{FindDef, Http, RequestDef};
use telos_model::deliver::Outgoing;
use telos_model::time::Timestamp;

use super::{By, Item, Made, Unmade, one};

/// A request with what goes before and after it, for one identifier or for all of a person.
#[derive(Debug, Clone)]
pub struct Call<'h> {
    http: &'h Http,
    request: &'h RequestDef,
    find: Option<&'h FindDef>,
    id: [u8; 16],
    outgoing: Outgoing,
}

/// The request that fits: another one where a segment was left.
pub(super) fn fitting<'r>(request: &'r RequestDef, outgoing: &Outgoing) -> &'r RequestDef {
    let left = matches!(outgoing.segment, Some((_, false)));
    request.left.as_deref().filter(|_| left).unwrap_or(request)
}

/// What a delivery comes to; nothing where it goes to each identifier of a kind and there is none.
pub fn calls<'h>(http: &'h Http, item: Item<'_>) -> Result<Vec<Call<'h>>, Unmade> {
    let request = http.request(item.outgoing.occasion);
    let declared = request.ok_or(Unmade::NoRequest)?;
    let request = fitting(declared, item.outgoing);
    let call = |id, outgoing| Call {
        http,
        request,
        // What goes where a segment was left asks for the same first.
        find: declared.find.as_deref(),
        id,
        outgoing,
    };
    let Some(kind) = &request.each else {
        return Ok(vec![call(item.id, item.outgoing.clone())]);
    };
    let values = item.outgoing.identifiers.iter();
    let values = values.filter(|(known, _)| known == kind);
    let calls = values.map(|(_, value)| {
        let mut outgoing = item.outgoing.clone();
        outgoing
            .identifiers
            .retain(|(known, other)| known != kind || other == value);
        call(id_of_each(item.id, value), outgoing)
    });
    Ok(calls.collect())
}

/// The key of a step of a delivery that may be repeated: another for each, and the same however often
/// it is sent.
#[must_use]
pub fn id_of_step(id: [u8; 16], step: &str) -> [u8; 16] {
    id_of_each(id, step)
}

/// The key of what goes for one value: another for each, and the same however often it is sent.
pub(super) fn id_of_each(id: [u8; 16], value: &str) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(b"each");
    hash.update(id);
    hash.update(value.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|at| hash[at])
}

impl<'h> Call<'h> {
    /// What is asked first.
    #[must_use]
    pub fn find(&self) -> Option<&'h FindDef> {
        self.find
    }

    /// The requests, in order; each goes once the one before it was taken.
    #[must_use]
    pub fn requests(&self) -> Vec<&'h RequestDef> {
        let mut requests = vec![self.request];
        let mut last = self.request;
        while let Some(next) = &last.then {
            requests.push(next);
            last = next;
        }
        requests
    }

    /// One of the requests. Each has a key of its own.
    pub fn make(&self, request: &RequestDef, by: By<'_>) -> Result<Made, Unmade> {
        let requests = self.requests();
        let place = requests.iter().position(|one| std::ptr::eq(*one, request));
        let id = match place {
            Some(0) => self.id,
            Some(place) => id_of_each(self.id, &format!("then {place}")),
            None => id_of_each(self.id, "find"),
        };
        let item = Item {
            id,
            outgoing: &self.outgoing,
        };
        one(self.http, request, item, by)
    }
}

/// What was asked for first, in the answer; none where it is not there.
#[must_use]
pub fn found(find: &FindDef, body: &str) -> Option<Json> {
    let body: Json = serde_json::from_str(body).ok()?;
    let found = find.take.split('.').try_fold(&body, |at, name| {
        let by_place = name.parse::<usize>().ok().and_then(|place| at.get(place));
        by_place.or_else(|| at.get(name))
    })?;
    let good = match found {
        Json::String(text) => !text.is_empty(),
        Json::Number(_) => true,
        _ => false,
    };
    good.then(|| found.clone())
}

/// Every request that a delivery comes to, to be shown; what would be found is made up.
pub fn shown(
    http: &Http,
    item: Item<'_>,
    at: Timestamp,
    secret: Option<&str>,
) -> Result<Vec<Made>, Unmade> {
    let mut all = Vec::new();
    let made_up = json!(4_711);
    for call in calls(http, item)? {
        let by = By {
            secret,
            at,
            found: None,
        };
        if let Some(find) = call.find() {
            all.push(call.make(&find.request, by)?);
        }
        let by = By {
            found: Some(&made_up),
            ..by
        };
        for request in call.requests() {
            all.push(call.make(request, by)?);
        }
    }
    Ok(all)
}
