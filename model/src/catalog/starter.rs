//! The shipped catalog, which `telos init` writes and the demo runs on.

use super::CatalogFile;

/// Every file of the project's `catalog/`, by its path there.
const FILES: &[(&str, &str)] = &[
    ("brands.toml", include_str!("../../../catalog/brands.toml")),
    (
        "computed.toml",
        include_str!("../../../catalog/computed.toml"),
    ),
    (
        "context.toml",
        include_str!("../../../catalog/context.toml"),
    ),
    (
        "destinations/aria-letters.toml",
        include_str!("../../../catalog/destinations/aria-letters.toml"),
    ),
    (
        "destinations/aria-parcels.toml",
        include_str!("../../../catalog/destinations/aria-parcels.toml"),
    ),
    (
        "events/channels.toml",
        include_str!("../../../catalog/events/channels.toml"),
    ),
    (
        "events/shop.toml",
        include_str!("../../../catalog/events/shop.toml"),
    ),
    ("forms.toml", include_str!("../../../catalog/forms.toml")),
    (
        "identifiers.toml",
        include_str!("../../../catalog/identifiers.toml"),
    ),
    (
        "packs/br.toml",
        include_str!("../../../catalog/packs/br.toml"),
    ),
    (
        "packs/ca-qc.toml",
        include_str!("../../../catalog/packs/ca-qc.toml"),
    ),
    (
        "packs/cn-shenzhen.toml",
        include_str!("../../../catalog/packs/cn-shenzhen.toml"),
    ),
    (
        "packs/cn.toml",
        include_str!("../../../catalog/packs/cn.toml"),
    ),
    (
        "packs/eu.toml",
        include_str!("../../../catalog/packs/eu.toml"),
    ),
    (
        "packs/in.toml",
        include_str!("../../../catalog/packs/in.toml"),
    ),
    (
        "packs/jp.toml",
        include_str!("../../../catalog/packs/jp.toml"),
    ),
    (
        "packs/strictest.toml",
        include_str!("../../../catalog/packs/strictest.toml"),
    ),
    (
        "packs/uk.toml",
        include_str!("../../../catalog/packs/uk.toml"),
    ),
    (
        "packs/us-ca.toml",
        include_str!("../../../catalog/packs/us-ca.toml"),
    ),
    (
        "purposes/accounts-and-tax.toml",
        include_str!("../../../catalog/purposes/accounts-and-tax.toml"),
    ),
    (
        "purposes/ads-audiences.toml",
        include_str!("../../../catalog/purposes/ads-audiences.toml"),
    ),
    (
        "purposes/fraud-prevention.toml",
        include_str!("../../../catalog/purposes/fraud-prevention.toml"),
    ),
    (
        "purposes/news-email-aria.toml",
        include_str!("../../../catalog/purposes/news-email-aria.toml"),
    ),
    (
        "purposes/news-email-bento.toml",
        include_str!("../../../catalog/purposes/news-email-bento.toml"),
    ),
    (
        "purposes/orders.toml",
        include_str!("../../../catalog/purposes/orders.toml"),
    ),
    (
        "purposes/personalisation.toml",
        include_str!("../../../catalog/purposes/personalisation.toml"),
    ),
    (
        "purposes/privacy-choices.toml",
        include_str!("../../../catalog/purposes/privacy-choices.toml"),
    ),
    (
        "purposes/reviews.toml",
        include_str!("../../../catalog/purposes/reviews.toml"),
    ),
    (
        "purposes/service.toml",
        include_str!("../../../catalog/purposes/service.toml"),
    ),
    (
        "purposes/shop-analytics.toml",
        include_str!("../../../catalog/purposes/shop-analytics.toml"),
    ),
    (
        "purposes/warranty.toml",
        include_str!("../../../catalog/purposes/warranty.toml"),
    ),
    (
        "segments/aria.toml",
        include_str!("../../../catalog/segments/aria.toml"),
    ),
    (
        "segments/bento.toml",
        include_str!("../../../catalog/segments/bento.toml"),
    ),
    (
        "sources/aria.toml",
        include_str!("../../../catalog/sources/aria.toml"),
    ),
    (
        "sources/bento.toml",
        include_str!("../../../catalog/sources/bento.toml"),
    ),
    (
        "sources/samples.toml",
        include_str!("../../../catalog/sources/samples.toml"),
    ),
    ("traits.toml", include_str!("../../../catalog/traits.toml")),
    ("words.toml", include_str!("../../../catalog/words.toml")),
];

/// The files of the shipped catalog.
#[must_use]
pub fn starter() -> Vec<CatalogFile> {
    let files = FILES.iter().map(|(path, text)| CatalogFile {
        path: (*path).into(),
        text: (*text).into(),
    });
    files.collect()
}
