//! What surrounds every page: its language, its place in the console and the files it loads.

use super::assets;
use super::words::{Lang, Words};

/// Where in the console a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// What is coming in.
    Now,
    /// Finding and seeing people.
    People,
    /// What people ask for by right.
    Requests,
    /// Where data goes.
    Destinations,
    /// The sources that Telos runs itself.
    Sources,
    /// The policy.
    Catalog,
    /// The record of processing.
    Records,
    /// The officer's questions.
    Audit,
    /// The style guide.
    Parts,
    /// None of them, such as the sign-in.
    Elsewhere,
}

/// What surrounds every page.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The words of the reader's language.
    pub(super) w: Words,
    /// Where the page is.
    pub(super) here: Place,
    /// The address of the page, with what has to be kept of its query.
    pub(super) address: String,
    /// Someone is signed in.
    pub(super) signed_in: bool,
    /// The style guide is open.
    pub(super) development: bool,
    /// The address of the styles.
    pub(super) style: &'static str,
    /// The address of htmx.
    pub(super) htmx: &'static str,
    /// The address of the console's own script.
    pub(super) script: &'static str,
    /// The address of the icon.
    pub(super) icon: &'static str,
}

/// A link of the rail.
#[derive(Debug)]
pub(super) struct RailLink {
    /// Where it leads.
    pub(super) href: &'static str,
    /// The key of its word.
    pub(super) key: &'static str,
    /// The path of its icon.
    pub(super) icon: &'static str,
    /// The page is there.
    pub(super) current: bool,
}

/// A link to the page in another language.
#[derive(Debug)]
pub(super) struct LanguageLink {
    /// Where it leads.
    pub(super) href: String,
    /// BCP 47.
    pub(super) tag: &'static str,
    /// Its own name.
    pub(super) name: String,
    /// The page is in it.
    pub(super) current: bool,
}

impl Frame {
    /// A frame around a page.
    #[must_use]
    pub(super) fn new(
        lang: Lang,
        here: Place,
        address: &str,
        signed_in: bool,
        development: bool,
    ) -> Self {
        Self {
            w: Words::new(lang),
            here,
            address: address.to_owned(),
            signed_in,
            development,
            style: assets::STYLE.address(),
            htmx: assets::HTMX.address(),
            script: assets::SCRIPT.address(),
            icon: assets::ICON.address(),
        }
    }

    /// The links of the rail.
    #[must_use]
    pub(super) fn places(&self) -> Vec<RailLink> {
        let mut places = vec![
            (Place::Now, "/console", "now", "M3 12h4l3-8 4 16 3-8h4"),
            (
                Place::People,
                "/console/people",
                "people",
                "M4 20c0-4 4-6 8-6s8 2 8 6M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8",
            ),
            (
                Place::Requests,
                "/console/requests",
                "requests",
                "M4 5h16v11H9l-5 4zM8 9h8M8 12h5",
            ),
            (
                Place::Sources,
                "/console/sources",
                "so-title",
                "M8 12h12M14 6l6 6-6 6M4 5v14",
            ),
            (
                Place::Destinations,
                "/console/destinations",
                "de-title",
                "M4 12h12M12 6l6 6-6 6M20 5v14",
            ),
            (
                Place::Catalog,
                "/console/catalog",
                "catalog",
                "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM9 9h6M9 13h6",
            ),
            (
                Place::Records,
                "/console/records",
                "rail-records",
                "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
            ),
            (
                Place::Audit,
                "/console/audit",
                "rail-audit",
                "M10 4a6 6 0 1 0 0 12a6 6 0 1 0 0-12M14.5 14.5L20 20",
            ),
        ];
        if self.development {
            let icon = "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z";
            places.push((Place::Parts, "/console/parts", "parts", icon));
        }
        let links = places.into_iter().map(|(place, href, key, icon)| RailLink {
            href,
            key,
            icon,
            current: place == self.here,
        });
        links.collect()
    }

    /// The page in each language.
    #[must_use]
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
