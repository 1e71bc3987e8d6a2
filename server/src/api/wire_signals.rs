//! Signals as they go over the wire.

use serde::Serialize;
use telos_model::catalog::Catalog;
use telos_model::consent::Flag;
use telos_model::signal::gpp::Gpp;
use telos_model::signal::tcf::{Tcf, Vendors};
use telos_model::signal::{Meant, Said};
use utoipa::ToSchema;

/// Signals as a consent tool made them.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignalsGiven)]
#[expect(
    dead_code,
    reason = "the shape of what is read, for the OpenAPI document"
)]
pub(crate) struct SignalsGiven {
    /// An IAB TCF string.
    tc_string: Option<String>,
    /// An IAB GPP string.
    gpp_string: Option<String>,
    /// States of Google Consent Mode: `granted` or `denied` by their names.
    consent_mode: Option<std::collections::BTreeMap<String, String>>,
}

/// What signals say.
#[derive(Serialize, ToSchema, Default)]
#[schema(as = Signals)]
pub(crate) struct SignalsShown {
    pub(crate) tcf: Option<TcfShown>,
    pub(crate) gpp: Option<GppShown>,
    /// What they mean for the brand.
    pub(crate) says: Vec<SaidShown>,
}

/// What a signal means for a purpose, or a flag that it sets.
#[derive(Serialize, ToSchema)]
#[schema(as = SignalMeaning)]
pub(crate) struct SaidShown {
    purpose: Option<String>,
    /// Whether the purpose is allowed.
    allowed: Option<bool>,
    /// `sale_opt_out`, `limit_sensitive`, `child` or `gpc`.
    flag: Option<&'static str>,
    /// `tcf`, `gpp` or `consent-mode`.
    by: &'static str,
}

impl SaidShown {
    pub(crate) fn of(catalog: &Catalog, said: &Said) -> Self {
        let (purpose, allowed, flag) = match said.what {
            Meant::Purpose(id, yes) => {
                let name = catalog.purpose(id).map(|purpose| purpose.name.to_string());
                (name, Some(yes), None)
            }
            Meant::Flag(flag) => (None, None, Some(flag_name(flag))),
        };
        Self {
            purpose,
            allowed,
            flag,
            by: said.by,
        }
    }
}

const fn flag_name(flag: Flag) -> &'static str {
    match flag {
        Flag::Restriction => "restriction",
        Flag::SaleOptOut => "sale_opt_out",
        Flag::Gpc => "gpc",
        Flag::LimitSensitive => "limit_sensitive",
        Flag::Child => "child",
        Flag::YoungChild => "young_child",
        Flag::LegalHold => "legal_hold",
        Flag::Erased => "erased",
    }
}

/// What a TCF string says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TcfString)]
pub(crate) struct TcfShown {
    created: String,
    updated: String,
    cmp_id: u16,
    cmp_version: u16,
    consent_screen: u8,
    consent_language: String,
    vendor_list_version: u16,
    policy_version: u8,
    special_features: Vec<u8>,
    purposes: Vec<u8>,
    legitimate_interests: Vec<u8>,
    publisher_country: String,
    /// Ranges, from and to included.
    vendors: Vec<[u16; 2]>,
    vendor_interests: Vec<[u16; 2]>,
    disclosed_vendors: Option<Vec<[u16; 2]>>,
    publisher_consents: Option<Vec<u8>>,
}

impl TcfShown {
    pub(crate) fn of(tcf: &Tcf) -> Self {
        let letters = |two: [u8; 2]| two.map(char::from).iter().collect();
        Self {
            created: tcf.created.to_string(),
            updated: tcf.updated.to_string(),
            cmp_id: tcf.cmp_id,
            cmp_version: tcf.cmp_version,
            consent_screen: tcf.screen,
            consent_language: letters(tcf.language),
            vendor_list_version: tcf.vendor_list_version,
            policy_version: tcf.policy_version,
            special_features: tcf.special_features.clone(),
            purposes: tcf.purposes.clone(),
            legitimate_interests: tcf.interests.clone(),
            publisher_country: letters(tcf.country),
            vendors: ranges(&tcf.vendors),
            vendor_interests: ranges(&tcf.vendor_interests),
            disclosed_vendors: tcf.disclosed.as_ref().map(ranges),
            publisher_consents: tcf.publisher.as_ref().map(|own| own.purposes.clone()),
        }
    }
}

fn ranges(vendors: &Vendors) -> Vec<[u16; 2]> {
    let ranges = vendors.ranges().iter();
    ranges.map(|(from, to)| [*from, *to]).collect()
}

/// What a GPP string says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GppString)]
pub(crate) struct GppShown {
    /// The ids of its sections.
    sections: Vec<u16>,
    /// Whether the person opted out; null where no section says.
    sale_opt_out: Option<bool>,
    sharing_opt_out: Option<bool>,
    targeted_advertising_opt_out: Option<bool>,
    /// Whether some use of sensitive data was refused or not agreed to.
    sensitive_opt_out: Option<bool>,
    /// Whether a section says something for a child.
    known_child: bool,
    gpc: bool,
    tcf: Option<TcfShown>,
}

impl GppShown {
    pub(crate) fn of(gpp: &Gpp) -> Self {
        Self {
            sections: gpp.sections.clone(),
            sale_opt_out: gpp.us.sale,
            sharing_opt_out: gpp.us.sharing,
            targeted_advertising_opt_out: gpp.us.targeted,
            sensitive_opt_out: gpp.us.sensitive,
            known_child: gpp.us.child,
            gpc: gpp.us.gpc,
            tcf: gpp.tcf.as_ref().map(TcfShown::of),
        }
    }
}

/// What a TCF string is to say. Numbers that are left out are 0, lists empty.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TcfGiven)]
#[expect(
    dead_code,
    reason = "the shape of what is read, for the OpenAPI document"
)]
pub(crate) struct TcfGiven {
    cmp_id: Option<u16>,
    cmp_version: Option<u16>,
    consent_screen: Option<u8>,
    /// Two letters.
    consent_language: Option<String>,
    vendor_list_version: Option<u16>,
    special_features: Option<Vec<u8>>,
    purposes: Option<Vec<u8>>,
    legitimate_interests: Option<Vec<u8>>,
    /// Two letters.
    publisher_country: Option<String>,
    vendors: Option<Vec<u16>>,
    vendor_interests: Option<Vec<u16>>,
    disclosed_vendors: Option<Vec<u16>>,
    publisher_consents: Option<Vec<u8>>,
}

/// A TCF string.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TcfWritten)]
pub(crate) struct TcfWritten {
    pub(crate) tc_string: String,
}
