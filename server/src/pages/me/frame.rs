//! What surrounds every page of a person: language, brand, where they are and what just happened.

use telos_model::catalog::{Brand, Catalog};

use super::look;
use crate::pages::assets;
use crate::pages::words::{Lang, Words};

/// Where a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    Choices,
    Contact,
    Data,
    History,
    /// Pages that the rail does not name.
    Elsewhere,
}

/// A brand, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) name: String,
    pub(super) title: String,
    /// The address of its styles.
    pub(super) style: String,
}

impl Look {
    pub(super) fn of(brand: &Brand) -> Self {
        Self {
            name: brand.name.to_string(),
            title: brand.title.to_string(),
            style: look::address(brand),
        }
    }

    /// The brand of this name, or else the first.
    pub(super) fn chosen(catalog: &Catalog, name: Option<&str>) -> Self {
        let mut brands = catalog.brands.iter().flatten();
        let named = brands.clone().find(|brand| Some(&*brand.name) == name);
        let nothing = || Self {
            name: String::new(),
            title: "Telos".to_owned(),
            style: String::new(),
        };
        named
            .or_else(|| brands.next())
            .map_or_else(nothing, Self::of)
    }
}

/// What surrounds a page.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) w: Words,
    pub(super) here: Place,
    /// The address of the page.
    pub(super) address: &'static str,
    pub(super) brand: Look,
    pub(super) brands: Vec<Look>,
    /// The token of the session's forms; none where nobody is signed in.
    pub(super) token: Option<String>,
    /// What just happened, by the key of its words.
    pub(super) told: Option<&'static str>,
    pub(super) style: String,
    pub(super) own_style: String,
    pub(super) icon: String,
}

/// A link of the rail.
pub(super) struct RailLink {
    pub(super) href: &'static str,
    pub(super) key: &'static str,
    pub(super) icon: &'static str,
    pub(super) current: bool,
}

/// A link to the page in another language or another brand's look.
pub(super) struct OtherLink {
    pub(super) href: String,
    pub(super) tag: &'static str,
    pub(super) name: String,
    pub(super) current: bool,
}

impl Frame {
    pub(super) fn new(lang: Lang, here: Place, address: &'static str, catalog: &Catalog) -> Self {
        let at = |asset: &assets::Asset| format!("/me/assets/{}", asset.name());
        Self {
            w: Words::new(lang),
            here,
            address,
            brand: Look::chosen(catalog, None),
            brands: catalog.brands.iter().flatten().map(Look::of).collect(),
            token: None,
            told: None,
            style: at(&assets::STYLE),
            own_style: at(&assets::OWN_STYLE),
            icon: at(&assets::ICON),
        }
    }

    /// The token of forms, empty where nobody is signed in.
    pub(super) fn form_token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// The tone in which it is told what just happened: that something is left to do is no
    /// success.
    pub(super) fn told_tone(&self) -> &'static str {
        match self.told {
            Some(
                "me-told-prove"
                | "me-told-pending"
                | "me-told-not-corrected"
                | "me-told-address-others"
                | "me-told-address-not"
                | "me-told-address-last",
            ) => "caution",
            _ => "good",
        }
    }

    /// The links of the rail.
    pub(super) fn places(&self) -> Vec<RailLink> {
        let places = [
            (
                Place::Home,
                "/me",
                "me-home",
                "M4 11l8-7 8 7v9H4zM10 20v-6h4v6",
            ),
            (
                Place::Choices,
                "/me/choices",
                "me-choices",
                "M4 7h9M17 7h3M4 17h3M11 17h9M13 4v6M7 14v6",
            ),
            (
                Place::Contact,
                "/me/contact",
                "me-contact",
                "M3 6h18v12H3zM3 7l9 6 9-6",
            ),
            (
                Place::Data,
                "/me/data",
                "me-data",
                "M4 20c0-4 4-6 8-6s8 2 8 6M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8",
            ),
            (
                Place::History,
                "/me/history",
                "me-history",
                "M12 7v5l3 3M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18",
            ),
        ];
        let links = places.into_iter().map(|(place, href, key, icon)| RailLink {
            href,
            key,
            icon,
            current: place == self.here,
        });
        links.collect()
    }

    /// The page in each language.
    pub(super) fn languages(&self) -> Vec<OtherLink> {
        let links = Lang::ALL.map(|lang| OtherLink {
            href: format!("{}?lang={}", self.address, lang.tag()),
            tag: lang.tag(),
            name: Words::new(lang).t("language-name"),
            current: lang == self.w.lang(),
        });
        links.into()
    }

    /// The page in each brand's look, where there are several.
    pub(super) fn looks(&self) -> Vec<OtherLink> {
        if self.brands.len() < 2 {
            return Vec::new();
        }
        let links = self.brands.iter().map(|brand| OtherLink {
            href: format!("{}?brand={}", self.address, brand.name),
            tag: self.w.tag(),
            name: brand.title.clone(),
            current: brand.name == self.brand.name,
        });
        links.collect()
    }
}
