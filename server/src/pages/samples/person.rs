//! Sample people: with ten years of history, with nothing, refused, or with no purpose named.

use super::{
    ARIA, BENTO, advice, before, bought, buying, contact, news, orders, provenance, purposes,
    refused,
};
use crate::pages::person::{
    BehaviourRow, ConsentRow, EdgeRow, Entry, EventRow, GroundRow, Happened, IdentifierRow,
    KindCount, Link, NodeRow, One, Person, Seeing, Seen, SegmentRow, Timeline, TraitRow, WhyNot,
    WithheldRow,
};
use crate::pages::shown::{NamedValue, Provenance, Shown};
use crate::pages::words::Lang;

/// A page of a timeline.
pub(super) fn timeline(lang: Lang) -> Timeline {
    let value = |name: &str, value| NamedValue {
        name: name.into(),
        value,
    };
    let event = |seconds, source: &str, call, event: Option<&str>, fields, left_out| Entry {
        at: before(seconds),
        what: Happened::Event(Box::new(EventRow {
            source: source.into(),
            third_party: (source == "aria-broker").then(bought),
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
                "aria-broker",
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

fn withheld(lang: Lang) -> Vec<WithheldRow> {
    vec![
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
    ]
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
            TraitRow {
                from: Provenance {
                    third_party: Some(bought()),
                    ..provenance(lang, "aria-broker", 400_000)
                },
                ..row(
                    "last_name",
                    "Österreicher-Donaudampfschifffahrtsgesellschaft",
                    true,
                    None,
                )
            },
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
        withheld: withheld(lang),
        one: Some(one()),
        timeline: timeline(lang),
    }
}

/// A person: with ten years of history, with nothing, refused, or with no purpose named.
pub(in crate::pages) fn person(lang: Lang, name: &str) -> Option<Person> {
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
        node: "n00000000000000ff".into(),
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
