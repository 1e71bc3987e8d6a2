//! The files that pages load, kept in the binary and addressed by their content.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// A file in the binary.
#[derive(Debug)]
pub(super) struct Asset {
    kind: &'static str,
    body: &'static str,
    name: String,
    address: String,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, body: &'static str) -> Self {
        Self::under("/console/assets", stem, ending, kind, body)
    }

    /// A file that is served under a folder of its own.
    pub(super) fn under(
        folder: &str,
        stem: &str,
        ending: &str,
        kind: &'static str,
        body: &'static str,
    ) -> Self {
        let hash = Sha256::digest(body.as_bytes());
        let hash = hash.iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let name = format!("{stem}.{hash}.{ending}");
        Self {
            kind,
            body,
            address: format!("{folder}/{name}"),
            name,
        }
    }

    /// The file as an answer.
    pub(super) fn answer(&self) -> Response {
        lasting(self.kind, self.body)
    }

    /// Its name, which holds a hash of what is in it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Where it is served.
    #[must_use]
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

const SCRIPT_KIND: &str = "text/javascript; charset=utf-8";

/// The styles.
pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let body = include_str!("../../assets/console.css");
    Asset::new("console", "css", "text/css; charset=utf-8", body)
});
/// htmx.
pub(super) static HTMX: LazyLock<Asset> = LazyLock::new(|| {
    let body = include_str!("../../assets/vendor/htmx.min.js");
    Asset::new("htmx", "js", SCRIPT_KIND, body)
});
/// The console's own script.
pub(super) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let body = include_str!("../../assets/console.js");
    Asset::new("console", "js", SCRIPT_KIND, body)
});
/// The icon.
pub(super) static ICON: LazyLock<Asset> = LazyLock::new(|| {
    let body = include_str!("../../assets/icon.svg");
    Asset::new("icon", "svg", "image/svg+xml", body)
});

/// Serves a file by the name that its content gives it; it never changes.
pub(super) async fn serve(Path(name): Path<String>) -> Response {
    let all = [&*STYLE, &*HTMX, &*SCRIPT, &*ICON];
    match all.into_iter().find(|asset| asset.name == name) {
        Some(asset) => asset.answer(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// An answer that never changes under its address.
pub(super) fn lasting(kind: &'static str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, body).into_response()
}

#[cfg(test)]
#[path = "assets_tests.rs"]
mod tests;
