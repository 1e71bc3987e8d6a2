//! What surrounds every public page: the brand, the reader's language, and no script.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::frame::LanguageLink;
use super::super::render;
use super::super::words::{Lang, Words};
use super::{STYLE, guarded, look};

/// What surrounds a public page.
#[derive(Debug, Clone)]
pub(in crate::pages) struct PublicFrame {
    /// The words of the reader's language.
    pub(super) w: Words,
    /// The brand's name for people; empty on pages of no brand.
    pub(super) brand: String,
    /// Where the brand's name leads.
    pub(super) home: String,
    /// The address of the page, with what has to be kept of its query.
    pub(super) address: String,
    /// The address of the styles.
    pub(super) style: &'static str,
    /// The address of the brand's colours.
    pub(super) look: String,
}

/// The accent of pages of no brand.
const ACCENT: &str = "#3b5bdb";

impl PublicFrame {
    /// A frame around a page of a brand.
    pub(super) fn of(lang: Lang, name: &str, title: &str, accent: &str, address: &str) -> Self {
        Self {
            w: Words::new(lang),
            brand: title.to_owned(),
            home: format!("/transparency/{name}?lang={}", lang.tag()),
            address: address.to_owned(),
            style: STYLE.address(),
            look: look::address(accent),
        }
    }

    /// A frame around a page of no brand.
    pub(super) fn plain(lang: Lang, address: &str) -> Self {
        Self {
            home: format!("/transparency?lang={}", lang.tag()),
            ..Self::of(lang, "", "", ACCENT, address)
        }
    }

    /// The page in each language.
    pub(super) fn languages(&self) -> Vec<LanguageLink> {
        let sign = if self.address.contains('?') { '&' } else { '?' };
        let links = Lang::ALL.map(|lang| LanguageLink {
            href: format!("{}{sign}lang={}", self.address, lang.tag()),
            tag: lang.tag(),
            name: Words::new(lang).t("language-name"),
            current: lang == self.w.lang(),
        });
        links.into()
    }
}

#[derive(Template)]
#[template(path = "public_notice.html")]
struct NoticePage<'a> {
    f: &'a PublicFrame,
    title: &'static str,
    body: &'static str,
}

/// A page that only says something.
pub(super) fn tell(
    frame: &PublicFrame,
    status: StatusCode,
    title: &'static str,
    body: &'static str,
) -> Response {
    let page = NoticePage {
        f: frame,
        title,
        body,
    };
    guarded(render(status, &page), frame.w.lang(), "no-store")
}

/// Such a page as a sample.
#[cfg(test)]
pub(super) fn sample_notice(frame: &PublicFrame) -> String {
    let page = NoticePage {
        f: frame,
        title: "public-absent",
        body: "public-absent-body",
    };
    page.render().unwrap_or_default()
}
