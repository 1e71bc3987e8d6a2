//! The page that checks a receipt in the browser: one file without dependencies, which can be kept
//! and opened without a connection.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("../../assets/receipt-verify.html");

/// Only the page's own script and style run, and nothing is sent anywhere.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let script = hash_of("<script>", "</script>");
    let style = hash_of("<style>", "</style>");
    format!(
        "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
});

fn hash_of(start: &str, end: &str) -> String {
    let inside = PAGE
        .split_once(start)
        .and_then(|(_, rest)| rest.split_once(end));
    let inside = inside.map_or("", |(inside, _)| inside);
    format!("sha256-{}", STANDARD.encode(Sha256::digest(inside)))
}

/// `GET /receipts/verify`
pub(crate) async fn page() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY.as_str()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, PAGE).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_needs_nothing_from_elsewhere() {
        for outside in [
            "src=",
            "href=",
            "fetch(",
            "XMLHttpRequest",
            "import ",
            "http",
        ] {
            assert!(!PAGE.contains(outside), "{outside}");
        }
        assert_eq!(PAGE.matches("<script").count(), 1);
        assert_eq!(PAGE.matches("<style").count(), 1);
    }

    #[test]
    fn the_page_speaks_six_languages_with_the_same_words() {
        let words = |tag: &str| -> Vec<&str> {
            let line = PAGE.lines().find(|line| line.starts_with(tag));
            let line = line.unwrap_or_else(|| panic!("{tag} is spoken"));
            let names = line.split("\", ").skip(1);
            names
                .filter_map(|part| part.split_once(": \""))
                .map(|(name, _)| name)
                .collect()
        };
        let english = words("en: {");
        assert!(english.len() > 20);
        for tag in [
            "ja: {",
            "\"zh-Hant\": {",
            "\"zh-Hans\": {",
            "de: {",
            "fr: {",
        ] {
            assert_eq!(words(tag), english, "{tag}");
        }
    }
}
