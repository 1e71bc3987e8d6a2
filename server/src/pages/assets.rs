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
        let hash = Sha256::digest(body.as_bytes());
        let hash = hash.iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let name = format!("{stem}.{hash}.{ending}");
        Self {
            kind,
            body,
            address: format!("/console/assets/{name}"),
            name,
        }
    }

    /// The name that its content gives it.
    #[must_use]
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
/// What the styles of people's own pages add.
pub(super) static OWN_STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let body = include_str!("../../assets/me.css");
    Asset::new("me", "css", "text/css; charset=utf-8", body)
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
    let all = [&*STYLE, &*OWN_STYLE, &*HTMX, &*SCRIPT, &*ICON];
    let Some(asset) = all.into_iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.body).into_response()
}

#[cfg(test)]
#[path = "assets_tests.rs"]
mod tests;
