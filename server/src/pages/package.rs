//! The package as a page that a person can read and print: one file, nothing loaded from elsewhere.

use std::sync::LazyLock;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use telos_engine::{LeftOut, Package};
use telos_model::catalog::Catalog;
use telos_model::time::Timestamp;

use super::package_read::read;
use super::render;
use super::words::{Lang, Words};

const STYLE: &str = include_str!("../../assets/package.css");

/// Only the page's own style holds, and nothing is loaded or sent.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

/// The page.
pub(super) struct Told {
    pub(super) w: Words,
    pub(super) portability: bool,
    pub(super) brands: String,
    pub(super) made: Timestamp,
    pub(super) request: String,
    pub(super) kinds: Vec<Kind>,
    pub(super) purposes: Vec<Purpose>,
    pub(super) segments: Vec<(String, Timestamp)>,
    pub(super) moves: Vec<Move>,
    pub(super) groups: Vec<String>,
    pub(super) done: Vec<Done>,
    pub(super) events: Vec<Event>,
    /// Older events that the package has and that are not told here.
    pub(super) events_left: usize,
    /// What the package does not have.
    pub(super) left: LeftOut,
    pub(super) changes: Vec<Change>,
    pub(super) looks: Vec<(Timestamp, String)>,
}

/// A kind of data.
pub(super) struct Kind {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) values: Vec<Value>,
}

/// A value: a trait, or something that finds the person.
pub(super) struct Value {
    pub(super) name: String,
    pub(super) shown: String,
    pub(super) valid: bool,
    pub(super) from: String,
    pub(super) purposes: String,
}

/// A purpose that something is held for.
pub(super) struct Purpose {
    pub(super) title: String,
    pub(super) brand: String,
    /// The text as agreed, or the newest.
    pub(super) body: String,
    /// When they agreed and to which version.
    pub(super) agreed: Option<(Timestamp, u32)>,
    /// The basis as a code, where it may be used now.
    pub(super) basis: Option<&'static str>,
    /// Why it may not, as codes.
    pub(super) denied: Vec<&'static str>,
    pub(super) recipients: Vec<String>,
    pub(super) retention_days: Option<u32>,
}

/// A segment entered or left.
pub(super) struct Move {
    pub(super) at: Timestamp,
    pub(super) entered: bool,
    pub(super) segment: String,
}

/// Something done, how often.
pub(super) struct Done {
    pub(super) name: String,
    pub(super) count: u64,
    pub(super) sum: Option<f64>,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    pub(super) purposes: String,
}

/// Something that happened.
pub(super) struct Event {
    pub(super) at: Timestamp,
    pub(super) name: String,
    pub(super) from: String,
    pub(super) fields: Vec<(String, String)>,
}

/// Something said about permission.
pub(super) struct Change {
    pub(super) at: Timestamp,
    pub(super) what: String,
    pub(super) by: String,
    pub(super) version: Option<u32>,
}

#[derive(Template)]
#[template(path = "package.html")]
struct Page<'a> {
    p: &'a Told,
    style: &'static str,
}

impl Told {
    /// Whether something was worked out about the person.
    pub(super) fn worked_out(&self) -> bool {
        !self.segments.is_empty() || !self.moves.is_empty()
    }

    #[cfg(test)]
    pub(super) fn text(&self) -> String {
        let page = Page {
            p: self,
            style: STYLE,
        };
        page.render().unwrap_or_default()
    }
}

/// The page as an answer, in a language or in the one that the person used last.
pub(crate) fn answer(catalog: &Catalog, package: &Package, lang: Option<Lang>) -> Response {
    let lang = lang.or_else(|| spoken(package)).unwrap_or(Lang::En);
    let told = read(catalog, package, lang);
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_LANGUAGE, lang.tag()),
    ];
    let page = Page {
        p: &told,
        style: STYLE,
    };
    (headers, render(StatusCode::OK, &page)).into_response()
}

/// The language of the text that the person answered last.
fn spoken(package: &Package) -> Option<Lang> {
    let mut newest = package.facts.iter().rev();
    newest.find_map(|recorded| Lang::of_tag(&recorded.detail.locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(lang: Lang) -> Told {
        let w = Words::new(lang);
        let at = Timestamp::from_millis(1_777_817_109_000);
        let purposes = super::super::samples::news(lang);
        Told {
            w,
            portability: false,
            brands: "Aria Music & Books".into(),
            made: at,
            request: "r0a1b2c3d4e5f60718293a4b5c6d7e8f9".into(),
            kinds: vec![Kind {
                id: "contact".into(),
                title: super::super::samples::contact(lang),
                values: vec![Value {
                    name: w.coded("me-field", "email"),
                    shown: "<b>ada@example.org".into(),
                    valid: false,
                    from: w.collected(&super::super::samples::bought()),
                    purposes: purposes.clone(),
                }],
            }],
            purposes: vec![Purpose {
                title: purposes.clone(),
                brand: "Aria".into(),
                body: purposes.clone(),
                agreed: Some((at, 2)),
                basis: None,
                denied: vec!["consent_withdrawn"],
                recipients: Vec::new(),
                retention_days: Some(730),
            }],
            segments: vec![("Loyal".into(), at)],
            moves: vec![Move {
                at,
                entered: true,
                segment: "Loyal".into(),
            }],
            groups: vec!["book club".into()],
            done: vec![Done {
                name: "Order Completed".into(),
                count: 3,
                sum: Some(59.7),
                first: at,
                last: at,
                purposes: purposes.clone(),
            }],
            events: vec![Event {
                at,
                name: "Order Completed".into(),
                from: w.coded("channel", "store"),
                fields: vec![("revenue".into(), "19.90".into())],
            }],
            events_left: 7,
            left: LeftOut {
                events: 3,
                moves: 0,
                facts: 1,
                looks: 2,
            },
            changes: vec![Change {
                at,
                what: purposes.clone(),
                by: w.t("me-by-person"),
                version: Some(2),
            }],
            looks: vec![(at, w.t("me-looked-staff"))],
        }
    }

    #[test]
    fn the_page_reads_as_it_did_in_every_language() {
        for lang in Lang::ALL {
            insta::assert_snapshot!(format!("package@{}", lang.tag()), sample(lang).text());
        }
    }

    #[test]
    fn the_page_loads_and_sends_nothing_and_shows_values_as_text() {
        for lang in Lang::ALL {
            let text = sample(lang).text();
            for outside in [
                "src=", "http", "url(", "@import", "<script", "<link", "<form", "<b>",
            ] {
                assert!(!text.contains(outside), "{outside} in {lang:?}");
            }
            for href in text.split("href=\"").skip(1) {
                assert!(href.starts_with('#'), "{lang:?}");
            }
            assert!(text.contains(STYLE), "the style is as its hash says");
        }
    }
}
