//! What the consent script has to know, as it goes over the wire.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// What the consent script has to know.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConsentSetup)]
pub(crate) struct SetupShown {
    pub(crate) language: &'static str,
    /// The jurisdictions whose rules it follows.
    pub(crate) jurisdictions: Vec<String>,
    pub(crate) place: Option<PlaceShown>,
    /// What can be decided.
    pub(crate) items: Vec<ItemShown>,
    /// Purposes that leave no choice.
    pub(crate) always: Vec<String>,
    /// The path of the page that says what the brand does with data.
    pub(crate) transparency: String,
    /// The brand's colours by the names that the script's styles use.
    pub(crate) colours: BTreeMap<&'static str, String>,
    pub(crate) words: BTreeMap<&'static str, String>,
}

/// Where the visitor is, as messages have it.
#[derive(Serialize, ToSchema)]
#[schema(as = ConsentPlace)]
pub(crate) struct PlaceShown {
    pub(crate) country: &'static str,
    pub(crate) region: Option<&'static str>,
    pub(crate) city: Option<&'static str>,
}

/// Something to decide.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConsentItem)]
pub(crate) struct ItemShown {
    pub(crate) purpose: String,
    /// `yes`: nothing is done without a yes. `no`: it is done until a no.
    pub(crate) says: &'static str,
    pub(crate) label: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) text_version: u32,
    pub(crate) text_language: String,
    /// A yes to an older text no longer counts.
    pub(crate) material_version: u32,
    pub(crate) explicit: bool,
    pub(crate) ask_again_after_days: Option<u32>,
    /// Global Privacy Control is a no to it here.
    pub(crate) ends_with_gpc: bool,
    /// The names that consent tools have for it.
    pub(crate) signals: Vec<String>,
}
