//! A package as whoever asked wants it: as JSON, as a table, or as a page to read.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use telos_engine::{Engine, Package};

use super::names::Names;
use super::package_csv::csv;
use super::reading::{Pairs, Params, json};
use super::wire_package::package as shown;
use crate::pages::{Lang, package};
use crate::problem::Problem;

/// The form in which a package is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Csv,
    /// In this language, or in the one that the person used last.
    Html(Option<Lang>),
}

/// Reads the form from `format` and `lang`, or the languages that the reader's browser asks for.
pub(crate) fn form(query: Pairs, headers: &HeaderMap) -> Result<Form, Problem> {
    let asked = Params::new(query)?;
    let lang = match asked.one("lang")? {
        None => {
            let header = headers.get(header::ACCEPT_LANGUAGE);
            let header = header.and_then(|header| header.to_str().ok());
            header.and_then(Lang::of_header)
        }
        Some(tag) => Some(Lang::of_tag(tag).ok_or_else(|| {
            let detail = "the page is not written in this language";
            let mend = "send en, ja, zh-Hant, zh-Hans, de or fr";
            Problem::bad("language_unknown", "lang", detail, mend)
        })?),
    };
    match asked.one("format")? {
        None | Some("json") => Ok(Form::Json),
        Some("csv") => Ok(Form::Csv),
        Some("html") => Ok(Form::Html(lang)),
        Some(_) => {
            let detail = "there is no such form of a package";
            let mend = "send json, csv or html";
            Err(Problem::bad("format_unknown", "format", detail, mend))
        }
    }
}

/// The package as a file to keep.
pub(crate) fn packed(engine: &Engine, package: &Package, form: Form) -> Response {
    let policy = engine.policy();
    let names = Names(&policy.catalog);
    let (mut response, name) = match form {
        Form::Json => (
            json(&shown(names, package)),
            "attachment; filename=\"personal-data.json\"",
        ),
        Form::Csv => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (
                (headers, csv(names, package)).into_response(),
                "attachment; filename=\"personal-data.csv\"",
            )
        }
        Form::Html(lang) => (
            package::answer(&policy.catalog, package, lang),
            "attachment; filename=\"personal-data.html\"",
        ),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    response
}
