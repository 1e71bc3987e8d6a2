//! Sample data for the pages of the officer's questions.

use axum::response::Response;
use telos_model::time::Timestamp;

use super::super::frame::Frame;
use super::super::samples::{news, orders};
use super::super::words::{Lang, Words};
use super::ask::{Asked, Part};
use super::page::{
    Answer, Audit, ChangesRow, Choice, CountRow, DifferenceRow, EndedRow, FactRow, ThenRow,
    VersionRow,
};

/// 3 May 2026, 14:05:09 UTC.
const AT: Timestamp = Timestamp::from_millis(1_777_817_109_000);

fn sample(lang: Lang, name: &str) -> Option<Audit> {
    let (part, answer) = match name {
        "audit" => (Part::Decision, Answer::Nothing),
        "audit-consents" => (Part::Consents, Answer::Consents(facts(lang))),
        "audit-decision" => (Part::Decision, Answer::Decision(Box::new(then(lang)))),
        "audit-changes" => (Part::Changes, Answer::Changes(Box::new(changes(lang)))),
        _ => return None,
    };
    let w = Words::new(lang);
    let answered = name != "audit";
    let choice = |family: &str, value: &str| Choice {
        value: value.into(),
        title: w.coded(family, value),
        chosen: false,
    };
    Some(Audit {
        part,
        asked: Asked {
            month: "2026-05".into(),
            ..Asked::default()
        },
        kinds: vec![choice("identifier", "email")],
        purposes: Vec::new(),
        operations: vec![choice("operation", "read"), choice("operation", "send")],
        problem: (!answered).then_some("au-decision-missing"),
        answer,
        file: answered.then(|| "/console/parts/audit".into()),
        more: (name == "audit-consents").then(|| "/console/parts/audit".into()),
        cut: usize::from(name == "audit-decision"),
        looked: (name != "audit-decision" && answered).then_some(5_000),
    })
}

/// The page of a sample, if there is one of this name.
pub(in crate::pages) fn show(lang: Lang, name: &str, frame: &Frame) -> Option<Response> {
    Some(sample(lang, name)?.show(frame))
}

/// The text of it.
#[cfg(test)]
pub(in crate::pages) fn text(lang: Lang, name: &str, frame: &Frame) -> Option<String> {
    Some(sample(lang, name)?.text(frame))
}

fn facts(lang: Lang) -> Vec<FactRow> {
    let w = Words::new(lang);
    let fact = |id: &str, index| FactRow {
        at: AT,
        what: w.t1("me-fact-grant", "purpose", news(lang)),
        by: w.t2("au-said", "by", w.t("au-by-person"), "method", "form"),
        person: "n0000000000000001".into(),
        id: id.into(),
        version: Some(2),
        text: Some(news(lang)),
        index,
    };
    vec![
        fact("f0123456789abcdef0123456789abcdef", Some(1_204_311)),
        fact("fabcdef0123456789abcdef0123456789", None),
    ]
}

fn then(lang: Lang) -> ThenRow {
    ThenRow {
        at: AT,
        person: "n0000000000000001".into(),
        purpose: news(lang),
        operation: "send",
        basis: None,
        reasons: vec!["consent_withdrawn"],
        jurisdictions: Vec::new(),
        version: 12,
        applied: AT,
        index: Some(77),
        facts: facts(lang),
        records: 2,
        recorded_later: 1,
        place_later: true,
    }
}

fn changes(lang: Lang) -> ChangesRow {
    let w = Words::new(lang);
    let difference = |act, meaning, basis| DifferenceRow {
        act,
        kind: "purpose",
        name: "aria/news-email".into(),
        meaning,
        attributes: vec!["basis.eu.kind".into(), "version".into()],
        basis,
    };
    ChangesRow {
        versions: vec![
            VersionRow {
                number: 12,
                at: AT,
                index: Some(77),
                changes: vec![
                    difference("changed", "widens", true),
                    difference("removed", "narrows", false),
                ],
            },
            VersionRow {
                number: 1,
                at: AT,
                index: None,
                changes: Vec::new(),
            },
        ],
        versions_cut: true,
        ended: vec![EndedRow {
            right: "access",
            ending: "refused",
            why: Some("excessive"),
            in_time: false,
            count: 3,
        }],
        ended_cut: false,
        counts: vec![CountRow {
            what: w.t1("me-fact-deny", "purpose", orders(lang)),
            by: w.t("au-by-person"),
            count: 1_204,
        }],
        overrides: facts(lang),
        overrides_count: 2,
    }
}
