//! Sample data for the pages of requests.

use axum::response::Response;
use telos_model::time::{DAY_MS, Timestamp};

use super::super::frame::Frame;
use super::super::samples::{news, orders};
use super::super::words::{Lang, Words};
use super::list::{Requests, Row};
use super::one::{AskerRow, Gone, Law, One, PartRow, ShownRow, Steps, SystemRow};
use super::take::Take;
use super::{Choice, Mark};

const ARIA: &str = "Aria Music & Books";

/// A sample.
enum Sample {
    List(Requests),
    Take(Box<Take>),
    One(Box<One>),
    Gone(Gone),
}

/// 3 May 2026, 14:05:09 UTC, and days after it.
const fn after(days: i64) -> Timestamp {
    Timestamp::from_millis(1_777_817_109_000 + days * DAY_MS)
}

fn sample(lang: Lang, name: &str) -> Option<Sample> {
    Some(match name {
        "requests" => Sample::List(list(lang, false)),
        "requests-ended" => Sample::List(list(lang, true)),
        "requests-empty" => Sample::List(Requests::default()),
        "request-new" => Sample::Take(Box::new(take(lang))),
        "request-received" => Sample::One(Box::new(received(lang))),
        "request-working" => Sample::One(Box::new(working(lang))),
        "request-gone" => Sample::Gone(Gone {
            number: "0f1e2d3c4b5a69788796a5b4c3d2e1f0".into(),
            at: after(0),
            nodes: 3,
            identifiers: 5,
            entries: 10_412,
            facts: 27,
        }),
        _ => return None,
    })
}

/// The page of a sample, if there is one of this name.
pub(in crate::pages) fn show(lang: Lang, name: &str, frame: &Frame) -> Option<Response> {
    Some(match sample(lang, name)? {
        Sample::List(page) => page.show(frame),
        Sample::Take(page) => page.show(frame),
        Sample::One(page) => page.show(frame),
        Sample::Gone(page) => page.show(frame),
    })
}

/// The text of it.
#[cfg(test)]
pub(in crate::pages) fn text(lang: Lang, name: &str, frame: &Frame) -> Option<String> {
    Some(match sample(lang, name)? {
        Sample::List(page) => page.text(frame),
        Sample::Take(page) => page.text(frame),
        Sample::One(page) => page.text(frame),
        Sample::Gone(page) => page.text(frame),
    })
}

fn choices(lang: Lang, family: &str, words: &[&str]) -> Vec<Choice> {
    let w = Words::new(lang);
    let choices = words.iter().map(|word| Choice {
        value: (*word).into(),
        title: w.coded(family, word),
        chosen: false,
    });
    choices.collect()
}

const fn mark(tone: &'static str, key: &'static str, days: u32) -> Mark {
    Mark { tone, key, days }
}

fn list(lang: Lang, ended: bool) -> Requests {
    let row = |right, state, days, mark| Row {
        href: "/console/parts/request-working".into(),
        short: "r0a1b2c3d".into(),
        right,
        brand: (right == "objection").then(|| ARIA.into()),
        state,
        jurisdiction: "GDPR".into(),
        received: (!ended).then(|| after(days - 30)),
        at: after(days),
        mark,
        why: (state == "refused").then_some("excessive"),
        waiting: if state == "working" {
            vec!["mail-service".into(), "warehouse".into()]
        } else {
            Vec::new()
        },
    };
    let rows = if ended {
        let good = mark("plain", "rq-mark-was-in-time", 0);
        let bad = mark("bad", "rq-mark-was-late", 0);
        vec![
            row("erasure", "erased", -1, good),
            row("access", "refused", -4, bad),
        ]
    } else {
        vec![
            row("erasure", "working", -2, mark("bad", "rq-mark-late", 2)),
            row("access", "received", 3, mark("caution", "rq-mark-soon", 3)),
            row(
                "objection",
                "identified",
                24,
                mark("good", "rq-mark-in-time", 24),
            ),
        ]
    };
    Requests {
        rights: choices(lang, "rq-right", &["access", "erasure", "objection"]),
        states: choices(
            lang,
            "rq-state",
            &["received", "identified", "working", "ended"],
        ),
        packs: Vec::new(),
        rows,
        ended,
        narrowed: ended,
        more: Some("/console/parts/requests".into()),
    }
}

fn take(lang: Lang) -> Take {
    Take {
        kinds: choices(lang, "identifier", &["user_id", "email"]),
        rights: choices(lang, "rq-right", &["access", "erasure"]),
        askers: choices(lang, "rq-asks", &["person", "staff", "agent"]),
        right_problem: Some("rq-right-missing"),
        agent_problem: Some("rq-agent-missing"),
        ..Take::default()
    }
}

fn law() -> Law {
    Law {
        jurisdiction: "GDPR".into(),
        citation: "Regulation (EU) 2016/679".into(),
        limit: ("request-months", 1),
        more: Some(("request-months", 2)),
        zone: "Europe/Brussels".into(),
        late_at: after(3),
        acknowledge_by: Some(after(1)),
        extended: None,
    }
}

fn received(lang: Lang) -> One {
    let part = |purpose, why| PartRow {
        purpose,
        brand: ARIA.into(),
        why,
    };
    One {
        id: "r0a1b2c3d4e5f60718293a4b5c6d7e8f9".into(),
        by: "r0a1b2c3d4e5f60718293a4b5c6d7e8f9".into(),
        right: "access",
        brand: None,
        person: "n0000000000000001".into(),
        state: "received",
        received: after(-27),
        ended: None,
        refused: None,
        mark: mark("caution", "rq-mark-soon", 3),
        law: law(),
        askers: vec![AskerRow {
            id: "r0a1b2c3d4e5f60718293a4b5c6d7e8f9".into(),
            asker: "agent",
            name: Some("Kanzlei Beispiel".into()),
            without_mandate: true,
            at: after(-27),
            required: "strong",
            shown: None,
        }],
        parts: vec![
            part(news(lang), None),
            part(orders(lang), Some("not_under_basis")),
        ],
        foreseen: true,
        systems: Vec::new(),
        hold: true,
        steps: Steps {
            checks: vec!["code-by-email", "document"],
            delays: vec!["complex", "many"],
            refusals: vec!["excessive", "agent_not_authorised"],
            cancel: true,
            hold: true,
            ..Steps::default()
        },
        told: None,
        problem: Some("rq-problem-not-shown"),
        link: None,
    }
}

fn working(lang: Lang) -> One {
    let system = |name: &str, here, state, code: Option<&str>| SystemRow {
        name: name.into(),
        here,
        state,
        at: (state != "waiting").then(|| after(0)),
        code: code.map(Into::into),
    };
    let mut one = received(lang);
    one.state = "working";
    one.foreseen = false;
    one.hold = false;
    one.problem = None;
    one.told = Some("advanced");
    one.link = Some("/v1/downloads/0123456789abcdef0123456789abcdef".into());
    one.law.extended = Some((after(-1), Some("many")));
    one.askers[0] = AskerRow {
        asker: "person",
        name: None,
        without_mandate: false,
        shown: Some(ShownRow {
            assurance: "strong",
            checks: vec!["code-by-email", "document"],
            at: after(-2),
        }),
        ..one.askers[0].clone()
    };
    one.systems = vec![
        system("telos", true, "done", None),
        system("mail-service", false, "waiting", None),
        system("warehouse", false, "failed", Some("timeout")),
    ];
    one.steps = Steps {
        advance: true,
        reply: true,
        download: true,
        hold: true,
        ..Steps::default()
    };
    one
}
