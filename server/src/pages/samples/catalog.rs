//! A sample catalog.

use super::{ARIA, BENTO, advice, before, buying, contact, news, orders, pick};
use crate::pages::catalog::{
    BasisRow, Body, BrandCard, Catalog, FieldGroup, FieldRow, GroupScope, PackCard, Part,
    PurposeCard, SegmentCard, SourceCard, VersionRow,
};
use crate::pages::words::Lang;

/// A part of the catalog.
pub(in crate::pages) fn catalog(lang: Lang, name: &str) -> Option<Catalog> {
    let version = |number, seconds| VersionRow {
        number,
        hash: format!("{number:064x}").replace('0', "a"),
        at: before(seconds),
    };
    let (part, body) = match name {
        "purposes" => (Part::Purposes, Body::Purposes(purpose_cards(lang))),
        "brands" => (Part::Brands, Body::Brands(vec![brand_card()])),
        "sources" => (Part::Sources, Body::Sources(source_cards(lang))),
        "data" => (Part::Data, Body::Data(data(lang))),
        "segments" => (Part::Segments, Body::Segments(vec![segment_card(lang)])),
        "jurisdictions" => (Part::Jurisdictions, Body::Jurisdictions(packs())),
        "history" => {
            let versions = vec![version(12, 60), version(11, 90_000)];
            (Part::History, Body::History(versions))
        }
        _ => return None,
    };
    Some(Catalog {
        part,
        version: version(12, 60),
        body,
    })
}

fn purpose_cards(lang: Lang) -> Vec<PurposeCard> {
    let basis = |jurisdiction: &str, kind, rules, age_days_max, citation: &str| BasisRow {
        jurisdiction: jurisdiction.into(),
        kind,
        rules,
        age_days_max,
        citation: citation.into(),
    };
    let body = [
        "We send you news at most once a week. You can stop it at any time.",
        "お知らせは多くても週に1回お送りします。いつでも止められます。",
        "我們最多每週寄一次通知。你可以隨時停止。",
        "我们最多每周发送一次通知。你可以随时停止。",
        "Wir schicken Ihnen höchstens einmal in der Woche Neuigkeiten. Sie können das jederzeit beenden.",
        "Nous vous écrivons au plus une fois par semaine. Vous pouvez arrêter à tout moment.",
    ];
    let card = PurposeCard {
        name: "aria/news-email".into(),
        title: news(lang),
        brand: ARIA.into(),
        body: pick(lang, body),
        version: 3,
        marks: vec!["mark-marketing", "mark-profiling"],
        categories: vec![contact(lang), buying(lang)],
        operations: vec!["collect", "read", "segment", "send"],
        recipients: Vec::new(),
        retention_days: Some(730),
        bases: vec![
            basis(
                "European Union",
                "consent",
                vec!["rule-double-opt-in", "rule-explicit"],
                Some(730),
                "GDPR Art. 6(1)(a); ePrivacy Art. 13(1)",
            ),
            basis(
                "California",
                "opt_out",
                Vec::new(),
                None,
                "Cal. Civ. Code 1798.120",
            ),
        ],
    };
    let second = PurposeCard {
        name: "aria/orders".into(),
        title: orders(lang),
        marks: vec!["mark-necessary"],
        retention_days: None,
        bases: Vec::new(),
        ..card.clone()
    };
    vec![card, second]
}

fn brand_card() -> BrandCard {
    BrandCard {
        name: "bento".into(),
        title: BENTO.into(),
        accent: "#a8341f".into(),
        established_in: vec!["日本".into()],
        purposes: 8,
        sources: 6,
    }
}

fn source_cards(lang: Lang) -> Vec<SourceCard> {
    let card = SourceCard {
        name: "aria-web".into(),
        title: "aria-web".into(),
        brand: ARIA.into(),
        channel: "web".into(),
        purposes: vec![orders(lang), advice(lang)],
        rate_events_max: Some(50_000),
    };
    let second = SourceCard {
        name: "aria-till".into(),
        title: "aria-till".into(),
        channel: "store".into(),
        purposes: Vec::new(),
        rate_events_max: None,
        ..card.clone()
    };
    vec![card, second]
}

fn data(lang: Lang) -> Vec<FieldGroup> {
    let field = |path: &str, kind, list, category, notes| FieldRow {
        path: path.into(),
        kind,
        list,
        category,
        notes,
    };
    vec![
        FieldGroup {
            scope: GroupScope::Traits,
            category: None,
            fields: vec![field(
                "email",
                "email",
                false,
                contact(lang),
                vec!["note-identifier", "note-raw"],
            )],
        },
        FieldGroup {
            scope: GroupScope::Context,
            category: None,
            fields: Vec::new(),
        },
        FieldGroup {
            scope: GroupScope::Event("Order Completed".into()),
            category: Some(buying(lang)),
            fields: vec![
                field(
                    "revenue",
                    "number",
                    false,
                    buying(lang),
                    vec!["note-required", "note-measure"],
                ),
                field("products[].sku", "text", true, buying(lang), Vec::new()),
            ],
        },
    ]
}

fn segment_card(lang: Lang) -> SegmentCard {
    SegmentCard {
        title: "Spent 500 or more within a year".into(),
        purpose: advice(lang),
        brand: ARIA.into(),
        text: "sum of \"Order Completed\".revenue within 365 days >= 500".into(),
    }
}

fn packs() -> Vec<PackCard> {
    let pack = PackCard {
        name: "strictest".into(),
        title: "Strictest rules".into(),
        strictest: true,
        model: "model-opt-in",
        citation: "House rule".into(),
        places: Vec::new(),
        child_age: 18,
        request_key: "request-promptly",
        request_count: 0,
        demands: vec!["demand-sensitive-explicit", "demand-disclosure-separate"],
        reviewer: "-".into(),
    };
    let second = PackCard {
        name: "cn-shenzhen".into(),
        title: "深圳".into(),
        strictest: false,
        model: "model-opt-out",
        places: vec!["Shenzhen (CN-GD)".into()],
        request_key: "request-business-days",
        request_count: 15,
        demands: Vec::new(),
        ..pack.clone()
    };
    vec![pack, second]
}
