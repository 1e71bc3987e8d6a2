//! Parameters that a route does not know are refused, before it is asked: left out unseen, a filter
//! that is written wrong filters nothing, and what was meant for one is done for all.
//!
//! Which parameters a route knows stands in its document. Held to it are the routes that take a
//! machine key and the public ones that have parameters; not what sources, browsers and other
//! controllers send as they were made to.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::{MatchedPath, Query, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::openapi::document;
use super::reading::query_invalid;
use crate::problem::Problem;

/// The tags of routes whose callers are made by others.
const OF_OTHERS: [&str; 3] = ["tracking", "forms", "opendsr"];

/// The names of the parameters that each route knows, of those that are held to it.
static KNOWN: LazyLock<HashMap<(Method, String), Vec<String>>> = LazyLock::new(|| {
    let document = serde_json::to_value(document()).unwrap_or_default();
    let paths = document["paths"].as_object().into_iter().flatten();
    let routes = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.filter_map(move |(method, route)| {
            let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok()?;
            Some(((method, path.clone()), names(route)?))
        })
    });
    routes.collect()
});

/// The parameters of a route's query; none where it is not held to them.
fn names(route: &Value) -> Option<Vec<String>> {
    let list = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let parameters = list(&route["parameters"]).into_iter();
    let names: Vec<String> = parameters
        .filter(|one| one["in"] == "query")
        .filter_map(|one| Some(one["name"].as_str()?.to_owned()))
        .collect();
    let security = list(&route["security"]);
    let takes = |key: &str| security.iter().any(|one| one.get(key).is_some());
    let of_others = list(&route["tags"])
        .iter()
        .any(|tag| tag.as_str().is_some_and(|tag| OF_OTHERS.contains(&tag)));
    let held = takes("machine_key") || !names.is_empty();
    (held && !takes("write_key") && !of_others).then_some(names)
}

/// Refuses a query with a parameter that its route does not know.
pub(super) async fn known(request: Request, next: Next) -> Response {
    match check(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn check(request: &Request) -> Result<(), Problem> {
    if request.uri().query().is_none_or(str::is_empty) {
        return Ok(());
    }
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        return Ok(());
    };
    let method = match *request.method() {
        Method::HEAD => Method::GET,
        ref method => method.clone(),
    };
    let Some(known) = KNOWN.get(&(method, path.as_str().to_owned())) else {
        return Ok(());
    };
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    let Query(pairs) = pairs.map_err(|_| query_invalid())?;
    if pairs.iter().all(|(name, _)| known.contains(name)) {
        return Ok(());
    }
    // What it is called is not told again: it may be anything, a person's data too.
    let mend = if known.is_empty() {
        "send none: this route takes no parameters".to_owned()
    } else {
        format!("send no others than {}", known.join(", "))
    };
    Err(Problem::bad(
        "parameter_unknown",
        "query",
        "the query has a parameter that this route does not know",
        mend,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_with_a_machine_key_are_held_to_their_parameters_and_those_of_sources_are_not() {
        let known = |method: Method, path: &str| KNOWN.get(&(method, path.to_owned()));
        let of_profile = known(Method::GET, "/v1/profiles/{kind}/{value}").expect("held");
        assert_eq!(*of_profile, ["purpose", "withheld"]);
        let none: [&str; 0] = [];
        for (method, path) in [
            (Method::GET, "/v1/profiles/{kind}/{value}/permissions"),
            (Method::GET, "/v1/requests"),
            (Method::GET, "/v1/live"),
            (Method::POST, "/v1/destinations/{name}/dead/drop"),
        ] {
            assert_eq!(*known(method, path).expect(path), none, "{path}");
        }
        assert!(known(Method::GET, "/v1/ledger/proof").is_some());
        for (method, path) in [
            (Method::POST, "/v1/track"),
            (Method::POST, "/v1/consents"),
            (Method::GET, "/sourceConfig"),
            (Method::GET, "/sdk/consent"),
            (Method::GET, "/healthz"),
            (Method::POST, "/opendsr/requests"),
        ] {
            assert_eq!(known(method, path), None, "{path}");
        }
    }
}
