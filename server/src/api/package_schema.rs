//! The JSON Schema of a package, made from the same types as the package itself.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Map, Value, json};

use crate::AppState;

/// Where the schema is served.
const PATH: &str = "/schemas/package.json";
/// Where the OpenAPI document keeps its schemas.
const COMPONENTS: &str = "#/components/schemas/";
/// The name of the package among them.
const PACKAGE: &str = "Package";

/// The route of the schema.
pub(super) fn routes() -> Router<AppState> {
    let serve = async || {
        let headers = [
            (CONTENT_TYPE, "application/schema+json"),
            (CACHE_CONTROL, "public, max-age=300"),
        ];
        (headers, TEXT.as_str()).into_response()
    };
    Router::new().route(PATH, get(serve))
}

static TEXT: LazyLock<String> = LazyLock::new(|| schema().to_string());

/// The schema (JSON Schema 2020-12, which is what OpenAPI 3.1 is written in).
fn schema() -> Value {
    let document = serde_json::to_value(super::document()).unwrap_or_default();
    let all = document.pointer("/components/schemas");
    let all = all.and_then(Value::as_object).cloned().unwrap_or_default();
    let mut package = all.get(PACKAGE).cloned().unwrap_or_default();
    let mut definitions = Map::new();
    let mut wanted = BTreeSet::new();
    local(&mut package, &mut wanted);
    while let Some(name) = wanted.pop_first() {
        if definitions.contains_key(&name) {
            continue;
        }
        let mut part = all.get(&name).cloned().unwrap_or_default();
        local(&mut part, &mut wanted);
        definitions.insert(name, part);
    }
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": PATH,
        "title": "telos.package.v1",
    });
    if let (Value::Object(schema), Value::Object(package)) = (&mut schema, package) {
        schema.extend(package);
        schema.insert("$defs".into(), Value::Object(definitions));
    }
    schema
}

/// Makes every reference one within the schema, and notes what it leads to.
fn local(part: &mut Value, wanted: &mut BTreeSet<String>) {
    match part {
        Value::Object(members) => {
            for (name, value) in members {
                let leads = value
                    .as_str()
                    .and_then(|text| text.strip_prefix(COMPONENTS));
                if let ("$ref", Some(leads)) = (name.as_str(), leads) {
                    wanted.insert(leads.to_owned());
                    *value = Value::String(format!("#/$defs/{leads}"));
                } else {
                    local(value, wanted);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| local(item, wanted)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_needs_nothing_from_elsewhere() {
        let schema = schema();
        let text = schema.to_string();
        assert!(!text.contains(COMPONENTS));
        for rest in text.split("\"#/$defs/").skip(1) {
            let name = rest.split('"').next().unwrap();
            assert!(schema["$defs"][name].is_object(), "{name}");
        }
        assert!(schema["properties"]["identifiers"].is_object());
    }
}
