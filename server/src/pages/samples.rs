//! Sample data for every page: for the style guide, the snapshots and looking at the pages.

use telos_model::time::Timestamp;

use super::catalog::{
    BasisRow, Body, BrandCard, Catalog, FieldGroup, FieldRow, GroupScope, PackCard, Part,
    PurposeCard, SegmentCard, SourceCard, VersionRow,
};
use super::graph::Graph;
use super::now::{Kept, KeptField, MoveRow, Now, Outcome, ReasonCount, SourceDay, What};
use super::parts::{Parts, SAMPLES, SampleLink};
use super::people::{KindChoice, People};
use super::person::{
    BehaviourRow, ConsentRow, EdgeRow, Entry, EventRow, GroundRow, Happened, IdentifierRow,
    KindCount, Link, NodeRow, One, Person, Seeing, Seen, SegmentRow, Timeline, TraitRow, WhyNot,
    WithheldRow,
};
use super::shown::{
    LeftOutRow, NamedValue, Provenance, PurposeChoice, PurposeGroup, ReasonRow, Shown,
};
use super::words::{Lang, Words};

/// 3 May 2026, 14:05:09 UTC, and seconds before it.
fn before(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_777_817_109_000 - seconds * 1_000)
}

/// Catalog text in the reader's language.
fn pick(lang: Lang, texts: [&str; 6]) -> String {
    texts[lang as usize].to_owned()
}

fn orders(lang: Lang) -> String {
    pick(
        lang,
        [
            "Your orders",
            "ご注文の受付とお届け",
            "你的訂單",
            "你的订单",
            "Ihre Bestellungen",
            "Vos commandes",
        ],
    )
}

fn advice(lang: Lang) -> String {
    pick(
        lang,
        [
            "Suggestions that suit you",
            "お好みに合わせたおすすめ",
            "適合你的推薦",
            "适合你的推荐",
            "Vorschläge, die zu Ihnen passen",
            "Des suggestions pour vous",
        ],
    )
}

fn news(lang: Lang) -> String {
    pick(
        lang,
        [
            "News by email",
            "メールでのお知らせ",
            "電子郵件通知",
            "邮件通知",
            "Neuigkeiten per E-Mail",
            "Nouveautés par e-mail",
        ],
    )
}

fn contact(lang: Lang) -> String {
    pick(
        lang,
        [
            "How to reach you",
            "ご連絡先",
            "聯絡方式",
            "联系方式",
            "Wie wir Sie erreichen",
            "Comment vous joindre",
        ],
    )
}

fn buying(lang: Lang) -> String {
    pick(
        lang,
        [
            "What you buy",
            "お買い物の記録",
            "你的購買紀錄",
            "你的购买记录",
            "Was Sie kaufen",
            "Ce que vous achetez",
        ],
    )
}

const ARIA: &str = "Aria Music & Books";
const BENTO: &str = "Bento Kitchenware";

fn refused(lang: Lang, field: &str, code: &'static str) -> LeftOutRow {
    LeftOutRow {
        field: Some(field.into()),
        whole: false,
        why: vec![ReasonRow {
            purpose: advice(lang),
            family: "reason",
            code,
        }],
    }
}

fn outcomes(lang: Lang) -> Vec<Outcome> {
    let kept = |field: &str, purposes: Vec<String>| KeptField {
        field: field.into(),
        purposes,
    };
    let outcome = |seconds, source: &str, brand: &str, call, event: Option<&str>, what| Outcome {
        at: before(seconds),
        source: source.into(),
        brand: brand.into(),
        call,
        event: event.map(Into::into),
        what,
    };
    let order = What::Kept(Kept {
        person: "n00000000000000ff".into(),
        new: false,
        linked: true,
        fields: vec![
            kept("revenue", vec![orders(lang), advice(lang)]),
            kept("products[].sku", vec![orders(lang)]),
        ],
        left_out: Vec::new(),
        moves: vec![MoveRow {
            segment: "Spent 500 or more within a year".into(),
            entered: true,
        }],
        facts: 0,
    });
    let looked = What::Kept(Kept {
        person: "n0000000000000a01".into(),
        new: true,
        linked: false,
        fields: vec![kept("page.path", vec![advice(lang)])],
        left_out: vec![
            refused(lang, "page.referrer", "consent_withdrawn"),
            LeftOutRow {
                field: Some("device.advertisingId".into()),
                whole: false,
                why: Vec::new(),
            },
            LeftOutRow {
                field: None,
                whole: false,
                why: vec![ReasonRow {
                    purpose: String::new(),
                    family: "problem",
                    code: "undeclared_property",
                }],
            },
        ],
        moves: Vec::new(),
        facts: 2,
    });
    let whole = LeftOutRow {
        field: None,
        whole: true,
        why: vec![ReasonRow {
            purpose: advice(lang),
            family: "reason",
            code: "consent_unknown",
        }],
    };
    vec![
        outcome(1, "aria-web", ARIA, "track", Some("Order Completed"), order),
        outcome(4, "bento-app", BENTO, "screen", None, looked),
        outcome(
            9,
            "aria-web",
            ARIA,
            "page",
            None,
            What::Forgotten(vec![whole]),
        ),
        outcome(
            12,
            "bento-till",
            BENTO,
            "track",
            Some("Order Completed"),
            What::Duplicate,
        ),
        outcome(
            31,
            "aria-web",
            ARIA,
            "track",
            None,
            What::Rejected("event_unknown"),
        ),
    ]
}

/// The page Now: busy, or with nothing yet.
pub(super) fn now(lang: Lang, name: &str) -> Option<Now> {
    let day = before(0);
    let source = |source: &str, brand: &str, numbers: [u64; 5]| SourceDay {
        source: source.into(),
        brand: brand.into(),
        kept: numbers[0],
        forgotten: numbers[1],
        duplicate: numbers[2],
        rejected: numbers[3],
        left_out: numbers[4],
    };
    let reason = |code, purpose: Option<String>, field: &str, count| ReasonCount {
        family: "reason",
        code,
        purpose,
        field: Some(field.into()),
        count,
    };
    match name {
        "now-empty" => Some(Now {
            day,
            sources: Vec::new(),
            reasons: Vec::new(),
            recent: Vec::new(),
        }),
        "now" => Some(Now {
            day,
            sources: vec![
                source("aria-web", ARIA, [128_450, 20_311, 412, 96, 40_992]),
                source("bento-app", BENTO, [61_204, 3_110, 57, 0, 8_310]),
                source("bento-till", BENTO, [9_870, 0, 1_204, 3, 0]),
                source("aria-call-centre", ARIA, [312, 4, 0, 1, 18]),
            ],
            reasons: vec![
                reason("consent_unknown", Some(advice(lang)), "page.path", 31_004),
                reason("consent_withdrawn", Some(news(lang)), "email", 6_120),
                reason("no_purpose", None, "device.advertisingId", 4_410),
            ],
            recent: outcomes(lang),
        }),
        _ => None,
    }
}

fn purposes(lang: Lang, chosen: bool) -> Vec<PurposeGroup> {
    let choice = |name: &str, title: String, chosen| PurposeChoice {
        name: name.into(),
        title,
        chosen,
    };
    vec![
        PurposeGroup {
            brand: ARIA.into(),
            purposes: vec![
                choice("aria/orders", orders(lang), chosen),
                choice("aria/personalisation", advice(lang), false),
            ],
        },
        PurposeGroup {
            brand: BENTO.into(),
            purposes: vec![choice("bento/orders", orders(lang), false)],
        },
    ]
}

/// The page for finding people: fresh, or when nobody was found.
pub(super) fn people(lang: Lang, name: &str) -> Option<People> {
    let words = Words::new(lang);
    let kinds = ["user_id", "email", "loyalty_id", "phone", "anonymous_id"];
    let kinds = kinds.map(|kind| KindChoice {
        name: kind.into(),
        title: words.coded("identifier", kind),
        chosen: kind == "email",
    });
    let absent = name == "people-absent";
    let page = People {
        kinds: kinds.into(),
        purposes: purposes(lang, absent),
        value: if absent {
            "nobody@aria.test".into()
        } else {
            String::new()
        },
        problem: None,
        purpose_problem: (name == "people").then_some("purpose-wrong"),
        absent,
    };
    matches!(name, "people" | "people-absent").then_some(page)
}

fn provenance(lang: Lang, source: &str, seconds: i64) -> Provenance {
    Provenance {
        source: source.into(),
        at: before(seconds),
        purposes: vec![orders(lang), advice(lang)],
    }
}

fn timeline(lang: Lang) -> Timeline {
    let value = |name: &str, value| NamedValue {
        name: name.into(),
        value,
    };
    let event = |seconds, source: &str, call, event: Option<&str>, fields, left_out| Entry {
        at: before(seconds),
        what: Happened::Event(Box::new(EventRow {
            source: source.into(),
            call,
            event: event.map(Into::into),
            fields,
            left_out,
        })),
    };
    let skus = ["CD-0042", "BK-1199"].map(|sku| Shown::Text(sku.into()));
    Timeline {
        entries: vec![
            Entry {
                at: before(5),
                what: Happened::Move(true, "Spent 500 or more within a year".into()),
            },
            event(
                5,
                "aria-web",
                "track",
                Some("Order Completed"),
                vec![
                    value("revenue", Shown::Number(1_129.9)),
                    value("products[].sku", Shown::List(skus.into())),
                    value("gift", Shown::Truth(true)),
                ],
                Vec::new(),
            ),
            event(
                86_400,
                "aria-web",
                "page",
                None,
                vec![value(
                    "page.path",
                    Shown::Text("/musik/neuerscheinungen".into()),
                )],
                vec![refused(lang, "page.referrer", "consent_withdrawn")],
            ),
            event(
                400_000,
                "bento-till",
                "identify",
                None,
                Vec::new(),
                Vec::new(),
            ),
        ],
        more: Some(
            "/console/people/n00000000000000ff/timeline?purpose=aria%2Forders&before=x".into(),
        ),
    }
}

fn one() -> One {
    let node = |number, days: i64, kinds: &[(&str, usize)]| NodeRow {
        number,
        since: before(days * 86_400),
        kinds: kinds
            .iter()
            .map(|(kind, count)| KindCount {
                kind: (*kind).into(),
                count: *count,
            })
            .collect(),
    };
    let together = Link::Together(("anonymous_id".into(), "user_id".into()));
    let edge = |a, b, why, days: i64, source: Option<&str>| EdgeRow {
        a,
        b,
        why,
        since: before(days * 86_400),
        source: source.map(Into::into),
    };
    One {
        nodes: vec![
            node(1, 3_650, &[("user_id", 1), ("email", 2)]),
            node(2, 400, &[("anonymous_id", 3)]),
            node(3, 20, &[("loyalty_id", 1), ("phone", 1)]),
        ],
        edges: vec![
            edge(1, 2, together, 390, Some("aria-web")),
            edge(1, 3, Link::Staff, 2, None),
        ],
        severed: 1,
    }
}

fn seen(lang: Lang) -> Seen {
    let row = |name: &str, value: &str, valid, raw: Option<&str>| TraitRow {
        name: name.into(),
        value: Shown::Text(value.into()),
        raw: raw.map(Into::into),
        valid,
        from: provenance(lang, "aria-web", 86_400),
    };
    let identifier = |kind: &str, value: &str| IdentifierRow {
        kind: kind.into(),
        value: value.into(),
        first: before(315_360_000),
        last: before(60),
    };
    let behaviour = |name: &str, count, sum| BehaviourRow {
        name: name.into(),
        count,
        sum,
        first: before(315_360_000),
        last: before(5),
    };
    Seen {
        ground: GroundRow {
            purpose: orders(lang),
            brand: ARIA.into(),
            basis: "contract",
            categories: vec![contact(lang), buying(lang)],
            facts: 2,
            until: Some(before(-86_400 * 90)),
            retention_days: Some(1_095),
        },
        traits: vec![
            row("first_name", "寿限無", true, None),
            row(
                "last_name",
                "Österreicher-Donaudampfschifffahrtsgesellschaft",
                true,
                None,
            ),
            row(
                "email",
                "anna@donaudampfschifffahrtsgesellschaft.test",
                true,
                None,
            ),
            row("phone", "0664 12", false, Some("0664-12 (abends)")),
            TraitRow {
                value: Shown::Time(before(1_000_000_000 - 1_000_000_000 % 86_400 + 50_709)),
                ..row("birthday", "", true, None)
            },
        ],
        identifiers: vec![
            identifier("user_id", "4711"),
            identifier("email", "anna@donaudampfschifffahrtsgesellschaft.test"),
        ],
        computed: vec![
            NamedValue {
                name: "orders_count".into(),
                value: Shown::Number(142.0),
            },
            NamedValue {
                name: "orders_value".into(),
                value: Shown::Number(18_230.4),
            },
        ],
        behaviours: vec![
            behaviour("Order Completed", 142, None),
            behaviour("revenue", 142, Some(18_230.4)),
            behaviour("Product Viewed", 12_904, None),
        ],
        segments: vec![SegmentRow {
            title: "Spent 500 or more within a year".into(),
            since: before(5),
        }],
        groups: vec!["family-4711".into()],
        withheld: vec![
            WithheldRow {
                name: "diet".into(),
                why: WhyNot::CategoryNotDeclared,
            },
            WithheldRow {
                name: "favourite_genre".into(),
                why: WhyNot::ForOthers(vec![advice(lang)]),
            },
            WithheldRow {
                name: "allergies".into(),
                why: WhyNot::Denied("consent_not_explicit"),
            },
        ],
        one: Some(one()),
        timeline: timeline(lang),
    }
}

/// A person: with ten years of history, with nothing, refused, or with no purpose named.
pub(super) fn person(lang: Lang, name: &str) -> Option<Person> {
    let view = match name {
        "person" => Seeing::Seen(Box::new(seen(lang))),
        "person-empty" => Seeing::Seen(Box::new(empty(lang))),
        "person-denied" => Seeing::Denied(vec!["consent_withdrawn", "global_privacy_control"]),
        "person-purpose" => Seeing::Nothing,
        _ => return None,
    };
    let consent = |purpose: String, brand: &str, state| ConsentRow {
        purpose,
        brand: brand.into(),
        state,
    };
    let known = matches!(name, "person" | "person-denied");
    let consents = [
        consent(advice(lang), ARIA, "withdrawn"),
        consent(news(lang), ARIA, "granted"),
        consent(news(lang), BENTO, "pending"),
        consent(advice(lang), BENTO, "unknown"),
    ];
    Some(Person {
        person: "n00000000000000ff".into(),
        purposes: purposes(lang, name != "person-purpose"),
        view,
        consents: if known { consents.into() } else { Vec::new() },
    })
}

fn empty(lang: Lang) -> Seen {
    let one = One {
        nodes: one().nodes.into_iter().take(1).collect(),
        edges: Vec::new(),
        severed: 0,
    };
    Seen {
        ground: GroundRow {
            facts: 0,
            until: None,
            retention_days: None,
            basis: "legitimate_interests",
            ..seen(lang).ground
        },
        traits: Vec::new(),
        identifiers: Vec::new(),
        computed: Vec::new(),
        behaviours: Vec::new(),
        segments: Vec::new(),
        groups: Vec::new(),
        withheld: Vec::new(),
        one: Some(one),
        timeline: Timeline {
            entries: Vec::new(),
            more: None,
        },
    }
}

/// A part of the catalog.
pub(super) fn catalog(lang: Lang, name: &str) -> Option<Catalog> {
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

/// The style guide.
pub(super) fn parts(lang: Lang) -> Parts {
    let pages = SAMPLES.map(|name| SampleLink {
        href: format!("/console/parts/{name}"),
        name,
    });
    Parts {
        pages: pages.into(),
        tones: ["good", "plain", "caution", "bad"],
        from: provenance(lang, "aria-web", 0),
        bars: now(lang, "now").map(|now| now.bars()).unwrap_or_default(),
        graph: Graph::laid_out(5, &[(1, 2), (1, 3), (3, 4), (4, 5)]),
        entries: timeline(lang).entries,
        denied: vec!["objected"],
    }
}
