//! Sample data for every page: for the style guide, the snapshots and looking at the pages.

mod catalog;
mod person;

pub(super) use catalog::catalog;
pub(super) use person::person;

use telos_model::time::Timestamp;

use super::graph::Graph;
use super::now::{Kept, KeptField, MoveRow, Now, Outcome, ReasonCount, SourceDay, What};
use super::parts::{Parts, SAMPLES, SampleLink};
use super::people::{KindChoice, People};
use super::public::samples as public;
use super::records::{BrandRecord, Records};
use super::retention::{Found, Period, Retention};
use super::shown::{LeftOutRow, Provenance, PurposeChoice, PurposeGroup, ReasonRow, ThirdParty};
use super::words::{Lang, Words};

/// 3 May 2026, 14:05:09 UTC, and seconds before it.
fn before(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_777_817_109_000 - seconds * 1_000)
}

/// Catalog text in the reader's language.
fn pick(lang: Lang, texts: [&str; 6]) -> String {
    texts[lang as usize].to_owned()
}

pub(super) fn orders(lang: Lang) -> String {
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

pub(super) fn news(lang: Lang) -> String {
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

pub(super) fn contact(lang: Lang) -> String {
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
        third_party: None,
    }
}

/// Whose what was bought in is.
pub(super) fn bought() -> ThirdParty {
    ThirdParty {
        provider: "Example Addresses GmbH".into(),
        licence: "Contract 4711".into(),
    }
}

/// The record of processing.
pub(super) fn records(lang: Lang, name: &str) -> Option<Records> {
    let brand = |name: &str, controller| BrandRecord {
        name: name.into(),
        title: if name == "aria" { ARIA } else { BENTO }.into(),
        controller,
        purposes: vec![public::purpose(lang)],
    };
    (name == "records").then(|| Records {
        version: 12,
        applied: before(60),
        brands: vec![
            brand("aria", Some(public::controller())),
            brand("bento", None),
        ],
    })
}

/// What the next sweep would remove: counted, or while it is being counted the first time.
pub(super) fn retention(lang: Lang, name: &str) -> Option<Retention> {
    let period = |purpose, days, ended| Period {
        purpose,
        brand: ARIA.into(),
        days,
        ended,
    };
    let counted = name == "retention";
    matches!(name, "retention" | "retention-counting").then(|| Retention {
        last: counted.then(|| before(3_600)),
        next: counted.then(|| before(-82_800)),
        since: (!counted).then(|| before(30)),
        failed: !counted,
        found: counted.then(|| Found {
            at: before(0),
            nodes: 1_204_311,
            trimmed: 8_020,
            events: 41_977,
        }),
        periods: vec![
            period(orders(lang), Some(3_650), if counted { 12_400 } else { 0 }),
            period(news(lang), None, 0),
        ],
    })
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
        entries: person::timeline(lang).entries,
        denied: vec!["objected"],
    }
}
